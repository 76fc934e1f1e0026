"""What each statement said, and for every element that does not fit, what it wanted and what was found."""

from typing import Any

import pytest

import policykit as pk
from policykit.evaluate.callers import Caller
from policykit.evaluate.naming import Grant
from policykit.evaluate.results import Mismatch
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN
from tests.evaluate import cast
from tests.evaluate.cast import A, B, identity, may, may_not, refuses, resource, trust, trusts

BUCKET = cast.BUCKET


def steps(policies: pk.Policies, caller: Caller = cast.USER, **others: Any) -> tuple[pk.Step, ...]:
    """What the statements say to a request to read the bucket."""
    request = pk.Request(caller, "s3:GetObject", f"{BUCKET}/q1", resource_account=A, **others)
    return pk.authorize(request, policies).steps


def mismatches(statement: cast.Statement, caller: Caller = cast.USER, **others: Any) -> list[tuple[str, str, str]]:
    """Element, wanted and found of whatever does not fit a statement of a bucket policy."""
    (step,) = steps(pk.Policies(resource=resource(statement, strict=False)), caller, **others)
    return [(each.element, each.wanted, each.found) for each in step.mismatches]


FITTING = trusts("*", "s3:*", Resource="*")
MANY = [f"{number:012}" for number in range(1, 8)]
ELEMENTS: dict[str, tuple[dict[str, Any], Caller, list[tuple[str, str, str]]]] = {
    "everything fits": ({}, cast.USER, []),
    "PRIN-18 another principal": (
        {"Principal": {"AWS": B, "Service": "ec2.amazonaws.com"}},
        cast.USER,
        [("Principal", f"'{B}', 'ec2.amazonaws.com'", f"the caller is {cast.ALICE}")],
    ),
    "PRIN-18 a service": (
        {"Principal": {"AWS": B}},
        pk.AwsService("lambda.amazonaws.com"),
        [("Principal", f"'{B}'", "the caller is the service lambda.amazonaws.com")],
    ),
    "GRAM-34 nobody": (
        {"Principal": {}},
        cast.ANONYMOUS,
        [("Principal", "nothing", "the caller is an anonymous caller")],
    ),
    "five are listed": (
        {"Principal": {"AWS": MANY[:5]}},
        cast.USER,
        [("Principal", ", ".join(map(repr, MANY[:5])), f"the caller is {cast.ALICE}")],
    ),
    "more are counted": (
        {"Principal": {"AWS": MANY}},
        cast.USER,
        [("Principal", ", ".join(map(repr, MANY[:4])) + " and 3 more", f"the caller is {cast.ALICE}")],
    ),
    "GRAM-18 another action": (
        {"Action": ["s3:Put*", "s3:List*"]},
        cast.USER,
        [("Action", "'s3:Put*', 's3:List*'", "the action is s3:GetObject")],
    ),
    "GRAM-22 another resource": (
        {"Resource": "arn:aws:s3:::other/*"},
        cast.USER,
        [("Resource", "'arn:aws:s3:::other/*'", f"the resource is {BUCKET}/q1")],
    ),
    "COND-3 a key that is missing": (
        {"Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.1"]}}},
        cast.USER,
        [("Condition", "aws:SourceIp IpAddress '10.0.0.0/8', '192.0.2.1'", "it is missing")],
    ),
    "COND-20 another value": (
        {"Condition": {"StringEquals": {"AWS:username": "bob"}}},
        cast.USER,
        [("Condition", "AWS:username StringEquals 'bob'", "it is 'alice'")],
    ),
    "CTX-64 a key that nobody knows": (
        {"Condition": {"StringLike": {"aws:UserAgent": "curl*"}}},
        cast.USER,
        [("Condition", "aws:UserAgent StringLike 'curl*'", "it is not known")],
    ),
    "GRAM-36 no value": (
        {"Condition": {"StringEquals": {"aws:username": []}}},
        cast.USER,
        [("Condition", "aws:username StringEquals nothing", "it is 'alice'")],
    ),
    "COND-7 an unknown operator": (
        {"Condition": {"Matches": {"aws:username": "alice"}}},
        cast.USER,
        [("Condition", "aws:username Matches 'alice'", "it is 'alice'")],
    ),
    "EVAL-2 everything at once": (
        {
            "Principal": {"AWS": B},
            "Action": "ec2:*",
            "Resource": "arn:aws:s3:::x",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}, "Null": {"aws:username": "false"}},
        },
        cast.USER,
        [
            ("Principal", f"'{B}'", f"the caller is {cast.ALICE}"),
            ("Action", "'ec2:*'", "the action is s3:GetObject"),
            ("Resource", "'arn:aws:s3:::x'", f"the resource is {BUCKET}/q1"),
            ("Condition", "aws:SecureTransport Bool 'false'", "it is 'true'"),
        ],
    ),
}


@pytest.mark.parametrize(("changes", "caller", "expected"), ELEMENTS.values(), ids=ELEMENTS)
def test_what_does_not_fit(changes: dict[str, Any], caller: Caller, expected: list[tuple[str, str, str]]) -> None:
    assert mismatches(FITTING | changes, caller) == expected


def test_the_not_twins_want_everything_else() -> None:
    """GRAM-20, GRAM-23, PRIN-39."""
    statement = {
        "Effect": "Deny",
        "NotPrincipal": {"AWS": [cast.ALICE, A]},
        "NotAction": "s3:*",
        "NotResource": f"{BUCKET}/*",
    }
    assert mismatches(statement) == [
        ("NotPrincipal", f"not '{cast.ALICE}', '{A}'", f"the caller is {cast.ALICE}"),
        ("NotAction", "not 's3:*'", "the action is s3:GetObject"),
        ("NotResource", f"not '{BUCKET}/*'", f"the resource is {BUCKET}/q1"),
    ]


def test_a_statement_applies_if_nothing_is_amiss() -> None:
    """EVAL-2."""
    unknown: dict[str, Any] = {"Condition": {"StringLike": {"aws:UserAgent": "curl*"}}}
    missing: dict[str, Any] = {"Condition": {"StringLike": {"aws:SourceIp": "x"}}}
    policy = identity(
        may("s3:*"), may("s3:*", **unknown), may("ec2:*", **unknown), may("s3:*", **missing), may_not("s3:*")
    )
    assert [each.applies for each in steps(pk.Policies([policy]))] == [TRUE, UNKNOWN, FALSE, FALSE, TRUE]


def test_what_a_step_knows() -> None:
    allow = may("s3:*", BUCKET + "/${aws:UserAgent}", Sid="Mine")
    first, second = steps(pk.Policies([identity(may("ec2:*")), identity(allow, name="ReadReports")]))
    assert (first.document, first.index, first.sid) == ("identity-based policy 1", 0, None)
    assert first.label == "identity-based policy 1, statement 1"
    assert second.label == "ReadReports, statement 1 (Mine)"
    assert (second.action, second.layer, second.effect) == ("s3:GetObject", pk.Layer.IDENTITY, "Allow")
    assert (second.applies, second.grant, second.level) == (UNKNOWN, None, None)
    assert second.statement.sid == "Mine"
    assert second.statement.resource is not None
    assert second.mismatches == (
        Mismatch("Resource", second.statement.resource, f"the resource is {BUCKET}/q1", UNKNOWN),
    )
    assert second.to_dict() == {
        "action": "s3:GetObject",
        "layer": "identity-based policies",
        "level": None,
        "document": "ReadReports",
        "statement": 0,
        "sid": "Mine",
        "effect": "Allow",
        "applies": "unknown",
        "grant": None,
        "mismatches": [
            {
                "element": "Resource",
                "key": None,
                "wanted": f"'{BUCKET}/${{aws:UserAgent}}'",
                "found": f"the resource is {BUCKET}/q1",
                "unknown": True,
            }
        ],
    }
    assert first.to_dict()["mismatches"][0]["unknown"] is False
    assert str(second.mismatches[0]) == (f"Resource wants '{BUCKET}/${{aws:UserAgent}}'; the resource is {BUCKET}/q1")


GRANTS: dict[str, tuple[cast.Statement, Grant | None]] = {
    "PRIN-30 an Allow that applies": (trusts({"AWS": cast.ALICE}, "s3:*"), Grant.USER),
    "PRIN-22 an Allow that does not": (trusts({"AWS": cast.ALICE}, "ec2:*"), None),
    "PRIN-30 a Deny": (refuses({"AWS": cast.ALICE}, "s3:*"), None),
    "PRIN-30 an Allow for somebody else": (trusts({"AWS": B}, "s3:*"), None),
}


@pytest.mark.parametrize(("statement", "grant"), GRANTS.values(), ids=GRANTS)
def test_how_an_allow_of_the_resource_names_the_caller(statement: cast.Statement, grant: Grant | None) -> None:
    (step,) = steps(pk.Policies(resource=resource(statement)))
    assert step.grant is grant
    assert step.to_dict()["grant"] == (None if grant is None else grant.value)


def test_an_endpoint_names_callers_but_grants_nothing() -> None:
    """EVAL-47."""
    (step,) = steps(pk.Policies(endpoint=cast.endpoint(trusts("*", "s3:*"))))
    assert (step.applies, step.grant) == (TRUE, None)


def test_the_key_of_a_condition_is_told_as_data() -> None:
    (step,) = steps(pk.Policies([identity(may("s3:*", Condition={"StringEquals": {"aws:Username": "bob"}}))]))
    assert step.mismatches[0].key == "aws:Username"
    assert step.mismatches[0].to_dict()["key"] == "aws:Username"


def test_the_role_of_a_trust_policy_is_no_mismatch() -> None:
    """ASSUME-95."""
    decision = pk.authorize(
        pk.Request(cast.USER, "sts:AssumeRole", cast.TARGET), pk.Policies(resource=trust(trusts({"AWS": B})))
    )
    assert [each.element for each in decision.steps[0].mismatches] == ["Principal"]
