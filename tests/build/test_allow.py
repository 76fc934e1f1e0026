"""The half that stands at the caller: which roles, and which actions."""

from typing import Any

import pytest

import policykit as pk
from policykit.model.arn import RoleArn
from tests.build.kinds import BUILD, ROLE, A


def statement(policy: pk.IdentityPolicy) -> Any:
    document: Any = policy.to_dict()
    assert document["Version"] == "2012-10-17"
    (found,) = document["Statement"]
    return found


def test_one_role() -> None:
    expected = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": str(ROLE.arn)}
    assert statement(pk.allow_assume(ROLE)) == expected
    assert statement(pk.allow_assume(RoleArn.of(A, "Deploy"), ROLE)) == expected


def test_several_roles_and_the_companions_of_what_is_required() -> None:
    require = pk.Require(mfa=True, source_identity="alice", session_tags={"team": "red"})
    some = pk.roles_matching("deploy-?*", account=A, path="/ci/", partition="aws-cn")
    assert statement(pk.allow_assume(ROLE, BUILD, some, require=require)) == {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        "Resource": [str(ROLE.arn), str(BUILD.arn), f"arn:aws-cn:iam::{A}:role/ci/deploy-?*"],
    }


def test_the_roles_of_every_account_must_be_meant() -> None:
    assert str(pk.roles_matching("audit", allow_any_account=True)) == "arn:aws:iam::*:role/audit"


def test_a_pattern_means_the_roles_that_it_matches() -> None:
    """ARN-20: in the evaluator, for names that are meant and others."""
    policy = pk.allow_assume(pk.roles_matching("deploy-*", account=A, path="/ci/"))
    alice = pk.User(f"arn:aws:iam::{A}:user/alice", policies=[policy])
    root = pk.trust(pk.Account(A))
    names = ["ci/deploy-eu", "ci/deploy-x/y", "ci/Deploy-eu", "deploy-eu", "xci/deploy-eu"]
    roles = [pk.Role(f"arn:aws:iam::{A}:role/{name}", trust=root) for name in names]
    assert [bool(pk.can_assume(alice, role)) for role in roles] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "invalid account: expected twelve digits, or allow_any_account=True for the roles of all accounts"),
        (
            {"account": A, "allow_any_account": True},
            "invalid account: expected twelve digits, or allow_any_account=True for the roles of all accounts",
        ),
        ({"account": "123"}, "invalid account: expected twelve digits, for example '111122223333', found '123'"),
        ({"allow_any_account": "no"}, "invalid allow_any_account: expected True or False, found 'no'"),
        (
            {"account": A, "path": "ci"},
            "invalid path: expected '/', or up to 512 printable characters that begin and end with '/', found 'ci'",
        ),
        (
            {"account": A, "path": "/*/"},
            "invalid path: expected a name that policies cannot take for a pattern: without * ? $, found '/*/'; a "
            "wildcard cannot stand for a name",
        ),
        (
            {"allow_any_account": True, "partition": "*"},
            "invalid partition: expected a partition such as 'aws', 'aws-cn' or 'aws-us-gov', found '*'; a wildcard "
            "cannot stand for a name",
        ),
        (
            {"account": A, "name": "${aws:username}"},
            "invalid name: expected letters, digits and _ + = , . @ -, with * and ?, found '${aws:username}'",
        ),
    ],
)
def test_patterns_that_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        pk.roles_matching(**{"name": "deploy-*", **given})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ((), "invalid roles: expected a role, or roles_matching(…), found none"),
        (("Deploy",), "invalid roles: expected a Role or roles_matching(…), found 'Deploy'"),
        (
            (RoleArn.of(A, "Deploy", path="/?/"),),
            "invalid roles: expected a name that policies cannot take for a pattern: without * ? $, found "
            f"'arn:aws:iam::{A}:role/?/Deploy'; a wildcard cannot stand for a name",
        ),
    ],
)
def test_what_is_no_role(roles: tuple[Any, ...], message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        pk.allow_assume(*roles)
    assert str(caught.value) == message


def test_a_role_that_is_named_twice_stands_there_once() -> None:
    role = pk.Role("arn:aws:iam::444455556666:role/Deploy")
    assert pk.allow_assume(role, role) == pk.allow_assume(role)
    assert pk.allow_assume(role, role).to_dict()["Statement"][0]["Resource"] == str(role.arn)
