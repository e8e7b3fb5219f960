"""Linked people who are answered for, and the bot's duty on a clock that is set."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.duties.usual import answer_as_usual
from muster.availability import service as availability
from muster.availability.rules import Answer
from muster.availability.service import AvailabilityWriter
from muster.clock import start_of_day
from muster.database import Database
from muster.settings import Settings
from muster.usual import service
from muster.usual.rules import Suggestion, Usual
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import LJUBLJANA, evenings
from tests.support.scenes.ledger import add_people
from tests.support.scenes.usual import WEEK

FRIDAY = date(2026, 11, 20)
MIDNIGHT = start_of_day(FRIDAY, LJUBLJANA)
EVENING = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE = time(21, 30)


class Community:
    """Linked people, and the bot's duty on a clock that is set."""

    def __init__(self, sql: Any, database: Database, settings: Settings, people: list[int]) -> None:
        self.sql = sql
        self.database = database
        self.settings = settings
        self.people = people
        self.writer = AvailabilityWriter(database)

    def restarted(self) -> Any:
        """The duty as another process, or the same one later, has it."""
        return answer_as_usual(self.database, self.settings, ["discord"])

    async def run(self, now: datetime) -> datetime:
        return await self.restarted()(now)

    async def answers(self, day: date = FRIDAY) -> list[Answer]:
        async with self.database.connection() as connection:
            found = await availability.read_days(connection, [day])
        return list(found[day].answers)

    async def usual(self, day: date = FRIDAY) -> dict[int, Usual]:
        async with self.database.connection() as connection:
            return await service.find_usual(connection, self.people, evenings().on(day), day)

    async def suggestion(self, user_id: int, day: date = FRIDAY) -> Suggestion | None:
        async with self.database.connection() as connection:
            found = await service.read_usual(connection, user_id, evenings(), day)
        return found.weekdays[day.weekday()].suggestion

    async def say(self, user_id: int, status: Any, now: datetime, **beside: Any) -> None:
        await self.writer.set_status(user_id, FRIDAY, status, today=FRIDAY, now=now, **beside)

    async def sources(self, user_id: int, day: date = FRIDAY) -> list[tuple[str | None, str]]:
        rows = await self.sql.fetch(
            "SELECT status, source FROM availability_answer_changes"
            " WHERE user_id = $1 AND entry_date = $2 ORDER BY id",
            user_id,
            day,
        )
        return [(row[0], row[1]) for row in rows]


@pytest.fixture
async def community(
    sql: Any, database: Database, database_url: str
) -> AsyncGenerator[Community, None]:
    people = await add_people(sql, 4, MIDNIGHT - 20 * WEEK)
    made = Community(sql, database, settings_for(database_url), people)
    yield made
    await made.writer.close()
