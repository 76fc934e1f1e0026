"""Action patterns: what they name, and the words that refuse what is none (GRAM-18 to GRAM-21)."""

import pickle

import pytest
from pydantic import BaseModel

from policykit.errors import ActionError
from policykit.model.action import ASSUME_ACTIONS, COMPANION_ACTIONS, ROLE_ACTIONS, TRUST_ACTIONS, ActionPattern

FORM = "expected '*' or service:Name, such as 'sts:AssumeRole'"
ONE_COLON = "expected one colon, between service and name"
NO_WILDCARD = "expected a service without wildcards before the colon, or just '*'"

REFUSED = {
    "GRAM-18 nothing": ("", f"invalid action '': {FORM}"),
    "GRAM-18 no service": ("AssumeRole", f"invalid action 'AssumeRole': {FORM}"),
    "GRAM-18 no name": ("sts:", f"invalid action 'sts:': {FORM}"),
    "GRAM-18 a name alone": (":AssumeRole", f"invalid action ':AssumeRole': {FORM}"),
    "GRAM-18 a space in the service": ("s ts:AssumeRole", f"invalid action 's ts:AssumeRole': {FORM}"),
    "GRAM-18 two stars": ("**", f"invalid action '**': {FORM}"),
    "GRAM-18 two colons": ("sts:Assume:Role", f"invalid action 'sts:Assume:Role': {ONE_COLON}"),
    "GRAM-18 a wildcard service": ("*:AssumeRole", f"invalid action '*:AssumeRole': {NO_WILDCARD}"),
    "GRAM-18 a question mark in the service": ("st?:AssumeRole", f"invalid action 'st?:AssumeRole': {NO_WILDCARD}"),
    "GRAM-18 a wildcard service and two colons": ("s*:a:b", f"invalid action 's*:a:b': {NO_WILDCARD}"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_action_is_refused(text: str, message: str) -> None:
    with pytest.raises(ActionError) as caught:
        ActionPattern.parse(text)
    assert str(caught.value) == message


def test_an_action_is_text() -> None:
    with pytest.raises(ActionError) as caught:
        ActionPattern.parse(5)  # type: ignore[arg-type]  # what is tested
    assert str(caught.value) == "invalid action '5': expected text: '*' or service:Name"


MATCHES = {
    "GRAM-18 a star": ("*", "ec2:RunInstances", True),
    "GRAM-18 a star at the end": ("sts:Assume*", "sts:AssumeRoleWithSAML", True),
    "GRAM-18 a star in the middle": ("s3:*Object", "s3:GetObject", True),
    "GRAM-18 a question mark": ("s3:?etObject", "s3:GetObject", True),
    "GRAM-18 another service": ("s3:*", "sts:AssumeRole", False),
    "GRAM-18 a service with dots and dashes": ("execute-api.v2:Invoke", "execute-api.v2:invoke", True),
    "GRAM-19 case does not count": ("STS:assumerole", "sts:AssumeRole", True),
    "GRAM-19 nor in the request": ("sts:AssumeRole", "STS:ASSUMEROLE", True),
    "GRAM-21 nothing is trimmed": ("sts: AssumeRole", "sts:AssumeRole", False),
    "GRAM-21 a typo names nothing": ("sts:AsumeRole", "sts:AssumeRole", False),
    "ASSUME-97 AssumeRole* names AssumeRole": ("sts:AssumeRole*", "sts:AssumeRole", True),
    "ASSUME-97 AssumeRole* does not name TagSession": ("sts:AssumeRole*", "sts:TagSession", False),
    "ASSUME-97 AssumeRole* does not name SetSourceIdentity": ("sts:AssumeRole*", "sts:SetSourceIdentity", False),
    "ASSUME-97 AssumeRole* does not name SetContext": ("sts:AssumeRole*", "sts:SetContext", False),
}


@pytest.mark.parametrize(("pattern", "action", "expected"), MATCHES.values(), ids=MATCHES)
def test_matches(pattern: str, action: str, expected: bool) -> None:
    assert ActionPattern.parse(pattern).matches(action) is expected


RELATIONS = {  # pattern, other, covers, overlaps
    "everything": ("*", "sts:AssumeRole", True, True),
    "GRAM-19 another case": ("STS:*", "sts:assumerole*", True, True),
    "a part": ("sts:AssumeRole", "sts:*", False, True),
    "two ends": ("s3:Get*", "s3:*Acl", False, True),
    "another service": ("s3:*", "sts:*", False, False),
}


@pytest.mark.parametrize(("pattern", "other", "covers", "overlaps"), RELATIONS.values(), ids=RELATIONS)
def test_covers_and_overlaps(pattern: str, other: str, covers: bool, overlaps: bool) -> None:
    one, two = ActionPattern.parse(pattern), ActionPattern.parse(other)
    assert (one.covers(two), one.overlaps(two), two.overlaps(one)) == (covers, overlaps, overlaps)


CANONICAL = {
    "GRAM-19 STS as AWS writes it": ("STS:assumerolewithwebidentity", "sts:AssumeRoleWithWebIdentity"),
    "GRAM-19 others in lower case": ("S3:GetObject", "s3:getobject"),
    "GRAM-19 patterns in lower case": ("sts:AssumeRole*", "sts:assumerole*"),
    "GRAM-19 everything": ("*", "*"),
}


@pytest.mark.parametrize(("text", "canonical"), CANONICAL.values(), ids=CANONICAL)
def test_canonical(text: str, canonical: str) -> None:
    assert ActionPattern.parse(text).canonical == canonical


def test_actions_that_differ_in_case_are_equal_and_keep_their_spelling() -> None:
    """GRAM-19."""
    one, two = ActionPattern.parse("STS:AssumeRole"), ActionPattern.parse("sts:assumerole")
    assert one == two
    assert hash(one) == hash(two)
    assert (str(one), str(two)) == ("STS:AssumeRole", "sts:assumerole")
    assert one != ActionPattern.parse("sts:AssumeRole*")
    assert str(pickle.loads(pickle.dumps(one))) == "STS:AssumeRole"


class Permission(BaseModel):
    action: ActionPattern


def test_an_action_is_a_field_of_pydantic_models() -> None:
    assert Permission.model_validate({"action": "s3:Get*"}).model_dump_json() == '{"action":"s3:Get*"}'


def test_the_family_of_assume_role() -> None:
    """GRAM-25, DISP-24: what a trust policy may name, and the rest of STS."""
    assert ASSUME_ACTIONS == ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
    assert COMPANION_ACTIONS == ("sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext")
    assert ROLE_ACTIONS == ASSUME_ACTIONS + COMPANION_ACTIONS
    assert TRUST_ACTIONS[:6] == ROLE_ACTIONS
    assert TRUST_ACTIONS[6:] == (
        "sts:DecodeAuthorizationMessage",
        "sts:GetAccessKeyInfo",
        "sts:GetCallerIdentity",
        "sts:GetFederationToken",
        "sts:GetServiceBearerToken",
        "sts:GetSessionToken",
    )
