"""Reading a Condition element: operators, condition keys and values, each problem noted with its place.

Source: IAM User Guide, "IAM JSON policy elements: Condition" (GRAM-9, GRAM-35, GRAM-38, COND-7).
"""

from policykit.errors import OperatorError, shown
from policykit.jsontext import JsonObject, JsonValue
from policykit.model.condition import Condition, ConditionOperator, UnknownOperator, value_problem
from policykit.model.grammar import Report
from policykit.model.listing import described, entry_at, listed
from policykit.model.template import variable_problem
from policykit.source import Pointer

__all__ = ["read_conditions"]


def read_conditions(value: JsonValue, at: Pointer, report: Report) -> tuple[Condition, ...]:
    """The conditions of the element; what is wrong with it goes into the report."""
    if not isinstance(value, dict):
        report.refuse(
            at, f'expected an object such as {{"StringEquals": {{"sts:ExternalId": "…"}}}}, found {described(value)}'
        )
        return ()
    result: list[Condition] = []
    for name, block in value.items():
        here = at / name
        if not isinstance(block, dict):
            report.refuse(here, f"expected an object of condition keys and values, found {described(block)}")
            continue
        if block:  # an empty block is stored and tests nothing, whatever its name (GRAM-35)
            operator = _read_operator(name, here, report)
            _refuse_repeated(block, here, report)
            result.extend(
                Condition(operator, key, _read_values(each, here / key, report, operator))
                for key, each in block.items()
            )
    return tuple(result)


def _read_operator(name: str, at: Pointer, report: Report) -> ConditionOperator | UnknownOperator:
    try:
        return ConditionOperator.parse(name)
    except OperatorError as error:
        report.refuse_if_strict(at, str(error))
        return UnknownOperator(name)


def _refuse_repeated(block: JsonObject, at: Pointer, report: Report) -> None:
    """Condition keys that differ only in case are one key, twice (GRAM-38)."""
    seen: dict[str, str] = {}
    for key in block:
        first = seen.setdefault(key.casefold(), key)
        if first is not key:
            report.refuse(
                at / key, f"condition key {shown(key)} repeats {shown(first)}: case does not tell condition keys apart"
            )


def _read_values(
    value: JsonValue, at: Pointer, report: Report, operator: ConditionOperator | UnknownOperator
) -> tuple[str, ...]:
    result = []
    for index, entry in enumerate(listed(value)):
        text = ("true" if entry else "false") if isinstance(entry, bool) else entry
        if not isinstance(text, str):
            report.refuse(
                entry_at(at, value, index), f"expected a string, a boolean or a number, found {described(entry)}"
            )
            continue
        if report.strict and isinstance(operator, ConditionOperator):
            problem = _value_problem(operator, text, variables=report.variables)
            if problem:
                report.refuse(entry_at(at, value, index), problem)
        result.append(str(text))
    return tuple(result)


def _value_problem(operator: ConditionOperator, text: str, *, variables: bool) -> str | None:
    if variables and operator.row.variables and "${" in text:
        return variable_problem(text)
    return value_problem(operator, text)
