"""Both halves together: when which is needed, what a proof finds, and how a grant is narrowed."""

import pickle
from dataclasses import replace
from typing import Any

import pytest

import policykit as pk
from tests.build.kinds import ALICE, BUILD, CHINESE, KINDS, ORG, ROLE, A, B

HERE = pk.User(f"arn:aws:iam::{A}:user/carol")
HERE_ROLE = pk.Role(f"arn:aws:iam::{A}:role/Build")
NOTHING_ALLOWED = pk.PermissionsBoundary.from_json(
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
)
NO_STS = pk.IdentityPolicy.from_json(
    '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sts:*","Resource":"*"}}'
)
EXPECTED = "the policies do not decide as intended:\n  expected allowed: the intended request; it is "


def identity(grant: pk.Grant) -> Any:
    assert grant.identity is not None
    document: Any = grant.identity.to_dict()
    (statement,) = document["Statement"]
    return statement


def test_both_halves_across_accounts() -> None:
    """ASSUME-10: a user of one account, a role of another."""
    grant = pk.grant_assume(ALICE, ROLE, require=pk.Require(mfa=True, session_tags={"team": "red"}))
    assert grant.trust == pk.trust(ALICE, require=grant.require)
    assert identity(grant) == {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Resource": str(ROLE.arn),
    }
    assert grant.notes == (
        f"trust policy: paste it into account {A}, as that of role Deploy",
        f"identity-based policy: paste it into account {B}, for user alice",
        f"IAM keeps the unique id of {ALICE.arn}: if it is deleted and made again, renew the trust policy",
    )
    assert str(grant.prove()).splitlines() == [
        "allowed: the intended request",
        "denied: a request without MFA",
        "denied: a request with credentials made without MFA",
        "denied: a request without the session tag team",
        "denied: a request with another value of the session tag team",
        "denied: a request with one more session tag",
        "denied: another user of the account",
        "denied: a user of the same name in another account",
        "denied: the same without the identity-based policy",
        "denied: another role that trusts the same",
    ]


def test_in_one_account_the_trust_policy_is_enough_if_it_names_the_caller() -> None:
    """ASSUME-10."""
    grant = pk.grant_assume(HERE, ROLE, require=pk.Require(mfa=True))
    assert grant.identity is None
    assert grant.notes[1] == (
        f"no identity-based policy is needed: {HERE.arn} is in the account of the role, and the trust policy names it"
    )


def test_an_account_delegates_also_to_its_own_users() -> None:
    """ASSUME-14."""
    grant = pk.grant_assume(pk.Account(A), ROLE)
    assert identity(grant)["Resource"] == str(ROLE.arn)
    assert grant.notes[1] == (
        f"identity-based policy: paste it into account {A}, for the users and roles that shall assume the role"
    )


def test_a_role_that_sets_a_source_identity_needs_its_half_also_in_one_account() -> None:
    """ASSUME-54."""
    assert pk.grant_assume(HERE_ROLE, ROLE).identity is None
    grant = pk.grant_assume(HERE_ROLE, ROLE, require=pk.Require(source_identity="alice"))
    assert identity(grant)["Action"] == ["sts:AssumeRole", "sts:SetSourceIdentity"]
    assert pk.grant_assume(HERE, ROLE, require=pk.Require(source_identity="alice")).identity is None


def test_who_has_no_policies_gets_none() -> None:
    grant = pk.grant_assume(KINDS["github branch"].who, ROLE)
    assert grant.identity is None
    assert grant.notes[1] == "no identity-based policy is needed: such a caller has none"


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("role", f"identity-based policy: paste it into account {B}, for role Build"),
        ("session", f"identity-based policy: paste it into account {B}, for role Build"),
        (
            "organization",
            "identity-based policy: paste it into the account of each user and role that shall assume the role",
        ),
    ],
)
def test_where_the_identity_policy_goes(kind: str, note: str) -> None:
    assert pk.grant_assume(KINDS[kind].who, ROLE).notes[1] == note


def test_the_policies_that_the_caller_has_already_count() -> None:
    """EVAL-3: no policy can undo a Deny."""
    with pytest.raises(pk.NotProved) as caught:
        pk.grant_assume(replace(ALICE, policies=(NO_STS,)), ROLE)
    assert str(caught.value) == EXPECTED + ("explicit deny: identity-based policy 1, statement 1 denies sts:AssumeRole")


def test_the_boundary_of_the_caller_counts() -> None:
    """EVAL-13, ASSUME-12: for a role also in its own account."""
    with pytest.raises(pk.NotProved) as across:
        pk.grant_assume(replace(ALICE, boundary=NOTHING_ALLOWED), ROLE)
    with pytest.raises(pk.NotProved) as within:
        pk.grant_assume(replace(HERE_ROLE, boundary=NOTHING_ALLOWED), ROLE)
    assert str(across.value).startswith(EXPECTED + "implicit deny: the permissions boundary")
    assert str(within.value).startswith(EXPECTED + "implicit deny: ")
    assert pickle.loads(pickle.dumps(across.value)).failures == across.value.failures


def test_what_is_not_known_of_the_caller_proves_nothing() -> None:
    with pytest.raises(pk.NotProved) as caught:
        pk.grant_assume(replace(ALICE, missing_boundary="arn:aws:iam::444455556666:policy/Limit"), ROLE)
    assert str(caught.value).startswith(EXPECTED + "unknown: ")


def test_a_unit_of_another_organization_than_required_is_found_out() -> None:
    """CTX-6, CTX-7: the two test different keys, so that only the proof can tell."""
    unit = pk.OrgUnit(f"{ORG}/r-ab12/ou-ab12-11111111/")
    assert pk.grant_assume(unit, ROLE, require=pk.Require(organization=ORG)).prove().checks
    with pytest.raises(pk.NotProved):
        pk.grant_assume(unit, ROLE, require=pk.Require(organization="o-zzzzzzzzzz"))


@pytest.mark.parametrize("name", ["stranger", "stranger2", "x" * 64, "y" * 64, "y" * 55 + "-sibling"])
def test_callers_and_roles_may_be_called_as_those_of_the_proof(name: str) -> None:
    user = pk.User(f"arn:aws:iam::{A}:user/{name}")
    require = pk.Require(session_name=pk.USERNAME, source_identity=pk.USERNAME, external_id="stranger")
    assert pk.grant_assume(user, ROLE, require=require).identity is None
    for who in (pk.Account(B), pk.Role(f"arn:aws:iam::{B}:role/{name}")):
        role = pk.Role(f"arn:aws:iam::{A}:role/{name}")
        assert pk.grant_assume(who, role).prove().checks


def test_names_of_a_caller_that_are_those_of_the_proof() -> None:
    zeros, ones = "0" * 12, "1" * 12
    uuid = f"00000000-0000-4000-8000-{zeros}"
    for who in (
        pk.OidcProvider(A, "issuer.example.com", audience="stranger", subject="!"),
        pk.GitLabCi(A, project="acme/app", branch="stranger"),
        pk.Buildkite(A, organization="acme", pipeline="app", branch="stranger"),
        pk.CircleCi(A, organization_id=uuid, project_id=uuid),
        pk.BitbucketPipelines(A, workspace="acme", workspace_uuid=uuid, repository_uuid=f"{{{uuid}}}"),
        pk.EksPodIdentity(
            cluster=f"arn:aws:eks:eu-west-1:{A}:cluster/main", namespace="stranger", service_account="a" * 63 + ".b"
        ),
        pk.SamlProvider(A, "stranger"),
        pk.Cognito(f"eu-west-1:00000000-0000-4000-8000-{ones}"),
    ):
        assert pk.grant_assume(who, ROLE).prove().checks


# --- copies that differ in one thing ----------------------------------------------------------------------------------


def test_a_grant_to_an_account_is_narrowed_by_principal() -> None:
    """PRIN-31."""
    wide = pk.grant_assume(pk.Account(B), ROLE, require=pk.Require(external_id="acme-42")).with_sid("Acme")
    narrow = wide.narrowed_to(ALICE, by="principal")
    assert narrow.trust.to_json() == wide.trust.narrowed_to(ALICE, by="principal").to_json()
    assert narrow.identity == wide.identity
    assert narrow.notes[-1] == (
        f"IAM keeps the unique id of {ALICE.arn}: if it is deleted and made again, renew the trust policy"
    )
    assert "Acme" in narrow.trust.to_json()
    assert "denied: another user of the account" in str(narrow.prove())


def test_a_grant_to_an_account_is_narrowed_by_condition() -> None:
    wide = pk.grant_assume(pk.Account(B), ROLE, require=pk.Require(external_id="acme-42"))
    narrow = wide.narrowed_to(BUILD, by="condition")
    assert narrow.trust == wide.trust.narrowed_to(BUILD, by="condition")
    assert narrow.notes[-1] == (
        f"if {BUILD.arn} is deleted, whoever is made again under this name may assume the role too"
    )
    assert "denied: another role of the account" in str(narrow.prove())
    assert "denied: a request with another external id" in str(narrow.requiring(pk.Require(session_name="b1")).prove())


@pytest.mark.parametrize(
    ("who", "user", "by", "message"),
    [
        (
            ALICE,
            ALICE,
            "principal",
            "invalid user: only a grant to an account can be narrowed: write one for the user itself",
        ),
        (
            pk.Account(B),
            HERE,
            "principal",
            f"invalid user: statement 1 trusts arn:aws:iam::{B}:root, which does not include {HERE.arn}",
        ),
        (
            pk.Account(B),
            pk.RoleSession(BUILD, "nightly"),
            "condition",
            "invalid by: aws:PrincipalArn shows the role of a session, not the session: use by='principal'",
        ),
        (pk.Account(B), ALICE, "arn", "invalid by: expected 'principal' or 'condition', found 'arn'"),
        (
            pk.Account(B),
            pk.User(f"arn:aws:iam::{B}:user/*/alice"),
            "condition",
            f"invalid user: the path of arn:aws:iam::{B}:user/*/alice would make it a pattern, or a variable: name "
            "somebody else",
        ),
    ],
)
def test_what_cannot_be_narrowed(who: Any, user: Any, by: Any, message: str) -> None:
    grant = pk.grant_assume(who, ROLE)
    with pytest.raises(pk.IntentError) as caught:
        grant.narrowed_to(user, by=by)
    assert str(caught.value) == message


def test_what_was_required_still_binds_who_it_is_narrowed_to() -> None:
    grant = pk.grant_assume(pk.Account(B), ROLE, require=pk.Require(mfa=True))
    with pytest.raises(pk.IntentError, match="only IAM users have MFA devices"):
        grant.narrowed_to(BUILD, by="condition")
    session = pk.grant_assume(pk.Account(B), ROLE).narrowed_to(pk.RoleSession(BUILD, "nightly"), by="principal")
    assert session.notes[-1] == f"identity-based policy: paste it into account {B}, for role Build"


def test_a_grant_with_one_more_requirement() -> None:
    grant = pk.grant_assume(ALICE, ROLE, require=pk.Require(mfa=True))
    more = grant.requiring(pk.Require(external_id="acme-42"))
    assert more == pk.grant_assume(ALICE, ROLE, require=pk.Require(mfa=True, external_id="acme-42"))
    assert grant.trust == pk.trust(ALICE, require=pk.Require(mfa=True))  # it stays as it was
    with pytest.raises(pk.MergeConflict):
        more.requiring(pk.Require(external_id="acme-43"))


def test_a_grant_with_a_sid_in_both_halves() -> None:
    grant = pk.grant_assume(ALICE, ROLE).with_sid("Alice")
    assert (grant.trust.statements[0].sid, identity(grant)["Sid"]) == ("Alice", "Alice")
    assert pk.grant_assume(HERE, ROLE).with_sid("Carol").identity is None
    with pytest.raises(pk.IntentError) as caught:
        grant.with_sid("for alice")
    assert str(caught.value) == "invalid sid: expected letters and digits (A-Z, a-z, 0-9), found 'for alice'"


def test_the_quota_goes_along() -> None:
    long = pk.Require(source_ip=[f"198.51.{number}.0/24" for number in range(120)])
    grant = pk.grant_assume(ALICE, ROLE, quota=4096)
    assert grant.requiring(long).trust.size > 2048
    with pytest.raises(pk.TooLarge):
        pk.grant_assume(ALICE, ROLE).requiring(long)


def test_in_china_both_halves_are_in_the_partition() -> None:
    grant = pk.grant_assume(pk.Account(B, "aws-cn"), CHINESE)
    assert identity(grant)["Resource"] == f"arn:aws-cn:iam::{A}:role/Deploy"
    assert "arn:aws:" not in grant.trust.to_json()


def test_a_call_that_passes_all_the_tags_it_can_cannot_pass_one_more() -> None:
    """ASSUME-43."""
    tags = {f"t{number}": "" for number in range(50)}
    proof = str(pk.grant_assume(HERE, ROLE, require=pk.Require(session_tags=tags), quota=8192).prove())
    assert "denied: a request without the session tag t49" in proof
    assert "one more session tag" not in proof


@pytest.mark.parametrize(
    ("require", "note"),
    [
        (
            pk.Require(mfa=True),
            "mfa lets in users and no roles: a session of a role cannot meet it: only IAM users have MFA devices; "
            "sessions of roles, services and tokens say nothing of MFA",
        ),
        (
            pk.Require(session_name=pk.USERNAME),
            "session_name lets in users and no roles: a session of a role cannot meet it: only IAM users have the name "
            "that ${aws:username} stands for",
        ),
    ],
)
def test_the_notes_say_whom_a_requirement_shuts_out(require: Any, note: str) -> None:
    """CTX-50: whoever trusts an account means its roles too, which have no MFA."""
    assert pk.grant_assume(pk.Account(B), ROLE, require=require).notes[-1] == note
    assert pk.grant_assume(pk.Org(ORG), ROLE, require=require).notes[-1] == note
    assert note not in pk.grant_assume(ALICE, ROLE, require=require).notes
    assert note not in pk.grant_assume(pk.Account(B), ROLE, require=pk.Require(external_id="acme")).notes
