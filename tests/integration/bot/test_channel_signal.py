"""The Signal channel against a faithful stand-in for signal-cli-rest-api."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.contract import OutgoingMessage, TransportError
from bot.chats.names import ChatNames
from bot.signal.send import SignalChannel
from muster.clock import utc_now
from muster.database import Database
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.signal import SENDER, account_of, refused_recipient

ANA = "+38640123456"
RATE_LIMITED = (
    "Failed to send message due to rate limiting. Use the attached challenge tokens to lift the "
    "rate limit restrictions via the '/v1/accounts/{number}/rate-limit-challenge' endpoint."
)
HELLO = OutgoingMessage(ANA, "Do you play tonight?", "row-1")


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.signal.__init__()
    return server


def channel_to(chats: FakeChats, number: str = SENDER) -> SignalChannel:
    return SignalChannel(
        base_url=f"{chats.url}/signal",
        number=number,
        limiter=pace.Limiter(None, most_at_once=1),
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
    assert delivery.request["text_mode"] == "normal"


async def test_what_was_sent_cannot_be_found(channel: SignalChannel) -> None:
    await channel.send(HELLO)
    assert not channel.idempotent
    assert await channel.find_sent(HELLO, utc_now()) is None


@pytest.mark.parametrize("mode", ["json-rpc", "native", "normal"])
@pytest.mark.parametrize("shape", ["object", "list"])
async def test_who_has_no_signal_is_refused_for_good(
    chats: FakeChats, channel: SignalChannel, shape: Any, mode: Any
) -> None:
    chats.signal.shape, chats.signal.mode = shape, mode
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
        ("PROOF_REQUIRED_FAILURE", ("captcha_required", False, True, False)),
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
    ("body", "headers", "expected"),
    [
        ({"error": "slow down", "challenge_tokens": ["a-token"]}, {}, ("captcha_required", 3600.0)),
        ({"error": RATE_LIMITED, "challenge_tokens": ["", "a"]}, {}, ("captcha_required", 3600.0)),
        ({"error": RATE_LIMITED, "challenge_tokens": [""]}, {}, ("rate_limited", 60.0)),
        ({"error": RATE_LIMITED, "challenge_tokens": [None, " "]}, {}, ("rate_limited", 60.0)),
        ({"error": "slow down", "challenge_tokens": []}, {}, ("rate_limited", 60.0)),
        ({"error": "slow down"}, {"Retry-After": "33"}, ("rate_limited", 33.0)),
        (
            {"error": RATE_LIMITED, "challenge_tokens": [""], "retryAfterSeconds": 240},
            {},
            ("rate_limited", 240.0),
        ),
        (
            {"error": RATE_LIMITED, "response": {"results": [{"retryAfterSeconds": 86400}]}},
            {},
            ("rate_limited", 86400.0),
        ),
        ({"error": 'or wait "120" seconds'}, {}, ("rate_limited", 120.0)),
        ({"error": "slow down", "retryAfterSeconds": "soon"}, {}, ("rate_limited", 60.0)),
        ({"error": "slow down", "retryAfterSeconds": -5}, {}, ("rate_limited", 60.0)),
        ("slow down", {}, ("rate_limited", 60.0)),
    ],
)
async def test_a_429_holds_everybody(
    chats: FakeChats,
    channel: SignalChannel,
    body: Any,
    headers: dict[str, str],
    expected: tuple[str, float],
) -> None:
    chats.signal.fail(status=429, body=body, headers=headers)
    error = await refused(channel)
    assert (error.code, error.retry_after, error.everyone) == (*expected, True)
    error = await refused(channel, OutgoingMessage("+38640999999", "Hello", "row-2"))
    assert error.everyone
    assert len(chats.signal.sendings) == 1


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


async def test_a_hanging_service_is_given_up(
    chats: FakeChats, channel: SignalChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.signal.api.REQUEST_SECONDS", 0.2)
    chats.signal.fail("hang", seconds=1.0)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("timeout", True)


async def test_nobody_listens() -> None:
    channel = channel_to(FakeChats("http://127.0.0.1:9"))
    error = await refused(channel)
    assert (error.code, error.maybe_sent, error.permanent) == ("refused_connection", False, False)
    await channel.close()


@pytest.mark.parametrize("account", ["missing", "unlinked"])
@pytest.mark.parametrize("mode", ["json-rpc", "normal"])
async def test_without_its_sender_s_account_the_server_sends_nothing(
    chats: FakeChats, channel: SignalChannel, account: Any, mode: Any
) -> None:
    chats.signal.account, chats.signal.mode = account, mode
    error = await refused(channel)
    assert (error.code, error.everyone, error.maybe_sent) == ("bad_token", True, False)
    with pytest.raises(TransportError) as caught:
        await channel.check()
    assert caught.value.code == "bad_token"


@pytest.mark.parametrize("words", ["Failed to send message", "Failed to send message\n"])
async def test_a_failure_without_a_cause_is_asked_about(
    chats: FakeChats, channel: SignalChannel, words: str
) -> None:
    chats.signal.fail(status=400, body={"error": words}, times=None)
    assert ((error := await refused(channel)).code, error.maybe_sent) == ("service_error", True)
    chats.signal.unregistered = {ANA}
    assert ((error := await refused(channel)).code, error.maybe_sent) == (
        "unknown_recipient",
        False,
    )
    # Signal does not answer for account ids: doubt stays.
    to_account = OutgoingMessage(account_of(ANA), "Hello", "row-2")
    assert ((error := await refused(channel, to_account)).code, error.maybe_sent) == (
        "service_error",
        True,
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500, "body": {"error": "boom"}},
        {"status": 200, "body": []},
        {"status": 200, "body": [{"number": "+38640999999", "registered": False}]},
        {"status": 200, "body": [{"number": ANA}]},
        {"status": 400, "body": {"error": "Failed to get user status"}},
    ],
)
async def test_a_search_that_says_nothing_leaves_the_doubt(
    chats: FakeChats, channel: SignalChannel, answer: dict[str, Any]
) -> None:
    chats.signal.fail(status=400, body={"error": "Failed to send message"})
    chats.signal.fail(method="search", times=None, **answer)
    assert ((error := await refused(channel)).code, error.maybe_sent) == ("service_error", True)


PAGE = "<html>Welcome</html>"


@pytest.mark.parametrize(
    ("send", "about"),
    [
        ({"status": 404, "body": PAGE}, {"status": 404, "body": PAGE}),
        ({"status": 404, "body": PAGE}, {}),
        ({"status": 200, "body": PAGE}, {"status": 200, "body": PAGE}),
        ({"status": 201, "body": PAGE}, {"status": 200, "body": PAGE}),
        ({"status": 201, "body": {"id": 7}}, {"status": 200, "body": {"status": "ok"}}),
        ({"status": 400, "body": {"message": "no"}}, {"status": 200, "body": {"status": "ok"}}),
        ({"status": 501, "body": PAGE}, {"status": 404, "body": PAGE}),
        ({"status": 307, "headers": {"Location": "/login"}}, {"status": 302, "body": ""}),
        ({"status": 405, "body": {"detail": "Method Not Allowed"}}, {"status": 404, "body": {}}),
    ],
)
async def test_a_server_that_is_something_else(
    chats: FakeChats, channel: SignalChannel, send: dict[str, Any], about: dict[str, Any]
) -> None:
    chats.signal.fail(**send)
    if about:
        chats.signal.fail(method="about", times=None, **about)
    error = await refused(channel)
    assert (error.code, error.everyone, error.maybe_sent) == ("no_signal_server", True, False)
    if about:
        with pytest.raises(TransportError) as caught:
            await channel.open()
        assert caught.value.code == "no_signal_server"


async def test_a_proxy_before_a_server_that_is_away_proves_nothing(
    chats: FakeChats, channel: SignalChannel
) -> None:
    await channel.mode()
    chats.signal.fail(status=502, body=PAGE)
    chats.signal.fail(method="about", status=502, body=PAGE)
    assert ((error := await refused(channel)).code, error.maybe_sent) == ("service_error", True)


async def test_after_a_doubt_a_server_that_hangs_gets_no_further_message(
    chats: FakeChats, channel: SignalChannel
) -> None:
    await channel.mode()
    chats.signal.fail("reset")
    chats.signal.fail("reset", method="about", times=None)
    assert (await refused(channel)).maybe_sent
    assert not (await refused(channel)).maybe_sent
    assert len(chats.signal.sendings) == 1
    chats.signal.faults.clear()
    for _ in range(2):
        await channel.send(HELLO)
    assert chats.signal.counts()[ANA] == 2


async def test_names_in_an_answer_are_kept(
    chats: FakeChats, channel: SignalChannel, database: Database
) -> None:
    class Kept(ChatNames):
        async def join(self, number: str, account: str) -> None:
            kept.append((number, account))

    kept: list[tuple[str, str]] = []
    channel._names = Kept(database, None)
    refusal = refused_recipient(ANA, "IDENTITY_FAILURE")
    refusal[0]["errors"]["recipients"][0]["uuid"] = account_of(ANA)
    chats.signal.fail(status=201, body=refusal)
    await refused(channel)
    assert kept == [(ANA, account_of(ANA))]


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
