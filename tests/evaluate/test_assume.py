"""May this caller assume this role: parameters, actions, condition keys, the session that comes of it (ASSUME-1 …)."""

from collections.abc import Mapping
from typing import Any

import pytest

import policykit as pk
from policykit.errors import InvalidRequest
from policykit.evaluate.assume import DEFAULT_SESSION_NAME
from policykit.evaluate.callers import Caller
from policykit.evaluate.conditions import Values
from tests.evaluate import cast
from tests.evaluate.cast import A, B, boundary, identity, may, may_not, rcp, refuses, scp, session, trust, trusts

OK, IMP, EXP, UNK = pk.Outcome.ALLOWED, pk.Outcome.IMPLICIT_DENY, pk.Outcome.EXPLICIT_DENY, pk.Outcome.UNKNOWN
FAMILY = ["sts:AssumeRole*", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]
EVERYONE: dict[str, Any] = {
    "AWS": "*",
    "Service": "ec2.amazonaws.com",
    "Federated": [cast.SAML, cast.OIDC, "accounts.google.com"],
}
OPEN = pk.Role(cast.TARGET, trust=trust(trusts(EVERYONE, FAMILY)))
GOOGLE = pk.WebIdentity("accounts.google.com")
IDENTITY_CENTER = "arn:aws:iam::aws:contextProvider/IdentityCenter"
CHAINED = pk.RoleSession(
    pk.Role(cast.CALLER, policies=[identity(may(FAMILY, cast.TARGET))]),
    "sess",
    tags={"Team": "a", "job": "42"},
    transitive_tags=["team"],
    source_identity="alice",
)

# ── Parameters that STS refuses ──────────────────────────────────────────────────────────────────────────────────────

NAME = "of the characters A-Z a-z 0-9 _ + = , . @ -"
REFUSED: dict[str, tuple[Caller, dict[str, Any], str]] = {  # caller, parameters, message
    "no role": (cast.USER, {"role": cast.TARGET}, "invalid role: expected a Role, found str"),
    "a role does not call": (
        pk.Role(cast.CALLER),  # type: ignore[dict-item]  # what is tested
        {},
        f"invalid caller: a role does not call, its sessions do: use RoleSession(role, 'name') for {cast.CALLER}",
    ),
    "ASSUME-30 a short name": (
        cast.USER,
        {"session_name": "x"},
        f"invalid session_name: expected 2 to 64 {NAME}, found 'x'",
    ),
    "ASSUME-30 a line break at the end": (
        cast.USER,
        {"session_name": "ab\n"},
        rf"invalid session_name: expected 2 to 64 {NAME}, found 'ab\n'",
    ),
    "ASSUME-33 a short external id": (
        cast.USER,
        {"external_id": "x"},
        "invalid external_id: expected 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -, found 'x'",
    ),
    "ASSUME-33 a SAML identity": (
        cast.SAML_IDENTITY,
        {"external_id": "x1"},
        "invalid external_id: only AssumeRole takes an external id, not the calls of federated callers",
    ),
    "ASSUME-31 too short": (
        cast.USER,
        {"duration_seconds": 899},
        f"invalid duration_seconds: expected 900 to 3600, the maximum of {cast.TARGET}, found 899",
    ),
    "ASSUME-31 too long": (
        cast.USER,
        {"duration_seconds": 3601},
        f"invalid duration_seconds: expected 900 to 3600, the maximum of {cast.TARGET}, found 3601",
    ),
    "ASSUME-31 no number": (
        cast.USER,
        {"duration_seconds": "3600"},
        f"invalid duration_seconds: expected 900 to 3600, the maximum of {cast.TARGET}, found '3600'",
    ),
    "ASSUME-31 a boolean": (
        cast.USER,
        {"duration_seconds": True},
        f"invalid duration_seconds: expected 900 to 3600, the maximum of {cast.TARGET}, found True",
    ),
    "ASSUME-35 no boolean": (cast.USER, {"mfa": "yes"}, "invalid mfa: expected True, False or None, found 'yes'"),
    "ASSUME-35 a role session": (
        cast.ROLE_SESSION,
        {"mfa": True},
        "invalid mfa: only IAM users have MFA devices; sessions of roles say nothing about MFA",
    ),
    "ASSUME-43 a reserved tag": (
        cast.USER,
        {"tags": {"aws:x": "v"}},
        "invalid tags: expected a key that does not begin with 'aws:', which is reserved, found 'aws:x'",
    ),
    "ASSUME-43 two tags in two cases": (
        cast.USER,
        {"tags": {"Team": "a", "team": "b"}},
        "invalid tags: expected keys that differ in more than case, found 'Team' too, found 'team'",
    ),
    "ASSUME-37 51 tags": (
        cast.USER,
        {"tags": {f"k{number}": "v" for number in range(51)}},
        "invalid tags: expected at most 50 tags, found 51",
    ),
    "tags that are none": (
        cast.USER,
        {"tags": None},
        "invalid tags: expected a mapping of tag keys to values, found 'None'",
    ),
    "ASSUME-44 a transitive key that is not passed": (
        cast.USER,
        {"tags": {"team": "a"}, "transitive_tag_keys": ["job"]},
        "invalid transitive_tag_keys: expected keys of the tags that are passed, found 'job'",
    ),
    "ASSUME-44 an inherited tag passed again": (
        CHAINED,
        {"tags": {"TEAM": "b"}},
        "invalid tags: 'TEAM' is inherited from the session as a transitive tag and cannot be passed again",
    ),
    "ASSUME-47 tags of a SAML identity": (
        cast.SAML_IDENTITY,
        {"tags": {"team": "a"}},
        "invalid tags: the tags of a federated caller come with its assertion or token: give them to the caller",
    ),
    "ASSUME-50 a source identity of AWS": (
        cast.USER,
        {"source_identity": "aws:x"},
        f"invalid source_identity: expected 2 to 64 {NAME} that do not begin with 'aws:', found 'aws:x'",
    ),
    "ASSUME-51 another source identity": (
        CHAINED,
        {"source_identity": "bob"},
        "invalid source_identity: it is 'alice' already and cannot change, found 'bob'",
    ),
    "ASSUME-52 a source identity of a web identity": (
        cast.WEB_IDENTITY,
        {"source_identity": "alice"},
        "invalid source_identity: it comes with the assertion or token of a federated caller: give it to the caller",
    ),
    "ASSUME-53 six contexts": (
        cast.USER,
        {"provided_contexts": [pk.ProvidedContext(IDENTITY_CENTER, "eyJ0")] * 6},
        "invalid provided_contexts: expected at most 5, found 6",
    ),
    "ASSUME-53 no contexts": (
        cast.USER,
        {"provided_contexts": ["eyJ0"]},
        "invalid provided_contexts: expected ProvidedContext values, found str",
    ),
    "ASSUME-17 a policy of another kind": (
        cast.USER,
        {"session_policies": [identity(may())]},
        "invalid session_policies: expected SessionPolicy, found IdentityPolicy: "
        "read it with SessionPolicy.from_json(…)",
    ),
    "CTX-65 a context that contradicts a parameter": (
        cast.USER,
        {"external_id": "x1", "context": {"sts:ExternalId": "x2"}},
        "invalid context: sts:ExternalId is 'x1' for this request, found 'x2'; leave it out",
    ),
    "CTX-64 a key instead of a list": (
        cast.USER,
        {"unknown": "aws:SourceIp"},
        "invalid unknown: expected a list of condition keys, or EVERYTHING, found 'aws:SourceIp'",
    ),
    "CTX-64 no keys": (
        cast.USER,
        {"unknown": 5},
        "invalid unknown: expected a list of condition keys, or EVERYTHING, found 5",
    ),
    "CTX-64 an empty key": (
        cast.USER,
        {"unknown": [""]},
        "invalid unknown: expected condition keys such as 'aws:SourceIp', found ''",
    ),
    "CTX-64 a word that is no key": (
        cast.USER,
        {"unknown": ["ExternalId"]},
        "invalid unknown: expected condition keys such as 'aws:SourceIp', found 'ExternalId'",
    ),
    "EVAL-25 no organization": (
        cast.USER,
        {"organization": ["o-a1b2c3d4e5"]},
        "invalid organization: expected an Organization, several, UNKNOWN or None, found ['o-a1b2c3d4e5']",
    ),
}


@pytest.mark.parametrize(("caller", "parameters", "message"), REFUSED.values(), ids=REFUSED)
def test_what_sts_refuses_before_it_looks_at_policies(caller: Caller, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        pk.can_assume(caller, **({"role": OPEN} | parameters))
    assert str(caught.value) == message


LONG = pk.Role(cast.TARGET, trust=OPEN.trust, max_session_seconds=43_200)
HOUR = "invalid duration_seconds: expected at most 3600 for a caller with temporary credentials, found 3601"
DURATIONS: dict[str, tuple[Caller, int, bool | None, str | None]] = {
    "ASSUME-31 twelve hours": (cast.USER, 43_200, None, None),
    "ASSUME-31 a quarter of an hour": (cast.USER, 900, None, None),
    "ASSUME-31 with a code": (cast.USER, 43_200, True, None),
    "ASSUME-68 a service": (cast.SERVICE, 43_200, None, None),
    "ASSUME-31 a web identity": (cast.WEB_IDENTITY, 43_200, None, None),
    "ASSUME-32 a role session, an hour": (cast.ROLE_SESSION, 3600, None, None),
    "ASSUME-32 a role session, more": (cast.ROLE_SESSION, 3601, None, HOUR),
    "ASSUME-32 a session of a user": (pk.UserSession(cast.USER), 3601, None, HOUR),
    "ASSUME-32 a user whose credentials say that there was no MFA": (cast.USER, 3601, False, HOUR),
}


@pytest.mark.parametrize(("caller", "seconds", "mfa", "message"), DURATIONS.values(), ids=DURATIONS)
def test_how_long_a_session_may_last(caller: Caller, seconds: int, mfa: bool | None, message: str | None) -> None:
    if message is None:
        assert pk.can_assume(caller, LONG, duration_seconds=seconds, mfa=mfa)
        return
    with pytest.raises(InvalidRequest) as caught:
        pk.can_assume(caller, LONG, duration_seconds=seconds, mfa=mfa)
    assert str(caught.value) == message


CONTEXTS = {
    "ASSUME-53 no ARN": (
        ("IdentityCenter", "eyJ0"),
        "invalid provided_contexts: invalid ARN 'IdentityCenter': expected text that begins with 'arn:': "
        "arn:partition:service:region:account:resource",
    ),
    "ASSUME-37 a short assertion": (
        (IDENTITY_CENTER, "eyJ"),
        "invalid provided_contexts: expected an assertion of 4 to 2048 characters, found 3",
    ),
    "ASSUME-37 a long assertion": (
        (IDENTITY_CENTER, "x" * 2049),
        "invalid provided_contexts: expected an assertion of 4 to 2048 characters, found 2049",
    ),
}


@pytest.mark.parametrize(("parts", "message"), CONTEXTS.values(), ids=CONTEXTS)
def test_what_is_no_provided_context(parts: tuple[str, str], message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        pk.ProvidedContext(*parts)
    assert str(caught.value) == message


# ── Actions ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SAML, WEB = "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"
TAGGED = pk.SamlIdentity(cast.SAML, tags={"team": "a"}, transitive_tags=["team"], source_identity="alice")
ACTIONS: dict[str, tuple[Caller, dict[str, Any], list[str]]] = {
    "ASSUME-4 a user": (cast.USER, {}, ["sts:AssumeRole"]),
    "ASSUME-4 a service": (cast.SERVICE, {}, ["sts:AssumeRole"]),
    "ASSUME-4 a SAML identity": (cast.SAML_IDENTITY, {}, [SAML]),
    "ASSUME-4 a web identity": (GOOGLE, {}, [WEB]),
    "ASSUME-40 tags": (cast.USER, {"tags": {"team": "a"}}, ["sts:AssumeRole", "sts:TagSession"]),
    "ASSUME-50 a source identity": (
        cast.USER,
        {"source_identity": "alice"},
        ["sts:AssumeRole", "sts:SetSourceIdentity"],
    ),
    "ASSUME-53 a context": (
        cast.USER,
        {"provided_contexts": [pk.ProvidedContext(IDENTITY_CENTER, "eyJ0")]},
        ["sts:AssumeRole", "sts:SetContext"],
    ),
    "ASSUME-42, ASSUME-50 what a session inherits": (
        CHAINED,
        {},
        ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    ),
    "ASSUME-47, ASSUME-52 what an assertion brings": (TAGGED, {}, [SAML, "sts:TagSession", "sts:SetSourceIdentity"]),
}


@pytest.mark.parametrize(("caller", "parameters", "actions"), ACTIONS.values(), ids=ACTIONS)
def test_which_actions_a_call_needs(caller: Caller, parameters: dict[str, Any], actions: list[str]) -> None:
    decision = pk.can_assume(caller, OPEN, **parameters)
    assert [each.request.action for each in decision.answers] == actions
    assert decision


WORST: dict[str, tuple[list[cast.Statement], pk.Outcome]] = {
    "ASSUME-40 the companion is not allowed": ([trusts({"AWS": "*"})], IMP),
    "ASSUME-40 the companion alone is": ([trusts({"AWS": "*"}, "sts:TagSession")], IMP),
    "ASSUME-41 by another statement": (
        [trusts({"AWS": "*"}), trusts({"AWS": A}, FAMILY), trusts({"AWS": "*"}, FAMILY)],
        OK,
    ),
    "ASSUME-97 AssumeRole* does not cover it": ([trusts({"AWS": "*"}, "sts:AssumeRole*")], IMP),
    "ASSUME-40 the companion is denied": (
        [trusts({"AWS": "*"}, FAMILY), refuses({"AWS": A}, "sts:TagSession")],
        EXP,
    ),
    "CTX-64 the companion is not known": (
        [
            trusts({"AWS": "*"}),
            trusts({"AWS": "*"}, "sts:TagSession", Condition={"StringLike": {"aws:UserAgent": "x"}}),
        ],
        UNK,
    ),
}


@pytest.mark.parametrize(("statements", "outcome"), WORST.values(), ids=WORST)
def test_the_worst_answer_decides(statements: list[cast.Statement], outcome: pk.Outcome) -> None:
    """ASSUME-49."""
    role = pk.Role(cast.TARGET, trust=trust(*statements))
    decision = pk.can_assume(cast.USER, role, tags={"team": "a"})
    assert decision.outcome is outcome
    assert (decision.session is not None) is (outcome is OK)


# ── Condition keys ───────────────────────────────────────────────────────────────────────────────────────────────────

KEYS: dict[str, tuple[Caller, dict[str, Any], Mapping[str, Values]]] = {
    "CTX-30 the default session name": (cast.USER, {}, {"sts:rolesessionname": (DEFAULT_SESSION_NAME,)}),
    "CTX-30 a session name": (cast.SERVICE, {"session_name": "i-0123"}, {"sts:rolesessionname": ("i-0123",)}),
    "CTX-31 an external id": (cast.USER, {"external_id": "Ex:1/2"}, {"sts:externalid": ("Ex:1/2",)}),
    "CTX-31 no external id": (cast.USER, {}, {"sts:externalid": None}),
    "CTX-32 a source identity": (
        cast.USER,
        {"source_identity": "alice"},
        {"sts:sourceidentity": ("alice",), "aws:sourceidentity": None},
    ),
    "ASSUME-51 an inherited source identity": (
        CHAINED,
        {},
        {"sts:sourceidentity": ("alice",), "aws:sourceidentity": ("alice",)},
    ),
    "ASSUME-51 the same again": (CHAINED, {"source_identity": "alice"}, {"sts:sourceidentity": ("alice",)}),
    "CTX-38, CTX-39 tags": (
        cast.USER,
        {"tags": {"Job": "42", "env": ""}, "transitive_tag_keys": ["job"]},
        {
            "aws:requesttag/job": ("42",),
            "aws:requesttag/env": ("",),
            "aws:tagkeys": ("Job", "env"),
            "sts:transitivetagkeys": ("job",),
        },
    ),
    "CTX-39 no tags": (cast.USER, {}, {"aws:tagkeys": None, "sts:transitivetagkeys": None}),
    "ASSUME-48 what is inherited": (
        CHAINED,
        {"tags": {"env": "x"}},
        {
            "aws:requesttag/team": ("a",),
            "aws:requesttag/env": ("x",),
            "aws:requesttag/job": None,
            "aws:tagkeys": ("Team", "env"),
            "sts:transitivetagkeys": ("Team",),
            "aws:principaltag/team": ("a",),
            "aws:principaltag/job": ("42",),
        },
    ),
    "CTX-40 tags of the role": (
        cast.USER,
        {},
        {"aws:resourcetag/team": ("role",), "iam:resourcetag/env": ("prod",), "aws:resourcetag/job": None},
    ),
    "ASSUME-45 an inherited tag in their place": (
        CHAINED,
        {},
        {"aws:resourcetag/team": ("a",), "iam:resourcetag/team": ("a",), "iam:resourcetag/env": ("prod",)},
    ),
    "ASSUME-47 what an assertion brings": (
        TAGGED,
        {},
        {"aws:requesttag/team": ("a",), "sts:transitivetagkeys": ("team",), "sts:sourceidentity": ("alice",)},
    ),
    "CTX-34 contexts": (
        cast.USER,
        {"provided_contexts": [pk.ProvidedContext(IDENTITY_CENTER, each) for each in ("eyJ0", "eyJ1")]},
        {"sts:requestcontextproviders": (IDENTITY_CENTER,)},
    ),
    "CTX-50 long-term keys": (
        cast.USER,
        {},
        {"aws:multifactorauthpresent": None, "aws:multifactorauthage": None},
    ),
    "CTX-51 no code": (
        cast.USER,
        {"mfa": False},
        {"aws:multifactorauthpresent": ("false",), "aws:multifactorauthage": None},
    ),
    "CTX-52 a code": (
        cast.USER,
        {"mfa": True},
        {"aws:multifactorauthpresent": ("true",), "aws:multifactorauthage": ("0",)},
    ),
    "CTX-51 a session of a user": (
        pk.UserSession(cast.USER, mfa=True, mfa_age_seconds=300),
        {},
        {"aws:multifactorauthpresent": ("true",), "aws:multifactorauthage": ("300",), "aws:username": ("alice",)},
    ),
    "CTX-52 a code for a session without": (
        pk.UserSession(cast.USER),
        {"mfa": True},
        {"aws:multifactorauthpresent": ("true",), "aws:multifactorauthage": ("0",)},
    ),
    "CTX-53 a role session": (CHAINED, {}, {"aws:multifactorauthpresent": None}),
}


@pytest.mark.parametrize(("caller", "parameters", "keys"), KEYS.values(), ids=KEYS)
def test_keys_that_follow_from_the_call(caller: Caller, parameters: dict[str, Any], keys: Mapping[str, Values]) -> None:
    role = pk.Role(cast.TARGET, trust=OPEN.trust, tags={"Team": "role", "env": "prod"})
    decision = pk.can_assume(caller, role, **parameters)
    for each in decision.answers:
        assert {key: each.request.lookup(key) for key in keys} == keys


# ── The matrix: who is trusted, and what the caller's own policies say ───────────────────────────────────────────────

ON_TARGET, ELSEWHERE = (
    [identity(may("sts:AssumeRole", cast.TARGET))],
    [identity(may("sts:AssumeRole", f"{cast.TARGET}2"))],
)
NARROWED: dict[str, Any] = {"Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/ci/*"}}}

# kind of caller, account, principal and condition of the trust policy: outcomes if the identity policy allows; if it is
# silent; if the boundary is silent, too; if instead the session policies are (None: a user has none)
MATRIX: dict[str, tuple[str, str, Any, dict[str, Any], tuple[pk.Outcome | None, ...]]] = {
    "ASSUME-11 user, by ARN": ("user", A, {"AWS": cast.ALICE}, {}, (OK, OK, OK, None)),
    "ASSUME-11 user, by id": ("user", A, {"AWS": cast.USER_ID}, {}, (OK, OK, OK, None)),
    "ASSUME-14 user, by account": ("user", A, {"AWS": A}, {}, (OK, IMP, IMP, None)),
    "PRIN-15 user, by star": ("user", A, {"AWS": "*"}, {}, (OK, OK, OK, None)),
    "ASSUME-11 user, not named": ("user", A, {"AWS": B}, {}, (IMP, IMP, IMP, None)),
    "ASSUME-11 session, by role": ("session", A, {"AWS": cast.CALLER}, {}, (OK, OK, IMP, IMP)),
    "ASSUME-11 session, by id of the role": ("session", A, {"AWS": cast.ROLE_ID}, {}, (OK, OK, IMP, IMP)),
    "ASSUME-11 session, by ARN": ("session", A, {"AWS": cast.SESSION}, {}, (OK, OK, OK, OK)),
    "ASSUME-12 session, by star and condition": ("session", A, {"AWS": "*"}, NARROWED, (OK, OK, OK, OK)),
    "ASSUME-14 session, by account": ("session", A, {"AWS": A}, {}, (OK, IMP, IMP, IMP)),
    "ASSUME-10 user elsewhere, by account": ("user", B, {"AWS": B}, {}, (OK, IMP, IMP, None)),
    "ASSUME-10 user elsewhere, by ARN": ("user", B, {"AWS": cast.ALICE.replace(A, B)}, {}, (OK, IMP, IMP, None)),
    "ASSUME-10 user elsewhere, by star": ("user", B, {"AWS": "*"}, {}, (OK, IMP, IMP, None)),
    "ASSUME-10 session elsewhere, by role": ("session", B, {"AWS": cast.CALLER.replace(A, B)}, {}, (OK, IMP, IMP, IMP)),
    "ASSUME-10 user elsewhere, not named": ("user", B, {"AWS": A}, {}, (IMP, IMP, IMP, None)),
}


def caller_of(kind: str, account: str, policies: Any, bound: Any = None, limits: Any = ()) -> Caller:
    """A user or a role session with these policies."""
    if kind == "user":
        return pk.User(cast.ALICE.replace(A, account), unique_id=cast.USER_ID, policies=policies, boundary=bound)
    role = pk.Role(cast.CALLER.replace(A, account), unique_id=cast.ROLE_ID, policies=policies, boundary=bound)
    return pk.RoleSession(role, "sess", policies=limits)


@pytest.mark.parametrize(("kind", "account", "principal", "condition", "outcomes"), MATRIX.values(), ids=MATRIX)
def test_the_matrix(
    kind: str, account: str, principal: Any, condition: dict[str, Any], outcomes: tuple[pk.Outcome | None, ...]
) -> None:
    role = pk.Role(cast.TARGET, trust=trust(trusts(principal, **condition)))
    silent = boundary(may("ec2:*"))
    callers = [
        caller_of(kind, account, ON_TARGET),
        caller_of(kind, account, ELSEWHERE),
        caller_of(kind, account, ELSEWHERE, silent),
        caller_of(kind, account, ELSEWHERE, limits=[session(may("ec2:*"))]),
    ]
    for caller, outcome in zip(callers, outcomes, strict=True):
        if outcome is not None:
            assert pk.can_assume(caller, role).outcome is outcome


OTHERS: dict[str, tuple[Caller, pk.TrustPolicy, pk.Outcome]] = {
    "ASSUME-60 a service": (cast.SERVICE, trust(trusts({"Service": "ec2.amazonaws.com"})), OK),
    "ASSUME-60 another service": (cast.SERVICE, trust(trusts({"Service": "lambda.amazonaws.com"})), IMP),
    "PRIN-18 a host of the same name is no service": (
        cast.SERVICE,
        trust(trusts({"Federated": "ec2.amazonaws.com"})),
        IMP,
    ),
    "PRIN-18 nor is a service a provider": (GOOGLE, trust(trusts({"Service": "accounts.google.com"}, WEB)), IMP),
    "ASSUME-70 a SAML identity": (cast.SAML_IDENTITY, trust(trusts({"Federated": cast.SAML}, SAML)), OK),
    "ASSUME-96 for the wrong action": (cast.SAML_IDENTITY, trust(trusts({"Federated": cast.SAML})), IMP),
    "ASSUME-80 a web identity": (cast.WEB_IDENTITY, trust(trusts({"Federated": cast.OIDC}, WEB)), OK),
    "ASSUME-80 a built-in provider": (GOOGLE, trust(trusts({"Federated": "accounts.google.com"}, WEB)), OK),
    "PRIN-16 a star does not let them in": (GOOGLE, trust(trusts({"AWS": "*"}, WEB)), IMP),
    "PRIN-16 but keeps them out": (
        GOOGLE,
        trust(trusts({"Federated": "accounts.google.com"}, WEB), refuses({"AWS": "*"}, WEB)),
        EXP,
    ),
    "ASSUME-5 a root user": (cast.ROOT_USER, trust(trusts({"AWS": A})), IMP),
    "ASSUME-6 a federated user": (cast.FEDERATED_USER, trust(trusts({"AWS": cast.FEDERATED})), IMP),
    "EVAL-45 nobody in particular": (cast.ANONYMOUS, trust(trusts({"AWS": "*"})), IMP),
    "EVAL-42 a session of a user is the user": (
        pk.UserSession(cast.USER, mfa=True),
        trust(trusts({"AWS": cast.ALICE}, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
        OK,
    ),
}


@pytest.mark.parametrize(("caller", "policy", "outcome"), OTHERS.values(), ids=OTHERS)
def test_other_callers(caller: Caller, policy: pk.TrustPolicy, outcome: pk.Outcome) -> None:
    assert pk.can_assume(caller, pk.Role(cast.TARGET, trust=policy)).outcome is outcome


def test_two_options() -> None:
    """ASSUME-21, ASSUME-54."""
    own = pk.Role(cast.TARGET, trust=trust(trusts({"AWS": B})), policies=ON_TARGET)
    itself = pk.RoleSession(own, "sess")
    assert pk.can_assume(itself, own).outcome is IMP
    assert pk.can_assume(itself, own, legacy_implicit_self_trust=True).outcome is OK
    role = pk.Role(cast.TARGET, trust=trust(trusts({"AWS": cast.CALLER}, FAMILY)))
    assert pk.can_assume(cast.ROLE_SESSION, role, source_identity="alice").outcome is IMP
    directly = pk.can_assume(cast.ROLE_SESSION, role, source_identity="alice", direct_grant_sets_source_identity=True)
    assert directly.outcome is OK


# ── The session that comes of it ─────────────────────────────────────────────────────────────────────────────────────


def test_the_session_has_what_the_call_gave_it() -> None:
    """ASSUME-17, ASSUME-44, ASSUME-93."""
    limit = session(may("s3:*"))
    decision = pk.can_assume(
        CHAINED,
        OPEN,
        session_name="hop-2",
        tags={"env": "x"},
        transitive_tag_keys=["ENV"],
        session_policies=[limit],
    )
    made = decision.session
    assert made is not None
    assert str(made.arn) == f"arn:aws:sts::{A}:assumed-role/target/hop-2"
    assert (made.role, made.policies, made.source_identity, made.mfa) == (OPEN, (limit,), "alice", None)
    assert dict(made.tags) == {"Team": "a", "env": "x"}
    assert made.transitive_tags == ("Team", "ENV")
    assert decision.to_dict()["session"] == str(made.arn)


def test_session_policies_do_not_count_for_the_call() -> None:
    """ASSUME-17: those of the caller do."""
    assert pk.can_assume(cast.USER, OPEN, session_policies=[session(may_not())])
    limited = pk.RoleSession(pk.Role(cast.CALLER), "sess", policies=[session(may_not())])
    assert pk.can_assume(limited, OPEN).outcome is EXP


def test_a_session_of_a_user_has_the_policies_of_the_user() -> None:
    """EVAL-42."""
    role = pk.Role(cast.TARGET, trust=trust(trusts({"AWS": A})))
    user = pk.User(cast.ALICE, policies=ON_TARGET)
    assert pk.can_assume(pk.UserSession(user), role)
    assert pk.can_assume(pk.UserSession(pk.User(cast.ALICE)), role).outcome is IMP


# ── What is missing, and what nobody knows ───────────────────────────────────────────────────────────────────────────

L = pk.Layer
BY_ACCOUNT = pk.Role(cast.TARGET, trust=trust(trusts({"AWS": A})))
HOLES: dict[str, tuple[Caller, pk.Role, pk.Outcome, dict[pk.Layer, tuple[str, ...]]]] = {
    "EVAL-25 the trust policy": (
        pk.User(cast.ALICE, policies=ON_TARGET),
        pk.Role(cast.TARGET),
        UNK,
        {L.RESOURCE: (f"the trust policy of {cast.TARGET}",)},
    ),
    "EVAL-25 a policy of the user": (
        pk.User(cast.ALICE, missing=["arn:aws:iam::aws:policy/Old"]),
        BY_ACCOUNT,
        UNK,
        {L.IDENTITY: ("arn:aws:iam::aws:policy/Old",)},
    ),
    "EVAL-25 a policy of the role": (
        pk.RoleSession(pk.Role(cast.CALLER, missing=["inline"]), "sess"),
        BY_ACCOUNT,
        UNK,
        {L.IDENTITY: ("inline",)},
    ),
    "EVAL-25 a boundary": (
        pk.User(cast.ALICE, policies=ON_TARGET, missing_boundary="arn:aws:iam::aws:policy/Limit"),
        BY_ACCOUNT,
        UNK,
        {L.BOUNDARY: ("arn:aws:iam::aws:policy/Limit",)},
    ),
    "EVAL-25 what is missing does not matter": (
        pk.User(cast.ALICE, missing=["inline"]),
        pk.Role(cast.TARGET, trust=trust(trusts({"AWS": B}))),
        IMP,
        {L.IDENTITY: ("inline",)},
    ),
    "EVAL-25 nothing is": (pk.User(cast.ALICE, policies=ON_TARGET), BY_ACCOUNT, OK, {}),
}


@pytest.mark.parametrize(("caller", "role", "outcome", "missing"), HOLES.values(), ids=HOLES)
def test_what_is_missing_is_not_absent(
    caller: Caller, role: pk.Role, outcome: pk.Outcome, missing: dict[pk.Layer, tuple[str, ...]]
) -> None:
    decision = pk.can_assume(caller, role)
    assert decision.outcome is outcome
    assert decision.answers[0].policies.missing == missing


EXTERNAL = pk.Role(
    cast.TARGET, trust=trust(trusts({"AWS": cast.ALICE}, Condition={"StringEquals": {"sts:ExternalId": "x1"}}))
)


def test_unknown_keys_leave_the_answer_open() -> None:
    """CTX-64."""
    assert pk.can_assume(cast.USER, EXTERNAL).outcome is IMP
    assert pk.can_assume(cast.USER, EXTERNAL, external_id="x1").outcome is OK
    assert pk.can_assume(cast.USER, EXTERNAL, unknown=["STS:externalid"]).outcome is UNK
    assert pk.can_assume(cast.USER, EXTERNAL, unknown=pk.EVERYTHING).outcome is UNK
    assert pk.can_assume(cast.USER, EXTERNAL, unknown=["aws:SourceIp"]).outcome is IMP
    assert pk.can_assume(cast.USER, EXTERNAL, context={"sts:ExternalId": pk.PRESENT}).outcome is UNK


# ── Organizations ────────────────────────────────────────────────────────────────────────────────────────────────────

M, ORG = "999999999999", "o-a1b2c3d4e5"
ROOT, UNIT = "r-ab12", "ou-ab12-11111111"
PATHS = {M: f"{ORG}/{ROOT}/", A: f"{ORG}/{ROOT}/{UNIT}/", B: f"{ORG}/{ROOT}/"}
ALLOW, DENY = scp(may()), scp(may(), may_not("sts:AssumeRole"))
KEEP_OUT = rcp(may_not("sts:AssumeRole"))
FULL: dict[str, Any] = {ROOT: [ALLOW], UNIT: [ALLOW], A: [ALLOW], B: [ALLOW], M: [ALLOW]}


def organization(scps: Any = None, rcps: Any = None) -> pk.Organization:
    """An organization with three accounts."""
    return pk.Organization(ORG, management_account=M, accounts=PATHS, scps=scps, rcps=rcps)


DENIED = {target: [DENY] for target in FULL}
MANAGER = pk.User(f"arn:aws:iam::{M}:user/boss", policies=ON_TARGET)
NEIGHBOUR = pk.User(f"arn:aws:iam::{B}:user/bob", policies=ON_TARGET)
STRANGER = pk.User("arn:aws:iam::333333333333:user/eve", policies=ON_TARGET)
BOUND: dict[str, tuple[Caller, Any, pk.Outcome]] = {
    "EVAL-25 no organization": (cast.USER, None, OK),
    "EVAL-25 policies are not enabled": (cast.USER, organization(), OK),
    "EVAL-24 every level allows": (cast.USER, organization(FULL), OK),
    "EVAL-24 the unit denies": (cast.USER, organization(FULL | {UNIT: [DENY]}), EXP),
    "EVAL-24 the account has none": (cast.USER, organization(FULL | {A: []}), IMP),
    "ASSUME-15 those of another account do not count": (cast.USER, organization(FULL | {B: [DENY]}), OK),
    "ASSUME-15 nor those of the role's account": (NEIGHBOUR, organization(FULL | {A: [DENY]}), OK),
    "ASSUME-15 but those of the caller's": (NEIGHBOUR, organization(FULL | {B: [DENY]}), EXP),
    "EVAL-26 the management account is free": (MANAGER, organization(DENIED), OK),
    "EVAL-26 an account outside": (STRANGER, organization(DENIED), OK),
    "ASSUME-15 resource control policies of the role's account": (STRANGER, organization(rcps={A: [KEEP_OUT]}), EXP),
    "EVAL-33 they bind services": (cast.SERVICE, organization(rcps={ROOT: [KEEP_OUT], UNIT: [], A: []}), EXP),
    "EVAL-25 a level that is not known": (cast.USER, organization({ROOT: [ALLOW], A: [ALLOW]}), UNK),
    "EVAL-25 no level is known": (cast.USER, organization({}), UNK),
    "EVAL-25 a Deny that is known stands": (cast.USER, organization({A: [DENY]}), EXP),
    "EVAL-25 nothing is known": (cast.USER, pk.UNKNOWN, UNK),
    "EVAL-34 several organizations": (
        cast.USER,
        [pk.Organization("o-zzzzzzzzzz", management_account=M, accounts={}), organization(FULL | {UNIT: [DENY]})],
        EXP,
    ),
}


@pytest.mark.parametrize(("caller", "organizations", "outcome"), BOUND.values(), ids=BOUND)
def test_what_organizations_say(caller: Caller, organizations: Any, outcome: pk.Outcome) -> None:
    assert pk.can_assume(caller, OPEN, organization=organizations).outcome is outcome
