"""The evening: when the game server is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.live_status.rules import ServerHours, next_server_hours
from tests.support.scenes.evenings import evenings

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
NINE = time(21, 0)
SECOND = timedelta(seconds=1)
ZONES = [
    "Europe/Ljubljana",
    "UTC",
    "America/Los_Angeles",
    "Pacific/Kiritimati",  # UTC+14
    "Pacific/Apia",  # 30 December 2011 did not happen there
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/Havana",  # summer time begins at midnight
]
instants = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  made aware below
    datetime(2037, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
starts = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


def evening_at(now: str, start: time = NINE) -> ServerHours:
    return next_server_hours(datetime.fromisoformat(now), evenings(start=start))


def evening(begins: str, ends: str) -> ServerHours:
    return ServerHours(datetime.fromisoformat(begins), datetime.fromisoformat(ends))


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        # Wall time is UTC+1: from 17:00 to 03:00.
        ("2026-11-20T12:00Z", "2026-11-20T16:00Z", "2026-11-21T02:00Z"),
        ("2026-11-20T15:59:59Z", "2026-11-20T16:00Z", "2026-11-21T02:00Z"),
        ("2026-11-20T16:00Z", "2026-11-20T16:00Z", "2026-11-21T02:00Z"),
        ("2026-11-20T23:30Z", "2026-11-20T16:00Z", "2026-11-21T02:00Z"),  # after midnight
        ("2026-11-21T01:59:59Z", "2026-11-20T16:00Z", "2026-11-21T02:00Z"),
        ("2026-11-21T02:00Z", "2026-11-21T16:00Z", "2026-11-22T02:00Z"),
        # Summer time begins at 01:00 UTC of the 29th, and ends at 01:00 UTC of the 25th.
        ("2026-03-29T00:30Z", "2026-03-28T16:00Z", "2026-03-29T02:00Z"),
        ("2026-03-29T02:00Z", "2026-03-29T15:00Z", "2026-03-30T01:00Z"),
        ("2026-10-25T00:30Z", "2026-10-24T15:00Z", "2026-10-25T01:00Z"),
        ("2026-10-25T01:00Z", "2026-10-25T16:00Z", "2026-10-26T02:00Z"),
    ],
)
def test_an_evening_is_from_four_hours_before_the_start_until_six_after(
    now: str, begins: str, ends: str
) -> None:
    assert evening_at(now) == evening(begins, ends)


@pytest.mark.parametrize(
    ("start", "begins", "ends"),
    [
        (time(0, 30), "2026-11-20T19:30Z", "2026-11-21T05:30Z"),  # the night of the 21st
        (time(2, 0), "2026-11-20T21:00Z", "2026-11-21T07:00Z"),
        (time(23, 59), "2026-11-20T18:59Z", "2026-11-21T04:59Z"),
    ],
)
def test_a_start_about_midnight(start: time, begins: str, ends: str) -> None:
    for now in (begins, "2026-11-20T23:30Z"):
        assert evening_at(now, start) == evening(begins, ends)


def test_a_start_that_summer_time_skips_or_repeats() -> None:
    skipped = evening_at("2026-03-29T00:00Z", time(2, 30))  # shown as 03:30
    assert skipped == evening("2026-03-28T21:30Z", "2026-03-29T07:30Z")
    repeated = evening_at("2026-10-25T00:00Z", time(2, 30))  # the first of the two
    assert repeated == evening("2026-10-24T20:30Z", "2026-10-25T06:30Z")


@given(instants, starts, st.sampled_from(ZONES))
def test_evenings_follow_each_other_and_leave_no_start_out(
    now: datetime, start: time, name: str
) -> None:
    zone = ZoneInfo(name)
    this = next_server_hours(now, evenings(zone=zone, start=start))
    following = next_server_hours(this.ends, evenings(zone=zone, start=start))
    assert now < this.ends
    assert this.ends - this.begins == timedelta(hours=10)
    assert this.ends < following.begins <= this.begins + timedelta(hours=26)
    for moment in (max(now, this.begins), this.ends - SECOND):
        assert next_server_hours(moment, evenings(zone=zone, start=start)) == this
    today = now.astimezone(zone).date()
    starts_at = datetime.combine(today, start, tzinfo=zone).astimezone(UTC)
    assert next_server_hours(
        starts_at, evenings(zone=zone, start=start)
    ).begins == starts_at - timedelta(hours=4)
