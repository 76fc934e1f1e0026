"""What layers and statements said, as data; a `policykit.evaluate.decision.Decision` is made of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from policykit.evaluate.naming import Grant
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.quoted import asked, listed
from policykit.evaluate.request import Request
from policykit.evaluate.truth import UNKNOWN, Truth
from policykit.model.condition import Condition
from policykit.model.statement import Element, Statement

__all__ = ["Answer", "LayerResult", "Mismatch", "Options", "Outcome", "Step"]


class Outcome(StrEnum):
    """What a decision comes to; only ALLOWED is a yes."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicit deny"
    EXPLICIT_DENY = "explicit deny"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a statement does not apply, or may not: one element, with the value wanted and the value seen.

    Attributes:
        element: ``Principal``, ``Action``, ``Resource`` or ``Condition``, or the Not… twin.
        content: what stands there in the statement.
        found: what the request has, in one line.
        truth: FALSE if the element does not fit, UNKNOWN if nobody can tell.
    """

    element: str
    content: Element[Any] | Condition
    found: str
    truth: Truth

    @property
    def wanted(self) -> str:
        """What the statement asks for, in one line."""
        if isinstance(self.content, Condition):
            return asked(self.content)
        wanted = listed(self.content.values)
        return f"not {wanted}" if self.content.negated else wanted

    @property
    def key(self) -> str | None:
        """The condition key, if the element is a condition."""
        return self.content.key if isinstance(self.content, Condition) else None

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
        variables: whether ``${…}`` is a variable in the document, not ordinary text (GRAM-12).
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
    variables: bool = field(default=False, repr=False)

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


@dataclass(frozen=True, slots=True)
class Options:
    """Readings of disputed points that a caller may choose.

    Attributes:
        self_trust: a role trusts itself without saying so, as roles from before 2022 could (ASSUME-21, DISP-21).
        direct_source_identity: a grant of the trust policy lets a role session set the source identity by itself
            (ASSUME-54, DISP-32).
    """

    self_trust: bool = False
    direct_source_identity: bool = False


class Answer(NamedTuple):
    """The part of a decision that is about one action.

    Attributes:
        request: what was asked.
        policies: the policies that were given for it.
        options: how disputed points were read.
        outcome: what it came to.
        ineligible: why this kind of caller cannot make the call at all, whatever policies say; else None.
    """

    request: Request
    policies: Policies
    options: Options
    outcome: Outcome
    ineligible: str | None
