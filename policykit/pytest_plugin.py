"""The plugin for pytest: files of cases as tests, and the difference between two documents that should be equal.

The files are those that fit the setting ``policykit_cases``, patterns that begin at the root directory; without it,
nothing is collected. Everything of policykit is loaded when it is first needed, for pytest loads this module in every
run.
"""

import glob
import json
import sys
from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from policykit.cases import Case

__all__ = ["CaseItem", "CasesFile"]

_FILES = pytest.StashKey[frozenset[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting."""
    parser.addini(
        "policykit_cases", "files of policykit cases that are tests: patterns from the root directory", "args"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Find out which files are tests.

    Raises:
        UsageError: no file fits a pattern; a check must not pass because its file has moved.
    """
    files: set[Path] = set()
    for pattern in config.getini("policykit_cases"):
        names = glob.glob(pattern, root_dir=config.rootpath, recursive=True)  # noqa: PTH207  # as files of cases do
        if not names:
            raise pytest.UsageError(f"policykit_cases: no file fits {pattern!r} in {config.rootpath}")
        files.update(config.rootpath / name for name in names)
    config.stash[_FILES] = frozenset(files)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of cases, if the file is one."""
    return CasesFile.from_parent(parent, path=file_path) if file_path in parent.config.stash[_FILES] else None


class CasesFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator["CaseItem"]:
        """Its cases.

        Raises:
            CollectError: it cannot be read; with all that is wrong with it.
        """
        from policykit.cases import read_cases
        from policykit.errors import InputError

        try:
            cases = read_cases(self.path)
        except InputError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, case: "Case", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case

    def runtest(self) -> None:
        """Ask the question; what is not as expected fails with its explanation."""
        from policykit.report.as_text import case

        result = self.case.run()
        if not result:
            pytest.fail(case(result).rstrip("\n"), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case begins."""
        return self.path, None if self.case.line is None else self.case.line - 1, self.name


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """For two documents that are not equal, the difference of their canonical spellings."""
    module = sys.modules.get("policykit.model.policy")  # without it, there are no documents
    if module is None or op != "==" or not all(isinstance(each, module.PolicyDocument) for each in (left, right)):
        return None
    title = f"{type(left).__name__} == {type(right).__name__}"
    if type(left) is not type(right):
        return [title, "documents of two kinds are never equal"]
    difference = unified_diff(_spelled(left), _spelled(right), lineterm="")
    return [f"{title}, spelled canonically: - is left, + is right", *islice(difference, 2, None)]  # from the first @@


def _spelled(document: Any) -> list[str]:
    return json.dumps(document.canonical().to_dict(), indent=2).split("\n")
