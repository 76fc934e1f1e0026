"""How runs begin and end: help, usage errors, exit statuses, colours, pipes, interruptions. Never a traceback."""

import errno
import os
import pty
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import click
import pytest

import policykit
from policykit import cli
from policykit.cli.exits import Exit
from policykit.cli.screen import color_wanted, paint
from policykit.errors import InputError, PolicyKitError
from policykit.report.tone import Tone
from tests.cli.terminal import COMMAND, Ended, environment, process

Run = Callable[..., Ended]
COMMANDS = ("demo", "can-assume", "grant", "check", "format", "minimal", "split", "test", "schema")
BROKEN = b'{"Statement": {"Principal": "*", "Action": "sts:AssumeRole"}}'


def test_the_version(run: Run) -> None:
    assert run("--version") == (0, f"policykit, version {policykit.__version__}\n", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_the_commands_and_what_exit_statuses_mean(run: Run, flag: str) -> None:
    assert run(flag) == (
        0,
        """\
Usage: policykit [OPTIONS] COMMAND [ARGS]...

  Who may assume this AWS role, and why? Answered offline, from policies alone.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
  demo        Tell a story of two accounts and one role.
  can-assume  Decide whether a caller may assume a role, and say why.
  grant       Write the two policies that let somebody assume a role, and prove them.
  check       Check policy documents against the grammar of IAM.
  format      Write policy documents in their canonical spelling.
  minimal     Shorten policy documents without changing what they mean.
  split       Divide a policy that is too long into parts.
  test        Run files of cases: questions with the answers that are expected.
  schema      Print the JSON Schema of a kind of policy document.

  Examples:
    policykit demo
    policykit check policies/
    policykit can-assume CALLER ROLE --data account.json
    policykit grant --caller CALLER --role ROLE
    policykit test cases.toml

  Exit status:
    0  answered, and as expected; or clean
    1  findings, or not as expected
    2  wrong usage, or input that cannot be read
    3  a fault of policykit

  Colour is for terminals only; NO_COLOR and FORCE_COLOR are obeyed.
""",
        "",
    )


def test_the_list_of_commands_is_complete() -> None:
    with click.Context(cli.commands) as context:
        assert cli.commands.list_commands(context) == list(COMMANDS)
        for name in COMMANDS:
            command = cli.commands.get_command(context, name)
            assert command is not None
            assert command.name == name


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help_with_an_example(run: Run, command: str, flag: str) -> None:
    status, out, err = run(command, flag)
    assert (status, err) == (0, "")
    assert out.startswith(f"Usage: policykit {command} ")
    assert f"policykit {command}" in out.split("Example", 1)[1]


def test_no_command_shows_the_help_as_wrong_usage(run: Run) -> None:
    status, out, err = run()
    assert (status, out) == (2, "")
    assert err.startswith("Usage: policykit [OPTIONS] COMMAND [ARGS]...")


USAGE = {
    "an unknown command": (
        ("chek",),
        "Usage: policykit [OPTIONS] COMMAND [ARGS]...\nTry 'policykit --help' for help.\n\n"
        "Error: No such command 'chek'.",
    ),
    "an unknown option": (
        ("check", "--knd", "trust"),
        "Usage: policykit check [OPTIONS] FILE...\nTry 'policykit check --help' for help.\n\n"
        "Error: No such option '--knd'.",
    ),
    "a missing argument": (
        ("check",),
        "Usage: policykit check [OPTIONS] FILE...\nTry 'policykit check --help' for help.\n\n"
        "Error: Missing argument 'FILE...'.",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(message)


# --- every way to end ------------------------------------------------------------------------------------------------


def raising(error: BaseException) -> click.Command:
    def callback() -> None:
        raise error

    return click.Command("demo", callback=callback)


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch, run: Run) -> Callable[[BaseException], Ended]:
    """Run a command that ends with the error."""

    def ended(error: BaseException) -> Ended:
        monkeypatch.setattr(type(cli.commands), "get_command", lambda *_: raising(error))
        return run("demo")

    return ended


Fail = Callable[[BaseException], Ended]


def test_a_fault_of_policykit_is_status_3_and_one_line(fail: Fail) -> None:
    assert fail(ZeroDivisionError("a\x1b\nb")) == (
        3,
        "",
        f"Error: policykit {policykit.__version__} failed, which is a fault of policykit: ZeroDivisionError: a␛. "
        "Please report it, with the output that the same command has with POLICYKIT_TRACEBACK=1.\n",
    )


@pytest.mark.parametrize("error", [RecursionError("deep"), MemoryError(), AssertionError(), LookupError("x")])
def test_no_exception_gets_through(fail: Fail, error: Exception) -> None:
    status, out, err = fail(error)
    assert (status, out) == (3, "")
    assert err.count("\n") == 1
    assert type(error).__name__ in err


def test_the_traceback_is_there_for_who_asks(fail: Fail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYKIT_TRACEBACK", "1")
    status, _, err = fail(ZeroDivisionError("x"))
    assert status == 3
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.splitlines()[-2] == "ZeroDivisionError: x"
    assert err.splitlines()[-1].startswith("Error: policykit ")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), EOFError(), click.Abort()])
def test_an_interruption_is_status_130_and_says_nothing(fail: Fail, error: BaseException) -> None:
    status, out, err = fail(error)
    assert (status, out, err.strip()) == (130, "", "")


ERRORS = {
    "of a file": (InputError("p.json", "no such file"), "Error: p.json: no such file\n"),
    "with a control character": (InputError("\x1b", "no such file"), "Error: ␛: no such file\n"),
    "of several lines": (PolicyKitError("one\n  two"), "Error: one\n  two\n"),
    "of click": (click.ClickException("odd"), "Error: odd\n"),
    "of the output": (
        OSError(errno.ENOSPC, "No space left on device"),
        "Error: cannot write the output: No space left on device\n",
    ),
    "of the output, without a text": (OSError("gone"), "Error: cannot write the output: gone\n"),
}


@pytest.mark.parametrize(("error", "message"), ERRORS.values(), ids=ERRORS)
def test_an_error_of_the_user_or_the_machine_is_status_2(fail: Fail, error: Exception, message: str) -> None:
    assert fail(error) == (2, "", message)


def test_statuses_are_those_that_the_help_promises() -> None:
    assert {each.name: int(each) for each in Exit} == {
        "OK": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "INTERNAL": 3,
        "DENIED": 4,
        "DEPENDS": 5,
        "INTERRUPTED": 130,
    }


# --- processes -------------------------------------------------------------------------------------------------------


def test_a_process_ends_with_the_status(tmp_path: Path) -> None:
    assert process("--version") == (0, f"policykit, version {policykit.__version__}\n", "")
    assert process("check", "-", stdin=BROKEN).status == 1
    assert process("check", "gone.json", cwd=tmp_path).status == 2


def test_a_fault_in_a_process_shows_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import policykit.cli.demo\n"
        "def broken(): raise ZeroDivisionError('x')\n"
        "policykit.cli.demo.command.callback = broken\n"
    )
    paths = f"{tmp_path}{os.pathsep}{environment()['PYTHONPATH']}"
    status, out, err = process("demo", PYTHONPATH=paths)
    assert (status, out) == (3, "")
    assert err.startswith(f"Error: policykit {policykit.__version__} failed")
    assert err.count("\n") == 1


def opened(pipe: Path, child: "subprocess.Popen[bytes]") -> int:
    """The pipe, once the child waits for what is written there."""
    while child.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:  # nobody reads yet
                raise
            time.sleep(0.01)
    raise AssertionError(child.communicate())


def test_ctrl_c_ends_a_process_quietly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    # Whoever started the tests in the background may have had them ignore Ctrl-C, which children inherit.
    inherited = signal.signal(signal.SIGINT, signal.SIG_DFL)
    child = subprocess.Popen(
        [*COMMAND, "check", str(pipe)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    signal.signal(signal.SIGINT, inherited)
    writing = opened(pipe, child)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    os.close(writing)
    assert (child.returncode, out, err.strip()) == (130, b"", b"")


def test_a_closed_pipe_ends_a_process_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    child = subprocess.run([*COMMAND, "demo"], stdout=writing, stderr=subprocess.PIPE, env=environment(), check=False)
    os.close(writing)
    assert (child.returncode, child.stderr) == (-signal.SIGPIPE, b"")


def test_closed_streams_do_no_harm() -> None:
    shell = f'"{sys.executable}" -m policykit'
    for line, status in (("demo >&-", 0), ("check - <&-", 2), ("chek 2>&-", 2)):
        child = subprocess.run(f"{shell} {line}", shell=True, capture_output=True, env=environment(), check=False)
        assert child.returncode == status
        assert b"Traceback" not in child.stderr + child.stdout


def test_a_narrow_encoding_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "役.json").write_bytes(BROKEN)
    status, out, err = process("check", "役.json", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert (status, err) == (1, "")
    assert out.startswith("\\u5f79.json:1:15: ")


def test_a_check_loads_neither_schemas_nor_strategies_nor_the_evaluator(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(BROKEN)
    program = (
        "import sys; from policykit.cli import run; run(['check', 'p.json']);"
        "sys.exit(repr(sorted({'jsonschema', 'hypothesis', 'policykit.schema', 'policykit.evaluate', "
        "'policykit.catalog', 'policykit.strategies'} & set(sys.modules))))"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, env=environment(), check=False
    )
    assert child.stderr.decode().strip() == "[]"


def test_help_loads_no_models() -> None:
    program = "import sys; from policykit.cli import run; run(['--help']); sys.exit(int('pydantic' in sys.modules))"
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), check=False)
    assert child.returncode == 0


# --- colour ----------------------------------------------------------------------------------------------------------

COLORS = {
    "nothing said": ({}, None),
    "no": ({"NO_COLOR": "1"}, False),
    "an empty no is none": ({"NO_COLOR": ""}, None),
    "yes": ({"FORCE_COLOR": "1"}, True),
    "a yes of zero is none": ({"FORCE_COLOR": "0"}, None),
    "an empty yes is none": ({"FORCE_COLOR": ""}, None),
    "no beats yes": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    "a dumb terminal": ({"TERM": "dumb"}, False),
    "yes beats a dumb terminal": ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
}


@pytest.mark.parametrize(("variables", "wanted"), COLORS.values(), ids=COLORS)
def test_colour_as_the_environment_wishes(variables: dict[str, str], wanted: bool | None) -> None:
    assert color_wanted(variables) is wanted


@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_has_a_colour_that_leaves_the_text_alone(tone: Tone) -> None:
    assert paint("text", tone) != "text"
    assert click.unstyle(paint("text", tone)) == "text"


def test_no_colour_without_a_terminal() -> None:
    assert "\x1b" not in process("check", "-", stdin=BROKEN).out
    assert "\x1b[" in process("check", "-", stdin=BROKEN, FORCE_COLOR="1").out
    assert "\x1b" not in process("check", "-", stdin=BROKEN, FORCE_COLOR="1", NO_COLOR="1").out


def on_a_terminal(*arguments: str, **variables: str) -> bytes:
    ours, theirs = pty.openpty()
    subprocess.run([*COMMAND, *arguments], stdin=theirs, stdout=theirs, env=environment(**variables), check=True)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 1 << 16):
            shown += chunk
    except OSError:  # how Linux tells that the other end is closed
        pass
    os.close(ours)
    return shown


def test_colour_on_a_terminal_unless_it_is_not_wanted() -> None:
    role = "arn:aws:iam::111122223333:role/Deploy"
    file = Path(__file__).parents[2] / "docs" / "examples" / "trust-account.json"
    question = ("can-assume", "lambda.amazonaws.com", role, "--trust", str(file))
    assert b"\x1b[31m" in on_a_terminal(*question)
    assert b"\x1b" not in on_a_terminal(*question, NO_COLOR="1")
    assert b"\x1b" not in on_a_terminal(*question, TERM="dumb")


# --- main ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Call ``main`` with these arguments; its status."""
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "__all__")  # put back afterwards
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def ended(*arguments: str) -> object:
        monkeypatch.setattr(sys, "argv", ["policykit", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code

    return ended


def test_main_exits_with_the_status(main: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--version") == 0
    assert main("chek") == 2
    assert capsys.readouterr().out.startswith("policykit, version ")


def test_main_needs_neither_sigpipe_nor_streams_of_python(
    main: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "SIGPIPE")  # as on Windows
    monkeypatch.setattr(sys, "stdout", StringIO())
    assert main("--version") == 0
    monkeypatch.setattr(sys, "stdout", None)  # closed
    assert main("--version") == 0


def test_what_cannot_be_written_at_the_end_is_dropped(
    main: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Full(TextIOWrapper):
        def reconfigure(self, **_: Any) -> None:
            pass

        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with (tmp_path / "out").open("wb") as out:
        full = Full(out)
        monkeypatch.setattr(sys, "stdout", full)
        assert main("--version") == 2
        os.write(full.fileno(), b"goes nowhere")
        monkeypatch.undo()
        monkeypatch.setattr(Full, "flush", lambda _: None)
        full.detach()
    assert (tmp_path / "out").read_bytes() == b""


def test_python_m_policykit_is_main(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(cli, "main", lambda: calls.append("called"))
    file = str(Path(policykit.__file__).with_name("__main__.py"))
    runpy.run_path(file, run_name="imported")
    assert calls == []
    runpy.run_path(file, run_name="__main__")
    assert calls == ["called"]
