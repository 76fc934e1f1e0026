"""Accounts asked by name: who a caller is, what is not in the data, and who may assume what."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import policykit as pk
from policykit import Outcome, Snapshot, load_snapshot
from policykit.errors import ArnError, IdError, InputError, InvalidRequest
from policykit.inputs import read_inventory
from policykit.snapshot import Inventory
from tests.inputs.exports import A, B, allow, export, inline, role, role_arn, source, trust, user, user_arn

C = "777788889999"  # an account that is not in the data
ALICE, DEPLOY, DATA = user_arn("alice"), role_arn("ci/Deploy"), role_arn("Data", B)
GITHUB = f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"
OKTA = f"arn:aws:iam::{A}:saml-provider/okta"


def federated(provider: str, action: str, **equals: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": action}
    return {"Statement": statement | {"Condition": {"StringEquals": equals}}}


OUTPUT = export(
    users=[user("alice", UserPolicyList=[inline("p", allow("sts:AssumeRole", DATA))]), user("bob")],
    roles=[
        role("ci/Deploy", RolePolicyList=[inline("p", allow("sts:AssumeRole"))]),
        role("Data", B, AssumeRolePolicyDocument=trust(A, C)),
        role(
            "Hub",
            AssumeRolePolicyDocument=federated(
                GITHUB,
                "sts:AssumeRoleWithWebIdentity",
                **{"token.actions.githubusercontent.com:sub": "repo:acme/app"},
            ),
        ),
        role("Sso", AssumeRolePolicyDocument=federated(OKTA, "sts:AssumeRoleWithSAML", **{"saml:sub": "alice"})),
    ],
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot(read_inventory([source(OUTPUT)]))


# --- callers ---------------------------------------------------------------------------------------------------------


def test_a_user(snapshot: Snapshot) -> None:
    assert snapshot.caller(ALICE) is snapshot.users[ALICE]
    assert snapshot.caller(pk.Arn.parse(ALICE)) is snapshot.users[ALICE]


def test_a_role_calls_as_one_of_its_sessions(snapshot: Snapshot) -> None:
    assert snapshot.caller(DEPLOY) == pk.RoleSession(snapshot.roles[DEPLOY], "policykit")
    assert snapshot.caller(DEPLOY, session_name="build-42") == pk.RoleSession(snapshot.roles[DEPLOY], "build-42")


def test_a_session_belongs_to_the_role_of_its_account_and_name(snapshot: Snapshot) -> None:
    """PRIN-19: the path of the role is not part of the ARN of a session."""
    session = f"arn:aws:sts::{A}:assumed-role/Deploy/build-42"
    assert snapshot.caller(session) == pk.RoleSession(snapshot.roles[DEPLOY], "build-42")
    assert snapshot.caller(session, session_name="build-42") == snapshot.caller(session)


OTHERS: dict[str, tuple[str, Callable[[], object]]] = {
    "a root user": (f"arn:aws:iam::{C}:root", lambda: pk.RootUser(C)),
    "a root user of another partition": (
        f"arn:aws-cn:iam::{C}:root",
        lambda: pk.RootUser(f"arn:aws-cn:iam::{C}:root"),
    ),
    "a service": ("lambda.amazonaws.com", lambda: pk.AwsService("lambda.amazonaws.com")),
    "a service in China": ("ec2.amazonaws.com.cn", lambda: pk.AwsService("ec2.amazonaws.com.cn")),
    "a built-in provider": (
        "cognito-identity.amazonaws.com",
        lambda: pk.WebIdentity("cognito-identity.amazonaws.com"),
    ),
    "an OIDC provider": (GITHUB, lambda: pk.WebIdentity(GITHUB)),
    "a SAML provider": (OKTA, lambda: pk.SamlIdentity(OKTA)),
    "nobody": ("anonymous", pk.Anonymous),
}


@pytest.mark.parametrize(("text", "caller"), OTHERS.values(), ids=OTHERS)
def test_callers_that_no_data_tells_of(text: str, caller: Callable[[], object], snapshot: Snapshot) -> None:
    assert snapshot.caller(text) == caller()


def test_a_federated_user_cannot_assume_roles(snapshot: Snapshot) -> None:
    """ASSUME-6."""
    caller = snapshot.caller(f"arn:aws-cn:sts::{A}:federated-user/carol")
    assert isinstance(caller, pk.FederatedUser)
    assert str(caller.arn) == f"arn:aws-cn:sts::{A}:federated-user/carol"
    assert snapshot.can_assume(f"arn:aws:sts::{A}:federated-user/carol", DEPLOY).outcome is Outcome.IMPLICIT_DENY


WRONG = {
    "a name": ("alice", "expected the ARN of a user, role"),
    "an account": (A, "expected the ARN of a user, role"),
    "a host": ("token.actions.githubusercontent.com", "expected the ARN of a user, role"),
    "a service with a wildcard": ("*.amazonaws.com", "invalid principal '*.amazonaws.com'"),
    "a group": (f"arn:aws:iam::{A}:group/dev", "expected the ARN of a user, role"),
    "nothing": ("", "expected the ARN of a user, role"),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG)
def test_what_cannot_call(text: str, reason: str, snapshot: Snapshot) -> None:
    with pytest.raises(InvalidRequest) as caught:
        snapshot.caller(text)
    assert caught.value.parameter == "caller"
    assert caught.value.reason.startswith(reason)


def test_a_malformed_arn_says_why(snapshot: Snapshot) -> None:
    with pytest.raises(ArnError, match="six fields"):
        snapshot.caller("arn:aws:iam:role/Deploy")


@pytest.mark.parametrize("text", [ALICE, "anonymous", f"arn:aws:sts::{A}:assumed-role/Deploy/other"])
def test_a_session_name_that_fits_nothing_is_refused(text: str, snapshot: Snapshot) -> None:
    with pytest.raises(InvalidRequest, match="invalid session_name"):
        snapshot.caller(text, session_name="build-42")


def test_a_malformed_session_name_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(IdError, match="role session name"):
        snapshot.caller(DEPLOY, session_name="a b")


# --- what is not in the data -----------------------------------------------------------------------------------------

UNKNOWN = {
    "a user": (user_arn("alicia"), f"{user_arn('alicia')!r} is not in the data; did you mean {ALICE!r}?"),
    "a user unlike any other": (user_arn("x"), f"{user_arn('x')!r} is not in the data; did you mean"),
    "a role without its path": (
        role_arn("Deploy"),
        f"{role_arn('Deploy')!r} is not in the data; did you mean {DEPLOY!r}?",
    ),
    "a session": (
        f"arn:aws:sts::{A}:assumed-role/Deplay/build",
        f"the role of 'arn:aws:sts::{A}:assumed-role/Deplay/build' is not in the data; did you mean {DEPLOY!r}?",
    ),
    "a user of an account without users": (user_arn("alice", B), f"{user_arn('alice', B)!r} is not in the data"),
    "a session of an account that is not there": (
        f"arn:aws:sts::{C}:assumed-role/Deploy/build",
        f"account {C} is not in the data, and 'arn:aws:sts::{C}:assumed-role/Deploy/build' does not tell the path of "
        "the role: give the ARN of the role",
    ),
}


@pytest.mark.parametrize(("text", "reason"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_caller_that_should_be_in_the_data_is_refused(text: str, reason: str, snapshot: Snapshot) -> None:
    with pytest.raises(InvalidRequest) as caught:
        snapshot.can_assume(text, DATA)
    assert caught.value.parameter == "caller"
    assert caught.value.reason.startswith(reason)


def test_a_role_that_should_be_in_the_data_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(InvalidRequest) as caught:
        snapshot.can_assume(ALICE, role_arn("Dato", B))
    assert str(caught.value) == f"invalid role: {role_arn('Dato', B)!r} is not in the data; did you mean {DATA!r}?"


@pytest.mark.parametrize("text", [ALICE, f"arn:aws:sts::{A}:assumed-role/Deploy/build"])
def test_what_is_no_role_is_refused(text: str, snapshot: Snapshot) -> None:
    with pytest.raises(InvalidRequest, match="invalid role: expected the ARN of a role, such as arn:aws:iam::"):
        snapshot.role(text)


@pytest.mark.parametrize("text", [user_arn("carol", C), role_arn("Deploy", C)], ids=["user", "role"])
def test_callers_of_an_unknown_account_have_unknown_policies(text: str, snapshot: Snapshot) -> None:
    """Across accounts both sides must agree: nobody knows the caller's."""
    decision = snapshot.can_assume(text, DATA)
    assert decision.outcome is Outcome.UNKNOWN
    assert f"the policies of {text}" in decision.explain()
    assert snapshot.can_assume(text, DEPLOY).outcome is Outcome.IMPLICIT_DENY  # that side is known, and says no


def test_roles_of_an_unknown_account_have_an_unknown_trust_policy(snapshot: Snapshot) -> None:
    assert snapshot.role(role_arn("Deploy", C)).trust is None
    assert snapshot.can_assume(DEPLOY, role_arn("Deploy", C)).outcome is Outcome.UNKNOWN
    assert snapshot.can_assume(ALICE, role_arn("Deploy", C)).outcome is Outcome.IMPLICIT_DENY  # alice may not


# --- who may assume what ---------------------------------------------------------------------------------------------


def test_decisions(snapshot: Snapshot) -> None:
    assert snapshot.can_assume(ALICE, DATA)
    assert not snapshot.can_assume(user_arn("bob"), DATA)
    assert snapshot.can_assume(DEPLOY, DATA)
    assert not snapshot.can_assume(ALICE, DEPLOY)


def test_callers_and_roles_may_be_values(snapshot: Snapshot) -> None:
    data = snapshot.role(pk.Arn.parse(DATA))
    assert data is snapshot.roles[DATA]
    assert snapshot.can_assume(snapshot.users[ALICE], data)
    assert snapshot.can_assume(pk.Arn.parse(ALICE), pk.Arn.parse(DATA))


def test_options_are_those_of_can_assume(snapshot: Snapshot) -> None:
    decision = snapshot.can_assume(ALICE, DATA, session_name="release", tags={"team": "x"})
    assert [answer.request.action for answer in decision.answers] == ["sts:AssumeRole", "sts:TagSession"]
    session = snapshot.can_assume(ALICE, DATA, session_name="release").session
    assert session is not None
    assert session.session_name == "release"


@pytest.mark.parametrize(
    ("caller", "name", "key"),
    [(GITHUB, "Hub", "token.actions.githubusercontent.com:sub"), (OKTA, "Sso", "saml:sub")],
    ids=["a token", "an assertion"],
)
def test_what_a_token_or_assertion_says_is_given_as_condition_keys(
    caller: str, name: str, key: str, snapshot: Snapshot
) -> None:
    assert not snapshot.can_assume(caller, role_arn(name))
    said = {"Hub": "repo:acme/app", "Sso": "alice"}[name]
    assert snapshot.can_assume(caller, role_arn(name), context={key: said})
    assert not snapshot.can_assume(caller, role_arn(name), context={key: "mallory"})


# --- loading and showing ---------------------------------------------------------------------------------------------


def test_files_become_one_snapshot(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_text(json.dumps(export(users=OUTPUT["UserDetailList"])))
    second.write_text(json.dumps(export(roles=OUTPUT["RoleDetailList"])))
    both = load_snapshot(first, str(second))
    assert both == load_snapshot(second, first) == Snapshot(read_inventory([source(OUTPUT)]))
    assert both.notes == ()
    assert both.can_assume(ALICE, DATA)


def test_at_least_one_file_is_needed() -> None:
    with pytest.raises(InvalidRequest, match="invalid paths: expected at least one file"):
        load_snapshot()


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_snapshot(tmp_path / "no.json")


def test_notes_are_those_of_the_data() -> None:
    snapshot = Snapshot(read_inventory([source(export(users=[user("alice", GroupList=["dev"])]))]))
    assert snapshot.notes == snapshot.inventory.notes != ()


def test_a_snapshot_shows_what_it_holds(snapshot: Snapshot) -> None:
    assert repr(snapshot) == "<Snapshot: 2 users and 4 roles of 2 accounts>"
    assert repr(Snapshot(Inventory({}, {}))) == "<Snapshot: 0 users and 0 roles of 0 accounts>"
