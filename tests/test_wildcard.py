import copy
import pickle

import pytest
from pydantic import TypeAdapter, ValidationError

from policykit.wildcard import Glob, Mark, Wildcard, compile_matcher, glob, glob_matcher

MATCHES = {  # COND-22: IAM User Guide, "Condition operators", section "String condition operators"
    "a literal is its text": ("team-a", "team-a", True),
    "a literal is the whole text": ("team-a", "team-a-web", False),
    "cases differ": ("team-a", "Team-A", False),
    "the empty pattern is the empty text": ("", "", True),
    "the empty pattern is nothing else": ("", "a", False),
    "a star is anything": ("*", "a:/b", True),
    "a star is nothing": ("*", "", True),
    "a star crosses slashes and colons": ("a*b", "a:/b", True),
    "a star crosses lines": ("a*b", "a\nb", True),
    "a prefix": ("role/*", "role/ci/deploy", True),
    "a prefix alone": ("role/*", "role/", True),
    "another prefix": ("role/*", "user/ci", False),
    "a suffix": ("*/deploy", "role/ci/deploy", True),
    "another suffix": ("*/deploy", "role/ci/deployer", False),
    "prefix and suffix": ("arn:*:root", "arn:aws:iam::730739171055:root", True),
    "prefix and suffix may not share letters": ("aba*aba", "ababa", False),
    "prefix and suffix may touch": ("aba*aba", "abaaba", True),
    "something inside": ("*:role/*", "arn:aws:iam::730739171055:role/x", True),
    "something missing inside": ("*:role/*", "arn:aws:iam::730739171055:user/x", False),
    "something inside may not use the prefix": ("aa*a*", "aa", False),
    "several things in order": ("a*b*c*d", "a-b-c-d", True),
    "several things in another order": ("a*b*c*d", "a-c-b-d", False),
    "what is inside may not use the suffix": ("a*b*b", "a-b", False),
    "a later fit than the first is not needed": ("*ab*abc", "ab-ab-abc", True),
    "double stars": ("a**b***c", "a-b-c", True),
    "stars only": ("***", "abc", True),
    "one character": ("team-?", "team-a", True),
    "one character is not none": ("team-?", "team-", False),
    "one character is not two": ("team-?", "team-ab", False),
    "one character is a line break": ("?", "\n", True),
    "one character outside the basic plane": ("?", "\U0001f600", True),
    "one character is a lone surrogate": ("a?", "a\ud800", True),
    "one, then any": ("team-?-*", "team-a-web/prod", True),
    "one, then any, missing": ("team-?-*", "team-a", False),
    "at least one": ("?*", "", False),
    "at least one, either way around": ("*?", "a", True),
    "at least two around a star": ("a?*?b", "axxb", True),
    "less than two around a star": ("a?*?b", "axb", False),
    "a wide gap inside": ("a*?b*?c*", "a-b-c", True),
    "a gap too narrow inside": ("a*b*?c*", "a-bc", False),
    "a gap before the end": ("*a?b*?", "axb-", True),
    "a gap before the end, too narrow": ("*a?b*?", "--axb", False),
    "something twice inside, but only once there": ("a*b*b*c", "a-b-c", False),
    "fixed characters after a star": ("*a??", "aaxa12", True),
    "fixed characters after a star, too many": ("*a??", "a123", False),
    "an inner one": ("*a?b*", "-axb-", True),
    "an inner one may not use the suffix": ("*a?b*b", "-axb", False),
    "gaps of stars and ones only": ("a*?*?*b", "a12b", True),
    "brackets are letters": ("[ab]", "a", False),
    "brackets match themselves": ("[a-b]?", "[a-b]c", True),
    "a backslash escapes nothing": ("\\*", "\\anything", True),
    "a backslash escapes nothing, so the star is no letter": ("\\*", "*", False),
    "a period is a letter": ("a.?", "abc", False),
    "other signs of regular expressions are letters": ("^(a|b)+${2}#?", "^(a|b)+${2}#x", True),
    "white space counts": ("a b?", "a bc", True),
    "nothing is normalized": ("\u00e9", "e\u0301", False),
    "a zero byte is a letter": ("a\0*", "a\0b", True),
}


@pytest.mark.parametrize(("pattern", "text", "matched"), MATCHES.values(), ids=MATCHES)
def test_matching(pattern: str, text: str, matched: bool) -> None:
    assert Wildcard(pattern).matches(text) is matched
    assert compile_matcher(pattern)(text) is matched
    assert glob_matcher(glob(pattern))(text) is matched


COVERS = {
    "itself": ("team-?-*", "team-?-*", True),
    "a star everything": ("*", "?a*", True),
    "a narrower prefix": ("role/*", "role/ci/*", True),
    "a wider prefix": ("role/ci/*", "role/*", False),
    "a text": ("role/*", "role/x", True),
    "another text": ("role/*", "user/x", False),
    "a literal nothing wider": ("a", "a*", False),
    "a literal no single character": ("a", "?", False),
    "one character a letter": ("?", "a", True),
    "one character no star": ("?", "*", False),
    "ones before or after a star alike": ("?*", "*?", True),
    "a star between ones": ("*?*", "?", True),
    "at least one, not any": ("?*", "*", False),
    "at least two, three": ("?*?", "???*", True),
    "at least two, not one": ("?*?", "*?", False),
    "a gap of one, a letter": ("a?*b", "axb", True),
    "a gap of one, a star and a letter": ("a?*b", "a*cb", True),
    "a gap of one, not a star alone": ("a?*b", "a*b", False),
    "a gap is filled by a piece and stars": ("a??*d", "a*b*c*d", True),
    "a gap inside is a star alone": ("a?*b*", "a*b*", False),
    "a gap inside is wider than what lies there": ("a??*b*", "a*cb*", False),
    "a gap inside is as wide as a star and what lies there": ("a??*b*", "a*cdb*", True),
    "an inner one may not be a star": ("*a?b*", "*a*b*", False),
    "an inner one may not be a star and a letter": ("*a?b*", "*a*xb*", False),
    "a segment inside a later piece": ("*a?b*c", "*a*bxaxb*c", True),
    "the end may not lie across a star": ("*a?", "*a*x", False),
    "the end in the last piece": ("?*a?", "?*a*ab", True),
    "the beginning may not lie across a star": ("a?b*", "a*xb*", False),
    "a gap that letters of the other fill": ("*a?*a", "*a*a*aa", True),
    "what is inside is missing": ("*x?x*", "*a*b*", False),
    "the ends would share letters": ("ab?*ba", "ab*a", False),
    "everything else fits, the end does not": ("?*a", "?*b", False),
    "case matters": ("Team-*", "team-*", False),
}


@pytest.mark.parametrize(("pattern", "other", "covered"), COVERS.values(), ids=COVERS)
def test_covering(pattern: str, other: str, covered: bool) -> None:
    assert Wildcard(pattern).covers(Wildcard(other)) is covered


OVERLAPS = {
    "the same text": ("a", "a", True),
    "different texts": ("a", "b", False),
    "a text that is matched": ("role/*", "role/x", True),
    "a text that is not": ("role/*", "user/x", False),
    "a prefix and a suffix": ("a*", "*z", True),
    "one prefix begins the other": ("role/*", "role/ci/*", True),
    "different prefixes": ("role/*", "user/*", False),
    "different suffixes": ("*a", "*b", False),
    "anything may lie between": ("a*b*c", "a*d*c", True),
    "a one in a prefix": ("team-?-*", "team-a*", True),
    "a one in a suffix": ("*/ci-?", "team/*-x", True),
    "ones of the same number": ("a?", "?b", True),
    "ones of another number": ("??", "???", False),
    "ones where the letters differ": ("a?c", "?bd", False),
    "a star and ones enough": ("a*b*c", "????", True),
    "a star and too few ones": ("a*b*c", "??", False),
    "ones on both sides of a gap": ("a?*b", "a??", True),
    "ones and letters out of order": ("*b?", "a?", False),
    "the empty text": ("*", "", True),
    "not the empty text": ("?*", "", False),
    "stars only": ("**", "?", True),
}


@pytest.mark.parametrize(("one", "other", "overlap"), OVERLAPS.values(), ids=OVERLAPS)
def test_overlapping(one: str, other: str, overlap: bool) -> None:
    assert Wildcard(one).overlaps(Wildcard(other)) is overlap
    assert Wildcard(other).overlaps(Wildcard(one)) is overlap


@pytest.mark.parametrize(("text", "example"), [("", ""), ("*", ""), ("team-?-*", "team-x-"), ("a", "a"), ("?*?", "xx")])
def test_example(text: str, example: str) -> None:
    assert Wildcard(text).example() == example


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("", ""), ("a", "a"), ("**", "*"), ("*?", "?*"), ("a*?b?*", "a?*b?*"), ("?a?", "?a?"), ("*?*?**a*", "??*a*")],
)
def test_canonical(text: str, canonical: str) -> None:
    assert Wildcard(text).canonical() == Wildcard(canonical)


@pytest.mark.parametrize(("text", "literal"), [("", True), ("a[b]", True), ("a*", False), ("?", False)])
def test_is_literal(text: str, literal: bool) -> None:
    assert Wildcard(text).is_literal is literal


def test_a_wildcard_is_a_value() -> None:
    used = Wildcard.parse("team-*")
    used.matches("team-a")
    assert used == Wildcard("team-*")
    assert hash(used) == hash(Wildcard("team-*"))
    assert used != Wildcard("team-?")
    assert str(used) == "team-*"
    assert repr(used) == "Wildcard(text='team-*')"


def test_a_wildcard_that_was_used_can_be_copied_and_pickled() -> None:
    used = Wildcard("team-?-*")
    used.matches("team-a")
    for each in (copy.copy(used), copy.deepcopy(used), pickle.loads(pickle.dumps(used))):
        assert each == used
        assert each.matches("team-a-web")


def test_a_wildcard_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Wildcard("a").text = "b"  # type: ignore[misc]  # that it is refused is the test


def test_pydantic_reads_and_writes_a_wildcard() -> None:
    adapter = TypeAdapter(Wildcard)
    assert adapter.validate_json('"a*"') == Wildcard("a*")
    assert adapter.dump_json(Wildcard("a*")) == b'"a*"'
    with pytest.raises(ValidationError):
        adapter.validate_python(7)


def test_a_glob_tells_wildcards_from_letters() -> None:
    assert glob("") == ()
    assert glob("a*?b") == ("a", Mark.RUN, Mark.ONE, "b")


GLOBS: dict[str, tuple[Glob, str, bool]] = {  # COND-66: what a policy variable stands for is literal
    "no part at all": ((), "", True),
    "an empty part": (("a", "", Mark.ONE, "", Mark.RUN), "ab", True),
    "parts side by side": (("a", "b", Mark.RUN), "abc", True),
    "a literal star": (("a*",), "a*", True),
    "a literal star is no wildcard": (("a*",), "ab", False),
    "a literal question mark": (("a?", Mark.RUN), "a?b", True),
    "a literal question mark is no wildcard": (("a?", Mark.RUN), "abb", False),
    "a literal star beside live ones": (("*", Mark.ONE, Mark.RUN, "?"), "*ab?", True),
    "a literal question mark beside a live one": ((Mark.RUN, "?", Mark.ONE), "a?b", True),
    "a literal question mark beside a live one is a letter": ((Mark.RUN, "?", Mark.ONE), "abc", False),
}


@pytest.mark.parametrize(("parts", "text", "matched"), GLOBS.values(), ids=GLOBS)
def test_globs(parts: Glob, text: str, matched: bool) -> None:
    assert glob_matcher(parts)(text) is matched


LONG = 2000
PATHOLOGICAL = {
    "many stars": ("*a*a*a*a*b", "a" * LONG, False),
    "many ones": ("*a????????????????", "a" * LONG, True),
    "stars and ones": ("*a?" * 20 + "*b*", "a" * 5 * LONG, False),
    "as many stars as letters": ("a*" * LONG, "a" * LONG, True),
    "one segment that nearly fits everywhere": ("*a?" + "a" * LONG + "b*", "a" * 5 * LONG, False),
    "one segment full of ones": ("*" + "a?" * (LONG // 2) + "b*", "a" * 5 * LONG, False),
}


@pytest.mark.parametrize(("pattern", "text", "matched"), PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_no_pattern_makes_matching_hang(pattern: str, text: str, matched: bool) -> None:
    assert Wildcard(pattern).matches(text) is matched


@pytest.mark.parametrize("other", ["*a" * LONG, "a?" * LONG, "*" + "a?" * LONG + "*", "?" * LONG, "*a?" * LONG])
@pytest.mark.parametrize("pattern", ["*a?" * LONG + "b", "*" + "a?" * LONG + "b*", "*a?" + "a" * LONG + "b*"])
def test_no_pair_makes_covering_or_overlapping_hang(pattern: str, other: str) -> None:
    assert not Wildcard(pattern).covers(Wildcard(other))
    assert Wildcard(pattern).covers(Wildcard(pattern))
    assert Wildcard(pattern).overlaps(Wildcard(other)) == Wildcard(other).overlaps(Wildcard(pattern))
