"""Who is in voice, as the gateway tells it, through outages and what nobody foresaw."""

from __future__ import annotations

import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.discord.gateway.client import GatewayClient
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_server import OTHER_VOICE_ID
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
)


async def voice(sql: Any) -> list[tuple[str, str]] | None:
    """(id, name) of everybody in voice, as everybody reads it; None: no row."""
    data = await sql.fetchval(
        "SELECT status_data FROM live_status WHERE status_type = 'voice_channel'"
    )
    if data is None:
        return None
    return [(member["id"], member["name"]) for member in json.loads(data)["members"]]


async def test_voice_is_right_from_the_first_moment(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    server = chats.discord.front
    server.names |= {"601": "Marlow", "602": "Odessa", "603": "Jukebox"}
    server.nicks["602"] = "^1Odessa"
    server.bots.add("603")
    for user_id in ("602", "601", "603"):
        server.join_voice(user_id)
    server.join_voice("604", OTHER_VOICE_ID)  # a channel that does not count
    async with running_front_door(front_door_settings(database_url, chats), chats):
        await becomes(lambda: voice(sql), [("601", "Marlow"), ("602", "^1Odessa")])


async def test_every_event_corrects_it(door: RunningFrontDoor, sql: Any) -> None:
    await becomes(lambda: voice(sql), [])
    await door.does(door.server.join_voice, "601")
    await becomes(lambda: voice(sql), [("601", "person601")])
    await door.does(door.server.join_voice, "602")
    await door.does(door.server.join_voice, "601", OTHER_VOICE_ID)
    await becomes(lambda: voice(sql), [("602", "person602")])
    await door.does(door.server.leave_voice, "602")
    await becomes(lambda: voice(sql), [])


async def test_what_does_not_change_is_not_written(door: RunningFrontDoor, sql: Any) -> None:
    await becomes(lambda: voice(sql), [])
    heard: list[Any] = []
    await sql.add_listener("muster_changes", lambda *notice: heard.append(notice[-1]))
    for _ in range(3):  # muting, or a channel that does not count
        await door.does(door.server.join_voice, "604", OTHER_VOICE_ID)
    # Whatever those wrote would have been written before this.
    await door.does(door.server.join_voice, "605")
    await becomes(lambda: voice(sql), [("605", "person605")])
    # A row can be read before the notice of it has come; a mark of our own comes after that.
    await sql.execute("NOTIFY muster_changes, 'mark'")
    await eventually(lambda: "mark" in heard)
    assert len([each for each in heard if each.startswith("live_status voice")]) == 1


async def test_after_an_outage_of_the_server_nobody_is_remembered_wrongly(
    door: RunningFrontDoor, sql: Any
) -> None:
    await door.does(door.server.join_voice, "601")
    await becomes(lambda: voice(sql), [("601", "person601")])
    await door.does(door.server.outage)
    door.server.voice = {"602": door.server.voice["601"]}  # nobody is told of it
    await door.does(door.server.outage_ends)
    await becomes(lambda: voice(sql), [("602", "person602")])
    await door.connects()


async def test_without_a_server_in_the_settings_an_outage_is_survived_as_well(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    settings = front_door_settings(database_url, chats, discord_guild_id=None)
    async with running_front_door(settings, chats) as door:
        await becomes(lambda: voice(sql), [])
        await door.does(door.server.outage)
        await door.does(door.server.outage_ends)
        await eventually(lambda: len(door.discord.gateway.identified) == 2)
        await door.connects()
        await door.does(door.server.join_voice, "601")
        await becomes(lambda: voice(sql), [("601", "person601")])


async def test_what_nobody_foresaw_is_logged_and_tried_again(
    database_url: str, chats: FakeChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up = GatewayClient.setup_hook
    mistakes = iter([KeyError("ours"), None])

    async def make_a_mistake_once(client: GatewayClient) -> None:
        if (mistake := next(mistakes, None)) is not None:
            raise mistake
        await set_up(client)

    monkeypatch.setattr(GatewayClient, "setup_hook", make_a_mistake_once)
    with capture_logs() as log:
        settings = front_door_settings(database_url, chats)
        async with running_front_door(settings, chats, connected=False) as door:
            await door.connects()
    failed = [each for each in log if each["event"] == "gateway_failed"]
    assert [each["exc_info"] for each in failed] == [True], "our own mistakes have a traceback"


@pytest.mark.parametrize("channel_ids", ["", "4711"])
async def test_without_a_channel_that_counts_nothing_is_known(
    database_url: str, chats: FakeChats, sql: Any, channel_ids: str
) -> None:
    chats.discord.front.join_voice("601")
    settings = front_door_settings(database_url, chats, discord_voice_channel_ids=channel_ids)
    async with running_front_door(settings, chats) as door:
        await door.tonight()
        assert await voice(sql) is None
