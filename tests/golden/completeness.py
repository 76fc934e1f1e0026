"""What the tables must show, every golden number and every rule about documents and decisions, and what they cannot.

The golden numbers are stable ids of cases, in no particular order; the ids of rules are those that the package cites. A
number or a rule is in the tables or is named here with a reason; `test_tables.py` sees to it.
"""

from collections.abc import Iterator
from typing import Final

_SPLIT: Final = {8: "ab", 13: "ab", 165: "ab", 184: "ab"}  # numbers that stand for two cases, with letters

NUMBERS: Final = frozenset(
    [f"{number}{letter}" for number in range(1, 234) for letter in _SPLIT.get(number, ("",))] + ["114b", "114c"]
)
"""The golden numbers."""

NOT_A_ROW: Final = {
    "185": "can_assume takes the MFA device and its code as one parameter, so half of it cannot be passed",
    "226": "test_neighbours.py, for it is about the parameters of GetSessionToken",
    "232": "test_neighbours.py, for it is about the parameters of AssumeRoot; its endpoint is none",
}
"""Golden numbers without a row in the tables, and why."""

PARTLY: Final = {
    "165a": "the policy is read; that it needs a raised quota is for the checks to say",
}
"""Golden numbers with a row that shows a part of them, and what is missing."""


def _rules(prefix: str, *ranges: tuple[int, int]) -> Iterator[str]:
    for first, last in ranges:
        yield from (f"{prefix}-{number}" for number in range(first, last + 1))


RULES: Final = frozenset(
    [
        *_rules("GRAM", (1, 40)),
        *_rules("ARN", (1, 22)),
        *_rules("PRIN", (1, 22), (30, 47)),
        *_rules("EVAL", (1, 49)),
        *_rules("ASSUME", (1, 8), (10, 22), (30, 37), (40, 54), (60, 73), (80, 88), (90, 93), (95, 97)),
        *_rules("COND", (1, 8), (10, 17), (20, 33), (40, 44), (50, 51), (60, 69)),
        *("GRAM-9a", "GRAM-39a", "PRIN-12a", "EVAL-34a"),
    ]
)
"""The rules about grammar, ARNs, principals, evaluation, role assumption and conditions."""

WITHOUT_ROW: Final = {
    "PRIN-34": "advice for checks: a unique id in a trust policy is probably that of somebody deleted",
    "EVAL-5": "the order of the layers shows in explanations only",
    "EVAL-10": "says what does not happen: tags change no policy",
    "EVAL-48": "lists what policykit does not decide",
    "EVAL-49": "about the words of an explanation",
    "ASSUME-18": "about other tools",
    "ASSUME-19": "about other tools",
    "ASSUME-73": "about the duration that an assertion allows, which is no permission",
    "ASSUME-84": "about the registration of a token's audience, before any policy",
    "ASSUME-93": "about the session that is made: test_chains.py",
}
"""Rules that no row shows, and why."""
