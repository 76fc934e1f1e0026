"""What a piece of output means, so that whoever owns the terminal can colour it; reports know no colours.

A report that is made without a `Paint` is plain text.
"""

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

__all__ = ["Paint", "Tone", "plain"]


class Tone(Enum):
    """What a piece of output means to the reader."""

    GOOD = "good"
    BAD = "bad"
    UNSURE = "unsure"
    STRONG = "strong"
    QUIET = "quiet"


Paint: TypeAlias = Callable[[str, Tone], str]
"""Colours a text for its tone; must not change what the text says."""


def plain(text: str, _tone: Tone) -> str:
    """The `Paint` of output without colour."""
    return text
