"""The SQL of calendar feeds, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from muster.calendar_feeds.rules import FeedEvening, OwnEvening, OwnFeed
from muster.database import Connection
from muster.evening import Evening


class StoredFeed(NamedTuple):
    """What is stored of somebody's address."""

    salt: bytes
    secret_hash: bytes
    made_at: datetime


async def find_feed(connection: Connection, user_id: int) -> StoredFeed | None:
    row = await connection.fetchrow(
        "SELECT salt, secret_hash, made_at FROM calendar_feeds WHERE user_id = $1", user_id
    )
    return None if row is None else StoredFeed(*row)


async def upsert_feed(
    connection: Connection, user_id: int, salt: bytes, secret_hash: bytes, now: datetime
) -> None:
    """Give somebody an address; the one before it leads nowhere from then on."""
    await connection.execute(
        """
        INSERT INTO calendar_feeds (user_id, salt, secret_hash, made_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id) DO UPDATE
           SET salt = EXCLUDED.salt, secret_hash = EXCLUDED.secret_hash, made_at = EXCLUDED.made_at
        """,
        user_id,
        salt,
        secret_hash,
        now,
    )


async def delete_feed(connection: Connection, user_id: int) -> None:
    await connection.execute("DELETE FROM calendar_feeds WHERE user_id = $1", user_id)


async def delete_evenings(connection: Connection, before: date, most: int) -> int:
    """What calendars were told of evenings before `before`, at most `most`; how many."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM calendar_feed_evenings
             WHERE evening_date IN (SELECT evening_date FROM calendar_feed_evenings
                                     WHERE evening_date < $1
                                     ORDER BY evening_date LIMIT $2
                                       FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


# $1 are the evenings as settings and rules by weekday have them: as JSON, since a connection would
# have to look up first what arrays are. $2 is the first of their days, $3 the last, $4 today, $5
# the present.
_GIVEN = """
    given AS (
        SELECT * FROM jsonb_to_recordset($1::jsonb)
            AS g (evening_date date, starts_at timestamptz, session boolean, threshold integer)
    )"""

# What is true of the evenings that `wanted` names. A past one stays as calendars were told of it
# last: rules that are new, and people who left, do not change what has been. But that a session
# became ready is told also where no calendar looked between that and midnight. Of which calendars
# were told nothing, its record counts, where there is one.
_TRUE = """
    counted AS (
        SELECT w.evening_date, count(*) AS looking
          FROM wanted w
          JOIN availability_entries e ON e.entry_date = w.evening_date AND e.status = 'LOOKING'
          JOIN user_player_links l ON l.user_id = e.user_id
         GROUP BY w.evening_date
    ), facts AS (
        SELECT g.evening_date, coalesce(t.starts_at, r.starts_at, g.starts_at) AS starts_at,
               CASE WHEN t.state <> 'open' OR r.evening_date IS NULL AND t.state = 'open'
                    THEN t.state
                    WHEN NOT coalesce(r.session, g.session) THEN coalesce(t.state, 'off')
                    WHEN coalesce(c.looking, 0) >= coalesce(r.threshold, g.threshold) THEN 'ready'
                    ELSE 'open' END AS state
          FROM wanted w
          JOIN given g ON g.evening_date = w.evening_date
          LEFT JOIN counted c ON c.evening_date = w.evening_date
          LEFT JOIN evening_records r
                 ON r.evening_date = w.evening_date AND r.evening_date < $4
          LEFT JOIN calendar_feed_evenings t
                 ON t.evening_date = w.evening_date AND t.evening_date < $4
    )"""

# What is new of them is noted, which costs nothing where nothing is.
_NOTED = """
    noted AS (
        INSERT INTO calendar_feed_evenings AS k
               (evening_date, starts_at, state, was_ready, revision, changed_at)
        SELECT f.evening_date, f.starts_at, f.state, f.state = 'ready', 0, $5::timestamptz
          FROM facts f
          LEFT JOIN calendar_feed_evenings t ON t.evening_date = f.evening_date
         WHERE t.evening_date IS NULL
            OR (t.starts_at, t.state) <> (f.starts_at, f.state)
         ORDER BY f.evening_date
        ON CONFLICT (evening_date) DO UPDATE
           SET starts_at = EXCLUDED.starts_at, state = EXCLUDED.state,
               was_ready = k.was_ready OR EXCLUDED.was_ready,
               revision = k.revision
                        + ((k.starts_at, k.state) <> (EXCLUDED.starts_at, EXCLUDED.state))::integer,
               changed_at = CASE WHEN (k.starts_at, k.state)
                                      <> (EXCLUDED.starts_at, EXCLUDED.state)
                                 THEN greatest(k.changed_at, EXCLUDED.changed_at)
                                 ELSE k.changed_at END
        RETURNING evening_date, starts_at, state, was_ready, revision, changed_at
    ), told AS (
        SELECT * FROM noted
         UNION ALL
        SELECT t.evening_date, t.starts_at, t.state, t.was_ready, t.revision, t.changed_at
          FROM calendar_feed_evenings t
          JOIN wanted w ON w.evening_date = t.evening_date
         WHERE NOT EXISTS (SELECT FROM noted n WHERE n.evening_date = t.evening_date)
    )"""


async def read_own(
    connection: Connection,
    secret_hash: bytes,
    evenings: Sequence[Evening],
    taken_back_since: datetime,
    today: date,
    now: datetime,
) -> OwnFeed | None:
    """Whose address it is and what their calendar is told, by one statement; None: it is nobody's.

    Whoever is not linked to a player has no answers, and no feed. Evenings that were changed since
    calendars were told of them last are noted with the next number.
    """
    rows = await connection.fetch(
        f"""
        WITH {_GIVEN}, feed AS (
            SELECT f.user_id, r.chosen, r.heard
              FROM calendar_feeds f
              JOIN user_player_links l ON l.user_id = f.user_id
              LEFT JOIN reader_languages r ON r.user_id = f.user_id
             WHERE f.secret_hash = $6
        ), spoken AS (
            SELECT c.entry_date, count(*) AS times, max(c.changed_at) AS said_at,
                   bool_or(c.status IN ('LOOKING', 'AVAILABLE')) AS was_yes
              FROM feed
              JOIN availability_answer_changes c ON c.user_id = feed.user_id
             WHERE c.entry_date BETWEEN $2 AND $3
             GROUP BY c.entry_date
        ), answered AS (
            SELECT e.entry_date, e.status, e.arrives_at, e.only_if, e.updated_at
              FROM feed
              JOIN availability_entries e ON e.user_id = feed.user_id
             WHERE e.entry_date BETWEEN $2 AND $3
        ), own AS (
            SELECT entry_date, a.status, a.arrives_at, a.only_if, coalesce(s.times, 1) AS times,
                   greatest(s.said_at, a.updated_at) AS said_at
              FROM answered a FULL JOIN spoken s USING (entry_date)
             WHERE a.status IN ('LOOKING', 'AVAILABLE')
                OR s.was_yes AND greatest(s.said_at, a.updated_at) > $7::timestamptz
        ), wanted AS (
            SELECT entry_date AS evening_date FROM own
        ), {_TRUE}, {_NOTED}
        SELECT feed.user_id, feed.chosen, feed.heard,
               own.status, own.arrives_at, own.only_if, own.times, own.said_at,
               told.*
          FROM feed
          LEFT JOIN (own JOIN told ON told.evening_date = own.entry_date) ON true
         ORDER BY told.evening_date
        """,
        *_given(evenings),
        today,
        now,
        secret_hash,
        taken_back_since,
    )
    if not rows:
        return None
    told = tuple(OwnEvening(FeedEvening(*row[8:]), *row[3:8]) for row in rows if row[8] is not None)
    user_id, chosen, heard = rows[0][:3]
    return OwnFeed(user_id, chosen, heard, told)


async def read_evenings(
    connection: Connection,
    evenings: Sequence[Evening],
    today: date,
    now: datetime,
    *,
    ready: bool,
) -> list[FeedEvening]:
    """What everybody's calendar is told of the evenings, by one statement.

    With `ready` those of which calendars were told that they are ready, at any time. What changed
    is noted as by `read_own`.
    """
    rows = await connection.fetch(
        f"""
        WITH {_GIVEN}, enough AS (
            SELECT e.entry_date, count(*) AS looking
              FROM availability_entries e
              JOIN user_player_links l ON l.user_id = e.user_id
             WHERE e.status = 'LOOKING'
               AND e.entry_date BETWEEN $2 AND $3
             GROUP BY e.entry_date
        ), wanted AS (
            SELECT g.evening_date
              FROM given g
              LEFT JOIN enough n ON n.entry_date = g.evening_date
              LEFT JOIN calendar_feed_evenings t ON t.evening_date = g.evening_date
              LEFT JOIN evening_records r
                     ON r.evening_date = g.evening_date AND r.evening_date < $4
             WHERE NOT $6::boolean OR t.was_ready
                OR coalesce(r.session, g.session)
                   AND n.looking >= coalesce(r.threshold, g.threshold)
        ), {_TRUE}, {_NOTED}
        SELECT * FROM told WHERE was_ready OR NOT $6::boolean ORDER BY evening_date
        """,
        *_given(evenings),
        today,
        now,
        ready,
    )
    return [FeedEvening(*row) for row in rows]


def _given(evenings: Sequence[Evening]) -> tuple[str, date, date]:
    rows = [
        {
            "evening_date": each.day.isoformat(),
            "starts_at": each.starts_at.isoformat(),
            "session": each.session,
            "threshold": each.threshold,
        }
        for each in evenings
    ]
    return json.dumps(rows), evenings[0].day, evenings[-1].day
