"""The rules of availability: ranges, what may be written, counts, the session's readiness."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muster.availability.rules import (
    STATUSES,
    Answer,
    DateRange,
    Day,
    Status,
    check_arrival,
    check_writable,
    group_by_day,
    last_writable_date,
    lateness,
    resolve_range,
    said_at,
    session_ready,
)
from muster.errors import (
    ArrivalInvalid,
    DateInPast,
    DateTooFar,
    InvalidInput,
    RangeInvalid,
    RangeTooLong,
)
from tests.support.scenes.evenings import evening

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
offsets = st.integers(-9_000, 10_000)
zones = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
waits = st.timedeltas(timedelta(days=-2), timedelta(days=9))


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def test_there_are_four_statuses() -> None:
    assert STATUSES == ("LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING")


def test_a_range_begins_today_and_lasts_sixty_days_more_unless_said_otherwise() -> None:
    assert resolve_range(None, None, TODAY) == DateRange(TODAY, day(60))
    assert resolve_range(day(5), None, TODAY) == DateRange(day(5), day(65))
    assert resolve_range(None, day(5), TODAY) == DateRange(TODAY, day(5))
    assert resolve_range(day(-9), day(-3), TODAY) == DateRange(day(-9), day(-3))


@given(offsets, offsets)
def test_a_range_has_1_to_180_days_or_is_refused(first: int, last: int) -> None:
    length = last - first + 1
    if 1 <= length <= 180:
        days = resolve_range(day(first), day(last), TODAY).days()
        assert days == tuple(day(offset) for offset in range(first, last + 1))
    else:
        with pytest.raises(RangeInvalid if length < 1 else RangeTooLong):
            resolve_range(day(first), day(last), TODAY)


@given(st.dates() | st.none(), st.dates() | st.none())
def test_no_date_is_too_far_off_to_be_answered(first: date | None, last: date | None) -> None:
    try:
        days = resolve_range(first, last, TODAY).days()
    except (RangeInvalid, RangeTooLong):
        return
    assert 1 <= len(days) <= 180


def test_today_to_ninety_days_ahead_can_be_written() -> None:
    assert last_writable_date(TODAY) == day(90)
    for offset in (0, 1, 90):
        check_writable(day(offset), TODAY)
    for offset, error in ((-1, DateInPast), (-4000, DateInPast), (91, DateTooFar)):
        with pytest.raises(error):
            check_writable(day(offset), TODAY)


def test_every_status_is_counted_also_those_nobody_has() -> None:
    answers = (Answer(1, "Ana", "LOOKING"), Answer(2, "Bo", "MAYBE"), Answer(3, "Cas", "LOOKING"))
    assert Day(TODAY, answers).counts() == {
        "LOOKING": 2,
        "AVAILABLE": 0,
        "MAYBE": 1,
        "NOT_PLAYING": 0,
    }


def test_only_looking_makes_a_session_ready() -> None:
    def pool(looking: int) -> Day:
        names = [Answer(n, f"P{n}", "LOOKING") for n in range(looking)]
        others = [Answer(90 + n, "x", status) for n, status in enumerate(STATUSES[1:])]
        return Day(TODAY, (*names, *others))

    assert [session_ready(pool(n), evening(TODAY, 6)).ready for n in (0, 5, 6, 7)] == [
        False,
        False,
        True,
        True,
    ]
    assert session_ready(pool(5), evening(TODAY, 6)).looking_count == 5
    assert (
        session_ready(pool(0), evening(TODAY, 4)).event_key
        == "SESSION_READY:2026-11-20:threshold=4"
    )


@pytest.mark.parametrize(
    ("given", "threshold", "counts"),
    [
        ("", 6, (0, 0, 6)),
        ("LLAM", 6, (3, 1, 3)),
        ("LLLLLA", 6, (6, 0, 0)),
        ("AAAAAAA", 6, (7, 0, 0)),  # confirmed, though nobody is looking
        ("MMMNN", 1, (0, 3, 1)),
    ],
)
def test_who_is_confirmed_who_stands_by_and_how_many_are_needed(
    given: str, threshold: int, counts: tuple[int, int, int]
) -> None:
    statuses: dict[str, Status] = {status[0]: status for status in STATUSES}
    answers = tuple(Answer(n, f"P{n}", statuses[letter]) for n, letter in enumerate(given))
    ready = session_ready(Day(TODAY, answers), evening(TODAY, threshold))
    assert (ready.confirmed_count, ready.standby_count, ready.need_count) == counts


def test_rows_are_grouped_by_day_in_their_order() -> None:
    first, second = Answer(2, "Bo", "LOOKING"), Answer(1, "Ana", "LOOKING")
    grouped = group_by_day([day(0), day(1)], [(day(0), first), (day(0), second)])
    assert grouped == {day(0): Day(day(0), (first, second)), day(1): Day(day(1), ())}


@given(st.datetimes(timezones=zones) | waits.map(lambda waited: NOW - waited))
@example(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))
@example(datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))))
@example(NOW - timedelta(days=7))
@example(NOW + timedelta(days=1))
def test_an_answer_that_waited_is_of_the_last_week_or_refused(answered_at: datetime) -> None:
    if timedelta(days=-1) <= NOW - answered_at <= timedelta(days=7):
        said = said_at(answered_at, NOW)
        assert said == min(answered_at, NOW)
        assert said.utcoffset() == timedelta(0)
    else:
        with pytest.raises(InvalidInput):
            said_at(answered_at, NOW)


@pytest.mark.parametrize(
    ("said", "start", "late"),
    [
        (time(21, 1), time(21), 1),
        (time(21, 30), time(21), 30),
        (time(3), time(21), 360),
        (time(0, 30), time(23, 45), 45),
        (time(0), time(21), 180),
        (time(21), time(21), None),
        (time(20, 59), time(21), None),
        (time(3, 1), time(21), None),
        (time(21, 30), time(22), None),
    ],
)
def test_late_is_within_the_six_hours_after_the_start(
    said: time, start: time, late: int | None
) -> None:
    assert lateness(said, start) == (None if late is None else timedelta(minutes=late))
    if late is None:
        with pytest.raises(ArrivalInvalid, match=f"starts at {start:%H:%M}"):
            check_arrival(said, start)
    else:
        check_arrival(said, start)


def test_who_says_no_time_comes_at_the_start() -> None:
    check_arrival(None, time(21))
