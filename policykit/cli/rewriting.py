"""Files that are one policy document each, given another text: in place, or just told which would change."""

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import NamedTuple, TypeAlias

import click

from policykit import jsontext
from policykit.cli.documents import check_file
from policykit.cli.exits import Exit
from policykit.cli.screen import paint
from policykit.cli.writing import CannotWrite, replace_file
from policykit.errors import PolicyError
from policykit.inputs import read_source
from policykit.jsontext import JsonObject
from policykit.model.policy import PolicyDocument
from policykit.report import as_text
from policykit.report.excerpt import visible

__all__ = ["Opened", "Revised", "Revising", "laid_out", "open_document", "rewrite"]


class Opened(NamedTuple):
    """A document with the text that it was read from."""

    document: PolicyDocument
    text: str


class Revised(NamedTuple):
    """Another text for a document.

    Attributes:
        text: the same as before, if there is nothing to do.
        note: what to tell of the change, or nothing.
    """

    text: str
    note: str = ""


Revising: TypeAlias = Callable[[Opened], Revised]


class _Result(Enum):
    SAME = "left"
    CHANGED = "changed"
    REFUSED = "not read or not written"


def laid_out(members: JsonObject) -> str:
    """The text of a document as a file has it: two spaces per level, and a line feed at its end."""
    return jsontext.write(members, indent=2) + "\n"


def rewrite(
    names: Sequence[str], kind: type[PolicyDocument] | None, revise: Revising, *, strict: bool, check: bool
) -> Exit:
    """Revise every file in place; standard input goes to standard output. One broken file never hides the others.

    Args:
        names: of the files, ``-`` for standard input.
        kind: what the documents are; None to find out.
        revise: gives a document another text.
        strict: whether to refuse what IAM would not store.
        check: whether to tell only which files would change.
    """
    results = [_rewritten(name, kind, revise, strict=strict, check=check) for name in dict.fromkeys(names)]
    changed, refused = results.count(_Result.CHANGED), results.count(_Result.REFUSED)
    if check or list(names) != ["-"]:
        verb = "would change" if check else "changed"
        failed = f", {refused} could not be handled" if refused else ""
        click.echo(f"{changed} of {len(results)} {'file' if len(results) == 1 else 'files'} {verb}{failed}")
    if refused:
        return Exit.USAGE
    return Exit.FINDINGS if check and changed else Exit.OK


def _rewritten(name: str, kind: type[PolicyDocument] | None, revise: Revising, *, strict: bool, check: bool) -> _Result:
    opened = open_document(name, kind, strict=strict)
    if opened is None:
        return _Result.REFUSED
    revised = revise(opened)
    problem = _unreadable(opened.document, revised.text)
    if problem is not None:
        click.echo(f"{visible(name)}: left as it is: its new text could not be read again: {problem}", err=True)
        return _Result.REFUSED
    if name == "-" and not check:
        click.echo(revised.text, nl=False)
        return _Result.SAME
    if revised.text == opened.text:
        return _Result.SAME
    if not check:
        try:
            replace_file(Path(name), revised.text)
        except CannotWrite as error:
            error.show()
            return _Result.REFUSED
    click.echo(f"{visible(name)}: {'would change' if check else 'changed'}{revised.note and ', ' + revised.note}")
    return _Result.CHANGED


def open_document(name: str, kind: type[PolicyDocument] | None, *, strict: bool) -> Opened | None:
    """The document that the file is; None if it is none, which has been told then."""
    file = check_file(name, kind, strict=strict)
    report = as_text.checked(file, paint=paint)
    if report:
        click.echo(report, err=True)
        return None
    documents = [each.document for each in file.documents if each.document is not None and each.label is None]
    if len(documents) != 1:
        message = "expected one policy document; of the output of an aws command, take out the document first"
        click.echo(f"{visible(file.name)}: {message}", err=True)
        return None
    # A file is read again as it is: `file.text` is decoded where it was percent-encoded.
    return Opened(documents[0], (file.text or "") if name == "-" else read_source(name).text)


def _unreadable(document: PolicyDocument, text: str) -> str | None:
    """What keeps a text from being a document like this one: the limits of AWS count some spellings as longer."""
    try:
        type(document).from_json(text, strict=document.strict)
    except PolicyError as error:
        return error.errors[0].message
    return None
