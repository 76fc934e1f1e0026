"""One statement as several that mean the same: along Resource and Action, into as few as fit.

A statement that lists resources or actions says as much as several with a part of the list each, whether it allows or
denies. NotAction and NotResource cannot be divided, nor can conditions, which must all hold together.

Source: IAM User Guide, "IAM JSON policy elements: Resource" and "Action" (GRAM-9a, GRAM-20, GRAM-23, COND-1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from policykit.errors import TooLarge, shown
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.grammar import SizeLimit
from policykit.model.listing import alone_or_listed, listed
from policykit.model.members import counted_size
from policykit.model.revision import numbered

__all__ = ["Measure", "listed_size", "pieces"]


@dataclass(frozen=True, slots=True)
class Measure:
    """How long things are.

    Attributes:
        limit: of a part.
        frame: characters of a part besides its statements.
    """

    limit: SizeLimit
    frame: int

    @property
    def room(self) -> int:
        """The most characters of the statements of a part."""
        return self.limit.limit - self.frame

    def size(self, value: JsonValue) -> int:
        """Of a value, as the limit counts characters."""
        return counted_size(value, counts_spaces=self.limit.counts_spaces)


def listed_size(sizes: int, number: int) -> int:
    """Of one value alone, or of several as a list, which has brackets and commas.

    Args:
        sizes: of the values together.
        number: how many they are.
    """
    return sizes + (number + 1 if number > 1 else 0)


def pieces(statement: JsonObject, number: int, taken: set[str], measure: Measure) -> list[JsonObject]:
    """The statement, or as few as possible that mean the same and fit alone; ``taken`` grows by their Sids."""
    if measure.size(statement) <= measure.room:
        return [statement]
    sid = statement.get("Sid")
    if not isinstance(sid, str) or not sid:
        return _divided(statement, number, measure, reserve=0)
    return _named(statement, sid, number, taken, measure, digits=1)


def _named(
    statement: JsonObject, sid: str, number: int, taken: set[str], measure: Measure, *, digits: int
) -> list[JsonObject]:
    """The pieces, the first with the Sid of the whole; longer Sids leave less room, which may take more pieces."""
    parts = _divided(statement, number, measure, reserve=digits)
    names = [sid, *islice(numbered(sid, taken), len(parts) - 1)]
    if any(len(name) > len(sid) + digits for name in names):
        return _named(statement, sid, number, taken, measure, digits=digits + 1)
    taken.update(names)
    return [{**part, "Sid": name} for part, name in zip(parts, names, strict=True)]


def _divided(statement: JsonObject, number: int, measure: Measure, *, reserve: int) -> list[JsonObject]:
    """The pieces of a statement along Resource and Action.

    Args:
        statement: one that is too long.
        number: of the statement, for the message.
        measure: of what fits.
        reserve: characters of each piece to leave free for a longer Sid.

    Raises:
        TooLarge: not even one action on one resource fits.
    """
    entries = {name: found for name in ("Resource", "Action") if (found := _entries(statement, name, measure))}
    frame = measure.size({**statement, **{name: {} for name in entries}}) - len("{}") * len(entries)
    longest, other = (max((each.size for each in entries.get(name, [])), default=0) for name in ("Resource", "Action"))
    least = frame + longest + other + reserve
    if least > measure.room:
        raise _too_large(statement, number, least + measure.frame, measure.limit.limit)
    return [
        {**statement, **{name: alone_or_listed([each.value for each in row]) for name, row in rows.items()}}
        for rows in _grid(entries, measure.room - frame - reserve, longest)
    ]


class _Entry(NamedTuple):
    """An entry of a list, and how long it is."""

    value: JsonValue
    size: int


def _entries(statement: JsonObject, name: str, measure: Measure) -> list[_Entry]:
    """What the element lists, without nulls, which name nothing (GRAM-9a)."""
    return [_Entry(each, measure.size(each)) for each in listed(statement.get(name)) if each is not None]


def _grid(entries: Mapping[str, Sequence[_Entry]], room: int, longest: int) -> list[dict[str, list[_Entry]]]:
    """Rows of every list, each beside each row of the other: as few pairs that fit as rows of even length give.

    Args:
        entries: of Resource and of Action, where there are any.
        room: of both rows together.
        longest: size of the longest resource.
    """
    best: list[dict[str, list[_Entry]]] = []
    actions = entries.get("Action", [])
    total = _row_size(actions)
    for groups in range(1, max(len(actions), 1) + 1):
        by_action = _rows(actions, min(-(-total // groups), room - longest))
        widest = max(map(_row_size, by_action))
        by_resource = _rows(entries.get("Resource", []), room - widest)
        rows = {"Resource": by_resource, "Action": by_action}
        pairs = [dict(zip(entries, pair, strict=True)) for pair in product(*(rows[name] for name in entries))]
        if not best or len(pairs) < len(best):
            best = pairs
        if groups >= len(best):  # more rows of actions would be more pairs
            break
    return best


def _rows(entries: Sequence[_Entry], room: int) -> list[list[_Entry]]:
    """The entries in order, as many to a row as fit; one that does not has a row of its own."""
    rows: list[list[_Entry]] = [[]]
    used = 0
    for entry in entries:
        used += entry.size
        if rows[-1] and listed_size(used, len(rows[-1]) + 1) > room:
            rows.append([])
            used = entry.size
        rows[-1].append(entry)
    return rows


def _row_size(row: Sequence[_Entry]) -> int:
    return listed_size(sum(each.size for each in row), len(row))


def _too_large(statement: JsonObject, number: int, size: int, limit: int) -> TooLarge:
    sid = statement.get("Sid")
    named = f" ({shown(sid)})" if sid else ""
    whole = [name for name in ("NotAction", "NotResource", "Condition") if name in statement]
    ways_out = [f"shorten {' or '.join(whole)}, which cannot be divided"] if whole else []
    return TooLarge(f"the smallest part of statement {number}{named}", size, limit, [*ways_out, "allow longer parts"])
