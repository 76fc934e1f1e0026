"""What a grant of a resource-based policy is worth, and where nothing goes without one.

Source: IAM User Guide, "Policy evaluation logic" (EVAL-11 to EVAL-22, EVAL-40, EVAL-41).
"""

from typing import Final

from policykit.evaluate.callers import Caller, FederatedUser, RoleSession, RootUser, has_account
from policykit.evaluate.naming import Grant
from policykit.evaluate.request import Request
from policykit.evaluate.results import Options
from policykit.model.action import ASSUME_ACTIONS, ROLE_ACTIONS, folded_action
from policykit.model.arn import FederatedUserArn

__all__ = [
    "DIRECT",
    "LIMITED",
    "crosses_accounts",
    "crosses_partitions",
    "has_full_access",
    "is_own_role",
    "needs_own_grant",
    "requires_grant",
]

DIRECT: Final = frozenset((Grant.USER, Grant.SESSION, Grant.FEDERATED_USER, Grant.ANYONE))
"""Grants that need neither identity-based policy nor room in boundary and session policies (EVAL-12, -14, -15, -17)."""

LIMITED: Final = frozenset((Grant.ROLE, Grant.FEDERATED_PARENT))
"""Grants that need no identity-based policy, but room in boundary and session policies (EVAL-13, EVAL-16)."""


def has_full_access(caller: Caller) -> bool:
    """The root user needs no policy (EVAL-40); what it federates is limited by session policies alone (EVAL-41)."""
    return isinstance(caller, RootUser) or (isinstance(caller, FederatedUser) and isinstance(caller.parent, RootUser))


def requires_grant(request: Request) -> bool:
    """Roles and KMS keys let nobody in whom their own policy does not, not even in their account (EVAL-22)."""
    resource = request.resource
    if isinstance(resource, FederatedUserArn):
        return request.folded_action in _ASSUMING  # GetFederationToken with tags has no trust policy (ASSUME-91)
    if request.folded_action in _OF_ROLES:
        return True
    return resource is not None and resource.service == "kms" and resource.resource.startswith("key/")


_ASSUMING: Final = frozenset(map(folded_action, ASSUME_ACTIONS))
_OF_ROLES: Final = frozenset(map(folded_action, ROLE_ACTIONS))


def is_own_role(request: Request) -> bool:
    """Whether a role is to be assumed by a session of its own (ASSUME-20)."""
    return isinstance(request.caller, RoleSession) and request.caller.role.arn == request.resource


def crosses_accounts(request: Request) -> bool:
    """Whether two accounts have a say (EVAL-36)."""
    return has_account(request.caller) and request.caller.arn.account != request.resource_account


def needs_own_grant(request: Request, options: Options) -> bool:
    """Whether no grant of a trust policy spares a role session the grant of its own account (ASSUME-54)."""
    return (
        request.folded_action == "sts:setsourceidentity"
        and isinstance(request.caller, RoleSession)
        and not options.direct_source_identity
    )


def crosses_partitions(request: Request) -> bool:
    """Whether caller and resource are in two partitions, between which nothing is ever granted (ARN-3)."""
    caller, resource = request.caller, request.resource
    return has_account(caller) and resource is not None and caller.arn.partition != resource.partition
