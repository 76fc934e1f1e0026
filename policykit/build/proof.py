"""The proof of a grant: questions with known answers, asked of the evaluator."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from policykit.build.require import Require
from policykit.build.trust import Trustee
from policykit.build.trustee import Part
from policykit.errors import NotProved
from policykit.evaluate.assume import can_assume
from policykit.evaluate.decision import Decision
from policykit.evaluate.results import Outcome
from policykit.model.arn import RoleArn
from policykit.model.policy import IdentityPolicy, TrustPolicy
from policykit.snapshot import Role

__all__ = ["Check", "Proof", "proved"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question of a proof.

    Attributes:
        question: who asks what, in a phrase.
        allowed: the answer that is wanted.
        decision: the answer that the evaluator gave.
    """

    question: str
    allowed: bool
    decision: Decision

    @property
    def holds(self) -> bool:
        """Whether the answer is the one that is wanted; "unknown" never is."""
        wanted = (Outcome.ALLOWED,) if self.allowed else (Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)
        return self.decision.outcome in wanted

    def __str__(self) -> str:
        return f"{'allowed' if self.allowed else 'denied'}: {self.question}"


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that was asked; a proof that exists holds.

    Attributes:
        checks: the questions, the intended request first.
    """

    checks: tuple[Check, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.checks))


def proved(
    trustee: Trustee, role: Role, require: Require[Any], trust: TrustPolicy, identity: IdentityPolicy | None
) -> Proof:
    """Ask what was intended, and everything near it.

    Args:
        trustee: who is trusted.
        role: with what it has beside the trust policy.
        require: what a request must bring along.
        trust: of the role.
        identity: of the caller; None if it needs none.

    Raises:
        NotProved: some answers are not those that are wanted.
        IntentError: nobody of that kind can assume this role.
    """
    checks = tuple(_checks(trustee, replace(role, trust=trust), require, identity))
    failures = [_failure(each) for each in checks if not each.holds]
    if failures:
        raise NotProved(failures)
    return Proof(checks)


def _failure(check: Check) -> str:
    reasons = "; ".join(check.decision.reasons)
    return f"expected {check}; it is {check.decision.outcome.value}: {reasons}"


def _checks(trustee: Trustee, role: Role, require: Require[Any], identity: IdentityPolicy | None) -> Iterator[Check]:
    cast = trustee.cast(role.arn)
    held = () if identity is None else (identity,)
    meeting = require.met_by(cast.intended)
    intended = meeting.holding(*held)
    yield Check("the intended request", allowed=True, decision=_asked(intended, role))
    for each in require.requirements.values():
        for description, broken in each.broken.items():
            yield Check(
                f"a request {description}", allowed=False, decision=_asked(broken(meeting).holding(*held), role)
            )
    for description, stranger in cast.strangers.items():
        part = require.met_by(stranger).holding(*held)
        yield Check(description, allowed=False, decision=_asked(part, role))
    if identity is not None:
        bare = meeting.holding_only()
        yield Check("the same without the identity-based policy", allowed=False, decision=_asked(bare, role))
        sibling = replace(role, arn=_sibling(role.arn))
        only = meeting.holding_only(identity)
        yield Check("another role that trusts the same", allowed=False, decision=_asked(only, sibling))


def _asked(part: Part, role: Role) -> Decision:
    return can_assume(part.caller, role, **part.parameters)


def _sibling(role: RoleArn) -> RoleArn:
    """A role of the same account and path whose name begins alike."""
    name = role.name[:63] + ("x" if not role.name.endswith("x") else "y")
    return RoleArn.of(role.account, name, path=role.path, partition=role.partition)
