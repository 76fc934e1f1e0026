"""The eight kinds of policy document.

Source: IAM User Guide, "Policies and permissions in AWS Identity and Access Management".
"""

from collections.abc import Mapping
from typing import ClassVar, Final, Self

from policykit.model import grammar
from policykit.model.document import PolicyDocument
from policykit.model.grammar import Grammar
from policykit.model.revision import Demand, Named, NarrowingWay, narrowed, required

__all__ = [
    "KINDS",
    "EndpointPolicy",
    "IdentityPolicy",
    "PermissionsBoundary",
    "PolicyDocument",
    "ResourceControlPolicy",
    "ResourcePolicy",
    "ServiceControlPolicy",
    "SessionPolicy",
    "TrustPolicy",
]


class TrustPolicy(PolicyDocument, frozen=True):
    """Who may assume a role: the resource-based policy of the role (GRAM-24 to GRAM-26)."""

    grammar: ClassVar[Grammar] = grammar.TRUST

    def narrowed_to(self, user: Named, *, by: NarrowingWay) -> Self:
        """The same policy for one user, role or role session of those that it trusts; who else is in it, is left out.

        The two ways differ when the user or role is deleted and made again under its old name:

        - ``"principal"`` names it as the Principal. IAM stores its unique id, so a new one of the same name is **not**
          trusted, and the policy shows the old id, until the policy is written again (PRIN-31). In the account of the
          role, the user then needs no identity-based policy.
        - ``"condition"`` keeps the Principal and tests ``aws:PrincipalArn``. A new one of the same name **is** trusted.
          An account that is trusted so still delegates: the user needs an identity-based policy of its own (ASSUME-14).

        Deny statements stay as they are.

        Args:
            user: a `User`, `Role` or `RoleSession`, or whatever else has such an ``arn``.
            by: the way. A role session cannot be told by condition: ``aws:PrincipalArn`` shows its role.

        Raises:
            IntentError: a statement trusts others only, or there is no such way.
            MergeConflict: a statement tests ``aws:PrincipalArn`` for somebody else already.

        >>> from policykit import User
        >>> account = TrustPolicy.from_json(
        ...     '{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}'
        ... )
        >>> account.narrowed_to(User("arn:aws:iam::111122223333:user/alice"), by="principal").to_json()
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},\
"Action":"sts:AssumeRole"}]}'
        """
        return self._with_statements(lambda pairs: narrowed(pairs, user, by))

    def requiring(self, require: Demand) -> Self:
        """The same policy for requests that also satisfy this; see `policykit.Require`.

        Conditions are added to those that are there, and actions that such requests need are allowed too. Deny
        statements stay as they are.

        Raises:
            MergeConflict: a condition cannot be added to one that is there.
            IntentError: no statement allows a role to be assumed.
            TooLarge: the document would be longer than AWS stores.
        """
        return self._with_statements(lambda pairs: required(pairs, require, variables=self.uses_variables))


class IdentityPolicy(PolicyDocument, frozen=True):
    """What a user, group or role may do: an identity-based policy, managed or inline."""

    grammar: ClassVar[Grammar] = grammar.IDENTITY

    def requiring(self, require: Demand) -> Self:
        """As `TrustPolicy.requiring`: the statements that allow a role to be assumed allow it to such requests only."""
        return self._with_statements(lambda pairs: required(pairs, require, variables=self.uses_variables))


class PermissionsBoundary(PolicyDocument, frozen=True):
    """The most that identity-based policies can grant to a user or role (GRAM-32)."""

    grammar: ClassVar[Grammar] = grammar.BOUNDARY


class SessionPolicy(PolicyDocument, frozen=True):
    """The most that one session can do, passed when it is made (GRAM-31)."""

    grammar: ClassVar[Grammar] = grammar.SESSION


class ResourcePolicy(PolicyDocument, frozen=True):
    """Who may do what with a resource other than a role: a bucket policy, a key policy and so on."""

    grammar: ClassVar[Grammar] = grammar.RESOURCE


class EndpointPolicy(PolicyDocument, frozen=True):
    """What may pass through a VPC endpoint (GRAM-33)."""

    grammar: ClassVar[Grammar] = grammar.ENDPOINT


class ServiceControlPolicy(PolicyDocument, frozen=True):
    """The most that the principals of an organization's accounts can do (GRAM-30)."""

    grammar: ClassVar[Grammar] = grammar.SERVICE_CONTROL


class ResourceControlPolicy(PolicyDocument, frozen=True):
    """The most that anybody can do with the resources of an organization's accounts (GRAM-29)."""

    grammar: ClassVar[Grammar] = grammar.RESOURCE_CONTROL


KINDS: Final[Mapping[str, type[PolicyDocument]]] = {
    "trust": TrustPolicy,
    "identity": IdentityPolicy,
    "boundary": PermissionsBoundary,
    "session": SessionPolicy,
    "resource": ResourcePolicy,
    "endpoint": EndpointPolicy,
    "scp": ServiceControlPolicy,
    "rcp": ResourceControlPolicy,
}
"""The kinds by the short names that the command line uses."""
