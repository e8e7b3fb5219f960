"""The SQL of tonight's scheduled event, one verb function a query; `now` is an aware instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from muster.database import Connection
from muster.tonight.event.rules import EventState, StoredEvent

_COLUMNS = """event_date, state, reference, discord_event_id, starts_at, ends_at, told, told_at,
               planned_for, left_alone, lease_until, not_before, attempts, error_code"""


async def lock_unfinished(connection: Connection, today: date) -> list[StoredEvent]:
    """The events that are not over, by day, and today's in any case; ours until the commit."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS}
          FROM discord_scheduled_events
         WHERE state IN ('wanted', 'creating', 'created', 'active') OR event_date = $1
         ORDER BY event_date
           FOR NO KEY UPDATE
        """,
        today,
    )
    return [_event(row) for row in rows]


async def insert_wanted(
    connection: Connection, day: date, reference: str, now: datetime
) -> StoredEvent | None:
    """The day's event, wanted from now on; None when somebody else wants it already."""
    row = await connection.fetchrow(
        f"""
        INSERT INTO discord_scheduled_events (event_date, reference, created_at, updated_at)
        VALUES ($1, $2, $3, $3)
        ON CONFLICT DO NOTHING
        RETURNING {_COLUMNS}
        """,
        day,
        reference,
        now,
    )
    return None if row is None else _event(row)


async def claim(
    connection: Connection,
    event: StoredEvent,
    state: EventState,
    worker: str,
    lease_until: datetime,
    now: datetime,
    planned_for: datetime | None,
) -> StoredEvent | None:
    """The event, ours until `lease_until` and in `state`; None while it is somebody else's.

    The start for which the first request makes it is kept: its answer may be lost.
    """
    row = await connection.fetchrow(
        f"""
        UPDATE discord_scheduled_events
           SET state = $2, worker = $3, lease_until = $4, not_before = NULL,
               attempts = attempts + 1, updated_at = $5,
               planned_for = CASE WHEN state = 'wanted' THEN $7 ELSE planned_for END
         WHERE event_date = $1 AND state = $6 AND (lease_until IS NULL OR lease_until <= $5)
        RETURNING {_COLUMNS}
        """,
        event.day,
        state,
        worker,
        lease_until,
        now,
        event.state,
        planned_for,
    )
    return None if row is None else _event(row)


async def settle(
    connection: Connection,
    event: StoredEvent,
    worker: str,
    lease_until: datetime | None,
    now: datetime,
) -> bool:
    """Store what has become of a claimed event; False when somebody else has taken it over."""
    updated = await connection.fetchval(
        """
        UPDATE discord_scheduled_events
           SET state = $4, discord_event_id = $5, starts_at = $6, ends_at = $7, told = $8,
               told_at = $9, left_alone = $10, worker = NULL, lease_until = NULL, not_before = $11,
               attempts = $12, error_code = $13, updated_at = $14, planned_for = $15
         WHERE event_date = $1 AND worker = $2 AND lease_until = $3
        RETURNING true
        """,
        event.day,
        worker,
        lease_until,
        event.state,
        event.event_id,
        event.starts_at,
        event.ends_at,
        event.told,
        event.told_at,
        sorted(event.left_alone),
        event.not_before,
        event.attempts,
        event.error_code,
        now,
        event.planned_for,
    )
    return updated is True


async def give_up(connection: Connection, day: date, error_code: str, now: datetime) -> None:
    """Mark the event of `day` as failed: it will not be made, or cannot be ended."""
    await connection.execute(
        """
        UPDATE discord_scheduled_events
           SET state = 'failed', worker = NULL, lease_until = NULL, not_before = NULL,
               error_code = $2, updated_at = $3
         WHERE event_date = $1 AND (lease_until IS NULL OR lease_until <= $3)
        """,
        day,
        error_code,
        now,
    )


def _event(row: Any) -> StoredEvent:
    event = StoredEvent(*row)
    return replace(event, left_alone=frozenset(event.left_alone))
