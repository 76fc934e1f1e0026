"""What holds for all wildcards, against two other definitions: regular expressions, and sets of automaton states."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from policykit.wildcard import Glob, Mark, Wildcard, compile_matcher, glob, glob_matcher

TEXTS = st.text("ab\n", max_size=12) | st.text(max_size=6)
PATTERNS = st.text("ab*?", max_size=10) | st.text("a*?", max_size=8) | st.text("aB*?.[]\\^$\n", max_size=8)
WILDCARDS = PATTERNS.map(Wildcard)
GLOBS = st.lists(st.text("a*?", max_size=3) | st.sampled_from(Mark), max_size=8).map(tuple)


PIECES = {"*": st.text("ab*?", max_size=3), "?": st.sampled_from("ab?")}


@st.composite
def narrower(draw: st.DrawFn, wildcard: Wildcard) -> Wildcard:
    """A wildcard with each star replaced by any pattern and each ``?`` by any character, or left alone."""
    return Wildcard("".join(draw(PIECES[symbol]) if symbol in PIECES else symbol for symbol in wildcard.text))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Wildcard, Wildcard]:
    """Two wildcards of which the first covers the second, or might if the second had one symbol less."""
    one = draw(WILDCARDS)
    other = draw(narrower(one)).text
    cut = draw(st.integers(0, len(other)))
    return one, Wildcard(other[:cut] + draw(st.sampled_from(["", "", "a", "*"])) + other[cut + draw(st.booleans()) :])


PAIRS = pairs() | st.tuples(WILDCARDS, WILDCARDS)


def regular_expression(parts: Glob) -> str:
    return "".join({Mark.RUN: ".*", Mark.ONE: "."}[p] if isinstance(p, Mark) else re.escape(p) for p in parts)


def matches(parts: Glob, text: str) -> bool:
    return re.fullmatch(regular_expression(parts), text, re.DOTALL) is not None


# The other definition of covering and overlapping. A state is the number of symbols done; each pattern is read with
# the set of states it may be in, and what matters is which pairs of sets the same text can lead to.

States = frozenset[int]


def settle(pattern: str, states: set[int]) -> States:
    """Add what is reached by letting stars stand for nothing."""
    for symbol, character in enumerate(pattern):
        if character == "*" and symbol in states:
            states.add(symbol + 1)
    return frozenset(states)


def read(pattern: str, states: States, character: str) -> States:
    after = set()
    for state in states - {len(pattern)}:
        if pattern[state] == "*":
            after.add(state)
        elif pattern[state] in ("?", character):
            after.add(state + 1)
    return settle(pattern, after)


def reached(left: str, right: str) -> Iterator[tuple[bool, bool]]:
    """For every text, in effect: whether `left` and whether `right` matches it."""
    alphabet = {*left, *right, "\N{SNOWMAN}"} - {"*", "?"}  # a letter of neither stands for all others
    seen = {(settle(left, {0}), settle(right, {0}))}
    todo = list(seen)
    while todo:
        one, other = todo.pop()
        yield len(left) in one, len(right) in other
        after = {(read(left, one, character), read(right, other, character)) for character in alphabet}
        todo.extend(after - seen)
        seen |= after


@given(PATTERNS, TEXTS)
def test_matching_agrees_with_regular_expressions(pattern: str, text: str) -> None:
    assert Wildcard(pattern).matches(text) is matches(glob(pattern), text)


@given(PAIRS)
def test_matching_what_nearly_fits_agrees_with_regular_expressions(pair: tuple[Wildcard, Wildcard]) -> None:
    pattern, text = pair[0].text, pair[1].example()
    assert Wildcard(pattern).matches(text) is matches(glob(pattern), text)


@given(st.data(), PATTERNS)
def test_what_a_regular_expression_generates_matches(data: st.DataObject, pattern: str) -> None:
    text = data.draw(st.from_regex(re.compile(regular_expression(glob(pattern)), re.DOTALL), fullmatch=True))
    assert Wildcard(pattern).matches(text)


@given(GLOBS, st.text("ab*?", max_size=10))
def test_a_glob_with_literal_wildcards_agrees_with_regular_expressions(parts: Glob, text: str) -> None:
    assert glob_matcher(parts)(text) is matches(parts, text)


@given(PATTERNS, TEXTS)
def test_every_way_to_compile_a_pattern_agrees(pattern: str, text: str) -> None:
    answers = {Wildcard(pattern).matches(text), compile_matcher(pattern)(text), glob_matcher(glob(pattern))(text)}
    assert len(answers) == 1


@given(PAIRS)
def test_covering_agrees_with_automata(pair: tuple[Wildcard, Wildcard]) -> None:
    one, other = pair
    assert one.covers(other) is all(ours or not theirs for ours, theirs in reached(one.text, other.text))


@given(PAIRS)
def test_overlapping_agrees_with_automata(pair: tuple[Wildcard, Wildcard]) -> None:
    one, other = pair
    assert one.overlaps(other) is any(ours and theirs for ours, theirs in reached(one.text, other.text))


@cache
def short_texts(pattern: str) -> frozenset[str]:
    """The texts of at most six characters that a pattern matches; ``c`` is a letter that no pattern here spells."""
    texts = ("".join(letters) for size in range(7) for letters in product("abc", repeat=size))
    return frozenset(text for text in texts if matches(glob(pattern), text))


def test_covering_and_overlapping_say_of_small_wildcards_what_all_short_texts_say() -> None:
    patterns = ["".join(symbols) for size in range(4) for symbols in product("ab*?", repeat=size)]
    for one, other in product(patterns, repeat=2):
        assert Wildcard(one).covers(Wildcard(other)) is (short_texts(one) >= short_texts(other)), (one, other)
        assert Wildcard(one).overlaps(Wildcard(other)) is not short_texts(one).isdisjoint(short_texts(other)), (
            one,
            other,
        )


@given(WILDCARDS)
def test_a_wildcard_covers_itself(wildcard: Wildcard) -> None:
    assert wildcard.covers(wildcard)


@given(st.data(), WILDCARDS)
def test_covering_is_transitive(data: st.DataObject, widest: Wildcard) -> None:
    middle = data.draw(narrower(widest))
    narrowest = data.draw(narrower(middle))
    assert widest.covers(middle)
    assert middle.covers(narrowest)
    assert widest.covers(narrowest)


@given(PAIRS)
def test_what_is_covered_overlaps(pair: tuple[Wildcard, Wildcard]) -> None:
    one, other = pair
    assert one.overlaps(other) or not one.covers(other)


@given(PAIRS)
def test_overlapping_is_symmetric(pair: tuple[Wildcard, Wildcard]) -> None:
    one, other = pair
    assert one.overlaps(other) is other.overlaps(one)


@given(WILDCARDS, st.text("ab", max_size=8))
def test_to_cover_or_overlap_a_literal_is_to_match_it(wildcard: Wildcard, text: str) -> None:
    literal = Wildcard(text)
    assert literal.is_literal
    assert wildcard.covers(literal) is wildcard.overlaps(literal) is wildcard.matches(text)


@given(st.data(), WILDCARDS)
def test_the_example_is_a_shortest_text_that_matches(data: st.DataObject, wildcard: Wildcard) -> None:
    other = data.draw(st.from_regex(re.compile(regular_expression(glob(wildcard.text)), re.DOTALL), fullmatch=True))
    assert wildcard.matches(wildcard.example())
    assert len(wildcard.example()) <= len(other)


@given(WILDCARDS)
def test_the_canonical_spelling_means_the_same_and_is_stable(wildcard: Wildcard) -> None:
    canonical = wildcard.canonical()
    assert canonical.covers(wildcard)
    assert wildcard.covers(canonical)
    assert canonical.canonical() == canonical


@given(PAIRS)
def test_wildcards_with_the_same_meaning_have_the_same_canonical_spelling(pair: tuple[Wildcard, Wildcard]) -> None:
    one, other = pair
    assert (one.canonical() == other.canonical()) is (one.covers(other) and other.covers(one))


@given(WILDCARDS)
def test_a_wildcard_survives_a_round_trip(wildcard: Wildcard) -> None:
    assert Wildcard.parse(str(wildcard)) == wildcard
