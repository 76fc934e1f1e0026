"""The demonstration tells the whole story, and every verdict in it is worked out."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

import policykit as pk
from policykit.cli import demo, story
from tests.cli.terminal import Ended, process

Run = Callable[..., Ended]

VERDICTS = [
    ("1. A trusts B", "May Stuart assume CrossAccountRDS?", "No (implicit deny)"),
    ("2. B grants it to Stuart", "May Stuart?", "Yes (allowed)"),
    ("2. B grants it to Stuart", "May Kim, with the same policy?", "Yes (allowed)"),
    ("3. A narrows its trust to Stuart", "May Stuart?", "Yes (allowed)"),
    ("3. A narrows its trust to Stuart", "May Kim, with the same policy?", "No (implicit deny)"),
    ("4. B is generous", "May Stuart assume reports/Monthly, which trusts him and has a path?", "Yes (allowed)"),
    ("4. B is generous", "May he assume Billing of A, which trusts Kim?", "No (implicit deny)"),
    ("4. B is generous", "May he assume a role of account 111122223333 that trusts him?", "No (implicit deny)"),
    ("5. Stuart is somebody else now", "May Stuart, as himself, read his notes in B?", "Yes (allowed)"),
    (
        "5. Stuart is somebody else now",
        "Who is he, having assumed CrossAccountRDS?",
        "arn:aws:sts::730739171055:assumed-role/CrossAccountRDS/stuart",
    ),
    ("5. Stuart is somebody else now", "May the session list the databases of A?", "Yes (allowed)"),
    ("5. Stuart is somebody else now", "May the session start a machine in A?", "No (implicit deny)"),
    ("5. Stuart is somebody else now", "May the session read Stuart's notes in B?", "No (implicit deny)"),
    (
        "6. The way there",
        "Which link switches to CrossAccountRDS?",
        "https://signin.aws.amazon.com/switchrole?account=730739171055&roleName=CrossAccountRDS"
        "&displayName=RDS+in+production",
    ),
]


def told(text: str) -> list[tuple[str, str, str]]:
    """Each question with the step it belongs to and the line that answers it."""
    found, step = [], ""
    lines = text.split("\n")
    for line, following in pairwise(lines):
        if re.match("[1-6]\\. ", line):
            step = line
        elif line.startswith("   ") and line.endswith("?"):
            found.append((step, line.strip(), following.strip()))
    return found


def test_the_story_has_its_six_steps_and_their_answers(run: Run) -> None:
    status, out, err = run("demo")
    assert (status, err) == (0, "")
    assert told(out) == VERDICTS


def test_the_first_denial_says_that_trust_only_delegates(run: Run) -> None:
    words = " ".join(run("demo").out.split())
    assert "No (implicit deny) - the trust policy only delegates to account 356903128354" in words


def test_the_policies_are_shown_as_they_are(run: Run) -> None:
    out = run("demo").out
    for step in story.STEPS:
        for caption, policy in step.shown.items():
            indented = "".join(f"      {line}\n" for line in policy.split("\n"))
            assert f"   {caption}:\n{indented}" in out


def test_lines_fit_a_terminal(run: Run) -> None:
    assert [line for line in run("demo").out.split("\n") if len(line) > 120] == []


def test_no_verdict_is_written_down(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a policy that denies everything, the same story has other answers."""
    deny = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sts:*", "Resource": "*"}}'
    real = demo._policies
    monkeypatch.setattr(
        demo, "_policies", lambda owner: [*real(owner), pk.IdentityPolicy.from_json(deny, name="DenyAll")]
    )
    monkeypatch.setattr(demo, "STEPS", story.STEPS[:4])
    answers = [answer for _, _, answer in told(run("demo").out)]
    assert answers == ["No (explicit deny)"] * 8


def test_it_needs_no_input_and_no_terminal() -> None:
    status, out, err = process("demo")
    assert (status, err) == (0, "")
    assert told(out) == VERDICTS
    assert "\x1b" not in out


def test_it_takes_no_arguments(run: Run) -> None:
    assert run("demo", "x") == (
        2,
        "",
        "Usage: policykit demo [OPTIONS]\nTry 'policykit demo --help' for help.\n\n"
        "Error: Got unexpected extra argument (x)\n",
    )
