"""Changes of one document: a Sid, one more requirement, a narrower principal. They work on copies of its members.

Only Allow statements are narrowed; a Deny stays as wide as it is.

Source: IAM User Guide, "IAM JSON policy elements: Principal", "Pass session tags in AWS STS" (PRIN-2, PRIN-31,
ASSUME-40, ASSUME-49, ASSUME-50).
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import count
from typing import Final, Literal, Protocol, TypeAlias, assert_never, runtime_checkable

from policykit.errors import IntentError
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.action import ASSUME_ACTIONS, ActionPattern
from policykit.model.arn import RoleArn, RoleSessionArn, UserArn
from policykit.model.conjunction import Tests, conjoined, tests_of, written
from policykit.model.grammar import LATEST_VERSION, SID_FORM
from policykit.model.listing import alone_or_listed
from policykit.model.principal import (
    AccountPrincipal,
    AnyPrincipal,
    Principal,
    RolePrincipal,
    RoleSessionPrincipal,
    UserPrincipal,
)
from policykit.model.statement import Statement

__all__ = ["Demand", "Named", "NarrowingWay", "Pairs", "narrowed", "numbered", "required", "with_sids"]

NarrowingWay: TypeAlias = Literal["principal", "condition"]


@runtime_checkable
class Demand(Protocol):
    """What a requirement adds to a policy."""

    @property
    def conditions(self) -> Tests:
        """What the request must satisfy."""
        ...

    @property
    def companions(self) -> tuple[str, ...]:
        """Actions that a request needs beside the one that assumes the role."""
        ...

    def check_principal(self, principal: Principal) -> None:
        """Refuse a principal whose requests can never satisfy this: it would be locked out.

        Raises:
            IntentError: names the requirement and why.
        """
        ...


class Named(Protocol):
    """Whoever has an ARN under which a trust policy can name one user, role or session."""

    @property
    def arn(self) -> UserArn | RoleArn | RoleSessionArn:
        """The ARN."""
        ...


Pairs: TypeAlias = Sequence[tuple[JsonObject, Statement]]
"""The statements of a document: members as written, beside what was read from them."""

_OF_ASSUMING_ONLY: Final = frozenset({"sts:externalid", "sts:rolesessionname"})
"""Keys that AWS documents for the assuming action and not for its companions (ASSUME-49)."""

_ASSUMING: Final = tuple(map(ActionPattern.parse, ASSUME_ACTIONS))


def with_sids(pairs: Pairs, sid: object) -> list[JsonObject]:
    """The statements with this Sid; from the second on, a number follows it.

    Raises:
        IntentError: a Sid has letters and digits only (GRAM-15).
    """
    if not isinstance(sid, str) or not sid or not SID_FORM.fullmatch(sid):
        raise IntentError("sid", f"expected letters and digits (A-Z, a-z, 0-9), found {sid!r}")
    return [
        {"Sid": sid if number == 1 else f"{sid}{number}", **_without(members, "Sid")}
        for number, (members, _) in enumerate(pairs, start=1)
    ]


def required(pairs: Pairs, demand: Demand, *, variables: bool) -> list[JsonObject]:
    """The statements of a document that allows the same, but only to requests that satisfy the demand.

    Args:
        pairs: the statements.
        demand: what is required.
        variables: whether the document is of a version with policy variables (GRAM-12).

    Raises:
        MergeConflict: a condition cannot be added to those that are there.
        IntentError: the document allows nobody to assume a role, or allows it by NotAction, or has no variables where
            the demand needs one.
    """
    if not isinstance(demand, Demand):
        raise IntentError("require", f"expected a Require, found {type(demand).__name__}")
    if not variables and (needed := [each for each in _values(demand.conditions) if "${" in each]):
        raise IntentError(
            "policy", f"its version knows no variables, so {needed[0]} would be text: write it in {LATEST_VERSION}"
        )
    if not any(_assuming(statement) for _, statement in pairs):
        raise IntentError("policy", "expected a statement that allows sts:AssumeRole or one of its twins, found none")
    sids = {statement.sid for _, statement in pairs}
    return [each for members, statement in pairs for each in _required(members, statement, demand, sids)]


def _values(conditions: Tests) -> Iterator[str]:
    return (value for block in conditions.values() for values in block.values() for value in values)


def _required(members: JsonObject, statement: Statement, demand: Demand, sids: set[str | None]) -> Iterator[JsonObject]:
    if statement.effect == "Deny":
        yield members
        return
    own = tests_of(statement.conditions)
    if not _assuming(statement):
        yield _revised(members, Condition=written(conjoined(own, _shared(demand.conditions))))
        return
    for principal in statement.principal.values if statement.principal is not None else ():
        demand.check_principal(principal)
    missing = [each for each in demand.companions if not _covers(statement.action.values, each)]
    actions = list(dict.fromkeys(map(str, statement.action.values)))
    everything, shared = conjoined(own, demand.conditions), conjoined(own, _shared(demand.conditions))
    if shared == everything:
        yield _revised(members, Action=alone_or_listed([*actions, *missing]), Condition=written(everything))
        return
    assuming = [each for each in actions if any(map(ActionPattern.parse(each).overlaps, _ASSUMING))]
    yield _revised(members, Action=alone_or_listed(assuming), Condition=written(everything))
    others = [*(each for each in actions if each not in assuming), *missing]
    if others:
        second = _revised(members, Action=alone_or_listed(others), Condition=written(shared))
        if statement.sid is not None:
            second["Sid"] = free = next(numbered(statement.sid, sids))
            sids.add(free)
        yield second


def numbered(sid: str, taken: Container[str | None]) -> Iterator[str]:
    """Sids that begin like this one and are free: letters and digits, so as valid as it is (GRAM-15).

    >>> names = numbered("Read", {"Read", "Read3"})
    >>> next(names), next(names)
    ('Read2', 'Read4')
    """
    return (name for number in count(2) if (name := f"{sid}{number}") not in taken)


def _assuming(statement: Statement) -> bool:
    if statement.effect == "Deny":
        return False
    if statement.action.negated:
        raise IntentError("policy", "NotAction cannot be narrowed: list the actions that are meant")
    return any(action.overlaps(each) for action in statement.action.values for each in _ASSUMING)


def _covers(actions: Iterable[ActionPattern], name: str) -> bool:
    wanted = ActionPattern.parse(name)
    return any(each.covers(wanted) for each in actions)


def narrowed(pairs: Pairs, who: Named, by: NarrowingWay) -> list[JsonObject]:
    """The statements of a trust policy that trusts one user, role or session of all those that it trusted.

    Raises:
        IntentError: a statement trusts others, who do not include that one; the way does not exist for a session; or
            the ARN would be a pattern.
        MergeConflict: a statement tests ``aws:PrincipalArn`` already, for somebody else.
    """
    arn = getattr(who, "arn", None)
    if not isinstance(arn, UserArn | RoleArn | RoleSessionArn):
        raise IntentError("user", f"expected a User, Role or RoleSession, found {type(who).__name__}")
    if set(str(arn)) & set("*?$"):
        raise IntentError("user", f"the path of {arn} would make it a pattern, or a variable: name somebody else")
    if by not in ("principal", "condition"):
        raise IntentError("by", f"expected 'principal' or 'condition', found {by!r}")
    if by == "condition" and isinstance(arn, RoleSessionArn):
        raise IntentError("by", "aws:PrincipalArn shows the role of a session, not the session: use by='principal'")
    return [
        members if statement.effect == "Deny" else _narrowed(members, statement, number, arn, by)
        for number, (members, statement) in enumerate(pairs, start=1)
    ]


def _narrowed(
    members: JsonObject, statement: Statement, number: int, arn: UserArn | RoleArn | RoleSessionArn, by: NarrowingWay
) -> JsonObject:
    principal = statement.principal
    if principal is None or principal.negated:
        raise IntentError("policy", f"statement {number} says whom it does not mean: only a Principal can be narrowed")
    including = [each for each in principal.values if _includes(each, arn)]
    if not including:
        trusted = ", ".join(map(str, principal.values)) or "nobody"
        raise IntentError("user", f"statement {number} trusts {trusted}, which does not include {arn}")
    match by:
        case "principal":
            return _revised(members, Principal={"AWS": str(arn)})
        case "condition":
            tests = conjoined(tests_of(statement.conditions), {"ArnEquals": {"aws:PrincipalArn": [str(arn)]}})
            names = alone_or_listed(dict.fromkeys(map(str, including)))
            return _revised(members, Principal={"AWS": names}, Condition=written(tests))
        case _:
            assert_never(by)


def _includes(principal: Principal, arn: UserArn | RoleArn | RoleSessionArn) -> bool:
    match principal:
        case AnyPrincipal():
            return True
        case AccountPrincipal(account=account, partition=partition):
            return (account, partition) == (arn.account, arn.partition)
        case RolePrincipal(arn=role) if isinstance(arn, RoleSessionArn):
            return arn.is_session_of(role)
        case UserPrincipal(arn=named) | RolePrincipal(arn=named) | RoleSessionPrincipal(arn=named):
            return named == arn
        case _:
            return False


# --- members ---------------------------------------------------------------------------------------------------------

_ORDER: Final = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource")


def _revised(members: JsonObject, **changed: JsonValue) -> JsonObject:
    """The members with some of them changed, in the order of the documentation; an empty Condition is left out."""
    merged = {**members, **changed}
    if not merged.get("Condition"):
        merged.pop("Condition", None)
    return {name: merged[name] for name in (*_ORDER, "Condition") if name in merged}


def _without(members: JsonObject, name: str) -> JsonObject:
    return {each: value for each, value in members.items() if each != name}


def _shared(conditions: Tests) -> Tests:
    """The conditions that also hold for the companion actions."""
    kept = {
        operator: {key: values for key, values in tests.items() if key.casefold() not in _OF_ASSUMING_ONLY}
        for operator, tests in conditions.items()
    }
    return {operator: tests for operator, tests in kept.items() if tests}
