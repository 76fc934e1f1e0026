"""Identity providers: who needs no provider object, which keys their tokens add, where SAML assertions are sent."""

from typing import Final, NamedTuple

from policykit.catalog.sources import SAML_FEDERATION, STS_REFERENCE, Source
from policykit.model.principal import BUILTIN_OIDC_PROVIDERS

__all__ = ["BUILTIN_OIDC_PROVIDERS", "PROVIDER_CLAIMS", "SAML_AUDIENCES", "ProviderClaims"]


class ProviderClaims(NamedTuple):
    """Claims of a token, beyond the standard ones, that become condition keys; each is one text (ASSUME-83).

    Attributes:
        hosts: the providers; ``${…}`` stands for any text.
        claims: names of the claims, which are also the names of the keys behind the colon.
        source: the AWS document that lists them.
    """

    hosts: tuple[str, ...]
    claims: tuple[str, ...]
    source: Source = STS_REFERENCE


PROVIDER_CLAIMS: Final = (
    ProviderClaims(  # GitHub Actions
        (
            "token.actions.githubusercontent.com",
            "token.actions.githubusercontent.com/${SubPath}",
            "token.actions.${Domain}.ghe.com",
            "github.com/enterprises/${EnterpriseName}",
        ),
        (
            "actor",
            "actor_id",
            "enterprise_id",
            "environment",
            "job_workflow_ref",
            "ref",
            "repository",
            "repository_id",
            "repository_owner_id",
            "workflow",
        ),
    ),
    ProviderClaims(
        ("gitlab.com",),
        (
            "namespace_id",
            "pipeline_source",
            "project_id",
            "ref_protected",
            "runner_environment",
            "user_access_level",
            "user_email",
            "user_id",
            "user_login",
        ),
    ),
    ProviderClaims(
        ("agent.buildkite.com", "agent.${Domain}.buildkite.dev", "agent.${Domain}.buildkite.site"),
        (
            "build_branch",
            "cluster_id",
            "cluster_name",
            "organization_id",
            "organization_slug",
            "pipeline_id",
            "pipeline_slug",
        ),
    ),
    ProviderClaims(("oidc.circleci.com/org/${OrgId}",), ("oidc.circleci.com/project-id",)),
    ProviderClaims(("idcs-${OciUniqueIdentifier}.identity.oraclecloud.com",), ("rpst_id",)),
)
"""Providers whose tokens have further keys. Of every other provider AWS reads the standard claims only."""

SAML_AUDIENCES: Final = {
    "aws": ("https://signin.aws.amazon.com/saml", SAML_FEDERATION),
    "aws-cn": ("https://signin.amazonaws.cn/saml", SAML_FEDERATION),
    "aws-us-gov": ("https://signin.amazonaws-us-gov.com/saml", SAML_FEDERATION),
}
"""By partition, the value of ``saml:aud`` for the global sign-in address, and its source (ASSUME-70)."""
