"""Statements: what one says, and reading one from its JSON members.

Each `_read_…` function takes a JSON value, notes every problem in the report, and returns what it could read.
"""

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, Final, Generic, Literal, TypeVar

from pydantic import BaseModel
from pydantic_core import core_schema

from policykit.errors import ActionError, ArnError, PrincipalError, shown
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.action import ROLE_ACTIONS, TRUST_ACTIONS, ActionPattern, read_action
from policykit.model.arn import ARN_FORM
from policykit.model.arn_pattern import ArnPattern, split_fields
from policykit.model.checked import built
from policykit.model.condition import Condition
from policykit.model.condition_element import read_conditions
from policykit.model.grammar import IAM_RESOURCE_TYPES, SID_FORM, Report, Rule, ShortArn, did_you_mean
from policykit.model.listing import described, read_texts
from policykit.model.principal import (
    PRINCIPAL_KEYS,
    AnyPrincipal,
    CanonicalUserPrincipal,
    NobodyKind,
    NobodyPrincipal,
    OidcProviderPrincipal,
    Principal,
    SamlProviderPrincipal,
    read_principal,
)
from policykit.model.template import variable_problem
from policykit.source import Pointer

__all__ = ["STATEMENT_MEMBERS", "AsIs", "Effect", "Element", "Statement", "read_statement"]

Effect = Literal["Allow", "Deny"]
STATEMENT_MEMBERS: Final = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Element(Generic[_T]):
    """What Principal, Action or Resource list, or what their Not… twins exclude.

    Attributes:
        values: in the order of the document.
        negated: written as NotPrincipal, NotAction or NotResource: everything but the values.
    """

    values: tuple[_T, ...]
    negated: bool = False


class AsIs:
    """Marks a field that this package fills with values it has checked; pydantic does not look inside."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> core_schema.CoreSchema:
        return core_schema.any_schema()


class Statement(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """One statement of a policy document.

    Attributes:
        sid: its name, or None; an empty Sid counts as none (GRAM-16).
        effect: ``Allow`` or ``Deny``.
        principal: who it speaks of; None in documents without principals.
        action: which actions.
        resource: which resources; None where the document has none (trust policies).
        conditions: all of them must hold.
    """

    sid: str | None
    effect: Effect
    principal: Annotated[Element[Principal] | None, AsIs]
    action: Annotated[Element[ActionPattern], AsIs]
    resource: Annotated[Element[ArnPattern] | None, AsIs]
    conditions: Annotated[tuple[Condition, ...], AsIs]


def read_statement(value: JsonValue, at: Pointer, report: Report) -> Statement | None:
    """Read a statement; None if anything in it was refused."""
    if not isinstance(value, dict):
        report.refuse(at, f"expected a statement object, found {described(value)}")
        return None
    before = len(report.problems)
    _refuse_unknown(value, at, report)
    sid = _read_sid(value.get("Sid", ""), at, report)
    effect = _read_effect(value, at, report)
    principal = _read_principals(value, at, report, effect)
    action = _read_actions(value, at, report, effect)
    resource = _read_resources(value, at, report)
    conditions = read_conditions(value["Condition"], at / "Condition", report) if "Condition" in value else ()
    if len(report.problems) > before or effect is None or action is None:
        return None
    statement = built(
        Statement,
        {
            "sid": sid or None,
            "effect": effect,
            "principal": principal,
            "action": action,
            "resource": resource,
            "conditions": conditions,
        },
    )
    if report.grammar.only_deny and effect == "Allow":
        _check_full_access(statement, at, report)
    return statement


def _refuse_unknown(value: JsonObject, at: Pointer, report: Report) -> None:
    for name in value:
        if name not in STATEMENT_MEMBERS:
            hint = did_you_mean(name, STATEMENT_MEMBERS)
            report.refuse(
                at / name, f"unknown element {shown(name)}: expected one of {', '.join(STATEMENT_MEMBERS)}{hint}"
            )
    for name in ("Principal", "Action", "Resource"):
        if name in value and f"Not{name}" in value:
            report.refuse(at / f"Not{name}", f"expected {name} or Not{name}, found both")


def _read_sid(value: JsonValue, at: Pointer, report: Report) -> str | None:
    if type(value) is not str:
        report.refuse(at / "Sid", f"expected a string, found {described(value)}")
        return None
    if report.grammar.plain_sids and not SID_FORM.fullmatch(value):
        report.refuse(at / "Sid", f"expected letters and digits only (A-Z, a-z, 0-9), found {shown(value)}")
    return value


def _read_effect(value: JsonObject, at: Pointer, report: Report) -> Effect | None:
    match value.get("Effect"):
        case "Allow":
            return "Allow"
        case "Deny":
            return "Deny"
        case None if "Effect" not in value:
            report.refuse(at, "missing element 'Effect': expected 'Allow' or 'Deny'")
        case other:
            hint = did_you_mean(other, ("Allow", "Deny")) if isinstance(other, str) else ""
            report.refuse(at / "Effect", f"expected 'Allow' or 'Deny', found {described(other)}{hint}")
    return None


def _pair(value: JsonObject, name: str) -> tuple[str, bool] | None:
    """The member that is present, and whether it is the negated one."""
    if name in value:
        return name, False
    return (f"Not{name}", True) if f"Not{name}" in value else None


# --- Principal -------------------------------------------------------------------------------------------------------


def _read_principals(
    value: JsonObject, at: Pointer, report: Report, effect: Effect | None
) -> Element[Principal] | None:
    grammar, found = report.grammar, _pair(value, "Principal")
    if found is None:
        if grammar.principal is Rule.REQUIRED:
            report.refuse(at, f"missing element 'Principal': {grammar.one} says whom it speaks of")
        return None
    name, negated = found
    if grammar.principal is Rule.REFUSED:
        report.refuse(at / name, f"{grammar.one} has no {name}: it speaks of whoever it is attached to")
        return None
    if negated:
        report.apply(grammar.not_principal, at / name, _NOT_PRINCIPAL.format(one=grammar.one))
        if effect == "Allow" and grammar.not_principal is Rule.ALLOWED:
            report.refuse_if_strict(
                at / name, "NotPrincipal is supported with Deny only: with Allow it would let in everybody else"
            )
    principals = _read_principal_map(value[name], at / name, report)
    return Element(principals, negated)


_NOT_PRINCIPAL = "{one} has no NotPrincipal: use a Deny with ArnNotLike on aws:PrincipalArn"


def _read_principal_map(value: JsonValue, at: Pointer, report: Report) -> tuple[Principal, ...]:
    if value == "*":
        if report.grammar.assumes:
            report.refuse_if_strict(
                at, 'IAM refuses a bare "*" in a trust policy: write {"AWS": "*"} and narrow it with conditions'
            )
        return (AnyPrincipal(bare=True),)
    if not isinstance(value, dict) or report.grammar.only_deny:
        expected = '"*"' if report.grammar.only_deny else '"*" or an object such as {"AWS": "111122223333"}'
        report.refuse(at, f"expected {expected}, found {described(value)}")
        return ()
    result: list[Principal] = []
    for key, entry in value.items():
        if key in PRINCIPAL_KEYS:
            result.extend(read_texts(entry, at / key, report, partial(_read_principal, report, key)))
        else:
            hint = did_you_mean(key, tuple(PRINCIPAL_KEYS))
            report.refuse(
                at / key,
                f"unknown kind of principal {shown(key)}: expected one of {', '.join(PRINCIPAL_KEYS)}{hint}",
            )
    return tuple(result)


def _read_principal(report: Report, key: str, text: str) -> Principal:
    principal = read_principal(key, text)
    problem = _misplaced(principal, trust=report.grammar.assumes, strict=report.strict)
    if problem:
        raise PrincipalError(text, problem)
    return principal


def _misplaced(principal: Principal, *, trust: bool, strict: bool) -> str | None:
    """Why a well-formed principal cannot stand in this kind of document, or None."""
    match principal:
        case NobodyPrincipal(what=NobodyKind.ORIGIN_ACCESS_IDENTITY) if trust:
            return "a CloudFront identity assumes no role (PRIN-12a)"
        case NobodyPrincipal(what=what) if strict and (trust or what is NobodyKind.GROUP):
            return str(what)
        case CanonicalUserPrincipal() if trust:
            return "a canonical user id is for S3 and CloudFront: name the account (PRIN-4)"
        case SamlProviderPrincipal() | OidcProviderPrincipal() if strict and not trust:
            return "Federated principals are for role trust policies only (PRIN-8)"
    return None


# --- Action ----------------------------------------------------------------------------------------------------------


def _read_actions(
    value: JsonObject, at: Pointer, report: Report, effect: Effect | None
) -> Element[ActionPattern] | None:
    found = _pair(value, "Action")
    if found is None:
        report.refuse(at, "missing element 'Action': expected Action or NotAction")
        return None
    name, negated = found
    here, grammar = at / name, report.grammar
    if negated:
        report.apply(grammar.not_action, here, f"{grammar.one} has no NotAction: list the actions it means")
    _refuse_empty(value[name], here, report)
    read = partial(_read_action, report, effect) if grammar.assumes or grammar.only_deny else read_action
    return Element(read_texts(value[name], here, report, read), negated)


def _refuse_empty(value: JsonValue, at: Pointer, report: Report) -> None:
    if value == [] and not report.grammar.empty_lists:
        report.refuse(at, "expected at least one entry, found an empty list")


def _read_action(report: Report, effect: Effect | None, text: str) -> ActionPattern:
    pattern = ActionPattern.parse(text)
    if report.grammar.only_deny:
        if text == "*" and effect == "Deny":
            raise ActionError(
                text, "expected a service before the colon, for example 'sts:*': a bare '*' would deny everything"
            )
    elif report.strict and not any(map(pattern.overlaps, _IN_TRUST)):
        raise ActionError(text, _not_assuming(text))
    elif report.strict and text == "*":
        raise ActionError(text, "a trust policy may only name actions of STS: write 'sts:AssumeRole'")
    return pattern


_IN_TRUST: Final = tuple(map(ActionPattern.parse, TRUST_ACTIONS))


def _not_assuming(text: str) -> str:
    return f"a trust policy may only name {', '.join(ROLE_ACTIONS)}{did_you_mean(text, ROLE_ACTIONS)} (GRAM-25)"


# --- Resource --------------------------------------------------------------------------------------------------------


def _read_resources(value: JsonObject, at: Pointer, report: Report) -> Element[ArnPattern] | None:
    grammar, found = report.grammar, _pair(value, "Resource")
    if found is None:
        if grammar.resource is Rule.REQUIRED:
            report.refuse(at, "missing element 'Resource': expected Resource or NotResource")
        return None
    name, negated = found
    if grammar.resource is Rule.REFUSED:
        report.refuse(at / name, f"{grammar.one} has no {name}: its resource is the role itself")
        return None
    here = at / name
    _refuse_empty(value[name], here, report)
    return Element(read_texts(value[name], here, report, partial(_read_resource, report), nulls=True), negated)


def _read_resource(report: Report, text: str) -> ArnPattern:
    pattern = _resource(text)
    if text == "*":
        return pattern
    problem = _short_problem(text, report.grammar.short_arn)
    if not problem and report.strict:
        problem = _iam_problem(text) or (variable_problem(text) if report.variables else None)
    if problem:
        raise ArnError(text, problem)
    return pattern


@lru_cache(maxsize=1 << 14)  # the same ARNs are named again and again
def _resource(text: str) -> ArnPattern:
    return ArnPattern(text)


def _short_problem(text: str, short: ShortArn) -> str | None:
    fields = split_fields(text)
    if len(fields) == 6 or short is ShortArn.TEXT:
        return None
    expected = f"expected {ARN_FORM}, six fields, found {len(fields)}"
    if short is ShortArn.COMPLETED:
        return expected if "" in fields else None
    if short is ShortArn.REFUSED_UNLESS_STAR and text.endswith("*"):
        return None
    return expected


def _iam_problem(text: str) -> str | None:
    """What IAM itself checks about the ARNs of its own resources (GRAM-22)."""
    fields = split_fields(text)
    if len(fields) < 6 or fields[2] != "iam":
        return None
    _, _, _, region, _, resource = fields
    if region not in ("", "*"):
        return f"IAM resources have no region: leave the fourth field empty, found {region!r}"
    start = _PLAIN.match(resource)[0]  # type: ignore[index]  # matches every text, also the empty one
    if resource == "root" or (any(kind.startswith(start) for kind in IAM_RESOURCE_TYPES) and start != resource):
        return None
    if start.startswith(IAM_RESOURCE_TYPES):
        return None
    return f"expected an IAM resource that begins with one of {', '.join(IAM_RESOURCE_TYPES)}, or 'root' or '*'"


_PLAIN = re.compile(r"(?:[^*?$]|\$(?!\{))*")  # what comes before the first wildcard or variable


def _check_full_access(statement: Statement, at: Pointer, report: Report) -> None:
    """RCPs deny; their one Allow is the whole of RCPFullAWSAccess (GRAM-29)."""
    resource = statement.resource
    actions = set(statement.action.values) == {ActionPattern.parse("*")} and not statement.action.negated
    resources = resource is not None and set(resource.values) == {ArnPattern("*")} and not resource.negated
    if not actions or not resources or statement.conditions:
        report.refuse(
            at / "Effect",
            "expected 'Deny': a resource control policy only denies (Allow is for RCPFullAWSAccess alone)",
        )
