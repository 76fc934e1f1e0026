"""How the text of a condition value is read (COND-23 to COND-31)."""

from decimal import Decimal
from ipaddress import ip_address, ip_network

import pytest

from policykit.model.values import (
    Address,
    Network,
    is_storable_date,
    read_address,
    read_binary,
    read_bool,
    read_date,
    read_network,
    read_number,
)

SECOND = 10**9
NEW_YEAR = 1_577_836_800 * SECOND  # 2020-01-01T00:00:00Z
LAST = 2**63 - 1


# IAM User Guide, "IAM JSON policy elements: Condition operators", section "Numeric condition operators" (COND-23)
NUMBERS = {
    "0": Decimal(0),
    "3600": Decimal(3600),
    "007": Decimal(7),
    "-1.50": Decimal("-1.5"),
    "+2": Decimal(2),
    ".5": Decimal("0.5"),
    "5.": Decimal(5),
    "1e3": Decimal(1000),
    "1E-3": Decimal("0.001"),
    "1e999999": Decimal("1e999999"),
    "1e1000000": None,
    "": None,
    ".": None,
    "-": None,
    "e3": None,
    "1e": None,
    "1 ": None,
    "1\n": None,
    "1_000": None,
    "1,000": None,
    "0x10": None,
    "NaN": None,
    "Infinity": None,
    "٣": None,  # an Arabic-Indic digit
    "10*": None,
}


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_numbers(text: str, number: Decimal | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(("low", "high"), [("1", "1e999999"), ("1e-999999", "1"), ("9" * 100_000, "1e100000")])
def test_numbers_of_any_size_compare_at_once(low: str, high: str) -> None:
    small, large = read_number(low), read_number(high)
    assert small is not None
    assert large is not None
    assert small < large


# the same page, section "Date condition operators" (COND-24); DISP-35
DATES = {
    "0": 0,
    "2020": 2020 * SECOND,
    "1577836800": NEW_YEAR,
    "0001577836800": NEW_YEAR,
    str(LAST): LAST * SECOND,
    str(LAST + 1): None,
    "9" * 5000: None,
    "2020-01": NEW_YEAR,
    "2020-01-01": NEW_YEAR,
    "2020-01-01T00:00Z": NEW_YEAR,
    "2020-01-01T00:00:00Z": NEW_YEAR,
    "2020-01-01T05:30:00+05:30": NEW_YEAR,
    "2019-12-31T16:00:00-08:00": NEW_YEAR,
    "2020-01-01T00:00:00.5Z": NEW_YEAR + SECOND // 2,
    "2020-01-01T00:00:00.000000001Z": NEW_YEAR + 1,
    "2020-02-29": NEW_YEAR + 59 * 86_400 * SECOND,
    "1969-12-31T23:59:59Z": -SECOND,
    "2020-02-30": None,
    "2020-00-01": None,
    "2020-01-00": None,
    "2020-13": None,
    "0000-01-01": None,
    "2020-01-01T24:00Z": None,
    "2020-01-01T00:60Z": None,
    "2020-01-01T00:00:60Z": None,
    "2020-01-01T00:00:00.Z": None,
    "2020-01-01T00:00:00.0000000000Z": None,
    "2020-01-01T00:00+24:00": None,
    "2020-01-01T00:00:00": None,
    "2020-01-01T00Z": None,
    "2020-01-01t00:00:00z": None,
    "2020-01-01 00:00:00Z": None,
    "2020-01-01T00:00:00+01": None,
    "2020-1-1": None,
    "-2020-01-01": None,
    "12020-01-01": None,
    "2020-01-01\n": None,
    "-5": None,
    "1.5": None,
    "٢٠٢٠": None,  # Arabic-Indic digits
    "": None,
}


@pytest.mark.parametrize(("text", "instant"), DATES.items(), ids=[text[:40] for text in DATES])
def test_dates(text: str, instant: int | None) -> None:
    assert read_date(text) == instant


# Observed, not documented (COND-31)
STORABLE = {
    "0": True,
    str(LAST): True,
    str(LAST + 1): False,
    "2020": True,
    "01T": True,
    "2020-02-31": True,
    "2020-1-1": True,
    "2020-13-01": False,
    "2020-00": False,
    "2020-01-32": False,
    "2020-01-01-01": False,
    "2020-": False,
    "-": False,
    "T": False,
    "T10:00": False,
    "-292275054-01": True,
    "-292275055-01": False,
    "292278993-12": True,
    "292278994-12": False,
    "2020-01-01T": True,
    "2020-01-01T23": True,
    "2020-01-01T24": False,
    "2020-01-01t10:00:00z": True,
    "2020-01-01T10:00Z": True,
    "2020-01-01T10:60Z": False,
    "2020-01-01T10:00:00": True,
    "2020-01-01T10:00:60Z": False,
    "2020-01-01T10:00:00.999999999Z": True,
    "2020-01-01T10:00:00.0000000001Z": True,
    "2020-01-01T10:00:00.1000000000Z": False,
    "2020-01-01T10:00:00+05": True,
    "2020-01-01T10:00:00+24": False,
    "2020-01-01T10:00:00-05:59": True,
    "2020-01-01T10:00:00-05:60": False,
    "2020-01-01T10:00:00+5": False,
    "2020-01-01T10:00:00ZZ": False,
    "2020-01-01\n": False,
    "tomorrow": False,
    "1.5": False,
    "٢٠٢٠": False,
    "": False,
    "9" * 5000: False,
    "2020-" + "1" * 5000: False,
}


@pytest.mark.parametrize(("text", "storable"), STORABLE.items(), ids=[text[:40] for text in STORABLE])
def test_storable_dates(text: str, storable: bool) -> None:
    assert is_storable_date(text) is storable


@pytest.mark.parametrize("text", [text for text, instant in DATES.items() if instant is not None])
def test_a_readable_date_is_storable(text: str) -> None:
    assert is_storable_date(text)


# the same page, section "Boolean condition operators" (COND-25)
BOOLS = {"true": True, "FALSE": False, "True": True, "1": None, "yes": None, "": None, "true ": None, "falſe": None}


@pytest.mark.parametrize(("text", "truth"), BOOLS.items())
def test_bools(text: str, truth: bool | None) -> None:
    assert read_bool(text) is truth


# the same page, section "Binary condition operators" (COND-26)
BINARY = {
    "": b"",
    "QUJD": b"ABC",
    "QUI=": b"AB",
    "QQ==": b"A",
    "QR==": b"A",
    "+/8=": b"\xfb\xff",
    "QQ": None,
    "QQ=": None,
    "QUJD=": None,
    "QQ==QQ==": None,
    "=": None,
    "QU JD": None,
    "QUJD\n": None,
    "-_8=": None,
    "QUJÄ": None,
}


@pytest.mark.parametrize(("text", "content"), BINARY.items())
def test_binary(text: str, content: bytes | None) -> None:
    assert read_binary(text) == content


# the same page, section "IP address condition operators" (COND-27, COND-33, DISP-30)
ADDRESSES = {
    "192.0.2.1": ip_address("192.0.2.1"),
    "2001:DB8::1": ip_address("2001:db8::1"),
    "::ffff:192.0.2.1": ip_address("::ffff:192.0.2.1"),
    "192.0.2.1/32": None,
    "192.0.2.01": None,
    "192.0.2": None,
    "192.0.2.256": None,
    "fe80::1%eth0": None,
    " 192.0.2.1": None,
    "192.0.2.1\n": None,
    "3221225985": None,
    "١.٢.٣.٤": None,
    "": None,
}
NETWORKS = {
    "10.0.0.0/8": ip_network("10.0.0.0/8"),
    "10.0.0.5/8": ip_network("10.0.0.0/8"),
    "10.0.0.5": ip_network("10.0.0.5/32"),
    "0.0.0.0/0": ip_network("0.0.0.0/0"),
    "2001:db8::/32": ip_network("2001:db8::/32"),
    "2001:db8::1": ip_network("2001:db8::1/128"),
    "10.0.0.0/33": None,
    "2001:db8::/129": None,
    "10.0.0.0/": None,
    "10.0.0.0/-1": None,
    "10.0.0.0/+8": None,
    "10.0.0.0/8/8": None,
    "10.0.0.0/255.0.0.0": None,
    "10.0.0.0/٨": None,
    "10.0.0/8": None,
    "fe80::1%eth0/64": None,
    "/8": None,
    "10.*": None,
    "": None,
}


@pytest.mark.parametrize(("text", "address"), ADDRESSES.items())
def test_addresses(text: str, address: Address | None) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(("text", "network"), NETWORKS.items())
def test_networks(text: str, network: Network | None) -> None:
    assert read_network(text) == network
