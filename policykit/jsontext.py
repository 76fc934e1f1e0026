"""JSON text → value, strictly and at the speed of C; where a value stands in its text is worked out only when asked.

A text is read by the scanner of the standard library. What that scanner lets pass (nesting without end, halves of
surrogate pairs) is found by cheap looks at the text; everything it refuses is read again, slowly, by the scanner of
`policykit._jsonerrors`, which knows where it is and what it expected. So valid text costs no bookkeeping, and no
message is the standard library's.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from itertools import accumulate
from typing import Final, NamedTuple, Self, TypeAlias

from policykit._jsonerrors import (
    HALF,
    MAX_DEPTH,
    NUMBER,
    PAIR,
    SAVE,
    SKIPPER,
    error_at,
    first_error,
    found_at,
    location,
    skip,
)
from policykit.errors import InvalidValue, JsonError, PolicyError, Problem, shown
from policykit.source import Location, Pointer

__all__ = ["MAX_DEPTH", "JsonObject", "JsonText", "JsonValue", "Number", "parse", "to_json_value", "write"]


class Number(str):
    """A JSON number as it was written: ``1.0`` stays ``1.0``.

    A string, because policies compare numbers as text and as numbers, and a float would forget how it was spelled.
    Look for `Number` before ``str`` when telling values apart.

    Raises:
        InvalidValue: the text is not a JSON number.

    Source: IAM User Guide, "Grammar of the IAM JSON policy language": numbers need no quotes (GRAM-9).

    >>> parse('{"NumericLessThan": 1.0}').value
    {'NumericLessThan': Number('1.0')}
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Check the text; the scanner, which passes nothing but numbers, goes round this."""
        if not re.fullmatch(NUMBER, text):
            raise InvalidValue(text, "expected a JSON number such as 3600, -1 or 0.5")
        return super().__new__(cls, text)

    def __repr__(self) -> str:
        return f"Number({str(self)!r})"


JsonValue: TypeAlias = str | Number | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
JsonObject: TypeAlias = dict[str, JsonValue]


@dataclass(frozen=True, eq=False)
class JsonText:
    """A text and the JSON value written in it.

    Places are found by walking the text again, so a text that nobody asks about costs nothing. A pointer that leads
    nowhere is answered for the innermost value that does exist: the place to report a missing member at.

    Attributes:
        value: what the text says.
        text: the text itself, decoded.

    >>> policy = parse('{"Statement": [{"Effect": "allow"}]}')
    >>> str(policy.locate(Pointer(("Statement", 0, "Effect"))))
    '1:27'
    >>> str(policy.locate_key(Pointer(("Statement", 0, "Effect"))))
    '1:17'
    >>> str(policy.locate(Pointer(("Statement", 0, "Action"))))
    '1:16'
    """

    value: JsonValue
    text: str = field(repr=False)

    @cached_property
    def _places(self) -> "_Places":
        return _Places(self.text)

    def locate(self, pointer: tuple[str | int, ...]) -> Location:
        """The line and column of the first character of the value at the pointer."""
        return self._places.location(self._places.find(pointer).start)

    def locate_key(self, pointer: tuple[str | int, ...]) -> Location:
        """The line and column of the opening quote of the member's name; of the value, if it has no name."""
        return self._places.location(self._places.find(pointer).name)

    def place(self, offset: int) -> Location:
        """The line and column of the character at an offset of `text`."""
        return self._places.location(offset)

    def span(self, pointer: tuple[str | int, ...]) -> tuple[int, int]:
        """Where in `text` the value at the pointer starts and ends, as the bounds of a slice.

        >>> policy = parse('{"Statement": [{"Effect": "allow"}]}')
        >>> start, end = policy.span(Pointer(("Statement", 0)))
        >>> policy.text[start:end]
        '{"Effect": "allow"}'
        """
        place = self._places.find(pointer)
        return place.start, place.end


def parse(text: str | bytes) -> JsonText:
    r"""Read one JSON value.

    Stricter than most parsers: a member may occur once per object, ``NaN`` and ``Infinity`` are no numbers, strings
    hold whole characters only (no half of a surrogate pair), nesting ends at `MAX_DEPTH`, and bytes are UTF-8
    without a byte order mark. Time grows with the length of the text, whatever the text is.

    Raises:
        JsonError: the text is anything else; says where, and what was expected.

    Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "Troubleshoot IAM policies"
    (GRAM-5, GRAM-6, GRAM-9, GRAM-10).

    >>> parse(b'{"Version": "2012-10-17"}').value
    {'Version': '2012-10-17'}
    >>> parse('{"Effect": "Allow",\n "Effect": "Deny"}')
    Traceback (most recent call last):
    policykit.errors.JsonError: line 2, column 2: the member 'Effect' occurs twice, first at line 1, column 2
    """
    if isinstance(text, bytes):
        text = _decoded(text)
    if _has_half_characters(text) or _is_too_deep(text):
        raise first_error(text)
    try:
        return JsonText(_READER.decode(text), text)
    except json.JSONDecodeError as error:
        if error.pos > _PATIENT:  # reading so much again, slowly, would take minutes
            found = found_at(text, error.pos) if text[error.pos :].strip() else "the end of the text"
            raise error_at(f"expected valid JSON here, found {found}", text, error.pos) from None
        raise first_error(text) from None
    except ValueError:
        raise first_error(text) from None


_PATIENT: Final = 4_000_000  # characters that are read again to say best what is wrong with the next one


def write(value: JsonValue, *, indent: int | None = None) -> str:
    r"""Write a JSON value with the characters that IAM accepts in a policy document.

    Characters above U+00FF are escaped, numbers are written as they were read.

    Args:
        value: what to write.
        indent: spaces per level, one item per line; without it there is no white space at all.

    Raises:
        TypeError: something in the value is not a `JsonValue`; `to_json_value` makes one of it.

    Source: IAM API Reference, "CreateRole", AssumeRolePolicyDocument: U+0020 to U+00FF (GRAM-6).

    >>> write({"Sid": "é ☂", "Max": Number("1.0"), "Action": []})
    '{"Sid":"é \\u2602","Max":1.0,"Action":[]}'
    """
    return _written(value, "", "") if indent is None else _written(value, "\n", " " * indent)


def to_json_value(value: object) -> JsonValue:
    """A JSON value with the content of a value built in Python.

    Mappings become dicts, lists and tuples lists, numbers `Number`. Every container is fresh: whoever changes the
    original later changes nothing here.

    Raises:
        PolicyError: parts that JSON cannot write, each with its path: other types, names that are not strings, NaN
            and infinities, halves of surrogate pairs, nesting beyond `MAX_DEPTH`, containers that contain themselves.

    >>> to_json_value({"Action": ("sts:AssumeRole",), "Max": 3600, "Mfa": True})
    {'Action': ['sts:AssumeRole'], 'Max': Number('3600'), 'Mfa': True}
    >>> to_json_value({"Max": float("nan")})
    Traceback (most recent call last):
    policykit.errors.PolicyError: invalid JSON value: /Max: expected a finite number, found nan
    """
    conversion = _Conversion()
    result = conversion.value(value, Pointer())
    if conversion.problems:
        raise PolicyError(conversion.problems, kind="JSON value")
    return result


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _members(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member occurs twice")
    return members


def _refused(constant: str) -> JsonValue:
    raise ValueError(constant)


_as_number = partial(str.__new__, Number)  # the scanner passes numbers only: checking them again would take a third
_READER: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_as_number, parse_float=_as_number, parse_constant=_refused
)
_QUOTED: Final = re.compile(rb'"[^"]*+"?')
_STEPS: Final = bytes.maketrans(b"{}[]", b"\x01\xff\x01\xff")  # down, up: +1, -1 as signed bytes
_UNMARKED: Final = bytes(set(range(256)) - set(b'{}[]"'))


def _is_too_deep(text: str) -> bool:
    """Whether a text, if it is JSON, is nested beyond the limit; decides before any recursive scanner sees it."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    data = text.encode()
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")  # pairs first: then \" is an escape for certain
    marks = data.translate(_STEPS, _UNMARKED).replace(b'""', b"")  # most strings hold no mark: gone at memory speed
    steps = memoryview(_QUOTED.sub(b"", marks)).cast("b")
    return max(accumulate(steps), default=0) > MAX_DEPTH


_RAW_HALF: Final = re.compile("[\ud800-\udfff]")
_ESCAPES: Final = re.compile(rf"{PAIR}|({HALF})|\\.", re.DOTALL)


def _has_half_characters(text: str) -> bool:
    """Whether a text, if it is JSON, has half a surrogate pair, raw or escaped; neither can be written as UTF-8."""
    if not text.isascii() and _RAW_HALF.search(text):
        return True
    if "\\" not in text or not re.search(HALF, text):
        return False
    return any(escape[1] for escape in _ESCAPES.finditer(text))


def _decoded(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    if encoding == "utf-8-sig":
        raise JsonError(f"the text starts with a byte order mark (BOM): {SAVE}", 1, 1)
    if encoding != "utf-8":
        raise JsonError(f"the text is {encoding[:6].upper()}: {SAVE}", 1, 1)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode()
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8 here: {SAVE}"
        raise error_at(message, readable, len(readable)) from None


# ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Place(NamedTuple):
    name: int
    start: int
    end: int


class _Places:
    """Finds values in a text that is known to be good; remembers the containers it walked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._items: dict[int, dict[str | int, _Place]] = {}  # by where the container starts
        self._last = (0, 1)  # offset and line of the last answer: most questions come in the order of the text

    @cached_property
    def _root(self) -> _Place:
        start = skip(self._text, 0)
        return _Place(start, start, len(self._text.rstrip(" \t\n\r")))

    def find(self, pointer: tuple[str | int, ...]) -> _Place:
        """The place of the innermost value that exists on the way to the pointer."""
        place = self._root
        for part in pointer:
            if place.start not in self._items:
                self._items[place.start] = self._walk(place.start)
            inner = self._items[place.start].get(part)
            if inner is None:
                return place
            place = inner
        return place

    def _walk(self, at: int) -> dict[str | int, _Place]:
        text, bracket = self._text, self._text[at]
        items: dict[str | int, _Place] = {}
        if bracket not in "{[":
            return items
        at = skip(text, at + 1)
        while text[at] not in "}]":
            name: str | int = len(items)
            start = at
            if bracket == "{":
                name, end = SKIPPER.raw_decode(text, at)
                start = skip(text, skip(text, end) + 1)
            _, end = SKIPPER.raw_decode(text, start)
            items[name] = _Place(at, start, end)
            at = skip(text, end)
            if text[at] == ",":
                at = skip(text, at + 1)
        return items

    def location(self, offset: int) -> Location:
        start, line = self._last if self._last[0] <= offset else (0, 1)
        place = location(self._text, offset, start, line)
        self._last = offset, place.line
        return place


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_LITERALS: Final = {None: "null", True: "true", False: "false"}
_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode
_BEYOND_LATIN: Final = re.compile(r"[^\x00-\xff]")


def _written(value: JsonValue, newline: str, step: str) -> str:
    match value:
        case Number():
            return str(value)
        case str():
            return _BEYOND_LATIN.sub(_escaped, _quoted(value))
        case None | True | False:
            return _LITERALS[value]
        case list():
            return _enclosed("[", [_written(each, newline + step, step) for each in value], "]", newline, step)
        case dict():
            colon = ": " if newline else ":"
            members = [
                f"{_written(name, '', '')}{colon}{_written(each, newline + step, step)}" for name, each in value.items()
            ]
            return _enclosed("{", members, "}", newline, step)
        case _:
            raise TypeError(f"expected a JsonValue, found {type(value).__name__}: to_json_value makes one")


def _enclosed(start: str, items: list[str], end: str, newline: str, step: str) -> str:
    if not items:
        return start + end
    return f"{start}{newline}{step}{f',{newline}{step}'.join(items)}{newline}{end}"


def _escaped(character: re.Match[str]) -> str:
    units = character[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


# ── Values built in Python ───────────────────────────────────────────────────────────────────────────────────────────


class _Conversion:
    """One run of `to_json_value`: collects every problem, so that they can be mended at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._around: set[int] = set()  # identities of the containers around the present value

    def value(self, value: object, path: Pointer) -> JsonValue:
        match value:
            case None | bool() | Number():
                return value
            case str():
                return self._text(value, path)
            case int() | float() | Decimal():
                return self._number(value, path)
            case list() | tuple() | Mapping():
                return self._container(value, path)
            case _:
                return self._refuse(
                    path, f"expected text, a number, a boolean, None, a list or a mapping, found {type(value).__name__}"
                )

    def _refuse(self, path: Pointer, message: str) -> JsonValue:
        self.problems.append(Problem(path, message))
        return None  # stands for the part until the end of the run, which is an error

    def _text(self, value: str, path: Pointer) -> str:
        half = _RAW_HALF.search(value)
        if half:
            self._refuse(path, f"U+{ord(half[0]):04X} is half of a surrogate pair and not a character")
        return str.__str__(value)  # an enumeration's member becomes its text

    def _number(self, value: int | float | Decimal, path: Pointer) -> JsonValue:
        lexeme = float.__repr__(value) if isinstance(value, float) else str(Decimal(value))  # str(int) has a limit
        if not re.fullmatch(NUMBER, lexeme):
            return self._refuse(path, f"expected a finite number, found {lexeme}")
        return Number(lexeme)

    def _container(self, value: Sequence[object] | Mapping[object, object], path: Pointer) -> JsonValue:
        if id(value) in self._around:
            return self._refuse(path, "this value contains itself")
        if len(path) == MAX_DEPTH:
            return self._refuse(path, f"nested more than {MAX_DEPTH} arrays and objects deep")
        self._around.add(id(value))
        result = self._object(value, path) if isinstance(value, Mapping) else self._array(value, path)
        self._around.remove(id(value))
        return result

    def _array(self, value: Sequence[object], path: Pointer) -> JsonValue:
        return [self.value(each, path / index) for index, each in enumerate(value)]

    def _object(self, value: Mapping[object, object], path: Pointer) -> JsonValue:
        members: dict[str, JsonValue] = {}
        for name, each in value.items():
            if isinstance(name, str):
                members[self._text(name, path / name)] = self.value(each, path / name)
            else:
                self._refuse(path, f"expected member names that are strings, found {shown(name)}")
        return members
