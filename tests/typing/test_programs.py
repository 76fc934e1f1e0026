"""What type checkers say about programs that write policies: each mistake is found, and nothing that is none."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RIGHT, WRONG = HERE / "right_programs.py", HERE / "wrong_programs.py"
MARK = re.compile(r"# error: ([a-z-]+), (report\w+)$", re.MULTILINE)
Findings = dict[str, dict[int, set[str]]]
"""File to line to the names of what is wrong there."""


def expected(tool: int) -> dict[int, set[str]]:
    lines = enumerate(WRONG.read_text(encoding="utf-8").splitlines(), start=1)
    return {number: {mark.group(tool)} for number, line in lines if (mark := MARK.search(line))}


def run(*command: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", *command, str(RIGHT), str(WRONG)],
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 1, finished.stdout + finished.stderr  # there are findings; 2 would be a breakdown
    return finished.stdout


def of_mypy() -> Findings:
    found: Findings = defaultdict(lambda: defaultdict(set))
    for line in run("mypy", "--strict", "--no-error-summary", "--output=json").splitlines():
        message = json.loads(line)
        found[Path(message["file"]).name][message["line"]].add(message["code"])
    return found


def of_pyright() -> Findings:
    found: Findings = defaultdict(lambda: defaultdict(set))
    text = run("basedpyright", "--outputjson", "--pythonpath", sys.executable)
    for message in json.loads(text)["generalDiagnostics"]:
        found[Path(message["file"]).name][message["range"]["start"]["line"] + 1].add(message["rule"])
    return found


@pytest.mark.parametrize(("tool", "check"), [(1, of_mypy), (2, of_pyright)], ids=["mypy", "pyright"])
def test_each_mistake_is_found_and_nothing_else(tool: int, check: Callable[[], Findings]) -> None:
    found = check()
    assert found.pop(RIGHT.name, {}) == {}
    assert {*found} == {WRONG.name}
    assert len(expected(tool)) > 30
    # a checker may have more than one name for a mistake; the line says one of them
    named = {line: names & expected(tool).get(line, set()) for line, names in found[WRONG.name].items()}
    assert named == expected(tool)
