"""The doctor's look at Discord: what works is said so, what does not says what to click."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import pytest

from muster.health.rules import Finding, Verdict
from muster.live_status.rules import LiveStatus
from ops.doctor.discord import discord_checks
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID, OTHER_VOICE_ID, VOICE_ID
from tests.support.running.websites import eventually
from tests.support.scenes.front_door import front_door_settings, running_front_door

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
URL = "postgresql://x/x"
PARENT_ID, NOWHERE_ID = 830_000_000_000_000_001, 810_000_000_000_000_999
FIELD = {
    "DISCORD_ANNOUNCE_CHANNEL_ID": "discord_announce_channel_id",
    "AVAILABILITY_PROMOTION_FOLLOWUP_CHANNEL_ID": "availability_promotion_followup_channel_id",
    "DISCORD_VOICE_CHANNEL_IDS": "discord_voice_channel_ids",
}
THREADS = {
    "availability_planning_discord_create_thread": True,
    "availability_planning_thread_parent_channel_id": str(PARENT_ID),
}
SUBJECTS = [
    "Discord server",
    "Discord intents",
    "Discord gateway",
    "Discord channel",
    "Discord channel",
    "Discord commands",
]


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        running.discord.parents.add(str(PARENT_ID))
        yield running


def heartbeat(gateway: str = "connected") -> LiveStatus:
    return LiveStatus("bot", {"discord": {"gateway": gateway, "problems": {}}}, NOW)


async def look(chats: FakeChats, status: LiveStatus | None = None, **changed: Any) -> list[Finding]:
    findings = await discord_checks(front_door_settings(URL, chats, **changed), status, NOW)
    assert all(chats.discord.token not in finding.text for finding in findings)
    assert (chats.discord.deliveries, chats.discord.front.syncs) == ([], 0)
    return findings


def of(findings: list[Finding], subject: str) -> list[Finding]:
    return [finding for finding in findings if finding.subject == subject]


async def channels(chats: FakeChats, **changed: Any) -> list[str]:
    """The lines of channels, each with its state."""
    found = of(await look(chats, **changed), "Discord channel")
    return [f"{finding.state.value} {finding.text}" for finding in found]


# --- server, intents, commands --------------------------------------------------------------------


async def test_what_is_well_is_said_in_order(chats: FakeChats) -> None:
    found = await look(chats, heartbeat())
    assert [finding.subject for finding in found] == SUBJECTS
    assert [finding.state for finding in found] == [*[Verdict.OK] * 5, Verdict.WARN]
    assert found[0].text == "the bot is on The community"
    assert found[1].text.endswith("1000 of 1000 gateway sessions left today")
    assert "restart it" in found[5].text


async def test_a_server_that_the_bot_is_not_on_is_one_failure_with_an_invitation(
    chats: FakeChats,
) -> None:
    found = await look(chats, heartbeat(), discord_guild_id=str(GUILD_ID + 1), **THREADS)
    assert [f.subject for f in found if f.state is Verdict.FAIL] == ["Discord server"]
    assert [f.state for f in found[3:]] == [Verdict.OFF, Verdict.OFF]
    view, send, history, private, in_threads = 1 << 10, 1 << 11, 1 << 16, 1 << 36, 1 << 38
    assert found[0].text.endswith(
        f"https://discord.com/oauth2/authorize?client_id={BOT_ID}&scope=bot+applications.commands"
        f"&permissions={view | send | history | private | in_threads}&guild_id={GUILD_ID + 1}"
    )


async def test_without_a_server_the_channels_say_where_they_are(chats: FakeChats) -> None:
    found = await look(chats, discord_guild_id=None)
    assert found[0].state is Verdict.WARN
    assert "Copy Server ID" in found[0].text
    assert [finding.state for finding in of(found, "Discord channel")] == [Verdict.OK, Verdict.OK]


async def test_few_sessions_left_is_a_warning(chats: FakeChats) -> None:
    chats.discord.gateway.remaining = 99
    chats.discord.gateway.reset_after_ms = 7_200_000
    (finding,) = of(await look(chats), "Discord intents")
    assert finding.state is Verdict.WARN
    assert finding.text.startswith("99 of 1000 gateway sessions left for 2.0 h")


async def test_refused_intents_say_where_their_switch_is(chats: FakeChats) -> None:
    found = await look(chats, heartbeat("missing_intents"))
    (finding,) = of(found, "Discord intents")
    assert finding.state is Verdict.FAIL
    assert "Developer Portal → Bot → Privileged Gateway Intents" in finding.text
    assert of(found, "Discord gateway")[0].state is Verdict.OFF


async def test_commands_that_were_stored_are_counted(database_url: str, chats: FakeChats) -> None:
    settings = front_door_settings(database_url, chats)

    async def line() -> Finding:
        (finding,) = of(await discord_checks(settings, None, NOW), "Discord commands")
        return finding

    text = "not as this version has them; the bot stores them at start"
    assert await line() == Finding.off("Discord commands", text)
    async with running_front_door(settings, chats):
        await eventually(lambda: chats.discord.front.syncs)
        (stored,) = chats.discord.front.commands.values()
        text = f"{len(stored)} commands, as this version has them"
        assert await line() == Finding.ok("Discord commands", text)


async def test_commands_that_the_bot_may_not_have(chats: FakeChats) -> None:
    body = {"message": "Missing Access", "code": 50001}
    chats.discord.fail(method="commands", status=403, body=body)
    (finding,) = of(await look(chats), "Discord commands")
    assert finding.state is Verdict.FAIL
    assert "scope=bot+applications.commands" in finding.text


async def test_commands_that_go_to_another_address(chats: FakeChats) -> None:
    about = {"id": str(BOT_ID), "name": "muster", "description": "", "icon": None, "flags": 0}
    rights = {"bot_public": False, "bot_require_code_grant": False, "verify_key": "00"}
    owner = {"id": "1", "username": "op", "discriminator": "0", "avatar": None}
    elsewhere = {"interactions_endpoint_url": "https://elsewhere.example", "owner": owner}
    chats.discord.fail(method="application", status=200, body=about | rights | elsewhere)
    (finding,) = of(await look(chats), "Discord commands")
    assert finding.state is Verdict.FAIL
    assert finding.text.endswith("Interactions Endpoint URL → empty it")


# --- channels -------------------------------------------------------------------------------------


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


# --- the planning room's thread -------------------------------------------------------------------


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


# --- Discord itself is in trouble -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "subject"),
    [
        ("application", "Discord server"),
        ("guild", "Discord server"),
        ("member", "Discord server"),
        ("gateway", "Discord intents"),
        ("channel", "Discord channel"),
        ("commands", "Discord commands"),
    ],
)
async def test_whatever_hangs_or_is_something_else_is_one_line(
    chats: FakeChats, method: str, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.asking.CHECK_SECONDS", 1.0)
    chats.discord.fail("hang", method=method, times=None)
    for words in ("no answer within 1 s; see ", "something else answers; see "):
        failed = {f.subject: f.text for f in await look(chats) if f.state is Verdict.FAIL}
        assert list(failed) == [subject]
        assert failed[subject].startswith(words)
        assert "DISCORD_API_BASE_URL" in failed[subject]
        chats.discord.faults.clear()
        chats.discord.fail(method=method, status=200, body="<html>Welcome</html>", times=None)


async def test_a_token_that_is_revoked_meanwhile(chats: FakeChats) -> None:
    found = await look(chats, discord_bot_token="no-such-token")
    assert found[0].state is Verdict.FAIL
    assert "DISCORD_BOT_TOKEN: Developer Portal → Bot → Reset Token" in found[0].text
    assert [finding.subject for finding in found] == ["Discord server", "Discord gateway"]


async def test_answers_that_nobody_expects(chats: FakeChats) -> None:
    chats.discord.fail(method="member", status=400, body={"message": "what?", "code": 7})
    found = await look(chats)
    assert found[0].text == "Discord answers 400 (code 7); try again later"
    chats.discord.faults.clear()
    chats.discord.fail("reset", method="channel", times=None)
    for finding in of(await look(chats), "Discord channel"):
        assert finding.state is Verdict.FAIL
        assert finding.text.startswith("cannot be reached; see DISCORD_API_BASE_URL")


# --- the application ------------------------------------------------------------------------------

CALLBACK = "https://muster.example/auth/callback"
SIGNS_IN: dict[str, Any] = {"discord_client_id": str(BOT_ID), "discord_client_secret": "x"}


@pytest.mark.parametrize(
    ("changed", "settings", "state", "says"),
    [
        ({}, SIGNS_IN | {"discord_client_id": "5"}, Verdict.WARN, f"token is of muster ({BOT_ID})"),
        ({"redirect_uris": ["https://x.example/"]}, SIGNS_IN, Verdict.FAIL, f"back to {CALLBACK}"),
        ({"bot_require_code_grant": True}, {}, Verdict.WARN, "Requires OAuth2 Code Grant off"),
    ],
)
async def test_what_is_amiss_with_the_application_is_one_line(
    chats: FakeChats, changed: dict[str, Any], settings: dict[str, Any], state: Verdict, says: str
) -> None:
    chats.discord.portal.changed = changed
    (finding,) = of(await look(chats, **settings), "Discord app")
    assert finding.state is state
    assert says in finding.text


@pytest.mark.parametrize("redirects", [None, [], [CALLBACK, "https://x.example/"]])
async def test_an_application_that_is_well_is_no_line(
    chats: FakeChats, redirects: list[str] | None
) -> None:
    chats.discord.portal.redirect_uris = redirects
    assert of(await look(chats, **SIGNS_IN), "Discord app") == []
