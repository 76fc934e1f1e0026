"""Policy documents of every kind, in the many shapes in which they are written."""

from dataclasses import replace
from typing import Any, TypeVar, overload

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policykit.evaluate.callers import (
    AwsService,
    RoleSession,
    SamlIdentity,
    UserSession,
    WebIdentity,
    assume_action,
    has_account,
)
from policykit.evaluate.request import Request
from policykit.model.arn import Arn, RoleArn
from policykit.model.grammar import LATEST_VERSION, OLD_VERSION, Grammar, Rule
from policykit.model.policy import (
    KINDS,
    EndpointPolicy,
    IdentityPolicy,
    PermissionsBoundary,
    PolicyDocument,
    ResourceControlPolicy,
    ResourcePolicy,
    ServiceControlPolicy,
    SessionPolicy,
    TrustPolicy,
)
from policykit.model.statement import Statement
from policykit.snapshot import User
from policykit.strategies import pools
from policykit.strategies.pools import one, seldom
from policykit.strategies.statements import JsonObject, Theme, statement_members

__all__ = [
    "documents",
    "endpoint_policies",
    "identity_policies",
    "members",
    "permissions_boundaries",
    "resource_control_policies",
    "resource_policies",
    "service_control_policies",
    "session_policies",
    "statements",
    "trust_policies",
]

_D = TypeVar("_D", bound=PolicyDocument)


@overload
def documents(kind: None = None, *, about: Request | None = None) -> SearchStrategy[PolicyDocument]: ...
@overload
def documents(kind: type[_D], *, about: Request | None = None) -> SearchStrategy[_D]: ...
@st.composite
def documents(draw: DrawFn, kind: Any = None, *, about: Request | None = None) -> Any:
    """Documents, read strictly, with one to three statements.

    Args:
        kind: only of this kind, such as `TrustPolicy`.
        about: a request that most statements fit, in whole or in part, so that they have something to say to it.

    >>> from hypothesis import given
    >>> @given(documents(ServiceControlPolicy))
    ... def it_speaks_of_nobody_in_particular(policy):
    ...     assert all(statement.principal is None for statement in policy.statements)
    >>> it_speaks_of_nobody_in_particular()
    """
    chosen = one(draw, tuple(KINDS.values())) if kind is None else kind
    return chosen.from_dict(members(draw, Theme(chosen.grammar, about, _partition(about))))


def members(draw: DrawFn, theme: Theme) -> JsonObject:
    """A document with one to three statements, as JSON members."""
    number = min(one(draw, (1, 1, 2, 3)), _most(theme.grammar))
    found = [statement_members(draw, theme, sid=f"Statement{index}") for index in range(number)]
    return _assembled(draw, theme.grammar, found)


def _most(grammar: Grammar) -> int:
    """The most statements that surely fit; one has about a thousand characters at most."""
    return 3 if grammar.size.limit is None else min(3, grammar.size.limit // 1000)


def _assembled(draw: DrawFn, grammar: Grammar, statements: list[JsonObject]) -> JsonObject:
    result: JsonObject = {}
    version = LATEST_VERSION
    if grammar.version is not Rule.REQUIRED and seldom(draw, 4):
        version = one(draw, (OLD_VERSION, ""))  # "": none at all
    if version:
        result["Version"] = version
    if grammar.id is Rule.ALLOWED and seldom(draw, 8):
        result["Id"] = one(draw, ("cd3ad3d9-2776-4ef1-a904-4c229d1642ee", ""))
    alone = len(statements) == 1 and not seldom(draw, 2)
    result["Statement"] = statements[0] if alone else list(statements)
    return dict(reversed(result.items())) if seldom(draw, 8) else result


def _partition(request: Request | None) -> str:
    """The partition of whoever asks, so that they can be named."""
    if request is None:
        return pools.PARTITIONS[0]
    arn: Arn | None = request.caller.arn if has_account(request.caller) else request.resource
    return pools.PARTITIONS[0] if arn is None else arn.partition


# --- one kind each ----------------------------------------------------------------------------------------------------


@st.composite
def _granting(draw: DrawFn, kind: type[_D], request: Request, *, conditional: bool = True) -> _D:
    """A document with an Allow that fits the request, and no Deny."""
    theme = Theme(kind.grammar, request, _partition(request), conditional=conditional)
    others = range(min(one(draw, (0, 0, 1, 2)), _most(kind.grammar) - 1))
    found = [statement_members(draw, theme, effect="Allow", sid=f"Statement{index}") for index in others]
    grant = statement_members(draw, replace(theme, certain=True), effect="Allow", sid="Grant")
    found.insert(one(draw, range(len(found) + 1)), grant)
    return kind.from_dict(_assembled(draw, kind.grammar, found))


def _of(kind: type[_D], allowing: Request | None) -> SearchStrategy[_D]:
    return documents(kind) if allowing is None else _granting(kind, allowing)


@st.composite
def trust_policies(
    draw: DrawFn,
    trusting: User | UserSession | RoleSession | AwsService | SamlIdentity | WebIdentity | None = None,
    *,
    partition: str = "aws",
) -> TrustPolicy:
    """Trust policies.

    Args:
        trusting: only policies that let this caller assume a role, whatever the role: an Allow names the caller, by
            any of its names, and there is no Deny. The caller may need identity-based policies as well.
        partition: of the principals; IAM refuses those of another one than the role's (ARN-3).

    >>> from hypothesis import given
    >>> from policykit import Role, can_assume
    >>> alice = User("arn:aws:iam::111122223333:user/alice")
    >>> @given(trust_policies(trusting=alice))
    ... def somebody_lets_her_in(trust):
    ...     decision = can_assume(alice, Role("arn:aws:iam::111122223333:role/Deploy", trust=trust))
    ...     assert any(step.grant for step in decision.steps)
    >>> somebody_lets_her_in()
    """
    if trusting is None:
        return TrustPolicy.from_dict(members(draw, Theme(TrustPolicy.grammar, partition=partition)))
    action = assume_action(trusting)
    account, where = pools.ACCOUNTS[0], partition
    if has_account(trusting):
        account, where = trusting.arn.account, trusting.arn.partition
    request = Request(trusting, action, RoleArn.of(account, pools.ROLE_NAMES[0], partition=where))
    return draw(_granting(TrustPolicy, request, conditional=False))


def identity_policies(allowing: Request | None = None) -> SearchStrategy[IdentityPolicy]:
    """Identity-based policies.

    Args:
        allowing: only policies that allow this request: an Allow fits, and there is no Deny.

    >>> from hypothesis import given
    >>> from policykit import Policies, authorize
    >>> request = Request(User("arn:aws:iam::111122223333:user/alice"), "ec2:RunInstances", "*")
    >>> @given(identity_policies(allowing=request))
    ... def it_is_allowed(policy):
    ...     assert authorize(request, Policies([policy]))
    >>> it_is_allowed()
    """
    return _of(IdentityPolicy, allowing)


def permissions_boundaries(allowing: Request | None = None) -> SearchStrategy[PermissionsBoundary]:
    """Permissions boundaries; `allowing` as in `identity_policies`."""
    return _of(PermissionsBoundary, allowing)


def session_policies(allowing: Request | None = None) -> SearchStrategy[SessionPolicy]:
    """Session policies; `allowing` as in `identity_policies`."""
    return _of(SessionPolicy, allowing)


def resource_policies(allowing: Request | None = None) -> SearchStrategy[ResourcePolicy]:
    """Resource-based policies of other resources than roles; `allowing` as in `identity_policies`."""
    return _of(ResourcePolicy, allowing)


def endpoint_policies(allowing: Request | None = None) -> SearchStrategy[EndpointPolicy]:
    """VPC endpoint policies; `allowing` as in `identity_policies`."""
    return _of(EndpointPolicy, allowing)


def service_control_policies(allowing: Request | None = None) -> SearchStrategy[ServiceControlPolicy]:
    """Service control policies; `allowing` as in `identity_policies`."""
    return _of(ServiceControlPolicy, allowing)


def resource_control_policies() -> SearchStrategy[ResourceControlPolicy]:
    """Resource control policies; they only deny, and at times the one is among them that allows everything."""
    return documents(ResourceControlPolicy)


def statements(kind: type[PolicyDocument] | None = None) -> SearchStrategy[Statement]:
    """Statements, as documents of every kind hold them.

    Args:
        kind: only such as this kind of document holds.

    >>> from hypothesis import find
    >>> find(statements(ServiceControlPolicy), lambda statement: statement.effect == "Deny").principal is None
    True
    """
    return documents(kind).map(lambda document: document.statements[0])
