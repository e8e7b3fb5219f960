"""Shapes of webhooks and of the messages that they bring."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

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


# --- what is posted to addresses ------------------------------------------------------------------


class _OfEvening(BaseModel):
    date: date
    starts_at: datetime
    threshold: int = Field(description="How many have to be LOOKING.")


class SessionReadyData(_OfEvening):
    looking: int


class EveningShortData(_OfEvening):
    looking: int
    missing: int


class CallStartedData(_OfEvening):
    looking: int
    missing: int
    source: Literal["hand", "rule"] = Field(description="By a promoter, or by a weekday's rule.")


class TeamsSavedData(BaseModel):
    date: date
    draft_version: int = Field(description="Counts up with each draft that is saved.")
    side_a: int = Field(description="How many are on it.")
    side_b: int


class ResultRecordedData(_OfEvening):
    played: bool
    told_by: Literal["voice", "server", "hand"]
    said_yes: int
    came: int | None
    most_in_voice: int | None
    most_on_server: int | None


class TestData(BaseModel):
    """Nothing."""


class _Message(BaseModel):
    timestamp: datetime = Field(description="When it happened.")
    version: Literal[1]
    source: str = Field(description="The address of the page that it happened at.")


class SessionReadyMessage(_Message):
    """Enough are looking for tonight; once an evening."""

    type: Literal["session.ready"]
    data: SessionReadyData


class EveningShortMessage(_Message):
    """Too few are looking shortly before the start; once an evening.

    That is from when a call would begin by itself on, or else from an hour before the start.
    """

    type: Literal["evening.short"]
    data: EveningShortData


class CallStartedMessage(_Message):
    """Players are being called for tonight."""

    type: Literal["call.started"]
    data: CallStartedData


class TeamsSavedMessage(_Message):
    """A draft of two sides was saved in the planning room; each time."""

    type: Literal["teams.saved"]
    data: TeamsSavedData


class ResultRecordedMessage(_Message):
    """It is known whether an evening was played: an hour after its start, or when somebody says so.

    A correction is told as another one.
    """

    type: Literal["result.recorded"]
    data: ResultRecordedData


class TestMessage(_Message):
    """An admin tries whether messages arrive."""

    type: Literal["webhook.test"]
    data: TestData
