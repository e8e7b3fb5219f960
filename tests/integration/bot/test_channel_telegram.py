"""The Telegram channel against a faithful stand-in for the Bot API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from bot.chats import attempts, pace
from bot.chats.contract import OutgoingMessage, TransportError
from bot.telegram.send import TelegramChannel
from muster.clock import utc_now
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.telegram import flood, refusal
from tests.support.running.no_names import look_up_no_names

HELLO = OutgoingMessage("501", "Do you play tonight? <b>_*\nhttps://muster.example.org", "row-1")


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.telegram.__init__()
    server.signal.__init__()
    return server


def channel_to(chats: FakeChats, token: str | None = None) -> TelegramChannel:
    return TelegramChannel(
        token or chats.telegram.token,
        base_url=f"{chats.url}/telegram",
        limiter=pace.Limiter(pace.Rate(30, 1.0), burst=3),
    )


@pytest.fixture
async def channel(chats: FakeChats) -> AsyncGenerator[TelegramChannel, None]:
    opened = channel_to(chats)
    yield opened
    await opened.close()


async def refused(channel: TelegramChannel, message: OutgoingMessage = HELLO) -> TransportError:
    with pytest.raises(TransportError) as caught:
        await channel.send(message)
    return caught.value


async def test_a_message_goes_out_as_plain_text(chats: FakeChats, channel: TelegramChannel) -> None:
    message_id = await channel.send(HELLO)
    (delivery,) = chats.telegram.deliveries
    assert (delivery.recipient, delivery.text) == ("501", HELLO.text)
    assert delivery.message_id == message_id
    assert delivery.request["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in delivery.request


async def test_a_long_text_is_cut(chats: FakeChats, channel: TelegramChannel) -> None:
    await channel.send(OutgoingMessage("501", "x" * 5000, "row-1"))
    assert len(chats.telegram.received("501")[0]) == 4096


async def test_what_was_sent_cannot_be_found(channel: TelegramChannel) -> None:
    await channel.send(HELLO)
    assert not channel.idempotent
    assert await channel.find_sent(HELLO, utc_now()) is None


async def test_whom_the_bot_cannot_reach_is_refused_for_good(
    chats: FakeChats, channel: TelegramChannel
) -> None:
    chats.telegram.blocked = {"501"}
    chats.telegram.deactivated = {"502"}
    chats.telegram.chats = {"501", "502"}
    expected = {"501": "bot_blocked", "502": "unknown_recipient", "503": "unknown_recipient"}
    for address, code in expected.items():
        error = await refused(channel, OutgoingMessage(address, "Hello", "row-1"))
        assert (error.code, error.permanent, error.everyone) == (code, True, False)
        assert not error.maybe_sent


@pytest.mark.parametrize("address", ["@somebody", "", "-100123", "12a"])
async def test_only_private_chats_are_written_to(
    chats: FakeChats, channel: TelegramChannel, address: str
) -> None:
    error = await refused(channel, OutgoingMessage(address, "Hello", "row-1"))
    assert (error.code, error.permanent) == ("unknown_recipient", True)
    assert chats.telegram.requests == []


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (403, "Forbidden: bot can't initiate conversation with a user", ("bot_blocked", True)),
        (403, "Forbidden: bot was kicked from the group chat", ("bot_blocked", True)),
        (403, "Forbidden: bot can't send messages to bots", ("unknown_recipient", True)),
        (403, "Forbidden: bot can't send messages to the user", ("forbidden", False)),
        (400, "Bad Request: PEER_ID_INVALID", ("unknown_recipient", True)),
        (400, "Bad Request: user not found", ("unknown_recipient", True)),
        (400, "Bad Request: message is too long", ("message_refused", True)),
        (409, "Conflict: terminated by other getUpdates request", ("conflict", False)),
        (413, "Request Entity Too Large", ("message_refused", True)),
        (405, "Method Not Allowed", ("service_error", False)),
    ],
)
async def test_other_refusals(
    chats: FakeChats,
    channel: TelegramChannel,
    status: int,
    description: str,
    expected: tuple[str, bool],
) -> None:
    chats.telegram.fail(**refusal(status, description))
    error = await refused(channel)
    assert (error.code, error.permanent) == expected
    assert not error.everyone
    assert not error.maybe_sent


async def test_a_group_that_moved_is_nobody(chats: FakeChats, channel: TelegramChannel) -> None:
    details = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat")
    details["body"]["parameters"] = {"migrate_to_chat_id": -100500}
    chats.telegram.fail(**details)
    assert (await refused(channel)).code == "unknown_recipient"


async def test_a_flood_wait_holds_everybody(chats: FakeChats, channel: TelegramChannel) -> None:
    chats.telegram.fail(**flood(30))
    error = await refused(channel)
    assert (error.code, error.retry_after, error.everyone) == ("rate_limited", 30.0, True)
    assert not error.maybe_sent
    error = await refused(channel, OutgoingMessage("502", "Hello", "row-2"))
    assert error.retry_after == pytest.approx(30.0, abs=1.0)
    assert len(chats.telegram.sendings) == 1


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        ({"ok": False, "parameters": {"retry_after": 12}}, {"Retry-After": "99"}, 12.0),
        ({"ok": False, "description": "Too Many Requests"}, {"Retry-After": "7"}, 7.0),
        ({"ok": False, "parameters": {"retry_after": None}}, {}, 1.0),
        ({"ok": False, "parameters": [5]}, {"Retry-After": "soon"}, 1.0),
        ("<html>Too Many Requests</html>", {"Retry-After": "8"}, 8.0),
    ],
)
async def test_every_form_of_too_many_requests_was_refused(
    chats: FakeChats,
    channel: TelegramChannel,
    body: object,
    headers: dict[str, str],
    seconds: float,
) -> None:
    chats.telegram.fail(status=429, body=body, headers=headers)
    error = await refused(channel)
    assert (error.code, error.retry_after, error.everyone) == ("rate_limited", seconds, True)
    assert not error.maybe_sent


async def test_a_redirect_is_not_followed(chats: FakeChats, channel: TelegramChannel) -> None:
    away = {"Location": f"{chats.url}/signal/v1/about"}
    chats.telegram.fail(status=307, body="<html>elsewhere</html>", headers=away)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("no_telegram_server", False)
    assert len(chats.telegram.sendings) == 1
    assert chats.signal.requests == []


@pytest.mark.parametrize("does", [False, True])
async def test_after_a_failure_nobody_knows(
    chats: FakeChats, channel: TelegramChannel, does: bool
) -> None:
    chats.telegram.fail(**refusal(500, "Internal Server Error"), does=does)
    error = await refused(channel)
    assert (error.code, error.maybe_sent, error.permanent) == ("service_error", True, False)
    chats.telegram.fail(status=502, body="<html>Bad Gateway</html>", does=does)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("unreadable_answer", True)
    chats.telegram.fail("reset", does=does)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("connection_lost", True)


async def test_an_unreadable_success_may_have_been_one(
    chats: FakeChats, channel: TelegramChannel
) -> None:
    odd = [{"ok": True, "result": result} for result in ({"odd": 1}, True, None, [], "sent", 7)]
    huge, deep = '{"ok": true, "result": {"message_id": 1e999}}', "[" * 100_000
    for body in ("not json", {"ok": True}, {}, [1], huge, deep, *odd):
        chats.telegram.fail(status=200, body=body, does=True)
        error = await refused(channel)
        assert (error.code, error.maybe_sent) == ("unreadable_answer", True)


async def test_a_text_that_cannot_be_written_was_not_sent(
    chats: FakeChats, channel: TelegramChannel
) -> None:
    error = await refused(channel, OutgoingMessage("501", "half a pair: \ud83d", "row-1"))
    assert (error.code, error.maybe_sent) == ("unreadable_answer", False)
    assert chats.telegram.deliveries == []


async def test_no_wait_that_is_named_lasts_for_ever(
    chats: FakeChats, channel: TelegramChannel
) -> None:
    body = '{"ok": false, "error_code": 429, "parameters": {"retry_after": 1e999}}'
    chats.telegram.fail(status=429, body=body)
    assert (await refused(channel)).retry_after == 86_400


async def test_a_hanging_service_is_given_up(
    chats: FakeChats, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await channel.open()
    monkeypatch.setattr(attempts, "REQUEST_SECONDS", 0.2)
    chats.telegram.fail("hang", seconds=1.0)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("timeout", True)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://nowhere.invalid", "https"])
async def test_what_was_never_written_was_never_sent(
    server: FakeChats, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up_no_names(monkeypatch)
    # With https, TLS fails: the server speaks none.
    url = server.url.replace("http:", "https:") if address == "https" else address
    channel = channel_to(FakeChats(url))
    error = await refused(channel)
    assert (error.code, error.maybe_sent, error.permanent) == ("refused_connection", False, False)
    await channel.close()


@pytest.mark.parametrize("token", ["123456:wrong", "no token at all"])
async def test_a_wrong_token_is_nobodys_fault_but_the_operators(
    chats: FakeChats, token: str
) -> None:
    channel = channel_to(chats, token)
    with pytest.raises(TransportError) as caught:
        await channel.open()
    for error in (caught.value, await refused(channel)):
        assert (error.code, error.everyone, error.permanent) == ("bad_token", True, False)
        assert error.retry_after == 3600.0
    await channel.close()


async def test_no_more_than_thirty_a_second(chats: FakeChats, channel: TelegramChannel) -> None:
    messages = [OutgoingMessage(str(number), "Hello", "") for number in range(1, 61)]
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(channel.send(message) for message in messages))
    assert set(chats.telegram.counts().values()) == {1}
    assert len(chats.telegram.counts()) == 60
    assert asyncio.get_running_loop().time() - began >= 1.85  # seconds for 60, less a burst


async def test_the_check_says_who_we_are(channel: TelegramChannel) -> None:
    assert await channel.check() == "signed in as @musterbot"
