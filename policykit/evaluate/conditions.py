"""One condition against one request: lists, set operators, ``IfExists``, missing keys, negation, variables.

What a single value of the request means against a single value of the policy is decided in
`policykit.evaluate.operators`.

Source: IAM User Guide, "Conditions with multiple context keys or values", "Single-valued vs. multivalued context keys"
(COND-1 to COND-16).
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

from policykit.evaluate.facts import PRESENT
from policykit.evaluate.operators import OPERATORS, Operator
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth
from policykit.evaluate.variables import Lookup, resolve
from policykit.model.condition import Condition, ConditionOperator, Family, SetPrefix
from policykit.model.template import Template, parse_template

__all__ = ["ConditionTest", "Values", "compile_condition"]

Values: TypeAlias = tuple[str, ...] | Literal[Truth.UNKNOWN] | None
"""What a request says about a key: its values, None if the key is missing, or unknown."""

ConditionTest: TypeAlias = Callable[[Lookup], Truth]
_Match: TypeAlias = Callable[[str, Lookup], Truth]
"""Whether one value of the request satisfies any value of the policy, in the positive sense."""


def compile_condition(condition: Condition, *, variables: bool) -> ConditionTest:
    """The test that a condition is.

    Args:
        condition: what to test.
        variables: whether the document is of version 2012-10-17, so that ``${…}`` is filled in (GRAM-12).
    """
    operator, key = condition.operator, condition.folded_key
    if not isinstance(operator, ConditionOperator):
        return lambda _lookup: FALSE  # COND-7
    if operator.row.family is Family.NULL:
        return _null(operator.prefix, key, {value.lower() for value in condition.values})
    matches = _any_of(condition.values, OPERATORS[operator.base], variables=variables and operator.row.variables)
    if operator.row.negated:
        matches = _not(matches)
    if operator.prefix is None:
        return _plain(key, matches, TRUE if operator.row.negated or operator.if_exists else FALSE)
    if operator.prefix is SetPrefix.FOR_ALL_VALUES:
        return _for_all_values(key, matches)
    return _for_any_value(key, matches, TRUE if operator.if_exists else FALSE)


def _plain(key: str, matches: _Match, missing: Truth) -> ConditionTest:
    """Missing decides as given (COND-3, COND-4); two or more values match nothing, negated or not (COND-16)."""

    def test(lookup: Lookup) -> Truth:
        values = lookup(key)
        if values is None:
            return missing
        if values is UNKNOWN or values is PRESENT:
            return UNKNOWN
        return matches(values[0], lookup) if len(values) == 1 else FALSE

    return test


def _for_all_values(key: str, matches: _Match) -> ConditionTest:
    """True without values; an empty string alone is no value (COND-10, CTX-62). IfExists adds nothing (COND-14)."""

    def test(lookup: Lookup) -> Truth:
        values = lookup(key)
        if values is UNKNOWN or values is PRESENT:
            return UNKNOWN
        if values is None or values == ("",):
            return TRUE
        return _least([matches(value, lookup) for value in values])

    return test


def _for_any_value(key: str, matches: _Match, missing: Truth) -> ConditionTest:
    """False without values, unless IfExists excuses a missing key (COND-11, COND-14, DISP-37)."""

    def test(lookup: Lookup) -> Truth:
        values = lookup(key)
        if values is UNKNOWN or values is PRESENT:
            return UNKNOWN
        if values is None:
            return missing
        if values == ("",):
            return FALSE
        return _greatest([matches(value, lookup) for value in values])

    return test


def _null(prefix: SetPrefix | None, key: str, wanted: set[str]) -> ConditionTest:
    """Whether the key is there and not empty (COND-5, CTX-62); with a set prefix, always the same (GRAM-37)."""
    if prefix is not None:
        fixed = TRUE if prefix is SetPrefix.FOR_ALL_VALUES else FALSE
        return lambda _lookup: fixed

    def test(lookup: Lookup) -> Truth:
        values = lookup(key)
        if values is UNKNOWN:
            return UNKNOWN
        absent = "true" if values is None or values == ("",) else "false"
        return TRUE if absent in wanted else FALSE

    return test


def _not(matches: _Match) -> _Match:
    return lambda value, lookup: ~matches(value, lookup)


def _any_of(values: tuple[str, ...], operator: Operator, *, variables: bool) -> _Match:
    """Whether any value of the policy is satisfied; those without variables are compiled once."""
    templates = [parse_template(value, variables=variables) for value in values]
    tests = [test for each in templates if each.is_constant and (test := operator.compile(each)) is not None]
    open_templates = [each for each in templates if not each.is_constant]

    def matches(value: str, lookup: Lookup) -> Truth:
        for test in tests:
            if test(value):
                return TRUE
        if not open_templates:
            return FALSE
        return _greatest([_match_open(each, operator, value, lookup) for each in open_templates])

    return matches


def _match_open(template: Template, operator: Operator, value: str, lookup: Lookup) -> Truth:
    resolved = resolve(template, lookup)
    if resolved is UNKNOWN:
        return UNKNOWN
    test = None if resolved is None else operator.compile(resolved)  # None: this entry is dead (COND-64, COND-65)
    return TRUE if test is not None and test(value) else FALSE


def _least(truths: list[Truth]) -> Truth:
    """All of them, in Kleene's logic."""
    return FALSE if FALSE in truths else UNKNOWN if UNKNOWN in truths else TRUE


def _greatest(truths: list[Truth]) -> Truth:
    """Any of them, in Kleene's logic."""
    return TRUE if TRUE in truths else UNKNOWN if UNKNOWN in truths else FALSE
