"""``policykit demo``: tells the story and asks policykit every question in it."""

from collections.abc import Iterator
from textwrap import fill, indent
from typing import Final, assert_never

import click

import policykit as pk  # its names load on use
from policykit.cli.screen import paint
from policykit.cli.story import INTRODUCTION, STEPS, Act, Assume, Become, Link, RoleAs, Step, UserAs
from policykit.report.tone import Tone

__all__ = ["command"]

_WIDTH: Final = 100  # columns
_MARGIN: Final = "   "
_SESSION: Final = "stuart"


@click.command("demo", epilog="Example: policykit demo")
def command() -> None:
    """Tell a story of two accounts and one role, with every verdict worked out as it is told. Needs no input."""
    click.echo(INTRODUCTION)
    for number, step in enumerate(STEPS, start=1):
        click.echo("\n" + "\n".join(_told(number, step)))
    click.echo("\nAsk about your own accounts: policykit can-assume --help")


def _told(number: int, step: Step) -> Iterator[str]:
    yield paint(f"{number}. {step.title}", Tone.STRONG)
    yield fill(step.text, _WIDTH, initial_indent=_MARGIN, subsequent_indent=_MARGIN)
    for caption, policy in step.shown.items():
        yield f"\n{_MARGIN}{caption}:"
        yield indent(policy, _MARGIN * 2)
    for question in step.asks:
        yield f"\n{_MARGIN}{question.question}"
        yield from _answer(question)


def _answer(question: Assume | Become | Act | Link) -> Iterator[str]:
    match question:
        case Assume(user=user, role=role):
            yield from _decided(pk.can_assume(_user(user), _role(role), session_name=_SESSION))
        case Become(user=user, role=role):
            yield f"{_MARGIN}{_session(user, role).arn}"
        case Act():
            yield from _decided(pk.authorize(*_asked(question)))
        case Link(role=role, display_name=name):
            yield f"{_MARGIN}{_role(role).switch_role_url(display_name=name)}"
        case _:
            assert_never(question)


def _asked(act: Act) -> "tuple[pk.Request, pk.Policies]":
    """The request, of the user or of his session, with the policies of whoever makes it."""
    user = _user(act.user)
    caller: pk.User | pk.RoleSession = user
    policies = user.policies
    if act.role is not None:
        caller = _session(act.user, act.role)
        policies = caller.role.policies
    request = pk.Request(caller, act.action, act.resource, resource_account=act.account)
    return request, pk.Policies(identity=policies)


def _session(user: UserAs, role: RoleAs) -> "pk.RoleSession":
    session = pk.can_assume(_user(user), _role(role), session_name=_SESSION).session
    assert session is not None, "the story tells only of sessions that there are"
    return session


def _decided(decision: "pk.Decision") -> Iterator[str]:
    verdict = paint("Yes", Tone.GOOD) if decision else paint("No", Tone.BAD)
    yield f"{_MARGIN}{verdict} ({decision.outcome.value})"
    first, rest = f"{_MARGIN}  - ", f"{_MARGIN}    "
    for reason in decision.reasons:
        yield fill(
            reason, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )


def _user(user: UserAs) -> "pk.User":
    return pk.User(user.arn, policies=_policies(user))


def _role(role: RoleAs) -> "pk.Role":
    return pk.Role(role.arn, trust=pk.TrustPolicy.from_json(role.trust), policies=_policies(role))


def _policies(owner: UserAs | RoleAs) -> "list[pk.IdentityPolicy]":
    return [pk.IdentityPolicy.from_json(text, name=name) for name, text in owner.policies.items()]
