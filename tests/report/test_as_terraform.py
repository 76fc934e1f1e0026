"""Terraform: the exact text, and what is refused."""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import policykit as pk
from tests.report.data_source import is_changed_by_the_data_source
from tests.report.odd_documents import odd_documents

TRUST = pk.TrustPolicy.from_dict(
    {
        "Version": "2012-10-17",
        "Id": 'the "trust"',
        "Statement": [
            {
                "Sid": "FromB",
                "Effect": "Allow",
                "Principal": {"AWS": ["356903128354", "111122223333"], "Service": "lambda.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Condition": {
                    "StringLike": {
                        "aws:PrincipalTag/team": "${aws:RequestTag/team}",
                        "sts:RoleSessionName": ["a", "%{"],
                    },
                    "NumericLessThan": {"aws:MultiFactorAuthAge": 3600},
                },
            },
            {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:*"},
        ],
    }
)


def test_jsonencode_has_the_members_in_their_order() -> None:
    assert (
        pk.to_terraform(TRUST)
        == """\
jsonencode({
  Version = "2012-10-17"
  Id      = "the \\"trust\\""
  Statement = [
    {
      Sid    = "FromB"
      Effect = "Allow"
      Principal = {
        AWS = [
          "356903128354",
          "111122223333",
        ]
        Service = "lambda.amazonaws.com"
      }
      Action = [
        "sts:AssumeRole",
        "sts:TagSession",
      ]
      Condition = {
        StringLike = {
          "aws:PrincipalTag/team" = "$${aws:RequestTag/team}"
          "sts:RoleSessionName" = [
            "a",
            "%%{",
          ]
        }
        NumericLessThan = {
          "aws:MultiFactorAuthAge" = 3600
        }
      }
    },
    {
      Effect = "Deny"
      Principal = {
        AWS = "*"
      }
      Action = "sts:*"
    },
  ]
})"""
    )


def test_a_named_expression_is_a_local_value() -> None:
    lines = pk.to_terraform(TRUST, name="trust-of_Deploy1").splitlines()
    assert lines[:3] == ["locals {", "  trust-of_Deploy1 = jsonencode({", '    Version = "2012-10-17"']
    assert lines[-2:] == ["  })", "}"]


def test_the_data_source_is_a_whole_block() -> None:
    assert (
        pk.to_terraform(TRUST, style="data", name="deploy")
        == """\
data "aws_iam_policy_document" "deploy" {
  policy_id = "the \\"trust\\""
  version   = "2012-10-17"

  statement {
    sid    = "FromB"
    effect = "Allow"
    actions = [
      "sts:AssumeRole",
      "sts:TagSession",
    ]

    principals {
      type = "AWS"
      identifiers = [
        "356903128354",
        "111122223333",
      ]
    }

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:PrincipalTag/team"
      values   = ["&{aws:RequestTag/team}"]
    }

    condition {
      test     = "StringLike"
      variable = "sts:RoleSessionName"
      values = [
        "a",
        "%%{",
      ]
    }

    condition {
      test     = "NumericLessThan"
      variable = "aws:MultiFactorAuthAge"
      values   = ["3600"]
    }
  }

  statement {
    effect  = "Deny"
    actions = ["sts:*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}"""
    )


def resource_policy(*statements: dict[str, Any], **members: Any) -> pk.ResourcePolicy:
    plain = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    document = {"Version": "2012-10-17", **members, "Statement": [{**plain, **each} for each in statements]}
    return pk.ResourcePolicy.from_dict(document, strict=False)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ({"Principal": "*"}, 'type        = "*"'),  # PRIN-16: not the same as the next
        ({"Principal": {"AWS": "*"}}, 'type        = "AWS"'),
        ({"NotPrincipal": {"AWS": "111122223333"}, "Principal": None}, "not_principals {"),
        ({"NotAction": ["s3:*"], "Action": None}, 'not_actions = ["s3:*"]'),
        ({"NotResource": "arn:aws:s3:::${*}", "Resource": None}, 'not_resources = ["arn:aws:s3:::&{*}"]'),
        ({"Action": "s3:${x}&{y}"}, 'actions   = ["s3:$${x}&{y}"]'),  # nothing is filled in there
        ({"Resource": ["*", None]}, 'resources = ["*"]'),  # GRAM-9a: the null says nothing
    ],
)
def test_the_data_source_tells_elements_apart(statement: dict[str, Any], line: str) -> None:
    members = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", **statement}
    given = {name: value for name, value in members.items() if value is not None}
    policy = pk.ResourcePolicy.from_dict({"Version": "2012-10-17", "Statement": given})
    lines = pk.to_terraform(policy, style="data").splitlines()
    assert line in [each.strip() for each in lines]


@pytest.mark.parametrize("version", [{}, {"Version": "2008-10-17"}])
def test_without_variables_the_old_version_is_written_out(version: dict[str, str]) -> None:
    """GRAM-11, GRAM-12: the data source would take a missing version for the new one."""
    condition = {"StringEquals": {"aws:username": "${aws:username}"}}
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}
    text = pk.to_terraform(pk.IdentityPolicy.from_dict({**version, "Statement": statement}), style="data")
    assert 'version = "2008-10-17"' in text
    assert 'values   = ["$${aws:username}"]' in text


REFUSED = {
    "an empty Id": (resource_policy({}, Id=""), "/Id: aws_iam_policy_document leaves out an empty Id"),
    "no statement": (resource_policy(), "/Statement: aws_iam_policy_document does not carry what lists nothing"),
    "a Sid with a space": (
        resource_policy({"Sid": "All of it"}),
        "/Statement/0/Sid: aws_iam_policy_document takes Sids of letters and digits only (A-Z, a-z, 0-9), "
        "not 'All of it'",
    ),
    "a Sid twice": (
        resource_policy({"Sid": "A"}, {}, {"Sid": "A"}),
        "/Statement/2/Sid: aws_iam_policy_document takes a Sid once only, and 'A' is used before",
    ),
    "no principal": (
        resource_policy({"Principal": {"AWS": []}}),
        "/Statement/0/Principal: aws_iam_policy_document does not carry what lists nothing",
    ),
    "no action": (
        resource_policy({"Action": []}),
        "/Statement/0/Action: aws_iam_policy_document does not carry what lists nothing",
    ),
    "no action is excluded": (
        pk.ResourcePolicy.from_dict({"Statement": {"Effect": "Deny", "Principal": "*", "NotAction": []}}),
        "/Statement/NotAction: aws_iam_policy_document does not carry what lists nothing",
    ),
    "no resource": (
        resource_policy({"Resource": [None]}),
        "/Statement/0/Resource: aws_iam_policy_document does not carry what lists nothing",
    ),
    "no value": (
        resource_policy({"Condition": {"StringEquals": {"aws:username": []}}}),
        "/Statement/0/Condition/StringEquals/aws:username: aws_iam_policy_document does not carry what lists nothing",
    ),
    "what it makes a variable": (
        resource_policy({"Resource": "arn:aws:s3:::b/&{x}"}),
        "/Statement/0/Resource: aws_iam_policy_document would change the '&{' of 'arn:aws:s3:::b/&{x}'",
    ),
}


@pytest.mark.parametrize(("policy", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_the_data_source_would_change_is_refused(policy: pk.PolicyDocument, reason: str) -> None:
    with pytest.raises(pk.NotSupported) as refused:
        pk.to_terraform(policy, style="data")
    assert str(refused.value) == f"resource-based policy: {reason}; use the style 'jsonencode'"
    assert pk.to_terraform(policy).startswith("jsonencode({\n")


@pytest.mark.parametrize("style", ["jsonencode", "data"])
def test_what_terraform_would_compose_is_refused(style: Any) -> None:
    """As JSON, whose text has no such characters, it arrives."""
    statement = {"Sid": "e\u0301", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    policy = pk.ResourcePolicy.from_dict({"Statement": statement}, name="bucket.json")
    with pytest.raises(pk.NotSupported) as refused:
        pk.to_terraform(policy, style=style)
    assert str(refused.value) == (
        "bucket.json: /Statement/Sid: Terraform would compose the characters of 'e\u0301' (Unicode form NFC): "
        "save the document as JSON and read it with file()"
    )
    assert "e\\u0301" in policy.to_json()
    tag = resource_policy({"Condition": {"StringEquals": {"aws:PrincipalTag/e\u0301": "x"}}})
    with pytest.raises(pk.NotSupported, match="/Condition/StringEquals/aws:PrincipalTag~1e\u0301: Terraform would"):
        pk.to_terraform(tag, style=style)


def test_a_key_that_is_a_word_of_hcl_is_quoted() -> None:
    """An object that begins with ``for`` would be a loop."""
    text = pk.to_terraform(resource_policy({"Condition": {"StringEquals": {"for": "a", "null": "b"}}}))
    assert '"for"  = "a"' in text
    assert '"null" = "b"' in text


@pytest.mark.parametrize("number", ["1.0", "1e3", "-0", "1234567890123456"])
def test_numbers_that_terraform_would_respell_are_text(number: str) -> None:
    """GRAM-9: both mean the same in a policy."""
    text = f'{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"NumericEquals":{{"s3:max-keys":{number}}}}}}}'
    policy = pk.IdentityPolicy.from_json(f'{{"Statement":{text}}}')
    assert f'"s3:max-keys" = "{number}"' in pk.to_terraform(policy)


@pytest.mark.parametrize("name", ["", "1st", "a b", 'a"', "a\n", "é", "-a", "a.b", "${a}"])
def test_a_name_that_terraform_does_not_take_is_refused(name: str) -> None:
    for style in ("jsonencode", "data"):
        with pytest.raises(pk.IntentError) as refused:
            pk.to_terraform(TRUST, style=style, name=name)
        assert str(refused.value) == (
            f"invalid name: expected a letter or '_', then letters (A-Z, a-z), digits, '_' and '-', found {name!r}"
        )


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(pk.IntentError) as refused:
        pk.to_terraform(TRUST, style="hcl")  # type: ignore[arg-type]  # that is the point
    assert str(refused.value) == "invalid style: expected one of jsonencode, data, found 'hcl'"
    with pytest.raises(pk.IntentError) as refused:
        pk.to_terraform({"Statement": []})  # type: ignore[arg-type]  # that is the point
    assert str(refused.value) == "invalid policy: expected a document such as a TrustPolicy, found dict"


# --- Terraform itself -------------------------------------------------------------------------------------------------

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="Terraform is not installed")


def terraform(directory: Path, *arguments: str, stdin: str) -> str:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    done = subprocess.run(
        ["terraform", *arguments],
        cwd=directory,
        input=stdin.encode(),
        capture_output=True,
        env={**quiet, "CHECKPOINT_DISABLE": "1"},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@needs_terraform
def test_terraform_itself_evaluates_the_same_document(tmp_path: Path) -> None:
    """GRAM-4, GRAM-9: `base64encode`, because the console escapes what it prints in a way of its own."""

    @settings(max_examples=30)
    @given(odd_documents())
    def law(policy: pk.PolicyDocument) -> None:
        (tmp_path / "main.tf").write_text(pk.to_terraform(policy, name="policy"), encoding="utf-8", newline="")
        printed = terraform(tmp_path, "console", stdin="base64encode(local.policy)\n")
        value = json.loads(base64.b64decode(json.loads(printed)))
        assert type(policy).from_dict(value, strict=False) == policy

    law()


@needs_terraform
def test_terraform_itself_would_lay_it_out_alike(tmp_path: Path) -> None:
    @settings(max_examples=30)
    @given(odd_documents())
    def law(policy: pk.PolicyDocument) -> None:
        texts = [pk.to_terraform(policy, name="policy")]
        if not is_changed_by_the_data_source(policy):
            texts.append(pk.to_terraform(policy, style="data"))
        text = "\n\n".join(texts) + "\n"
        assert terraform(tmp_path, "fmt", "-", stdin=text) == text

    law()
