"""Bearers of tokens of OIDC providers: what they have in common.

Source: IAM User Guide, "Create a role for OpenID Connect federation" (ASSUME-80 to ASSUME-86).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Final

from policykit.build.level import Anybody, Bearer
from policykit.build.names import ISSUER, PARTITION, TEXT, checked
from policykit.build.trustee import Cast, Part, check_partition, unlike
from policykit.catalog.federation import BUILTIN_OIDC_PROVIDERS
from policykit.errors import IntentError
from policykit.evaluate.callers import WebIdentity
from policykit.model.arn import OidcProviderArn, RoleArn
from policykit.model.conjunction import Tests
from policykit.model.ids import AccountId

__all__ = ["AUDIENCE", "TokenBearer", "check_account", "check_provider"]

AUDIENCE: Final = "sts.amazonaws.com"
"""The audience that most issuers put into tokens meant for AWS."""


class TokenBearer(ABC):
    """The bearer of a token of an OIDC provider that stands in the account of the role (ASSUME-80).

    A kind of bearer is a dataclass that says its `issuer`, `audience`, `subjects` and `neighbours`.
    """

    __slots__ = ()
    level: ClassVar[type[Anybody]] = Bearer
    actions: ClassVar[tuple[str, ...]] = ("sts:AssumeRoleWithWebIdentity",)
    notes: ClassVar[tuple[str, ...]] = ()
    account: str
    issuer: str
    audience: str
    partition: str

    @property
    @abstractmethod
    def subjects(self) -> tuple[str, ...]:
        """The subjects that are meant; a ``*`` in one stands for any text."""

    @property
    @abstractmethod
    def neighbours(self) -> Mapping[str, str]:
        """Subjects that are near and not meant, each with a description."""

    @property
    def provider(self) -> OidcProviderArn:
        """The ARN of the provider."""
        return _provider(self.account, self.issuer, self.partition)

    @property
    def principal(self) -> Mapping[str, str]:
        """The provider."""
        return {"Federated": str(self.provider)}

    @property
    def conditions(self) -> Tests:
        """Audience and subject of the token."""
        audience, subject = f"{self.issuer}:aud", f"{self.issuer}:sub"
        if any("*" in each for each in self.subjects):
            return {"StringEquals": {audience: (self.audience,)}, "StringLike": {subject: self.subjects}}
        return {"StringEquals": {audience: (self.audience,), subject: self.subjects}}

    def cast(self, role: RoleArn) -> Cast:
        """A token as it should be; one for another audience, of other subjects, of another issuer."""
        check_partition(self.partition, role)
        check_account(self.account, role)
        subject = self.subjects[0].replace("*", "example")
        other = unlike(self.issuer, "issuer.example.com", "issuer.example.org")
        foreign = WebIdentity(
            _provider(self.account, other, self.partition), claims={"aud": self.audience, "sub": subject}
        )
        strangers = {
            "a token for another audience": self._part(subject, audience=unlike(self.audience)),
            "a token of another issuer": Part(foreign),
        }
        return Cast(
            self._part(subject),
            strangers
            | {f"a token of {description}": self._part(each) for description, each in self.neighbours.items()},
        )

    def _part(self, subject: str, *, audience: str | None = None) -> Part:
        return Part(WebIdentity(self.provider, claims={"aud": audience or self.audience, "sub": subject}))


def _provider(account: str, issuer: str, partition: str) -> OidcProviderArn:
    return OidcProviderArn(partition, "iam", "", account, f"oidc-provider/{issuer}")


def check_account(account: str, role: RoleArn) -> None:
    """Refuse a provider that the role's account does not have (ASSUME-71, ASSUME-80).

    Raises:
        IntentError: the accounts differ.
    """
    if account != role.account:
        raise IntentError(
            "account", f"an identity provider serves the roles of its own account: it is in {account}, {role} is not"
        )


def check_provider(bearer: TokenBearer) -> None:
    """Refuse an account, partition, issuer or audience that cannot be one.

    Raises:
        IntentError: names the parameter and what was expected.
    """
    checked("account", AccountId, bearer.account)
    PARTITION.check("partition", bearer.partition)
    ISSUER.check("issuer", bearer.issuer)
    if bearer.issuer in BUILTIN_OIDC_PROVIDERS:
        raise IntentError("issuer", f"AWS knows {bearer.issuer} itself, so that no account has a provider for it")
    TEXT.check("audience", bearer.audience)
