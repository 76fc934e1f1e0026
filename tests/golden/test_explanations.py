"""What ``Decision.explain()`` says, word for word, in the situations in which people ask for it.

The texts are in ``tests/golden/explanations/``, a file for each situation. They are read by people, so a change of one
is to be judged, not only accepted: ``python -m tests.golden.test_explanations`` writes them anew, and `git diff` shows
what changed.
"""

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

import policykit as pk
from tests.golden import test_story as story
from tests.golden.world import (
    A_ROOT,
    ALICE,
    ALICE_B,
    ANYTHING,
    ASSUME,
    ASSUME_R,
    B_ROOT,
    BOB,
    CALLER,
    CALLER_B,
    LATEST,
    MFA,
    OLD_ID,
    ONLY_S3,
    ORG,
    ROLE_ID,
    SAML,
    SESSION,
    SET_ID,
    TAG,
    TOP,
    UNIT,
    USER_ID,
    WEB,
    A,
    B,
    Json,
    R,
    Statements,
    denies,
    grants,
    may,
    may_not,
    organization,
    policies_of,
    policy,
    refuses,
    session,
    trusts,
    user,
)

FOLDER: Final = Path(__file__).with_name("explanations")

# --- how the situations are written down ----------------------------------------------------------------------------


def sid(name: str, statement: Json) -> Json:
    """A statement with a Sid."""
    return {"Sid": name} | statement


def role(*trust: Json, arn: str = R, strict: bool = True, version: str | None = LATEST, **options: Any) -> pk.Role:
    """The role to be assumed; its trust policy is called trust.json."""
    document = pk.TrustPolicy.from_dict(policy(trust, version), strict=strict, name="trust.json")
    return pk.Role(arn, trust=document, **options)


def having(*documents: Statements, account: str = B, **options: Any) -> pk.User:
    """The user alice, whose identity-based policies are called policy-1.json and so on."""
    policies = [
        pk.IdentityPolicy.from_dict(policy(each), name=f"policy-{number}.json")
        for number, each in enumerate(documents, start=1)
    ]
    return pk.User(f"arn:aws:iam::{account}:user/alice", policies=policies, **options)


def ask(
    caller: Any,
    action: str,
    resource: str,
    own: Statements | None = None,
    *,
    owner: str = A,
    strict: bool = True,
    context: Mapping[str, Any] = {},
    **layers: Any,
) -> pk.Decision:
    """Any other question: `own` is the policy of the resource, called bucket.json."""
    kind = pk.TrustPolicy if ":role/" in resource else pk.ResourcePolicy
    document = None if own is None else kind.from_dict(policy(own), strict=strict, name="bucket.json")
    request = pk.Request(caller, action, resource, resource_account=owner, context=context)
    return pk.authorize(request, policies_of(caller, document, layers))


OBJECT: Final = "arn:aws:s3:::reports/q1"
GITHUB: Final = f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"
OKTA: Final = f"arn:aws:iam::{A}:saml-provider/okta"
SUB, AUD = "token.actions.githubusercontent.com:sub", "token.actions.githubusercontent.com:aud"
SIGN_IN = "https://signin.aws.amazon.com/saml"
RESERVED = f"arn:aws:iam::{A}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"
DEEP = f"arn:aws:iam::{A}:role/ci/r"
CHINESE = "arn:aws-cn:iam::111111111111:role/r"
EXTERNAL = {"StringEquals": {"sts:ExternalId": "acme-7"}}


def of_github(claims: Json, *conditions: Json) -> pk.Decision:
    """A workflow of GitHub, and a trust in GitHub under these conditions."""
    trust = [trusts({"Federated": GITHUB}, WEB, when=each) for each in conditions]
    return pk.can_assume(pk.WebIdentity(GITHUB, claims={"aud": "sts.amazonaws.com"} | claims), role(*trust))


def third_step(principal: str) -> pk.Decision:
    return pk.can_assume(story.OTHER_MAY, story.role(principal), session_name="olivia")


def fifth_step(action: str, resource: str) -> pk.Decision:
    caller = story.session()
    request = pk.Request(caller, action, resource, resource_account=story.A)
    return pk.authorize(request, pk.Policies(identity=caller.role.policies))


ITSELF = session(may(ASSUME, R), role="r")

# fmt: off
SITUATIONS: Final[Mapping[str, Callable[[], pk.Decision]]] = {
    # --- the story ----------------------------------------------------------------------------------------------------
    "story-1-trust-delegates-and-nothing-granted": lambda: pk.can_assume(story.NOBODY_YET, story.TO_B),
    "story-2-trust-delegates-and-policy-grants": lambda: pk.can_assume(story.STUART_MAY, story.TO_B),
    "story-3-trust-names-the-user": lambda: pk.can_assume(story.STUART_MAY, story.TO_STUART),
    "story-3-trust-names-another-user": lambda: pk.can_assume(story.OTHER_MAY, story.TO_STUART),
    "story-4-every-role-that-trusts-him": lambda: pk.can_assume(
        story.STUART_ANY, story.role(story.STUART, f"arn:aws:iam::{story.A}:role/db/eu/Another")),
    "story-4-a-role-of-a-third-account": lambda: pk.can_assume(
        story.STUART_ANY, story.role(story.STUART, f"arn:aws:iam::{story.THIRD}:role/CrossAccountRDS")),
    "story-5-what-the-session-may": lambda: fifth_step("rds:DescribeDBInstances", story.DATABASE),
    "story-5-what-the-session-may-not": lambda: fifth_step("ec2:RunInstances", story.INSTANCE),

    # --- who is named ------------------------------------------------------------------------------------------------
    "trust-only-delegates-within-the-account": lambda: pk.can_assume(
        having(ONLY_S3, account=A), role(trusts(A_ROOT))),
    "user-named-in-the-same-account": lambda: pk.can_assume(user(), role(sid("Alice", trusts(ALICE)))),
    "wrong-principal": lambda: pk.can_assume(
        user(), role(sid("Bob", trusts(BOB)), trusts({"Service": "ec2.amazonaws.com"}))),
    "wrong-case": lambda: pk.can_assume(
        having(may(ASSUME, R.replace("role/r", "role/R"))), role(trusts(ALICE_B.replace("alice", "Alice")))),
    "path-left-out": lambda: pk.can_assume(having(may(ASSUME, R)), role(trusts(ALICE_B), arn=DEEP)),
    "role-session-named-by-role": lambda: pk.can_assume(session(), role(trusts(CALLER))),
    "role-session-named-by-role-but-boundary-silent": lambda: pk.can_assume(
        session(boundary=ONLY_S3), role(trusts(CALLER))),
    "role-session-named-by-session": lambda: pk.can_assume(session(boundary=ONLY_S3), role(trusts(SESSION))),
    "another-session-is-named": lambda: pk.can_assume(session(name="other"), role(trusts(SESSION))),
    "deleted-principal": lambda: pk.can_assume(session(unique_id=ROLE_ID), role(trusts(OLD_ID))),
    "unique-id-of-the-caller-not-known": lambda: pk.can_assume(user(), role(trusts(USER_ID))),
    "self-assumption": lambda: pk.can_assume(ITSELF, role(trusts({"Service": "ec2.amazonaws.com"}))),
    "self-assumption-of-an-old-role": lambda: pk.can_assume(
        ITSELF, role(trusts({"Service": "ec2.amazonaws.com"})), legacy_implicit_self_trust=True),
    "cross-account-named-but-no-identity": lambda: pk.can_assume(
        having(may(ASSUME, f"arn:aws:sts::{A}:assumed-role/r/*"), may("sts:Get*")), role(trusts(ALICE_B))),

    # --- conditions --------------------------------------------------------------------------------------------------
    "near-miss-in-one-condition": lambda: pk.can_assume(
        having(ASSUME_R), role(sid("Partner", trusts(B_ROOT, when=EXTERNAL))), external_id="ACME-7"),
    "missing-external-id": lambda: pk.can_assume(
        having(ASSUME_R), role(sid("Partner", trusts(B_ROOT, when=EXTERNAL)))),
    "missing-mfa": lambda: pk.can_assume(having(ASSUME_R), role(trusts(B_ROOT, when={"Bool": {MFA: "true"}}))),
    "conditions-that-hold": lambda: pk.can_assume(
        having(ASSUME_R, tags={"team": "red"}),
        role(trusts("*", when={"StringEquals": {"aws:PrincipalOrgID": ORG, "sts:ExternalId": "acme-7",
                                                "aws:PrincipalTag/team": "${aws:ResourceTag/team}"},
                               "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), tags={"team": "red"}),
        external_id="acme-7", organization=organization(A, B), context={"aws:SourceIp": "203.0.113.7"}),
    "policy-variable-without-value": lambda: pk.can_assume(
        having(may(ASSUME, f"arn:aws:iam::{A}:role/${{aws:PrincipalTag/team}}-*")),
        role(trusts(B_ROOT), arn=f"arn:aws:iam::{A}:role/red-deploy")),
    "policy-variable-in-an-old-document": lambda: pk.can_assume(
        user(), role(trusts(ALICE, when={"StringEquals": {"aws:username": "${aws:username}"}}), version=None)),
    "session-arn-in-a-condition": lambda: pk.can_assume(
        session(), role(trusts("*", when={"ArnLike": {"aws:PrincipalArn": SESSION}}))),

    # --- denies and limits -------------------------------------------------------------------------------------------
    "explicit-deny-in-the-trust-policy": lambda: pk.can_assume(
        user(), role(trusts(ALICE), sid("WithoutMfa", denies("*", when={"BoolIfExists": {MFA: "false"}})))),
    "explicit-deny-in-an-identity-policy": lambda: pk.can_assume(
        having([ANYTHING, sid("NoProduction", may_not("sts:*", f"arn:aws:iam::{A}:role/*"))]), role(trusts(A_ROOT))),
    "explicit-deny-in-a-service-control-policy": lambda: pk.can_assume(
        session(ASSUME_R, role="ci-deploy", account=B), role(trusts(B_ROOT)),
        organization=organization(A, B, scps={UNIT: [ANYTHING, sid("OnlyCi", may_not(
            "sts:AssumeRole", when={"StringNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{B}:role/ci-*"}}))]})),
    "service-control-policies-without-allow": lambda: pk.can_assume(
        having(ASSUME_R), role(trusts(ALICE_B)),
        organization=organization(A, B, scps={UNIT: [may("ec2:*"), sid("Sessions", may("sts:Get*"))]})),
    "resource-control-policy-denies": lambda: pk.can_assume(
        having(ASSUME_R), role(trusts(ALICE_B)),
        organization=organization(A, rcps={TOP: [sid("Perimeter", refuses("*", "sts:*", "*", when={
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORG},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}})) | {"Principal": "*"}]})),
    "permissions-boundary-silent": lambda: pk.can_assume(
        user(ASSUME_R, account=B, boundary=ONLY_S3), role(trusts(B_ROOT))),
    "session-policy-silent": lambda: pk.can_assume(
        session(ASSUME_R, session_policy=may("sts:AssumeRole", CALLER)), role(trusts(A_ROOT))),
    "vpc-endpoint-silent": lambda: ask(
        user(may("s3:*")), "s3:GetObject", OBJECT, endpoint=grants("*", "s3:Put*", "*")),
    "everything-fails-at-once": lambda: pk.can_assume(
        having(ONLY_S3, boundary=pk.PermissionsBoundary.from_dict(policy(ONLY_S3), name="boundary.json")),
        role(trusts(CALLER_B)), organization=organization(A, B, scps={B: [ONLY_S3]})),
    "not-principal": lambda: ask(
        session(may("s3:*")), "s3:GetObject", OBJECT,
        {"Effect": "Deny", "NotPrincipal": {"AWS": [CALLER, A_ROOT]}, "Action": "s3:*", "Resource": "*"}),

    # --- callers of every kind ---------------------------------------------------------------------------------------
    "root-user": lambda: pk.can_assume(pk.RootUser(A), role(trusts(A_ROOT))),
    "federated-user": lambda: pk.can_assume(pk.FederatedUser(user(), "bob"), role(trusts(A_ROOT))),
    "service": lambda: pk.can_assume(
        pk.AwsService("lambda.amazonaws.com"),
        role(trusts({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}))),
    "service-not-named": lambda: pk.can_assume(
        pk.AwsService("ec2.amazonaws.com"), role(trusts({"AWS": "*"}), trusts({"Service": "ec2.amazonaws.com.cn"}))),
    "saml": lambda: pk.can_assume(
        pk.SamlIdentity(OKTA, attributes={"aud": SIGN_IN}),
        role(trusts({"Federated": OKTA}, SAML, when={"StringEquals": {"SAML:aud": SIGN_IN}}))),
    "saml-with-the-wrong-action": lambda: pk.can_assume(
        pk.SamlIdentity(OKTA, attributes={"aud": SIGN_IN}), role(trusts({"Federated": OKTA}, ASSUME))),
    "web-identity-with-the-wrong-sub": lambda: of_github(
        {"sub": "repo:acme/app:ref:refs/heads/feature"},
        {"StringEquals": {AUD: "sts.amazonaws.com", SUB: "repo:acme/app:ref:refs/heads/main"}}),
    "web-identity-with-a-literal-star": lambda: of_github(
        {"sub": "repo:acme/app:ref:refs/heads/feature"}, {"StringEquals": {SUB: "repo:acme/app:*"}}),
    "web-identity": lambda: of_github(
        {"sub": "repo:acme/app:ref:refs/heads/main"}, {"StringLike": {SUB: "repo:acme/app:*"}}),
    "another-partition": lambda: pk.can_assume(user(ANYTHING), role(trusts("*"), arn=CHINESE)),
    "identity-center-reserved-role": lambda: pk.can_assume(
        pk.SamlIdentity(OKTA), role(trusts({"Federated": OKTA}, [SAML, TAG]), arn=RESERVED)),

    # --- companions --------------------------------------------------------------------------------------------------
    "tags-need-another-action": lambda: pk.can_assume(
        user(ASSUME_R), role(trusts(ALICE)), tags={"Project": "Automation"}),
    "source-identity-on-a-role-session": lambda: pk.can_assume(
        session(source_identity="DevUser"), role(trusts(CALLER, [ASSUME, SET_ID]))),

    # --- what is not known -------------------------------------------------------------------------------------------
    "unknown-keys": lambda: pk.can_assume(
        having(ASSUME_R),
        role(trusts(B_ROOT, when=EXTERNAL | {"Bool": {MFA: "true"}}), denies("*", when={
            "NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
        mfa=True, unknown=["sts:ExternalId"], context={"aws:SourceIp": pk.PRESENT}),
    "organization-unknown": lambda: pk.can_assume(having(ASSUME_R), role(trusts(ALICE_B)), organization=pk.UNKNOWN),
    "attached-policy-missing": lambda: pk.can_assume(
        having(ONLY_S3, missing=["policy AssumeRoles of alice"]), role(trusts(ALICE_B))),
    "trust-policy-missing": lambda: pk.can_assume(having(ASSUME_R), pk.Role(R)),
    "missing-policy-does-not-matter": lambda: pk.can_assume(
        having(missing=["policy AssumeRoles of alice"]), role(trusts(BOB))),

    # --- other requests ----------------------------------------------------------------------------------------------
    "bucket-of-the-same-account-by-its-policy": lambda: ask(
        user(), "s3:GetObject", OBJECT, sid("Readers", grants(ALICE, "s3:Get*", "arn:aws:s3:::reports/*"))),
    "bucket-of-the-same-account-denied": lambda: ask(
        user(may("s3:GetObject", "arn:aws:s3:::reports")), "s3:GetObject", OBJECT),
    "bucket-of-another-account": lambda: ask(
        having(may("s3:GetObject", "arn:aws:s3:::reports/*")), "s3:GetObject", OBJECT,
        grants(B_ROOT, "s3:ListBucket", "arn:aws:s3:::reports")),
    "no-policy-has-a-say": lambda: ask(user(may_not("*")), "sts:GetCallerIdentity", "*"),
}
# fmt: on


# --- comparing ------------------------------------------------------------------------------------------------------


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.txt"


@pytest.mark.parametrize("name", SITUATIONS)
def test_explanation(name: str) -> None:
    found = SITUATIONS[name]().explain() + "\n"
    wanted = file_of(name).read_text(encoding="utf-8")
    if found != wanted:
        lines = difflib.unified_diff(wanted.splitlines(), found.splitlines(), "golden", "found", lineterm="", n=50)
        pytest.fail("\n".join(["the explanation has changed:", *lines]), pytrace=False)


def test_every_text_has_its_situation() -> None:
    assert {each.stem for each in FOLDER.iterdir()} == set(SITUATIONS)


def renew() -> None:
    """Write every text as it is now."""
    FOLDER.mkdir(exist_ok=True)
    for each in FOLDER.glob("*.txt"):
        each.unlink()
    for name, decide in SITUATIONS.items():
        file_of(name).write_text(decide().explain() + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
