"""``policykit minimal``: policy documents in fewer characters."""

from typing import Final

import click

from policykit.build.minimal import minimal
from policykit.cli.exits import Exit
from policykit.cli.options import kind_option, lenient_option
from policykit.cli.rewriting import Opened, Revised, laid_out, open_document, rewrite
from policykit.model.policy import KINDS

__all__ = ["command"]

_EPILOG: Final = """
\b
Examples:
  policykit minimal policy.json > shorter.json
  policykit minimal --write policies/*.json
  policykit minimal --check --drop-sids policies/*.json

\b
Exit status:
  0  shortened, or nothing to shorten
  1  with --check: a file could be shorter
  2  a file is broken or cannot be read or written; with --write and --check the others are handled all the same
"""


@click.command("minimal", epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--write", is_flag=True, help="Shorten the files in place.")
@click.option("--check", is_flag=True, help="Write nothing; tell which files could be shorter, and exit with 1 if any.")
@click.option("--drop-sids", is_flag=True, help="Leave out Sids, so that more statements can become one.")
@kind_option
@lenient_option
def command(files: tuple[str, ...], write: bool, check: bool, drop_sids: bool, kind: str | None, lenient: bool) -> Exit:
    """Print the document of FILE in fewer characters, with the same meaning.

    A FILE is one policy document in JSON, or - for standard input. Several need --write or --check. Files with nothing
    to shorten stay as they are.
    """

    def shortened(opened: Opened) -> Revised:
        shortest = minimal(opened.document, drop_sids=drop_sids)
        if shortest.size == opened.document.size:
            return Revised(opened.text)
        return Revised(laid_out(shortest.members), f"{shortest.size} characters in place of {opened.document.size}")

    chosen = KINDS[kind] if kind else None
    if write or check:
        return rewrite(files, chosen, shortened, strict=not lenient, check=check)
    name, *others = files
    if others:
        raise click.UsageError("several files: pass --write to shorten them in place, or --check")
    opened = open_document(name, chosen, strict=not lenient)
    if opened is None:
        return Exit.USAGE
    revised = shortened(opened)
    click.echo(revised.text, nl=False)
    click.echo(revised.note or f"{opened.document.size} characters: nothing to shorten", err=True)
    return Exit.OK
