"""Three-valued truth, as Kleene's strong logic has it (CTX-64)."""

import pytest

from policykit.evaluate.truth import FALSE, TRUE, UNKNOWN, Truth

PAIRS = {  # one, other: both, either
    "false, false": (FALSE, FALSE, FALSE, FALSE),
    "false, unknown": (FALSE, UNKNOWN, FALSE, UNKNOWN),
    "false, true": (FALSE, TRUE, FALSE, TRUE),
    "unknown, unknown": (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    "unknown, true": (UNKNOWN, TRUE, UNKNOWN, TRUE),
    "true, true": (TRUE, TRUE, TRUE, TRUE),
}


@pytest.mark.parametrize(("one", "other", "both", "either"), PAIRS.values(), ids=PAIRS)
def test_both_and_either(one: Truth, other: Truth, both: Truth, either: Truth) -> None:
    assert one & other is other & one is both
    assert one | other is other | one is either
    assert ~(one & other) is ~one | ~other


@pytest.mark.parametrize(("truth", "opposite"), [(FALSE, TRUE), (UNKNOWN, UNKNOWN), (TRUE, FALSE)])
def test_not(truth: Truth, opposite: Truth) -> None:
    assert ~truth is opposite


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_is_no_condition_of_python(truth: Truth) -> None:
    """Otherwise an unknown would pass for true."""
    with pytest.raises(TypeError) as caught:
        bool(truth)
    assert str(caught.value) == "a truth value may be unknown; compare it with TRUE, FALSE or UNKNOWN"


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_is_combined_with_nothing_of_python(truth: Truth) -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        truth & True  # type: ignore[operator]  # what is tested
    with pytest.raises(TypeError, match="unsupported operand"):
        truth | 1  # type: ignore[operator]  # what is tested
