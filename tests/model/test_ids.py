"""Identifiers and names: what is well formed, and the words that refuse everything else."""

import pickle

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from policykit.errors import IdError, InvalidValue
from policykit.model.ids import (
    AccountId,
    CanonicalUserId,
    EntityName,
    EntityPath,
    ExternalId,
    FederatedUserName,
    Identifier,
    OrganizationId,
    OrganizationPath,
    SessionName,
    SourceIdentity,
    UniqueId,
)

WORD = "AZaz09_+=,.@-"
ARABIC_DIGITS = "١٢٣٤٥٦٧٨٩٠١٢"

WELL_FORMED: dict[str, tuple[type[Identifier], str]] = {
    "ARN-4 leading zeros count": (AccountId, "000000000001"),
    "CTX-6 the shortest organization id": (OrganizationId, "o-" + "a" * 10),
    "CTX-6 the longest organization id": (OrganizationId, "o-" + "9" * 32),
    "CTX-7 the root of an organization": (OrganizationPath, "o-a1b2c3d4e5/r-ab12/"),
    "CTX-7 nested units": (OrganizationPath, "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"),
    "ARN-7 a user": (UniqueId, "AIDAJQABLZS4A3QDU576Q"),
    "ARN-7 the shortest": (UniqueId, "AROA" + "1" * 12),
    "ARN-7 the longest": (UniqueId, "AROA" + "z" * 124),
    "PRIN-4 64 hexadecimal digits": (
        CanonicalUserId,
        "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
    ),
    "ARN-6 every character of a name": (EntityName, WORD),
    "ARN-6 one character": (EntityName, "x"),
    "ARN-6 64 characters": (EntityName, "x" * 64),
    "ARN-6 the path of most": (EntityPath, "/"),
    "ARN-6 a path": (EntityPath, "/division_abc/!~/"),
    "ARN-6 a path of 512 characters": (EntityPath, "/" + "x" * 510 + "/"),
    "ASSUME-30 every character of a session name": (SessionName, WORD),
    "ASSUME-30 two characters": (SessionName, "ab"),
    "ASSUME-30 64 characters": (SessionName, "x" * 64),
    "ASSUME-37 32 characters": (FederatedUserName, "x" * 32),
    "ASSUME-50 every character of a source identity": (SourceIdentity, WORD),
    "ASSUME-50 aws within": (SourceIdentity, "my-aws"),
    "ASSUME-33 every character of an external id": (ExternalId, WORD + ":/"),
    "ASSUME-33 two characters": (ExternalId, "ab"),
    "ASSUME-33 1224 characters": (ExternalId, "x" * 1224),
}

NAME = "A-Z a-z 0-9 _ + = , . @ -"
ACCOUNT = "expected twelve digits, for example '111122223333'"
ORGANIZATION = "expected 'o-' and 10 to 32 lower-case letters or digits, for example 'o-a1b2c3d4e5'"
PLACE = "expected organization, root and organizational units, each followed by '/', for example 'o-a1b2c3d4e5/r-ab12/'"
UNIQUE = "expected a four-letter prefix such as AIDA or AROA, then letters and digits; 16 to 128 in all"
CANONICAL = "expected 64 hexadecimal digits in lower case"
ENTITY = f"expected 1 to 64 of the characters {NAME}"
PATH = "expected '/', or up to 512 printable characters that begin and end with '/'"
SESSION = f"expected 2 to 64 of the characters {NAME}"
FEDERATED = f"expected 2 to 32 of the characters {NAME}"
SOURCE = f"expected 2 to 64 of the characters {NAME} that do not begin with 'aws:'"
EXTERNAL = "expected 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -"

MALFORMED: dict[str, tuple[type[Identifier], str, str]] = {  # kind, text, message
    "ARN-4 eleven digits": (AccountId, "1" * 11, f"invalid account id '11111111111': {ACCOUNT}"),
    "ARN-4 thirteen digits": (AccountId, "1" * 13, f"invalid account id '1111111111111': {ACCOUNT}"),
    "ARN-4 Arabic-Indic digits": (AccountId, ARABIC_DIGITS, f"invalid account id '{ARABIC_DIGITS}': {ACCOUNT}"),
    "ARN-4 a line break at the end": (AccountId, "1" * 12 + "\n", rf"invalid account id '111111111111\n': {ACCOUNT}"),
    "ARN-4 nothing": (AccountId, "", f"invalid account id '': {ACCOUNT}"),
    "CTX-6 too short": (OrganizationId, "o-a1b2", f"invalid organization id 'o-a1b2': {ORGANIZATION}"),
    "CTX-6 capitals": (OrganizationId, "o-A1B2C3D4E5", f"invalid organization id 'o-A1B2C3D4E5': {ORGANIZATION}"),
    "CTX-7 no slash at the end": (
        OrganizationPath,
        "o-a1b2c3d4e5/r-ab12",
        f"invalid organization path 'o-a1b2c3d4e5/r-ab12': {PLACE}",
    ),
    "CTX-7 no root": (OrganizationPath, "o-a1b2c3d4e5/", f"invalid organization path 'o-a1b2c3d4e5/': {PLACE}"),
    "ARN-7 too short": (UniqueId, "AROA11111111111", f"invalid unique id 'AROA11111111111': {UNIQUE}"),
    "ARN-7 lower case": (UniqueId, "aroaj2uccr6dpcexample", f"invalid unique id 'aroaj2uccr6dpcexample': {UNIQUE}"),
    "PRIN-4 capitals": (CanonicalUserId, "A" * 64, f"invalid canonical user id '{'A' * 64}': {CANONICAL}"),
    "ARN-6 a name with a slash": (EntityName, "ci/Deploy", f"invalid name 'ci/Deploy': {ENTITY}"),
    "ARN-6 a name of 65 characters": (EntityName, "x" * 65, f"invalid name '{'x' * 65}': {ENTITY}"),
    "ARN-6 a name in another script": (EntityName, "José", f"invalid name 'José': {ENTITY}"),
    "ARN-6 no name": (EntityName, "", f"invalid name '': {ENTITY}"),
    "ARN-6 a path without its end": (EntityPath, "/ci", f"invalid path '/ci': {PATH}"),
    "ARN-6 a path with a space": (EntityPath, "/c i/", f"invalid path '/c i/': {PATH}"),
    "ARN-6 a path of 513 characters": (
        EntityPath,
        f"/{'x' * 511}/",
        f"invalid path '/{'x' * 118}…: {PATH}",
    ),
    "ASSUME-30 one character": (SessionName, "x", f"invalid role session name 'x': {SESSION}"),
    "ASSUME-30 a space": (SessionName, "a b", f"invalid role session name 'a b': {SESSION}"),
    "ASSUME-30 a line break at the end": (SessionName, "ab\n", rf"invalid role session name 'ab\n': {SESSION}"),
    "ASSUME-37 33 characters": (FederatedUserName, "x" * 33, f"invalid federated user name '{'x' * 33}': {FEDERATED}"),
    "ASSUME-50 the prefix aws:": (SourceIdentity, "aws:x", f"invalid source identity 'aws:x': {SOURCE}"),
    "ASSUME-50 a colon": (SourceIdentity, "a:x", f"invalid source identity 'a:x': {SOURCE}"),
    "ASSUME-33 one character": (ExternalId, "x", f"invalid external id 'x': {EXTERNAL}"),
    "ASSUME-33 a space": (ExternalId, "a b", f"invalid external id 'a b': {EXTERNAL}"),
    "ASSUME-33 1225 characters": (ExternalId, "x" * 1225, f"invalid external id '{'x' * 119}…: {EXTERNAL}"),
}


@pytest.mark.parametrize(("kind", "text"), WELL_FORMED.values(), ids=WELL_FORMED)
def test_a_well_formed_text_is_the_identifier(kind: type[Identifier], text: str) -> None:
    value = kind(text)
    assert type(value) is kind
    assert value == kind.parse(text) == text
    assert hash(value) == hash(text)
    assert str(value) == text


@pytest.mark.parametrize(("kind", "text", "message"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_text_is_refused_with_what_was_expected(kind: type[Identifier], text: str, message: str) -> None:
    with pytest.raises(IdError) as caught:
        kind(text)
    error = caught.value
    assert str(error) == message
    assert (error.text, error.reason, error.concept) == (text, f"expected {kind.expected}", kind.concept)
    assert isinstance(error, InvalidValue)
    assert isinstance(error, ValueError)


def test_an_identifier_is_text() -> None:
    """ARN-4: an account id read as a number has lost its leading zeros."""
    with pytest.raises(IdError) as caught:
        AccountId(1)  # type: ignore[arg-type]  # what is tested
    assert str(caught.value) == ("invalid account id '1': expected text: twelve digits, for example '111122223333'")


def test_an_identifier_survives_pickling() -> None:
    value = pickle.loads(pickle.dumps(AccountId("111122223333")))
    assert type(value) is AccountId
    assert value == "111122223333"


class Account(BaseModel):
    id: AccountId


def test_an_identifier_is_a_field_of_pydantic_models() -> None:
    account = Account.model_validate_json('{"id": "111122223333"}')
    assert type(account.id) is AccountId
    assert account.model_dump_json() == '{"id":"111122223333"}'
    assert Account(id=account.id) == account


def test_pydantic_reports_a_malformed_identifier_in_our_words() -> None:
    with pytest.raises(ValidationError, match="invalid account id '5': expected twelve digits"):
        TypeAdapter(AccountId).validate_python("5")
