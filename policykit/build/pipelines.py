"""Jobs that run for one workspace, project or pipeline: HCP Terraform, CircleCI, Buildkite.

Source: the OpenID Connect pages of each service; Service Authorization Reference, "AWS Security Token Service"
(ASSUME-83, ASSUME-88).
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Final, Literal, TypeAlias

from policykit.build.names import REF, SEGMENT, SLUG, UUID
from policykit.build.tokens import AUDIENCE, TokenBearer, check_provider
from policykit.build.trustee import unlike
from policykit.errors import IntentError
from policykit.snapshot import fill

__all__ = ["Buildkite", "CircleCi", "TerraformCloud"]

RunPhase: TypeAlias = Literal["plan", "apply"]


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
    issuer: str = field(init=False)
    audience: str = field(init=False)

    def __post_init__(self) -> None:
        UUID.check("organization_id", self.organization_id)
        UUID.check("project_id", self.project_id)
        fill(self, issuer=f"oidc.circleci.com/org/{self.organization_id}", audience=self.organization_id)
        check_provider(self)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The project, whoever started the job."""
        return (f"org/{self.organization_id}/project/{self.project_id}/user/*",)

    @property
    def neighbours(self) -> Mapping[str, str]:
        """Another project."""
        other = unlike(self.project_id, "00000000-0000-4000-8000-000000000000", "11111111-0000-4000-8000-000000000000")
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
        SLUG.check("organization", self.organization)
        SLUG.check("pipeline", self.pipeline)
        if self.branch is not None:
            REF.check("branch", self.branch)
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
        other = build.format(unlike(self.branch))
        return others | {"another branch": f"organization:{self.organization}:pipeline:{self.pipeline}:{other}"}
