"""Everybody in their language on Discord: commands as it lists them, replies, buttons."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fakes.chats import FakeChats
from tests.support.running.websites import eventually
from tests.support.scenes.front_door import front_door_settings, running_front_door

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
