"""One caller of each kind, and the only statement of the trust policy that is written for it."""

from typing import Any, NamedTuple

import policykit as pk

A, B = "111122223333", "444455556666"
UUID, OTHER_UUID = "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f", "9f8e7d6c-0000-4000-8000-9f8e7d6c5b4a"
ROLE = pk.Role(f"arn:aws:iam::{A}:role/Deploy")
CHINESE = pk.Role(f"arn:aws-cn:iam::{A}:role/Deploy")
AMERICAN = pk.Role(f"arn:aws-us-gov:iam::{A}:role/Deploy")
ALICE, BUILD = pk.User(f"arn:aws:iam::{B}:user/team/alice"), pk.Role(f"arn:aws:iam::{B}:role/ci/Build")
ORG = "o-a1b2c3d4e5"
WEB = "sts:AssumeRoleWithWebIdentity"
GITHUB, CLUSTER = (
    "token.actions.githubusercontent.com",
    "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
)
EKS = f"arn:aws:eks:eu-west-1:{A}:cluster/main"
ANCHOR = f"arn:aws:rolesanywhere:eu-west-1:{A}:trust-anchor/{UUID}"
JSON = dict[str, Any]


class Kind(NamedTuple):
    """A caller.

    Attributes:
        who: as for `grant_assume`.
        principal: Principal element.
        condition: Condition element.
        strangers: what the proof calls those who must not get in.
        action: Action element.
        scope: of a service.
        role: the role.
        notes: what the grant says beside where to paste what.
    """

    who: Any
    principal: JSON
    condition: JSON
    strangers: tuple[str, ...]
    action: Any = "sts:AssumeRole"
    scope: Any = "unsaid"
    role: pk.Role = ROLE
    notes: tuple[str, ...] = ()

    @property
    def statement(self) -> JSON:
        """The statement."""
        told: JSON = {"Condition": self.condition} if self.condition else {}
        return {"Effect": "Allow", "Principal": self.principal, "Action": self.action, **told}


def provider(issuer: str, partition: str = "aws") -> JSON:
    return {"Federated": f"arn:{partition}:iam::{A}:oidc-provider/{issuer}"}


def exactly(issuer: str, audience: str, subject: Any) -> JSON:
    return {"StringEquals": {f"{issuer}:aud": audience, f"{issuer}:sub": subject}}


def like(issuer: str, audience: str, subject: str) -> JSON:
    return {"StringEquals": {f"{issuer}:aud": audience}, "StringLike": {f"{issuer}:sub": subject}}


TOKENS = ("a token for another audience", "a token of another issuer")
REPOSITORIES = (*TOKENS, "a token of a repository of somebody else", "a token of a repository whose name begins alike")
PROJECTS = (*TOKENS, "a token of a project of somebody else", "a token of a project whose name begins alike")
RUNS = (*REPOSITORIES, "a token of another run of the repository")
JOBS = (*PROJECTS, "a token of another branch")
SERVICE = ("another service",)
SILENT = "the service that does not say for whom it works"
STAR = (
    'the principal is "*", which names users and roles in the account of the role directly: if they meet the '
    "conditions, they need no identity-based policy"
)
PASS_ROLE = "whoever sets up the service needs iam:PassRole for the role; the service itself has no policies"
BITBUCKET = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
CIRCLE = f"oidc.circleci.com/org/{UUID}"
STS = "sts.amazonaws.com"


def kept(who: str) -> tuple[str, ...]:
    return (f"IAM keeps the unique id of {who}: if it is deleted and made again, renew the trust policy",)


def github(run: dict[str, Any], subject: str, **more: Any) -> Kind:
    issuer, audience = more.get("issuer", GITHUB), more.get("audience", STS)
    who = pk.GitHubActions(A, repo="acme/app", **run, **more)
    return Kind(who, provider(issuer), exactly(issuer, audience, f"repo:acme/app:{subject}"), RUNS, WEB)


KINDS: dict[str, Kind] = {
    "account": Kind(pk.Account(B), {"AWS": f"arn:aws:iam::{B}:root"}, {}, ("a user of another account",)),
    "own account": Kind(pk.Account(A), {"AWS": f"arn:aws:iam::{A}:root"}, {}, ("a user of another account",)),
    "account in China": Kind(
        pk.Account(B, "aws-cn"), {"AWS": f"arn:aws-cn:iam::{B}:root"}, {}, ("a user of another account",), role=CHINESE
    ),
    "user": Kind(
        ALICE,
        {"AWS": str(ALICE.arn)},
        {},
        ("another user of the account", "a user of the same name in another account"),
        notes=kept(str(ALICE.arn)),
    ),
    "role": Kind(
        BUILD,
        {"AWS": str(BUILD.arn)},
        {},
        ("another role of the account", "a role of the same name in another account"),
        notes=kept(str(BUILD.arn)),
    ),
    "session": Kind(
        pk.RoleSession(BUILD, "nightly"),
        {"AWS": f"arn:aws:sts::{B}:assumed-role/Build/nightly"},
        {},
        ("another session of the role", "a role of the same name in another account"),
    ),
    "organization": Kind(
        pk.Org(ORG),
        {"AWS": "*"},
        {"StringEquals": {"aws:PrincipalOrgID": ORG}},
        ("a user of another organization", "a user of no organization"),
        notes=(STAR,),
    ),
    "unit": Kind(
        pk.OrgUnit(f"{ORG}/r-ab12/ou-ab12-11111111/"),
        {"AWS": "*"},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORG}/r-ab12/ou-ab12-11111111/*"}},
        ("a user of the organization, but not of the unit", "a user of no organization"),
        notes=(STAR,),
    ),
    "anyone": Kind(
        pk.Anyone(reason="open data for everybody"),
        {"AWS": "*"},
        {},
        (),
        notes=("everybody with an AWS account is trusted: open data for everybody", STAR),
    ),
    "service": Kind(
        pk.AwsService("scheduler.amazonaws.com"),
        {"Service": "scheduler.amazonaws.com"},
        {"StringEquals": {"aws:SourceAccount": A}},
        (*SERVICE, "the service on behalf of another account", SILENT),
        scope=pk.ServiceScope(account=A),
        notes=(PASS_ROLE,),
    ),
    "service for a resource": Kind(
        pk.AwsService("events.amazonaws.com"),
        {"Service": "events.amazonaws.com"},
        {"ArnLike": {"aws:SourceArn": f"arn:aws:events:*:{A}:rule/nightly-*"}},
        (
            *SERVICE,
            "the service on behalf of a resource of another account",
            "the service on behalf of another resource of the account",
            SILENT,
        ),
        scope=pk.ServiceScope(arn=f"arn:aws:events:*:{A}:rule/nightly-*"),
        notes=(PASS_ROLE,),
    ),
    "service for everything of an account": Kind(
        pk.AwsService("events.amazonaws.com"),
        {"Service": "events.amazonaws.com"},
        {"ArnLike": {"aws:SourceArn": f"arn:aws:events:*:{A}:*"}},
        (*SERVICE, "the service on behalf of a resource of another account", SILENT),
        scope=pk.ServiceScope(arn=f"arn:aws:events:*:{A}:*"),
        notes=(PASS_ROLE,),
    ),
    "service for a bucket of the organization": Kind(
        pk.AwsService("backup.amazonaws.com"),
        {"Service": "backup.amazonaws.com"},
        {
            "StringEquals": {"aws:SourceAccount": A, "aws:SourceOrgID": ORG},
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"},
        },
        (
            *SERVICE,
            "the service on behalf of another account",
            "the service on behalf of another organization",
            "the service on behalf of a resource of another account",
            "the service on behalf of another resource of the account",
            SILENT,
        ),
        scope=pk.ServiceScope(account=A, arn="arn:aws:s3:::acme", organization=ORG),
        notes=(PASS_ROLE,),
    ),
    "service without scope": Kind(
        pk.AwsService("ec2.amazonaws.com"),
        {"Service": "ec2.amazonaws.com"},
        {},
        SERVICE,
        scope=None,
        notes=(PASS_ROLE,),
    ),
    "service in China": Kind(
        pk.AwsService("ec2.amazonaws.com.cn"),
        {"Service": "ec2.amazonaws.com.cn"},
        {},
        SERVICE,
        scope=None,
        role=CHINESE,
        notes=(PASS_ROLE,),
    ),
    "service of which nothing is known": Kind(
        pk.AwsService("batch.amazonaws.com"),
        {"Service": "batch.amazonaws.com"},
        {},
        SERVICE,
        scope=None,
        notes=(
            PASS_ROLE,
            "batch.amazonaws.com has no scope: if it can work for other accounts, they can have it use the role",
            "policykit does not know batch.amazonaws.com: compare the name, and what it sends, with its documentation",
        ),
    ),
    "service of which nothing is known, with a scope": Kind(
        pk.AwsService("batch.amazonaws.com"),
        {"Service": "batch.amazonaws.com"},
        {"StringEquals": {"aws:SourceAccount": A}},
        (*SERVICE, "the service on behalf of another account", SILENT),
        scope=pk.ServiceScope(account=A),
        notes=(
            PASS_ROLE,
            "policykit does not know batch.amazonaws.com: compare the name, and what it sends, with its documentation",
        ),
    ),
    "service with a companion": Kind(
        pk.AwsService("account-access.amazonaws.com"),
        {"Service": "account-access.amazonaws.com"},
        {"StringEquals": {"aws:SourceAccount": A}},
        (*SERVICE, "the service on behalf of another account", SILENT),
        ["sts:AssumeRole", "sts:SetContext"],
        scope=pk.ServiceScope(account=A),
        notes=(PASS_ROLE,),
    ),
    "github environment": github({"environment": "prod eu"}, "environment:prod eu"),
    "github branch": github({"branch": "release/v1"}, "ref:refs/heads/release/v1"),
    "github branch of a stranger's name": github({"branch": "stranger"}, "ref:refs/heads/stranger"),
    "github tag": github({"tag": "v1.0"}, "ref:refs/tags/v1.0"),
    "github pull request": github({"pull_request": True}, "pull_request"),
    "github of an enterprise": github(
        {"branch": "main"}, "ref:refs/heads/main", issuer=f"{GITHUB}/acme", audience="aws"
    ),
    "github any run": Kind(
        pk.GitHubActions(A, repo="acme@1/app@2", any_run=True),
        provider(GITHUB),
        like(GITHUB, STS, "repo:acme@1/app@2:*"),
        REPOSITORIES,
        WEB,
    ),
    "gitlab branch": Kind(
        pk.GitLabCi(A, project="acme/web/app", branch="main"),
        provider("gitlab.com"),
        exactly("gitlab.com", "https://gitlab.com", "project_path:acme/web/app:ref_type:branch:ref:main"),
        JOBS,
        WEB,
    ),
    "gitlab tag": Kind(
        pk.GitLabCi(A, project="acme/app", tag="v1", issuer="git.example.com", audience="aws", partition="aws-cn"),
        provider("git.example.com", "aws-cn"),
        exactly("git.example.com", "aws", "project_path:acme/app:ref_type:tag:ref:v1"),
        JOBS,
        WEB,
        role=CHINESE,
    ),
    "gitlab any ref": Kind(
        pk.GitLabCi(A, project="acme/app", any_ref=True),
        provider("gitlab.com"),
        like("gitlab.com", "https://gitlab.com", "project_path:acme/app:ref_type:*"),
        PROJECTS,
        WEB,
    ),
    "terraform": Kind(
        pk.TerraformCloud(A, organization="acme", project="Default Project", workspace="prod"),
        provider("app.terraform.io"),
        exactly(
            "app.terraform.io",
            "aws.workload.identity",
            [
                f"organization:acme:project:Default Project:workspace:prod:run_phase:{each}"
                for each in ("plan", "apply")
            ],
        ),
        (*TOKENS, "a token of another organization", "a token of another workspace"),
        WEB,
    ),
    "terraform apply": Kind(
        pk.TerraformCloud(A, organization="acme", project="web", workspace="prod", run_phase="apply"),
        provider("app.terraform.io"),
        exactly(
            "app.terraform.io",
            "aws.workload.identity",
            "organization:acme:project:web:workspace:prod:run_phase:apply",
        ),
        (*TOKENS, "a token of another organization", "a token of another workspace", "a token of the plan phase"),
        WEB,
    ),
    "bitbucket": Kind(
        pk.BitbucketPipelines(A, workspace="acme", workspace_uuid=UUID, repository_uuid=f"{{{OTHER_UUID}}}"),
        provider(BITBUCKET),
        like(BITBUCKET, f"ari:cloud:bitbucket::workspace/{UUID}", f"{{{OTHER_UUID}}}:*"),
        (*TOKENS, "a token of another repository"),
        WEB,
    ),
    "bitbucket environment": Kind(
        pk.BitbucketPipelines(
            A,
            workspace="acme",
            workspace_uuid=UUID,
            repository_uuid=f"{{{OTHER_UUID}}}",
            environment_uuid=f"{{{UUID}}}",
        ),
        provider(BITBUCKET),
        like(BITBUCKET, f"ari:cloud:bitbucket::workspace/{UUID}", f"{{{OTHER_UUID}}}:{{{UUID}}}:*"),
        (*TOKENS, "a token of another repository", "a token of a step outside of the environment"),
        WEB,
    ),
    "circleci": Kind(
        pk.CircleCi(A, organization_id=UUID, project_id=OTHER_UUID),
        provider(CIRCLE),
        like(CIRCLE, UUID, f"org/{UUID}/project/{OTHER_UUID}/user/*"),
        (*TOKENS, "a token of another project"),
        WEB,
    ),
    "buildkite": Kind(
        pk.Buildkite(A, organization="acme", pipeline="app"),
        provider("agent.buildkite.com"),
        like("agent.buildkite.com", STS, "organization:acme:pipeline:app:ref:*"),
        (*TOKENS, "a token of another organization", "a token of another pipeline"),
        WEB,
    ),
    "buildkite branch": Kind(
        pk.Buildkite(A, organization="acme", pipeline="app", branch="main"),
        provider("agent.buildkite.com"),
        like("agent.buildkite.com", STS, "organization:acme:pipeline:app:ref:refs/heads/main:commit:*"),
        (*TOKENS, "a token of another organization", "a token of another pipeline", "a token of another branch"),
        WEB,
    ),
    "oidc": Kind(
        pk.OidcProvider(A, "idp.example.com/tenant/", audience="aws", subject="auth0|42"),
        provider("idp.example.com/tenant/"),
        exactly("idp.example.com/tenant/", "aws", "auth0|42"),
        (*TOKENS, "a token of somebody else"),
        WEB,
    ),
    "oidc pattern": Kind(
        pk.OidcProvider(A, "issuer.example.com", audience="stranger", subject_like="*!"),
        provider("issuer.example.com"),
        like("issuer.example.com", "stranger", "*!"),
        (*TOKENS, "a token of somebody else"),
        WEB,
    ),
    "oidc pattern of an owner": Kind(
        pk.OidcProvider(A, GITHUB, audience=STS, subject_like="repo:acme/*"),
        provider(GITHUB),
        like(GITHUB, STS, "repo:acme/*"),
        (*TOKENS, "a token of somebody else"),
        WEB,
    ),
    "eks service account": Kind(
        pk.EksServiceAccount(A, issuer=CLUSTER, namespace="payments", service_account="api"),
        provider(CLUSTER),
        exactly(CLUSTER, STS, "system:serviceaccount:payments:api"),
        (*TOKENS, "a token of another service account", "a token of another namespace"),
        WEB,
    ),
    "cognito": Kind(
        pk.Cognito(f"eu-west-1:{UUID}"),
        {"Federated": "cognito-identity.amazonaws.com"},
        {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": f"eu-west-1:{UUID}"},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
        },
        ("an identity of another pool", "a guest of the pool"),
        WEB,
    ),
    "cognito guests in China": Kind(
        pk.Cognito(f"cn-north-1:{UUID}", authenticated=False),
        {"Federated": "cognito-identity.cn-north-1.amazonaws.com.cn"},
        {
            "StringEquals": {"cognito-identity.cn-north-1.amazonaws.com.cn:aud": f"cn-north-1:{UUID}"},
            "ForAnyValue:StringLike": {"cognito-identity.cn-north-1.amazonaws.com.cn:amr": "unauthenticated"},
        },
        ("an identity of another pool", "who has signed in of the pool"),
        WEB,
        role=CHINESE,
        notes=("guests need no sign-in: everybody can become one",),
    ),
    "cognito for the government": Kind(
        pk.Cognito(f"us-gov-west-1:{UUID}"),
        {"Federated": "cognito-identity-us-gov.amazonaws.com"},
        {
            "StringEquals": {"cognito-identity-us-gov.amazonaws.com:aud": f"us-gov-west-1:{UUID}"},
            "ForAnyValue:StringLike": {"cognito-identity-us-gov.amazonaws.com:amr": "authenticated"},
        },
        ("an identity of another pool", "a guest of the pool"),
        WEB,
        role=AMERICAN,
    ),
    **{
        f"saml in {role.arn.partition}": Kind(
            pk.SamlProvider(A, "okta", partition=role.arn.partition),
            {"Federated": f"arn:{role.arn.partition}:iam::{A}:saml-provider/okta"},
            {"StringEquals": {"SAML:aud": page}},
            ("an assertion for another audience", "an assertion of another provider"),
            "sts:AssumeRoleWithSAML",
            role=role,
        )
        for role, page in (
            (ROLE, "https://signin.aws.amazon.com/saml"),
            (CHINESE, "https://signin.amazonaws.cn/saml"),
            (AMERICAN, "https://signin.amazonaws-us-gov.com/saml"),
        )
    },
    "pod identity": Kind(
        pk.EksPodIdentity(cluster=EKS, namespace="payments", service_account="api"),
        {"Service": "pods.eks.amazonaws.com"},
        {
            "StringEquals": {
                "aws:SourceAccount": A,
                "aws:RequestTag/kubernetes-namespace": "payments",
                "aws:RequestTag/kubernetes-service-account": "api",
            },
            "ArnEquals": {"aws:SourceArn": EKS},
        },
        (
            "another service account",
            "another namespace",
            "another cluster",
            "a cluster of another account",
            "another service",
        ),
        ["sts:AssumeRole", "sts:TagSession"],
        notes=(
            "associate the role with the service account in the cluster, and leave the association's session tags on",
        ),
    ),
    "roles anywhere": Kind(
        pk.RolesAnywhere(trust_anchor=ANCHOR, common_name="build", organizational_unit="ci", organization="acme"),
        {"Service": "rolesanywhere.amazonaws.com"},
        {
            "ArnEquals": {"aws:SourceArn": ANCHOR},
            "StringEquals": {
                "aws:PrincipalTag/x509Subject/CN": "build",
                "aws:PrincipalTag/x509Subject/OU": "ci",
                "aws:PrincipalTag/x509Subject/O": "acme",
            },
        },
        (
            "a certificate with another CN",
            "a certificate with another OU",
            "a certificate with another O",
            "a certificate of another trust anchor",
            "another service",
        ),
        ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        notes=("name the role in a profile of IAM Roles Anywhere",),
    ),
}

EVERY: JSON = {
    "external_id": "acme-42",
    "mfa": True,
    "mfa_max_age_seconds": 900,
    "source_identity": "alice",
    "session_tags": {"team": "red", "cost center": "42"},
    "transitive_tags": ["team"],
    "session_name": "build",
    "organization": ORG,
    "source_ip": "203.0.113.7",
    "source_vpc": "vpc-0a1b2c3d",
    "not_before": "2026-01-01",
    "not_after": "2027-01-01",
}
"""Each requirement, as it could be given."""

LEVEL_OF: dict[str, str] = {
    "account": "Person", "own account": "Person", "account in China": "Person", "user": "Person",
    "organization": "Person", "unit": "Person", "anyone": "Person", "role": "Signer", "session": "Signer",
}  # fmt: skip
"""Kinds of which more can be required than of services and bearers of tokens."""
