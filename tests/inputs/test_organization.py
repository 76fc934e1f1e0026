"""An organization from its file: not enabled, nothing attached and not known are three things; mistakes are named."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from policykit import Organization, PolicyError, ResourceControlPolicy, ServiceControlPolicy
from policykit.errors import InputError
from policykit.inputs import Source, read_inventory
from policykit.inputs.organization import is_organization
from policykit.snapshot import Inventory
from tests.inputs.exports import (
    MANAGEMENT,
    ORGANIZATION,
    ROOT,
    UNIT,
    A,
    B,
    Members,
    allow,
    deny,
    export,
    organization,
    role,
    source,
    user,
)

C, OTHER = "777788889999", "o-zzzzzzzzzz"
FULL = allow("*")
GUARD = deny("sts:*", Principal="*")
SCP, RCP = ServiceControlPolicy.from_dict, ResourceControlPolicy.from_dict


def inventory(*values: Any) -> Inventory:
    return read_inventory([source(value, name=f"{number}.json") for number, value in enumerate(values, 1)])


def read(value: Any) -> Organization:
    [found] = inventory(value).organizations
    return found


def policies(value: Any) -> Members:
    """An organization with this at its unit."""
    return organization(ServiceControlPolicies={UNIT: value})


# --- what is read ----------------------------------------------------------------------------------------------------


def test_everything() -> None:
    found = inventory(
        organization(
            Organization={"Id": ORGANIZATION, "ManagementAccountId": MANAGEMENT, "DelegatedAdministrators": [A]},
            ServiceControlPolicies={ROOT: [FULL], UNIT: [FULL, {"Name": "NoS3", "Content": deny("s3:*")}], A: []},
            ResourceControlPolicies={ROOT: [{"Name": "Guard", "Content": json.dumps(GUARD)}]},
        )
    )
    assert found == Inventory(
        {},
        {},
        (),
        (
            Organization(
                ORGANIZATION,
                management_account=MANAGEMENT,
                accounts={
                    MANAGEMENT: f"{ORGANIZATION}/{ROOT}/",
                    A: f"{ORGANIZATION}/{ROOT}/{UNIT}/",
                    B: f"{ORGANIZATION}/{ROOT}/{UNIT}/",
                },
                scps={ROOT: [SCP(FULL)], UNIT: [SCP(FULL), SCP(deny("s3:*"))], A: []},
                rcps={ROOT: [RCP(GUARD)]},
                delegated_administrators=[A],
            ),
        ),
    )


def test_policies_are_called_by_name_and_target() -> None:
    named = {"Name": "DenyRegions", "Content": FULL}
    found = read(
        organization(
            ServiceControlPolicies={UNIT: [named, FULL], A: [FULL]},
            ResourceControlPolicies={ROOT: [{"Name": "Guard", "Content": GUARD}]},
        )
    )
    assert found.scps is not None
    assert found.rcps is not None
    assert [each.name for target in found.scps.values() for each in target] == [
        f"service control policy DenyRegions at {UNIT}",
        f"service control policy number 2 at {UNIT}",
        f"service control policy number 1 at {A}",
    ]
    assert [each.name for each in found.rcps[ROOT]] == [f"resource control policy Guard at {ROOT}"]


OLD, STRANGE = {"Statement": FULL["Statement"]}, FULL | {"Id": "AWS would not store this"}
DOCUMENTS: dict[str, tuple[Any, Members]] = {
    "an object": ({"Name": "x", "Content": FULL}, FULL),
    "without a name": ({"Content": FULL}, FULL),
    "text": ({"Name": "x", "Content": json.dumps(FULL)}, FULL),
    "percent-encoded text": ({"Name": "x", "Content": quote(json.dumps(FULL))}, FULL),
    "the document alone": (FULL, FULL),
    "without a Version": (OLD, OLD),
    "what is stored is read leniently": (STRANGE, STRANGE),
}


@pytest.mark.parametrize(("value", "document"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_may_be_written_in_several_ways(value: Any, document: Members) -> None:
    found = inventory(policies([value]))
    assert found.organizations[0].scps == {UNIT: (SCP(document, strict=False),)}
    assert found.notes == ()


LAYERS = [("ServiceControlPolicies", "scps"), ("ResourceControlPolicies", "rcps")]
LEFT_OUT = object()
ATTACHED: dict[str, tuple[object, object]] = {
    "left out: not enabled": (LEFT_OUT, None),
    "null: not enabled": (None, None),
    "no target: nothing is known": ({}, {}),
    "null at a target: not known there": ({UNIT: None, ROOT: []}, {ROOT: ()}),
    "an empty list: nothing is attached there": ({UNIT: []}, {UNIT: ()}),
}


@pytest.mark.parametrize(("member", "attribute"), LAYERS, ids=["SCPs", "RCPs"])
@pytest.mark.parametrize(("value", "attached"), ATTACHED.values(), ids=ATTACHED)
def test_not_enabled_and_nothing_and_not_known_differ(
    value: object, attached: object, member: str, attribute: str
) -> None:
    """EVAL-25."""
    found = inventory(organization() if value is LEFT_OUT else organization() | {member: value})
    assert getattr(found.organizations[0], attribute) == attached
    assert found.notes == ()


@pytest.mark.parametrize("facts", [{}, {"DelegatedAdministrators": None}, {"DelegatedAdministrators": []}], ids=str)
def test_without_delegated_administrators_there_are_none(facts: Members) -> None:
    head = {"Id": ORGANIZATION, "ManagementAccountId": MANAGEMENT, **facts}
    assert read(organization(Organization=head)).delegated_administrators == frozenset()


# --- what cannot be known --------------------------------------------------------------------------------------------

BAD = {"Version": "2012-10-17", "Statement": [{"Effect": "Maybe", "Action": "*", "Resource": "*", "Who": 1}]}
with pytest.raises(PolicyError) as _caught:
    ServiceControlPolicy.from_dict(BAD, strict=False)
PROBLEM = f"{_caught.value.errors[0]} (and {len(_caught.value.errors) - 1} more)"

UNREADABLE: dict[str, tuple[Any, str, str]] = {  # the place is that of the text that the note is about
    "a bad document": (BAD, '{"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"', f"cannot be read: {PROBLEM}"),
    "a bad document by name": ({"Name": "N", "Content": BAD}, '{"Version"', f"cannot be read: {PROBLEM}"),
    "bad text": ({"Name": "N", "Content": "{"}, '"{"', "cannot be read: in its text, line 1, column 2: the text ends"),
    "no document": ({"Name": "N", "Content": 1}, "1}", "cannot be read: expected"),
    "no Content": ({"Name": "N"}, '{"Name"', "its text is not in the data"),
    "no Content and no Name": ({}, "{}", "its text is not in the data"),
    "no Statement": ({"Version": "2012-10-17"}, '{"Version"', "cannot be read: "),
}


@pytest.mark.parametrize(("member", "attribute"), LAYERS, ids=["SCPs", "RCPs"])
@pytest.mark.parametrize(("value", "at", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_makes_the_target_unknown(
    value: Any, at: str, problem: str, member: str, attribute: str
) -> None:
    """Also what is known of it: a policy is never taken for "no policy"."""
    file = organization() | {member: {UNIT: [value], ROOT: []}}
    found = inventory(file)
    assert getattr(found.organizations[0], attribute) == {ROOT: ()}
    kind = "service control policy" if attribute == "scps" else "resource control policy"
    name = "N" if "Name" in value else "number 1"
    [note] = found.notes
    assert note.startswith(f"1.json:1:{json.dumps(file).index(at) + 1}: {kind} {name} at {UNIT}: ")
    assert attribute == "rcps" or note.partition(f" at {UNIT}: ")[2].startswith(problem)


def test_every_policy_that_cannot_be_read_has_a_note() -> None:
    found = inventory(policies([FULL, {"Name": "b"}, {"Name": "c"}]))
    assert found.organizations[0].scps == {}
    assert [note.split(": ")[1] for note in found.notes] == [
        f"service control policy b at {UNIT}",
        f"service control policy c at {UNIT}",
    ]


# --- mistakes --------------------------------------------------------------------------------------------------------

HEAD = {"Id": ORGANIZATION, "ManagementAccountId": MANAGEMENT}
TARGET = (
    "expected the id of a root, an organizational unit or an account, such as 'r-ab12', 'ou-ab12-11111111' or "
    "'111122223333', found "
)
REFUSED: dict[str, tuple[Members, str, str]] = {  # value, text at the place, message
    "unknown member": (
        organization(ServiceControlPolicy={}),
        '"ServiceControlPolicy"',
        "unknown member 'ServiceControlPolicy': expected Organization, Accounts, ServiceControlPolicies, "
        "ResourceControlPolicies; did you mean 'ServiceControlPolicies'?",
    ),
    "an account's output in it": (
        organization(UserDetailList=[]),
        '"UserDetailList"',
        "unknown member 'UserDetailList': expected Organization, Accounts, ServiceControlPolicies, "
        "ResourceControlPolicies",
    ),
    "unknown fact": (
        organization(Organization={**HEAD, "Arn": "x"}),
        '"Arn"',
        "unknown member 'Arn': expected Id, ManagementAccountId, DelegatedAdministrators",
    ),
    "no organization": (organization(Organization=None), "{", "expected an object with the member Organization"),
    "organization is text": (organization(Organization="o"), '"o"', "expected an object, found a string"),
    "no accounts": ({"Organization": HEAD}, "{", "expected an object with the member Accounts"),
    "accounts in a list": (organization(Accounts=[]), "[]", "expected an object, found a list"),
    "no id": (
        organization(Organization={"ManagementAccountId": A}),
        '{"Man',
        "expected an object with the member Id",
    ),
    "no management account": (
        organization(Organization={"Id": ORGANIZATION}),
        '{"Id"',
        "expected an object with the member ManagementAccountId",
    ),
    "malformed id": (
        organization(Organization={**HEAD, "Id": "o-1"}),
        '"o-1"',
        "invalid organization id 'o-1': expected 'o-' and 10 to 32 lower-case letters or digits, for example "
        "'o-a1b2c3d4e5'",
    ),
    "id is a number": (organization(Organization={**HEAD, "Id": 1}), "1,", "expected a string, found a number"),
    "malformed management account": (
        organization(Organization={**HEAD, "ManagementAccountId": "1"}),
        '"1"',
        "invalid account id '1': expected twelve digits, for example '111122223333'",
    ),
    "management account elsewhere": (
        organization(Organization={**HEAD, "ManagementAccountId": C}),
        f'"{C}"',
        f"account {C} is not among Accounts",
    ),
    "administrators are text": (
        organization(Organization={**HEAD, "DelegatedAdministrators": A}),
        f'"{A}"',
        "expected a list, found a string",
    ),
    "administrator is null": (
        organization(Organization={**HEAD, "DelegatedAdministrators": [None]}),
        "null",
        "expected a string, found null",
    ),
    "administrator elsewhere": (
        organization(Organization={**HEAD, "DelegatedAdministrators": [A, C]}),
        f'"{C}"',
        f"account {C} is not among Accounts",
    ),
    "malformed account": (
        organization(Accounts={"12": "x"}),
        '"12"',
        "invalid account id '12': expected twelve digits, for example '111122223333'",
    ),
    "no path": (organization(Accounts={A: None}), "null", "expected a string, found null"),
    "malformed path": (
        organization(Accounts={A: f"{ORGANIZATION}/{ROOT}"}),
        f'"{ORGANIZATION}/',
        f"invalid organization path '{ORGANIZATION}/{ROOT}': expected organization, root and organizational units, "
        "each followed by '/', for example 'o-a1b2c3d4e5/r-ab12/'",
    ),
    "path of another organization": (
        organization(Accounts={A: f"{OTHER}/{ROOT}/"}),
        f'"{OTHER}/',
        f"expected a path that begins with '{ORGANIZATION}/', found '{OTHER}/{ROOT}/'",
    ),
    "policies in a list": (organization(ServiceControlPolicies=[]), "[]", "expected an object, found a list"),
    "no list at a target": (policies(FULL), '{"Version"', "expected a list, found an object"),
    "text in the list": (policies(["{}"]), '"{}"', "expected an object, found a string"),
    "null in the list": (policies([None]), "null", "expected an object, found null"),
    "name of a unit": (organization(ServiceControlPolicies={"Sandbox": []}), '"Sandbox"', f"{TARGET}'Sandbox'"),
    "ARN of a policy": (organization(ResourceControlPolicies={"p-1": None}), '"p-1"', f"{TARGET}'p-1'"),
    "a target with a line break": (
        organization(ServiceControlPolicies={"r-ab12\n": []}),
        '"r-ab12\\n"',
        TARGET + r"'r-ab12\n'",
    ),
    "policies of an account elsewhere": (
        organization(ServiceControlPolicies={C: []}),
        f'"{C}"',
        f"account {C} is not among Accounts",
    ),
    "unknown member of a policy": (
        policies([{"Name": "x", "Contents": FULL}]),
        '"Contents"',
        "unknown member 'Contents': expected Name, Content; did you mean 'Content'?",
    ),
    "name is no text": (policies([{"Name": 1, "Content": FULL}]), "1, ", "expected a string, found a number"),
}  # fmt: skip


@pytest.mark.parametrize(("value", "at", "message"), REFUSED.values(), ids=REFUSED)
def test_mistakes_are_named_with_their_place(value: Members, at: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        inventory(value)
    column = json.dumps(value).index(at) + 1
    assert str(caught.value) == f"1.json:1:{column}: {message}"


def test_lines_count() -> None:
    text = json.dumps(organization(Account={}), indent=2)
    with pytest.raises(InputError) as caught:
        read_inventory([Source("organization.json", text.encode())])
    assert (caught.value.line, caught.value.column) == (len(text.split("\n")) - 1, 3)


def test_a_member_that_occurs_twice_is_refused() -> None:
    with pytest.raises(InputError, match="Accounts"):
        read_inventory([Source("o.json", b'{"Organization": {}, "Accounts": {}, "Accounts": {}}')])


# --- several files ---------------------------------------------------------------------------------------------------


def another(account: str = C, **members: Any) -> Members:
    head = {"Id": OTHER, "ManagementAccountId": account}
    return {"Organization": head, "Accounts": {account: f"{OTHER}/r-zz99/"}, **members}


def test_accounts_and_organizations_together() -> None:
    """In one file, in a list or in several files, in any order."""
    account = export(users=[user("alice")], roles=[role("Deploy", B)])
    values = [account, organization(), another()]
    one = read_inventory([source(*values)])
    assert one == inventory(*reversed(values)) == inventory(values)
    assert [each.id for each in one.organizations] == [ORGANIZATION, OTHER]
    assert (len(one.users), len(one.roles), one.notes) == (1, 1, ())


def test_an_account_that_no_organization_lists_is_noted() -> None:
    account = export(users=[user("alice", C), user("bob")], roles=[role("Deploy", C)])
    assert inventory(account, organization()).notes == (
        f"account {C}: no organization in the data lists it, so it is taken to be in none",
    )
    assert inventory(account, organization(), another()).notes == inventory(account).notes == ()


def test_without_a_file_there_is_no_organization() -> None:
    assert inventory(export()).organizations == Inventory({}, {}).organizations == ()


def test_an_organization_may_occur_twice() -> None:
    same = policies([{"Name": "x", "Content": json.dumps(FULL)}])
    assert inventory(policies([FULL]), same).organizations == inventory(same).organizations


def test_an_organization_may_not_occur_differently() -> None:
    with pytest.raises(InputError) as caught:
        inventory(another(), organization(), policies([]))
    assert str(caught.value) == (
        f"3.json:1:1: organization {ORGANIZATION} is not the same here as at 2.json:1:1: "
        "expected one file for each organization"
    )


def test_an_account_is_in_one_organization() -> None:
    with pytest.raises(InputError) as caught:
        inventory(organization(), another(B))
    assert str(caught.value) == f"2.json:1:1: account {B} is in {OTHER} here, but in {ORGANIZATION} elsewhere"


def test_what_is_an_organization() -> None:
    assert is_organization({"Organization": None})
    assert not any(map(is_organization, ({}, {"Accounts": {}}, ["Organization"], "Organization", None)))
