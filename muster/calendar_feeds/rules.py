"""Types and pure decisions of calendar feeds. Instants are aware, in UTC.

A feed says what holds now; a calendar that reads it again shows that and nothing else. What was
called off, or taken back, is said to be cancelled for a while all the same, for calendars that keep
a copy of what they have read (decision 24).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from muster.availability.rules import CONFIRMED_STATUSES, WRITABLE_DAYS_AHEAD, Status
from muster.evening import LASTS
from muster.words import Language

DAYS_BACK: Final = 30
DAYS_AHEAD: Final = WRITABLE_DAYS_AHEAD
"""Of which days a feed tells, from today: as far as one can answer, and a month back."""

TAKEN_BACK_FOR: Final = timedelta(days=2)
"""How long an answer that was taken back is told as cancelled: the slowest calendars look daily."""

ASK_AGAIN_AFTER: Final = timedelta(minutes=15)
"""How often we would have calendars look; they do as they like."""

EveningState = Literal["open", "ready", "off"]
"""Whether an evening's session is ready; `off`: there is none."""

EventStatus = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def is_secret(text: str) -> bool:
    """Whether `text` has the form of an address's secret."""
    return _SECRET.fullmatch(text) is not None


def days_of_feeds(today: date) -> tuple[date, ...]:
    """The days of which feeds tell when it is `today`."""
    first = today - timedelta(days=DAYS_BACK)
    return tuple(first + timedelta(days=each) for each in range(DAYS_BACK + DAYS_AHEAD + 1))


@dataclass(frozen=True, slots=True)
class FeedEvening:
    """An evening as calendars are told of it.

    Attributes:
        was_ready: whether they were told at any time that it is.
        revision: how often something else was told of it than before.
        changed_at: when that was last, or when it was first told.
    """

    day: date
    starts_at: datetime
    state: EveningState
    was_ready: bool
    revision: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class OwnEvening:
    """An evening for which somebody answered.

    Attributes:
        status: their answer; one that is no yes (any more) was one before.
        arrives_at: from when they play, on the community's wall clock, where they said so.
        only_if: how many they want to be, where they said so.
        times: how often they have said something else than before, as far as that is kept.
        said_at: when that was last.
    """

    evening: FeedEvening
    status: Status | None
    arrives_at: time | None
    only_if: int | None
    times: int
    said_at: datetime

    @property
    def yes(self) -> bool:
        return self.status in CONFIRMED_STATUSES


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """What one statement tells of somebody's feed; `chosen` and `heard` are their languages."""

    user_id: int
    chosen: str | None
    heard: str | None
    evenings: tuple[OwnEvening, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a calendar.

    Attributes:
        uid: the same for as long as the event is told of, and nobody else's.
        sequence: grows whenever its time or status changes.
        own: the answer of whom the calendar belongs to; None where it is everybody's, or taken
            back.
        taken_back: whether its owner is not in any more.
        busy: whether its owner's time is taken.
    """

    uid: str
    day: date
    starts_at: datetime
    ends_at: datetime
    status: EventStatus
    state: EveningState
    sequence: int
    modified_at: datetime
    own: Status | None = None
    arrives_at: time | None = None
    only_if: int | None = None
    taken_back: bool = False
    private: bool = False

    @property
    def busy(self) -> bool:
        return self.own == "LOOKING" and self.status != "CANCELLED"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a feed, or one evening's file, says.

    Attributes:
        community: the community's name.
        origin: the page's address, without a slash at its end.
        zone: the name of the community's zone.
        host: the end of its events' names.
    """

    community: str
    origin: str
    zone: str
    host: str
    language: Language
    events: tuple[Event, ...]
    own: bool


def own_event(own: OwnEvening, user_id: int, host: str) -> Event:
    """What somebody's calendar is told of an evening for which they answered."""
    evening = own.evening
    status: EventStatus = "CONFIRMED" if evening.state == "ready" else "TENTATIVE"
    if not own.yes or evening.state == "off":
        status = "CANCELLED"
    return Event(
        uid=f"{evening.day.isoformat()}-{user_id}@{host}",
        day=evening.day,
        starts_at=evening.starts_at,
        ends_at=evening.starts_at + LASTS,
        status=status,
        state=evening.state,
        # Both grow alone, so their sum does with each change of either.
        sequence=evening.revision + max(own.times - 1, 0),
        modified_at=max(evening.changed_at, own.said_at),
        own=own.status if own.yes else None,
        arrives_at=own.arrives_at if own.yes else None,
        only_if=own.only_if if own.yes else None,
        taken_back=not own.yes,
        private=True,
    )


def community_event(evening: FeedEvening, host: str, *, feed: bool) -> Event:
    """What everybody's calendar is told of an evening.

    The feed tells of ready sessions alone: one that is not ready any more is cancelled there. A
    file of one evening is asked for as it is now, ready or not.
    """
    status: EventStatus = "TENTATIVE"
    if evening.state == "ready":
        status = "CONFIRMED"
    elif evening.state == "off" or (feed and evening.was_ready):
        status = "CANCELLED"
    return Event(
        uid=f"{evening.day.isoformat()}@{host}",
        day=evening.day,
        starts_at=evening.starts_at,
        ends_at=evening.starts_at + LASTS,
        status=status,
        state=evening.state,
        sequence=evening.revision,
        modified_at=evening.changed_at,
    )


def changes_by_itself_at(evenings: Iterable[OwnEvening]) -> datetime | None:
    """When the first of what was taken back is not told any more; None where nothing was."""
    ends = (each.said_at + TAKEN_BACK_FOR for each in evenings if not each.yes)
    return min(ends, default=None)
