"""What a kind of caller refuses: each parameter by its name, with what was expected.

ARN-3, ARN-6, GRAM-12, PRIN-37.
"""

from typing import Any

import pytest

import policykit as pk
from tests.build.kinds import ALICE, BUILD, CHINESE, CLUSTER, EKS, GITHUB, ORG, ROLE, UUID, A, B
from tests.build.kinds import ANCHOR as TRUST_ANCHOR

MINIMAL: dict[Any, dict[str, Any]] = {
    pk.Account: {"id": A},
    pk.Org: {"id": ORG},
    pk.OrgUnit: {"path": f"{ORG}/r-ab12/ou-ab12-11111111/"},
    pk.Anyone: {"reason": "open data for everybody"},
    pk.ServiceScope: {"account": A},
    pk.GitHubActions: {"account": A, "repo": "acme/app", "branch": "main"},
    pk.GitLabCi: {"account": A, "project": "acme/app", "branch": "main"},
    pk.TerraformCloud: {"account": A, "organization": "acme", "project": "web", "workspace": "prod"},
    pk.BitbucketPipelines: {
        "account": A,
        "workspace": "acme",
        "workspace_uuid": UUID,
        "repository_uuid": f"{{{UUID}}}",
    },
    pk.CircleCi: {"account": A, "organization_id": UUID, "project_id": UUID},
    pk.Buildkite: {"account": A, "organization": "acme", "pipeline": "app"},
    pk.OidcProvider: {"account": A, "issuer": "idp.example.com", "audience": "aws", "subject": "batch"},
    pk.EksServiceAccount: {"account": A, "issuer": CLUSTER, "namespace": "payments", "service_account": "api"},
    pk.Cognito: {"identity_pool": f"eu-west-1:{UUID}"},
    pk.SamlProvider: {"account": A, "name": "okta"},
    pk.EksPodIdentity: {"cluster": EKS, "namespace": "payments", "service_account": "api"},
    pk.RolesAnywhere: {"trust_anchor": TRUST_ANCHOR, "common_name": "build"},
}
PLACES = [
    (kind, name)
    for kind in MINIMAL
    for name, field in kind.__dataclass_fields__.items()
    if kind is not pk.Anyone  # whose reason is prose
    and field.init
    and "ClassVar" not in str(field.type)
    and name != "_"
]


@pytest.mark.parametrize(("kind", "name"), PLACES, ids=lambda each: getattr(each, "__name__", each))
@pytest.mark.parametrize(
    "value", [5, 5.5, b"x", ["x"], object(), "*", "a*", "a?b", "${aws:username}", "x\n", "é", "a\x00"]
)
def test_what_cannot_be_a_name_is_refused(kind: Any, name: str, value: object) -> None:
    with pytest.raises(pk.IntentError) as caught:
        kind(**{**MINIMAL[kind], name: value})
    assert caught.value.parameter in (name, "scope", "environment", "branch", "subject")  # the last: one of several
    assert repr(value)[1:-1] in str(caught.value) or "exactly one of" in str(caught.value)


MESSAGES: dict[str, tuple[Any, dict[str, Any], str]] = {
    "account of eleven digits": (
        pk.Account,
        {"id": "11112222333"},
        "invalid id: expected twelve digits, for example '111122223333', found '11112222333'",
    ),
    "partition": (
        pk.Account,
        {"partition": "China"},
        "invalid partition: expected a partition such as 'aws', 'aws-cn' or 'aws-us-gov', found 'China'",
    ),
    "organization without unit": (
        pk.OrgUnit,
        {"path": f"{ORG}/r-ab12/"},
        f"invalid path: expected a path with a unit, found '{ORG}/r-ab12/': for all of it, use Org",
    ),
    "no reason": (
        pk.Anyone,
        {"reason": "because"},
        "invalid reason: expected in a few words why everybody may, in at least ten characters, found 'because'",
    ),
    "repository without owner": (
        pk.GitHubActions,
        {"repo": "app"},
        "invalid repo: expected owner/name, for example 'acme/app', or with ids 'acme@1/app@2', found 'app'",
    ),
    "all repositories": (
        pk.GitHubActions,
        {"repo": "acme/*"},
        "invalid repo: expected owner/name, for example 'acme/app', or with ids 'acme@1/app@2', found 'acme/*'; a "
        "wildcard cannot stand for a name",
    ),
    "no run": (
        pk.GitHubActions,
        {"branch": None},
        "invalid environment: expected exactly one of environment, branch, tag, pull_request, any_run, which say which "
        "runs are meant, found none",
    ),
    "two runs": (
        pk.GitHubActions,
        {"tag": "v1"},
        "invalid branch: expected exactly one of environment, branch, tag, pull_request, any_run, which say which runs "
        "are meant, found branch and tag",
    ),
    "a text that would count as true": (
        pk.GitHubActions,
        {"branch": None, "any_run": "no"},
        "invalid any_run: expected True or False, found 'no'",
    ),
    "issuer with scheme": (
        pk.GitHubActions,
        {"issuer": f"https://{GITHUB}"},
        "invalid issuer: expected host (in lower case, without port) and path of the provider's URL, without https://, "
        f"found 'https://{GITHUB}'",
    ),
    "issuer with port": (
        pk.OidcProvider,
        {"issuer": "idp.example.com:443"},
        "invalid issuer: expected host (in lower case, without port) and path of the provider's URL, without https://, "
        "found 'idp.example.com:443'",
    ),
    "issuer in capitals": (
        pk.OidcProvider,
        {"issuer": "IDP.example.com"},
        "invalid issuer: expected host (in lower case, without port) and path of the provider's URL, without https://, "
        "found 'IDP.example.com'",
    ),
    "built-in issuer (PRIN-8)": (
        pk.OidcProvider,
        {"issuer": "accounts.google.com"},
        "invalid issuer: AWS knows accounts.google.com itself, so that no account has a provider for it",
    ),
    "everybody of a shared issuer": (
        pk.OidcProvider,
        {"issuer": GITHUB, "subject": None, "subject_like": "repo:acme*"},
        "invalid subject_like: expected the owner in repo or repository or repository_id or repository_owner or "
        "repository_owner_id or enterprise before any '*', such as 'repo:acme/*': everybody has tokens of this issuer, "
        "found 'repo:acme*'; a wildcard cannot stand for a name",
    ),
    "everybody who chooses such a subject (ASSUME-88)": (
        pk.OidcProvider,
        {"issuer": "gitlab.com", "subject": "ref_type:branch:ref:main"},
        "invalid subject: expected the owner in project_path before any '*', such as 'project_path:acme/*': everybody "
        "has tokens of this issuer, found 'ref_type:branch:ref:main'",
    ),
    "one id of two": (
        pk.GitHubActions,
        {"repo": "acme@1/app"},
        "invalid repo: expected owner/name, for example 'acme/app', or with ids 'acme@1/app@2', found 'acme@1/app'",
    ),
    "everybody": (
        pk.OidcProvider,
        {"subject": None, "subject_like": "**"},
        "invalid subject_like: expected a pattern with more than '*', in which '*' stands for any text, found '**'; a "
        "wildcard cannot stand for a name",
    ),
    "phase": (
        pk.TerraformCloud,
        {"run_phase": "destroy"},
        "invalid run_phase: expected 'plan' or 'apply', found 'destroy'",
    ),
    "UUID without braces": (
        pk.BitbucketPipelines,
        {"repository_uuid": UUID},
        "invalid repository_uuid: expected a UUID in braces, such as '{0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f}', found "
        f"'{UUID}'",
    ),
    "cluster": (
        pk.EksServiceAccount,
        {"issuer": "oidc.eks.eu-west-1.amazonaws.com/id/xyz"},
        "invalid issuer: expected the cluster's provider without https://, oidc.eks.REGION.amazonaws.com/id/ (with "
        "IPv6 oidc-eks.REGION.api.aws/id/) and 32 hexadecimal digits in upper case, found "
        "'oidc.eks.eu-west-1.amazonaws.com/id/xyz'",
    ),
    "all service accounts": (
        pk.EksServiceAccount,
        {"service_account": "*"},
        "invalid service_account: expected lower-case letters, digits, hyphens and dots, found '*'; a wildcard cannot "
        "stand for a name",
    ),
    "pool where Cognito has no known name": (
        pk.Cognito,
        {"identity_pool": f"cn-northwest-1:{UUID}"},
        "invalid identity_pool: Cognito has no known name in region 'cn-northwest-1'",
    ),
    "sign-in page of an unknown partition": (
        pk.SamlProvider,
        {"partition": "aws-iso"},
        "invalid audience: the sign-in page of partition 'aws-iso' is not known: say it",
    ),
    "certificate of anybody": (
        pk.RolesAnywhere,
        {"common_name": None},
        "invalid common_name: expected letters, digits, spaces and _ . : / = + @ -, found None",
    ),
    "scope of nobody": (
        pk.ServiceScope,
        {"account": None},
        "invalid scope: expected account=, arn= or organization=: for whom the service works",
    ),
    "scope of anybody": (
        pk.ServiceScope,
        {"account": None, "arn": "arn:aws:s3:::acme"},
        "invalid scope: 'arn:aws:s3:::acme' does not say whose it is, so that anybody's could fit: give the account "
        "as well",
    ),
    "scope of two accounts": (
        pk.ServiceScope,
        {"arn": f"arn:aws:events:eu-west-1:{B}:rule/x"},
        f"invalid scope: 'arn:aws:events:eu-west-1:{B}:rule/x' is not of account {A}: no request could fit both",
    ),
    "scope with a variable": (
        pk.ServiceScope,
        {"arn": f"arn:aws:events:eu-west-1:{A}:rule/${{aws:PrincipalTag/x}}"},
        "invalid scope: invalid arn: expected an ARN of six fields without $, in which * and ? may stand for others, "
        f"found 'arn:aws:events:eu-west-1:{A}:rule/${{aws:PrincipalTag/x}}'",
    ),
}


@pytest.mark.parametrize(("kind", "changed", "message"), MESSAGES.values(), ids=MESSAGES)
def test_the_message(kind: Any, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        kind(**{**MINIMAL[kind], **changed})
    assert str(caught.value) == message


IMPOSSIBLE: dict[str, tuple[Any, pk.Role, dict[str, Any], str]] = {
    "user of another partition (ASSUME-7)": (
        ALICE,
        CHINESE,
        {},
        f"invalid partition: the caller is in aws, {CHINESE.arn} is not: no role is assumed across partitions",
    ),
    "account of another partition": (
        pk.Account(B),
        CHINESE,
        {},
        f"invalid partition: the caller is in aws, {CHINESE.arn} is not: no role is assumed across partitions",
    ),
    "pool of another partition": (
        pk.Cognito(f"cn-north-1:{UUID}"),
        ROLE,
        {},
        f"invalid partition: the caller is in aws-cn, {ROLE.arn} is not: no role is assumed across partitions",
    ),
    "cluster of another partition": (
        pk.EksPodIdentity(cluster=EKS, namespace="payments", service_account="api"),
        CHINESE,
        {},
        f"invalid partition: the caller is in aws, {CHINESE.arn} is not: no role is assumed across partitions",
    ),
    "trust anchor of another partition": (
        pk.RolesAnywhere(trust_anchor=TRUST_ANCHOR, common_name="build"),
        CHINESE,
        {},
        f"invalid partition: the caller is in aws, {CHINESE.arn} is not: no role is assumed across partitions",
    ),
    "source of another partition": (
        pk.AwsService("events.amazonaws.com"),
        CHINESE,
        {"scope": pk.ServiceScope(arn=f"arn:aws:events:*:{A}:rule/*")},
        f"invalid partition: the caller is in aws, {CHINESE.arn} is not: no role is assumed across partitions",
    ),
    "provider of another account (ASSUME-80)": (
        pk.GitHubActions(B, repo="acme/app", branch="main"),
        ROLE,
        {},
        f"invalid account: an identity provider serves the roles of its own account: it is in {B}, {ROLE.arn} is not",
    ),
    "SAML provider of another account (ASSUME-71)": (
        pk.SamlProvider(B, "okta"),
        ROLE,
        {},
        f"invalid account: an identity provider serves the roles of its own account: it is in {B}, {ROLE.arn} is not",
    ),
    "cluster of another account (ASSUME-64)": (
        pk.EksPodIdentity(cluster=EKS.replace(A, B), namespace="payments", service_account="api"),
        ROLE,
        {},
        f"invalid cluster: pods take roles of the cluster's account {B}: {ROLE.arn} can only be assumed from there",
    ),
    "trust anchor of another account (ASSUME-66)": (
        pk.RolesAnywhere(trust_anchor=TRUST_ANCHOR.replace(A, B), common_name="build"),
        ROLE,
        {},
        f"invalid trust_anchor: it serves the roles of its own account {B}; {ROLE.arn} is not there",
    ),
    "service under its name elsewhere (PRIN-37)": (
        pk.AwsService("ec2.amazonaws.com"),
        CHINESE,
        {"scope": None},
        f"invalid caller: in partition aws-cn, where {CHINESE.arn} is, the service is named ec2.amazonaws.com.cn",
    ),
    "Chinese service elsewhere (PRIN-37)": (
        pk.AwsService("ec2.amazonaws.com.cn"),
        ROLE,
        {"scope": None},
        f"invalid caller: ec2.amazonaws.com.cn is a name of partition aws-cn; {ROLE.arn} is not there",
    ),
    "path that is a pattern (ARN-20)": (
        pk.User(f"arn:aws:iam::{B}:user/*/alice"),
        ROLE,
        {},
        "invalid caller: expected a name that policies cannot take for a pattern: without * ? $, found "
        f"'arn:aws:iam::{B}:user/*/alice'; a wildcard cannot stand for a name",
    ),
    "role whose path is a pattern": (
        ALICE,
        pk.Role(f"arn:aws:iam::{A}:role/$/Deploy"),
        {},
        "invalid roles: expected a name that policies cannot take for a pattern: without * ? $, found "
        f"'arn:aws:iam::{A}:role/$/Deploy'",
    ),
    "service-linked role (ASSUME-62)": (
        ALICE,
        pk.Role(f"arn:aws:iam::{A}:role/aws-service-role/ecs.amazonaws.com/ForEcs"),
        {},
        f"invalid role: arn:aws:iam::{A}:role/aws-service-role/ecs.amazonaws.com/ForEcs is service-linked: its trust "
        "policy cannot be changed",
    ),
    "role as text": (
        ALICE,
        "Deploy",  # type: ignore[dict-item]  # what is refused
        {},
        "invalid role: expected a Role, found 'Deploy': Role('arn:aws:iam::111122223333:role/Name')",
    ),
    "name of a user for a role": (
        BUILD,
        ROLE,
        {"require": pk.Require(session_name=pk.USERNAME)},
        f"invalid session_name: {BUILD.arn} cannot meet it: only IAM users have the name that ${{aws:username}} stands "
        "for",
    ),
}


@pytest.mark.parametrize(("caller", "role", "more", "message"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_pairs_that_no_policy_can_join(caller: Any, role: pk.Role, more: dict[str, Any], message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        pk.grant_assume(caller, role, **more)
    assert str(caught.value) == message
