"""Condition keys that only AWS or the caller can fill: missing unless given, and then compared like any other."""

import pytest

import policykit as pk

A = "111122223333"
ROLE = f"arn:aws:iam::{A}:role/Deploy"
ALICE = pk.User(f"arn:aws:iam::{A}:user/alice")
SESSION = pk.RoleSession(pk.Role(f"arn:aws:iam::{A}:role/ci"), "build")
GIVEN = {  # rule: key, operator, value
    "CTX-12 the user of Identity Center": ("identitystore:UserId", "StringEquals", "9067d-1"),
    "CTX-23 a root session": ("aws:AssumedRoot", "Bool", "true"),
    "CTX-24 MFA of the session": ("aws:MultiFactorAuthPresent", "Bool", "true"),
    "CTX-26 the instance": ("ec2:SourceInstanceArn", "ArnLike", f"arn:aws:ec2:eu-west-1:{A}:instance/i-1"),
    "CTX-27 the function": ("lambda:SourceFunctionArn", "ArnLike", f"arn:aws:lambda:eu-west-1:{A}:function:f"),
    "CTX-27a Glue": ("glue:RoleAssumedBy", "StringEquals", "glue.amazonaws.com"),
    "CTX-29a the sign-in session": ("aws:SignInSessionArn", "ArnLike", f"arn:aws:signin:eu-west-1:{A}:session/1"),
    "CTX-37 a bearer token": ("sts:AWSServiceName", "StringEquals", "codeartifact.amazonaws.com"),
    "CTX-44 the VPC": ("aws:SourceVpc", "StringEquals", "vpc-12345678"),
    "CTX-44a the ARN of the VPC": ("aws:SourceVpcArn", "ArnLike", f"arn:aws:ec2:eu-west-1:{A}:vpc/vpc-12345678"),
    "CTX-49a an MCP service": ("aws:CalledViaAWSMCP", "StringEquals", "x.amazonaws.com"),
    "CTX-57a the legacy owner": ("aws:SourceOwner", "StringEquals", A),
    "CTX-59a a delegation": ("iam:DelegationDuration", "StringEquals", "3600"),
}


@pytest.mark.parametrize(("key", "operator", "value"), GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("caller", [ALICE, SESSION], ids=["user", "session"])
def test_a_key_counts_once_it_is_given(caller: pk.User | pk.RoleSession, key: str, operator: str, value: str) -> None:
    policy = pk.IdentityPolicy.from_dict(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {key: value}}},
        }
    )
    policies = pk.Policies([policy])
    missing = pk.authorize(pk.Request(caller, "iam:GetRole", ROLE), policies)
    given = pk.authorize(pk.Request(caller, "iam:GetRole", ROLE, context={key.upper(): value}), policies)
    assert (missing.outcome, given.outcome) == (pk.Outcome.IMPLICIT_DENY, pk.Outcome.ALLOWED)
    assert f"the request does not carry {key}" in missing.assumptions


@pytest.mark.parametrize(("mfa", "outcome"), [(True, pk.Outcome.ALLOWED), (False, pk.Outcome.IMPLICIT_DENY)])
def test_switching_roles_in_the_console_passes_the_state_of_mfa(mfa: bool, outcome: pk.Outcome) -> None:
    """CTX-56: as the call of a user whose credentials say whether a code was given."""
    trust = pk.TrustPolicy.from_dict(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"AWS": str(ALICE.arn)},
                "Action": "sts:AssumeRole",
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            },
        }
    )
    assert pk.can_assume(pk.UserSession(ALICE, mfa=mfa), pk.Role(ROLE, trust=trust)).outcome is outcome


@pytest.mark.parametrize("claim", ["sub", "project_id", "oidc.example.com/team"])
def test_a_claim_of_a_token_is_a_key_of_its_issuer(claim: str) -> None:
    """CTX-42: host and path of the provider, a colon, and the claim; other hosts know nothing of it."""
    provider = f"arn:aws:iam::{A}:oidc-provider/gitlab.example.com/ci"
    caller = pk.WebIdentity(provider, claims={claim: "7"})
    for host, allowed in (("gitlab.example.com/ci", True), ("gitlab.example.com", False)):
        trust = pk.TrustPolicy.from_dict(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"Federated": provider},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {"StringEquals": {f"{host}:{claim}": "7"}},
                },
            }
        )
        assert bool(pk.can_assume(caller, pk.Role(ROLE, trust=trust))) is allowed
