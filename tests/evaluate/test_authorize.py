"""How the layers combine, row by row of AWS's tables (EVAL-1 to EVAL-47)."""

from typing import Any

import pytest

import policykit as pk
from policykit.evaluate.callers import Caller
from policykit.evaluate.combine import answer
from policykit.evaluate.results import Options
from tests.evaluate import cast
from tests.evaluate.cast import (
    A,
    B,
    boundary,
    endpoint,
    identity,
    may,
    may_not,
    rcp,
    refuses,
    resource,
    scp,
    session,
    trust,
    trusts,
)

OK, IMP, EXP, UNK = pk.Outcome.ALLOWED, pk.Outcome.IMPLICIT_DENY, pk.Outcome.EXPLICIT_DENY, pk.Outcome.UNKNOWN
OBJECT = f"{cast.BUCKET}/q1"
GRANTS, SILENT = [identity(may("s3:*"))], [identity(may("ec2:*"))]
PERHAPS: dict[str, Any] = {"Condition": {"StringLike": {"aws:UserAgent": "curl*"}}}


def bucket(principal: Any, **others: object) -> pk.ResourcePolicy:
    """A bucket policy that lets a principal read."""
    return resource(trusts(principal, "s3:*", Resource="*", **others))


def reading(caller: Caller, policies: pk.Policies, owner: str = A) -> pk.Outcome:
    """What comes of a request to read an object of the bucket."""
    return pk.authorize(pk.Request(caller, "s3:GetObject", OBJECT, resource_account=owner), policies).outcome


# ── One account: who is named by the resource decides which limits count ─────────────────────────────────────────────

# caller, principal of the bucket policy, outcomes: with identity policy; without; without, and the boundary is silent;
# without, and the session policies are silent (None: this caller cannot have them)
TABLE: dict[str, tuple[Caller, Any, tuple[pk.Outcome, pk.Outcome, pk.Outcome | None, pk.Outcome | None]]] = {
    "EVAL-11 nobody, a user": (cast.USER, {"AWS": B}, (OK, IMP, IMP, None)),
    "EVAL-11 nobody, a role session": (cast.ROLE_SESSION, {"AWS": B}, (OK, IMP, IMP, IMP)),
    "EVAL-12 the user": (cast.USER, {"AWS": cast.ALICE}, (OK, OK, OK, None)),
    "EVAL-13 the role": (cast.ROLE_SESSION, {"AWS": cast.CALLER}, (OK, OK, IMP, IMP)),
    "EVAL-14 the session": (cast.ROLE_SESSION, {"AWS": cast.SESSION}, (OK, OK, OK, OK)),
    "EVAL-15 the federated user": (cast.FEDERATED_USER, {"AWS": cast.FEDERATED}, (OK, OK, OK, OK)),
    "EVAL-16 the user behind it": (cast.FEDERATED_USER, {"AWS": cast.ALICE}, (OK, OK, IMP, IMP)),
    "EVAL-17 everyone, a user": (cast.USER, "*", (OK, OK, OK, None)),
    "EVAL-17 everyone, a role session": (cast.ROLE_SESSION, {"AWS": "*"}, (OK, OK, OK, OK)),
    "EVAL-18 the account, a user": (cast.USER, {"AWS": A}, (OK, IMP, IMP, None)),
    "EVAL-18 the account, a role session": (cast.ROLE_SESSION, {"AWS": cast.ROOT}, (OK, IMP, IMP, IMP)),
    "EVAL-19 the account, its root user": (cast.ROOT_USER, {"AWS": A}, (OK, OK, None, None)),
    "EVAL-40 nobody, the root user": (cast.ROOT_USER, {"AWS": B}, (OK, OK, None, None)),
    "EVAL-20 the service": (cast.SERVICE, {"Service": "ec2.amazonaws.com"}, (OK, OK, None, None)),
    "EVAL-46 another service": (cast.SERVICE, {"Service": "lambda.amazonaws.com"}, (IMP, IMP, None, None)),
    "EVAL-45 everyone, nobody in particular": (cast.ANONYMOUS, "*", (OK, OK, None, None)),
    "EVAL-45 somebody, nobody in particular": (cast.ANONYMOUS, {"AWS": A}, (IMP, IMP, None, None)),
}


@pytest.mark.parametrize(("caller", "principal", "outcomes"), TABLE.values(), ids=TABLE)
def test_in_one_account(caller: Caller, principal: Any, outcomes: tuple[pk.Outcome | None, ...]) -> None:
    policy, federated = bucket(principal), isinstance(caller, pk.FederatedUser)
    room: Any = [session(may("s3:*"))] if federated else None
    with_identity, without, bound, limited = outcomes
    assert reading(caller, pk.Policies(GRANTS, session=room, resource=policy)) is with_identity
    assert reading(caller, pk.Policies(SILENT, session=room, resource=policy)) is without
    if bound is not None:
        assert reading(caller, pk.Policies(SILENT, boundary(may("ec2:*")), room, resource=policy)) is bound
    if limited is not None:
        assert reading(caller, pk.Policies(SILENT, session=[session(may("ec2:*"))], resource=policy)) is limited


# ── The side of the caller ───────────────────────────────────────────────────────────────────────────────────────────

FULL = boundary(may("s3:*"))
SIDE: dict[str, tuple[Caller, pk.Policies, pk.Outcome]] = {
    "EVAL-1 silence denies": (cast.USER, pk.Policies(), IMP),
    "EVAL-4 one Allow of several policies": (cast.USER, pk.Policies([*SILENT, *GRANTS]), OK),
    "EVAL-6 no boundary, no session policies": (cast.ROLE_SESSION, pk.Policies(GRANTS), OK),
    "EVAL-7 a boundary does not grant": (cast.USER, pk.Policies(SILENT, FULL), IMP),
    "EVAL-7 a boundary that has room": (cast.USER, pk.Policies(GRANTS, FULL), OK),
    "EVAL-7 a boundary that has none": (cast.USER, pk.Policies(GRANTS, boundary(may("ec2:*"))), IMP),
    "EVAL-8 session policies unite": (
        cast.ROLE_SESSION,
        pk.Policies(GRANTS, session=[session(may("ec2:*")), session(may("s3:*"))]),
        OK,
    ),
    "EVAL-6 an empty list of them grants nothing": (cast.ROLE_SESSION, pk.Policies(GRANTS, session=[]), IMP),
    "EVAL-21 each of the three must allow": (
        cast.ROLE_SESSION,
        pk.Policies(GRANTS, FULL, [session(may("s3:Put*"))]),
        IMP,
    ),
    "EVAL-41 a federated user without session policies": (cast.FEDERATED_USER, pk.Policies(GRANTS), IMP),
    "EVAL-41 with some": (cast.FEDERATED_USER, pk.Policies(GRANTS, session=[session(may())]), OK),
    "EVAL-41 which do not grant": (cast.FEDERATED_USER, pk.Policies(SILENT, session=[session(may())]), IMP),
    "EVAL-41 but for one of the root user": (
        pk.FederatedUser(cast.ROOT_USER, "bob"),
        pk.Policies(session=[session(may("s3:*"))]),
        OK,
    ),
    "EVAL-41 whose limits they are": (
        pk.FederatedUser(cast.ROOT_USER, "bob"),
        pk.Policies(session=[session(may("ec2:*"))]),
        IMP,
    ),
    "EVAL-40 a root user needs nothing": (cast.ROOT_USER, pk.Policies(), OK),
}


@pytest.mark.parametrize(("caller", "policies", "outcome"), SIDE.values(), ids=SIDE)
def test_the_side_of_the_caller(caller: Caller, policies: pk.Policies, outcome: pk.Outcome) -> None:
    assert reading(caller, policies) is outcome


# ── Limits that bind every grant ─────────────────────────────────────────────────────────────────────────────────────

OPEN = bucket("*")
LIMITS: dict[str, tuple[Caller, dict[str, Any], pk.Outcome]] = {
    "EVAL-24 every level allows": (cast.USER, {"scps": [[scp(may())], [scp(may("s3:*"))]]}, OK),
    "EVAL-24 one level does not": (cast.USER, {"scps": [[scp(may())], [scp(may("ec2:*"))]]}, IMP),
    "EVAL-24 policies of a level unite": (cast.USER, {"scps": [[scp(may("ec2:*")), scp(may("s3:*"))]]}, OK),
    "EVAL-25 a level without policies": (cast.USER, {"scps": [[scp(may())], []]}, IMP),
    "EVAL-27 a direct grant is bound as well": (cast.ROLE_SESSION, {"scps": [[scp(may("ec2:*"))]]}, IMP),
    "EVAL-40 a root user is bound as well": (cast.ROOT_USER, {"scps": [[scp(may("ec2:*"))]]}, IMP),
    "GOLD 179 a root user, a Deny": (cast.ROOT_USER, {"scps": [[scp(may(), may_not("s3:*"))]]}, EXP),
    "EVAL-26 a service is not bound": (cast.SERVICE, {"scps": [[scp(may_not("s3:*"))]]}, OK),
    "EVAL-31 resource control policies only deny": (cast.USER, {"rcps": [[rcp(may_not("s3:Put*"))]]}, OK),
    "EVAL-32 everybody": (cast.ANONYMOUS, {"rcps": [[rcp(may_not("s3:*"))]]}, EXP),
    "EVAL-47 an endpoint allows": (cast.USER, {"endpoint": endpoint(trusts("*", "s3:*"))}, OK),
    "EVAL-47 an endpoint does not": (cast.USER, {"endpoint": endpoint(trusts("*", "ec2:*"))}, IMP),
    "EVAL-47 an endpoint denies": (cast.USER, {"endpoint": endpoint(trusts("*", "*"), refuses("*", "s3:*"))}, EXP),
}


@pytest.mark.parametrize(("caller", "limits", "outcome"), LIMITS.values(), ids=LIMITS)
def test_limits(caller: Caller, limits: dict[str, Any], outcome: pk.Outcome) -> None:
    assert reading(caller, pk.Policies(GRANTS, resource=OPEN, **limits)) is outcome


DENIES: dict[str, pk.Policies] = {
    "identity": pk.Policies([identity(may(), may_not("s3:*"))], resource=OPEN),
    "boundary": pk.Policies(GRANTS, boundary(may(), may_not("s3:*")), resource=OPEN),
    "session": pk.Policies(GRANTS, session=[session(may(), may_not("s3:*"))], resource=OPEN),
    "scp": pk.Policies(GRANTS, scps=[[scp(may())], [scp(may(), may_not("s3:*"))]], resource=OPEN),
    "rcp": pk.Policies(GRANTS, rcps=[[rcp(may_not("s3:*"))]], resource=OPEN),
    "resource": pk.Policies(GRANTS, resource=resource(trusts("*", "s3:*"), refuses("*", "s3:*"))),
    "endpoint": pk.Policies(GRANTS, resource=OPEN, endpoint=endpoint(trusts("*", "s3:*"), refuses("*", "s3:*"))),
}


@pytest.mark.parametrize("policies", DENIES.values(), ids=DENIES)
def test_a_deny_of_any_layer_beats_every_allow(policies: pk.Policies) -> None:
    """EVAL-3."""
    assert reading(cast.ROLE_SESSION, policies) is EXP


# ── Across accounts ──────────────────────────────────────────────────────────────────────────────────────────────────

ACROSS: dict[str, tuple[Caller, pk.Policies, pk.Outcome]] = {
    "EVAL-35 both sides": (cast.USER, pk.Policies(GRANTS, resource=bucket({"AWS": A})), OK),
    "EVAL-35 the side of the caller alone": (cast.USER, pk.Policies(GRANTS), IMP),
    "EVAL-35 the side of the resource alone": (
        cast.USER,
        pk.Policies(SILENT, resource=bucket({"AWS": cast.ALICE})),
        IMP,
    ),
    "EVAL-35 everyone is no short-cut": (cast.ROLE_SESSION, pk.Policies(resource=OPEN), IMP),
    "EVAL-35 the boundary counts": (
        cast.USER,
        pk.Policies(GRANTS, boundary(may("ec2:*")), resource=bucket({"AWS": cast.ALICE})),
        IMP,
    ),
    "EVAL-39 a root user has its side": (cast.ROOT_USER, pk.Policies(resource=bucket({"AWS": A})), OK),
    "EVAL-39 but not the other": (cast.ROOT_USER, pk.Policies(), IMP),
    "EVAL-38 a Deny on either side": (
        cast.USER,
        pk.Policies([identity(may("s3:*"), may_not("s3:Get*"))], resource=OPEN),
        EXP,
    ),
    "EVAL-46 a service has no account": (cast.SERVICE, pk.Policies(resource=OPEN), OK),
}


@pytest.mark.parametrize(("caller", "policies", "outcome"), ACROSS.values(), ids=ACROSS)
def test_across_accounts(caller: Caller, policies: pk.Policies, outcome: pk.Outcome) -> None:
    assert reading(caller, policies, owner=B) is outcome


def test_nothing_is_granted_across_partitions() -> None:
    """ARN-3."""
    china = pk.User(f"arn:aws-cn:iam::{A}:user/alice")
    assert reading(china, pk.Policies(resource=OPEN)) is IMP
    assert reading(cast.ANONYMOUS, pk.Policies(resource=OPEN)) is OK


# ── Resources whose own policy must grant ────────────────────────────────────────────────────────────────────────────

KEY = f"arn:aws:kms:eu-west-1:{A}:key/0123"
KEY_POLICY, OTHER_KEY_POLICY = (resource(trusts({"AWS": each}, "kms:*")) for each in (A, f"arn:aws:iam::{A}:role/x"))
EVERYTHING = [identity(may())]
REQUIRED: dict[str, tuple[Caller, str, str, pk.Policies, pk.Outcome]] = {
    "EVAL-22 a key": (cast.USER, "kms:Decrypt", KEY, pk.Policies(EVERYTHING, resource=KEY_POLICY), OK),
    "GOLD 176 a key whose policy is silent": (cast.USER, "kms:Decrypt", KEY, pk.Policies(EVERYTHING), IMP),
    "GOLD 220 not even the root user": (
        cast.ROOT_USER,
        "kms:Decrypt",
        KEY,
        pk.Policies(resource=OTHER_KEY_POLICY),
        IMP,
    ),
    "EVAL-22 something else of KMS": (
        cast.USER,
        "kms:DescribeAlias",
        f"arn:aws:kms:eu-west-1:{A}:alias/x",
        pk.Policies(EVERYTHING),
        OK,
    ),
    "ASSUME-10 a role": (cast.USER, "sts:AssumeRole", cast.TARGET, pk.Policies(EVERYTHING), IMP),
    "ASSUME-10 a role that trusts": (
        cast.USER,
        "sts:AssumeRole",
        cast.TARGET,
        pk.Policies(EVERYTHING, resource=trust(trusts({"AWS": A}))),
        OK,
    ),
    "ASSUME-41 its companions": (cast.USER, "sts:TagSession", cast.TARGET, pk.Policies(EVERYTHING), IMP),
    "EVAL-22 other actions on a role": (cast.USER, "iam:DeleteRole", cast.TARGET, pk.Policies(EVERYTHING), OK),
    "ARN-18 a session is no role": (cast.USER, "sts:AssumeRole", cast.SESSION, pk.Policies(EVERYTHING), IMP),
    "ARN-6 nor is a role without a name": (
        cast.USER,
        "sts:AssumeRole",
        f"arn:aws:iam::{A}:role/",
        pk.Policies(EVERYTHING),
        IMP,
    ),
    "ARN-17 nor is everything": (cast.USER, "sts:AssumeRole", "*", pk.Policies(EVERYTHING), IMP),
    "EVAL-44 GetAccessKeyInfo has no resource": (
        cast.USER,
        "sts:GetAccessKeyInfo",
        "*",
        pk.Policies(EVERYTHING),
        OK,
    ),
}


@pytest.mark.parametrize(("caller", "action", "arn", "policies", "outcome"), REQUIRED.values(), ids=REQUIRED)
def test_resources_whose_own_policy_must_grant(
    caller: Caller, action: str, arn: str, policies: pk.Policies, outcome: pk.Outcome
) -> None:
    assert pk.authorize(pk.Request(caller, action, arn), policies).outcome is outcome


def test_root_sessions_are_decided_by_the_side_of_the_caller() -> None:
    """GOLD 227, 228."""
    request = pk.Request(cast.ROLE_SESSION, "sts:AssumeRoot", f"arn:aws:iam::{B}:root")
    assert pk.authorize(request, pk.Policies(EVERYTHING)).outcome is OK
    assert pk.authorize(request, pk.Policies(SILENT)).outcome is IMP


# ── Roles and their sessions ─────────────────────────────────────────────────────────────────────────────────────────

OWN = pk.RoleSession(pk.Role(cast.TARGET), "sess")
ELSEWHERE = trust(trusts({"AWS": B}))
SELF: dict[str, tuple[Caller, list[pk.IdentityPolicy], pk.Outcome]] = {  # caller, identity policies, outcome
    "ASSUME-21 the role itself": (OWN, EVERYTHING, OK),
    "ASSUME-21 without an identity policy": (OWN, SILENT, IMP),
    "ASSUME-21 another role": (cast.ROLE_SESSION, EVERYTHING, IMP),
    "ASSUME-21 a user": (cast.USER, EVERYTHING, IMP),
}


@pytest.mark.parametrize(("caller", "policies", "outcome"), SELF.values(), ids=SELF)
def test_old_roles_trust_themselves(caller: Caller, policies: list[pk.IdentityPolicy], outcome: pk.Outcome) -> None:
    request = pk.Request(caller, "sts:AssumeRole", cast.TARGET)
    both = pk.Policies(policies, resource=ELSEWHERE)
    assert answer(request, both, Options(self_trust=True)).outcome is outcome
    assert answer(request, both).outcome is IMP


IDENTIFYING = "sts:SetSourceIdentity"
SOURCE: dict[str, tuple[Caller, Any, list[pk.IdentityPolicy], pk.Outcome, pk.Outcome]] = {
    # caller, trusted principal, identity policies, outcome, outcome if a direct grant suffices
    "ASSUME-54 a role session, both sides": (cast.ROLE_SESSION, {"AWS": cast.CALLER}, EVERYTHING, OK, OK),
    "ASSUME-54 the side of the role": (cast.ROLE_SESSION, {"AWS": cast.CALLER}, SILENT, IMP, OK),
    "ASSUME-54 the side of the caller": (cast.ROLE_SESSION, {"AWS": B}, EVERYTHING, IMP, IMP),
    "ASSUME-54 a user": (cast.USER, {"AWS": cast.ALICE}, SILENT, OK, OK),
}


@pytest.mark.parametrize(("caller", "principal", "policies", "outcome", "direct"), SOURCE.values(), ids=SOURCE)
def test_a_role_session_needs_both_sides_to_set_the_source_identity(
    caller: Caller, principal: Any, policies: list[pk.IdentityPolicy], outcome: pk.Outcome, direct: pk.Outcome
) -> None:
    request = pk.Request(caller, IDENTIFYING, cast.TARGET)
    both = pk.Policies(policies, resource=trust(trusts(principal, IDENTIFYING)))
    assert answer(request, both).outcome is outcome
    assert answer(request, both, Options(direct_source_identity=True)).outcome is direct


# ── What is not known ────────────────────────────────────────────────────────────────────────────────────────────────

L = pk.Layer
PERHAPS_GRANTS, PERHAPS_NOT = [identity(may("s3:*", **PERHAPS))], [identity(may("s3:*"), may_not("s3:*", **PERHAPS))]
NOT_KNOWN: dict[str, tuple[Caller, pk.Policies, pk.Outcome]] = {
    "CTX-64 an Allow that nobody knows": (cast.USER, pk.Policies(PERHAPS_GRANTS), UNK),
    "CTX-64 another Allow decides": (cast.USER, pk.Policies([*PERHAPS_GRANTS, *GRANTS]), OK),
    "CTX-64 a Deny that nobody knows": (cast.USER, pk.Policies(PERHAPS_NOT), UNK),
    "CTX-64 it denies nothing that is not allowed": (
        cast.USER,
        pk.Policies([identity(may_not("s3:*", **PERHAPS))]),
        IMP,
    ),
    "CTX-64 another Deny decides": (
        cast.USER,
        pk.Policies([identity(may("s3:*"), may_not("s3:*", **PERHAPS), may_not("s3:Get*"))]),
        EXP,
    ),
    "CTX-64 a limit that nobody knows": (cast.USER, pk.Policies(GRANTS, scps=[[scp(may(**PERHAPS))]]), UNK),
    "CTX-64 a limit that is closed for certain": (
        cast.USER,
        pk.Policies(PERHAPS_GRANTS, scps=[[scp(may("ec2:*"))]]),
        IMP,
    ),
    "CTX-64 a direct grant that nobody knows": (
        cast.USER,
        pk.Policies(SILENT, resource=bucket({"AWS": cast.ALICE}, **PERHAPS)),
        UNK,
    ),
    "EVAL-25 a missing identity policy": (cast.USER, pk.Policies(SILENT, missing={L.IDENTITY: ("x",)}), UNK),
    "EVAL-25 a denial found elsewhere stands": (
        cast.USER,
        pk.Policies([identity(may_not("s3:*"))], missing={L.IDENTITY: ("x",)}),
        EXP,
    ),
    "EVAL-25 a missing boundary": (cast.USER, pk.Policies(GRANTS, missing={L.BOUNDARY: ("x",)}), UNK),
    "EVAL-25 a missing session policy": (cast.ROLE_SESSION, pk.Policies(GRANTS, missing={L.SESSION: ("x",)}), UNK),
    "EVAL-25 missing service control policies": (
        cast.USER,
        pk.Policies(GRANTS, missing={L.SERVICE_CONTROL: ("x",)}),
        UNK,
    ),
    "EVAL-25 missing resource control policies": (
        cast.USER,
        pk.Policies(GRANTS, missing={L.RESOURCE_CONTROL: ("x",)}),
        UNK,
    ),
    "EVAL-25 a missing endpoint policy": (cast.USER, pk.Policies(GRANTS, missing={L.ENDPOINT: ("x",)}), UNK),
    "EVAL-25 a missing bucket policy may grant": (cast.USER, pk.Policies(missing={L.RESOURCE: ("x",)}), UNK),
    "EVAL-25 or deny": (cast.USER, pk.Policies(GRANTS, missing={L.RESOURCE: ("x",)}), UNK),
    "EVAL-25 what is missing elsewhere opens nothing": (cast.USER, pk.Policies(missing={L.BOUNDARY: ("x",)}), IMP),
}


@pytest.mark.parametrize(("caller", "policies", "outcome"), NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_what_is_not_known(caller: Caller, policies: pk.Policies, outcome: pk.Outcome) -> None:
    assert reading(caller, policies) is outcome


# ── The decision as a value ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_true_only_if_allowed() -> None:
    decisions = [
        pk.authorize(pk.Request(cast.USER, "s3:GetObject", OBJECT, resource_account=A), pk.Policies(each))
        for each in (GRANTS, SILENT, [identity(may_not())], PERHAPS_GRANTS)
    ]
    assert [each.outcome for each in decisions] == [OK, IMP, EXP, UNK]
    assert [bool(each) for each in decisions] == [True, False, False, False]


def test_the_statements_that_decide() -> None:
    policies = pk.Policies(
        [identity(may("s3:*", Sid="Grant"), may_not("s3:Put*", Sid="Keep"), may("ec2:*", Sid="Other"))],
        resource=resource(refuses({"AWS": B}, "s3:*", Sid="Them")),
    )
    allowed = pk.authorize(pk.Request(cast.USER, "s3:GetObject", OBJECT, resource_account=A), policies)
    assert [step.sid for step in allowed.statements] == ["Grant"]
    denied = pk.authorize(pk.Request(cast.USER, "s3:PutObject", OBJECT, resource_account=A), policies)
    assert [step.sid for step in denied.statements] == ["Keep"]
    assert [step.sid for step in denied.steps] == ["Them", "Grant", "Keep", "Other"]
    assert denied.steps is denied.steps
    assert [each.layer for each in denied.layers] == [L.RESOURCE, L.IDENTITY]


def test_a_decision_as_a_json_value() -> None:
    decision = pk.authorize(pk.Request(cast.USER, "s3:GetObject", OBJECT, resource_account=A), pk.Policies(GRANTS))
    value = decision.to_dict()
    assert (value["outcome"], value["allowed"], value["session"]) == ("allowed", True, None)
    assert value["reasons"] == list(decision.reasons)
    assert value["assumptions"] == list(decision.assumptions)
    assert value["steps"] == [step.to_dict() for step in decision.steps]
