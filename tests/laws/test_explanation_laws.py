"""Laws of explanations: no verdict without a reason, no denial without a way out, and the way out leads out."""

from collections.abc import Collection, Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policykit as pk
from policykit.evaluate.gaps import Gap, failing, gaps
from policykit.evaluate.layers import trace
from policykit.evaluate.phrases import owner
from policykit.strategies import assumptions, contexts, policies, requests

DENIED = (pk.Outcome.IMPLICIT_DENY, pk.Outcome.EXPLICIT_DENY)
QUESTIONS = requests().flatmap(lambda request: st.tuples(st.just(request), policies(request)))
UNKNOWN = st.sampled_from((None, ("sts:ExternalId", "aws:SourceIp", "aws:PrincipalTag/team"), pk.EVERYTHING))


def check(decision: pk.Decision) -> None:
    """What holds of every decision."""
    assert decision.reasons
    assert bool(decision.changes) is (decision.outcome in DENIED)
    text = decision.explain()
    for each in decision.changes:
        assert f"  - {each}\n" in f"{text}\n"
    for each in decision.reasons:
        assert each.partition(": ")[0] in text
    told = decision.to_dict()
    assert (told["reasons"], told["changes"]) == (list(decision.reasons), list(decision.changes))


@given(QUESTIONS)
def test_every_verdict_has_a_reason_and_every_denial_a_way_out(question: tuple[pk.Request, pk.Policies]) -> None:
    check(pk.authorize(*question))


@given(assumptions(), contexts(), UNKNOWN, st.sampled_from((None, pk.UNKNOWN)))
def test_so_does_every_call(question: Any, context: Any, unknown: Any, organization: Any) -> None:
    caller, role = question
    try:
        decision = pk.can_assume(caller, role, context=context, unknown=unknown, organization=organization)
    except pk.InvalidRequest:  # the context contradicts what follows from the caller
        return
    check(decision)


# --- closing the gaps -------------------------------------------------------------------------------------------------

A, B = "111111111111", "222222222222"
ROLE, OBJECT = f"arn:aws:iam::{A}:role/r", "arn:aws:s3:::reports/q1"
ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NEVER = {"StringEquals": {"aws:PrincipalType": "Nobody"}}


def one(kind: type[Any], *statements: Any, strict: bool = False) -> Any:
    return kind.from_dict({"Version": "2012-10-17", "Statement": list(statements)}, strict=strict)


SILENT_BOUNDARY = one(pk.PermissionsBoundary, ANYTHING | {"Action": "ec2:*"})
SILENT_SESSION = one(pk.SessionPolicy, ANYTHING | {"Action": "ec2:*"})
SILENT_SCP = one(pk.ServiceControlPolicy, ANYTHING | {"Action": "ec2:*"})
FULL_SCP = one(pk.ServiceControlPolicy, ANYTHING)
FULL_IDENTITY = one(pk.IdentityPolicy, ANYTHING)
SILENT_ENDPOINT = one(pk.EndpointPolicy, ANYTHING | {"Principal": "*", "Action": "ec2:*"})


def user(account: str) -> pk.User:
    return pk.User(f"arn:aws:iam::{account}:user/alice")


CALLERS: dict[str, Any] = {
    "user": user(A),
    "user of elsewhere": user(B),
    "session": pk.RoleSession(pk.Role(f"arn:aws:iam::{A}:role/caller"), "sess"),
    "session of elsewhere": pk.RoleSession(pk.Role(f"arn:aws:iam::{B}:role/caller"), "sess"),
    "session of the role itself": pk.RoleSession(pk.Role(ROLE), "sess"),
    "federated user": pk.FederatedUser(user(A), "bob"),
    "federated by root": pk.FederatedUser(pk.RootUser(A), "bob"),
    "root": pk.RootUser(A),
    "root of elsewhere": pk.RootUser(B),
    "service": pk.AwsService("ec2.amazonaws.com"),
}


def named(caller: Any) -> Any:
    return {"Service": caller.name} if isinstance(caller, pk.AwsService) else {"AWS": by_name(caller)}


def by_name(caller: Any) -> str:
    return str(caller.arn) if isinstance(caller, pk.FederatedUser) else owner(pk.Request(caller, "ec2:Run", "*"))


def own_policies(request: pk.Request, kind: type[Any]) -> Iterator[Any]:
    """What the policy of the resource may say."""
    caller = request.caller
    base = {"Effect": "Allow", "Action": request.action}
    base |= {} if kind is pk.TrustPolicy else {"Resource": "*"}
    account = {"AWS": getattr(caller, "arn", pk.RootUser(A).arn).account}
    for principal, when in product(
        (account, named(caller), {"AWS": "*"}, {"AWS": f"arn:aws:iam::{A}:user/bob"}), ({}, {"Condition": NEVER})
    ):
        yield one(kind, base | {"Principal": principal} | when)
    yield one(kind, base | {"Principal": account} | {"Condition": NEVER}, base | {"Principal": {"AWS": A}})
    yield one(kind, base | {"NotPrincipal": named(caller)})
    if kind is pk.ResourcePolicy:
        yield None


def worlds(request: pk.Request, kind: type[Any]) -> Iterator[pk.Policies]:
    for own, identity, boundary, session, limits in product(
        own_policies(request, kind),
        ((), (FULL_IDENTITY,)),
        (None, SILENT_BOUNDARY),
        (None, (SILENT_SESSION,)),
        ({}, {"scps": ((FULL_SCP,), (SILENT_SCP,)), "endpoint": SILENT_ENDPOINT}),
    ):
        yield pk.Policies(identity, boundary, session, resource=own, **limits)


def closed(gap: Gap, now: dict[str, Any], request: pk.Request, kind: type[Any]) -> dict[str, Any]:
    """The policies after a layer that fails was changed, as little as is said."""
    match gap.layer.layer:
        case pk.Layer.SERVICE_CONTROL:
            return now | {"scps": [[FULL_SCP], [FULL_SCP]]}
        case pk.Layer.ENDPOINT:
            return now | {"endpoint": one(pk.EndpointPolicy, ANYTHING | {"Principal": "*"})}
        case pk.Layer.IDENTITY:
            return now | {"identity": [FULL_IDENTITY]}
        case pk.Layer.BOUNDARY:
            return now | {"boundary": one(pk.PermissionsBoundary, ANYTHING)}
        case pk.Layer.SESSION:
            return now | {"session": [one(pk.SessionPolicy, ANYTHING)]}
        case _:
            statement = {"Effect": "Allow", "Action": "*"} | ({} if kind is pk.TrustPolicy else {"Resource": "*"})
            return now | {"resource": one(kind, statement | whom(gap, request))}


def whom(gap: Gap, request: pk.Request) -> Any:
    """Whom the statement names that has to change, once it has."""
    if gap.at is None or failing(gap.at) in ({"Principal"}, {"NotPrincipal"}):
        return {"Principal": named(request.caller)}
    principal = gap.at.statement.principal
    assert principal is not None
    return {"Principal": {each.key: str(each) for each in principal.values}}


ACTIONS: dict[str, tuple[str, type[Any]]] = {
    "sts:AssumeRole": (ROLE, pk.TrustPolicy),
    "sts:SetSourceIdentity": (ROLE, pk.TrustPolicy),
    "s3:GetObject": (OBJECT, pk.ResourcePolicy),
    "kms:Decrypt": (f"arn:aws:kms:eu-west-1:{A}:key/1", pk.ResourcePolicy),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("action", ACTIONS)
def test_closing_all_gaps_allows_and_each_of_them_is_one(action: str, caller: str) -> None:
    resource, kind = ACTIONS[action]
    request = pk.Request(CALLERS[caller], action, resource, resource_account=A)
    for given_policies in worlds(request, kind):
        decision = pk.authorize(request, given_policies)
        [answer] = decision.answers
        if answer.ineligible is not None:
            return
        open_ = gaps(answer, trace(answer.request, answer.policies))
        assert bool(open_) is not bool(decision)
        for left_open in (None, *open_):
            assert allowed_but_for(left_open, open_, request, given_policies, kind) is (left_open is None)


def allowed_but_for(
    left_open: Gap | None, open_: Collection[Gap], request: pk.Request, given_policies: pk.Policies, kind: type[Any]
) -> bool:
    names = ("identity", "boundary", "session", "scps", "resource", "endpoint")
    now = {name: getattr(given_policies, name) for name in names}
    for gap in open_:
        if gap is not left_open:
            now = closed(gap, now, request, kind)
    return bool(pk.authorize(request, pk.Policies(**now)))
