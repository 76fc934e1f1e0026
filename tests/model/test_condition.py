"""Condition operators and conditions: their names, and values that an operator cannot compare (COND-1 to COND-50)."""

import pickle

import pytest
from pydantic import BaseModel

from policykit.errors import OperatorError
from policykit.model.condition import (
    BASE_OPERATORS,
    Condition,
    ConditionOperator,
    Family,
    SetPrefix,
    UnknownOperator,
    value_problem,
)

ALL, ANY = SetPrefix.FOR_ALL_VALUES, SetPrefix.FOR_ANY_VALUE

# IAM User Guide, "IAM JSON policy elements: Condition operators"
READ = {
    "COND-20 a base": ("StringEquals", ConditionOperator("StringEquals")),
    "COND-4 IfExists": ("StringLikeIfExists", ConditionOperator("StringLike", if_exists=True)),
    "COND-10 ForAllValues": ("ForAllValues:ArnLike", ConditionOperator("ArnLike", ALL)),
    "COND-11 ForAnyValue": ("ForAnyValue:Bool", ConditionOperator("Bool", ANY)),
    "COND-14 both": ("ForAllValues:StringEqualsIfExists", ConditionOperator("StringEquals", ALL, if_exists=True)),
    "COND-5 Null": ("Null", ConditionOperator("Null")),
    "GRAM-37 Null with a set prefix": ("ForAnyValue:Null", ConditionOperator("Null", ANY)),
}


@pytest.mark.parametrize(("text", "operator"), READ.values(), ids=READ)
def test_an_operator_is_read_and_written_as_it_was(text: str, operator: ConditionOperator) -> None:
    assert ConditionOperator.parse(text) == operator
    assert str(operator) == text
    assert pickle.loads(pickle.dumps(operator)) == operator


@pytest.mark.parametrize("base", BASE_OPERATORS)
def test_every_base_takes_prefixes_and_all_but_null_take_if_exists(base: str) -> None:
    """COND-4, COND-10, COND-14."""
    for prefix in ("", "ForAllValues:", "ForAnyValue:"):
        assert ConditionOperator.parse(f"{prefix}{base}").base == base
        if base != "Null":
            assert ConditionOperator.parse(f"{prefix}{base}IfExists").if_exists


EXPECTED = "expected an operator such as StringEquals, ArnLike or ForAnyValue:StringLike"
REFUSED = {
    "COND-7 nothing": ("", f"invalid condition operator '': {EXPECTED}"),
    "COND-7 no operator": ("Matches", f"invalid condition operator 'Matches': {EXPECTED}"),
    "COND-7 another case": (
        "stringequals",
        "invalid condition operator 'stringequals': did you mean 'StringEquals'?",
    ),
    "COND-7 a typo": ("StringEqual", "invalid condition operator 'StringEqual': did you mean 'StringEquals'?"),
    "COND-7 a prefix in another case": (
        "forAnyValue:StringLike",
        "invalid condition operator 'forAnyValue:StringLike': did you mean 'ForAnyValue:StringLike'?",
    ),
    "COND-7 another prefix": (
        "ForSomeValues:StringLike",
        "invalid condition operator 'ForSomeValues:StringLike': did you mean 'ForAllValues:StringLike'?",
    ),
    "COND-7 an empty prefix": (":StringLike", "invalid condition operator ':StringLike': did you mean 'StringLike'?"),
    "COND-7 IfExists in another case": (
        "StringLikeifexists",
        "invalid condition operator 'StringLikeifexists': did you mean 'StringLikeIfExists'?",
    ),
    "COND-29 there is no BinaryNotEquals": (
        "BinaryNotEquals",
        "invalid condition operator 'BinaryNotEquals': did you mean 'BinaryEquals'?",
    ),
    "COND-4 IfExists twice": (
        "StringLikeIfExistsIfExists",
        "invalid condition operator 'StringLikeIfExistsIfExists': did you mean 'StringLikeIfExists'?",
    ),
    "GRAM-37 NullIfExists": (
        "NullIfExists",
        "invalid condition operator 'NullIfExists': Null takes no IfExists; it already asks whether the key is there",
    ),
    "GRAM-37 NullIfExists is nothing to mean": (
        "nullIfexists",
        f"invalid condition operator 'nullIfexists': {EXPECTED}",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_operator_is_refused(text: str, message: str) -> None:
    with pytest.raises(OperatorError) as caught:
        ConditionOperator.parse(text)
    assert str(caught.value) == message


def test_an_operator_that_exists_is_valid() -> None:
    with pytest.raises(OperatorError) as caught:
        ConditionOperator("StringMatches")
    assert str(caught.value) == (
        f"invalid condition operator 'StringMatches': expected one of {', '.join(BASE_OPERATORS)}"
    )
    with pytest.raises(OperatorError) as caught:
        ConditionOperator("Null", ANY, if_exists=True)
    assert str(caught.value) == (
        "invalid condition operator 'ForAnyValue:NullIfExists': "
        "Null takes no IfExists; it already asks whether the key is there"
    )


def test_which_operators_are_negated() -> None:
    """COND-3."""
    assert {name for name, row in BASE_OPERATORS.items() if row.negated} == {
        "StringNotEquals",
        "StringNotEqualsIgnoreCase",
        "StringNotLike",
        "NumericNotEquals",
        "DateNotEquals",
        "NotIpAddress",
        "ArnNotEquals",
        "ArnNotLike",
    }


def test_which_operators_take_variables() -> None:
    """COND-61, DISP-13."""
    assert {row.family for row in BASE_OPERATORS.values() if row.variables} == {
        Family.STRING,
        Family.ARN,
        Family.BOOL,
    }
    assert all(row.variables for row in BASE_OPERATORS.values() if row.family in (Family.STRING, Family.ARN))
    assert ConditionOperator.parse("ForAnyValue:StringNotLikeIfExists").row is BASE_OPERATORS["StringNotLike"]


class Field(BaseModel):
    operator: ConditionOperator


def test_an_operator_is_a_field_of_pydantic_models() -> None:
    assert Field.model_validate({"operator": "Bool"}).model_dump_json() == '{"operator":"Bool"}'


ARN = "ARN operators compare six fields, so that '*' alone matches nothing: use arn:*:*:*:*:*"
NUMBER = "expected a number such as 3600"
DATE = "expected a date such as 2026-01-31T00:00:00Z, or epoch seconds"
BOOLEAN = "expected true or false"
ADDRESS = "expected an address or a range such as 192.0.2.0/24"
VALUES = {
    "COND-20 any text": ("StringEquals", "", None),
    "COND-22 any text": ("StringLike", "[*", None),
    "COND-23 a number": ("NumericLessThan", "3600", None),
    "COND-23 a word": ("NumericLessThan", "few", f"{NUMBER}, found 'few'"),
    "COND-23 nothing": ("NumericEquals", "", f"{NUMBER}, found ''"),
    "COND-24 a date": ("DateLessThan", "2026-01-31", None),
    "COND-31 what IAM stores": ("DateLessThan", "01T", None),
    "COND-31 what it does not": ("DateLessThan", "tomorrow", f"{DATE}, found 'tomorrow'"),
    "COND-25 a boolean": ("Bool", "True", None),
    "COND-25 a digit": ("Bool", "1", f"{BOOLEAN}, found '1'"),
    "COND-5 a boolean": ("Null", "false", None),
    "COND-5 a word": ("Null", "no", f"{BOOLEAN}, found 'no'"),
    "COND-26 base64": ("BinaryEquals", "QmluYXJ5", None),
    "COND-26 no base64": ("BinaryEquals", "Qm", "expected base64, found 'Qm'"),
    "COND-27 a range": ("NotIpAddress", "10.0.0.5/8", None),
    "COND-27 too few numbers": ("IpAddress", "10.0.0/8", f"{ADDRESS}, found '10.0.0/8'"),
    "COND-28 an ARN": ("ArnLike", "arn:*:*:*:*:*", None),
    "COND-28 a short pattern": ("ArnLike", "arn:aws:iam:*", None),
    "DISP-33 a star": ("ArnLike", "*", ARN),
    "DISP-33 a star, negated": ("ForAnyValue:ArnNotEqualsIfExists", "*", ARN),
}


@pytest.mark.parametrize(("operator", "value", "problem"), VALUES.values(), ids=VALUES)
def test_a_value_must_be_one_that_the_operator_compares(operator: str, value: str, problem: str | None) -> None:
    assert value_problem(ConditionOperator.parse(operator), value) == problem


def test_the_canonical_side_of_a_condition() -> None:
    """CTX-60, COND-25, GRAM-4: keys and booleans have no case, the order of values says nothing."""
    equals, boolean = ConditionOperator.parse("StringEquals"), ConditionOperator.parse("Bool")
    assert Condition(equals, "AWS:username", ()).folded_key == "aws:username"
    assert Condition(equals, "k", ("b", "A", "b", "a")).canonical_values == ("A", "a", "b")
    assert Condition(boolean, "k", ("True", "FALSE", "true")).canonical_values == ("false", "true")
    assert Condition(ConditionOperator.parse("Null"), "k", ("True",)).canonical_values == ("true",)
    assert Condition(UnknownOperator("Boolean"), "k", ("True",)).canonical_values == ("True",)
    assert str(UnknownOperator("Boolean")) == "Boolean"
