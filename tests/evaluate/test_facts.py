"""Condition keys of a request: their values as text, found in any case (CTX-60, CTX-62, COND-51)."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from policykit.errors import InvalidRequest
from policykit.evaluate.facts import PRESENT, Facts

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=1)))

VALUES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "COND-51 text": ("a", ("a",)),
    "CTX-62 empty text": ("", ("",)),
    "COND-51 true": (True, ("true",)),
    "COND-51 false": (False, ("false",)),
    "COND-51 an integer": (3600, ("3600",)),
    "COND-51 a float": (0.1, ("0.1",)),
    "COND-51 a decimal": (Decimal("1.10"), ("1.10",)),
    "COND-24 a time": (NOON, ("2026-11-24T11:00:00Z",)),
    "COND-24 a time in UTC": (datetime(2026, 1, 2, tzinfo=UTC), ("2026-01-02T00:00:00Z",)),
    "COND-10 a list": (["a", 1, True, NOON], ("a", "1", "true", "2026-11-24T11:00:00Z")),
    "COND-10 a tuple": (("a", "b"), ("a", "b")),
    "COND-10 a set": ({"a"}, ("a",)),
}


@pytest.mark.parametrize(("value", "texts"), VALUES.values(), ids=VALUES)
def test_values_become_text(value: Any, texts: tuple[str, ...]) -> None:
    assert Facts({"k": value})["k"] == texts
    assert all(type(text) is str for text in Facts({"k": value})["k"])


def test_a_key_may_be_there_with_a_value_that_nobody_said() -> None:
    """CTX-64: it is neither missing nor empty."""
    facts = Facts({"k": PRESENT, "j": []})
    assert facts["K"] is PRESENT
    assert list(facts) == ["k"]
    assert repr(facts) == "Facts({'k': PRESENT})"


def test_an_empty_list_is_no_fact() -> None:
    """CTX-62."""
    facts = Facts({"k": [], "j": "x"})
    assert "k" not in facts
    assert list(facts) == ["j"]


ONE = "expected text, a boolean, a number, a time or a list of these for 'k', found"
LIST = "expected text, booleans, numbers or times for 'k', found"
REFUSED: dict[str, tuple[Any, str]] = {
    "no mapping": (["k"], "expected a mapping of keys to values, found list"),
    "a key that is no text": ({3: "v"}, "expected condition keys such as 'aws:SourceIp', found 3"),
    "an empty key": ({"": "v"}, "expected condition keys such as 'aws:SourceIp', found ''"),
    "CTX-60 one key in two cases": (
        {"aws:SourceIp": "a", "AWS:sourceip": "b"},
        "'AWS:sourceip' and 'aws:SourceIp' are one key: case does not tell them apart",
    ),
    "bytes": ({"k": b"v"}, f"{ONE} b'v'"),
    "nothing": ({"k": None}, f"{ONE} None"),
    "an object": ({"k": {"a": "b"}}, f"{ONE} {{'a': 'b'}}"),
    "nothing in a list": ({"k": ["a", None]}, f"{LIST} None"),
    "a list in a list": ({"k": [["a"]]}, f"{LIST} ['a']"),
    "COND-24 a time without a zone": (
        {"k": NOON.replace(tzinfo=None)},
        "expected a time with a time zone for 'k', found datetime.datetime(2026, 11, 24, 12, 0)",
    ),
}


@pytest.mark.parametrize(("facts", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_fact_is_refused(facts: Any, reason: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        Facts(facts)
    assert str(caught.value) == f"invalid context: {reason}"
    with pytest.raises(InvalidRequest, match="invalid claims"):
        Facts(facts, "claims")


def test_keys_are_found_in_any_case_and_shown_as_given() -> None:
    """CTX-60."""
    facts = Facts({"aws:SourceIp": "192.0.2.1", "aws:TagKeys": ["a", "b"]})
    assert facts["AWS:sourceip"] == ("192.0.2.1",)
    assert "aws:sourceIP" in facts
    assert 5 not in facts  # type: ignore[comparison-overlap]  # what is tested
    assert facts.get("aws:username") is None
    assert list(facts) == ["aws:SourceIp", "aws:TagKeys"]
    assert dict(facts.folded()) == {"aws:sourceip": ("192.0.2.1",), "aws:tagkeys": ("a", "b")}
    assert len(facts) == 2
    assert repr(facts) == "Facts({'aws:SourceIp': ('192.0.2.1',), 'aws:TagKeys': ('a', 'b')})"
    with pytest.raises(KeyError):
        facts["aws:username"]


def test_facts_are_equal_if_they_say_the_same() -> None:
    one, other = Facts({"K": "v", "j": 1}), Facts({"J": "1", "k": ["v"]})
    assert one == other
    assert hash(one) == hash(other)
    assert one != Facts({"k": "v"})
    assert one != {"K": ("v",), "j": ("1",)}


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_value_that_nobody_said_is_still_that_in_copies(copied: Callable[[Any], Any]) -> None:
    """CTX-62, COND-10: an empty list in its place would satisfy every ForAllValues."""
    assert copied(PRESENT) is PRESENT
    assert copied(Facts({"aws:TagKeys": PRESENT}))["aws:TagKeys"] is PRESENT
