"""Who asks. A caller is not a principal: a policy names an account; nobody *is* an account.

`User` comes from `policykit.snapshot`; the other kinds of caller are here. What a policy can call each of them is in
`policykit.evaluate.naming`.

Source: IAM User Guide, "AWS JSON policy elements: Principal"; AWS STS API Reference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeGuard

from policykit.errors import InvalidRequest, PrincipalError
from policykit.evaluate.facts import Facts, FactValue
from policykit.model.arn import (
    Arn,
    FederatedUserArn,
    OidcProviderArn,
    RoleSessionArn,
    RootArn,
    SamlProviderArn,
    UserArn,
)
from policykit.model.ids import SessionName, SourceIdentity
from policykit.model.policy import SessionPolicy
from policykit.model.principal import OidcProviderPrincipal, read_principal
from policykit.model.tags import Tags
from policykit.snapshot import Role, User, expect_documents, fill

__all__ = [
    "Anonymous",
    "AwsService",
    "Caller",
    "FederatedUser",
    "RoleSession",
    "RootUser",
    "SamlIdentity",
    "UserSession",
    "WebIdentity",
    "assume_action",
    "describe",
    "entity_of",
    "has_account",
]


@dataclass(frozen=True, slots=True, init=False)
class RoleSession:
    """A session of a role: what ``AssumeRole`` returned, or the credentials of a service's role.

    Args:
        role: the role whose session this is.
        session_name: 2 to 64 characters.
        tags: session tags; they overlay the tags of the role (ASSUME-43).
        transitive_tags: keys of the tags that follow into the next role (ASSUME-44).
        source_identity: set when the session was made, or earlier in the chain (ASSUME-50).
        policies: session policies passed when it was made; without any, nothing is limited (EVAL-6).
        mfa: what the session says about MFA; sessions of roles say nothing (CTX-53), so leave it out unless yours do.

    Raises:
        IdError: name, tags or source identity are malformed.
        InvalidRequest: a transitive tag is not among the tags, or a policy is not a `SessionPolicy`.

    >>> RoleSession(Role("arn:aws:iam::111122223333:role/ci/Deploy"), "build-42").arn.resource
    'assumed-role/Deploy/build-42'
    """

    role: Role
    session_name: SessionName
    tags: Tags
    transitive_tags: tuple[str, ...]
    source_identity: SourceIdentity | None
    policies: tuple[SessionPolicy, ...]
    mfa: bool | None

    def __init__(
        self,
        role: Role,
        session_name: str,
        *,
        tags: Mapping[str, str] = Tags(),  # immutable
        transitive_tags: Iterable[str] = (),
        source_identity: str | None = None,
        policies: Iterable[SessionPolicy] = (),
        mfa: bool | None = None,
    ) -> None:
        if not isinstance(role, Role):
            raise InvalidRequest("role", f"expected a Role, found {type(role).__name__}")
        fill(self, role=role, session_name=SessionName(session_name), mfa=mfa)
        fill(self, policies=expect_documents(SessionPolicy, policies, "policies"))
        fill(self, **_session(tags, transitive_tags, source_identity))

    @property
    def arn(self) -> RoleSessionArn:
        """The ARN of the session, without the path of the role."""
        return self.role.arn.session(self.session_name)


@dataclass(frozen=True, slots=True, init=False)
class UserSession:
    """An IAM user who signs with the temporary credentials of ``GetSessionToken`` (EVAL-42).

    To policies it is the user; but it says whether MFA was used, and calls IAM only with it, and of STS only AssumeRole
    and GetCallerIdentity. What it assumes lasts an hour at most (ASSUME-32).

    Args:
        user: the user.
        mfa: whether a code was given when the session began (CTX-51).
        mfa_age_seconds: how long ago that was; 0 or more.

    >>> UserSession(User("arn:aws:iam::111122223333:user/alice"), mfa=True, mfa_age_seconds=60).arn.name
    'alice'
    """

    user: User
    mfa: bool
    mfa_age_seconds: int | None

    def __init__(self, user: User, *, mfa: bool = False, mfa_age_seconds: int | None = None) -> None:
        if not isinstance(user, User):
            raise InvalidRequest("user", f"expected a User, found {type(user).__name__}")
        if mfa_age_seconds is not None and (not mfa or mfa_age_seconds < 0):
            raise InvalidRequest("mfa_age_seconds", f"expected 0 or more, and mfa=True, found {mfa_age_seconds!r}")
        fill(self, user=user, mfa=mfa, mfa_age_seconds=mfa_age_seconds)

    @property
    def arn(self) -> UserArn:
        """The ARN of the user: a session of a user has none of its own."""
        return self.user.arn


@dataclass(frozen=True, slots=True, init=False)
class FederatedUser:
    """A session that an IAM user, or the root user, made with ``GetFederationToken``.

    Args:
        parent: who made it.
        name: 2 to 32 characters.
        tags: session tags.
        policies: session policies passed when it was made; with none, only resource-based policies grant anything
            (EVAL-41).
    """

    parent: "User | RootUser"
    arn: FederatedUserArn
    tags: Tags
    policies: tuple[SessionPolicy, ...]

    def __init__(
        self,
        parent: "User | RootUser",
        name: str,
        *,
        tags: Mapping[str, str] = Tags(),  # immutable
        policies: Iterable[SessionPolicy] = (),
    ) -> None:
        if not isinstance(parent, User | RootUser):
            raise InvalidRequest("parent", f"expected a User or RootUser, found {type(parent).__name__}")
        arn = FederatedUserArn.of(parent.arn.account, name, parent.arn.partition)
        fill(
            self,
            parent=parent,
            arn=arn,
            tags=Tags(tags),
            policies=expect_documents(SessionPolicy, policies, "policies"),
        )


@dataclass(frozen=True, slots=True, init=False)
class RootUser:
    """The root user of an account; it cannot assume a role (ASSUME-5).

    Args:
        account: twelve digits, or the root ARN.

    >>> str(RootUser("111122223333").arn)
    'arn:aws:iam::111122223333:root'
    """

    arn: RootArn

    def __init__(self, account: Arn | str) -> None:
        text = str(account)
        fill(self, arn=RootArn.parse(text) if text.startswith("arn:") else RootArn.of(text))


@dataclass(frozen=True, slots=True, init=False)
class AwsService:
    """An AWS service that calls by itself, such as ``lambda.amazonaws.com``.

    What it says about the resource it works for, aws:SourceArn and the like, goes into the context of the request.

    Raises:
        InvalidRequest: the name is not that of a service.
    """

    name: str

    def __init__(self, name: str) -> None:
        try:
            principal = read_principal("Service", name)
        except PrincipalError as error:
            raise InvalidRequest("name", str(error)) from None
        fill(self, name=str(principal))


@dataclass(frozen=True, slots=True, init=False)
class SamlIdentity:
    """The bearer of a SAML assertion, who calls ``AssumeRoleWithSAML``.

    Args:
        provider: ARN of the SAML provider.
        attributes: what the assertion says, by the names of the ``saml:`` keys without the prefix: ``aud``, ``sub``,
            ``iss`` … (ASSUME-72).
        tags: session tags of the assertion (ASSUME-47).
        transitive_tags: keys of the tags that follow into the next role.
        source_identity: of the assertion (ASSUME-52).

    >>> SamlIdentity("arn:aws:iam::111122223333:saml-provider/okta", attributes={"sub": "alice"}).attributes["sub"]
    ('alice',)
    """

    provider: SamlProviderArn
    attributes: Facts
    tags: Tags
    transitive_tags: tuple[str, ...]
    source_identity: SourceIdentity | None

    def __init__(
        self,
        provider: Arn | str,
        *,
        attributes: Mapping[str, FactValue] = Facts(),  # immutable
        tags: Mapping[str, str] = Tags(),  # immutable
        transitive_tags: Iterable[str] = (),
        source_identity: str | None = None,
    ) -> None:
        facts = attributes if isinstance(attributes, Facts) else Facts(attributes, "attributes")
        fill(self, provider=SamlProviderArn.parse(str(provider)), attributes=facts)
        fill(self, **_session(tags, transitive_tags, source_identity))


@dataclass(frozen=True, slots=True, init=False)
class WebIdentity:
    """The bearer of a token of an OIDC provider, who calls ``AssumeRoleWithWebIdentity``.

    Args:
        provider: ARN of the OIDC provider, or a built-in one such as ``accounts.google.com``.
        claims: what the token says: ``aud``, ``sub`` …; each becomes the key ``host:claim``. With ``azp``, that is the
            audience, and ``aud`` becomes ``oaud`` (ASSUME-82).
        tags: session tags of the token (ASSUME-47).
        transitive_tags: keys of the tags that follow into the next role.
        source_identity: of the token (ASSUME-52).

    >>> github = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    >>> WebIdentity(github, claims={"sub": "repo:acme/app:ref:refs/heads/main"}).issuer
    'token.actions.githubusercontent.com'
    """

    provider: OidcProviderArn | str
    claims: Facts
    tags: Tags
    transitive_tags: tuple[str, ...]
    source_identity: SourceIdentity | None

    def __init__(
        self,
        provider: Arn | str,
        *,
        claims: Mapping[str, FactValue] = Facts(),  # immutable
        tags: Mapping[str, str] = Tags(),  # immutable
        transitive_tags: Iterable[str] = (),
        source_identity: str | None = None,
    ) -> None:
        try:
            principal = read_principal("Federated", str(provider))
        except PrincipalError as error:
            raise InvalidRequest("provider", str(error)) from None
        if not isinstance(principal, OidcProviderPrincipal):
            raise InvalidRequest("provider", f"expected an OIDC provider, found {str(provider)!r}: use SamlIdentity")
        facts = claims if isinstance(claims, Facts) else Facts(claims, "claims")
        fill(self, provider=principal.provider, claims=facts, **_session(tags, transitive_tags, source_identity))

    @property
    def issuer(self) -> str:
        """Host and path of the provider: the prefix of its condition keys."""
        return self.provider.issuer if isinstance(self.provider, OidcProviderArn) else self.provider


@dataclass(frozen=True, slots=True)
class Anonymous:
    """A caller without credentials; only resource-based policies can let it in (EVAL-45)."""


Caller: TypeAlias = (
    User | UserSession | RoleSession | FederatedUser | RootUser | AwsService | SamlIdentity | WebIdentity | Anonymous
)


def _session(tags: Mapping[str, str], transitive_tags: Iterable[str], source_identity: str | None) -> dict[str, Any]:
    """The fields of whoever brings session tags and a source identity along; checked."""
    own, keys = tags if isinstance(tags, Tags) else Tags(tags), tuple(transitive_tags)
    for key in keys:
        if key not in own:
            raise InvalidRequest("transitive_tags", f"expected keys of the session tags, found {key!r}")
    identity = None if source_identity is None else SourceIdentity(source_identity)
    return {"tags": own, "transitive_tags": keys, "source_identity": identity}


_WITH_ACCOUNT: Final = (User, UserSession, RoleSession, FederatedUser, RootUser)


def has_account(caller: Caller) -> TypeGuard[User | UserSession | RoleSession | FederatedUser | RootUser]:
    """Whether the caller belongs to an account, so that policies of that account count (EVAL-45, EVAL-46)."""
    return isinstance(caller, _WITH_ACCOUNT)


def assume_action(caller: Caller) -> str:
    """The one action with which such a caller assumes a role; whether it can at all is another question (ASSUME-4)."""
    match caller:
        case SamlIdentity():
            return "sts:AssumeRoleWithSAML"
        case WebIdentity():
            return "sts:AssumeRoleWithWebIdentity"
        case _:
            return "sts:AssumeRole"


def entity_of(caller: Caller) -> User | Role | None:
    """The user or role behind the caller, who has identity-based policies and perhaps a boundary (EVAL-9, EVAL-41)."""
    match caller:
        case User() as user:
            return user
        case UserSession(user=user) | FederatedUser(parent=User() as user):
            return user
        case RoleSession(role=role):
            return role
        case _:
            return None


def describe(caller: Caller) -> str:
    """The caller in a sentence."""
    match caller:
        case AwsService(name=name):
            return f"the service {name}"
        case SamlIdentity(provider=provider):
            return f"a SAML identity of {provider}"
        case WebIdentity(provider=provider):
            return f"a web identity of {provider}"
        case Anonymous():
            return "an anonymous caller"
        case _:
            return str(caller.arn)
