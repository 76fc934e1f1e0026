"""AWS services: each works for somebody, and the trust policy says for whom (the confused deputy problem).

Source: IAM User Guide, "The confused deputy problem" (ASSUME-60 to ASSUME-63); Amazon EKS User Guide, "EKS Pod
Identity" (ASSUME-64); IAM Roles Anywhere User Guide, "Trust model" (ASSUME-66).
"""

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, overload

from policykit.build.level import Anybody
from policykit.build.names import DNS_LABEL, DNS_NAME, Form
from policykit.build.trustee import Cast, Part, elsewhere
from policykit.catalog.services import service_principal
from policykit.errors import ArnError, IdError, IntentError
from policykit.evaluate.callers import AwsService
from policykit.model.arn import Arn, RoleArn
from policykit.model.arn_pattern import ArnPattern
from policykit.model.conjunction import Tests
from policykit.model.ids import AccountId, OrganizationId

__all__ = ["EksPodIdentity", "RolesAnywhere", "ServiceIn", "ServiceScope"]

_NO_IDENTITY: Final = "whoever sets up the service needs iam:PassRole for the role; the service itself has no policies"


@dataclass(frozen=True, slots=True)
class ServiceScope:
    """For whom a service may assume the role: at least one of the three.

    Args:
        account: whose resources it may work for (``aws:SourceAccount``); twelve digits.
        arn: the resource it may work for (``aws:SourceArn``), or a pattern such as
            ``arn:aws:events:*:111122223333:rule/nightly-*``. An ARN without an account needs `account` as well.
        organization: whose accounts it may work for (``aws:SourceOrgID``).

    Raises:
        IntentError: names the parameter and what was expected.

    >>> dict(ServiceScope(account="111122223333").conditions)
    {'StringEquals': {'aws:SourceAccount': ('111122223333',)}}
    """

    _: KW_ONLY
    account: str | None = None
    arn: str | None = None
    organization: str | None = None

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, account: str, arn: str | None = ..., organization: str | None = ...) -> None: ...
        @overload
        def __init__(self, *, arn: str, account: str | None = ..., organization: str | None = ...) -> None: ...
        @overload
        def __init__(self, *, organization: str, account: str | None = ..., arn: str | None = ...) -> None: ...
        def __init__(self, **parameters: object) -> None: ...

    def __post_init__(self) -> None:
        try:
            if self.account is not None:
                AccountId(self.account)
            if self.organization is not None:
                OrganizationId(self.organization)
            if self.arn is not None:
                _SOURCE.check("arn", ArnPattern.parse(self.arn).text)
        except (IdError, ArnError, IntentError) as error:
            raise IntentError("scope", str(error)) from None
        owner = self._owner
        if self.account is None and self.arn is None and self.organization is None:
            raise IntentError("scope", "expected account=, arn= or organization=: for whom the service works")
        if self.account is None and owner is not None and not AccountId.form.fullmatch(owner):
            raise IntentError(
                "scope", f"{self.arn!r} does not say whose it is, so that anybody's could fit: give the account as well"
            )
        if self.account is not None and owner not in (None, "", "*", self.account):
            raise IntentError("scope", f"{self.arn!r} is not of account {self.account}: no request could fit both")

    @property
    def _owner(self) -> str | None:
        """The field of the ARN that names an account."""
        return None if self.arn is None else self.arn.split(":")[4]

    @property
    def conditions(self) -> Tests:
        """What the service has to say."""
        conditions: dict[str, dict[str, tuple[str, ...]]] = {}
        equals = {"aws:SourceAccount": self.account, "aws:SourceOrgID": self.organization}
        if any(equals.values()):
            conditions["StringEquals"] = {key: (value,) for key, value in equals.items() if value is not None}
        if self.arn is not None:
            conditions["ArnLike"] = {"aws:SourceArn": (self.arn,)}
        return conditions

    @property
    def context(self) -> Mapping[str, str]:
        """What the service says when it works for somebody who is meant."""
        found = {
            "aws:SourceAccount": self.account or self._owner,
            "aws:SourceArn": self.arn and self.arn.replace("*", "example").replace("?", "x"),
            "aws:SourceOrgID": self.organization,
        }
        return {key: value for key, value in found.items() if value}

    @property
    def others(self) -> Mapping[str, Mapping[str, str]]:
        """What it says when it works for somebody else, by what differs."""
        other = elsewhere(self.account or "")
        away = {"aws:SourceAccount": other, "aws:SourceArn": f"arn:aws:events:eu-west-1:{other}:rule/stranger"}
        return {
            "on behalf of another account": {**away, "aws:SourceOrgID": "o-stranger000"},
            "that does not say for whom it works": {},
        }


@dataclass(frozen=True, slots=True)
class ServiceIn:
    """A service that works for somebody.

    Attributes:
        service: which.
        scope: for whom; None for a service that does not say.
    """

    service: AwsService
    scope: ServiceScope | None
    level: ClassVar[type[Anybody]] = Anybody

    def __post_init__(self) -> None:
        name = self.service.name
        if name in _BETTER:
            raise IntentError("who", f"{name} needs more than its name: use {_BETTER[name]}")
        sends = None if (known := service_principal(name)) is None else known.sends_source
        if self.scope is not None and sends is False:
            raise IntentError(
                "scope", f"{name} does not say for whom it works, so that a scope would lock it out: expected none"
            )
        if self.scope is None and sends:
            raise IntentError(
                "scope",
                f"{name} says for whom it works: expected a scope, such as the account, or strangers could use it",
            )

    @property
    def principal(self) -> Mapping[str, str]:
        """The name of the service."""
        return {"Service": self.service.name}

    @property
    def actions(self) -> tuple[str, ...]:
        """Usually one."""
        known = service_principal(self.service.name)
        return ("sts:AssumeRole",) if known is None else known.actions

    @property
    def conditions(self) -> Tests:
        """Those of the scope."""
        return {} if self.scope is None else self.scope.conditions

    @property
    def notes(self) -> tuple[str, ...]:
        """PassRole, and what it means to have no scope."""
        known = service_principal(self.service.name)
        if self.scope is not None or (known is not None and known.sends_source is False):
            return (_NO_IDENTITY,)
        return (
            _NO_IDENTITY,
            f"{self.service.name} has no scope: if it can work for other accounts, they can have it use the role",
        )

    def cast(self, role: RoleArn) -> Cast:  # noqa: ARG002  # services cross partitions by name
        """The service for whom it is meant; another service, and the same one for somebody else."""
        context = {} if self.scope is None else self.scope.context
        intended = Part(self.service).passing(**_companions(self.actions), context=context)
        strangers = {"another service": replace_caller(intended, AwsService(_another(self.service.name)))}
        for description, said in ({} if self.scope is None else self.scope.others).items():
            strangers[f"the service {description}"] = Part(self.service).passing(
                **_companions(self.actions), context=said
            )
        return Cast(intended, strangers)


def _companions(actions: tuple[str, ...]) -> dict[str, Any]:
    """What is passed so that these companions are asked for; no context assertion is made up."""
    return {"tags": {"example": "example"}} if "sts:TagSession" in actions else {}


def replace_caller(part: Part, caller: AwsService) -> Part:
    """The same words from another service."""
    return Part(caller, part.parameters)


def _another(service: str) -> str:
    return "stranger.amazonaws.com" if service != "stranger.amazonaws.com" else "stranger2.amazonaws.com"


_BETTER: Final = {
    "pods.eks.amazonaws.com": "EksPodIdentity, which knows cluster, namespace and service account",
    "rolesanywhere.amazonaws.com": "RolesAnywhere, which knows the trust anchor and the certificate",
}

_SOURCE: Final = Form(re.compile("arn(?::[^:$]*){5}.*"), "an ARN of six fields, in which * and ? may stand for others")
_CLUSTER: Final = Form(
    re.compile("arn:aws[a-z-]*:eks:[a-z0-9-]+:[0-9]{12}:cluster/[0-9A-Za-z][0-9A-Za-z_-]{0,99}"),
    "the ARN of a cluster, such as 'arn:aws:eks:eu-west-1:111122223333:cluster/main'",
)
_ANCHOR: Final = Form(
    re.compile(
        "arn:aws[a-z-]*:rolesanywhere:[a-z0-9-]+:[0-9]{12}:trust-anchor/"
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    ),
    "the ARN of a trust anchor, such as "
    "'arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f'",
)
_SUBJECT: Final = Form(re.compile("[0-9A-Za-z _.:/=+@-]{1,256}"), "letters, digits, spaces and _ . : / = + @ -")


@dataclass(frozen=True, slots=True)
class EksPodIdentity:
    """Pods of an EKS cluster that run under a Kubernetes service account: EKS Pod Identity (ASSUME-64).

    Args:
        cluster: ARN of the cluster.
        namespace: of the service account.
        service_account: its name.

    Raises:
        IntentError: names the parameter and what was expected.

    >>> cluster = "arn:aws:eks:eu-west-1:111122223333:cluster/main"
    >>> EksPodIdentity(cluster=cluster, namespace="payments", service_account="api").actions
    ('sts:AssumeRole', 'sts:TagSession')
    """

    _: KW_ONLY
    cluster: str
    namespace: str
    service_account: str
    level: ClassVar[type[Anybody]] = Anybody
    principal: ClassVar[Mapping[str, str]] = {"Service": "pods.eks.amazonaws.com"}
    actions: ClassVar[tuple[str, ...]] = ("sts:AssumeRole", "sts:TagSession")
    notes: ClassVar[tuple[str, ...]] = (
        "associate the role with the service account in the cluster, and leave the association's session tags on",
    )

    def __post_init__(self) -> None:
        _CLUSTER.check("cluster", self.cluster)
        DNS_LABEL.check("namespace", self.namespace)
        DNS_NAME.check("service_account", self.service_account)

    @property
    def conditions(self) -> Tests:
        """The cluster, which is the source, and the service account, which is in the tags."""
        account = Arn.parse(self.cluster).account
        return {
            "StringEquals": {
                "aws:SourceAccount": (account,),
                **{f"aws:RequestTag/{key}": (value,) for key, value in self._tags.items()},
            },
            "ArnEquals": {"aws:SourceArn": (self.cluster,)},
        }

    @property
    def _tags(self) -> dict[str, str]:
        return {"kubernetes-namespace": self.namespace, "kubernetes-service-account": self.service_account}

    def cast(self, role: RoleArn) -> Cast:
        """The pods; those of another service account or namespace, another cluster, and another service."""
        account = Arn.parse(self.cluster).account
        if account != role.account:
            raise IntentError(
                "cluster", f"pods take roles of the cluster's account {account}: {role} can only be assumed from there"
            )
        intended = self._part(self._tags, self.cluster, account)
        away = elsewhere(account)
        return Cast(
            intended,
            {
                "another service account": self._part(
                    {**self._tags, "kubernetes-service-account": f"{self.service_account}-stranger"},
                    self.cluster,
                    account,
                ),
                "another namespace": self._part(
                    {**self._tags, "kubernetes-namespace": "stranger"}, self.cluster, account
                ),
                "another cluster": self._part(self._tags, f"{self.cluster}-stranger", account),
                "a cluster of another account": self._part(self._tags, self.cluster.replace(account, away), away),
                "another service": replace_caller(intended, AwsService("stranger.amazonaws.com")),
            },
        )

    def _part(self, tags: Mapping[str, str], cluster: str, account: str) -> Part:
        sent = {"eks-cluster-arn": cluster, "eks-cluster-name": cluster.rpartition("/")[2], **tags}
        service = AwsService(self.principal["Service"])
        return Part(service).passing(
            tags=sent,
            transitive_tag_keys=tuple(sent),
            context={"aws:SourceArn": cluster, "aws:SourceAccount": account},
        )


@dataclass(frozen=True, slots=True)
class RolesAnywhere:
    """Whoever holds a certificate of a trust anchor of IAM Roles Anywhere, for a certain subject (ASSUME-66).

    Args:
        trust_anchor: ARN of the trust anchor.
        common_name: CN of the certificate's subject.
        organizational_unit: OU of the subject; any if left out.
        organization: O of the subject; any if left out.

    Raises:
        IntentError: names the parameter and what was expected.

    >>> anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"
    >>> RolesAnywhere(trust_anchor=anchor, common_name="build.example.com").actions
    ('sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity')
    """

    _: KW_ONLY
    trust_anchor: str
    common_name: str
    organizational_unit: str | None = None
    organization: str | None = None
    level: ClassVar[type[Anybody]] = Anybody
    principal: ClassVar[Mapping[str, str]] = {"Service": "rolesanywhere.amazonaws.com"}
    actions: ClassVar[tuple[str, ...]] = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
    notes: ClassVar[tuple[str, ...]] = ("name the role in a profile of IAM Roles Anywhere",)

    def __post_init__(self) -> None:
        _ANCHOR.check("trust_anchor", self.trust_anchor)
        for name in ("common_name", "organizational_unit", "organization"):
            if getattr(self, name) is not None:
                _SUBJECT.check(name, getattr(self, name))

    @property
    def conditions(self) -> Tests:
        """The trust anchor, which is the source, and the subject, which is in the tags of the principal."""
        return {
            "ArnEquals": {"aws:SourceArn": (self.trust_anchor,)},
            "StringEquals": {key: (value,) for key, value in self._subject.items()},
        }

    @property
    def _subject(self) -> dict[str, str]:
        found = {"CN": self.common_name, "OU": self.organizational_unit, "O": self.organization}
        return {f"aws:PrincipalTag/x509Subject/{key}": value for key, value in found.items() if value is not None}

    def cast(self, role: RoleArn) -> Cast:
        """The certificate; another anchor, another subject, and another service."""
        account = Arn.parse(self.trust_anchor).account
        if account != role.account:
            raise IntentError("trust_anchor", f"it serves the roles of its own account {account}; {role} is not there")
        intended = self._part(self._subject, self.trust_anchor)
        strangers = {
            f"a certificate with another {key.rpartition('/')[2]}": self._part(
                {**self._subject, key: f"{value} stranger"}, self.trust_anchor
            )
            for key, value in self._subject.items()
        }
        other = self.trust_anchor[:-12] + ("0" * 12 if not self.trust_anchor.endswith("0" * 12) else "1" * 12)
        return Cast(
            intended,
            {
                **strangers,
                "a certificate of another trust anchor": self._part(self._subject, other),
                "another service": replace_caller(intended, AwsService("stranger.amazonaws.com")),
            },
        )

    def _part(self, subject: Mapping[str, str], anchor: str) -> Part:
        service = AwsService(self.principal["Service"])
        return Part(service).passing(
            tags={"example": "example"}, source_identity="example", context={**subject, "aws:SourceArn": anchor}
        )
