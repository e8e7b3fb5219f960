"""The web push channel to a fake push service, and what it is made of."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.contract import Notification, OutgoingMessage, TransportError
from bot.push.send import PushChannel
from muster.channels.push_rules import PushDevice, PushSubscription
from muster.clock import utc_now
from muster.notifications.answers import Offered
from muster.web_push import SenderKeys
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.push import FakeBrowser, FakePushService, b64

ANSWERS = (Offered("Igram", "261128.looking.m1-2"), Offered("Mogoče", "261128.maybe.m1-2"))

LINK = "https://m.example/#/availability?n=m1-2"


@pytest.fixture
def new_push_service(server: FakeChats) -> FakePushService:
    server.push.__init__()
    return server.push


@dataclass
class Gone:
    """What `GoneDevices` is told."""

    ids: list[int] = field(default_factory=list[int])

    def now(self) -> datetime:
        return utc_now()

    async def forget(self, device_ids: Any, asked_at: datetime) -> None:
        del asked_at
        self.ids.extend(device_ids)


@dataclass
class Ticking:
    """A monotonic clock that a test moves."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Sender:
    """The channel, and what it is made of."""

    service: FakePushService
    keys: SenderKeys
    gone: Gone
    clock: Ticking
    channel: PushChannel

    def browser(self, name: str, *, host: str | None = None) -> FakeBrowser:
        return self.service.subscribe(name, self.keys.first.public, host=host)

    def message(self, *browsers: FakeBrowser, **changes: Any) -> OutgoingMessage:
        devices = tuple(self.device(number, each) for number, each in enumerate(browsers, 1))
        told = Notification(
            devices, "Dnevno vprašanje", "sl", utc_now() + timedelta(hours=2), True, 4
        )
        message = OutgoingMessage(
            "user:7",
            "Igraš nocoj? 🎮",
            "m1-2",
            LINK,
            ANSWERS,
            told,
        )
        return replace(message, **changes)

    def device(self, number: int, browser: FakeBrowser, key_id: str | None = None) -> PushDevice:
        subscription = PushSubscription(browser.endpoint, browser.p256dh, b64(browser.auth))
        return PushDevice(number, key_id or self.keys.first.key_id, subscription)

    async def refused(self, message: OutgoingMessage) -> TransportError:
        with pytest.raises(TransportError) as caught:
            await self.channel.send(message)
        return caught.value


def sender_to(
    service: FakePushService, keys: SenderKeys | None = None, *, private: bool = True
) -> Sender:
    known = keys or SenderKeys([service.sender_key], "mailto:admin@example.org")
    gone, clock = Gone(), Ticking()
    channel = PushChannel(
        known,
        limiter=pace.Limiter(None),
        gone=gone,  # type: ignore[arg-type]  # what it does is another test's
        private=private,
        clock=clock,
    )
    return Sender(service, known, gone, clock, channel)


@pytest.fixture
async def push_sender(service: FakePushService) -> AsyncGenerator[Sender, None]:
    made = sender_to(service)
    yield made
    await made.channel.close()
