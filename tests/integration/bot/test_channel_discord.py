"""The Discord channel against a faithful stand-in for its REST API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from typing import Any

import pytest

from bot.chats import attempts, pace
from bot.chats.contract import OutgoingMessage, TransportError
from bot.discord.send import DiscordChannel
from muster.clock import utc_now
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord import too_many

LINK = "https://muster.example.org/#/availability?n=row-1"
HELLO = OutgoingMessage("user:501", f"Do you play tonight?\n{LINK}", "row-1", LINK)


@pytest.fixture(scope="module")
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def discord_fake(chats: FakeChats) -> FakeChats:
    chats.discord.__init__()
    return chats


def channel_to(chats: FakeChats, token: str | None = None) -> DiscordChannel:
    return DiscordChannel(
        token or chats.discord.token,
        base_url=f"{chats.url}/discord",
        limiter=pace.discord_limiter(),
        opening_limiter=pace.Limiter(None),
    )


@pytest.fixture
async def channel(discord_fake: FakeChats) -> AsyncGenerator[DiscordChannel, None]:
    opened = channel_to(discord_fake)
    yield opened
    await opened.close()


async def refused(channel: DiscordChannel, message: OutgoingMessage = HELLO) -> TransportError:
    with pytest.raises(TransportError) as caught:
        await channel.send(message)
    return caught.value


async def test_a_message_goes_out_as_it_must(chats: FakeChats, channel: DiscordChannel) -> None:
    message_id = await channel.send(HELLO)
    (delivery,) = chats.discord.deliveries
    assert (delivery.recipient, delivery.text) == ("501", HELLO.text)
    assert delivery.message_id == message_id
    assert delivery.request["nonce"] == "row-1"
    assert delivery.request["enforce_nonce"] is True
    assert delivery.request["allowed_mentions"] == {"parse": []}
    assert delivery.request["flags"] == 4  # no embeds


async def test_a_message_to_a_channel(chats: FakeChats, channel: DiscordChannel) -> None:
    chats.discord.channels.add("777")
    await channel.send(OutgoingMessage("channel:777", "Tonight!", "row-2"))
    assert chats.discord.received("777") == ["Tonight!"]
    assert "open_dm" not in [method for _, method in chats.discord.requests]


async def test_a_repeat_with_the_same_nonce_gives_the_first_message(
    chats: FakeChats, channel: DiscordChannel
) -> None:
    first = await channel.send(HELLO)
    assert await channel.send(HELLO) == first
    again = channel_to(chats)
    assert await again.send(HELLO) == first
    await again.close()
    assert chats.discord.counts() == {"501": 1}


async def test_a_sent_message_is_found_in_the_history(
    chats: FakeChats, channel: DiscordChannel
) -> None:
    since = utc_now()
    assert await channel.find_sent(HELLO, since) is None
    message_id = await channel.send(HELLO)
    chats.discord.say("501", f"you wrote {LINK}")
    await channel.send(OutgoingMessage("user:501", "another", "row-9"))
    assert await channel.find_sent(HELLO, since) == message_id
    dm = OutgoingMessage(f"channel:{chats.discord.dm_of('501')}", "", "row-1", LINK)
    assert await channel.find_sent(dm, since) == message_id
    assert await channel.find_sent(dm, since + timedelta(hours=1)) is None
    # What the person quotes is not what we sent.
    other = OutgoingMessage("user:501", "", "row-5", "you wrote")
    assert await channel.find_sent(other, since) is None


async def test_an_early_opened_dm_writes_to_nobody(
    chats: FakeChats, channel: DiscordChannel
) -> None:
    dm = await channel.open_dm(501)
    assert str(dm) == chats.discord.dm_of("501")
    assert chats.discord.deliveries == []
    await channel.send(OutgoingMessage(f"channel:{dm}", "Hello", "row-3"))
    assert chats.discord.received("501") == ["Hello"]


async def test_a_long_text_is_cut(chats: FakeChats, channel: DiscordChannel) -> None:
    await channel.send(OutgoingMessage("user:501", "x" * 3000, "row-4"))
    assert len(chats.discord.received("501")[0]) == 2000


@pytest.mark.parametrize(
    ("kind", "code"),
    [("closed_dms", "dms_closed"), ("strangers", "dms_closed"), ("nobody", "unknown_recipient")],
)
async def test_who_cannot_be_written_to_is_refused_for_good(
    chats: FakeChats, channel: DiscordChannel, kind: str, code: str
) -> None:
    getattr(chats.discord, kind).add("501")
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone) == (code, True, False)
    assert not error.maybe_sent
    await channel.send(OutgoingMessage("user:502", "Hello", "row-6"))


async def test_an_unknown_channel_or_address(channel: DiscordChannel) -> None:
    for address in ("channel:999", "channel:x", "nonsense", ""):
        error = await refused(channel, OutgoingMessage(address, "Hello", "row-1"))
        assert (error.code, error.permanent) == ("unknown_recipient", True)


@pytest.mark.parametrize(
    ("status", "json_code", "expected"),
    [
        (403, 50001, ("no_access", True, False)),
        (403, 50013, ("no_access", True, False)),
        (403, 20026, ("quarantined", False, True)),
        (403, 40002, ("quarantined", False, True)),
        (400, 40003, ("rate_limited", False, False)),
        (400, 50035, ("message_refused", True, False)),
        (400, 240000, ("message_refused", True, False)),
        (401, 0, ("bad_token", False, True)),
        (403, 0, ("barred", False, True)),
        (403, 12345, ("service_error", False, False)),
    ],
)
async def test_other_refusals(
    chats: FakeChats,
    channel: DiscordChannel,
    status: int,
    json_code: int,
    expected: tuple[str, bool, bool],
) -> None:
    chats.discord.fail(status=status, body={"message": "no", "code": json_code})
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone) == expected
    assert not error.maybe_sent
    assert chats.discord.deliveries == []


async def test_a_wait_for_one_channel_leaves_the_others_alone(
    chats: FakeChats, channel: DiscordChannel
) -> None:
    body, headers = too_many(30.0, everyone=False)
    chats.discord.fail(status=429, body=body, headers=headers)
    error = await refused(channel)
    assert (error.code, error.retry_after, error.everyone) == ("rate_limited", 30.0, False)
    error = await refused(channel)  # not even asked again
    assert error.retry_after == pytest.approx(30.0, abs=1.0)
    assert [method for _, method in chats.discord.requests].count("message") == 1
    await channel.send(OutgoingMessage("user:502", "Hello", "row-6"))


async def test_a_global_wait_holds_everybody_and_ends(
    chats: FakeChats, channel: DiscordChannel
) -> None:
    body, headers = too_many(0.2, everyone=True)
    chats.discord.fail(status=429, body=body, headers=headers)
    error = await refused(channel)
    assert (error.code, error.retry_after, error.everyone) == ("rate_limited", 0.2, True)
    began = asyncio.get_running_loop().time()
    await channel.send(HELLO)
    assert asyncio.get_running_loop().time() - began > 0.1


async def test_cloudflare_in_front_bars_everybody(
    chats: FakeChats, channel: DiscordChannel
) -> None:
    chats.discord.fail(status=429, body="<html>1015</html>", headers={"Retry-After": "77"})
    error = await refused(channel)
    assert (error.code, error.retry_after, error.everyone) == ("rate_limited", 77.0, True)


async def test_the_bucket_of_a_channel_is_kept(chats: FakeChats, channel: DiscordChannel) -> None:
    chats.discord.channels.add("777")
    for number in range(4):
        await channel.send(OutgoingMessage("channel:777", f"line {number}", f"row-{number}"))
    assert [method for _, method in chats.discord.requests].count("message") == 4


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failing_service_leaves_doubt_and_is_not_asked_again_at_once(
    chats: FakeChats, channel: DiscordChannel, status: int
) -> None:
    chats.discord.fail(status=status, body="upstream error", does=True)
    error = await refused(channel)
    assert (error.code, error.maybe_sent, error.permanent) == ("service_error", True, False)
    # The ledger's next attempt gets the message that is there.
    assert await channel.send(HELLO) == chats.discord.deliveries[0].message_id
    assert chats.discord.counts() == {"501": 1}


@pytest.mark.parametrize("does", [False, True])
async def test_a_lost_answer_leaves_doubt(
    chats: FakeChats, channel: DiscordChannel, does: bool
) -> None:
    chats.discord.fail("reset", does=does)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("connection_lost", True)
    await channel.send(HELLO)
    assert chats.discord.counts() == {"501": 1}


async def test_losing_the_opening_of_a_dm_leaves_no_doubt(
    chats: FakeChats, channel: DiscordChannel
) -> None:
    chats.discord.fail("reset", method="open_dm")
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("connection_lost", False)
    chats.discord.fail(method="open_dm", status=500, body="")
    assert not (await refused(channel)).maybe_sent


async def test_a_hanging_service_is_given_up(
    chats: FakeChats, channel: DiscordChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await channel.open()
    chats.discord.fail("hang", seconds=1.0, does=True)
    with monkeypatch.context() as impatient:
        impatient.setattr(attempts, "REQUEST_SECONDS", 0.2)
        error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("timeout", True)
    await channel.send(HELLO)
    assert chats.discord.counts() == {"501": 1}


async def test_an_unreadable_answer_leaves_doubt(chats: FakeChats, channel: DiscordChannel) -> None:
    chats.discord.fail(status=200, body={"hello": "world"}, does=True)
    error = await refused(channel)
    assert (error.code, error.maybe_sent) == ("unreadable_answer", True)


async def test_a_wrong_token_is_told_once_an_hour(discord_fake: FakeChats) -> None:
    channel = channel_to(discord_fake, "wrong")
    for _ in range(3):
        error = await refused(channel)
        assert (error.code, error.everyone, error.permanent) == ("bad_token", True, False)
        assert error.retry_after == pytest.approx(3600.0, abs=5.0)
    assert len(discord_fake.discord.requests) == 1
    await channel.close()


async def test_a_sign_in_that_fails_sends_nothing_and_is_not_repeated_by_everybody(
    discord_fake: FakeChats,
) -> None:
    channel = channel_to(discord_fake)
    discord_fake.discord.fail(method="me", status=500, body="")
    errors = await asyncio.gather(*(refused(channel) for _ in range(10)))
    assert {(each.code, each.everyone, each.maybe_sent) for each in errors} == {
        ("service_error", True, False)
    }
    assert len(discord_fake.discord.requests) == 1
    await channel.close()


async def test_nobody_listens() -> None:
    nowhere = FakeChats("http://127.0.0.1:9")
    channel = channel_to(nowhere)
    error = await refused(channel)
    assert (error.code, error.maybe_sent, error.permanent) == ("refused_connection", False, False)
    await channel.close()


async def test_refused_requests_are_counted(chats: FakeChats) -> None:
    limiter = pace.Limiter(pace.Rate(50, 1.0), refusals=pace.Rate(3, 600.0))
    channel = DiscordChannel(
        chats.discord.token,
        base_url=f"{chats.url}/discord",
        limiter=limiter,
        opening_limiter=pace.Limiter(None),
    )
    chats.discord.closed_dms = {"601", "602", "603"}
    for user in ("601", "602", "603"):
        await refused(channel, OutgoingMessage(f"user:{user}", "Hello", user))
    error = await refused(channel, OutgoingMessage("user:604", "Hello", "604"))
    assert (error.code, error.everyone) == ("refusals_spent", True)
    await channel.close()


async def test_many_at_once_keep_to_fifty_a_second(
    chats: FakeChats, discord_fake: FakeChats, channel: DiscordChannel
) -> None:
    dms = [chats.discord.dm_of(str(number)) for number in range(1000, 1080)]
    messages: list[Any] = [
        channel.send(OutgoingMessage(f"channel:{dm}", "Hello", f"n{dm}")) for dm in dms
    ]
    await channel.open()
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*messages)
    assert sorted(chats.discord.counts().values()) == [1] * 80
    assert asyncio.get_running_loop().time() - began >= 1.45  # seconds for 80, less a burst


async def test_the_check_says_who_we_are(channel: DiscordChannel) -> None:
    assert await channel.check() == "signed in as muster"
