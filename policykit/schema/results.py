"""The schemas of results: what ``to_dict`` of a `Decision` returns."""

from typing import Final, get_args

from policykit.evaluate.naming import Grant
from policykit.evaluate.policies import Layer
from policykit.evaluate.results import Outcome
from policykit.evaluate.truth import Truth
from policykit.model.grammar import OLD_VERSION
from policykit.model.statement import STATEMENT_MEMBERS, Effect
from policykit.schema.patterns import SESSION
from policykit.schema.shapes import Schema, closed

__all__ = ["decision"]

_TEXT: Final[Schema] = {"type": "string"}
_TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
_NULL: Final[Schema] = {"type": "null"}


def decision() -> Schema:
    """The schema of a decision."""
    session = {"type": ["string", "null"], "pattern": SESSION}
    body = closed(
        {
            "outcome": ("What the decision comes to.", {"enum": [each.value for each in Outcome]}),
            "allowed": ("Whether the request is allowed: true for the outcome 'allowed' only.", {"type": "boolean"}),
            "reasons": ("The sentences that decide.", {"type": "array", "items": _TEXT}),
            "changes": (
                "What would allow it: the smallest change in each layer that fails.",
                {"type": "array", "items": _TEXT},
            ),
            "residual": (
                "What would settle an unknown outcome; else null.",
                {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/residual"}]},
            ),
            "assumptions": ("What was taken for granted.", {"type": "array", "items": _TEXT}),
            "session": ("The ARN of the session that an allowed role assumption makes.", session),
            "steps": ("What each statement said.", {"type": "array", "items": {"$ref": "#/$defs/step"}}),
        }
    )
    return {
        "title": "Decision",
        "description": "Whether a request is allowed, and why.",
        **body,
        "oneOf": [
            _case(Outcome.ALLOWED, allowed=True, session={}),
            _case(Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY),
            _case(Outcome.UNKNOWN, residual={"type": "object"}),
        ],
        "$defs": {"residual": _residual(), "question": _question(), "step": _step(), "mismatch": _mismatch()},
    }


def _case(*outcomes: Outcome, allowed: bool = False, session: Schema = _NULL, residual: Schema = _NULL) -> Schema:
    """What goes together with some outcomes."""
    outcome = {"enum": [each.value for each in outcomes]}
    rules = {"outcome": outcome, "allowed": {"const": allowed}, "session": session, "residual": residual}
    return {"properties": rules}


def _residual() -> Schema:
    several = {"type": "array", "items": {"$ref": "#/$defs/residual"}, "minItems": 2}
    question = {"$ref": "#/$defs/question"}
    return {
        "oneOf": [
            closed({"all": ("Every one of these must hold.", several)}),
            closed({"any": ("One of these must hold.", several)}),
            closed({"not": ("This must not hold.", question)}),
            closed({"always": ("Nothing is open: the request is always allowed, or never.", {"type": "boolean"})}),
            question,
        ]
    }


def _question() -> Schema:
    texts = {"type": "array", "items": _TEXT}
    test = {"type": "object", "additionalProperties": texts, "minProperties": 1, "maxProperties": 1}
    names = {**test, "propertyNames": {"enum": ["Resource", "NotResource"]}}
    condition = closed(
        {"condition": ("Operator, condition key and values, as in a policy.", {**test, "additionalProperties": test})}
    )
    condition["properties"]["version"] = {
        "description": "Version of a document without policy variables: they are plain text in the values.",
        "const": OLD_VERSION,
    }
    return {
        "oneOf": [
            condition,
            closed({"resource": ("The resource is among these, or with NotResource is not.", names)}),
            closed(
                {
                    "missing": ("Policies of which only the names are known.", texts),
                    "effect": ("Whether they allow, or deny, the request.", {"enum": list(get_args(Effect))}),
                }
            ),
        ]
    }


def _step() -> Schema:
    return closed(
        {
            "action": ("The action that was asked for; one call can need several.", _TEXT),
            "layer": ("The kind of policy.", {"enum": [each.value for each in Layer]}),
            "level": (
                "For policies of an organization, the level from 0 (root); else null.",
                {"type": ["integer", "null"], "minimum": 0},
            ),
            "document": ("What the document is called.", _TEXT),
            "statement": ("Place of the statement in the document, from 0.", {"type": "integer", "minimum": 0}),
            "sid": ("Its Sid, or null.", _TEXT_OR_NULL),
            "effect": ("Its effect.", {"enum": list(get_args(Effect))}),
            "applies": ("Whether it applies to the request.", {"enum": [each.name.lower() for each in Truth]}),
            "grant": (
                "For an Allow of a resource-based policy that applies, how it names the caller; else null.",
                {"enum": [*(each.value for each in Grant), None]},
            ),
            "mismatches": (
                "The elements that do not fit, or may not.",
                {"type": "array", "items": {"$ref": "#/$defs/mismatch"}},
            ),
        }
    )


def _mismatch() -> Schema:
    return closed(
        {
            "element": (
                "The element of the statement.",
                {"enum": [each for each in STATEMENT_MEMBERS if each not in ("Sid", "Effect")]},
            ),
            "key": ("The condition key, if the element is a condition; else null.", _TEXT_OR_NULL),
            "wanted": ("What the statement asks for.", _TEXT),
            "found": ("What the request has.", _TEXT),
            "unknown": ("Whether nobody can tell, rather than that it does not fit.", {"type": "boolean"}),
        }
    )
