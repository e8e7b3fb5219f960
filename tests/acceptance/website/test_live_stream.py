"""`GET /api/availability/events`: what open pages are told while it happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from unittest.mock import AsyncMock

import pytest
import time_machine

from muster.errors import DatabaseUnavailable
from tests.acceptance.conftest import Callers
from tests.support.running.live_stream import TODAY_EVENT, listening
from tests.support.running.websites import RunningWebsite, eventually, on_a_port
from tests.support.scenes.community import EVENING, PLAYER, TODAY, add_answer
from tests.support.scenes.evenings import set_rule


@pytest.fixture
async def address(website: RunningWebsite) -> AsyncGenerator[str, None]:
    async with on_a_port(website.app) as served:
        yield served
        website.parts.live_feed.close()


async def test_a_page_is_told_today_when_it_connects(address: str) -> None:
    async with listening(address) as stream:
        assert await stream.next() == TODAY_EVENT
        assert stream.retry == "2000"
        headers = stream.answer.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert headers["cache-control"] == "no-store"
        assert "content-encoding" not in headers
        assert "default-src 'none'" in headers["content-security-policy"]


async def test_everybody_is_told_which_day_changed(
    website: RunningWebsite, callers: Callers, address: str
) -> None:
    async with listening(address) as first, listening(address) as second:
        for stream in (first, second):
            await stream.next()
        body = {"date": "2026-11-22", "status": "LOOKING"}
        await callers.player.post("/api/availability", json=body)
        for stream in (first, second):
            await stream.until(("availability", {"date": "2026-11-22"}))
        await callers.player.delete("/api/availability/2026-11-22")
        for stream in (first, second):
            await stream.until(("availability", {"date": "2026-11-22"}))
        user_id = await website.user_id(callers.admin)
        await add_answer(website.sql, user_id, TODAY, "MAYBE")
        for stream in (first, second):
            await stream.until(("availability", {"date": "2026-11-20"}))


async def test_an_answer_repeated_tells_nobody(callers: Callers, address: str) -> None:
    body = {"date": "2026-11-22", "status": "LOOKING"}
    await callers.player.post("/api/availability", json=body)
    async with listening(address) as stream:
        await stream.until(TODAY_EVENT)
        # What was done before the stream was there may be told still, and is by then.
        await callers.player.post("/api/availability", json={**body, "date": "2026-11-21"})
        await stream.until(("availability", {"date": "2026-11-21"}))
        await callers.player.post("/api/availability", json=body)
        await callers.player.post("/api/availability", json={**body, "date": "2026-11-23"})
        before = await stream.until(("availability", {"date": "2026-11-23"}))
        assert ("availability", {"date": "2026-11-22"}) not in before


async def test_everybody_hears_when_a_rule_by_weekday_changed(
    website: RunningWebsite, address: str
) -> None:
    async with listening(address) as stranger:
        await stranger.until(TODAY_EVENT)
        await set_rule(website.sql, TODAY, threshold=8)
        assert await stranger.next() == ("evening_rules", {})


async def test_links_and_rights_are_told_to_whom_they_concern_and_nobody_else(
    website: RunningWebsite, callers: Callers, address: str
) -> None:
    async with (
        listening(address) as stranger,
        listening(address, callers.player) as own,
    ):
        await stranger.until(TODAY_EVENT)
        await own.until(TODAY_EVENT)
        await callers.player.delete("/auth/link")
        came = {(await own.next())[0], (await own.next())[0]}
        assert came == {"names", "viewer"}
        assert await stranger.next() == ("names", {})
        discord_id = (await callers.player.get("/auth/me")).json()["id"]
        await website.sql.execute(
            "INSERT INTO user_permissions VALUES ($1, 'admin', now(), NULL)", int(discord_id)
        )
        await own.until(("viewer", {}))
        await callers.promoter.delete("/auth/link")
        assert "viewer" not in {name for name, _ in await stranger.until(("names", {}))}


async def test_a_stream_ends_with_its_session(
    website: RunningWebsite, callers: Callers, address: str
) -> None:
    elsewhere = await website.signed_in(PLAYER)
    for ended_by, client in (
        ("/auth/logout", await website.signed_in(PLAYER)),
        ("/auth/logout-everywhere", elsewhere),
        ("/auth/discord/unlink", callers.promoter),
    ):
        async with (
            listening(address, client) as own,
            listening(address, callers.player) as beside,
            listening(address, callers.admin) as others,
        ):
            for stream in (own, beside, others):
                await stream.until(TODAY_EVENT)
            assert (await client.post(ended_by)).status_code == 200
            await own.until(("viewer", {}))
            assert await own.ends(), ended_by
            if ended_by == "/auth/logout-everywhere":
                await beside.until(("viewer", {}))
                assert await beside.ends(), "of every session"
            else:
                await website.sql.execute("SELECT pg_notify('muster_changes', 'planning')")
                await beside.until(("planning", {}))
            await website.sql.execute("SELECT pg_notify('muster_changes', 'promotions')")
            await others.until(("promotions", {}))


async def test_a_stream_of_a_session_that_is_over_hears_nothing_more(
    website: RunningWebsite, callers: Callers, address: str, clock: time_machine.Traveller
) -> None:
    async with listening(address, callers.player) as own, listening(address) as stranger:
        await own.until(TODAY_EVENT)
        await stranger.until(TODAY_EVENT)
        clock.move_to(EVENING + timedelta(days=31))
        await website.sql.execute("SELECT pg_notify('muster_changes', 'promotions')")
        assert await own.next() == ("viewer", {})
        assert await own.ends()
        await stranger.until(("promotions", {}))


async def test_a_stream_of_a_session_that_was_used_since_goes_on(
    website: RunningWebsite, callers: Callers, address: str, clock: time_machine.Traveller
) -> None:
    async with listening(address, callers.player) as own:
        await own.until(TODAY_EVENT)
        clock.move_to(EVENING + timedelta(days=20))
        assert (await callers.player.get("/auth/me")).status_code == 200
        clock.move_to(EVENING + timedelta(days=31))
        for notice in ("everything", "promotions"):
            await website.sql.execute("SELECT pg_notify('muster_changes', $1)", notice)
            await own.until(("promotions", {}))


async def test_a_stream_goes_on_while_nobody_can_say_whose_it_is(
    website: RunningWebsite,
    callers: Callers,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with listening(address, callers.player) as own:
        await own.until(TODAY_EVENT)
        with monkeypatch.context() as patched:
            away = AsyncMock(side_effect=DatabaseUnavailable)
            patched.setattr("website.backend.viewers.service.find_viewer", away)
            await callers.player.post("/auth/logout-everywhere")
            await own.until(("viewer", {}))
            await eventually(lambda: away.await_count)
        await website.sql.execute("SELECT pg_notify('muster_changes', 'promotions')")
        assert await own.next() == ("viewer", {})
        assert await own.ends()


async def test_pages_are_told_who_came_and_went_but_not_of_heartbeats(
    website: RunningWebsite, address: str
) -> None:
    async def write(status_type: str, data: str) -> None:
        await website.sql.execute(
            "INSERT INTO live_status VALUES ($1, $2::jsonb) ON CONFLICT (status_type)"
            " DO UPDATE SET status_data = EXCLUDED.status_data, updated_at = clock_timestamp()",
            status_type,
            data,
        )

    async with listening(address) as stream:
        await stream.until(TODAY_EVENT)
        for status_type in ("voice_channel", "game_server"):
            await write(status_type, '{"members": [], "players": [{"name": "Ana"}]}')
            await stream.until(("live_status", {}))
        # What was told twice of one write is handed out before what came after it.
        await website.sql.execute("SELECT pg_notify('muster_changes', 'names')")
        await stream.until(("names", {}))
        await write("voice_channel", '{"members": [], "players": [{"name": "Ana"}]}')
        await write("bot", '{"started_at": "2026-11-20T19:00:00Z"}')
        await website.sql.execute("SELECT pg_notify('muster_changes', 'names')")
        assert await stream.until(("names", {})) == []
        await website.sql.execute("TRUNCATE live_status")
        await stream.until(("live_status", {}))


async def test_an_open_page_is_told_when_the_community_turns_the_calendar(
    website: RunningWebsite,
    callers: Callers,
    address: str,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed = website.parts.live_feed
    monkeypatch.setattr("website.backend.live_feed._LONGEST_NAP_SECONDS", 0.05)
    feed._task and feed._task.cancel()  # pyright: ignore  # napping by the longer measure
    feed.start()
    async with listening(address) as stream:
        assert await stream.next() == TODAY_EVENT
        clock.move_to(EVENING + timedelta(hours=3, minutes=30))
        await stream.until(("today", {"date": "2026-11-21"}))
        # A clock that is set back is told as well.
        clock.move_to(EVENING)
        await stream.until(TODAY_EVENT)


async def test_open_streams_are_counted_and_forgotten_when_a_page_goes(
    website: RunningWebsite, callers: Callers, address: str
) -> None:
    async def counted() -> str:
        text = (await callers.anonymous.get("/metrics")).text
        return next(line for line in text.splitlines() if line.startswith("muster_open_streams"))

    async with listening(address) as one, listening(address) as two:
        await one.next()
        await two.next()
        assert await counted() == "muster_open_streams 2.0"
    await eventually(lambda: website.parts.live_feed.open_streams == 0)
    assert await counted() == "muster_open_streams 0.0"


async def test_streams_end_and_new_ones_are_refused_when_the_server_stops(
    website: RunningWebsite, address: str
) -> None:
    async with listening(address) as stream:
        await stream.next()
        website.parts.live_feed.close()
        assert await stream.ends()
    answer = await (await website.client()).get("/api/availability/events")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_too_many_streams_are_refused(
    website: RunningWebsite, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("website.backend.live_feed.MOST_STREAMS", 1)
    async with listening(address) as stream:
        await stream.next()
        answer = await (await website.client()).get("/api/availability/events")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_pages_are_told_to_look_again_after_the_database_was_silent(
    website: RunningWebsite, address: str
) -> None:
    async with listening(address) as stream:
        await stream.next()
        await website.sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'muster web listener' AND datname = current_database()"
        )
        await stream.until(("names", {}))
        await eventually(lambda: website.parts.listener.connected)
