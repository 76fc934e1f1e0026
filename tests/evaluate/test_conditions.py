"""One condition against one context: lists, set operators, IfExists, missing keys, negation (COND-1 to COND-16)."""

from collections.abc import Mapping

import pytest

from policykit.evaluate.conditions import Values, compile_condition
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth
from policykit.model.condition import Condition, ConditionOperator, UnknownOperator

Context = Mapping[str, Values]
MISSING: Context = {}
UNKNOWN_KEY: Context = {"k": UNKNOWN}


def holds(operator: str, values: tuple[str, ...], context: Context, *, variables: bool = True) -> Truth:
    """What the condition on the key k says."""
    condition = Condition(ConditionOperator.parse(operator), "K", values)
    return compile_condition(condition, variables=variables)(context.get)


def one(*values: str) -> Context:
    """A context in which the key k has these values."""
    return {"k": values}


AB = ("a", "b")

# IAM User Guide, "Conditions with multiple context keys or values"; "Single-valued vs. multivalued context keys"
PLAIN: dict[str, tuple[str, tuple[str, ...], Context, Truth]] = {
    "COND-2 one of the values": ("StringEquals", AB, one("b"), TRUE),
    "COND-2 none of the values": ("StringEquals", AB, one("c"), FALSE),
    "COND-2 negated, one of the values": ("StringNotEquals", AB, one("b"), FALSE),
    "COND-2 negated, none of the values": ("StringNotEquals", AB, one("c"), TRUE),
    "COND-3 missing": ("StringEquals", AB, MISSING, FALSE),
    "COND-3 missing, negated": ("StringNotEquals", AB, MISSING, TRUE),
    "COND-3 missing, a range": ("NumericLessThan", ("10",), MISSING, FALSE),
    "COND-3 missing, NotIpAddress": ("NotIpAddress", ("10.0.0.0/8",), MISSING, TRUE),
    "COND-30 missing, Bool false": ("Bool", ("false",), MISSING, FALSE),
    "COND-4 missing, IfExists": ("StringEqualsIfExists", AB, MISSING, TRUE),
    "COND-4 missing, negated, IfExists": ("StringNotEqualsIfExists", AB, MISSING, TRUE),
    "COND-4 present, IfExists": ("StringEqualsIfExists", AB, one("c"), FALSE),
    "COND-16 two values": ("StringEquals", AB, one("a", "b"), FALSE),
    "COND-16 two values, negated": ("StringNotEquals", AB, one("c", "d"), FALSE),
    "COND-16 two values, IfExists": ("StringEqualsIfExists", AB, one("a", "b"), FALSE),
    "CTX-62 an empty string is present": ("StringEquals", ("",), one(""), TRUE),
    "CTX-62 and compared, IfExists": ("StringEqualsIfExists", AB, one(""), FALSE),
    "GRAM-36 no value": ("StringEquals", (), one("a"), FALSE),
    "GRAM-36 no value, missing": ("StringEquals", (), MISSING, FALSE),
    "GRAM-36 no value, missing, IfExists": ("StringEqualsIfExists", (), MISSING, TRUE),
    "GRAM-36 no value, negated": ("StringNotEquals", (), one("a"), TRUE),
    "COND-50 a value that cannot be read": ("NumericEquals", ("ten", "10"), one("10"), TRUE),
    "COND-50 only such": ("NumericEquals", ("ten",), one("10"), FALSE),
    "CTX-64 unknown": ("StringEquals", AB, UNKNOWN_KEY, UNKNOWN),
    "CTX-64 unknown, negated": ("StringNotEquals", AB, UNKNOWN_KEY, UNKNOWN),
    "CTX-64 unknown, IfExists": ("StringEqualsIfExists", AB, UNKNOWN_KEY, UNKNOWN),
}

SETS: dict[str, tuple[str, tuple[str, ...], Context, Truth]] = {
    "COND-10 every value": ("ForAllValues:StringEquals", AB, one("a", "b", "a"), TRUE),
    "COND-10 not every value": ("ForAllValues:StringEquals", AB, one("a", "c"), FALSE),
    "COND-10 missing": ("ForAllValues:StringEquals", AB, MISSING, TRUE),
    "COND-10 empty": ("ForAllValues:StringEquals", AB, one(""), TRUE),
    "COND-10 empty among others is compared": ("ForAllValues:StringEquals", AB, one("a", ""), FALSE),
    "COND-12 no value equals any": ("ForAllValues:StringNotEquals", AB, one("c", "d"), TRUE),
    "COND-12 some value equals one": ("ForAllValues:StringNotEquals", AB, one("c", "a"), FALSE),
    "COND-14 ForAllValues, IfExists": ("ForAllValues:StringEqualsIfExists", AB, MISSING, TRUE),
    "GRAM-36 ForAllValues, no value": ("ForAllValues:StringEquals", (), one("a"), FALSE),
    "GRAM-36 ForAllValues, no value, missing": ("ForAllValues:StringEquals", (), MISSING, TRUE),
    "CTX-64 ForAllValues, unknown": ("ForAllValues:StringEquals", AB, UNKNOWN_KEY, UNKNOWN),
    "COND-11 some value": ("ForAnyValue:StringEquals", AB, one("c", "a"), TRUE),
    "COND-11 no value": ("ForAnyValue:StringEquals", AB, one("c", "d"), FALSE),
    "COND-11 missing": ("ForAnyValue:StringEquals", AB, MISSING, FALSE),
    "COND-11 missing, negated": ("ForAnyValue:StringNotEquals", AB, MISSING, FALSE),
    "COND-11 empty": ("ForAnyValue:StringEquals", ("",), one(""), FALSE),
    "COND-11 empty, negated": ("ForAnyValue:StringNotEquals", AB, one(""), FALSE),
    "COND-12 some value equals none": ("ForAnyValue:StringNotEquals", AB, one("a", "c"), TRUE),
    "COND-12 every value equals one": ("ForAnyValue:StringNotEquals", AB, one("a", "b"), FALSE),
    "DISP-37 ForAnyValue, IfExists, missing": ("ForAnyValue:StringEqualsIfExists", AB, MISSING, TRUE),
    "DISP-37 ForAnyValue, IfExists, empty": ("ForAnyValue:StringEqualsIfExists", AB, one(""), FALSE),
    "GRAM-36 ForAnyValue, no value": ("ForAnyValue:StringEquals", (), one("a"), FALSE),
    "CTX-64 ForAnyValue, unknown": ("ForAnyValue:StringEquals", AB, UNKNOWN_KEY, UNKNOWN),
    "COND-15 a single value is a set of one": ("ForAnyValue:Bool", ("true",), one("true"), TRUE),
}

NULL: dict[str, tuple[str, tuple[str, ...], Context, Truth]] = {
    "COND-5 must be missing, is": ("Null", ("true",), MISSING, TRUE),
    "COND-5 must be missing, is not": ("Null", ("true",), one("a"), FALSE),
    "COND-5 must be there, is": ("Null", ("false",), one("a"), TRUE),
    "COND-5 must be there, is not": ("Null", ("False",), MISSING, FALSE),
    "COND-5 several values": ("Null", ("false",), one("a", "b"), TRUE),
    "COND-5 either": ("Null", ("true", "false"), MISSING, TRUE),
    "CTX-62 an empty string is null": ("Null", ("true",), one(""), TRUE),
    "CTX-62 so it is not there": ("Null", ("false",), one(""), FALSE),
    "GRAM-36 neither": ("Null", (), MISSING, FALSE),
    "GRAM-37 ForAllValues is always true": ("ForAllValues:Null", ("true",), one("a"), TRUE),
    "GRAM-37 ForAnyValue is always false": ("ForAnyValue:Null", ("true",), MISSING, FALSE),
    "CTX-64 unknown": ("Null", ("true",), UNKNOWN_KEY, UNKNOWN),
}


@pytest.mark.parametrize(("operator", "values", "context", "expected"), PLAIN.values(), ids=PLAIN)
def test_plain(operator: str, values: tuple[str, ...], context: Context, expected: Truth) -> None:
    assert holds(operator, values, context) is expected


@pytest.mark.parametrize(("operator", "values", "context", "expected"), SETS.values(), ids=SETS)
def test_sets(operator: str, values: tuple[str, ...], context: Context, expected: Truth) -> None:
    assert holds(operator, values, context) is expected


@pytest.mark.parametrize(("operator", "values", "context", "expected"), NULL.values(), ids=NULL)
def test_null(operator: str, values: tuple[str, ...], context: Context, expected: Truth) -> None:
    assert holds(operator, values, context) is expected


V = "${aws:username}"
ALICE: Context = {"k": ("alice",), "aws:username": ("alice",)}
SOMEBODY: Context = {"k": ("alice",), "aws:username": UNKNOWN}
VARIABLES: dict[str, tuple[str, tuple[str, ...], Context, Truth]] = {
    "COND-61 a variable": ("StringEquals", (V,), ALICE, TRUE),
    "COND-61 a variable in an ARN": (
        "ArnLike",
        (f"arn:aws:iam::*:user/{V}",),
        {"k": ("arn:aws:iam::1:user/alice",), "aws:username": ("alice",)},
        TRUE,
    ),
    "DISP-13 a variable in Bool": (
        "Bool",
        ("${aws:SecureTransport}",),
        {"k": ("true",), "aws:securetransport": ("true",)},
        TRUE,
    ),
    "COND-61 none among numbers": ("NumericEquals", (V,), {"k": ("1",), "aws:username": ("1",)}, FALSE),
    "COND-64 a dead entry": ("StringEquals", (V,), one("alice"), FALSE),
    "COND-64 a dead entry, negated": ("StringNotEquals", (V,), one("alice"), TRUE),
    "COND-65 the others count": ("StringEquals", (V, "alice"), one("alice"), TRUE),
    "COND-65 the others count, negated": ("StringNotEquals", (V, "alice"), one("alice"), FALSE),
    "COND-66 what is put in is literal": ("StringLike", (V,), {"k": ("alice",), "aws:username": ("*",)}, FALSE),
    "COND-50 what is put in cannot be read": ("Bool", (V,), {"k": ("true",), "aws:username": ("yes",)}, FALSE),
    "CTX-64 an unknown entry": ("StringEquals", (V,), SOMEBODY, UNKNOWN),
    "CTX-64 an unknown entry, negated": ("StringNotEquals", (V,), SOMEBODY, UNKNOWN),
    "CTX-64 a known entry decides": ("StringEquals", (V, "alice"), SOMEBODY, TRUE),
    "CTX-64 a known entry does not": ("StringEquals", (V, "bob"), SOMEBODY, UNKNOWN),
    "CTX-64 one of two open entries decides": (
        "StringEquals",
        (V, "${x}"),
        {"k": ("alice",), "aws:username": UNKNOWN, "x": ("alice",)},
        TRUE,
    ),
    "CTX-64 some value is unknown, another fails": (
        "ForAllValues:StringEquals",
        (V, "b"),
        {"k": ("b", "c"), "aws:username": UNKNOWN},
        UNKNOWN,
    ),
    "CTX-64 no value can fail": (
        "ForAllValues:StringEquals",
        (V, "b"),
        {"k": ("b",), "aws:username": UNKNOWN},
        TRUE,
    ),
    "CTX-64 some value suffices": (
        "ForAnyValue:StringEquals",
        (V, "b"),
        {"k": ("c", "b"), "aws:username": UNKNOWN},
        TRUE,
    ),
    "CTX-64 any value may suffice": (
        "ForAnyValue:StringEquals",
        (V, "b"),
        {"k": ("c", "d"), "aws:username": UNKNOWN},
        UNKNOWN,
    ),
    "CTX-64 one value fails for certain": (
        "ForAllValues:StringNotEquals",
        (V, "b"),
        {"k": ("c", "b"), "aws:username": UNKNOWN},
        FALSE,
    ),
}


@pytest.mark.parametrize(("operator", "values", "context", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_variables(operator: str, values: tuple[str, ...], context: Context, expected: Truth) -> None:
    assert holds(operator, values, context) is expected


def test_without_version_2012_a_variable_is_its_text() -> None:
    """GRAM-12."""
    assert holds("StringEquals", (V,), {"k": (V,), "aws:username": ("alice",)}, variables=False) is TRUE
    assert holds("StringEquals", (V,), ALICE, variables=False) is FALSE


@pytest.mark.parametrize("context", [MISSING, one("v"), UNKNOWN_KEY])
def test_a_condition_under_an_unknown_operator_never_holds(context: Context) -> None:
    """COND-7."""
    condition = Condition(UnknownOperator("Boolean"), "k", ("v",))
    assert compile_condition(condition, variables=True)(context.get) is FALSE
