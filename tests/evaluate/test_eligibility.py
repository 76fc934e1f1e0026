"""Whether this kind of caller can make this call at all, asked before any policy (ASSUME-1 to -8, -71, -90 to -92)."""

import pytest

import policykit as pk
from policykit.evaluate.callers import Caller
from policykit.evaluate.combine import answer
from policykit.evaluate.eligibility import exempt, ineligible, reserved
from tests.evaluate import cast
from tests.evaluate.cast import A, B, boundary, identity, may, may_not, rcp, scp, session, trust, trusts

ASSUME, SAML, WEB = "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"
BUILT_IN = pk.WebIdentity("accounts.google.com")
CHINA = f"arn:aws-cn:iam::{A}:role/target"
OTHER = f"arn:aws:iam::{B}:role/target"

FOR_ASSUME = "is for users, role sessions and services; the caller is"
FOR_SAML = f"{SAML} is for bearers of a SAML assertion; the caller is"
FOR_WEB = f"{WEB} is for bearers of a token of an OIDC provider; the caller is"
FOR_ROOT = (
    "sts:AssumeRoot is for users and role sessions of the management or delegated administrator account; the caller is"
)
FOR_TOKEN = "is for users and root users with long-term credentials; the caller is"
NOTHING = f"a federated user can call nothing of IAM, and of STS only GetCallerIdentity; the caller is {cast.FEDERATED}"
OF_TOKEN = "credentials of GetSessionToken call only AssumeRole and GetCallerIdentity"
IN_ACCOUNT = "the provider must be in the account of the role"

CALLS: dict[str, tuple[Caller, str, str, str | None]] = {  # caller, action, resource, why not
    "ASSUME-1 a user": (cast.USER, ASSUME, cast.TARGET, None),
    "ASSUME-1 a role session": (cast.ROLE_SESSION, ASSUME, cast.TARGET, None),
    "ASSUME-1 a service": (cast.SERVICE, ASSUME, cast.TARGET, None),
    "ASSUME-1 in another account": (cast.USER, ASSUME, OTHER, None),
    "ASSUME-2 a SAML identity": (cast.SAML_IDENTITY, SAML, cast.TARGET, None),
    "ASSUME-2 a web identity": (cast.WEB_IDENTITY, WEB, cast.TARGET, None),
    "ASSUME-80 a built-in provider has no account": (BUILT_IN, WEB, OTHER, None),
    "ASSUME-5 a root user": (cast.ROOT_USER, ASSUME, cast.TARGET, f"{ASSUME} {FOR_ASSUME} {cast.ROOT}"),
    "ASSUME-6 a federated user": (cast.FEDERATED_USER, ASSUME, cast.TARGET, NOTHING),
    "ASSUME-3 a SAML identity": (
        cast.SAML_IDENTITY,
        ASSUME,
        cast.TARGET,
        f"{ASSUME} {FOR_ASSUME} a SAML identity of {cast.SAML}",
    ),
    "EVAL-45 nobody in particular": (
        cast.ANONYMOUS,
        "STS:assumerole",
        cast.TARGET,
        f"STS:assumerole {FOR_ASSUME} an anonymous caller",
    ),
    "ASSUME-2 a user is no SAML identity": (cast.USER, SAML, cast.TARGET, f"{FOR_SAML} {cast.ALICE}"),
    "ASSUME-2 a user is no web identity": (cast.USER, WEB, cast.TARGET, f"{FOR_WEB} {cast.ALICE}"),
    "ASSUME-3 a web identity is no SAML identity": (
        cast.WEB_IDENTITY,
        SAML,
        cast.TARGET,
        f"{FOR_SAML} a web identity of {cast.OIDC}",
    ),
    "ASSUME-7 a user of another partition": (
        cast.USER,
        ASSUME,
        CHINA,
        f"{cast.ALICE} cannot assume {CHINA}: it is in another partition",
    ),
    "ASSUME-7 the companions neither": (
        cast.ROLE_SESSION,
        "sts:TagSession",
        CHINA,
        f"{cast.SESSION} cannot assume {CHINA}: it is in another partition",
    ),
    "ASSUME-71 a provider of another account": (
        cast.SAML_IDENTITY,
        SAML,
        OTHER,
        f"{IN_ACCOUNT}, {B}; it is in {A}",
    ),
    "ASSUME-80 a provider of another account": (cast.WEB_IDENTITY, WEB, OTHER, f"{IN_ACCOUNT}, {B}; it is in {A}"),
    "ASSUME-7 a provider of another partition": (
        cast.WEB_IDENTITY,
        WEB,
        CHINA,
        f"{cast.OIDC} cannot assume {CHINA}: it is in another partition",
    ),
    "ASSUME-90 a role session": (cast.ROLE_SESSION, "sts:AssumeRoot", f"arn:aws:iam::{B}:root", None),
    "GOLD 229 a root user": (
        cast.ROOT_USER,
        "sts:AssumeRoot",
        f"arn:aws:iam::{B}:root",
        f"{FOR_ROOT} {cast.ROOT}",
    ),
    "ASSUME-91 a user": (cast.USER, "sts:GetFederationToken", cast.FEDERATED, None),
    "ASSUME-91 a root user": (cast.ROOT_USER, "sts:GetFederationToken", cast.FEDERATED, None),
    "GOLD 233 a role session": (
        cast.ROLE_SESSION,
        "sts:GetFederationToken",
        cast.FEDERATED,
        f"sts:GetFederationToken {FOR_TOKEN} {cast.SESSION}",
    ),
    "ASSUME-92 a user": (cast.USER, "sts:GetSessionToken", "*", None),
    "GOLD 225 a role session": (
        cast.ROLE_SESSION,
        "sts:GetSessionToken",
        "*",
        f"sts:GetSessionToken {FOR_TOKEN} {cast.SESSION}",
    ),
    "EVAL-43 a federated user asks who it is": (cast.FEDERATED_USER, "sts:GetCallerIdentity", "*", None),
    "EVAL-43 a federated user asks STS": (cast.FEDERATED_USER, "sts:GetAccessKeyInfo", "*", NOTHING),
    "EVAL-43 a federated user asks IAM": (cast.FEDERATED_USER, "iam:ListUsers", "*", NOTHING),
    "EVAL-42 a session of a user": (pk.UserSession(cast.USER), ASSUME, cast.TARGET, None),
    "EVAL-42 a session of a user, companions": (pk.UserSession(cast.USER), "sts:TagSession", cast.TARGET, None),
    "EVAL-42 a session of a user asks who it is": (pk.UserSession(cast.USER), "sts:GetCallerIdentity", "*", None),
    "EVAL-42 a session of a user asks IAM, with MFA": (pk.UserSession(cast.USER, mfa=True), "iam:ListUsers", "*", None),
    "EVAL-42 a session of a user asks IAM, without MFA": (
        pk.UserSession(cast.USER),
        "IAM:ListUsers",
        "*",
        f"credentials of GetSessionToken call IAM only with MFA; the caller is {cast.ALICE}",
    ),
    "EVAL-42 a session of a user asks STS": (
        pk.UserSession(cast.USER, mfa=True),
        "sts:GetAccessKeyInfo",
        "*",
        f"{OF_TOKEN} in STS, not sts:GetAccessKeyInfo",
    ),
    "EVAL-42 a session of a user asks for another": (
        pk.UserSession(cast.USER),
        "sts:GetSessionToken",
        "*",
        f"{OF_TOKEN} in STS, not sts:GetSessionToken",
    ),
    "ASSUME-90 a session of a user": (
        pk.UserSession(cast.USER),
        "sts:AssumeRoot",
        f"arn:aws:iam::{B}:root",
        f"{OF_TOKEN} in STS, not sts:AssumeRoot",
    ),
    "EVAL-43 a federated user asks others": (cast.FEDERATED_USER, "s3:ListAllMyBuckets", "*", None),
    "EVAL-45 other services ask for themselves": (cast.ANONYMOUS, "s3:GetObject", "*", None),
    "ASSUME-1 the rest of STS": (cast.ROOT_USER, "sts:GetAccessKeyInfo", "*", None),
}


@pytest.mark.parametrize(("caller", "action", "resource", "reason"), CALLS.values(), ids=CALLS)
def test_who_can_make_which_call(caller: Caller, action: str, resource: str, reason: str | None) -> None:
    request = pk.Request(caller, action, resource)
    assert ineligible(request) == reason
    everything = pk.Policies([identity(may())], boundary(may()), [session(may())])
    if reason is not None:
        decided = answer(request, everything)
        assert (decided.outcome, decided.ineligible) == (pk.Outcome.IMPLICIT_DENY, reason)


ORG = "o-a1b2c3d4e5"
MANAGED: dict[str, tuple[str, str, bool]] = {  # account of the caller, account of the root user, eligible
    "ASSUME-90 the management account": (A, B, True),
    "ASSUME-90 a delegated administrator": ("333333333333", B, True),
    "GOLD 230 an ordinary member": (B, A, False),
    "ASSUME-90 an account outside": ("444444444444", B, False),
    "ASSUME-90 the root user of an account outside": (A, "444444444444", False),
}


@pytest.mark.parametrize(("account", "target", "eligible"), MANAGED.values(), ids=MANAGED)
def test_who_manages_the_root_users_of_an_organization(account: str, target: str, eligible: bool) -> None:
    organization = pk.Organization(
        ORG,
        management_account=A,
        accounts=dict.fromkeys((A, B, "333333333333"), f"{ORG}/r-ab12/"),
        delegated_administrators=["333333333333"],
    )
    caller = pk.User(cast.ALICE.replace(A, account))
    request = pk.Request(caller, "sts:AssumeRoot", f"arn:aws:iam::{target}:root", organization=[organization])
    reason = f"account {account} manages no root access of {target}: only management and delegated accounts do"
    assert ineligible(request) == (None if eligible else reason)


def test_eligibility_is_asked_before_any_policy() -> None:
    """ASSUME-8: an explicit Deny is told, but does not change the outcome."""
    decision = pk.authorize(
        pk.Request(cast.ROOT_USER, ASSUME, cast.TARGET), pk.Policies(scps=[[scp(may_not("sts:*"))]])
    )
    assert decision.outcome is pk.Outcome.IMPLICIT_DENY
    assert [(step.effect, step.applies.name) for step in decision.steps] == [("Deny", "TRUE")]


EXEMPT: dict[str, tuple[Caller, str, bool]] = {
    "EVAL-44 a user": (cast.USER, "sts:GetCallerIdentity", True),
    "EVAL-44 in another case": (cast.USER, "STS:getcalleridentity", True),
    "EVAL-44 a federated user": (cast.FEDERATED_USER, "sts:GetCallerIdentity", True),
    "EVAL-44 nobody in particular": (cast.ANONYMOUS, "sts:GetCallerIdentity", False),
    "ASSUME-92 a user": (cast.USER, "sts:GetSessionToken", True),
    "ASSUME-92 a root user": (cast.ROOT_USER, "sts:GetSessionToken", True),
    "ASSUME-91 another token": (cast.USER, "sts:GetFederationToken", False),
}


@pytest.mark.parametrize(("caller", "action", "expected"), EXEMPT.values(), ids=EXEMPT)
def test_calls_in_which_no_policy_has_a_say(caller: Caller, action: str, expected: bool) -> None:
    """GOLD 223, 224: not even an explicit Deny."""
    request = pk.Request(caller, action, "*")
    assert exempt(request) is expected
    denied = pk.Policies([identity(may_not())], scps=[[scp(may_not())]])
    assert bool(pk.authorize(request, denied)) is expected


def test_a_role_session_gets_no_session_token_whatever_policies_say() -> None:
    """GOLD 225."""
    request = pk.Request(cast.ROLE_SESSION, "sts:GetSessionToken", "*")
    assert exempt(request)
    assert pk.authorize(request, pk.Policies([identity(may())])).outcome is pk.Outcome.IMPLICIT_DENY


# ── Roles of Identity Center ─────────────────────────────────────────────────────────────────────────────────────────

PERMISSION_SET = f"arn:aws:iam::{A}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"
CENTER = pk.SamlIdentity(f"arn:aws:iam::{A}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE")
RESERVED: dict[str, tuple[Caller, str, bool]] = {
    "PRIN-46 a SAML identity": (cast.SAML_IDENTITY, PERMISSION_SET, True),
    "PRIN-46 Identity Center itself": (CENTER, PERMISSION_SET, False),
    "PRIN-46 another role": (cast.SAML_IDENTITY, cast.TARGET, False),
    "PRIN-47 a role session": (cast.ROLE_SESSION, PERMISSION_SET, False),
    "ARN-17 no role": (cast.SAML_IDENTITY, "*", False),
}


@pytest.mark.parametrize(("caller", "role", "expected"), RESERVED.values(), ids=RESERVED)
def test_only_identity_center_signs_in_to_its_roles(caller: Caller, role: str, expected: bool) -> None:
    reason = reserved(pk.Request(caller, SAML, role))
    assert reason == (f"only Identity Center signs in to {role}" if expected else None)


def test_a_trust_policy_cannot_open_the_roles_of_identity_center() -> None:
    """PRIN-46; resource control policies have their say before that (EVAL-33)."""
    request = pk.Request(cast.SAML_IDENTITY, SAML, PERMISSION_SET)
    open_door = trust(trusts({"Federated": cast.SAML}, SAML))
    decided = answer(request, pk.Policies(resource=open_door))
    assert (decided.outcome, decided.ineligible) == (
        pk.Outcome.IMPLICIT_DENY,
        f"only Identity Center signs in to {PERMISSION_SET}",
    )
    denied = answer(request, pk.Policies(resource=open_door, rcps=[[rcp(may_not("sts:*"))]]))
    assert (denied.outcome, denied.ineligible) == (pk.Outcome.EXPLICIT_DENY, None)
    own = trust(trusts({"Federated": str(CENTER.provider)}, SAML))
    assert answer(pk.Request(CENTER, SAML, PERMISSION_SET), pk.Policies(resource=own)).outcome is pk.Outcome.ALLOWED
