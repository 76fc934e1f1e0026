"""Jobs that run for one repository of code: GitHub Actions, GitLab CI, Bitbucket Pipelines.

Source: the OpenID Connect pages of each service; Service Authorization Reference, "AWS Security Token Service"
(ASSUME-83, ASSUME-88).
"""

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Final, Literal, overload

from policykit.build.names import PATH, REF, SEGMENT, SLUG, UUID, UUID_IN_BRACES, Form, check_flag, one_of
from policykit.build.tokens import AUDIENCE, TokenBearer, check_provider
from policykit.build.trustee import unlike
from policykit.snapshot import fill

__all__ = ["BitbucketPipelines", "GitHubActions", "GitLabCi"]

_REPO: Final = Form(
    re.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,38}(@[0-9]+)?/[0-9A-Za-z_.-]{1,100}(?(1)@[0-9]+)"),  # both ids, or none
    "owner/name, for example 'acme/app', or with ids 'acme@1/app@2'",
)


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
        check_flag("pull_request", self.pull_request)
        check_flag("any_run", self.any_run)
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
            REF.check(chosen, self.branch or self.tag or "")
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
        others = _near("a repository", "repo", self.repo, run)
        other_run = f"repo:{self.repo}:ref:refs/heads/{unlike(self.branch or '')}"
        return others if self.any_run else others | {"another run of the repository": other_run}


def _near(what: str, claim: str, name: str, run: str) -> dict[str, str]:
    """The subjects of the same run of somebody else, whose names are near."""
    return {
        f"{what} of somebody else": f"{claim}:stranger-{name}:{run}",
        f"{what} whose name begins alike": f"{claim}:{name}-stranger:{run}",
    }


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
        check_flag("any_ref", self.any_ref)
        chosen = one_of("which jobs are meant", branch=self.branch, tag=self.tag, any_ref=self.any_ref)
        if chosen != "any_ref":
            REF.check(chosen, self.branch or self.tag or "")
        if not self.audience:
            fill(self, audience=f"https://{self.issuer}")
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
        others = _near("a project", "project_path", self.project, run)
        other_run = f"project_path:{self.project}:ref_type:branch:ref:{unlike(self.branch or '')}"
        return others if self.any_ref else others | {"another branch": other_run}


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
    issuer: str = field(init=False)
    audience: str = field(init=False)

    def __post_init__(self) -> None:
        SLUG.check("workspace", self.workspace)
        UUID.check("workspace_uuid", self.workspace_uuid)
        UUID_IN_BRACES.check("repository_uuid", self.repository_uuid)
        if self.environment_uuid is not None:
            UUID_IN_BRACES.check("environment_uuid", self.environment_uuid)
        fill(
            self,
            issuer=f"api.bitbucket.org/2.0/workspaces/{self.workspace}/pipelines-config/identity/oidc",
            audience=f"ari:cloud:bitbucket::workspace/{self.workspace_uuid}",
        )
        check_provider(self)

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
        other = unlike(self.repository_uuid, step, "{11111111-0000-4000-8000-000000000000}")
        others = {"another repository": f"{other}{rest}"}
        if self.environment_uuid is None:
            return others
        return others | {"a step outside of the environment": f"{self.repository_uuid}:{step}"}
