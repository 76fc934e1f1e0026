r"""How the examples of README.md and docs/ are executed.

Every document runs from top to bottom in an empty directory of its own, which holds a copy of ``docs/examples``:

- A fenced block after a line ``<!-- file: trust.json -->`` becomes that file.
- A ``console`` block is a session at a terminal: each line ``$ policykit …`` or ``$ python …`` is run, and what it
  prints (output and errors as they come) must be what the block shows. ``...`` stands for any text, ``[exit code 1]``
  in the last line for the exit code, which is 0 where nothing is said. A command may go on in the next line after
  ``\``, read ``< FILE`` and write ``> FILE``.
- A ``json`` block must be JSON.
- A ``python`` block is executed, or compared as a doctest if it starts with ``>>>``; this part is sybil's own.

Commands that are not to be run, such as an installation, belong into a ``sh`` block, and text that only looks like JSON
into a ``text`` block.
"""

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

from sybil import Document, Example, Region
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

__all__ = ["EXAMPLES", "Command", "Examples", "enter_directory", "leave_directory", "transcript"]

ROOT: Final = Path(__file__).parents[1]
PROGRAMS: Final[Mapping[str, Sequence[str]]] = {
    "policykit": (sys.executable, "-m", "policykit"),
    "python": (sys.executable,),
}
SECONDS: Final = 60.0  # longer than any example may take

_FENCE = FencedCodeBlockLexer(language="[a-z]+")
_FILE = re.compile(r"<!-- file: (?P<name>[^\n]+) -->\n+\Z")
_EXIT = re.compile(r"\[exit code (?P<code>[0-9]+)\]\n")
_LEAVE: Final = "__leave_directory__"


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a console block.

    Attributes:
        words: the program and its arguments.
        output: what it must print.
        exit_code: how it must end.
        stdin: the file it reads, or None.
        stdout: the file it writes, or None.
    """

    words: tuple[str, ...]
    output: str = ""
    exit_code: int = 0
    stdin: str | None = None
    stdout: str | None = None


def transcript(text: str) -> Iterator[Command]:
    r"""Read the commands of a console block and what each must print.

    >>> next(transcript("$ policykit check - < trust.json\nno\n[exit code 1]\n"))
    Command(words=('policykit', 'check', '-'), output='no\n', exit_code=1, stdin='trust.json', stdout=None)

    Raises:
        ValueError: the block does not start with a command, a line has none, or a quotation is not closed.
    """
    before, *parts = re.split(r"^\$ ((?:.*\\\n)*.*)\n", text, flags=re.MULTILINE)
    if before or not parts:
        raise ValueError("a console block starts with a command: '$ policykit …'")
    for line, output in zip(parts[::2], parts[1::2], strict=True):
        words = shlex.split(line.replace("\\\n", " "), comments=True)
        if not words:
            raise ValueError(f"no command in {'$ ' + line!r}")
        command = _redirected(Command(tuple(words)))
        *shown, last = output.splitlines(keepends=True) or [""]
        ending = _EXIT.fullmatch(last)
        if ending is None:
            yield replace(command, output=output)
        else:
            yield replace(command, output="".join(shown), exit_code=int(ending["code"]))


def _redirected(command: Command) -> Command:
    match command.words:
        case [*words, "<", name]:
            return replace(_redirected(replace(command, words=tuple(words))), stdin=name)
        case [*words, ">", name]:
            return replace(_redirected(replace(command, words=tuple(words))), stdout=name)
        case _:
            return command


class Examples:
    """A sybil parser for everything but Python.

    Args:
        programs: what is run for the first word of a command.
    """

    def __init__(self, programs: Mapping[str, Sequence[str]] = PROGRAMS) -> None:
        self.programs = programs

    def __call__(self, document: Document) -> Iterable[Region]:
        for block in _FENCE(document):
            source = str(block.lexemes["source"])
            file = _FILE.search(document.text, 0, block.start)
            if file is not None:
                yield Region(block.start, block.end, (file["name"], source), self.write)
            elif block.lexemes["language"] == "json":
                yield Region(block.start, block.end, source, self.read_json)
            elif block.lexemes["language"] == "console":
                yield Region(block.start, block.end, source, self.run)

    def write(self, example: Example) -> None:
        name, text = example.parsed
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read_json(self, example: Example) -> None:
        json.loads(example.parsed)

    def run(self, example: Example) -> str | None:
        """Run a console block; the text that is returned says where it differs."""
        for command in transcript(example.parsed):
            program = self.programs.get(command.words[0])
            if program is None:
                return f"only {', '.join(self.programs)} can be run, not {command.words[0]!r}; a sh block is not run"
            complaint = _difference(command, *_outcome([*program, *command.words[1:]], command))
            if complaint:
                return f"$ {shlex.join(command.words)}\n{complaint}"
        return None


EXAMPLES: Final = Examples()


def _outcome(arguments: Sequence[str], command: Command) -> tuple[str, int]:
    """What a command prints, and its exit code."""
    environment = os.environ | {
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT),  # this tree, whatever is installed
        "PYTHONUNBUFFERED": "1",  # output and errors in the order in which a terminal shows them
        "PYTHONUTF8": "1",
    }
    with ExitStack() as files:
        stdin: int | BinaryIO = subprocess.DEVNULL
        stdout: int | BinaryIO = subprocess.PIPE
        if command.stdin is not None:
            stdin = files.enter_context(Path(command.stdin).open("rb"))
        if command.stdout is not None:
            stdout = files.enter_context(Path(command.stdout).open("wb"))
        done = subprocess.run(
            arguments,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.STDOUT if command.stdout is None else subprocess.PIPE,
            env=environment,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    return done.stdout if command.stdout is None else done.stderr, done.returncode


def _difference(command: Command, output: str, exit_code: int) -> str | None:
    """How an outcome differs from what the document shows."""
    checker = doctest.OutputChecker()
    flags = doctest.ELLIPSIS | doctest.DONT_ACCEPT_BLANKLINE | doctest.REPORT_UDIFF
    complaints = []
    if exit_code != command.exit_code:
        complaints.append(f"exit code {exit_code}, not {command.exit_code}; it printed:\n{output}")
    elif not checker.check_output(command.output, output, flags):
        complaints.append(checker.output_difference(doctest.Example("", command.output), output, flags))
    return "\n".join(complaints) or None


def enter_directory(namespace: dict[str, Any]) -> None:
    """Begin a document: make its directory and go there."""
    with ExitStack() as stack:
        directory = stack.enter_context(TemporaryDirectory(prefix="policykit-docs-"))
        if (ROOT / "docs/examples").is_dir():
            shutil.copytree(ROOT / "docs/examples", Path(directory, "docs/examples"))
        stack.enter_context(chdir(directory))
        namespace[_LEAVE] = stack.pop_all()


def leave_directory(namespace: dict[str, Any]) -> None:
    """End a document: go back and remove its directory."""
    namespace[_LEAVE].close()
