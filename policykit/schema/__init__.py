"""JSON Schema (draft 2020-12) of every kind of policy document, of a decision, and of files of cases and of intentions:
for editors and other programs.

The schemas describe the strict reading. They are built from the tables and regular expressions with which the models
read, so that there is no second grammar to keep in step. What no schema can say, and the models check all the same, is
named in `DIFFERENCES`.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from policykit.errors import InvalidValue
from policykit.model.policy import KINDS, PolicyDocument
from policykit.schema.cases import cases
from policykit.schema.documents import document
from policykit.schema.intents import intent
from policykit.schema.results import decision

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["DIFFERENCES", "SCHEMAS", "schema", "schema_text", "validator"]

_OTHERS: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {"decision": decision, "cases": cases, "intent": intent}

SCHEMAS: Final = (*KINDS, *_OTHERS)
"""The names of the schemas: the kinds of document, decisions, files of cases, files of intentions."""

DIFFERENCES: Final[Mapping[str, str]] = {
    "repeated-members": "A member that occurs twice in one object is refused; JSON parsers keep one of the two.",
    "text-encoding": "Percent-encoded text is read; a byte order mark and encodings other than UTF-8 are refused.",
    "text-characters": "Kinds that IAM stores refuse characters above U+00FF in the text, unless they are escaped.",
    "text-length": "Text that is longer than the API takes is refused, white space included.",
    "half-characters": "Half a surrogate pair, such as \\ud800 alone, is refused in every string.",
    "not-a-number": "NaN and Infinity are refused; they are no JSON, but many parsers take them for numbers.",
    "number-spelling": "Numbers without quotes are read as they are spelled: 1.0 is no date, and 1234 is base64.",
    "document-size": "A document beyond the quota of AWS is refused; what counts are the characters of its JSON.",
    "repeated-sids": "A Sid that another statement has already is refused, where IAM stores the document.",
    "repeated-keys": "A condition key that occurs twice under one operator, in another case, is refused.",
    "crowded-wildcards": "A trust policy may name an action with more than four separate '*' only if it can fit.",
}
"""Where the models and the schemas differ, by name: each sentence says what the models do."""


def schema(kind: str | type[PolicyDocument]) -> dict[str, Any]:
    """The schema of one kind of document, of a decision, of a file of cases or of intentions.

    Args:
        kind: one of `SCHEMAS`, or the class of a document.

    Raises:
        InvalidValue: there is no schema of this name.

    >>> schema("trust")["$schema"], schema("trust")["$id"]
    ('https://json-schema.org/draft/2020-12/schema', 'urn:policykit:schema:trust')
    >>> schema("policy")
    Traceback (most recent call last):
    policykit.errors.InvalidValue: invalid value 'policy': expected one of trust, identity, boundary, session, \
resource, endpoint, scp, rcp, decision, cases, intent
    """
    name = kind if isinstance(kind, str) else next((name for name, each in KINDS.items() if each is kind), repr(kind))
    if name not in SCHEMAS:
        raise InvalidValue(name, f"expected one of {', '.join(SCHEMAS)}")
    body = _OTHERS[name]() if name in _OTHERS else document(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:policykit:schema:{name}",
        "$comment": "Made by policykit; do not edit.",
        **body,
    }


def schema_text(kind: str | type[PolicyDocument]) -> str:
    """The schema as JSON text in ASCII, indented, without a last line break: what ``policykit schema`` prints.

    Args:
        kind: as in `schema`.

    Raises:
        InvalidValue: there is no schema of this name.
    """
    return json.dumps(schema(kind), indent=2)


@cache
def validator(kind: str | type[PolicyDocument]) -> "Draft202012Validator":
    """The schema, ready to validate with.

    It sees JSON as Python's parsers return it, and knows nothing of what `DIFFERENCES` lists.

    Args:
        kind: as in `schema`.

    Raises:
        InvalidValue: there is no schema of this name.

    >>> [error.json_path for error in validator("scp").iter_errors({"Version": "2012-10-17", "Statement": {}})]
    ['$.Statement', '$.Statement', '$.Statement']
    """
    from jsonschema import Draft202012Validator  # 80 ms that only those who validate pay

    return Draft202012Validator(schema(kind))
