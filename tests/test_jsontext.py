"""What jsontext reads, writes and refuses, and the words it refuses with."""

import copy
import enum
import json
import pickle
import threading
from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType

import pytest

from policykit.errors import InvalidValue, JsonError, PolicyError, PolicyKitError, Problem
from policykit.jsontext import MAX_DEPTH, JsonText, JsonValue, Number, parse, to_json_value, write
from policykit.source import Location, Pointer

MEGABYTES_50 = 50_000_000
SAVE = "save the text as UTF-8 without a byte order mark"

# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────

REFUSED = {  # text: (line, column, message)
    "": (1, 1, "expected a JSON value, the text is empty"),
    " \t": (1, 3, "expected a JSON value, the text is only white space"),
    "\r\n\n": (3, 1, "expected a JSON value, the text is only white space"),
    # cut off
    "{": (1, 2, "the text ends before the object that starts at line 1, column 1 is closed"),
    '{"a"': (1, 5, "the text ends before the object that starts at line 1, column 1 is closed"),
    '{"a":': (1, 6, "the text ends before the object that starts at line 1, column 1 is closed"),
    '{"a":1,': (1, 8, "the text ends before the object that starts at line 1, column 1 is closed"),
    '{\n  "a": [1\n': (3, 1, "the text ends before the array that starts at line 2, column 8 is closed"),
    '{"a": "b': (1, 9, "the text ends before the string that starts at line 1, column 7 is closed"),
    '"': (1, 2, "the text ends before the string that starts at line 1, column 1 is closed"),
    '"\\': (1, 3, "the text ends before the string that starts at line 1, column 1 is closed"),
    '"\\u12': (1, 6, "the text ends before the string that starts at line 1, column 1 is closed"),
    # something else stands there
    "Allow": (1, 1, "expected a JSON value, found 'Allow'"),
    "tru": (1, 1, "expected a JSON value, found 'tru'"),
    "%7B": (1, 1, "expected a JSON value, found '%'"),
    "a" * 41: (1, 1, f"expected a JSON value, found '{'a' * 40}'"),
    "\x00": (1, 1, "expected a JSON value, found U+0000"),
    "[\xa01]": (1, 2, "expected an item or ']', found U+00A0"),
    "\ud800": (1, 1, "expected a JSON value, found U+D800"),
    "]": (1, 1, "expected a JSON value, found ']'"),
    "[1,,2]": (1, 4, "expected another item, found ','"),
    "[1 2]": (1, 4, "expected ',' or ']', found '2'"),
    "[1}": (1, 3, "expected ',' or ']', found '}'"),
    "[,1]": (1, 2, "expected an item or ']', found ','"),
    "{,}": (1, 2, "expected a member name in double quotes or '}', found ','"),
    "{1: 2}": (1, 2, "expected a member name in double quotes or '}', found '1'"),
    "{Effect: 1}": (1, 2, "expected a member name in double quotes or '}', found 'Effect'"),
    '{"a": 1, b: 2}': (1, 10, "expected another member name in double quotes, found 'b'"),
    '{"a" 1}': (1, 6, "expected ':' after the member name, found '1'"),
    '{"a" = 1}': (1, 6, "expected ':' after the member name, found '='"),
    '{"a":}': (1, 6, "expected a JSON value, found '}'"),
    '{"a": 1 "b": 2}': (1, 9, "expected ',' or '}', found '\"b\"'"),
    '{"a": 1]': (1, 8, "expected ',' or '}', found ']'"),
    # habits of other languages
    "[1,]": (1, 3, "trailing comma: expected another item after it"),
    '{"a": 1\n,\n}': (2, 1, "trailing comma: expected another member name in double quotes after it"),
    "{'a': 1}": (
        1, 2,
        "expected a member name in double quotes or '}', found a single quote: "
        "JSON has double quotes, not single quotes",
    ),
    "['a']": (
        1, 2, "expected an item or ']', found a single quote: JSON has double quotes, not single quotes"
    ),
    "[“a”]": (1, 2, "expected an item or ']', found '“': JSON has plain double quotes (\")"),
    "// policy\n{}": (1, 1, "expected a JSON value, found a comment: comments are not part of JSON"),
    '{"a": 1 /* one */}': (1, 9, "expected ',' or '}', found a comment: comments are not part of JSON"),
    "{} # done": (1, 4, "expected the end of the text, found a comment: comments are not part of JSON"),
    "NaN": (1, 1, "expected a JSON value, found 'NaN', which is not a JSON number"),
    '{"a": Infinity}': (1, 7, "expected a JSON value, found 'Infinity', which is not a JSON number"),
    "[-Infinity]": (1, 2, "expected an item or ']', found '-Infinity', which is not a JSON number"),
    "01": (1, 1, "expected a JSON value, found '01', which is not a JSON number"),
    "1.": (1, 1, "expected a JSON value, found '1.', which is not a JSON number"),
    "0x1F": (1, 1, "expected a JSON value, found '0x1F', which is not a JSON number"),
    "[.5]": (1, 2, "expected an item or ']', found '.5', which is not a JSON number"),
    "[+5]": (1, 2, "expected an item or ']', found '+5', which is not a JSON number"),
    "-": (1, 1, "expected a JSON value, found '-', which is not a JSON number"),
    "[1e]": (1, 2, "expected an item or ']', found '1e', which is not a JSON number"),
    "١": (1, 1, "expected a JSON value, found '١'"),  # an Arabic-Indic digit
    "[True]": (1, 2, "expected an item or ']', found 'True': JSON has true, false, null"),
    "[NULL]": (1, 2, "expected an item or ']', found 'NULL': JSON has true, false, null"),
    # more than one value (GRAM-10)
    "{} {}": (1, 4, "more than one JSON value: expected the end of the text, found '{'"),
    '{}\n"a"': (2, 1, "more than one JSON value: expected the end of the text, found '\"a\"'"),
    "1 2": (1, 3, "more than one JSON value: expected the end of the text, found '2'"),
    "{}}": (1, 3, "expected the end of the text, found '}'"),
    "{},": (1, 3, "expected the end of the text, found ','"),
    # strings
    '{"a": "b\n"}': (1, 9, "expected '\"' before the end of the line; a line break inside a string is written \\n"),
    '"a\r\n"': (1, 3, "expected '\"' before the end of the line; a line break inside a string is written \\n"),
    '"\t"': (1, 2, "the control character U+0009 inside a string is written \\u0009"),
    '"\x00"': (1, 2, "the control character U+0000 inside a string is written \\u0000"),
    r'"\x41"': (1, 2, 'expected one of "\\/bfnrtu after the backslash; a backslash itself is written \\\\'),
    '"\\\n"': (1, 2, 'expected one of "\\/bfnrtu after the backslash; a backslash itself is written \\\\'),
    r'"\u12G4"': (1, 2, "expected four hexadecimal digits after \\u"),
    '"\ud800"': (1, 2, "half of a surrogate pair is not a character"),
    '"a\udc00"': (1, 3, "half of a surrogate pair is not a character"),
    r'["a", "b\ud800"]': (1, 9, "half of a surrogate pair is not a character"),
    r'"\uDC00"': (1, 2, "half of a surrogate pair is not a character"),
    r'"\ud800\u0041"': (1, 2, "half of a surrogate pair is not a character"),
    r'"\ud83d\ude00\ud83d"': (1, 14, "half of a surrogate pair is not a character"),
    r'"\\\ud800"': (1, 4, "half of a surrogate pair is not a character"),
    # members that occur twice (GRAM-5)
    '{"a": 1, "a": 2}': (1, 10, "the member 'a' occurs twice, first at line 1, column 2"),
    '{"a": {"b": 1},\n "c": [{"b": 1, "d": 2,\n "b": 3}]}': (
        3, 2, "the member 'b' occurs twice, first at line 2, column 9"
    ),
    r'{"a": 1, "\u0061": 2}': (1, 10, "the member 'a' occurs twice, first at line 1, column 2"),
    '{"a": 1, "a": 1, "a": 1}': (1, 10, "the member 'a' occurs twice, first at line 1, column 2"),
    '{"": {"x": 1, "x": 2}, "": 0}': (1, 15, "the member 'x' occurs twice, first at line 1, column 7"),
    # text that was a file
    "\ufeff{}": (1, 1, f"expected a JSON value, found a byte order mark (BOM): {SAVE}"),
    "{}\ufeff": (1, 3, f"expected the end of the text, found a byte order mark (BOM): {SAVE}"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REFUSED.items(), ids=[ascii(text) for text in REFUSED])
def test_text_that_is_not_json_is_refused_with_place_and_reason(text: str, expected: tuple[int, int, str]) -> None:
    with pytest.raises(JsonError) as caught:
        parse(text)
    error = caught.value
    assert (error.line, error.column, error.message) == expected
    assert str(error) == f"line {error.line}, column {error.column}: {error.message}"
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


REFUSED_BYTES = {
    b"": (1, 1, "expected a JSON value, the text is empty"),
    b"\xef\xbb\xbf{}": (1, 1, f"the text starts with a byte order mark (BOM): {SAVE}"),
    "{}".encode("utf-16"): (1, 1, f"the text is UTF-16: {SAVE}"),
    "{}".encode("utf-16-le"): (1, 1, f"the text is UTF-16: {SAVE}"),
    "{}".encode("utf-16-be"): (1, 1, f"the text is UTF-16: {SAVE}"),
    b"\xfe\xff" + "{}".encode("utf-16-be"): (1, 1, f"the text is UTF-16: {SAVE}"),
    "{}".encode("utf-32"): (1, 1, f"the text is UTF-32: {SAVE}"),
    "{}".encode("utf-32-be"): (1, 1, f"the text is UTF-32: {SAVE}"),
    '{"é":\n"ab é"}'.encode("latin-1"): (1, 3, f"the byte 0xE9 is not UTF-8 here: {SAVE}"),
    '{"é":\n"ab '.encode() + b'\xe9"}': (2, 5, f"the byte 0xE9 is not UTF-8 here: {SAVE}"),
    b'"\xed\xa0\x80"': (1, 2, f"the byte 0xED is not UTF-8 here: {SAVE}"),  # a surrogate, encoded
    b'"\xc3': (1, 2, f"the byte 0xC3 is not UTF-8 here: {SAVE}"),  # cut inside a character
    b'"\xc0\xaf"': (1, 2, f"the byte 0xC0 is not UTF-8 here: {SAVE}"),  # "/", longer than needed
}


@pytest.mark.parametrize(("data", "expected"), REFUSED_BYTES.items(), ids=[ascii(data) for data in REFUSED_BYTES])
def test_bytes_that_are_not_utf_8_are_refused_with_place_and_reason(
    data: bytes, expected: tuple[int, int, str]
) -> None:
    with pytest.raises(JsonError) as caught:
        parse(data)
    assert (caught.value.line, caught.value.column, caught.value.message) == expected


def test_a_long_member_name_is_shown_in_part() -> None:
    name = "n" * 1000
    with pytest.raises(JsonError) as caught:
        parse(f'{{"{name}":1,"{name}":2}}')
    assert len(caught.value.message) < 200


def test_columns_count_characters_and_not_bytes() -> None:
    with pytest.raises(JsonError) as caught:
        parse('["é😀",x]')
    assert (caught.value.line, caught.value.column) == (1, 7)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one(end: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse(f"[{end}{end} 1,{end}  x]")
    assert (caught.value.line, caught.value.column) == (4, 3)
    document = parse(f'{{{end}{end} "a":{end}  1}}')
    assert [document.place(offset).line for offset in range(len(document.text)) if document.text[offset] in '{"1'] == [
        1, 3, 3, 4
    ]  # fmt: skip
    assert document.locate_key(("a",)) == Location(3, 2)
    assert document.locate(("a",)) == Location(4, 3)


POLICY = '{"Version": "2012-10-17",\n "Statement": [{"Sid": "\\u00e9", "Max": -1.5e3, "Mfa": true, "No": [null, {}]}]}'


@pytest.mark.parametrize("length", range(len(POLICY)))
def test_a_text_cut_anywhere_is_refused_at_its_end_or_before(length: int) -> None:
    with pytest.raises(JsonError) as caught:
        parse(POLICY[:length])
    lines = POLICY[:length].split("\n")
    assert (caught.value.line, caught.value.column) <= (len(lines), len(lines[-1]) + 1)


# ── Depth and size ───────────────────────────────────────────────────────────────────────────────────────────────────

NESTED: dict[str, Callable[[int], str]] = {
    "arrays": lambda depth: "[" * depth + "]" * depth,
    "objects": lambda depth: '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1),
    "in turn": lambda depth: '[{"a":' * (depth // 2) + "[]" * (depth % 2) + "0" * (1 - depth % 2) + "}]" * (depth // 2),
}
TOO_DEEP = f"nested more than {MAX_DEPTH} arrays and objects deep"


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_nesting_ends_at_the_limit(nested: Callable[[int], str]) -> None:
    assert write(parse(nested(MAX_DEPTH)).value) == nested(MAX_DEPTH)
    for depth in (MAX_DEPTH + 1, 900, 10_000):
        with pytest.raises(JsonError, match=TOO_DEEP):
            parse(nested(depth))


def test_the_first_bracket_beyond_the_limit_is_the_one_named() -> None:
    with pytest.raises(JsonError) as caught:
        parse("\n".join("[" * 10_000))
    assert (caught.value.line, caught.value.column) == (MAX_DEPTH + 1, 1)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 10_000])
def test_unclosed_nesting_is_refused_as_nesting(depth: int) -> None:
    with pytest.raises(JsonError, match=TOO_DEEP):
        parse("[" * depth)


def test_an_earlier_mistake_is_reported_before_deep_nesting() -> None:
    with pytest.raises(JsonError) as caught:
        parse("[1,]" + "[" * 10_000)
    assert caught.value.message == "trailing comma: expected another item after it"


MANY_BRACKETS = {
    "side by side": "[" + ",".join(["[{}]"] * 1000) + "]",
    "inside a string": '"' + "[{" * 1000 + '"',
    "inside strings with escapes": '["' + '\\"[' * 500 + '","\\\\",["' + '\\\\\\"{' * 500 + '"]]',
    "after an escaped backslash": "[" + ",".join(['"\\\\",[[]]'] * 500) + "]",
    "after other escapes": "[" + ",".join(['"\\n\\u005c\\"",[[]]'] * 500) + "]",
    "in names": "{" + ",".join(f'"[[{each}":[[]]' for each in range(500)) + "}",
}


@pytest.mark.parametrize("text", MANY_BRACKETS.values(), ids=MANY_BRACKETS)
def test_many_brackets_are_not_deep_nesting(text: str) -> None:
    assert parse(text).value == json.loads(text)


def test_closing_brackets_in_strings_hide_no_nesting() -> None:
    with pytest.raises(JsonError, match=TOO_DEEP):
        parse('["]",' * 300 + "0" + "]" * 300)


def test_a_small_stack_is_enough_at_the_limit() -> None:
    texts: list[str] = []
    previous = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: texts.append(write(parse(NESTED["objects"](MAX_DEPTH)).value)))
        thread.start()
    finally:
        threading.stack_size(previous)
    thread.join()
    assert texts == [NESTED["objects"](MAX_DEPTH)]


HUGE = {
    "a": "expected a JSON value, found 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
    "[": TOO_DEEP,
    " ": "expected valid JSON here, found the end of the text",
    '"': "more than one JSON value: expected the end of the text, found '\"\"'",
    "\\": r"expected a JSON value, found '\\\\'",
}


@pytest.mark.parametrize(("character", "message"), HUGE.items(), ids=HUGE)
def test_50_megabytes_of_one_character_are_refused(character: str, message: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse(character * MEGABYTES_50)
    assert caught.value.message == message.replace("\\\\\\\\", "\\\\")


def test_a_huge_unclosed_string_is_refused() -> None:
    with pytest.raises(JsonError) as caught:
        parse('"' + r"\u0041" * 500_000)
    assert caught.value.message == "the text ends before the string that starts at line 1, column 1 is closed"


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_values_are_read_as_they_are() -> None:
    document = parse(' {"Version": "2012-10-17", "Statement": [true, false, null, 3600, -0.0, 1E+2, [], {}]}\r\n')
    assert repr(document.value) == (
        "{'Version': '2012-10-17', 'Statement': "
        "[True, False, None, Number('3600'), Number('-0.0'), Number('1E+2'), [], {}]}"
    )


def test_bytes_and_text_are_read_alike() -> None:
    text = '{"é": "☂ 😀"}'
    assert parse(text.encode()).value == parse(text).value == {"é": "☂ 😀"}
    assert parse(text.encode()).text == text


def test_escaped_pairs_are_characters() -> None:
    assert parse(r'["\ud83d\ude00", "\\ud800", "\uD7FF\uE000"]').value == ["😀", r"\ud800", "\ud7ff\ue000"]


def test_a_byte_order_mark_inside_a_string_is_a_character() -> None:
    assert parse('"\ufeff"').value == "\ufeff"


@pytest.mark.parametrize("lexeme", ["1.0", "1.10", "-0", "1e400", "123456789012345678901234567890", "7" * 100_000])
def test_a_number_stays_as_it_was_written(lexeme: str) -> None:
    document = parse(f'[{lexeme}, "x"]')
    assert document.value == [Number(lexeme), "x"]
    assert isinstance(document.value, list)
    assert isinstance(document.value[0], Number)
    assert write(document.value) == f'[{lexeme},"x"]'
    assert document.span((0,)) == (1, 1 + len(lexeme))


@pytest.mark.parametrize("text", ["", "abc", "01", "1.", ".5", "+1", "NaN", "-Infinity", " 1", "1\n", "1,2", "١"])
def test_a_number_that_exists_is_a_json_number(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Number(text)
    assert str(caught.value) == f"invalid value {text!r}: expected a JSON number such as 3600, -1 or 0.5"


def test_a_number_copies_and_pickles() -> None:
    number = Number("1.0")
    for twin in (copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert type(twin) is Number
        assert twin == number


# ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PLACES = {  # pointer: (value, name, text of the span)
    (): ((1, 2), (1, 2), None),
    ("Version",): ((1, 14), (1, 3), '"2012-10-17"'),
    ("Statement",): ((2, 15), (2, 2), None),
    ("Statement", 0, "Sid"): ((2, 24), (2, 17), '"\\u00e9"'),
    ("Statement", 0, "Max"): ((2, 41), (2, 34), "-1.5e3"),
    ("Statement", 0, "No", 1): ((2, 75), (2, 75), "{}"),
    ("Id",): ((1, 2), (1, 2), None),  # a missing member: the object that lacks it
    ("Statement", 0, "Sid", "x", "y"): ((2, 24), (2, 17), '"\\u00e9"'),
    ("Statement", 0, "No", 1, 0): ((2, 75), (2, 75), "{}"),
    ("Statement", 0, "No", 2): ((2, 68), (2, 62), "[null, {}]"),
    ("Statement", 0, "No", -1): ((2, 68), (2, 62), "[null, {}]"),
    ("Statement", 0, "No", "0"): ((2, 68), (2, 62), "[null, {}]"),
    ("Statement", "Sid"): ((2, 15), (2, 2), None),
}


@pytest.mark.parametrize(("pointer", "expected"), PLACES.items(), ids=[str(Pointer(each)) for each in PLACES])
def test_values_and_names_are_found_in_the_text(
    pointer: tuple[str | int, ...], expected: tuple[tuple[int, int], tuple[int, int], str | None]
) -> None:
    document = parse(f" {POLICY} \n")
    value, name, text = expected
    start, end = document.span(pointer)
    assert document.locate(pointer) == Location(*value)
    assert document.locate_key(pointer) == Location(*name)
    if text is not None:
        assert document.text[start:end] == text


def test_places_are_found_in_any_order() -> None:
    document = parse("[1,\n2,\n3,\n[4,\n5]]")
    pointers: list[tuple[int, ...]] = [(3, 1), (0,), (2,), (3, 0), (1,), ()]
    assert [document.locate(each).line for each in pointers] == [5, 1, 3, 4, 2, 1]


def test_the_whole_text_is_the_place_of_a_scalar() -> None:
    document = parse('  "a"\n')
    assert document.span(()) == document.span(("x",)) == (2, 5)


def test_a_text_is_frozen_and_shows_its_value() -> None:
    document = parse("[1]")
    assert repr(document) == "JsonText(value=[Number('1')])"
    with pytest.raises(AttributeError):
        document.text = ""  # type: ignore[misc]  # what the test is about
    assert {document: 1}[document] == 1
    assert isinstance(document, JsonText)


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

WRITTEN: dict[str, JsonValue] = {
    "null": None,
    "true": True,
    "false": False,
    "1.0": Number("1.0"),
    '"1.0"': "1.0",
    "[]": [],
    "{}": {},
    '[[],{},"a"]': [[], {}, "a"],
    '{"a":{"b":[Number]}}'.replace("Number", "-1"): {"a": {"b": [Number("-1")]}},
    '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f"': '"\\/\b\f\n\r\t\x00\x1f',
    '" ~\x7f\x80\xa0\xe9\xff"': " ~\x7f\x80\xa0\xe9\xff",  # what IAM accepts stays as it is (GRAM-6)
    '"\\u0100\\u2028\\ufeff\\uffff"': "\u0100\u2028\ufeff\uffff",
    '"\\ud83d\\ude00\\udbff\\udfff"': "😀\U0010ffff",
    '{"\\u2602\\"":null}': {'☂"': None},
}


@pytest.mark.parametrize(("text", "value"), WRITTEN.items(), ids=[ascii(each) for each in WRITTEN])
def test_values_are_written_with_the_characters_of_iam(text: str, value: JsonValue) -> None:
    assert write(value) == text
    assert repr(parse(text).value) == repr(value)


@pytest.mark.parametrize("indent", [0, 1, 2, 4])
def test_indented_text_looks_like_that_of_the_standard_library(indent: int) -> None:
    value = json.loads(POLICY)
    assert write(to_json_value(value), indent=indent) == json.dumps(value, indent=indent, ensure_ascii=False)


@pytest.mark.parametrize(("value", "name"), [(1, "int"), ([0.5], "float"), ({"a": {1}}, "set"), ((), "tuple")])
def test_only_json_values_are_written(value: JsonValue, name: str) -> None:
    with pytest.raises(TypeError) as caught:
        write(value)
    assert str(caught.value) == f"expected a JsonValue, found {name}: to_json_value makes one"


# ── Values built in Python ───────────────────────────────────────────────────────────────────────────────────────────


class Effect(str, enum.Enum):  # noqa: UP042  # the kind whose str() is not its text
    ALLOW = "Allow"


class Limit(enum.IntEnum):
    HOUR = 3600


CONVERTED: list[tuple[object, str]] = [
    (None, "None"),
    (True, "True"),
    (0, "Number('0')"),
    (-12, "Number('-12')"),
    (1.0, "Number('1.0')"),
    (1e16, "Number('1e+16')"),
    (Decimal("1.10"), "Number('1.10')"),
    (Decimal("1E+3"), "Number('1E+3')"),
    (Number("1.00"), "Number('1.00')"),
    (Limit.HOUR, "Number('3600')"),
    (Effect.ALLOW, "'Allow'"),
    ({Effect.ALLOW: Effect.ALLOW}, "{'Allow': 'Allow'}"),
    ({Number("1"): 1}, "{'1': Number('1')}"),
    ((), "[]"),
    (({"a": (1, [2])},), "[{'a': [Number('1'), [Number('2')]]}]"),
    (MappingProxyType({"a": MappingProxyType({})}), "{'a': {}}"),
]


@pytest.mark.parametrize(("value", "expected"), CONVERTED, ids=[repr(each) for each, _ in CONVERTED])
def test_python_values_become_json_values(value: object, expected: str) -> None:
    assert repr(to_json_value(value)) == expected


def test_an_integer_of_any_length_becomes_a_number() -> None:
    assert to_json_value(10**10_000) == "1" + "0" * 10_000


def test_later_changes_to_the_original_change_nothing() -> None:
    original: dict[str, list[object]] = {"Action": ["sts:AssumeRole", {"a": "b"}]}
    converted = to_json_value(original)
    assert converted == original
    original["Action"][1]["a"] = "c"  # type: ignore[index]  # known to be a dict
    original["Action"].append("*")
    assert converted == {"Action": ["sts:AssumeRole", {"a": "b"}]}


def test_one_container_may_occur_in_several_places() -> None:
    shared = ["sts:AssumeRole"]
    converted = to_json_value([shared, shared])
    assert converted == [shared, shared]
    assert isinstance(converted, list)
    assert converted[0] is not converted[1]


UNWRITABLE: list[tuple[object, tuple[str | int, ...], str]] = [
    ({1}, (), "expected text, a number, a boolean, None, a list or a mapping, found set"),
    ([b"a"], (0,), "expected text, a number, a boolean, None, a list or a mapping, found bytes"),
    ({"a": 1j}, ("a",), "expected text, a number, a boolean, None, a list or a mapping, found complex"),
    ({"a": {"b": float("nan")}}, ("a", "b"), "expected a finite number, found nan"),
    ([float("-inf")], (0,), "expected a finite number, found -inf"),
    (Decimal("Infinity"), (), "expected a finite number, found Infinity"),
    (Decimal("sNaN"), (), "expected a finite number, found sNaN"),
    ({"a": {1: 2}}, ("a",), "expected member names that are strings, found 1"),
    ({None: 2}, (), "expected member names that are strings, found None"),
    (["x\ud800"], (0,), "U+D800 is half of a surrogate pair and not a character"),
    ({"\udfff": 1}, ("\udfff",), "U+DFFF is half of a surrogate pair and not a character"),
]


@pytest.mark.parametrize(("value", "path", "message"), UNWRITABLE, ids=[message for _, _, message in UNWRITABLE])
def test_what_json_cannot_write_is_refused_with_its_path(
    value: object, path: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        to_json_value(value)
    assert caught.value.errors == (Problem(Pointer(path), message),)
    assert isinstance(caught.value.errors[0].path, Pointer)
    assert caught.value.kind == "JSON value"
    assert isinstance(caught.value, PolicyKitError)


def test_all_problems_are_reported_at_once_and_in_order() -> None:
    with pytest.raises(PolicyError) as caught:
        to_json_value({"a": {1}, "b": ["\ud800", {2: 3}], "c": float("inf")})
    assert [str(each.path) for each in caught.value.errors] == ["/a", "/b/0", "/b/1", "/c"]


def test_a_container_inside_itself_is_refused() -> None:
    loop: list[object] = []
    loop.extend([loop, loop])
    members: dict[str, object] = {"a": [loop]}
    members["b"] = members
    with pytest.raises(PolicyError) as caught:
        to_json_value(members)
    assert [(str(each.path), each.message) for each in caught.value.errors] == [
        ("/a/0/0", "this value contains itself"),
        ("/a/0/1", "this value contains itself"),
        ("/b", "this value contains itself"),
    ]


def test_python_values_nest_as_deep_as_texts_and_no_deeper() -> None:
    def nested(depth: int) -> list[object]:
        value: list[object] = []
        for _ in range(depth - 1):
            value = [value]
        return value

    assert write(to_json_value(nested(MAX_DEPTH))) == "[" * MAX_DEPTH + "]" * MAX_DEPTH
    for depth in (MAX_DEPTH + 1, 10_000):
        with pytest.raises(PolicyError) as caught:
            to_json_value(nested(depth))
        (problem,) = caught.value.errors
        assert (len(problem.path), problem.message) == (MAX_DEPTH, TOO_DEEP)


def test_the_error_of_a_very_long_text_is_told_without_reading_it_all_again() -> None:
    """Bad input never hangs: past a few megabytes the place is told, and what stands there."""
    text = "[" + '{"a":1},' * 600_000 + "]"
    with pytest.raises(JsonError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.message[:28]) == (1, "expected valid JSON here, fo")
    assert caught.value.column > 4_000_000
