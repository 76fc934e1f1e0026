"""Intentions: who shall assume which role, and what is required of them."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from policykit.build.federated import Cognito, EksServiceAccount, OidcProvider, SamlProvider
from policykit.build.guests import EksPodIdentity, RolesAnywhere
from policykit.build.level import Anybody
from policykit.build.people import Account, Anyone, Org, OrgUnit
from policykit.build.pipelines import Buildkite, CircleCi, TerraformCloud
from policykit.build.repositories import BitbucketPipelines, GitHubActions, GitLabCi
from policykit.build.require import LEVELS, Require
from policykit.build.requirements import USERNAME
from policykit.build.services import ServiceScope
from policykit.build.trust import UNSAID, Unsaid, Who, trustee_of
from policykit.evaluate.callers import AwsService, RoleSession
from policykit.snapshot import Role
from policykit.strategies import pools
from policykit.strategies.callers import roles, users
from policykit.strategies.pools import one, seldom

__all__ = ["Intention", "intentions", "requirements"]


class Intention(NamedTuple):
    """What `grant_assume` is asked for.

    Attributes:
        caller: who shall assume the role.
        role: the role.
        require: what is required.
        scope: for an AWS service; otherwise that there is none to say.
    """

    caller: Who
    role: Role
    require: Require[Any]
    scope: ServiceScope | Unsaid | None = UNSAID


# fmt: off
_GIVEN: Final[Mapping[str, tuple[Any, ...]]] = {
    "external_id":         ("acme-42", "ACME-42"),
    "mfa":                 (True,),
    "mfa_max_age_seconds": (3600, 300),
    "source_identity":     ("alice", USERNAME),
    "session_tags":        ({"team": "red"}, {"team": "blue", "cost center": ""}, {"Größe": "red"}),
    "transitive_tags":     ("team",),
    "session_name":        (*pools.SESSION_NAMES, USERNAME),
    "organization":        ("o-a1b2c3d4e5",),
    "source_ip":           ("192.0.2.1", ("192.0.2.0/24", "2001:db8::/32")),
    "source_vpc":          ("vpc-0a1b2c3d", ("vpc-0a1b2c3d", "vpc-00000000")),
    "not_before":          ("2026-01-31",),
    "not_after":           ("2026-01-31T12:00:00Z", "2027-01-01"),
}
# fmt: on


@st.composite
def requirements(draw: DrawFn, of: type[Anybody]) -> Require[Any]:
    """Requirements: none, some, seldom all that can be required.

    Args:
        of: what the caller can do; a class of `policykit.build.level`.

    >>> from hypothesis import find
    >>> from policykit.build.level import Person
    >>> find(requirements(Person), lambda require: require.external_id == "ACME-42")
    Require(external_id='ACME-42')
    """
    possible = [name for name in _GIVEN if issubclass(of, LEVELS[name])]
    given = {name: one(draw, _GIVEN[name]) for name in possible if seldom(draw, 3)}
    if given.get("source_ip") and given.get("source_vpc"):
        del given["source_vpc"]  # never both
    if "team" not in given.get("session_tags", {}):
        given.pop("transitive_tags", None)
    if not issubclass(of, LEVELS["mfa"]):
        given = {name: value for name, value in given.items() if value != USERNAME}
    return Require(**given)


@st.composite
def intentions(draw: DrawFn) -> Intention:
    """Intentions of every kind, each of which can be granted: caller and role fit together.

    >>> from hypothesis import given
    >>> from policykit import grant_assume
    >>> @given(intentions())
    ... def what_is_granted_is_proved(intention):
    ...     grant = grant_assume(
    ...         intention.caller, intention.role, require=intention.require, scope=intention.scope
    ...     )
    ...     assert all(check.holds for check in grant.prove().checks)
    >>> what_is_granted_is_proved()
    """
    role = draw(roles(partition="aws", bare=True))
    caller, scope = one(draw, _KINDS)(draw, role.arn.account)
    return Intention(caller, role, draw(requirements(trustee_of(caller, scope).level)), scope)


_UUIDS: Final = ("0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f", "00000000-0000-4000-8000-000000000000")
_LABELS: Final = ("payments", "stranger")
_REPOSITORIES: Final = ("acme/app", "Acme/app.io", "stranger/stranger")
_RUNS: Final[tuple[dict[str, Any], ...]] = (
    {"branch": "main"},
    {"tag": "v1"},
    {"environment": "prod"},
    {"pull_request": True},
    {"any_run": True},
)
_JOBS: Final[tuple[dict[str, Any], ...]] = ({"branch": "stranger"}, {"tag": "v1"}, {"any_ref": True})
_SUBJECTS: Final = ({"subject": "batch"}, {"subject_like": "*h"})
_UNITS: Final = ("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/")

_Kind = Callable[[DrawFn, str], tuple[Any, Any]]
"""From the account of the role to a caller, and its scope."""


def _plain(make: Callable[[DrawFn, str], Any]) -> _Kind:
    return lambda draw, account: (make(draw, account), UNSAID)


def _scoped(draw: DrawFn, account: str) -> tuple[AwsService, ServiceScope]:
    arn = f"arn:aws:events:{one(draw, ('eu-west-1', '*'))}:{account}:rule/{one(draw, ('nightly', 'n*', '*'))}"
    given = one(draw, ({"account": account}, {"arn": arn}, {"organization": "o-a1b2c3d4e5", "arn": arn}))
    return AwsService(one(draw, ("events.amazonaws.com", "scheduler.amazonaws.com"))), ServiceScope(**given)


def _pods(draw: DrawFn, account: str) -> EksPodIdentity:
    cluster = f"arn:aws:eks:eu-west-1:{account}:cluster/{one(draw, ('main', 'Test_1'))}"
    return EksPodIdentity(cluster=cluster, namespace=one(draw, _LABELS), service_account=one(draw, _LABELS))


def _certificate(draw: DrawFn, account: str) -> RolesAnywhere:
    anchor = f"arn:aws:rolesanywhere:eu-west-1:{account}:trust-anchor/{one(draw, _UUIDS)}"
    return RolesAnywhere(trust_anchor=anchor, common_name=one(draw, _LABELS), organization=one(draw, (None, *_LABELS)))


def _bitbucket(draw: DrawFn, account: str) -> BitbucketPipelines:
    return BitbucketPipelines(
        account,
        workspace=one(draw, _LABELS),
        workspace_uuid=one(draw, _UUIDS),
        repository_uuid=f"{{{one(draw, _UUIDS)}}}",
        environment_uuid=one(draw, (None, f"{{{_UUIDS[0]}}}")),
    )


def _terraform(draw: DrawFn, account: str) -> TerraformCloud:
    names = {name: one(draw, _LABELS) for name in ("organization", "project", "workspace")}
    return TerraformCloud(account, **names, run_phase=one(draw, (None, "plan", "apply")))


_CLUSTER: Final = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
_KINDS: Final[tuple[_Kind, ...]] = (
    _plain(lambda draw, _: draw(users(partition="aws", bare=True))),
    _plain(lambda draw, account: draw(users(account=account, partition="aws", bare=True))),
    _plain(lambda draw, _: draw(roles(partition="aws", bare=True))),
    _plain(lambda draw, account: draw(roles(account=account, partition="aws", bare=True))),
    _plain(lambda draw, _: RoleSession(draw(roles(partition="aws", bare=True)), one(draw, pools.SESSION_NAMES))),
    _plain(lambda draw, _: Account(one(draw, pools.ACCOUNTS))),
    _plain(lambda draw, _: Org(one(draw, ("o-a1b2c3d4e5",)))),
    _plain(lambda draw, _: OrgUnit(one(draw, _UNITS))),
    _plain(lambda draw, _: Anyone(reason=one(draw, ("open data for everybody",)))),
    _scoped,
    lambda draw, _: (AwsService(one(draw, ("lambda.amazonaws.com", "ec2.amazonaws.com"))), None),
    _plain(lambda draw, account: GitHubActions(account, repo=one(draw, _REPOSITORIES), **one(draw, _RUNS))),
    _plain(lambda draw, account: GitLabCi(account, project=one(draw, _REPOSITORIES), **one(draw, _JOBS))),
    _plain(_terraform),
    _plain(_bitbucket),
    _plain(lambda draw, account: CircleCi(account, organization_id=_UUIDS[0], project_id=one(draw, _UUIDS))),
    _plain(
        lambda draw, account: Buildkite(
            account, organization="acme", pipeline=one(draw, _LABELS), branch=one(draw, (None, *_LABELS))
        )
    ),
    _plain(lambda draw, account: OidcProvider(account, "idp.example.com", audience="aws", **one(draw, _SUBJECTS))),
    _plain(
        lambda draw, account: EksServiceAccount(
            account, issuer=_CLUSTER, namespace=one(draw, _LABELS), service_account=one(draw, _LABELS)
        )
    ),
    _plain(lambda draw, _: Cognito(f"eu-west-1:{one(draw, _UUIDS)}", authenticated=not seldom(draw, 2))),
    _plain(lambda draw, account: SamlProvider(account, one(draw, pools.SAML_NAMES))),
    _plain(_pods),
    _plain(_certificate),
)
"""One for each kind, two for those whose account matters."""
