"""A file as JSON: one value, or several one after the other, as commands print that answer in pages."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from policykit import jsontext
from policykit.errors import InputError, JsonError
from policykit.inputs.files import Source
from policykit.jsontext import JsonText, JsonValue
from policykit.model.document_text import decoded
from policykit.source import Location

__all__ = ["Page", "decoded", "read_json"]


@dataclass(frozen=True, slots=True)
class Page:
    """A JSON value in a file.

    Attributes:
        source: name of the file.
        text: of the whole file, decoded; lines and columns count in it.
        json: the value.
        start: where in the file its text begins.
    """

    source: str
    text: str = field(repr=False)
    json: JsonText
    start: Location

    @property
    def value(self) -> JsonValue:
        """The value."""
        return self.json.value

    def locate(self, pointer: tuple[str | int, ...] = ()) -> Location:
        """Line and column, in the file, of the value at a pointer; see `JsonText.locate`."""
        return _shifted(self.start, self.json.locate(pointer))

    def refusal(self, message: str, pointer: tuple[str | int, ...] = ()) -> InputError:
        """The error that says this of the value at a pointer."""
        return self._refusal(message, self.locate(pointer))

    def refusal_of_name(self, message: str, pointer: tuple[str | int, ...]) -> InputError:
        """The error that says this of the name of the member at a pointer."""
        return self._refusal(message, _shifted(self.start, self.json.locate_key(pointer)))

    def _refusal(self, message: str, place: Location) -> InputError:
        return InputError(self.source, message, place.line, place.column)


def read_json(source: Source) -> Iterator[Page]:
    """The JSON values of a file; read while they are asked for.

    Raises:
        InputError: the file is not JSON; with line and column.

    >>> [page.value for page in read_json(Source("roles.json", b'{"Roles": []} {"Roles": []}'))]
    [{'Roles': []}, {'Roles': []}]
    """
    plain = decoded(source.data)
    if isinstance(plain, str):
        yield _page(source.name, plain)
    elif _ADJACENT.search(source.data) and _is_utf8(source.data):
        yield from _split(source.name, source.data.decode())
    else:
        yield _page(source.name, source.data)


_START: Final = Location(1, 1)


def _page(source: str, text: str | bytes) -> Page:
    try:
        parsed = jsontext.parse(text)
    except JsonError as error:
        raise InputError(source, error.message, error.line, error.column) from None
    return Page(source, parsed.text, parsed, _START)


def _shifted(start: Location, place: Location) -> Location:
    """A place in a text that begins somewhere, as a place in what is around."""
    column = place.column + start.column - 1 if place.line == 1 else place.column
    return Location(place.line + start.line - 1, column)


# --- several values --------------------------------------------------------------------------------------------------

_ADJACENT: Final = re.compile(rb"\}[ \t\r\n]*+\{")  # outside of strings, never within one JSON value
_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_SCANNER: Final = json.JSONDecoder(parse_int=str, parse_float=str)  # finds ends only; int() has a limit


def _is_utf8(data: bytes) -> bool:
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False


def _split(source: str, text: str) -> Iterator[Page]:
    at = _skip(text, 0)
    place = _moved(_START, text[:at])
    while at < len(text):
        try:
            _, end = _SCANNER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = len(text)  # the parser says what is wrong with the rest
        yield _part(source, text, text[at:end], place)
        following = _skip(text, end)
        place, at = _moved(place, text[at:following]), following


def _part(source: str, text: str, part: str, start: Location) -> Page:
    try:
        return Page(source, text, jsontext.parse(part), start)
    except JsonError:
        # Once more, at its place: messages speak of lines and columns too.
        return _page(source, "\n" * (start.line - 1) + " " * (start.column - 1) + part)


_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def _moved(place: Location, passed: str) -> Location:
    """The place behind a piece of text that begins at a place; nothing but the piece is looked at."""
    ends = [match.end() for match in _LINE_END.finditer(passed)]
    if not ends:
        return Location(place.line, place.column + len(passed))
    return Location(place.line + len(ends), len(passed) - ends[-1] + 1)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
