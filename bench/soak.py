"""``python -m bench.soak``: thirty days of bot and web in minutes; see `make soak`.

Two bots and a website run as processes of their own, by their own commands, on a PostgreSQL of
their own and against made-up chat services on this machine. People answer, load pages, keep pages
open, sign in and out, start campaigns; services fail, connections are cut, bots are killed. At four
in the morning of each day it is counted what the processes have. It fails where something grows,
and where there were too few days to say so.

The clock does not run faster: it jumps from one time at which something is due to the next, and
runs as it is in between, so that timeouts and leases mean what they mean in life. Thirty days of it
are thousands of times as fast as life; what needs hours of true time to grow does not show.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import math
import random
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
from rich.console import Console
from rich.table import Table

from bench.servers import free_port
from bench.slopes import FEWEST, Allowance, Sample, Slope, after_warming_up, slope_of
from bench.soak_process import ANSWER_SECONDS, CannotSoak, Worker
from bench.soak_scene import STOPS, ZONE, Crowd, add_community, instant, trouble
from muster.clock import local_date, monotonic, utc_now
from muster.settings import child_environment
from ops.rehearse.stage import stage
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_parts import GUILD_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID, VOICE_ID
from tests.support.running.bot import bot_environment

DAYS, PEOPLE = 30, 30
WARMING_UP = 0.2
"""The part of the days whose samples do not count."""
ENOUGH_DAYS = math.ceil(FEWEST / (1 - WARMING_UP))
"""From so many days on a soak can be judged."""

ALLOWED = {
    "memory": Allowance(8.0, 0.08, "MB"),
    "open files": Allowance(1.0),
    "tasks": Allowance(1.0),
    "threads": Allowance(1.0),
    "database connections": Allowance(1.0),
}
"""What may come on top in thirty days. Memory comes and goes by some MB with what was asked."""

WATCHED = {"web", "bot"}
"""The processes that are there from the first day to the last."""

_QUIET_TRIES = 80
_STEP = timedelta(seconds=15)

_WAITS = """
SELECT count(*) FROM notifications_ledger
 WHERE state = 'sending' AND lease_until > $1
    OR state = 'pending' AND not_before <= $1 AND useful_until > $1
"""
_CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE datname = current_database() AND application_name LIKE 'muster %'
"""
_CONNECTIONS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND application_name LIKE 'muster %'
"""


@dataclass
class Told:
    """What a soak came to."""

    days: int
    seconds: float = 0.0
    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict)
    """By (process, what)."""
    answers: dict[int, int] = field(default_factory=dict)
    events: int = 0
    messages: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def slopes(self) -> list[Slope]:
        """How each process' things grew; those of the first days do not count."""
        skipped = WARMING_UP * self.days
        return [
            slope_of(f"{process}: {what}", after_warming_up(each, skipped), ALLOWED[what])
            for (process, what), each in sorted(self.samples.items())
        ]


class Soak:
    """Runs days on one database."""

    def __init__(self, database_url: str, folder: Path, chats: FakeChats, sql: Any) -> None:
        self._url = database_url
        self._folder = folder
        self._chats = chats
        self._sql = sql
        self._ahead = 0.0
        self._workers: dict[str, Worker] = {}
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"

    def now(self) -> datetime:
        """The present by the soak's clock."""
        return utc_now() + timedelta(seconds=self._ahead)

    async def start_web(self) -> None:
        environment = child_environment(
            DATABASE_URL=self._url,
            MUSTER_DATA_DIR=str(self._folder),
            MUSTER_SANDBOX="true",
            MUSTER_LOG_FORMAT="json",
            MUSTER_LOG_LEVEL="debug",
            MUSTER_PORT=str(self._port),
            FRONTEND_ORIGIN=self.address,
            SESSION_SECRET="a session secret of the soak",
            PROMOTER_DISCORD_IDS="5001",
        )
        arguments = ["web", "--no-env-file", "--port", str(self._port)]
        await self._start("web", arguments, environment)
        async with httpx2.AsyncClient(base_url=self.address, verify=False) as client:
            until = monotonic() + ANSWER_SECONDS
            while True:
                try:
                    await client.get("/healthz")
                    return
                except httpx2.HTTPError:
                    if monotonic() > until:
                        raise CannotSoak("the website did not start") from None
                    await asyncio.sleep(0.1)

    async def start_bot(self, name: str) -> None:
        environment = bot_environment(
            self._url,
            self._chats,
            self._folder,
            AVAILABILITY_DAILY_REMINDER_TIME="16:00",
            MUSTER_LOG_LEVEL="debug",
            DISCORD_GUILD_ID=str(GUILD_ID),
            DISCORD_ANNOUNCE_CHANNEL_ID=str(ANNOUNCE_ID),
            DISCORD_VOICE_CHANNEL_IDS=str(VOICE_ID),
        )
        await self._start(name, ["bot", "--no-env-file"], environment)

    async def _start(self, name: str, arguments: list[str], environment: dict[str, str]) -> None:
        log = self._folder / f"{name}.log"
        self._workers[name] = await Worker.start(arguments, environment, self._ahead, log)

    async def kill(self, name: str) -> None:
        await self._workers.pop(name).kill()

    async def stop(self) -> None:
        for name in list(self._workers):
            await self.kill(name)

    async def _set_clock(self, to: datetime) -> None:
        self._ahead += max(0.0, (to - self.now()).total_seconds())
        line = f"ahead {self._ahead}"
        await asyncio.gather(*(each.command(line) for each in self._workers.values()))

    async def jump(self, to: datetime) -> None:
        """Set the clock to `to`, and let everything that is due be done.

        Services that are to be left alone for a while, and what is tried again later, take more
        jumps, of some seconds each.
        """
        await self._set_clock(to)
        await asyncio.sleep(0.4)
        for number in range(_QUIET_TRIES):
            try:
                waits = await self._sql.fetchval(_WAITS, self.now())
            except asyncpg.PostgresError as error:
                raise CannotSoak(f"the database: {error}") from error
            if not waits:
                return
            await asyncio.sleep(0.25)
            if number % 4 == 3:
                await self._set_clock(self.now() + _STEP)

    async def let_lead(self, name: str, other: str) -> bool:
        """Kill and start the `other` bot until `name` leads; whether that was needed.

        A bot that leads does more than one that waits to, so it is looked at while it leads.
        """
        if self._workers[name].leads():
            return False
        await self.kill(other)
        until = monotonic() + ANSWER_SECONDS
        while not self._workers[name].leads():
            if monotonic() > until:
                raise CannotSoak("nobody leads")
            await asyncio.sleep(0.1)
        await self.start_bot(other)
        return True

    async def cut(self) -> None:
        """Cut every connection of Muster to its database."""
        await self._sql.fetchval(_CUT)

    async def sample(self, day: int, told: Told) -> None:
        """Count what the processes have that were there from the beginning."""
        for name in WATCHED & self._workers.keys():
            for what, value in (await self._workers[name].sample()).items():
                told.samples.setdefault((name, what), []).append(Sample(day, value))
        connections = await self._sql.fetchval(_CONNECTIONS)
        what = "database connections"
        told.samples.setdefault(("all", what), []).append(Sample(day, connections))


async def run_days(database_url: str, folder: Path, days: int, seed: int, console: Console) -> Told:
    """Run so many days; what they came to.

    Raises:
        CannotSoak: a process ended that nobody had killed, or the database is gone.
    """
    told, chance = Told(days), random.Random(seed)
    began = monotonic()
    sql = await asyncpg.connect(database_url, server_settings={"application_name": "soak"})
    async with AsyncExitStack() as stack:
        stack.push_async_callback(sql.close)
        chats = stack.enter_context(fake_chats())
        soak = Soak(database_url, folder, chats, sql)
        stack.push_async_callback(soak.stop)
        people = await add_community(sql, chats, PEOPLE)
        first = local_date(utc_now(), ZONE) + timedelta(days=1)
        await soak.jump(instant(first, time(4)))
        # The one that is killed leads first; the other is there to the end.
        await soak.start_bot("another bot")
        await soak.start_web()
        await soak.start_bot("bot")
        crowd = Crowd(soak.address, people, chance)
        stack.push_async_callback(crowd.go_home)
        for number in range(days):
            day = first + timedelta(days=number)
            told.troubles.append(await _one_day(soak, crowd, chats, number, day))
            await crowd.go_to_bed()
            if await soak.let_lead("bot", "another bot"):
                told.troubles[-1] += ", a bot killed"
            await soak.jump(instant(day + timedelta(days=1), time(4)))
            await soak.sample(number, told)
            console.print(f"{day}: {told.troubles[-1]}", highlight=False)
        told.answers = dict(crowd.answers)
        told.events = crowd.events
        told.messages = sum(
            len(each.deliveries) for each in (chats.discord, chats.telegram, chats.signal)
        )
        rows = await sql.fetch("SELECT state, count(*) FROM notifications_ledger GROUP BY state")
        told.outcomes = {row[0]: row[1] for row in rows}
    told.seconds = monotonic() - began
    return told


async def _one_day(soak: Soak, crowd: Crowd, chats: FakeChats, number: int, day: date) -> str:
    """What happens on a day; a word for what goes wrong on it."""
    await crowd.open_pages(anew=3)
    wrong: list[str] = []
    for stop in STOPS:
        await soak.jump(instant(day, stop))
        await crowd.look(6)
        if stop in (time(12), time(19)):
            await crowd.answer(day, 8)
        if stop == time(19) and number % 4 == 2:
            await soak.cut()
            wrong.append("connections cut")
        if stop == time(15, 59, 59):
            await crowd.write(chats)
        if stop == time(20, 10):
            await crowd.promote()
            wrong.append(trouble(chats, number))
        if stop == time(20, 59, 59) and number % 4 == 0:
            await soak.kill("another bot")
            await soak.start_bot("another bot")
            wrong.append("a bot killed")
    return ", ".join(each for each in wrong if each != "nothing") or "nothing"


@asynccontextmanager
async def a_place() -> AsyncGenerator[tuple[str, Path], None]:
    """A database and a folder that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="muster-soak-") as folder:
        async with stage(utc_now()) as url:
            yield url, Path(folder)


def show(told: Told, console: Console) -> bool:
    """Print what a soak came to; whether it can be judged, and nothing grows."""
    speed = told.days * 86_400 / told.seconds
    answers = ", ".join(f"{status or 'none'}: {n:,}" for status, n in sorted(told.answers.items()))
    outcomes = ", ".join(f"{state}: {n:,}" for state, n in sorted(told.outcomes.items()))
    console.print(
        f"{told.days} days in {told.seconds:.0f} s ({speed:,.0f} times as fast as life); "
        f"requests by status: {answers}; live events: {told.events:,}; "
        f"messages that people got: {told.messages:,}; the ledger: {outcomes}",
        highlight=False,
    )
    table = Table("", "first", "last", "growth in 30 days", "at most", "", box=None)
    slopes = told.slopes()
    for each in slopes:
        verdict = "grows" if each.fails else "" if each.judged else "too few days"
        table.add_row(
            each.what,
            *(f"{n:,.1f} {each.unit}" for n in (each.first, each.last)),
            f"{each.growth:+,.2f} {each.unit}",
            f"{each.most:,.1f} {each.unit}",
            verdict,
        )
    console.print(table)
    if not any(each.judged for each in slopes):
        console.print(f"nothing was judged: {told.days} days are too few, {ENOUGH_DAYS} are enough")
        return False
    return not any(each.fails for each in slopes)


async def _soak(days: int, seed: int, console: Console) -> Told:
    async with a_place() as (url, folder):
        return await run_days(url, folder, days, seed, console)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, help="how many (default: 30)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    console = Console(width=120)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.getLogger("uvicorn.error").disabled = True  # the fakes', of bots that are killed
    try:
        told = asyncio.run(_soak(chosen.days, chosen.seed, console))
    except CannotSoak as error:
        sys.exit(f"soak: {error}")
    sys.exit(0 if show(told, console) else 1)


if __name__ == "__main__":
    main()
