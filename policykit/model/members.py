"""The members of a policy document: Version, Id and Statement, and how long they may be together.

Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM and AWS STS quotas" (GRAM-10 to GRAM-17,
GRAM-39).
"""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from policykit.errors import IntentError, shown
from policykit.jsontext import JsonObject, JsonValue, Number
from policykit.model.grammar import LATEST_VERSION, OLD_VERSION, Grammar, Report, Rule, SizeLimit, did_you_mean
from policykit.model.listing import described, listed
from policykit.model.statement import Statement, read_statement
from policykit.source import Pointer

__all__ = ["check_size", "counted_size", "read_members", "size_limit"]

_MEMBERS: Final = ("Version", "Id", "Statement")


def read_members(value: JsonValue, report: Report) -> dict[str, Any]:
    """The fields of a document; what is wrong goes into the report, and the fields are then good for nothing."""
    if not isinstance(value, dict):
        report.refuse(Pointer(), f"expected a policy object, found {described(value)}")
        return {}
    for name in value:
        if name not in _MEMBERS:
            hint = did_you_mean(name, _MEMBERS)
            report.refuse(
                Pointer((name,)), f"unknown element {shown(name)}: expected one of {', '.join(_MEMBERS)}{hint}"
            )
    version = _read_version(value, report)
    report.variables = version == LATEST_VERSION
    return {"version": version, "id": _read_id(value, report), "statements": _read_statements(value, report)}


def _read_version(value: JsonObject, report: Report) -> str | None:
    if "Version" not in value:
        if report.grammar.version is Rule.REQUIRED:
            report.refuse_if_strict(
                Pointer(), f"missing element 'Version': a {report.grammar.name} must have '{LATEST_VERSION}'"
            )
        return None
    version, at = value["Version"], Pointer(("Version",))
    if version not in (LATEST_VERSION, OLD_VERSION) or not isinstance(version, str):
        report.refuse(at, f"expected '{LATEST_VERSION}' or '{OLD_VERSION}', found {described(version)}")
        return None
    if report.grammar.version is Rule.REQUIRED and version != LATEST_VERSION:
        report.refuse_if_strict(
            at, f"expected '{LATEST_VERSION}', which a {report.grammar.name} must have, found {described(version)}"
        )
    return version


def _read_id(value: JsonObject, report: Report) -> str | None:
    if "Id" not in value:
        return None
    identifier, at = value["Id"], Pointer(("Id",))
    if type(identifier) is not str:
        report.refuse(at, f"expected a string, found {described(identifier)}")
        return None
    report.apply(report.grammar.id, at, f"{report.grammar.one} has no Id")
    return identifier


def _read_statements(value: JsonObject, report: Report) -> tuple[Statement, ...]:
    if "Statement" not in value:
        report.refuse(Pointer(), "missing element 'Statement': expected one statement or a list of them")
        return ()
    member, at = value["Statement"], Pointer(("Statement",))
    if member == [] and not report.grammar.empty_lists:
        report.refuse(at, "expected at least one statement, found an empty list")
    places = [at / index for index in range(len(member))] if isinstance(member, list) else [at]
    statements = [read_statement(each, place, report) for each, place in zip(listed(member), places, strict=True)]
    if report.grammar.plain_sids:
        _refuse_repeated_sids(statements, places, report)
    return tuple(each for each in statements if each is not None)


def _refuse_repeated_sids(statements: list[Statement | None], places: list[Pointer], report: Report) -> None:
    seen: dict[str, Pointer] = {}
    for statement, place in zip(statements, places, strict=True):
        if statement is not None and statement.sid is not None:
            first = seen.setdefault(statement.sid, place)
            if first is not place:
                report.refuse(
                    place / "Sid", f"Sid {shown(statement.sid)} is used at {first} already: expected a different one"
                )


def check_size(value: JsonObject, report: Report) -> None:
    """Report a document that is longer than AWS stores (GRAM-39)."""
    size = report.grammar.size
    if size.limit is None or len(json.dumps(value)) <= size.limit:  # never shorter than what counts, and much faster
        return
    counted = counted_size(value, counts_spaces=size.counts_spaces)
    if counted > size.limit:
        report.refuse(Pointer(), f"{report.grammar.one} has at most {size.limit} characters, found {counted}")


def counted_size(value: JsonValue, *, counts_spaces: bool) -> int:
    """The length of a value as quotas count it, in code points of its shortest text (GRAM-39).

    Args:
        value: a document, or a part of one; the size of a list or an object is the sum of its parts.
        counts_spaces: whether white space inside strings counts.

    >>> counted_size({"Sid": "a b ☂"}, counts_spaces=True), counted_size({"Sid": "a b ☂"}, counts_spaces=False)
    (15, 13)
    """
    text = "".join(_minified(value))
    return len(text if counts_spaces else "".join(text.split()))


class _Characters(NamedTuple):
    """A limit that was given as a number."""

    limit: int
    counts_spaces: bool


def size_limit(quota: int | SizeLimit, grammar: Grammar) -> SizeLimit:
    """The limit that a number or a quota is for documents of this grammar.

    Raises:
        IntentError: it is neither, or a quota that counts something other than characters, or a number below 1.
    """
    if isinstance(quota, int) and not isinstance(quota, bool) and quota > 0:
        return _Characters(quota, grammar.size.counts_spaces)
    if isinstance(quota, SizeLimit):
        return quota
    raise IntentError(
        "quota",
        "expected a number of characters, 1 or more, or a quota such as policykit.catalog.QUOTAS['managed-policy'], "
        f"found {shown(quota)}",
    )


def _minified(value: JsonValue) -> Iterator[str]:
    """The shortest text of a value, without escapes that JSON does not need: what quotas count (GRAM-39)."""
    match value:
        case dict():
            pairs = (
                f"{json.dumps(name, ensure_ascii=False)}:{''.join(_minified(each))}" for name, each in value.items()
            )
            yield f"{{{','.join(pairs)}}}"
        case list():
            yield f"[{','.join(''.join(_minified(each)) for each in value)}]"
        case Number():
            yield str(value)
        case _:
            yield json.dumps(value, ensure_ascii=False)
