"""Whether this kind of caller can make this call at all; asked before any policy.

Source: STS API reference; IAM User Guide, "Compare AWS STS credentials" (ASSUME-1 to ASSUME-8, ASSUME-71, ASSUME-80).
"""

from collections.abc import Mapping
from typing import Final

from policykit.evaluate.callers import (
    AwsService,
    Caller,
    FederatedUser,
    RoleSession,
    RootUser,
    SamlIdentity,
    UserSession,
    WebIdentity,
    describe,
    has_account,
)
from policykit.evaluate.request import Request
from policykit.model.action import COMPANION_ACTIONS
from policykit.model.arn import Arn, RoleArn
from policykit.snapshot import User

__all__ = ["exempt", "ineligible", "reserved"]

_CALLERS: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    "sts:assumerole": ((User, UserSession, RoleSession, AwsService), "users, role sessions and services"),
    "sts:assumerolewithsaml": ((SamlIdentity,), "bearers of a SAML assertion"),
    "sts:assumerolewithwebidentity": ((WebIdentity,), "bearers of a token of an OIDC provider"),
    "sts:assumeroot": (
        (User, RoleSession),
        "users and role sessions of the management or delegated administrator account",
    ),
    "sts:getfederationtoken": ((User, RootUser), "users and root users with long-term credentials"),
    "sts:getsessiontoken": ((User, RootUser), "users and root users with long-term credentials"),
}
"""Who can make the calls of STS (ASSUME-1, ASSUME-2, ASSUME-90 to ASSUME-92)."""


def exempt(request: Request) -> bool:
    """Whether no policy has a say: who am I, and a session of one's own (EVAL-44, ASSUME-92)."""
    if request.folded_action == "sts:getcalleridentity":
        return has_account(request.caller) or isinstance(request.caller, AwsService)
    return request.folded_action == "sts:getsessiontoken" and has_account(request.caller)


def ineligible(request: Request) -> str | None:
    """Why this caller cannot make this call, whatever the policies say; None if it can."""
    action, caller = request.folded_action, request.caller
    if isinstance(caller, FederatedUser) and action.startswith(("sts:", "iam:")) and action != "sts:getcalleridentity":
        return (
            f"a federated user can call nothing of IAM, and of STS only GetCallerIdentity; the caller is {caller.arn}"
        )
    if isinstance(caller, UserSession):
        reason = _beyond_session_token(caller, request)
        if reason is not None:
            return reason
    if not action.startswith("sts:"):
        return None
    callers, who = _CALLERS.get(action, ((object,), ""))
    if not isinstance(caller, callers):
        return f"{request.action} is for {who}; the caller is {describe(caller)}"
    if action == "sts:assumeroot":
        return _cannot_manage_root(request)
    return _cannot_reach(caller, request.resource) if isinstance(request.resource, RoleArn) else None


_OF_SESSION_TOKEN: Final = ("sts:getcalleridentity", "sts:assumerole", *(name.lower() for name in COMPANION_ACTIONS))


def _beyond_session_token(caller: UserSession, request: Request) -> str | None:
    """What the credentials of GetSessionToken cannot do: IAM without MFA, and most of STS (EVAL-42)."""
    action = request.folded_action
    if action.startswith("iam:") and not caller.mfa:
        return f"credentials of GetSessionToken call IAM only with MFA; the caller is {caller.arn}"
    if action.startswith("sts:") and action not in _OF_SESSION_TOKEN:
        return f"credentials of GetSessionToken call only AssumeRole and GetCallerIdentity in STS, not {request.action}"
    return None


def reserved(request: Request) -> str | None:
    """Why not even a trust policy lets this caller in; None if nothing of the kind stands in the way.

    A service-linked role is for its service alone (ASSUME-62), and STS refuses the role sessions of Identity Center to
    every provider but Identity Center's own (PRIN-46, ASSUME-71). Resource control policies still have their say, so
    this is asked after the policies (EVAL-33).
    """
    caller, role = request.caller, request.resource
    if not isinstance(role, RoleArn) or not request.folded_action.startswith("sts:"):
        return None
    if role.is_service_linked and not (isinstance(caller, AwsService) and caller.name == role.linked_service):
        return f"only its service assumes the service-linked role {role}; the caller is {describe(caller)}"
    if role.name.startswith("AWSReservedSSO_") and isinstance(caller, SamlIdentity):
        return None if caller.provider.name.startswith("AWSSSO_") else f"only Identity Center signs in to {role}"
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


def _cannot_manage_root(request: Request) -> str | None:
    """Root sessions are for the management account and its delegated administrators (ASSUME-90)."""
    caller, target, organizations = request.caller, request.resource_account, request.organization
    if not has_account(caller) or not isinstance(organizations, tuple):
        return None
    account = caller.arn.account
    for each in organizations:
        managing = {each.management_account, *each.delegated_administrators}
        if account in managing and account in each.accounts and target in each.accounts:
            return None
    return f"account {account} manages no root access of {target}: only management and delegated accounts do"


def _other_partition(arn: Arn, role: RoleArn) -> str | None:
    """Roles are never assumed across partitions (ASSUME-7)."""
    return None if arn.partition == role.partition else f"{arn} cannot assume {role}: it is in another partition"
