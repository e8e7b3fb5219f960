"""Days in memory: one statement for what is missing, and never what a change has outdated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
import time_machine

from muster.availability import service
from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock
from muster.database import Database
from muster.errors import DatabaseUnavailable
from tests.support.running.websites import eventually
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person
from website.backend.day_cache import DayCache

TOMORROW = TODAY + timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")
Read = Any


class Memory:
    """A cache whose statements are counted and can be held up, and a person who answers."""

    def __init__(self, url: str, sql: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sql = sql
        self.database = Database(url, application_name="tests")
        self.listener = ChangeListener(url, application_name="tests listener")
        self.cache = DayCache(self.database, self.listener, CommunityClock(UTC_ZONE))
        self.statements: list[frozenset[date]] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        original = service.read_days

        async def counted(connection: Any, days: Any) -> Any:
            self.statements.append(frozenset(days))
            found = await original(connection, days)
            await self.go_on.wait()
            return found

        monkeypatch.setattr("muster.availability.service.read_days", counted)

    async def totals(self, *days: date) -> list[int]:
        return [len(ready.day.answers) for ready in await self.cache.load(days)]


@pytest.fixture(autouse=True)
def clock() -> Generator[time_machine.Traveller, None, None]:
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
async def memory(
    database_url: str, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> AsyncGenerator[Memory, None]:
    sql = await asyncpg.connect(database_url)
    made = Memory(database_url, sql, monkeypatch)
    await made.database.open()
    await made.listener.start()
    yield made
    await made.listener.stop()
    await made.database.close()
    await sql.close()


async def test_what_is_in_memory_costs_nothing(memory: Memory) -> None:
    assert memory.cache.get([TODAY]) is None
    assert await memory.totals(TODAY, TOMORROW) == [0, 0]
    assert await memory.totals(TOMORROW, TODAY) == [0, 0]
    assert memory.cache.get([TODAY, TOMORROW]) is not None
    assert memory.statements == [frozenset({TODAY, TOMORROW})]


async def test_only_what_is_missing_is_asked_for(memory: Memory) -> None:
    await memory.totals(TODAY)
    days = [TODAY + timedelta(days=n) for n in range(4)]
    await memory.totals(*days)
    assert memory.statements[1:] == [frozenset(days[1:])]


async def test_callers_who_miss_the_same_share_one_statement(memory: Memory) -> None:
    await asyncio.gather(*[memory.totals(TODAY, TOMORROW) for _ in range(20)])
    assert len(memory.statements) == 1


async def test_a_caller_who_leaves_takes_nobody_along(memory: Memory) -> None:
    memory.go_on.clear()
    leaving, staying = [asyncio.create_task(memory.totals(TODAY)) for _ in range(2)]
    await eventually(lambda: memory.statements)
    leaving.cancel()
    memory.go_on.set()
    assert await staying == [0]
    assert len(memory.statements) == 1


async def test_a_day_dropped_while_it_is_loaded_is_neither_kept_nor_shared(memory: Memory) -> None:
    user_id = await add_person(memory.sql, 1, player="Ana")
    memory.go_on.clear()
    early = asyncio.create_task(memory.totals(TODAY, TOMORROW))
    await eventually(lambda: memory.statements)
    await add_answer(memory.sql, user_id, TODAY, "LOOKING")
    memory.cache.drop(TODAY)
    late = asyncio.create_task(memory.totals(TODAY))
    await eventually(lambda: len(memory.statements) == 2)
    memory.go_on.set()
    assert await late == [1], "who asks after the change sees it"
    await early
    assert await memory.totals(TODAY) == [1]


async def test_a_failed_statement_is_everybodys_answer_and_nobodys_memory(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    await memory.database.close()
    outcomes = await asyncio.gather(
        *[memory.totals(TODAY) for _ in range(3)], return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [DatabaseUnavailable] * 3
    await memory.database.open()
    assert await memory.totals(TODAY) == [0]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (Change("availability", "2026-11-20"), [TOMORROW]),
        (Change("availability", "nonsense"), []),
        (Change("names", ""), []),
        (Change("everything", ""), []),
        (Change("viewer", "1"), [TODAY, TOMORROW]),
        (Change("live_status", "voice_channel"), [TODAY, TOMORROW]),
    ],
)
async def test_notices_drop_what_they_name(
    memory: Memory, change: Change, kept: list[date]
) -> None:
    await memory.totals(TODAY, TOMORROW)
    version = memory.cache.version
    memory.listener.publish(change)
    assert [day for day in (TODAY, TOMORROW) if memory.cache.get([day])] == kept
    assert (memory.cache.version != version) == (len(kept) < 2)


async def test_nothing_is_kept_shared_or_believed_while_nothing_is_heard(memory: Memory) -> None:
    await memory.totals(TODAY)
    await memory.listener.stop()
    assert not memory.cache.believed
    assert memory.cache.get([TODAY]) is None
    user_id = await add_person(memory.sql, 1, player="Ana")
    memory.statements.clear()
    memory.go_on.clear()
    early = asyncio.create_task(memory.totals(TODAY))
    await eventually(lambda: memory.statements)
    await add_answer(memory.sql, user_id, TODAY, "LOOKING")
    late = asyncio.create_task(memory.totals(TODAY))
    await eventually(lambda: len(memory.statements) == 2)
    memory.go_on.set()
    assert (await early, await late) == ([0], [1])
    assert memory.cache.get([TODAY]) is None


async def test_what_is_still_in_memory_is_not_believed_either(memory: Memory) -> None:
    await memory.totals(TODAY)
    memory.listener.connected = False
    assert memory.cache.get([TODAY]) is None
    assert await memory.totals(TODAY) == [0]
    assert len(memory.statements) == 2


def kept(memory: Memory, offsets: range) -> list[int]:
    """Which days, so far from `TODAY`, are in memory."""
    return [each for each in offsets if memory.cache.get([TODAY + timedelta(days=each)])]


async def test_hot_days_are_kept_and_no_others(memory: Memory) -> None:
    everything = range(-300, 400)
    await memory.totals(*[TODAY + timedelta(days=each) for each in everything])
    assert kept(memory, everything) == list(range(-31, 180))
    statements = len(memory.statements)
    for offset in (-4000, -200, -32, 180, 3000):
        for number in range(20):
            await memory.totals(TODAY + timedelta(days=offset + number * (1 if offset > 0 else -1)))
    assert len(memory.statements) == statements + 100
    assert kept(memory, everything) == list(range(-31, 180)), "nothing takes a hot day's place"


async def test_days_that_are_long_past_go(memory: Memory, clock: time_machine.Traveller) -> None:
    await memory.totals(*[TODAY + timedelta(days=each) for each in range(-31, 10)])
    clock.shift(timedelta(days=5))
    await memory.totals(TODAY + timedelta(days=20))
    assert kept(memory, range(-40, 40)) == [*range(-26, 10), 20]
