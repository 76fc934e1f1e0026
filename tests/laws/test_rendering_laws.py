"""Laws of documents in other languages: what is read back there is the same document, or nothing was written."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import policykit as pk
from policykit.strategies import documents
from tests.report.data_source import json_of
from tests.report.hcl_reader import Call, read_body, read_expression

PIECES = (
    *("a", "Z", "9", "0", " ", "  ", "\t", "\n", "\r", "\x00", "\x1b", "\x7f", "\x85", "\xa0", "\xad", "é", "ÿ"),
    *('"', "'", "\\", "\\n", "\\u0041", "$", "%", "&", "{", "}", "${", "%{", "&{", "$${", "%%{", "${aws:username}"),
    *("%{if true}", "#", "//", "/*", ":", ": ", "- ", "-", "~", "!", "*", "?", "|", ">", "@", "`", "[", "]", ",", "="),
    *("yes", "null", "n", "true", "<<", "1e3", "0x1F", "012", "089", "1:30", "2012-10-17", ".5", "☂", "\u2028", "😀"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@st.composite
def odd_documents(draw: DrawFn) -> pk.PolicyDocument:
    """Documents as they come, half of them with an Id, a condition and at times a Sid of odd characters.

    They are read leniently, because IAM would refuse some: what can be read can be asked to be written.
    """
    document = draw(documents())
    members = document.to_dict()
    if draw(st.booleans()):
        statements = members["Statement"]
        statement = statements[-1] if isinstance(statements, list) and statements else statements
        if isinstance(statement, dict):
            key = draw(TEXTS.map(lambda text: f"aws:RequestTag/{text}"))
            statement["Condition"] = {"StringLike": {key: draw(TEXTS | st.lists(TEXTS, max_size=3))}}
            if not document.grammar.plain_sids:
                statement["Sid"] = draw(TEXTS)
        if document.grammar.id.value == "allowed":
            members["Id"] = draw(TEXTS)
    return type(document).from_dict(members, strict=False)


def read_again(policy: pk.PolicyDocument, value: Any) -> pk.PolicyDocument:
    return type(policy).from_dict(value, strict=False)


def leaves(value: Any) -> Iterator[Any]:
    """Every value and every name in a JSON value, and the value itself."""
    yield value
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    for each in inner:
        yield from leaves(each)


def quoted(value: Any) -> Any:
    """The value with its numbers as text (GRAM-9)."""
    match value:
        case dict():
            return {name: quoted(each) for name, each in value.items()}
        case list():
            return [quoted(each) for each in value]
        case None | bool():
            return value
        case _:
            return str(value)


def is_changed_by_the_data_source(policy: pk.PolicyDocument) -> bool:
    """By its documentation: empty lists, an empty Id, Sids that are no plain words or repeat, and literal ``&{``."""
    sids = [each.sid for each in policy.statements if each.sid]
    if policy.id == "" or not policy.statements or len(set(sids)) < len(sids):
        return True
    if not all(re.fullmatch("[A-Za-z0-9]*", each) for each in sids):
        return True
    for each in policy.statements:
        elements = [each.action.values, *(found.values for found in (each.resource, each.principal) if found)]
        values = [each.values for each in each.conditions]
        if not all((*elements, *values)):
            return True
        if any("&{" in str(text) for texts in (*elements[1:], *values) for text in texts):
            return True
    return False


@given(odd_documents())
def test_terraform_evaluates_jsonencode_to_the_same_document(policy: pk.PolicyDocument) -> None:
    """GRAM-4, GRAM-9: with the same members; also as a local value."""
    call = read_expression(pk.to_terraform(policy))
    assert isinstance(call, Call)
    assert call.function == "jsonencode"
    assert read_again(policy, call.argument) == policy
    assert quoted(call.argument) == quoted(policy.to_dict())
    assert list(call.argument) == list(policy.members)
    ((header, body),) = read_body(pk.to_terraform(policy, name="trust")).blocks
    assert (header, body.attributes) == (("locals",), {"trust": call})


@given(odd_documents())
def test_the_data_source_renders_an_equal_document_or_is_not_written(policy: pk.PolicyDocument) -> None:
    """GRAM-4, GRAM-11, GRAM-12, GRAM-34, PRIN-16: exactly what the data source would change is refused."""
    if is_changed_by_the_data_source(policy):
        with pytest.raises(pk.NotSupported, match=r"aws_iam_policy_document .*; use the style 'jsonencode'"):
            pk.to_terraform(policy, style="data")
        return
    ((header, block),) = read_body(pk.to_terraform(policy, style="data", name="trust")).blocks
    assert header == ("data", "aws_iam_policy_document", "trust")
    assert read_again(policy, json_of(block)) == policy


@given(odd_documents())
def test_cloudformation_reads_the_same_members_from_json_and_yaml(policy: pk.PolicyDocument) -> None:
    """GRAM-4, GRAM-9: in both formats the same value, of which only numbers are spelled as text at times."""
    if any(each is None for each in leaves(policy.to_dict())):
        with pytest.raises(pk.NotSupported, match="refuses null"):
            pk.to_cloudformation(policy)
        return
    value = json.loads(pk.to_cloudformation(policy))
    text = pk.to_cloudformation(policy, format="yaml")
    assert text.isascii()
    again = yaml.safe_load(text)
    assert again == value
    assert list(again) == list(policy.members)
    assert read_again(policy, value) == policy
    assert quoted(value) == quoted(policy.to_dict())


@given(TEXTS, TEXTS)
def test_yaml_quotes_whatever_some_reader_takes_for_something_else(name: str, text: str) -> None:
    """A plain word begins with a letter, has two characters at least, and is no word for a boolean or nothing."""
    condition = {"StringLike": {f"aws:RequestTag/{name}": text}}
    statement = {"Effect": "Deny", "Action": "sts:*", "Resource": "*", "Condition": condition}
    policy = pk.IdentityPolicy.from_dict({"Version": "2012-10-17", "Statement": statement}, strict=False)
    written = pk.to_cloudformation(policy, format="yaml")
    assert yaml.safe_load(written) == policy.to_dict()
    for token in yaml.scan(written):
        if isinstance(token, yaml.ScalarToken) and token.plain:
            assert re.fullmatch(r"[A-Za-z].+", token.value)
            assert token.value.lower() not in ("yes", "no", "on", "off", "true", "false", "null")


@given(odd_documents())
def test_the_text_depends_on_the_document_alone(policy: pk.PolicyDocument) -> None:
    """Byte by byte: also when the document was read from its own text."""
    again = type(policy).from_json(policy.to_json(), strict=False)
    assert pk.to_terraform(again) == pk.to_terraform(policy)
    if not any(each is None for each in leaves(policy.to_dict())):
        for format in ("json", "yaml"):
            assert pk.to_cloudformation(again, format=format) == pk.to_cloudformation(policy, format=format)
