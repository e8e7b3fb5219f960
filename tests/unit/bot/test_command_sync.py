"""When Discord's commands mean the same as ours, and when they have to be stored anew."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.discord.gateway.command_sync import commands_hash

OURS: list[dict[str, Any]] = [
    {
        "name": "avail",
        "description": "Say when you play",
        "type": 1,
        "options": [
            {
                "name": "set",
                "type": 1,
                "description": "Set it",
                "options": [
                    {
                        "name": "status",
                        "type": 3,
                        "description": "Your answer",
                        "required": True,
                        "choices": [{"name": "Looking", "value": "LOOKING"}],
                    },
                    {
                        "name": "day",
                        "type": 3,
                        "description": "The day",
                        "required": False,
                        "autocomplete": True,
                    },
                ],
            }
        ],
        "nsfw": False,
        "dm_permission": False,
        "default_member_permissions": None,
        "contexts": [0],
    },
    {"name": "queue", "description": "See who is looking", "type": 1, "options": []},
]


def as_discord_has_it() -> list[dict[str, Any]]:
    """With what Discord adds, and without what it leaves out."""
    theirs = copy.deepcopy(OURS)
    for number, command in enumerate(reversed(theirs)):
        command |= {"id": str(number), "application_id": "1", "version": str(number)}
    del theirs[1]["options"]
    del theirs[0]["options"][0]["options"][1]["required"]
    theirs[0]["options"][0]["options"][0]["choices"][0]["name_localizations"] = None
    theirs[0] |= {"contexts": None, "integration_types": [0]}
    return list(reversed(theirs))


def test_what_discord_adds_and_leaves_out_is_no_difference() -> None:
    assert commands_hash(OURS) == commands_hash(as_discord_has_it())


def test_what_is_empty_is_no_difference() -> None:
    theirs = as_discord_has_it()
    group = theirs[1]["options"][0]
    status, day = group["options"]
    for part in (*theirs, group, status, day, status["choices"][0]):
        part |= {"name_localizations": {}, "description_localizations": None}
    status |= {"autocomplete": None, "channel_types": [], "min_value": None, "max_length": None}
    day |= {"required": None, "choices": None, "options": None}
    theirs[0] |= {"guild_id": "1", "nsfw": True, "default_member_permissions": "8"}
    del theirs[0]["type"]
    assert commands_hash(OURS) == commands_hash(theirs)


def _option(theirs: list[dict[str, Any]], number: int) -> dict[str, Any]:
    return theirs[1]["options"][0]["options"][number]


@pytest.mark.parametrize(
    "change",
    [
        lambda theirs: theirs.pop(),
        lambda theirs: theirs.append({"name": "old", "description": "x", "type": 1}),
        lambda theirs: theirs[0].update(description="Something else"),
        lambda theirs: theirs[0].update(options=[{"name": "x", "type": 3, "description": "x"}]),
        lambda theirs: _option(theirs, 0).update(required=False),
        lambda theirs: _option(theirs, 0).pop("choices"),
        lambda theirs: _option(theirs, 0)["choices"].append({"name": "X", "value": "X"}),
        lambda theirs: _option(theirs, 1).update(autocomplete=False),
        lambda theirs: _option(theirs, 1).update(min_length=3),
        lambda theirs: _option(theirs, 1).update(min_value=0),
        lambda theirs: theirs.append(theirs[0]),
        lambda theirs: theirs[1]["options"][0]["options"].reverse(),
        lambda theirs: theirs[0].update(description_localizations={"de": "Anders"}),
        lambda theirs: _option(theirs, 1).update(name_localizations={"de": "tag"}),
        lambda theirs: _option(theirs, 0)["choices"][0].update(name_localizations={"de": "Da"}),
    ],
)
def test_whatever_changes_what_people_can_type_is_one(change: Any) -> None:
    theirs = as_discord_has_it()
    change(theirs)
    assert commands_hash(OURS) != commands_hash(theirs)
