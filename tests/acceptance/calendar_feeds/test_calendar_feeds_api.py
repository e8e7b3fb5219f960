"""Calendar feeds: one's own at a secret address, everybody's, and an evening as a file."""

from __future__ import annotations

import gzip
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pydantic import SecretStr

from muster.changes import Change
from muster.crypto import token_hash
from tests.acceptance.conftest import Callers
from tests.support.calendars import ReadCalendar, read_calendar
from tests.support.running.websites import RunningWebsite, counted_statements, running_website
from tests.support.scenes.community import (
    EVENING,
    PLAYER,
    SESSION_KEY,
    TODAY,
    add_answer,
    add_person,
    settings_for,
)

FEEDS, OWN = "/api/calendar-feeds", "/api/calendar-feeds/own"
TONIGHT, TOMORROW = TODAY.isoformat(), (TODAY + timedelta(days=1)).isoformat()


async def make(client: Any) -> str:
    """Asks for a feed, or another; the path of its address."""
    answered = await client.post(OWN)
    assert answered.status_code == 200, answered.text
    return path_of(answered.json()["own"]["address"])


def path_of(address: str) -> str:
    matched = re.fullmatch(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{43}\.ics)", address)
    assert matched, address
    return matched[1]


async def read(website: RunningWebsite, path: str, **headers: str) -> ReadCalendar:
    """A calendar program's visit, after this process has heard of everything."""
    await website.heard_everything()
    answered = await (await website.client(ajax=False)).get(path, headers=headers)
    assert answered.status_code == 200, answered.text
    return read_calendar(answered.content)


async def say(client: Any, status: str | None, day: str = TONIGHT, **details: Any) -> None:
    if status is None:
        answered = await client.delete(f"/api/availability/{day}")
    else:
        body = {"date": day, "status": status, **details}
        answered = await client.post("/api/availability", json=body)
    assert answered.status_code == 200, answered.text


async def others(website: RunningWebsite, number: int) -> list[int]:
    """So many more people, who have not answered."""
    return [
        await add_person(website.sql, 700 + each, player=f"Other {each}") for each in range(number)
    ]


async def look(website: RunningWebsite, people: list[int]) -> None:
    """They are looking tonight."""
    for each in people:
        await add_answer(website.sql, each, TODAY, "LOOKING")


async def others_look(website: RunningWebsite, number: int) -> list[int]:
    """So many more people who are looking tonight."""
    people = await others(website, number)
    await look(website, people)
    return people


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


# --- what it tells --------------------------------------------------------------------------------


async def test_ones_own_evenings_follow_answers_and_others(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    assert (await read(website, path)).events == ()
    await say(callers.player, "MAYBE")
    assert (await read(website, path)).events == (), "a maybe is no appointment"

    await say(callers.player, "LOOKING", arrives_at="21:30")
    await say(callers.player, "AVAILABLE", TOMORROW)
    calendar = await read(website, path)
    assert calendar.name == "Muster: my evenings"
    tonight, tomorrow = calendar[TONIGHT], calendar[TOMORROW]
    assert (tonight.status, tomorrow.status) == ("TENTATIVE", "TENTATIVE")
    assert tonight.starts_at.isoformat() == "2026-11-20T20:00:00+00:00"
    assert "You come at 21:30." in tonight.description

    people = await others_look(website, 5)
    ready = (await read(website, path))[TONIGHT]
    assert (ready.status, ready.uid) == ("CONFIRMED", tonight.uid)
    assert ready.sequence > tonight.sequence

    await website.sql.execute("DELETE FROM availability_entries WHERE user_id = $1", people[0])
    short = (await read(website, path))[TONIGHT]
    assert (short.status, short.sequence) == ("TENTATIVE", ready.sequence + 1)
    assert (await read(website, path))[TONIGHT] == short, "reading changes nothing"
    assert (await read(website, path))[TOMORROW] == tomorrow


async def test_what_is_taken_back_is_cancelled_for_two_days_and_then_gone(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    path = await make(callers.player)
    day = (TODAY + timedelta(days=7)).isoformat()
    for status in ("NOT_PLAYING", None):
        await say(callers.player, "LOOKING", day)
        said = (await read(website, path))[day]
        clock.shift(timedelta(minutes=10))
        await say(callers.player, status, day)
        cancelled = (await read(website, path))[day]
        assert (cancelled.status, cancelled.uid) == ("CANCELLED", said.uid)
        assert cancelled.sequence > said.sequence
        assert cancelled.modified_at > said.modified_at
        again = await read(website, path)
        assert again[day] == cancelled
    await say(callers.player, "AVAILABLE", day)
    back = (await read(website, path))[day]
    assert (back.status, back.sequence) == ("TENTATIVE", cancelled.sequence + 1)
    await say(callers.player, None, day)
    assert (await read(website, path))[day].status == "CANCELLED"
    clock.shift(timedelta(days=2, seconds=-1))
    assert (await read(website, path))[day].status == "CANCELLED"
    clock.shift(timedelta(seconds=1))
    assert (await read(website, path)).events == ()


async def test_tonight_taken_back_is_told_beyond_midnight(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    """Many calendars look once a day: who keeps a copy would have it for ever."""
    path = await make(callers.player)
    await say(callers.player, "LOOKING", TONIGHT)
    assert (await read(website, path))[TONIGHT].status == "TENTATIVE"
    await say(callers.player, None, TONIGHT)
    clock.shift(timedelta(days=1))
    assert (await read(website, path))[TONIGHT].status == "CANCELLED"
    clock.shift(timedelta(days=1))
    assert (await read(website, path)).events == ()


async def test_a_day_that_was_never_a_yes_is_never_told(
    website: RunningWebsite, callers: Callers
) -> None:
    path = await make(callers.player)
    for status in ("MAYBE", "NOT_PLAYING", None):
        await say(callers.player, status)
    assert (await read(website, path)).events == ()


async def test_rules_of_a_weekday_move_and_call_off_what_is_to_come(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    path = await make(callers.player)
    next_week = (TODAY + timedelta(days=7)).isoformat()
    for day in (TONIGHT, next_week):
        await say(callers.player, "LOOKING", day)
    first = await read(website, path)

    async def rule(**values: Any) -> None:
        body = {"rules": [{"weekday": TODAY.weekday(), "session": True, **values}]}
        assert (await callers.admin.put("/api/evening-rules", json=body)).status_code == 200

    clock.shift(timedelta(hours=26))  # tonight is over
    before = await read(website, path)
    await rule(starts_at="20:15")
    moved = await read(website, path)
    assert moved[TONIGHT] == first[TONIGHT] == before[TONIGHT], "what has been stays"
    assert moved[next_week].starts_at.isoformat() == "2026-11-27T19:15:00+00:00"
    assert moved[next_week].sequence == first[next_week].sequence + 1
    await rule(starts_at="20:15", call_at="19:00")
    assert (await read(website, path))[next_week] == moved[next_week], "nothing of it is told"
    await rule(session=False)
    off = (await read(website, path))[next_week]
    assert (off.status, off.sequence) == ("CANCELLED", moved[next_week].sequence + 1)
    await rule()
    on = (await read(website, path))[next_week]
    assert (on.status, on.sequence) == ("TENTATIVE", off.sequence + 1)


async def test_the_readers_language(website: RunningWebsite, callers: Callers) -> None:
    path = await make(callers.player)
    await say(callers.player, "LOOKING")
    user_id = await website.user_id(callers.player)
    assert (await read(website, path)).name == "Muster: my evenings"
    await website.sql.execute(
        "INSERT INTO reader_languages (user_id, heard, updated_at) VALUES ($1, 'de', now())",
        user_id,
    )
    assert (await read(website, path)).name == "Muster: meine Abende"
    await website.sql.execute("UPDATE reader_languages SET chosen = 'sl'")
    slovenian = await read(website, path)
    assert slovenian.name == "Muster: moji večeri"
    assert slovenian[TONIGHT].summary == "Muster: igralni večer"
    await website.sql.execute("DELETE FROM reader_languages")
    assert (await read(website, path)).name == "Muster: my evenings"


async def test_everybodys_calendar_has_ready_sessions_alone_and_no_names(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    assert (await read(website, "/calendar.ics")).events == ()
    people = await others_look(website, 6)
    calendar = await read(website, "/calendar.ics")
    (ready,) = calendar.events
    assert calendar.name == "Muster: sessions"
    assert (ready.uid, ready.status) == ("2026-11-20@127.0.0.1.8000", "CONFIRMED")
    assert ready.description == "Enough players: the session is ready."

    await website.sql.execute("DELETE FROM availability_entries WHERE user_id = $1", people[0])
    short = (await read(website, "/calendar.ics"))[TONIGHT]
    assert (short.status, short.sequence) == ("CANCELLED", ready.sequence + 1)
    await add_answer(website.sql, people[0], TODAY, "LOOKING")
    again = (await read(website, "/calendar.ics"))[TONIGHT]
    assert (again.status, again.sequence) == ("CONFIRMED", short.sequence + 1)
    clock.shift(timedelta(days=30))
    assert (await read(website, "/calendar.ics"))[TONIGHT] == again
    clock.shift(timedelta(days=1))
    assert (await read(website, "/calendar.ics")).events == ()


async def test_an_evening_as_a_file(website: RunningWebsite, callers: Callers) -> None:
    path = f"/calendar/evenings/{TONIGHT}.ics"
    answered = await callers.anonymous.get(path)
    assert answered.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answered.headers["content-disposition"] == f'inline; filename="{TONIGHT}.ics"'
    open_evening = read_calendar(answered.content)[TONIGHT]
    assert (open_evening.status, open_evening.summary) == ("TENTATIVE", "Muster: game night")
    in_german = {"accept-language": "de"}
    german = await callers.anonymous.get(path, headers=in_german)
    assert read_calendar(german.content)[TONIGHT].summary == "Muster: Spieleabend"
    # What was chosen on the page comes first.
    chosen = in_german | {"cookie": "muster_language=sl"}
    slovenian = await callers.anonymous.get(path, headers=chosen)
    assert read_calendar(slovenian.content)[TONIGHT].summary == "Muster: igralni večer"
    assert "Cookie" in ", ".join(slovenian.headers.get_list("vary"))
    await others_look(website, 6)
    ready = read_calendar((await callers.anonymous.get(path)).content)[TONIGHT]
    assert (ready.status, ready.uid) == ("CONFIRMED", open_evening.uid)
    assert ready.sequence > open_evening.sequence
    for day, status in (("2026-10-20", 404), ("2027-02-19", 404), ("soon", 422)):
        refused = await callers.anonymous.get(f"/calendar/evenings/{day}.ics")
        assert refused.status_code == status


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
