"""``policykit schema`` prints the schemas that are published."""

import json
from collections.abc import Callable

import pytest

from policykit.model.policy import KINDS
from policykit.schema import SCHEMAS, schema_text
from tests.cli.terminal import Ended, process

Run = Callable[..., Ended]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schema_of_every_kind(run: Run, kind: str) -> None:
    status, out, err = run("schema", kind)
    assert (status, err) == (0, "")
    assert out == schema_text(kind).rstrip("\n") + "\n"
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_help_names_every_kind(run: Run) -> None:
    assert (
        "KIND is trust, identity, boundary, session, resource, endpoint, scp, rcp, decision, cases or intent."
        in " ".join(run("schema", "-h").out.split())
    )
    assert (*KINDS, "decision", "cases", "intent") == SCHEMAS


def test_an_unknown_kind(run: Run) -> None:
    assert run("schema", "bucket") == (
        2,
        "",
        "Usage: policykit schema [OPTIONS] KIND\nTry 'policykit schema --help' for help.\n\n"
        "Error: Invalid value for 'KIND': 'bucket' is not one of 'trust', 'identity', 'boundary', 'session', "
        "'resource', 'endpoint', 'scp', 'rcp', 'decision', 'cases', 'intent'.\n",
    )


def test_as_a_process() -> None:
    assert process("schema", "trust").out == schema_text("trust").rstrip("\n") + "\n"
    assert process("schema").status == 2
