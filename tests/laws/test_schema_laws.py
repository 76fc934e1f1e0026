"""The JSON Schemas and the models accept the same documents, but for the differences that the schemas name."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policykit.errors import PolicyError, Problem
from policykit.jsontext import JsonValue, Number, write
from policykit.model.condition import BASE_OPERATORS
from policykit.model.grammar import IAM_RESOURCE_TYPES, Rule
from policykit.model.policy import KINDS
from policykit.model.statement import STATEMENT_MEMBERS
from policykit.schema import validator
from policykit.source import Pointer

KIND = st.sampled_from(list(KINDS))
ROOT = Pointer()
Path: TypeAlias = tuple[str | int, ...]
MORE = settings(max_examples=2 * settings().max_examples)  # one example sees little of a grammar

# ── What both say, and which named difference explains it if they disagree ───────────────────────────────────────────


def problems(kind: str, members: JsonValue) -> tuple[Problem, ...]:
    try:
        KINDS[kind].from_dict(members)  # type: ignore[arg-type]  # anything may be in the place of a document
    except PolicyError as error:
        return error.errors
    return ()


def accepts(kind: str, members: JsonValue) -> bool:
    return validator(kind).is_valid(parsed(members))


def parsed(value: JsonValue) -> Any:
    """The value as Python's own parser reads its text."""
    match value:
        case Number():
            return json.loads(value)
        case dict():
            return {name: parsed(each) for name, each in value.items()}
        case list():
            return [parsed(each) for each in value]
        case _:
            return value


def at(members: JsonValue, path: Path) -> Any:
    value: Any = members
    for step in path:
        value = value[step]
    return value


def quoted(value: JsonValue) -> JsonValue:
    """The same with every number in quotes."""
    match value:
        case Number():
            return str(value)
        case dict():
            return {name: quoted(each) for name, each in value.items()}
        case list():
            return [quoted(each) for each in value]
        case _:
            return value


def is_broken(text: object) -> bool:
    return isinstance(text, str) and any("\ud800" <= letter <= "\udfff" for letter in text)


def is_half(_: str, members: JsonValue, path: Path) -> bool:
    return is_broken(path[-1]) or is_broken(at(members, path))


def is_number(_: str, members: JsonValue, path: Path) -> bool:
    return isinstance(at(members, path), Number)


def repeats_a_sid(_: str, members: JsonValue, path: Path) -> bool:
    if path[-1:] != ("Sid",):
        return False
    return [each.get("Sid") for each in at(members, path[:1])].count(at(members, path)) > 1


def repeats_a_key(_: str, members: JsonValue, path: Path) -> bool:
    if "Condition" not in path[:-2]:
        return False
    return [key.casefold() for key in at(members, path[:-1])].count(str(path[-1]).casefold()) > 1


def is_too_long(kind: str, members: JsonValue, path: Path) -> bool:
    limit = KINDS[kind].grammar.size.limit
    return path == () and limit is not None and len(write(members)) > limit


def is_crowded(kind: str, members: JsonValue, path: Path) -> bool:
    value = at(members, path) if "Action" in path else None
    return kind == "trust" and isinstance(value, str) and len([each for each in value.split("*") if each]) >= 4


STRICTER: Final[Mapping[str, Callable[[str, JsonValue, Path], bool]]] = {
    "half-characters": is_half,
    "number-spelling": is_number,
    "document-size": is_too_long,
    "repeated-sids": repeats_a_sid,
    "repeated-keys": repeats_a_key,
    "crowded-wildcards": is_crowded,
}
"""Whether a difference explains why the model alone finds a problem at a place."""


def unexplained(kind: str, members: JsonValue) -> list[Problem] | str:
    """In what the two differ without a name for it."""
    found, accepted = problems(kind, members), accepts(kind, members)
    if found and accepted:
        return [each for each in found if not any(why(kind, members, each.path) for why in STRICTER.values())]
    if not found and not accepted and not accepts(kind, quoted(members)):
        errors = validator(kind).iter_errors(parsed(members))
        return f"only the schema refuses: {[(each.json_path, each.message) for each in errors]}"
    return []


# ── Texts: those of real policies, then with some characters changed ─────────────────────────────────────────────────

ARNS = [
    "*",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:role/ci/Deploy",
    "arn:aws-cn:iam::111122223333:user/team/a.b@c",
    "arn:aws:iam::111122223333:group/Admins",
    "arn:aws:sts::111122223333:assumed-role/Deploy/build-42",
    "arn:aws:sts::111122223333:federated-user/Bob",
    "arn:aws:iam::111122223333:saml-provider/Corp",
    "arn:aws:iam::111122223333:oidc-provider/gitlab.example.com/ci",
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E15MNIMTCFKK4C",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::*:role/*",
    "arn:*:iam:*:1111*:ro?e/x",
    "arn:aws:iam::111122223333:${aws:username}",
    "arn:aws:iam::111122223333:user/${aws:PrincipalTag/a:b, 'none'}",
    "arn:aws:s3:::bucket/${*}${?}${$}/a:b",
    "arn:${*}:s3:::x",
    "arn:aws:sqs",
    "arn:aws:sqs:eu-*",
    "arn:aws:s3::bucket",
    "arn:aws:s3::b*",
    "arn:aws:${aws:x}:a:b",
    "arn:aws:s3:${a:b",
    "arn:aws",
    "arn:aws:s3:::",
    *(f"arn:aws:iam::111122223333:{each}{end}" for each in IAM_RESOURCE_TYPES[:4] for end in ("x", "*")),
]
NAMES = [
    "111122223333",
    "AIDAJ2UCCR6DPCEXAMPLE",
    "AROAJ2UCCR6DPCEXAMPLE",
    "0123456789abcdef" * 4,
    "lambda.amazonaws.com",
    "cognito-identity.amazonaws.com",
]
ACTIONS = [
    "*",
    "sts:*",
    "sts:AssumeRole",
    "STS:assumeROLE",
    "sts:AssumeRoleWithSAML",
    "sts:TagSession",
    "sts:Assume*",
    "sts:*Session*",
    "sts:*e*",
    "sts:?et*Ident?ty",
    "sts:*a*u*e*R*e*",
    "sts:*s*t*i*z*",
    "s3:Get*",
    "iam:PassRole",
    "AssumeRole",
    "s*:Get",
]
VALUES = [
    "",
    "true",
    "FALSE",
    "3600",
    "-1.5e3",
    "+.5",
    "1e1234567",
    "2026-01-31",
    "2026-01-31T08:00:00.5+01:00",
    "01t",
    "9223372036854775807",
    "9223372036854775808",
    "-292275054",
    "192.0.2.0/24",
    "10.0.0.5/33",
    "2001:db8::/32",
    "::ffff:192.0.2.1/128",
    "1:2:3:4:5:6:7::",
    "QmluYXJ5",
    "QQ==",
    "${aws:username}",
    "${aws:PrincipalTag/team, 'none'}",
    "${aws:username",
    "x${}y",
]
ODD = st.sampled_from(
    [*"*?:/${}' ,aAkstT0129.-_+=@~\n\r\x00\x7f", "\u0130", "\u0661", "\u2028", "\ud800", "é", "😀", "${", "${*}", "\n"]
)


def numeral(limit: int) -> st.SearchStrategy[str]:
    """About as great as a limit, with any zeros in front."""
    near = st.integers(-1, limit + 1) | st.sampled_from([0, 1, limit, limit + 1])
    return st.builds(lambda zeros, number: "0" * zeros + str(number), st.sampled_from([0, 0, 0, 1, 30, 31]), near)


@st.composite
def dates(draw: st.DrawFn) -> str:
    """Epoch seconds, or as many fields of a date as it happens."""
    if draw(st.integers(0, 3)) == 0:
        return draw(numeral(2**63 - 1))
    year = draw(st.sampled_from(["", "-"])) + draw(numeral(draw(st.sampled_from([292_275_054, 292_278_993]))))
    fields = [("-", 12), ("-", 31), ("T", 23), (":", 59), (":", 59), (".", 999_999_999)]
    parts = [sign + draw(numeral(limit) | st.just("")) for sign, limit in fields[: draw(st.integers(0, 6))]]
    zone = draw(st.sampled_from(["", "Z", "z", "+01", "-23:59", "+24:00", "+1:00", "+01:60"]))
    return year + "".join(parts) + zone


@st.composite
def networks(draw: st.DrawFn) -> str:
    """Groups of IPv6 with at most two ``::``, perhaps with an IPv4 address and a prefix length."""
    octets = ".".join(draw(st.lists(numeral(255), min_size=4, max_size=4)))
    groups = draw(st.lists(st.text("09afF", min_size=1, max_size=4), max_size=8))
    tail = [octets] if draw(st.booleans()) else []
    text = ":".join(groups + tail)
    for _ in range(draw(st.integers(0, 2))):
        cut = draw(st.integers(0, len(groups)))
        text = ":".join(groups[:cut]) + "::" + ":".join([*groups[cut:], *tail])
    return text + draw(st.sampled_from(["", "", "/", "/0", "/32", "/33", "/128", "/129", "/008", "/0001"]))


@st.composite
def changed(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with up to three characters put in, taken out or replaced."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(ODD | st.just("")) + text[place + draw(st.integers(0, 1)) :]
    return text


TEXTS = changed(st.sampled_from([*ARNS, *NAMES, *ACTIONS, *VALUES]) | dates() | networks())
NUMBERS = st.sampled_from(
    [
        "0",
        "-0",
        "-1",
        "1234",
        "12345678",
        "1.0",
        "1e3",
        "1E+5",
        "-0.5",
        "9223372036854775808",
        "-292275055",
        "1e9999999",
    ]
).map(Number)
SCALARS = TEXTS | NUMBERS | st.booleans()
OPERATORS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "ForAnyValue:", "ForAllValues:"]),
    st.sampled_from(list(BASE_OPERATORS)),
    st.sampled_from(["", "", "IfExists"]),
)

# ── Law 1: one text, in every place where a text can stand ───────────────────────────────────────────────────────────


def around(kind: str, place: str, value: JsonValue, version: str | None = "2012-10-17") -> dict[str, JsonValue]:
    """A small document of a kind with a value in one place, which is a member or an operator."""
    grammar = KINDS[kind].grammar
    statement: dict[str, JsonValue] = {"Effect": "Deny", "Action": "sts:AssumeRole"}
    if grammar.principal is Rule.REQUIRED:
        statement["Principal"] = "*" if grammar.only_deny or not grammar.assumes else {"AWS": "*"}
    if grammar.resource is not Rule.REFUSED:
        statement["Resource"] = "*"
    members: dict[str, JsonValue] = (
        {"Statement": statement} if version is None else {"Version": version, "Statement": statement}
    )
    match place.partition("."):
        case "Principal", ".", key:
            statement["Principal"] = {key: value}
        case "Condition", ".", operator:
            statement["Condition"] = {operator: {"aws:PrincipalTag/x": value}}
        case "Version" | "Id", "", _:
            members[place] = value
        case _:
            statement[place] = value
    return members


PLACES = st.sampled_from(
    [
        "Version",
        "Id",
        "Sid",
        "Effect",
        "Action",
        "Resource",
        "Principal",
        *(f"Principal.{key}" for key in ("AWS", "AWS", "Service", "Federated", "CanonicalUser")),
    ]
) | OPERATORS.map("Condition.{}".format)
VERSIONS = st.sampled_from(["2012-10-17", "2012-10-17", "2008-10-17", None])


@MORE
@given(KIND, PLACES, SCALARS, VERSIONS)
@example("trust", "Principal.Federated", "arn:aws:iam::111122223333:oidc-provider/ü.example.com", None)
@example("trust", "Principal.Federated", "arn:aws:iam::111122223333:oidc-provider/*.example.com", None)
@example("identity", "Resource", "arn:aws:s3::${x:${y}", None)
@example("identity", "Resource", "arn:aws:iam::${x:${y}:user/a", None)
@example("identity", "Resource", "arn:${x:${y*}:s3:::b", None)
@example("trust", "Principal.AWS", "arn:aws:iam::111122223333:role/" + "a" * 2000, None)
@example("endpoint", "Principal.AWS", "arn:aws" + "-" * 2001 + ":iam::111122223333:role/x", None)
@example("endpoint", "Principal.AWS", "arn:aws" + "-" * 2015 + ":iam::111122223333:role/x", None)
def test_a_text_is_accepted_by_both_or_by_neither(kind: str, place: str, value: JsonValue, version: str | None) -> None:
    members = around(kind, place, value, version)
    assert unexplained(kind, members) == []
    assert unexplained(kind, members | {"Statement": [members["Statement"]]}) == []


@MORE
@given(st.data())
@pytest.mark.parametrize(("kind", "place", "texts"), [
    ("identity", "Resource", ARNS),
    ("session", "Resource", ARNS),
    ("scp", "Resource", ARNS),
    ("endpoint", "Resource", ARNS),
    ("trust", "Action", ACTIONS),
    ("trust", "Principal.AWS", ARNS),
    ("trust", "Principal.Federated", ARNS),
    ("resource", "Principal.AWS", ARNS),
])  # fmt: skip
def test_a_text_nearly_right_for_its_place_is_accepted_by_both_or_by_neither(
    kind: str, place: str, texts: list[str], data: st.DataObject
) -> None:
    members = around(kind, place, data.draw(changed(st.sampled_from(texts))), data.draw(VERSIONS))
    assert unexplained(kind, members) == []


@MORE
@given(st.sampled_from(["DateEquals", "DateLessThanIfExists"]), changed(dates()) | dates())
def test_dates_are_accepted_by_both_or_by_neither(operator: str, text: str) -> None:
    assert unexplained("identity", around("identity", f"Condition.{operator}", text)) == []


@MORE
@given(changed(networks()) | networks())
def test_networks_are_accepted_by_both_or_by_neither(text: str) -> None:
    assert unexplained("scp", around("scp", "Condition.NotIpAddress", text)) == []


@MORE
@given(st.lists(st.text("aAsumeRol?*", max_size=3), max_size=8).map("*".join))
def test_globs_in_a_trust_policy_are_accepted_by_both_or_by_neither(name: str) -> None:
    assert unexplained("trust", around("trust", "Action", f"sts:{name}")) == []


# ── Law 2: whole documents, then with parts changed ──────────────────────────────────────────────────────────────────


def one_or_list(values: st.SearchStrategy[JsonValue], least: int = 1) -> st.SearchStrategy[JsonValue]:
    return values | st.lists(values, min_size=least, max_size=3)


GOOD_VALUES: Final[Mapping[str, list[JsonValue]]] = {
    "String": ["", "x", "${aws:username}", True, Number("1.0")],
    "Numeric": ["3600", "-1.5", Number("3600"), Number("1e3")],
    "Date": ["2026-01-31", "2026-01-31T00:00:00Z", "0", Number("1735689600")],
    "Bool": ["true", "False", True, False],
    "Binary": ["", "QQ==", "QmluYXJ5"],
    "IpAddress": ["192.0.2.0/24", "2001:db8::1"],
    "Arn": ["arn:aws:iam::*:role/*", "${aws:PrincipalArn}", "x"],
    "Null": ["true", False],
}
GOOD_PRINCIPALS: Final[Mapping[str, list[JsonValue]]] = {
    "AWS": ["*", *NAMES[:3], *ARNS[1:4], *ARNS[5:7]],
    "Service": [NAMES[4]],
    "Federated": [NAMES[5], *ARNS[7:9]],
    "CanonicalUser": [NAMES[3]],
}


@st.composite
def conditions(draw: st.DrawFn) -> JsonValue:
    result: dict[str, JsonValue] = {}
    for operator in draw(st.lists(OPERATORS.filter(lambda name: "NullIf" not in name), max_size=2)):
        family = next(
            row.family
            for name, row in BASE_OPERATORS.items()
            if name in operator.partition(":")[2] or name == operator.removesuffix("IfExists")
        )
        keys = draw(
            st.lists(st.sampled_from(["aws:SourceIp", "AWS:username", "sts:ExternalId", ""]), max_size=2, unique=True)
        )
        result[operator] = {key: draw(one_or_list(st.sampled_from(GOOD_VALUES[family]), 0)) for key in keys}
    return result


@st.composite
def principals(draw: st.DrawFn, kind: str) -> JsonValue:
    if kind == "rcp":
        return "*"
    misplaced = "CanonicalUser" if kind == "trust" else "Federated"
    keys = draw(
        st.lists(st.sampled_from([key for key in GOOD_PRINCIPALS if key != misplaced]), max_size=2, unique=True)
    )
    if not keys and kind != "trust" and draw(st.booleans()):
        return "*"
    return {key: draw(one_or_list(st.sampled_from(GOOD_PRINCIPALS[key]), 0)) for key in keys}


@st.composite
def statements(draw: st.DrawFn, kind: str) -> JsonValue:
    grammar = KINDS[kind].grammar
    negated = {
        "Principal": grammar.not_principal is Rule.ALLOWED,
        "Action": grammar.not_action is Rule.ALLOWED,
        "Resource": True,
    }
    spelled = {name: f"Not{name}" if may and draw(st.booleans()) else name for name, may in negated.items()}
    effect = (
        "Deny" if grammar.only_deny or spelled["Principal"] != "Principal" else draw(st.sampled_from(["Allow", "Deny"]))
    )
    actions: st.SearchStrategy[JsonValue] = st.sampled_from(ACTIONS[2:8] if grammar.assumes else ACTIONS[1:14])
    result: dict[str, JsonValue] = {"Effect": effect, spelled["Action"]: draw(one_or_list(actions))}
    if draw(st.booleans()):
        result["Sid"] = draw(st.sampled_from(["", "One", "Two"]))
    if grammar.principal is Rule.REQUIRED:
        result[spelled["Principal"]] = draw(principals(kind))
    if grammar.resource is Rule.REQUIRED or (grammar.resource is Rule.ALLOWED and draw(st.booleans())):
        entries: st.SearchStrategy[JsonValue] = st.sampled_from(ARNS[:16])
        result[spelled["Resource"]] = draw(entries | st.lists(entries | st.none(), min_size=1, max_size=3))
    if draw(st.booleans()):
        result["Condition"] = draw(conditions())
    return result


@st.composite
def documents(draw: st.DrawFn, kind: str) -> JsonValue:
    grammar = KINDS[kind].grammar
    result: dict[str, JsonValue] = {"Statement": draw(one_or_list(statements(kind), 0 if grammar.empty_lists else 1))}
    version = "2012-10-17" if grammar.version is Rule.REQUIRED else draw(VERSIONS)
    if version is not None:
        result["Version"] = version
    if grammar.id is Rule.ALLOWED and draw(st.booleans()):
        result["Id"] = "id"
    return result


def nodes(value: JsonValue, path: Pointer = ROOT) -> list[Pointer]:
    """Every place of a value."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for step, each in items for place in nodes(each, path / step))]


ODD_VALUES: st.SearchStrategy[JsonValue] = SCALARS | st.sampled_from(
    [None, [], {}, [[]], [None], {"AWS": []}, {"*": {}}, "Allow", "2008-10-17", ["*"], ["*", None], ["*", "*"]]
)
ODD_NAMES = st.sampled_from(
    [*STATEMENT_MEMBERS, "Version", "Id", "statement", "AWS", "Federated", "aws", "Null", "x", "Bool\n"]
)


@st.composite
def mutated(draw: st.DrawFn, kind: str) -> JsonValue:
    """A valid document with up to three parts replaced, renamed, moved, taken away, repeated or wrapped."""
    document: Any = draw(documents(kind))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(nodes(document)))
        value = at(document, path)
        elsewhere = at(document, draw(st.sampled_from(nodes(document))))
        new = draw(st.sampled_from([value, [value], [value, value], elsewhere]) | ODD_VALUES)
        if isinstance(value, str) and draw(st.booleans()):
            new = type(value)(value) if isinstance(value, Number) else draw(changed(st.just(value)))
        document = replaced(draw, document, path, deepcopy(new))
    return document  # type: ignore[no-any-return]  # JSON throughout


def replaced(draw: st.DrawFn, document: Any, path: Path, new: Any) -> Any:
    """The document with one part replaced, or taken away, or under another name."""
    if not path:
        return new
    parent, name = at(document, path[:-1]), path[-1]
    how = draw(st.sampled_from(["replace", "replace", "replace", "remove", "rename"]))
    if how == "replace":
        parent[name] = new
    elif how == "rename" and isinstance(parent, dict):
        other = draw(ODD_NAMES | changed(st.just(str(name))) | OPERATORS)
        members = [(other if each == name else each, value) for each, value in parent.items()]
        parent.clear()
        parent.update(members)
    else:
        del parent[name]
    return document


@given(st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_the_documents_made_here_are_valid(kind: str, data: st.DataObject) -> None:
    members = data.draw(documents(kind))
    assert accepts(kind, members)
    assert [each for each in problems(kind, members) if not repeats_a_sid(kind, members, each.path)] == []


@MORE
@given(st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_a_mutated_document_is_accepted_by_both_or_by_neither(kind: str, data: st.DataObject) -> None:
    assert unexplained(kind, data.draw(mutated(kind))) == []


@given(KIND, KIND, st.data())
def test_a_document_of_another_kind_is_accepted_by_both_or_by_neither(
    kind: str, other: str, data: st.DataObject
) -> None:
    assert unexplained(other, data.draw(documents(kind))) == []
