"""What admins ask of webhooks over HTTP, and what a bot does with them, for their tests."""

from __future__ import annotations

from typing import Any

from bot.services.webhook_delivery import WebhookDelivery
from bot.services.webhook_sender import WebhookSender
from muster.clock import utc_now
from muster.crypto import ContactCipher, generate_contact_key
from muster.webhooks.rules import EVENTS
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.promoting import Json

WEBHOOKS = "/api/admin/webhooks"
ADDRESS = "https://hooks.example.org/services/T0/s3cret-path?token=s3cret"
KEY = generate_contact_key()


def body(**more: Any) -> Json:
    return {"label": "Chat", "address": ADDRESS, "events": list(EVENTS), **more}


async def add(client: Any, **more: Any) -> Json:
    answered = await client.post(WEBHOOKS, json=body(**more))
    assert answered.status_code == 201, answered.text
    return answered.json()


async def deliver(website: RunningWebsite) -> None:
    """What a bot does now."""
    delivery = WebhookDelivery(
        website.parts.database,
        ContactCipher([KEY]),
        website.settings.frontend_origin,
        WebhookSender(allow_private=True),
        "bot",
    )
    await delivery.start_due(utc_now())
    await delivery.idle()
    await delivery.start_due(utc_now())
    await delivery.idle()
