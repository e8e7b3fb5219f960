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

from muster.backoff import Pauses
from muster.evening import LASTS
from muster.refusals import Blame, Meaning, Refusal, RefusalCode
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

_PAUSES, _OUTAGE_PAUSES = Pauses(60.0, 600.0), Pauses(15.0, 120.0)
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
_STATE_OF: Final[dict[SeenStatus, EventState]] = {
    "scheduled": "created",
    "active": "active",
    "completed": "ended",
    "canceled": "cancelled",
}


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
    description = work.description if _is_ours(work, seen.description) else None
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
    if work.kind == "end" and _end_of(seen) <= work.now:
        status = "completed" if seen.status == "active" else "canceled"
    if description == seen.description:
        description = None
    if description is None and status is None and times is None:
        return None
    return EventChange(description, status, times)


def _is_ours(work: Work, description: str) -> bool:
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


def _end_of(seen: SeenEvent) -> datetime:
    return seen.ends_at or seen.starts_at + LASTS


def after_work(work: Work, seen: SeenEvent | None, now: datetime) -> StoredEvent:
    """The event after a try that Discord answered at `now`, as it is `seen` then.

    `seen` is None where there is none.
    """
    free = replace(work.event, lease_until=None, not_before=None)
    if seen is None:
        return replace(free, state="wanted")
    if work.kind == "call_off" and seen.status == "canceled":
        # The session may be on again the same day, with an event of its own.
        return StoredEvent(free.day, "wanted", free.reference, left_alone=free.left_alone)
    event = replace(
        free,
        state=_STATE_OF[seen.status],
        event_id=seen.event_id,
        starts_at=seen.starts_at,
        ends_at=_end_of(seen),
        attempts=0,
        error_code=None,
    )
    if work.kind in ("create", "look"):
        # What an earlier request made may start as was planned then.
        made_now = work.new is not None and work.new.starts_at == seen.starts_at
        planned_for = work.planned_for if made_now else event.planned_for
        return replace(event, told=seen.description, told_at=work.now, planned_for=planned_for)
    if work.times is not None and work.times[0] == seen.starts_at:
        event = replace(event, planned_for=work.planned_for)
    elif seen.starts_at != work.event.starts_at:
        event = replace(event, planned_for=None)
    if not _is_ours(work, seen.description):
        event = replace(event, left_alone=event.left_alone | {DESCRIPTION})
    elif work.description is not None:
        event = replace(event, told=work.description, told_at=work.now)
    before = (work.event.state, work.event.starts_at, work.event.ends_at)
    if work.kind != "tell" and before == (event.state, event.starts_at, event.ends_at):
        # Discord says that it did what it did not do.
        event = replace(event, not_before=now + timedelta(seconds=_PAUSES.first))
    return event


def tells_the_end(work: Work, refusal: Refusal) -> bool:
    """Whether a refusal is no trouble: somebody deleted or ended the event, or time did."""
    over = refusal.code.means in (Meaning.GONE, Meaning.OVER)
    return over and work.kind not in ("create", "look")


def after_refusal(work: Work, refusal: Refusal, now: datetime) -> StoredEvent:
    """The event after a try that failed at `now`, from which on a pause counts."""
    event = replace(work.event, lease_until=None, error_code=refusal.code)
    if work.kind not in ("create", "look"):
        if refusal.code.means is Meaning.GONE:
            return replace(event, state=_state_of_gone(work))
        if refusal.code.means is Meaning.OVER:
            return replace(event, state="ended")
        # What the operator is to blame for can be mended while the evening lasts.
        if refusal.permanent and refusal.code.blames is not Blame.OPERATOR:
            return _given_up(event, work.kind)
    return replace(event, not_before=now + _pause(refusal, event.attempts))


def _state_of_gone(work: Work) -> EventState:
    """What has become of an event that Discord does not know any more; it may forget past ones."""
    if work.kind == "end" and work.event.state == "active":
        return "ended"
    ours = work.kind in ("end", "cancel", "call_off") and work.tried_before
    return "cancelled" if ours else "deleted"


def _given_up(event: StoredEvent, kind: EventStep) -> StoredEvent:
    """The event after Discord refused the work `kind` for good: what that changes is left alone."""
    if kind == "end":
        return replace(event, state="failed")
    aspect = DESCRIPTION if kind == "tell" else START
    return replace(event, attempts=0, left_alone=event.left_alone | {aspect})


def _pause(refusal: Refusal, attempts: int) -> timedelta:
    """How long to wait; short enough that a mended token or right helps the same evening."""
    if refusal.code is not RefusalCode.BAD_TOKEN and refusal.retry_after is not None:
        return timedelta(seconds=max(refusal.retry_after, _OUTAGE_PAUSES.first))
    pauses = _OUTAGE_PAUSES if refusal.outage else _PAUSES
    return timedelta(seconds=pauses.after(attempts))
