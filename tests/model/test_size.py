"""How long documents are, and whether they fit: in the unit of each kind."""

from typing import Any

import pytest

from policykit.catalog import QUOTAS
from policykit.errors import IntentError
from policykit.model.grammar import Rule
from policykit.model.policy import KINDS, IdentityPolicy, PolicyDocument, ResourcePolicy

SPACES_COUNT = {
    "trust": False,
    "identity": False,
    "boundary": False,
    "session": True,
    "resource": True,
    "endpoint": True,
    "scp": True,
    "rcp": True,
}


def with_value(kind: str, value: str) -> PolicyDocument:
    """A document with a condition value."""
    rules = KINDS[kind].grammar
    statement: dict[str, Any] = {"Effect": "Deny", "Action": "sts:AssumeRole"}
    if rules.principal is Rule.REQUIRED:
        statement["Principal"] = {"AWS": "*"} if kind == "trust" else "*"
    if rules.resource is Rule.REQUIRED:
        statement["Resource"] = "*"
    statement["Condition"] = {"StringEquals": {"aws:username": value}}
    return KINDS[kind].from_dict({"Version": "2012-10-17", "Statement": statement})


@pytest.mark.parametrize("kind", KINDS)
def test_white_space_inside_strings_counts_as_aws_counts_it(kind: str) -> None:
    """GRAM-39."""
    plain, spaced = with_value(kind, "ab"), with_value(kind, "a \u00a0b")
    assert plain.size == len(plain.to_json())
    assert spaced.size - plain.size == (2 if SPACES_COUNT[kind] else 0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_character_is_a_code_point_and_layout_does_not_count(kind: str) -> None:
    """GRAM-39: escapes are how some characters must be written, not what is counted."""
    document = with_value(kind, "☂")
    assert document.size == with_value(kind, "x").size
    assert KINDS[kind].from_json(document.to_json(indent=4)).size == document.size


def test_fitting_is_up_to_the_limit() -> None:
    policy = with_value("identity", "a b")
    assert [policy.fits(policy.size + more) for more in (-1, 0, 1)] == [False, True, True]


def test_a_quota_counts_in_its_own_unit() -> None:
    """An identity-based policy that is passed for a session counts as one."""
    most = 2_048 - with_value("identity", "").size
    policy = with_value("identity", "x" * (most - 1) + " y")
    assert policy.size == 2_048
    assert policy.fits(2_048)
    assert policy.fits(QUOTAS["managed-policy"])
    assert not policy.fits(QUOTAS["session-policies"])


EXPECTED = (
    "expected a number of characters, 1 or more, or a quota such as policykit.catalog.QUOTAS['managed-policy'], found "
)


@pytest.mark.parametrize(
    ("quota", "reason"),
    [
        ("managed-policy", f"{EXPECTED}'managed-policy'"),
        (True, f"{EXPECTED}True"),
        (0, f"{EXPECTED}0"),
        (-1, f"{EXPECTED}-1"),
        (QUOTAS["roles"], "expected one that counts characters: 'roles' counts items"),
    ],
)
def test_what_is_no_number_of_characters_is_refused(quota: Any, reason: str) -> None:
    with pytest.raises(IntentError) as caught:
        with_value("identity", "").fits(quota)
    assert (caught.value.parameter, caught.value.reason) == ("quota", reason)


def test_kinds_that_look_alike_count_differently() -> None:
    """The quota of a bucket policy is that of the service, which counts what it is sent."""
    members = {"Statement": {"Sid": "ab", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}}
    identity = IdentityPolicy.from_dict(members)
    resource = ResourcePolicy.from_dict({"Statement": {**members["Statement"], "Sid": "a b", "Principal": "*"}})
    assert resource.size == identity.size + len(',"Principal":"*"') + 1
