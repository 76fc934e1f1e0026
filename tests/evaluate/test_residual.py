"""What would settle an open answer: in words, as data, and exactly (CTX-64)."""

from itertools import product
from typing import Any

import pytest

import policykit as pk
from policykit.errors import InvalidRequest
from policykit.evaluate.callers import Caller
from tests.evaluate import cast
from tests.evaluate.cast import A, boundary, identity, may, may_not, resource, scp, session, trust, trusts

BUCKET = cast.BUCKET


def when(**condition: Any) -> dict[str, Any]:
    """The Condition member of a statement."""
    return {"Condition": condition}


def asked(policies: pk.Policies, caller: Caller = cast.USER, **others: Any) -> pk.Decision:
    """A request to read the bucket of which nobody knows anything else."""
    given: dict[str, Any] = {"unknown": pk.EVERYTHING, "resource_account": A} | others
    return pk.authorize(pk.Request(caller, "s3:GetObject", f"{BUCKET}/q1", **given), policies)


# ── Conditions in words ──────────────────────────────────────────────────────────────────────────────────────────────

WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "StringEquals": ({"StringEquals": {"k": ["a", "b"]}}, 'k equals "a" or "b"'),
    "StringNotEquals": ({"StringNotEquals": {"k": "a"}}, 'k does not equal "a"'),
    "StringEqualsIgnoreCase": ({"StringEqualsIgnoreCase": {"k": "a"}}, 'k equals, in any case, "a"'),
    "StringNotEqualsIgnoreCase": ({"StringNotEqualsIgnoreCase": {"k": "a"}}, 'k does not equal, in any case, "a"'),
    "StringLike": ({"StringLike": {"k": "a*"}}, 'k matches "a*"'),
    "StringNotLike": ({"StringNotLike": {"k": "a*"}}, 'k does not match "a*"'),
    "NumericEquals": ({"NumericEquals": {"k": 5}}, 'k is "5"'),
    "NumericNotEquals": ({"NumericNotEquals": {"k": 5}}, 'k is not "5"'),
    "NumericLessThan": ({"NumericLessThan": {"k": 5}}, 'k is less than "5"'),
    "NumericLessThanEquals": ({"NumericLessThanEquals": {"k": 5}}, 'k is at most "5"'),
    "NumericGreaterThan": ({"NumericGreaterThan": {"k": 5}}, 'k is more than "5"'),
    "NumericGreaterThanEquals": ({"NumericGreaterThanEquals": {"k": 5}}, 'k is at least "5"'),
    "DateEquals": ({"DateEquals": {"k": "2026-01-01"}}, 'k is "2026-01-01"'),
    "DateNotEquals": ({"DateNotEquals": {"k": "2026-01-01"}}, 'k is not "2026-01-01"'),
    "DateLessThan": ({"DateLessThan": {"k": "2026-01-01"}}, 'k is before "2026-01-01"'),
    "DateLessThanEquals": ({"DateLessThanEquals": {"k": "2026-01-01"}}, 'k is not after "2026-01-01"'),
    "DateGreaterThan": ({"DateGreaterThan": {"k": "2026-01-01"}}, 'k is after "2026-01-01"'),
    "DateGreaterThanEquals": ({"DateGreaterThanEquals": {"k": "2026-01-01"}}, 'k is not before "2026-01-01"'),
    "Bool": ({"Bool": {"k": True}}, "k is true"),
    "BinaryEquals": ({"BinaryEquals": {"k": "QQ=="}}, 'k is "QQ=="'),
    "IpAddress": ({"IpAddress": {"k": "10.0.0.0/8"}}, 'k is in "10.0.0.0/8"'),
    "NotIpAddress": ({"NotIpAddress": {"k": "10.0.0.0/8"}}, 'k is not in "10.0.0.0/8"'),
    "ArnEquals": ({"ArnEquals": {"k": "arn:*:*:*:*:*"}}, 'k matches "arn:*:*:*:*:*"'),
    "ArnNotEquals": ({"ArnNotEquals": {"k": "arn:*:*:*:*:*"}}, 'k does not match "arn:*:*:*:*:*"'),
    "ArnLike": ({"ArnLike": {"k": "arn:*:*:*:*:*"}}, 'k matches "arn:*:*:*:*:*"'),
    "ArnNotLike": ({"ArnNotLike": {"k": "arn:*:*:*:*:*"}}, 'k does not match "arn:*:*:*:*:*"'),
    "COND-5 Null true": ({"Null": {"k": "true"}}, "k is missing"),
    "COND-5 Null false": ({"Null": {"k": "false"}}, "k is there"),
    "COND-4 IfExists": ({"StringEqualsIfExists": {"k": "a"}}, 'k is missing or k equals "a"'),
    "COND-10 ForAllValues": ({"ForAllValues:StringEquals": {"k": "a"}}, 'every value of k equals "a"'),
    "COND-11 ForAnyValue": ({"ForAnyValue:StringLike": {"k": "a"}}, 'a value of k matches "a"'),
    "GRAM-36 no value": ({"StringNotEquals": {"k": []}}, "k does not equal nothing"),
    "COND-1 several": (
        {"Bool": {"k": True}, "StringEquals": {"j": "a", "aws:username": "alice"}},
        'k is true and j equals "a"',
    ),
}

# the same for a Deny
OPPOSITES: dict[str, tuple[dict[str, Any], str]] = {
    "StringEquals": ({"StringEquals": {"k": "a"}}, 'k does not equal "a"'),
    "StringNotEquals": ({"StringNotEquals": {"k": "a"}}, 'k equals "a"'),
    "COND-5 Null": ({"Null": {"k": "true"}}, "k is there"),
    "COND-4 IfExists": ({"BoolIfExists": {"k": "false"}}, "k is there and k is not false"),
    "COND-10 ForAllValues": ({"ForAllValues:StringEquals": {"k": "a"}}, 'a value of k does not equal "a"'),
    "COND-11 ForAnyValue": ({"ForAnyValue:StringEquals": {"k": "a"}}, 'no value of k equals "a"'),
    "COND-1 several": (
        {"Bool": {"k": True}, "StringEquals": {"j": "a"}},
        'k is not true or j does not equal "a"',
    ),
}


@pytest.mark.parametrize(("condition", "sentence"), WORDS.values(), ids=WORDS)
def test_what_an_allow_waits_for(condition: dict[str, Any], sentence: str) -> None:
    decision = asked(pk.Policies([identity(may("s3:*", Condition=condition))]))
    assert decision.outcome is pk.Outcome.UNKNOWN
    assert str(decision.residual) == sentence


@pytest.mark.parametrize(("condition", "sentence"), OPPOSITES.values(), ids=OPPOSITES)
def test_what_a_deny_must_not_meet(condition: dict[str, Any], sentence: str) -> None:
    decision = asked(pk.Policies([identity(may("s3:*"), may_not("s3:*", Condition=condition))]))
    assert decision.outcome is pk.Outcome.UNKNOWN
    assert str(decision.residual) == sentence


def test_a_residual_as_data() -> None:
    decision = asked(
        pk.Policies(
            [
                identity(
                    may("s3:*", **when(StringEquals={"k": ["a", "b"]})),
                    may_not("s3:*", BUCKET + "/${aws:PrincipalTag/x}", **when(Bool={"j": True})),
                )
            ]
        )
    )
    assert decision.residual.to_dict() == {
        "all": [
            {"condition": {"StringEquals": {"k": ["a", "b"]}}},
            {
                "any": [
                    {"not": {"resource": {"Resource": [BUCKET + "/${aws:PrincipalTag/x}"]}}},
                    {"not": {"condition": {"Bool": {"j": ["true"]}}}},
                ]
            },
        ]
    }
    assert decision.to_dict()["residual"] == decision.residual.to_dict()


CLEAR: dict[str, tuple[pk.Policies, str, bool]] = {
    "allowed": (pk.Policies([identity(may("s3:*"))]), "always", True),
    "implicit deny": (pk.Policies(), "never", False),
    "explicit deny": (pk.Policies([identity(may_not("s3:*"))]), "never", False),
}


@pytest.mark.parametrize(("policies", "sentence", "always"), CLEAR.values(), ids=CLEAR)
def test_a_clear_decision_leaves_nothing_open(policies: pk.Policies, sentence: str, always: bool) -> None:
    decision = asked(policies)
    assert str(decision.residual) == sentence
    assert decision.residual.to_dict() == {"always": always}
    assert decision.residual.evaluate() is always
    assert decision.to_dict()["residual"] is None


# ── Resources and missing policies ───────────────────────────────────────────────────────────────────────────────────


def test_a_resource_with_a_variable_that_nobody_knows() -> None:
    """ARN-16."""
    pattern = BUCKET + "/${aws:PrincipalTag/dir}"
    decision = asked(pk.Policies([identity(may("s3:*", pattern))]))
    assert str(decision.residual) == f"{BUCKET}/q1 is among Resource {pattern}"
    assert decision.residual.evaluate({"aws:PrincipalTag/dir": "q1"})
    assert not decision.residual.evaluate({"aws:PrincipalTag/dir": "q2"})
    assert not decision.residual.evaluate()
    known = pk.User(cast.ALICE, tags={"dir": "q1"})
    assert asked(pk.Policies([identity(may("s3:*", pattern, **when(Bool={"k": True})))]), known).residual.to_dict() == {
        "condition": {"Bool": {"k": ["true"]}}
    }


L = pk.Layer
MISSING: dict[str, tuple[pk.Policies, str]] = {
    "EVAL-25 an identity policy": (
        pk.Policies(missing={L.IDENTITY: ("policy Old", "policy Older")}),
        "an Allow of policy Old or policy Older applies and no Deny of policy Old or policy Older applies",
    ),
    "EVAL-25 a boundary": (
        pk.Policies([identity(may())], missing={L.BOUNDARY: ("policy Limit",)}),
        "an Allow of policy Limit applies and no Deny of policy Limit applies",
    ),
    "EVAL-31 resource control policies only deny": (
        pk.Policies([identity(may())], missing={L.RESOURCE_CONTROL: ("the policies of r-ab12",)}),
        "no Deny of the policies of r-ab12 applies",
    ),
    "EVAL-11 a bucket policy could grant, or deny": (
        pk.Policies(missing={L.RESOURCE: ("the bucket policy",)}),
        "an Allow of the bucket policy applies and no Deny of the bucket policy applies",
    ),
    "EVAL-11 or only deny": (
        pk.Policies([identity(may())], missing={L.RESOURCE: ("the bucket policy",)}),
        "no Deny of the bucket policy applies",
    ),
}


@pytest.mark.parametrize(("policies", "sentence"), MISSING.values(), ids=MISSING)
def test_a_policy_that_is_missing_is_a_question_that_no_key_settles(policies: pk.Policies, sentence: str) -> None:
    decision = asked(policies)
    assert decision.outcome is pk.Outcome.UNKNOWN
    assert str(decision.residual) == sentence
    with pytest.raises(InvalidRequest) as caught:
        decision.residual.evaluate({"k": "v"})
    assert str(caught.value) == f"invalid context: it does not settle the question: {sentence}"


# ── A completed request is allowed if, and only if, it satisfies the residual ────────────────────────────────────────

IS_A, IS_B = when(StringEquals={"k": "a"}), when(**{"ForAnyValue:StringEquals": {"j": "b"}})
NOT_A = when(StringNotEquals={"k": "a"})
VALUES: tuple[Any, ...] = (None, "", "a", "b", ["a", "b"])
SCENES: dict[str, tuple[pk.Policies, Caller]] = {
    "an Allow": (pk.Policies([identity(may("s3:*", **IS_A))]), cast.USER),
    "two Allows": (pk.Policies([identity(may("s3:*", **IS_A), may("s3:*", **IS_B))]), cast.USER),
    "an Allow and a Deny": (pk.Policies([identity(may("s3:*", **NOT_A), may_not("s3:*", **IS_B))]), cast.USER),
    "a Deny and its opposite": (pk.Policies([identity(may("s3:*", **IS_A), may_not("s3:*", **IS_A))]), cast.USER),
    "a direct grant": (
        pk.Policies(
            [identity(may("s3:*", **IS_A))],
            resource=resource(trusts({"AWS": cast.ALICE}, "s3:*", Resource="*", **IS_B)),
        ),
        cast.USER,
    ),
    "a grant to the role, and limits": (
        pk.Policies(
            boundary=boundary(may("s3:*", **IS_A)),
            session=[session(may("s3:*", **IS_B))],
            scps=[[scp(may(**NOT_A), may("s3:*", **IS_B))]],
            resource=resource(trusts({"AWS": cast.CALLER}, "s3:*", Resource="*")),
        ),
        cast.ROLE_SESSION,
    ),
    "a missing key matters": (
        pk.Policies([identity(may("s3:*", **when(StringEqualsIfExists={"k": "a"}, Null={"j": "true"})))]),
        cast.USER,
    ),
    "several values": (
        pk.Policies([identity(may("s3:*", **when(**{"ForAllValues:StringLike": {"k": "a*"}})))]),
        cast.USER,
    ),
}


@pytest.mark.parametrize(("policies", "caller"), SCENES.values(), ids=SCENES)
def test_the_residual_is_exact(policies: pk.Policies, caller: Caller) -> None:
    open_decision = asked(policies, caller)
    for k, j in product(VALUES, VALUES):
        context = {key: value for key, value in (("k", k), ("j", j)) if value is not None}
        settled = asked(policies, caller, unknown=(), context=context)
        assert open_decision.residual.evaluate(context) is bool(settled), context


def test_documents_of_two_versions_ask_two_questions() -> None:
    """GRAM-12: the same text is a variable in one and plain text in the other."""
    same = when(StringEquals={"my:k": "${aws:username}"})
    old = pk.IdentityPolicy.from_dict(cast.document(may_not("s3:*", **same), version="2008-10-17"))
    decision = asked(pk.Policies([identity(may("s3:*", **same)), old]), unknown=["my:k"])
    assert decision.residual.evaluate({"my:k": "alice"})
    assert not decision.residual.evaluate({"my:k": "${aws:username}"})


def test_a_call_with_companions_needs_all_of_them() -> None:
    """ASSUME-40, ASSUME-49."""
    role = pk.Role(
        cast.TARGET,
        trust=trust(
            trusts({"AWS": cast.ALICE}, **when(StringEquals={"sts:ExternalId": "x1"})),
            trusts({"AWS": cast.ALICE}, "sts:TagSession", **when(IpAddress={"aws:SourceIp": "10.0.0.0/8"})),
        ),
    )
    decision = pk.can_assume(cast.USER, role, tags={"team": "a"}, unknown=pk.EVERYTHING)
    assert str(decision.residual) == 'sts:ExternalId equals "x1" and aws:SourceIp is in "10.0.0.0/8"'
    assert decision.residual.evaluate({"sts:ExternalId": "x1", "aws:SourceIp": "10.1.2.3"})
    assert not decision.residual.evaluate({"sts:ExternalId": "x1"})
