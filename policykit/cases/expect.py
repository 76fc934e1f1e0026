"""What can be expected of an answer, and which outcomes are as expected."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policykit.evaluate.results import Outcome

__all__ = ["AS_EXPECTED", "Expectation"]


class Expectation(StrEnum):
    """The answer that is wanted, as files of cases and ``--expect`` spell it."""

    ALLOW = "allow"
    DENY = "deny"
    EXPLICIT_DENY = "explicit-deny"
    IMPLICIT_DENY = "implicit-deny"
    UNKNOWN = "unknown"
    INVALID = "invalid"


AS_EXPECTED: Final[Mapping[Expectation, frozenset[Outcome]]] = {
    Expectation.ALLOW: frozenset({Outcome.ALLOWED}),
    Expectation.DENY: frozenset({Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY}),
    Expectation.EXPLICIT_DENY: frozenset({Outcome.EXPLICIT_DENY}),
    Expectation.IMPLICIT_DENY: frozenset({Outcome.IMPLICIT_DENY}),
    Expectation.UNKNOWN: frozenset({Outcome.UNKNOWN}),
    Expectation.INVALID: frozenset(),
}
"""The outcomes that meet an expectation. An unknown one is neither allow nor deny; a request that AWS refuses before it
looks at policies has no outcome, and meets ``invalid`` alone."""
