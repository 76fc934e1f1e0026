"""What keeps a request from being allowed: the layers that would have to say yes, and the statements that come nearest.

The rules are those of `policykit.evaluate.combine`, asked the other way round: not whether, but why not.

Source: IAM User Guide, "Policy evaluation logic" (EVAL-3 to EVAL-24, EVAL-35, ASSUME-10 to ASSUME-14).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from policykit.evaluate.callers import FederatedUser, RoleSession, RootUser, has_account
from policykit.evaluate.grants import (
    DIRECT,
    LIMITED,
    crosses_accounts,
    crosses_partitions,
    has_full_access,
    is_own_role,
    needs_own_grant,
    requires_grant,
)
from policykit.evaluate.naming import Grant
from policykit.evaluate.phrases import principal_key
from policykit.evaluate.policies import Layer
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, LayerResult, Step
from policykit.evaluate.statements import compiled
from policykit.evaluate.truth import FALSE, TRUE
from policykit.model.action import folded_action
from policykit.model.policy import PolicyDocument

__all__ = ["Gap", "applying", "failing", "gaps", "is_near"]


class Gap(NamedTuple):
    """One layer that must come to allow the request; a request is allowed once no gap, and no Deny, is left.

    Attributes:
        layer: what it says now.
        near: its Allow statements that nearly apply: those that fail in one element only or, in the policy of a
            resource, in the fewest.
        at: where the smallest change is: a statement that fails in one element only; None if none does.
    """

    layer: LayerResult
    near: tuple[Step, ...]
    at: Step | None


def gaps(answer: Answer, layers: Sequence[LayerResult]) -> tuple[Gap, ...]:
    """The layers that fail and matter, in the order of the layers; for an answer that is no denial, none.

    Args:
        answer: one that policies decide: its caller can make the call, and it is not exempt.
        layers: what `policykit.evaluate.layers.trace` gave.
    """
    limits = [_gap(each) for each in layers if each.layer in _LIMITS and each.allows is FALSE]
    return (*limits, *_ungranted(answer, {each.layer: each for each in layers if each.level is None}))


_LIMITS: Final = (Layer.SERVICE_CONTROL, Layer.ENDPOINT)
"""Layers that bind every grant; RCPs always allow what they do not deny (EVAL-31)."""


def _ungranted(answer: Answer, said: Mapping[Layer, LayerResult]) -> Iterator[Gap]:
    """What is missing of the grants on the side of the resource and of the caller."""
    request = answer.request
    resource = said.get(Layer.RESOURCE, LayerResult(request.action, Layer.RESOURCE, FALSE, FALSE, ()))
    kinds = _grant_kinds(answer, resource)
    if not has_account(request.caller):
        if not kinds:
            near = _near(resource)
            yield Gap(resource, near, _smallest(near, request, lambda _: 0))
        return
    across = crosses_accounts(request)
    own = [each for each in map(said.get, _OWN) if each is not None and each.allows is FALSE]
    if has_full_access(request.caller):
        own = [each for each in own if each.layer is not Layer.IDENTITY]
    if not kinds and (across or requires_grant(request)) and request.folded_action != "sts:assumeroot":
        near = () if crosses_partitions(request) else _near(resource)
        at = _smallest(near, request, lambda step: len(_needed(answer, {_after(answer, step)}, own)))
        kinds = {_direct_grant(request.caller) if at is None else _after(answer, at)}
        yield Gap(resource, near, at)
    yield from map(_gap, own if across else _needed(answer, kinds, own))


def _smallest(near: Sequence[Step], request: Request, others: Callable[[Step], int]) -> Step | None:
    """Of statements that fail in one element only, the one that takes the fewest `others`, and names such callers."""
    alone = [each for each in near if len(failing(each)) == 1]
    return min(alone, key=lambda step: (others(step), _names_other_kinds(step, request)), default=None)


def _names_other_kinds(step: Step, request: Request) -> bool:
    named = step.statement.principal
    return named is not None and principal_key(request.caller) not in {each.key for each in named.values}


_OWN: Final = (Layer.IDENTITY, Layer.BOUNDARY, Layer.SESSION)


def _needed(answer: Answer, kinds: Collection[Grant], own: list[LayerResult]) -> list[LayerResult]:
    """What the side of the caller must still allow within one account, given these grants (EVAL-11 to EVAL-18)."""
    if needs_own_grant(answer.request, answer.options):
        return own
    if DIRECT.intersection(kinds):
        return []
    if LIMITED.intersection(kinds):
        return [each for each in own if each.layer is not Layer.IDENTITY]
    return own


# --- grants ----------------------------------------------------------------------------------------------------------


def _grant_kinds(answer: Answer, resource: LayerResult) -> set[Grant]:
    """How the policy of the resource lets the caller in, or may do so; nothing is granted across partitions (ARN-3)."""
    if crosses_partitions(answer.request):
        return set()
    kinds = {_grant(answer, step) for step in resource.steps if step.effect == "Allow" and step.applies is not FALSE}
    if answer.options.self_trust and is_own_role(answer.request):
        kinds.add(Grant.ACCOUNT)  # (ASSUME-21)
    return kinds | {Grant.ANYONE} if resource.missing else kinds


def _direct_grant(caller: object) -> Grant:
    """What a policy of a resource grants by naming the caller itself: a session by its role (PRIN-30)."""
    return _DIRECT_GRANTS.get(type(caller), Grant.USER)


_DIRECT_GRANTS: Final[Mapping[type[Any], Grant]] = {
    RoleSession: Grant.ROLE,
    FederatedUser: Grant.FEDERATED_USER,
    RootUser: Grant.ACCOUNT,
}


def _after(answer: Answer, step: Step) -> Grant:
    """What a statement grants once the one element that fails no longer does."""
    element = failing(step)
    named = element in ({"Principal"}, {"NotPrincipal"})
    return _direct_grant(answer.request.caller) if named else _grant(answer, step)


def _grant(answer: Answer, step: Step) -> Grant:
    """What a statement that names the caller grants."""
    document = cast("PolicyDocument", answer.policies.resource)  # the statement is one of it
    principal = compiled(document).statements[step.index].principal
    return cast("Grant", principal and principal(answer.request.caller, answer.request.names))


# --- near misses -----------------------------------------------------------------------------------------------------


def failing(step: Step) -> set[str]:
    """The elements that keep a statement from applying."""
    return {each.element for each in step.mismatches if each.truth is FALSE}


def applying(layers: Sequence[LayerResult], effect: str, *only: Layer) -> list[Step]:
    """The statements with this effect that apply, of these layers or of all."""
    return [
        step
        for layer in layers
        if not only or layer.layer in only
        for step in layer.steps
        if step.effect == effect and step.applies is TRUE
    ]


def _gap(layer: LayerResult) -> Gap:
    near = _near(layer)
    return Gap(layer, near, near[0] if near and len(failing(near[0])) == 1 else None)


def _near(layer: LayerResult) -> tuple[Step, ...]:
    allows = [each for each in layer.steps if each.effect == "Allow" and each.applies is FALSE]
    alone = tuple(filter(is_near, allows))
    if alone or layer.layer is not Layer.RESOURCE or not allows:
        return alone
    fewest = min(len(failing(each)) for each in allows)
    return tuple(each for each in allows if len(failing(each)) == fewest)


def is_near(step: Step) -> bool:
    """Whether a statement fails in one element only, and at least names an action of the same service."""
    elements = failing(step)
    if elements != {"Action"} or step.layer is Layer.RESOURCE:
        return len(elements) == 1
    service = folded_action(step.action).partition(":")[0]
    return any(str(each).lower().partition(":")[0] == service for each in step.statement.action.values)
