"""The SQL of the rooms' Discord threads, one verb function a query; `now` is an aware instant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from muster.availability.rules import Status
from muster.database import Connection
from muster.planning.rules import UNLINKED_NAME
from muster.tonight.thread.rules import (
    MissingMember,
    SavedDraft,
    TeamNames,
    WantedThread,
    reference_of,
)


async def claim_thread(
    connection: Connection, day: date, worker: str, lease_until: datetime, now: datetime
) -> WantedThread | None:
    """The day's room if its thread is wanted or its last try's lease ran out; ours from now on."""
    row = await connection.fetchrow(
        """
        WITH due AS (
            SELECT id, thread_state
              FROM planning_sessions
             WHERE session_date = $1
               AND (thread_state = 'wanted'
                    OR (thread_state = 'creating' AND thread_lease_until <= $4))
               FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE planning_sessions s
           SET thread_state = 'creating', thread_worker = $2, thread_lease_until = $3,
               thread_attempts = s.thread_attempts + 1, updated_at = $4
          FROM due
         WHERE s.id = due.id
        RETURNING s.id, s.session_date, s.created_at, s.thread_attempts,
                  due.thread_state = 'creating'
        """,
        day,
        worker,
        lease_until,
        now,
    )
    if row is None:
        return None
    return WantedThread(
        room_id=row[0],
        session_date=row[1],
        reference=reference_of(row[0], row[2]),
        attempts=row[3],
        look_first=row[4],
    )


_STILL_OURS = """id = $1 AND thread_state = 'creating' AND thread_worker = $2
           AND thread_attempts = $3"""


async def set_created(
    connection: Connection, wanted: WantedThread, worker: str, thread_id: int, now: datetime
) -> bool:
    """The thread is there; False when somebody else has taken the room over."""
    updated = await connection.fetchval(
        f"""
        UPDATE planning_sessions
           SET thread_state = 'created', discord_thread_id = $4, thread_lease_until = NULL,
               thread_error = NULL, updated_at = $5
         WHERE {_STILL_OURS}
        RETURNING true
        """,
        wanted.room_id,
        worker,
        wanted.attempts,
        thread_id,
        now,
    )
    return updated is True


async def set_failed(
    connection: Connection, wanted: WantedThread, worker: str, error: str, now: datetime
) -> None:
    """There will be no thread, for the reason in the word `error`."""
    await connection.execute(
        f"""
        UPDATE planning_sessions
           SET thread_state = 'failed', thread_lease_until = NULL, thread_error = $4,
               updated_at = $5
         WHERE {_STILL_OURS}
        """,
        wanted.room_id,
        worker,
        wanted.attempts,
        error,
        now,
    )


async def set_again(
    connection: Connection,
    wanted: WantedThread,
    worker: str,
    error: str,
    again_at: datetime,
    now: datetime,
    *,
    counts: bool,
) -> None:
    """Let nobody try before `again_at`; the word `error` says why there is no thread yet."""
    await connection.execute(
        f"""
        UPDATE planning_sessions
           SET thread_lease_until = $4, thread_error = $5, updated_at = $6,
               thread_attempts = CASE WHEN $7 THEN thread_attempts ELSE thread_attempts - 1 END
         WHERE {_STILL_OURS}
        """,
        wanted.room_id,
        worker,
        wanted.attempts,
        again_at,
        error,
        now,
        counts,
    )


async def fail_past(connection: Connection, today: date, error: str, now: datetime) -> None:
    """Rooms of days that are over get no thread any more."""
    await connection.execute(
        """
        UPDATE planning_sessions
           SET thread_state = 'failed', thread_lease_until = NULL, thread_error = $2,
               updated_at = $3
         WHERE session_date < $1
           AND (thread_state = 'wanted'
                OR (thread_state = 'creating' AND thread_lease_until <= $3))
        """,
        today,
        error,
        now,
    )


async def find_next_try(connection: Connection, day: date, now: datetime) -> datetime | None:
    """When the day's thread is to be tried next; None when none waits."""
    return await connection.fetchval(
        """
        SELECT CASE thread_state WHEN 'wanted' THEN $2 ELSE thread_lease_until END
          FROM planning_sessions
         WHERE session_date = $1 AND thread_state IN ('wanted', 'creating')
        """,
        day,
        now,
    )


async def list_missing_members(
    connection: Connection, day: date, statuses: Collection[Status], event_key: str, most: int
) -> list[MissingMember]:
    """Linked people with one of `statuses` for the day, of whom the ledger has no `event_key`."""
    rows = await connection.fetch(
        """
        SELECT s.discord_thread_id, s.session_date, e.user_id, d.discord_user_id
          FROM planning_sessions s
          JOIN availability_entries e
            ON e.entry_date = s.session_date AND e.status = ANY($2::text[])
          JOIN user_player_links k ON k.user_id = e.user_id
          JOIN discord_accounts d ON d.user_id = e.user_id AND d.unlinked_at IS NULL
         WHERE s.session_date = $1 AND s.thread_state = 'created'
           AND NOT EXISTS (SELECT FROM notifications_ledger l
                            WHERE l.event_key = $3 AND l.user_id = e.user_id
                              AND l.channel_type = 'discord')
         ORDER BY e.arrival_number, e.user_id
         LIMIT $4
        """,
        day,
        list(statuses),
        event_key,
        most,
    )
    return [MissingMember(*row) for row in rows]


async def read_saved_draft(connection: Connection, day: date) -> SavedDraft | None:
    """The day's latest saved draft; None without one, or without a thread."""
    rows = await connection.fetch(
        """
        SELECT s.discord_thread_id, s.session_date, s.draft_version,
               coalesce((SELECT max(t.updated_at) FROM planning_teams t WHERE t.session_id = s.id),
                        s.updated_at) AS saved_at,
               m.side, coalesce(p.canonical_name, $2) AS name,
               t.captain_user_id = m.user_id AS leads
          FROM planning_sessions s
          LEFT JOIN planning_team_members m ON m.session_id = s.id
          LEFT JOIN planning_teams t ON t.session_id = m.session_id AND t.side = m.side
          LEFT JOIN user_player_links k ON k.user_id = m.user_id
          LEFT JOIN players p ON p.guid = k.player_guid
         WHERE s.session_date = $1 AND s.thread_state = 'created' AND s.draft_version > 0
         ORDER BY m.side, m.position, m.user_id
        """,
        day,
        UNLINKED_NAME,
    )
    if not rows:
        return None
    sides = {
        side: TeamNames(
            captain=next((row[5] for row in rows if row[4] == side and row[6]), None),
            players=[row[5] for row in rows if row[4] == side and not row[6]],
        )
        for side in ("A", "B")
    }
    first = rows[0]
    return SavedDraft(first[0], first[1], first[2], first[3], sides["A"], sides["B"])
