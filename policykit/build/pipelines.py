"""Jobs of build services: each knows the issuer, the audience and the subjects of its tokens.

Source: the OpenID Connect pages of each service; Service Authorization Reference, "AWS Security Token Service"
(ASSUME-83, ASSUME-88).
"""

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, overload

from policykit.build.federated import AUDIENCE, TokenBearer, check_provider
from policykit.build.names import PATH, SEGMENT, UUID, UUID_IN_BRACES, Form, one_of
from policykit.errors import IntentError

__all__ = ["BitbucketPipelines", "Buildkite", "CircleCi", "GitHubActions", "GitLabCi", "TerraformCloud"]

RunPhase: TypeAlias = Literal["plan", "apply"]

_REPO: Final = Form(
    re.compile("[0-9A-Za-z](?:[0-9A-Za-z-]{0,38})(?:@[0-9]+)?/[0-9A-Za-z_.-]{1,100}(?:@[0-9]+)?"),
    "owner/name, for example 'acme/app', or with ids 'acme@1/app@2'",
)
_REF: Final = Form(
    re.compile(r"(?!/|refs/)[!-#%-)+-9;->@-Z\]_-}]{1,255}"), "the name of a branch or tag, without refs/ and wildcards"
)
_SLUG: Final = Form(re.compile("[0-9A-Za-z][0-9A-Za-z_.-]{0,254}"), "a name as it stands in the address of its page")


@dataclass(frozen=True, slots=True)
class GitHubActions(TokenBearer):
    """Workflow runs of one GitHub repository; which runs must be said (ASSUME-88).

    Repositories that were made, renamed or moved after 15 July 2026 have their ids in the subject: give those as
    ``acme@123456/app@456789``.

    Args:
        account: of the provider, and of the role; twelve digits.
        repo: ``owner/name``.
        environment: runs of jobs in this environment.
        branch: runs on this branch.
        tag: runs on this tag.
        pull_request: runs for pull requests, whoever opened them.
        any_run: all runs of the repository, pull requests included.
        audience: of the token.
        issuer: another one, for an enterprise.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    >>> GitHubActions("111122223333", repo="acme/app", environment="prod").subjects
    ('repo:acme/app:environment:prod',)
    >>> GitHubActions("111122223333", repo="acme/app", branch="release/*")
    Traceback (most recent call last):
    policykit.errors.IntentError: invalid branch: expected the name of a branch or tag, without refs/ and wildcards, \
found 'release/*'; a wildcard cannot stand for a name

    Source: GitHub Docs, "OpenID Connect reference".
    """

    account: str
    _: KW_ONLY
    repo: str
    environment: str | None = None
    branch: str | None = None
    tag: str | None = None
    pull_request: bool = False
    any_run: bool = False
    audience: str = AUDIENCE
    issuer: str = "token.actions.githubusercontent.com"
    partition: str = "aws"

    if TYPE_CHECKING:
        # fmt: off
        @overload
        def __init__(self, account: str, *, repo: str, environment: str, audience: str = ..., issuer: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # one line for each way to say it
        @overload
        def __init__(self, account: str, *, repo: str, branch: str, audience: str = ..., issuer: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # as above
        @overload
        def __init__(self, account: str, *, repo: str, tag: str, audience: str = ..., issuer: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # as above
        @overload
        def __init__(self, account: str, *, repo: str, pull_request: Literal[True], audience: str = ..., issuer: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # as above
        @overload
        def __init__(self, account: str, *, repo: str, any_run: Literal[True], audience: str = ..., issuer: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # as above
        def __init__(self, account: str, **parameters: object) -> None: ...
        # fmt: on

    def __post_init__(self) -> None:
        _REPO.check("repo", self.repo)
        chosen = one_of(
            "which runs are meant",
            environment=self.environment,
            branch=self.branch,
            tag=self.tag,
            pull_request=self.pull_request,
            any_run=self.any_run,
        )
        if chosen == "environment":
            SEGMENT.check("environment", self.environment or "")
        elif chosen in ("branch", "tag"):
            _REF.check(chosen, self.branch or self.tag or "")
        check_provider(self)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subject of the runs that are meant."""
        if self.environment is not None:
            return (f"repo:{self.repo}:environment:{self.environment}",)
        if self.branch is not None:
            return (f"repo:{self.repo}:ref:refs/heads/{self.branch}",)
        if self.tag is not None:
            return (f"repo:{self.repo}:ref:refs/tags/{self.tag}",)
        return (f"repo:{self.repo}:{'pull_request' if self.pull_request else '*'}",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """The repository of a stranger, one whose name begins alike, and other runs."""
        run = self.subjects[0].removeprefix(f"repo:{self.repo}:").replace("*", "pull_request")
        others = {
            "a repository of somebody else": f"repo:stranger-{self.repo}:{run}",
            "a repository whose name begins alike": f"repo:{self.repo}-stranger:{run}",
        }
        return others if self.any_run else others | {"another run of the repository": f"repo:{self.repo}:{_OTHER_RUN}"}


_OTHER_RUN: Final = "ref:refs/heads/stranger/stranger"


@dataclass(frozen=True, slots=True)
class GitLabCi(TokenBearer):
    """Jobs of one GitLab project; which jobs must be said.

    Args:
        account: of the provider, and of the role; twelve digits.
        project: ``group/project``.
        branch: jobs on this branch.
        tag: jobs on this tag.
        any_ref: jobs on all branches and tags.
        issuer: host of the GitLab instance.
        audience: of the token; the address of the instance if left out.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    >>> GitLabCi("111122223333", project="acme/app", branch="main").subjects
    ('project_path:acme/app:ref_type:branch:ref:main',)

    Source: GitLab Docs, "Configure OpenID Connect in AWS to retrieve temporary credentials".
    """

    account: str
    _: KW_ONLY
    project: str
    branch: str | None = None
    tag: str | None = None
    any_ref: bool = False
    issuer: str = "gitlab.com"
    audience: str = ""
    partition: str = "aws"

    if TYPE_CHECKING:
        # fmt: off
        @overload
        def __init__(self, account: str, *, project: str, branch: str, issuer: str = ..., audience: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # one line for each way to say it
        @overload
        def __init__(self, account: str, *, project: str, tag: str, issuer: str = ..., audience: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # as above
        @overload
        def __init__(self, account: str, *, project: str, any_ref: Literal[True], issuer: str = ..., audience: str = ..., partition: str = ...) -> None: ...  # noqa: E501  # as above
        def __init__(self, account: str, **parameters: object) -> None: ...
        # fmt: on

    def __post_init__(self) -> None:
        PATH.check("project", self.project)
        chosen = one_of("which jobs are meant", branch=self.branch, tag=self.tag, any_ref=self.any_ref)
        if chosen != "any_ref":
            _REF.check(chosen, self.branch or self.tag or "")
        if not self.audience:
            object.__setattr__(self, "audience", f"https://{self.issuer}")
        check_provider(self)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subject of the jobs that are meant."""
        if self.any_ref:
            return (f"project_path:{self.project}:ref_type:*",)
        kind, ref = ("branch", self.branch) if self.branch is not None else ("tag", self.tag)
        return (f"project_path:{self.project}:ref_type:{kind}:ref:{ref}",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """A project of somebody else, one whose name begins alike, and another branch."""
        run = self.subjects[0].removeprefix(f"project_path:{self.project}:").replace("*", "branch:ref:main")
        others = {
            "a project of somebody else": f"project_path:stranger-{self.project}:{run}",
            "a project whose name begins alike": f"project_path:{self.project}-stranger:{run}",
        }
        other_run = f"project_path:{self.project}:ref_type:branch:ref:stranger/stranger"
        return others if self.any_ref else others | {"another branch": other_run}


@dataclass(frozen=True, slots=True)
class TerraformCloud(TokenBearer):
    """Runs of one HCP Terraform (Terraform Cloud) workspace.

    Args:
        account: of the provider, and of the role; twelve digits.
        organization: of the workspace.
        project: of the workspace.
        workspace: its name.
        run_phase: ``plan`` or ``apply`` alone; both if left out.
        audience: of the token.
        issuer: host of the instance.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    >>> workspace = TerraformCloud("111122223333", organization="acme", project="web", workspace="prod")
    >>> workspace.subjects[1]
    'organization:acme:project:web:workspace:prod:run_phase:apply'

    Source: HCP Terraform documentation, "Dynamic credentials with the AWS provider".
    """

    account: str
    _: KW_ONLY
    organization: str
    project: str
    workspace: str
    run_phase: RunPhase | None = None
    audience: str = "aws.workload.identity"
    issuer: str = "app.terraform.io"
    partition: str = "aws"

    def __post_init__(self) -> None:
        for name in ("organization", "project", "workspace"):
            SEGMENT.check(name, getattr(self, name))
        if self.run_phase not in (None, *_PHASES):
            raise IntentError("run_phase", f"expected 'plan' or 'apply', found {self.run_phase!r}")
        check_provider(self)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects of the runs that are meant."""
        return tuple(
            f"organization:{self.organization}:project:{self.project}:workspace:{self.workspace}:run_phase:{phase}"
            for phase in (_PHASES if self.run_phase is None else (self.run_phase,))
        )

    @property
    def neighbours(self) -> Mapping[str, str]:
        """The same names in another organization, and another workspace."""
        phase = self.run_phase or "plan"
        place = f"organization:{self.organization}:project:{self.project}:workspace"
        others = {
            "another organization": f"organization:stranger-{self.subjects[0].removeprefix('organization:')}",
            "another workspace": f"{place}:{self.workspace}-stranger:run_phase:{phase}",
        }
        if self.run_phase is None:
            return others
        other = "plan" if phase == "apply" else "apply"
        return others | {f"the {other} phase": f"{place}:{self.workspace}:run_phase:{other}"}


_PHASES: Final = ("plan", "apply")


@dataclass(frozen=True, slots=True)
class BitbucketPipelines(TokenBearer):
    """Steps of the pipelines of one Bitbucket repository.

    Args:
        account: of the provider, and of the role; twelve digits.
        workspace: name of the workspace, as in the address of its page.
        workspace_uuid: its UUID, without braces; part of the audience.
        repository_uuid: of the repository, in braces.
        environment_uuid: steps of deployments to this environment, in braces; all steps if left out.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    Source: Bitbucket documentation, "Deploy on AWS using Bitbucket Pipelines OpenID Connect".
    """

    account: str
    _: KW_ONLY
    workspace: str
    workspace_uuid: str
    repository_uuid: str
    environment_uuid: str | None = None
    partition: str = "aws"

    def __post_init__(self) -> None:
        _SLUG.check("workspace", self.workspace)
        UUID.check("workspace_uuid", self.workspace_uuid)
        UUID_IN_BRACES.check("repository_uuid", self.repository_uuid)
        if self.environment_uuid is not None:
            UUID_IN_BRACES.check("environment_uuid", self.environment_uuid)
        check_provider(self)

    @property
    def issuer(self) -> str:
        """The provider of the workspace."""
        return f"api.bitbucket.org/2.0/workspaces/{self.workspace}/pipelines-config/identity/oidc"

    @property
    def audience(self) -> str:  # type: ignore[override]  # not a choice here
        """The workspace."""
        return f"ari:cloud:bitbucket::workspace/{self.workspace_uuid}"

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every step of the repository, or of the environment."""
        environment = "" if self.environment_uuid is None else f"{self.environment_uuid}:"
        return (f"{self.repository_uuid}:{environment}*",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """Another repository; without the environment."""
        step = "{00000000-0000-4000-8000-000000000000}"
        rest = self.subjects[0].removeprefix(self.repository_uuid).replace("*", step)
        others = {"another repository": f"{{11111111-0000-4000-8000-000000000000}}{rest}"}
        if self.environment_uuid is None:
            return others
        return others | {"a step outside of the environment": f"{self.repository_uuid}:{step}"}


@dataclass(frozen=True, slots=True)
class CircleCi(TokenBearer):
    """Jobs of one CircleCI project.

    Args:
        account: of the provider, and of the role; twelve digits.
        organization_id: UUID of the organization; its provider and the audience of its tokens.
        project_id: UUID of the project.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    Source: CircleCI documentation, "Using OpenID Connect tokens in jobs".
    """

    account: str
    _: KW_ONLY
    organization_id: str
    project_id: str
    partition: str = "aws"

    def __post_init__(self) -> None:
        UUID.check("organization_id", self.organization_id)
        UUID.check("project_id", self.project_id)
        check_provider(self)

    @property
    def issuer(self) -> str:
        """The provider of the organization."""
        return f"oidc.circleci.com/org/{self.organization_id}"

    @property
    def audience(self) -> str:  # type: ignore[override]  # not a choice here
        """The organization."""
        return self.organization_id

    @property
    def subjects(self) -> tuple[str, ...]:
        """The project, whoever started the job."""
        return (f"org/{self.organization_id}/project/{self.project_id}/user/*",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """Another project."""
        other = "00000000-0000-4000-8000-000000000000"
        return {"another project": f"org/{self.organization_id}/project/{other}/user/{other}"}


@dataclass(frozen=True, slots=True)
class Buildkite(TokenBearer):
    """Jobs of one Buildkite pipeline.

    Args:
        account: of the provider, and of the role; twelve digits.
        organization: as in the address of its page.
        pipeline: as in the address of its page.
        branch: builds of this branch; of all branches and tags if left out.
        audience: of the token.
        partition: ``aws``, ``aws-cn`` …

    Raises:
        IntentError: names the parameter and what was expected.

    >>> Buildkite("111122223333", organization="acme", pipeline="app", branch="main").subjects
    ('organization:acme:pipeline:app:ref:refs/heads/main:commit:*',)

    Source: Buildkite documentation, "OIDC with AWS".
    """

    account: str
    _: KW_ONLY
    organization: str
    pipeline: str
    branch: str | None = None
    audience: str = AUDIENCE
    issuer: str = "agent.buildkite.com"
    partition: str = "aws"

    def __post_init__(self) -> None:
        _SLUG.check("organization", self.organization)
        _SLUG.check("pipeline", self.pipeline)
        if self.branch is not None:
            _REF.check("branch", self.branch)
        check_provider(self)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every step of the builds that are meant."""
        ref = "*" if self.branch is None else f"refs/heads/{self.branch}:commit:*"
        return (f"organization:{self.organization}:pipeline:{self.pipeline}:ref:{ref}",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """Another organization, another pipeline, another branch."""
        build = "ref:refs/heads/{}:commit:0:step:0"
        ref = build.format(self.branch or "main")
        others = {
            "another organization": f"organization:stranger-{self.organization}:pipeline:{self.pipeline}:{ref}",
            "another pipeline": f"organization:{self.organization}:pipeline:{self.pipeline}-stranger:{ref}",
        }
        if self.branch is None:
            return others
        other = build.format("stranger/stranger")
        return others | {"another branch": f"organization:{self.organization}:pipeline:{self.pipeline}:{other}"}
