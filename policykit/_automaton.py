"""Small automata over characters, for patterns whose wildcards differ in what they take: overlap and inclusion, exact.

`policykit.wildcard` answers faster where one kind of ``*`` is enough. A pattern here is a row of tokens; each takes one
character of a set, or any run of such characters.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from policykit.errors import NotSupported

__all__ = ["MAX_STATES", "Pattern", "Token", "covers", "overlaps"]

MAX_STATES: Final = 10_000
"""Pairs of states that `covers` looks at before it gives up; the patterns of real policies need some dozens."""


class Token(NamedTuple):
    """One place of a pattern.

    Attributes:
        without: None for exactly the character `only`; else any character that is not in this text.
        only: the character, if there is just one.
        run: whether it stands for any number of such characters, none included.
    """

    without: str | None
    only: str = ""
    run: bool = False

    def takes(self, character: str) -> bool:
        """Whether the character is in the set."""
        return character == self.only if self.without is None else character not in self.without


Pattern: TypeAlias = Sequence[Token]


def overlaps(one: Pattern, other: Pattern) -> bool:
    """Whether some text fits both patterns: a walk over the pairs of places that one text can lead to."""
    alphabet = _alphabet(one, other)
    waiting = [(i, j) for i in _skip(one, {0}) for j in _skip(other, {0})]
    seen = set(waiting)
    while waiting:
        i, j = waiting.pop()
        if i == len(one) and j == len(other):
            return True
        for character in alphabet:
            for pair in ((a, b) for a in _next(one, {i}, character) for b in _next(other, {j}, character)):
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)
    return False


def covers(one: Pattern, other: Pattern) -> bool:
    """Whether every text that fits `other` fits `one`: a walk over the places of `other`, each with all those of `one`.

    Raises:
        NotSupported: the patterns are so entangled that more than `MAX_STATES` pairs would have to be looked at.
    """
    alphabet = _alphabet(one, other)
    start = frozenset(_skip(one, {0}))
    waiting = [(place, start) for place in _skip(other, {0})]
    seen = set(waiting)
    while waiting:
        place, places = waiting.pop()
        if place == len(other) and len(one) not in places:
            return False
        for character in alphabet:
            after = frozenset(_next(one, places, character))
            for pair in ((each, after) for each in _next(other, {place}, character)):
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)
        if len(seen) > MAX_STATES:
            raise NotSupported(
                f"these patterns are too entangled to compare: more than {MAX_STATES} states; simplify one of them"
            )
    return True


def _alphabet(*patterns: Pattern) -> set[str]:
    """Every character that a pattern names, and one that none does: all others behave alike."""
    named = {token.only for pattern in patterns for token in pattern if token.without is None}
    named.update(character for pattern in patterns for token in pattern for character in token.without or "")
    fresh = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in named)
    return named | {fresh}


def _skip(pattern: Pattern, places: Iterable[int]) -> set[int]:
    """The places, and those behind runs that take nothing."""
    result = set()
    for place in places:
        result.add(place)
        while place < len(pattern) and pattern[place].run:
            place += 1
            result.add(place)
    return result


def _next(pattern: Pattern, places: Iterable[int], character: str) -> set[int]:
    """Where a character leads from these places."""
    taking = [place for place in places if place < len(pattern) and pattern[place].takes(character)]
    return _skip(pattern, [place if pattern[place].run else place + 1 for place in taking])
