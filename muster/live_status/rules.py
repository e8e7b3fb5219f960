"""Types and pure decisions of live status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

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
