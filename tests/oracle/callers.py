"""Who asks, in a world: callers of every kind, each with all members that a caller can have."""

from random import Random
from typing import Any

from tests.oracle.policies import WORDS, A, B, C

World = dict[str, Any]

GITHUB = f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"
EKS = f"arn:aws:iam::{A}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"
OKTA = f"arn:aws:iam::{A}:saml-provider/okta"
SERVICES = ("lambda.amazonaws.com", "pods.eks.amazonaws.com", "rolesanywhere.amazonaws.com", *("es.amazonaws.com",) * 2)
LINKED = "aws-service-role/es.amazonaws.com/AWSServiceRoleForES"
IDS = {
    "alice": "AIDAALICEALICEALICEA1",
    "bob": "AIDABOBBOBBOBBOBBOBB1",
    "r": "AROARRRRRRRRRRRRRRRR1",
    "c": "AROACCCCCCCCCCCCCCCC1",
}
TOKENS: tuple[World, ...] = ({"mfa": False, "age": None}, {"mfa": True, "age": 60})


def chance(random: Random, share: float) -> bool:
    return random.random() < share


def some(random: Random, pool: tuple[Any, ...], share: float) -> list[Any]:
    return [item for item in pool if chance(random, share)]


def tags(random: Random, share: float = 0.4) -> dict[str, str]:
    spelled = [random.choice((key, key.title())) for key in some(random, ("team", "project", "stage"), share)]
    return {key: random.choice(WORDS) for key in spelled}


def account(random: Random) -> str:
    return random.choice((A, A, A, B, B, C))


def caller(kind: str, **members: Any) -> World:
    """With all members that a caller can have."""
    nothing: World = {
        "name": None,
        "tags": {},
        "transitive": [],
        "source_identity": None,
        "token": None,
        "session": None,
    }
    holder = {"arn": ":::::", "id": None, "tags": {}, "identity": [], "boundary": None} | members.pop("holder", {})
    bearer = {"provider": "", "attributes": {}, "claims": {}}
    return {"kind": kind, "holder": holder, "mfa": None} | nothing | bearer | members


def account_of(caller: World) -> str:
    return str(caller["holder"]["arn"].split(":")[4])


def user(random: Random) -> World:
    name = random.choice(("alice", "alice", "bob"))
    path = random.choice(("", "", "team/"))
    holder = {
        "arn": f"arn:aws:iam::{account(random)}:user/{path}{name}",
        "id": random.choice((IDS[name], IDS[name], None)),
        "tags": tags(random),
    }
    return caller("user", holder=holder, token=random.choice((None,) * 8 + TOKENS))


def session(random: Random) -> World:
    path = random.choice(("caller", "caller", "team/caller", "r", "app/r", LINKED))
    own = tags(random, 0.5)
    holder = {
        "arn": f"arn:aws:iam::{account(random)}:role/{path}",
        "id": random.choice((IDS["c"], IDS["c"], None)),
        "tags": tags(random),
    }
    return caller(
        "session",
        holder=holder,
        name=random.choice(("sess", "sess", "alice")),
        tags=own,
        transitive=some(random, tuple(own), 0.4),
        source_identity=random.choice((None, None, None, "DevUser", "Admin")),
        mfa=random.choice((None,) * 6 + (True, False)),
    )


def root(random: Random) -> World:
    return caller("root", holder={"arn": f"arn:aws:iam::{account(random)}:root"})


def federated(random: Random) -> World:
    # Whether the tags of the parent show in the session is not documented: it has none.
    parent = (user(random)["holder"] | {"tags": {}}) if chance(random, 0.8) else root(random)["holder"]
    return caller("federated", holder=parent, name=random.choice(("fed", "alice")), tags=tags(random, 0.6))


def bearer(random: Random) -> World:
    own = tags(random, 0.3)
    return {
        "tags": own,
        "transitive": some(random, tuple(own), 0.4),
        "source_identity": random.choice((None, None, "DevUser")),
    }


def saml(random: Random) -> World:
    attributes: World = {"aud": "https://signin.aws.amazon.com/saml", "sub": random.choice(("alice", "bob"))}
    attributes |= (
        {"eduPersonAffiliation": random.choice((["staff"], ["staff", "student"]))} if chance(random, 0.5) else {}
    )
    return caller("saml", provider=OKTA, attributes=attributes, **bearer(random))


def oidc(random: Random) -> World:
    provider = random.choice((GITHUB, EKS, "accounts.google.com", "cognito-identity.amazonaws.com"))
    claims: World = {
        "aud": random.choice(("sts.amazonaws.com", "pool")),
        "sub": random.choice(("repo:o/r:main", "alice")),
    }
    claims |= {"azp": "pool"} if chance(random, 0.2) else {}
    claims |= {"amr": random.choice((["authenticated"], ["authenticated", "pool"]))} if chance(random, 0.3) else {}
    return caller("oidc", provider=provider, claims=claims, **bearer(random))


def service(random: Random) -> World:
    return caller("service", name=random.choice(SERVICES))


def anonymous(_: Random) -> World:
    return caller("anonymous")
