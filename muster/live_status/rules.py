"""Types and pure decisions of live status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast, get_args

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
