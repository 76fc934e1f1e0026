"""``policykit test``: policies as tests."""

from collections.abc import Sequence
from typing import Final

import click

from policykit.cases import read_cases
from policykit.cli.exits import Exit
from policykit.cli.options import as_json_option
from policykit.cli.screen import paint
from policykit.errors import InputError
from policykit.report import as_json as for_programs
from policykit.report import as_text as for_people
from policykit.report.asked import AskedFile
from policykit.report.excerpt import visible

__all__ = ["command"]

_EPILOG: Final = """
\b
Example:
  policykit test policies/cases.toml

\b
A file of cases, in TOML; paths begin at its folder:
  data = ["account-*.json", "organization.json"]

\b
  [[case]]
  name = "alice may deploy"
  caller = "arn:aws:iam::111122223333:user/alice"
  role = "arn:aws:iam::111122223333:role/Deploy"
  expect = "allow"

What else can be said in it: policykit schema cases.

\b
Exit status:
  0  every case is as expected
  1  a case is not
  2  a file cannot be read, or asks what makes no sense; the others are run all the same
"""


@click.command("test", epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--verbose", "-v", is_flag=True, help="Explain also the cases that are as expected.")
@as_json_option
def command(files: tuple[str, ...], verbose: bool, as_json: bool) -> Exit:
    """Ask the questions of each FILE, and compare the answers with those that are expected.

    A case is as expected if its outcome is, and if what its "because" names is among the things that decide. An unknown
    outcome is neither allow nor deny.
    """
    asked = []
    for name in dict.fromkeys(files):
        file = _asked(name)
        asked.append(file)
        if file.unreadable is not None:
            click.echo("\n".join(map(visible, str(file.unreadable).split("\n"))), err=True)
        if not as_json:
            for each in file.results:
                click.echo(for_people.case(each, paint=paint, verbose=verbose))
    click.echo(for_programs.cases(asked) if as_json else for_people.cases_summary(asked))
    return _status(asked)


def _asked(name: str) -> AskedFile:
    try:
        return AskedFile(name, tuple(case.run() for case in read_cases(name)))
    except InputError as error:
        return AskedFile(error.source, unreadable=error)


def _status(files: Sequence[AskedFile]) -> Exit:
    if any(file.unreadable for file in files):
        return Exit.USAGE
    return Exit.FINDINGS if any(file.failed for file in files) else Exit.OK
