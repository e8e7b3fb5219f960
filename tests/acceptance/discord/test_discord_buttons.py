"""The tonight message's buttons: answers, "this is me", and what goes wrong."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from bot.discord import messages
from bot.discord.buttons import ActionButton
from muster.errors import DatabaseUnavailable
from tests.support.fakes.chats import FakeChats
from tests.support.running.websites import eventually
from tests.support.scenes.community import add_person, add_player
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
    with_button,
)
from tests.support.scenes.linked_chats import answers
from tests.support.scenes.usual import add_weeks

LABELS = ["● Looking", "○ Available", "◐ Maybe", "\u2013 Not playing"]


async def test_a_press_is_an_answer_that_only_the_presser_is_told_of(
    door: RunningFrontDoor, sql: Any
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    for label, status, said in (
        (LABELS[0], "LOOKING", "Looking today. You are number 1 in the queue. 2 short of a"),
        (LABELS[1], "AVAILABLE", "Available today. 3 short of a session."),
        (LABELS[2], "MAYBE", "Maybe today."),
        (LABELS[3], "NOT_PLAYING", "Not playing today."),
    ):
        pressed = await door.presses("501", message, label)
        assert pressed.text is not None
        assert pressed.text.startswith(said)
        assert pressed.ephemeral
        assert await answers(sql) == [(user_id, status)]


async def test_an_answer_can_be_taken_back_and_pressing_twice_is_once(
    door: RunningFrontDoor, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    await door.presses("501", message, LABELS[0])
    again = await door.presses("501", message, LABELS[0])
    assert again.text is not None
    assert "number 1" in again.text
    assert again.shown is not None
    back = await door.presses("501", again.shown, "Take it back")
    assert back.text == "Your answer for today is gone."
    assert back.shown is not None
    assert back.shown["components"] == []
    assert await answers(sql) == []


async def test_a_stranger_is_asked_who_they_are_and_their_answer_is_kept(
    door: RunningFrontDoor, sql: Any
) -> None:
    door.server.names["777"] = "Kestrel the Quick"
    await sql.execute(
        "INSERT INTO players (guid, name, canonical_name, origin) VALUES"
        " ('k', '^1Kestrel', 'Kestrel', 'imported'), ('m', 'Marlow', 'Marlow', 'imported')"
    )
    pressed = await door.presses("777", await door.tonight(), LABELS[0])
    assert pressed.text is not None
    assert pressed.text.startswith("Link yourself to a player profile, once.")
    assert pressed.ephemeral
    assert next(iter(pressed.buttons())) == "This is me: Kestrel"
    assert await sql.fetchval("SELECT count(*) FROM website_users") == 0  # looking writes nothing
    assert pressed.shown is not None
    linked = await door.presses("777", pressed.shown, "This is me: Kestrel")
    assert linked.text is not None
    assert linked.text.startswith("You are linked as Kestrel. Looking today. You are number 1")
    row = await sql.fetchrow(
        "SELECT d.discord_user_id, l.player_guid, e.status FROM discord_accounts d"
        " JOIN user_player_links l USING (user_id) JOIN availability_entries e USING (user_id)"
    )
    assert tuple(row) == (777, "k", "LOOKING")
    log = await sql.fetch("SELECT action FROM account_link_audit_log ORDER BY id")
    assert [each[0] for each in log] == ["discord_linked", "player_linked"]
    await door.shows(lambda text: "**Queue:** Kestrel" in text)


async def stranger_is_asked(door: RunningFrontDoor, sql: Any) -> dict[str, Any]:
    """What 777 sees, whom nobody knows and who is called like a profile, after pressing."""
    door.server.names["777"] = "Kestrel"
    await sql.execute(
        "INSERT INTO players (guid, name, canonical_name, origin)"
        " VALUES ('k', 'Kestrel', 'Kestrel', 'imported')"
    )
    pressed = await door.presses("777", await door.tonight(), LABELS[0])
    assert pressed.shown is not None
    return pressed.shown


async def test_linked_already_or_by_a_second_press_their_answer_is_still_given(
    door: RunningFrontDoor, sql: Any
) -> None:
    asked = await stranger_is_asked(door, sql)
    await door.presses("777", asked, "This is me: Kestrel")
    again = await door.presses("777", asked, "This is me: Kestrel")
    assert again.text is not None
    assert again.text.startswith("You are linked as Kestrel already;")
    assert "Looking today. You are number 1" in again.text


async def test_an_answer_that_fails_after_the_link_does_not_hide_the_link(
    door: RunningFrontDoor, sql: Any
) -> None:
    asked = await stranger_is_asked(door, sql)
    await sql.execute("ALTER TABLE availability_entries RENAME COLUMN status TO gone")
    linked = await door.presses("777", asked, "This is me: Kestrel")
    await sql.execute("ALTER TABLE availability_entries RENAME COLUMN gone TO status")
    assert linked.text is not None
    assert linked.text.startswith("You are linked as Kestrel. Something went wrong on our side.")
    # As they are told: the same press again.
    again = await door.presses("777", asked, "This is me: Kestrel")
    assert again.text is not None
    assert "Looking today. You are number 1" in again.text


async def test_a_profile_that_somebody_else_took_meanwhile_stays_theirs(
    door: RunningFrontDoor, sql: Any
) -> None:
    asked = await stranger_is_asked(door, sql)
    other = await add_person(sql, 501)
    await sql.execute("INSERT INTO user_player_links VALUES ($1, 'k', now())", other)
    late = await door.presses("777", asked, "This is me: Kestrel")
    assert late.text is not None
    assert late.text.startswith("This player profile is linked to somebody else.\nLink yourself")
    assert await sql.fetchval("SELECT count(*) FROM website_users") == 1  # all of it undone
    # It is no dead end, and the answer they were about to give is not lost.
    await sql.execute(
        "INSERT INTO players (guid, name, canonical_name, origin)"
        " VALUES ('k2', 'Kestrel2', 'Kestrel2', 'imported')"
    )
    again = await door.presses("777", asked, "This is me: Kestrel")
    assert again.shown is not None
    linked = await door.presses("777", again.shown, "This is me: Kestrel2")
    assert linked.text is not None
    assert linked.text.startswith("You are linked as Kestrel2. Looking today.")


async def test_whoever_has_no_profile_makes_one(door: RunningFrontDoor, sql: Any) -> None:
    door.server.names["777"] = "Zephyr"
    pressed = await door.presses("777", await door.tonight(), LABELS[1])
    assert list(pressed.buttons()) == ["Create Zephyr", "Somebody else"]
    assert pressed.shown is not None
    made = await door.presses("777", pressed.shown, "Create Zephyr")
    assert made.text is not None
    assert made.text.startswith("You are linked as Zephyr. Available today.")
    assert await sql.fetchval("SELECT canonical_name FROM players") == "Zephyr"


async def test_nobody_makes_one_of_a_name_that_is_another_s_alias(
    door: RunningFrontDoor, sql: Any
) -> None:
    door.server.names["777"] = "redBreast"
    await add_player(sql, "robin", "Robin", aliases=("Redbreast",))
    pressed = await door.presses("777", await door.tonight(), LABELS[1])
    assert list(pressed.buttons()) == ["This is me: Robin", "Somebody else"]


async def test_where_profiles_are_imported_alone_nobody_makes_one(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    settings = front_door_settings(database_url, chats, player_self_registration="false")
    async with running_front_door(settings, chats) as door:
        pressed = await door.presses("777", await door.tonight(), LABELS[1])
        assert pressed.text is not None
        assert "ask an admin to add it" in pressed.text
        assert list(pressed.buttons()) == ["Somebody else"]
        # A button that was made before the setting was changed.
        old = with_button("muster:create:-")
        late = await door.does(door.server.press_id, "777", old, "muster:create:-")
        assert "does not let players create profiles" in await door.hears(late)


async def test_somebody_who_is_no_member_any_more_changes_nothing(
    door: RunningFrontDoor, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    door.server.banned.add("501")
    pressed = await door.does(door.server.press, "501", message, LABELS[0])
    # Discord takes no answer for them either; the next person's press is heard.
    await add_person(sql, 502, player="Marlow")
    await door.presses("502", message, LABELS[2])
    assert pressed.callback is None
    assert [status for _, status in await answers(sql)] == ["MAYBE"]


async def test_a_press_from_outside_of_the_server_is_answered_with_that(
    door: RunningFrontDoor, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    account = door.server._account("501")
    monkeypatch.setattr(
        door.server, "_who", lambda _user_id: {"user": account, "guild_id": None, "context": 1}
    )
    pressed = await door.presses("501", message, LABELS[0])
    assert pressed.text == "This works only on the community's server."
    monkeypatch.setattr(
        door.server,
        "_who",
        lambda _user_id: {"member": door.server._member("501"), "guild_id": "77", "context": 0},
    )
    pressed = await door.presses("501", message, LABELS[0])
    assert pressed.text == (
        "This bot belongs to another community's server, so it cannot do that here."
    )
    assert await answers(sql) == []


async def test_a_button_that_nobody_knows_any_more_is_answered(door: RunningFrontDoor) -> None:
    await door.tonight()
    for custom_id in (
        *("muster:answer:nonsense", "muster:nobody_knows:1", "v0-old-button"),
        *("muster:clear:999999", "muster:ask:26112000", "muster:teams:", "muster:switch:"),
    ):
        pressed = await door.does(door.server.press_id, "501", with_button(custom_id), custom_id)
        said = await door.hears(pressed)
        if custom_id == "muster:switch:":  # nobody who is not linked has one
            assert said.startswith("Link your Discord account")
        else:
            assert said == "This button is from an older message. Use the newest one, or a command."
        assert pressed.ephemeral, custom_id


async def test_a_button_is_answered_once_whoever_knows_it(door: RunningFrontDoor) -> None:
    await door.tonight()
    for custom_id in ("muster:answer:261119L", "muster:answer:261119X"):
        pressed = await door.does(door.server.press_id, "501", with_button(custom_id), custom_id)
        await door.hears(pressed)
    # The next person's answer comes after any second word there was for these.
    await door.presses("502", with_button("v0-old-button"), "Old")
    assert [name for _, name in door.discord.requests].count("callback") == 3


async def test_every_kind_of_button_has_somebody_who_answers_it(door: RunningFrontDoor) -> None:
    client = door.door.make_client()
    await client.setup_hook()
    assert set(client._presses) == set(ActionButton.__subclasses__())


async def test_yesterday_s_button_for_fair_teams_names_the_command(door: RunningFrontDoor) -> None:
    await door.tonight()
    custom_id = "muster:teams:2611190"
    pressed = await door.does(door.server.press_id, "501", with_button(custom_id), custom_id)
    assert await door.hears(pressed) == "That evening is over. /plan teams makes tonight's."


async def test_somebody_who_presses_all_the_time_is_slowed_down(
    door: RunningFrontDoor, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    pressed = [
        await door.does(door.server.press, "501", message, LABELS[number % 2])
        for number in range(62)
    ]
    texts = [await door.hears(each) for each in pressed]
    assert texts.count("That was a lot at once. Try again in a minute.") == 2


async def test_a_database_that_hangs_gets_a_promise_first(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    async with sql.transaction():
        await sql.execute("LOCK availability_entries IN ACCESS EXCLUSIVE MODE")
        pressed = await door.does(door.server.press, "501", message, LABELS[0])
        await eventually(lambda: pressed.callback is not None)
        assert pressed.callback == 5
        assert pressed.shown is None
    assert "You are number 1" in await door.hears(pressed)
    assert pressed.edits == 1
    assert pressed.ephemeral


async def test_what_is_wrong_passes_and_the_buttons_stay(
    door: RunningFrontDoor, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_person(sql, 501, player="Kestrel")
    given = await door.presses("501", await door.tonight(), LABELS[0])
    assert given.shown is not None
    database = door.door.parts.database
    await database.close()
    failed = await door.presses("501", given.shown, "Take it back")
    # A message of its own; the one with the button is as it was.
    assert failed.text == str(DatabaseUnavailable.detail)
    assert failed.callback == 4
    await database.open()
    async with sql.transaction():
        await sql.execute("LOCK discord_accounts IN ACCESS EXCLUSIVE MODE")
        monkeypatch.setattr("muster.database.COMMAND_TIMEOUT", 0.5)
        await database.close()
        await database.open()
        slow = await door.presses("501", given.shown, "Take it back")
    assert slow.text == str(DatabaseUnavailable.detail)
    assert (slow.callback, slow.followed, slow.edits) == (6, 1, 0)
    assert slow.ephemeral
    back = await door.presses("501", given.shown, "Take it back")
    assert back.text == "Your answer for today is gone."


async def test_a_database_that_is_gone_is_said(door: RunningFrontDoor) -> None:
    message = await door.tonight()
    gone = door.door.parts.database
    await gone.close()
    pressed = await door.presses("501", message, LABELS[0])
    assert pressed.text == str(DatabaseUnavailable.detail)
    await gone.open()


async def test_what_one_is_told_alone_offers_the_usual_answers_of_days_without_one(
    door: RunningFrontDoor, sql: Any
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    today, tomorrow = door.today, door.today + timedelta(days=1)
    await add_weeks(sql, user_id, today, ["MAYBE"] * 5)
    await add_weeks(sql, user_id, tomorrow, ["LOOKING"] * 5, arrives_at=time(21, 30))
    pressed = await door.presses("501", await door.tonight(), LABELS[0])
    then = "Tomorrow as usual: looking from 21:30"
    assert list(pressed.buttons()) == ["Take it back", then]
    assert pressed.shown is not None
    back = await door.presses("501", pressed.shown, "Take it back")
    assert list(back.buttons()) == ["As usual: maybe"]
    assert back.shown is not None
    taken = await door.presses("501", back.shown, "As usual: maybe")
    assert taken.text is not None
    assert taken.text.startswith("Maybe today.")
    assert taken.shown is not None
    ahead = await door.presses("501", taken.shown, then)
    assert ahead.text is not None
    assert ahead.text.startswith("Looking tomorrow from 21:30.")
    rows = await sql.fetch(
        "SELECT entry_date, status, usual_at FROM availability_entries WHERE entry_date >= $1"
        " ORDER BY entry_date",
        today,
    )
    assert [tuple(row) for row in rows] == [(today, "MAYBE", None), (tomorrow, "LOOKING", None)]


@pytest.mark.parametrize("key", ["ux", "um2130", "ul2130i6"])
async def test_a_usual_answer_of_another_version_says_so(
    door: RunningFrontDoor, sql: Any, key: str
) -> None:
    await add_person(sql, 501, player="Kestrel")
    pressed = await door.presses(
        "501", with_button(f"muster:usual:{door.today:%y%m%d}.{key}"), "Old"
    )
    assert pressed.text == str(messages.UNKNOWN_BUTTON)
    assert await answers(sql) == []


async def test_a_usual_answer_of_an_evening_that_is_over_says_so(
    door: RunningFrontDoor, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    yesterday = door.today - timedelta(days=1)
    pressed = await door.presses("501", with_button(f"muster:usual:{yesterday:%y%m%d}.ul"), "Old")
    assert pressed.text == str(messages.DAY_IS_OVER)
    assert await answers(sql) == []
