"""The doctor's look at Discord, its server and application: what is amiss says what to click."""

from __future__ import annotations

from typing import Any

import pytest

from muster.health.rules import Finding, Verdict
from muster.live_status.rules import LiveStatus
from ops.doctor.discord import discord_checks
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID
from tests.support.running.websites import eventually
from tests.support.scenes.discord_checks import NOW, THREADS, discord_with_a_parent, look, of
from tests.support.scenes.front_door import front_door_settings, running_front_door

chats = discord_with_a_parent
SUBJECTS = [
    "Discord server",
    "Discord intents",
    "Discord gateway",
    "Discord channel",
    "Discord channel",
    "Discord commands",
]


def heartbeat(gateway: str = "connected") -> LiveStatus:
    return LiveStatus("bot", {"discord": {"gateway": gateway, "problems": {}}}, NOW)


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
