"""Programs in which no type checker finds a mistake: each kind of caller with all that can be required of it."""

from typing import assert_type

import policykit as pk
from policykit.build.level import Anybody, Bearer, Person, Signer

ACCOUNT = "111122223333"
UUID = "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"
ROLE = pk.Role("arn:aws:iam::111122223333:role/Deploy")
OTHER = pk.Role("arn:aws:iam::444455556666:role/Build")
USER = pk.User("arn:aws:iam::444455556666:user/alice")

# Requirements know of whom they can be asked; what can be asked of all, is asked of anybody.
assert_type(pk.Require(not_after="2027-01-01"), pk.Require[Anybody])
assert_type(pk.Require(session_tags={"team": "red"}, source_ip="203.0.113.0/24"), pk.Require[Bearer])
assert_type(pk.Require(external_id="acme-42", session_name="build"), pk.Require[Signer])
assert_type(pk.Require(mfa=True, external_id="acme-42"), pk.Require[Person])

pk.trust(pk.Account(ACCOUNT), require=pk.Require(mfa=True))
pk.trust(pk.Org("o-a1b2c3d4e5"), require=pk.Require(external_id="acme-42"))
pk.trust(pk.Anyone(reason="a public data set"), require=pk.Require(session_tags={"team": "red"}))
pk.trust(OTHER, require=pk.Require(external_id="acme-42"))
pk.trust(pk.RoleSession(OTHER, "build"), require=pk.Require(not_after="2027-01-01"))
pk.trust(pk.AwsService("events.amazonaws.com"), scope=pk.ServiceScope(account=ACCOUNT))
pk.trust(pk.AwsService("ec2.amazonaws.com"), scope=None, require=pk.Require(not_after="2027-01-01"))
pk.trust(pk.GitHubActions(ACCOUNT, repo="acme/app", branch="main"), require=pk.Require(session_name="release"))
pk.trust(pk.GitLabCi(ACCOUNT, project="acme/app", any_ref=True))
pk.trust(pk.TerraformCloud(ACCOUNT, organization="acme", project="web", workspace="prod", run_phase="plan"))
pk.trust(pk.SamlProvider(ACCOUNT, "okta"), require=pk.Require(source_identity="alice"))
pk.trust(pk.OidcProvider(ACCOUNT, "idp.example.com", audience="aws", subject_like="batch-*"))
pk.trust(
    pk.RolesAnywhere(
        trust_anchor=f"arn:aws:rolesanywhere:eu-west-1:{ACCOUNT}:trust-anchor/{UUID}", common_name="build.example.com"
    ),
    require=pk.Require(not_before="2026-01-01"),
)

grant = pk.grant_assume(USER, ROLE, require=pk.Require(mfa=True))
assert_type(grant, pk.Grant)
assert_type(grant.trust, pk.TrustPolicy)
assert_type(grant.identity, pk.IdentityPolicy | None)
assert_type(grant.requiring(pk.Require(external_id="acme-42")), pk.Grant)
pk.grant_assume(pk.Account("444455556666"), ROLE).narrowed_to(USER, by="condition").with_sid("Alice")
grant.trust.narrowed_to(USER, by="principal").requiring(pk.Require(mfa=True))
pk.allow_assume(ROLE, pk.roles_matching("deploy-*", account=ACCOUNT), require=pk.Require(session_tags={"team": "red"}))
