"""`/promote` and `/plan`, each as whoever may and may not use it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from tests.support.fakes.chats import FakeChats
from tests.support.scenes.community import (
    ADMIN,
    EVENING,
    PLAYER,
    PROMOTER,
    TODAY,
    add_answer,
    add_person,
)
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
)

STANDING = "SELECT count(*) FROM availability_promotion_campaigns WHERE status <> 'cancelled'"


async def add_promotable(sql: Any, number: int, status: str = "LOOKING") -> int:
    """Somebody who answered for today and agreed to be asked."""
    user_id = await add_person(sql, 600 + number, player=f"Asked{number}")
    await add_answer(sql, user_id, TODAY, status)
    await sql.execute(
        "INSERT INTO subscription_preferences (user_id, allow_promotions, preferred_channel,"
        " created_at, updated_at) VALUES ($1, true, 'discord', now(), now())",
        user_id,
    )
    return user_id


# --- /promote -------------------------------------------------------------------------------------


async def test_promoting_is_for_promoters(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, PLAYER, player="Shade")
    await add_promotable(sql, 1)
    for path in ("promote preview", "promote start", "promote cancel"):
        told = await door.commands(str(PLAYER), path)
        assert told.text == "Only promoters may do this; ask an admin of your community.", path
    assert await sql.fetchval("SELECT count(*) FROM availability_promotion_campaigns") == 0


async def test_a_preview_and_one_press_ask_everybody(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, PROMOTER, player="Marlow")
    for number, status in enumerate(("LOOKING", "LOOKING", "MAYBE", "AVAILABLE")):
        await add_promotable(sql, number, status)
    told = await door.commands(str(PROMOTER), "promote preview", maybe=True)
    assert told.text is not None
    lines = told.text.splitlines()
    assert lines[0] == "**3 players would be asked** (3 on Discord):"
    assert lines[1] == "Asked0 (discord), Asked1 (discord), Asked2 (discord)"
    assert told.shown is not None
    done = await door.presses(str(PROMOTER), told.shown, "Ask 3 players")
    assert done.text is not None
    assert done.text.startswith("3 players will be asked (3 on Discord).")
    row = await sql.fetchrow(
        "SELECT include_maybe, include_available, dry_run, recipient_count"
        " FROM availability_promotion_campaigns"
    )
    assert tuple(row) == (True, False, False, 3)
    twice = await door.presses(str(PROMOTER), told.shown, "Ask 3 players")
    assert twice.text is not None
    assert twice.text.startswith("You have promoted today already")
    assert done.shown is not None
    cancelled = await door.presses(str(PROMOTER), done.shown, "Cancel it")
    assert cancelled.text == "Cancelled. Nothing had been sent."
    assert await sql.fetchval("SELECT status FROM availability_promotion_campaigns") == "cancelled"


async def test_starting_and_cancelling_by_command(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, PROMOTER, player="Marlow")
    await add_person(sql, ADMIN, player="Odessa")
    told = await door.commands(str(PROMOTER), "promote start")
    assert told.text is not None
    assert "nothing to send" in told.text
    told = await door.commands(str(PROMOTER), "promote cancel")
    assert told.text == "There is no campaign today."
    await add_promotable(sql, 1)
    told = await door.commands(str(PROMOTER), "promote start", dry_run=True)
    assert told.text is not None
    assert told.text.startswith("Dry run: only you will hear.")
    told = await door.commands(str(PROMOTER), "promote cancel")
    assert told.text == "Cancelled. Nothing had been sent."
    await door.commands(str(PROMOTER), "promote start")
    told = await door.commands(str(ADMIN), "promote cancel")
    assert told.text is not None
    assert told.text.startswith("You have none today. Another promoter started one at ")
    assert await sql.fetchval(STANDING) == 1  # nobody's is stopped by mistake
    assert told.shown is not None
    told = await door.presses(str(ADMIN), told.shown, "Cancel it")
    assert told.text == "Cancelled. Nothing had been sent."
    assert await sql.fetchval(STANDING) == 0


async def test_somebody_else_s_campaign_is_not_one_s_own(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    settings = front_door_settings(database_url, chats, promoter_discord_ids=f"{PROMOTER},{PLAYER}")
    async with running_front_door(settings, chats) as door:
        await add_person(sql, PROMOTER, player="Marlow")
        await add_person(sql, PLAYER, player="Shade")
        await add_promotable(sql, 1)
        await door.commands(str(PROMOTER), "promote start")
        told = await door.commands(str(PLAYER), "promote cancel")
        assert told.text == "You have no campaign today."
        told = await door.commands(str(PLAYER), "promote preview")
        assert told.text is not None
        assert "Another promoter asks today, too" in told.text


async def test_a_preview_tells_how_campaigns_are_here(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    settings = front_door_settings(
        database_url,
        chats,
        availability_promotion_dry_run_default="true",
        availability_promotion_voice_check_enabled="false",
    )
    async with running_front_door(settings, chats) as door:
        await add_person(sql, PROMOTER, player="Marlow")
        await add_promotable(sql, 1)
        told = await door.commands(str(PROMOTER), "promote preview")
        assert told.text is not None
        assert "voice" not in told.text
        assert "only you will hear" in told.text
        assert told.shown is not None
        done = await door.presses(str(PROMOTER), told.shown, "Start a dry run")
        assert done.text is not None
        assert done.text.startswith("Dry run: only you will hear.")
        assert "voice" not in done.text


async def test_yesterday_s_preview_asks_nobody(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, PROMOTER, player="Marlow")
    await add_promotable(sql, 1)
    told = await door.commands(str(PROMOTER), "promote preview")
    assert told.shown is not None
    button = told.shown["components"][0]["components"][0]
    button["custom_id"] = button["custom_id"].replace("261120", "261119")
    late = await door.presses(str(PROMOTER), told.shown, "Ask 1 player")
    assert late.text == ("That evening is over. /promote preview shows whom you could ask tonight.")
    assert await sql.fetchval("SELECT count(*) FROM availability_promotion_campaigns") == 0


async def test_a_preview_from_before_midnight_asks_nobody_after_it(
    door: RunningFrontDoor, sql: Any, clock: time_machine.Traveller
) -> None:
    await add_person(sql, PROMOTER, player="Marlow")
    user_id = await add_promotable(sql, 1)
    # Whoever said so for tomorrow, too, would be asked by a campaign of the new day.
    await add_answer(sql, user_id, TODAY + timedelta(days=1), "LOOKING")
    midnight = EVENING + timedelta(hours=3, minutes=30)
    clock.move_to(midnight - timedelta(seconds=1))
    told = await door.commands(str(PROMOTER), "promote preview")
    assert told.shown is not None
    clock.move_to(midnight)
    late = await door.presses(str(PROMOTER), told.shown, "Ask 1 player")
    assert late.text == "That evening is over. /promote preview shows whom you could ask tonight."
    assert late.ephemeral
    assert await sql.fetchval("SELECT count(*) FROM availability_promotion_campaigns") == 0
    assert await sql.fetchval("SELECT count(*) FROM notifications_ledger") == 0


async def test_where_promotions_are_off(database_url: str, chats: FakeChats, sql: Any) -> None:
    settings = front_door_settings(database_url, chats, availability_promotion_enabled="false")
    async with running_front_door(settings, chats) as door:
        await add_person(sql, PROMOTER, player="Marlow")
        told = await door.commands(str(PROMOTER), "promote preview")
        assert told.text == "Promotions are switched off in this community."


# --- /plan ----------------------------------------------------------------------------------------


async def test_the_planning_room_from_locked_to_teams(door: RunningFrontDoor, sql: Any) -> None:
    ids = [await add_person(sql, 501 + number, player=f"P{number}") for number in range(4)]
    told = await door.commands("501", "plan open")
    assert told.text == "The planning room opens once enough players are looking."
    told = await door.commands("501", "plan teams")
    assert told.text == "There is no planning room for today yet; open it first."
    told = await door.commands("501", "plan join")
    assert told.text == (
        "There is no planning room to join yet; open it once enough players are looking."
    )
    assert await sql.fetchval("SELECT count(*) FROM availability_entries") == 0
    for user_id in ids[:3]:
        await add_answer(sql, user_id, door.today, "LOOKING")
    told = await door.commands("501", "plan open")
    assert told.text == "The planning room is open."
    assert list(told.buttons()) == ["Planning room"]
    told = await door.commands("504", "plan join")
    assert told.text == "You are looking tonight."
    told = await door.commands("504", "plan join")
    assert told.text == "You are in tonight's pool already."
    told = await door.commands("502", "plan open")
    assert told.text == "The planning room was open already."
    theirs = await door.commands("502", "plan teams")
    assert theirs.text == "No teams are saved yet."
    assert list(theirs.buttons()) == ["Planning room"]
    mine = await door.commands("501", "plan teams")
    assert mine.shown is not None
    saved = await door.presses("501", mine.shown, "Make and save fair teams")
    assert saved.text is not None
    assert saved.text.startswith("**Saved teams**\n**A:** ")
    members = await sql.fetch("SELECT user_id, side FROM planning_team_members")
    assert {row[0] for row in members} == set(ids)
    assert sorted(row[1] for row in members) == ["A", "A", "B", "B"]
    stale = await door.presses("501", mine.shown, "Make and save fair teams")
    assert stale.text is not None
    assert stale.text.startswith("Somebody saved teams in the meantime; these are theirs.")
    shown = await door.commands("502", "plan teams")
    assert shown.text == saved.text


async def test_teams_are_saved_by_who_may_alone(door: RunningFrontDoor, sql: Any) -> None:
    for number in range(3):
        user_id = await add_person(sql, 501 + number, player=f"P{number}")
        await add_answer(sql, user_id, door.today, "LOOKING")
    await door.commands("501", "plan open")
    mine = await door.commands("501", "plan teams")
    assert mine.shown is not None
    # Only its owner sees the button; whoever forges the press is refused like on the page.
    refused = await door.presses("502", mine.shown, "Make and save fair teams")
    assert refused.text is not None
    assert refused.text.startswith("Only who opened the planning room, a promoter or an admin")
    assert await sql.fetchval("SELECT count(*) FROM planning_team_members") == 0
