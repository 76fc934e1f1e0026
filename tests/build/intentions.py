"""Intentions for tests: every kind of caller as a table, and what a user of the library would say in its place."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

import policykit as pk

__all__ = ["ACCOUNT", "EXAMPLES", "ROLE", "Example", "Intention", "arguments", "by_library", "intentions", "toml"]

ACCOUNT: Final = "444455556666"
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/ci/Deploy"
_OTHER: Final = "111122223333"
_UUID: Final = "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"
_CLUSTER: Final = f"arn:aws:eks:eu-west-1:{ACCOUNT}:cluster/main"
_EKS: Final = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
_ANCHOR: Final = f"arn:aws:rolesanywhere:eu-west-1:{ACCOUNT}:trust-anchor/{_UUID}"


class Example(NamedTuple):
    """A caller: the members of its table, whom the library would be given, and with what."""

    kind: str
    members: Mapping[str, Any]
    who: Any
    more: Mapping[str, Any] = {}


_USER: Final = f"arn:aws:iam::{_OTHER}:user/alice"
_SCOPE: Final = pk.ServiceScope(account=ACCOUNT, arn=f"arn:aws:scheduler:*:{ACCOUNT}:schedule/*")
_SUBJECTS: Final = {"subject": "batch", "subject_like": "batch:*"}
_WORKSPACE: Final[Mapping[str, Any]] = {"organization": "acme", "project": "web", "workspace": "prod"}

EXAMPLES: Final = (
    Example("user", {"arn": _USER}, pk.User(_USER)),
    Example("user", {"arn": f"arn:aws:iam::{ACCOUNT}:user/ops/bob"}, pk.User(f"arn:aws:iam::{ACCOUNT}:user/ops/bob")),
    Example("role", {"arn": f"arn:aws:iam::{_OTHER}:role/ci"}, pk.Role(f"arn:aws:iam::{_OTHER}:role/ci")),
    Example(
        "role-session",
        {"arn": f"arn:aws:sts::{_OTHER}:assumed-role/ci/build"},
        pk.RoleSession(pk.Role(f"arn:aws:iam::{_OTHER}:role/ci"), "build"),
    ),
    Example("account", {"id": _OTHER}, pk.Account(_OTHER)),
    Example("account", {"id": f"arn:aws:iam::{_OTHER}:root"}, pk.Account(_OTHER)),
    Example("org", {"id": "o-a1b2c3d4e5"}, pk.Org("o-a1b2c3d4e5")),
    Example(
        "org-unit",
        {"path": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"},
        pk.OrgUnit("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"),
    ),
    Example(
        "service",
        {"name": "scheduler.amazonaws.com", "source_account": ACCOUNT, "source_arn": _SCOPE.arn},
        pk.AwsService("scheduler.amazonaws.com"),
        {"scope": _SCOPE},
    ),
    Example(
        "service",
        {"name": "s3.amazonaws.com", "source_organization": "o-a1b2c3d4e5"},
        pk.AwsService("s3.amazonaws.com"),
        {"scope": pk.ServiceScope(organization="o-a1b2c3d4e5")},
    ),
    Example(
        "service", {"name": "ec2.amazonaws.com", "no_scope": True}, pk.AwsService("ec2.amazonaws.com"), {"scope": None}
    ),
    *(
        Example("github", {"repo": "acme/app", **runs}, pk.GitHubActions(ACCOUNT, repo="acme/app", **runs))
        for runs in (
            {"environment": "prod"},
            {"branch": "main"},
            {"tag": "v1"},
            {"pull_request": True},
            {"any_run": True, "audience": "aws", "issuer": "token.actions.githubusercontent.com/acme"},
        )
    ),
    *(
        Example("gitlab", {"project": "acme/app", **jobs}, pk.GitLabCi(ACCOUNT, project="acme/app", **jobs))
        for jobs in ({"branch": "main"}, {"tag": "v1"}, {"any_ref": True, "issuer": "git.example.com", "audience": "x"})
    ),
    *(
        Example("terraform-cloud", each, pk.TerraformCloud(ACCOUNT, **each))
        for each in (
            _WORKSPACE,
            {**_WORKSPACE, "run_phase": "plan", "audience": "x", "issuer": "tfe.example.com"},
        )
    ),
    *(
        Example("bitbucket", each, pk.BitbucketPipelines(ACCOUNT, **each))
        for each in (
            {"workspace": "acme", "workspace_uuid": _UUID, "repository_uuid": f"{{{_UUID}}}"},
            {
                "workspace": "acme",
                "workspace_uuid": _UUID,
                "repository_uuid": f"{{{_UUID}}}",
                "environment_uuid": f"{{{_UUID}}}",
            },
        )
    ),
    Example(
        "circleci",
        {"organization_id": _UUID, "project_id": _UUID},
        pk.CircleCi(ACCOUNT, organization_id=_UUID, project_id=_UUID),
    ),
    *(
        Example("buildkite", each, pk.Buildkite(ACCOUNT, **each))
        for each in (
            {"organization": "acme", "pipeline": "app"},
            {
                "organization": "acme",
                "pipeline": "app",
                "branch": "main",
                "audience": "x",
                "issuer": "ci.example.com",
            },
        )
    ),
    *(
        Example(
            "oidc",
            {"issuer": "idp.example.com", "audience": "aws", name: value},
            pk.OidcProvider(ACCOUNT, "idp.example.com", audience="aws", **{name: value}),
        )
        for name, value in _SUBJECTS.items()
    ),
    *(
        Example("eks", each, pk.EksServiceAccount(ACCOUNT, **each))
        for each in (
            {"issuer": _EKS, "namespace": "pay", "service_account": "api"},
            {"issuer": _EKS, "namespace": "pay", "service_account": "api", "audience": "x"},
        )
    ),
    Example(
        "eks-pod-identity",
        {"cluster": _CLUSTER, "namespace": "pay", "service_account": "api"},
        pk.EksPodIdentity(cluster=_CLUSTER, namespace="pay", service_account="api"),
    ),
    Example("cognito", {"identity_pool": f"eu-west-1:{_UUID}"}, pk.Cognito(f"eu-west-1:{_UUID}")),
    Example(
        "cognito",
        {"identity_pool": f"eu-west-1:{_UUID}", "guests": True},
        pk.Cognito(f"eu-west-1:{_UUID}", authenticated=False),
    ),
    Example("saml", {"name": "okta"}, pk.SamlProvider(ACCOUNT, "okta")),
    Example(
        "saml",
        {"name": "okta", "audience": "https://example.com/saml"},
        pk.SamlProvider(ACCOUNT, "okta", audience="https://example.com/saml"),
    ),
    *(
        Example("roles-anywhere", each, pk.RolesAnywhere(**each))
        for each in (
            {"trust_anchor": _ANCHOR, "common_name": "build"},
            {"trust_anchor": _ANCHOR, "common_name": "a b", "organizational_unit": "ci", "organization": "acme"},
        )
    ),
    Example("anyone", {"reason": "a public honeypot"}, pk.Anyone("a public honeypot")),
)
"""Each kind in each of the ways to say it."""


class Intention(NamedTuple):
    """What somebody may intend; it need not make sense."""

    example: Example
    require: Mapping[str, Any]
    sid: str | None

    @property
    def table(self) -> dict[str, Any]:
        """The same as a table."""
        said = {"role": ROLE, "caller": {"kind": self.example.kind, **self.example.members}, "require": self.require}
        return said if self.sid is None else {**said, "sid": self.sid}


def by_library(intention: Intention) -> pk.Grant:
    """What a user of the library would get."""
    grant: Any = pk.grant_assume
    made: pk.Grant = grant(
        intention.example.who, pk.Role(ROLE), require=pk.Require(**intention.require), **intention.example.more
    )
    return made if intention.sid is None else made.with_sid(intention.sid)


_REQUIREMENTS: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "external_id": st.sampled_from(["4711", "a=b,c", "x" * 1224]),
    "mfa": st.booleans(),
    "mfa_max_age_seconds": st.sampled_from([1, 3600, 129_600, 0]),
    "source_identity": st.sampled_from(["alice", pk.USERNAME, "a b"]),
    "session_tags": st.dictionaries(st.sampled_from(["team", "env"]), st.sampled_from(["pay", "", "ü"]), min_size=1),
    "transitive_tags": st.lists(st.sampled_from(["team", "env"]), min_size=1, unique=True),
    "session_name": st.sampled_from(["release", pk.USERNAME]),
    "organization": st.sampled_from(["o-a1b2c3d4e5", "o-b1b2c3d4e5"]),
    "source_ip": st.lists(st.sampled_from(["203.0.113.0/24", "2001:db8::/32"]), min_size=1, unique=True),
    "source_vpc": st.just(["vpc-0a1b2c3d"]),
    "not_before": st.sampled_from(["2026-01-01", date(2026, 1, 1), "2026-01-01T12:00:00+02:00"]),
    "not_after": st.sampled_from(["2027-01-01T00:00:00Z", "2025-01-01"]),
}


@st.composite
def intentions(draw: st.DrawFn) -> Intention:
    """Intentions of all kinds, with a few requirements that this kind can meet or not."""
    names = draw(st.lists(st.sampled_from(sorted(_REQUIREMENTS)), max_size=3, unique=True))
    require = {name: draw(_REQUIREMENTS[name]) for name in names}
    return Intention(draw(st.sampled_from(EXAMPLES)), require, draw(st.sampled_from([None, "Deploy", "a b"])))


# --- notations -------------------------------------------------------------------------------------------------------


def toml(value: object) -> str:
    """A value of TOML in one line; a list of grants is a file of intentions.

    >>> toml({"a b": [1, True, "x"]})
    '{"a b" = [1, true, "x"]}'
    """
    match value:
        case Mapping():
            return f"{{{', '.join(f'{toml(key)} = {toml(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case date():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False)


_SPELLED: Final = {
    "mfa_max_age_seconds": "mfa-max-age",
    "session_tags": "session-tag",
    "transitive_tags": "transitive-tag",
}


def arguments(intention: Intention) -> list[str]:
    """The same on the command line, for ``policykit grant``."""
    said = {**intention.example.members, **intention.require, "role": ROLE}
    if intention.sid is not None:
        said["sid"] = intention.sid
    return [intention.example.kind, *(word for name, value in said.items() for word in _words(name, value))]


def _words(name: str, value: object) -> list[str]:
    option = f"--{_SPELLED.get(name, name.replace('_', '-'))}"
    match value:
        case bool():
            return [option] * value
        case Mapping():
            return [word for key, each in value.items() for word in (option, f"{key}={each}")]
        case list():
            return [word for each in value for word in (option, each)]
        case _:
            return [option, str(value)]
