"""The plugin for pytest, as users have it: collected files, failures, differences, and nothing unasked."""

import subprocess
import sys
from pathlib import Path

import pytest

import policykit.report.as_text  # noqa: F401  # extension modules can be loaded once: not by each inner run
from policykit import cases  # as above

pytest_plugins = ["pytester"]

A = "111122223333"
ALICE, DEPLOY = f"arn:aws:iam::{A}:user/alice", f"arn:aws:iam::{A}:role/Deploy"
TRUST = f"""{{"Version": "2012-10-17", "Statement":
  {{"Effect": "Allow", "Principal": {{"AWS": "{ALICE}"}}, "Action": "sts:AssumeRole"}}}}"""
CASES = f"""
[[user]]
arn = "{ALICE}"
[[role]]
arn = "{DEPLOY}"
trust = "trust.json"
[[case]]
name = "alice may"
caller = "{ALICE}"
role = "{DEPLOY}"
expect = "allow"
[[case]]
name = "nobody else may"
caller = "lambda.amazonaws.com"
role = "{DEPLOY}"
expect = "allow"
"""
Pytester = pytest.Pytester


@pytest.fixture(autouse=True)
def folder(pytester: Pytester) -> None:
    (pytester.path / "policies").mkdir()
    for name, text in {"trust.json": TRUST, "cases.toml": CASES, "other.toml": "x = 1"}.items():
        (pytester.path / "policies" / name).write_text(text, encoding="utf-8")


def configure(pytester: Pytester, *patterns: str) -> None:
    pytester.makeini("[pytest]\npolicykit_cases = " + " ".join(patterns))


def test_each_case_is_a_test(pytester: Pytester) -> None:
    configure(pytester, "policies/cas*.toml")
    result = pytester.runpytest("-v", "-rN")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["policies/cases.toml::alice may PASSED*", "policies/cases.toml::nobody else may FAILED*"]
    )


def test_a_failure_shows_the_report_of_the_command_and_no_traceback(pytester: Pytester) -> None:
    configure(pytester, "policies/cases.toml")
    out = pytester.runpytest("-rN").stdout.str()
    assert (
        "cases.toml:12: nobody else may\n      allow was expected, the answer is implicit deny\n\n"
        "      DENIED (implicitly: nothing allows it): the service lambda.amazonaws.com\n"
    ) in out
    assert "Traceback" not in out
    assert "pytest_plugin.py" not in out


def test_a_case_is_where_it_begins(pytester: Pytester) -> None:
    configure(pytester, "policies/cases.toml")
    (pytester.path / "policies/inline.toml").write_text(
        f'case = [{{name = "x", caller = "lambda.amazonaws.com", role = "{DEPLOY}", expect = "unknown"}}]',
        encoding="utf-8",
    )
    items, _ = pytester.inline_genitems("policies/cases.toml")
    assert [(item.name, item.location[1]) for item in items] == [("alice may", 6), ("nobody else may", 11)]
    configure(pytester, "policies/inline.toml")
    (item,), _ = pytester.inline_genitems("policies/inline.toml")
    assert item.reportinfo()[1] is None


def test_one_case_can_be_chosen(pytester: Pytester) -> None:
    configure(pytester, "**/cases.toml")
    pytester.runpytest("policies/cases.toml::alice may").assert_outcomes(passed=1)
    pytester.runpytest("-k", "alice").assert_outcomes(passed=1, deselected=1)


def test_a_file_that_cannot_be_read_says_everything_that_is_wrong(pytester: Pytester) -> None:
    configure(pytester, "policies/*.toml")
    result = pytester.runpytest("-rN")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*policies/other.toml: 2 problems",
            "  unknown member 'x': expected data, lenient, user, role, case",
            "  case is missing: expected one * or more",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_pattern_that_fits_no_file_is_wrong_usage(pytester: Pytester) -> None:
    configure(pytester, "policies/cases.toml", "policy/*.toml")
    result = pytester.runpytest()
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: policykit_cases: no file fits 'policy/[*].toml' in {pytester.path}"])


def test_without_the_setting_nothing_is_collected(pytester: Pytester) -> None:
    assert pytester.runpytest("policies").ret is pytest.ExitCode.NO_TESTS_COLLECTED


def test_other_runs_load_neither_pydantic_nor_anything_of_policykit(pytester: Pytester) -> None:
    file = pytester.makepyfile(
        """
        import sys

        def test_unrelated():
            assert 1 == 1
            loaded = {each for each in sys.modules if each.split(".")[0] in ("policykit", "pydantic", "click")}
            assert loaded == {"policykit", "policykit.pytest_plugin"}
        """
    )
    done = subprocess.run([sys.executable, "-m", "pytest", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_documents_that_should_be_equal_differ_by_their_canonical_spelling(pytester: Pytester) -> None:
    pytester.makepyfile(
        """
        from policykit import IdentityPolicy, PermissionsBoundary

        def document(kind, *actions):
            statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
            return kind.from_dict({"Version": "2012-10-17", "Statement": statement})

        def test_actions():
            assert document(IdentityPolicy, "S3:Put*", "s3:get*") == document(IdentityPolicy, "s3:Get*")

        def test_kinds():
            assert document(IdentityPolicy, "s3:*") == document(PermissionsBoundary, "s3:*")

        def test_no_equality():
            assert document(IdentityPolicy, "s3:*") != document(IdentityPolicy, "s3:*")

        def test_others():
            assert document(IdentityPolicy, "s3:*") == "s3"
        """
    )
    result = pytester.runpytest("-vv", "-rN")
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(
        [
            "E * assert IdentityPolicy == IdentityPolicy, spelled canonically: - is left, + is right",
            'E * -      "Action": [[]',
            'E * -        "s3:get[*]",',
            'E * -        "s3:put[*]"',
            "E * -      ],",
            'E * +      "Action": "s3:get[*]",',
            "E * assert IdentityPolicy == PermissionsBoundary",
            "E * documents of two kinds are never equal",
        ]
    )
    assert result.stdout.str().count("spelled canonically") == 1


def test_the_plugin_is_announced_to_pytest() -> None:
    from importlib.metadata import entry_points

    (found,) = entry_points(group="pytest11", name="policykit")
    assert found.load().__file__ == str(Path(cases.__file__).parents[1] / "pytest_plugin.py")
