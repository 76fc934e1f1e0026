"""Laws of documents: what is read is what was written, and spelling never changes what a document says."""

import copy
import json
import pickle
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

import policykit as pk
from policykit import jsontext
from policykit.model.document_text import decoded
from policykit.model.policy import KINDS
from policykit.strategies import NearMiss, documents, near_misses, spellings

SPELLED = documents().flatmap(lambda document: st.tuples(st.just(document), spellings(document)))


@given(documents())
def test_a_document_reads_back_what_it_writes(document: pk.PolicyDocument) -> None:
    """GRAM-4, GRAM-9: members, order, one value or a list, and numbers stay as they are."""
    text = document.to_json()
    again = type(document).from_json(text)
    assert again == document
    assert again.to_json() == text
    assert again.statements == document.statements


@given(SPELLED)
def test_a_text_that_was_read_is_written_without_its_white_space_only(pair: tuple[pk.PolicyDocument, str]) -> None:
    """GRAM-4: what a document was read from and what it writes are the same JSON value, in the same order."""
    document, text = pair
    read = type(document).from_json(text)
    value = jsontext.parse(read.to_json()).value
    assert read.text is not None
    assert value == read.text.value
    assert list(value if isinstance(value, dict) else ()) == list(read.members)


@given(documents(), st.integers(0, 4))
def test_indentation_adds_white_space_and_nothing_else(document: pk.PolicyDocument, indent: int) -> None:
    """GRAM-4."""
    text = document.to_json(indent=indent)
    assert type(document).from_json(text).to_json() == document.to_json()


@given(documents())
def test_a_document_reads_back_from_its_value(document: pk.PolicyDocument) -> None:
    """GRAM-9: a number that Python would spell differently is text, which means the same."""
    value = document.to_dict()
    assert type(document).from_dict(value) == document
    assert json.loads(json.dumps(value)) == value


@given(documents())
def test_the_value_of_a_document_is_a_copy(document: pk.PolicyDocument) -> None:
    """A document cannot be changed, neither by what it gives out nor by what it was made from."""
    value = document.to_dict()
    before = document.to_json()
    again = type(document).from_dict(value)
    value["Statement"] = value["Version"] = None
    assert document.to_json() == before
    assert again.to_json() == before or again == document


@given(documents())
def test_canonical_is_idempotent(document: pk.PolicyDocument) -> None:
    """GRAM-4, GRAM-19, PRIN-2, CTX-60: the one spelling is its own."""
    canonical = document.canonical()
    assert canonical == document
    assert canonical.canonical().to_json() == canonical.to_json()


@given(SPELLED)
def test_every_spelling_reads_as_equal(pair: tuple[pk.PolicyDocument, str]) -> None:
    """GRAM-2, GRAM-4, GRAM-6, GRAM-9, GRAM-9a, GRAM-11, GRAM-16, GRAM-19, GRAM-35, PRIN-2, CTX-60."""
    document, text = pair
    assert type(document).from_json(text) == document


@given(SPELLED)
def test_equal_documents_have_one_hash_and_one_canonical_text(pair: tuple[pk.PolicyDocument, str]) -> None:
    """GRAM-4."""
    document, text = pair
    again = type(document).from_json(text)
    assert hash(again) == hash(document)
    assert again.canonical().to_json() == document.canonical().to_json()
    assert {again, document} == {document}


@given(documents(), documents())
def test_documents_are_equal_exactly_if_their_canonical_texts_are(
    one: pk.PolicyDocument, other: pk.PolicyDocument
) -> None:
    """GRAM-4; documents of two kinds are never equal, whatever they say."""
    same = type(one) is type(other) and one.canonical().to_json() == other.canonical().to_json()
    assert (one == other) is same
    assert (one != other) is not same


def with_effect(document: pk.IdentityPolicy, effect: str) -> pk.IdentityPolicy:
    value = document.to_dict()
    found = value["Statement"]
    statements = found if isinstance(found, list) else [found]
    return pk.IdentityPolicy.from_dict({**value, "Statement": [{**each, "Effect": effect} for each in statements]})


@given(documents(pk.IdentityPolicy))
def test_another_effect_makes_another_document(document: pk.IdentityPolicy) -> None:
    """GRAM-8."""
    assert with_effect(document, "Allow") != with_effect(document, "Deny")


@given(SPELLED)
def test_bytes_and_percent_encoded_texts_read_as_the_text(pair: tuple[pk.PolicyDocument, str]) -> None:
    """GRAM-6: as IAM's API returns documents."""
    document, text = pair
    assert type(document).from_json(text.encode()) == document
    if text.startswith("{"):
        assert type(document).from_json(quote(text)) == document


@given(SPELLED)
def test_a_lenient_reading_accepts_what_a_strict_one_does(pair: tuple[pk.PolicyDocument, str]) -> None:
    """GRAM-1 to GRAM-39: what IAM stores is never refused, and means the same."""
    document, text = pair
    lenient = type(document).from_json(text, strict=False)
    assert lenient == document
    assert lenient.canonical().to_json() == document.canonical().to_json()
    assert not lenient.strict


@given(SPELLED, st.sampled_from([None, "deploy.json"]))
def test_documents_pickle_and_copy(pair: tuple[pk.PolicyDocument, str], name: str | None) -> None:
    """With members, name and strictness; positions stay behind with the text."""
    document = type(pair[0]).from_json(pair[1], name=name)
    again = pickle.loads(pickle.dumps(document))  # our own
    assert again == document
    assert (again.to_json(), again.name, again.strict) == (document.to_json(), name, document.strict)
    assert copy.copy(document) is copy.deepcopy(document) is document


@given(documents())
def test_a_document_is_a_field_like_any_other(document: pk.PolicyDocument) -> None:
    """Pydantic reads its value, and the value that it makes of its text itself; it gives back the value."""
    adapter = TypeAdapter(type(document))
    text = document.to_json()
    assert adapter.validate_python(document.to_dict()) == document
    assert adapter.validate_json(text) == type(document).from_dict(json.loads(text))
    assert adapter.dump_python(document) == document.to_dict()
    assert json.loads(adapter.dump_json(document)) == document.to_dict()


@given(SPELLED)
def test_every_statement_is_where_its_pointer_says(pair: tuple[pk.PolicyDocument, str]) -> None:
    """GRAM-2: a statement that stands alone has no index in the text."""
    document = type(pair[0]).from_json(pair[1])
    assert document.text is not None
    lines = document.text.text.splitlines()
    for index in range(len(document.statements)):
        place = document.locate(document.pointer(index))
        assert place is not None
        assert lines[place.line - 1][place.column - 1] == "{"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_near_misses_are_refused_at_a_place_in_the_text(kind: type[pk.PolicyDocument]) -> None:
    """GRAM-1 to GRAM-39, PRIN-1 to PRIN-14, COND-1 to COND-68: each with path, line, column and what was expected."""

    @given(near_misses(kind))
    def law(miss: NearMiss) -> None:
        with pytest.raises(pk.PolicyError) as refused:
            miss.kind.from_json(miss.text, name="policy.json")
        lines = miss.text.split("\n")
        for each in refused.value.errors:
            assert each.line is not None
            assert each.column is not None
            assert 1 <= each.line <= len(lines)
            assert 1 <= each.column <= len(lines[each.line - 1]) + 1
            assert "\n" not in str(each)
            assert str(each.path) == "" or str(each.path).startswith("/")
        assert str(refused.value).startswith(f"invalid {kind.grammar.name} policy.json: ")

    law()


@given(near_misses())
def test_a_value_is_refused_for_the_same_reasons_as_its_text(miss: NearMiss) -> None:
    """GRAM-1 to GRAM-39: `from_dict` checks what `from_json` checks, wherever the text is JSON at all."""
    try:
        value = jsontext.parse(miss.text).value
    except pk.JsonError:
        return
    if not isinstance(value, dict):
        return
    with pytest.raises(pk.PolicyError) as of_text:
        miss.kind.from_json(miss.text)
    if of_text.value.errors[0].path:
        with pytest.raises(pk.PolicyError) as of_value:
            miss.kind.from_dict(value)
        assert [(each.path, each.message) for each in of_value.value.errors] == [
            (each.path, each.message) for each in of_text.value.errors
        ]


@given(near_misses())
def test_a_lenient_reading_answers_or_refuses_with_the_same_error(miss: NearMiss) -> None:
    """GRAM-7: never anything but a `PolicyError`; what it accepts keeps its text."""
    try:
        document = miss.kind.from_json(miss.text, strict=False)
    except pk.PolicyError:
        return
    again = miss.kind.from_json(document.to_json(), strict=False)
    assert again == document
    assert again.canonical() == document.canonical() == document


CODES = st.sampled_from(("%", "25", "22", "7b", "2", "5", "é", "{", *(f"%{code:02X}" for code in range(256))))


@given(st.lists(CODES, max_size=12).map("".join))
def test_percent_codes_are_decoded_once(text: str) -> None:
    """GRAM-6: whatever stands beside them, and never a second time."""
    assert decoded("%7B" + text) == "{" + unquote(text, errors="surrogateescape")
