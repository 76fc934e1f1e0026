"""A run of ``policykit`` as a user starts it: another process, and what came of it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

__all__ = ["COMMAND", "Ended", "environment", "process"]

COMMAND = (sys.executable, "-m", "policykit")
_ROOT = Path(__file__).parents[2]
_UNSET = ("NO_COLOR", "FORCE_COLOR", "POLICYKIT_TRACEBACK", "PYDANTIC_DISABLE_PLUGINS")


class Ended(NamedTuple):
    """What came of a run."""

    status: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    """That of the tests, without what would change the output, and with the variables."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNSET}
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "COLUMNS": "100", "TERM": "xterm", **variables}


def process(*arguments: str, stdin: bytes = b"", cwd: Path | None = None, **variables: str) -> Ended:
    """Run ``policykit`` in a process of its own, without a terminal."""
    done = subprocess.run(
        (*COMMAND, *arguments), input=stdin, capture_output=True, cwd=cwd, env=environment(**variables), check=False
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
