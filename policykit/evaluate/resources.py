"""Whether a Resource or NotResource element names a resource: compiled once, asked with text.

Source: IAM User Guide, "IAM JSON policy elements: Resource" (ARN-10 to ARN-18, COND-64, DISP-18).
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth
from policykit.evaluate.variables import Lookup, resolve
from policykit.model.arn_pattern import ArnPattern, completed, fields_match, is_one_glob
from policykit.model.arn_pattern import split_fields as split_pattern
from policykit.model.grammar import ShortArn
from policykit.model.policy import PolicyDocument
from policykit.model.statement import Statement
from policykit.model.template import Template, parse_template, split_fields
from policykit.wildcard import Glob, Mark, glob_matcher

__all__ = ["ResourceTest", "compile_resources"]

ResourceTest: TypeAlias = Callable[[str, Lookup], Truth]
"""Whether a Resource element names a resource, given as text."""

_EntryTest: TypeAlias = Callable[[str, Lookup], "Truth | None"]
"""Whether an entry names a resource; None if one of its variables has no value, so that it names nothing (COND-64)."""


def compile_resources(statement: Statement, document: PolicyDocument) -> ResourceTest | None:
    """The test that the Resource or NotResource element of a statement is; None if it has none."""
    element = statement.resource
    if element is None:
        return None
    entries = _Entries(variables=document.uses_variables, complete=document.grammar.short_arn is ShortArn.COMPLETED)
    for each in element.values:
        entries.add(each)
    fixed = entries.fixed()
    tests = (fixed, *entries.open)
    if element.negated:
        return partial(_none_of, tests, statement.effect == "Deny")
    return partial(_any_of, tests) if entries.open else fixed


def _any_of(tests: Iterable[_EntryTest], resource: str, lookup: Lookup) -> Truth:
    result = FALSE
    for test in tests:
        names = test(resource, lookup)
        if names is TRUE:
            return TRUE
        if names is UNKNOWN:
            result = UNKNOWN
    return result


def _none_of(tests: Iterable[_EntryTest], deny: bool, resource: str, lookup: Lookup) -> Truth:
    """NotResource: where an entry has no value, a Deny applies and an Allow does not (DISP-18)."""
    answers = [test(resource, lookup) for test in tests]
    if TRUE in answers:
        return FALSE
    if None in answers and not deny:
        return FALSE
    return UNKNOWN if UNKNOWN in answers else TRUE


class _Entries:
    """The entries of one element, sorted by how they are compared: together where that is faster.

    Args:
        variables: whether ``${…}`` is a policy variable.
        complete: whether short patterns are completed (ARN-15).
    """

    def __init__(self, *, variables: bool, complete: bool) -> None:
        self.open: list[_EntryTest] = []
        self._variables, self._complete = variables, complete
        self._literals: set[str] = set()
        self._prefixes: list[str] = []
        self._others: list[Callable[[str], bool]] = []

    def add(self, pattern: ArnPattern) -> None:
        """As one glob or field by field, as `arn_pattern` says; variables count in the last field only (ARN-16)."""
        text = completed(pattern.text) if self._complete else pattern.text
        template = parse_template(text, variables=self._variables)
        *head, tail = split_fields(template)
        fields = tuple(each.glob for each in head)
        if len(head) < 5:  # "*", or a short pattern that is compared as it is
            self._add_glob(template.glob)
        elif is_one_glob(split_pattern(text)):
            if tail.is_constant:
                self._add_glob(_joined(fields, tail.glob))
            else:
                self.open.append(partial(_match_open, lambda tail: glob_matcher(_joined(fields, tail)), tail))
        elif tail.is_constant:
            self._others.append(_by_field(fields, tail.glob))
        else:
            self.open.append(partial(_match_open, partial(_by_field, fields), tail))

    def _add_glob(self, glob: Glob) -> None:
        *start, last = glob
        text = [each for each in start if isinstance(each, str)]
        if len(text) < len(start) or last is Mark.ONE:
            self._others.append(glob_matcher(glob))
        elif isinstance(last, str):
            self._literals.add("".join((*text, last)))
        else:
            self._prefixes.append("".join(text))

    def fixed(self) -> ResourceTest:
        """Whether an entry without variables names a resource."""
        literals, prefixes, others = frozenset(self._literals), tuple(self._prefixes), tuple(self._others)

        def test(resource: str, _lookup: Lookup) -> Truth:
            if resource in literals or resource.startswith(prefixes):
                return TRUE
            for matches in others:
                if matches(resource):
                    return TRUE
            return FALSE

        return test


def _joined(fields: tuple[Glob, ...], tail: Glob) -> Glob:
    return (*(part for each in fields for part in (*each, ":")), *tail)


def _by_field(fields: tuple[Glob, ...], tail: Glob) -> Callable[[str], bool]:
    tests = tuple(map(glob_matcher, (*fields, tail)))
    open_ended = tuple(bool(each) and each[-1] is Mark.RUN for each in fields)
    return partial(fields_match, tests, open_ended)


def _match_open(
    matcher: Callable[[Glob], Callable[[str], bool]], tail: Template, resource: str, lookup: Lookup
) -> Truth | None:
    resolved = resolve(tail, lookup)
    if resolved is None or resolved is UNKNOWN:
        return resolved
    return TRUE if matcher(resolved.glob)(resource) else FALSE
