"""Paths become named bytes: the only module that opens files."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from policykit.errors import InputError

__all__ = ["MAX_SIZE", "STDIN", "Source", "read_source"]

MAX_SIZE: Final = 1 << 29  # bytes: many times what a large account exports
STDIN: Final = "<stdin>"
"""What standard input is called in messages."""

_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Source:
    """What was read, and from where.

    Attributes:
        name: the file as the user named it, or ``<stdin>``.
        data: its bytes, unchanged.
    """

    name: str
    data: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The bytes as text to quote in messages; what is not UTF-8 shows as U+FFFD."""
        return self.data.decode(errors="replace")


def read_source(path: str | os.PathLike[str], *, limit: int = MAX_SIZE, expected: str = "JSON") -> Source:
    """Read a file, or standard input for the path ``-``.

    Args:
        path: of a file, a pipe or anything else that can be read once.
        limit: the most bytes that are read.
        expected: what the file should hold, for messages.

    Raises:
        InputError: there is nothing to read, it cannot be read, or it is too large.

    >>> read_source("no-such-file.json")
    Traceback (most recent call last):
    policykit.errors.InputError: no-such-file.json: no such file
    """
    name = os.fspath(path)
    if not name:
        raise InputError("''", "expected the name of a file, found none")
    try:
        data = _read_stdin(limit) if name == "-" else _read_file(name, limit)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character, or a closed standard input
        raise InputError(STDIN if name == "-" else name, _reason(error)) from None
    source = Source(STDIN if name == "-" else name, data)
    _check(source, limit, expected)
    return source


def _read_stdin(limit: int) -> bytes:
    if sys.stdin is None:  # how Python shows a standard input that was closed before it started
        raise ValueError("standard input is closed")
    return _read(sys.stdin.buffer, limit)


def _read_file(name: str, limit: int) -> bytes:
    with Path(name).open("rb") as file:
        return _read(file, limit)


def _read(file: BinaryIO, limit: int) -> bytes:
    """All bytes, or one chunk more than the limit; the size is not known in advance, for it may be a pipe."""
    chunks: list[bytes] = []
    size = 0
    while size <= limit and (chunk := file.read(_CHUNK)):
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


_REASONS: Final[Mapping[type[Exception], str]] = {
    FileNotFoundError: "no such file",
    IsADirectoryError: "this is a directory: expected a file; name the files in it",
    PermissionError: "permission denied: it cannot be read by this user",
}


def _reason(error: OSError | ValueError) -> str:
    default = error.strerror if isinstance(error, OSError) else str(error)
    return _REASONS.get(type(error), f"it cannot be read: {default}")


_FOREIGN: Final[Mapping[bytes, str]] = {
    b"\x1f\x8b": "compressed with gzip",
    b"PK\x03\x04": "a ZIP archive",
}
"""How files begin that hold the right thing in the wrong wrapping."""


def _check(source: Source, limit: int, expected: str) -> None:
    if not source.data:
        raise InputError(source.name, f"it is empty: expected {expected}")
    if len(source.data) > limit:
        raise InputError(source.name, f"it is larger than {limit} bytes, the most that is read")
    for start, what in _FOREIGN.items():
        if source.data.startswith(start):
            raise InputError(source.name, f"it is {what}: expected {expected}; unpack it first")
