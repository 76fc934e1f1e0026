"""How IAM reads the text of a condition value: numbers, dates, booleans, bytes and IP addresses.

Policies and requests both write every value as text. The grammar of documents and the evaluation of conditions must
read it alike, so each notation is defined once, here. A ``read_…`` function answers None for text that is not in its
notation: such a value is not an error, it matches nothing (COND-50).

Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

import base64
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

__all__ = [
    "Address",
    "Network",
    "is_storable_date",
    "read_address",
    "read_binary",
    "read_bool",
    "read_date",
    "read_network",
    "read_number",
]

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")

_EPOCH = re.compile(r"[0-9]{1,32}")
_LAST_EPOCH: Final = 2**63 - 1
_W3C = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?:"
    r"T(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?:Z|(?P<sign>[+-])(?P<zone_hour>[01][0-9]|2[0-3]):(?P<zone_minute>[0-5][0-9])))?)?"
)
_STORED = re.compile(
    r"(?P<year>-?[0-9]{1,32})(?:-(?P<month>[0-9]{1,32})(?:-(?P<day>[0-9]{1,32}))?)?(?:"
    r"[Tt](?P<hour>[0-9]{1,32})?(?::(?P<minute>[0-9]{1,32})(?::(?P<second>[0-9]{1,32})(?:\.(?P<fraction>[0-9]{1,32}))?)?"
    r"(?:[Zz]|[+-](?P<zone_hour>[0-9]{2})(?::(?P<zone_minute>[0-9]{2}))?)?)?)?"
)
_RANGES: Final[Mapping[str, tuple[int, int]]] = {  # first and last value of every field that is present (COND-31)
    "year": (-292_275_054, 292_278_993),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
    "fraction": (0, 999_999_999),
    "zone_hour": (0, 23),
    "zone_minute": (0, 59),
}
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()

_BOOLS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_PREFIX_LENGTH = re.compile(r"/[0-9]{1,3}")


def read_number(text: str) -> Decimal | None:
    """Read an integer or a decimal, exactly; None for anything else.

    A sign, digits with an optional decimal point, and an exponent of at most six digits are read. White space, digit
    separators, ``NaN``, infinities and digits of other scripts are not.

    >>> read_number("3600") == read_number("3600.0") == read_number("3.6e3")
    True
    >>> read_number("1_000") is None
    True

    Source: IAM User Guide, "Numeric condition operators" (COND-23).
    """
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def read_date(text: str) -> int | None:
    """Read an instant as nanoseconds since 1970-01-01T00:00:00Z; None for anything else.

    Text of digits alone is epoch seconds from 0 to 2^63-1, even if it looks like a year (DISP-35). Everything else must
    be in the W3C profile of ISO 8601: ``YYYY-MM``, ``YYYY-MM-DD``, or a date and a time of day with the time zone ``Z``
    or ``±hh:mm``; seconds may be left out or have a fraction of at most nine digits. A date without a time of day is
    its midnight in UTC, a month its first day.

    >>> read_date("1970-01-02") == read_date("86400") == read_date("1970-01-02T01:00+01:00") == 86_400 * 10**9
    True
    >>> read_date("2020-02-30") is None
    True

    Source: IAM User Guide, "Date condition operators" (COND-24).
    """
    if _EPOCH.fullmatch(text):
        seconds = int(text)
        return seconds * 10**9 if seconds <= _LAST_EPOCH else None
    found = _W3C.fullmatch(text)
    if not found:
        return None
    hour, minute, second, zone_hour, zone_minute = (
        int(found[name] or 0) for name in ("hour", "minute", "second", "zone_hour", "zone_minute")
    )
    try:
        days = date(int(found["year"]), int(found["month"]), int(found["day"] or 1)).toordinal() - _EPOCH_DAY
    except ValueError:  # there is no such day: month 13, 30 February, year 0
        return None
    offset = (zone_hour * 60 + zone_minute) * (-60 if found["sign"] == "-" else 60)
    seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    return seconds * 10**9 + int((found["fraction"] or "").ljust(9, "0"))


def is_storable_date(text: str) -> bool:
    """Whether IAM stores the text as the value of a date operator.

    IAM stores more than it can compare: next to epoch seconds and the W3C profile also a date or time with fields left
    out, in either case, each field checked by itself only. What is storable but not readable with `read_date` matches
    nothing; what is not storable makes the policy invalid.

    >>> [is_storable_date(text) for text in ("2024-02-31", "01T", "1735689600", "2024-13-01", "tomorrow")]
    [True, True, True, False, False]

    Source: observed behaviour of IAM, not documented (COND-31).
    """
    if _EPOCH.fullmatch(text):
        return int(text) <= _LAST_EPOCH
    found = _STORED.fullmatch(text)
    if not found:
        return False
    fields = {name: int(digits) for name, digits in found.groupdict().items() if digits is not None}
    return all(_RANGES[name][0] <= number <= _RANGES[name][1] for name, number in fields.items())


def read_bool(text: str) -> bool | None:
    """Read ``true`` or ``false``, in any case; None for anything else.

    >>> read_bool("TRUE"), read_bool("1")
    (True, None)

    Source: IAM User Guide, "Boolean condition operators" (COND-25).
    """
    return _BOOLS.get(text.lower())


def read_binary(text: str) -> bytes | None:
    """Read the bytes that padded base64 stands for; None for anything else.

    >>> read_binary("QmluYXJ5"), read_binary("QmluYXJ5=")
    (b'Binary', None)

    Source: IAM User Guide, "Binary condition operators" (COND-26).
    """
    return base64.b64decode(text) if _BASE64.fullmatch(text) else None


@lru_cache(maxsize=1 << 10)  # many statements ask about the one address of a request
def read_address(text: str) -> Address | None:
    """Read one IPv4 or IPv6 address, without a prefix length and without a zone; None for anything else.

    An IPv4 address written as IPv6 (``::ffff:192.0.2.1``) stays an IPv6 address (COND-33).

    >>> read_address("192.0.2.1"), read_address("192.0.2.1/32")
    (IPv4Address('192.0.2.1'), None)

    Source: IAM User Guide, "IP address condition operators" (COND-27).
    """
    if "%" in text:
        return None
    try:
        return ip_address(text)
    except ValueError:
        return None


def read_network(text: str) -> Network | None:
    """Read an address range in CIDR notation; None for anything else.

    Bits after the prefix are ignored. A bare address is a range of one: /32 for IPv4 and /128 for IPv6 (DISP-30).

    >>> read_network("10.0.0.5/8"), read_network("2001:db8::1")
    (IPv4Network('10.0.0.0/8'), IPv6Network('2001:db8::1/128'))

    Source: IAM User Guide, "IP address condition operators" (COND-27).
    """
    address, slash, _ = text.partition("/")
    if read_address(address) is None or (slash and not _PREFIX_LENGTH.fullmatch(text, len(address))):
        return None  # also a netmask: 10.0.0.0/255.0.0.0 is not CIDR
    try:
        return ip_network(text, strict=False)
    except ValueError:  # a prefix longer than the address
        return None
