"""Laws of condition values: what holds for every text, not only for the rows of a table."""

import base64
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.evaluate.operators import OPERATORS, ValueTest
from policykit.evaluate.variables import resolve
from policykit.model.template import Template, parse_template, split_fields
from policykit.model.values import is_storable_date, read_date
from policykit.wildcard import Mark

TWINS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
PATTERNS = st.text("ab*?\n", max_size=8)
TEMPLATES = st.lists(
    st.sampled_from(["a", ":", "*", "?", "${*}", "${k}", "${k, ':*'}", "${gone, 'x:?'}", "${ ", "}"]), max_size=8
).map(lambda pieces: parse_template("".join(pieces)))
ARNS = st.lists(st.text("ab*?", max_size=3), min_size=5, max_size=5).map(lambda fields: ":".join(["arn", *fields]))
ZONES = st.just("Z") | st.builds("{}{:02}:{:02}".format, st.sampled_from("+-"), st.integers(0, 23), st.integers(0, 59))


def compiled(operator: str, policy: str) -> ValueTest:
    test = OPERATORS[operator].compile(parse_template(policy))
    assert test is not None
    return test


def resolved(template: Template, value: str) -> Template:
    result = resolve(template, {"k": (value,)}.get)
    assert isinstance(result, Template)
    return result


def marks(template: Template) -> list[Mark]:
    return [part for part in template.glob if isinstance(part, Mark)]


def nanoseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1000


@pytest.mark.parametrize("name", OPERATORS)
def test_a_negated_operator_has_the_test_of_its_twin(name: str) -> None:
    operator, twin = OPERATORS[name], OPERATORS[TWINS.get(name, name)]
    assert operator.negated is (name in TWINS)
    assert not twin.negated
    assert (operator.compile, operator.family) == (twin.compile, twin.family)


@given(st.sampled_from(sorted(OPERATORS)), st.text(), st.text())
def test_every_text_is_answered(name: str, policy: str, value: str) -> None:
    test = OPERATORS[name].compile(parse_template(policy))
    assert test is None or test(value) in (True, False)


@given(NUMBERS, NUMBERS)
def test_numbers_compare_as_decimals(policy: Decimal, value: Decimal) -> None:
    verdicts = {
        "NumericLessThan": value < policy,
        "NumericLessThanEquals": value <= policy,
        "NumericEquals": value == policy,
        "NumericGreaterThanEquals": value >= policy,
        "NumericGreaterThan": value > policy,
    }
    assert {name: compiled(name, str(policy))(str(value)) for name in verdicts} == verdicts


@given(PATTERNS, PATTERNS)
def test_string_like_agrees_with_the_definition_of_wildcards(pattern: str, text: str) -> None:
    @cache
    def matches(rest: str, of: str) -> bool:
        if not rest:
            return not of
        if rest[0] == "*":
            return matches(rest[1:], of) or (bool(of) and matches(rest, of[1:]))
        return bool(of) and rest[0] in ("?", of[0]) and matches(rest[1:], of[1:])

    assert compiled("StringLike", pattern)(text) is matches(pattern, text)


@given(PATTERNS, PATTERNS)
def test_string_equals_is_equality(policy: str, value: str) -> None:
    assert compiled("StringEquals", policy)(value) is (policy == value)


@given(PATTERNS)
def test_every_text_equals_itself(text: str) -> None:
    assert all(compiled(name, text)(text) for name in ("StringEquals", "StringEqualsIgnoreCase", "StringLike"))


@given(ARNS, ARNS)
def test_arn_like_is_string_like_field_by_field(policy: str, value: str) -> None:
    fields = zip(policy.split(":"), value.split(":"), strict=True)
    assert compiled("ArnLike", policy)(value) is all(compiled("StringLike", field)(text) for field, text in fields)


@given(ARNS, ARNS)
def test_what_arn_like_matches_string_like_matches(policy: str, value: str) -> None:
    assert compiled("StringLike", policy)(value) or not compiled("ArnLike", policy)(value)


@given(st.datetimes(), st.sampled_from(["minutes", "seconds", "milliseconds", "microseconds"]), ZONES)
def test_instants_agree_with_datetime(moment: datetime, precision: str, zone: str) -> None:
    text = moment.isoformat(timespec=precision) + zone
    assert read_date(text) == nanoseconds(datetime.fromisoformat(text))


@given(st.dates())
def test_a_date_and_a_month_are_their_first_midnight(day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert read_date(day.isoformat()) == nanoseconds(midnight)
    assert read_date(day.isoformat()[:7]) == nanoseconds(midnight.replace(day=1))


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_epoch_seconds_compare_as_integers(policy: int, value: int) -> None:
    assert compiled("DateLessThan", str(policy))(str(value)) is (value < policy)
    assert compiled("DateEquals", str(policy))(str(value)) is (value == policy)


@given(st.from_regex(r"[0-9]{4}(-[0-3][0-9]){1,2}(T[0-2][0-9](:[0-6][0-9]){1,2}(\.[0-9]{1,10})?Z)?", fullmatch=True))
def test_what_can_be_read_can_be_stored(text: str) -> None:
    assert is_storable_date(text) or read_date(text) is None


@given(st.ip_addresses(), st.ip_addresses(), st.integers(0, 128))
def test_a_network_is_a_prefix_of_bits(
    policy: IPv4Address | IPv6Address, value: IPv4Address | IPv6Address, prefix: int
) -> None:
    length = min(prefix, policy.max_prefixlen)
    same = int(policy) >> (policy.max_prefixlen - length) == int(value) >> (policy.max_prefixlen - length)
    assert compiled("IpAddress", f"{policy}/{length}")(str(value)) is (policy.version == value.version and same)


@given(st.binary(), st.binary())
def test_binary_values_compare_as_bytes(policy: bytes, value: bytes) -> None:
    test = compiled("BinaryEquals", base64.b64encode(policy).decode())
    assert test(base64.b64encode(value).decode()) is (policy == value)
    assert test(base64.b64encode(policy).decode())


@given(TEMPLATES, st.text("a:*?${}"))
def test_a_value_brings_neither_wildcards_nor_variables_nor_fields(template: Template, value: str) -> None:
    result = resolved(template, value)
    assert marks(result) == marks(template)
    assert result.is_constant
    assert len(split_fields(result)) == len(split_fields(template))


@given(st.text("ab*?"), st.text("ab*?"))
def test_a_variable_alone_matches_its_value_and_nothing_else(value: str, text: str) -> None:
    test = OPERATORS["StringLike"].compile(resolved(parse_template("${k}"), value))
    assert test is not None
    assert test(value)
    assert test(text) is (text == value)


@given(TEMPLATES, st.text("a:*?"))
def test_fields_joined_by_colons_are_the_template(template: Template, value: str) -> None:
    for each in (template, resolved(template, value)):
        assert ":".join(field.text for field in split_fields(each)) == each.text


@given(st.text("a${*?}"))
def test_an_escaped_text_is_literal(text: str) -> None:
    escaped = "".join(f"${{{character}}}" if character in "*?$" else character for character in text)
    template = parse_template(escaped)
    assert template.text == text
    assert not marks(template)
