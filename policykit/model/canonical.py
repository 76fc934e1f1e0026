"""One spelling for each meaning: the canonical members of a document.

Source: IAM User Guide, "Grammar of the IAM JSON policy language" (GRAM-4, GRAM-9, GRAM-19, PRIN-2, CTX-60).
"""

from collections.abc import Iterable
from typing import Any

from policykit import jsontext
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.condition import Condition
from policykit.model.grammar import OLD_VERSION
from policykit.model.listing import alone_or_listed
from policykit.model.principal import AccountPrincipal, AnyPrincipal, Principal
from policykit.model.statement import Element, Statement

__all__ = ["canonical_members", "canonical_statement"]


def canonical_members(version: str | None, identifier: str | None, statements: Iterable[Statement]) -> JsonObject:
    """The members of a document with this content in the canonical spelling."""
    members: JsonObject = {"Version": version or OLD_VERSION}
    if identifier is not None:
        members["Id"] = identifier
    unique = {jsontext.write(each): each for each in map(canonical_statement, statements)}
    members["Statement"] = [unique[text] for text in sorted(unique)]
    return members


def canonical_statement(statement: Statement) -> JsonObject:
    """The members of a statement in the canonical spelling."""
    members: JsonObject = {"Sid": statement.sid} if statement.sid else {}
    members["Effect"] = statement.effect
    if statement.principal is not None:
        members[_name("Principal", statement.principal)] = _principals(statement.principal.values)
    members[_name("Action", statement.action)] = _values(each.canonical for each in statement.action.values)
    if statement.resource is not None:
        resources = _values(map(str, statement.resource.values))
        members[_name("Resource", statement.resource)] = resources or [None]  # only nulls: names nothing (GRAM-9a)
    if statement.conditions:
        members["Condition"] = _conditions(statement.conditions)
    return members


def _name(element: str, value: Element[Any]) -> str:
    return f"Not{element}" if value.negated else element


def _values(texts: Iterable[str]) -> JsonValue:
    """One value alone, several as a sorted list."""
    return alone_or_listed(sorted(set(texts)))


def _principals(principals: Iterable[Principal]) -> JsonValue:
    texts: dict[str, list[str]] = {}
    for principal in principals:
        if isinstance(principal, AnyPrincipal) and principal.bare:
            return "*"
        text = str(principal.arn) if isinstance(principal, AccountPrincipal) else str(principal)
        texts.setdefault(principal.key, []).append(text)
    return {key: _values(texts[key]) for key in sorted(texts)}


def _conditions(conditions: Iterable[Condition]) -> JsonObject:
    blocks: dict[str, dict[str, JsonValue]] = {}
    for condition in conditions:
        block = blocks.setdefault(str(condition.operator), {})
        block[condition.folded_key] = alone_or_listed(condition.canonical_values)
    return {operator: dict(sorted(blocks[operator].items())) for operator in sorted(blocks)}
