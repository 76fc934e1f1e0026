"""The same document in other words: every spelling that must read as equal, and decide alike.

Source: IAM User Guide, "Grammar of the IAM JSON policy language" (GRAM-2, GRAM-4, GRAM-6, GRAM-9, GRAM-9a, GRAM-11,
GRAM-16, GRAM-19, GRAM-35), "Principal" (PRIN-2), "Condition" (CTX-60, COND-25).
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Final, TypeVar
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from policykit import jsontext
from policykit.jsontext import JsonValue
from policykit.model.grammar import OLD_VERSION, Rule
from policykit.model.listing import listed
from policykit.model.policy import PolicyDocument
from policykit.strategies.pools import one, seldom
from policykit.strategies.statements import JsonObject, shaped, unquoted

__all__ = ["spellings"]

_T = TypeVar("_T")


@st.composite
def spellings(draw: DrawFn, document: PolicyDocument) -> str:
    r"""Texts that mean the same as a document.

    Different are: one value or a list; the order of members, entries and statements; repetition; account id or root
    ARN; the case of actions, condition keys and booleans; quotes around booleans and numbers; what says nothing (an
    empty Sid, an empty Condition, a null in a list of resources); white space and escapes; percent-encoding as a whole.

    Args:
        document: any document. One that is nearly as long as AWS takes is spelled in other characters only.

    >>> from hypothesis import find
    >>> from policykit import TrustPolicy
    >>> anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    >>> trust = TrustPolicy.from_dict({"Statement": anyone})
    >>> find(spellings(trust), lambda text: "STS" in text)
    '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"STS:ASSUMEROLE"}}'
    """
    content = _document(draw, document)
    limit = document.grammar.size.limit
    if limit is not None and len(jsontext.write(content)) > limit:
        content = document.members
    text = _text(draw, jsontext.write(content))
    return quote(text, safe="") if seldom(draw, 12) else text


def _document(draw: DrawFn, document: PolicyDocument) -> JsonObject:
    content = dict(document.members)
    statements = [_statement(draw, each) for each in listed(content["Statement"]) if isinstance(each, dict)]
    unnamed = [each for each in statements if not each.get("Sid")]
    if unnamed and seldom(draw, 4):
        statements.append(dict(one(draw, unnamed)))  # named ones must not be repeated (GRAM-16)
    statements = _shuffled(draw, statements)
    content["Statement"] = shaped(draw, statements)
    if document.grammar.version is not Rule.REQUIRED and document.version in (None, OLD_VERSION):
        content.pop("Version", None)
        if seldom(draw, 2):
            content["Version"] = OLD_VERSION
    return _reordered(draw, content)


def _shuffled(draw: DrawFn, values: Sequence[_T]) -> list[_T]:
    return list(draw(st.permutations(values))) if len(values) > 1 and seldom(draw, 2) else list(values)


def _reordered(draw: DrawFn, content: Mapping[str, JsonValue]) -> JsonObject:
    return {name: content[name] for name in _shuffled(draw, list(content))}


def _statement(draw: DrawFn, statement: JsonObject) -> JsonObject:
    result = {name: _ELEMENTS.get(name, _same)(draw, value) for name, value in statement.items()}
    if not result.get("Sid"):
        result.pop("Sid", None)
        if seldom(draw, 4):
            result["Sid"] = ""
    if not result.get("Condition"):
        result.pop("Condition", None)
        if seldom(draw, 8):
            result["Condition"] = {}
    return _reordered(draw, result)


# --- elements ---------------------------------------------------------------------------------------------------------

_Respell = Callable[[DrawFn, JsonValue], JsonValue]


def _same(_draw: DrawFn, value: JsonValue) -> JsonValue:
    return value


def _values(draw: DrawFn, value: JsonValue, respell: _Respell) -> JsonValue:
    """One value or a list, of respelled values in another order, one of them perhaps twice."""
    entries = [respell(draw, each) for each in listed(value)]
    if entries and seldom(draw, 4):
        entries.append(respell(draw, one(draw, listed(value))))
    return shaped(draw, _shuffled(draw, entries))


def _actions(draw: DrawFn, value: JsonValue) -> JsonValue:
    return _values(draw, value, _recased)


def _resources(draw: DrawFn, value: JsonValue) -> JsonValue:
    spelled = _values(draw, value, _same)
    if spelled is None or seldom(draw, 12):
        return [*listed(spelled), None]  # passed over, but in a list only (GRAM-9a)
    return spelled


def _principals(draw: DrawFn, value: JsonValue) -> JsonValue:
    if not isinstance(value, dict):
        return value
    spelled = {key: _values(draw, each, _account if key == "AWS" else _same) for key, each in value.items()}
    return _reordered(draw, spelled)


_ROOT = re.compile("arn:aws:iam::([0-9]{12}):root")
_DIGITS = re.compile("[0-9]{12}")


def _account(draw: DrawFn, value: JsonValue) -> JsonValue:
    """An account as twelve digits or as its root ARN (PRIN-2)."""
    text = value if isinstance(value, str) else ""
    found = _ROOT.fullmatch(text)
    digits = found[1] if found else text
    if not _DIGITS.fullmatch(digits):
        return value
    return one(draw, (text, digits, f"arn:aws:iam::{digits}:root"))


def _conditions(draw: DrawFn, value: JsonValue) -> JsonValue:
    result: JsonObject = {}
    for operator, tests in _members(value).items():
        if block := _members(tests):
            respell = _boolean if operator.rpartition(":")[2].removesuffix("IfExists") in ("Bool", "Null") else _plain
            spelled = {_recased_text(draw, key): _values(draw, each, respell) for key, each in block.items()}
            result[operator] = _reordered(draw, spelled)
    if seldom(draw, 12):
        result.setdefault("BinaryEquals", {})  # tests nothing (GRAM-35)
    return _reordered(draw, result)


def _members(value: JsonValue) -> JsonObject:
    """An object; whatever else may stand in its place says nothing."""
    return value if isinstance(value, dict) else {}


def _plain(draw: DrawFn, value: JsonValue) -> JsonValue:
    return unquoted(draw, _quoted(value))


def _boolean(draw: DrawFn, value: JsonValue) -> JsonValue:
    text = _quoted(value)
    return (
        unquoted(draw, text.lower()) if seldom(draw, 2) else one(draw, (text, text.lower(), text.upper(), text.title()))
    )


def _quoted(value: JsonValue) -> str:
    """The value as text; JSON's true is the same as "true" (GRAM-9)."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _recased(draw: DrawFn, value: JsonValue) -> JsonValue:
    return _recased_text(draw, value) if isinstance(value, str) else value


def _recased_text(draw: DrawFn, text: str) -> str:
    """The text with its ASCII letters in another case; other letters do not always come back."""
    change = one(draw, (None, None, str.lower, str.upper, str.swapcase))
    return text if change is None else _ASCII_LETTERS.sub(lambda found: change(found[0]), text)


_ASCII_LETTERS = re.compile("[A-Za-z]+")
_ELEMENTS: Final[Mapping[str, _Respell]] = {
    "Action": _actions,
    "NotAction": _actions,
    "Resource": _resources,
    "NotResource": _resources,
    "Principal": _principals,
    "NotPrincipal": _principals,
    "Condition": _conditions,
}

# --- characters -------------------------------------------------------------------------------------------------------

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:,"]+')
_SPACES: Final = (("",), ("", " "), (" ",), ("\n", "\t", ""), ("\r\n", " "))


def _text(draw: DrawFn, compact: str) -> str:
    """The text with white space between its tokens, and with escapes in its strings."""
    space, escape = cycle(one(draw, _SPACES)), one(draw, _ESCAPES)
    first, *rest = (escape(token) if token[0] == '"' else token for token in _TOKENS.findall(compact))
    return first + "".join(next(space) + token for token in rest)


def _escaped(text: str, *, every: int, form: str = "\\u{:04x}") -> str:
    """A JSON string with some of its characters as escapes."""
    characters: str = json.loads(text)
    parts = (
        _units(each, form) if index % every == 0 or each > "\xff" else json.dumps(each, ensure_ascii=False)[1:-1]
        for index, each in enumerate(characters)
    )
    return f'"{"".join(parts)}"'


def _units(character: str, form: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(form.format(units[index] << 8 | units[index + 1]) for index in range(0, len(units), 2))


_ESCAPES: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: text,
    lambda text: text.replace("/", "\\/"),
    lambda text: _escaped(text, every=1),
    lambda text: _escaped(text, every=3, form="\\u{:04X}"),
)
