"""``policykit test``: what is said of cases that are as expected, that are not, and that cannot be asked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import Ended, process

Run = Callable[..., Ended]
A = "111122223333"
ALICE, BOB, DEPLOY = f"arn:aws:iam::{A}:user/alice", f"arn:aws:iam::{A}:user/bob", f"arn:aws:iam::{A}:role/Deploy"
TRUST = f"""{{
  "Version": "2012-10-17",
  "Statement": {{"Sid": "Alice", "Effect": "Allow", "Principal": {{"AWS": "{ALICE}"}}, "Action": "sts:AssumeRole"}}
}}"""
TOP = f'[[user]]\narn = "{ALICE}"\n[[user]]\narn = "{BOB}"\n[[role]]\narn = "{DEPLOY}"\ntrust = "trust.json"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trust.json").write_text(TRUST, encoding="utf-8")


def write(name: str, *cases: tuple[str, str, str]) -> str:
    """A file whose cases have a name, a caller, and what is expected."""
    asked = (f'[[case]]\nname = "{name}"\ncaller = "{who}"\nrole = "{DEPLOY}"\n{rest}\n' for name, who, rest in cases)
    Path(name).write_text(TOP + "".join(asked), encoding="utf-8")
    return name


GOOD = ("alice may", ALICE, 'expect = "allow"\nbecause = ["trust:Alice"]')
BAD = ("bob may", BOB, 'expect = "allow"\nbecause = "trust:Alice"')
EXPLAINED = f"""\
      DENIED (implicitly: nothing allows it): {BOB}
        sts:AssumeRole on {DEPLOY}

      Why
        - the trust policy does not allow sts:AssumeRole
            trust.json, statement 1 (Alice) names '{ALICE}', but the caller is {BOB}

      To allow it
        - add {BOB} to the Principal of trust.json, statement 1 (Alice)

      Statements
        trust.json, statement 1 (Alice): Allow does not apply

      Assumed
        - no service control policy limits account {A}
        - {BOB} has no permissions boundary
        - no resource control policy limits {A}
        - no VPC endpoint policy limits the request
"""


def test_as_expected(run: Run) -> None:
    assert run("test", write("cases.toml", GOOD)) == (
        0,
        "ok    cases.toml:8: alice may\n1 case, all as expected\n",
        "",
    )


def test_not_as_expected(run: Run) -> None:
    assert run("test", write("cases.toml", GOOD, BAD)) == (
        1,
        f"""\
ok    cases.toml:8: alice may
FAIL  cases.toml:14: bob may
      allow was expected, the answer is implicit deny

{EXPLAINED}
2 cases, 1 not as expected
""",
        "",
    )


def test_for_another_reason(run: Run) -> None:
    name = write("cases.toml", ("alice may", ALICE, 'expect = "allow"\nbecause = ["trust:Alice", "identity", "scp"]'))
    status, out, _ = run("test", name)
    assert status == 1
    assert out.startswith(
        "FAIL  cases.toml:8: alice may\n      because of identity, scp was expected, it is because of trust:Alice\n\n"
        f"      ALLOWED: {ALICE}\n"
    )


def test_for_no_reason_that_has_a_name(run: Run) -> None:
    """ASSUME-5: root users assume no roles, whatever policies say."""
    name = write("cases.toml", ("root", f"arn:aws:iam::{A}:root", 'expect = "deny"\nbecause = "trust"'))
    assert "because of trust was expected, it is because of nothing that has a name\n" in run("test", name).out


def test_what_is_refused_is_explained_too(run: Run) -> None:
    """ASSUME-31."""
    name = write("cases.toml", ("short", ALICE, 'expect = "deny"\nduration_seconds = 60'))
    assert run("test", name) == (
        1,
        f"""\
FAIL  cases.toml:8: short
      deny was expected, the answer is invalid

      INVALID (AWS refuses it before it looks at policies)
        invalid duration_seconds: expected 900 to 3600, the maximum of {DEPLOY}, found 60

1 case, 1 not as expected
""",
        "",
    )


@pytest.mark.parametrize("expect", ["allow", "deny", "explicit-deny", "implicit-deny"])
def test_what_nobody_knows_is_neither_allow_nor_deny(run: Run, expect: str) -> None:
    open_question = '[[case]]\ncaller = "lambda.amazonaws.com"\nrole = "arn:aws:iam::444455556666:role/R"\nexpect = '
    Path("cases.toml").write_text(f'{TOP}{open_question}"{expect}"\n', encoding="utf-8")
    status, out, _ = run("test", "cases.toml")
    assert status == 1
    assert f"      {expect} was expected, the answer is unknown\n" in out
    Path("cases.toml").write_text(f'{TOP}{open_question}"unknown"\n', encoding="utf-8")
    assert run("test", "cases.toml").status == 0


def test_verbose_explains_what_is_as_expected(run: Run) -> None:
    name = write("cases.toml", ("bob may not", BOB, 'expect = "deny"'))
    expected = f"ok    cases.toml:8: bob may not\n\n{EXPLAINED}\n1 case, all as expected\n"
    assert run("test", "-v", name) == run("test", "--verbose", name) == (0, expected, "")


def test_what_cannot_be_read_hides_nothing_else(run: Run) -> None:
    Path("broken.toml").write_text(TOP + '[[case]]\nname = "x"\n', encoding="utf-8")
    assert run("test", "none.toml", write("cases.toml", GOOD), "broken.toml", "cases.toml") == (
        2,
        "ok    cases.toml:8: alice may\n1 case, all as expected; 2 files unreadable\n",
        """\
none.toml: no such file
broken.toml: 3 problems
  case 1 'x' (line 8): expected role, or action and resource, as what is asked for; found neither
  case 1 'x' (line 8): caller is missing: expected text or a table
  case 1 'x' (line 8): expect is missing: expected one of allow, deny, explicit-deny, implicit-deny, unknown, invalid
""",
    )
    assert run("test", "none.toml").out == "0 cases; 1 file unreadable\n"


def test_what_files_say_does_not_steer_the_terminal(run: Run) -> None:
    status, out, _ = run("test", write("cases.toml", (r"\u001b[31mred\nok", ALICE, 'expect = "allow"')))
    assert (status, out.split("\n")[0]) == (0, "ok    cases.toml:8: ␛[31mred␊ok")
    Path("cases.toml").write_text('"\\u001b[31m" = 1\n', encoding="utf-8")
    assert "\x1b" not in run("test", "cases.toml").err


def test_colours_on_request() -> None:
    write("cases.toml", GOOD, BAD)
    out = process("test", "cases.toml", cwd=Path.cwd(), FORCE_COLOR="1").out
    assert "\x1b[32m\x1b[1mok\x1b[0m    cases" in out
    assert "\x1b[31m\x1b[1mFAIL\x1b[0m  cases" in out
    assert "\x1b" not in process("test", "cases.toml", cwd=Path.cwd()).out


def test_from_standard_input(run: Run) -> None:
    write("cases.toml", GOOD)
    assert run("test", "-", stdin=Path("cases.toml").read_bytes()).out.startswith("ok    <stdin>:8: alice may\n")


def test_for_programs(run: Run) -> None:
    Path("broken.toml").write_text("x = 1\n[[case]]\n", encoding="utf-8")
    Path("syntax.toml").write_text("x = ?", encoding="utf-8")
    short = ("short", ALICE, 'expect = "invalid"\nduration_seconds = 60')
    status, out, err = run("test", "--json", write("cases.toml", GOOD, BAD, short), "broken.toml", "syntax.toml")
    assert (status, err.count("\n")) == (2, 6)
    answer = json.loads(out)
    assert answer["version"] == 1
    assert answer["summary"] == {"cases": 3, "not_as_expected": 1, "unreadable": 2}
    good, broken, syntax = answer["files"]
    assert [len(each["unreadable"]["problems"]) for each in (broken, syntax)] == [4, 1]
    assert (syntax["unreadable"]["line"], syntax["unreadable"]["column"]) == (1, 5)
    decisions = [case.pop("decision") for case in good["cases"]]
    assert [each and each["outcome"] for each in decisions] == ["allowed", "implicit deny", None]
    assert good == {
        "file": "cases.toml",
        "unreadable": None,
        "cases": [
            {
                "name": "alice may",
                "line": 8,
                "expected": "allow",
                "because": ["trust:Alice"],
                "as_expected": True,
                "outcome": "allowed",
                "decided_by": ["trust:Alice"],
                "unmet": [],
                "refused": None,
            },
            {
                "name": "bob may",
                "line": 14,
                "expected": "allow",
                "because": ["trust:Alice"],
                "as_expected": False,
                "outcome": "implicit deny",
                "decided_by": ["trust", "trust:Alice"],
                "unmet": [],
                "refused": None,
            },
            {
                "name": "short",
                "line": 20,
                "expected": "invalid",
                "because": [],
                "as_expected": True,
                "outcome": "invalid",
                "decided_by": ["duration_seconds"],
                "unmet": [],
                "refused": {
                    "parameter": "duration_seconds",
                    "reason": f"expected 900 to 3600, the maximum of {DEPLOY}, found 60",
                },
            },
        ],
    }


def test_no_file_is_wrong_usage(run: Run) -> None:
    assert run("test").status == 2
