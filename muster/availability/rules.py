"""Types and pure decisions of availability (the availability document; contract, section 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from muster.errors import (
    ArrivalInvalid,
    ConditionInvalid,
    DateInPast,
    DateTooFar,
    InvalidInput,
    RangeInvalid,
    RangeTooLong,
)
from muster.evening import Evening
from muster.words import words

say = words("eveningErrors")

Status = Literal["LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING"]
STATUSES: tuple[Status, ...] = get_args(Status)
CONFIRMED_STATUSES: frozenset[Status] = frozenset({"LOOKING", "AVAILABLE"})
"""Statuses of people who play on a day unless something comes in between."""

Source = Literal["page", "discord", "telegram", "signal", "push", "usual", "condition"]
"""How an answer came: from a person by a door of ours (also where they took their usual one), given
for them as their usual one, or by a condition of theirs that came true.
"""

LEAST_CONDITION, MOST_CONDITION = 2, 99
"""How many may be asked for in a conditional yes, its giver counted."""

LATEST_ARRIVAL = timedelta(hours=6)
"""How long after the start somebody may say that they come."""

DEFAULT_RANGE = timedelta(days=60)
MAX_RANGE_DAYS = 180
WAITS_FOR = timedelta(days=7)
"""How long a page keeps an answer that could not be sent."""

CLOCKS_DIFFER_BY = timedelta(days=1)
"""How far ahead a device's clock may be: more is no clock, less costs nobody their answer."""

WRITABLE_DAYS_AHEAD = 90
_EARLIEST, _LATEST = date(2000, 1, 1), date(9000, 1, 1)


class Answer(NamedTuple):
    """One person's answer for one day."""

    user_id: int
    display_name: str
    status: Status
    avatar: str | None = None
    """Which picture they have on Discord."""
    arrives_at: time | None = None
    """From when they play, on the community's wall clock, where that is later than the start."""
    only_if: int | None = None
    """How many have to be in for them to be, too; they count themselves."""
    usual: bool = False
    """Whether it was given for them, as their usual one."""


@dataclass(frozen=True, slots=True)
class Day:
    """All answers for one day, first come first: by when each person's status last changed."""

    date: date
    answers: tuple[Answer, ...]

    def counts(self) -> dict[Status, int]:
        counts: dict[Status, int] = dict.fromkeys(STATUSES, 0)
        for answer in self.answers:
            counts[answer.status] += 1
        return counts


class Condition(NamedTuple):
    """A conditional yes: somebody is in if so many are, themselves counted."""

    user_id: int
    only_if: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """A day's conditional yeses, and how many are LOOKING beside them."""

    date: date
    looking: int
    given: tuple[Condition, ...]


class StatusGroup(NamedTuple):
    """Everybody who gave one status for one day.

    `people` has them as members of a JSON array, first come first, or is None where names were not
    asked for; `own` says whether the person who asks is one of them.
    """

    date: date
    status: Status
    number: int
    people: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """One person's own stored answer; the instants are aware, in UTC."""

    date: date
    status: Status
    created_at: datetime
    updated_at: datetime
    arrives_at: time | None = None
    only_if: int | None = None
    usual: bool = False


@dataclass(frozen=True, slots=True)
class SessionReady:
    """Whether tonight's session is ready: there is one, and enough players are LOOKING.

    Attributes:
        session: whether there is a session at all.
        confirmed_count: who plays unless something comes in between, LOOKING or AVAILABLE.
        standby_count: who may yet play, MAYBE.
    """

    date: date
    looking_count: int
    threshold: int
    confirmed_count: int
    standby_count: int
    session: bool = True

    @property
    def ready(self) -> bool:
        return self.session and self.looking_count >= self.threshold

    @property
    def need_count(self) -> int:
        """How many confirmed are missing to the threshold."""
        return max(0, self.threshold - self.confirmed_count)

    @property
    def event_key(self) -> str:
        """The ledger's event key, by which everybody hears of it once (delivery rules)."""
        return f"SESSION_READY:{self.date.isoformat()}:threshold={self.threshold}"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def days(self) -> tuple[date, ...]:
        length = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=offset) for offset in range(length))


def resolve_range(first: date | None, last: date | None, today: date) -> DateRange:
    """The range that is meant: `first` defaults to today, `last` to 60 days after it.

    Raises:
        RangeInvalid: it ends before it starts, or lies outside 2000-01-01 to 9000-01-01.
        RangeTooLong: it has more than 180 days.
    """
    start = today if first is None else first
    if not _EARLIEST <= start <= _LATEST or (last is not None and last > _LATEST):
        raise RangeInvalid(say("outside-calendar"))
    end = start + DEFAULT_RANGE if last is None else last
    if end < start:
        raise RangeInvalid
    if (end - start).days + 1 > MAX_RANGE_DAYS:
        raise RangeTooLong
    return DateRange(start, end)


def last_writable_date(today: date) -> date:
    return today + timedelta(days=WRITABLE_DAYS_AHEAD)


def check_writable(day: date, today: date) -> None:
    """Refuse a day that cannot be answered for.

    Raises:
        DateInPast: it is over in the community's zone.
        DateTooFar: it is more than 90 days ahead.
    """
    if day < today:
        raise DateInPast
    if day > last_writable_date(today):
        raise DateTooFar


def lateness(arrives_at: time, start: time) -> timedelta | None:
    """How long after `start` somebody comes; None where `arrives_at` is no time after it.

    Both are of the community's wall clock. Six hours are the most, past midnight if need be; so a
    time that has come to lie before the start, as where that was moved, is none.
    """
    late = timedelta(
        hours=arrives_at.hour - start.hour, minutes=arrives_at.minute - start.minute
    ) % timedelta(days=1)
    return late if timedelta() < late <= LATEST_ARRIVAL else None


def said_arrival(arrives_at: time | None, late_minutes: int | None, start: time) -> time | None:
    """From when somebody plays who said a time, or how late they come; None at the start itself.

    Raises:
        ArrivalInvalid: it is not within the six hours after `start`.
    """
    if late_minutes is not None:
        if late_minutes > LATEST_ARRIVAL // timedelta(minutes=1):
            raise ArrivalInvalid
        arrives_at = (datetime.combine(date.min, start) + timedelta(minutes=late_minutes)).time()
    if arrives_at is None or arrives_at == start:
        return None
    check_arrival(arrives_at, start)
    return arrives_at


def comes_later(
    arrives_at: time | None, starts_at: datetime | None, zone: ZoneInfo, now: datetime
) -> bool:
    """Whether somebody who said `arrives_at` is not expected yet, of a session at `starts_at`.

    `zone` is the community's, whose wall clock they meant.
    """
    if arrives_at is None or starts_at is None:
        return False
    late = lateness(arrives_at, starts_at.astimezone(zone).time())
    return late is not None and now < starts_at + late


def check_arrival(arrives_at: time | None, start: time) -> None:
    """Refuse a time at which nobody can come late to a session that starts at `start`.

    Raises:
        ArrivalInvalid: it is not within the six hours after the start.
    """
    if arrives_at is not None and lateness(arrives_at, start) is None:
        raise ArrivalInvalid(say("arrival-after-start", start=f"{start:%H:%M}"))


def check_details(status: Status, arrives_at: time | None, only_if: int | None) -> None:
    """Refuse what does not go with a status.

    Raises:
        ArrivalInvalid: somebody comes later who does not come.
        ConditionInvalid: a condition goes with AVAILABLE alone, and asks for 2 to 99.
    """
    if arrives_at is not None and status not in CONFIRMED_STATUSES:
        raise ArrivalInvalid(say("time-goes-with"))
    if only_if is None:
        return
    if status != "AVAILABLE":
        raise ConditionInvalid(say("condition-goes-with"))
    if not LEAST_CONDITION <= only_if <= MOST_CONDITION:
        raise ConditionInvalid


def come_true(looking: int, given: Iterable[Condition]) -> list[Condition]:
    """Whose conditions hold, with everybody among them in: the largest such set, in no new order.

    Of k people who are in together, the one who asks for most decides. So the largest k counts for
    which the k least demanding are content with `looking` and themselves; whoever else is content
    with as many would have made it larger.
    """
    conditions = list(given)
    asked = sorted(each.only_if for each in conditions)
    sizes = [size for size, most in enumerate(asked, 1) if most <= looking + size]
    together = looking + max(sizes, default=0)
    return [each for each in conditions if sizes and each.only_if <= together]


def said_at(answered_at: datetime | None, now: datetime) -> datetime:
    """When an answer was given, in UTC: now, or earlier where it waited for a network.

    What a device whose clock is ahead says is of now.

    Raises:
        InvalidInput: it is older than a week, or more than a day ahead.
    """
    if answered_at is None:
        return now
    # Compared before it is turned into UTC, which has no year 0 and no year 10000.
    waited = now - answered_at
    if waited > WAITS_FOR:
        raise InvalidInput(say("answered-too-early"))
    if waited < -CLOCKS_DIFFER_BY:
        raise InvalidInput(say("answered-in-future"))
    return min(answered_at, now).astimezone(UTC)


def session_ready(today: Day, evening: Evening) -> SessionReady:
    """Whether `today`'s pool unlocks the session; `evening` is that of the same day."""
    counts = today.counts()
    return SessionReady(
        today.date,
        counts["LOOKING"],
        evening.threshold,
        confirmed_count=sum(counts[status] for status in CONFIRMED_STATUSES),
        standby_count=counts["MAYBE"],
        session=evening.session,
    )


def group_by_day(days: Iterable[date], rows: Iterable[tuple[date, Answer]]) -> dict[date, Day]:
    """A `Day` for each of `days`, empty ones included; `rows` keep their order."""
    answers: dict[date, list[Answer]] = {day: [] for day in days}
    for day, answer in rows:
        answers[day].append(answer)
    return {day: Day(day, tuple(found)) for day, found in answers.items()}
