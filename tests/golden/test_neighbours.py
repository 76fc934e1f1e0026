"""Golden 226 and 232: parameters of the other operations of STS, which have calls of their own."""

import pytest

import policykit as pk
from tests.golden.world import ALICE, A, B

ME = pk.User(
    ALICE, policies=[pk.IdentityPolicy.from_dict({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})]
)
ROOT = pk.RootUser(A)


def test_226_a_root_user_gets_an_hour_at_most() -> None:
    """ASSUME-92: 3600 seconds are the maximum for a root user, and 900 the least for anybody."""
    assert pk.can_get_session_token(ROOT, duration_seconds=3600)
    with pytest.raises(pk.InvalidRequest, match="expected 900 to 3600, found 7200"):
        pk.can_get_session_token(ROOT, duration_seconds=7200)
    assert pk.can_get_session_token(ME, duration_seconds=129_600)
    with pytest.raises(pk.InvalidRequest, match="expected 900 to 129600, found 899"):
        pk.can_get_session_token(ME, duration_seconds=899)


def test_225_temporary_credentials_get_no_session_token() -> None:
    """ASSUME-92, EVAL-42: only long-term credentials do."""
    assert pk.can_get_session_token(pk.UserSession(ME)).outcome is pk.Outcome.IMPLICIT_DENY


@pytest.mark.parametrize("target", [B, f"arn:aws:iam::{B}:root"])
def test_227_a_root_session_needs_the_caller_side_only(target: str) -> None:
    """ASSUME-90: there is no trust policy; the target is twelve digits or a root ARN."""
    assert pk.can_assume_root(ME, target, task_policy="IAMAuditRootUserCredentials")
    silent = pk.User(ALICE)
    decision = pk.can_assume_root(silent, target, task_policy="IAMAuditRootUserCredentials")
    assert decision.outcome is pk.Outcome.IMPLICIT_DENY
    assert f"account {A} manages root access of {B}" in decision.assumptions


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"duration_seconds": 901}, "invalid duration_seconds: expected 0 to 900, found 901"),
        ({"target": "1234"}, "invalid target: invalid account id '1234'"),
        ({"target": f"arn:aws:iam::{B}:user/x"}, "invalid target: invalid ARN"),
        ({"task_policy": "AdministratorAccess"}, "invalid task_policy: expected one of IAMAuditRootUserCredentials"),
    ],
)
def test_232_parameters_that_sts_refuses(parameters: dict[str, object], message: str) -> None:
    """ASSUME-90: a malformed call is no denial."""
    call: dict[str, object] = {"target": B, "task_policy": "S3UnlockBucketPolicy", **parameters}
    with pytest.raises(pk.InvalidRequest) as refused:
        pk.can_assume_root(ME, **call)  # type: ignore[arg-type]  # one of them is wrong on purpose
    assert str(refused.value).startswith(message)


def test_the_task_is_a_condition_key() -> None:
    """CTX-36: sts:TaskPolicyArn is what the caller asks for."""
    audit = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
    allowing = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoot",
        "Resource": f"arn:aws:iam::{B}:root",
        "Condition": {"ArnEquals": {"sts:TaskPolicyArn": audit}},
    }
    auditor = pk.User(ALICE, policies=[pk.IdentityPolicy.from_dict({"Statement": allowing})])
    assert pk.can_assume_root(auditor, B, task_policy=audit)
    assert not pk.can_assume_root(auditor, B, task_policy="S3UnlockBucketPolicy")


def test_233_a_federation_token_needs_an_identity_policy() -> None:
    """ASSUME-91: the resource is the federated user; tags make sts:TagSession necessary."""
    narrow = pk.IdentityPolicy.from_dict(
        {
            "Statement": {
                "Effect": "Allow",
                "Action": "sts:GetFederationToken",
                "Resource": f"arn:aws:sts::{A}:federated-user/bob",
            }
        }
    )
    user = pk.User(ALICE, policies=[narrow])
    assert pk.can_get_federation_token(user, "bob")
    assert not pk.can_get_federation_token(user, "eve")
    assert not pk.can_get_federation_token(user, "bob", tags={"team": "a"})
    assert pk.can_get_federation_token(ME, "bob", tags={"team": "a"}, duration_seconds=900)
    assert not pk.can_get_federation_token(pk.UserSession(ME), "bob")
    assert not pk.can_get_federation_token(pk.Anonymous(), "bob")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"name": "x"}, "invalid name: invalid federated user name 'x'"),
        ({"tags": {"aws:x": "1"}}, "invalid tags: expected a key that does not begin with 'aws:'"),
        ({"duration_seconds": 10}, "invalid duration_seconds: expected 900 to 129600, found 10"),
    ],
)
def test_parameters_of_a_federation_token(parameters: dict[str, object], message: str) -> None:
    """ASSUME-91, ASSUME-37: names of 2 to 32 characters."""
    call: dict[str, object] = {"name": "bob", **parameters}
    with pytest.raises(pk.InvalidRequest) as refused:
        pk.can_get_federation_token(ME, **call)  # type: ignore[arg-type]  # one of them is wrong on purpose
    assert str(refused.value).startswith(message)
