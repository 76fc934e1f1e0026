"""A proof is worth something: every damage to a trust policy that lets more people in, or nobody, is found."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

import policykit as pk
from policykit.build.proof import proved
from policykit.build.trust import Trustee, trustee_of
from tests.build.kinds import EVERY, JSON, KINDS, LEVEL_OF, Kind

OF_LEVEL = {
    "Person": EVERY.keys() - {"source_vpc"},
    "Signer": EVERY.keys() - {"source_vpc", "mfa", "mfa_max_age_seconds"},
    "Bearer": {"source_identity", "session_tags", "transitive_tags", "session_name", "source_vpc", "not_before"},
    "Anybody": {"not_before", "not_after"},
}
HARMLESS = {
    # the ARN of the cluster names its account
    ("pod identity", "without aws:SourceAccount"),
    ("pod identity", "with any aws:SourceAccount"),
    # who has not used MFA has no age of it
    *((kind, "without aws:MultiFactorAuthPresent") for kind in KINDS),
    # the unit and its organization are named by one path
    ("unit", "without aws:PrincipalOrgID"),
    ("unit", "with any aws:PrincipalOrgID"),
    # only who puts users into contexts has assertions of them: a proof makes up none
    ("service with a companion", "without sts:SetContext"),
}
LIKE = {"StringEquals": "StringLike", "ArnEquals": "ArnLike"}


def damages(document: JSON) -> Iterator[tuple[str, JSON]]:
    """Each damage, and the document that has it."""
    for index, statement in enumerate(document["Statement"]):
        for operator, tests in statement.get("Condition", {}).items():
            for key in tests:
                yield f"without {key}", without(document, operator, key)
                base = operator.rpartition(":")[2]
                if base in ("StringEquals", "StringLike", "ArnEquals", "ArnLike"):
                    yield f"with any {key}", anything(document, operator, key)
        if isinstance(statement["Action"], list):
            for action in statement["Action"]:
                yield (
                    f"without {action}",
                    changed(document, index, Action=[a for a in statement["Action"] if a != action]),
                )
        else:
            yield "without its action", changed(document, index, Action="sts:GetCallerIdentity")
        if "AWS" in statement["Principal"] and statement["Principal"]["AWS"] != "*":
            yield "for everybody", everybody(document)
        if "Service" in statement["Principal"]:
            services = [statement["Principal"]["Service"], "stranger.amazonaws.com"]
            yield "for one more service", changed(document, index, Principal={"Service": services})


def changed(document: JSON, index: int, **members: Any) -> JSON:
    copy: JSON = deepcopy(document)
    copy["Statement"][index].update(members)
    return copy


def everybody(document: JSON) -> JSON:
    copy: JSON = deepcopy(document)
    for statement in copy["Statement"]:
        statement["Principal"] = {"AWS": "*"}
    return copy


def without(document: JSON, operator: str, key: str) -> JSON:
    """In all statements: what is split says it twice."""
    copy: JSON = deepcopy(document)
    for statement in copy["Statement"]:
        statement.get("Condition", {}).get(operator, {}).pop(key, None)
        statement["Condition"] = {name: tests for name, tests in statement.get("Condition", {}).items() if tests}
        if not statement["Condition"]:
            del statement["Condition"]
    return copy


def anything(document: JSON, operator: str, key: str) -> JSON:
    prefix, colon, base = operator.rpartition(":")
    pattern = "arn:*:*:*:*:*" if base.startswith("Arn") else "*"
    copy = without(document, operator, key)
    for statement, before in zip(copy["Statement"], document["Statement"], strict=True):
        if key in before.get("Condition", {}).get(operator, {}):
            like = f"{prefix}{colon}{LIKE.get(base, base)}"
            statement.setdefault("Condition", {}).setdefault(like, {})[key] = pattern
    return copy


def intention(name: str, kind: Kind, *, bare: bool) -> tuple[Trustee, pk.Require[Any]]:
    level = LEVEL_OF.get(name, "Anybody" if "Service" in kind.principal else "Bearer")
    given = {} if bare else {each: EVERY[each] for each in OF_LEVEL[level]}
    if "organization" in given and name == "unit":
        assert given["organization"] in kind.who.path
    return trustee_of(kind.who, kind.scope), pk.Require(**given)


FIRST = {type(kind.who): name for name, kind in reversed(KINDS.items())}


@pytest.mark.parametrize(
    ("name", "bare"), [*((name, True) for name in KINDS), *((name, False) for name in FIRST.values())]
)
def test_every_damage_is_found(name: str, bare: bool) -> None:
    kind = KINDS[name]
    trustee, require = intention(name, kind, bare=bare)
    grant = pk.grant_assume(kind.who, kind.role, scope=kind.scope, require=require)
    document: Any = grant.trust.to_dict()
    found, seen = set(), set()
    for damage, broken in damages(document):
        seen.add(damage)
        policy = pk.TrustPolicy.from_dict(broken)
        try:
            proved(trustee, kind.role, require, policy, grant.identity)
        except pk.NotProved:
            found.add(damage)
    assert seen - found == {damage for each, damage in HARMLESS if each == name} & seen
    assert len(seen) >= (len(require.requirements) or 1)


def test_one_more_statement_is_found() -> None:
    everybody_else = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:*"}
    for name in ("account", "user", "session", "unit"):
        kind = KINDS[name]
        trustee, require = intention(name, kind, bare=False)
        grant = pk.grant_assume(kind.who, kind.role, scope=kind.scope, require=require)
        document: Any = grant.trust.to_dict()
        policy = pk.TrustPolicy.from_dict({**document, "Statement": [*document["Statement"], everybody_else]})
        with pytest.raises(pk.NotProved) as caught:
            proved(trustee, kind.role, require, policy, grant.identity)
        strangers = len(kind.strangers)
        assert len(caught.value.failures) >= strangers + len(require.requirements) - 1, name


@pytest.mark.parametrize("name", ["account", "user", "role", "session", "organization"])
def test_an_identity_policy_for_all_roles_is_found(name: str) -> None:
    kind = KINDS[name]
    trustee, require = intention(name, kind, bare=True)
    grant = pk.grant_assume(kind.who, kind.role, scope=kind.scope)
    wide = pk.allow_assume(pk.roles_matching("*", account=kind.role.arn.account))
    with pytest.raises(pk.NotProved) as caught:
        proved(trustee, kind.role, require, grant.trust, wide)
    (failure,) = caught.value.failures
    assert failure.startswith("expected denied: another role that trusts the same; it is allowed")
