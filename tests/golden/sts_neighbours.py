# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""The other operations of STS (golden 223-233)."""

from typing import Any, Final

import policykit as pk
from tests.golden.sources import *
from tests.golden.world import *

WHO: Final = "sts:GetCallerIdentity"
OWN_SESSION: Final = "sts:GetSessionToken"
FEDERATE: Final = "sts:GetFederationToken"
FED: Final = f"arn:aws:sts::{A}:federated-user/fed"
AS_ROOT: Final = "sts:AssumeRoot"
TASK: Final = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
AUDIT: Final[Any] = {"owner": B, "context": {"sts:TaskPolicyArn": TASK}}

nothing = may_not("*")
federated = pk.FederatedUser(user(ANYTHING), "fed", policies=[pk.SessionPolicy.from_dict(policy(ANYTHING))])

# fmt: off
ROWS: Final = (
    # --- no policy has a say ------------------------------------------------------------------------------------------

    Ask("223", "who am I, with a Deny of everything",
        user(nothing), WHO, "*", None, OK, "EVAL-44", STS_CALLER),
    Ask("EVAL-44", "who am I, with a Deny of everything in every layer",
        session(nothing, boundary=nothing, session_policy=nothing), WHO, "*", None, OK, "EVAL-44", STS_CALLER,
        layers={"scps": [[nothing]], "rcps": [[refuses("*", "sts:*", "*") | {"Principal": "*"}]]}),
    Ask("EVAL-44", "who am I, as a federated user",
        federated, WHO, "*", None, OK, "EVAL-44 EVAL-43", STS_CALLER),
    Ask("EVAL-44", "who am I, as the root user",
        pk.RootUser(A), WHO, "*", None, OK, "EVAL-44", STS_CALLER),
    Ask("EVAL-44", "who am I, as nobody",
        pk.Anonymous(), WHO, "*", None, IMP, "EVAL-44", STS_CALLER),
    Ask("224", "a session of one's own, with a Deny of everything",
        user(nothing), OWN_SESSION, "*", None, OK, "ASSUME-92", STS_SESSION, layers={"scps": [[may_not("sts:*")]]}),
    Ask("225", "temporary credentials of a user get no others",
        pk.UserSession(user(ANYTHING)), OWN_SESSION, "*", None, IMP, "ASSUME-92 EVAL-42", CREDENTIALS),
    Ask("225", "a role session gets no session of its own",
        session(ANYTHING), OWN_SESSION, "*", None, IMP, "ASSUME-92 EVAL-43", CREDENTIALS),
    Ask("ASSUME-92", "the root user gets a session of its own",
        pk.RootUser(A), OWN_SESSION, "*", None, OK, "ASSUME-92", STS_SESSION),
    Ask("ASSUME-92", "a federated user does not",
        federated, OWN_SESSION, "*", None, IMP, "ASSUME-92", CREDENTIALS),

    # --- AssumeRoot ---------------------------------------------------------------------------------------------------

    Ask("227", "acting for the root user of a member account",
        session(may(AS_ROOT, B_ROOT)), AS_ROOT, B_ROOT, None, OK, "ASSUME-90", STS_ROOT,
        organization=organization(B, management=A), **AUDIT),
    Ask("228", "the caller has no policy",
        s0, AS_ROOT, B_ROOT, None, IMP, "ASSUME-90", STS_ROOT, organization=organization(B, management=A), **AUDIT),
    Ask("229", "a root user does not act for another one",
        pk.RootUser(A), AS_ROOT, B_ROOT, None, IMP, "ASSUME-90", STS_ROOT,
        organization=organization(B, management=A), **AUDIT),
    Ask("230", "an ordinary member account does not manage root access",
        session(may(AS_ROOT, B_ROOT), account=C), AS_ROOT, B_ROOT, None, IMP, "ASSUME-90", STS_ROOT,
        organization=organization(B, C), **AUDIT),
    Ask("231", "the organization of the delegated administrator denies it",
        session(may(AS_ROOT, B_ROOT), account=C), AS_ROOT, B_ROOT, None, EXP, "ASSUME-90 EVAL-28", STS_ROOT,
        organization=organization(B, C, delegated=[C]), layers={"scps": [[ANYTHING, may_not(AS_ROOT)]]}, **AUDIT),
    Ask("ASSUME-90", "the delegated administrator may",
        session(may(AS_ROOT, B_ROOT), account=C), AS_ROOT, B_ROOT, None, OK, "ASSUME-90", STS_ROOT,
        organization=organization(B, C, delegated=[C]), **AUDIT),
    Ask("ASSUME-90", "the management account of another organization may not",
        session(may(AS_ROOT, B_ROOT)), AS_ROOT, B_ROOT, None, IMP, "ASSUME-90", STS_ROOT,
        organization=organization(B, C), **AUDIT),
    Ask("ASSUME-90", "for one task only",
        session(may(AS_ROOT, B_ROOT, when={"ArnEquals": {"sts:TaskPolicyArn": TASK}})), AS_ROOT, B_ROOT, None, OK,
        "ASSUME-90 CTX-36", STS_ROOT, **AUDIT),

    # --- GetFederationToken -------------------------------------------------------------------------------------------

    Ask("233", "a role session does not federate",
        session(may(FEDERATE)), FEDERATE, FED, None, IMP, "ASSUME-91 EVAL-43", CREDENTIALS),
    Ask("ASSUME-91", "a user whose policy allows it",
        user(may(FEDERATE, FED)), FEDERATE, FED, None, OK, "ASSUME-91", STS_FEDERATION),
    Ask("ASSUME-91", "a user without policy",
        u0, FEDERATE, FED, None, IMP, "ASSUME-91", STS_FEDERATION),
    Ask("ASSUME-91", "the root user",
        pk.RootUser(A), FEDERATE, FED, None, OK, "ASSUME-91", STS_FEDERATION),
    Ask("EVAL-43", "a federated user does not federate",
        federated, FEDERATE, FED, None, IMP, "EVAL-43", CREDENTIALS),
    Ask("EVAL-43", "of STS, a federated user may only ask who it is",
        federated, "sts:DecodeAuthorizationMessage", "*", None, IMP, "EVAL-43", CREDENTIALS),
    Ask("EVAL-43", "a federated user cannot call IAM",
        federated, "iam:GetUser", ALICE, None, IMP, "EVAL-43", CREDENTIALS),

    Ask("EVAL-42", "temporary credentials of a user do not federate",
        pk.UserSession(user(ANYTHING)), FEDERATE, FED, None, IMP, "EVAL-42 ASSUME-91", CREDENTIALS),
    Ask("EVAL-42", "of STS, credentials of GetSessionToken may only assume roles and ask who they are",
        pk.UserSession(user(ANYTHING)), "sts:DecodeAuthorizationMessage", "*", None, IMP, "EVAL-42", CREDENTIALS),
    Ask("EVAL-42", "credentials of GetSessionToken cannot call IAM without MFA",
        pk.UserSession(user(ANYTHING)), "iam:GetUser", ALICE, None, IMP, "EVAL-42", CREDENTIALS),
    Ask("EVAL-42", "with MFA they can",
        pk.UserSession(user(ANYTHING), mfa=True), "iam:GetUser", ALICE, None, OK, "EVAL-42", CREDENTIALS),
    Ask("EVAL-42", "elsewhere they are the user",
        pk.UserSession(user(ONLY_S3)), "s3:GetObject", "arn:aws:s3:::reports/q1", None, OK, "EVAL-42", CREDENTIALS),

    # --- actions without a resource -----------------------------------------------------------------------------------

    Ask("ARN-17", "an action without a resource needs a star",
        user(may("sts:DecodeAuthorizationMessage")), "sts:DecodeAuthorizationMessage", "*", None, OK, "ARN-17",
        STS_ACTIONS),
    Ask("ARN-17", "no ARN in particular matches it",
        user(may("sts:DecodeAuthorizationMessage", R)), "sts:DecodeAuthorizationMessage", "*", None, IMP, "ARN-17",
        STS_ACTIONS),
    Ask("EVAL-34a", "the organization of the caller's account controls it",
        user(may("sts:DecodeAuthorizationMessage")), "sts:DecodeAuthorizationMessage", "*", None, EXP,
        "EVAL-34a DISP-34", CHOICE, layers={"rcps": [[refuses("*", "sts:*", "*") | {"Principal": "*"}]]}),
)
# fmt: on
