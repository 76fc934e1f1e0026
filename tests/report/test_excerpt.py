"""The quoted line with its carets: aligned whatever the characters, never wider than it should be, never obeyed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.report.excerpt import WIDTH, cells, excerpt, visible
from policykit.report.tone import Tone

EXCERPTS = {
    "a string to its end": ('"Effect": "allow",', 11, '"Effect": "allow",', "          ^^^^^^^"),
    "a string with an escaped quote": (r'"a\"b" x', 1, r'"a\"b" x', "^^^^^^"),
    "a string without an end": ('"abc', 1, '"abc', "^^^^"),
    "a number or word": ("[tru, 1]", 2, "[tru, 1]", " ^^^"),
    "a bracket alone": ('  {"a": 1}', 3, '  {"a": 1}', "  ^"),
    "past the end, for what is missing": ("[1", 3, "[1", "  ^"),
    "far past the end, as at it": ("[1", 99, "[1", "  ^"),
    "an empty line": ("", 1, "", "^"),
    "after a tab, which stays a tab": ('\t"a"\t"b"', 6, '\t"a"\t"b"', "\t   \t^^^"),
    "after wide characters, two cells each": ('"役割": "x"', 7, '"役割": "x"', "        ^^^"),
    "under wide characters": ('"役割"', 1, '"役割"', "^^^^^^"),
    "after a combining accent, no cell": ('"e\u0301": "x"', 7, '"e\u0301": "x"', "     ^^^"),
    "a control character shows": ('"\x1b[31m"', 2, '"␛[31m"', " ^"),
    "a reversal of the text shows": ('"\u202eabc"', 1, '"�abc"', "^^^^^^"),
}


@pytest.mark.parametrize(("line", "column", "shown", "marks"), EXCERPTS.values(), ids=EXCERPTS)
def test_the_carets_stand_under_the_token(line: str, column: int, shown: str, marks: str) -> None:
    assert excerpt(line, 7, column) == f"   |\n 7 | {shown}\n   | {marks}"


def test_the_frame_is_as_wide_as_the_number_of_the_line() -> None:
    assert excerpt("x", 1234, 1) == "      |\n 1234 | x\n      | ^"


WINDOWS = {
    "in the middle": ("a" * 300 + '"x"' + "b" * 300, 301, "…" + "a" * 40 + '"x"' + "b" * 57 + "…", " " * 41 + "^^^"),
    "at the start": ('"x"' + "b" * 300, 1, '"x"' + "b" * 97 + "…", "^^^"),
    "at the end": ("a" * 300, 301, "…" + "a" * 40, " " * 41 + "^"),
    "a long token is marked as far as it shows": ('"' + "x" * 300, 1, '"' + "x" * 99 + "…", "^" * 100),
    "wide characters count twice": ("役" * 100, 51, "…" + "役" * 20 + "役" * 30 + "…", " " * 41 + "^"),
}


@pytest.mark.parametrize(("line", "column", "shown", "marks"), WINDOWS.values(), ids=WINDOWS)
def test_a_long_line_shows_as_a_window(line: str, column: int, shown: str, marks: str) -> None:
    assert excerpt(line, 1, column) == f"   |\n 1 | {shown}\n   | {marks}"


def test_carets_and_frame_are_painted() -> None:
    def paint(text: str, tone: Tone) -> str:
        return f"<{tone.value} {text}>"

    assert excerpt("{", 1, 1, paint=paint) == ("   <quiet |>\n <quiet 1> <quiet |> {\n   <quiet |> <bad ^>")


@given(st.text(), st.integers(min_value=1, max_value=400), st.integers(min_value=0, max_value=300))
def test_the_first_caret_is_where_the_character_is_and_the_line_fits(text: str, column: int, padding: int) -> None:
    line = " " * padding + re.sub("[\n\r\t]", "", text)
    _, source, marks = excerpt(line, 1, column).split("\n")
    shown, marked = source.removeprefix(" 1 | "), marks.removeprefix("   | ")
    at = min(column - 1, len(line))
    before = cells(marked[: marked.index("^")])
    assert cells(shown) <= WIDTH + 2  # the ellipses
    assert marked.strip("^ ") == ""
    if not shown.startswith("…") or line.startswith("…"):
        assert before == cells(visible(line[:at]))
    else:
        assert before <= 41


@given(st.text())
def test_what_is_visible_neither_steers_the_terminal_nor_changes_the_count(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert shown.replace("\t", "").isprintable()
    assert visible(shown) == shown
