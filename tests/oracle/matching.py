"""Patterns, policy variables and conditions: sections 2 and 7 of the rules. What decides is counted by its rules."""

import re
from base64 import b64decode
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from ipaddress import ip_address, ip_network
from operator import eq, ge, gt, le, lt
from typing import Any

Ask = Any  # a request; its context, its resource, and whether the document at hand knows variables
COUNTS: Counter[str] = Counter()
VARIABLE = re.compile(r"\$\{([^}]*)\}")
DATE = re.compile(r"([0-9]{4}-[0-9]{2})(-[0-9]{2})?(T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9:]{5}))?")
MULTIVALUED = (  # section 6, column "card", and CTX-41
    "aws:principalorgpaths aws:principalservicenameslist aws:resourceorgpaths aws:sourceorgpaths aws:vpceorgpaths "
    "aws:tagkeys aws:calledvia sts:transitivetagkeys sts:requestcontextproviders saml:cn saml:eduorghomepageuri "
    "saml:eduorgidentityauthnpolicyuri saml:eduorglegalname saml:eduorgsuperioruri saml:eduorgwhitepagesuri "
    "saml:edupersonaffiliation saml:edupersonassurance saml:edupersonentitlement saml:edupersonnickname "
    "saml:edupersonorgunitdn saml:edupersonscopedaffiliation saml:edupersontargetedid"
).split()


def any_of(*rules: tuple[str, object]) -> bool:
    """Whether one of the rules applies; each that does counts."""
    found = [rule for rule, applies in rules if applies]
    COUNTS.update(found)
    return found != []


def first_of(*rules: tuple[str, object, object]) -> bool:
    """What the first rule that applies comes to; it counts, with what it comes to."""
    rule, result = next((rule, bool(result)) for rule, applies, result in rules if applies)
    return any_of((rule, True), (f"{rule} {result}", True)) and result


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]  # GRAM-4


def texts(values: Any) -> list[str]:
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in listed(values)]  # COND-51


def fits(text: str, pattern: str | None, flags: int = 0) -> bool:
    return pattern is not None and re.fullmatch(pattern, text, re.DOTALL | flags) is not None


def wild(text: str, star: str = ".*", mark: str = ".") -> str:
    return "".join({"*": star, "?": mark}.get(char) or re.escape(char) for char in text)


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
        any_of(("COND-66", "*" in str(found)), ("COND-67", name != name.lower()), ("COND-68", "${" in str(found)))
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
    if any_of(("COND-31", not found)) or not found:
        raise ValueError
    moment = datetime.fromisoformat(found[1] + (found[2] or "-01") + (found[3] or "T00:00Z"))
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def arn_patterns(text: str, ask: Ask) -> list[str | None]:
    return [expand(part, ask) for part in fields(text, ask)]


def same_arn(text: str, patterns: list[str | None]) -> bool:
    parts = text.split(":", 5)
    if any_of(("COND-41", len(patterns) < 6), ("COND-43", len(parts) < 6 or parts[0] != "arn")):
        return False
    return all(map(fits, parts, patterns))  # COND-40


EXACT, LOOSE = partial(expand, live=False), partial(fits, flags=re.IGNORECASE)
BITS, NETWORK = partial(b64decode, validate=True), partial(ip_network, strict=False)
ORDERS = {"Equals": eq, "LessThan": lt, "LessThanEquals": le, "GreaterThan": gt, "GreaterThanEquals": ge}
POSITIVE: dict[str, tuple[str, Any, Any, Any]] = {  # rule, how value and entry of the policy are read and compared
    "StringEquals": ("COND-20", str, EXACT, fits),
    "StringEqualsIgnoreCase": ("COND-21", str, EXACT, LOOSE),
    "StringLike": ("COND-22", str, expand, fits),
    **{f"Numeric{name}": ("COND-23", number, number, order) for name, order in ORDERS.items()},
    **{f"Date{name}": ("COND-24", instant, instant, order) for name, order in ORDERS.items()},
    "Bool": (
        "COND-25",
        str,
        EXACT,
        lambda text, pattern: LOOSE(text, "true|false") and LOOSE(text, pattern),
    ),  # DISP-13
    "BinaryEquals": ("COND-26", BITS, lambda text, _: BITS(text), eq),
    "IpAddress": ("COND-27", ip_address, lambda text, _: NETWORK(text), lambda address, net: address in net),
    "ArnEquals": ("COND-28", str, arn_patterns, same_arn),
    "ArnLike": ("COND-28", str, arn_patterns, same_arn),
    "Null": ("COND-29", str, EXACT, fits),
}
NEGATED = ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "NumericNotEquals", "DateNotEquals"]
NEGATED += ["NotIpAddress", "ArnNotEquals", "ArnNotLike"]


def holds(operator: str, key: str, entries: Any, ask: Ask) -> bool:
    quantifier, _, name = operator.rpartition(":")
    wanted = texts(entries)
    base, values = name.removesuffix("IfExists"), ask.context.get(key.lower(), [])
    if any_of(("COND-7", base not in [*POSITIVE, *NEGATED])):
        return False
    rule, read_value, read_entry, compare = POSITIVE[base.replace("Not", "")]
    lacking, empty, negated, state = (
        values == [],
        values in ([], [""]),
        base in NEGATED,
        "present" if values else "missing",
    )
    any_of((rule, True), (f"{key.lower()} {state}", True), ("COND-30", lacking and base == "Bool"))
    any_of(
        ("COND-2", len(wanted) > 1), ("COND-12", negated and quantifier), ("COND-15", quantifier and values[1:] == [])
    )
    any_of(("CTX-60", key != key.lower()), ("CTX-62", empty and not lacking))

    def meets(value: str, entry: str) -> bool:
        try:
            return bool(compare(read_value(value), read_entry(entry, ask)))
        except ValueError:
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
