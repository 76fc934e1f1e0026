"""Principals, as a Principal element names them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final, TypeVar, assert_never, overload

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

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
from policykit.model.arn import (
    FederatedUserArn,
    OidcProviderArn,
    RoleArn,
    RoleSessionArn,
    SamlProviderArn,
    UserArn,
)
from policykit.model.ids import AccountId, CanonicalUserId
from policykit.model.principal import (
    AccountPrincipal,
    AnyPrincipal,
    CanonicalUserPrincipal,
    FederatedUserPrincipal,
    NobodyKind,
    NobodyPrincipal,
    OidcProviderPrincipal,
    Principal,
    RolePrincipal,
    RoleSessionPrincipal,
    SamlProviderPrincipal,
    ServicePrincipal,
    UniqueIdPrincipal,
    UserPrincipal,
    read_principal,
)
from policykit.snapshot import Role, User
from policykit.strategies import pools
from policykit.strategies.values import arns, unique_ids

__all__ = ["IN_RESOURCE_POLICIES", "IN_TRUST_POLICIES", "names_of", "principals"]

_P = TypeVar("_P", bound=Principal)
_Scope = Mapping[str, str | None]  # account and partition, as `arns` takes them

IN_TRUST_POLICIES: Final[tuple[type[Principal], ...]] = (
    UserPrincipal,
    RolePrincipal,
    AccountPrincipal,
    RoleSessionPrincipal,
    AnyPrincipal,
    ServicePrincipal,
    SamlProviderPrincipal,
    OidcProviderPrincipal,
    UniqueIdPrincipal,
    FederatedUserPrincipal,
)
"""What a trust policy can name, when read strictly."""

IN_RESOURCE_POLICIES: Final[tuple[type[Principal], ...]] = (
    UserPrincipal,
    RolePrincipal,
    AccountPrincipal,
    RoleSessionPrincipal,
    AnyPrincipal,
    ServicePrincipal,
    UniqueIdPrincipal,
    FederatedUserPrincipal,
    CanonicalUserPrincipal,
    NobodyPrincipal,
)
"""What other resource-based policies can name, when read strictly."""


def _accounts(scope: _Scope) -> SearchStrategy[Principal]:
    accounts = pools.ACCOUNTS if scope["account"] is None else (scope["account"],)
    partition = scope["partition"] or pools.PARTITIONS[0]
    spelled = [AccountPrincipal(AccountId(each), partition) for each in accounts]
    digits = [replace(each, digits=True) for each in spelled if partition == pools.PARTITIONS[0]]
    return st.sampled_from([*spelled, *digits])


def _nobody(scope: _Scope) -> SearchStrategy[Principal]:
    head = f"arn:{scope['partition'] or 'aws'}:iam::"
    origin = f"{head}cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"
    return st.sampled_from(
        (
            NobodyPrincipal(origin, NobodyKind.ORIGIN_ACCESS_IDENTITY),
            NobodyPrincipal(f"{head}{pools.ACCOUNTS[0]}:role/*", NobodyKind.PATTERN),
        )
    )


def _by_arn(build: Callable[[Any], Principal], kind: Any) -> Callable[[_Scope], SearchStrategy[Principal]]:
    return lambda scope: arns([kind], **scope).map(build)


def _web_providers(scope: _Scope) -> SearchStrategy[Principal]:
    return st.one_of(arns([OidcProviderArn], **scope), st.sampled_from(pools.BUILTIN_PROVIDERS)).map(
        OidcProviderPrincipal
    )


_PRINCIPALS: Final[Mapping[type[Any], Callable[[_Scope], SearchStrategy[Principal]]]] = {
    UserPrincipal: _by_arn(UserPrincipal, UserArn),
    RolePrincipal: _by_arn(RolePrincipal, RoleArn),
    AccountPrincipal: _accounts,
    RoleSessionPrincipal: _by_arn(RoleSessionPrincipal, RoleSessionArn),
    AnyPrincipal: lambda _: st.just(AnyPrincipal()),
    ServicePrincipal: lambda _: st.sampled_from(pools.SERVICES).map(ServicePrincipal),
    SamlProviderPrincipal: _by_arn(SamlProviderPrincipal, SamlProviderArn),
    OidcProviderPrincipal: _web_providers,
    UniqueIdPrincipal: lambda _: unique_ids().map(UniqueIdPrincipal),
    FederatedUserPrincipal: _by_arn(FederatedUserPrincipal, FederatedUserArn),
    CanonicalUserPrincipal: lambda _: (
        st.sampled_from("0a").map(lambda digit: CanonicalUserId(digit * 64)).map(CanonicalUserPrincipal)
    ),
    NobodyPrincipal: _nobody,
}


@overload
def principals(
    kinds: None = None, *, account: str | None = None, partition: str | None = None
) -> SearchStrategy[Principal]: ...
@overload
def principals(
    kinds: Collection[type[_P]], *, account: str | None = None, partition: str | None = None
) -> SearchStrategy[_P]: ...
def principals(kinds: Any = None, *, account: str | None = None, partition: str | None = None) -> Any:
    """Principals of every kind, those included that nobody is, such as a CloudFront identity.

    Args:
        kinds: only these: classes of `policykit.model.principal`.
        account: those that belong to an account, only of this one.
        partition: those that have an ARN, only of this partition.

    >>> from hypothesis import find
    >>> str(find(principals([ServicePrincipal]), lambda _: True))
    'lambda.amazonaws.com'
    """
    return _principals(tuple(kinds or _PRINCIPALS), account, partition)


@cache
def _principals(
    kinds: tuple[type[Principal], ...], account: str | None, partition: str | None
) -> SearchStrategy[Principal]:
    scope = {"account": account, "partition": partition}
    return st.one_of([_PRINCIPALS[kind](scope) for kind in kinds])


def names_of(caller: Caller) -> tuple[Principal, ...]:
    """The principals that name a caller: itself, the role or user behind it, its account, everybody."""
    match caller:
        case User():
            return *_entity(caller), *_account(caller), AnyPrincipal()
        case UserSession(user=user):
            return names_of(user)
        case RoleSession(role=role, arn=arn):
            return *_entity(role), RoleSessionPrincipal(arn), *_account(role), AnyPrincipal()
        case FederatedUser(parent=parent, arn=arn):
            behind = _entity(parent) if isinstance(parent, User) else ()
            return FederatedUserPrincipal(arn), *behind, *_account(caller), AnyPrincipal()
        case RootUser():
            return *_account(caller), AnyPrincipal()
        case AwsService(name=name):
            return (ServicePrincipal(name),)
        case SamlIdentity(provider=provider) | WebIdentity(provider=provider):
            return (read_principal("Federated", str(provider)),)
        case Anonymous():
            return (AnyPrincipal(),)
        case _:
            assert_never(caller)


def _entity(entity: User | Role) -> tuple[Principal, ...]:
    own = read_principal("AWS", str(entity.arn))
    return (own,) if entity.unique_id is None else (own, UniqueIdPrincipal(entity.unique_id))


def _account(entity: User | Role | FederatedUser | RootUser) -> tuple[Principal, ...]:
    root = AccountPrincipal(AccountId(entity.arn.account), entity.arn.partition)
    return (root, read_principal("AWS", entity.arn.account)) if entity.arn.partition == "aws" else (root,)
