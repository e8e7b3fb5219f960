"""The SQL of calls as people and the scheduler run them. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from muster.calls.rules import Call, CallStatus, EndReason, Source
from muster.calls.waves import Unanswered
from muster.database import Connection
from muster.notifications.rules import Reason

_CALL = """
    SELECT id, call_date, source, started_by_user_id, status, end_reason, most, wait_minutes,
           wave_number, next_wave_at, ended_at, created_at
      FROM calls
"""


async def find_call_of_day(connection: Connection, day: date) -> Call | None:
    """The latest call of a day; None where there was none."""
    row = await connection.fetchrow(f"{_CALL} WHERE call_date = $1 ORDER BY id DESC LIMIT 1", day)
    return None if row is None else Call(*row)


async def lock_call_of_day(connection: Connection, day: date) -> Call | None:
    """The latest call of a day, which nobody else changes until our transaction ends."""
    row = await connection.fetchrow(
        f"{_CALL} WHERE call_date = $1 ORDER BY id DESC LIMIT 1 FOR NO KEY UPDATE", day
    )
    return None if row is None else Call(*row)


async def lock_open_call(connection: Connection, day: date) -> Call | None:
    """A call that is on, of `day` or of a day before it, locked until our transaction ends.

    One that somebody else has locked (another bot that takes its wave, a promoter who stops it) is
    skipped, never waited for: so a wave is taken once, however many bots run.
    """
    row = await connection.fetchrow(
        f"""
        {_CALL}
         WHERE status IN ('running', 'full') AND call_date <= $1
         ORDER BY call_date, id
         LIMIT 1
           FOR NO KEY UPDATE SKIP LOCKED
        """,
        day,
    )
    return None if row is None else Call(*row)


async def is_any_open(connection: Connection, day: date) -> bool:
    """Whether a call is on, of `day` or of a day before it, locked or not."""
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM calls WHERE status IN ('running', 'full') AND call_date <= $1)",
        day,
    )


async def insert_call(
    connection: Connection,
    day: date,
    source: Source,
    user_id: int | None,
    status: CallStatus,
    most: int,
    wait_minutes: int,
    now: datetime,
) -> int:
    """A call that begins now, or one that is held.

    Raises:
        CallExists: by the constraint's name, one of the day is on or held.
    """
    return await connection.fetchval(
        """
        INSERT INTO calls
               (call_date, source, started_by_user_id, status, most, wait_minutes, next_wave_at,
                ended_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6,
                CASE WHEN $4 = 'running' THEN $7::timestamptz END,
                CASE WHEN $4 <> 'running' THEN $7::timestamptz END, $7, $7)
        RETURNING id
        """,
        day,
        source,
        user_id,
        status,
        most,
        wait_minutes,
        now,
    )


async def insert_call_by_rule(
    connection: Connection, day: date, most: int, wait_minutes: int, now: datetime
) -> int | None:
    """A call that starts by itself, unless the day has had any; None where it had one.

    Two bots that do this at once meet the unique index, and one of them finds nothing to do.
    """
    return await connection.fetchval(
        """
        INSERT INTO calls
               (call_date, source, status, most, wait_minutes, next_wave_at, created_at, updated_at)
        SELECT $1, 'rule', 'running', $2, $3, $4, $4, $4
         WHERE NOT EXISTS (SELECT FROM calls WHERE call_date = $1)
        ON CONFLICT (call_date) WHERE status IN ('running', 'full', 'held') DO NOTHING
        RETURNING id
        """,
        day,
        most,
        wait_minutes,
        now,
    )


async def end_call(
    connection: Connection,
    call_id: int,
    status: CallStatus,
    reason: EndReason | None,
    stopped_by_user_id: int | None,
    now: datetime,
) -> None:
    await connection.execute(
        """
        UPDATE calls SET status = $2, end_reason = $3, stopped_by_user_id = $4, next_wave_at = NULL,
                         ended_at = $5, updated_at = $5
         WHERE id = $1
        """,
        call_id,
        status,
        reason,
        stopped_by_user_id,
        now,
    )


async def resume_call(
    connection: Connection, call_id: int, next_wave_at: datetime, now: datetime
) -> None:
    await connection.execute(
        """
        UPDATE calls SET status = 'running', ended_at = NULL, next_wave_at = $2, updated_at = $3
         WHERE id = $1
        """,
        call_id,
        next_wave_at,
        now,
    )


async def set_next_wave(
    connection: Connection, call_id: int, wave: int, next_wave_at: datetime, now: datetime
) -> None:
    await connection.execute(
        "UPDATE calls SET wave_number = $2, next_wave_at = $3, updated_at = $4 WHERE id = $1",
        call_id,
        wave,
        next_wave_at,
        now,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How an evening and its calls stand.

    Attributes:
        asked: how many the call has asked.
        unanswered: who heard it today and has said nothing yet.
    """

    looking: int
    asked: int
    unanswered: tuple[Unanswered, ...]


async def read_standing(
    connection: Connection, day: date, call_id: int, event_key: str
) -> Standing:
    """How `day` and its call stand; whose message was not sent is not waited for."""
    row = await connection.fetchrow(
        """
        SELECT (SELECT count(*)
                  FROM availability_entries e JOIN user_player_links p ON p.user_id = e.user_id
                 WHERE e.entry_date = $1 AND e.status = 'LOOKING'),
               (SELECT count(*) FROM call_asks WHERE call_id = $2 AND asked_at IS NOT NULL),
               coalesce(array_agg(a.chance), '{}'), coalesce(array_agg(a.heard_at), '{}')
          FROM (SELECT a.chance::float8, coalesce(l.sent_at, a.asked_at) AS heard_at
                  FROM call_asks a
                  JOIN notifications_ledger l
                       ON l.user_id = a.user_id AND l.event_key = $3
                      AND l.state IN ('sent', 'unknown')
                 WHERE a.call_date = $1 AND a.asked_at IS NOT NULL
                   AND NOT EXISTS (SELECT FROM availability_entries e
                                    WHERE e.user_id = a.user_id AND e.entry_date = $1)) AS a
        """,
        day,
        call_id,
        event_key,
    )
    assert row is not None
    unanswered = tuple(map(Unanswered, row[2], row[3]))
    return Standing(row[0], row[1], unanswered)


async def upsert_asks(
    connection: Connection,
    call: Call,
    wave: int,
    asked: Sequence[tuple[int, float]],
    left_alone: Sequence[tuple[int, Reason]],
    now: datetime,
) -> None:
    """What a wave did: (user id, chance) of whom it asked, (user id, reason) of whom it did not.

    Who was left alone by an earlier wave, or whose message was not sent because enough had been
    found, may be asked by a later one; what is the same stays as it was written.
    """
    people: list[tuple[int, float | None, Reason | None]] = [
        *((user_id, chance, None) for user_id, chance in asked),
        *((user_id, None, reason) for user_id, reason in left_alone),
    ]
    await connection.execute(
        """
        INSERT INTO call_asks AS a
               (call_date, user_id, call_id, wave, chance, asked_at, reason, created_at, updated_at)
        SELECT $1, g.user_id, $2, $3, g.chance,
               CASE WHEN g.reason IS NULL THEN $4::timestamptz END, g.reason, $4, $4
          FROM unnest($5::bigint[], $6::real[], $7::text[]) AS g (user_id, chance, reason)
          JOIN website_users u ON u.id = g.user_id
         WHERE NOT EXISTS (SELECT FROM call_asks x
                            WHERE x.call_date = $1 AND x.user_id = g.user_id
                              AND x.reason = g.reason)
         ORDER BY g.user_id
        ON CONFLICT (call_date, user_id) DO UPDATE
           SET call_id = EXCLUDED.call_id, wave = EXCLUDED.wave, chance = EXCLUDED.chance,
               asked_at = EXCLUDED.asked_at, reason = EXCLUDED.reason,
               updated_at = EXCLUDED.updated_at
         WHERE a.asked_at IS NULL OR EXCLUDED.asked_at IS NOT NULL
        """,
        call.call_date,
        call.id,
        wave,
        now,
        [user_id for user_id, _, _ in people],
        [chance for _, chance, _ in people],
        [reason for _, _, reason in people],
    )


async def list_asked(connection: Connection, day: date, event_key: str) -> list[Any]:
    """Whom the calls of `day` asked, in that order: (user_id, name, wave, asked_at, the message's
    state, its reason, the answer, whether it has a condition).
    """
    return await connection.fetch(
        """
        SELECT a.user_id, coalesce(p.canonical_name, '') AS display_name, a.wave, a.asked_at,
               l.state, l.reason, e.status, e.only_if IS NOT NULL
          FROM call_asks a
          LEFT JOIN user_player_links k ON k.user_id = a.user_id
          LEFT JOIN players p ON p.guid = k.player_guid
          LEFT JOIN LATERAL (
                SELECT x.state, x.reason FROM notifications_ledger x
                 WHERE x.user_id = a.user_id AND x.event_key = $2
                 ORDER BY x.state IN ('sent', 'unknown', 'sending', 'pending') DESC, x.id DESC
                 LIMIT 1
               ) AS l ON true
          LEFT JOIN availability_entries e ON e.user_id = a.user_id AND e.entry_date = $1
         WHERE a.call_date = $1 AND a.asked_at IS NOT NULL
         ORDER BY a.asked_at, a.chance DESC, a.user_id
        """,
        day,
        event_key,
    )


async def count_left_alone(connection: Connection, day: date) -> dict[Reason, int]:
    """How many the calls of `day` left alone, by reason."""
    rows = await connection.fetch(
        "SELECT reason, count(*) FROM call_asks WHERE call_date = $1 AND reason IS NOT NULL"
        " GROUP BY reason",
        day,
    )
    return {row[0]: row[1] for row in rows}
