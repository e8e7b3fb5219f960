"""When a call asks, waits and ends; who may be asked; and what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.calls.chances import Record
from muster.calls.rules import (
    Asked,
    Call,
    CallStatus,
    Next,
    Person,
    Tonight,
    audience_of,
    event_key,
    next_step,
    outcome_of,
    record_of,
)
from muster.clock import at_wall_time

ZONE = ZoneInfo("Europe/Ljubljana")
DAY = date(2026, 11, 20)
START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 19, 15, tzinfo=UTC)
TONIGHT = Tonight(DAY, START, 6, ZONE)
RUNNING = Call(1, DAY, "hand", 7, "running", None, 30, 8, 1, NOW, None, NOW)
FULL = replace(RUNNING, status="full", next_wave_at=None, ended_at=NOW)


def test_a_person_hears_one_call_a_day() -> None:
    assert event_key(DAY) == "CALL:2026-11-20"


@pytest.mark.parametrize(
    ("call", "tonight", "looking", "now", "expected"),
    [
        (RUNNING, TONIGHT, 5, NOW, "ask"),
        (RUNNING, TONIGHT, 5, NOW - timedelta(seconds=1), "wait"),
        (RUNNING, TONIGHT, 6, NOW, "fill"),
        (RUNNING, TONIGHT, 7, NOW, "fill"),
        (RUNNING, replace(TONIGHT, threshold=8), 7, NOW, "ask"),
        (RUNNING, TONIGHT, 5, START, "end_at_start"),
        (RUNNING, TONIGHT, 6, START, "end_at_start"),
        (RUNNING, replace(TONIGHT, starts_at=NOW), 5, NOW, "end_at_start"),
        (RUNNING, replace(TONIGHT, called_off=True), 5, NOW, "call_off"),
        (RUNNING, replace(TONIGHT, day=DAY + timedelta(days=1)), 0, NOW, "end_at_start"),
        (FULL, TONIGHT, 6, NOW, "wait"),
        (FULL, TONIGHT, 5, NOW, "resume"),
        (FULL, TONIGHT, 5, START, "end_at_start"),
        (FULL, replace(TONIGHT, called_off=True), 5, NOW, "call_off"),
        # A clock that was set back: no wave is further ahead than the longest wait.
        (RUNNING, TONIGHT, 5, NOW - timedelta(minutes=9), "ask"),
    ],
)
def test_what_is_to_be_done(
    call: Call, tonight: Tonight, looking: int, now: datetime, expected: Next
) -> None:
    assert next_step(call, tonight, looking, now) == expected


@given(
    st.sampled_from(["running", "full"]),
    st.integers(0, 12),
    st.integers(2, 12),
    st.timedeltas(timedelta(hours=-2), timedelta(hours=2)),
    st.booleans(),
)
def test_it_never_asks_where_nobody_is_missing_or_it_is_too_late(
    status: CallStatus, looking: int, threshold: int, ahead: timedelta, called_off: bool
) -> None:
    call = RUNNING if status == "running" else FULL
    tonight = replace(TONIGHT, threshold=threshold, called_off=called_off)
    step = next_step(call, tonight, looking, NOW + ahead)
    if step in ("ask", "resume"):
        assert looking < threshold
        assert NOW + ahead < tonight.starts_at
        assert not called_off
    if NOW + ahead >= tonight.starts_at:
        assert step == "end_at_start"


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_nights_on_which_the_clock_changes_end_by_the_clock_on_the_wall(day: date) -> None:
    start = at_wall_time(day, time(21, 0), ZONE)
    call = replace(RUNNING, call_date=day, next_wave_at=start - timedelta(minutes=20))
    tonight = Tonight(day, start, 6, ZONE)
    assert next_step(call, tonight, 5, start - timedelta(minutes=20)) == "ask"
    assert next_step(call, tonight, 5, at_wall_time(day, time(21, 0), ZONE)) == "end_at_start"


# --- who ------------------------------------------------------------------------------------------


def person(user_id: int = 1, **changes: object) -> Person:
    someone = Person(user_id, f"P{user_id}", None, None, None, None, Record(user_id))
    return replace(someone, **changes)


def test_stored_reasons_come_before_quiet_hours() -> None:
    away = person(2, refusal="away", quiet_start=time(0), quiet_end=time(23, 59))
    found = audience_of([person(1), away], TONIGHT, NOW)
    assert [each.user_id for each in found.askable] == [1]
    assert found.left_alone == ((2, "away"),)
    assert not found.more_later


@pytest.mark.parametrize(
    ("zone", "start", "end", "quiet", "later"),
    [
        (None, time(20), time(20, 15), False, False),
        (None, time(20), time(20, 16), True, True),
        (None, time(20), time(21), True, False),
        (None, time(22), time(20, 30), True, True),
        (None, time(20), time(20), False, False),
        ("America/New_York", time(14), time(14, 30), True, True),
        ("Mars/Olympus", time(20), time(22), True, False),
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_their_wall(
    zone: str | None, start: time, end: time, quiet: bool, later: bool
) -> None:
    found = audience_of([person(timezone=zone, quiet_start=start, quiet_end=end)], TONIGHT, NOW)
    assert bool(found.askable) is not quiet
    assert found.left_alone == (((1, "quiet_hours"),) if quiet else ())
    assert found.more_later is later


def test_only_half_a_year_counts_and_nobody_said_yes_more_often_than_there_were_evenings() -> None:
    long = record_of(1, DAY, date(2020, 1, 1), same_day_yes=9, other_yes=30, asked_yes=2, asked=5)
    assert (long.same_day, long.other, long.same_day_yes, long.other_yes) == (26, 156, 9, 30)
    new = record_of(2, DAY, DAY, same_day_yes=1, other_yes=1, asked_yes=1, asked=0)
    assert new == Record(2)
    later = record_of(
        3, DAY, DAY + timedelta(days=9), same_day_yes=0, other_yes=0, asked_yes=0, asked=0
    )
    assert later == Record(3)


# --- what is counted ------------------------------------------------------------------------------


def asked(answer: str | None, state: str | None = "sent", *, conditional: bool = False) -> Asked:
    return Asked(1, "P", 1, NOW, state, None, answer, conditional)


def test_a_yes_is_who_is_looking_or_would_be_under_a_condition() -> None:
    outcome = outcome_of(
        [
            asked("LOOKING"),
            asked("AVAILABLE", conditional=True),
            asked("AVAILABLE"),
            asked("MAYBE"),
            asked("NOT_PLAYING", "unknown"),
            asked(None, "pending"),
            asked(None, "failed"),
            asked("LOOKING", "skipped"),
        ]
    )
    assert (outcome.asked, outcome.yes, outcome.maybe, outcome.no) == (6, 2, 2, 1)
    assert (outcome.silent, outcome.unreached) == (1, 2)
