"""The text of documents: as IAM's API encodes it, what it may contain, and where in it the problems are.

Source: IAM API reference, "CreateRole" (GRAM-6).
"""

from typing import Final, overload
from urllib.parse import unquote

from policykit import jsontext
from policykit.errors import JsonError, Problem, shown
from policykit.jsontext import JsonText
from policykit.model.grammar import Grammar

__all__ = ["decoded", "located", "parsed_text"]


@overload
def decoded(text: str) -> str: ...
@overload
def decoded(text: bytes) -> str | bytes: ...
def decoded(text: str | bytes) -> str | bytes:
    """Percent-encoded text as IAM's API returns it, decoded; other text as it is (GRAM-6)."""
    start = text[:3] if isinstance(text, str) else text[:3].decode("latin-1")
    if start.upper() != "%7B":
        return text
    plain = text if isinstance(text, str) else text.decode("latin-1")
    for code, character in _FREQUENT.items():
        plain = plain.replace(code, character)
    return unquote(plain, errors="surrogateescape")  # bytes that are not UTF-8 become halves of pairs: refused as JSON


_FREQUENT: Final = {f"%{ord(each):02X}": each for each in ' "*,/:[]{}\n'}
"""What JSON is full of, decoded at once: no part of a code itself, so that nothing is decoded twice."""


def parsed_text(text: str | bytes, rules: Grammar) -> JsonText:
    """The JSON value that the text of a document is, percent-encoded or not.

    Raises:
        JsonError: it is none, is too long, or has characters that AWS does not take; line and column.
    """
    plain = decoded(text)
    if len(plain) > 4 * rules.text_limit:  # four bytes are the longest character; not worth parsing
        raise _too_long(len(plain), rules)
    parsed = jsontext.parse(plain)
    _check_characters(parsed, rules)
    return parsed


def _too_long(length: int, rules: Grammar) -> JsonError:
    return JsonError(f"expected at most {rules.text_limit} characters, found {length}", 1, 1)


def _check_characters(parsed: JsonText, rules: Grammar) -> None:
    """IAM takes tab, line feed, carriage return and U+0020 to U+00FF; escapes make any character of these (GRAM-6)."""
    if len(parsed.text) > rules.text_limit:
        raise _too_long(len(parsed.text), rules)
    if rules.latin_text and not parsed.text.isascii():
        for offset, character in enumerate(parsed.text):
            if character > "\xff":
                place = parsed.place(offset)
                raise JsonError(
                    f"IAM accepts characters up to U+00FF only: write {shown(character)} as \\u{ord(character):04x}",
                    place.line,
                    place.column,
                )


def located(problems: list[Problem], text: JsonText | None) -> list[Problem]:
    """The problems with line and column, in the order of the text."""
    if text is None:
        return problems
    places = [(text.locate(each.path), each) for each in problems]
    places.sort(key=lambda pair: pair[0])
    return [Problem(each.path, each.message, place.line, place.column) for place, each in places]
