"""An evening on a set clock: what is kept of it, row by row."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.database import Database
from muster.history import dispatch
from tests.support.scenes.campaigns import DAY, at
from tests.support.scenes.evenings import evenings, set_rule
from tests.support.scenes.remembering import RememberedEvening

MINUTE = timedelta(minutes=1)


@pytest.fixture
def evening(sql: Any, database: Database) -> RememberedEvening:
    return RememberedEvening(sql, database)


async def test_an_evening_from_four_in_the_afternoon_until_eleven(
    sql: Any, evening: RememberedEvening
) -> None:
    """Four said yes, three of them and one who could play come, one of them late."""
    ann, bor, cec, dan, eva, guest = await evening.add_people(6, "MAYBE")
    for user_id in (ann, bor, cec):
        await evening.says(user_id, "LOOKING", at(16, 5))
    await evening.says(dan, "LOOKING", at(17, 0))
    await evening.says(eva, "AVAILABLE", at(18, 0))
    await evening.says(guest, "LOOKING", at(19, 0))
    await evening.says(guest, None, at(20, 59))
    await evening.says(bor, "NOT_PLAYING", at(21, 5))  # too late to be taken back
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", guest)

    async def each(now: datetime) -> None:
        there = {ann, dan, guest}  # the guest is nobody's player any more
        if now >= at(21, 20):
            there |= {eva, cec}
        if now >= at(21, 45):
            there -= {ann}
        await evening.voice(*there, seen_at=now)
        await evening.server(f"^1Player{ann}", "UnnamedPlayer", seen_at=now)

    steps = await evening.run(at(16, 0), at(23, 0), each)

    assert steps == [at(16, 0), *(at(21, 0) + n * MINUTE for n in range(61))]
    assert await evening.record() == {
        "session": True,
        "starts_at": at(21, 0),
        "threshold": 4,
        "told_by": "voice",
        "most_in_voice": 5,
        "most_on_server": 2,
        "enough_minutes": 40,
        "said_yes": 4,
        "came": 4,
        "played": True,
        "closed_at": at(22, 0),
    }
    assert await evening.attendance() == [
        (ann, at(21, 0), at(21, 59), True, True, True),
        (cec, at(21, 20), at(21, 59), True, False, True),
        (dan, at(21, 0), at(21, 59), True, False, True),
        (eva, at(21, 20), at(21, 59), True, False, True),
    ]
    assert await evening.minutes() == 60


async def test_two_bots_a_restart_and_a_death_leave_the_same_rows(
    sql: Any, database: Database, evening: RememberedEvening
) -> None:
    people = await evening.add_people(4)
    other = RememberedEvening(sql, database)

    async def each(now: datetime) -> None:
        await evening.voice(*people, seen_at=now)

    now = at(21, 0)
    while now < at(21, 15):
        await each(now)
        await asyncio.gather(evening.note(now), other.note(now), evening.note(now + MINUTE / 2))
        now += MINUTE
    before = await evening.record()
    assert (before["enough_minutes"], before["most_in_voice"]) == (15, 4)
    # The leader dies; four minutes later another has taken over.
    await other.run(at(21, 19), at(21, 40), each)
    assert (await evening.record())["enough_minutes"] == 15 + 22
    await asyncio.gather(evening.note(at(22, 0)), other.note(at(22, 0)))
    after = await evening.record()
    assert (after["played"], after["came"], after["closed_at"]) == (True, 4, at(22, 0))
    assert [row[1:3] for row in await evening.attendance()] == [(at(21, 0), at(21, 40))] * 4
    await other.note(at(22, 30))
    assert await evening.record() == after


async def test_a_clock_that_jumps_counts_no_minute_twice(evening: RememberedEvening) -> None:
    people = await evening.add_people(4)

    async def each(now: datetime) -> None:
        await evening.voice(*people, seen_at=now)

    await evening.run(at(21, 0), at(21, 9), each)
    await evening.run(at(21, 4), at(21, 9), each)
    assert (await evening.record())["enough_minutes"] == 10
    # Far ahead: it is closed, and open again once the clock is right.
    assert await evening.note(at(23, 30)) > at(23, 30)
    assert (await evening.record())["closed_at"] == at(23, 30)
    await each(at(21, 10))
    await evening.note(at(21, 10))
    record = await evening.record()
    assert (record["closed_at"], record["played"], record["enough_minutes"]) == (None, None, 11)
    await evening.note(at(22, 0))
    assert (await evening.record())["played"] is True


async def test_what_is_stale_is_noted_by_nobody(evening: RememberedEvening) -> None:
    people = await evening.add_people(4)
    await evening.voice(*people, seen_at=at(20, 50))
    await evening.run(at(21, 0), at(22, 0))
    record = await evening.record()
    assert (record["told_by"], record["played"], record["came"]) == (None, None, None)
    assert record["said_yes"] == 4
    assert await evening.attendance() == []


@pytest.mark.parametrize(
    ("enough", "looked", "played"), [(10, 10, True), (9, 30, False), (9, 29, None), (0, 60, False)]
)
async def test_holes_are_told_from_nobody(
    evening: RememberedEvening, enough: int, looked: int, played: bool | None
) -> None:
    people = await evening.add_people(4)
    for number in range(looked):
        now = at(21, 0) + number * MINUTE
        await evening.voice(*(people if number < enough else people[:2]), seen_at=now)
        await evening.note(now)
    await evening.note(at(22, 0))
    record = await evening.record()
    assert record["played"] is played
    assert record["told_by"] == (None if played is None else "voice")
    came = 4 if enough else 2
    assert record["came"] == (None if played is None else came)


async def test_a_name_on_the_server_alone_has_nobody_come_where_voice_is_set_up(
    evening: RememberedEvening,
) -> None:
    """A thousand names, other people's among them."""
    people = await evening.add_people(6)

    async def each(now: datetime) -> None:
        await evening.voice(people[0], seen_at=now)
        names = [f"Player{user_id}" for user_id in people] + [f"x{n}" for n in range(994)]
        await evening.server(*names, seen_at=now)

    await evening.run(at(21, 0), at(22, 0), each)
    record = await evening.record()
    assert (record["told_by"], record["played"], record["came"]) == ("voice", False, 1)
    assert [row[3:] for row in await evening.attendance()] == [
        (True, True, True),
        *[(False, True, False)] * 5,
    ]


async def test_where_no_voice_is_set_up_the_server_tells(sql: Any, database: Database) -> None:
    evening = RememberedEvening(sql, database, voice_is_set_up=False)
    people = await evening.add_people(5)
    await sql.execute(
        "INSERT INTO player_aliases VALUES ($1, '^3Owl', 'Owl'), ($2, 'Twin', 'Twin'),"
        " ($3, 'TWIN', 'TWIN')",
        *(f"guid{user_id}" for user_id in people[1:4]),
    )

    async def each(now: datetime) -> None:
        names = [f"^7player{people[0]}", "OWL", "twin", "stranger"]
        await evening.server(*names, seen_at=now)

    await evening.run(at(21, 0), at(22, 0), each)
    record = await evening.record()
    assert (record["told_by"], record["played"]) == ("server", True)
    assert (record["most_on_server"], record["most_in_voice"]) == (4, None)
    # A name that is two people's says nothing of either.
    assert [row[0] for row in await evening.attendance()] == people[:2]
    assert record["came"] == 2


async def test_voice_that_is_told_later_comes_before_the_server(
    sql: Any, database: Database
) -> None:
    evening = RememberedEvening(sql, database, voice_is_set_up=False)
    people = await evening.add_people(5)

    async def each(now: datetime) -> None:
        await evening.server(*(f"Player{user_id}" for user_id in people), seen_at=now)
        if now >= at(21, 5):
            await evening.voice(people[0], seen_at=now)

    await evening.run(at(21, 0), at(22, 0), each)
    record = await evening.record()
    assert (record["told_by"], record["played"], record["came"]) == ("voice", False, 1)
    assert [row[5] for row in await evening.attendance()] == [True, *[False] * 4]


async def test_a_start_that_is_moved_and_a_day_that_is_called_off(
    sql: Any, evening: RememberedEvening
) -> None:
    people = await evening.add_people(4)

    async def each(now: datetime) -> None:
        await evening.voice(*people, seen_at=now)

    await evening.run(at(21, 0), at(21, 9), each)
    await set_rule(sql, DAY, starts_at=time(21, 30), threshold=3)
    assert await evening.note(at(21, 10)) == at(21, 30)
    record = await evening.record()
    assert (record["starts_at"], record["threshold"]) == (at(21, 30), 3)
    await evening.run(at(21, 30), at(21, 34), each)
    # What came before the start does not count.
    assert (await evening.record())["enough_minutes"] == 5
    await set_rule(sql, DAY, session=False, starts_at=time(21, 30))
    await evening.note(at(21, 35))
    await evening.note(at(22, 30))
    record = await evening.record()
    assert (record["session"], record["told_by"], record["played"]) == (False, None, None)
    assert record["closed_at"] == at(22, 30)


async def test_what_is_over_stays_as_it_was_planned(sql: Any, evening: RememberedEvening) -> None:
    people = await evening.add_people(4)
    await evening.voice(*people, seen_at=at(21, 0))
    await evening.note(at(21, 0))
    await set_rule(sql, DAY, session=False, threshold=9)
    await evening.note(at(23, 0))
    record = await evening.record()
    assert (record["session"], record["threshold"]) == (True, 4)


async def test_a_day_without_a_session_has_a_record_of_that(
    sql: Any, evening: RememberedEvening
) -> None:
    await evening.add_people(2)
    await set_rule(sql, DAY, session=False)
    await evening.run(at(16, 0), at(23, 0))
    record = await evening.record()
    assert (record["session"], record["said_yes"], record["played"]) == (False, 2, None)
    assert record["closed_at"] == at(22, 0)


async def test_what_no_bot_saw_is_closed_by_the_next_one(
    sql: Any, evening: RememberedEvening
) -> None:
    people = await evening.add_people(4)
    for user_id in people:
        await evening.says(user_id, "LOOKING", at(18, 0))
    await evening.note(at(22, 30) - timedelta(days=2))
    await evening.note(at(15, 0) + timedelta(days=1))
    rows = await sql.fetch("SELECT evening_date, said_yes, played FROM evening_records ORDER BY 1")
    assert [tuple(row) for row in rows] == [
        (DAY - timedelta(days=2), 0, None),
        (DAY - timedelta(days=1), 0, None),
        (DAY, 4, None),
    ]


async def test_a_day_that_was_closed_by_hand_while_no_bot_ran_hides_none_before_it(
    sql: Any, evening: RememberedEvening
) -> None:
    await evening.note(at(22, 30) - timedelta(days=2))
    await sql.execute(
        "INSERT INTO evening_records (evening_date, session, starts_at, threshold, told_by, played,"
        " closed_at) VALUES ($1, true, $2, 4, 'hand', true, $3)",
        DAY,
        at(21, 0),
        at(22, 10),
    )
    await evening.note(at(22, 30))
    rows = await sql.fetch("SELECT evening_date, told_by FROM evening_records ORDER BY 1")
    assert [tuple(row) for row in rows] == [
        (DAY - timedelta(days=2), None),
        (DAY - timedelta(days=1), None),
        (DAY, "hand"),
    ]


async def test_the_first_bot_of_a_community_closes_yesterday_where_anybody_answered(
    sql: Any, evening: RememberedEvening
) -> None:
    await evening.note(at(15, 0) + timedelta(days=1))
    assert await sql.fetchval("SELECT count(*) FROM evening_records") == 0
    await evening.add_people(1)
    await evening.note(at(15, 0) + timedelta(days=1))
    assert [*await sql.fetch("SELECT evening_date FROM evening_records")] == [(DAY,)]


@pytest.mark.parametrize(
    ("day", "start", "zone"),
    [
        (date(2026, 11, 20), time(23, 30), "Europe/Ljubljana"),
        (date(2026, 11, 20), time(0, 10), "Europe/Ljubljana"),
        (date(2026, 3, 29), time(2, 30), "Europe/Ljubljana"),  # skipped
        (date(2026, 10, 25), time(2, 30), "Europe/Ljubljana"),  # twice
        (date(2026, 10, 24), time(23, 45), "Europe/Ljubljana"),
        (date(2026, 9, 6), time(0, 0), "America/Santiago"),  # a day without a midnight
    ],
)
async def test_midnight_and_summer_time_change_nothing(
    sql: Any, database: Database, day: date, start: time, zone: str
) -> None:
    settings = evenings(start=start, zone=ZoneInfo(zone))
    evening = RememberedEvening(sql, database, settings)
    people = await evening.add_people(4)
    begins = settings.on(day).starts_at

    async def each(now: datetime) -> None:
        await evening.voice(*people, seen_at=now)

    await evening.run(begins - timedelta(minutes=90), begins + timedelta(minutes=60), each)
    record = await evening.record(day)
    assert (record["enough_minutes"], record["played"]) == (60, True)
    assert record["closed_at"] == begins + timedelta(hours=1)
    assert len(await evening.attendance(day)) == 4


async def test_somebody_who_is_erased_in_the_middle_leaves_numbers(
    sql: Any, evening: RememberedEvening
) -> None:
    people = await evening.add_people(4)

    async def each(now: datetime) -> None:
        if now == at(21, 30):
            await sql.execute("DELETE FROM website_users WHERE id = $1", people[0])
        await evening.voice(*people, seen_at=now)

    await evening.run(at(21, 0), at(22, 0), each)
    record = await evening.record()
    assert (record["most_in_voice"], record["came"], record["said_yes"]) == (4, 3, 3)


async def test_two_who_swap_their_players_are_still_themselves(
    sql: Any, evening: RememberedEvening
) -> None:
    ann, bor = await evening.add_people(2)

    async def each(now: datetime) -> None:
        if now == at(21, 30):
            await sql.execute("DELETE FROM user_player_links")
            await sql.execute(
                "INSERT INTO user_player_links VALUES ($1, $3, $5), ($2, $4, $5)",
                *(ann, bor, f"guid{bor}", f"guid{ann}", now),
            )
        await evening.voice(*([ann] if now < at(21, 40) else [bor]), seen_at=now)

    await evening.run(at(21, 0), at(22, 0), each)
    assert [row[:3] for row in await evening.attendance()] == [
        (ann, at(21, 0), at(21, 39)),
        (bor, at(21, 40), at(21, 59)),
    ]


async def test_names_go_when_they_are_old_and_the_numbers_stay(
    sql: Any, database: Database, evening: RememberedEvening
) -> None:
    people = await evening.add_people(4)
    for user_id in people:
        await evening.says(user_id, "LOOKING", at(18, 0))

    async def each(now: datetime) -> None:
        await evening.voice(*people, seen_at=now)

    await evening.run(at(21, 0), at(22, 0), each)
    before = await evening.record()
    counts = (
        "SELECT (SELECT count(*) FROM evening_attendance), (SELECT count(*) FROM evening_minutes),"
        " (SELECT count(*) FROM availability_answer_changes)"
    )
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    await dispatch.forget_names(database, 30, noon + timedelta(days=30))
    assert tuple(await sql.fetchrow(counts)) == (4, 60, 4)
    await dispatch.forget_names(database, 30, noon + timedelta(days=31))
    assert tuple(await sql.fetchrow(counts)) == (0, 0, 0)
    assert await evening.record() == before
