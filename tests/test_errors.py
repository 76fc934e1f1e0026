"""Errors are data first: their parts, the one line of text that is made of them, and their family."""

import pickle

import pytest

from policykit.errors import (
    ActionError,
    ArnError,
    CasesError,
    Flaw,
    IdError,
    InputError,
    InvalidIntent,
    InvalidRequest,
    InvalidValue,
    JsonError,
    NotSupported,
    OperatorError,
    PolicyError,
    PolicyKitError,
    PrincipalError,
    Problem,
    shown,
)
from policykit.source import Pointer

PLACE = Pointer(("Statement", 0, "a/b"))
ONE = Problem(PLACE, "expected x", 2, 7)
TWO = Problem(Pointer(), "expected y")

ERRORS: dict[str, tuple[PolicyKitError, str]] = {
    "a value": (InvalidValue("x", "expected y"), "invalid value 'x': expected y"),
    "an ARN": (ArnError("x", "expected y"), "invalid ARN 'x': expected y"),
    "an action": (ActionError("x", "expected y"), "invalid action 'x': expected y"),
    "an identifier": (IdError("x", "expected y"), "invalid identifier 'x': expected y"),
    "an account id": (IdError("x", "expected y", "account id"), "invalid account id 'x': expected y"),
    "an operator": (OperatorError("x", "expected y"), "invalid condition operator 'x': expected y"),
    "a principal": (PrincipalError("x", "expected y"), "invalid principal 'x': expected y"),
    "a line break": (ArnError("x\n", "expected y"), r"invalid ARN 'x\n': expected y"),
    "JSON": (JsonError("expected x", 3, 14), "line 3, column 14: expected x"),
    "one problem": (
        PolicyError([ONE], "trust.json", "trust policy"),
        "invalid trust policy trust.json: line 2, column 7: /Statement/0/a~1b: expected x",
    ),
    "one problem without a place": (PolicyError([TWO]), "invalid policy: expected y"),
    "several problems": (
        PolicyError([ONE, TWO], kind="trust policy"),
        "invalid trust policy: 2 problems\n  line 2, column 7: /Statement/0/a~1b: expected x\n  expected y",
    ),
    "a parameter": (InvalidRequest("session_name", "expected x"), "invalid session_name: expected x"),
    "an intention": (
        InvalidIntent([Flaw(("caller", "repo"), "expected x")]),
        "invalid intention: caller.repo: expected x",
    ),
    "intentions": (
        InvalidIntent([Flaw(("role",), "expected x", "grant 1"), Flaw((), "expected\n  y")], "intent.toml"),
        "intent.toml: 2 problems\n  grant 1: role: expected x\n  expected\n    y",
    ),
    "a file": (InputError("a.json", "no such file"), "a.json: no such file"),
    "a place in a file": (InputError("a.json", "expected x", 3, 14), "a.json:3:14: expected x"),
    "one problem with cases": (CasesError("a.toml", ["case 1: x"]), "a.toml: case 1: x"),
    "several problems with cases": (
        CasesError("a.toml", ["case 1: x\n  y", "case 2: z"]),
        "a.toml: 2 problems\n  case 1: x\n    y\n  case 2: z",
    ),
    "what is not there yet": (NotSupported("not yet"), "not yet"),
}


@pytest.mark.parametrize(("error", "text"), ERRORS.values(), ids=ERRORS)
def test_the_text_of_an_error_is_made_of_its_parts_and_survives_pickling(error: PolicyKitError, text: str) -> None:
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error)
    assert str(error) == str(copied) == text
    assert copied.args == error.args
    assert isinstance(error, PolicyKitError)


def test_the_parts_of_errors() -> None:
    value = IdError("x", "expected y", "account id")
    assert (value.text, value.reason, value.concept) == ("x", "expected y", "account id")
    json_error = JsonError("expected x", 3, 14)
    assert (json_error.message, json_error.line, json_error.column) == ("expected x", 3, 14)
    policy = PolicyError([ONE, TWO], "trust.json", "trust policy")
    assert (policy.errors, policy.name, policy.kind) == ((ONE, TWO), "trust.json", "trust policy")
    request = InvalidRequest("session_name", "expected x")
    assert (request.parameter, request.reason) == ("session_name", "expected x")
    source = InputError("a.json", "expected x", 3, 14)
    assert (source.source, source.reason, source.line, source.column) == ("a.json", "expected x", 3, 14)


@pytest.mark.parametrize(
    ("error", "ancestor"),
    [
        (InvalidValue, ValueError),
        (ArnError, InvalidValue),
        (ActionError, InvalidValue),
        (IdError, InvalidValue),
        (OperatorError, InvalidValue),
        (PrincipalError, InvalidValue),
        (JsonError, ValueError),
        (PolicyError, ValueError),
        (InvalidRequest, ValueError),
        (InputError, PolicyKitError),
        (NotSupported, NotImplementedError),
    ],
)
def test_the_tree_of_errors(error: type[Exception], ancestor: type[Exception]) -> None:
    assert issubclass(error, ancestor)
    assert issubclass(error, PolicyKitError)


PROBLEMS = {
    "everything": (ONE, "line 2, column 7: /Statement/0/a~1b: expected x"),
    "no place": (Problem(PLACE, "expected x"), "/Statement/0/a~1b: expected x"),
    "no path": (Problem(Pointer(), "expected x", 1, 1), "line 1, column 1: expected x"),
    "nothing": (TWO, "expected y"),
}


@pytest.mark.parametrize(("problem", "text"), PROBLEMS.values(), ids=PROBLEMS)
def test_the_text_of_a_problem(problem: Problem, text: str) -> None:
    assert str(problem) == text


SHOWN: dict[str, tuple[object, str]] = {
    "text": ("x", "'x'"),
    "120 characters": ("x" * 120, f"'{'x' * 120}'"),
    "121 characters": ("x" * 121, f"'{'x' * 119}…"),
    "characters that take more room": ("\n" * 100, "'" + r"\n" * 59 + "\\…"),
    "a number": (5, "5"),
    "a long list": ([1] * 100, f"[{'1, ' * 39}1,…"),
}


@pytest.mark.parametrize(("value", "text"), SHOWN.values(), ids=SHOWN)
def test_an_offending_value_is_shown_in_one_line(value: object, text: str) -> None:
    assert shown(value) == text
