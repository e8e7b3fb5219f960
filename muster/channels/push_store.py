"""The SQL of devices that hear by web push, one verb function a query. `now` is always aware."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from muster.channels.push_rules import Device
from muster.database import Connection


class SealedSubscription(NamedTuple):
    """A browser's subscription as it is stored; `hashes` has the first key's first."""

    hashes: list[bytes]
    encrypted: bytes
    key_id: str


async def list_devices(connection: Connection, user_id: int, session_hash: bytes) -> list[Device]:
    """A person's devices, the first let in first; `session_hash` is that of who is asking."""
    rows = await connection.fetch(
        """
        SELECT id, name, created_at, session_hash = $2, sender_key
          FROM push_devices WHERE user_id = $1 ORDER BY created_at, id
        """,
        user_id,
        session_hash,
    )
    return [Device(*row) for row in rows]


async def list_names(connection: Connection, user_id: int) -> list[str]:
    """What a person's devices are called, the first let in first."""
    rows = await connection.fetch(
        "SELECT name FROM push_devices WHERE user_id = $1 ORDER BY created_at, id", user_id
    )
    return [row[0] for row in rows]


async def has_device(connection: Connection, user_id: int, session_hash: bytes) -> bool:
    """Whether a person has a device that this session let in."""
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM push_devices WHERE user_id = $1 AND session_hash = $2)",
        user_id,
        session_hash,
    )


async def delete_of_browser(
    connection: Connection, user_id: int, session_hash: bytes, hashes: Sequence[bytes]
) -> datetime | None:
    """Forget what is known of a browser, whoever's it was: its session's device, and whichever has
    its endpoint. Returns since when it was the person's own; None where it was not.
    """
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM push_devices
             WHERE session_hash = $2 OR endpoint_hash = ANY($3::bytea[])
            RETURNING user_id, created_at
        )
        SELECT min(created_at) FROM gone WHERE user_id = $1
        """,
        user_id,
        session_hash,
        hashes,
    )


async def insert_device(
    connection: Connection,
    user_id: int,
    session_hash: bytes,
    sealed: SealedSubscription,
    sender_key: str,
    name: str,
    since: datetime,
    now: datetime,
) -> bool:
    """Store a device in the person's first free place; False where they have none.

    Somebody else who stores the same endpoint at the same moment loses it to the later one.
    """
    return (
        await connection.fetchval(
            """
            INSERT INTO push_devices
                   (user_id, place, session_hash, endpoint_hash, subscription_encrypted,
                    encryption_key_id, sender_key, name, created_at, updated_at)
            SELECT $1, free.place, $2, $3, $4, $5, $6, $7, $8, $9
              FROM (SELECT min(n)::smallint AS place FROM generate_series(1, 10) AS n
                     WHERE NOT EXISTS (SELECT FROM push_devices v
                                        WHERE v.user_id = $1 AND v.place = n)) AS free
             WHERE free.place IS NOT NULL
            ON CONFLICT ON CONSTRAINT push_devices_endpoint_hash_key
            DO UPDATE SET user_id = EXCLUDED.user_id, place = EXCLUDED.place,
                          session_hash = EXCLUDED.session_hash,
                          subscription_encrypted = EXCLUDED.subscription_encrypted,
                          encryption_key_id = EXCLUDED.encryption_key_id,
                          sender_key = EXCLUDED.sender_key, name = EXCLUDED.name,
                          created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at
            RETURNING true
            """,
            user_id,
            session_hash,
            sealed.hashes[0],
            sealed.encrypted,
            sealed.key_id,
            sender_key,
            name,
            since,
            now,
        )
        is True
    )


async def delete_device(connection: Connection, user_id: int, device_id: int) -> bool:
    """Forget one device of a person; False where they have none of that id."""
    return (
        await connection.fetchval(
            "DELETE FROM push_devices WHERE user_id = $1 AND id = $2 RETURNING true",
            user_id,
            device_id,
        )
        is True
    )


async def delete_devices(
    connection: Connection, device_ids: Sequence[int], unchanged_since: datetime
) -> int:
    """Forget devices that their push services do not know any more; those that were stored anew
    after `unchanged_since` stay. Returns how many went.
    """
    rows = await connection.fetch(
        """
        DELETE FROM push_devices WHERE id = ANY($1::bigint[]) AND updated_at <= $2 RETURNING id
        """,
        device_ids,
        unchanged_since,
    )
    return len(rows)


# --- a change of keys -----------------------------------------------------------------------------


async def count_under_other_keys(connection: Connection, key_ids: Sequence[str]) -> int:
    """How many devices are under none of the keys that `key_ids` name."""
    return await connection.fetchval(
        "SELECT count(*) FROM push_devices WHERE encryption_key_id <> ALL($1::text[])", key_ids
    )


async def count_by_sender(connection: Connection) -> dict[str, int]:
    """How many devices were subscribed to each key of ours, by what names it."""
    rows = await connection.fetch("SELECT sender_key, count(*) FROM push_devices GROUP BY 1")
    return {row[0]: row[1] for row in rows}


async def lock_stale(
    connection: Connection, key_id: str, after: bytes, most: int
) -> list[tuple[bytes, bytes]]:
    """(hash, what is encrypted) of devices under another key, by their hashes, behind `after`."""
    rows = await connection.fetch(
        """
        SELECT endpoint_hash, subscription_encrypted FROM push_devices
         WHERE encryption_key_id <> $1 AND endpoint_hash > $2
         ORDER BY endpoint_hash LIMIT $3 FOR UPDATE
        """,
        key_id,
        after,
        most,
    )
    return [(row[0], row[1]) for row in rows]


async def rewrite(connection: Connection, rows: Sequence[tuple[bytes, SealedSubscription]]) -> None:
    """Put devices, found by their old hashes, under the first key. What stands under that already,
    written by a process that did not know the older key, is the newer one.
    """
    given = ([old for old, _ in rows], [sealed.hashes[0] for _, sealed in rows])
    await connection.execute(
        """
        DELETE FROM push_devices v USING unnest($1::bytea[], $2::bytea[]) AS g (old, new)
         WHERE v.endpoint_hash = g.old
           AND EXISTS (SELECT FROM push_devices x WHERE x.endpoint_hash = g.new)
        """,
        *given,
    )
    await connection.execute(
        """
        UPDATE push_devices v
           SET endpoint_hash = g.new, subscription_encrypted = g.encrypted,
               encryption_key_id = g.key_id
          FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[])
                 AS g (old, new, encrypted, key_id)
         WHERE v.endpoint_hash = g.old
        """,
        *given,
        [sealed.encrypted for _, sealed in rows],
        [sealed.key_id for _, sealed in rows],
    )
