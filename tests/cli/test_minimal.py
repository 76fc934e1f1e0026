"""``policykit minimal``: the short text, in place or printed, and what is told of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import Ended

Run = Callable[..., Ended]

WORDY = """{"Statement": [
  {"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "*"},
  {"Sid": "Write", "Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}
]}
"""
SHORT = """{
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": "s3:Get*",
      "Resource": "*"
    },
    {
      "Sid": "Write",
      "Effect": "Allow",
      "Action": "s3:Put*",
      "Resource": "*"
    }
  ]
}
"""
WITHOUT_SIDS = """{
  "Statement": {
    "Effect": "Allow",
    "Action": [
      "s3:Get*",
      "s3:Put*"
    ],
    "Resource": "*"
  }
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("p.json").write_text(WORDY)
    return tmp_path


def test_the_short_text_is_printed_and_its_length_told(run: Run) -> None:
    assert run("minimal", "p.json") == (0, SHORT, "148 characters in place of 165\n")
    assert run("minimal", "-", stdin=WORDY.encode()) == (0, SHORT, "148 characters in place of 165\n")
    assert run("minimal", "--drop-sids", "p.json") == (0, WITHOUT_SIDS, "78 characters in place of 165\n")


def test_what_cannot_be_shorter_is_printed_as_it_is(run: Run) -> None:
    text = '{"Statement": {"Effect": "Deny",   "Action": "*", "Resource": "*"}}'
    assert run("minimal", "-", stdin=text.encode()) == (0, text, "59 characters: nothing to shorten\n")


def test_files_are_shortened_in_place(run: Run) -> None:
    Path("q.json").write_text(SHORT)
    assert run("minimal", "--write", "p.json", "q.json") == (
        0,
        "p.json: changed, 148 characters in place of 165\n1 of 2 files changed\n",
        "",
    )
    assert Path("p.json").read_text() == SHORT


def test_checking_tells_what_could_be_shorter(run: Run) -> None:
    assert run("minimal", "--check", "p.json") == (
        1,
        "p.json: would change, 148 characters in place of 165\n1 of 1 file would change\n",
        "",
    )
    assert Path("p.json").read_text() == WORDY


def test_several_files_need_to_be_told_where_to(run: Run) -> None:
    status, out, err = run("minimal", "p.json", "q.json")
    assert (status, out) == (2, "")
    assert "several files: pass --write to shorten them in place, or --check" in err


def test_a_broken_file_is_told(run: Run) -> None:
    status, out, err = run("minimal", "--kind", "trust", "p.json")
    assert (status, out) == (2, "")
    assert err.startswith("p.json:2:3: missing element 'Principal'")
