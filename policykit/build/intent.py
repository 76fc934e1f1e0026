"""Grants from intentions that are data: a table of TOML, or what a command line says, which is the same.

Source: docs/decisions/0008-writing-policies.md.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from policykit.build.form import FILE, GRANT, KIND, REQUIRE
from policykit.build.grant import Grant, grant_assume
from policykit.build.kinds import KINDS
from policykit.build.meant import Meant, kind_of
from policykit.build.members import Form, Shape, flaws
from policykit.build.require import LEVELS, Require
from policykit.build.trust import TRUST_QUOTA, UNSAID
from policykit.errors import Flaw, IntentError, InvalidIntent, PolicyKitError, shown

__all__ = ["ONLY", "read_grant", "read_grants"]


def read_grant(table: Mapping[str, object]) -> Grant:
    """The grant of one table, proved.

    Args:
        table: ``role`` and ``caller``; and ``require``, ``sid``, ``quota``, ``name`` where they are due.

    Raises:
        InvalidIntent: something in it is missing, unknown or malformed, or cannot be granted; with everything that was
            found wrong.

    >>> role = "arn:aws:iam::444455556666:role/Deploy"
    >>> grant = read_grant({"role": role, "caller": "111122223333", "require": {"external_id": "4711"}})
    >>> grant.trust.to_dict()["Statement"][0]["Condition"]
    {'StringEquals': {'sts:ExternalId': '4711'}}
    >>> read_grant({"role": role, "caller": {"kind": "github", "repo": "acme/app", "branches": "main"}})
    Traceback (most recent call last):
    policykit.errors.InvalidIntent: invalid intention: caller.branches: unknown member: expected kind, repo, \
environment, branch, tag, pull_request, any_run, audience, issuer; did you mean 'branch'?
    """
    reading = _Reading()
    grant = reading.grant(table)
    if grant is None:
        raise InvalidIntent(reading.flaws)
    return grant


class _Reading:
    """One table on its way to a grant; collects what is wrong with it."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def grant(self, table: Mapping[str, object]) -> Grant | None:
        """The grant, or None if there are flaws."""
        if not Shape.TABLE.fits(table):
            self.flaws.append(Flaw((), f"expected {Shape.TABLE.value}, found {shown(table)}"))
            return None
        said = self._read(GRANT, table)
        kind, members = self._caller(table.get("caller"))
        require = self._require(table.get("require", {}))
        if self.flaws:
            return None
        with self._noting(lambda parameter: _place(parameter, kind)):
            meant = KINDS[kind].meant(said["role"].arn, **members)
            return _granted(meant, require, said)
        return None

    def _read(self, form: Form, table: Mapping[str, object], *at: str) -> dict[str, Any]:
        """The members of a table, made into what they stand for; those that are flawed are left out."""
        found = list(flaws(form, table, *at))
        self.flaws += found
        flawed = {flaw.member[-1] for flaw in found}
        said = {}
        for name in (each for each in table if each not in flawed):
            with self._noting(_at(*at, name)):
                said[name] = form[name].read(table[name])
        return said

    def _caller(self, caller: object) -> tuple[str, dict[str, Any]]:
        """The kind of the caller and its members; no kind if there is none, or the caller is of the wrong shape."""
        if isinstance(caller, str):
            with self._noting(_at("caller")):
                kind = kind_of(caller)
                name, member = next(iter(KINDS[kind].members.items()))
                return kind, {name: member.read(caller)}
        elif isinstance(caller, Mapping):
            named = caller.get("kind")
            if isinstance(named, str) and named in KINDS:
                said = self._read({"kind": KIND, **KINDS[named].members}, caller, "caller")
                del said["kind"]
                return named, said
            self._read({"kind": KIND}, {name: caller[name] for name in caller if name == "kind"}, "caller")
        return "", {}

    def _require(self, table: object) -> Require[Any]:
        said = self._read(REQUIRE, table, "require") if isinstance(table, Mapping) else {}
        with self._noting(lambda parameter: ("require", parameter)):
            return Require(**said)
        return Require()

    @contextmanager
    def _noting(self, place: Callable[[str], tuple[str, ...]]) -> Iterator[None]:
        """Note what is refused inside, at the place of the parameter that is to blame."""
        try:
            yield
        except IntentError as error:
            self.flaws.append(Flaw(place(error.parameter), error.reason))
        except PolicyKitError as error:
            self.flaws.append(Flaw(place(""), str(error)))


def _at(*member: str) -> Callable[[str], tuple[str, ...]]:
    return lambda _parameter: member


def _granted(meant: Meant, require: Require[Any], said: Mapping[str, Any]) -> Grant:
    """What the library is asked for: the same calls that its user would make."""
    given = {"require": require, "quota": said.get("quota", TRUST_QUOTA)}
    if meant.scope != UNSAID:
        given["scope"] = meant.scope
    grant: Grant = grant_assume(meant.who, said["role"], **given)
    if meant.narrowed_to is not None:
        grant = grant.narrowed_to(meant.narrowed_to, by=meant.by)
    return grant.with_sid(said["sid"]) if "sid" in said else grant


_PARAMETERS: Final[Mapping[str, str]] = {"roles": "role", "scope": "no_scope", "user": "narrow_to", "who": "name"}
"""Parameters of the library that have another name in the table of the caller."""


def _place(parameter: str, kind: str) -> tuple[str, ...]:
    """The member that a parameter of the library is, from its grant on."""
    member = _PARAMETERS.get(parameter, parameter)
    if member in KINDS[kind].members:
        return "caller", member
    if member in LEVELS:
        return "require", member
    return (member,) if member in GRANT else ()


# --- a file ----------------------------------------------------------------------------------------------------------


def read_grants(file: Mapping[str, object], *, name: str | None = None) -> Mapping[str, Grant]:
    """The grants of a file by their names, proved.

    Args:
        file: what TOML makes of it: a list of tables ``grant``, each as in `read_grant`.
        name: of the file, for messages.

    Returns:
        At least one grant; a single one without a name is called ``grant``.

    Raises:
        InvalidIntent: with everything that was found wrong, of all grants.

    >>> role = "arn:aws:iam::444455556666:role/Deploy"
    >>> list(read_grants({"grant": [{"name": "partner", "role": role, "caller": "111122223333"}]}))
    ['partner']
    >>> read_grants({"grants": []}, name="intent.toml")
    Traceback (most recent call last):
    policykit.errors.InvalidIntent: intent.toml: 2 problems
      grants: unknown member: expected grant; did you mean 'grant'?
      grant: is missing: expected one table or more, each under [[grant]]
    """
    if not Shape.TABLE.fits(file):
        raise InvalidIntent([Flaw((), f"expected {Shape.TABLE.value}, found {shown(file)}")], name)
    found = list(flaws(FILE, file))
    tables: Any = file["grant"] if Shape.TABLES.fits(file.get("grant")) else ()
    names = Counter(map(_folded, tables))
    grants: dict[str, Grant] = {}
    for number, table in enumerate(tables, 1):
        called = table.get("name", ONLY)
        reading = _Reading()
        grant = reading.grant(table)
        about = f"grant {shown(table['name']) if isinstance(table.get('name'), str) else number}"
        if names[_folded(table)] > 1:
            problem = "another grant has it too" if "name" in table else "is missing, but there are several grants"
            reading.flaws.append(Flaw(("name",), f"{problem}: expected names that differ, not only in case"))
        found += [replace(each, grant=about) for each in reading.flaws]
        if grant is not None:
            grants[called] = grant
    if found:
        raise InvalidIntent(found, name)
    return grants


ONLY: Final = "grant"
"""The name of a grant that needs none, because it is the only one."""


def _folded(table: Mapping[str, object]) -> str:
    """The name of a grant as systems see it for which folders have no case."""
    return str(table.get("name", ONLY)).casefold()
