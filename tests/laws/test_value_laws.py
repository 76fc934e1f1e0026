"""Laws of the values that are written as one text: ARNs and patterns, actions, principals, operators, ids, tags."""

import pickle
import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import TypeAdapter

import policykit as pk
from policykit.model import ids
from policykit.model.condition import ConditionOperator
from policykit.model.ids import Identifier
from policykit.model.principal import AccountPrincipal, Principal, read_principal
from policykit.model.tags import Tags
from policykit.strategies import (
    account_ids,
    action_patterns,
    actions,
    arn_patterns,
    arns,
    condition_operators,
    principals,
    unique_ids,
)

VALUES: dict[str, tuple[SearchStrategy[object], Any]] = {
    "ARN": (arns(), pk.Arn),
    "ARN pattern": (arn_patterns(), pk.ArnPattern),
    "action pattern": (action_patterns(), pk.ActionPattern),
    "condition operator": (condition_operators(), ConditionOperator),
    "account id": (account_ids(), ids.AccountId),
    "unique id": (unique_ids(), ids.UniqueId),
    "wildcard": (st.text("ab*?", max_size=6).map(pk.Wildcard), pk.Wildcard),
}
DOORS: dict[str, Callable[[str], object]] = {
    **{name: kind.parse for name, (_, kind) in VALUES.items() if kind is not pk.Wildcard},
    **{f"{key} principal": partial(read_principal, key) for key in ("AWS", "Service", "Federated", "CanonicalUser")},
    **{
        each.concept: each
        for each in vars(ids).values()
        if isinstance(each, type) and issubclass(each, Identifier) and each is not Identifier
    },
}
TEXTS = st.one_of(
    arns().map(str),
    st.text(max_size=24),
    st.text("arn:aws:iam::1/*?", max_size=24),
    st.builds(
        "{}{}".format, st.one_of(arns().map(str), account_ids(), unique_ids()), st.text("\n \x00*:é", max_size=2)
    ),
)


@pytest.mark.parametrize("name", VALUES)
def test_a_value_reads_back_what_it_prints(name: str) -> None:
    """ARN-1, GRAM-18, COND-20 to COND-29; equal values have one hash, and pickle."""
    strategy, kind = VALUES[name]

    @given(strategy)
    def law(value: object) -> None:
        again = kind.parse(str(value))
        assert again == value
        assert hash(again) == hash(value)
        assert type(again) is type(value)
        assert str(again) == str(value)
        assert pickle.loads(pickle.dumps(value)) == value

    law()


@pytest.mark.parametrize("name", VALUES)
def test_pydantic_reads_and_writes_a_value_as_its_text(name: str) -> None:
    """So that values are types of fields in the models of users."""
    strategy, kind = VALUES[name]
    adapter: TypeAdapter[object] = TypeAdapter(kind)

    @given(strategy)
    def law(value: object) -> None:
        assert adapter.validate_python(str(value)) == adapter.validate_python(value) == value
        assert adapter.dump_python(value, mode="json") == str(value)
        assert adapter.validate_json(adapter.dump_json(value)) == value

    law()


def attempted(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except pk.InvalidValue as error:
        return error


@pytest.mark.parametrize("name", DOORS)
def test_any_text_is_read_exactly_or_refused_with_a_reason(name: str) -> None:
    """ARN-6, GRAM-18, PRIN-1: no other exception, no text that is silently mended."""
    read = DOORS[name]

    @given(TEXTS)
    def law(text: str) -> None:
        answer = attempted(read, text)
        if isinstance(answer, pk.InvalidValue):
            assert answer.text == text
            assert answer.reason
            assert "\n" not in str(answer)
        else:
            assert str(answer) == text

    law()


# --- principals -------------------------------------------------------------------------------------------------------


@given(principals())
def test_a_principal_reads_back_what_it_prints(principal: Principal) -> None:
    """PRIN-1 to PRIN-12a: under the member where it stands."""
    again = read_principal(principal.key, str(principal))
    assert again == principal
    assert hash(again) == hash(principal)
    assert pickle.loads(pickle.dumps(principal)) == principal


@given(account_ids())
def test_an_account_and_its_root_arn_are_one_principal(account: str) -> None:
    """PRIN-2."""
    digits, root = read_principal("AWS", account), read_principal("AWS", f"arn:aws:iam::{account}:root")
    assert digits == root
    assert hash(digits) == hash(root)
    assert isinstance(digits, AccountPrincipal)
    assert str(digits.arn) == str(root)


# --- ARNs -------------------------------------------------------------------------------------------------------------


@given(arns())
def test_a_typed_view_is_equal_to_the_plain_arn(arn: pk.Arn) -> None:
    """ARN-1: the view adds names for parts, nothing else."""
    plain = pk.Arn(arn.partition, arn.service, arn.region, arn.account, arn.resource)
    assert plain == arn
    assert hash(plain) == hash(arn)
    assert str(arn).split(":", 5) == ["arn", arn.partition, arn.service, arn.region, arn.account, arn.resource]


@given(arns([pk.RoleArn]), arns([pk.RoleArn]), st.sampled_from(["build-42", "aa"]))
def test_a_session_belongs_to_the_roles_of_its_account_and_name(role: pk.RoleArn, other: pk.RoleArn, name: str) -> None:
    """PRIN-19, ARN-9, ASSUME-93: the path is lost, and is not needed."""
    session = role.session(name)
    assert session.is_session_of(role)
    assert (session.role_name, session.session_name) == (role.name, name)
    same = (role.partition, role.account, role.name) == (other.partition, other.account, other.name)
    assert session.is_session_of(other) is same


@given(arns([pk.UserArn, pk.RoleArn]))
def test_path_and_name_make_the_arn(arn: pk.UserArn | pk.RoleArn) -> None:
    """ARN-6."""
    assert type(arn).of(arn.account, arn.name, path=arn.path, partition=arn.partition) == arn


# --- actions ----------------------------------------------------------------------------------------------------------


@given(action_patterns(), actions(), st.sampled_from([str.lower, str.upper, str.swapcase]))
def test_the_case_of_an_action_does_not_matter(
    pattern: pk.ActionPattern, action: str, change: Callable[[str], str]
) -> None:
    """GRAM-19: neither in the policy nor in the request."""
    recased = pk.ActionPattern.parse(change(str(pattern)))
    assert recased == pattern
    assert hash(recased) == hash(pattern)
    assert recased.canonical == pattern.canonical
    assert recased.matches(action) == pattern.matches(change(action)) == pattern.matches(action)


@given(action_patterns(), action_patterns(), actions())
def test_what_covers_an_action_pattern_matches_its_actions(
    one: pk.ActionPattern, other: pk.ActionPattern, action: str
) -> None:
    """GRAM-18."""
    if other.matches(action):
        assert one.matches(action) or not one.covers(other)
        assert one.overlaps(other) or not one.matches(action)


# --- what a pattern of ARNs matches: six fields, and only a "*" that ends one of the first five crosses colons --------

FIELDS = ("", "a", "*", "?", "a*", "*a", "?*", "a?", "*?", "**", "a*a")
SIX = st.builds("arn:aws:{}:{}:{}:{}".format, *map(st.sampled_from, (FIELDS[1:], FIELDS, FIELDS, FIELDS)))
SHORT = st.lists(st.sampled_from(FIELDS[1:]), min_size=1, max_size=3).map(lambda fields: f"arn:aws:{':'.join(fields)}")
PATTERNS = st.one_of(SIX, SHORT).map(pk.ArnPattern)
TEXTS_OF_ARNS = tuple("arn:aws:" + "".join(letters) for length in range(7) for letters in product("az:", repeat=length))


def pieces(pattern: pk.ArnPattern) -> list[str]:
    """The pattern as regular expressions of one letter each, straight from ARN-10, ARN-11 and ARN-15."""
    fields = str(pattern).split(":", 5)
    *head, resource = fields + ["*"] * (6 - len(fields))
    result: list[str] = []
    for field in head:
        body = field.rstrip("*")
        result += [{"*": "[^:]*", "?": "[^:]"}.get(letter, letter) for letter in body]
        result += [".*", ":"] if body != field else [":"]
    return result + [{"*": ".*", "?": "."}.get(letter, letter) for letter in resource]


@given(PATTERNS)
def test_a_pattern_matches_what_the_definition_says(pattern: pk.ArnPattern) -> None:
    """ARN-10, ARN-11, ARN-15: all texts of a few letters."""
    matches = re.compile("".join(pieces(pattern))).fullmatch
    assert {text for text in TEXTS_OF_ARNS if pattern.matches(text)} == set(filter(matches, TEXTS_OF_ARNS))


Places = frozenset[int]


def rested(parts: list[str], places: Iterable[int]) -> Places:
    """Where one can be in the pattern without reading more: a run may be empty."""
    result = set(places)
    for place, part in enumerate(parts):
        if place in result and part.endswith("*"):
            result.add(place + 1)
    return frozenset(result)


def after(parts: list[str], places: Places, letter: str) -> Places:
    """Where one can be in the pattern after one more letter of a text."""
    fits = [place for place in places if place < len(parts) and re.fullmatch(parts[place], letter)]
    return rested(parts, (place if parts[place].endswith("*") else place + 1 for place in fits))


def endings(one: pk.ArnPattern, other: pk.ArnPattern) -> set[tuple[bool, bool]]:
    """For all texts there are, whether the one and the other pattern match: every way to read letters to the end."""
    first, second = pieces(one), pieces(other)
    start = (rested(first, [0]), rested(second, [0]))
    seen, todo = {start}, [start]
    while todo:
        places = todo.pop()
        for letter in {*"az:", *str(one), *str(other)} - {"*", "?"}:  # "z" stands for all letters that occur in neither
            found = (after(first, places[0], letter), after(second, places[1], letter))
            if found not in seen:
                seen.add(found)
                todo.append(found)
    return {(len(first) in ours, len(second) in theirs) for ours, theirs in seen}


@given(PATTERNS, PATTERNS)
def test_covering_and_overlapping_are_those_of_the_sets_of_texts(one: pk.ArnPattern, other: pk.ArnPattern) -> None:
    """ARN-10, ARN-11: exact, so that a proof is a proof."""
    found = endings(one, other)
    assert one.overlaps(other) is ((True, True) in found)
    assert one.covers(other) is ((False, True) not in found)


@given(arn_patterns(), arns())
def test_a_star_alone_is_every_arn(pattern: pk.ArnPattern, arn: pk.Arn) -> None:
    """GRAM-22."""
    star = pk.ArnPattern("*")
    assert star.matches(arn)
    assert star.covers(pattern)
    assert star.overlaps(pattern)
    assert pattern.overlaps(star)
    assert pattern.matches(arn) or not pattern.covers(star)


@given(arns(), st.data())
def test_a_pattern_of_one_arn_relates_to_others_as_that_arn(arn: pk.Arn, data: st.DataObject) -> None:
    """ARN-13, ARN-20: case matters, and a text without wildcards names itself alone."""
    wide = data.draw(arn_patterns(arn))
    exact = pk.ArnPattern(str(arn))
    assert wide.matches(arn)
    if "*" not in str(arn):
        assert wide.covers(exact)
        assert wide.overlaps(exact)
        assert exact.covers(wide) is (str(wide) == str(exact))
        assert not exact.matches(str(arn).swapcase())


@given(arn_patterns(), arn_patterns(), arns())
def test_what_covers_a_pattern_matches_what_it_matches(one: pk.ArnPattern, other: pk.ArnPattern, arn: pk.Arn) -> None:
    """ARN-10."""
    assert one.covers(one)
    assert one.overlaps(other) is other.overlaps(one)
    if one.covers(other):
        assert one.overlaps(other)
        assert one.matches(arn) or not other.matches(arn)
    if one.matches(arn) and other.matches(arn):
        assert one.overlaps(other)


# --- tags -------------------------------------------------------------------------------------------------------------

TAGS = st.dictionaries(st.sampled_from(["team", "Cost Center", "Größe", "a"]), st.text("aé .:/=+@-_", max_size=3))


@given(TAGS, TAGS)
def test_tags_are_found_in_any_case_and_overlaid_by_key(tags: dict[str, str], others: dict[str, str]) -> None:
    """ASSUME-43, CTX-61."""
    own, other = Tags(tags), Tags({key.upper(): value for key, value in others.items()})
    both = own.overlaid(other)
    assert dict(own) == tags
    assert all(own[key.upper()] == own[key.lower()] == value for key, value in tags.items())
    assert {key.casefold() for key in both} == {key.casefold() for key in [*tags, *others]}
    assert all(both[key] == others.get(key, tags.get(key)) for key in [*tags, *others])
    assert pickle.loads(pickle.dumps(both)) == both
