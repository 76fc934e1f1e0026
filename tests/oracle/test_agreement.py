"""The law: on every world, policykit and the oracle come to the same; and the worlds reach every rule of the oracle.

The worlds are drawn from seeds, 400 for every example that the Hypothesis profile asks for: 20,000 for `quick` (always
the same ones), 800,000 for `long` and 4,000,000 for `nightly` (other ones each time). A disagreement is made smaller
before it is shown. How many worlds there were, and what they reached, stands in the summary of the run.
"""

import secrets
from collections.abc import Callable
from functools import cache
from random import Random

from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle import matching, oracle, policies
from tests.oracle.exploration import RULE, Exploration, differ, explore, shown
from tests.oracle.test_evaluator import written
from tests.oracle.worlds import World, world, worlds

# --- the law


@cache
def exploration() -> Exploration:
    run = "quick" if settings().derandomize else secrets.token_hex(8)
    return explore(run, 400 * settings().max_examples)


def test_both_come_to_the_same(record_property: Callable[[str, object], None]) -> None:
    done = exploration()
    speed = f"{done.worlds:,} worlds in {done.seconds:.0f} s, {done.worlds / done.seconds:.0f} per second"
    record_property("summary", f"Both evaluators, run {done.run}: {speed}; they differ on {len(done.differing)}")
    assert not done.differing, "\n".join(f"{seed}: {shown(world(Random(seed)))}" for seed in done.differing[:3])


# A world is large by nature; `shown` makes a failing one smaller, and faster than Hypothesis does.
@settings(phases=[Phase.generate], suppress_health_check=[HealthCheck.large_base_example, HealthCheck.too_slow])
@given(worlds)
def test_both_come_to_the_same_where_hypothesis_looks(drawn: World) -> None:
    assert not differ(drawn), shown(drawn)


# --- what the worlds reach

EITHER_WAY = (  # rules that can let through and hold back
    *("ASSUME-54", "ASSUME-90", "ASSUME-92", "COND-1", "COND-3", "COND-5", "COND-10", "COND-11", "EVAL-11", "EVAL-18"),
    *("EVAL-35", "EVAL-45", "EVAL-46", "GRAM-37", "PRIN-15", "PRIN-17", "PRIN-40", "PRIN-43"),
)
LAYERS = ("identity", "boundary", "session", "scp", "rcp", "endpoint", "resource", "trust")
GRANTS = (*oracle.HOLDER.values(), "SESSION", "FEDUSER", "SERVICE", "IDP")
CALLS = ("assume", "assume_root", "federate", "request")
CALLERS = ("user", "session", "service", "saml", "oidc")
SETS = ("plain", "ForAllValues", "ForAnyValue")


def expected_names() -> list[str]:
    """What the oracle counts, and each side of each operator, key, grant, layer, call and kind of caller."""
    names = set(written()) | {rule for name in written() for rule in RULE.findall(name)}
    names |= {f"EVAL-3 {layer}" for layer in LAYERS} | {f"PRIN-18 {grant}" for grant in GRANTS}
    names |= {f"EVAL-26 {kind}" for kind in ("scps", "rcps")}
    names |= {f"{key.lower()} {state}" for key in policies.KEYS for state in ("present", "missing")}
    names |= {f"{place} {outcome}" for place in (*CALLS, *CALLERS) for outcome in oracle.OUTCOMES}
    operators = (
        *matching.POSITIVE,
        *matching.NEGATED,
        *(f"{start}{end}" for start in SETS for end in ("", " IfExists")),
    )
    return sorted(names | {f"{name} {result}" for name in (*EITHER_WAY, *operators) for result in (True, False)})


def test_the_worlds_reach_every_rule_and_every_outcome(record_property: Callable[[str, object], None]) -> None:
    table = {name: exploration().reached[name] for name in expected_names()}
    cells = [f"{name} {count}".ljust(40) for name, count in table.items()]
    rows = ["".join(cells[start : start + 4]).rstrip() for start in range(0, len(cells), 4)]
    record_property("summary", "\n".join(["How often the worlds reached what the oracle counts:", *rows]))
    assert [name for name, count in table.items() if count == 0] == []
