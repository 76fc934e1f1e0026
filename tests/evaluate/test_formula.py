"""Truth values that are still open: they fold, combine with known ones, and keep what is asked (CTX-64)."""

import json

import pytest

from policykit.evaluate.formula import AllOf, AnyOf, Formula, Question, Value
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth


def nothing(_key: str) -> None:
    """A request without condition keys."""


def question(name: str) -> Question:
    """Whether a key is there."""
    return Question(
        f"{name} is there",
        f"{name} is missing",
        json.dumps({"key": name}),
        lambda lookup: FALSE if lookup(name) is None else TRUE,
    )


A, B, C = question("a"), question("b"), question("c")

FOLDED: dict[str, tuple[Value, Value]] = {
    "true and a": (TRUE & A, A),
    "a and true": (A & TRUE, A),
    "false and a": (FALSE & A, FALSE),
    "a and false": (A & FALSE, FALSE),
    "true or a": (TRUE | A, TRUE),
    "a or true": (A | TRUE, TRUE),
    "false or a": (FALSE | A, A),
    "a or false": (A | FALSE, A),
    "a and a": (A & A, A),
    "a or a": (A | A, A),
    "a and b": (A & B, AllOf((A, B))),
    "a and b and c": (A & B & C, AllOf((A, B, C))),
    "a and (b and a)": (A & (B & A), AllOf((A, B))),
    "a or b or c": (A | (B | C), AnyOf((A, B, C))),
    "a and (b or c)": (A & (B | C), AllOf((A, AnyOf((B, C))))),
    "a and not a": (A & ~A, FALSE),
    "not a or a": (~A | A, TRUE),
    "a and b and not a": ((A & B) & ~A, FALSE),
    "not not a": (~~A, A),
    "not (a and b)": (~AllOf((A, B)), AnyOf((~A, ~B))),
    "not (a or b)": (~AnyOf((A, B)), AllOf((~A, ~B))),
}


@pytest.mark.parametrize(("given", "expected"), FOLDED.values(), ids=FOLDED)
def test_what_is_known_folds_away(given: Value, expected: Value) -> None:
    assert given == expected


WORDS: dict[str, tuple[Formula, str, dict[str, object]]] = {
    "a": (A, "a is there", {"key": "a"}),
    "not a": (~A, "a is missing", {"not": {"key": "a"}}),
    "a and b": (AllOf((A, B)), "a is there and b is there", {"all": [{"key": "a"}, {"key": "b"}]}),
    "a and (b or c)": (
        AllOf((A, AnyOf((B, C)))),
        "a is there and (b is there or c is there)",
        {"all": [{"key": "a"}, {"any": [{"key": "b"}, {"key": "c"}]}]},
    ),
    "a or (b and not c)": (
        AnyOf((A, AllOf((B, ~C)))),
        "a is there or (b is there and c is missing)",
        {"any": [{"key": "a"}, {"all": [{"key": "b"}, {"not": {"key": "c"}}]}]},
    ),
}


@pytest.mark.parametrize(("formula", "sentence", "value"), WORDS.values(), ids=WORDS)
def test_a_formula_in_words_and_as_data(formula: Formula, sentence: str, value: dict[str, object]) -> None:
    assert str(formula) == sentence
    assert formula.to_dict() == value


ANSWERS: dict[str, tuple[Formula, set[str], Truth]] = {  # formula, keys that are there, truth
    "a": (A, {"a"}, TRUE),
    "not a": (~A, {"a"}, FALSE),
    "a and b": (AllOf((A, B)), {"a", "b"}, TRUE),
    "a and b, one missing": (AllOf((A, B)), {"a"}, FALSE),
    "a or b": (AnyOf((A, B)), {"b"}, TRUE),
    "a or b, both missing": (AnyOf((A, B)), set(), FALSE),
}


@pytest.mark.parametrize(("formula", "keys", "truth"), ANSWERS.values(), ids=ANSWERS)
def test_a_formula_is_settled_by_what_is_there(formula: Formula, keys: set[str], truth: Truth) -> None:
    assert formula.truth(lambda key: ("x",) if key in keys else None) is truth


def test_a_question_that_nothing_settles_stays_open() -> None:
    missing = Question("x allows it", "x does not allow it", "{}", lambda _lookup: UNKNOWN)
    assert (~missing).truth(nothing) is UNKNOWN
    assert AllOf((A, missing)).truth(nothing) is FALSE
    assert AnyOf((A, missing)).truth(nothing) is UNKNOWN


def test_questions_are_compared_by_what_they_ask() -> None:
    assert question("a") == A
    assert hash(question("a")) == hash(A)
    assert A != B
    assert A != ~A
