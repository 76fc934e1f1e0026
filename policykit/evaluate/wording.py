"""The sentences of a decision: what decided, which layers fail, which statements nearly apply, what was assumed.

Everything here reads results; nothing here decides.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policykit.evaluate.decision import Decision

__all__ = ["explain", "reasons"]


def reasons(decision: "Decision") -> tuple[str, ...]:
    return ()


def explain(decision: "Decision") -> str:
    return decision.outcome.value
