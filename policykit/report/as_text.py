"""Results as text for people, on a terminal or in a log."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from policykit.errors import Problem
from policykit.report.excerpt import WIDTH, excerpt, visible
from policykit.report.tone import Paint, Tone, plain
from policykit.source import Pointer

if TYPE_CHECKING:  # `policykit check` decides nothing: it must not wait for the evaluator
    from policykit.cases import CaseResult
    from policykit.evaluate.decision import Decision
    from policykit.report.asked import AskedFile
    from policykit.report.checked import CheckedFile

__all__ = ["case", "cases_summary", "checked", "decision", "problems", "summary"]

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_TONES: Final = {  # by outcome
    "allowed": Tone.GOOD,
    "implicit deny": Tone.BAD,
    "explicit deny": Tone.BAD,
    "unknown": Tone.UNSURE,
    "invalid": Tone.BAD,
}


def decision(result: "Decision", *, paint: Paint = plain) -> str:
    """The verdict, why, what every statement said, and what was assumed.

    >>> from policykit import Policies, Request, User, authorize
    >>> request = Request(User("arn:aws:iam::111122223333:user/alice"), "ec2:RunInstances", "*")
    >>> print(decision(authorize(request, Policies())).splitlines()[0])
    DENIED (implicitly: nothing allows it): arn:aws:iam::111122223333:user/alice
    """
    return "\n".join(_explained(result.explain(), _TONES[result.outcome.value], paint))


def case(result: "CaseResult", *, paint: Paint = plain, verbose: bool = False) -> str:
    r"""Whether a case is as expected; if not, what was expected, what came out, and why.

    Args:
        result: what came of it.
        paint: colours the verdicts.
        verbose: whether to explain also what is as expected.

    >>> from policykit import AwsService, Role
    >>> from policykit.cases import Assumption, Case, Expectation
    >>> question = Assumption(AwsService("lambda.amazonaws.com"), Role("arn:aws:iam::111122223333:role/Deploy"))
    >>> print(*case(Case("lambda", question, Expectation.DENY).run()).splitlines()[:3], sep="\n")
    FAIL  lambda
          deny was expected, the answer is unknown
    <BLANKLINE>
    """
    about = result.case
    title = visible(f"{about.place}: {about.name}" if about.place else about.name)
    if result:
        lines = [f"{paint('ok', Tone.GOOD)}    {title}"]
    else:
        lines = [f"{paint('FAIL', Tone.BAD)}  {title}", *(f"{_INDENT}{visible(each)}" for each in _surprises(result))]
    if verbose or not result:
        lines.append("")
        explained = _explained(result.explain(), _TONES[result.outcome], paint)
        lines += (f"{_INDENT}{each}" if each else "" for each in explained)
        lines.append("")
    return "\n".join(lines)


_INDENT: Final = " " * 6


def _surprises(result: "CaseResult") -> Iterator[str]:
    """What is not as expected."""
    if not result.is_expected:
        yield f"{result.case.expect} was expected, the answer is {result.outcome}"
    if result.unmet:
        found = ", ".join(names[0] for names in result.grounds) or "nothing that has a name"
        yield f"because of {', '.join(result.unmet)} was expected, it is because of {found}"


def cases_summary(files: "Sequence[AskedFile]") -> str:
    """How many cases there are, how many are not as expected, and what was left out.

    >>> cases_summary([])
    '0 cases'
    """
    asked, failed = sum(len(file.results) for file in files), sum(file.failed for file in files)
    unreadable = sum(1 for file in files if file.unreadable)
    told = _counted(asked, "case")
    if asked:
        told += f", {failed} not as expected" if failed else ", all as expected"
    return f"{told}; {_counted(unreadable, 'file')} unreadable" if unreadable else told


def _explained(text: str, tone: Tone, paint: Paint) -> list[str]:
    """The lines of an explanation, with its verdict and titles painted."""
    first, *rest = (visible(each) for each in text.split("\n"))
    verdict, _, detail = first.partition(" ")
    titles = (paint(each, Tone.STRONG) if each and not each.startswith(" ") else each for each in rest)
    return [f"{paint(verdict, tone)} {detail}", *titles]


def problems(name: str, text: str | None, found: Iterable[Problem], *, paint: Paint = plain) -> str:
    """Each problem as ``file:line:col: message``, with the line and carets under the place.

    Args:
        name: of the file, as the user named it.
        text: in which the problems have their lines; None if there is none to show.
        found: the problems; one without a place has its JSON Pointer instead of line and column.
        paint: colours places and carets.

    >>> text = '{"Version": "2012-10-17", "Statement": []}'
    >>> print(problems("p.json", text, [Problem(("Statement",), "expected at least one statement", 1, 40)]))
    p.json:1:40: expected at least one statement
       |
     1 | {"Version": "2012-10-17", "Statement": []}
       |                                        ^
    """
    told = list(found)
    lines = _lines(text or "", {each.line for each in told if each.line is not None and text is not None})
    return "\n\n".join(_problem(visible(name), lines, each, paint) for each in told)


def checked(file: "CheckedFile", *, paint: Paint = plain) -> str:
    """What is wrong with a file and its documents; nothing if all is well."""
    error = file.unreadable
    if error is None:
        return problems(file.name, file.text, file.problems, paint=paint)
    return problems(file.name, file.text, [Problem((), error.reason, error.line, error.column)], paint=paint)


def summary(files: "Sequence[CheckedFile]") -> str:
    """How many documents and problems there are, as what the documents were read, and what was left out.

    >>> summary([])
    '0 documents, no problems'
    """
    documents = [each for file in files for each in file.documents]
    count = sum(1 for file in files for _ in file.problems)
    parts = [f"{_counted(len(documents), 'document')}, {_counted(count, 'problem') if count else 'no problems'}"]
    kinds = Counter(each.kind.grammar.name for each in documents)
    if kinds:
        parts.append("read as " + ", ".join(_counted(number, name) for name, number in kinds.items()))
    unreadable = sum(1 for file in files if file.unreadable)
    passed_over = sum(1 for file in files if file.passed_over)
    parts += [f"{_counted(unreadable, 'file')} unreadable"] if unreadable else []
    parts += [f"{_counted(passed_over, 'other file')} passed over"] if passed_over else []
    return "; ".join(parts)


def _counted(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _lines(text: str, wanted: set[int]) -> dict[int, str]:
    """The wanted lines by number; the rest of the text, which may be large, is not kept."""
    found: dict[int, str] = {}
    start, last = 0, max(wanted, default=0)
    for number in range(1, last + 1):
        end = _LINE_END.search(text, start)
        if number in wanted:
            found[number] = text[start : end.start() if end else None]
        if end is None:
            break
        start = end.end()
    return found


def _problem(name: str, lines: Mapping[int, str], problem: Problem, paint: Paint) -> str:
    line, column = problem.line, problem.column
    message, path = visible(problem.message), visible(str(Pointer(problem.path)))
    if line is None or column is None:
        return f"{paint(f'{name}:', Tone.STRONG)} {path + ': ' if path else ''}{message}"
    told = f"{paint(f'{name}:{line}:{column}:', Tone.STRONG)} {message}"
    source = lines.get(line)
    if source is None:
        return told
    told = f"{told}\n{excerpt(source, line, column, paint=paint)}"
    # In a minified file everything is on line 1: the path says more than the column.
    return f"{told}\n {' ' * len(str(line))} = at {path}" if path and len(source) > WIDTH else told
