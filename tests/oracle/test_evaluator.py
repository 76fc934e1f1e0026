"""The second evaluator is small, shares nothing with policykit, and each rule has a line in it or a reason for none."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.oracle import matching, oracle, request
from tests.oracle.not_counted import NOT_COUNTED, REASONS

SOURCES = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in (oracle, request, matching)]
OWN = {"counting", "published", "matching", "request"}  # what it measures itself with, lists, and its other modules
RULES = (Path(__file__).parents[1] / "rule_ids.txt").read_text(encoding="utf-8").split()
FAMILIES = ("ARN", "PRIN", "EVAL", "ASSUME", "CTX", "COND")
NAME = re.compile(r'"((?:GRAM|ARN|PRIN|EVAL|ASSUME|CTX|COND|DISP)-[0-9]+[a-z]?(?: [a-z]+)?)(?:"| \{)')


def written() -> list[str]:
    """The names under which the evaluator counts, as far as its text has them whole."""
    return sorted({name for source in SOURCES for name in NAME.findall(source)})


def imported(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(f"{'.' * node.level}{node.module}")
    return found


def test_it_has_at_most_400_lines_that_are_not_blank() -> None:
    lines = [line for source in SOURCES for line in source.splitlines() if line.strip()]
    assert 0 < len(lines) <= 400


def test_it_knows_nothing_of_policykit() -> None:
    folder = Path(__file__).parent
    more = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in sorted(OWN)]
    names = {name for source in (*SOURCES, *more) for name in imported(source)}
    assert {name for name in names if name.split(".")[0] in ("tests", "policykit", "")} <= {
        f"tests.oracle.{name}" for name in OWN
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_every_rule_is_counted_or_has_a_reason_not_to_be(family: str) -> None:
    counted = {name.split()[0] for name in written()}
    rules = [rule for rule in RULES if rule.startswith(f"{family}-")]
    assert [rule for rule in rules if (rule in counted) == (rule in NOT_COUNTED)] == []


def test_no_rule_has_two_reasons_and_every_reason_is_of_a_rule() -> None:
    listed = Counter(rule for rules in REASONS.values() for rule in rules.split())
    assert [rule for rule, times in listed.items() if times > 1 or rule not in RULES] == []
