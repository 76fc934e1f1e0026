"""The strategies that users draw from: what they draw is valid, meets, comes fast, and is narrowed as asked for."""

import importlib
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import policykit as pk
from policykit import strategies
from policykit.build.level import Person
from policykit.model.condition import Family
from policykit.model.policy import KINDS
from policykit.model.principal import AccountPrincipal, ServicePrincipal, UserPrincipal
from policykit.strategies.breaches import BREACHES

ROLE = pk.Arn.parse("arn:aws:iam::111122223333:role/ci/Deploy")
ALICE = pk.User("arn:aws:iam::111122223333:user/alice", tags={"team": "red"})
READ = pk.Request(
    ALICE,
    "s3:GetObject",
    "arn:aws:s3:::reports/q1",
    resource_account="111122223333",
    context={"aws:SourceIp": "192.0.2.1", "aws:TagKeys": ["team", "cost center"], "aws:SourceArn": "jobs"},
)
ASSUME = pk.Request(ALICE, "sts:AssumeRole", ROLE)
TRUST = pk.TrustPolicy.from_dict(
    {"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}
)

EVERY: dict[str, SearchStrategy[object]] = {
    "account_ids": strategies.account_ids(),
    "action_patterns": strategies.action_patterns(),
    "actions": strategies.actions(),
    "arn_patterns": strategies.arn_patterns(),
    "arns": strategies.arns(),
    "assumptions": strategies.assumptions(),
    "callers": strategies.callers(),
    "condition_operators": strategies.condition_operators(),
    "conditions": strategies.conditions(),
    "contexts": strategies.contexts(),
    "documents": strategies.documents(),
    "endpoint_policies": strategies.endpoint_policies(),
    "identity_policies": strategies.identity_policies(),
    "intentions": strategies.intentions(),
    "near_misses": strategies.near_misses(),
    "partitions": strategies.partitions(),
    "permissions_boundaries": strategies.permissions_boundaries(),
    "policies": strategies.policies(READ),
    "principals": strategies.principals(),
    "requests": strategies.requests(),
    "requirements": strategies.requirements(Person),
    "resource_control_policies": strategies.resource_control_policies(),
    "resource_policies": strategies.resource_policies(),
    "resources": strategies.resources("s3:GetObject", account="111122223333"),
    "roles": strategies.roles(),
    "service_control_policies": strategies.service_control_policies(),
    "session_policies": strategies.session_policies(),
    "spellings": strategies.spellings(TRUST),
    "statements": strategies.statements(),
    "trust_policies": strategies.trust_policies(),
    "unique_ids": strategies.unique_ids(),
    "users": strategies.users(),
}


def test_every_strategy_is_listed_here() -> None:
    assert {*EVERY, "Intention", "NearMiss"} == {*strategies.__all__}


@pytest.mark.parametrize("name", EVERY)
def test_a_strategy_passes_every_health_check(name: str) -> None:
    @settings(max_examples=30, suppress_health_check=[])
    @given(EVERY[name])
    def draw(value: object) -> None:
        assert value is not None

    draw()


def test_without_hypothesis_the_import_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "policykit.strategies")
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'iam-policykit\[strategies\]'"):
        importlib.import_module("policykit.strategies")


# --- narrowed as asked for --------------------------------------------------------------------------------------------


@given(strategies.arns([pk.RoleArn, pk.UserArn], account="999999999999", partition="aws-cn"))
def test_arns_are_of_the_kinds_account_and_partition_asked_for(arn: pk.RoleArn | pk.UserArn) -> None:
    assert type(arn) in (pk.RoleArn, pk.UserArn)
    assert (arn.account, arn.partition) == ("999999999999", "aws-cn")


@given(strategies.arns().flatmap(lambda arn: st.tuples(st.just(arn), strategies.arn_patterns(arn))))
def test_a_pattern_matches_the_arn_asked_for(pair: tuple[pk.Arn, pk.ArnPattern]) -> None:
    arn, pattern = pair
    assert pattern.matches(arn)


@given(strategies.actions().flatmap(lambda action: st.tuples(st.just(action), strategies.action_patterns(action))))
def test_a_pattern_matches_the_action_asked_for(pair: tuple[str, pk.ActionPattern]) -> None:
    action, pattern = pair
    assert pattern.matches(action)


@given(strategies.principals([UserPrincipal, AccountPrincipal], account="999999999999", partition="aws-cn"))
def test_principals_are_of_the_kinds_account_and_partition_asked_for(
    principal: UserPrincipal | AccountPrincipal,
) -> None:
    assert type(principal) in (UserPrincipal, AccountPrincipal)
    assert str(principal).startswith("arn:aws-cn:iam::999999999999:")


@given(strategies.condition_operators(Family.NULL))
def test_operators_are_of_the_family_asked_for(operator: object) -> None:
    assert str(operator).endswith("Null")


@given(strategies.callers([pk.RoleSession, pk.FederatedUser], account="999999999999", partition="aws-cn"))
def test_callers_are_of_the_kinds_account_and_partition_asked_for(caller: pk.RoleSession | pk.FederatedUser) -> None:
    assert type(caller) in (pk.RoleSession, pk.FederatedUser)
    assert (caller.arn.account, caller.arn.partition) == ("999999999999", "aws-cn")


@given(strategies.users(account="999999999999", partition="aws-cn", bare=True))
def test_bare_users_have_no_policies(user: pk.User) -> None:
    assert (user.arn.account, user.arn.partition) == ("999999999999", "aws-cn")
    assert not user.policies
    assert user.boundary is None


@given(strategies.roles(bare=True), strategies.roles(partition="aws-us-gov"))
def test_roles_have_a_trust_policy_unless_they_are_bare(bare: pk.Role, role: pk.Role) -> None:
    assert bare.trust is None
    assert role.trust is not None
    assert role.arn.partition == "aws-us-gov"


@given(strategies.unique_ids("AROA"))
def test_unique_ids_have_the_prefix_asked_for(unique_id: str) -> None:
    assert unique_id.startswith("AROA")


@given(strategies.statements(pk.TrustPolicy), strategies.statements(pk.IdentityPolicy))
def test_statements_are_such_as_the_kind_of_document_holds(trust: pk.Statement, identity: pk.Statement) -> None:
    assert (trust.principal is None, trust.resource is None) == (False, True)
    assert (identity.principal is None, identity.resource is None) == (True, False)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_documents_are_of_the_kind_asked_for(kind: type[pk.PolicyDocument]) -> None:
    @settings(max_examples=10)
    @given(strategies.documents(kind))
    def draw(document: pk.PolicyDocument) -> None:
        assert type(document) is kind
        assert document.strict

    draw()


# --- documents and requests that fit ----------------------------------------------------------------------------------


@given(strategies.callers([pk.User, pk.UserSession, pk.RoleSession], partition="aws", bare=True), st.data())
def test_who_is_trusted_and_allowed_assumes_the_role(
    caller: pk.User | pk.UserSession | pk.RoleSession, data: st.DataObject
) -> None:
    role = pk.Role(ROLE, trust=data.draw(strategies.trust_policies(trusting=caller)))
    request = pk.Request(caller, "sts:AssumeRole", role.arn)
    allowing = data.draw(strategies.identity_policies(allowing=request))
    assert role.trust is not None
    assert pk.authorize(request, pk.Policies([allowing], resource=role.trust)).outcome is pk.Outcome.ALLOWED


@given(strategies.callers([pk.AwsService, pk.SamlIdentity, pk.WebIdentity], partition="aws", bare=True), st.data())
def test_who_needs_no_identity_and_is_trusted_assumes_the_role(
    caller: pk.AwsService | pk.SamlIdentity | pk.WebIdentity, data: st.DataObject
) -> None:
    account = getattr(getattr(caller, "provider", ROLE), "account", ROLE.account)
    role = pk.RoleArn.of(account, "Deploy")
    action: dict[type, str] = {
        pk.SamlIdentity: "sts:AssumeRoleWithSAML",
        pk.WebIdentity: "sts:AssumeRoleWithWebIdentity",
    }
    request = pk.Request(caller, action.get(type(caller), "sts:AssumeRole"), role)
    trust = data.draw(strategies.trust_policies(trusting=caller))
    assert pk.authorize(request, pk.Policies(resource=trust)).outcome is pk.Outcome.ALLOWED


@pytest.mark.parametrize("request_", [READ, ASSUME], ids=["read", "assume"])
def test_allowing_policies_of_every_layer_allow_together(request_: pk.Request) -> None:
    @settings(max_examples=20)
    @given(
        strategies.identity_policies(allowing=request_),
        strategies.permissions_boundaries(allowing=request_),
        strategies.session_policies(allowing=request_),
        strategies.service_control_policies(allowing=request_),
        strategies.endpoint_policies(allowing=request_),
    )
    def law(
        identity: pk.IdentityPolicy,
        boundary: pk.PermissionsBoundary,
        session: pk.SessionPolicy,
        scp: pk.ServiceControlPolicy,
        endpoint: pk.EndpointPolicy,
    ) -> None:
        trust = TRUST if request_ is ASSUME else None
        policies = pk.Policies([identity], boundary, [session], [[scp]], None, trust, endpoint)
        assert pk.authorize(request_, policies).outcome is pk.Outcome.ALLOWED

    law()


@given(strategies.requests([pk.User, pk.AwsService, pk.Anonymous]), st.data())
def test_an_allowing_resource_policy_grants(request: pk.Request, data: st.DataObject) -> None:
    policy = data.draw(strategies.resource_policies(allowing=request))
    decision = pk.authorize(request, pk.Policies(resource=policy))
    assert any(step.applies is TRUE and step.effect == "Allow" for step in decision.steps)


TRUE = pk.authorize(ASSUME, pk.Policies(resource=TRUST)).steps[0].applies  # the truth value, which is no public name


def test_requests_for_a_document_are_mostly_such_as_it_speaks_of() -> None:
    spoken: Counter[bool] = Counter()

    @settings(max_examples=200)
    @given(strategies.documents(pk.IdentityPolicy).flatmap(lambda policy: st.tuples(st.just(policy), _about(policy))))
    def draw(pair: tuple[pk.IdentityPolicy, pk.Request]) -> None:
        policy, request = pair
        spoken[any(step.applies is TRUE for step in pk.authorize(request, pk.Policies([policy])).steps)] += 1

    draw()
    assert spoken[True] > spoken.total() / 5


def _about(policy: pk.PolicyDocument) -> SearchStrategy[pk.Request]:
    return strategies.requests([pk.User, pk.RoleSession], for_=policy)


def test_requests_for_a_document_take_part_in_its_own_words() -> None:
    own = pk.ResourcePolicy.from_dict(
        {
            "Statement": {
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": "glue:Get?atabase*",
                "Resource": "arn:aws:glue:eu-west-1:999999999999:database/sales-*",
                "Condition": {"StringLike": {"glue:Mode": "f*"}, "Null": {"glue:Who": False}},
            }
        }
    )
    seen: Counter[str] = Counter()

    @settings(max_examples=100)
    @given(strategies.requests(for_=own))
    def draw(request: pk.Request) -> None:
        seen.update([request.action, request.resource_text, *request.context])
        seen.update([request.caller.name] if isinstance(request.caller, pk.AwsService) else [])

    draw()
    words = ("glue:Getxatabasex", "arn:aws:glue:eu-west-1:999999999999:database/sales-x", "glue:Mode", "glue:Who")
    assert all(seen[word] > 10 for word in (*words, "delivery.logs.amazonaws.com"))


PRINCIPALS = {
    "AWS": [
        "arn:aws:iam::999999999999:user/eve",
        "arn:aws:iam::999999999999:role/Other",
        "arn:aws:sts::999999999999:assumed-role/Other/build-42",
        "arn:aws:sts::999999999999:federated-user/eve",
        "999999999999",
        "AIDA99999999EXAMPLE99",
        "AROA99999999EXAMPLE99",
    ],
    "Service": ["delivery.logs.amazonaws.com"],
    "Federated": ["www.amazon.com", "arn:aws:iam::999999999999:saml-provider/own"],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in PRINCIPALS.items() for text in texts])
def test_requests_for_a_trust_policy_come_from_whom_it_trusts(key: str, text: str) -> None:
    statement = {"Effect": "Allow", "Principal": {key: text}, "Action": "sts:Assume*"}
    trust = pk.TrustPolicy.from_dict({"Statement": statement})
    named: Counter[bool] = Counter()

    @settings(max_examples=50)
    @given(strategies.requests(for_=trust))
    def draw(request: pk.Request) -> None:
        (step,) = pk.authorize(request, pk.Policies(resource=trust)).steps
        named["Principal" not in [each.element for each in step.mismatches]] += 1

    draw()
    assert named[True] > named[False]


def test_requests_for_a_resource_that_cannot_be_guessed_are_for_another_one() -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::9*9:role/x"}
    policy = pk.IdentityPolicy.from_dict({"Statement": statement})

    @settings(max_examples=10)
    @given(strategies.requests(for_=policy))
    def draw(request: pk.Request) -> None:
        assert request.resource is not None or request.action != "sts:AssumeRole"

    draw()


def test_documents_about_a_request_that_they_cannot_name_speak_of_others() -> None:
    @settings(max_examples=20)
    @given(strategies.documents(pk.TrustPolicy, about=READ))
    def draw(policy: pk.TrustPolicy) -> None:
        assert not pk.authorize(READ, pk.Policies(resource=policy))

    draw()


def test_requests_for_a_document_without_statements_are_any_requests() -> None:
    empty = pk.ResourcePolicy.from_dict({"Statement": []})

    @settings(max_examples=10)
    @given(strategies.requests(for_=empty))
    def draw(request: pk.Request) -> None:
        assert request.action

    draw()


# --- every outcome comes up -------------------------------------------------------------------------------------------


def test_a_good_share_of_the_requests_is_allowed_denied_and_explicitly_denied() -> None:
    outcomes: Counter[pk.Outcome] = Counter()

    @settings(max_examples=300)
    @given(strategies.requests().flatmap(lambda request: st.tuples(st.just(request), strategies.policies(request))))
    def draw(question: tuple[pk.Request, pk.Policies]) -> None:
        outcomes[pk.authorize(*question).outcome] += 1

    draw()
    for outcome in (pk.Outcome.ALLOWED, pk.Outcome.IMPLICIT_DENY, pk.Outcome.EXPLICIT_DENY):
        assert outcomes[outcome] > outcomes.total() / 10
    assert outcomes[pk.Outcome.UNKNOWN] > 0


def test_a_good_share_of_the_assumptions_is_allowed_denied_and_explicitly_denied() -> None:
    outcomes: Counter[pk.Outcome] = Counter()

    @settings(max_examples=300)
    @given(strategies.assumptions())
    def draw(question: tuple[pk.User, pk.Role]) -> None:
        outcomes[pk.can_assume(*question).outcome] += 1

    draw()
    for outcome in (pk.Outcome.ALLOWED, pk.Outcome.IMPLICIT_DENY, pk.Outcome.EXPLICIT_DENY):
        assert outcomes[outcome] > outcomes.total() / 10


# --- near misses and spellings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", sorted({breach.rule for breach in BREACHES}))
def test_a_near_miss_has_one_problem_and_that_is_the_one_it_names(rule: str) -> None:
    @settings(max_examples=20)
    @given(strategies.near_misses(rule=rule))
    def draw(miss: strategies.NearMiss) -> None:
        assert miss.rule == rule
        with pytest.raises(pk.PolicyError) as refused:
            miss.kind.from_json(miss.text)
        assert len(refused.value.errors) == 1, miss.why

    draw()


def test_a_document_that_is_as_long_as_possible_keeps_its_length_in_other_spellings() -> None:
    head = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}
    full = pk.ServiceControlPolicy.from_dict(
        {"Statement": {**head, "Condition": {"StringEquals": {"aws:username": "x" * 10_110}}}}
    )

    @settings(max_examples=30)
    @given(strategies.spellings(full))
    def draw(text: str) -> None:
        assert pk.ServiceControlPolicy.from_json(text) == full

    draw()


def test_spellings_differ_in_everything_that_does_not_matter() -> None:
    policy = pk.TrustPolicy.from_dict(
        {
            "Version": "2008-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"AWS": "111122223333"},
                "Action": "sts:AssumeRole",
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": True}},
            },
        }
    )
    texts: set[str] = set()

    @settings(max_examples=300)
    @given(strategies.spellings(policy))
    def draw(text: str) -> None:
        texts.add(text)

    draw()
    for sign in ("[", "\n", "\\u00", "%7B", ":root", '"true"', "AWS:MULTI", "STS:ASSUME", '"Sid"', '"BinaryEquals"'):
        assert any(sign in text for text in texts), sign
    assert any('"Version"' not in text for text in texts)
    assert any(text.count("Effect") == 2 for text in texts)


def test_service_principals_keep_their_name() -> None:
    @settings(max_examples=5)
    @given(strategies.principals([ServicePrincipal]))
    def draw(principal: ServicePrincipal) -> None:
        assert ".amazonaws.com" in str(principal)

    draw()
