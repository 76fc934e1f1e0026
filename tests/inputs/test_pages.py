"""A file is one JSON value, or several one after the other; places are those of the file."""

import pytest

from policykit.errors import InputError
from policykit.inputs.files import Source
from policykit.inputs.pages import Page, read_json
from policykit.model.document_text import decoded


def pages(data: bytes) -> list[Page]:
    return list(read_json(Source("file.json", data)))


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        pages(data)
    return str(caught.value)


SEVERAL = {
    "one": (b'{"a": 1}', ["1:1"]),
    "one with white space around": (b'\n  {"a": 1}\r\n', ["2:3"]),
    "one in which a string looks like two": (b'{"a": "}{"}', ["1:1"]),
    "none between": (b'{"a": 1}{"a": 2}', ["1:1", "1:9"]),
    "a space between": (b' {"a": 1} {"a": 2} ', ["1:2", "1:11"]),
    "a line feed between": (b'{"a": 1}\n{"a": 2}\n', ["1:1", "2:1"]),
    "carriage returns": (b'{"a":\r1}\r  {"a": 2}', ["1:1", "3:3"]),
    "both": (b'{"a":\r\n1}\r\n\r\n{"a": 2}{"b":\r\n3}', ["1:1", "4:1", "4:9"]),
    "long characters": ('{"é": "☂"}{"a": 2}'.encode(), ["1:1", "1:11"]),
}


@pytest.mark.parametrize(("data", "places"), SEVERAL.values(), ids=SEVERAL)
def test_values_one_after_the_other(data: bytes, places: list[str]) -> None:
    found = pages(data)
    assert [str(page.locate()) for page in found] == places
    assert {page.text for page in found} == {data.decode()}


def test_places_inside_of_a_page_are_those_of_the_file() -> None:
    first, second, third = pages(b'{"a": 1} {"a": 2}\n{\n "a": [3]}')
    assert [str(page.locate(("a",))) for page in (first, second, third)] == ["1:7", "1:16", "3:7"]
    assert str(third.locate(("a", 0))) == "3:8"
    assert str(second.refusal("no", ("a",))) == "file.json:1:16: no"


BAD = {
    "empty": (b" \n", "file.json:2:1: expected a JSON value, the text is only white space"),
    "truncated": (
        b'{"a": ',
        "file.json:1:7: the text ends before the object that starts at line 1, column 1 is closed",
    ),
    "a second one, truncated": (
        b'{"a": 1}\n{"a": ',
        "file.json:2:7: the text ends before the object that starts at line 2, column 1 is closed",
    ),
    "a second one, on the same line": (b'{"a": 1} {"a": nil}', "file.json:1:16: expected a JSON value, found 'nil'"),
    "other values": (b"1 2", "file.json:1:3: more than one JSON value: expected the end of the text, found '2'"),
    "too deep": (b"[" * 10_000, "file.json:1:201: nested more than 200 arrays and objects deep"),
    "too deep in a second one": (
        b"{}{" + b'"a":{' * 10_000,
        "file.json:1:1003: nested more than 200 arrays and objects deep",
    ),
    "members that repeat": (
        b'{"a": 1, "a": 2}',
        "file.json:1:10: the member 'a' occurs twice, first at line 1, column 2",
    ),
    "NaN": (b"[NaN]", "file.json:1:2: expected an item or ']', found 'NaN', which is not a JSON number"),
    "not UTF-8": (b'{"a": "\xe9"}', "file.json:1:8: the byte 0xE9 is not UTF-8 here"),
    "not UTF-8 in a second one": (b'{}{"a": "\xe9"}', "file.json:1:10: the byte 0xE9 is not UTF-8 here"),
    "UTF-16": ("{}".encode("utf-16"), "file.json:1:1: the text is UTF-16"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "file.json:1:1: the text starts with a byte order mark"),
    "a byte order mark before two": (
        b"\xef\xbb\xbf{}{}",
        "file.json:1:1: expected a JSON value, found a byte order mark",
    ),
    "half a pair": (b'["\\ud800"]', "file.json:1:3: half of a surrogate pair is not a character"),
    "percent-encoded, not UTF-8": (b"%7B%22a%22:%22%E9%22}", "file.json:1:7: half of a surrogate pair"),
}


@pytest.mark.parametrize(("data", "message"), BAD.values(), ids=BAD)
def test_what_is_not_json_says_where_and_what_was_expected(data: bytes, message: str) -> None:
    assert refusal(data).startswith(message)


def test_percent_encoded_files_are_decoded() -> None:
    """GRAM-6; ``+`` is a plus sign."""
    [page] = pages(b"%7b%22a%22: %22%C3%A9+%22}\n")
    assert page.value == {"a": "é+"}
    assert page.text == '{"a": "é+"}\n'
    assert decoded('{"a": "%7B"}') == '{"a": "%7B"}'


def test_many_pages_take_time_by_their_number_only() -> None:
    """On one line: places are counted on, never from the start."""
    assert sum(1 for _ in read_json(Source("file.json", b'{"a": 1}' * 20_000))) == 20_000
