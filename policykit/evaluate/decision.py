"""The answer: an outcome with its reasons."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from policykit.evaluate import wording
from policykit.evaluate.callers import RoleSession
from policykit.evaluate.combine import formula
from policykit.evaluate.formula import Value
from policykit.evaluate.residual import Residual
from policykit.evaluate.results import Answer, LayerResult, Outcome, Step
from policykit.evaluate.truth import TRUE

__all__ = ["Decision"]

_ALLOWED: Final = Outcome.ALLOWED  # looking it up in its class takes half the time of asking a decision


@dataclass(frozen=True, eq=False)
class Decision:
    """An answer with its reasons. It is true only if the request is ALLOWED, so that callers fail closed.

    Attributes:
        outcome: what the decision comes to.
        answers: one for each action that the call needs; the worst decides (ASSUME-40).
        session_of: makes the session of an allowed role assumption; None if there is none.

    >>> from policykit import Policies, Request, User, authorize
    >>> decision = authorize(Request(User("arn:aws:iam::111122223333:user/alice"), "ec2:RunInstances", "*"), Policies())
    >>> bool(decision), decision.outcome.value
    (False, 'implicit deny')
    """

    outcome: Outcome
    answers: tuple[Answer, ...]
    session_of: Callable[[], RoleSession] | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        return self.outcome is _ALLOWED

    def __reduce__(self) -> tuple[object, ...]:
        # What is told of it holds functions, which do not pickle; it can be worked out again.
        return Decision, (self.outcome, self.answers, self.session_of)

    @cached_property
    def session(self) -> RoleSession | None:
        """For an allowed role assumption, the session that it makes, which can ask in turn; else None (ASSUME-93)."""
        return None if self.session_of is None else self.session_of()

    @cached_property
    def _told(self) -> tuple[wording.Told, ...]:
        """What every layer said, worked out once for all that follows."""
        return wording.look_at(self.answers)

    @cached_property
    def layers(self) -> tuple[LayerResult, ...]:
        """What every layer said about every action."""
        return tuple(layer for each in self._told for layer in each.layers)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What every statement of every layer said, and why."""
        return tuple(step for layer in self.layers for step in layer.steps)

    @cached_property
    def statements(self) -> tuple[Step, ...]:
        """The statements that decide: for a denial the Denies that apply, otherwise the Allows that do."""
        effect = "Deny" if self.outcome is Outcome.EXPLICIT_DENY else "Allow"
        return tuple(step for step in self.steps if step.effect == effect and step.applies is TRUE)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The sentences that decide."""
        return wording.reasons(self.outcome, self._told)

    @cached_property
    def residual(self) -> Residual:
        """What must hold for the request to be allowed; "always" or "never" for a clear decision."""
        whole: Value = TRUE
        for each in self.answers:
            whole = whole & formula(each)
        return Residual(whole, tuple(each.request for each in self.answers))

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted because nothing was said about it."""
        return wording.assumptions(self._told)

    @cached_property
    def changes(self) -> tuple[str, ...]:
        """For a denial, the smallest change that would help in each layer that fails; all of them are needed."""
        return wording.changes(self.outcome, self._told)

    def explain(self) -> str:
        """The decision for people: the verdict, what decided it, the near misses, and what was assumed."""
        return wording.explain(self.outcome, self._told, self.residual)

    def __str__(self) -> str:
        return self.explain()

    def to_dict(self) -> dict[str, Any]:
        """The decision as a JSON value: outcome, reasons, assumptions and steps."""
        return {
            "outcome": self.outcome.value,
            "allowed": bool(self),
            "reasons": list(self.reasons),
            "changes": list(self.changes),
            "residual": self.residual.to_dict() if self.outcome is Outcome.UNKNOWN else None,
            "assumptions": list(self.assumptions),
            "session": str(self.session.arn) if self.session else None,
            "steps": [each.to_dict() for each in self.steps],
        }
