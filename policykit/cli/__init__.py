"""The command line. Commands are one module each; here is what they share: the entry, and how every run ends.

A command is loaded when it is called, with what it needs: start-up is most of the time that a short run takes.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Final

import click

from policykit import __version__
from policykit.cli.exits import Exit
from policykit.cli.screen import color_wanted
from policykit.errors import PolicyKitError
from policykit.report.excerpt import visible

__all__ = ["commands", "main", "run"]


_EPILOG: Final = """
\b
Examples:
  policykit demo
  policykit check policies/
  policykit can-assume CALLER ROLE --data account.json
  policykit grant --caller CALLER --role ROLE
  policykit test cases.toml

\b
Exit status:
  0  answered, and as expected; or clean
  1  findings, or not as expected
  2  wrong usage, or input that cannot be read
  3  a fault of policykit

Colour is for terminals only; NO_COLOR and FORCE_COLOR are obeyed.
"""


_COMMANDS: Final[Mapping[str, str]] = {
    "demo": "Tell a story of two accounts and one role.",
    "can-assume": "Decide whether a caller may assume a role, and say why.",
    "grant": "Write the two policies that let somebody assume a role, and prove them.",
    "check": "Check policy documents against the grammar of IAM.",
    "format": "Write policy documents in their canonical spelling.",
    "minimal": "Shorten policy documents without changing what they mean.",
    "split": "Divide a policy that is too long into parts.",
    "test": "Run files of cases: questions with the answers that are expected.",
    "schema": "Print the JSON Schema of a kind of policy document.",
}
"""Each command with its line in the list; the module of the same name has it as ``command``."""


class _Commands(click.Group):
    """The commands of the table, loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as click calls it
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"policykit.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as click calls it
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="policykit")
def commands() -> None:
    """Who may assume this AWS role, and why? Answered offline, from policies alone."""


def main() -> None:
    """Run the command line of this process and exit with its status."""
    # pydantic would search every installed package for plugins of its own: time in a short run, and foreign code in a
    # tool that judges.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if hasattr(signal, "SIGPIPE"):  # not on Windows
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly, like other tools, when `| head` has seen enough
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a narrow encoding must not cost the answer
    status = run()
    _flush()
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; no exception leaves this function.

    Args:
        arguments: what follows ``policykit``; that of this process if left out.

    Returns:
        The exit status; see `policykit.cli.exits.Exit`.
    """
    try:
        status = commands.main(arguments, prog_name="policykit", standalone_mode=False, color=color_wanted(os.environ))
        return int(status or Exit.OK)
    except click.Abort:  # what click makes of Ctrl-C
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except PolicyKitError as error:
        return _refused(str(error))
    except OSError as error:  # files that cannot be read are InputErrors, so this is about what was written
        return _refused(f"cannot write the output: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001  # nothing is hidden: what is left is a fault of policykit, and said to be one
        return _failed(error)


def _refused(message: str) -> Exit:
    click.echo("Error: " + "\n".join(map(visible, message.split("\n"))), err=True)
    return Exit.USAGE


def _failed(error: Exception) -> Exit:
    if os.environ.get("POLICYKIT_TRACEBACK"):
        from traceback import format_exception

        click.echo("".join(format_exception(error)), err=True, nl=False)
    summary = visible(f"{type(error).__name__}: {error}".split("\n")[0])
    click.echo(
        f"Error: policykit {__version__} failed, which is a fault of policykit: {summary}. Please report it, "
        "with the output that the same command has with POLICYKIT_TRACEBACK=1.",
        err=True,
    )
    return Exit.INTERNAL


def _flush() -> None:
    """Write what is left to write; if that fails, see to it that Python does not try again at its end, and complain."""
    if sys.stdout is None:  # closed by whoever started us
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
