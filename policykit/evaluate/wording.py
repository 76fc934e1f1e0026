"""The sentences of a decision: what decided, what comes near, what would allow it, and what all that rests on.

Everything here reads results; nothing here decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from policykit.evaluate.callers import RootUser, describe, has_account
from policykit.evaluate.changes import needed
from policykit.evaluate.eligibility import exempt
from policykit.evaluate.gaps import Gap, applying, gaps, is_near
from policykit.evaluate.grants import (
    DIRECT,
    LIMITED,
    crosses_accounts,
    crosses_partitions,
    has_full_access,
    is_own_role,
)
from policykit.evaluate.grounds import assumed, known, looked_at
from policykit.evaluate.hints import misfits, why_it_holds
from policykit.evaluate.layers import trace
from policykit.evaluate.naming import Grant
from policykit.evaluate.phrases import at, limit, noun, owner, place, what
from policykit.evaluate.policies import Layer
from policykit.evaluate.quoted import listed
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, LayerResult, Outcome, Step
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN

__all__ = ["Told", "assumptions", "changes", "explain", "look_at", "reasons"]


class Told(NamedTuple):
    """An answer, what every layer said, the condition keys looked at, and for a denial the layers that fail."""

    answer: Answer
    layers: Sequence[LayerResult]
    keys: Mapping[str, str]
    gaps: Sequence[Gap]


_Reason = tuple[str, Sequence[str]]
"""A sentence, and what it rests on."""

_DENIED: Final = (Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)
_VERDICTS: Final = {
    Outcome.ALLOWED: "ALLOWED",
    Outcome.IMPLICIT_DENY: "DENIED (implicitly: nothing allows it)",
    Outcome.EXPLICIT_DENY: "DENIED (explicitly: a statement denies it)",
    Outcome.UNKNOWN: "UNKNOWN (it hangs on something that nobody said)",
}


def look_at(answers: Sequence[Answer]) -> tuple[Told, ...]:
    """The answers with all that is told about them, for the functions of this module."""
    return tuple(_told(each, trace(each.request, each.policies)) for each in answers)


def _told(answer: Answer, layers: Sequence[LayerResult]) -> Told:
    denied = answer.outcome in _DENIED and answer.ineligible is None
    return Told(answer, layers, looked_at(layers), gaps(answer, layers) if denied else ())


def reasons(outcome: Outcome, told: Sequence[Told]) -> tuple[str, ...]:
    """The sentences that decide: those of the answers that are as bad as the outcome; at least one."""
    return _once(": ".join(filter(None, (head, "; ".join(rest)))) for head, rest in _why(outcome, told))


def changes(outcome: Outcome, told: Sequence[Told]) -> tuple[str, ...]:
    """For a denial, the smallest change that would help, in every layer that fails; all of them are needed."""
    denied = [each for each in told if each.answer.outcome in _DENIED] if outcome in _DENIED else []
    return _once(sentence for each in denied for sentence in needed(each.answer, each.layers, each.gaps))


def assumptions(told: Sequence[Told]) -> tuple[str, ...]:
    """What was taken for granted: layers that nobody gave, and condition keys that are tested but were not given."""
    return _once(sentence for each in told for sentence in assumed(each.answer, each.keys))


def explain(outcome: Outcome, told: Sequence[Told], residual: object) -> str:
    """The whole decision as text."""
    open_ = () if outcome is Outcome.UNKNOWN else [(head, rest) for each in told for head, rest in _open(each)]
    sections: dict[str, Iterable[str]] = {
        "Why": _bulleted(_why(outcome, told)),
        "Allowed if": (str(residual),) if outcome is Outcome.UNKNOWN else (),
        "To allow it": _bulleted((each, ()) for each in changes(outcome, told)),
        "Statements": [line for each in told for line in _statements(each, outcome, several=len(told) > 1)],
        "Known": _bulleted((line, ()) for each in told for line in known(each.answer, each.keys)),
        "Not known, but not decisive": _bulleted(open_),
        "Assumed": _bulleted((each, ()) for each in assumptions(told)),
    }
    asked = [each.answer for each in told]
    lines = [f"{_VERDICTS[outcome]}: {describe(asked[0].request.caller)}", *_asked_for(asked)]
    for title, content in sections.items():
        body = [f"  {line}" for line in content]
        lines += ["", title, *body] if body else []
    return "\n".join(lines)


def _bulleted(sentences: Iterable[_Reason]) -> Iterator[str]:
    for head, rest in dict(sentences).items():
        yield f"- {head}"
        yield from (f"    {each}" for each in rest)


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))


def _why(outcome: Outcome, told: Sequence[Told]) -> list[_Reason]:
    return [reason for each in told if each.answer.outcome is outcome for reason in _REASONS[outcome](each)]


def _asked_for(answers: Sequence[Answer]) -> Iterator[str]:
    """What is asked for; where one call needs several actions, why, and what each comes to (ASSUME-40, ASSUME-50)."""
    first, *others = answers
    yield f"  {what(first.request)}" + (f": {first.outcome.value}" if others else "")
    for each in others:
        because = _BECAUSE[each.request.folded_action](each.request)
        yield f"  and {each.request.action}, because of {because}: {each.outcome.value}"


_BECAUSE: Final[Mapping[str, Callable[[Request], str]]] = {
    "sts:tagsession": lambda request: f"the session tags {listed(request.parameters['aws:tagkeys'])}",
    "sts:setsourceidentity": lambda request: f"the source identity {listed(request.parameters['sts:sourceidentity'])}",
    "sts:setcontext": lambda request: f"the context of {listed(request.parameters['sts:requestcontextproviders'])}",
}


# --- allowed ---------------------------------------------------------------------------------------------------------


def _why_allowed(told: Told) -> Iterator[_Reason]:
    answer, layers = told.answer, told.layers
    request = answer.request
    if exempt(request):
        yield f"no policy has a say in {request.action}", ()
        return
    own = Layer.SESSION if has_full_access(request.caller) else Layer.IDENTITY
    by_resource, by_caller = applying(layers, "Allow", Layer.RESOURCE), applying(layers, "Allow", own)
    for step in by_resource:
        yield f"{at(step)} {_grants(step, request)}", ()
    for step in by_caller:
        yield f"{at(step)} allows {what(request)}", ()
    if not by_resource and answer.options.self_trust and is_own_role(request):
        yield "the role trusts itself without saying so, as roles from before 2022 may", ()
    if not by_caller:
        yield from ((each, ()) for each in _alone(request, {each.grant for each in by_resource}))


def _grants(step: Step, request: Request) -> str:
    """What a statement of the resource's own policy grants to whom."""
    if step.grant is Grant.ACCOUNT and has_account(request.caller):
        delegates = "allows" if isinstance(request.caller, RootUser) else "delegates"
        return f"{delegates} {request.action} to account {request.caller.arn.account}"
    return f"allows {request.action} to {step.grant}"


def _alone(request: Request, kinds: set[Grant | None]) -> Iterator[str]:
    """Why no identity-based policy has to allow it."""
    if has_full_access(request.caller):
        yield f"{describe(request.caller)} needs no identity-based policy"
    elif kinds & DIRECT:
        yield "within one account that is enough: no identity-based policy has to allow it"
    elif kinds & LIMITED:
        yield "within one account that is enough, where boundary and session policies leave room"


# --- denied ----------------------------------------------------------------------------------------------------------


def _why_denied(told: Told) -> Iterator[_Reason]:
    request = told.answer.request
    for step in applying(told.layers, "Deny"):
        kind = noun(step.layer, request)
        layer = "" if kind in step.document else f" ({kind})"
        yield f"{at(step)} denies {request.action}{layer}", tuple(why_it_holds(step, told.answer))


def _why_not_allowed(told: Told) -> Iterator[_Reason]:
    if told.answer.ineligible is not None:
        yield told.answer.ineligible, ()
    for gap in told.gaps:
        yield _lacking(gap, told), tuple(_nearly(gap, told.answer))


def _lacking(gap: Gap, told: Told) -> str:
    """That a layer does not allow it."""
    request, layer = told.answer.request, gap.layer.layer
    kind, none = noun(layer, request), "" if gap.layer.steps else " (there is none)"
    if layer is Layer.RESOURCE:
        if crosses_partitions(request):
            return "nothing is granted across partitions"
        return f"the {kind} does not allow {request.action}{none}"
    if layer in (Layer.SERVICE_CONTROL, Layer.ENDPOINT):
        return f"no {limit(gap.layer, told.answer)} allows {what(request)}{none}{place(gap.layer, told.answer)}"
    if layer is Layer.BOUNDARY:
        return f"the {kind} of {owner(request)} does not allow {what(request)}"
    if layer is Layer.SESSION:
        return f"no {kind} of {describe(request.caller)} allows {what(request)}{none}"
    return f"{_although(told)}no {kind} of {owner(request)} allows {what(request)}{none}"


def _although(told: Told) -> str:
    """Why the side of the caller has to allow it although that of the resource does."""
    request = told.answer.request
    grants = {each.grant for each in applying(told.layers, "Allow", Layer.RESOURCE)}
    if Grant.ACCOUNT in grants and has_account(request.caller):
        kind = noun(Layer.RESOURCE, request)
        return f"the {kind} only delegates to account {request.caller.arn.account}, and "
    if crosses_accounts(request):
        return "across accounts the account of the caller must allow it as well, and "
    return ""


def _nearly(gap: Gap, answer: Answer) -> Iterator[str]:
    """The statements that nearly apply, up to three, and what keeps them."""
    yield from (f"{at(step)} {', and '.join(misfits(step, answer))}" for step in gap.near[:_MOST])
    if len(gap.near) > _MOST:
        yield f"{len(gap.near) - _MOST} more come as near"


_MOST = 3  # statements


# --- open ------------------------------------------------------------------------------------------------------------


def _why_open(told: Told) -> Iterator[_Reason]:
    for head, rest in _open(told):
        yield f"it hangs on {head}" + ("" if rest else ", which nobody has given"), rest


def _open(told: Told) -> Iterator[_Reason]:
    """What nobody knows: policies that are missing, and statements whose conditions are open and matter."""
    for layer in told.layers:
        yield from ((each, ()) for each in layer.missing)
        for step in layer.steps:
            if _is_open(step, layer):
                yield f"the {step.effect} of {at(step)}", tuple(f"it {each}" for each in misfits(step, told.answer))


def _is_open(step: Step, layer: LayerResult) -> bool:
    said = layer.denies if step.effect == "Deny" else layer.allows
    return step.applies is UNKNOWN and (said is UNKNOWN or layer.layer is Layer.RESOURCE)


_REASONS: Final[Mapping[Outcome, Callable[[Told], Iterator[_Reason]]]] = {
    Outcome.ALLOWED: _why_allowed,
    Outcome.EXPLICIT_DENY: _why_denied,
    Outcome.IMPLICIT_DENY: _why_not_allowed,
    Outcome.UNKNOWN: _why_open,
}


# --- statements ------------------------------------------------------------------------------------------------------


def _statements(told: Told, outcome: Outcome, *, several: bool) -> Iterator[str]:
    """The statements that apply, may apply, come near or belong to a layer that fails; and how many others there are.

    What keeps a statement from applying is left out where "Why" says it.
    """
    action = f" to {told.answer.request.action}" if several else ""
    above, near, others = _said_above(told, outcome), 0, 0
    for layer in told.layers:
        in_view = len(layer.steps) <= _FEW and any(layer is gap.layer for gap in told.gaps)
        for step in layer.steps:
            if step.applies is FALSE and not in_view:
                if not is_near(step):
                    others += 1
                    continue
                near += 1
                if near > _NEAR:
                    continue
            grant = f", names {step.grant}" if step.grant else ""
            yield f"{at(step)}: {step.effect} {_APPLIES[step.applies]}{action}{grant}"
            if not any(step is each for each in above):
                yield from (f"    {each}" for each in misfits(step, told.answer, hints=False))
    if near > _NEAR:
        yield f"{near - _NEAR} more come as near"
    if others:
        yield f"{others} more about something else"


def _said_above(told: Told, outcome: Outcome) -> list[Step]:
    """The statements of which "Why" says what keeps them from applying."""
    if told.answer.outcome is not outcome:
        return []
    if outcome is Outcome.UNKNOWN:
        return [step for layer in told.layers for step in layer.steps if _is_open(step, layer)]
    return [step for gap in told.gaps for step in gap.near[:_MOST]] if outcome is Outcome.IMPLICIT_DENY else []


_FEW = 5  # statements of a layer that are worth a look each
_NEAR = 20  # statements that come near and are worth a look; who wants all of them asks for `steps`
_APPLIES: Final = {TRUE: "applies", FALSE: "does not apply", UNKNOWN: "may apply"}
