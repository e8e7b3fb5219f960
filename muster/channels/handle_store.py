"""The SQL of typed addresses that another account has, one verb function a query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.channels.address_store import Sealed
from muster.channels.rules import LinkedChannel
from muster.database import Connection


async def upsert_disputed(
    connection: Connection, user_id: int, sealed: Sealed, now: datetime, *, deliverable: bool
) -> None:
    """Keep what the person typed, in the place of what they had typed before."""
    await connection.execute(
        """
        INSERT INTO availability_disputed_handles
               (user_id, channel_type, address_hash, address_encrypted, encryption_key_id,
                deliverable, typed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT ON CONSTRAINT availability_disputed_handles_pkey
        DO UPDATE SET address_hash = $3, address_encrypted = $4, encryption_key_id = $5,
                      deliverable = $6, typed_at = $7
        """,
        user_id,
        sealed.channel_type,
        sealed.hashes[0],
        sealed.encrypted,
        sealed.key_id,
        deliverable,
        now,
    )


async def delete_disputed(
    connection: Connection, user_id: int, channel_type: LinkedChannel
) -> None:
    await connection.execute(
        "DELETE FROM availability_disputed_handles WHERE user_id = $1 AND channel_type = $2",
        user_id,
        channel_type,
    )


async def take_disputed(
    connection: Connection, user_id: int, channel_type: LinkedChannel, hashes: Sequence[bytes]
) -> datetime | None:
    """End the dispute about an address; when the person typed it, None where there was none."""
    return await connection.fetchval(
        """
        DELETE FROM availability_disputed_handles
         WHERE user_id = $1 AND channel_type = $2 AND address_hash = ANY($3::bytea[])
        RETURNING typed_at
        """,
        user_id,
        channel_type,
        hashes,
    )
