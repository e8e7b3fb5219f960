"""Today's planning room and the bot's steps for its thread, for the tests of threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.discord.send import DiscordChannel
from bot.discord.threads import DiscordThreads
from bot.duties.planning_thread import add_thread_members, open_planning_thread, post_planning_teams
from muster.database import Database
from muster.planning import service
from muster.planning.rules import Draft
from muster.setting_values import Zone
from tests.support.fakes.chats import FakeChats
from tests.support.scenes.community import EVENING, TODAY, add_person, settings_for
from tests.support.scenes.discord_api import PARENT
from tests.support.scenes.evenings import evening
from tests.support.scenes.promoting import answer

ZONE: Zone = settings_for("postgresql:///none").zone
MIDNIGHT = EVENING + timedelta(hours=3, minutes=30)


@dataclass
class Thread:
    """Today's room, and the bot's steps for its thread, each as a new bot would take it."""

    database: Database
    sql: Any
    chats: FakeChats
    threads: Any
    people: dict[str, int] = field(default_factory=dict)

    async def joins(self, name: str, status: str = "LOOKING") -> int:
        """Somebody answers for today; their Discord account is 5000 and their user id."""
        if name not in self.people:
            account = 5_000 + len(self.people)
            self.people[name] = await add_person(self.sql, account, player=name)
        await answer(self.sql, self.people[name], status)
        return self.people[name]

    async def is_wanted(self, *names: str) -> None:
        """The first of `names` opens a room with a thread; all are looking."""
        for name in names:
            await self.joins(name)
        async with self.database.transaction() as connection:
            creator = self.people[names[0]]
            assert await service.open_room(
                connection, evening(TODAY, 1), creator, EVENING, wants_thread=True
            )

    async def open(self, now: Any = EVENING, worker: str = "bot", threads: Any = None) -> Any:
        step = open_planning_thread(
            self.database, ZONE, threads or self.threads, worker, posts=True
        )
        return await step(now)

    async def add(self, now: Any = EVENING) -> Any:
        return await add_thread_members(self.database, ZONE, self.threads)(now)

    async def post(self, now: Any = EVENING) -> Any:
        return await post_planning_teams(self.database, ZONE)(now)

    async def save(self, now: Any, *sides: list[str], captain_a: str | None = None) -> None:
        ids = [[self.people[name] for name in side] for side in sides]
        captain = None if captain_a is None else self.people[captain_a]
        async with self.database.transaction() as connection:
            await service.save_teams(
                connection,
                TODAY,
                next(iter(self.people.values())),
                Draft(ids[0], ids[1], captain_a=captain),
                now,
                elevated=True,
                base_version=None,
            )

    async def row(self) -> Any:
        return await self.sql.fetchrow(
            "SELECT thread_state AS state, thread_error AS error, thread_attempts AS attempts,"
            " thread_lease_until AS lease, discord_thread_id AS thread_id FROM planning_sessions"
        )

    async def ledger(self) -> list[tuple[str, str]]:
        """(event key without its date, state) of what is posted, in order."""
        rows = await self.sql.fetch(
            "SELECT replace(event_key, ':2026-11-20', ''), state FROM notifications_ledger"
            " WHERE discord_channel_id IS NOT NULL ORDER BY id"
        )
        return [(row[0], row[1]) for row in rows]

    def members(self) -> list[str]:
        """The names of whom Discord was asked to add, in order."""
        names = list(self.people)
        (added,) = self.chats.discord.members.values()
        return [names[int(account) - 5_000] for account in added]


@pytest.fixture
def room_s_thread(database: Database, sql: Any, chats: FakeChats, api: DiscordChannel) -> Thread:
    """Today's room before anybody came; a module names it `thread`."""
    return Thread(database, sql, chats, DiscordThreads(api, PARENT))
