"""How the layers combine; meant to be read beside the flow chart of AWS's "Policy evaluation logic".

An explicit deny beats everything. Then every limit must let the request through. Then somebody must grant it: the
resource-based policy, the policies of the caller, or, across accounts, both.

Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic" (EVAL-1 to EVAL-47).
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from policykit.evaluate.formula import Value
from policykit.evaluate.grants import DIRECT, LIMITED, is_own_role, needs_own_grant
from policykit.evaluate.layers import AS_TRUTH, Reading, groups, verdict
from policykit.evaluate.naming import Grant
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.request import Request
from policykit.evaluate.residual import open_denial, open_missing, open_statement
from policykit.evaluate.results import Answer, Options, Outcome
from policykit.evaluate.standing import Standing, standing
from policykit.evaluate.truth import FALSE, TRUE

__all__ = ["answer", "formula"]


def answer(request: Request, policies: Policies, options: Options = Options()) -> Answer:  # noqa: B008  # immutable
    """The part of a decision that is about one action."""
    stands = standing(request)
    reason = stands.ineligible
    if reason is not None:
        outcome = Outcome.IMPLICIT_DENY
    elif stands.exempt:
        outcome = Outcome.ALLOWED
    else:
        outcome = _weigh(request, policies, options)
        if stands.reserved is not None and outcome is not Outcome.EXPLICIT_DENY:
            outcome, reason = Outcome.IMPLICIT_DENY, stands.reserved
    return Answer(request, policies, options, outcome, reason)


def _weigh(request: Request, policies: Policies, options: Options) -> Outcome:
    denies, allowed = _combined(request, policies, options, AS_TRUTH)
    if denies is TRUE:
        return Outcome.EXPLICIT_DENY
    if allowed is FALSE:
        return Outcome.IMPLICIT_DENY
    return Outcome.ALLOWED if allowed is TRUE and denies is FALSE else Outcome.UNKNOWN


def formula(answer: Answer) -> Value:
    """What must hold for an answer to be ALLOWED: the same rules, with open questions for what is not known."""
    request, options = answer.request, answer.options
    if answer.outcome is not Outcome.UNKNOWN:
        return TRUE if answer.outcome is Outcome.ALLOWED else FALSE
    denies, allowed = _combined(request, answer.policies, options, AS_QUESTIONS)
    return allowed & ~denies


AS_QUESTIONS: Final = Reading(open_statement, open_missing, open_denial)


class _Said(NamedTuple):
    """What the layers let through, those of one kind taken together.

    Attributes:
        identity: what the identity-based policies allow.
        room: what boundary and session policies leave; if there are none, that is everything (EVAL-6).
        resource: what the resource-based policy allows.
        grants: the same, by how it names the caller.
    """

    identity: Value
    room: Value
    resource: Value
    grants: Mapping[Grant, Value]


def _combined(request: Request, policies: Policies, options: Options, reading: Reading) -> tuple[Value, Value]:
    """Whether a Deny applies, and whether every limit lets through what somebody grants."""
    denies: Value = FALSE
    limits: Value = TRUE
    identity: Value = FALSE
    room: Value = TRUE
    resource: Value = FALSE
    grants: Mapping[Grant, Value] = {}
    for group in groups(request, policies):
        denied, allows, granted = verdict(group, request, reading)
        denies = denies | denied
        if group.layer is _RESOURCE:
            resource, grants = allows, granted
        elif group.layer is _IDENTITY:
            identity = allows
        elif group.layer in _ROOM:
            room = room & allows
        else:  # these bind every grant, the direct ones too (EVAL-7, EVAL-27, EVAL-47)
            limits = limits & allows
    if denies is TRUE or limits is FALSE:
        return denies, FALSE
    stands = standing(request)
    if stands.crosses_partitions:  # nothing is ever granted across partitions (ARN-3)
        resource, grants = FALSE, {}
    return denies, limits & _granted(request, stands, _Said(identity, room, resource, grants), options)


_RESOURCE: Final = Layer.RESOURCE
_IDENTITY: Final = Layer.IDENTITY
_ROOM: Final = (Layer.BOUNDARY, Layer.SESSION)


def _granted(request: Request, stands: Standing, said: _Said, options: Options) -> Value:
    """Whether the side of the resource, the side of the caller, or both grant it (EVAL-11 to -23, EVAL-35)."""
    by_resource = said.resource
    if not stands.binding.signed:
        return by_resource
    by_caller = said.room if stands.has_full_access else said.room & said.identity
    if stands.crosses_accounts:
        return by_caller if request.folded_action == "sts:assumeroot" else by_caller & by_resource
    if options.self_trust and is_own_role(request):
        by_resource = TRUE
    required = by_resource if stands.requires_grant else TRUE
    if needs_own_grant(request, options):
        return required & by_caller
    return required & (_any(said.grants, DIRECT) | (_any(said.grants, LIMITED) & said.room) | by_caller)


def _any(grants: Mapping[Grant, Value], kinds: Collection[Grant]) -> Value:
    result: Value = FALSE
    for kind, truth in grants.items():
        if kind in kinds:
            result = result | truth
    return result
