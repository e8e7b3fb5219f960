"""The SQL of availability, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from muster.availability.rules import (
    Answer,
    OwnEntry,
    Source,
    Status,
    StatusGroup,
)
from muster.avatars import AVATAR_VERSION, AVATARS
from muster.database import Connection


class Said(NamedTuple):
    """What an answer says; without a status there is none."""

    status: Status | None
    arrives_at: time | None
    only_if: int | None


class EntryWrite(NamedTuple):
    """One answer to be stored, or to be taken back where `status` is None."""

    user_id: int
    day: date
    status: Status | None
    now: datetime
    """When it was said."""
    queued: bool = False
    """Whether it was said earlier and waited: it gives way to what was said after it."""
    arrives_at: time | None = None
    only_if: int | None = None
    source: Source = "page"
    received: datetime | None = None
    """When it came to us, where that is later than when it was said."""

    @property
    def said(self) -> Said:
        return Said(self.status, self.arrives_at, self.only_if)


class WriteOutcome(NamedTuple):
    """What became of one answer: an unlinked person's is not stored.

    Taking back asks for no link.
    """

    linked: bool
    changed: bool
    conditions: bool = False
    """Whether somebody's condition may come true by it: their own, or one that the day has."""
    overtaken: bool = False
    """A queued answer that was not stored, since the person has said something else later."""


async def list_answers(connection: Connection, days: Sequence[date]) -> list[tuple[date, Answer]]:
    """The answers of linked people for `days`, in the order in which they came."""
    rows = await connection.fetch(
        """
        SELECT e.entry_date, e.user_id, p.canonical_name, e.status, d.avatar, e.arrives_at,
               e.only_if, e.usual_at IS NOT DISTINCT FROM e.updated_at
          FROM availability_entries e
          JOIN user_player_links l ON l.user_id = e.user_id
          JOIN players p ON p.guid = l.player_guid
          LEFT JOIN discord_accounts d ON d.user_id = e.user_id AND d.unlinked_at IS NULL
         WHERE e.entry_date = ANY($1::date[])
         ORDER BY e.entry_date, e.arrival_number
        """,
        days,
    )
    return [(row[0], Answer(*row[1:])) for row in rows]


async def list_status_groups(
    connection: Connection, first: date, last: date, viewer_user_id: int | None, *, named: bool
) -> list[StatusGroup]:
    """The answers of linked people from `first` to `last`, put together by PostgreSQL.

    Those that were forgotten by age are counted, and have no names.
    """
    rows = await connection.fetch(
        """
        WITH said AS (
            SELECT e.entry_date, e.status, count(*) AS number,
                   CASE WHEN $4 THEN
                        string_agg('{"user_id":' || e.user_id || ',"display_name":'
                                   || to_json(p.canonical_name)::text || ',"avatar":'
                                   || coalesce('"' || $5::text || e.user_id || '?v='
                                               || substring(d.avatar FROM $6::text) || '"', 'null')
                                   || coalesce(',"arrives_at":"' || to_char(e.arrives_at, 'HH24:MI')
                                               || '"', '')
                                   || coalesce(',"only_if":' || e.only_if, '')
                                   || CASE WHEN e.usual_at = e.updated_at THEN ',"usual":true'
                                           ELSE '' END
                                   || '}',
                                   ',' ORDER BY e.arrival_number)
                   END AS people,
                   bool_or(e.user_id = $3) AS own
              FROM availability_entries e
              JOIN user_player_links l ON l.user_id = e.user_id
              JOIN players p ON p.guid = l.player_guid
              LEFT JOIN discord_accounts d ON d.user_id = e.user_id AND d.unlinked_at IS NULL
             WHERE e.entry_date BETWEEN $1 AND $2
             GROUP BY e.entry_date, e.status
        )
        SELECT entry_date, status, coalesce(s.number, 0) + coalesce(c.number, 0), s.people,
               coalesce(s.own, false)
          FROM said s
          FULL JOIN (
                SELECT entry_date, status, number FROM availability_day_counts
                 WHERE entry_date BETWEEN $1 AND $2
               ) AS c USING (entry_date, status)
        """,
        first,
        last,
        viewer_user_id,
        named,
        AVATARS,
        AVATAR_VERSION,
    )
    return [StatusGroup(*row) for row in rows]


async def list_own_entries(
    connection: Connection, user_id: int, first: date, last: date
) -> list[OwnEntry]:
    """One person's own answers; like everywhere they count only while a player is linked."""
    rows = await connection.fetch(
        """
        SELECT entry_date, status, created_at, updated_at, arrives_at, only_if,
               usual_at IS NOT DISTINCT FROM updated_at
          FROM availability_entries
         WHERE user_id = $1 AND entry_date BETWEEN $2 AND $3
           AND EXISTS (SELECT FROM user_player_links WHERE user_id = $1)
         ORDER BY entry_date
        """,
        user_id,
        first,
        last,
    )
    return [OwnEntry(*row) for row in rows]


async def upsert_entries(
    connection: Connection, writes: Sequence[EntryWrite], seconds: float, *, queued: bool = False
) -> list[WriteOutcome]:
    """Store answers, at most one a person and day, in one statement of `seconds` at most.

    Those that were `queued` replace no answer that was said after them, nor one that was taken back
    after them; their last words have been stored (`upsert_last_words`).

    An answer that repeats what is stored leaves its last word and changes nothing else. One that
    says something else under the same status keeps its place in the queue, and so does one that
    says what was given for its person: it is their own from then on, whenever they said it. Each
    that was stored is noted among the changes. Places are given in the order of `writes`; rows are
    written in one order everywhere, last words before answers, so that two processes cannot wait
    for each other.
    """
    # Inside `SELECT` a parameter is no constant to the planner. It would plan anew every time for
    # what the arrays hold, which for a lone answer takes longer than storing it.
    rows = await connection.fetch(
        """
        WITH given AS (
            SELECT numbered.*, l.user_id IS NOT NULL AS linked,
                   e.status = numbered.status
                   AND e.arrives_at IS NOT DISTINCT FROM numbered.arrives_at
                   AND e.only_if IS NOT DISTINCT FROM numbered.only_if
                   AND e.usual_at IS DISTINCT FROM e.updated_at AS repeats
              FROM (SELECT g.*, nextval('availability_arrival_seq') AS arrival_number
                      FROM unnest((SELECT $1::bigint[]), (SELECT $2::date[]), (SELECT $3::text[]),
                                  (SELECT $4::timestamptz[]), (SELECT $6::time[]),
                                  (SELECT $7::smallint[]), (SELECT $8::text[]))
                           WITH ORDINALITY AS g (user_id, entry_date, status, at, arrives_at,
                                                 only_if, source, place)
                   ) AS numbered
              LEFT JOIN user_player_links l ON l.user_id = numbered.user_id
              LEFT JOIN availability_entries e
                     ON e.user_id = numbered.user_id AND e.entry_date = numbered.entry_date
        ), repeated AS (
            INSERT INTO availability_last_words AS w (user_id, entry_date, said_at)
            SELECT user_id, entry_date, at FROM given WHERE linked AND repeats
             ORDER BY user_id, entry_date
            ON CONFLICT (user_id, entry_date) DO UPDATE
               SET said_at = GREATEST(w.said_at, EXCLUDED.said_at)
            RETURNING 1
        ), written AS (
            INSERT INTO availability_entries AS e
                   (user_id, entry_date, status, arrives_at, only_if, created_at, updated_at,
                    arrival_number)
            SELECT user_id, entry_date, status, arrives_at, only_if, at, at, arrival_number
              FROM given
             WHERE linked
               AND (SELECT count(*) FROM repeated) >= 0  -- always so; and done first
               AND NOT ((SELECT $5::boolean) AND EXISTS (SELECT FROM availability_last_words w
                                        WHERE w.user_id = given.user_id
                                          AND w.entry_date = given.entry_date
                                          AND w.said_at > given.at))
             ORDER BY user_id, entry_date
            ON CONFLICT (user_id, entry_date) DO UPDATE
               SET status = EXCLUDED.status, arrives_at = EXCLUDED.arrives_at,
                   only_if = EXCLUDED.only_if, updated_at = EXCLUDED.updated_at, usual_at = NULL,
                   arrival_number = CASE WHEN e.status = EXCLUDED.status THEN e.arrival_number
                                         ELSE EXCLUDED.arrival_number END
             WHERE (e.status <> EXCLUDED.status
                    OR e.arrives_at IS DISTINCT FROM EXCLUDED.arrives_at
                    OR e.only_if IS DISTINCT FROM EXCLUDED.only_if
                    OR e.usual_at = e.updated_at)
               AND (NOT (SELECT $5::boolean) OR e.updated_at <= EXCLUDED.updated_at
                    OR e.usual_at = e.updated_at)
            RETURNING e.user_id, e.entry_date
        ), noted AS (
            INSERT INTO availability_answer_changes
                   (user_id, entry_date, status, arrives_at, only_if, source, changed_at)
            SELECT user_id, entry_date, status, arrives_at, only_if, source, at
              FROM given JOIN written USING (user_id, entry_date)
             ORDER BY place
        )
        SELECT given.linked, written.user_id IS NOT NULL AS changed,
               given.only_if IS NOT NULL
               OR given.status = 'LOOKING'
                  AND EXISTS (SELECT FROM availability_entries c
                               WHERE c.entry_date = given.entry_date AND c.only_if IS NOT NULL)
          FROM given
          LEFT JOIN written USING (user_id, entry_date)
         ORDER BY given.place
        """,
        [write.user_id for write in writes],
        [write.day for write in writes],
        [write.status for write in writes],
        [write.now for write in writes],
        queued,
        [write.arrives_at for write in writes],
        [write.only_if for write in writes],
        [write.source for write in writes],
        timeout=seconds,
    )
    return [WriteOutcome(*row) for row in rows]


async def find_said(
    connection: Connection, writes: Sequence[EntryWrite], seconds: float
) -> list[Said]:
    """What is stored for the person and day of each of `writes`, in their order."""
    rows = await connection.fetch(
        """
        SELECT e.status, e.arrives_at, e.only_if
          FROM unnest($1::bigint[], $2::date[]) WITH ORDINALITY AS g (user_id, entry_date, place)
          LEFT JOIN availability_entries e USING (user_id, entry_date)
         ORDER BY g.place
        """,
        [write.user_id for write in writes],
        [write.day for write in writes],
        timeout=seconds,
    )
    return [Said(*row) for row in rows]


async def upsert_last_words(
    connection: Connection, writes: Sequence[EntryWrite], seconds: float
) -> None:
    """Keep when linked people spoke, where that is later than what is kept.

    Whoever speaks about the same person and day waits from then on until the transaction ends.
    """
    await connection.fetch(
        """
        INSERT INTO availability_last_words AS w (user_id, entry_date, said_at)
        SELECT user_id, entry_date, at
          FROM unnest($1::bigint[], $2::date[], $3::timestamptz[]) AS g (user_id, entry_date, at)
          JOIN user_player_links l USING (user_id)
         ORDER BY user_id, entry_date
        ON CONFLICT (user_id, entry_date) DO UPDATE
           SET said_at = GREATEST(w.said_at, EXCLUDED.said_at)
        """,
        [write.user_id for write in writes],
        [write.day for write in writes],
        [write.now for write in writes],
        timeout=seconds,
    )


async def delete_entries(
    connection: Connection, writes: Sequence[EntryWrite], seconds: float
) -> list[WriteOutcome]:
    """Take answers back, at most one a person and day, in one statement as `upsert_entries`.

    Each is a last word, whether or not there was an answer; where there was, the change is noted.
    """
    rows = await connection.fetch(
        """
        WITH given AS (
            SELECT * FROM unnest($1::bigint[], $2::date[], $3::timestamptz[], $4::boolean[],
                                 $5::text[])
                          AS g (user_id, entry_date, at, queued, source)
        ), spoken AS (
            INSERT INTO availability_last_words AS w (user_id, entry_date, said_at)
            SELECT given.user_id, entry_date, at
              FROM given JOIN website_users u ON u.id = given.user_id
             ORDER BY given.user_id, entry_date
            ON CONFLICT (user_id, entry_date) DO UPDATE
               SET said_at = GREATEST(w.said_at, EXCLUDED.said_at)
            RETURNING w.user_id, w.entry_date, w.said_at
        ), held AS (
            SELECT e.user_id, e.entry_date
              FROM given
              JOIN spoken USING (user_id, entry_date)
              JOIN availability_entries e USING (user_id, entry_date)
             -- Taken back at a time, it was not this answer if that was said later.
             -- What was given for its person nobody said.
             WHERE NOT given.queued
                OR spoken.said_at <= given.at
                   AND (e.updated_at <= given.at OR e.usual_at = e.updated_at)
             ORDER BY e.user_id, e.entry_date
               FOR UPDATE OF e
        ), removed AS (
            DELETE FROM availability_entries e USING held
             WHERE e.user_id = held.user_id AND e.entry_date = held.entry_date
            RETURNING e.user_id, e.entry_date
        ), noted AS (
            INSERT INTO availability_answer_changes (user_id, entry_date, source, changed_at)
            SELECT user_id, entry_date, source, at
              FROM given JOIN removed USING (user_id, entry_date)
        )
        SELECT user_id, entry_date FROM removed
        """,
        [write.user_id for write in writes],
        [write.day for write in writes],
        [write.now for write in writes],
        [write.queued for write in writes],
        [write.source for write in writes],
        timeout=seconds,
    )
    removed = {(row[0], row[1]) for row in rows}
    return [WriteOutcome(True, (write.user_id, write.day) in removed) for write in writes]


async def delete_last_words(connection: Connection, before: date) -> None:
    await connection.execute("DELETE FROM availability_last_words WHERE entry_date < $1", before)


async def delete_changes(connection: Connection, before: date, most: int) -> int:
    """Forget changes of answers for days before `before`, person by person, at most so many."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM availability_answer_changes x
             USING (SELECT c.user_id, c.entry_date, c.id
                      FROM website_users u
                     CROSS JOIN LATERAL (
                           SELECT c.user_id, c.entry_date, c.id
                             FROM availability_answer_changes c
                            WHERE c.user_id = u.id AND c.entry_date < $1
                            ORDER BY c.entry_date, c.id
                            LIMIT $2) AS c
                     LIMIT $2) AS o
             WHERE x.user_id = o.user_id AND x.entry_date = o.entry_date AND x.id = o.id
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )
