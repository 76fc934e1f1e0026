"""The schema of files of intentions, made from the tables with which they are read.

It describes the form. What a value must look like, and what can be required of which caller, is for reading to say.
"""

from collections.abc import Mapping
from typing import Final

from policykit.build.form import FILE, GRANT, KIND, REQUIRE
from policykit.build.kinds import KINDS
from policykit.build.members import Form, Shape
from policykit.schema.shapes import Schema

__all__ = ["intent"]

_TEXT: Final[Schema] = {"type": "string"}

_SHAPES: Final[Mapping[Shape, Schema]] = {
    Shape.TEXT: _TEXT,
    Shape.TEXTS: {"type": ["string", "array"], "items": _TEXT},
    Shape.FLAG: {"type": "boolean"},
    Shape.COUNT: {"type": "integer"},
    Shape.MOMENT: _TEXT,
    Shape.TAGS: {"type": "object", "additionalProperties": _TEXT},
    Shape.TABLE: {"$ref": "#/$defs/require"},
    Shape.TABLES: {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/grant"}},
    Shape.TEXT_OR_TABLE: {"$ref": "#/$defs/caller"},
}


def intent() -> Schema:
    """The schema of a file of intentions, as TOML or as the JSON of the same values."""
    return {
        "title": "File of intentions",
        "description": "Who shall assume which role: policykit grant writes the policies and proves them.",
        **_table(FILE),
        "$defs": {
            "grant": _table(GRANT),
            "require": _table(REQUIRE),
            "caller": {"anyOf": [_TEXT, *(_kind(name) for name in KINDS)]},
        },
    }


def _table(form: Form) -> Schema:
    return {
        "type": "object",
        "properties": {name: {"description": each.meaning, **_SHAPES[each.shape]} for name, each in form.items()},
        "required": [name for name, each in form.items() if each.required],
        "additionalProperties": False,
    }


def _kind(name: str) -> Schema:
    table = _table({"kind": KIND, **KINDS[name].members})
    table["properties"]["kind"] = {"const": name, "description": f"For {KINDS[name].title}."}
    return table
