"""What an answer rests on, by layer, statement and Sid; and which outcomes meet an expectation."""

import pytest

import policykit as pk
from policykit.cases import Access, Assumption, Case, Expectation
from policykit.cases.expect import AS_EXPECTED
from policykit.cases.grounds import PARAMETERS, grounds, misnamed
from policykit.model.policy import KINDS

ROLE = "arn:aws:iam::111122223333:role/Deploy"
ALICE = "arn:aws:iam::111122223333:user/alice"


def trust(**changes: object) -> pk.TrustPolicy:
    statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"} | changes
    return pk.TrustPolicy.from_dict({"Version": "2012-10-17", "Statement": [statement]}, name="trust.json")


def policy(**changes: object) -> pk.IdentityPolicy:
    statement = {"Effect": "Allow", "Action": "sts:*", "Resource": "*"} | changes
    return pk.IdentityPolicy.from_dict({"Version": "2012-10-17", "Statement": [statement]}, name="policy.json")


def assumption(trusting: pk.TrustPolicy | None, *policies: pk.IdentityPolicy, **options: object) -> pk.Decision:
    return Assumption(pk.User(ALICE, policies=policies), pk.Role(ROLE, trust=trusting), options).ask()


ENDPOINT = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
GROUNDS = {
    "EVAL-18 allowed: the Allows that apply": (
        assumption(trust(Sid="Account"), policy(), policy(Action="s3:*")),
        {
            ("trust:Account", "trust:1", "trust", "trust.json, statement 1 (Account)", "trust.json, statement 1"),
            ("identity:1", "identity:1", "identity", "policy.json, statement 1", "policy.json, statement 1"),
        },
    ),
    "EVAL-3 explicit deny: the Denies that apply": (
        assumption(trust(), policy(), policy(Effect="Deny", Sid="Never")),
        {("identity:Never", "identity:1", "identity", "policy.json, statement 1 (Never)", "policy.json, statement 1")},
    ),
    "implicit deny: the layer that fails, and what comes near": (
        assumption(trust(Condition=ENDPOINT, Sid="Near"), policy()),
        {
            ("trust",),
            ("trust:Near", "trust:1", "trust", "trust.json, statement 1 (Near)", "trust.json, statement 1"),
        },
    ),
    "implicit deny: nothing comes near": (assumption(trust()), {("identity",)}),
    "unknown: the layer that lacks a policy": (assumption(None, policy()), {("trust",)}),
    "unknown: the statements that may apply": (
        assumption(trust(Condition=ENDPOINT), policy(), unknown=["aws:SourceVpce"]),
        {("trust:1", "trust:1", "trust", "trust.json, statement 1", "trust.json, statement 1")},
    ),
    "a Sid of digits is no number": (
        assumption(trust(Sid="7"), policy()),
        {
            ("trust:1", "trust", "trust.json, statement 1 (7)", "trust.json, statement 1"),
            ("identity:1", "identity", "policy.json, statement 1"),
        },
    ),
    "ASSUME-5 no policy decides": (Assumption(pk.RootUser("111122223333"), pk.Role(ROLE, trust=trust())).ask(), set()),
}


@pytest.mark.parametrize(("decision", "expected"), GROUNDS.values(), ids=GROUNDS)
def test_grounds(decision: pk.Decision, expected: set[tuple[str, ...]]) -> None:
    found = grounds(decision)
    assert len(found) == len(expected)
    assert {frozenset(each) for each in found} == {frozenset(each) for each in expected}
    assert {each[0] for each in found} == {each[0] for each in expected}


def test_a_policy_of_a_resource_is_no_trust_policy() -> None:
    """GRAM-25: the layer is called by the kind of its policy."""
    bucket = pk.ResourcePolicy.from_dict(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}
    )
    request = pk.Request(pk.Anonymous(), "s3:GetObject", "arn:aws:s3:::b/k", resource_account="111122223333")
    result = Case("x", Access(request, bucket), Expectation.ALLOW, ("resource:1",)).run()
    assert result
    assert not Case("x", Access(request, bucket), Expectation.ALLOW, ("trust:1",)).run()


def test_a_refused_parameter_is_the_ground() -> None:
    """ASSUME-30: a session name has at least two characters."""
    asked = Assumption(pk.User(ALICE), pk.Role(ROLE), {"session_name": "x"})
    result = Case("x", asked, Expectation.INVALID, ("session_name",)).run()
    assert result
    assert (result.outcome, result.grounds) == ("invalid", (("session_name",),))
    assert result.explain() == (
        "INVALID (AWS refuses it before it looks at policies)\n"
        "  invalid session_name: expected 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -, found 'x'"
    )
    other = Case("x", asked, Expectation.INVALID, ("mfa",)).run()
    assert not other
    assert other.unmet == ("mfa",)


def test_a_question_that_contradicts_itself_is_no_answer() -> None:
    """CTX-65: what follows from the call cannot be said otherwise."""
    asked = Assumption(pk.User(ALICE), pk.Role(ROLE), {"external_id": "x7", "context": {"sts:ExternalId": "x8"}})
    with pytest.raises(pk.InvalidRequest, match="sts:ExternalId is 'x7' for this request, found 'x8'"):
        Case("x", asked, Expectation.INVALID).run()


def test_every_expectation_says_which_outcomes_meet_it() -> None:
    assert list(AS_EXPECTED) == list(Expectation)
    assert {outcome for each in AS_EXPECTED.values() for outcome in each} == set(pk.Outcome)
    unsure = [each for each, outcomes in AS_EXPECTED.items() if pk.Outcome.UNKNOWN in outcomes]
    assert unsure == [Expectation.UNKNOWN]


@pytest.mark.parametrize("kind", KINDS)
def test_layers_are_called_as_kinds_of_policies(kind: str) -> None:
    for name in (kind, f"{kind}:1", f"{kind}:Sid", f"{kind}:a:b", "any document, statement 3 (Sid)"):
        assert misnamed(name, invalid=False) is None


@pytest.mark.parametrize("name", ["", "trust:", ":1", "Trust", "statement 1", *PARAMETERS])
def test_what_can_never_be_a_ground(name: str) -> None:
    assert misnamed(name, invalid=False)


@pytest.mark.parametrize("name", PARAMETERS)
def test_what_makes_a_call_invalid_is_a_parameter(name: str) -> None:
    assert misnamed(name, invalid=True) is None
    assert misnamed(f"{name}s", invalid=True)
