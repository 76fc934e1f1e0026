"""Ids, ARNs, ARN patterns, actions and action patterns."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, Literal, TypeVar, overload

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policykit.model.action import ROLE_ACTIONS, ActionPattern
from policykit.model.arn import (
    Arn,
    FederatedUserArn,
    OidcProviderArn,
    RoleArn,
    RoleSessionArn,
    RootArn,
    SamlProviderArn,
    UserArn,
)
from policykit.model.arn_pattern import ArnPattern
from policykit.model.ids import AccountId, UniqueId
from policykit.strategies import pools
from policykit.strategies.pools import one, seldom

__all__ = [
    "EVERY_ACTION",
    "EVERY_ARN",
    "account_ids",
    "action_patterns",
    "action_text",
    "actions",
    "arn_patterns",
    "arn_text",
    "arns",
    "blurred",
    "partitions",
    "resources",
    "unique_ids",
]

_A = TypeVar("_A", bound=Arn)


def account_ids() -> SearchStrategy[AccountId]:
    """Account ids: mostly one of three, so that values meet, and any twelve digits else.

    >>> from hypothesis import find
    >>> find(account_ids(), lambda account: account.startswith("0"))
    '012345678901'
    """
    few = st.sampled_from(pools.ACCOUNTS)
    return st.one_of(few, few, few, st.text("0123456789", min_size=12, max_size=12)).map(AccountId)


def partitions() -> SearchStrategy[str]:
    """Partitions: mostly ``aws``."""
    return st.sampled_from(("aws", "aws", "aws", *pools.PARTITIONS))


def unique_ids(prefix: Literal["AIDA", "AROA"] | None = None) -> SearchStrategy[UniqueId]:
    """Unique ids of users (``AIDA``) and roles (``AROA``): one of two each.

    Args:
        prefix: only ids that begin so.
    """
    texts = {"AIDA": pools.USER_IDS, "AROA": pools.ROLE_IDS, None: (*pools.USER_IDS, *pools.ROLE_IDS)}
    return st.sampled_from(texts[prefix]).map(UniqueId)


# --- ARNs -------------------------------------------------------------------------------------------------------------

_OTHERS: Final = (  # service, region, whether the ARN names the account, resource
    ("s3", "", False, "reports/q1"),
    ("s3", "", False, "reports"),
    ("sqs", "eu-west-1", True, "jobs"),
    ("kms", "eu-west-1", True, "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("rds", "us-east-1", True, "db:main"),
    ("ec2", "eu-west-1", True, "snapshot/*"),  # such a name is asked for: ARN-22
    ("iam", "", True, "group/Admins"),
    ("iam", "", True, "policy/ci/Deploy"),
)
_Family = Callable[[str, str], Iterator[Arn]]  # partition and account to ARNs


def _entities(kind: type[UserArn] | type[RoleArn], names: tuple[str, ...]) -> _Family:
    return lambda partition, account: (
        kind.of(account, name, path=path, partition=partition) for path in pools.PATHS for name in names
    )


def _sessions(partition: str, account: str) -> Iterator[Arn]:
    for name in pools.ROLE_NAMES:
        yield from map(RoleArn.of(account, name, partition=partition).session, pools.SESSION_NAMES)


def _named(kind: type[Arn], service: str, resources: tuple[str, ...]) -> _Family:
    return lambda partition, account: (kind(partition, service, "", account, each) for each in resources)


_ARNS: Final[Mapping[type[Arn], _Family]] = {
    RoleArn: _entities(RoleArn, pools.ROLE_NAMES),
    UserArn: _entities(UserArn, pools.USER_NAMES),
    RoleSessionArn: _sessions,
    RootArn: _named(RootArn, "iam", ("root",)),
    FederatedUserArn: _named(FederatedUserArn, "sts", tuple(f"federated-user/{name}" for name in pools.USER_NAMES)),
    SamlProviderArn: _named(SamlProviderArn, "iam", tuple(f"saml-provider/{name}" for name in pools.SAML_NAMES)),
    OidcProviderArn: _named(OidcProviderArn, "iam", tuple(f"oidc-provider/{name}" for name in pools.ISSUERS)),
    Arn: lambda partition, account: (
        Arn(partition, service, region, account if named else "", resource)
        for service, region, named, resource in _OTHERS
    ),
}


@cache
def _kind_of_arn(kind: type[Any], account: str | None, partition: str | None) -> SearchStrategy[Arn]:
    accounts = pools.ACCOUNTS if account is None else (account,)
    # Other partitions than aws come up for one account only, and so less often.
    places = [(partition or pools.PARTITIONS[0], each) for each in accounts]
    if partition is None:
        places.extend((each, accounts[0]) for each in pools.PARTITIONS[1:])
    return st.sampled_from([arn for place in places for arn in _ARNS[kind](*place)])


@overload
def arns(kinds: None = None, *, account: str | None = None, partition: str | None = None) -> SearchStrategy[Arn]: ...
@overload
def arns(
    kinds: Collection[type[_A]], *, account: str | None = None, partition: str | None = None
) -> SearchStrategy[_A]: ...
def arns(kinds: Any = None, *, account: str | None = None, partition: str | None = None) -> SearchStrategy[Any]:
    """ARNs of users, roles, role sessions, account roots, federated users, providers and resources of other services.

    Args:
        kinds: only these: classes such as `RoleArn`; `Arn` itself stands for resources of other services.
        account: only of this account; S3 buckets name none.
        partition: only of this partition; otherwise mostly of ``aws``.

    >>> from hypothesis import find
    >>> str(find(arns([RoleArn]), lambda role: role.path == "/ci/"))
    'arn:aws:iam::111122223333:role/ci/Deploy'
    """
    return st.one_of([_kind_of_arn(kind, account, partition) for kind in tuple(kinds or _ARNS)])


# --- patterns ---------------------------------------------------------------------------------------------------------


@st.composite
def arn_patterns(draw: DrawFn, matching: Arn | str | None = None, *, short: bool = True) -> ArnPattern:
    """ARN patterns, as the Resource element of any strict document can hold them.

    Args:
        matching: only patterns that match this ARN.
        short: also patterns of three to five fields, which are completed with ``*`` (ARN-15).

    >>> from hypothesis import given
    >>> deploy = Arn.parse("arn:aws:iam::111122223333:role/ci/Deploy")
    >>> @given(arn_patterns(matching=deploy))
    ... def it_matches(pattern):
    ...     assert pattern.matches(deploy)
    >>> it_matches()
    """
    return ArnPattern(arn_text(draw, matching, short=short))


def arn_text(draw: DrawFn, matching: Arn | str | None, *, short: bool) -> str:
    """What `arn_patterns` draws, as text."""
    arn = draw(_ANY_ARN) if matching is None else matching
    *head, resource = str(arn).split(":", 5)
    pattern = one(draw, _blurred_heads(tuple(head)))
    if short and seldom(draw, 8):
        return ":".join([each or "*" for each in pattern.split(":")][: one(draw, (5, 3, 4))])
    return "*" if seldom(draw, 8) else f"{pattern}:{one(draw, blurred(resource))}"


@lru_cache(maxsize=1 << 12)
def _blurred_heads(head: tuple[str, ...]) -> tuple[str, ...]:
    """The first five fields as they are, then with one of them blurred, then with all of them."""
    arn, *fields = head
    result = [fields]
    for index, field in enumerate(fields):
        result.extend([*fields[:index], pattern, *fields[index + 1 :]] for pattern in blurred(field)[1:])
    return tuple(":".join([arn, *each]) for each in [*result, ["*"] * len(fields)])


@lru_cache(maxsize=1 << 12)
def blurred(text: str) -> tuple[str, ...]:
    """Patterns that match a field of an ARN or the name of an action: first the text itself."""
    if text in ("", "root"):  # IAM takes no pattern that begins like root but is no type of resource (GRAM-22)
        return (text, "*")
    cuts = range(1, len(text), 1 + len(text) // 8)
    ends = [f"{text[:cut]}*" for cut in cuts] + [f"*{text[cut:]}" for cut in cuts]
    inner = [f"{text[: cut - 1]}?{text[cut:]}" for cut in cuts] + [f"{text[: cut - 1]}*{text[cut:]}" for cut in cuts]
    return text, "*", *ends, f"{text}*", *inner


EVERY_ARN: Final = tuple(
    arn for family in _ARNS.values() for account in pools.ACCOUNTS for arn in family("aws", account)
)
_ANY_ARN: Final = arns()

# --- actions ----------------------------------------------------------------------------------------------------------

_OPERATIONS: Final[Mapping[str, tuple[str, str, str] | None]] = {
    # action: service, region and resource, or None for an action that has no resource
    "s3:GetObject": ("s3", "", "reports/q1"),
    "s3:ListBucket": ("s3", "", "reports"),
    "sqs:SendMessage": ("sqs", "eu-west-1", "jobs"),
    "kms:Decrypt": ("kms", "eu-west-1", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    "rds:DescribeDBInstances": ("rds", "us-east-1", "db:main"),
    "ec2:RunInstances": ("ec2", "eu-west-1", "snapshot/*"),
    "sts:GetCallerIdentity": None,
}
_IN_TRUST: Final = ("sts:AssumeRole", "sts:AssumeRole", *ROLE_ACTIONS)  # the usual one more often
EVERY_ACTION: Final = (*_IN_TRUST, *_OPERATIONS)


def actions(*, trust: bool = False) -> SearchStrategy[str]:
    """Actions without wildcards.

    Args:
        trust: only those that a trust policy may name (GRAM-25).
    """
    return st.sampled_from(_IN_TRUST if trust else EVERY_ACTION)


def resources(action: str, *, account: str, partition: str = "aws") -> SearchStrategy[Arn | Literal["*"]]:
    """What an action of `actions` is asked for: the resources of an account, or ``*`` for an action that has none.

    Args:
        action: as `actions` draws them; any other one is asked for ``*``.
        account: the owner of the resource; the ARN may not name it.
        partition: of the resource.
    """
    if action in ROLE_ACTIONS:
        return _kind_of_arn(RoleArn, account, partition)
    row = _OPERATIONS.get(action)
    if row is None:
        return st.just("*")
    service, region, resource = row
    return st.just(Arn(partition, service, region, "" if service == "s3" else account, resource))


@st.composite
def action_patterns(
    draw: DrawFn, matching: str | None = None, *, trust: bool = False, everything: bool = True
) -> ActionPattern:
    """Action patterns: exact names in any case, with wildcards, or ``*``.

    Args:
        matching: only patterns that match this action.
        trust: only patterns that a trust policy may hold (GRAM-25).
        everything: also the bare ``*``, which a trust policy may not hold.

    >>> from hypothesis import find
    >>> str(find(action_patterns("sts:AssumeRole"), lambda pattern: "*" in str(pattern)))
    'sts:*'
    """
    return ActionPattern.parse(action_text(draw, matching, trust=trust, everything=everything and not trust))


def action_text(draw: DrawFn, matching: str | None, *, trust: bool, everything: bool) -> str:
    """What `action_patterns` draws, as text."""
    action = one(draw, _IN_TRUST if trust else EVERY_ACTION) if matching is None else matching
    patterns = _action_patterns(action)
    return one(draw, patterns if everything else patterns[:-1])


@lru_cache(maxsize=1 << 10)
def _action_patterns(action: str) -> tuple[str, ...]:
    service, _, name = action.partition(":")
    wild = [f"{service}:{pattern}" for pattern in blurred(name)[1:]]
    exact = [action] * (len(wild) // 2)  # exact names are what most policies hold
    return *exact, action.lower(), action.upper(), action.swapcase(), *wild, "*"
