"""``policykit check``: what it finds, what it cannot read, and that one broken file never hides the others."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policykit.model.policy import KINDS
from tests.cli.terminal import Ended, process

Run = Callable[..., Ended]

TRUST = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "sts:AssumeRole"
  }
}
"""
IDENTITY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
BROKEN = TRUST.replace("arn:aws:iam", "arn:aws::iam").replace('"Allow"', '"allow"')
REPORT = """\
{name}:4:15: expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?
   |
 4 |     "Effect": "allow",
   |               ^^^^^^^

{name}:5:26: invalid principal 'arn:aws::iam::111122223333:root': expected a service such as 'iam' in the third field, \
found ''
   |
 5 |     "Principal": {{"AWS": "arn:aws::iam::111122223333:root"}},
   |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

"""
CANNOT_TELL = (
    "cannot tell the kind of document, because no statement has a Principal or a Resource: "
    "pass --kind trust|identity|boundary|session|resource|endpoint|scp|rcp"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**files: str) -> None:
    """Files by name without ``.json``; ``__`` is a slash."""
    for name, text in files.items():
        path = Path(f"{name.replace('__', '/')}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


# --- sound and broken ------------------------------------------------------------------------------------------------


def test_a_sound_document(run: Run) -> None:
    write(trust=TRUST)
    assert run("check", "trust.json") == (0, "1 document, no problems; read as 1 trust policy\n", "")


def test_a_broken_document(run: Run) -> None:
    write(trust=BROKEN)
    assert run("check", "trust.json") == (
        1,
        REPORT.format(name="trust.json") + "1 document, 2 problems; read as 1 trust policy\n",
        "",
    )


def test_several_documents(run: Run) -> None:
    write(a=TRUST, b=BROKEN, c=IDENTITY)
    status, out, err = run("check", "a.json", "b.json", "c.json")
    assert (status, err) == (1, "")
    assert out == (
        REPORT.format(name="b.json") + "3 documents, 2 problems; read as 2 trust policies, 1 identity-based policy\n"
    )


def test_a_file_that_is_named_twice_is_checked_once(run: Run) -> None:
    write(a=TRUST)
    assert run("check", "a.json", "a.json").out == "1 document, no problems; read as 1 trust policy\n"


def test_standard_input(run: Run) -> None:
    assert run("check", "-", stdin=BROKEN.encode()) == (
        1,
        REPORT.format(name="<stdin>") + "1 document, 2 problems; read as 1 trust policy\n",
        "",
    )


def test_standard_input_is_not_read_unless_it_is_named(run: Run) -> None:
    write(a=TRUST)
    assert run("check", "a.json", stdin=b"not read").status == 0


def test_the_output_of_an_aws_command(run: Run) -> None:
    write(role='{"Role": {"RoleName": "Deploy", "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow"}}}}')
    status, out, _ = run("check", "role.json")
    assert status == 1
    assert out.startswith("role.json:1:75: trust policy of role Deploy: missing element 'Principal': ")


def test_a_minified_document_tells_the_pointer(run: Run) -> None:
    write(a=json.dumps(json.loads(BROKEN)))
    out = run("check", "a.json").out
    assert "   = at /Statement/Effect\n" in out
    assert "   = at /Statement/Principal/AWS\n" in out


# --- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_the_one_that_is_given(run: Run, kind: str) -> None:
    write(a='{"Version": "2012-10-17", "Statement": 5}')
    status, out, _ = run("check", "--kind", kind, "a.json")
    name = KINDS[kind].grammar.name
    assert status == 1
    assert out.startswith("a.json:1:40: expected a statement object, found ")
    assert out.endswith(f"1 document, 1 problem; read as 1 {name}\n")


def test_an_unknown_kind(run: Run) -> None:
    status, out, err = run("check", "--kind", "bucket", "a.json")
    assert (status, out) == (2, "")
    assert err.endswith(
        "Error: Invalid value for '--kind': 'bucket' is not one of 'trust', 'identity', 'boundary', 'session', "
        "'resource', 'endpoint', 'scp', 'rcp'.\n"
    )


def test_an_output_without_a_document_of_the_kind_is_not_clean(run: Run) -> None:
    write(roles='{"Roles": []}')
    assert run("check", "roles.json") == (0, "0 documents, no problems\n", "")
    assert run("check", "--kind", "session", "roles.json") == (
        2,
        "0 documents, no problems; 1 file unreadable\n",
        "roles.json: expected a document of kind session policy, found none\n\n",
    )


def test_lenient_reads_what_iam_would_refuse_but_what_has_a_meaning(run: Run) -> None:
    write(a=TRUST.replace('"Principal"', '"NotPrincipal"'))
    assert run("check", "a.json").status == 1
    assert run("check", "--lenient", "a.json").status == 0


def test_json(run: Run) -> None:
    write(a=BROKEN)
    status, out, err = run("check", "--json", "a.json", "gone.json")
    report = json.loads(out)
    assert (status, err) == (2, "")
    assert report["summary"] == {"documents": 1, "problems": 2, "unreadable": 1}
    assert [each["file"] for each in report["files"]] == ["a.json", "gone.json"]
    assert report["files"][0]["documents"][0]["problems"][0] == {
        "message": "expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?",
        "pointer": "/Statement/Effect",
        "line": 4,
        "column": 15,
    }
    assert run("check", "--json", "a.json").status == 1


# --- what cannot be read ---------------------------------------------------------------------------------------------

UNREADABLE = {
    "empty": (b"", "<stdin>: it is empty: expected JSON\n"),
    "truncated": (
        b'{"Statement": [',
        "<stdin>:1:16: the text ends before the array that starts at line 1, column 15 is closed\n"
        '   |\n 1 | {"Statement": [\n   |                ^\n',
    ),
    "not UTF-8": (
        b'{"Sid": "\xff"}',
        "<stdin>:1:10: the byte 0xFF is not UTF-8 here: save the text as UTF-8 without a byte order mark\n"
        '   |\n 1 | {"Sid": "�"}\n   |          ^\n',
    ),
    "a byte order mark": (
        b"\xef\xbb\xbf{}",
        "<stdin>:1:1: the text starts with a byte order mark (BOM): save the text as UTF-8 without a byte order mark\n"
        "   |\n 1 | �{}\n   | ^\n",
    ),
    "nested without end": (
        b"[" * 10_000,
        f"<stdin>:1:201: nested more than 200 arrays and objects deep\n   |\n 1 | …{'[' * 100}…\n   | {' ' * 41}^\n",
    ),
    "a member twice": (
        b'{"Id": "a",\n "Id": "b"}',
        '<stdin>:2:2: the member \'Id\' occurs twice, first at line 1, column 2\n   |\n 2 |  "Id": "b"}\n   |  ^^^^\n',
    ),
    "NaN": (
        b'{"Statement": NaN}',
        "<stdin>:1:15: expected a JSON value, found 'NaN', which is not a JSON number\n"
        '   |\n 1 | {"Statement": NaN}\n   |               ^^^\n',
    ),
    "percent-encoded and truncated": (
        b"%7B%22Version%22%3A",
        "<stdin>:1:12: the text ends before the object that starts at line 1, column 1 is closed\n"
        '   |\n 1 | {"Version":\n   |            ^\n',
    ),
    "no policy": (
        b'{"name": "x"}',
        "<stdin>: expected a policy document, an object with a Statement, or the output of an aws command that "
        "shows some, such as aws iam get-account-authorization-details or get-role; "
        "found an object with the members 'name'\n",
    ),
    "of no kind that can be told": (b'{"Statement": []}', f"<stdin>: {CANNOT_TELL}\n"),
}


@pytest.mark.parametrize(("text", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_status_2(run: Run, text: bytes, message: str) -> None:
    status, out, err = run("check", "-", stdin=text)
    assert (status, out) == (2, "0 documents, no problems; 1 file unreadable\n")
    assert err.startswith(message)


BAD_DOCUMENTS = {
    "half a surrogate pair": TRUST.replace("sts:AssumeRole", "\\ud800"),
    "an unknown member": TRUST.replace('"Action"', '"Actions"'),
    "a wrong type": TRUST.replace('"sts:AssumeRole"', "{}"),
    "an unknown operator": TRUST.replace('"Effect"', '"Condition": {"StringEqual": {"aws:a": "b"}}, "Effect"'),
    "digits of another script": TRUST.replace("111122223333", "١١١١٢٢٢٢٣٣٣٣"),
    "a line break in an account id": TRUST.replace("arn:aws:iam::111122223333:root", "111122223333\\n"),
}


@pytest.mark.parametrize("text", BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
def test_bad_documents_are_never_sound(run: Run, text: str) -> None:
    status, out, err = run("check", "--kind", "trust", "-", stdin=text.encode())
    assert status in (1, 2)
    assert (err or out).startswith("<stdin>:")
    assert "Traceback" not in out + err


def test_a_large_file_is_refused_in_time(run: Run) -> None:
    status, _, err = run("check", "-", stdin=b'{"Statement": "' + b"x" * 50_000_000 + b'"}')
    assert status == 2
    assert len(err) < 1000


def test_one_unreadable_file_hides_no_other(run: Run) -> None:
    write(a=BROKEN, b=TRUST)
    assert run("check", "gone.json", "a.json", "b.json") == (
        2,
        REPORT.format(name="a.json") + "2 documents, 2 problems; read as 2 trust policies; 1 file unreadable\n",
        "gone.json: no such file\n\n",
    )


# --- directories -----------------------------------------------------------------------------------------------------


def test_a_directory_is_searched_at_every_depth_in_order(run: Run) -> None:
    write(p__b__z=BROKEN, p__b__a=BROKEN, p__a=TRUST)
    Path("p/c.JSON").write_text(IDENTITY)
    Path("p/readme.txt").write_text("not read")
    status, out, err = run("check", "p")
    assert (status, err) == (1, "")
    assert out == (
        REPORT.format(name=str(Path("p/b/a.json")))
        + REPORT.format(name=str(Path("p/b/z.json")))
        + "4 documents, 4 problems; read as 3 trust policies, 1 identity-based policy\n"
    )


def test_hidden_files_and_foreign_packages_are_not_searched(run: Run) -> None:
    write(p__a=TRUST)
    for name in ("p/.git/a.json", "p/node_modules/a.json", "p/.hidden.json"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(BROKEN)
    assert run("check", "p").out == "1 document, no problems; read as 1 trust policy\n"


def test_other_json_in_a_directory_is_passed_over_and_counted(run: Run) -> None:
    write(p__a=TRUST, p__package='{"name": "x"}', p__list="[1]")
    assert run("check", "p") == (
        0,
        "1 document, no problems; read as 1 trust policy; 2 other files passed over\n",
        "",
    )


def test_other_json_that_is_named_is_not_passed_over(run: Run) -> None:
    write(package='{"name": "x"}')
    assert run("check", "package.json").status == 2


def test_what_half_looks_like_a_policy_is_not_passed_over(run: Run) -> None:
    write(p__a=TRUST.replace('"Statement"', '"Statment"'), p__b="{")
    status, out, err = run("check", "p")
    assert (status, out) == (2, "0 documents, no problems; 2 files unreadable\n")
    assert err.startswith(str(Path("p/a.json")))


def test_a_directory_without_json_is_an_error(run: Run, folder: Path) -> None:
    (folder / "p").mkdir()
    assert run("check", "p") == (
        2,
        "0 documents, no problems; 1 file unreadable\n",
        "p: there is no *.json file in this directory\n\n",
    )


def test_a_directory_that_cannot_be_read_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(top: str, onerror: Callable[[OSError], None]) -> Iterator[tuple[str, list[str], list[str]]]:
        yield top, ["locked"], ["a.json"]
        onerror(PermissionError(13, "Permission denied", f"{top}/locked"))

    write(p__a=TRUST)
    monkeypatch.setattr("policykit.cli.check.os.walk", walk)
    assert run("check", "p") == (
        2,
        "1 document, no problems; read as 1 trust policy; 1 file unreadable\n",
        "p/locked: this directory cannot be read: Permission denied\n\n",
    )


# --- as a process ----------------------------------------------------------------------------------------------------


def test_as_a_process_without_a_terminal() -> None:
    write(a=TRUST, b=BROKEN)
    assert process("check", "a.json") == (0, "1 document, no problems; read as 1 trust policy\n", "")
    assert process("check", "b.json") == (
        1,
        REPORT.format(name="b.json") + "1 document, 2 problems; read as 1 trust policy\n",
        "",
    )
    assert process("check", "gone.json") == (
        2,
        "0 documents, no problems; 1 file unreadable\n",
        "gone.json: no such file\n\n",
    )
    assert process("check", "-", stdin=TRUST.encode()).status == 0


def test_names_that_are_no_text_are_shown_somehow() -> None:
    name = os.fsdecode(b"\xff.json")
    Path(name).write_text(BROKEN)
    status, out, err = process("check", name)
    assert (status, err) == (1, "")
    assert out.startswith("�.json:4:15: ")
