"""The gateway's bad days: drops, ends of sessions, and refusals."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import aiohttp
import pytest
from starlette.websockets import WebSocket
from structlog.testing import capture_logs

from bot.discord.gateway import connection
from tests.acceptance.discord.test_discord_voice import voice
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord import too_many
from tests.support.fakes.discord_parts import GUILD_ID
from tests.support.running.no_names import look_up_no_names
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import add_person
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
)

SAID = "Maybe today. 3 short of a session."


async def answers_presses(door: RunningFrontDoor, discord_user_id: str = "501") -> None:
    pressed = await door.presses(discord_user_id, await door.tonight(), "◐ Maybe")
    assert pressed.text == SAID


# --- drops ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [1001, 4000, 4008])
async def test_a_connection_that_drops_is_resumed_and_misses_nothing(
    door: RunningFrontDoor, sql: Any, code: int
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    gateway = door.discord.gateway
    gateway.down = True
    await door.does(gateway.drop, code)
    await eventually(lambda: door.health.gateway == "connecting")
    # Meanwhile somebody comes to voice, and somebody presses a button.
    door.server.names["601"] = "Marlow"
    await door.does(door.server.join_voice, "601")
    pressed = await door.does(door.server.press, "501", message, "◐ Maybe")
    gateway.down = False
    assert await door.hears(pressed) == SAID
    await door.connects()
    await becomes(lambda: voice(sql), [("601", "Marlow")])
    assert len(gateway.resumed) == 1
    assert len(gateway.identified) == 1


async def test_what_is_said_to_be_ready_after_it_was_lost_is_not(
    door: RunningFrontDoor, sql: Any
) -> None:
    gateway = door.discord.gateway
    gateway.down = True
    await door.does(gateway.drop)
    await eventually(lambda: door.health.gateway == "connecting")
    await door.does(door.server.join_voice, "601")
    # discord.py announces the session that is gone two seconds after it began; that timer is its
    # own and goes by no clock that a test could set.
    await asyncio.sleep(2.2)
    assert door.health.gateway == "connecting"
    assert door.door.voice.members() is None
    gateway.down = False
    await door.connects()
    await becomes(lambda: voice(sql), [("601", "person601")])


async def test_discord_asks_us_to_reconnect(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    await door.tonight()
    await door.does(door.discord.gateway.ask_to_reconnect)
    await eventually(lambda: len(door.discord.gateway.resumed) == 1)
    await door.connects()
    await answers_presses(door)


async def test_a_session_that_is_over_is_begun_anew_with_what_is_true_by_then(
    door: RunningFrontDoor, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_person(sql, 501, player="Kestrel")
    await door.tonight()
    await door.does(door.server.join_voice, "601")
    await becomes(lambda: voice(sql), [("601", "person601")])
    gateway = door.discord.gateway
    gateway.down = True
    await door.does(gateway.drop)
    await eventually(lambda: door.health.gateway == "connecting")
    # What happens now nobody will ever tell.
    gateway.forgets = True
    gateway.sessions.clear()
    await door.does(door.server.leave_voice, "601")
    await door.does(door.server.join_voice, "602")
    gateway.down = False
    await door.connects()
    await becomes(lambda: voice(sql), [("602", "person602")])
    assert len(gateway.identified) == 2
    await answers_presses(door)


async def test_an_invalidated_session(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    await door.tonight()
    await door.does(door.discord.gateway.invalidate, resumable=False)
    await eventually(lambda: len(door.discord.gateway.identified) == 2)
    await door.connects()
    await answers_presses(door)


async def test_one_that_is_away_for_too_long_is_begun_anew(
    database_url: str, chats: FakeChats, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "AWAY_MOST_SECONDS", 0.5)
    settings = front_door_settings(database_url, chats)
    async with running_front_door(settings, chats) as door:
        await add_person(sql, 501, player="Kestrel")
        await door.tonight()
        gateway = door.discord.gateway
        gateway.down = True
        await door.does(gateway.drop)
        await eventually(lambda: door.health.gateway == "unreachable")
        gateway.down = False
        await door.connects()
        assert len(gateway.identified) == 2
        await answers_presses(door)


# --- refusals -------------------------------------------------------------------------------------


async def test_a_token_that_is_revoked_is_said_and_the_rest_goes_on(
    door: RunningFrontDoor, sql: Any, caplog: pytest.LogCaptureFixture
) -> None:
    await door.tonight()
    token = door.discord.token
    await door.does(door.discord.gateway.revoke_token)
    await eventually(lambda: door.health.gateway == "bad_token")

    async def told() -> Any:
        return await sql.fetchval(
            "SELECT status_data->'discord'->>'gateway' FROM live_status WHERE status_type = 'bot'"
        )

    await becomes(told, "bad_token")
    before = len(door.discord.gateway.identified)
    await asyncio.sleep(0.5)
    assert len(door.discord.gateway.identified) == before  # nobody knocks again and again
    assert token not in caplog.text


async def test_a_token_that_never_was_good(database_url: str, chats: FakeChats) -> None:
    settings = front_door_settings(database_url, chats, discord_bot_token="no-such-token")
    async with running_front_door(settings, chats, connected=False) as door:
        await eventually(lambda: door.health.gateway == "bad_token")
        assert door.discord.gateway.identified == []


async def test_intents_that_discord_disallows(
    database_url: str, chats: FakeChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if one of ours became a privileged one.
    monkeypatch.setattr("tests.support.fakes.discord_gateway._PRIVILEGED", 1 << 7)
    settings = front_door_settings(database_url, chats)
    async with running_front_door(settings, chats, connected=False) as door:
        await eventually(lambda: door.health.gateway == "missing_intents")


async def test_a_farewell_that_takes_too_long_leaves_no_connection_open(
    database_url: str, chats: FakeChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_sessions() -> set[int]:
        found = [each for each in gc.get_objects() if isinstance(each, aiohttp.ClientSession)]
        return {id(each) for each in found if not each.closed}

    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(connection, "_CLOSE_SECONDS", 0.05)
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.close", never)
    gc.collect()
    before = open_sessions()
    settings = front_door_settings(database_url, chats)
    async with running_front_door(settings, chats):
        assert open_sessions() - before
    assert open_sessions() <= before


async def test_a_day_with_no_sessions_left_is_waited_for(
    database_url: str, chats: FakeChats
) -> None:
    chats.discord.gateway.remaining = 0
    chats.discord.gateway.reset_after_ms = 1_000
    settings = front_door_settings(database_url, chats)
    async with running_front_door(settings, chats, connected=False) as door:
        await eventually(lambda: door.health.gateway == "unreachable")
        assert door.discord.gateway.identified == []
        chats.discord.gateway.remaining = 10
        await door.connects()


async def test_a_discord_that_is_away_is_waited_for(database_url: str, chats: FakeChats) -> None:
    chats.discord.fail("reset", method="gateway", times=2)
    settings = front_door_settings(database_url, chats)
    async with running_front_door(settings, chats, connected=False) as door:
        await door.connects()


async def test_answers_that_discord_does_not_take_end_nothing(
    door: RunningFrontDoor, sql: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    body, headers = too_many(0.1, everyone=False)
    for status, answer in ((404, {"code": 10062, "message": "Unknown interaction"}), (400, body)):
        door.discord.fail(method="callback", status=status, body=answer, headers=headers)
        pressed = await door.does(door.server.press, "501", message, "● Looking")
        await eventually(lambda: not door.discord.faults)
        assert pressed.callback is None
    door.discord.fail("reset", method="callback", times=2)
    await door.does(door.server.press, "501", message, "● Looking")
    await eventually(lambda: not door.discord.faults)
    assert await sql.fetchval("SELECT status FROM availability_entries") == "LOOKING"
    await answers_presses(door)


@pytest.mark.parametrize("does", [False, True])
async def test_a_connection_that_ends_under_an_answer_leaves_nobody_without_one(
    door: RunningFrontDoor, sql: Any, does: bool
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    door.discord.fail("reset", method="callback", does=does)
    pressed = await door.does(door.server.press, "501", message, "● Looking")
    await eventually(lambda: pressed.shown is not None)
    await eventually(lambda: not door.discord.faults)
    assert "Looking" in (pressed.text or "")


async def test_a_promise_whose_arrival_we_did_not_hear_of_is_kept(
    door: RunningFrontDoor, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.interactions.ANSWER_WITHIN_SECONDS", 0.0)
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    door.discord.fail("reset", method="callback", does=True)
    pressed = await door.does(door.server.press, "501", message, "● Looking")
    await eventually(lambda: "Looking" in (pressed.text or ""))
    assert pressed.callback == 5, "a promise"


async def test_what_another_bot_answered_is_left_as_it_is(
    door: RunningFrontDoor, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    taken = {"code": 40060, "message": "Interaction has already been acknowledged."}
    for within in (10.0, 0.0):
        monkeypatch.setattr("bot.discord.interactions.ANSWER_WITHIN_SECONDS", within)
        door.discord.fail(method="callback", status=400, body=taken, times=1 if within else 2)
        await door.does(door.server.press, "501", message, "● Looking")
        await eventually(lambda: not door.discord.faults)
    monkeypatch.setattr("bot.discord.interactions.ANSWER_WITHIN_SECONDS", 10.0)
    await answers_presses(door)
    assert "edit_original" not in {method for _, method in door.discord.requests}


# --- the first connection, and events that cannot be read -----------------------------------------


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        (None, "http_403"),
        ("ws://127.0.0.1:1/gateway", "connection_refused"),
        ("ws://no-such-host.invalid/gateway", "no_such_host"),
    ],
)
async def test_a_gateway_that_refuses_the_first_connection_is_named_with_its_cause(
    database_url: str,
    chats: FakeChats,
    address: str | None,
    cause: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_up_no_names(monkeypatch)
    chats.discord.gateway.down = True
    if address is not None:
        limit = {"total": 1000, "remaining": 9, "reset_after": 1, "max_concurrency": 1}
        body = {"url": address, "shards": 1, "session_start_limit": limit}
        chats.discord.fail(method="gateway", status=200, body=body)
    settings = front_door_settings(database_url, chats)
    with capture_logs() as log:
        async with running_front_door(settings, chats, connected=False) as door:
            await eventually(lambda: door.health.problems.get("gateway") == cause)
            chats.discord.gateway.down = False
            await door.connects()
            assert "gateway" not in door.health.problems
    ended = next(each for each in log if each["event"] == "gateway_ended")
    assert ended["reason"] == cause
    assert not [each for each in log if each.get("exc_info")]


_FEW = {"total": 1000, "remaining": 9, "reset_after": 1, "max_concurrency": 1}


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("me", "<html>Welcome to our network</html>"),
        ("me", {}),
        ("me", []),
        ("application", "<html>Welcome to our network</html>"),
        ("gateway", "<html>Welcome to our network</html>"),
        ("gateway", {}),
        ("gateway", []),
        ("gateway", {"url": "ws://x/", "shards": 1}),
        ("gateway", {"url": "ws://x/", "shards": 1, "session_start_limit": None}),
        ("gateway", {"url": "https://x/", "shards": 1, "session_start_limit": _FEW}),
        ("gateway", {"url": None, "shards": 1, "session_start_limit": _FEW}),
    ],
)
async def test_what_answers_in_discords_place_is_named_without_a_traceback(
    database_url: str, chats: FakeChats, method: str, body: Any
) -> None:
    chats.discord.fail(method=method, status=200, body=body)
    settings = front_door_settings(database_url, chats)
    with capture_logs() as log:
        async with running_front_door(settings, chats, connected=False) as door:
            await eventually(lambda: door.health.problems.get("gateway") == "something_else")
            assert door.health.gateway == "unreachable"
            await door.connects()
            assert "gateway" not in door.health.problems
    assert [each["reason"] for each in log if each["event"] == "gateway_ended"] == [
        "something_else"
    ]
    assert not [each for each in log if each.get("exc_info")]


@pytest.mark.parametrize("body", ["<html>Welcome to our network</html>", {}, [{"odd": 1}], [1]])
async def test_what_answers_in_discords_place_is_no_list_of_commands(
    database_url: str, chats: FakeChats, body: Any
) -> None:
    chats.discord.fail(method="commands", status=200, body=body, times=None)
    settings = front_door_settings(database_url, chats)
    with capture_logs() as log:
        async with running_front_door(settings, chats) as door:
            await eventually(lambda: door.health.problems.get("commands") == "something_else")
    assert not [each for each in log if each.get("exc_info")]


async def test_a_gateway_that_hangs_up_at_once_is_named_too(
    database_url: str, chats: FakeChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang_up(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close(1001)

    settings = front_door_settings(database_url, chats)
    greets = chats.discord.gateway.greets
    chats.discord.gateway.greets = hang_up
    async with running_front_door(settings, chats, connected=False) as door:
        await eventually(lambda: door.health.problems.get("gateway") == "connection_lost")
        chats.discord.gateway.greets = greets
        await door.connects()


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("VOICE_STATE_UPDATE", {"guild_id": "not a number"}),
        ("INTERACTION_CREATE", {"type": 3}),
        ("GUILD_UPDATE", None),
        ("MESSAGE_DELETE", []),
        ("CHANNEL_CREATE", {"guild_id": str(GUILD_ID), "type": 0}),
    ],
)
async def test_an_event_that_cannot_be_read_costs_that_event_alone(
    door: RunningFrontDoor, sql: Any, event: str, data: Any
) -> None:
    await add_person(sql, 501, player="Kestrel")
    await door.tonight()
    with capture_logs() as log:
        await door.does(door.discord.gateway.dispatch, event, data)
        await answers_presses(door)
    assert [each["gateway_event"] for each in log if each["event"].endswith("unreadable")] == [
        event
    ]
    assert len(door.discord.gateway.identified) == 1
    assert door.discord.gateway.resumed == []
