# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""Conditions beyond the golden numbers: blocks, lists, missing keys, set operators, variables (COND-1 to COND-69)."""

from typing import Final

from tests.golden.sources import *
from tests.golden.world import *

K: Final = "app:key"
X: Final = {K: "x"}
MISSING: Final[Json] = {}
ROLE_ARN: Final = "arn:aws:iam::111111111111:role/team/r"
TAGGED: Final = user(tags={"team": "x", "Cost Center": "7", "flag": "true"})

POSITIVE: Final = {  # operator → a value of the policy that the value of the request satisfies
    "StringEquals": ("x", "x"),
    "StringEqualsIgnoreCase": ("x", "X"),
    "StringLike": ("x*", "xy"),
    "NumericEquals": ("7", "7.0"),
    "NumericLessThan": ("7", "6"),
    "NumericLessThanEquals": ("7", "7"),
    "NumericGreaterThan": ("7", "8"),
    "NumericGreaterThanEquals": ("7", "7"),
    "DateEquals": ("2026-01-01", "2026-01-01T00:00:00Z"),
    "DateLessThan": ("2026-01-01", "2025-12-31"),
    "DateLessThanEquals": ("2026-01-01", "2026-01-01"),
    "DateGreaterThan": ("2026-01-01", "2026-01-02"),
    "DateGreaterThanEquals": ("2026-01-01", "2026-01-01"),
    "Bool": ("true", "True"),
    "BinaryEquals": ("QmluYXJ5", "QmluYXJ5"),
    "IpAddress": ("192.0.2.0/24", "192.0.2.7"),
    "ArnEquals": ("arn:aws:iam::*:role/*", ROLE_ARN),
    "ArnLike": ("arn:aws:iam::*:role/*", ROLE_ARN),
}
NEGATED: Final = {
    "StringNotEquals": ("x", "x"),
    "StringNotEqualsIgnoreCase": ("x", "X"),
    "StringNotLike": ("x*", "xy"),
    "NumericNotEquals": ("7", "7.0"),
    "DateNotEquals": ("2026-01-01", "2026-01-01T00:00:00Z"),
    "NotIpAddress": ("192.0.2.0/24", "192.0.2.7"),
    "ArnNotEquals": ("arn:aws:iam::*:role/*", ROLE_ARN),
    "ArnNotLike": ("arn:aws:iam::*:role/*", ROLE_ARN),
}


def every_operator() -> list[Holds]:
    """Each operator, with and without IfExists: the key fits, and the key is missing (COND-3, COND-4)."""
    table = []
    for operators, fits in ((POSITIVE, True), (NEGATED, False)):
        for name, (wanted, found) in operators.items():
            given, missing, either = {K: found}, not fits, f"{name}IfExists"
            table += [
                Holds("COND-3", f"{name}: the value fits", {name: {K: wanted}}, given, fits, "COND-3", OPERATORS),
                Holds("COND-3", f"{name}: no key", {name: {K: wanted}}, MISSING, missing, "COND-3", OPERATORS),
                Holds("COND-4", f"{either}: the value fits", {either: {K: wanted}}, given, fits, "COND-4", OPERATORS),
                Holds("COND-4", f"{either}: no key", {either: {K: wanted}}, MISSING, True, "COND-4", OPERATORS),
            ]
    return table


# fmt: off
ROWS: Final[tuple[Holds | Assume | Ask, ...]] = (
    *every_operator(),

    # --- blocks and lists ---------------------------------------------------------------------------------------------

    Holds("COND-1", "two operators, both hold",
          {"StringEquals": X, "StringLike": {"app:other": "y*"}}, {K: "x", "app:other": "y1"}, True, "COND-1", SEVERAL),
    Holds("COND-1", "two operators, one fails",
          {"StringEquals": X, "StringLike": {"app:other": "y*"}}, {K: "x", "app:other": "z"}, False, "COND-1", SEVERAL),
    Holds("COND-1", "two keys of one operator, one fails",
          {"StringEquals": {K: "x", "app:other": "y"}}, {K: "x", "app:other": "z"}, False, "COND-1", SEVERAL),
    Holds("COND-2", "one of several values", {"StringEquals": {K: ["a", "x"]}}, X, True, "COND-2", SEVERAL),
    Holds("COND-2", "none of several values", {"StringEquals": {K: ["a", "b"]}}, X, False, "COND-2", SEVERAL),
    Holds("COND-2", "unequal to all of several values", {"StringNotEquals": {K: ["a", "b"]}}, X, True,
          "COND-2", SEVERAL),
    Holds("COND-6", "one key under two operators is both",
          {"StringLike": {K: "x*"}, "StringNotEquals": {K: "x-secret"}}, {K: "x-secret"}, False, "COND-6", SEVERAL),
    Holds("COND-7", "an unknown operator never holds",
          {"StringEqual": X}, X, INV("/StringEqual", lenient=False), "COND-7", INFERRED),
    Holds("COND-8", "a key that nobody knows is missing", {"StringEquals": {"aws:NoSuchKey": "x"}}, X, False, "COND-8",
          INFERRED),
    Holds("GRAM-35", "no operator at all", {}, MISSING, True, "GRAM-35 DISP-36", CHOICE),
    Holds("GRAM-35", "an operator without keys", {"StringEquals": {}}, MISSING, True, "GRAM-35 DISP-36", CHOICE),
    Holds("GRAM-35", "an unknown operator without keys", {"Equals": {}}, MISSING, True, "GRAM-35 COND-7", OBSERVED),
    Holds("CTX-60", "the case of a key does not matter", {"StringEquals": {"APP:Key": "x"}}, X, True,
          "CTX-60", OPERATORS),

    # --- Null ---------------------------------------------------------------------------------------------------------

    Holds("COND-5", "Null false, the key is there", {"Null": {K: "false"}}, X, True, "COND-5", OPERATORS),
    Holds("COND-5", "Null false, the key is missing", {"Null": {K: "false"}}, MISSING, False, "COND-5", OPERATORS),
    Holds("COND-5", "Null true and false is always true", {"Null": {K: ["true", "false"]}}, X, True,
          "COND-5", OPERATORS),
    Holds("COND-5", "Null in an odd case", {"Null": {K: "TRUE"}}, MISSING, True, "COND-5 COND-25", OPERATORS),
    Holds("CTX-62", "an empty list is a missing key", {"Null": {K: "true"}}, {K: []}, True, "CTX-62", OPERATORS),
    Holds("GRAM-37", "ForAllValues:Null is always true", {"ForAllValues:Null": {K: "true"}}, X, True, "GRAM-37 DISP-41",
          CHECKS),
    Holds("GRAM-37", "ForAnyValue:Null is always false", {"ForAnyValue:Null": {K: "false"}}, X, False,
          "GRAM-37 DISP-41",
          CHECKS),

    Holds("CTX-62", "an empty tag counts as missing for Null", {"Null": {"aws:PrincipalTag/team": "true"}}, MISSING,
          True,
          "CTX-62", INFERRED, caller=user(tags={"team": ""})),

    # --- no values in the policy --------------------------------------------------------------------------------------

    Holds("GRAM-36", "equal to nothing", {"StringEquals": {K: []}}, X, False, "GRAM-36 DISP-15", CHOICE),
    Holds("GRAM-36", "equal to nothing, the key is missing", {"StringEquals": {K: []}}, MISSING, False,
          "GRAM-36", CHOICE),
    Holds("GRAM-36", "unequal to nothing", {"StringNotEquals": {K: []}}, X, True, "GRAM-36 DISP-15", CHOICE),
    Holds("GRAM-36", "IfExists, the key is there", {"StringEqualsIfExists": {K: []}}, X, False, "GRAM-36", CHOICE),
    Holds("GRAM-36", "IfExists, the key is missing", {"StringEqualsIfExists": {K: []}}, MISSING, True,
          "GRAM-36", CHOICE),
    Holds("GRAM-36", "ForAllValues, the key is there", {"ForAllValues:StringEquals": {K: []}}, X, False,
          "GRAM-36", CHOICE),
    Holds("GRAM-36", "ForAllValues, the key is missing", {"ForAllValues:StringEquals": {K: []}}, MISSING, True,
          "GRAM-36",
          CHOICE),
    Holds("GRAM-36", "ForAnyValue", {"ForAnyValue:StringEquals": {K: []}}, X, False, "GRAM-36", CHOICE),

    # --- set operators ------------------------------------------------------------------------------------------------

    Holds("COND-10", "all of the values", {"ForAllValues:StringEquals": {K: ["a", "b", "c"]}}, {K: ["a", "b"]}, True,
          "COND-10", MULTIVALUED),
    Holds("COND-10", "not all of the values", {"ForAllValues:StringEquals": {K: ["a"]}}, {K: ["a", "b"]}, False,
          "COND-10", MULTIVALUED),
    Holds("COND-10", "all of no values", {"ForAllValues:StringEquals": {K: ["a"]}}, MISSING, True,
          "COND-10", MULTIVALUED),
    Holds("COND-13", "a null besides forbids the missing key",
          {"ForAllValues:StringEquals": {K: ["a"]}, "Null": {K: "false"}}, MISSING, False, "COND-13", MULTIVALUED),
    Holds("COND-11", "any of the values", {"ForAnyValue:StringLike": {K: ["b*"]}}, {K: ["a", "b1"]}, True, "COND-11",
          MULTIVALUED),
    Holds("COND-11", "none of the values", {"ForAnyValue:StringLike": {K: ["c*"]}}, {K: ["a", "b1"]}, False, "COND-11",
          MULTIVALUED),
    Holds("COND-11", "any of no values, negated", {"ForAnyValue:StringNotEquals": {K: ["a"]}}, MISSING, False,
          "COND-11",
          MULTIVALUED),
    Holds("COND-12", "all unequal", {"ForAllValues:StringNotEquals": {K: ["a"]}}, {K: ["b", "c"]}, True, "COND-12",
          MULTIVALUED),
    Holds("COND-12", "none unequal", {"ForAnyValue:StringNotEquals": {K: ["a", "b"]}}, {K: ["a", "b"]}, False,
          "COND-12",
          MULTIVALUED),
    Holds("COND-14", "numbers", {"ForAllValues:NumericLessThan": {K: "10"}}, {K: ["1", "9.5"]}, True,
          "COND-14", INFERRED),
    Holds("COND-14", "booleans", {"ForAnyValue:Bool": {K: "true"}}, {K: ["false", "true"]}, True,
          "COND-14", MULTIVALUED),
    Holds("COND-14", "ForAllValues with IfExists, the key is missing",
          {"ForAllValues:StringEqualsIfExists": {K: "a"}}, MISSING, True, "COND-14", SHIPPED),
    Holds("COND-14", "ForAllValues with IfExists, a value is not in the list",
          {"ForAllValues:StringEqualsIfExists": {K: "a"}}, {K: ["a", "b"]}, False, "COND-14", SHIPPED),
    Holds("COND-14", "ForAnyValue with IfExists, the key is there",
          {"ForAnyValue:StringLikeIfExists": {K: "a*"}}, {K: ["b"]}, False, "COND-14 DISP-37", SHIPPED),
    Holds("COND-15", "ForAnyValue on a key with one value",
          {"ForAnyValue:StringEquals": {"aws:PrincipalAccount": [A]}}, MISSING, True, "COND-15", SHIPPED),
    Holds("COND-15", "ForAllValues on a key with one value",
          {"ForAllValues:StringEquals": {"aws:PrincipalAccount": [B]}}, MISSING, False, "COND-15", CHECKS),
    Holds("COND-16", "no set operator, no values", {"StringNotEquals": {"aws:TagKeys": "c"}}, {"aws:TagKeys": []}, True,
          "COND-16", SHIPPED),
    Holds("COND-16", "no set operator, IfExists, two values",
          {"StringEqualsIfExists": {"aws:TagKeys": "a"}}, {"aws:TagKeys": ["a", "a2"]}, False, "COND-16", INFERRED),
    Holds("COND-17", "the definitions count, not the table of the page",
          {"ForAllValues:StringNotLike": {"aws:ResourceOrgPaths": f"{ORG}/*"}},
          {"aws:ResourceOrgPaths": [f"{ORG}/r-ab12/"]}, False, "COND-17 DISP-14", MULTIVALUED),
    Holds("COND-17", "without the key there is nothing to be unlike",
          {"ForAllValues:StringNotLike": {"aws:ResourceOrgPaths": f"{ORG}/*"}}, MISSING, True, "COND-17 DISP-14",
          MULTIVALUED),

    # --- typed values -------------------------------------------------------------------------------------------------

    Holds("COND-20", "a star is a star", {"StringEquals": {K: "x*"}}, {K: "xy"}, False, "COND-20", OPERATORS),
    Holds("COND-21", "no wildcards without case", {"StringEqualsIgnoreCase": {K: "X*"}}, {K: "xy"}, False, "COND-21",
          OPERATORS),
    Holds("COND-22", "a bracket is a bracket", {"StringLike": {K: "[xy]"}}, X, False, "COND-22", OPERATORS),
    Holds("GRAM-9", "a number keeps its spelling", {"StringEquals": {K: 1.0}}, {K: "1.0"}, True, "GRAM-9", GRAMMAR),
    Holds("GRAM-9", "and has no other", {"StringEquals": {K: 1.0}}, {K: "1"}, False, "GRAM-9", GRAMMAR),
    Holds("GRAM-9", "numbers are compared as numbers", {"NumericEquals": {K: 1.0}}, {K: "1"}, True,
          "GRAM-9 COND-23", GRAMMAR),
    Holds("COND-30", "without the key Bool false fails", {"Bool": {MFA: "false"}}, MISSING, False,
          "COND-30", OPERATORS),
    Holds("COND-25", "1 is not true", {"Bool": {K: "true"}}, {K: "1"}, False, "COND-25 COND-50", INFERRED),
    Holds("COND-24", "a time with a small t", {"DateEquals": {K: "2026-01-01t00:00:00z"}}, {K: "2026-01-01T00:00:00Z"},
          False, "COND-24 COND-31", OBSERVED),
    Holds("COND-27", "a bare address is one host", {"IpAddress": {K: "192.0.2.1"}}, {K: "192.0.2.2"}, False, "COND-27",
          OPERATORS),
    Holds("COND-27", "a bare IPv6 address is one host", {"IpAddress": {K: "2001:db8::1"}}, {K: "2001:db8::2"}, False,
          "COND-27 DISP-30", CHOICE),
    Holds("COND-33", "an IPv4 address in the dress of IPv6", {"IpAddress": {K: "192.0.2.0/24"}},
          {K: "::ffff:192.0.2.1"},
          False, "COND-33", INFERRED),
    Holds("COND-27", "neither an IPv4 address nor one of IPv6 is in the other's ranges",
          {"NotIpAddress": {K: "10.0.0.0/8"}},
          {K: "2001:db8::1"}, True, "COND-27", OPERATORS),
    Holds("COND-31", "a value that IAM stores and that is no time", {"DateGreaterThan": {K: "01T"}}, {K: "2026-01-01"},
          False, "COND-31 COND-24", OBSERVED),
    Holds("COND-24", "time zones", {"DateEquals": {K: "2026-01-01T01:00:00+01:00"}}, {K: "2026-01-01T00:00:00Z"}, True,
          "COND-24", OPERATORS),
    Holds("COND-24", "epoch seconds", {"DateEquals": {K: "1767225600"}}, {K: "2026-01-01"}, True, "COND-24", OPERATORS),
    Holds("COND-32", "aws:EpochTime is a number too", {"NumericGreaterThan": {"aws:EpochTime": "1767225600"}},
          {"aws:CurrentTime": "2026-01-02"}, True, "COND-32", GLOBAL_KEYS),
    Holds("COND-50", "a value of the request that is no number", {"NumericLessThan": {K: "10"}}, {K: "few"}, False,
          "COND-50 DISP-38", INFERRED),
    Holds("COND-50", "is unequal to every number", {"NumericNotEquals": {K: "10"}}, {K: "few"}, True, "COND-50 DISP-38",
          INFERRED),
    Holds("COND-50", "a value of the policy that is no number", {"NumericLessThan": {K: "many"}}, {K: "1"},
          INV(f"/NumericLessThan/{K}", lenient=False), "COND-50", INFERRED),
    Holds("COND-51", "a boolean of the context", {"StringEquals": {K: "true"}}, {K: True}, True, "COND-51", INFERRED),
    Holds("COND-51", "a number of the context", {"StringEquals": {K: "3600"}}, {K: 3600}, True, "COND-51", INFERRED),

    Holds("COND-26", "the same bytes", {"BinaryEquals": {K: "AAECAw=="}}, {K: "AAECAw=="}, True, "COND-26", OPERATORS),
    Holds("COND-26", "bytes have a case", {"BinaryEquals": {K: "QmluYXJ5"}}, {K: "qmluyxj5"}, False, "COND-26",
          OPERATORS),

    # --- ARNs ---------------------------------------------------------------------------------------------------------

    Holds("COND-40", "a star stays in its field", {"ArnLike": {K: "arn:aws:iam::1*1:role/team/r"}}, {K: ROLE_ARN}, True,
          "COND-40", OPERATORS),
    Holds("COND-40", "and does not run over colons", {"ArnLike": {K: "arn:aws:*:role/team/r"}}, {K: ROLE_ARN}, False,
          "COND-40", OPERATORS),
    Holds("COND-40", "in the last field it does", {"ArnLike": {K: "arn:aws:sns:*:*:*:x"}},
          {K: "arn:aws:sns:eu-west-1:111111111111:a:b:x"}, True, "COND-40", OPERATORS),
    Holds("COND-40", "Equals is Like", {"ArnEquals": {K: "arn:aws:iam::*:role/t*/r"}}, {K: ROLE_ARN}, True,
          "COND-40 COND-28",
          OPERATORS),
    Holds("COND-40", "the case matters", {"ArnLike": {K: "arn:aws:iam::*:role/Team/r"}}, {K: ROLE_ARN}, False,
          "COND-40 ARN-19", OPERATORS),
    Holds("COND-42", "part of an account", {"ArnLike": {K: "arn:aws:iam::1111*:role/*"}}, {K: ROLE_ARN}, True,
          "COND-42",
          OPERATORS),
    Holds("COND-42", "four fields are no ARN", {"ArnLike": {K: "arn:aws:iam:*"}}, {K: ROLE_ARN}, False, "COND-42",
          OPERATORS),
    Holds("COND-43", "the value is no ARN", {"ArnLike": {K: "arn:aws:iam::*:role/*"}}, X, False, "COND-43", INFERRED),
    Holds("COND-43", "the value is no ARN, negated", {"ArnNotLike": {K: "arn:aws:iam::*:role/*"}}, X, True, "COND-43",
          INFERRED),
    Holds("ARN-21", "StringLike does run over colons", {"StringLike": {K: "arn:aws:*:role/team/r"}}, {K: ROLE_ARN},
          True,
          "ARN-21", OPERATORS),
    Holds("COND-44", "aws:PrincipalArn of a session is its role", {"ArnEquals": {"aws:PrincipalArn": CALLER}}, MISSING,
          True, "COND-44 CTX-1", GLOBAL_KEYS, caller=s0),
    Holds("COND-40", "a variable is one token, its colon splits nothing",
          {"ArnEquals": {K: "arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}"}}, {K: ALICE}, True,
          "COND-40 COND-61", INFERRED),

    # --- variables ----------------------------------------------------------------------------------------------------

    Holds("COND-60", "a variable", {"StringEquals": {K: "${aws:username}"}}, {K: "alice"}, True, "COND-60", VARIABLES),
    Holds("COND-60", "a variable inside text", {"StringLike": {K: "home/${aws:username}/*"}}, {K: "home/alice/x"}, True,
          "COND-60", VARIABLES),
    Holds("COND-60", "a value comes before the default", {"StringEquals": {K: "${aws:PrincipalTag/team, 'none'}"}}, X,
          True,
          "COND-60", VARIABLES, caller=TAGGED),
    Holds("GRAM-12", "without version a variable is plain text", {"StringEquals": {K: "${aws:username}"}},
          {K: "${aws:username}"}, True, "GRAM-12", VERSION, version=None),
    Holds("GRAM-13", "without version an escape is plain text, and its star is live", {"StringLike": {K: "${*}"}},
          {K: "${anything}"}, True, "GRAM-13", INFERRED, version=None),
    Holds("COND-61", "no variables in numbers", {"NumericEquals": {K: "${app:limit}"}}, {K: "7", "app:limit": "7"},
          INV(f"/NumericEquals/{K}", lenient=False), "COND-61", VARIABLES),
    Holds("COND-61", "no variables in addresses", {"IpAddress": {K: "${app:range}"}},
          {K: "192.0.2.1", "app:range": "192.0.2.0/24"}, INV(f"/IpAddress/{K}", lenient=False), "COND-61", VARIABLES),
    Holds("COND-61", "variables in booleans", {"Bool": {K: "${aws:PrincipalTag/flag}"}}, {K: "true"}, True,
          "COND-61 DISP-13", OPERATORS, caller=TAGGED),
    Holds("COND-62", "a key with several values has no value", {"StringEquals": {K: "${aws:TagKeys}"}},
          {K: "a", "aws:TagKeys": ["a", "b"]}, False, "COND-62", VARIABLES),
    Holds("COND-63", "escapes are characters under StringEquals too", {"StringEquals": {K: "${*}${?}${$}"}}, {K: "*?$"},
          True, "COND-63", VARIABLES),
    Holds("COND-65", "only the entry with the empty variable is dead",
          {"StringEquals": {K: ["${aws:PrincipalTag/none}", "x"]}}, X, True, "COND-65", INFERRED),
    Holds("COND-66", "a star that is put in is a star", {"StringLike": {K: "${app:pattern}"}},
          {K: "xy", "app:pattern": "x*"},
          False, "COND-66 DISP-17", CHOICE),
    Holds("COND-67", "the case of a variable does not matter", {"StringEquals": {K: "${AWS:userName}"}}, {K: "alice"},
          True,
          "COND-67", VARIABLES),
    Holds("COND-68", "what is put in is not read again", {"StringEquals": {K: "${app:nested}"}},
          {K: "alice", "app:nested": "${aws:username}"}, False, "COND-68", INFERRED),
    Holds("COND-68", "a malformed variable is plain text", {"StringEquals": {K: "${aws:username"}},
          {K: "${aws:username"},
          INV(f"/StringEquals/{K}", lenient=True), "COND-68", CHECKS),
    Holds("COND-69", "a dollar is a dollar", {"StringEquals": {K: "$5"}}, {K: "$5"}, True, "COND-69", VARIABLES),

    # --- what nobody said ---------------------------------------------------------------------------------------------

    Holds("CTX-48", "there is a user agent, but nobody said which", {"StringLike": {"aws:UserAgent": "aws-cli/*"}},
          MISSING,
          None, "CTX-48 CTX-64", GLOBAL_KEYS),
    Holds("CTX-64", "what is false anyway is not unknown",
          {"StringLike": {"aws:UserAgent": "aws-cli/*"}, "StringEquals": {K: "y"}}, X, False, "CTX-64", INFERRED),
    Holds("CTX-64", "what is true otherwise stays unknown",
          {"StringLike": {"aws:UserAgent": "aws-cli/*"}, "StringEquals": X}, X, None, "CTX-64", INFERRED),

    # --- keys that follow from the caller -----------------------------------------------------------------------------

    Holds("CTX-2", "aws:PrincipalAccount", {"StringEquals": {"aws:PrincipalAccount": A}}, MISSING, True,
          "CTX-2", GLOBAL_KEYS),
    Holds("CTX-3", "aws:PrincipalType of a user", {"StringEquals": {"aws:PrincipalType": "User"}}, MISSING, True,
          "CTX-3",
          GLOBAL_KEYS),
    Holds("CTX-3", "aws:PrincipalType of a session", {"StringEquals": {"aws:PrincipalType": "AssumedRole"}}, MISSING,
          True,
          "CTX-3", GLOBAL_KEYS, caller=s0),
    Holds("CTX-4", "aws:userid of a user", {"StringEquals": {"aws:userid": USER_ID}}, MISSING, True,
          "CTX-4", GLOBAL_KEYS,
          caller=user(unique_id=USER_ID)),
    Holds("CTX-4", "aws:userid of a session", {"StringLike": {"aws:userid": f"{ROLE_ID}:*"}}, MISSING, True, "CTX-4",
          GLOBAL_KEYS, caller=session(unique_id=ROLE_ID)),
    Holds("CTX-4", "aws:userid of a user whose id nobody said", {"StringEquals": {"aws:userid": USER_ID}}, MISSING,
          None,
          "CTX-4 CTX-64", GLOBAL_KEYS),
    Holds("CTX-5", "aws:username has no path", {"StringEquals": {"aws:username": "alice"}}, MISSING, True, "CTX-5",
          GLOBAL_KEYS, caller=user(name="team/alice")),
    Holds("CTX-61", "the keys of tags have no case", {"StringEquals": {"aws:principaltag/TEAM": "x"}}, MISSING, True,
          "CTX-61", GLOBAL_KEYS, caller=TAGGED),
    Holds("CTX-46", "requests come over TLS", {"Bool": {"aws:SecureTransport": "true"}}, MISSING, True,
          "CTX-46", GLOBAL_KEYS),
    Holds("CTX-49", "nobody calls on behalf of somebody else", {"Bool": {"aws:ViaAWSService": "false"}}, MISSING, True,
          "CTX-49", GLOBAL_KEYS),
    Holds("CTX-58", "aws:ResourceAccount is the owner", {"StringEquals": {"aws:ResourceAccount": A}}, MISSING, True,
          "CTX-58",
          GLOBAL_KEYS),
)
# fmt: on
