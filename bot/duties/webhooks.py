"""Telling other programs: what is due is sent, and that an evening is short is noticed."""

from __future__ import annotations

from datetime import datetime

from bot.scheduler import LONGEST_NAP, Duty, Step
from bot.services.webhook_delivery import WebhookDelivery
from bot.services.webhook_sender import WebhookSender
from muster.calls import dispatch
from muster.calls.rules import Tonight
from muster.clock import next_midnight
from muster.crypto import ContactCipher
from muster.database import Database
from muster.evenings.service import evenings_of, read_evenings
from muster.settings import Settings

_SHORT_REST_SECONDS = 0.5
_DELIVERY_REST_SECONDS = 0.1


def webhook_delivery(settings: Settings, database: Database, worker: str) -> WebhookDelivery:
    """Delivery as the settings have it; in the sandbox nothing is sent."""
    sender = None
    if not settings.muster_sandbox:
        sender = WebhookSender(allow_private=settings.muster_webhooks_allow_private)
    cipher = ContactCipher.from_settings(settings)
    return WebhookDelivery(database, cipher, settings.frontend_origin, sender, worker)


def webhook_duties(settings: Settings, database: Database, delivery: WebhookDelivery) -> list[Duty]:
    """The duties of every bot: several may run them."""
    delivering = Duty(
        "deliver webhooks",
        deliver_webhooks(delivery),
        wakes=frozenset({"webhooks"}),
        rest_seconds=_DELIVERY_REST_SECONDS,
    )
    delivery.on_free = delivering.woken.set
    return [
        delivering,
        Duty(
            "tell that it is short",
            tell_short(database, settings),
            wakes=frozenset({"availability", "names", "evening_rules"}),
            rest_seconds=_SHORT_REST_SECONDS,
        ),
    ]


def deliver_webhooks(delivery: WebhookDelivery) -> Step:
    """Begins what is due; woken by every event, and whenever an attempt is over."""

    async def step(now: datetime) -> datetime:
        return await delivery.start_due(now) or now + LONGEST_NAP

    return step


def tell_short(database: Database, settings: Settings) -> Step:
    """Notices, once an evening, that too few are looking shortly before its start."""
    evenings = evenings_of(settings)

    async def step(now: datetime) -> datetime:
        async with database.transaction() as connection:
            tonight = Tonight.of((await read_evenings(connection, evenings)).at(now))
            due = await dispatch.tell_short(connection, tonight, now)
        return due or next_midnight(now, settings.zone)

    return step
