"""One statement against one request, taken apart: for each element that does not fit, wanted against found."""

from collections.abc import Iterator
from typing import Any

from policykit.evaluate.callers import describe
from policykit.evaluate.policies import Layer
from policykit.evaluate.quoted import seen
from policykit.evaluate.request import Request
from policykit.evaluate.results import Mismatch, Step
from policykit.evaluate.statements import CompiledStatement
from policykit.evaluate.truth import FALSE, TRUE, Truth
from policykit.model.statement import Element

__all__ = ["step"]


def step(
    compiled: CompiledStatement,
    request: Request,
    *,
    acts: bool,
    layer: Layer,
    document: str,
    level: int | None,
) -> Step:
    """What the statement says to the request, and every element that does not fit.

    Args:
        compiled: the statement.
        request: what is asked.
        acts: whether the statement names the action.
        layer: the kind of policy.
        document: what the document is called.
        level: of an organization's policies.
    """
    grant = None if compiled.principal is None else compiled.principal(request.caller, request.names)
    mismatches = tuple(_mismatches(compiled, request, named=compiled.principal is None or grant is not None, acts=acts))
    applies = TRUE
    for each in mismatches:
        applies = applies & each.truth
    statement = compiled.statement
    return Step(
        action=request.action,
        layer=layer,
        document=document,
        index=compiled.index,
        sid=statement.sid,
        effect=statement.effect,
        applies=applies,
        mismatches=mismatches,
        grant=grant if applies is TRUE and not compiled.deny and layer is Layer.RESOURCE else None,
        statement=statement,
        variables=compiled.variables,
        level=level,
    )


def _mismatches(compiled: CompiledStatement, request: Request, *, named: bool, acts: bool) -> Iterator[Mismatch]:
    statement = compiled.statement
    if not named and statement.principal is not None:
        yield _mismatch("Principal", statement.principal, f"the caller is {describe(request.caller)}", FALSE)
    if not acts:
        yield _mismatch("Action", statement.action, f"the action is {request.action}", FALSE)
    if compiled.resource is not None and statement.resource is not None:
        fits = compiled.resource(request.resource_text, request.lookup)
        if fits is not TRUE:
            yield _mismatch("Resource", statement.resource, f"the resource is {request.resource_text}", fits)
    for condition, test in zip(statement.conditions, compiled.conditions, strict=True):
        holds = test(request.lookup)
        if holds is not TRUE:
            yield Mismatch("Condition", condition, f"it {seen(request.lookup(condition.folded_key))}", holds)


def _mismatch(name: str, element: Element[Any], found: str, truth: Truth) -> Mismatch:
    return Mismatch(f"Not{name}" if element.negated else name, element, found, truth)
