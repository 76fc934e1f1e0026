"""Changes of one document by copy: a Sid, one more requirement, a narrower principal."""

from dataclasses import dataclass
from typing import Any

import pytest

import policykit as pk
from policykit.model.arn import Arn
from policykit.model.conjunction import Tests
from policykit.model.principal import Principal

A, B = "111122223333", "444455556666"
ROOT, OTHER_ROOT = f"arn:aws:iam::{A}:root", f"arn:aws:iam::{B}:root"
ALICE = pk.User(f"arn:aws:iam::{A}:user/alice")
BUILD = pk.Role(f"arn:aws:iam::{A}:role/ci/Build")
SESSION = pk.RoleSession(BUILD, "nightly")
DENY = {"Sid": "No", "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:*"}
JSON = dict[str, Any]


@dataclass(frozen=True)
class Demand:
    conditions: Tests
    companions: tuple[str, ...] = ()

    def check_principal(self, principal: Principal) -> None:
        """Everybody can meet it."""


EXTERNAL = Demand({"StringEquals": {"sts:ExternalId": ["acme-42"]}})
MFA = Demand({"Bool": {"aws:MultiFactorAuthPresent": ["true"]}})
TAGGED = Demand({"StringEquals": {"aws:RequestTag/team": ["red"]}}, ("sts:TagSession",))
USERNAME = Demand({"StringEquals": {"sts:RoleSessionName": ["${aws:username}"]}})


def allow(principal: Any = None, action: Any = "sts:AssumeRole", **more: Any) -> JSON:
    sid = {"Sid": more.pop("Sid")} if "Sid" in more else {}
    return {**sid, "Effect": "Allow", "Principal": principal or {"AWS": ROOT}, "Action": action, **more}


def trust(*statements: JSON, version: str = "2012-10-17") -> pk.TrustPolicy:
    return pk.TrustPolicy.from_dict({"Version": version, "Statement": [*statements]})


def statements(policy: pk.PolicyDocument) -> list[JSON]:
    document: Any = policy.to_dict()
    found: list[JSON] = document["Statement"]
    return found


# --- Sids -------------------------------------------------------------------------------------------------------------


def test_one_sid_for_a_document() -> None:
    """GRAM-15: unique; numbers from the second statement on."""
    named = trust(allow(Sid="Old"), DENY, allow({"AWS": OTHER_ROOT})).with_sid("New")
    assert [each["Sid"] for each in statements(named)] == ["New", "New2", "New3"]
    assert {name: value for name, value in statements(named)[1].items() if name != "Sid"} == {
        name: value for name, value in DENY.items() if name != "Sid"
    }


@pytest.mark.parametrize("sid", ["", "for us", "a-b", "é", "a\n", "*"])
def test_a_sid_of_other_characters_is_refused(sid: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        trust(allow()).with_sid(sid)
    assert str(caught.value) == f"invalid sid: expected letters and digits (A-Z, a-z, 0-9), found {sid!r}"


# --- requiring --------------------------------------------------------------------------------------------------------

SHARED = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
OWN = {"StringEquals": {"sts:ExternalId": "acme-42"}}
BOTH = ["sts:AssumeRole", "sts:TagSession"]
REVISED: dict[str, tuple[list[JSON], Demand, list[JSON]]] = {
    "a condition": ([allow()], MFA, [allow(Condition=SHARED)]),
    "a condition beside another": (
        [allow(Condition=OWN)],
        MFA,
        [allow(Condition={**OWN, **SHARED})],
    ),
    "a condition that is there": ([allow(Condition=OWN)], EXTERNAL, [allow(Condition=OWN)]),
    "a companion (ASSUME-40)": (
        [allow()],
        TAGGED,
        [allow(action=BOTH, Condition={"StringEquals": {"aws:RequestTag/team": "red"}})],
    ),
    "a companion that is covered": (
        [allow(action="sts:*")],
        TAGGED,
        [allow(action="sts:*", Condition={"StringEquals": {"aws:RequestTag/team": "red"}})],
    ),
    "an action apart from its companion (ASSUME-49)": (
        [allow(action=BOTH)],
        EXTERNAL,
        [allow(Condition=OWN), allow(action="sts:TagSession")],
    ),
    "the companion keeps what it had": (
        [allow(action=BOTH, Condition=OWN)],
        USERNAME,
        [
            allow(Condition={"StringEquals": {"sts:ExternalId": "acme-42", "sts:RoleSessionName": "${aws:username}"}}),
            allow(action="sts:TagSession", Condition=OWN),
        ],
    ),
    "a condition on both that needs no split": (
        [allow(action=BOTH, Condition=OWN)],
        MFA,
        [allow(action=BOTH, Condition={**OWN, **SHARED})],
    ),
    "Sids of what is split": (
        [allow(action=BOTH, Sid="Acme"), allow({"AWS": OTHER_ROOT}, Sid="Acme2"), allow(action=BOTH, Sid="Acme3")],
        EXTERNAL,
        [
            allow(Sid="Acme", Condition=OWN),
            allow(action="sts:TagSession", Sid="Acme4"),
            allow({"AWS": OTHER_ROOT}, Sid="Acme2", Condition=OWN),
            allow(Sid="Acme3", Condition=OWN),
            allow(action="sts:TagSession", Sid="Acme32"),
        ],
    ),
    "a wildcard that covers assuming and companions is not split": (
        [allow(action=["sts:*"])],
        EXTERNAL,
        [allow(action="sts:*", Condition=OWN)],
    ),
    "a statement of companions alone": (
        [allow(), allow(action="sts:TagSession")],
        Demand({**EXTERNAL.conditions, **MFA.conditions}),
        [allow(Condition={**OWN, **SHARED}), allow(action="sts:TagSession", Condition=SHARED)],
    ),
    "a Deny stays": ([DENY, allow()], MFA, [DENY, allow(Condition=SHARED)]),
    "nothing": ([allow()], Demand({}), [allow()]),
}


@pytest.mark.parametrize(("before", "demand", "after"), REVISED.values(), ids=REVISED)
def test_what_is_required_stands_in_each_statement(before: list[JSON], demand: Demand, after: list[JSON]) -> None:
    policy = trust(*before)
    assert statements(policy.requiring(demand)) == after
    assert statements(policy) == before  # a copy was changed


def test_an_identity_policy_can_require_too() -> None:
    policy = pk.allow_assume(BUILD).requiring(MFA)
    assert statements(policy) == [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": str(BUILD.arn), "Condition": SHARED}
    ]


def test_strictness_and_name_are_kept() -> None:
    policy = pk.TrustPolicy.from_json(trust(allow()).to_json(), strict=False, name="trust.json")
    assert (policy.requiring(MFA).strict, policy.requiring(MFA).name) == (False, "trust.json")


@pytest.mark.parametrize(
    ("policy", "demand", "error", "message"),
    [
        (
            trust(DENY),
            MFA,
            pk.IntentError,
            "invalid policy: expected a statement that allows sts:AssumeRole or one of its twins, found none",
        ),
        (
            pk.IdentityPolicy.from_dict({"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}),
            MFA,
            pk.IntentError,
            "invalid policy: NotAction cannot be narrowed: list the actions that are meant",
        ),
        (
            trust(allow(Condition=OWN)),
            Demand({"StringEquals": {"sts:ExternalId": ["acme-43"]}}),
            pk.MergeConflict,
            "conflict at StringEquals sts:ExternalId: one part wants 'acme-42', the other 'acme-43': no request "
            "satisfies both, or no list of values says so. Keep one of the two",
        ),
        (
            trust(allow(), version="2008-10-17"),
            USERNAME,
            pk.IntentError,
            "invalid policy: its version knows no variables, so ${aws:username} would be text: write it in 2012-10-17",
        ),
    ],
)
def test_what_cannot_be_required(
    policy: pk.TrustPolicy | pk.IdentityPolicy, demand: Demand, error: type, message: str
) -> None:
    with pytest.raises(error) as caught:
        policy.requiring(demand)
    assert str(caught.value) == message


def test_an_older_version_takes_what_needs_no_variable() -> None:
    """GRAM-12."""
    assert trust(allow(), version="2008-10-17").requiring(MFA).version == "2008-10-17"


def test_a_document_does_not_grow_beyond_what_is_stored() -> None:
    """GRAM-23."""
    many = Demand({"IpAddress": {"aws:SourceIp": [f"198.51.{number}.0/24" for number in range(255)]}})
    wide = pk.trust(pk.Account(A), require=pk.Require(source_vpc=[f"vpc-{n:08x}" for n in range(300)]), quota=8192)
    with pytest.raises(pk.TooLarge) as caught:
        wide.requiring(many)
    assert caught.value.limit == 8192
    assert caught.value.size > 8192


# --- narrowing --------------------------------------------------------------------------------------------------------

NAMED = {"AWS": str(ALICE.arn)}
ARN = {"ArnEquals": {"aws:PrincipalArn": str(ALICE.arn)}}


def test_narrowed_by_principal() -> None:
    """PRIN-31: Deny statements stay, conditions too."""
    policy = trust(DENY, allow({"AWS": [ROOT, OTHER_ROOT]}, Condition=SHARED), allow({"AWS": "*"}))
    assert statements(policy.narrowed_to(ALICE, by="principal")) == [DENY, allow(NAMED, Condition=SHARED), allow(NAMED)]


def test_narrowed_by_condition() -> None:
    """ASSUME-14: the account still delegates; who else is in the Principal is left out."""
    policy = trust(DENY, allow({"AWS": [OTHER_ROOT, ROOT]}, Condition=SHARED), allow({"AWS": "*"}))
    assert statements(policy.narrowed_to(ALICE, by="condition")) == [
        DENY,
        allow(Condition={**SHARED, **ARN}),
        allow({"AWS": "*"}, Condition=ARN),
    ]


@pytest.mark.parametrize(
    ("principal", "who"),
    [(ROOT, BUILD), (ROOT, SESSION), (str(BUILD.arn), SESSION), (str(BUILD.arn), BUILD), (str(SESSION.arn), SESSION)],
)
def test_who_is_included(principal: str, who: Any) -> None:
    assert statements(trust(allow({"AWS": principal})).narrowed_to(who, by="principal")) == [
        allow({"AWS": str(who.arn)})
    ]


@pytest.mark.parametrize(
    ("statement", "who", "by", "message"),
    [
        (
            allow({"AWS": OTHER_ROOT}),
            ALICE,
            "principal",
            f"invalid user: statement 1 trusts {OTHER_ROOT}, which does not include {ALICE.arn}",
        ),
        (
            allow({"AWS": str(SESSION.arn)}),
            BUILD,
            "principal",
            f"invalid user: statement 1 trusts {SESSION.arn}, which does not include {BUILD.arn}",
        ),
        (
            allow({"Service": "ec2.amazonaws.com"}),
            ALICE,
            "condition",
            f"invalid user: statement 1 trusts ec2.amazonaws.com, which does not include {ALICE.arn}",
        ),
        (
            allow({"AWS": ROOT.replace("aws", "aws-cn")}),
            ALICE,
            "principal",
            f"invalid user: statement 1 trusts arn:aws-cn:iam::{A}:root, which does not include {ALICE.arn}",
        ),
        (
            allow(),
            ALICE,
            "arn",
            "invalid by: expected 'principal' or 'condition', found 'arn'",
        ),
        (allow(), pk.Account(A), "principal", "invalid user: expected a User, Role or RoleSession, found Account"),
        (allow(), str(ALICE.arn), "principal", "invalid user: expected a User, Role or RoleSession, found str"),
        (
            allow(),
            SESSION,
            "condition",
            "invalid by: aws:PrincipalArn shows the role of a session, not the session: use by='principal'",
        ),
        (
            allow(),
            pk.User(f"arn:aws:iam::{A}:user/*/alice"),
            "condition",
            f"invalid user: the path of arn:aws:iam::{A}:user/*/alice would make it a pattern, or a variable: name "
            "somebody else",
        ),
    ],
)
def test_who_cannot_be_narrowed_to(statement: JSON, who: Any, by: Any, message: str) -> None:
    with pytest.raises(pk.IntentError) as caught:
        trust(statement).narrowed_to(who, by=by)
    assert str(caught.value) == message


def test_a_statement_that_says_whom_it_does_not_mean_is_not_narrowed() -> None:
    policy = pk.TrustPolicy.from_dict(
        {"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": OTHER_ROOT}, "Action": "sts:AssumeRole"}},
        strict=False,
    )
    with pytest.raises(pk.IntentError) as caught:
        policy.narrowed_to(ALICE, by="principal")
    assert str(caught.value) == (
        "invalid policy: statement 1 says whom it does not mean: only a Principal can be narrowed"
    )


def test_a_statement_that_tests_the_caller_already_keeps_its_test() -> None:
    assert statements(trust(allow(Condition=ARN)).narrowed_to(ALICE, by="condition")) == [allow(Condition=ARN)]
    bob = {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{A}:user/bob"}}
    with pytest.raises(pk.MergeConflict):
        trust(allow(Condition=bob)).narrowed_to(ALICE, by="condition")


def test_whatever_has_an_arn_can_be_meant() -> None:
    @dataclass(frozen=True)
    class Row:
        arn: Any

    assert statements(trust(allow()).narrowed_to(Row(ALICE.arn), by="principal")) == [allow(NAMED)]
    with pytest.raises(pk.IntentError, match="found Row"):
        trust(allow()).narrowed_to(Row(Arn.parse("arn:aws:s3:::acme")), by="principal")
