"""Laws of rewriting: parts, shorter spellings and unions of documents decide as the originals do."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import policykit as pk
from policykit.build.merge import merge
from policykit.build.minimal import STEPS, minimal
from policykit.build.split import split
from policykit.build.statements import with_statements
from policykit.evaluate.callers import assume_action
from policykit.strategies import assumptions, contexts, documents, requests

MARGIN = 100  # characters of a document besides its statements


@st.composite
def wordy(draw: DrawFn, kind: type[pk.PolicyDocument], about: pk.Request) -> Any:
    """A document with the statements of several, which speak of one request."""
    found = [draw(documents(kind, about=about)) for _ in range(draw(st.integers(1, 4)))]
    statements: list[dict[str, Any]] = []
    for number, each in enumerate(statement for document in found for statement in statements_of(document)):
        statements.append({**each, "Sid": f"{each['Sid']}Of{number}"} if each.get("Sid") else each)
    for _ in range(draw(st.integers(0, 2))):
        statements.extend(_variation(draw, statements))
    while len(json.dumps(statements)) > (kind.grammar.size.limit or 1 << 20) - MARGIN:
        statements.pop()
    version = {"Version": "2012-10-17"} if draw(st.booleans()) else {}
    return kind.from_dict({**version, "Statement": statements}, strict=False)


def _variation(draw: DrawFn, statements: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A statement once more, with an element of another one: often it can be united with one of both, or is covered."""
    one, other = draw(st.sampled_from(statements)), draw(st.sampled_from(statements))
    shared = sorted({"Action", "Resource", "Principal"} & set(one) & set(other))
    if shared and one["Effect"] == other["Effect"]:
        name = draw(st.sampled_from(shared))
        yield {**{member: value for member, value in one.items() if member != "Sid"}, name: other[name]}


def statements_of(document: pk.PolicyDocument) -> list[dict[str, Any]]:
    found = document.to_dict()["Statement"]
    return found if isinstance(found, list) else [found]


def asked_about(kind: type[pk.PolicyDocument]) -> SearchStrategy[tuple[pk.Request, Any]]:
    """A request, and a document that speaks of it; a trust policy speaks of roles to assume."""
    asked = assuming() if kind is pk.TrustPolicy else requests()
    return asked.flatmap(lambda request: st.tuples(st.just(request), wordy(kind, request)))


@st.composite
def assuming(draw: DrawFn) -> pk.Request:
    caller, role = draw(assumptions())
    return pk.Request(caller, assume_action(caller), role.arn, context=draw(contexts()), derive=False)


# --- minimal ----------------------------------------------------------------------------------------------------------

EVERYTHING = pk.IdentityPolicy.from_dict({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
LAYERS: dict[type[pk.PolicyDocument], Callable[[Any], pk.Policies]] = {
    pk.TrustPolicy: lambda policy: pk.Policies(resource=policy),
    pk.IdentityPolicy: lambda policy: pk.Policies([policy]),
    pk.PermissionsBoundary: lambda policy: pk.Policies([EVERYTHING], boundary=policy),
    pk.SessionPolicy: lambda policy: pk.Policies([EVERYTHING], session=[policy]),
    pk.ResourcePolicy: lambda policy: pk.Policies(resource=policy),
    pk.EndpointPolicy: lambda policy: pk.Policies([EVERYTHING], endpoint=policy),
    pk.ServiceControlPolicy: lambda policy: pk.Policies([EVERYTHING], scps=[[policy]]),
    pk.ResourceControlPolicy: lambda policy: pk.Policies([EVERYTHING], rcps=[[policy]]),
}
"""The policies of a request to which a document alone makes a difference."""


def decide_alike(kind: type[pk.PolicyDocument], one: pk.PolicyDocument, other: pk.PolicyDocument, *, of: Any) -> bool:
    return pk.authorize(of, LAYERS[kind](one)).outcome is pk.authorize(of, LAYERS[kind](other)).outcome


@pytest.mark.parametrize("kind", LAYERS)
def test_the_minimal_spelling_decides_alike(kind: type[pk.PolicyDocument]) -> None:
    """COND-2, PRIN-21, ARN-10, GRAM-4: whatever is asked."""

    @given(asked_about(kind), st.booleans(), st.data())
    def law(question: tuple[pk.Request, pk.PolicyDocument], drop_sids: bool, data: st.DataObject) -> None:
        request, policy = question
        shortest = minimal(policy, drop_sids=drop_sids)
        assert decide_alike(kind, policy, shortest, of=request)
        if kind is not pk.TrustPolicy:
            assert decide_alike(kind, policy, shortest, of=data.draw(requests(for_=policy)))

    law()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", LAYERS)
def test_each_step_decides_alike_and_never_lengthens(kind: type[pk.PolicyDocument], step: str) -> None:
    @settings(max_examples=settings().max_examples // 5)
    @given(asked_about(kind))
    def law(question: tuple[pk.Request, pk.PolicyDocument]) -> None:
        request, policy = question
        after = with_statements(policy, STEPS[step](policy), name=None)
        assert decide_alike(kind, policy, after, of=request)
        assert after.size <= policy.size

    law()


@pytest.mark.parametrize("kind", LAYERS)
def test_the_minimal_spelling_is_never_longer_and_has_nothing_left_to_shorten(kind: type[pk.PolicyDocument]) -> None:
    @given(asked_about(kind), st.booleans())
    def law(question: tuple[pk.Request, pk.PolicyDocument], drop_sids: bool) -> None:
        _, policy = question
        shortest = minimal(policy, drop_sids=drop_sids)
        assert shortest.size <= policy.size
        assert minimal(shortest, drop_sids=drop_sids) is shortest
        assert type(policy).from_json(shortest.to_json(), strict=False) == shortest

    law()


@pytest.mark.parametrize("kind", LAYERS)
def test_no_sid_is_lost_unless_all_are(kind: type[pk.PolicyDocument]) -> None:
    @given(asked_about(kind))
    def law(question: tuple[pk.Request, pk.PolicyDocument]) -> None:
        _, policy = question
        sids = sorted(each.sid for each in policy.statements if each.sid)
        assert sorted(each.sid for each in minimal(policy).statements if each.sid) == sids
        assert not any(each.sid for each in minimal(policy, drop_sids=True).statements)

    law()


# --- split ------------------------------------------------------------------------------------------------------------


def quotas(policy: pk.IdentityPolicy) -> SearchStrategy[int]:
    """Quotas that divide a policy, from the least that every part of it can fit."""
    return st.integers(least(policy), policy.size)


def least(policy: pk.IdentityPolicy) -> int:
    """The least quota for which there are parts; found by what the refusals say, which never promise too much."""
    quota = 1
    for needed in refusals(policy):
        assert quota < needed <= policy.size + SID_GROWTH
        quota = needed
    return quota


SID_GROWTH = 2  # digits that the Sid of a part has more


def refusals(policy: pk.IdentityPolicy) -> Iterator[int]:
    quota = 1
    while True:
        try:
            split(policy, quota)
        except pk.TooLarge as error:
            yield (quota := error.size)
        else:
            return


@given(asked_about(pk.IdentityPolicy), st.data())
def test_the_parts_decide_as_the_whole(question: tuple[pk.Request, pk.IdentityPolicy], data: st.DataObject) -> None:
    """EVAL-2, EVAL-5: identity-based policies are alternatives, and so are the entries of a list."""
    request, policy = question
    parts = split(policy, data.draw(quotas(policy)))
    other = data.draw(requests(for_=policy))
    for asked in (request, other):
        assert pk.authorize(asked, pk.Policies(parts)).outcome is pk.authorize(asked, pk.Policies([policy])).outcome


@given(asked_about(pk.IdentityPolicy), st.data())
def test_every_part_fits_and_is_a_sound_policy(
    question: tuple[pk.Request, pk.IdentityPolicy], data: st.DataObject
) -> None:
    """GRAM-39, GRAM-15, GRAM-16."""
    _, policy = question
    quota = data.draw(quotas(policy))
    parts = split(policy, quota)
    assert all(part.fits(quota) for part in parts)
    assert all(type(part).from_json(part.to_json(), strict=False) == part for part in parts)
    sids = [statement.sid for part in parts for statement in part.statements if statement.sid]
    assert len(sids) == len(set(sids))
    assert {each.sid for each in policy.statements if each.sid} <= set(sids)


@given(asked_about(pk.IdentityPolicy), st.data())
def test_the_same_policy_always_gives_the_same_parts(
    question: tuple[pk.Request, pk.IdentityPolicy], data: st.DataObject
) -> None:
    _, policy = question
    quota = data.draw(quotas(policy))
    again = pk.IdentityPolicy.from_json(policy.to_json(indent=2), strict=False)
    assert [part.to_json() for part in split(policy, quota)] == [part.to_json() for part in split(again, quota)]


@given(asked_about(pk.IdentityPolicy), st.data())
def test_no_two_neighbours_would_fit_together(
    question: tuple[pk.Request, pk.IdentityPolicy], data: st.DataObject
) -> None:
    """First fit: what is in a later part did not fit into an earlier one."""
    _, policy = question
    quota = data.draw(quotas(policy))
    sizes = [part.size for part in split(policy, quota)]
    frame = pk.IdentityPolicy.from_dict({**policy.to_dict(), "Statement": SHORTEST}).size - len(
        '{"Effect":"Deny","Action":"*","Resource":"*"}'
    )
    smallest, *others = sorted(sizes)
    assert all(smallest + other - frame + 3 > quota for other in others)  # a comma and brackets


SHORTEST = {"Effect": "Deny", "Action": "*", "Resource": "*"}


# --- merge ------------------------------------------------------------------------------------------------------------


def together(kind: type[pk.PolicyDocument], documents: list[Any]) -> pk.Policies:
    """The documents in the layer in which they are alternatives."""
    if kind is pk.IdentityPolicy:
        return pk.Policies(documents)
    return pk.Policies([EVERYTHING], scps=[documents])


@pytest.mark.parametrize("kind", [pk.IdentityPolicy, pk.ServiceControlPolicy])
def test_a_merged_document_decides_as_all_together(kind: type[pk.PolicyDocument]) -> None:
    """EVAL-2, EVAL-5, GRAM-12: unless merging is refused, because texts would become variables."""

    @given(requests(), st.data())
    def law(request: pk.Request, data: st.DataObject) -> None:
        parts = data.draw(st.lists(documents(kind, about=request), min_size=1, max_size=3))
        try:
            merged = merge(*parts, on_same_sid="rename")
        except pk.MergeConflict:
            assert len({part.uses_variables for part in parts}) == 2
            return
        expected = pk.authorize(request, together(kind, parts)).outcome
        assert pk.authorize(request, together(kind, [merged])).outcome is expected

    law()


@given(st.lists(documents(pk.IdentityPolicy), min_size=1, max_size=3))
def test_merging_again_changes_nothing(parts: list[pk.IdentityPolicy]) -> None:
    current = [part for part in parts if part.uses_variables] or parts
    merged = merge(*current, on_same_sid="rename")
    assert merge(merged, merged).to_json() == merged.to_json()
    assert merge(*current, *current, on_same_sid="rename").to_json() == merged.to_json()
