"""The rows of calendars: how soon one is there, from memory and cold, and what three hundred cost.

What the route uses runs in this process; PostgreSQL is real and durable. Each of 300 people has
answered for a month back and two ahead, most of it with a yes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from rich.console import Console

from bench.data import create_database
from bench.report import Finding, timed
from bench.servers import CannotMeasure
from muster.calendar_feeds.service import renew_address
from muster.changes import EVERYTHING, ChangeListener
from muster.clock import CommunityClock
from muster.database import Database
from muster.evenings.memory import EveningMemory
from muster.evenings.service import evenings_of
from muster.settings import load_settings
from tests.support.scenes.ledger import add_people
from website.backend.calendar_feeds import CalendarFeeds, ReadyCalendar
from website.backend.day_cache import DayCache

PEOPLE = 300
MEMORY_REACH, COLD_REACH = 5.0, 50.0
"""Milliseconds for one calendar."""

_KEY = b"a key of the benchmark"
_WARM_UPS = 3

_ANSWERS = """
WITH said AS (
    SELECT u.id, $1::date + n AS day,
           (ARRAY['LOOKING', 'AVAILABLE', 'LOOKING', 'MAYBE'])[1 + (u.id + n + 32) % 4] AS status
      FROM website_users u CROSS JOIN generate_series(-30, 60) AS n
     WHERE (u.id * 31 + n * 17 + 1000) % 100 < 40
), noted AS (
    INSERT INTO availability_answer_changes (user_id, entry_date, status, source, changed_at)
    SELECT id, day, status, 'page', $2::timestamptz - interval '1 day'
      FROM said
)
INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
SELECT id, day, status, $2::timestamptz - interval '1 day', $2::timestamptz - interval '1 day'
  FROM said
"""


@dataclass(frozen=True)
class CalendarPace:
    """How often each is measured."""

    warm: int
    cold: int


class CalendarReads:
    """Measures calendars on a database of the server at `server_url`."""

    def __init__(
        self, server_url: str, zone: ZoneInfo, console: Console, pace: CalendarPace
    ) -> None:
        self._server_url = server_url
        self._zone = zone
        self._console = console
        self._pace = pace

    def measure(self) -> list[Finding]:
        """All findings of calendars."""
        return asyncio.run(self._measure())

    async def _measure(self) -> list[Finding]:
        settings = load_settings(env_file=None, availability_promotion_timezone=self._zone.key)
        clock = CommunityClock(self._zone)
        self._console.print(f"Filling a database: {PEOPLE} people, three months of answers…")
        url = await self._community(clock)
        database = Database(url, application_name="bench calendars")
        listener = ChangeListener(url, application_name="bench calendars listener")
        evenings = EveningMemory(database, listener, evenings_of(settings))
        days = DayCache(database, listener, clock)
        feeds = CalendarFeeds(
            database, listener, clock, days, evenings, settings, key=_KEY, community="Owls"
        )
        await database.open()
        await listener.start()
        try:
            await evenings.read()
            reads = _Reads(feeds, database, listener, await _secrets(database))
            self._console.print("Measuring: people's calendars")
            return [
                await self._from_memory(reads),
                *await self._cold(reads),
                await self._all(reads),
            ]
        finally:
            await listener.stop()
            await database.close()

    async def _from_memory(self, reads: _Reads) -> Finding:
        spent = await _timed(reads.read, self._pace.warm)
        return timed("one person's calendar, from memory", spent, MEMORY_REACH)

    async def _cold(self, reads: _Reads) -> list[Finding]:
        spent = await _timed(reads.read, self._pace.cold, before=reads.forget)
        reads.forget()
        async with reads.counted() as statements:
            text = await reads.read()
        cold = timed("one person's calendar, cold", spent, COLD_REACH)
        note = f"{text.body.count(b'BEGIN:VEVENT')} evenings, {len(text.compressed):,} bytes"
        return [
            replace(cold, note=f"{cold.note}; {note}"),
            Finding("SQL statements of a cold calendar", len(statements), 1, ""),
        ]

    async def _all(self, reads: _Reads) -> Finding:
        """Everybody's program looks, after a change of everything: what a quarter of an hour costs
        at the most.
        """
        reads.forget()
        before = time.process_time()
        for place in range(PEOPLE):
            await reads.read(place)
        used = time.process_time() - before
        what = f"{PEOPLE} calendars looked at every 15 minutes, all cold: our processor"
        return Finding(what, used / 900 * 100, 5, "%", f"{used:.1f} s in 900")

    async def _community(self, clock: CommunityClock) -> str:
        now = datetime.now(UTC)
        url = await create_database(self._server_url, f"bench_calendars_{PEOPLE}", now)
        connection = await asyncpg.connect(url)
        try:
            await add_people(connection, PEOPLE, now - timedelta(days=60))
            await connection.execute(_ANSWERS, clock.today(), now)
            await connection.execute("ANALYZE")
        finally:
            await connection.close()
        return url


async def _secrets(database: Database) -> list[str]:
    now = datetime.now(UTC)
    async with database.transaction() as connection:
        user_ids = [row[0] for row in await connection.fetch("SELECT id FROM website_users")]
        return [(await renew_address(connection, _KEY, each, now)).secret for each in user_ids]


class _Reads:
    """What a program's visit asks of the process that answers it."""

    def __init__(
        self,
        feeds: CalendarFeeds,
        database: Database,
        listener: ChangeListener,
        secrets: list[str],
    ) -> None:
        self._feeds = feeds
        self._database: Any = database
        self._listener = listener
        self._secrets = secrets

    async def read(self, place: int = 0) -> ReadyCalendar:
        if not self._listener.connected:
            raise CannotMeasure("the notices of the database do not arrive")

        async def nothing() -> None:
            """No limit."""

        found = await self._feeds.own(self._secrets[place], nothing)
        if found is None or b"BEGIN:VEVENT" not in found.body:
            raise CannotMeasure("a calendar is empty")
        return found

    def forget(self) -> None:
        """As after a notice that names may have changed; the rules by weekday stay known."""
        self._listener.publish(EVERYTHING._replace(kind="names"))

    @asynccontextmanager
    async def counted(self) -> AsyncGenerator[list[str], None]:
        """Collects each statement that is sent while the block runs."""
        sent: list[str] = []
        original = self._database.connection

        def note(record: Any) -> None:
            sent.append(record.query)

        @asynccontextmanager
        async def counting() -> AsyncGenerator[Any, None]:
            async with original() as connection:
                connection.add_query_logger(note)
                try:
                    yield connection
                finally:
                    connection.remove_query_logger(note)

        self._database.connection = counting
        try:
            yield sent
        finally:
            del self._database.connection


async def _timed(
    read: Callable[[], Awaitable[object]],
    number: int,
    before: Callable[[], None] = lambda: None,
) -> list[float]:
    """Milliseconds of so many reads, after some that do not count."""
    spent: list[float] = []
    for _ in range(_WARM_UPS + number):
        before()
        began = time.perf_counter()
        await read()
        spent.append((time.perf_counter() - began) * 1000)
    return spent[_WARM_UPS:]
