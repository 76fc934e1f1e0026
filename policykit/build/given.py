"""Requirements as their author says them, read into the values that they are.

Each reader names the parameter that it refuses. An empty list is refused too: it is what a lookup gives that has found
nothing, and a requirement that silently requires nothing is none.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any, Final, TypeAlias

from policykit.build.names import check_flag, checked
from policykit.build.requirements import MOST_TAGS, USERNAME
from policykit.errors import IntentError
from policykit.model.ids import ExternalId, OrganizationId, SessionName, SourceIdentity
from policykit.model.tags import Tags

__all__ = ["READERS"]

_Reader: TypeAlias = Callable[[str, Any], object]
_LONGEST: Final = 129_600  # seconds that credentials with MFA can last (ASSUME-92)


def _of_kind(kind: Callable[[str], str]) -> _Reader:
    return lambda parameter, value: checked(parameter, kind, value)


def _named(kind: Callable[[str], str]) -> _Reader:
    """A name of that kind, or the variable that stands for the name of the caller."""
    return lambda parameter, value: value if value == USERNAME else checked(parameter, kind, value)


def _seconds(parameter: str, value: object) -> int:
    if type(value) is not int or not 1 <= value <= _LONGEST:
        raise IntentError(parameter, f"expected 1 to {_LONGEST} seconds, found {value!r}")
    return value


def _tags(parameter: str, value: Mapping[str, str]) -> Tags:
    found = checked(parameter, Tags, value)
    if not 1 <= len(found) <= MOST_TAGS:
        raise IntentError(parameter, f"expected 1 to {MOST_TAGS} tags, found {len(found)}")
    return found


def _texts(parameter: str, value: object) -> tuple[str, ...]:
    """One text or several, each once."""
    if not isinstance(value, Iterable):
        raise IntentError(parameter, f"expected text, or several texts, found {value!r}")
    values = (value,) if isinstance(value, str) else tuple(value)
    for each in values:
        if not isinstance(each, str):
            raise IntentError(parameter, f"expected text, found {each!r}")
    if not values:
        raise IntentError(parameter, "expected at least one, found none: leave it out to require nothing")
    return tuple(dict.fromkeys(values))


def _vpcs(parameter: str, value: object) -> tuple[str, ...]:
    for each in (found := _texts(parameter, value)):
        if not _VPC.fullmatch(each):
            raise IntentError(parameter, f"expected the id of a VPC, such as vpc-0a1b2c3d, found {each!r}")
    return found


_VPC: Final = re.compile("vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})")


def _ranges(parameter: str, value: object) -> tuple[str, ...]:
    """Addresses and ranges of the public internet, together less than all of it."""
    networks = [_network(parameter, each) for each in _texts(parameter, value)]
    for kind in (IPv4Network, IPv6Network):
        own: list[Any] = [each for each in networks if isinstance(each, kind)]
        if any(each.prefixlen == 0 for each in collapse_addresses(own)):
            found = " and ".join(repr(str(each)) for each in own)
            raise IntentError(parameter, f"{found} is every address, so it requires nothing")
    return tuple(map(str, networks))


def _network(parameter: str, text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        expected = "expected an address or a range such as 203.0.113.0/24"
        raise IntentError(parameter, f"{expected}, found {text!r}: {error}") from None
    if any(network.network_address in each and network.prefixlen >= each.prefixlen for each in _NEVER_SEEN):
        raise IntentError(
            parameter,
            f"expected public addresses, found {text!r}, from which no call reaches AWS: for those out of a VPC, use "
            "source_vpc",
        )
    return network


_NEVER_SEEN: Final = tuple(
    map(
        ip_network,
        (
            *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
            *("::1/128", "fc00::/7", "fe80::/10"),
        ),
    )
)
"""Ranges of private networks and of single machines; ``aws:SourceIp`` shows the public address (CTX-43)."""


def _from(parameter: str, value: datetime | date | str) -> datetime:
    """A part of a second counts as a whole one, so that nothing is allowed that was not asked for."""
    found = _moment(parameter, value)
    return _whole(found + timedelta(seconds=1)) if found.microsecond else found


def _until(parameter: str, value: datetime | date | str) -> datetime:
    return _whole(_moment(parameter, value))


def _moment(parameter: str, value: datetime | date | str) -> datetime:
    """A time of the world; a date alone is its first second in UTC."""
    try:
        found = _read_time(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if type(found) is date:
        found = datetime.combine(found, time(), UTC)
    if not isinstance(found, datetime) or found.tzinfo is None or found.year not in _YEARS:
        raise IntentError(
            parameter,
            f"expected a date, or a time with its zone such as 2026-01-31T18:00:00Z, of the years {_YEARS[0]} to "
            f"{_YEARS[-1]}, found {value!r}",
        )
    return found.astimezone(UTC)


def _read_time(text: str) -> datetime | date:
    return date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS: Final = range(2000, 9999)  # with room for one second more

READERS: Final[Mapping[str, _Reader]] = {
    "external_id": _of_kind(ExternalId),
    "mfa": check_flag,
    "mfa_max_age_seconds": _seconds,
    "source_identity": _named(SourceIdentity),
    "session_tags": _tags,
    "transitive_tags": _texts,
    "session_name": _named(SessionName),
    "organization": _of_kind(OrganizationId),
    "source_ip": _ranges,
    "source_vpc": _vpcs,
    "not_before": _from,
    "not_after": _until,
}
"""How each requirement is read, by the name of its parameter."""
