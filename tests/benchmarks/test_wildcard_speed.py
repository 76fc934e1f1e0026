"""Wildcards. Aims: match ≤ 200 ns, a pathological one ≤ 50 µs; covering, overlapping ≤ 10 µs, at worst ≤ 200 µs."""

import re

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from policykit.wildcard import Wildcard, compile_matcher, glob, glob_matcher
from tests.benchmarks.floor import floor_of, look_up, measure

ROLE = "arn:aws:iam::730739171055:role/team-a/CrossAccountRDS"
ORDINARY = {
    "literal": ROLE,
    "anything": "*",
    "prefix": "arn:aws:iam::730739171055:role/*",
    "suffix": "*CrossAccountRDS",
    "prefix and suffix": "arn:*RDS",
    "prefix and middle": "arn:aws:iam::*:role/*",
    "two in the middle": "arn:aws:iam::*:role/team-*/Cross*",
    "a one in the prefix": "arn:aws:iam::73073917105?:role/*",
    "a one in the middle": "arn:aws:iam::*:role/team-?/*",
}
PATHOLOGICAL = {
    "many stars": ("*a*a*a*a*b", 2_000),
    "many ones at the end": ("*a????????????????", 2_000),
    "many ones inside": ("*a????????????????b*", 2_000),
    "20 segments with ones": ("*a?a" * 20 + "*b*", 10_000),
    "a segment of 1,000": ("*" + "a?" * 500 + "b*", 2_000),
    "a segment of 2,000 in 10,000": ("*" + "a?" * 1_000 + "b*", 10_000),
}
PAIRS = {
    "prefixes": ("role/*", "role/ci/*"),
    "ARNs": ("arn:aws:iam::*:role/team-?/*", "arn:aws:iam::*:role/team-a/ci-*"),
    "gaps": ("*-?-*-??-*", "team-*-a-*-xx-*"),
    "stars and ones only": ("arn:aws:iam::*:role/team-?/*", "arn:aws:iam::730739171055:role/team-?/ci-x"),
    "330 gaps each": ("*a?" * 330, "*a?" * 330),
    "660 gaps and 1,000 ones": ("*a?" * 660 + "b", "a?" * 1_000),
    "a segment of 2,000": ("*" + "a?" * 990 + "b*", "*" + "a?" * 999 + "*"),
}


@pytest.mark.parametrize("pattern", ORDINARY.values(), ids=ORDINARY)
def test_a_wildcard_matches(benchmark: BenchmarkFixture, pattern: str) -> None:
    measure(benchmark, look_up(), Wildcard(pattern).matches, ROLE)


@pytest.mark.parametrize("pattern", ORDINARY.values(), ids=ORDINARY)
def test_a_compiled_matcher(benchmark: BenchmarkFixture, pattern: str) -> None:
    measure(benchmark, look_up(), compile_matcher(pattern), ROLE)


def test_a_compiled_regular_expression_for_comparison(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, look_up(), re.compile("arn:aws:iam::[^:]*:role/.*").fullmatch, ROLE)


@pytest.mark.parametrize("pattern", ["arn:aws:iam::*:role/team-*", "team-?-*"])
def test_compiling(benchmark: BenchmarkFixture, pattern: str) -> None:
    measure(benchmark, look_up(), glob_matcher, glob(pattern))  # its regular expressions come from re's own cache


@pytest.mark.parametrize(("pattern", "size"), PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_pathological_matching(benchmark: BenchmarkFixture, pattern: str, size: int) -> None:
    text = "a" * size
    measure(benchmark, floor_of(text.count, "b"), Wildcard(pattern).matches, text)


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS)
def test_covering(benchmark: BenchmarkFixture, one: str, other: str) -> None:
    measure(benchmark, look_up(), Wildcard(one).covers, Wildcard(other))


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS)
def test_overlapping(benchmark: BenchmarkFixture, one: str, other: str) -> None:
    measure(benchmark, look_up(), Wildcard(one).overlaps, Wildcard(other))
