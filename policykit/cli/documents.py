"""Files that a command was given, read as policy documents: what is broken is shown, never hidden."""

from typing import IO, Any, ClassVar, TypeVar

import click

from policykit.cli.exits import Exit
from policykit.cli.screen import paint
from policykit.errors import InputError
from policykit.inputs import Source, read_documents, read_json, read_source
from policykit.inputs.detect import is_wrapped
from policykit.model.document_text import decoded
from policykit.model.policy import PolicyDocument
from policykit.report import as_text
from policykit.report.checked import CheckedFile
from policykit.report.excerpt import visible

__all__ = ["Unusable", "check_file", "read_one", "read_policies"]

_D = TypeVar("_D", bound=PolicyDocument)


class Unusable(click.ClickException):
    """A file that a command cannot do without is broken; the message is a whole report."""

    exit_code: ClassVar[int] = Exit.USAGE

    def __init__(self, report: str) -> None:
        super().__init__(report)
        context = click.get_current_context(silent=True)  # gone when the message is shown
        self._color = context.color if context else None

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the report as it is."""
        click.echo(self.message, file=file, err=True, color=self._color)


def check_file(
    path: str, kind: type[PolicyDocument] | None, *, strict: bool, may_be_other: bool = False
) -> CheckedFile:
    """What is in the file, sound or broken; a file that cannot be read is a result too, not an exception.

    Args:
        path: of the file, ``-`` for standard input.
        kind: what the documents are; None to find out.
        strict: whether to refuse what IAM would not store.
        may_be_other: whether to pass over JSON that does not even look like a policy, as a file in a directory may.
    """
    text = None
    try:
        source = read_source(path)
        text = decoded(source.text)  # as which it is read, so that lines and columns fit
        if may_be_other and _is_other(source):
            return CheckedFile(source.name, passed_over=True)
        documents = read_documents(source, kind, strict=strict)
        if kind is not None and not documents:  # of an aws command, about something else
            raise InputError(source.name, f"expected a document of kind {kind.grammar.name}, found none")
    except InputError as error:
        return CheckedFile(error.source, text, unreadable=error)
    return CheckedFile(source.name, documents[0].text if documents else text, documents)


def _is_other(source: Source) -> bool:
    """Whether it is neither the output of an aws command nor anything with a member that only a policy has."""
    return not any(
        is_wrapped(each.value) or (isinstance(each.value, dict) and not {"Version", "Statement"}.isdisjoint(each.value))
        for each in read_json(source)
    )


def read_policies(path: str, kind: type[_D], *, strict: bool) -> list[_D]:
    """Every document of the file, which must all be sound.

    Raises:
        Unusable: the file cannot be read, a document in it is broken, or it holds none of the kind.
    """
    documents = _sound(path, kind, strict=strict).documents
    return [each.document for each in documents if isinstance(each.document, kind)]


def read_one(path: str, kind: type[_D], *, strict: bool) -> _D:
    """The only document of the file.

    Raises:
        Unusable: as in `read_policies`, or there are several.
    """
    file = _sound(path, kind, strict=strict)
    match [each.document for each in file.documents]:
        case [document] if isinstance(document, kind):
            return document
    raise Unusable(f"{visible(file.name)}: expected one {kind.grammar.name}, found {len(file.documents)}")


def _sound(path: str, kind: type[PolicyDocument], *, strict: bool) -> CheckedFile:
    file = check_file(path, kind, strict=strict)
    report = as_text.checked(file, paint=paint)
    if report:
        raise Unusable(report)
    return file
