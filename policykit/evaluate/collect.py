"""Collects the policies that caller and organizations carry; what is not known is missing, not absent.

Source: IAM User Guide, "Policy evaluation logic"; AWS Organizations User Guide, "SCP evaluation" (EVAL-9, EVAL-24).
"""

from typing import Any

from policykit.evaluate.callers import FederatedUser, RoleSession, entity_of, has_account
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.request import Request
from policykit.evaluate.truth import UNKNOWN
from policykit.model.policy import ResourcePolicy, TrustPolicy

__all__ = ["collected"]

_Missing = dict[Layer, tuple[str, ...]]


def collected(
    request: Request, *, resource: TrustPolicy | ResourcePolicy | None, missing_resource: str | None
) -> Policies:
    """Every policy that counts for the request.

    Args:
        request: who asks for what; its caller and organizations carry their policies.
        resource: the policy of the resource; of a role, its trust policy.
        missing_resource: what is missing if there is none; None if nothing is.
    """
    caller = request.caller
    missing: _Missing = {}
    scps = _levels(request, Layer.SERVICE_CONTROL, caller.arn.account if has_account(caller) else None, missing)
    rcps = _levels(request, Layer.RESOURCE_CONTROL, request.resource_account, missing)
    if resource is None and missing_resource is not None:
        missing[Layer.RESOURCE] = (missing_resource,)
    owner = entity_of(caller)
    if owner is None:
        return Policies(scps=scps, rcps=rcps, resource=resource, missing=missing)
    if owner.missing:
        missing[Layer.IDENTITY] = owner.missing
    if owner.missing_boundary is not None:
        missing[Layer.BOUNDARY] = (owner.missing_boundary,)
    # STS has no empty list of session policies: without any, none were passed (EVAL-6).
    passed = (caller.policies or None) if isinstance(caller, RoleSession | FederatedUser) else None
    return Policies(owner.policies, owner.boundary, passed, scps=scps, rcps=rcps, resource=resource, missing=missing)


def _levels(
    request: Request, layer: Layer, account: str | None, missing: _Missing
) -> tuple[tuple[Any, ...], ...] | None:
    """The policies of the organization that bind an account, by level; None if there are none (EVAL-24 to EVAL-26)."""
    if account is None or request.organization is None:
        return None
    if request.organization is UNKNOWN:
        missing[layer] = (f"the {layer} for {account}",)
        return None
    organization = next((each for each in request.organization if account in each.accounts), None)
    if organization is None or account == organization.management_account:
        return None
    attached = organization.scps if layer is Layer.SERVICE_CONTROL else organization.rcps
    if attached is None:
        return None
    levels = organization.levels_of(account)
    unknown = tuple(f"the {layer} of {each}" for each in levels if each not in attached)
    if unknown:
        missing[layer] = unknown
    return tuple(attached[each] for each in levels if each in attached) or None
