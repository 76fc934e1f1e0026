"""Why an element of a statement does not fit: what it wants, what the request has, and what is often overlooked there.

Source: IAM User Guide, "Troubleshoot IAM roles" and the pages of the elements; the rules are named at each hint.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from policykit.evaluate.callers import (
    AwsService,
    Caller,
    RoleSession,
    SamlIdentity,
    UserSession,
    WebIdentity,
    describe,
    entity_of,
)
from policykit.evaluate.conditions import Values
from policykit.evaluate.facts import PRESENT
from policykit.evaluate.grants import is_own_role
from policykit.evaluate.keys import never_carried
from policykit.evaluate.naming import key_of
from policykit.evaluate.phrases import principal_key
from policykit.evaluate.quoted import asked, seen
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, Mismatch, Step
from policykit.evaluate.truth import UNKNOWN
from policykit.model.arn import RoleArn
from policykit.model.arn_pattern import ArnPattern, split_fields
from policykit.model.condition import Condition, ConditionOperator, Family, SetPrefix
from policykit.model.principal import (
    NobodyPrincipal,
    Principal,
    RolePrincipal,
    RoleSessionPrincipal,
    ServicePrincipal,
    UniqueIdPrincipal,
    UserPrincipal,
)
from policykit.model.template import parse_template
from policykit.snapshot import User
from policykit.wildcard import Wildcard

__all__ = ["keys_of", "literal_stars", "misfits", "unspared", "why_it_holds"]


def misfits(step: Step, answer: Answer, *, hints: bool = True) -> Iterator[str]:
    """For each element that does not fit, or may not, what it wants, what the request has, and a hint."""
    for mismatch in step.mismatches:
        verb, joint = _VERBS[mismatch.element]
        known = "but" if mismatch.truth is not UNKNOWN else "and"
        told = f"{verb} {mismatch.wanted.removeprefix('not ')}, {joint or known} {mismatch.found}"
        find = _HINTS.get(mismatch.element) if hints else None
        more = list(dict.fromkeys(find(step, mismatch, answer)))[:_MOST] if find else []
        yield told + (f" ({'; '.join(more)})" if more else "")


_VERBS: Final[Mapping[str, tuple[str, str]]] = {
    "Principal": ("names", ""),
    "NotPrincipal": ("leaves out", "and"),
    "Action": ("is for", ""),
    "NotAction": ("leaves out", "and"),
    "Resource": ("is for", ""),
    "NotResource": ("leaves out", "and"),
    "Condition": ("requires", ""),
}
_MOST = 3  # hints on one element


# --- Principal -------------------------------------------------------------------------------------------------------


def _of_principals(step: Step, _mismatch: Mismatch, answer: Answer) -> Iterator[str]:
    request = answer.request
    for each in cast("Any", step.statement.principal).values:
        yield from _of_principal(each, request.caller, [key for name in request.names for key in name.keys])
    if is_own_role(request):
        yield "a role trusts itself only if its trust policy says so"  # ASSUME-20


def _of_nobody(_step: Step, _mismatch: Mismatch, _answer: Answer) -> Iterator[str]:
    yield "with Allow, NotPrincipal lets nobody in"  # PRIN-39


def _of_principal(named: Principal, caller: Caller, own: Sequence[str]) -> Iterator[str]:
    text, member = str(named), principal_key(caller)
    if named.key != member != "AWS":
        yield f'{describe(caller)} is named under "{member}", not under "{named.key}"'  # PRIN-16, PRIN-18
    elif text.casefold() in (each.rpartition(" ")[2].casefold() for each in own):
        yield "case matters"  # PRIN-18
    match named, caller:
        case UniqueIdPrincipal(), _:
            yield _of_id(text, caller)
        case NobodyPrincipal(what=reason), _:
            yield reason.value
        case RoleSessionPrincipal(arn=session), RoleSession(role=role) if session.is_session_of(role.arn):
            yield "that is one session; the ARN of the role names them all"  # PRIN-6
        case (RolePrincipal(arn=arn), RoleSession(role=role)) if _but_for_path(arn, role.arn):
            yield f"the role has the path {role.arn.path}, which belongs to its ARN"  # PRIN-5
        case (UserPrincipal(arn=arn), User() | UserSession()) if _but_for_path(arn, caller.arn):
            yield f"the user has the path {caller.arn.path}, which belongs to its ARN"
        case RolePrincipal(), User() | UserSession():
            yield "a role lets in its sessions: assume it first"
        case UserPrincipal(), RoleSession():
            yield "a session of a role is no longer the user who made it"
        case (ServicePrincipal(), AwsService(name=name)) if text.partition(".")[0] == name.partition(".")[0]:
            yield "each spelling of a service names that spelling alone"  # PRIN-36


def _but_for_path(named: Any, own: Any) -> bool:
    return (named.account, named.name) == (own.account, own.name) and named.path != own.path


def _of_id(named: str, caller: Caller) -> str:
    """A unique id in the place of an ARN: of somebody deleted, more often than not (PRIN-31, PRIN-33)."""
    entity = entity_of(caller)
    own = None if entity is None else entity.unique_id
    kind = "user" if named.startswith("AIDA") else "role"
    known = f"that of the caller is {own}" if own else "that of the caller is not known, and so taken for another"
    return f"this is the unique id of a {kind}, shown like this once the {kind} is deleted; {known}"


# --- Action ----------------------------------------------------------------------------------------------------------


def _of_action(_step: Step, _mismatch: Mismatch, answer: Answer) -> Iterator[str]:
    request = answer.request
    if request.folded_action.startswith("sts:assumerolewith"):
        yield f"{describe(request.caller)} assumes roles with no other action"  # ASSUME-3, ASSUME-96


# --- Resource --------------------------------------------------------------------------------------------------------


def _of_resources(step: Step, _mismatch: Mismatch, answer: Answer) -> Iterator[str]:
    request, patterns = answer.request, cast("Any", step.statement.resource).values
    for each in patterns:
        yield from _of_resource(each.text, request)
    yield from _of_variables([each.text for each in patterns], step, answer)


def _of_resource(pattern: str, request: Request) -> Iterator[str]:
    resource, fields = request.resource, split_fields(pattern)
    if resource is None:
        yield "nothing in particular is asked for, which only '*' names"  # ARN-17
    elif ArnPattern(pattern.casefold()).matches(str(resource).casefold()):
        yield "case matters"  # ARN-20
    elif isinstance(resource, RoleArn):
        if fields[2:3] == ["sts"]:
            yield f"the resource of {request.action} is the role, never one of its sessions"  # ARN-18
        if resource.path != "/" and ArnPattern(pattern).matches(
            RoleArn.of(resource.account, resource.name, partition=resource.partition)
        ):
            yield f"the role has the path {resource.path}, which belongs to its ARN"  # ASSUME-36
        if fields[4:5] == [""]:
            yield "without an account it names no role"  # ARN-14


# --- Condition -------------------------------------------------------------------------------------------------------


def _of_condition(step: Step, mismatch: Mismatch, answer: Answer) -> Iterator[str]:
    condition, request = cast("Condition", mismatch.content), answer.request
    values = request.lookup(condition.folded_key)
    if not isinstance(condition.operator, ConditionOperator):
        yield "there is no such operator, so the condition never holds"  # COND-7
        return
    if values is None:
        reason = _why_never(condition, request) or _why_missing(condition.folded_key, request)
        yield from [reason] if reason else []
    elif values is not UNKNOWN and values is not PRESENT:
        yield from _of_values(condition, condition.operator, values)
    yield from _of_variables(condition.values if condition.operator.row.variables else (), step, answer)


def _of_values(condition: Condition, operator: ConditionOperator, values: tuple[str, ...]) -> Iterator[str]:
    row = operator.row
    if operator.prefix is None and len(values) > 1:
        yield "several values need ForAnyValue or ForAllValues"  # COND-16
    if row.negated or row.family not in (Family.STRING, Family.ARN):
        return
    if literal_stars(condition, values):
        yield f"{operator.base} takes * and ? literally: StringLike does not"  # COND-20, ASSUME-88
    elif "IgnoreCase" not in operator.base and any(
        Wildcard(wanted.casefold()).matches(value.casefold()) for wanted in condition.values for value in values
    ):
        yield "case matters"  # COND-20
    if condition.folded_key == "aws:principalarn" and any(":assumed-role/" in each for each in condition.values):
        yield "for a session this is the ARN of the role"  # CTX-1


def literal_stars(condition: Condition, values: Values) -> bool:
    """Whether values would fit if ``*`` and ``?`` were wildcards, where they are ordinary characters (COND-20)."""
    exact = str(condition.operator).rpartition(":")[2].startswith(("StringEquals", "StringNotEquals"))
    return (
        exact
        and isinstance(values, tuple)
        and any(Wildcard(wanted).matches(value) and wanted != value for wanted in condition.values for value in values)
    )


def _why_never(condition: Condition, request: Request) -> str | None:
    """That AWS never sends a key for this kind of caller; None if it may."""
    never = never_carried(request.caller, condition.folded_key)
    return f"{_CARRIERS[type(request.caller)]} never carry it" if never else None


_CARRIERS: Final[Mapping[type[Any], str]] = {
    User: "requests of users",
    UserSession: "requests of users",
    RoleSession: "requests of role sessions",
    AwsService: "requests of services",
    SamlIdentity: "SAML assertions",
    WebIdentity: "tokens of OIDC providers",
}


def _why_missing(key: str, request: Request) -> str | None:
    """Which part of the call, or of what is known of caller and resource, would have brought the key."""
    if not request.derive:
        return None
    if key.startswith("aws:multifactorauth"):
        return _MFA.get(type(request.caller))
    return next((reason for start, reason in _MISSING.items() if key.startswith(start)), None)


_MFA: Final[Mapping[type[Any], str]] = {
    User: "the call is signed with long-term keys, without an MFA code",
    UserSession: "the session was made without an MFA code",
    RoleSession: "sessions of roles say nothing about MFA",
}
_MISSING: Final = {
    "sts:externalid": "the call passes no external id",
    "sts:sourceidentity": "the call passes no source identity",
    "aws:requesttag/": "the call passes no such session tag",
    "aws:tagkeys": "the call passes no session tags",
    "aws:principaltag/": "the caller has no such tag",
    "aws:resourcetag/": "no such tag of the resource is known",
    "iam:resourcetag/": "no such tag of the role is known",
    "aws:principalorg": "the account of the caller is in no organization that is known",
    "aws:resourceorg": "the account of the resource is in no organization that is known",
}
"""By the beginning of the key (CTX-6, CTX-8, CTX-31, CTX-32, CTX-38 to CTX-40)."""


_HINTS: Final[Mapping[str, Callable[[Step, Mismatch, Answer], Iterable[str]]]] = {
    "Principal": _of_principals,
    "NotPrincipal": _of_nobody,
    "Action": _of_action,
    "Resource": _of_resources,
    "Condition": _of_condition,
}


# --- policy variables ------------------------------------------------------------------------------------------------


def _of_variables(texts: Iterable[str], step: Step, answer: Answer) -> Iterator[str]:
    used = [each for each in texts if "${" in each]
    if used and not step.variables:
        yield '${…} is ordinary text in a document without "Version": "2012-10-17"'  # GRAM-12
    else:
        yield from (f"${{{key}}} {seen(answer.request.lookup(key.casefold()))}" for key in _variables(used))  # COND-64


def _variables(texts: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(each.key for text in texts for each in parse_template(text).variables)


def keys_of(step: Step) -> Iterator[str]:
    """The condition keys on which it hangs whether a statement applies, if it fits otherwise."""
    failing, statement = {each.element for each in step.mismatches}, step.statement
    if not failing <= _VARIABLE:
        return
    texts = [] if statement.resource is None else [each.text for each in statement.resource.values]
    if failing <= {"Condition"}:
        yield from (each.key for each in statement.conditions)
        texts += [value for each in statement.conditions for value in each.values]
    used = [each for each in texts if "${" in each]
    if used and step.variables:
        yield from _variables(used)


_VARIABLE: Final = frozenset(("Condition", "Resource", "NotResource"))
"""The elements that can fit one request of a caller for an action, and not the next."""


# --- Denies ----------------------------------------------------------------------------------------------------------


def why_it_holds(step: Step, answer: Answer) -> Iterator[str]:
    """For a statement that applies, what its conditions saw; and why a NotPrincipal does not spare the caller."""
    for condition in step.statement.conditions:
        values = answer.request.lookup(condition.folded_key)
        yield f"{asked(condition)} holds, as it {seen(values)}{_surprise(condition, values, answer.request)}"
    named = step.statement.principal
    if named is not None and named.negated and answer.request.names:
        absent = unspared(step, answer.request)
        yield (
            f"NotPrincipal spares only callers that it lists by all their names; it lacks {' and '.join(absent)}"
            if absent
            else "NotPrincipal never spares a caller that has a permissions boundary"  # PRIN-41
        )


def _surprise(condition: Condition, values: Values, request: Request) -> str:
    """What is easily overlooked where a condition of a Deny holds."""
    operator = cast("ConditionOperator", condition.operator)  # an unknown one never holds
    if values is None and operator.base != "Null":
        enough = "for IfExists" if operator.if_exists else "for a negated operator"
        enough = "for ForAllValues" if operator.prefix is SetPrefix.FOR_ALL_VALUES else enough
        why = _why_never(condition, request) or _why_missing(condition.folded_key, request)
        return f" ({why + '; ' if why else ''}that is enough {enough})"
    if operator.row.negated and literal_stars(condition, values):
        return f" ({operator.base} takes * and ? literally: StringNotLike does not)"
    return ""


def unspared(step: Step, request: Request) -> list[str]:
    """The names of the caller that a Deny with NotPrincipal would have to list, too, to spare it (PRIN-40)."""
    listed = {key_of(each) for each in cast("Any", step.statement.principal).values}
    return [name.keys[0].rpartition(" ")[2] for name in request.names if listed.isdisjoint(name.keys)]
