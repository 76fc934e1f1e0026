"""Policy documents as JSON files: one document, or whatever the AWS CLI printed around some."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from policykit import jsontext
from policykit.errors import JsonError, PolicyError, Problem
from policykit.inputs.detect import Embedded, detect, embedded, is_wrapped
from policykit.inputs.files import Source
from policykit.inputs.node import Node
from policykit.inputs.pages import Page, read_json
from policykit.jsontext import JsonValue
from policykit.model.document_text import decoded
from policykit.model.policy import PolicyDocument
from policykit.source import Location, Pointer

__all__ = ["FoundDocument", "read_documents", "read_json", "read_value", "unreadable"]

_D = TypeVar("_D", bound=PolicyDocument)


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A policy document in a file: read, or refused with all that is wrong with it.

    Attributes:
        source: name of the file.
        kind: as what it was read.
        document: the document, or None if it was refused.
        error: what is wrong with it, or None; its problems have the line and column of the file, their paths begin at
            the document.
        label: which document of the file it is, such as ``trust policy of role Deploy``; None if it is all of the file.
        pointer: where in the file the document stands.
        page: the JSON value of the file in which it stands.
    """

    source: str
    kind: type[PolicyDocument]
    document: PolicyDocument | None
    error: PolicyError | None
    label: str | None
    pointer: Pointer
    page: Page = field(repr=False)

    @property
    def text(self) -> str:
        """The text in which lines and columns count: that of the file, decoded."""
        return self.page.text

    def locate(self, pointer: tuple[str | int, ...] = ()) -> Location:
        """Line and column, in the file, of the value at a pointer into the document.

        A document that stands in the file as a string has one place, that of the string.
        """
        return self.page.locate(self.pointer + pointer)


def read_documents(
    source: Source, kind: type[PolicyDocument] | None = None, *, strict: bool = True
) -> tuple[FoundDocument, ...]:
    """Every policy document of a file.

    The file is one document, percent-encoded or not (GRAM-6), or the output of an AWS command: account authorization
    details, also in several pages, ``get-role``, ``list-roles``, ``get-policy-version``, ``get-role-policy`` and its
    like, ``describe-policy`` of Organizations, ``get-bucket-policy``. AWS stores the documents that it shows, so these
    are read with ``strict=False``; of a managed policy the default version counts.

    Args:
        source: the file.
        kind: what the document is; None to find out. In the output of a command, only documents that can be of this
            kind are read.
        strict: whether to refuse what IAM would not store.

    Returns:
        The documents, read or refused, in the order of the file; none if the output of a command holds none.

    Raises:
        InputError: the file is not JSON, or holds neither a policy document nor a known output, or the kind cannot be
            told.

    >>> from policykit.model.policy import IdentityPolicy
    >>> role = Source("role.json", b'{"Role": {"RoleName": "Deploy", "AssumeRolePolicyDocument": {"Statement": []}}}')
    >>> [found] = read_documents(role)
    >>> print(found.error)
    invalid trust policy trust policy of role Deploy: line 1, column 75: /Statement: expected at least one statement, \
found an empty list
    """
    pages = read_json(source)
    first = next(pages)
    second = next(pages, None)
    if second is None and not is_wrapped(first.value):
        return (_read_whole(first, kind or detect(first.value, source.name), strict=strict),)
    return tuple(
        found
        for page in chain((first,), () if second is None else (second,), pages)
        for found in _read_parts(page, kind)
    )


def _read_whole(page: Page, kind: type[PolicyDocument], *, strict: bool) -> FoundDocument:
    document = error = None
    try:
        document = kind.from_json(page.json.text, strict=strict, name=page.source)
    except PolicyError as refused:
        error = refused
    return FoundDocument(page.source, kind, document, error, None, Pointer(), page)


def _read_parts(page: Page, kind: type[PolicyDocument] | None) -> Iterator[FoundDocument]:
    if not is_wrapped(page.value):
        raise page.refusal("more than one JSON value: expected one policy document")
    for part in sorted(embedded(Node(page.value, page)), key=lambda part: page.json.span(part.pointer)):
        if kind is None or kind in part.kinds:
            yield _read_part(page, part, kind or part.kinds[0])


def _read_part(page: Page, part: Embedded, kind: type[PolicyDocument]) -> FoundDocument:
    document = error = None
    try:
        document = read_value(kind, part.value, name=part.label)
    except PolicyError as refused:
        places = [(page.locate(part.pointer + each.path), each) for each in refused.errors]
        places.sort(key=lambda pair: pair[0])
        problems = [Problem(each.path, each.message, place.line, place.column) for place, each in places]
        error = PolicyError(problems, part.label, kind.grammar.name)
    return FoundDocument(page.source, kind, document, error, part.label, part.pointer, page)


def read_value(kind: type[_D], value: JsonValue, *, name: str) -> _D:
    """A document that AWS stores, as its commands and API show it: an object, or text, percent-encoded or not.

    It is read with ``strict=False``, for AWS has accepted it.

    Raises:
        PolicyError: the problems have paths but neither line nor column.

    >>> from policykit.model.policy import IdentityPolicy
    >>> read_value(IdentityPolicy, "%7B%22Statement%22%3A%5B%5D%7D", name="inline policy a of user b")
    Traceback (most recent call last):
    policykit.errors.PolicyError: invalid identity-based policy inline policy a of user b: /Statement: \
expected at least one statement, found an empty list
    """
    if type(value) is str:
        try:
            value = jsontext.parse(decoded(value)).value
        except JsonError as error:
            raise PolicyError([Problem(Pointer(), f"in its text, {error}")], name, kind.grammar.name) from None
    return kind.from_value(value, strict=False, name=name)


def unreadable(place: object, label: str, error: PolicyError) -> str:
    """The note that a document cannot be read, with the first of its problems.

    >>> error = PolicyError([Problem(Pointer(("Id",)), "expected text"), Problem(Pointer(), "another")])
    >>> unreadable("account.json:3:7", "trust policy of role a", error)
    'account.json:3:7: trust policy of role a: cannot be read: /Id: expected text (and 1 more)'
    """
    first, more = error.errors[0], len(error.errors) - 1
    return f"{place}: {label}: cannot be read: {first}" + (f" (and {more} more)" if more else "")
