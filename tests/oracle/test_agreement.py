"""The law: on every world, policykit and the oracle come to the same; and the worlds reach every rule of the oracle.

The worlds are drawn from seeds, in chunks: 50 worlds per chunk for every example that the Hypothesis profile asks for,
20,000 in all for `quick` (always the same ones), 800,000 for `long` and 4,000,000 for `nightly` (other ones each time).
A disagreement is made smaller before it is shown. The table of what was reached stands in the summary of the run.
"""

import re
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle import counting, oracle, policies, request
from tests.oracle.exploration import differ, explored, shown
from tests.oracle.worlds import World, world, worlds

CHUNKS = 8
RULE = re.compile(r'"((?:GRAM|ARN|PRIN|EVAL|ASSUME|CTX|COND|DISP)-[0-9]+[a-z]?[^"]*)"')

# --- the law


def seeds(chunk: int) -> list[str]:
    run = "quick" if settings().derandomize else secrets.token_hex(8)
    return [f"{run}/{chunk}/{number}" for number in range(50 * settings().max_examples)]


@cache
def chunks() -> list[tuple[Counter[str], list[str]]]:
    """All chunks, explored in other processes: on all cores, and unseen by coverage, which would double the time."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return list(pool.map(explored, map(seeds, range(CHUNKS))))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_both_come_to_the_same(chunk: int) -> None:
    _, differing = chunks()[chunk]
    assert not differing, "\n".join(f"{seed}: {shown(world(Random(seed)))}" for seed in differing[:3])


# A world is large by nature; `shown` makes a failing one smaller, and faster than Hypothesis does.
@settings(phases=[Phase.generate], suppress_health_check=[HealthCheck.large_base_example, HealthCheck.too_slow])
@given(worlds)
def test_both_come_to_the_same_where_hypothesis_looks(drawn: World) -> None:
    assert not differ(drawn), shown(drawn)


# --- what the worlds reach

NEVER = {"aws:principaltype missing", "aws:requestedregion missing"}


def expected_names() -> list[str]:
    """The rules that the oracle counts, and each side of each operator, key, grant, layer, call and kind of caller."""
    modules = (matching, request, oracle)
    sources = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules]
    names = {name for source in sources for name in RULE.findall(source) if not name.endswith(" ")}
    names -= {"EVAL-11", *oracle.ROWS.values()}
    names |= {f"{operator} {result}" for operator in matching.OPERATORS for result in (True, False)}
    sets = [f"{start}{end}" for start in ("plain", "ForAllValues", "ForAnyValue") for end in ("", " IfExists")]
    names |= {f"{name} {result}" for name in sets for result in (True, False)}
    names |= {f"{key.lower()} {state}" for key in policies.KEYS for state in ("present", "missing")} - NEVER
    names |= {f"PRIN-30 {kind}" for kind in (*oracle.ROWS, "SERVICE", "IDP") if kind != "STAR"}
    names |= {
        f"EVAL-3 {layer}"
        for layer in ("identity", "boundary", "session", "scp", "rcp", "endpoint", "resource", "trust")
    }
    names |= {f"{row} enough" for kind, row in oracle.ROWS.items() if kind != "ACCOUNT"}
    names |= {f"{row} not enough" for row in ("EVAL-11", "EVAL-13", "EVAL-16", "EVAL-18")}
    verdicts = (oracle.ALLOWED, oracle.IMPLICIT_DENY, oracle.EXPLICIT_DENY, oracle.INVALID)
    names |= {f"{call} {verdict}" for call in ("assume", "assume_root", "federate", "request") for verdict in verdicts}
    names |= {f"{kind} {verdict}" for kind in ("user", "session", "service", "saml", "oidc") for verdict in verdicts}
    return sorted(names)


def test_the_worlds_reach_every_rule_and_every_outcome(record_property: Callable[[str, object], None]) -> None:
    reached = sum((reached for reached, _ in chunks()), Counter[str]())
    table = {name: reached[name] for name in expected_names()}
    cells = [f"{name} {count}".ljust(46) for name, count in table.items()]
    rows = ["".join(cells[start : start + 3]).rstrip() for start in range(0, len(cells), 3)]
    record_property("summary", "\n".join(["How often the worlds reached what the oracle counts:", *rows]))
    missed = [name for name, count in table.items() if count == 0]
    assert not missed, missed
