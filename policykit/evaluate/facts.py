"""What a request says: condition keys, in any case, each with its values as text.

Source: IAM User Guide, "AWS global condition context keys" (CTX-60, CTX-62, COND-51).
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from policykit.errors import InvalidRequest

__all__ = ["PRESENT", "FactValue", "Facts"]


class _Present(tuple[str, ...]):
    """The type of `PRESENT`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "PRESENT"

    def __reduce__(self) -> str:
        return "PRESENT"  # a copy would be an empty list, which says something else


PRESENT: Final[tuple[str, ...]] = _Present()
"""In the place of the values of a key: it is there, and is not empty, but nobody said what it is."""

Scalar: TypeAlias = str | bool | int | float | Decimal | datetime
FactValue: TypeAlias = Scalar | Sequence[Scalar] | Set[Scalar]


class Facts(Mapping[str, tuple[str, ...]]):
    """Immutable facts by key; keys are found in any case, and an empty list counts as no fact (CTX-62).

    Args:
        facts: key to one value or several: text, booleans, numbers, or times with a time zone.
        parameter: what to call the facts in messages.

    Raises:
        InvalidRequest: a value of another type, or two keys that differ only in case.

    >>> Facts({"aws:MultiFactorAuthPresent": True, "aws:TagKeys": ["team", "cost"]})["AWS:multifactorauthpresent"]
    ('true',)
    """

    __slots__ = ("_items",)

    def __init__(self, facts: Mapping[str, FactValue] = {}, parameter: str = "context") -> None:  # never changed
        if not isinstance(facts, Mapping):
            raise InvalidRequest(parameter, f"expected a mapping of keys to values, found {type(facts).__name__}")
        items: dict[str, tuple[str, tuple[str, ...]]] = {}
        for key, value in facts.items():
            if not key or not isinstance(key, str):
                raise InvalidRequest(parameter, f"expected condition keys such as 'aws:SourceIp', found {key!r}")
            folded = key.casefold()
            if folded in items:
                raise InvalidRequest(
                    parameter, f"{key!r} and {items[folded][0]!r} are one key: case does not tell them apart"
                )
            values = _texts(key, value, parameter)
            if values or values is PRESENT:
                items[folded] = (key, values)
        self._items = items

    def __getitem__(self, key: str) -> tuple[str, ...]:
        return self._items[key.casefold()][1]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.casefold() in self._items

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def folded(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each key in the form in which keys are compared, with its values."""
        return ((folded, values) for folded, (_, values) in self._items.items())

    def __eq__(self, other: object) -> bool:
        return dict(self.folded()) == dict(other.folded()) if isinstance(other, Facts) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self.folded()))

    def __repr__(self) -> str:
        return f"Facts({dict(self)!r})"


def _texts(key: str, value: FactValue, parameter: str) -> tuple[str, ...]:
    if value is PRESENT:
        return PRESENT
    if isinstance(value, str | bool | int | float | Decimal | datetime):
        return (_text(key, value, parameter),)
    if not isinstance(value, bytes) and isinstance(value, Sequence | Set):
        return tuple(_text(key, each, parameter) for each in value)
    raise InvalidRequest(
        parameter, f"expected text, a boolean, a number, a time or a list of these for {key!r}, found {value!r}"
    )


def _text(key: str, value: object, parameter: str) -> str:
    match value:
        case str():
            return str(value)
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
        case float():
            return repr(value)
        case datetime(tzinfo=zone) if zone is not None:
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case datetime():
            raise InvalidRequest(parameter, f"expected a time with a time zone for {key!r}, found {value!r}")
        case _:
            raise InvalidRequest(parameter, f"expected text, booleans, numbers or times for {key!r}, found {value!r}")
