"""`ArnPattern`: an ARN with wildcards, as Resource elements hold it; and how its fields are compared.

Source: IAM User Guide, "IAM JSON policy elements: Resource" and "Amazon Resource Names (ARNs)" (ARN-10 to ARN-18).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Self

from policykit import _automaton
from policykit._automaton import Token
from policykit._text import TextValue
from policykit.errors import ArnError
from policykit.model.arn import ARN_FORM, PARTITION, Arn
from policykit.wildcard import Wildcard

__all__ = ["ArnPattern", "completed", "fields_match", "is_one_glob", "pattern_problem", "split_fields"]


def split_fields(pattern: str) -> list[str]:
    """The up to six fields of an ARN pattern; a policy variable is one token, its colons do not split (ARN-1).

    >>> split_fields("arn:aws:s3:::${aws:username}-bucket/a:b")
    ['arn', 'aws', 's3', '', '', '${aws:username}-bucket/a:b']
    """
    if "${" not in pattern:
        return pattern.split(":", 5)
    colons = [match.start() for match in _COLON_OR_VARIABLE.finditer(pattern) if match[0] == ":"][:5]
    edges = [-1, *colons, len(pattern)]
    return [pattern[start + 1 : end] for start, end in pairwise(edges)]


_INSIDE = r"(?:[^}$]|\$(?!\{))"  # a character of a variable; not of the next "${", so that the search is linear
_COLON_OR_VARIABLE = re.compile(rf":|\$\{{{_INSIDE}*\}}")


@dataclass(frozen=True, slots=True)
class ArnPattern(TextValue):
    """An entry of a Resource element: ``*``, or an ARN with wildcards.

    A pattern of six fields is compared field by field, so that a ``*`` inside a field stays inside it; only a ``*`` at
    the end of a field may also run over the colons that follow (ARN-10, ARN-11, DISP-9). The last field is the rest of
    the text. A short pattern of three to five fields, none of them empty, is completed with ``*`` (ARN-15). Case
    matters. Policy variables are ordinary text here, as under Version 2008-10-17; `policykit.evaluate` fills them in.

    >>> pattern = ArnPattern.parse("arn:aws:iam::1111*:role/ci/*")
    >>> pattern.matches("arn:aws:iam::111122223333:role/ci/a/b"), pattern.matches("arn:aws:iam::222233334444:role/ci/a")
    (True, False)
    >>> ArnPattern.parse("arn:aws:iam::*:role/*").covers(pattern)
    True

    Source: IAM User Guide, "IAM JSON policy elements: Resource".
    """

    text: str

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise ArnError(repr(self.text), f"expected text: '*' or {ARN_FORM}")
        problem = pattern_problem(self.text)
        if problem:
            raise ArnError(self.text, problem)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern.

        Raises:
            ArnError: neither ``*`` nor an ARN pattern.
        """
        return cls(text)

    def __str__(self) -> str:
        return self.text

    def matches(self, arn: Arn | str) -> bool:
        """Whether the pattern names this ARN; wildcards in the ARN are ordinary characters (ARN-22)."""
        return _shape(self.text).matches(str(arn))

    def covers(self, other: "ArnPattern") -> bool:
        """Whether every resource that ``other`` names is named by this pattern.

        Only ``*`` covers ``*``, which also names requests that have no resource.

        Raises:
            NotSupported: wildcards of the first five fields are so entangled that it would take too long to say; no
                pattern of a real policy is.
        """
        return self == other or _shape(self.text).covers(_shape(other.text))

    def overlaps(self, other: "ArnPattern") -> bool:
        """Whether some ARN is named by both."""
        return _shape(self.text).overlaps(_shape(other.text))


def pattern_problem(text: str) -> str | None:
    """What keeps a text from being an ARN pattern, or None. A short one with an empty field must hold a wildcard."""
    if text == "*":
        return None
    fields = split_fields(text)
    if fields[0] != "arn":
        return f"expected '*' or an ARN pattern, {ARN_FORM}"
    if len(fields) < 3 or (len(fields) < 6 and "" in fields and not _WILD.search(text)):
        return f"expected {ARN_FORM}, six fields, found {len(fields)}"
    if not _WILD.search(fields[1]) and not PARTITION.fullmatch(fields[1]):
        return f"expected a partition such as 'aws' in the second field, found {fields[1]!r}"
    if not fields[2]:
        return "expected a service such as 'iam' in the third field, found nothing; perhaps a colon too many"
    return None


_WILD = re.compile(r"[*?]")


def completed(text: str) -> str:
    """A short pattern without empty fields, completed with ``*`` to six fields; any other text as it is (ARN-15).

    >>> completed("arn:aws:sqs")
    'arn:aws:sqs:*:*:*'
    """
    fields = split_fields(text)
    if not 3 <= len(fields) < 6 or "" in fields:
        return text
    return ":".join([*fields, *["*"] * (6 - len(fields))])


def is_one_glob(fields: list[str]) -> bool:
    """Whether a pattern with these fields is one glob over the whole text; otherwise its fields are compared apart.

    A ``*`` that ends one of the first five fields may run over the colons that follow, any other wildcard stays in its
    field (ARN-11, DISP-9). So one glob says it all if every wildcard of these fields is at their end.
    """
    return len(fields) < 6 or not any(_WILD.search(each.rstrip("*")) for each in fields[:5])


def fields_match(tests: Sequence[Callable[[str], bool]], open_ended: Sequence[bool], text: str) -> bool:
    """Whether a text fits six fields that are compared apart.

    Args:
        tests: of the six fields; the last is asked about all that is left.
        open_ended: for the first five, whether they end in ``*`` and so may take whole fields that follow.
        text: an ARN.
    """
    parts = text.split(":")
    starts = {0}  # where the next field of the pattern may begin
    for test, open_end in zip(tests[:5], open_ended, strict=True):
        ends = {start + 1 for start in starts if test(parts[start])}
        if ends and open_end:
            ends = set(range(min(ends), len(parts)))
        starts = {end for end in ends if end < len(parts)}
    return any(tests[5](":".join(parts[start:])) for start in starts)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A pattern in the forms in which it is compared.

    Attributes:
        fields: six; of a pattern that is one glob just that.
    """

    fields: tuple[str, ...]

    @property
    def glob(self) -> Wildcard:
        return Wildcard(":".join(self.fields))

    def matches(self, text: str) -> bool:
        if is_one_glob([*self.fields]):
            return self.glob.matches(text)
        tests = [Wildcard(each).matches for each in self.fields]
        return fields_match(tests, [each.endswith("*") for each in self.fields[:5]], text)

    def covers(self, other: "_Shape") -> bool:
        if is_one_glob([*self.fields]):
            # One glob takes a colon like any other character, so whether wildcards of `other` take one is all the same.
            return self.glob.covers(other.glob)
        return _automaton.covers(self.tokens, other.tokens)

    def overlaps(self, other: "_Shape") -> bool:
        if is_one_glob([*self.fields]) and is_one_glob([*other.fields]):
            return self.glob.overlaps(other.glob)
        return _automaton.overlaps(self.tokens, other.tokens)

    @property
    def tokens(self) -> list[Token]:
        """The pattern as a row of tokens; wildcards before the end of the first five fields take no colon."""
        result: list[Token] = []
        for index, field in enumerate(self.fields):
            inner = ":" if index < 5 and len(self.fields) == 6 else ""
            body = field.rstrip("*") if inner else field
            result += [_token(each, inner) for each in body]
            result += [_token("*", "")] if len(body) < len(field) else []
            result += [Token(None, ":")] if index + 1 < len(self.fields) else []
        return result


def _token(symbol: str, without: str) -> Token:
    return Token(without, run=symbol == "*") if symbol in "*?" else Token(None, symbol)


@lru_cache(maxsize=1 << 14)
def _shape(text: str) -> _Shape:
    return _Shape((text,) if text == "*" else tuple(split_fields(completed(text))))
