"""The evening of a date: what the settings say, and before it the rule of its weekday."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.evening import EveningRule, Evenings
from tests.support.scenes.evenings import LJUBLJANA, evenings

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
SET = evenings(threshold=6)

walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
rules = st.builds(
    EveningRule,
    session=st.booleans(),
    starts_at=st.none() | walls,
    threshold=st.none() | st.integers(2, 99),
    call_at=st.none() | walls,
    call_most=st.none() | st.integers(1, 999),
)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def ruled(rule: EveningRule, weekday: int = FRIDAY.weekday()) -> Evenings:
    return replace(SET, rules={weekday: rule})


@given(days)
def test_without_a_rule_an_evening_is_as_the_settings_have_it(day: date) -> None:
    evening = SET.on(day)
    assert evening.session
    assert (evening.start, evening.reminder, evening.threshold) == (time(21), time(20, 45), 6)
    assert (evening.call_at, evening.call_most) == (None, None)


@given(rules, days)
def test_a_rule_holds_on_its_weekday_alone(rule: EveningRule, day: date) -> None:
    with_rule = ruled(rule, day.weekday())
    for offset in range(1, 7):
        other = day + timedelta(days=offset)
        assert with_rule.on(other) == SET.on(other)
    assert with_rule.on(day + timedelta(days=7)) == replace(
        with_rule.on(day), day=day + timedelta(days=7)
    )


@given(rules, days)
def test_what_a_rule_says_comes_before_the_settings_and_what_it_does_not_say_is_theirs(
    rule: EveningRule, day: date
) -> None:
    evening = ruled(rule, day.weekday()).on(day)
    assert evening.session == rule.session
    assert evening.start == (SET.start if rule.starts_at is None else rule.starts_at)
    assert evening.threshold == (6 if rule.threshold is None else rule.threshold)
    assert time(0) <= evening.reminder <= evening.start


@pytest.mark.parametrize(
    ("starts_at", "reminder"),
    [(time(19, 0), time(18, 45)), (time(0, 15), time(0, 0)), (time(0, 5), time(0, 0))],
)
def test_the_reminder_keeps_its_distance_but_stays_on_its_day(
    starts_at: time, reminder: time
) -> None:
    assert ruled(EveningRule(starts_at=starts_at)).on(FRIDAY).reminder == reminder


def test_a_call_begins_before_the_session_or_never() -> None:
    called = ruled(EveningRule(call_at=time(20, 15), call_most=8)).on(FRIDAY)
    assert (called.call_at, called.call_most) == (time(20, 15), 8)
    assert called.calls_at == datetime(2026, 11, 20, 19, 15, tzinfo=UTC)
    for rule in (
        EveningRule(call_at=time(21), call_most=8),
        EveningRule(starts_at=time(20), call_at=time(20, 15), call_most=8),
        EveningRule(session=False, call_at=time(20, 15), call_most=8),
    ):
        evening = ruled(rule).on(FRIDAY)
        assert (evening.call_at, evening.call_most, evening.calls_at) == (None, None, None)


@pytest.mark.parametrize(
    ("day", "wall", "instant"),
    [
        # 29 March 2026: 02:00 is followed by 03:00; 25 October 2026: 02:00 to 03:00 comes twice.
        (date(2026, 3, 28), time(21), "2026-03-28T20:00Z"),
        (date(2026, 3, 29), time(21), "2026-03-29T19:00Z"),
        (date(2026, 3, 29), time(2, 30), "2026-03-29T01:30Z"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T00:30Z"),
        (date(2026, 10, 25), time(21), "2026-10-25T20:00Z"),
    ],
)
def test_a_start_is_a_time_of_the_wall_clock_on_summer_time_nights_too(
    day: date, wall: time, instant: str
) -> None:
    evening = ruled(EveningRule(starts_at=wall), day.weekday()).on(day)
    assert evening.starts_at == datetime.fromisoformat(instant)


def test_tonight_is_the_communitys_not_the_servers() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # half past midnight in Ljubljana
    off = replace(SET, rules={SATURDAY.weekday(): EveningRule(session=False)})
    assert (off.at(late).day, off.at(late).session) == (SATURDAY, False)
    assert replace(off, zone=ZoneInfo("UTC")).at(late).session


def test_the_week_begins_on_monday() -> None:
    week = replace(SET, rules={0: EveningRule(session=False)}).week()
    assert [evening.session for evening in week] == [False, *[True] * 6]
    assert [evening.day.weekday() for evening in week] == list(range(7))
    assert {evening.zone for evening in week} == {LJUBLJANA}
