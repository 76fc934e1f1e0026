"""Both of two Condition elements: merged where one test says both, refused elsewhere (COND-1 to COND-4, COND-10)."""

from typing import Any

import pytest

import policykit as pk
from policykit.model.condition import Condition, ConditionOperator
from policykit.model.conjunction import Tests, conjoined, written
from policykit.model.conjunction import tests_of as read
from policykit.model.listing import alone_or_listed

NAME = "aws:username"


def both(operator: str, first: list[str], second: list[str]) -> Any:
    return conjoined({operator: {NAME: first}}, {operator: {NAME: second}}).get(operator, {}).get(NAME)


@pytest.mark.parametrize(
    ("operator", "first", "second", "merged"),
    [
        # the same
        ("StringEquals", ["a"], ["a"], ("a",)),
        ("DateLessThan", ["2026-01-31"], ["2026-01-31"], ("2026-01-31",)),
        ("StringEquals", ["a", "b"], ["b", "a"], ("a", "b")),
        ("StringEquals", ["a", "a"], ["a"], ("a",)),
        # alternatives: the shorter list, if it is within the longer
        ("StringLike", ["a*", "b*"], ["b*"], ("b*",)),
        ("IpAddress", ["192.0.2.1/32"], ["192.0.2.1/32", "198.51.100.0/24"], ("192.0.2.1/32",)),
        ("ForAnyValue:StringEquals", ["a", "b"], ["b"], ("b",)),
        ("ForAllValues:StringLike", ["a*", "b*"], ["b*"], ("b*",)),
        ("StringEquals", [], ["b"], ()),
        # alternatives that stand for themselves alone: what is in both
        ("StringEquals", ["a", "b"], ["b", "c"], ("b",)),
        ("StringEqualsIfExists", ["a", "b"], ["c", "b"], ("b",)),
        ("ForAllValues:StringEquals", ["a", "b"], ["b", "c"], ("b",)),
        ("StringEqualsIgnoreCase", ["Alice", "bob"], ["alice", "BOB", "carol"], ("Alice", "bob")),
        # what is excluded: all of it
        ("StringNotEquals", ["a"], ["b"], ("a", "b")),
        ("StringNotLike", ["a*", "b*"], ["b*", "c*"], ("a*", "b*", "c*")),
        ("ForAllValues:StringNotEquals", ["a"], ["b"], ("a", "b")),
        (
            "ArnNotLike",
            ["arn:aws:sqs:*:*:a"],
            ["arn:aws:sqs:*:*:a", "arn:aws:sqs:*:*:b"],
            ("arn:aws:sqs:*:*:a", "arn:aws:sqs:*:*:b"),
        ),
        ("ForAnyValue:StringNotEquals", ["a"], ["a", "b"], ("a", "b")),
        ("StringNotEquals", [], ["a"], ("a",)),
    ],
)
def test_what_one_list_of_values_says(operator: str, first: list[str], second: list[str], merged: Any) -> None:
    assert both(operator, first, second) == merged


@pytest.mark.parametrize(
    ("operator", "first", "second"),
    [
        ("StringEquals", ["a"], ["b"]),
        ("StringEquals", ["a"], ["A"]),
        ("StringEquals", ["a", "${aws:PrincipalTag/x}"], ["a", "b"]),  # the variable may be b
        ("StringLike", ["a*", "b"], ["*b", "b"]),  # ab is in both
        ("ForAnyValue:StringEquals", ["a", "b"], ["b", "c"]),  # a and c together satisfy both
        ("ForAnyValue:StringNotEquals", ["a"], ["b"]),
        ("NumericLessThan", ["1"], ["2"]),
        ("Bool", ["true"], ["false"]),
        ("Null", ["true"], ["false"]),
    ],
)
def test_what_no_list_of_values_says(operator: str, first: list[str], second: list[str]) -> None:
    with pytest.raises(pk.MergeConflict) as caught:
        both(operator, first, second)
    assert caught.value.place == f"{operator} {NAME}"
    assert str(caught.value) == (
        f"conflict at {operator} {NAME}: one part wants {' or '.join(map(repr, first))}, the other "
        f"{' or '.join(map(repr, second))}: no request satisfies both, or no list of values says so. Keep one "
        "of the two"
    )


def test_keys_are_the_same_in_any_case_and_keep_the_first_spelling() -> None:
    """CTX-60."""
    first: Tests = {"StringEquals": {"aws:UserName": ["a", "b"]}}
    second: Tests = {"StringEquals": {"AWS:username": ["b"], "aws:userid": ["x"]}}
    assert conjoined(first, second) == {"StringEquals": {"aws:UserName": ("b",), "aws:userid": ("x",)}}


def test_different_operators_stand_side_by_side() -> None:
    first: Tests = {"StringEquals": {NAME: ["a"]}, "Null": {}}
    assert conjoined(first, {"StringLike": {NAME: ["b*"]}}) == {
        "StringEquals": {NAME: ("a",)},
        "StringLike": {NAME: ("b*",)},
    }
    assert conjoined() == {}


def test_conditions_that_were_read_are_tests() -> None:
    conditions = [
        Condition(ConditionOperator("StringEquals"), NAME, ("a",)),
        Condition(ConditionOperator("Null"), "aws:userid", ("false",)),
    ]
    assert read(conditions) == {"StringEquals": {NAME: ("a",)}, "Null": {"aws:userid": ("false",)}}


def test_what_is_alone_stands_alone() -> None:
    """GRAM-4."""
    assert [alone_or_listed(each) for each in (["a"], ["a", "b"], [])] == ["a", ["a", "b"], []]
    assert written(conjoined({"StringEquals": {NAME: ("a", "b", "a")}})) == {"StringEquals": {NAME: ["a", "b"]}}
    assert written({"StringEquals": {NAME: ("a",), "aws:userid": ("x", "y")}}) == {
        "StringEquals": {NAME: "a", "aws:userid": ["x", "y"]}
    }
