"""What would settle an UNKNOWN decision: conditions in the policies' own words, as data and as a sentence.

The rules of `policykit.evaluate.combine` are read once more, with open questions in the place of unknown truth.
So a completed request is ALLOWED if, and only if, it satisfies the residual.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from policykit.errors import InvalidRequest
from policykit.evaluate.conditions import ConditionTest
from policykit.evaluate.facts import Facts, FactValue
from policykit.evaluate.formula import Question, Value
from policykit.evaluate.layers import Group
from policykit.evaluate.request import Request
from policykit.evaluate.resources import ResourceTest
from policykit.evaluate.statements import CompiledStatement
from policykit.evaluate.truth import TRUE, UNKNOWN, Truth
from policykit.model.arn_pattern import ArnPattern
from policykit.model.condition import Condition, ConditionOperator, SetPrefix
from policykit.model.grammar import OLD_VERSION
from policykit.model.statement import Element

__all__ = ["Residual", "open_denial", "open_missing", "open_statement"]


@dataclass(frozen=True, slots=True)
class Residual:
    """What must hold for the request to be allowed.

    Attributes:
        formula: the tree; TRUE or FALSE if nothing is open.
        requests: the requests that were asked, with what is known about them.
    """

    formula: Value
    requests: tuple[Request, ...]

    def evaluate(self, context: Mapping[str, FactValue] = Facts()) -> bool:  # immutable
        """Whether the request is allowed once the open keys are these.

        Args:
            context: values of the keys that were unknown; those that are not given are missing from the request.

        Raises:
            InvalidRequest: the residual hangs on a policy that is missing, which no key can settle.
        """
        if isinstance(self.formula, Truth):
            return self.formula is TRUE
        truth = self.formula.truth(self.requests[0].completed(context).lookup)
        if truth is UNKNOWN:
            raise InvalidRequest("context", f"it does not settle the question: {self}")
        return truth is TRUE

    def to_dict(self) -> dict[str, Any]:
        """The tree as a JSON value of ``all``, ``any`` and ``not``; a clear one is ``{"always": …}``."""
        return {"always": self.formula is TRUE} if isinstance(self.formula, Truth) else self.formula.to_dict()

    def __str__(self) -> str:
        if isinstance(self.formula, Truth):
            return "always" if self.formula is TRUE else "never"
        return str(self.formula)


# --- questions out of statements and layers --------------------------------------------------------------------------


def open_statement(compiled: CompiledStatement, request: Request) -> Value:
    """Whether a statement applies that names caller and action, where that is not known."""
    result: Value = TRUE if compiled.resource is None else _open_resource(compiled, compiled.resource, request)
    for condition, test in zip(compiled.statement.conditions, compiled.conditions, strict=True):
        truth = test(request.lookup)
        result = result & (_question(condition, test, compiled) if truth is UNKNOWN else truth)
    return result


def open_missing(group: Group) -> Value:
    """Whether policies that nobody has the text of let the request through."""
    what = " or ".join(group.missing)
    data = json.dumps({"missing": list(group.missing), "effect": "Allow"})
    return Question(f"an Allow of {what} applies", f"no Allow of {what} applies", data, lambda _lookup: UNKNOWN)


def open_denial(group: Group) -> Value:
    """Whether policies that nobody has the text of deny the request."""
    what = " or ".join(group.missing)
    data = json.dumps({"missing": list(group.missing), "effect": "Deny"})
    return Question(f"a Deny of {what} applies", f"no Deny of {what} applies", data, lambda _lookup: UNKNOWN)


def _open_resource(compiled: CompiledStatement, test: ResourceTest, request: Request) -> Value:
    truth, name = test(request.resource_text, request.lookup), request.resource_text
    if truth is not UNKNOWN:
        return truth
    element = cast("Element[ArnPattern]", compiled.statement.resource)  # it has a test
    patterns = [str(each) for each in element.values]
    member = "NotResource" if element.negated else "Resource"
    among, elsewhere = (f"{name} is {each} {member} {', '.join(patterns)}" for each in ("among", "not among"))
    yes, no = (elsewhere, among) if element.negated else (among, elsewhere)
    data = json.dumps({"resource": {member: patterns}})
    return Question(yes, no, data, lambda lookup: test(request.resource_text, lookup))


def _question(condition: Condition, test: ConditionTest, compiled: CompiledStatement) -> Question:
    asked = {str(condition.operator): {condition.key: list(condition.values)}}
    # The same values mean something else in a document without policy variables.
    version = {} if compiled.variables else {"version": OLD_VERSION}
    yes, no = _words(condition)
    return Question(yes, no, json.dumps({"condition": asked, **version}), test)


_VERBS: Final[Mapping[str, tuple[str, str]]] = {
    "StringEquals": ("equals", "does not equal"),
    "StringEqualsIgnoreCase": ("equals, in any case,", "does not equal, in any case,"),
    "StringLike": ("matches", "does not match"),
    "NumericEquals": ("is", "is not"),
    "NumericLessThan": ("is less than", "is not less than"),
    "NumericLessThanEquals": ("is at most", "is not at most"),
    "NumericGreaterThan": ("is more than", "is not more than"),
    "NumericGreaterThanEquals": ("is at least", "is not at least"),
    "DateEquals": ("is", "is not"),
    "DateLessThan": ("is before", "is not before"),
    "DateLessThanEquals": ("is not after", "is after"),
    "DateGreaterThan": ("is after", "is not after"),
    "DateGreaterThanEquals": ("is not before", "is before"),
    "Bool": ("is", "is not"),
    "BinaryEquals": ("is", "is not"),
    "IpAddress": ("is in", "is not in"),
    "ArnEquals": ("matches", "does not match"),
    "ArnLike": ("matches", "does not match"),
}
"""How the operators read, and their opposites; the negated operators are the opposites."""


def _words(condition: Condition) -> tuple[str, str]:
    """A condition as a sentence, and its opposite."""
    operator, key = cast("ConditionOperator", condition.operator), condition.key  # an unknown operator is never open
    if operator.base == "Null":
        absent, present = f"{key} is missing", f"{key} is there"
        return (absent, present) if "true" in condition.canonical_values else (present, absent)
    verb, opposite = _VERBS[operator.base.replace("Not", "")]
    if operator.row.negated:
        verb, opposite = opposite, verb
    yes, no = (f"{each} {_values(condition)}" for each in (verb, opposite))
    if operator.prefix is SetPrefix.FOR_ANY_VALUE:
        yes, no = f"a value of {key} {yes}", f"no value of {key} {yes}"
    elif operator.prefix is SetPrefix.FOR_ALL_VALUES:
        yes, no = f"every value of {key} {yes}", f"a value of {key} {no}"
    else:
        yes, no = f"{key} {yes}", f"{key} {no}"
    return (f"{key} is missing or {yes}", f"{key} is there and {no}") if operator.if_exists else (yes, no)


def _values(condition: Condition) -> str:
    quoted = [each if each.lower() in ("true", "false") else json.dumps(each) for each in condition.values]
    return " or ".join(quoted) or "nothing"
