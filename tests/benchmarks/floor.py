"""What a figure is compared with: the least that the work could cost, measured in the same run."""

import timeit
from collections.abc import Callable

from pytest_benchmark.fixture import BenchmarkFixture

__all__ = ["floor_of", "look_up", "measure"]

_ROUNDS = 5


def floor_of(work: Callable[..., object], *arguments: object) -> float:
    """Seconds that one call takes: the best of several rounds of at least 0.02 s each."""
    names = {f"argument_{position}": argument for position, argument in enumerate(arguments)}
    timer = timeit.Timer(f"work({', '.join(names)})", globals={"work": work, **names})  # a call as people write it
    calls = 1
    while (elapsed := timer.timeit(calls)) < 0.02:
        calls *= 10 if elapsed < 0.002 else 2
    return min(timer.repeat(_ROUNDS, calls)) / calls


def look_up() -> float:
    """Seconds that one look-up in a dict takes: the floor of whatever answers by comparing text."""
    return floor_of({"role/deploy": True}.get, "role/deploy")


def measure(benchmark: BenchmarkFixture, floor: float, work: Callable[..., object], *arguments: object) -> None:
    """Benchmark the work and record how many times the floor (in seconds) one call takes."""
    benchmark(work, *arguments)
    if benchmark.enabled:  # where benchmarks run as mere tests there is nothing to record
        seconds = floor_of(work, *arguments)
        benchmark.extra_info.update(floor_ns=round(floor * 1e9), best_ns=round(seconds * 1e9))
        benchmark.extra_info["ratio"] = round(seconds / floor, 2)
