"""``policykit check``: does each document obey the grammar of its kind?"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from policykit.cli.documents import check_file
from policykit.cli.exits import Exit
from policykit.cli.options import as_json_option, kind_option, lenient_option
from policykit.cli.screen import paint
from policykit.errors import InputError
from policykit.model.policy import KINDS, PolicyDocument
from policykit.report import as_json as for_programs
from policykit.report import as_text as for_people
from policykit.report.checked import CheckedFile

__all__ = ["command"]

_EPILOG: Final = """
\b
Examples:
  policykit check trust.json policies/
  policykit check --kind boundary limits.json
  aws iam get-role --role-name Deploy | policykit check -

\b
Exit status:
  0  every document is sound
  1  a document is not
  2  a file cannot be read, or holds no policy; the others are checked all the same
"""


@click.command("check", epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@kind_option
@lenient_option
@as_json_option
def command(files: tuple[str, ...], kind: str | None, lenient: bool, as_json: bool) -> Exit:
    """Check that each FILE is a policy document that AWS would take, and say where it is not.

    A FILE is a policy document in JSON, the output of an aws command that shows policies, a directory (all *.json files
    in it, at any depth), or - for standard input.
    """
    checked = []
    for file in _checked(files, KINDS[kind] if kind else None, strict=not lenient):
        checked.append(file)
        report = "" if as_json else for_people.checked(file, paint=paint)
        if report:
            click.echo(report + "\n", err=file.unreadable is not None)
    click.echo(for_programs.checked(checked) if as_json else for_people.summary(checked))
    return _status(checked)


def _status(checked: Sequence[CheckedFile]) -> Exit:
    if any(file.unreadable for file in checked):
        return Exit.USAGE
    return Exit.FINDINGS if any(any(file.problems) for file in checked) else Exit.OK


def _checked(names: Sequence[str], kind: type[PolicyDocument] | None, *, strict: bool) -> Iterator[CheckedFile]:
    for name in dict.fromkeys(names):
        if not name or not Path(name).is_dir():  # an empty name is no directory, though Path makes one of it
            yield check_file(name, kind, strict=strict)
            continue
        try:
            for found in _files_in(name):
                yield check_file(found, kind, strict=strict, may_be_other=True)
        except InputError as error:
            yield CheckedFile(error.source, unreadable=error)


# --- directories ------------------------------------------------------------------------------------------------------

_FOREIGN: Final = "node_modules"  # as good as hidden: what others published, not what is checked


def _files_in(directory: str) -> Iterator[str]:
    """Every ``*.json`` file under the directory, in order; nothing that is hidden.

    Raises:
        InputError: the directory, or one in it, cannot be read, or there is no such file: a gate must not pass what it
            did not read.
    """
    found = False
    for folder, inner, names in os.walk(directory, onerror=_refuse):
        inner[:] = sorted(each for each in inner if not each.startswith(".") and each != _FOREIGN)
        for name in sorted(names):
            if name.lower().endswith(".json") and not name.startswith("."):
                found = True
                yield str(Path(folder, name))
    if not found:
        raise InputError(directory, "there is no *.json file in this directory")


def _refuse(error: OSError) -> None:
    raise InputError(str(error.filename), f"this directory cannot be read: {error.strerror}")
