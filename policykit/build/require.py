"""What a request must bring along, as its author says it: checked, and of whom it can be asked.

Source: IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys" (CTX-6, CTX-30
to CTX-52); "Pass session tags in AWS STS" (ASSUME-40 to ASSUME-51).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar, overload

from policykit.build.given import READERS
from policykit.build.level import Anybody, Bearer, Person, Signer
from policykit.build.requirements import PRESENCE, REQUIREMENTS, USERNAME, Requirement
from policykit.build.trustee import Part
from policykit.errors import IntentError, MergeConflict
from policykit.model.conjunction import Tests, conjoined
from policykit.model.principal import (
    OidcProviderPrincipal,
    Principal,
    RolePrincipal,
    RoleSessionPrincipal,
    SamlProviderPrincipal,
    ServicePrincipal,
)
from policykit.model.tags import Tags
from policykit.snapshot import fill

__all__ = ["LEVELS", "Require", "check_require"]

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
    session_tags: Tags | None
    transitive_tags: tuple[str, ...] | None
    session_name: str | None
    organization: str | None
    source_ip: tuple[str, ...] | None
    source_vpc: tuple[str, ...] | None
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
        session_tags: Mapping[str, str] | None = ...,
        transitive_tags: Iterable[str] | None = ...,
        session_name: str | None = ...,
        source_ip: str | Iterable[str] | None = ...,
        source_vpc: str | Iterable[str] | None = ...,
        not_before: datetime | date | str | None = ...,
        not_after: datetime | date | str | None = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: "Require[Signer]",
        *,
        external_id: str | None = ...,
        source_identity: str | None = ...,
        session_tags: Mapping[str, str] | None = ...,
        transitive_tags: Iterable[str] | None = ...,
        session_name: str | None = ...,
        organization: str | None = ...,
        source_ip: str | Iterable[str] | None = ...,
        source_vpc: str | Iterable[str] | None = ...,
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
        session_tags: Mapping[str, str] | None = ...,
        transitive_tags: Iterable[str] | None = ...,
        session_name: str | None = ...,
        organization: str | None = ...,
        source_ip: str | Iterable[str] | None = ...,
        source_vpc: str | Iterable[str] | None = ...,
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
        session_tags: Mapping[str, str] | None = None,
        transitive_tags: Iterable[str] | None = None,
        session_name: str | None = None,
        organization: str | None = None,
        source_ip: str | Iterable[str] | None = None,
        source_vpc: str | Iterable[str] | None = None,
        not_before: datetime | date | str | None = None,
        not_after: datetime | date | str | None = None,
    ) -> None:
        given = {
            "external_id": external_id,
            "mfa": mfa,
            "mfa_max_age_seconds": mfa_max_age_seconds,
            "source_identity": source_identity,
            "session_tags": session_tags,
            "transitive_tags": transitive_tags,
            "session_name": session_name,
            "organization": organization,
            "source_ip": source_ip,
            "source_vpc": source_vpc,
            "not_before": not_before,
            "not_after": not_after,
        }
        fill(self, **{name: None if value is None else READERS[name](name, value) for name, value in given.items()})
        fill(self, mfa=bool(mfa) or mfa_max_age_seconds is not None)
        _check_together(self)

    def __repr__(self) -> str:
        return f"Require({', '.join(f'{name}={value!r}' for name, value in self._given.items())})"

    @property
    def requirements(self) -> Mapping[str, Requirement]:
        """What was required, by the name of its parameter; nothing else."""
        return {
            name: write(value)
            for name, write in REQUIREMENTS.items()
            if (value := getattr(self, name)) is not None and value is not False
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
            IntentError: together they cannot be met, or the other is no `Require`.
        """
        own, more = self._given, check_require(other)._given
        transitive = (*own.pop("transitive_tags", ()), *more.pop("transitive_tags", ()))
        for name in own.keys() & more.keys():
            if own[name] != more[name]:
                raise MergeConflict(name, f"one wants {own[name]!r}, the other {more[name]!r}")
        return Require(**{**own, **more}, transitive_tags=transitive or None)

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
        for name, value in self._given.items():
            if not issubclass(level, LEVELS[name]):
                raise IntentError(name, f"{who} cannot meet it: {_WHY[LEVELS[name]]}")
            if value == USERNAME and not issubclass(level, Person):
                raise IntentError(
                    name, f"{who} cannot meet it: only IAM users have the name that {USERNAME} stands for"
                )

    def check_principal(self, principal: Principal) -> None:
        """Refuse what cannot be required of such a principal; see `TrustPolicy.requiring`.

        Raises:
            IntentError: names the requirement and why.
        """
        self.check_level(_OF_PRINCIPALS.get(type(principal), Person), str(principal))


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

_OF_PRINCIPALS: Final[Mapping[type[Principal], type[Anybody]]] = {
    RolePrincipal: Signer,
    RoleSessionPrincipal: Signer,
    SamlProviderPrincipal: Bearer,
    OidcProviderPrincipal: Bearer,
    ServicePrincipal: Anybody,
}
"""What can be required of principals that are certainly no IAM users."""

_WHY: Final[Mapping[type[Anybody], str]] = {
    Person: "only IAM users have MFA devices; sessions of roles, services and tokens say nothing of MFA",
    Signer: "only who signs AssumeRole with the keys of an account has an organization and passes an external id",
    Bearer: "AWS services choose the session's name, tags and addresses themselves",
}


def check_require(value: object) -> "Require[Any]":
    """The value, if it is a `Require`.

    Raises:
        IntentError: it is something else, such as the table that one is made of.
    """
    if not isinstance(value, Require):
        raise IntentError("require", f"expected a Require, found {type(value).__name__}")
    return value


def _check_together(require: "Require[Any]") -> None:
    transitive = require.transitive_tags or ()
    for key in transitive:
        if key not in (require.session_tags or Tags()):
            raise IntentError("transitive_tags", f"expected keys of the session tags, found {key!r}")
    if len(transitive) > len(PRESENCE):
        raise IntentError(
            "transitive_tags",
            f"a Condition element can demand {len(PRESENCE)} at most, found {len(transitive)}: require the most "
            "important",
        )
    if require.source_ip and require.source_vpc:
        raise IntentError(
            "source_vpc", "a call comes through a VPC endpoint or from a public address, never both: leave one out"
        )
    if require.not_before and require.not_after and require.not_before > require.not_after:
        raise IntentError("not_after", f"expected a time after {require.not_before}, found {require.not_after}")
