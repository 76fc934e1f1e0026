"""Writing files: all or none, nothing overwritten without being told to, nothing left behind."""

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from policykit.cli.writing import CannotWrite, replace_file, write_files

BOTH = {"trust.json": "{}\n", "identity.json": "[]\n"}


def content(directory: Path) -> Mapping[str, str]:
    """Every file of the directory, hidden ones too."""
    return {each.name: each.read_text(encoding="utf-8") for each in directory.iterdir() if each.is_file()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(CannotWrite) as caught:
        act()
    assert caught.value.exit_code == 2
    return caught.value.message


def failing_at(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    """The system refuses to put a file of this name in its place."""
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if target.name == name:
            monkeypatch.setattr(os, "replace", replace)  # once: putting back what was there works
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)


# --- several files ---------------------------------------------------------------------------------------------------


def test_files_are_written_into_a_directory_that_is_made(tmp_path: Path) -> None:
    write_files(tmp_path / "a" / "b", BOTH, force=False)
    assert content(tmp_path / "a" / "b") == BOTH


def test_the_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    write_files(tmp_path, BOTH, force=False)
    assert mode(tmp_path / "trust.json") == mode(tmp_path / "other")


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": "é\r\n\n"}, force=False)
    assert (tmp_path / "a").read_bytes() == b"\xc3\xa9\r\n\n"


def test_what_is_there_is_named_and_kept(tmp_path: Path) -> None:
    for name in BOTH:
        (tmp_path / name).write_text("old")
    message = refusal(lambda: write_files(tmp_path, {**BOTH, "new.json": ""}, force=False))
    assert message == (
        f"{tmp_path}: trust.json, identity.json would be overwritten: pass --force, or name another directory"
    )
    assert content(tmp_path) == dict.fromkeys(BOTH, "old")


def test_with_force_what_is_there_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "trust.json").write_text("old")
    (tmp_path / "trust.json").chmod(0o600)
    write_files(tmp_path, BOTH, force=True)
    assert content(tmp_path) == BOTH
    assert mode(tmp_path / "trust.json") == 0o600


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "trust.json").symlink_to("nowhere")
    assert "trust.json would be overwritten" in refusal(lambda: write_files(tmp_path, BOTH, force=False))
    write_files(tmp_path, BOTH, force=True)
    assert content(tmp_path) == BOTH


@pytest.mark.parametrize("force", [False, True])
def test_a_directory_is_never_replaced(tmp_path: Path, *, force: bool) -> None:
    (tmp_path / "identity.json").mkdir()
    message = refusal(lambda: write_files(tmp_path, BOTH, force=force))
    assert message == f"{tmp_path / 'identity.json'}: this is a directory: expected a file, or nothing"
    assert content(tmp_path) == {}


@pytest.mark.parametrize("inside", ["", "below"])
def test_a_file_is_no_directory(tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").write_text("kept")
    where = tmp_path / "file" / inside
    message = refusal(lambda: write_files(where, BOTH, force=True))
    assert message == f"{where}: this is not a directory, or leads through a file: name another directory"
    assert content(tmp_path) == {"file": "kept"}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), "permission denied: this user cannot write there"),
        (OSError(28, "No space left on device"), "it cannot be written: No space left on device"),
    ],
)
def test_when_one_file_fails_none_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    failing_at(monkeypatch, "identity.json", error)
    message = refusal(lambda: write_files(tmp_path / "a" / "b", BOTH, force=False))
    assert message == f"{tmp_path / 'a' / 'b'}: {reason}"
    assert list(tmp_path.iterdir()) == []


def test_when_one_file_fails_what_was_there_is_there_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BOTH:
        (tmp_path / name).write_text("old")
    (tmp_path / "link.json").symlink_to("trust.json")
    failing_at(monkeypatch, "identity.json", OSError(5, "Input/output error"))
    refusal(lambda: write_files(tmp_path, {"link.json": "new", **BOTH}, force=True))
    assert content(tmp_path) == {**dict.fromkeys(BOTH, "old"), "link.json": "old"}
    assert (tmp_path / "link.json").is_symlink()


def test_an_interrupted_user_finds_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_at(monkeypatch, "identity.json", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path / "a", BOTH, force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_no_system_has_is_refused(tmp_path: Path) -> None:
    message = refusal(lambda: write_files(Path(f"{tmp_path}/\0\x1b[31m"), BOTH, force=False))
    assert message.endswith("/␀␛[31m: it cannot be written: embedded null byte")


def test_files_may_stand_in_folders_which_are_made_and_unmade_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"a/trust.json": "{}", "b/identity.json": "[]"}
    failing_at(monkeypatch, "identity.json", PermissionError(13, "denied"))
    refusal(lambda: write_files(tmp_path / "new", files, force=False))
    assert list(tmp_path.iterdir()) == []
    write_files(tmp_path / "new", files, force=False)
    assert content(tmp_path / "new" / "a") == {"trust.json": "{}"}
    message = refusal(lambda: write_files(tmp_path / "new", files, force=False))
    assert message.startswith(f"{tmp_path / 'new'}: a/trust.json, b/identity.json would be overwritten: ")


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "a/../b", "a//b", "./a", "/etc/passwd"])
def test_names_stay_in_the_directory(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="expected the name of a file in the directory"):
        write_files(tmp_path, {name: ""}, force=True)


# --- one file in place -----------------------------------------------------------------------------------------------


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text("old")
    path.chmod(0o640)
    replace_file(path, "new")
    assert content(tmp_path) == {"p.json": "new"}
    assert mode(path) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "p.json", tmp_path / "p.json"
    target.write_text("old")
    link.symlink_to(target)
    replace_file(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    message = refusal(lambda: replace_file(tmp_path / "pipe", "new"))
    assert message == f"{tmp_path / 'pipe'}: this is no ordinary file: it cannot be replaced"


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert refusal(lambda: replace_file(tmp_path / "p", "new")) == f"{tmp_path / 'p'}: no such file or directory"
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.json"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # permissions do not bind the super-user
    assert refusal(lambda: replace_file(path, "new")) == f"{path}: permission denied: it is read-only"
    assert content(tmp_path) == {"p.json": "old"}


def test_when_replacing_fails_the_file_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.json"
    path.write_text("old")
    failing_at(monkeypatch, "p.json", OSError(5, "Input/output error"))
    assert refusal(lambda: replace_file(path, "new")) == f"{path}: it cannot be written: Input/output error"
    assert content(tmp_path) == {"p.json": "old"}
