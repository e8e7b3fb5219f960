"""The website behind a connection pooler."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog

from muster.changes import ChangeListener
from muster.database import Database, connect, translated_errors
from muster.errors import DatabaseUnavailable, OperatorError
from muster.health.database import ContactKeys, Heartbeat
from muster.health.rules import Finding, Verdict
from muster.leadership import Leadership
from ops.backup.make import make_backup
from ops.doctor.database import database_checks
from ops.migrate import migrate
from tests.support.running.locks import advisory
from tests.support.running.pooler import Pooler, running_pooler
from tests.support.running.websites import RunningWebsite, becomes, eventually, running_website
from tests.support.scenes.community import EVENING, PLAYER, settings_for
from tests.support.scenes.promoting import answer


@pytest.fixture
async def pooler(database_url: str) -> AsyncGenerator[Pooler, None]:
    """One that works by sessions."""
    async with running_pooler(database_url) as running:
        yield running


async def test_the_pooler_of_these_tests_refuses_what_it_does_not_know(pooler: Pooler) -> None:
    with pytest.raises(asyncpg.PostgresError, match="unsupported startup parameter: jit"):
        await asyncpg.connect(pooler.url, server_settings={"jit": "off"})


async def test_by_sessions_everything_works(pooler: Pooler) -> None:
    async with running_website(settings_for(pooler.url)) as website:
        player = await website.signed_in(PLAYER, username="shade", player="Shade")
        assert (await player.get("/readyz")).status_code == 200
        assert website.parts.listener.connected
        assert await _looking(website) == 0
        await answer(website.sql, await website.user_id(player), "LOOKING")
        await becomes(lambda: _looking(website), 1)


async def test_where_a_pooler_gives_no_more_connections_one_of_ours_is_waited_for(
    pooler: Pooler,
) -> None:
    pooler.clients_most = 2
    database = Database(pooler.url, application_name="test")
    await database.open()

    async def ask() -> int:
        async with database.connection() as connection:
            return await connection.fetchval("SELECT 1")

    try:
        assert await asyncio.gather(*(ask() for _ in range(30))) == [1] * 30
    finally:
        await database.close()


async def test_every_connection_is_ours_behind_a_pooler_too(pooler: Pooler) -> None:
    """One of its own, as the doctor has, and one of the pool; a schema that the address names."""
    url = f"{pooler.url}?options=-csearch_path%3Delsewhere"
    alone = await connect(url, application_name="test")
    database = Database(url, application_name="test")
    await database.open()
    try:
        async with database.connection() as pooled:
            for connection in (alone, pooled):
                shown = [
                    await connection.fetchval(f"SHOW {name}")
                    for name in ("jit", "timezone", "datestyle", "search_path")
                ]
                assert shown == ["off", "UTC", "ISO, YMD", "elsewhere"]
    finally:
        alone.terminate()
        await database.close()


async def _looking(website: RunningWebsite) -> int:
    client = await website.client()
    answered = await client.get("/api/availability?from=2026-11-20&to=2026-11-20")
    (day,) = answered.json()["days"]
    return day["counts"]["LOOKING"]


@pytest.fixture
async def by_transactions(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Pooler, None]:
    """One that works by transactions; nobody waits long for what never comes."""
    monkeypatch.setattr("muster.echo._PATIENCE", 0.5)
    monkeypatch.setattr("muster.reconnecting.START_PATIENCE", 0.1)
    async with running_pooler(database_url, by_transactions=True) as running:
        yield running


async def test_by_transactions_a_website_is_not_ready_and_never_believes_its_memory(
    by_transactions: Pooler, database_url: str
) -> None:
    async with (
        running_website(settings_for(by_transactions.url)) as website,
        running_website(settings_for(database_url)) as another,
    ):
        client = await website.client()
        await eventually(lambda: website.parts.listener.deaf)
        answered = await client.get("/readyz")
        assert (answered.status_code, answered.json()["code"]) == (503, "database_session_shared")
        assert "pool_mode = session" in answered.json()["detail"]
        player = await another.signed_in(PLAYER, username="shade", player="Shade")
        assert await _looking_if_told(website) == 0
        await answer(another.sql, await another.user_id(player), "LOOKING")
        assert await _looking_if_told(website) == 1
        assert not website.parts.listener.connected


async def _looking_if_told(website: RunningWebsite) -> int:
    """Asked again while a statement is not on the server that the pooler gives, which is said."""
    client = await website.client()
    found: list[int] = []

    async def told() -> bool:
        answered = await client.get("/api/availability?from=2026-11-20&to=2026-11-20")
        if answered.status_code == 503:
            assert answered.json()["code"] == "database_unavailable"
            return False
        (day,) = answered.json()["days"]
        found.append(day["counts"]["LOOKING"])
        return True

    await becomes(told, True)
    return found[0]


@pytest.mark.parametrize(
    "error", [asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError]
)
def test_a_statement_that_another_session_prepared_is_an_absence(
    error: type[asyncpg.PostgresError],
) -> None:
    with pytest.raises(DatabaseUnavailable), translated_errors():
        raise error("prepared statement")


async def test_by_transactions_nobody_leads(by_transactions: Pooler) -> None:
    two = [Leadership(by_transactions.url, application_name=f"bot {n}") for n in range(2)]
    with structlog.testing.capture_logs() as logs:
        for each in two:
            await each.start()
        await eventually(lambda: sum(line.get("reason") == "SessionShared" for line in logs) == 2)
    assert [each.leads for each in two] == [False, False]
    assert [each.processes for each in two] == [None, None]
    for each in two:
        await each.stop()


@pytest.mark.parametrize("command", ["migrate", "backup"])
async def test_by_transactions_nothing_is_locked_for_a_command(
    by_transactions: Pooler,
    sql: Any,
    tmp_path: Path,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lock would stay with a session of the pooler's, and the next command wait for ever."""
    monkeypatch.setattr("ops.migrate._ECHO_PATIENCE", 0.5)
    url = by_transactions.url
    begun = (
        migrate(url, EVENING)
        if command == "migrate"
        else make_backup(url, tmp_path / "b.zip", EVENING, {}, None)
    )
    with pytest.raises(OperatorError, match="works by transactions"):
        await begun
    assert await advisory(sql) == 0


async def test_a_session_that_is_lost_later_is_noticed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the pooler's mode is changed while we are connected."""
    monkeypatch.setattr("muster.changes.EVERY", 0.0)
    monkeypatch.setattr("muster.changes._PROBE_EVERY", 0.05)
    monkeypatch.setattr("muster.leadership.EVERY", 0.0)
    monkeypatch.setattr("muster.leadership._BEAT", 0.05)
    async with running_pooler(database_url) as pooler:
        listener = ChangeListener(pooler.url, application_name="test")
        leadership = Leadership(pooler.url, application_name="test")
        await listener.start()
        await leadership.start()
        await eventually(lambda: listener.connected and leadership.leads)
        monkeypatch.setattr("muster.echo._PATIENCE", 0.5)
        pooler.notices_pass = False
        await eventually(lambda: listener.deaf and not leadership.leads)
        assert not listener.connected
        monkeypatch.setattr("muster.echo._PATIENCE", 60.0)
        pooler.notices_pass = True
        await eventually(lambda: listener.connected and leadership.leads)
        assert not listener.deaf
        await listener.stop()
        await leadership.stop()


async def test_the_doctor_says_how_a_pooler_works(
    database_url: str, pooler: Pooler, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def said(url: str) -> Finding:
        findings = await database_checks(url, Heartbeat(), ContactKeys(settings_for(url)))
        (found,) = [each for each in findings if each.subject == "pooler"]
        return found

    assert (await said(database_url)).state is Verdict.OK
    assert (await said(pooler.url)).state is Verdict.OK
    monkeypatch.setattr("muster.echo._PATIENCE", 0.5)
    async with running_pooler(database_url, by_transactions=True) as by_transactions:
        shared = await said(by_transactions.url)
    assert shared.state is Verdict.FAIL
    assert "pool_mode = session" in shared.text
