"""Principals of policies: every form of a value, its kind and its exact spelling (PRIN-1 to PRIN-12a)."""

import pickle

import pytest

from policykit.errors import PrincipalError
from policykit.model.arn import FederatedUserArn, OidcProviderArn, RoleArn, RoleSessionArn, SamlProviderArn, UserArn
from policykit.model.ids import AccountId, CanonicalUserId, UniqueId
from policykit.model.principal import (
    BUILTIN_OIDC_PROVIDERS,
    PRINCIPAL_KEYS,
    AccountPrincipal,
    AnyPrincipal,
    CanonicalUserPrincipal,
    FederatedUserPrincipal,
    NobodyKind,
    NobodyPrincipal,
    OidcProviderPrincipal,
    Principal,
    RolePrincipal,
    RoleSessionPrincipal,
    SamlProviderPrincipal,
    ServicePrincipal,
    UniqueIdPrincipal,
    UserPrincipal,
    read_principal,
)

A = "111122223333"
ROOT = f"arn:aws:iam::{A}:root"
USER = f"arn:aws:iam::{A}:user/team/alice"
ROLE = f"arn:aws:iam::{A}:role/ci/Deploy"
SESSION = f"arn:aws:sts::{A}:assumed-role/Deploy/build-42"
FEDERATED = f"arn:aws:sts::{A}:federated-user/bob"
SAML = f"arn:aws:iam::{A}:saml-provider/okta"
OIDC = f"arn:aws:iam::{A}:oidc-provider/gitlab.example.com/ci"
CANONICAL = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
GROUP = f"arn:aws:iam::{A}:group/admins"
FAMILY = f"arn:aws:iam::{A}:role/*"
IDENTITY = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"

READ: dict[str, tuple[str, str, Principal]] = {
    "PRIN-13 everyone": ("AWS", "*", AnyPrincipal()),
    "PRIN-2 an account by digits": ("AWS", A, AccountPrincipal(AccountId(A), digits=True)),
    "PRIN-2 an account by its root": ("AWS", ROOT, AccountPrincipal(AccountId(A))),
    "ARN-2 an account elsewhere": (
        "AWS",
        f"arn:aws-cn:iam::{A}:root",
        AccountPrincipal(AccountId(A), partition="aws-cn"),
    ),
    "PRIN-5 a user": ("AWS", USER, UserPrincipal(UserArn.parse(USER))),
    "PRIN-5 a role": ("AWS", ROLE, RolePrincipal(RoleArn.parse(ROLE))),
    "PRIN-6 a role session": ("AWS", SESSION, RoleSessionPrincipal(RoleSessionArn.parse(SESSION))),
    "PRIN-7 a federated user": ("AWS", FEDERATED, FederatedUserPrincipal(FederatedUserArn.parse(FEDERATED))),
    "PRIN-33 a deleted user": ("AWS", "AIDAJQABLZS4A3QDU576Q", UniqueIdPrincipal(UniqueId("AIDAJQABLZS4A3QDU576Q"))),
    "PRIN-33 a deleted role": ("AWS", "AROAJ2UCCR6DPCEXAMPLE", UniqueIdPrincipal(UniqueId("AROAJ2UCCR6DPCEXAMPLE"))),
    "PRIN-35 a service": ("Service", "lambda.amazonaws.com", ServicePrincipal("lambda.amazonaws.com")),
    "PRIN-36 a service of a region": (
        "Service",
        "logs.eu-west-1.amazonaws.com",
        ServicePrincipal("logs.eu-west-1.amazonaws.com"),
    ),
    "PRIN-8 a SAML provider": ("Federated", SAML, SamlProviderPrincipal(SamlProviderArn.parse(SAML))),
    "PRIN-8 an OIDC provider": ("Federated", OIDC, OidcProviderPrincipal(OidcProviderArn.parse(OIDC))),
    "PRIN-8 an unknown host": ("Federated", "login.example.com", OidcProviderPrincipal("login.example.com")),
    "PRIN-4 a canonical user": ("CanonicalUser", CANONICAL, CanonicalUserPrincipal(CanonicalUserId(CANONICAL))),
    "PRIN-9 a family of roles is nobody": ("AWS", FAMILY, NobodyPrincipal(FAMILY, NobodyKind.PATTERN)),
    "PRIN-9 a question mark is no pattern": (
        "AWS",
        f"arn:aws:iam::{A}:user/alic?",
        NobodyPrincipal(f"arn:aws:iam::{A}:user/alic?", NobodyKind.PATTERN),
    ),
    "PRIN-11 a group is nobody": ("AWS", GROUP, NobodyPrincipal(GROUP, NobodyKind.GROUP)),
    "PRIN-12a a CloudFront identity is nobody": (
        "AWS",
        IDENTITY,
        NobodyPrincipal(IDENTITY, NobodyKind.ORIGIN_ACCESS_IDENTITY),
    ),
}


@pytest.mark.parametrize(("key", "text", "expected"), READ.values(), ids=READ)
def test_a_value_is_read_and_written_as_it_was(key: str, text: str, expected: Principal) -> None:
    principal = read_principal(key, text)
    assert type(principal) is type(expected)
    assert principal == expected
    assert str(principal) == text
    assert principal.key == key
    assert pickle.loads(pickle.dumps(principal)) == principal


@pytest.mark.parametrize("host", BUILTIN_OIDC_PROVIDERS)
def test_built_in_providers_need_no_arn(host: str) -> None:
    """PRIN-8."""
    assert read_principal("Federated", host) == OidcProviderPrincipal(host)


AWS = (
    "expected '*', an account of twelve digits, the ARN of a root, user, role, role session or federated user, "
    "or a unique id (AIDA…, AROA…)"
)
SERVICE = "expected one service, without wildcards, for example 'lambda.amazonaws.com' (PRIN-10, PRIN-35)"
PROVIDER = "expected the ARN of a SAML or OIDC provider, or a provider such as 'accounts.google.com' (PRIN-8, PRIN-10)"

REFUSED = {
    "PRIN-1 nothing": ("AWS", "", f"invalid principal '': {AWS}"),
    "PRIN-1 a name": ("AWS", "alice", f"invalid principal 'alice': {AWS}"),
    "PRIN-2 eleven digits": ("AWS", "1" * 11, f"invalid principal '11111111111': {AWS}"),
    "PRIN-2 Arabic-Indic digits": ("AWS", "١٢٣٤٥٦٧٨٩٠١٢", f"invalid principal '١٢٣٤٥٦٧٨٩٠١٢': {AWS}"),
    "PRIN-2 a line break at the end": ("AWS", A + "\n", rf"invalid principal '{A}\n': {AWS}"),
    "ARN-7 an id of a group": ("AWS", "AGPAJ2UCCR6DPCEXAMPLE", f"invalid principal 'AGPAJ2UCCR6DPCEXAMPLE': {AWS}"),
    "PRIN-12 a variable": ("AWS", "${aws:PrincipalArn}", f"invalid principal '${{aws:PrincipalArn}}': {AWS}"),
    "PRIN-11 an instance profile": (
        "AWS",
        f"arn:aws:iam::{A}:instance-profile/web",
        f"invalid principal 'arn:aws:iam::{A}:instance-profile/web': {AWS}",
    ),
    "PRIN-5 a bucket": ("AWS", "arn:aws:s3:::b", f"invalid principal 'arn:aws:s3:::b': {AWS}"),
    "PRIN-8 a provider under AWS": ("AWS", SAML, f"invalid principal '{SAML}': {AWS}"),
    "ARN-6 a role that cannot be": (
        "AWS",
        f"arn:aws:iam::{A}:role/a b",
        f"invalid principal 'arn:aws:iam::{A}:role/a b': {AWS}",
    ),
    "ARN-1 five fields": (
        "AWS",
        f"arn:aws:iam:{A}:role/x",
        f"invalid principal 'arn:aws:iam:{A}:role/x': "
        "expected arn:partition:service:region:account:resource, six fields, found 5",
    ),
    "PRIN-12a an identity that is none": (
        "AWS",
        "arn:aws:iam::cloudfront:user/CloudFront",
        f"invalid principal 'arn:aws:iam::cloudfront:user/CloudFront': {AWS}",
    ),
    "PRIN-10 every service": ("Service", "*", f"invalid principal '*': {SERVICE}"),
    "PRIN-35 no host": ("Service", "lambda", f"invalid principal 'lambda': {SERVICE}"),
    "PRIN-35 a line break at the end": (
        "Service",
        "lambda.amazonaws.com\n",
        rf"invalid principal 'lambda.amazonaws.com\n': {SERVICE}",
    ),
    "PRIN-10 every provider": ("Federated", "*", f"invalid principal '*': {PROVIDER}"),
    "PRIN-8 a role": ("Federated", ROLE, f"invalid principal '{ROLE}': {PROVIDER}"),
    "PRIN-8 a URL": (
        "Federated",
        "https://login.example.com",
        f"invalid principal 'https://login.example.com': {PROVIDER}",
    ),
    "PRIN-4 no canonical id": (
        "CanonicalUser",
        "79A59D",
        "invalid principal '79A59D': expected 64 hexadecimal digits in lower case",
    ),
}


@pytest.mark.parametrize(("key", "text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_principal_is_refused(key: str, text: str, message: str) -> None:
    with pytest.raises(PrincipalError) as caught:
        read_principal(key, text)
    assert str(caught.value) == message


def test_the_members_of_a_principal_element() -> None:
    """PRIN-1."""
    assert list(PRINCIPAL_KEYS) == ["AWS", "Service", "Federated", "CanonicalUser"]


def test_the_spellings_of_an_account_are_equal() -> None:
    """PRIN-2."""
    digits, arn = read_principal("AWS", A), read_principal("AWS", ROOT)
    assert digits == arn
    assert hash(digits) == hash(arn)
    assert isinstance(digits, AccountPrincipal)
    assert str(digits.arn) == ROOT
    assert digits != read_principal("AWS", f"arn:aws-cn:iam::{A}:root")


def test_the_two_stars_are_not_the_same() -> None:
    """PRIN-16."""
    assert AnyPrincipal(bare=True) != AnyPrincipal()
    assert str(AnyPrincipal(bare=True)) == "*"


def test_why_nobody_matches() -> None:
    assert [str(kind) for kind in NobodyKind] == [
        "principals are not patterns: only a '*' that stands alone is one; use ArnLike on aws:PrincipalArn (PRIN-9)",
        "an IAM group is never a principal: name its users, or a role (PRIN-11)",
        "a CloudFront origin access identity is no IAM caller (PRIN-12a)",
    ]
