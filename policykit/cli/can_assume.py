"""``policykit can-assume``: the question of this library, asked of an export of accounts or of loose policy files."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import click

from policykit.cli.documents import Unusable, read_one, read_policies
from policykit.cli.exits import Exit
from policykit.cli.loose import loose_snapshot
from policykit.cli.options import as_json_option, key_value, lenient_option, unique_keys
from policykit.cli.screen import paint
from policykit.errors import PolicyError
from policykit.evaluate.decision import Decision
from policykit.evaluate.request import EVERYTHING
from policykit.evaluate.results import Outcome
from policykit.model.policy import IdentityPolicy, TrustPolicy
from policykit.reach import Snapshot, load_snapshot
from policykit.report import as_json as for_programs
from policykit.report import as_text as for_people

__all__ = ["command"]

_EPILOG: Final = """
CALLER is the ARN of a user, role, role session or identity provider, or a service such as lambda.amazonaws.com. A role
stands for a session of it. What the token or assertion of a federated caller says is --context, for instance
--context token.actions.githubusercontent.com:sub=repo:acme/app:ref:refs/heads/main.

\b
Examples:
  aws iam get-account-authorization-details > account.json
  policykit can-assume arn:aws:iam::111122223333:user/alice arn:aws:iam::111122223333:role/Deploy --data account.json
  policykit can-assume arn:aws:iam::111122223333:user/alice arn:aws:iam::444455556666:role/Audit \\
    --trust trust.json --policy alice.json --external-id 4711 --expect deny

\b
Exit status:
  0  answered; with --expect, as expected
  1  the answer is another than --expect says, or hangs on something that nobody said
  2  wrong usage, or input that cannot be read: there is no answer
  4  with --exit-code: denied
  5  with --exit-code: it depends
"""


@click.command("can-assume", epilog=_EPILOG)
@click.argument("caller")
@click.argument("role")
@click.option(
    "--data",
    metavar="FILE",
    multiple=True,
    help="Output of aws iam get-account-authorization-details, or an organization file; repeat it for more.",
)
@click.option("--trust", metavar="FILE", help="In place of --data: the trust policy of ROLE.")
@click.option(
    "--policy",
    "policies",
    metavar="FILE",
    multiple=True,
    help="With --trust: an identity-based policy of CALLER; repeat it for more.",
)
@lenient_option
@click.option(
    "--context",
    metavar="KEY=VALUE",
    type=key_value,
    multiple=True,
    help="A condition key of the request; repeat it for more keys, or for more values of one key.",
)
@click.option(
    "--unknown",
    metavar="KEY|all",
    multiple=True,
    help="A condition key of which nobody knows whether the request carries it, or all that are not given; the answer "
    "then says what it hangs on.",
)
@click.option(
    "--caller-session-name",
    metavar="NAME",
    help="The name of the session that asks, if CALLER is a role.",
)
@click.option("--session-name", metavar="NAME", help="The name of the new session.")
@click.option("--external-id", metavar="ID", help="The external id that CALLER passes.")
@click.option("--source-identity", metavar="NAME", help="The source identity that CALLER sets.")
@click.option(
    "--tag",
    "tags",
    metavar="KEY=VALUE",
    type=key_value,
    multiple=True,
    callback=unique_keys,
    help="A session tag that CALLER passes; repeat it for more.",
)
@click.option(
    "--mfa/--no-mfa",
    default=None,
    help="Whether CALLER, a user, passes an MFA code; if left out, it has long-term keys, which say nothing of MFA.",
)
@click.option(
    "--expect",
    type=click.Choice(["allow", "deny"]),
    help="The answer that is wanted; any other one is an exit status of 1.",
)
@click.option(
    "--exit-code",
    is_flag=True,
    help="Tell the answer by the exit status: 0 allowed, 4 denied, 5 it depends.",
)
@as_json_option
def command(
    caller: str,
    role: str,
    data: tuple[str, ...],
    trust: str | None,
    policies: tuple[str, ...],
    lenient: bool,
    caller_session_name: str | None,
    expect: str | None,
    exit_code: bool,
    as_json: bool,
    **call: Any,
) -> Exit:
    """Decide whether CALLER may assume ROLE, and say why.

    The policies come from an export of the accounts (--data), or from loose files (--trust and --policy); - is standard
    input.
    """
    if expect and exit_code:
        raise click.UsageError("--expect and --exit-code both choose the exit status: give one of them.")
    _check_files(data, trust, policies)
    snapshot = load_snapshot(*data) if trust is None else _loose(caller, role, trust, policies, strict=not lenient)
    decision = snapshot.can_assume(
        snapshot.caller(caller, session_name=caller_session_name), role, **_parameters(**call)
    )
    status = _report(decision, caller, role, expect, as_json=as_json)
    return _ANSWERS[decision.outcome] if exit_code else status


_ANSWERS: Final[Mapping[Outcome, Exit]] = {
    Outcome.ALLOWED: Exit.OK,
    Outcome.IMPLICIT_DENY: Exit.DENIED,
    Outcome.EXPLICIT_DENY: Exit.DENIED,
    Outcome.UNKNOWN: Exit.DEPENDS,
}


def _check_files(data: tuple[str, ...], trust: str | None, policies: tuple[str, ...]) -> None:
    if data and (trust is not None or policies):
        raise click.UsageError("--data brings all policies along: leave --trust and --policy out.")
    if not data and trust is None:
        raise click.UsageError("expected --data FILE, or --trust FILE with a --policy FILE for each policy of CALLER.")
    if [*data, trust, *policies].count("-") > 1:
        raise click.UsageError("standard input can be read once: '-' is given more than once.")


def _parameters(
    *,
    context: Iterable[tuple[str, str]],
    tags: Iterable[tuple[str, str]],
    unknown: tuple[str, ...],
    **others: object,
) -> dict[str, Any]:
    """What is passed to the library: only what was said."""
    keys = EVERYTHING if "all" in unknown else unknown
    given: dict[str, object] = {"context": _gathered(context), "tags": dict(tags), "unknown": keys, **others}
    return {name: value for name, value in given.items() if value is not None}


def _gathered(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Values by key; keys that differ only in case are one key, in its first spelling."""
    spelling: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(spelling.setdefault(key.casefold(), key), []).append(value)
    return values


def _loose(caller: str, role: str, trust: str, policies: tuple[str, ...], *, strict: bool) -> Snapshot:
    own = [each for path in policies for each in read_policies(path, IdentityPolicy, strict=strict)]
    trusting = read_one(trust, TrustPolicy, strict=strict)
    try:
        return loose_snapshot(caller, role, trusting, own)
    except PolicyError as error:  # a sound trust policy, but not one for this role
        text = trusting.text.text if trusting.text else None
        raise Unusable(for_people.problems(trusting.name or trust, text, error.errors, paint=paint)) from None


def _meets(decision: Decision, expect: str) -> bool:
    from policykit.cases.expect import AS_EXPECTED, Expectation  # with all of files of cases, which others do not need

    return decision.outcome in AS_EXPECTED[Expectation(expect)]


def _report(decision: Decision, caller: str, role: str, expect: str | None, *, as_json: bool) -> Exit:
    met = expect is None or _meets(decision, expect)
    if as_json:
        click.echo(for_programs.decision(decision, caller=caller, role=role, expected=expect, as_expected=met))
    else:
        click.echo(for_people.decision(decision, paint=paint))
    if not met:
        click.echo(f"Not as expected: {expect} was expected, the answer is {decision.outcome.value}.", err=True)
    return Exit.OK if met else Exit.FINDINGS
