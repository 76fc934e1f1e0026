"""CloudFormation: the exact text, and what is refused."""

import subprocess
import sys
from typing import Any

import pytest
import yaml

import policykit as pk
from policykit.report.formats import FORMATS

TRUST = pk.TrustPolicy.from_dict(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "FromB",
                "Effect": "Allow",
                "Principal": {"AWS": ["012345678901", "089012345678"]},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "Bool": {"aws:MultiFactorAuthPresent": True},
                    "NumericLessThan": {"aws:MultiFactorAuthAge": 3600},
                    "StringLike": {"sts:RoleSessionName": ["${aws:username}", "*", "a\nb\u00e9"]},
                    "DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"},
                },
            },
        ],
    }
)


def test_yaml_quotes_ids_and_dates() -> None:
    assert (
        pk.to_cloudformation(TRUST, format="yaml")
        == """\
Version: '2012-10-17'
Statement:
  - Sid: FromB
    Effect: Allow
    Principal:
      AWS:
        - '012345678901'
        - '089012345678'
    Action: sts:AssumeRole
    Condition:
      Bool:
        aws:MultiFactorAuthPresent: true
      NumericLessThan:
        aws:MultiFactorAuthAge: 3600
      StringLike:
        sts:RoleSessionName:
          - '${aws:username}'
          - '*'
          - "a\\nb\\xE9"
      DateLessThan:
        aws:CurrentTime: '2030-01-01T00:00:00Z'"""
    )


def test_yaml_folds_no_lines() -> None:
    words = "word " * 100
    policy = denying(Condition={"StringEquals": {"sts:ExternalId": words.strip()}})
    assert f"sts:ExternalId: {words.strip()}" in pk.to_cloudformation(policy, format="yaml").splitlines()[-1]


def test_json_is_the_document() -> None:
    assert pk.to_cloudformation(TRUST) == TRUST.to_json(indent=2)


def denying(**members: Any) -> pk.IdentityPolicy:
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", **members}
    return pk.IdentityPolicy.from_dict({"Statement": statement}, strict=False)


REFUSED = {
    "null": (
        denying(Resource=["*", None]),
        "/Statement/Resource/1: CloudFormation refuses null; "
        "canonical() leaves it out where other resources stand beside it",
    ),
    "a dynamic reference": (
        denying(Condition={"StringEquals": {"sts:ExternalId": "{{resolve:ssm:id}}"}}),
        "/Statement/Condition/StringEquals/sts:ExternalId: CloudFormation would take '{{resolve:ssm:id}}' "
        "for a dynamic reference and fill in its value",
    ),
    "a dynamic reference in a name": (
        denying(Condition={"StringEquals": {"{{resolve:ssm:key}}": "x"}}),
        "/Statement/Condition/StringEquals/{{resolve:ssm:key}}: CloudFormation would take '{{resolve:ssm:key}}' "
        "for a dynamic reference and fill in its value",
    ),
    "a reference": (
        denying(Condition={"StringEquals": {"Ref": "Parameter"}}),
        "/Statement/Condition/StringEquals: CloudFormation would take the member 'Ref' for one of its functions",
    ),
    "a function": (
        denying(Condition={"Bool": {"aws:SecureTransport": True}, "Fn::ForEach::Key": {}}),
        "/Statement/Condition: CloudFormation would take the member 'Fn::ForEach::Key' for one of its functions",
    ),
}


@pytest.mark.parametrize("format", ["json", "yaml"])
@pytest.mark.parametrize(("policy", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cloudformation_would_change_is_refused(policy: pk.IdentityPolicy, reason: str, format: Any) -> None:
    with pytest.raises(pk.NotSupported) as refused:
        pk.to_cloudformation(policy, format=format)
    assert str(refused.value) == f"identity-based policy: {reason}"


def test_a_null_is_left_out_by_the_canonical_spelling() -> None:
    """GRAM-9a."""
    policy = denying(Resource=["*", None])
    assert policy.canonical() == policy
    assert '"Resource": "*"' in pk.to_cloudformation(policy.canonical())


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(pk.IntentError) as refused:
        pk.to_cloudformation(TRUST, format="toml")  # type: ignore[arg-type]  # that is the point
    assert str(refused.value) == "invalid format: expected one of json, yaml, found 'toml'"
    with pytest.raises(pk.IntentError) as refused:
        pk.to_cloudformation("{}")  # type: ignore[arg-type]  # that is the point
    assert str(refused.value) == "invalid policy: expected a document such as a TrustPolicy, found str"


def test_without_pyyaml_there_is_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policykit.report.as_cloudformation.find_spec", lambda _name: None)
    with pytest.raises(pk.NotSupported) as refused:
        pk.to_cloudformation(TRUST, format="yaml")
    assert str(refused.value) == (
        "YAML needs PyYAML: install it with pip install 'iam-policykit[yaml]', or take the format 'json', which "
        "CloudFormation reads as well"
    )
    assert pk.to_cloudformation(TRUST).startswith("{")


def test_only_yaml_loads_pyyaml() -> None:
    program = "import sys, policykit as pk\npk.to_cloudformation, pk.to_terraform\n{}\nprint('yaml' in sys.modules)"
    policy = "pk.to_cloudformation(pk.IdentityPolicy.from_json(sys.argv[1]), format='yaml')"
    for statement, expected in (("", "False\n"), (policy, "True\n")):
        command = [sys.executable, "-c", program.format(statement), denying().to_json()]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == expected


def test_every_format_writes_a_file_of_its_own_ending() -> None:
    assert {name: row.ending for name, row in FORMATS.items()} == {
        "json": "json",
        "terraform": "tf",
        "cloudformation": "yaml",
    }
    assert pk.TrustPolicy.from_json(FORMATS["json"].write(TRUST)) == TRUST
    assert FORMATS["terraform"].write(TRUST) == pk.to_terraform(TRUST, style="data")
    assert pk.TrustPolicy.from_dict(yaml.safe_load(FORMATS["cloudformation"].write(TRUST))) == TRUST
