"""Laws of policies that are written from intentions, and of documents that are revised."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policykit as pk
from policykit.build.level import Person
from policykit.build.trust import trustee_of
from policykit.evaluate.callers import Caller, assume_action
from policykit.evaluate.conditions import Values, compile_condition
from policykit.evaluate.truth import TRUE, Truth
from policykit.model.action import COMPANION_ACTIONS
from policykit.model.condition import Condition, ConditionOperator, SetPrefix
from policykit.model.conjunction import Tests, conjoined
from policykit.strategies import Intention, assumptions, conditions, contexts, intentions, requirements

ALLOWED = pk.Outcome.ALLOWED
EVERYTHING_ALLOWED = pk.IdentityPolicy.from_json(
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
)
SIGNERS = [pk.User, pk.UserSession, pk.RoleSession]


# --- grants -----------------------------------------------------------------------------------------------------------


def granted(intention: Intention) -> pk.Grant:
    grant_any: Callable[..., pk.Grant] = pk.grant_assume  # whoever it is
    return grant_any(intention.caller, intention.role, require=intention.require, scope=intention.scope)


def as_stored(intention: Intention) -> tuple[Caller, pk.Role, dict[str, Any]]:
    """The intended request, to a role and from a caller whose policies were read from the text that was written."""
    grant = granted(intention)
    part = trustee_of(intention.caller, intention.scope).cast(intention.role.arn).intended
    held = () if grant.identity is None else (pk.IdentityPolicy.from_json(grant.identity.to_json()),)
    part = intention.require.met_by(part).holding(*held)
    return (
        part.caller,
        replace(intention.role, trust=pk.TrustPolicy.from_json(grant.trust.to_json())),
        {**part.parameters},
    )


def brought(caller: Caller, parameters: Mapping[str, Any], **changed: Any) -> tuple[Caller, dict[str, Any]]:
    """Tags and source identity of bearers of tokens come with the token."""
    if isinstance(caller, pk.WebIdentity | pk.SamlIdentity):
        names = {"transitive_tag_keys": "transitive_tags"}
        return replace(caller, **{names.get(name, name): value for name, value in changed.items()}), {**parameters}
    return caller, {**parameters, **changed}


def in_context(parameters: Mapping[str, Any], **changed: str | None) -> dict[str, Any]:
    facts = {**parameters["context"], **{f"aws:{key}": value for key, value in changed.items()}}
    return {**parameters, "context": {key: value for key, value in facts.items() if value is not None}}


def broken(name: str, require: pk.Require[Any], caller: Caller, said: dict[str, Any]) -> Iterator[tuple[Caller, Any]]:
    """Requests that differ from one that meets all requirements in one of them."""
    match name:
        case "external_id":
            yield caller, {**said, "external_id": None}
            yield caller, {**said, "external_id": f"{require.external_id}x"}
            yield caller, {**said, "external_id": str(require.external_id).swapcase()}
        case "mfa":
            yield caller, {**said, "mfa": None}
            yield caller, {**said, "mfa": False}
            if isinstance(caller, pk.User):
                yield pk.UserSession(caller), {**said, "mfa": None}
        case "mfa_max_age_seconds":
            assert isinstance(caller, pk.User)
            assert require.mfa_max_age_seconds is not None
            age = require.mfa_max_age_seconds + 1
            yield pk.UserSession(caller, mfa=True, mfa_age_seconds=age), {**said, "mfa": None}
        case "source_identity":
            yield brought(caller, said, source_identity=None)
            yield brought(caller, said, source_identity="somebody-else")
        case "session_name":
            yield caller, {**said, "session_name": "something-else"}
        case "session_tags":
            assert require.session_tags is not None
            tags = dict(require.session_tags)
            none: tuple[str, ...] = ()
            yield brought(caller, said, tags={}, transitive_tag_keys=none)
            yield brought(caller, said, tags={**tags, "more": ""})
            for key, value in tags.items():
                yield brought(caller, said, tags={**tags, key: f"{value}x"})
                rest = {each: tags[each] for each in tags if each != key}
                yield brought(caller, said, tags=rest, transitive_tag_keys=none)
        case "transitive_tags":
            yield brought(caller, said, transitive_tag_keys=())
        case "organization":
            yield caller, {**said, "organization": None}
        case "source_ip":
            yield caller, in_context(said, SourceIp="8.8.8.8")
            yield caller, in_context(said, SourceIp=None)
        case "source_vpc":
            yield caller, in_context(said, SourceVpc="vpc-ffffffff")
            yield caller, in_context(said, SourceVpc=None)
        case "not_before":
            yield caller, in_context(said, CurrentTime="2000-01-01T00:00:00Z")
        case "not_after":
            yield caller, in_context(said, CurrentTime="2100-01-01T00:00:00Z")
        case _:
            raise AssertionError(name)


@given(intentions())
def test_whatever_can_be_granted_is_proved(intention: Intention) -> None:
    grant = granted(intention)
    assert grant.prove().checks[0].decision.outcome is ALLOWED
    assert all(check.holds for check in grant.prove().checks)
    assert (grant.trust.size <= 2048, grant.trust == granted(intention).trust) == (True, True)


@given(intentions())
def test_every_requirement_that_was_given_is_in_the_text_that_was_written(intention: Intention) -> None:
    """What meets all of them is allowed; what breaks any one of them is denied."""
    caller, role, said = as_stored(intention)
    assert pk.can_assume(caller, role, **said).outcome is ALLOWED
    for name in intention.require.requirements:
        for other, changed in broken(name, intention.require, caller, said):
            assert not pk.can_assume(other, role, **changed), name


@given(intentions(), st.data())
def test_a_grant_with_one_more_requirement_is_the_grant_of_both(intention: Intention, data: st.DataObject) -> None:
    level = trustee_of(intention.caller, intention.scope).level
    more = data.draw(requirements(level))
    try:
        both = intention.require & more
    except (pk.MergeConflict, pk.IntentError) as refused:
        with pytest.raises(type(refused)):
            granted(intention).requiring(more)
    else:
        assert granted(intention).requiring(more).trust == granted(intention._replace(require=both)).trust
        assert {**both.requirements}.keys() == intention.require.requirements.keys() | more.requirements.keys()


# --- conjunction ------------------------------------------------------------------------------------------------------


def holds(element: Tests, context: Mapping[str, Values]) -> Truth:
    truth = TRUE
    for operator, tests in element.items():
        for key, values in tests.items():
            condition = Condition(ConditionOperator.parse(operator), key, tuple(values))
            truth &= compile_condition(condition, variables=True)(context.get)
    return truth


@given(conditions(), st.lists(conditions(), max_size=2), contexts(), st.data())
def test_what_is_conjoined_holds_when_both_hold(
    one: Condition, others: list[Condition], context: dict[str, Any], data: st.DataObject
) -> None:
    """Never else; for keys of one value, always then."""
    values = data.draw(st.lists(st.sampled_from([*one.values, "red"]), max_size=3))
    first: Tests = {str(one.operator): {one.key: one.values}}
    try:
        both = conjoined(*({str(each.operator): {each.key: each.values}} for each in others))
        second = conjoined(both, {str(one.operator): {one.key.lower(): values}})
        merged = conjoined(first, second)
    except pk.MergeConflict:
        return
    given_values = {
        key.casefold(): tuple(map(str, value if isinstance(value, tuple) else (value,)))
        for key, value in context.items()
    }
    wanted = holds(first, given_values) & holds(second, given_values)
    if holds(merged, given_values) is TRUE:
        assert wanted is TRUE
    if all(len(each) == 1 for each in given_values.values()):
        assert (holds(merged, given_values) is TRUE) is (wanted is TRUE)


BASES = ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike")
OPERATORS = [
    ConditionOperator(base, prefix, if_exists=if_exists)
    for base in (*BASES, "StringNotLike")
    for prefix in (None, *SetPrefix)
    for if_exists in (False, True)
]
LISTS = [(), *chain.from_iterable(combinations(("a", "A", "b", "a*"), size) for size in (1, 2, 3))]
GIVEN: list[Values] = [
    None,
    ("",),
    *((each,) for each in ("a", "A", "b", "ab", "a*")),
    ("a", "b"),
    ("a", "A"),
    ("b", "ab"),
]


@pytest.mark.parametrize("operator", OPERATORS, ids=str)
def test_what_is_conjoined_holds_when_both_hold_for_all_small_lists(operator: ConditionOperator) -> None:
    merged_pairs = 0
    for first in LISTS:
        for second in LISTS:
            one, two = ({str(operator): {"k": each}} for each in (first, second))
            try:
                merged = conjoined(one, two)
            except pk.MergeConflict:
                continue
            merged_pairs += first != second
            for values in GIVEN:
                wanted = holds(one, {"k": values}) & holds(two, {"k": values})
                found = holds(merged, {"k": values})
                if isinstance(values, tuple) and len(values) > 1:
                    assert found is not TRUE or wanted is TRUE, (first, second, values)
                else:
                    assert found is wanted, (first, second, values)
    assert merged_pairs > len(LISTS)


# --- revision ---------------------------------------------------------------------------------------------------------


def trusts(trust: pk.TrustPolicy, caller: Caller, role: pk.Role, context: Mapping[str, Any], action: str = "") -> bool:
    """Whether the trust policy lets the caller do that, whose own policies allow everything."""
    request = asked(caller, role, context, action)
    return pk.authorize(request, pk.Policies([EVERYTHING_ALLOWED], resource=trust)).outcome is ALLOWED


def asked(caller: Caller, role: pk.Role, context: Mapping[str, Any], action: str = "") -> pk.Request:
    """The request, with what does not follow from it by itself."""
    plain = pk.Request(caller, action or assume_action(caller), role.arn)
    said = {key: value for key, value in context.items() if not isinstance(plain.lookup(key.casefold()), tuple)}
    return plain.completed(said)


def trust_of(role: pk.Role) -> pk.TrustPolicy:
    assert role.trust is not None
    return role.trust


def meeting(require: pk.Require[Any]) -> dict[str, Any]:
    """What a request says that satisfies everything."""
    tests = [test for block in require.conditions.values() for test in block.items()]
    first = {key: next(iter(values)).removesuffix("/32").replace(".0/24", ".7") for key, values in tests}
    return {**first, "aws:TagKeys": tuple(require.session_tags or ())}


@given(assumptions(SIGNERS), requirements(Person), contexts(), st.booleans())
def test_what_is_required_narrows_to_the_requests_that_satisfy_it(
    question: tuple[Caller, pk.Role], require: pk.Require[Any], context: dict[str, Any], meets: bool
) -> None:
    """Nothing is allowed that was not; for keys of one value, all that was and that satisfies it still is."""
    caller, role = question
    context = {**context, **meeting(require)} if meets else context
    before = trust_of(role)
    try:
        after = before.requiring(require)
    except pk.BuildError:
        return
    request = asked(caller, role, context)
    elements = {key: request.lookup(key.casefold()) for tests in require.conditions.values() for key in tests}
    satisfied = holds(require.conditions, {key.casefold(): values for key, values in elements.items()}) is TRUE
    allowed = trusts(before, caller, role, context)
    if trusts(after, caller, role, context):
        assert allowed
        assert satisfied
    if all(not isinstance(each, tuple) or len(each) == 1 for each in elements.values()):
        assert trusts(after, caller, role, context) is (allowed and satisfied)


ALICE, DEPLOY = pk.User("arn:aws:iam::111122223333:user/alice"), pk.Role("arn:aws:iam::111122223333:role/Deploy")
TESTS: dict[str, Any] = {
    "sts:ExternalId": "acme-42",
    "sts:RoleSessionName": "build-42",
    "aws:SourceIp": "192.0.2.1",
}


@st.composite
def with_companions(draw: st.DrawFn) -> pk.TrustPolicy:
    """Trust policies whose statements list companions too, with conditions of all kinds."""
    statements = []
    for _ in range(draw(st.integers(1, 3))):
        actions = {"sts:AssumeRole"} | draw(st.sets(st.sampled_from(["sts:TagSession", "sts:Set*"])))
        keys = draw(st.sets(st.sampled_from([*TESTS])))
        told = {"Condition": {"StringEquals": {key: TESTS[key] for key in sorted(keys)}}} if keys else {}
        statements.append({"Effect": "Allow", "Principal": {"AWS": str(ALICE.arn)}, "Action": sorted(actions), **told})
    return pk.TrustPolicy.from_dict({"Version": "2012-10-17", "Statement": statements})


@given(with_companions(), requirements(Person), st.sets(st.sampled_from([*TESTS])))
def test_no_companion_is_allowed_to_more_requests_unless_it_is_required(
    before: pk.TrustPolicy, require: pk.Require[Any], said: set[str]
) -> None:
    """ASSUME-49: what is split keeps its conditions."""
    try:
        after = before.requiring(require)
    except pk.BuildError:
        return
    context = {**meeting(require), **{key: TESTS[key] for key in said}}
    for action in COMPANION_ACTIONS:
        if action not in require.companions and trusts(after, ALICE, DEPLOY, context, action):
            assert trusts(before, ALICE, DEPLOY, context, action)


def entity(caller: Caller) -> Any:
    return caller.user if isinstance(caller, pk.UserSession) else caller


@given(
    assumptions(SIGNERS), assumptions(SIGNERS), st.sampled_from(["principal", "condition"]), contexts(), st.booleans()
)
def test_who_is_narrowed_to_is_let_in_as_before_and_nobody_else(
    question: tuple[Caller, pk.Role],
    other: tuple[Caller, pk.Role],
    by: Any,
    context: dict[str, Any],
    as_role: bool,
) -> None:
    caller, role = question
    meant = entity(caller)
    if as_role and isinstance(meant, pk.RoleSession):
        meant = meant.role
    before = trust_of(role)
    try:
        after = before.narrowed_to(meant, by=by)
    except pk.BuildError:
        return
    assert trusts(after, caller, role, context) is trusts(before, caller, role, context)
    stranger = other[0]
    included = entity(stranger).arn == meant.arn or (
        isinstance(meant, pk.Role) and isinstance(stranger, pk.RoleSession) and stranger.arn.is_session_of(meant.arn)
    )
    if not included:
        assert not trusts(after, stranger, role, context)
