"""How the tests run: Hypothesis profiles, the examples of README.md and docs/ as tests, and the summary of a run."""

import os

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.typing import Parser

from tests.docs_examples import EXAMPLES, enter_directory, leave_directory

# quick: the same examples on every machine, so that a red test is red for everybody; long, nightly: other
# examples each time.
# Choose by the environment variable or with pytest --hypothesis-profile=long.
settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=2000, deadline=None, print_blob=True)
settings.register_profile("nightly", max_examples=10_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("POLICYKIT_HYPOTHESIS", "quick"))

PARSERS: list[Parser] = [PythonCodeBlockParser(), EXAMPLES]
PAGES = Sybil(
    PARSERS, path="docs", pattern="*.md", exclude="README.md", setup=enter_directory, teardown=leave_directory
)
README = Sybil(PARSERS, filenames={"README.md"}, setup=enter_directory, teardown=leave_directory)
pytest_collect_file = (PAGES + README).pytest()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests recorded as their summary, also those that ran in other processes."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, text in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(text)
