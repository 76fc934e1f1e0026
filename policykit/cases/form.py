"""The form of a file of cases, as data: what is read and what the JSON Schema says are made of the same tables.

=========== ===========================================================================================================
``data``    files for `policykit.load_snapshot`
``user``    a user whose policies stand in loose documents; what it gives replaces what the data say of this user
``role``    the same for a role
``case``    a question with the answer that is expected
=========== ===========================================================================================================

Paths and patterns begin at the folder of the file.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from policykit.cases.expect import Expectation
from policykit.errors import shown
from policykit.evaluate.callers import FederatedUser, RoleSession, SamlIdentity, UserSession, WebIdentity
from policykit.model.grammar import did_you_mean

__all__ = ["CALLERS", "ENTITIES", "FILE", "QUESTIONS", "Form", "Member", "Shape", "breaches"]


class Shape(NamedTuple):
    """What the value of a member is.

    Attributes:
        expected: in words.
        fits: whether a value of TOML has it.
        schema: the same as a JSON Schema.
        choices: the texts that there are, if they can be counted.
    """

    expected: str
    fits: Callable[[Any], bool]
    schema: Mapping[str, Any]
    choices: tuple[str, ...] = ()


class Member(NamedTuple):
    """A member of a table: what it means, what its value is, and whether it must be there."""

    meaning: str
    shape: Shape
    required: bool = False


Form: TypeAlias = Mapping[str, Member]
"""The members that a table can have."""


def breaches(form: Form, table: Mapping[str, object]) -> Iterator[str]:
    """Everything in which a table is not of the form.

    >>> list(breaches(FILE, {"case": [], "date": "account.json"}))
    ["unknown member 'date': expected data, lenient, user, role, case; did you mean 'data'?", \
'case: expected one [[case]] or more, found []']
    """
    for name in table:
        if name not in form:
            yield f"unknown member {shown(name)}: expected {', '.join(form)}{did_you_mean(name, tuple(form))}"
    for name, member in form.items():
        if name in table:
            value, shape = table[name], member.shape
            if not shape.fits(value):
                hint = did_you_mean(value, shape.choices) if isinstance(value, str) and shape.choices else ""
                yield f"{name}: expected {shape.expected}, found {shown(value)}{hint}"
        elif member.required:
            yield f"{name} is missing: expected {member.shape.expected}"


# --- shapes ----------------------------------------------------------------------------------------------------------


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_fact(value: object) -> bool:
    return isinstance(value, str | bool | int | float) or (isinstance(value, datetime) and value.tzinfo is not None)


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _table_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


def _either(*fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: any(each(value) for each in fits)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


_STRING: Final = {"type": "string", "minLength": 1}
_SCALARS: Final = {"type": ["string", "boolean", "number"]}

_TEXT: Final = Shape("text", _is_text, _STRING)
_TEXTS: Final = Shape(
    "text or a list of texts",
    _either(_is_text, _list_of(_is_text)),
    {"type": ["string", "array"], "minLength": 1, "items": _STRING},
)
_FLAG: Final = Shape("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
_SECONDS: Final = Shape("a whole number of seconds", lambda value: type(value) is int, {"type": "integer"})
_TAGS: Final = Shape(
    "a table of texts",
    _table_of(lambda value: isinstance(value, str)),
    {"type": "object", "additionalProperties": {"type": "string"}},
)
_FACTS: Final = Shape(
    "a table of texts, truth values, numbers, times with an offset, or lists of them",
    _table_of(_either(_is_fact, _list_of(_is_fact))),
    {
        "type": "object",
        "additionalProperties": {"type": [*_SCALARS["type"], "array"], "items": _SCALARS},
    },
)
_ANSWERS: Final = tuple(each.value for each in Expectation)
_EXPECT: Final = Shape(
    f"one of {', '.join(_ANSWERS)}", lambda value: value in _ANSWERS, {"enum": list(_ANSWERS)}, _ANSWERS
)
_SAML: Final = Shape(
    "the ARN of a SAML provider",
    lambda value: isinstance(value, str) and ":saml-provider/" in value,
    {"type": "string", "pattern": ":saml-provider/"},
)
_OIDC: Final = Shape(
    "the ARN of an OIDC provider, or a built-in one",
    lambda value: _is_text(value) and not _SAML.fits(value),
    {**_STRING, "not": {"pattern": ":saml-provider/"}},
)
_CALLER: Final = Shape("text or a table", _either(_is_text, _is_table), {"$ref": "#/$defs/caller"})


def _tables(name: str, *, least: int = 0) -> Shape:
    return Shape(
        f"one [[{name}]] or more",
        lambda value: isinstance(value, list) and len(value) >= least and all(map(_is_table, value)),
        {"type": "array", "minItems": least, "items": {"$ref": f"#/$defs/{name}"}},
    )


# --- tables ----------------------------------------------------------------------------------------------------------

FILE: Final[Form] = {
    "data": Member(
        "Outputs of aws iam get-account-authorization-details and organization files; * ? [ ] and ** make a pattern.",
        _TEXTS,
    ),
    "lenient": Member("Whether to read also what IAM would refuse but what has a meaning, in loose documents.", _FLAG),
    "user": Member("Users whose policies stand in loose documents.", _tables("user")),
    "role": Member("Roles whose policies stand in loose documents.", _tables("role")),
    "case": Member("The questions, each with the answer that is expected.", _tables("case", least=1), required=True),
}

_USER: Final[Form] = {
    "arn": Member("ARN of the user or role.", _TEXT, required=True),
    "unique_id": Member("AIDA… or AROA…, if policies name it.", _TEXT),
    "tags": Member("Tags of the user or role.", _TAGS),
    "policies": Member("Files of all its identity-based policies.", _TEXTS),
    "boundary": Member("File of its permissions boundary.", _TEXT),
}
ENTITIES: Final[Mapping[str, Form]] = {
    "user": _USER,
    "role": {
        **_USER,
        "trust": Member("File of its trust policy.", _TEXT),
        "max_session_seconds": Member("The longest session, 3600 to 43200 seconds.", _SECONDS),
    },
}
"""Users and roles with loose documents."""

_CASE: Final[Form] = {
    "name": Member("What the case is called; 'case' and its number if left out.", _TEXT),
    "caller": Member("Who asks.", _CALLER, required=True),
    "expect": Member("The answer that is wanted; deny is either kind, unknown is neither.", _EXPECT, required=True),
    "because": Member(
        "What must be among the things that decide: LAYER, LAYER:SID, LAYER:NUMBER, or a statement as explanations "
        "call it; if the request is expected to be invalid, the parameter.",
        _TEXTS,
    ),
    "context": Member("Further condition keys of the request.", _FACTS),
    "unknown": Member("Condition keys of which nobody knows whether they are there; all for all not given.", _TEXTS),
}
QUESTIONS: Final[Mapping[str, Form]] = {
    "role": {
        **_CASE,
        "role": Member("ARN of the role to assume.", _TEXT, required=True),
        "session_name": Member("Name of the new session.", _TEXT),
        "external_id": Member("The external id that is passed.", _TEXT),
        "source_identity": Member("The source identity that is set.", _TEXT),
        "tags": Member("Session tags that are passed.", _TAGS),
        "transitive_tag_keys": Member("Keys of these tags that follow into the next role.", _TEXTS),
        "duration_seconds": Member("How long the session shall last.", _SECONDS),
        "mfa": Member("For a user: whether an MFA code is passed.", _FLAG),
        "legacy_implicit_self_trust": Member("Whether the role trusts itself, as before 2022.", _FLAG),
        "direct_grant_sets_source_identity": Member("Whether the trust policy alone can let it be set.", _FLAG),
    },
    "action": {
        **_CASE,
        "action": Member("The action, such as s3:GetObject.", _TEXT, required=True),
        "resource": Member("ARN of the resource, or * for an action that has none.", _TEXT, required=True),
        "resource_account": Member("The account of a resource whose ARN does not name it.", _TEXT),
        "resource_policy": Member("File of the policy of the resource.", _TEXT),
    },
}
"""The questions by the member that tells them apart."""

_BROUGHT: Final[Form] = {
    "tags": Member("Session tags.", _TAGS),
    "transitive_tags": Member("Keys of these tags that follow into the next role.", _TEXTS),
    "source_identity": Member("The source identity that is set already.", _TEXT),
}
_PASSED: Final = Member("Files of the session policies that were passed when the session was made.", _TEXTS)

CALLERS: Final[Mapping[type[Any], Form]] = {
    RoleSession: {
        "role": Member("ARN of the role whose session asks.", _TEXT, required=True),
        "session_name": Member("Name of the session.", _TEXT, required=True),
        **_BROUGHT,
        "policies": _PASSED,
    },
    UserSession: {
        "user": Member("ARN of the user whose temporary credentials are used.", _TEXT, required=True),
        "mfa": Member("Whether a code was given when they were made.", _FLAG),
        "mfa_age_seconds": Member("How long ago that was.", _SECONDS),
    },
    FederatedUser: {
        "parent": Member("ARN of the user, or root user, who made the session.", _TEXT, required=True),
        "name": Member("Name of the federated user.", _TEXT, required=True),
        "tags": _BROUGHT["tags"],
        "policies": _PASSED,
    },
    WebIdentity: {
        "provider": Member("ARN of the OIDC provider, or a built-in one.", _OIDC, required=True),
        "claims": Member("What the token says: sub, aud ….", _FACTS),
        **_BROUGHT,
    },
    SamlIdentity: {
        "provider": Member("ARN of the SAML provider.", _SAML, required=True),
        "attributes": Member("What the assertion says: sub, aud ….", _FACTS),
        **_BROUGHT,
    },
}
"""Callers of whom more is to be said than their ARN; the first member of each tells them apart."""
