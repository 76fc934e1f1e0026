"""``policykit split``: parts printed or written, quotas by name or number, and refusals."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import policykit as pk
from tests.cli.terminal import Ended

Run = Callable[..., Ended]


@pytest.fixture(autouse=True)
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pk.IdentityPolicy:
    monkeypatch.chdir(tmp_path)
    buckets = [f"arn:aws:s3:::bucket-{number:04}" for number in range(500)]
    document = pk.IdentityPolicy.from_dict(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": buckets}}
    )
    Path("big.json").write_text(document.to_json(indent=2))
    return document


def test_the_parts_are_files(run: Run, policy: pk.IdentityPolicy) -> None:
    status, out, err = run("split", "big.json", "--out", "parts")
    assert (status, out) == (0, "parts/big-1.json\nparts/big-2.json\nparts/big-3.json\n")
    parts = [pk.IdentityPolicy.from_json(Path(name).read_bytes()) for name in out.split()]
    sizes = ", ".join(str(part.size) for part in parts)
    assert err == f"{policy.size} characters in 3 parts: {sizes}\n"
    assert all(part.fits(6_144) for part in parts)


def test_the_parts_are_printed_one_after_another(run: Run, policy: pk.IdentityPolicy) -> None:
    status, out, err = run("split", "-", "--quota", str(policy.size), stdin=Path("big.json").read_bytes())
    assert (status, json.loads(out)) == (0, policy.to_dict())
    assert err == f"{policy.size} characters in 1 part: {policy.size}\n"
    assert run("split", "big.json").out.count("\n}\n") == 3


def test_standard_input_has_no_name_to_call_the_parts_by(run: Run) -> None:
    assert run("split", "-", "--out", ".", stdin=Path("big.json").read_bytes()).out.split() == [
        "policy-1.json",
        "policy-2.json",
        "policy-3.json",
    ]


def test_a_quota_has_a_name_or_is_a_number(run: Run) -> None:
    assert run("split", "big.json", "--quota", "role-inline-policies").err.count(",") == 1
    for wrong in ("0", "0x10", "-5", "scp", "roles", "1e3", "1234567890"):
        status, out, err = run("split", "big.json", "--quota", wrong)
        assert (status, out) == (2, "")
        assert "expected a number of characters, 1 or more, or one of managed-policy, user-inline-policies" in err


def test_files_that_are_there_stay_unless_forced(run: Run) -> None:
    Path("big-2.json").write_text("mine")
    status, out, err = run("split", "big.json", "--out", ".")
    assert (status, out) == (2, "")
    assert "Error: .: big-2.json would be overwritten: pass --force, or name another directory\n" in err
    assert sorted(each.name for each in Path().iterdir()) == ["big-2.json", "big.json"]
    assert run("split", "big.json", "--out", ".", "--force").status == 0
    assert Path("big-2.json").read_text().startswith("{\n")


def test_what_cannot_be_divided_is_refused(run: Run) -> None:
    status, out, err = run("split", "big.json", "--quota", "50", "--out", "parts")
    assert (status, out) == (2, "")
    assert err == (
        "Error: the smallest part of statement 1 has 109 characters, 59 more than the 50 allowed\n"
        "  - allow longer parts\n"
    )
    assert not Path("parts").exists()


def test_a_broken_file_is_told(run: Run) -> None:
    status, out, err = run("split", "-", stdin=b'{"Statement": {"Principal": "*", "Action": "s3:*", "Effect": "Deny"}}')
    assert (status, out) == (2, "")
    assert "identity-based policy has no Principal: it speaks of whoever it is attached to" in err


@pytest.mark.parametrize("value", ["", "-"])
def test_what_an_unset_variable_leaves_is_no_directory(run: Run, value: str) -> None:
    ended = run("split", "big.json", "--out", value)
    assert (ended.status, ended.out) == (2, "")
    assert f"expected the name of a directory, found {value!r}" in ended.err
    assert [each.name for each in Path().iterdir()] == ["big.json"]
