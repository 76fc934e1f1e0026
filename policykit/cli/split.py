"""``policykit split``: an identity-based policy that is too long, in parts."""

from pathlib import Path
from typing import Final

import click

from policykit.build.split import split
from policykit.catalog import QUOTAS, Quota
from policykit.cli.documents import read_one
from policykit.cli.options import Directory, lenient_option
from policykit.cli.rewriting import laid_out
from policykit.cli.writing import write_files
from policykit.model.policy import IdentityPolicy
from policykit.report.excerpt import visible

__all__ = ["command"]

_EPILOG: Final = """
\b
Examples:
  policykit split policy.json --out parts/
  policykit split policy.json --quota 5000 > parts.json
"""

_NAMES: Final = ("managed-policy", "user-inline-policies", "group-inline-policies", "role-inline-policies")
"""The quotas that identity-based policies have."""


def _quota(text: str) -> int | Quota:
    """A number of characters, or the quota with a name."""
    if text in _NAMES:
        return QUOTAS[text]
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0:
        return int(text)
    raise click.BadParameter(
        f"expected a number of characters, 1 or more, or one of {', '.join(_NAMES)}; found {text!r}"
    )


@click.command("split", epilog=_EPILOG)
@click.argument("file", metavar="FILE")
@click.option(
    "--quota",
    type=_quota,
    metavar="NAME|N",
    default="managed-policy",
    show_default=True,
    help=f"The most that a part may have: a number of characters, or {', '.join(_NAMES)}.",
)
@click.option("--out", type=Directory(), metavar="DIR", help="Write the parts there, one file each.")
@click.option("--force", is_flag=True, help="With --out: replace files that are there.")
@lenient_option
def command(file: str, quota: int | Quota, out: Path | None, force: bool, lenient: bool) -> None:
    """Divide the identity-based policy in FILE into parts that fit a quota and together decide the same.

    FILE holds one policy, or is - for standard input. Without --out the parts are printed, one after another. With
    --out they are files of DIR with the name of FILE and a number.
    """
    policy = read_one(file, IdentityPolicy, strict=not lenient)
    parts = split(policy, quota)
    sizes = ", ".join(str(part.size) for part in parts)
    click.echo(f"{policy.size} characters in {len(parts)} {'part' if len(parts) == 1 else 'parts'}: {sizes}", err=True)
    if out is None:
        for part in parts:
            click.echo(laid_out(part.members), nl=False)
        return
    stem = "policy" if file == "-" else Path(file).stem
    files = {f"{stem}-{number}.json": laid_out(part.members) for number, part in enumerate(parts, start=1)}
    write_files(out, files, force=force)
    for name in files:
        click.echo(visible(str(out / name)))
