"""Types of the audit of admins' acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ACTS_AT_ONCE = 50
"""So many acts are listed at once."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an admin as a website user, with their Discord account."""

    user_id: int | None
    discord_user_id: int | None = None


OPERATOR = Actor(None)
"""Whoever runs this Muster, by a command on its machine."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did.

    Attributes:
        act: SUBJECT.VERB, such as `player.rename`; each room has its own.
        user_id, player_guid: whom it concerns, as a website user and as a player profile.
        details: ids, and values before and after; `{}` also once its person was erased.
        undoes: the id of the act that this one took back.
        undone_by: the id of the act that took this one back.
    """

    id: int
    done_at: datetime
    actor: Actor
    act: str
    user_id: int | None = None
    player_guid: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    undoes: int | None = None
    undone_by: int | None = None
