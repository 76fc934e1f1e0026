"""Who takes part: users and roles with loose documents, and callers of whom more is said than their ARN."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from policykit.cases.folder import Folder, texts
from policykit.cases.form import CALLERS, breaches
from policykit.evaluate.callers import Caller, SamlIdentity, WebIdentity
from policykit.model.policy import IdentityPolicy, PermissionsBoundary, SessionPolicy, TrustPolicy
from policykit.reach import Snapshot
from policykit.snapshot import Role, User

__all__ = ["caller_breaches", "read_caller", "read_entity"]

_E = TypeVar("_E", User, Role)
_Reader = Callable[[Folder, Any], object]

# --- users and roles -------------------------------------------------------------------------------------------------

_DOCUMENTS: Final[Mapping[str, _Reader]] = {
    "trust": lambda folder, name: folder.one(TrustPolicy, name),
    "policies": lambda folder, names: folder.all(IdentityPolicy, texts(names)),
    "boundary": lambda folder, name: folder.one(PermissionsBoundary, name),
}
_SETTLED: Final[Mapping[str, Mapping[str, object]]] = {
    "policies": {"missing": ()},
    "boundary": {"missing_boundary": None},
}
"""What is no longer missing in the data once a table gives a member."""


def read_entity(kind: type[_E], table: Mapping[str, Any], known: _E | None, folder: Folder) -> _E:
    """The user or role of a table; what the table does not give is as the data have it.

    Args:
        kind: `User` or `Role`.
        table: of the form of its kind.
        known: what the data say of it, if they do.
        folder: where its documents lie.

    Raises:
        PolicyKitError: a document cannot be read, or a value is malformed.
    """
    said = {} if known is None else {each.name: getattr(known, each.name) for each in fields(kind)}
    for name, value in table.items():
        said[name] = _DOCUMENTS[name](folder, value) if name in _DOCUMENTS else value
        said.update(_SETTLED.get(name, {}))
    return kind(**said)


# --- callers ---------------------------------------------------------------------------------------------------------


def _kind(table: Mapping[str, Any]) -> type[Any] | None:
    """The kind of caller that a table speaks of."""
    kinds: list[type[Any]] = [kind for kind, form in CALLERS.items() if next(iter(form)) in table]
    if len(kinds) == 2:  # both kinds of provider
        is_saml = CALLERS[SamlIdentity]["provider"].shape.fits(table["provider"])
        return SamlIdentity if is_saml else WebIdentity
    return kinds[0] if len(kinds) == 1 else None


def caller_breaches(caller: object) -> Iterator[str]:
    """Everything in which a caller that is a table has not the form of its kind."""
    if not isinstance(caller, dict):
        return
    kind = _kind(caller)
    if kind is None:
        names = ", ".join(dict.fromkeys(next(iter(form)) for form in CALLERS.values()))
        yield f"caller: expected a table with one of {names}, found {', '.join(map(repr, caller)) or 'an empty one'}"
    else:
        yield from (f"caller: {each}" for each in breaches(CALLERS[kind], caller))


_PARTS: Final[Mapping[str, Callable[[Snapshot, Folder, Any], object]]] = {
    "role": lambda snapshot, _, arn: snapshot.role(arn),
    "user": lambda snapshot, _, arn: snapshot.caller(arn),
    "parent": lambda snapshot, _, arn: snapshot.caller(arn),
    "policies": lambda _, folder, names: folder.all(SessionPolicy, texts(names)),
    "transitive_tags": lambda _, __, keys: texts(keys),
}
"""The members that are not passed on as they are."""


def read_caller(caller: str | Mapping[str, Any], snapshot: Snapshot, folder: Folder) -> Caller:
    """Who asks: as `Snapshot.caller` reads a text, or as a table of the form of its kind says.

    Raises:
        PolicyKitError: the caller is not in the data, a value is malformed, or a document cannot be read.
    """
    if isinstance(caller, str):
        return snapshot.caller(caller)
    kind = _kind(caller)
    said = {name: _PARTS[name](snapshot, folder, value) if name in _PARTS else value for name, value in caller.items()}
    made: Caller = kind(**said)  # type: ignore[misc]  # `caller_breaches` found nothing
    return made
