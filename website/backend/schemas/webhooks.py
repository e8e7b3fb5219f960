"""Shapes of webhooks, as admins keep them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from muster.webhooks.addresses import ADDRESS_MAX
from muster.webhooks.rules import (
    LABEL_MAX,
    MOST_WEBHOOKS,
    AnyEvent,
    DeliveryState,
    Event,
    Reason,
    WebhookState,
)
from website.backend.schemas.common import OneLine, RequestBody, Shape, text

WebhookId = Annotated[int, Field(ge=1, le=2**63 - 1)]
_Label = Annotated[text(1, LABEL_MAX), OneLine]
_Address = Annotated[text(1, ADDRESS_MAX), OneLine]
_Events = Annotated[list[Event], Field(min_length=1, max_length=20)]


class WebhookBody(RequestBody):
    """An address that is to hear events."""

    label: _Label
    address: _Address = Field(
        description="Where to post; https, and not in a private network unless that is allowed."
    )
    events: _Events


class WebhookChangeBody(RequestBody):
    """All of it anew, but for the address, which nobody is told again."""

    label: _Label
    address: _Address | None = Field(default=None, description="null: as it was.")
    events: _Events
    on: bool = Field(strict=True)


class WebhookShape(Shape):
    """An address that hears events: of the address itself, what stands before its path."""

    id: int
    label: str
    address: str = Field(description="Scheme, host and port; the rest may be a secret.")
    events: list[Event]
    state: WebhookState
    failures: int = Field(description="Attempts in a row that were not taken.")
    failing_since: datetime | None
    created_by: str | None = Field(
        description="Who made it; null where they are not here any more."
    )
    created_at: datetime
    updated_at: datetime
    former_secret_until: datetime | None = Field(
        description="Until when the secret before the last renewal signs, too."
    )
    waiting: int = Field(description="How many events it was not told yet.")
    last_delivered_at: datetime | None


class WebhookList(Shape):
    """In the order in which they were made."""

    webhooks: list[WebhookShape]
    most: int = Field(default=MOST_WEBHOOKS, description="How many there may be.")
    can_store: bool = Field(description="Whether there is a key to store addresses under.")


class WebhookSecret(Shape):
    """A webhook and its new secret, which is told this once."""

    webhook: WebhookShape
    secret: str


class WebhookChanged(Shape):
    webhook: WebhookShape


class DeliveryShape(Shape):
    """What became of telling an address of one event."""

    message_id: str
    event: AnyEvent
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime
    status: int | None = Field(description="What HTTP said to the latest attempt.")
    reason: Reason | None = Field(description="Why the latest attempt was not taken.")
    settled_at: datetime | None


class DeliveryList(Shape):
    """The latest first."""

    deliveries: list[DeliveryShape]
