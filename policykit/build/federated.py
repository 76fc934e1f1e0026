"""Whoever an identity provider vouches for: OIDC tokens, Kubernetes service accounts, Cognito identities, SAML.

Source: IAM User Guide, "Create a role for OpenID Connect federation", "… for SAML 2.0 federation" (ASSUME-70 to
ASSUME-88); Amazon EKS User Guide, "IAM roles for service accounts" (ASSUME-65); Amazon Cognito Developer Guide, "Role
trust and permissions" (ASSUME-87).
"""

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, ClassVar, Final, overload

from policykit.build.level import Anybody, Bearer
from policykit.build.names import DNS_LABEL, DNS_NAME, PARTITION, TEXT, Form, check_flag, checked, one_of
from policykit.build.tokens import AUDIENCE, TokenBearer, check_account, check_provider
from policykit.build.trustee import Cast, Part, check_partition, unlike
from policykit.catalog.federation import SAML_AUDIENCES
from policykit.errors import IntentError
from policykit.evaluate.callers import SamlIdentity, WebIdentity
from policykit.model.arn import RoleArn, SamlProviderArn
from policykit.model.conjunction import Tests
from policykit.model.ids import AccountId
from policykit.wildcard import Wildcard

__all__ = ["Cognito", "EksServiceAccount", "OidcProvider", "SamlProvider"]


@dataclass(frozen=True, slots=True)
class OidcProvider(TokenBearer):
    """The bearer of a token of any OIDC provider; for the usual ones there are kinds that know their subjects.

    Args:
        account: of the provider, and of the role; twelve digits.
        issuer: host and path of its URL, such as ``idp.example.com/tenant``, without ``https://``.
        audience: the ``aud`` of the token (or its ``azp``, ASSUME-82).
        subject: the ``sub`` of the token, exactly.
        subject_like: in its place, a pattern in which ``*`` stands for any text.
        partition: ``aws``, ``aws-cn`` …

    Where everybody shares one issuer, as at GitHub, the subject must name the owner, before any ``*``.

    Raises:
        IntentError: names the parameter and what was expected.

    >>> dict(OidcProvider("111122223333", "idp.example.com", audience="aws", subject="batch").conditions)
    {'StringEquals': {'idp.example.com:aud': ('aws',), 'idp.example.com:sub': ('batch',)}}
    """

    account: str
    issuer: str
    _: KW_ONLY
    audience: str
    subject: str | None = None
    subject_like: str | None = None
    partition: str = "aws"

    if TYPE_CHECKING:

        @overload
        def __init__(self, account: str, issuer: str, *, audience: str, subject: str, partition: str = ...) -> None: ...
        @overload
        def __init__(
            self, account: str, issuer: str, *, audience: str, subject_like: str, partition: str = ...
        ) -> None: ...
        def __init__(self, account: str, issuer: str, **parameters: object) -> None: ...

    def __post_init__(self) -> None:
        check_provider(self)
        chosen = one_of("whose token it is", subject=self.subject, subject_like=self.subject_like)
        (TEXT if chosen == "subject" else _LIKE).check(chosen, self.subjects[0])
        if self.issuer in _SHARED:
            _SHARED[self.issuer].check(chosen, self.subjects[0])

    @property
    def subjects(self) -> tuple[str, ...]:
        """The one, or the pattern."""
        return (self.subject or self.subject_like or "",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """Somebody else."""
        meant = Wildcard(self.subjects[0])
        return {"somebody else": next(each for each in ("!", "~") if not meant.matches(each))}


_LIKE: Final = Form(
    re.compile(r"(?=.*[^*])[ -#%->@-~]{1,1000}"), "a pattern with more than '*', in which '*' stands for any text"
)


def _owned(example: str, *claims: str) -> Form:
    """A subject in which one of these claims names the owner: what else is in it, everybody can have of an issuer."""
    return Form(
        re.compile(rf"(?:[ -)+->@-~]*:)?(?:{'|'.join(claims)}):[ -)+-.0-9;->@-~]+(?:[:/].*)?"),
        f"the owner in {' or '.join(claims)} before any '*', such as {example!r}: everybody has tokens of this issuer",
    )


_SHARED: Final[Mapping[str, Form]] = {
    "token.actions.githubusercontent.com": _owned(
        "repo:acme/*", "repo", "repository", "repository_id", "repository_owner", "repository_owner_id", "enterprise"
    ),
    "gitlab.com": _owned("project_path:acme/*", "project_path"),
    "app.terraform.io": _owned("organization:acme:*", "organization"),
    "agent.buildkite.com": _owned("organization:acme:*", "organization"),
}
"""Issuers of tokens for all their customers, whose names are in the subjects alone (ASSUME-88).

At GitHub, a repository chooses of which claims its subjects consist.
"""


@dataclass(frozen=True, slots=True)
class EksServiceAccount(TokenBearer):
    """Pods of an EKS cluster that run under a Kubernetes service account: IAM roles for service accounts (ASSUME-65).

    Args:
        account: of the provider, and of the role; twelve digits.
        issuer: the cluster's OIDC provider, ``oidc.eks.REGION.amazonaws.com/id/…``, without ``https://``; that of a
            cluster with IPv6 begins ``oidc-eks.REGION.api.aws``.
        namespace: of the service account.
        service_account: its name.
        audience: of the token.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    >>> pods = EksServiceAccount(
    ...     "111122223333",
    ...     issuer="oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
    ...     namespace="payments",
    ...     service_account="api",
    ... )
    >>> pods.subjects
    ('system:serviceaccount:payments:api',)
    """

    account: str
    _: KW_ONLY
    issuer: str
    namespace: str
    service_account: str
    audience: str = AUDIENCE
    partition: str = "aws"

    def __post_init__(self) -> None:
        _CLUSTER.check("issuer", self.issuer)
        DNS_LABEL.check("namespace", self.namespace)
        DNS_NAME.check("service_account", self.service_account)
        check_provider(self)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The service account, as Kubernetes names it."""
        return (f"system:serviceaccount:{self.namespace}:{self.service_account}",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """The namespace's other accounts, and other namespaces."""
        return {
            "another service account": f"system:serviceaccount:{self.namespace}:{self.service_account}-stranger",
            "another namespace": f"system:serviceaccount:stranger-{self.namespace}:{self.service_account}",
        }


_CLUSTER: Final = Form(
    re.compile(
        r"(?:oidc\.eks\.[a-z0-9-]+\.amazonaws\.(?:com(?:\.cn)?|eu)"
        r"|oidc-eks\.[a-z0-9-]+\.api\.(?:aws|amazonwebservices\.(?:com\.cn|eu)))/id/[0-9A-F]{32}"
    ),
    "the cluster's provider without https://, oidc.eks.REGION.amazonaws.com/id/ (with IPv6 "
    "oidc-eks.REGION.api.aws/id/) and 32 hexadecimal digits in upper case",
)


@dataclass(frozen=True, slots=True)
class Cognito:
    """Identities of an Amazon Cognito identity pool (ASSUME-87).

    Args:
        identity_pool: id of the pool, ``REGION:UUID``.
        authenticated: False for guests, whom nobody has vouched for.

    Raises:
        IntentError: the id is none of a pool.

    >>> Cognito("eu-west-1:0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f").issuer
    'cognito-identity.amazonaws.com'
    """

    identity_pool: str
    _: KW_ONLY
    authenticated: bool = True
    level: ClassVar[type[Anybody]] = Bearer
    actions: ClassVar[tuple[str, ...]] = ("sts:AssumeRoleWithWebIdentity",)

    def __post_init__(self) -> None:
        _POOL.check("identity_pool", self.identity_pool)
        check_flag("authenticated", self.authenticated)
        if self._partition != "aws" and self._region not in _COGNITO:
            raise IntentError("identity_pool", f"Cognito has no known name in region {self._region!r}")

    @property
    def _region(self) -> str:
        return self.identity_pool.partition(":")[0]

    @property
    def _partition(self) -> str:
        return next((name for prefix, name in _PARTITIONS.items() if self._region.startswith(prefix)), "aws")

    @property
    def issuer(self) -> str:
        """Cognito's name where the pool is (PRIN-8)."""
        return _COGNITO.get(self._region, "cognito-identity.amazonaws.com")

    @property
    def principal(self) -> Mapping[str, str]:
        """Cognito itself, which needs no provider in the account."""
        return {"Federated": self.issuer}

    @property
    def conditions(self) -> Tests:
        """The pool, and whether somebody has signed in."""
        return {
            "StringEquals": {f"{self.issuer}:aud": (self.identity_pool,)},
            "ForAnyValue:StringLike": {f"{self.issuer}:amr": (self._amr(self.authenticated),)},
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """What it means to let guests in."""
        return () if self.authenticated else ("guests need no sign-in: everybody can become one",)

    def cast(self, role: RoleArn) -> Cast:
        """An identity of the pool; one of another pool, and one that is (or is not) signed in."""
        check_partition(self._partition, role)
        pool = self.identity_pool
        other = pool[:-12] + unlike(pool[-12:], "0" * 12, "1" * 12)
        return Cast(
            self._part(pool, authenticated=self.authenticated),
            {
                "an identity of another pool": self._part(other, authenticated=self.authenticated),
                f"{'a guest' if self.authenticated else 'who has signed in'} of the pool": self._part(
                    pool, authenticated=not self.authenticated
                ),
            },
        )

    def _part(self, pool: str, *, authenticated: bool) -> Part:
        claims = {"aud": pool, "sub": f"{pool[:-12]}{'2' * 12}", "amr": [self._amr(authenticated)]}
        return Part(WebIdentity(self.issuer, claims=claims))

    @staticmethod
    def _amr(authenticated: bool) -> str:
        return "authenticated" if authenticated else "unauthenticated"


_POOL: Final = Form(
    re.compile("[a-z]{2}(?:-[a-z]+)+-[0-9]:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    "the id of a pool, such as 'eu-west-1:0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f'",
)
_PARTITIONS: Final = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
_COGNITO: Final = {
    "cn-north-1": "cognito-identity.cn-north-1.amazonaws.com.cn",
    "us-gov-east-1": "cognito-identity.us-gov-east-1.amazonaws.com",
    "us-gov-west-1": "cognito-identity-us-gov.amazonaws.com",
}
"""By region, where Cognito has a name of its own (PRIN-8)."""


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """Whoever a SAML identity provider of the role's account has signed in (ASSUME-70).

    Args:
        account: of the provider, and of the role; twelve digits.
        name: of the provider.
        audience: where the assertion is sent to; the sign-in page of the partition if left out.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    >>> dict(SamlProvider("111122223333", "okta").conditions)
    {'StringEquals': {'SAML:aud': ('https://signin.aws.amazon.com/saml',)}}
    """

    account: str
    name: str
    _: KW_ONLY
    audience: str | None = None
    partition: str = "aws"
    level: ClassVar[type[Anybody]] = Bearer
    actions: ClassVar[tuple[str, ...]] = ("sts:AssumeRoleWithSAML",)
    notes: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        checked("account", AccountId, self.account)
        _SAML_NAME.check("name", self.name)
        PARTITION.check("partition", self.partition)
        if self.audience is not None:
            TEXT.check("audience", self.audience)
        elif self.partition not in SAML_AUDIENCES:
            raise IntentError("audience", f"the sign-in page of partition {self.partition!r} is not known: say it")

    @property
    def provider(self) -> SamlProviderArn:
        """The ARN of the provider."""
        return SamlProviderArn(self.partition, "iam", "", self.account, f"saml-provider/{self.name}")

    @property
    def principal(self) -> Mapping[str, str]:
        """The provider."""
        return {"Federated": str(self.provider)}

    @property
    def conditions(self) -> Tests:
        """Where the assertion is sent to."""
        return {"StringEquals": {"SAML:aud": (self._audience,)}}

    @property
    def _audience(self) -> str:
        return self.audience or SAML_AUDIENCES[self.partition][0]

    def cast(self, role: RoleArn) -> Cast:
        """An assertion for the sign-in page; one for another page, and one of another provider."""
        check_partition(self.partition, role)
        check_account(self.account, role)
        other = SamlProviderArn(self.partition, "iam", "", self.account, f"saml-provider/{unlike(self.name)}")
        return Cast(
            Part(SamlIdentity(self.provider, attributes={"aud": self._audience})),
            {
                "an assertion for another audience": Part(
                    SamlIdentity(self.provider, attributes={"aud": unlike(self._audience)})
                ),
                "an assertion of another provider": Part(SamlIdentity(other, attributes={"aud": self._audience})),
            },
        )


_SAML_NAME: Final = Form(re.compile("[0-9A-Za-z_.-]{1,128}"), "1 to 128 of the characters A-Z a-z 0-9 _ . -")
