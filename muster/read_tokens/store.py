"""The SQL of read tokens, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from datetime import datetime

from muster.database import Connection
from muster.identity.rules import Viewer
from muster.read_tokens.rules import Held, ReadToken, Scope

_LOCK = 0x72656164
"""Of the two-number kind, as the one of invites is."""


async def count_held(connection: Connection, now: datetime) -> int:
    """How many tokens hold, which nobody else adds to before the commit."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, 0)", _LOCK)
    return await connection.fetchval(
        "SELECT count(*) FROM read_tokens WHERE expires_at > $1 AND revoked_at IS NULL", now
    )


async def insert_token(
    connection: Connection,
    token_hash: bytes,
    label: str,
    scope: Scope,
    user_id: int | None,
    created_by: int,
    expires_at: datetime,
    now: datetime,
) -> int:
    return await connection.fetchval(
        """
        INSERT INTO read_tokens
               (token_hash, label, scope, user_id, created_by, expires_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        RETURNING id
        """,
        token_hash,
        label,
        scope,
        user_id,
        created_by,
        expires_at,
        now,
    )


async def list_tokens(connection: Connection, viewer_user_id: int) -> list[ReadToken]:
    """All that are kept, the newest first."""
    rows = await connection.fetch(
        """
        SELECT t.id, t.label, t.scope, p.canonical_name,
               coalesce(t.user_id, t.created_by) IS NOT DISTINCT FROM $1 AS mine,
               t.created_at, t.expires_at, t.revoked_at, t.last_used_at
          FROM read_tokens t
          LEFT JOIN user_player_links l ON l.user_id = coalesce(t.user_id, t.created_by)
          LEFT JOIN players p ON p.guid = l.player_guid
         ORDER BY t.id DESC
        """,
        viewer_user_id,
    )
    return [ReadToken(*row) for row in rows]


async def find_held(connection: Connection, token_hash: bytes) -> tuple[Held, int | None] | None:
    """A token that was not revoked, still without its owner, and whose it is."""
    row = await connection.fetchrow(
        """
        SELECT id, scope, expires_at, last_used_at, user_id
          FROM read_tokens WHERE token_hash = $1 AND revoked_at IS NULL
        """,
        token_hash,
    )
    if row is None:
        return None
    owner: Viewer | None = None
    return Held(row[0], row[1], row[2], row[3], owner), row[4]


async def revoke_token(connection: Connection, token_id: int, now: datetime) -> bool | None:
    """End a token; whether this did it. None: there is none; one that was revoked keeps when."""
    return await connection.fetchval(
        """
        WITH before AS (SELECT id, revoked_at FROM read_tokens WHERE id = $1 FOR UPDATE)
        UPDATE read_tokens t SET revoked_at = coalesce(t.revoked_at, $2)
          FROM before b WHERE t.id = b.id
        RETURNING b.revoked_at IS NULL
        """,
        token_id,
        now,
    )


async def note_use(
    connection: Connection, token_id: int, now: datetime, noted_before: datetime
) -> None:
    """Write that a token was used, unless that was since `noted_before`."""
    await connection.execute(
        """
        UPDATE read_tokens SET last_used_at = $2
         WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)
        """,
        token_id,
        now,
        noted_before,
    )
