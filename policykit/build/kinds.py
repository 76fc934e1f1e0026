"""Every kind of caller by the name that intentions give it, and what is to be said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policykit.build.federated import EksServiceAccount, OidcProvider, SamlProvider
from policykit.build.guests import EksPodIdentity, RolesAnywhere
from policykit.build.level import Anybody, Bearer, Person, Signer
from policykit.build.meant import (
    Meant,
    account,
    guests_or_not,
    individual,
    of_any_account,
    of_the_account,
    one_of_them,
    service,
    session,
    way,
    whole_account,
)
from policykit.build.members import Form, Member, Shape
from policykit.build.people import Anyone, Org, OrgUnit
from policykit.build.pipelines import Buildkite, CircleCi, TerraformCloud
from policykit.build.repositories import BitbucketPipelines, GitHubActions, GitLabCi
from policykit.evaluate.callers import AwsService
from policykit.model.ids import AccountId, OrganizationId, OrganizationPath
from policykit.snapshot import Role, User

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of caller; its first member alone tells it apart where a caller is said in one word.

    Attributes:
        title: what it is, in a phrase.
        level: what can be required of it.
        members: what is to be said of it.
        meant: whom these members mean, for a role with this ARN.
    """

    title: str
    level: type[Anybody]
    members: Form
    meant: Callable[..., Meant]


def _needed(meaning: str, form: str, read: Callable[[Any], object] = str) -> Member:
    return Member(meaning, form, required=True, read=read)


def _flag(meaning: str) -> Member:
    return Member(meaning, shape=Shape.FLAG)


_AUDIENCE: Final = Member("Audience of the token, if it is not the usual one.", "TEXT")
_ISSUER: Final = Member("Host and path of another issuer, without https://.", "HOST")
_NAMESPACE: Final = _needed("Kubernetes namespace of the service account.", "NAME")
_SERVICE_ACCOUNT: Final = _needed("Name of the Kubernetes service account.", "NAME")

KINDS: Final[Mapping[str, Kind]] = {
    "user": Kind(
        "an IAM user",
        Person,
        {"arn": _needed("ARN of the user: arn:aws:iam::111122223333:user/alice.", "ARN", User)},
        individual,
    ),
    "role": Kind(
        "an IAM role, in all its sessions",
        Signer,
        {"arn": _needed("ARN of the role that asks: arn:aws:iam::111122223333:role/ci.", "ARN", Role)},
        individual,
    ),
    "role-session": Kind(
        "one session of a role",
        Signer,
        {"arn": _needed("ARN of the session: arn:aws:sts::111122223333:assumed-role/ci/build.", "ARN", session)},
        individual,
    ),
    "account": Kind(
        "all of an account, or one user or role in it",
        Person,
        {
            "id": _needed("Account: twelve digits, or the root ARN.", "ACCOUNT", whole_account),
            "narrow_to": Member("ARN of the only user, role or session of it that is meant.", "ARN", read=one_of_them),
            "by": Member(
                "With narrow_to, how the policy tells: principal, or condition, which also fits whoever is made again "
                "under the name.",
                "principal|condition",
                read=way,
            ),
        },
        account,
    ),
    "org": Kind(
        "all accounts of an organization",
        Person,
        {"id": _needed("Id of the organization: o-a1b2c3d4e5.", "ID", OrganizationId)},
        of_any_account(Org),
    ),
    "org-unit": Kind(
        "all accounts in and below an organizational unit",
        Person,
        {"path": _needed("Path of the unit: o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/.", "PATH", OrganizationPath)},
        of_any_account(OrgUnit),
    ),
    "service": Kind(
        "an AWS service",
        Anybody,
        {
            "name": _needed("Name of the service: scheduler.amazonaws.com.", "SERVICE", AwsService),
            "source_account": Member("Account that it may work for: twelve digits.", "ACCOUNT", read=AccountId),
            "source_arn": Member("ARN of what it may work for; * and ? may stand for others.", "ARN"),
            "source_organization": Member("Organization that it may work for.", "ID", read=OrganizationId),
            "no_scope": _flag("For a service that does not say for whom it works, such as ec2."),
        },
        service,
    ),
    "github": Kind(
        "workflow runs of a GitHub repository",
        Bearer,
        {
            "repo": _needed("Repository: acme/app.", "OWNER/NAME"),
            "environment": Member("Runs of jobs in this environment.", "NAME"),
            "branch": Member("Runs on this branch.", "NAME"),
            "tag": Member("Runs on this tag.", "NAME"),
            "pull_request": _flag("Runs for pull requests, whoever opened them."),
            "any_run": _flag("All runs of the repository, pull requests included."),
            "audience": _AUDIENCE,
            "issuer": _ISSUER,
        },
        of_the_account(GitHubActions),
    ),
    "gitlab": Kind(
        "jobs of a GitLab project",
        Bearer,
        {
            "project": _needed("Project: acme/app.", "GROUP/PROJECT"),
            "branch": Member("Jobs on this branch.", "NAME"),
            "tag": Member("Jobs on this tag.", "NAME"),
            "any_ref": _flag("Jobs on all branches and tags."),
            "issuer": Member("Host of another GitLab instance, without https://.", "HOST"),
            "audience": Member("Audience of the token; the address of the instance if left out.", "TEXT"),
        },
        of_the_account(GitLabCi),
    ),
    "terraform-cloud": Kind(
        "runs of an HCP Terraform workspace",
        Bearer,
        {
            "organization": _needed("Organization of the workspace.", "NAME"),
            "project": _needed("Project of the workspace.", "NAME"),
            "workspace": _needed("Name of the workspace.", "NAME"),
            "run_phase": Member("One phase of its runs; both if left out.", "plan|apply"),
            "audience": _AUDIENCE,
            "issuer": _ISSUER,
        },
        of_the_account(TerraformCloud),
    ),
    "bitbucket": Kind(
        "steps of the pipelines of a Bitbucket repository",
        Bearer,
        {
            "workspace": _needed("Name of the workspace, as in the address of its page.", "NAME"),
            "workspace_uuid": _needed("UUID of the workspace, without braces.", "UUID"),
            "repository_uuid": _needed("UUID of the repository, in braces.", "{UUID}"),
            "environment_uuid": Member("UUID of a deployment environment, in braces; any if left out.", "{UUID}"),
        },
        of_the_account(BitbucketPipelines),
    ),
    "circleci": Kind(
        "jobs of a CircleCI project",
        Bearer,
        {
            "organization_id": _needed("UUID of the organization.", "UUID"),
            "project_id": _needed("UUID of the project.", "UUID"),
        },
        of_the_account(CircleCi),
    ),
    "buildkite": Kind(
        "jobs of a Buildkite pipeline",
        Bearer,
        {
            "organization": _needed("Organization, as in the address of its page.", "NAME"),
            "pipeline": _needed("Pipeline, as in the address of its page.", "NAME"),
            "branch": Member("Builds of this branch; all if left out.", "NAME"),
            "audience": _AUDIENCE,
            "issuer": _ISSUER,
        },
        of_the_account(Buildkite),
    ),
    "oidc": Kind(
        "bearers of tokens of any OIDC provider",
        Bearer,
        {
            "issuer": _needed("Host and path of the provider, without https://.", "HOST"),
            "audience": _needed("Audience of the token.", "TEXT"),
            "subject": Member("Subject of the token, exactly.", "TEXT"),
            "subject_like": Member("Pattern of the subject, in which * stands for any text.", "PATTERN"),
        },
        of_the_account(OidcProvider),
    ),
    "eks": Kind(
        "pods of an EKS cluster, by IAM roles for service accounts (IRSA)",
        Bearer,
        {
            "issuer": _needed("OIDC provider of the cluster: oidc.eks.REGION.amazonaws.com/id/….", "HOST"),
            "namespace": _NAMESPACE,
            "service_account": _SERVICE_ACCOUNT,
            "audience": _AUDIENCE,
        },
        of_the_account(EksServiceAccount),
    ),
    "eks-pod-identity": Kind(
        "pods of an EKS cluster, by EKS Pod Identity",
        Anybody,
        {
            "cluster": _needed("ARN of the cluster.", "ARN"),
            "namespace": _NAMESPACE,
            "service_account": _SERVICE_ACCOUNT,
        },
        of_any_account(EksPodIdentity),
    ),
    "cognito": Kind(
        "identities of an Amazon Cognito identity pool",
        Bearer,
        {
            "identity_pool": _needed("Id of the pool: REGION:UUID.", "ID"),
            "guests": _flag("Identities of guests, whom nobody has vouched for, in place of those who signed in."),
        },
        guests_or_not,
    ),
    "saml": Kind(
        "whoever a SAML provider has signed in",
        Bearer,
        {
            "name": _needed("Name of the SAML provider.", "NAME"),
            "audience": Member("Where the assertion is sent to; the sign-in page of AWS if left out.", "URL"),
        },
        of_the_account(SamlProvider),
    ),
    "roles-anywhere": Kind(
        "holders of certificates, by IAM Roles Anywhere",
        Anybody,
        {
            "trust_anchor": _needed("ARN of the trust anchor.", "ARN"),
            "common_name": _needed("CN of the subject of the certificate.", "TEXT"),
            "organizational_unit": Member("OU of the subject; any if left out.", "TEXT"),
            "organization": Member("O of the subject; any if left out.", "TEXT"),
        },
        of_any_account(RolesAnywhere),
    ),
    "anyone": Kind(
        "everybody who has an AWS account",
        Person,
        {"reason": _needed("Why, in at least ten characters.", "TEXT")},
        of_any_account(Anyone),
    ),
}
"""The kinds, in the order in which they are listed."""
