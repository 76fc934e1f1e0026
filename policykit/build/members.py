"""Tables of an intention: which members they can have, and what is not of that form.

The command line makes its options of the same members, and the JSON Schema its properties.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, TypeAlias

from policykit.errors import Flaw, shown
from policykit.model.grammar import did_you_mean

__all__ = ["Form", "Member", "Shape", "flaws"]


class Shape(Enum):
    """What the value of a member is; the value of the row says it in words."""

    TEXT = "text"
    TEXTS = "text or a list of texts"
    FLAG = "true or false"
    COUNT = "a whole number"
    MOMENT = "a date, or a time with its zone"
    TAGS = "a table of texts"
    TABLE = "a table"
    TABLES = "one table or more, each under [[grant]]"
    TEXT_OR_TABLE = "text or a table"

    def fits(self, value: object) -> bool:
        """Whether a value of TOML has this shape.

        >>> Shape.COUNT.fits(3600), Shape.COUNT.fits(True)
        (True, False)
        """
        return _FITS[self](value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


_FITS: Final[Mapping[Shape, Callable[[Any], bool]]] = {
    Shape.TEXT: _is_text,
    Shape.TEXTS: lambda value: _is_text(value) or (isinstance(value, list | tuple) and all(map(_is_text, value))),
    Shape.FLAG: lambda value: isinstance(value, bool),
    Shape.COUNT: lambda value: type(value) is int,
    Shape.MOMENT: lambda value: isinstance(value, str | date),
    Shape.TAGS: lambda value: _is_table(value) and all(map(_is_text, value.values())),
    Shape.TABLE: _is_table,
    Shape.TABLES: lambda value: isinstance(value, list) and value != [] and all(map(_is_table, value)),
    Shape.TEXT_OR_TABLE: lambda value: _is_text(value) or _is_table(value),
}


def _unchanged(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a table.

    Attributes:
        meaning: what it says, with an example of its form.
        form: a word for its value, as usage texts have it.
        shape: of the value.
        required: whether it must be there.
        read: what makes a value of it, and refuses what is none.
    """

    meaning: str
    form: str = ""
    shape: Shape = Shape.TEXT
    required: bool = False
    read: Callable[[Any], object] = _unchanged


Form: TypeAlias = Mapping[str, Member]
"""The members that a table can have."""


def flaws(form: Form, table: Mapping[str, object], *at: str) -> Iterator[Flaw]:
    """Everything in which a table is not of a form.

    Args:
        form: the members that it can have.
        table: the values by name.
        at: the members that lead to the table.

    >>> form = {"repo": Member("The repository.", required=True)}
    >>> [str(each) for each in flaws(form, {"repos": "acme/app"}, "caller")]
    ["caller.repos: unknown member: expected repo; did you mean 'repo'?", 'caller.repo: is missing: expected text']
    """
    for name in table:
        if name not in form:
            expected = f"expected {', '.join(form)}{did_you_mean(name, tuple(form))}"
            yield Flaw((*at, name), f"unknown member: {expected}")
    for name, member in form.items():
        if name in table:
            if not member.shape.fits(table[name]):
                yield Flaw((*at, name), f"expected {member.shape.value}, found {shown(table[name])}")
        elif member.required:
            yield Flaw((*at, name), f"is missing: expected {member.form or member.shape.value}")
