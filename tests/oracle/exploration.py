"""Ask both evaluators about many worlds, and find those on which they differ."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.oracle import matching, oracle, request
from tests.oracle.adapter import Adapter
from tests.oracle.reduction import smallest
from tests.oracle.worlds import World, world

# --- points that are open: worlds on which the two may differ until it is decided who is right


def written(drawn: World, *words: str) -> bool:
    text = json.dumps(drawn).lower()
    return any(word in text for word in words)


def ineligible(drawn: World) -> bool:
    action = (
        request.ASSUME.get(drawn["caller"]["kind"], "sts:AssumeRole") if drawn["call"] == "assume" else drawn["action"]
    )
    return not oracle.eligible(drawn, action, request.resource_of(drawn))


def statements(value: Any) -> Iterator[World]:
    if isinstance(value, dict) and "Effect" in value:
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from statements(item)


OPEN: dict[str, Callable[[World], bool]] = {
    "eligibility is looked at before parameters (section 0, 0a and 0b)": lambda drawn: (
        drawn["call"] in ("assume", "assume_root", "federate") and ineligible(drawn) and request.refused(drawn)
    ),
    "an ineligible call stays an implicit deny, whatever its companion actions meet (ASSUME-8)": lambda drawn: (
        drawn["call"] == "federate" and ineligible(drawn) and bool(drawn["parameters"]["tags"])
    ),
    "no variable for a key that can have several values, even if it has one (COND-62)": lambda drawn: written(
        drawn, *("${" + key for key in matching.MULTIVALUED)
    ),
    "a service, too, may ask who it is (EVAL-44)": lambda drawn: (
        drawn["caller"]["kind"] == "service" and drawn.get("action") == "sts:GetCallerIdentity"
    ),
    "Allow with NotPrincipal grants nothing (PRIN-39)": lambda drawn: any(
        statement["Effect"] == "Allow" and "NotPrincipal" in statement for statement in statements(drawn)
    ),
    "what has no resource has no account of the resource (CTX-58)": lambda drawn: (
        drawn["call"] == "request" and drawn["resource"] == "*" and written(drawn, "aws:resource")
    ),
}


def is_open(drawn: World) -> bool:
    return any(differs(drawn) for differs in OPEN.values())


# --- the search


def outcomes(drawn: World) -> tuple[str, str]:
    return oracle.decide(drawn), Adapter(drawn).ask()


def differ(drawn: World) -> bool:
    expected, found = outcomes(drawn)
    return expected != found and not is_open(drawn)


def shown(drawn: World) -> str:
    """A smaller world on which the two still come to these outcomes."""
    expected, found = outcomes(drawn)
    least = smallest(drawn, lambda less: outcomes(less) == (expected, found) and not is_open(less))
    return f"the oracle says {expected}, policykit {found}: {json.dumps(least)}"


def explored(seeds: list[str]) -> tuple[Counter[str], list[str]]:
    """What the worlds of these seeds reached in the oracle, and the seeds of those on which the two differ."""
    reached: Counter[str] = Counter()
    differing = []
    for seed in seeds:
        drawn = world(Random(seed))
        matching.COUNTS.clear()  # drawing a world asks the oracle, too
        expected = oracle.decide(drawn)
        reached.update(matching.COUNTS)
        reached.update((f"{drawn['call']} {expected}", f"{drawn['caller']['kind']} {expected}"))
        if Adapter(drawn).ask() != expected and not is_open(drawn):
            differing.append(seed)
    return reached, differing
