"""Whom an intention means: what its members are made of, for the table of kinds.

An identity provider stands in the account of the role, so nobody has to say its account.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from policykit.build.federated import Cognito
from policykit.build.people import Account
from policykit.build.services import ServiceScope
from policykit.build.trust import UNSAID, Unsaid, Who
from policykit.errors import IntentError, shown
from policykit.evaluate.callers import AwsService, RoleSession
from policykit.model.arn import (
    Arn,
    RoleArn,
    RoleSessionArn,
    RootArn,
)
from policykit.model.ids import AccountId
from policykit.model.revision import NarrowingWay
from policykit.snapshot import Role, User

__all__ = [
    "Meant",
    "account",
    "guests_or_not",
    "individual",
    "kind_of",
    "of_any_account",
    "of_the_account",
    "one_of_them",
    "service",
    "session",
    "way",
    "whole_account",
]


class Meant(NamedTuple):
    """Whom an intention means.

    Attributes:
        who: whom to trust.
        scope: for whom a service works.
        narrowed_to: the one of an account who is meant; None for all of it.
        by: how the trust policy tells that one.
    """

    who: Who
    scope: ServiceScope | Unsaid | None = UNSAID
    narrowed_to: User | Role | RoleSession | None = None
    by: NarrowingWay = "principal"


# --- a caller in one word --------------------------------------------------------------------------------------------


def kind_of(text: str) -> str:
    """The kind of a caller that is said in one word, which is then its first member.

    Args:
        text: an ARN, the digits of an account, or the name of an AWS service.

    Raises:
        ArnError: it begins like an ARN and is none.
        IntentError: it needs more words, or is nobody who can assume a role.

    >>> kind_of("arn:aws:iam::111122223333:user/alice"), kind_of("111122223333"), kind_of("ec2.amazonaws.com")
    ('user', 'account', 'service')
    """
    if text.startswith("arn:"):
        arn = Arn.parse(text)
        noun = arn.resource.partition("/")[0] if arn.service in ("iam", "sts") else ""
        if noun in _BY_NOUN:
            return _BY_NOUN[noun]
        raise IntentError("caller", f"{shown(text)} {_NOT_BY_NOUN.get(noun, _EXPECTED)}")
    if text.isdigit():
        return "account"
    if "." in text:
        return "service"
    raise IntentError("caller", f"{shown(text)} {_EXPECTED}")


_BY_NOUN: Final[Mapping[str, str]] = {
    "user": "user",
    "role": "role",
    "assumed-role": "role-session",
    "root": "account",
}
"""Kinds by the first word of the resource in an ARN."""

_EXPECTED: Final = (
    "is nobody who can assume a role: expected the ARN of a user, role or role session, twelve digits of an account, "
    "or a service such as scheduler.amazonaws.com"
)
_NOT_BY_NOUN: Final[Mapping[str, str]] = {
    "federated-user": "is a federated user, who cannot assume roles",
    "oidc-provider": "does not say which of its tokens are meant: use one of the kinds github, gitlab, eks, oidc …",
    "saml-provider": "is a SAML provider: use the kind saml, with its name",
}


# --- whom the members mean -------------------------------------------------------------------------------------------


def of_any_account(kind: Callable[..., Who]) -> Callable[..., Meant]:
    """A kind that is told by its members alone."""
    return lambda _role, **said: Meant(kind(**said))


def of_the_account(kind: Callable[..., Who]) -> Callable[..., Meant]:
    """A kind that stands in the account and the partition of the role."""
    return lambda role, **said: Meant(kind(account=role.account, partition=role.partition, **said))


def individual(_role: RoleArn, arn: User | Role | RoleSession) -> Meant:
    """One user, role or session."""
    return Meant(arn)


def account(
    role: RoleArn,
    id: AccountId | RootArn,
    narrow_to: User | Role | RoleSession | None = None,
    by: NarrowingWay | None = None,
) -> Meant:
    """All of an account, or one of it.

    Raises:
        IntentError: one is named, but not how the policy tells, or the other way round.
    """
    account = Account(id.account, id.partition) if isinstance(id, RootArn) else Account(id, role.partition)
    if (narrow_to is None) is not (by is None):
        raise IntentError(
            "by" if by is None else "narrow_to", "expected narrow_to and by together: whom, and how the policy tells"
        )
    return Meant(account, narrowed_to=narrow_to, by=by or "principal")


def service(
    _role: RoleArn,
    name: AwsService,
    source_account: str | None = None,
    source_arn: str | None = None,
    source_organization: str | None = None,
    no_scope: bool = False,
) -> Meant:
    """A service, and for whom it works.

    Raises:
        IntentError: nobody said for whom, or both that and that the service does not say it; or the ARN does not fit.
    """
    sources = {"account": source_account, "arn": source_arn, "organization": source_organization}
    if no_scope is any(sources.values()):
        raise IntentError(
            "no_scope",
            f"{name.name} works for others: expected source_account, source_arn or source_organization, which say for "
            "whom, or no_scope, for a service that does not say it",
        )
    if no_scope:
        return Meant(name, scope=None)
    try:
        return Meant(name, scope=ServiceScope(**sources))  # type: ignore[arg-type]  # one is there
    except IntentError as error:  # account and organization have been read already
        raise IntentError("source_arn", error.reason) from None


def guests_or_not(_role: RoleArn, identity_pool: str, guests: bool = False) -> Meant:
    """Identities of a pool: its guests, or those who have signed in."""
    return Meant(Cognito(identity_pool, authenticated=not guests))


# --- what the members are made of ------------------------------------------------------------------------------------


def session(text: str) -> RoleSession:
    """A session by its ARN, which does not tell the path of its role; no policy names a session with it (PRIN-6)."""
    arn = RoleSessionArn.parse(text)
    return RoleSession(Role(RoleArn.of(arn.account, arn.role_name, partition=arn.partition)), arn.session_name)


def whole_account(text: str) -> AccountId | RootArn:
    """An account: digits belong to the partition of the role, the root ARN says its own."""
    return RootArn.parse(text) if text.startswith("arn:") else AccountId(text)


def one_of_them(text: str) -> User | Role | RoleSession:
    """One user, role or session by its ARN."""
    kind = kind_of(text)
    if kind not in _INDIVIDUALS:
        raise IntentError("narrow_to", f"expected the ARN of a user, role or role session, found {shown(text)}")
    return _INDIVIDUALS[kind](text)


def way(text: str) -> str:
    """How the trust policy tells the one of an account."""
    if text not in ("principal", "condition"):
        raise IntentError("by", f"expected principal or condition, found {shown(text)}")
    return text


_INDIVIDUALS: Final[Mapping[str, Callable[[str], User | Role | RoleSession]]] = {
    "user": User,
    "role": Role,
    "role-session": session,
}
