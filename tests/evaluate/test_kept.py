"""What is kept with requests, policies and decisions changes nothing about them: not their equality, hash or copies."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import policykit as pk
from policykit.evaluate.facts import PRESENT
from policykit.evaluate.layers import groups
from policykit.evaluate.standing import standing
from tests.evaluate import cast
from tests.evaluate.cast import A, identity, may, scp, trust, trusts

TAGGED = may("*", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": "team"}})
ORGANIZATION = pk.Organization("o-a1b2c3d4e5", management_account="999999999999", accounts={A: "o-a1b2c3d4e5/r-ab12/"})

COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
}


def policies() -> pk.Policies:
    """Policies of three layers, one of them not known."""
    return pk.Policies(
        identity=[identity(TAGGED)], scps=[[scp(may("*"))]], missing={pk.Layer.BOUNDARY: ("the boundary",)}
    )


def request(**others: Any) -> pk.Request:
    """A request that hangs on a value that nobody said."""
    return pk.Request(
        cast.USER, "ec2:RunInstances", "*", context={"aws:TagKeys": PRESENT}, organization=ORGANIZATION, **others
    )


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_copies_of_what_was_asked_are_equal_and_decide_alike(copied: Callable[[Any], Any]) -> None:
    asked, given = request(), policies()
    decision = pk.authorize(asked, given)
    assert decision.outcome is pk.Outcome.UNKNOWN
    again, others = copied(asked), copied(given)
    assert (again, others) == (asked, given)
    assert (hash(again), hash(others)) == (hash(asked), hash(given))
    assert pk.authorize(again, others).explain() == decision.explain()
    assert copied(decision).to_dict() == decision.to_dict()


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_copies_of_an_assumption_still_have_its_session(copied: Callable[[Any], Any]) -> None:
    role = pk.Role(cast.TARGET, trust=trust(trusts({"AWS": cast.ALICE}, "sts:AssumeRole")))
    decision = pk.can_assume(cast.USER, role)
    assert decision.session is not None
    again = copied(decision)
    assert again.session == decision.session
    assert again.explain() == decision.explain()


@pytest.mark.parametrize(
    "value", [request, policies, lambda: copy.deepcopy(ORGANIZATION)], ids=["request", "policies", "organization"]
)
def test_equal_values_have_one_hash(value: Callable[[], object]) -> None:
    first, second = value(), value()
    assert first == second
    assert len({first, second}) == 1


def test_what_is_missing_cannot_be_changed_afterwards() -> None:
    missing = {pk.Layer.IDENTITY: ("a policy of alice",)}
    given = pk.Policies(missing=missing)
    missing.clear()
    assert pk.authorize(pk.Request(cast.USER, "ec2:RunInstances", "*"), given).outcome is pk.Outcome.UNKNOWN


def test_parameters_cannot_be_changed_afterwards() -> None:
    parameters = {"sts:rolesessionname": ("sess",)}
    asked = request(parameters=parameters)
    parameters["sts:rolesessionname"] = ("other",)
    assert asked.lookup("sts:rolesessionname") == ("sess",)


def test_functions_with_equal_keys_keep_results_of_their_own() -> None:
    """A named tuple equals the plain tuple of its parts."""
    given, scope = policies(), standing(request()).scope
    assert given.once(tuple(scope), lambda _policies, key: len(key)) == len(scope)
    assert [group.layer for group in groups(scope, given)] == [
        pk.Layer.SERVICE_CONTROL,
        pk.Layer.IDENTITY,
        pk.Layer.BOUNDARY,
    ]


def test_policies_keep_a_thousand_results_and_work_the_others_out_again() -> None:
    given, calls = policies(), []

    def double(_policies: pk.Policies, number: int) -> int:
        calls.append(number)
        return number * 2

    numbers = range(1100)
    for _ in range(2):
        assert [given.once(number, double) for number in numbers] == [number * 2 for number in numbers]
    assert len(calls) == 1100 + (1100 - 1024)
