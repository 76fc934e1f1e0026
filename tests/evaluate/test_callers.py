"""Who asks: what a caller is made of, what is refused, and by which names a policy can mean it (PRIN-18 to PRIN-33)."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

import policykit as pk
from policykit.errors import ArnError, IdError, InvalidRequest
from policykit.evaluate.callers import Caller, describe, has_account
from policykit.evaluate.naming import Grant, Name, account_key, identity_of
from tests.evaluate import cast
from tests.evaluate.cast import A, session

NAME = "of the characters A-Z a-z 0-9 _ + = , . @ -"
ROLE = pk.Role(cast.CALLER)
SESSION_POLICY = session(cast.may("s3:*"))

# ── What callers are made of ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_role_session_has_what_it_was_given() -> None:
    caller = pk.RoleSession(
        ROLE,
        "build-42",
        tags={"team": "a", "job": "42"},
        transitive_tags=["Team"],
        source_identity="alice",
        policies=[SESSION_POLICY],
        mfa=True,
    )
    assert str(caller.arn) == f"arn:aws:sts::{A}:assumed-role/caller/build-42"
    assert (caller.role, caller.session_name, dict(caller.tags)) == (ROLE, "build-42", {"team": "a", "job": "42"})
    assert (caller.transitive_tags, caller.source_identity) == (("Team",), "alice")
    assert (caller.policies, caller.mfa) == ((SESSION_POLICY,), True)
    assert pickle.loads(pickle.dumps(caller)) == caller
    plain = pk.RoleSession(ROLE, "build-42")
    assert (dict(plain.tags), plain.transitive_tags, plain.source_identity, plain.policies) == ({}, (), None, ())
    assert plain.mfa is None


def test_a_federated_user_belongs_to_the_account_of_its_parent() -> None:
    """EVAL-41."""
    china = pk.User(f"arn:aws-cn:iam::{A}:user/alice")
    caller = pk.FederatedUser(china, "bob", tags={"k": "v"}, policies=[SESSION_POLICY])
    assert str(caller.arn) == f"arn:aws-cn:sts::{A}:federated-user/bob"
    assert (caller.parent, dict(caller.tags), caller.policies) == (china, {"k": "v"}, (SESSION_POLICY,))
    assert str(pk.FederatedUser(pk.RootUser(A), "bob").arn) == cast.FEDERATED


def test_a_session_of_a_user_is_the_user() -> None:
    """EVAL-42."""
    caller = pk.UserSession(cast.USER, mfa=True, mfa_age_seconds=0)
    assert (caller.user, caller.mfa, caller.mfa_age_seconds, caller.arn) == (cast.USER, True, 0, cast.USER.arn)
    assert (pk.UserSession(cast.USER).mfa, pk.UserSession(cast.USER).mfa_age_seconds) == (False, None)
    assert identity_of(caller) == identity_of(cast.USER)


def test_a_root_user_is_named_by_its_account() -> None:
    assert pk.RootUser(A) == pk.RootUser(cast.ROOT) == pk.RootUser(pk.Arn.parse(cast.ROOT))
    assert str(pk.RootUser(A).arn) == cast.ROOT


def test_a_federated_caller_has_what_its_assertion_or_token_says() -> None:
    saml = pk.SamlIdentity(
        pk.Arn.parse(cast.SAML),
        attributes={"sub": "alice"},
        tags={"k": "v"},
        transitive_tags=["k"],
        source_identity="al",
    )
    assert (str(saml.provider), saml.attributes["SUB"], saml.source_identity) == (cast.SAML, ("alice",), "al")
    assert (dict(saml.tags), saml.transitive_tags) == ({"k": "v"}, ("k",))
    web = pk.WebIdentity(cast.OIDC, claims=saml.attributes, tags=saml.tags, transitive_tags=["K"], source_identity="al")
    assert (str(web.provider), web.issuer, web.claims["sub"]) == (cast.OIDC, "gitlab.example.com/ci", ("alice",))
    assert (dict(web.tags), web.transitive_tags, web.source_identity) == ({"k": "v"}, ("K",), "al")
    assert pk.WebIdentity("accounts.google.com").issuer == "accounts.google.com"
    assert pk.SamlIdentity(cast.SAML, attributes=saml.attributes).attributes is saml.attributes


REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "ASSUME-30 a short session name": (
        lambda: pk.RoleSession(ROLE, "x"),
        IdError,
        f"invalid role session name 'x': expected 2 to 64 {NAME}",
    ),
    "a session of an ARN": (
        lambda: pk.RoleSession(cast.CALLER, "sess"),  # type: ignore[arg-type]  # what is tested
        InvalidRequest,
        "invalid role: expected a Role, found str",
    ),
    "ASSUME-44 a transitive tag that is none": (
        lambda: pk.RoleSession(ROLE, "sess", tags={"team": "a"}, transitive_tags=["job"]),
        InvalidRequest,
        "invalid transitive_tags: expected keys of the session tags, found 'job'",
    ),
    "ASSUME-50 a source identity of AWS": (
        lambda: pk.RoleSession(ROLE, "sess", source_identity="aws:x"),
        IdError,
        f"invalid source identity 'aws:x': expected 2 to 64 {NAME} that do not begin with 'aws:'",
    ),
    "GRAM-31 a policy of another kind": (
        lambda: pk.RoleSession(ROLE, "sess", policies=[cast.identity(cast.may())]),  # type: ignore[list-item]  # as above
        InvalidRequest,
        "invalid policies: expected SessionPolicy, found IdentityPolicy: read it with SessionPolicy.from_json(…)",
    ),
    "EVAL-42 a session of a role": (
        lambda: pk.UserSession(ROLE),  # type: ignore[arg-type]  # as above
        InvalidRequest,
        "invalid user: expected a User, found Role",
    ),
    "CTX-51 an age without MFA": (
        lambda: pk.UserSession(cast.USER, mfa_age_seconds=5),
        InvalidRequest,
        "invalid mfa_age_seconds: expected 0 or more, and mfa=True, found 5",
    ),
    "CTX-51 an age below zero": (
        lambda: pk.UserSession(cast.USER, mfa=True, mfa_age_seconds=-1),
        InvalidRequest,
        "invalid mfa_age_seconds: expected 0 or more, and mfa=True, found -1",
    ),
    "ASSUME-91 a federated user of a role": (
        lambda: pk.FederatedUser(ROLE, "bob"),  # type: ignore[arg-type]  # as above
        InvalidRequest,
        "invalid parent: expected a User or RootUser, found Role",
    ),
    "ASSUME-37 a long name": (
        lambda: pk.FederatedUser(cast.USER, "x" * 33),
        IdError,
        f"invalid federated user name '{'x' * 33}': expected 2 to 32 {NAME}",
    ),
    "ARN-4 an account that is none": (
        lambda: pk.RootUser("1"),
        IdError,
        "invalid account id '1': expected twelve digits, for example '111122223333'",
    ),
    "PRIN-3 a user is no root user": (
        lambda: pk.RootUser(cast.ALICE),
        ArnError,
        f"invalid ARN '{cast.ALICE}': expected the root of an account, arn:aws:iam::111122223333:root",
    ),
    "PRIN-35 no service": (
        lambda: pk.AwsService("lambda"),
        InvalidRequest,
        "invalid name: invalid principal 'lambda': expected one service, without wildcards, "
        "for example 'lambda.amazonaws.com' (PRIN-10, PRIN-35)",
    ),
    "ASSUME-70 no SAML provider": (
        lambda: pk.SamlIdentity(cast.OIDC),
        ArnError,
        f"invalid ARN '{cast.OIDC}': expected a SAML provider, arn:aws:iam::111122223333:saml-provider/Name",
    ),
    "ASSUME-80 a SAML provider is no OIDC provider": (
        lambda: pk.WebIdentity(cast.SAML),
        InvalidRequest,
        f"invalid provider: expected an OIDC provider, found '{cast.SAML}': use SamlIdentity",
    ),
    "ASSUME-80 no provider": (
        lambda: pk.WebIdentity("https://h.example"),
        InvalidRequest,
        "invalid provider: invalid principal 'https://h.example': expected the ARN of a SAML or OIDC provider, "
        "or a provider such as 'accounts.google.com' (PRIN-8, PRIN-10)",
    ),
    "claims that are none": (
        lambda: pk.WebIdentity(cast.OIDC, claims={"sub": None}),  # type: ignore[dict-item]  # as above
        InvalidRequest,
        "invalid claims: expected text, a boolean, a number, a time or a list of these for 'sub', found None",
    ),
    "attributes that are none": (
        lambda: pk.SamlIdentity(cast.SAML, attributes={"": "x"}),
        InvalidRequest,
        "invalid attributes: expected condition keys such as 'aws:SourceIp', found ''",
    ),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_a_caller_cannot_be(make: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message


# ── By which names a policy can mean a caller ────────────────────────────────────────────────────────────────────────

ACCOUNT = Name((A, A), Grant.ACCOUNT)
NAMES: dict[str, tuple[Caller, tuple[Name, ...]]] = {
    "PRIN-18 a user": (cast.USER, (Name((cast.ALICE, cast.USER_ID), Grant.USER), ACCOUNT)),
    "PRIN-33 a user whose id is not known": (pk.User(cast.ALICE), (Name((cast.ALICE,), Grant.USER), ACCOUNT)),
    "PRIN-18 a role session": (
        cast.ROLE_SESSION,
        (Name((cast.SESSION,), Grant.SESSION), Name((cast.CALLER, cast.ROLE_ID), Grant.ROLE), ACCOUNT),
    ),
    "PRIN-18 a federated user": (
        cast.FEDERATED_USER,
        (
            Name((cast.FEDERATED,), Grant.FEDERATED_USER),
            Name((cast.ALICE, cast.USER_ID), Grant.FEDERATED_PARENT),
            ACCOUNT,
        ),
    ),
    "EVAL-41 a federated user of the root user": (
        pk.FederatedUser(cast.ROOT_USER, "bob"),
        (Name((cast.FEDERATED,), Grant.FEDERATED_USER), ACCOUNT),
    ),
    "PRIN-18 a root user": (cast.ROOT_USER, (ACCOUNT,)),
    "PRIN-18 an anonymous caller": (cast.ANONYMOUS, ()),
    "PRIN-2 an account elsewhere, by digits or by its root": (
        pk.RootUser(f"arn:aws-cn:iam::{A}:root"),
        (Name((A, f"aws-cn:{A}"), Grant.ACCOUNT),),
    ),
}


@pytest.mark.parametrize(("caller", "names"), NAMES.values(), ids=NAMES)
def test_every_name_of_a_caller(caller: Caller, names: tuple[Name, ...]) -> None:
    assert identity_of(caller) == names


@pytest.mark.parametrize(
    ("caller", "grant"),
    [
        (cast.SERVICE, Grant.SERVICE),
        (cast.SAML_IDENTITY, Grant.IDENTITY_PROVIDER),
        (cast.WEB_IDENTITY, Grant.IDENTITY_PROVIDER),
    ],
)
def test_callers_without_an_account_have_one_name(caller: Caller, grant: Grant) -> None:
    """PRIN-18."""
    (name,) = identity_of(caller)
    assert name.grant is grant
    assert len(name.keys) == 1


def test_how_accounts_are_compared() -> None:
    """PRIN-2."""
    assert account_key(A) == account_key(A, "aws") == A
    assert account_key(A, "aws-us-gov") == f"aws-us-gov:{A}"


DESCRIBED: dict[str, tuple[Caller, bool, str]] = {  # caller, whether it has an account, in words
    "a user": (cast.USER, True, cast.ALICE),
    "a role session": (cast.ROLE_SESSION, True, cast.SESSION),
    "a session of a user": (pk.UserSession(cast.USER), True, cast.ALICE),
    "a federated user": (cast.FEDERATED_USER, True, cast.FEDERATED),
    "a root user": (cast.ROOT_USER, True, cast.ROOT),
    "a service": (cast.SERVICE, False, "the service ec2.amazonaws.com"),
    "a SAML identity": (cast.SAML_IDENTITY, False, f"a SAML identity of {cast.SAML}"),
    "a web identity": (cast.WEB_IDENTITY, False, f"a web identity of {cast.OIDC}"),
    "a built-in provider": (pk.WebIdentity("www.amazon.com"), False, "a web identity of www.amazon.com"),
    "nobody": (cast.ANONYMOUS, False, "an anonymous caller"),
}


@pytest.mark.parametrize(("caller", "account", "words"), DESCRIBED.values(), ids=DESCRIBED)
def test_callers_in_words(caller: Caller, account: bool, words: str) -> None:
    """EVAL-45, EVAL-46."""
    assert has_account(caller) is account
    assert describe(caller) == words
