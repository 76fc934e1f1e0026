"""Both of two Condition elements: one element that holds when both hold, or a refusal; never less than either.

A Condition element cannot hold one key twice under one operator, so two tests of a key must become one. Where no single
test means both, nothing is written.

Source: IAM User Guide, "Multiple context keys or values" (COND-1 to COND-4, COND-10, COND-11).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from policykit.errors import MergeConflict
from policykit.jsontext import JsonObject
from policykit.model.condition import Condition, ConditionOperator, SetPrefix
from policykit.model.listing import alone_or_listed

__all__ = ["Tests", "conjoined", "tests_of", "written"]

Tests: TypeAlias = Mapping[str, Mapping[str, Iterable[str]]]
"""Operator to condition key to the values that pass: a Condition element."""

_Gathered: TypeAlias = dict[str, dict[str, tuple[str, ...]]]

_SAME: Final[Mapping[str, Callable[[str], str]]] = {"StringEquals": str, "StringEqualsIgnoreCase": str.casefold}
"""Operators under which a value stands for itself alone, and what of it counts."""


def conjoined(*elements: Tests) -> _Gathered:
    """The Condition element that holds when all of these hold, and never when one does not.

    For a key with one value it holds exactly then; for one with several it may hold less often.

    Raises:
        MergeConflict: two of them test one key with one operator, and no list of values says both.

    >>> conjoined({"StringEquals": {"aws:username": ["a", "b"]}}, {"StringEquals": {"aws:UserName": ["b", "c"]}})
    {'StringEquals': {'aws:username': ('b',)}}
    """
    gathered: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {}
    for element in elements:
        for operator, tests in element.items():
            block = gathered.setdefault(operator, {})
            for key, values in tests.items():
                more = tuple(dict.fromkeys(values))
                spelling, before = block.get(key.casefold(), (key, more))
                block[key.casefold()] = (spelling, _both(operator, spelling, before, more))
    return {operator: dict(block.values()) for operator, block in gathered.items() if block}


def tests_of(conditions: Iterable[Condition]) -> _Gathered:
    """Conditions that were read, as tests."""
    return conjoined(*({str(each.operator): {each.key: each.values}} for each in conditions))


def written(tests: Tests) -> JsonObject:
    """The members of the Condition element; a value that is alone stands alone.

    >>> written({"Bool": {"aws:SecureTransport": ["true"]}})
    {'Bool': {'aws:SecureTransport': 'true'}}
    """
    return {
        # Plain text: writers of YAML know no ExternalId.
        operator: {key: alone_or_listed(map(str, values)) for key, values in block.items()}
        for operator, block in tests.items()
    }


def _both(operator_text: str, key: str, first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """The values that say what both lists say.

    The values of a positive operator are alternatives, so the smaller list implies the larger; those of a negated one
    are all excluded, so that the larger list implies the smaller (COND-4).
    """
    if first == second:
        return first
    operator = ConditionOperator.parse(operator_text)
    smaller, larger = sorted((first, second), key=len)
    nested = set(smaller) <= set(larger)
    if operator.row.negated:
        if nested:
            return larger
        if operator.prefix is not SetPrefix.FOR_ANY_VALUE:  # "some value is neither" is more than "some is not, twice"
            return tuple(dict.fromkeys(first + second))
    elif nested:
        return smaller
    elif (same := _SAME.get(operator.base)) is not None and operator.prefix is not SetPrefix.FOR_ANY_VALUE:
        accepted = set(map(same, second))
        common = tuple(value for value in first if same(value) in accepted)
        if common and not any("${" in value for value in first + second):
            return common
    raise MergeConflict(
        f"{operator_text} {key}",
        f"one part wants {_listing(first)}, the other {_listing(second)}: no request satisfies both, or no list of "
        "values says so. Keep one of the two",
    )


def _listing(values: tuple[str, ...]) -> str:
    return " or ".join(map(repr, values))
