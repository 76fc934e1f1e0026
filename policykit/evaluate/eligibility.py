"""Whether this kind of caller can make this call at all; asked before any policy.

Source: STS API reference; IAM User Guide, "Compare AWS STS credentials" (ASSUME-1 to ASSUME-8, ASSUME-71, ASSUME-80).
"""

from collections.abc import Mapping
from typing import Final

from policykit.evaluate.callers import (
    AwsService,
    Caller,
    RoleSession,
    RootUser,
    SamlIdentity,
    WebIdentity,
    describe,
    has_account,
)
from policykit.evaluate.request import Request
from policykit.model.arn import Arn, RoleArn
from policykit.snapshot import User

__all__ = ["exempt", "ineligible"]

_SIGNED_BY_STS: Final[Mapping[str, tuple[type, ...]]] = {
    "sts:assumerole": (User, RoleSession, AwsService),
    "sts:assumerolewithsaml": (SamlIdentity,),
    "sts:assumerolewithwebidentity": (WebIdentity,),
    "sts:getfederationtoken": (User, RootUser),
    "sts:getsessiontoken": (User, RootUser),
}
"""Who can make the calls of STS (ASSUME-1, ASSUME-2, ASSUME-91, ASSUME-92)."""

_WHY_NOT: Final[Mapping[str, str]] = {
    "sts:assumerole": "sts:AssumeRole is for users, role sessions and services",
    "sts:assumerolewithsaml": "sts:AssumeRoleWithSAML is for bearers of a SAML assertion",
    "sts:assumerolewithwebidentity": "sts:AssumeRoleWithWebIdentity is for bearers of a token of an OIDC provider",
    "sts:getfederationtoken": "sts:GetFederationToken is for users and root users with long-term credentials",
    "sts:getsessiontoken": "sts:GetSessionToken is for users and root users with long-term credentials",
}


def exempt(request: Request) -> bool:
    """Whether no policy has a say: who am I, and a session of one's own (EVAL-44, ASSUME-92)."""
    return has_account(request.caller) and request.folded_action in ("sts:getcalleridentity", "sts:getsessiontoken")


def ineligible(request: Request) -> str | None:
    """Why this caller cannot make this call, whatever the policies say; None if it can."""
    action = request.folded_action
    if not action.startswith("sts:"):
        return None
    callers = _SIGNED_BY_STS.get(action)
    if callers is not None and not isinstance(request.caller, callers):
        return f"{_WHY_NOT[action]}; the caller is {describe(request.caller)}"
    if isinstance(request.resource, RoleArn):
        return _cannot_reach(request.caller, request.resource)
    return None


def _cannot_reach(caller: Caller, role: RoleArn) -> str | None:
    if has_account(caller):
        return _other_partition(caller.arn, role)
    if isinstance(caller, SamlIdentity | WebIdentity) and isinstance(caller.provider, Arn):
        if caller.provider.account != role.account:
            return (
                f"the provider must be in the account of the role, {role.account}; it is in {caller.provider.account}"
            )
        return _other_partition(caller.provider, role)
    return None


def _other_partition(arn: Arn, role: RoleArn) -> str | None:
    """Roles are never assumed across partitions (ASSUME-7)."""
    return None if arn.partition == role.partition else f"{arn} cannot assume {role}: it is in another partition"
