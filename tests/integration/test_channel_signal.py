"""The Signal channel against a faithful stand-in for signal-cli-rest-api."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx2
import pytest

from bot.channels import rate
from bot.channels.base import OutgoingMessage, TransportError
from bot.channels.signal import SignalChannel
from muster.clock import utc_now
from tests.chat_fakes import FakeChats, fake_chats
from tests.fake_signal import SENDER, refused_recipient

ANA = "+38640123456"
HELLO = OutgoingMessage(ANA, "Do you play tonight?", "row-1")


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.signal.__init__()
    return server


def channel_to(chats: FakeChats, number: str = SENDER) -> SignalChannel:
    return SignalChannel(
        base_url=f"{chats.url}/signal",
        number=number,
        limiter=rate.Limiter(None, most_at_once=1),
    )


@pytest.fixture
async def channel(chats: FakeChats) -> AsyncGenerator[SignalChannel, None]:
    opened = channel_to(chats)
    yield opened
    await opened.close()


async def refused(channel: SignalChannel, message: OutgoingMessage = HELLO) -> TransportError:
    with pytest.raises(TransportError) as caught:
        await channel.send(message)
    return caught.value


@pytest.mark.parametrize("shape", ["object", "list"])
async def test_a_message_goes_to_one_recipient(
    chats: FakeChats, channel: SignalChannel, shape: Any
) -> None:
    chats.signal.shape = shape
    message_id = await channel.send(HELLO)
    (delivery,) = chats.signal.deliveries
    assert (delivery.recipient, delivery.text) == (ANA, HELLO.text)
    assert delivery.message_id == message_id
    assert delivery.request["recipients"] == [ANA]
    assert delivery.request["number"] == SENDER


async def test_what_was_sent_cannot_be_found(channel: SignalChannel) -> None:
    await channel.send(HELLO)
    assert not channel.idempotent
    assert await channel.find_sent(HELLO, utc_now()) is None


@pytest.mark.parametrize("shape", ["object", "list"])
async def test_who_has_no_signal_is_refused_for_good(
    chats: FakeChats, channel: SignalChannel, shape: Any
) -> None:
    chats.signal.shape = shape
    chats.signal.unregistered = {ANA}
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone) == ("unknown_recipient", True, False)
    assert not error.maybe_sent


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("UNREGISTERED_FAILURE", ("unknown_recipient", True, False, False)),
        ("Unregistered user", ("unknown_recipient", True, False, False)),
        ("IDENTITY_FAILURE", ("untrusted_identity", True, False, False)),
        ("INVALID_PRE_KEY_FAILURE", ("message_refused", True, False, False)),
        ("RATE_LIMIT_FAILURE", ("rate_limited", False, True, False)),
        ("PROOF_REQUIRED_FAILURE", ("rate_limited", False, True, False)),
        ("NETWORK_FAILURE", ("service_error", False, False, True)),
        ("", ("service_error", False, False, True)),
    ],
)
async def test_a_recipient_may_be_refused_under_a_201(
    chats: FakeChats, channel: SignalChannel, reason: str, expected: tuple[str, bool, bool, bool]
) -> None:
    chats.signal.fail(status=201, body=refused_recipient(ANA, reason))
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone, error.maybe_sent) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"User {SENDER} is not registered.", ("bad_token", False, True, False)),
        ("Couldn't process request - invalid request", ("message_refused", True, False, False)),
        (f"Untrusted Identity for {ANA}", ("untrusted_identity", True, False, False)),
        ("Failed to send message due to CAPTCHA", ("rate_limited", False, True, False)),
        ("java.io.IOException: closed", ("service_error", False, False, True)),
    ],
)
async def test_a_400_means_many_things(
    chats: FakeChats, channel: SignalChannel, words: str, expected: tuple[str, bool, bool, bool]
) -> None:
    chats.signal.fail(status=400, body={"error": words})
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone, error.maybe_sent) == expected


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        ({"error": "slow down", "challenge_tokens": ["a-token"]}, {}, 3600.0),
        ({"error": "slow down", "challenge_tokens": []}, {}, 60.0),
        ({"error": "slow down"}, {"Retry-After": "33"}, 33.0),
    ],
)
async def test_a_429_holds_everybody(
    chats: FakeChats,
    channel: SignalChannel,
    body: dict[str, Any],
    headers: dict[str, str],
    wait: float,
) -> None:
    chats.signal.fail(status=429, body=body, headers=headers)
    error = await refused(channel)
    assert (error.code, error.retry_after, error.everyone) == ("rate_limited", wait, True)
    error = await refused(channel, OutgoingMessage("+38640999999", "Hello", "row-2"))
    assert error.everyone
    assert len(chats.signal.requests) == 1


@pytest.mark.parametrize("does", [False, True])
async def test_after_a_failure_nobody_knows(
    chats: FakeChats, channel: SignalChannel, does: bool
) -> None:
    chats.signal.fail(status=500, body={"error": "boom"}, does=does)
    assert ((error := await refused(channel)).code, error.maybe_sent) == ("service_error", True)
    chats.signal.fail("reset", does=does)
    assert ((error := await refused(channel)).code, error.maybe_sent) == ("connection_lost", True)


@pytest.mark.parametrize("body", ["hello", [], {}, [{"errors": {}}], "null"])
async def test_an_unreadable_success_may_have_been_one(
    chats: FakeChats, channel: SignalChannel, body: Any
) -> None:
    chats.signal.fail(status=201, body=body, does=True)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("unreadable_answer", True)


async def test_a_hanging_service_is_given_up(chats: FakeChats, channel: SignalChannel) -> None:
    channel._client().timeout = httpx2.Timeout(0.2)
    chats.signal.fail("hang", seconds=1.0)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("timeout", True)


async def test_nobody_listens() -> None:
    channel = channel_to(FakeChats("http://127.0.0.1:9"))
    error = await refused(channel)
    assert (error.code, error.maybe_sent, error.permanent) == ("refused_connection", False, False)
    await channel.close()


async def test_a_server_that_is_something_else(chats: FakeChats) -> None:
    channel = SignalChannel(
        base_url=f"{chats.url}/nothing", number=SENDER, limiter=rate.Limiter(None)
    )
    error = await refused(channel)
    assert (error.code, error.everyone, error.maybe_sent) == ("bad_token", True, False)
    with pytest.raises(TransportError):
        await channel.open()
    await channel.close()


async def test_one_at_a_time(chats: FakeChats, channel: SignalChannel) -> None:
    chats.signal.latency = 0.02
    messages = [OutgoingMessage(f"+3864000000{number}", "Hello", "") for number in range(5)]
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(channel.send(message) for message in messages))
    assert asyncio.get_running_loop().time() - began >= 0.1
    assert len(chats.signal.counts()) == 5


async def test_the_check_knows_whether_the_number_is_registered(
    chats: FakeChats, channel: SignalChannel
) -> None:
    assert await channel.check() == (
        "signal-cli-rest-api in mode json-rpc, the number is registered"
    )
    other = channel_to(chats, "+38640111111")
    with pytest.raises(TransportError) as caught:
        await other.check()
    assert (caught.value.code, caught.value.everyone) == ("bad_token", True)
    await other.close()
