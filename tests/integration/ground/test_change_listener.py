"""The listening connection: what it hears, and how it says that it hears nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest

from muster.changes import CHANNEL, EVERYTHING, Change, ChangeListener
from tests.support.running.websites import eventually

NAME = "tests listener"


class Listening:
    def __init__(self, url: str, sql: Any) -> None:
        self.sql = sql
        self.heard: list[Change] = []
        self.states: list[bool] = []
        self.listener = ChangeListener(url, application_name=NAME)
        self.listener.subscribe(self._note)

    def _note(self, change: Change) -> None:
        self.heard.append(change)
        self.states.append(self.listener.connected)

    async def notify(self, payload: str) -> None:
        await self.sql.execute(f"SELECT pg_notify('{CHANNEL}', $1)", payload)

    async def terminate(self) -> None:
        await self.sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = $1 AND datname = current_database()",
            NAME,
        )


@pytest.fixture
async def listening(database_url: str) -> AsyncGenerator[Listening, None]:
    sql = await asyncpg.connect(database_url)
    made = Listening(database_url, sql)
    await made.listener.start()
    yield made
    await made.listener.stop()
    await sql.close()


async def test_on_connecting_anything_may_have_changed(listening: Listening) -> None:
    assert listening.listener.connected
    assert (listening.heard, listening.states) == ([EVERYTHING], [True])


async def test_notices_arrive_in_their_order(listening: Listening) -> None:
    for day in range(10, 20):
        await listening.notify(f"availability 2026-11-{day}")
    await eventually(lambda: len(listening.heard) == 11)
    assert listening.heard[1:] == [
        Change("availability", f"2026-11-{day}") for day in range(10, 20)
    ]


async def test_a_lost_connection_is_said_at_once_and_made_again(listening: Listening) -> None:
    await listening.terminate()
    await eventually(lambda: len(listening.heard) >= 2)
    assert (listening.heard[1], listening.states[1]) == (EVERYTHING, False)
    await eventually(lambda: listening.listener.connected)
    assert (listening.heard[2], listening.states[2]) == (EVERYTHING, True)
    await listening.notify("names")
    await eventually(lambda: listening.heard[-1] == Change("names", ""))


async def test_a_connection_that_hangs_is_noticed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.changes._PROBE_EVERY", 0.05)
    sql = await asyncpg.connect(database_url)
    silent = Listening(database_url, sql)
    await silent.listener.start()
    try:
        await eventually(lambda: silent.listener.connected)

        async def times_out(*_: Any, **__: Any) -> Any:
            raise TimeoutError

        monkeypatch.setattr("asyncpg.Connection.fetchval", times_out)
        await eventually(lambda: False in silent.states)
        monkeypatch.undo()
        await eventually(lambda: silent.listener.connected)
    finally:
        await silent.listener.stop()
        await sql.close()


async def test_stopping_says_that_nothing_is_heard_any_more(listening: Listening) -> None:
    await listening.listener.stop()
    assert not listening.listener.connected
    assert listening.heard[-1] == EVERYTHING
    await listening.listener.stop()


async def test_a_database_that_is_not_there_does_not_hold_up_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("muster.reconnecting.START_PATIENCE", 0.1)
    listener = ChangeListener("postgresql://x@127.0.0.1:9/x", application_name=NAME)
    await listener.start()
    assert not listener.connected
    await listener.stop()
