"""The session that an allowed call makes, and what it carries into the next role (ASSUME-17, -44, -51, -93).

Source: STS API reference, "AssumeRole"; IAM User Guide, "Pass session tags in AWS STS".
"""

from typing import Any

import policykit as pk
from tests.golden.world import (
    A_ROOT,
    ALICE,
    ASSUME,
    IMP,
    LATEST,
    OK,
    ROLE_ID,
    SET_ID,
    TAG,
    A,
    R,
    denies,
    may,
    policy,
    trusts,
    u,
    u0,
)

NEXT = f"arn:aws:iam::{A}:role/next"
EVERY = [ASSUME, TAG, SET_ID]


def role(arn: str, *statements: dict[str, Any], **options: Any) -> pk.Role:
    """A role that may assume the next one."""
    on_next = pk.IdentityPolicy.from_dict(policy(may(EVERY, NEXT)))
    return pk.Role(arn, trust=pk.TrustPolicy.from_dict(policy(statements)), policies=[on_next], **options)


def assumed(caller: pk.User | pk.RoleSession, target: pk.Role, **options: Any) -> pk.RoleSession:
    decision = pk.can_assume(caller, target, **options)
    assert decision.outcome is OK
    assert decision.session is not None
    return decision.session


def test_the_session_is_named_by_account_role_and_session_name() -> None:
    deep = role(f"arn:aws:iam::{A}:role/app/team/r", trusts(ALICE))
    session = assumed(u0, deep, session_name="build-42")
    assert str(session.arn) == f"arn:aws:sts::{A}:assumed-role/r/build-42"
    assert session.role is deep


def test_to_policies_the_session_is_the_role() -> None:
    session = assumed(u, role(R, trusts(ALICE), unique_id=ROLE_ID), session_name="build-42")
    request = pk.Request(session, "sts:AssumeRole", NEXT)
    assert request.lookup("aws:principalarn") == (R,)
    assert request.lookup("aws:userid") == (f"{ROLE_ID}:build-42",)
    assert request.lookup("aws:username") is None


def test_only_transitive_tags_follow_into_the_next_role() -> None:
    first = assumed(
        u, role(R, trusts(ALICE, EVERY)), tags={"Project": "Automation", "Star": "1"}, transitive_tag_keys=["Star"]
    )
    assert dict(first.tags) == {"Project": "Automation", "Star": "1"}
    second = assumed(first, role(NEXT, trusts(A_ROOT, EVERY)))
    assert dict(second.tags) == {"Star": "1"}
    assert second.transitive_tags == ("Star",)


def test_the_source_identity_follows_into_the_next_role() -> None:
    first = assumed(u, role(R, trusts(ALICE, EVERY)), source_identity="DevUser")
    second = assumed(first, role(NEXT, trusts(A_ROOT, EVERY)))
    assert second.source_identity == "DevUser"


def test_the_session_policy_limits_the_session_not_the_call() -> None:
    nothing = pk.SessionPolicy.from_dict({"Version": LATEST, "Statement": may("s3:*")})
    session = assumed(u, role(R, trusts(ALICE)), session_policies=[nothing])
    assert session.policies == (nothing,)
    assert pk.can_assume(session, role(NEXT, trusts(A_ROOT))).outcome is IMP


def test_a_denial_makes_no_session() -> None:
    assert pk.can_assume(u, role(R, denies(ALICE))).session is None


def test_the_root_user_is_turned_away_and_the_deny_is_told_all_the_same() -> None:
    # golden 180: ASSUME-8
    decision = pk.can_assume(pk.RootUser(A), role(R, trusts(A_ROOT), denies("*")))
    assert decision.outcome is IMP
    [reason] = decision.reasons
    assert "sts:AssumeRole is for users, role sessions and services" in reason
    assert [(step.effect, step.mismatches) for step in decision.steps] == [("Allow", ()), ("Deny", ())]
