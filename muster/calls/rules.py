"""Types and pure decisions of calls (filling, section 3).

`day` is a date of the community's calendar; instants are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from muster.calls.chances import Record
from muster.calls.waves import SHORTEST_WAIT
from muster.channels.rules import QuietHours
from muster.evening import Evening
from muster.notifications.rules import Reason
from muster.webhooks.rules import of_evening

Source = Literal["hand", "rule"]
CallStatus = Literal["running", "full", "held", "stopped", "called_off", "over"]
EndReason = Literal["start", "everybody_asked", "most_asked", "anew"]

MOST_DEFAULT = 30
MOST = (1, 999)
"""How many people a call asks: as long as nobody says otherwise, and the bounds."""

WAIT_DEFAULT = 8
WAIT_MINUTES = (2, 60)
"""Minutes between two waves at most, in the same way."""

LOOKS_BACK = timedelta(days=182)
"""What people did in the last 26 weeks says how likely they come."""

RESUMES_AFTER = timedelta(minutes=1)
"""A call that found enough goes on so long after somebody dropped out: they may come back."""

SHORT_BEFORE = timedelta(hours=1)
"""So long before the start other programs hear that too few are looking."""


def event_key(day: date) -> str:
    """What a call says, the same for all calls of a day: a person hears it once."""
    return f"CALL:{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Tonight:
    """The evening that a call fills, as it is planned at this moment.

    Attributes:
        threshold: how many have to be LOOKING.
        called_off: there is no session.
        calls_at: when a call starts by itself if the evening is short then; None: never.
        call_most: whom such a call asks at most; None: as many as it takes.
        call_below: below how many per cent the chance of being enough has to be for it to begin;
            None: it does not matter.
        evening: what all of this is taken from; None: forecasts do not count.
    """

    day: date
    starts_at: datetime
    threshold: int
    zone: ZoneInfo
    called_off: bool = False
    calls_at: datetime | None = None
    call_most: int | None = None
    call_below: int | None = None
    evening: Evening | None = None

    @classmethod
    def of(cls, evening: Evening) -> Tonight:
        """What a call has to know of an evening."""
        return cls(
            evening.day,
            evening.starts_at,
            evening.threshold,
            evening.zone,
            called_off=not evening.session,
            calls_at=evening.calls_at,
            call_most=evening.call_most,
            call_below=evening.call_below,
            evening=evening,
        )

    @property
    def short_at(self) -> datetime:
        """From when on it is told that too few are looking: when a call begins by itself, or else
        an hour before the start.
        """
        return self.calls_at or self.starts_at - SHORT_BEFORE

    def told(self, looking: int) -> dict[str, Any]:
        """What other programs are told of it, of which so many are LOOKING."""
        missing = max(0, self.threshold - looking)
        planned = of_evening(self.day, self.starts_at, self.threshold)
        return {**planned, "looking": looking, "missing": missing}


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is stored.

    Attributes:
        next_wave_at: of a running one alone.
        ended_at: None while it runs; of a full one, since when it waits whether somebody drops out.
    """

    id: int
    call_date: date
    source: Source
    started_by_user_id: int | None
    status: CallStatus
    end_reason: EndReason | None
    most: int
    wait_minutes: int
    wave_number: int
    next_wave_at: datetime | None
    ended_at: datetime | None
    created_at: datetime

    @property
    def wait(self) -> timedelta:
        return timedelta(minutes=self.wait_minutes)

    @property
    def is_on(self) -> bool:
        """Whether it asks, or may go on asking."""
        return self.status in ("running", "full")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody linked who has not answered for the day and was not asked today.

    Attributes:
        refusal: why they are not to be asked, as far as it is stored; None: they may be.
        timezone: theirs; None where it is the community's.
        record: what is known of how they answer.
    """

    user_id: int
    display_name: str
    refusal: Reason | None
    timezone: str | None
    quiet_start: time | None
    quiet_end: time | None
    record: Record


@dataclass(frozen=True, slots=True)
class Audience:
    """The people of a day, judged at one moment.

    Attributes:
        askable: who may be asked now.
        left_alone: why the others are not.
        more_later: whether some of those in quiet hours come out of them before the start.
    """

    askable: tuple[Person, ...]
    left_alone: tuple[tuple[int, Reason], ...]
    more_later: bool


def audience_of(people: Sequence[Person], tonight: Tonight, now: datetime) -> Audience:
    """Who of `people` may be asked at `now`."""
    askable: list[Person] = []
    left_alone: list[tuple[int, Reason]] = []
    more_later = False
    for person in people:
        if person.refusal is not None:
            left_alone.append((person.user_id, person.refusal))
            continue
        quiet_until = _quiet_until(person, tonight.zone, now)
        if quiet_until is None:
            askable.append(person)
        else:
            left_alone.append((person.user_id, "quiet_hours"))
            more_later = more_later or quiet_until < tonight.starts_at
    return Audience(tuple(askable), tuple(left_alone), more_later)


def _quiet_until(person: Person, community: ZoneInfo, now: datetime) -> datetime | None:
    if person.quiet_start is None or person.quiet_end is None:
        return None
    zone = community
    if person.timezone:
        try:
            zone = ZoneInfo(person.timezone)
        except (KeyError, ValueError, OSError):
            zone = community
    quiet = QuietHours(person.quiet_start, person.quiet_end)
    return quiet.ends_after(now, zone) if quiet.is_quiet(now, zone) else None


def record_of(
    user_id: int,
    day: date,
    known_since: date,
    *,
    same_day_yes: int,
    other_yes: int,
    asked_yes: int,
    asked: int,
) -> Record:
    """What is known of somebody's evenings of the last 26 weeks before `day`.

    Args:
        known_since: when they were linked or first answered.
    """
    days = max(0, min((day - known_since).days, LOOKS_BACK.days))
    same_day = days // 7
    other = days - same_day
    return Record(
        user_id,
        same_day_yes=min(same_day_yes, same_day),
        same_day=same_day,
        other_yes=min(other_yes, other),
        other=other,
        asked_yes=min(asked_yes, asked),
        asked=asked,
    )


# --- what becomes of a call -----------------------------------------------------------------------

Next = Literal["end_at_start", "call_off", "fill", "resume", "ask", "wait"]


def next_step(call: Call, tonight: Tonight, looking: int, now: datetime) -> Next:
    """What is to be done about a call that is on, of `tonight` or of a day before it."""
    if call.call_date < tonight.day or now >= tonight.starts_at:
        return "end_at_start"
    if tonight.called_off:
        return "call_off"
    if call.status == "full":
        return "wait" if looking >= tonight.threshold else "resume"
    if looking >= tonight.threshold:
        return "fill"
    return "ask" if is_due(call, now) else "wait"


def is_due(call: Call, now: datetime) -> bool:
    """Whether a running call's next wave is due.

    It is never further ahead than the longest wait: then a clock was set back.
    """
    due = call.next_wave_at
    assert due is not None
    return due <= now or due > now + max(call.wait, RESUMES_AFTER, SHORTEST_WAIT)


# --- what is shown --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked today, for promoters.

    Attributes:
        state: what became of the message, a state of the ledger; None where there is no row.
        reason: why it was not sent, of a skipped one.
        answer: what they say about the day now.
    """

    user_id: int
    display_name: str
    wave: int
    asked_at: datetime
    state: str | None
    reason: Reason | None
    answer: str | None
    conditional: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were asked today, and what they say now.

    Attributes:
        asked: whose message was sent, is on its way, or may have arrived.
        maybe: of those, who says something that is neither yes nor no.
        unreached: chosen, and their message was not sent.
    """

    asked: int = 0
    yes: int = 0
    maybe: int = 0
    no: int = 0
    unreached: int = 0

    @property
    def silent(self) -> int:
        return self.asked - self.yes - self.maybe - self.no


def outcome_of(asked: Sequence[Asked]) -> Outcome:
    reached = [each for each in asked if each.state not in ("skipped", "failed")]
    yes = sum(_said_yes(each) for each in reached)
    no = sum(each.answer == "NOT_PLAYING" for each in reached)
    said = sum(each.answer is not None for each in reached)
    return Outcome(
        asked=len(reached),
        yes=yes,
        maybe=said - yes - no,
        no=no,
        unreached=len(asked) - len(reached),
    )


def _said_yes(ask: Asked) -> bool:
    return ask.answer == "LOOKING" or (ask.answer == "AVAILABLE" and ask.conditional)
