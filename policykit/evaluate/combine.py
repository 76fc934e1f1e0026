"""How the layers combine; meant to be read beside the flow chart of AWS's "Policy evaluation logic".

An explicit deny beats everything. Then every limit must let the request through. Then somebody must grant it: the
resource-based policy, the policies of the caller, or, across accounts, both.

Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic" (EVAL-1 to EVAL-47).
"""

from collections.abc import Collection, Mapping
from typing import Final

from policykit.evaluate.formula import Value
from policykit.evaluate.grants import DIRECT, LIMITED, is_own_role, needs_own_grant
from policykit.evaluate.layers import AS_TRUTH, Reading, groups, verdict
from policykit.evaluate.naming import Grant
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.request import Request
from policykit.evaluate.residual import open_denial, open_missing, open_statement
from policykit.evaluate.results import Answer, Options, Outcome
from policykit.evaluate.standing import Standing, standing
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN

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
        outcome = _OUTCOMES[_combined(request, policies, stands, options, AS_TRUTH)]
        if stands.reserved is not None and outcome is not Outcome.EXPLICIT_DENY:
            outcome, reason = Outcome.IMPLICIT_DENY, stands.reserved
    return Answer(request, policies, options, outcome, reason)


_OUTCOMES: Final[Mapping[tuple[Value, Value], Outcome]] = {
    (FALSE, TRUE): Outcome.ALLOWED,
    (FALSE, UNKNOWN): Outcome.UNKNOWN,
    (FALSE, FALSE): Outcome.IMPLICIT_DENY,
    (UNKNOWN, TRUE): Outcome.UNKNOWN,
    (UNKNOWN, UNKNOWN): Outcome.UNKNOWN,
    (UNKNOWN, FALSE): Outcome.IMPLICIT_DENY,
    (TRUE, FALSE): Outcome.EXPLICIT_DENY,
}
"""By whether a Deny applies, and whether the request is granted within every limit, which it never is under a Deny."""


def formula(answer: Answer) -> Value:
    """What must hold for an answer to be ALLOWED: the same rules, with open questions for what is not known."""
    request, options = answer.request, answer.options
    if answer.outcome is not Outcome.UNKNOWN:
        return TRUE if answer.outcome is Outcome.ALLOWED else FALSE
    denies, allowed = _combined(request, answer.policies, standing(request), options, AS_QUESTIONS)
    return allowed & ~denies


AS_QUESTIONS: Final = Reading(open_statement, open_missing, open_denial)


def _combined(
    request: Request, policies: Policies, stands: Standing, options: Options, reading: Reading
) -> tuple[Value, Value]:
    """Whether a Deny applies, and whether every limit lets through what somebody grants (EVAL-11 to -23, EVAL-35)."""
    denies: Value = FALSE
    limits: Value = TRUE
    room: Value = TRUE
    identity: Value = FALSE
    resource: Value = FALSE
    grants: Mapping[Grant, Value] = {}
    for group in groups(stands.scope, policies):
        denied, allows, named = verdict(group, request, reading)
        if denied is not FALSE:
            denies = denies | denied
        if group.layer is _RESOURCE:
            resource, grants = allows, named
        elif group.layer is _IDENTITY:
            identity = allows
        elif group.layer in _ROOM:
            room = room & allows
        else:  # binds every grant, the direct ones too (EVAL-7, EVAL-27, EVAL-47)
            limits = limits & allows
    if denies is TRUE or limits is FALSE:
        return denies, FALSE
    if stands.crosses_partitions:  # where nothing is ever granted (ARN-3)
        resource, grants = FALSE, {}
    by_caller = room if stands.has_full_access else room & identity
    if not stands.scope.signed:
        granted = resource
    elif stands.crosses_accounts:
        granted = by_caller if request.folded_action == "sts:assumeroot" else by_caller & resource
    elif needs_own_grant(request, options):
        granted = _required(request, stands, options, resource) & by_caller
    else:
        by_either = _any(grants, DIRECT) | (_any(grants, LIMITED) & room) | by_caller
        granted = _required(request, stands, options, resource) & by_either
    return denies, limits & granted


# Looking a member up in its class takes longer than all that is done with it here.
_RESOURCE: Final = Layer.RESOURCE
_IDENTITY: Final = Layer.IDENTITY
_ROOM: Final = (Layer.BOUNDARY, Layer.SESSION)


def _required(request: Request, stands: Standing, options: Options, resource: Value) -> Value:
    """What the resource's own policy must allow even within its account (EVAL-22, ASSUME-21)."""
    if not stands.requires_grant or (options.self_trust and is_own_role(request)):
        return TRUE
    return resource


def _any(grants: Mapping[Grant, Value], kinds: Collection[Grant]) -> Value:
    result: Value = FALSE
    for kind, truth in grants.items():
        if kind in kinds:
            result = result | truth
    return result
