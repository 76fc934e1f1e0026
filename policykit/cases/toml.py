"""A file as TOML, with the lines at which its cases begin; Python's reader tells places of syntax errors only."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policykit.errors import InputError
from policykit.inputs import Source

__all__ = ["Toml", "read_toml"]


@dataclass(frozen=True, slots=True)
class Toml:
    """What a file says.

    Attributes:
        name: of the file.
        value: the table at its top.
        lines: where ``[[case]]`` stands, from 1; the text of a string can look the same.
    """

    name: str
    value: Mapping[str, Any]
    lines: tuple[int, ...]


def read_toml(source: Source) -> Toml:
    r"""The file as TOML; a byte order mark at its start is passed over.

    Raises:
        InputError: it is something else; with line and column, if the syntax is wrong.

    >>> read_toml(Source("cases.toml", b"[[case]]\nname = bob\n"))
    Traceback (most recent call last):
    policykit.errors.InputError: cases.toml:2:8: expected TOML: Invalid value

    Source: TOML v1.0.0.
    """
    text = _decoded(source)
    lines = (number for number, line in enumerate(text.split("\n"), 1) if _HEADER.match(line))
    return Toml(source.name, _parsed(source.name, text), tuple(lines))


_HEADER: Final = re.compile(r"[ \t]*\[\[[ \t]*case[ \t]*\]\]")
_CHAIN: Final = re.compile(  # of which the time that Python takes grows with the square
    r"""(?<![0-9A-Za-z_-])(?:(?:[0-9A-Za-z_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){31}"""
)
_PLACE: Final = re.compile(r"(.*) \(at line ([0-9]+), column ([0-9]+)\)", re.DOTALL)


def _decoded(source: Source) -> str:
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(source.name, f"expected TOML in UTF-8: {error.reason} at byte {error.start}") from None


def _parsed(name: str, text: str) -> dict[str, Any]:
    if _CHAIN.search(text):
        raise InputError(name, "expected TOML with fewer than 32 names joined by dots")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InputError(name, "expected TOML: its values are nested too deeply") from None
    except ValueError as error:  # also of Python itself, which makes numbers and dates
        found = _PLACE.fullmatch(str(error))
        if found is None:
            raise InputError(name, f"expected TOML: {error}") from None
        raise InputError(name, f"expected TOML: {found[1]}", int(found[2]), int(found[3])) from None
