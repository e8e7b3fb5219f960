"""The planning room over HTTP: who sees what, opening, joining, live events (contract, section 8).

Names and teams have files of their own beside this one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.live_stream import Event, listening
from tests.support.running.websites import (
    RunningWebsite,
    counted_statements,
    on_a_port,
    running_website,
)
from tests.support.scenes.community import PLAYER, settings_for
from tests.support.scenes.planning_room import (
    CHANGES,
    PLANNING,
    enough_looking,
    ids_of,
    ok,
    open_room,
    post,
    read,
    room,
    suggested,
)
from tests.support.scenes.promoting import answer

PLANNED: Event = ("planning", {})


# --- who sees what --------------------------------------------------------------------------------


async def test_the_state_before_there_is_a_room(website: RunningWebsite, callers: Callers) -> None:
    ana, bo, cas, dee, *_ = await enough_looking(website, 4)
    for user_id, status in ((bo, "MAYBE"), (cas, "NOT_PLAYING"), (dee, "AVAILABLE")):
        await answer(website.sql, user_id, status)
    await website.heard_everything()
    assert await read(callers.player) == {
        "date": "2026-11-20",
        "session_ready": {
            "session": True,
            "ready": False,
            "looking_count": 1,
            "threshold": 6,
        },
        "unlocked": False,
        "participant_count": 3,
        "participants": [
            {"user_id": ana, "display_name": "Ana", "status": "LOOKING", "avatar": None},
            {"user_id": dee, "display_name": "Dee", "status": "AVAILABLE", "avatar": None},
            {"user_id": bo, "display_name": "Bo", "status": "MAYBE", "avatar": None},
        ],
        "committed_count": 2,
        "confirmed_count": 2,
        "standby_count": 1,
        "need_count": 4,
        "viewer": {
            "authenticated": True,
            "linked_discord": True,
            "website_user_id": await website.user_id(callers.player),
        },
        "session": None,
    }


async def test_names_and_the_room_are_for_linked_viewers(
    website: RunningWebsite, callers: Callers
) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    for client, authenticated in ((callers.anonymous, False), (callers.unlinked, True)):
        found = await read(client)
        assert (found["participants"], found["session"]) == ([], None)
        assert (found["participant_count"], found["committed_count"]) == (6, 6)
        counts = (found["confirmed_count"], found["standby_count"], found["need_count"])
        assert counts == (6, 0, 0)
        assert found["unlocked"] is True
        assert found["viewer"]["authenticated"] is authenticated
        assert found["viewer"]["linked_discord"] is False
        assert (found["viewer"]["website_user_id"] is None) is not authenticated
        assert "Ana" not in str(found)


async def test_a_new_room(website: RunningWebsite, callers: Callers) -> None:
    await enough_looking(website)
    player, *_ = await ids_of(website, callers)
    opened = await ok(callers.player, "create")
    assert (opened["success"], opened["created"], opened["thread_created"]) == (True, True, False)
    session = opened["state"]["session"]
    assert session == await room(callers.player)
    nobody: dict[str, Any] = {"captain_user_id": None, "captain_name": None, "members": []}
    assert session == {
        "id": session["id"],
        "session_date": "2026-11-20",
        "created_by_user_id": player,
        "created_by_name": "Shade",
        "discord_thread_id": None,
        "thread": {"state": "none", "error": None, "url": None},
        "can_edit_teams": True,
        "ratings": {},
        "draft_version": 0,
        "created_at": "2026-11-20T19:30:00Z",
        "updated_at": "2026-11-20T19:30:00Z",
        "suggestions": [],
        "my_vote_suggestion_id": None,
        "teams": {"A": {"side": "A", **nobody}, "B": {"side": "B", **nobody}},
        "last_ping_at": None,
    }


@pytest.mark.parametrize(("drafts", "expected"), [(False, 2), (True, 3)])
async def test_the_state_takes_two_statements_and_one_for_ratings_whatever_the_room_holds(
    website: RunningWebsite, callers: Callers, drafts: bool, expected: int
) -> None:
    people = await enough_looking(website, 8)
    await ok(callers.player, "create")
    reader = callers.player if drafts else await website.signed_in(777, player="Nightjar")

    async def statements() -> int:
        await website.sql.execute("SELECT pg_notify('muster_changes', 'everything')")
        await website.heard_everything()
        await reader.get("/auth/me")  # who is asking is in memory
        await reader.get("/api/community")  # and so are the rules by weekday
        with counted_statements(website) as sent:
            await read(reader)
        return len(sent)

    empty = await statements()
    for number in range(10):
        for client in callers.linked:
            await suggested(client, f"Name {number} {id(client)}")
    for client in callers.linked:
        await ok(client, "vote", suggestion_id=(await room(client))["suggestions"][0]["id"])
    await ok(callers.player, "teams", side_a=people[:4], side_b=people[4:])
    assert await statements() == empty == expected
    with counted_statements(website) as sent:  # the day's answers are in memory by now
        await read(reader)
    assert len(sent) == expected - 1


# --- opening --------------------------------------------------------------------------------------


async def test_locked_until_enough_are_looking(website: RunningWebsite, callers: Callers) -> None:
    await enough_looking(website, 5)
    assert refusal(await post(callers.player, "create")) == (409, "planning_locked")
    await answer(website.sql, await website.user_id(callers.player), "LOOKING")
    await website.heard_everything()
    opened = await ok(callers.player, "create")
    assert opened["state"]["session_ready"] == {
        "session": True,
        "ready": True,
        "looking_count": 6,
        "threshold": 6,
    }


async def test_the_second_who_opens_it_gets_the_first_room(
    website: RunningWebsite, callers: Callers
) -> None:
    people = await enough_looking(website)
    first = await ok(callers.player, "create")
    await website.sql.execute("DELETE FROM availability_entries WHERE user_id = $1", people[0])
    await website.heard_everything()
    second = await ok(callers.admin, "create")
    assert second["created"] is False
    assert second["state"]["unlocked"] is True
    assert second["state"]["session_ready"]["ready"] is False
    assert second["state"]["session"]["id"] == first["state"]["session"]["id"]
    assert second["state"]["session"]["created_by_name"] == "Shade"


async def test_four_browsers_in_one_instant_open_one_room(
    website: RunningWebsite, callers: Callers
) -> None:
    await enough_looking(website)
    browsers = [*callers.linked, await website.signed_in(PLAYER)]
    done = await asyncio.gather(*(ok(client, "create") for client in browsers))
    assert Counter(each["created"] for each in done) == {True: 1, False: 3}
    assert len({each["state"]["session"]["id"] for each in done}) == 1


async def test_a_thread_is_wanted_where_the_community_wants_one(database_url: str) -> None:
    settings = settings_for(
        database_url, availability_planning_discord_create_thread=True, discord_guild_id=42
    )
    async with running_website(settings) as website:
        await enough_looking(website)
        client = await website.signed_in(PLAYER, player="Shade")
        opened = await ok(client, "create")
        assert opened["thread_created"] is False
        assert opened["state"]["session"]["thread"] == {
            "state": "wanted",
            "error": None,
            "url": None,
        }
        await website.sql.execute(
            "UPDATE planning_sessions SET thread_state = 'created', discord_thread_id = $1",
            1_234_567_890_123_456_789,
        )
        again = await ok(client, "create")
        assert (again["created"], again["thread_created"]) == (False, True)
        assert again["state"]["session"]["discord_thread_id"] == "1234567890123456789"
        assert again["state"]["session"]["thread"]["url"] == (
            "https://discord.com/channels/42/1234567890123456789"
        )


async def test_why_there_is_no_thread_is_for_who_can_mend_it(
    website: RunningWebsite, callers: Callers
) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    await website.sql.execute(
        "UPDATE planning_sessions SET thread_state = 'failed', thread_error = 'Not allowed.'"
    )
    stranger = await website.signed_in(777, player="Nightjar")
    for client in callers.linked:
        assert (await room(client))["thread"] == {
            "state": "failed",
            "error": "Not allowed.",
            "url": None,
        }
    assert (await room(stranger))["thread"] == {"state": "failed", "error": None, "url": None}


async def test_at_midnight_a_new_day_has_a_new_room_and_the_old_one_can_be_read(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    people = await enough_looking(website)
    await ok(callers.player, "create")
    await suggested(callers.player, "Owls")
    await ok(callers.player, "teams", side_a=people[:3], side_b=people[3:])
    clock.move_to(datetime(2026, 11, 20, 23, 0, 1, tzinfo=UTC))  # midnight in the community
    today = await read(callers.player)
    assert (today["date"], today["session"], today["unlocked"]) == ("2026-11-21", None, False)
    for what, body in (
        ("suggestions", {"name": "Bats"}),
        ("vote", {"suggestion_id": 1}),
        ("teams", {"side_a": [], "side_b": []}),
        ("ping", {}),
    ):
        assert refusal(await post(callers.player, what, **body)) == (404, "no_planning_room")
    old = await read(callers.player, "?date=2026-11-20")
    assert [each["name"] for each in old["session"]["suggestions"]] == ["Owls"]
    assert len(old["session"]["teams"]["A"]["members"]) == 3
    assert old["session"]["can_edit_teams"] is False
    assert (old["participant_count"], old["unlocked"]) == (6, True)
    assert (await read(callers.anonymous, "?date=2026-11-20"))["session"] is None


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-13-01", "2026-11-20T10:00", "1763668800"])
async def test_a_date_that_is_none_is_a_422(callers: Callers, day: str) -> None:
    assert refusal(await callers.player.get(f"{PLANNING}?date={day}")) == (422, "invalid_input")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-11-21"])
async def test_days_without_a_room_have_none(callers: Callers, day: str) -> None:
    found = await read(callers.player, f"?date={day}")
    assert (found["date"], found["session"], found["unlocked"]) == (day, None, False)


# --- joining --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, "LOOKING"), ("NOT_PLAYING", "LOOKING"), ("MAYBE", "MAYBE"), ("AVAILABLE", "AVAILABLE")],
)
async def test_who_joins_is_in_the_pool(
    website: RunningWebsite, callers: Callers, before: str | None, after: str
) -> None:
    me = await website.user_id(callers.player)
    if before:
        await answer(website.sql, me, before)
        await website.heard_everything()
    await open_room(website, callers.promoter)
    state = (await ok(callers.player, "join"))["state"]
    assert state["participants"] == [
        {"user_id": me, "display_name": "Shade", "status": after, "avatar": None}
    ]
    assert await ok(callers.player, "join") == {"success": True, "state": state}


@pytest.mark.parametrize("before", [None, "NOT_PLAYING", "MAYBE", "AVAILABLE", "LOOKING"])
@pytest.mark.parametrize("looking", [0, 6])
async def test_nobody_joins_a_room_that_is_not_there(
    website: RunningWebsite, callers: Callers, before: str | None, looking: int
) -> None:
    """Neither while it is locked nor while it only waits to be opened; and nobody is marked."""
    await enough_looking(website, looking)
    me = await website.user_id(callers.player)
    if before:
        await answer(website.sql, me, before)
        await website.heard_everything()
    found = await read(callers.player)
    assert refusal(await post(callers.player, "join")) == (409, "planning_not_open")
    assert await read(callers.player) == found
    assert before == await website.sql.fetchval(
        "SELECT status FROM availability_entries WHERE user_id = $1", me
    )


async def test_yesterday_s_room_is_none_of_today_s(
    website: RunningWebsite, callers: Callers
) -> None:
    await open_room(website, callers.player)
    await website.sql.execute("UPDATE planning_sessions SET session_date = '2026-11-19'")
    assert refusal(await post(callers.player, "join")) == (409, "planning_not_open")


# --- live, and how often --------------------------------------------------------------------------


async def test_everybody_in_the_room_hears_of_every_change(
    website: RunningWebsite, callers: Callers
) -> None:
    people = await enough_looking(website)
    async with on_a_port(website.app) as address, listening(address) as stream:
        await stream.until(("today", {"date": "2026-11-20"}))
        for what, body in (
            ("create", {}),
            ("suggestions", {"name": "Owls"}),
            ("teams", {"side_a": people[:3], "side_b": people[3:], "captain_a": people[0]}),
        ):
            await ok(callers.player, what, **body)
            assert await stream.next() == PLANNED
        owls = (await room(callers.player))["suggestions"][0]["id"]
        await ok(callers.admin, "vote", suggestion_id=owls)
        assert await stream.next() == PLANNED
        await ok(callers.admin, "join")
        assert await stream.next() == ("availability", {"date": "2026-11-20"})


async def test_changes_are_limited_for_each_person(
    website: RunningWebsite, callers: Callers
) -> None:
    for _ in range(30):
        assert refusal(await post(callers.player, "join")) == (409, "planning_not_open")
        assert refusal(await post(callers.player, "ping")) == (404, "no_planning_room")
    bodies: dict[str, Any] = {"suggestions": {"name": "Owls"}, "vote": {"suggestion_id": 1}}
    for what in CHANGES:
        if what != "teams":  # nobody edits teams where there is no room
            refused = await post(callers.player, what, **bodies.get(what, {}))
            assert refusal(refused) == (429, "rate_limited"), what
            assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refusal(await post(callers.admin, "join")) == (409, "planning_not_open")
    await read(callers.player)


async def test_who_is_no_longer_linked_is_out_at_once(
    website: RunningWebsite, callers: Callers
) -> None:
    await enough_looking(website)
    await ok(callers.admin, "create")
    await ok(callers.admin, "join")
    await website.sql.execute("DELETE FROM user_player_links")
    await website.heard_everything()
    found = await read(callers.admin)
    assert (found["session"], found["participants"], found["participant_count"]) == (None, [], 0)
    assert refusal(await post(callers.admin, "ping")) == (403, "not_linked")
