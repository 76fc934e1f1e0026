"""Every exception that policykit raises.

::

    PolicyKitError                    catch this one to catch them all
    ├── InvalidValue (ValueError)     one text is not what it claims to be
    │   ├── ArnError                  … an ARN or an ARN pattern
    │   ├── ActionError               … an action pattern
    │   ├── IdError                   … an account, organization, unique or external id, a name, a tag
    │   ├── OperatorError             … a condition operator
    │   └── PrincipalError            … a value of a Principal element
    ├── JsonError (ValueError)        text that is not one acceptable JSON value; line and column
    ├── PolicyError (ValueError)      a document that breaks the policy grammar; all its problems at once
    ├── InvalidRequest (ValueError)   a parameter that AWS refuses before it looks at any policy; never a denial
    ├── BuildError (ValueError)       a policy that cannot be written as it was asked for
    │   ├── IntentError               … a parameter that is missing, malformed or makes no sense here
    │   ├── InvalidIntent             … a table or file of intentions; all that is wrong with it at once
    │   ├── MergeConflict             … two parts that say contradicting things in one place
    │   ├── NotProved                 … a grant that the evaluator does not confirm
    │   └── TooLarge                  … longer than AWS stores
    ├── InputError                    a file or data set that cannot be read
    │   └── CasesError                … a file of cases that cannot be run; all its problems at once
    └── NotSupported (NotImplementedError)   asked for something that policykit does not decide, or cannot write (yet)

Errors are data first: each carries its parts as attributes and builds one line of text from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "ActionError",
    "ArnError",
    "BuildError",
    "CasesError",
    "Flaw",
    "IdError",
    "InputError",
    "IntentError",
    "InvalidIntent",
    "InvalidRequest",
    "InvalidValue",
    "JsonError",
    "MergeConflict",
    "NotProved",
    "NotSupported",
    "OperatorError",
    "PolicyError",
    "PolicyKitError",
    "PrincipalError",
    "Problem",
    "TooLarge",
]

_SHOWN = 120  # characters of an offending text that a message repeats


def shown(value: object) -> str:
    """The ``repr`` of an offending value, cut where a message would become unreadable."""
    text = repr(value if not isinstance(value, str) else str(value)[: _SHOWN + 1])
    return text if len(text) <= _SHOWN + 2 else f"{text[:_SHOWN]}…"


class PolicyKitError(Exception):
    """Base class of every error of policykit."""


class InvalidValue(PolicyKitError, ValueError):
    """One text that is not what it claims to be.

    Attributes:
        concept: what the text should have been.
        text: what was given.
        reason: what is wrong with it and what was expected.
    """

    concept: str = "value"

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)  # both, so that the error pickles
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"invalid {self.concept} {shown(self.text)}: {self.reason}"


class ArnError(InvalidValue):
    """Text that is not an ARN, or not an ARN pattern."""

    concept: str = "ARN"


class ActionError(InvalidValue):
    """Text that is not an action pattern such as ``sts:AssumeRole`` or ``s3:Get*``."""

    concept: str = "action"


class IdError(InvalidValue):
    """Text that is not the identifier, name or tag it should be."""

    def __init__(self, text: str, reason: str, concept: str = "identifier") -> None:
        Exception.__init__(self, text, reason, concept)  # all three, so that the error pickles
        self.text = text
        self.reason = reason
        self.concept = concept


class OperatorError(InvalidValue):
    """Text that is not a condition operator."""

    concept: str = "condition operator"


class PrincipalError(InvalidValue):
    """A value that a Principal element cannot hold."""

    concept: str = "principal"


class JsonError(PolicyKitError, ValueError):
    """Text that is not one acceptable JSON value.

    Attributes:
        message: what is wrong and what was expected.
        line: 1-based line of the offence.
        column: 1-based column of the offence, in Unicode code points.
    """

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of the grammar of a document.

    Attributes:
        path: where, as the members and indexes that lead to it; ``str(path)`` is a JSON Pointer (RFC 6901).
        message: what was given and what was expected, in one line.
        line: 1-based line, or None if the document did not come from text.
        column: 1-based column in Unicode code points, or None.
    """

    path: tuple[str | int, ...]
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        where = "" if self.line is None else f"line {self.line}, column {self.column}: "
        path = str(self.path)
        return f"{where}{path}: {self.message}" if path else f"{where}{self.message}"


class PolicyError(PolicyKitError, ValueError):
    """A document that breaks the policy grammar.

    Attributes:
        errors: every problem found, in the order of the document; never empty.
        name: what the document was called when it was read, or None.
    """

    def __init__(self, errors: Sequence[Problem], name: str | None = None, kind: str = "policy") -> None:
        super().__init__(tuple(errors), name, kind)
        self.errors: tuple[Problem, ...] = tuple(errors)
        self.name = name
        self.kind = kind

    def __str__(self) -> str:
        title = f"invalid {self.kind}" + (f" {self.name}" if self.name else "")
        if len(self.errors) == 1:
            return f"{title}: {self.errors[0]}"
        return "\n".join([f"{title}: {len(self.errors)} problems", *(f"  {each}" for each in self.errors)])


class InvalidRequest(PolicyKitError, ValueError):
    """A parameter that AWS refuses before it looks at any policy; this is never a denial.

    Attributes:
        parameter: the name of the parameter, as policykit spells it.
        reason: what was given and what was expected.
    """

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(parameter, reason)
        self.parameter = parameter
        self.reason = reason

    def __str__(self) -> str:
        return f"invalid {self.parameter}: {self.reason}"


class BuildError(PolicyKitError, ValueError):
    """A policy that cannot be written as it was asked for; nothing is written in its place."""


class IntentError(BuildError):
    """A parameter of an intention that is missing, malformed, or makes no sense beside the others.

    Attributes:
        parameter: its name, as policykit spells it.
        reason: what was given, what was expected, and why.
    """

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(parameter, reason)
        self.parameter = parameter
        self.reason = reason

    def __str__(self) -> str:
        return f"invalid {self.parameter}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with an intention.

    Attributes:
        member: the members that lead to it; none if it is about the whole.
        message: what was given and what was expected.
        grant: which grant of a file, in words; None if there is only one table.
    """

    member: tuple[str, ...]
    message: str
    grant: str | None = None

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.grant, ".".join(self.member), self.message)))


class InvalidIntent(BuildError):
    """A table or a file of intentions that cannot be granted; no policy is made of it.

    Attributes:
        flaws: everything that is wrong with it; never empty.
        name: of the file, or None.
    """

    def __init__(self, flaws: Sequence[Flaw], name: str | None = None) -> None:
        super().__init__(tuple(flaws), name)
        self.flaws: tuple[Flaw, ...] = tuple(flaws)
        self.name = name

    def __str__(self) -> str:
        title = self.name or "invalid intention"
        if len(self.flaws) == 1:
            return f"{title}: {self.flaws[0]}"
        indented = ("  " + str(each).replace("\n", "\n  ") for each in self.flaws)
        return "\n".join([f"{title}: {len(self.flaws)} problems", *indented])


class MergeConflict(BuildError):
    """Two parts say different things in one place, and no policy can say both.

    Attributes:
        place: where: a Sid, or an operator and a condition key.
        reason: what the two say, and what to do.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"conflict at {self.place}: {self.reason}"


class NotProved(BuildError):
    """Policies were written, but decide otherwise than intended; they are not handed out.

    Attributes:
        failures: each question that got another answer than expected, in a sentence.
    """

    def __init__(self, failures: Sequence[str]) -> None:
        super().__init__(tuple(failures))
        self.failures: tuple[str, ...] = tuple(failures)

    def __str__(self) -> str:
        return "\n".join(["the policies do not decide as intended:", *(f"  {each}" for each in self.failures)])


class TooLarge(BuildError):
    """A policy that is longer than AWS stores, or than was asked for.

    Attributes:
        what: the policy.
        size: its length in characters, as AWS counts them.
        limit: the most that it may have.
        ways_out: what would make it fit.
    """

    def __init__(self, what: str, size: int, limit: int, ways_out: Sequence[str] = ()) -> None:
        super().__init__(what, size, limit, tuple(ways_out))
        self.what = what
        self.size = size
        self.limit = limit
        self.ways_out: tuple[str, ...] = tuple(ways_out)

    def __str__(self) -> str:
        excess = f"{self.what} has {self.size} characters, {self.size - self.limit} more than the {self.limit} allowed"
        return "\n".join([excess, *(f"  - {each}" for each in self.ways_out)])


class InputError(PolicyKitError):
    """A file or data set that cannot be read.

    Attributes:
        source: the file, as the user named it.
        reason: why it cannot be read, and what was expected.
        line: 1-based line of the offence, where there is one.
        column: 1-based column of the offence, where there is one.
    """

    def __init__(self, source: str, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(source, reason, line, column)
        self.source = source
        self.reason = reason
        self.line = line
        self.column = column

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}:{self.column}"
        return f"{where}: {self.reason}"


class CasesError(InputError):
    """A file of cases that cannot be run: nothing was asked.

    Attributes:
        problems: every problem found, each with the case or table and the member that it is about; never empty.
    """

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        several = "\n".join([f"{len(problems)} problems", *("  " + each.replace("\n", "\n  ") for each in problems)])
        super().__init__(source, problems[0] if len(problems) == 1 else several)
        self.problems: tuple[str, ...] = tuple(problems)

    def __reduce__(self) -> tuple[type["CasesError"], tuple[str, tuple[str, ...]]]:
        return CasesError, (self.source, self.problems)


class NotSupported(PolicyKitError, NotImplementedError):
    """policykit was asked for something that it does not decide, or cannot write; it never ignores or changes it."""
