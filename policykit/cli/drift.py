"""Whether the policies in a directory still are what is intended."""

import os
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

import click

from policykit.build.grant import Grant
from policykit.cli.documents import check_file
from policykit.cli.exits import Exit
from policykit.cli.granted import files_of, superfluous
from policykit.cli.screen import paint
from policykit.inputs import read_source
from policykit.model.policy import PolicyDocument
from policykit.report import as_text
from policykit.report.excerpt import visible
from policykit.report.formats import FORMATS

__all__ = ["check"]


def check(grants: Mapping[str, Grant], language: str, directory: Path) -> Exit:
    """Compare what stands in a directory with what would be written there, and say how it differs.

    JSON is compared by meaning, so that layout and order make no difference; other languages as text.

    Raises:
        InputError: a file cannot be read.
    """
    files = files_of(grants, language)
    differences = [each for name, wanted in files.items() for each in _differences(directory / name, wanted, language)]
    differences += [
        f"{visible(str(directory / name))}: no grant needs this policy: remove it"
        for name in superfluous(directory, files, language)
    ]
    for each in differences:
        click.echo(each)
    if not differences:
        click.echo(f"as intended: {len(files)} {'policy' if len(files) == 1 else 'policies'}")
    return Exit.FINDINGS if differences else Exit.OK


def _differences(path: Path, wanted: PolicyDocument, language: str) -> Iterator[str]:
    if not os.path.lexists(path):
        yield f"{visible(str(path))}: this policy is missing"
    elif language == "json":
        yield from _of_meaning(path, wanted)
    else:
        found, text = read_source(path, expected=language).text, f"{FORMATS[language].write(wanted)}\n"
        if found.replace("\r\n", "\n") != text:
            yield _compared(path, found, text)


def _of_meaning(path: Path, wanted: PolicyDocument) -> Iterator[str]:
    file = check_file(str(path), type(wanted), strict=True)
    if file.unreadable is not None:
        raise file.unreadable
    report = as_text.checked(file, paint=paint)
    match [each.document for each in file.documents]:
        case _ if report:
            yield report
        case [PolicyDocument() as found]:
            if found != wanted:
                yield _compared(path, _canonical(found), _canonical(wanted))
        case several:
            yield f"{visible(str(path))}: expected one {wanted.grammar.name}, found {len(several)}"


def _canonical(document: PolicyDocument) -> str:
    return document.canonical().to_json(indent=2)


def _compared(path: Path, found: str, wanted: str) -> str:
    """What would have to change, as lines that go and lines that come."""
    lines = unified_diff(found.splitlines(), wanted.splitlines(), str(path), "intended", lineterm="")
    return "\n".join(map(visible, lines))
