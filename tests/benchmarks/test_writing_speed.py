"""What it costs to write policies and to prove them, against reading one of the policies that come out."""

from pytest_benchmark.fixture import BenchmarkFixture

import policykit as pk
from tests.benchmarks.floor import floor_of, measure

STUART = pk.User("arn:aws:iam::356903128354:user/Stuart")
ROLE = pk.Role("arn:aws:iam::730739171055:role/CrossAccountRDS")
STRICT = pk.Require(external_id="x7-ab", mfa=True, source_identity="stuart", session_tags={"team": "payments"})


def grant() -> pk.Grant:
    return pk.grant_assume(STUART, ROLE, require=STRICT)


TEXT = grant().trust.to_json()
LONG = pk.IdentityPolicy.from_dict(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject", f"sqs:Send{number}*"],
                "Resource": [f"arn:aws:s3:::bucket-{number}-{part}/*" for part in range(20)],
            }
            for number in range(40)
        ],
    }
)


def test_a_proved_grant(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, floor_of(pk.TrustPolicy.from_json, TEXT), grant)


def test_a_split(benchmark: BenchmarkFixture) -> None:
    text = LONG.to_json()
    assert all(part.fits(6144) for part in pk.split(LONG))
    measure(benchmark, floor_of(pk.IdentityPolicy.from_json, text), pk.split, LONG)


def test_the_minimal_spelling(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, floor_of(pk.IdentityPolicy.from_json, LONG.to_json()), pk.minimal, LONG)
