"""An account is the same however its output is cut into pages and files, and however its documents are written."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policykit.inputs import Source, read_inventory
from policykit.snapshot import Inventory
from tests.inputs.exports import (
    READ_ONLY,
    A,
    B,
    Members,
    allow,
    attached,
    encoded,
    export,
    group,
    inline,
    managed,
    role,
    source,
    trust,
    user,
)

ACCOUNTS = st.sampled_from((A, B))
NAMES = st.sampled_from(("a", "b", "c"))
ACTIONS = st.sampled_from(("s3:*", "sts:AssumeRole", "sqs:Send+é"))
POLICIES = (READ_ONLY, f"arn:aws:iam::{A}:policy/Own", f"arn:aws:iam::{B}:policy/Own")
ATTACHED = st.lists(st.sampled_from(POLICIES), unique=True).map(lambda arns: attached(*arns))
DOCUMENTS = st.one_of(ACTIONS.map(allow), st.just({"Statement": "broken"}))
INLINE = st.lists(st.builds(inline, NAMES, DOCUMENTS), unique_by=lambda each: each["PolicyName"], max_size=2)
USERS = st.builds(
    user,
    NAMES,
    ACCOUNTS,
    UserPolicyList=INLINE,
    GroupList=st.lists(NAMES, unique=True),
    AttachedManagedPolicies=ATTACHED,
)
GROUPS = st.builds(group, NAMES, ACCOUNTS, GroupPolicyList=INLINE, AttachedManagedPolicies=ATTACHED)
ROLES = st.builds(
    role,
    NAMES,
    ACCOUNTS,
    AssumeRolePolicyDocument=st.one_of(ACCOUNTS.map(trust), DOCUMENTS),
    RolePolicyList=INLINE,
    AttachedManagedPolicies=ATTACHED,
    PermissionsBoundary=st.none() | st.sampled_from(POLICIES).map(lambda arn: {"PermissionsBoundaryArn": arn}),
)
MANAGED = st.builds(managed, st.sampled_from(POLICIES), DOCUMENTS)


def unique(entries: st.SearchStrategy[Members]) -> st.SearchStrategy[list[Members]]:
    return st.lists(entries, unique_by=lambda each: str(each["Arn"]), max_size=4)


EXPORTS = st.fixed_dictionaries(
    {
        "UserDetailList": unique(USERS),
        "GroupDetailList": unique(GROUPS),
        "RoleDetailList": unique(ROLES),
        "Policies": unique(MANAGED),
    }
)


def contents(inventory: Inventory) -> tuple[Any, ...]:
    """All but the places in the notes."""
    return inventory.users, inventory.roles, len(inventory.notes)


def single_pages(output: Members) -> list[Members]:
    return [export()] + [export() | {name: [entry]} for name, entries in output.items() for entry in entries]


@given(EXPORTS)
def test_percent_encoding_changes_nothing(output: Members) -> None:
    assert contents(read_inventory([source(output)])) == contents(read_inventory([source(encoded(output))]))


@given(EXPORTS, st.data())
def test_neither_pages_nor_files_nor_their_order_change_anything(output: Members, data: st.DataObject) -> None:
    whole = contents(read_inventory([source(output)]))
    pages = data.draw(st.permutations(single_pages(output)))
    assert contents(read_inventory([source(*pages)])) == whole
    assert contents(read_inventory([source(pages)])) == whole
    assert contents(read_inventory([source(each, name=f"{index}.json") for index, each in enumerate(pages)])) == whole


@given(EXPORTS)
def test_reading_a_file_twice_changes_nothing(output: Members) -> None:
    assert contents(read_inventory([source(output)] * 2)) == contents(read_inventory([source(output)]))


@given(EXPORTS, st.sampled_from((None, 1, 4)))
def test_white_space_changes_nothing(output: Members, indent: int | None) -> None:
    text = json.dumps(output, indent=indent, ensure_ascii=False).encode()
    assert contents(read_inventory([Source("account.json", text)])) == contents(read_inventory([source(output)]))


@given(EXPORTS)
def test_everything_that_is_not_known_is_in_the_notes(output: Members) -> None:
    inventory = read_inventory([source(output)])
    notes = "\n".join(inventory.notes)
    for user_ in inventory.users.values():
        assert all(each in notes for each in user_.missing)
    for role_ in inventory.roles.values():
        assert all(each in notes for each in role_.missing)
        assert role_.trust is not None or f"trust policy of role {role_.arn.name}: cannot be read" in notes
