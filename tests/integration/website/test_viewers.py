"""The viewers that a process remembers: only while a change would be noticed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
import time_machine

from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock
from muster.database import Database
from muster.errors import DatabaseUnavailable
from muster.identity import service
from muster.identity.rules import DiscordProfile
from tests.support.running.websites import eventually
from tests.support.scenes.community import EVENING, SESSION_KEY
from website.backend.viewers import Viewers


class Known:
    def __init__(self, url: str, sql: Any) -> None:
        self.sql = sql
        self.database = Database(url, application_name="tests")
        self.listener = ChangeListener(url, application_name="tests listener")
        self.clock = CommunityClock(ZoneInfo("Europe/Ljubljana"))
        self.viewers = Viewers(self.database, self.listener, self.clock, SESSION_KEY)

    async def signed_in(self, discord_user_id: int) -> str:
        profile = DiscordProfile(discord_user_id, "u", "U")
        async with self.database.transaction() as connection:
            return await service.sign_in(connection, profile, SESSION_KEY, EVENING)


@pytest.fixture
async def known(database_url: str) -> AsyncGenerator[Known, None]:
    sql = await asyncpg.connect(database_url)
    made = Known(database_url, sql)
    await made.database.open()
    await made.listener.start()
    yield made
    await made.listener.stop()
    await made.database.close()
    await sql.close()


async def test_a_viewer_is_remembered_after_the_first_request(known: Known) -> None:
    token = await known.signed_in(1)
    with time_machine.travel(EVENING, tick=False) as clock:
        assert known.viewers.remembered(token) is None
        viewer = await known.viewers.find(token)
        assert viewer is not None
        await eventually(lambda: True)
        again = await known.viewers.find(token)
        assert again is not None
        assert again.user_id == viewer.user_id
        clock.shift(timedelta(minutes=11))
        assert known.viewers.remembered(token) is None, "so that a session in use lives on"
        assert await known.viewers.find(token) is not None


async def test_nobody_is_found_for_no_unknown_or_another_keys_token(known: Known) -> None:
    await known.signed_in(1)
    for token in (None, "", "invented", "\ud800"):
        assert await known.viewers.find(token) is None


async def test_a_notice_about_one_viewer_forgets_that_one(known: Known) -> None:
    tokens = [await known.signed_in(number) for number in (1, 2)]
    with time_machine.travel(EVENING, tick=False):
        await _all_remembered(known, tokens)
        one = await known.viewers.find(tokens[0])
        assert one is not None
        known.viewers.on_change(Change("viewer", str(one.user_id)))
        assert known.viewers.remembered(tokens[0]) is None
        assert known.viewers.remembered(tokens[1]) is not None
        known.viewers.on_change(Change("availability", "2026-11-20"))
        assert known.viewers.remembered(tokens[1]) is not None


@pytest.mark.parametrize(
    "change", [Change("names", ""), Change("everything", ""), Change("viewer", "odd")]
)
async def test_a_notice_about_anybody_forgets_all(known: Known, change: Change) -> None:
    tokens = [await known.signed_in(number) for number in (1, 2)]
    with time_machine.travel(EVENING, tick=False):
        await _all_remembered(known, tokens)
        known.viewers.on_change(change)
        assert [known.viewers.remembered(token) for token in tokens] == [None, None]


async def test_nobody_is_remembered_while_nothing_is_heard(known: Known) -> None:
    token = await known.signed_in(1)
    with time_machine.travel(EVENING, tick=False):
        await _all_remembered(known, [token])
        await known.listener.stop()
        assert known.viewers.remembered(token) is None
        assert await known.viewers.find(token) is not None, "the database was asked"
        assert known.viewers.remembered(token) is None
        await known.database.close()
        with pytest.raises(DatabaseUnavailable):
            await known.viewers.find(token)


async def test_who_is_still_remembered_is_not_believed_either(known: Known) -> None:
    token = await known.signed_in(1)
    with time_machine.travel(EVENING, tick=False):
        await _all_remembered(known, [token])
        known.listener.connected = False
        assert known.viewers.remembered(token) is None


async def test_a_viewer_who_changed_while_being_looked_up_is_not_remembered(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await known.signed_in(1)
    original = service.find_viewer

    async def meanwhile(*args: Any) -> Any:
        viewer = await original(*args)
        known.viewers.on_change(Change("viewer", "1"))
        return viewer

    with time_machine.travel(EVENING, tick=False):
        await _all_remembered(known, [token])
        known.viewers.on_change(Change("everything", ""))
        monkeypatch.setattr("muster.identity.service.find_viewer", meanwhile)
        assert await known.viewers.find(token) is not None
        assert known.viewers.remembered(token) is None


async def test_a_cookie_without_a_session_is_asked_for_once_in_five_seconds(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    original = service.find_viewer

    async def counted(connection: Any, token_hash: bytes, now: Any) -> Any:
        asked.append(token_hash)
        return await original(connection, token_hash, now)

    monkeypatch.setattr("muster.identity.service.find_viewer", counted)
    with time_machine.travel(EVENING, tick=False) as clock:
        token = await known.signed_in(1)
        await _all_remembered(known, [token])
        asked.clear()
        for _ in range(3):
            assert await known.viewers.find("stale") is None
        assert len(asked) == 1
        clock.shift(timedelta(seconds=5))
        await known.viewers.find("stale")
        assert len(asked) == 2
        known.viewers.on_change(Change("viewer", "12"))
        await known.viewers.find("stale")
        assert len(asked) == 3, "something changed"
        known.listener.connected = False
        await known.viewers.find("stale")
        assert len(asked) == 4, "memory is not believed"
        known.listener.connected = True
        assert await known.viewers.find(token) is not None
        asked.clear()
        monkeypatch.setattr("website.backend.viewers._MOST_UNKNOWN", 2)
        small = Viewers(known.database, known.listener, known.clock, SESSION_KEY)
        for other in ("other", "another", "stale", "stale", "other"):
            await small.find(other)
        assert len(asked) == 4, "no room for more than two"


async def _all_remembered(known: Known, tokens: list[str]) -> None:
    """Until the notices of what was done before have come, nothing stays remembered."""
    marker: list[Change] = []
    known.listener.subscribe(marker.append)
    await known.sql.execute("SELECT pg_notify('muster_changes', 'marker 2')")
    await eventually(lambda: Change("marker", "2") in marker)
    for token in tokens:
        await known.viewers.find(token)
        assert known.viewers.remembered(token) is not None
