"""Laws of jsontext; the standard library's json is the witness for what JSON is."""

import json
import re
from collections.abc import Iterator
from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.errors import InvalidValue, JsonError
from policykit.jsontext import MAX_DEPTH, JsonValue, Number, parse, to_json_value, write
from policykit.source import Location

LEXEMES = st.from_regex(r"-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
TEXTS = st.text(max_size=8) | st.text('{}[]",:\\/é☂😀\x00\n\ud7ff\ue000 u0d8', max_size=8)
SCALARS = st.none() | st.booleans() | LEXEMES.map(Number) | TEXTS
VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:,"]+')
SPACES = st.lists(st.sampled_from(["", "", " ", "\t", "\n", "\r\n", "\r", " \n "]), min_size=1, max_size=7)


def respelled(text: str) -> str:
    return json.dumps(json.loads(text)) if text.startswith('"') else text


@st.composite
def spellings(draw: st.DrawFn) -> tuple[JsonValue, str]:
    """A value, and a text of it with white space anywhere and some strings with escapes for all but ASCII."""
    value = draw(VALUES)
    space = cycle(draw(SPACES))
    rewrite = cycle(draw(st.lists(st.booleans(), min_size=1, max_size=3)))
    tokens = TOKENS.findall(write(value))
    parts = (next(space) + (respelled(token) if next(rewrite) else token) for token in tokens)
    return value, "".join(parts) + next(space)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A text of a value with one character gone, one too many, or its end gone."""
    _, text = draw(spellings())
    at = draw(st.integers(0, len(text)))
    return draw(
        st.sampled_from(
            [
                text[:at] + text[at + 1 :],
                text[:at],
                *(text[:at] + each + text[at:] for each in "{}[]\",:\\0-.eu\n\x00\ud800/'"),
                text[:at] + "\\ud83d" + text[at:],
                text + text[at:],
            ]
        )
    )


def refuse(constant: str) -> float:
    raise ValueError(constant)


def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("twice")
    return dict(pairs)


def is_strict_json(text: str) -> bool:
    """Whether the standard library takes it, apart from the four things that policykit refuses and it does not."""
    try:
        json.dumps(json.loads(text, parse_constant=refuse, object_pairs_hook=members), ensure_ascii=False).encode()
    except ValueError:
        return False
    return not re.search("[\ud800-\udfff]", text)


def places(value: JsonValue, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], JsonValue]]:
    yield pointer, value
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*pointer, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from places(item, (*pointer, name))


def naive_location(text: str, offset: int) -> Location:
    lines = re.split("\r\n|\r|\n", text[:offset])
    return Location(len(lines), len(lines[-1]) + 1)


@given(VALUES, st.none() | st.integers(0, 4))
def test_what_is_written_is_read_again(value: JsonValue, indent: int | None) -> None:
    text = write(value, indent=indent)
    assert repr(parse(text).value) == repr(value)
    assert repr(parse(text.encode()).value) == repr(value)


@given(VALUES, st.none() | st.integers(0, 4))
def test_written_text_has_only_characters_that_iam_accepts(value: JsonValue, indent: int | None) -> None:
    assert re.fullmatch("[\n\x20-\xff]*", write(value, indent=indent))


@given(spellings())
def test_every_spelling_of_a_value_is_that_value(spelling: tuple[JsonValue, str]) -> None:
    value, text = spelling
    assert repr(parse(text).value) == repr(value)
    assert json.loads(write(parse(text).value)) == json.loads(text)


@given(spellings())
def test_every_value_is_found_where_it_stands(spelling: tuple[JsonValue, str]) -> None:
    document = parse(spelling[1])
    text = document.text
    for pointer, value in places(document.value):
        start, end = document.span(pointer)
        assert json.loads(text[start:end]) == json.loads(write(value))
        assert text[start:end] == text[start:end].strip()
        assert document.locate(pointer) == naive_location(text, start)
        assert document.span((*pointer, "\x01 no such member")) == (start, end)
        if pointer and isinstance(pointer[-1], int):
            assert document.locate_key(pointer) == document.locate(pointer)


@given(spellings(), st.data())
def test_every_offset_has_the_place_that_splitting_into_lines_gives(
    spelling: tuple[JsonValue, str], data: st.DataObject
) -> None:
    document = parse(spelling[1])
    for offset in data.draw(st.lists(st.integers(0, len(document.text)), max_size=6), "offsets"):
        assert document.place(offset) == naive_location(document.text, offset)


@given(spellings())
def test_every_name_is_found_where_it_stands(spelling: tuple[JsonValue, str]) -> None:
    document = parse(spelling[1])
    names = {match.start() for match in TOKENS.finditer(document.text) if match[0].startswith('"')}
    known = {naive_location(document.text, offset): offset for offset in names}
    for pointer, _ in places(document.value):
        if pointer and isinstance(pointer[-1], str):
            offset = known[document.locate_key(pointer)]
            name, end = json.JSONDecoder().raw_decode(document.text, offset)
            assert name == pointer[-1]
            assert document.text[end:].lstrip().startswith(":")


@given(damaged())
def test_damaged_text_is_refused_exactly_when_it_is_no_json(text: str) -> None:
    if is_strict_json(text):
        assert json.loads(write(parse(text).value)) == json.loads(text)
    else:
        with pytest.raises(JsonError) as caught:
            parse(text)
        place = Location(caught.value.line, caught.value.column)
        assert Location(1, 1) <= place <= naive_location(text, len(text))
        assert caught.value.message.isprintable()


@given(st.text(st.characters(), max_size=12) | st.text('{}[]",:\\ 01-.eEnul', max_size=12))
def test_any_text_is_refused_exactly_when_it_is_no_json(text: str) -> None:
    if is_strict_json(text):
        assert json.loads(write(parse(text).value)) == json.loads(text)
    else:
        with pytest.raises(JsonError):
            parse(text)


@given(st.binary(max_size=12) | damaged().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_as_their_text_or_refused(data: bytes) -> None:
    try:
        document = parse(data)
    except JsonError:
        return
    assert document.text.encode() == data


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5), VALUES, st.data())
def test_a_member_that_occurs_twice_is_refused_where_it_occurs_again(
    value: dict[str, JsonValue], other: JsonValue, data: st.DataObject
) -> None:
    parts = [f"{write(name)}:{write(each)}" for name, each in value.items()]
    first = data.draw(st.integers(0, len(parts) - 1), "first")
    again = data.draw(st.integers(first + 1, len(parts)), "again")
    name = list(value)[first]
    spelled = '"' + "".join(f"\\u{unit}" for unit in re.findall("....", name.encode("utf-16-be").hex())) + '"'
    before = f'[{write(other)},\n{{"a":{{'
    text = ",".join([before + parts[0], *parts[1:again]]) + ",\n  "
    after = ",".join([f"{spelled}:{write(other)}", *parts[again:]]) + "}}]"
    with pytest.raises(JsonError, match="occurs twice") as caught:
        parse(text + after)
    assert Location(caught.value.line, caught.value.column) == naive_location(text, len(text)) == Location(3, 3)


OPENINGS = st.lists(st.sampled_from(["[", '{"a":', '["]",', '{"}\\\\":"\\"]",":":', "[{},"]), min_size=1, max_size=7)


@given(OPENINGS, st.integers(MAX_DEPTH - 3, MAX_DEPTH + 3))
def test_nesting_is_refused_exactly_beyond_the_limit(pattern: list[str], levels: int) -> None:
    openings = list(islice(cycle(pattern), levels))
    text = "".join(openings) + "0" + "".join("]" if each.startswith("[") else "}" for each in reversed(openings))
    depth = levels + (openings[-1] == "[{},")
    if depth <= MAX_DEPTH:
        assert json.loads(write(parse(text).value)) == json.loads(text)
    else:
        with pytest.raises(JsonError, match="nested more than"):
            parse(text)


@given(LEXEMES | st.text("0123456789+-.eE\n ", max_size=6))
def test_a_number_is_what_json_takes_for_one(text: str) -> None:
    try:
        expected = isinstance(json.loads(text), int | float) and text == text.strip()
    except ValueError:
        expected = False
    try:
        assert str(Number(text)) == text
    except InvalidValue:
        assert not expected
    else:
        assert expected


PYTHON_VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PYTHON_VALUES)
def test_python_values_become_what_their_json_text_says(value: object) -> None:
    assert repr(to_json_value(value)) == repr(parse(json.dumps(value)).value)


@given(VALUES)
def test_a_json_value_stays_as_it_is(value: JsonValue) -> None:
    assert repr(to_json_value(value)) == repr(value)
