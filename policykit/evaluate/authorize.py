"""The general question: may this caller do this, by these policies?

Source: IAM User Guide, "Policy evaluation logic" (EVAL-1 to EVAL-47).
"""

from collections.abc import Callable
from typing import Final

from policykit.evaluate.callers import RoleSession
from policykit.evaluate.combine import answer
from policykit.evaluate.decision import Decision
from policykit.evaluate.policies import Policies
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, Outcome
from policykit.evaluate.standing import standing

__all__ = ["authorize", "decision_of"]


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
    only = answer(request, policies)
    return Decision(only.outcome, (only,))


def decision_of(answers: tuple[Answer, ...], session_of: Callable[[], RoleSession] | None = None) -> Decision:
    """The decision that these answers come to: the worst of them (ASSUME-40)."""
    first = answers[0]
    if standing(first.request).ineligible is not None:  # it is asked once per call (ASSUME-8)
        outcome = first.outcome
    else:
        outcome = max((each.outcome for each in answers), key=_SEVERITY.index)
    return Decision(outcome, answers, session_of if outcome is Outcome.ALLOWED else None)


_SEVERITY: Final = (Outcome.ALLOWED, Outcome.UNKNOWN, Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)
