"""All tables, and the rows of one kind."""

from typing import Any, Final, TypeVar

from tests.golden import (
    conditions,
    cross_account,
    federation,
    grammar,
    matching,
    operators,
    parameters,
    principals,
    resource_policies,
    same_account,
    sts_neighbours,
    tags,
)
from tests.golden.world import Row

TABLES: Final = (
    # the golden numbers
    same_account,
    parameters,
    tags,
    cross_account,
    federation,
    operators,
    resource_policies,
    sts_neighbours,
    # rules that no golden number shows
    grammar,
    principals,
    conditions,
    matching,
)
ALL: Final[list[Row]] = [row for table in TABLES for row in table.ROWS]

_R = TypeVar("_R")


def rows(*kinds: type[_R]) -> list[_R]:
    """The rows of these kinds, in the order of the tables."""
    found: list[Any] = [row for row in ALL if isinstance(row, kinds)]
    return found


def shown(row: Row) -> str:
    """How a row is called in test reports."""
    return f"{row.id} {row.title}"
