"""What AWS accounts contain: users and roles with their policies, and what is missing is recorded as missing.

Values only: they hold what was exported or written in a test; nothing here decides anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from policykit.errors import InvalidRequest, PolicyError, Problem
from policykit.model.arn import Arn, RoleArn, RoleSessionArn, UserArn
from policykit.model.document_text import located
from policykit.model.ids import AccountId, OrganizationId, OrganizationPath, UniqueId
from policykit.model.policy import (
    IdentityPolicy,
    PermissionsBoundary,
    PolicyDocument,
    ResourceControlPolicy,
    ServiceControlPolicy,
    TrustPolicy,
)
from policykit.model.principal import AccountPrincipal
from policykit.model.tags import Tags

__all__ = [
    "SESSION_SECONDS",
    "Inventory",
    "Organization",
    "Role",
    "User",
    "expect_document",
    "expect_documents",
    "fill",
]

SESSION_SECONDS: Final = range(3_600, 43_201)
"""How long the sessions of a role may last at most; the first is IAM's default (ASSUME-31)."""

_D = TypeVar("_D", bound=PolicyDocument)

_SIGN_IN: Final[Mapping[str, str]] = {
    "aws": "signin.aws.amazon.com",
    "aws-cn": "signin.amazonaws.cn",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
}
_SWITCHABLE = 64  # characters of path and name that the console's Switch Role takes (ARN-6)


def fill(value: object, **fields: object) -> None:
    """Set the fields of a frozen dataclass from its own ``__init__``."""
    for name, content in fields.items():
        object.__setattr__(value, name, content)


def expect_document(kind: type[_D], document: object, parameter: str) -> _D:
    """The document, if it is of the kind; anything else is refused with the door to use."""
    if isinstance(document, kind):
        return document
    door = f"{kind.__name__}.from_{'dict' if isinstance(document, Mapping) else 'json'}"
    raise InvalidRequest(
        parameter, f"expected {kind.__name__}, found {type(document).__name__}: read it with {door}(…)"
    )


def expect_documents(kind: type[_D], documents: object, parameter: str) -> tuple[_D, ...]:
    """The documents as a tuple, if each is of the kind."""
    if isinstance(documents, PolicyDocument | str | bytes | Mapping) or not isinstance(documents, Iterable):
        raise InvalidRequest(parameter, f"expected a list of {kind.__name__}, found {type(documents).__name__}")
    return tuple(expect_document(kind, each, parameter) for each in documents)


@dataclass(frozen=True, slots=True, init=False)
class User:
    """An IAM user.

    Args:
        arn: of the user, with its path.
        unique_id: ``AIDA…``, if known; trust policies may name it instead of the ARN (PRIN-33).
        tags: of the user; they become ``aws:PrincipalTag/…``.
        policies: all identity-based policies that apply: inline, managed and those of the groups (EVAL-9).
        boundary: the permissions boundary; None if the user has none, which limits nothing (EVAL-6).
        missing: policies that are attached but whose text is not known; decisions say so.
        missing_boundary: the permissions boundary, if one is attached but its text is not known.

    Raises:
        ArnError: the ARN is not that of a user.
        IdError: id or tags are malformed.
        InvalidRequest: a policy is not a document of the right kind.

    >>> User("arn:aws:iam::111122223333:user/alice").arn.account
    '111122223333'
    """

    arn: UserArn
    unique_id: UniqueId | None
    tags: Tags
    policies: tuple[IdentityPolicy, ...]
    boundary: PermissionsBoundary | None
    missing: tuple[str, ...]
    missing_boundary: str | None

    def __init__(
        self,
        arn: Arn | str,
        *,
        unique_id: str | None = None,
        tags: Mapping[str, str] = Tags(),  # immutable
        policies: Iterable[IdentityPolicy] = (),
        boundary: PermissionsBoundary | None = None,
        missing: Iterable[str] = (),
        missing_boundary: str | None = None,
    ) -> None:
        fill(
            self,
            arn=UserArn.parse(str(arn)),
            missing=tuple(missing),
            missing_boundary=missing_boundary,
            **_shared(unique_id, tags, policies, boundary),
        )


@dataclass(frozen=True, slots=True, init=False)
class Role:
    """An IAM role.

    Args:
        arn: of the role, with its path.
        trust: its trust policy; None if it is not known, so that nothing can be said about who may assume it.
        unique_id: ``AROA…``, if known (PRIN-33).
        tags: of the role; they become ``aws:ResourceTag/…`` when it is assumed and ``aws:PrincipalTag/…`` in its
            sessions.
        policies: all identity-based policies of the role, inline and managed.
        boundary: the permissions boundary; None if the role has none.
        max_session_seconds: the longest session, 3600 to 43200 seconds (ASSUME-31).
        missing: policies that are attached but whose text is not known; decisions say so.
        missing_boundary: the permissions boundary, if one is attached but its text is not known.

    Raises:
        ArnError: the ARN is not that of a role.
        IdError: id or tags are malformed.
        PolicyError: the trust policy, read strictly, names a principal of another partition, which IAM refuses (ARN-3).
        InvalidRequest: a policy is not a document of the right kind, or `max_session_seconds` is out of bounds.

    >>> Role("arn:aws:iam::111122223333:role/ci/Deploy").arn.path
    '/ci/'
    """

    arn: RoleArn
    trust: TrustPolicy | None
    unique_id: UniqueId | None
    tags: Tags
    policies: tuple[IdentityPolicy, ...]
    boundary: PermissionsBoundary | None
    max_session_seconds: int
    missing: tuple[str, ...]
    missing_boundary: str | None

    def __init__(
        self,
        arn: Arn | str,
        *,
        trust: TrustPolicy | None = None,
        unique_id: str | None = None,
        tags: Mapping[str, str] = Tags(),  # immutable
        policies: Iterable[IdentityPolicy] = (),
        boundary: PermissionsBoundary | None = None,
        max_session_seconds: int = SESSION_SECONDS.start,
        missing: Iterable[str] = (),
        missing_boundary: str | None = None,
    ) -> None:
        name = RoleArn.parse(str(arn))
        if trust is not None:
            _check_partition(expect_document(TrustPolicy, trust, "trust"), name)
        if type(max_session_seconds) is not int or max_session_seconds not in SESSION_SECONDS:
            raise InvalidRequest(
                "max_session_seconds", f"expected 3600 to 43200 seconds, found {max_session_seconds!r}"
            )
        fill(self, arn=name, trust=trust, max_session_seconds=max_session_seconds, missing=tuple(missing))
        fill(self, missing_boundary=missing_boundary, **_shared(unique_id, tags, policies, boundary))

    def switch_role_url(self, *, display_name: str | None = None) -> str:
        """The link that opens the console's Switch Role page for this role, filled in.

        Args:
            display_name: what the console shows for the role; the account and role if left out.

        Raises:
            InvalidRequest: path and name are longer than the 64 characters that the console takes.

        Source: IAM User Guide, "Switch from a user to an IAM role (console)".

        >>> role = Role("arn:aws:iam::730739171055:role/db/CrossAccountRDS")
        >>> role.switch_role_url(display_name="RDS & co")
        'https://signin.aws.amazon.com/switchrole?account=730739171055&roleName=db%2FCrossAccountRDS&displayName=RDS+%26+co'
        """
        name = f"{self.arn.path}{self.arn.name}"[1:]
        if len(name) > _SWITCHABLE:
            raise InvalidRequest(
                "role", f"the console switches to a path and name of at most 64 characters, found {len(name)}"
            )
        host = _SIGN_IN.get(self.arn.partition, _SIGN_IN["aws"])
        query = {"account": self.arn.account, "roleName": name}
        if display_name is not None:
            query["displayName"] = display_name
        return f"https://{host}/switchrole?{urlencode(query)}"


def _shared(unique_id: str | None, tags: Mapping[str, str], policies: object, boundary: object) -> dict[str, Any]:
    """The fields that users and roles have in common."""
    return {
        "unique_id": None if unique_id is None else UniqueId(unique_id),
        "tags": tags if isinstance(tags, Tags) else Tags(tags, stored=True),
        "policies": expect_documents(IdentityPolicy, policies, "policies"),
        "boundary": None if boundary is None else expect_document(PermissionsBoundary, boundary, "boundary"),
    }


def _check_partition(trust: TrustPolicy, role: RoleArn) -> None:
    if not trust.strict:
        return
    foreign = [
        Problem(
            trust.pointer(index) / "Principal",
            f"{principal} is in another partition than {role}: IAM refuses it",
        )
        for index, statement in enumerate(trust.statements)
        for principal in (statement.principal.values if statement.principal else ())
        if _partition(principal) not in (None, role.partition)
    ]
    if foreign:
        raise PolicyError(located(foreign, trust.text), trust.name, trust.grammar.name)


def _partition(principal: object) -> str | None:
    """The partition that a principal is bound to; names without an ARN are bound to none."""
    if isinstance(principal, AccountPrincipal) and principal.partition == "aws":
        return None  # the same as bare digits, which name an account of any partition (PRIN-2)
    arn = getattr(principal, "arn", getattr(principal, "provider", None))
    return arn.partition if isinstance(arn, Arn) else None


@dataclass(frozen=True, slots=True, init=False)
class Organization:
    """An AWS organization: its accounts and where they are, and the policies attached to root, units and accounts.

    Args:
        id: ``o-…``.
        management_account: twelve digits; SCPs and RCPs do not bind it (EVAL-26, EVAL-30).
        accounts: account to its path, ``o-…/r-…/ou-…/``; the management account included.
        scps: service control policies by the id of the root, unit or account they are attached to; None if they are
            not enabled. Where the mapping lacks a root, unit or account, what is attached there is not known.
        rcps: resource control policies in the same way; ``RCPFullAWSAccess`` need not be listed (EVAL-31).
        delegated_administrators: accounts that may manage root access centrally (ASSUME-90).

    Raises:
        IdError: an id or path is malformed.
        InvalidRequest: a path is not of this organization, or a policy is not of the right kind.

    >>> organization = Organization(
    ...     "o-a1b2c3d4e5",
    ...     management_account="111122223333",
    ...     accounts={"111122223333": "o-a1b2c3d4e5/r-ab12/", "222233334444": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"},
    ... )
    >>> organization.levels_of("222233334444")
    ('r-ab12', 'ou-ab12-11111111', '222233334444')
    """

    id: OrganizationId
    management_account: AccountId
    accounts: Mapping[AccountId, OrganizationPath] = field(hash=False)  # a dict has no hash
    scps: Mapping[str, tuple[ServiceControlPolicy, ...]] | None = field(hash=False)
    rcps: Mapping[str, tuple[ResourceControlPolicy, ...]] | None = field(hash=False)
    delegated_administrators: frozenset[AccountId]

    def __init__(
        self,
        id: str,
        *,
        management_account: str,
        accounts: Mapping[str, str],
        scps: Mapping[str, Iterable[ServiceControlPolicy]] | None = None,
        rcps: Mapping[str, Iterable[ResourceControlPolicy]] | None = None,
        delegated_administrators: Iterable[str] = (),
    ) -> None:
        paths = {AccountId(account): OrganizationPath(path) for account, path in accounts.items()}
        for account, path in paths.items():
            if not path.startswith(f"{id}/"):
                raise InvalidRequest(
                    "accounts", f"expected a path that begins with {id!r} for {account}, found {path!r}"
                )
        fill(self, id=OrganizationId(id), management_account=AccountId(management_account), accounts=paths)
        fill(self, delegated_administrators=frozenset(map(AccountId, delegated_administrators)))
        fill(
            self,
            scps=_attached(ServiceControlPolicy, scps, "scps"),
            rcps=_attached(ResourceControlPolicy, rcps, "rcps"),
        )

    def levels_of(self, account: str) -> tuple[str, ...]:
        """The root, the units and the account itself, from the top: where policies that bind it can be attached."""
        return (*self.accounts[AccountId(account)].strip("/").split("/")[1:], account)


def _attached(
    kind: type[_D], policies: Mapping[str, Iterable[_D]] | None, parameter: str
) -> Mapping[str, tuple[_D, ...]] | None:
    if policies is None:
        return None
    return {target: expect_documents(kind, documents, parameter) for target, documents in policies.items()}


@dataclass(frozen=True, slots=True)
class Inventory:
    """Users and roles of one or several accounts, by ARN, and the organizations of the accounts.

    Attributes:
        users: by the text of the ARN.
        roles: by the text of the ARN.
        notes: what the data referred to but did not contain, or contained but could not be read.
        organizations: those that the data describes; an account that none of them lists is taken to be in none.
    """

    users: Mapping[str, User]
    roles: Mapping[str, Role]
    notes: tuple[str, ...] = ()
    organizations: tuple[Organization, ...] = ()

    def role_of(self, session: RoleSessionArn) -> Role | None:
        """The role that has this session, or None if the data does not contain it."""
        return next((role for role in self.roles.values() if session.is_session_of(role.arn)), None)
