"""What a request must bring along, as its author says it: checked, and of whom it can be asked.

Source: IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys" (CTX-6, CTX-30
to CTX-52); "Pass session tags in AWS STS" (ASSUME-40 to ASSUME-51).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from ipaddress import ip_network
from typing import Any, Final, Generic, TypeVar, overload

from policykit.build.level import Anybody, Bearer, Person, Signer
from policykit.build.requirements import PRESENCE, REQUIREMENTS, USERNAME, Requirement
from policykit.build.trustee import Part
from policykit.errors import IdError, IntentError, MergeConflict
from policykit.model.conjunction import Tests, conjoined
from policykit.model.ids import ExternalId, OrganizationId, SessionName, SourceIdentity
from policykit.model.tags import Tags
from policykit.snapshot import fill

__all__ = ["LEVELS", "Require"]

_L_contra = TypeVar("_L_contra", bound=Anybody, contravariant=True)


@dataclass(frozen=True, slots=True, init=False)
class Require(Generic[_L_contra]):
    """What a request must bring along to assume the role; all of it must hold.

    Args:
        external_id: the external id that is passed, 2 to 1224 characters; for third parties (ASSUME-33).
        mfa: whether the caller, an IAM user, must have used MFA (CTX-50).
        mfa_max_age_seconds: how long ago at most, 1 to 129600; implies `mfa`.
        source_identity: the source identity that is set, or `USERNAME`.
        session_tags: the session tags that are passed: these, with these values, and no others.
        transitive_tags: which of them must follow into the next role; at most three.
        session_name: the name of the session, or `USERNAME`.
        organization: the organization of the caller, ``o-…``.
        source_ip: the public addresses, or ranges such as ``203.0.113.0/24``, that the call may come from.
        source_vpc: the VPCs, ``vpc-…``, that the call may come from, through an endpoint.
        not_before: from when; a date, or a time with its zone, also as ISO text.
        not_after: until when.

    Raises:
        IntentError: names the parameter and what was expected.

    >>> dict(Require(mfa_max_age_seconds=3600).conditions)  # doctest: +NORMALIZE_WHITESPACE
    {'Bool': {'aws:MultiFactorAuthPresent': ('true',)},
     'NumericLessThanEquals': {'aws:MultiFactorAuthAge': ('3600',)}}
    >>> Require(source_ip="0.0.0.0/0")
    Traceback (most recent call last):
    policykit.errors.IntentError: invalid source_ip: '0.0.0.0/0' is every address, so it requires nothing
    """

    external_id: str | None
    mfa: bool
    mfa_max_age_seconds: int | None
    source_identity: str | None
    session_tags: Tags
    transitive_tags: tuple[str, ...]
    session_name: str | None
    organization: str | None
    source_ip: tuple[str, ...]
    source_vpc: tuple[str, ...]
    not_before: datetime | None
    not_after: datetime | None

    @overload
    def __init__(
        self: "Require[Anybody]",
        *,
        not_before: datetime | date | str | None = ...,
        not_after: datetime | date | str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: "Require[Bearer]",
        *,
        source_identity: str | None = ...,
        session_tags: Mapping[str, str] = ...,
        transitive_tags: Iterable[str] = ...,
        session_name: str | None = ...,
        source_ip: str | Iterable[str] = ...,
        source_vpc: str | Iterable[str] = ...,
        not_before: datetime | date | str | None = ...,
        not_after: datetime | date | str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: "Require[Signer]",
        *,
        external_id: str | None = ...,
        source_identity: str | None = ...,
        session_tags: Mapping[str, str] = ...,
        transitive_tags: Iterable[str] = ...,
        session_name: str | None = ...,
        organization: str | None = ...,
        source_ip: str | Iterable[str] = ...,
        source_vpc: str | Iterable[str] = ...,
        not_before: datetime | date | str | None = ...,
        not_after: datetime | date | str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: "Require[Person]",
        *,
        external_id: str | None = ...,
        mfa: bool = ...,
        mfa_max_age_seconds: int | None = ...,
        source_identity: str | None = ...,
        session_tags: Mapping[str, str] = ...,
        transitive_tags: Iterable[str] = ...,
        session_name: str | None = ...,
        organization: str | None = ...,
        source_ip: str | Iterable[str] = ...,
        source_vpc: str | Iterable[str] = ...,
        not_before: datetime | date | str | None = ...,
        not_after: datetime | date | str | None = ...,
    ) -> None: ...
    def __init__(
        self,
        *,
        external_id: str | None = None,
        mfa: bool = False,
        mfa_max_age_seconds: int | None = None,
        source_identity: str | None = None,
        session_tags: Mapping[str, str] = Tags(),  # immutable
        transitive_tags: Iterable[str] = (),
        session_name: str | None = None,
        organization: str | None = None,
        source_ip: str | Iterable[str] = (),
        source_vpc: str | Iterable[str] = (),
        not_before: datetime | date | str | None = None,
        not_after: datetime | date | str | None = None,
    ) -> None:
        fill(
            self,
            external_id=_checked("external_id", ExternalId, external_id),
            mfa=_flag("mfa", mfa) or mfa_max_age_seconds is not None,
            mfa_max_age_seconds=_seconds(mfa_max_age_seconds),
            source_identity=_named("source_identity", SourceIdentity, source_identity),
            session_tags=_checked("session_tags", Tags, session_tags),
            session_name=_named("session_name", SessionName, session_name),
            organization=_checked("organization", OrganizationId, organization),
            source_ip=tuple(str(_network(each)) for each in _several("source_ip", source_ip)),
            source_vpc=tuple(map(_vpc, _several("source_vpc", source_vpc))),
            not_before=_moment("not_before", not_before),
            not_after=_moment("not_after", not_after),
        )
        fill(self, transitive_tags=_transitive(transitive_tags, self.session_tags))
        _check_together(self)

    @property
    def requirements(self) -> Mapping[str, Requirement]:
        """What was required, by the name of its parameter; nothing else."""
        return {
            name: write(getattr(self, name))
            for name, write in REQUIREMENTS.items()
            if getattr(self, name) not in (None, False, (), Tags())
        }

    @property
    def conditions(self) -> Tests:
        """All conditions together."""
        return conjoined(*(each.conditions for each in self.requirements.values()))

    @property
    def companions(self) -> tuple[str, ...]:
        """The actions that such a request needs beside assuming."""
        return tuple(dict.fromkeys(action for each in self.requirements.values() for action in each.companions))

    def __and__(self, other: "Require[Any]") -> "Require[Any]":
        """Both: what either requires.

        Raises:
            MergeConflict: both require one thing, and differ.
            IntentError: together they cannot be met.
        """
        own, more = self._given, other._given
        tags = {**own.pop("session_tags", {}), **more.pop("session_tags", {})}
        if any(tags[key] != each.session_tags[key] for each in (self, other) for key in each.session_tags):
            raise MergeConflict("session_tags", "the two want different values of one tag")
        transitive = (*own.pop("transitive_tags", ()), *more.pop("transitive_tags", ()))
        for name in own.keys() & more.keys():
            if own[name] != more[name]:
                raise MergeConflict(name, f"one wants {own[name]!r}, the other {more[name]!r}")
        return Require(session_tags=tags, transitive_tags=transitive, **{**own, **more})

    @property
    def _given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.requirements}

    def met_by(self, part: Part) -> Part:
        """The same part as a request that meets all of this."""
        for each in self.requirements.values():
            part = each.met(part)
        return part

    def check_level(self, level: type[Anybody], who: str) -> None:
        """Refuse what cannot be required of such a caller.

        Raises:
            IntentError: names the requirement and why.
        """
        for name in self.requirements:
            if not issubclass(level, LEVELS[name]):
                raise IntentError(name, f"{who} cannot meet it: {_WHY[LEVELS[name]]}")


LEVELS: Final[Mapping[str, type[Anybody]]] = {
    "external_id": Signer,
    "mfa": Person,
    "mfa_max_age_seconds": Person,
    "source_identity": Bearer,
    "session_tags": Bearer,
    "transitive_tags": Bearer,
    "session_name": Bearer,
    "organization": Signer,
    "source_ip": Bearer,
    "source_vpc": Bearer,
    "not_before": Anybody,
    "not_after": Anybody,
}
"""Of whom each can be required."""

_WHY: Final[Mapping[type[Anybody], str]] = {
    Person: "only IAM users have MFA devices; sessions of roles, services and tokens say nothing of MFA",
    Signer: "only who signs AssumeRole with the keys of an account has an organization and passes an external id",
    Bearer: "AWS services choose the session's name, tags and addresses themselves",
}


# --- reading what the author gives -----------------------------------------------------------------------------------

_G = TypeVar("_G")
_V = TypeVar("_V")
_VPC: Final = re.compile("vpc-[0-9a-f]{8,17}")
_LONGEST: Final = 129_600  # seconds that credentials with MFA can last (ASSUME-92)
_MOST_TAGS: Final = 50  # of one call (ASSUME-43)


def _checked(parameter: str, kind: Callable[[_G], _V], value: _G | None) -> _V | None:
    if value is None:
        return None
    try:
        return kind(value)
    except IdError as error:
        raise IntentError(parameter, f"{error.reason}, found {error.text!r}") from None


def _named(parameter: str, kind: Callable[[str], str], value: str | None) -> str | None:
    """A name of that kind, or the variable that stands for the name of the caller."""
    return value if value == USERNAME else _checked(parameter, kind, value)


def _flag(parameter: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise IntentError(parameter, f"expected True or False, found {value!r}")
    return value


def _seconds(value: int | None) -> int | None:
    if value is not None and (type(value) is not int or not 1 <= value <= _LONGEST):
        raise IntentError("mfa_max_age_seconds", f"expected 1 to {_LONGEST} seconds, found {value!r}")
    return value


def _several(parameter: str, value: str | Iterable[str]) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else tuple(value)
    for each in values:
        if not isinstance(each, str):
            raise IntentError(parameter, f"expected text, found {each!r}")
    return tuple(dict.fromkeys(values))


def _network(text: str) -> str:
    try:
        network = ip_network(text)
    except ValueError as error:
        expected = "expected an address or a range such as 203.0.113.0/24"
        raise IntentError("source_ip", f"{expected}, found {text!r}: {error}") from None
    if network.prefixlen == 0:
        raise IntentError("source_ip", f"{text!r} is every address, so it requires nothing")
    return text if "/" in text else f"{network}"


def _vpc(text: str) -> str:
    if not _VPC.fullmatch(text):
        raise IntentError("source_vpc", f"expected the id of a VPC, such as vpc-0a1b2c3d, found {text!r}")
    return text


def _moment(parameter: str, value: datetime | date | str | None) -> datetime | None:
    """A time of the world; a date alone is its first second in UTC."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        moment = None
    if type(moment) is date or (isinstance(value, str) and isinstance(moment, datetime) and _DAY.fullmatch(value)):
        return datetime.combine(moment, time(), UTC)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise IntentError(
            parameter, f"expected a date, or a time with its zone such as 2026-01-31T18:00:00Z, found {value!r}"
        )
    return moment.astimezone(UTC).replace(microsecond=0)


_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _transitive(keys: Iterable[str], tags: Tags) -> tuple[str, ...]:
    chosen = _several("transitive_tags", keys if not isinstance(keys, str) else (keys,))
    for key in chosen:
        if key not in tags:
            raise IntentError("transitive_tags", f"expected keys of the session tags, found {key!r}")
    if len(chosen) > len(PRESENCE):
        raise IntentError(
            "transitive_tags",
            f"a Condition element can demand {len(PRESENCE)} at most, found {len(chosen)}: require the most important",
        )
    return chosen


def _check_together(require: "Require[Any]") -> None:
    if len(require.session_tags) > _MOST_TAGS:
        raise IntentError("session_tags", f"expected at most {_MOST_TAGS}, found {len(require.session_tags)}")
    if require.source_ip and require.source_vpc:
        raise IntentError(
            "source_vpc", "a call comes through a VPC endpoint or from a public address, never both: leave one out"
        )
    if require.not_before and require.not_after and require.not_before > require.not_after:
        raise IntentError("not_after", f"expected a time after {require.not_before}, found {require.not_after}")
