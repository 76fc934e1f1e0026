"""Whoever an AWS service takes a role for: pods of EKS, holders of certificates.

Source: Amazon EKS User Guide, "EKS Pod Identity" (ASSUME-64); IAM Roles Anywhere User Guide, "Trust model" (ASSUME-66).
"""

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, Final

from policykit.build.level import Anybody
from policykit.build.names import DNS_LABEL, DNS_NAME, Form
from policykit.build.trustee import Cast, Part, check_partition, elsewhere, unlike
from policykit.errors import IntentError
from policykit.evaluate.callers import AwsService
from policykit.model.arn import Arn, RoleArn
from policykit.model.conjunction import Tests

__all__ = ["EksPodIdentity", "RolesAnywhere"]

_STRANGER: Final = AwsService("stranger.amazonaws.com")

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
        check_partition(Arn.parse(self.cluster).partition, role)
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
                    {**self._tags, "kubernetes-service-account": unlike(self.service_account)},
                    self.cluster,
                    account,
                ),
                "another namespace": self._part(
                    {**self._tags, "kubernetes-namespace": unlike(self.namespace)}, self.cluster, account
                ),
                "another cluster": self._part(self._tags, f"{self.cluster}-stranger", account),
                "a cluster of another account": self._part(self._tags, self.cluster.replace(account, away), away),
                "another service": Part(_STRANGER, intended.parameters),
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
        _SUBJECT.check("common_name", self.common_name)
        for name in ("organizational_unit", "organization"):
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
        check_partition(Arn.parse(self.trust_anchor).partition, role)
        if account != role.account:
            raise IntentError("trust_anchor", f"it serves the roles of its own account {account}; {role} is not there")
        intended = self._part(self._subject, self.trust_anchor)
        strangers = {
            f"a certificate with another {key.rpartition('/')[2]}": self._part(
                {**self._subject, key: unlike(value)}, self.trust_anchor
            )
            for key, value in self._subject.items()
        }
        other = self.trust_anchor[:-12] + unlike(self.trust_anchor[-12:], "0" * 12, "1" * 12)
        return Cast(
            intended,
            {
                **strangers,
                "a certificate of another trust anchor": self._part(self._subject, other),
                "another service": Part(_STRANGER, intended.parameters),
            },
        )

    def _part(self, subject: Mapping[str, str], anchor: str) -> Part:
        service = AwsService(self.principal["Service"])
        return Part(service).passing(
            tags={"example": "example"}, source_identity="example", context={**subject, "aws:SourceArn": anchor}
        )
