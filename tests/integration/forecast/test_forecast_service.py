"""Learning from closed evenings on a real PostgreSQL: each once, and always the same."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from bot.duties.forecast import learn_evenings, note_forecast
from muster.database import Database
from muster.forecast import service
from muster.forecast.habits import LEADS, Habits, Key
from muster.forecast.rules import Learned
from tests.support.scenes.campaigns import DAY, at
from tests.support.scenes.ledger import add_people
from tests.support.scenes.past_evenings import EVENINGS, close_evening, close_evenings

LONG_AGO = at(12, 0) - timedelta(days=300)
TONIGHT = EVENINGS.on(DAY)

Numbers = dict[int, dict[Key, tuple[list[float], list[float]]]]


def numbers(habits: Habits) -> Numbers:
    return {
        user_id: {key: (tally.seen, tally.came) for key, tally in tallies.items()}
        for user_id, tallies in habits.people.items()
    }


async def read(database: Database) -> Learned:
    async with database.connection() as connection:
        return await service.read_learned(connection)


async def learn(database: Database, most: int = 100) -> int:
    async with database.transaction() as connection:
        return await service.learn(connection, most, at(12, 0))


async def say(sql: Any, user_id: int, status: str, day: date = DAY) -> None:
    await sql.execute(
        "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)"
        " VALUES ($1, $2, $3, now(), now())",
        user_id,
        day,
        status,
    )


async def test_an_evening_teaches_what_was_said_by_when_and_who_came(
    sql: Any, database: Database
) -> None:
    early, late, unsaid, nobody = await add_people(sql, 4, LONG_AGO)
    day = DAY - timedelta(days=1)
    said = [(early, "LOOKING", 20.0), (late, "MAYBE", 8.0), (late, "LOOKING", 0.5)]
    await close_evening(sql, day, said, [early, late, unsaid], threshold=3)
    assert await learn(database) == 1
    found = await read(database)
    assert found.evenings == 1
    habits = numbers(found.habits)
    assert habits[early]["looking", -1] == ([0, *[1] * 6], [0, *[1] * 6])
    assert habits[early]["silent", -1] == ([1, *[0] * 6], [1, *[0] * 6])
    assert habits[late]["maybe", -1] == ([0, 0, 1, 1, 1, 1, 0], [0, 0, 1, 1, 1, 1, 0])
    assert habits[late]["looking", -1] == ([*[0] * 6, 1], [*[0] * 6, 1])
    assert habits[unsaid]["silent", day.weekday()] == ([1] * 7, [1] * 7)
    assert habits[nobody]["silent", -1] == ([1] * 7, [0] * 7)
    # Three of three came, of whom little was expected a day ahead.
    assert found.calibrations[0].intercept > 0


async def test_learning_one_by_one_at_once_or_in_memory_is_the_same(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 8, LONG_AGO)
    await close_evenings(sql, people, DAY, 14)
    while await learn(database, most=1):
        pass
    one_by_one = await read(database)
    await sql.execute("TRUNCATE forecast_habits, forecast_calibrations, forecast_learned")
    assert await learn(database) == 14
    at_once = await read(database)
    assert numbers(one_by_one.habits) == numbers(at_once.habits)
    assert one_by_one.calibrations == at_once.calibrations
    assert one_by_one.evenings == at_once.evenings == 14


async def test_several_bots_learn_each_evening_once(sql: Any, database: Database) -> None:
    people = await add_people(sql, 3, LONG_AGO)
    await close_evenings(sql, people, DAY, 5)
    steps = [learn_evenings(database) for _ in range(3)]
    await asyncio.gather(*(step(at(12, 0)) for step in steps))
    found = await read(database)
    assert found.evenings == 5
    tallies = found.habits.people[people[0]]
    seen = sum(tally.seen[-1] for (_, weekday), tally in tallies.items() if weekday < 0)
    assert 4.5 < seen <= 5


async def test_what_nobody_could_tell_and_what_was_no_session_teaches_nothing(
    sql: Any, database: Database
) -> None:
    await add_people(sql, 3, LONG_AGO)
    for days_ago, session in ((1, True), (2, False)):
        await sql.execute(
            "INSERT INTO evening_records"
            " (evening_date, session, starts_at, threshold, said_yes, closed_at)"
            " VALUES ($1, $2, $3, 6, 0, $3)",
            DAY - timedelta(days=days_ago),
            session,
            at(21, 0),
        )
    assert await learn(database) == 0
    assert (await read(database)).evenings == 0


async def test_what_a_hand_says_can_be_corrected_before_it_is_learned(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 3, LONG_AGO)
    await close_evening(sql, DAY - timedelta(days=1), [], people, threshold=3)
    await sql.execute(
        "UPDATE evening_records SET told_by = 'hand', played = false, closed_at = $1", at(1, 0)
    )
    assert await learn(database) == 0
    await sql.execute("UPDATE evening_records SET played = true, closed_at = $1", at(0, 0))
    assert await learn(database) == 1
    assert (await read(database)).calibrations[0].intercept > 0


async def test_who_was_linked_afterwards_is_not_said_to_have_stayed_away(
    sql: Any, database: Database
) -> None:
    (known,) = await add_people(sql, 1, LONG_AGO)
    await sql.execute("SELECT setval(pg_get_serial_sequence('website_users', 'id'), 50)")
    (new,) = await add_people(sql, 1, at(12, 0))
    await close_evening(sql, DAY - timedelta(days=1), [], [])
    await learn(database)
    found = await read(database)
    assert set(found.habits.people) == {known}
    assert set(found.people) == {known, new}


async def test_who_is_erased_leaves_with_all_that_was_learned_of_them(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 3, LONG_AGO)
    await close_evenings(sql, people, DAY, 9)
    await learn(database)
    await sql.execute("DELETE FROM website_users WHERE id = $1", people[0])
    assert not await sql.fetchval(
        "SELECT count(*) FROM forecast_habits WHERE user_id = $1", people[0]
    )
    found = await read(database)
    assert (set(found.people), found.evenings) == (set(people[1:]), 9)
    await close_evening(sql, DAY, [(people[1], "LOOKING", 2)], [people[1]])
    assert await learn(database) == 1


async def test_swapped_profiles_change_nothing(sql: Any, database: Database) -> None:
    one, other = await add_people(sql, 2, LONG_AGO)
    await close_evenings(sql, [one, other], DAY, 9)
    await learn(database)
    before = numbers((await read(database)).habits)
    async with sql.transaction():
        await sql.execute("DELETE FROM user_player_links")
        await sql.execute(
            "INSERT INTO user_player_links VALUES ($1, 'guid' || $2::bigint, $3),"
            " ($2, 'guid' || $1::bigint, $3)",
            one,
            other,
            at(12, 0),
        )
    assert numbers((await read(database)).habits) == before


async def test_holes_in_the_record_are_passed_over(sql: Any, database: Database) -> None:
    people = await add_people(sql, 12, LONG_AGO)
    # A quarter, months of nothing, a month in which nobody answered, and some days again.
    await close_evenings(sql, people, DAY - timedelta(days=200), 9)
    for days_ago in range(60, 30, -1):
        await close_evening(sql, DAY - timedelta(days=days_ago), [], [])
    await close_evenings(sql, people, DAY, 3)
    while await learn(database, most=20):
        pass
    for user_id in people[:5]:
        await say(sql, user_id, "LOOKING")
    async with database.connection() as connection:
        learned = await service.read_learned(connection)
        said = await service.read_forecast(connection, TONIGHT, learned, at(18, 0))
    assert said.evenings_known == 42
    assert said.chance is not None
    assert 0.02 <= said.chance <= 0.9


async def test_what_is_said_is_noted_at_its_hours_once(sql: Any, database: Database) -> None:
    people = await add_people(sql, 12, LONG_AGO)
    await close_evenings(sql, people, DAY, 9)
    await learn(database)
    steps = [note_forecast(database, EVENINGS, service.read_learned) for _ in range(2)]
    for step in steps:
        assert await step(at(8, 0)) == at(12, 0)
        assert await step(at(12, 0)) == at(18, 0)
    for user_id in people[:7]:
        await say(sql, user_id, "LOOKING")
    for step in steps:
        assert await step(at(12, 10)) == at(18, 0)
        # Awake too late for six, which would be said with another knowledge.
        assert await step(at(18, 31)) == at(20, 0)
        assert await step(at(20, 5)) == at(0, 0) + timedelta(days=1)
    rows = await sql.fetch(
        "SELECT hour, chance, looking, threshold FROM forecast_notes ORDER BY hour"
    )
    assert [(row[0], *row[2:]) for row in rows] == [(12, 0, 6), (20, 7, 6)]
    assert rows[0][1] < rows[1][1]


async def test_too_early_is_not_noted(sql: Any, database: Database) -> None:
    await close_evenings(sql, await add_people(sql, 8, LONG_AGO), DAY, 7)
    await learn(database)
    await note_forecast(database, EVENINGS, service.read_learned)(at(18, 0))
    assert not await sql.fetchval("SELECT count(*) FROM forecast_notes")


async def test_the_record_joins_what_was_said_with_what_came(sql: Any, database: Database) -> None:
    people = await add_people(sql, 8, LONG_AGO)
    days = await close_evenings(sql, people, DAY, 20)
    async with database.transaction() as connection:
        await service.learn(connection, 100, at(12, 0), note_for=(9, 3, 1))
    async with database.connection() as connection:
        record = await service.read_track_record(connection)
    assert record.evenings_known == 20
    # Nothing is said before the eighth evening.
    assert [(each.hour, each.evenings) for each in record.hours] == [(12, 12), (18, 12), (20, 12)]
    played = await sql.fetchval(
        "SELECT count(*) FROM evening_records WHERE played AND evening_date >= $1", days[8]
    )
    assert sum(tenth.played for tenth in record.hours[2].tenths) == played


@pytest.mark.parametrize("lead", LEADS)
async def test_every_time_before_the_start_has_a_mending_of_its_own(
    sql: Any, database: Database, lead: int
) -> None:
    people = await add_people(sql, 3, LONG_AGO)
    await close_evenings(sql, people, DAY, 2)
    await learn(database)
    stored = await sql.fetchval(
        "SELECT slope FROM forecast_calibrations WHERE lead_hours = $1", lead
    )
    found = await read(database)
    assert found.calibrations[LEADS.index(lead)].slope == stored
