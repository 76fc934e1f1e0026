"""The answer, as data: an outcome, and for each layer what every statement said and why.

Words are made in `policykit.evaluate.wording`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any

from policykit.errors import NotSupported
from policykit.evaluate import wording
from policykit.evaluate.callers import Grant, RoleSession
from policykit.evaluate.request import Request
from policykit.evaluate.truth import TRUE, UNKNOWN, Truth
from policykit.model.statement import Statement

__all__ = ["Answer", "Decision", "Layer", "LayerResult", "Mismatch", "Outcome", "Step"]


class Outcome(StrEnum):
    """What a decision comes to; only ALLOWED is a yes."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicit deny"
    EXPLICIT_DENY = "explicit deny"
    UNKNOWN = "unknown"


class Layer(Enum):
    """The kinds of policy that decide together, in the order of AWS's flow chart (EVAL-5)."""

    RESOURCE_CONTROL = "resource control policies"
    SERVICE_CONTROL = "service control policies"
    ENDPOINT = "VPC endpoint policy"
    RESOURCE = "resource-based policy"
    IDENTITY = "identity-based policies"
    BOUNDARY = "permissions boundary"
    SESSION = "session policies"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a statement does not apply, or may not: one element, with the value wanted and the value seen.

    Attributes:
        element: ``Principal``, ``Action``, ``Resource`` or ``Condition``, or the Not… twin.
        wanted: what the statement asks for, in one line.
        found: what the request has, in one line.
        truth: FALSE if the element does not fit, UNKNOWN if nobody can tell.
        key: the condition key, if the element is a condition.
    """

    element: str
    wanted: str
    found: str
    truth: Truth
    key: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The mismatch as a JSON value."""
        return {
            "element": self.element,
            "key": self.key,
            "wanted": self.wanted,
            "found": self.found,
            "unknown": self.truth is UNKNOWN,
        }

    def __str__(self) -> str:
        return f"{self.element} wants {self.wanted}; {self.found}"


@dataclass(frozen=True, slots=True)
class Step:
    """What one statement said to one request.

    Attributes:
        action: the action that was asked for; one call can need several.
        layer: the kind of policy.
        document: what the document is called: its name, or its kind and number.
        index: place of the statement in the document, from 0.
        sid: its Sid, or None.
        effect: ``Allow`` or ``Deny``.
        applies: whether the statement applies to the request.
        mismatches: every element that does not fit, or may not; empty if the statement applies.
        grant: for an Allow of a resource-based policy that applies, how it names the caller; else None.
        statement: the statement itself.
        level: for SCPs and RCPs, the level of the organization from 0 (root); else None.
    """

    action: str
    layer: Layer
    document: str
    index: int
    sid: str | None
    effect: str
    applies: Truth
    mismatches: tuple[Mismatch, ...]
    grant: Grant | None
    statement: Statement
    level: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The step as a JSON value."""
        return {
            "action": self.action,
            "layer": self.layer.value,
            "level": self.level,
            "document": self.document,
            "statement": self.index,
            "sid": self.sid,
            "effect": self.effect,
            "applies": self.applies.name.lower(),
            "grant": self.grant.value if self.grant else None,
            "mismatches": [each.to_dict() for each in self.mismatches],
        }

    @property
    def label(self) -> str:
        """Document, statement and Sid, for people."""
        return f"{self.document}, statement {self.index + 1}" + (f" ({self.sid})" if self.sid else "")


@dataclass(frozen=True, slots=True)
class LayerResult:
    """What one layer, or one level of an organization's policies, came to.

    Attributes:
        action: the action that was asked for.
        layer: the kind of policy.
        allows: whether it lets the request through; for a resource-based policy, whether it grants anything.
        denies: whether a Deny of it applies.
        steps: one for each statement.
        missing: what belongs to the layer but is not known.
        level: for SCPs and RCPs, the level of the organization from 0 (root); else None.
    """

    action: str
    layer: Layer
    allows: Truth
    denies: Truth
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    level: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The part of a decision that is about one action.

    Attributes:
        request: what was asked.
        outcome: what it came to.
        ineligible: why this kind of caller cannot make the call at all, whatever policies say; else None.
        trace: works out what every layer said; called only when somebody asks.
    """

    request: Request
    outcome: Outcome
    ineligible: str | None
    trace: Callable[[], tuple[LayerResult, ...]]


@dataclass(frozen=True, eq=False)
class Decision:
    """An answer with its reasons. It is true only if the request is ALLOWED, so that callers fail closed.

    Attributes:
        outcome: what the decision comes to.
        answers: one for each action that the call needs; the worst decides (ASSUME-40).
        assumptions: what was taken for granted because nothing was said about it.
        session: for an allowed role assumption, the session that it makes; else None.

    >>> from policykit import Policies, Request, User, authorize
    >>> decision = authorize(Request(User("arn:aws:iam::111122223333:user/alice"), "ec2:RunInstances", "*"), Policies())
    >>> bool(decision), decision.outcome.value
    (False, 'implicit deny')
    """

    outcome: Outcome
    answers: tuple[Answer, ...]
    assumptions: tuple[str, ...] = ()
    session: RoleSession | None = None

    def __bool__(self) -> bool:
        return self.outcome is Outcome.ALLOWED

    @cached_property
    def layers(self) -> tuple[LayerResult, ...]:
        """What every layer said about every action."""
        return tuple(layer for answer in self.answers for layer in answer.trace())

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
        return wording.reasons(self)

    @property
    def residual(self) -> object:
        """What would settle an UNKNOWN, as data; not there yet.

        Raises:
            NotSupported: always, until residuals are part of policykit.
        """
        raise NotSupported("residuals are not part of this version: read decision.reasons for what is unknown")

    def explain(self) -> str:
        """The decision for people: the verdict, what decided it, the near misses, and what was assumed."""
        return wording.explain(self)

    def __str__(self) -> str:
        return self.explain()

    def to_dict(self) -> dict[str, Any]:
        """The decision as a JSON value: outcome, reasons, assumptions and steps."""
        return {
            "outcome": self.outcome.value,
            "allowed": bool(self),
            "reasons": list(self.reasons),
            "assumptions": list(self.assumptions),
            "session": str(self.session.arn) if self.session else None,
            "steps": [each.to_dict() for each in self.steps],
        }
