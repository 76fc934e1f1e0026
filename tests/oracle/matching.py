"""Patterns, policy variables and conditions: sections 2 and 7 of the rules."""

import base64
import re
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from ipaddress import ip_address, ip_network
from typing import Any

Ask = dict[str, Any]  # action, resource, caller, context, and whether the document at hand knows variables
Tokens = list[str]
ANY, ONE, FIELD_ANY, FIELD_ONE = "any", "one", "any but colons", "one but a colon"  # wildcards among single characters
ORDERS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
OPERATORS = [
    *(
        "Null",
        "Bool",
        "BinaryEquals",
        "IpAddress",
        "NotIpAddress",
        "ArnEquals",
        "ArnNotEquals",
        "ArnLike",
        "ArnNotLike",
    ),
    *(
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "StringEquals",
        "StringNotEquals",
    ),
    *(kind + order for kind in ("Numeric", "Date") for order in ORDERS),
]
MULTIVALUED = [  # section 6, column "card"
    *("aws:principalorgpaths", "aws:principalservicenameslist", "sts:transitivetagkeys", "sts:requestcontextproviders"),
    *("aws:tagkeys", "aws:calledvia", "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"),
    *("saml:cn", "saml:eduorghomepageuri", "saml:eduorgidentityauthnpolicyuri", "saml:eduorglegalname"),  # CTX-41
    *("saml:eduorgsuperioruri", "saml:eduorgwhitepagesuri", "saml:edupersonaffiliation", "saml:edupersonassurance"),
    *("saml:edupersonentitlement", "saml:edupersonnickname", "saml:edupersonorgunitdn"),
    *("saml:edupersonscopedaffiliation", "saml:edupersontargetedid"),
]
DATE = re.compile(  # year, month, day, hour, minute, second, fraction, hours and minutes of the zone: COND-24
    r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(?:Z|([+-]\d\d):(\d\d)))?)?", re.ASCII
)
COUNTS: Counter[str] = Counter()  # how often a rule decided something


def yes(*rules: str) -> bool:
    COUNTS.update(rules)
    return True


def no(*rules: str) -> bool:
    return not yes(*rules)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]  # GRAM-4


def text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)  # GRAM-9, COND-51


def glob(tokens: Tokens, text: str) -> bool:
    """Whether the tokens describe the whole text; `here` is where the tokens so far can end."""
    here = {0}
    for token in tokens:
        if token in (ANY, FIELD_ANY):
            ends = [len(text) if token == ANY or ":" not in text[start:] else text.index(":", start) for start in here]
            here = {place for start, end in zip(here, ends, strict=True) for place in range(start, end + 1)}
        else:
            here = {place + 1 for place in here if place < len(text) and fits(token, text[place])}
    return len(text) in here


def fits(token: str, char: str) -> bool:
    return token in (char, ONE) or (token == FIELD_ONE and char != ":")


def wild(text: str, star: str = ANY, mark: str = ONE) -> Tokens:
    return [{"*": star, "?": mark}.get(char, char) for char in text]  # ARN-10, COND-22: [ and the like are ordinary


def expand(text: str, ask: Ask, *, live: bool) -> Tokens | None:
    """The text with its variables replaced; None if one has no value (COND-64)."""
    if "${" not in text or not ask["variables"]:  # COND-69; GRAM-12, GRAM-13
        return wild(text) if live else list(text)
    before, _, rest = text.partition("${")
    body, _, after = rest.partition("}")
    name, _, default = body.partition(", '")
    values = [body] if yes("COND-60") and body in ("*", "?", "$") else ask["context"].get(name.lower(), [])  # COND-67
    if (len(values) > 1 or name.lower() in MULTIVALUED) and yes("COND-62"):
        values = []
    tail = expand(after, ask, live=live)  # COND-68: what a variable stands for is not read again
    if tail is None or (not values and not default and yes("COND-64")):
        return None
    yes("COND-63" if body in ("*", "?", "$") else "COND-66" if values else "COND-60 default")
    return (wild(before) if live else list(before)) + list(values[0] if values else default[:-1]) + tail


def fields(text: str, ask: Ask) -> list[str]:
    """The six fields of a pattern; the colons of a variable separate nothing (ARN-1)."""
    parts, inside = [""], False
    for char in text:
        inside = ask["variables"] and char != "}" and (inside or (char == "{" and parts[-1].endswith("$")))
        if char == ":" and not inside and len(parts) < 6:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def resource_tokens(text: str, layer: str, ask: Ask) -> Tokens | None:
    parts = fields(text, ask)
    if layer in ("identity", "boundary") and 3 <= len(parts) < 6 and yes("ARN-15"):
        parts += ["*"] * (6 - len(parts))
    tokens: Tokens = []
    for part in parts[:5]:  # in these, variables are ordinary text
        yes("ARN-16" if "${" in part else "ARN-11" if part.endswith("*") else "ARN-13" if "*" in part else "ARN-10")
        tokens += wild(part.removesuffix("*"), FIELD_ANY, FIELD_ONE) + [ANY] * part.endswith("*") + [":"]  # ARN-11
    rest = expand(parts[5], ask, live=True) if len(parts) == 6 else []
    return None if rest is None else tokens + rest if len(parts) == 6 else tokens[:-1]


def number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None  # COND-23


def instant(text: str) -> Decimal | None:
    """Seconds since 1970 (COND-24)."""
    if re.fullmatch("[0-9]+", text) and yes("DISP-35"):
        return Decimal(text)
    match = DATE.fullmatch(text)
    if not match:
        yes("COND-31")
        return None
    *parts, fraction, hours, minutes = match.groups(default="")
    year, month, day, hour, minute, second = (int(part or low) for part, low in zip(parts, "111000", strict=True))
    zone = int(hours or 0) * 3600 + int(hours[:1] + (minutes or "0")) * 60
    moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return Decimal(int(moment.timestamp()) - zone) + Decimal(fraction or 0)


def in_order(base: str, value: str, wanted: str) -> bool:
    read = instant if base.startswith("Date") else number
    left, right = read(value), read(wanted)
    if left is None or right is None:
        return no("COND-50")
    orders = {"Equals": left == right, "LessThan": left < right, "GreaterThan": left > right}
    orders |= {"LessThanEquals": left <= right, "GreaterThanEquals": left >= right}
    return orders[base.removeprefix("Date").removeprefix("Numeric")]


def same_bits(base: str, value: str, wanted: str) -> bool:
    try:
        if base == "IpAddress":
            return ip_address(value) in ip_network(wanted, strict=False)  # COND-27, COND-33, DISP-30
        return base64.b64decode(value, validate=True) == base64.b64decode(wanted)  # COND-26
    except ValueError:
        return no("COND-50 bits")


def same_arn(value: str, wanted: str, ask: Ask) -> bool:
    parts, pieces = fields(wanted, ask), value.split(":", 5)
    if len(pieces) < 6 or pieces[0] != "arn" or len(parts) < 6:
        return no("COND-41" if len(parts) < 6 else "COND-43")
    patterns = [expand(part, ask, live=True) for part in parts]  # COND-40: field by field
    return all(tokens is not None and glob(tokens, piece) for tokens, piece in zip(patterns, pieces, strict=True))


def same_text(base: str, value: str, wanted: str, ask: Ask) -> bool:
    tokens = expand(wanted, ask, live=base == "StringLike")  # COND-61, DISP-13
    if tokens is None:
        return False  # COND-65: the other entries still count
    if base == "StringLike":
        return glob(tokens, value)  # COND-22
    text = "".join(tokens)
    if base == "StringEquals":
        return text == value  # COND-20
    return text.lower() == value.lower() and (base != "Bool" or text.lower() in ("true", "false"))  # COND-21, COND-25


def matches(base: str, value: str, wanted: str, ask: Ask) -> bool:
    """One value of the request against one of the policy, by the positive form of the operator."""
    if base in ("ArnEquals", "ArnLike"):
        return same_arn(value, wanted, ask)  # COND-28: one and the same
    if base in ("IpAddress", "BinaryEquals"):
        return same_bits(base, value, wanted)
    return same_text(base, value, wanted, ask) if base[:4] in ("Stri", "Bool") else in_order(base, value, wanted)


def holds(quantifier: str, base: str, if_exists: bool, key: str, wanted: list[str], ask: Ask) -> bool:
    values = ask["context"].get(key.lower(), [])  # CTX-60, COND-8; an empty list is a missing key: CTX-62
    negated = "Not" in base
    yes(f"{key.lower()} {'present' if values else 'missing'}")

    def meets(value: str) -> bool:
        yes("GRAM-36" if not wanted else "COND-2" if len(wanted) > 1 else "COND-1")
        return any(matches(base.replace("Not", ""), value, entry, ask) for entry in wanted) != negated

    if base == "Null" and quantifier:
        return yes("GRAM-37") and quantifier == "ForAllValues"
    if base == "Null":
        return text_of(values == [] or (values == [""] and yes("CTX-62 Null"))) in wanted  # COND-5
    if if_exists and not values:
        return yes("COND-14" if quantifier else "COND-4")
    if quantifier:
        values = [] if values == [""] and yes("CTX-62 sets") else values
        yes("COND-12" if negated else "COND-10" if quantifier == "ForAllValues" else "COND-11")
        return all(map(meets, values)) if quantifier == "ForAllValues" else any(map(meets, values))
    if len(values) != 1:
        return yes("COND-3") and negated if not values else no("COND-16")
    return meets(values[0])


def conditions_hold(block: dict[str, Any], ask: Ask) -> bool:
    for operator, tests in block.items():  # COND-1: all of them; of an empty block, none: GRAM-35
        quantifier, _, base = operator.rpartition(":")
        if_exists, base = base.endswith("IfExists"), base.removesuffix("IfExists")
        for key, wanted in tests.items():
            result = (base in OPERATORS or no("COND-7")) and holds(
                quantifier, base, if_exists, key, [text_of(entry) for entry in listed(wanted)], ask
            )
            yes(f"{base} {result}", f"{quantifier or 'plain'}{' IfExists' * if_exists} {result}")
            if not result:
                return False
    return True
