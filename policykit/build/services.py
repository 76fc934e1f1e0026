"""AWS services: each works for somebody, and the trust policy says for whom (the confused deputy problem).

Source: IAM User Guide, "The confused deputy problem" (ASSUME-60 to ASSUME-63, PRIN-37).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, overload

from policykit.build.level import Anybody
from policykit.build.names import Form
from policykit.build.trustee import STRANGE_ORGANIZATIONS, Cast, Part, check_partition, elsewhere, unlike
from policykit.catalog.services import ServicePrincipal, service_principal
from policykit.errors import IntentError, InvalidValue
from policykit.evaluate.callers import AwsService
from policykit.model.arn import RoleArn
from policykit.model.arn_pattern import ArnPattern
from policykit.model.conjunction import Tests
from policykit.model.ids import AccountId, OrganizationId

__all__ = ["ServiceIn", "ServiceScope"]

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
        except (InvalidValue, IntentError) as error:
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
    def partition(self) -> str | None:
        """Where the resource is; None if that is left open."""
        found = None if self.arn is None else self.arn.split(":")[1]
        return None if found is None or set(found) & set("*?") else found

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
        """What it says when it works for somebody else, each time with one thing that differs; or nothing at all."""
        said = self.context
        strange = {f"on behalf of {whom}": {**said, key: value} for whom, key, value in self._strange()}
        return {**strange, "that does not say for whom it works": {}}

    def _strange(self) -> Iterator[tuple[str, str, str]]:
        other = elsewhere(self.account or self._owner or "")
        if self.account is not None:
            yield "another account", "aws:SourceAccount", other
        if self.organization is not None:
            different = unlike(self.organization, *STRANGE_ORGANIZATIONS)
            yield "another organization", "aws:SourceOrgID", different
        if self.arn is not None:
            yield "a resource of another account", "aws:SourceArn", f"arn:aws:events:eu-west-1:{other}:rule/stranger"
            *place, _ = self.context["aws:SourceArn"].split(":", 5)
            neighbour = ":".join((*place, "stranger/stranger"))
            if not ArnPattern.parse(self.arn).matches(neighbour):
                yield "another resource of the account", "aws:SourceArn", neighbour


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
        sends = None if self._known is None else self._known.sends_source
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
    def _known(self) -> ServicePrincipal | None:
        """What the catalog says of it, also under its name in China."""
        name = self.service.name
        return service_principal(name) or service_principal(name.removesuffix(_CHINESE))

    @property
    def principal(self) -> Mapping[str, str]:
        """The name of the service."""
        return {"Service": self.service.name}

    @property
    def actions(self) -> tuple[str, ...]:
        """Usually one."""
        return ("sts:AssumeRole",) if self._known is None else self._known.actions

    @property
    def conditions(self) -> Tests:
        """Those of the scope."""
        return {} if self.scope is None else self.scope.conditions

    @property
    def notes(self) -> tuple[str, ...]:
        """PassRole, what it means to have no scope, and that a name is not known."""
        name, known = self.service.name, self._known
        notes = [_NO_IDENTITY]
        if self.scope is None and (known is None or known.sends_source is not False):
            notes.append(f"{name} has no scope: if it can work for other accounts, they can have it use the role")
        if known is None:
            notes.append(f"policykit does not know {name}: compare the name, and what it sends, with its documentation")
        return tuple(notes)

    def cast(self, role: RoleArn) -> Cast:
        """The service for whom it is meant; another service, and the same one for somebody else."""
        self._check_place(role)
        intended = self._part({} if self.scope is None else self.scope.context)
        name = unlike(self.service.name, "stranger.amazonaws.com", "stranger2.amazonaws.com")
        strangers = {"another service": Part(AwsService(name), intended.parameters)}
        for description, said in ({} if self.scope is None else self.scope.others).items():
            strangers[f"the service {description}"] = self._part(said)
        return Cast(intended, strangers)

    def _part(self, said: Mapping[str, str]) -> Part:
        """The service, with a tag if it usually passes tags; no context assertion is made up."""
        tags: dict[str, Any] = {"tags": {"example": "example"}} if "sts:TagSession" in self.actions else {}
        return Part(self.service).passing(**tags, context=said)

    def _check_place(self, role: RoleArn) -> None:
        """Refuse a name that the service does not have in the role's partition, and a source from another one."""
        name, china = self.service.name, role.partition == "aws-cn"
        expected = self._known.china if china and self._known is not None else None
        if expected is not None and expected != name:
            raise IntentError("caller", f"in partition aws-cn, where {role} is, the service is named {expected}")
        if name.endswith(_CHINESE) and not china:
            raise IntentError("caller", f"{name} is a name of partition aws-cn; {role} is not there")
        if self.scope is not None and (source := self.scope.partition) is not None:
            check_partition(source, role)


_CHINESE: Final = ".cn"

_BETTER: Final = {
    "pods.eks.amazonaws.com": "EksPodIdentity, which knows cluster, namespace and service account",
    "rolesanywhere.amazonaws.com": "RolesAnywhere, which knows the trust anchor and the certificate",
}

_SOURCE: Final = Form(
    re.compile("arn(?::[^:$]*){4}:[^$]+"), "an ARN of six fields without $, in which * and ? may stand for others"
)
