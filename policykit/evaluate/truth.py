"""Three-valued truth (Kleene's strong logic): what is not known stays unknown until something known decides."""

from enum import Enum
from typing import TYPE_CHECKING, Final, NoReturn

__all__ = ["FALSE", "TRUE", "UNKNOWN", "Truth"]


class Truth(Enum):
    """True, false, or unknown.

    >>> UNKNOWN & FALSE, UNKNOWN | TRUE, ~UNKNOWN
    (<Truth.FALSE: 0>, <Truth.TRUE: 2>, <Truth.UNKNOWN: 1>)
    """

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    if not TYPE_CHECKING:  # which need not know that it is no longer that of Enum
        __hash__ = object.__hash__  # there is one of each; that of Enum is written in Python, and slow

    def __and__(self, other: "Truth") -> "Truth":
        if other.__class__ is not Truth:
            return NotImplemented  # a formula that is still open joins from its side
        return self if self._value_ <= other._value_ else other

    def __or__(self, other: "Truth") -> "Truth":
        if other.__class__ is not Truth:
            return NotImplemented
        return self if self._value_ >= other._value_ else other

    def __invert__(self) -> "Truth":
        return _NOT[self._value_]

    def __bool__(self) -> NoReturn:
        raise TypeError("a truth value may be unknown; compare it with TRUE, FALSE or UNKNOWN")


_NOT: Final = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)
FALSE: Final = Truth.FALSE
UNKNOWN: Final = Truth.UNKNOWN
TRUE: Final = Truth.TRUE
