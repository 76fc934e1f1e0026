"""Accounts, asked by name: who is this caller, may it assume that role?

The data itself is `policykit.snapshot.Inventory`, which asks nothing.
"""

import os
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from policykit.errors import InvalidRequest, shown
from policykit.evaluate.assume import DEFAULT_SESSION_NAME, can_assume
from policykit.evaluate.callers import (
    Anonymous,
    AwsService,
    Caller,
    FederatedUser,
    RoleSession,
    RootUser,
    SamlIdentity,
    WebIdentity,
)
from policykit.evaluate.decision import Decision
from policykit.inputs import read_inventory, read_source
from policykit.model.arn import (
    Arn,
    FederatedUserArn,
    OidcProviderArn,
    RoleArn,
    RoleSessionArn,
    RootArn,
    SamlProviderArn,
    UserArn,
)
from policykit.model.grammar import did_you_mean
from policykit.model.principal import BUILTIN_OIDC_PROVIDERS
from policykit.snapshot import Inventory, Organization, Role, User

__all__ = ["Snapshot", "load_snapshot"]

_E = TypeVar("_E", User, Role)


def load_snapshot(*paths: str | os.PathLike[str]) -> "Snapshot":
    """Read what one or several accounts contain.

    Args:
        paths: files with the output of ``aws iam get-account-authorization-details``, and with organizations, in the
            form that `policykit.inputs.organization` describes; ``-`` is standard input.

    Raises:
        InputError: a file cannot be read, is something else, or contradicts another.
        InvalidRequest: there is no path.
    """
    if not paths:
        raise InvalidRequest("paths", "expected at least one file")
    return Snapshot(read_inventory([read_source(path) for path in paths]))


@dataclass(frozen=True, repr=False)
class Snapshot:
    """What accounts contain at one time, and who may assume which of their roles.

    Attributes:
        inventory: the data.

    >>> from policykit import Role, TrustPolicy, User
    >>> trust = TrustPolicy.from_dict(
    ...     {
    ...         "Version": "2012-10-17",
    ...         "Statement": {
    ...             "Effect": "Allow",
    ...             "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
    ...             "Action": "sts:AssumeRole",
    ...         },
    ...     }
    ... )
    >>> alice, deploy = "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:role/Deploy"
    >>> snapshot = Snapshot(Inventory({alice: User(alice)}, {deploy: Role(deploy, trust=trust)}))
    >>> snapshot
    <Snapshot: 1 user and 1 role of 1 account>
    >>> bool(snapshot.can_assume(alice, deploy))
    True
    """

    inventory: Inventory

    def __repr__(self) -> str:
        users, roles, accounts = (
            _count(self.users, "user"),
            _count(self.roles, "role"),
            _count(self._accounts, "account"),
        )
        organizations = f", {_count(self.organizations, 'organization')}" if self.organizations else ""
        return f"<Snapshot: {users} and {roles} of {accounts}{organizations}>"

    @property
    def users(self) -> Mapping[str, User]:
        """The users by ARN."""
        return self.inventory.users

    @property
    def roles(self) -> Mapping[str, Role]:
        """The roles by ARN."""
        return self.inventory.roles

    @property
    def notes(self) -> tuple[str, ...]:
        """What the data refers to but does not contain, or what in it could not be read."""
        return self.inventory.notes

    @property
    def organizations(self) -> tuple[Organization, ...]:
        """The organizations that the data describes, in the order of their ids."""
        return self.inventory.organizations

    @cached_property
    def _accounts(self) -> frozenset[tuple[str, str]]:
        users = frozenset(_account(user.arn) for user in self.users.values())
        return users.union(_account(role.arn) for role in self.roles.values())

    # --- questions ---------------------------------------------------------------------------------------------------

    def can_assume(self, caller: str | Arn | Caller, role: str | Arn | Role, **options: Any) -> Decision:
        """Decide whether a caller may assume a role.

        Args:
            caller: what `caller` reads, or a caller.
            role: the ARN of a role, or a role.
            options: those of `policykit.can_assume`; ``session_name`` is the name of the session to be made. Without
                ``organization``, the organizations of the data count, if it describes any.

        Raises:
            InvalidRequest: caller, role or options are malformed, or not in the data.

        Source: STS API reference, "AssumeRole".
        """
        asking = self.caller(caller) if isinstance(caller, str | Arn) else caller
        options.setdefault("organization", self.organizations or None)
        return can_assume(asking, self.role(role) if isinstance(role, str | Arn) else role, **options)

    def role(self, text: str | Arn) -> Role:
        """The role of this ARN; of an account that is not in the data, a role of which nothing is known.

        Raises:
            InvalidRequest: it is not the ARN of a role, or its account is in the data but it is not.
        """
        arn = Arn.parse(str(text))
        if not isinstance(arn, RoleArn):
            raise InvalidRequest("role", f"expected the ARN of a role, such as {RoleArn.example}, found {str(arn)!r}")
        return self._find(self.roles, arn, "role") or Role(arn, missing=(f"the policies of {arn}",))

    def caller(self, text: str | Arn, *, session_name: str | None = None) -> Caller:
        """Who calls.

        ======================================================  =======================================================
        ARN of a user                                           the user
        ARN of a role                                           a session of the role
        ARN of a role session                                   the session
        ARN of a federated user                                 the federated user, who cannot assume roles (ASSUME-6)
        ARN of an account root                                  the root user, who cannot assume roles (ASSUME-5)
        ARN of a SAML or OIDC provider, ``accounts.google.com`` somebody with its assertion or token; what that says is
                                                                given as condition keys, such as ``saml:sub``
        ``lambda.amazonaws.com``                                the service
        ``anonymous``                                           somebody without credentials
        ======================================================  =======================================================

        Users and roles of an account that is not in the data have policies that are not known, so that decisions that
        hang on them are UNKNOWN.

        Args:
            text: one of the above.
            session_name: the name of the session, if the caller is a role; ``policykit`` if left out.

        Raises:
            InvalidRequest: it is none of the above, or its account is in the data but it is not.
        """
        named = str(text)
        if not named.startswith("arn:"):
            caller = _without_arn(named)
        else:
            arn = Arn.parse(named)
            read = _BY_ARN.get(type(arn))
            if read is None:
                raise InvalidRequest("caller", f"{_EXPECTED}, found {named!r}")
            caller = read(self, arn, session_name)
        if session_name is not None and not isinstance(caller, RoleSession):
            raise InvalidRequest("session_name", f"only a role has sessions that need a name; the caller is {named}")
        return caller

    # --- callers by ARN ----------------------------------------------------------------------------------------------

    def _user(self, arn: UserArn, _session_name: str | None) -> Caller:
        return self._find(self.users, arn, "caller") or User(arn, missing=(f"the policies of {arn}",))

    def _session_of_role(self, arn: RoleArn, session_name: str | None) -> Caller:
        role = self._find(self.roles, arn, "caller") or Role(arn, missing=(f"the policies of {arn}",))
        return RoleSession(role, DEFAULT_SESSION_NAME if session_name is None else session_name)

    def _session(self, arn: RoleSessionArn, session_name: str | None) -> Caller:
        if session_name not in (None, arn.session_name):
            raise InvalidRequest("session_name", f"it is part of the caller already, {arn}, found {session_name!r} too")
        role = self.inventory.role_of(arn)
        if role is None:
            raise InvalidRequest("caller", self._why_no_role(arn))
        return RoleSession(role, arn.session_name)

    def _why_no_role(self, arn: RoleSessionArn) -> str:
        if _account(arn) in self._accounts:
            near = self._nearest(self.roles, RoleArn.of(arn.account, arn.role_name, partition=arn.partition))
            return f"the role of {str(arn)!r} is not in the data{near}"
        return (  # policies name roles with their path, so guessing one would make wrong denials
            f"account {arn.account} is not in the data, and {str(arn)!r} does not tell the path of the role: "
            "give the ARN of the role"
        )

    # --- what is in the data -----------------------------------------------------------------------------------------

    def _find(self, known: Mapping[str, _E], arn: Arn, parameter: str) -> _E | None:
        """The user or role; None if its whole account is not in the data."""
        found = known.get(str(arn))
        if found is None and _account(arn) in self._accounts:
            raise InvalidRequest(parameter, f"{str(arn)!r} is not in the data{self._nearest(known, arn)}")
        return found

    def _nearest(self, known: Mapping[str, _E], arn: Arn) -> str:
        """``; did you mean …?`` with the most similar ARN of the account, if there is one."""
        return did_you_mean(
            str(arn), tuple(text for text, each in known.items() if _account(each.arn) == _account(arn))
        )


def _account(arn: Arn) -> tuple[str, str]:
    return arn.partition, arn.account


def _count(things: Sized, noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


_EXPECTED: Final = (
    "expected the ARN of a user, role, role session, federated user, account root, SAML or OIDC provider, or a service "
    "such as 'lambda.amazonaws.com', a provider such as 'accounts.google.com', or 'anonymous'"
)

_BY_ARN: Final[Mapping[type[Arn], Callable[[Snapshot, Any, str | None], Caller]]] = {
    UserArn: Snapshot._user,
    RoleArn: Snapshot._session_of_role,
    RoleSessionArn: Snapshot._session,
    # The ARN does not tell who made the session; that does not matter, for it cannot assume roles (ASSUME-6).
    FederatedUserArn: lambda _, arn, __: FederatedUser(RootUser(RootArn.of(arn.account, arn.partition)), arn.name),
    RootArn: lambda _, arn, __: RootUser(arn),
    SamlProviderArn: lambda _, arn, __: SamlIdentity(arn),
    OidcProviderArn: lambda _, arn, __: WebIdentity(arn),
}


def _without_arn(text: str) -> Caller:
    if text == "anonymous":
        return Anonymous()
    if text in BUILTIN_OIDC_PROVIDERS:
        return WebIdentity(text)
    if ".amazonaws.com" in text:
        try:
            return AwsService(text)
        except InvalidRequest as error:
            raise InvalidRequest("caller", error.reason) from None
    raise InvalidRequest("caller", f"{_EXPECTED}, found {shown(text)}")
