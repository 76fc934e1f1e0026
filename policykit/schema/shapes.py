"""Pieces from which the schemas are put together.

A definition of a text says nothing about lists, and ``items`` says nothing about texts. So the two stand side by side,
without ``anyOf``, and a validator can point at the very entry that is wrong.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

__all__ = ["Schema", "closed", "each", "one_or_list"]

Schema: TypeAlias = dict[str, Any]


def one_or_list(definition: str, *types: str, also: tuple[str, ...] = (), least: int = 0) -> Schema:
    """A value of these types to which a definition applies, or a list of such values; ``also``: types in lists only."""
    rule = {"$ref": f"#/$defs/{definition}"}
    return {**rule, "type": [*types, "array"], "items": {**rule, "type": [*types, *also]}, "minItems": least}


def each(rule: Schema) -> Schema:
    """What else holds for a value, or for each entry of a list."""
    return {**rule, "items": rule}


def closed(members: Mapping[str, tuple[str, Schema]]) -> Schema:
    """An object with all of these members and no others, each with its description."""
    return {
        "type": "object",
        "properties": {name: {"description": text, **rule} for name, (text, rule) in members.items()},
        "required": list(members),
        "additionalProperties": False,
    }
