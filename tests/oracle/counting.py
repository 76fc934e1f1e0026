"""How often a rule decided something: what the second evaluator is measured with."""

from collections import Counter

COUNTS: Counter[str] = Counter()


def any_of(*rules: tuple[str, object]) -> bool:
    """Whether one of the rules applies; each that does counts."""
    found = [rule for rule, applies in rules if applies]
    COUNTS.update(found)
    return found != []


def first_of(*rules: tuple[str, object, object]) -> bool:
    """What the first rule that applies comes to; it counts, with what it comes to."""
    rule, result = next((rule, bool(result)) for rule, applies, result in rules if applies)
    COUNTS[f"{rule} {result}"] += 1
    return result
