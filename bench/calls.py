"""The rows of calls: how soon a wave is chosen, and how soon nobody is asked any more.

The duty of the bot runs in this process; PostgreSQL is real and durable. People have half a year of
evenings, calls and voice behind them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
from rich.console import Console

from bench.data import create_database
from bench.fan_out_data import CHANNELS
from bench.report import Finding, timed
from bench.servers import CannotMeasure
from bot.duties.calls import run_calls
from bot.scheduler import Duty, Scheduler
from muster.availability.service import AvailabilityWriter
from muster.calls import dispatch, people_store, store
from muster.calls.dispatch import Dispatch
from muster.calls.rules import MOST_DEFAULT, Tonight, event_key
from muster.calls.waves import next_wave
from muster.changes import ChangeListener
from muster.clock import local_date
from muster.database import Connection, Database
from muster.notifications import service as notifications
from tests.support.scenes.ledger import add_people

REACHES = {300: 20.0, 5_000: 150.0}
"""Silent people, and the milliseconds within which the next wave of them is chosen."""

FULL_REACH = 500.0
"""Milliseconds from the answer that fills the evening to the last unsent ask skipped."""

ASKED = 900
"""Asks that wait, unsent, when the evening is full."""

_WEEKS = 26
_PATIENCE = 10.0

_HISTORY = """
WITH days AS (
    SELECT $1::date - n AS day FROM generate_series(1, 7 * $2::int) AS n
), said AS (
    INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
    SELECT u.id, day,
           (ARRAY['LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING'])[1 + (u.id + ($1 - day)) % 4],
           $3, $3
      FROM website_users u CROSS JOIN days
     WHERE (u.id * 31 + ($1 - day) * 17) % 9 = 0
), seen AS (
    INSERT INTO evening_attendance (evening_date, user_id, first_seen_at, last_seen_at)
    SELECT day, u.id, $3, $3
      FROM website_users u CROSS JOIN days
     WHERE (u.id * 13 + ($1 - day) * 7) % 23 = 0
), past AS (
    INSERT INTO calls (call_date, source, status, end_reason, most, wait_minutes, wave_number,
                       ended_at, created_at, updated_at)
    SELECT day, 'rule', 'over', 'start', 30, 8, 1, $3, $3, $3 FROM days WHERE ($1 - day) % 2 = 0
    RETURNING id, call_date
), asks AS (
    INSERT INTO call_asks (call_date, user_id, call_id, wave, chance, asked_at, created_at,
                           updated_at)
    SELECT p.call_date, u.id, p.id, 1, 0.3, $3, $3, $3
      FROM website_users u CROSS JOIN past p
     WHERE (u.id * 7 + ($1 - p.call_date) * 3) % 19 = 0
    RETURNING call_date, user_id
)
INSERT INTO notifications_ledger (user_id, event_key, channel_type, payload, state, not_before,
                                  useful_until, sent_at, created_at, updated_at)
SELECT user_id, 'CALL:' || to_char(call_date, 'YYYY-MM-DD'), 'discord',
       jsonb_build_object('kind', 'call', 'date', call_date), 'sent', $3, $3, $3, $3, $3
  FROM asks
"""
_WISHES = """
INSERT INTO subscription_preferences (user_id, allow_promotions, created_at, updated_at)
SELECT id, true, $1, $1 FROM website_users
"""
_WAITING = """
SELECT count(*) FROM notifications_ledger WHERE event_key = $1 AND state = 'pending'
"""


@dataclass(frozen=True)
class CallPace:
    """How often each is measured."""

    waves: int
    fills: int


class Calls:
    """Measures calls on databases of the server at `server_url`."""

    def __init__(self, server_url: str, zone: ZoneInfo, console: Console, pace: CallPace) -> None:
        self._server_url = server_url
        self._zone = zone
        self._console = console
        self._pace = pace

    def measure(self) -> list[Finding]:
        """All findings of calls."""
        return asyncio.run(self._measure())

    async def _measure(self) -> list[Finding]:
        found: list[Finding] = []
        for people, reach in REACHES.items():
            self._console.print(f"Measuring: waves of {people:,} silent people")
            found += await self._choosing(people, reach)
        self._console.print("Measuring: the answer that fills the evening")
        found.append(await self._filling())
        return found

    async def _filling(self) -> Finding:
        """From the sixth answer to the last of the asks that wait being skipped."""
        url, user_ids, tonight = await self._community(ASKED + 20, "bench_full")

        async def read_tonight(_connection: Connection, _now: datetime) -> Tonight:
            return tonight

        database = Database(url, application_name="bench calls")
        listener = ChangeListener(url, application_name="bench calls listener")
        run_once, looked = run_calls(database, read_tonight, Dispatch(CHANNELS)), asyncio.Event()

        async def look(now: datetime) -> datetime:
            due = await run_once(now)
            looked.set()
            return due

        running = Duty(
            "run calls",
            look,
            wakes=frozenset({"calls", "availability", "names"}),
        )
        scheduler = Scheduler([running])
        listener.subscribe(scheduler.on_change)
        await database.open()
        await listener.start()
        writer = AvailabilityWriter(database)
        try:
            spent = [
                await self._fill_once(database, writer, looked, scheduler, user_ids, tonight)
                for _ in range(self._pace.fills)
            ]
        finally:
            await writer.close()
            await listener.stop()
            await database.close()
        what = f"from the answer that fills the evening to the last of {ASKED} asks skipped"
        return timed(what, spent, FULL_REACH)

    async def _fill_once(
        self,
        database: Database,
        writer: AvailabilityWriter,
        looked: asyncio.Event,
        scheduler: Scheduler,
        user_ids: Sequence[int],
        tonight: Tonight,
    ) -> float:
        day, key, now = tonight.day, event_key(tonight.day), datetime.now(UTC)
        asked, others = user_ids[:ASKED], user_ids[ASKED:]
        async with database.transaction() as connection:
            await connection.execute("DELETE FROM notifications_ledger WHERE event_key = $1", key)
            await connection.execute("DELETE FROM calls WHERE call_date = $1", day)
            await connection.execute("DELETE FROM availability_entries WHERE entry_date = $1", day)
            payload = {"kind": "call", "date": day.isoformat(), "threshold": tonight.threshold}
            later = now + timedelta(minutes=30)
            await notifications.queue_for_people(
                connection,
                key,
                [(user_id, payload) for user_id in asked],
                CHANNELS,
                None,
                later,
                tonight.starts_at,
                now,
            )
            await store.insert_call(connection, day, "rule", None, "running", 999, 60, now)
            await connection.execute(
                "UPDATE calls SET next_wave_at = $1 WHERE call_date = $2", later, day
            )
        for user_id in others[: tonight.threshold - 1]:
            await writer.set_status(user_id, day, "LOOKING", today=day, now=datetime.now(UTC))
        looked.clear()
        run = asyncio.create_task(scheduler.run())
        try:
            await asyncio.wait_for(looked.wait(), _PATIENCE)
            async with database.connection() as connection:
                if await connection.fetchval(_WAITING, key) != ASKED:
                    raise CannotMeasure("the asks did not wait")
            began = time.perf_counter()
            filling = others[tonight.threshold]
            await writer.set_status(filling, day, "LOOKING", today=day, now=datetime.now(UTC))
            while time.perf_counter() - began < _PATIENCE:
                async with database.connection() as connection:
                    if not await connection.fetchval(_WAITING, key):
                        return (time.perf_counter() - began) * 1000
            raise CannotMeasure("asks went on waiting in a full evening")
        finally:
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)

    async def _community(self, people: int, name: str) -> tuple[str, list[int], Tonight]:
        now = datetime.now(UTC)
        day = local_date(now, self._zone)
        url = await create_database(self._server_url, f"{name}_{people}", now)
        connection = await asyncpg.connect(url)
        try:
            user_ids = await add_people(connection, people, now)
            await connection.execute(_WISHES, now)
            await connection.execute(_HISTORY, day, _WEEKS, now - timedelta(days=1))
            await connection.execute("ANALYZE")
        finally:
            await connection.close()
        starts_at = now + timedelta(hours=1)
        return url, user_ids, Tonight(day, starts_at, 6, self._zone)

    async def _choosing(self, people: int, reach: float) -> list[Finding]:
        """Whom the next wave asks: everybody silent read, judged and ordered."""
        url, _, tonight = await self._community(people, "bench_waves")
        database = Database(url, application_name="bench calls")
        await database.open()
        try:
            async with database.transaction() as connection:
                await people_store.insert_habits(connection, tonight.day)
            spent = [await self._choose(database, tonight) for _ in range(self._pace.waves + 3)]
        finally:
            await database.close()
        return [timed(f"choosing a wave among {people:,} silent people", spent[3:], reach)]

    async def _choose(self, database: Database, tonight: Tonight) -> float:
        """Milliseconds until a wave is chosen, as the duty does; three statements."""
        now = datetime.now(UTC)
        async with database.connection() as connection:
            began = time.perf_counter()
            await store.read_standing(connection, tonight.day, 0, event_key(tonight.day))
            _, pool = await dispatch.find_pool(connection, tonight, now)
            await notifications.channels_to_queue_on(connection, now, CHANNELS)
            wave = next_wave(list(pool.values()), tonight.threshold, MOST_DEFAULT)
            spent = (time.perf_counter() - began) * 1000
        if not wave:
            raise CannotMeasure("a wave asks nobody")
        return spent
