"""Statements as JSON members, taken out of a document, compared, named, and put into another one.

Members of a document are shared, never changed: whoever wants another statement makes a new dict.
"""

from collections.abc import Sequence
from typing import TypeVar

from policykit.jsontext import JsonObject
from policykit.model.listing import alone_or_listed, listed
from policykit.model.policy import PolicyDocument

__all__ = ["statements_of", "with_statements"]

_D = TypeVar("_D", bound=PolicyDocument)


def statements_of(policy: PolicyDocument) -> list[JsonObject]:
    """The statements as they are written, in the order of `PolicyDocument.statements`."""
    return [each for each in listed(policy.members["Statement"]) if isinstance(each, dict)]


def with_statements(policy: _D, statements: Sequence[JsonObject], *, name: str | None) -> _D:
    """A document like this one with other statements, read as strictly as this one was.

    Raises:
        PolicyError: the document that this would be breaks the grammar.
    """
    members = {**policy.members, "Statement": alone_or_listed(statements)}
    return type(policy).from_value(members, strict=policy.strict, name=name)
