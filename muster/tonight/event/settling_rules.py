"""What the stored event becomes by what Discord said of it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from muster.backoff import Pauses
from muster.refusals import Blame, Meaning, Refusal, RefusalCode
from muster.tonight.event.rules import (
    DESCRIPTION,
    START,
    EventState,
    EventStep,
    SeenEvent,
    SeenStatus,
    StoredEvent,
    Work,
    end_of,
    is_ours,
)

_PAUSES, _OUTAGE_PAUSES = Pauses(60.0, 600.0), Pauses(15.0, 120.0)

_STATE_OF: Final[dict[SeenStatus, EventState]] = {
    "scheduled": "created",
    "active": "active",
    "completed": "ended",
    "canceled": "cancelled",
}


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
        ends_at=end_of(seen),
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
    if not is_ours(work, seen.description):
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
