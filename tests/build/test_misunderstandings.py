"""What is easily said in another way than it is meant, and what the author is told."""

from collections.abc import Callable
from typing import Any

import pytest

import policykit as pk
from policykit import (
    AwsService,
    Buildkite,
    EksServiceAccount,
    GitHubActions,
    GitLabCi,
    IntentError,
    OidcProvider,
    ServiceScope,
    trust,
)

ACCOUNT = "444455556666"


@pytest.mark.parametrize("ref", ["refs/heads/main", "refs/tags/v1"])
def test_branches_and_tags_are_named_as_people_name_them(ref: str) -> None:
    reason = f"expected the name of a branch or tag, without refs/ and wildcards, found {ref!r}"
    with pytest.raises(IntentError) as github:
        GitHubActions(ACCOUNT, repo="acme/app", branch=ref)
    with pytest.raises(IntentError) as gitlab:
        GitLabCi(ACCOUNT, project="acme/app", tag=ref)
    with pytest.raises(IntentError) as buildkite:
        Buildkite(ACCOUNT, organization="acme", pipeline="app", branch=ref)
    assert [str(each.value) for each in (github, gitlab, buildkite)] == [
        f"invalid {parameter}: {reason}" for parameter in ("branch", "tag", "branch")
    ]


def test_lambda_is_scoped_or_not_as_the_author_says() -> None:
    """Its guide does not say which keys it sends; AWS's own samples test ``aws:SourceAccount`` (ASSUME-60)."""
    service = AwsService("lambda.amazonaws.com")
    assert "Condition" not in trust(service, scope=None).to_json()
    assert f'"aws:SourceAccount":"{ACCOUNT}"' in trust(service, scope=ServiceScope(account=ACCOUNT)).to_json()


GITHUB = "token.actions.githubusercontent.com"


@pytest.mark.parametrize(
    "subject", ["environment:prod", "job_workflow_ref:acme/app/deploy.yml", "ref:repo/acme", "repo:"]
)
def test_a_subject_that_every_repository_can_choose_is_refused(subject: str) -> None:
    """ASSUME-88: at GitHub, a repository chooses of which claims its subjects consist."""
    with pytest.raises(IntentError, match="expected the owner in repo or"):
        OidcProvider(ACCOUNT, GITHUB, audience="sts.amazonaws.com", subject=subject)
    with pytest.raises(IntentError, match="expected the owner in repo or"):
        OidcProvider(ACCOUNT, GITHUB, audience="sts.amazonaws.com", subject_like=f"{subject}:*")


@pytest.mark.parametrize(
    "subject", ["repository_owner:acme", "environment:prod:repo:acme/app", "repo:acme/app:ref:main"]
)
def test_a_subject_may_name_its_owner_in_other_words(subject: str) -> None:
    OidcProvider(ACCOUNT, GITHUB, audience="sts.amazonaws.com", subject=subject)
    OidcProvider(ACCOUNT, GITHUB, audience="sts.amazonaws.com", subject_like=f"{subject}:*")


@pytest.mark.parametrize("repo", ["acme@1/app", "acme/app@2"])
def test_a_repository_has_both_of_its_ids_in_the_subject_or_none(repo: str) -> None:
    with pytest.raises(IntentError, match="or with ids 'acme@1/app@2'"):
        GitHubActions(ACCOUNT, repo=repo, branch="main")
    both = GitHubActions(ACCOUNT, repo="acme@1/app@2", branch="main")
    assert both.subjects == ("repo:acme@1/app@2:ref:refs/heads/main",)


@pytest.mark.parametrize(
    "host",
    [
        "oidc.eks.eu-west-1.amazonaws.com",
        "oidc.eks.cn-north-1.amazonaws.com.cn",
        "oidc.eks.eusc-de-east-1.amazonaws.eu",
        "oidc-eks.eu-west-1.api.aws",
        "oidc-eks.cn-north-1.api.amazonwebservices.com.cn",
    ],
)
def test_a_cluster_has_a_provider_with_and_without_ipv6(host: str) -> None:
    """ASSUME-65. Source: Amazon EKS User Guide, "Learn about IPv6 addresses to clusters, Pods, and services"."""
    issuer = f"{host}/id/0123456789ABCDEF0123456789ABCDEF"
    pods = EksServiceAccount(ACCOUNT, issuer=issuer, namespace="payments", service_account="api")
    assert pods.conditions["StringEquals"][f"{issuer}:sub"] == ("system:serviceaccount:payments:api",)
    with pytest.raises(IntentError, match="expected the cluster's provider"):
        EksServiceAccount(ACCOUNT, issuer=f"x{issuer}", namespace="payments", service_account="api")


USER: Any = pk.User("arn:aws:iam::111122223333:user/alice")
ROLE: Any = pk.Role("arn:aws:iam::444455556666:role/Deploy")
WRONG: dict[str, tuple[Callable[[Any], object], str]] = {
    "both requirements": (
        lambda value: pk.Require(mfa=True) & value,
        "invalid require: expected a Require, found dict",
    ),
    "the identity-based policy": (
        lambda value: pk.allow_assume(ROLE, require=value),
        "invalid require: expected a Require, found dict",
    ),
    "a trust policy": (
        lambda value: trust(USER, require=value),
        "invalid require: expected a Require, found dict",
    ),
    "a policy that exists": (
        lambda value: trust(USER).requiring(value),
        "invalid require: expected a Require, found dict",
    ),
    "a grant": (
        lambda value: pk.grant_assume(USER, ROLE).requiring(value),
        "invalid require: expected a Require, found dict",
    ),
    "a Sid": (
        lambda value: trust(USER).with_sid(value),
        "invalid sid: expected letters and digits (A-Z, a-z, 0-9), found {'mfa': True}",
    ),
    "a document": (
        pk.minimal,
        "invalid policy: expected a policy document, found dict",
    ),
    "a list of tables": (
        lambda value: pk.read_grants([value], name="intent.toml"),  # type: ignore[arg-type]  # the mistake
        "intent.toml: expected a table, found [{'mfa': True}]",
    ),
    "a table in a list": (
        lambda value: pk.read_grant([value]),  # type: ignore[arg-type]  # the mistake
        "invalid intention: expected a table, found [{'mfa': True}]",
    ),
}


@pytest.mark.parametrize(("call", "message"), WRONG.values(), ids=WRONG)
def test_a_plain_value_in_place_of_one_of_policykit_is_refused(call: Callable[[Any], object], message: str) -> None:
    with pytest.raises(pk.PolicyKitError) as caught:
        call({"mfa": True})
    assert str(caught.value) == message
