"""Documents with one thing wrong: texts that must be refused, each with the rule that it breaks.

Source: the rules are those of the IAM User Guide, "Grammar of the IAM JSON policy language", and of "Principal",
"Condition operators" and the AWS Organizations User Guide; each row has its id.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from policykit import jsontext
from policykit.jsontext import JsonValue, Number
from policykit.model.grammar import Grammar, Rule, ShortArn
from policykit.model.policy import KINDS, PolicyDocument
from policykit.strategies.documents import members
from policykit.strategies.pools import one
from policykit.strategies.statements import JsonObject, Theme

__all__ = ["BREACHES", "Breach", "NearMiss", "near_misses"]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A text that is nearly a document.

    Attributes:
        kind: of the document that it nearly is.
        text: JSON, or nearly so; a strict reading must refuse it.
        why: what is wrong with it.
        rule: the rule that it breaks.
    """

    kind: type[PolicyDocument]
    text: str
    why: str
    rule: str


_Damage = Callable[[DrawFn, JsonObject], str | None]
"""Does one thing wrong to the members, or returns the damaged text of them."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One way to break a rule.

    Attributes:
        rule: its id.
        why: what is wrong.
        damage: does it.
        where: whether it is wrong in a kind of document.
    """

    rule: str
    why: str
    damage: _Damage
    where: Callable[[Grammar], bool]


@st.composite
def near_misses(draw: DrawFn, kind: type[PolicyDocument] | None = None, *, rule: str | None = None) -> NearMiss:
    """Texts that a strict reading must refuse: a document with one thing wrong, from the JSON to a single character.

    Args:
        kind: only what is nearly a document of this kind.
        rule: only what breaks this rule, such as ``GRAM-8``.

    >>> from hypothesis import given
    >>> from policykit import TrustPolicy
    >>> @given(near_misses(TrustPolicy, rule="GRAM-8"))
    ... def the_effect_is_in_the_wrong_case(miss):
    ...     assert '"allow"' in miss.text or '"DENY"' in miss.text
    >>> the_effect_is_in_the_wrong_case()
    """
    chosen, breach = one(draw, _places(kind, rule))
    content = members(draw, Theme(chosen.grammar))
    text = breach.damage(draw, content)
    return NearMiss(
        chosen, jsontext.write(content, indent=one(draw, (None, 2))) if text is None else text, breach.why, breach.rule
    )


# --- ways to damage ---------------------------------------------------------------------------------------------------


def _statement(draw: DrawFn, content: JsonObject) -> JsonObject:
    """One of the statements, to be changed in its place."""
    found: Any = content["Statement"]
    statement: JsonObject = one(draw, found) if isinstance(found, list) else found
    return statement


def _put(name: str, *values: JsonValue) -> _Damage:
    """A member of a statement with one of these values, its Not… twin gone."""

    def damage(draw: DrawFn, content: JsonObject) -> None:
        statement = _statement(draw, content)
        for each in (name, f"Not{name}", name.removeprefix("Not")):
            statement.pop(each, None)
        statement[name] = one(draw, values)

    return damage


def _both(name: str, value: JsonValue) -> _Damage:
    """A member of a statement and its Not… twin."""

    def damage(draw: DrawFn, content: JsonObject) -> None:
        _statement(draw, content).update({name: value, f"Not{name}": value})

    return damage


def _drop(name: str) -> _Damage:
    def damage(draw: DrawFn, content: JsonObject) -> None:
        statement = _statement(draw, content)
        statement.pop(name, None)
        statement.pop(f"Not{name}", None)

    return damage


def _principal(key: str, *values: JsonValue) -> _Damage:
    elements: list[JsonValue] = [{key: value} for value in values]
    return _put("Principal", *elements)


def _condition(operator: str, *values: JsonValue, key: str = "aws:username") -> _Damage:
    elements: list[JsonValue] = [{operator: {key: value}} for value in values]
    return _put("Condition", *elements)


def _variable(*values: JsonValue) -> _Damage:
    inner = _condition("StringLike", *values)

    def damage(draw: DrawFn, content: JsonObject) -> None:
        content["Version"] = "2012-10-17"  # elsewhere it is plain text (GRAM-12)
        inner(draw, content)

    return damage


def _top(name: str, *values: JsonValue) -> _Damage:
    def damage(draw: DrawFn, content: JsonObject) -> None:
        content[name] = one(draw, values)

    return damage


def _without(name: str) -> _Damage:
    def damage(_draw: DrawFn, content: JsonObject) -> None:
        content.pop(name, None)

    return damage


def _same_sid(_draw: DrawFn, content: JsonObject) -> None:
    found: Any = content["Statement"]
    statements = found if isinstance(found, list) else [found]
    statements[0]["Sid"] = "Twice"
    content["Statement"] = [*statements, dict(statements[0])]


def _oversized(draw: DrawFn, content: JsonObject) -> None:
    statement = _statement(draw, content)
    statement.pop("NotAction", None)
    long: JsonValue = {"StringEquals": {"aws:username": "x" * 20_480}}
    statement.update(Effect="Deny", Action="sts:AssumeRole", Condition=long)


def _text(change: Callable[[str], str]) -> _Damage:
    return lambda _draw, content: change(jsontext.write(content))


def _cut(draw: DrawFn, content: JsonObject) -> str:
    text = jsontext.write(content)
    return text[: draw(st.integers(1, len(text) - 1))]


# --- where they are wrong ---------------------------------------------------------------------------------------------


def _anywhere(_: Grammar) -> bool:
    return True


def _with_principals(grammar: Grammar) -> bool:
    return grammar.principal is Rule.REQUIRED and not grammar.only_deny


def _with_resources(grammar: Grammar) -> bool:
    return grammar.resource is not Rule.REFUSED


def _of_resources(grammar: Grammar) -> bool:
    return _with_principals(grammar) and not grammar.assumes


def _in_trust(grammar: Grammar) -> bool:
    return grammar.assumes


def _in_rcps(grammar: Grammar) -> bool:
    return grammar.only_deny


def _with_short_arns(grammar: Grammar) -> bool:
    return _with_resources(grammar) and grammar.short_arn is not ShortArn.TEXT


def _version(grammar: Grammar) -> bool:
    return grammar.version is Rule.REQUIRED


_GROUP, _PATTERN = "arn:aws:iam::111122223333:group/Admins", "arn:aws:iam::111122223333:role/*"
_ORIGIN = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"


def _rows() -> Iterator[Breach]:
    def row(rule: str, why: str, damage: _Damage, where: Callable[[Grammar], bool] = _anywhere) -> Breach:
        return Breach(rule, why, damage, where)

    # --- text
    yield row("GRAM-10", "it is cut short", _cut)
    yield row("GRAM-10", "there is nothing", _text(lambda _: ""))
    yield row("GRAM-10", "a comma too many", _text(lambda text: f"{text[:-1]},}}"))
    yield row("GRAM-10", "a comment", _text(lambda text: f"// who may do what\n{text}"))
    yield row("GRAM-10", "a second document follows", _text(lambda text: f"{text}\n{text}"))
    yield row("GRAM-10", "single quotes", _text(lambda text: text.replace('"', "'")))
    yield row("GRAM-1", "a list around it", _text(lambda text: f"[{text}]"))
    yield row("GRAM-5", "a member occurs twice", _text(lambda text: f'{text[:-1]},"Statement":[]}}'))
    yield row("GRAM-6", "a byte order mark", _text(lambda text: f"\ufeff{text}"))
    yield row("GRAM-6", "half a character", _text(lambda text: f'{text[:-1]},"Id":"\\ud83d"}}'))
    yield row(
        "GRAM-6",
        "a character that IAM does not take",
        _text(lambda text: f'{text[:-1]},"Id":"☂"}}'),
        lambda g: g.latin_text,
    )
    yield row("GRAM-9", "not a number", _text(lambda text: f'{text[:-1]},"Id":NaN}}'))
    # --- document
    yield row("GRAM-1", "an unknown element", _top("Statements", []))
    yield row("GRAM-1", "no statement", _without("Statement"))
    yield row("GRAM-2", "the statement is no object", _top("Statement", "Allow", None, [[]]))
    yield row("GRAM-2", "an empty list of statements", _top("Statement", []), lambda g: not g.empty_lists)
    yield row("GRAM-11", "a version that does not exist", _top("Version", "2012-10-18", "", Number("2012"), None))
    yield row("GRAM-14", "no version", _without("Version"), _version)
    yield row("GRAM-14", "the old version", _top("Version", "2008-10-17"), _version)
    yield row("GRAM-17", "the id is no text", _top("Id", Number("1"), None, {}))
    yield row("GRAM-17", "an id", _top("Id", "x"), lambda g: g.id is Rule.STRICT)
    yield row("GRAM-39", "too long", _oversized, lambda g: g.size.limit is not None)
    # --- statement
    yield row("GRAM-3", "an unknown element", _put("Resources", "*"))
    yield row("GRAM-3", "no effect", _drop("Effect"))
    yield row("GRAM-3", "no action", _drop("Action"))
    yield row("GRAM-3", "Action and NotAction", _both("Action", "sts:AssumeRole"))
    yield row("GRAM-3", "Resource and NotResource", _both("Resource", "*"), _with_resources)
    yield row("GRAM-3", "Principal and NotPrincipal", _both("Principal", {"AWS": "111122223333"}), _with_principals)
    yield row("GRAM-7", "the element has another case", _put("effect", "Allow"))
    yield row("GRAM-8", "the effect has another case", _put("Effect", "allow", "DENY"))
    yield row(
        "GRAM-15", "a Sid with other characters", _put("Sid", "not plain", "a-b", "é", "a\n"), lambda g: g.plain_sids
    )
    yield row("GRAM-15", "the Sid is no text", _put("Sid", Number("1"), None, []))
    yield row("GRAM-16", "a Sid occurs twice", _same_sid, lambda g: g.plain_sids)
    yield row(
        "GRAM-38",
        "a condition key occurs twice",
        _put("Condition", {"Null": {"aws:username": "true", "AWS:UserName": "true"}}),
    )
    # --- Action
    yield row("GRAM-18", "an action without service", _put("Action", "AssumeRole", "", ":AssumeRole", "sts:"))
    yield row("GRAM-18", "a wildcard in the service", _put("Action", "s*:AssumeRole", "*:*"))
    yield row("GRAM-18", "two colons", _put("Action", "sts:Assume:Role"))
    yield row("GRAM-18", "the action is no text", _put("Action", Number("1"), None, {}, ["sts:AssumeRole", None]))
    yield row("GRAM-34", "an empty list of actions", _put("Action", []), lambda g: not g.empty_lists)
    yield row(
        "GRAM-25", "an action that assumes no role", _put("Action", "s3:GetObject", "sts:TagSessions", "*"), _in_trust
    )
    yield row("GRAM-26", "NotAction", _put("NotAction", "sts:TagSession"), _in_trust)
    # --- Resource
    yield row("GRAM-24", "no resource", _drop("Resource"), lambda g: g.resource is Rule.REQUIRED)
    yield row("GRAM-24", "a resource", _put("Resource", "*"), _in_trust)
    yield row("GRAM-24", "a resource", _put("NotResource", "*"), _in_trust)
    yield row(
        "GRAM-34",
        "an empty list of resources",
        _put("Resource", []),
        lambda g: _with_resources(g) and not g.empty_lists,
    )
    yield row(
        "GRAM-22", "no ARN", _put("Resource", "", "bucket", "role/Deploy", "arn", "ARN:aws:s3:::b"), _with_resources
    )
    yield row(
        "GRAM-22",
        "an IAM resource with a region",
        _put("Resource", "arn:aws:iam:eu-west-1:111122223333:role/x"),
        _with_resources,
    )
    yield row(
        "GRAM-22",
        "an unknown kind of IAM resource",
        _put("Resource", "arn:aws:iam::111122223333:roles/x"),
        _with_resources,
    )
    yield row("ARN-15", "too short an ARN", _put("Resource", "arn:aws", "arn:aws:s3::bucket"), _with_short_arns)
    yield row("GRAM-31", "an incomplete ARN", _put("Resource", "arn:aws:sqs"), lambda g: g.short_arn in _STRICT_ARNS)
    # --- Principal
    yield row("GRAM-24", "a principal", _put("Principal", "*", {"AWS": "*"}), lambda g: g.principal is Rule.REFUSED)
    yield row("PRIN-1", "no principal", _drop("Principal"), lambda g: g.principal is Rule.REQUIRED)
    yield row("PRIN-1", "an unknown kind of principal", _principal("aws", "*"), _with_principals)
    yield row("PRIN-1", "the principal is no object", _put("Principal", "111122223333", [], None), _with_principals)
    yield row(
        "ARN-4", "no account", _principal("AWS", "11112222333", "1111222233334", "111122223333\n"), _with_principals
    )
    yield row("ARN-4", "digits of another script", _principal("AWS", "\u0661" * 12), _with_principals)
    yield row("PRIN-5", "no name", _principal("AWS", "arn:aws:iam::111122223333:user/", "alice"), _with_principals)
    yield row("PRIN-10", "every service", _principal("Service", "*", "*.amazonaws.com"), _with_principals)
    yield row("PRIN-10", "every provider", _principal("Federated", "*"), _with_principals)
    yield row("PRIN-11", "a group", _principal("AWS", _GROUP), _with_principals)
    yield row("PRIN-9", "a pattern", _principal("AWS", _PATTERN, ["*", _PATTERN]), _in_trust)
    yield row("PRIN-12a", "a CloudFront identity", _principal("AWS", _ORIGIN), _in_trust)
    yield row("PRIN-4", "a canonical user", _principal("CanonicalUser", "0" * 64), _in_trust)
    yield row("PRIN-14", "everyone, without a kind", _put("Principal", "*"), _in_trust)
    yield row("PRIN-39", "NotPrincipal", _put("NotPrincipal", {"AWS": "111122223333"}), _in_trust)
    yield row("PRIN-8", "a provider", _principal("Federated", "accounts.google.com"), _of_resources)
    yield row("PRIN-39", "NotPrincipal with Allow", _not_principal, _of_resources)
    # --- resource control policies
    yield row("GRAM-29", "an Allow", _allowing, _in_rcps)
    yield row("GRAM-29", "a principal", _put("Principal", {"AWS": "*"}), _in_rcps)
    yield row("GRAM-29", "every action", _denying_all, _in_rcps)
    yield row("GRAM-29", "NotAction", _put("NotAction", "sts:AssumeRole"), _in_rcps)
    # --- Condition
    yield row("COND-1", "no object", _put("Condition", [], "StringEquals", None, {"StringEquals": []}))
    yield row("COND-7", "an operator that does not exist", _condition("StringEqual", "x"))
    yield row("COND-7", "an operator that does not exist", _condition("ForSomeValues:StringLike", "x"))
    yield row("COND-29", "Null with IfExists", _condition("NullIfExists", "true"))
    yield row("GRAM-9", "no value", _condition("StringEquals", None, {}, [None], [["x"]]))
    yield row("COND-50", "no number", _condition("NumericEquals", "ten", "", "1_000"))
    yield row("COND-31", "no date", _condition("DateLessThan", "tomorrow", "2026-13-01"))
    yield row("COND-50", "no boolean", _condition("Bool", "yes", Number("1")))
    yield row("COND-50", "no boolean", _condition("Null", "maybe"))
    yield row("COND-50", "no address", _condition("IpAddress", "10.0.0.0/33", "10.0.0", "*"))
    yield row("COND-50", "no base64", _condition("BinaryEquals", "QmluYXJ5=", "ä"))
    yield row("DISP-33", "no ARN", _condition("ArnLike", "*"))
    yield row("COND-68", "a broken variable", _variable("${aws:username", "${}", "${aws: username}", "${a, b}"))


_STRICT_ARNS: Final = (ShortArn.REFUSED, ShortArn.REFUSED_UNLESS_STAR)


def _not_principal(draw: DrawFn, content: JsonObject) -> None:
    statement = _statement(draw, content)
    statement.pop("Principal", None)
    statement.update(Effect="Allow", NotPrincipal={"AWS": "111122223333"})


def _allowing(draw: DrawFn, content: JsonObject) -> None:
    _statement(draw, content).update(Effect="Allow", Action="sts:AssumeRole")


def _denying_all(draw: DrawFn, content: JsonObject) -> None:
    _statement(draw, content).update(Effect="Deny", Action="*")


BREACHES: Final = tuple(_rows())


@cache
def _places(kind: type[PolicyDocument] | None, rule: str | None) -> tuple[tuple[type[PolicyDocument], Breach], ...]:
    """Each kind of document with each breach that is one in it."""
    kinds = KINDS.values() if kind is None else (kind,)
    breaches = [each for each in BREACHES if rule in (None, each.rule)]
    return tuple((each, breach) for breach in breaches for each in kinds if breach.where(each.grammar))
