# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""What a Principal element may name, how it is spelled, and whom it means (PRIN-1 to PRIN-12a, PRIN-14, PRIN-31)."""

from typing import Final

import policykit as pk
from policykit import ResourcePolicy, TrustPolicy
from tests.golden.sources import *
from tests.golden.world import *

AWS: Final = "/Statement/Principal/AWS"
SERVICE: Final = "/Statement/Principal/Service"
FEDERATED: Final = "/Statement/Principal/Federated"
ANYBODY: Final = trusts("*") | {"Principal": "*"}
OIDC: Final = f"arn:aws:iam::{A}:oidc-provider/gitlab.example.com/ci"
OKTA: Final = f"arn:aws:iam::{A}:saml-provider/okta"
CANONICAL: Final = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"


def bucket(principal: object) -> Json:
    """A bucket policy for somebody."""
    return grants(principal, "s3:GetObject", "arn:aws:s3:::reports/*")


def federates(provider: str) -> Json:
    """A trust policy for a provider."""
    return trusts({"Federated": provider}, WEB)


# fmt: off
ROWS: Final = (
    # --- the shape ----------------------------------------------------------------------------------------------------

    Read("PRIN-1", "several kinds, one and several values", TrustPolicy,
         trusts({"AWS": [A, ALICE], "Service": "ec2.amazonaws.com"}), READ, "PRIN-1", PRINCIPAL),
    Read("PRIN-1", "a kind that there is not", TrustPolicy,
         trusts({"User": ALICE}), INV("/Statement/Principal/User"), "PRIN-1", PRINCIPAL),
    Read("PRIN-1", "an ARN without its kind", TrustPolicy,
         trusts(ALICE) | {"Principal": ALICE}, INV("/Statement/Principal"), "PRIN-1", PRINCIPAL),
    Read("PRIN-1", "a list without its kind", TrustPolicy,
         trusts(ALICE) | {"Principal": ["*"]}, INV("/Statement/Principal"), "PRIN-1", PRINCIPAL),
    Read("PRIN-1", "null", TrustPolicy,
         trusts(ALICE) | {"Principal": None}, INV("/Statement/Principal"), "PRIN-1", PRINCIPAL),
    Read("PRIN-1", "a number", TrustPolicy, trusts({"AWS": 111111111111}), INV(AWS), "PRIN-1 ARN-4", PRINCIPAL),
    Read("PRIN-1", "the bad ones of a list", TrustPolicy,
         trusts([ALICE, "alice", BOB, "bob"]), INV(f"{AWS}/1", f"{AWS}/3"), "PRIN-1", PRINCIPAL),

    # --- accounts -----------------------------------------------------------------------------------------------------

    Read("PRIN-2", "twelve digits", TrustPolicy, trusts(A), READ, "PRIN-2", PRINCIPAL),
    Read("PRIN-2", "twelve digits that begin with zeros", TrustPolicy, trusts("000000000001"), READ, "PRIN-2 ARN-4",
         PRINCIPAL),
    Read("PRIN-2", "a root ARN", TrustPolicy, trusts(A_ROOT), READ, "PRIN-2", PRINCIPAL),
    Read("ARN-2", "the root ARN of a partition that is younger than this library", TrustPolicy,
         trusts(f"arn:aws-moon-1:iam::{A}:root"), READ, "ARN-2", ARNS),
    Read("PRIN-2", "the root ARN of another partition", TrustPolicy, trusts(f"arn:aws-cn:iam::{A}:root"), READ,
         "PRIN-2",
         PRINCIPAL),
    Read("PRIN-2", "eleven digits", TrustPolicy, trusts(A[1:]), INV(AWS), "PRIN-2 ARN-4", PRINCIPAL),
    Read("PRIN-2", "thirteen digits", TrustPolicy, trusts(A + "1"), INV(AWS), "PRIN-2 ARN-4", PRINCIPAL),
    Read("ARN-4", "twelve digits of another script", TrustPolicy, trusts("١" * 12), INV(AWS), "ARN-4", PRINCIPAL),
    Read("ARN-4", "twelve digits and a line end", TrustPolicy, trusts(A + "\n"), INV(AWS), "ARN-4", PRINCIPAL),
    Read("PRIN-2", "a root ARN with something behind", TrustPolicy, trusts(A_ROOT + "/x"), INV(AWS),
         "PRIN-2", PRINCIPAL),
    Read("ARN-4", "a root ARN of eleven digits", TrustPolicy, trusts(f"arn:aws:iam::{A[1:]}:root"), INV(AWS), "ARN-4",
         PRINCIPAL),

    # --- users, roles, sessions ---------------------------------------------------------------------------------------

    Read("PRIN-5", "a user with a path", TrustPolicy, trusts(f"arn:aws:iam::{A}:user/team/alice"), READ,
         "PRIN-5", PRINCIPAL),
    Read("PRIN-5", "a role with a path", TrustPolicy, trusts(f"arn:aws:iam::{A}:role/team/r"), READ,
         "PRIN-5", PRINCIPAL),
    Read("PRIN-5", "a user without a name", TrustPolicy, trusts(f"arn:aws:iam::{A}:user/"), INV(AWS), "PRIN-5 ARN-6",
         PRINCIPAL),
    Read("PRIN-5", "a role whose name has a space", TrustPolicy, trusts(f"arn:aws:iam::{A}:role/my role"), INV(AWS),
         "PRIN-5 ARN-6", PRINCIPAL),
    Read("PRIN-5", "a role without an account", TrustPolicy, trusts("arn:aws:iam:::role/r"), INV(AWS),
         "PRIN-5", PRINCIPAL),
    Read("ARN-1", "a role with a region", TrustPolicy, trusts(f"arn:aws:iam:eu-west-1:{A}:role/r"), INV(AWS), "ARN-1",
         PRINCIPAL),
    Read("PRIN-5", "another resource", TrustPolicy, trusts(f"arn:aws:iam::{A}:policy/p"), INV(AWS),
         "PRIN-5", PRINCIPAL),
    Read("PRIN-5", "a resource of another service", TrustPolicy, trusts("arn:aws:s3:::reports"), INV(AWS), "PRIN-5",
         PRINCIPAL),
    Read("PRIN-6", "a role session", TrustPolicy, trusts(SESSION), READ, "PRIN-6", PRINCIPAL),
    Read("PRIN-6", "a role session without a name", TrustPolicy, trusts(f"arn:aws:sts::{A}:assumed-role/caller"),
         INV(AWS), "PRIN-6", PRINCIPAL),
    Read("PRIN-6", "every session by a pattern", TrustPolicy, trusts(f"arn:aws:sts::{A}:assumed-role/caller/*"),
         INV(AWS, lenient=READ), "PRIN-6 PRIN-9", PRINCIPAL),
    Read("PRIN-7", "a federated user", TrustPolicy, trusts(f"arn:aws:sts::{A}:federated-user/fed"), READ,
         "PRIN-7", PRINCIPAL),
    Read("PRIN-9", "a pattern, bucket policy", ResourcePolicy, bucket(f"arn:aws:iam::{A}:role/*"), READ,
         "PRIN-9", PRINCIPAL),
    Read("PRIN-9", "a part of an account", TrustPolicy, trusts("1111*"), INV(AWS), "PRIN-9", PRINCIPAL),
    Read("PRIN-11", "a group, bucket policy", ResourcePolicy, bucket(f"arn:aws:iam::{A}:group/admins"),
         INV(AWS, lenient=READ), "PRIN-11", PRINCIPAL),
    Read("PRIN-11", "an instance profile", TrustPolicy, trusts(f"arn:aws:iam::{A}:instance-profile/web"), INV(AWS),
         "PRIN-11", PRINCIPAL),
    Read("PRIN-12", "a policy variable", TrustPolicy, trusts(f"arn:aws:iam::{A}:user/${{aws:username}}"), INV(AWS),
         "PRIN-12", VARIABLES),
    Read("PRIN-12a", "a CloudFront identity, bucket policy", ResourcePolicy,
         bucket("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEFGHIJKL"), READ, "PRIN-12a",
         CLOUDFRONT),
    Read("PRIN-33", "the unique id of a role", TrustPolicy, trusts(ROLE_ID), READ, "PRIN-33", IDENTIFIERS),
    Read("PRIN-33", "the unique id of a user", TrustPolicy, trusts(USER_ID), READ, "PRIN-33", IDENTIFIERS),
    Read("PRIN-11", "the id of a group, which is no principal", TrustPolicy, trusts("AGPA" + ROLE_ID[4:]), INV(AWS),
         "PRIN-11 ARN-7", IDENTIFIERS),
    Read("ARN-7", "the id of an access key", TrustPolicy, trusts("AKIA" + ROLE_ID[4:]), INV(AWS),
         "ARN-7", IDENTIFIERS),

    # --- canonical users ----------------------------------------------------------------------------------------------

    Read("PRIN-4", "a canonical user, bucket policy", ResourcePolicy, bucket({"CanonicalUser": CANONICAL}), READ,
         "PRIN-4",
         PRINCIPAL),
    Read("PRIN-4", "a canonical user, trust policy", TrustPolicy, trusts({"CanonicalUser": CANONICAL}),
         INV("/Statement/Principal/CanonicalUser"), "PRIN-4", PRINCIPAL),
    Read("PRIN-4", "63 digits", ResourcePolicy, bucket({"CanonicalUser": CANONICAL[1:]}),
         INV("/Statement/Principal/CanonicalUser"), "PRIN-4", PRINCIPAL),

    # --- identity providers -------------------------------------------------------------------------------------------

    Read("PRIN-8", "Google", TrustPolicy, federates("accounts.google.com"), READ, "PRIN-8", PRINCIPAL),
    Read("PRIN-8", "Facebook", TrustPolicy, federates("graph.facebook.com"), READ, "PRIN-8", PRINCIPAL),
    Read("PRIN-8", "Amazon", TrustPolicy, federates("www.amazon.com"), READ, "PRIN-8", PRINCIPAL),
    Read("PRIN-8", "Cognito", TrustPolicy, federates("cognito-identity.amazonaws.com"), READ, "PRIN-8", PRINCIPAL),
    Read("PRIN-8", "Cognito in China", TrustPolicy, federates("cognito-identity.cn-north-1.amazonaws.com.cn"), READ,
         "PRIN-8", OBSERVED),
    Read("PRIN-8", "an OIDC provider with a path", TrustPolicy, federates(OIDC), READ, "PRIN-8 ARN-5", PRINCIPAL),
    Read("PRIN-8", "a SAML provider", TrustPolicy, trusts({"Federated": OKTA}, SAML), READ, "PRIN-8", PRINCIPAL),
    Read("PRIN-8", "a domain that nobody knows", TrustPolicy, federates("login.example.com"), READ, "PRIN-8", INFERRED),
    Read("PRIN-8", "a URL", TrustPolicy, federates("https://login.example.com"), INV(FEDERATED), "PRIN-8", PRINCIPAL),
    Read("PRIN-8", "a role", TrustPolicy, federates(R), INV(FEDERATED), "PRIN-8", PRINCIPAL),
    Read("PRIN-8", "a provider under AWS", TrustPolicy, trusts(OKTA), INV(AWS), "PRIN-8", PRINCIPAL),
    Read("PRIN-35", "a service under AWS", TrustPolicy, trusts("ec2.amazonaws.com"), INV(AWS), "PRIN-35", PRINCIPAL),
    Read("PRIN-8", "a provider, bucket policy", ResourcePolicy, bucket({"Federated": OKTA}),
         INV(FEDERATED, lenient=READ),
         "PRIN-8", PRINCIPAL),
    Read("PRIN-10", "every provider", TrustPolicy, federates("*"), INV(FEDERATED), "PRIN-10", CHECKS),

    # --- services -----------------------------------------------------------------------------------------------------

    Read("PRIN-35", "several services", TrustPolicy,
         trusts({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}), READ, "PRIN-35", PRINCIPAL),
    Read("PRIN-38", "services whose names are not those of their actions", TrustPolicy,
         trusts({"Service": ["ecs-tasks.amazonaws.com", "edgelambda.amazonaws.com", "monitoring.rds.amazonaws.com",
                             "vpc-flow-logs.amazonaws.com", "pods.eks.amazonaws.com"]}), READ, "PRIN-38", PRINCIPAL),
    Read("PRIN-36", "a regional service", TrustPolicy, trusts({"Service": "lambda.eu-south-1.amazonaws.com"}), READ,
         "PRIN-36", PRINCIPAL),
    Read("PRIN-37", "a service of China", TrustPolicy, trusts({"Service": "ec2.amazonaws.com.cn"}), READ,
         "PRIN-37", OBSERVED),
    Read("PRIN-10", "every service", TrustPolicy, trusts({"Service": "*"}), INV(SERVICE), "PRIN-10", PRINCIPAL),
    Read("PRIN-10", "services by a pattern", TrustPolicy, trusts({"Service": "*.amazonaws.com"}), INV(SERVICE),
         "PRIN-10",
         PRINCIPAL),
    Read("PRIN-35", "a service by its short name", TrustPolicy, trusts({"Service": "ec2"}), INV(SERVICE), "PRIN-35",
         PRINCIPAL),
    Read("PRIN-35", "an ARN under Service", TrustPolicy, trusts({"Service": ALICE}), INV(SERVICE),
         "PRIN-35", PRINCIPAL),

    # --- everyone -----------------------------------------------------------------------------------------------------

    Read("PRIN-13", "everyone, in either spelling, bucket policy", ResourcePolicy,
         [bucket("*"), bucket("*") | {"Principal": "*"}], READ, "PRIN-13", PRINCIPAL),
    Read("PRIN-14", "everyone under AWS, trust policy", TrustPolicy, trusts("*"), READ, "PRIN-14", OBSERVED),
    Read("PRIN-14", "everyone and somebody", TrustPolicy, trusts(["*", ALICE]), READ, "PRIN-14", PRINCIPAL),
    Assume("PRIN-14", "a bare star in a trust policy, read leniently, is everyone under AWS",
           u0, ANYBODY, INV("/Statement/Principal", lenient=OK), "PRIN-14 DISP-4", OBSERVED),
    Assume("DISP-4", "and so no service",
           pk.AwsService("ec2.amazonaws.com"), ANYBODY, INV("/Statement/Principal", lenient=IMP), "DISP-4 PRIN-16",
           CHOICE),
    Assume("DISP-4", "and across accounts the other side is still needed",
           ub0, ANYBODY, INV("/Statement/Principal", lenient=IMP), "DISP-4 PRIN-15", CHOICE),
    Assume("PRIN-15", "everyone, whatever the account", ub, trusts("*"), OK, "PRIN-15", PRINCIPAL),
    Assume("PRIN-15", "everyone of the same partition",
           pk.User(f"arn:aws-us-gov:iam::{A}:user/alice", policies=u.policies), trusts("*"), IMP, "PRIN-15 ARN-3",
           PRINCIPAL),

    # --- who is meant -------------------------------------------------------------------------------------------------

    Assume("PRIN-18", "a user is not another user of the same name", ub, trusts(ALICE), IMP, "PRIN-18", PRINCIPAL),
    Assume("PRIN-18", "a user is not a role of the same name",
           session(ASSUME_R, role="alice"), trusts(ALICE), IMP, "PRIN-18", PRINCIPAL),
    Assume("PRIN-18", "a session is not a federated user of the same name",
           session(ASSUME_R, name="fed"), trusts(f"arn:aws:sts::{A}:federated-user/fed"), IMP, "PRIN-18", PRINCIPAL),
    Assume("PRIN-5", "a user is named with its path",
           user(ASSUME_R, name="team/alice"), trusts(f"arn:aws:iam::{A}:user/team/alice"), OK, "PRIN-5", PRINCIPAL),
    Assume("PRIN-5", "a user is not named without its path",
           user(ASSUME_R, name="team/alice"), trusts(ALICE), IMP, "PRIN-5", PRINCIPAL),
    Assume("PRIN-19", "a session of a role of the same name in another account",
           sb, trusts(SESSION), IMP, "PRIN-19", IDENTIFIERS),
    Assume("PRIN-20", "a grant to the role is limited as its sessions are",
           session(session_policy=ONLY_S3), trusts(CALLER), IMP, "PRIN-20", EVALUATION),
    Assume("PRIN-31", "the old id next to the new ARN",
           session(ASSUME_R, unique_id=ROLE_ID), trusts([OLD_ID, CALLER]), OK, "PRIN-31", TROUBLESHOOT_ROLES),
    Assume("PRIN-31", "the user was recreated, the trust still has the old id",
           user(ASSUME_R, unique_id=USER_ID), trusts("AIDA" + OLD_ID[4:]), IMP, "PRIN-31", TROUBLESHOOT_ROLES),
    Assume("PRIN-32", "a session ARN means the sessions of the recreated role",
           session(ASSUME_R, unique_id=ROLE_ID), trusts(SESSION), OK, "PRIN-32", INFERRED),
    Assume("PRIN-32", "an account means its recreated roles",
           session(ASSUME_R, unique_id=ROLE_ID), trusts(A), OK, "PRIN-32", PRINCIPAL),
    Assume("PRIN-33", "nobody said what the unique id of the caller is",
           s, trusts(ROLE_ID), IMP, "PRIN-33", IDENTIFIERS),
    Assume("PRIN-33", "a unique id is exact",
           session(ASSUME_R, unique_id=ROLE_ID), trusts(ROLE_ID[:-1] + "2"), IMP, "PRIN-33", IDENTIFIERS),
    Assume("GRAM-34", "nobody at all, denied",
           u, [trusts(ALICE), denies({})], OK, "GRAM-34", CHECKS),
    Assume("GRAM-34", "nobody under AWS, denied",
           u, [trusts(ALICE), denies([])], OK, "GRAM-34", CHECKS),
    Assume("PRIN-39", "a Deny of all but somebody, in a trust policy, spares them",
           u, [trusts(A_ROOT), {"Effect": "Deny", "NotPrincipal": {"AWS": [ALICE, A]}, "Action": ASSUME}],
           INV("/Statement/1/NotPrincipal", lenient=OK), "PRIN-39 PRIN-40", NOT_PRINCIPAL),
    Assume("PRIN-39", "and nobody else",
           user(ASSUME_R, name="bob"),
           [trusts(A_ROOT), {"Effect": "Deny", "NotPrincipal": {"AWS": [ALICE, A]}, "Action": ASSUME}],
           INV("/Statement/1/NotPrincipal", lenient=EXP), "PRIN-39 PRIN-40", NOT_PRINCIPAL),
)
# fmt: on
