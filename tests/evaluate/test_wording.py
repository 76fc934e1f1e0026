"""The sentences of decisions, one by one: reasons, hints at what is easily overlooked, changes, grounds, and the data.

Whole texts are in ``tests/golden/explanations``.
"""

from typing import Any

import pytest

import policykit as pk
from policykit.evaluate.callers import Caller
from tests.evaluate import cast
from tests.evaluate.cast import (
    A,
    B,
    boundary,
    endpoint,
    identity,
    may,
    may_not,
    refuses,
    resource,
    scp,
    session,
    trust,
    trusts,
)

ROLE = f"arn:aws:iam::{A}:role/target"
DEEP = f"arn:aws:iam::{A}:role/ci/target"
OBJECT = f"{cast.BUCKET}/q1"
STRANGER = pk.User(f"arn:aws:iam::{B}:user/alice")
OTHER = {"AWS": f"arn:aws:iam::{A}:user/bob"}
Statement = cast.Statement


def call(caller: Caller, *statements: Statement, arn: str = ROLE, strict: bool = False, **options: Any) -> pk.Decision:
    """A role is to be assumed; its trust policy is called T."""
    tags = options.pop("role_tags", {})
    return pk.can_assume(caller, pk.Role(arn, trust=trust(*statements, strict=strict, name="T"), tags=tags), **options)


def ask(
    caller: Caller, policies: pk.Policies, action: str = "s3:GetObject", on: str = OBJECT, **more: Any
) -> pk.Decision:
    """Anything else is to be done in account A."""
    return pk.authorize(pk.Request(caller, action, on, resource_account=A, **more), policies)


def holding(*statements: Statement, account: str = B, **options: Any) -> pk.User:
    """A user whose policy is called P."""
    return pk.User(f"arn:aws:iam::{account}:user/alice", policies=[identity(*statements, name="P")], **options)


def when(**conditions: Any) -> Statement:
    """A trust in everybody under conditions."""
    return trusts({"AWS": "*"}, Condition=conditions)


# --- hints ------------------------------------------------------------------------------------------------------------

SESSION = pk.RoleSession(pk.Role(cast.CALLER), "sess")
IN_USE = pk.UserSession(cast.USER, mfa=False)
ID, GONE = "this is the unique id of a", "shown like this once the"

HINTS: dict[str, tuple[pk.Decision, str]] = {
    # the Principal
    "PRIN-18 case": (call(cast.USER, trusts({"AWS": cast.ALICE.replace("alice", "Alice")})), "(case matters)"),
    "PRIN-18 case of a service": (call(cast.SERVICE, trusts({"Service": "EC2.amazonaws.com"})), "(case matters"),
    "PRIN-16 a service under AWS": (
        call(cast.SERVICE, trusts({"AWS": "*"})),
        'the service ec2.amazonaws.com is named under "Service", not under "AWS"',
    ),
    "PRIN-16 a SAML identity under AWS": (
        call(cast.SAML_IDENTITY, trusts({"AWS": A}, "sts:AssumeRoleWithSAML")),
        'is named under "Federated", not under "AWS"',
    ),
    "PRIN-36 a regional name": (
        call(cast.SERVICE, trusts({"Service": "ec2.amazonaws.com.cn"})),
        "(each spelling of a service names that spelling alone)",
    ),
    "PRIN-5 the path of a user": (
        call(cast.USER, trusts({"AWS": f"arn:aws:iam::{A}:user/alice"})),
        "(the user has the path /team/, which belongs to its ARN)",
    ),
    "PRIN-5 the path of a role": (
        call(SESSION, trusts({"AWS": f"arn:aws:iam::{A}:role/caller"})),
        "(the role has the path /ci/, which belongs to its ARN)",
    ),
    "PRIN-6 another session": (
        call(SESSION, trusts({"AWS": cast.SESSION + "ion"})),
        "(that is one session; the ARN of the role names them all)",
    ),
    "PRIN-9 a pattern": (call(SESSION, trusts({"AWS": f"arn:aws:iam::{A}:role/*"})), "principals are not patterns"),
    "PRIN-18 a role for a user": (
        call(IN_USE, trusts({"AWS": cast.CALLER})),
        "(a role lets in its sessions: assume it first)",
    ),
    "PRIN-18 a user for a session": (
        call(SESSION, trusts({"AWS": cast.ALICE})),
        "(a session of a role is no longer the user who made it)",
    ),
    "PRIN-33 the id of a user": (
        call(cast.USER, trusts({"AWS": "AIDABOBBOBBOBBOBBOBB1"})),
        f"({ID} user, {GONE} user is deleted; that of the caller is {cast.USER_ID})",
    ),
    "PRIN-33 the id of a role": (
        call(cast.ROLE_SESSION, trusts({"AWS": "AROADELETEDDELETEDDE1"})),
        f"({ID} role, {GONE} role is deleted; that of the caller is {cast.ROLE_ID})",
    ),
    "PRIN-33 the user of a session": (
        call(IN_USE, trusts({"AWS": "AIDABOBBOBBOBBOBBOBB1"})),
        f"that of the caller is {cast.USER_ID})",
    ),
    "PRIN-33 nobody knows it": (
        call(STRANGER, trusts({"AWS": cast.USER_ID})),
        "that of the caller is not known, and so taken for another)",
    ),
    "PRIN-33 a federated user has that of its parent": (
        ask(
            cast.FEDERATED_USER,
            pk.Policies(resource=resource(trusts({"AWS": cast.ROLE_ID}, "s3:*", Resource="*"))),
            "kms:Decrypt",
            f"arn:aws:kms:eu-west-1:{A}:key/1",
        ),
        f"that of the caller is {cast.USER_ID})",
    ),
    "PRIN-33 a root user has none": (
        ask(
            cast.ROOT_USER,
            pk.Policies(resource=resource(trusts({"AWS": cast.USER_ID}, "*", Resource="*"))),
            "kms:Decrypt",
            f"arn:aws:kms:eu-west-1:{A}:key/1",
        ),
        "that of the caller is not known",
    ),
    "ASSUME-20 the role itself": (
        call(pk.RoleSession(pk.Role(ROLE), "sess"), trusts(OTHER)),
        "a role trusts itself only if its trust policy says so",
    ),
    "no hint where there is nothing to say": (
        call(cast.USER, trusts({"AWS": B})),
        f"names '{B}', but the caller is {cast.ALICE}",
    ),
    # the Action
    "ASSUME-3 the action of others": (
        call(cast.SAML_IDENTITY, trusts({"Federated": cast.SAML})),
        f"(a SAML identity of {cast.SAML} assumes roles with no other action)",
    ),
    "ASSUME-40 a companion": (
        call(cast.USER, trusts({"AWS": cast.ALICE}), tags={"team": "red"}),
        "T, statement 1 is for 'sts:AssumeRole', but the action is sts:TagSession",
    ),
    "GRAM-20 what NotAction leaves out": (
        ask(
            cast.USER,
            pk.Policies([identity({"Effect": "Allow", "NotAction": ["s3:Get*"], "Resource": "*"}, name="P")]),
        ),
        "P, statement 1 leaves out 's3:Get*', and the action is s3:GetObject",
    ),
    # the Resource
    "ARN-18 sessions of the role": (
        call(holding(may("sts:AssumeRole", f"arn:aws:sts::{A}:assumed-role/target/*")), trusts({"AWS": B})),
        "(the resource of sts:AssumeRole is the role, never one of its sessions)",
    ),
    "ARN-20 case": (
        call(
            holding(may("sts:*", ROLE.replace("target", "Target"))),
            trusts({"AWS": B}),
        ),
        "(case matters)",
    ),
    "ASSUME-36 the path": (
        call(holding(may("sts:AssumeRole", ROLE)), trusts({"AWS": B}), arn=DEEP),
        "(the role has the path /ci/, which belongs to its ARN)",
    ),
    "ARN-14 no account": (
        call(holding(may("sts:AssumeRole", "arn:aws:iam:::role/target")), trusts({"AWS": B})),
        "(without an account it names no role)",
    ),
    "ARN-17 an action without resource": (
        ask(cast.USER, pk.Policies([identity(may("s3:ListAllMyBuckets", cast.BUCKET))]), "s3:ListAllMyBuckets", "*"),
        "(nothing in particular is asked for, which only '*' names)",
    ),
    "GRAM-23 what NotResource leaves out": (
        ask(cast.USER, pk.Policies([identity({"Effect": "Allow", "Action": "s3:*", "NotResource": OBJECT}, name="P")])),
        f"P, statement 1 leaves out '{OBJECT}', and the resource is {OBJECT}",
    ),
    "COND-64 a variable without value": (
        ask(cast.USER, pk.Policies([identity(may("s3:*", f"{cast.BUCKET}/${{aws:PrincipalTag/home}}"))])),
        "(${aws:PrincipalTag/home} is missing)",
    ),
    "COND-61 a variable with another value": (
        ask(cast.USER, pk.Policies([identity(may("s3:*", f"{cast.BUCKET}/${{aws:username}}"))])),
        "(${aws:username} is 'alice')",
    ),
    "GRAM-12 no variable": (
        ask(
            cast.USER,
            pk.Policies([pk.IdentityPolicy.from_dict({"Statement": may("s3:*", f"{cast.BUCKET}/${{aws:username}}")})]),
        ),
        '(${…} is ordinary text in a document without "Version": "2012-10-17")',
    ),
    # the Condition
    "COND-7 no such operator": (
        call(cast.USER, when(StringEqual={"aws:username": "alice"})),
        "(there is no such operator, so the condition never holds)",
    ),
    "COND-16 several values": (
        call(
            cast.USER,
            trusts(
                {"AWS": "*"}, ["sts:AssumeRole", "sts:TagSession"], Condition={"StringEquals": {"aws:TagKeys": "team"}}
            ),
            tags={"team": "1", "cost": "2"},
        ),
        "but it is 'team', 'cost' (several values need ForAnyValue or ForAllValues",
    ),
    "COND-20 a star that is a star": (
        call(cast.USER, when(StringEquals={"aws:username": "al*"})),
        "(StringEquals takes * and ? literally: StringLike does not)",
    ),
    "COND-20 a star that would not help": (
        call(cast.USER, when(StringEquals={"aws:username": "bo*"})),
        "requires aws:username StringEquals 'bo*', but it is 'alice'",
    ),
    "COND-20 case": (call(cast.USER, when(StringEquals={"aws:username": "Alice"})), "(case matters)"),
    "COND-20 case of a pattern": (call(cast.USER, when(StringLike={"aws:username": "AL*"})), "(case matters)"),
    "CTX-1 the ARN of a session": (
        call(SESSION, when(ArnLike={"aws:PrincipalArn": cast.SESSION})),
        "(for a session this is the ARN of the role)",
    ),
    "COND-3 a negated condition": (
        call(cast.USER, when(StringNotEquals={"aws:username": "alice"})),
        "requires aws:username StringNotEquals 'alice', but it is 'alice'",
    ),
    "COND-23 a number": (
        call(
            pk.UserSession(cast.USER, mfa=True, mfa_age_seconds=60),
            when(NumericLessThan={"aws:MultiFactorAuthAge": "30"}),
        ),
        "requires aws:MultiFactorAuthAge NumericLessThan '30', but it is '60'",
    ),
    "CTX-5 what such callers never carry": (
        call(SESSION, when(StringEquals={"aws:username": "alice"})),
        "but it is missing (requests of role sessions never carry it)",
    ),
    "CTX-6 an organization": (
        call(cast.USER, when(StringEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"})),
        "(the account of the caller is in no organization that is known)",
    ),
    "CTX-8 a tag of the caller": (
        call(cast.USER, when(StringEquals={"aws:PrincipalTag/home": "x"})),
        "(the caller has no such tag)",
    ),
    "CTX-31 an external id": (
        call(cast.USER, when(StringEquals={"sts:ExternalId": "x1"})),
        "(the call passes no external id)",
    ),
    "CTX-40 a tag of the role": (
        call(cast.USER, when(StringEquals={"aws:ResourceTag/home": "x"})),
        "(no such tag of the resource is known)",
    ),
    "CTX-50 long-term keys": (
        call(cast.USER, when(Bool={"aws:MultiFactorAuthPresent": "true"})),
        "(the call is signed with long-term keys, without an MFA code)",
    ),
    "CTX-51 a session of a user": (
        call(IN_USE, when(NumericLessThan={"aws:MultiFactorAuthAge": "30"})),
        "(the session was made without an MFA code)",
    ),
    "CTX-53 a session of a role": (
        call(SESSION, when(Bool={"aws:MultiFactorAuthPresent": "true"})),
        "(sessions of roles say nothing about MFA)",
    ),
    "CTX-64 a key of which nothing is known": (
        call(cast.USER, when(StringEquals={"example:Key": "x"})),
        "requires example:Key StringEquals 'x', but it is missing",
    ),
    "nothing is derived": (
        ask(
            cast.USER,
            pk.Policies([identity(may("s3:*", Condition={"StringEquals": {"aws:PrincipalTag/x": "y"}}))]),
            derive=False,
        ),
        "but it is missing",
    ),
    "PRIN-33 callers without a kind": (
        ask(
            cast.ROOT_USER,
            pk.Policies(
                resource=resource(
                    trusts({"AWS": A}, "*", Resource="*", Condition={"StringEquals": {"aws:username": "x"}})
                )
            ),
            "kms:Decrypt",
            f"arn:aws:kms:eu-west-1:{A}:key/1",
        ),
        "but it is missing",
    ),
    "COND-61 a variable in a condition": (
        call(cast.USER, when(StringEquals={"aws:username": "${aws:PrincipalTag/name}"})),
        "(${aws:PrincipalTag/name} is missing)",
    ),
    "COND-61 no variables in numbers": (
        call(cast.USER, when(NumericEquals={"aws:MultiFactorAuthAge": "${aws:username}"})),
        "but it is missing (the call is signed with long-term keys, without an MFA code)",
    ),
}


@pytest.mark.parametrize(("decision", "hint"), HINTS.values(), ids=HINTS)
def test_hint(decision: pk.Decision, hint: str) -> None:
    assert decision.outcome is pk.Outcome.IMPLICIT_DENY
    assert any(hint in each for each in decision.reasons)
    assert hint in decision.explain()


def test_at_most_three_hints_and_three_statements() -> None:
    ids = [f"AIDABOBBOBBOBBOBBOB{number:02}" for number in range(5)]
    [reason] = call(cast.USER, *(trusts({"AWS": ids}) for _ in range(5))).reasons
    assert reason.count("statement") == 3
    assert reason.endswith("; 2 more come as near")


@pytest.mark.parametrize(
    ("condition", "told"),
    {
        "CTX-54 with IfExists": ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
                                 "an MFA code; that is enough for IfExists)"),
        "COND-3 a negated operator": ({"StringNotEquals": {"sts:ExternalId": "x1"}},
                                      "(the call passes no external id; that is enough for a negated operator)"),
        "COND-10 ForAllValues": ({"ForAllValues:StringEquals": {"example:Keys": "x1"}},
                                 "as it is missing (that is enough for ForAllValues)"),
        "COND-5 Null": ({"Null": {"sts:ExternalId": "true"}}, "sts:ExternalId Null 'true' holds, as it is missing"),
        "COND-20 a star": ({"StringNotEquals": {"aws:username": "al*"}},
                           "(StringNotEquals takes * and ? literally: StringNotLike does not)"),
        "COND-20 no star": ({"StringNotEquals": {"aws:username": "bob"}},
                            "aws:username StringNotEquals 'bob' holds, as it is 'alice'"),
    }.values(),
)  # fmt: skip
def test_why_a_deny_applies(condition: Statement, told: str) -> None:
    decision = call(cast.USER, trusts({"AWS": "*"}), refuses({"AWS": "*"}, Condition=condition))
    [reason] = decision.reasons
    assert reason.startswith("T, statement 2 denies sts:AssumeRole (trust policy): ")
    assert reason.endswith(told)


def test_a_plain_deny_needs_no_words() -> None:
    [reason] = call(cast.USER, refuses({"AWS": "*"})).reasons
    assert reason == "T, statement 1 denies sts:AssumeRole (trust policy)"


NOT_ALICE = {"Effect": "Deny", "NotPrincipal": {"AWS": [cast.ALICE]}, "Action": "s3:*", "Resource": "*"}


def test_whom_a_not_principal_spares() -> None:
    """PRIN-40, PRIN-41."""
    spares = f"NotPrincipal spares only callers that it lists by all their names; it lacks {A}"
    decision = ask(cast.USER, pk.Policies(resource=resource(NOT_ALICE, strict=False)))
    [reason] = decision.reasons
    assert reason.endswith(spares)
    assert f"or add {A} to its NotPrincipal" in decision.changes[0]
    both = NOT_ALICE | {"NotPrincipal": {"AWS": [cast.ALICE, cast.ROOT], "Service": "ec2.amazonaws.com"}}
    limited = pk.User(cast.ALICE, boundary=boundary(may("s3:*")))
    decision = ask(limited, pk.Policies(resource=resource(both, strict=False)))
    [reason] = decision.reasons
    assert reason.endswith("NotPrincipal never spares a caller that has a permissions boundary")
    assert decision.changes[0] == "narrow or remove resource-based policy, statement 1"
    [reason] = ask(cast.ANONYMOUS, pk.Policies(resource=resource(both, strict=False))).reasons
    assert reason == "resource-based policy, statement 1 denies s3:GetObject"


# --- reasons ----------------------------------------------------------------------------------------------------------

ALLOWED: dict[str, tuple[pk.Decision, list[str]]] = {
    "EVAL-44 no policy has a say": (
        ask(cast.USER, pk.Policies([identity(may_not())]), "sts:GetCallerIdentity", "*"),
        ["no policy has a say in sts:GetCallerIdentity"],
    ),
    "ASSUME-14 the trust delegates": (
        call(holding(may("sts:AssumeRole", ROLE)), trusts({"AWS": B})),
        [f"T, statement 1 delegates sts:AssumeRole to account {B}",
         f"P, statement 1 allows sts:AssumeRole on {ROLE}"],
    ),
    "EVAL-12 the user is named": (
        call(cast.USER, trusts({"AWS": cast.ALICE})),
        ["T, statement 1 allows sts:AssumeRole to the user",
         "within one account that is enough: no identity-based policy has to allow it"],
    ),
    "EVAL-13 the role is named": (
        call(SESSION, trusts({"AWS": cast.CALLER})),
        ["T, statement 1 allows sts:AssumeRole to the role",
         "within one account that is enough, where boundary and session policies leave room"],
    ),
    "EVAL-20 a service": (
        call(cast.SERVICE, trusts({"Service": "ec2.amazonaws.com"})),
        ["T, statement 1 allows sts:AssumeRole to the service"],
    ),
    "EVAL-40 the root user": (
        ask(cast.ROOT_USER, pk.Policies()),
        [f"{cast.ROOT} needs no identity-based policy"],
    ),
    "EVAL-19 the root user is the account": (
        ask(cast.ROOT_USER, pk.Policies(resource=resource(trusts({"AWS": A}, "s3:*", Resource="*")))),
        [f"resource-based policy, statement 1 allows s3:GetObject to account {A}",
         f"{cast.ROOT} needs no identity-based policy"],
    ),
    "EVAL-41 what the root user federates": (
        ask(pk.FederatedUser(cast.ROOT_USER, "bob"), pk.Policies(session=[session(may("s3:*"))])),
        [f"session policy, statement 1 allows s3:GetObject on {OBJECT}"],
    ),
    "ASSUME-21 an old role": (
        call(pk.RoleSession(pk.Role(ROLE, policies=[identity(may("sts:AssumeRole"), name="P")]), "sess"),
             trusts(OTHER), legacy_implicit_self_trust=True),
        [f"P, statement 1 allows sts:AssumeRole on {ROLE}",
         "the role trusts itself without saying so, as roles from before 2022 may"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("decision", "expected"), ALLOWED.values(), ids=ALLOWED)
def test_why_it_is_allowed(decision: pk.Decision, expected: list[str]) -> None:
    assert list(decision.reasons) == expected
    assert decision.changes == ()


SILENT = scp(may("ec2:*"))
DENIED: dict[str, tuple[pk.Decision, list[str], list[str]]] = {
    "EVAL-22 the resource has no policy": (
        ask(cast.SERVICE, pk.Policies()),
        ["the resource-based policy does not allow s3:GetObject (there is none)"],
        ['allow s3:GetObject to "Service": "ec2.amazonaws.com" in the resource-based policy'],
    ),
    "EVAL-45 nobody is let in": (
        ask(cast.ANONYMOUS, pk.Policies()),
        ["the resource-based policy does not allow s3:GetObject (there is none)"],
        ["allow s3:GetObject to * in the resource-based policy"],
    ),
    "ASSUME-70 nor is a bearer of an assertion": (
        ask(cast.WEB_IDENTITY, pk.Policies(), on=OBJECT),
        ["the resource-based policy does not allow s3:GetObject (there is none)"],
        [f'allow s3:GetObject to "Federated": "{cast.OIDC}" in the resource-based policy'],
    ),
    "ARN-3 across partitions": (
        ask(STRANGER, pk.Policies([identity(may())]), "kms:Decrypt", f"arn:aws-cn:kms:cn-north-1:{A}:key/1"),
        ["nothing is granted across partitions"],
        ["no policy can allow it: nothing is granted across partitions"],
    ),
    "ARN-3 across partitions in one account": (
        ask(cast.USER, pk.Policies(resource=resource(trusts({"AWS": A}, "s3:*", Resource="*"))),
            on="arn:aws-cn:s3:::reports/q1"),
        [f"the resource-based policy only delegates to account {A}, and no identity-based policy of "
         f"{cast.ALICE} allows s3:GetObject on arn:aws-cn:s3:::reports/q1 (there is none)"],
        [f"allow s3:GetObject on arn:aws-cn:s3:::reports/q1 in an identity-based policy of {cast.ALICE}"],
    ),
    "EVAL-11 in one account": (
        ask(cast.USER, pk.Policies(resource=resource(trusts(OTHER, "s3:*", Resource="*")))),
        [f"no identity-based policy of {cast.ALICE} allows s3:GetObject on {OBJECT} (there is none)"],
        [f"allow s3:GetObject on {OBJECT} in an identity-based policy of {cast.ALICE}, or name {cast.ALICE} in the "
         "resource-based policy: within one account that is enough"],
    ),
    "EVAL-41 a federated user without session policy": (
        ask(cast.FEDERATED_USER, pk.Policies([identity(may())])),
        [f"no session policy of {cast.FEDERATED} allows s3:GetObject on {OBJECT} (there is none)"],
        [f"allow s3:GetObject on {OBJECT} in a session policy when the session is made"],
    ),
    "EVAL-41 or identity policy": (
        ask(cast.FEDERATED_USER, pk.Policies(session=[session(may())])),
        [f"no identity-based policy of {cast.ALICE} allows s3:GetObject on {OBJECT} (there is none)"],
        [f"allow s3:GetObject on {OBJECT} in an identity-based policy of {cast.ALICE}"],
    ),
    "EVAL-14 a session policy": (
        ask(SESSION, pk.Policies([identity(may())], session=[session(may("ec2:*"))])),
        [f"no session policy of {cast.SESSION} allows s3:GetObject on {OBJECT}"],
        [f"allow s3:GetObject on {OBJECT} in a session policy when the session is made, or pass none"],
    ),
    "EVAL-24 a level without policies": (
        ask(cast.USER, pk.Policies([identity(may())], scps=[[scp(may())], []])),
        [f"no service control policy at level 2 allows s3:GetObject on {OBJECT} (there is none)"],
        [f"allow s3:GetObject on {OBJECT} in a service control policy at level 2"],
    ),
    "EVAL-47 an endpoint": (
        ask(cast.USER, pk.Policies([identity(may())], endpoint=endpoint(trusts("*", "ec2:*", Resource="*")))),
        [f"no VPC endpoint policy allows s3:GetObject on {OBJECT}"],
        [f"allow s3:GetObject on {OBJECT} to {cast.ALICE} in the VPC endpoint policy"],
    ),
    "EVAL-47 an endpoint of nobody": (
        ask(cast.ANONYMOUS, pk.Policies(resource=resource(trusts("*", "s3:*", Resource="*")),
                                        endpoint=endpoint(trusts("*", "s3:Put*", Resource="*")))),
        [f"no VPC endpoint policy allows s3:GetObject on {OBJECT}: VPC endpoint policy, statement 1 is for 's3:Put*', "
         "but the action is s3:GetObject"],
        ["add s3:GetObject to the Action of VPC endpoint policy, statement 1"],
    ),
    "PRIN-39 NotPrincipal with Allow": (
        ask(STRANGER, pk.Policies([identity(may())], resource=resource(
            {"Effect": "Allow", "NotPrincipal": {"AWS": B}, "Action": "s3:*", "Resource": "*"}, strict=False))),
        ["the resource-based policy does not allow s3:GetObject: resource-based policy, statement 1 leaves out "
         f"'{B}', and the caller is {STRANGER.arn} (with Allow, NotPrincipal lets nobody in)"],
        [f"name {STRANGER.arn} in a Principal in place of the NotPrincipal of resource-based policy, statement 1"],
    ),
    "PRIN-30 a grant that takes more than another": (
        call(cast.USER, when(StringEquals={"aws:username": "bob"}),
             trusts({"AWS": A}, Condition={"StringEquals": {"aws:username": "bob"}})),
        ["the trust policy does not allow sts:AssumeRole: T, statement 1 requires aws:username StringEquals 'bob', "
         "but it is 'alice'; T, statement 2 requires aws:username StringEquals 'bob', but it is 'alice'"],
        ["meet the condition of T, statement 1: aws:username StringEquals 'bob', or add 'alice' to its values"],
    ),
    "ASSUME-14 the condition of a trust that delegates": (
        call(cast.USER, trusts({"AWS": A}, Condition={"StringEquals": {"sts:ExternalId": "x1"}})),
        ["the trust policy does not allow sts:AssumeRole: T, statement 1 requires sts:ExternalId StringEquals 'x1', "
         "but it is missing (the call passes no external id)",
         f"no identity-based policy of {cast.ALICE} allows sts:AssumeRole on {ROLE} (there is none)"],
        ["meet the condition of T, statement 1: sts:ExternalId StringEquals 'x1'",
         f"allow sts:AssumeRole on {ROLE} in an identity-based policy of {cast.ALICE}, or name {cast.ALICE} in the "
         "trust policy: within one account that is enough"],
    ),
    "ASSUME-54 the source identity of a session": (
        call(pk.RoleSession(pk.Role(cast.CALLER), "sess", source_identity="dev"),
             trusts({"AWS": cast.CALLER}, ["sts:AssumeRole", "sts:SetSourceIdentity"])),
        [f"no identity-based policy of {cast.CALLER} allows sts:SetSourceIdentity on {ROLE} (there is none)"],
        [f"allow sts:SetSourceIdentity on {ROLE} in an identity-based policy of {cast.CALLER}"],
    ),
    "ASSUME-21 an old role that may nothing": (
        call(pk.RoleSession(pk.Role(ROLE), "sess"), trusts(OTHER), legacy_implicit_self_trust=True),
        [f"no identity-based policy of {ROLE} allows sts:AssumeRole on {ROLE} (there is none)"],
        [f"allow sts:AssumeRole on {ROLE} in an identity-based policy of {ROLE}"],
    ),
    "ASSUME-90 a root session": (
        pk.can_assume_root(cast.USER, B, task_policy="S3UnlockBucketPolicy"),
        [f"across accounts the account of the caller must allow it as well, and no identity-based policy of "
         f"{cast.ALICE} allows sts:AssumeRoot on arn:aws:iam::{B}:root (there is none)"],
        [f"allow sts:AssumeRoot on arn:aws:iam::{B}:root in an identity-based policy of {cast.ALICE}"],
    ),
    "ASSUME-91 a federation token": (
        pk.can_get_federation_token(cast.USER, "bob"),
        [f"no identity-based policy of {cast.ALICE} allows sts:GetFederationToken on {cast.FEDERATED} (there is none)"],
        [f"allow sts:GetFederationToken on {cast.FEDERATED} in an identity-based policy of {cast.ALICE}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("decision", "reasons", "changes"), DENIED.values(), ids=DENIED)
def test_why_it_is_denied(decision: pk.Decision, reasons: list[str], changes: list[str]) -> None:
    assert decision.outcome is pk.Outcome.IMPLICIT_DENY
    assert list(decision.reasons) == reasons
    assert list(decision.changes) == changes


# --- changes ----------------------------------------------------------------------------------------------------------

MEET = "meet the condition of T, statement 1: "
REACH = "narrow or remove T, statement 2"
CHANGES: dict[str, tuple[pk.Decision, str]] = {
    "PRIN-18 the Principal": (
        call(cast.USER, trusts(OTHER)),
        f"add {cast.ALICE} to the Principal of T, statement 1",
    ),
    "PRIN-18 of its own kind": (
        call(cast.SERVICE, trusts(OTHER), trusts({"Service": "lambda.amazonaws.com"})),
        'add "Service": "ec2.amazonaws.com" to the Principal of T, statement 2',
    ),
    "GRAM-18 the Action": (
        call(cast.USER, trusts({"AWS": cast.ALICE}, "sts:TagSession")),
        "add sts:AssumeRole to the Action of T, statement 1",
    ),
    "GRAM-20 the NotAction": (
        ask(cast.USER, pk.Policies([identity({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}, name="P")])),
        "take s3:GetObject out of the NotAction of P, statement 1",
    ),
    "GRAM-22 the Resource": (
        ask(cast.USER, pk.Policies([identity(may("s3:*", f"{cast.BUCKET}/x"), name="P")])),
        f"add {OBJECT} to the Resource of P, statement 1",
    ),
    "GRAM-23 the NotResource": (
        ask(cast.USER, pk.Policies([identity({"Effect": "Allow", "Action": "s3:*", "NotResource": OBJECT}, name="P")])),
        f"take {OBJECT} out of the NotResource of P, statement 1",
    ),
    "COND-20 a value": (
        call(cast.USER, when(StringEquals={"aws:username": "bob"})),
        f"{MEET}aws:username StringEquals 'bob', or add 'alice' to its values",
    ),
    "COND-20 another StringLike": (
        call(cast.USER, when(StringEquals={"aws:username": "al*"})),
        "write StringLike in place of StringEquals in T, statement 1: aws:username StringEquals 'al*'",
    ),
    "COND-3 a missing value": (
        call(cast.USER, when(StringEquals={"sts:ExternalId": "x1"})),
        f"{MEET}sts:ExternalId StringEquals 'x1'",
    ),
    "COND-1 two conditions": (
        call(cast.USER, when(StringEquals={"sts:ExternalId": "x1"}, Bool={"aws:SecureTransport": "false"})),
        f"{MEET}sts:ExternalId StringEquals 'x1'; {MEET}aws:SecureTransport Bool 'false'",
    ),
    "COND-1 what holds, or may, stays": (
        call(
            cast.USER,
            when(StringEquals={"sts:ExternalId": "x1", "aws:username": "alice"}, StringLike={"aws:UserAgent": "x"}),
        ),
        f"{MEET}sts:ExternalId StringEquals 'x1'",
    ),
    "CTX-5 what such a caller never meets": (
        call(SESSION, when(StringEquals={"aws:username": "alice"})),
        "drop the condition aws:username StringEquals 'alice' of T, statement 1, which such a caller never meets",
    ),
    "COND-7 no such operator": (
        call(cast.USER, when(StringEqual={"aws:username": "alice"})),
        "write an operator that there is in place of StringEqual in T, statement 1",
    ),
    "EVAL-3 a Deny": (call(cast.USER, when(), refuses({"AWS": "*"})), REACH),
    "EVAL-3 a Deny under a condition": (
        call(cast.USER, when(), refuses({"AWS": "*"}, Condition={"Null": {"sts:ExternalId": "true"}})),
        f"{REACH}, or do not meet its condition: sts:ExternalId Null 'true'",
    ),
    "EVAL-3 a Deny under several": (
        call(
            cast.USER,
            when(),
            refuses({"AWS": "*"}, Condition={"Null": {"sts:ExternalId": "true", "aws:username": "false"}}),
        ),
        f"{REACH}, or do not meet one of its conditions: sts:ExternalId Null 'true'; aws:username Null 'false'",
    ),
    "COND-20 a Deny with a star": (
        call(cast.USER, when(), refuses({"AWS": "*"}, Condition={"StringNotEquals": {"aws:username": "al*"}})),
        "write StringNotLike in place of StringNotEquals in T, statement 2: aws:username StringNotEquals 'al*'",
    ),
    "COND-20 a Deny with a star that is met": (
        call(
            cast.USER,
            when(),
            refuses({"AWS": "*"}, Condition={"StringEquals": {"aws:username": ["al*", "alice"]}}),
        ),
        f"{REACH}, or do not meet its condition: aws:username StringEquals 'al*', 'alice'",
    ),
    # no policy helps
    "ASSUME-5 a root user": (
        call(cast.ROOT_USER, when()),
        "no policy can allow it: call sts:AssumeRole as a user or as a session of a role",
    ),
    "ASSUME-3 another action": (
        ask(cast.USER, pk.Policies(resource=trust(when())), "sts:AssumeRoleWithSAML", ROLE),
        "no policy can allow it: call sts:AssumeRole",
    ),
    "ASSUME-3 the action of its kind": (
        ask(cast.WEB_IDENTITY, pk.Policies(resource=trust(when())), "sts:AssumeRole", ROLE),
        "no policy can allow it: call sts:AssumeRoleWithWebIdentity",
    ),
    "ASSUME-7 another partition": (
        call(cast.USER, when(), arn=ROLE.replace("aws", "aws-cn")),
        "no policy can allow it: call from partition aws-cn",
    ),
    "ASSUME-71 a provider of another account": (
        call(pk.SamlIdentity(cast.SAML.replace(A, B)), when()),
        f"no policy can allow it: sign in with a provider of account {A}",
    ),
    "PRIN-46 a role of Identity Center": (
        call(
            cast.SAML_IDENTITY,
            trusts({"Federated": cast.SAML}, "sts:AssumeRoleWithSAML"),
            arn=f"arn:aws:iam::{A}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef",
        ),
        "no policy can allow it: sign in through Identity Center",
    ),
    "ASSUME-92 credentials that do not do": (
        pk.can_get_session_token(SESSION),
        "no policy can allow it: let another kind of caller do it",
    ),
}


@pytest.mark.parametrize(("decision", "change"), CHANGES.values(), ids=CHANGES)
def test_what_would_allow_it(decision: pk.Decision, change: str) -> None:
    assert list(decision.changes) == [change]
    assert f"To allow it\n  - {change}" in decision.explain()


def test_every_change_of_every_action_is_told() -> None:
    decision = call(STRANGER, trusts({"AWS": B}), tags={"team": "red"})
    assert list(decision.changes) == [
        f"allow sts:AssumeRole on {ROLE} in an identity-based policy of {STRANGER.arn}",
        "add sts:TagSession to the Action of T, statement 1",
        f"allow sts:TagSession on {ROLE} in an identity-based policy of {STRANGER.arn}",
    ]


def test_what_denies_and_what_is_lacking_as_well() -> None:
    decision = call(STRANGER, refuses({"AWS": "*"}), trusts({"AWS": B}), refuses({"AWS": "*"}, "sts:TagSession"))
    assert decision.outcome is pk.Outcome.EXPLICIT_DENY
    assert list(decision.changes) == [
        "narrow or remove T, statement 1",
        f"allow sts:AssumeRole on {ROLE} in an identity-based policy of {STRANGER.arn}",
    ]
    assert "T, statement 3: Deny does not apply\n      is for 'sts:TagSession'" in decision.explain()


# --- open questions ---------------------------------------------------------------------------------------------------

OPEN: dict[str, tuple[pk.Decision, list[str]]] = {
    "EVAL-25 an organization": (
        call(holding(may("sts:*")), when(), organization=pk.UNKNOWN),
        [
            f"it hangs on the resource control policies for {A}, which nobody has given",
            f"it hangs on the service control policies for {B}, which nobody has given",
        ],
    ),
    "CTX-64 a key of an Allow": (
        call(cast.USER, when(StringEquals={"sts:ExternalId": "x1"}), unknown=["sts:ExternalId"]),
        [
            "it hangs on the Allow of T, statement 1: it requires sts:ExternalId StringEquals 'x1', "
            "and it is not known",
        ],
    ),
    "CTX-64 a key of a Deny": (
        call(
            cast.USER,
            when(),
            refuses({"AWS": "*"}, Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
            context={"aws:SourceIp": pk.PRESENT},
        ),
        [
            "it hangs on the Deny of T, statement 2: it requires aws:SourceIp IpAddress '10.0.0.0/8', "
            "and it is there, with a value that is not known",
        ],
    ),
    "CTX-64 a variable": (
        call(cast.USER, when(StringEquals={"aws:username": "${aws:UserAgent}"})),
        [
            "it hangs on the Allow of T, statement 1: it requires aws:username StringEquals '${aws:UserAgent}', "
            "and it is 'alice' (${aws:UserAgent} is not known)",
        ],
    ),
    "EVAL-3 what cannot matter is left out": (
        ask(
            cast.USER,
            pk.Policies(
                [identity(may(Condition={"StringLike": {"aws:UserAgent": "a"}}), may(), name="P")],
                boundary=boundary(may(Condition={"StringLike": {"aws:UserAgent": "b"}})),
            ),
        ),
        [
            "it hangs on the Allow of permissions boundary, statement 1: it requires aws:UserAgent StringLike 'b', "
            "and it is not known",
        ],
    ),
}


@pytest.mark.parametrize(("decision", "reasons"), OPEN.values(), ids=OPEN)
def test_what_an_unknown_hangs_on(decision: pk.Decision, reasons: list[str]) -> None:
    assert decision.outcome is pk.Outcome.UNKNOWN
    assert list(decision.reasons) == reasons
    assert decision.changes == ()
    assert f"Allowed if\n  {decision.residual}\n" in decision.explain()
    assert "Not known" not in decision.explain()


def test_what_is_not_known_is_told_where_it_does_not_decide() -> None:
    decision = call(holding(may("ec2:*"), missing=["policy X"]), trusts(OTHER))
    assert "Not known, but not decisive\n  - policy X\n" in decision.explain()


# --- what it rests on -------------------------------------------------------------------------------------------------


def section(decision: pk.Decision, title: str) -> list[str]:
    """The lines of a section of the explanation."""
    sections = {head: rest for head, *rest in (each.split("\n") for each in decision.explain().split("\n\n"))}
    return [line.removeprefix("  ").removeprefix("- ") for line in sections.get(title, [])]


def test_where_the_values_are_from() -> None:
    everything = {
        "aws:username": "alice",
        "sts:ExternalId": "x1",
        "AWS:sourceip": "10.0.0.1",
        "aws:ResourceTag/home": "x",
        "aws:RequestedRegion": "eu-west-1",
        "aws:SecureTransport": "true",
        "aws:Referer": "y",
        "aws:UserAgent": "z",
    }
    decision = call(
        cast.USER,
        when(StringLike=everything, StringEquals={"aws:PrincipalTag/team": "${aws:PrincipalAccount}"}),
        external_id="x1",
        context={"aws:SourceIp": "10.0.0.1", "aws:RequestedRegion": "eu-west-1"},
        role_tags={"home": "x"},
    )
    assert section(decision, "Known") == [
        "aws:username is 'alice' (derived)",
        "sts:ExternalId is 'x1' (of the call)",
        "AWS:sourceip is '10.0.0.1' (given)",
        "aws:ResourceTag/home is 'x' (derived)",
        "aws:RequestedRegion is 'eu-west-1' (given)",
        "aws:PrincipalTag/team is 'payments' (derived)",
        f"aws:PrincipalAccount is '{A}' (derived)",
    ]
    assert list(decision.assumptions)[-2:] == [
        "aws:SecureTransport is 'true'",
        "the request does not carry aws:Referer",
    ]


def test_values_of_assertions_and_tokens() -> None:
    saml = pk.SamlIdentity(cast.SAML, attributes={"sub": "alice"})
    web = pk.WebIdentity(cast.OIDC, claims={"sub": "alice"})
    signed = trusts({"Federated": cast.SAML}, "sts:AssumeRoleWithSAML", Condition={"Null": {"saml:sub": "false"}})
    token = trusts(
        {"Federated": cast.OIDC},
        "sts:AssumeRoleWithWebIdentity",
        Condition={"Null": {"gitlab.example.com/ci:sub": "false", "aws:FederatedProvider": "false"}},
    )
    assert section(call(saml, signed), "Known") == ["saml:sub is 'alice' (of the assertion)"]
    assert section(call(web, token), "Known") == [
        "gitlab.example.com/ci:sub is 'alice' (of the token)",
        f"aws:FederatedProvider is '{cast.OIDC}' (derived)",
    ]


def test_only_what_decides_is_told() -> None:
    """Conditions of statements about something else say nothing about the request."""
    decision = ask(
        cast.USER,
        pk.Policies(
            [
                identity(
                    may("ec2:*", "*", Condition={"StringEquals": {"aws:username": "x", "aws:Referer": "y"}}),
                    may(
                        "s3:*", "arn:aws:s3:::${aws:PrincipalAccount}/x", Condition={"Null": {"aws:SourceVpc": "true"}}
                    ),
                    may("s3:*", "*"),
                )
            ]
        ),
    )
    assert section(decision, "Known") == [f"aws:PrincipalAccount is '{A}' (derived)"]
    assert "the request does not carry" not in "".join(decision.assumptions)


LINKED = pk.Role(f"arn:aws:iam::{A}:role/aws-service-role/es.amazonaws.com/AWSServiceRoleForES")
NO_SCP, NO_ENDPOINT = f"no service control policy limits account {A}", "no VPC endpoint policy limits the request"
NO_RCP = f"no resource control policy limits {A}"
ASSUMED: dict[str, tuple[pk.Decision, list[str]]] = {
    "EVAL-6 a user": (
        ask(cast.USER, pk.Policies(resource=resource(trusts("*", "s3:*", Resource="*")))),
        [NO_SCP, f"{cast.ALICE} has no permissions boundary", NO_RCP, NO_ENDPOINT],
    ),
    "EVAL-6 a session": (
        call(SESSION, when()),
        [
            NO_SCP,
            f"{cast.CALLER} has no permissions boundary",
            f"no session policy was passed for {cast.SESSION}",
            NO_RCP,
            NO_ENDPOINT,
        ],
    ),
    "EVAL-41 a federated user": (
        ask(cast.FEDERATED_USER, pk.Policies(resource=resource(trusts("*", "s3:*", Resource="*")))),
        [NO_SCP, f"{cast.ALICE} has no permissions boundary", NO_RCP, NO_ENDPOINT],
    ),
    "EVAL-40 a root user": (
        ask(cast.ROOT_USER, pk.Policies()),
        [NO_SCP, NO_RCP, f"{OBJECT} has no resource-based policy", NO_ENDPOINT],
    ),
    "EVAL-46 a service": (call(cast.SERVICE, when()), [NO_RCP]),
    "EVAL-45 nobody": (
        pk.authorize(pk.Request(cast.ANONYMOUS, "s3:GetObject", OBJECT), pk.Policies()),
        [
            "no resource control policy limits the account of the resource",
            f"{OBJECT} has no resource-based policy",
            NO_ENDPOINT,
        ],
    ),
    "EVAL-26 EVAL-32 a service-linked role": (
        ask(pk.RoleSession(LINKED, "sess"), pk.Policies(resource=resource(trusts("*", "s3:*", Resource="*")))),
        [
            f"{LINKED.arn} has no permissions boundary",
            f"no session policy was passed for arn:aws:sts::{A}:assumed-role/AWSServiceRoleForES/sess",
            NO_ENDPOINT,
        ],
    ),
    "EVAL-32 the service of a service-linked role": (
        pk.can_assume(pk.AwsService("es.amazonaws.com"), LINKED),
        [],
    ),
    "EVAL-32 the user of a grant, who retires it": (
        ask(cast.USER, pk.Policies(), "kms:RetireGrant", "*"),
        [NO_SCP, f"{cast.ALICE} has no permissions boundary", NO_ENDPOINT],
    ),
    "EVAL-30 a service without RCPs": (
        ask(cast.USER, pk.Policies(), "ec2:DescribeInstances", "*"),
        [NO_SCP, f"{cast.ALICE} has no permissions boundary", NO_ENDPOINT],
    ),
    "everything is given": (
        ask(
            SESSION,
            pk.Policies(
                boundary=boundary(may()),
                session=[session(may())],
                scps=[[scp(may())]],
                rcps=[[]],
                resource=resource(trusts("*", "s3:*", Resource="*")),
                endpoint=endpoint(trusts("*", "s3:*", Resource="*")),
            ),
        ),
        [],
    ),
    "EVAL-25 what is missing is not assumed": (
        call(
            pk.User(cast.ALICE, missing_boundary="boundary X"),
            when(),
            organization=pk.UNKNOWN,
        ),
        [NO_ENDPOINT],
    ),
    "EVAL-44 no policy has a say": (ask(cast.USER, pk.Policies(), "sts:GetCallerIdentity", "*"), []),
    "ASSUME-8 no policy helps": (call(cast.ROOT_USER, when()), []),
}


@pytest.mark.parametrize(("decision", "assumed"), ASSUMED.values(), ids=ASSUMED)
def test_what_was_assumed(decision: pk.Decision, assumed: list[str]) -> None:
    assert list(decision.assumptions) == assumed
    assert section(decision, "Assumed") == assumed


# --- the whole --------------------------------------------------------------------------------------------------------


def organization(*levels: list[pk.ServiceControlPolicy]) -> pk.Organization:
    """Alice's account in a unit, with these policies at the root, the unit and the account."""
    path = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"
    places = ("r-ab12", "ou-ab12-11111111", A)
    return pk.Organization(
        "o-a1b2c3d4e5",
        management_account=B,
        accounts={A: path, B: "o-a1b2c3d4e5/r-ab12/"},
        scps=dict(zip(places, levels, strict=False)),
    )


def test_where_in_the_organization() -> None:
    full, silent = scp(may()), scp(may("ec2:*"))
    decision = call(cast.USER, when(), organization=organization([full], [silent, silent], [full]))
    assert decision.reasons == (
        f"no service control policy at level 2 allows sts:AssumeRole on {ROLE} (level 2 is ou-ab12-11111111)",
    )
    assert section(decision, "Statements")[:3] == [
        "service control policy at level 1, statement 1: Allow applies",
        "service control policy 1 at level 2, statement 1: Allow does not apply",
        "    is for 'ec2:*', but the action is sts:AssumeRole",
    ]


def test_a_level_has_no_id_where_not_every_level_is_known() -> None:
    full, silent = scp(may()), scp(may("ec2:*"))
    decision = call(cast.USER, when(), organization=organization([full], [silent]))
    assert decision.reasons == (f"no service control policy at level 2 allows sts:AssumeRole on {ROLE}",)
    elsewhere = pk.Organization("o-a1b2c3d4e5", management_account=B, accounts={B: "o-a1b2c3d4e5/r-ab12/"})
    request = pk.Request(cast.USER, "s3:GetObject", OBJECT, resource_account=A, organization=elsewhere)
    assert pk.authorize(request, pk.Policies([identity(may())], scps=[[silent]])).reasons == (
        f"no service control policy at level 1 allows s3:GetObject on {OBJECT}",
    )


def test_a_document_with_a_name_needs_no_level() -> None:
    named = pk.ServiceControlPolicy.from_dict(cast.document(may_not()), name="service control policy Lock at r-ab12")
    [reason] = ask(cast.USER, pk.Policies(scps=[[named]])).reasons
    assert reason == "service control policy Lock at r-ab12, statement 1 denies s3:GetObject"


def test_companions_and_why_they_are_needed() -> None:
    center = "arn:aws:iam::aws:contextProvider/IdentityCenter"
    context = pk.ProvidedContext(center, "token")
    decision = call(
        cast.USER,
        trusts({"AWS": cast.ALICE}, ["sts:AssumeRole", "sts:TagSession"]),
        tags={"team": "red"},
        source_identity="dev",
        provided_contexts=[context],
    )
    assert decision.explain().split("\n")[:5] == [
        f"DENIED (implicitly: nothing allows it): {cast.ALICE}",
        f"  sts:AssumeRole on {ROLE}: allowed",
        "  and sts:TagSession, because of the session tags 'team': allowed",
        "  and sts:SetSourceIdentity, because of the source identity 'dev': implicit deny",
        f"  and sts:SetContext, because of the context of '{center}': implicit deny",
    ]
    assert "T, statement 1: Allow does not apply to sts:SetContext" in section(decision, "Statements")


def test_the_worst_action_decides() -> None:
    """What comes near is told under "Statements" where "Why" is about another action."""
    decision = call(cast.USER, when(), refuses({"AWS": "*"}, "sts:TagSession"), tags={"team": "red"})
    assert decision.outcome is pk.Outcome.EXPLICIT_DENY
    assert decision.reasons == ("T, statement 2 denies sts:TagSession (trust policy)",)
    both = call(SESSION, trusts(OTHER), refuses({"AWS": "*"}, "sts:TagSession"), tags={"team": "red"})
    assert "T, statement 1: Allow does not apply to sts:AssumeRole" in section(both, "Statements")


def test_statements_about_something_else_are_counted() -> None:
    policy = identity(*(may("ec2:*", Sid=f"S{number}") for number in range(6)), may("s3:*"))
    decision = ask(cast.USER, pk.Policies([policy]))
    assert section(decision, "Statements") == [
        "identity-based policy, statement 7: Allow applies",
        "6 more about something else",
    ]
    denied = ask(cast.USER, pk.Policies([policy]), "rds:StartDBInstance", "*")
    assert section(denied, "Statements") == ["7 more about something else"]


# --- data -------------------------------------------------------------------------------------------------------------

DATA: dict[pk.Outcome, pk.Decision] = {
    pk.Outcome.ALLOWED: call(cast.USER, trusts({"AWS": cast.ALICE})),
    pk.Outcome.IMPLICIT_DENY: call(cast.USER, trusts(OTHER)),
    pk.Outcome.EXPLICIT_DENY: call(cast.USER, refuses({"AWS": "*"})),
    pk.Outcome.UNKNOWN: call(cast.USER, when(StringLike={"aws:UserAgent": "x"})),
}


@pytest.mark.parametrize("outcome", DATA)
def test_a_decision_as_data(outcome: pk.Outcome) -> None:
    decision = DATA[outcome]
    allowed = outcome is pk.Outcome.ALLOWED
    residual = {"condition": {"StringLike": {"aws:UserAgent": ["x"]}}}
    assert decision.to_dict() == {
        "outcome": outcome.value,
        "allowed": allowed,
        "reasons": list(decision.reasons),
        "changes": list(decision.changes),
        "residual": residual if outcome is pk.Outcome.UNKNOWN else None,
        "assumptions": list(decision.assumptions),
        "session": f"arn:aws:sts::{A}:assumed-role/target/policykit" if allowed else None,
        "steps": [each.to_dict() for each in decision.steps],
    }
    assert (decision.outcome, bool(decision), str(decision)) == (outcome, allowed, decision.explain())
    assert [each.effect for each in decision.statements] == {
        pk.Outcome.ALLOWED: ["Allow"],
        pk.Outcome.EXPLICIT_DENY: ["Deny"],
    }.get(outcome, [])
    assert (decision.session is None) is not allowed


def test_a_clear_decision_leaves_nothing_open() -> None:
    assert [str(DATA[each].residual) for each in (pk.Outcome.ALLOWED, pk.Outcome.IMPLICIT_DENY)] == ["always", "never"]
