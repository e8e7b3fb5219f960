"""The SQL of webhooks, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from muster.database import Connection
from muster.webhooks.rules import (
    AnyEvent,
    Claimed,
    Delivery,
    DeliveryState,
    Event,
    Reason,
    Webhook,
    WebhookState,
)

_LOCK = 0x77656268
"""Of the two-number kind, as the one of invites is."""

_COLUMNS = """
    w.id, w.label, w.address_shown, w.events, w.state, w.failures, w.failing_since,
    p.canonical_name, w.created_at, w.updated_at, w.former_secret_until,
    (SELECT count(*) FROM webhook_deliveries d
      WHERE d.webhook_id = w.id AND d.state IN ('pending', 'sending')),
    (SELECT max(d.settled_at) FROM webhook_deliveries d
      WHERE d.webhook_id = w.id AND d.state = 'delivered')
"""
_CREATOR = """
    LEFT JOIN user_player_links l ON l.user_id = w.created_by
    LEFT JOIN players p ON p.guid = l.player_guid
"""


class Sealed(NamedTuple):
    """What of a webhook is stored under a key, and which key that is."""

    id: int
    address: bytes
    secret: bytes
    former_secret: bytes | None
    key_id: str


# --- addresses ------------------------------------------------------------------------------------


async def find_free_place(connection: Connection) -> int | None:
    """The first of the ten places that nobody else takes before the commit; None: all are taken."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, 0)", _LOCK)
    return await connection.fetchval(
        """
        SELECT min(place) FROM generate_series(1, 10) AS place
         WHERE NOT EXISTS (SELECT FROM webhooks w WHERE w.place = place.place)
        """
    )


async def insert_webhook(
    connection: Connection,
    place: int,
    label: str,
    address: bytes,
    address_shown: str,
    secret: bytes,
    key_id: str,
    events: Sequence[Event],
    created_by: int,
    now: datetime,
) -> int:
    return await connection.fetchval(
        """
        INSERT INTO webhooks
               (place, label, address_encrypted, address_shown, secret_encrypted,
                encryption_key_id, events, created_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        RETURNING id
        """,
        place,
        label,
        address,
        address_shown,
        secret,
        key_id,
        list(events),
        created_by,
        now,
    )


async def list_webhooks(connection: Connection) -> list[Webhook]:
    """All of them, in the order in which they were made."""
    rows = await connection.fetch(f"SELECT {_COLUMNS} FROM webhooks w {_CREATOR} ORDER BY w.id")
    return [Webhook(*row) for row in rows]


async def find_webhook(connection: Connection, webhook_id: int) -> Webhook | None:
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM webhooks w {_CREATOR} WHERE w.id = $1", webhook_id
    )
    return None if row is None else Webhook(*row)


async def lock_webhook(connection: Connection, webhook_id: int) -> Sealed | None:
    """One that nobody else changes, and no bot claims work of, before the commit."""
    row = await connection.fetchrow(
        """
        SELECT id, address_encrypted, secret_encrypted, former_secret_encrypted, encryption_key_id
          FROM webhooks WHERE id = $1 FOR NO KEY UPDATE
        """,
        webhook_id,
    )
    return None if row is None else Sealed(*row)


async def update_webhook(
    connection: Connection,
    webhook_id: int,
    label: str,
    events: Sequence[Event],
    state: WebhookState,
    now: datetime,
) -> None:
    """What an admin says of it; switched on (again), it has failed at nothing yet."""
    await connection.execute(
        """
        UPDATE webhooks
           SET label = $2, events = $3, updated_at = $5, state = $4,
               failures = CASE WHEN $4 = 'on' AND state <> 'on' THEN 0 ELSE failures END,
               failing_since = CASE WHEN $4 = 'on' AND state <> 'on' THEN NULL
                                    ELSE failing_since END
         WHERE id = $1
        """,
        webhook_id,
        label,
        list(events),
        state,
        now,
    )


async def update_address(
    connection: Connection, webhook_id: int, address: bytes, address_shown: str
) -> None:
    """Another address, which has failed at nothing yet."""
    await connection.execute(
        """
        UPDATE webhooks SET address_encrypted = $2, address_shown = $3, failures = 0,
                            failing_since = NULL
         WHERE id = $1
        """,
        webhook_id,
        address,
        address_shown,
    )


async def update_sealed(connection: Connection, sealed: Sealed) -> None:
    """The same address and secrets under another key."""
    await connection.execute(
        """
        UPDATE webhooks
           SET address_encrypted = $2, secret_encrypted = $3, former_secret_encrypted = $4,
               former_secret_until = CASE WHEN $4::bytea IS NULL THEN NULL
                                          ELSE former_secret_until END,
               encryption_key_id = $5
         WHERE id = $1
        """,
        *sealed,
    )


async def update_secret(
    connection: Connection, webhook_id: int, secret: bytes, former_until: datetime, now: datetime
) -> None:
    """Another secret; the one of now signs beside it until `former_until`."""
    await connection.execute(
        """
        UPDATE webhooks
           SET former_secret_encrypted = secret_encrypted, former_secret_until = $3,
               secret_encrypted = $2, updated_at = $4
         WHERE id = $1
        """,
        webhook_id,
        secret,
        former_until,
        now,
    )


async def delete_webhook(connection: Connection, webhook_id: int) -> None:
    await connection.execute("DELETE FROM webhooks WHERE id = $1", webhook_id)


async def lock_stale(connection: Connection, key_id: str) -> list[Sealed]:
    """Webhooks whose address and secrets are under another key than `key_id`, by id."""
    rows = await connection.fetch(
        """
        SELECT id, address_encrypted, secret_encrypted, former_secret_encrypted, encryption_key_id
          FROM webhooks WHERE encryption_key_id <> $1
         ORDER BY id FOR NO KEY UPDATE
        """,
        key_id,
    )
    return [Sealed(*row) for row in rows]


async def count_under_other_keys(connection: Connection, key_ids: Sequence[str]) -> int:
    return await connection.fetchval(
        "SELECT count(*) FROM webhooks WHERE encryption_key_id <> ALL ($1::text[])", list(key_ids)
    )


# --- events ---------------------------------------------------------------------------------------


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


# --- sending --------------------------------------------------------------------------------------


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
