"""Grants as files: where each policy stands, what it says, and how it is shown or written."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from policykit.build.grant import Grant
from policykit.cli.screen import paint
from policykit.cli.writing import CannotWrite, write_files
from policykit.model.policy import PolicyDocument
from policykit.report.excerpt import visible
from policykit.report.formats import FORMATS
from policykit.report.tone import Tone

__all__ = ["files_of", "show", "superfluous", "write"]

_FILES: Final = ("trust-policy", "identity-policy")
"""The files of a grant, without their endings."""

_BETWEEN: Final[Mapping[str, str]] = {"cloudformation": "---\n"}
"""What divides two documents of a format that stand in one text, if a blank line does not."""


def show(grants: Mapping[str, Grant], language: str, *, prove: bool) -> None:
    """Print policies to standard output, so that they can be piped on, and what there is to say of them elsewhere."""
    between = ""
    for name, grant in grants.items():
        if len(grants) > 1:
            _say(name, Tone.STRONG)
        for note, document in zip(grant.notes, (grant.trust, grant.identity), strict=False):
            if document is not None:
                click.echo(between, nl=False)
            _say(note[0].upper() + note[1:], Tone.STRONG)
            if document is not None:
                click.echo(FORMATS[language].write(document))
                between = _BETWEEN.get(language, "\n")
        _remarks(grant, prove=prove)


def write(grants: Mapping[str, Grant], language: str, directory: Path, *, force: bool, prove: bool) -> None:
    """Write the policies into a directory, in one folder for each grant if there are several.

    Raises:
        CannotWrite: a file would be overwritten, a policy is there that no grant needs, or the system refuses.
    """
    files = files_of(grants, language)
    for path in superfluous(directory, files, language):
        raise CannotWrite(directory / path, "no grant needs this policy any more: remove it")
    write_files(directory, {name: f"{FORMATS[language].write(each)}\n" for name, each in files.items()}, force=force)
    for name in files:
        click.echo(f"written: {visible(str(directory / name))}")
    for name, grant in grants.items():
        _say(f"Grant {name}" if len(grants) > 1 else "Where to", Tone.STRONG)
        for note in grant.notes[:2]:
            _say(f"  - {note}")
        _remarks(grant, prove=prove)


# --- words -----------------------------------------------------------------------------------------------------------


def _say(text: str, tone: Tone = Tone.QUIET) -> None:
    click.echo(paint(visible(text), tone), err=True)


def _remarks(grant: Grant, *, prove: bool) -> None:
    about = {"Notes": grant.notes[2:], "Proof": map(str, grant.prove().checks) if prove else ()}
    for title, lines in about.items():
        for number, line in enumerate(lines):
            if number == 0:
                _say(title, Tone.STRONG)
            _say(f"  - {line}")


# --- files -----------------------------------------------------------------------------------------------------------


def files_of(grants: Mapping[str, Grant], language: str) -> dict[str, PolicyDocument]:
    """The documents by the path of their file; only several grants need folders."""
    return {
        f"{f'{name}/' if len(grants) > 1 else ''}{file}.{FORMATS[language].ending}": document
        for name, grant in grants.items()
        for file, document in zip(_FILES, (grant.trust, grant.identity), strict=True)
        if document is not None
    }


def superfluous(directory: Path, files: Mapping[str, PolicyDocument], language: str) -> Iterator[str]:
    """Files that are called like policies of a grant, where grants would be written, and are none."""
    depths = ("", "*/") if any("/" in each for each in files) else ("",)
    for depth in depths:
        for file in _FILES:
            for path in sorted(directory.glob(f"{depth}{file}.{FORMATS[language].ending}")):
                name = path.relative_to(directory).as_posix()
                if name not in files:
                    yield name
