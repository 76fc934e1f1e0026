"""How JSON is spelled, and what is wrong with a text that is not JSON: the first place, and what was expected there.

`policykit.jsontext` comes here with texts that it refused: this scanner is slow, but knows where it is.
"""

import json
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from policykit.errors import JsonError, shown
from policykit.source import Location

__all__ = [
    "HALF",
    "MAX_DEPTH",
    "NUMBER",
    "PAIR",
    "SAVE",
    "SKIPPER",
    "error_at",
    "first_error",
    "found_at",
    "location",
    "skip",
]

MAX_DEPTH: Final = 200  # arrays and objects inside each other; policies need 7, Terraform plans some 40
NUMBER: Final = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
HALF: Final = r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
PAIR: Final = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
SAVE: Final = "save the text as UTF-8 without a byte order mark"
SKIPPER: Final = json.JSONDecoder(parse_int=str, parse_float=str)  # for text known to be good; int() has a limit
_SPACE: Final = re.compile(r"[ \t\n\r]*+")


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def skip(text: str, at: int) -> int:
    """Where the white space that may be at an offset ends."""
    return _end(_SPACE, text, at)


def location(text: str, offset: int, start: int = 0, line: int = 1) -> Location:
    r"""The place of an offset, given the line of an earlier one; lines end in ``\n``, ``\r\n`` or ``\r``."""
    line += text.count("\n", start, offset) + text.count("\r", start, offset)
    line -= text.count("\r\n", max(start - 1, 0), offset)  # one back: the earlier offset may be inside the pair
    newline = text.rfind("\n", 0, offset)
    return Location(line, offset - max(newline, text.rfind("\r", newline + 1, offset)))


def _where(text: str, offset: int) -> str:
    place = location(text, offset)
    return f"line {place.line}, column {place.column}"


def error_at(message: str, text: str, offset: int) -> JsonError:
    """The error that says this of the place at an offset."""
    place = location(text, offset)
    return JsonError(message, place.line, place.column)


class _State(NamedTuple):
    """What may come next: in words, and as the first characters of tokens (``0`` is any number or literal)."""

    expected: str
    tokens: str


_VALUE: Final = _State("a JSON value", '"0{[')
_FIRST_ITEM: Final = _State("an item or ']'", '"0{[]')
_ITEM: Final = _State("another item", '"0{[')
_AFTER_ITEM: Final = _State("',' or ']'", ",]")
_FIRST_NAME: Final = _State("a member name in double quotes or '}'", '"}')
_NAME: Final = _State("another member name in double quotes", '"')
_COLON: Final = _State("':' after the member name", ":")
_AFTER_MEMBER: Final = _State("',' or '}'", ",}")
_END: Final = _State("the end of the text", "")

_PLAIN: Final = r'[^"\\\x00-\x1f\ud800-\udfff]*+'
_STRING: Final = re.compile(  # without its closing quote
    rf'"{_PLAIN}(?:(?:\\["\\/bfnrt]|{PAIR}|(?!{HALF})\\u[0-9a-fA-F]{{4}}){_PLAIN})*+'
)
_TOKEN: Final = re.compile(
    rf'(?P<string>{_STRING.pattern}")|(?P<scalar>{NUMBER}(?![-+.0-9A-Za-z_])|(?:true|false|null)(?![0-9A-Za-z_]))'
    r"|(?P<mark>[][{}:,])"
)

# Where no token can be read, the first pattern that matches says why. {code}: the character's number in hexadecimal.
_OTHERWISE: Final = ""
_STRING_MISTAKES: Final = {
    r"[\r\n]": "expected '\"' before the end of the line; a line break inside a string is written \\n",
    r"[\x00-\x1f]": "the control character U+{code} inside a string is written \\u{code}",
    rf"[\ud800-\udfff]|{HALF}": "half of a surrogate pair is not a character",
    r"\\u": "expected four hexadecimal digits after \\u",
    _OTHERWISE: 'expected one of "\\/bfnrtu after the backslash; a backslash itself is written \\\\',
}
_MISTAKES: Final = {
    r"\ufeff": f"expected {{expected}}, found a byte order mark (BOM): {SAVE}",
    r"//|/\*|#": "expected {expected}, found a comment: comments are not part of JSON",
    r"'": "expected {expected}, found a single quote: JSON has double quotes, not single quotes",
    r"[`\u2018-\u201f\u00ab\u00bb]": 'expected {expected}, found {found}: JSON has plain double quotes (")',
    r"[-+]?(?:NaN|Infinity)|[-+.]?[0-9]|[-+.]": "expected {expected}, found {found}, which is not a JSON number",
    r"(?i:true|false|null)(?![0-9A-Za-z_])": "expected {expected}, found {found}: JSON has true, false, null",
    _OTHERWISE: "expected {expected}, found {found}",
}
_CUT_SHORT: Final = re.compile(r"(?:\\(?:u[0-9a-fA-F]{0,3})?)?\Z")
_FOUND: Final = re.compile(r"[-+.0-9A-Za-z_$]{1,40}+|\"[^\"\r\n]{0,40}+\"?|.", re.DOTALL)


class _Container(NamedTuple):
    kind: str
    start: int
    names: dict[str, int]
    after_comma: _State
    after_item: _State


def first_error(text: str) -> JsonError:
    """What is wrong with a text that is not acceptable JSON, and where: the first such place."""
    state, end, last = _VALUE, 0, 0
    containers: list[_Container] = []
    while True:
        at = skip(text, end)
        token = _TOKEN.match(text, at)
        kind = "0" if token and token.lastgroup == "scalar" else text[at : at + 1]
        if token is None or kind not in state.tokens:
            return _complaint(text, at, last, state, containers)
        if kind in "{[":
            if len(containers) == MAX_DEPTH:
                return error_at(f"nested more than {MAX_DEPTH} arrays and objects deep", text, at)
            state = _FIRST_NAME if kind == "{" else _FIRST_ITEM
            containers.append(_opened(kind, at))
        elif kind == '"' and state in (_FIRST_NAME, _NAME):
            name, _ = SKIPPER.raw_decode(text, at)
            first = containers[-1].names.setdefault(name, at)
            if first != at:
                message = f"the member {shown(name)} occurs twice, first at {_where(text, first)}"
                return error_at(message, text, at)
            state = _COLON
        elif kind == ":":
            state = _VALUE
        elif kind == ",":
            state = containers[-1].after_comma
        else:
            if kind in "]}":
                containers.pop()
            state = containers[-1].after_item if containers else _END
        last, end = at, token.end()


def _opened(kind: str, at: int) -> _Container:
    if kind == "{":
        return _Container("object", at, {}, _NAME, _AFTER_MEMBER)
    return _Container("array", at, {}, _ITEM, _AFTER_ITEM)


def _complaint(text: str, at: int, last: int, state: _State, containers: list[_Container]) -> JsonError:
    """Why the token at an offset cannot stand there, or cannot be read; ``last`` is the offset of the one before."""
    if at == len(text):
        return error_at(_unfinished(text, containers), text, at)
    if _TOKEN.match(text, at):
        if state in (_NAME, _ITEM) and text[at] in "]}":
            return error_at(f"trailing comma: expected {state.expected} after it", text, last)
        several = "more than one JSON value: " if state is _END and text[at] not in "]},:" else ""
        return error_at(f"{several}expected {state.expected}, found {found_at(text, at)}", text, at)
    if text[at] == '"':
        return _string_error(text, at)
    return error_at(_mistake(_MISTAKES, text, at, state.expected), text, at)


def _unfinished(text: str, containers: list[_Container]) -> str:
    if containers:
        innermost = containers[-1]
        return f"the text ends before the {innermost.kind} that starts at {_where(text, innermost.start)} is closed"
    return f"expected a JSON value, the text is {'only white space' if text else 'empty'}"


def _string_error(text: str, start: int) -> JsonError:
    at = _end(_STRING, text, start)
    if _CUT_SHORT.match(text, at):
        message = f"the text ends before the string that starts at {_where(text, start)} is closed"
        return error_at(message, text, len(text))
    return error_at(_mistake(_STRING_MISTAKES, text, at), text, at)


def _mistake(mistakes: Mapping[str, str], text: str, at: int, expected: str = "") -> str:
    message = next(message for pattern, message in mistakes.items() if re.compile(pattern).match(text, at))
    return message.format(expected=expected, found=found_at(text, at), code=f"{ord(text[at]):04X}")


def found_at(text: str, at: int) -> str:
    """The token or character at an offset, fit to be shown in a message."""
    token = text[at : _end(_FOUND, text, at)]
    return shown(token) if token.isprintable() else f"U+{ord(token[0]):04X}"
