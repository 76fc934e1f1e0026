"""What it costs to read the output of GetAccountAuthorizationDetails, against `json.loads`. Aim: 30 MB/s."""

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from policykit.inputs.account_authorization import read_inventory
from policykit.inputs.files import Source
from tests.benchmarks.floor import floor_of, measure
from tests.benchmarks.test_decision_speed import TRUST, A, documents


def account(roles: int, written: Callable[[str], object], indent: int | None) -> bytes:
    """Roles with two inline policies each, as bytes."""
    texts = documents(2 * roles)
    details = [
        {
            "RoleName": f"r{index}",
            "Arn": f"arn:aws:iam::{A}:role/r{index}",
            "AssumeRolePolicyDocument": written(TRUST.to_json()),
            "RolePolicyList": [
                {"PolicyName": f"p{place}", "PolicyDocument": written(texts[2 * index + place])} for place in (0, 1)
            ],
            "Tags": [{"Key": "team", "Value": "a"}],
        }
        for index in range(roles)
    ]
    return json.dumps({"RoleDetailList": details}, indent=indent).encode()


@pytest.mark.parametrize(
    ("written", "indent"), [(json.loads, 4), (quote, None)], ids=["as the command line prints it", "percent-encoded"]
)
def test_reading_an_account(benchmark: BenchmarkFixture, written: Callable[[str], object], indent: int | None) -> None:
    text = account(200, written, indent)
    sources = [Source("account.json", text)]
    assert len(read_inventory(sources).roles) == 200
    measure(benchmark, floor_of(json.loads, text), read_inventory, sources)
    benchmark.extra_info["characters"] = len(text)
