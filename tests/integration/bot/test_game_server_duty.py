"""Watching the game server: literal times, a real UDP server, a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.duties.game_server import ASK_EVERY, game_server_duties, watch_game_server
from bot.duties.live_status import LiveStatusWriter
from bot.getstatus import GameServerError
from bot.scheduler import Step
from muster.clock import utc_now
from muster.database import Database
from muster.live_status import service as live_status
from muster.live_status.rules import (
    STALE_AFTER,
    LiveStatus,
    is_stale,
    names_on_server,
    next_server_hours,
)
from muster.promotions.voice_rules import Asked, check_voice
from tests.support.fakes.chats import fake_chats
from tests.support.fakes.game_server import FakeGameServer, fake_game_server
from tests.support.running.bot import running_bots
from tests.support.running.websites import becomes
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import evenings

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
NINE = time(21, 0)
BEGINS = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Generator[FakeGameServer, None, None]:
    with fake_game_server() as running:
        yield running


def watching(database: Database, address: str) -> Step:
    writer = LiveStatusWriter(database, "game_server")
    return watch_game_server(database, address, evenings(), writer)


async def stored(database: Database) -> LiveStatus | None:
    async with database.connection() as connection:
        return await live_status.read_status(connection, "game_server")


async def players(database: Database) -> tuple[list[str], datetime] | None:
    """The stored names, and as of when they are true."""
    status = await stored(database)
    if status is None:
        return None
    assert list(status.data) == ["players"]
    return [each["name"] for each in status.data["players"]], status.updated_at


async def test_who_is_on_the_server_is_stored_when_it_changed_and_once_a_minute(
    database: Database, server: FakeGameServer
) -> None:
    step = watching(database, server.address)
    server.has("^1Kes^7trel", "Žiga", b"nu\0ll", "")
    first = ["^1Kes^7trel", "Žiga", "null", ""]
    assert await step(NOW) == NOW + ASK_EVERY == NOW + timedelta(seconds=30)
    assert await players(database) == (first, NOW)

    await step(NOW + ASK_EVERY)
    assert await players(database) == (first, NOW)
    minute = NOW + 2 * ASK_EVERY
    await step(minute)
    assert await players(database) == (first, minute)

    server.has()
    await step(minute + ASK_EVERY)
    assert await players(database) == ([], minute + ASK_EVERY)
    assert len(server.requests) == 4


async def test_the_voice_check_finds_those_who_are_on_the_server(
    database: Database, server: FakeGameServer
) -> None:
    server.has("^1Kes^7trel", b"Jos\xe9")
    await watching(database, server.address)(NOW)
    status = await stored(database)
    assert status is not None
    asked = [
        Asked(number, number, names, "LOOKING")
        for number, names in enumerate([("Bramble", "kestrel"), ("José",), ("Pebble",)])
    ]
    assert check_voice(asked, (), names_on_server(status, NOW) or ()).on_server == {0, 1}


async def test_outside_the_evening_nobody_is_asked(
    database: Database, server: FakeGameServer
) -> None:
    step = watching(database, server.address)
    server.has("Bramble")
    assert await step(BEGINS - timedelta(seconds=1)) == BEGINS
    assert await step(ENDS) == BEGINS + timedelta(days=1)
    assert (server.requests, await players(database)) == ([], None)
    assert await step(BEGINS) == BEGINS + ASK_EVERY
    assert await step(ENDS - timedelta(seconds=1)) == ENDS - timedelta(seconds=1) + ASK_EVERY
    assert len(server.requests) == 2


async def test_a_server_that_cannot_be_asked_leaves_what_was_known_to_grow_stale(
    database: Database, server: FakeGameServer
) -> None:
    step = watching(database, server.address)
    server.has("Bramble")
    await step(NOW)
    server.close()
    with capture_logs() as logs:
        for asked in range(1, 8):
            assert await step(NOW + asked * ASK_EVERY) == NOW + (asked + 1) * ASK_EVERY
    assert await players(database) == (["Bramble"], NOW)
    assert not is_stale(await stored(database), NOW + STALE_AFTER)
    assert is_stale(await stored(database), NOW + 7 * ASK_EVERY)
    silent = {"event": "game_server_silent", "address": server.address, "reason": "refused"}
    assert logs == [silent | {"log_level": "warning"}]


async def test_silence_and_the_first_answer_after_it_are_logged_once_an_evening(
    database: Database,
) -> None:
    outcomes: list[list[str] | GameServerError] = []

    async def ask(_: str) -> list[str]:
        outcome = outcomes.pop(0)
        if isinstance(outcome, GameServerError):
            raise outcome
        return outcome

    silence, garbage = GameServerError("no_answer"), GameServerError("not_a_status")
    writer = LiveStatusWriter(database, "game_server")
    step = watch_game_server(database, "game.example:27960", evenings(), writer, ask)

    async def events(now: datetime, *coming: list[str] | GameServerError) -> list[str]:
        outcomes[:] = coming
        with capture_logs() as logs:
            for asked in range(len(coming)):
                await step(now + asked * ASK_EVERY)
        return [f"{line['event']} {line.get('reason', '')}".strip() for line in logs]

    assert await events(NOW, [], ["Bramble"]) == []
    assert await events(NOW, silence, silence, garbage) == ["game_server_silent no_answer"]
    assert await events(NOW, [], []) == ["game_server_answers"]
    assert await events(NOW, garbage) == ["game_server_silent not_a_status"]
    await step(ENDS)
    tomorrow = NOW + timedelta(days=1)
    assert await events(tomorrow, silence, silence) == ["game_server_silent no_answer"]


async def test_a_server_at_an_address_of_ipv6(database: Database) -> None:
    try:
        with fake_game_server("::1") as server:
            server.has("Bramble")
            assert server.address.startswith("[::1]:")
            await watching(database, server.address)(NOW)
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert await players(database) == (["Bramble"], NOW)


async def test_a_server_by_its_name(database: Database, server: FakeGameServer) -> None:
    server.has("Bramble")
    await watching(database, f"localhost:{server.port}")(NOW)
    assert await players(database) == (["Bramble"], NOW)


@pytest.mark.parametrize(
    ("changed", "duties"),
    [
        ({}, 1),
        ({"availability_promotion_server_check_enabled": False}, 1),
        ({"availability_promotion_enabled": False}, 1),
        ({"game_server_address": None}, 0),
        ({"muster_sandbox": True}, 0),
    ],
)
def test_it_is_watched_where_there_is_one_and_never_by_the_sandbox(
    changed: dict[str, Any], duties: int
) -> None:
    given = {"game_server_address": "game.example:27960", "muster_sandbox": False} | changed
    database = Database("postgresql://nowhere/nothing", application_name="test")
    assert len(game_server_duties(settings_for("postgresql://x/x", **given), database)) == duties


def start_of_an_evening_that_is_now() -> str:
    """A start, later than 07:00, in whose evening the next minutes are."""
    now, soon = utc_now(), utc_now() + timedelta(minutes=5)
    return next(
        f"{start:%H:%M}"
        for start in (time(8, 0), time(16, 0), time(23, 59))
        if next_server_hours(now, evenings(start=start)).begins <= now
        and soon < next_server_hours(now, evenings(start=start)).ends
    )


async def test_of_two_bots_the_one_that_leads_asks(
    database: Database, database_url: str, server: FakeGameServer, tmp_path: Path
) -> None:
    server.has("Bramble")
    settings = {
        "GAME_SERVER_ADDRESS": server.address,
        "AVAILABILITY_PROMOTION_REMINDER_TIME": "07:00",
        "AVAILABILITY_PROMOTION_START_TIME": start_of_an_evening_that_is_now(),
    }

    async def names() -> list[str] | None:
        found = await players(database)
        return found and found[0]

    with fake_chats() as chats:
        async with running_bots(2, database_url, chats, tmp_path, **settings) as bots:
            await becomes(names, ["Bramble"])
            assert len(server.requests) == 1
            assert [await bot.exits() for bot in bots] == [0, 0]
