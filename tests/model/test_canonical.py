"""The canonical spelling: what is sorted, joined, respelled or left out, and that its meaning stays (GRAM-4)."""

import json
from typing import Any

import pytest

from policykit.model.policy import KINDS, PolicyDocument

A, B = "111122223333", "222233334444"
ROOT_A, ROOT_B = f"arn:aws:iam::{A}:root", f"arn:aws:iam::{B}:root"
BASE: dict[str, dict[str, Any]] = {
    "trust": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
    "identity": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    "resource": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"},
}


def read(kind: str, changes: dict[str, Any], *, strict: bool = True) -> PolicyDocument:
    """The smallest document of a kind with some members of its statement changed."""
    return KINDS[kind].from_dict({"Version": "2012-10-17", "Statement": BASE[kind] | changes}, strict=strict)


CANONICAL: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {  # kind, changes, canonical members
    "GRAM-4 a list of one is one": ("trust", {"Action": ["sts:AssumeRole"]}, {}),
    "GRAM-4 lists are sorted": (
        "trust",
        {"Action": ["sts:TagSession", "sts:AssumeRole", "sts:TagSession"]},
        {"Action": ["sts:AssumeRole", "sts:TagSession"]},
    ),
    "GRAM-19 actions have one case": ("trust", {"Action": "STS:assumerole"}, {}),
    "GRAM-19 as do those of others": ("identity", {"Action": "S3:GetObject"}, {"Action": "s3:getobject"}),
    "PRIN-2 accounts are root ARNs": ("trust", {"Principal": {"AWS": A}}, {"Principal": {"AWS": ROOT_A}}),
    "PRIN-2 once": (
        "trust",
        {"Principal": {"AWS": [B, ROOT_A, A]}},
        {"Principal": {"AWS": [ROOT_A, ROOT_B]}},
    ),
    "ARN-2 accounts elsewhere stay there": (
        "trust",
        {"Principal": {"AWS": f"arn:aws-cn:iam::{A}:root"}},
        {"Principal": {"AWS": f"arn:aws-cn:iam::{A}:root"}},
    ),
    "PRIN-1 kinds of principal are sorted": (
        "trust",
        {"Principal": {"Service": ["ec2.amazonaws.com"], "AWS": ["*"]}},
        {"Principal": {"AWS": "*", "Service": "ec2.amazonaws.com"}},
    ),
    "PRIN-13 a bare star stays bare": ("resource", {"Principal": "*"}, {}),
    "PRIN-13 the other star stays the other": ("resource", {"Principal": {"AWS": "*"}}, {"Principal": {"AWS": "*"}}),
    "GRAM-34 nobody": ("trust", {"Principal": {"AWS": []}}, {"Principal": {}}),
    "GRAM-16 an empty Sid is none": ("trust", {"Sid": ""}, {}),
    "GRAM-16 a Sid stays": ("trust", {"Sid": "CI"}, {"Sid": "CI"}),
    "CTX-60 condition keys have one case": (
        "trust",
        {"Condition": {"StringEquals": {"AWS:PrincipalTag/Team": ["b", "a", "b"]}}},
        {"Condition": {"StringEquals": {"aws:principaltag/team": ["a", "b"]}}},
    ),
    "GRAM-9 booleans and numbers are text": (
        "trust",
        {"Condition": {"NumericEquals": {"k": 1.0}, "Bool": {"k": [True]}}},
        {"Condition": {"Bool": {"k": "true"}, "NumericEquals": {"k": "1.0"}}},
    ),
    "COND-25 booleans have one case": (
        "trust",
        {"Condition": {"Bool": {"k": "True"}}},
        {"Condition": {"Bool": {"k": "true"}}},
    ),
    "COND-1 keys of an operator are sorted": (
        "trust",
        {"Condition": {"StringEquals": {"b": "1", "a": "2"}}},
        {"Condition": {"StringEquals": {"a": "2", "b": "1"}}},
    ),
    "GRAM-36 no value": (
        "trust",
        {"Condition": {"StringEquals": {"k": []}}},
        {"Condition": {"StringEquals": {"k": []}}},
    ),
    "GRAM-35 an empty block tests nothing": ("trust", {"Condition": {"StringEquals": {}}}, {}),
    "GRAM-35 an empty condition": ("trust", {"Condition": {}}, {}),
    "GRAM-9a null among resources": ("identity", {"Resource": ["*", None, "*"]}, {}),
    "GRAM-9a nothing but null": ("identity", {"Resource": [None, None]}, {"Resource": [None]}),
    "GRAM-34 no action": ("resource", {"Action": []}, {"Action": []}),
    "GRAM-34 no resource": ("resource", {"Resource": []}, {"Resource": [None]}),
}


@pytest.mark.parametrize(("kind", "changes", "expected"), CANONICAL.values(), ids=CANONICAL)
def test_the_canonical_spelling_of_a_statement(kind: str, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    document = read(kind, changes)
    canonical = document.canonical()
    assert canonical.to_dict() == {"Version": "2012-10-17", "Statement": [BASE[kind] | expected]}
    assert canonical == document
    assert hash(canonical) == hash(document)
    assert canonical.canonical().to_json() == canonical.to_json()


def test_the_not_twins_stay_negated() -> None:
    """GRAM-20, GRAM-23, PRIN-39."""
    statement = {"Effect": "Deny", "NotPrincipal": {"AWS": [A]}, "NotAction": ["S3:*"], "NotResource": ["*"]}
    document = KINDS["resource"].from_dict({"Statement": [statement]})
    assert document.canonical().to_dict() == {
        "Version": "2008-10-17",
        "Statement": [
            {"Effect": "Deny", "NotPrincipal": {"AWS": ROOT_A}, "NotAction": "s3:*", "NotResource": "*"},
        ],
    }


def test_members_stand_in_one_order() -> None:
    """GRAM-3: the order of members says nothing."""
    document = KINDS["resource"].from_json(
        '{"Statement":{"Condition":{"Bool":{"k":true}},"Resource":"*","Action":"s3:*","Principal":"*","Effect":"Deny",'
        '"Sid":"One"},"Id":"reports","Version":"2012-10-17"}'
    )
    assert document.canonical().to_json() == (
        '{"Version":"2012-10-17","Id":"reports","Statement":[{"Sid":"One","Effect":"Deny","Principal":"*",'
        '"Action":"s3:*","Resource":"*","Condition":{"Bool":{"k":"true"}}}]}'
    )


def test_a_missing_version_is_the_old_one() -> None:
    """GRAM-11, DISP-12."""
    missing = KINDS["identity"].from_dict({"Statement": BASE["identity"]})
    old = KINDS["identity"].from_dict({"Version": "2008-10-17", "Statement": BASE["identity"]})
    assert missing == old
    assert missing.canonical().to_dict()["Version"] == "2008-10-17"
    assert missing != read("identity", {})


def test_statements_are_sorted_and_told_once() -> None:
    """EVAL-3, EVAL-4: neither order nor repetition of statements says anything."""
    allow, deny = BASE["identity"], BASE["identity"] | {"Effect": "Deny"}
    one = KINDS["identity"].from_dict({"Statement": [deny, allow, deny]})
    two = KINDS["identity"].from_dict({"Statement": [allow, deny]})
    assert one == two
    assert json.loads(one.canonical().to_json())["Statement"] == [allow, deny]


def test_a_lenient_document_has_a_canonical_spelling_too() -> None:
    """DISP-4, COND-7."""
    document = read("trust", {"Principal": "*", "Condition": {"X": {"K": "v"}}}, strict=False)
    canonical = document.canonical()
    assert not canonical.strict
    assert canonical.to_dict()["Statement"][0]["Condition"] == {"X": {"k": "v"}}


def test_the_canonical_spelling_may_be_longer_than_the_kind_allows() -> None:
    """GRAM-39: account ids become root ARNs."""
    accounts = [str(100_000_000_000 + number) for number in range(500)]
    document = read("trust", {"Principal": {"AWS": accounts}})
    assert len(document.canonical().to_json()) > 8_192
    assert document.canonical() == document


DIFFERENT: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "the effect": ("trust", {"Effect": "Allow"}, {"Effect": "Deny"}),
    "the two stars": ("resource", {"Principal": "*"}, {"Principal": {"AWS": "*"}}),
    "ARN-20 the case of a principal": (
        "trust",
        {"Principal": {"AWS": f"arn:aws:iam::{A}:role/Deploy"}},
        {"Principal": {"AWS": f"arn:aws:iam::{A}:role/deploy"}},
    ),
    "ARN-20 the case of a resource": ("identity", {"Resource": "arn:aws:s3:::b/A"}, {"Resource": "arn:aws:s3:::b/a"}),
    "COND-20 the case of a value": (
        "trust",
        {"Condition": {"StringEquals": {"k": "a"}}},
        {"Condition": {"StringEquals": {"k": "A"}}},
    ),
    "COND-4 the operator": (
        "trust",
        {"Condition": {"StringEquals": {"k": "a"}}},
        {"Condition": {"StringEqualsIfExists": {"k": "a"}}},
    ),
    "GRAM-36 a condition without values": ("trust", {}, {"Condition": {"StringEquals": {"k": []}}}),
}


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_documents_that_mean_different_things_differ(kind: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert read(kind, one) != read(kind, other)
