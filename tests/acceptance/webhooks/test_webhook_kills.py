"""Real bots: one that is killed between sending and settling, and two at once."""

from __future__ import annotations

import signal
from collections.abc import AsyncGenerator, Generator, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.identity.rules import Viewer
from muster.webhooks import service
from muster.webhooks.rules import Event
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.webhook_receiver import Receiver, verify
from tests.support.running.bot import CONTACT_KEY, running_bot, running_bots
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import add_person

ALLOWED = {"MUSTER_WEBHOOKS_ALLOW_PRIVATE": "true"}


@pytest.fixture(autouse=True)
def clock() -> None:
    """The processes have the true time, so these tests keep it too."""


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as chats:
        yield chats


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def add(
    database: Database, sql: Any, address: str, events: Sequence[Event] = ("teams.saved",)
) -> service.NewSecret:
    user_id = await add_person(sql, 104, player="Odessa")
    admin = Viewer(user_id, 104, "odessa", "Odessa", None, "g", "Odessa", "admin", utc_now())
    async with database.transaction() as connection:
        return await service.create_webhook(
            connection,
            ContactCipher([CONTACT_KEY]),
            admin,
            label="Chat",
            address=address,
            events=events,
            allow_private=True,
            now=utc_now(),
        )


async def tell(database: Database, *keys: str) -> None:
    for key in keys:
        async with database.transaction() as connection:
            await service.tell(connection, "teams.saved", key, {"side_a": 3}, utc_now())


async def states(sql: Any) -> list[str]:
    rows = await sql.fetch("SELECT state FROM webhook_deliveries ORDER BY event_id")
    return [row[0] for row in rows]


async def test_what_a_killed_bot_had_sent_comes_again_under_the_same_id(
    database: Database,
    sql: Any,
    database_url: str,
    chats: FakeChats,
    far_end: Receiver,
    tmp_path: Path,
) -> None:
    made = await add(database, sql, f"{far_end.url}/hook/s3cret")
    far_end.answers.append("hang")
    async with running_bot(database_url, chats, tmp_path, **ALLOWED) as bot:
        await tell(database, "one")
        await eventually(lambda: far_end.got)
        bot.process.send_signal(signal.SIGKILL)
        bot.process.wait()
    assert await states(sql) == ["sending"]
    async with running_bot(database_url, chats, tmp_path, **ALLOWED) as bot:
        # What waiting would bring: its lease runs out.
        await sql.execute("UPDATE webhook_deliveries SET lease_until = $1", utc_now())
        await tell(database, "two")
        await becomes(lambda: states(sql), ["delivered", "delivered"])
        said = bot.log_text()
        assert await bot.exits() == 0
    first, *rest = far_end.got
    assert sorted(each.message_id for each in rest).count(first.message_id) == 1
    assert len(rest) == 2
    for each in far_end.got:
        verify(made.secret, each.headers, each.body, utc_now())
    for secret in ("s3cret", made.secret, first.headers["webhook-signature"]):
        assert secret not in said


async def test_two_bots_at_once_tell_each_event_once(
    database: Database,
    sql: Any,
    database_url: str,
    chats: FakeChats,
    far_end: Receiver,
    tmp_path: Path,
) -> None:
    await add(database, sql, far_end.url)
    async with running_bots(2, database_url, chats, tmp_path, **ALLOWED) as bots:
        await tell(database, *(str(number) for number in range(20)))
        await becomes(lambda: states(sql), ["delivered"] * 20)
        ids = [each.message_id for each in far_end.got]
        assert len(ids) == len(set(ids)) == 20
        for bot in bots:
            assert await bot.exits() == 0


async def test_where_private_networks_are_not_allowed_nothing_is_sent_there(
    database: Database,
    sql: Any,
    database_url: str,
    chats: FakeChats,
    far_end: Receiver,
    tmp_path: Path,
) -> None:
    await add(database, sql, far_end.url)
    async with running_bot(database_url, chats, tmp_path):
        await tell(database, "one")

        async def reason() -> str | None:
            return await sql.fetchval("SELECT reason FROM webhook_deliveries")

        await becomes(reason, "private_address")
    assert far_end.connections == 0
