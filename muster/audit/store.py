"""The SQL of the audit of admins' acts, one verb function a query."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muster.audit.rules import Act, Actor
from muster.database import Connection

_COLUMNS = """
    a.id, a.done_at, a.actor_user_id, a.actor_discord_user_id, a.act, a.user_id, a.player_guid,
    a.details, a.undoes, (SELECT b.id FROM admin_audit b WHERE b.undoes = a.id) AS undone_by
"""


def _act(row: Any) -> Act:
    actor = Actor(row["actor_user_id"], row["actor_discord_user_id"])
    return Act(
        id=row["id"],
        done_at=row["done_at"],
        actor=actor,
        act=row["act"],
        user_id=row["user_id"],
        player_guid=row["player_guid"],
        details=json.loads(row["details"]),
        undoes=row["undoes"],
        undone_by=row["undone_by"],
    )


async def insert_act(
    connection: Connection,
    actor: Actor,
    act: str,
    now: datetime,
    user_id: int | None,
    player_guid: str | None,
    details: Mapping[str, Any],
    undoes: int | None,
) -> int:
    return await connection.fetchval(
        """
        INSERT INTO admin_audit (done_at, actor_user_id, actor_discord_user_id, act, user_id,
                                 player_guid, details, undoes)
        VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)
        RETURNING id
        """,
        now,
        actor.user_id,
        actor.discord_user_id,
        act,
        user_id,
        player_guid,
        json.dumps(details),
        undoes,
    )


async def find_act(connection: Connection, act_id: int) -> Act | None:
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM admin_audit a WHERE a.id = $1", act_id)
    return None if row is None else _act(row)


async def list_acts(
    connection: Connection,
    before: int | None,
    subject: str | None,
    user_id: int | None,
    player_guid: str | None,
    limit: int,
) -> list[Act]:
    """The latest first: those with ids below `before`, of a subject, about a person, if given."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM admin_audit a
         WHERE ($1::bigint IS NULL OR a.id < $1)
           AND ($2::text IS NULL OR split_part(a.act, '.', 1) = $2)
           AND ($3::bigint IS NULL OR a.user_id = $3)
           AND ($4::text IS NULL OR a.player_guid = $4)
         ORDER BY a.id DESC
         LIMIT $5
        """,
        before,
        subject,
        user_id,
        player_guid,
        limit,
    )
    return [_act(row) for row in rows]


async def clear_details(connection: Connection, user_id: int, player_guids: Sequence[str]) -> None:
    await connection.execute(
        """
        UPDATE admin_audit SET details = '{}'
         WHERE (user_id = $1 OR player_guid = ANY($2::text[])) AND details <> '{}'
        """,
        user_id,
        player_guids,
    )
