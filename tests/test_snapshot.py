"""Users and roles: what they are made of, what is refused, and the link to the console."""

import pickle
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from policykit.errors import ArnError, IdError, InvalidRequest, PolicyError
from policykit.model.arn import Arn, RoleSessionArn
from policykit.model.policy import (
    IdentityPolicy,
    PermissionsBoundary,
    ResourceControlPolicy,
    ServiceControlPolicy,
    TrustPolicy,
)
from policykit.model.tags import Tags
from policykit.snapshot import Inventory, Organization, Role, User, expect_document, expect_documents

A = "111122223333"
ALICE = f"arn:aws:iam::{A}:user/team/alice"
DEPLOY = f"arn:aws:iam::{A}:role/ci/Deploy"
READING = IdentityPolicy.from_dict({"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}})
LIMIT = PermissionsBoundary.from_dict(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
)


def trust(principal: dict[str, Any], *, strict: bool = True) -> TrustPolicy:
    """A trust policy that names a principal."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return TrustPolicy.from_dict({"Statement": [statement]}, strict=strict, name="trust.json")


TRUSTING = trust({"AWS": ALICE})

# ── Users ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_user_has_what_it_was_given() -> None:
    user = User(
        ALICE,
        unique_id="AIDAJQABLZS4A3QDU576Q",
        tags={"team": "payments"},
        policies=[READING],
        boundary=LIMIT,
        missing=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        missing_boundary="arn:aws:iam::aws:policy/Limit",
    )
    assert user.missing_boundary == "arn:aws:iam::aws:policy/Limit"
    assert (user.arn.path, user.arn.name, user.unique_id) == ("/team/", "alice", "AIDAJQABLZS4A3QDU576Q")
    assert (user.tags, user.policies, user.boundary) == (Tags({"team": "payments"}), (READING,), LIMIT)
    assert user.missing == ("arn:aws:iam::aws:policy/ReadOnlyAccess",)
    assert user == pickle.loads(pickle.dumps(user))
    assert hash(user) == hash(pickle.loads(pickle.dumps(user)))


def test_a_user_may_have_nothing_but_a_name() -> None:
    user = User(Arn.parse(ALICE))
    assert user == User(ALICE)
    assert (user.unique_id, dict(user.tags), user.policies, user.boundary, user.missing) == (None, {}, (), None, ())
    with pytest.raises(AttributeError):
        user.boundary = LIMIT  # type: ignore[misc]  # what is tested


USERS: dict[str, tuple[dict[str, Any], type[Exception], str]] = {  # parameters, error, message
    "PRIN-5 a role": (
        {"arn": DEPLOY},
        ArnError,
        f"invalid ARN '{DEPLOY}': expected an IAM user, arn:aws:iam::111122223333:user/Name",
    ),
    "ARN-7 no unique id": (
        {"unique_id": "alice"},
        IdError,
        "invalid unique id 'alice': expected a four-letter prefix such as AIDA or AROA, then letters and digits; "
        "16 to 128 in all",
    ),
    "tags that are none": (
        {"tags": [("team", "payments")]},
        IdError,
        "invalid tags \"[('team', 'payments')]\": expected a mapping of tag keys to values",
    ),
    "one policy": (
        {"policies": READING},
        InvalidRequest,
        "invalid policies: expected a list of IdentityPolicy, found IdentityPolicy",
    ),
    "text": ({"policies": "{}"}, InvalidRequest, "invalid policies: expected a list of IdentityPolicy, found str"),
    "a mapping": ({"policies": {}}, InvalidRequest, "invalid policies: expected a list of IdentityPolicy, found dict"),
    "nothing": (
        {"policies": None},
        InvalidRequest,
        "invalid policies: expected a list of IdentityPolicy, found NoneType",
    ),
    "a policy of another kind": (
        {"policies": [READING, LIMIT]},
        InvalidRequest,
        "invalid policies: expected IdentityPolicy, found PermissionsBoundary: "
        "read it with IdentityPolicy.from_json(…)",
    ),
    "a policy as text": (
        {"policies": ["{}"]},
        InvalidRequest,
        "invalid policies: expected IdentityPolicy, found str: read it with IdentityPolicy.from_json(…)",
    ),
    "a policy as a mapping": (
        {"policies": [{}]},
        InvalidRequest,
        "invalid policies: expected IdentityPolicy, found dict: read it with IdentityPolicy.from_dict(…)",
    ),
    "GRAM-32 a boundary of another kind": (
        {"boundary": READING},
        InvalidRequest,
        "invalid boundary: expected PermissionsBoundary, found IdentityPolicy: "
        "read it with PermissionsBoundary.from_json(…)",
    ),
}


@pytest.mark.parametrize(("parameters", "error", "message"), USERS.values(), ids=USERS)
def test_what_a_user_cannot_be(parameters: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        User(**({"arn": ALICE} | parameters))
    assert str(caught.value) == message


# ── Roles ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_role_has_what_it_was_given() -> None:
    role = Role(
        DEPLOY,
        trust=TRUSTING,
        unique_id="AROAJ2UCCR6DPCEXAMPLE",
        tags={"env": "prod"},
        policies=(READING,),
        boundary=LIMIT,
        max_session_seconds=43_200,
        missing=["inline"],
    )
    assert (role.arn.name, role.trust, role.unique_id) == ("Deploy", TRUSTING, "AROAJ2UCCR6DPCEXAMPLE")
    assert (dict(role.tags), role.policies, role.boundary) == ({"env": "prod"}, (READING,), LIMIT)
    assert (role.max_session_seconds, role.missing) == (43_200, ("inline",))
    assert role == pickle.loads(pickle.dumps(role))
    assert Role(DEPLOY).trust is None
    assert Role(DEPLOY).max_session_seconds == 3600


ROLES: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "PRIN-5 a user": (
        {"arn": ALICE},
        ArnError,
        f"invalid ARN '{ALICE}': expected an IAM role, arn:aws:iam::111122223333:role/Name",
    ),
    "a trust policy as text": (
        {"trust": "{}"},
        InvalidRequest,
        "invalid trust: expected TrustPolicy, found str: read it with TrustPolicy.from_json(…)",
    ),
    "ASSUME-31 below an hour": (
        {"max_session_seconds": 3599},
        InvalidRequest,
        "invalid max_session_seconds: expected 3600 to 43200 seconds, found 3599",
    ),
    "ASSUME-31 over twelve hours": (
        {"max_session_seconds": 43_201},
        InvalidRequest,
        "invalid max_session_seconds: expected 3600 to 43200 seconds, found 43201",
    ),
    "ASSUME-31 no number": (
        {"max_session_seconds": "3600"},
        InvalidRequest,
        "invalid max_session_seconds: expected 3600 to 43200 seconds, found '3600'",
    ),
    "ASSUME-31 a fraction": (
        {"max_session_seconds": 3600.5},
        InvalidRequest,
        "invalid max_session_seconds: expected 3600 to 43200 seconds, found 3600.5",
    ),
    "ASSUME-31 a boolean": (
        {"max_session_seconds": True},
        InvalidRequest,
        "invalid max_session_seconds: expected 3600 to 43200 seconds, found True",
    ),
}


@pytest.mark.parametrize(("parameters", "error", "message"), ROLES.values(), ids=ROLES)
def test_what_a_role_cannot_be(parameters: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        Role(**({"arn": DEPLOY} | parameters))
    assert str(caught.value) == message


CHINA = f"arn:aws-cn:iam::{A}:"
FOREIGN: dict[str, tuple[dict[str, Any], str | None]] = {  # principals: the one of another partition
    "ARN-3 a user": ({"AWS": f"{CHINA}user/alice"}, f"{CHINA}user/alice"),
    "ARN-3 an account": ({"AWS": f"{CHINA}root"}, f"{CHINA}root"),
    "ARN-3 a session": (
        {"AWS": f"arn:aws-cn:sts::{A}:assumed-role/x/session"},
        f"arn:aws-cn:sts::{A}:assumed-role/x/session",
    ),
    "ARN-3 a provider": ({"Federated": f"{CHINA}oidc-provider/h.example"}, f"{CHINA}oidc-provider/h.example"),
    "ARN-3 a SAML provider": ({"Federated": f"{CHINA}saml-provider/okta"}, f"{CHINA}saml-provider/okta"),
    "PRIN-2 digits are of no partition": ({"AWS": A}, None),
    "PRIN-35 services are of no partition": ({"Service": "ec2.amazonaws.com.cn"}, None),
    "PRIN-8 built-in providers are of no partition": ({"Federated": "accounts.google.com"}, None),
    "PRIN-15 everyone is of no partition": ({"AWS": "*"}, None),
    "PRIN-33 unique ids are of no partition": ({"AWS": "AIDAJQABLZS4A3QDU576Q"}, None),
}


@pytest.mark.parametrize(("principal", "foreign"), FOREIGN.values(), ids=FOREIGN)
def test_a_trust_policy_stays_in_its_partition(principal: dict[str, Any], foreign: str | None) -> None:
    document = trust(principal)
    if foreign is None:
        assert Role(DEPLOY, trust=document).trust is document
        return
    with pytest.raises(PolicyError) as caught:
        Role(DEPLOY, trust=document)
    assert str(caught.value) == (
        "invalid trust policy trust.json: /Statement/0/Principal: "
        f"{foreign} is in another partition than {DEPLOY}: IAM refuses it"
    )
    lenient = trust(principal, strict=False)
    assert Role(DEPLOY, trust=lenient).trust is lenient


def test_a_trust_policy_means_the_same_in_its_canonical_spelling() -> None:
    """PRIN-2, ARN-3: bare digits name an account of any partition, and stay good for a role of any."""
    role = f"{CHINA}role/Deploy"
    document = trust({"AWS": A})
    assert Role(role, trust=document) == Role(role, trust=document.canonical())


# ── Switch Role ──────────────────────────────────────────────────────────────────────────────────────────────────────

LINKS = {  # ARN, display name, link
    "a role": (
        f"arn:aws:iam::{A}:role/Deploy",
        None,
        f"https://signin.aws.amazon.com/switchrole?account={A}&roleName=Deploy",
    ),
    "a path and a display name": (
        DEPLOY,
        "R&D / x=1",
        f"https://signin.aws.amazon.com/switchrole?account={A}&roleName=ci%2FDeploy&displayName=R%26D+%2F+x%3D1",
    ),
    "an empty display name": (
        DEPLOY,
        "",
        f"https://signin.aws.amazon.com/switchrole?account={A}&roleName=ci%2FDeploy&displayName=",
    ),
    "a name that needs quotes": (
        f"arn:aws:iam::{A}:role/a+b=c,d@e",
        None,
        f"https://signin.aws.amazon.com/switchrole?account={A}&roleName=a%2Bb%3Dc%2Cd%40e",
    ),
    "ARN-2 China": (
        f"{CHINA}role/Deploy",
        None,
        f"https://signin.amazonaws.cn/switchrole?account={A}&roleName=Deploy",
    ),
    "ARN-2 GovCloud": (
        f"arn:aws-us-gov:iam::{A}:role/Deploy",
        None,
        f"https://signin.amazonaws-us-gov.com/switchrole?account={A}&roleName=Deploy",
    ),
}


@pytest.mark.parametrize(("arn", "display_name", "link"), LINKS.values(), ids=LINKS)
def test_the_link_that_switches_to_a_role(arn: str, display_name: str | None, link: str) -> None:
    role = Role(arn)
    assert role.switch_role_url(display_name=display_name) == link
    query = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert query["roleName"] == [f"{role.arn.path}{role.arn.name}".removeprefix("/")]
    assert query.get("displayName") == (None if display_name is None else [display_name])


def test_the_console_takes_64_characters_of_path_and_name() -> None:
    """ARN-6."""
    assert Role(f"arn:aws:iam::{A}:role/{'p' * 31}/{'n' * 32}").switch_role_url()
    with pytest.raises(InvalidRequest) as caught:
        Role(f"arn:aws:iam::{A}:role/{'p' * 32}/{'n' * 32}").switch_role_url()
    assert str(caught.value) == (
        "invalid role: the console switches to a path and name of at most 64 characters, found 65"
    )


# ── Organizations ────────────────────────────────────────────────────────────────────────────────────────────────────

ORG, B = "o-a1b2c3d4e5", "222233334444"
ROOT, UNIT = "r-ab12", "ou-ab12-11111111"
SCP = ServiceControlPolicy.from_dict({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
RCP = ResourceControlPolicy.from_dict(
    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}
)


def test_an_organization_has_what_it_was_given() -> None:
    organization = Organization(
        ORG,
        management_account=A,
        accounts={A: f"{ORG}/{ROOT}/", B: f"{ORG}/{ROOT}/{UNIT}/"},
        scps={ROOT: [SCP], B: ()},
        rcps={UNIT: iter([RCP])},
        delegated_administrators=[B],
    )
    assert (organization.id, organization.management_account) == (ORG, A)
    assert (organization.scps, organization.rcps) == ({ROOT: (SCP,), B: ()}, {UNIT: (RCP,)})
    assert organization.delegated_administrators == {B}
    assert organization.levels_of(A) == (ROOT, A)
    assert organization.levels_of(B) == (ROOT, UNIT, B)
    plain = Organization(ORG, management_account=A, accounts={})
    assert (plain.scps, plain.rcps, plain.delegated_administrators) == (None, None, frozenset())


ORGANIZATIONS: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "CTX-6 no id": (
        {"id": "acme", "accounts": {}},
        IdError,
        "invalid organization id 'acme': expected 'o-' and 10 to 32 lower-case letters or digits, "
        "for example 'o-a1b2c3d4e5'",
    ),
    "ARN-4 no account": (
        {"management_account": "1"},
        IdError,
        "invalid account id '1': expected twelve digits, for example '111122223333'",
    ),
    "CTX-7 no path": (
        {"accounts": {A: f"{ORG}/{ROOT}"}},
        IdError,
        f"invalid organization path '{ORG}/{ROOT}': expected organization, root and organizational units, "
        "each followed by '/', for example 'o-a1b2c3d4e5/r-ab12/'",
    ),
    "CTX-7 a path of another organization": (
        {"accounts": {A: f"o-zzzzzzzzzz/{ROOT}/"}},
        InvalidRequest,
        f"invalid accounts: expected a path that begins with '{ORG}' for {A}, found 'o-zzzzzzzzzz/{ROOT}/'",
    ),
    "EVAL-24 another kind of policy": (
        {"scps": {ROOT: [RCP]}},
        InvalidRequest,
        "invalid scps: expected ServiceControlPolicy, found ResourceControlPolicy: "
        "read it with ServiceControlPolicy.from_json(…)",
    ),
    "EVAL-30 one policy": (
        {"rcps": {ROOT: RCP}},
        InvalidRequest,
        "invalid rcps: expected a list of ResourceControlPolicy, found ResourceControlPolicy",
    ),
}


@pytest.mark.parametrize(("parameters", "error", "message"), ORGANIZATIONS.values(), ids=ORGANIZATIONS)
def test_what_an_organization_cannot_be(parameters: dict[str, Any], error: type[Exception], message: str) -> None:
    given: dict[str, Any] = {"id": ORG, "management_account": A, "accounts": {A: f"{ORG}/{ROOT}/"}}
    with pytest.raises(error) as caught:
        Organization(**(given | parameters))
    assert str(caught.value) == message


# ── Documents of a kind; inventories ─────────────────────────────────────────────────────────────────────────────────


def test_documents_of_a_kind_pass() -> None:
    assert expect_document(IdentityPolicy, READING, "policy") is READING
    assert expect_documents(IdentityPolicy, iter([READING, READING]), "policies") == (READING, READING)
    with pytest.raises(InvalidRequest) as caught:
        expect_documents(IdentityPolicy, 5, "policies")
    assert str(caught.value) == "invalid policies: expected a list of IdentityPolicy, found int"


def test_an_inventory_knows_the_role_of_a_session() -> None:
    """PRIN-19: the ARN of a session has the name of the role, but not its path."""
    role, other = Role(DEPLOY), Role(f"arn:aws:iam::{A}:role/Other")
    inventory = Inventory({}, {str(each.arn): each for each in (other, role)}, notes=("one file was cut off",))
    session = RoleSessionArn.parse(f"arn:aws:sts::{A}:assumed-role/Deploy/build-42")
    assert inventory.role_of(session) is role
    assert inventory.role_of(RoleSessionArn.parse(f"arn:aws:sts::{A}:assumed-role/deploy/build-42")) is None
    assert inventory.notes == ("one file was cut off",)
    assert Inventory({}, {}).notes == ()
