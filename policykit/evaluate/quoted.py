"""Values of policies and requests as they are told to people."""

from collections.abc import Iterable

from policykit.evaluate.conditions import Values
from policykit.evaluate.facts import PRESENT
from policykit.evaluate.truth import UNKNOWN
from policykit.model.condition import Condition

__all__ = ["asked", "listed", "seen"]


def asked(condition: Condition) -> str:
    """A condition in the words of the policy."""
    return f"{condition.key} {condition.operator} {listed(condition.values)}"


def listed(texts: Iterable[object]) -> str:
    """Up to four values, and how many more there are."""
    shown = list(map(repr, map(str, texts)))
    more = f" and {len(shown) - 4} more" if len(shown) > 5 else ""
    return (", ".join(shown[:4] if more else shown) or "nothing") + more


def seen(values: Values) -> str:
    """What the request says about a key."""
    if values is None:
        return "is missing"
    if values is UNKNOWN:
        return "is not known"
    return "is there, with a value that is not known" if values is PRESENT else f"is {listed(values)}"
