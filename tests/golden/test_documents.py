"""Every golden row that is a document to read: as text and as a value, strictly and leniently."""

import json

import pytest

import policykit as pk
from tests.golden.tables import rows, shown
from tests.golden.world import READ, Read, Refused, places_of, policy


@pytest.mark.parametrize("row", rows(Read), ids=shown)
def test_document(row: Read) -> None:
    text = row.document if isinstance(row.document, str | bytes) else json.dumps(policy(row.document))
    if row.expected == READ:
        row.kind.from_json(text)
        row.kind.from_json(text, strict=False)
        return
    assert isinstance(row.expected, Refused)
    with pytest.raises(pk.PolicyError) as refused:
        row.kind.from_json(text)
    assert places_of(refused.value) == row.expected.places
    assert all(each.line and each.column for each in refused.value.errors)
    if row.expected.lenient == READ:
        row.kind.from_json(text, strict=False)
    else:
        with pytest.raises(pk.PolicyError):
            row.kind.from_json(text, strict=False)


@pytest.mark.parametrize("row", [row for row in rows(Read) if not isinstance(row.document, str | bytes)], ids=shown)
def test_document_as_a_value(row: Read) -> None:
    assert not isinstance(row.document, str | bytes)
    members = policy(row.document)
    if isinstance(row.expected, Refused):
        with pytest.raises(pk.PolicyError) as refused:
            row.kind.from_dict(members)
        assert places_of(refused.value) == row.expected.places
    else:
        assert row.kind.from_dict(members).to_dict() == members
