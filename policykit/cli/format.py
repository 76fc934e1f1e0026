"""``policykit format``: the canonical spelling of policy documents, in place."""

from collections.abc import Mapping
from typing import Final

import click

from policykit.build.statements import statements_of
from policykit.cli.exits import Exit
from policykit.cli.options import kind_option, lenient_option
from policykit.cli.rewriting import Opened, Revised, laid_out, rewrite
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.policy import KINDS, PolicyDocument

__all__ = ["command"]

_EPILOG: Final = """
\b
Examples:
  policykit format policies/*.json
  policykit format --check policies/*.json
  policykit format --layout-only - < trust.json > trust.formatted.json

\b
Exit status:
  0  every file is formatted now; with --check, was already
  1  with --check: a file would change
  2  a file is broken or cannot be read or written; the others are formatted all the same
"""


@click.command("format", epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Write nothing; tell which files would change, and exit with 1 if any.")
@click.option("--layout-only", is_flag=True, help="Set white space only: keep order, lists and case as they are.")
@kind_option
@lenient_option
def command(files: tuple[str, ...], check: bool, layout_only: bool, kind: str | None, lenient: bool) -> Exit:
    """Write each FILE in its canonical spelling: the same meaning, sorted, nothing twice, two spaces per level.

    Statements and lists are sorted, single values stand alone, accounts are root ARNs, Version is spelled out. The case
    of actions and condition keys stays as it is.

    A FILE is one policy document in JSON, not the output of an aws command; - reads standard input and writes standard
    output. Files are replaced in one step and keep their permissions; broken ones stay as they are.
    """

    def formatted(opened: Opened) -> Revised:
        document = opened.document
        return Revised(laid_out(document.members if layout_only else _canonical(document)))

    return rewrite(files, KINDS[kind] if kind else None, formatted, strict=not lenient, check=check)


def _canonical(document: PolicyDocument) -> JsonObject:
    """The canonical members, but for case where it does not matter: that stays as somebody chose to read it."""
    actions = {each.folded.text: each.text for said in document.statements for each in reversed(said.action.values)}
    keys = {each.folded_key: each.key for said in document.statements for each in reversed(said.conditions)}
    canonical = document.canonical()
    statements = [_in_case(members, actions, keys) for members in statements_of(canonical)]
    return {**canonical.members, "Statement": [*statements]}


def _in_case(members: JsonObject, actions: Mapping[str, str], keys: Mapping[str, str]) -> JsonObject:
    return {name: _element_in_case(name, value, actions, keys) for name, value in members.items()}


def _element_in_case(name: str, value: JsonValue, actions: Mapping[str, str], keys: Mapping[str, str]) -> JsonValue:
    match name, value:
        case (("Action" | "NotAction"), list()):
            return [actions.get(str(each), each) for each in value]
        case (("Action" | "NotAction"), str()):
            return actions.get(value, value)
        case "Condition", dict():
            return {operator: _tests_in_case(tests, keys) for operator, tests in value.items()}
        case _:
            return value


def _tests_in_case(tests: JsonValue, keys: Mapping[str, str]) -> JsonValue:
    return {keys[key]: each for key, each in tests.items()} if isinstance(tests, dict) else tests
