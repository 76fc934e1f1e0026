"""The one meaning of ``*`` and ``?``: matching, covering and overlapping, all exact and all without backtracking.

``*`` is any run of characters, also none, also across ``/`` and ``:``; ``?`` is exactly one character. A wildcard
speaks about the whole text, tells cases apart, and has neither escapes nor character classes (COND-22).

One view serves every question here. Cut at its stars, a pattern is a row of *segments*: the first begins where the
text begins, the last ends where it ends, and a *gap* of a least length lies between two neighbours. A ``?`` beside a
star only lengthens its gap (``a?*?b`` is ``a``, at least two characters, ``b``), so a segment starts and ends with a
letter wherever it touches a gap. Taking each segment as far left as it fits never loses a match, so there is nothing
to backtrack into, and no question takes more than ``len(pattern) * len(text)`` elementary steps.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, reduce
from itertools import accumulate
from operator import or_
from typing import Final, NamedTuple, Self, TypeAlias

from policykit._text import TextValue

__all__ = ["Glob", "Mark", "Wildcard", "compile_matcher", "glob", "glob_matcher"]


class Mark(Enum):
    """A wildcard inside a `Glob`."""

    RUN = "*"
    ONE = "?"


Glob: TypeAlias = tuple[str | Mark, ...]
"""A pattern that knows which of its characters are wildcards: a string in it is literal, whatever it contains."""

_MARKS: Final[dict[str, Mark]] = {mark.value: mark for mark in Mark}
_CACHED = 4096  # patterns whose compiled form is kept; an account's policies hold a few hundred distinct ones


class _Tested(TextValue):
    """Holds the compiled pattern outside the dataclass, so that it is neither compared nor hashed nor pickled."""

    __slots__ = ("_test",)

    _test: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Wildcard(_Tested):
    """A pattern for a whole text, with ``*`` and ``?``; every string is one.

    >>> Wildcard("team-?-*").matches("team-a-web/prod")
    True
    >>> Wildcard("role/*").covers(Wildcard("role/ci/?*"))
    True
    >>> Wildcard("a*").overlaps(Wildcard("*z")), Wildcard("a*").overlaps(Wildcard("z*"))
    (True, False)

    Source: IAM User Guide, "IAM JSON policy elements: Condition operators", section "String condition operators"
    (COND-22).
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The wildcard spelled `text`; never raises, for every string is a wildcard."""
        return cls(text)

    def __str__(self) -> str:
        return self.text

    @property
    def is_literal(self) -> bool:
        """Whether it matches its own text and nothing else.

        >>> Wildcard("team-a").is_literal, Wildcard("team-?").is_literal
        (True, False)
        """
        return "*" not in self.text and "?" not in self.text

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` is one of the texts meant.

        >>> Wildcard("*:role/?").matches("iam:role/x"), Wildcard("*:role/?").matches("iam:role/")
        (True, False)
        """
        try:
            test = self._test
        except AttributeError:
            test = compile_matcher(self.text)
            object.__setattr__(self, "_test", test)  # not a field: the value stays the same
        return test(text)

    def covers(self, other: "Wildcard") -> bool:
        """Whether every text that `other` matches is matched by this wildcard too.

        >>> Wildcard("?*").covers(Wildcard("*?")), Wildcard("?*").covers(Wildcard("*"))
        (True, False)
        """
        if "?" not in self.text or "*" not in other.text:
            return self.matches(other.text)  # no "?" of ours can meet a "*" of theirs: just letters
        return "*" in self.text and _embeds(_segments(self.text), *_pieces(other.text))

    def overlaps(self, other: "Wildcard") -> bool:
        """Whether some text is matched by both.

        >>> Wildcard("*/ci-?").overlaps(Wildcard("team/*-x")), Wildcard("a?").overlaps(Wildcard("*b?"))
        (True, False)
        """
        starred, fixed = self.text, other.text
        if "*" in starred and "*" in fixed:
            return _both_starred_overlap(starred, fixed)
        if "*" in fixed:
            starred, fixed = fixed, starred
        return _meets(starred, fixed) if "?" in fixed else compile_matcher(starred)(fixed)

    def example(self) -> str:
        """A shortest text that it matches.

        >>> Wildcard("team-?-*").example()
        'team-x-'
        """
        return self.text.replace("*", "").replace("?", "x")

    def canonical(self) -> "Wildcard":
        """The one spelling of all wildcards that match the same texts: of a run with a star, ``?`` first, then ``*``.

        >>> Wildcard("a*?**b?").canonical()
        Wildcard(text='a?*b?')
        """
        return Wildcard(_RUN.sub(lambda run: "?" * run[0].count("?") + "*", self.text))


_RUN: Final = re.compile(r"[?]*[*][*?]*")


# Matching


@lru_cache(_CACHED)
def compile_matcher(pattern: str) -> Callable[[str], bool]:
    """The test that `Wildcard.matches` is, for whoever asks it often.

    >>> is_ci_role = compile_matcher("role/ci-*")
    >>> is_ci_role("role/ci-deploy"), is_ci_role("role/CI-deploy")
    (True, False)
    """
    return _segment_matcher(_segments(pattern)) if "?" in pattern else _literal_matcher(pattern.split("*"))


def glob(text: str) -> Glob:
    """Text as a pattern in which every ``*`` and ``?`` is live.

    >>> glob("team-*?")
    ('team-', <Mark.RUN: '*'>, <Mark.ONE: '?'>)
    """
    return tuple(_MARKS.get(part, part) for part in re.split("([*?])", text) if part)


def glob_matcher(parts: Glob) -> Callable[[str], bool]:
    """The test for a pattern in which some ``*`` and ``?`` are letters: substituted text and escapes (COND-66).

    >>> starts_with_a_star = glob_matcher(("*", *glob("-*")))
    >>> starts_with_a_star("*-web"), starts_with_a_star("team-web")
    (True, False)
    """
    pieces = _split(parts)
    if any(Mark.ONE in piece for piece in pieces):
        return _segment_matcher(_cut(pieces))
    return _literal_matcher(["".join(part for part in piece if isinstance(part, str)) for piece in pieces])


def _literal_matcher(pieces: Sequence[str]) -> Callable[[str], bool]:
    """The test for literal pieces with a star between each two neighbours."""
    prefix, suffix = pieces[0], pieces[-1]
    middle = [piece for piece in pieces[1:-1] if piece]
    begun = len(prefix)

    def walk(text: str) -> bool:
        if not (text.startswith(prefix) and text.endswith(suffix)):
            return False
        at, end = begun, len(text) - len(suffix)
        for piece in middle:
            at = text.find(piece, at, end)
            if at < 0:
                return False
            at += len(piece)
        return True

    # The shapes that policies are full of need no walk.
    if len(pieces) == 1:
        return lambda text: text == prefix
    if len(middle) == 1 and not suffix:
        inner = middle[0]
        return lambda text: inner in text and text.startswith(prefix) and text.find(inner, begun) >= 0
    if middle:
        return walk
    if not suffix:
        return lambda text: text.startswith(prefix)
    if not prefix:
        return lambda text: text.endswith(suffix)
    return lambda text: text.startswith(prefix) and text.endswith(suffix, begun)


class _Segment(NamedTuple):
    """What lies between two stars.

    Attributes:
        gap: characters, at the least, between it and the segment before; 0 for the first.
        length: characters that it takes.
        pattern: exactly so many characters, each a letter or ``.``: without quantifiers nothing can backtrack.
    """

    gap: int
    length: int
    pattern: re.Pattern[str]


def _segment_matcher(segments: Sequence[_Segment]) -> Callable[[str], bool]:
    """The test for segments, in general; `_embeds` for one piece, unrolled for speed."""
    head, tail = segments[0], segments[-1]
    middle = [(gap, pattern.search) for gap, _, pattern in segments[1:-1]]
    begins, begun = head.pattern.match, head.length
    ends, gap = tail.pattern.match, tail.gap

    def walk(text: str) -> bool:
        end = len(text) - tail.length
        if not begins(text) or not ends(text, end):
            return False
        at = begun
        for space, search in middle:
            found = search(text, at + space)
            if not found:
                return False
            at = found.end()
        return at + gap <= end

    if len(segments) == 1:
        return lambda text: len(text) == begun and begins(text) is not None
    if len(segments) == 2 and not tail.length:
        return lambda text: len(text) >= begun + gap and begins(text) is not None
    return walk


@lru_cache(_CACHED)
def _segments(pattern: str) -> tuple[_Segment, ...]:
    return _cut(_split(glob(pattern)))


def _split(parts: Glob) -> list[list[str | Mark]]:
    """The pieces between the stars."""
    pieces: list[list[str | Mark]] = [[]]
    for part in parts:
        if part is Mark.RUN:
            pieces.append([])
        elif part:  # an empty text is no letter
            pieces[-1].append(part)
    return pieces


def _cut(pieces: Sequence[Sequence[str | Mark]]) -> tuple[_Segment, ...]:
    """The segments of pieces that had a star between each two neighbours: ``?`` beside a star widens its gap."""
    segments = []
    gap, last = 0, len(pieces) - 1
    for index, piece in enumerate(pieces):
        inner = range(len(piece))
        start = next((i for i in inner if index == 0 or piece[i] is not Mark.ONE), len(piece))
        stop = next((i + 1 for i in reversed(inner) if index == last or piece[i] is not Mark.ONE), start)
        gap += start
        if start < stop or index in (0, last):
            segments.append(_segment(gap, piece[start:stop]))
            gap = 0
        gap += len(piece) - max(start, stop)
    return tuple(segments)


def _segment(gap: int, parts: Iterable[str | Mark]) -> _Segment:
    texts = [(part, re.escape(part)) if isinstance(part, str) else ("?", ".") for part in parts]
    length = sum(len(text) for text, _ in texts)
    return _Segment(gap, length, re.compile("".join(source for _, source in texts), re.DOTALL))


# Covering
#
# Ours covers the other exactly if our segments have *one place that serves all texts* of the other: each inside a piece
# between two stars of the other, our letters on the same letters and our "?" on a letter or "?", and the distances
# already what the gaps ask when the other's stars stand for nothing. `_embeds` looks for it, as far left as possible.
#
# Such a place suffices: a star that stands for something only widens distances, and whatever a "?" of the other stands
# for is met by a "?" of ours or falls into a gap.
#
# It is necessary: where the search fails, one text of the other escapes us. Write z, a letter that we do not spell, for
# each of its "?" and for all that its stars stand for. Let E be where a segment of ours ends at its leftmost place, and
# D the place that lies the next gap behind E. A star between an E and its D stands for nothing, any other star for
# more z than our pattern is long. In that text no segment of ours can end before its E. By induction: the segment
# before ends at E or later, so this one begins at D or later; it begins and ends with letters, which no z matches, so
# it cannot lie across one of the long stars behind D; and the first place inside a piece is the one that ends at E.
# For the last segment, which must end where the text ends, look at the last star that it would lie across: a long one
# puts z under a letter of ours, and one that stands for nothing comes before D, so that the segment begins before D.
#
# That z exists is the one assumption: no pattern spells all of Unicode. Nothing here is searched twice, so there is no
# budget to exceed: 2,000 characters against 2,000 take milliseconds at the very worst.


def _embeds(segments: Sequence[_Segment], letters: str, ends: Sequence[int]) -> bool:
    """Whether segments have a place in pieces: `letters` are the pieces joined, `ends` where each of them ends."""
    head, *middle, tail = segments
    last = len(letters) - tail.length
    if last < ends[-2] or not head.pattern.match(letters, 0, ends[0]):
        return False
    at, piece = head.length, 0
    for gap, _, pattern in middle:
        at += gap
        while not (found := pattern.search(letters, at, ends[piece])):
            at, piece = max(at, ends[piece]), piece + 1
            if piece == len(ends):
                return False
        at = found.end()
    return at + tail.gap <= last and tail.pattern.match(letters, last) is not None


# Overlapping


def _both_starred_overlap(one: str, other: str) -> bool:
    """Stars make room for everything between the first and the last star: only the ends can disagree."""
    heads = zip(one[: one.index("*")], other[: other.index("*")], strict=False)
    tails = zip(one[: one.rindex("*") : -1], other[: other.rindex("*") : -1], strict=False)
    return all(x == y or "?" in (x, y) for pairs in (heads, tails) for x, y in pairs)


def _meets(pattern: str, fixed: str) -> bool:
    """Whether `pattern` matches some text that `fixed`, which has no star, matches.

    Reads `fixed` in all states of the automaton of `pattern` at once: bit i says "i of its letters and ``?`` are done".
    """
    letters, ends = _pieces(pattern)
    done: dict[str, int] = {}
    for index, letter in enumerate(letters):
        done[letter] = done.get(letter, 0) | 1 << index
    waiting = reduce(or_, (1 << end for end in ends[:-1]), 0)
    either, anything = done.pop("?", 0), (1 << len(letters)) - 1
    states = 1
    for letter in fixed:
        moving = anything if letter == "?" else done.get(letter, 0) | either
        states = (states & moving) << 1 | (states & waiting)
    return states >> len(letters) == 1


def _pieces(pattern: str) -> tuple[str, list[int]]:
    """The pattern without its stars, and where in that each of the pieces between stars ends."""
    pieces = pattern.split("*")
    return "".join(pieces), [*accumulate(map(len, pieces))]
