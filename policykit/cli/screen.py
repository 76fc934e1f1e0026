"""Colour: only on a terminal, and as the environment wishes."""

from collections.abc import Mapping
from typing import Any, Final

import click

from policykit.report.tone import Tone

__all__ = ["color_wanted", "paint"]

_STYLES: Final[Mapping[Tone, Mapping[str, Any]]] = {
    Tone.GOOD: {"fg": "green", "bold": True},
    Tone.BAD: {"fg": "red", "bold": True},
    Tone.UNSURE: {"fg": "yellow", "bold": True},
    Tone.STRONG: {"bold": True},
    Tone.QUIET: {"dim": True},
}


def color_wanted(environment: Mapping[str, str]) -> bool | None:
    """Whether to colour; None leaves it to click, which colours what goes to a terminal and nothing else.

    NO_COLOR, if not empty, beats FORCE_COLOR, which beats a dumb terminal.

    >>> color_wanted({"NO_COLOR": "1", "FORCE_COLOR": "1"}), color_wanted({"FORCE_COLOR": "1"}), color_wanted({})
    (False, True, None)
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return False if environment.get("TERM") == "dumb" else None


def paint(text: str, tone: Tone) -> str:
    """The `policykit.report.tone.Paint` of a terminal; click takes the colours out again where there is none."""
    return click.style(text, **_STYLES[tone])
