"""Conditions, and the condition keys of requests that they meet."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policykit.evaluate.facts import FactValue
from policykit.model.condition import BASE_OPERATORS, Condition, ConditionOperator, Family, SetPrefix
from policykit.model.values import read_address, read_binary, read_bool, read_date, read_number
from policykit.strategies import pools
from policykit.strategies.pools import one, seldom

__all__ = ["KEYS", "Key", "Lookup", "condition_operators", "conditions", "contexts", "fitting"]

Lookup: TypeAlias = Callable[[str], object]
"""What a request says about a key, given case-folded: a tuple of values, or anything else if it says nothing."""


class Key(NamedTuple):
    """A condition key, with values that meet each other.

    Attributes:
        name: in the spelling of AWS.
        family: of the operators that are meant for it.
        wanted: values in policies.
        given: values in requests; none for a key that only follows from the caller.
        many: whether a request can give several.
    """

    name: str
    family: Family
    wanted: tuple[str, ...]
    given: tuple[str | bool | int, ...] = ()
    many: bool = False


_USER, _ROLE = "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:role/Deploy"
_QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs"
_NAME = ("${aws:username}", "${aws:PrincipalTag/team, 'red'}")

# fmt: off
_TEAM = (*pools.TAG_VALUES, "r*", "r?d")
_OWN_TEAM = (*_TEAM, "${aws:RequestTag/team}", "r${*}d")
_ADDRESSES = ("10.1.2.3", "192.0.2.1", "2001:db8::1")
_TIMES = ("2026-01-31T00:00:00Z", "1735689600", "2026-02")
_OF_ACCOUNT = "arn:aws:iam::${aws:PrincipalAccount}:*"
KEYS: Final = (
    Key("aws:PrincipalTag/team",       Family.STRING,     _OWN_TEAM),
    Key("aws:PrincipalArn",            Family.ARN,        (_USER, _ROLE, "arn:aws:iam::*:role/*", _OF_ACCOUNT)),
    Key("aws:PrincipalAccount",        Family.STRING,     pools.ACCOUNTS),
    Key("aws:PrincipalType",           Family.STRING,     ("User", "AssumedRole", "*")),
    Key("aws:username",                Family.STRING,     (*pools.USER_NAMES, "?lice", *_NAME)),
    Key("aws:userid",                  Family.STRING,     (pools.USER_IDS[0], f"{pools.ROLE_IDS[0]}:*")),
    Key("aws:ResourceAccount",         Family.STRING,     (*pools.ACCOUNTS, "${aws:PrincipalAccount}")),
    Key("sts:ExternalId",              Family.STRING,     ("acme-42", "ACME-42", "acme-*"), ("acme-42", "ACME-42")),
    Key("sts:RoleSessionName",         Family.STRING,     (*pools.SESSION_NAMES, *_NAME), pools.SESSION_NAMES),
    Key("aws:RequestTag/team",         Family.STRING,     (*_TEAM, "${aws:PrincipalTag/team}"), pools.TAG_VALUES),
    Key("aws:TagKeys",                 Family.STRING,     pools.TAG_KEYS, pools.TAG_KEYS, many=True),
    Key("aws:SourceIp",                Family.IP_ADDRESS, ("10.0.0.0/8", "192.0.2.1", "2001:db8::/32"), _ADDRESSES),
    Key("aws:MultiFactorAuthPresent",  Family.BOOL,       ("true", "false", "True"), (True, False)),
    Key("aws:SecureTransport",         Family.BOOL,       ("true", "false"), (True, False)),
    Key("aws:MultiFactorAuthAge",      Family.NUMERIC,    ("300", "3600.0", "-1", "1e3"), (0, 300, 3600)),
    Key("aws:CurrentTime",             Family.DATE,       _TIMES, ("2026-01-31T12:00:00Z", "2025-01-01")),
    Key("aws:SourceArn",               Family.ARN,        (_QUEUE, "arn:aws:sqs:*:*:*"), (_QUEUE, "jobs")),
    Key("app:Digest",                  Family.BINARY,     ("QmluYXJ5", ""), ("QmluYXJ5", "AA==")),
)
# fmt: on
"""The keys that conditions and contexts share; ``app:Digest`` is none of AWS's, which is legal (COND-8)."""


def _variants(base: str) -> Iterator[ConditionOperator]:
    """An operator, mostly without a set prefix and without ``IfExists``."""
    plain = ConditionOperator(base)
    yield from (plain, plain, plain)
    for prefix in SetPrefix:
        yield ConditionOperator(base, prefix)
    if base != "Null":
        for each in (None, *SetPrefix):
            yield ConditionOperator(base, each, if_exists=True)


_OPERATORS: Final[Mapping[Family, tuple[ConditionOperator, ...]]] = {
    family: tuple(each for name, base in BASE_OPERATORS.items() if base.family is family for each in _variants(name))
    for family in Family
}


def condition_operators(family: Family | None = None) -> SearchStrategy[ConditionOperator]:
    """Condition operators; some with a set prefix, some with ``IfExists``.

    Args:
        family: only operators that compare such values.

    >>> from hypothesis import find
    >>> str(find(condition_operators(Family.BOOL), lambda operator: operator.if_exists))
    'BoolIfExists'
    """
    families = Family if family is None else (family,)
    return st.sampled_from([operator for each in families for operator in _OPERATORS[each]])


@st.composite
def conditions(draw: DrawFn, about: Lookup | None = None) -> Condition:
    """Conditions with values that their operator can read, policy variables among them.

    Args:
        about: `Request.lookup` of a request: conditions that often hold for it.

    >>> from hypothesis import find
    >>> find(conditions(), lambda condition: condition.operator.base == "IpAddress").values
    ('10.0.0.0/8',)
    """
    if about is not None and seldom(draw, 2) and (holding := fitting(about)):
        return one(draw, tuple(holding))
    key = one(draw, KEYS)
    other = Family.STRING if key.family is Family.ARN else Family.NULL
    family = one(draw, (key.family, key.family, other))
    name = one(draw, (*[key.name] * 6, key.name.swapcase()))
    values = one(draw, _lists(("true", "false") if family is Family.NULL else key.wanted))
    return Condition(one(draw, _OPERATORS[family]), name, values)


@cache
def _lists(values: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Mostly lists of one value, some of several or with repetition, and the empty one, which is stored (GRAM-36)."""
    single = [(each,) for each in values]
    return *single, *single, *single, *zip(values, reversed(values), strict=True), values[:3], ()


def fitting(lookup: Lookup) -> list[Condition]:
    """Conditions that hold for a request, one for each key that it has."""
    result = []
    for key in KEYS:
        values = lookup(key.name.casefold())
        if isinstance(values, tuple) and all(_is_plain(key.family, each) for each in values):
            prefix = SetPrefix.FOR_ALL_VALUES if len(values) != 1 else None
            result.append(Condition(replace(_OPERATORS[key.family][0], prefix=prefix), key.name, values))
    return result


def _is_plain(family: Family, value: str) -> bool:
    """Whether the value, in a policy, means the same value in a request and nothing else."""
    return "${" not in value and _READ.get(family, str)(value) is not None


_READ: Final[Mapping[Family, Callable[[str], object]]] = {
    Family.NUMERIC: read_number,
    Family.DATE: read_date,
    Family.BOOL: read_bool,
    Family.BINARY: read_binary,
    Family.IP_ADDRESS: read_address,
    Family.ARN: lambda text: text if text.startswith("arn:") and text.count(":") >= 5 else None,
}


@st.composite
def contexts(draw: DrawFn) -> dict[str, FactValue]:
    """Condition keys of a request that do not follow from the caller: up to three, mostly of one value each.

    >>> from hypothesis import find
    >>> find(contexts(), lambda context: "aws:SourceIp" in context)
    {'aws:SourceIp': '10.1.2.3'}
    """
    keys = {one(draw, _GIVEN) for _ in range(one(draw, (0, 1, 2, 3)))}
    return {key.name: one(draw, _facts(key)) for key in sorted(keys)}


_GIVEN: Final = tuple(key for key in KEYS if key.given)


@cache
def _facts(key: Key) -> tuple[FactValue, ...]:
    """One value, or, for a key of many, lists of none to all."""
    if not key.many:
        return key.given
    return *(tuple(key.given[:size]) for size in range(1, len(key.given) + 1)), *key.given, ()
