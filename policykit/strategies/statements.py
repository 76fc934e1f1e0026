"""Statements, as JSON members: what a kind of document may hold is read from its `Grammar`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from policykit.evaluate.callers import SamlIdentity, WebIdentity
from policykit.evaluate.request import Request
from policykit.jsontext import JsonObject, JsonValue, Number
from policykit.model.action import ROLE_ACTIONS, folded_action
from policykit.model.condition import Condition
from policykit.model.grammar import Grammar, Rule, ShortArn
from policykit.model.principal import AnyPrincipal, Principal
from policykit.model.statement import Effect
from policykit.strategies.conditions import conditions, fitting
from policykit.strategies.pools import one, seldom
from policykit.strategies.principals import IN_RESOURCE_POLICIES, IN_TRUST_POLICIES, names_of, principals
from policykit.strategies.values import action_text, arn_text

__all__ = ["JsonObject", "Theme", "shaped", "statement_members", "unquoted"]


@dataclass(frozen=True, slots=True)
class Theme:
    """What statements speak of.

    Attributes:
        grammar: of the kind of document.
        about: the request that they mostly fit; None for no request in particular.
        partition: of the principals.
        certain: whether they fit the request in any case; then there are no conditions but those that hold for it.
        conditional: whether there are conditions at all.
    """

    grammar: Grammar
    about: Request | None = None
    partition: str = "aws"
    certain: bool = False
    conditional: bool = True

    def hit(self, draw: DrawFn) -> Request | None:
        """The request, if the next element shall fit it."""
        return self.about if self.certain or not seldom(draw, 6) else None

    def negates(self, draw: DrawFn, rule: Rule = Rule.ALLOWED) -> bool:
        """Whether the next element shall be a Not… element."""
        return rule is Rule.ALLOWED and not self.certain and seldom(draw, 10)

    def oddly(self, draw: DrawFn) -> bool:
        """Whether the next element shall be one of those that are stored but say nothing."""
        return not self.certain and seldom(draw, 32)


def statement_members(draw: DrawFn, theme: Theme, *, effect: Effect | None = None, sid: str = "") -> JsonObject:
    """A statement of a kind of document.

    Args:
        draw: of the composite strategy that asks.
        theme: what it speaks of.
        effect: ``Allow`` or ``Deny``; by default mostly ``Allow``, and what the kind takes.
        sid: its Sid, which is left out at times.
    """
    grammar = theme.grammar
    if grammar.only_deny and seldom(draw, 12):  # the one Allow that there is, RCPFullAWSAccess (GRAM-29)
        return {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    chosen = _effect(draw, grammar) if effect is None else effect
    members: JsonObject = {"Effect": chosen}
    if seldom(draw, 2):
        members["Sid"] = one(draw, (sid, sid, ""))
    if grammar.principal is Rule.REQUIRED:
        members.update(_principal(draw, theme, chosen))
    members.update(_action(draw, theme))
    if grammar.resource is Rule.REQUIRED or (grammar.resource is Rule.ALLOWED and not seldom(draw, 4)):
        members.update(_resource(draw, theme))
    found = _conditions(draw, theme)
    if found or seldom(draw, 24):  # an empty one is stored, and tests nothing (GRAM-35)
        members["Condition"] = found
    return _reordered(draw, members)


def _effect(draw: DrawFn, grammar: Grammar) -> Effect:
    return "Deny" if grammar.only_deny or seldom(draw, 4) else "Allow"


def _reordered(draw: DrawFn, members: JsonObject) -> JsonObject:
    if not seldom(draw, 3):
        return members
    return {name: members[name] for name in draw(st.permutations(list(members)))}


def shaped(draw: DrawFn, values: Sequence[JsonValue]) -> JsonValue:
    """A list of the values; a single one often alone (GRAM-4)."""
    return values[0] if len(values) == 1 and not seldom(draw, 2) else list(values)


# --- Principal --------------------------------------------------------------------------------------------------------


def _principal(draw: DrawFn, theme: Theme, effect: Effect) -> JsonObject:
    grammar = theme.grammar
    if grammar.only_deny:
        return {"Principal": "*"}
    name = "NotPrincipal" if effect == "Deny" and theme.negates(draw, grammar.not_principal) else "Principal"
    if theme.oddly(draw):
        return {name: {}}  # names nobody (GRAM-34)
    values = _named(draw, theme)
    if AnyPrincipal(bare=True) in values or (not grammar.assumes and seldom(draw, 8)):
        return {name: "*"}
    lists: dict[str, list[JsonValue]] = {}
    for each in values:
        lists.setdefault(each.key, []).append(str(each))
    return {name: {key: shaped(draw, lists[key]) for key in lists}}


def _named(draw: DrawFn, theme: Theme) -> list[Principal]:
    trust, request = theme.grammar.assumes, theme.hit(draw)
    anybody = principals(IN_TRUST_POLICIES if trust else IN_RESOURCE_POLICIES, partition=theme.partition)
    if request is None:
        return [draw(anybody) for _ in range(one(draw, (1, 1, 2)))]
    if not trust and isinstance(request.caller, SamlIdentity | WebIdentity):
        return [AnyPrincipal(bare=True)]  # their own names are for trust policies only (PRIN-8)
    others = [draw(anybody)] if seldom(draw, 3) else []
    return [*others, one(draw, names_of(request.caller))]


# --- Action and Resource ----------------------------------------------------------------------------------------------

_OF_ROLES: Final = frozenset(map(folded_action, ROLE_ACTIONS))


def _action(draw: DrawFn, theme: Theme) -> JsonObject:
    grammar, request = theme.grammar, theme.hit(draw)
    if grammar.empty_lists and theme.oddly(draw):
        return {"Action": []}
    if request is not None and grammar.assumes and request.folded_action not in _OF_ROLES:
        request = None
    wanted = [None] * one(draw, (0, 0, 1, 2) if request else (1, 1, 2)) + ([request.action] if request else [])
    everything = not grammar.assumes and not grammar.only_deny
    texts = [action_text(draw, each, trust=grammar.assumes, everything=everything) for each in wanted]
    return {"NotAction" if theme.negates(draw, grammar.not_action) else "Action": shaped(draw, texts)}


_WITH_VARIABLES: Final = (
    "arn:aws:s3:::reports/${aws:username}/*",
    "arn:aws:iam::*:role/${aws:PrincipalTag/team, 'Deploy'}*",
    "arn:aws:iam::${aws:PrincipalAccount}:role/*",  # before the fifth colon it is text (ARN-16)
    "arn:aws:ec2:*:*:snapshot/${*}",
)


def _resource(draw: DrawFn, theme: Theme) -> JsonObject:
    grammar, request = theme.grammar, theme.hit(draw)
    if grammar.empty_lists and theme.oddly(draw):
        return {"Resource": []}
    short = grammar.short_arn is ShortArn.COMPLETED or (grammar.short_arn is ShortArn.TEXT and not theme.certain)
    texts: list[JsonValue] = []
    for _ in range(one(draw, (0, 0, 1, 2) if request else (1, 1, 2))):
        texts.append(one(draw, _WITH_VARIABLES) if seldom(draw, 6) else arn_text(draw, None, short=short))
    if request is not None:
        texts.append(arn_text(draw, request.resource_text, short=short) if request.resource else "*")
    if theme.oddly(draw):
        return {"Resource": [*texts, None]}  # inside a list it is passed over (GRAM-9a)
    return {"NotResource" if theme.negates(draw) else "Resource": shaped(draw, texts)}


# --- Condition --------------------------------------------------------------------------------------------------------


def _conditions(draw: DrawFn, theme: Theme) -> JsonObject:
    if not theme.conditional:
        return {}
    blocks: dict[str, JsonObject] = {}
    for condition in _tests(draw, theme):
        block = blocks.setdefault(str(condition.operator), {})
        if condition.folded_key not in map(str.casefold, block):  # twice, in any case, is once too often (GRAM-38)
            block[condition.key] = shaped(draw, [unquoted(draw, each) for each in condition.values])
    if seldom(draw, 32):
        blocks.setdefault(one(draw, ("StringLike", "NotAnOperator")), {})  # tests nothing (GRAM-35)
    return dict(blocks)


def _tests(draw: DrawFn, theme: Theme) -> list[Condition]:
    lookup = None if theme.about is None else theme.about.lookup
    if not theme.certain:
        return [draw(conditions(lookup)) for _ in range(one(draw, (0, 0, 0, 1, 1, 2)))]
    holding = fitting(lookup) if lookup and seldom(draw, 2) else ()
    return [one(draw, holding)] if holding else []


def unquoted(draw: DrawFn, value: str) -> JsonValue:
    """Booleans and numbers may do without quotes (GRAM-9)."""
    plain = _LITERALS.get(value) if value in _LITERALS else Number(value) if _NUMBER.fullmatch(value) else None
    return value if plain is None or seldom(draw, 2) else plain


_LITERALS: Final = {"true": True, "false": False}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
