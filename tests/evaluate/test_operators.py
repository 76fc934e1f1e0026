"""One value of a request against one value of a policy, for every operator (COND-20 to COND-51)."""

from collections.abc import Mapping

import pytest

from policykit.evaluate.operators import OPERATORS
from policykit.evaluate.truth import Truth
from policykit.evaluate.variables import resolve
from policykit.model.condition import Family
from policykit.model.template import parse_template

ROLE = "arn:aws:iam::111122223333:role/ci/Deploy"


def holds(operator: str, policy: str, request: str, context: Mapping[str, str] | None = None) -> bool:
    """The verdict for a key with the one value `request`, under version 2012-10-17."""
    row = OPERATORS[operator]
    values = {key.casefold(): (value,) for key, value in (context or {}).items()}
    resolved = resolve(parse_template(policy, variables=row.variables), values.get)
    assert resolved is not Truth.UNKNOWN
    test = None if resolved is None else row.compile(resolved)
    return (test is not None and test(request)) is not row.negated


# IAM User Guide, "IAM JSON policy elements: Condition operators", section "String condition operators"
STRINGS = {
    "COND-20 the same text": ("StringEquals", "team-a", "team-a", True),
    "COND-20 case tells texts apart": ("StringEquals", "team-a", "Team-A", False),
    "COND-20 a star is an ordinary character": ("StringEquals", "team-*", "team-a", False),
    "COND-20 a star equals a star": ("StringEquals", "team-*?", "team-*?", True),
    "COND-20 nothing is trimmed": ("StringEquals", "team-a", "team-a\n", False),
    "COND-63 an escape equals its character": ("StringEquals", "${*}${?}${$}", "*?$", True),
    "COND-69 a dollar is an ordinary character": ("StringEquals", "US$5", "US$5", True),
    "203 CTX-62 empty equals empty": ("StringEquals", "", "", True),
    "203 CTX-62 empty equals nothing else": ("StringEquals", "", "x", False),
    "204 CTX-62 empty is not unequal to empty": ("StringNotEquals", "", "", False),
    "204 CTX-62 x is unequal to empty": ("StringNotEquals", "", "x", True),
    "206 CTX-62 empty is present and compared": ("StringEquals", "x", "", False),
    "207 CTX-62 empty is no member of [a]": ("StringEquals", "a", "", False),
    "147 COND-2 equal to one of the values": ("StringNotEquals", "a", "a", False),
    "149 COND-12 b is unequal to a": ("StringNotEquals", "a", "b", True),
    "150 COND-12 a is not unequal to a": ("StringNotEquals", "a", "a", False),
    "COND-21 case is folded": ("StringEqualsIgnoreCase", "Team-A", "tEAM-a", True),
    "COND-21 case is folded beyond ASCII": ("StringEqualsIgnoreCase", "STRASSE", "straße", True),
    "COND-21 a star is an ordinary character": ("StringEqualsIgnoreCase", "team-*", "TEAM-A", False),
    "COND-21 negated": ("StringNotEqualsIgnoreCase", "Team-A", "tEAM-a", False),
    "COND-21 negated, another text": ("StringNotEqualsIgnoreCase", "Team-A", "team-b", True),
    "141 COND-22 a star crosses colons and slashes": ("StringLike", "a*b", "a:/b", True),
    "COND-22 a star may be nothing": ("StringLike", "a*b", "ab", True),
    "COND-22 a question mark is one character": ("StringLike", "a?b", "a/b", True),
    "COND-22 a question mark is not nothing": ("StringLike", "a?b", "ab", False),
    "COND-22 the whole text is compared": ("StringLike", "a", "ab", False),
    "COND-22 a line end is a character": ("StringLike", "a?", "a\n", True),
    "COND-22 case tells texts apart": ("StringLike", "A*", "ab", False),
    "COND-22 there are no character classes": ("StringLike", "[ab]", "a", False),
    "COND-22 a bracket is a bracket": ("StringLike", "[ab]*", "[ab]!", True),
    "COND-22 empty is like empty": ("StringLike", "", "", True),
    "COND-22 negated": ("StringNotLike", "a*b", "a:/b", False),
    "COND-22 negated, another text": ("StringNotLike", "a*b", "a:/c", True),
    "158 COND-63 an escaped star is a star": ("StringLike", "${*}", "*", True),
    "158 COND-63 an escaped star is nothing else": ("StringLike", "${*}", "abc", False),
    "COND-63 an escaped question mark": ("StringLike", "${?}*", "x", False),
    "COND-51 a number is compared by its text": ("StringEquals", "3600", "3600", True),
}

# the same page, section "Numeric condition operators"
NUMBERS = {
    "154 COND-23 numbers are not compared as text": ("NumericLessThan", "10", "9.5", True),
    "COND-23 decimals are exact": ("NumericEquals", "0.1", "0.10", True),
    "COND-23 decimals are exact, the last digit": ("NumericEquals", "0.1", "0.1000000000000000000000000000001", False),
    "COND-23 a bare lexeme keeps its value": ("NumericEquals", "1.0", "1", True),
    "COND-23 negative": ("NumericLessThan", "-1", "-2", True),
    "COND-23 equal is not less": ("NumericLessThan", "10", "10", False),
    "COND-23 less or equal": ("NumericLessThanEquals", "10", "10.0", True),
    "COND-23 not less or equal": ("NumericLessThanEquals", "10", "10.1", False),
    "COND-23 equal is not greater": ("NumericGreaterThan", "10", "10", False),
    "COND-23 greater": ("NumericGreaterThan", "10", "11", True),
    "COND-23 greater or equal": ("NumericGreaterThanEquals", "10", "10", True),
    "COND-23 not greater or equal": ("NumericGreaterThanEquals", "10", "9", False),
    "COND-23 unequal": ("NumericNotEquals", "10", "11", True),
    "COND-23 not unequal": ("NumericNotEquals", "10", "1e1", False),
    "COND-50 an unreadable request value does not match": ("NumericLessThan", "10", "few", False),
    "COND-50 an unreadable request value is unequal (DISP-38)": ("NumericNotEquals", "10", "ten", True),
    "COND-50 an unreadable policy value matches nothing": ("NumericEquals", "ten", "ten", False),
    "COND-50 an unreadable policy value equals nothing": ("NumericNotEquals", "ten", "ten", True),
    "COND-23 a star is not a number": ("NumericEquals", "1*", "10", False),
    "COND-61 variables mean nothing to numbers": ("NumericEquals", "${n}", "5", False),
    "COND-32 aws:EpochTime as a number": ("NumericGreaterThan", "1577836800", "1577836801", True),
}

# the same page, section "Date condition operators"
DATES = {
    "155 COND-24 a date is its midnight": ("DateGreaterThan", "2020-01-01", "2020-01-01T00:00:01Z", True),
    "155 COND-24 midnight itself": ("DateGreaterThan", "2020-01-01", "2020-01-01T00:00:00Z", False),
    "211 COND-24 four digits are seconds (DISP-35)": ("DateGreaterThan", "2020", "2024-05-01T12:00:00Z", True),
    "211 COND-24 four digits are no year (DISP-35)": ("DateLessThan", "2030", "2024-05-01T12:00:00Z", False),
    "COND-24 the same instant in two zones": (
        "DateEquals",
        "2020-01-01T01:00+01:00",
        "2019-12-31T19:00:00-05:00",
        True,
    ),
    "COND-24 epoch seconds": ("DateEquals", "1577836800", "2020-01-01", True),
    "COND-24 a month begins": ("DateLessThanEquals", "2020-02", "2020-02-01T00:00:00Z", True),
    "COND-24 a month has begun": ("DateLessThanEquals", "2020-02", "2020-02-01T00:00:00.001Z", False),
    "COND-24 less": ("DateLessThan", "2020-01-01", "2019-12-31T23:59:59.9Z", True),
    "COND-24 greater or equal": ("DateGreaterThanEquals", "2020-01-01", "2020-01-01", True),
    "COND-24 not greater or equal": ("DateGreaterThanEquals", "2020-01-01", "2019-12-31", False),
    "COND-24 unequal": ("DateNotEquals", "2020-01-01", "2020-01-02", True),
    "COND-24 not unequal": ("DateNotEquals", "2020-01-01", "1577836800", False),
    "COND-31 storable but not comparable: no time zone": ("DateLessThan", "2030-01-01T00:00:00", "2020-01-01", False),
    "COND-31 storable but not comparable: no such day": ("DateGreaterThan", "2020-02-30", "2024-01-01", False),
    "COND-31 not comparable, negated": ("DateNotEquals", "01T", "2024-01-01", True),
    "COND-50 an unreadable request value": ("DateLessThan", "2030-01-01", "now", False),
    "COND-24 the last epoch second": ("DateLessThan", "9223372036854775807", "9999-12-31", True),
}

# the same page, on Boolean, binary and IP address operators, and on the existence of condition keys
OTHERS = {
    "151 COND-25 case does not matter": ("Bool", "true", "TRUE", True),
    "COND-25 false": ("Bool", "False", "false", True),
    "COND-25 different": ("Bool", "true", "false", False),
    "COND-25 one is not true": ("Bool", "true", "1", False),
    "COND-25 no wildcards": ("Bool", "tru*", "true", False),
    "COND-50 Bool cannot read the policy value": ("Bool", "yes", "yes", False),
    "COND-26 the same bytes": ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
    "COND-26 other bytes": ("BinaryEquals", "QmluYXJ5", "QmluYXJ6", False),
    "COND-26 bytes, not text": ("BinaryEquals", "QQ==", "QR==", True),
    "COND-50 Binary cannot read the request value": ("BinaryEquals", "QmluYXJ5", "Binary!", False),
    "COND-50 Binary cannot read the policy value": ("BinaryEquals", "QQ", "QQ", False),
    "COND-27 inside": ("IpAddress", "203.0.113.0/24", "203.0.113.77", True),
    "COND-27 outside": ("IpAddress", "203.0.113.0/24", "203.0.114.1", False),
    "217 COND-27 host bits are ignored": ("IpAddress", "10.0.0.5/8", "10.1.2.3", True),
    "COND-27 a bare address is one host": ("IpAddress", "203.0.113.7", "203.0.113.7", True),
    "COND-27 a bare address is no other host": ("IpAddress", "203.0.113.7", "203.0.113.8", False),
    "COND-27 a bare IPv6 address is one host (DISP-30)": ("IpAddress", "2001:db8::1", "2001:db8:0::1", True),
    "COND-27 a bare IPv6 address is no network (DISP-30)": ("IpAddress", "2001:db8::1", "2001:db8::2", False),
    "152 COND-27 IPv6 does not contain IPv4": ("IpAddress", "2001:db8::/32", "192.0.2.1", False),
    "COND-27 everything in IPv4 is nothing in IPv6": ("IpAddress", "0.0.0.0/0", "2001:db8::1", False),
    "COND-33 a mapped address is an IPv6 address": ("IpAddress", "192.0.2.0/24", "::ffff:192.0.2.1", False),
    "COND-27 negated, inside": ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", False),
    "COND-27 negated, outside": ("NotIpAddress", "10.0.0.0/8", "192.0.2.1", True),
    "COND-27 a range in the request is no address": ("IpAddress", "10.0.0.0/8", "10.0.0.0/8", False),
    "COND-50 an unreadable request address": ("NotIpAddress", "10.0.0.0/8", "AWS Internal", True),
    "COND-50 an unreadable range": ("IpAddress", "10.*", "10.0.0.1", False),
    "COND-50 an unreadable range, negated": ("NotIpAddress", "10.*", "10.0.0.1", True),
    "148 COND-5 present is not null": ("Null", "true", "x", False),
    "148 COND-5 present, as wanted": ("Null", "false", "x", True),
    "205 CTX-62 a single empty string is null": ("Null", "true", "", True),
    "205 CTX-62 a single empty string is not present": ("Null", "false", "", False),
    "COND-5 any case": ("Null", "True", "", True),
    "COND-50 Null cannot read the policy value": ("Null", "maybe", "", False),
}

# the same page, section "Amazon Resource Name (ARN) condition operators"
ARNS = {
    "COND-28 the same ARN": ("ArnEquals", ROLE, ROLE, True),
    "COND-40 case tells ARNs apart": ("ArnEquals", ROLE.lower(), ROLE, False),
    "COND-28 ArnEquals knows wildcards": ("ArnEquals", "arn:aws:iam::*:role/*", ROLE, True),
    "COND-40 the resource may contain colons": (
        "ArnLike",
        "arn:aws:logs:*:*:log-group:*",
        "arn:aws:logs:us-east-1:111122223333:log-group:/a:b",
        True,
    ),
    "COND-40 a star in the resource crosses slashes": ("ArnLike", "arn:aws:iam::111122223333:role/*", ROLE, True),
    "COND-40 a star in front of it crosses no colon": ("ArnLike", "arn:aws:*:role/ci/Deploy", ROLE, False),
    "COND-40 a question mark is no colon": ("ArnLike", "arn:aws:iam?:111122223333:role/ci/Deploy", ROLE, False),
    "COND-42 any account": ("ArnLike", "arn:aws:iam::*:role/ci/Deploy", ROLE, True),
    "COND-42 part of an account": ("ArnLike", "arn:aws:iam::1111*:role/ci/Deploy", ROLE, True),
    "COND-42 part of another account": ("ArnLike", "arn:aws:iam::2*:role/ci/Deploy", ROLE, False),
    "COND-42 four fields": ("ArnLike", "arn:aws:iam:*", ROLE, False),
    "141 COND-42 five fields": ("ArnLike", "arn:aws:iam:*:role/ci/Deploy", ROLE, False),
    "142 COND-41 a star alone (DISP-33)": ("ArnLike", "*", ROLE, False),
    "142 COND-41 a star alone, negated (DISP-33)": ("ArnNotLike", "*", ROLE, True),
    "COND-40 stars in all fields": ("ArnLike", "*:*:*:*:*:*", ROLE, True),
    "ARN-14 an empty field is empty": ("ArnLike", "arn:aws:iam:::role/ci/Deploy", ROLE, False),
    "ARN-22 a star in the request is a star": ("ArnEquals", "arn:aws:s3:::b", "arn:aws:s3:::*", False),
    "ARN-22 an escaped star matches it": ("ArnEquals", "arn:aws:s3:::${*}", "arn:aws:s3:::*", True),
    "ARN-22 an escaped star matches nothing else": ("ArnEquals", "arn:aws:s3:::${*}", "arn:aws:s3:::b", False),
    "COND-43 not an ARN": ("ArnLike", "*:*:*:*:*:*", "sts.amazonaws.com", False),
    "COND-43 six fields are not an ARN": ("ArnLike", "*:*:*:*:*:*", "a:b:c:d:e:f", False),
    "COND-43 not an ARN, negated": ("ArnNotEquals", ROLE, "sts.amazonaws.com", True),
    "COND-28 negated": ("ArnNotEquals", ROLE, ROLE, False),
    "COND-28 negated with wildcards": ("ArnNotLike", "arn:aws:iam::*:role/*", ROLE, False),
}

GOLDEN = STRINGS | NUMBERS | DATES | OTHERS | ARNS


@pytest.mark.parametrize(("operator", "policy", "request_value", "verdict"), GOLDEN.values(), ids=GOLDEN)
def test_one_value_against_one_value(operator: str, policy: str, request_value: str, verdict: bool) -> None:
    assert holds(operator, policy, request_value) is verdict


# IAM User Guide, "IAM policy elements: Variables and tags"
USER = {"aws:username": "alice", "aws:PrincipalAccount": "111122223333", "aws:PrincipalTag/datazone:userId": "u-1"}
TEAM = {"aws:PrincipalTag/team": "red"}
VARIABLES = {
    "69 CTX-30 the own name": ("StringLike", "${aws:username}", "alice", USER, True),
    "COND-61 inside a value": ("StringEquals", "home/${aws:username}", "home/alice", USER, True),
    "COND-67 key names have no case": ("StringEquals", "${AWS:UserName}", "alice", USER, True),
    "156 COND-60 the default": ("StringEquals", "${aws:PrincipalTag/team, 'none'}", "none", {}, True),
    "156 COND-60 the value wins": ("StringEquals", "${aws:PrincipalTag/team, 'none'}", "red", TEAM, True),
    "157 COND-64 no value": ("StringEquals", "${aws:PrincipalTag/t}", "x", {}, False),
    "157 COND-64 no value is unequal": ("StringNotEquals", "${aws:PrincipalTag/t}", "x", {}, True),
    "157 COND-64 no value equals not even empty": ("StringEquals", "${aws:PrincipalTag/t}", "", {}, False),
    "208 COND-64 empty is a value (DISP-42)": ("StringEquals", "${k, 'none'}", "", {"k": ""}, True),
    "208 COND-64 empty is not the default (DISP-42)": ("StringEquals", "${k, 'none'}", "none", {"k": ""}, False),
    "201 COND-61 in any field of an ARN-shaped text": (
        "StringLike",
        "arn:aws:iam::${aws:PrincipalAccount}:role/*",
        ROLE,
        USER,
        True,
    ),
    "COND-61 in any field of an ARN": ("ArnLike", "arn:aws:iam::${aws:PrincipalAccount}:role/*", ROLE, USER, True),
    "ARN-1 colons of the name separate nothing": (
        "ArnLike",
        "arn:aws:s3:::${aws:PrincipalTag/datazone:userId}/*",
        "arn:aws:s3:::u-1/x",
        USER,
        True,
    ),
    "COND-40 colons of the value separate nothing": (
        "ArnLike",
        "arn:aws:iam::${k}:role/*",
        "arn:aws:iam::1:role/a:role/b",
        {"k": "1:role/a"},
        False,
    ),
    "COND-40 colons of the value belong to the resource": (
        "ArnLike",
        "arn:aws:logs:::${k}:*",
        "arn:aws:logs:::log-group:a:b",
        {"k": "log-group:a"},
        True,
    ),
    "COND-41 a variable is one field, whatever its value": ("ArnLike", "${k}", ROLE, {"k": ROLE}, False),
    "COND-66 a star of the value is a star (DISP-17)": ("StringLike", "${k}", "abc", {"k": "*"}, False),
    "COND-66 a star of the value equals a star": ("StringLike", "${k}?", "*!", {"k": "*"}, True),
    "COND-66 a star of the value in an ARN": ("ArnLike", "arn:aws:iam::${k}:role/*", ROLE, {"k": "*"}, False),
    "COND-68 a single pass": ("StringEquals", "${k}", "alice", {"k": "${aws:username}"} | USER, False),
    "COND-68 no nesting": ("StringEquals", "${aws:PrincipalTag/${k}}", "red", {"k": "team"} | TEAM, False),
    "COND-61 variables under Bool (DISP-13)": ("Bool", "${k}", "true", {"k": "TRUE"}, True),
    "COND-61 no variables under Null": ("Null", "${k}", "", {"k": "true"}, False),
    "COND-61 no variables under Date": ("DateEquals", "${k}", "2020", {"k": "2020"}, False),
    "COND-61 no variables under IpAddress": ("IpAddress", "${k}", "10.0.0.1", {"k": "10.0.0.1"}, False),
    "COND-61 no variables under Binary": ("BinaryEquals", "${k}", "QQ==", {"k": "QQ=="}, False),
}


@pytest.mark.parametrize(
    ("operator", "policy", "request_value", "context", "verdict"), VARIABLES.values(), ids=VARIABLES
)
def test_policy_variables(
    operator: str, policy: str, request_value: str, context: Mapping[str, str], verdict: bool
) -> None:
    assert holds(operator, policy, request_value, context) is verdict


def test_without_version_2012_a_variable_is_its_own_text() -> None:
    """143: IAM User Guide, "IAM JSON policy elements: Version" (GRAM-12)."""
    test = OPERATORS["StringEquals"].compile(parse_template("${aws:username}", variables=False))
    assert test is not None
    assert not test("alice")
    assert test("${aws:username}")


def test_the_table_holds_the_documented_operators_and_no_others() -> None:
    """COND-20 to COND-29; the page knows no BinaryNotEquals and no negated Bool or Null."""
    ordered = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
    assert set(OPERATORS) == {
        *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        *("StringLike", "StringNotLike", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress"),
        *(f"{family}{comparison}" for family in ("Numeric", "Date") for comparison in ordered),
        *("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Null"),
    }
    assert all(name == operator.name for name, operator in OPERATORS.items())


def test_the_families_with_variables() -> None:
    """COND-61; Bool by DISP-13."""
    families = {operator.family for operator in OPERATORS.values() if operator.variables}
    assert families == {Family.STRING, Family.ARN, Family.BOOL}


@pytest.mark.parametrize(
    "name", ["NumericEquals", "DateEquals", "Bool", "BinaryEquals", "IpAddress", "ArnLike", "Null"]
)
def test_a_policy_value_that_cannot_be_read_has_no_test(name: str) -> None:
    """COND-50, COND-41."""
    assert OPERATORS[name].compile(parse_template("unreadable")) is None
