"""Policy documents: text in, value, text out, and every way in which a text is no document."""

import copy
import json
import pickle
from collections.abc import Callable
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from policykit.errors import IntentError, PolicyError, Problem
from policykit.model.policy import (
    KINDS,
    IdentityPolicy,
    PolicyDocument,
    ResourcePolicy,
    TrustPolicy,
)
from policykit.source import Location, Pointer

A = "111122223333"
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    f'"Principal":{{"AWS":"{A}"}},"Action":"sts:AssumeRole"}}]}}'
)
MEMBERS: dict[str, Any] = json.loads(TRUST)
SAVE = "save the text as UTF-8 without a byte order mark"


def refusal(text: str | bytes, *, strict: bool = True) -> PolicyError:
    """The error of a text that is no trust policy."""
    with pytest.raises(PolicyError) as caught:
        TrustPolicy.from_json(text, strict=strict)
    return caught.value


# ── Text that is no JSON ─────────────────────────────────────────────────────────────────────────────────────────────

DEEP = '{"Version":"2012-10-17","Statement":' + "[" * 10_000 + "]" * 10_000 + "}"
NO_JSON: dict[str, tuple[str | bytes, int, int, str]] = {  # text, line, column, message
    "empty": ("", 1, 1, "expected a JSON value, the text is empty"),
    "empty, as bytes": (b"", 1, 1, "expected a JSON value, the text is empty"),
    "white space": ("\n  ", 2, 3, "expected a JSON value, the text is only white space"),
    "truncated": (TRUST[:55], 1, 56, "the text ends before the object that starts at line 1, column 38 is closed"),
    "truncated in a string": (
        '{"Version": "2012',
        1,
        18,
        "the text ends before the string that starts at line 1, column 13 is closed",
    ),
    "not UTF-8": (b'{"Id": "\xe9"}', 1, 9, f"the byte 0xE9 is not UTF-8 here: {SAVE}"),
    "UTF-16": (TRUST.encode("utf-16-le"), 1, 1, f"the text is UTF-16: {SAVE}"),
    "a byte order mark": (
        b"\xef\xbb\xbf" + TRUST.encode(),
        1,
        1,
        f"the text starts with a byte order mark (BOM): {SAVE}",
    ),
    "a decoded byte order mark": (
        "\ufeff" + TRUST,
        1,
        1,
        f"expected a JSON value, found a byte order mark (BOM): {SAVE}",
    ),
    "GRAM-6 50 MB": ("x" * 50_000_000, 1, 1, "expected at most 131072 characters, found 50000000"),
    "GRAM-6 131,073 characters": (
        TRUST + " " * (131_073 - len(TRUST)),
        1,
        1,
        "expected at most 131072 characters, found 131073",
    ),
    "nested 10,000 deep": (DEEP, 1, 236, "nested more than 200 arrays and objects deep"),
    "GRAM-5 a member twice": (
        '{"Version": "2012-10-17",\n "Version": "2008-10-17"}',
        2,
        2,
        "the member 'Version' occurs twice, first at line 1, column 2",
    ),
    "GRAM-5 an operator twice": (
        '{"Statement": {"Condition": {"Bool": {},\n"Bool": {}}}}',
        2,
        1,
        "the member 'Bool' occurs twice, first at line 1, column 30",
    ),
    "NaN": (
        '{"Statement": NaN}',
        1,
        15,
        "expected a JSON value, found 'NaN', which is not a JSON number",
    ),
    "half a character": ('{"Id": "\ud800"}', 1, 9, "half of a surrogate pair is not a character"),
    "half a character, escaped": (r'{"Id": "\ud800"}', 1, 9, "half of a surrogate pair is not a character"),
    "GRAM-10 a comment": (
        "{} // nothing",
        1,
        4,
        "expected the end of the text, found a comment: comments are not part of JSON",
    ),
    "GRAM-10 two documents": ("{}{}", 1, 3, "more than one JSON value: expected the end of the text, found '{'"),
    "GRAM-6 a character beyond U+00FF": (
        '{\n"Id": "☂"}',
        2,
        8,
        r"IAM accepts characters up to U+00FF only: write '☂' as \u2602",
    ),
    "GRAM-6 percent-encoded, then cut": (
        "%7B%22Version%22",
        1,
        11,
        "the text ends before the object that starts at line 1, column 1 is closed",
    ),
    "GRAM-6 percent-encoded bytes that are not UTF-8": (
        b"%7B%22Id%22%3A%22%E9%22%7D",
        1,
        8,
        "half of a surrogate pair is not a character",
    ),
}


@pytest.mark.parametrize(("text", "line", "column", "message"), NO_JSON.values(), ids=NO_JSON)
def test_text_that_is_no_json_is_refused_with_its_place(
    text: str | bytes, line: int, column: int, message: str
) -> None:
    for strict in (True, False):
        error = refusal(text, strict=strict)
        assert error.errors == (Problem(Pointer(), message, line, column),)
        assert str(error) == f"invalid trust policy: line {line}, column {column}: {message}"


def test_bytes_of_any_length_are_counted_in_characters() -> None:
    """GRAM-6."""
    text = IdentityPolicy.from_dict(
        {
            "Statement": {
                "Effect": "Deny",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"k": "é" * 70_000}},
            }
        }
    ).to_json()
    assert len(text.encode()) > 131_072 > len(text)
    assert IdentityPolicy.from_json(text.encode()).to_json() == text


def test_other_kinds_take_more_text_and_any_character() -> None:
    """GRAM-6: the limits are those of IAM's API."""
    text = '{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Condition":{"StringEquals":{"k":"☂"}}}}'
    policy = ResourcePolicy.from_json(text + " " * 131_072)
    assert policy.statements[0].conditions[0].values == ("☂",)
    with pytest.raises(PolicyError) as caught:
        ResourcePolicy.from_json(text + " " * 1_048_576)
    assert str(caught.value) == (
        "invalid resource-based policy: line 1, column 1: expected at most 1048576 characters, "
        f"found {len(text) + 1_048_576}"
    )


@pytest.mark.parametrize("text", [5, None, MEMBERS, [TRUST]])
def test_a_document_is_read_from_text(text: str) -> None:
    error = refusal(text)
    assert str(error) == (
        f"invalid trust policy: expected JSON text, found {type(text).__name__}: from_dict reads mappings"
    )
    assert error.errors[0].line is None


# ── JSON that is no document ─────────────────────────────────────────────────────────────────────────────────────────

NO_DOCUMENT: dict[str, tuple[str, str, int, int, str]] = {  # text, path, line, column, message
    "GRAM-10 a list": ("[]", "", 1, 1, "expected a policy object, found an empty list"),
    "GRAM-10 null": (" null", "", 1, 2, "expected a policy object, found null"),
    "GRAM-10 a number": ("1.0", "", 1, 1, "expected a policy object, found the number 1.0"),
    "GRAM-10 a string": ('"{}"', "", 1, 1, "expected a policy object, found '{}'"),
    "GRAM-1 no statement": ("{}", "", 1, 1, "missing element 'Statement': expected one statement or a list of them"),
    "GRAM-1 an unknown element": (
        TRUST.replace('"Version"', '"Versions"'),
        "/Versions",
        1,
        13,
        "unknown element 'Versions': expected one of Version, Id, Statement; did you mean 'Version'?",
    ),
    "GRAM-7 another case": (
        TRUST.replace('"Version"', '"version"'),
        "/version",
        1,
        12,
        "unknown element 'version': expected one of Version, Id, Statement; did you mean 'Version'?",
    ),
    "GRAM-1 something else": (
        '{"Comment": 1,' + TRUST[1:],
        "/Comment",
        1,
        13,
        "unknown element 'Comment': expected one of Version, Id, Statement",
    ),
    "GRAM-11 another version": (
        TRUST.replace("2012-10-17", "2012-10-18"),
        "/Version",
        1,
        12,
        "expected '2012-10-17' or '2008-10-17', found '2012-10-18'",
    ),
    "GRAM-11 a version that is no text": (
        TRUST.replace('"2012-10-17"', "2012"),
        "/Version",
        1,
        12,
        "expected '2012-10-17' or '2008-10-17', found the number 2012",
    ),
    "GRAM-17 an id that is no text": (
        '{"Id":\n null,' + TRUST[1:],
        "/Id",
        2,
        2,
        "expected a string, found null",
    ),
    "GRAM-2 a statement that is none": (
        '{"Statement": "Allow"}',
        "/Statement",
        1,
        15,
        "expected a statement object, found 'Allow'",
    ),
    "ARN-4 Arabic-Indic digits": (
        TRUST.replace(A, "".join(rf"\u066{digit}" for digit in A)),
        "/Statement/0/Principal/AWS",
        1,
        75,
        "invalid principal '١١١١٢٢٢٢٣٣٣٣': expected '*', an account of twelve digits, the ARN of a root, user, role, "
        "role session or federated user, or a unique id (AIDA…, AROA…)",
    ),
    "ARN-4 a line break at the end": (
        TRUST.replace(A, A + r"\n"),
        "/Statement/0/Principal/AWS",
        1,
        75,
        rf"invalid principal '{A}\n': expected '*', an account of twelve digits, the ARN of a root, user, role, "
        "role session or federated user, or a unique id (AIDA…, AROA…)",
    ),
    "COND-7 an unknown operator": (
        TRUST.replace('"sts:AssumeRole"', '"sts:AssumeRole",\n"Condition": {"StringMatches":\n {"k": "v"}}'),
        "/Statement/0/Condition/StringMatches",
        3,
        2,
        "invalid condition operator 'StringMatches': "
        "expected an operator such as StringEquals, ArnLike or ForAnyValue:StringLike",
    ),
}


@pytest.mark.parametrize(("text", "path", "line", "column", "message"), NO_DOCUMENT.values(), ids=NO_DOCUMENT)
def test_json_that_is_no_document_is_refused_with_path_and_place(
    text: str, path: str, line: int, column: int, message: str
) -> None:
    (problem,) = refusal(text).errors
    assert (str(problem.path), problem.line, problem.column, problem.message) == (path, line, column, message)


ALICE = (
    "invalid principal 'alice': expected '*', an account of twelve digits, the ARN of a root, user, role, role session "
    "or federated user, or a unique id (AIDA…, AROA…)"
)


def test_all_problems_are_told_in_the_order_of_the_text() -> None:
    error = refusal(
        '{"Statement": [\n'
        '  {"Effect": "allow", "Principal": {"AWS": "alice"}, "Action": "s3:*"},\n'
        '  {"Sid": "a b", "Effect": "Deny"}],\n'
        ' "Version": "2020-01-01", "Owner": "me"}'
    )
    assert str(error) == (
        "invalid trust policy: 8 problems\n"
        "  line 2, column 14: /Statement/0/Effect: expected 'Allow' or 'Deny', found 'allow'; did you mean 'Allow'?\n"
        f"  line 2, column 44: /Statement/0/Principal/AWS: {ALICE}\n"
        "  line 2, column 64: /Statement/0/Action: invalid action 's3:*': a trust policy may only name sts:AssumeRole, "
        "sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity, sts:SetContext "
        "(GRAM-25)\n"
        "  line 3, column 3: /Statement/1: missing element 'Principal': a trust policy says whom it speaks of\n"
        "  line 3, column 3: /Statement/1: missing element 'Action': expected Action or NotAction\n"
        "  line 3, column 11: /Statement/1/Sid: expected letters and digits only (A-Z, a-z, 0-9), found 'a b'\n"
        "  line 4, column 13: /Version: expected '2012-10-17' or '2008-10-17', found '2020-01-01'\n"
        "  line 4, column 36: /Owner: unknown element 'Owner': expected one of Version, Id, Statement"
    )


def test_a_name_stands_in_the_message() -> None:
    with pytest.raises(PolicyError) as caught:
        TrustPolicy.from_json("{}", name="trust.json")
    assert caught.value.name == "trust.json"
    assert str(caught.value) == (
        "invalid trust policy trust.json: line 1, column 1: "
        "missing element 'Statement': expected one statement or a list of them"
    )
    with pytest.raises(
        PolicyError, match=r"invalid trust policy trust\.json: /Statement/0: expected a statement object"
    ):
        TrustPolicy.from_dict({"Statement": [5]}, name="trust.json")
    with pytest.raises(PolicyError, match=r"invalid trust policy trust\.json: line 1, column 2: the text ends"):
        TrustPolicy.from_json("{", name="trust.json")


# ── Values that are no documents ─────────────────────────────────────────────────────────────────────────────────────


def nested(depth: int) -> Any:
    """Lists inside each other."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


NO_VALUE: dict[str, tuple[Any, str, str]] = {  # members, path, message
    "None": (None, "", "expected a policy object, found null"),
    "a list": ([MEMBERS], "", "expected a policy object, found a list"),
    "text": ("{}", "", "expected a policy object, found '{}'"),
    "a set": (
        {"Statement": {1}},
        "/Statement",
        "expected text, a number, a boolean, None, a list or a mapping, found set",
    ),
    "NaN": ({"Statement": float("nan")}, "/Statement", "expected a finite number, found nan"),
    "a member that is no text": ({5: 1}, "", "expected member names that are strings, found 5"),
    "half a character": (
        {"Id": "\ud800", "Statement": MEMBERS["Statement"]},
        "/Id",
        "U+D800 is half of a surrogate pair and not a character",
    ),
    "nested 10,000 deep": (
        {"Statement": nested(10_000)},
        "/Statement" + "/0" * 199,
        "nested more than 200 arrays and objects deep",
    ),
}


@pytest.mark.parametrize(("members", "path", "message"), NO_VALUE.values(), ids=NO_VALUE)
def test_a_value_that_is_no_document_is_refused_with_its_path(members: Any, path: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        TrustPolicy.from_dict(members)
    (problem,) = caught.value.errors
    assert (str(problem.path), problem.message, problem.line, problem.column) == (path, message, None, None)
    assert caught.value.kind == "trust policy"


# ── Lossless ─────────────────────────────────────────────────────────────────────────────────────────────────────────

ODD = (
    '{"Statement":{"Condition":{"NumericLessThan":{"k":[1.10,3600,-0,1E2,"5"]},"Bool":{"K":true}},'
    '"Principal":{"Service":["ec2.amazonaws.com"],"AWS":"111122223333"},"Action":["STS:assumeROLE"],"Effect":"Allow"},'
    '"Id":"é","Version":"2012-10-17"}'
)


@pytest.mark.parametrize("read", [TrustPolicy.from_json, lambda text: TrustPolicy.from_json(text.encode())])
def test_what_comes_out_is_what_went_in(read: Callable[[str], TrustPolicy]) -> None:
    """GRAM-4, GRAM-9."""
    policy = read(ODD)
    assert policy.to_json() == ODD
    assert TrustPolicy.from_json(policy.to_json(indent=2)).to_json() == ODD
    assert policy.to_json(indent=2).splitlines()[:2] == ["{", '  "Statement": {']


def test_to_dict_has_the_numbers_of_python_where_they_are_spelled_alike() -> None:
    """GRAM-9."""
    condition = TrustPolicy.from_json(ODD).to_dict()["Statement"]["Condition"]
    assert condition == {"NumericLessThan": {"k": ["1.10", 3600, "-0", "1E2", "5"]}, "Bool": {"K": True}}
    numbers = {"NumericLessThan": {"k": [0.5, 10**30, -1]}}
    members = MEMBERS | {"Statement": MEMBERS["Statement"][0] | {"Condition": numbers}}
    assert TrustPolicy.from_dict(members).to_dict()["Statement"]["Condition"]["NumericLessThan"]["k"] == [
        0.5,
        str(10**30),
        -1,
    ]


def test_to_dict_is_a_fresh_copy_that_reads_back() -> None:
    policy = TrustPolicy.from_json(TRUST)
    members = policy.to_dict()
    assert members == MEMBERS
    members["Statement"].clear()
    assert policy.to_dict() == MEMBERS
    assert TrustPolicy.from_dict(policy.to_dict()) == policy


def test_from_dict_copies_what_it_reads() -> None:
    members = copy.deepcopy(MEMBERS)
    policy = TrustPolicy.from_dict(MappingProxyType(members) | {"Statement": (members["Statement"][0],)})
    members["Statement"][0]["Effect"] = "Deny"
    assert policy.to_dict() == MEMBERS


PERCENT = {
    "GRAM-6 as IAM returns it": quote(TRUST),
    "GRAM-6 everything encoded": "".join(f"%{ord(character):02X}" for character in TRUST),
    "GRAM-6 lower case": quote(TRUST).replace("%7B", "%7b"),
    "GRAM-6 bytes": quote(TRUST).encode(),
}


@pytest.mark.parametrize("text", PERCENT.values(), ids=PERCENT)
def test_percent_encoded_text_is_decoded(text: str | bytes) -> None:
    policy = TrustPolicy.from_json(text)
    assert policy.to_json() == TRUST
    assert policy.locate(("Statement", 0, "Effect")) == Location(1, 48)


def test_a_percent_sign_elsewhere_is_a_percent_sign() -> None:
    """GRAM-6."""
    text = TRUST.replace(',"Action"', ',"Sid":"","Action"').replace('"Version"', '"Id":"%7B","Version"')
    assert TrustPolicy.from_json(text).id == "%7B"


# ── Attributes, comparison, keeping ──────────────────────────────────────────────────────────────────────────────────


def test_the_attributes_of_a_document() -> None:
    policy = ResourcePolicy.from_json(
        '{"Version":"2008-10-17","Id":"x","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*"}}', name="bucket"
    )
    assert (policy.version, policy.id, policy.name, policy.strict) == ("2008-10-17", "x", "bucket", True)
    assert [each.effect for each in policy.statements] == ["Deny"]
    assert not policy.uses_variables
    assert TrustPolicy.from_json(TRUST).uses_variables
    assert not TrustPolicy.from_json(TRUST, strict=False).strict


def test_documents_are_located_only_in_text() -> None:
    policy = TrustPolicy.from_json(TRUST)
    assert policy.locate(()) == Location(1, 1)
    assert policy.locate(("Statement", 0, "Resource")) == policy.locate(("Statement", 0))
    assert TrustPolicy.from_dict(MEMBERS).locate(()) is None


def test_documents_of_one_kind_are_equal_if_they_mean_the_same() -> None:
    """GRAM-4, PRIN-2; the name and how it was read do not count."""
    policy = TrustPolicy.from_json(TRUST)
    other = TrustPolicy.from_json(TRUST.replace(A, f"arn:aws:iam::{A}:root"), name="other", strict=False)
    assert policy == other
    assert hash(policy) == hash(other)
    assert policy == policy.model_copy()
    assert policy != TrustPolicy.from_json(TRUST.replace("Allow", "Deny"))
    assert policy != TRUST
    resource = '{"Statement":{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}}'
    assert KINDS["resource"].from_json(resource) != KINDS["endpoint"].from_json(resource)


def test_documents_are_frozen_and_copied_by_reference() -> None:
    policy = TrustPolicy.from_json(TRUST)
    with pytest.raises(ValidationError, match="frozen"):
        policy.version = None  # type: ignore[misc]  # what is tested
    assert copy.copy(policy) is policy
    assert copy.deepcopy([policy])[0] is policy
    assert policy.model_copy(deep=True) is policy


@pytest.mark.parametrize("deep", [True, False])
def test_a_copy_that_differs_is_refused_and_leaves_the_document_alone(deep: bool) -> None:
    policy = TrustPolicy.from_json(TRUST, name="CI")
    with pytest.raises(IntentError) as caught:
        policy.model_copy(update={"name": "other", "strict": False}, deep=deep)
    assert str(caught.value) == (
        "invalid update: a document cannot be changed: read one that differs in 'name', 'strict' by from_dict"
    )
    assert (policy.name, policy.strict) == ("CI", True)


@pytest.mark.parametrize("strict", [True, False])
def test_documents_survive_pickling(strict: bool) -> None:
    """Without their text: places are asked for where the document was read."""
    policy = TrustPolicy.from_json(TRUST, strict=strict, name="CI")
    policy.once(lambda document: document.name)
    copied = pickle.loads(pickle.dumps(policy))
    assert copied == policy
    assert (type(copied), copied.name, copied.strict, copied.to_json()) == (TrustPolicy, "CI", strict, TRUST)
    assert copied.locate(()) is None


def test_a_canonical_document_survives_pickling_though_it_is_long() -> None:
    accounts = [str(100_000_000_000 + number) for number in range(500)]
    statement = MEMBERS["Statement"][0] | {"Principal": {"AWS": accounts}}
    canonical = TrustPolicy.from_dict({"Statement": statement}).canonical()
    assert pickle.loads(pickle.dumps(canonical)) == canonical


def test_a_statement_that_is_no_list_has_no_index() -> None:
    """GRAM-2: where findings about a statement point to."""
    policy = TrustPolicy.from_json(TRUST)
    assert policy.pointer(0) == Pointer(("Statement", 0))
    alone = TrustPolicy.from_dict({"Statement": MEMBERS["Statement"][0]})
    assert alone.pointer(0) == Pointer(("Statement",))


def test_what_follows_from_a_document_is_worked_out_once() -> None:
    asked: list[PolicyDocument] = []

    def count(document: PolicyDocument) -> int:
        asked.append(document)
        return len(document.statements)

    policy, other = TrustPolicy.from_json(TRUST), TrustPolicy.from_json(TRUST)
    assert [policy.once(count), policy.once(count), other.once(count)] == [1, 1, 1]
    assert asked == [policy, other]


# ── Documents in pydantic models ─────────────────────────────────────────────────────────────────────────────────────


class Resource(BaseModel):
    trust: TrustPolicy


def test_a_document_is_a_field_of_pydantic_models() -> None:
    resource = Resource.model_validate_json(f'{{"trust": {TRUST}}}')
    assert resource.trust == TrustPolicy.from_json(TRUST)
    assert resource.trust.to_json() == TRUST
    assert resource.model_dump() == {"trust": MEMBERS}
    assert resource.model_dump_json() == f'{{"trust":{TRUST}}}'
    assert Resource(trust=resource.trust).trust is resource.trust


def test_pydantic_reports_every_problem_of_a_document_at_its_place() -> None:
    wrong = {"Statement": [{"Effect": "Permit", "Action": "${x}", "Principal": {"AWS": "*"}}]}
    with pytest.raises(ValidationError) as caught:
        Resource.model_validate({"trust": wrong})
    assert [(each["loc"], each["type"], each["msg"]) for each in caught.value.errors()] == [
        (("trust", "Statement", 0, "Effect"), "policy", "expected 'Allow' or 'Deny', found 'Permit'"),
        (
            ("trust", "Statement", 0, "Action"),
            "policy",
            "invalid action '${x}': expected '*' or service:Name, such as 'sts:AssumeRole'",
        ),
    ]


def test_pydantic_takes_no_text_for_a_document() -> None:
    with pytest.raises(ValidationError, match="valid dictionary or instance of TrustPolicy"):
        Resource.model_validate({"trust": TRUST})


def test_a_document_is_made_from_its_members_too() -> None:
    assert TrustPolicy(**MEMBERS) == TrustPolicy.from_json(TRUST)
    with pytest.raises(ValidationError, match="missing element 'Statement'"):
        TrustPolicy(Version="2012-10-17")  # type: ignore[call-arg]  # what is tested


@pytest.mark.parametrize(("kind", "document"), KINDS.items(), ids=KINDS)
def test_models_with_documents_have_a_json_schema(kind: str, document: type[PolicyDocument]) -> None:
    schema = TypeAdapter(document).json_schema()
    article = f"A {document.grammar.name} in JSON."
    assert (schema["type"], schema["title"], schema["description"]) == ("object", document.__name__, article), kind
