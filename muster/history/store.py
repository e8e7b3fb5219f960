"""The SQL of what evenings were like. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from muster.database import Connection
from muster.evening import Evening
from muster.history.report_store import RECORD, SAID_YES
from muster.history.rules import CLOCKS_DIFFER_BY, Minutes, Record, ToldBy

_LINKED = """
    FROM user_player_links k
    JOIN discord_accounts d ON d.user_id = k.user_id AND d.unlinked_at IS NULL
    JOIN players p ON p.guid = k.player_guid
"""


# --- as it goes -----------------------------------------------------------------------------------


async def follow_rules(connection: Connection, evening: Evening, ended_by: datetime) -> None:
    """Let an open record be as its evening is planned now, until it has ended.

    One that had ended by `ended_by` (its start, that is) stays as it was.
    """
    await connection.execute(
        """
        UPDATE evening_records SET session = $2, starts_at = $3, threshold = $4
         WHERE evening_date = $1 AND closed_at IS NULL AND starts_at > $5
           AND (session, starts_at, threshold) IS DISTINCT FROM ($2, $3, $4)
        """,
        evening.day,
        evening.session,
        evening.starts_at,
        evening.threshold,
        ended_by,
    )


async def open_record(connection: Connection, evening: Evening, now: datetime) -> bool:
    """The evening's record, made where there is none, which nobody else changes until our
    transaction ends; False where it is closed.

    One that a clock closed that was ahead is open again.
    """
    opened = await connection.fetchval(
        """
        INSERT INTO evening_records AS r (evening_date, session, starts_at, threshold)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (evening_date) DO UPDATE
           SET session = EXCLUDED.session, starts_at = EXCLUDED.starts_at,
               threshold = EXCLUDED.threshold, said_yes = NULL, came = NULL, played = NULL,
               closed_at = NULL
         WHERE r.closed_at IS NULL
            OR r.told_by IS DISTINCT FROM 'hand' AND r.closed_at > $5
        RETURNING true
        """,
        evening.day,
        evening.session,
        evening.starts_at,
        evening.threshold,
        now + CLOCKS_DIFFER_BY,
    )
    return opened is True


async def upsert_minute(
    connection: Connection,
    day: date,
    minute: datetime,
    in_voice: int | None,
    on_server: int | None,
) -> None:
    """How many are there in a minute; at the most, where it is looked at twice."""
    await connection.execute(
        """
        INSERT INTO evening_minutes AS m (evening_date, minute, in_voice, on_server)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (evening_date, minute) DO UPDATE
           SET in_voice = greatest(m.in_voice, EXCLUDED.in_voice),
               on_server = greatest(m.on_server, EXCLUDED.on_server)
        """,
        day,
        minute,
        in_voice,
        on_server,
    )


async def set_told(connection: Connection, day: date, told_by: ToldBy | None) -> ToldBy | None:
    """Note what tells who is there, and answer what has until now: once voice, always voice."""
    return await connection.fetchval(
        """
        UPDATE evening_records
           SET told_by = CASE WHEN $2 = 'voice' THEN 'voice' ELSE coalesce(told_by, $2) END
         WHERE evening_date = $1
        RETURNING told_by
        """,
        day,
        told_by,
    )


async def add_up_minutes(
    connection: Connection, day: date, first: datetime, last: datetime, threshold: int
) -> Minutes:
    """What the minutes in `[first, last)` add up to."""
    row = await connection.fetchrow(
        """
        SELECT max(in_voice), max(on_server), count(in_voice), count(on_server),
               count(*) FILTER (WHERE in_voice >= $4), count(*) FILTER (WHERE on_server >= $4)
          FROM evening_minutes
         WHERE evening_date = $1 AND minute >= $2 AND minute < $3
        """,
        day,
        first,
        last,
        threshold,
    )
    assert row is not None
    return Minutes(*row)


async def set_numbers(
    connection: Connection, day: date, minutes: Minutes, enough: int, now: datetime
) -> None:
    await connection.execute(
        """
        UPDATE evening_records
           SET most_in_voice = $2, most_on_server = $3, enough_minutes = $4,
               looked_at = greatest(looked_at, $5)
         WHERE evening_date = $1
        """,
        day,
        minutes.most_in_voice,
        minutes.most_on_server,
        enough,
        now,
    )


async def upsert_attendance(
    connection: Connection,
    day: date,
    discord_user_ids: Sequence[int],
    server_name_keys: Sequence[str],
    now: datetime,
    *,
    server_counts: bool,
) -> None:
    """Note which linked people are there at `now`, in voice and on the server.

    A name on the server is that of a player, or another name of theirs, also of an alt; one that is
    several people's says nothing. With `server_counts` being there alone means that they came.
    """
    await connection.execute(
        f"""
        WITH linked AS (
            SELECT k.user_id, p.guid {_LINKED}
        ), named AS (
            SELECT min(n.user_id) AS user_id
              FROM (SELECT DISTINCT o.name_key, l.user_id
                      FROM person_names o JOIN linked l ON l.guid = o.guid
                     WHERE o.name_key = ANY($3::text[])) AS n
             GROUP BY n.name_key
            HAVING count(*) = 1
        ), seen AS (
            SELECT l.user_id,
                   l.user_id IN (SELECT user_id FROM discord_people
                                  WHERE discord_user_id = ANY($2::bigint[])) AS in_voice,
                   l.user_id IN (SELECT user_id FROM named) AS on_server
              FROM linked l
        )
        INSERT INTO evening_attendance AS v
               (evening_date, user_id, first_seen_at, last_seen_at, in_voice, on_server, came)
        SELECT $1, s.user_id, $4, $4, s.in_voice, s.on_server, s.in_voice OR $5
          FROM seen s
         WHERE s.in_voice OR s.on_server
         ORDER BY s.user_id
        ON CONFLICT (evening_date, user_id) DO UPDATE
           SET first_seen_at = least(v.first_seen_at, EXCLUDED.first_seen_at),
               last_seen_at = greatest(v.last_seen_at, EXCLUDED.last_seen_at),
               in_voice = v.in_voice OR EXCLUDED.in_voice,
               on_server = v.on_server OR EXCLUDED.on_server,
               came = v.came OR EXCLUDED.came
        """,
        day,
        discord_user_ids,
        server_name_keys,
        now,
        server_counts,
    )


# --- the end --------------------------------------------------------------------------------------


async def list_open(connection: Connection, ended_by: datetime) -> list[date]:
    """The days whose record is open and whose session had begun by `ended_by`, in order."""
    rows = await connection.fetch(
        "SELECT evening_date FROM evening_records"
        " WHERE closed_at IS NULL AND starts_at <= $1 ORDER BY evening_date",
        ended_by,
    )
    return [row[0] for row in rows]


async def list_days_without_record(connection: Connection, first: date, last: date) -> list[date]:
    """The days of `[first, last]` that have no record, from the first that has one on; before there
    is any, from the day before `last` on if anybody answered for it, or else `last`.
    """
    rows = await connection.fetch(
        """
        SELECT day::date
          FROM generate_series(
                   greatest($1::date, coalesce(
                       (SELECT min(evening_date) FROM evening_records),
                       (SELECT entry_date FROM availability_entries
                         WHERE entry_date = $2::date - 1 LIMIT 1),
                       $2::date)),
                   $2::date, interval '1 day') AS day
         WHERE NOT EXISTS (SELECT FROM evening_records r WHERE r.evening_date = day::date)
         ORDER BY day
        """,
        first,
        last,
    )
    return [row[0] for row in rows]


async def lock_record(connection: Connection, day: date) -> Record | None:
    """A day's record, which nobody else changes until our transaction ends."""
    row = await connection.fetchrow(
        f"SELECT {RECORD} FROM evening_records r WHERE r.evening_date = $1 FOR NO KEY UPDATE", day
    )
    return None if row is None else Record(*row)


async def count_yes(connection: Connection, day: date, at: datetime) -> int:
    """How many linked people were committed for `day` at an instant."""
    said = SAID_YES.format(user="k.user_id", day="$1", at="$2")
    return await connection.fetchval(f"SELECT count(*) {_LINKED} WHERE {said}", day, at)


async def judge_by_voice(connection: Connection, day: date) -> None:
    """Let being in voice be what coming means, on an evening of which voice told."""
    await connection.execute(
        "UPDATE evening_attendance SET came = in_voice"
        " WHERE evening_date = $1 AND came <> in_voice",
        day,
    )


async def count_came(connection: Connection, day: date) -> int:
    return await connection.fetchval(
        "SELECT count(*) FROM evening_attendance WHERE evening_date = $1 AND came", day
    )


async def close_record(
    connection: Connection,
    day: date,
    told_by: ToldBy | None,
    said_yes: int,
    came: int | None,
    played: bool | None,
    closed_by: int | None,
    now: datetime,
) -> None:
    await connection.execute(
        """
        UPDATE evening_records
           SET told_by = $2, said_yes = $3, came = $4, played = $5, closed_by = $6, closed_at = $7
         WHERE evening_date = $1
        """,
        day,
        told_by,
        said_yes,
        came,
        played,
        closed_by,
        now,
    )


# --- by hand --------------------------------------------------------------------------------------


async def insert_record(connection: Connection, evening: Evening) -> None:
    """The record of an evening, where it has none."""
    await connection.execute(
        """
        INSERT INTO evening_records (evening_date, session, starts_at, threshold)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """,
        evening.day,
        evening.session,
        evening.starts_at,
        evening.threshold,
    )


async def list_unknown(connection: Connection, day: date, user_ids: Sequence[int]) -> list[int]:
    """Those of `user_ids` who are neither linked nor noted for `day` already."""
    rows = await connection.fetch(
        f"""
        SELECT u.id FROM unnest($2::bigint[]) AS u (id)
         WHERE NOT EXISTS (SELECT {_LINKED} WHERE k.user_id = u.id)
           AND NOT EXISTS (SELECT FROM evening_attendance v
                            WHERE v.evening_date = $1 AND v.user_id = u.id)
        """,
        day,
        user_ids,
    )
    return [row[0] for row in rows]


async def replace_attendance(
    connection: Connection, day: date, user_ids: Sequence[int], at: datetime
) -> None:
    """Let these people have come, and nobody else but who keeps it out of lists and was marked."""
    await connection.execute(
        """
        DELETE FROM evening_attendance v
         WHERE v.evening_date = $1 AND v.user_id <> ALL($2::bigint[])
           AND NOT EXISTS (SELECT FROM subscription_preferences s
                            WHERE s.user_id = v.user_id AND NOT s.show_attendance)
        """,
        day,
        user_ids,
    )
    await connection.execute(
        """
        INSERT INTO evening_attendance
               (evening_date, user_id, first_seen_at, last_seen_at, in_voice, on_server, came)
        SELECT $1, u.id, $3, $3, false, false, true
          FROM unnest($2::bigint[]) AS u (id) ORDER BY u.id
        ON CONFLICT (evening_date, user_id) DO UPDATE SET came = true
        """,
        day,
        user_ids,
        at,
    )


# --- forgetting -----------------------------------------------------------------------------------


async def delete_attendance(connection: Connection, before: date, most: int) -> int:
    """Forget who was there before a day, at most so many rows; how many there were."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM evening_attendance v
             USING (SELECT evening_date, user_id FROM evening_attendance
                     WHERE evening_date < $1 ORDER BY evening_date, user_id LIMIT $2) AS o
             WHERE v.evening_date = o.evening_date AND v.user_id = o.user_id
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_minutes(connection: Connection, before: date) -> None:
    await connection.execute("DELETE FROM evening_minutes WHERE evening_date < $1", before)
