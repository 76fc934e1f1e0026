"""One statement against one request: principals, actions, resources, conditions (EVAL-2, PRIN-13 …, ARN-10 …)."""

from typing import Any

import pytest

import policykit as pk
from policykit.evaluate.callers import Caller
from policykit.evaluate.naming import Grant, identity_of
from policykit.evaluate.request import Request
from policykit.evaluate.statements import compiled
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth
from tests.evaluate import cast
from tests.evaluate.cast import A, B, document, identity, may, may_not, refuses, resource, trust, trusts

# ── Principal ────────────────────────────────────────────────────────────────────────────────────────────────────────

CALLERS: dict[str, Caller] = {
    "root": cast.ROOT_USER,
    "user": cast.USER,
    "session": cast.ROLE_SESSION,
    "federated": cast.FEDERATED_USER,
    "service": cast.SERVICE,
    "saml": cast.SAML_IDENTITY,
    "oidc": cast.WEB_IDENTITY,
    "nobody": cast.ANONYMOUS,
}
ACCOUNT = {"root": Grant.ACCOUNT, "user": Grant.ACCOUNT, "session": Grant.ACCOUNT, "federated": Grant.ACCOUNT}
SIGNED = dict.fromkeys(("root", "user", "session", "federated"), Grant.ANYONE)
EVERYONE = dict.fromkeys(CALLERS, Grant.ANYONE)
OWN_USER = {"user": Grant.USER, "federated": Grant.FEDERATED_PARENT}

# Principal of an Allow in a trust policy: who is meant, and by which grant; section "Who matches what" (PRIN-18)
TRUSTED: dict[str, tuple[Any, dict[str, Grant]]] = {
    "PRIN-18 the account by digits": ({"AWS": A}, ACCOUNT),
    "PRIN-18 the account by its root": ({"AWS": cast.ROOT}, ACCOUNT),
    "PRIN-18 another account": ({"AWS": B}, {}),
    "PRIN-18 the user": ({"AWS": cast.ALICE}, OWN_USER),
    "PRIN-33 the user by id": ({"AWS": cast.USER_ID}, OWN_USER),
    "ARN-20 the user in another case": ({"AWS": cast.ALICE.replace("alice", "Alice")}, {}),
    "PRIN-5 the user without the path": ({"AWS": cast.ALICE.replace("team/", "")}, {}),
    "PRIN-18 the role": ({"AWS": cast.CALLER}, {"session": Grant.ROLE}),
    "PRIN-33 the role by id": ({"AWS": cast.ROLE_ID}, {"session": Grant.ROLE}),
    "PRIN-19 the role without the path": ({"AWS": cast.CALLER.replace("ci/", "")}, {}),
    "PRIN-18 the session": ({"AWS": cast.SESSION}, {"session": Grant.SESSION}),
    "PRIN-6 another session": ({"AWS": cast.SESSION + "2"}, {}),
    "PRIN-18 the federated user": ({"AWS": cast.FEDERATED}, {"federated": Grant.FEDERATED_USER}),
    "PRIN-16 everyone of AWS": ({"AWS": "*"}, SIGNED),
    "PRIN-18 the service": ({"Service": "ec2.amazonaws.com"}, {"service": Grant.SERVICE}),
    "PRIN-36 the service of a region": ({"Service": "ec2.eu-west-1.amazonaws.com"}, {}),
    "PRIN-18 the SAML provider": ({"Federated": cast.SAML}, {"saml": Grant.IDENTITY_PROVIDER}),
    "PRIN-18 the OIDC provider": ({"Federated": cast.OIDC}, {"oidc": Grant.IDENTITY_PROVIDER}),
    "PRIN-18 a host under the wrong kind": ({"Federated": "ec2.amazonaws.com"}, {}),
    "PRIN-21 the most specific counts": (
        {"AWS": [A, cast.CALLER, cast.SESSION, cast.ALICE]},
        ACCOUNT | OWN_USER | {"session": Grant.SESSION},
    ),
    "PRIN-21 everyone is as good as the own name": ({"AWS": [cast.ALICE, "*"]}, SIGNED),
    "PRIN-1 kinds are alternatives": (
        {"AWS": B, "Service": "ec2.amazonaws.com", "Federated": cast.SAML},
        {"service": Grant.SERVICE, "saml": Grant.IDENTITY_PROVIDER},
    ),
    "GRAM-34 nobody": ({}, {}),
}

# The same for other resource-based policies and for Deny
ELSEWHERE: dict[str, tuple[Any, dict[str, Grant]]] = {
    "PRIN-13 everyone": ("*", EVERYONE),
    "PRIN-16 everyone of AWS, and nobody in particular": ({"AWS": "*"}, SIGNED | {"nobody": Grant.ANYONE}),
    "PRIN-9 a family of roles is text": ({"AWS": f"arn:aws:iam::{A}:role/*"}, {}),
    "PRIN-4 a canonical user": ({"CanonicalUser": "a" * 64}, {}),
}


def named(policy: pk.PolicyDocument, caller: Caller) -> Grant | None:
    """How the only statement of a document names a caller."""
    (statement,) = compiled(policy).statements
    assert statement.principal is not None
    return statement.principal(caller, identity_of(caller))


def meant(policy: pk.PolicyDocument) -> dict[str, Grant]:
    """Every caller of the cast that the only statement of a document names, and how."""
    grants = {name: named(policy, caller) for name, caller in CALLERS.items()}
    return {name: grant for name, grant in grants.items() if grant is not None}


@pytest.mark.parametrize(("principal", "expected"), TRUSTED.values(), ids=TRUSTED)
def test_whom_a_trust_policy_means(principal: Any, expected: dict[str, Grant]) -> None:
    assert meant(trust(trusts(principal))) == expected


@pytest.mark.parametrize(("principal", "expected"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_whom_another_policy_means(principal: Any, expected: dict[str, Grant]) -> None:
    assert meant(resource(trusts(principal, "s3:*"))) == expected


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}])
def test_a_deny_reaches_whoever_a_star_might_mean(principal: Any) -> None:
    """PRIN-16."""
    assert meant(resource(refuses(principal, "s3:*"))) == EVERYONE
    assert meant(trust(refuses(principal), strict=False)) == EVERYONE


def test_a_bare_star_of_a_trust_policy_is_the_other_star() -> None:
    """DISP-4."""
    assert meant(trust(trusts("*"), strict=False)) == SIGNED


def test_the_federated_user_of_a_root_user_is_no_user() -> None:
    """EVAL-41."""
    caller = pk.FederatedUser(cast.ROOT_USER, "bob")
    assert named(trust(trusts({"AWS": cast.ALICE})), caller) is None
    assert named(trust(trusts({"AWS": cast.FEDERATED})), caller) is Grant.FEDERATED_USER


def test_an_account_elsewhere_is_another_account() -> None:
    """ARN-3."""
    china = pk.User(cast.ALICE.replace("arn:aws:", "arn:aws-cn:"))
    assert named(trust(trusts({"AWS": f"arn:aws-cn:iam::{A}:root"})), china) is Grant.ACCOUNT
    assert named(trust(trusts({"AWS": A})), china) is Grant.ACCOUNT
    assert named(trust(trusts({"AWS": f"arn:aws-cn:iam::{A}:root"})), cast.USER) is None


USER_CHAIN = [cast.ALICE, A]
SESSION_CHAIN = [cast.SESSION, cast.CALLER, A]
BOUND = pk.PermissionsBoundary.from_dict(document(may()))
BOUND_USER = pk.User(cast.ALICE, boundary=BOUND)
BOUND_SESSION = pk.RoleSession(pk.Role(cast.CALLER, boundary=BOUND), "sess")

# NotPrincipal of a Deny: whether the caller is spared
SPARED: dict[str, tuple[Any, Caller, bool]] = {
    "PRIN-40 a user with its account": ({"AWS": USER_CHAIN}, cast.USER, True),
    "PRIN-40 a user by id, with its account": ({"AWS": [cast.USER_ID, cast.ROOT]}, cast.USER, True),
    "PRIN-40 a user alone": ({"AWS": cast.ALICE}, cast.USER, False),
    "PRIN-40 the account alone": ({"AWS": A}, cast.USER, False),
    "PRIN-40 a session with role and account": ({"AWS": SESSION_CHAIN}, cast.ROLE_SESSION, True),
    "PRIN-40 a session without its account": ({"AWS": SESSION_CHAIN[:2]}, cast.ROLE_SESSION, False),
    "PRIN-40 a role without its session": ({"AWS": SESSION_CHAIN[1:]}, cast.ROLE_SESSION, False),
    "PRIN-40 a federated user with parent and account": (
        {"AWS": [cast.FEDERATED, *USER_CHAIN]},
        cast.FEDERATED_USER,
        True,
    ),
    "PRIN-40 a root user": ({"AWS": A}, cast.ROOT_USER, True),
    "PRIN-41 a user with a boundary": ({"AWS": USER_CHAIN}, BOUND_USER, False),
    "PRIN-41 a user with a boundary that is not known": (
        {"AWS": USER_CHAIN},
        pk.User(cast.ALICE, missing_boundary="boundary X"),
        False,
    ),
    "PRIN-41 a session of a role with a boundary": ({"AWS": SESSION_CHAIN}, BOUND_SESSION, False),
    "PRIN-41 a federated user of a user with a boundary": (
        {"AWS": [cast.FEDERATED, *USER_CHAIN]},
        pk.FederatedUser(BOUND_USER, "bob"),
        False,
    ),
    "PRIN-43 a service that is not listed": ({"AWS": USER_CHAIN}, cast.SERVICE, False),
    "PRIN-43 a service that is listed": ({"Service": "ec2.amazonaws.com"}, cast.SERVICE, True),
    "PRIN-39 nobody in particular": ({"AWS": USER_CHAIN}, cast.ANONYMOUS, False),
    "PRIN-39 everyone": ("*", cast.ANONYMOUS, True),
}


@pytest.mark.parametrize(("principal", "caller", "spared"), SPARED.values(), ids=SPARED)
def test_whom_a_deny_with_not_principal_spares(principal: Any, caller: Caller, spared: bool) -> None:
    statement = {"Effect": "Deny", "NotPrincipal": principal, "Action": "s3:*", "Resource": "*"}
    assert named(resource(statement), caller) is (None if spared else Grant.ANYONE)


LISTED: dict[str, tuple[Any, Caller]] = {
    "PRIN-39 by one of its names": ({"AWS": A}, cast.USER),
    "PRIN-39 by none": ({"AWS": B}, cast.USER),
    "PRIN-39 nobody in particular": ({"AWS": B}, cast.ANONYMOUS),
    "PRIN-39 everyone": ("*", cast.USER),
}


@pytest.mark.parametrize(("principal", "caller"), LISTED.values(), ids=LISTED)
def test_an_allow_with_not_principal_lets_nobody_in(principal: Any, caller: Caller) -> None:
    """PRIN-39: it is no longer supported; letting in everybody else would be a breach."""
    statement = {"Effect": "Allow", "NotPrincipal": principal, "Action": "s3:*", "Resource": "*"}
    assert named(resource(statement, strict=False), caller) is None


# ── Action ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_finds_its_statements_by_action() -> None:
    """GRAM-19, GRAM-20."""
    policy = identity(
        may(["S3:Get*", "ec2:*"]),
        may("sts:AssumeRole"),
        {"Effect": "Allow", "NotAction": ["s3:*", "iam:*"], "Resource": "*"},
    )
    rules = compiled(policy)
    assert [each.index for each in rules.naming("s3:getobject")] == [0]
    assert [each.index for each in rules.naming("sts:assumerole")] == [1, 2]
    assert [each.index for each in rules.naming("ec2:runinstances")] == [0, 2]
    assert rules.naming("iam:passrole") == ()
    assert rules.naming("s3:getobject") is rules.naming("s3:getobject")
    assert compiled(policy) is rules


def test_a_document_remembers_only_so_many_actions() -> None:
    """So that a stream of made-up actions cannot fill the memory."""
    rules = compiled(identity(may("s3:*")))
    for number in range(2000):
        assert len(rules.naming(f"s3:get{number}")) == 1
    assert rules.naming("s3:get1999") is not rules.naming("s3:get1999")


# ── Resource ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def fits(policy: pk.PolicyDocument, arn: str, context: dict[str, Any] | None = None) -> Truth:
    """Whether the only statement of a document names a resource."""
    (statement,) = compiled(policy).statements
    request = Request(cast.USER, "s3:GetObject", arn, resource_account=A, context=context or {})
    return statement.applies(request.resource_text, request.lookup)


BUCKET = "arn:aws:s3:::reports"
V = "${aws:username}"
RESOURCES: dict[str, tuple[str | list[str], str, Truth]] = {
    "GRAM-22 everything": ("*", f"{BUCKET}/q1", TRUE),
    "ARN-10 a prefix": (f"{BUCKET}/*", f"{BUCKET}/a/b", TRUE),
    "ARN-10 another": (f"{BUCKET}/*", "arn:aws:s3:::other/a", FALSE),
    "GRAM-4 one of a list": (["arn:aws:s3:::x", f"{BUCKET}/q?"], f"{BUCKET}/q1", TRUE),
    "ARN-17 an action without a resource": (f"{BUCKET}/*", "*", FALSE),
    "ARN-17 everything is also nothing in particular": ("*", "*", TRUE),
    "ARN-15 a short pattern": ("arn:aws:s3", f"{BUCKET}/q1", TRUE),
    "ARN-15 a short pattern with a wildcard inside": ("arn:aws:s?s:s:eu", "arn:aws:s:s:s:eu:x", FALSE),
    "ARN-11 a star at the end of a field": ("arn:aws:s3*", f"{BUCKET}/q1", TRUE),
    "ARN-11 a wildcard inside a field": ("arn:aws:s?:::reports", BUCKET, TRUE),
    "ARN-11 stays in it": ("arn:aws:s?s:eu::x", "arn:aws:s:s:eu::x", FALSE),
    "ARN-11 both": ("arn:aws:s?s*::1:x", "arn:aws:sns:eu:us::1:x", TRUE),
    "ARN-16 a variable": (f"{BUCKET}/{V}/*", f"{BUCKET}/alice/x", TRUE),
    "ARN-16 for somebody else": (f"{BUCKET}/{V}/*", f"{BUCKET}/bob/x", FALSE),
    "ARN-16 a variable before the fifth colon is text": (
        "arn:aws:s3::${aws:PrincipalAccount}:reports",
        f"arn:aws:s3::{A}:reports",
        FALSE,
    ),
    "ARN-11 a variable and a wildcard inside a field": (f"arn:aws:s?:::reports/{V}", f"{BUCKET}/alice", TRUE),
    "COND-64 a variable without a value": (BUCKET + "/${aws:SourceIp}", f"{BUCKET}/x", FALSE),
    "COND-65 the others count": ([BUCKET + "/${aws:SourceIp}", "*"], f"{BUCKET}/x", TRUE),
    "CTX-64 a variable that nobody knows": (BUCKET + "/${aws:UserAgent}", f"{BUCKET}/x", UNKNOWN),
    "CTX-64 another entry decides": ([BUCKET + "/${aws:UserAgent}", f"{BUCKET}/x"], f"{BUCKET}/x", TRUE),
    "CTX-64 another entry does not": ([BUCKET + "/${aws:UserAgent}", f"{BUCKET}/y"], f"{BUCKET}/x", UNKNOWN),
    "GOLD 212 an escaped star is a star": (BUCKET + "/${*}", f"{BUCKET}/*", TRUE),
    "GOLD 212 and nothing else": (BUCKET + "/${*}", f"{BUCKET}/x", FALSE),
}


@pytest.mark.parametrize(("patterns", "arn", "expected"), RESOURCES.values(), ids=RESOURCES)
def test_which_resources_a_statement_names(patterns: str | list[str], arn: str, expected: Truth) -> None:
    assert fits(identity(may("s3:*", patterns)), arn) is expected


def test_entries_of_resources_agree_with_arn_patterns() -> None:
    """ARN-10 to ARN-15: there is one meaning of a pattern without variables."""
    for pattern, arn, expected in RESOURCES.values():
        if isinstance(pattern, str) and "$" not in pattern and arn != "*":
            assert pk.ArnPattern.parse(pattern).matches(arn) is (expected is TRUE), pattern


def test_null_among_resources_names_nothing() -> None:
    """GRAM-9a."""
    policy = pk.IdentityPolicy.from_dict(document(may("s3:*") | {"Resource": [None]}))
    assert fits(policy, BUCKET) is FALSE


@pytest.mark.parametrize(
    ("patterns", "deny", "expected"),
    [
        pytest.param([BUCKET], False, FALSE, id="GRAM-23 what is listed"),
        pytest.param(["arn:aws:s3:::other"], False, TRUE, id="GRAM-23 what is not listed"),
        pytest.param([BUCKET + "${aws:SourceIp}"], False, FALSE, id="DISP-18 no value, Allow"),
        pytest.param([BUCKET + "${aws:SourceIp}"], True, TRUE, id="DISP-18 no value, Deny"),
        pytest.param([BUCKET + "${aws:SourceIp}", BUCKET], True, FALSE, id="DISP-18 no value, but listed"),
        pytest.param([BUCKET + "${aws:UserAgent}"], False, UNKNOWN, id="CTX-64 nobody knows"),
        pytest.param([BUCKET + "${aws:UserAgent}", "*"], False, FALSE, id="CTX-64 nobody knows, but listed"),
        pytest.param([BUCKET + "${aws:UserAgent}", BUCKET + "${aws:SourceIp}"], False, FALSE, id="DISP-18 both, Allow"),
        pytest.param([BUCKET + "${aws:UserAgent}", BUCKET + "${aws:SourceIp}"], True, UNKNOWN, id="DISP-18 both, Deny"),
    ],
)
def test_not_resource(patterns: list[str], deny: bool, expected: Truth) -> None:
    statement = {"Effect": "Deny" if deny else "Allow", "Action": "s3:*", "NotResource": patterns}
    assert fits(identity(statement), BUCKET) is expected


def test_without_version_2012_a_variable_is_its_text() -> None:
    """GRAM-12, GRAM-13."""
    old = pk.IdentityPolicy.from_dict(document(may("s3:*", f"{BUCKET}/{V}"), version="2008-10-17"))
    assert fits(old, f"{BUCKET}/alice") is FALSE
    assert fits(old, f"{BUCKET}/{V}") is TRUE
    escaped = pk.IdentityPolicy.from_dict(document(may("s3:*", BUCKET + "/${*}"), version="2008-10-17"))
    assert fits(escaped, f"{BUCKET}/${{anything}}") is TRUE


SHORT = {  # resource, ARN, expected: a resource-based policy compares short patterns as they are (DISP-28)
    "ARN-15 nothing": ("arn:aws:s3", BUCKET, FALSE),
    "ARN-15 but with a wildcard": ("arn:aws:s3*", BUCKET, TRUE),
    "ARN-15 an empty field and a wildcard": ("arn:aws:s3::b*", BUCKET, FALSE),
}


@pytest.mark.parametrize(("pattern", "arn", "expected"), SHORT.values(), ids=SHORT)
def test_short_patterns_elsewhere_are_compared_as_they_are(pattern: str, arn: str, expected: Truth) -> None:
    assert fits(resource(trusts("*", "s3:*", Resource=pattern)), arn) is expected


def test_a_trust_policy_is_about_its_role() -> None:
    """ASSUME-95."""
    (statement,) = compiled(trust(trusts({"AWS": A}))).statements
    assert statement.resource is None
    assert statement.applies(cast.TARGET, Request(cast.USER, "sts:AssumeRole", cast.TARGET).lookup) is TRUE


# ── Conditions ───────────────────────────────────────────────────────────────────────────────────────────────────────

MISSING, UNKNOWN_ONE = {"StringEquals": {"aws:SourceIp": "x"}}, {"StringLike": {"aws:UserAgent": "curl*"}}
TRUE_ONE = {"StringEquals": {"aws:username": "alice"}}
CONDITIONS: dict[str, tuple[dict[str, Any], str, Truth]] = {
    "COND-1 none": ({}, "*", TRUE),
    "COND-1 all hold": (TRUE_ONE | {"Null": {"aws:SourceIp": "true"}}, "*", TRUE),
    "COND-1 one fails": (TRUE_ONE | {"Null": {"aws:SourceIp": "false"}}, "*", FALSE),
    "CTX-64 one is unknown": ({"StringEquals": {"aws:username": "alice"}} | UNKNOWN_ONE, "*", UNKNOWN),
    "CTX-64 one is unknown, another fails": (UNKNOWN_ONE | MISSING, "*", FALSE),
    "CTX-64 the resource is unknown": (TRUE_ONE, BUCKET + "/${aws:UserAgent}", UNKNOWN),
    "CTX-64 the resource is unknown, a condition fails": (MISSING, BUCKET + "/${aws:UserAgent}", FALSE),
    "EVAL-2 the resource fails": (UNKNOWN_ONE, "arn:aws:s3:::other", FALSE),
}


@pytest.mark.parametrize(("condition", "pattern", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_every_condition_must_hold(condition: dict[str, Any], pattern: str, expected: Truth) -> None:
    """EVAL-2, COND-1."""
    assert fits(identity(may("s3:*", pattern, Condition=condition)), f"{BUCKET}/x") is expected


def test_a_compiled_statement_knows_where_it_comes_from() -> None:
    policy = identity(may("s3:*"), may_not("s3:*"))
    allow, deny = compiled(policy).statements
    assert (allow.index, allow.deny, allow.statement) == (0, False, policy.statements[0])
    assert (deny.index, deny.deny, deny.statement) == (1, True, policy.statements[1])
    assert allow.principal is None
