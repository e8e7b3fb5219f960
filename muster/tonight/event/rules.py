"""Decisions about tonight's scheduled event on Discord: what is done when, in which words. Pure.

`wanted` (the session is ready) becomes `creating` (a request may be out), `created`, `active` and
`ended`. Discord remembers no nonce for an event, so whoever tries again looks for one by the
reference in its description first. Whatever a person does to the event on Discord stays as they
want it: before every change it is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Final, Literal

from muster.evening import LASTS
from muster.words import ENGLISH, LANGUAGES, Language, Sentence, words

DESCRIPTION: Final = "description"
START: Final = "start"

EVENT_LEASE = timedelta(seconds=60)
"""How long a claimed event is one bot's; what is done to it ends or is broken off before."""

LATE_UNTIL = timedelta(hours=2)
"""How long after tonight's start an event is still made."""

AHEAD = timedelta(minutes=1)
"""Discord wants a start in the future: one that is nearer than this is moved that far away."""

TELLING_REST = timedelta(seconds=60)
"""The least time between two descriptions."""

_NUMBERS_MOST = 3
"""In a description of ours: none, how many are looking, how many are needed."""

_TIME = re.compile(r"<t:(\d{1,12}):t>")

say = words("tonight")

_HOPELESS_AFTER, _HOPELESS_TRIES = timedelta(hours=24), 10

EventState = Literal[
    "wanted", "creating", "created", "active", "ended", "cancelled", "deleted", "failed"
]
SeenStatus = Literal["scheduled", "active", "completed", "canceled"]
EventStep = Literal["create", "look", "move", "tell", "start", "cancel", "call_off", "end"]
"""`look`: adopt what was made by a request that got no answer, and make nothing. `cancel`: nobody
is looking at the start. `call_off`: there is no session any more.
"""

Planned = EventStep | Literal["give_up"] | datetime
"""What is to be done now, or when to look again at the latest."""

OVER: Final[frozenset[EventState]] = frozenset({"ended", "cancelled", "deleted", "failed"})


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One day's event as we know it; instants are aware, its times and `told` as Discord has them.

    Attributes:
        planned_for: the session's start that the event's start follows; None where a person has
            moved it.
        left_alone: `description` and `start`, where a person took it over or Discord refused for
            good.
        attempts: tries since something last succeeded, the present one included.
    """

    day: date
    state: EventState
    reference: str
    event_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    told: str | None = None
    told_at: datetime | None = None
    planned_for: datetime | None = None
    left_alone: frozenset[str] = frozenset()
    lease_until: datetime | None = None
    not_before: datetime | None = None
    attempts: int = 0
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class Tonight:
    """A day's truth: who is looking, when it starts, and until when an event is made for it.

    Attributes:
        session: whether there is a session on that day at all.
        language: the community's.
    """

    looking: int
    threshold: int
    starts_at: datetime
    last_call: datetime
    link: str
    session: bool = True
    language: Language = ENGLISH

    @property
    def ready(self) -> bool:
        return self.session and self.looking >= self.threshold


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What Discord is asked to make."""

    name: str
    description: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An event as Discord shows it."""

    event_id: int
    status: SeenStatus
    starts_at: datetime
    ends_at: datetime | None
    description: str


@dataclass(frozen=True, slots=True)
class EventChange:
    """What an event is to be from now on; None: as it is."""

    description: str | None = None
    status: SeenStatus | None = None
    times: tuple[datetime, datetime] | None = None
    """(start, end)."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done to an event that is ours while its lease lasts.

    Attributes:
        link: in the description; no other event has it.
        new: what to create where Discord has none, or None.
        description: what to tell, or None.
        planned_for: the session's start as it is planned.
        times: (start, end) that the event gets, where it is to have others.
        tried_before: without an answer, so it may be done already.
    """

    kind: EventStep
    event: StoredEvent
    link: str
    now: datetime
    new: NewEvent | None = None
    description: str | None = None
    planned_for: datetime | None = None
    times: tuple[datetime, datetime] | None = None
    tried_before: bool = False


def reference_of(day: date, now: datetime) -> str:
    """A short reference that no other event has, not even after the database was made anew."""
    return f"e{day:%Y%m%d}-{int(now.timestamp()):x}"


def is_wanted(tonight: Tonight, now: datetime) -> bool:
    """Whether an event is made for a day that has none."""
    return tonight.ready and now < tonight.last_call


def plan(event: StoredEvent, tonight: Tonight, now: datetime) -> Planned:
    """What is to be done to an event that is not over."""
    for until in (event.lease_until, event.not_before):
        if until is not None and until > now:
            return until
    if event.event_id is None or event.ends_at is None or event.starts_at is None:
        return _plan_creation(event, tonight, now)
    if now >= event.ends_at:
        return "give_up" if _is_hopeless(event, event.ends_at, now) else "end"
    due = event.ends_at
    if event.state == "created" and START not in event.left_alone:
        if event.planned_for is not None and not tonight.session:
            return "call_off"
        if _is_to_move(event, tonight, now):
            return "move"
        if now >= event.starts_at:
            return "start" if tonight.looking else "cancel"
        due = min(due, event.starts_at)
    if DESCRIPTION not in event.left_alone and _description_of(event, tonight) != event.told:
        rested_at = event.told_at + TELLING_REST if event.told_at is not None else now
        # A clock that was set back does not silence it.
        if now >= rested_at or rested_at > now + TELLING_REST:
            return "tell"
        due = min(due, rested_at)
    return due


def _is_to_move(event: StoredEvent, tonight: Tonight, now: datetime) -> bool:
    """Whether the session's start has moved and the event, which nobody else has moved, has not."""
    followed = event.planned_for
    return followed is not None and followed != tonight.starts_at and now < tonight.last_call


def _plan_creation(event: StoredEvent, tonight: Tonight, now: datetime) -> Planned:
    if is_wanted(tonight, now):
        return "create"
    if event.state == "creating" and not _is_hopeless(event, tonight.last_call, now):
        return "look"
    return "give_up" if now >= tonight.last_call else tonight.last_call


def _is_hopeless(event: StoredEvent, over_since: datetime, now: datetime) -> bool:
    return event.attempts >= _HOPELESS_TRIES and now >= over_since + _HOPELESS_AFTER


def work_on(event: StoredEvent, kind: EventStep, tonight: Tonight, now: datetime) -> Work:
    """The work `kind` on a claimed event, whose `attempts` include this one."""
    work = Work(
        kind,
        event,
        tonight.link,
        now,
        planned_for=tonight.starts_at,
        tried_before=event.attempts > 1,
    )
    if kind == "create":
        starts_at, ends_at = times_of(tonight, now)
        description = describe(tonight, starts_at, started=False)
        name = say("event-name").in_language(tonight.language)
        return replace(work, new=NewEvent(name, description, starts_at, ends_at))
    if kind == "move":
        times = times_of(tonight, now)
        words = describe(tonight, times[0], started=False)
        told = None if DESCRIPTION in event.left_alone else words
        return replace(work, times=times, description=told)
    if kind in ("tell", "start") and DESCRIPTION not in event.left_alone:
        return replace(work, description=_description_of(event, tonight, starting=kind == "start"))
    return work


def times_of(tonight: Tonight, now: datetime) -> tuple[datetime, datetime]:
    """(start, end) of an event that is made at `now`, in whole seconds."""
    starts_at = tonight.starts_at
    if starts_at < now + AHEAD:
        starts_at = (now + AHEAD).replace(microsecond=0)
        if starts_at < now + AHEAD:
            starts_at += timedelta(seconds=1)
    return starts_at, starts_at + LASTS


def describe(tonight: Tonight, starts_at: datetime, *, started: bool) -> str:
    """The event's description; everybody sees its time in their own zone."""
    missing = max(0, tonight.threshold - tonight.looking)
    words = _words(tonight.looking, missing, int(starts_at.timestamp()), started=started)
    return f"{words.in_language(tonight.language)}\n{tonight.link}"


def _words(looking: int, missing: int, starts_at: int, *, started: bool) -> Sentence:
    begun = "yes" if started else "no"
    return say("event", count=looking, missing=missing, begun=begun, when=f"<t:{starts_at}:t>")


def _description_of(event: StoredEvent, tonight: Tonight, *, starting: bool = False) -> str:
    assert event.starts_at is not None
    started = starting or event.state == "active"
    return describe(tonight, event.starts_at, started=started)


def change_for(work: Work, seen: SeenEvent) -> EventChange | None:
    """What is left to be changed about an event that is as `seen`; None: nothing."""
    if seen.status in ("completed", "canceled"):
        return None
    status: SeenStatus | None = None
    description = work.description if is_ours(work, seen.description) else None
    times = work.times if seen.starts_at == work.event.starts_at else None
    if work.kind == "move" and (times is None or seen.status != "scheduled"):
        return None  # a person moved or started it, or it is done already
    if work.kind == "call_off":
        if seen.starts_at != work.event.starts_at:
            return None  # a person moved it
        status = "canceled" if seen.status == "scheduled" else None
    if work.kind in ("start", "cancel"):
        if seen.starts_at > work.now:
            return None  # a person moved it
        if seen.status == "scheduled":
            status = "active" if work.kind == "start" else "canceled"
    if work.kind == "end" and end_of(seen) <= work.now:
        status = "completed" if seen.status == "active" else "canceled"
    if description == seen.description:
        description = None
    if description is None and status is None and times is None:
        return None
    return EventChange(description, status, times)


def is_ours(work: Work, description: str) -> bool:
    """Whether we wrote a description, however many were looking then and in whatever language, and
    nobody has edited it.
    """
    told, plain = work.event.told, _plain(description)
    if told is not None and _plain(told) == plain:
        return True
    before, _, after = plain.rpartition(f" {work.link}")
    times = _TIME.findall(before)
    if after or len(times) != 1:
        return False
    # With the marks that a language puts between thousands.
    found = re.findall(r"\d[\d.,]*\d|\d", _TIME.sub("", before))
    numbers = {0, *(int(re.sub(r"\D", "", number)) for number in found)}
    if len(numbers) > _NUMBERS_MOST:
        return False
    # Whatever we would have said with these numbers.
    said = (
        _words(looking, missing, int(times[0]), started=started).in_language(language)
        for looking, missing in product(numbers, numbers)
        for started in (False, True)
        for language in LANGUAGES
    )
    return any(plain == _plain(f"{each} {work.link}") for each in said)


def _plain(text: str) -> str:
    return " ".join(text.split())


def end_of(seen: SeenEvent) -> datetime:
    return seen.ends_at or seen.starts_at + LASTS
