"""What another language can carry of a document: its members, or a refusal that says where and why.

A program that reads JSON, YAML or HCL for AWS may respell numbers, fill in text that looks like its own notation, or
drop what it takes for nothing. A policy that changed on the way would still look like the one that was checked, so
nothing is written that would not arrive.
"""

import re
from collections.abc import Callable
from typing import Final, NoReturn

from policykit.errors import IntentError, NotSupported
from policykit.jsontext import JsonObject, JsonValue, Number
from policykit.model.policy import PolicyDocument
from policykit.source import Pointer

__all__ = ["portable", "refuse"]

_INTEGER: Final = re.compile("0|-?[1-9][0-9]{0,14}")  # what every reader keeps: no float has so many digits to lose


def portable(policy: PolicyDocument, problem: Callable[[JsonValue], str | None]) -> JsonObject:
    """The members of a document, with every number as text that somebody might respell; they mean the same (GRAM-9).

    Args:
        policy: any document.
        problem: why the other language would change this value, or None. It is asked about every value and every name
            of a member.

    Raises:
        IntentError: the policy is no document.
        NotSupported: some value would be changed.

    >>> from policykit import IdentityPolicy
    >>> age = {"NumericLessThan": {"aws:MultiFactorAuthAge": 3600.0}}
    >>> statement = {"Effect": "Allow", "Action": "sts:*", "Resource": "*", "Condition": age}
    >>> portable(IdentityPolicy.from_dict({"Statement": statement}), lambda value: None)["Statement"]["Condition"]
    {'NumericLessThan': {'aws:MultiFactorAuthAge': '3600.0'}}
    """
    if not isinstance(policy, PolicyDocument):
        raise IntentError("policy", f"expected a document such as a TrustPolicy, found {type(policy).__name__}")

    def carried(value: JsonValue, at: Pointer) -> JsonValue:
        reason = problem(value)
        if reason:
            refuse(policy, at, reason)
        match value:
            case Number():
                return value if _INTEGER.fullmatch(value) else str(value)
            case list():
                return [carried(each, at / index) for index, each in enumerate(value)]
            case dict():
                return {str(carried(name, at / name)): carried(each, at / name) for name, each in value.items()}
            case _:
                return value

    return {name: carried(value, Pointer((name,))) for name, value in policy.members.items()}


def refuse(policy: PolicyDocument, at: Pointer, reason: str) -> NoReturn:
    """Refuse to write a document because of one place in it.

    Raises:
        NotSupported: always.
    """
    raise NotSupported(f"{policy.name or policy.grammar.name}: {at}: {reason}")
