"""The story that the README and the tutorial tell: Stuart of account B and the databases of account A.

Source: IAM User Guide, "IAM tutorial: Delegate access across AWS accounts using IAM roles", "Cross-account policy
evaluation logic" and "Switch from a user to an IAM role (console)" (EVAL-35 to EVAL-38, ASSUME-10 to ASSUME-14).
"""

import json

import pytest

import policykit as pk

A = "730739171055"  # the trusting account: its databases, its role
B = "356903128354"  # the trusted account: Stuart
THIRD = "111122223333"
ROLE = f"arn:aws:iam::{A}:role/CrossAccountRDS"
STUART = f"arn:aws:iam::{B}:user/Stuart"
DATABASE = f"arn:aws:rds:eu-west-1:{A}:db:orders"
INSTANCE = f"arn:aws:ec2:eu-west-1:{A}:instance/i-0123456789abcdef0"
NOTES = "arn:aws:s3:::stuart-notes/today"  # a bucket of B

# What Stuart gets: one statement, not a list of one.
MAY_ASSUME = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",\
"Resource":"arn:aws:iam::730739171055:role/CrossAccountRDS"}}"""


def trust(principal: str) -> pk.TrustPolicy:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return pk.TrustPolicy.from_dict({"Version": "2012-10-17", "Statement": statement}, name="trust of CrossAccountRDS")


def allowing(action: str, resource: str) -> pk.IdentityPolicy:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return pk.IdentityPolicy.from_dict({"Version": "2012-10-17", "Statement": statement})


def role(principal: str, arn: str = ROLE) -> pk.Role:
    return pk.Role(arn, trust=trust(principal), policies=[allowing("rds:*", "*")])  # as AmazonRDSFullAccess has it


TO_B = role(f"arn:aws:iam::{B}:root")
TO_STUART = role(STUART)
NOBODY_YET = pk.User(STUART)
STUART_MAY = pk.User(STUART, policies=[pk.IdentityPolicy.from_json(MAY_ASSUME, name="AssumeCrossAccountRDS")])
OTHER_MAY = pk.User(f"arn:aws:iam::{B}:user/Olivia", policies=STUART_MAY.policies)
STUART_ANY = pk.User(STUART, policies=[allowing("sts:AssumeRole", f"arn:aws:iam::{A}:role/*")])


def outcome(caller: pk.User, target: pk.Role) -> pk.Outcome:
    return pk.can_assume(caller, target, session_name="stuart").outcome


def test_1_the_trust_delegates_to_b_and_b_grants_nothing() -> None:
    decision = pk.can_assume(NOBODY_YET, TO_B, session_name="stuart")
    assert decision.outcome is pk.Outcome.IMPLICIT_DENY
    assert not decision
    assert decision.session is None
    [step] = decision.steps  # the trust lets B's administrators decide, and that is all that was said
    assert (step.layer, step.effect, step.index, step.mismatches) == (pk.Layer.RESOURCE, "Allow", 0, ())
    [reason] = decision.reasons
    assert f"only delegates to account {B}" in reason
    assert f"no identity-based policy of {STUART} allows sts:AssumeRole on {ROLE}" in reason
    assert reason in decision.explain()


@pytest.mark.parametrize("caller", [STUART_MAY, OTHER_MAY], ids=["Stuart", "another user of B"])
def test_2_b_grants_it_and_any_user_with_the_policy_may(caller: pk.User) -> None:
    decision = pk.can_assume(caller, TO_B, session_name="stuart")
    assert decision.outcome is pk.Outcome.ALLOWED
    assert [(step.layer, step.effect) for step in decision.statements] == [
        (pk.Layer.RESOURCE, "Allow"),
        (pk.Layer.IDENTITY, "Allow"),
    ]
    assert str(decision).startswith("ALLOWED")


def test_2_the_policy_keeps_its_single_statement() -> None:
    assert STUART_MAY.policies[0].to_json() == MAY_ASSUME


def test_3_the_trust_is_narrowed_to_stuart() -> None:
    assert outcome(STUART_MAY, TO_STUART) is pk.Outcome.ALLOWED
    decision = pk.can_assume(OTHER_MAY, TO_STUART)
    assert decision.outcome is pk.Outcome.IMPLICIT_DENY
    named, granted = decision.steps
    [mismatch] = named.mismatches
    assert mismatch.element == "Principal"
    assert STUART in mismatch.wanted
    assert "user/Olivia" in mismatch.found
    assert granted.mismatches == ()  # her own policy would let her
    assert all(each in decision.explain() for each in ("Olivia", STUART, "trust of CrossAccountRDS"))


def test_3_being_named_is_not_enough_across_accounts() -> None:
    assert outcome(NOBODY_YET, TO_STUART) is pk.Outcome.IMPLICIT_DENY


@pytest.mark.parametrize("path", ["", "db/", "db/eu/"])
def test_4_every_role_of_a_that_trusts_him_is_open(path: str) -> None:
    assert outcome(STUART_ANY, role(STUART, f"arn:aws:iam::{A}:role/{path}Another")) is pk.Outcome.ALLOWED


def test_4_a_role_of_a_that_does_not_trust_him_is_not() -> None:
    assert outcome(STUART_ANY, role(f"arn:aws:iam::{A}:root")) is pk.Outcome.IMPLICIT_DENY
    assert outcome(STUART_ANY, role(f"arn:aws:iam::{B}:user/Olivia")) is pk.Outcome.IMPLICIT_DENY


@pytest.mark.parametrize("principal", [STUART, f"arn:aws:iam::{B}:root", "*"])
def test_4_a_role_of_a_third_account_is_not(principal: str) -> None:
    theirs = role(principal, f"arn:aws:iam::{THIRD}:role/CrossAccountRDS")
    assert outcome(STUART_ANY, theirs) is pk.Outcome.IMPLICIT_DENY


def session() -> pk.RoleSession:
    made = pk.can_assume(STUART_MAY, TO_STUART, session_name="stuart").session
    assert made is not None
    return made


def asks(caller: pk.User | pk.RoleSession, action: str, resource: str, owner: str) -> pk.Outcome:
    policies = caller.policies if isinstance(caller, pk.User) else caller.role.policies
    request = pk.Request(caller, action, resource, resource_account=owner)
    return pk.authorize(request, pk.Policies(identity=policies)).outcome


def test_5_stuart_is_the_session_now() -> None:
    assert str(session().arn) == f"arn:aws:sts::{A}:assumed-role/CrossAccountRDS/stuart"


def test_5_the_session_may_do_what_the_role_may() -> None:
    assert asks(session(), "rds:DescribeDBInstances", DATABASE, A) is pk.Outcome.ALLOWED
    assert asks(session(), "ec2:RunInstances", INSTANCE, A) is pk.Outcome.IMPLICIT_DENY


def test_5_the_session_has_given_up_what_stuart_may() -> None:
    stuart = pk.User(STUART, policies=[*STUART_MAY.policies, allowing("s3:*", "arn:aws:s3:::stuart-notes/*")])
    assert asks(stuart, "s3:GetObject", NOTES, B) is pk.Outcome.ALLOWED
    assert asks(session(), "s3:GetObject", NOTES, B) is pk.Outcome.IMPLICIT_DENY
    assert asks(stuart, "rds:DescribeDBInstances", DATABASE, A) is pk.Outcome.IMPLICIT_DENY


def test_6_the_link_of_the_console() -> None:
    link = f"https://signin.aws.amazon.com/switchrole?account={A}&roleName=CrossAccountRDS"
    assert TO_STUART.switch_role_url() == link
    assert TO_STUART.switch_role_url(display_name="RDS & friends") == f"{link}&displayName=RDS+%26+friends"
    deep = role(STUART, f"arn:aws:iam::{A}:role/db/eu/CrossAccountRDS")
    assert "roleName=db%2Feu%2FCrossAccountRDS" in deep.switch_role_url()


def test_the_decision_as_data_is_json() -> None:
    told = json.loads(json.dumps(pk.can_assume(OTHER_MAY, TO_STUART).to_dict()))
    assert (told["outcome"], told["allowed"]) == ("implicit deny", False)
    assert [step["mismatches"] != [] for step in told["steps"]] == [True, False]
