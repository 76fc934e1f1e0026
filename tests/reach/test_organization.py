"""Snapshots of accounts and their organization: its policies decide, and where they are not known, so is the answer."""

import json
from pathlib import Path
from typing import Any

import pytest

import policykit as pk
from policykit import Outcome, Snapshot, load_snapshot
from policykit.inputs import read_inventory
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
    inline,
    organization,
    role,
    role_arn,
    source,
    trust,
    user,
    user_arn,
)

VENDOR = "777788889999"  # in no organization
ACCOUNTS = export(
    users=[
        user(name, account, UserPolicyList=[inline("p", allow("sts:*"))])
        for name, account in {"alice": A, "root": MANAGEMENT, "vera": VENDOR}.items()
    ],
    roles=[
        role("Data", B, AssumeRolePolicyDocument=trust(A, MANAGEMENT, VENDOR)),
        role("Audit", MANAGEMENT, AssumeRolePolicyDocument=trust(A)),
    ],
)
ALICE, ROOT_ADMIN, VERA = user_arn("alice"), user_arn("root", MANAGEMENT), user_arn("vera", VENDOR)
DATA, AUDIT = role_arn("Data", B), role_arn("Audit", MANAGEMENT)

FULL = {"Name": "FullAWSAccess", "Content": allow("*")}
NO_STS = {"Name": "DenySts", "Content": deny("sts:*")}
EVERYWHERE: Members = {ROOT: [FULL], UNIT: [FULL], A: [FULL], B: [FULL]}
IN_ORG = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORGANIZATION}}
PERIMETER = {"Name": "Perimeter", "Content": deny("sts:AssumeRole", Principal="*", Condition=IN_ORG)}


def snapshot(**members: Any) -> Snapshot:
    return Snapshot(read_inventory([source(ACCOUNTS), source(organization(**members))]))


CASES: dict[str, tuple[Members, str, str, Outcome, str]] = {  # organization, caller, role, outcome, explanation
    "EVAL-25 not enabled": (
        {}, ALICE, DATA, Outcome.ALLOWED, f"no service control policy limits account {A}"),
    "EVAL-24 allowed at every level": (
        {"ServiceControlPolicies": EVERYWHERE}, ALICE, DATA, Outcome.ALLOWED,
        f"service control policy FullAWSAccess at {UNIT}, statement 1: Allow applies"),
    "EVAL-24 a unit denies": (
        {"ServiceControlPolicies": EVERYWHERE | {UNIT: [FULL, NO_STS]}}, ALICE, DATA, Outcome.EXPLICIT_DENY,
        f"service control policy DenySts at {UNIT}, statement 1 denies sts:AssumeRole"),
    "EVAL-24 nothing is attached to the account": (
        {"ServiceControlPolicies": EVERYWHERE | {A: []}}, ALICE, DATA, Outcome.IMPLICIT_DENY,
        f"no service control policy at level 3 allows sts:AssumeRole on {DATA}"),
    "EVAL-25 a unit is not known": (
        {"ServiceControlPolicies": {ROOT: [FULL], A: [FULL]}}, ALICE, DATA, Outcome.UNKNOWN,
        f"it hangs on the service control policies of {UNIT}, which nobody has given"),
    "EVAL-25 a policy is not known": (
        {"ServiceControlPolicies": EVERYWHERE | {UNIT: [FULL, {"Name": "Secret"}]}}, ALICE, DATA, Outcome.UNKNOWN,
        f"it hangs on the service control policies of {UNIT}, which nobody has given"),
    "EVAL-25 nothing is known": (
        {"ServiceControlPolicies": {}}, ALICE, DATA, Outcome.UNKNOWN,
        f"it hangs on the service control policies of {ROOT}, which nobody has given"),
    "EVAL-3 not known, but denied elsewhere": (
        {"ServiceControlPolicies": {ROOT: [NO_STS]}}, ALICE, DATA, Outcome.EXPLICIT_DENY,
        f"service control policy DenySts at {ROOT}, statement 1 denies sts:AssumeRole"),
    "EVAL-26 the management account is exempt": (
        {"ServiceControlPolicies": {ROOT: [NO_STS]}}, ROOT_ADMIN, DATA, Outcome.ALLOWED,
        f"no service control policy limits account {MANAGEMENT}"),
    "EVAL-26 another account is none of its business": (
        {"ServiceControlPolicies": {ROOT: [NO_STS]}}, VERA, DATA, Outcome.ALLOWED,
        f"no service control policy limits account {VENDOR}"),
    "EVAL-32 an RCP denies those of elsewhere": (
        {"ResourceControlPolicies": {ROOT: [PERIMETER], UNIT: [], B: []}}, VERA, DATA, Outcome.EXPLICIT_DENY,
        f"resource control policy Perimeter at {ROOT}, statement 1 denies sts:AssumeRole"),
    "EVAL-31 an RCP lets others through, and needs no Allow": (
        {"ResourceControlPolicies": {ROOT: [PERIMETER], UNIT: [], B: []}}, ALICE, DATA, Outcome.ALLOWED,
        f"resource control policy Perimeter at {ROOT}, statement 1: Deny does not apply"),
    "EVAL-30 roles of the management account are exempt": (
        {"ResourceControlPolicies": {ROOT: [PERIMETER]}}, ALICE, AUDIT, Outcome.ALLOWED,
        f"no resource control policy limits {MANAGEMENT}"),
    "EVAL-25 RCPs of the account of the role are not known": (
        {"ResourceControlPolicies": {ROOT: [], UNIT: []}}, ALICE, DATA, Outcome.UNKNOWN,
        f"it hangs on the resource control policies of {B}, which nobody has given"),
}  # fmt: skip


@pytest.mark.parametrize(("members", "caller", "target", "outcome", "told"), CASES.values(), ids=CASES)
def test_the_organization_decides(members: Members, caller: str, target: str, outcome: Outcome, told: str) -> None:
    decision = snapshot(**members).can_assume(caller, target)
    assert decision.outcome is outcome
    assert told in decision.explain()


def test_organization_keys_follow_from_the_file() -> None:
    """CTX-6, CTX-7."""
    within = trust("*")
    within["Statement"]["Condition"] = {
        "StringEquals": {"aws:PrincipalOrgID": ORGANIZATION},
        "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORGANIZATION}/*/{UNIT}/"},
    }
    accounts = ACCOUNTS | {"RoleDetailList": [role("Open", B, AssumeRolePolicyDocument=within)]}
    told = Snapshot(read_inventory([source(accounts, organization())]))
    target = role_arn("Open", B)
    assert [bool(told.can_assume(each, target)) for each in (ALICE, ROOT_ADMIN, VERA)] == [True, False, False]


def test_an_explicit_organization_wins() -> None:
    denied = snapshot(ServiceControlPolicies={ROOT: [NO_STS]})
    assert denied.can_assume(ALICE, DATA).outcome is Outcome.EXPLICIT_DENY
    assert denied.can_assume(ALICE, DATA, organization=None).outcome is Outcome.ALLOWED
    assert denied.can_assume(ALICE, DATA, organization=pk.UNKNOWN).outcome is Outcome.UNKNOWN
    assert denied.can_assume(ALICE, DATA, organization=snapshot().organizations).outcome is Outcome.ALLOWED


def test_without_an_organization_accounts_are_in_none() -> None:
    alone = Snapshot(read_inventory([source(ACCOUNTS)]))
    assert alone.organizations == ()
    assert alone.can_assume(ALICE, DATA).to_dict() == alone.can_assume(ALICE, DATA, organization=None).to_dict()
    assert repr(alone) == "<Snapshot: 3 users and 2 roles of 4 accounts>"


def test_files_of_both_kinds_become_one_snapshot(tmp_path: Path) -> None:
    account, guide = tmp_path / "account.json", tmp_path / "organization.json"
    account.write_text(json.dumps(ACCOUNTS))
    guide.write_text(json.dumps(organization(ServiceControlPolicies={ROOT: [NO_STS]}), indent=2))
    loaded = load_snapshot(account, guide)
    assert repr(loaded) == "<Snapshot: 3 users and 2 roles of 4 accounts, 1 organization>"
    assert loaded.organizations == loaded.inventory.organizations == load_snapshot(guide).organizations
    assert loaded.notes == (f"account {VENDOR}: no organization in the data lists it, so it is taken to be in none",)
    assert loaded.can_assume(ALICE, DATA).reasons == (
        f"service control policy DenySts at {ROOT}, statement 1 denies sts:AssumeRole",
    )
