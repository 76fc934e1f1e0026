# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""Operators, variables, and what matches what (golden 141-165 and 200-217)."""

import json
from collections.abc import Callable
from typing import Final

import policykit as pk
from tests.golden.sources import *
from tests.golden.world import *

EXAMPLE_ARN: Final = "arn:aws:iam::111111111111:role/x"
QUEUE: Final = f"arn:aws:sqs:eu-west-1:{A}:jobs"
SNAPSHOTS: Final = "arn:aws:ec2:us-east-1::snapshot/"
TEAM_OR_NONE: Final = "${aws:PrincipalTag/team, 'none'}"
SIGNED: Final = {"aws:TagKeys": ["a"]}
SIGNED_TWICE: Final = {"aws:TagKeys": ["a", "b"]}

TWICE: Final = f"""{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "sts:AssumeRole",
 "Principal": {{"AWS": "{A}", "AWS": "{B}"}}}}}}"""


def not_action(actions: object, effect: str = "Allow") -> Json:
    """A statement with NotAction."""
    return {"Effect": effect, "NotAction": actions, "Resource": "*"}


def trust_of(size: int) -> Json:
    """A trust policy of so many characters, white space not counted."""
    return _padded(lambda filler: policy(trusts(ALICE, when={"StringEquals": {"sts:ExternalId": filler}})), size)


def scp_of(size: int) -> Json:
    """A service control policy of so many characters."""
    return _padded(lambda filler: policy(may_not("*") | {"Sid": filler}), size)


def _padded(document: Callable[[str], Json], size: int) -> Json:
    shortest = json.dumps(document(""), separators=(",", ":"))
    return document("x" * (size - len(shortest)))


# fmt: off
ROWS: Final = (
    # --- operators ----------------------------------------------------------------------------------------------------

    Holds("141", "a star of StringLike crosses colons and slashes",
          {"StringLike": {"app:key": "a*b"}}, {"app:key": "a:/b"}, True, "COND-22", OPERATORS),
    Holds("141", "a star of ArnLike stays in its field, so five fields are no ARN",
          {"ArnLike": {"app:key": "arn:aws:iam:*:role/x"}}, {"app:key": EXAMPLE_ARN}, False, "COND-42", OPERATORS),
    Holds("142", "a star alone is no ARN pattern",
          {"ArnLike": {"app:key": "*"}}, {"app:key": EXAMPLE_ARN}, INV("/ArnLike/app:key", lenient=False),
          "COND-41 DISP-33", INFERRED),
    Holds("145", "a negated operator is true without the key",
          {"StringNotEquals": {"app:key": "x"}}, {}, True, "COND-3", OPERATORS),
    Holds("146", "and IfExists changes nothing about that",
          {"StringNotEqualsIfExists": {"app:key": "x"}}, {}, True, "COND-4", OPERATORS),
    Holds("147", "a negated operator means none of the values",
          {"StringNotEquals": {"app:key": ["a", "b"]}}, {"app:key": "a"}, False, "COND-2", SEVERAL),
    Holds("148", "Null true: the key is missing",
          {"Null": {"app:key": "true"}}, {}, True, "COND-5", OPERATORS),
    Holds("148", "Null true: the key is there",
          {"Null": {"app:key": "true"}}, {"app:key": "x"}, False, "COND-5", OPERATORS),
    Holds("149", "ForAnyValue, negated: one value is not on the list",
          {"ForAnyValue:StringNotEquals": {"app:key": ["a"]}}, {"app:key": ["a", "b"]}, True, "COND-12", MULTIVALUED),
    Holds("150", "ForAllValues, negated: one value is on the list",
          {"ForAllValues:StringNotEquals": {"app:key": ["a"]}}, {"app:key": ["a", "b"]}, False, "COND-12", MULTIVALUED),
    Holds("151", "a JSON boolean is its text, in any case",
          {"Bool": {"app:key": True}}, {"app:key": "TRUE"}, True, "GRAM-9 COND-25", GRAMMAR),
    Holds("152", "no IPv4 address is in an IPv6 range",
          {"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}, {"aws:SourceIp": "192.0.2.1"}, False, "COND-27", OPERATORS),
    Holds("153", "without an address, it is in no range",
          {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, {}, True, "COND-3", OPERATORS),
    Holds("154", "numbers are not compared as text",
          {"NumericLessThan": {"app:key": "10"}}, {"app:key": "9.5"}, True, "COND-23", OPERATORS),
    Holds("155", "a date is its first instant in UTC",
          {"DateGreaterThan": {"app:key": "2020-01-01"}}, {"app:key": "2020-01-01T00:00:01Z"}, True, "COND-24",
          OPERATORS),
    Holds("203", "empty equals empty",
          {"StringEquals": {"app:key": ""}}, {"app:key": ""}, True, "CTX-62", SHIPPED),
    Holds("203", "empty is not missing",
          {"StringEquals": {"app:key": ""}}, {}, False, "CTX-62", SHIPPED),
    Holds("204", "not empty: empty", {"StringNotEquals": {"app:key": ""}}, {"app:key": ""}, False, "CTX-62", SHIPPED),
    Holds("204", "not empty: x", {"StringNotEquals": {"app:key": ""}}, {"app:key": "x"}, True, "CTX-62", SHIPPED),
    Holds("204", "not empty: missing", {"StringNotEquals": {"app:key": ""}}, {}, True, "CTX-62 COND-3", SHIPPED),
    Holds("205", "for Null, empty counts as missing",
          {"Null": {"app:key": "true"}}, {"app:key": ""}, True, "CTX-62 COND-5", OPERATORS),
    Holds("205", "for Null, empty does not count as there",
          {"Null": {"app:key": "false"}}, {"app:key": ""}, False, "CTX-62 COND-5 DISP-42", OPERATORS),
    Holds("206", "for IfExists, empty is there",
          {"StringEqualsIfExists": {"app:key": "x"}}, {"app:key": ""}, False, "CTX-62 COND-4", SHIPPED),
    Holds("207", "for ForAllValues, empty is no value",
          {"ForAllValues:StringEquals": {"app:key": ["a"]}}, {"app:key": [""]}, True, "CTX-62 COND-10", OPERATORS),
    Holds("207", "for ForAnyValue, empty is no value",
          {"ForAnyValue:StringEquals": {"app:key": [""]}}, {"app:key": [""]}, False, "CTX-62 COND-11", OPERATORS),
    Holds("209", "no set operator, one value: compared",
          {"StringEquals": {"aws:TagKeys": "a"}}, SIGNED, True, "COND-16 DISP-16", SHIPPED),
    Holds("209", "no set operator, two values: no match",
          {"StringEquals": {"aws:TagKeys": "a"}}, SIGNED_TWICE, False, "COND-16 DISP-16", SHIPPED),
    Holds("210", "no set operator, negated, one value: compared",
          {"StringNotEquals": {"aws:TagKeys": "c"}}, SIGNED, True, "COND-16 DISP-16", SHIPPED),
    Holds("210", "no set operator, negated, two values: no match either",
          {"StringNotEquals": {"aws:TagKeys": "c"}}, SIGNED_TWICE, False, "COND-16 DISP-16", SHIPPED),
    Holds("211", "2020 is a second of 1970, so now is later",
          {"DateGreaterThan": {"aws:CurrentTime": "2020"}}, {"aws:CurrentTime": "2024-01-01T00:00:00Z"}, True,
          "COND-24 DISP-35", CHOICE),
    Holds("211", "and so is 2030, so now is not earlier",
          {"DateLessThan": {"aws:CurrentTime": "2030"}}, {"aws:CurrentTime": "2024-01-01T00:00:00Z"}, False,
          "COND-24 DISP-35", CHOICE),
    Holds("216", "ForAnyValue with IfExists is true without the key",
          {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a"]}}, {}, True, "COND-14 DISP-37", SHIPPED),
    Holds("217", "bits after the prefix are ignored",
          {"IpAddress": {"aws:SourceIp": "10.0.0.5/8"}}, {"aws:SourceIp": "10.1.2.3"}, True, "COND-27", CHECKS),

    # --- variables ----------------------------------------------------------------------------------------------------

    Holds("143", "under version 2008 a variable is plain text",
          {"StringEquals": {"app:key": "${aws:username}"}}, {"app:key": "alice"}, False, "GRAM-12", VERSION,
          version="2008-10-17"),
    Ask("144", "a variable in a resource",
        user(may("iam:GetUser", f"arn:aws:iam::{A}:user/${{aws:username}}")), "iam:GetUser", ALICE, None, OK, "COND-61",
        VARIABLES),
    Holds("156", "a default takes the place of a missing tag",
          {"StringEquals": {"app:key": TEAM_OR_NONE}}, {"app:key": "none"}, True, "COND-60", VARIABLES),
    Holds("157", "a variable without value equals nothing",
          {"StringEquals": {"app:key": "${aws:PrincipalTag/t}"}}, {"app:key": "x"}, False, "COND-64", VARIABLES),
    Holds("157", "so it is unequal to anything",
          {"StringNotEquals": {"app:key": "${aws:PrincipalTag/t}"}}, {"app:key": "x"}, True, "COND-64", VARIABLES),
    Holds("158", "an escaped star is a star",
          {"StringLike": {"app:key": "${*}"}}, {"app:key": "*"}, True, "COND-63", VARIABLES),
    Holds("158", "and nothing else",
          {"StringLike": {"app:key": "${*}"}}, {"app:key": "abc"}, False, "COND-63", VARIABLES),
    Holds("201", "a variable in the account field of a condition value",
          {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalAccount}:role/*"}}, {}, True,
          "COND-61 ARN-1", SHIPPED, caller=s0),
    Assume("202", "a variable in the account field of a resource is plain text",
           user(may(ASSUME, "arn:aws:iam::${aws:PrincipalAccount}:role/r")), trusts(A_ROOT), IMP, "ARN-16", VARIABLES),
    Holds("208", "an empty tag is a value, so the default does not count",
          {"StringEquals": {"app:key": f"<{TEAM_OR_NONE}>"}}, {"app:key": "<>"}, True, "COND-64 DISP-42", SHIPPED,
          caller=user(tags={"team": ""})),
    Ask("212", "an escaped star in a resource is the star that EC2 asks for",
        user(may("ec2:CreateSnapshot", "arn:aws:ec2:*::snapshot/${*}")), "ec2:CreateSnapshot", f"{SNAPSHOTS}*", None,
        OK, "ARN-22 COND-63", SHIPPED),
    Ask("212", "and no snapshot in particular",
        user(may("ec2:CreateSnapshot", "arn:aws:ec2:*::snapshot/${*}")), "ec2:CreateSnapshot", f"{SNAPSHOTS}snap-1",
        None, IMP, "ARN-22 COND-63", SHIPPED),

    # --- the Not… elements --------------------------------------------------------------------------------------------

    Assume("159", "NotAction allows everything else",
           user(not_action("iam:*")), trusts(A_ROOT), OK, "GRAM-20", NOT_ACTION),
    Assume("160", "NotAction denies everything else",
           user(ASSUME_R, not_action("sts:GetCallerIdentity", "Deny")), trusts(ALICE), EXP, "GRAM-20", NOT_ACTION),
    Assume("161", "NotResource does not deny what it lists",
           user(ASSUME_R, {"Effect": "Deny", "Action": ASSUME, "NotResource": [R]}), trusts(A_ROOT), OK, "GRAM-23",
           NOT_RESOURCE),

    # --- grammar ------------------------------------------------------------------------------------------------------

    Read("162", "a member that occurs twice", pk.TrustPolicy, TWICE, INV(""), "GRAM-5", GRAMMAR),
    Read("163", "an Effect in lower case",
         pk.TrustPolicy, trusts(ALICE) | {"Effect": "allow"}, INV("/Statement/Effect"), "GRAM-8", EFFECT),
    Read("164", "a Sid with a hyphen",
         pk.TrustPolicy, trusts(ALICE) | {"Sid": "let-in"}, INV("/Statement/Sid"), "GRAM-15", SID),
    Read("164", "a Sid that is used twice",
         pk.TrustPolicy, [trusts(ALICE) | {"Sid": "One"}, trusts(BOB) | {"Sid": "One"}], INV("/Statement/1/Sid"),
         "GRAM-16", SID),
    Read("165a", "a trust policy that needs a raised quota", pk.TrustPolicy, trust_of(2_049), READ, "GRAM-39a", QUOTAS),
    Read("165b", "a trust policy of the most characters", pk.TrustPolicy, trust_of(8_192), READ, "GRAM-39a", QUOTAS),
    Read("165b", "a trust policy of one more", pk.TrustPolicy, trust_of(8_193), INV(""), "GRAM-39a", QUOTAS),
    Read("200", "a service control policy above the old quota",
         pk.ServiceControlPolicy, scp_of(5_121), READ, "GRAM-39", ORG_QUOTAS),
    Read("200", "a service control policy of the most characters",
         pk.ServiceControlPolicy, scp_of(10_240), READ, "GRAM-39", ORG_QUOTAS),
    Read("200", "a service control policy of one more",
         pk.ServiceControlPolicy, scp_of(10_241), INV(""), "GRAM-39", ORG_QUOTAS),
    Ask("213", "a short ARN in an identity policy is completed",
        user(may("sqs:SendMessage", "arn:aws:sqs")), "sqs:SendMessage", QUEUE, None, OK, "ARN-15", ARNS),
    Read("213", "a short ARN with an empty field",
         pk.IdentityPolicy, may("s3:GetObject", "arn:aws:s3::bucket"), INV("/Statement/Resource"), "ARN-15", OBSERVED),
    Read("213", "an ARN of two fields",
         pk.IdentityPolicy, may("s3:GetObject", "arn:aws"), INV("/Statement/Resource"), "ARN-15", OBSERVED),
    Read("214", "a short ARN in a session policy",
         pk.SessionPolicy, may("sqs:SendMessage", "arn:aws:sqs"), INV("/Statement/Resource"), "GRAM-31", ARNS),
    Read("215", "no action", pk.IdentityPolicy, may([], "*"), INV("/Statement/Action"), "GRAM-34", OBSERVED),
    Read("215", "no statement", pk.IdentityPolicy, [], INV("/Statement"), "GRAM-2", OBSERVED),
)
# fmt: on
