"""Make a world smaller while something stays true of it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

World = dict[str, Any]

MAPS = ("Condition", "context", "tags", "attributes", "claims")  # of these, members may go
NONE = ("boundary", "session", "endpoint", "organization", "policy", "external_id", "source_identity", "mfa", "token")
WHOLE = ("Statement", "Action", "NotAction", "Resource", "NotResource")  # these may not be empty


def smaller(value: Any) -> Iterator[Any]:
    """The value with one thing less, somewhere."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield value[:place] + value[place + 1 :]
            yield from ([*value[:place], less, *value[place + 1 :]] for less in smaller(item))
    if isinstance(value, dict):
        for key, item in value.items():
            if key in MAPS and isinstance(item, dict):
                yield from (value | {key: {k: v for k, v in item.items() if k != name}} for name in item)
            if key in (*NONE, "scps", "rcps") and item is not None:
                yield value | {key: None}
            if key == "Condition":
                yield {name: element for name, element in value.items() if name != key}
            yield from (value | {key: less} for less in smaller(item) if less != [] or key not in WHOLE)


def smallest(world: World, interesting: Callable[[World], bool]) -> World:
    """A world of which nothing more can be left out."""
    while True:
        found = next((less for less in smaller(world) if interesting(deepcopy(less))), None)
        if found is None:
            return world
        world = found
