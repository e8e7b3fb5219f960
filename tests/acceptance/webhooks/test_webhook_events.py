"""What happens on an evening, as webhooks are told of it."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.duties.calls import by_rules, run_calls
from bot.duties.history import note_evenings
from bot.duties.reminders import session_ready
from bot.duties.webhooks import tell_short
from muster.calls.dispatch import Dispatch
from muster.clock import utc_now
from muster.evenings.service import evenings_of
from tests.acceptance.conftest import Callers
from tests.support.fakes.webhook_receiver import Receiver
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY
from tests.support.scenes.webhooks import add, deliver


async def test_an_evening_is_told_of_from_first_to_last(
    callers: Callers, website: RunningWebsite, far_end: Receiver, clock: Any
) -> None:
    made = await add(callers.admin, address=far_end.url)
    database, settings = website.parts.database, website.settings
    short = tell_short(database, settings)
    ready = session_ready(database, settings, [])
    day = TODAY.isoformat()

    # An hour before the start it is short; once.
    clock.move_to("2026-11-20T18:59:59Z")
    assert (await short(utc_now())).isoformat() == "2026-11-20T19:00:00+00:00"
    clock.move_to("2026-11-20T19:00:00Z")
    for _ in range(2):
        await short(utc_now())
        await ready(utc_now())
    # A promoter calls.
    assert (await callers.promoter.post("/api/calls", json={"most": 3})).status_code == 201
    # Enough are looking; told once, also when somebody comes and goes.
    for client in (callers.player, callers.promoter):
        answered = await client.post("/api/availability", json={"date": day, "status": "LOOKING"})
        assert answered.status_code == 200
    for _ in range(2):
        await ready(utc_now())
        await short(utc_now())
    # They plan.
    assert (await callers.player.post("/api/planning/today/create")).is_success
    people = [await website.user_id(each) for each in (callers.player, callers.promoter)]
    draft = {"side_a": people[:1], "side_b": people[1:]}
    for _ in range(2):
        saved = await callers.player.post("/api/planning/today/teams", json=draft)
        assert saved.status_code == 200, saved.text
    # An hour after the start nobody can tell, until somebody does.
    clock.move_to("2026-11-20T21:05:00Z")
    note = note_evenings(database, evenings_of(settings), voice_is_set_up=False)
    await note(utc_now())
    for played in (True, False):
        closed = await callers.promoter.post(
            f"/api/evenings/{day}/close", json={"played": played, "present": people[:1]}
        )
        assert closed.status_code == 200, closed.text
        clock.shift(1)

    for _ in range(9):
        await deliver(website)
    told = far_end.proven(made["secret"], utc_now())
    evening = {"date": day, "starts_at": "2026-11-20T20:00:00.000Z", "threshold": 2}
    result = {
        **evening,
        "told_by": "hand",
        "said_yes": 2,
        "came": 1,
        "most_in_voice": None,
        "most_on_server": None,
    }
    assert [(each["type"], each["data"]) for each in told] == [
        ("evening.short", {**evening, "looking": 0, "missing": 2}),
        ("call.started", {**evening, "looking": 0, "missing": 2, "source": "hand"}),
        ("session.ready", {**evening, "looking": 2}),
        ("teams.saved", {"date": day, "draft_version": 1, "side_a": 1, "side_b": 1}),
        ("teams.saved", {"date": day, "draft_version": 2, "side_a": 1, "side_b": 1}),
        ("result.recorded", {**result, "played": True}),
        ("result.recorded", {**result, "played": False}),
    ]
    assert len({each.message_id for each in far_end.got}) == 7
    for name in ("Shade", "Marlow", "Odessa", "shade", "marlow"):
        assert not any(name.encode() in each.body for each in far_end.got)
    schemas = website.app.openapi()["components"]["schemas"]
    for each in told:
        _fits(each, f"{each['type'].title().replace('.', '')}Message", schemas)


def _fits(value: Any, name: str, schemas: Any) -> None:
    """The message is what the API's document says of it, no more and no less."""
    shape = schemas[name]
    assert value.keys() == shape["properties"].keys() == set(shape["required"])
    data = shape["properties"]["data"]["$ref"].rpartition("/")[2]
    assert value["data"].keys() == schemas[data]["properties"].keys()


async def test_a_call_that_starts_by_itself_is_told_of(
    callers: Callers, website: RunningWebsite, clock: Any
) -> None:
    await add(callers.admin, events=["call.started", "evening.short"])
    rule = {"weekday": 4, "session": True, "call_at": "20:15"}
    assert (await callers.admin.put("/api/evening-rules", json={"rules": [rule]})).is_success
    database, settings = website.parts.database, website.settings
    calls = run_calls(database, by_rules(evenings_of(settings)), Dispatch([]))
    short = tell_short(database, settings)
    clock.move_to("2026-11-20T19:14:00Z")
    assert (await short(utc_now())).isoformat() == "2026-11-20T19:15:00+00:00"
    clock.move_to("2026-11-20T19:15:00Z")
    await short(utc_now())
    await calls(utc_now())
    told = await website.sql.fetch("SELECT event, data->>'source' FROM webhook_events ORDER BY id")
    assert [tuple(each) for each in told] == [("evening.short", None), ("call.started", "rule")]


async def test_what_is_undone_is_not_told(callers: Callers, website: RunningWebsite) -> None:
    """Two promoters at once: one call, and one event."""
    await add(callers.admin)
    asked = [client.post("/api/calls", json={}) for client in (callers.promoter, callers.admin)]
    answers = await asyncio.gather(*asked)
    assert sorted(each.status_code for each in answers) == [201, 409]
    assert await website.sql.fetchval("SELECT count(*) FROM webhook_events") == 1


async def test_where_people_do_not_meet_nothing_is_short(
    callers: Callers, website: RunningWebsite, clock: Any
) -> None:
    rule = {"weekday": 4, "session": False}
    assert (await callers.admin.put("/api/evening-rules", json={"rules": [rule]})).is_success
    clock.move_to("2026-11-20T19:30:00Z")
    due = await tell_short(website.parts.database, website.settings)(utc_now())
    assert due.isoformat() == "2026-11-20T23:00:00+00:00"
    assert await website.sql.fetchval("SELECT count(*) FROM webhook_events") == 0
