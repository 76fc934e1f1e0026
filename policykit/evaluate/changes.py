"""What to change so that a denied request is allowed: in every layer that fails, as little as possible.

Nothing here says that the change is wise; it says what stands in the way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, cast

from policykit.evaluate.callers import (
    RoleSession,
    SamlIdentity,
    UserSession,
    WebIdentity,
    assume_action,
    has_account,
)
from policykit.evaluate.gaps import Gap, applying, failing
from policykit.evaluate.grants import (
    crosses_accounts,
    crosses_partitions,
)
from policykit.evaluate.hints import literal_stars, unspared
from policykit.evaluate.keys import never_carried
from policykit.evaluate.phrases import at, limit, noun, owner, place, principal, what
from policykit.evaluate.policies import Layer
from policykit.evaluate.quoted import asked
from policykit.evaluate.request import Request
from policykit.evaluate.results import Answer, LayerResult, Step
from policykit.evaluate.truth import UNKNOWN
from policykit.model.action import ASSUME_ACTIONS, folded_action
from policykit.model.arn import Arn, RoleArn
from policykit.model.condition import Condition, ConditionOperator, Family
from policykit.snapshot import User

__all__ = ["needed"]


def needed(answer: Answer, layers: Sequence[LayerResult], gaps: Sequence[Gap]) -> Iterator[str]:
    """For an answer that is a denial, every change that it takes; at least one."""
    if answer.ineligible is not None:
        yield f"no policy can allow it: {_instead(answer.request)}"
        return
    for step in applying(layers, "Deny"):
        yield _spare(step, answer.request)
    for gap in gaps:
        yield _add(gap, answer) if gap.at is None else _mend(gap.at, answer)


def _instead(request: Request) -> str:
    """What else to do where no policy helps (ASSUME-1 to ASSUME-8, ASSUME-71)."""
    caller, role = request.caller, request.resource
    home = caller.arn if has_account(caller) else getattr(caller, "provider", None)
    if isinstance(role, RoleArn) and isinstance(home, Arn):
        if home.partition != role.partition:
            return f"call from partition {role.partition}"
        if isinstance(caller, SamlIdentity | WebIdentity) and home.account != role.account:
            return f"sign in with a provider of account {role.account}"
        if isinstance(caller, SamlIdentity) and request.folded_action == "sts:assumerolewithsaml":
            return "sign in through Identity Center"
    if request.folded_action in map(folded_action, ASSUME_ACTIONS):
        alone = isinstance(caller, User | UserSession | RoleSession | SamlIdentity | WebIdentity)
        return f"call {assume_action(caller)}{'' if alone else ' as a user or as a session of a role'}"
    return "let another kind of caller do it"


# --- Denies ----------------------------------------------------------------------------------------------------------


def _spare(step: Step, request: Request) -> str:
    """How to get out of the way of a Deny that applies."""
    narrowed, conditions = f"narrow or remove {at(step)}", step.statement.conditions
    for each in conditions:
        if (
            isinstance(each.operator, ConditionOperator)
            and each.operator.row.negated
            and literal_stars(each, request.lookup(each.folded_key))
        ):
            return f"write StringNotLike in place of {each.operator} in {at(step)}: {asked(each)}"
    if conditions:
        one = "its condition" if len(conditions) == 1 else "one of its conditions"
        narrowed += f", or do not meet {one}: {'; '.join(map(asked, conditions))}"
    named = step.statement.principal
    absent = unspared(step, request) if named is not None and named.negated else []
    return narrowed + (f", or add {' and '.join(absent)} to its NotPrincipal" if absent else "")


# --- a statement that nearly applies ---------------------------------------------------------------------------------


def _mend(step: Step, answer: Answer) -> str:
    """How to make a statement apply that fails in one element only."""
    (element,) = failing(step)
    if element == "Condition":
        return "; ".join(_meet(step, answer))
    name = _NAMES[element.removeprefix("Not")](answer.request)
    if element == "NotPrincipal":  # with Allow it lets nobody in (PRIN-39)
        return f"name {name} in a Principal in place of the NotPrincipal of {at(step)}"
    return (
        f"take {name} out of the {element} of {at(step)}"
        if element.startswith("Not")
        else (f"add {name} to the {element} of {at(step)}")
    )


_NAMES: Final[Mapping[str, Callable[[Request], str]]] = {
    "Principal": principal,
    "Action": lambda request: request.action,
    "Resource": lambda request: request.resource_text,
}


def _meet(step: Step, answer: Answer) -> Iterator[str]:
    """How to meet each condition that does not hold."""
    for mismatch in step.mismatches:
        if mismatch.truth is not UNKNOWN:
            condition = cast("Condition", mismatch.content)
            yield _met(condition, at(step), answer.request)


def _met(condition: Condition, place: str, request: Request) -> str:
    values, operator = request.lookup(condition.folded_key), condition.operator
    if values is None and never_carried(request.caller, condition.folded_key):
        return f"drop the condition {asked(condition)} of {place}, which such a caller never meets"
    if not isinstance(operator, ConditionOperator):
        return f"write an operator that there is in place of {operator} in {place}"
    if literal_stars(condition, values) and not operator.row.negated:
        return f"write StringLike in place of {operator.base} in {place}: {asked(condition)}"
    met = f"meet the condition of {place}: {asked(condition)}"
    if isinstance(values, tuple) and len(values) == 1 and _takes_names(operator):
        return f"{met}, or add {values[0]!r} to its values"
    return met


def _takes_names(operator: ConditionOperator) -> bool:
    return operator.row.family in (Family.STRING, Family.ARN) and not operator.row.negated and operator.prefix is None


# --- a statement that there is not -----------------------------------------------------------------------------------


def _add(gap: Gap, answer: Answer) -> str:
    """What a layer would have to allow."""
    request, layer = answer.request, gap.layer.layer
    kind = noun(layer, request)
    match layer:
        case Layer.RESOURCE if crosses_partitions(request):
            return "no policy can allow it: nothing is granted across partitions"
        case Layer.RESOURCE:
            return f"allow {request.action} to {principal(request)} in the {kind}"
        case Layer.SERVICE_CONTROL:
            return f"allow {what(request)} in a {limit(gap.layer, answer)}{place(gap.layer, answer)}"
        case Layer.ENDPOINT:
            return f"allow {what(request)} to {principal(request)} in the {kind}"
        case Layer.BOUNDARY:
            return f"allow {what(request)} in the {kind} of {owner(request)}"
        case Layer.SESSION:
            instead = ", or pass none" if isinstance(request.caller, RoleSession) else ""
            return f"allow {what(request)} in a {kind} when the session is made{instead}"
        case _:
            return f"allow {what(request)} in an {kind} of {owner(request)}{_or_by_name(answer)}"


def _or_by_name(answer: Answer) -> str:
    """Within one account, a user needs no policy of its own where that of the resource names it (EVAL-12)."""
    request = answer.request
    if not isinstance(request.caller, User | UserSession) or answer.policies.resource is None:
        return ""
    if crosses_accounts(request) or crosses_partitions(request):
        return ""
    return f", or name {principal(request)} in the {noun(Layer.RESOURCE, request)}: within one account that is enough"
