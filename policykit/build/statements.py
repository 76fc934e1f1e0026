"""Statements as JSON members, taken out of a document, compared, named, and put into another one.

Members of a document are shared, never changed: whoever wants another statement makes a new dict.
"""

from collections.abc import Container, Iterator, Sequence
from itertools import count
from typing import TypeVar

from policykit.jsontext import JsonObject, JsonValue
from policykit.model.policy import PolicyDocument
from policykit.model.statement import listed

__all__ = ["alone_or_list", "numbered", "statements_of", "with_statements"]

_D = TypeVar("_D", bound=PolicyDocument)


def statements_of(policy: PolicyDocument) -> list[JsonObject]:
    """The statements as they are written, in the order of `PolicyDocument.statements`."""
    return [each for each in listed(policy.members["Statement"]) if isinstance(each, dict)]


def with_statements(policy: _D, statements: Sequence[JsonObject], *, name: str | None) -> _D:
    """A document like this one with other statements, read as strictly as this one was.

    Raises:
        PolicyError: the document that this would be breaks the grammar.
    """
    members = {**policy.members, "Statement": alone_or_list(statements)}
    return type(policy).from_value(members, strict=policy.strict, name=name)


def alone_or_list(values: Sequence[JsonValue]) -> JsonValue:
    """One value alone, several as a list, as is shortest (GRAM-4); null stays in its list, where IAM drops it."""
    return values[0] if len(values) == 1 and values[0] is not None else [*values]


def numbered(sid: str, taken: Container[str]) -> Iterator[str]:
    """Sids that begin like this one and are free: letters and digits, so as valid as it is (GRAM-15).

    >>> names = numbered("Read", {"Read", "Read3"})
    >>> next(names), next(names)
    ('Read2', 'Read4')
    """
    return (name for number in count(2) if (name := f"{sid}{number}") not in taken)
