"""A file as TOML, with the lines at which its cases begin; Python's reader tells places of syntax errors only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policykit.inputs import Source
from policykit.inputs.toml import read_toml as table_of

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
    table = table_of(source)
    lines = (number for number, line in enumerate(source.text.split("\n"), 1) if _HEADER.match(line))
    return Toml(source.name, table, tuple(lines))


_HEADER: Final = re.compile(r"\ufeff?[ \t]*\[\[[ \t]*case[ \t]*\]\]")
