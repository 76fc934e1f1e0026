"""The published JSON Schemas: well-formed, up to date, portable, and different from the models only as they say."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

import policykit as pk
from policykit import schema as module
from policykit.model.policy import KINDS
from policykit.schema import DIFFERENCES, SCHEMAS, schema, schema_text, validator

PUBLISHED = Path(__file__).parents[1] / "docs" / "schemas"
TRUST = '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}'
ROLE = "arn:aws:iam::111122223333:role/Deploy"


def trust(**changes: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"} | changes
    return {"Version": "2012-10-17", "Statement": statement}


def policy(**changes: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"} | changes}


def shared(**changes: Any) -> dict[str, Any]:
    return policy(**{"Principal": "*"} | changes)


def reads(kind: str, text: str | bytes) -> bool:
    try:
        KINDS[kind].from_json(text)
    except pk.PolicyError:
        return False
    return True


# ── The schemas themselves ───────────────────────────────────────────────────────────────────────────────────────────


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """A schema and all objects inside it."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(each)


def patterns(name: str) -> set[str]:
    found = {part["pattern"] for part in parts(schema(name)) if isinstance(part.get("pattern"), str)}
    return found.union(*(part["patternProperties"] for part in parts(schema(name)) if "patternProperties" in part))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_a_schema_of_its_draft(name: str) -> None:
    made = schema(name)
    Draft202012Validator.check_schema(made)
    assert made["$id"] == f"urn:policykit:schema:{name}"
    assert made["title"]
    assert made["description"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_member_is_explained(name: str) -> None:
    closed = [
        part
        for part in parts(schema(name))
        if part.get("additionalProperties") is False and "AWS" not in part["properties"]
    ]
    assert closed
    assert [member for part in closed for member, rule in part["properties"].items() if not rule["description"]] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_file_is_what_is_made(name: str) -> None:
    """Remade with ``policykit schema KIND > docs/schemas/KIND.json``."""
    assert (PUBLISHED / f"{name}.json").read_text(encoding="ascii") == schema_text(name) + "\n"


def test_every_published_file_is_made_and_explained() -> None:
    page = (PUBLISHED / "README.md").read_text(encoding="utf-8")
    assert (
        {path.stem for path in PUBLISHED.glob("*.json")} == set(SCHEMAS) == set(re.findall(r"\]\((\w+)\.json\)", page))
    )
    assert re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", page, re.MULTILINE) == list(DIFFERENCES.items())


# What Python and ECMA-262, with and without its flag u, read alike: no "\d", ".", "$", named group or possessive "++".
CLASS = r"\[(?:\\s\\S|\^?(?:\\x[0-9a-f]{2}|[^\\\]])+)\]"
ATOM = rf"\((?:\?[:=!])?|[)|^]|{CLASS}|\\[.*?$(){{}}|]|[A-Za-z0-9 :/,'=_-]"
PORTABLE = re.compile(rf"(?:(?:{ATOM})(?:[*+?]|\{{[0-9]+(?:,[0-9]+)?\}})?)*")


@pytest.mark.parametrize("name", SCHEMAS)
def test_patterns_mean_the_same_to_python_and_to_javascript(name: str) -> None:
    for pattern in patterns(name):
        re.compile(pattern)
        assert pattern.isascii()
        assert PORTABLE.fullmatch(pattern), pattern


def test_a_schema_is_the_callers_to_change() -> None:
    schema("trust")["properties"].clear()
    assert schema("trust")["properties"]


def test_a_class_stands_for_its_kind() -> None:
    assert {schema(kind)["$id"] for kind in KINDS.values()} == {schema(name)["$id"] for name in KINDS}
    assert schema_text(pk.TrustPolicy) == schema_text("trust")


@pytest.mark.parametrize("kind", ["policy", "", pk.PolicyDocument], ids=repr)
def test_there_is_no_schema_of_anything_else(kind: str | type[pk.PolicyDocument]) -> None:
    with pytest.raises(pk.InvalidValue, match=r"expected one of trust, identity, .*, decision, cases, intent\Z"):
        schema(kind)


def test_jsonschema_is_loaded_by_those_who_validate_only() -> None:
    program = "import sys, policykit.schema as s; s.schema_text('trust'); sys.exit('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_public_names_are_all_there_is() -> None:
    assert sorted(module.__all__) == ["DIFFERENCES", "SCHEMAS", "schema", "schema_text", "validator"]


# ── What they accept ─────────────────────────────────────────────────────────────────────────────────────────────────

ACCEPTED = {
    "GRAM-2 a statement alone": ("trust", trust()),
    "GRAM-2 no Version": ("identity", {"Statement": policy()["Statement"]}),
    "GRAM-4 a list": ("trust", trust(Action=["sts:AssumeRole"], Principal={"AWS": ["111122223333"]})),
    "GRAM-9 a truth value without quotes": ("scp", policy(Condition={"Bool": {"aws:SecureTransport": False}})),
    "GRAM-9 a number without quotes": ("scp", policy(Condition={"NumericLessThan": {"k": 3600}})),
    "GRAM-9a null in a Resource list": ("identity", policy(Resource=[None, "*"])),
    "GRAM-12 old variables are text": ("identity", {"Statement": policy(Resource="arn:aws:s3:::${x")["Statement"]}),
    "GRAM-19 case of actions": ("trust", trust(Action="STS:assumeROLE")),
    "GRAM-25 wildcards": ("trust", trust(Action=["sts:AssumeRole*", "sts:*Session", "sts:Set?ontext"])),
    "GRAM-29 RCPFullAWSAccess": ("rcp", shared(Effect="Allow", Action="*")),
    "GRAM-34 empty lists outside of IAM": ("resource", {"Statement": []}),
    "GRAM-34 nobody": ("trust", trust(Principal={})),
    "GRAM-35 an empty block": ("trust", trust(Condition={"NoSuchOperator": {}})),
    "GRAM-36 no values": ("trust", trust(Condition={"StringEquals": {"k": []}})),
    "ARN-15 a short ARN": ("identity", policy(Resource="arn:aws:sqs")),
    "ARN-15 short with a star": ("scp", policy(Resource="arn:aws:s3::*")),
    "PRIN-9 a pattern is text": ("resource", shared(Principal={"AWS": "arn:aws:iam::111122223333:role/*"})),
    "PRIN-12a a CloudFront identity": ("resource", shared(
        Principal={"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E15MNIMTCFKK4C"})),
    "PRIN-39 NotPrincipal with Deny": ("resource", policy(NotPrincipal={"AWS": "111122223333"})),
    "COND-31 an odd date": ("trust", trust(Condition={"DateEquals": {"aws:CurrentTime": "01T"}})),
}  # fmt: skip
REFUSED = {  # where: in the statement, or in the document
    "GRAM-1 unknown member": ("trust", trust() | {"$schema": "x"}, "$"),
    "GRAM-2 no statements": ("trust", {"Statement": []}, ""),
    "GRAM-3 both of a pair": ("identity", policy(NotAction="s3:*"), ""),
    "GRAM-3 none of a pair": ("identity", {"Statement": {"Effect": "Deny", "Resource": "*"}}, ""),
    "GRAM-8 case of Effect": ("scp", policy(Effect="deny"), ".Effect"),
    "GRAM-9 null as a value": ("trust", trust(Condition={"ArnLike": {"k": [None]}}), ".Condition.ArnLike.k[0]"),
    "GRAM-11 Version": ("trust", trust() | {"Version": "2012-10-18"}, "$.Version"),
    "GRAM-14 old Version": ("boundary", policy() | {"Version": "2008-10-17"}, "$.Version"),
    "GRAM-15 Sid": ("trust", trust(Sid="a-b"), ".Sid"),
    "GRAM-17 Id": ("scp", policy() | {"Id": "x"}, "$"),
    "GRAM-18 no service": ("identity", policy(Action=["s3:Get*", "AssumeRole"]), ".Action[1]"),
    "GRAM-22 a region": ("identity", policy(Resource="arn:aws:iam:eu-west-1:111122223333:role/x"), ".Resource"),
    "GRAM-24 Resource": ("trust", trust(Resource="*"), ""),
    "GRAM-25 misspelled": ("trust", trust(Action="sts:TagSessions"), ".Action"),
    "GRAM-25 names none": ("trust", trust(Action="sts:Z*"), ".Action"),
    "GRAM-29 Allow": ("rcp", shared(Effect="Allow"), ".Action"),
    "GRAM-29 everything": ("rcp", shared(Action="*"), ".Action"),
    "GRAM-31 a short ARN": ("session", policy(Resource="arn:aws:sqs"), ".Resource"),
    "GRAM-37 NullIfExists": ("trust", trust(Condition={"NullIfExists": {"k": "true"}}), ".Condition.NullIfExists"),
    "PRIN-4 canonical id": ("trust", trust(Principal={"CanonicalUser": "0" * 64}), ".Principal.CanonicalUser"),
    "PRIN-8 Federated": ("resource", shared(Principal={"Federated": "accounts.google.com"}), ".Principal.Federated"),
    "PRIN-9 a pattern": ("trust", trust(Principal={"AWS": ["*", f"{ROLE}/*"]}), ".Principal.AWS[1]"),
    "PRIN-10 any service": ("trust", trust(Principal={"Service": "*"}), ".Principal.Service"),
    "PRIN-14 bare star": ("trust", trust(Principal="*"), ".Principal"),
    "PRIN-39 NotPrincipal with Allow": ("resource", policy(Effect="Allow", NotPrincipal="*"), ".Effect"),
    "COND-7 unknown operator": ("trust", trust(Condition={"StringEqual": {"k": "v"}}), ".Condition.StringEqual"),
    "COND-31 no date": ("trust", trust(Condition={"DateEquals": {"k": "2026-13-01"}}), ".Condition.DateEquals.k"),
    "COND-41 a star is no ARN": ("trust", trust(Condition={"ArnLike": {"k": "*"}}), ".Condition.ArnLike.k"),
    "COND-68 variable": ("trust", trust(Condition={"StringLike": {"k": "${aws:username"}}), ".Condition.StringLike.k"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "document"), ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(kind: str, document: dict[str, Any]) -> None:
    assert [(error.json_path, error.message) for error in validator(kind).iter_errors(document)] == []
    assert reads(kind, json.dumps(document))


@pytest.mark.parametrize(("kind", "document", "where"), REFUSED.values(), ids=REFUSED)
def test_refused_where_it_is_wrong(kind: str, document: dict[str, Any], where: str) -> None:
    assert {error.json_path for error in validator(kind).iter_errors(document)} == {
        where if where.startswith("$") else f"$.Statement{where}"
    }
    assert not reads(kind, json.dumps(document))


ENDS = {
    "account": trust(Principal={"AWS": "111122223333\n"}),
    "ARN": trust(Principal={"AWS": f"{ROLE}\n"}),
    "service": trust(Principal={"Service": "ec2.amazonaws.com\n"}),
    "Sid": trust(Sid="a\n"),
    "action": trust(Action="sts:AssumeRole\n"),
    "operator": trust(Condition={"StringEquals\n": {"k": "v"}}),
    "number": trust(Condition={"NumericEquals": {"k": "1\n"}}),
    "date": trust(Condition={"DateEquals": {"k": "2026-01-31\n"}}),
    "truth value": trust(Condition={"Bool": {"k": "true\n"}}),
    "network": trust(Condition={"IpAddress": {"k": "192.0.2.0/24\n"}}),
}


@pytest.mark.parametrize("document", ENDS.values(), ids=ENDS)
def test_a_line_break_at_the_end_is_not_overlooked(document: dict[str, Any]) -> None:
    assert not validator("trust").is_valid(document)
    assert not reads("trust", json.dumps(document))


# What the reference refuses; each was accepted by a model once.
STRAYS = {
    "GRAM-19: the Kelvin sign is no K, though K is its lower case": trust(Action="sts:GetAccess\u212aeyInfo"),
    "ARN-4: twelve letters are no account": trust(Principal={"AWS": "arn:aws:iam::abcdefghijkl:role/Deploy"}),
    "PRIN-9: providers are no patterns": trust(Principal={"Federated": "arn:aws:iam::111122223333:oidc-provider/*"}),
}


@pytest.mark.parametrize("document", STRAYS.values(), ids=STRAYS)
def test_what_only_looks_right_is_refused(document: dict[str, Any]) -> None:
    assert not validator("trust").is_valid(document)
    assert not reads("trust", json.dumps(document))


def test_a_long_row_of_wildcards_is_no_trap() -> None:
    """Each would take more steps than there are seconds in a century if every way to match were tried."""
    for name in ("*?" * 4 + "?" * 12 + "X", "*?" * 40 + "X", "?*" * 60_000, "*" * 60_000 + "X"):
        validator("trust").is_valid(trust(Action=f"sts:{name}"))


# ── Where they differ ────────────────────────────────────────────────────────────────────────────────────────────────

MANY = "sts:*a*u*e*R*z*"  # matches no action, but who would try all ways?
EXAMPLES: dict[str, list[tuple[str, str | bytes, bool]]] = {  # kind, text, whether the model accepts it
    "repeated-members": [("trust", TRUST.replace('"Effect"', '"Effect":"Deny","Effect"'), False)],
    "text-encoding": [("trust", b"\xef\xbb\xbf" + TRUST.encode(), False), ("trust", TRUST.encode("utf-16"), False)],
    "text-characters": [("trust", json.dumps(trust(Condition={"Null": {"\u2713": True}}), ensure_ascii=False), False)],
    "text-length": [("trust", TRUST + " " * 131_072, False), ("scp", json.dumps(policy()) + " " * (1 << 20), False)],
    "half-characters": [("resource", json.dumps(shared(Sid="\ud800")), False)],
    "not-a-number": [("trust", json.dumps(trust(Condition={"NumericEquals": {"k": float("nan")}})), False)],
    "number-spelling": [
        ("trust", json.dumps(trust(Condition={"DateEquals": {"k": 1.0}})), False),
        ("trust", json.dumps(trust(Condition={"BinaryEquals": {"k": 1234}})), True),
    ],
    "document-size": [
        ("trust", json.dumps(trust(Sid="x" * 8_192)), False),
        ("rcp", json.dumps(shared(Sid="x" * 5_120)), False),
    ],
    "repeated-sids": [("scp", json.dumps({"Statement": [policy(Sid="a")["Statement"]] * 2}), False)],
    "repeated-keys": [("trust", json.dumps(trust(Condition={"StringLike": {"aws:x": "1", "AWS:X": "1"}})), False)],
    "crowded-wildcards": [("trust", json.dumps(trust(Action=MANY)), False)],
}  # fmt: skip


def test_every_difference_has_an_example() -> None:
    assert list(EXAMPLES) == list(DIFFERENCES)


@pytest.mark.parametrize(
    ("kind", "text", "accepted"),
    [pytest.param(*row, id=f"{name}-{number}") for name, rows in EXAMPLES.items() for number, row in enumerate(rows)],
)
def test_a_named_difference_is_one(kind: str, text: str | bytes, accepted: bool) -> None:
    assert reads(kind, text) is accepted
    assert validator(kind).is_valid(json.loads(text)) is not accepted


def test_percent_encoded_text_is_no_json_to_others() -> None:
    assert reads("trust", TRUST.replace("{", "%7B").replace('"', "%22"))


# ── Decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────

ALICE = pk.User(
    "arn:aws:iam::111122223333:user/alice",
    policies=[pk.IdentityPolicy.from_dict(policy(Effect="Allow", Action="sts:*", Resource=f"{ROLE}*", Sid="Assume"))],
)


def role(*statements: dict[str, Any]) -> pk.Role:
    return pk.Role(ROLE, trust=pk.TrustPolicy.from_dict({"Version": "2012-10-17", "Statement": list(statements)}))


ACCOUNT = trust(Principal={"AWS": "111122223333"})["Statement"]
TESTED = ACCOUNT | {"Condition": {"StringEquals": {"sts:ExternalId": "x"}, "Null": {"aws:SourceIp": False}}}
TAGGED = ACCOUNT | {"Condition": {"StringEquals": {"aws:PrincipalTag/team": ["a", "b"]}}}
HOME = trust(Effect="Deny", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}})["Statement"]
DECISIONS = {
    "allowed": pk.can_assume(ALICE, role(ACCOUNT), session_name="alice"),
    "denied": pk.can_assume(ALICE, role(TESTED)),
    "denied explicitly": pk.can_assume(ALICE, role(ACCOUNT, HOME), context={"aws:SourceIp": "203.0.113.1"}),
    "unknown": pk.can_assume(ALICE, role(TESTED, TAGGED, HOME), unknown=pk.EVERYTHING, organization=pk.UNKNOWN),
    "another action": pk.authorize(pk.Request(ALICE, "s3:ListAllMyBuckets", "*"), pk.Policies(identity=ALICE.policies)),
}  # fmt: skip


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
def test_decisions_are_as_their_schema_says(decision: pk.Decision) -> None:
    value = json.loads(json.dumps(decision.to_dict()))
    assert [(error.json_path, error.message) for error in validator("decision").iter_errors(value)] == []


WRONG: dict[str, dict[str, Any]] = {
    "a member more": {"more": 1},
    "another outcome": {"outcome": "maybe"},
    "allowed and not": {"allowed": False},
    "a residual although all is known": {"residual": {"always": True}},
    "no list of reasons": {"reasons": None},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_what_is_no_decision_is_refused(changes: dict[str, Any]) -> None:
    assert best_match(validator("decision").iter_errors(DECISIONS["allowed"].to_dict() | changes)) is not None


def test_the_decisions_compared_here_have_every_outcome() -> None:
    assert {decision.outcome for decision in DECISIONS.values()} == set(pk.Outcome)
