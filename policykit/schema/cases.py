"""The schema of files of cases, made from the tables with which they are read.

It describes the form. Whether files are there, callers are in the data, names differ and ``because`` names something is
for reading to say.
"""

from policykit.cases.form import CALLERS, ENTITIES, FILE, QUESTIONS, Form
from policykit.schema.shapes import Schema

__all__ = ["cases"]


def cases() -> Schema:
    """The schema of a file of cases, as TOML or as the JSON of the same values."""
    return {
        "title": "File of cases",
        "description": "Questions about policies, each with the answer that is expected; paths begin at the folder of "
        "the file.",
        **_table(FILE),
        "$defs": {
            **{name: _table(form) for name, form in ENTITIES.items()},
            "case": {"oneOf": [_table(form) for form in QUESTIONS.values()]},
            "caller": {"anyOf": [{"type": "string", "minLength": 1}, *map(_table, CALLERS.values())]},
        },
    }


def _table(form: Form) -> Schema:
    return {
        "type": "object",
        "properties": {name: {"description": each.meaning, **each.shape.schema} for name, each in form.items()},
        "required": [name for name, each in form.items() if each.required],
        "additionalProperties": False,
    }
