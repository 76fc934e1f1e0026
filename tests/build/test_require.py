"""Requirements: what is read, what is written, what goes together, and what is refused by name."""

import pickle
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

import policykit as pk
from policykit.build.given import READERS
from policykit.build.level import Anybody, Person
from policykit.build.require import LEVELS
from policykit.build.requirements import REQUIREMENTS

NAMES = tuple(REQUIREMENTS)
TEN = datetime(2026, 1, 31, 10, tzinfo=UTC)
SESSION = {"team": "red", "cost center": "42"}

WRITTEN: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    "external id (ASSUME-33)": (
        {"external_id": "acme/42:x"},
        {"StringEquals": {"sts:ExternalId": ("acme/42:x",)}},
        (),
    ),
    "mfa (CTX-50)": ({"mfa": True}, {"Bool": {"aws:MultiFactorAuthPresent": ("true",)}}, ()),
    "mfa not required": ({"mfa": False}, {}, ()),
    "mfa of late (CTX-51)": (
        {"mfa_max_age_seconds": 3600},
        {
            "Bool": {"aws:MultiFactorAuthPresent": ("true",)},
            "NumericLessThanEquals": {"aws:MultiFactorAuthAge": ("3600",)},
        },
        (),
    ),
    "source identity (ASSUME-50)": (
        {"source_identity": "alice"},
        {"StringEquals": {"sts:SourceIdentity": ("alice",)}},
        ("sts:SetSourceIdentity",),
    ),
    "name of the user": (
        {"session_name": pk.USERNAME, "source_identity": pk.USERNAME},
        {"StringEquals": {"sts:SourceIdentity": ("${aws:username}",), "sts:RoleSessionName": ("${aws:username}",)}},
        ("sts:SetSourceIdentity",),
    ),
    "session tags (ASSUME-40, CTX-38, CTX-39)": (
        {"session_tags": SESSION},
        {
            "StringEquals": {"aws:RequestTag/team": ("red",), "aws:RequestTag/cost center": ("42",)},
            "ForAllValues:StringEquals": {"aws:TagKeys": ("team", "cost center")},
        },
        ("sts:TagSession",),
    ),
    "transitive tags (CTX-33)": (
        {"session_tags": SESSION, "transitive_tags": ["team", "cost center"]},
        {
            "StringEquals": {"aws:RequestTag/team": ("red",), "aws:RequestTag/cost center": ("42",)},
            "ForAllValues:StringEquals": {"aws:TagKeys": ("team", "cost center")},
            "ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": ("team",)},
            "ForAnyValue:StringEqualsIgnoreCase": {"sts:TransitiveTagKeys": ("cost center",)},
        },
        ("sts:TagSession",),
    ),
    "session name (ASSUME-30)": ({"session_name": "build"}, {"StringEquals": {"sts:RoleSessionName": ("build",)}}, ()),
    "organization (CTX-6)": (
        {"organization": "o-a1b2c3d4e5"},
        {"StringEquals": {"aws:PrincipalOrgID": ("o-a1b2c3d4e5",)}},
        (),
    ),
    "addresses (CTX-43)": (
        {"source_ip": ["203.0.113.7", "198.51.100.0/24", "2001:DB8::/32", "203.0.113.7"]},
        {"IpAddress": {"aws:SourceIp": ("203.0.113.7/32", "198.51.100.0/24", "2001:db8::/32")}},
        (),
    ),
    "VPC": ({"source_vpc": "vpc-0a1b2c3d"}, {"StringEquals": {"aws:SourceVpc": ("vpc-0a1b2c3d",)}}, ()),
    "times": (
        {"not_before": date(2026, 1, 31), "not_after": "2026-02-01T01:00:00+01:00"},
        {
            "DateGreaterThanEquals": {"aws:CurrentTime": ("2026-01-31T00:00:00Z",)},
            "DateLessThanEquals": {"aws:CurrentTime": ("2026-02-01T00:00:00Z",)},
        },
        (),
    ),
}


@pytest.mark.parametrize(("given", "conditions", "companions"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_written(given: dict[str, Any], conditions: Mapping[str, Any], companions: tuple[str, ...]) -> None:
    require = pk.Require(**given)
    assert require.conditions == conditions
    assert require.companions == companions


def test_every_requirement_is_written_read_and_has_a_level() -> None:
    assert {name for given, _, _ in WRITTEN.values() for name in given} == {*NAMES}
    assert (*READERS,) == (*LEVELS,) == NAMES


@pytest.mark.parametrize("given", [given for given, _, _ in WRITTEN.values()], ids=WRITTEN)
def test_requirements_are_values(given: dict[str, Any]) -> None:
    require = pk.Require(**given)
    assert pickle.loads(pickle.dumps(require)) == require == replace(require)
    assert hash(require) == hash(pk.Require(**given))
    assert require & require == require == require & pk.Require()
    assert repr(require).startswith("Require(")
    assert all(f"{name}=" in repr(require) for name, value in given.items() if value is not False)


def test_the_representation_shows_what_was_required_and_no_more() -> None:
    assert repr(pk.Require()) == "Require()"
    assert repr(pk.Require(mfa=True, source_ip="203.0.113.7")) == "Require(mfa=True, source_ip=('203.0.113.7/32',))"


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("not_before", "2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("not_before", "2026-01-31T12:00:00+02:00", TEN),
        ("not_before", TEN, TEN),
        ("not_before", TEN + timedelta(microseconds=1), TEN + timedelta(seconds=1)),
        ("not_after", TEN + timedelta(microseconds=1), TEN),
        ("not_after", datetime(2026, 1, 31, 5, tzinfo=timezone(timedelta(hours=-5))), TEN),
    ],
)
def test_times_are_read_so_that_nothing_more_is_allowed(name: str, given: Any, read: datetime) -> None:
    assert getattr(pk.Require(**{name: given}), name) == read


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "short external id": (
        {"external_id": "x"},
        "invalid external_id: expected 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -, found 'x'",
    ),
    "wildcard in an external id": (
        {"external_id": "acme-*"},
        "invalid external_id: expected 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -, found 'acme-*'",
    ),
    "mfa as text": ({"mfa": "yes"}, "invalid mfa: expected True or False, found 'yes'"),
    "age of 0": ({"mfa_max_age_seconds": 0}, "invalid mfa_max_age_seconds: expected 1 to 129600 seconds, found 0"),
    "age of too much": (
        {"mfa_max_age_seconds": 129_601},
        "invalid mfa_max_age_seconds: expected 1 to 129600 seconds, found 129601",
    ),
    "age as truth": (
        {"mfa_max_age_seconds": True},
        "invalid mfa_max_age_seconds: expected 1 to 129600 seconds, found True",
    ),
    "another variable": (
        {"session_name": "${aws:userid}"},
        "invalid session_name: expected 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -, found '${aws:userid}'",
    ),
    "reserved source identity": (
        {"source_identity": "aws:x"},
        "invalid source_identity: expected 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ - that do not begin with "
        "'aws:', found 'aws:x'",
    ),
    "reserved tag": (
        {"session_tags": {"aws:x": "1"}},
        "invalid session_tags: expected a key that does not begin with 'aws:', which is reserved, found 'aws:x'",
    ),
    "tags that differ in case (ASSUME-43)": (
        {"session_tags": {"team": "1", "Team": "2"}},
        "invalid session_tags: expected keys that differ in more than case, found 'team' too, found 'Team'",
    ),
    "wildcard in a tag": (
        {"session_tags": {"team": "r*"}},
        "invalid session_tags: expected up to 256 letters, digits, spaces or _ . : / = + - @, found 'r*'",
    ),
    "no tags": ({"session_tags": {}}, "invalid session_tags: expected 1 to 50 tags, found 0"),
    "too many tags": (
        {"session_tags": {f"tag{number}": "" for number in range(51)}},
        "invalid session_tags: expected 1 to 50 tags, found 51",
    ),
    "transitive without tags": (
        {"transitive_tags": ["team"]},
        "invalid transitive_tags: expected keys of the session tags, found 'team'",
    ),
    "too many transitive": (
        {"session_tags": dict.fromkeys("abcd", "1"), "transitive_tags": "abcd"},
        "invalid transitive_tags: expected keys of the session tags, found 'abcd'",
    ),
    "four transitive": (
        {"session_tags": dict.fromkeys("abcd", "1"), "transitive_tags": [*"abcd"]},
        "invalid transitive_tags: a Condition element can demand 3 at most, found 4: require the most important",
    ),
    "bad organization": (
        {"organization": "o-ABC"},
        "invalid organization: expected 'o-' and 10 to 32 lower-case letters or digits, for example 'o-a1b2c3d4e5', "
        "found 'o-ABC'",
    ),
    "no addresses": (
        {"source_ip": []},
        "invalid source_ip: expected at least one, found none: leave it out to require nothing",
    ),
    "number": ({"source_ip": 10}, "invalid source_ip: expected text, or several texts, found 10"),
    "numbers": ({"source_vpc": [10]}, "invalid source_vpc: expected text, found 10"),
    "host bits": (
        {"source_ip": "203.0.113.7/24"},
        "invalid source_ip: expected an address or a range such as 203.0.113.0/24, found '203.0.113.7/24': "
        "203.0.113.7/24 has host bits set",
    ),
    "all addresses": (
        {"source_ip": "::/0"},
        "invalid source_ip: '::/0' is every address, so it requires nothing",
    ),
    "all addresses in halves": (
        {"source_ip": ["0.0.0.0/1", "198.51.100.7", "128.0.0.0/1"]},
        "invalid source_ip: '0.0.0.0/1' and '198.51.100.7/32' and '128.0.0.0/1' is every address, so it requires "
        "nothing",
    ),
    "private addresses": (
        {"source_ip": ["203.0.113.7", "10.1.0.0/16"]},
        "invalid source_ip: expected public addresses, found '10.1.0.0/16', from which no call reaches AWS: for those "
        "out of a VPC, use source_vpc",
    ),
    "vpc of another length": (
        {"source_vpc": "vpc-0a1b2c3d4"},
        "invalid source_vpc: expected the id of a VPC, such as vpc-0a1b2c3d, found 'vpc-0a1b2c3d4'",
    ),
    "address and VPC": (
        {"source_ip": "203.0.113.7", "source_vpc": "vpc-0a1b2c3d"},
        "invalid source_vpc: a call comes through a VPC endpoint or from a public address, never both: leave one out",
    ),
    "time without zone": (
        {"not_before": "2026-01-31T10:00:00"},
        "invalid not_before: expected a date, or a time with its zone such as 2026-01-31T18:00:00Z, of the years 2000 "
        "to 9998, found '2026-01-31T10:00:00'",
    ),
    "no time": (
        {"not_after": "tomorrow"},
        "invalid not_after: expected a date, or a time with its zone such as 2026-01-31T18:00:00Z, of the years 2000 "
        "to 9998, found 'tomorrow'",
    ),
    "end of time": (
        {"not_after": datetime.max.replace(tzinfo=UTC)},
        "invalid not_after: expected a date, or a time with its zone such as 2026-01-31T18:00:00Z, of the years 2000 "
        "to 9998, found datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)",
    ),
    "end before beginning": (
        {"not_before": "2026-02-01", "not_after": "2026-01-31"},
        "invalid not_after: expected a time after 2026-02-01 00:00:00+00:00, found 2026-01-31 00:00:00+00:00",
    ),
}


@pytest.mark.parametrize(("given", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        pk.Require(**given)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [5.5, b"x", object(), "", "*", "${aws:userid}", "a\n", [""], [None], (), {}])
def test_whatever_is_given_is_refused_by_name(name: str, value: Any) -> None:
    given: dict[str, Any] = {name: value}
    with pytest.raises(pk.IntentError) as caught:
        pk.Require(**given)
    assert caught.value.parameter == name


def test_both_of_two() -> None:
    one = pk.Require(mfa=True, session_tags=SESSION, transitive_tags="team")
    two = pk.Require(mfa_max_age_seconds=60, session_tags=SESSION, transitive_tags="cost center")
    assert one & two == pk.Require(mfa_max_age_seconds=60, session_tags=SESSION, transitive_tags=SESSION)


@pytest.mark.parametrize(
    ("one", "two", "message"),
    [
        ({"external_id": "one"}, {"external_id": "two"}, "conflict at external_id: one wants 'one', the other 'two'"),
        (
            {"session_tags": {"team": "red"}},
            {"session_tags": {"team": "red", "cost": "1"}},  # each says: these and no others
            "conflict at session_tags: one wants Tags({'team': 'red'}), the other Tags({'team': 'red', 'cost': '1'})",
        ),
        (
            {"not_after": "2026-01-31"},
            {"not_after": "2026-02-01"},
            "conflict at not_after: one wants datetime.datetime(2026, 1, 31, 0, 0, tzinfo=datetime.timezone.utc), the "
            "other datetime.datetime(2026, 2, 1, 0, 0, tzinfo=datetime.timezone.utc)",
        ),
    ],
)
def test_two_that_differ_do_not_go_together(one: dict[str, Any], two: dict[str, Any], message: str) -> None:
    with pytest.raises(pk.MergeConflict) as caught:
        _ = pk.Require(**one) & pk.Require(**two)
    assert str(caught.value) == message


def test_who_asks_for_both_an_address_and_a_vpc_is_refused() -> None:
    with pytest.raises(pk.IntentError, match="never both"):
        _ = pk.Require(source_ip="203.0.113.7") & pk.Require(source_vpc="vpc-0a1b2c3d")


def test_levels_grow() -> None:
    assert {name for name, level in LEVELS.items() if level is Anybody} == {"not_before", "not_after"}
    assert all(issubclass(Person, level) for level in LEVELS.values())


@pytest.mark.parametrize(
    ("principal", "require", "message"),
    [
        (
            {"Service": "ec2.amazonaws.com"},
            pk.Require(external_id="acme-42"),
            "invalid external_id: ec2.amazonaws.com cannot meet it: only who signs AssumeRole with the keys of an "
            "account has an organization and passes an external id",
        ),
        (
            {"AWS": "arn:aws:iam::111122223333:role/Build"},
            pk.Require(mfa=True),
            "invalid mfa: arn:aws:iam::111122223333:role/Build cannot meet it: only IAM users have MFA devices; "
            "sessions of roles, services and tokens say nothing of MFA",
        ),
    ],
)
def test_a_document_does_not_come_to_require_what_one_of_its_principals_can_never_meet(
    principal: dict[str, str], require: pk.Require[Any], message: str
) -> None:
    """CTX-50, ASSUME-33: the user could, but the other one would be locked out without a word."""
    both = {"AWS": ["arn:aws:iam::111122223333:user/alice", *([principal["AWS"]] if "AWS" in principal else [])]}
    document = pk.TrustPolicy.from_dict(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Principal": principal | both, "Action": "sts:AssumeRole"},
        }
    )
    with pytest.raises(pk.IntentError) as caught:
        document.requiring(require)
    assert str(caught.value) == message
