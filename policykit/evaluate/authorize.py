"""How the layers combine; meant to be read beside the flow chart of AWS's "Policy evaluation logic".

An explicit deny beats everything. Then every limit must let the request through. Then somebody must grant it: the
resource-based policy, the policies of the caller, or, across accounts, both.

Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic" (EVAL-1 to EVAL-47).
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Final

from policykit.evaluate.callers import RoleSession, has_account
from policykit.evaluate.decision import Decision
from policykit.evaluate.eligibility import exempt, ineligible, reserved
from policykit.evaluate.formula import Value
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
from policykit.evaluate.layers import AS_TRUTH, Reading, Verdict, groups, trace, verdict
from policykit.evaluate.naming import Grant
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.request import Request
from policykit.evaluate.residual import open_denial, open_missing, open_statement
from policykit.evaluate.results import Answer, Options, Outcome
from policykit.evaluate.truth import FALSE, TRUE

__all__ = ["answer", "authorize", "decision_of"]


def authorize(request: Request, policies: Policies) -> Decision:
    """Decide one request, of any action, by the policies given and by nothing else.

    Args:
        request: who asks for what.
        policies: everything that may count; what is not given is taken not to exist, and `Decision.assumptions` says
            so.

    Returns:
        ALLOWED, IMPLICIT_DENY (nothing allows it, or a limit leaves it out), EXPLICIT_DENY (a Deny applies), or UNKNOWN
        (it hangs on something that nobody said).

    >>> from policykit import IdentityPolicy, User
    >>> reading = IdentityPolicy.from_dict(
    ...     {"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"}}
    ... )
    >>> alice = User("arn:aws:iam::111122223333:user/alice")
    >>> request = Request(alice, "s3:GetObject", "arn:aws:s3:::reports/q1", resource_account="111122223333")
    >>> bool(authorize(request, Policies(identity=[reading])))
    True

    Source: IAM User Guide, "Policy evaluation logic".
    """
    return decision_of((answer(request, policies),))


def decision_of(answers: tuple[Answer, ...], session_of: Callable[[], RoleSession] | None = None) -> Decision:
    """The decision that these answers come to: the worst of them (ASSUME-40)."""
    first = answers[0]
    if len(answers) == 1 or ineligible(first.request) is not None:  # it is asked once per call (ASSUME-8)
        outcome = first.outcome
    else:
        outcome = max((each.outcome for each in answers), key=_SEVERITY.index)
    return Decision(outcome, answers, formula, session_of if outcome is Outcome.ALLOWED else None)


_SEVERITY: Final = (Outcome.ALLOWED, Outcome.UNKNOWN, Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)


def answer(request: Request, policies: Policies, options: Options = Options()) -> Answer:  # noqa: B008  # immutable
    """The part of a decision that is about one action."""
    reason = ineligible(request)
    if reason is not None:
        outcome = Outcome.IMPLICIT_DENY
    elif exempt(request):
        outcome = Outcome.ALLOWED
    else:
        outcome = _weigh(request, policies, options)
        reason = None if outcome is Outcome.EXPLICIT_DENY else reserved(request)
        outcome = outcome if reason is None else Outcome.IMPLICIT_DENY
    return Answer(request, policies, options, outcome, reason, partial(trace, request, policies))


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


def _combined(request: Request, policies: Policies, options: Options, reading: Reading) -> tuple[Value, Value]:
    """Whether a Deny applies, and whether every limit lets through what somebody grants."""
    denies: Value = FALSE
    limits: Value = TRUE
    said: dict[Layer, Verdict] = {}
    for group in groups(request, policies):
        each = said[group.layer] = verdict(group, request, reading)
        denies = denies | each.denies
        if group.layer in _LIMITS:
            limits = limits & each.allows
    if denies is TRUE or limits is FALSE:
        return denies, FALSE
    return denies, limits & _granted(request, said, options)


_LIMITS: Final = (Layer.RESOURCE_CONTROL, Layer.SERVICE_CONTROL, Layer.ENDPOINT)
"""Layers that bind every grant, the direct ones too (EVAL-7, EVAL-27, EVAL-47)."""


def _granted(request: Request, said: Mapping[Layer, Verdict], options: Options) -> Value:
    """Whether the side of the resource, the side of the caller, or both grant it (EVAL-11 to -23, EVAL-35)."""
    caller, grants = request.caller, _grants(request, said)
    by_resource = _any(grants, _EVERY)
    if not has_account(caller):
        return by_resource
    room = _allows(said, Layer.BOUNDARY) & _allows(said, Layer.SESSION)
    by_caller = room if has_full_access(caller) else room & said[Layer.IDENTITY].allows
    if crosses_accounts(request):
        return by_caller if request.folded_action == "sts:assumeroot" else by_caller & by_resource
    if options.self_trust and is_own_role(request):
        by_resource = TRUE
    required = by_resource if requires_grant(request) else TRUE
    if needs_own_grant(request, options):
        return required & by_caller
    return required & (_any(grants, DIRECT) | (_any(grants, LIMITED) & room) | by_caller)


def _grants(request: Request, said: Mapping[Layer, Verdict]) -> Mapping[Grant, Value]:
    """What the resource-based policy grants; never anything across partitions (ARN-3)."""
    if Layer.RESOURCE not in said or crosses_partitions(request):
        return {}
    return said[Layer.RESOURCE].grants


def _any(grants: Mapping[Grant, Value], kinds: Collection[Grant]) -> Value:
    result: Value = FALSE
    for kind, truth in grants.items():
        if kind in kinds:
            result = result | truth
    return result


def _allows(said: Mapping[Layer, Verdict], layer: Layer) -> Value:
    """A boundary or session policy that is not there limits nothing (EVAL-6)."""
    return said[layer].allows if layer in said else TRUE


_EVERY: Final = frozenset(Grant)
