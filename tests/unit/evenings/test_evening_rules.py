"""Which rules by weekday are refused, and in which words."""

from __future__ import annotations

from datetime import UTC, time

import pytest

from muster.errors import InvalidInput
from muster.evening import EveningRule
from muster.evenings.rules import check_rules
from tests.support.scenes.evenings import evenings

SET = evenings()


@pytest.mark.parametrize(
    "rule",
    [
        EveningRule(),
        EveningRule(session=False),
        EveningRule(starts_at=time(0, 0)),
        EveningRule(threshold=2),
        EveningRule(threshold=99),
        EveningRule(call_at=time(20, 59)),
        EveningRule(starts_at=time(23, 59), call_at=time(23, 58), call_most=1),
        EveningRule(call_most=999),
    ],
)
def test_what_fits_is_taken(rule: EveningRule) -> None:
    check_rules(dict.fromkeys(range(7), rule), SET)


@pytest.mark.parametrize(
    ("rule", "field", "message"),
    [
        (EveningRule(threshold=1), "rules.threshold", "a session needs from 2 to 99 players"),
        (EveningRule(threshold=100), "rules.threshold", "a session needs from 2 to 99 players"),
        (EveningRule(call_most=0), "rules.call_most", "a call asks from 1 to 999 people"),
        (EveningRule(call_most=1000), "rules.call_most", "a call asks from 1 to 999 people"),
        (EveningRule(call_at=time(21)), "rules.call_at", "which starts at 21:00"),
        (
            EveningRule(starts_at=time(19), call_at=time(19, 30)),
            "rules.call_at",
            "which starts at 19:00",
        ),
        (EveningRule(starts_at=time(19, 0, 1)), "rules.starts_at", "say a time as HH:MM"),
        (EveningRule(call_at=time(19, 0, tzinfo=UTC)), "rules.call_at", "say a time as HH:MM"),
    ],
)
def test_what_makes_no_evening_is_refused_in_a_sentence(
    rule: EveningRule, field: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_rules({3: rule}, SET)
    (error,) = refused.value.errors
    assert error.field == field
    assert str(error.message).startswith("Thursday: ")
    assert message in str(error.message)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_week_has_seven_days(weekday: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_rules({weekday: EveningRule()}, SET)
    assert refused.value.errors[0].field == "rules.weekday"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    bad = EveningRule(threshold=1, call_at=time(22))
    with pytest.raises(InvalidInput) as refused:
        check_rules({0: bad, 6: bad}, SET)
    assert [error.field for error in refused.value.errors] == [
        "rules.threshold",
        "rules.call_at",
        "rules.threshold",
        "rules.call_at",
    ]
