"""The operations of STS beside assuming a role (ASSUME-90 to ASSUME-92)."""

from collections.abc import Callable
from typing import Any

import pytest

import policykit as pk
from policykit.errors import InvalidRequest
from policykit.evaluate.neighbours import ROOT_TASKS
from tests.evaluate import cast
from tests.evaluate.cast import A, B, identity, may, may_not, scp, session

OK, IMP, EXP, UNK = pk.Outcome.ALLOWED, pk.Outcome.IMPLICIT_DENY, pk.Outcome.EXPLICIT_DENY, pk.Outcome.UNKNOWN
TASK = "IAMAuditRootUserCredentials"
TASK_ARN = f"arn:aws:iam::aws:policy/root-task/{TASK}"
GRANTED = pk.User(cast.ALICE, policies=[identity(may("sts:*"))])
NAME = "of the characters A-Z a-z 0-9 _ + = , . @ -"

REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "GOLD 232 a long root session": (
        lambda: pk.can_assume_root(GRANTED, B, task_policy=TASK, duration_seconds=901),
        "invalid duration_seconds: expected 0 to 900, found 901",
    ),
    "ASSUME-90 no number": (
        lambda: pk.can_assume_root(GRANTED, B, task_policy=TASK, duration_seconds=True),
        "invalid duration_seconds: expected 0 to 900, found True",
    ),
    "ASSUME-90 another task": (
        lambda: pk.can_assume_root(GRANTED, B, task_policy="AdministratorAccess"),
        f"invalid task_policy: expected one of {', '.join(ROOT_TASKS)}, found 'AdministratorAccess'",
    ),
    "ASSUME-90 no account": (
        lambda: pk.can_assume_root(GRANTED, "1", task_policy=TASK),
        "invalid target: invalid account id '1': expected twelve digits, for example '111122223333'",
    ),
    "ASSUME-90 a role": (
        lambda: pk.can_assume_root(GRANTED, cast.TARGET, task_policy=TASK),
        f"invalid target: invalid ARN '{cast.TARGET}': expected the root of an account, arn:aws:iam::111122223333:root",
    ),
    "ASSUME-91 a short name": (
        lambda: pk.can_get_federation_token(GRANTED, "x"),
        f"invalid name: invalid federated user name 'x': expected 2 to 32 {NAME}",
    ),
    "ASSUME-91 a reserved tag": (
        lambda: pk.can_get_federation_token(GRANTED, "bob", tags={"aws:x": ""}),
        "invalid tags: expected a key that does not begin with 'aws:', which is reserved, found 'aws:x'",
    ),
    "ASSUME-91 too many tags": (
        lambda: pk.can_get_federation_token(GRANTED, "bob", tags={str(number): "" for number in range(51)}),
        "invalid tags: expected at most 50 tags, found 51",
    ),
    "ASSUME-91 too short": (
        lambda: pk.can_get_federation_token(GRANTED, "bob", duration_seconds=899),
        "invalid duration_seconds: expected 900 to 129600, found 899",
    ),
    "GOLD 226 a root user, two hours": (
        lambda: pk.can_get_session_token(cast.ROOT_USER, duration_seconds=7200),
        "invalid duration_seconds: expected 900 to 3600, found 7200",
    ),
    "ASSUME-92 too long": (
        lambda: pk.can_get_session_token(GRANTED, duration_seconds=129_601),
        "invalid duration_seconds: expected 900 to 129600, found 129601",
    ),
}


@pytest.mark.parametrize(("ask", "message"), REFUSED.values(), ids=REFUSED)
def test_what_sts_refuses_before_it_looks_at_policies(ask: Callable[[], Any], message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        ask()
    assert str(caught.value) == message


ROOTS: dict[str, tuple[Any, pk.Outcome]] = {
    "GOLD 227 the side of the caller": (GRANTED, OK),
    "GOLD 228 without it": (pk.User(cast.ALICE), IMP),
    "ASSUME-90 a role session": (
        pk.RoleSession(pk.Role(cast.CALLER, policies=[identity(may("sts:AssumeRoot"))]), "sess"),
        OK,
    ),
    "ASSUME-90 the caller's Deny": (pk.User(cast.ALICE, policies=[identity(may(), may_not("sts:AssumeRoot"))]), EXP),
    "GOLD 229 a root user": (cast.ROOT_USER, IMP),
    "ASSUME-90 for another task": (
        pk.User(
            cast.ALICE,
            policies=[identity(may("sts:AssumeRoot", Condition={"ArnEquals": {"sts:TaskPolicyArn": f"{TASK_ARN}2"}}))],
        ),
        IMP,
    ),
    "CTX-36 for this task": (
        pk.User(
            cast.ALICE,
            policies=[identity(may("sts:AssumeRoot", Condition={"ArnEquals": {"sts:TaskPolicyArn": TASK_ARN}}))],
        ),
        OK,
    ),
}


@pytest.mark.parametrize(("caller", "outcome"), ROOTS.values(), ids=ROOTS)
def test_root_sessions(caller: Any, outcome: pk.Outcome) -> None:
    """ASSUME-90."""
    for target in (B, f"arn:aws:iam::{B}:root"):
        for task in (TASK, TASK_ARN):
            assert pk.can_assume_root(caller, target, task_policy=task).outcome is outcome


def test_what_is_asked_for_is_in_the_partition_of_the_caller() -> None:
    """ARN-2, ASSUME-90, ASSUME-91."""
    root, federated = f"arn:aws-cn:iam::{B}:root", f"arn:aws-cn:sts::{A}:federated-user/bob"
    task = TASK_ARN.replace("aws:", "aws-cn:", 1)
    when = {"ArnEquals": {"sts:TaskPolicyArn": task}}
    policies = [identity(may("sts:AssumeRoot", root, Condition=when), may("sts:*", federated))]
    caller = pk.User(cast.ALICE.replace("arn:aws:", "arn:aws-cn:"), policies=policies)
    for target in (B, root):
        for spelled in (TASK, task):
            assert pk.can_assume_root(caller, target, task_policy=spelled)
    assert not pk.can_assume_root(caller, f"arn:aws:iam::{B}:root", task_policy=TASK)
    assert pk.can_get_federation_token(caller, "bob", tags={"team": "a"})


def test_service_control_policies_bind_a_delegated_administrator() -> None:
    """GOLD 231, EVAL-28."""
    path = "o-a1b2c3d4e5/r-ab12/"
    organization = pk.Organization(
        "o-a1b2c3d4e5",
        management_account="999999999999",
        accounts=dict.fromkeys((A, B, "999999999999"), path),
        scps={"r-ab12": [scp(may())], A: [scp(may(), may_not("sts:AssumeRoot"))]},
        delegated_administrators=[A],
    )
    assert pk.can_assume_root(GRANTED, B, task_policy=TASK, organization=organization).outcome is EXP


TOKENS: dict[str, tuple[Any, dict[str, str], pk.Outcome]] = {  # caller, tags, outcome
    "ASSUME-91 the policies of the user": (GRANTED, {}, OK),
    "ASSUME-91 without them": (pk.User(cast.ALICE), {}, IMP),
    "ASSUME-91 a root user": (cast.ROOT_USER, {}, OK),
    "GOLD 233 a role session": (cast.ROLE_SESSION, {}, IMP),
    "EVAL-45 a caller without an account": (cast.SERVICE, {}, IMP),
    "ASSUME-40 tags": (GRANTED, {"team": "a"}, OK),
    "ASSUME-40 tags that may not be set": (
        pk.User(cast.ALICE, policies=[identity(may("sts:GetFederationToken"))]),
        {"team": "a"},
        IMP,
    ),
    "CTX-38 tags of another value": (
        pk.User(
            cast.ALICE,
            policies=[identity(may("sts:*", Condition={"StringEquals": {"aws:RequestTag/team": "b"}}))],
        ),
        {"Team": "a"},
        IMP,
    ),
    "ASSUME-91 another name": (
        pk.User(cast.ALICE, policies=[identity(may("sts:*", cast.FEDERATED + "2"))]),
        {},
        IMP,
    ),
}


@pytest.mark.parametrize(("caller", "tags", "outcome"), TOKENS.values(), ids=TOKENS)
def test_federation_tokens(caller: Any, tags: dict[str, str], outcome: pk.Outcome) -> None:
    """ASSUME-91."""
    assert pk.can_get_federation_token(caller, "bob", tags=tags).outcome is outcome


def test_the_keys_of_a_federation_token() -> None:
    """CTX-38, CTX-39."""
    decision = pk.can_get_federation_token(GRANTED, "bob", tags={"Team": "a"}, duration_seconds=900)
    assert [each.request.action for each in decision.answers] == ["sts:GetFederationToken", "sts:TagSession"]
    for each in decision.answers:
        assert each.request.lookup("aws:requesttag/team") == ("a",)
        assert each.request.lookup("aws:tagkeys") == ("Team",)
        assert each.request.resource_text == cast.FEDERATED


SESSION_TOKENS: dict[str, tuple[Any, pk.Outcome]] = {
    "GOLD 224 a user, whatever policies say": (pk.User(cast.ALICE, policies=[identity(may_not())]), OK),
    "ASSUME-92 a root user": (cast.ROOT_USER, OK),
    "GOLD 225 a session of a user": (pk.UserSession(GRANTED, mfa=True), IMP),
    "GOLD 225 a role session": (cast.ROLE_SESSION, IMP),
    "ASSUME-92 a federated user": (pk.FederatedUser(GRANTED, "bob", policies=[session(may())]), IMP),
    "EVAL-45 nobody in particular": (cast.ANONYMOUS, IMP),
}


@pytest.mark.parametrize(("caller", "outcome"), SESSION_TOKENS.values(), ids=SESSION_TOKENS)
def test_session_tokens(caller: Any, outcome: pk.Outcome) -> None:
    """ASSUME-92."""
    assert pk.can_get_session_token(caller, duration_seconds=3600).outcome is outcome
