"""Documents as blocks ``data "aws_iam_policy_document"`` of Terraform.

The data source has its own idea of a document: what is empty it leaves out, ``&{`` it makes ``${``, and a missing
version it makes the new one. So everything is written out, and what it would change is refused.

Source: AWS provider for Terraform, "Data Source: aws_iam_policy_document".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias, TypeVar

from policykit.errors import shown
from policykit.model.condition import Condition
from policykit.model.grammar import OLD_VERSION, SID_FORM
from policykit.model.policy import PolicyDocument
from policykit.model.principal import AnyPrincipal, Principal
from policykit.model.statement import Element, Statement
from policykit.report.hcl import attributes, block, expression
from policykit.report.portable import refuse
from policykit.source import Pointer

__all__ = ["data_source"]

_T = TypeVar("_T")
_Write: TypeAlias = Callable[[Sequence[object], Pointer], list[str]]


def data_source(policy: PolicyDocument, name: str) -> list[str]:
    """The block of this name, as lines.

    Raises:
        NotSupported: the data source would make another document of it.
    """
    return _DataSource(policy).block(name)


@dataclass(frozen=True, slots=True)
class _DataSource:
    policy: PolicyDocument

    def block(self, name: str) -> list[str]:
        policy = self.policy
        if policy.id == "":
            self._refuse(Pointer(("Id",)), "leaves out an empty Id")
        if not policy.statements:
            self._refuse(Pointer(("Statement",)), _EMPTY)
        self._check_sids()
        # A missing version is the old one here (GRAM-11), and the new one there.
        head = attributes(_texts(policy_id=policy.id, version=policy.version or OLD_VERSION))
        statements = (self._statement(each, policy.pointer(at)) for at, each in enumerate(policy.statements))
        return block(f'data "aws_iam_policy_document" "{name}"', head, *statements)

    def _check_sids(self) -> None:
        seen: set[str] = set()
        for index, statement in enumerate(self.policy.statements):
            sid, at = statement.sid or "", self.policy.pointer(index) / "Sid"
            if not SID_FORM.fullmatch(sid):
                self._refuse(at, f"takes Sids of letters and digits only (A-Z, a-z, 0-9), not {shown(sid)}")
            if sid in seen:
                self._refuse(at, f"takes a Sid once only, and {shown(sid)} is used before")
            seen |= {sid} - {""}

    def _statement(self, statement: Statement, at: Pointer) -> list[str]:
        rows = [
            *_texts(sid=statement.sid, effect=statement.effect),
            self._row("Action", statement.action, at, self._plain),
        ]
        if statement.resource is not None:
            rows.append(self._row("Resource", statement.resource, at, self._filled))
        principals = [] if statement.principal is None else self._principals(statement.principal, at)
        conditions = [self._condition(each, at / "Condition") for each in statement.conditions]
        return block("statement", attributes(rows), *principals, *conditions)

    def _row(self, name: str, element: Element[Any], at: Pointer, write: _Write) -> tuple[str, list[str]]:
        return _plural(name, element), write(element.values, _place(name, element, at))

    def _principals(self, element: Element[Principal], at: Pointer) -> list[list[str]]:
        name, at = _plural("Principal", element), _place("Principal", element, at)
        by_type: dict[str, list[Principal]] = {}
        for each in self._given(element.values, at):
            by_type.setdefault("*" if each == AnyPrincipal(bare=True) else each.key, []).append(each)
        return [
            block(name, attributes([*_texts(type=key), ("identifiers", self._filled(values, at / key))]))
            for key, values in by_type.items()
        ]

    def _condition(self, condition: Condition, at: Pointer) -> list[str]:
        operator, key = str(condition.operator), condition.key
        values = self._filled(condition.values, at / operator / key)
        return block("condition", attributes([*_texts(test=operator, variable=key), ("values", values)]))

    def _plain(self, values: Sequence[object], at: Pointer) -> list[str]:
        return expression([str(each) for each in self._given(values, at)])

    def _filled(self, values: Sequence[object], at: Pointer) -> list[str]:
        """A list in which the data source makes ``&{`` the beginning of a variable; without variables it refuses it."""
        texts = [str(each) for each in self._given(values, at)]
        for text in texts:
            if "&{" in text:
                self._refuse(at, f"would change the '&{{' of {shown(text)}")
        begin = "&{" if self.policy.uses_variables else "${"
        return expression([text.replace("${", begin) for text in texts])

    def _given(self, values: Sequence[_T], at: Pointer) -> Sequence[_T]:
        if not values:
            self._refuse(at, _EMPTY)
        return values

    def _refuse(self, at: Pointer, reason: str) -> NoReturn:
        refuse(self.policy, at, f"aws_iam_policy_document {reason}; use the style 'jsonencode'")


_EMPTY = "does not carry what lists nothing"


def _texts(**values: str | None) -> list[tuple[str, list[str]]]:
    return [(name, expression(text)) for name, text in values.items() if text is not None]


def _place(name: str, element: Element[Any], at: Pointer) -> Pointer:
    return at / (f"Not{name}" if element.negated else name)


def _plural(name: str, element: Element[Any]) -> str:
    return f"{'not_' if element.negated else ''}{name.lower()}s"
