"""One question with the answer that is expected, and what came of asking it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policykit.cases.expect import AS_EXPECTED, Expectation
from policykit.cases.grounds import PARAMETERS, Ground, grounds
from policykit.errors import InvalidRequest
from policykit.evaluate.assume import can_assume
from policykit.evaluate.authorize import authorize
from policykit.evaluate.callers import Caller
from policykit.evaluate.collect import collected
from policykit.evaluate.decision import Decision
from policykit.evaluate.request import Request
from policykit.model.policy import ResourcePolicy
from policykit.snapshot import Role

__all__ = ["Access", "Assumption", "Case", "CaseResult", "Question"]


@dataclass(frozen=True, slots=True)
class Assumption:
    """May the caller assume the role?

    Attributes:
        caller: who asks, with its policies.
        role: with its trust policy.
        options: those of `policykit.can_assume`.
    """

    caller: Caller
    role: Role
    options: Mapping[str, Any] = field(default_factory=dict)

    def ask(self) -> Decision:
        """The decision.

        Raises:
            InvalidRequest: STS would refuse a parameter, or the options make no sense for this caller and role.
        """
        return can_assume(self.caller, self.role, **self.options)


@dataclass(frozen=True, slots=True)
class Access:
    """Is a request of any action allowed, by the policies that its caller and organizations carry?

    Attributes:
        request: who asks for what.
        resource_policy: the policy of the resource; None if it has none.
    """

    request: Request
    resource_policy: ResourcePolicy | None = None

    def ask(self) -> Decision:
        """The decision."""
        policies = collected(self.request, resource=self.resource_policy, missing_resource=None)
        return authorize(self.request, policies)


Question = Assumption | Access


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the answer that is expected.

    Attributes:
        name: what the case is called; no other case of its file is called so.
        question: what is asked.
        expect: the answer that is wanted.
        because: what must be among the things that the answer rests on, as `policykit.cases.grounds` names them.
        source: the file, as it was named; empty for a case that comes from none.
        line: where in the file the case begins, from 1; None if nobody can tell.

    >>> from policykit import AwsService
    >>> role = Role("arn:aws:iam::111122223333:role/Deploy")
    >>> case = Case("lambda", Assumption(AwsService("lambda.amazonaws.com"), role), Expectation.ALLOW)
    >>> result = case.run()
    >>> bool(result), result.outcome
    (False, 'unknown')
    """

    name: str
    question: Question
    expect: Expectation
    because: tuple[str, ...] = ()
    source: str = ""
    line: int | None = None

    def run(self) -> "CaseResult":
        """Ask the question.

        Raises:
            InvalidRequest: the question contradicts itself, as no call can; a parameter that STS would refuse is an
                answer.
        """
        try:
            return CaseResult(self, self.question.ask())
        except InvalidRequest as refusal:
            if refusal.parameter not in PARAMETERS:
                raise
            return CaseResult(self, refusal)

    @property
    def place(self) -> str:
        """File and line, as far as they are known."""
        return self.source if self.line is None else f"{self.source}:{self.line}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case. It is true only if the answer is as expected, and rests on what it should.

    Attributes:
        case: what was asked and expected.
        answer: the decision; or, if AWS would refuse the request before it looks at policies, why.
    """

    case: Case
    answer: Decision | InvalidRequest

    def __bool__(self) -> bool:
        return self.is_expected and not self.unmet

    @property
    def outcome(self) -> str:
        """What it came to: the value of an `Outcome`, or ``invalid``."""
        return "invalid" if isinstance(self.answer, InvalidRequest) else self.answer.outcome.value

    @property
    def is_expected(self) -> bool:
        """Whether the outcome is the expected one; an unknown outcome is neither allow nor deny."""
        if isinstance(self.answer, InvalidRequest):
            return self.case.expect is Expectation.INVALID
        return self.answer.outcome in AS_EXPECTED[self.case.expect]

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """What the answer rests on."""
        return grounds(self.answer)

    @property
    def unmet(self) -> tuple[str, ...]:
        """What the answer should rest on but does not."""
        if not self.case.because:
            return ()
        known = {name for names in self.grounds for name in names}
        return tuple(each for each in self.case.because if each not in known)

    def explain(self) -> str:
        """The answer for people."""
        if isinstance(self.answer, InvalidRequest):
            return f"INVALID (AWS refuses it before it looks at policies)\n  {self.answer}"
        return self.answer.explain()
