"""The line of a file that a message is about, with carets under the place, as a terminal shows it.

What is quoted may come from anybody: characters that a terminal would obey, or hide, are shown as one visible cell.
"""

import re
from collections.abc import Iterable
from itertools import accumulate, takewhile
from typing import Final
from unicodedata import category, east_asian_width

from policykit.report.tone import Paint, Tone, plain

__all__ = ["WIDTH", "cells", "excerpt", "visible"]

WIDTH: Final = 100
"""Cells of a line that an excerpt shows; of a longer line it shows a window."""

_BEFORE = 40  # cells of the window before the place
_TAB = 8  # cells, at most
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[-+.0-9A-Za-z_]+')
_PICTURES: Final = {**{code: 0x2400 + code for code in range(0x20)}, 0x7F: 0x2421}


def visible(text: str) -> str:
    r"""One line of text in which every character can be seen and none steers the terminal or the order of reading.

    Control characters become their pictures, other characters without a shape (format characters, halves of
    surrogate pairs, exotic spaces) become U+FFFD; tabs stay.

    >>> visible("\x1b[31mred\u202e")
    '␛[31mred�'
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each == "\t" else chr(_PICTURES.get(ord(each), 0xFFFD)) for each in text
    )


def cells(text: str) -> int:
    """How many cells of a terminal the text takes; a tab counts as the most that it can take.

    >>> cells("role"), cells("役割"), cells("é")
    (4, 4, 1)
    """
    return len(text) if text.isascii() and "\t" not in text else sum(map(_cells, text))


def excerpt(line: str, number: int, column: int, *, paint: Paint = plain) -> str:
    """The line with carets under the token that begins at the column.

    Args:
        line: the text of the line, without its end.
        number: of the line, from 1.
        column: of the token, from 1, in code points; one past the end for what is missing there.
        paint: colours the carets and the frame.

    >>> print(excerpt('  "Effect": "allow",', 7, 13))
       |
     7 |   "Effect": "allow",
       |             ^^^^^^^
    """
    at = min(column - 1, len(line))
    start, end = _window(line, at)
    shown = visible(line[start:end])
    token = _TOKEN.match(shown, at - start)
    length = cells(token[0]) if token else 1
    left, right = "…" if start else "", "…" if end < len(line) else ""
    indent = " " * len(left) + "".join("\t" if each == "\t" else " " * _cells(each) for each in shown[: at - start])
    blank = " " * len(str(number))
    bar = paint("|", Tone.QUIET)
    return "\n".join(
        [
            f" {blank} {bar}",
            f" {paint(str(number), Tone.QUIET)} {bar} {left}{shown}{right}",
            f" {blank} {bar} {indent}{paint('^' * length, Tone.BAD)}",
        ]
    )


def _cells(character: str) -> int:
    if character == "\t":
        return _TAB
    if category(character) in ("Mn", "Me"):  # drawn over the character before
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _window(line: str, at: int) -> tuple[int, int]:
    """Start and end of the part that is shown: all of it, or what fits round the place."""
    if len(line) <= WIDTH and cells(line) <= WIDTH:
        return 0, len(line)
    start = at - _fitting(reversed(line[max(0, at - _BEFORE) : at]), _BEFORE)
    end = at + _fitting(line[at : at + WIDTH], WIDTH - cells(line[start:at]))
    return start, end


def _fitting(characters: Iterable[str], room: int) -> int:
    """How many of the characters fit into so many cells."""
    return sum(1 for _ in takewhile(lambda used: used <= room, accumulate(map(_cells, characters))))
