"""Each kind of caller: the exact trust policy, who is refused, and what else there is to know.

PRIN-2 to PRIN-9, ASSUME-60 to ASSUME-88; sources are in the docstrings of the kinds.
"""

import pickle
from copy import deepcopy
from dataclasses import replace
from typing import Any, get_args

import pytest

import policykit as pk
from policykit.build.trust import Federated, Guests, Persons, Signers
from tests.build.kinds import KINDS, Kind


def granted(kind: Kind, **more: Any) -> pk.Grant:
    grant: pk.Grant = pk.grant_assume(kind.who, kind.role, scope=kind.scope, **more)
    return grant


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_trust_policy_of_each_kind(kind: Kind) -> None:
    policy = pk.trust(kind.who, scope=kind.scope)
    assert policy.to_dict() == {"Version": "2012-10-17", "Statement": [kind.statement]}
    assert granted(kind).trust.to_json() == policy.to_json()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_proof_of_each_kind(kind: Kind) -> None:
    grant = granted(kind)
    halves = (
        ()
        if grant.identity is None
        else ("denied: the same without the identity-based policy", "denied: another role that trusts the same")
    )
    assert str(grant.prove()).splitlines() == [
        "allowed: the intended request",
        *(f"denied: {each}" for each in kind.strangers),
        *halves,
    ]
    assert all(check.holds and check.decision.reasons for check in grant.prove().checks)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_notes_of_each_kind(kind: Kind) -> None:
    grant = granted(kind)
    assert grant.notes[0] == f"trust policy: paste it into account {kind.role.arn.account}, as that of role Deploy"
    assert grant.notes[2:] == kind.notes
    word = "no identity-based policy is needed" if grant.identity is None else "identity-based policy: paste it into"
    assert grant.notes[1].startswith(word)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_intentions_are_values(kind: Kind) -> None:
    grant = granted(kind)
    for value in (kind.who, grant):
        twin = pickle.loads(pickle.dumps(value))
        assert twin == value == deepcopy(value)
        assert hash(twin) == hash(value)
        assert type(value).__name__ in repr(value)
    assert replace(kind.who) == kind.who


def test_every_kind_is_here() -> None:
    every = {each for union in (Persons, Signers, Federated, Guests) for each in get_args(union)} | {pk.AwsService}
    assert {type(each.who) for each in KINDS.values()} == every


def test_a_policy_says_nothing_that_could_be_a_variable() -> None:
    assert [name for name, kind in KINDS.items() if "$" in granted(kind).trust.to_json()] == []
