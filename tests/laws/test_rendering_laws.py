"""Laws of documents in other languages: what is read back there is the same document, or nothing was written."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given

import policykit as pk
from tests.report.data_source import is_changed_by_the_data_source, json_of
from tests.report.hcl_reader import Call, read_body, read_expression
from tests.report.odd_documents import TEXTS, odd_documents


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
