"""Patterns, policy variables and conditions: sections 2 and 7 of the rules."""

import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from ipaddress import ip_address, ip_network
from operator import eq, ge, gt, le, lt
from typing import Any

from tests.oracle.counting import any_of, first_of
from tests.oracle.published import MULTIVALUED

Ask = Any  # a request; its context, its resource, and whether the document at hand knows variables
VARIABLE = re.compile(r"\$\{([^}]*)\}")
DATE = re.compile(r"([0-9]{4}-[0-9]{2})(-[0-9]{2})?(T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9:]{5}))?")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]  # GRAM-4


def texts(values: Any) -> list[str]:
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in listed(values)]  # COND-51


def fits(text: str, pattern: str | None, flags: int = 0) -> bool:
    return pattern is not None and re.fullmatch(pattern, text, re.DOTALL | flags) is not None


def wild(text: str, star: str = ".*", mark: str = ".") -> str:
    return re.escape(text).replace(r"\*", star).replace(r"\?", mark)


def expand(text: str, ask: Ask, *, live: bool = True) -> str | None:
    """A regular expression for a text with variables; None if one of them has no value."""
    pattern = ""
    for place, piece in enumerate(VARIABLE.split(text) if ask.variables else [text]):  # GRAM-12, GRAM-13
        name, _, default = piece.partition(", '")
        escape, values = name in ("*", "?", "$"), ask.context.get(name.lower(), [])
        several = len(values) > 1 or name.lower() in MULTIVALUED
        found = [name] if escape else values if values and not several else [default[:-1]] * (default != "")
        if place % 2 == 0:  # between variables
            any_of(("COND-69", "$" in piece))
            pattern += wild(piece) if live else re.escape(piece)
            continue
        any_of(("COND-60", default), ("COND-61", not escape), ("COND-62", several), ("COND-63", escape))
        any_of(("COND-66", "*" in str(values)), ("COND-67", name != name.lower()), ("COND-68", "${" in str(values)))
        if any_of(("COND-64", not found)):
            return None
        pattern += re.escape(found[0])
    return pattern


def fields(text: str, ask: Ask) -> list[str]:
    """The six fields of an ARN; the colons of a variable separate nothing."""
    hidden = VARIABLE.sub(lambda found: found[0].replace(":", "\0"), text) if ask.variables else text
    any_of(("ARN-1", hidden != text))
    return [part.replace("\0", ":") for part in hidden.split(":", 5)]


def resource_pattern(text: str, layer: str, ask: Ask) -> str | None:
    parts = fields(text, ask)
    if any_of(("ARN-15", layer in ("identity", "boundary") and 3 <= len(parts) < 6)):
        parts += ["*"] * (6 - len(parts))
    any_of(("ARN-10", "*" in parts[-1]), ("ARN-11", any(part[1:].endswith("*") for part in parts[:5])))
    any_of(("ARN-12", "*" in parts[1:3]), ("ARN-13", "*" in "".join(parts[4:5])), ("ARN-14", "" in parts[3:5]))
    any_of(("ARN-16", "${" in "".join(parts[:5])), ("ARN-17", ask.resource == "*" != text))
    heads = [wild(part.removesuffix("*"), "[^:]*", "[^:]") + ".*" * part.endswith("*") for part in parts[:5]]  # ARN-11
    patterns = [*heads, *(expand(part, ask) for part in parts[5:])]
    return None if None in patterns else ":".join(map(str, patterns))


def number(text: str, _: object = None) -> Decimal:
    if not fits(text, r"-?[0-9]+(\.[0-9]+)?"):
        raise ValueError
    return Decimal(text)


def instant(text: str, _: object = None) -> int:
    """Microseconds since 1970."""
    found = DATE.fullmatch(text)
    if any_of(("COND-24 epoch", fits(text, "[0-9]+"))):  # DISP-35
        return int(text) * 1_000_000
    if not found:
        raise ValueError(any_of(("COND-31", True)))
    moment = datetime.fromisoformat(found[1] + (found[2] or "-01") + (found[3] or "T00:00Z"))
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def same_arn(text: str, patterns: list[str | None]) -> bool:
    parts = text.split(":", 5)
    odd = any_of(("COND-41", len(patterns) < 6), ("COND-43", len(parts) < 6 or parts[0] != "arn"))
    return not odd and any_of(("COND-40", all(map(fits, parts, patterns))))


EXACT, LOOSE = partial(expand, live=False), partial(fits, flags=re.IGNORECASE)
BITS, NETWORK = partial(b64decode, validate=True), partial(ip_network, strict=False)
ARN = ("COND-28", str, lambda text, ask: [expand(part, ask) for part in fields(text, ask)], same_arn)
FLAGS = {"true": "true", "false": "false"}
ORDERS = {"Equals": eq, "LessThan": lt, "LessThanEquals": le, "GreaterThan": gt, "GreaterThanEquals": ge}
POSITIVE: dict[str, tuple[str, Any, Any, Any]] = {  # rule, how value and entry of the policy are read and compared
    "StringEquals": ("COND-20", str, EXACT, fits),
    "StringEqualsIgnoreCase": ("COND-21", str, EXACT, LOOSE),
    "StringLike": ("COND-22", str, expand, fits),
    **{f"Numeric{name}": ("COND-23", number, number, order) for name, order in ORDERS.items()},
    **{f"Date{name}": ("COND-24", instant, instant, order) for name, order in ORDERS.items()},
    "Bool": ("COND-25", lambda text: FLAGS[text.lower()], EXACT, LOOSE),  # DISP-13
    "BinaryEquals": ("COND-26", BITS, lambda text, _: BITS(text), eq),
    "IpAddress": ("COND-27", ip_address, lambda text, _: NETWORK(text), lambda address, net: address in net),
    **dict.fromkeys(("ArnEquals", "ArnLike"), ARN),
    "Null": ("COND-29", str, EXACT, fits),
}
NEGATED = ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "NumericNotEquals", "DateNotEquals"]
NEGATED += ["NotIpAddress", "ArnNotEquals", "ArnNotLike"]


def holds(operator: str, key: str, entries: Any, ask: Ask) -> bool:
    quantifier, _, name = operator.rpartition(":")
    base, values, wanted = name.removesuffix("IfExists"), ask.context.get(key.lower(), []), texts(entries)
    if any_of(("COND-7", base not in [*POSITIVE, *NEGATED])):
        return False
    rule, read_value, read_entry, compare = POSITIVE[base.replace("Not", "")]
    lacking, empty, negated, alone = values == [], values in ([], [""]), base in NEGATED, len(values) == 1
    any_of((rule, True), (f"{key.lower()} {'missing' if lacking else 'present'}", True), ("COND-2", len(wanted) > 1))
    any_of(("COND-12", negated and quantifier), ("COND-15", quantifier and alone), ("CTX-60", key != key.lower()))
    any_of(("COND-30", lacking and base == "Bool"), ("CTX-62", empty and alone), ("CTX-63", lacking))

    def meets(value: str, entry: str) -> bool:
        try:
            return bool(compare(read_value(value), read_entry(entry, ask)))
        except (KeyError, ValueError):
            return not any_of(("COND-50", True))

    met = [any(meets(value, entry) for entry in wanted) != negated for value in values if base != "Null"]
    result = first_of(
        ("GRAM-37", base == "Null" and quantifier, quantifier == "ForAllValues"),
        ("COND-5", base == "Null", str(empty).lower() in wanted),
        ("COND-14", lacking and base != name and quantifier, True),
        ("COND-4", lacking and base != name, True),
        ("COND-10", quantifier == "ForAllValues", empty or all(met)),
        ("COND-11", quantifier == "ForAnyValue", not empty and any(met)),
        ("COND-3", lacking, negated),
        ("COND-16", len(values) > 1, False),
        ("COND-1", True, all(met)),
    )
    return any_of((f"{operator} {result}", True)) and result
