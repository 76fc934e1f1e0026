"""What is asked: what is refused before any decision, and the condition keys that follow from the rest (CTX-1 …)."""

from typing import Any

import pytest

import policykit as pk
from policykit.errors import InvalidRequest
from policykit.evaluate.callers import Caller
from policykit.evaluate.conditions import Values
from policykit.evaluate.facts import Facts
from policykit.evaluate.request import EVERYTHING, Request
from policykit.evaluate.truth import UNKNOWN
from tests.evaluate import cast
from tests.evaluate.cast import A, B

SHAPE = "arn:partition:service:region:account:resource"

# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a role": (
        {"caller": pk.Role(cast.CALLER)},
        f"invalid caller: a role does not call, its sessions do: use RoleSession(role, 'name') for {cast.CALLER}",
    ),
    "an ARN": (
        {"caller": cast.ALICE},
        "invalid caller: expected a User, RoleSession, AwsService or another caller, found str",
    ),
    "GRAM-18 no action": (
        {"action": "RunInstances"},
        "invalid action: expected '*' or service:Name, such as 'sts:AssumeRole'",
    ),
    "no text": ({"action": 5}, "invalid action: expected text: '*' or service:Name"),
    "a pattern": ({"action": "ec2:*"}, "invalid action: expected one action without wildcards, found 'ec2:*'"),
    "every action": ({"action": "*"}, "invalid action: expected one action without wildcards, found '*'"),
    "ARN-1 no resource": (
        {"resource": "reports"},
        f"invalid resource: invalid ARN 'reports': expected text that begins with 'arn:': {SHAPE}",
    ),
    "ARN-4 no account": (
        {"resource_account": "1"},
        "invalid resource_account: expected twelve digits, for example '111122223333'",
    ),
    "EVAL-36 another account than the ARN says": (
        {"resource": cast.TARGET, "resource_account": B},
        f"invalid resource_account: {cast.TARGET} belongs to {A}, found '{B}'",
    ),
    "EVAL-36 an account that nobody says": (
        {"resource": cast.BUCKET},
        f"invalid resource_account: expected the account that owns {cast.BUCKET}, which its ARN does not name",
    ),
    "COND-51 no context": ({"context": ["k"]}, "invalid context: expected a mapping of keys to values, found list"),
    "CTX-65 another principal": (
        {"context": {"AWS:principalArn": cast.CALLER}},
        f"invalid context: AWS:principalArn is '{cast.ALICE}' for this request, found '{cast.CALLER}'; leave it out",
    ),
    "CTX-65 another tag": (
        {"context": {"aws:PrincipalTag/Team": ["a", "b"]}},
        "invalid context: aws:PrincipalTag/Team is 'payments' for this request, found 'a', 'b'; leave it out",
    ),
    "CTX-65 another account of the resource": (
        {"context": {"aws:ResourceAccount": B}, "resource": f"arn:aws:sqs:eu-west-1:{A}:q"},
        f"invalid context: aws:ResourceAccount is '{A}' for this request, found '{B}'; leave it out",
    ),
}


@pytest.mark.parametrize(("changes", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_before_any_decision(changes: dict[str, Any], message: str) -> None:
    parameters: dict[str, Any] = {"caller": cast.USER, "action": "ec2:RunInstances", "resource": "*"} | changes
    with pytest.raises(InvalidRequest) as caught:
        Request(parameters.pop("caller"), parameters.pop("action"), parameters.pop("resource"), **parameters)
    assert str(caught.value) == message


# ── Whose the resource is ────────────────────────────────────────────────────────────────────────────────────────────

OWNERS: dict[str, tuple[Caller, str, str | None, str | None]] = {  # caller, resource, stated, owner
    "EVAL-36 as the ARN says": (cast.USER, f"arn:aws:iam::{B}:role/x", None, B),
    "EVAL-36 as stated, too": (cast.USER, f"arn:aws:iam::{B}:role/x", B, B),
    "EVAL-36 as stated": (cast.USER, cast.BUCKET, B, B),
    "DISP-34 no resource": (cast.USER, "*", None, A),
    "DISP-34 no resource, but stated": (cast.USER, "*", B, B),
    "ARN-4 something of AWS's own": (cast.USER, "arn:aws:iam::aws:policy/ReadOnlyAccess", None, A),
    "EVAL-45 nobody's account": (cast.ANONYMOUS, cast.BUCKET, None, None),
    "EVAL-46 nor that of a service": (cast.SERVICE, "*", None, None),
}


@pytest.mark.parametrize(("caller", "resource", "stated", "owner"), OWNERS.values(), ids=OWNERS)
def test_whose_the_resource_is(caller: Caller, resource: str, stated: str | None, owner: str | None) -> None:
    assert Request(caller, "s3:GetObject", resource, resource_account=stated).resource_account == owner


def test_a_request_keeps_what_was_asked() -> None:
    request = Request(cast.USER, "STS:assumerole", pk.Arn.parse(cast.TARGET), context=Facts({"k": "v"}))
    assert (request.action, request.folded_action) == ("STS:assumerole", "sts:assumerole")
    assert (str(request.resource), request.resource_text) == (cast.TARGET, cast.TARGET)
    assert request.context == Facts({"K": "v"})
    none = Request(cast.USER, "sts:GetCallerIdentity", "*")
    assert (none.resource, none.resource_text) == (None, "*")


# ── Condition keys ───────────────────────────────────────────────────────────────────────────────────────────────────

TAGGED = pk.RoleSession(
    pk.Role(cast.CALLER, unique_id=cast.ROLE_ID, tags={"Team": "role", "env": "prod"}),
    "sess",
    tags={"team": "session"},
    source_identity="alice",
)
ASSERTION = pk.SamlIdentity(cast.SAML, attributes={"sub": "alice", "cn": ["a", "b"]})
TOKEN = pk.WebIdentity(cast.OIDC, claims={"aud": "app", "sub": "project", "amr": ["x", "y"]})
AUTHORISED = pk.WebIdentity("accounts.google.com", claims={"aud": "app", "azp": "party"})

KEYS: dict[str, tuple[Caller, str, Values]] = {  # caller, key, values
    "CTX-1 a user": (cast.USER, "aws:PrincipalArn", (cast.ALICE,)),
    "CTX-1 a session has the ARN of its role": (cast.ROLE_SESSION, "aws:PrincipalArn", (cast.CALLER,)),
    "CTX-1 a federated user": (cast.FEDERATED_USER, "aws:PrincipalArn", (cast.FEDERATED,)),
    "CTX-1 a root user": (cast.ROOT_USER, "aws:PrincipalArn", (cast.ROOT,)),
    "DISP-26 a service": (cast.SERVICE, "aws:PrincipalArn", None),
    "CTX-1 a SAML identity": (ASSERTION, "aws:PrincipalArn", None),
    "CTX-1 nobody": (cast.ANONYMOUS, "aws:PrincipalArn", None),
    "CTX-2 a user": (cast.USER, "aws:PrincipalAccount", (A,)),
    "CTX-2 a web identity": (TOKEN, "aws:PrincipalAccount", ("anonymous",)),
    "CTX-2 nobody": (cast.ANONYMOUS, "aws:PrincipalAccount", ("anonymous",)),
    "CTX-2 a service": (cast.SERVICE, "aws:PrincipalAccount", None),
    "CTX-3 a user": (cast.USER, "aws:PrincipalType", ("User",)),
    "CTX-3 a session": (cast.ROLE_SESSION, "aws:PrincipalType", ("AssumedRole",)),
    "CTX-3 a federated user": (cast.FEDERATED_USER, "aws:PrincipalType", ("FederatedUser",)),
    "CTX-3 a root user": (cast.ROOT_USER, "aws:PrincipalType", ("Account",)),
    "CTX-3 a SAML identity": (ASSERTION, "aws:PrincipalType", ("Anonymous",)),
    "CTX-3 a service": (cast.SERVICE, "aws:PrincipalType", None),
    "CTX-4 a user": (cast.USER, "aws:userid", (cast.USER_ID,)),
    "CTX-4 a user whose id is not known": (pk.User(cast.ALICE), "aws:userid", UNKNOWN),
    "CTX-4 a session": (cast.ROLE_SESSION, "aws:userid", (f"{cast.ROLE_ID}:sess",)),
    "CTX-4 a session of a role whose id is not known": (
        pk.RoleSession(pk.Role(cast.CALLER), "sess"),
        "aws:userid",
        UNKNOWN,
    ),
    "CTX-4 a federated user": (cast.FEDERATED_USER, "aws:userid", (f"{A}:bob",)),
    "CTX-4 a root user": (cast.ROOT_USER, "aws:userid", (A,)),
    "CTX-4 a SAML identity": (ASSERTION, "aws:userid", ("anonymous",)),
    "CTX-4 a service": (cast.SERVICE, "aws:userid", None),
    "CTX-5 a user": (cast.USER, "aws:username", ("alice",)),
    "CTX-5 a session": (cast.ROLE_SESSION, "aws:username", None),
    "CTX-5 a root user": (cast.ROOT_USER, "aws:username", None),
    "CTX-8 a tag of a user": (cast.USER, "aws:PrincipalTag/TEAM", ("payments",)),
    "CTX-8 a tag that is not there": (cast.USER, "aws:PrincipalTag/env", None),
    "CTX-8 a session tag over a role tag": (TAGGED, "aws:PrincipalTag/team", ("session",)),
    "CTX-8 a role tag": (TAGGED, "aws:PrincipalTag/env", ("prod",)),
    "CTX-8 a tag of a federated user": (
        pk.FederatedUser(cast.USER, "bob", tags={"job": "1"}),
        "aws:PrincipalTag/job",
        ("1",),
    ),
    "CTX-8 a tag of its parent": (cast.FEDERATED_USER, "aws:PrincipalTag/team", ("payments",)),
    "CTX-8 a tag of a federated user of root": (
        pk.FederatedUser(cast.ROOT_USER, "bob", tags={"job": "1"}),
        "aws:PrincipalTag/job",
        ("1",),
    ),
    "CTX-8 a service": (cast.SERVICE, "aws:PrincipalTag/team", None),
    "CTX-8 no tag key": (cast.USER, "aws:PrincipalTag", None),
    "CTX-9 a user": (cast.USER, "aws:PrincipalIsAWSService", ("false",)),
    "CTX-9 a service": (cast.SERVICE, "aws:PrincipalIsAWSService", ("true",)),
    "ASSUME-81 a web identity": (TOKEN, "aws:PrincipalIsAWSService", None),
    "CTX-10 a service": (cast.SERVICE, "aws:PrincipalServiceName", ("ec2.amazonaws.com",)),
    "CTX-10 a user": (cast.USER, "aws:PrincipalServiceName", None),
    "CTX-11 a service": (cast.SERVICE, "aws:PrincipalServiceNamesList", ("ec2.amazonaws.com",)),
    "CTX-20 a user": (cast.USER, "aws:TokenIssueTime", None),
    "CTX-20 a session": (cast.ROLE_SESSION, "aws:TokenIssueTime", UNKNOWN),
    "CTX-20 a federated user": (cast.FEDERATED_USER, "aws:TokenIssueTime", UNKNOWN),
    "CTX-21 a session with a source identity": (TAGGED, "aws:SourceIdentity", ("alice",)),
    "CTX-21 a session without": (cast.ROLE_SESSION, "aws:SourceIdentity", None),
    "CTX-21 a user": (cast.USER, "aws:SourceIdentity", None),
    "CTX-22 a provider of the account": (TOKEN, "aws:FederatedProvider", (cast.OIDC,)),
    "CTX-22 a built-in provider": (AUTHORISED, "aws:FederatedProvider", ("accounts.google.com",)),
    "CTX-22 a SAML provider": (ASSERTION, "aws:FederatedProvider", None),
    "CTX-50 a user says nothing about MFA": (cast.USER, "aws:MultiFactorAuthPresent", None),
    "CTX-53 nor does a session": (cast.ROLE_SESSION, "aws:MultiFactorAuthPresent", None),
    "DISP-22 unless it is told": (
        pk.RoleSession(pk.Role(cast.CALLER), "sess", mfa=True),
        "aws:MultiFactorAuthPresent",
        ("true",),
    ),
    "DISP-22 or that there was none": (
        pk.RoleSession(pk.Role(cast.CALLER), "sess", mfa=False),
        "aws:MultiFactorAuthPresent",
        ("false",),
    ),
    "CTX-51 a session of a user": (pk.UserSession(cast.USER), "aws:MultiFactorAuthPresent", ("false",)),
    "CTX-51 with MFA": (pk.UserSession(cast.USER, mfa=True), "aws:MultiFactorAuthPresent", ("true",)),
    "CTX-25 its age": (
        pk.UserSession(cast.USER, mfa=True, mfa_age_seconds=60),
        "aws:MultiFactorAuthAge",
        ("60",),
    ),
    "CTX-25 its age, if nobody says it": (pk.UserSession(cast.USER, mfa=True), "aws:MultiFactorAuthAge", UNKNOWN),
    "CTX-25 no age without MFA": (pk.UserSession(cast.USER), "aws:MultiFactorAuthAge", None),
    "CTX-25 no age of a user": (cast.USER, "aws:MultiFactorAuthAge", None),
    "CTX-20 a session of a user": (pk.UserSession(cast.USER), "aws:TokenIssueTime", UNKNOWN),
    "CTX-3 a session of a user": (pk.UserSession(cast.USER), "aws:PrincipalType", ("User",)),
    "CTX-4 a session of a user": (pk.UserSession(cast.USER), "aws:userid", (cast.USER_ID,)),
    "CTX-8 a session of a user": (pk.UserSession(cast.USER), "aws:PrincipalTag/team", ("payments",)),
    "CTX-58 the account of the resource": (cast.USER, "aws:ResourceAccount", (A,)),
    "CTX-46 a user": (cast.USER, "aws:SecureTransport", ("true",)),
    "CTX-46 a service": (cast.SERVICE, "aws:SecureTransport", None),
    "CTX-49 a user": (cast.USER, "aws:ViaAWSService", ("false",)),
    "CTX-48 a user agent": (cast.USER, "aws:UserAgent", UNKNOWN),
    "CTX-45 the time": (cast.USER, "aws:CurrentTime", UNKNOWN),
    "CTX-45 the epoch": (cast.USER, "aws:EpochTime", UNKNOWN),
    "CTX-63 what nobody sends": (cast.USER, "aws:SourceIp", None),
    "COND-8 an unknown key": (cast.USER, "acme:key", None),
    "ASSUME-72 an attribute": (ASSERTION, "SAML:sub", ("alice",)),
    "ASSUME-72 an attribute with several values": (ASSERTION, "saml:cn", ("a", "b")),
    "ASSUME-72 an attribute that is not there": (ASSERTION, "saml:iss", None),
    "ASSUME-72 saml:doc": (ASSERTION, "saml:doc", (f"{A}/okta",)),
    "ASSUME-72 saml:doc as the assertion says": (
        pk.SamlIdentity(cast.SAML, attributes={"doc": "x"}),
        "saml:doc",
        ("x",),
    ),
    "ASSUME-72 no assertion": (cast.USER, "saml:sub", None),
    "ASSUME-80 a claim": (TOKEN, "gitlab.example.com/ci:sub", ("project",)),
    "ASSUME-82 a claim with several values": (TOKEN, "GitLab.example.com/CI:amr", ("x", "y")),
    "ASSUME-80 a claim of another provider": (TOKEN, "gitlab.example.com:sub", None),
    "ASSUME-82 a claim that is not there": (TOKEN, "gitlab.example.com/ci:email", None),
    "ASSUME-82 the audience": (TOKEN, "gitlab.example.com/ci:aud", ("app",)),
    "ASSUME-82 no other audience": (TOKEN, "gitlab.example.com/ci:oaud", None),
    "ASSUME-82 an authorised party is the audience": (AUTHORISED, "accounts.google.com:aud", ("party",)),
    "ASSUME-82 and the audience is the other": (AUTHORISED, "accounts.google.com:oaud", ("app",)),
    "ASSUME-82 azp": (AUTHORISED, "accounts.google.com:azp", ("party",)),
}


@pytest.mark.parametrize(("caller", "key", "values"), KEYS.values(), ids=KEYS)
def test_keys_that_follow_from_the_caller(caller: Caller, key: str, values: Values) -> None:
    assert Request(caller, "sts:AssumeRole", cast.TARGET).lookup(key.casefold()) == values


REGIONS: dict[str, tuple[str, str, Values]] = {  # action, resource, values
    "DISP-40 STS": ("sts:AssumeRole", cast.TARGET, ("us-east-1",)),
    "CTX-47 the region of the resource": (
        "ec2:StartInstances",
        f"arn:aws:ec2:eu-west-1:{A}:instance/i",
        ("eu-west-1",),
    ),
    "CTX-47 a resource without a region": ("iam:GetRole", cast.TARGET, UNKNOWN),
    "CTX-47 no resource": ("ec2:DescribeInstances", "*", UNKNOWN),
}


@pytest.mark.parametrize(("action", "resource", "values"), REGIONS.values(), ids=REGIONS)
def test_the_region_that_is_asked(action: str, resource: str, values: Values) -> None:
    assert Request(cast.USER, action, resource).lookup("aws:requestedregion") == values


NOON = "2026-11-24T12:00:00Z"
EPOCH = "1795521600"
TIMES: dict[str, tuple[dict[str, Any], Values, Values]] = {  # context, aws:CurrentTime, aws:EpochTime
    "CTX-45 the epoch follows from the time": ({"aws:CurrentTime": NOON}, (NOON,), (EPOCH,)),
    "CTX-45 the time follows from the epoch": ({"AWS:epochtime": EPOCH}, (EPOCH,), (EPOCH,)),
    "CTX-45 both": ({"aws:CurrentTime": NOON, "aws:EpochTime": "1"}, (NOON,), ("1",)),
    "COND-50 a time that is none": ({"aws:CurrentTime": "noon"}, ("noon",), UNKNOWN),
    "COND-16 two times": ({"aws:CurrentTime": [NOON, NOON]}, (NOON, NOON), UNKNOWN),
}


@pytest.mark.parametrize(("context", "now", "epoch"), TIMES.values(), ids=TIMES)
def test_the_two_clocks(context: dict[str, Any], now: Values, epoch: Values) -> None:
    request = Request(cast.USER, "ec2:RunInstances", "*", context=context)
    assert request.lookup("aws:currenttime") == now
    assert request.lookup("aws:epochtime") == epoch


def test_the_context_completes_what_is_derived() -> None:
    """CTX-64, CTX-65: what is not known or only usual may be given, and what is derived may be repeated."""
    context: dict[str, Any] = {
        "aws:SourceIp": "192.0.2.1",
        "aws:PrincipalArn": cast.ALICE,
        "aws:RequestedRegion": "eu-west-1",
        "aws:SecureTransport": False,
        "aws:ViaAWSService": True,
        "aws:UserAgent": "curl",
    }
    request = Request(cast.USER, "ec2:RunInstances", "*", context=context)
    assert [request.lookup(key.casefold()) for key in context] == [
        ("192.0.2.1",),
        (cast.ALICE,),
        ("eu-west-1",),
        ("false",),
        ("true",),
        ("curl",),
    ]
    service = Request(
        cast.SERVICE, "ec2:RunInstances", "*", context={"aws:PrincipalServiceNamesList": ["a.amazonaws.com"]}
    )
    assert service.lookup("aws:principalservicenameslist") == ("a.amazonaws.com",)
    unknown = Request(pk.User(cast.ALICE), "ec2:RunInstances", "*", context={"aws:userid": cast.USER_ID})
    assert unknown.lookup("aws:userid") == (cast.USER_ID,)


def test_nothing_is_derived_on_demand() -> None:
    request = Request(cast.USER, "ec2:RunInstances", "*", context={"aws:PrincipalArn": cast.CALLER}, derive=False)
    assert request.lookup("aws:principalarn") == (cast.CALLER,)
    assert request.lookup("aws:username") is None
    assert request.lookup("aws:currenttime") is None


def test_what_follows_from_the_parameters_comes_first() -> None:
    """CTX-52: a code that is passed with the call counts, whatever the credentials say."""
    request = Request(
        cast.USER,
        "sts:AssumeRole",
        cast.TARGET,
        parameters={"aws:multifactorauthpresent": ("true",), "sts:externalid": ("x1",)},
    )
    assert request.lookup("aws:multifactorauthpresent") == ("true",)
    with pytest.raises(InvalidRequest) as caught:
        Request(
            cast.USER,
            "sts:AssumeRole",
            cast.TARGET,
            context={"sts:ExternalId": "x2"},
            parameters={"sts:externalid": ("x1",)},
        )
    assert str(caught.value) == "invalid context: sts:ExternalId is 'x1' for this request, found 'x2'; leave it out"


# ── Organizations ────────────────────────────────────────────────────────────────────────────────────────────────────

ORG = "o-a1b2c3d4e5"
PATH = f"{ORG}/r-ab12/ou-ab12-11111111/"
ONE = pk.Organization(ORG, management_account=B, accounts={A: PATH, B: f"{ORG}/r-ab12/"})
ORGANIZED: dict[str, tuple[Caller, str, Any, str, Values]] = {  # caller, resource, organization, key, values
    "CTX-6 the caller's": (cast.USER, cast.TARGET, ONE, "aws:PrincipalOrgID", (ORG,)),
    "CTX-6 one of several": (cast.USER, cast.TARGET, [ONE], "aws:PrincipalOrgID", (ORG,)),
    "CTX-7 where it is": (cast.USER, cast.TARGET, ONE, "aws:PrincipalOrgPaths", (PATH,)),
    "CTX-13 who manages it": (cast.USER, cast.TARGET, ONE, "aws:PrincipalOrgMasterAccountId", (B,)),
    "CTX-6 none": (cast.USER, cast.TARGET, None, "aws:PrincipalOrgID", None),
    "CTX-6 nobody knows": (cast.USER, cast.TARGET, UNKNOWN, "aws:PrincipalOrgID", UNKNOWN),
    "CTX-6 an account outside": (
        pk.RootUser("333333333333"),
        cast.TARGET,
        ONE,
        "aws:PrincipalOrgID",
        None,
    ),
    "CTX-6 a service": (cast.SERVICE, cast.TARGET, ONE, "aws:PrincipalOrgID", None),
    "CTX-58 the resource's": (cast.SERVICE, cast.TARGET, ONE, "aws:ResourceOrgID", (ORG,)),
    "CTX-58 where it is": (cast.USER, f"arn:aws:iam::{B}:role/x", ONE, "aws:ResourceOrgPaths", (f"{ORG}/r-ab12/",)),
    "CTX-58 a resource of nobody's": (cast.ANONYMOUS, cast.BUCKET, ONE, "aws:ResourceOrgID", None),
}


@pytest.mark.parametrize(("caller", "resource", "organization", "key", "values"), ORGANIZED.values(), ids=ORGANIZED)
def test_keys_that_follow_from_organizations(
    caller: Caller, resource: str, organization: Any, key: str, values: Values
) -> None:
    request = Request(caller, "s3:GetObject", resource, organization=organization)
    assert request.lookup(key.casefold()) == values


# ── What nobody knows ────────────────────────────────────────────────────────────────────────────────────────────────


def test_keys_of_which_nobody_knows_whether_they_are_there() -> None:
    """CTX-64."""
    request = Request(
        cast.USER,
        "ec2:RunInstances",
        "*",
        context={"aws:SourceIp": "192.0.2.1"},
        unknown=["AWS:SourceVpc", "aws:SourceIp"],
    )
    assert request.lookup("aws:sourcevpc") is UNKNOWN
    assert request.lookup("aws:sourceip") == ("192.0.2.1",)
    assert request.lookup("aws:referer") is None


EVERYWHERE: dict[str, tuple[Caller, str, Values]] = {
    "CTX-64 what is derived": (cast.USER, "aws:username", ("alice",)),
    "CTX-43 what may be there": (cast.USER, "aws:SourceIp", UNKNOWN),
    "COND-8 what nobody knows": (cast.USER, "acme:key", UNKNOWN),
    "CTX-5 what never is": (cast.ROLE_SESSION, "aws:username", None),
    "CTX-57 what never is for users": (cast.USER, "aws:SourceArn", None),
    "CTX-57 but may be for services": (cast.SERVICE, "aws:SourceArn", UNKNOWN),
    "CTX-57 and for callers of no kind": (cast.ROOT_USER, "aws:SourceArn", UNKNOWN),
}


@pytest.mark.parametrize(("caller", "key", "values"), EVERYWHERE.values(), ids=EVERYWHERE)
def test_everything_else_may_be_unknown(caller: Caller, key: str, values: Values) -> None:
    """CTX-64."""
    request = Request(caller, "ec2:RunInstances", "*", unknown=EVERYTHING)
    assert request.lookup(key.casefold()) == values


def test_a_key_that_is_there_contradicts_nothing() -> None:
    """CTX-64."""
    request = Request(cast.USER, "ec2:RunInstances", "*", context={"aws:PrincipalArn": pk.PRESENT, "k": pk.PRESENT})
    assert request.lookup("k") is pk.PRESENT


def test_a_request_is_completed_by_what_was_unknown() -> None:
    """CTX-64."""
    request = Request(
        cast.USER,
        "s3:GetObject",
        cast.BUCKET,
        resource_account=B,
        context={"aws:SourceIp": pk.PRESENT, "aws:referer": "x"},
        unknown=EVERYTHING,
        organization=ONE,
        parameters={"sts:externalid": ("x1",)},
    )
    completed = request.completed({"aws:SourceIp": "192.0.2.1"})
    assert (completed.caller, completed.action, completed.resource_text) == (cast.USER, "s3:GetObject", cast.BUCKET)
    assert completed.lookup("aws:sourceip") == ("192.0.2.1",)
    assert completed.lookup("aws:referer") == ("x",)
    assert completed.lookup("aws:sourcevpc") is None
    assert completed.lookup("sts:externalid") == ("x1",)
    assert completed.lookup("aws:resourceorgid") == (ORG,)
    assert Request(cast.USER, "ec2:RunInstances", "*").completed({}).resource is None
