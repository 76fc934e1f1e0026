"""Tags: keys without case, values with it, and what STS refuses (ASSUME-37, ASSUME-43, CTX-61)."""

import pickle

import pytest

from policykit.errors import IdError
from policykit.model.tags import Tags

KEY = "expected 1 to 128 letters, digits, spaces or _ . : / = + - @"
VALUE = "expected up to 256 letters, digits, spaces or _ . : / = + - @"
RESERVED = "expected a key that does not begin with 'aws:', which is reserved"

ACCEPTED = {
    "ASSUME-37 every special character": ("a _.:/=+-@", "a _.:/=+-@"),
    "ASSUME-37 letters and digits of any script": ("équipe٣", "päyments٣"),
    "ASSUME-37 separators other than the space": ("a\u00a0b", "a\u3000b"),
    "ASSUME-37 the longest key": ("k" * 128, "v"),
    "ASSUME-43 the longest value": ("k", "v" * 256),
    "ASSUME-43 no value": ("k", ""),
    "ASSUME-43 aws within a key": ("my-aws:key", "v"),
}

REFUSED: dict[str, tuple[object, object, str]] = {  # key, value, message
    "ASSUME-37 no key": ("", "v", f"invalid tag key '': {KEY}"),
    "ASSUME-37 a key of 129 characters": ("k" * 129, "v", f"invalid tag key '{'k' * 119}…: {KEY}"),
    "ASSUME-37 a star": ("a*", "v", f"invalid tag key 'a*': {KEY}"),
    "ASSUME-37 a line break at the end of a key": ("a\n", "v", rf"invalid tag key 'a\n': {KEY}"),
    "ASSUME-37 a key that is no text": (5, "v", f"invalid tag key '5': {KEY}"),
    "ASSUME-43 a reserved key": ("aws:team", "v", f"invalid tag key 'aws:team': {RESERVED}"),
    "ASSUME-43 a reserved key in capitals": ("AWS:team", "v", f"invalid tag key 'AWS:team': {RESERVED}"),
    "ASSUME-43 a value of 257 characters": ("k", "v" * 257, f"invalid tag value '{'v' * 119}…: {VALUE}"),
    "ASSUME-37 a semicolon in a value": ("k", "a;b", f"invalid tag value 'a;b': {VALUE}"),
    "ASSUME-37 a line break at the end of a value": ("k", "v\n", rf"invalid tag value 'v\n': {VALUE}"),
    "ASSUME-37 a value that is no text": ("k", 5, f"invalid tag value '5': {VALUE}"),
}


@pytest.mark.parametrize(("key", "value"), ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(key: str, value: str) -> None:
    assert dict(Tags({key: value})) == {key: value}


@pytest.mark.parametrize(("key", "value", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(key: str, value: str, message: str) -> None:
    with pytest.raises(IdError) as caught:
        Tags({key: value})
    assert str(caught.value) == message


def test_keys_that_differ_only_in_case_are_refused() -> None:
    """ASSUME-43."""
    with pytest.raises(IdError) as caught:
        Tags({"Team": "a", "team": "b"})
    assert str(caught.value) == "invalid tag key 'team': expected keys that differ in more than case, found 'Team' too"


def test_keys_are_found_in_any_case_and_shown_as_given() -> None:
    """CTX-61."""
    tags = Tags({"Team": "payments", "cost-centre": ""})
    assert tags["tEAM"] == "payments"
    assert "TEAM" in tags
    assert "owner" not in tags
    assert 5 not in tags  # type: ignore[comparison-overlap]  # what is tested
    assert tags.get("owner") is None
    assert list(tags) == ["Team", "cost-centre"]
    assert len(tags) == 2
    assert repr(tags) == "Tags({'Team': 'payments', 'cost-centre': ''})"


@pytest.mark.parametrize("key", ["owner", 5])
def test_a_missing_key_is_a_key_error(key: str) -> None:
    with pytest.raises(KeyError):
        Tags({"team": "a"})[key]


@pytest.mark.parametrize("tags", [None, [("team", "a")], "team=a"])
def test_tags_are_a_mapping(tags: dict[str, str]) -> None:
    with pytest.raises(IdError, match="expected a mapping of tag keys to values"):
        Tags(tags)


def test_tags_are_equal_if_keys_and_values_are() -> None:
    tags = Tags({"team": "a", "env": "b"})
    assert tags == Tags({"env": "b", "team": "a"})
    assert tags == {"env": "b", "team": "a"}
    assert hash(tags) == hash(Tags({"env": "b", "team": "a"}))
    assert tags != Tags({"team": "a"})
    assert tags != "team"
    assert pickle.loads(pickle.dumps(tags)) == tags


def test_session_tags_stand_in_the_place_of_role_tags() -> None:
    """ASSUME-43: the same key in another case is the same key."""
    role = Tags({"Team": "role", "env": "prod"})
    session = Tags({"team": "session", "job": "42"})
    assert dict(role.overlaid(session)) == {"team": "session", "env": "prod", "job": "42"}
    assert dict(role) == {"Team": "role", "env": "prod"}


def test_aws_puts_reserved_tags_on_roles_itself() -> None:
    """ASSUME-43: only whoever passes tags may not use the prefix."""
    assert Tags({"aws:cloudformation:stack-name": "net"}, stored=True)["aws:cloudformation:stack-name"] == "net"
