"""Shapes of settings, subscriptions, linking and promotion preferences (contract, section 6)."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from typing_extensions import TypedDict

from muster.channels.rules import (
    ASKS_A_DAY_MOST,
    ASKS_A_WEEK_MOST,
    HANDLE_MOST,
    NOTIFY_THRESHOLD_MOST,
    SOUND_COOLDOWN_SECONDS,
    TOKEN_TTL_MINUTES,
    ChannelType,
    LinkedChannel,
    PreferredChannel,
    is_time_zone,
)
from muster.words import words
from website.backend.schemas.availability import IsoDate
from website.backend.schemas.common import RequestBody, Shape, Storable, check_something_known

say = words("input")

_PREFERENCES_MOST_BYTES = 2000
_PREFERENCES_DEPTH = 4
_WALL_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def _time_zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError(say("must-be-time-zone"))
    return name


def _wall_time(text: str) -> str:
    if not re.fullmatch(_WALL_TIME, text):
        raise ValueError(say("must-be-time"))
    return text


def _check_json(value: object, depth: int) -> None:
    """What PostgreSQL can hold, and no deeper than anybody needs."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        if depth == 0:
            raise ValueError(say("too-deep"))
        if isinstance(value, dict):
            for key in cast(dict[str, object], value):
                _check_text(key)
        members = cast(Any, value.values() if isinstance(value, dict) else value)
        for member in members:
            _check_json(member, depth - 1)


def _check_text(text: str) -> None:
    if "\x00" in text or not text.isprintable():
        raise ValueError(say("printable"))


def _preferences(value: dict[str, Any]) -> dict[str, Any]:
    _check_json(value, _PREFERENCES_DEPTH)
    try:
        size = len(json.dumps(value, allow_nan=False))
    except ValueError:
        raise ValueError(say("finite-numbers")) from None
    if size > _PREFERENCES_MOST_BYTES:
        raise ValueError(say("most-characters-of-json", number=_PREFERENCES_MOST_BYTES))
    return value


TimeZoneName = Annotated[str, StringConstraints(max_length=64), AfterValidator(_time_zone)]
ChannelPreferences = Annotated[dict[str, Any], AfterValidator(_preferences)]
WallTimeText = Annotated[
    str,
    AfterValidator(_wall_time),
    Field(examples=["22:30"], json_schema_extra={"pattern": f"^{_WALL_TIME}$"}),
]
HandleText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=HANDLE_MOST), Storable
]
TokenText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128), Storable
]
AddressText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=HANDLE_MOST), Storable
]
Switch = Annotated[bool, Field(strict=True)]


def _unset() -> Any:
    """A member that need not be named, yet may not be null; `model_fields_set` tells."""
    return None


class PartialBody(RequestBody):
    """A change of what is named alone."""

    def changes(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class SubscriptionShape(Shape):
    """One channel; `channel_address` is masked, for push it is what the devices are called."""

    channel_type: ChannelType
    enabled: bool
    channel_address: str | None
    verified: bool
    preferences: dict[str, Any]
    refused_reason: str | None = Field(
        description="Why the service's refusal switched it off; it can be switched on again."
    )
    address_lost: bool = Field(description="What was linked can no longer be read: link it again.")
    available: bool = Field(description="Whether this community sends on this channel.")


class Subscriptions(Shape):
    """All channels, always in the same order."""

    user_id: int
    subscriptions: list[SubscriptionShape]


class SettingsShape(Shape):
    """`timezone` is the chosen one, or the community's; the switches are `subscriptions`' own.

    `get_ready_sound` is another name of `sound_enabled`.
    """

    user_id: int
    sound_enabled: bool
    get_ready_sound: bool
    sound_cooldown_seconds: int
    availability_reminders_enabled: bool
    timezone: str
    discord_notify: bool
    telegram_notify: bool
    signal_notify: bool
    push_notify: bool
    subscriptions: list[SubscriptionShape]


class SettingsBody(PartialBody):
    """Only what is named changes; `timezone` null means the community's.

    `sound_enabled` and `get_ready_sound` are one value under two names: either sets both.
    """

    sound_enabled: Switch = Field(default_factory=_unset)
    get_ready_sound: Switch = Field(default_factory=_unset)
    sound_cooldown_seconds: Annotated[
        int, Field(strict=True, ge=SOUND_COOLDOWN_SECONDS[0], le=SOUND_COOLDOWN_SECONDS[1])
    ] = Field(default_factory=_unset)
    availability_reminders_enabled: Switch = Field(default_factory=_unset)
    timezone: TimeZoneName | None = Field(default_factory=_unset)
    discord_notify: Switch = Field(default_factory=_unset)
    telegram_notify: Switch = Field(default_factory=_unset)
    signal_notify: Switch = Field(default_factory=_unset)
    push_notify: Switch = Field(default_factory=_unset)

    @field_validator("get_ready_sound")
    @classmethod
    def _same_as_sound_enabled(cls, value: bool, info: ValidationInfo) -> bool:
        if info.data.get("sound_enabled") not in (None, value):
            raise ValueError(say("same-as-sound"))
        return value

    def changes(self) -> dict[str, Any]:
        changes = super().changes()
        if "get_ready_sound" in changes:
            changes["sound_enabled"] = changes.pop("get_ready_sound")
        return changes


class SubscriptionBody(RequestBody):
    channel_type: ChannelType
    enabled: Switch
    preferences: ChannelPreferences | None = None


class ChannelForgotten(Shape):
    success: Literal[True] = True
    channel_type: LinkedChannel


class LinkTokenBody(RequestBody):
    channel_type: LinkedChannel
    ttl_minutes: (
        Annotated[int, Field(strict=True, ge=TOKEN_TTL_MINUTES[0], le=TOKEN_TTL_MINUTES[1])] | None
    ) = None


class LinkToken(Shape):
    success: Literal[True] = True
    channel_type: LinkedChannel
    token: str
    expires_at: datetime
    deep_link: str | None = Field(description="Opens the chat with the token; Telegram alone.")
    send_to: str | None = Field(description="The bot or number that `/link TOKEN` is sent to.")


class LinkConfirmBody(RequestBody):
    channel_type: LinkedChannel
    token: TokenText
    channel_address: AddressText


class LinkConfirmed(Shape):
    """`channel_address` is masked."""

    success: Literal[True] = True
    user_id: int
    channel_type: LinkedChannel
    channel_address: str


class QuietHoursShape(TypedDict, total=False):
    """`[start, end)` on the person's wall clock, across midnight where `end` is earlier.

    Both are named, or neither where nothing is quiet.
    """

    start: WallTimeText
    end: WallTimeText


def _something_known(value: object) -> object:
    check_something_known(value, QuietHoursShape.__annotations__)
    return value


def _both_or_neither(value: QuietHoursShape) -> QuietHoursShape:
    if len(value) == 1:
        raise ValueError(say("both-or-neither"))
    return value


class PromotionPreferences(Shape):
    """`timezone` is the chosen one, or that of the settings, or the community's."""

    user_id: int
    allow_promotions: bool
    preferred_channel: PreferredChannel
    telegram_handle: str | None
    telegram_handle_masked: str | None
    telegram_handle_deliverable: bool = Field(
        description="A @name never is: Telegram lets bots write to chats that started them alone."
    )
    telegram_handle_lost: bool = Field(description="It can no longer be read: enter it again.")
    signal_handle: str | None
    signal_handle_masked: str | None
    signal_handle_deliverable: bool
    signal_handle_lost: bool = Field(description="It can no longer be read: enter it again.")
    quiet_hours: QuietHoursShape
    timezone: str
    notify_threshold: int = Field(description="LOOKING players; 0 means the community's.")
    asks_a_day: int = Field(description="How often one may be called a day; 0 is never.")
    asks_a_week: int = Field(
        description="How often one may be called in seven days; campaigns that asked count."
    )
    show_attendance: bool = Field(
        description="Whether an evening's list says that one was there; it counts either way."
    )
    encryption_enabled: bool = Field(description="Whether handles can be stored here.")


class PromotionPreferencesBody(PartialBody):
    """Only what is named changes; null or "" forgets a handle, null unsets zone and quiet hours."""

    allow_promotions: Switch = Field(default_factory=_unset)
    preferred_channel: PreferredChannel = Field(default_factory=_unset)
    telegram_handle: HandleText | None = Field(default_factory=_unset)
    signal_handle: HandleText | None = Field(default_factory=_unset)
    quiet_hours: (
        Annotated[
            QuietHoursShape, BeforeValidator(_something_known), AfterValidator(_both_or_neither)
        ]
        | None
    ) = Field(default_factory=_unset)
    timezone: TimeZoneName | None = Field(default_factory=_unset)
    notify_threshold: Annotated[int, Field(strict=True, ge=0, le=NOTIFY_THRESHOLD_MOST)] = Field(
        default_factory=_unset
    )
    asks_a_day: Annotated[int, Field(strict=True, ge=0, le=ASKS_A_DAY_MOST)] = Field(
        default_factory=_unset
    )
    asks_a_week: Annotated[int, Field(strict=True, ge=0, le=ASKS_A_WEEK_MOST)] = Field(
        default_factory=_unset
    )
    show_attendance: Switch = Field(default_factory=_unset)


class AwayBody(RequestBody):
    """`until` is the first day on which the person is back; null: they are here."""

    until: IsoDate | None


class AwayShape(Shape):
    """For its owner alone."""

    until: date | None = Field(description="The first day on which one is back; null: not away.")
    answered_days: list[date] = Field(
        description="Days before it on which one says that one may play; those answers stand."
    )


class Queued(Shape):
    queued: Literal[True] = True


class NoticeShape(Shape):
    """What became of one message to the viewer, and why."""

    reference: Annotated[
        str | None,
        Field(description="what the message's links have as `n`; null until it is being sent"),
    ]
    event_key: str
    title: str
    channel_type: ChannelType
    state: str
    reason: str | None
    reason_text: str | None
    at: datetime
