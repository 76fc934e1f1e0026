"""How long it takes until something happens: imports and whole processes, against a bare Python that does nothing.

Modules are compiled to bytecode beforehand, as in an installed package, wherever the figures are taken.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.floor import floor_of, measure

TRUST = """{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
 "Principal": {"AWS": "arn:aws:iam::356903128354:user/Stuart"}, "Action": "sts:AssumeRole"}}"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Runs Python with these arguments, and keeps the bytecode of all that it imports."""
    kept = {"PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("bytecode"))}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | kept

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)

    return run


@pytest.fixture(scope="module")
def bare(run: Callable[..., None]) -> float:
    """Seconds of a Python that does nothing."""
    return floor_of(run, "-c", "pass")


@pytest.mark.parametrize(
    "code",
    ["import policykit", "import policykit; policykit.TrustPolicy", "import pydantic; pydantic.BaseModel"],
    ids=["policykit", "the first model", "pydantic alone"],
)
def test_import(benchmark: BenchmarkFixture, run: Callable[..., None], bare: float, code: str) -> None:
    measure(benchmark, bare, run, "-c", code)


def test_check_of_one_file(benchmark: BenchmarkFixture, run: Callable[..., None], bare: float, tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_text(TRUST, encoding="utf-8")
    measure(benchmark, bare, run, "-m", "policykit", "check", str(path))


def test_demo(benchmark: BenchmarkFixture, run: Callable[..., None], bare: float) -> None:
    measure(benchmark, bare, run, "-m", "policykit", "demo")
