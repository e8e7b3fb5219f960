"""The scheduler's real steps through days of 23 and 25 hours and clocks that are set."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.duties.reminders import daily_reminder, session_ready
from bot.scheduler import Duty
from muster.clock import at_wall_time
from muster.database import Database
from muster.notifications.messages import shown_time
from tests.support.scenes.community import add_answer, settings_for
from tests.support.scenes.ledger import add_people

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
FRIDAY = date(2026, 11, 20)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def reminder_duty(database: Database, database_url: str, **settings: Any) -> Duty:
    """The daily check-in's duty, at 16:00 community time where nothing else is said."""
    step = daily_reminder(database, settings_for(database_url, **settings), ["discord"])
    return Duty("daily reminder", step)


async def add_somebody_who_wants_reminders(sql: Any) -> int:
    (person,) = await add_people(sql, 1, utc("2026-01-01T00:00"))
    await sql.execute(
        """
        INSERT INTO availability_user_settings
               (user_id, availability_reminders_enabled, created_at, updated_at)
        VALUES ($1, true, $2, $2)
        """,
        person,
        utc("2026-01-01T00:00"),
    )
    return person


async def queued(sql: Any) -> list[tuple[str, datetime, datetime]]:
    """(event key, due, useful until) of all rows, in their order."""
    rows = await sql.fetch(
        "SELECT event_key, not_before, useful_until FROM notifications_ledger ORDER BY id"
    )
    return [tuple(row) for row in rows]


# --- summer time ----------------------------------------------------------------------------------

DAYS = [
    # zone, day, its first instant, 16:00, 20:00, the next day's first instant
    ("Europe/Ljubljana", "2026-03-28", "2026-03-27T23:00", "15:00", "19:00", "2026-03-28T23:00"),
    ("Europe/Ljubljana", "2026-03-29", "2026-03-28T23:00", "14:00", "18:00", "2026-03-29T22:00"),
    ("Europe/Ljubljana", "2026-10-25", "2026-10-24T22:00", "15:00", "19:00", "2026-10-25T23:00"),
    # Half an hour only, in the south: 23½ hours in October, 24½ in April.
    ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30", "05:00", "09:00", "2026-10-04T13:00"),
    ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00", "05:30", "09:30", "2026-04-05T13:30"),
    # The day begins at 01:00; the one before the clock is set back has 25 hours.
    ("America/Santiago", "2026-09-06", "2026-09-06T04:00", "19:00", "23:00", "2026-09-07T03:00"),
    ("America/Santiago", "2026-04-04", "2026-04-04T03:00", "19:00", "23:00", "2026-04-05T04:00"),
]


@pytest.mark.parametrize(("zone", "day", "first", "due", "until", "midnight"), DAYS)
async def test_the_check_in_keeps_its_time_on_the_wall(
    sql: Any,
    database: Database,
    database_url: str,
    zone: str,
    day: str,
    first: str,
    due: str,
    until: str,
    midnight: str,
) -> None:
    await add_somebody_who_wants_reminders(sql)
    duty = reminder_duty(database, database_url, availability_promotion_timezone=zone)
    at = utc(f"{day}T{due}")
    assert await duty.tick(utc(first)) == at
    assert await duty.tick(at - SECOND) == at
    assert await queued(sql) == []
    assert await duty.tick(at) == at + MINUTE, "for whoever switches it on until its end"
    expected = [(f"DAILY_REMINDER:{day}", at, utc(f"{day}T{until}"))]
    assert await queued(sql) == expected
    end = utc(f"{day}T{until}")
    assert await duty.tick(end - SECOND) == end - SECOND + MINUTE
    assert await duty.tick(end - SECOND + MINUTE) == utc(midnight)
    assert await duty.tick(utc(midnight) - SECOND) == utc(midnight)
    assert await queued(sql) == expected
    tomorrow = await duty.tick(utc(midnight))
    assert tomorrow.astimezone(ZoneInfo(zone)).time() == time(16)


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ("2026-03-28", "2026-03-28T01:30"),
        # 02:30 is never shown: as long after midnight as on any other day, when it shows 03:30.
        ("2026-03-29", "2026-03-29T01:30"),
        # Shown twice: the first.
        ("2026-10-25", "2026-10-25T00:30"),
    ],
)
async def test_a_check_in_at_half_past_two_in_the_night_comes_once_every_night(
    sql: Any, database: Database, database_url: str, day: str, at: str
) -> None:
    await add_somebody_who_wants_reminders(sql)
    duty = reminder_duty(database, database_url, availability_daily_reminder_time=time(2, 30))
    now = utc(at) - timedelta(hours=1)
    assert await duty.tick(now) == utc(at)
    for minutes in range(0, 240, 30):
        await duty.tick(now + timedelta(minutes=minutes))
    assert [(key, due) for key, due, _ in await queued(sql)] == [(f"DAILY_REMINDER:{day}", utc(at))]


@pytest.mark.parametrize(
    ("day", "at"),
    [("2026-03-28", "20:00"), ("2026-03-29", "19:00"), ("2026-10-25", "20:00")],
)
def test_the_start_is_at_nine_on_the_wall_and_says_so(day: str, at: str) -> None:
    start = at_wall_time(date.fromisoformat(day), time(21), LJUBLJANA)
    assert start == utc(f"{day}T{at}")
    assert shown_time(start, "telegram", LJUBLJANA, LJUBLJANA) == "21:00"
    # London changes its clocks in the same instant, New York did so weeks before and will after.
    london = shown_time(start, "signal", ZoneInfo("Europe/London"), LJUBLJANA)
    assert str(london) == "20:00 (London time)"


def test_a_reader_elsewhere_is_told_their_own_time_while_only_one_of_two_zones_has_changed() -> (
    None
):
    new_york = ZoneInfo("America/New_York")
    for day, shown in (("2026-03-07", "15:00"), ("2026-03-08", "16:00"), ("2026-03-29", "15:00")):
        start = at_wall_time(date.fromisoformat(day), time(21), LJUBLJANA)
        told = shown_time(start, "telegram", new_york, LJUBLJANA)
        assert str(told) == f"{shown} (New York time)"


@pytest.mark.parametrize(("zone", "day", "first", "due", "until", "midnight"), DAYS)
async def test_a_ready_session_is_of_use_until_the_true_midnight(
    sql: Any,
    database: Database,
    database_url: str,
    zone: str,
    day: str,
    first: str,
    due: str,
    until: str,
    midnight: str,
) -> None:
    settings = settings_for(
        database_url, availability_promotion_timezone=zone, availability_session_ready_threshold=1
    )
    (person,) = await add_people(sql, 1, utc(first))
    await add_answer(sql, person, date.fromisoformat(day), "LOOKING")
    duty = Duty("session ready", session_ready(database, settings, ["discord"]))
    assert await duty.tick(utc(first) - SECOND) == utc(first), "it is still yesterday"
    assert await queued(sql) == []
    assert await duty.tick(utc(first)) == utc(midnight)
    assert await queued(sql) == [(f"SESSION_READY:{day}:threshold=1", utc(first), utc(midnight))]


# --- clocks that are set --------------------------------------------------------------------------

AT_16 = utc("2026-11-20T15:00")
MIDNIGHT = utc("2026-11-20T23:00")


async def test_a_clock_that_jumps_over_the_check_in_and_comes_back_asks_once(
    sql: Any, database: Database, database_url: str
) -> None:
    await add_somebody_who_wants_reminders(sql)
    duty = reminder_duty(database, database_url)
    assert await duty.tick(utc("2026-11-20T09:00")) == AT_16
    assert await duty.tick(utc("2026-11-20T17:00")) == utc("2026-11-20T17:01")
    asked = await queued(sql)
    assert [key for key, _, _ in asked] == ["DAILY_REMINDER:2026-11-20"]
    assert await duty.tick(utc("2026-11-20T09:01")) == AT_16
    assert await duty.tick(AT_16) == AT_16 + MINUTE
    assert await queued(sql) == asked


async def test_a_clock_that_jumps_past_the_useful_life_asks_nobody_until_it_is_put_right(
    sql: Any, database: Database, database_url: str
) -> None:
    await add_somebody_who_wants_reminders(sql)
    duty = reminder_duty(database, database_url)
    await duty.tick(utc("2026-11-20T14:00"))
    assert await duty.tick(utc("2026-11-20T19:00")) == MIDNIGHT, "20:00 on the wall"
    assert await queued(sql) == []
    assert await duty.tick(utc("2026-11-20T14:01")) == AT_16
    await duty.tick(AT_16)
    assert [(key, due) for key, due, _ in await queued(sql)] == [
        ("DAILY_REMINDER:2026-11-20", AT_16)
    ]


async def test_a_clock_that_is_set_back_over_the_check_in_asks_nobody_twice(
    sql: Any, database: Database, database_url: str
) -> None:
    await add_somebody_who_wants_reminders(sql)
    duty = reminder_duty(database, database_url)
    await duty.tick(AT_16)
    asked = await queued(sql)
    assert await duty.tick(utc("2026-11-20T12:00")) == AT_16
    assert await duty.tick(AT_16) == AT_16 + MINUTE
    assert await queued(sql) == asked
    # Back by a day: yesterday's check-in was not asked by this clock, and today's is not repeated.
    assert await duty.tick(utc("2026-11-19T08:00")) == utc("2026-11-19T15:00")
    assert await queued(sql) == asked


async def test_a_clock_that_visits_tomorrow_does_not_repeat_a_ready_session(
    sql: Any, database: Database, database_url: str
) -> None:
    settings = settings_for(
        database_url, availability_session_ready_threshold=1, discord_announce_channel_id=77
    )
    (person,) = await add_people(sql, 1, AT_16)
    await add_answer(sql, person, FRIDAY, "LOOKING")
    duty = Duty("session ready", session_ready(database, settings, ["discord"]))
    assert await duty.tick(AT_16) == MIDNIGHT
    told = await queued(sql)
    assert len(told) == 2
    tomorrow = datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert await duty.tick(MIDNIGHT + timedelta(hours=3)) == tomorrow, "nobody answered for then"
    assert await duty.tick(AT_16 + SECOND) == MIDNIGHT
    assert await queued(sql) == told
