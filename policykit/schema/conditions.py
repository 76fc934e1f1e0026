"""The schema of a Condition element: operators, condition keys, and the values that each family of operators takes."""

from collections.abc import Mapping
from typing import Final

from policykit.catalog.keys import CONDITION_KEYS
from policykit.model.condition import BASE_OPERATORS, Family, SetPrefix
from policykit.schema.patterns import BASE64, BOOL, DATE, DATE_NUMBERS, NETWORK, NUMBER, WELL_FORMED, whole
from policykit.schema.shapes import Schema, each, one_or_list

__all__ = ["condition_definitions"]

_VALUES: Final[Mapping[Family, tuple[tuple[str, ...], Schema, str]]] = {  # types of a value, its rule, what is compared
    Family.STRING: (("string", "number", "boolean"), {}, "Compares text."),
    Family.NUMERIC: (
        ("string", "number"),
        {"pattern": NUMBER},
        "Compares numbers, with or without quotes.",
    ),
    Family.DATE: (
        ("string", "integer"),
        {"pattern": DATE, "minimum": DATE_NUMBERS[0], "maximum": DATE_NUMBERS[1]},
        "Compares instants: 2026-01-31, 2026-01-31T08:00:00Z, or seconds since 1970.",
    ),
    Family.BOOL: (
        ("string", "boolean"),
        {"pattern": rf"{BOOL}|\$\{{"},
        "Compares true or false.",
    ),
    Family.BINARY: (
        ("string", "boolean"),
        {"pattern": BASE64, "not": {"const": False}},  # true is base64, false is not
        "Compares bytes, written in base64.",
    ),
    Family.IP_ADDRESS: (
        ("string",),
        {"pattern": NETWORK},
        "Tests whether an address is in a range such as 192.0.2.0/24 or 2001:db8::/32.",
    ),
    Family.ARN: (
        ("string", "number", "boolean"),
        {"not": {"const": "*"}},
        "Compares the six fields of an ARN one by one, with the wildcards * and ?. A * alone fits none: write "
        "arn:*:*:*:*:*.",
    ),
    Family.NULL: (
        ("string", "boolean"),
        {"pattern": BOOL},
        "Asks whether the request lacks the key: true if it does, false if it has it.",
    ),
}


def condition_definitions() -> Schema:
    """The definitions ``condition``, ``withVariables`` and ``withoutVariables``, and those that they use.

    The last two are what else holds for a statement, depending on the Version of the document.
    """
    return {
        "condition": _condition(),
        "conditionKeys": _condition_keys(),
        **{_definition(family): rule for family, (_, rule, _) in _VALUES.items()},
        "wellFormed": {"pattern": WELL_FORMED},
        "withVariables": _with_variables(),
        "withoutVariables": _without_variables(),
    }


def _operators(*families: Family) -> str:
    """The operators of some families, with prefix and suffix."""
    prefixes = "|".join(f"{prefix}:" for prefix in SetPrefix)
    bases = "|".join(name for name, row in BASE_OPERATORS.items() if row.family in families)
    suffix = "" if Family.NULL in families else "(?:IfExists)?"  # there is no NullIfExists (GRAM-37)
    return whole(f"(?:{prefixes})?(?:{bases}){suffix}")


def _definition(family: Family) -> str:
    return f"value{family}"


def _condition() -> Schema:
    blocks = {
        _operators(family): {
            "type": "object",
            "$ref": "#/$defs/conditionKeys",
            "additionalProperties": one_or_list(_definition(family), *types),
        }
        for family, (types, _, _) in _VALUES.items()
    }
    return {
        "type": "object",
        "properties": {name: {"description": _about(name)} for name in BASE_OPERATORS},
        "patternProperties": blocks,
        "additionalProperties": {"description": "IAM knows no such operator.", "type": "object", "maxProperties": 0},
    }


def _about(operator: str) -> str:
    row = BASE_OPERATORS[operator]
    return _VALUES[row.family][2] + (" Holds also if the request lacks the key." if row.negated else "")


def _condition_keys() -> Schema:
    """Hints for editors; services define more keys, and case does not matter, so no key is refused."""
    common = (key for key in CONDITION_KEYS if key.note and key.name.startswith(("aws:", "sts:")))
    hints = {key.name: f"{key.note[0].upper()}{key.note[1:]}." for key in common if "$" not in key.name}
    return {"properties": {name: {"description": hint} for name, hint in hints.items()}}


def _with_variables() -> Schema:
    """What else holds for statements where ``${…}`` is a policy variable: it must be well-formed (COND-68)."""
    well_formed = each({"$ref": "#/$defs/wellFormed"})
    families = dict.fromkeys(row.family for row in BASE_OPERATORS.values() if row.variables)
    condition = {"patternProperties": {_operators(*families): {"additionalProperties": well_formed}}}
    return {"properties": {"Resource": well_formed, "NotResource": well_formed, "Condition": condition}}


def _without_variables() -> Schema:
    """What else holds for statements where ``${…}`` is ordinary text: it is neither true nor false (GRAM-12)."""
    truth_value = each({"pattern": BOOL})
    condition = {"patternProperties": {_operators(Family.BOOL): {"additionalProperties": truth_value}}}
    return {"properties": {"Condition": condition}}
