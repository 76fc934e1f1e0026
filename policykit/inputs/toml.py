"""Files in TOML."""

import re
import tomllib
from typing import Any, Final

from policykit.errors import InputError
from policykit.inputs.files import Source

__all__ = ["read_toml"]


def read_toml(source: Source) -> dict[str, Any]:
    r"""The table at the top of a file; a byte order mark at its start is passed over.

    Raises:
        InputError: it is something else than TOML in UTF-8; with line and column, if the syntax is wrong.

    >>> read_toml(Source("intent.toml", b'[[grant]]\nrole = Deploy\n'))
    Traceback (most recent call last):
    policykit.errors.InputError: intent.toml:2:8: expected TOML: Invalid value

    Source: TOML v1.0.0.
    """
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(source.name, f"expected TOML in UTF-8: {error.reason} at byte {error.start}") from None
    if _CHAIN.search(text):
        raise InputError(source.name, "expected TOML with fewer than 32 names joined by dots")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InputError(source.name, "expected TOML: its values are nested too deeply") from None
    except ValueError as error:  # also of Python itself, which makes numbers and dates
        place = _PLACE.fullmatch(str(error))
        if place is None:
            raise InputError(source.name, f"expected TOML: {str(error).partition(';')[0]}") from None
        raise InputError(source.name, f"expected TOML: {place[1]}", int(place[2]), int(place[3])) from None


_CHAIN: Final = re.compile(  # of which the time that Python takes grows with the square
    r"""(?<![0-9A-Za-z_-])(?:(?:[0-9A-Za-z_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){31}"""
)
_PLACE: Final = re.compile(r"(.*) \(at line ([0-9]+), column ([0-9]+)\)", re.DOTALL)
