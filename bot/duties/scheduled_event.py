"""What the scheduler does for tonight's scheduled event on Discord, one step (see `duties`).

It belongs to the bot that leads; the lease in the database covers the moment in which two do.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.chats.contract import TransportError
from bot.discord.gateway.health import DiscordHealth
from bot.scheduler import LONGEST_NAP, Duty, Step
from muster.clock import monotonic
from muster.database import Database
from muster.evening import Evening
from muster.refusals import Refusal, RefusalCode
from muster.settings import Settings
from muster.tonight.event import service as event_service
from muster.tonight.event.rules import (
    EVENT_LEASE,
    SeenEvent,
    Work,
    change_for,
    tells_the_end,
)

if TYPE_CHECKING:
    from bot.discord.events import Events

PLACE = "event"
"""What a failure is called among the health's problems."""

_REST_SECONDS = 0.5
_WORKING_SECONDS = EVENT_LEASE.total_seconds() * 0.75
_CLAIMING_SECONDS = EVENT_LEASE.total_seconds() * 0.2
_NOT_THERE = frozenset(
    {RefusalCode.TIMEOUT, RefusalCode.CONNECTION_LOST, RefusalCode.REFUSED_CONNECTION}
)

_log = structlog.stdlib.get_logger(__name__)


def event_duties(
    settings: Settings,
    database: Database,
    events: Events | None,
    worker: str,
    health: DiscordHealth,
) -> list[Duty]:
    """The duty of the leading bot, where there is to be an event."""
    if events is None:
        return []
    evening = Evening.from_settings(settings)
    return [
        Duty(
            "keep scheduled event",
            keep_scheduled_event(database, evening, events, worker, health),
            wakes=frozenset({"availability", "names"}),
            rest_seconds=_REST_SECONDS,
        )
    ]


def keep_scheduled_event(
    database: Database,
    evening: Evening,
    events: Events,
    worker: str,
    health: DiscordHealth,
) -> Step:
    """Makes tonight's event once the session is ready, keeps it true, starts and ends it."""

    async def step(now: datetime) -> datetime:
        began = monotonic()
        async with database.transaction() as connection:
            work = await event_service.claim_work(connection, evening, worker, now)
        if isinstance(work, datetime):
            return min(work, now + LONGEST_NAP)
        if monotonic() - began > _CLAIMING_SECONDS:
            return now  # we were held up: the lease could end while we are at it
        outcome = await _try(events, work)
        # A request may have hung: a pause begins when it is over.
        now += timedelta(seconds=monotonic() - began)
        if not isinstance(outcome, Refusal) or tells_the_end(work, outcome):
            health.report(PLACE, None)
        elif not outcome.outage:
            health.report(PLACE, outcome.code)
        async with database.transaction() as connection:
            noted = await event_service.note_outcome(connection, work, worker, outcome, now)
        if not noted:
            _log.warning("scheduled_event_taken_over", day=str(work.event.day))
        elif isinstance(outcome, Refusal) and outcome.code != work.event.error_code:
            # Once: the same again is no news.
            _log.warning(
                "scheduled_event_refused",
                code=outcome.code,
                wanted=work.kind,
                day=str(work.event.day),
            )
        return now

    return step


async def _try(events: Events, work: Work) -> SeenEvent | Refusal | None:
    """The event as it is afterwards, None where there is none, or why it did not work."""
    try:
        async with asyncio.timeout(_WORKING_SECONDS):
            return await _carry_out(events, work)
    except TransportError as error:
        return Refusal(
            error.code,
            permanent=error.permanent,
            outage=error.maybe_sent or error.code in _NOT_THERE,
            retry_after=error.retry_after,
        )
    except TimeoutError:
        return Refusal(RefusalCode.TIMEOUT, outage=True)
    except Exception:
        _log.exception("scheduled_event_failed", day=str(work.event.day))
        return Refusal(RefusalCode.UNEXPECTED)


async def _carry_out(events: Events, work: Work) -> SeenEvent | None:
    event_id = work.event.event_id
    if event_id is None:
        found = await events.find(work.event.reference) if work.tried_before else None
        if found is None and work.new is not None:
            return await events.create(work.new)
        return found
    seen = await events.read(event_id)
    change = change_for(work, seen)
    return seen if change is None else await events.change(event_id, change)
