"""A document in fewer characters that decides the same: nothing twice, nothing apart that goes together.

Every step is a function of its own that keeps the meaning; they are repeated until none finds anything. So the result
is not the shortest of all texts with this meaning, but no step makes it shorter.

Source: IAM User Guide, "Grammar of the IAM JSON policy language" (GRAM-4, GRAM-9a, GRAM-16, PRIN-2, COND-2).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

from policykit import jsontext
from policykit.build.covering import ACTIONS, Finder, Listing, Notation, resources_of, values_of, without_covered
from policykit.build.statements import statements_of, with_statements
from policykit.errors import IntentError, OperatorError
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.canonical import canonical_statement
from policykit.model.condition import ConditionOperator
from policykit.model.listing import alone_or_listed, listed
from policykit.model.policy import PolicyDocument
from policykit.model.principal import AccountPrincipal, Principal, read_principal
from policykit.model.statement import Statement

__all__ = ["STEPS", "minimal"]

_D = TypeVar("_D", bound=PolicyDocument)


def minimal(policy: _D, *, drop_sids: bool = False) -> _D:
    """The shortest spelling of a document that safe steps lead to; it decides as the original does.

    Entries that repeat others or are covered by them go, single entries stand alone, accounts of the partition ``aws``
    are twelve digits, statements that differ in their actions, resources or principals only become one, and a statement
    that another one covers goes. Conditions, NotAction and NotResource keep their meaning; principals are
    never held against each other. Operators that IAM does not know stay as they are.

    Args:
        policy: a document of any kind.
        drop_sids: leave out every Sid. Otherwise each is kept, so that statements with different ones stay apart.

    Returns:
        A document read as strictly as the original and never longer; the original itself if there is nothing to do.

    Raises:
        IntentError: it is no document, such as the text of one.

    >>> from policykit import TrustPolicy
    >>> wordy = TrustPolicy.from_dict({"Statement": [
    ...     {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}, "Action": ["sts:AssumeRole"]},
    ...     {"Effect": "Allow", "Principal": {"AWS": ["111122223333"]}, "Action": ["sts:TagSession", "sts:T*"]},
    ... ]})
    >>> minimal(wordy).to_json()
    '{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sts:AssumeRole","sts:T*"]}}'
    """
    if not isinstance(policy, PolicyDocument):
        raise IntentError("policy", f"expected a policy document, found {type(policy).__name__}")
    shorter = _revised(policy, _without_sids(policy)) if drop_sids else policy
    before = None
    while before is not shorter:
        before = shorter
        for step in STEPS.values():
            shorter = _revised(shorter, step(shorter))
    return shorter


def _revised(policy: _D, statements: Sequence[JsonObject]) -> _D:
    """The document with these statements; itself, if they are the same."""
    if alone_or_listed(statements) == policy.members["Statement"]:
        return policy
    return with_statements(policy, statements, name=policy.name)


def _without_sids(policy: PolicyDocument) -> list[JsonObject]:
    return [{name: value for name, value in each.items() if name != "Sid"} for each in statements_of(policy)]


# --- inside a statement -----------------------------------------------------------------------------------------------


def _with_shorter_elements(policy: PolicyDocument) -> list[JsonObject]:
    """Every statement with the shortest spelling of each element."""
    return [dict(_shorter_elements(policy, each)) for each in statements_of(policy)]


def _shorter_elements(policy: PolicyDocument, statement: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    for name, value in statement.items():
        match name, value:
            case (("Action" | "NotAction" | "Resource" | "NotResource"), _):
                yield name, _shorter(value, _notation(policy, name))
            case (("Principal" | "NotPrincipal"), dict()):
                yield name, {key: _shorter_principals(key, each) for key, each in value.items()}
            case "Condition", dict():
                yield name, {operator: _shorter_tests(policy, operator, each) for operator, each in value.items()}
            case "Sid", "":  # none, as well (GRAM-16)
                pass
            case _:
                yield name, value


def _notation(policy: PolicyDocument, name: str) -> Notation:
    return ACTIONS if name.endswith("Action") else resources_of(policy, negated=name == "NotResource")


def _shorter(value: JsonValue, notation: Notation) -> JsonValue:
    return alone_or_listed(without_covered(listed(value), notation))


def _shorter_principals(key: str, value: JsonValue) -> JsonValue:
    """Each once; an account in digits, which stand for the partition aws (PRIN-2). No principal covers another."""
    principals = dict.fromkeys(read_principal(key, str(text)) for text in listed(value))
    return alone_or_listed([*map(_shortest_principal, principals)])


def _shortest_principal(principal: Principal) -> str:
    match principal:
        case AccountPrincipal(account=account, partition="aws"):
            return str(account)
        case _:
            return str(principal)


def _shorter_tests(policy: PolicyDocument, operator: str, tests: JsonValue) -> JsonValue:
    """The values of every key; a name that is no operator says nothing of them (COND-7)."""
    try:
        notation = values_of(policy, ConditionOperator.parse(operator))
    except OperatorError:
        return tests
    return {key: _shorter(each, notation) for key, each in tests.items()} if isinstance(tests, dict) else tests


# --- across statements ------------------------------------------------------------------------------------------------


def _united(policy: PolicyDocument, *, element: str) -> list[JsonObject]:
    """Statements that differ in this element only as one, which lists what all of them list.

    Two elements at once cannot be united: that would also mean the actions of the one on the resources of the other. Of
    several Sids each must stay, so such statements stay apart.
    """
    result: list[JsonObject] = []
    hosts: dict[str, int] = {}
    for members, statement in zip(statements_of(policy), policy.statements, strict=True):
        place = (
            hosts.setdefault(_said(statement, without=(element,)), len(result)) if _lists(members, element) else None
        )
        if place is None or place == len(result) or (members.get("Sid") and result[place].get("Sid")):
            result.append(members)
        else:
            result[place] = _union(result[place], members, element)
    return result


def _lists(members: JsonObject, element: str) -> bool:
    """Whether the element is there with entries; a bare ``"*"`` as Principal is no list (PRIN-16)."""
    return isinstance(members.get(element), dict) if element == "Principal" else element in members


def _said(statement: Statement, *, without: Sequence[str]) -> str:
    """What a statement says besides these elements, and that it has them; its Sid says nothing."""
    members = canonical_statement(statement)
    return jsontext.write(
        {name: None if name in without else value for name, value in members.items() if name != "Sid"}
    )


def _union(one: JsonObject, other: JsonObject, element: str) -> JsonObject:
    """The first statement with what the second lists as well, and the Sid that one of them has."""
    mine, others = one[element], other[element]
    listing: JsonValue
    if isinstance(mine, dict) and isinstance(others, dict):
        listing = {key: _together(mine.get(key, []), others.get(key, [])) for key in {**mine, **others}}
    else:
        listing = _together(mine, others)
    sid = {"Sid": one.get("Sid") or other["Sid"]} if one.get("Sid") or other.get("Sid") else {}
    return {**sid, **one, **sid, element: listing}  # twice: in the place that it has, or else in the first


def _together(one: JsonValue, other: JsonValue) -> JsonValue:
    return [*listed(one), *listed(other)]


def _without_covered_statements(policy: PolicyDocument) -> list[JsonObject]:
    """The statements without those that add nothing to another with the same effect, principals and conditions."""
    statements = statements_of(policy)
    listings = [_listings(policy, each) for each in statements]
    groups: dict[str, list[int]] = {}
    for index, statement in enumerate(policy.statements):
        groups.setdefault(_said(statement, without=("Action", "Resource")), []).append(index)
    gone: set[int] = set()
    for group in groups.values():
        finder = Finder({index: listings[index][-1] for index in group}) if listings[group[0]] else None
        for index in reversed(group):
            others = (finder.near(listings[index][-1]) if finder else {*group}) - gone - {index}
            if not statements[index].get("Sid") and any(_covers(listings[each], listings[index]) for each in others):
                gone.add(index)
    return [each for index, each in enumerate(statements) if index not in gone]


def _covers(one: Sequence[Listing], other: Sequence[Listing]) -> bool:
    return all(map(Listing.covers, one, other))


def _listings(policy: PolicyDocument, statement: JsonObject) -> list[Listing]:
    return [
        Listing.of(listed(statement[name]), _notation(policy, name))
        for name in ("Action", "Resource")
        if name in statement
    ]


STEPS: Final[Mapping[str, Callable[[PolicyDocument], list[JsonObject]]]] = {
    "shorter elements": _with_shorter_elements,
    "actions together": partial(_united, element="Action"),
    "resources together": partial(_united, element="Resource"),
    "principals together": partial(_united, element="Principal"),
    "covered statements": _without_covered_statements,
}
"""What is done, in turn; each gives the statements of a document that decides alike and is no longer."""
