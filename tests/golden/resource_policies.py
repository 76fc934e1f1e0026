# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""Policies of other resources than roles: buckets and keys (golden 166-179 and 218-222)."""

from typing import Any, Final

import policykit as pk
from tests.golden.sources import *
from tests.golden.world import *

GET: Final = "s3:GetObject"
OBJECTS: Final = "arn:aws:s3:::reports/*"
OBJECT: Final = "arn:aws:s3:::reports/q1"
KEY: Final = f"arn:aws:kms:eu-west-1:{A}:key/0f9f31e4-7b1c-4b7e-9a55-1234567890ab"
ONLY_STS: Final = may("sts:*")
FEDERATED: Final = f"arn:aws:sts::{A}:federated-user/fed"
OAI: Final = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEFGHIJKL"
CANONICAL: Final = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
BARE_STAR: Final[Any] = {"Principal": "*"}

reader = user(ONLY_S3)
reader_b = user(ONLY_S3, account=B)


def lets(principal: object) -> Json:
    """A bucket policy that lets somebody read."""
    return grants(principal, GET, OBJECTS)


def keeps_out(principal: object) -> Json:
    """A bucket policy that keeps somebody from reading."""
    return refuses(principal, GET, OBJECTS)


def keeps_out_all_but(*principals: str) -> Json:
    """A Deny with NotPrincipal."""
    return {"Effect": "Deny", "NotPrincipal": {"AWS": list(principals)}, "Action": GET, "Resource": OBJECTS}


def federated(parent: pk.User | pk.RootUser, *statements: Json) -> pk.FederatedUser:
    """A federated user with a session policy of these statements, or none."""
    passed = [pk.SessionPolicy.from_dict(policy(statements))] if statements else []
    return pk.FederatedUser(parent, "fed", policies=passed)


# fmt: off
ROWS: Final = (
    # --- a bucket of the own account ----------------------------------------------------------------------------------

    Ask("166", "the bucket names the role, which has no policy",
        s0, GET, OBJECT, lets(CALLER), OK, "EVAL-13 EVAL-6", EVALUATION),
    Ask("167", "the bucket names the role, whose boundary lacks S3",
        session(boundary=ONLY_STS), GET, OBJECT, lets(CALLER), IMP, "EVAL-13", BOUNDARIES),
    Ask("168", "the bucket delegates to the account, the user has no policy",
        u0, GET, OBJECT, lets(A_ROOT), IMP, "EVAL-18", EVALUATION),
    Ask("169", "the bucket names the session, whose session policy lacks S3",
        session(ONLY_S3, session_policy=ONLY_STS), GET, OBJECT, lets(SESSION), OK, "EVAL-14 DISP-7", EVALUATION),
    Ask("170", "the bucket names the user behind a federated user, whose session policy lacks S3",
        federated(reader, ONLY_STS), GET, OBJECT, lets(ALICE), IMP, "EVAL-16", EVALUATION),
    Ask("171", "the bucket names the federated user, who passed no session policy",
        federated(u0), GET, OBJECT, lets(FEDERATED), OK, "EVAL-15", STS_FEDERATION),
    Ask("172", "a Deny of all but the user, without the account",
        reader, GET, OBJECT, keeps_out_all_but(ALICE), EXP, "PRIN-40 DISP-5", CHOICE),
    Ask("173", "a Deny of all but the user and the account",
        reader, GET, OBJECT, keeps_out_all_but(ALICE, A_ROOT), OK, "PRIN-40", NOT_PRINCIPAL),
    Ask("174", "a Deny of all but somebody hits whoever has a boundary",
        user(ONLY_S3, boundary=ANYTHING), GET, OBJECT, keeps_out_all_but(ALICE, A_ROOT), EXP, "PRIN-41 DISP-6",
        NOT_PRINCIPAL),
    Ask("175", "the bucket is silent, the user's policy allows",
        reader, GET, OBJECT, None, OK, "EVAL-11", EVALUATION),
    Ask("177", "everyone, and nobody in particular asks",
        pk.Anonymous(), GET, OBJECT, lets("*") | BARE_STAR, OK, "EVAL-45", PRINCIPAL),
    Ask("178", "the root user, the bucket is silent",
        pk.RootUser(A), GET, OBJECT, None, OK, "EVAL-40", EVALUATION),
    Ask("179", "the root user, the organization denies",
        pk.RootUser(A), GET, OBJECT, None, EXP, "EVAL-40", SCPS, layers={"scps": [[ANYTHING, may_not("s3:*")]]}),
    Ask("218", "a CloudFront identity is no user",
        u0, GET, OBJECT, lets(OAI), IMP, "PRIN-12a", CLOUDFRONT),
    Read("219", "a CloudFront identity assumes no role",
         pk.TrustPolicy, trusts(OAI), INV("/Statement/Principal/AWS"), "PRIN-12a", INFERRED),
    Ask("222", "everyone, the session policy lacks S3",
        session(ONLY_S3, session_policy=ONLY_STS), GET, OBJECT, lets("*") | BARE_STAR, OK, "EVAL-17 DISP-7", PRINCIPAL),

    # --- keys ---------------------------------------------------------------------------------------------------------

    Ask("176", "the key policy is silent, the user's policy allows",
        user(may("kms:*")), "kms:Decrypt", KEY, grants(CALLER, "kms:*", "*"), IMP, "EVAL-22", KMS),
    Ask("220", "the key policy lets only a role in, and the root user asks",
        pk.RootUser(A), "kms:Decrypt", KEY, grants(CALLER, "kms:*", "*"), IMP, "EVAL-22 EVAL-40", KMS),
    Ask("221", "retiring a grant is not for the organization to control",
        user(may("kms:*")), "kms:RetireGrant", KEY, grants(A_ROOT, "kms:*", "*"), OK, "EVAL-32", KMS_GRANTS,
        layers={"rcps": [[refuses("*", "kms:*", "*") | BARE_STAR]]}),
    Ask("EVAL-22", "the key policy delegates, the user's policy allows",
        user(may("kms:*")), "kms:Decrypt", KEY, grants(A_ROOT, "kms:*", "*"), OK, "EVAL-22", KMS),
    Ask("EVAL-22", "the key policy delegates, the user has no policy",
        u0, "kms:Decrypt", KEY, grants(A_ROOT, "kms:*", "*"), IMP, "EVAL-22 EVAL-18", KMS),
    Ask("EVAL-22", "the key policy names the user, who has no policy",
        u0, "kms:Decrypt", KEY, grants(ALICE, "kms:*", "*"), OK, "EVAL-22 EVAL-12", KMS),
    Ask("PRIN-30", "the key policy delegates to the account, and its root user asks",
        pk.RootUser(A), "kms:Decrypt", KEY, grants(A_ROOT, "kms:*", "*"), OK, "PRIN-30 EVAL-19", KMS),
    Ask("EVAL-32", "everything else about keys is for the organization to control",
        user(may("kms:*")), "kms:Decrypt", KEY, grants(A_ROOT, "kms:*", "*"), EXP, "EVAL-32", RCPS,
        layers={"rcps": [[refuses("*", "kms:*", "*") | BARE_STAR]]}),

    # --- users and sessions -------------------------------------------------------------------------------------------

    Ask("EVAL-1", "nobody says anything",
        u0, GET, OBJECT, None, IMP, "EVAL-1", EVALUATION),
    Ask("EVAL-2", "the statement is for another action",
        reader, "ec2:RunInstances", f"arn:aws:ec2:eu-west-1:{A}:instance/i-1", None, IMP, "EVAL-2", GRAMMAR),
    Ask("EVAL-2", "the statement is for another resource",
        u0, GET, "arn:aws:s3:::other/q1", lets(ALICE), IMP, "EVAL-2", GRAMMAR),
    Ask("EVAL-3", "a Deny of the bucket beats the user's policy",
        reader, GET, OBJECT, keeps_out(ALICE), EXP, "EVAL-3", EVALUATION),
    Ask("EVAL-3", "a Deny of the user beats the bucket",
        user(may_not(GET)), GET, OBJECT, lets(ALICE), EXP, "EVAL-3", EVALUATION),
    Ask("EVAL-11", "the bucket is silent, the boundary lacks S3",
        user(ONLY_S3, boundary=ONLY_STS), GET, OBJECT, None, IMP, "EVAL-11", EVALUATION),
    Ask("EVAL-11", "the bucket is silent, the session policy lacks S3",
        session(ONLY_S3, session_policy=ONLY_STS), GET, OBJECT, None, IMP, "EVAL-11", EVALUATION),
    Ask("EVAL-11", "the bucket names somebody else",
        u0, GET, OBJECT, lets(BOB), IMP, "EVAL-11", EVALUATION),
    Ask("EVAL-12", "the bucket names the user, whose boundary lacks S3",
        user(boundary=ONLY_STS), GET, OBJECT, lets(ALICE), OK, "EVAL-12", BOUNDARIES),
    Ask("EVAL-13", "the bucket names the role, whose session policy lacks S3",
        session(ONLY_S3, session_policy=ONLY_STS), GET, OBJECT, lets(CALLER), IMP, "EVAL-13 EVAL-21", POLICIES),
    Ask("EVAL-13", "the bucket names the role, both limits leave room",
        session(boundary=ONLY_S3, session_policy=ONLY_S3), GET, OBJECT, lets(CALLER), OK, "EVAL-13 EVAL-21", POLICIES),
    Ask("EVAL-14", "the bucket names the session, whose boundary lacks S3",
        session(boundary=ONLY_STS), GET, OBJECT, lets(SESSION), OK, "EVAL-14 EVAL-21", POLICIES),
    Ask("EVAL-17", "everyone, the boundary lacks S3",
        session(boundary=ONLY_STS), GET, OBJECT, lets("*"), OK, "EVAL-17", CHOICE),
    Ask("EVAL-27", "the organization limits what the bucket grants",
        u0, GET, OBJECT, lets(ALICE), IMP, "EVAL-27", SCP_EVALUATION, layers={"scps": [[ONLY_STS]]}),
    Ask("EVAL-9", "whoever has the policy of a group has it",
        pk.User(ALICE, policies=[*identity(ONLY_STS), *identity(ONLY_S3)]), GET, OBJECT, None, OK, "EVAL-9", POLICIES),

    Ask("EVAL-30", "resource control policies are for some services only",
        user(may("ec2:*")), "ec2:RunInstances", f"arn:aws:ec2:eu-west-1:{A}:instance/i-1", None, OK, "EVAL-30", RCPS,
        layers={"rcps": [[refuses("*", "ec2:*", "*") | BARE_STAR]]}),
    Ask("EVAL-6", "no session policy was passed",
        session(ONLY_S3), GET, OBJECT, None, OK, "EVAL-6", BOUNDARIES, layers={"session": None}),
    Ask("EVAL-6", "session policies were passed, and they grant nothing",
        session(ONLY_S3), GET, OBJECT, None, IMP, "EVAL-6", BOUNDARIES, layers={"session": []}),

    # --- federated users ----------------------------------------------------------------------------------------------

    Ask("EVAL-41", "without session policy the parent's policy does not help",
        federated(reader), GET, OBJECT, None, IMP, "EVAL-41", STS_FEDERATION),
    Ask("EVAL-41", "the parent's policy and the session policy",
        federated(reader, ONLY_S3), GET, OBJECT, None, OK, "EVAL-41", STS_FEDERATION),
    Ask("EVAL-41", "the session policy without the parent's",
        federated(u0, ONLY_S3), GET, OBJECT, None, IMP, "EVAL-41", STS_FEDERATION),
    Ask("EVAL-41", "a federated user of the root user has what the session policy says",
        federated(pk.RootUser(A), ONLY_S3), GET, OBJECT, None, OK, "EVAL-41", INFERRED),
    Ask("EVAL-41", "a federated user of the root user without session policy has nothing",
        federated(pk.RootUser(A)), GET, OBJECT, None, IMP, "EVAL-41", INFERRED),
    Ask("EVAL-15", "the bucket names the federated user, whose session policy lacks S3",
        federated(u0, ONLY_STS), GET, OBJECT, lets(FEDERATED), OK, "EVAL-15", EVALUATION),
    Ask("EVAL-16", "the bucket names the user behind, the session policy leaves room",
        federated(u0, ONLY_S3), GET, OBJECT, lets(ALICE), OK, "EVAL-16", EVALUATION),
    Ask("EVAL-16", "the bucket names the user behind, whose boundary lacks S3",
        federated(user(boundary=ONLY_STS), ONLY_S3), GET, OBJECT, lets(ALICE), IMP, "EVAL-16", EVALUATION),
    Ask("EVAL-16", "the bucket names the user behind, no session policy was passed",
        federated(reader), GET, OBJECT, lets(ALICE), IMP, "EVAL-16 EVAL-41", EVALUATION),
    Ask("EVAL-18", "the bucket delegates to the account of a federated user",
        federated(u0, ONLY_S3), GET, OBJECT, lets(A_ROOT), IMP, "EVAL-18", EVALUATION),
    Ask("EVAL-17", "everyone, and a federated user without session policy",
        federated(u0), GET, OBJECT, lets("*"), OK, "EVAL-17", CHOICE),
    Ask("CTX-1", "aws:PrincipalArn of a federated user is its own",
        federated(reader, ONLY_S3), GET, OBJECT,
        grants("*", GET, OBJECTS, when={"ArnEquals": {"aws:PrincipalArn": FEDERATED}}), OK, "CTX-1", GLOBAL_KEYS),

    # --- root users ---------------------------------------------------------------------------------------------------

    Ask("EVAL-40", "a Deny of the bucket hits the root user",
        pk.RootUser(A), GET, OBJECT, keeps_out(A_ROOT), EXP, "EVAL-40", EVALUATION),
    Ask("EVAL-40", "a bucket that names others does not keep the root user out",
        pk.RootUser(A), GET, OBJECT, lets(ALICE), OK, "EVAL-40 EVAL-19", EVALUATION),
    Ask("EVAL-40", "an organization that does not allow S3 does",
        pk.RootUser(A), GET, OBJECT, None, IMP, "EVAL-40 EVAL-26", SCPS, layers={"scps": [[ONLY_STS]]}),
    Ask("EVAL-39", "the root user of an account that the bucket names",
        pk.RootUser(B), GET, OBJECT, lets(B_ROOT), OK, "EVAL-39", CROSS_ACCOUNT),
    Ask("EVAL-39", "the root user of an account that the bucket does not name",
        pk.RootUser(B), GET, OBJECT, None, IMP, "EVAL-39", CROSS_ACCOUNT),
    Ask("EVAL-39", "the organization of the other account limits its root user",
        pk.RootUser(B), GET, OBJECT, lets(B_ROOT), IMP, "EVAL-39", CROSS_ACCOUNT, layers={"scps": [[ONLY_STS]]}),
    Ask("PRIN-3", "a condition that singles out the root user",
        pk.RootUser(B), GET, OBJECT, grants(B, GET, OBJECTS, when={"ArnEquals": {"aws:PrincipalArn": B_ROOT}}), OK,
        "PRIN-3", PRINCIPAL),

    # --- another account ----------------------------------------------------------------------------------------------

    Ask("EVAL-35", "the bucket names a foreign user whose policy allows",
        reader_b, GET, OBJECT, lets(ALICE_B), OK, "EVAL-35", CROSS_ACCOUNT),
    Ask("EVAL-35", "the bucket names a foreign user who has no policy",
        ub0, GET, OBJECT, lets(ALICE_B), IMP, "EVAL-35", CROSS_ACCOUNT),
    Ask("EVAL-35", "the bucket is silent about a foreign user whose policy allows",
        reader_b, GET, OBJECT, None, IMP, "EVAL-35", CROSS_ACCOUNT),
    Ask("EVAL-35", "everyone, and a foreign user without policy",
        ub0, GET, OBJECT, lets("*") | BARE_STAR, IMP, "EVAL-35", CROSS_ACCOUNT),
    Ask("EVAL-36", "the owner counts, not what the ARN leaves out",
        reader_b, GET, OBJECT, None, OK, "EVAL-36", CROSS_ACCOUNT, owner=B),

    # --- callers without an account -----------------------------------------------------------------------------------

    Ask("EVAL-45", "everyone of AWS, and nobody in particular asks",
        pk.Anonymous(), GET, OBJECT, lets("*"), OK, "EVAL-45 PRIN-13", PRINCIPAL),
    Ask("EVAL-45", "the bucket is silent, and nobody in particular asks",
        pk.Anonymous(), GET, OBJECT, None, IMP, "EVAL-45", PRINCIPAL),
    Ask("EVAL-45", "the bucket names an account, and nobody in particular asks",
        pk.Anonymous(), GET, OBJECT, lets(A), IMP, "EVAL-45", PRINCIPAL),
    Ask("EVAL-45", "everyone of the organization, and nobody in particular asks",
        pk.Anonymous(), GET, OBJECT, grants("*", GET, OBJECTS, when={"StringEquals": {"aws:PrincipalOrgID": ORG}}), IMP,
        "EVAL-45", GLOBAL_KEYS),
    Ask("EVAL-45", "the organization of the bucket counts for everyone",
        pk.Anonymous(), GET, OBJECT, lets("*"), EXP, "EVAL-45 EVAL-32", RCPS,
        layers={"rcps": [[refuses("*", "s3:*", "*") | BARE_STAR]]}),
    Ask("EVAL-45", "the organization of a caller does not",
        pk.Anonymous(), GET, OBJECT, lets("*"), OK, "EVAL-45", SCPS, layers={"scps": [[may_not("*")]]}),
    Ask("EVAL-20", "the bucket names the service",
        pk.AwsService("cloudtrail.amazonaws.com"), GET, OBJECT, lets({"Service": "cloudtrail.amazonaws.com"}), OK,
        "EVAL-20 EVAL-46", EVALUATION),
    Ask("EVAL-46", "the bucket names everyone of AWS, and a service is none of them",
        pk.AwsService("cloudtrail.amazonaws.com"), GET, OBJECT, lets("*"), IMP, "EVAL-46 PRIN-16 DISP-3", CHOICE),
    Ask("PRIN-16", "the bucket names everyone at all",
        pk.AwsService("cloudtrail.amazonaws.com"), GET, OBJECT, lets("*") | BARE_STAR, OK, "PRIN-16 DISP-3", CHOICE),
    Ask("PRIN-43", "a Deny of all but a user hits services",
        pk.AwsService("cloudtrail.amazonaws.com"), GET, OBJECT,
        [lets({"Service": "cloudtrail.amazonaws.com"}), keeps_out_all_but(ALICE, A_ROOT)], EXP, "PRIN-43", INFERRED),

    # --- all but somebody ---------------------------------------------------------------------------------------------

    Ask("PRIN-40", "a Deny of all but the session, the role and the account",
        session(ONLY_S3), GET, OBJECT, keeps_out_all_but(SESSION, CALLER, A_ROOT), OK, "PRIN-40", NOT_PRINCIPAL),
    Ask("PRIN-40", "a Deny of all but the role and the account hits its sessions",
        session(ONLY_S3), GET, OBJECT, keeps_out_all_but(CALLER, A_ROOT), EXP, "PRIN-40", CHOICE),
    Ask("PRIN-40", "a Deny of all but the session and the role, without the account",
        session(ONLY_S3), GET, OBJECT, keeps_out_all_but(SESSION, CALLER), EXP, "PRIN-40", CHOICE),
    Ask("PRIN-40", "a Deny of all but somebody else",
        reader, GET, OBJECT, keeps_out_all_but(BOB, f"arn:aws:iam::{B}:root"), EXP, "PRIN-40", NOT_PRINCIPAL),
    Ask("PRIN-40", "a Deny of all but the account spares its root user",
        pk.RootUser(A), GET, OBJECT, keeps_out_all_but(A_ROOT), OK, "PRIN-40", NOT_PRINCIPAL),
    Ask("PRIN-41", "a Deny of all but somebody hits the sessions of a role that has a boundary",
        session(ONLY_S3, boundary=ANYTHING), GET, OBJECT, keeps_out_all_but(SESSION, CALLER, A_ROOT), EXP, "PRIN-41",
        NOT_PRINCIPAL),
    Ask("PRIN-42", "a Deny of all but the sessions of a role, by a pattern, spares none",
        session(ONLY_S3), GET, OBJECT, keeps_out_all_but(f"arn:aws:sts::{A}:assumed-role/caller/*", CALLER, A_ROOT),
        EXP,
        "PRIN-42", NOT_PRINCIPAL),
    Ask("PRIN-39", "all but somebody with Allow is refused; leniently it leaves out whom it lists",
        u0, GET, OBJECT, keeps_out_all_but(ALICE, A_ROOT) | {"Effect": "Allow"},
        INV("/Statement/NotPrincipal", lenient=IMP), "PRIN-39", NOT_PRINCIPAL),

    # --- spellings of principals --------------------------------------------------------------------------------------

    Ask("PRIN-4", "a canonical user is nobody we know",
        reader_b, GET, OBJECT, lets({"CanonicalUser": CANONICAL}), IMP, "PRIN-4", PRINCIPAL),
    Ask("PRIN-2", "the digits of the own account delegate too",
        reader, GET, OBJECT, lets(A), OK, "PRIN-2", PRINCIPAL),
    Ask("PRIN-33", "a user by unique id",
        user(unique_id=USER_ID), GET, OBJECT, lets(USER_ID), OK, "PRIN-33", IDENTIFIERS),
    Ask("PRIN-33", "a user whose unique id nobody said",
        u0, GET, OBJECT, lets(USER_ID), IMP, "PRIN-33", IDENTIFIERS),
    Ask("PRIN-9", "a pattern is plain text, and nobody is called so",
        reader_b, GET, OBJECT, lets(f"arn:aws:iam::{B}:user/*"), IMP, "PRIN-9", PRINCIPAL),
    Ask("PRIN-17", "everyone, narrowed by a condition to one role",
        s0, GET, OBJECT, grants("*", GET, OBJECTS, when={"ArnEquals": {"aws:PrincipalArn": CALLER}}), OK, "PRIN-17",
        PRINCIPAL),
    Ask("PRIN-17", "everyone, narrowed by a condition to another role",
        u0, GET, OBJECT, grants("*", GET, OBJECTS, when={"ArnEquals": {"aws:PrincipalArn": CALLER}}), IMP, "PRIN-17",
        PRINCIPAL),
)
# fmt: on
