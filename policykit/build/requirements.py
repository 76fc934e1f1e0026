"""How each requirement is written, and how a request comes to meet or to break it.

Source: IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys" (CTX-6, CTX-30
to CTX-52); "Pass session tags in AWS STS" (ASSUME-40 to ASSUME-51).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Final

from policykit.build.trustee import STRANGE_ORGANIZATIONS, Part, unlike
from policykit.evaluate.callers import UserSession, has_account
from policykit.model.conjunction import Tests
from policykit.model.tags import Tags
from policykit.snapshot import Organization, User

__all__ = ["MOST_TAGS", "PRESENCE", "REQUIREMENTS", "USERNAME", "Requirement"]

USERNAME: Final = "${aws:username}"
"""As a session name or source identity: the name of the IAM user who asks."""

_Change = Callable[[Part], Part]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement, ready to be written and to be proved.

    Attributes:
        conditions: what the trust policy tests.
        companions: the actions that a request which meets it needs beside assuming (ASSUME-40, ASSUME-50).
        met: how somebody comes to meet it.
        broken: the ways not to, each with a description that ends the sentence "a request … is refused".
    """

    conditions: Tests
    met: _Change
    broken: Mapping[str, _Change]
    companions: tuple[str, ...] = ()


def _passing(**parameters: Any) -> _Change:
    return lambda part: part.passing(**parameters)


def _external_id(value: str) -> Requirement:
    return Requirement(
        {"StringEquals": {"sts:ExternalId": (value,)}},
        _passing(external_id=value),
        {
            "without the external id": _passing(external_id=None),
            "with another external id": _passing(external_id=unlike(value)),
        },
    )


def _mfa(_value: bool) -> Requirement:
    return Requirement(
        {"Bool": {"aws:MultiFactorAuthPresent": ("true",)}},
        _passing(mfa=True),
        {"without MFA": _passing(mfa=None), "with credentials made without MFA": _passing(mfa=False)},
    )


def _mfa_age(value: int) -> Requirement:
    def late(part: Part) -> Part:
        user = part.caller
        assert isinstance(user, User)  # of nobody else can MFA be required
        session = UserSession(user, mfa=True, mfa_age_seconds=value + 1)
        return Part(session, {**part.parameters, "mfa": None})

    return Requirement(
        {"NumericLessThanEquals": {"aws:MultiFactorAuthAge": (str(value),)}},
        _passing(mfa=True),
        {"with MFA of long ago": late},
    )


def _source_identity(value: str) -> Requirement:
    return Requirement(
        {"StringEquals": {"sts:SourceIdentity": (value,)}},
        lambda part: part.passing(source_identity=_resolved(value, part)),
        {
            "without the source identity": _passing(source_identity=None),
            "with another source identity": lambda part: part.passing(source_identity=unlike(_resolved(value, part))),
        },
        ("sts:SetSourceIdentity",),
    )


def _session_name(value: str) -> Requirement:
    return Requirement(
        {"StringEquals": {"sts:RoleSessionName": (value,)}},
        lambda part: part.passing(session_name=_resolved(value, part)),
        {"with another session name": lambda part: part.passing(session_name=unlike(_resolved(value, part)))},
    )


def _session_tags(tags: Tags) -> Requirement:
    def without(key: str) -> _Change:
        rest = {each: value for each, value in tags.items() if each != key}
        return lambda part: part.passing(
            tags=rest, transitive_tag_keys=tuple(each for each in part.transitive_tag_keys if each != key)
        )

    broken = {f"without the session tag {key}": without(key) for key in tags} | {
        f"with another value of the session tag {key}": _passing(tags={**tags, key: unlike(value)})
        for key, value in tags.items()
    }
    if len(tags) < MOST_TAGS:
        surplus = next(each for each in ("stranger", "stranger2") if each not in tags)
        broken["with one more session tag"] = _passing(tags={**tags, surplus: "stranger"})
    return Requirement(
        {
            "StringEquals": {f"aws:RequestTag/{key}": (value,) for key, value in tags.items()},
            "ForAllValues:StringEquals": {"aws:TagKeys": tuple(tags)},
        },
        _passing(tags=dict(tags)),
        broken,
        ("sts:TagSession",),
    )


MOST_TAGS: Final = 50
"""Of one call (ASSUME-43)."""

PRESENCE: Final = ("ForAnyValue:StringEquals", "ForAnyValue:StringEqualsIgnoreCase", "ForAnyValue:StringLike")
"""Ways to say that a key is among the transitive ones: a Condition element takes each once."""


def _transitive_tags(keys: tuple[str, ...]) -> Requirement:
    def all_but(key: str) -> _Change:
        return lambda part: part.passing(transitive_tag_keys=tuple(each for each in part.tags if each != key))

    return Requirement(
        {operator: {"sts:TransitiveTagKeys": (key,)} for operator, key in zip(PRESENCE, keys, strict=False)},
        _passing(transitive_tag_keys=keys),
        {f"with {key} not transitive": all_but(key) for key in keys},
    )


def _organization(value: str) -> Requirement:
    def member(part: Part, organization: str) -> Part:
        assert has_account(part.caller)  # of nobody else can an organization be required
        account = part.caller.arn.account
        accounts = {account: f"{organization}/r-exam/"}
        return part.passing(organization=Organization(organization, management_account=account, accounts=accounts))

    return Requirement(
        {"StringEquals": {"aws:PrincipalOrgID": (value,)}},
        # whoever is known by the organization stays in it
        lambda part: part if "organization" in part.parameters else member(part, value),
        {
            "from no organization": _passing(organization=None),
            "from another organization": lambda part: member(part, unlike(value, *STRANGE_ORGANIZATIONS)),
        },
    )


def _source_ip(ranges: tuple[str, ...]) -> Requirement:
    networks = [ip_network(each) for each in ranges]
    outside = [each for each in _ADDRESSES if not any(ip_address(each) in network for network in networks)]
    return Requirement(
        {"IpAddress": {"aws:SourceIp": ranges}},
        _passing(context={"aws:SourceIp": str(networks[0][0])}),
        {"through a VPC endpoint": lambda part: part.without("aws:SourceIp")}
        | {f"from {each}": _passing(context={"aws:SourceIp": each}) for each in outside[:1]},
    )


_ADDRESSES: Final = ("192.0.2.1", "198.51.100.1", "203.0.113.1", "8.8.8.8", "2001:db8::1", "2600::1")
"""Addresses, the first of which that is not required shows that others are refused."""


def _source_vpc(ids: tuple[str, ...]) -> Requirement:
    other = next(each for number in range(len(ids) + 1) if (each := f"vpc-{number:08x}") not in ids)
    return Requirement(
        {"StringEquals": {"aws:SourceVpc": ids}},
        _passing(context={"aws:SourceVpc": ids[0]}),
        {
            "from another VPC": _passing(context={"aws:SourceVpc": other}),
            "from outside of a VPC": lambda part: part.without("aws:SourceVpc"),
        },
    )


def _at(moment: datetime) -> _Change:
    return _passing(context={"aws:CurrentTime": _written(moment)})


def _not_before(moment: datetime) -> Requirement:
    return Requirement(
        {"DateGreaterThanEquals": {"aws:CurrentTime": (_written(moment),)}},
        _at(moment),
        {"before the time": _at(moment - timedelta(seconds=1))},
    )


def _not_after(moment: datetime) -> Requirement:
    return Requirement(
        {"DateLessThanEquals": {"aws:CurrentTime": (_written(moment),)}},
        _at(moment),
        {"after the time": _at(moment + timedelta(seconds=1))},
    )


REQUIREMENTS: Final[Mapping[str, Callable[[Any], Requirement]]] = {
    "external_id": _external_id,
    "mfa": _mfa,
    "mfa_max_age_seconds": _mfa_age,
    "source_identity": _source_identity,
    "session_tags": _session_tags,
    "transitive_tags": _transitive_tags,
    "session_name": _session_name,
    "organization": _organization,
    "source_ip": _source_ip,
    "source_vpc": _source_vpc,
    "not_before": _not_before,
    "not_after": _not_after,
}


def _resolved(value: str, part: Part) -> str:
    if value != USERNAME:
        return value
    assert isinstance(part.caller, User)  # of nobody else can it be required
    return part.caller.arn.name


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
