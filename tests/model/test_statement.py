"""Statements: what is read from each element, and every message about what cannot be (GRAM-3 to GRAM-38)."""

from typing import Any

import pytest

from policykit.errors import PolicyError
from policykit.model.arn_pattern import ArnPattern
from policykit.model.condition import Condition, ConditionOperator, UnknownOperator
from policykit.model.policy import KINDS
from policykit.model.principal import AccountPrincipal, AnyPrincipal, ServicePrincipal
from policykit.model.statement import STATEMENT_MEMBERS, Element, Statement

A = "111122223333"
TRUST = {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "sts:AssumeRole"}
IDENTITY = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
BUCKET = {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
RCP = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
BASES: dict[str, dict[str, Any]] = {
    "trust": TRUST,
    "identity": IDENTITY,
    "session": IDENTITY,
    "resource": BUCKET,
    "rcp": RCP,
}


def read(kind: str, changes: dict[str, Any], *, strict: bool = True, version: str = "2012-10-17") -> Statement:
    """The statement of a kind's smallest document, with some members changed."""
    document = {"Version": version, "Statement": BASES[kind] | changes}
    (statement,) = KINDS[kind].from_dict(document, strict=strict).statements
    return statement


def problems(kind: str, changes: dict[str, Any], *, strict: bool = True) -> list[tuple[str, str]]:
    """Place within the statement, and message, of everything that is wrong with it."""
    try:
        read(kind, changes, strict=strict)
    except PolicyError as error:
        return [(str(each.path).removeprefix("/Statement"), each.message) for each in error.errors]
    return []


# ── The statement itself ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_statement_says_what_the_document_does() -> None:
    statement = read(
        "trust",
        {
            "Sid": "CI",
            "Principal": {"AWS": [A, "*"], "Service": "ec2.amazonaws.com"},
            "Condition": {"StringEquals": {"sts:ExternalId": ["a", "b"]}, "Bool": {"aws:SecureTransport": True}},
        },
    )
    assert (statement.sid, statement.effect, statement.resource) == ("CI", "Allow", None)
    account, anyone, service = statement.principal.values if statement.principal else ()
    assert isinstance(account, AccountPrincipal)
    assert anyone == AnyPrincipal()
    assert service == ServicePrincipal("ec2.amazonaws.com")
    assert [str(each) for each in statement.action.values] == ["sts:AssumeRole"]
    assert statement.conditions == (
        Condition(ConditionOperator("StringEquals"), "sts:ExternalId", ("a", "b")),
        Condition(ConditionOperator("Bool"), "aws:SecureTransport", ("true",)),
    )


def test_the_not_twins_are_negated() -> None:
    """GRAM-20, GRAM-23, PRIN-39."""
    statement = {
        "Effect": "Deny",
        "NotPrincipal": {"AWS": [A, A]},
        "NotAction": ["s3:*", "sts:*"],
        "NotResource": "arn:aws:s3:::b",
    }
    (read_back,) = KINDS["resource"].from_dict({"Statement": statement}).statements
    assert read_back.principal is not None
    assert read_back.principal.negated
    assert len(read_back.principal.values) == 2
    assert read_back.action.negated
    assert read_back.resource == Element((ArnPattern("arn:aws:s3:::b"),), negated=True)


MEMBERS = ", ".join(STATEMENT_MEMBERS)
SHAPE: dict[str, tuple[str, dict[str, Any], str, str]] = {  # kind, changes, place, message
    "GRAM-7 another case": (
        "trust",
        {"effect": "Allow"},
        "/effect",
        f"unknown element 'effect': expected one of {MEMBERS}; did you mean 'Effect'?",
    ),
    "GRAM-3 an unknown element": (
        "identity",
        {"Comment": "x"},
        "/Comment",
        f"unknown element 'Comment': expected one of {MEMBERS}",
    ),
    "GRAM-3 both halves of Action": (
        "identity",
        {"NotAction": "s3:*"},
        "/NotAction",
        "expected Action or NotAction, found both",
    ),
    "GRAM-3 both halves of Resource": (
        "identity",
        {"NotResource": "*"},
        "/NotResource",
        "expected Resource or NotResource, found both",
    ),
    "GRAM-3 both halves of Principal": (
        "resource",
        {"NotPrincipal": "*"},
        "/NotPrincipal",
        "expected Principal or NotPrincipal, found both",
    ),
    "GRAM-8 another case": (
        "trust",
        {"Effect": "allow"},
        "/Effect",
        "expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?",
    ),
    "GRAM-8 another word": ("trust", {"Effect": "Permit"}, "/Effect", "expected 'Allow' or 'Deny', found 'Permit'"),
    "GRAM-8 null": ("trust", {"Effect": None}, "/Effect", "expected 'Allow' or 'Deny', found null"),
    "GRAM-8 a list": ("trust", {"Effect": ["Allow"]}, "/Effect", "expected 'Allow' or 'Deny', found a list"),
    "GRAM-15 an underscore": (
        "trust",
        {"Sid": "a_b"},
        "/Sid",
        "expected letters and digits only (A-Z, a-z, 0-9), found 'a_b'",
    ),
    "GRAM-15 a line break at the end": (
        "trust",
        {"Sid": "a\n"},
        "/Sid",
        r"expected letters and digits only (A-Z, a-z, 0-9), found 'a\n'",
    ),
    "GRAM-15 a number": ("trust", {"Sid": 1}, "/Sid", "expected a string, found the number 1"),
    "GRAM-15 null": ("resource", {"Sid": None}, "/Sid", "expected a string, found null"),
}


@pytest.mark.parametrize(("kind", "changes", "place", "message"), SHAPE.values(), ids=SHAPE)
def test_the_shape_of_a_statement(kind: str, changes: dict[str, Any], place: str, message: str) -> None:
    assert problems(kind, changes) == problems(kind, changes, strict=False) == [(place, message)]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Effect", "missing element 'Effect': expected 'Allow' or 'Deny'"),
        ("Action", "missing element 'Action': expected Action or NotAction"),
        ("Resource", "missing element 'Resource': expected Resource or NotResource"),
    ],
)
def test_what_a_statement_must_have(name: str, message: str) -> None:
    """GRAM-3."""
    statement = {key: value for key, value in IDENTITY.items() if key != name}
    with pytest.raises(PolicyError) as caught:
        KINDS["identity"].from_dict({"Statement": [statement]})
    (problem,) = caught.value.errors
    assert (str(problem.path), problem.message) == ("/Statement/0", message)


FOUND: dict[str, tuple[object, str]] = {
    "text": ("x", "'x'"),
    "long text": ("x" * 200, f"'{'x' * 119}…"),
    "a number": (1.5, "the number 1.5"),
    "true": (True, "true"),
    "false": (False, "false"),
    "null": (None, "null"),
    "an empty list": ([], "an empty list"),
    "a list": ([1], "a list"),
    "an object": ({}, "an object"),
}


@pytest.mark.parametrize(("value", "found"), FOUND.values(), ids=FOUND)
def test_messages_name_what_was_found(value: object, found: str) -> None:
    wrong = value if not isinstance(value, dict) else [value]
    found = found if not isinstance(value, dict) else "a list"
    assert problems("trust", {"Condition": wrong}) == [
        ("/Condition", f'expected an object such as {{"StringEquals": {{"sts:ExternalId": "…"}}}}, found {found}')
    ]


def test_a_statement_is_an_object() -> None:
    """GRAM-2."""
    with pytest.raises(PolicyError) as caught:
        KINDS["trust"].from_dict({"Statement": [TRUST, "Allow", [TRUST], None]})
    assert [(str(each.path), each.message) for each in caught.value.errors] == [
        ("/Statement/1", "expected a statement object, found 'Allow'"),
        ("/Statement/2", "expected a statement object, found a list"),
        ("/Statement/3", "expected a statement object, found null"),
    ]


def test_everything_wrong_is_told_at_once() -> None:
    changes = {"Sid": "a b", "Effect": "No", "Principal": 5, "Action": "x", "Condition": {"Boolean": {"k": None}}}
    assert [place for place, _ in problems("trust", changes)] == [
        "/Sid",
        "/Effect",
        "/Principal",
        "/Action",
        "/Condition/Boolean",
        "/Condition/Boolean/k",
    ]


# ── Principal ────────────────────────────────────────────────────────────────────────────────────────────────────────

STAR = 'IAM refuses a bare "*" in a trust policy: write {"AWS": "*"} and narrow it with conditions'
PATTERN = "principals are not patterns: only a '*' that stands alone is one; use ArnLike on aws:PrincipalArn (PRIN-9)"
GROUP = "an IAM group is never a principal: name its users, or a role (PRIN-11)"
CLOUDFRONT = "a CloudFront identity assumes no role (PRIN-12a)"
CANONICAL = "a canonical user id is for S3 and CloudFront: name the account (PRIN-4)"
FEDERATED = "Federated principals are for role trust policies only (PRIN-8)"
IDENTITY_ARN = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"
FAMILY, TEAM = f"arn:aws:iam::{A}:role/*", f"arn:aws:iam::{A}:group/admins"

PRINCIPALS: dict[str, tuple[str, Any, str, str | None, str | None]] = {
    # kind, Principal, place, message when reading strictly, when reading leniently
    "PRIN-14 a bare star in a trust policy": ("trust", "*", "", STAR, None),
    "PRIN-13 a bare star elsewhere": ("resource", "*", "", None, None),
    "PRIN-15 everyone of AWS": ("trust", {"AWS": "*"}, "", None, None),
    "GRAM-34 nobody": ("trust", {}, "", None, None),
    "GRAM-34 an empty list": ("trust", {"AWS": []}, "", None, None),
    "PRIN-9 a family in a trust policy": (
        "trust",
        {"AWS": FAMILY},
        "/AWS",
        f"invalid principal '{FAMILY}': {PATTERN}",
        None,
    ),
    "PRIN-9 a family elsewhere is text": ("resource", {"AWS": FAMILY}, "/AWS", None, None),
    "PRIN-11 a group": ("trust", {"AWS": [A, TEAM]}, "/AWS/1", f"invalid principal '{TEAM}': {GROUP}", None),
    "PRIN-11 a group elsewhere": ("resource", {"AWS": TEAM}, "/AWS", f"invalid principal '{TEAM}': {GROUP}", None),
    "PRIN-12a a CloudFront identity": ("resource", {"AWS": IDENTITY_ARN}, "/AWS", None, None),
    "GOLD 219 a CloudFront identity in a trust policy": (
        "trust",
        {"AWS": IDENTITY_ARN},
        "/AWS",
        f"invalid principal '{IDENTITY_ARN}': {CLOUDFRONT}",
        f"invalid principal '{IDENTITY_ARN}': {CLOUDFRONT}",
    ),
    "PRIN-4 a canonical user": ("resource", {"CanonicalUser": "a" * 64}, "/CanonicalUser", None, None),
    "PRIN-4 a canonical user in a trust policy": (
        "trust",
        {"CanonicalUser": "a" * 64},
        "/CanonicalUser",
        f"invalid principal '{'a' * 64}': {CANONICAL}",
        f"invalid principal '{'a' * 64}': {CANONICAL}",
    ),
    "PRIN-8 a provider in a trust policy": ("trust", {"Federated": "accounts.google.com"}, "", None, None),
    "PRIN-8 an OIDC provider elsewhere": (
        "resource",
        {"Federated": "accounts.google.com"},
        "/Federated",
        f"invalid principal 'accounts.google.com': {FEDERATED}",
        None,
    ),
    "PRIN-8 a SAML provider elsewhere": (
        "resource",
        {"Federated": [f"arn:aws:iam::{A}:saml-provider/okta"]},
        "/Federated/0",
        f"invalid principal 'arn:aws:iam::{A}:saml-provider/okta': {FEDERATED}",
        None,
    ),
}


@pytest.mark.parametrize(("kind", "principal", "place", "strictly", "leniently"), PRINCIPALS.values(), ids=PRINCIPALS)
def test_principals(kind: str, principal: object, place: str, strictly: str | None, leniently: str | None) -> None:
    for strict, message in ((True, strictly), (False, leniently)):
        expected = [] if message is None else [(f"/Principal{place}", message)]
        assert problems(kind, {"Principal": principal}, strict=strict) == expected


OBJECT = '"*" or an object such as {"AWS": "111122223333"}'
PRINCIPAL_SHAPES: dict[str, tuple[str, Any, list[tuple[str, str]]]] = {
    "PRIN-1 a string": ("trust", A, [("", f"expected {OBJECT}, found '{A}'")]),
    "PRIN-1 a list": ("trust", ["*"], [("", f"expected {OBJECT}, found a list")]),
    "PRIN-1 null": ("resource", None, [("", f"expected {OBJECT}, found null")]),
    "GRAM-29 an object": ("rcp", {"AWS": "*"}, [("", 'expected "*", found an object')]),
    "GRAM-29 an account": ("rcp", A, [("", f"expected \"*\", found '{A}'")]),
    "PRIN-1 another case": (
        "trust",
        {"aws": "*"},
        [
            (
                "/aws",
                "unknown kind of principal 'aws': expected one of AWS, Service, Federated, CanonicalUser"
                "; did you mean 'AWS'?",
            )
        ],
    ),
    "PRIN-1 another kind": (
        "trust",
        {"User": "alice"},
        [("/User", "unknown kind of principal 'User': expected one of AWS, Service, Federated, CanonicalUser")],
    ),
    "PRIN-1 no strings": (
        "trust",
        {"AWS": [A, 5, None, ["*"]], "Service": {}},
        [
            ("/AWS/1", "expected a string, found the number 5"),
            ("/AWS/2", "expected a string, found null"),
            ("/AWS/3", "expected a string, found a list"),
            ("/Service", "expected a string, found an object"),
        ],
    ),
    "PRIN-10 every service": (
        "trust",
        {"Service": ["ec2.amazonaws.com", "*"]},
        [
            (
                "/Service/1",
                "invalid principal '*': expected one service, without wildcards, "
                "for example 'lambda.amazonaws.com' (PRIN-10, PRIN-35)",
            )
        ],
    ),
}


@pytest.mark.parametrize(("kind", "principal", "expected"), PRINCIPAL_SHAPES.values(), ids=PRINCIPAL_SHAPES)
def test_the_shape_of_a_principal(kind: str, principal: object, expected: list[tuple[str, str]]) -> None:
    placed = [(f"/Principal{place}", message) for place, message in expected]
    for strict in (True, False):
        assert problems(kind, {"Principal": principal}, strict=strict) == placed


# ── Action ───────────────────────────────────────────────────────────────────────────────────────────────────────────

ASSUMES = (
    "a trust policy may only name sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, "
    "sts:TagSession, sts:SetSourceIdentity, sts:SetContext"
)
FORM = "expected '*' or service:Name, such as 'sts:AssumeRole'"
BARE = "expected a service before the colon, for example 'sts:*': a bare '*' would deny everything"
ACTIONS: dict[str, tuple[str, Any, str, str | None, str | None]] = {
    # kind, Action, place, message when reading strictly, when reading leniently
    "GRAM-25 the family": (
        "trust",
        ["sts:AssumeRole*", "STS:tagsession", "sts:SetSourceIdentity", "sts:SetContext"],
        "",
        None,
        None,
    ),
    "DISP-24 all of STS": ("trust", "sts:*", "", None, None),
    "DISP-24 useless but stored": ("trust", "sts:GetCallerIdentity", "", None, None),
    "DISP-24 a star": (
        "trust",
        "*",
        "",
        "invalid action '*': a trust policy may only name actions of STS: write 'sts:AssumeRole'",
        None,
    ),
    "GRAM-25 another service": (
        "trust",
        ["sts:AssumeRole", "s3:*"],
        "/1",
        f"invalid action 's3:*': {ASSUMES} (GRAM-25)",
        None,
    ),
    "GRAM-25 a typo": (
        "trust",
        "sts:TagSessions",
        "",
        f"invalid action 'sts:TagSessions': {ASSUMES}; did you mean 'sts:TagSession'? (GRAM-25)",
        None,
    ),
    "GRAM-18 no action": (
        "trust",
        "AssumeRole",
        "",
        f"invalid action 'AssumeRole': {FORM}",
        f"invalid action 'AssumeRole': {FORM}",
    ),
    "GRAM-18 no string": (
        "identity",
        ["s3:*", 5],
        "/1",
        "expected a string, found the number 5",
        "expected a string, found the number 5",
    ),
    "GRAM-9a null is for resources": (
        "identity",
        ["s3:*", None],
        "/1",
        "expected a string, found null",
        "expected a string, found null",
    ),
    "GRAM-18 an object": (
        "identity",
        {},
        "",
        "expected a string, found an object",
        "expected a string, found an object",
    ),
    "GRAM-21 nothing is trimmed": ("identity", "s3: GetObject", "", None, None),
    "GRAM-19 any case": ("identity", "S3:getobject", "", None, None),
    "GRAM-29 a bare star": ("rcp", "*", "", f"invalid action '*': {BARE}", f"invalid action '*': {BARE}"),
    "GRAM-29 a service": ("rcp", "sts:*", "", None, None),
}


@pytest.mark.parametrize(("kind", "action", "place", "strictly", "leniently"), ACTIONS.values(), ids=ACTIONS)
def test_actions(kind: str, action: object, place: str, strictly: str | None, leniently: str | None) -> None:
    for strict, message in ((True, strictly), (False, leniently)):
        expected = [] if message is None else [(f"/Action{place}", message)]
        assert problems(kind, {"Action": action}, strict=strict) == expected


# ── Effect of resource control policies ──────────────────────────────────────────────────────────────────────────────

ALLOW = "expected 'Deny': a resource control policy only denies (Allow is for RCPFullAWSAccess alone)"
FULL = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
RCP_EFFECTS: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "GRAM-29 RCPFullAWSAccess": (FULL, []),
    "GRAM-29 RCPFullAWSAccess as lists": (FULL | {"Action": ["*"], "Resource": ["*"]}, []),
    "GRAM-29 one service": (FULL | {"Action": "s3:*"}, [("/Effect", ALLOW)]),
    "GRAM-29 one resource": (FULL | {"Resource": "arn:aws:s3:::b"}, [("/Effect", ALLOW)]),
    "GRAM-29 a condition": (FULL | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, [("/Effect", ALLOW)]),
    "GRAM-29 no resource": (
        {"Effect": "Allow", "Principal": "*", "Action": "*", "NotResource": "*"},
        [("/Effect", ALLOW)],
    ),
}


@pytest.mark.parametrize(("statement", "expected"), RCP_EFFECTS.values(), ids=RCP_EFFECTS)
def test_a_resource_control_policy_only_denies(statement: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    for strict in (True, False):
        found = []
        try:
            KINDS["rcp"].from_dict({"Version": "2012-10-17", "Statement": statement}, strict=strict)
        except PolicyError as error:
            found = [(str(each.path).removeprefix("/Statement"), each.message) for each in error.errors]
        assert found == expected


# ── Resource ─────────────────────────────────────────────────────────────────────────────────────────────────────────

TYPES = (
    "access-report/, federated-user/, group/, instance-profile/, mfa/, oidc-provider/, policy/, report/, role/, "
    "saml-provider/, server-certificate/, sms-mfa/, u2f/, user/"
)
TYPE = f"expected an IAM resource that begins with one of {TYPES}, or 'root' or '*'"
RESOURCES: dict[str, tuple[str, str | None]] = {  # resource: message of a strict reading
    "GRAM-22 everything": ("*", None),
    "GRAM-22 a role": (f"arn:aws:iam::{A}:role/x", None),
    "GRAM-22 an account": (f"arn:aws:iam::{A}:root", None),
    "GRAM-22 any resource of IAM": (f"arn:aws:iam::{A}:*", None),
    "GRAM-22 part of a type": (f"arn:aws:iam::{A}:ro*", None),
    "GRAM-22 a question mark in a type": (f"arn:aws:iam::{A}:rol?/x", None),
    "GRAM-22 a variable": (f"arn:aws:iam::{A}:user/${{aws:username}}", None),
    "GRAM-22 a dollar": (f"arn:aws:iam::{A}:user/$x", None),
    "GRAM-22 any region": (f"arn:aws:iam:*:{A}:role/x", None),
    "GRAM-22 any service": (f"arn:aws:*:us-east-1:{A}:x", None),
    "GRAM-22 a short ARN": ("arn:aws:iam", None),
    "GRAM-22 a region": (
        f"arn:aws:iam:us-east-1:{A}:role/x",
        "IAM resources have no region: leave the fourth field empty, found 'us-east-1'",
    ),
    "GRAM-22 no type": (f"arn:aws:iam::{A}:x/y", TYPE),
    "GRAM-22 a type without a slash": (f"arn:aws:iam::{A}:role", TYPE),
    "GRAM-22 a type that is none": (f"arn:aws:iam::{A}:x*", TYPE),
    "COND-68 a variable that is not closed": (
        "arn:aws:s3:::b/${aws:username",
        "variable '${aws:username' has no closing brace",
    ),
    "GOLD 212 an escaped star": ("arn:aws:ec2:us-east-1::snapshot/${*}", None),
}


@pytest.mark.parametrize(("resource", "message"), RESOURCES.values(), ids=RESOURCES)
def test_what_iam_checks_of_its_own_resources(resource: str, message: str | None) -> None:
    expected = [] if message is None else [("/Resource", f"invalid ARN {resource!r}: {message}")]
    assert problems("identity", {"Resource": resource}) == expected
    assert problems("identity", {"Resource": resource}, strict=False) == []


def test_without_version_2012_there_are_no_variables() -> None:
    """GRAM-12."""
    resource = "arn:aws:s3:::b/${aws:username"
    statement = read("identity", {"Resource": resource}, version="2008-10-17")
    assert statement.resource == Element((ArnPattern(resource),))


NO_ARN = "expected '*' or an ARN pattern, arn:partition:service:region:account:resource"
RESOURCE_SHAPES: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "GRAM-22 no ARN": (["*", "bucket"], [("/1", f"invalid ARN 'bucket': {NO_ARN}")]),
    "GRAM-22 no string": ({}, [("", "expected a string, found an object")]),
    "GRAM-9a null alone": (None, [("", "expected a string, found null")]),
    "GRAM-9a null in a list": (["*", None], []),
    "GRAM-22 a number next to null": ([None, 5], [("/1", "expected a string, found the number 5")]),
}


@pytest.mark.parametrize(("resource", "expected"), RESOURCE_SHAPES.values(), ids=RESOURCE_SHAPES)
def test_the_shape_of_a_resource(resource: object, expected: list[tuple[str, str]]) -> None:
    placed = [(f"/Resource{place}", message) for place, message in expected]
    for strict in (True, False):
        assert problems("identity", {"Resource": resource}, strict=strict) == placed


def test_null_in_a_list_of_resources_names_nothing() -> None:
    """GRAM-9a."""
    assert read("identity", {"Resource": ["*", None]}).resource == Element((ArnPattern("*"),))
    assert read("identity", {"Resource": [None]}).resource == Element(())


# ── Condition ────────────────────────────────────────────────────────────────────────────────────────────────────────

CONDITIONS: dict[str, tuple[Any, str, str | None, str | None]] = {
    # Condition, place, message when reading strictly, when reading leniently
    "GRAM-35 an empty condition": ({}, "", None, None),
    "GRAM-35 an empty block": ({"StringEquals": {}}, "", None, None),
    "GRAM-35 an empty block of an unknown operator": ({"Boolean": {}}, "", None, None),
    "GRAM-36 no value": ({"StringEquals": {"k": []}}, "", None, None),
    "GRAM-40 an empty string": ({"StringEquals": {"k": ""}}, "", None, None),
    "GRAM-9 booleans and numbers": (
        {"Bool": {"k": [True, False]}, "NumericEquals": {"k": [3600, 1.5]}},
        "",
        None,
        None,
    ),
    "COND-8 an unknown key": ({"StringEquals": {"acme:key": "v"}}, "", None, None),
    "COND-7 an unknown operator": (
        {"StringEqual": {"k": "true"}},
        "/StringEqual",
        "invalid condition operator 'StringEqual': did you mean 'StringEquals'?",
        None,
    ),
    "GRAM-37 NullIfExists": (
        {"NullIfExists": {"k": "true"}},
        "/NullIfExists",
        "invalid condition operator 'NullIfExists': Null takes no IfExists; it already asks whether the key is there",
        None,
    ),
    "GRAM-35 a block that is none": (
        {"StringEquals": "k"},
        "/StringEquals",
        "expected an object of condition keys and values, found 'k'",
        "expected an object of condition keys and values, found 'k'",
    ),
    "GRAM-38 one key in two cases": (
        {"StringEquals": {"aws:username": "a", "AWS:UserName": "b"}},
        "/StringEquals/AWS:UserName",
        "condition key 'AWS:UserName' repeats 'aws:username': case does not tell condition keys apart",
        "condition key 'AWS:UserName' repeats 'aws:username': case does not tell condition keys apart",
    ),
    "COND-6 one key under two operators": (
        {"StringLike": {"k": "a*"}, "StringNotEquals": {"K": "ab"}},
        "",
        None,
        None,
    ),
    "GRAM-9 null": (
        {"StringEquals": {"k": ["a", None]}},
        "/StringEquals/k/1",
        "expected a string, a boolean or a number, found null",
        "expected a string, a boolean or a number, found null",
    ),
    "GRAM-9 an object": (
        {"StringEquals": {"k": {"v": "x"}}},
        "/StringEquals/k",
        "expected a string, a boolean or a number, found an object",
        "expected a string, a boolean or a number, found an object",
    ),
    "GRAM-9 a list in a list": (
        {"StringEquals": {"k": [["v"]]}},
        "/StringEquals/k/0",
        "expected a string, a boolean or a number, found a list",
        "expected a string, a boolean or a number, found a list",
    ),
    "COND-50 a value that the operator cannot read": (
        {"NumericLessThan": {"k": ["1", "few"]}},
        "/NumericLessThan/k/1",
        "expected a number such as 3600, found 'few'",
        None,
    ),
    "COND-50 nothing is asked of unknown operators": (
        {"NumericEqual": {"k": "few"}},
        "/NumericEqual",
        "invalid condition operator 'NumericEqual': did you mean 'NumericEquals'?",
        None,
    ),
    "COND-61 a variable is no boolean yet": ({"Bool": {"k": "${aws:SecureTransport}"}}, "", None, None),
    "COND-61 numbers take no variables": (
        {"NumericEquals": {"k": "${n}"}},
        "/NumericEquals/k",
        "expected a number such as 3600, found '${n}'",
        None,
    ),
    "COND-68 a malformed variable": (
        {"StringLike": {"k": ["a", "${}"]}},
        "/StringLike/k/1",
        "variable '${}' is empty; expected a condition key, as in ${aws:username}",
        None,
    ),
}


@pytest.mark.parametrize(("condition", "place", "strictly", "leniently"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(condition: object, place: str, strictly: str | None, leniently: str | None) -> None:
    for strict, message in ((True, strictly), (False, leniently)):
        expected = [] if message is None else [(f"/Condition{place}", message)]
        assert problems("trust", {"Condition": condition}, strict=strict) == expected


def test_a_condition_keeps_the_spelling_of_its_values() -> None:
    """GRAM-9, COND-7: a lenient reading keeps an unknown operator, whose condition never holds."""
    statement = read("trust", {"Condition": {"NumericEquals": {"k": [1, "1.0", True]}, "X": {"k": "v"}}}, strict=False)
    assert statement.conditions == (
        Condition(ConditionOperator("NumericEquals"), "k", ("1", "1.0", "true")),
        Condition(UnknownOperator("X"), "k", ("v",)),
    )
    assert [type(value) for value in statement.conditions[0].values] == [str, str, str]


def test_malformed_variables_are_text_without_version_2012() -> None:
    """GRAM-12."""
    condition = {"StringLike": {"k": "${}"}}
    assert read("trust", {"Condition": condition}, version="2008-10-17").conditions[0].values == ("${}",)


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_statement_is_frozen_closed_and_hashable() -> None:
    statement = read("trust", {})
    assert hash(statement) == hash(read("trust", {}))
    assert statement == read("trust", {"Principal": {"AWS": [A]}})
    with pytest.raises(ValueError, match="frozen"):
        statement.effect = "Deny"  # type: ignore[misc]  # what is tested
