"""What a decision costs, against a look-up in a dict; and what reading documents costs, against `json.loads`."""

import json
import random
from collections.abc import Callable

import pytest
from pydantic import BaseModel
from pytest_benchmark.fixture import BenchmarkFixture

import policykit as pk
from tests.benchmarks.floor import floor_of, look_up, measure

A, B = "730739171055", "356903128354"
ROLE = f"arn:aws:iam::{A}:role/CrossAccountRDS"
USER = f"arn:aws:iam::{B}:user/Stuart"
TRUST = pk.TrustPolicy.from_dict(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": USER}, "Action": "sts:AssumeRole"},
    }
)
IDENTITY = pk.IdentityPolicy.from_dict(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE}}
)
STUART = pk.User(USER, policies=[IDENTITY])
LIGHT = pk.Request(STUART, "sts:AssumeRole", ROLE), pk.Policies([IDENTITY], resource=TRUST)


def heavy() -> tuple[pk.Request, pk.Policies]:
    """Ten identity-based policies of ten statements of ten actions each, three levels of SCPs, eight conditions."""
    statements = [
        {
            "Effect": "Allow",
            "Action": [f"s3:{verb}{index}*" for verb in ("Get", "Put", "List", "Delete", "Copy")]
            + [f"sts:Assume{index}?", f"sts:Tag{index}*", "sts:AssumeRole", f"ec2:Run{index}*", f"iam:*{index}"],
            "Resource": [f"arn:aws:iam::{A}:role/team-{index}/*", f"arn:aws:iam::*:role/{index}-*"],
        }
        for index in range(10)
    ]
    conditions = {
        "StringEquals": {"aws:PrincipalAccount": B, "aws:PrincipalType": "User"},
        "StringLike": {"aws:username": "St*", "sts:RoleSessionName": "*"},
        "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{B}:user/*"},
        "Bool": {"aws:SecureTransport": "true"},
        "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
    }
    allowing = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE, "Condition": conditions}
    identity = [pk.IdentityPolicy.from_dict({"Version": "2012-10-17", "Statement": statements}) for _ in range(9)]
    identity.append(pk.IdentityPolicy.from_dict({"Version": "2012-10-17", "Statement": [*statements[:9], allowing]}))
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    region = {
        "Effect": "Deny",
        "NotAction": ["iam:*", "sts:*"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}},
    }
    scp = pk.ServiceControlPolicy.from_dict({"Version": "2012-10-17", "Statement": [everything, region]})
    boundary = pk.PermissionsBoundary.from_dict({"Version": "2012-10-17", "Statement": everything})
    request = pk.Request(
        STUART,
        "sts:AssumeRole",
        ROLE,
        context={"aws:SourceIp": "203.0.113.7", "aws:MultiFactorAuthAge": 60, "sts:RoleSessionName": "stuart"},
    )
    return request, pk.Policies(identity, boundary, scps=[[scp], [scp], [scp]], resource=TRUST)


def decide(request: pk.Request, policies: pk.Policies) -> bool:
    return bool(pk.authorize(request, policies))


def explain(request: pk.Request, policies: pk.Policies) -> str:
    return pk.authorize(request, policies).explain()


@pytest.mark.parametrize("work", [decide, explain])
def test_a_light_decision(benchmark: BenchmarkFixture, work: Callable[..., object]) -> None:
    assert decide(*LIGHT)
    measure(benchmark, look_up(), work, *LIGHT)


@pytest.mark.parametrize("work", [decide, explain])
def test_a_heavy_decision(benchmark: BenchmarkFixture, work: Callable[..., object]) -> None:
    request, policies = heavy()
    assert decide(request, policies)
    measure(benchmark, look_up(), work, request, policies)


def test_can_assume(benchmark: BenchmarkFixture) -> None:
    role = pk.Role(ROLE, trust=TRUST)
    measure(benchmark, look_up(), pk.can_assume, STUART, role)


def documents(count: int) -> list[str]:
    """Identity-based policies of the size of AWS's managed ones: one to five statements, up to forty actions each."""
    chance = random.Random(20)
    services = ["s3", "ec2", "rds", "iam", "sts", "logs", "lambda", "sqs", "kms", "dynamodb"]
    verbs = ["Get", "List", "Describe", "Create", "Delete", "Update", "Put", "Tag", "Untag", "Start"]
    nouns = ["Object", "Bucket", "Instance", "Cluster", "Key", "Role", "Queue", "Table", "Function", "Stream"]
    texts = []
    for _ in range(count):
        statements = []
        for _ in range(chance.randint(1, 5)):
            service = chance.choice(services)
            actions = [
                f"{service}:{chance.choice(verbs)}{chance.choice(nouns)}{chance.choice(['', 's', '*'])}"
                for _ in range(chance.choice([1, 3, 8, 15, 40]))
            ]
            statement: dict[str, object] = {"Effect": "Allow", "Action": actions, "Resource": "*"}
            if chance.random() < 0.3:
                statement["Resource"] = [f"arn:aws:dynamodb:*:*:table/{chance.choice(nouns)}-*"]
                statement["Condition"] = {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}
            statements.append(statement)
        texts.append(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return texts


class Plain(BaseModel):
    """What reading into the plainest of models costs."""

    Version: str
    Statement: list[dict[str, object]]


def read_all(texts: list[str]) -> None:
    for text in texts:
        pk.IdentityPolicy.from_json(text)


def load_all(texts: list[str]) -> None:
    for text in texts:
        json.loads(text)


def test_reading_documents(benchmark: BenchmarkFixture) -> None:
    texts = documents(1500)
    measure(benchmark, floor_of(load_all, texts), read_all, texts)
    benchmark.extra_info["documents"] = len(texts)
    benchmark.extra_info["characters"] = sum(map(len, texts))
    benchmark.extra_info["plain_pydantic_ms"] = round(
        1e3 * floor_of(lambda: [Plain.model_validate_json(text) for text in texts])
    )


def test_compiling_once(benchmark: BenchmarkFixture) -> None:
    """The first decision with a document compiles it; the next ones do not."""

    def first() -> bool:
        fresh = pk.IdentityPolicy.from_dict(IDENTITY.to_dict())
        return decide(LIGHT[0], pk.Policies([fresh], resource=TRUST))

    measure(benchmark, floor_of(decide, *LIGHT), first)
