"""Conditions: an operator, a condition key and the values it is compared with.

Source: IAM User Guide, "IAM JSON policy elements: Condition" and "Condition operators" (COND-1 to COND-29).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self, cast

from policykit._text import TextValue
from policykit.errors import OperatorError
from policykit.model.values import is_storable_date, read_binary, read_bool, read_network, read_number

__all__ = ["BASE_OPERATORS", "Base", "Condition", "ConditionOperator", "Family", "SetPrefix", "UnknownOperator"]


class Family(StrEnum):
    """What kind of value an operator compares."""

    STRING = "String"
    NUMERIC = "Numeric"
    DATE = "Date"
    BOOL = "Bool"
    BINARY = "Binary"
    IP_ADDRESS = "IpAddress"
    ARN = "Arn"
    NULL = "Null"


class SetPrefix(StrEnum):
    """How an operator treats a key with several values (COND-10, COND-11)."""

    FOR_ALL_VALUES = "ForAllValues"
    FOR_ANY_VALUE = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Base:
    """One row of the table of operators.

    Attributes:
        family: what it compares.
        negated: true also when the key is missing (COND-3).
        variables: whether policy variables in its values are filled in (COND-61, DISP-13).
    """

    family: Family
    negated: bool = False
    variables: bool = False


_STRING, _NOT_STRING = Base(Family.STRING, variables=True), Base(Family.STRING, negated=True, variables=True)
_ARN, _NOT_ARN = Base(Family.ARN, variables=True), Base(Family.ARN, negated=True, variables=True)
_NUMERIC, _DATE = Base(Family.NUMERIC), Base(Family.DATE)

BASE_OPERATORS: Final[Mapping[str, Base]] = {
    "StringEquals": _STRING,
    "StringNotEquals": _NOT_STRING,
    "StringEqualsIgnoreCase": _STRING,
    "StringNotEqualsIgnoreCase": _NOT_STRING,
    "StringLike": _STRING,
    "StringNotLike": _NOT_STRING,
    "NumericEquals": _NUMERIC,
    "NumericNotEquals": Base(Family.NUMERIC, negated=True),
    "NumericLessThan": _NUMERIC,
    "NumericLessThanEquals": _NUMERIC,
    "NumericGreaterThan": _NUMERIC,
    "NumericGreaterThanEquals": _NUMERIC,
    "DateEquals": _DATE,
    "DateNotEquals": Base(Family.DATE, negated=True),
    "DateLessThan": _DATE,
    "DateLessThanEquals": _DATE,
    "DateGreaterThan": _DATE,
    "DateGreaterThanEquals": _DATE,
    "Bool": Base(Family.BOOL, variables=True),
    "BinaryEquals": Base(Family.BINARY),
    "IpAddress": Base(Family.IP_ADDRESS),
    "NotIpAddress": Base(Family.IP_ADDRESS, negated=True),
    "ArnEquals": _ARN,
    "ArnLike": _ARN,
    "ArnNotEquals": _NOT_ARN,
    "ArnNotLike": _NOT_ARN,
    "Null": Base(Family.NULL),
}
"""Every operator without prefix and suffix; there is no BinaryNotEquals and no BoolNot… (COND-29)."""


@dataclass(frozen=True, slots=True)
class ConditionOperator(TextValue):
    """A condition operator: an optional set prefix, a base and an optional ``IfExists``.

    >>> operator = ConditionOperator.parse("ForAnyValue:StringLikeIfExists")
    >>> operator.base, operator.if_exists
    ('StringLike', True)
    >>> ConditionOperator.parse("NullIfExists")
    Traceback (most recent call last):
    policykit.errors.OperatorError: invalid condition operator 'NullIfExists': Null takes no IfExists; \
it already asks whether the key is there
    """

    base: str
    prefix: SetPrefix | None = None
    if_exists: bool = False

    def __post_init__(self) -> None:
        if self.base not in BASE_OPERATORS:
            raise OperatorError(str(self), f"expected one of {', '.join(BASE_OPERATORS)}")
        if self.if_exists and self.base == "Null":
            raise OperatorError(str(self), "Null takes no IfExists; it already asks whether the key is there")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an operator; names are exact, case included.

        Raises:
            OperatorError: no operator of IAM has this name; says which one was probably meant.
        """
        return cast("Self", _parse(cls, text))  # type: ignore[arg-type]  # classes are hashable

    def __str__(self) -> str:
        prefix = f"{self.prefix}:" if self.prefix else ""
        return f"{prefix}{self.base}{'IfExists' if self.if_exists else ''}"

    @property
    def row(self) -> Base:
        """Family, negation and use of variables."""
        return BASE_OPERATORS[self.base]


@lru_cache(maxsize=256)
def _parse(cls: type[ConditionOperator], text: str) -> ConditionOperator:
    prefix, colon, rest = text.rpartition(":")
    base = rest.removesuffix("IfExists")
    if base not in BASE_OPERATORS or (colon and prefix not in tuple(SetPrefix)):
        raise OperatorError(text, _suggestion(text))
    return cls(base, SetPrefix(prefix) if colon else None, rest.endswith("IfExists"))


def _suggestion(text: str) -> str:
    from difflib import get_close_matches  # only for the message

    names = [f"{prefix}{base}{suffix}" for prefix in ("", *(f"{each}:" for each in SetPrefix))
             for base in BASE_OPERATORS for suffix in ("", "IfExists")]  # fmt: skip
    folded = {name.lower(): name for name in names if not name.endswith("NullIfExists")}
    close = get_close_matches(text.lower(), folded, n=1, cutoff=0.8)
    return (
        f"did you mean {folded[close[0]]!r}?"
        if close
        else "expected an operator such as StringEquals, ArnLike or ForAnyValue:StringLike"
    )


@dataclass(frozen=True, slots=True)
class UnknownOperator:
    """An operator that IAM does not know, kept by a lenient reading; its condition never holds (COND-7)."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Condition:
    """One test: the values of a condition key in the request against the values of the policy.

    Attributes:
        operator: how they are compared.
        key: the condition key, as written; case does not matter (CTX-60).
        values: the policy's side as text; a JSON ``true`` is ``"true"`` and numbers keep their spelling (GRAM-9).
    """

    operator: ConditionOperator | UnknownOperator
    key: str
    values: tuple[str, ...]

    @property
    def folded_key(self) -> str:
        """The key in the form in which keys are compared."""
        return self.key.casefold()

    @property
    def canonical_values(self) -> tuple[str, ...]:
        """The values without repetition, sorted; booleans in lower case."""
        boolean = isinstance(self.operator, ConditionOperator) and self.operator.row.family in (
            Family.BOOL,
            Family.NULL,
        )
        return tuple(sorted({value.lower() if boolean else value for value in self.values}))


_READABLE: Final[Mapping[Family, tuple[Callable[[str], object], str]]] = {
    Family.NUMERIC: (read_number, "a number such as 3600"),
    Family.DATE: (lambda text: is_storable_date(text) or None, "a date such as 2026-01-31T00:00:00Z, or epoch seconds"),
    Family.BOOL: (read_bool, "true or false"),
    Family.NULL: (read_bool, "true or false"),
    Family.BINARY: (read_binary, "base64"),
    Family.IP_ADDRESS: (read_network, "an address or a range such as 192.0.2.0/24"),
}


def value_problem(operator: ConditionOperator, value: str) -> str | None:
    """What is wrong with a policy value under this operator, or None (COND-31, COND-50, DISP-33)."""
    family = operator.row.family
    if family is Family.ARN:
        return (
            "ARN operators compare six fields, so that '*' alone matches nothing: use arn:*:*:*:*:*"
            if value == "*"
            else None
        )
    read, expected = _READABLE.get(family, (str, ""))
    return f"expected {expected}, found {value!r}" if read(value) is None else None
