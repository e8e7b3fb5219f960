"""What the scheduler does for tonight's scheduled event on Discord, one step.

It belongs to the bot that leads; the lease in the database covers the moment in which two do.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog

from bot.discord.gateway.health import DiscordHealth
from bot.duties.leased import LeasedStep
from bot.scheduler import LONGEST_NAP, Duty, Step
from muster.database import Connection, Database
from muster.evening import Evenings
from muster.evenings.service import evenings_of
from muster.refusals import Refusal
from muster.settings import Settings
from muster.tonight.event import service as event_service
from muster.tonight.event.rules import EVENT_LEASE, SeenEvent, Work, change_for
from muster.tonight.event.settling_rules import tells_the_end

if TYPE_CHECKING:
    from bot.discord.events import Events

PLACE = "event"
"""The place by which `DiscordHealth` names a failure of the event."""

_REST_SECONDS = 0.5

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
    return [
        Duty(
            "keep scheduled event",
            keep_scheduled_event(database, evenings_of(settings), events, worker, health),
            wakes=frozenset({"availability", "names", "evening_rules"}),
            rest_seconds=_REST_SECONDS,
        )
    ]


def keep_scheduled_event(
    database: Database,
    evenings: Evenings,
    events: Events,
    worker: str,
    health: DiscordHealth,
) -> Step:
    """Makes tonight's event once the session is ready, keeps it true, starts and ends it."""

    return _Keeping(database, evenings, events, worker, health).step


class _Keeping(LeasedStep[Work, SeenEvent | None]):
    """Keeps tonight's event; `carry_out` returns the event afterwards, None where there is none."""

    failed_event = "scheduled_event_failed"
    lease = EVENT_LEASE

    def __init__(
        self,
        database: Database,
        evenings: Evenings,
        events: Events,
        worker: str,
        health: DiscordHealth,
    ) -> None:
        super().__init__(database)
        self._evenings = evenings
        self._events = events
        self._worker = worker
        self._health = health

    async def claim(self, connection: Connection, now: datetime) -> Work | datetime:
        work = await event_service.claim_work(connection, self._evenings, self._worker, now)
        return min(work, now + LONGEST_NAP) if isinstance(work, datetime) else work

    async def carry_out(self, work: Work) -> SeenEvent | None:
        return await _carry_out(self._events, work)

    async def note(
        self,
        connection: Connection,
        work: Work,
        outcome: SeenEvent | Refusal | None,
        now: datetime,
    ) -> None:
        if not isinstance(outcome, Refusal) or tells_the_end(work, outcome):
            self._health.report(PLACE, None)
        elif not outcome.outage:
            self._health.report(PLACE, outcome.code)
        noted = await event_service.note_outcome(connection, work, self._worker, outcome, now)
        if not noted:
            _log.warning("scheduled_event_taken_over", **self.subject(work))
        elif isinstance(outcome, Refusal) and outcome.code != work.event.error_code:
            # Once: the same again is no news.
            _log.warning(
                "scheduled_event_refused",
                code=outcome.code,
                wanted=work.kind,
                **self.subject(work),
            )

    def subject(self, work: Work) -> dict[str, Any]:
        return {"day": str(work.event.day)}


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
