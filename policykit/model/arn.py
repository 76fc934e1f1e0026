"""ARNs: `Arn` names one resource, its subclasses are views of IAM and STS. Patterns are in `arn_pattern`.

Source: IAM User Guide, "Amazon Resource Names (ARNs)" and "IAM identifiers" (ARN-1 to ARN-18).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Final, Literal, Self, TypeVar, cast

from policykit._text import TextValue
from policykit.errors import ArnError, IdError, InvalidValue
from policykit.model.ids import AccountId, EntityName, EntityPath, FederatedUserName, SessionName

__all__ = [
    "ARN_FORM",
    "PARTITION",
    "Arn",
    "FederatedUserArn",
    "OidcProviderArn",
    "RoleArn",
    "RoleSessionArn",
    "RootArn",
    "SamlProviderArn",
    "UserArn",
]

_MAX_LENGTH = 2048  # characters (ARN-6)
PARTITION = re.compile("aws[a-z0-9-]*")  # open-ended: AWS adds partitions (ARN-2)
_SERVICE = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")
_REGION = re.compile("[a-z0-9-]*")
_ACCOUNT = re.compile("[0-9]{12}|[a-z][a-z-]*|")  # words: 'aws' owns managed policies, 'cloudfront' identities (ARN-4)
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
ARN_FORM = "arn:partition:service:region:account:resource"
_A = TypeVar("_A", bound="Arn")


@dataclass(frozen=True, slots=True, eq=False)
class Arn(TextValue):
    """The name of exactly one resource.

    `parse` returns the typed view that fits: `RoleArn` for a role, `UserArn` for a user, and so on. ``*`` and ``?`` in
    the resource field are ordinary characters, because services do ask for such names (ARN-22).

    Attributes:
        partition: ``aws``, ``aws-cn``, ``aws-us-gov`` …
        service: ``iam``, ``sts``, ``s3`` …
        region: empty for IAM and STS.
        account: twelve digits, a word such as ``aws``, or empty (S3 buckets).
        resource: all that follows the fifth colon.

    >>> arn = Arn.parse("arn:aws:iam::111122223333:role/ci/Deploy")
    >>> arn.account, type(arn).__name__
    ('111122223333', 'RoleArn')
    >>> Arn.parse("arn:aws:iam:111122223333:role/Deploy")
    Traceback (most recent call last):
    policykit.errors.ArnError: invalid ARN 'arn:aws:iam:111122223333:role/Deploy': \
expected arn:partition:service:region:account:resource, six fields, found 5

    Source: IAM User Guide, "Amazon Resource Names (ARNs)", "ARN format" (ARN-1).
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise ArnError(str(self), problem)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ARN; called on a subclass, the ARN must be of that kind.

        Raises:
            ArnError: with the text, what is wrong with it and what was expected.
        """
        if not isinstance(text, str):
            raise ArnError(repr(text), f"expected text: {ARN_FORM}")
        return cast("Self", _parse(cls, text))  # type: ignore[arg-type]  # classes are hashable

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"

    def __eq__(self, other: object) -> bool:
        # Not the generated one: a RoleArn equals the plain Arn with the same text.
        return str(self) == str(other) if isinstance(other, Arn) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.account, self.resource))


def _problem(arn: Arn) -> str | None:
    fields = (
        (arn.partition, PARTITION, "a partition such as 'aws' in the second field"),
        (arn.service, _SERVICE, "a service such as 'iam' in the third field"),
        (arn.region, _REGION, "a region such as 'eu-west-1', or nothing, in the fourth field"),
        (arn.account, _ACCOUNT, "an account of twelve digits in the fifth field"),
    )
    for text, form, expected in fields:
        if form.fullmatch(text) is None:
            return f"expected {expected}, found {text!r}"
    if not arn.resource:
        return "expected a resource after the fifth colon, found nothing"
    if arn.service in ("iam", "sts") and (arn.region or not arn.account):
        example = f"arn:{arn.partition}:{arn.service}::111122223333:…"
        return f"{arn.service.upper()} ARNs have no region and name an account: {example}"
    if _CONTROL.search(arn.resource):
        return "expected printable characters; there is a control character, perhaps a line break at the end"
    return "expected at most 2048 characters" if len(str(arn)) > _MAX_LENGTH else None


class _View(Arn):
    """Base of the typed views: a service and the resource types that belong to it."""

    __slots__ = ()
    kind: ClassVar[str]
    example: ClassVar[str]
    service_name: ClassVar[Literal["iam", "sts"]]
    resource_type: ClassVar[str]

    def __post_init__(self) -> None:
        Arn.__post_init__(self)
        try:
            fits = self.service == self.service_name and self._fits()
        except IdError as error:
            raise ArnError(str(self), f"expected {self.kind}, {self.example}: {error}") from error
        if not fits:
            raise ArnError(str(self), f"expected {self.kind}, {self.example}")

    def _fits(self) -> bool:
        return AccountId.form.fullmatch(self.account) is not None and self.resource.startswith(self.resource_type)

    @property
    def _rest(self) -> str:
        """What follows the resource type and its slash."""
        return self.resource.partition("/")[2]


class RootArn(_View):
    """An account as a whole; as a caller, its root user (PRIN-2, PRIN-3).

    >>> RootArn.of("111122223333")
    RootArn(partition='aws', service='iam', region='', account='111122223333', resource='root')
    """

    __slots__ = ()
    kind: ClassVar[str] = "the root of an account"
    example: ClassVar[str] = "arn:aws:iam::111122223333:root"
    service_name: ClassVar[Literal["iam", "sts"]] = "iam"
    resource_type: ClassVar[str] = "root"

    @classmethod
    def of(cls, account: str, partition: str = "aws") -> Self:
        """The root ARN of an account."""
        return cls(partition, "iam", "", AccountId(account), "root")

    def _fits(self) -> bool:
        return super()._fits() and self.resource == "root"


class _Entity(_View):
    """A user or role: path and name."""

    __slots__ = ()

    @classmethod
    def of(cls, account: str, name: str, *, path: str = "/", partition: str = "aws") -> Self:
        """The ARN of the user or role with this name in this account.

        Args:
            account: twelve digits.
            name: 1 to 64 characters.
            path: ``/`` or ``/…/``, up to 512 characters.
            partition: ``aws``, ``aws-cn`` …

        Raises:
            IdError: account, name or path is malformed.
        """
        return cls(
            partition, "iam", "", AccountId(account), f"{cls.resource_type}{EntityPath(path)[1:]}{EntityName(name)}"
        )

    @property
    def path(self) -> str:
        """The path, beginning and ending with ``/``."""
        head, slash, _ = self._rest.rpartition("/")
        return f"/{head}{slash}"

    @property
    def name(self) -> str:
        """The name without the path."""
        return self._rest.rpartition("/")[2]

    def _fits(self) -> bool:
        return super()._fits() and bool(EntityPath(self.path)) and bool(EntityName(self.name))


class UserArn(_Entity):
    """An IAM user.

    >>> UserArn.parse("arn:aws:iam::111122223333:user/team/alice").name
    'alice'
    """

    __slots__ = ()
    kind: ClassVar[str] = "an IAM user"
    example: ClassVar[str] = "arn:aws:iam::111122223333:user/Name"
    service_name: ClassVar[Literal["iam", "sts"]] = "iam"
    resource_type: ClassVar[str] = "user/"


class RoleArn(_Entity):
    """An IAM role.

    >>> role = RoleArn.of("111122223333", "Deploy", path="/ci/")
    >>> str(role.session("build-42"))
    'arn:aws:sts::111122223333:assumed-role/Deploy/build-42'
    """

    __slots__ = ()
    kind: ClassVar[str] = "an IAM role"
    example: ClassVar[str] = "arn:aws:iam::111122223333:role/Name"
    service_name: ClassVar[Literal["iam", "sts"]] = "iam"
    resource_type: ClassVar[str] = "role/"

    def session(self, session_name: str) -> "RoleSessionArn":
        """The ARN of a session of this role; it drops the path (ASSUME-93)."""
        resource = f"assumed-role/{self.name}/{SessionName(session_name)}"
        return RoleSessionArn(self.partition, "sts", "", self.account, resource)

    @property
    def linked_service(self) -> str | None:
        """The only service that can assume the role, if it is a service-linked role; its path names it (ASSUME-62).

        >>> RoleArn.parse("arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/ForECS").linked_service
        'ecs.amazonaws.com'
        """
        _, first, *rest = self.path.split("/")
        return rest[0] if first == "aws-service-role" else None

    @property
    def is_service_linked(self) -> bool:
        """Whether this is a service-linked role, which limits of the organization do not bind (EVAL-26, EVAL-32)."""
        return self.linked_service is not None


class RoleSessionArn(_View):
    """A role session: what ``AssumeRole`` returns. It carries the name of the role but not its path.

    >>> session = RoleSessionArn.parse("arn:aws:sts::111122223333:assumed-role/Deploy/build-42")
    >>> session.role_name, session.session_name
    ('Deploy', 'build-42')
    """

    __slots__ = ()
    kind: ClassVar[str] = "a role session"
    example: ClassVar[str] = "arn:aws:sts::111122223333:assumed-role/RoleName/SessionName"
    service_name: ClassVar[Literal["iam", "sts"]] = "sts"
    resource_type: ClassVar[str] = "assumed-role/"

    @property
    def role_name(self) -> str:
        """The name of the role, without its path."""
        return self._rest.partition("/")[0]

    @property
    def session_name(self) -> str:
        """The name given when the role was assumed."""
        return self._rest.partition("/")[2]

    def is_session_of(self, role: RoleArn) -> bool:
        """Whether the role has this session: same partition, account and name, which is unique (ARN-9).

        Source: IAM User Guide, "IAM identifiers" (PRIN-19).

        >>> session = RoleSessionArn.parse("arn:aws:sts::111122223333:assumed-role/Deploy/build-42")
        >>> session.is_session_of(RoleArn.of("111122223333", "Deploy", path="/ci/"))
        True
        """
        return (self.partition, self.account, self.role_name) == (role.partition, role.account, role.name)

    def _fits(self) -> bool:
        return super()._fits() and bool(EntityName(self.role_name)) and bool(SessionName(self.session_name))


class FederatedUserArn(_View):
    """A session made by ``GetFederationToken`` (PRIN-7)."""

    __slots__ = ()
    kind: ClassVar[str] = "a federated user"
    example: ClassVar[str] = "arn:aws:sts::111122223333:federated-user/Name"
    service_name: ClassVar[Literal["iam", "sts"]] = "sts"
    resource_type: ClassVar[str] = "federated-user/"

    @classmethod
    def of(cls, account: str, name: str, partition: str = "aws") -> Self:
        """The ARN of the federated user with this name."""
        return cls(partition, "sts", "", AccountId(account), f"federated-user/{FederatedUserName(name)}")

    @property
    def name(self) -> str:
        """The name given to ``GetFederationToken``."""
        return self._rest

    def _fits(self) -> bool:
        return super()._fits() and bool(FederatedUserName(self.name))


class SamlProviderArn(_View):
    """A SAML identity provider of an account (ASSUME-70)."""

    __slots__ = ()
    kind: ClassVar[str] = "a SAML provider"
    example: ClassVar[str] = "arn:aws:iam::111122223333:saml-provider/Name"
    service_name: ClassVar[Literal["iam", "sts"]] = "iam"
    resource_type: ClassVar[str] = "saml-provider/"
    _NAME: ClassVar[re.Pattern[str]] = re.compile("[0-9A-Za-z_.-]{1,128}")

    @property
    def name(self) -> str:
        """The name of the provider."""
        return self._rest

    def _fits(self) -> bool:
        return super()._fits() and self._NAME.fullmatch(self.name) is not None


class OidcProviderArn(_View):
    """An OpenID Connect identity provider of an account (ASSUME-80).

    >>> OidcProviderArn.parse("arn:aws:iam::111122223333:oidc-provider/gitlab.example.com/ci").issuer
    'gitlab.example.com/ci'
    """

    __slots__ = ()
    kind: ClassVar[str] = "an OIDC provider"
    example: ClassVar[str] = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    service_name: ClassVar[Literal["iam", "sts"]] = "iam"
    resource_type: ClassVar[str] = "oidc-provider/"

    _ISSUER: ClassVar[re.Pattern[str]] = re.compile("[!-)+->@-~]{1,255}")  # printable, and no wildcard

    @property
    def issuer(self) -> str:
        """Host and path of the provider's URL: the prefix of its condition keys."""
        return self._rest

    def _fits(self) -> bool:
        return super()._fits() and self._ISSUER.fullmatch(self.issuer) is not None


_VIEWS: Final[tuple[type[_View], ...]] = (
    RootArn,
    UserArn,
    RoleArn,
    RoleSessionArn,
    FederatedUserArn,
    SamlProviderArn,
    OidcProviderArn,
)


@lru_cache(maxsize=1 << 14)  # the same principals and roles are named again and again
def _parse(cls: type[_A], text: str) -> _A:
    head, *fields = text.split(":", 5)
    if head != "arn":
        raise ArnError(text, f"expected text that begins with 'arn:': {ARN_FORM}")
    if len(fields) != 5:
        raise ArnError(text, f"expected {ARN_FORM}, six fields, found {len(fields) + 1}")
    return _view(cls, *fields)


def _view(cls: type[_A], partition: str, service: str, region: str, account: str, resource: str) -> _A:
    """The most specific value: names that IAM would refuse stay plain ARNs, unless a view was asked for."""
    if cls is Arn and service in ("iam", "sts"):
        for view in _VIEWS:
            if service == view.service_name and resource.startswith(view.resource_type):
                try:
                    return view(partition, service, region, account, resource)  # type: ignore[return-value]  # cls is Arn
                except InvalidValue:
                    break
    return cls(partition, service, region, account, resource)
