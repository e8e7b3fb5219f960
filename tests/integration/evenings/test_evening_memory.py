"""The rules that a website keeps: only while a change would be noticed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date
from typing import Any

import asyncpg
import pytest

from muster.changes import Change, ChangeListener
from muster.database import Database
from muster.errors import DatabaseUnavailable
from muster.evenings.memory import EveningMemory
from tests.support.running.websites import eventually
from tests.support.scenes.evenings import evenings, set_rule

FRIDAY = date(2026, 11, 20)


class Known:
    def __init__(self, url: str, sql: Any) -> None:
        self.sql = sql
        self.database = Database(url, application_name="tests")
        self.listener = ChangeListener(url, application_name="tests listener")
        self.memory = EveningMemory(self.database, self.listener, evenings(threshold=6))

    async def threshold(self) -> int:
        return (await self.memory.read()).on(FRIDAY).threshold

    def remembered(self) -> int | None:
        known = self.memory.known
        return None if known is None else known.on(FRIDAY).threshold


@pytest.fixture
async def known(database_url: str) -> AsyncGenerator[Known, None]:
    sql = await asyncpg.connect(database_url)
    made = Known(database_url, sql)
    await made.database.open()
    await made.listener.start()
    yield made
    await made.listener.stop()
    await made.database.close()
    await sql.close()


async def test_rules_are_read_once_and_again_when_they_changed(known: Known) -> None:
    assert known.remembered() is None
    assert await known.threshold() == 6
    assert known.memory.known is known.memory.known is not None
    await set_rule(known.sql, FRIDAY, threshold=8)
    await eventually(lambda: known.remembered() is None)
    assert await known.threshold() == 8
    assert known.remembered() == 8


@pytest.mark.parametrize("change", [Change("evening_rules", ""), Change("everything", "")])
async def test_a_notice_that_overtakes_the_reading_is_heeded(known: Known, change: Change) -> None:
    """What was read may be older than the change that the notice tells of."""
    original = known.database.connection

    def connection() -> Any:
        known.memory.on_change(change)
        return original()

    known.database.connection = connection
    assert await known.threshold() == 6
    assert known.remembered() is None


async def test_other_notices_change_nothing(known: Known) -> None:
    await known.threshold()
    known.memory.on_change(Change("availability", "2026-11-20"))
    assert known.remembered() == 6


async def test_nothing_is_believed_while_nothing_is_heard(known: Known) -> None:
    await known.threshold()
    await known.listener.stop()
    assert known.remembered() is None
    await set_rule(known.sql, FRIDAY, threshold=8)
    assert await known.threshold() == 8, "the database was asked"
    assert known.remembered() is None


async def test_without_a_database_there_is_what_was_known_last(known: Known) -> None:
    await set_rule(known.sql, FRIDAY, threshold=8)
    await known.threshold()
    await known.listener.stop()
    await known.database.close()
    with pytest.raises(DatabaseUnavailable):
        await known.memory.read()
    assert (await known.memory.read_or_guess()).on(FRIDAY).threshold == 8
