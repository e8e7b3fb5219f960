"""Calendar feeds over HTTP: secret addresses, programs that come again, and who hears a secret."""

from __future__ import annotations

import gzip
import logging
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from muster.changes import Change
from muster.crypto import token_hash
from tests.acceptance.conftest import Callers
from tests.support.calendars import read_calendar
from tests.support.running.websites import RunningWebsite, counted_statements, running_website
from tests.support.scenes.calendar_feeds import (
    FEEDS,
    OWN,
    TOMORROW,
    TONIGHT,
    look,
    make,
    others,
    path_of,
    read,
    say,
)
from tests.support.scenes.community import EVENING, PLAYER, SESSION_KEY, TODAY, settings_for

# --- the address ----------------------------------------------------------------------------------


async def test_an_address_is_made_shown_again_renewed_and_stopped(
    website: RunningWebsite, callers: Callers
) -> None:
    before = (await callers.player.get(FEEDS)).json()
    assert before == {"own": None, "community": "http://127.0.0.1:8000/calendar.ics"}
    first = await make(callers.player)
    shown = (await callers.player.get(FEEDS)).json()["own"]
    assert (path_of(shown["address"]), shown["made_at"]) == (first, "2026-11-20T19:30:00Z")
    await read(website, first)

    second = await make(callers.player)
    assert second != first
    await read(website, second)
    for _ in range(2):
        assert (await callers.player.delete(OWN)).status_code == 200
    assert (await callers.player.get(FEEDS)).json()["own"] is None
    gone = [await callers.anonymous.get(each) for each in (first, second)]
    never = await callers.anonymous.get(f"/calendar/{'x' * 43}.ics")
    for answered in (*gone, never):
        assert (answered.status_code, answered.json()) == (404, never.json())
    assert never.json()["code"] == "calendar_feed_not_found"


async def test_everybody_has_an_address_of_their_own(
    website: RunningWebsite, callers: Callers
) -> None:
    paths = [await make(client) for client in callers.linked]
    assert len(set(paths)) == 3
    await say(callers.player, "LOOKING")
    assert [len((await read(website, path)).events) for path in paths] == [1, 0, 0]


async def test_what_is_stored_does_not_tell_the_secret(
    website: RunningWebsite, callers: Callers
) -> None:
    secret = (await make(callers.player)).removeprefix("/calendar/").removesuffix(".ics")
    row = await website.sql.fetchrow("SELECT * FROM calendar_feeds")
    assert row["secret_hash"] == token_hash(secret, SESSION_KEY)
    assert secret not in await website.sql.fetchval("SELECT f::text FROM calendar_feeds f")
    data = (await callers.player.get("/api/me/data")).json()["tables"]["calendar_feeds"]
    assert [each.keys() for each in data] == [{"user_id", "made_at"}]


async def test_another_key_ends_all_addresses(
    website: RunningWebsite, callers: Callers, database_url: str
) -> None:
    path = await make(callers.player)
    other_key = SecretStr("another session secret of the tests")
    async with running_website(settings_for(database_url, session_secret=other_key)) as other:
        assert (await (await other.client()).get(path)).status_code == 404
        player = await other.signed_in(PLAYER)
        assert (await player.get(FEEDS)).json()["own"] is None
        await read(other, await make(player))


async def test_whoever_is_not_linked_any_more_has_no_feed(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    await say(callers.player, "LOOKING")
    assert len((await read(website, path)).events) == 1
    assert (await callers.player.delete("/auth/link")).status_code == 200
    await website.heard_everything()
    assert (await callers.anonymous.get(path)).status_code == 404


async def test_the_address_of_whoever_is_erased_or_merged_leads_nowhere(
    website: RunningWebsite, callers: Callers
) -> None:
    kept, gone = [await website.user_id(each) for each in (callers.player, callers.promoter)]
    paths = [await make(callers.player), await make(callers.promoter), await make(callers.admin)]
    await website.sql.execute("SELECT merge_people($1, $2, $3)", kept, gone, EVENING)
    await read(website, paths[0])
    assert (await callers.anonymous.get(paths[1])).status_code == 404
    # Also where whoever is kept had none: a secret never comes to lead to somebody else's answers.
    assert (await callers.player.delete(OWN)).status_code == 200
    admin = await website.user_id(callers.admin)
    await website.sql.execute("SELECT merge_people($1, $2, $3)", kept, admin, EVENING)
    await website.heard_everything()
    assert (await callers.anonymous.get(paths[2])).status_code == 404
    assert await website.sql.fetchval("SELECT count(*) FROM calendar_feeds") == 0

    path = await make(callers.player)
    await website.sql.execute("DELETE FROM website_users WHERE id = $1", kept)
    await website.heard_everything()
    assert (await callers.anonymous.get(path)).status_code == 404


async def test_guessing_is_limited_and_reading_is_not(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    await read(website, path)
    wrong = [
        (await callers.anonymous.get(f"/calendar/{number:043}.ics")).status_code
        for number in range(60)
    ]
    assert set(wrong) == {404, 429}
    assert wrong.count(404) < 40
    # Whose calendar is in memory has it all the same, a hundred times.
    for _ in range(100):
        assert (await callers.anonymous.get(path)).status_code == 200


# --- how it is told -------------------------------------------------------------------------------


async def test_programs_that_come_again_are_told_that_nothing_changed(
    website: RunningWebsite, callers: Callers
) -> None:
    own = await make(callers.player)
    await say(callers.player, "LOOKING")
    program = await website.client(ajax=False)
    for path, caching in ((own, "private, no-cache"), ("/calendar.ics", "public, max-age=60")):
        await website.heard_everything()
        first = await program.get(path)
        assert first.headers["cache-control"] == caching
        assert first.headers["vary"] == "Accept-Encoding"
        tag = first.headers["etag"]
        again = await program.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert (again.headers["etag"], again.headers["cache-control"]) == (tag, caching)
        head = await program.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        assert head.headers["content-length"] == first.headers["content-length"]
    await say(callers.player, None)
    await website.heard_everything()
    changed = await program.get(own, headers={"if-none-match": tag})
    assert changed.status_code == 200


async def test_calendars_are_compressed_for_those_who_take_that(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    for offset in range(14):
        await say(callers.player, "LOOKING", (TODAY + timedelta(days=offset)).isoformat())
    await website.heard_everything()
    program = await website.client(ajax=False)
    plain = await program.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    async with program.stream("GET", path, headers={"accept-encoding": "gzip"}) as answered:
        assert answered.headers["content-encoding"] == "gzip"
        packed = b"".join([chunk async for chunk in answered.aiter_raw()])
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 4


async def test_one_statement_when_cold_and_none_from_memory(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    for offset in range(10):
        await say(callers.player, "LOOKING", (TODAY + timedelta(days=offset)).isoformat())
    await website.heard_everything()
    await website.parts.evenings.read()
    program = await website.client(ajax=False)
    for _ in range(2):  # the first also notes ten evenings
        with counted_statements(website) as sent:
            first = await program.get(path)
            assert len(sent) == 1
            assert (await program.get(path)).content == first.content
            assert len(sent) == 1
            await program.get("/calendar.ics")
            assert len(sent) == 2
            await program.get("/calendar.ics")
            assert len(sent) == 2
        website.parts.listener.publish(Change("names", ""))


async def test_answers_of_others_leave_a_calendar_in_memory(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    await say(callers.player, "LOOKING")
    people = await others(website, 5)
    before = await read(website, path)
    await look(website, people[:2])
    await say(callers.promoter, "LOOKING", TOMORROW)
    await website.heard_everything()
    # Pages keep the days that people look at in memory.
    assert (await callers.player.get("/api/availability")).status_code == 200
    with counted_statements(website) as sent:
        assert await read(website, path) == before
        assert sent == []
    await say(callers.player, "LOOKING", TOMORROW)
    assert len((await read(website, path)).events) == 2
    await look(website, people[2:])
    await website.heard_everything()
    assert (await callers.player.get("/api/availability")).status_code == 200
    assert (await read(website, path))[TONIGHT].status == "CONFIRMED"


async def test_memory_is_bounded(
    callers: Callers,
    website: RunningWebsite,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = [await make(client) for client in callers.linked]
    for client in callers.linked:
        await say(client, "LOOKING")
    monkeypatch.setattr("website.backend.calendar_feeds.MOST_BYTES", 5_000)
    async with running_website(settings_for(database_url)) as small:
        await small.heard_everything()
        await small.parts.evenings.read()
        program = await small.client(ajax=False)
        with counted_statements(small) as sent:
            for path in (*paths, *paths):
                assert len(read_calendar((await program.get(path)).content).events) == 1
                assert 0 < small.parts.calendar_feeds.kept_bytes <= 5_000
            assert len(sent) == 6, "those that nobody asked for longest had gone"
            assert (await program.get(paths[-1])).is_success
            assert len(sent) == 6


async def test_everybodys_calendar_is_limited_where_memory_does_not_help(
    website: RunningWebsite, callers: Callers
) -> None:
    await website.parts.listener.stop()
    found = [(await callers.anonymous.get("/calendar.ics")).status_code for _ in range(121)]
    assert found == [200] * 120 + [429]


async def test_nothing_is_believed_while_no_notices_arrive(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    await say(callers.player, "LOOKING")
    await read(website, path)
    await website.parts.listener.stop()
    await website.sql.execute("UPDATE availability_entries SET arrives_at = '22:00'")
    program = await website.client(ajax=False)
    now = read_calendar((await program.get(path)).content)
    assert "You come at 22:00." in now[TONIGHT].description
    await website.sql.execute("DELETE FROM calendar_feeds")
    assert (await program.get(path)).status_code == 404


# --- what must not be told ------------------------------------------------------------------------


async def test_no_log_no_metric_and_no_referer_tells_the_secret(
    website: RunningWebsite,
    callers: Callers,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    path = await make(callers.player)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    program = await website.client(ajax=False)
    answers = [
        await program.get(path),
        await program.head(path),
        await program.post(path),
        await program.get(f"/calendar/{secret}"),
        await program.get(f"/calendar/{secret}/"),
        await program.get(f"/calendar/{secret}.ics/more"),
        await program.get(f"/calendar/{secret}.ics", headers={"accept": "text/html"}),
        await program.get(f"/calendar/{secret}", headers={"accept": "text/html"}),
    ]

    async def fails(*_: Any) -> None:
        raise RuntimeError("the calendar broke")

    website.parts.calendar_feeds.forget(await website.user_id(callers.player))
    monkeypatch.setattr("website.backend.calendar_feeds.service.read_own", fails)
    answers.append(await program.get(path))
    assert answers[-1].status_code == 500
    for answered in answers:
        assert answered.headers.get_list("referrer-policy") == ["no-referrer"]
        assert answered.headers["x-robots-tag"] == "noindex, nofollow"
        assert secret not in str(answered.headers)
        assert secret not in answered.text
    metrics = (await callers.anonymous.get("/metrics")).text
    assert 'route="/calendar/{secret}.ics"' in metrics
    told = capfd.readouterr()
    ours = [each for each in caplog.records if each.name != "httpx2"]  # the program's own log
    logged = f"{told.out}{told.err}{[each.__dict__ for each in ours]}"
    assert "request_failed" in logged
    assert "route=/calendar/{secret}.ics" in logged
    for text in (metrics, logged):
        assert secret not in text
