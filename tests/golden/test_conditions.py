"""Every golden row that is a Condition element: once in an Allow, once in a Deny, asked through the public names."""

import pytest

import policykit as pk
from tests.golden.tables import rows, shown
from tests.golden.world import A, Holds, Json, Refused, may, places_of, policy

OBJECT = "arn:aws:s3:::reports/q1"
IN_ALLOW = {True: pk.Outcome.ALLOWED, False: pk.Outcome.IMPLICIT_DENY, None: pk.Outcome.UNKNOWN}
IN_DENY = {True: pk.Outcome.EXPLICIT_DENY, False: pk.Outcome.ALLOWED, None: pk.Outcome.UNKNOWN}


@pytest.mark.parametrize("row", rows(Holds), ids=shown)
def test_condition(row: Holds) -> None:
    if not isinstance(row.expected, Refused):
        check(row, row.expected, strict=True)
        return
    with pytest.raises(pk.PolicyError) as refused:
        check(row, None, strict=True)
    assert places_of(refused.value) == tuple(f"/Statement/Condition{place}" for place in row.expected.places)
    if row.expected.lenient is not None:
        assert isinstance(row.expected.lenient, bool)
        check(row, row.expected.lenient, strict=False)


def check(row: Holds, expected: bool | None, *, strict: bool) -> None:
    allow = policy(may("s3:*", when=row.condition), row.version)
    deny = policy([may("*"), may("s3:*", when=row.condition, effect="Deny")], row.version)
    assert decide(row, allow, strict=strict) is IN_ALLOW[expected]
    if strict:  # the pointers of the second document would be others
        assert decide(row, deny, strict=strict) is IN_DENY[expected]


def decide(row: Holds, document: Json, *, strict: bool) -> pk.Outcome:
    identity = pk.IdentityPolicy.from_dict(document, strict=strict)
    request = pk.Request(row.caller, "s3:GetObject", OBJECT, resource_account=A, context=row.context)
    return pk.authorize(request, pk.Policies(identity=[identity])).outcome
