"""One value or a list of them: the only place that knows that documents may say either (GRAM-4).

Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from policykit.errors import InvalidValue, shown
from policykit.jsontext import JsonValue, Number
from policykit.model.grammar import Report
from policykit.source import Pointer

__all__ = ["alone_or_listed", "described", "entry_at", "listed", "read_texts"]

_T = TypeVar("_T")


def listed(value: JsonValue) -> list[JsonValue]:
    """A list as it is, any other value as the only entry of one (GRAM-4)."""
    return value if isinstance(value, list) else [value]


def alone_or_listed(values: Iterable[JsonValue]) -> JsonValue:
    """One value alone, several as a list, as is shortest; null stays in its list, where IAM drops it (GRAM-9a).

    >>> alone_or_listed(["sts:AssumeRole"]), alone_or_listed(["*", "a"]), alone_or_listed([None])
    ('sts:AssumeRole', ['*', 'a'], [None])
    """
    entries = list(values)
    return entries[0] if len(entries) == 1 and entries[0] is not None else entries


def entry_at(at: Pointer, value: JsonValue, index: int) -> Pointer:
    """Where the entry of `listed` stands in the document."""
    return at / index if isinstance(value, list) else at


def read_texts(
    value: JsonValue, at: Pointer, report: Report, read: Callable[[str], _T], *, nulls: bool = False
) -> tuple[_T, ...]:
    """Every entry read; problems are noted per entry. The common case of good text is one pass without pointers."""
    entries = listed(value)
    try:
        if set(map(type, entries)) <= {str}:
            return tuple(map(read, entries))  # type: ignore[arg-type]  # every entry is a str
    except InvalidValue:
        pass  # found again below, with its place
    result = []
    for index, entry in enumerate(entries):
        if type(entry) is str:
            try:
                result.append(read(entry))
            except InvalidValue as error:
                report.refuse(entry_at(at, value, index), str(error))
        elif not (nulls and entry is None and isinstance(value, list)):
            report.refuse(entry_at(at, value, index), f"expected a string, found {described(entry)}")
    return tuple(result)


def described(value: JsonValue) -> str:
    """A JSON value in a message: text and numbers as they are, the rest by what it is."""
    match value:
        case Number():
            return f"the number {value}"
        case str():
            return shown(value)
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case []:
            return "an empty list"
        case list():
            return "a list"
        case _:
            return "an object"
