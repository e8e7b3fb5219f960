"""The SQL of answers that are given only where there is none. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from muster.availability.rules import Source, Status
from muster.database import Connection


class Gift(NamedTuple):
    """An answer for somebody and a day, where they have none."""

    user_id: int
    day: date
    status: Status
    arrives_at: time | None = None
    only_if: int | None = None


async def insert_where_none(
    connection: Connection, gifts: Sequence[Gift], source: Source, now: datetime
) -> list[tuple[int, date]]:
    """Store those of `gifts` (at most one a person and day) whose linked person has no answer for
    the day, in one statement; (user id, day) of each that was stored.

    One of the source `usual` is marked as given for its person, and not given to whoever has taken
    an answer for that day back. Rows are written in the order in which all answers are.
    """
    rows = await connection.fetch(
        """
        WITH given AS (
            SELECT g.*, nextval('availability_arrival_seq') AS arrival_number
              FROM unnest($1::bigint[], $2::date[], $3::text[], $4::time[], $5::smallint[])
                          AS g (user_id, entry_date, status, arrives_at, only_if)
              JOIN user_player_links l ON l.user_id = g.user_id
             WHERE NOT EXISTS (SELECT FROM availability_entries e
                                WHERE e.user_id = g.user_id AND e.entry_date = g.entry_date)
               AND NOT ($6 = 'usual'
                        AND EXISTS (SELECT FROM availability_last_words w
                                     WHERE w.user_id = g.user_id
                                       AND w.entry_date = g.entry_date))
        ), written AS (
            INSERT INTO availability_entries
                   (user_id, entry_date, status, arrives_at, only_if, created_at, updated_at,
                    arrival_number, usual_at)
            SELECT user_id, entry_date, status, arrives_at, only_if, $7, $7, arrival_number,
                   CASE WHEN $6 = 'usual' THEN $7::timestamptz END
              FROM given
             ORDER BY user_id, entry_date
            ON CONFLICT DO NOTHING
            RETURNING user_id, entry_date, status, arrives_at, only_if, arrival_number
        ), noted AS (
            INSERT INTO availability_answer_changes
                   (user_id, entry_date, status, arrives_at, only_if, source, changed_at)
            SELECT user_id, entry_date, status, arrives_at, only_if, $6, $7
              FROM written
             ORDER BY arrival_number
        )
        SELECT user_id, entry_date FROM written ORDER BY user_id, entry_date
        """,
        [gift.user_id for gift in gifts],
        [gift.day for gift in gifts],
        [gift.status for gift in gifts],
        [gift.arrives_at for gift in gifts],
        [gift.only_if for gift in gifts],
        source,
        now,
    )
    return [(row[0], row[1]) for row in rows]


async def delete_unchanged(
    connection: Connection,
    user_id: int,
    days: Sequence[date],
    given_at: datetime,
    source: Source,
    now: datetime,
) -> list[date]:
    """Take back a person's answers for `days` that were given at `given_at` and not spoken of
    since; which days those were. Each that is taken back is a last word, and noted.
    """
    rows = await connection.fetch(
        """
        WITH held AS (
            SELECT e.user_id, e.entry_date
              FROM availability_entries e
             WHERE e.user_id = $1 AND e.entry_date = ANY($2::date[])
               AND e.created_at = $3 AND e.updated_at = $3
               AND NOT EXISTS (SELECT FROM availability_last_words w
                                WHERE w.user_id = e.user_id AND w.entry_date = e.entry_date
                                  AND w.said_at > $3)
             ORDER BY e.user_id, e.entry_date
               FOR UPDATE OF e
        ), removed AS (
            DELETE FROM availability_entries e USING held
             WHERE e.user_id = held.user_id AND e.entry_date = held.entry_date
               AND e.updated_at = $3
            RETURNING e.user_id, e.entry_date
        ), spoken AS (
            INSERT INTO availability_last_words AS w (user_id, entry_date, said_at)
            SELECT user_id, entry_date, $5 FROM removed ORDER BY user_id, entry_date
            ON CONFLICT (user_id, entry_date) DO UPDATE
               SET said_at = GREATEST(w.said_at, EXCLUDED.said_at)
        ), noted AS (
            INSERT INTO availability_answer_changes (user_id, entry_date, source, changed_at)
            SELECT user_id, entry_date, $4, $5 FROM removed
        )
        SELECT entry_date FROM removed ORDER BY entry_date
        """,
        user_id,
        days,
        given_at,
        source,
        now,
    )
    return [row[0] for row in rows]
