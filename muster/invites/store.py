"""The SQL of invite links, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.invites.rules import Invite

_LOCK = 0x696E7669
"""Of the two-number kind, as the one of imports is."""

_COLUMNS = """
    i.id, i.label, p.canonical_name, i.created_at, i.expires_at, i.most_uses, i.uses, i.revoked_at
"""
_CREATOR = """
    LEFT JOIN user_player_links l ON l.user_id = i.created_by
    LEFT JOIN players p ON p.guid = l.player_guid
"""


async def count_open(connection: Connection, now: datetime) -> int:
    """How many links hold, which nobody else adds to before the commit."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, 0)", _LOCK)
    return await connection.fetchval(
        """
        SELECT count(*) FROM invites
         WHERE expires_at > $1 AND revoked_at IS NULL AND (most_uses IS NULL OR uses < most_uses)
        """,
        now,
    )


async def insert_invite(
    connection: Connection,
    secret_hash: bytes,
    label: str | None,
    created_by: int,
    expires_at: datetime,
    most_uses: int | None,
    now: datetime,
) -> Invite:
    row = await connection.fetchrow(
        f"""
        WITH i AS (
            INSERT INTO invites (secret_hash, label, created_by, created_at, expires_at, most_uses)
            VALUES ($1, $2, $3, $6, $4, $5)
            RETURNING *
        )
        SELECT {_COLUMNS} FROM i {_CREATOR}
        """,
        secret_hash,
        label,
        created_by,
        expires_at,
        most_uses,
        now,
    )
    return _invite(row)


async def list_invites(connection: Connection) -> list[Invite]:
    """Every link that is kept, the newest first, with how many linked and answered."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS}, coalesce(c.linked, 0), coalesce(c.answered, 0)
          FROM invites i
          {_CREATOR}
          LEFT JOIN (
                SELECT a.invite_id, count(k.user_id) AS linked,
                       count(*) FILTER (
                           WHERE EXISTS (SELECT FROM availability_entries e
                                          WHERE e.user_id = a.user_id)) AS answered
                  FROM invite_arrivals a
                  LEFT JOIN user_player_links k ON k.user_id = a.user_id
                 GROUP BY a.invite_id
               ) AS c ON c.invite_id = i.id
         ORDER BY i.id DESC
        """
    )
    return [_invite(row) for row in rows]


async def find_invite(connection: Connection, secret_hash: bytes) -> Invite | None:
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM invites i {_CREATOR} WHERE i.secret_hash = $1", secret_hash
    )
    return None if row is None else _invite(row)


async def lock_invite(connection: Connection, secret_hash: bytes) -> Invite | None:
    """The link of a secret, which nobody else uses before the commit."""
    await connection.execute("SELECT 1 FROM invites WHERE secret_hash = $1 FOR UPDATE", secret_hash)
    return await find_invite(connection, secret_hash)


async def insert_arrival(
    connection: Connection, invite_id: int, user_id: int, now: datetime
) -> bool:
    """Note by which link somebody came, unless they are linked or came by one; whether it was."""
    inserted = await connection.fetchval(
        """
        INSERT INTO invite_arrivals (user_id, invite_id, came_at)
        SELECT $2, $1, $3
         WHERE NOT EXISTS (SELECT FROM user_player_links WHERE user_id = $2)
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        invite_id,
        user_id,
        now,
    )
    return inserted is True


async def count_use(connection: Connection, invite_id: int) -> None:
    await connection.execute("UPDATE invites SET uses = uses + 1 WHERE id = $1", invite_id)


async def revoke_invite(connection: Connection, invite_id: int, now: datetime) -> bool | None:
    """End a link; whether this did it. None: there is none; one that was revoked keeps when."""
    return await connection.fetchval(
        """
        WITH before AS (SELECT id, revoked_at FROM invites WHERE id = $1 FOR UPDATE)
        UPDATE invites i SET revoked_at = coalesce(i.revoked_at, $2)
          FROM before b WHERE i.id = b.id
        RETURNING b.revoked_at IS NULL
        """,
        invite_id,
        now,
    )


def _invite(row: Any) -> Invite:
    return Invite(*row)
