"""Users, roles, and callers of every kind."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeVar, overload

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policykit.evaluate.callers import (
    Anonymous,
    AwsService,
    Caller,
    FederatedUser,
    RoleSession,
    RootUser,
    SamlIdentity,
    UserSession,
    WebIdentity,
)
from policykit.evaluate.request import Request
from policykit.model.arn import Arn, OidcProviderArn, RoleArn, RootArn, SamlProviderArn, UserArn
from policykit.model.policy import IdentityPolicy, PermissionsBoundary, SessionPolicy
from policykit.snapshot import Role, User
from policykit.strategies import pools
from policykit.strategies.documents import documents, trust_policies
from policykit.strategies.pools import one, seldom
from policykit.strategies.values import arns

__all__ = ["callers", "place", "roles", "users"]

_C = TypeVar("_C", bound=Caller)
_Scope = Mapping[str, str]  # account and partition, as keywords


def _tags(draw: DrawFn) -> dict[str, str]:
    keys = one(draw, ((), (pools.TAG_KEYS[0],), pools.TAG_KEYS[:2], pools.TAG_KEYS[2:]))
    return {key: one(draw, pools.TAG_VALUES) for key in keys}


def place(draw: DrawFn, account: str | None, partition: str | None) -> dict[str, str]:
    """Account and partition, as keywords; drawn unless they are given."""
    return {
        "account": one(draw, pools.ACCOUNTS) if account is None else account,
        "partition": one(draw, _PARTITIONS) if partition is None else partition,
    }


_PARTITIONS: Final = ("aws",) * 7 + pools.PARTITIONS[1:]


@st.composite
def users(
    draw: DrawFn,
    *,
    account: str | None = None,
    partition: str | None = None,
    about: Request | None = None,
    bare: bool = False,
) -> User:
    """Users with tags, mostly with a unique id, and with policies.

    Args:
        account: only of this account.
        partition: only of this partition; otherwise mostly of ``aws``.
        about: a request that the policies mostly fit.
        bare: without policies.
    """
    arn = draw(arns([UserArn], **place(draw, account, partition)))
    return User(arn, **_entity(draw, pools.USER_IDS, about, bare=bare))


@st.composite
def roles(
    draw: DrawFn,
    *,
    account: str | None = None,
    partition: str | None = None,
    about: Request | None = None,
    bare: bool = False,
) -> Role:
    """Roles with tags, mostly with a unique id, with a trust policy and other policies.

    Args:
        account: only of this account.
        partition: only of this partition; otherwise mostly of ``aws``.
        about: a request that the policies mostly fit, the trust policy left out.
        bare: without policies, so that nothing is known about who may assume them.
    """
    arn = draw(arns([RoleArn], **place(draw, account, partition)))
    trust = None if bare else draw(trust_policies(partition=arn.partition))
    longest = one(draw, (3600, 43200))
    return Role(arn, trust=trust, max_session_seconds=longest, **_entity(draw, pools.ROLE_IDS, about, bare=bare))


def _entity(draw: DrawFn, ids: tuple[str, ...], about: Request | None, *, bare: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {"tags": _tags(draw), "unique_id": one(draw, (*ids, None))}
    if bare:
        return fields
    attached = [draw(documents(IdentityPolicy, about=about)) for _ in range(one(draw, (1, 0, 2)))]
    boundary = draw(documents(PermissionsBoundary, about=about)) if seldom(draw, 6) else None
    return {**fields, "policies": attached, "boundary": boundary}


@overload
def callers(
    kinds: None = None,
    *,
    account: str | None = None,
    partition: str | None = None,
    about: Request | None = None,
    bare: bool = False,
) -> SearchStrategy[Caller]: ...
@overload
def callers(
    kinds: Collection[type[_C]],
    *,
    account: str | None = None,
    partition: str | None = None,
    about: Request | None = None,
    bare: bool = False,
) -> SearchStrategy[_C]: ...
@st.composite
def callers(
    draw: DrawFn,
    kinds: Any = None,
    *,
    account: str | None = None,
    partition: str | None = None,
    about: Request | None = None,
    bare: bool = False,
) -> Any:
    """Callers of every kind.

    Args:
        kinds: only these: classes such as `User`, `RoleSession` or `WebIdentity`.
        account: those that belong to an account, or whose provider does, only of this one.
        partition: likewise; otherwise mostly of ``aws``.
        about: a request that the policies they carry mostly fit.
        bare: without policies.

    >>> from hypothesis import find
    >>> str(find(callers([RootUser]), lambda _: True).arn)
    'arn:aws:iam::111122223333:root'
    """
    kind = one(draw, tuple(kinds or _CALLERS))
    return _CALLERS[kind](draw, place(draw, account, partition), about, bare)


def _user_session(draw: DrawFn, scope: _Scope, about: Request | None, bare: bool) -> UserSession:
    mfa, age = one(draw, ((False, None), (True, 60), (True, None)))
    return UserSession(draw(users(**scope, about=about, bare=bare)), mfa=mfa, mfa_age_seconds=age)


def _session(draw: DrawFn, scope: _Scope, about: Request | None, bare: bool) -> RoleSession:
    passed = [] if bare or not seldom(draw, 4) else [draw(documents(SessionPolicy, about=about))]
    return RoleSession(
        draw(roles(**scope, about=about, bare=bare)),
        one(draw, pools.SESSION_NAMES),
        policies=passed,
        mfa=one(draw, (None, None, None, True, False)),
        **_brought(draw),
    )


def _brought(draw: DrawFn) -> dict[str, Any]:
    """Tags and a source identity; mostly neither, because each makes another action necessary (ASSUME-40, -50)."""
    tags = _tags(draw) if seldom(draw, 3) else {}
    identity = one(draw, pools.SESSION_NAMES) if seldom(draw, 6) else None
    return {"tags": tags, "transitive_tags": list(tags)[:1], "source_identity": identity}


def _federated_user(draw: DrawFn, scope: _Scope, about: Request | None, bare: bool) -> FederatedUser:
    passed = [] if bare or seldom(draw, 3) else [draw(documents(SessionPolicy, about=about))]
    root = seldom(draw, 4)
    parent = RootUser(draw(arns([RootArn], **scope))) if root else draw(users(**scope, about=about, bare=bare))
    return FederatedUser(parent, one(draw, pools.USER_NAMES), tags=_tags(draw), policies=passed)


def _saml(draw: DrawFn, scope: _Scope, _about: Request | None, _bare: bool) -> SamlIdentity:
    attributes = {"aud": "https://signin.aws.amazon.com/saml", "sub": one(draw, pools.USER_NAMES)}
    return SamlIdentity(draw(arns([SamlProviderArn], **scope)), attributes=attributes, **_brought(draw))


def _web(draw: DrawFn, scope: _Scope, _about: Request | None, _bare: bool) -> WebIdentity:
    own = draw(arns([OidcProviderArn], **scope))
    provider: Arn | str = own if not seldom(draw, 3) else one(draw, pools.BUILTIN_PROVIDERS)
    claims = {"aud": "sts.amazonaws.com", "sub": one(draw, pools.USER_NAMES)}
    return WebIdentity(provider, claims=claims, **_brought(draw))


_CALLERS: Final[Mapping[type[Any], Callable[[DrawFn, _Scope, Request | None, bool], Caller]]] = {
    User: lambda draw, scope, about, bare: draw(users(**scope, about=about, bare=bare)),
    UserSession: _user_session,
    RoleSession: _session,
    AwsService: lambda draw, _scope, _about, _bare: AwsService(one(draw, pools.SERVICES)),
    SamlIdentity: _saml,
    WebIdentity: _web,
    RootUser: lambda draw, scope, _about, _bare: RootUser(draw(arns([RootArn], **scope))),
    FederatedUser: _federated_user,
    Anonymous: lambda _draw, _scope, _about, _bare: Anonymous(),
}
