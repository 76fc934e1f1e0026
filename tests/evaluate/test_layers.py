"""Which policies count for whom, and what is no set of policies (EVAL-3 to EVAL-9, EVAL-24 to EVAL-34, EVAL-47)."""

from typing import Any

import pytest

import policykit as pk
from policykit.errors import InvalidRequest
from policykit.evaluate.callers import Caller
from policykit.evaluate.layers import groups, trace, verdict
from policykit.evaluate.naming import Grant
from policykit.evaluate.standing import standing
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth
from tests.evaluate import cast
from tests.evaluate.cast import (
    A,
    boundary,
    endpoint,
    identity,
    may,
    may_not,
    rcp,
    resource,
    scp,
    session,
    trust,
    trusts,
)

L = pk.Layer
ALL = pk.Policies(
    [identity(may())],
    boundary(may()),
    [session(may())],
    [[scp(may())], [scp(may()), scp(may())]],
    [[rcp(may_not("s3:*"))]],
    resource(trusts("*", "s3:*")),
    endpoint(trusts("*", "s3:*")),
)

# ── What is no set of policies ───────────────────────────────────────────────────────────────────────────────────────

NO_LEVELS = "expected the levels from the root to the account, found none: leave it out if none apply"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "EVAL-9 one identity policy": (
        {"identity": identity(may())},
        "invalid identity: expected a list of IdentityPolicy, found IdentityPolicy",
    ),
    "EVAL-9 another kind": (
        {"identity": [boundary(may())]},
        "invalid identity: expected IdentityPolicy, found PermissionsBoundary: "
        "read it with IdentityPolicy.from_json(…)",
    ),
    "GRAM-32 a list of boundaries": (
        {"boundary": [boundary(may())]},
        "invalid boundary: expected PermissionsBoundary, found list: read it with PermissionsBoundary.from_json(…)",
    ),
    "EVAL-8 another kind": (
        {"session": [identity(may())]},
        "invalid session: expected SessionPolicy, found IdentityPolicy: read it with SessionPolicy.from_json(…)",
    ),
    "a resource policy as a mapping": (
        {"resource": {}},
        "invalid resource: expected ResourcePolicy, found dict: read it with ResourcePolicy.from_dict(…)",
    ),
    "EVAL-47 another kind": (
        {"endpoint": resource(trusts("*", "s3:*"))},
        "invalid endpoint: expected EndpointPolicy, found ResourcePolicy: read it with EndpointPolicy.from_json(…)",
    ),
    "EVAL-24 documents without levels": (
        {"scps": [scp(may())]},
        "invalid scps: expected a list of ServiceControlPolicy, found ServiceControlPolicy",
    ),
    "EVAL-24 one document": (
        {"scps": scp(may())},
        "invalid scps: expected a list of levels, each a list of ServiceControlPolicy",
    ),
    "EVAL-24 a number": ({"scps": 5}, "invalid scps: expected a list of levels, each a list of ServiceControlPolicy"),
    "EVAL-24 another kind": (
        {"rcps": [[scp(may())]]},
        "invalid rcps: expected ResourceControlPolicy, found ServiceControlPolicy: "
        "read it with ResourceControlPolicy.from_json(…)",
    ),
    "EVAL-25 no level": ({"scps": []}, f"invalid scps: {NO_LEVELS}"),
    "EVAL-25 no level of resource control policies": ({"rcps": ()}, f"invalid rcps: {NO_LEVELS}"),
    "EVAL-25 a layer that is none": (
        {"missing": {"identity": ("a managed policy",)}},
        "invalid missing: expected layers, such as Layer.IDENTITY, found ['identity']",
    ),
}


@pytest.mark.parametrize(("policies", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_set_of_policies(policies: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        pk.Policies(**policies)
    assert str(caught.value) == message


def test_policies_are_kept_as_tuples() -> None:
    assert pk.Policies() == pk.Policies((), None, None, None, None, None, None, missing={})
    assert (ALL.scps is not None and len(ALL.scps), ALL.rcps is not None and len(ALL.rcps)) == (2, 1)
    assert pk.Policies(session=[]).session == ()
    assert pk.Policies(scps=[[]]).scps == ((),)
    role_trust = trust(trusts({"AWS": A}))
    assert pk.Policies(resource=role_trust).resource is role_trust


# ── Which layers count for whom ──────────────────────────────────────────────────────────────────────────────────────

LINKED = f"arn:aws:iam::{A}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
LINKED_SESSION = pk.RoleSession(pk.Role(LINKED), "sess")
ORGANIZATION = [L.RESOURCE_CONTROL, L.SERVICE_CONTROL, L.SERVICE_CONTROL]
OWN = [L.IDENTITY, L.BOUNDARY, L.SESSION]
COUNT: dict[str, tuple[Caller, str, str, list[pk.Layer]]] = {  # caller, action, resource, layers
    "EVAL-5 a user": (cast.USER, "s3:GetObject", "*", [*ORGANIZATION, L.ENDPOINT, L.RESOURCE, *OWN]),
    "EVAL-26 a root user": (cast.ROOT_USER, "s3:GetObject", "*", [*ORGANIZATION, L.ENDPOINT, L.RESOURCE, *OWN]),
    "EVAL-26 a service-linked role": (LINKED_SESSION, "s3:GetObject", "*", [L.ENDPOINT, L.RESOURCE, *OWN]),
    "EVAL-46 a service": (cast.SERVICE, "s3:GetObject", "*", [L.RESOURCE_CONTROL, L.ENDPOINT, L.RESOURCE]),
    "DISP-19 a SAML identity": (
        cast.SAML_IDENTITY,
        "sts:AssumeRoleWithSAML",
        cast.TARGET,
        [L.RESOURCE_CONTROL, L.ENDPOINT, L.RESOURCE],
    ),
    "EVAL-45 nobody in particular": (cast.ANONYMOUS, "s3:GetObject", "*", [L.RESOURCE_CONTROL, L.ENDPOINT, L.RESOURCE]),
    "EVAL-30 a service without RCPs": (
        cast.USER,
        "ec2:RunInstances",
        "*",
        [L.SERVICE_CONTROL, L.SERVICE_CONTROL, L.ENDPOINT, L.RESOURCE, *OWN],
    ),
    "EVAL-32 kms:RetireGrant": (
        cast.USER,
        "KMS:RetireGrant",
        "*",
        [L.SERVICE_CONTROL, L.SERVICE_CONTROL, L.ENDPOINT, L.RESOURCE, *OWN],
    ),
    "EVAL-32 kms otherwise": (cast.USER, "kms:Decrypt", "*", [*ORGANIZATION, L.ENDPOINT, L.RESOURCE, *OWN]),
    "EVAL-32 a service that assumes its own role": (
        pk.AwsService("ecs.amazonaws.com"),
        "sts:AssumeRole",
        LINKED,
        [L.ENDPOINT, L.RESOURCE],
    ),
    "EVAL-33 a service that assumes another role": (
        cast.SERVICE,
        "sts:AssumeRole",
        cast.TARGET,
        [L.RESOURCE_CONTROL, L.ENDPOINT, L.RESOURCE],
    ),
}


@pytest.mark.parametrize(("caller", "action", "resource_arn", "layers"), COUNT.values(), ids=COUNT)
def test_which_layers_count(caller: Caller, action: str, resource_arn: str, layers: list[pk.Layer]) -> None:
    assert [each.layer for each in groups(standing(pk.Request(caller, action, resource_arn)).scope, ALL)] == layers


FEW: dict[str, tuple[pk.Policies, Caller, list[pk.Layer]]] = {
    "EVAL-6 what is not attached": (pk.Policies(), cast.USER, [L.IDENTITY]),
    "EVAL-41 a federated user has session policies, if only none": (
        pk.Policies(),
        cast.FEDERATED_USER,
        [L.IDENTITY, L.SESSION],
    ),
    "EVAL-6 no session policy at all is one that grants nothing": (
        pk.Policies(session=[]),
        cast.ROLE_SESSION,
        [L.IDENTITY, L.SESSION],
    ),
    "EVAL-45 nobody in particular": (pk.Policies(), cast.ANONYMOUS, []),
    "EVAL-25 what is missing": (
        pk.Policies(missing=dict.fromkeys(L, ("x",))),
        cast.USER,
        [L.RESOURCE_CONTROL, L.SERVICE_CONTROL, L.ENDPOINT, L.RESOURCE, L.IDENTITY, L.BOUNDARY, L.SESSION],
    ),
    "EVAL-25 what is missing from levels": (
        pk.Policies(scps=[[scp(may())]], missing={L.SERVICE_CONTROL: ("the policies of an OU",)}),
        cast.USER,
        [L.SERVICE_CONTROL, L.SERVICE_CONTROL, L.IDENTITY],
    ),
}


@pytest.mark.parametrize(("policies", "caller", "layers"), FEW.values(), ids=FEW)
def test_layers_that_are_left_out(policies: pk.Policies, caller: Caller, layers: list[pk.Layer]) -> None:
    found = groups(standing(pk.Request(caller, "s3:GetObject", "*")).scope, policies)
    assert [each.layer for each in found] == layers


def test_levels_are_counted_from_the_root() -> None:
    """EVAL-24; what is missing stands below the levels that are known."""
    policies = pk.Policies(
        scps=[[scp(may())], [scp(may()), scp(may())]], missing={L.SERVICE_CONTROL: ("the account's",)}
    )
    found = groups(standing(pk.Request(cast.USER, "ec2:RunInstances", "*")).scope, policies)
    assert [(each.level, len(each.documents), each.missing) for each in found] == [
        (0, 1, ()),
        (1, 2, ()),
        (2, 0, ("the account's",)),
        (None, 0, ()),
    ]


# ── What a layer says ────────────────────────────────────────────────────────────────────────────────────────────────

UNKNOWN_ONE: dict[str, Any] = {"Condition": {"StringLike": {"aws:UserAgent": "curl*"}}}
SAYS: dict[str, tuple[list[cast.Statement], Truth, Truth]] = {  # statements, denies, allows
    "EVAL-1 nothing": ([], FALSE, FALSE),
    "EVAL-4 one Allow is enough": ([may("ec2:*"), may("s3:*")], FALSE, TRUE),
    "EVAL-3 one Deny is enough": ([may("s3:*"), may_not("s3:*"), may_not("ec2:*")], TRUE, TRUE),
    "CTX-64 an Allow that nobody knows": ([may("s3:*", **UNKNOWN_ONE)], FALSE, UNKNOWN),
    "CTX-64 another Allow decides": ([may("s3:*", **UNKNOWN_ONE), may("s3:*")], FALSE, TRUE),
    "CTX-64 a Deny that nobody knows": ([may_not("s3:*", **UNKNOWN_ONE)], UNKNOWN, FALSE),
    "CTX-64 another Deny decides": ([may_not("s3:*", **UNKNOWN_ONE), may_not("s3:*")], TRUE, FALSE),
    "EVAL-2 what does not apply says nothing": ([may_not("s3:*", "arn:aws:s3:::x")], FALSE, FALSE),
}


@pytest.mark.parametrize(("statements", "denies", "allows"), SAYS.values(), ids=SAYS)
def test_what_the_documents_of_a_layer_say_together(
    statements: list[cast.Statement], denies: Truth, allows: Truth
) -> None:
    request = pk.Request(cast.USER, "s3:GetObject", "*")
    policies = pk.Policies([identity(each) for each in statements])
    (group,) = groups(standing(request).scope, policies)
    assert verdict(group, request) == (denies, allows, {})
    missing = pk.Policies(policies.identity, missing={L.IDENTITY: ("a managed policy",)})
    (group,) = groups(standing(request).scope, missing)
    assert verdict(group, request) == (denies | UNKNOWN, allows | UNKNOWN, {})


def test_how_the_allows_of_a_resource_name_the_caller() -> None:
    """PRIN-21, PRIN-22."""
    policy = resource(
        trusts({"AWS": cast.ALICE}, "s3:*", **UNKNOWN_ONE),
        trusts({"AWS": A}, "s3:*"),
        trusts({"AWS": cast.ALICE}, "ec2:*"),
        trusts({"Service": "ec2.amazonaws.com"}, "s3:*"),
        cast.refuses({"AWS": cast.ALICE}, "s3:Put*"),
    )
    request = pk.Request(cast.USER, "s3:GetObject", "*")
    group, _ = groups(standing(request).scope, pk.Policies(resource=policy))
    assert verdict(group, request) == (FALSE, TRUE, {Grant.USER: UNKNOWN, Grant.ACCOUNT: TRUE})
    group, _ = groups(standing(request).scope, pk.Policies(missing={L.RESOURCE: ("the bucket policy",)}))
    assert verdict(group, request) == (UNKNOWN, UNKNOWN, {Grant.ANYONE: UNKNOWN})


@pytest.mark.parametrize("statement", [may_not("s3:Put*"), may_not("s3:*")])
def test_a_resource_control_policy_lets_through_what_it_does_not_deny(statement: cast.Statement) -> None:
    """EVAL-31: RCPFullAWSAccess is always there."""
    request = pk.Request(cast.USER, "s3:GetObject", "*")
    group, _ = groups(standing(request).scope, pk.Policies(rcps=[[rcp(statement)]]))
    denies = TRUE if statement["Action"] == "s3:*" else FALSE
    assert verdict(group, request) == (denies, TRUE, {})


# ── In full ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_trace_of_all_layers() -> None:
    results = trace(pk.Request(cast.USER, "s3:GetObject", "*"), ALL)
    assert [(each.layer, each.level, each.allows, each.denies) for each in results] == [
        (L.RESOURCE_CONTROL, 0, TRUE, TRUE),
        (L.SERVICE_CONTROL, 0, TRUE, FALSE),
        (L.SERVICE_CONTROL, 1, TRUE, FALSE),
        (L.ENDPOINT, None, TRUE, FALSE),
        (L.RESOURCE, None, TRUE, FALSE),
        (L.IDENTITY, None, TRUE, FALSE),
        (L.BOUNDARY, None, TRUE, FALSE),
        (L.SESSION, None, TRUE, FALSE),
    ]
    assert {each.action for each in results} == {"s3:GetObject"}
    assert [step.document for each in results for step in each.steps] == [
        "resource control policy",
        "service control policy",
        "service control policy 1",
        "service control policy 2",
        "VPC endpoint policy",
        "resource-based policy",
        "identity-based policy",
        "permissions boundary",
        "session policy",
    ]


def test_the_trace_calls_documents_by_their_names_and_tells_what_is_missing() -> None:
    policies = pk.Policies(
        [identity(may(), name="Admin"), identity(may())], missing={L.IDENTITY: ("arn:aws:iam::aws:policy/Old",)}
    )
    (result,) = trace(pk.Request(cast.USER, "s3:GetObject", "*"), policies)
    assert [step.document for step in result.steps] == ["Admin", "identity-based policy 2"]
    assert result.missing == ("arn:aws:iam::aws:policy/Old",)
    assert (result.allows, result.denies) == (TRUE, UNKNOWN)


def test_policies_that_are_asked_about_everything_do_not_keep_everything() -> None:
    policies = pk.Policies([identity(may("s3:Get*"))])
    for number in range(2_000):
        request = pk.Request(cast.USER, f"s3:GetObject{number}", "*")
        assert bool(pk.authorize(request, policies))
    assert len(policies._kept) <= 1024
