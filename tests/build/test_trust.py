"""Trust policies: each requirement in its place, of whom what can be required, and how long they may be."""

from typing import Any

import pytest

import policykit as pk
from policykit.build.require import LEVELS
from tests.build.kinds import ALICE, BUILD, EVERY, JSON, KINDS, LEVEL_OF, ORG, A, B

ROOT = f"arn:aws:iam::{B}:root"
ACCOUNT = pk.Account(B)


def statements(policy: pk.TrustPolicy) -> list[JSON]:
    document: Any = policy.to_dict()
    assert document.keys() == {"Version", "Statement"}
    found: list[JSON] = document["Statement"]
    return found


def test_what_does_not_need_its_own_statement_stands_in_one() -> None:
    require = pk.Require(mfa_max_age_seconds=900, session_tags={"team": "red"}, source_identity="alice")
    assert statements(pk.trust(ACCOUNT, require=require)) == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ROOT},
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
            "Condition": {
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "NumericLessThanEquals": {"aws:MultiFactorAuthAge": "900"},
                "StringEquals": {"sts:SourceIdentity": "alice", "aws:RequestTag/team": "red"},
                "ForAllValues:StringEquals": {"aws:TagKeys": "team"},
            },
        }
    ]


def test_what_is_documented_for_assuming_alone_stands_apart_from_companions() -> None:
    """ASSUME-49."""
    require = pk.Require(external_id="acme-42", session_name="build", session_tags={"team": "red"}, mfa=True)
    shared = {"StringEquals": {"aws:RequestTag/team": "red"}, "ForAllValues:StringEquals": {"aws:TagKeys": "team"}}
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    own = {"sts:ExternalId": "acme-42", "aws:RequestTag/team": "red", "sts:RoleSessionName": "build"}
    policy = pk.trust(ACCOUNT, require=require)
    assert statements(policy) == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ROOT},
            "Action": "sts:AssumeRole",
            "Condition": {**shared, **mfa, "StringEquals": own},
        },
        {
            "Effect": "Allow",
            "Principal": {"AWS": ROOT},
            "Action": "sts:TagSession",
            "Condition": {**shared, **mfa},
        },
    ]
    assert [each["Sid"] for each in statements(policy.with_sid("Acme"))] == ["Acme", "Acme2"]


def test_a_requirement_stands_beside_the_conditions_of_the_kind() -> None:
    policy = pk.trust(KINDS["github branch"].who, require=pk.Require(session_name="release", not_after="2027-01-01"))
    (statement,) = statements(policy)
    expected = KINDS["github branch"].condition
    assert statement["Condition"] == {
        "StringEquals": {**expected["StringEquals"], "sts:RoleSessionName": "release"},
        "DateLessThanEquals": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
    }


def test_a_requirement_that_contradicts_the_kind_is_refused() -> None:
    with pytest.raises(pk.MergeConflict) as caught:
        pk.trust(pk.Org(ORG), require=pk.Require(organization="o-zzzzzzzzzz"))
    assert str(caught.value) == (
        f"conflict at StringEquals aws:PrincipalOrgID: one part wants '{ORG}', the other 'o-zzzzzzzzzz': no request "
        "satisfies both, or no list of values says so. Keep one of the two"
    )


@pytest.mark.parametrize("name", LEVELS)
@pytest.mark.parametrize("kind", KINDS)
def test_of_whom_what_can_be_required(kind: str, name: str) -> None:
    default = "Anybody" if "Service" in KINDS[kind].principal else "Bearer"
    level = LEVEL_OF.get(kind, default)
    given = {name: EVERY[name], **({"session_tags": EVERY["session_tags"]} if name == "transitive_tags" else {})}
    require = pk.Require(**given)
    if level in _at_least(LEVELS[name]):
        policy = pk.trust(KINDS[kind].who, scope=KINDS[kind].scope, require=require)
        assert (
            policy.to_dict() != pk.trust(KINDS[kind].who, scope=KINDS[kind].scope).to_dict() or kind == "organization"
        )
    else:
        with pytest.raises(pk.IntentError) as caught:
            pk.trust(KINDS[kind].who, scope=KINDS[kind].scope, require=require)
        assert caught.value.parameter in require.requirements
        assert "cannot meet it: " in str(caught.value)


def _at_least(level: type) -> set[str]:
    return {level.__name__}.union(*map(_at_least, level.__subclasses__()))


@pytest.mark.parametrize(
    ("who", "require", "message"),
    [
        (
            BUILD,
            pk.Require(mfa=True),
            f"invalid mfa: {BUILD.arn} cannot meet it: only IAM users have MFA devices; sessions of roles, services "
            "and tokens say nothing of MFA",
        ),
        (
            KINDS["github branch"].who,
            pk.Require(external_id="acme-42"),
            f"invalid external_id: arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com cannot meet it: "
            "only who signs AssumeRole with the keys of an account has an organization and passes an external id",
        ),
        (
            KINDS["pod identity"].who,
            pk.Require(session_name="build"),
            "invalid session_name: pods.eks.amazonaws.com cannot meet it: AWS services choose the session's name, tags "
            "and addresses themselves",
        ),
        (
            KINDS["github branch"].who,
            pk.Require(source_identity=pk.USERNAME),
            f"invalid source_identity: arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com cannot meet "
            "it: only IAM users have the name that ${aws:username} stands for",
        ),
        (ALICE, "mfa", "invalid require: expected a Require, found str"),
    ],
)
def test_what_cannot_be_required_says_why(who: Any, require: Any, message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        pk.trust(who, require=require)
    assert str(caught.value) == message


EVENTS, PODS = pk.AwsService("events.amazonaws.com"), pk.AwsService("pods.eks.amazonaws.com")


@pytest.mark.parametrize(
    ("who", "more", "message"),
    [
        (
            EVENTS,
            {},
            "invalid scope: a service works for others: expected scope=ServiceScope(account=…), or scope=None for one "
            "that does not say for whom",
        ),
        (EVENTS, {"scope": A}, "invalid scope: expected a ServiceScope or None, found str"),
        (ALICE, {"scope": None}, "invalid scope: only an AwsService has one, not User"),
        (
            pk.AwsService("ec2.amazonaws.com"),
            {"scope": pk.ServiceScope(account=A)},
            "invalid scope: ec2.amazonaws.com does not say for whom it works, so that a scope would lock it out: "
            "expected none",
        ),
        (
            pk.AwsService("ec2.amazonaws.com.cn"),
            {"scope": pk.ServiceScope(account=A)},
            "invalid scope: ec2.amazonaws.com.cn does not say for whom it works, so that a scope would lock it out: "
            "expected none",
        ),
        (
            pk.AwsService("scheduler.amazonaws.com"),
            {"scope": None},
            "invalid scope: scheduler.amazonaws.com says for whom it works: expected a scope, such as the account, or "
            "strangers could use it",
        ),
        (
            PODS,
            {"scope": None},
            "invalid who: pods.eks.amazonaws.com needs more than its name: use EksPodIdentity, which knows cluster, "
            "namespace and service account",
        ),
    ],
)
def test_services_and_their_scopes(who: Any, more: dict[str, Any], message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        pk.trust(who, **more)
    assert str(caught.value) == message


@pytest.mark.parametrize("who", ["arn:aws:iam::111122223333:user/alice", A, None, pk.RootUser(A), pk.Anonymous()])
def test_nobody_else_can_be_trusted(who: Any) -> None:
    with pytest.raises(pk.IntentError) as caught:
        pk.trust(who)
    assert str(caught.value).startswith(
        f"invalid who: {type(who).__name__} cannot be trusted with a role: expected AwsService, User, Role, "
        "RoleSession, Account, Org, "
    )


def test_a_policy_that_is_too_long_is_refused_with_the_ways_out() -> None:
    """GRAM-23: the quota that every account has, and the one that AWS can raise it to."""
    addresses = [f"198.51.{number}.0/24" for number in range(120)]
    require = pk.Require(source_ip=addresses)
    with pytest.raises(pk.TooLarge) as caught:
        pk.trust(ACCOUNT, require=require)
    long = pk.trust(ACCOUNT, require=require, quota=4096)
    assert (caught.value.size, caught.value.limit) == (long.size, 2048)
    assert str(caught.value).splitlines() == [
        f"the trust policy has {long.size} characters, {long.size - 2048} more than the 2048 allowed",
        "  - require less: tags and long lists of addresses take the most",
        "  - have AWS raise the quota of the account, to 8192 at most, and say so: quota=, or --quota",
    ]
    assert pk.trust(ACCOUNT, require=require, quota=long.size) == long
    with pytest.raises(pk.TooLarge):
        pk.trust(ACCOUNT, require=require, quota=long.size - 1)
