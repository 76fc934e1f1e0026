"""What a policy can call a caller, and how an Allow that does so grants.

Source: IAM User Guide, "AWS JSON policy elements: Principal"; section "Who matches what" (PRIN-18 to PRIN-33).
"""

from enum import StrEnum
from typing import NamedTuple

from policykit.evaluate.callers import (
    AwsService,
    Caller,
    FederatedUser,
    RoleSession,
    RootUser,
    SamlIdentity,
    UserSession,
    WebIdentity,
)
from policykit.model.arn import Arn
from policykit.model.principal import AccountPrincipal, Principal
from policykit.snapshot import Role, User

__all__ = ["Grant", "Name", "account_key", "identity_of", "key_of"]


class Grant(StrEnum):
    """How an Allow of a resource-based policy names the caller, and so which limits count (PRIN-30, EVAL-11 to -20)."""

    USER = "the user"
    SESSION = "the role session"
    FEDERATED_USER = "the federated user"
    ANYONE = "everyone"
    ROLE = "the role"
    FEDERATED_PARENT = "the user behind the federated user"
    ACCOUNT = "the account"
    SERVICE = "the service"
    IDENTITY_PROVIDER = "the identity provider"

    __hash__ = str.__hash__  # that of Enum is written in Python, and takes longer than the look-up it is for


class Name(NamedTuple):
    """One way in which a policy can name a caller.

    Attributes:
        keys: the spellings, as `key_of` writes them; an account in `account_key` form, what is not
            under ``AWS`` with the member in front, as in ``Service lambda.amazonaws.com``.
        grant: what an Allow that uses one of them grants.
    """

    keys: tuple[str, ...]
    grant: Grant


def account_key(account: str, partition: str = "aws") -> str:
    """How accounts are compared: digits and the root ARN of ``aws`` name an account in any partition.

    To documents both are one principal (PRIN-2), so they cannot be told apart here, although digits mean the partition
    of the document. `policykit.evaluate.grants.crosses_partitions` refuses what would be granted across (ARN-3).
    """
    return account if partition == "aws" else f"{partition}:{account}"


def key_of(principal: Principal) -> str:
    """The principal of a policy as `Name` spells it: the same text names others under other members."""
    if isinstance(principal, AccountPrincipal):
        return account_key(principal.account, principal.partition)
    return str(principal) if principal.key == "AWS" else f"{principal.key} {principal}"


def _account(arn: Arn) -> Name:
    return Name((account_key(arn.account), account_key(arn.account, arn.partition)), Grant.ACCOUNT)


def _entity(entity: User | Role, grant: Grant) -> Name:
    keys = (str(entity.arn),)
    return Name((*keys, entity.unique_id) if entity.unique_id else keys, grant)


def _user(caller: User) -> tuple[Name, ...]:
    return _entity(caller, Grant.USER), _account(caller.arn)


def _role_session(caller: RoleSession) -> tuple[Name, ...]:
    role = caller.role
    return Name((str(caller.arn),), Grant.SESSION), _entity(role, Grant.ROLE), _account(role.arn)


def _federated_user(caller: FederatedUser) -> tuple[Name, ...]:
    own = Name((str(caller.arn),), Grant.FEDERATED_USER)
    if isinstance(caller.parent, User):
        return own, _entity(caller.parent, Grant.FEDERATED_PARENT), _account(caller.arn)
    return own, _account(caller.arn)


def identity_of(caller: Caller) -> tuple[Name, ...]:
    """Every way in which a policy can name the caller, the most specific first (PRIN-18).

    >>> [name.grant.name for name in identity_of(User("arn:aws:iam::111122223333:user/alice"))]
    ['USER', 'ACCOUNT']
    """
    match caller:
        case User():
            return _user(caller)
        case UserSession(user=user):
            return _user(user)
        case RoleSession():
            return _role_session(caller)
        case FederatedUser():
            return _federated_user(caller)
        case RootUser(arn=arn):
            return (_account(arn),)
        case AwsService(name=name):
            return (Name((f"Service {name}",), Grant.SERVICE),)
        case SamlIdentity(provider=provider) | WebIdentity(provider=provider):
            return (Name((f"Federated {provider}",), Grant.IDENTITY_PROVIDER),)
        case _:  # Anonymous: only "*" names nobody in particular
            return ()
