# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""What actions and resources match, and which calls a trust statement means (GRAM-19 to -23, ARN-10 to -22)."""

from typing import Final

import policykit as pk
from tests.golden.sources import *
from tests.golden.world import *

GET: Final = "s3:GetObject"
OBJECT: Final = "arn:aws:s3:::reports/2026/q1"
QUEUE: Final = f"arn:aws:sqs:eu-west-1:{A}:jobs"
DEEP: Final = f"arn:aws:iam::{A}:role/app/team/r"


def on(resource: object) -> pk.User:
    """A user who may assume whatever this names."""
    return user(may(ASSUME, resource))


def all_but_actions(*actions: str, effect: str = "Allow", resource: str = "*") -> Json:
    """NotAction."""
    return {"Effect": effect, "NotAction": list(actions), "Resource": resource}


def all_but_resources(*resources: str, effect: str = "Allow", action: str = "*") -> Json:
    """NotResource."""
    return {"Effect": effect, "Action": action, "NotResource": list(resources)}


# fmt: off
ROWS: Final = (
    # --- actions ------------------------------------------------------------------------------------------------------

    Ask("GRAM-19", "services have no case either", user(may("S3:getobject")), GET, OBJECT, None, OK, "GRAM-19", ACTION),
    Ask("GRAM-18", "a wildcard of one character", user(may("s3:?etObject")), GET, OBJECT, None, OK, "GRAM-18", ACTION),
    Ask("GRAM-18", "the whole name is compared", user(may("s3:Get")), GET, OBJECT, None, IMP, "GRAM-18", ACTION),
    Ask("GRAM-20", "NotAction, the action is listed",
        user(all_but_actions("s3:*")), GET, OBJECT, None, IMP, "GRAM-20", NOT_ACTION),
    Ask("GRAM-20", "NotAction, the action is listed in another case",
        user(all_but_actions("S3:GETOBJECT")), GET, OBJECT, None, IMP, "GRAM-20 GRAM-19", NOT_ACTION),
    Ask("GRAM-20", "NotAction, another resource",
        user(all_but_actions("iam:*", resource=QUEUE)), GET, OBJECT, None, IMP, "GRAM-20", NOT_ACTION),
    Ask("GRAM-21", "white space is not trimmed", user(may("s3: GetObject")), GET, OBJECT, None, IMP, "GRAM-21", CHECKS),
    Ask("GRAM-21", "a typing error in NotAction lets everything through",
        user(all_but_actions("s3:GetObjekt")), GET, OBJECT, None, OK, "GRAM-21", CHECKS),
    Ask("GRAM-23", "NotResource, the resource is listed",
        user(all_but_resources("arn:aws:s3:::reports/*")), GET, OBJECT, None, IMP, "GRAM-23", NOT_RESOURCE),
    Ask("GRAM-23", "NotResource, the resource is not listed",
        user(all_but_resources("arn:aws:s3:::secrets/*")), GET, OBJECT, None, OK, "GRAM-23", NOT_RESOURCE),
    Ask("GRAM-23", "NotResource with Deny, the resource is not listed",
        user(ANYTHING, all_but_resources("arn:aws:s3:::public/*", effect="Deny")), GET, OBJECT, None, EXP, "GRAM-23",
        NOT_RESOURCE),
    Ask("GRAM-9a", "nulls among the resources name nothing",
        user(may("s3:*", [None, "arn:aws:s3:::reports/*"])), GET, OBJECT, None, OK, "GRAM-9a", OBSERVED),
    Ask("GRAM-9a", "nothing but nulls", user(may("s3:*", [None])), GET, OBJECT, None, IMP, "GRAM-9a", OBSERVED),

    # --- resources ----------------------------------------------------------------------------------------------------

    Assume("ARN-10", "a star may be nothing", on(f"{R}*"), trusts(A_ROOT), OK, "ARN-10", RESOURCE),
    Assume("ARN-10", "a question mark is one character", on(f"arn:aws:iam::{A}:role/?"), trusts(A_ROOT), OK, "ARN-10",
           RESOURCE),
    Assume("ARN-10", "and not none", on(f"{R}?"), trusts(A_ROOT), IMP, "ARN-10", RESOURCE),
    Assume("ARN-10", "a question mark may be a slash",
           on(f"arn:aws:iam::{A}:role/app?team?r"), trusts(A_ROOT), OK, "ARN-10", RESOURCE, role={"arn": DEEP}),
    Assume("ARN-11", "a star that ends a field may run over the next ones",
           on("arn:aws:iam:*"), trusts(A_ROOT), OK, "ARN-11 DISP-9", RESOURCE),
    Assume("ARN-10", "everything of the account", on(f"arn:aws:iam::{A}:*"), trusts(A_ROOT), OK, "ARN-10", RESOURCE),
    Assume("ARN-12", "a wildcard as the partition", on(f"arn:*:iam::{A}:role/r"), trusts(A_ROOT), OK, "ARN-12 DISP-10",
           SHIPPED),
    Assume("ARN-12", "a wildcard in the service", on(f"arn:aws:i*m::{A}:role/r"), trusts(A_ROOT), OK,
           "ARN-12 DISP-10", CHECKS),
    Assume("ARN-12", "a wildcard in the type", on(f"arn:aws:iam::{A}:ro*/r"), trusts(A_ROOT), OK,
           "ARN-12 DISP-10", SHIPPED),
    Assume("ARN-13", "another part of an account", on("arn:aws:iam::2222*:role/r"), trusts(A_ROOT), IMP,
           "ARN-13", OBSERVED),
    Assume("ARN-13", "no account may be part of an account", on("arn:aws:iam::*2*:role/r"), trusts(A_ROOT), IMP,
           "ARN-13",
           OBSERVED),
    Assume("ARN-14", "an empty account is no role's account", on("arn:aws:iam:::role/r"), trusts(A_ROOT), IMP, "ARN-14",
           INFERRED),
    Assume("ARN-18", "the account of the role is named, but not the role", on(A_ROOT), trusts(A_ROOT), IMP,
           "ARN-18", STS),
    Assume("ARN-18", "the trust policy of another role of the same name", on(f"arn:aws:iam::{B}:role/r"),
           trusts(A_ROOT), IMP,
           "ARN-18", STS),
    Assume("DISP-11", "the partition has a case", on(f"arn:a?S:iam::{A}:role/r"), trusts(A_ROOT), IMP,
           "DISP-11 ARN-19", RESOURCE),
    Ask("ARN-15", "a short ARN of another service", user(may("*", "arn:aws:sqs")), GET, OBJECT, None, IMP,
        "ARN-15", ARNS),
    Ask("ARN-15", "a short ARN with a region", user(may("sqs:*", "arn:aws:sqs:eu-west-1")), "sqs:SendMessage", QUEUE,
        None,
        OK, "ARN-15", ARNS),
    Ask("ARN-15", "a short ARN with another region", user(may("sqs:*", "arn:aws:sqs:us-east-1")), "sqs:SendMessage",
        QUEUE,
        None, IMP, "ARN-15", ARNS),
    Ask("ARN-15", "a short ARN in a bucket policy matches nothing",
        u0, GET, OBJECT, grants(ALICE, GET, "arn:aws:s3"), IMP, "ARN-15 DISP-28", CHOICE),
    Ask("ARN-15", "unless it has a wildcard",
        u0, GET, OBJECT, grants(ALICE, GET, "arn:aws:s3*"), OK, "ARN-15 DISP-28", CHOICE),
    Ask("COND-61", "a tag in the last field",
        user(may("s3:*", "arn:aws:s3:::reports/${aws:PrincipalTag/year}/*"), tags={"year": "2026"}), GET, OBJECT, None,
        OK,
        "COND-61", VARIABLES),
    Ask("COND-64", "a variable without value names nothing",
        user(may("s3:*", "arn:aws:s3:::reports/${aws:PrincipalTag/year}*")), GET, OBJECT, None, IMP,
        "COND-64", VARIABLES),
    Ask("COND-65", "the other resources of the list still count",
        user(may("s3:*", ["arn:aws:s3:::${aws:PrincipalTag/none}", "arn:aws:s3:::reports/*"])), GET, OBJECT, None, OK,
        "COND-65", INFERRED),
    Ask("COND-64", "NotResource with a variable without value does not allow",
        user(all_but_resources("arn:aws:s3:::${aws:PrincipalTag/none}")), GET, OBJECT, None, IMP,
        "COND-64 DISP-18", CHOICE),
    Ask("COND-64", "but it denies",
        user(ANYTHING, all_but_resources("arn:aws:s3:::${aws:PrincipalTag/none}", effect="Deny")), GET, OBJECT, None,
        EXP,
        "COND-64 DISP-18", CHOICE),
    Ask("GRAM-12", "a variable in a resource under version 2008 is plain text",
        pk.User(ALICE, policies=[pk.IdentityPolicy.from_dict(
            policy(may("iam:GetUser", f"arn:aws:iam::{A}:user/${{aws:username}}"), "2008-10-17"))]),
        "iam:GetUser", ALICE, None, IMP, "GRAM-12", VERSION),
    Ask("ARN-22", "a star in the request is a star",
        user(may("ec2:CreateSnapshot", "arn:aws:ec2:us-east-1::snapshot/snap-*")), "ec2:CreateSnapshot",
        "arn:aws:ec2:us-east-1::snapshot/*", None, IMP, "ARN-22", SHIPPED),

    # --- which call a trust statement means ---------------------------------------------------------------------------

    Assume("ASSUME-3", "a statement for federated callers is not for users",
           u, trusts(ALICE, WEB), IMP, "ASSUME-3", STS_WEB),
    Assume("ASSUME-97", "the pattern of the family", u, trusts(ALICE, "sts:AssumeRole*"), OK, "ASSUME-97", ACTION),
    Assume("ASSUME-97", "every action of STS, and tags",
           u, trusts(ALICE, "sts:*"), OK, "ASSUME-97 DISP-24", ACTION, call={"tags": {"team": "x"}}),
    Assume("ASSUME-95", "a statement that denies tagging does not deny assuming",
           u, [trusts(ALICE), denies(ALICE, TAG)], OK, "ASSUME-95", ACTION),
    Assume("ASSUME-95", "trust statements have no resource, so they mean the role whatever its path",
           user(may(ASSUME, DEEP)), trusts(A_ROOT), OK, "ASSUME-95", STS, role={"arn": DEEP}),
    Assume("DISP-24", "NotAction in a trust policy, read leniently",
           u, {"Effect": "Allow", "Principal": {"AWS": ALICE}, "NotAction": TAG},
           INV("/Statement/NotAction", lenient=OK), "DISP-24", CHOICE),
    Assume("DISP-24", "a star in a trust policy, read leniently",
           u, trusts(ALICE, "*"), INV("/Statement/Action", lenient=OK), "DISP-24", CHOICE),
    Assume("ASSUME-36", "the role is called in another case than the policy says",
           user(may(ASSUME, f"arn:aws:iam::{A}:role/Deploy")), trusts(A_ROOT), IMP,
           "ASSUME-36 ARN-20", TROUBLESHOOT_ROLES,
           role={"arn": f"arn:aws:iam::{A}:role/deploy"}),
    Ask("ASSUME-61", "passing a role asks the user's policies only",
        user(may("iam:PassRole", R, when={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})),
        "iam:PassRole", R,
        trusts({"Service": "ec2.amazonaws.com"}), OK, "ASSUME-61", PASS_ROLE,
        context={"iam:PassedToService": "ec2.amazonaws.com"}),
    Ask("ASSUME-61", "passing a role to another service",
        user(may("iam:PassRole", R, when={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})),
        "iam:PassRole", R,
        trusts({"Service": "ec2.amazonaws.com"}), IMP, "ASSUME-61", PASS_ROLE,
        context={"iam:PassedToService": "lambda.amazonaws.com"}),
    Ask("ASSUME-61", "no role is passed across accounts",
        user(may("iam:PassRole"), account=B), "iam:PassRole", R, trusts(B_ROOT, "sts:*"), IMP, "ASSUME-61", PASS_ROLE),
)
# fmt: on
