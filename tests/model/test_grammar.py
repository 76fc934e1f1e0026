"""Which element stands in which kind of document, and the report of what is wrong (section 1.6 of the grammar)."""

from typing import Any

import pytest

from policykit.errors import PolicyError, Problem
from policykit.model.grammar import IAM_RESOURCE_TYPES, TRUST, Report, Rule, did_you_mean
from policykit.model.policy import KINDS
from policykit.source import Pointer

WITH_PRINCIPAL = ("trust", "resource", "endpoint", "rcp")


def valid(kind: str) -> dict[str, Any]:
    """The smallest document of a kind."""
    statement: dict[str, Any] = {"Effect": "Deny", "Action": "sts:AssumeRole"}
    if kind in WITH_PRINCIPAL:
        statement["Principal"] = "*" if kind == "rcp" else {"AWS": "*"}
    if kind != "trust":
        statement["Resource"] = "*"
    return {"Version": "2012-10-17", "Statement": statement}


def problems(kind: str, document: object, *, strict: bool = True) -> list[tuple[str, str]]:
    """Place and message of every problem of a document; none if it is valid."""
    try:
        KINDS[kind].from_dict(document, strict=strict)  # type: ignore[arg-type]  # documents of other types too
    except PolicyError as error:
        return [(str(each.path), each.message) for each in error.errors]
    return []


NAMES = {
    "trust": "trust policy",
    "identity": "identity-based policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "resource": "resource-based policy",
    "endpoint": "VPC endpoint policy",
    "scp": "service control policy",
    "rcp": "resource control policy",
}


def test_the_kinds_and_their_names() -> None:
    assert {kind: document.grammar.name for kind, document in KINDS.items()} == NAMES


@pytest.mark.parametrize("kind", KINDS)
def test_the_smallest_document_of_each_kind(kind: str) -> None:
    assert problems(kind, valid(kind)) == []


# ── Members of the document ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_where_the_version_must_be_2012(kind: str) -> None:
    """GRAM-14: boundaries are managed policies, and resource control policies say so; a lenient reading keeps them."""
    name = NAMES[kind]
    missing, old = valid(kind), valid(kind) | {"Version": "2008-10-17"}
    del missing["Version"]
    if kind in ("boundary", "rcp"):
        assert problems(kind, missing) == [("", f"missing element 'Version': a {name} must have '2012-10-17'")]
        assert problems(kind, old) == [
            ("/Version", f"expected '2012-10-17', which a {name} must have, found '2008-10-17'")
        ]
    else:
        assert problems(kind, missing) == []
        assert problems(kind, old) == []
    assert problems(kind, missing, strict=False) == []
    assert problems(kind, old, strict=False) == []


@pytest.mark.parametrize("kind", KINDS)
def test_where_an_id_may_stand(kind: str) -> None:
    """GRAM-17."""
    document = valid(kind) | {"Id": "reports"}
    expected = [("/Id", f"a {NAMES[kind]} has no Id")] if kind in ("scp", "rcp") else []
    assert problems(kind, document) == expected
    assert problems(kind, document, strict=False) == []
    assert problems(kind, valid(kind) | {"Id": 5}, strict=False) == [("/Id", "expected a string, found the number 5")]


# ── Members of a statement ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_where_a_principal_must_stand(kind: str) -> None:
    """GRAM-24, GRAM-29, GRAM-33."""
    document = valid(kind)
    if kind in WITH_PRINCIPAL:
        del document["Statement"]["Principal"]
        message = f"missing element 'Principal': {KINDS[kind].grammar.one} says whom it speaks of"
        assert problems(kind, document, strict=False) == [("/Statement", message)]
    else:
        for name in ("Principal", "NotPrincipal"):
            statement = valid(kind)["Statement"] | {name: {"AWS": "*"}}
            message = f"{KINDS[kind].grammar.one} has no {name}: it speaks of whoever it is attached to"
            assert problems(kind, {"Statement": statement}, strict=False) == [(f"/Statement/{name}", message)]


NOT_PRINCIPAL = "has no NotPrincipal: use a Deny with ArnNotLike on aws:PrincipalArn"
ONLY_DENY = "NotPrincipal is supported with Deny only: with Allow it would let in everybody else"
EXCEPT = {  # kind, effect: message when reading strictly, when reading leniently
    "PRIN-39 trust": ("trust", "Deny", f"a trust policy {NOT_PRINCIPAL}", None),
    "PRIN-39 trust, Allow": ("trust", "Allow", f"a trust policy {NOT_PRINCIPAL}", None),
    "PRIN-39 resource": ("resource", "Deny", None, None),
    "PRIN-39 resource, Allow": ("resource", "Allow", ONLY_DENY, None),
    "DISP-5 endpoint": ("endpoint", "Deny", None, None),
    "PRIN-39 endpoint, Allow": ("endpoint", "Allow", ONLY_DENY, None),
}


@pytest.mark.parametrize(("kind", "effect", "strictly", "leniently"), EXCEPT.values(), ids=EXCEPT)
def test_where_not_principal_may_stand(kind: str, effect: str, strictly: str | None, leniently: str | None) -> None:
    document = valid(kind)
    document["Statement"].update(Effect=effect, NotPrincipal=document["Statement"].pop("Principal"))
    for strict, message in ((True, strictly), (False, leniently)):
        expected = [] if message is None else [("/Statement/NotPrincipal", message)]
        assert problems(kind, document, strict=strict) == expected


def test_a_resource_control_policy_has_no_not_principal() -> None:
    """GRAM-29."""
    document = valid("rcp")
    document["Statement"]["NotPrincipal"] = document["Statement"].pop("Principal")
    assert problems("rcp", document, strict=False) == [
        ("/Statement/NotPrincipal", f"a resource control policy {NOT_PRINCIPAL}")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_where_not_action_may_stand(kind: str) -> None:
    """GRAM-29, DISP-24."""
    document = valid(kind)
    document["Statement"]["NotAction"] = document["Statement"].pop("Action")
    refused = [("/Statement/NotAction", f"a {NAMES[kind]} has no NotAction: list the actions it means")]
    assert problems(kind, document) == (refused if kind in ("trust", "rcp") else [])
    assert problems(kind, document, strict=False) == (refused if kind == "rcp" else [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["Resource", "NotResource"])
def test_where_a_resource_must_stand(kind: str, name: str) -> None:
    """GRAM-24: the resource of a trust policy is the role itself."""
    document = valid(kind)
    document["Statement"].pop("Resource", None)
    required = [("/Statement", "missing element 'Resource': expected Resource or NotResource")]
    optional = kind in ("trust", "resource", "endpoint")
    assert problems(kind, document, strict=False) == ([] if optional else required)
    document["Statement"][name] = "*"
    refused = [(f"/Statement/{name}", f"a trust policy has no {name}: its resource is the role itself")]
    assert problems(kind, document, strict=False) == (refused if kind == "trust" else [])


@pytest.mark.parametrize("kind", KINDS)
def test_where_sids_are_plain_and_unique(kind: str) -> None:
    """GRAM-15, GRAM-16: other services than IAM and Organizations take more."""
    statement = valid(kind)["Statement"] | {"Sid": "Two words"}
    wide = kind in ("resource", "endpoint")
    plain = [("/Statement/Sid", "expected letters and digits only (A-Z, a-z, 0-9), found 'Two words'")]
    assert problems(kind, valid(kind) | {"Statement": statement}) == ([] if wide else plain)
    statement["Sid"] = "One"
    repeated = [("/Statement/2/Sid", "Sid 'One' is used at /Statement/0 already: expected a different one")]
    document = valid(kind) | {"Statement": [statement, statement | {"Sid": "Two"}, statement]}
    assert problems(kind, document) == ([] if wide else repeated)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_sid_is_none_and_may_repeat(kind: str) -> None:
    """GRAM-16."""
    statement = valid(kind)["Statement"] | {"Sid": ""}
    policy = KINDS[kind].from_dict(valid(kind) | {"Statement": [statement, statement]})
    assert [each.sid for each in policy.statements] == [None, None]


@pytest.mark.parametrize("kind", KINDS)
def test_where_lists_may_be_empty(kind: str) -> None:
    """GRAM-2, GRAM-34."""
    wide = kind in ("resource", "endpoint")
    entry = "expected at least one entry, found an empty list"
    document = valid(kind)
    document["Statement"]["Action"] = []
    assert problems(kind, document, strict=False) == ([] if wide else [("/Statement/Action", entry)])
    if kind != "trust":
        document = valid(kind)
        document["Statement"]["Resource"] = []
        assert problems(kind, document, strict=False) == ([] if wide else [("/Statement/Resource", entry)])
    none = [("/Statement", "expected at least one statement, found an empty list")]
    assert problems(kind, {"Version": "2012-10-17", "Statement": []}, strict=False) == ([] if wide else none)


SIX = "expected arn:partition:service:region:account:resource, six fields, found"
SHORT = {  # kind, resource, message
    "ARN-15 identity": ("identity", "arn:aws:sqs", None),
    "ARN-15 identity, an empty field": ("identity", "arn:aws:s3::b*", f"invalid ARN 'arn:aws:s3::b*': {SIX} 5"),
    "ARN-15 boundary": ("boundary", "arn:aws:sqs", None),
    "GRAM-31 session": ("session", "arn:aws:sqs", f"invalid ARN 'arn:aws:sqs': {SIX} 3"),
    "GRAM-31 session, a star": ("session", "arn:aws:s3*", f"invalid ARN 'arn:aws:s3*': {SIX} 3"),
    "DISP-28 resource": ("resource", "arn:aws:sqs", None),
    "DISP-28 endpoint": ("endpoint", "arn:aws:s3::b*", None),
    "DISP-28 scp": ("scp", "arn:aws:sqs", f"invalid ARN 'arn:aws:sqs': {SIX} 3"),
    "DISP-28 scp, a star at the end": ("scp", "arn:aws:sqs:*", None),
    "DISP-28 scp, a star elsewhere": ("scp", "arn:aws:sq*:x", f"invalid ARN 'arn:aws:sq*:x': {SIX} 4"),
    "DISP-28 rcp": ("rcp", "arn:aws:sqs:*", f"invalid ARN 'arn:aws:sqs:*': {SIX} 4"),
}


@pytest.mark.parametrize(("kind", "resource", "message"), SHORT.values(), ids=SHORT)
def test_where_short_arns_are_read(kind: str, resource: str, message: str | None) -> None:
    document = valid(kind)
    document["Statement"]["Resource"] = resource
    expected = [] if message is None else [("/Statement/Resource", message)]
    assert problems(kind, document) == problems(kind, document, strict=False) == expected


# ── Size ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

LIMITS = {  # kind: limit, whether spaces inside strings count
    "trust": (8_192, False),
    "session": (2_048, True),
    "endpoint": (20_480, True),
    "scp": (10_240, True),
    "rcp": (5_120, True),
}


def of_size(kind: str, characters: int, filler: str) -> dict[str, Any]:
    """A document whose shortest text has this many characters."""
    document = valid(kind)
    document["Statement"]["Condition"] = {"StringEquals": {"k": ""}}
    policy = KINDS[kind].from_dict(document)
    document["Statement"]["Condition"]["StringEquals"]["k"] = filler * (characters - len(policy.to_json()))
    return document


@pytest.mark.parametrize("kind", LIMITS)
def test_a_document_has_a_greatest_size(kind: str) -> None:
    """GRAM-39."""
    limit, _ = LIMITS[kind]
    assert problems(kind, of_size(kind, limit, "x")) == []
    message = f"a {NAMES[kind]} has at most {limit} characters, found {limit + 1}"
    assert problems(kind, of_size(kind, limit + 1, "x"), strict=False) == [("", message)]


@pytest.mark.parametrize("kind", LIMITS)
def test_whether_spaces_count(kind: str) -> None:
    limit, counts = LIMITS[kind]
    expected = [("", f"a {NAMES[kind]} has at most {limit} characters, found {limit + 1}")] if counts else []
    assert problems(kind, of_size(kind, limit + 1, " ")) == expected


@pytest.mark.parametrize("kind", ["scp", "rcp", "endpoint", "trust"])
def test_characters_count_once_however_they_are_escaped(kind: str) -> None:
    """GRAM-39: code points, not the six characters of an escape."""
    document = of_size(kind, LIMITS[kind][0], "☂")
    assert problems(kind, document) == []


def test_white_space_between_tokens_never_counts() -> None:
    text = KINDS["scp"].from_dict(of_size("scp", 10_240, "x")).to_json(indent=80)
    assert len(text) > 10_240
    assert KINDS["scp"].from_json(text).to_json(indent=80) == text


@pytest.mark.parametrize("kind", ["identity", "boundary", "resource"])
def test_kinds_whose_size_depends_on_where_they_are_attached_have_none(kind: str) -> None:
    assert problems(kind, of_size(kind, 30_000, "x")) == []


# ── The report ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "strict", "refused"),
    [
        (Rule.REFUSED, True, True),
        (Rule.REFUSED, False, True),
        (Rule.STRICT, True, True),
        (Rule.STRICT, False, False),
        (Rule.ALLOWED, True, False),
        (Rule.REQUIRED, True, False),
    ],
)
def test_what_a_rule_says_of_a_member_that_is_there(rule: Rule, strict: bool, refused: bool) -> None:
    report = Report(TRUST, strict=strict)
    report.apply(rule, Pointer(("Id",)), "no Id here")
    assert report.problems == ([Problem(Pointer(("Id",)), "no Id here")] if refused else [])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("action", "; did you mean 'Action'?"),
        ("Actions", "; did you mean 'Action'?"),
        ("Verb", ""),
    ],
)
def test_did_you_mean(name: str, hint: str) -> None:
    assert did_you_mean(name, ("Action", "Resource")) == hint


def test_iam_resource_types_are_sorted_and_end_in_a_slash() -> None:
    """GRAM-22."""
    assert list(IAM_RESOURCE_TYPES) == sorted(IAM_RESOURCE_TYPES)
    assert all(each.endswith("/") for each in IAM_RESOURCE_TYPES)
