"""`TELEGRAM_API_BASE_URL`: what is no Bot API, and what is asked before a message leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.contract import OutgoingMessage, TransportError
from bot.telegram.send import TelegramChannel
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.telegram import flood, refusal
from tests.support.running.websites import eventually

HELLO = OutgoingMessage("501", "Do you play tonight?", "row-1")
PAGE = "<html>Not Found</html>"
NOT_THE_BOT_API = [
    {"status": 404, "body": PAGE},
    {"status": 301, "body": PAGE, "headers": {"Location": "https://example.org/"}},
    {"status": 302, "body": {"ok": False}, "headers": {"Location": "/login"}},
    {"status": 400, "body": PAGE},
    {"status": 401, "body": {"message": "Unauthorized"}},
    {"status": 403, "body": PAGE},
    {"status": 404, "body": {"detail": "Not Found"}},
    {"status": 404, "body": [{"ok": False}]},
    {"status": 405, "body": ""},
    {"status": 407, "body": "<html>Proxy Authentication Required</html>"},
    {"status": 451, "body": PAGE},
]


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.telegram.__init__()
    return server


def channel_to(chats: FakeChats, limiter: pace.Limiter | None = None) -> TelegramChannel:
    return TelegramChannel(
        chats.telegram.token,
        base_url=f"{chats.url}/telegram",
        limiter=limiter or pace.Limiter(None),
    )


@pytest.fixture
async def channel(chats: FakeChats) -> AsyncGenerator[TelegramChannel, None]:
    opened = channel_to(chats)
    yield opened
    await opened.close()


async def refused(channel: TelegramChannel, to: str = "501") -> TransportError:
    with pytest.raises(TransportError) as caught:
        await channel.send(OutgoingMessage(to, "Do you play tonight?", "row-1"))
    return caught.value


def asked(chats: FakeChats) -> int:
    """How often `getMe` was asked."""
    return [method for _, method in chats.telegram.requests].count("getMe")


@pytest.mark.parametrize("answer", NOT_THE_BOT_API)
async def test_what_is_not_the_bot_api_sent_nothing(
    chats: FakeChats, channel: TelegramChannel, answer: dict[str, Any]
) -> None:
    await channel.open()
    chats.telegram.fail(**answer)
    error = await refused(channel)
    assert (error.code, error.everyone) == ("no_telegram_server", True)
    assert (error.maybe_sent, error.permanent) == (False, False)
    assert len(chats.telegram.sendings) == 1


@pytest.mark.parametrize(
    "answer",
    [
        *NOT_THE_BOT_API,
        {"status": 200, "body": "<html>Welcome</html>"},
        {"status": 200, "body": {"ok": True, "result": {}}},
        {"status": 200, "body": {"ok": True, "result": "musterbot"}},
        {"status": 204, "body": ""},
    ],
)
async def test_no_message_goes_to_what_never_answered_as_the_bot_api(
    chats: FakeChats, channel: TelegramChannel, answer: dict[str, Any]
) -> None:
    chats.telegram.fail(method="getMe", times=None, **answer)
    for to in ("501", "502"):
        error = await refused(channel, to)
        assert (error.code, error.everyone) == ("no_telegram_server", True)
        assert (error.maybe_sent, error.permanent) == (False, False)
    with pytest.raises(TransportError) as caught:
        await channel.check()
    assert caught.value.code == "no_telegram_server"
    assert chats.telegram.sendings == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refusal(404, "Not Found"), "bad_token"),
        (refusal(401, "Unauthorized"), "bad_token"),
        (refusal(500, "Internal Server Error"), "service_error"),
        ({"status": 502, "body": "<html>Bad Gateway</html>"}, "unreadable_answer"),
        (flood(30), "rate_limited"),
        # What would blame a person, had they been written to.
        (refusal(403, "Forbidden: bot was blocked by the user"), "bot_blocked"),
        ({"kind": "reset"}, "connection_lost"),
    ],
)
async def test_what_keeps_the_question_from_being_answered_is_nobodys_doubt_or_fault(
    chats: FakeChats, channel: TelegramChannel, answer: dict[str, Any], code: str
) -> None:
    chats.telegram.fail(method="getMe", times=None, **answer)
    error = await refused(channel)
    assert (error.code, error.everyone) == (code, True)
    assert (error.maybe_sent, error.permanent) == (False, False)
    assert chats.telegram.sendings == []


async def test_a_server_that_never_answers_is_asked_once_for_all_who_wait(
    chats: FakeChats, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.send._QUESTION_SECONDS", 0.3)
    chats.telegram.fail("hang", method="getMe", seconds=1.0, times=None)
    errors = await asyncio.gather(*(refused(channel, str(to)) for to in range(501, 511)))
    assert {(each.code, each.everyone, each.maybe_sent) for each in errors} == {
        ("timeout", True, False)
    }
    assert (asked(chats), chats.telegram.sendings) == (1, [])
    chats.telegram.faults.clear()
    await channel.send(HELLO)
    assert chats.telegram.counts() == {"501": 1}


@pytest.mark.parametrize(
    "doubt",
    [
        {"kind": "reset", "does": True},
        {"kind": "reset"},
        {"status": 502, "body": PAGE},
        {**refusal(500, "Internal Server Error"), "does": True},
        {"status": 200, "body": PAGE, "does": True},
        {"status": 404, "body": PAGE},
    ],
)
async def test_after_a_doubt_the_next_message_waits_for_a_proof(
    chats: FakeChats, channel: TelegramChannel, doubt: dict[str, Any]
) -> None:
    await channel.open()
    chats.telegram.fail(**doubt)
    await refused(channel)
    chats.telegram.fail("reset", method="getMe", times=None)
    for to in ("502", "503"):
        error = await refused(channel, to)
        assert (error.code, error.everyone, error.maybe_sent) == ("connection_lost", True, False)
    assert [each.recipient for each in chats.telegram.sendings] == ["501"]
    chats.telegram.faults.clear()
    before = asked(chats)
    for to in ("502", "503"):
        await channel.send(OutgoingMessage(to, "Hello", "row-2"))
    assert asked(chats) == before + 1


async def test_a_refusal_that_the_bot_api_names_asks_for_no_proof(
    chats: FakeChats, channel: TelegramChannel
) -> None:
    await channel.open()
    chats.telegram.blocked = {"502"}
    assert (await refused(channel, "502")).code == "bot_blocked"
    await channel.send(HELLO)
    assert asked(chats) == 1


async def test_nothing_is_noted_as_begun_while_the_question_is_open(
    chats: FakeChats, channel: TelegramChannel
) -> None:
    begun: list[int] = []

    async def opening() -> None:
        begun.append(asked(chats))

    chats.telegram.fail(method="getMe", **NOT_THE_BOT_API[0])
    with pytest.raises(TransportError):
        await channel.send(HELLO, opening)
    assert begun == []
    await channel.send(HELLO, opening)
    assert begun == [2]


async def test_whoever_waited_for_the_proof_leaves_at_the_limiter_s_pace(chats: FakeChats) -> None:
    channel = channel_to(chats, pace.Limiter(pace.Rate(30, 1.0), burst=3))
    chats.telegram.latency = 0.5
    messages = [OutgoingMessage(str(to), "Hello", "") for to in range(501, 511)]
    await asyncio.gather(*(channel.send(message) for message in messages))
    assert asked(chats) == 1
    arrived = sorted(each.arrived for each in chats.telegram.sendings)
    assert arrived[-1] - arrived[0] >= 0.25  # seconds for ten, three at once
    await channel.close()


async def test_a_message_cut_off_while_it_asked_leaves_the_question_to_the_next(
    chats: FakeChats, channel: TelegramChannel
) -> None:
    chats.telegram.fail("hang", method="getMe", seconds=5.0)
    first = asyncio.create_task(channel.send(HELLO))
    await eventually(lambda: asked(chats))
    second = asyncio.create_task(channel.send(OutgoingMessage("502", "Hello", "row-2")))
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert first.cancelled()
    await second
    assert chats.telegram.counts() == {"502": 1}
