"""Principals *in a policy*: the closed union of what a Principal element can name, each with its exact spelling.

Who *asks* is a caller, a different type (`policykit.snapshot`, `policykit.evaluate.request`): a policy names an
account; nobody is an account.

Source: IAM User Guide, "AWS JSON policy elements: Principal" (PRIN-1 to PRIN-12a).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Final, Literal, TypeAlias

from policykit.errors import ArnError, IdError, PrincipalError
from policykit.model.arn import (
    PARTITION,
    Arn,
    FederatedUserArn,
    OidcProviderArn,
    RoleArn,
    RoleSessionArn,
    RootArn,
    SamlProviderArn,
    UserArn,
)
from policykit.model.ids import AccountId, CanonicalUserId, UniqueId

__all__ = [
    "BUILTIN_OIDC_PROVIDERS",
    "PRINCIPAL_KEYS",
    "AccountPrincipal",
    "AnyPrincipal",
    "CanonicalUserPrincipal",
    "FederatedUserPrincipal",
    "NobodyKind",
    "NobodyPrincipal",
    "OidcProviderPrincipal",
    "Principal",
    "PrincipalKey",
    "RolePrincipal",
    "RoleSessionPrincipal",
    "SamlProviderPrincipal",
    "ServicePrincipal",
    "UniqueIdPrincipal",
    "UserPrincipal",
    "read_principal",
]

PrincipalKey: TypeAlias = Literal["AWS", "Service", "Federated", "CanonicalUser"]

BUILTIN_OIDC_PROVIDERS: Final = (
    "accounts.google.com",
    "cognito-identity-us-gov.amazonaws.com",
    "cognito-identity.amazonaws.com",
    "cognito-identity.cn-north-1.amazonaws.com.cn",
    "cognito-identity.us-gov-east-1.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
)
"""Web identity providers that need no provider object in the account (PRIN-8)."""


@dataclass(frozen=True, slots=True)
class AnyPrincipal:
    """``"*"``, or ``{"AWS": "*"}``.

    Attributes:
        bare: written as ``"Principal": "*"``. The two spellings differ: only the bare one reaches services and
            federated callers in an Allow (PRIN-16, DISP-3), and IAM refuses it in a trust policy (PRIN-14).
    """

    bare: bool = False
    key: ClassVar[PrincipalKey] = "AWS"

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class AccountPrincipal:
    """An account, written as twelve digits or as its root ARN; both mean the same (PRIN-2).

    It delegates to the administrators of the account; it does not mean the root user alone.

    Attributes:
        account: twelve digits.
        partition: of the root ARN; ``aws`` for bare digits.
        digits: written as bare digits; the two spellings compare equal.
    """

    account: AccountId
    partition: str = "aws"
    digits: bool = field(default=False, compare=False)
    key: ClassVar[PrincipalKey] = "AWS"

    @property
    def arn(self) -> RootArn:
        """The root ARN, whichever way the account was written."""
        return RootArn.of(self.account, self.partition)

    def __str__(self) -> str:
        return str(self.account) if self.digits else f"arn:{self.partition}:iam::{self.account}:root"


@dataclass(frozen=True, slots=True)
class UserPrincipal:
    """An IAM user, by ARN with the full path (PRIN-5)."""

    arn: UserArn
    key: ClassVar[PrincipalKey] = "AWS"

    def __str__(self) -> str:
        return str(self.arn)


@dataclass(frozen=True, slots=True)
class RolePrincipal:
    """An IAM role and so each of its sessions, by ARN with the full path (PRIN-5)."""

    arn: RoleArn
    key: ClassVar[PrincipalKey] = "AWS"

    def __str__(self) -> str:
        return str(self.arn)


@dataclass(frozen=True, slots=True)
class RoleSessionPrincipal:
    """The sessions of a role that have one certain name (PRIN-6)."""

    arn: RoleSessionArn
    key: ClassVar[PrincipalKey] = "AWS"

    def __str__(self) -> str:
        return str(self.arn)


@dataclass(frozen=True, slots=True)
class FederatedUserPrincipal:
    """A session made by ``GetFederationToken`` (PRIN-7)."""

    arn: FederatedUserArn
    key: ClassVar[PrincipalKey] = "AWS"

    def __str__(self) -> str:
        return str(self.arn)


@dataclass(frozen=True, slots=True)
class UniqueIdPrincipal:
    """A user or role by its unique id, which IAM shows once the entity is deleted (PRIN-31, PRIN-33)."""

    unique_id: UniqueId
    key: ClassVar[PrincipalKey] = "AWS"

    def __str__(self) -> str:
        return str(self.unique_id)


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """An AWS service, such as ``lambda.amazonaws.com`` (PRIN-35)."""

    name: str
    key: ClassVar[PrincipalKey] = "Service"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class SamlProviderPrincipal:
    """The callers that a SAML provider vouches for (PRIN-8)."""

    arn: SamlProviderArn
    key: ClassVar[PrincipalKey] = "Federated"

    def __str__(self) -> str:
        return str(self.arn)


@dataclass(frozen=True, slots=True)
class OidcProviderPrincipal:
    """The callers that an OIDC provider vouches for, by provider ARN or by the name of a built-in one (PRIN-8).

    Attributes:
        provider: the ARN, or a host such as ``cognito-identity.amazonaws.com``. Unknown hosts are kept as they are.
    """

    provider: OidcProviderArn | str
    key: ClassVar[PrincipalKey] = "Federated"

    def __str__(self) -> str:
        return str(self.provider)


@dataclass(frozen=True, slots=True)
class CanonicalUserPrincipal:
    """An account by its canonical user id; S3 and CloudFront only (PRIN-4). It names no caller of this library."""

    canonical_id: CanonicalUserId
    key: ClassVar[PrincipalKey] = "CanonicalUser"

    def __str__(self) -> str:
        return str(self.canonical_id)


class NobodyKind(StrEnum):
    """Why nobody is a `NobodyPrincipal`."""

    PATTERN = (
        "principals are not patterns: only a '*' that stands alone is one; use ArnLike on aws:PrincipalArn (PRIN-9)"
    )
    GROUP = "an IAM group is never a principal: name its users, or a role (PRIN-11)"
    ORIGIN_ACCESS_IDENTITY = "a CloudFront origin access identity is no IAM caller (PRIN-12a)"


@dataclass(frozen=True, slots=True)
class NobodyPrincipal:
    """A value under ``AWS`` that no caller ever is: a group, a pattern such as ``role/*``, a CloudFront identity.

    Principals are not patterns (PRIN-9) and groups are no principals (PRIN-11); where a document with such a value can
    be read at all, it is plain text that nobody matches.

    Attributes:
        text: as written.
        what: why nobody matches.
    """

    text: str
    what: NobodyKind
    key: ClassVar[PrincipalKey] = "AWS"

    def __str__(self) -> str:
        return self.text


Principal: TypeAlias = (
    AnyPrincipal
    | AccountPrincipal
    | UserPrincipal
    | RolePrincipal
    | RoleSessionPrincipal
    | FederatedUserPrincipal
    | UniqueIdPrincipal
    | ServicePrincipal
    | SamlProviderPrincipal
    | OidcProviderPrincipal
    | CanonicalUserPrincipal
    | NobodyPrincipal
)

_PRINCIPAL_IDS = ("AIDA", "AROA")  # how the ids of users and roles begin (PRIN-33)
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_ORIGIN_ACCESS_IDENTITY = re.compile(
    rf"arn:{PARTITION.pattern}:iam::cloudfront:user/CloudFront Origin Access Identity [0-9A-Za-z]+"
)


def _read_aws(text: str) -> Principal:
    if text == "*":
        return AnyPrincipal()
    if UniqueId.form.fullmatch(text) and text[:4] in _PRINCIPAL_IDS:
        return UniqueIdPrincipal(UniqueId(text))
    if AccountId.form.fullmatch(text):
        return AccountPrincipal(AccountId(text), digits=True)
    if _ORIGIN_ACCESS_IDENTITY.fullmatch(text):
        return NobodyPrincipal(text, NobodyKind.ORIGIN_ACCESS_IDENTITY)
    if text.startswith("arn:") and ("*" in text or "?" in text):
        return NobodyPrincipal(text, NobodyKind.PATTERN)
    try:
        arn = Arn.parse(text)
    except ArnError as error:
        raise PrincipalError(text, _AWS_EXPECTED if not text.startswith("arn:") else error.reason) from None
    match arn:
        case RootArn():
            return AccountPrincipal(AccountId(arn.account), arn.partition)
        case UserArn():
            return UserPrincipal(arn)
        case RoleArn():
            return RolePrincipal(arn)
        case RoleSessionArn():
            return RoleSessionPrincipal(arn)
        case FederatedUserArn():
            return FederatedUserPrincipal(arn)
        case Arn(service="iam", resource=resource) if resource.startswith("group/"):
            return NobodyPrincipal(text, NobodyKind.GROUP)
        case _:
            raise PrincipalError(text, _AWS_EXPECTED)


_AWS_EXPECTED = (
    "expected '*', an account of twelve digits, the ARN of a root, user, role, role session or federated user, "
    "or a unique id (AIDA…, AROA…)"
)


def _read_service(text: str) -> Principal:
    if not _HOST.fullmatch(text):
        raise PrincipalError(
            text, "expected one service, without wildcards, for example 'lambda.amazonaws.com' (PRIN-10, PRIN-35)"
        )
    return ServicePrincipal(text)


def _read_federated(text: str) -> Principal:
    if _HOST.fullmatch(text):
        return OidcProviderPrincipal(text)
    try:
        arn = Arn.parse(text)
    except ArnError:
        arn = None
    if isinstance(arn, SamlProviderArn):
        return SamlProviderPrincipal(arn)
    if isinstance(arn, OidcProviderArn):
        return OidcProviderPrincipal(arn)
    raise PrincipalError(
        text,
        "expected the ARN of a SAML or OIDC provider, or a provider such as 'accounts.google.com' (PRIN-8, PRIN-10)",
    )


def _read_canonical(text: str) -> Principal:
    try:
        return CanonicalUserPrincipal(CanonicalUserId(text))
    except IdError as error:
        raise PrincipalError(text, error.reason) from None


PRINCIPAL_KEYS: Final[Mapping[str, Callable[[str], Principal]]] = {
    "AWS": _read_aws,
    "Service": _read_service,
    "Federated": _read_federated,
    "CanonicalUser": _read_canonical,
}
"""The members a Principal element may have, and how a value under each is read (PRIN-1)."""


@lru_cache(maxsize=1 << 14)  # the same principals are named again and again
def read_principal(key: str, text: str) -> Principal:
    """The principal that a value names under a member of the Principal element.

    Args:
        key: ``AWS``, ``Service``, ``Federated`` or ``CanonicalUser``.
        text: the value.

    Raises:
        PrincipalError: the value fits none of the forms that the member may hold.

    >>> read_principal("AWS", "111122223333") == read_principal("AWS", "arn:aws:iam::111122223333:root")
    True
    >>> read_principal("Service", "*")
    Traceback (most recent call last):
    policykit.errors.PrincipalError: invalid principal '*': expected one service, without wildcards, \
for example 'lambda.amazonaws.com' (PRIN-10, PRIN-35)
    """
    return PRINCIPAL_KEYS[key](text)
