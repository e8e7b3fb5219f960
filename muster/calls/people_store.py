"""The SQL that finds whom a call may ask: everybody silent, with what they did before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from muster.calls.rules import LOOKS_BACK, Person, event_key, record_of
from muster.channels.rules import ChannelType
from muster.database import Connection

_ASKED_WITHIN = 7
"""Days for which `asks_a_week` holds, today among them."""


async def has_habits(connection: Connection, day: date) -> bool:
    """Whether what people did before `day` has been put together."""
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM call_habits WHERE habit_date = $1)", day
    )


async def insert_habits(connection: Connection, day: date) -> None:
    """Put together what everybody linked did in the 26 weeks before `day`; safe to repeat.

    What is past does not change any more, so that a wave finds it ready. What somebody said on a
    day on which they were called is an answer to the call, and nothing that they said by
    themselves; whose message was not sent was not called.
    """
    await connection.execute("DELETE FROM call_habits WHERE habit_date <> $1", day)
    await connection.execute(
        """
        WITH called AS (
            SELECT a.user_id, a.call_date,
                   coalesce(e.status = 'LOOKING' OR e.only_if IS NOT NULL, false) AS yes
              FROM call_asks a
              JOIN notifications_ledger l
                   ON l.user_id = a.user_id AND l.state = 'sent'
                  AND l.event_key = 'CALL:' || to_char(a.call_date, 'YYYY-MM-DD')
              LEFT JOIN availability_entries e
                     ON e.user_id = a.user_id AND e.entry_date = a.call_date
             WHERE a.call_date >= $2 AND a.call_date < $1 AND a.asked_at IS NOT NULL
        ), calls_of AS (
            SELECT user_id, count(*) AS asked, count(*) FILTER (WHERE yes) AS asked_yes
              FROM called GROUP BY user_id
        ), said AS (
            SELECT e.user_id, e.entry_date AS day, e.status IN ('LOOKING', 'AVAILABLE') AS yes
              FROM availability_entries e
             WHERE e.entry_date >= $2 AND e.entry_date < $1
            UNION ALL
            SELECT v.user_id, v.evening_date, true
              FROM evening_attendance v
             WHERE v.evening_date >= $2 AND v.evening_date < $1 AND v.came
               AND NOT EXISTS (SELECT FROM availability_entries e
                                WHERE e.user_id = v.user_id AND e.entry_date = v.evening_date
                                  AND e.status IN ('LOOKING', 'AVAILABLE'))
        ), evenings AS (
            SELECT w.user_id, min(w.day) AS first_day,
                   count(*) FILTER (WHERE w.yes AND c.user_id IS NULL
                                      AND ($1 - w.day) % 7 = 0) AS same_day_yes,
                   count(*) FILTER (WHERE w.yes AND c.user_id IS NULL
                                      AND ($1 - w.day) % 7 <> 0) AS other_yes
              FROM said w
              LEFT JOIN called c ON c.user_id = w.user_id AND c.call_date = w.day
             GROUP BY w.user_id
        )
        INSERT INTO call_habits
               (habit_date, user_id, known_since, same_day_yes, other_yes, asked, asked_yes)
        SELECT $1, k.user_id, least(k.linked_at::date, v.first_day),
               coalesce(v.same_day_yes, 0), coalesce(v.other_yes, 0),
               coalesce(a.asked, 0), coalesce(a.asked_yes, 0)
          FROM user_player_links k
          LEFT JOIN calls_of a ON a.user_id = k.user_id
          LEFT JOIN evenings v ON v.user_id = k.user_id
         ORDER BY k.user_id
        ON CONFLICT DO NOTHING
        """,
        day,
        day - LOOKS_BACK,
    )


async def list_silent(connection: Connection, day: date) -> list[Person]:
    """Everybody linked who has not answered for `day` and was not called today, each with why they
    are not to be asked, if anything stored says so, and with what they did before.
    """
    days = [(day - timedelta(days=ago)).isoformat() for ago in range(_ASKED_WITHIN)]
    names = ("CALL:", "PROMOTE:T-15:", "PROMOTE:T0:")
    rows = await connection.fetch(
        """
        WITH told AS (
            SELECT l.user_id, count(DISTINCT right(l.event_key, 10)) AS days,
                   bool_or(l.event_key = ANY($3::text[])) AS today
              FROM notifications_ledger l
             WHERE l.event_key = ANY($2::text[]) AND l.user_id IS NOT NULL
               AND l.state IN ('pending', 'sending', 'sent', 'unknown')
               AND l.payload -> 'dry_run' IS DISTINCT FROM 'true'::jsonb
             GROUP BY l.user_id
        )
        SELECT k.user_id, p.canonical_name,
               CASE WHEN s.allow_promotions IS NOT TRUE THEN 'opted_out'
                    WHEN s.away_until > $1 THEN 'away'
                    WHEN t.today THEN 'already_notified'
                    WHEN s.asks_a_day = 0 OR t.days >= s.asks_a_week THEN 'over_limit'
               END,
               coalesce(s.timezone, u.timezone), s.quiet_hours_start, s.quiet_hours_end,
               coalesce(h.known_since, k.linked_at::date), coalesce(h.same_day_yes, 0),
               coalesce(h.other_yes, 0), coalesce(h.asked_yes, 0), coalesce(h.asked, 0)
          FROM user_player_links k
          JOIN players p ON p.guid = k.player_guid
          LEFT JOIN subscription_preferences s ON s.user_id = k.user_id
          LEFT JOIN availability_user_settings u ON u.user_id = k.user_id
          LEFT JOIN call_habits h ON h.user_id = k.user_id AND h.habit_date = $1
          LEFT JOIN told t ON t.user_id = k.user_id
         WHERE NOT EXISTS (SELECT FROM availability_entries e
                            WHERE e.user_id = k.user_id AND e.entry_date = $1)
           AND NOT EXISTS (SELECT FROM call_asks a
                            WHERE a.user_id = k.user_id AND a.call_date = $1
                              AND a.asked_at IS NOT NULL
                              -- A message that was not needed was never sent.
                              AND NOT EXISTS (SELECT FROM notifications_ledger l
                                               WHERE l.user_id = a.user_id AND l.event_key = $4
                                                 AND l.reason IN ('full', 'cancelled')))
         ORDER BY k.user_id
        """,
        day,
        [name + each for name in names for each in days],
        [name + day.isoformat() for name in names[1:]],
        event_key(day),
    )
    return [
        Person(
            *row[:6],
            record=record_of(
                row[0],
                day,
                row[6],
                same_day_yes=row[7],
                other_yes=row[8],
                asked_yes=row[9],
                asked=row[10],
            ),
        )
        for row in rows
    ]


async def list_reachable(
    connection: Connection, user_ids: Sequence[int], channel_types: Sequence[ChannelType]
) -> set[int]:
    """Those of `user_ids` to whom one of the channels leads."""
    rows = await connection.fetch(
        """
        SELECT p.user_id FROM unnest($1::bigint[]) AS p (user_id)
         WHERE EXISTS (SELECT FROM best_channel(p.user_id, $2::text[], NULL, true))
        """,
        user_ids,
        channel_types,
    )
    return {row[0] for row in rows}
