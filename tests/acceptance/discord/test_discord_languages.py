"""Everybody in their language on Discord: commands as it lists them, replies, buttons."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from bot.discord import messages
from muster.availability.messages import STATUS_NAMES, status_set, what_is_missing, when_words
from muster.errors import DatabaseUnavailable, NotLinked, NotPromoter
from muster.tonight.message.messages import QUEUE_EMPTY
from muster.words import LANGUAGES, Language, known_language, lines, sentences
from tests.acceptance.discord.test_discord_commands import EVERY_COMMAND
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_interactions import Interaction, buttons_of
from tests.support.pseudo import PSEUDO, escaped, pseudo_words
from tests.support.running.websites import eventually
from tests.support.scenes.community import EVENING, add_answer, add_person
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
    with_button,
)

# --- commands, which the fake refuses where Discord would -----------------------------------------


async def stored_commands(database_url: str, chats: FakeChats, language: str) -> dict[str, Any]:
    """By their paths, the commands and options that Discord has of a community's bot."""
    settings = front_door_settings(database_url, chats, muster_language=language)
    async with running_front_door(settings, chats) as door:
        await eventually(lambda: door.server.syncs == 1)
        assert door.health.problems == {}
    (commands,) = chats.discord.front.commands.values()
    return {path: part for command in commands for path, part in _parts(command)}


def _parts(part: dict[str, Any], above: str = "") -> list[tuple[str, dict[str, Any]]]:
    path = f"{above} {part['name']}".strip()
    inside = [each for option in part.get("options") or [] for each in _parts(option, path)]
    return [(path, part), *inside]


@pytest.mark.parametrize(
    ("community", "falls_back_to", "in_german", "in_english"),
    [
        ("en", "See who is looking to play tonight", "Sieh, wer heute Abend dabei ist", None),
        ("de", "Sieh, wer heute Abend dabei ist", None, "See who is looking to play tonight"),
        (
            "sl",
            "Poglej, kdo nocoj igra",
            "Sieh, wer heute Abend dabei ist",
            "See who is looking to play tonight",
        ),
    ],
)
async def test_descriptions_fall_back_to_the_communitys_language(
    database_url: str,
    chats: FakeChats,
    community: str,
    falls_back_to: str,
    in_german: str | None,
    in_english: str | None,
) -> None:
    stored = await stored_commands(database_url, chats, community)
    queue = stored["queue"]
    assert queue["description"] == falls_back_to
    told = {"de": in_german, "en-US": in_english, "en-GB": in_english}
    expected = {locale: text for locale, text in told.items() if text is not None}
    assert queue["description_localizations"] == expected


async def test_commands_keep_their_names_and_options_have_germans(
    database_url: str, chats: FakeChats
) -> None:
    stored = await stored_commands(database_url, chats, "sl")
    commands = [part for path, part in stored.items() if part["type"] == 1]
    assert all(not command.get("name_localizations") for command in commands)
    options = [part for part in stored.values() if part["type"] != 1]
    assert all(set(option["name_localizations"]) == {"de"} for option in options)
    assert stored["avail set only_if"]["name_localizations"] == {"de": "nur_ab"}
    # Whatever is not translated would show the name of its message.
    assert not [part for part in stored.values() if "discordCommands" in str(part)]


# --- whose language it is -------------------------------------------------------------------------


async def chooses(sql: Any, user_id: int, language: str | None, heard: str | None = None) -> None:
    """What somebody chose on the page, and what was heard of them elsewhere."""
    await sql.execute(
        "INSERT INTO reader_languages (user_id, chosen, heard, updated_at) VALUES ($1, $2, $3, $4)",
        user_id,
        language,
        heard,
        EVENING,
    )


@pytest.mark.parametrize(
    ("chosen", "locale", "heard", "community", "said"),
    [
        (None, "de", None, "en", "de"),
        ("sl", "de", None, "en", "sl"),
        (None, "fr", None, "sl", "sl"),
        (None, "fr", "de", "sl", "de"),
        (None, "en-US", None, "sl", "en"),
        (None, "en-GB", "de", "sl", "en"),
        ("en", "de", "de", "sl", "en"),
        (None, "de", None, "sl", "de"),
    ],
)
async def test_whoever_asks_reads_their_language(
    database_url: str,
    chats: FakeChats,
    sql: Any,
    chosen: str | None,
    locale: str,
    heard: str | None,
    community: str,
    said: str,
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    if chosen or heard:
        await chooses(sql, user_id, chosen, heard)
    settings = front_door_settings(database_url, chats, muster_language=community)
    async with running_front_door(settings, chats) as door:
        door.server.locales["501"] = locale
        told = await door.commands("501", "queue")
        assert told.text == QUEUES[said]
        # Everybody reads the message in the community's language; a press is answered in one's own.
        message = await door.tonight()
        label = f"◐ {STATUS_NAMES['MAYBE'].in_language(known(community))}"
        pressed = await door.presses("501", message, label)
        given = sentences(status_set(when_words(door.today, door.today), "MAYBE"), SHORT)
        assert pressed.text == given.in_language(known(said))
        assert list(pressed.buttons()) == [TAKE_BACKS[said]]


def known(tag: str) -> Language:
    language = known_language(tag)
    assert language is not None
    return language


SHORT = what_is_missing(3)
QUEUES = {each: lines(QUEUE_EMPTY, SHORT).in_language(each) for each in LANGUAGES}
TAKE_BACKS = {"en": "Take it back", "sl": "Umakni odgovor", "de": "Zurücknehmen"}


async def test_what_discord_says_is_noted_once(
    door: RunningFrontDoor, sql: Any, clock: time_machine.Traveller
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    row = "SELECT chosen, heard, updated_at FROM reader_languages WHERE user_id = $1"
    door.server.locales["501"] = "fr"
    await door.commands("501", "queue")
    assert await sql.fetchrow(row, user_id) is None
    door.server.locales["501"] = "de"
    await door.commands("501", "queue")
    first = await sql.fetchrow(row, user_id)
    assert (first["chosen"], first["heard"]) == (None, "de")
    clock.move_to(EVENING + timedelta(minutes=5))
    await door.commands("501", "queue")
    await door.commands("501", "avail show")
    assert await sql.fetchrow(row, user_id) == first
    door.server.locales["501"] = "en-GB"
    await door.commands("501", "queue")
    assert (await sql.fetchrow(row, user_id))["heard"] == "en"


async def test_nothing_is_noted_of_whoever_is_not_linked(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501)
    for user_id in ("501", "777"):
        door.server.locales[user_id] = "de"
        told = await door.commands(user_id, "settings")
        assert told.text is not None
        assert told.text != str(NotLinked.detail)
        assert told.text == NotLinked.detail.in_language("de")
    assert await sql.fetchval("SELECT count(*) FROM reader_languages") == 0


async def test_settings_choose_the_language_from_the_next_word_on(
    door: RunningFrontDoor, sql: Any
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    door.server.locales["501"] = "de"
    told = await door.commands("501", "settings")
    assert told.text is not None
    assert told.text.splitlines()[-1] == "Sprache: wie Discord sagt."
    choices = ["Wie Discord sagt", "English", "Slovenščina", "Deutsch"]
    assert list(told.buttons())[-4:] == choices
    assert told.shown is not None
    told = await door.presses("501", told.shown, "Slovenščina")
    assert told.text is not None
    assert told.text.splitlines()[-1] == "Jezik: Slovenščina."
    assert list(told.buttons())[-4] == "Kot pove Discord"
    chosen = "SELECT chosen FROM reader_languages WHERE user_id = $1"
    assert await sql.fetchval(chosen, user_id) == "sl"
    assert told.shown is not None
    told = await door.presses("501", told.shown, "Kot pove Discord")
    assert told.text is not None
    assert told.text.splitlines()[-1] == "Sprache: wie Discord sagt."
    assert await sql.fetchval(chosen, user_id) is None
    # One of a later version.
    late = await door.presses("501", with_button("muster:language:xx"), "Old")
    assert late.text == messages.UNKNOWN_BUTTON.in_language("de")


async def test_a_button_of_another_evening_is_answered_in_the_chosen_language(
    door: RunningFrontDoor, sql: Any
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    await chooses(sql, user_id, "sl")
    pressed = await door.presses("501", with_button("muster:answer:200101L"), "Old")
    assert pressed.text == messages.DAY_IS_OVER.in_language("sl")


async def test_too_much_at_once_asks_the_database_nothing(
    door: RunningFrontDoor, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.parts._PRESSES_A_MINUTE", 1)
    user_id = await add_person(sql, 501, player="Kestrel")
    await chooses(sql, user_id, "sl")
    door.server.locales["501"] = "de"
    assert (await door.commands("501", "queue")).text == QUEUES["sl"]
    # What memory knows is enough.
    await sql.execute("ALTER TABLE reader_languages RENAME TO away")
    refused = await door.commands("501", "queue")
    assert refused.text == messages.TOO_FAST.in_language("sl")


async def test_without_the_database_it_is_what_discord_says(
    door: RunningFrontDoor, sql: Any
) -> None:
    await sql.execute("ALTER TABLE reader_languages RENAME TO away")
    door.server.locales["501"] = "de"
    over = await door.presses("501", with_button("muster:answer:200101L"), "Old")
    assert over.text == messages.DAY_IS_OVER.in_language("de")
    failed = await door.commands("501", "queue")
    assert failed.text == DatabaseUnavailable.detail.in_language("de")


async def test_what_somebody_may_not_do_is_said_in_their_language(
    door: RunningFrontDoor, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    door.server.locales["501"] = "de"
    told = await door.commands("501", "promote preview")
    assert told.text == NotPromoter.detail.in_language("de")
    assert told.text != str(NotPromoter.detail)


# --- days as somebody types them ------------------------------------------------------------------


async def test_days_are_suggested_in_the_language_and_understood_in_english(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    settings = front_door_settings(database_url, chats, muster_language="sl")
    async with running_front_door(settings, chats) as door:
        for locale, typed, first in (
            ("de", "", "heute"),
            ("de", "mor", "morgen"),
            ("de", "tom", "morgen"),
            ("de", "today", "heute"),
            ("de", "sonntag", "So., 22. Nov."),
            ("de", "2026-12-24", "Do., 24. Dez."),
            ("fr", "", "danes"),
            ("fr", "jut", "jutri"),
            ("fr", "nedelja", "ned., 22. nov."),
            ("fr", "tomorrow", "jutri"),
            ("en-US", "tom", "tomorrow"),
            ("en-US", "sunday", "Sun 22 Nov"),
        ):
            door.server.locales["501"] = locale
            asked: Interaction = await door.does(
                door.server.complete, "501", "avail set", "day", typed, status="LOOKING"
            )
            await eventually(lambda asked=asked: asked.callback is not None)
            assert asked.choices[0]["name"] == first, typed
            # What is chosen is a date, whatever it is called.
            assert date.fromisoformat(asked.choices[0]["value"]) >= door.today


# --- what escaped the catalogues ------------------------------------------------------------------

KNOWN = ("Kestrel", "Marlow", "Odessa", "Zephyr", "Discord", "Signal", "Telegram", "English")
OTHER_LANGUAGES = ("muster:language:en", "muster:language:sl")
PUT_IN = (
    "Deutsch",
    "Slovenščina",
    "Europe/Ljubljana",
    "@muster_bot",
    "SIDE_A",
    "SIDE_B",
    "discord",
)


def pseudo_alone(told: Interaction, what: str) -> dict[str, Any]:
    """Whatever somebody is told stands in a catalogue; returns the message."""
    assert told.text is not None
    assert told.shown is not None
    for text in (told.text, *told.buttons()):
        plain = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        assert escaped(plain, (*KNOWN, *PUT_IN)) == "", (what, text)
    assert "⟦" in told.text, what
    return told.shown


async def test_whatever_the_bot_says_is_in_a_catalogue(
    database_url: str,
    chats: FakeChats,
    sql: Any,
    tmp_path: Path,
) -> None:
    settings = front_door_settings(
        database_url, chats, muster_language=PSEUDO, promoter_discord_ids="501"
    )
    with pseudo_words(tmp_path):
        async with running_front_door(settings, chats) as door:
            for user_id in ("501", "777"):
                door.server.locales[user_id] = PSEUDO
            door.server.names["777"] = "Zephyr"
            for path in EVERY_COMMAND:
                options = {"status": "LOOKING"} if path == "avail set" else {}
                pseudo_alone(await door.commands("777", path, **options), f"{path}, not linked")
            for discord_user_id, name, status in (
                (501, "Kestrel", "MAYBE"),
                (502, "Marlow", "LOOKING"),
                (503, "Odessa", "AVAILABLE"),
            ):
                person = await add_person(sql, discord_user_id, player=name)
                await add_answer(sql, person, door.today, status)
                await add_answer(sql, person, door.today + timedelta(days=1), status)
            for path in EVERY_COMMAND:
                options = {"status": "LOOKING"} if path == "avail set" else {}
                told = await door.commands("501", path, **options)
                shown = pseudo_alone(told, path)
                for label, button in told.buttons().items():
                    if button.get("custom_id") not in (None, *OTHER_LANGUAGES):
                        pressed = await door.presses("501", shown, label)
                        pseudo_alone(pressed, f"{label} of {path}")
            for typed in (
                {"day": "nonsense"},
                {"from": "nonsense"},
                {"only_if": 4, "from": "21:30"},
            ):
                told = await door.commands("501", "avail set", status="LOOKING", **typed)
                pseudo_alone(told, str(typed))
            for path, options in (
                ("tomorrow", {"status": "MAYBE"}),
                ("away", {"until": "nonsense"}),
                ("away", {"until": "tomorrow"}),
                ("avail set", {"status": "nonsense"}),
            ):
                pseudo_alone(await door.commands("501", path, **options), f"{path} {options}")
            for old in (
                "answer:200101L",
                "call:200101",
                "teams:2001011",
                "nobody_knows:1",
                "me:-:x",
            ):
                told = await door.presses("777", with_button(f"muster:{old}"), "Old")
                pseudo_alone(told, old)
            (message,) = door.server.messages()
            for text in (message["content"], *buttons_of(message)):
                assert escaped(text, KNOWN) == "", text
