"""Intentions on the command line: options made of the tables with which intentions are read, and what they say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import click

from policykit.build.form import GRANT, REQUIRE
from policykit.build.grant import Grant
from policykit.build.intent import read_grant
from policykit.build.kinds import KINDS
from policykit.build.level import Anybody
from policykit.build.meant import kind_of
from policykit.build.members import Form, Member, Shape
from policykit.build.require import LEVELS
from policykit.cli.options import key_value, unique_keys
from policykit.errors import Flaw, InvalidIntent, PolicyKitError

__all__ = ["Intention", "given", "granted", "options_of_any", "options_of_kind"]

_SETTINGS: Final[Mapping[Shape, Mapping[str, Any]]] = {
    Shape.TEXT: {},
    Shape.TEXT_OR_TABLE: {},
    Shape.MOMENT: {},
    Shape.TEXTS: {"multiple": True},
    Shape.FLAG: {"is_flag": True},
    Shape.COUNT: {"type": int},
    Shape.TAGS: {"multiple": True, "type": key_value, "callback": unique_keys},
}
_SPELLED: Final[Mapping[str, str]] = {
    "mfa_max_age_seconds": "mfa-max-age",
    "session_tags": "session-tag",
    "transitive_tags": "transitive-tag",
}
"""Options that read better otherwise than as their members; one that can be repeated is given once for each."""


class Intention(click.Option):
    """An option that says one member of an intention.

    Attributes:
        place: the members that lead to it.
        is_table: whether its values are pairs of a table.
    """

    def __init__(self, member: Member, *place: str) -> None:
        name = place[-1]
        settings = _SETTINGS[member.shape]
        super().__init__(
            [f"--{_SPELLED.get(name, name.replace('_', '-'))}", "_".join(place)],
            metavar=member.form or None,
            help=f"{member.meaning}{' Repeat it for more.' if 'multiple' in settings else ''}",
            **settings,
        )
        self.place = place
        self.is_table: bool = member.shape is Shape.TAGS


def options_of_kind(kind: str) -> list[click.Option]:
    """What can be said of one kind of caller, and required of it."""
    row = KINDS[kind]
    return [*_options(row.members, "caller"), *_options({"role": GRANT["role"]}), *_common(row.level)]


def options_of_any() -> list[click.Option]:
    """What can be said where the caller is told in one word."""
    more = {
        name: member
        for kind in ("service", "account")
        for name, member in list(KINDS[kind].members.items())[1:]  # the first one is the word
    }
    lowest = max(LEVELS.values(), key=lambda level: len(level.mro()))
    one = {name: GRANT[name] for name in ("caller", "role")}
    return [*_options(one), *_options(more, "caller"), *_common(lowest)]


def _common(level: type[Anybody]) -> Iterator[click.Option]:
    yield from _options({name: each for name, each in REQUIRE.items() if issubclass(level, LEVELS[name])}, "require")
    yield from _options({name: GRANT[name] for name in ("sid", "quota")})


def _options(form: Form, *at: str) -> list[Intention]:
    return [Intention(member, *at, name) for name, member in form.items()]


# --- what was said ---------------------------------------------------------------------------------------------------


def given(context: click.Context) -> dict[Intention, Any]:
    """The intentions that were given, with their values."""
    return {
        option: dict(value) if option.is_table else value
        for option in context.command.params
        if isinstance(option, Intention)
        for value in [context.params[option.name]]
        if value not in (None, ()) and value is not False
    }


def granted(context: click.Context, kind: str | None) -> Grant:
    """The grant that the options speak of.

    Args:
        context: of the command.
        kind: of the caller; None if the caller is told in one word.

    Raises:
        UsageError: something is missing, malformed, or cannot be granted; in terms of the options.
    """
    said = {option.place: value for option, value in given(context).items()}
    try:
        return read_grant(_table(said, kind))
    except InvalidIntent as error:
        names = {option.place: option.opts[0] for option in context.command.params if isinstance(option, Intention)}
        raise click.UsageError(_in_options(error.flaws, names), context) from None


def _table(said: Mapping[tuple[str, ...], object], kind: str | None) -> dict[str, object]:
    """The table of a grant that says the same."""
    table = {place[0]: value for place, value in said.items() if len(place) == 1}
    more = {place[1]: value for place, value in said.items() if place[0] == "caller" and len(place) == 2}
    table["require"] = {place[1]: value for place, value in said.items() if place[0] == "require"}
    if kind is not None:
        table["caller"] = {"kind": kind, **more}
    elif more and "caller" in table:
        table["caller"] = _told(str(table["caller"]), more)
    return table


def _told(word: str, more: Mapping[str, object]) -> dict[str, object]:
    """A caller that is told in one word, and what else is said of it, as a table."""
    try:
        kind = kind_of(word)
    except PolicyKitError as error:
        raise InvalidIntent([Flaw(("caller",), str(error))]) from None
    row = KINDS[kind]
    about = f"it says nothing of {row.title}: leave it out"
    strange = [Flaw(("caller", name), about) for name in more if name not in row.members]
    if strange:
        raise InvalidIntent(strange)
    return {"kind": kind, next(iter(row.members)): word, **more}


def _in_options(flaws: Sequence[Flaw], names: Mapping[tuple[str, ...], str]) -> str:
    lines = [
        f"{name}: {flaw.message}" if (name := names.get(flaw.member, names.get(flaw.member[:1]))) else flaw.message
        for flaw in flaws
    ]
    return lines[0] if len(lines) == 1 else "\n  ".join([f"{len(lines)} problems", *lines])
