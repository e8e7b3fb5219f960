"""`Channel.send` asks before the first byte of its request leaves, whichever service it is."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.contract import Channel, Notification, OutgoingMessage, TransportError
from bot.discord.send import DiscordChannel
from bot.push.send import PushChannel
from bot.sandbox import SandboxChannel
from bot.signal.send import SignalChannel
from bot.telegram.send import TelegramChannel
from muster.channels.push_rules import PushDevice
from muster.clock import utc_now
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.refusals import RefusalCode
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.faults import FakeChat
from tests.support.scenes.devices import push_channel, sender_keys, subscription_of

SERVICES = ("discord", "telegram", "signal", "push")
TEXT = "Do you play tonight?"


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    for service in (server.discord, server.telegram, server.signal, server.push):
        service.__init__()
    return server


def a_push_channel(chats: FakeChats) -> PushChannel:
    return push_channel(
        chats.push, Database("postgresql://nowhere", application_name="tests"), utc_now
    )


def a_notification(chats: FakeChats, url: str | None) -> OutgoingMessage:
    """A message to a device; `url` leads nowhere."""
    keys = sender_keys(chats.push)
    browser = chats.push.subscribe("phone", keys.first.public)
    if url is not None:
        browser.endpoint = f"{url}/push/phone"
    device = PushDevice(1, keys.first.key_id, subscription_of(browser))
    told = Notification((device,), "Muster", "en", utc_now() + timedelta(hours=1), urgent=True)
    return OutgoingMessage("user:1", TEXT, "row-1", notification=told)


@asynccontextmanager
async def channel_to(
    service: str, chats: FakeChats, url: str | None = None
) -> AsyncGenerator[tuple[Channel, FakeChat, OutgoingMessage]]:
    """A channel, the service that it leads to, and a message to somebody there."""
    limiter = pace.Limiter(None)
    base_url = f"{url or chats.url}/{service}"
    channel: Channel
    match service:
        case "discord":
            channel = DiscordChannel(
                chats.discord.token, base_url=base_url, limiter=limiter, opening_limiter=limiter
            )
            address, fake = f"channel:{chats.discord.dm_of('42')}", chats.discord
        case "telegram":
            channel = TelegramChannel(chats.telegram.token, base_url=base_url, limiter=limiter)
            address, fake = "501", chats.telegram
        case "push":
            channel, fake = a_push_channel(chats), chats.push
            yield channel, fake, a_notification(chats, url)
            await channel.close()
            return
        case _:
            channel = SignalChannel(base_url=base_url, number=chats.signal.number, limiter=limiter)
            address, fake = "+38640123456", chats.signal
    try:
        yield channel, fake, OutgoingMessage(address, TEXT, "row-1")
    finally:
        await channel.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_it_asks_once_before_the_service_is_asked(service: str, chats: FakeChats) -> None:
    async with channel_to(service, chats) as (channel, fake, message):
        seen: list[int] = []

        async def opening() -> None:
            seen.append(len(fake.sendings))

        for _ in range(2):  # over a new connection, and over one that is open
            await channel.send(message, opening)
    assert seen == [0, 1]
    assert len(fake.sendings) == 2


@pytest.mark.parametrize("service", SERVICES)
async def test_who_is_refused_writes_nothing(service: str, chats: FakeChats) -> None:
    kept_back = TransportError(RefusalCode.LEASE_RAN_OUT)

    async def opening() -> None:
        raise kept_back

    async with channel_to(service, chats) as (channel, fake, message):
        for _ in range(2):
            with pytest.raises(TransportError) as caught:
                await channel.send(message, opening)
            assert caught.value is kept_back
        assert fake.sendings == []
        await channel.send(message)
    assert [each.text for each in fake.deliveries] == [TEXT]


@pytest.mark.parametrize("service", ["telegram", "signal", "push"])
async def test_who_never_gets_a_connection_is_not_asked(service: str, chats: FakeChats) -> None:
    asked: list[Any] = []

    async def opening() -> None:
        asked.append(None)

    async with channel_to(service, chats, "http://127.0.0.1:9") as (channel, _, message):
        with pytest.raises(TransportError) as caught:
            await channel.send(message, opening)
    assert caught.value.code == "refused_connection"
    assert asked == []


async def test_the_sandbox_asks_before_its_outbox_has_it(sql: Any, database: Database) -> None:
    channel = SandboxChannel("telegram", database, ContactCipher([generate_contact_key()]))

    async def opening() -> None:
        raise TransportError(RefusalCode.LEASE_RAN_OUT)

    with pytest.raises(TransportError):
        await channel.send(OutgoingMessage("501", TEXT, "row-1"), opening)
    assert await sql.fetchval("SELECT count(*) FROM sandbox_outbox") == 0
