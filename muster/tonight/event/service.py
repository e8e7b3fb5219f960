"""Tonight's scheduled event on Discord: what is to be done to it, and what has become of it.

Nothing here talks to Discord; what does happens outside the transactions in which these functions
are called. `now` is an aware instant; days are those of the community's calendar.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from muster.availability import service as availability
from muster.availability.rules import Day, session_ready
from muster.clock import local_date, next_midnight, start_of_day
from muster.database import Connection
from muster.evening import Evening, Evenings
from muster.evenings.service import read_evenings
from muster.notifications.messages import page_link
from muster.refusals import Refusal
from muster.tonight.event import store as event_store
from muster.tonight.event.rules import (
    EVENT_LEASE,
    LATE_UNTIL,
    OVER,
    SeenEvent,
    StoredEvent,
    Tonight,
    Work,
    is_wanted,
    plan,
    reference_of,
    work_on,
)
from muster.tonight.event.settling_rules import after_refusal, after_work

_TOO_LATE = "too_late"


async def claim_work(
    connection: Connection, evenings: Evenings, worker: str, now: datetime
) -> Work | datetime:
    """What is to be done now, ours while its lease lasts, or when to ask again at the latest.

    An event of a day that is over comes before today's. Call it inside a transaction; `evenings`
    are as the settings have them, and their rules are read here.
    """
    evenings = await read_evenings(connection, evenings)
    today = local_date(now, evenings.zone)
    events = await event_store.lock_unfinished(connection, today)
    answers = await availability.read_days(connection, {today, *(each.day for each in events)})
    if all(each.day != today for each in events):
        wanted = await _want(connection, answers[today], evenings.on(today), now)
        events += [] if wanted is None else [wanted]
    again_at = next_midnight(now, evenings.zone)
    for event in events:
        if event.state in OVER:
            continue
        tonight = _tonight(event.reference, answers[event.day], evenings.on(event.day))
        planned = plan(event, tonight, now)
        if isinstance(planned, datetime):
            again_at = min(again_at, planned)
        elif planned == "give_up":
            code = event.error_code or _TOO_LATE
            await event_store.give_up(connection, event.day, code, now)
        else:
            state = "creating" if event.event_id is None else event.state
            claimed = await event_store.claim(
                connection, event, state, worker, now + EVENT_LEASE, now, tonight.starts_at
            )
            if claimed is not None:
                return work_on(claimed, planned, tonight, now)
    return again_at


async def note_outcome(
    connection: Connection,
    work: Work,
    worker: str,
    outcome: SeenEvent | Refusal | None,
    now: datetime,
) -> bool:
    """Write down what came of `work`: the event as it is now, None where there is none, or why not.

    False when somebody else has taken the event over meanwhile.
    """
    if isinstance(outcome, Refusal):
        event = after_refusal(work, outcome, now)
    else:
        event = after_work(work, outcome, now)
    return await event_store.settle(connection, event, worker, work.event.lease_until, now)


async def _want(
    connection: Connection, today: Day, evening: Evening, now: datetime
) -> StoredEvent | None:
    reference = reference_of(today.date, now)
    if not is_wanted(_tonight(reference, today, evening), now):
        return None
    return await event_store.insert_wanted(connection, today.date, reference, now)


def _tonight(reference: str, day: Day, evening: Evening) -> Tonight:
    starts_at = evening.starts_at
    return Tonight(
        looking=session_ready(day, evening).looking_count,
        threshold=evening.threshold,
        starts_at=starts_at,
        last_call=min(starts_at + LATE_UNTIL, _end_of(day.date, evening.zone)),
        link=page_link(evening.origin, reference),
        session=evening.session,
        language=evening.language,
    )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return start_of_day(day + timedelta(days=1), zone)
