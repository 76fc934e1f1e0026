"""Where a piece of policy was written: the path to it inside a JSON value, and its line and column in the text."""

from dataclasses import dataclass

__all__ = ["Location", "Pointer"]


class Pointer(tuple[str | int, ...]):
    """The members and indexes that lead to a place inside a JSON value; prints as a JSON Pointer (RFC 6901).

    >>> str(Pointer(("Statement", 0, "Condition", "StringEquals", "a/b")))
    '/Statement/0/Condition/StringEquals/a~1b'
    >>> Pointer() / "Statement" / 0
    Pointer('/Statement/0')
    """

    __slots__ = ()

    def __truediv__(self, part: str | int) -> "Pointer":
        return Pointer((*self, part))

    def __str__(self) -> str:
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self)

    def __repr__(self) -> str:
        return f"Pointer({str(self)!r})"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text.

    Attributes:
        line: from 1.
        column: from 1, in Unicode code points.
    """

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"
