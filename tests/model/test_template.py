"""Texts with policy variables, cut into tokens and fields (COND-60 to COND-69, ARN-1)."""

import pytest

from policykit.model.template import (
    Substituted,
    Template,
    Token,
    Variable,
    parse_template,
    split_fields,
    variable_problem,
)
from policykit.wildcard import Mark

STAR, ONE = Mark.RUN, Mark.ONE
TEAM = "aws:PrincipalTag/team"

# IAM User Guide, "IAM policy elements: Variables and tags"
TOKENS: dict[str, tuple[str, tuple[Token, ...]]] = {
    "plain text": ("team-a", ("team-a",)),
    "empty text": ("", ()),
    "wildcards": ("a*?", ("a", STAR, ONE)),
    "COND-60 a variable": ("${aws:username}", (Variable("aws:username"),)),
    "COND-60 a variable between text": ("a${k}b*", ("a", Variable("k"), "b", STAR)),
    "COND-60 a default": (f"${{{TEAM}, 'none'}}", (Variable(TEAM, "none"),)),
    "COND-60 an empty default": ("${k, ''}", (Variable("k", ""),)),
    "COND-60 a default is only text": ("${k, '${x}*, y'}", (Variable("k", "${x}*, y"),)),
    "COND-67 a tag key with colons and slashes": ("${aws:PrincipalTag/a:b/c}", (Variable("aws:PrincipalTag/a:b/c"),)),
    "COND-67 a tag key in another script": ("${aws:PrincipalTag/équipe}", (Variable("aws:PrincipalTag/équipe"),)),
    "COND-63 the escapes": ("${*}${?}${$}", ("*", "?", "$")),
    "COND-63 an escape cannot begin a variable": ("${$}{k}", ("$", "{k}")),
    "COND-69 a dollar": ("US$5 $", ("US$5 $",)),
    "COND-69 a dollar before a variable": ("$${k}", ("$", Variable("k"))),
    "COND-68 no closing brace": ("${k", ("${", "k")),
    "COND-68 empty": ("${}", ("${", "}")),
    "COND-68 a space": ("${a b}*", ("${", "a b}", STAR)),
    "COND-68 a default without quotes": ("${k, none}", ("${", "k, none}")),
    "COND-68 no nesting": ("${a${b}}", ("${", "a", Variable("b"), "}")),
}


@pytest.mark.parametrize(("text", "tokens"), TOKENS.values(), ids=TOKENS)
def test_tokens(text: str, tokens: tuple[Token, ...]) -> None:
    assert parse_template(text).tokens == tokens


@pytest.mark.parametrize("text", [text for text, _ in TOKENS.values()])
def test_without_variables_every_text_is_only_wildcards_and_letters(text: str) -> None:
    """GRAM-12, GRAM-13."""
    template = parse_template(text, variables=False)
    assert template.is_constant
    assert template.text == text
    assert template == Template(template.glob)


def test_what_a_template_says_of_itself() -> None:
    template = parse_template("${a}*${b, 'x'}?${*}")
    assert template.variables == (Variable("a"), Variable("b", "x"))
    assert not template.is_constant
    assert parse_template("a*").is_constant
    assert template.text == "${a}*${b, 'x'}?*"
    assert template.glob == ("${a}", STAR, "${b, 'x'}", ONE, "*")


def test_substituted_text_is_literal() -> None:
    template = Template(("a", Substituted("*:?"), STAR))
    assert template.text == "a*:?*"
    assert template.glob == ("a", "*:?", STAR)
    assert template.is_constant


PROBLEMS = {
    "aws:username": None,
    "": None,
    "$": None,
    "{}": None,
    "${*}": None,
    "${k}": None,
    "${k, 'a b'}": None,
    "${k, '${'}": None,
    "${": "variable '${' has no closing brace",
    "a${k": "variable '${k' has no closing brace",
    "${k}${k, 'x'": "variable \"${k, 'x'\" has no closing brace",
    "${}": "variable '${}' is empty; expected a condition key, as in ${aws:username}",
    "${a b}": "variable '${a b}' has white space in its name, which no variable has",
    "${ k}": "variable '${ k}' has white space in its name, which no variable has",
    "${k }": "variable '${k }' has white space in its name, which no variable has",
    "${a b, 'x'}": "variable \"${a b, 'x'}\" has white space in its name, which no variable has",
    "${a${b}}": "variable '${a${b}' has a brace in its name; variables cannot be nested",
}
UNQUOTED = ("${k, x}", "${k, 'x}", "${k, x'}", "${k,'x'}", "${k, 'x' }", "${k,}", "${k'x'}", "${k, 'x'y'}")


@pytest.mark.parametrize(("text", "problem"), PROBLEMS.items())
def test_problems(text: str, problem: str | None) -> None:
    """Access Analyzer policy check reference, errors about variables (COND-68)."""
    assert variable_problem(text) == problem


@pytest.mark.parametrize("text", UNQUOTED)
def test_a_default_needs_comma_space_and_quotes(text: str) -> None:
    """COND-60, COND-68."""
    problem = variable_problem(text)
    assert problem is not None
    assert "malformed default; expected a comma, a space and single quotes" in problem


def test_a_problem_does_not_repeat_a_long_text() -> None:
    problem = variable_problem("${" + "x" * 100_000)
    assert problem is not None
    assert len(problem) < 200


FIELDS = {
    "six fields": ("arn:aws:iam::1:role/x", ["arn", "aws", "iam", "", "1", "role/x"]),
    "colons of the resource": ("a:b:c:d:e:f:g:", ["a", "b", "c", "d", "e", "f:g:"]),
    "fewer": ("arn:aws:*", ["arn", "aws", "*"]),
    "one": ("*", ["*"]),
    "none": ("", [""]),
    "empty fields": (":::::", ["", "", "", "", "", ""]),
    "ARN-1 a variable is one token": ("a:b:c:d:${aws:x/y:z}:f", ["a", "b", "c", "d", "${aws:x/y:z}", "f"]),
    "ARN-1 a default is part of it": ("a:${k, 'x:y'}:c", ["a", "${k, 'x:y'}", "c"]),
    "text around a variable": ("a:b${k}c:d", ["a", "b${k}c", "d"]),
    "an escape separates nothing": ("a:${*}b:c", ["a", "*b", "c"]),
}


@pytest.mark.parametrize(("text", "fields"), FIELDS.values(), ids=FIELDS)
def test_fields(text: str, fields: list[str]) -> None:
    """COND-40."""
    assert [field.text for field in split_fields(parse_template(text))] == fields


def test_fields_of_substituted_text() -> None:
    """The colons of a value separate nothing."""
    template = Template(("a:", Substituted("b:c"), ":d"))
    assert [field.text for field in split_fields(template)] == ["a", "b:c", "d"]


def test_fields_keep_their_wildcards() -> None:
    assert split_fields(parse_template("a*:?")) == (Template(("a", STAR)), Template((ONE,)))


@pytest.mark.parametrize("piece", ["${", "${a", "${a, '", "$", "${${", "${a, 'x'", "${a, x}"])
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    text = piece * (131_072 // len(piece))
    assert parse_template(text).text == text
    assert (variable_problem(text) is None) is (piece == "$")
