"""Who asks for what, and the policies that may have a say in it."""

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from policykit.evaluate.callers import (
    Caller,
    FederatedUser,
    RoleSession,
    UserSession,
    assume_action,
    has_account,
)
from policykit.evaluate.facts import FactValue
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.request import Request
from policykit.model.action import ASSUME_ACTIONS, ROLE_ACTIONS, folded_action
from policykit.model.arn import Arn
from policykit.model.policy import (
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
from policykit.snapshot import Role, User
from policykit.strategies import pools
from policykit.strategies.callers import callers, place, roles
from policykit.strategies.conditions import contexts
from policykit.strategies.documents import documents
from policykit.strategies.matching import matching
from policykit.strategies.pools import one, seldom
from policykit.strategies.values import actions, resources

__all__ = ["assumptions", "policies", "requests"]

_D = TypeVar("_D", bound=PolicyDocument)


@st.composite
def requests(
    draw: DrawFn, kinds: Collection[type[Any]] | None = None, *, for_: PolicyDocument | None = None
) -> Request:
    """Requests for what the caller may well ask: a role to assume, mostly of its own account, or something else.

    Args:
        kinds: only callers of these kinds, as in `callers`.
        for_: a document; the requests are mostly such as one of its statements speaks of.

    >>> from hypothesis import given
    >>> from policykit import authorize
    >>> @given(requests([User]))
    ... def silence_denies(request):
    ...     assert request.action == "sts:GetCallerIdentity" or not authorize(request, Policies())
    >>> silence_denies()
    """
    hints = matching(draw, for_, kinds)
    caller = hints.caller or draw(callers(kinds, bare=True))
    action = hints.action or _action(draw, caller)
    where = _owner(draw, caller)
    resource = hints.resource or draw(resources(action, **where))
    owner = resource.account if isinstance(resource, Arn) and len(resource.account) == 12 else where["account"]
    plain = Request(caller, action, resource, resource_account=owner)
    facts = _facts(plain, {**draw(contexts()), **hints.context})
    return Request(caller, action, resource, resource_account=owner, context=facts) if facts else plain


def _facts(request: Request, given: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The keys that do not follow from the request by themselves, each in one spelling."""
    by_key = {key.casefold(): (key, value) for key, value in given.items()}
    return dict(pair for folded, pair in by_key.items() if not isinstance(request.lookup(folded), tuple))


def _action(draw: DrawFn, caller: Caller) -> str:
    action = draw(actions())
    if action in ASSUME_ACTIONS and not seldom(draw, 6):
        return assume_action(caller)
    return action


def _owner(draw: DrawFn, caller: Caller) -> dict[str, str]:
    """Account and partition of the resource: mostly those of the caller."""
    arn = _home(caller)
    account = None if arn is None or seldom(draw, 3) else arn.account
    return place(draw, account, None if seldom(draw, 16) else _partition(caller))


def _home(caller: Caller) -> Arn | None:
    """An ARN with the account and partition of the caller."""
    arn: object = caller.arn if has_account(caller) else getattr(caller, "provider", None)
    return arn if isinstance(arn, Arn) else None


def _partition(caller: Caller) -> str:
    arn = _home(caller)
    return pools.PARTITIONS[0] if arn is None else arn.partition


# --- policies ---------------------------------------------------------------------------------------------------------


@st.composite
def policies(draw: DrawFn, for_: Request) -> Policies:
    """Policies of every layer; most have something to say to a request.

    Args:
        for_: the request. A role to assume has a trust policy, another resource may have a policy; who has no account
            has no policies; only sessions have session policies.
    """
    attached = [draw(documents(IdentityPolicy, about=for_)) for _ in range(one(draw, (1, 0, 2)))]
    session = None
    if isinstance(for_.caller, RoleSession | FederatedUser) and seldom(draw, 3):
        session = _several(draw, SessionPolicy, for_)
    return Policies(
        attached if has_account(for_.caller) else (),
        boundary=_perhaps(draw, PermissionsBoundary, for_, 8),
        session=session,
        scps=_levels(draw, ServiceControlPolicy, for_) if seldom(draw, 8) else None,
        rcps=_levels(draw, ResourceControlPolicy, for_) if seldom(draw, 8) else None,
        resource=_of_resource(draw, for_),
        endpoint=_perhaps(draw, EndpointPolicy, for_, 16),
        missing={one(draw, tuple(Layer)): ("a policy that nobody has seen",)} if seldom(draw, 12) else {},
    )


def _perhaps(draw: DrawFn, kind: type[_D], about: Request, one_in: int) -> _D | None:
    return draw(documents(kind, about=about)) if seldom(draw, one_in) else None


def _several(draw: DrawFn, kind: type[_D], about: Request) -> list[_D]:
    return [draw(documents(kind, about=about)) for _ in range(one(draw, (1, 2, 0)))]


def _levels(draw: DrawFn, kind: type[_D], about: Request) -> list[list[_D]]:
    return [_several(draw, kind, about) for _ in range(one(draw, (1, 2)))]


def _of_resource(draw: DrawFn, request: Request) -> TrustPolicy | ResourcePolicy | None:
    if request.folded_action in _OF_ROLES:
        return None if seldom(draw, 12) else draw(documents(TrustPolicy, about=request))
    return draw(documents(ResourcePolicy, about=request)) if seldom(draw, 2) else None


_OF_ROLES: Final = frozenset(map(folded_action, ROLE_ACTIONS))


@st.composite
def assumptions(draw: DrawFn, kinds: Collection[type[Any]] | None = None) -> tuple[Caller, Role]:
    """A caller and a role that it may or may not be able to assume, both with their policies: what `can_assume` takes.

    Args:
        kinds: only callers of these kinds, as in `callers`.
    """
    caller = draw(callers(kinds, bare=True))
    # Always of one partition: IAM takes no trust policy that names somebody of another one (ARN-3).
    bare = draw(roles(account=_owner(draw, caller)["account"], partition=_partition(caller), bare=True))
    request = Request(caller, assume_action(caller), bare.arn)
    trust = draw(documents(TrustPolicy, about=request))
    role = Role(bare.arn, trust=trust, unique_id=bare.unique_id, tags=bare.tags)
    return _equipped(draw, caller, request), role


def _equipped(draw: DrawFn, caller: Caller, about: Request) -> Caller:
    """The caller with policies that speak of the request."""
    attached = [draw(documents(IdentityPolicy, about=about)) for _ in range(one(draw, (1, 0, 2)))]
    boundary = _perhaps(draw, PermissionsBoundary, about, 8)
    match caller:
        case User(arn=arn, unique_id=unique_id, tags=tags):
            return User(arn, unique_id=unique_id, tags=tags, policies=attached, boundary=boundary)
        case UserSession(user=user, mfa=mfa, mfa_age_seconds=age):
            signer = User(user.arn, unique_id=user.unique_id, tags=user.tags, policies=attached, boundary=boundary)
            return UserSession(signer, mfa=mfa, mfa_age_seconds=age)
        case RoleSession(role=role):
            owner = Role(role.arn, unique_id=role.unique_id, tags=role.tags, policies=attached, boundary=boundary)
            return _session(caller, owner, _several(draw, SessionPolicy, about) if seldom(draw, 4) else [])
        case _:
            return caller


def _session(session: RoleSession, role: Role, passed: list[SessionPolicy]) -> RoleSession:
    return RoleSession(
        role,
        session.session_name,
        tags=session.tags,
        transitive_tags=session.transitive_tags,
        source_identity=session.source_identity,
        policies=passed,
        mfa=session.mfa,
    )
