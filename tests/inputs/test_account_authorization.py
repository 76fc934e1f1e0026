"""An account from its authorization details: who holds what, and what is missing is missing, not absent."""

import gc
import json
from typing import Any
from urllib.parse import quote

import pytest

from policykit import Outcome, PermissionsBoundary, can_assume
from policykit.errors import ActionError, InputError
from policykit.inputs import Source, read_documents, read_inventory
from policykit.model.action import ActionPattern
from policykit.model.policy import IdentityPolicy, PolicyDocument, TrustPolicy
from policykit.snapshot import Inventory, Role, User
from tests.inputs.exports import (
    READ_ONLY,
    A,
    B,
    allow,
    attached,
    encoded,
    export,
    group,
    inline,
    managed,
    role,
    role_arn,
    source,
    trust,
    user,
    user_arn,
)

OWN = f"arn:aws:iam::{A}:policy/Own"
BROKEN: dict[str, Any] = {"Statement": {"Effect": "Allow", "Action": "s3", "Resource": 1}}
with pytest.raises(ActionError) as _caught:
    ActionPattern.parse("s3")
PROBLEM = str(_caught.value)


def read(*pages: Any) -> Inventory:
    return read_inventory([source(*pages)])


def alice(*pages: Any) -> User:
    return read(*pages).users[user_arn("alice")]


def deploy(*pages: Any) -> Role:
    return read(*pages).roles[role_arn("Deploy")]


def place(fragment: str, *pages: Any) -> str:
    """File, line and column at which a piece of the text begins."""
    for number, line in enumerate(source(*pages).text.split("\n"), 1):
        if fragment in line:
            return f"account.json:{number}:{line.index(fragment) + 1}"
    raise AssertionError(fragment)


def names(owner: User | Role) -> list[str | None]:
    return [each.name for each in owner.policies]


# --- who holds what --------------------------------------------------------------------------------------------------


def test_a_user_has_its_own_policies_and_those_of_its_groups() -> None:
    """EVAL-9."""
    found = alice(
        export(
            users=[
                user(
                    "alice",
                    UserId="AIDA6GRLD4LEC3K7REE4I",
                    UserPolicyList=[inline("p", allow("s3:*"))],
                    GroupList=["dev", "empty"],
                    AttachedManagedPolicies=attached(READ_ONLY),
                    Tags=[{"Key": "team", "Value": "payments"}, {"Key": "spare", "Value": ""}],
                )
            ],
            groups=[
                group(
                    "dev",
                    GroupPolicyList=[inline("p", allow("sqs:*"))],
                    AttachedManagedPolicies=attached(OWN, READ_ONLY),
                ),
                group("empty"),
                group("others", GroupPolicyList=[inline("p", allow("iam:*"))]),
            ],
            policies=[managed(READ_ONLY, allow("s3:Get*")), managed(OWN, allow("sns:*"))],
        )
    )
    assert names(found) == [
        "inline policy p of user alice",
        f"managed policy {READ_ONLY}",
        "policy p of group dev",
        f"managed policy {OWN}",
    ]
    assert found.policies[2] == IdentityPolicy.from_dict(allow("sqs:*"))
    assert (found.unique_id, dict(found.tags)) == ("AIDA6GRLD4LEC3K7REE4I", {"team": "payments", "spare": ""})
    assert (found.boundary, found.missing) == (None, ())


def test_a_role_has_its_trust_policy_and_its_own_policies() -> None:
    found = deploy(
        export(
            roles=[
                role(
                    "Deploy",
                    RoleId="AROAEGKGG3KE4KXP7LKT7",
                    AssumeRolePolicyDocument=trust(user_arn("alice")),
                    RolePolicyList=[inline("p", allow("s3:*"))],
                    AttachedManagedPolicies=attached(OWN),
                    PermissionsBoundary={"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ_ONLY},
                    Tags=[{"Key": "env", "Value": "prod"}],
                    MaxSessionDuration=7200,
                )
            ],
            policies=[managed(OWN, allow("sns:*")), managed(READ_ONLY, allow("s3:Get*"))],
        )
    )
    assert names(found) == ["inline policy p of role Deploy", f"managed policy {OWN}"]
    assert found.trust == TrustPolicy.from_dict(trust(user_arn("alice")))
    assert found.trust is not None
    assert found.trust.name == "trust policy of role Deploy"
    assert found.boundary == PermissionsBoundary.from_dict(allow("s3:Get*"))
    assert found.boundary is not None
    assert found.boundary.name == f"permissions boundary {READ_ONLY}"
    assert (found.unique_id, dict(found.tags), found.max_session_seconds) == (
        "AROAEGKGG3KE4KXP7LKT7",
        {"env": "prod"},
        7200,
    )


def test_what_the_output_leaves_out_is_the_default() -> None:
    found = deploy({"RoleDetailList": [role("Deploy", RolePolicyList=None, Tags=None)], "Policies": None})
    assert (found.unique_id, dict(found.tags), found.policies, found.boundary) == (None, {}, (), None)
    assert (found.max_session_seconds, found.missing) == (3600, ())


def test_groups_of_other_accounts_give_nothing() -> None:
    found = read(
        export(
            users=[user("alice", GroupList=["dev"])],
            groups=[group("dev", GroupPolicyList=[inline("a", allow("s3:*"))]),
                    group("dev", B, GroupPolicyList=[inline("b", allow("iam:*"))])],
        )
    )  # fmt: skip
    assert names(found.users[user_arn("alice")]) == ["policy a of group dev"]


def test_only_the_default_version_counts() -> None:
    policy = managed(OWN, allow("s3:*"), allow("sqs:*"), allow("sns:*"), default=2)
    owner = user("alice", AttachedManagedPolicies=attached(OWN))
    assert alice(export(users=[owner], policies=[policy])).policies == (IdentityPolicy.from_dict(allow("sqs:*")),)
    for version in policy["PolicyVersionList"]:
        del version["IsDefaultVersion"]  # DefaultVersionId says it too
    assert alice(export(users=[owner], policies=[policy])).policies == (IdentityPolicy.from_dict(allow("sqs:*")),)


def test_stored_documents_are_read_leniently() -> None:
    bare = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
    found = deploy(export(roles=[role("Deploy", AssumeRolePolicyDocument=bare)]))
    assert found.trust == TrustPolicy.from_dict(bare, strict=False)


def test_documents_are_called_as_in_read_documents() -> None:
    account = source(
        export(
            users=[user("alice", UserPolicyList=[inline("p", allow("s3:*"))], GroupList=["dev"])],
            groups=[group("dev", GroupPolicyList=[inline("p", allow("s3:*"))])],
            roles=[
                role(
                    "Deploy",
                    RolePolicyList=[inline("p", allow("s3:*"))],
                    AttachedManagedPolicies=attached(READ_ONLY),
                )
            ],
            policies=[managed(READ_ONLY, allow("s3:*"))],
        )
    )
    inventory = read_inventory([account])
    documents: list[PolicyDocument | None] = [
        *(document for each in inventory.users.values() for document in each.policies),
        *(document for each in inventory.roles.values() for document in (each.trust, *each.policies)),
    ]
    assert [each.name for each in documents if each] == [each.label for each in read_documents(account)]


def test_a_managed_policy_is_one_document_for_all_that_have_it() -> None:
    found = read(
        export(
            users=[user(name, AttachedManagedPolicies=attached(OWN)) for name in ("a", "b")],
            policies=[managed(OWN, allow("s3:*"))],
        )
    )
    first, second = found.users.values()
    assert first.policies[0] is second.policies[0]


# --- what is missing -------------------------------------------------------------------------------------------------

ASSUMES = inline("assume", allow("sts:AssumeRole"))

MISSING: dict[str, tuple[dict[str, Any], str, str]] = {
    "a managed policy": (
        {"AttachedManagedPolicies": attached(READ_ONLY)},
        f"managed policy {READ_ONLY}",
        f"managed policy {READ_ONLY}: in use, but its text is not in the data",
    ),
    "a group": (
        {"GroupList": ["dev"]},
        f"the policies of group dev in account {A}",
        f"the policies of group dev in account {A}: users are in the group, but it is not in the data",
    ),
    "the text of an inline policy": (
        {"UserPolicyList": [{"PolicyName": "p"}]},
        "inline policy p of user alice",
        'at {"PolicyName": "p"}: inline policy p of user alice: its text is not in the data',
    ),
    "the readable text of an inline policy": (
        {"UserPolicyList": [inline("p", BROKEN)]},
        "inline policy p of user alice",
        f"at {json.dumps(BROKEN)}: inline policy p of user alice: cannot be read: "
        f"/Statement/Action: {PROBLEM} (and 1 more)",
    ),
    "the default version of a managed policy": (
        {"AttachedManagedPolicies": attached(OWN)},
        f"managed policy {OWN}",
        f'at {{"Arn": "{OWN}": managed policy {OWN}: its text is not in the data',
    ),
}


@pytest.mark.parametrize(("members", "missing", "note"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_recorded_and_makes_decisions_unknown(
    members: dict[str, Any], missing: str, note: str
) -> None:
    page = export(
        users=[user("alice", **members)],
        roles=[role("Deploy", AssumeRolePolicyDocument=trust(A))],
    )
    policies = export(policies=[managed(OWN, allow("s3:*"), default=2)])
    found = read(page, policies)
    caller = found.users[user_arn("alice")]
    assert caller.missing == (missing,)
    if note.startswith("at "):
        fragment, _, text = note[3:].partition(f": {missing}")
        note = f"{place(fragment, page, policies)}: {missing}{text}"
    assert found.notes == (note,)
    decision = can_assume(caller, found.roles[role_arn("Deploy")])
    assert decision.outcome is Outcome.UNKNOWN
    assert missing in decision.explain()


def test_a_missing_boundary_leaves_nothing_allowed_for_certain() -> None:
    caller = user("alice", UserPolicyList=[ASSUMES], PermissionsBoundary={"PermissionsBoundaryArn": READ_ONLY})
    silent = user("bob", PermissionsBoundary={"PermissionsBoundaryArn": READ_ONLY})
    found = read(export(users=[caller, silent], roles=[role("Deploy")]))
    alice, bob, deploy = (*map(found.users.get, map(user_arn, ("alice", "bob"))), found.roles[role_arn("Deploy")])
    assert alice is not None
    assert bob is not None
    assert (alice.boundary, alice.missing, alice.missing_boundary) == (None, (), f"permissions boundary {READ_ONLY}")
    assert found.notes == (f"permissions boundary {READ_ONLY}: in use, but its text is not in the data",)
    assert can_assume(alice, deploy).outcome is Outcome.UNKNOWN
    assert can_assume(bob, deploy).outcome is Outcome.IMPLICIT_DENY


@pytest.mark.parametrize("members", [{"AssumeRolePolicyDocument": None}, {"AssumeRolePolicyDocument": BROKEN}])
def test_a_trust_policy_that_is_not_known_makes_decisions_unknown(members: dict[str, Any]) -> None:
    found = read(export(users=[user("alice", UserPolicyList=[ASSUMES])], roles=[role("Deploy", **members)]))
    [note] = found.notes
    assert "trust policy of role Deploy: " in note
    assert found.roles[role_arn("Deploy")].trust is None
    decision = can_assume(found.users[user_arn("alice")], found.roles[role_arn("Deploy")])
    assert decision.outcome is Outcome.UNKNOWN


def test_one_bad_document_hides_no_other() -> None:
    found = read(
        export(
            users=[user("alice", UserPolicyList=[inline("bad", BROKEN), inline("good", allow("s3:*"))])],
            roles=[role("Bad", AssumeRolePolicyDocument="%7B"), role("Deploy")],
        )
    )
    assert names(found.users[user_arn("alice")]) == ["inline policy good of user alice"]
    assert [each.trust is None for each in found.roles.values()] == [True, False]
    assert len(found.notes) == 2
    assert found.notes[1].endswith(
        "trust policy of role Bad: cannot be read: "
        "in its text, line 1, column 2: the text ends before the object that starts at line 1, column 1 is closed"
    )


LEFT_OUT: dict[str, tuple[dict[str, Any], str]] = {
    "a unique id": (
        {"RoleId": "Deploy"},
        "left out: invalid unique id 'Deploy': expected a four-letter prefix",
    ),
    "a tag that repeats": (
        {"Tags": [{"Key": "team", "Value": "x"}, {"Key": "Team", "Value": "y"}]},
        "left out: invalid tag key 'Team': expected keys that differ in more than case",
    ),
}


@pytest.mark.parametrize(("members", "note"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_ids_and_tags_that_cannot_be_read_are_left_out_with_a_note(members: dict[str, Any], note: str) -> None:
    page = export(roles=[role("Deploy", **members)])
    found = read(page)
    assert len(found.notes) == 1
    at = place('{"RoleName"', page)
    assert found.notes[0].startswith(f"{at}: {note}")
    assert found.roles[role_arn("Deploy")].unique_id is None
    assert set(found.roles[role_arn("Deploy")].tags) <= {"team"}


def test_an_entry_whose_arn_cannot_be_read_is_left_out_with_a_note() -> None:
    found = read(export(roles=[role("Deploy"), {"Arn": user_arn("alice")}], users=[{"Arn": "alice"}]))
    assert (list(found.users), list(found.roles)) == ([], [role_arn("Deploy")])
    assert [note.partition(": expected")[0] for note in found.notes] == [
        "account.json:1:21: left out: invalid ARN 'alice'",
        f"account.json:1:{found.notes[1].split(':')[2]}: left out: invalid ARN {user_arn('alice')!r}",
    ]


@pytest.mark.parametrize("mark", [{"IsTruncated": True}, {"NextToken": "abc"}], ids=str)
def test_output_that_goes_on_elsewhere_is_noted(mark: dict[str, Any]) -> None:
    note = "account.json: the output goes on in another page; what stands only there is not known"
    page, last = export() | mark, export() | {"IsTruncated": False}
    assert read(page).notes == read(last, page).notes == read([last, page]).notes == (note,)
    assert read(page, last).notes == read([page, last]).notes == ()


# --- several files and pages -----------------------------------------------------------------------------------------


def test_policies_and_groups_are_looked_up_in_all_files() -> None:
    files = [
        source(export(users=[user("alice", GroupList=["dev"], AttachedManagedPolicies=attached(OWN))])),
        source(export(groups=[group("dev", GroupPolicyList=[inline("p", allow("s3:*"))])]), name="groups.json"),
        source(export(policies=[managed(OWN, allow("sns:*"))]), name="policies.json"),
    ]
    assert read_inventory(files) == read_inventory(reversed(files))
    found = read_inventory(files).users[user_arn("alice")]
    assert names(found) == [f"managed policy {OWN}", "policy p of group dev"]
    assert found.missing == ()


def test_several_accounts_are_several_files() -> None:
    found = read_inventory([source(export(users=[user("b", B)])), source(export(users=[user("a", A)]))])
    assert list(found.users) == [user_arn("a", A), user_arn("b", B)]


def test_what_stands_in_several_files_and_is_the_same_is_fine() -> None:
    one = export(users=[user("alice", UserPolicyList=[ASSUMES])], policies=[managed(OWN, allow("s3:*"))])
    other = encoded(one) | {"RoleDetailList": [role("Deploy", AttachedManagedPolicies=attached(OWN))]}
    other["Policies"][0]["AttachmentCount"] = 7
    assert list(read(one, one, other).users) == [user_arn("alice")]
    assert read(one, one, other).notes == ()


DIFFERENT: dict[str, tuple[Any, Any, str]] = {
    "a user": (
        {"users": [user("alice", UserPolicyList=[ASSUMES])]},
        {"users": [user("alice")]},
        f"{user_arn('alice')}",
    ),
    "a role": (
        {"roles": [role("Deploy")]},
        {"roles": [role("Deploy", AssumeRolePolicyDocument=trust(B))]},
        f"{role_arn('Deploy')}",
    ),
    "a group": (
        {"groups": [group("dev", GroupPolicyList=[ASSUMES])]},
        {"groups": [group("dev")]},
        f"arn:aws:iam::{A}:group/dev",
    ),
    "a policy": (
        {"policies": [managed(OWN, allow("s3:*"))], "roles": [role("Deploy", AttachedManagedPolicies=attached(OWN))]},
        {"policies": [managed(OWN, allow("sqs:*"))]},
        OWN,
    ),
}


@pytest.mark.parametrize(("one", "other", "arn"), DIFFERENT.values(), ids=DIFFERENT)
def test_files_that_contradict_each_other_are_refused(one: Any, other: Any, arn: str) -> None:
    with pytest.raises(InputError) as caught:
        read_inventory([source(export(**one), name="one.json"), source(export(**other), name="other.json")])
    message = str(caught.value)
    assert message.startswith("other.json:1:")
    assert f": {arn} is not the same here as at one.json:1:" in message
    assert message.endswith("expected one output for each account")


def test_of_a_policy_of_aws_the_newest_version_is_in_force() -> None:
    """AWS changes its policies; outputs of different days are no contradiction."""
    owner = source(export(users=[user("alice", AttachedManagedPolicies=attached(READ_ONLY))]))
    old = source(export(policies=[managed(READ_ONLY, allow("s3:*"))]))
    new = source(export(policies=[managed(READ_ONLY, allow("s3:*"), allow("s3:Get*"), default=2)]))
    same = source(export(policies=[managed(READ_ONLY, allow("s3:*"), allow("s3:*"), default=2)]))
    odd = source(export(policies=[managed(READ_ONLY, allow("s3:*")) | {"DefaultVersionId": "latest"}]))
    for files in ([owner, old, new], [new, old, owner], [odd, new, owner]):
        found = read_inventory(files)
        assert found.users[user_arn("alice")].policies == (IdentityPolicy.from_dict(allow("s3:Get*")),)
        assert found.notes == (f"managed policy {READ_ONLY}: it differs between the files; the newest version is used",)
    assert read_inventory([owner, old, same]).notes == ()


# --- other input -----------------------------------------------------------------------------------------------------

EXPECTED = (
    "expected the output of aws iam get-account-authorization-details: an object with "
    "UserDetailList, GroupDetailList, RoleDetailList, Policies; "
    "or an organization: an object with Organization, Accounts"
)

REFUSED: dict[str, tuple[Any, str]] = {
    "a policy": (allow("s3:*"), f"1:1: {EXPECTED}"),
    "an organization": ({"OrgId": "o-a1b2c3d4e5"}, f"1:1: {EXPECTED}"),
    "a number": (1, f"1:1: {EXPECTED}"),
    "an empty list": ([], f"1:1: {EXPECTED}"),
    "a list with something else": ([{"Policies": []}, {}], f"1:20: {EXPECTED}"),
    "a list of numbers": ([1], "1:2: expected an object, found a number"),
    "an object for a list": ({"RoleDetailList": {}}, "1:20: expected a list, found an object"),
    "a number for an entry": ({"RoleDetailList": [1]}, "1:21: expected an object, found a number"),
    "an entry without ARN": ({"RoleDetailList": [{}]}, "1:21: expected an object with the member Arn"),
    "a number for an ARN": ({"RoleDetailList": [{"Arn": 1}]}, "1:29: expected a string, found a number"),
    "an inline policy without name": (
        {"RoleDetailList": [role("r", RolePolicyList=[{"PolicyDocument": {}}])]},
        "expected an object with the member PolicyName",
    ),
    "two inline policies with one name": (
        {"RoleDetailList": [role("r", RolePolicyList=[inline("p", {}), inline("p", {})])]},
        "inline policy p of role r occurs twice",
    ),
    "a managed policy without ARN": (
        {"RoleDetailList": [role("r", AttachedManagedPolicies=[{}])]},
        "expected an object with the member PolicyArn",
    ),
    "a boundary that is text": (
        {"RoleDetailList": [role("r", PermissionsBoundary=READ_ONLY)]},
        "expected an object, found a string",
    ),
    "a boundary without ARN": (
        {"RoleDetailList": [role("r", PermissionsBoundary={})]},
        "expected an object with the member PermissionsBoundaryArn",
    ),
    "a tag without key": (
        {"RoleDetailList": [role("r", Tags=[{"Value": "x"}])]},
        "expected an object with the member Key",
    ),
    "a group that is no name": (
        {"UserDetailList": [user("u", GroupList=[{"GroupName": "dev"}])]},
        "expected a string, found an object",
    ),
    "sessions of a minute": (
        {"RoleDetailList": [role("r", MaxSessionDuration=60)]},
        "expected 3600 to 43200 seconds, found 60",
    ),
    "sessions of a fraction": (
        {"RoleDetailList": [role("r", MaxSessionDuration=3600.5)]},
        "expected 3600 to 43200 seconds, found 3600.5",
    ),
    "sessions of text": (
        {"RoleDetailList": [role("r", MaxSessionDuration="3600")]},
        "expected a number, found a string",
    ),
}


@pytest.mark.parametrize(("value", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_the_output_says_where_and_what_was_expected(value: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(value)
    assert str(caught.value).startswith("account.json:1:")
    assert str(caught.value).endswith(message)


def test_truncated_output() -> None:
    text = json.dumps(export(roles=[role("Deploy")]))
    with pytest.raises(InputError, match=r"^account.json:1:150: the text ends before"):
        read_inventory([Source("account.json", text[:149].encode())])


def test_garbage_is_collected_again_after_an_error() -> None:
    with pytest.raises(InputError):
        read(1)
    assert gc.isenabled()


def test_no_source_is_an_empty_inventory() -> None:
    assert read_inventory([]) == Inventory({}, {}, ())


def test_a_percent_encoded_document_in_lower_case_hexadecimal() -> None:
    text = quote(json.dumps(trust(A))).replace("%7B", "%7b")
    assert deploy(export(roles=[role("Deploy", AssumeRolePolicyDocument=text)])).trust is not None
