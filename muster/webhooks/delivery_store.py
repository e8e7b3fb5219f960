"""The SQL of events and of telling addresses of them, one verb function a query."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.webhooks.rules import (
    AnyEvent,
    Claimed,
    Delivery,
    DeliveryState,
    Reason,
    WebhookState,
)


async def insert_event(
    connection: Connection,
    message_id: str,
    event: AnyEvent,
    event_key: str,
    data: Mapping[str, Any],
    now: datetime,
    webhook_id: int | None = None,
) -> bool:
    """An event that was not told yet, and a delivery for each address that hears of it; whether it
    was written.

    Whoever removes an address meanwhile is waited for. `webhook_id`: that one alone is told.
    """
    written = await connection.fetchval(
        """
        WITH written AS (
            INSERT INTO webhook_events (message_id, event, event_key, data, occurred_at)
            SELECT $1, $2, $3, $4::jsonb, $5
             WHERE NOT EXISTS (SELECT FROM webhook_events WHERE event = $2 AND event_key = $3)
            ON CONFLICT (event, event_key) DO NOTHING
            RETURNING id
        ), hearing AS (
            SELECT id FROM webhooks
             WHERE state = 'on'
               AND CASE WHEN $6::bigint IS NULL THEN $2 = ANY (events) ELSE id = $6 END
             ORDER BY id
               FOR KEY SHARE
        ), told AS (
            INSERT INTO webhook_deliveries (webhook_id, event_id, due_at, created_at)
            SELECT h.id, e.id, $5, $5 FROM written e CROSS JOIN hearing h
        )
        SELECT true FROM written
        """,
        message_id,
        event,
        event_key,
        json.dumps(data),
        now,
        webhook_id,
    )
    return written is True


async def list_deliveries(connection: Connection, webhook_id: int, most: int) -> list[Delivery]:
    """What became of what an address was told, the latest event first."""
    rows = await connection.fetch(
        """
        SELECT e.message_id, e.event, e.occurred_at, d.state, d.attempts, d.due_at, d.status,
               d.reason, d.settled_at
          FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
         WHERE d.webhook_id = $1
         ORDER BY d.event_id DESC LIMIT $2
        """,
        webhook_id,
        most,
    )
    return [Delivery(*row) for row in rows]


async def drop_open(connection: Connection, webhook_id: int, reason: Reason, now: datetime) -> None:
    """What an address that is switched off was to be told yet, it is not."""
    await connection.execute(
        """
        UPDATE webhook_deliveries
           SET state = 'dropped', reason = $2, settled_at = $3, worker = NULL, lease_until = NULL
         WHERE webhook_id = $1 AND state IN ('pending', 'sending')
        """,
        webhook_id,
        reason,
        now,
    )


async def claim_due(
    connection: Connection, worker: str, busy: Sequence[int], now: datetime, lease_until: datetime
) -> list[Claimed]:
    """For each address that is on and hears nothing just now, the earliest of what is due.

    What a dead bot was sending is due when its lease has run out. Of several bots that do this at
    once one gets what there is for an address. `busy`: addresses that are left out.
    """
    rows = await connection.fetch(
        """
        WITH free AS (
            SELECT id, address_encrypted, secret_encrypted,
                   CASE WHEN former_secret_until > $2 THEN former_secret_encrypted END AS former
              FROM webhooks w
             WHERE state = 'on' AND id <> ALL ($4::bigint[])
               AND NOT EXISTS (SELECT FROM webhook_deliveries d
                                WHERE d.webhook_id = w.id AND d.state = 'sending'
                                  AND d.lease_until > $2)
               AND EXISTS (SELECT FROM webhook_deliveries d
                            WHERE d.webhook_id = w.id
                              AND (d.state = 'pending' AND d.due_at <= $2 OR d.state = 'sending'))
             ORDER BY id
               FOR NO KEY UPDATE SKIP LOCKED
        ), due AS (
            SELECT f.*, o.event_id
              FROM free f
             CROSS JOIN LATERAL (
                SELECT event_id FROM webhook_deliveries d
                 WHERE d.webhook_id = f.id
                   AND (d.state = 'pending' AND d.due_at <= $2
                        OR d.state = 'sending' AND d.lease_until <= $2)
                 ORDER BY d.due_at, d.event_id
                 LIMIT 1
                   FOR NO KEY UPDATE SKIP LOCKED
             ) AS o
        ), claimed AS (
            UPDATE webhook_deliveries d
               SET state = 'sending', attempts = d.attempts + 1, worker = $1, lease_until = $3
              FROM due
             WHERE d.webhook_id = due.id AND d.event_id = due.event_id
            RETURNING d.webhook_id, d.event_id, d.attempts
        )
        SELECT c.webhook_id, c.event_id, c.attempts, e.message_id, e.event, e.data, e.occurred_at,
               u.address_encrypted, u.secret_encrypted, u.former
          FROM claimed c
          JOIN webhook_events e ON e.id = c.event_id
          JOIN due u ON u.id = c.webhook_id
         ORDER BY c.webhook_id
        """,
        worker,
        now,
        lease_until,
        list(busy),
    )
    return [_claimed(*row) for row in rows]


def _claimed(*values: Any) -> Claimed:
    *first, data, occurred_at, address, secret, former_secret = values
    webhook_id, event_id, attempt, message_id, event = first
    return Claimed(
        webhook_id=webhook_id,
        event_id=event_id,
        attempt=attempt,
        message_id=message_id,
        event=event,
        data=json.loads(data),  # the driver hands JSON over as text
        occurred_at=occurred_at,
        address=address,
        secret=secret,
        former_secret=former_secret,
    )


async def settle_delivery(
    connection: Connection,
    claimed: Claimed,
    worker: str,
    state: DeliveryState,
    due_at: datetime,
    status: int | None,
    reason: Reason | None,
    now: datetime,
) -> bool:
    """Write what came of an attempt; False where it is not ours any more.

    A later attempt of somebody else's, after our lease, is theirs to settle.
    """
    settled = await connection.fetchval(
        """
        UPDATE webhook_deliveries
           SET state = $5, due_at = $6, status = $7, reason = $8, worker = NULL, lease_until = NULL,
               settled_at = CASE WHEN $5 = 'pending' THEN NULL ELSE $9::timestamptz END
         WHERE webhook_id = $1 AND event_id = $2 AND attempts = $3 AND worker = $4
           AND state = 'sending'
        RETURNING true
        """,
        claimed.webhook_id,
        claimed.event_id,
        claimed.attempt,
        worker,
        state,
        due_at,
        status,
        reason,
        now,
    )
    return settled is True


async def note_delivered(connection: Connection, webhook_id: int) -> None:
    """An address took something."""
    await connection.execute(
        "UPDATE webhooks SET failures = 0, failing_since = NULL WHERE id = $1 AND failures > 0",
        webhook_id,
    )


async def note_failed(
    connection: Connection, webhook_id: int, now: datetime
) -> tuple[int, datetime] | None:
    """An address did not take something: (failures in a row, since when); None: it is not on."""
    row = await connection.fetchrow(
        """
        UPDATE webhooks
           SET failures = failures + 1, failing_since = coalesce(failing_since, $2)
         WHERE id = $1 AND state = 'on'
        RETURNING failures, failing_since
        """,
        webhook_id,
        now,
    )
    return None if row is None else (row[0], row[1])


async def switch_off(
    connection: Connection, webhook_id: int, state: WebhookState, now: datetime
) -> str:
    """An address hears nothing any more; returns its label."""
    return await connection.fetchval(
        "UPDATE webhooks SET state = $2, updated_at = $3 WHERE id = $1 RETURNING label",
        webhook_id,
        state,
        now,
    )


async def find_next_due(connection: Connection, busy: Sequence[int]) -> datetime | None:
    """When there is something to send next, but to those that are `busy`; None: nothing waits.

    Where somebody is sending to an address, that is when their lease runs out.
    """
    return await connection.fetchval(
        """
        SELECT min(next)
          FROM (SELECT coalesce(max(d.lease_until), min(d.due_at)) AS next
                  FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
                 WHERE d.state IN ('pending', 'sending') AND w.state = 'on'
                   AND d.webhook_id <> ALL ($1::bigint[])
                 GROUP BY d.webhook_id) AS each
        """,
        list(busy),
    )


async def count_states(connection: Connection) -> tuple[dict[str, int], dict[str, int]]:
    """(addresses by state, deliveries by state), for what watches Muster."""
    webhooks = await connection.fetch("SELECT state, count(*) FROM webhooks GROUP BY state")
    deliveries = await connection.fetch(
        "SELECT state, count(*) FROM webhook_deliveries GROUP BY state"
    )
    return {row[0]: row[1] for row in webhooks}, {row[0]: row[1] for row in deliveries}
