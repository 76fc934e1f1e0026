"""Several documents of one kind as one, which has the statements of all.

Source: IAM User Guide, "IAM JSON policy elements: Statement", "Sid" and "Version" (GRAM-11, GRAM-12, GRAM-16).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal, TypeAlias, TypeVar, get_args

from policykit import jsontext
from policykit.build.statements import statements_of
from policykit.errors import IntentError, MergeConflict, TooLarge, shown
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.canonical import canonical_statement
from policykit.model.grammar import LATEST_VERSION
from policykit.model.members import counted_size
from policykit.model.policy import PolicyDocument
from policykit.model.revision import numbered
from policykit.model.statement import Statement

__all__ = ["OnSameSid", "merge"]

OnSameSid: TypeAlias = Literal["error", "replace", "rename"]
"""What to do with a Sid that two documents use for different statements."""

_D = TypeVar("_D", bound=PolicyDocument)


def merge(first: _D, *others: _D, on_same_sid: OnSameSid = "error") -> _D:
    """One document with the statements of all, each once; it decides as they do together.

    Statements keep their order. The Id is the first that there is. Documents that differ in Version become one of
    2012-10-17.

    Args:
        first: a document; alone it comes back with every statement once.
        others: documents of the same kind.
        on_same_sid: if a Sid is used for something else already: refuse to merge, let the later statement take the
            place of the earlier, or number the Sid of the later.

    Returns:
        A document called after all that have names, read strictly if all of them were.

    Raises:
        MergeConflict: a Sid means two things, or ``${…}`` would become a policy variable by the new Version.
        TooLarge: together they are longer than AWS stores.
        IntentError: the documents are of different kinds, or there is no such option.

    >>> from policykit import IdentityPolicy
    >>> reading, writing = (
    ...     IdentityPolicy.from_dict({"Statement": {"Sid": "Files", "Effect": "Deny", "Action": each, "Resource": "*"}})
    ...     for each in ("s3:Get*", "s3:Put*")
    ... )
    >>> [(each.sid, str(each.action.values[0])) for each in merge(reading, writing, on_same_sid="rename").statements]
    [('Files', 's3:Get*'), ('Files2', 's3:Put*')]
    """
    documents = (first, *others)
    _check(documents, on_same_sid)
    identifier = next((each.id for each in documents if each.id is not None), None)
    head: dict[str, JsonValue] = {"Version": _version(documents), "Id": identifier}
    members: JsonObject = {name: value for name, value in head.items() if value is not None}
    members["Statement"] = [*_statements(documents, on_same_sid)]
    _check_size(first, members)
    names = dict.fromkeys(each.name for each in documents if each.name is not None)
    strict = all(each.strict for each in documents)
    return type(first).from_value(members, strict=strict, name=" + ".join(names) or None)


def _check(documents: Sequence[PolicyDocument], on_same_sid: str) -> None:
    kind = type(documents[0])
    if not isinstance(documents[0], PolicyDocument):
        raise IntentError("first", f"expected a policy document, found {kind.__name__}")
    for each in documents:
        if type(each) is not kind:
            raise IntentError("others", f"expected documents of kind {kind.__name__}, found {type(each).__name__}")
    if on_same_sid not in get_args(OnSameSid):
        raise IntentError(
            "on_same_sid", f"expected {', '.join(map(repr, get_args(OnSameSid)))}, found {shown(on_same_sid)}"
        )


def _check_size(like: PolicyDocument, members: JsonObject) -> None:
    rules = like.grammar
    size = counted_size(members, counts_spaces=rules.size.counts_spaces)
    if rules.size.limit is not None and size > rules.size.limit:
        ways_out = ("merge fewer documents", "shorten the result: merge the minimal spelling of each")
        raise TooLarge(f"the merged {rules.name}", size, rules.size.limit, ways_out)


# --- Version ----------------------------------------------------------------------------------------------------------


def _version(documents: Iterable[PolicyDocument]) -> str | None:
    """The one Version under which every statement means what it meant (GRAM-12)."""
    old = [each for each in documents if not each.uses_variables]
    if not any(each.uses_variables for each in documents):
        return next((each.version for each in old if each.version is not None), None)
    for document in old:
        text = next((text for each in document.statements for text in _open_to_variables(each) if "${" in text), None)
        if text is not None:
            raise MergeConflict(
                "Version",
                f"{shown(text)} is plain text in {document.name or 'a document'} without Version {LATEST_VERSION}, "
                "and would become a policy variable: give all documents the Version that is meant",
            )
    return LATEST_VERSION


def _open_to_variables(statement: Statement) -> Iterable[str]:
    if statement.resource is not None:
        yield from map(str, statement.resource.values)
    for condition in statement.conditions:
        yield from condition.values


# --- Statement --------------------------------------------------------------------------------------------------------

_Place: TypeAlias = tuple[str | None, str]
"""A Sid; of a statement without one, what it says."""

_Group: TypeAlias = dict[str, JsonObject]
"""The statements of one place, by what they say: one, but for resource-based policies whose Sids may repeat."""


def _statements(documents: Sequence[PolicyDocument], on_same_sid: OnSameSid) -> Iterator[JsonValue]:
    merged: dict[_Place, _Group] = {}
    taken = {each.sid for document in documents for each in document.statements if each.sid is not None}
    known: set[str] = set()
    for document in documents:
        for place, group in _groups(document).items():
            if place not in merged or (on_same_sid == "replace" and merged[place].keys() != group.keys()):
                merged[place] = group
            elif not group.keys() <= known:
                sid = _free(str(place[0]), taken, on_same_sid)
                merged[sid, ""] = {text: {**members, "Sid": sid} for text, members in group.items()}
            known |= group.keys()
    return chain.from_iterable(group.values() for group in merged.values())


def _groups(document: PolicyDocument) -> dict[_Place, _Group]:
    groups: dict[_Place, _Group] = {}
    for members, statement in zip(statements_of(document), document.statements, strict=True):
        text = jsontext.write(canonical_statement(statement))
        place = (statement.sid, text if statement.sid is None else "")
        groups.setdefault(place, {}).setdefault(text, members)
    return groups


def _free(sid: str, taken: set[str], on_same_sid: OnSameSid) -> str:
    """A Sid for a statement whose own is used for another one."""
    if on_same_sid == "error":
        raise MergeConflict(
            f"Sid {shown(sid)}",
            "two documents use it for different statements: give one of them another Sid, or choose with on_same_sid "
            "whether the later is to 'replace' the earlier or to be given another by 'rename'",
        )
    free = next(numbered(sid, taken))
    taken.add(free)
    return free
