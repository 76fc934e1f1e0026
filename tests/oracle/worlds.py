"""Worlds for both evaluators: callers, policies in every layer, parameters and keys, as plain JSON-like values.

A world is a dictionary:

=================  ====================================================================================================
call               ``assume``, ``assume_root``, ``federate`` (GetFederationToken), ``session_token`` or ``request``
caller             ``kind`` and what belongs to it: *user* arn, id, tags, identity, boundary, token (None for long-term
                   keys); *session* role (arn, id, tags, identity, boundary), name, tags, transitive, source_identity,
                   session, mfa; *federated* parent, name, tags, session; *root* arn; *service* name; *saml*
                   provider, attributes, tags, transitive, source_identity; *oidc* the same with claims; *anonymous*
role, parameters   of an assume call: arn, id, tags, max, trust; session_name, external_id, tags, transitive,
                   source_identity, duration, mfa, contexts
action, resource,  of any other call, with the account that owns the resource (None: the ARN says it) and, of a request,
resource_account,  the resource-based policy
policy
context, derive    keys that are given, and whether others are derived
organization       None, or id, management, delegated, accounts (number to path), scps and rcps (None, or documents by
                   the root, unit or account to which they are attached)
endpoint           None or a policy
options            legacy_implicit_self_trust, direct_grant_sets_source_identity
lenient            whether the documents need the lenient reading
=================  ====================================================================================================

``world(random)`` draws one from a `random.Random`, fast and in bulk; `worlds` is the same as a Hypothesis strategy.
Pools of names are small, so that things meet; values in conditions are mostly made from the keys of the very request.
"""

import json
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.oracle import oracle
from tests.oracle.policies import WORDS, A, Author, B, C

World = dict[str, Any]

ORG = "o-a1b2c3d4e5"
PATHS = {A: f"{ORG}/r-ab12/ou-ab12-11111111/", B: f"{ORG}/r-ab12/ou-ab12-22222222/", C: f"{ORG}/r-ab12/"}
GITHUB = f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"
EKS = f"arn:aws:iam::{A}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"
OKTA = f"arn:aws:iam::{A}:saml-provider/okta"
SERVICES = ("lambda.amazonaws.com", "pods.eks.amazonaws.com", "rolesanywhere.amazonaws.com", *("es.amazonaws.com",) * 2)
TASK = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
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


# --- callers ----------------------------------------------------------------------------------------------------------


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


# --- what is asked for ------------------------------------------------------------------------------------------------


NOTHING_GIVEN: World = {
    "session_name": None,
    "external_id": None,
    "tags": {},
    "transitive": [],
    "source_identity": None,
}
NOTHING_GIVEN |= {"duration": None, "mfa": None, "contexts": [], "name": None, "target": None, "task": None}
NO_ROLE: World = {"id": None, "tags": {}, "max": 3600}


def call(name: str, who: World, action: str, resource: str, **members: Any) -> World:
    """With all members that a call can have; the policy of the resource, if it can have one, is still empty."""
    nothing = {"owner": resource.split(":")[4] if resource != "*" else None, "policy": None, "role": NO_ROLE}
    given = NOTHING_GIVEN | members.pop("given", {})
    asked = {"call": name, "caller": who, "action": action, "resource": resource, "given": given, "derive": True}
    return asked | nothing | members


def assume_call(random: Random) -> World:
    kinds = (user,) * 7 + (session,) * 9 + (service,) * 3 + (saml, saml, oidc, oidc, oidc, root, federated, anonymous)
    who = random.choice(kinds)(random)
    if chance(random, 0.03):
        abroad(who)
    path = LINKED if who["name"] == "es.amazonaws.com" or chance(random, 0.02) else random.choice(("r", "r", "app/r"))
    role = {"id": random.choice((IDS["r"], None)), "tags": tags(random, 0.6), "max": random.choice((3600, 7200, 43200))}
    arn = f"arn:aws:iam::{A}:role/{path}"
    return call("assume", who, "", arn, role=role, given=parameters(random, who), policy={})


def abroad(who: World) -> None:
    """Move the caller into another partition than that of the resource."""
    who["holder"]["arn"] = who["holder"]["arn"].replace("arn:aws:", "arn:aws-iso:")


def parameters(random: Random, who: World) -> World:
    kind = who["kind"]
    sends = kind in ("user", "session", "service")
    own = tags(random, 0.25) if sends else {}
    inherited = {key.lower() for key in who["transitive"]}
    if chance(random, 0.9):
        own = {key: value for key, value in own.items() if key.lower() not in inherited}
    given = {
        "session_name": random.choice(("sess", "alice", "build-42")),
        "external_id": random.choice((None, None, "X-1", "X-2")) if sends else None,
        "tags": own,
        "transitive": some(random, tuple(own), 0.3),
        "source_identity": random.choice((None, None, who["source_identity"], "DevUser")) if sends else None,
        "duration": random.choice((3600,) * 8 + (900, 7200)),
        "mfa": random.choice((None, None, True, None if who["token"] else False)) if kind == "user" else None,
        "contexts": random.choice(([],) * 12 + (["assertion"],)) if sends else [],
    }
    fault = random.choice(FAULTS if sends else FAULTS_OF_ALL) if chance(random, 0.06) else {}
    return given | fault


FAULTS_OF_ALL: tuple[World, ...] = (
    {"session_name": "a"},
    {"session_name": "with space"},
    {"session_name": "x" * 65},
    {"session_name": "é" * 3},
    {"duration": 899},
    {"duration": 43200},
    {"duration": 43201},
    {"external_id": "X-1"},
    {"mfa": True},
)
FAULTS: tuple[World, ...] = (
    *FAULTS_OF_ALL,
    {"external_id": "a"},
    {"external_id": "b c"},
    {"external_id": "path/of:it"},  # no fault
    {"tags": {"team": "red", "Team": "red"}},
    {"tags": {"aws:team": "red"}},
    {"tags": {"": "red"}},
    {"tags": {"te*am": "red"}},
    {"tags": {"team": "x" * 257}},
    {"tags": {"Größe": "groß 1"}},  # no fault
    {"tags": {f"k{n}": "" for n in range(51)}},
    {"transitive": ["nowhere"]},
    {"source_identity": "a"},
    {"source_identity": "aws:x"},
    {"contexts": ["assertion"] * 5},  # no fault
    {"contexts": ["assertion"] * 6},
    {"contexts": ["abcd"]},  # no fault
    {"contexts": ["abc"]},
)

# action, resource (with the account as {}), whether a resource-based policy can exist
REQUESTS: tuple[tuple[str, str, bool], ...] = (
    ("s3:GetObject", "arn:aws:s3:::bucket/alice/key", True),
    ("s3:GetObject", "arn:aws:s3:::bucket/alice/key", True),
    ("s3:ListAllMyBuckets", "*", False),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:{}:key/1234", True),
    ("kms:RetireGrant", "arn:aws:kms:eu-west-1:{}:key/1234", True),
    ("kms:ListKeys", "*", False),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:{}:queue", True),
    ("sns:Publish", "arn:aws:sns:eu-west-1:{}:topic", True),
    ("logs:PutLogEvents", "arn:aws:logs:eu-west-1:{}:log-group:g:log-stream:alice", True),
    ("ec2:CreateTags", "arn:aws:ec2:eu-west-1::snapshot/*", False),
    ("iam:GetUser", "arn:aws:iam::{}:user/alice", False),
    ("sts:GetCallerIdentity", "*", False),
    ("sts:GetSessionToken", "*", False),
    ("sts:GetAccessKeyInfo", "*", False),
    ("sts:GetFederationToken", "arn:aws:sts::{}:federated-user/alice", False),
    ("sts:AssumeRoot", "arn:aws:iam::{}:root", False),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/app/r", True),
    ("sts:AssumeRoleWithSAML", "arn:aws:iam::{}:role/r", True),
    ("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::{}:role/r", True),
    ("sts:SetSourceIdentity", "arn:aws:iam::{}:role/r", True),
)
BEARER_REQUESTS = tuple(
    row for row in REQUESTS if row[0].startswith("sts:AssumeRole") or row[0] == "sts:SetSourceIdentity"
)


def request_call(random: Random) -> World:
    who = random.choice((user,) * 5 + (session,) * 5 + (federated,) * 4 + (root, root, service, anonymous, saml, oidc))(
        random
    )
    rows = BEARER_REQUESTS if who["kind"] in ("saml", "oidc") else REQUESTS
    if who["kind"] == "federated" and chance(random, 0.6):
        rows = tuple(row for row in REQUESTS if row[2] and not row[0].startswith("sts:"))
    action, template, policy = random.choice(rows)
    home = account_of(who)
    owner = home if action == "sts:GetFederationToken" or chance(random, 0.3) else account(random)
    if chance(random, 0.02):
        abroad(who)
    drawn = call("request", who, action, template.format(owner or A), derive=chance(random, 0.85))
    return drawn | {"owner": owner or A if template != "*" else None, "policy": {} if policy else None}


def neighbour_call(random: Random) -> World:
    """AssumeRoot, GetFederationToken or GetSessionToken."""
    who = random.choice((user, user, user, user, session, session, session, root, federated, service))(random)
    kind = random.choice(("assume_root", "assume_root", "federate", "federate", "session_token"))
    if kind == "assume_root":
        duration = random.choice((900, 900, 0, 901)) if chance(random, 0.2) else 900
        target = random.choice((B, f"arn:aws:iam::{B}:root", B, "12345"))
        given = {"target": target, "task": TASK, "duration": duration}
        return call(kind, who, "sts:AssumeRoot", f"arn:aws:iam::{B}:root", given=given)
    given = {"duration": random.choice((None, None, 900, 899, 3600, 7200, 129600, 129601))}
    if kind == "session_token":
        return call(kind, who, "sts:GetSessionToken", "*", given=given)
    name = random.choice(("fed", "fed", "alice", "x", "y" * 33))
    given |= {"name": name, "tags": tags(random, 0.2)}
    resource = f"arn:aws:sts::{account_of(who) or A}:federated-user/{name}"
    return call(kind, who, "sts:GetFederationToken", resource, given=given)


# Of these, AWS always sends one; so a world says which.
TIMES = (
    {"aws:CurrentTime": "2024-06-01T12:00:00Z", "aws:EpochTime": "1717243200"},
    {"aws:CurrentTime": "2024-06-01T12:00:00+02:00", "aws:EpochTime": 1717236000},
)
MORE_KEYS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("aws:SourceIp", ("10.1.2.3", "203.0.113.9", "2001:db8::1")),
    ("aws:SourceVpc", ("vpc-1",)),
    ("aws:CalledVia", ([], ["cloudformation.amazonaws.com"], ["athena.amazonaws.com", "cloudformation.amazonaws.com"])),
    ("acme:text", (*WORDS, "a*b", "a?b", "${aws:username}", "${*}", "alice", A)),
    ("acme:list", ([], [""], ["red"], ["red", "blue"], ["", "red"])),
    ("acme:number", ("9.5", "10", "abc", 10, 3600, "-1", "")),
    ("acme:flag", ("true", "TRUE", "false", True, False, "maybe")),
    ("acme:flags", (["true", "false"], [True, True], [])),
    (
        "acme:date",
        ("2024-06-01", "2024-06", "1717243200", "yesterday", "2024-06-01T14:00+02:00", "2024-06-01T12:00:00.5Z"),
    ),
    ("acme:blob", ("aGVsbG8=", "AAEC", "not base64!")),
    ("acme:ip", ("10.1.2.3", "192.0.2.1", "2001:db8::1", "nowhere")),
    ("acme:arn", (f"arn:aws:iam::{A}:role/app/r", f"arn:aws:sns:eu-west-1:{B}:topic:sub", "arn:aws", "r")),
)


def keys_given(random: Random, world: World) -> World:
    caller, kind = world["caller"], world["caller"]["kind"]
    pool = tuple(row for row in MORE_KEYS if kind != "service" or row[0] not in ("aws:SourceIp", "aws:SourceVpc"))
    given = random.choice(TIMES) | {key: random.choice(values) for key, values in some(random, pool, 0.2)}
    if kind in ("session", "federated") or caller["token"]:
        given["aws:TokenIssueTime"] = "2024-06-01T11:00:00Z"
    if kind in ("user", "session") and not caller["holder"]["id"]:
        given["aws:userid"] = "AIDAUNKNOWNUNKNOWNUNK"
    if (world["call"] == "request" and (world["derive"] or chance(random, 0.5))) or chance(random, 0.1):
        given["aws:RequestedRegion"] = "eu-west-1"
    if kind == "service" and chance(random, 0.5):
        given |= {"aws:SourceAccount": A, "aws:SourceArn": f"arn:aws:lambda:eu-west-1:{A}:function:f"}
    if kind == "service" and chance(random, 0.3):
        given["aws:PrincipalTag/x509Subject/CN"] = "host"  # ASSUME-66
    if world["derive"] and kind not in ("service", "anonymous") and chance(random, 0.03):
        given["aws:PrincipalAccount"] = random.choice((A, B))  # true or a contradiction
    if world["call"] == "assume" and chance(random, 0.02):
        given["sts:RoleSessionName"] = random.choice(("sess", "alice"))
    return {random.choice((key, key, key.upper())): value for key, value in given.items()}


# --- whole worlds -----------------------------------------------------------------------------------------------------


def organization(random: Random, home: str | None) -> World | None:
    """Without policies; `complete` attaches them. With `home`, more often one that this account manages."""
    if home is None and chance(random, 0.45):
        return None
    management = random.choice((home or C, home or C, C, B, A))
    accounts = {number: PATHS[number] for number in (A, B, C) if number == management or chance(random, 0.75)}
    return {
        "id": ORG,
        "management": management,
        "delegated": [B] if B in accounts and chance(random, 0.5) else [],
        "accounts": accounts,
        "scps": None,
        "rcps": None,
    }


def complete(random: Random, world: World) -> None:
    """Attach policies to caller, target, organization and endpoint."""
    author, caller = Author(random, world), world["caller"]
    holder = caller["holder"]
    if ":user/" in holder["arn"] or ":role/" in holder["arn"]:
        count = random.choice((0, 1, 1, 1, 2))
        holder["identity"] = [author.document("identity", grants=0.75, denies=0.08) for _ in range(count)]
        holder["boundary"] = author.document("boundary", grants=0.7, denies=0.08) if chance(random, 0.35) else None
    if caller["kind"] in ("session", "federated"):
        # No session policy is one thing, an empty list of them (of which only a request knows) another.
        counts = (0, 1, 2) if world["call"] == "request" else (1, 1, 2)
        passed = chance(random, 0.4 if caller["kind"] == "session" else 0.8)
        session = [author.document("session", grants=0.7, denies=0.08) for _ in range(random.choice(counts))]
        short = sum(len(json.dumps(document)) for document in session) < 2000  # the limit of 1.8
        caller["session"] = session if passed and short else None
    if world["organization"]:
        places = sorted({place for path in PATHS.values() for place in path.split("/")[1:-1]} | set(PATHS))
        for kind in ("scp", "rcp"):
            if chance(random, 0.8):
                world["organization"][kind + "s"] = {place: author.level(kind) for place in places}
    if world["call"] == "request" and chance(random, 0.15) and caller["kind"] != "service":  # services use none
        world["endpoint"] = author.document("endpoint", grants=0.85, denies=0.1)
    if world["call"] == "assume":
        world["policy"] = author.document("trust", grants=0.85, denies=0.1)
    elif world["policy"] is not None:
        kind = "trust" if world["action"] in oracle.TRUSTED else "resource"
        world["policy"] = author.document(kind, grants=0.7, denies=0.2) if chance(random, 0.85) else None


def world(random: Random) -> World:
    drawn = random.choice((assume_call,) * 11 + (request_call,) * 7 + (neighbour_call,) * 2)(random)
    # Without an organization, policykit takes for granted that the caller may manage root access.
    home = account_of(drawn["caller"]) or C if drawn["action"] == "sts:AssumeRoot" else None
    drawn["organization"], drawn["endpoint"], drawn["lenient"] = organization(random, home), None, chance(random, 0.08)
    options = ("legacy_implicit_self_trust", "direct_grant_sets_source_identity")
    drawn["options"] = {option: drawn["call"] == "assume" and chance(random, 0.3) for option in options}
    drawn["context"] = keys_given(random, drawn) if drawn["call"] != "session_token" else {}
    complete(random, drawn)
    return within(random.choice(("aws",) * 8 + ("aws-cn", "aws-us-gov")), drawn)


def within(partition: str, drawn: World) -> World:
    """The same world, with all that was in partition aws in another."""
    return drawn if partition == "aws" else dict(json.loads(json.dumps(drawn).replace("arn:aws:", f"arn:{partition}:")))


worlds = st.randoms(use_true_random=False).map(world)
"""The same worlds for Hypothesis, which can then make a failing one smaller."""
