"""``policykit format``: what it writes, what it leaves alone, and that one broken file never hides the others."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

import policykit as pk
from tests.cli.terminal import Ended

Run = Callable[..., Ended]

WORDY = """{"Statement": [{"Action": ["s3:PutObject", "S3:GetObject", "s3:PutObject"], "Resource": ["*"],
  "Effect": "Allow", "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5"]}}}], "Version": "2012-10-17"}
"""
FORMATTED = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "S3:GetObject",
        "s3:PutObject"
      ],
      "Resource": "*",
      "Condition": {
        "StringEquals": {
          "aws:PrincipalOrgID": "o-a1b2c3d4e5"
        }
      }
    }
  ]
}
"""
BROKEN = '{"Statement": {"Effect": "allow", "Action": "s3:*", "Resource": "*"}}'
NO_CASE = '{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"STS:assumerole"}}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_file_gets_its_canonical_spelling(run: Run) -> None:
    path = write("p.json", WORDY)
    assert run("format", "p.json") == (0, "p.json: changed\n1 of 1 file changed\n", "")
    assert path.read_text() == FORMATTED
    assert pk.IdentityPolicy.from_json(FORMATTED) == pk.IdentityPolicy.from_json(WORDY)


def test_a_file_that_is_formatted_is_not_touched(run: Run) -> None:
    path = write("p.json", FORMATTED)
    os.utime(path, (1, 1))
    assert run("format", "p.json") == (0, "0 of 1 file changed\n", "")
    assert path.stat().st_mtime == 1


def test_names_that_aws_spells_in_one_way_are_spelled_so(run: Run) -> None:
    """GRAM-19, PRIN-2."""
    path = write("t.json", NO_CASE)
    run("format", "t.json")
    assert '"Action": "sts:AssumeRole"' in path.read_text()
    assert '"AWS": "arn:aws:iam::111122223333:root"' in path.read_text()


def test_a_single_excluded_action_keeps_its_case(run: Run) -> None:
    write("p.json", '{"Statement":[{"Effect":"Deny","NotAction":["s3:GetObject"],"NotResource":"*","Condition":{}}]}')
    assert '"NotAction": "s3:GetObject"' in run("format", "-", stdin=Path("p.json").read_bytes()).out


def test_only_the_layout_if_wanted(run: Run) -> None:
    path = write("p.json", WORDY)
    run("format", "--layout-only", "p.json")
    assert path.read_text() == pk.IdentityPolicy.from_json(WORDY).to_json(indent=2) + "\n"


def test_checking_writes_nothing_and_names_what_would_change(run: Run) -> None:
    write("a.json", WORDY)
    write("b.json", FORMATTED)
    assert run("format", "--check", "a.json", "b.json") == (
        1,
        "a.json: would change\n1 of 2 files would change\n",
        "",
    )
    assert Path("a.json").read_text() == WORDY
    assert run("format", "--check", "b.json") == (0, "0 of 1 file would change\n", "")


@pytest.mark.parametrize("text", [FORMATTED.rstrip(), FORMATTED.replace("\n", "\r\n"), quote(FORMATTED)])
def test_ends_of_lines_and_percent_encoding_are_layout_too(run: Run, text: str) -> None:
    path = write("p.json", text)
    assert run("format", "p.json").status == 0
    assert path.read_bytes() == FORMATTED.encode()


def test_standard_input_goes_to_standard_output(run: Run) -> None:
    assert run("format", "-", stdin=WORDY.encode()) == (0, FORMATTED, "")
    assert run("format", "-", stdin=FORMATTED.encode()) == (0, FORMATTED, "")
    assert run("format", "--check", "-", stdin=WORDY.encode()) == (
        1,
        "-: would change\n1 of 1 file would change\n",
        "",
    )


def test_a_broken_file_is_told_with_places_and_left_alone(run: Run) -> None:
    write("a.json", WORDY)
    broken = write("b.json", BROKEN)
    status, out, err = run("format", "b.json", "missing.json", "a.json")
    assert (status, out) == (2, "a.json: changed\n1 of 3 files changed, 2 could not be handled\n")
    assert err.startswith("b.json:1:26: expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?\n")
    assert err.endswith("missing.json: no such file\n")
    assert broken.read_text() == BROKEN


def test_a_file_is_handled_once(run: Run) -> None:
    write("a.json", WORDY)
    assert run("format", "a.json", "a.json").out == "a.json: changed\n1 of 1 file changed\n"


def test_the_output_of_an_aws_command_is_no_document(run: Run) -> None:
    text = f'{{"Role": {{"RoleName": "r", "AssumeRolePolicyDocument": {NO_CASE}}}}}'
    path = write("role.json", text)
    status, _, err = run("format", "role.json")
    assert (status, err) == (
        2,
        "role.json: expected one policy document; of the output of an aws command, take out the document first\n",
    )
    assert path.read_text() == text


def test_kinds_and_leniency_as_in_check(run: Run) -> None:
    text = '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
    write("p.json", text)
    assert run("format", "--kind", "boundary", "p.json").status == 2
    assert run("format", "--kind", "boundary", "--lenient", "p.json").status == 0


def test_what_would_be_too_long_is_left_alone(run: Run) -> None:
    """Root ARNs are longer than account ids, and so a trust policy can grow beyond what IAM stores (GRAM-39)."""
    accounts = [f"{number:012}" for number in range(500)]
    text = NO_CASE.replace('"111122223333"', json.dumps(accounts))
    path = write("t.json", text)
    status, _, err = run("format", "t.json")
    assert status == 2
    assert err.startswith("t.json: left as it is: its new text could not be read again: a trust policy has at most")
    assert path.read_text() == text


def test_a_file_that_cannot_be_written_does_not_stop_the_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.json", WORDY)
    path = write("b.json", WORDY)
    access = os.access
    monkeypatch.setattr(os, "access", lambda name, mode: "a.json" not in str(name) and access(name, mode))
    status, out, err = run("format", "a.json", "b.json")
    assert (status, out) == (2, "b.json: changed\n1 of 2 files changed, 1 could not be handled\n")
    assert err == "Error: a.json: permission denied: it is read-only\n"
    assert path.read_text() == FORMATTED
