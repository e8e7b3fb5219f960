"""Quiet hours on the nights when the clocks are set, against what a wall clock shows (rule 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.channels.rules import QuietHours
from muster.notifications.rules import Claimed
from muster.notifications.sending_rules import Send, Skip, Wait, before_sending

MINUTE = timedelta(minutes=1)
LJUBLJANA = ZoneInfo("Europe/Ljubljana")
SYDNEY = ZoneInfo("Australia/Sydney")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
SANTIAGO = ZoneInfo("America/Santiago")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def hours(text: str) -> QuietHours:
    """Quiet hours as a page would show them: `22:30-07:00`."""
    start, end = map(time.fromisoformat, text.split("-"))
    return QuietHours(start, end)


def quiet_minutes(quiet: QuietHours, zone: ZoneInfo, first: str, last: str) -> list[str]:
    """The quiet stretches between two instants as `HH:MM-HH:MM` in UTC, looked at by the minute."""
    stretches: list[str] = []
    instant, begun = utc(first), None
    while instant <= utc(last):
        if quiet.is_quiet(instant, zone):
            begun = begun or instant
        elif begun is not None:
            stretches.append(f"{begun:%H:%M}-{instant:%H:%M}")
            begun = None
        instant += MINUTE
    assert begun is None, "the night is looked at to its end"
    return stretches


# --- by hand --------------------------------------------------------------------------------------

NIGHTS = {
    # Ljubljana: at 01:00 UTC 02:00 becomes 03:00 in March, 03:00 becomes 02:00 in October.
    "spring": (LJUBLJANA, "2026-03-28T20:00", "2026-03-29T10:00"),
    "autumn": (LJUBLJANA, "2026-10-24T20:00", "2026-10-25T10:00"),
    # Sydney: at 16:00 UTC 02:00 becomes 03:00 in October, 03:00 becomes 02:00 in April.
    "spring in the south": (SYDNEY, "2026-10-03T10:00", "2026-10-03T23:00"),
    "autumn in the south": (SYDNEY, "2026-04-04T10:00", "2026-04-04T23:00"),
    # Lord Howe: at 15:30 UTC 02:00 becomes 02:30 in October, at 15:00 02:00 becomes 01:30 in April.
    "spring by half": (LORD_HOWE, "2026-10-03T10:00", "2026-10-03T23:00"),
    "autumn by half": (LORD_HOWE, "2026-04-04T10:00", "2026-04-04T23:00"),
    # Santiago: at 04:00 UTC midnight becomes 01:00 in September, at 03:00 23:00 in April.
    "spring at midnight": (SANTIAGO, "2026-09-05T22:00", "2026-09-06T14:00"),
    "autumn at midnight": (SANTIAGO, "2026-04-04T22:00", "2026-04-05T14:00"),
}


@pytest.mark.parametrize(
    ("night", "quiet", "stretches"),
    [
        ("spring", "02:00-03:00", []),
        ("spring", "01:00-03:00", ["00:00-01:00"]),
        ("spring", "01:30-02:30", ["00:30-01:00"]),
        ("spring", "02:30-04:00", ["01:00-02:00"]),
        ("spring", "22:30-07:00", ["21:30-05:00"]),
        ("autumn", "02:00-03:00", ["00:00-02:00"]),
        ("autumn", "01:00-03:00", ["23:00-02:00"]),
        ("autumn", "01:30-02:30", ["23:30-00:30", "01:00-01:30"]),
        ("autumn", "02:30-04:00", ["00:30-01:00", "01:30-03:00"]),
        ("autumn", "22:30-07:00", ["20:30-06:00"]),
        ("spring in the south", "02:00-03:00", []),
        ("spring in the south", "22:30-07:00", ["12:30-20:00"]),
        ("autumn in the south", "02:00-03:00", ["15:00-17:00"]),
        ("autumn in the south", "22:30-07:00", ["11:30-21:00"]),
        ("spring by half", "02:00-03:00", ["15:30-16:00"]),
        ("spring by half", "02:00-02:30", []),
        ("spring by half", "22:30-07:00", ["12:00-20:00"]),
        ("autumn by half", "01:00-02:00", ["14:00-15:30"]),
        ("autumn by half", "01:30-01:45", ["14:30-14:45", "15:00-15:15"]),
        ("autumn by half", "02:00-03:00", ["15:30-16:30"]),
        ("autumn by half", "22:30-07:00", ["11:30-20:30"]),
        ("spring at midnight", "00:00-01:00", []),
        ("spring at midnight", "23:00-00:30", ["03:00-04:00"]),
        ("spring at midnight", "22:30-07:00", ["02:30-10:00"]),
        ("autumn at midnight", "23:00-00:00", ["02:00-04:00"]),
        ("autumn at midnight", "23:30-00:30", ["02:30-03:00", "03:30-04:30"]),
        ("autumn at midnight", "22:30-07:00", ["01:30-11:00"]),
        *((night, "02:30-02:30", []) for night in NIGHTS),
    ],
)
def test_which_minutes_of_a_night_are_quiet(night: str, quiet: str, stretches: list[str]) -> None:
    assert quiet_minutes(hours(quiet), *NIGHTS[night]) == stretches


@pytest.mark.parametrize(
    ("zone", "quiet", "at", "until"),
    [
        # The end is skipped: the night's jump is the end.
        (LJUBLJANA, "01:00-02:30", "2026-03-29T00:59:59", "2026-03-29T01:00"),
        (LORD_HOWE, "01:00-02:15", "2026-10-03T15:00", "2026-10-03T15:30"),
        (SANTIAGO, "22:00-00:30", "2026-09-06T03:00", "2026-09-06T04:00"),
        # The end comes twice: the first ends it, and it begins anew.
        (LJUBLJANA, "01:30-02:30", "2026-10-24T23:30", "2026-10-25T00:30"),
        (LJUBLJANA, "01:30-02:30", "2026-10-25T01:00", "2026-10-25T01:30"),
        (LORD_HOWE, "01:15-01:45", "2026-04-04T14:20", "2026-04-04T14:45"),
        (LORD_HOWE, "01:15-01:45", "2026-04-04T15:00", "2026-04-04T15:15"),
        # The end is when the hour that comes twice begins, or ends.
        (LJUBLJANA, "01:00-02:00", "2026-10-24T23:59:59.999999", "2026-10-25T00:00"),
        (LJUBLJANA, "01:00-03:00", "2026-10-24T23:00", "2026-10-25T02:00"),
        # Setting the clock back leaves quiet hours that had begun, and that begin again later.
        (LJUBLJANA, "02:45-06:00", "2026-10-25T00:45", "2026-10-25T01:00"),
        (LJUBLJANA, "02:45-06:00", "2026-10-25T01:45", "2026-10-25T05:00"),
        (SANTIAGO, "23:45-06:00", "2026-04-05T02:50", "2026-04-05T03:00"),
    ],
)
def test_when_they_are_over(zone: ZoneInfo, quiet: str, at: str, until: str) -> None:
    assert hours(quiet).is_quiet(utc(at), zone)
    assert hours(quiet).ends_after(utc(at), zone) == utc(until)


# --- for all nights -------------------------------------------------------------------------------

minutes_of_day = st.integers(0, 24 * 60 - 1)
nights = st.sampled_from(list(NIGHTS.values()))


def of_day(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@st.composite
def moments(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A minute of one of the nights, or up to a day before or after it."""
    zone, first, _ = draw(nights)
    return zone, utc(first) + draw(st.integers(-24 * 60, 38 * 60)) * MINUTE


@given(minutes_of_day, minutes_of_day, moments())
def test_quiet_is_what_lies_between_start_and_end_on_the_wall(
    start: int, end: int, moment: tuple[ZoneInfo, datetime]
) -> None:
    zone, instant = moment
    wall = instant.astimezone(zone)
    since_start = (wall.hour * 60 + wall.minute - start) % (24 * 60)
    length = (end - start) % (24 * 60)
    assert QuietHours(of_day(start), of_day(end)).is_quiet(instant, zone) is (since_start < length)


@given(minutes_of_day, minutes_of_day, moments())
def test_they_end_at_the_first_minute_that_is_not_quiet(
    start: int, end: int, moment: tuple[ZoneInfo, datetime]
) -> None:
    zone, instant = moment
    quiet = QuietHours(of_day(start), of_day(end))
    expected = instant
    while quiet.is_quiet(expected, zone):
        expected += MINUTE
    assert quiet.ends_after(instant, zone) == expected


@given(minutes_of_day, minutes_of_day, moments(), st.integers(0, 59_999_999))
def test_where_in_a_minute_one_asks_makes_no_difference(
    start: int, end: int, moment: tuple[ZoneInfo, datetime], microseconds: int
) -> None:
    zone, instant = moment
    quiet = QuietHours(of_day(start), of_day(end))
    later = instant + timedelta(microseconds=microseconds)
    assert quiet.is_quiet(later, zone) is quiet.is_quiet(instant, zone)
    if quiet.is_quiet(instant, zone):
        assert quiet.ends_after(later, zone) == quiet.ends_after(instant, zone)
    else:
        assert quiet.ends_after(later, zone) == later


@given(minutes_of_day, minutes_of_day, moments())
def test_the_instant_is_the_same_however_it_is_written(
    start: int, end: int, moment: tuple[ZoneInfo, datetime]
) -> None:
    zone, instant = moment
    quiet = QuietHours(of_day(start), of_day(end))
    until = quiet.ends_after(instant.astimezone(zone), zone)
    assert until == quiet.ends_after(instant, zone)
    assert until.tzinfo is UTC


# --- what becomes of a message --------------------------------------------------------------------

CHECK_IN = Claimed(
    id=1,
    user_id=1,
    discord_channel_id=None,
    event_key="DAILY_REMINDER:2026-10-25",
    channel_type="discord",
    kind="daily_reminder",
    payload={"kind": "daily_reminder", "date": "2026-10-25"},
    attempt=1,
    nonce="m1-1",
    useful_until=utc("2026-10-25T19:00"),
    claimed_at=utc("2026-10-24T22:00"),
    doubt_since=None,
    linked=True,
    enabled=True,
    reachable=True,
    verified=True,
    discord_user_id=1,
    discord_dm_channel_id=1,
    address_encrypted=None,
    timezone=None,
    quiet_start=time(2),
    quiet_end=time(3),
    reminders_enabled=True,
    answer=None,
    looking_count=0,
)


@pytest.mark.parametrize(
    ("at", "decision"),
    [
        ("2026-10-24T23:59:59", Send()),
        ("2026-10-25T00:00", Wait(utc("2026-10-25T02:00"))),
        ("2026-10-25T01:59:59", Wait(utc("2026-10-25T02:00"))),
        ("2026-10-25T02:00", Send()),
    ],
)
def test_a_message_waits_through_both_hours_of_an_autumn_night(
    at: str, decision: Send | Wait
) -> None:
    assert before_sending(CHECK_IN, utc(at), LJUBLJANA) == decision


@pytest.mark.parametrize("at", ["2026-03-29T00:59:59", "2026-03-29T01:00", "2026-03-29T01:30"])
def test_a_message_waits_for_no_hour_that_is_skipped(at: str) -> None:
    row = replace(CHECK_IN, useful_until=utc("2026-03-29T18:00"))
    assert before_sending(row, utc(at), LJUBLJANA) == Send()


def test_a_person_s_own_zone_decides_which_night_it_is() -> None:
    at = utc("2026-10-25T00:30")  # 02:30 in Ljubljana, 11:30 in Sydney
    assert before_sending(CHECK_IN, at, SYDNEY) == Send()
    here = replace(CHECK_IN, timezone="Europe/Ljubljana")
    assert before_sending(here, at, SYDNEY) == Wait(utc("2026-10-25T02:00"))


def test_quiet_hours_that_an_hour_more_makes_too_long_skip_the_message() -> None:
    ends = utc("2026-10-25T02:00")
    for useful_until, decision in (
        (ends + timedelta(microseconds=1), Wait(ends)),
        (ends, Skip("quiet_hours")),
        (ends - MINUTE, Skip("quiet_hours")),
    ):
        row = replace(CHECK_IN, useful_until=useful_until)
        assert before_sending(row, utc("2026-10-25T00:30"), LJUBLJANA) == decision
