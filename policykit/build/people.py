"""Whoever signs ``AssumeRole``: accounts, users, roles, sessions, organizations, and anyone.

Source: IAM User Guide, "AWS JSON policy elements: Principal" (PRIN-2 to PRIN-9, PRIN-31); "AWS global condition context
keys" (CTX-6, CTX-7).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, assert_never

from policykit.build.level import Anybody, Person, Signer
from policykit.build.names import PARTITION, PLAIN, Form, checked
from policykit.build.trustee import STRANGE_ORGANIZATIONS, Cast, Part, check_partition, elsewhere, unlike
from policykit.errors import IntentError
from policykit.evaluate.callers import RoleSession
from policykit.model.arn import RoleArn, RootArn, UserArn
from policykit.model.conjunction import Tests
from policykit.model.ids import AccountId, OrganizationId, OrganizationPath
from policykit.snapshot import Organization, Role, User

__all__ = ["Account", "Anyone", "Individual", "Org", "OrgUnit"]

_EVERYBODY: Final[Mapping[str, str]] = {"AWS": "*"}
_ACTIONS: Final[tuple[str, ...]] = ("sts:AssumeRole",)
_OWN_ACCOUNT: Final = (
    'the principal is "*", which names users and roles in the account of the role directly: if they meet the '
    "conditions, they need no identity-based policy"
)


def _example(account: str, role: RoleArn, name: str = "example") -> User:
    return User(UserArn.of(account, name, partition=role.partition))


@dataclass(frozen=True, slots=True)
class Account:
    """All of an account: its administrators decide which of their users and roles may assume the role (ASSUME-14).

    Args:
        id: twelve digits.
        partition: ``aws``, ``aws-cn``, ``aws-us-gov`` …

    Raises:
        IntentError: the id is no account, or the partition is none.

    >>> Account("111122223333").arn.account
    '111122223333'
    """

    id: str
    partition: str = "aws"
    level: ClassVar[type[Anybody]] = Person
    actions: ClassVar[tuple[str, ...]] = _ACTIONS
    conditions: ClassVar[Tests] = {}
    notes: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        checked("id", AccountId, self.id)
        PARTITION.check("partition", self.partition)

    @property
    def arn(self) -> RootArn:
        """The root ARN, which stands for the account in policies; the root user itself cannot assume a role."""
        return RootArn.of(self.id, self.partition)

    @property
    def principal(self) -> Mapping[str, str]:
        """The root ARN."""
        return {"AWS": str(self.arn)}

    def cast(self, role: RoleArn) -> Cast:
        """A user of the account, and one of another."""
        check_partition(self.partition, role)
        stranger = Part(_example(elsewhere(self.id, role.account), role))
        return Cast(Part(_example(self.id, role)), {"a user of another account": stranger})


@dataclass(frozen=True, slots=True)
class Org:
    """All accounts of an organization: anyone, if ``aws:PrincipalOrgID`` is this one (CTX-6).

    Raises:
        IntentError: the id is no organization.

    >>> dict(Org("o-a1b2c3d4e5").conditions)
    {'StringEquals': {'aws:PrincipalOrgID': ('o-a1b2c3d4e5',)}}
    """

    id: str
    level: ClassVar[type[Anybody]] = Person
    principal: ClassVar[Mapping[str, str]] = _EVERYBODY
    actions: ClassVar[tuple[str, ...]] = _ACTIONS
    notes: ClassVar[tuple[str, ...]] = (_OWN_ACCOUNT,)

    def __post_init__(self) -> None:
        checked("id", OrganizationId, self.id)

    @property
    def conditions(self) -> Tests:
        """The organization of the caller."""
        return {"StringEquals": {"aws:PrincipalOrgID": (self.id,)}}

    def cast(self, role: RoleArn) -> Cast:
        """A user of the organization; one of another, and one of none."""
        user = Part(_example(elsewhere(role.account), role))
        return Cast(
            _member(user, f"{self.id}/r-exam/"),
            {
                "a user of another organization": _member(user, f"{unlike(self.id, *STRANGE_ORGANIZATIONS)}/r-exam/"),
                "a user of no organization": user.passing(organization=None),
            },
        )


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """All accounts in an organizational unit, and in the units below it (CTX-7).

    Args:
        path: organization, root and units, each followed by ``/``.

    Raises:
        IntentError: the path has another form, or names the root of the organization and no unit.

    >>> OrgUnit("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/").conditions["ForAnyValue:StringLike"]
    {'aws:PrincipalOrgPaths': ('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*',)}
    """

    path: str
    level: ClassVar[type[Anybody]] = Person
    principal: ClassVar[Mapping[str, str]] = _EVERYBODY
    actions: ClassVar[tuple[str, ...]] = _ACTIONS
    notes: ClassVar[tuple[str, ...]] = (_OWN_ACCOUNT,)

    def __post_init__(self) -> None:
        if "/ou-" not in checked("path", OrganizationPath, self.path):
            raise IntentError("path", f"expected a path with a unit, found {self.path!r}: for all of it, use Org")

    @property
    def conditions(self) -> Tests:
        """The path of the caller's account: this one, or one below."""
        return {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": (f"{self.path}*",)}}

    def cast(self, role: RoleArn) -> Cast:
        """A user of an account in the unit; one of an account beside it, and one of no organization."""
        organization, root, *_ = self.path.split("/")
        user = Part(_example(elsewhere(role.account), role))
        return Cast(
            _member(user, self.path),
            {
                "a user of the organization, but not of the unit": _member(user, f"{organization}/{root}/"),
                "a user of no organization": user.passing(organization=None),
            },
        )


def _member(part: Part, path: str) -> Part:
    """The same part in an organization, at this place."""
    account = part.caller.arn.account  # type: ignore[union-attr]  # only users are made members
    organization = Organization(path.split("/")[0], management_account=account, accounts={account: path})
    return part.passing(organization=organization)


@dataclass(frozen=True, slots=True)
class Anyone:
    """Whoever has an AWS account, all over the world. There must be a reason; it is kept with the policy's notes.

    Args:
        reason: why; at least ten characters.

    Raises:
        IntentError: there is no reason.
    """

    reason: str
    level: ClassVar[type[Anybody]] = Person
    principal: ClassVar[Mapping[str, str]] = _EVERYBODY
    actions: ClassVar[tuple[str, ...]] = _ACTIONS
    conditions: ClassVar[Tests] = {}

    def __post_init__(self) -> None:
        _REASON.check("reason", self.reason)

    @property
    def notes(self) -> tuple[str, ...]:
        """The reason."""
        return (f"everybody with an AWS account is trusted: {self.reason}", _OWN_ACCOUNT)

    def cast(self, role: RoleArn) -> Cast:
        """A user of some account; nobody is a stranger."""
        return Cast(Part(_example(elsewhere(role.account), role)), {})


_REASON: Final = Form(
    re.compile(r"(?s:\s*\S.{8,}\S\s*)"), "in a few words why everybody may, in at least ten characters"
)


@dataclass(frozen=True, slots=True)
class Individual:
    """One user, role or role session.

    Attributes:
        who: as for `can_assume`, with whatever policies and boundary it has.
        within: the Principal element that includes it, if it is told by condition; None if it is the principal itself.

    Raises:
        IntentError: the path holds a character that would make its ARN a pattern (ARN-20).
    """

    who: User | Role | RoleSession
    within: Mapping[str, str] | None = None
    actions: ClassVar[tuple[str, ...]] = _ACTIONS

    def __post_init__(self) -> None:
        PLAIN.check("caller", str(self.who.arn))

    @property
    def level(self) -> type[Anybody]:
        """Only users have MFA devices."""
        return Person if isinstance(self.who, User) else Signer

    @property
    def principal(self) -> Mapping[str, str]:
        """The ARN, or who includes it."""
        return {"AWS": str(self.who.arn)} if self.within is None else self.within

    @property
    def conditions(self) -> Tests:
        """The ARN, if it is not the principal."""
        return {} if self.within is None else {"ArnEquals": {"aws:PrincipalArn": (str(self.who.arn),)}}

    @property
    def notes(self) -> tuple[str, ...]:
        """What happens when a user or role is made again (PRIN-31)."""
        if isinstance(self.who, RoleSession):
            return ()
        if self.within is not None:
            return (f"if {self.who.arn} is deleted, whoever is made again under this name may assume the role too",)
        return (f"IAM keeps the unique id of {self.who.arn}: if it is deleted and made again, renew the trust policy",)

    def cast(self, role: RoleArn) -> Cast:
        """The one who is meant; the one of the same name elsewhere, and another one of the same account."""
        arn = self.who.arn
        check_partition(arn.partition, role)
        away = elsewhere(arn.account, role.account)
        match self.who:
            case User(arn=user):
                return Cast(
                    Part(self.who),
                    {
                        "another user of the account": Part(_example(arn.account, role, unlike(user.name))),
                        "a user of the same name in another account": Part(_example(away, role, user.name)),
                    },
                )
            case Role(arn=own):
                name = unlike(own.name)
                return Cast(
                    Part(RoleSession(self.who, "example")),
                    {
                        "another role of the account": _session(own.account, name, role),
                        "a role of the same name in another account": _session(away, own.name, role),
                    },
                )
            case RoleSession(role=own_role, session_name=session):
                return Cast(
                    Part(self.who),
                    {
                        "another session of the role": Part(RoleSession(own_role, unlike(session))),
                        "a role of the same name in another account": _session(away, own_role.arn.name, role, session),
                    },
                )
            case _:
                assert_never(self.who)


def _session(account: str, name: str, role: RoleArn, session: str = "example") -> Part:
    return Part(RoleSession(Role(RoleArn.of(account, name, partition=role.partition)), session))
