"""The SQL of the planning room, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from muster.database import Connection
from muster.planning.rules import (
    SIDES,
    UNLINKED_NAME,
    Room,
    Suggestion,
    Team,
    TeamMember,
    ThreadState,
)


class LockedRoom(NamedTuple):
    """What a decision about a room needs of it."""

    id: int
    created_by_user_id: int | None
    draft_version: int


async def find_room(connection: Connection, day: date, viewer_user_id: int | None) -> Room | None:
    """The room of `day` with all that belongs to it, in one statement."""
    row = await connection.fetchrow(
        """
        WITH room AS (SELECT * FROM planning_sessions WHERE session_date = $1),
        names AS NOT MATERIALIZED (
            SELECT l.user_id, p.canonical_name AS name
              FROM user_player_links l JOIN players p ON p.guid = l.player_guid
        ), counted AS (
            SELECT v.suggestion_id, count(*) AS votes
              FROM room JOIN planning_votes v ON v.session_id = room.id
             GROUP BY v.suggestion_id
        )
        SELECT room.id, room.session_date, room.created_by_user_id,
               coalesce((SELECT name FROM names WHERE user_id = room.created_by_user_id), $3),
               room.thread_state, room.thread_error, room.discord_thread_id, room.draft_version,
               room.last_ping_at, room.created_at, room.updated_at,
               (SELECT suggestion_id FROM planning_votes
                 WHERE session_id = room.id AND user_id = $2),
               (SELECT jsonb_agg(jsonb_build_array(
                           n.id, n.name, n.suggested_by_user_id, coalesce(w.name, $3),
                           coalesce(c.votes, 0), n.created_at) ORDER BY n.id)
                  FROM planning_team_names n
                  LEFT JOIN names w ON w.user_id = n.suggested_by_user_id
                  LEFT JOIN counted c ON c.suggestion_id = n.id
                 WHERE n.session_id = room.id),
               (SELECT jsonb_object_agg(t.side, t.captain_user_id)
                  FROM planning_teams t WHERE t.session_id = room.id),
               (SELECT jsonb_agg(jsonb_build_array(m.side, m.user_id, coalesce(w.name, $3))
                                 ORDER BY m.side, m.position, m.user_id)
                  FROM planning_team_members m LEFT JOIN names w ON w.user_id = m.user_id
                 WHERE m.session_id = room.id)
          FROM room
        """,
        day,
        viewer_user_id,
        UNLINKED_NAME,
    )
    return None if row is None else _room(row)


def _room(row: Any) -> Room:
    suggestions = json.loads(row[12] or "[]")
    captains = json.loads(row[13] or "{}")
    members = json.loads(row[14] or "[]")
    return Room(
        id=row[0],
        session_date=row[1],
        created_by_user_id=row[2],
        created_by_name=row[3],
        thread_state=row[4],
        thread_error=row[5],
        discord_thread_id=row[6],
        draft_version=row[7],
        last_ping_at=row[8],
        created_at=row[9],
        updated_at=row[10],
        my_vote_suggestion_id=row[11],
        suggestions=tuple(
            Suggestion(*each[:5], created_at=datetime.fromisoformat(each[5]))
            for each in suggestions
        ),
        teams={
            side: Team(
                side,
                captains.get(side),
                tuple(TeamMember(each[1], each[2]) for each in members if each[0] == side),
            )
            for side in SIDES
        },
    )


async def find_creator(connection: Connection, day: date) -> int | None:
    """Who opened the room of `day`; None where there is no room."""
    return await connection.fetchval(
        "SELECT created_by_user_id FROM planning_sessions WHERE session_date = $1", day
    )


async def insert_room(
    connection: Connection, day: date, user_id: int, thread_state: ThreadState, now: datetime
) -> bool:
    """A room for `day`; False where there is one."""
    inserted = await connection.fetchval(
        """
        INSERT INTO planning_sessions
               (session_date, created_by_user_id, thread_state, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (session_date) DO NOTHING
        RETURNING true
        """,
        day,
        user_id,
        thread_state,
        now,
    )
    return inserted is True


async def lock_room(connection: Connection, day: date) -> LockedRoom | None:
    """The room of `day`, which nobody else decides about until our transaction ends."""
    row = await connection.fetchrow(
        "SELECT id, created_by_user_id, draft_version FROM planning_sessions"
        " WHERE session_date = $1 FOR NO KEY UPDATE",
        day,
    )
    return None if row is None else LockedRoom(*row)


async def count_suggestions(connection: Connection, room_id: int, user_id: int) -> tuple[int, int]:
    """(how many names a room has, how many of them one person suggested)."""
    row = await connection.fetchrow(
        "SELECT count(*), count(*) FILTER (WHERE suggested_by_user_id = $2)"
        " FROM planning_team_names WHERE session_id = $1",
        room_id,
        user_id,
    )
    assert row is not None
    return row[0], row[1]


async def list_same_suggestions(connection: Connection, since: date) -> list[tuple[date, str]]:
    """(day, name) of suggestions that another of their room is the same as."""
    rows = await connection.fetch(
        """
        SELECT s.session_date, n.name
          FROM planning_team_names n JOIN planning_sessions s ON s.id = n.session_id
         WHERE n.name_twin AND s.session_date >= $1
         ORDER BY s.session_date, n.id
        """,
        since,
    )
    return [(row[0], row[1]) for row in rows]


async def insert_suggestion(
    connection: Connection, room_id: int, user_id: int, name: str, now: datetime
) -> int:
    """A suggested name; its id.

    Raises:
        SuggestionTaken: by the constraint's name, the room has the same name already.
    """
    return await connection.fetchval(
        "INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)"
        " VALUES ($1, $2, $3, $4) RETURNING id",
        room_id,
        name,
        user_id,
        now,
    )


async def upsert_vote(
    connection: Connection, day: date, user_id: int, suggestion_id: int, now: datetime
) -> bool:
    """One person's vote in the room of `day`; False where there is no room.

    Raises:
        SuggestionNotFound: by the constraint's name, that room has no such suggestion.
    """
    stored = await connection.fetchval(
        """
        INSERT INTO planning_votes (session_id, user_id, suggestion_id, created_at, updated_at)
        SELECT id, $2, $3, $4, $4 FROM planning_sessions WHERE session_date = $1
        ON CONFLICT (session_id, user_id) DO UPDATE
           SET suggestion_id = EXCLUDED.suggestion_id, updated_at = EXCLUDED.updated_at
        RETURNING true
        """,
        day,
        user_id,
        suggestion_id,
        now,
    )
    return stored is True


async def list_drafted(connection: Connection, room_id: int) -> list[int]:
    """The user ids of the saved draft."""
    rows = await connection.fetch(
        "SELECT user_id FROM planning_team_members WHERE session_id = $1", room_id
    )
    return [row[0] for row in rows]


async def replace_draft(
    connection: Connection,
    room_id: int,
    sides: Sequence[Sequence[int]],
    captains: Sequence[int | None],
    now: datetime,
) -> None:
    """Both sides anew, A first, and one more saved draft; inside a transaction that has the lock.

    Members go before captains are set, because a member who goes takes their captaincy along; that
    a captain is a member is looked at when the transaction is committed.
    """
    await connection.execute("DELETE FROM planning_team_members WHERE session_id = $1", room_id)
    await connection.execute(
        """
        INSERT INTO planning_teams (session_id, side, captain_user_id, created_at, updated_at)
        SELECT $1, side, captain, $4, $4 FROM unnest($2::text[], $3::bigint[]) AS g (side, captain)
        ON CONFLICT (session_id, side) DO UPDATE
           SET captain_user_id = EXCLUDED.captain_user_id, updated_at = EXCLUDED.updated_at
        """,
        room_id,
        SIDES,
        captains,
        now,
    )
    await connection.execute(
        """
        INSERT INTO planning_team_members (session_id, user_id, side, position)
        SELECT $1, user_id, side, position
          FROM unnest($2::bigint[], $3::text[], $4::integer[]) AS g (user_id, side, position)
        """,
        room_id,
        [user_id for members in sides for user_id in members],
        [side for side, members in zip(SIDES, sides, strict=True) for _ in members],
        [position for members in sides for position in range(len(members))],
    )
    await connection.execute(
        "UPDATE planning_sessions SET draft_version = draft_version + 1, updated_at = $2"
        " WHERE id = $1",
        room_id,
        now,
    )


async def list_ratings(
    connection: Connection, user_ids: Collection[int]
) -> dict[int, float | None]:
    """What linked people are rated, by user id; None where nobody rated them."""
    rows = await connection.fetch(
        """
        SELECT l.user_id, p.rating
          FROM user_player_links l JOIN players p ON p.guid = l.player_guid
         WHERE l.user_id = ANY($1::bigint[])
        """,
        list(user_ids),
    )
    return {row[0]: row[1] for row in rows}


async def take_ping(
    connection: Connection, day: date, not_since: datetime, now: datetime
) -> int | None:
    """The Discord thread of the room of `day` if it may be pinged now; `now` is noted as its ping.

    None where there is no thread, or the last ping was after `not_since`.
    """
    return await connection.fetchval(
        """
        UPDATE planning_sessions SET last_ping_at = $3, updated_at = $3
         WHERE session_date = $1 AND thread_state = 'created'
           AND (last_ping_at IS NULL OR last_ping_at <= $2)
        RETURNING discord_thread_id
        """,
        day,
        not_since,
        now,
    )
