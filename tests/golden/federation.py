# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""Services, SAML and OIDC identities: callers without an account (golden 122-140 and 197-199)."""

from typing import Any, Final

import policykit as pk
from tests.golden.sources import *
from tests.golden.world import *

LAMBDA: Final = {"Service": "lambda.amazonaws.com"}
EC2: Final = {"Service": "ec2.amazonaws.com"}
PODS: Final = {"Service": "pods.eks.amazonaws.com"}
ACCESS: Final = {"Service": "account-access.amazonaws.com"}
CENTER: Final[Any] = {
    "provided_contexts": [pk.ProvidedContext("arn:aws:iam::aws:contextProvider/IdentityCenter", "eyJ0eXAiOiJKV1QifQ")]
}
ANYWHERE: Final = {"Service": "rolesanywhere.amazonaws.com"}
POD_TAGS: Final[Any] = {"tags": {"kubernetes-namespace": "ns"}, "transitive_tag_keys": ["kubernetes-namespace"]}
IN_NS: Final = {"StringEquals": {"aws:RequestTag/kubernetes-namespace": "ns"}}
FOR_A: Final = {"StringEquals": {"aws:SourceAccount": A}}

OKTA: Final = f"arn:aws:iam::{A}:saml-provider/okta"
SIGN_IN: Final = "https://signin.aws.amazon.com/saml"
SIGNING_IN: Final = {"StringEquals": {"SAML:aud": SIGN_IN}}

ISSUER: Final = "token.actions.githubusercontent.com"
GITHUB: Final = f"arn:aws:iam::{A}:oidc-provider/{ISSUER}"
REPOSITORY: Final = "repo:acme/app:ref:refs/heads/main"
CLUSTER: Final = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
EKS: Final = f"arn:aws:iam::{A}:oidc-provider/{CLUSTER}"
POOL: Final = "eu-west-1:0f9f31e4-7b1c-4b7e-9a55-1234567890ab"
COGNITO_HOST: Final = "cognito-identity.amazonaws.com"
GOV_HOST: Final = "cognito-identity-us-gov.amazonaws.com"

service = pk.AwsService("lambda.amazonaws.com")
okta = pk.SamlIdentity(OKTA, attributes={"aud": SIGN_IN, "sub": "alice", "eduPersonAffiliation": ["staff", "faculty"]})
github = pk.WebIdentity(GITHUB, claims={"sub": REPOSITORY, "aud": "sts.amazonaws.com"})
unknown_visitor = pk.WebIdentity(COGNITO_HOST, claims={"aud": POOL, "amr": ["unauthenticated"]})
gov_visitor = pk.WebIdentity(GOV_HOST, claims={"aud": POOL})
pod = pk.WebIdentity(EKS, claims={"sub": "system:serviceaccount:ns:sa", "aud": "sts.amazonaws.com"})
google = pk.WebIdentity("accounts.google.com", claims={"azp": "app-1", "aud": "server-1", "sub": "10769150350006"})
SLR: Final = f"arn:aws:iam::{A}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"


def claims(**tests: object) -> Json:
    """StringEquals on claims of the GitHub token."""
    return {"StringEquals": {f"{ISSUER}:{name}": value for name, value in tests.items()}}


# fmt: off
ROWS: Final = (
    # --- services -----------------------------------------------------------------------------------------------------

    Assume("122", "a service that the trust names",
           service, trusts(LAMBDA), OK, "ASSUME-60", PRINCIPAL),
    Assume("123", "a service that the trust does not name",
           service, trusts(EC2), IMP, "PRIN-18", PRINCIPAL),
    Assume("124", "the regional name of a service is another name",
           service, trusts({"Service": "lambda.us-east-1.amazonaws.com"}), IMP, "PRIN-36", INFERRED),
    Assume("125", "for this account only, and the service says for which it calls",
           service, trusts(LAMBDA, when=FOR_A), OK, "CTX-57", CONFUSED_DEPUTY,
           call={"context": {"aws:SourceAccount": A}}),
    Assume("126", "for this account only, and the service says nothing",
           service, trusts(LAMBDA, when=FOR_A), IMP, "COND-3", OPERATORS),
    Assume("127", "EKS Pod Identity passes tags, the trust does not allow them",
           pk.AwsService("pods.eks.amazonaws.com"), trusts(PODS), IMP, "ASSUME-64", EKS_PODS, call=POD_TAGS),
    Assume("128", "EKS Pod Identity passes tags, the trust asks for one",
           pk.AwsService("pods.eks.amazonaws.com"), trusts(PODS, [ASSUME, TAG], when=IN_NS), OK, "ASSUME-64", EKS_PODS,
           call=POD_TAGS),
    Assume("129", "IAM Roles Anywhere sets a source identity, the trust does not allow it",
           pk.AwsService("rolesanywhere.amazonaws.com"), trusts(ANYWHERE, [ASSUME, TAG]), IMP, "ASSUME-66",
           ROLES_ANYWHERE, call={"source_identity": "CN=device-7", "tags": {"x509Subject/CN": "device-7"}}),
    Assume("ASSUME-67", "the account access manager passes a context along",
           pk.AwsService("account-access.amazonaws.com"), trusts(ACCESS, [ASSUME, "sts:SetContext"]), OK, "ASSUME-67",
           INFERRED, call=CENTER),
    Assume("ASSUME-67", "the account access manager passes a context along, the trust does not allow it",
           pk.AwsService("account-access.amazonaws.com"), trusts(ACCESS), IMP, "ASSUME-67 ASSUME-53", INFERRED,
           call=CENTER),
    Assume("140", "the role of a service is not for administrators",
           user(ANYTHING), trusts({"Service": "ecs.amazonaws.com"}), IMP, "ASSUME-62", SERVICE_LINKED,
           role={"arn": SLR}),
    Assume("ASSUME-62", "the role of a service is not even for a user whom its trust names",
           user(ANYTHING), trusts({"AWS": f"arn:aws:iam::{A}:user/alice"}), IMP, "ASSUME-62", SERVICE_LINKED,
           role={"arn": SLR}),
    Assume("ASSUME-62", "nor for another service whom its trust names",
           service, trusts(LAMBDA), IMP, "ASSUME-62", SERVICE_LINKED, role={"arn": SLR}),
    Assume("ASSUME-62", "but a Deny of what goes with the call still shows",
           user(ANYTHING), denies("*", "sts:SetSourceIdentity"), EXP, "ASSUME-62 EVAL-3",
           INFERRED, role={"arn": SLR}, call={"source_identity": "dev"}),
    Assume("197", "a Deny of other addresses hits services, which have none",
           service, [trusts(LAMBDA), denies("*", when={"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}})], EXP,
           "CTX-43 COND-3", GLOBAL_KEYS),
    Assume("PRIN-16", "everyone under AWS is no service",
           service, trusts("*"), IMP, "PRIN-16 DISP-3", CHOICE),
    Assume("PRIN-16", "unless everyone is denied",
           service, [trusts(LAMBDA), denies("*")], EXP, "PRIN-16 DISP-3", CHOICE),
    Assume("PRIN-18", "an account is no service",
           service, trusts(A_ROOT), IMP, "PRIN-18", PRINCIPAL),
    Assume("PRIN-35", "one service of a list",
           service, trusts({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}), OK, "PRIN-35", PRINCIPAL),
    Assume("PRIN-1", "the trust names a user or a service: the user",
           u, trusts({"AWS": ALICE, "Service": "lambda.amazonaws.com"}), OK, "PRIN-1", PRINCIPAL),
    Assume("PRIN-1", "the trust names a user or a service: the service",
           service, trusts({"AWS": ALICE, "Service": "lambda.amazonaws.com"}), OK, "PRIN-1", PRINCIPAL),
    Assume("PRIN-36", "the regional name, and that is the caller",
           pk.AwsService("lambda.us-east-1.amazonaws.com"), trusts({"Service": "lambda.us-east-1.amazonaws.com"}), OK,
           "PRIN-36", PRINCIPAL),
    Assume("PRIN-37", "in China some services have names of their own",
           pk.AwsService("ec2.amazonaws.com.cn"), trusts({"Service": "ec2.amazonaws.com.cn"}), OK, "PRIN-37", OBSERVED,
           role={"arn": f"arn:aws-cn:iam::{A}:role/r"}),
    Assume("ASSUME-60", "aws:PrincipalIsAWSService is true for a service",
           service, trusts(LAMBDA, when={"Bool": {"aws:PrincipalIsAWSService": "true"}}), OK, "ASSUME-60 CTX-9",
           GLOBAL_KEYS),
    Assume("CTX-9", "aws:PrincipalIsAWSService is false for a user",
           u, trusts(ALICE, when={"Bool": {"aws:PrincipalIsAWSService": "false"}}), OK, "CTX-9", GLOBAL_KEYS),
    Assume("CTX-10", "aws:PrincipalServiceName is the service",
           service, trusts(LAMBDA, when={"StringEquals": {"aws:PrincipalServiceName": "lambda.amazonaws.com"}}), OK,
           "CTX-10", GLOBAL_KEYS),
    Assume("DISP-26", "a service has no aws:PrincipalArn, so a Deny of other ARNs hits it",
           service, [trusts(LAMBDA), denies("*", when={"ArnNotLike": {"aws:PrincipalArn": CALLER}})], EXP,
           "DISP-26 COND-3", CHOICE),
    Assume("CTX-57", "aws:SourceArn lets no user in",
           u, trusts(ALICE, when={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}), IMP, "CTX-57", GLOBAL_KEYS),
    Assume("ASSUME-62", "a service-linked role and its service",
           pk.AwsService("ecs.amazonaws.com"), trusts({"Service": "ecs.amazonaws.com"}), OK, "ASSUME-62",
           SERVICE_LINKED,
           role={"arn": SLR}),
    Assume("ASSUME-63", "EC2 assumes the role of an instance",
           pk.AwsService("ec2.amazonaws.com"), trusts(EC2), OK, "ASSUME-63", PASS_ROLE),
    Assume("ASSUME-63", "EC2 does not come with a token",
           pk.AwsService("ec2.amazonaws.com"), trusts(EC2, WEB), IMP, "ASSUME-63 ASSUME-3", STS),

    # --- SAML ---------------------------------------------------------------------------------------------------------

    Assume("130", "the provider and the audience that the trust names",
           okta, trusts({"Federated": OKTA}, SAML, when=SIGNING_IN), OK, "ASSUME-70 ASSUME-4", SAML_FEDERATION),
    Assume("131", "the trust allows another operation",
           okta, trusts({"Federated": OKTA}), IMP, "ASSUME-3 ASSUME-96", CHECKS),
    Assume("132", "the assertion carries tags, the trust does not allow them",
           pk.SamlIdentity(OKTA, tags={"team": "x"}), trusts({"Federated": OKTA}, SAML), IMP, "ASSUME-47",
           SESSION_TAGS),
    Assume("ASSUME-47", "the assertion carries tags, the trust allows them",
           pk.SamlIdentity(OKTA, tags={"team": "x"}), trusts({"Federated": OKTA}, [SAML, TAG]), OK, "ASSUME-47",
           SESSION_TAGS),
    Assume("ASSUME-52", "the assertion carries a source identity, the trust does not allow it",
           pk.SamlIdentity(OKTA, source_identity="alice"), trusts({"Federated": OKTA}, SAML), IMP, "ASSUME-52",
           SOURCE_IDENTITY),
    Assume("ASSUME-70", "another audience",
           pk.SamlIdentity(OKTA, attributes={"aud": "https://other.example.com"}),
           trusts({"Federated": OKTA}, SAML, when=SIGNING_IN), IMP, "ASSUME-70", SAML_FEDERATION),
    Assume("PRIN-18", "another provider",
           pk.SamlIdentity(f"arn:aws:iam::{A}:saml-provider/other"), trusts({"Federated": OKTA}, SAML), IMP, "PRIN-18",
           PRINCIPAL),
    Assume("ASSUME-71", "the provider of another account",
           pk.SamlIdentity(f"arn:aws:iam::{B}:saml-provider/okta"),
           trusts({"Federated": f"arn:aws:iam::{B}:saml-provider/okta"}, SAML), IMP, "ASSUME-71", SAML_FEDERATION),
    Assume("ASSUME-71", "a role of Identity Center is not for other providers",
           okta, trusts({"Federated": OKTA}, SAML), IMP, "ASSUME-71 PRIN-46", STS_SAML,
           role={"arn": f"arn:aws:iam::{A}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0123456789abcdef"}),
    Assume("ASSUME-97", "sts:AssumeRole* covers the operation",
           okta, trusts({"Federated": OKTA}, "sts:AssumeRole*"), OK, "ASSUME-97", ACTION),
    Assume("PRIN-16", "everyone under AWS is no SAML identity",
           okta, trusts("*", SAML), IMP, "PRIN-16 DISP-3", CHOICE),
    Assume("PRIN-16", "unless everyone is denied, SAML",
           okta, [trusts({"Federated": OKTA}, SAML), denies("*", SAML)], EXP, "PRIN-16 DISP-3", CHOICE),
    Assume("ASSUME-33", "an external id is for AssumeRole only",
           okta, trusts({"Federated": OKTA}, SAML), INV("external_id"), "ASSUME-33", STS_SAML,
           call={"external_id": "Partner-7"}),
    Assume("ASSUME-72", "saml:doc is account and provider",
           okta, trusts({"Federated": OKTA}, SAML, when={"StringEquals": {"saml:doc": f"{A}/okta"}}), OK, "ASSUME-72",
           STS_KEYS),
    Assume("ASSUME-72", "an attribute with several values",
           okta, trusts({"Federated": OKTA}, SAML,
                        when={"ForAnyValue:StringEquals": {"saml:edupersonaffiliation": ["student", "staff"]}}),
           OK, "ASSUME-72 CTX-41", STS_KEYS),
    Assume("CTX-30", "sts:RoleSessionName is there for SAML too",
           okta, trusts({"Federated": OKTA}, SAML, when={"StringEquals": {"sts:RoleSessionName": "alice"}}), OK,
           "CTX-30", STS_KEYS, call={"session_name": "alice"}),
    Assume("CTX-22", "aws:FederatedProvider is not for SAML",
           okta, trusts({"Federated": OKTA}, SAML, when={"Null": {"aws:FederatedProvider": "false"}}), IMP, "CTX-22",
           GLOBAL_KEYS),

    # --- OIDC ---------------------------------------------------------------------------------------------------------

    Assume("133", "StringEquals knows no star",
           github, trusts({"Federated": GITHUB}, WEB, when=claims(sub="repo:acme/app:*")), IMP, "COND-20", OPERATORS),
    Assume("134", "StringLike does",
           github, trusts({"Federated": GITHUB}, WEB, when={"StringLike": {f"{ISSUER}:sub": "repo:acme/app:*"}}), OK,
           "COND-22 ASSUME-4 ASSUME-88", OPERATORS),
    Assume("135", "another audience",
           github, trusts({"Federated": GITHUB}, WEB, when=claims(aud="https://github.com/acme")), IMP, "ASSUME-82",
           STS_KEYS),
    Assume("136", "the trust names the provider of another account",
           github, trusts({"Federated": f"arn:aws:iam::{B}:oidc-provider/{ISSUER}"}, WEB), IMP, "ASSUME-80",
           OIDC_FEDERATION),
    Assume("ASSUME-80", "the token comes from the provider of another account",
           pk.WebIdentity(f"arn:aws:iam::{B}:oidc-provider/{ISSUER}"),
           trusts({"Federated": f"arn:aws:iam::{B}:oidc-provider/{ISSUER}"}, WEB), IMP, "ASSUME-80", OIDC_FEDERATION),
    Assume("137", "the path of the issuer is part of its keys",
           pod, trusts({"Federated": EKS}, WEB, when={"StringEquals": {
               "oidc.eks.eu-west-1.amazonaws.com:sub": "system:serviceaccount:ns:sa"}}), IMP, "ASSUME-80", EKS_IRSA),
    Assume("ASSUME-65", "the service account of a pod",
           pod, trusts({"Federated": EKS}, WEB, when={"StringEquals": {
               f"{CLUSTER}:sub": "system:serviceaccount:ns:sa", f"{CLUSTER}:aud": "sts.amazonaws.com"}}), OK,
           "ASSUME-65", EKS_IRSA),
    Assume("138", "an identity pool lets a visitor in who is not signed in",
           unknown_visitor, trusts({"Federated": COGNITO_HOST}, WEB, when={
               "ForAnyValue:StringLike": {f"{COGNITO_HOST}:amr": "authenticated"}}), IMP, "ASSUME-87", COGNITO),
    Assume("ASSUME-87", "the role for visitors who are not signed in",
           unknown_visitor, trusts({"Federated": COGNITO_HOST}, WEB, when={
               "StringEquals": {f"{COGNITO_HOST}:aud": POOL},
               "ForAnyValue:StringLike": {f"{COGNITO_HOST}:amr": "unauthenticated"}}), OK, "ASSUME-87", COGNITO),
    Assume("139", "a token belongs to no organization",
           github, trusts({"Federated": GITHUB}, WEB, when={"StringEquals": {"aws:PrincipalOrgID": ORG}}), IMP,
           "ASSUME-81", STS_WEB),
    Assume("198", "GovCloud has an identity provider of its own",
           gov_visitor, trusts({"Federated": GOV_HOST}, WEB, when={"StringEquals": {f"{GOV_HOST}:aud": POOL}}), OK,
           "PRIN-8 ASSUME-82", GOV_CLOUD, role={"arn": f"arn:aws-us-gov:iam::{A}:role/r"}),
    Assume("199", "and keys of its own",
           gov_visitor, trusts({"Federated": GOV_HOST}, WEB, when={"StringEquals": {f"{COGNITO_HOST}:aud": POOL}}),
           IMP, "PRIN-8", GOV_CLOUD, role={"arn": f"arn:aws-us-gov:iam::{A}:role/r"}),
    Assume("ASSUME-81", "an unsigned call has no aws:PrincipalArn",
           github, [trusts({"Federated": GITHUB}, WEB), denies("*", WEB, when={"Null": {"aws:PrincipalArn": "true"}})],
           EXP, "ASSUME-81", STS_WEB),
    Assume("ASSUME-81", "and no aws:PrincipalIsAWSService, which is not the same as false",
           github, trusts({"Federated": GITHUB}, WEB, when={"Bool": {"aws:PrincipalIsAWSService": "false"}}), IMP,
           "ASSUME-81 CTX-9", GLOBAL_KEYS),
    Assume("ASSUME-81", "its aws:PrincipalType is anonymous",
           github, trusts({"Federated": GITHUB}, WEB, when={"StringEquals": {"aws:PrincipalType": "Anonymous"}}), OK,
           "ASSUME-81 CTX-3", INFERRED),
    Assume("ASSUME-82", "with an authorised party, that is the audience",
           google, trusts({"Federated": "accounts.google.com"}, WEB, when={"StringEquals": {
               "accounts.google.com:aud": "app-1", "accounts.google.com:oaud": "server-1"}}), OK, "ASSUME-82",
           STS_KEYS),
    Assume("ASSUME-82", "and the audience is not",
           google, trusts({"Federated": "accounts.google.com"}, WEB, when={"StringEquals": {
               "accounts.google.com:aud": "server-1"}}), IMP, "ASSUME-82", STS_KEYS),
    Assume("ASSUME-82", "without an authorised party there is no oaud",
           github, trusts({"Federated": GITHUB}, WEB, when={"Null": {f"{ISSUER}:oaud": "true"}}), OK, "ASSUME-82",
           STS_KEYS),
    Assume("ASSUME-83", "a claim that the token does not have",
           github, trusts({"Federated": GITHUB}, WEB, when=claims(repository_owner="acme")), IMP, "ASSUME-83",
           STS_KEYS),
    Assume("CTX-22", "aws:FederatedProvider is the provider, as ARN",
           github, trusts({"Federated": GITHUB}, WEB, when={"ArnEquals": {"aws:FederatedProvider": GITHUB}}), OK,
           "CTX-22 ASSUME-86", GLOBAL_KEYS),
    Assume("CTX-22", "or as the name of a built-in one",
           google, trusts({"Federated": "accounts.google.com"}, WEB,
                          when={"StringEquals": {"aws:FederatedProvider": "accounts.google.com"}}), OK,
           "CTX-22 ASSUME-86", GLOBAL_KEYS),
    Assume("ASSUME-85", "the token lists the role",
           github, trusts({"Federated": GITHUB}, WEB, when={"Bool": {"sts:RoleAuthorizedByIdp": "true"}}), OK,
           "ASSUME-85",
           STS_ACTIONS, call={"context": {"sts:RoleAuthorizedByIdp": True}}),
    Assume("ASSUME-85", "the token lists no roles",
           github, trusts({"Federated": GITHUB}, WEB, when={"Bool": {"sts:RoleAuthorizedByIdp": "true"}}), IMP,
           "ASSUME-85 COND-30", STS_ACTIONS),
    Assume("ASSUME-3", "the trust allows AssumeRole only",
           github, trusts({"Federated": GITHUB}), IMP, "ASSUME-3 ASSUME-96", CHECKS),
    Assume("ASSUME-47", "the token carries tags, the trust does not allow them",
           pk.WebIdentity(GITHUB, tags={"team": "x"}), trusts({"Federated": GITHUB}, WEB), IMP, "ASSUME-47",
           SESSION_TAGS),

    # --- which call, by which caller ----------------------------------------------------------------------------------

    Ask("ASSUME-2", "a service does not call AssumeRoleWithSAML",
        service, SAML, R, trusts(LAMBDA, SAML), IMP, "ASSUME-2", STS_SAML),
    Ask("ASSUME-2", "a session does not call AssumeRoleWithSAML",
        s, SAML, R, trusts("*", SAML), IMP, "ASSUME-2", STS_SAML),
    Ask("ASSUME-2", "a token does not call AssumeRole",
        github, ASSUME, R, trusts({"Federated": GITHUB}), IMP, "ASSUME-2", STS),
    Ask("ASSUME-2", "a token does not call AssumeRoleWithSAML",
        github, SAML, R, trusts({"Federated": GITHUB}, SAML), IMP, "ASSUME-2", STS_SAML),
    Ask("ASSUME-1", "nobody at all does not call AssumeRole",
        pk.Anonymous(), ASSUME, R, trusts("*"), IMP, "ASSUME-1", STS),
    Ask("ASSUME-1", "a user calls AssumeRole",
        u0, ASSUME, R, trusts(ALICE), OK, "ASSUME-1", STS),
)
# fmt: on
