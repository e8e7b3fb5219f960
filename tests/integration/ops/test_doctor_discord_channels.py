"""The doctor's look at Discord's channels: what the bot lacks there, and where to allow it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_parts import GUILD_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID, OTHER_VOICE_ID, VOICE_ID
from tests.support.scenes.discord_checks import (
    NOW,
    PARENT_ID,
    THREADS,
    discord_with_a_parent,
    look,
    of,
)

chats = discord_with_a_parent
NOWHERE_ID = 810_000_000_000_000_999
FIELD = {
    "DISCORD_ANNOUNCE_CHANNEL_ID": "discord_announce_channel_id",
    "AVAILABILITY_PROMOTION_FOLLOWUP_CHANNEL_ID": "availability_promotion_followup_channel_id",
    "DISCORD_VOICE_CHANNEL_IDS": "discord_voice_channel_ids",
}


async def channels(chats: FakeChats, **changed: Any) -> list[str]:
    """The lines of channels, each with its state."""
    found = of(await look(chats, **changed), "Discord channel")
    return [f"{finding.state.value} {finding.text}" for finding in found]


@pytest.mark.parametrize(
    ("permission", "click"),
    [("SEND_MESSAGES", "Send Messages"), ("READ_MESSAGE_HISTORY", "Read Message History")],
)
async def test_a_permission_that_is_missing_says_where_to_give_it(
    chats: FakeChats, permission: str, click: str
) -> None:
    chats.discord.front.missing[ANNOUNCE_ID] = {permission}
    announce, voice = await channels(chats)
    assert announce == (
        f"FAIL #tonight for announcements: Edit Channel → Permissions → muster → allow {click}"
    )
    assert voice == "ok #voice 2 for who is in voice: View Channel"


async def test_a_channel_that_the_bot_may_not_see(chats: FakeChats) -> None:
    chats.discord.front.missing |= {ANNOUNCE_ID: {"VIEW_CHANNEL"}, VOICE_ID: {"VIEW_CHANNEL"}}
    announce, voice = await channels(chats)
    assert announce.startswith(
        f"FAIL DISCORD_ANNOUNCE_CHANNEL_ID: the bot may not see channel {ANNOUNCE_ID}: Edit Channel"
        " → Permissions → muster → allow View Channel, Send Messages, Read Message History;"
    )
    assert "allow View Channel, Connect;" in voice


async def test_what_is_missing_on_the_server_is_missing_in_its_channels(chats: FakeChats) -> None:
    chats.discord.front.missing[GUILD_ID] = {"SEND_MESSAGES"}
    announce, voice = await channels(chats)
    assert announce.endswith("→ muster → allow Send Messages")
    assert voice.startswith("ok ")


async def test_an_administrator_may_do_everything(
    chats: FakeChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.fakes.discord_server.ALL_PERMISSIONS", 1 << 3)
    chats.discord.front.missing[ANNOUNCE_ID] = {"SEND_MESSAGES"}
    assert [line[:3] for line in await channels(chats)] == ["ok ", "ok "]


@pytest.mark.parametrize("setting", FIELD)
async def test_an_id_that_is_no_channel(chats: FakeChats, setting: str) -> None:
    found = await channels(chats, **{FIELD[setting]: str(NOWHERE_ID)})
    (line,) = [each for each in found if each.startswith("FAIL")]
    assert line.startswith(f"FAIL {setting}: Discord knows no channel {NOWHERE_ID}")
    assert line.endswith("Copy Channel ID")


async def test_a_channel_of_another_server(chats: FakeChats) -> None:
    chats.discord.front.changed[ANNOUNCE_ID] = {"guild_id": str(GUILD_ID + 1)}
    announce, _ = await channels(chats)
    assert announce.startswith("FAIL #tonight (DISCORD_ANNOUNCE_CHANNEL_ID) is on another server")


@pytest.mark.parametrize("kind", [4, 15, 99], ids=["category", "forum", "unknown"])
async def test_a_channel_that_takes_no_messages(chats: FakeChats, kind: int) -> None:
    chats.discord.front.changed[ANNOUNCE_ID] = {"type": kind, "available_tags": []}
    announce, _ = await channels(chats)
    assert announce.startswith("FAIL DISCORD_ANNOUNCE_CHANNEL_ID: ")
    assert announce.endswith("takes no messages; name a text channel")


async def test_a_thread_is_a_warning(chats: FakeChats) -> None:
    about = {"archived": False, "locked": False, "auto_archive_duration": 60}
    times = {"archive_timestamp": NOW.isoformat(), "create_timestamp": NOW.isoformat()}
    thread = {"type": 11, "parent_id": str(PARENT_ID), "owner_id": "1", "message_count": 0}
    chats.discord.front.changed[ANNOUNCE_ID] = {
        **thread,
        "member_count": 1,
        "thread_metadata": about | times,
    }
    announce, _ = await channels(chats)
    assert announce.startswith("warn #tonight (DISCORD_ANNOUNCE_CHANNEL_ID) is a thread")


async def test_a_text_channel_is_no_voice_channel(chats: FakeChats) -> None:
    ids = f"{ANNOUNCE_ID},{OTHER_VOICE_ID}"
    _, text, voice = await channels(chats, discord_voice_channel_ids=ids)
    assert text == "FAIL DISCORD_VOICE_CHANNEL_IDS: #tonight is no voice channel; name one"
    assert voice.startswith("ok #voice 3")


async def test_an_event_is_in_a_voice_channel_and_on_no_stage(chats: FakeChats) -> None:
    stage = {"type": 13}
    chats.discord.front.changed[VOICE_ID] = stage
    events = {"availability_discord_scheduled_event": True}
    _, voice, event = await channels(chats, **events)
    assert voice.startswith("ok")  # who is there can be told
    assert event.startswith(
        "FAIL AVAILABILITY_DISCORD_SCHEDULED_EVENT: #voice 2 is no voice channel"
    )


async def test_names_are_cut_and_cleaned(chats: FakeChats) -> None:
    chats.discord.front.changed[ANNOUNCE_ID] = {"name": "\x1b[2J\n" + "x" * 100}
    announce, _ = await channels(chats)
    assert announce.startswith("ok #[2J" + "x" * 37 + " for announcements")


async def test_channels_that_are_not_set(chats: FakeChats) -> None:
    unset = {"discord_announce_channel_id": None, "discord_voice_channel_ids": ""}
    assert await channels(chats, **unset) == [
        "off no tonight message: DISCORD_ANNOUNCE_CHANNEL_ID is not set",
        "off nobody is seen in voice: DISCORD_VOICE_CHANNEL_IDS is not set",
    ]


async def test_a_scheduled_event_needs_permissions_in_its_voice_channel(chats: FakeChats) -> None:
    wanted = {
        "availability_discord_scheduled_event": True,
        "discord_voice_channel_ids": f"{VOICE_ID},{OTHER_VOICE_ID}",
    }
    *_, event = await channels(chats, **wanted)
    assert event == (
        "ok #voice 2 for tonight's scheduled event: View Channel, Connect, Create Events"
    )
    chats.discord.front.missing[VOICE_ID] = {"CONNECT", "CREATE_EVENTS"}
    _, *voices, event = await channels(chats, **wanted)
    assert [line[:3] for line in voices] == ["ok ", "ok "]
    assert event.endswith("Permissions → muster → allow Connect, Create Events")


async def test_a_scheduled_event_without_a_voice_channel_needs_the_server(
    chats: FakeChats,
) -> None:
    wanted = {"availability_discord_scheduled_event": True, "discord_voice_channel_ids": ""}
    *_, event = await channels(chats, **wanted)
    assert event == "ok The community for tonight's scheduled event: Create Events"
    chats.discord.front.missing[GUILD_ID] = {"CREATE_EVENTS"}
    *_, event = await channels(chats, **wanted)
    assert event == (
        "FAIL The community for tonight's scheduled event: Server Settings → Roles → muster → "
        "Permissions → allow Create Events"
    )


async def test_threads_need_more_permissions(chats: FakeChats) -> None:
    *_, parent = await channels(chats, **THREADS)
    assert parent == (
        "ok #tonight for the planning room's thread: View Channel, Create Private Threads, "
        "Send Messages in Threads"
    )
    chats.discord.front.missing[PARENT_ID] = {"CREATE_PRIVATE_THREADS"}
    *_, parent = await channels(chats, **THREADS)
    assert parent.endswith("→ muster → allow Create Private Threads")


async def test_threads_need_an_ordinary_text_channel(chats: FakeChats) -> None:
    chats.discord.front.changed[PARENT_ID] = {"type": 5}
    *_, parent = await channels(chats, **THREADS)
    assert parent.startswith("FAIL AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID: #tonight is no")


async def test_threads_need_a_channel_to_be_below(chats: FakeChats) -> None:
    wanted = {"availability_planning_discord_create_thread": True}
    *_, parent = await channels(chats, **wanted)
    assert parent.startswith("FAIL AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID is not set")


async def test_another_bot_that_opens_threads_is_looked_at_by_its_own_token(
    chats: FakeChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = {"availability_planning_discord_bot_token": "another-token"}
    *_, ours, theirs = await channels(chats, **THREADS, **token)
    assert ours.startswith("ok #tonight for posts in the planning thread")
    assert theirs == (
        "FAIL Discord refuses AVAILABILITY_PLANNING_DISCORD_BOT_TOKEN: Developer Portal → Bot → "
        "Reset Token"
    )
    monkeypatch.setattr(chats.discord, "refused", lambda _request: None)
    *_, theirs = await channels(chats, **THREADS, **token)
    assert theirs.startswith("ok #tonight for the planning room's thread, by its own bot")
