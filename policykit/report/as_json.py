"""Results as JSON for programs: ASCII, two spaces of indentation, members in a fixed order.

Each text begins with the version of its form. Members may be added within a version; a member that goes away, or
changes its meaning, makes a new one.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from policykit.errors import CasesError, InvalidRequest, Problem
from policykit.model.policy import KINDS
from policykit.source import Pointer

if TYPE_CHECKING:  # reports of checks must not wait for the evaluator, nor those of decisions for the readers of files
    from policykit.cases import CaseResult
    from policykit.evaluate.decision import Decision
    from policykit.inputs import FoundDocument
    from policykit.report.asked import AskedFile
    from policykit.report.checked import CheckedFile

__all__ = ["VERSION", "cases", "checked", "decision"]

VERSION: Final = 1
"""Version of the form of every report here."""


def decision(result: "Decision", **also: object) -> str:
    """The decision, with its reasons, assumptions and steps.

    Args:
        result: the decision.
        also: members to put in front, such as what was asked.

    >>> from policykit import Policies, Request, User, authorize
    >>> request = Request(User("arn:aws:iam::111122223333:user/alice"), "ec2:RunInstances", "*")
    >>> json.loads(decision(authorize(request, Policies()), question="may alice?"))["outcome"]
    'implicit deny'
    """
    return _written({"version": VERSION, **also, **result.to_dict()})


def checked(files: "Sequence[CheckedFile]") -> str:
    """The files that were checked, with their documents and what is wrong with each.

    >>> json.loads(checked([]))["summary"]
    {'documents': 0, 'problems': 0, 'unreadable': 0}
    """
    summary = {
        "documents": sum(len(each.documents) for each in files),
        "problems": sum(1 for each in files for _ in each.problems),
        "unreadable": sum(1 for each in files if each.unreadable),
    }
    return _written({"version": VERSION, "summary": summary, "files": [_file(each) for each in files]})


def _file(file: "CheckedFile") -> dict[str, Any]:
    error = file.unreadable
    return {
        "file": file.name,
        "unreadable": error and {"message": error.reason, "line": error.line, "column": error.column},
        "passed_over": file.passed_over,
        "documents": [_document(each) for each in file.documents],
    }


def _document(found: "FoundDocument") -> dict[str, Any]:
    return {
        "kind": next(name for name, kind in KINDS.items() if kind is found.kind),
        "label": found.label,
        "pointer": str(found.pointer),
        "problems": [_problem(each) for each in (found.error.errors if found.error else ())],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "pointer": str(Pointer(problem.path)),
        "line": problem.line,
        "column": problem.column,
    }


def cases(files: "Sequence[AskedFile]") -> str:
    """The files of cases, with what was expected of each case and what came out.

    >>> json.loads(cases([]))["summary"]
    {'cases': 0, 'not_as_expected': 0, 'unreadable': 0}
    """
    summary = {
        "cases": sum(len(each.results) for each in files),
        "not_as_expected": sum(each.failed for each in files),
        "unreadable": sum(1 for each in files if each.unreadable),
    }
    return _written({"version": VERSION, "summary": summary, "files": [_cases_file(each) for each in files]})


def _cases_file(file: "AskedFile") -> dict[str, Any]:
    error = file.unreadable
    problems = list(error.problems if isinstance(error, CasesError) else [error.reason]) if error else []
    return {
        "file": file.name,
        "unreadable": error and {"problems": problems, "line": error.line, "column": error.column},
        "cases": [_case(each) for each in file.results],
    }


def _case(result: "CaseResult") -> dict[str, Any]:
    case, answer = result.case, result.answer
    refusal = answer if isinstance(answer, InvalidRequest) else None
    return {
        "name": case.name,
        "line": case.line,
        "expected": case.expect.value,
        "because": list(case.because),
        "as_expected": bool(result),
        "outcome": result.outcome,
        "decided_by": [names[0] for names in result.grounds],
        "unmet": list(result.unmet),
        "refused": refusal and {"parameter": refusal.parameter, "reason": refusal.reason},
        "decision": None if isinstance(answer, InvalidRequest) else answer.to_dict(),
    }


def _written(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2)
