"""``run``: a run of ``policykit`` inside the process of the tests."""

import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper

import pytest

from policykit import cli
from tests.cli.terminal import Ended


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    for name in ("NO_COLOR", "FORCE_COLOR", "POLICYKIT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def ended(*arguments: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        status = cli.run(arguments)
        return Ended(status, *capsys.readouterr())

    return ended
