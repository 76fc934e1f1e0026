"""Ask both evaluators about many worlds, and find those on which they differ."""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random
from typing import Self

from tests.oracle import counting, oracle
from tests.oracle.adapter import Adapter
from tests.oracle.reduction import smallest
from tests.oracle.worlds import World, world

RULE = re.compile(r"\b(?:GRAM|ARN|PRIN|EVAL|ASSUME|CTX|COND|DISP)-[0-9]+[a-z]?\b")
AT_ONCE = 1000


@dataclass
class Exploration:
    """What worlds came to.

    Attributes:
        run: the first part of the seeds.
        worlds: how many were asked about.
        reached: how often the oracle counted each name, and each rule by whatever name.
        differing: the seeds of the worlds on which the two evaluators differ.
        seconds: how long it took.
    """

    run: str
    worlds: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    seconds: float = 0

    def add(self, other: Self) -> None:
        self.worlds += other.worlds
        self.reached.update(other.reached)
        self.differing += other.differing


def outcomes(drawn: World) -> tuple[str, str]:
    return oracle.decide(drawn), Adapter(drawn).ask()


def differ(drawn: World) -> bool:
    expected, found = outcomes(drawn)
    return expected != found


def shown(drawn: World) -> str:
    """A smaller world on which the two still come to these outcomes."""
    expected, found = outcomes(drawn)
    least = smallest(drawn, lambda less: outcomes(less) == (expected, found))
    return f"the oracle says {expected}, policykit {found}: {json.dumps(least)}"


def names(counted: str) -> Iterator[str]:
    """Under what a count is looked up: its own name, its rules, the operator and the set operator of a condition."""
    yield counted
    yield from {rule for rule in RULE.findall(counted) if rule != counted}
    test, space, result = counted.rpartition(" ")
    if space and result in ("True", "False") and not RULE.search(counted):
        quantifier, _, operator = test.rpartition(":")
        yield from {f"{operator.removesuffix('IfExists')} {result}"} - {counted}
        yield f"{quantifier or 'plain'}{' IfExists' * operator.endswith('IfExists')} {result}"


def explored(run: str, start: int) -> Exploration:
    """The worlds of the seeds ``run/start`` and of those after it."""
    found, counts = Exploration(run, AT_ONCE), Counter[str]()
    for number in range(start, start + AT_ONCE):
        drawn = world(Random(f"{run}/{number}"))
        counting.COUNTS.clear()  # drawing a world asks the oracle, too
        expected = oracle.decide(drawn)
        counts.update(counting.COUNTS)
        counts.update((f"{drawn['call']} {expected}", f"{drawn['caller']['kind']} {expected}"))
        if Adapter(drawn).ask() != expected:
            found.differing.append(f"{run}/{number}")
    for counted, times in counts.items():
        found.reached.update(dict.fromkeys(names(counted), times))
    return found


def explore(run: str, worlds: int) -> Exploration:
    """Many worlds, on all cores; in processes of their own, unseen by coverage, which would double the time.

    Args:
        run: the first part of all seeds.
        worlds: how many, to the next thousand.
    """
    total, began = Exploration(run), time.monotonic()
    starts = range(0, worlds, AT_ONCE)
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(starts)), get_context("spawn")) as pool:
        for part in pool.map(explored, [run] * len(starts), starts):
            total.add(part)
    total.seconds = time.monotonic() - began
    return total
