"""What a document speaks of: a caller, an action, a resource and condition keys that fit one of its statements."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis.strategies import DrawFn, SearchStrategy

from policykit.errors import ArnError
from policykit.evaluate.callers import (
    AwsService,
    Caller,
    FederatedUser,
    RoleSession,
    SamlIdentity,
    WebIdentity,
)
from policykit.evaluate.facts import FactValue
from policykit.model.action import ActionPattern
from policykit.model.arn import Arn, RoleArn
from policykit.model.arn_pattern import ArnPattern
from policykit.model.condition import Condition, ConditionOperator, Family
from policykit.model.ids import UniqueId
from policykit.model.policy import PolicyDocument
from policykit.model.principal import (
    AccountPrincipal,
    FederatedUserPrincipal,
    OidcProviderPrincipal,
    Principal,
    RolePrincipal,
    RoleSessionPrincipal,
    SamlProviderPrincipal,
    ServicePrincipal,
    UniqueIdPrincipal,
    UserPrincipal,
)
from policykit.model.statement import Element, Statement
from policykit.snapshot import Role, User
from policykit.strategies import pools
from policykit.strategies.callers import callers
from policykit.strategies.pools import one, seldom
from policykit.strategies.values import EVERY_ACTION, EVERY_ARN

__all__ = ["Hints", "matching"]

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Hints:
    """Parts of a request that a statement speaks of; None where it leaves them open."""

    caller: Caller | None = None
    action: str | None = None
    resource: Arn | None = None
    context: Mapping[str, FactValue] = field(default_factory=dict)


def matching(draw: DrawFn, document: PolicyDocument | None, kinds: Collection[type[Any]] | None) -> Hints:
    """Parts of a request that fit a statement of a document, each left open now and then.

    Args:
        draw: of the composite strategy that asks.
        document: None for no hints.
        kinds: of callers that are wanted.
    """
    if document is None or not document.statements:
        return Hints()
    statement = one(draw, document.statements)
    caller = _hint(draw, statement.principal, _caller)
    return Hints(
        caller if caller is not None and (kinds is None or type(caller) in kinds) else None,
        _hint(draw, statement.action, _action),
        _hint(draw, statement.resource, _resource),
        {} if seldom(draw, 6) else _context(draw, statement),
    )


def _hint(draw: DrawFn, element: Element[Any] | None, choose: Callable[[DrawFn, Any], _V]) -> _V | None:
    if element is None or element.negated or not element.values or seldom(draw, 6):
        return None
    return choose(draw, one(draw, element.values))


def _action(draw: DrawFn, pattern: ActionPattern) -> str:
    known = [action for action in EVERY_ACTION if pattern.matches(action)]
    return one(draw, known) if known else pattern.text.replace("*", "x").replace("?", "x")


def _resource(draw: DrawFn, pattern: ArnPattern) -> Arn | None:
    known = [arn for arn in EVERY_ARN if pattern.matches(arn)]
    if known:
        return one(draw, known)
    try:
        return Arn.parse(pattern.text.replace("*", "x").replace("?", "x"))
    except ArnError:  # a wildcard where an ARN must have something in particular
        return None


# --- callers ----------------------------------------------------------------------------------------------------------


def _role_session(draw: DrawFn, role: Role) -> RoleSession:
    return RoleSession(role, one(draw, pools.SESSION_NAMES))


def _of_session(principal: RoleSessionPrincipal) -> Caller:
    arn = principal.arn
    role = RoleArn.of(arn.account, arn.role_name, partition=arn.partition)
    return RoleSession(Role(role), arn.session_name)


def _of_account(draw: DrawFn, principal: AccountPrincipal) -> Caller:
    strategy: SearchStrategy[Caller] = callers(
        [User, RoleSession], account=principal.account, partition=principal.partition, bare=True
    )
    return draw(strategy)


def _of_unique_id(draw: DrawFn, unique_id: UniqueId) -> Caller:
    account = one(draw, pools.ACCOUNTS)
    if unique_id.startswith("AIDA"):
        return User(f"arn:aws:iam::{account}:user/{one(draw, pools.USER_NAMES)}", unique_id=unique_id)
    return _role_session(draw, Role(RoleArn.of(account, one(draw, pools.ROLE_NAMES)), unique_id=unique_id))


def _of_federated_user(draw: DrawFn, principal: FederatedUserPrincipal) -> Caller:
    arn = principal.arn
    parent = f"arn:{arn.partition}:iam::{arn.account}:user/{one(draw, pools.USER_NAMES)}"
    return FederatedUser(User(parent), arn.name)


def _caller(draw: DrawFn, principal: Principal) -> Caller | None:
    """A caller that the principal names; None if that may be anybody, or is nobody."""
    match principal:
        case UserPrincipal(arn=arn):
            return User(arn)
        case RolePrincipal(arn=arn):
            return _role_session(draw, Role(arn))
        case RoleSessionPrincipal():
            return _of_session(principal)
        case AccountPrincipal():
            return _of_account(draw, principal)
        case UniqueIdPrincipal(unique_id=unique_id):
            return _of_unique_id(draw, unique_id)
        case FederatedUserPrincipal():
            return _of_federated_user(draw, principal)
        case ServicePrincipal(name=name):
            return AwsService(name)
        case SamlProviderPrincipal(arn=arn):
            return SamlIdentity(arn)
        case OidcProviderPrincipal(provider=provider):
            return WebIdentity(provider)
        case _:
            return None


# --- condition keys ---------------------------------------------------------------------------------------------------


def _context(draw: DrawFn, statement: Statement) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {}
    for condition in statement.conditions:
        value = _fact(draw, condition)
        if value is not None and condition.folded_key not in map(str.casefold, facts):
            facts[condition.key] = value
    return facts


def _fact(draw: DrawFn, condition: Condition) -> str | None:
    """A value that fits, or None where a missing key does."""
    operator = condition.operator
    if not isinstance(operator, ConditionOperator) or operator.row.negated or not condition.values:
        return None
    value = one(draw, condition.values)
    match operator.row.family:
        case Family.NULL:
            return None if value.lower() == "true" else "x"
        case Family.IP_ADDRESS:
            return value.partition("/")[0]
        case _:
            return value.replace("*", "x").replace("?", "x")
