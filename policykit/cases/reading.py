"""A file becomes cases; everything that is wrong with it is said at once, and of which case."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from policykit.cases.case import Case
from policykit.cases.expect import Expectation
from policykit.cases.folder import Folder, texts
from policykit.cases.form import ENTITIES, FILE, breaches
from policykit.cases.people import read_entity
from policykit.cases.question import case_breaches, read_question
from policykit.cases.toml import Toml, read_toml
from policykit.errors import CasesError, PolicyKitError, shown
from policykit.inputs import read_source
from policykit.reach import Snapshot
from policykit.snapshot import Inventory, Role, User

__all__ = ["MAX_SIZE", "read_cases"]

MAX_SIZE: Final = 1 << 22  # bytes: tens of thousands of cases
_E = TypeVar("_E", User, Role)


def read_cases(path: str | os.PathLike[str]) -> tuple[Case, ...]:
    """The cases of a TOML file, in its order, ready to run.

    Args:
        path: of a file of the form that `policykit.cases.form` describes, at most 4 MiB; ``-`` is standard input, whose
            paths begin at the current directory.

    Returns:
        At least one case.

    Raises:
        InputError: the file cannot be read, or is no TOML.
        CasesError: it has another form, names files that cannot be read, or asks what makes no sense; with all problems
            at once.

    >>> read_cases("no-such-file.toml")
    Traceback (most recent call last):
    policykit.errors.InputError: no-such-file.toml: no such file
    """
    toml = read_toml(read_source(path, limit=MAX_SIZE, expected="TOML"))
    reading = _Reading(toml, Path.cwd() if os.fspath(path) == "-" else Path(path).absolute().parent)
    cases = reading.cases()
    if reading.problems:
        raise CasesError(toml.name, reading.problems)
    return cases


class _Reading:
    """One file on its way; collects every problem, so that they can be mended at once."""

    def __init__(self, toml: Toml, folder: Path) -> None:
        self.problems: list[str] = []
        self._toml = toml
        self._file = toml.value
        self._folder = Folder(folder, strict=not toml.value.get("lenient"))

    def cases(self) -> tuple[Case, ...]:
        """The cases that are sound."""
        self._note("", breaches(FILE, self._file))
        snapshot, tables = self._snapshot(), self._tables("case")
        lines = self._toml.lines if len(self._toml.lines) == len(tables) else (None,) * len(tables)
        numbered = enumerate(zip(tables, lines, strict=True), 1)
        cases = [self._case(number, table, line, snapshot) for number, (table, line) in numbered]
        names = Counter(_name(number, table) for number, table in enumerate(tables, 1))
        self.problems += [
            f"{count} cases are called {shown(name)}: expected names that differ"
            for name, count in names.items()
            if count > 1
        ]
        return tuple(case for case in cases if case is not None)

    def _case(self, number: int, table: dict[str, Any], line: int | None, snapshot: Snapshot | None) -> Case | None:
        name = _name(number, table)
        about = f"case {number}" if name == f"case {number}" else f"case {number} {shown(name)}"
        about += ": " if line is None else f" (line {line}): "
        if self._note(about, case_breaches(table)) or snapshot is None:
            return None
        with self._noting(about):
            question = read_question(table, snapshot, self._folder)
            because = texts(table.get("because"))
            case = Case(name, question, Expectation(table["expect"]), because, self._toml.name, line)
            case.run()  # it is refused here if it contradicts itself
            return case
        return None

    def _snapshot(self) -> Snapshot | None:
        """The data and the loose documents; None if something is wrong with them."""
        before, inventory = len(self.problems), Inventory({}, {})
        with self._noting("data: "):
            inventory = self._folder.inventory(texts(self._file.get("data")))
        users, roles = self._entities(User, inventory.users), self._entities(Role, inventory.roles)
        return Snapshot(replace(inventory, users=users, roles=roles)) if len(self.problems) == before else None

    def _entities(self, kind: type[_E], known: Mapping[str, _E]) -> Mapping[str, _E]:
        noun, found = kind.__name__.lower(), dict[str, _E]()
        for number, table in enumerate(self._tables(noun), 1):
            about = f"{noun} {number}: "
            if self._note(about, breaches(ENTITIES[noun], table)):
                continue
            arn = table["arn"]
            if arn in found:
                self.problems.append(f"{about}arn: there is another [[{noun}]] for {shown(arn)}")
                continue
            with self._noting(about):
                found[arn] = read_entity(kind, table, known.get(arn), self._folder)
        return {**known, **found}

    def _tables(self, name: str) -> list[dict[str, Any]]:
        """The tables of this name, if they are tables."""
        found: list[dict[str, Any]] = self._file.get(name, [])
        return found if FILE[name].shape.fits(found) else []

    def _note(self, about: str, problems: Iterable[str]) -> bool:
        """Whether there are problems; they are noted."""
        found = [f"{about}{each}" for each in problems]
        self.problems += found
        return bool(found)

    @contextmanager
    def _noting(self, about: str) -> Iterator[None]:
        """Note what is refused inside."""
        try:
            yield
        except PolicyKitError as error:
            self.problems.append(f"{about}{error}")


def _name(number: int, table: Mapping[str, Any]) -> str:
    name = table.get("name")
    return name if isinstance(name, str) else f"case {number}"
