"""Evenings of kills: real `muster bot` processes, a campaign by HTTP, and PostgreSQL killed too.

Limiters are on, and the clock is the machine's. What an evening would wait for is moved in the
database instead: the lease of whoever is dead, and the campaign's start.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import asyncpg
import psutil

from muster.clock import utc_now
from muster.migrations import apply, load_migrations
from ops.postgres.files import processes_on
from tests.chaos.control import Control
from tests.conftest import MIGRATIONS_FOLDER, Cluster, start_cluster
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.faults import FakeChat, Point
from tests.support.running.bot import (
    CONTACT_KEY,
    BotProcess,
    bot_environment,
    start_bot,
    zone_where_it_is_noon,
)
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for

Victim = Literal["arrived", "lost", "delivered", "answered", "any time", "database"]
VICTIMS: dict[Victim, str] = {
    "arrived": "a bot: request open, delivered afterwards",
    "lost": "a bot: request open, never delivered",
    "delivered": "a bot: delivered, not answered",
    "answered": "a bot: answered, not settled",
    "any time": "a bot at a random instant",
    "database": "PostgreSQL",
}
BOTS = 2
_STRIKE_SECONDS = 3.0
"""A strike whose request has not come by then is carried out at once."""

_LONGEST_LIFE_SECONDS = 1.5
_ONE_IN_DATABASE = 6


@dataclass
class EveningTally:
    """What happened, over all evenings."""

    evenings: int = 0
    kills: Counter[Victim] = field(default_factory=Counter[Victim])
    heard: Counter[str] = field(default_factory=Counter[str])
    """Messages by the service that brought them."""
    handed_over: int = 0
    quiet: int = 0
    unknown: int = 0
    unknown_and_unheard: int = 0
    statuses: Counter[str] = field(default_factory=Counter[str])


class Evening:
    """One evening's processes; whoever is killed is started again."""

    def __init__(
        self,
        folder: Path,
        cluster: Cluster,
        cluster_folder: Path,
        url: str,
        sql: Control,
        chats: FakeChats,
        chance: random.Random,
        settings: dict[str, str],
    ) -> None:
        self.url = url
        self.sql = sql
        self.chats = chats
        self._chance = chance
        self._folder = folder
        self._cluster = cluster
        self._cluster_folder = cluster_folder
        self._environment = bot_environment(url, chats, folder, **settings)
        self._bots: list[BotProcess] = []
        self._dead: list[int] = []

    async def start(self) -> None:
        for _ in range(BOTS):
            self._bots.append(start_bot(self._environment, self._folder))
        for bot in self._bots:
            await until(bot.has_started)

    def stop(self) -> None:
        for bot in self._bots:
            bot.process.kill()
            bot.process.wait()

    async def kill(self, tally: EveningTally) -> None:
        """Somebody dies at work, and comes back."""
        if self._chance.randrange(_ONE_IN_DATABASE) == 0:
            await asyncio.sleep(self._chance.uniform(0.0, _LONGEST_LIFE_SECONDS))
            await self._kill_database()
            tally.kills["database"] += 1
            return
        number = self._chance.randrange(len(self._bots))
        bot = self._bots[number]
        await until(bot.has_started)
        point: Victim = self._chance.choice(
            ("arrived", "lost", "delivered", "answered", "any time")
        )
        if point == "any time":
            await asyncio.sleep(self._chance.uniform(0.0, _LONGEST_LIFE_SECONDS))
        elif not await self._strikes(bot, point):
            point = "any time"
        bot.process.kill()
        bot.process.wait()
        self._dead.append(bot.process.pid)
        tally.kills[point] += 1
        self._bots[number] = start_bot(self._environment, self._folder)

    async def _strikes(self, bot: BotProcess, point: Point) -> bool:
        """Whether a service killed the bot with its request in hand, within a few seconds."""
        service = self._chance.choice(services_of(self.chats))
        service.strike(bot.process.pid, point, self._chance.randint(1, 4))
        with suppress(TimeoutError):
            async with asyncio.timeout(_STRIKE_SECONDS):
                while bot.process.poll() is None:  # noqa: ASYNC110 another process
                    await asyncio.sleep(0.005)
        service.call_off()
        return bot.process.poll() is not None

    async def _kill_database(self) -> None:
        processes = list(processes_on(self._cluster.server_folder))
        assert processes, "there is no server to be killed"
        for process in processes:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(processes, timeout=PATIENCE)
        await asyncio.to_thread(start_cluster, self._cluster_folder)

    async def end_leases_of_the_dead(self) -> None:
        """Nobody waits for a minute; who lives keeps what is theirs."""
        await self.sql.execute(
            """
            UPDATE notifications_ledger SET lease_until = now()
             WHERE state = 'sending' AND split_part(worker, ':', 2)::int = ANY($1::int[])
               AND lease_until > now()
            """,
            self._dead,
        )
        # A row that waited after a failure is due; the pause itself proves nothing here.
        await self.sql.execute("SELECT pg_notify('muster_changes', 'ledger')")

    async def settles(self, job_type: str) -> None:
        """Wait until a job of the campaign is closed."""

        async def is_closed() -> bool:
            await self.end_leases_of_the_dead()
            return await self.sql.fetchval(
                "SELECT status IN ('sent', 'failed', 'skipped') FROM availability_promotion_jobs"
                " WHERE job_type = $1",
                job_type,
            )

        await until_it_is(is_closed)


def services_of(chats: FakeChats) -> tuple[FakeChat, ...]:
    return (chats.discord, chats.telegram, chats.signal)


@asynccontextmanager
async def stage(
    cluster: Cluster, cluster_folder: Path, chance: random.Random
) -> AsyncGenerator[tuple[Evening, RunningWebsite]]:
    """A database of its own, chat services, a website, and bots that run."""
    now = utc_now()
    zone = zone_where_it_is_noon(now)
    local = now.astimezone(zone)
    settings = {
        "AVAILABILITY_PROMOTION_TIMEZONE": str(zone),
        "AVAILABILITY_PROMOTION_REMINDER_TIME": "00:01",
        "AVAILABILITY_PROMOTION_START_TIME": f"{local + timedelta(hours=2):%H:%M}",
        "AVAILABILITY_PROMOTION_VOICE_CHECK_ENABLED": "false",
        # What else would be said today is no campaign's.
        "AVAILABILITY_SESSION_READY_THRESHOLD": "99",
    }
    url = cluster.url(cluster.create_database())
    async with AsyncExitStack() as stack:
        sql = await stack.enter_async_context(Control.to(url))
        migrating = await asyncpg.connect(url)
        await apply(migrating, load_migrations(MIGRATIONS_FOLDER), now)
        await migrating.close()
        chats = stack.enter_context(fake_chats())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="muster-evening-")))
        website = await stack.enter_async_context(
            running_website(
                settings_for(
                    url,
                    contact_data_encryption_key=CONTACT_KEY,
                    **{name.lower(): value for name, value in settings.items()},
                )
            )
        )
        evening = Evening(folder, cluster, cluster_folder, url, sql, chats, chance, settings)
        stack.callback(evening.stop)
        yield evening, website


async def until(condition: Callable[[], Any]) -> None:
    async def read() -> Any:
        return condition()

    await until_it_is(read)


async def until_it_is(read: Callable[[], Awaitable[Any]]) -> None:
    """Wait for something that must happen; whoever needs longer than patience hangs."""
    async with asyncio.timeout(PATIENCE):
        while not await read():  # noqa: ASYNC110 another process
            await asyncio.sleep(0.05)
