"""The community's calendar: always its own zone, whatever the machine's is."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from muster.clock import (
    CommunityClock,
    local_date,
    monotonic,
    next_midnight,
    start_of_day,
    utc_now,
)

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
SECOND = timedelta(seconds=1)
ZONES = [
    "Europe/Ljubljana",
    "UTC",
    "America/Los_Angeles",
    "Pacific/Kiritimati",  # UTC+14
    "Pacific/Pago_Pago",  # UTC-11
    "Asia/Kathmandu",  # a quarter of an hour off
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/Havana",  # summer time begins at midnight, so that day has no 00:00
    "Asia/Beirut",  # summer time ends at midnight, so one evening hour comes twice
]
instants = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  made aware below
    datetime(2037, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def hours(day: date, zone: ZoneInfo = LJUBLJANA) -> float:
    length = start_of_day(day + timedelta(days=1), zone) - start_of_day(day, zone)
    return length / timedelta(hours=1)


def test_now_is_aware_and_in_utc() -> None:
    with time_machine.travel(datetime(2026, 11, 20, 19, 30, tzinfo=UTC), tick=False):
        assert utc_now() == datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
        assert utc_now().utcoffset() == timedelta(0)


def test_monotonic_only_grows() -> None:
    assert monotonic() <= monotonic()


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-20T22:59:59+00:00", "2026-11-20"),
        ("2026-11-20T23:00:00+00:00", "2026-11-21"),
        ("2026-07-01T21:59:59+00:00", "2026-07-01"),
        ("2026-07-01T22:00:00+00:00", "2026-07-02"),
        ("2026-11-20T20:00:00-08:00", "2026-11-21"),
    ],
)
def test_the_date_is_the_one_the_zone_shows(instant: str, day: str) -> None:
    assert local_date(datetime.fromisoformat(instant), LJUBLJANA) == date.fromisoformat(day)


def test_days_have_23_24_or_25_hours() -> None:
    lengths = [hours(date(2026, 3, 29)), hours(date(2026, 3, 30)), hours(date(2026, 10, 25))]
    assert lengths == [23, 24, 25]


def test_a_day_without_a_midnight_begins_with_the_jump() -> None:
    havana = ZoneInfo("America/Havana")
    begins = start_of_day(date(2026, 3, 8), havana)
    assert begins == datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert local_date(begins - SECOND, havana) == date(2026, 3, 7)
    assert local_date(begins, havana) == date(2026, 3, 8)


@given(instants, st.sampled_from(ZONES))
def test_the_date_turns_at_the_next_midnight_and_not_before(instant: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    today, turns = local_date(instant, zone), next_midnight(instant, zone)
    assert instant < turns <= instant + timedelta(hours=26)
    assert local_date(turns, zone) == today + timedelta(days=1)
    assert local_date(turns - SECOND, zone) == today


@given(st.lists(instants, min_size=1, max_size=5), st.sampled_from(ZONES))
def test_the_clock_is_right_however_the_time_jumps(jumps: list[datetime], name: str) -> None:
    clock = CommunityClock(ZoneInfo(name))
    for instant in jumps:
        assert clock.today(instant) == local_date(instant, clock.zone)


@pytest.mark.parametrize("machine", ["America/Los_Angeles", "Asia/Tokyo", "UTC"])
def test_the_machines_own_zone_does_not_matter(
    machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", machine)
    time.tzset()
    clock = CommunityClock(LJUBLJANA)
    try:
        with time_machine.travel(datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC), tick=False) as now:
            assert clock.today() == date(2026, 11, 20)
            assert clock.seconds_to_midnight() == 1
            now.shift(1)
            assert clock.today() == date(2026, 11, 21)
            assert clock.seconds_to_midnight() == 24 * 3600
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_clock_that_is_an_hour_off_gives_the_date_of_its_hour_and_recovers() -> None:
    clock = CommunityClock(LJUBLJANA)
    with time_machine.travel(datetime(2026, 11, 20, 22, 30, tzinfo=UTC), tick=False) as now:
        assert clock.today() == date(2026, 11, 20)
        now.shift(3600)
        assert clock.today() == date(2026, 11, 21)
        now.shift(-3600)
        assert clock.today() == date(2026, 11, 20)
