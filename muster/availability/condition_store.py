"""The SQL of conditional yeses, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from muster.availability.rules import Condition, Conditions
from muster.database import Connection


async def list_conditions(connection: Connection, first: date) -> list[Conditions]:
    """The days from `first` on for which linked people have conditions, in order."""
    rows = await connection.fetch(
        """
        SELECT c.entry_date,
               (SELECT count(*)
                  FROM availability_entries e JOIN user_player_links k ON k.user_id = e.user_id
                 WHERE e.entry_date = c.entry_date AND e.status = 'LOOKING'),
               array_agg(c.user_id ORDER BY c.user_id), array_agg(c.only_if ORDER BY c.user_id)
          FROM availability_entries c
          JOIN user_player_links l ON l.user_id = c.user_id
         WHERE c.only_if IS NOT NULL AND c.entry_date >= $1
         GROUP BY c.entry_date
         ORDER BY c.entry_date
        """,
        first,
    )
    return [Conditions(row[0], row[1], tuple(map(Condition, row[2], row[3]))) for row in rows]


async def lock_conditions(connection: Connection, day: date) -> None:
    """Wait until nobody else settles `day`, and keep its conditions as they are until the
    transaction ends. What is read after it is what stands.

    Rows are locked in the order in which answers are written.
    """
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('conditions ' || $1::text, 0))",
        day.isoformat(),
    )
    await connection.execute(
        """
        SELECT FROM availability_entries WHERE entry_date = $1 AND only_if IS NOT NULL
         ORDER BY user_id FOR UPDATE
        """,
        day,
    )


async def fulfil_conditions(
    connection: Connection, day: date, user_ids: Sequence[int], now: datetime
) -> None:
    """Let people be LOOKING whose conditions hold, behind all others, in the order in which they
    said it, and note each.

    What they said, they said when they did: `updated_at` moves by as little as can be, so that the
    same words from a device that sends them twice are overtaken, and whatever else they said after
    them is not. What was given for them as their usual answer stays that.
    """
    await connection.execute(
        """
        WITH placed AS (
            SELECT user_id, nextval('availability_arrival_seq') AS arrival_number
              FROM (SELECT user_id FROM availability_entries
                     WHERE entry_date = $1 AND user_id = ANY($2::bigint[])
                     ORDER BY arrival_number) AS said
        ), fulfilled AS (
            UPDATE availability_entries e
               SET status = 'LOOKING', only_if = NULL,
                   updated_at = e.updated_at + interval '1 microsecond',
                   usual_at = e.usual_at + interval '1 microsecond',
                   arrival_number = placed.arrival_number
              FROM placed
             WHERE e.entry_date = $1 AND e.user_id = placed.user_id AND e.only_if IS NOT NULL
            RETURNING e.user_id, e.status, e.arrives_at, e.arrival_number
        )
        INSERT INTO availability_answer_changes
               (user_id, entry_date, status, arrives_at, source, changed_at)
        SELECT user_id, $1, status, arrives_at, 'condition', $3 FROM fulfilled
         ORDER BY arrival_number
        """,
        day,
        user_ids,
        now,
    )
