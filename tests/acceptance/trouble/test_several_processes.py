"""Several websites on one database see each other's writes, and never serve what is stale."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from tests.support.running.websites import RunningWebsite, becomes, eventually, running_website
from tests.support.scenes.community import ADMIN, PLAYER, TODAY, add_answer, settings_for


class Two(NamedTuple):
    """Two processes, and one linked person's browser that knows both."""

    here: RunningWebsite
    there: RunningWebsite
    writer: httpx2.AsyncClient
    reader: httpx2.AsyncClient

    async def say(self, status: str) -> None:
        body = {"date": TODAY.isoformat(), "status": status}
        assert (await self.writer.post("/api/availability", json=body)).status_code == 200

    async def read_there(self) -> dict[str, Any]:
        answer = await self.reader.get("/api/availability?include_users=true")
        return answer.json()["days"][0]

    async def status_there(self) -> str | None:
        return (await self.read_there())["my_status"]


@pytest.fixture
async def two(database_url: str, page: Path) -> AsyncGenerator[Two, None]:
    settings = settings_for(database_url)
    async with (
        running_website(settings, page=page) as here,
        running_website(settings, page=page) as there,
    ):
        writer = await here.signed_in(PLAYER, player="Shade")
        cookie = f"muster_session={writer.cookies['muster_session']}"
        reader = await there.client(Cookie=cookie)
        await becomes(lambda: signed_in(reader), expected=True)
        yield Two(here, there, writer, reader)


async def signed_in(client: httpx2.AsyncClient) -> bool:
    return (await client.get("/auth/me")).status_code == 200


async def in_memory_there(two: Two) -> bool:
    await two.read_there()
    return two.there.parts.days.get([TODAY]) is not None


async def test_a_write_in_one_process_is_seen_in_the_others(two: Two) -> None:
    for status in ("LOOKING", "MAYBE", "AVAILABLE", "LOOKING", "NOT_PLAYING"):
        await becomes(lambda: in_memory_there(two), expected=True)
        await two.say(status)
        await becomes(two.status_there, status)
    await two.writer.delete(f"/api/availability/{TODAY}")
    await becomes(two.status_there, None)


async def test_writes_by_plain_sql_are_noticed_too(two: Two) -> None:
    user_id = await two.here.user_id(two.writer)
    await becomes(lambda: in_memory_there(two), expected=True)
    await add_answer(two.here.sql, user_id, TODAY, "MAYBE")
    await becomes(two.status_there, "MAYBE")
    await two.here.sql.execute("UPDATE players SET canonical_name = 'Umbra'")

    async def name() -> str:
        return (await two.read_there())["users_by_status"]["MAYBE"][0]["display_name"]

    await becomes(name, "Umbra")
    await two.here.sql.execute("TRUNCATE availability_entries")
    await becomes(two.status_there, None)


async def test_linking_unlinking_and_signing_out_reach_the_other_process(two: Two) -> None:
    async def may_submit() -> bool:
        return (await two.reader.get("/api/availability/access")).json()["can_submit"]

    assert await may_submit()
    await two.writer.delete("/auth/link")
    await becomes(may_submit, expected=False)
    await two.writer.post("/auth/link", json={"player_guid": f"guid-{PLAYER}"})
    await becomes(may_submit, expected=True)
    await two.writer.post("/auth/logout")
    await becomes(lambda: signed_in(two.reader), expected=False)


async def test_two_processes_at_once_keep_one_true_order(two: Two) -> None:
    admin = await two.there.signed_in(ADMIN, player="Odessa")

    async def say(client: httpx2.AsyncClient, status: str) -> None:
        body = {"date": TODAY.isoformat(), "status": status}
        assert (await client.post("/api/availability", json=body)).status_code == 200

    for _ in range(5):
        await asyncio.gather(say(two.writer, "LOOKING"), say(admin, "LOOKING"))
        await asyncio.gather(say(two.writer, "MAYBE"), say(admin, "LOOKING"))
    await say(two.writer, "LOOKING")

    async def queue(client: httpx2.AsyncClient) -> list[str]:
        answer = await client.get("/api/availability?include_users=true")
        users = answer.json()["days"][0]["users_by_status"]["LOOKING"]
        return [user["display_name"] for user in users]

    for client in (two.writer, two.reader, admin):
        await becomes(lambda client=client: queue(client), ["Odessa", "Shade"])


Break = Callable[[], Awaitable[None]]


@pytest.fixture
def listening_broken(two: Two, monkeypatch: pytest.MonkeyPatch) -> tuple[Break, Callable[[], None]]:
    """(break the other process's listening connection for good, let it connect again)."""

    async def refused(*_: Any, **__: Any) -> Any:
        raise OSError("refused by the test")

    async def broken() -> None:
        monkeypatch.setattr("muster.reconnecting.connect", refused)
        await two.here.sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'muster web listener' AND datname = current_database()"
        )
        await eventually(lambda: not two.there.parts.listener.connected)

    return broken, monkeypatch.undo


async def test_memory_is_never_trusted_while_nothing_is_heard(
    two: Two, listening_broken: tuple[Break, Callable[[], None]]
) -> None:
    broken, mended = listening_broken
    await two.say("LOOKING")
    await becomes(two.status_there, "LOOKING")
    await becomes(lambda: in_memory_there(two), expected=True)
    await broken()
    for status in ("MAYBE", "AVAILABLE", "NOT_PLAYING"):
        await two.say(status)
        assert await two.status_there() == status, "seen at once: nothing is remembered"
    await two.here.sql.execute("DELETE FROM user_player_links")
    assert await two.status_there() is None
    await two.here.sql.execute("DELETE FROM website_sessions")
    assert not await signed_in(two.reader)
    assert await (await two.there.client()).get("/healthz")
    mended()
    await eventually(lambda: two.there.parts.listener.connected)


async def test_what_was_remembered_before_the_silence_is_not_believed_after_it(
    two: Two, listening_broken: tuple[Break, Callable[[], None]]
) -> None:
    broken, mended = listening_broken
    await two.say("LOOKING")
    await becomes(two.status_there, "LOOKING")
    await becomes(lambda: in_memory_there(two), expected=True)
    await broken()
    await two.say("MAYBE")
    mended()
    await eventually(lambda: two.there.parts.listener.connected)
    assert await two.status_there() == "MAYBE"
    await becomes(lambda: in_memory_there(two), expected=True)
    await two.say("AVAILABLE")
    await becomes(two.status_there, "AVAILABLE")


async def test_a_lost_listener_comes_back_by_itself(two: Two) -> None:
    listener = two.there.parts.listener
    pid_query = (
        "SELECT array_agg(pid) FROM pg_stat_activity"
        " WHERE application_name = 'muster web listener' AND datname = current_database()"
    )
    before = await two.here.sql.fetchval(pid_query)
    await two.here.sql.execute(f"SELECT pg_terminate_backend(pid) FROM unnest(ARRAY{before}) pid")
    await eventually(lambda: not listener.connected)
    await eventually(lambda: listener.connected)
    await two.say("LOOKING")
    await becomes(two.status_there, "LOOKING")
