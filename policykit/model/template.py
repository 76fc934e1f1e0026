"""Text with policy variables: ``${aws:username}``, ``${aws:PrincipalTag/team, 'none'}`` and the escapes ``${*}``.

A `Template` is such a text, read once. What its variables stand for is known only when a request comes; then
`policykit.evaluate.variables` puts the values in. A value put in is data: it brings no wildcard, no variable and no
field boundary with it.

Source: IAM User Guide, "IAM policy elements: Variables and tags".
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from policykit.errors import shown
from policykit.wildcard import Glob, Mark, glob

__all__ = ["Substituted", "Template", "Token", "Variable", "parse_template", "split_fields", "variable_problem"]

_FIELDS: Final = 6  # of an ARN: arn:partition:service:region:account:resource
_VARIABLE = re.compile(
    r"\$\{(?:(?P<escape>[*?$])|(?P<key>[^\x00-\x20{}',]+)(?:, '(?P<default>[^']*)')?)\}"
    r"|(?P<broken>\$\{)"
)
_SPACE = re.compile(r"[\x00-\x20]")


@dataclass(frozen=True, slots=True)
class Variable:
    """A reference to a condition key of the request.

    Attributes:
        key: as written; condition keys are case-insensitive (COND-67).
        default: what stands in if the key has no single value, or None.
    """

    key: str
    default: str | None = None

    def __str__(self) -> str:
        return f"${{{self.key}}}" if self.default is None else f"${{{self.key}, '{self.default}'}}"


@dataclass(frozen=True, slots=True)
class Substituted:
    """Text in the place of a variable: literal, and nothing in it separates the fields of an ARN (COND-66, ARN-1)."""

    text: str

    def __str__(self) -> str:
        return self.text


Token: TypeAlias = str | Mark | Variable | Substituted
"""A piece of a template; a string is literal, the escapes already taken."""


@dataclass(frozen=True, slots=True)
class Template:
    """A policy text, cut into literal text, wildcards and variables.

    Attributes:
        tokens: in order; strings may be neighbours.

    >>> parse_template("home/${aws:username}/*").tokens
    ('home/', Variable(key='aws:username', default=None), '/', <Mark.RUN: '*'>)
    """

    tokens: tuple[Token, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that are still in it, in order."""
        return tuple(token for token in self.tokens if isinstance(token, Variable))

    @property
    def is_constant(self) -> bool:
        """Whether it means the same in every request."""
        return not any(isinstance(token, Variable) for token in self.tokens)

    @property
    def text(self) -> str:
        """What it says where ``*`` and ``?`` are ordinary characters; a variable in it is the text it is written as.

        >>> parse_template("${*}.py*").text
        '*.py*'
        """
        return "".join(token.value if isinstance(token, Mark) else str(token) for token in self.tokens)

    @property
    def glob(self) -> Glob:
        """What it says where ``*`` and ``?`` are wildcards; a variable in it is the text it is written as.

        A variable means its own text where it may not be used, as in the first five fields of a Resource (ARN-16).

        >>> parse_template("${*}.py*").glob
        ('*', '.py', <Mark.RUN: '*'>)
        """
        return tuple(token if isinstance(token, Mark) else str(token) for token in self.tokens)


def parse_template(text: str, *, variables: bool = True) -> Template:
    """Read a policy text.

    ``${*}``, ``${?}`` and ``${$}`` are the character inside (COND-63). A ``$`` that begins nothing is literal
    (COND-69), and so is the ``${`` of a malformed variable (COND-68); `variable_problem` tells of those.

    Args:
        text: the value of a Resource element or of a condition, as written.
        variables: False where ``${…}`` is ordinary text, escapes included: in a document without version 2012-10-17
            (GRAM-12, GRAM-13), and under operators without variables (COND-61).

    >>> parse_template("${aws:PrincipalTag/team, 'none'}").tokens
    (Variable(key='aws:PrincipalTag/team', default='none'),)
    >>> parse_template("${*}", variables=False).tokens
    ('${', <Mark.RUN: '*'>, '}')
    """
    if not variables or "${" not in text:
        return Template(glob(text))
    tokens: list[Token] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        tokens.extend(glob(text[end : found.start()]))
        literal = found["broken"] or found["escape"]
        tokens.append(literal or Variable(found["key"], found["default"]))
        end = found.end()
    tokens.extend(glob(text[end:]))
    return Template(tuple(tokens))


@lru_cache(maxsize=1 << 12)  # the same few variables are in every policy of an account
def variable_problem(text: str) -> str | None:
    """What is malformed about the first malformed variable of a policy text, or None if all are well-formed.

    >>> variable_problem("home/${aws:username")
    "variable '${aws:username' has no closing brace"
    >>> variable_problem("${aws:PrincipalTag/team, 'none'} and $5") is None
    True

    Source: Access Analyzer policy check reference, the errors about variables (COND-68).
    """
    for found in _VARIABLE.finditer(text):
        if found["broken"]:
            body, brace, _ = text[found.end() :].partition("}")
            return f"variable {shown('${' + body + brace)} {_fault(body) if brace else 'has no closing brace'}"
    return None


def _fault(body: str) -> str:
    key, comma, _ = body.partition(",")
    if not body:
        return "is empty; expected a condition key, as in ${aws:username}"
    if _SPACE.search(key):
        return "has white space in its name, which no variable has"
    if comma or "'" in key:
        return "has a malformed default; expected a comma, a space and single quotes, as in ${aws:username, 'none'}"
    return "has a brace in its name; variables cannot be nested"


def split_fields(template: Template) -> tuple[Template, ...]:
    """Cut a template into the fields of an ARN, at the first five colons that the policy itself spells out.

    A colon inside a variable, or inside the text that replaced one, separates nothing (ARN-1). Fewer colons give fewer
    fields; the sixth field keeps its colons.

    >>> [field.text for field in split_fields(parse_template("arn:aws:iam::${aws:PrincipalAccount}:role/a:b"))]
    ['arn', 'aws', 'iam', '', '${aws:PrincipalAccount}', 'role/a:b']

    Source: IAM User Guide, "Amazon Resource Name (ARN) condition operators" (COND-40).
    """
    fields: list[list[Token]] = [[]]
    for token in template.tokens:
        if isinstance(token, str):
            first, *rest = token.split(":", _FIELDS - len(fields))
            fields[-1].append(first)
            fields.extend([each] for each in rest)
        else:
            fields[-1].append(token)
    return tuple(Template(tuple(token for token in field if token != "")) for field in fields)
