"""Decisions about the room's Discord thread: when it is tried again, and when it is given up. Pure.

`wanted` (written by the website) becomes `creating` (leased by a bot), then `created` or `failed`.
Discord remembers no nonce for a thread, so whoever tries again looks for one by its name first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from muster.backoff import Pauses
from muster.refusals import Refusal, RefusalCode

THREAD_LEASE = timedelta(seconds=60)
"""How long a claimed room is one bot's; opening a thread ends or is broken off before."""

MOST_TRIES = 5
"""Tries after which a thread is given up; one that Discord was not there for is none."""

TEAMS_REST = timedelta(seconds=10)
"""How long a saved draft has to stand before it is told: three quick ones are one message."""

_PAUSES = Pauses(2.0, 60.0)
_OUTAGE_PAUSE = 15.0


@dataclass(frozen=True, slots=True)
class WantedThread:
    """A room whose thread is ours to open while the lease lasts.

    Attributes:
        reference: in the thread's name; no other room has it.
        attempts: how often it was tried, this time included.
        look_first: it was tried before, so there may be one already.
    """

    room_id: int
    session_date: date
    reference: str
    attempts: int
    look_first: bool


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Try again that much later; `counts`: this was one of the tries that we have."""

    after: timedelta
    counts: bool


@dataclass(frozen=True, slots=True)
class MissingMember:
    """Somebody of the pool who has not been added to the thread yet."""

    thread_id: int
    session_date: date
    user_id: int
    discord_user_id: int


@dataclass(frozen=True, slots=True)
class TeamNames:
    """One side of the saved draft in words."""

    captain: str | None = None
    players: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """The latest saved draft of a room with a thread."""

    thread_id: int
    session_date: date
    version: int
    saved_at: datetime
    side_a: TeamNames
    side_b: TeamNames


def reference_of(room_id: int, created_at: datetime) -> str:
    """A short reference that no other room has, not even after the database was made anew."""
    return f"r{room_id:x}-{int(created_at.timestamp()):x}"


def after_refusal(refusal: Refusal, attempts: int) -> TryAgain | None:
    """What follows a try that failed, number `attempts` (from 1); None: it is given up."""
    if refusal.permanent or refusal.code is RefusalCode.BAD_TOKEN:
        return None  # somebody has to act before it can work
    if refusal.outage or refusal.retry_after is not None:
        return TryAgain(timedelta(seconds=refusal.retry_after or _OUTAGE_PAUSE), counts=False)
    if attempts >= MOST_TRIES:
        return None
    return TryAgain(timedelta(seconds=_PAUSES.after(attempts)), counts=True)


def thread_key(day: date) -> str:
    """The ledger's event of being added to the day's thread."""
    return f"PLANNING:THREAD:{day.isoformat()}"


def room_key(day: date) -> str:
    """The ledger's event of the day's room being open."""
    return f"PLANNING:ROOM:{day.isoformat()}"


def teams_key(day: date, version: int | str) -> str:
    """The ledger's event of a saved draft."""
    return f"PLANNING:TEAMS:{day.isoformat()}:v{version}"
