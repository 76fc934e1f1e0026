"""Who plays the parts when a trust policy is proved: the one who is meant, and those who are not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self, TypeVar

from policykit.errors import IntentError
from policykit.evaluate.callers import Caller, RoleSession, SamlIdentity, UserSession, WebIdentity
from policykit.model.arn import RoleArn
from policykit.model.policy import IdentityPolicy
from policykit.snapshot import Role, User

__all__ = [
    "STRANGE_ORGANIZATIONS",
    "Cast",
    "Part",
    "check_partition",
    "elsewhere",
    "unlike",
]


@dataclass(frozen=True, slots=True)
class Part:
    """A caller, and what the caller passes along.

    Attributes:
        caller: who asks.
        parameters: of `can_assume`; its ``context`` is a plain mapping.
    """

    caller: Caller
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def passing(self, **parameters: Any) -> Self:
        """The same part with other parameters; ``context`` is added to the one that is there.

        The tags and the source identity of a federated caller come with its assertion or token (ASSUME-47, ASSUME-52).
        """
        caller = self.caller
        if isinstance(caller, SamlIdentity | WebIdentity):
            brought = {_BROUGHT[name]: parameters.pop(name) for name in tuple(parameters) if name in _BROUGHT}
            caller = replace(caller, **brought)
        context = {**self.parameters.get("context", {}), **parameters.pop("context", {})}
        return replace(self, caller=caller, parameters={**self.parameters, **parameters, "context": context})

    @property
    def tags(self) -> Mapping[str, str]:
        """The session tags that are passed."""
        if isinstance(self.caller, SamlIdentity | WebIdentity):
            return self.caller.tags
        return dict(self.parameters.get("tags", {}))

    @property
    def transitive_tag_keys(self) -> tuple[str, ...]:
        """Which tags follow into the next role."""
        if isinstance(self.caller, SamlIdentity | WebIdentity):
            return self.caller.transitive_tags
        return tuple(self.parameters.get("transitive_tag_keys", ()))

    def without(self, *keys: str) -> Self:
        """The same part without these condition keys."""
        context = {key: value for key, value in self.parameters.get("context", {}).items() if key not in keys}
        return replace(self, parameters={**self.parameters, "context": context})

    def holding(self, *policies: IdentityPolicy) -> Self:
        """The same part with these identity-based policies beside its own; who has no account holds none."""
        return replace(self, caller=_holding(self.caller, policies, keep=True))

    def holding_only(self, *policies: IdentityPolicy) -> Self:
        """The same part with these identity-based policies in place of its own."""
        return replace(self, caller=_holding(self.caller, policies, keep=False))


_BROUGHT: Final = {"tags": "tags", "transitive_tag_keys": "transitive_tags", "source_identity": "source_identity"}
"""Parameters of `can_assume`, and the fields of a federated caller that hold them."""


def _holding(caller: Caller, policies: tuple[IdentityPolicy, ...], *, keep: bool) -> Caller:
    def holding(entity: _E) -> _E:
        return replace(entity, policies=(*(entity.policies if keep else ()), *policies))

    match caller:
        case User():
            return holding(caller)
        case UserSession(user=user):
            return replace(caller, user=holding(user))
        case RoleSession(role=role):
            return replace(caller, role=holding(role))
        case _:
            return caller


_E = TypeVar("_E", User, Role)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who must get in, and who must not.

    Attributes:
        intended: who must.
        strangers: who must not, each with a description that ends the sentence "… is refused".
    """

    intended: Part
    strangers: Mapping[str, Part]


def check_partition(partition: str, role: RoleArn) -> None:
    """Refuse a pair that no policy can join: ``sts:AssumeRole`` never crosses partitions (ASSUME-7).

    Raises:
        IntentError: the partitions differ.
    """
    if partition != role.partition:
        raise IntentError(
            "partition", f"the caller is in {partition}, {role} is not: no role is assumed across partitions"
        )


def elsewhere(*accounts: str) -> str:
    """An account that is none of these."""
    return next(each for each in ("111122223333", "444455556666", "777788889999") if each not in accounts)


def unlike(name: str, *others: str) -> str:
    """The first of some names that is not this one; two are enough."""
    return next(each for each in (*others, "stranger", "stranger2") if each != name)


STRANGE_ORGANIZATIONS: Final = ("o-stranger000", "o-stranger001")
"""One of them is not the organization that is meant."""
