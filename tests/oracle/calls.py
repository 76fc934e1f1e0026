"""What is asked, in a world: calls of every kind, each with all members that a call can have, and the keys it sends."""

from random import Random
from typing import Any

from tests.oracle.callers import (
    IDS,
    LINKED,
    World,
    account,
    account_of,
    anonymous,
    chance,
    federated,
    oidc,
    root,
    saml,
    service,
    session,
    some,
    tags,
    user,
)
from tests.oracle.policies import WORDS, A, B

TASK = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
NOTHING_GIVEN: World = {
    **dict.fromkeys(("session_name", "external_id", "source_identity", "duration", "mfa", "name", "target", "task")),
    "tags": {},
    "transitive": [],
    "contexts": [],
}
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
    if chance(random, 0.05):
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
    (
        "acme:arn",
        (f"arn:aws:iam::{A}:role/app/r", f"arn:aws:sns:eu-west-1:{B}:topic:sub", "arn:aws", "r", "urn:a:b:c:d:r"),
    ),
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
