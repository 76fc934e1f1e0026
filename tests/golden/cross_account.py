# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""Roles of another account, and the policies of organizations (golden 100-121 and 194-196)."""

from typing import Final

import policykit as pk
from tests.golden.sources import *
from tests.golden.world import *

IN_ORG: Final = {"StringEquals": {"aws:PrincipalOrgID": ORG}}
LAMBDA: Final = "lambda.amazonaws.com"
GITHUB: Final = f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"
SSO_SAML: Final = f"arn:aws:iam::{A}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"
POWER_USER: Final = "arn:aws:iam::aws:policy/PowerUserAccess"

everything = may("*")  # what FullAWSAccess says
no_assume = may_not(ASSUME)


def rcp(action: str, when: Json | None = None) -> Json:
    """A statement of a resource control policy."""
    return denies("*", action, when=when) | {"Principal": "*", "Resource": "*"}


OUTSIDERS: Final = {
    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORG},
    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
}
DEPUTIES: Final = {
    "Bool": {"aws:PrincipalIsAWSService": "true"},
    "Null": {"aws:SourceAccount": "false"},
    "StringNotEqualsIfExists": {"aws:SourceOrgID": ORG},
}


def within(*organizations: pk.Organization) -> Json:
    """The call, with what is known of organizations."""
    return {"organization": organizations}


FULL: Final = [pk.ServiceControlPolicy.from_dict(policy(ANYTHING))]
BOTH_MEMBERS: Final = organization(A, B)
OF_B: Final = organization(B, id=OTHER_ORG)
OUR_ORG_ASSUMES: Final = {TOP: [rcp("sts:AssumeRole", OUTSIDERS)]}
OUR_ORG_ONLY: Final = {TOP: [rcp("sts:*", OUTSIDERS)]}
OUR_DEPUTIES_ONLY: Final = {TOP: [rcp("sts:*", DEPUTIES)]}
NO_STS: Final = {TOP: [rcp("sts:*")]}

SSO_ROLE: Final = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0123456789abcdef"
SSO_ARN: Final = f"arn:aws:iam::{B}:role/aws-reserved/sso.amazonaws.com"
china = pk.User(f"arn:aws-cn:iam::{B}:user/alice", policies=ub.policies)
sso = session(ASSUME_R, account=B, role=SSO_ROLE, name="ops@example.com")
SLR: Final = f"arn:aws:iam::{A}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"

# fmt: off
ROWS: Final = (
    # --- both sides ---------------------------------------------------------------------------------------------------

    Assume("100", "the trust delegates to the account, the user's policy allows",
           ub, trusts(B_ROOT), OK, "EVAL-35", CROSS_ACCOUNT),
    Assume("101", "the trust names the user, who has no policy",
           ub0, trusts(ALICE_B), IMP, "EVAL-35", CROSS_ACCOUNT),
    Assume("102", "the trust delegates to the role's own account",
           ub, trusts(A_ROOT), IMP, "EVAL-36", CROSS_ACCOUNT),
    Assume("103", "the trust names everyone, the user has no policy",
           ub0, trusts("*"), IMP, "PRIN-15", PRINCIPAL),
    Assume("104", "everyone of the organization",
           ub, trusts("*", when=IN_ORG), OK, "CTX-6", GLOBAL_KEYS, call=within(organization(B))),
    Assume("105", "everyone of the organization, and the user is of none",
           ub, trusts("*", when=IN_ORG), IMP, "COND-3", OPERATORS),
    Assume("106", "the caller's boundary lacks sts",
           session(ASSUME_R, account=B, boundary=ONLY_S3), trusts(CALLER_B), IMP, "EVAL-35", CROSS_ACCOUNT),
    Assume("107", "the trust names the session, whose role has no policy",
           sb0, trusts(SESSION_B), IMP, "EVAL-35", CROSS_ACCOUNT),
    Assume("EVAL-35", "the caller's session policy lacks sts",
           session(ASSUME_R, account=B, session_policy=ONLY_S3), trusts(SESSION_B), IMP, "EVAL-35", CROSS_ACCOUNT),
    Assume("EVAL-35", "everyone, narrowed to the role, and the role has no policy",
           sb0, trusts("*", when={"ArnLike": {"aws:PrincipalArn": CALLER_B}}), IMP, "EVAL-35 ASSUME-11",
           CROSS_ACCOUNT),
    Assume("ASSUME-11", "every way to name a foreign user, with a policy: by ARN",
           ub, trusts(ALICE_B), OK, "ASSUME-11", CROSS_ACCOUNT),
    Assume("ASSUME-11", "every way to name a foreign user, with a policy: by everyone",
           ub, trusts("*"), OK, "ASSUME-11 PRIN-15", CROSS_ACCOUNT),
    Assume("ASSUME-11", "every way to name a foreign session, with a policy: by role",
           sb, trusts(CALLER_B), OK, "ASSUME-11", CROSS_ACCOUNT),
    Assume("ASSUME-11", "every way to name a foreign session, with a policy: by session",
           sb, trusts(SESSION_B), OK, "ASSUME-11", CROSS_ACCOUNT),
    Assume("EVAL-37", "the foreign role must be named, by a pattern too",
           user(may(ASSUME, "arn:aws:iam::*:role/*"), account=B), trusts(B_ROOT), OK, "EVAL-37", CROSS_ACCOUNT),
    Assume("EVAL-37", "a policy for the roles of the own account is not enough",
           user(may(ASSUME, f"arn:aws:iam::{B}:role/*"), account=B), trusts(B_ROOT), IMP, "EVAL-37", CROSS_ACCOUNT),
    Assume("EVAL-38", "a Deny of the caller's side wins",
           user(ASSUME_R, no_assume, account=B), trusts(ALICE_B), EXP, "EVAL-38", CROSS_ACCOUNT),
    Assume("EVAL-38", "a Deny of the role's side wins",
           ub, [trusts(B_ROOT), denies(ALICE_B)], EXP, "EVAL-38", CROSS_ACCOUNT),
    Assume("EVAL-38", "a Deny of the boundary wins",
           user(ASSUME_R, account=B, boundary=[everything, no_assume]), trusts(ALICE_B), EXP, "EVAL-38", CROSS_ACCOUNT),
    Assume("EVAL-36", "the account of a session is that of its role",
           sb, trusts(B), OK, "EVAL-36", CROSS_ACCOUNT),
    Assume("ASSUME-5", "no root user assumes a role, whatever its account",
           pk.RootUser(B), trusts(B_ROOT), IMP, "ASSUME-5", STS),
    Assume("118", "a trust that names somebody of another partition",
           china, trusts(f"arn:aws-cn:iam::{B}:user/alice"), INV("/Statement/Principal", lenient=IMP), "ARN-3",
           PRINCIPAL),
    Assume("ARN-3", "digits name an account, but not across partitions",
           china, trusts(B), IMP, "ARN-3 ASSUME-7", PRINCIPAL),
    Assume("119", "a Deny of units of an organization misses those who are in none",
           ub, [trusts(B_ROOT), denies("*", when={"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*"}})],
           OK, "COND-13", MULTIVALUED),
    Assume("COND-13", "and hits those who are",
           ub, [trusts(B_ROOT), denies("*", when={"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORG}/*"}})],
           EXP, "COND-13 CTX-7", MULTIVALUED, call=within(organization(B))),
    Assume("CTX-6", "everyone of the organization, and the user is of another one",
           ub, trusts("*", when=IN_ORG), IMP, "CTX-6", GLOBAL_KEYS, call=within(OF_B)),
    Assume("CTX-6", "everyone of the organization, the management account included",
           ub, trusts("*", when=IN_ORG), OK, "CTX-6", GLOBAL_KEYS, call=within(organization(management=B))),
    Assume("CTX-6", "the user is said to be in the organization, without more",
           ub, trusts("*", when=IN_ORG), OK, "CTX-6", GLOBAL_KEYS, call={"context": {"aws:PrincipalOrgID": ORG}}),
    Assume("CTX-58", "the same organization on both sides",
           ub, trusts("*", when={"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}), OK, "CTX-58",
           GLOBAL_KEYS, call=within(BOTH_MEMBERS)),
    Assume("CTX-58", "not the same organization on both sides",
           ub, trusts("*", when={"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}), IMP, "CTX-58",
           GLOBAL_KEYS, call=within(organization(A), OF_B)),
    Assume("120", "permission sets of us-east-1 have no region in their path",
           sso, trusts(B_ROOT, when={"ArnLike": {"aws:PrincipalArn": f"{SSO_ARN}/*/AWSReservedSSO_Ops_*"}}),
           IMP, "PRIN-45", SSO),
    Assume("121", "the pattern that fits with and without region",
           sso, trusts(B_ROOT, when={"ArnLike": {"aws:PrincipalArn": f"{SSO_ARN}*/AWSReservedSSO_Ops_*"}}),
           OK, "PRIN-45", INFERRED),
    Assume("PRIN-47", "a permission set is named with its reserved path",
           sso, trusts(f"arn:aws:iam::{B}:role/{SSO_ROLE}"), OK, "PRIN-47 PRIN-44", SSO),
    Assume("PRIN-46", "its session ARN has no path",
           sso, trusts(f"arn:aws:sts::{B}:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ops@example.com"),
           OK, "PRIN-46", SSO),

    # --- service control policies -------------------------------------------------------------------------------------

    Assume("108", "a Deny of the caller's organization wins",
           ub, trusts(B_ROOT), EXP, "ASSUME-15", SCPS, call=within(organization(B, scps={B: [everything, no_assume]}))),
    Assume("109", "a Deny of the role's organization is not for foreign callers",
           ub, trusts(B_ROOT), OK, "ASSUME-15", SCPS,
           call=within(organization(A, scps={A: [everything, no_assume]}), OF_B)),
    Assume("110", "a unit of the organization does not allow sts",
           u, trusts(ALICE), IMP, "EVAL-24 EVAL-27", SCP_EVALUATION,
           call=within(organization(A, scps={UNIT: [ONLY_S3]}))),
    Assume("111", "the management account is not bound",
           u, trusts(A_ROOT), OK, "EVAL-26", SCPS, call=within(organization(management=A, scps={TOP: [no_assume]}))),
    Assume("112", "the account's own level allows only S3",
           u, trusts(A_ROOT), IMP, "EVAL-24", SCP_EVALUATION, call=within(organization(A, scps={A: [ONLY_S3]}))),
    Assume("EVAL-24", "every level allows",
           u, trusts(A_ROOT), OK, "EVAL-24", SCP_EVALUATION, call=within(organization(A, scps={}))),
    Assume("EVAL-24", "one policy of each level is enough",
           u, trusts(A_ROOT), OK, "EVAL-24", SCP_EVALUATION,
           call=within(organization(A, scps={TOP: [ONLY_S3, everything], A: [may("sts:*")]}))),
    Assume("EVAL-24", "a Deny at the root counts for every account",
           u, trusts(ALICE), EXP, "EVAL-24", SCP_EVALUATION,
           call=within(organization(A, scps={TOP: [everything, no_assume]}))),
    Assume("EVAL-25", "a level without policies lets nothing through",
           u, trusts(ALICE), IMP, "EVAL-25", SCP_EVALUATION, call=within(organization(A, scps={UNIT: []}))),
    Assume("EVAL-25", "service control policies are not enabled",
           u, trusts(ALICE), OK, "EVAL-25", SCPS, call=within(organization(A))),
    Assume("EVAL-7", "service control policies grant nothing",
           u0, trusts(A_ROOT), IMP, "EVAL-7", SCPS, call=within(organization(A, scps={}))),
    Assume("EVAL-26", "service control policies do not bind services",
           pk.AwsService(LAMBDA), trusts({"Service": LAMBDA}), OK, "EVAL-26 ASSUME-60", SCPS,
           call=within(organization(A, scps={A: [no_assume]}))),
    Assume("EVAL-26", "nor service-linked roles",
           session(ASSUME_R, role="aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"), trusts(A_ROOT), OK,
           "EVAL-26", SCPS, call=within(organization(A, scps={A: [no_assume]}))),
    Assume("EVAL-26", "nor those who come with a token",
           pk.WebIdentity(GITHUB), trusts({"Federated": GITHUB}, WEB), OK, "EVAL-26 DISP-19", CHOICE,
           call=within(organization(A, scps={A: [may_not("*")]}))),
    Assume("EVAL-26", "callers of the management account are not bound",
           user(ASSUME_R, account=M), trusts(M), OK, "EVAL-26", SCPS,
           call=within(organization(A, scps={TOP: [no_assume], UNIT: [no_assume], A: [no_assume]}))),
    Assume("EVAL-28", "a delegated administrator is a member like any other",
           ub, trusts(B_ROOT), EXP, "EVAL-28", SCPS,
           call=within(organization(B, scps={B: [everything, no_assume]}, delegated=[B]))),
    Assume("EVAL-29", "conditions of the organization see the role, not the session",
           sb, trusts(CALLER_B), EXP, "EVAL-29", SCPS, call=within(organization(B, scps={
               B: [everything, may_not(ASSUME, when={"ArnNotLike": {"aws:PrincipalArn": SESSION_B}})]}))),

    # --- resource control policies ------------------------------------------------------------------------------------

    Assume("113", "only the own organization: a user of another one",
           ub, trusts(B_ROOT), EXP, "EVAL-32", RCPS, call=within(organization(A, rcps=OUR_ORG_ASSUMES), OF_B)),
    Assume("114", "only the own organization: a service",
           pk.AwsService(LAMBDA), trusts({"Service": LAMBDA}), OK, "EVAL-32", RCPS,
           call=within(organization(A, rcps=OUR_ORG_ASSUMES))),
    Assume("114b", "only the own organization, for all of sts: whoever comes with a token has no organization",
           pk.WebIdentity(GITHUB), trusts({"Federated": GITHUB}, WEB), EXP, "EVAL-33 COND-4", OBSERVED,
           call=within(organization(A, rcps=OUR_ORG_ONLY))),
    Assume("114c", "only for the own organization: a service that does not say for whom it calls",
           pk.AwsService(LAMBDA), trusts({"Service": LAMBDA}), OK, "COND-5", RCP_EXAMPLES,
           call=within(organization(A, rcps=OUR_DEPUTIES_ONLY))),
    Assume("115", "the management account's roles are not bound",
           ub, trusts(B_ROOT), OK, "EVAL-30", RCPS,
           call=within(organization(management=A, rcps=OUR_ORG_ASSUMES), OF_B)),
    Assume("116", "no sts at all, but for a service and its service-linked role",
           pk.AwsService("ecs.amazonaws.com"), trusts({"Service": "ecs.amazonaws.com"}), OK, "ASSUME-62 EVAL-32", RCPS,
           role={"arn": SLR}, call=within(organization(A, rcps=NO_STS))),
    Assume("EVAL-32", "an RCP binds another service than the linked one",
           pk.AwsService("lambda.amazonaws.com"), trusts({"Service": "lambda.amazonaws.com"}), EXP,
           "ASSUME-62 EVAL-32", INFERRED, role={"arn": SLR}, call=within(organization(A, rcps=NO_STS))),
    Assume("117", "what the caller's organization says of its resources is not for foreign roles",
           ub, trusts(B_ROOT), OK, "EVAL-34", RCPS, call=within(organization(B, rcps=NO_STS))),
    Assume("196", "only the own organization, for all of sts: sign-in to a permission set",
           pk.SamlIdentity(SSO_SAML), trusts({"Federated": SSO_SAML}, [SAML, TAG]), EXP, "EVAL-33", OBSERVED,
           role={"arn": f"arn:aws:iam::{A}:role/{SSO_ROLE}"}, call=within(organization(A, rcps=OUR_ORG_ONLY))),
    Assume("EVAL-32", "only for the own organization: a service that calls for another one",
           pk.AwsService(LAMBDA), trusts({"Service": LAMBDA}), EXP, "EVAL-32 CTX-57", RCP_EXAMPLES,
           call=within(organization(A, rcps=OUR_DEPUTIES_ONLY)) | {
               "context": {"aws:SourceAccount": B, "aws:SourceOrgID": OTHER_ORG}}),
    Assume("EVAL-32", "only the own organization: a user of it",
           ub, trusts(B_ROOT), OK, "EVAL-32", RCPS, call=within(organization(A, B, rcps=OUR_ORG_ASSUMES))),
    Assume("EVAL-32", "no sts at all: a service and an ordinary role",
           pk.AwsService(LAMBDA), trusts({"Service": LAMBDA}), EXP, "EVAL-32", RCPS,
           call=within(organization(A, rcps=NO_STS))),
    Assume("EVAL-31", "resource control policies only deny, so their silence lets through",
           u, trusts(ALICE), OK, "EVAL-31", RCPS, call=within(organization(A, rcps={A: [rcp("s3:*")]}))),
    Assume("EVAL-7", "resource control policies grant nothing",
           u0, trusts(A_ROOT), IMP, "EVAL-7", RCPS, call=within(organization(A, rcps={}))),
    Assume("EVAL-32", "callers of the management account are bound where the role is a member's",
           user(ASSUME_R, account=M), trusts(M), EXP, "EVAL-32", RCPS, call=within(organization(A, rcps=NO_STS))),
    Assume("EVAL-34", "both organizations have a say: the caller's",
           ub, trusts(B_ROOT), EXP, "EVAL-34", RCPS,
           call=within(organization(A, rcps={}), organization(B, id=OTHER_ORG, scps={B: [everything, no_assume]}))),
    Assume("EVAL-34", "both organizations have a say: the role's",
           ub, trusts(B_ROOT), EXP, "EVAL-34", RCPS,
           call=within(organization(A, rcps=NO_STS), organization(B, id=OTHER_ORG, scps={}))),
    Assume("EVAL-33", "tagging is an action of the role's organization too",
           ub, trusts(B_ROOT, [ASSUME, TAG]), EXP, "EVAL-33", RCPS,
           call=within(organization(A, rcps={A: [rcp(TAG)]})) | {"tags": {"team": "x"}}),

    # --- an endpoint, and what is not known ---------------------------------------------------------------------------

    Assume("EVAL-47", "the policy of the endpoint lacks sts",
           u, trusts(ALICE), IMP, "EVAL-47", VPC, layers={"endpoint": grants("*", "s3:*", "*") | {"Principal": "*"}}),
    Assume("EVAL-47", "the policy of the endpoint lets everything through",
           u, trusts(ALICE), OK, "EVAL-47", VPC, layers={"endpoint": grants("*", "*", "*") | {"Principal": "*"}}),
    Assume("EVAL-47", "the policy of the endpoint grants nothing",
           u0, trusts(A_ROOT), IMP, "EVAL-47", VPC, layers={"endpoint": grants("*", "*", "*") | {"Principal": "*"}}),
    Assume("EVAL-47", "a Deny of the endpoint wins",
           u, trusts(ALICE), EXP, "EVAL-47 EVAL-3", VPC,
           layers={"endpoint": [grants("*", "*", "*"), refuses("*", ASSUME, "*")]}),
    Assume("194", "the organization is not known",
           ub, trusts(B_ROOT), COND, "EVAL-25", CHOICE, call={"organization": pk.UNKNOWN}),
    Assume("195", "a Deny elsewhere does not wait for it",
           ub, [trusts(B_ROOT), denies(ALICE_B)], EXP, "EVAL-25 EVAL-3", CHOICE, call={"organization": pk.UNKNOWN}),
    Assume("EVAL-25", "an implicit denial elsewhere does not wait for it either",
           ub0, trusts(B_ROOT), IMP, "EVAL-25", CHOICE, call={"organization": pk.UNKNOWN}),
    Assume("EVAL-25", "the organization is not known, nor whether the user is in it",
           ub, trusts("*", when=IN_ORG), COND, "EVAL-25 CTX-6", CHOICE, call={"organization": pk.UNKNOWN}),
    Assume("EVAL-25", "the caller's organization is not known",
           ub, trusts(B_ROOT), COND, "EVAL-25", CHOICE, layers={"missing": {pk.Layer.SERVICE_CONTROL: ("of B",)}}),
    Assume("EVAL-25", "what is attached to the unit is not known",
           ub, trusts(B_ROOT), COND, "EVAL-25", CHOICE, call=within(pk.Organization(
               ORG, management_account=M, accounts={B: f"{ORG}/{TOP}/{UNIT}/"}, scps={TOP: FULL, B: FULL}))),
    Assume("EVAL-25", "the role's organization is not known",
           ub, trusts(B_ROOT), COND, "EVAL-25", CHOICE, layers={"missing": {pk.Layer.RESOURCE_CONTROL: ("of A",)}}),
    Assume("EVAL-25", "a policy of the user is not known",
           pk.User(ALICE_B, missing=[POWER_USER]), trusts(B_ROOT), COND, "EVAL-25", CHOICE),
    Assume("EVAL-25", "the boundary of the user is not known",
           pk.User(ALICE_B, policies=ub.policies, missing_boundary=POWER_USER), trusts(B_ROOT), COND, "EVAL-25",
           CHOICE),
    Assume("EVAL-25", "a policy of the user is not known, and though no Allow is needed, it may deny",
           pk.User(ALICE, missing=[POWER_USER]), trusts(ALICE), COND, "EVAL-25", CHOICE),
)
# fmt: on
