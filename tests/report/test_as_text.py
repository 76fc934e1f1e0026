"""Reports for people: exact texts of problems, summaries and decisions."""

import pytest

import policykit as pk
from policykit.errors import InputError, Problem
from policykit.evaluate.results import Outcome
from policykit.inputs import Source, read_documents
from policykit.report import as_text
from policykit.report.checked import CheckedFile
from policykit.report.tone import Tone
from policykit.source import Pointer


def painted(text: str, tone: Tone) -> str:
    return f"<{tone.value} {text}>"


def file_of(name: str, text: str) -> CheckedFile:
    documents = read_documents(Source(name, text.encode()))
    return CheckedFile(name, documents[0].text, documents)


TRUST = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}'
)


def test_each_problem_has_file_line_column_and_excerpt() -> None:
    text = '{\n  "Effect": "allow",\r\n  "Action": 1\r}'
    problems = [Problem(Pointer(("Effect",)), "first", 2, 13), Problem(Pointer(("Action",)), "second", 3, 13)]
    assert as_text.problems("p.json", text, problems) == (
        "p.json:2:13: first\n"
        "   |\n"
        ' 2 |   "Effect": "allow",\n'
        "   |             ^^^^^^^\n"
        "\n"
        "p.json:3:13: second\n"
        "   |\n"
        ' 3 |   "Action": 1\n'
        "   |             ^"
    )


def test_in_a_long_line_the_pointer_is_told_too() -> None:
    text = " " * 200 + "1"
    report = as_text.problems("p.json", text, [Problem(("Statement", 0, "a/b"), "wrong", 1, 201)])
    assert report == f"p.json:1:201: wrong\n   |\n 1 | …{' ' * 40}1\n   | {' ' * 41}^\n   = at /Statement/0/a~1b"


def test_a_long_line_without_a_pointer_has_none() -> None:
    assert "= at" not in as_text.problems("p.json", "x" * 200, [Problem((), "wrong", 1, 1)])


PLACELESS = {
    "with a path": (Problem(("Statement", 0), "wrong"), "p.json: /Statement/0: wrong"),
    "without a path": (Problem((), "wrong"), "p.json: wrong"),
    "with a line that the text does not have": (Problem((), "wrong", 9, 1), "p.json:9:1: wrong"),
}


@pytest.mark.parametrize(("problem", "report"), PLACELESS.values(), ids=PLACELESS)
def test_a_problem_without_a_line_to_show_is_one_line(problem: Problem, report: str) -> None:
    assert as_text.problems("p.json", "{}", [problem]) == report


def test_without_text_there_is_no_excerpt() -> None:
    assert as_text.problems("p.json", None, [Problem((), "wrong", 1, 1)]) == "p.json:1:1: wrong"


def test_names_messages_and_pointers_do_not_steer_the_terminal() -> None:
    report = as_text.problems("a\x1b.json", None, [Problem(("\x1b",), "b\x1b", None, None)])
    assert report == "a␛.json: /␛: b␛"


def test_the_place_is_painted() -> None:
    report = as_text.problems("p.json", None, [Problem((), "one", 1, 2), Problem((), "two")], paint=painted)
    assert report == "<strong p.json:1:2:> one\n\n<strong p.json:> two"


def test_a_sound_file_has_no_report() -> None:
    assert as_text.checked(file_of("p.json", TRUST)) == ""


def test_a_broken_document_is_reported() -> None:
    assert as_text.checked(file_of("p.json", TRUST.replace("Allow", "allow"))) == (
        "p.json:1:51: expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?\n"
        "   |\n"
        ' 1 | …: "2012-10-17", "Statement": {"Effect": "allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRol…\n'
        "   |                                          ^^^^^^^\n"
        "   = at /Statement/Effect"
    )


def test_a_document_inside_a_file_is_named() -> None:
    text = '{"Role": {"RoleName": "Deploy",\n"AssumeRolePolicyDocument": {"Statement": []}}}'
    assert as_text.checked(file_of("role.json", text)) == (
        "role.json:2:43: trust policy of role Deploy: expected at least one statement, found an empty list\n"
        "   |\n"
        ' 2 | "AssumeRolePolicyDocument": {"Statement": []}}}\n'
        "   |                                           ^"
    )


def test_an_unreadable_file_is_reported_with_its_place_if_there_is_one() -> None:
    gone = CheckedFile("p.json", unreadable=InputError("p.json", "no such file"))
    torn = CheckedFile("q.json", "[1", unreadable=InputError("q.json", "the text ends", 1, 3))
    assert as_text.checked(gone) == "p.json: no such file"
    assert as_text.checked(torn) == "q.json:1:3: the text ends\n   |\n 1 | [1\n   |   ^"


def test_the_summary_counts_documents_kinds_problems_and_what_was_left_out() -> None:
    broken = file_of("a.json", TRUST.replace("Allow", "allow").replace("AssumeRole", "AssumeRoles"))
    gone = CheckedFile("p.json", unreadable=InputError("p.json", "no such file"))
    other = CheckedFile("package.json", passed_over=True)
    assert as_text.summary([file_of("b.json", TRUST)]) == "1 document, no problems; read as 1 trust policy"
    assert as_text.summary([broken]) == "1 document, 2 problems; read as 1 trust policy"
    assert as_text.summary([broken, broken, gone, other, other]) == (
        "2 documents, 4 problems; read as 2 trust policies; 1 file unreadable; 2 other files passed over"
    )


ALICE = pk.User("arn:aws:iam::111122223333:user/alice")
VERDICTS = {
    Outcome.ALLOWED: ("sts:GetCallerIdentity", {}, "<good ALLOWED:> arn:aws:iam::111122223333:user/alice"),
    Outcome.IMPLICIT_DENY: (
        "ec2:RunInstances",
        {},
        "<bad DENIED> (implicitly: nothing allows it): arn:aws:iam::111122223333:user/alice",
    ),
    Outcome.EXPLICIT_DENY: (
        "ec2:RunInstances",
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
        "<bad DENIED> (explicitly: a statement denies it): arn:aws:iam::111122223333:user/alice",
    ),
    Outcome.UNKNOWN: (
        "ec2:RunInstances",
        {
            "Effect": "Allow",
            "Action": "*",
            "Resource": "*",
            "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
        },
        "<unsure UNKNOWN> (it hangs on something that nobody said): arn:aws:iam::111122223333:user/alice",
    ),
}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_verdict_has_its_tone(outcome: Outcome) -> None:
    action, statement, first = VERDICTS[outcome]
    identity = [pk.IdentityPolicy.from_dict({"Version": "2012-10-17", "Statement": statement})] if statement else []
    decision = pk.authorize(pk.Request(ALICE, action, "*"), pk.Policies(identity=identity))
    assert decision.outcome is outcome
    assert as_text.decision(decision, paint=painted).split("\n")[0] == first


def test_a_decision_without_colour_is_its_explanation() -> None:
    decision = pk.authorize(pk.Request(ALICE, "ec2:RunInstances", "*"), pk.Policies())
    assert as_text.decision(decision) == decision.explain()


def test_headings_of_a_decision_stand_out() -> None:
    decision = pk.authorize(pk.Request(ALICE, "ec2:RunInstances", "*"), pk.Policies())
    assert "<strong Why>" in as_text.decision(decision, paint=painted).split("\n")


def test_names_of_documents_do_not_steer_the_terminal() -> None:
    policy = pk.IdentityPolicy.from_dict(
        {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}, name="\x1b[2J"
    )
    decision = pk.authorize(pk.Request(ALICE, "ec2:RunInstances", "*"), pk.Policies(identity=[policy]))
    assert "\x1b" not in as_text.decision(decision)
    assert "␛[2J" in as_text.decision(decision)
