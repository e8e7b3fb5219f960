"""The bot's steps on a real database, and the whole bot as a process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from bot.chats.contract import TransportError
from bot.discord.gateway.health import DiscordHealth
from bot.duties.clean_up import CLEAN_UP_EVERY, clean_up
from bot.duties.heartbeat import delivery_sign, heartbeat
from bot.services.channel_health import ChannelHealth
from muster.database import Database
from muster.live_status import service as live_status
from muster.live_status.rules import (
    HEARTBEAT_EVERY,
    STALE_AFTER,
    channel_problems,
    gateway_state,
    is_stale,
    last_backup,
    unheard_channels,
)
from muster.refusals import RefusalCode
from muster.settings import child_environment, load_settings
from tests.support.running.patience import PATIENCE

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


async def test_the_heartbeat_says_that_the_bot_lives_until_it_is_stale(
    database: Database,
) -> None:
    health = DiscordHealth("connected")
    health.report("tonight", "no_access")
    step = heartbeat(database, NOW, ["discord"], health)
    assert await step(NOW) == NOW + HEARTBEAT_EVERY
    async with database.connection() as connection:
        status = await live_status.read_status(connection, "bot")
        absent = await live_status.read_status(connection, "voice_channel")
    assert status is not None
    assert status.data == {
        "started_at": NOW.isoformat(),
        "channels": ["discord"],
        "discord": {"gateway": "connected", "problems": {"tonight": "no_access"}},
    }
    assert gateway_state(status, NOW) == "connected"
    assert gateway_state(status, NOW + STALE_AFTER + timedelta(seconds=1)) is None
    assert not is_stale(status, NOW + STALE_AFTER)
    assert is_stale(status, NOW + STALE_AFTER + timedelta(seconds=1))
    assert is_stale(absent, NOW)


async def test_the_heartbeat_says_when_the_newest_backup_was_made(
    database: Database, tmp_path: Path
) -> None:
    async def told(folder: Path | None) -> float | None:
        await heartbeat(database, NOW, [], DiscordHealth(), None, folder)(NOW)
        async with database.connection() as connection:
            status = await live_status.read_status(connection, "bot")
        assert last_backup(status, NOW + STALE_AFTER + timedelta(seconds=1)) is None
        return last_backup(status, NOW)

    assert await told(None) is None
    assert await told(tmp_path / "not mounted") == 0
    os.utime(tmp_path, (50, 1000))
    assert await told(tmp_path) == 1000, "an empty one is as old as itself"
    for day, at in ((18, 4000), (19, 3000)):
        (tmp_path / f"muster-2026-11-{day}.zip").write_text("x")
        os.utime(tmp_path / f"muster-2026-11-{day}.zip", (50, at))
    for name, text in (("20", "dated ahead of now"), ("17", "")):
        (tmp_path / f"muster-2026-11-{name}.zip").write_text(text)
    os.utime(tmp_path / "muster-2026-11-20.zip", (50, 2_000_000_000))
    assert await told(tmp_path) == 4000


async def test_the_heartbeat_says_on_which_channels_nothing_leaves(database: Database) -> None:
    channels, woken = ChannelHealth(), [0]

    def on_change() -> None:
        woken[0] += 1

    channels.on_change = on_change
    step = heartbeat(database, NOW, ["signal"], DiscordHealth(), channels)

    async def told() -> dict[str, str]:
        await step(NOW)
        async with database.connection() as connection:
            return channel_problems(await live_status.read_status(connection, "bot"), NOW)

    assert await told() == {}
    for _ in range(2):
        channels.failed("signal", TransportError(RefusalCode.CAPTCHA_REQUIRED, everyone=True))
    assert (await told(), woken) == ({"signal": "captcha_required"}, [1])
    # Haste, and what concerns one recipient, are no problems of the channel.
    channels.failed("signal", TransportError(RefusalCode.RATE_LIMITED, everyone=True))
    channels.failed("telegram", TransportError(RefusalCode.RATE_LIMITED, everyone=True))
    channels.failed("telegram", TransportError(RefusalCode.BOT_BLOCKED, permanent=True))
    assert await told() == {"signal": "captcha_required"}
    channels.works("signal")
    assert (await told(), woken) == ({}, [2])


async def test_the_heartbeat_says_on_which_channels_nobody_is_heard(database: Database) -> None:
    channels, woken = ChannelHealth(), [0]

    def on_change() -> None:
        woken[0] += 1

    channels.on_change = on_change
    step = heartbeat(database, NOW, ["telegram"], DiscordHealth(), channels)

    async def told(now: datetime = NOW) -> dict[str, str]:
        await step(NOW)
        async with database.connection() as connection:
            return unheard_channels(await live_status.read_status(connection, "bot"), now)

    channels.heard("telegram", None)
    assert (await told(), woken) == ({}, [0])
    with capture_logs() as logs:
        for _ in range(2):
            channels.heard("telegram", RefusalCode.CONFLICT)
    assert [(each["event"], each["code"]) for each in logs] == [("nobody_is_heard", "conflict")]
    assert (await told(), woken) == ({"telegram": "conflict"}, [1])
    assert await told(NOW + STALE_AFTER + timedelta(seconds=1)) == {}
    # That something is sent says nothing of it.
    channels.works("telegram")
    assert await told() == {"telegram": "conflict"}
    channels.heard("telegram", None)
    assert (await told(), woken) == ({}, [2])


async def test_what_has_ended_is_cleaned_up_and_nothing_else(
    database: Database, database_url: str
) -> None:
    connection = await asyncpg.connect(database_url)
    user_id = await connection.fetchval(
        "INSERT INTO website_users (created_at) VALUES ($1) RETURNING id", NOW
    )
    for token, expires_at in ((b"a" * 32, NOW), (b"b" * 32, NOW + timedelta(seconds=1))):
        await connection.execute(
            "INSERT INTO website_sessions VALUES ($1, $2, $3, $3, $4)",
            token,
            user_id,
            NOW - timedelta(days=1),
            expires_at,
        )
    yesterday = NOW.date() - timedelta(days=1)  # still today at the other end of the world
    for day in (yesterday - timedelta(days=1), yesterday):
        await connection.execute(
            "INSERT INTO availability_last_words VALUES ($1, $2, $3)", user_id, day, NOW
        )
    kept_from = NOW.date() - timedelta(days=400)
    for day in (kept_from - timedelta(days=1), kept_from):
        await connection.execute(
            "INSERT INTO availability_answer_changes (user_id, entry_date, source, changed_at)"
            " VALUES ($1, $2, 'page', $3)",
            user_id,
            day,
            NOW - timedelta(days=410),
        )
    settings = load_settings(env_file=None, muster_history_days=400)
    assert await clean_up(database, settings)(NOW) == NOW + CLEAN_UP_EVERY
    left = await connection.fetch("SELECT token_hash FROM website_sessions")
    words = await connection.fetch("SELECT entry_date FROM availability_last_words")
    changes = await connection.fetch("SELECT entry_date FROM availability_answer_changes")
    await connection.close()
    assert [row[0] for row in left] == [b"b" * 32]
    assert [row[0] for row in words] == [yesterday]
    assert [row[0] for row in changes] == [kept_from]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_bot_ends_cleanly_when_it_is_told_to(
    database: Database, database_url: str, number: signal.Signals, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "ops.cli",
        "bot",
        env=child_environment(DATABASE_URL=database_url, MUSTER_DATA_DIR=str(tmp_path)),
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        while True:
            async with database.connection() as connection:
                if await live_status.read_status(connection, "bot") is not None:
                    break
            await asyncio.sleep(0.05)
        process.send_signal(number)
        _, errors = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in errors


async def test_each_bot_says_what_it_delivers_on_beside_the_others(database: Database) -> None:
    async def delivered_on(now: datetime) -> frozenset[str] | None:
        async with database.connection() as connection:
            return await live_status.read_delivered_on(connection, now)

    assert await delivered_on(NOW) is None
    one = delivery_sign(database, ["discord", "telegram"])
    other = delivery_sign(database, ["signal"])
    assert await one(NOW) == NOW + HEARTBEAT_EVERY
    later = NOW + timedelta(seconds=30)
    await asyncio.gather(*(step(later) for step in (one, other) * 5))
    for now in (later, later + STALE_AFTER, later + timedelta(days=1)):
        assert await delivered_on(now) == {"discord", "telegram", "signal"}
    much_later = later + timedelta(hours=1)
    await other(much_later)
    assert await delivered_on(much_later) == {"signal"}
