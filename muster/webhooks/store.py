"""The SQL of webhooks' addresses, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from muster.database import Connection
from muster.webhooks.rules import (
    Event,
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
