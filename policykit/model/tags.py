"""Tags of principals, sessions and resources: a mapping whose keys differ in more than case (ASSUME-43, CTX-61)."""

import re
from collections.abc import Iterator, Mapping

from policykit.errors import IdError

__all__ = ["Tags"]

_SPACES = "\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LETTER = re.compile(rf"[\w{_SPACES}.:/=+@-]+")  # Unicode on purpose: any letter, digit or space (ASSUME-37)
_MAX_KEY = 128  # characters
_MAX_VALUE = 256  # characters


class Tags(Mapping[str, str]):
    """Immutable tags; keys are found in any case and shown in the case they were given in.

    Args:
        tags: key (1 to 128 characters, not beginning with ``aws:``) to value (0 to 256 characters).
        stored: whether they are read from a user or role, where AWS itself puts keys that begin with ``aws:``.

    Raises:
        IdError: a key or value that IAM and STS refuse, or two keys that differ only in case.

    Source: STS API reference, "Tag"; IAM User Guide, "Pass session tags in AWS STS".

    >>> Tags({"Team": "payments"})["team"]
    'payments'
    """

    __slots__ = ("_items",)

    def __init__(
        self, tags: Mapping[str, str] = {}, *, stored: bool = False
    ) -> None:  # never changed, and reads as the default
        if not isinstance(tags, Mapping):
            raise IdError(repr(tags), "expected a mapping of tag keys to values", "tags")
        items: dict[str, tuple[str, str]] = {}
        for key, value in tags.items():
            _check(key, value, stored=stored)
            folded = key.casefold()
            if folded in items:
                raise IdError(
                    key, f"expected keys that differ in more than case, found {items[folded][0]!r} too", "tag key"
                )
            items[folded] = (key, value)
        self._items = items

    def __getitem__(self, key: str) -> str:
        if key not in self:
            raise KeyError(key)
        return self._items[key.casefold()][1]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.casefold() in self._items

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return dict(self) == dict(other) if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._items.values()))

    def __repr__(self) -> str:
        return f"Tags({dict(self)!r})"

    def overlaid(self, other: "Tags") -> "Tags":
        """These tags with those of ``other`` in place of the ones with the same key (session tags over role tags)."""
        result = Tags()
        result._items = {**self._items, **other._items}
        return result


def _check(key: object, value: object, *, stored: bool) -> None:
    if not isinstance(key, str) or not 1 <= len(key) <= _MAX_KEY or not _LETTER.fullmatch(key):
        raise IdError(str(key), "expected 1 to 128 letters, digits, spaces or _ . : / = + - @", "tag key")
    if key.casefold().startswith("aws:") and not stored:
        raise IdError(key, "expected a key that does not begin with 'aws:', which is reserved", "tag key")
    if not isinstance(value, str) or len(value) > _MAX_VALUE or (value and not _LETTER.fullmatch(value)):
        raise IdError(str(value), "expected up to 256 letters, digits, spaces or _ . : / = + - @", "tag value")
