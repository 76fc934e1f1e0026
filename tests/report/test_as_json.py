"""Reports for programs: their exact form, which others rely on."""

import json

import policykit as pk
from policykit.errors import InputError
from policykit.inputs import Source, read_documents
from policykit.report import as_json
from policykit.report.checked import CheckedFile
from policykit.schema import validator

ALICE = pk.User("arn:aws:iam::111122223333:user/alice")


def test_a_decision_is_what_to_dict_says_after_version_and_question() -> None:
    decision = pk.authorize(pk.Request(ALICE, "ec2:RunInstances", "*"), pk.Policies())
    report = json.loads(as_json.decision(decision, caller="alice"))
    assert list(report)[:2] == ["version", "caller"]
    assert report == {"version": 1, "caller": "alice", **decision.to_dict()}


def test_a_decision_obeys_the_published_schema() -> None:
    decision = pk.authorize(pk.Request(ALICE, "ec2:RunInstances", "*"), pk.Policies())
    report = json.loads(as_json.decision(decision))
    assert report.pop("version") == as_json.VERSION
    validator("decision").validate(report)


def test_checked_files_with_documents_problems_and_what_cannot_be_read() -> None:
    text = '{"Role": {"RoleName": "Deploy", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}}'
    files = [
        CheckedFile("role.json", text, read_documents(Source("role.json", text.encode()))),
        CheckedFile("gone.json", unreadable=InputError("gone.json", "no such file")),
        CheckedFile("torn.json", "[", unreadable=InputError("torn.json", "the text ends", 1, 2)),
        CheckedFile("package.json", passed_over=True),
    ]
    assert json.loads(as_json.checked(files)) == {
        "version": 1,
        "summary": {"documents": 1, "problems": 1, "unreadable": 2},
        "files": [
            {
                "file": "role.json",
                "unreadable": None,
                "passed_over": False,
                "documents": [
                    {
                        "kind": "trust",
                        "label": "trust policy of role Deploy",
                        "pointer": "/Role/AssumeRolePolicyDocument",
                        "problems": [
                            {
                                "message": "expected at least one statement, found an empty list",
                                "pointer": "/Statement",
                                "line": 1,
                                "column": 100,
                            }
                        ],
                    }
                ],
            },
            {
                "file": "gone.json",
                "unreadable": {"message": "no such file", "line": None, "column": None},
                "passed_over": False,
                "documents": [],
            },
            {
                "file": "torn.json",
                "unreadable": {"message": "the text ends", "line": 1, "column": 2},
                "passed_over": False,
                "documents": [],
            },
            {"file": "package.json", "unreadable": None, "passed_over": True, "documents": []},
        ],
    }


def test_the_text_is_ascii_so_that_no_terminal_and_no_encoding_can_hurt_it() -> None:
    gone = CheckedFile("é\x1b\udcff.json", unreadable=InputError("é\x1b\udcff.json", "no such file"))
    assert as_json.checked([gone]).isascii()
    assert "\x1b" not in as_json.checked([gone])
