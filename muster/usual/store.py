"""The SQL of usual answers, one verb function a query. Weekdays are 0 (Monday) to 6."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from muster.database import Connection
from muster.usual.rules import LOOKED_AT, LOOKED_BACK, Choice, Setting, Usual


class Habit(NamedTuple):
    """What there is to know of one person and weekday: what they set, and their own answers, the
    latest first.
    """

    user_id: int
    weekday: int
    setting: Setting
    answers: list[Usual]


async def list_habits(
    connection: Connection, user_ids: Sequence[int], weekdays: Sequence[int], today: date
) -> list[Habit]:
    """The settings and own answers of people for weekdays, in one statement.

    Their own are those for days before `today` that are still there, as they last said them: of a
    condition that came true the condition, and none that was given for them.
    """
    rows = await connection.fetch(
        f"""
        SELECT k.user_id, n.weekday, coalesce(u.mode, 'suggest'), u.status, u.answers_from,
               u.stopped_at, a.statuses, a.arrivals, a.conditions
          FROM unnest($1::bigint[]) AS k (user_id)
         CROSS JOIN unnest($2::smallint[]) AS n (weekday)
          LEFT JOIN usual_answers u ON u.user_id = k.user_id AND u.weekday = n.weekday
         CROSS JOIN LATERAL (
                SELECT array_agg(own.status ORDER BY own.entry_date DESC) AS statuses,
                       array_agg(own.arrives_at ORDER BY own.entry_date DESC) AS arrivals,
                       array_agg(own.only_if ORDER BY own.entry_date DESC) AS conditions
                  FROM (
                        SELECT e.entry_date, coalesce(c.status, e.status) AS status,
                               CASE WHEN c.status IS NULL THEN e.arrives_at
                                    ELSE c.arrives_at END AS arrives_at,
                               CASE WHEN c.status IS NULL THEN e.only_if
                                    ELSE c.only_if END AS only_if
                          FROM availability_entries e
                          LEFT JOIN LATERAL (
                                SELECT h.status, h.arrives_at, h.only_if, h.source
                                  FROM availability_answer_changes h
                                 WHERE h.user_id = e.user_id AND h.entry_date = e.entry_date
                                   AND h.source <> 'condition'
                                 ORDER BY h.id DESC
                                 LIMIT 1
                               ) AS c ON true
                         WHERE e.user_id = k.user_id AND e.entry_date < $3
                           AND e.entry_date >= $4
                           AND extract(isodow FROM e.entry_date) = n.weekday + 1
                           AND e.usual_at IS DISTINCT FROM e.updated_at
                           AND c.source IS DISTINCT FROM 'usual'
                         ORDER BY e.entry_date DESC
                         LIMIT {LOOKED_AT}
                       ) AS own
               ) AS a
         ORDER BY k.user_id, n.weekday
        """,
        user_ids,
        weekdays,
        today,
        today - LOOKED_BACK,
    )
    return [
        Habit(
            row[0],
            row[1],
            Setting(*row[2:6]),
            [Usual(*said) for said in zip(row[6] or (), row[7] or (), row[8] or (), strict=True)],
        )
        for row in rows
    ]


async def list_answered(
    connection: Connection, user_id: int, days: Sequence[date]
) -> dict[date, bool]:
    """Those of `days` for which somebody has an answer, and whether it was given for them."""
    rows = await connection.fetch(
        """
        SELECT entry_date, usual_at IS NOT DISTINCT FROM updated_at
          FROM availability_entries
         WHERE user_id = $1 AND entry_date = ANY($2::date[])
        """,
        user_id,
        days,
    )
    return {row[0]: row[1] for row in rows}


async def upsert_settings(
    connection: Connection,
    user_id: int,
    choices: Mapping[int, Choice],
    answers_from: date,
    now: datetime,
) -> None:
    """Set some of a person's weekdays; what was answered for them already is from when it was."""
    await connection.execute(
        """
        INSERT INTO usual_answers AS u (user_id, weekday, mode, status, answers_from, updated_at)
        SELECT $1, g.weekday, g.mode, g.status, CASE WHEN g.mode = 'answer' THEN $5::date END, $6
          FROM unnest($2::smallint[], $3::text[], $4::text[]) AS g (weekday, mode, status)
         ORDER BY g.weekday
        ON CONFLICT (user_id, weekday) DO UPDATE
           SET mode = EXCLUDED.mode, status = EXCLUDED.status, stopped_at = NULL,
               answers_from = CASE WHEN EXCLUDED.mode = 'answer'
                                   THEN coalesce(u.answers_from, EXCLUDED.answers_from) END,
               updated_at = EXCLUDED.updated_at
        """,
        user_id,
        list(choices),
        [each.mode for each in choices.values()],
        [each.status for each in choices.values()],
        answers_from,
        now,
    )


async def lock_to_answer_for(connection: Connection, day: date) -> list[int]:
    """Linked people who let `day` be answered for, are not away then nor to be erased, and have
    neither given an answer nor taken one back. Until the transaction ends none of them can say
    otherwise.
    """
    rows = await connection.fetch(
        """
        SELECT u.user_id
          FROM usual_answers u
          JOIN user_player_links l ON l.user_id = u.user_id
         WHERE u.mode = 'answer' AND u.weekday = extract(isodow FROM $1::date) - 1
           AND u.answers_from <= $1
           AND NOT EXISTS (SELECT FROM availability_entries e
                            WHERE e.user_id = u.user_id AND e.entry_date = $1)
           AND NOT EXISTS (SELECT FROM availability_last_words w
                            WHERE w.user_id = u.user_id AND w.entry_date = $1)
           AND NOT is_away(u.user_id, $1)
           AND NOT EXISTS (SELECT FROM erasures z WHERE z.user_id = u.user_id)
         ORDER BY u.user_id
           FOR SHARE OF u
        """,
        day,
    )
    return [row[0] for row in rows]


async def has_closed_since(connection: Connection, since: datetime | None) -> bool:
    """Whether the record of an evening was closed at or after `since`; at all, if that is None."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM evening_records
                        WHERE closed_at IS NOT NULL
                          AND ($1::timestamptz IS NULL OR closed_at >= $1))
        """,
        since,
    )


async def list_came(connection: Connection, since: date) -> list[tuple[int, list[bool]]]:
    """Whether those who are answered for came, the latest evening first, to the evenings from
    `since` on of which it is known: those for which we had said that they play, and all others to
    which they came.

    Who could play if it came to that, and it did not, has not been missing.
    """
    rows = await connection.fetch(
        """
        SELECT p.user_id,
               array_agg(a.user_id IS NOT NULL ORDER BY r.evening_date DESC) AS came
          FROM (SELECT DISTINCT user_id FROM usual_answers WHERE mode = 'answer') AS p
          JOIN evening_records r
                 ON r.evening_date >= $1 AND r.session AND r.played IS NOT NULL
          LEFT JOIN evening_attendance a
                 ON a.evening_date = r.evening_date AND a.user_id = p.user_id AND a.came
          LEFT JOIN usual_answers u
                 ON u.user_id = p.user_id AND u.mode = 'answer'
                AND u.weekday = extract(isodow FROM r.evening_date) - 1
                AND u.answers_from <= r.evening_date
          LEFT JOIN availability_entries e
                 ON e.user_id = u.user_id AND e.entry_date = r.evening_date
                AND e.usual_at = e.updated_at
                AND (e.status = 'LOOKING'
                     OR e.status = 'AVAILABLE' AND e.only_if IS NULL AND r.played)
         WHERE a.user_id IS NOT NULL OR e.user_id IS NOT NULL
         GROUP BY p.user_id
         ORDER BY p.user_id
        """,
        since,
    )
    return [(row[0], row[1]) for row in rows]


async def stop_answering(
    connection: Connection, user_ids: Sequence[int], now: datetime
) -> list[int]:
    """Let nothing be answered any more for people, on any weekday; who had been answered for.

    Of several that do so at once one finds them.
    """
    rows = await connection.fetch(
        """
        WITH held AS (
            SELECT user_id, weekday FROM usual_answers
             WHERE user_id = ANY($1::bigint[]) AND mode = 'answer'
             ORDER BY user_id, weekday
               FOR UPDATE
        ), stopped AS (
            UPDATE usual_answers u
               SET mode = 'suggest', answers_from = NULL, stopped_at = $2, updated_at = $2
              FROM held
             WHERE u.user_id = held.user_id AND u.weekday = held.weekday
            RETURNING u.user_id
        )
        SELECT DISTINCT user_id FROM stopped ORDER BY user_id
        """,
        user_ids,
        now,
    )
    return [row[0] for row in rows]
