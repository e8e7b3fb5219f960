"""The slash commands, each as whoever may and may not use it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.cogs import availability_cog
from muster.clock import utc_now
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_interactions import Interaction
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import add_answer, add_person
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    looks_at_commands,
    running_front_door,
)

EVERY_COMMAND = [
    *("avail set", "avail clear", "avail show", "queue", "tomorrow", "link telegram"),
    *("link signal", "promote preview", "promote start", "promote cancel", "plan open"),
    *("plan join", "plan teams", "settings", "call preview", "call start", "call stop", "away"),
]


async def completions(door: RunningFrontDoor, path: str, typed: str) -> list[tuple[str, str]]:
    """What Discord offers for `day` as somebody types: (name, value)."""
    asked: Interaction = await door.does(door.server.complete, "501", path, "day", typed)
    await eventually(lambda: asked.callback is not None)
    return [(choice["name"], choice["value"]) for choice in asked.choices]


# --- what Discord knows of them -------------------------------------------------------------------


async def test_all_commands_are_known_to_the_server_alone(door: RunningFrontDoor) -> None:
    await eventually(lambda: door.server.syncs == 1)
    (stored,) = door.server.commands.values()
    (path,) = door.server.commands
    assert "/guilds/" in path
    names = [
        f"{command['name']} {option['name']}" if option["type"] == 1 else command["name"]
        for command in stored
        for option in command.get("options") or [{"type": 0}]
    ]
    assert sorted(names) == sorted(EVERY_COMMAND)
    assert all(command["dm_permission"] is False for command in stored)


async def test_they_are_stored_again_only_when_they_changed(
    database_url: str, chats: FakeChats
) -> None:
    settings = front_door_settings(database_url, chats)
    # The first start looks and stores, the second only looks; both look for commands elsewhere.
    for looks in (3, 5):
        async with running_front_door(settings, chats) as door:
            await door.tonight()
            await becomes(lambda: looks_at_commands(chats), looks)
            assert door.server.syncs == 1
    (path,) = chats.discord.front.commands
    chats.discord.front.commands[path][0]["description"] = "Something older"
    async with running_front_door(settings, chats) as door:
        await eventually(lambda: door.server.syncs == 2)


async def test_another_description_is_stored_once_and_what_discord_adds_is_none(
    database_url: str, chats: FakeChats
) -> None:
    stored = chats.discord.front.commands
    # Each start looks, stores where something changed, and looks for commands elsewhere.
    for looks, language, stores in ((3, "en", 1), (6, "sl", 2), (8, "sl", 2), (11, "en", 3)):
        settings = front_door_settings(database_url, chats, muster_language=language)
        async with running_front_door(settings, chats) as door:
            await becomes(lambda: looks_at_commands(chats), looks)
            assert door.server.syncs == stores
        (commands,) = stored.values()
        for command in commands:
            for part in (command, *command["options"]):
                part |= {"version": "9", "required": part.get("required") or None}
                part |= {"name_localizations": part.get("name_localizations") or None}


async def test_commands_for_every_server_are_not_there_twice(
    database_url: str, chats: FakeChats
) -> None:
    everywhere = front_door_settings(database_url, chats, discord_guild_id=None)
    async with running_front_door(everywhere, chats) as door:
        await eventually(lambda: door.server.syncs == 1)
    (path,) = chats.discord.front.commands
    assert "/guilds/" not in path
    chats.discord.front.commands[path].append({"id": "7", "name": "of another program"})
    here = front_door_settings(database_url, chats)
    async with running_front_door(here, chats) as door:
        await eventually(lambda: [each["id"] for each in door.server.commands[path]] == ["7"])
        assert door.server.syncs == 2


async def test_without_the_right_to_have_commands_the_rest_works(
    database_url: str, chats: FakeChats, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.gateway.command_sync.AGAIN_AFTER_SECONDS", 0.3)
    body = {"code": 50001, "message": "Missing Access"}
    chats.discord.fail(method="commands", status=403, body=body, times=None)
    async with running_front_door(front_door_settings(database_url, chats), chats) as door:
        await eventually(lambda: door.health.problems == {"commands": "no_access"})
        await add_person(sql, 501, player="Kestrel")
        pressed = await door.presses("501", await door.tonight(), "◐ Maybe")
        assert pressed.text is not None
        assert pressed.text.startswith("Maybe today.")
        # Somebody lets it in: nothing has to be restarted.
        chats.discord.faults.clear()
        await eventually(lambda: door.server.syncs == 1)
        await eventually(lambda: door.health.problems == {})


async def test_whoever_is_not_linked_is_told_how_to_be_by_every_command(
    door: RunningFrontDoor, sql: Any
) -> None:
    user_id = await add_person(sql, 502, player="Marlow")
    await add_answer(sql, user_id, door.today, "LOOKING")
    for path in EVERY_COMMAND:
        options = {"status": "LOOKING"} if path == "avail set" else {}
        told = await door.commands("501", path, **options)
        assert told.ephemeral, path
        assert told.text is not None
        assert "Marlow" not in told.text, path  # names are for those who are linked
        labels = list(told.buttons())
        asks = "Link yourself" in labels or any(label.startswith("Create") for label in labels)
        assert asks, path
    assert await sql.fetchval("SELECT count(*) FROM website_users") == 1


# --- /avail, /queue, /tomorrow --------------------------------------------------------------------


async def test_answering_for_days(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    tomorrow = door.today + timedelta(days=1)
    told = await door.commands("501", "avail set", status="LOOKING")
    assert told.text == "Looking today. You are number 1 in the queue. 2 short of a session."
    told = await door.commands("501", "avail set", status="MAYBE", day=tomorrow.isoformat())
    assert told.text == "Maybe tomorrow."
    told = await door.commands("501", "avail set", status="AVAILABLE", day="SUNDAY")
    assert told.text == "Available Sun 22 Nov."
    told = await door.commands("501", "tomorrow", status="NOT_PLAYING")
    assert told.text == "Not playing tomorrow."
    rows = await sql.fetch("SELECT entry_date, status FROM availability_entries ORDER BY 1")
    assert [tuple(row) for row in rows] == [
        (door.today, "LOOKING"),
        (tomorrow, "NOT_PLAYING"),
        (door.today + timedelta(days=2), "AVAILABLE"),
    ]
    told = await door.commands("501", "avail show")
    assert told.text is not None
    assert "Today: 1 looking. 2 more needed." in told.text
    assert "You: looking." in told.text
    assert "You: not playing." in told.text
    told = await door.commands("501", "avail clear")
    assert told.text == "Your answer for today is gone."
    told = await door.commands("501", "avail clear", day="today")
    assert told.text == "You had no answer for today."
    told = await door.commands("501", "avail set", status="DANCING")
    assert told.text == "Choose one of the answers that are offered."


async def test_answering_from_when_and_on_what_condition(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    await add_person(sql, 502, player="Wren")
    told = await door.commands("501", "avail set", status="LOOKING", **{"from": "21:30"})
    assert told.text is not None
    assert told.text.startswith("Looking today from 21:30. You are number 1 in the queue.")
    told = await door.commands("502", "avail set", status="LOOKING", only_if=3)
    assert told.text == "Available today if 3 are in. 2 short of a session."
    told = await door.commands("502", "queue")
    assert told.text is not None
    assert "1. Kestrel (21:30)" in told.text
    assert "**On a condition:** Wren (if 3)" in told.text
    told = await door.commands("502", "avail show")
    assert told.text is not None
    assert "You: available if 3 are in." in told.text
    told = await door.commands(
        "502", "avail set", status="AVAILABLE", only_if=2, **{"from": "22:00"}
    )
    assert told.text is not None
    assert told.text.startswith(
        "Looking today from 22:00. Enough others are in. You are number 2 in the queue."
    )
    for said, answered in (
        ({"status": "LOOKING", "from": "half past"}, "I do not know that time."),
        ({"status": "LOOKING", "from": "20:30"}, "The session starts at 21:00;"),
        ({"status": "MAYBE", "from": "21:30"}, "A time goes with LOOKING or AVAILABLE"),
    ):
        told = await door.commands("501", "avail set", **said)
        assert told.text is not None
        assert told.text.startswith(answered)
    told = await door.commands("501", "avail set", status="LOOKING", **{"from": "21:00"})
    assert told.text is not None
    assert told.text.startswith("Looking today. ")


async def test_days_that_do_not_fit(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    for day, said in (
        ("someday", "I do not know that day."),
        ("2026-02-30", "I do not know that day."),
        ("2026-11-19", "Past days are read-only."),
        ("2027-06-01", "Answers can be given up to 90 days ahead."),
        ("x" * 200, "I do not know that day."),
    ):
        told = await door.commands("501", "avail set", status="LOOKING", day=day)
        assert told.text is not None
        assert told.text.startswith(said), day


async def test_days_are_completed_as_somebody_types(door: RunningFrontDoor) -> None:
    offered = await completions(door, "avail set", "")
    assert offered[:3] == [
        ("today", "2026-11-20"),
        ("tomorrow", "2026-11-21"),
        ("Sun 22 Nov", "2026-11-22"),
    ]
    assert len(offered) == 8
    assert await completions(door, "avail clear", "TOM") == [("tomorrow", "2026-11-21")]
    assert await completions(door, "avail set", "nothing like it") == []
    for typed, day in (
        ("sunday", "2026-11-22"),
        ("tonight", "2026-11-20"),
        ("2026-12-24", "2026-12-24"),
    ):
        assert (await completions(door, "avail set", typed))[0][1] == day


async def test_the_queue_names_people_to_those_who_are_linked(
    door: RunningFrontDoor, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    told = await door.commands("501", "queue")
    assert told.text == "Queue is empty\n3 short of a session."
    for number, name in enumerate(("Marlow", "_Odessa_")):
        user_id = await add_person(sql, 510 + number, player=name)
        await add_answer(sql, user_id, door.today, "LOOKING")
    told = await door.commands("501", "queue")
    assert told.text == ("**2 looking:**\n1. Marlow\n2. \\_Odessa\\_\n1 short of a session.")
    told = await door.commands("999", "queue")
    assert told.text is not None
    assert told.text.startswith("**2 looking.** Link yourself to see who.")


async def test_tomorrow_shows_every_answer(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    told = await door.commands("501", "tomorrow")
    assert told.text == "**Tomorrow:** ● 0 looking"
    tomorrow = door.today + timedelta(days=1)
    for number, status in enumerate(("AVAILABLE", "LOOKING", "AVAILABLE", "NOT_PLAYING")):
        user_id = await add_person(sql, 510 + number, player=f"P*{number}")
        await add_answer(sql, user_id, tomorrow, status)
    told = await door.commands("501", "tomorrow")
    assert told.text == (
        "**Tomorrow:** ● 1 looking · ○ 2 available · \u2013 1 not playing\n"
        "**Looking:** P\\*1\n**Available:** P\\*0, P\\*2"
    )
    told = await door.commands("999", "tomorrow")
    assert told.text is not None
    assert "P" not in told.text.replace("Link yourself to see who.", "")


async def test_midnight_between_two_looks_at_the_clock_makes_tomorrow_no_today(
    door: RunningFrontDoor, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_person(sql, 501, player="Kestrel")
    looks = iter(range(100))
    noon = utc_now()
    monkeypatch.setattr(availability_cog, "utc_now", lambda: noon + timedelta(days=next(looks)))
    told = await door.commands("501", "tomorrow")
    assert told.text == "**Tomorrow:** ● 0 looking"


async def test_nobody_s_name_is_more_than_a_name(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    names = ["[gift](https://evil.example)", "<@501>", "@everyone", "# big", "x" * 120]
    for number in range(14):
        name = names[number] if number < len(names) else f"{number} " + "y" * 110
        user_id = await add_person(sql, 520 + number, player=name)
        for ahead in (0, 1):
            await add_answer(sql, user_id, door.today + timedelta(days=ahead), "LOOKING")
    for path in ("avail show", "queue", "tomorrow"):
        told = await door.commands("501", path)
        assert told.text is not None
        assert "\\[gift\\]\\(https" in told.text
        assert "<@501>" not in told.text
        assert "\\@everyone" in told.text
        assert "x" * 41 not in told.text


# --- /link ----------------------------------------------------------------------------------------


async def test_linking_a_telegram_chat(database_url: str, chats: FakeChats, sql: Any) -> None:
    settings = front_door_settings(database_url, chats, telegram_bot_username="muster_bot")
    async with running_front_door(settings, chats) as door:
        await add_person(sql, 501, player="Kestrel")
        told = await door.commands("501", "link telegram")
        assert told.ephemeral
        assert told.text is not None
        token = told.text.split("/link ")[1].split("\n")[0]
        assert "Send this to @muster_bot:" in told.text
        address = told.buttons()["Open the chat"]["url"]
        assert address == f"https://t.me/muster_bot?start={token}"
        assert await sql.fetchval("SELECT count(*) FROM availability_link_tokens") == 1
        again = await door.commands("501", "link telegram")
        assert again.text == "That was too often; try again in a moment."
        signal = await door.commands("501", "link signal")
        assert signal.text is not None
        assert f"Send this to {chats.signal.number}:" in signal.text


async def test_chats_that_cannot_be_linked(database_url: str, chats: FakeChats, sql: Any) -> None:
    settings = front_door_settings(
        database_url, chats, telegram_bot_token=None, contact_data_encryption_key=None
    )
    async with running_front_door(settings, chats) as door:
        await add_person(sql, 501, player="Kestrel")
        told = await door.commands("501", "link telegram")
        assert told.text == "Telegram is not set up in this community."
        told = await door.commands("501", "link signal")
        assert told.text is not None
        assert "encryption key" in told.text


# --- /settings ------------------------------------------------------------------------------------


async def test_settings_say_what_one_is_told_and_switch_it(
    door: RunningFrontDoor, sql: Any
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    told = await door.commands("501", "settings")
    assert told.text is not None
    assert told.text.splitlines() == [
        "Session ready: on Discord.",
        "Daily check-in: on Discord.",
        "Promoters may ask you: no.",
        "Quiet hours: none.",
        "Time zone: Europe/Ljubljana.",
        "Language: as Discord says.",
    ]
    assert told.shown is not None
    told = await door.presses("501", told.shown, "Turn promoters' messages on")
    assert told.text is not None
    assert "Promoters may ask you: yes, on any channel first." in told.text
    assert told.shown is not None
    for turned, said in (("off", "off."), ("on", "on Discord.")):
        told = await door.presses("501", told.shown, f"Turn daily check-in {turned}")
        assert told.text is not None
        assert told.text.splitlines()[1] == f"Daily check-in: {said}"
        assert told.shown is not None
    told = await door.presses("501", told.shown, "Turn Discord messages off")
    assert told.text is not None
    assert told.text.splitlines()[:2] == [
        "Session ready: off, as no channel is on.",
        "Daily check-in: off, as no channel is on.",
    ]
    assert list(told.buttons())[:3] == [
        "Turn Discord messages on",
        "Turn daily check-in off",
        "Turn promoters' messages off",
    ]
    row = await sql.fetchrow(
        "SELECT allow_promotions, availability_reminders_enabled, s.enabled"
        " FROM subscription_preferences JOIN availability_user_settings USING (user_id)"
        " JOIN availability_subscriptions s USING (user_id) WHERE user_id = $1",
        user_id,
    )
    assert tuple(row) == (True, True, False)
