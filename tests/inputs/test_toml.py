"""TOML: what is read, and where a mistake is."""

import pytest

from policykit.errors import InputError
from policykit.inputs import Source
from policykit.inputs.toml import read_toml


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_toml(Source("a.toml", b"\xef\xbb\xbfrole = 'x'\r\n")) == {"role": "x"}


REFUSALS = {
    "a name without quotes": (b"[[grant]]\nrole = Deploy", "a.toml:2:8: expected TOML: "),
    "JSON": (b'{"grant": []}', "a.toml:1:1: expected TOML: "),
    "a member twice": (b"a = 1\na = 2\n", "a.toml:2:6: expected TOML: "),
    "the end too early": (b"a = [", "a.toml: expected TOML: "),
    "other bytes": (b"a = '\xff'", "a.toml: expected TOML in UTF-8: invalid start byte at byte 5"),
    "a day that is none": (b"a = 2026-02-30", "a.toml:1:5: expected TOML: "),
    "a number that is too long": (b"a = " + b"1" * 5000, "a.toml: expected TOML: "),
    "a long chain of names": (b"a." * 31 + b"a = 1", "a.toml: expected TOML with fewer than 32 names joined by dots"),
    "a deep list": (b"a = " + b"[" * 20_000, "a.toml: expected TOML: its values are nested too deeply"),
}


@pytest.mark.parametrize(("data", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_where(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_toml(Source("a.toml", data))
    assert str(caught.value).startswith(message)
    assert "sys." not in str(caught.value)  # what Python advises its programmers to do
