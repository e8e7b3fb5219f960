"""What came of an evening that was played."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from muster.availability.rules import Status


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that somebody gave; `status` None: they took it back. `to`: the message's kind."""

    at: datetime
    user_id: int
    status: Status | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """Something that a promoter did, or tried to do, in a few words."""

    at: datetime
    text: str


@dataclass(slots=True)
class Played:
    """What came of an evening.

    Attributes:
        looking: how many were LOOKING at the start.
        played: whether they were enough.
        full_at: when enough were LOOKING, after the latest time at which too few were; None while
            there are too few.
    """

    day: date
    said: list[Said] = field(default_factory=list[Said])
    done: list[Done] = field(default_factory=list[Done])
    looking: int = 0
    played: bool = False
    full_at: datetime | None = None
