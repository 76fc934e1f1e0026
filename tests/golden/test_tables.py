"""The tables are complete, and every row says what it shows and where that comes from."""

import re
from collections import Counter

from tests.golden.completeness import NOT_A_ROW, NUMBERS, PARTLY, RULES, WITHOUT_ROW
from tests.golden.tables import ALL, shown

RULE = re.compile("(?:GRAM|ARN|PRIN|EVAL|ASSUME|CTX|COND|DISP)-[0-9]+[a-z]?")
SHOWN = {row.id for row in ALL if row.id[0] in "0123456789"}
CITED = {rule for row in ALL for rule in row.rules.split()}


def test_every_golden_number_has_a_row_or_a_reason_why_not() -> None:
    assert NUMBERS - set(NOT_A_ROW) == SHOWN
    assert set(NOT_A_ROW) <= NUMBERS
    assert set(PARTLY) <= SHOWN


def test_there_are_as_many_golden_numbers_as_there_should_be() -> None:
    assert len(NUMBERS) == 239


def test_every_rule_has_a_row_or_a_reason_why_not() -> None:
    missing = RULES - CITED
    assert missing == set(WITHOUT_ROW)


def test_every_row_is_told_apart_by_its_id_and_title() -> None:
    assert [name for name, times in Counter(map(shown, ALL)).items() if times > 1] == []


def test_every_row_cites_rules_and_a_source() -> None:
    assert [shown(row) for row in ALL if not all(map(RULE.fullmatch, row.rules.split() or ["none"]))] == []
    assert [shown(row) for row in ALL if not row.source] == []


def test_a_row_that_is_no_golden_number_is_named_by_a_rule_it_cites() -> None:
    assert [shown(row) for row in ALL if row.id not in SHOWN and row.id not in row.rules.split()] == []
