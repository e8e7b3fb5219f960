"""Shapes of devices that hear by web push, and of answers pressed on them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from muster.availability.rules import WAITS_FOR
from muster.channels.push_rules import ENDPOINT_MOST, KEY_MOST
from website.backend.schemas.common import RequestBody, Shape, Storable

WAITED_MOST = int(WAITS_FOR.total_seconds())
_Key = Annotated[str, StringConstraints(min_length=1, max_length=KEY_MOST), Storable]


class DeviceShape(Shape):
    """One browser that may notify the viewer."""

    id: int
    name: str = Field(description="Its browser and system, such as Firefox, Android.")
    since: datetime
    current: bool = Field(description="Whether it is the browser that asks.")
    current_key: bool = Field(
        description="Whether it subscribed to application_server_key; otherwise it does so anew."
    )


class PushDevices(Shape):
    """`application_server_key` is what a browser subscribes to; null where none can be let in."""

    user_id: int
    application_server_key: str | None
    devices: list[DeviceShape]


class SubscriptionKeys(RequestBody):
    p256dh: _Key
    auth: _Key


class DeviceBody(RequestBody):
    """What a browser's `PushSubscription` says of itself, and the key that it subscribed to."""

    endpoint: Annotated[str, StringConstraints(min_length=1, max_length=ENDPOINT_MOST), Storable]
    keys: SubscriptionKeys
    application_server_key: _Key
    renews: Annotated[bool, Field(strict=True)] = Field(
        default=False,
        description="Whether a browser says so by itself, since it is reached in another way: push "
        "stays on or off, and where its session has no device (any more) it is 404 "
        "device_not_found.",
    )


class PushPressBody(RequestBody):
    """An answer to a message; `data` is what its notification has for it."""

    data: Annotated[str, StringConstraints(min_length=1, max_length=100), Storable]
    waited_seconds: Annotated[int, Field(strict=True, ge=0, le=WAITED_MOST)] = Field(
        default=0,
        description="How long it has waited for a network: an answer that was given meanwhile "
        "stays (409 answer_overtaken).",
    )


class PushAnswer(Shape):
    label: str
    data: str


class PushPressed(Shape):
    """What whoever pressed is told, and what they may press from here on."""

    text: str
    answers: list[PushAnswer]
