"""The sentences of a decision: what decided, which layers fail, which statements nearly apply, what was assumed.

Everything here reads results; nothing here decides.
"""

from collections.abc import Iterable, Iterator, Sequence

from policykit.evaluate.callers import Grant, RoleSession, RootUser, describe, has_account
from policykit.evaluate.policies import Layer
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, LayerResult, Outcome, Step
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN
from policykit.model.arn import RoleArn

__all__ = ["assumptions", "changes", "explain", "reasons"]

_VERDICTS = {
    Outcome.ALLOWED: "ALLOWED",
    Outcome.IMPLICIT_DENY: "DENIED (implicitly: nothing allows it)",
    Outcome.EXPLICIT_DENY: "DENIED (explicitly: a statement denies it)",
    Outcome.UNKNOWN: "UNKNOWN (it hangs on something that nobody said)",
}


def reasons(outcome: Outcome, answers: Sequence[Answer]) -> tuple[str, ...]:
    """The sentences that decide: those of the answers that are as bad as the outcome."""
    deciding = [each for each in answers if each.outcome is outcome]
    return tuple(dict.fromkeys(sentence for each in deciding for sentence in _reasons(each)))


def changes(outcome: Outcome, answers: Sequence[Answer]) -> tuple[str, ...]:
    """For a denial, the smallest change that would help, in every layer that fails; all of them are needed."""
    if outcome not in (Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY):
        return ()
    failing = [each for each in answers if each.outcome in (Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)]
    return tuple(dict.fromkeys(sentence for each in failing for sentence in _changes(each)))


def explain(outcome: Outcome, answers: Sequence[Answer], assumptions: Sequence[str], residual: object) -> str:
    """The whole decision as text."""
    first = answers[0].request
    also = f" (with {', '.join(each.request.action for each in answers[1:])})" if len(answers) > 1 else ""
    lines = [
        f"{_VERDICTS[outcome]}: {describe(first.caller)}",
        f"  {first.action}{also} on {first.resource_text}",
        "",
        "Why",
    ]
    lines += [f"  - {sentence}" for sentence in reasons(outcome, answers)]
    if outcome is Outcome.UNKNOWN:
        lines += ["", "Allowed if", f"  {residual}"]
    needed = changes(outcome, answers)
    if needed:
        lines += ["", "To allow it", *(f"  - {each}" for each in needed)]
    steps = [step for answer in answers for layer in answer.trace() for step in layer.steps]
    if steps:
        lines += ["", "Statements", *(f"  {line}" for step in steps for line in _told(step, len(answers) > 1))]
    if assumptions:
        lines += ["", "Assumed", *(f"  - {each}" for each in assumptions)]
    return "\n".join(lines)


def assumptions(answers: Sequence[Answer]) -> tuple[str, ...]:
    """What was taken for granted: layers that nobody gave, and condition keys that are tested but were not given."""
    return tuple(dict.fromkeys(sentence for each in answers if not each.ineligible for sentence in _assumptions(each)))


def _assumptions(answer: Answer) -> Iterator[str]:
    request, policies, caller = answer.request, answer.policies, answer.request.caller
    if has_account(caller):
        if policies.scps is None and Layer.SERVICE_CONTROL not in policies.missing:
            yield f"no service control policy limits account {caller.arn.account}"
        if policies.boundary is None and not isinstance(caller, RootUser) and Layer.BOUNDARY not in policies.missing:
            yield f"{_owner(request)} has no permissions boundary"
        if policies.session is None and isinstance(caller, RoleSession):
            yield f"no session policy was passed for {caller.arn}"
    if policies.rcps is None and Layer.RESOURCE_CONTROL not in policies.missing:
        yield "no resource control policy limits " + (request.resource_account or "the account of the resource")
    missing = {
        condition.key
        for layer in answer.trace()
        for step in layer.steps
        for condition in step.statement.conditions
        if request.lookup(condition.folded_key) is None
    }
    if missing:
        yield f"the request does not carry {', '.join(sorted(missing, key=str.lower))}"


def _owner(request: Request) -> str:
    """Whose identity-based policies count: of a role session, those of the role."""
    return str(request.caller.role.arn) if isinstance(request.caller, RoleSession) else describe(request.caller)


def _told(step: Step, several: bool) -> Iterator[str]:
    """One statement: whether it applies, and if not, what does not fit."""
    verdict = {TRUE: "applies", FALSE: "does not apply", UNKNOWN: "may apply"}[step.applies]
    action = f" to {step.action}" if several else ""
    yield f"{step.label}: {step.effect} {verdict}{action}" + (f", names {step.grant.value}" if step.grant else "")
    for mismatch in step.mismatches:
        yield f"    {mismatch}"


# --- why -------------------------------------------------------------------------------------------------------------


def _reasons(answer: Answer) -> Iterator[str]:
    if answer.ineligible is not None:
        yield answer.ineligible
        return
    layers = answer.trace()
    if answer.outcome is Outcome.EXPLICIT_DENY:
        yield from (f"{each.label} denies {answer.request.action}" for each in _applying(layers, "Deny"))
    elif answer.outcome is Outcome.IMPLICIT_DENY:
        yield from _missing_grants(answer.request, layers)
    elif answer.outcome is Outcome.UNKNOWN:
        yield from _open_questions(layers)
    else:
        yield from _granted(answer.request, layers)


def _applying(layers: Iterable[LayerResult], effect: str, *only: Layer) -> Iterator[Step]:
    for layer in layers:
        if not only or layer.layer in only:
            yield from (step for step in layer.steps if step.effect == effect and step.applies is TRUE)


def _granted(request: Request, layers: Sequence[LayerResult]) -> Iterator[str]:
    found = False
    for step in _applying(layers, "Allow", Layer.RESOURCE):
        found = True
        yield f"{step.label} lets {_name(step.grant, request)} in"
    for step in _applying(layers, "Allow", Layer.IDENTITY):
        found = True
        yield f"{step.label} allows {request.action} on {request.resource_text}"
    if not found:
        yield f"{request.action} needs no policy for {describe(request.caller)}"


def _name(grant: Grant | None, request: Request) -> str:
    if grant is Grant.ACCOUNT and has_account(request.caller):
        return f"whomever account {request.caller.arn.account} lets"
    return {Grant.ANYONE: "everyone", None: "the caller"}.get(grant, grant.value if grant else "the caller")


def _missing_grants(request: Request, layers: Sequence[LayerResult]) -> Iterator[str]:
    for layer in layers:
        if layer.allows is FALSE and layer.layer in _LIMITS:
            level = "" if layer.level is None else f" at level {layer.level + 1}"
            yield f"no {_LIMITS[layer.layer]}{level} allows {request.action} on {request.resource_text}"
    caller = request.caller
    grants = _given(layers)
    if _needs_grant(request) and not grants:
        yield from _not_let_in(request, layers)
    if _needs_identity(request, layers):
        yield _not_allowed(request, grants)
    if grants and has_account(caller) and request.resource and caller.arn.partition != request.resource.partition:
        yield f"nothing is granted across partitions, from {request.resource.partition} to {caller.arn.partition}"


def _given(layers: Sequence[LayerResult]) -> set[Grant | None]:
    """How the resource-based policy names the caller."""
    return {step.grant for step in _applying(layers, "Allow", Layer.RESOURCE)}


def _crosses(request: Request) -> bool:
    return has_account(request.caller) and request.caller.arn.account != request.resource_account


def _needs_grant(request: Request) -> bool:
    """Whether the side of the resource must grant it, whatever the side of the caller says (EVAL-22, EVAL-35)."""
    if request.folded_action == "sts:assumeroot":
        return False
    return _crosses(request) or not has_account(request.caller) or _is_guarded(request)


def _needs_identity(request: Request, layers: Sequence[LayerResult]) -> bool:
    """Whether an identity-based policy would have to allow it, and none does."""
    identity = next((layer for layer in layers if layer.layer is Layer.IDENTITY), None)
    if identity is None or identity.allows is not FALSE or isinstance(request.caller, RootUser):
        return False
    named = _given(layers) - {Grant.ACCOUNT}
    return not named or _crosses(request) or request.folded_action == "sts:setsourceidentity"


_LIMITS = {
    Layer.RESOURCE_CONTROL: "resource control policy",
    Layer.SERVICE_CONTROL: "service control policy",
    Layer.ENDPOINT: "VPC endpoint policy",
    Layer.BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
}


def _is_guarded(request: Request) -> bool:
    return isinstance(request.resource, RoleArn) or (request.resource is not None and request.resource.service == "kms")


def _not_let_in(request: Request, layers: Sequence[LayerResult]) -> Iterator[str]:
    """Why the side of the resource grants nothing: the statements that come nearest."""
    what = "trust policy" if isinstance(request.resource, RoleArn) else "resource-based policy"
    steps = [
        step for layer in layers if layer.layer is Layer.RESOURCE for step in layer.steps if step.effect == "Allow"
    ]
    if not steps:
        yield f"{request.resource_text} has no {what} that allows anything"
        return
    fewest = min(len(step.mismatches) for step in steps)
    for step in steps:
        if len(step.mismatches) == fewest:
            yield f"the {what} does not let {describe(request.caller)} in: {step.label}: " + "; ".join(
                _mismatch(each.element, each.wanted, each.found) for each in step.mismatches
            )


def _mismatch(element: str, wanted: str, found: str) -> str:
    return f"the {element} is {wanted}, {found}" if element != "Condition" else f"it requires {wanted}, {found}"


def _not_allowed(request: Request, grants: set[Grant | None]) -> str:
    """Why the side of the caller matters, and that it allows nothing."""
    missing = f"no identity-based policy of {_owner(request)} allows {request.action} on {request.resource_text}"
    if Grant.ACCOUNT in grants and has_account(request.caller):
        account = request.caller.arn.account
        return f"the trust policy only delegates to account {account}, and {missing}"
    if grants and _crosses(request):
        return f"across accounts the caller's own account must allow it too, and {missing}"
    return missing


# --- what to do ------------------------------------------------------------------------------------------------------


def _changes(answer: Answer) -> Iterator[str]:
    request = answer.request
    if answer.ineligible is not None:
        yield "no policy can allow it: let another kind of caller do it"
        return
    layers = answer.trace()
    for step in _applying(layers, "Deny"):
        yield f"take the request out of {step.label}, which denies it"
    what = f"{request.action} on {request.resource_text}"
    for layer in layers:
        if layer.allows is FALSE and layer.layer in _LIMITS:
            level = "" if layer.level is None else f" at level {layer.level + 1}"
            yield f"allow {what} in the {_LIMITS[layer.layer]}{level}"
    if _needs_grant(request) and not _given(layers):
        yield _open_the_resource(request, layers)
    if _needs_identity(request, layers):
        yield f"allow {what} in an identity-based policy of {_owner(request)}"


def _open_the_resource(request: Request, layers: Sequence[LayerResult]) -> str:
    """What to change in the trust or resource-based policy: the one element that keeps a statement from applying."""
    what = "trust policy" if isinstance(request.resource, RoleArn) else "resource-based policy"
    for layer in layers:
        for step in layer.steps:
            if layer.layer is Layer.RESOURCE and step.effect == "Allow" and len(step.mismatches) == 1:
                (mismatch,) = step.mismatches
                if mismatch.key is not None:
                    return f"meet the condition of {step.label}: {mismatch.wanted}"
                if mismatch.element == "Principal":
                    return f"add {_principal(request)} to the Principal of {step.label}"
                if mismatch.element == "Action":
                    return f"add {request.action} to the Action of {step.label}"
    return f"allow {request.action} to {_principal(request)} in the {what}"


def _principal(request: Request) -> str:
    """How a policy would name the caller: a session by its role."""
    caller = request.caller
    if isinstance(caller, RoleSession):
        return str(caller.role.arn)
    return getattr(caller, "name", None) or str(getattr(caller, "provider", None) or getattr(caller, "arn", "*"))


def _open_questions(layers: Sequence[LayerResult]) -> Iterator[str]:
    for layer in layers:
        yield from (f"it hangs on {each}, which is not known" for each in layer.missing)
        for step in layer.steps:
            if step.applies is UNKNOWN:
                keys = ", ".join(sorted({each.key or each.element for each in step.mismatches}))
                yield f"{step.label} hangs on {keys}, which nobody said"
