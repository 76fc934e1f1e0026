"""``policykit grant``: both policies of a role assumption, from options or from a file of intentions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from policykit.build.grant import Grant
from policykit.build.intent import ONLY, read_grants
from policykit.build.kinds import KINDS
from policykit.cli.drift import check
from policykit.cli.exits import Exit
from policykit.cli.granted import show, write
from policykit.cli.intention import given, granted, options_of_any, options_of_kind
from policykit.cli.options import Directory
from policykit.inputs import read_source
from policykit.inputs.toml import read_toml
from policykit.model.grammar import did_you_mean
from policykit.report.formats import FORMATS

__all__ = ["command"]

_EPILOG: Final = """
\b
Examples:
  policykit grant --caller arn:aws:iam::111122223333:user/alice --role arn:aws:iam::444455556666:role/Deploy --mfa
  policykit grant github --repo acme/app --environment prod --role arn:aws:iam::444455556666:role/Deploy
  policykit grant --from intent.toml --out policies
  policykit grant --from intent.toml --check policies

\b
A file of intentions, in TOML:
  [[grant]]
  role = "arn:aws:iam::444455556666:role/Deploy"
  caller = {kind = "github", repo = "acme/app", environment = "prod"}
  require = {session_name = "release"}

What else can be said in it: policykit schema intent.

\b
Exit status:
  0  granted; with --check, what is written is what is intended
  1  with --check: it is not
  2  wrong usage, or an intention that cannot be granted: nothing is written
"""

_INTENTIONS: Final = 1 << 20
"""Bytes of the largest file of intentions that is read: thousands of grants, each of which is proved."""


def _output() -> list[click.Option]:
    """What becomes of the policies; each command has options of its own."""
    return [
        click.Option(
            ["--format", "language"],
            type=click.Choice(list(FORMATS)),
            default="json",
            show_default=True,
            help="The language of the policies.",
        ),
        click.Option(
            ["--out"],
            metavar="DIR",
            type=Directory(),
            help="Write trust-policy and identity-policy into this directory in place of printing them.",
        ),
        click.Option(["--force"], is_flag=True, help="With --out: replace policies that are there."),
        click.Option(
            ["--check", "against"],
            metavar="DIR",
            type=Directory(),
            help="Compare the policies in this directory with the intention in place of printing it.",
        ),
        click.Option(["--prove"], is_flag=True, help="Show the questions by which the grant was proved."),
    ]


def _deliver(
    grants: Mapping[str, Grant], *, language: str, out: Path | None, force: bool, against: Path | None, prove: bool
) -> Exit:
    if against is not None and (out is not None or prove):
        raise click.UsageError("--check compares and grants nothing: leave --out and --prove out.")
    if force and out is None:
        raise click.UsageError("--force is about files: give --out as well.")
    if against is not None:
        return check(grants, language, against)
    if out is not None:
        write(grants, language, out, force=force, prove=prove)
    else:
        show(grants, language, prove=prove)
    return Exit.OK


_DELIVERY: Final = ("language", "out", "force", "against", "prove")


def _delivery(context: click.Context) -> dict[str, Any]:
    return {name: context.params[name] for name in _DELIVERY}


class _Kinds(click.Group):
    """One command for each kind of caller, made when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as click calls it
        return _command(cmd_name) if cmd_name in KINDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in KINDS:
            ctx.fail(
                f"{args[0]!r} is no kind of caller: expected --caller, --from, or one of {', '.join(KINDS)}"
                f"{did_you_mean(args[0], tuple(KINDS))}"
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as click calls it
        with formatter.section("Kinds of caller, each with options of its own"):
            formatter.write_dl([(name, kind.title) for name, kind in KINDS.items()])


def _command(kind: str) -> click.Command:
    @click.pass_context
    def callback(context: click.Context, /, **_: Any) -> Exit:
        return _deliver({ONLY: granted(context, kind)}, **_delivery(context))

    return click.Command(
        kind,
        params=[*options_of_kind(kind), *_output()],
        callback=callback,
        short_help=KINDS[kind].title,
        help=f"Write the policies that let {KINDS[kind].title} assume a role, and prove them.",
    )


@click.pass_context
def _callback(context: click.Context, /, file: str | None, **_: Any) -> Exit | None:
    if context.invoked_subcommand is not None:
        if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in context.params):
            raise click.UsageError(f"options follow the kind of caller: move them behind {context.invoked_subcommand}.")
        return None
    if file is not None:
        said = [option.opts[0] for option in given(context)]
        if said:
            raise click.UsageError(f"--from brings all intentions along: leave {', '.join(said)} out.")
        source = read_source(file, limit=_INTENTIONS, expected="TOML")
        return _deliver(read_grants(read_toml(source), name=source.name), **_delivery(context))
    return _deliver({ONLY: granted(context, None)}, **_delivery(context))


command: Final = _Kinds(
    "grant",
    params=[
        *options_of_any(),
        click.Option(
            ["--from", "file"], metavar="FILE", help="In place of these: a file of intentions; - for standard input."
        ),
        *_output(),
    ],
    callback=_callback,
    invoke_without_command=True,
    subcommand_metavar="[KIND [OPTIONS]]",
    epilog=_EPILOG,
    help="""Write the two policies that let somebody assume a role, and prove that nobody else gets in.

    The caller is told in one word (--caller), by a kind with options of its own, or in a file of intentions (--from).
    Policies go to standard output; where to paste them, and what there is to know, to standard error.
    """,
)
