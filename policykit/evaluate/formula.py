"""Truth values that are still open: formulas over open questions, which combine like `policykit.evaluate.truth.Truth`.

What is known folds away at once, so a formula holds only what is open; negations stand at the questions themselves.

Source: Kleene's strong three-valued logic; every rule that is written with ``&``, ``|`` and ``~`` works on both.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from policykit.evaluate.truth import FALSE, TRUE, Truth
from policykit.evaluate.variables import Lookup

__all__ = ["AllOf", "AnyOf", "Formula", "Question", "Value"]


class Formula(ABC):
    """Base of the formulas."""

    __slots__ = ()

    def __and__(self, other: "Value") -> "Value":
        return _joined(AllOf, FALSE, (self, other))

    def __or__(self, other: "Value") -> "Value":
        return _joined(AnyOf, TRUE, (self, other))

    __rand__ = __and__
    __ror__ = __or__

    @abstractmethod
    def __invert__(self) -> "Formula":
        """What holds if, and only if, this does not."""

    @abstractmethod
    def truth(self, lookup: Lookup) -> Truth:
        """Whether it holds when the request carries these keys."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """The formula as a JSON value."""


Value: TypeAlias = Truth | Formula


@dataclass(frozen=True, slots=True)
class Question(Formula):
    """One thing that is not known: a condition on a key, a resource with a variable, a policy that is missing.

    Attributes:
        yes: the answer that is asked for, in words.
        no: the opposite in words.
        data: what is asked, as the text of a JSON value.
        answer: the answer that a request with certain keys gives; not compared.
        negated: whether the opposite is asked for.
    """

    yes: str
    no: str
    data: str
    answer: Callable[[Lookup], Truth] = field(compare=False, repr=False)
    negated: bool = False

    def __invert__(self) -> "Question":
        return Question(self.yes, self.no, self.data, self.answer, not self.negated)

    def truth(self, lookup: Lookup) -> Truth:
        """The answer to the question."""
        found = self.answer(lookup)
        return ~found if self.negated else found

    def to_dict(self) -> dict[str, Any]:
        """The question as a JSON value."""
        asked: dict[str, Any] = json.loads(self.data)
        return {"not": asked} if self.negated else asked

    def __str__(self) -> str:
        return self.no if self.negated else self.yes


@dataclass(frozen=True, slots=True)
class AllOf(Formula):
    """Holds if every part does; at least two parts."""

    parts: tuple[Formula, ...]

    def __invert__(self) -> "Formula":
        return AnyOf(tuple(~each for each in self.parts))

    def truth(self, lookup: Lookup) -> Truth:
        """Whether every part holds."""
        result = TRUE
        for each in self.parts:
            result &= each.truth(lookup)
        return result

    def to_dict(self) -> dict[str, Any]:
        """The formula as a JSON value."""
        return {"all": [each.to_dict() for each in self.parts]}

    def __str__(self) -> str:
        return " and ".join(f"({each})" if isinstance(each, AnyOf) else str(each) for each in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf(Formula):
    """Holds if a part does; at least two parts."""

    parts: tuple[Formula, ...]

    def __invert__(self) -> "Formula":
        return AllOf(tuple(~each for each in self.parts))

    def truth(self, lookup: Lookup) -> Truth:
        """Whether a part holds."""
        result = FALSE
        for each in self.parts:
            result |= each.truth(lookup)
        return result

    def to_dict(self) -> dict[str, Any]:
        """The formula as a JSON value."""
        return {"any": [each.to_dict() for each in self.parts]}

    def __str__(self) -> str:
        return " or ".join(f"({each})" if isinstance(each, AllOf) else str(each) for each in self.parts)


def _joined(kind: type[AllOf] | type[AnyOf], decisive: Truth, values: Iterable[Value]) -> Value:
    """The values joined: a decisive one decides, an indifferent one adds nothing, repetition neither."""
    parts: dict[Formula, None] = {}
    for value in values:
        if value is decisive:
            return decisive
        if isinstance(value, kind):
            parts.update(dict.fromkeys(value.parts))
        elif isinstance(value, Formula):
            parts[value] = None
    if any(isinstance(each, Question) and ~each in parts for each in parts):
        return decisive  # a question and its opposite
    first, *others = parts
    return kind((first, *others)) if others else first
