"""Options that several commands share, and the forms that their values have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from policykit.model.policy import KINDS

__all__ = ["Directory", "as_json_option", "key_value", "kind_option", "lenient_option", "unique_keys"]

_F = TypeVar("_F", bound=Callable[..., Any])


class Directory(click.Path):
    """The name of a directory, which need not be there yet."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The directory; not the one where an unset variable would lead, and no stream."""
        if value in ("", "-"):
            self.fail(f"expected the name of a directory, found {value!r}; the present one is '.'", param, ctx)
        return super().convert(value, param, ctx)


def key_value(text: str) -> tuple[str, str]:
    """The parts of ``KEY=VALUE``; the first ``=`` divides, and the value may be empty.

    >>> key_value("aws:PrincipalTag/team=a=b")
    ('aws:PrincipalTag/team', 'a=b')
    """
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise click.BadParameter(f"expected KEY=VALUE, found {text!r}")
    return key, value


def unique_keys(
    ctx: click.Context, param: click.Parameter, pairs: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Callback of a `key_value` option whose keys can have one value each."""
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise click.BadParameter(f"the key {key!r} is given more than once", ctx, param)
    return pairs


def kind_option(command: _F) -> _F:
    """``--kind``: what the documents are, where they do not tell."""
    return click.option(
        "--kind", type=click.Choice(list(KINDS)), help="What the documents are; found out if left out."
    )(command)


def lenient_option(command: _F) -> _F:
    """``--lenient``: read what IAM would refuse but what can be evaluated."""
    return click.option(
        "--lenient",
        is_flag=True,
        help="Also read what IAM would refuse but what has a meaning, such as NotPrincipal in a trust policy.",
    )(command)


def as_json_option(command: _F) -> _F:
    """``--json``: the same answer for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")(command)
