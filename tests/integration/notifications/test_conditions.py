"""Conditional yeses on PostgreSQL: they come true at once, in turn, and each is told once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg
import pytest

from bot.duties.conditions import settle_conditions
from muster.availability import service as availability
from muster.availability.rules import Status
from muster.availability.service import AvailabilityWriter
from muster.database import Database
from muster.errors import AnswerOvertaken
from muster.evenings.service import evenings_of
from muster.notifications import conditions, dispatch
from muster.notifications.sending_rules import Send, Skip, before_sending
from muster.settings import Settings
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import set_rule
from tests.support.scenes.ledger import add_people

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
KEY = "CONDITION:2026-11-20"


class Evenings:
    """People of whom some say that they are in if so many are, and writers that settle it."""

    def __init__(self, database: Database, settings: Settings, sql: Any, people: list[int]) -> None:
        self.database = database
        self.settings = settings
        self.sql = sql
        self.people = people
        self.all = evenings_of(settings)
        self.changed: list[date] = []
        self.writers: list[AvailabilityWriter] = []
        self.writer = self.another_writer()
        self.alone = self.another_writer(settles=False)

    def another_writer(self, *, settles: bool = True) -> AvailabilityWriter:
        """As another process has one; one that does not settle is of an older version."""
        settle = conditions.settling(self.database, self.all)
        made = (
            AvailabilityWriter(self.database, lambda: self.changed.extend, settle)
            if settles
            else AvailabilityWriter(self.database)
        )
        self.writers.append(made)
        return made

    async def say(
        self,
        person: int,
        status: Status,
        only_if: int | None = None,
        *,
        day: date = TODAY,
        arrives_at: time | None = None,
        writer: AvailabilityWriter | None = None,
        answered_at: datetime | None = None,
    ) -> None:
        await (writer or self.writer).set_status(
            self.people[person],
            day,
            status,
            today=TODAY,
            now=NOW,
            arrives_at=arrives_at,
            only_if=only_if,
            answered_at=answered_at,
        )

    async def queue(self, day: date = TODAY) -> list[int]:
        async with self.database.connection() as connection:
            [found] = (await availability.read_days(connection, [day])).values()
        return [
            self.people.index(each.user_id) for each in found.answers if each.status == "LOOKING"
        ]

    async def told(self, key: str = KEY) -> list[tuple[int, str]]:
        rows = await self.sql.fetch(
            "SELECT user_id, channel_type FROM notifications_ledger WHERE event_key = $1"
            " ORDER BY user_id",
            key,
        )
        return [(self.people.index(row[0]), row[1]) for row in rows]

    async def repair(self) -> None:
        await settle_conditions(self.database, self.settings, ["discord"])(NOW)


@pytest.fixture
async def evenings(
    sql: Any, database: Database, database_url: str
) -> AsyncGenerator[Evenings, None]:
    made = Evenings(database, settings_for(database_url), sql, await add_people(sql, 6, NOW))
    yield made
    for writer in made.writers:
        await writer.close()


async def test_three_who_each_want_to_be_three_are_three(evenings: Evenings) -> None:
    for person in (2, 0):
        await evenings.say(person, "AVAILABLE", 3)
    assert await evenings.queue() == []
    await evenings.say(1, "AVAILABLE", 3, arrives_at=time(21, 30))
    assert await evenings.queue() == [2, 0, 1]
    assert await evenings.told() == [(0, "discord"), (1, "discord"), (2, "discord")]
    rows = await evenings.sql.fetch(
        "SELECT user_id, status, only_if, arrives_at FROM availability_entries ORDER BY user_id"
    )
    assert [tuple(row)[1:] for row in rows] == [
        ("LOOKING", None, None),
        ("LOOKING", None, time(21, 30)),
        ("LOOKING", None, None),
    ]


async def test_who_is_looking_already_stands_before_them(evenings: Evenings) -> None:
    await evenings.say(0, "AVAILABLE", 3)
    await evenings.say(1, "AVAILABLE", 3)
    await evenings.say(2, "LOOKING")
    assert await evenings.queue() == [2, 0, 1]


async def test_once_true_it_stays_true(evenings: Evenings) -> None:
    await evenings.say(0, "AVAILABLE", 2)
    await evenings.say(1, "LOOKING")
    await evenings.say(1, "NOT_PLAYING")
    assert await evenings.queue() == [0]
    await evenings.repair()
    assert await evenings.queue() == [0]


async def test_who_says_it_again_is_told_no_second_time(evenings: Evenings) -> None:
    await evenings.say(1, "LOOKING")
    for _ in range(2):
        await evenings.say(0, "AVAILABLE", 2)
        assert await evenings.queue() == [1, 0]
    assert await evenings.told() == [(0, "discord")]


async def test_it_is_noted_with_its_source(evenings: Evenings) -> None:
    await evenings.say(0, "AVAILABLE", 2, arrives_at=time(22))
    await evenings.say(1, "LOOKING")
    rows = await evenings.sql.fetch(
        "SELECT status, arrives_at, only_if, source, changed_at FROM availability_answer_changes"
        " WHERE user_id = $1 ORDER BY id",
        evenings.people[0],
    )
    assert [tuple(row) for row in rows] == [
        ("AVAILABLE", time(22), 2, "page", NOW),
        ("LOOKING", time(22), None, "condition", NOW),
    ]


async def test_memory_drops_the_day_before_the_writer_gets_an_answer(evenings: Evenings) -> None:
    await evenings.say(0, "AVAILABLE", 2)
    evenings.changed.clear()
    await evenings.say(1, "LOOKING")
    assert evenings.changed == [TODAY, TODAY]


async def test_another_day_has_its_own(evenings: Evenings) -> None:
    tomorrow = TODAY + timedelta(days=1)
    await evenings.say(0, "AVAILABLE", 2, day=tomorrow)
    await evenings.say(1, "LOOKING")
    assert await evenings.queue() == [1]
    await evenings.say(1, "LOOKING", day=tomorrow)
    assert await evenings.queue(tomorrow) == [1, 0]
    assert await evenings.told("CONDITION:2026-11-21") == [(0, "discord")]


async def test_who_is_not_linked_neither_counts_nor_is_in(evenings: Evenings) -> None:
    await evenings.say(0, "AVAILABLE", 2)
    await evenings.say(1, "AVAILABLE", 3)
    await evenings.sql.execute(
        "DELETE FROM user_player_links WHERE user_id = $1", evenings.people[0]
    )
    await evenings.say(2, "LOOKING")
    assert await evenings.queue() == [2]
    assert await evenings.told() == []


async def test_two_processes_that_write_one_half_each_miss_nothing(evenings: Evenings) -> None:
    """Each statement began before the other's was stored, so neither writer knows."""
    await evenings.say(0, "AVAILABLE", 2, writer=evenings.alone)
    await evenings.say(1, "LOOKING", writer=evenings.alone)
    assert await evenings.queue() == [1]
    await evenings.repair()
    assert await evenings.queue() == [1, 0]
    assert await evenings.told() == [(0, "discord")]


async def test_a_crash_between_the_answer_and_the_message_leaves_neither(
    evenings: Evenings,
) -> None:
    await evenings.say(0, "AVAILABLE", 2, writer=evenings.alone)
    await evenings.say(1, "LOOKING", writer=evenings.alone)

    async def killed() -> None:
        async with evenings.database.transaction() as connection:
            await conditions.settle_day(connection, evenings.all.on(TODAY), ["discord"], NOW)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await killed()
    assert (await evenings.queue(), await evenings.told()) == ([1], [])
    await evenings.repair()
    assert (await evenings.queue(), await evenings.told()) == ([1, 0], [(0, "discord")])


async def test_a_condition_waits_while_there_is_no_session_to_be_in(evenings: Evenings) -> None:
    await set_rule(evenings.sql, TODAY, session=False)
    await evenings.say(0, "AVAILABLE", 2)
    await evenings.say(1, "LOOKING")
    await evenings.repair()
    assert (await evenings.queue(), await evenings.told()) == ([1], [])
    await set_rule(evenings.sql, TODAY, session=True)
    await evenings.repair()
    assert (await evenings.queue(), await evenings.told()) == ([1, 0], [(0, "discord")])


async def test_several_who_settle_at_once_tell_once(evenings: Evenings) -> None:
    for person in range(5):
        await evenings.say(person, "AVAILABLE", 5, writer=evenings.alone)
    await asyncio.gather(*[evenings.repair() for _ in range(4)])
    assert await evenings.queue() == [0, 1, 2, 3, 4]
    assert [person for person, _ in await evenings.told()] == [0, 1, 2, 3, 4]
    assert (
        await evenings.sql.fetchval(
            "SELECT count(*) FROM availability_answer_changes WHERE source = 'condition'"
        )
        == 5
    )


async def test_several_processes_whose_people_answer_at_once(evenings: Evenings) -> None:
    writers = [evenings.another_writer() for _ in range(6)]
    await asyncio.gather(
        *[
            evenings.say(person, "AVAILABLE", 6, writer=writer)
            for person, writer in enumerate(writers)
        ]
    )
    await evenings.repair()
    assert sorted(await evenings.queue()) == [0, 1, 2, 3, 4, 5]
    assert len(await evenings.told()) == 6


async def test_an_answer_is_stored_also_where_nothing_can_be_settled(evenings: Evenings) -> None:
    await evenings.say(0, "AVAILABLE", 2)
    await evenings.sql.execute("ALTER TABLE notifications_ledger RENAME TO gone")
    await evenings.say(1, "LOOKING")
    assert await evenings.queue() == [1]
    await evenings.sql.execute("ALTER TABLE gone RENAME TO notifications_ledger")
    await evenings.repair()
    assert await evenings.queue() == [1, 0]


async def test_who_takes_it_back_in_that_moment_is_not_in(
    evenings: Evenings, database_url: str
) -> None:
    await evenings.say(0, "AVAILABLE", 2, writer=evenings.alone)
    await evenings.say(1, "LOOKING", writer=evenings.alone)
    elsewhere: Any = await asyncpg.connect(database_url)
    async with elsewhere.transaction():
        await elsewhere.execute(
            "DELETE FROM availability_entries WHERE user_id = $1", evenings.people[0]
        )
        settling = asyncio.create_task(evenings.repair())
        await becomes(lambda: waiting(evenings.sql), 1)
    await elsewhere.close()
    await settling
    assert (await evenings.queue(), await evenings.told()) == ([1], [])


async def test_words_that_waited_for_a_network_count_by_when_they_were_said(
    evenings: Evenings,
) -> None:
    said = NOW - timedelta(minutes=10)
    await evenings.say(0, "AVAILABLE", 2, answered_at=said)
    await evenings.say(1, "LOOKING")
    assert await evenings.queue() == [1, 0]
    # Sent twice, since nobody answered the first time: it has come true since.
    with pytest.raises(AnswerOvertaken):
        await evenings.say(0, "AVAILABLE", 2, answered_at=said)
    assert await evenings.queue() == [1, 0]
    # What was said after it, and before it came true, is their later word.
    await evenings.say(0, "MAYBE", answered_at=said + timedelta(minutes=1))
    assert await evenings.queue() == [1]


async def test_the_message_is_judged_by_the_present(evenings: Evenings) -> None:
    await evenings.say(0, "AVAILABLE", 3)
    await evenings.say(1, "AVAILABLE", 3)
    await evenings.say(2, "LOOKING")
    await evenings.say(1, "NOT_PLAYING")
    async with evenings.database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "one", 10, NOW)
    judged = {
        evenings.people.index(row.user_id): before_sending(row, NOW, evenings.all.zone)
        for row in rows
        if row.kind == "condition" and row.user_id is not None
    }
    assert judged == {0: Send(), 1: Skip("withdrew")}
    assert {row.looking_count for row in rows if row.kind == "condition"} == {2}
    assert {row.useful_until for row in rows if row.kind == "condition"} == {
        datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    }


async def test_quiet_hours_skip_it(evenings: Evenings) -> None:
    await evenings.sql.execute(
        "INSERT INTO subscription_preferences (user_id, quiet_hours_start, quiet_hours_end,"
        " created_at, updated_at) VALUES ($1, '19:00', '23:00', $2, $2)",
        evenings.people[0],
        NOW,
    )
    await evenings.say(0, "AVAILABLE", 2)
    await evenings.say(1, "LOOKING")
    async with evenings.database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "one", 10, NOW)
    [row] = [row for row in rows if row.kind == "condition"]
    assert before_sending(row, NOW, evenings.all.zone) == Skip("quiet_hours")
