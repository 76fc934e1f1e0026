"""Laws of decisions: how outcomes change, and do not change, with the policies and with the way they are written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import policykit as pk
from policykit.evaluate.callers import Caller
from policykit.evaluate.naming import Grant
from policykit.evaluate.results import LayerResult
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN
from policykit.strategies import (
    arn_patterns,
    assumptions,
    callers,
    contexts,
    documents,
    policies,
    requests,
    roles,
    session_policies,
    spellings,
    trust_policies,
    users,
)

_D = TypeVar("_D", bound=pk.PolicyDocument)
ALLOWED, IMPLICIT, EXPLICIT = pk.Outcome.ALLOWED, pk.Outcome.IMPLICIT_DENY, pk.Outcome.EXPLICIT_DENY
RANK = {EXPLICIT: 0, IMPLICIT: 0, pk.Outcome.UNKNOWN: 1, ALLOWED: 2}
IN_ACCOUNTS = [pk.User, pk.UserSession, pk.RoleSession, pk.FederatedUser, pk.RootUser]
ASSUMING = [pk.User, pk.UserSession, pk.RoleSession, pk.AwsService]
QUESTIONS = requests().flatmap(lambda request: st.tuples(st.just(request), policies(request)))


def asked_by(kinds: Sequence[type]) -> SearchStrategy[tuple[pk.Request, pk.Policies]]:
    return requests(kinds).flatmap(lambda request: st.tuples(st.just(request), policies(request)))


def outcome(request: pk.Request, given_policies: pk.Policies) -> pk.Outcome:
    return pk.authorize(request, given_policies).outcome


def is_exempt(request: pk.Request) -> bool:
    """Whether policies have no say: EVAL-44."""
    return type(request.caller) in IN_ACCOUNTS and request.action.lower() == "sts:getcalleridentity"


def is_settled(request: pk.Request) -> bool:
    """Whether policies have no say, because anybody may ask or because such a caller may not (EVAL-44, ASSUME-8)."""
    return is_exempt(request) or pk.authorize(request, pk.Policies()).answers[0].ineligible is not None


def changed(given_policies: pk.Policies, **fields: Any) -> pk.Policies:
    """The policies with some layers replaced."""
    names = ("identity", "boundary", "session", "scps", "rcps", "resource", "endpoint", "missing")
    return pk.Policies(**{**{name: getattr(given_policies, name) for name in names}, **fields})


def rewritten(document: _D, statements: Iterable[Mapping[str, Any]]) -> _D:
    """The document with other statements."""
    return type(document).from_dict({**document.to_dict(), "Statement": [*statements]})


def statements_of(document: pk.PolicyDocument) -> list[dict[str, Any]]:
    found = document.to_dict()["Statement"]
    return found if isinstance(found, list) else [found]


def unnamed(statements: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The statements without their Sids, so that they can stand beside any others."""
    return [{name: value for name, value in each.items() if name != "Sid"} for each in statements]


def each_document(given_policies: pk.Policies, change: Any) -> pk.Policies:
    """The policies with every document replaced."""

    def one(document: Any) -> Any:
        return None if document is None else change(document)

    def many(found: Any) -> Any:
        return None if found is None else [change(each) for each in found]

    def levels(found: Any) -> Any:
        return None if found is None else [many(each) for each in found]

    return changed(
        given_policies,
        identity=many(given_policies.identity),
        boundary=one(given_policies.boundary),
        session=many(given_policies.session),
        scps=levels(given_policies.scps),
        rcps=levels(given_policies.rcps),
        resource=one(given_policies.resource),
        endpoint=one(given_policies.endpoint),
    )


# --- spelling ---------------------------------------------------------------------------------------------------------


@given(QUESTIONS, st.data())
def test_every_spelling_decides_alike(question: tuple[pk.Request, pk.Policies], data: st.DataObject) -> None:
    """GRAM-2, GRAM-4, GRAM-9, GRAM-19, PRIN-2, CTX-60: in every layer."""
    request, given_policies = question
    other = each_document(given_policies, lambda document: type(document).from_json(data.draw(spellings(document))))
    assert outcome(request, other) is outcome(request, given_policies)


@given(QUESTIONS)
def test_the_canonical_spelling_decides_alike(question: tuple[pk.Request, pk.Policies]) -> None:
    """GRAM-4: in every layer."""
    request, given_policies = question
    assert outcome(request, each_document(given_policies, lambda each: each.canonical())) is outcome(*question)


@given(QUESTIONS)
def test_a_lenient_reading_decides_alike(question: tuple[pk.Request, pk.Policies]) -> None:
    """GRAM-1 to GRAM-39: what IAM stores means the same, however it is read."""
    request, given_policies = question
    lenient = each_document(given_policies, lambda each: type(each).from_json(each.to_json(), strict=False))
    assert outcome(request, lenient) is outcome(*question)


@given(QUESTIONS)
def test_the_order_of_statements_and_documents_does_not_matter(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-3, EVAL-4: within one layer; the levels of an organization keep their order."""
    request, given_policies = question
    other = each_document(given_policies, lambda each: rewritten(each, reversed(statements_of(each))))
    session = given_policies.session
    other = changed(
        other, identity=other.identity[::-1], session=None if session is None else (other.session or ())[::-1]
    )
    assert outcome(request, other) is outcome(*question)


@given(QUESTIONS)
def test_repetition_does_not_matter(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-4: neither of statements nor of documents."""
    request, given_policies = question

    def twice(document: pk.PolicyDocument) -> pk.PolicyDocument:
        return rewritten(document, unnamed(statements_of(document) * 2)) if _is_small(document) else document

    other = each_document(given_policies, twice)
    assert outcome(request, changed(other, identity=other.identity * 2)) is outcome(*question)


def _is_small(document: pk.PolicyDocument) -> bool:
    return len(document.to_json()) < 1000  # twice as much is within every limit


@given(asked_by([pk.User, pk.RoleSession]))
def test_documents_of_one_layer_are_united(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-4: one document with all statements, or each statement in a document of its own."""
    request, given_policies = question
    apart = [rewritten(each, [statement]) for each in given_policies.identity for statement in statements_of(each)]
    assert outcome(request, changed(given_policies, identity=apart)) is outcome(*question)


@given(QUESTIONS, st.sampled_from([str.lower, str.upper, str.swapcase]))
def test_the_case_of_action_and_condition_keys_does_not_matter(
    question: tuple[pk.Request, pk.Policies], change: Any
) -> None:
    """GRAM-19, CTX-60: of the request; those of policies are spelling."""
    request, given_policies = question
    other = pk.Request(
        request.caller,
        change(request.action),
        request.resource or "*",
        resource_account=request.resource_account,
        context={change(key): request.context[key] for key in request.context},
    )
    assert outcome(other, given_policies) is outcome(*question)


# --- what beats what --------------------------------------------------------------------------------------------------

EVERYTHING: dict[str, dict[str, Any]] = {
    "identity": {"identity": [pk.IdentityPolicy]},
    "boundary": {"boundary": pk.PermissionsBoundary},
    "session": {"session": [pk.SessionPolicy]},
    "scps": {"scps": [[pk.ServiceControlPolicy]]},
    "endpoint": {"endpoint": pk.EndpointPolicy},
    "resource": {"resource": pk.ResourcePolicy},
}


def denying(kind: Any) -> Any:
    """A document of the kind that denies everything to everybody, in the shape that the layer takes."""
    if isinstance(kind, list):
        return [denying(each) for each in kind]
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    principal = {"Principal": "*"} if kind in (pk.ResourcePolicy, pk.EndpointPolicy) else {}
    return kind.from_dict({"Version": "2012-10-17", "Statement": {**statement, **principal}})


@pytest.mark.parametrize("layer", EVERYTHING)
def test_a_deny_beats_every_allow(layer: str) -> None:
    """EVAL-3, EVAL-38, ASSUME-13: in any layer, whatever the others say."""

    @given(asked_by(IN_ACCOUNTS))
    def law(question: tuple[pk.Request, pk.Policies]) -> None:
        request, given_policies = question
        denied = changed(given_policies, **{name: denying(kind) for name, kind in EVERYTHING[layer].items()})
        assert outcome(request, denied) is EXPLICIT or is_settled(request)

    law()


@given(assumptions(ASSUMING))
def test_a_deny_in_the_trust_policy_beats_every_allow(question: tuple[Caller, pk.Role]) -> None:
    """ASSUME-13."""
    caller, role = question
    assert role.trust is not None
    deny = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:*"}
    denied = pk.Role(role.arn, trust=rewritten(role.trust, [*statements_of(role.trust), deny]))
    assert pk.can_assume(caller, denied).outcome is EXPLICIT


@given(requests())
def test_silence_denies(request: pk.Request) -> None:
    """EVAL-1: but for the root user in its own account, and for what needs no permission (EVAL-40, EVAL-44)."""
    decision = pk.authorize(request, pk.Policies())
    root = isinstance(request.caller, pk.RootUser) and request.caller.arn.account == request.resource_account
    assert decision.outcome is IMPLICIT or is_exempt(request) or root
    assert not decision.steps


@given(QUESTIONS)
def test_nothing_is_allowed_unless_a_statement_allows_it(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-1."""
    request, _ = question
    decision = pk.authorize(*question)
    if decision and not is_exempt(request) and not isinstance(request.caller, pk.RootUser | pk.FederatedUser):
        assert any(step.effect == "Allow" and step.applies is TRUE for step in decision.steps)


def with_effect(document: _D, effect: str) -> _D:
    """The document with one effect in all its statements; a NotPrincipal becomes everybody, for Allow has none."""
    result = []
    for statement in statements_of(document):
        if "NotPrincipal" in statement and effect == "Allow":
            statement["Principal"] = statement.pop("NotPrincipal") and "*"
        result.append({**statement, "Effect": effect})
    return rewritten(document, unnamed(result))


def joined(document: _D | None, other: _D) -> _D:
    """Both documents in one; of the first one's version."""
    if document is None:
        return other
    return rewritten(document, unnamed([*statements_of(document), *statements_of(other)]))


@given(QUESTIONS, st.data())
def test_another_allow_never_takes_access_away(question: tuple[pk.Request, pk.Policies], data: st.DataObject) -> None:
    """EVAL-4, EVAL-7: in identity-based and resource-based policies; nor does it turn UNKNOWN into a denial."""
    request, given_policies = question
    allow = with_effect(data.draw(documents(pk.IdentityPolicy, about=request)), "Allow")
    more = changed(given_policies, identity=[*given_policies.identity, allow])
    resource = given_policies.resource
    if resource is not None and data.draw(st.booleans()):
        other = with_effect(data.draw(documents(type(resource), about=request)), "Allow")
        more = changed(more, resource=joined(resource, other))
    assert RANK[outcome(request, more)] >= RANK[outcome(*question)]


@given(QUESTIONS, st.data())
def test_another_deny_never_gives_access(question: tuple[pk.Request, pk.Policies], data: st.DataObject) -> None:
    """EVAL-3: in identity-based and resource-based policies; nor does it turn UNKNOWN into a yes."""
    request, given_policies = question
    deny = with_effect(data.draw(documents(pk.IdentityPolicy, about=request)), "Deny")
    more = changed(given_policies, identity=[*given_policies.identity, deny])
    kind = pk.ResourcePolicy if given_policies.resource is None else type(given_policies.resource)
    other = with_effect(data.draw(documents(kind, about=request)), "Deny")
    more = changed(more, resource=joined(given_policies.resource, other))
    assert RANK[outcome(request, more)] <= RANK[outcome(*question)]


@given(QUESTIONS, st.data())
def test_a_limit_never_gives_access(question: tuple[pk.Request, pk.Policies], data: st.DataObject) -> None:
    """EVAL-7, EVAL-27, EVAL-47: boundary, session policies, SCPs, RCPs and endpoint policies only take away."""
    request, given_policies = question
    before = outcome(*question)
    limits: dict[str, SearchStrategy[Any]] = {
        "boundary": documents(pk.PermissionsBoundary, about=request),
        "session": st.lists(session_policies(), max_size=2),
        "scps": st.lists(
            st.lists(documents(pk.ServiceControlPolicy, about=request), max_size=2), min_size=1, max_size=2
        ),
        "rcps": st.just([[]]),
        "endpoint": documents(pk.EndpointPolicy, about=request),
    }
    for name, strategy in limits.items():
        if getattr(given_policies, name) is None and not given_policies.missing:
            limited = changed(given_policies, **{name: data.draw(strategy)})
            assert RANK[outcome(request, limited)] <= RANK[before], name


SILENT = {"Effect": "Allow", "Action": "other:Action", "Resource": "*"}
ALLOWING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def saying(kind: type[_D], statement: Mapping[str, Any]) -> _D:
    principal = {"Principal": "*"} if kind in (pk.EndpointPolicy, pk.ResourcePolicy) else {}
    return kind.from_dict({"Version": "2012-10-17", "Statement": {**statement, **principal}})


@given(asked_by(IN_ACCOUNTS), st.integers(0, 2))
def test_a_level_of_scps_without_an_allow_lets_nothing_through(
    question: tuple[pk.Request, pk.Policies], place: int
) -> None:
    """EVAL-24, EVAL-27: whatever the other levels and layers say."""
    request, given_policies = question
    levels = [[saying(pk.ServiceControlPolicy, ALLOWING)] for _ in range(3)]
    levels[place] = [saying(pk.ServiceControlPolicy, SILENT)]
    limited = changed(given_policies, scps=levels)
    assert outcome(request, limited) in (IMPLICIT, EXPLICIT) or is_exempt(request)


@given(QUESTIONS)
def test_an_endpoint_policy_without_an_allow_lets_nothing_through(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-47."""
    request, given_policies = question
    limited = changed(given_policies, endpoint=saying(pk.EndpointPolicy, SILENT))
    assert outcome(request, limited) in (IMPLICIT, EXPLICIT) or is_exempt(request)


@given(assumptions(), st.booleans())
def test_a_deny_of_an_rcp_reaches_every_caller(question: tuple[Caller, pk.Role], covered: bool) -> None:
    """EVAL-32, EVAL-33: for the services that RCPs cover; a policy of other services is without effect."""
    caller, role = question
    action = "sts:*" if covered else "other:*"
    deny = {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": "*"}
    rcp = pk.ResourceControlPolicy.from_dict({"Version": "2012-10-17", "Statement": deny})
    for each in pk.can_assume(caller, role).answers:
        after = outcome(each.request, changed(each.policies, rcps=[[rcp]]))
        assert after is (EXPLICIT if covered and each.ineligible is None else each.outcome)


@given(asked_by([pk.User, pk.UserSession, pk.RoleSession]), st.sampled_from(["aws", "aws-cn", "aws-us-gov"]))
def test_no_resource_policy_grants_across_partitions(question: tuple[pk.Request, pk.Policies], partition: str) -> None:
    """ARN-3."""
    request, _ = question
    queue = pk.Arn(partition, "sqs", "x", request.caller.arn.account, "jobs")  # type: ignore[union-attr]  # in accounts
    asked = pk.Request(request.caller, "sqs:SendMessage", queue)
    granted = pk.Policies(resource=saying(pk.ResourcePolicy, ALLOWING))
    same = request.caller.arn.partition == partition  # type: ignore[union-attr]  # as above
    assert outcome(asked, granted) is (ALLOWED if same else IMPLICIT)


# --- AssumeRole -------------------------------------------------------------------------------------------------------


@given(users(), st.data())
def test_a_user_whom_the_trust_names_needs_no_identity_policy(user: pk.User, data: st.DataObject) -> None:
    """ASSUME-10, EVAL-12: in the same account, whatever identity-based policies and boundary say, unless they deny."""
    arn = data.draw(roles(account=user.arn.account, partition=user.arn.partition, bare=True)).arn
    name = data.draw(st.sampled_from([str(user.arn), *([user.unique_id] if user.unique_id else [])]))
    statement = {"Effect": "Allow", "Principal": {"AWS": name}, "Action": "sts:AssumeRole"}
    decision = pk.can_assume(user, pk.Role(arn, trust=pk.TrustPolicy.from_dict({"Statement": statement})))
    denies = {step.applies for step in decision.steps if step.effect == "Deny"}
    expected = EXPLICIT if TRUE in denies else pk.Outcome.UNKNOWN if UNKNOWN in denies else ALLOWED
    assert decision.outcome is expected


NOTHING, ROOM, ALL = "nothing", "room in boundary and session policies", "identity and room"


def namings(caller: pk.User | pk.RoleSession) -> dict[str, str]:
    """How a trust policy can name the caller, and what an Allow by that name needs besides (EVAL-12 to EVAL-18)."""
    account = {caller.arn.account: ALL, f"arn:aws:iam::{caller.arn.account}:root": ALL, "*": NOTHING}
    if isinstance(caller, pk.User):
        return {str(caller.arn): NOTHING, **account}
    return {str(caller.role.arn): ROOM, str(caller.arn): NOTHING, **account}


@settings(max_examples=4 * settings().max_examples)
@given(callers([pk.User, pk.RoleSession], partition="aws", bare=True), st.data())
def test_what_a_trust_needs_besides_depends_on_how_it_names_the_caller(
    caller: pk.User | pk.RoleSession, data: st.DataObject
) -> None:
    """ASSUME-11, ASSUME-12, EVAL-12 to EVAL-18: in the same account."""
    name, needed = data.draw(st.sampled_from(list(namings(caller).items())))
    identity, boundary, session = (data.draw(st.sampled_from([SILENT, ALLOWING, None])) for _ in range(3))
    statement = {"Effect": "Allow", "Principal": {"AWS": name}, "Action": "sts:AssumeRole"}
    given_policies = pk.Policies(
        [] if identity is None else [saying(pk.IdentityPolicy, identity)],
        None if boundary is None else saying(pk.PermissionsBoundary, boundary),
        None if session is None else [saying(pk.SessionPolicy, session)],
        resource=pk.TrustPolicy.from_dict({"Statement": statement}),
    )
    role = pk.RoleArn.of(caller.arn.account, "Target")
    room = SILENT not in (boundary, session)
    by_caller = room and identity is ALLOWING
    expected = {NOTHING: True, ROOM: room, ALL: by_caller}[needed] or by_caller
    assert outcome(pk.Request(caller, "sts:AssumeRole", role), given_policies) is (ALLOWED if expected else IMPLICIT)


@given(callers([pk.User, pk.UserSession, pk.RoleSession], partition="aws"), st.data())
def test_nobody_crosses_accounts_by_trust_alone(
    caller: pk.User | pk.UserSession | pk.RoleSession, data: st.DataObject
) -> None:
    """EVAL-35, PRIN-15: without policies of the own account, no trust of another one lets in."""
    trust = data.draw(trust_policies(trusting=caller))
    role = pk.Role("arn:aws:iam::999999999999:role/Deploy", trust=trust)
    silent = data.draw(callers([type(caller)], account=caller.arn.account, partition="aws", bare=True))
    assert pk.can_assume(silent, role).outcome is IMPLICIT


@given(assumptions(), contexts())
def test_without_trust_nobody_assumes_a_role(question: tuple[Caller, pk.Role], context: Any) -> None:
    """ASSUME-10, EVAL-22: whatever the policies of the caller say, the root user included."""
    caller, role = question
    trust = pk.TrustPolicy.from_dict(
        {"Statement": {"Effect": "Allow", "Principal": {"AWS": "999999999999"}, "Action": "sts:AssumeRole"}}
    )
    known = {
        key: value for key, value in context.items() if not key.startswith(("aws:Multi", "sts:", "aws:RequestTag"))
    }
    known = {key: value for key, value in known.items() if key not in ("aws:TagKeys", "aws:SecureTransport")}
    assert pk.can_assume(caller, pk.Role(role.arn, trust=trust), context=known).outcome in (IMPLICIT, EXPLICIT)


@given(assumptions())
def test_a_role_is_assumed_exactly_if_every_action_of_the_call_is_allowed(question: tuple[Caller, pk.Role]) -> None:
    """ASSUME-40, ASSUME-49: the worst of them decides, and `authorize` says the same of each."""
    decision = pk.can_assume(*question)
    found = [pk.authorize(each.request, each.policies).outcome for each in decision.answers]
    assert found == [each.outcome for each in decision.answers]
    assert bool(decision) is all(each is ALLOWED for each in found)
    assert (EXPLICIT in found) is (decision.outcome is EXPLICIT)
    if decision:
        assert decision.session is not None
        assert decision.session.role == question[1]
    else:
        assert decision.session is None


WRONG = {
    "session_name": "x",
    "external_id": "!",
    "tags": {"aws:team": "red"},
    "transitive_tag_keys": ["team"],
    "source_identity": "aws:me",
    "duration_seconds": 899,
    "mfa": "yes",
    "session_policies": ["{}"],
    "context": {"aws:PrincipalType": "Nobody"},
}


@pytest.mark.parametrize("parameter", WRONG)
def test_a_parameter_that_sts_refuses_is_never_a_denial(parameter: str) -> None:
    """ASSUME-30 to ASSUME-51, CTX-65: nor a yes, whatever the policies say."""

    @given(assumptions([pk.User, pk.RoleSession]))
    def law(question: tuple[Caller, pk.Role]) -> None:
        with pytest.raises(pk.InvalidRequest) as refused:
            pk.can_assume(*question, **{parameter: WRONG[parameter]})  # type: ignore[arg-type]  # that is what is wrong
        assert refused.value.parameter == parameter

    law()


# --- Resource ---------------------------------------------------------------------------------------------------------


@given(requests([pk.User]), st.data())
def test_a_resource_element_names_what_its_pattern_matches(request: pk.Request, data: st.DataObject) -> None:
    """ARN-10 to ARN-15, GRAM-23: and NotResource names the rest."""
    near = request.resource if data.draw(st.booleans()) else None
    pattern = data.draw(arn_patterns(near))
    expected = pattern.matches(str(request.resource or "*"))
    for name, allows in (("Resource", expected), ("NotResource", not expected)):
        policy = pk.IdentityPolicy.from_dict({"Statement": {"Effect": "Allow", "Action": "*", name: str(pattern)}})
        (step,) = pk.authorize(request, pk.Policies([policy])).steps
        assert (step.applies is TRUE) is allows


# --- verdict and explanation ------------------------------------------------------------------------------------------


@given(QUESTIONS)
def test_a_decision_is_true_only_if_it_is_allowed(question: tuple[pk.Request, pk.Policies]) -> None:
    """So that callers fail closed."""
    decision = pk.authorize(*question)
    assert bool(decision) is (decision.outcome is ALLOWED)
    assert decision.to_dict()["allowed"] is bool(decision)


@given(QUESTIONS)
def test_every_decision_has_reasons_and_an_explanation(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-49."""
    decision = pk.authorize(*question)
    assert decision.reasons
    assert all(decision.reasons)
    assert decision.explain() == str(decision)


@given(QUESTIONS)
def test_a_statement_applies_exactly_if_no_element_of_it_fails(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-2."""
    for step in pk.authorize(*question).steps:
        truths = {each.truth for each in step.mismatches}
        assert TRUE not in truths
        assert step.applies is (FALSE if FALSE in truths else UNKNOWN if truths else TRUE)


@given(QUESTIONS)
def test_an_explicit_deny_is_a_deny_that_applies(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-3, ASSUME-8."""
    decision = pk.authorize(*question)
    applies = any(step.effect == "Deny" and step.applies is TRUE for step in decision.steps)
    assert (decision.outcome is EXPLICIT) is (applies and not is_settled(question[0]))


@given(QUESTIONS)
def test_a_layer_says_what_its_statements_say(question: tuple[pk.Request, pk.Policies]) -> None:
    """EVAL-4, EVAL-31: unless something of it is missing."""
    for layer in pk.authorize(*question).layers:
        if layer.missing:
            continue
        for effect, said in (("Allow", layer.allows), ("Deny", layer.denies)):
            truths = {step.applies for step in layer.steps if step.effect == effect}
            expected = TRUE if TRUE in truths else UNKNOWN if UNKNOWN in truths else FALSE
            always = layer.layer is pk.Layer.RESOURCE_CONTROL and effect == "Allow"
            assert said is (TRUE if always else expected)


@settings(max_examples=6 * settings().max_examples)
@given(QUESTIONS)
def test_the_outcome_follows_from_what_the_layers_said(question: tuple[pk.Request, pk.Policies]) -> None:
    """Section 0 of the rules, steps 1 to 7, written once more over the explanation, where all of it is known."""
    request, _ = question
    decision = pk.authorize(*question)
    known = all(step.applies is not UNKNOWN for step in decision.steps)
    if known and not any(layer.missing for layer in decision.layers) and not is_settled(request):
        assert decision.outcome is combined(request, decision.layers)


def combined(request: pk.Request, layers: Sequence[LayerResult]) -> pk.Outcome:
    said: dict[pk.Layer, list[LayerResult]] = {layer: [] for layer in pk.Layer}
    for each in layers:
        said[each.layer].append(each)
    if any(each.denies is TRUE for each in layers):
        return EXPLICIT

    def allows(*names: pk.Layer) -> bool:
        return all(each.allows is TRUE for name in names for each in said[name])

    if not allows(pk.Layer.RESOURCE_CONTROL, pk.Layer.SERVICE_CONTROL, pk.Layer.ENDPOINT):
        return IMPLICIT
    limits = allows(pk.Layer.BOUNDARY, pk.Layer.SESSION)
    grants = grants_of(request, said[pk.Layer.RESOURCE])
    caller = request.caller
    if type(caller) not in IN_ACCOUNTS:
        return ALLOWED if grants else IMPLICIT
    root = isinstance(caller, pk.RootUser) or isinstance(getattr(caller, "parent", None), pk.RootUser)
    caller_side = limits and (root or allows(pk.Layer.IDENTITY))
    if caller.arn.account != request.resource_account:  # type: ignore[union-attr]  # callers in accounts have an ARN
        return ALLOWED if grants and caller_side else IMPLICIT
    if not grants and is_guarded(request):
        return IMPLICIT
    if request.action == "sts:SetSourceIdentity" and isinstance(caller, pk.RoleSession):
        return ALLOWED if caller_side else IMPLICIT
    direct = grants & {Grant.USER, Grant.SESSION, Grant.FEDERATED_USER, Grant.ANYONE}
    limited = limits and grants & {Grant.ROLE, Grant.FEDERATED_PARENT}
    return ALLOWED if direct or limited or caller_side else IMPLICIT


def grants_of(request: pk.Request, said: Sequence[LayerResult]) -> set[Grant]:
    """R of the rules: PRIN-30; nothing across partitions (ARN-3)."""
    partition = getattr(getattr(request.caller, "arn", request.resource), "partition", None)
    if request.resource is not None and partition != request.resource.partition:
        return set()
    return {step.grant for layer in said for step in layer.steps if step.grant is not None}


def is_guarded(request: pk.Request) -> bool:
    """EVAL-22: role trust and KMS keys."""
    service, _, name = request.action.partition(":")
    return service == "kms" or (service == "sts" and name != "GetCallerIdentity")


# --- what is not known ------------------------------------------------------------------------------------------------


def repeated(request: pk.Request, context: Mapping[str, Any], unknown: Iterable[str] = ()) -> pk.Request:
    """The request with another context."""
    return pk.Request(
        request.caller,
        request.action,
        request.resource or "*",
        resource_account=request.resource_account,
        context=context,
        unknown=unknown,
    )


OPEN_KEYS = ("aws:CurrentTime", "aws:SourceIp", "aws:MultiFactorAuthPresent", "aws:TagKeys", "sts:ExternalId")


@given(QUESTIONS, st.sets(st.sampled_from(OPEN_KEYS), min_size=1), contexts())
def test_a_completed_request_is_allowed_exactly_if_it_satisfies_the_residual(
    question: tuple[pk.Request, pk.Policies], keys: set[str], context: dict[str, Any]
) -> None:
    """CTX-64: what is unknown is neither there nor missing, and the residual says what it hangs on."""
    request, given_policies = question
    known = {key: request.context[key] for key in request.context if key not in keys}
    # A key that follows from the caller is not unknown, and the context may not contradict it (CTX-65).
    open_keys = {key for key in keys if not isinstance(repeated(request, {}).lookup(key.lower()), tuple)}
    decision = pk.authorize(repeated(request, known, unknown=open_keys), given_policies)
    completion = {key: value for key, value in {"aws:CurrentTime": "2026-01-31", **context}.items() if key in open_keys}
    answer = pk.authorize(repeated(request, {**known, **completion}), given_policies)
    if answer.outcome is not pk.Outcome.UNKNOWN:
        assert bool(answer) is decision.residual.evaluate(completion)
        assert decision.outcome in (answer.outcome, pk.Outcome.UNKNOWN)
