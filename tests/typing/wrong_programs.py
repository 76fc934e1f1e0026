"""Mistakes that type checkers find: each on a line that says what mypy and pyright call it."""

import policykit as pk

ACCOUNT = "111122223333"
ROLE = pk.Role("arn:aws:iam::111122223333:role/Deploy")
USER = pk.User("arn:aws:iam::444455556666:user/alice")
GITHUB = pk.GitHubActions(ACCOUNT, repo="acme/app", branch="main")
SERVICE = pk.AwsService("events.amazonaws.com")
GRANT = pk.grant_assume(pk.Account("444455556666"), ROLE)
SCOPE = pk.ServiceScope(account=ACCOUNT)


def never_called() -> None:
    # whom
    pk.Account(111122223333)  # error: arg-type, reportArgumentType
    pk.Anyone()  # error: call-arg, reportCallIssue
    pk.trust("arn:aws:iam::444455556666:user/alice")  # error: call-overload, reportCallIssue
    pk.trust(pk.RootUser("444455556666"))  # error: call-overload, reportCallIssue
    pk.trust(pk.WebIdentity("accounts.google.com"))  # error: call-overload, reportCallIssue
    pk.grant_assume(ACCOUNT, ROLE)  # error: call-overload, reportCallIssue
    pk.grant_assume(USER, "arn:aws:iam::111122223333:role/Deploy")  # error: call-overload, reportCallIssue

    # what a kind of caller must say
    pk.trust(SERVICE)  # error: call-overload, reportCallIssue
    pk.trust(USER, scope=SCOPE)  # error: call-overload, reportArgumentType
    pk.ServiceScope()  # error: call-overload, reportCallIssue
    pk.GitHubActions(ACCOUNT, branch="main")  # error: call-overload, reportCallIssue
    pk.GitHubActions(ACCOUNT, repo="acme/app")  # error: call-overload, reportCallIssue
    pk.GitHubActions(ACCOUNT, repo="acme/app", branch="main", tag="v1")  # error: call-overload, reportCallIssue
    pk.GitHubActions(ACCOUNT, repo="acme/app", any_run=False)  # error: call-overload, reportArgumentType
    pk.GitLabCi(ACCOUNT, project="acme/app")  # error: call-overload, reportCallIssue
    pk.OidcProvider(ACCOUNT, "idp.example.com", audience="aws")  # error: call-overload, reportCallIssue
    pk.TerraformCloud(ACCOUNT, organization="acme", project="web")  # error: call-arg, reportCallIssue
    pk.Cognito(identity_pool=None)  # error: arg-type, reportArgumentType
    pk.SamlProvider(ACCOUNT)  # error: call-arg, reportCallIssue

    # what cannot be required of such a caller
    pk.trust(ROLE, require=pk.Require(mfa=True))  # error: arg-type, reportArgumentType
    pk.trust(GITHUB, require=pk.Require(external_id="acme-42"))  # error: arg-type, reportArgumentType
    pk.trust(SERVICE, scope=SCOPE, require=pk.Require(mfa=True))  # error: arg-type, reportArgumentType
    pk.trust(SERVICE, scope=SCOPE, require=pk.Require(session_name="build"))  # error: arg-type, reportArgumentType
    pk.grant_assume(ROLE, ROLE, require=pk.Require(mfa_max_age_seconds=900))  # error: arg-type, reportArgumentType

    # requirements that there are not
    pk.Require(externalid="acme-42")  # error: call-overload, reportCallIssue
    pk.Require(mfa="yes")  # error: call-overload, reportArgumentType
    pk.Require(session_tags=["team"])  # error: call-overload, reportCallIssue
    pk.Require(source_ip=10)  # error: call-overload, reportCallIssue

    # narrowing
    GRANT.narrowed_to(pk.Account("444455556666"), by="condition")  # error: arg-type, reportArgumentType
    GRANT.narrowed_to(USER, by="arn")  # error: arg-type, reportArgumentType
    GRANT.narrowed_to(USER)  # error: call-arg, reportCallIssue
    pk.allow_assume(ROLE).narrowed_to(USER, by="principal")  # error: attr-defined, reportAttributeAccessIssue
    pk.allow_assume("arn:aws:iam::111122223333:role/Deploy")  # error: arg-type, reportArgumentType
    pk.trust(USER).requiring(mfa=True)  # error: call-arg, reportCallIssue
