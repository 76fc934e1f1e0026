"""Which policies count, and what each layer of them says to a request: quickly for a verdict, in full for reasons.

Source: IAM User Guide, "Policy evaluation logic" (EVAL-1 to EVAL-9, EVAL-24 to EVAL-34, EVAL-47).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from policykit.evaluate.formula import Value
from policykit.evaluate.naming import Grant
from policykit.evaluate.policies import Layer, Policies
from policykit.evaluate.request import Request
from policykit.evaluate.results import LayerResult, Step
from policykit.evaluate.standing import Scope, standing
from policykit.evaluate.statements import CompiledStatement, compiled
from policykit.evaluate.steps import step
from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth
from policykit.model.policy import PolicyDocument

__all__ = ["AS_TRUTH", "Group", "Reading", "Verdict", "groups", "trace", "verdict"]


class Group(NamedTuple):
    """Documents that are united before they are intersected with the others: a layer, or one level of it (EVAL-4).

    Attributes:
        layer: the kind of policy.
        documents: united.
        naming: their statements that name the action.
        missing: what belongs to them but is not known.
        level: for SCPs and RCPs, from 0.
        given: whether they allow what no statement of theirs denies; RCPs do, by RCPFullAWSAccess (EVAL-31).
    """

    layer: Layer
    documents: Sequence[PolicyDocument]
    naming: tuple[CompiledStatement, ...]
    missing: tuple[str, ...]
    level: int | None
    given: Truth


def groups(scope: Scope, policies: Policies) -> tuple[Group, ...]:
    """The layers that count for a request; those that are not attached, or do not bind the caller, are left out."""
    return policies.once(scope, _groups)


def _groups(policies: Policies, scope: Scope) -> tuple[Group, ...]:
    attached = sorted(_attached(policies, scope), key=lambda each: _ORDER.index(each[0]))
    return tuple(
        Group(
            layer=layer,
            documents=documents,
            naming=tuple(each for document in documents for each in compiled(document).naming(scope.action)),
            missing=missing,
            level=level,
            given=TRUE if layer is Layer.RESOURCE_CONTROL else FALSE,
        )
        for layer, documents, missing, level in attached
    )


_Attached: TypeAlias = tuple[Layer, Sequence[PolicyDocument], tuple[str, ...], int | None]
"""A layer or level with its documents, what is missing of them, and the number of the level."""


def _attached(policies: Policies, scope: Scope) -> Iterator[_Attached]:
    missing = policies.missing
    if scope.rcps:
        yield from _levels(Layer.RESOURCE_CONTROL, policies.rcps or (), missing)
    if scope.scps:
        yield from _levels(Layer.SERVICE_CONTROL, policies.scps or (), missing)
    for layer, document in (
        (Layer.ENDPOINT, policies.endpoint),
        (Layer.RESOURCE, policies.resource),
        (Layer.BOUNDARY, policies.boundary if scope.signed else None),
    ):
        if document is not None or (layer in missing and (scope.signed or layer is not Layer.BOUNDARY)):
            yield layer, () if document is None else (document,), missing.get(layer, ()), None
    if scope.signed:
        yield Layer.IDENTITY, policies.identity, missing.get(Layer.IDENTITY, ()), None
        if policies.session is not None or Layer.SESSION in missing or scope.federated:
            # A federated user for whom no session policy was passed may do nothing (EVAL-41).
            yield Layer.SESSION, policies.session or (), missing.get(Layer.SESSION, ()), None


_ORDER: Final = tuple(Layer)  # of the flow chart, for explanations (EVAL-5)


def _levels(
    layer: Layer, levels: Sequence[Sequence[PolicyDocument]], missing: Mapping[Layer, tuple[str, ...]]
) -> Iterator[_Attached]:
    for level, documents in enumerate(levels):
        yield layer, documents, (), level
    if layer in missing:
        yield layer, (), missing[layer], len(levels)


# --- quickly: the verdict of a group ---------------------------------------------------------------------------------


Verdict: TypeAlias = tuple[Value, Value, Mapping[Grant, Value]]
"""What a group of documents says: whether a Deny applies, whether an Allow does, and how the Allows of a resource-based
policy name the caller, each with whether it applies."""


class Reading(NamedTuple):
    """How what is not known is read: as UNKNOWN, for a verdict, or as open questions, for what would settle it.

    Attributes:
        applies: whether a statement applies of which that is not known.
        allows: whether policies that are missing let the request through.
        denies: whether they deny it.
    """

    applies: Callable[[CompiledStatement, Request], Value]
    allows: Callable[[Group], Value]
    denies: Callable[[Group], Value]


AS_TRUTH: Final = Reading(lambda _statement, _request: UNKNOWN, lambda _group: UNKNOWN, lambda _group: UNKNOWN)


def verdict(group: Group, request: Request, reading: Reading = AS_TRUTH) -> Verdict:
    """What the documents of a group say together: one Allow is enough, one Deny too (EVAL-3, EVAL-4)."""
    denies: Value = FALSE
    allows: Value = group.given
    grants: dict[Grant, Value] = {}
    if group.missing:
        denies, allows = reading.denies(group), allows | reading.allows(group)
        if group.layer is Layer.RESOURCE:
            grants[Grant.ANYONE] = allows
    resource, lookup = request.resource_text, request.lookup
    for statement in group.naming:
        grant = None
        if statement.principal is not None:
            grant = statement.principal(request.caller, request.names)
            if grant is None:
                continue
        elif allows is TRUE and not statement.deny:
            continue  # a further Allow changes nothing
        applies: Value = statement.applies(resource, lookup)
        if applies is FALSE:
            continue
        if applies is UNKNOWN:
            applies = reading.applies(statement, request)
        if statement.deny:
            denies = denies | applies
        else:
            allows = allows | applies
            if grant is not None:
                grants[grant] = grants.get(grant, FALSE) | applies
    return denies, allows, grants


# --- in full: what every statement said ------------------------------------------------------------------------------


def trace(request: Request, policies: Policies) -> tuple[LayerResult, ...]:
    """What every statement of every layer said to the request."""
    results = []
    for group in groups(standing(request).scope, policies):
        denies, allows, _ = verdict(group, request)
        steps = tuple(_steps(group, request))
        results.append(
            LayerResult(request.action, group.layer, _truth(allows), _truth(denies), steps, group.missing, group.level)
        )
    return tuple(results)


def _steps(group: Group, request: Request) -> Iterator[Step]:
    for number, document in enumerate(group.documents):
        rules, label = compiled(document), _label(group, number)
        acting = rules.naming(request.folded_action)
        for statement in rules.statements:
            yield step(
                statement, request, acts=statement in acting, layer=group.layer, document=label, level=group.level
            )


def _truth(value: Value) -> Truth:
    """A value of the reading `AS_TRUTH`, which has no formulas."""
    return value if isinstance(value, Truth) else UNKNOWN


def _label(group: Group, number: int) -> str:
    document = group.documents[number]
    if document.name:
        return document.name
    kind = document.grammar.name
    return kind if len(group.documents) == 1 else f"{kind} {number + 1}"
