"""Where a request stands before any policy is read: what the rules ask about caller, action and resource alone.

Source: IAM User Guide, "Policy evaluation logic" (EVAL-11 to EVAL-47, ASSUME-1 to ASSUME-8).
"""

from typing import NamedTuple

from policykit.catalog import RCP_SERVICES
from policykit.evaluate.callers import AwsService, FederatedUser, RoleSession, has_account
from policykit.evaluate.eligibility import exempt, ineligible, reserved
from policykit.evaluate.grants import crosses_accounts, crosses_partitions, has_full_access, requires_grant
from policykit.evaluate.request import Request
from policykit.model.arn import RoleArn

__all__ = ["Scope", "Standing", "standing", "under_rcps", "under_scps"]


class Scope(NamedTuple):
    """What decides which policies and statements can matter for a request.

    Attributes:
        action: in lower case.
        signed: whether the caller belongs to an account, whose policies count (EVAL-45, EVAL-46).
        federated: whether it may do nothing without a session policy (EVAL-41).
        rcps: whether resource control policies bind it.
        scps: whether service control policies bind it.
    """

    action: str
    signed: bool
    federated: bool
    rcps: bool
    scps: bool


class Standing(NamedTuple):
    """What the rules ask about a request, each answered by the function of that name; `scope` by several."""

    ineligible: str | None
    exempt: bool
    reserved: str | None
    scope: Scope
    has_full_access: bool
    crosses_accounts: bool
    crosses_partitions: bool
    requires_grant: bool


def standing(request: Request) -> Standing:
    """The standing of a request, worked out once."""
    return request.once(_standing)


def _standing(request: Request) -> Standing:
    caller = request.caller
    return Standing(
        ineligible=ineligible(request),
        exempt=exempt(request),
        reserved=reserved(request),
        scope=Scope(
            action=request.folded_action,
            signed=has_account(caller),
            federated=isinstance(caller, FederatedUser),
            rcps=under_rcps(request),
            scps=under_scps(request),
        ),
        has_full_access=has_full_access(caller),
        crosses_accounts=crosses_accounts(request),
        crosses_partitions=crosses_partitions(request),
        requires_grant=requires_grant(request),
    )


def under_scps(request: Request) -> bool:
    """SCPs bind the principals of accounts, but not what a service-linked role does (EVAL-26, DISP-19)."""
    caller = request.caller
    return has_account(caller) and not (isinstance(caller, RoleSession) and caller.role.arn.is_service_linked)


def under_rcps(request: Request) -> bool:
    """RCPs bind every caller, for the services they cover, but not service-linked roles (EVAL-30, EVAL-32)."""
    caller, resource = request.caller, request.resource
    if isinstance(caller, RoleSession) and caller.role.arn.is_service_linked:
        return False
    if isinstance(caller, AwsService) and isinstance(resource, RoleArn) and caller.name == resource.linked_service:
        return False
    return request.folded_action != "kms:retiregrant" and request.folded_action.partition(":")[0] in RCP_SERVICES
