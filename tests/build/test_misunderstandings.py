"""What is easily said in another way than it is meant, and what the author is told."""

import pytest

from policykit import (
    AwsService,
    Buildkite,
    GitHubActions,
    GitLabCi,
    IntentError,
    MergeConflict,
    Org,
    OrgUnit,
    Require,
    Role,
    ServiceScope,
    grant_assume,
    trust,
)

ACCOUNT = "444455556666"
DEPLOY = Role(f"arn:aws:iam::{ACCOUNT}:role/Deploy")
UNIT = OrgUnit("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/")


def test_text_is_not_a_caller_but_names_one() -> None:
    with pytest.raises(IntentError) as caught:
        grant_assume("arn:aws:iam::111122223333:user/alice", DEPLOY)  # type: ignore[call-overload]
    assert str(caught.value) == (
        "invalid who: expected a value such as User('…') or Account('…'), found the text "
        "'arn:aws:iam::111122223333:user/alice'"
    )


@pytest.mark.parametrize("who", [Org("o-a1b2c3d4e5"), UNIT], ids=["organization", "unit"])
def test_an_organization_need_not_be_required_of_itself(who: Org | OrgUnit) -> None:
    with pytest.raises(IntentError) as caught:
        grant_assume(who, DEPLOY, require=Require(organization="o-a1b2c3d4e5"))
    assert str(caught.value) == f"invalid organization: {type(who).__name__} says which one: leave it out"


def test_an_organization_cannot_be_required_to_be_another() -> None:
    with pytest.raises(MergeConflict, match="StringEquals aws:PrincipalOrgID"):
        grant_assume(Org("o-a1b2c3d4e5"), DEPLOY, require=Require(organization="o-zzzzzzzzzz"))


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
