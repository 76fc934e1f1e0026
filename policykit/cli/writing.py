"""Files that a command writes: all of them or none, never half of one, and nothing that is there without being told to.

Every text is first written beside its target under another name, then takes its place in one step. What was done is
undone when something fails, also when the user interrupts.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import ClassVar, Final

import click

from policykit.cli.exits import Exit
from policykit.report.excerpt import visible

__all__ = ["CannotWrite", "replace_file", "write_files"]


class CannotWrite(click.ClickException):
    """Something cannot be written, and so nothing was.

    Attributes:
        path: of the file or directory.
        reason: why not, and what to do.
    """

    exit_code: ClassVar[int] = Exit.USAGE

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{visible(str(path))}: {reason}")
        self.path = path
        self.reason = reason


def write_files(directory: Path, files: Mapping[str, str], *, force: bool) -> None:
    """Write several files into a directory, which is made if there is none: all of them, or none.

    Args:
        directory: where to; the directories above it are made as well.
        files: text by file name, which may lead through folders in the directory; written as UTF-8.
        force: whether to replace files that are there; they keep their permissions.

    Raises:
        CannotWrite: a file is there already (all such are named), the directory is a file, or the system refuses.
    """
    targets = {directory / _inside(name): text for name, text in files.items()}
    with _complaints_about(directory), ExitStack() as made, ExitStack() as litter, ExitStack() as undo:
        _refuse_existing(directory, targets, force=force)
        for folder in dict.fromkeys([directory, *(each.parent for each in targets)]):
            _make(folder, made)
        staged = [(_staged(text, target, litter), target) for target, text in targets.items()]
        for file, target in staged:
            _remember(target, litter, undo)
            os.replace(file, target)  # noqa: PTH105  # reads better beside shutil and ExitStack
        undo.pop_all()
        made.pop_all()


def replace_file(path: Path, text: str) -> None:
    """Replace the text of a file in one step; permissions stay, and a symbolic link stays one, to its new text.

    Args:
        path: of a file that is there.
        text: written as UTF-8.

    Raises:
        CannotWrite: it is no ordinary file, it is read-only, or the system refuses.
    """
    with _complaints_about(path), ExitStack() as litter:
        target = path.resolve(strict=True)
        if not target.is_file():
            raise CannotWrite(path, "this is no ordinary file: it cannot be replaced")
        if not os.access(target, os.W_OK):  # replacing needs no permission for the file, but whoever took it meant it
            raise CannotWrite(path, "permission denied: it is read-only")
        os.replace(_staged(text, target, litter), target)  # noqa: PTH105  # as above


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if str(path) != name or path.is_absolute() or not path.name or ".." in path.parts:
        raise ValueError(f"expected the name of a file in the directory, found {name!r}")
    return path


# --- before anything is written --------------------------------------------------------------------------------------


def _refuse_existing(directory: Path, targets: Mapping[Path, str], *, force: bool) -> None:
    for target in targets:
        if target.is_dir():
            raise CannotWrite(target, "this is a directory: expected a file, or nothing")
    existing = [each for each in targets if os.path.lexists(each)]
    if existing and not force:
        names = ", ".join(visible(each.relative_to(directory).as_posix()) for each in existing)
        raise CannotWrite(directory, f"{names} would be overwritten: pass --force, or name another directory")


# --- steps, and how each is undone -----------------------------------------------------------------------------------


def _make(directory: Path, made: ExitStack) -> None:
    missing = [each for each in (directory, *directory.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.callback(each.rmdir)
    if not directory.is_dir():
        raise NotADirectoryError


def _staged(text: str, target: Path, litter: ExitStack) -> Path:
    """The text in a file beside its target, with the permissions that the target has or would get."""
    file = target.with_name(f".policykit-{token_hex(8)}.tmp")
    litter.callback(file.unlink, missing_ok=True)
    with file.open("x", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    if target.exists():
        shutil.copymode(target, file)
    return file


def _remember(target: Path, litter: ExitStack, undo: ExitStack) -> None:
    """See to it that the target can become again what it is now: nothing, a link, or a file."""
    if not os.path.lexists(target):
        undo.callback(target.unlink, missing_ok=True)
        return
    copy = target.with_name(f".policykit-{token_hex(8)}.tmp")
    litter.callback(copy.unlink, missing_ok=True)
    shutil.copy2(target, copy, follow_symlinks=False)
    undo.callback(os.replace, copy, target)


_REASONS: Final[Mapping[type[OSError], str]] = {
    FileExistsError: "a file is in the way: name another directory",
    NotADirectoryError: "this is not a directory, or leads through a file: name another directory",
    FileNotFoundError: "no such file or directory",
    PermissionError: "permission denied: this user cannot write there",
}


@contextmanager
def _complaints_about(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        system = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise CannotWrite(path, _REASONS.get(type(error), f"it cannot be written: {system}")) from None  # type: ignore[arg-type]  # any type may be asked for
