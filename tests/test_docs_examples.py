"""The examples of the documentation are really executed, and a wrong one is really noticed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sybil import Document
from sybil.example import SybilFailure
from sybil.parsers.markdown import PythonCodeBlockParser

from tests.docs_examples import EXAMPLES, Command, enter_directory, leave_directory, transcript


@pytest.fixture(autouse=True)
def in_a_directory() -> Iterator[None]:
    namespace: dict[str, Any] = {}
    enter_directory(namespace)
    yield
    leave_directory(namespace)


def run(text: str, folder: Path) -> int:
    """Execute a document; the answer is the number of its examples."""
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    examples = list(Document.parse(str(page), PythonCodeBlockParser(), EXAMPLES).examples())
    for example in examples:
        example.evaluate()
    return len(examples)


def console(*lines: str) -> str:
    return "\n".join(["```console", *lines, "```", ""])


def test_a_named_block_becomes_a_file_that_later_blocks_can_read(tmp_path: Path) -> None:
    page = """\
<!-- file: policies/trust.json -->
```json
{"Version": "2012-10-17"}
```

<!-- file: note.txt -->

```text
two
lines
```

```python
from pathlib import Path
assert Path("policies/trust.json").read_text() == '{"Version": "2012-10-17"}\\n'
```

```console
$ python -c "print(open('note.txt').read(), end='')"
two
lines
```
"""
    assert run(page, tmp_path) == 4


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["$ python -c 'print(1)'", "1"], id="one line"),
        pytest.param(["$ python -c 'pass'"], id="silence"),
        pytest.param(["$ python -c 'print(1)'", "1", "$ python -c 'print(2)'", "2"], id="two commands"),
        pytest.param(['$ python -c \'print("a b", 1, "c")\'', "a ... c"], id="any text"),
        pytest.param(["$ python -c 'print(*range(9), sep=chr(10))'", "0", "...", "8"], id="any lines"),
        pytest.param(["$ python -c 'print(); print(1)'", "", "1"], id="an empty line"),
        pytest.param(["$ python -c 'raise SystemExit(1)'", "[exit code 1]"], id="exit code"),
        pytest.param(["$ python -c 'raise SystemExit(\"no\")'", "no", "[exit code 1]"], id="message and exit code"),
        pytest.param(["$ python -c \\", "    'print(1)'", "1"], id="a long command"),
        pytest.param(["$ python -c 'print(1)'  # one", "1"], id="a remark"),
        pytest.param(
            ["$ python -c 'print(1)' > one.txt", "$ python -c 'print(input())' < one.txt", "1"], id="redirections"
        ),
        pytest.param(
            ["$ python -c 'import sys; print(1); print(2, file=sys.stderr); print(3)'", "1", "2", "3"],
            id="output and errors as they come",
        ),
    ],
)
def test_a_session_that_goes_as_shown_passes(lines: list[str], tmp_path: Path) -> None:
    assert run(console(*lines), tmp_path) == 1


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        pytest.param(["$ python -c 'print(1)'", "2"], "Expected:\n    2\nGot:\n    1\n", id="other text"),
        pytest.param(["$ python -c 'print(1)'"], "Expected nothing\nGot:\n    1\n", id="more than shown"),
        pytest.param(["$ python -c 'pass'", "1"], "Expected:\n    1\nGot nothing\n", id="less than shown"),
        pytest.param(["$ python -c 'print(\"a  b\")'", "a b"], "Got:\n    a  b\n", id="other spaces"),
        pytest.param(["$ python -c 'raise SystemExit(2)'"], "exit code 2, not 0", id="an exit code unsaid"),
        pytest.param(["$ python -c 'pass'", "[exit code 1]"], "exit code 0, not 1", id="another exit code"),
        pytest.param(["$ rm -r x"], "only policykit, python can be run, not 'rm'", id="another program"),
    ],
)
def test_a_session_that_goes_otherwise_fails(lines: list[str], complaint: str, tmp_path: Path) -> None:
    with pytest.raises(SybilFailure) as failure:
        run(console(*lines), tmp_path)
    assert complaint in failure.value.result


@pytest.mark.parametrize("text", ["1\n", "", "no prompt\n$ policykit demo\n", "$ # nothing\n", "$ policykit 'demo\n"])
def test_a_block_that_is_no_session_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"a console block starts with|no command in|No closing quotation"):
        list(transcript(text))


def test_the_parts_of_a_command() -> None:
    assert list(transcript("$ policykit check - < a.json > b.txt\n$ policykit demo\n...\n[exit code 3]\n")) == [
        Command(("policykit", "check", "-"), stdin="a.json", stdout="b.txt"),
        Command(("policykit", "demo"), output="...\n", exit_code=3),
    ]


def test_what_is_shown_as_json_is_json(tmp_path: Path) -> None:
    assert run('```json\n{"a": [1]}\n```\n', tmp_path) == 1
    with pytest.raises(ValueError, match="Expecting value"):
        run('```json\n{"a": [...]}\n```\n', tmp_path)


def test_other_blocks_are_left_alone(tmp_path: Path) -> None:
    assert run("```sh\npip install iam-policykit\n```\n\n```text\n{...}\n```\n", tmp_path) == 0
