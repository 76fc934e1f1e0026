"""Which entries of a list say nothing that another entry of it does not say.

A list of actions, resources or condition values means the union of its entries, also where the whole is negated
afterwards: NotAction, NotResource, StringNotLike. So an entry that another covers can go. A policy variable stands for
text that only the request has; what it surely names and what it may name are two things then.

Source: IAM User Guide, "IAM JSON policy elements: Action", "Resource" and "Condition operators" (GRAM-19, ARN-10 to
ARN-15, COND-2, COND-22, COND-27, COND-40, COND-64).
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import eq
from typing import Any, Final, NamedTuple

from policykit.jsontext import JsonValue
from policykit.model.action import folded_action, read_action
from policykit.model.arn_pattern import ArnPattern, completed, is_one_glob, split_fields
from policykit.model.condition import ConditionOperator, Family
from policykit.model.grammar import ShortArn
from policykit.model.policy import PolicyDocument
from policykit.model.template import Variable, parse_template
from policykit.model.values import Network, read_network
from policykit.wildcard import Mark, Wildcard

__all__ = ["ACTIONS", "Finder", "Listing", "Notation", "resources_of", "values_of", "without_covered"]


@dataclass(frozen=True, slots=True)
class Notation:
    """How the entries of a list are compared.

    Attributes:
        key: what two spellings of one entry have in common.
        read: the meaning of an entry; None for one that is compared by its key only.
        opening: how everything begins that a meaning covers; None if it covers nothing else.
        beginning: how all that a meaning may name begins.
        covers: whether the first meaning holds all of the second.
    """

    key: Callable[[str], Hashable]
    read: Callable[[str], Any]
    opening: Callable[[Any], str | None]
    beginning: Callable[[Any], str]
    covers: Callable[[Any, Any], bool]


def without_covered(entries: Sequence[JsonValue], notation: Notation) -> list[JsonValue]:
    """The entries that are left when those go that others repeat or cover; they keep their order.

    Of two that mean the same, the shorter stays, or the first.

    >>> without_covered(["s3:Get*", "s3:GetObject", "S3:Get*", "ec2:*"], ACTIONS)
    ['s3:Get*', 'ec2:*']
    """
    named = [each for each in entries if each is not None]
    if not named:
        return [*entries[:1]]  # a null names nothing, and is dropped by IAM (GRAM-9a)
    unique: dict[Hashable, JsonValue] = {}
    for entry in named:
        unique.setdefault(notation.key(_text(entry)), entry)
    left = list(unique.values())
    meanings = {index: found for index, each in enumerate(left) if (found := notation.read(_text(each))) is not None}
    wide = _Wide.of(meanings.items(), notation)
    gone: set[int] = set()
    for index in sorted(meanings, key=lambda each: (len(_text(left[each])), each), reverse=True):
        if any(other != index and other not in gone for other in wide.covering(meanings[index])):
            gone.add(index)
    return [each for index, each in enumerate(left) if index not in gone]


@dataclass(frozen=True, slots=True)
class _Wide:
    """The entries that can cover others, by how all begins that they cover: few are to be held against an entry.

    Attributes:
        by_opening: their indexes and meanings.
        notation: how they are compared.
    """

    by_opening: Mapping[str, Sequence[tuple[int, Any]]]
    notation: Notation

    @classmethod
    def of(cls, meanings: Iterable[tuple[int, Any]], notation: Notation) -> "_Wide":
        by_opening: dict[str, list[tuple[int, Any]]] = {}
        for index, meaning in meanings:
            opening = notation.opening(meaning)
            if opening is not None:
                by_opening.setdefault(opening, []).append((index, meaning))
        return cls(by_opening, notation)

    def covering(self, meaning: Any) -> Iterator[int]:
        """The entries that cover one with this meaning, among them itself."""
        beginning = self.notation.beginning(meaning)
        for end in range(len(beginning) + 1):
            for index, other in self.by_opening.get(beginning[:end], ()):
                if self.notation.covers(other, meaning):
                    yield index


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, prepared for being held against others of the same notation.

    Attributes:
        entries: the meaning of each entry by its key.
        wide: those that can cover others.
        notation: how they are compared.
    """

    entries: Mapping[Hashable, Any]
    wide: _Wide
    notation: Notation

    @classmethod
    def of(cls, entries: Sequence[JsonValue], notation: Notation) -> "Listing":
        """The list with these entries."""
        meanings = {
            notation.key(text): notation.read(text) for text in (_text(each) for each in entries if each is not None)
        }
        readable = (each for each in meanings.values() if each is not None)
        return cls(meanings, _Wide.of(enumerate(readable), notation), notation)

    def covers(self, other: "Listing") -> bool:
        """Whether each entry of the other is one of these, or covered by one of these.

        >>> listings = [Listing.of(entries, ACTIONS) for entries in (["ec2:*", "s3:Get*"], ["s3:GetObject", "EC2:*"])]
        >>> listings[0].covers(listings[1]), listings[1].covers(listings[0])
        (True, False)
        """
        return all(
            key in self.entries or (meaning is not None and any(True for _ in self.wide.covering(meaning)))
            for key, meaning in other.entries.items()
        )


class Finder:
    """Finds, among many lists of one notation, those that may cover another one, without looking at each."""

    def __init__(self, listings: Mapping[int, Listing]) -> None:
        self._by_key: dict[Hashable, list[int]] = {}
        for index, listing in listings.items():
            for key in listing.entries:
                self._by_key.setdefault(key, []).append(index)
        entries = [(index, each) for index, listing in listings.items() for each in listing.entries.values()]
        notation = next(iter(listings.values())).notation
        self._wide = _Wide.of(((index, each) for index, each in entries if each is not None), notation)
        self._all = set(listings)

    def near(self, listing: Listing) -> set[int]:
        """The lists that cover its first entry."""
        for key, meaning in listing.entries.items():
            covering = () if meaning is None else self._wide.covering(meaning)
            return {*self._by_key.get(key, ()), *covering}
        return self._all


def _text(entry: JsonValue) -> str:
    """An entry as text; a JSON boolean means the word (GRAM-9)."""
    return ("true" if entry else "false") if isinstance(entry, bool) else str(entry)


# --- actions ----------------------------------------------------------------------------------------------------------


def _as_written(text: str) -> str:
    return text


def _opening(pattern: str) -> str | None:
    """What comes before the first wildcard; None without one."""
    plain = _beginning(pattern)
    return None if plain == pattern else plain


def _beginning(pattern: str) -> str:
    return re.split("[*?]", pattern, maxsplit=1)[0]


ACTIONS: Final = Notation(
    folded_action,
    read_action,
    lambda pattern: _opening(pattern.folded.text),
    lambda pattern: _beginning(pattern.folded.text),
    lambda pattern, other: pattern.covers(other),
)

# --- resources --------------------------------------------------------------------------------------------------------


class _Reach(NamedTuple):
    """What an entry names in every request, and what it may name in some: with variables, these differ.

    Attributes:
        least: None if it may name nothing, or if that would take long to say.
        most: a pattern for all that it may name.
    """

    least: ArnPattern | None
    most: ArnPattern


_EVERYTHING: Final = ArnPattern("*")


def resources_of(policy: PolicyDocument, *, negated: bool) -> Notation:
    """How Resource, or NotResource, of a document is compared."""
    return Notation(
        _as_written,
        partial(_reach, policy, negated),
        lambda reach: None if reach.least is None else _opening(completed(reach.least.text)),
        lambda reach: _beginning(completed(reach.most.text)),
        lambda reach, other: reach.least.covers(other.most),
    )


def _reach(policy: PolicyDocument, negated: bool, text: str) -> _Reach:
    if text == "*":
        return _Reach(_EVERYTHING, _EVERYTHING)
    if "${" in text:
        return _Reach(None, _EVERYTHING if negated or not policy.uses_variables else _widened(text))
    if len(split_fields(text)) < 6 and policy.grammar.short_arn is not ShortArn.COMPLETED:
        return _Reach(None, _EVERYTHING)  # compared as it is, not as `ArnPattern` would
    pattern = ArnPattern(text)
    # Patterns that must be compared field by field take long to be held against each other, and are rare.
    return _Reach(pattern if is_one_glob(split_fields(text)) else None, pattern)


def _widened(text: str) -> ArnPattern:
    """A pattern for whatever an entry with variables may name.

    In NotResource, an entry whose variable has no value counts (DISP-18), so there it is not enough.
    """
    *fields, resource = split_fields(text)
    if len(fields) < 5 or any("${" in each for each in fields):  # a variable there is plain text (ARN-16)
        return _EVERYTHING
    tokens = parse_template(resource).tokens
    wide = "".join(
        "*" if isinstance(each, Variable) else each.value if isinstance(each, Mark) else str(each) for each in tokens
    )
    return _EVERYTHING if "${" in wide else ArnPattern(":".join((*fields, wide)))


# --- condition values -------------------------------------------------------------------------------------------------


def values_of(policy: PolicyDocument, operator: ConditionOperator) -> Notation:
    """How the values under an operator are compared; where ``${…}`` may be a variable, only with their equals."""
    make = _VALUES.get(operator.base) or _VALUES.get(operator.row.family, _EXACT)
    if not policy.uses_variables or not operator.row.variables:
        return make
    return replace(make, read=lambda text: None if "${" in text else make.read(text))


def _nothing(_entry: object) -> None:
    """For entries that cover nothing but their equals."""


def _fields(text: str) -> tuple[Wildcard, ...] | None:
    """Of an ARN operator, which compares six; anything else matches nothing (COND-41)."""
    fields = text.split(":", 5)
    return tuple(map(Wildcard, fields)) if len(fields) == 6 else None


def _cover_fields(one: Sequence[Wildcard], other: Sequence[Wildcard]) -> bool:
    return all(field.covers(another) for field, another in zip(one, other, strict=True))


def _joined(fields: Sequence[Wildcard]) -> str:
    return ":".join(map(str, fields))


def _bits(network: Network) -> str:
    """What the addresses of a network have in common, bit by bit."""
    bits = f"{int(network.network_address):0{network.max_prefixlen}b}"
    return f"{network.version}:{bits[: network.prefixlen]}"


_EXACT: Final = Notation(_as_written, _nothing, _nothing, str, eq)
_GLOB: Final = Notation(
    _as_written,
    Wildcard,
    lambda glob: _opening(glob.text),
    lambda glob: _beginning(glob.text),
    lambda glob, other: glob.covers(other),
)
_VALUES: Final[Mapping[str, Notation]] = {
    "StringLike": _GLOB,
    "StringNotLike": _GLOB,
    "StringEqualsIgnoreCase": replace(_EXACT, key=str.casefold),
    "StringNotEqualsIgnoreCase": replace(_EXACT, key=str.casefold),
    Family.ARN: Notation(
        _as_written,
        _fields,
        lambda fields: _opening(_joined(fields)),
        lambda fields: _beginning(_joined(fields)),
        _cover_fields,
    ),
    Family.IP_ADDRESS: Notation(_as_written, read_network, _bits, _bits, lambda _one, _other: True),
    Family.BOOL: replace(_EXACT, key=str.lower),
    Family.NULL: replace(_EXACT, key=str.lower),
}
"""By operator, or by family; what is not here is compared as it is written."""
