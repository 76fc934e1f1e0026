"""The condition operators: what it means that one value of a request satisfies one value of a policy.

Lists of values, set operators, ``IfExists``, absent keys and negation are not decided here but in
`policykit.evaluate.conditions`: a negated operator has the same test as its positive twin, and is marked.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import eq, ge, gt, le, lt
from typing import Final, TypeAlias, TypeVar

from policykit.model.condition import BASE_OPERATORS, Family
from policykit.model.template import Template, split_fields
from policykit.model.values import (
    read_address,
    read_binary,
    read_bool,
    read_date,
    read_network,
    read_number,
)
from policykit.wildcard import Mark, glob_matcher

__all__ = ["OPERATORS", "Compile", "Operator", "ValueTest"]

ValueTest: TypeAlias = Callable[[str], bool]
"""Whether one value of a request satisfies one value of a policy; a value it cannot read does not (COND-50)."""

Compile: TypeAlias = Callable[[Template], ValueTest | None]
"""From one value of a policy to its test; None for a value that the operator cannot read, which no value satisfies."""

InPolicy = TypeVar("InPolicy")
InRequest = TypeVar("InRequest")


@dataclass(frozen=True, slots=True)
class Operator:
    """One condition operator, without set prefix and ``IfExists``.

    Attributes:
        name: exactly as policies spell it.
        family: what kind of values it compares.
        negated: whether it asks that no policy value passes the test.
        variables: whether ``${…}`` in its policy values is a variable (COND-61, DISP-13).
        compile: from a policy value, its variables resolved, to the test of a request value; always in the positive
            sense, so that a negated operator and its positive twin share it.

    >>> from policykit.model.template import parse_template
    >>> test = OPERATORS["NumericLessThan"].compile(parse_template("10"))
    >>> test("9.5"), test("soon")
    (True, False)
    """

    name: str
    family: Family
    negated: bool
    variables: bool
    compile: Compile


def _typed(
    read_policy: Callable[[str], InPolicy | None],
    read_request: Callable[[str], InRequest | None],
    compare: Callable[[InRequest, InPolicy], bool],
) -> Compile:
    """Both sides are read as values of a type, and compared as such."""

    def compile_typed(policy: Template) -> ValueTest | None:
        wanted = read_policy(policy.text)
        if wanted is None:
            return None

        def test(value: str) -> bool:
            given = read_request(value)
            return given is not None and compare(given, wanted)

        return test

    return compile_typed


def _fold(text: str) -> str:
    return text.casefold()


def _exact(policy: Template) -> ValueTest:
    return partial(eq, policy.text)


def _like(policy: Template) -> ValueTest:
    return glob_matcher(policy.glob)


def _arn(policy: Template) -> ValueTest | None:
    """Field by field, so that a ``*`` before the sixth field never crosses a colon (COND-40 to COND-43, ARN-21)."""
    patterns = [field.glob for field in split_fields(policy)]
    if len(patterns) != 6:
        return None
    matchers = [(index, glob_matcher(glob)) for index, glob in enumerate(patterns) if glob != (Mark.RUN,)]

    def test(value: str) -> bool:
        fields = value.split(":", 5)
        if len(fields) != 6 or fields[0] != "arn":
            return False
        for index, matches in matchers:  # noqa: SIM110  # a loop takes half the time of all() here
            if not matches(fields[index]):
                return False
        return True

    return test


def _ip(policy: Template) -> ValueTest | None:
    network = read_network(policy.text)
    if network is None:
        return None

    def test(value: str) -> bool:
        address = read_address(value)
        return address is not None and address in network  # never, if one is IPv4 and the other IPv6

    return test


def _is_null(value: str) -> bool:
    return not value  # a single empty string is null (CTX-62)


_FOLDED: Final = _typed(_fold, _fold, eq)
_NUMERIC_EQ: Final = _typed(read_number, read_number, eq)
_DATE_EQ: Final = _typed(read_date, read_date, eq)

_COMPILERS: Final[Mapping[str, Compile]] = {
    # COND-20 to COND-22
    "StringEquals": _exact,
    "StringNotEquals": _exact,
    "StringEqualsIgnoreCase": _FOLDED,
    "StringNotEqualsIgnoreCase": _FOLDED,
    "StringLike": _like,
    "StringNotLike": _like,
    # COND-23
    "NumericEquals": _NUMERIC_EQ,
    "NumericNotEquals": _NUMERIC_EQ,
    "NumericLessThan": _typed(read_number, read_number, lt),
    "NumericLessThanEquals": _typed(read_number, read_number, le),
    "NumericGreaterThan": _typed(read_number, read_number, gt),
    "NumericGreaterThanEquals": _typed(read_number, read_number, ge),
    # COND-24
    "DateEquals": _DATE_EQ,
    "DateNotEquals": _DATE_EQ,
    "DateLessThan": _typed(read_date, read_date, lt),
    "DateLessThanEquals": _typed(read_date, read_date, le),
    "DateGreaterThan": _typed(read_date, read_date, gt),
    "DateGreaterThanEquals": _typed(read_date, read_date, ge),
    # COND-25 to COND-27
    "Bool": _typed(read_bool, read_bool, eq),
    "BinaryEquals": _typed(read_binary, read_binary, eq),
    "IpAddress": _ip,
    "NotIpAddress": _ip,
    # COND-28: Equals is Like
    "ArnEquals": _arn,
    "ArnNotEquals": _arn,
    "ArnLike": _arn,
    "ArnNotLike": _arn,
    # COND-29: answers for a key with this one value; an absent key counts as the empty string
    "Null": _typed(read_bool, _is_null, eq),
}

OPERATORS: Final[Mapping[str, Operator]] = {
    name: Operator(name, base.family, base.negated, base.variables, _COMPILERS[name])
    for name, base in BASE_OPERATORS.items()
}
"""Every base operator, by its exact name (COND-20 to COND-29)."""
