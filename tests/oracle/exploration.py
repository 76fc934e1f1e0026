"""Ask both evaluators about many worlds, and find those on which they differ."""

import json
from collections import Counter
from collections.abc import Callable
from random import Random

from tests.oracle import counting, oracle
from tests.oracle.adapter import Adapter
from tests.oracle.reduction import smallest
from tests.oracle.worlds import World, world

# --- points that are open: worlds on which the two may differ until it is decided who is right


OPEN: dict[str, Callable[[World], bool]] = {}
"""Points on which the two differ until it is decided who is right; none at present."""


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
        counting.COUNTS.clear()  # drawing a world asks the oracle, too
        expected = oracle.decide(drawn)
        reached.update(counting.COUNTS)
        reached.update((f"{drawn['call']} {expected}", f"{drawn['caller']['kind']} {expected}"))
        if Adapter(drawn).ask() != expected and not is_open(drawn):
            differing.append(seed)
    return reached, differing
