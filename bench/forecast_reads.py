"""The rows of the forecast: how soon a fortnight of it is said, from memory and cold.

What the route uses runs in this process; PostgreSQL is real and durable. A duty of the bot has
learned half a year of evenings, one after another. How good what is said is: `make forecast`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from rich.console import Console

from bench.data import create_database
from bench.report import Finding, timed
from bench.servers import CannotMeasure
from bot.duties.forecast import learn_evenings
from muster.availability.rules import STATUSES
from muster.availability.service import AvailabilityWriter
from muster.changes import EVERYTHING, ChangeListener
from muster.clock import CommunityClock
from muster.database import Database
from muster.evening import Evenings
from muster.evenings.memory import EveningMemory
from muster.evenings.service import evenings_of
from muster.forecast.memory import ForecastMemory
from muster.forecast.rules import DAYS_MOST, Forecast
from muster.settings import load_settings
from tests.support.scenes.ledger import add_people
from website.backend.day_cache import DayCache
from website.backend.forecasts import Forecasts

PEOPLE = 300
EVENINGS = 26 * 7
"""Half a year of them is learned."""

MEMORY_REACH, COLD_REACH = 5.0, 50.0
"""Milliseconds for a fortnight."""

STATEMENTS_REACH = 2
"""Cold, beside the one that reads the days' answers, which the page reads anyway."""

_WARM_UPS = 3

# Of a hundred, forty look, fifteen could, ten may, ten will not, the others say nothing; at the
# latest half an hour before the start, some of them first something else.
_HISTORY = """
WITH evenings AS (
    SELECT d.day, d.n, d.day + interval '21 hours' AS at
      FROM generate_series(1, $2::int) AS n,
           LATERAL (SELECT $1::date - n AS day, n) AS d
), people AS (
    SELECT u.id, e.day, e.n, e.at AT TIME ZONE $4 AS at, (u.id * 31 + e.n * 17) % 100 AS drawn
      FROM website_users u CROSS JOIN evenings e
), said AS (
    SELECT p.*, CASE WHEN drawn < 40 THEN 'LOOKING' WHEN drawn < 55 THEN 'AVAILABLE'
                     WHEN drawn < 65 THEN 'MAYBE' WHEN drawn < 75 THEN 'NOT_PLAYING' END AS status
      FROM people p
), changes AS (
    INSERT INTO availability_answer_changes (user_id, entry_date, status, source, changed_at)
    SELECT id, day, 'MAYBE', 'page', at - interval '20 hours' FROM said WHERE drawn % 10 = 3
     UNION ALL
    SELECT id, day, status, 'page', at - make_interval(mins => 30 + (id * 7 + n)::int % 900)
      FROM said WHERE status IS NOT NULL
     ORDER BY 5
), came AS (
    INSERT INTO evening_attendance (evening_date, user_id, first_seen_at, last_seen_at)
    SELECT day, id, at, at + interval '50 minutes' FROM said
     WHERE (id * 13 + n * 7) % 100 < CASE status WHEN 'LOOKING' THEN 85 WHEN 'AVAILABLE' THEN 30
                                                 WHEN 'MAYBE' THEN 20 ELSE 2 END
    RETURNING evening_date
), numbers AS (
    SELECT evening_date, count(*) AS came FROM came GROUP BY evening_date
)
INSERT INTO evening_records (evening_date, session, starts_at, threshold, told_by, said_yes, came,
                             played, closed_at)
SELECT e.day, true, e.at AT TIME ZONE $4, $3::int, 'voice', 0, coalesce(n.came, 0),
       coalesce(n.came, 0) >= $3::int, e.at AT TIME ZONE $4 + interval '1 hour'
  FROM evenings e LEFT JOIN numbers n ON n.evening_date = e.day
"""
_AHEAD = """
INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
SELECT u.id, $1::date + n, ($3::text[])[1 + (u.id + n) % cardinality($3::text[])], $4, $4
  FROM website_users u CROSS JOIN generate_series(0, $2::int - 1) AS n
 WHERE (u.id * 31 + n * 17) % 100 < 60 - 4 * n
"""


@dataclass(frozen=True)
class ForecastPace:
    """How often each is measured."""

    warm: int
    cold: int
    answers: int


class ForecastReads:
    """Measures forecasts on a database of the server at `server_url`.

    Args:
        zone: the community's; one in which tonight has not begun.
    """

    def __init__(
        self, server_url: str, zone: ZoneInfo, console: Console, pace: ForecastPace
    ) -> None:
        self._server_url = server_url
        self._zone = zone
        self._clock = CommunityClock(zone)
        self._console = console
        self._pace = pace

    def measure(self) -> list[Finding]:
        """All findings of the forecast."""
        return asyncio.run(self._measure())

    async def _measure(self) -> list[Finding]:
        settings = load_settings(env_file=None, availability_promotion_timezone=self._zone.key)
        evenings = evenings_of(settings)
        self._console.print(f"Filling a database: {PEOPLE} people, {EVENINGS} evenings learned…")
        url, user_ids = await self._community(evenings)
        database = Database(url, application_name="bench forecast")
        listener = ChangeListener(url, application_name="bench forecast listener")
        days = DayCache(database, listener, self._clock)
        forecasts = Forecasts(
            days,
            EveningMemory(database, listener, evenings),
            ForecastMemory(database, listener),
            self._clock,
        )
        writer = AvailabilityWriter(database, days.writing)
        await database.open()
        await listener.start()
        try:
            reads = _Reads(forecasts, database, listener, self._clock)
            self._console.print(f"Measuring: the forecast for {DAYS_MOST} days")
            return [
                *await self._from_memory(reads),
                await self._answered(reads, writer, user_ids),
                *await self._cold(reads),
            ]
        finally:
            await writer.close()
            await listener.stop()
            await database.close()

    async def _from_memory(self, reads: _Reads) -> list[Finding]:
        spent = await _timed(reads.read, self._pace.warm)
        what = f"the forecast for {DAYS_MOST} days, {PEOPLE} people, from memory"
        return [timed(what, spent, MEMORY_REACH)]

    async def _answered(
        self, reads: _Reads, writer: AvailabilityWriter, user_ids: Sequence[int]
    ) -> Finding:
        """Right after an answer for tonight: that day alone is read and reckoned again."""
        today = self._clock.today()
        spent: list[float] = []
        for number in range(_WARM_UPS + self._pace.answers):
            user_id, status = user_ids[number % len(user_ids)], STATUSES[number % len(STATUSES)]
            await writer.set_status(user_id, today, status, today=today, now=datetime.now(UTC))
            began = time.perf_counter()
            await reads.read()
            spent.append((time.perf_counter() - began) * 1000)
        what = f"the forecast for {DAYS_MOST} days, right after an answer for tonight"
        return timed(what, spent[_WARM_UPS:], COLD_REACH)

    async def _cold(self, reads: _Reads) -> list[Finding]:
        """Nothing is in memory, the days' answers neither."""
        before = time.process_time()
        spent = await _timed(reads.read, self._pace.cold, before=reads.forget)
        used = (time.process_time() - before) * 1000 / (len(spent) + _WARM_UPS)
        what = f"the forecast for {DAYS_MOST} days, {PEOPLE} people, cold"
        cold = timed(what, spent, COLD_REACH)
        counts: list[int] = []
        for _ in range(_WARM_UPS):
            reads.forget()
            async with reads.counted() as statements:
                await reads.read()
            counts.append(len(statements) - 1)
        note = "beside the one for the days' answers"
        return [
            replace(cold, note=f"{cold.note}; {used:.0f} ms of our processor"),
            Finding(
                "SQL statements of a cold forecast", median(counts), STATEMENTS_REACH, "", note
            ),
        ]

    async def _community(self, evenings: Evenings) -> tuple[str, list[int]]:
        """A database in which everybody has half a year behind them, and it is learned."""
        now, today = datetime.now(UTC), self._clock.today()
        url = await create_database(self._server_url, f"bench_forecast_{PEOPLE}", now)
        connection = await asyncpg.connect(url)
        try:
            long_ago = now - timedelta(days=EVENINGS + 30)
            user_ids = await add_people(connection, PEOPLE, long_ago)
            await connection.execute(
                _HISTORY, today, EVENINGS, evenings.threshold, self._zone.key, timeout=120
            )
            await connection.execute(_AHEAD, today, DAYS_MOST, list(STATUSES), now)
            await connection.execute("ANALYZE")
        finally:
            await connection.close()
        database = Database(url, application_name="bench learns")
        await database.open()
        try:
            learn = learn_evenings(database)
            while await learn(now) == now:
                pass
        finally:
            await database.close()
        return url, user_ids


class _Reads:
    """What a request for a fortnight asks of the process that answers it."""

    def __init__(
        self,
        forecasts: Forecasts,
        database: Database,
        listener: ChangeListener,
        clock: CommunityClock,
    ) -> None:
        self._forecasts = forecasts
        self._database: Any = database
        self._listener = listener
        first = clock.today()
        self._days: list[date] = [first + timedelta(days=n) for n in range(DAYS_MOST)]

    async def read(self) -> list[Forecast]:
        if not self._listener.connected:
            raise CannotMeasure("the notices of the database do not arrive")
        said = await self._forecasts.read(self._days)
        if len(said) < DAYS_MOST or any(each.chance is None for each in said):
            raise CannotMeasure("the forecast leaves days out")
        return said

    def forget(self) -> None:
        """As after a notice that anything may have changed."""
        self._listener.publish(EVERYTHING)

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
