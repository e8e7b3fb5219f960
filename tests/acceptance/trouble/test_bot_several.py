"""Several bots on one database, and what one that ends leaves to the others (delivery rule 2)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.channels.rules import ChannelType
from muster.clock import local_date, utc_now
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.running.bot import (
    Person,
    add_reachable_people,
    outcomes,
    queue,
    running_bot,
    running_bots,
    settles,
    zone_where_it_is_noon,
)
from tests.support.running.websites import eventually
from tests.support.scenes.community import add_answer

ANNOUNCEMENTS = "77"


@pytest.fixture(autouse=True)
def clock() -> None:
    """The processes have the true time, so these tests keep it too."""


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as chats:
        chats.discord.channels.add(ANNOUNCEMENTS)
        yield chats


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    ("now", "name"),
    [
        ("2026-11-20T00:59+00:00", "Etc/GMT-12"),
        ("2026-11-20T12:00+00:00", "Etc/GMT+0"),
        ("2026-11-20T23:30+00:00", "Etc/GMT+11"),
    ],
)
def test_it_is_noon_somewhere(now: str, name: str) -> None:
    instant = datetime.fromisoformat(now)
    zone = zone_where_it_is_noon(instant)
    assert zone.key == name
    assert instant.astimezone(zone).hour == 12


async def prefer(sql: Any, people: list[Person], channel_type: ChannelType) -> None:
    await sql.execute(
        """
        INSERT INTO subscription_preferences (user_id, preferred_channel, created_at, updated_at)
        SELECT id, $2, $3, $3 FROM unnest($1::bigint[]) AS id
        """,
        [person.user_id for person in people],
        channel_type,
        utc_now(),
    )


async def test_two_schedulers_at_once_say_everything_once(
    sql: Any, database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    zone = zone_where_it_is_noon(utc_now())
    people = await add_reachable_people(sql, chats, 30)
    asked, looking, rest = people[:6], people[6:10], people[10:]
    # All have all channels on; four of them would rather hear elsewhere than on Telegram.
    on_discord, on_signal = [asked[0], looking[0]], [asked[1], looking[1]]
    await prefer(sql, on_discord, "discord")
    await prefer(sql, on_signal, "signal")
    await sql.execute(
        """
        INSERT INTO availability_user_settings
               (user_id, availability_reminders_enabled, created_at, updated_at)
        SELECT id, false, $2, $2 FROM unnest($1::bigint[]) AS id
        """,
        [person.user_id for person in (*looking, *rest)],
        utc_now(),
    )
    # Slow enough that neither process can send everything before the other has begun.
    chats.telegram.latency = 1.0
    settings = {
        "AVAILABILITY_PROMOTION_TIMEZONE": zone.key,
        "AVAILABILITY_DAILY_REMINDER_TIME": "01:00",
        "AVAILABILITY_SESSION_READY_THRESHOLD": "4",
        "DISCORD_ANNOUNCE_CHANNEL_ID": ANNOUNCEMENTS,
    }
    async with running_bots(2, database_url, chats, tmp_path, **settings) as bots:
        reminders = {
            ("discord", "sent", ""): 1 + 1,
            ("telegram", "sent", ""): 4,
            ("signal", "sent", ""): 1,
        }
        await settles(sql, reminders)
        today = local_date(utc_now(), zone)
        for person in looking:
            await add_answer(sql, person.user_id, today, "LOOKING")
        await queue(sql, rest, "discord", "telegram")
        await settles(
            sql,
            {
                ("discord", "sent", ""): len(on_discord) + len(rest) + 2,
                ("telegram", "sent", ""): 30 - len(on_discord) - len(on_signal),
                ("signal", "sent", ""): len(on_signal),
            },
        )
        workers = await sql.fetchval("SELECT count(DISTINCT worker) FROM notifications_ledger")
        assert workers == 2
        assert [await bot.exits() for bot in bots] == [0, 0]
    written_to = {person.discord: 1 for person in (*on_discord, *rest)}
    assert chats.discord.counts() == written_to | {ANNOUNCEMENTS: 3}
    on_telegram = [each for each in people if each not in (*on_discord, *on_signal)]
    assert chats.telegram.counts() == {person.telegram: 1 for person in on_telegram}
    assert chats.signal.counts() == {person.signal: 1 for person in on_signal}
    said = [text.splitlines()[0][:20] for text in chats.discord.received(ANNOUNCEMENTS)]
    assert len(set(said)) == 3, "the check-in, one session, and one tonight message"
    assert not [line for bot in bots for line in bot.log("duty_failed")]


async def test_a_bot_that_is_told_to_end_settles_what_is_open_and_leaves_the_rest_to_the_next(
    sql: Any, database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    people = await add_reachable_people(sql, chats, 80)
    services = (chats.discord, chats.telegram, chats.signal)
    for service in services:
        service.latency = 0.5
    async with running_bot(database_url, chats, tmp_path) as bot:
        await queue(sql, people, "discord", "telegram")
        await queue(sql, people[:12], "signal")
        await eventually(lambda: all(each.deliveries for each in services))
        assert await bot.exits() == 0
    assert "Traceback" not in bot.log_text()
    expected = {}
    for channel_type, service, number in (
        ("discord", chats.discord, 80),
        ("telegram", chats.telegram, 80),
        ("signal", chats.signal, 12),
    ):
        sent = len(service.deliveries)
        assert 0 < sent < number
        expected[(channel_type, "sent", "")] = sent
        expected[(channel_type, "pending", "")] = number - sent
    assert await outcomes(sql) == expected
