"""Pointers print as RFC 6901 says; locations print and sort as editors show them."""

import pickle

import pytest

from policykit.source import Location, Pointer

POINTERS = {  # RFC 6901, section 3: "~" is written ~0 and "/" is written ~1; the empty pointer is the whole document
    "": (),
    "/Statement": ("Statement",),
    "/Statement/0/Principal/AWS/1": ("Statement", 0, "Principal", "AWS", 1),
    "/": ("",),
    "/a~1b": ("a/b",),
    "/m~0n": ("m~n",),
    "/~01": ("~1",),
    "/ /é": (" ", "é"),
}


@pytest.mark.parametrize(("text", "parts"), POINTERS.items(), ids=POINTERS)
def test_a_pointer_prints_as_json_pointer(text: str, parts: tuple[str | int, ...]) -> None:
    assert str(Pointer(parts)) == text
    assert repr(Pointer(parts)) == f"Pointer({text!r})"


def test_a_pointer_grows_by_one_part_and_stays_a_pointer() -> None:
    root = Pointer()
    statement = root / "Statement" / 0
    assert statement == Pointer(("Statement", 0)) == ("Statement", 0)
    assert isinstance(statement, Pointer)
    assert root == ()


def test_a_pointer_is_a_tuple_for_every_other_purpose() -> None:
    assert hash(Pointer(("a", 0))) == hash(("a", 0))
    assert pickle.loads(pickle.dumps(Pointer(("a", 0)))) == Pointer(("a", 0))


def test_a_location_prints_line_and_column() -> None:
    assert str(Location(line=3, column=14)) == "3:14"


def test_locations_sort_in_the_order_of_the_text() -> None:
    places = [Location(2, 1), Location(1, 9), Location(1, 10), Location(10, 1)]
    assert sorted(places) == [Location(1, 9), Location(1, 10), Location(2, 1), Location(10, 1)]
