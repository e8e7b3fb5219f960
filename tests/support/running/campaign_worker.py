"""A worker that runs a whole evening and is killed on the way; forked, so that many may be."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import asyncpg

from bot.chats.contract import Opening, OutgoingMessage
from muster.channels.rules import ChannelType
from muster.database import Database
from muster.notifications.rules import NONCE_REMEMBERED
from tests.chaos.worker import die_at_statement
from tests.support.running.database_reset import in_a_loop_of_its_own
from tests.support.running.websites import becomes
from tests.support.scenes.campaigns import CampaignEvening

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload([__name__])


class FileChannel:
    """A service whose memory outlives the worker: a file with a line for each message.

    Like Discord it answers a nonce that it knows with the first message. `dies` ends the worker
    `before` the service has taken a message, or `after` it has and before it answers.
    """

    channel_type: ChannelType = "discord"
    idempotent = True
    remembers = NONCE_REMEMBERED
    most_in_flight = 50

    def __init__(self, path: Path, dies: str | None = None) -> None:
        self._path = path
        self._dies = dies

    @property
    def sent(self) -> list[OutgoingMessage]:
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        return [OutgoingMessage(**json.loads(line)) for line in lines]

    async def open(self) -> None:
        """Nothing to prove."""

    async def pace(self) -> None:
        """There is always room."""

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        if opening is not None:
            await opening()
        if self._dies == "before":
            os.kill(os.getpid(), 9)
        if self._id_of(message.nonce) is None:
            told = {"address": message.address, "text": message.text, "nonce": message.nonce}
            with self._path.open("a") as file:
                file.write(json.dumps(told) + "\n")
        if self._dies == "after":
            os.kill(os.getpid(), 9)
        return f"id of {message.nonce}"

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        del since
        return self._id_of(message.nonce)

    def _id_of(self, nonce: str) -> str | None:
        known = any(each.nonce == nonce for each in self.sent)
        return f"id of {nonce}" if known else None

    def forget(self) -> None:
        """As if nobody had sent anything yet."""
        self._path.unlink(missing_ok=True)

    async def check(self) -> str:
        return "a file"

    async def close(self) -> None:
        """Nothing is held."""


_KILLED = "killed"
_KILLED_S_CONNECTIONS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND application_name = $1
"""


def run_until_killed(
    database_url: str,
    path: Path,
    instants: Sequence[datetime],
    *,
    last_statement: int | None = None,
    dies: str | None = None,
    evening: Any = CampaignEvening,
) -> bool:
    """Tick at each of `instants` in a process of its own; whether that was killed on the way.

    Args:
        last_statement: the process ends when the server has executed that many statements of it.
        dies: see `FileChannel`.
        evening: the class of the evening that it plays.
    """
    process = _FORKING.Process(
        target=_main, args=(database_url, path, instants, last_statement, dies, evening)
    )
    process.start()
    process.join(60)
    assert process.exitcode in (0, -9), f"the worker ended with {process.exitcode}"
    in_a_loop_of_its_own(_connections_end(database_url))
    return process.exitcode == -9


async def _connections_end(database_url: str) -> None:
    """PostgreSQL notices later that the other end is gone, and keeps its locks until then."""
    sql = await asyncpg.connect(database_url)
    try:
        await becomes(lambda: sql.fetchval(_KILLED_S_CONNECTIONS, _KILLED), 0)
    finally:
        await sql.close()


def _main(
    database_url: str,
    path: Path,
    instants: Sequence[datetime],
    last_statement: int | None,
    dies: str | None,
    evening_of: Any,
) -> None:
    asyncio.run(_run(database_url, path, instants, last_statement, dies, evening_of))
    os._exit(0)


async def _run(
    database_url: str,
    path: Path,
    instants: Sequence[datetime],
    last_statement: int | None,
    dies: str | None,
    evening_of: Any,
) -> None:
    sql = await asyncpg.connect(database_url)
    database = Database(database_url, application_name=_KILLED)
    if last_statement is not None:
        readable, writable = os.pipe()
        die_at_statement(database, last_statement, writable)
        del readable
    await database.open()
    evening = evening_of(sql, database, [FileChannel(path, dies)], worker=f"w{os.getpid()}")
    for instant in instants:
        await evening.tick(instant)
