"""Every golden row that is a decision, asked through the public names."""

import pytest

import policykit as pk
from tests.golden.tables import rows, shown
from tests.golden.world import COND, Ask, Assume, Refused, places_of

ROWS: list[Assume | Ask] = [*rows(Assume), *rows(Ask)]


@pytest.mark.parametrize("row", ROWS, ids=shown)
def test_decision(row: Assume | Ask) -> None:
    if not isinstance(row.expected, Refused):
        decision = row.decide(strict=True)
        assert decision.outcome is row.expected
        assert bool(decision) is (row.expected is pk.Outcome.ALLOWED)
        return
    with pytest.raises((pk.PolicyError, pk.InvalidRequest)) as refused:
        row.decide(strict=True)
    assert places_of(refused.value) == row.expected.places
    if row.expected.lenient is not None:
        assert row.decide(strict=False).outcome is row.expected.lenient


@pytest.mark.parametrize("row", [row for row in ROWS if row.expected is COND], ids=shown)
def test_an_unknown_decision_says_what_would_settle_it(row: Assume | Ask) -> None:
    decision = row.decide(strict=True)
    assert str(decision.residual) not in ("always", "never")
    assert decision.reasons


def test_the_layer_that_is_not_known_is_named() -> None:
    [row] = [each for each in ROWS if each.title == "the caller's organization is not known"]
    assert "of B" in str(row.decide(strict=True).residual)
