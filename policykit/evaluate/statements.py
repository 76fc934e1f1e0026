"""One statement against one request: compiled once per document for speed, taken apart element by element for reasons.

Both views use the same tests, so a verdict and its explanation cannot disagree.

Source: IAM User Guide, "IAM JSON policy elements reference" (EVAL-2, PRIN-13 to PRIN-43, ARN-10 to ARN-18).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from policykit.evaluate.callers import Caller, entity_of, has_account
from policykit.evaluate.conditions import ConditionTest, compile_condition
from policykit.evaluate.naming import Grant, Name, key_of
from policykit.evaluate.resources import ResourceTest, compile_resources
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth
from policykit.evaluate.variables import Lookup
from policykit.model.policy import PolicyDocument, TrustPolicy
from policykit.model.principal import AnyPrincipal, Principal
from policykit.model.statement import Element, Statement

__all__ = ["CompiledDocument", "CompiledStatement", "compiled"]


@dataclass(frozen=True, slots=True, eq=False)
class CompiledStatement:
    """A statement, ready to be asked.

    Attributes:
        statement: as it was read.
        index: its place in the document.
        deny: whether it denies.
        principal: how it names callers; None if the document has no principals, so that it speaks of any caller.
        action: whether it names an action, given in lower case.
        resource: whether it names the resource of a request; None if it has none, so that it speaks of any.
        conditions: all must hold.
        applies: whether resource and every condition fit, for a statement whose action and principal do.
        variables: whether ``${…}`` is a policy variable in it.
    """

    statement: Statement
    index: int
    deny: bool
    principal: "PrincipalTest | None"
    action: Callable[[str], bool]
    resource: "ResourceTest | None"
    conditions: tuple[ConditionTest, ...]
    applies: "StatementTest"
    variables: bool


class CompiledDocument:
    """A document whose statements are ready to be asked, and are found by action."""

    __slots__ = ("_by_action", "statements")

    def __init__(self, document: PolicyDocument) -> None:
        self.statements: tuple[CompiledStatement, ...] = tuple(
            _compile(each, index, document) for index, each in enumerate(document.statements)
        )
        self._by_action: dict[str, tuple[CompiledStatement, ...]] = {}

    def naming(self, action: str) -> tuple[CompiledStatement, ...]:
        """The statements that name an action, given in lower case; worked out once per action."""
        found = self._by_action.get(action)
        if found is None:
            found = tuple(each for each in self.statements if each.action(action))
            if len(self._by_action) < _REMEMBERED:
                self._by_action[action] = found
        return found


_REMEMBERED = 1024  # actions per document; the actions of one account's requests are far fewer


def compiled(document: PolicyDocument) -> CompiledDocument:
    """The document, ready to be asked; compiled on first use and kept with it."""
    return document.once(CompiledDocument)


def _compile(statement: Statement, index: int, document: PolicyDocument) -> CompiledStatement:
    variables, deny = document.uses_variables, statement.effect == "Deny"
    principal, resource = statement.principal, compile_resources(statement, document)
    conditions = tuple(compile_condition(each, variables=variables) for each in statement.conditions)
    return CompiledStatement(
        statement=statement,
        index=index,
        deny=deny,
        principal=None
        if principal is None
        else _compile_principal(principal, deny=deny, trust=isinstance(document, TrustPolicy)),
        action=_compile_action(statement),
        resource=resource,
        conditions=conditions,
        applies=_all_of(resource or _any_resource, conditions),
        variables=variables,
    )


def _any_resource(_resource: str, _lookup: Lookup) -> Truth:
    return TRUE


StatementTest: TypeAlias = Callable[[str, Lookup], Truth]
"""Whether what follows action and principal fits: the resource, given as text, and every condition."""


def _all_of(names: ResourceTest, conditions: tuple[ConditionTest, ...]) -> StatementTest:
    """Resource and conditions in one test; most statements have no conditions."""
    if not conditions:
        return names

    def applies(resource: str, lookup: Lookup) -> Truth:
        result = names(resource, lookup)
        if result is FALSE:
            return FALSE
        for condition in conditions:
            holds = condition(lookup)
            if holds is FALSE:
                return FALSE
            if holds is UNKNOWN:
                result = UNKNOWN
        return result

    return applies


def _compile_action(statement: Statement) -> Callable[[str], bool]:
    tests = [each.folded.matches for each in statement.action.values]
    negated = statement.action.negated
    return lambda action: any(test(action) for test in tests) is not negated


# --- Principal -------------------------------------------------------------------------------------------------------

PrincipalTest: TypeAlias = Callable[[Caller, tuple[Name, ...]], Grant | None]
"""How a Principal element names a caller, given with its names; None if it does not."""


def _compile_principal(element: Element[Principal], *, deny: bool, trust: bool) -> PrincipalTest:
    keys = frozenset(map(key_of, element.values))
    stars = [each for each in element.values if isinstance(each, AnyPrincipal)]
    if element.negated:
        return partial(_all_but, keys, deny, bool(stars))
    named = _by_name(keys)
    if not stars:
        return named
    # In a trust policy a bare "*" can only be meant as {"AWS": "*"} (DISP-4).
    bare = any(each.bare for each in stars) and not trust
    everyone = bare or deny  # a Deny reaches whoever "*" might mean (PRIN-16)
    return partial(_starred, named, everyone, not trust)


def _by_name(keys: frozenset[str]) -> PrincipalTest:
    """The most specific grant that the element gives (PRIN-21)."""

    def named(_caller: Caller, names: tuple[Name, ...]) -> Grant | None:
        for spellings, grant in names:
            for each in spellings:
                if each in keys:
                    return grant
        return None

    return named


def _starred(
    named: PrincipalTest, everyone: bool, anonymous: bool, caller: Caller, names: tuple[Name, ...]
) -> Grant | None:
    """The same where ``*`` is listed, which is as good as the own name of a caller that it means (PRIN-21)."""
    if everyone or has_account(caller) or (anonymous and not names):
        return Grant.ANYONE
    return named(caller, names)


def _all_but(keys: frozenset[str], deny: bool, star: bool, caller: Caller, names: tuple[Name, ...]) -> Grant | None:
    """NotPrincipal: a Deny spares who is listed with the whole chain of names and has no boundary (PRIN-40, PRIN-41).

    With Allow it is no longer supported, and grants nothing (PRIN-39).
    """
    if star or not deny:
        return None
    listed = [any(key in keys for key in name.keys) for name in names]
    return None if names and all(listed) and not _has_boundary(caller) else Grant.ANYONE


def _has_boundary(caller: Caller) -> bool:
    entity = entity_of(caller)
    return entity is not None and (entity.boundary is not None or entity.missing_boundary is not None)
