"""Laws of intentions: however one is said, the grant is the same, and what is written is what is checked."""

import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import policykit as pk
from policykit import cli
from policykit.inputs import Source
from policykit.inputs.toml import read_toml
from policykit.report.formats import FORMATS
from tests.build.intentions import Intention, arguments, by_library, intentions, toml


def granted(intention: Intention) -> pk.Grant | None:
    """What the library makes of it; None if it refuses."""
    try:
        return by_library(intention)
    except pk.PolicyKitError as error:
        event(type(error).__name__)
        return None


def run(*words: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = cli.run(["grant", *words])
    return status, out.getvalue(), err.getvalue()


def documents(text: str) -> Iterator[object]:
    """The JSON values of a text, one after the other."""
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        value, end = decoder.raw_decode(rest)
        yield value
        rest = rest[end:].strip()


@given(intentions())
def test_an_intention_written_as_toml_and_read_back_is_the_same_grant(intention: Intention) -> None:
    wanted = granted(intention)
    file = read_toml(Source("intent.toml", f"grant = {toml([intention.table])}".encode()))
    if wanted is None:
        with pytest.raises(pk.InvalidIntent):
            pk.read_grants(file)
    else:
        assert pk.read_grants(file) == {"grant": wanted}


@given(intentions())
def test_the_command_line_says_what_the_library_says(intention: Intention) -> None:
    wanted = granted(intention)
    status, out, err = run(*arguments(intention))
    if wanted is None:
        assert (status, out) == (2, "")
        assert err
    else:
        assert status == 0
        assert list(documents(out)) == [each.to_dict() for each in (wanted.trust, wanted.identity) if each]


@given(st.lists(intentions(), min_size=1, max_size=3), st.sampled_from(sorted(FORMATS)))
def test_what_was_written_is_as_intended_and_what_was_refused_left_nothing(several: list[Intention], to: str) -> None:
    tables = [{"name": f"g{number}", **each.table} for number, each in enumerate(several)]
    with TemporaryDirectory() as folder:
        file, out = Path(folder, "intent.toml"), Path(folder, "out")
        file.write_text(f"grant = {toml(tables)}", encoding="utf-8")
        status, _, err = run("--from", str(file), "--out", str(out), "--format", to)
        if None in map(granted, several):
            assert (status, out.exists()) == (2, False)
            assert err
        else:
            assert (status, out.is_dir()) == (0, True)
            assert run("--from", str(file), "--check", str(out), "--format", to)[::2] == (0, "")


@given(intentions(), st.none() | intentions())
def test_a_check_finds_a_difference_exactly_if_the_policies_mean_something_else(
    written: Intention, other: Intention | None
) -> None:
    intended = other or written
    before, after = granted(written), granted(intended)
    if before is None or after is None:
        return
    with TemporaryDirectory() as folder:
        assert run(*arguments(written), "--out", folder)[0] == 0
        same = (before.trust, before.identity) == (after.trust, after.identity)
        event(f"same: {same}")
        status, out, _ = run(*arguments(intended), "--check", folder)
        assert status == (0 if same else 1)
        assert ("as intended" in out) is same
