"""Tonight's scheduled event and the bot's step for it, for the tests of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.discord.events import DiscordEvents
from bot.discord.gateway.health import DiscordHealth
from bot.discord.send import DiscordChannel
from bot.duties.scheduled_event import keep_scheduled_event
from muster.database import Database
from muster.evening import Evenings
from muster.setting_values import Zone
from muster.tonight.event import service as event_service
from muster.tonight.event.rules import Work
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord import GUILD_ID
from tests.support.scenes.community import TODAY, add_person, settings_for
from tests.support.scenes.evenings import evenings as evenings_of
from tests.support.scenes.promoting import answer

ZONE: Zone = settings_for("postgresql:///none").zone
ORIGIN = "https://muster.example.org"
VOICE = 6_666
READY_AT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
END = START + timedelta(hours=4)
MINUTE = timedelta(minutes=1)
THRESHOLD = 2


def evenings(start: time = time(21, 0)) -> Evenings:
    return evenings_of(ORIGIN, zone=ZONE, start=start, threshold=THRESHOLD)


@dataclass
class EventScene:
    """Tonight, and the bot's step for its event, each as a new bot would take it."""

    database: Database
    sql: Any
    chats: FakeChats
    events: Any
    evenings: Evenings = field(default_factory=evenings)
    people: dict[str, int] = field(default_factory=dict)
    health: DiscordHealth = field(default_factory=DiscordHealth)

    async def says(self, name: str, status: str = "LOOKING", day: Any = TODAY) -> None:
        """Somebody answers for a day."""
        if name not in self.people:
            account = 5_000 + len(self.people)
            self.people[name] = await add_person(self.sql, account, player=name)
        await answer(self.sql, self.people[name], status, day)

    async def is_ready(self, day: Any = TODAY) -> None:
        for name in ("Ana", "Bor"):
            await self.says(name, day=day)

    async def step(self, now: datetime, worker: str = "bot", events: Any = None) -> datetime:
        """One step at `now`, which is also Discord's time."""
        self.chats.discord.event_time = now
        return await keep_scheduled_event(
            self.database, self.evenings, events or self.events, worker, self.health
        )(now)

    async def is_made(self, now: datetime = READY_AT) -> dict[str, Any]:
        """Two are looking and the event is there."""
        await self.is_ready()
        await self.step(now)
        (event,) = self.chats.discord.events.values()
        return event

    async def claims(self, now: datetime, worker: str = "dead") -> Work:
        """What a bot that dies right after its claim leaves."""
        async with self.database.transaction() as connection:
            work = await event_service.claim_work(connection, self.evenings, worker, now)
        assert isinstance(work, Work)
        return work

    async def row(self) -> Any:
        return await self.sql.fetchrow(
            "SELECT * FROM discord_scheduled_events ORDER BY event_date DESC LIMIT 1"
        )

    async def state(self) -> str | None:
        row = await self.row()
        return None if row is None else row["state"]

    async def states(self) -> list[str]:
        """Of all days, in order."""
        rows = await self.sql.fetch(
            "SELECT state FROM discord_scheduled_events ORDER BY event_date"
        )
        return [row[0] for row in rows]

    def calls(self, method: str) -> int:
        return [each for _, each in self.chats.discord.requests].count(method)


@pytest.fixture
def tonight_s_event(
    database: Database, sql: Any, chats: FakeChats, api: DiscordChannel
) -> EventScene:
    """Tonight before anybody answered; a module names it `evening`."""
    return EventScene(database, sql, chats, DiscordEvents(api, GUILD_ID, VOICE, ORIGIN))
