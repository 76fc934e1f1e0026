"""Documents in files: each is read or refused by itself, with the places of the file."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from policykit import IdentityPolicy, PermissionsBoundary, PolicyDocument, TrustPolicy
from policykit.errors import InputError
from policykit.inputs import FoundDocument, Source, read_documents
from policykit.source import Pointer
from tests.inputs.exports import READ_ONLY, allow, encoded, export, group, inline, managed, role, source, trust, user

TRUST = '{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}'
LENIENT = TRUST.replace('{"AWS": "111122223333"}', '"*"')


def documents(
    text: str | bytes, kind: type[PolicyDocument] | None = None, **options: bool
) -> tuple[FoundDocument, ...]:
    return read_documents(Source("file.json", text.encode() if isinstance(text, str) else text), kind, **options)


def problems(found: FoundDocument) -> list[str]:
    assert found.error is not None
    assert found.document is None
    return [f"{each.line}:{each.column} {each.path} {each.message.partition(':')[0]}" for each in found.error.errors]


# --- a file that is one document -------------------------------------------------------------------------------------


def test_a_document() -> None:
    [found] = documents(TRUST)
    assert found.kind is TrustPolicy
    assert found.document == TrustPolicy.from_json(TRUST)
    assert found.document is not None
    assert found.document.name == found.source == "file.json"
    assert (found.error, found.label, found.pointer, found.text) == (None, None, Pointer(), TRUST)
    assert str(found.locate(("Statement", "Effect"))) == "1:26"
    assert str(found.locate()) == "1:1"


def test_a_document_with_everything_that_is_wrong() -> None:
    [found] = documents(TRUST.replace("Allow", "allow").replace("{", "{\n", 1).replace("sts:AssumeRole", "sts:*:*"))
    assert problems(found) == [
        "2:25 /Statement/Effect expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?",
        "2:82 /Statement/Action invalid action 'sts",
    ]
    assert found.error is not None
    assert str(found.error).startswith("invalid trust policy file.json: 2 problems")


def test_the_kind_can_be_said() -> None:
    [found] = documents('{"Version": "2012-10-17", "Statement": []}', PermissionsBoundary)
    assert found.kind is PermissionsBoundary
    assert problems(found) == ["1:40 /Statement expected at least one statement, found an empty list"]
    [found] = documents("[]", IdentityPolicy)
    assert problems(found) == ["1:1  expected a policy object, found an empty list"]


def test_what_iam_would_refuse_is_refused_unless_asked_for() -> None:
    [found] = documents(LENIENT)
    assert found.document is None
    [found] = documents(LENIENT, strict=False)
    assert found.document is not None


def test_a_percent_encoded_file() -> None:
    """GRAM-6; places are those of the decoded text."""
    [found] = documents(quote(TRUST))
    assert found.text == TRUST
    assert found.document == TrustPolicy.from_json(TRUST)
    assert str(found.locate(("Statement", "Effect"))) == "1:26"


REFUSED = {
    "not JSON": ("{'Statement': []}", "file.json:1:2: expected a member name in double quotes"),
    "two documents": (f"{TRUST}\n{TRUST}", "file.json:1:1: more than one JSON value: expected one policy document"),
    "a document after output": (f'{{"Roles": []}}\n {TRUST}', "file.json:2:2: more than one JSON value"),
    "something else": ('{"OrgId": "o-a1b2c3d4e5"}', "file.json: expected a policy document"),
    "a document of some kind": ('{"Statement": []}', "file.json: cannot tell the kind of document"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_files_without_documents(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        documents(text)
    assert str(caught.value).startswith(message)


# --- the output of a command -----------------------------------------------------------------------------------------

BROKEN: dict[str, Any] = {"Statement": {"Effect": "Allow", "Action": "s3", "Resource": 1}}
ACCOUNT = export(
    users=[user("alice", UserPolicyList=[inline("bad", BROKEN), inline("good", allow("s3:*"))])],
    groups=[group("dev", GroupPolicyList=[inline("p", allow("sqs:*"))])],
    roles=[role("Deploy", RolePolicyList=[inline("p", allow("sns:*"))])],
    policies=[managed(READ_ONLY, BROKEN, allow("s3:Get*"), default=2)],
)


def test_every_document_of_an_account_is_read_by_itself() -> None:
    found = read_documents(source(ACCOUNT))
    assert [each.label for each in found] == [
        "inline policy bad of user alice",
        "inline policy good of user alice",
        "policy p of group dev",
        "trust policy of role Deploy",
        "inline policy p of role Deploy",
        f"managed policy {READ_ONLY}",
    ]
    assert [each.document is None for each in found] == [True, False, False, False, False, False]
    assert [each.document.name for each in found if each.document] == [each.label for each in found[1:]]


def test_problems_stand_at_the_places_of_the_file() -> None:
    data = json.dumps(ACCOUNT, indent=1)
    found = documents(data)[0]
    assert [each.partition(" ")[2] for each in problems(found)] == [
        "/Statement/Action invalid action 's3'",
        "/Statement/Resource expected a string, found the number 1",
    ]
    assert found.error is not None
    lines = data.split("\n")
    for each, text in zip(found.error.errors, ('"s3"', "1"), strict=True):
        assert each.line is not None
        assert each.column is not None
        assert lines[each.line - 1][each.column - 1 :].startswith(text)
    assert str(found.error).startswith("invalid identity-based policy inline policy bad of user alice: 2 problems")
    assert str(found.pointer) == "/UserDetailList/0/UserPolicyList/0/PolicyDocument"


def test_places_in_later_pages_count_from_the_start_of_the_file() -> None:
    first, second = read_documents(source({"Roles": []}, {"Roles": [role("a"), role("b")]}))
    assert (first.label, second.label) == ("trust policy of role a", "trust policy of role b")
    assert first.locate().line == second.locate(("Statement",)).line == 2


def test_problems_of_percent_encoded_documents_stand_where_the_string_does() -> None:
    plain, encoded_too = documents(json.dumps(ACCOUNT))[0], documents(json.dumps(encoded(ACCOUNT)))[0]
    assert plain.error is not None
    assert encoded_too.error is not None
    assert [each.message for each in encoded_too.error.errors] == [each.message for each in plain.error.errors]
    assert {(each.line, each.column) for each in encoded_too.error.errors} == {(1, encoded_too.locate().column)}


STRINGS = {
    "truncated": ("%7B%22Statement%22", "in its text, line 1, column 13: the text ends before"),
    "twice a member": ('{"a": 1, "a": 2}', "in its text, line 1, column 10: the member 'a' occurs twice"),
    "not UTF-8": ("%7B%22%E9%22:1}", "in its text, line 1, column 3: half of a surrogate pair"),
    "empty": ("", "in its text, line 1, column 1: expected a JSON value, the text is empty"),
    "a JSON string": ('"Allow"', "expected a policy object, found 'Allow'"),
}


@pytest.mark.parametrize(("text", "message"), STRINGS.values(), ids=STRINGS)
def test_strings_that_are_no_documents(text: str, message: str) -> None:
    [found] = documents(json.dumps({"Role": {"RoleName": "r", "AssumeRolePolicyDocument": text}}))
    assert found.error is not None
    assert found.error.errors[0].message.startswith(message)


def test_a_plus_sign_in_a_percent_encoded_document_is_a_plus_sign() -> None:
    name = "arn:aws:iam::111122223333:user/a+b"
    [found] = documents(json.dumps({"Role": {"AssumeRolePolicyDocument": quote(json.dumps(trust(name)), safe="+")}}))
    assert found.document is not None
    assert name in found.document.to_json()


def test_stored_documents_are_read_leniently() -> None:
    """AWS has accepted them, whatever it would say today."""
    [found] = documents(json.dumps({"Role": {"AssumeRolePolicyDocument": json.loads(LENIENT)}}), strict=True)
    assert found.document is not None
    assert not found.document.strict


def test_a_kind_selects_from_the_output_of_a_command() -> None:
    assert [each.label for each in read_documents(source(ACCOUNT), TrustPolicy)] == ["trust policy of role Deploy"]
    [boundary] = read_documents(source(ACCOUNT), PermissionsBoundary)
    assert (boundary.label, type(boundary.document)) == (f"managed policy {READ_ONLY}", PermissionsBoundary)


def test_output_without_documents_holds_none() -> None:
    assert read_documents(source(export())) == ()


BROKEN_OUTPUT = {
    "no object": ({"UserDetailList": [3]}, "file.json:1:21: expected an object, found a number"),
    "no list": ({"GroupDetailList": {}}, "file.json:1:21: expected a list, found an object"),
    "no list further down": (
        {"UserDetailList": [{"UserPolicyList": {}}]},
        "file.json:1:40: expected a list, found an object",
    ),
    "no object further down": (
        {"Policies": [{"PolicyVersionList": ["x"]}]},
        "file.json:1:38: expected an object, found a string",
    ),
    "in a list of pages": (
        [{"RoleDetailList": [], "Policies": [1]}],
        "file.json:1:38: expected an object, found a number",
    ),
}


@pytest.mark.parametrize(("value", "message"), BROKEN_OUTPUT.values(), ids=BROKEN_OUTPUT)
def test_output_that_cannot_be_looked_into_is_refused(value: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        documents(json.dumps(value))
    assert str(caught.value) == message
