"""Types and pure decisions about what evenings were like (filling, section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import Any, Literal
from zoneinfo import ZoneInfo

from muster.clock import local_date
from muster.evening import WEEKDAYS, Evening, Evenings
from muster.webhooks.rules import of_evening

WATCHED_FOR = timedelta(hours=1)
"""From the start for how long it is noted who is there, once a minute."""

PLAYED_MINUTES = 10
"""In how many minutes the threshold has to be there for an evening to be played."""

LOOKED_MINUTES = 30
"""In how many minutes it has to be known who is there for an evening to be told as not played."""

CLOCKS_DIFFER_BY = timedelta(minutes=2)
"""A record that was closed later than so long from now was closed by a clock that was ahead."""

LOOKS_BACK = timedelta(days=60)
"""How far back evenings that nobody recorded get a record of what is known of them."""

NEWS_FOR = timedelta(days=7)
"""How long after its start the result of an evening is news to other programs."""

RANGE_MOST = timedelta(days=366)
RANGE_DEFAULT = timedelta(weeks=26)

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

ToldBy = Literal["voice", "server", "hand"]
"""What told who was there: the voice channels, the game server, or a person."""


@dataclass(frozen=True, slots=True)
class Record:
    """One evening. Instants are aware, in UTC; what is None is not known.

    Attributes:
        told_by: what told who was there; None: nothing did.
        most_in_voice, most_on_server: at once.
        enough_minutes: in how many minutes of the hour the threshold was there.
        said_yes: how many were committed at the start; None until it is closed.
        came: how many linked people came.
        played: whether the threshold was there for ten minutes.
    """

    evening_date: date
    session: bool
    starts_at: datetime
    threshold: int
    told_by: ToldBy | None
    most_in_voice: int | None
    most_on_server: int | None
    enough_minutes: int
    looked_at: datetime | None
    said_yes: int | None
    came: int | None
    played: bool | None
    closed_at: datetime | None

    @property
    def is_known(self) -> bool:
        """Whether it is one to learn from: there was a session, and somebody could tell of it."""
        return self.session and self.played is not None

    def is_news(self, now: datetime) -> bool:
        """Whether other programs are told of it: it was closed and is known, and not long ago."""
        return self.is_known and now - self.starts_at < NEWS_FOR

    @property
    def told(self) -> dict[str, Any]:
        """What other programs are told of it."""
        return {
            **of_evening(self.evening_date, self.starts_at, self.threshold),
            "played": self.played,
            "told_by": self.told_by,
            "said_yes": self.said_yes,
            "came": self.came,
            "most_in_voice": self.most_in_voice,
            "most_on_server": self.most_on_server,
        }


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes of an evening add up to, by what told of them."""

    most_in_voice: int | None
    most_on_server: int | None
    looked_in_voice: int
    looked_on_server: int
    enough_in_voice: int
    enough_on_server: int

    def looked(self, told_by: ToldBy | None) -> int:
        return self.looked_on_server if told_by == "server" else self.looked_in_voice

    def enough(self, told_by: ToldBy | None) -> int:
        if told_by is None:
            return 0
        return self.enough_on_server if told_by == "server" else self.enough_in_voice


@dataclass(frozen=True, slots=True)
class Weekday:
    """A typical evening of a weekday (0 is Monday), of those that somebody could tell of.

    `mean_came` None: there was none.
    """

    weekday: int
    evenings: int
    played: int
    mean_came: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on one evening. `first_seen_at` None: not seen, or marked by hand."""

    user_id: int
    display_name: str
    said_yes: bool
    came: bool
    in_voice: bool
    on_server: bool
    first_seen_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnEvening:
    """What one person did on an evening; `known` is whether anybody could tell who came."""

    evening_date: date
    said_yes: bool
    came: bool
    played: bool | None

    @property
    def known(self) -> bool:
        return self.played is not None


def ends_at(starts_at: datetime) -> datetime:
    """Until when an evening is watched; aware."""
    return starts_at + WATCHED_FOR


def is_on(evening: Evening, now: datetime) -> bool:
    """Whether it is to be noted at `now` who is there."""
    return evening.session and evening.starts_at <= now < ends_at(evening.starts_at)


def days_on(now: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """The dates whose evening may be on at `now`: one that begins late runs past midnight."""
    return tuple(sorted({local_date(now - WATCHED_FOR, zone), local_date(now, zone)}))


def minute_of(instant: datetime) -> datetime:
    """The first instant of the minute."""
    return instant.replace(second=0, microsecond=0)


def next_look(evenings: Evenings, now: datetime) -> datetime:
    """When there is something to do next: another minute, the end of an evening, or a start."""
    today = local_date(now, evenings.zone)
    near = [evenings.on(today + days * _DAY) for days in (-1, 0, 1)]
    changes = [
        instant
        for evening in near
        for instant in (evening.starts_at, ends_at(evening.starts_at))
        if instant > now
    ]
    if any(is_on(evening, now) for evening in near):
        changes.append(minute_of(now) + _MINUTE)
    return min(changes)


def told_now(*, voice: bool, server: bool, voice_is_set_up: bool) -> ToldBy | None:
    """What tells at one moment who is there, of what is known then.

    Where voice is set up the game server does not: anybody can write any name there.
    """
    if voice:
        return "voice"
    return "server" if server and not voice_is_set_up else None


def was_played(told_by: ToldBy | None, minutes: Minutes) -> bool | None:
    """Whether an evening was played; None where nobody can tell.

    What was seen is enough to say so; to deny it, half of the hour has to have been looked at.
    """
    if told_by is None:
        return None
    if minutes.enough(told_by) >= PLAYED_MINUTES:
        return True
    return False if minutes.looked(told_by) >= LOOKED_MINUTES else None


def typical_week(records: Iterable[Record]) -> list[Weekday]:
    """What the weekdays are mostly like, Monday first, by the evenings that are known."""
    known = [record for record in records if record.is_known]
    found: list[Weekday] = []
    for weekday in range(WEEKDAYS):
        theirs = [each for each in known if each.evening_date.weekday() == weekday]
        came = [each.came for each in theirs if each.came is not None]
        played = sum(each.played is True for each in theirs)
        mean = round(fmean(came), 1) if came else None
        found.append(Weekday(weekday, len(theirs), played, mean))
    return found


def kept_promises(evenings: Sequence[OwnEvening]) -> tuple[int, int]:
    """How often somebody came, and of how many known evenings on which they had said so."""
    said = [each for each in evenings if each.known and each.said_yes]
    return sum(each.came for each in said), len(said)


def first_named_day(today: date, history_days: int) -> date:
    """From which day on it is kept who was there; earlier evenings are numbers."""
    return today - timedelta(days=history_days)
