"""Files become bytes with a name, or an error that says which file and why."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from policykit.errors import InputError
from policykit.inputs import STDIN, Source, read_source


def refusal(path: str | Path, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_source(path, **options)
    return str(caught.value)


def give_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_bytes(b"\xef\xbb\xbf{\r\n}\xff")
    assert read_source(path) == read_source(str(path)) == Source(str(path), b"\xef\xbb\xbf{\r\n}\xff")


def test_a_large_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b"[" + b" " * 3_000_000 + b"]")
    assert len(read_source(path).data) == 3_000_002


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, b"{}")
    assert read_source("-") == Source("<stdin>", b"{}")


def test_standard_input_is_read_only_for_a_dash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    give_stdin(monkeypatch, b"{}")
    assert "no such file" in refusal(tmp_path / "-")


def test_what_is_not_text_is_shown_as_replacement_characters() -> None:
    assert Source("a.json", b'{"\xe9"}').text == '{"\ufffd"}'


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.json") == f"{tmp_path}/no.json: no such file"


def test_a_directory(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: this is a directory: expected a file; name the files in it"


def test_a_file_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert refusal("secret.json") == "secret.json: permission denied: it cannot be read by this user"


@pytest.mark.parametrize(
    ("path", "reason"),
    [("a" * 300, "it cannot be read: File name too long"), ("a\0b", "it cannot be read: embedded null byte")],
    ids=["a long name", "a NUL character"],
)
def test_a_path_that_is_none(path: str, reason: str) -> None:
    assert refusal(path) == f"{path}: {reason}"


def test_a_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal("-") == f"{STDIN}: it cannot be read: standard input is closed"


CONTENTS = {
    "empty": (b"", "it is empty: expected JSON"),
    "too large": (b"0123456789a", "it is larger than 10 bytes, the most that is read"),
    "gzip": (b"\x1f\x8b\x08\x00", "it is compressed with gzip: expected JSON; unpack it first"),
    "zip": (b"PK\x03\x04", "it is a ZIP archive: expected JSON; unpack it first"),
}


@pytest.mark.parametrize(("data", "reason"), CONTENTS.values(), ids=CONTENTS)
def test_contents_that_cannot_be_json(
    data: bytes, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(data)
    assert refusal(path, limit=10) == f"{path}: {reason}"
    give_stdin(monkeypatch, data)
    assert refusal("-", limit=10) == f"{STDIN}: {reason}"


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"0123456789")
    assert read_source(path, limit=10).data == b"0123456789"


def test_an_empty_name_is_no_file() -> None:
    with pytest.raises(InputError) as caught:
        read_source("")
    assert str(caught.value) == "'': expected the name of a file, found none"
