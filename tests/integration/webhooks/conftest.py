"""Addresses that hear events, somebody at their far end, and bots with a clock of the test's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.services.webhook_delivery import WebhookDelivery
from bot.services.webhook_sender import WebhookSender
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.identity.rules import Viewer
from muster.webhooks import dispatch, service
from muster.webhooks.rules import EVENTS, Delivery, Event, Webhook
from tests.support.fakes.webhook_receiver import Receiver, receiver
from tests.support.scenes.community import EVENING, add_person

ORIGIN = "https://muster.example"


@dataclass
class Bots:
    """Bots on one database, and what an admin would do there. `now` is everybody's clock."""

    database: Database
    cipher: ContactCipher
    key: str
    admin: Viewer
    now: datetime = EVENING
    deliveries: list[WebhookDelivery] = field(default_factory=list[WebhookDelivery])

    def start(self, name: str = "one", *, seconds: float = 10.0, **sending: Any) -> WebhookDelivery:
        """Another bot."""
        sender = WebhookSender(**{"allow_private": True, "seconds": seconds, **sending})
        made = WebhookDelivery(
            self.database,
            self.cipher,
            ORIGIN,
            sender,
            name,
            now=lambda: self.now,
            chance=lambda: 0.0,
        )
        self.deliveries.append(made)
        return made

    async def add(
        self, address: str, events: Sequence[Event] = EVENTS, label: str = "Chat"
    ) -> service.NewSecret:
        async with self.database.transaction() as connection:
            return await service.create_webhook(
                connection,
                self.cipher,
                self.admin,
                label=label,
                address=address,
                events=events,
                allow_private=True,
                now=self.now,
            )

    async def tell(self, event: Event = "session.ready", key: str = "1") -> bool:
        async with self.database.transaction() as connection:
            return await service.tell(connection, event, key, {"looking": 6}, self.now)

    async def run(self, bot: WebhookDelivery) -> datetime | None:
        """Let a bot do all that is due now; when it would do something next."""
        while True:
            await bot.start_due(self.now)
            await bot.idle()
            async with self.database.connection() as connection:
                due = await dispatch.find_next_due(connection, [])
            if due is None or due > self.now:
                return due

    async def webhooks(self) -> list[Webhook]:
        async with self.database.connection() as connection:
            return await service.list_webhooks(connection)

    async def deliveries_of(self, webhook_id: int) -> list[Delivery]:
        async with self.database.connection() as connection:
            return await service.list_deliveries(connection, webhook_id)

    def later(self, pause: timedelta) -> None:
        self.now += pause


@pytest.fixture
async def bots(database: Database) -> AsyncGenerator[Bots, None]:
    async with database.connection() as connection:
        user_id = await add_person(connection, 104, player="Odessa")
    admin = Viewer(user_id, 104, "odessa", "Odessa", None, "guid-104", "Odessa", "admin", EVENING)
    key = generate_contact_key()
    made = Bots(database, ContactCipher([key]), key, admin)
    yield made
    for each in made.deliveries:
        await each.close()


@pytest.fixture
async def far_end() -> AsyncGenerator[Receiver, None]:
    async with receiver() as there:
        yield there
