"""What is easily said in another way than it is meant, and what the author is told."""

import pytest

from policykit import (
    AwsService,
    Buildkite,
    GitHubActions,
    GitLabCi,
    IntentError,
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
