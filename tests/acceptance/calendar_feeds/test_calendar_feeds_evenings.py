"""What calendar feeds tell of evenings: one's own, everybody's, and an evening as a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from tests.acceptance.conftest import Callers
from tests.support.calendars import read_calendar
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.calendar_feeds import TOMORROW, TONIGHT, make, others_look, read, say
from tests.support.scenes.community import TODAY, add_answer


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
