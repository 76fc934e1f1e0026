"""The catalog: rows that contradict nothing, and the look-ups."""

import re

import pytest

from policykit.catalog import (
    ACTIONS_WITHOUT_RESOURCE,
    BUILTIN_OIDC_PROVIDERS,
    CONDITION_KEYS,
    PARTITIONS,
    PROVIDER_CLAIMS,
    QUOTAS,
    RCP_SERVICES,
    SAML_AUDIENCES,
    SERVICE_PRINCIPALS,
    STS_ACTIONS,
    CallerKind,
    ConditionKey,
    Counted,
    Presence,
    Source,
    ValueType,
    condition_key,
    partition,
    service_principal,
)
from policykit.model import action

NAMES = [each.name for each in CONDITION_KEYS]


def known(name: str) -> ConditionKey:
    key = condition_key(name)
    assert key is not None, name
    return key


def named(rule: str) -> set[str]:
    return {each.name for each in CONDITION_KEYS if each.rule == rule}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("aws:PrincipalArn", "aws:PrincipalArn", id="as AWS writes it"),
        pytest.param("AWS:principalarn", "aws:PrincipalArn", id="CTX-60 any case"),
        pytest.param("SAML:aud", "saml:aud", id="ASSUME-70 the usual spelling"),
        pytest.param("aws:ResourceOrgId", "aws:ResourceOrgID", id="CTX-60 a shipped spelling"),
        pytest.param("aws:PrincipalTag/Team", "aws:PrincipalTag/${TagKey}", id="CTX-8"),
        pytest.param("aws:principaltag/TEAM", "aws:PrincipalTag/${TagKey}", id="CTX-61"),
        pytest.param("aws:PrincipalTag/x509Subject/CN", "aws:PrincipalTag/${TagKey}", id="ASSUME-66 a slash"),
        pytest.param("aws:PrincipalTag/datazone:userId", "aws:PrincipalTag/${TagKey}", id="ARN-1 a colon"),
        pytest.param("aws:PrincipalTag/a.b:sub", "aws:PrincipalTag/${TagKey}", id="a tag key like a provider"),
        pytest.param("aws:RequestTag/Team", "aws:RequestTag/${TagKey}", id="CTX-38"),
        pytest.param("aws:ResourceTag/Team", "aws:ResourceTag/${TagKey}", id="CTX-40 aws"),
        pytest.param("iam:ResourceTag/Team", "iam:ResourceTag/${TagKey}", id="CTX-40 iam"),
        pytest.param("sts:RequestContext/identitycenter:UserId", "sts:RequestContext/${ContextKey}", id="CTX-34"),
        pytest.param("accounts.google.com:aud", "${Provider}:aud", id="CTX-29 built-in provider"),
        pytest.param("cognito-identity.amazonaws.com:amr", "${Provider}:amr", id="CTX-29 Cognito"),
        pytest.param("oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub", "${Provider}:sub", id="ASSUME-65 a path"),
        pytest.param("graph.facebook.com:app_id", "graph.facebook.com:app_id", id="ASSUME-82 Facebook"),
        pytest.param(
            "token.actions.githubusercontent.com:repository",
            "token.actions.githubusercontent.com:repository",
            id="ASSUME-83 GitHub",
        ),
        pytest.param(
            "token.actions.githubusercontent.com/octo:ref",
            "token.actions.githubusercontent.com/${SubPath}:ref",
            id="ASSUME-83 an enterprise's path",
        ),
        pytest.param(
            "token.actions.octo.ghe.com:ref", "token.actions.${Domain}.ghe.com:ref", id="ASSUME-83 data residency"
        ),
        pytest.param(
            "oidc.circleci.com/org/1:oidc.circleci.com/project-id",
            "oidc.circleci.com/org/${OrgId}:oidc.circleci.com/project-id",
            id="ASSUME-83 CircleCI",
        ),
    ],
)
def test_a_key_is_found_in_any_spelling(asked: str, found: str) -> None:
    assert known(asked).name == found


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param("aws:", id="no name"),
        pytest.param("aws:PrincipalArnn", id="a slip"),
        pytest.param("aws:PrincipalTag", id="no tag key"),
        pytest.param("aws:PrincipalTag/", id="an empty tag key"),
        pytest.param("aws:sub", id="a prefix is no provider"),
        pytest.param("gitlab:sub", id="a provider has a dot"),
        pytest.param(".com:x:sub", id="a provider has no colon"),
        pytest.param("example.com:repository", id="ASSUME-83 a claim of others"),
        pytest.param(":sub", id="no provider"),
        pytest.param("aws:SourceIp\n", id="a line break"),
    ],
)
def test_what_aws_does_not_list_is_not_found(name: str) -> None:
    assert condition_key(name) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_found_under_its_own_name(name: str) -> None:
    assert known(re.sub(r"\$\{[A-Za-z]+\}", "x.y", name)).name == name


def test_names_differ_in_more_than_case() -> None:
    assert len({name.casefold() for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("key", CONDITION_KEYS, ids=NAMES)
def test_a_row_is_complete(key: ConditionKey) -> None:
    assert key.types
    assert len(key.presence) == len(CallerKind)
    assert re.fullmatch(r"(CTX|ASSUME)-[0-9]+[a-z]?", key.rule)
    assert not (key.derivable and key.client_controlled)
    assert key.source.document
    assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}", key.source.as_of)


@pytest.mark.parametrize(
    ("name", "presence"),
    [
        # IAM User Guide, "AWS global condition context keys"; order: user, role session, service, SAML, web identity
        pytest.param("aws:PrincipalArn", "yy?nn", id="CTX-1"),
        pytest.param("aws:username", "ynnnn", id="CTX-5"),
        pytest.param("aws:PrincipalOrgID", "ccnnn", id="CTX-6"),
        pytest.param("aws:PrincipalIsAWSService", "yyynn", id="CTX-9"),
        pytest.param("aws:PrincipalServiceName", "nnynn", id="CTX-10"),
        pytest.param("aws:TokenIssueTime", "cynnn", id="CTX-20"),
        pytest.param("aws:FederatedProvider", "ncnny", id="CTX-22"),
        pytest.param("aws:SourceAccount", "nncnn", id="CTX-57 never for people"),
        pytest.param("sts:ExternalId", "cccnn", id="CTX-31"),
        pytest.param("sts:RoleAuthorizedByIdp", "nnnnc", id="CTX-35"),
        pytest.param("saml:sub", "ncnyn", id="CTX-28"),
        pytest.param("iam:PassedToService", "nnnnn", id="CTX-59"),
    ],
)
def test_who_has_a_key(name: str, presence: str) -> None:
    assert [known(name).presence_for(caller) for caller in CallerKind] == [Presence(each) for each in presence]


def test_which_keys_of_the_whole_request_hold_several_values() -> None:
    several = {each.name for each in CONDITION_KEYS if each.multivalued and not each.name.startswith("saml:")}
    assert several == {
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceNamesList",
        "aws:TagKeys",
        "aws:VpceOrgPaths",
        "aws:CalledVia",
        "aws:SourceOrgPaths",
        "aws:ResourceOrgPaths",
        "sts:TransitiveTagKeys",
        "sts:RequestContextProviders",
        "sts:IdentityTokenAudience",
        "iam:AccountPropertyNamespaces",
        "${Provider}:amr",
    }


def test_which_saml_attributes_are_arrays() -> None:
    """CTX-41: exactly these."""
    assert {each.name for each in CONDITION_KEYS if each.multivalued and each.name.startswith("saml:")} == {
        "saml:cn",
        "saml:eduorghomepageuri",
        "saml:eduorgidentityauthnpolicyuri",
        "saml:eduorglegalname",
        "saml:eduorgsuperioruri",
        "saml:eduorgwhitepagesuri",
        "saml:edupersonaffiliation",
        "saml:edupersonassurance",
        "saml:edupersonentitlement",
        "saml:edupersonnickname",
        "saml:edupersonorgunitdn",
        "saml:edupersonscopedaffiliation",
        "saml:edupersontargetedid",
    }


def test_which_keys_the_client_controls() -> None:
    """CTX-66."""
    assert {each.name for each in CONDITION_KEYS if each.client_controlled} == {"aws:UserAgent", "aws:referer"}


def test_types() -> None:
    assert known("aws:SourceIp").types == (ValueType.IP,)
    assert known("aws:EpochTime").types == (ValueType.DATE, ValueType.NUMERIC)
    assert known("accounts.google.com:google/organization_number").types == (ValueType.NUMERIC,)


def test_every_claim_of_a_provider_is_a_key() -> None:
    claims = {f"{host}:{claim}" for each in PROVIDER_CLAIMS for host in each.hosts for claim in each.claims}
    assert claims == named("ASSUME-83")


def test_builtin_providers_are_addresses_in_lower_case() -> None:
    assert all("." in name and name == name.lower() for name in BUILTIN_OIDC_PROVIDERS)
    assert {"accounts.google.com", "graph.facebook.com", "www.amazon.com"} < set(BUILTIN_OIDC_PROVIDERS)


@pytest.mark.parametrize(
    ("name", "dns_suffix"),
    [
        ("aws", "amazonaws.com"),
        ("aws-cn", "amazonaws.com.cn"),
        ("aws-us-gov", "amazonaws.com"),
        ("aws-eusc", "amazonaws.eu"),
    ],
)
def test_partitions(name: str, dns_suffix: str) -> None:
    """ARN-2."""
    found = partition(name)
    assert found is not None
    assert (found.name, found.dns_suffix) == (name, dns_suffix)


def test_an_unknown_partition_is_none() -> None:
    assert partition("aws-moon") is None


def test_every_saml_audience_belongs_to_a_partition() -> None:
    assert set(SAML_AUDIENCES) <= {each.name for each in PARTITIONS}


@pytest.mark.parametrize(
    ("name", "limit", "maximum", "counted"),
    [
        ("managed-policy", 6144, 6144, Counted.CHARACTERS_WITHOUT_WHITESPACE),
        ("trust-policy", 2048, 8192, Counted.CHARACTERS_WITHOUT_WHITESPACE),
        ("session-policies", 2048, 2048, Counted.CHARACTERS),
        ("scp", 10240, 10240, Counted.CHARACTERS),
        ("rcp", 5120, 5120, Counted.CHARACTERS),
        ("endpoint-policy", 20480, 20480, Counted.CHARACTERS),
        ("policies-per-role", 10, 25, Counted.ITEMS),
    ],
)
def test_quotas(name: str, limit: int, maximum: int, counted: Counted) -> None:
    quota = QUOTAS[name]
    assert (quota.limit, quota.maximum, quota.counted) == (limit, maximum, counted)


def test_no_quota_exceeds_its_maximum() -> None:
    assert all(0 < each.limit <= each.maximum for each in QUOTAS.values())
    assert all(name == each.name for name, each in QUOTAS.items())


def test_service_principals_are_sorted_names_of_services() -> None:
    names = [each.name for each in SERVICE_PRINCIPALS]
    assert names == sorted(set(names))
    assert all(name.endswith(".amazonaws.com") and name == name.lower() for name in names)


def test_what_a_service_needs_in_a_trust_policy() -> None:
    """ASSUME-63, ASSUME-64, ASSUME-66."""
    needed = {each.name.removesuffix(".amazonaws.com"): each.actions for each in SERVICE_PRINCIPALS}
    assert needed["ec2"] == ("sts:AssumeRole",)
    assert needed["pods.eks"] == ("sts:AssumeRole", "sts:TagSession")
    assert needed["rolesanywhere"] == ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


def test_service_principals_are_found_by_their_exact_name() -> None:
    found = service_principal("ec2.amazonaws.com")
    assert found is not None
    assert found.china == "ec2.amazonaws.com.cn"
    assert service_principal("EC2.amazonaws.com") is None


def test_actions_without_a_resource() -> None:
    """ARN-17."""
    assert {name.removeprefix("sts:") for name in ACTIONS_WITHOUT_RESOURCE} == {
        "DecodeAuthorizationMessage",
        "GetAccessKeyInfo",
        "GetCallerIdentity",
        "GetDelegatedAccessToken",
        "GetServiceBearerToken",
        "GetSessionToken",
        "GetWebIdentityToken",
        "TagGetWebIdentityToken",
    }
    assert {each.name for each in STS_ACTIONS} == set(action.STS_ACTIONS)
    assert {each.resource for each in STS_ACTIONS} == {"role", "root-user", "federated-user", None}


def test_services_under_resource_control_policies() -> None:
    """EVAL-30: the five of the launch, and those that came later."""
    assert {"s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "ecr"} <= RCP_SERVICES
    assert "iam" not in RCP_SERVICES


def test_a_source_reads_as_a_citation() -> None:
    assert str(Source("IAM User Guide, Quotas", "2026-11")) == "IAM User Guide, Quotas (2026-11)"
