"""Types and pure decisions of live status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

StatusType = Literal["voice_channel", "game_server", "bot"]

STALE_AFTER = timedelta(minutes=3)
"""Older data says nothing about the present (delivery rules, rule 12)."""

HEARTBEAT_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """The latest that is known; `updated_at` is aware, in UTC."""

    status_type: StatusType
    data: dict[str, Any]
    updated_at: datetime


def is_stale(status: LiveStatus | None, now: datetime) -> bool:
    """Whether nothing is known of the present."""
    return status is None or now - status.updated_at > STALE_AFTER


GatewayState = Literal[
    "off", "connecting", "connected", "bad_token", "missing_intents", "unreachable"
]
"""How the bot stands with Discord's gateway: `off` where no token is set, `connecting` also after a
drop, `unreachable` when connecting has failed for a while.
"""


def gateway_state(bot: LiveStatus | None, now: datetime) -> GatewayState | None:
    """What the bot's heartbeat says of Discord's gateway; None where nothing is known."""
    if bot is None or is_stale(bot, now):
        return None
    discord = bot.data.get("discord")
    state = cast(dict[str, Any], discord).get("gateway") if isinstance(discord, dict) else None
    return state if state in get_args(GatewayState) else None


EVENING_BEGINS_BEFORE = timedelta(hours=4)
EVENING_ENDS_AFTER = timedelta(hours=6)
"""How long before and after the session's start people play; outside of that nobody looks."""


@dataclass(frozen=True, slots=True)
class Evening:
    """When the game server is looked at: `[begins, ends)`, aware, in UTC; always ten hours."""

    begins: datetime
    ends: datetime


def next_evening(now: datetime, start: time, zone: ZoneInfo) -> Evening:
    """The evening that `now` is in, or else the next one.

    Args:
        start: when the session starts, on the clock of `zone`. Where a summer-time night skips it,
            it comes as long after midnight as on other days; where it comes twice, the first time.
    """
    today = now.astimezone(zone).date()
    evenings = (_evening(today + timedelta(days=days), start, zone) for days in range(-2, 3))
    return next(evening for evening in evenings if now < evening.ends)


def _evening(day: date, start: time, zone: ZoneInfo) -> Evening:
    starts_at = datetime.combine(day, start, tzinfo=zone).astimezone(UTC)
    return Evening(starts_at - EVENING_BEGINS_BEFORE, starts_at + EVENING_ENDS_AFTER)
