"""The SQL of people's answers, and of how they are told; conventions are those of `store`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from ops.slomix.store import fetch_in_steps

# --- answers --------------------------------------------------------------------------------------


async def list_days_with_answers(connection: Any, first: date) -> list[date]:
    """The days from `first` on for which there are answers."""
    rows = await connection.fetch(
        "SELECT DISTINCT entry_date FROM availability_entries WHERE entry_date >= $1", first
    )
    return [row[0] for row in rows]


async def upsert_answers(
    connection: Any, rows: Sequence[tuple[int, date, str, datetime, datetime]]
) -> set[tuple[int, date]]:
    """Store (user, day, status, given, last changed) in this order, which is the queue's.

    Where there is another answer, the later one holds; what was taken back later stays so. Returns
    (user, day) of those that were stored.
    """
    found = await fetch_in_steps(
        connection,
        """
        WITH given AS (
            SELECT g.*, nextval('availability_arrival_seq') AS arrival_number
              FROM unnest($1::bigint[], $2::date[], $3::text[], $4::timestamptz[],
                          $5::timestamptz[]) AS g (user_id, entry_date, status, created_at, at)
             WHERE NOT EXISTS (SELECT FROM availability_last_words w
                                WHERE w.user_id = g.user_id AND w.entry_date = g.entry_date
                                  AND w.said_at >= g.at)
        )
        INSERT INTO availability_entries AS e
               (user_id, entry_date, status, created_at, updated_at, arrival_number)
        SELECT user_id, entry_date, status, created_at, at, arrival_number FROM given
        ON CONFLICT (user_id, entry_date) DO UPDATE
           SET status = EXCLUDED.status, updated_at = EXCLUDED.updated_at, usual_at = NULL,
               arrives_at = NULL, only_if = NULL, arrival_number = EXCLUDED.arrival_number
         WHERE e.status <> EXCLUDED.status AND e.updated_at < EXCLUDED.updated_at
        RETURNING user_id, entry_date
        """,
        rows,
    )
    return {(row[0], row[1]) for row in found}


async def note_answers(connection: Any, rows: Sequence[tuple[int, date, str, datetime]]) -> None:
    """Keep (user, day, status, when) among the changes of answers."""
    await fetch_in_steps(
        connection,
        """
        INSERT INTO availability_answer_changes (user_id, entry_date, status, source, changed_at)
        SELECT user_id, entry_date, status, 'page', at
          FROM unnest($1::bigint[], $2::date[], $3::text[], $4::timestamptz[])
               WITH ORDINALITY AS g (user_id, entry_date, status, at, place)
         ORDER BY place
        """,
        rows,
    )


async def put_in_order(connection: Any, days: Iterable[date]) -> None:
    """Number the answers of `days` anew, in the order in which they were given."""
    await connection.execute(
        """
        UPDATE availability_entries e SET arrival_number = n.number
          FROM (SELECT o.user_id, o.entry_date, nextval('availability_arrival_seq') AS number
                  FROM (SELECT user_id, entry_date FROM availability_entries
                         WHERE entry_date = ANY($1::date[])
                         ORDER BY entry_date, updated_at, arrival_number) AS o) AS n
         WHERE e.user_id = n.user_id AND e.entry_date = n.entry_date
        """,
        list(days),
    )


# --- how people are told --------------------------------------------------------------------------


async def upsert_settings(connection: Any, rows: Sequence[tuple[Any, ...]]) -> set[int]:
    """Store (user, sound, cooldown in seconds, reminders, zone, when); whose were older or none."""
    found = await fetch_in_steps(
        connection,
        """
        INSERT INTO availability_user_settings AS s
               (user_id, sound_enabled, get_ready_sound, sound_cooldown_seconds,
                availability_reminders_enabled, timezone, created_at, updated_at)
        SELECT user_id, sound, sound, cooldown, reminders, zone, at, at
          FROM unnest($1::bigint[], $2::boolean[], $3::integer[], $4::boolean[], $5::text[],
                      $6::timestamptz[]) AS g (user_id, sound, cooldown, reminders, zone, at)
        ON CONFLICT (user_id) DO UPDATE
           SET sound_enabled = EXCLUDED.sound_enabled,
               get_ready_sound = EXCLUDED.get_ready_sound,
               sound_cooldown_seconds = EXCLUDED.sound_cooldown_seconds,
               availability_reminders_enabled = EXCLUDED.availability_reminders_enabled,
               timezone = EXCLUDED.timezone, updated_at = EXCLUDED.updated_at
         WHERE s.updated_at < EXCLUDED.updated_at
        RETURNING user_id
        """,
        rows,
    )
    return {row[0] for row in found}


async def upsert_subscriptions(
    connection: Any, rows: Sequence[tuple[Any, ...]]
) -> set[tuple[int, str]]:
    """Store (user, channel, whether on, preferences, since, when); which were older or none."""
    found = await fetch_in_steps(
        connection,
        """
        INSERT INTO availability_subscriptions AS s
               (user_id, channel_type, enabled, preferences, created_at, updated_at)
        SELECT user_id, channel_type, enabled, preferences::jsonb, since, at
          FROM unnest($1::bigint[], $2::text[], $3::boolean[], $4::text[], $5::timestamptz[],
                      $6::timestamptz[])
               AS g (user_id, channel_type, enabled, preferences, since, at)
        ON CONFLICT (user_id, channel_type) DO UPDATE
           SET enabled = EXCLUDED.enabled AND s.refused_at IS NULL,
               preferences = EXCLUDED.preferences, updated_at = EXCLUDED.updated_at
         WHERE s.updated_at < EXCLUDED.updated_at
        RETURNING user_id, channel_type
        """,
        rows,
    )
    return {(row[0], row[1]) for row in found}


async def upsert_preferences(connection: Any, rows: Sequence[tuple[Any, ...]]) -> set[int]:
    """Store (user, whether to ask, channel, quiet from, quiet to, zone, threshold, since, when);
    whose were older or none.
    """
    found = await fetch_in_steps(
        connection,
        """
        INSERT INTO subscription_preferences AS p
               (user_id, allow_promotions, preferred_channel, quiet_hours_start, quiet_hours_end,
                timezone, notify_threshold, created_at, updated_at)
        SELECT * FROM unnest($1::bigint[], $2::boolean[], $3::text[], $4::time[], $5::time[],
                             $6::text[], $7::integer[], $8::timestamptz[], $9::timestamptz[])
        ON CONFLICT (user_id) DO UPDATE
           SET allow_promotions = EXCLUDED.allow_promotions,
               preferred_channel = EXCLUDED.preferred_channel,
               quiet_hours_start = EXCLUDED.quiet_hours_start,
               quiet_hours_end = EXCLUDED.quiet_hours_end,
               timezone = EXCLUDED.timezone, notify_threshold = EXCLUDED.notify_threshold,
               updated_at = EXCLUDED.updated_at
         WHERE p.updated_at < EXCLUDED.updated_at
        RETURNING user_id
        """,
        rows,
    )
    return {row[0] for row in found}


async def find_address(
    connection: Any, channel_type: str, hashes: Sequence[bytes]
) -> tuple[int, bool, bool] | None:
    """(whose address it is, whether they typed it, whether it is verified)."""
    row = await connection.fetchrow(
        """
        SELECT user_id, typed_at IS NOT NULL, verified_at IS NOT NULL
          FROM availability_channel_links
         WHERE channel_type = $1 AND address_hash = ANY($2::bytea[])
        """,
        channel_type,
        list(hashes),
    )
    return None if row is None else (row[0], row[1], row[2])


async def has_address(connection: Any, user_id: int, channel_type: str, kind: str) -> bool:
    """Whether somebody has a `typed` or `verified` address on a channel, disputed ones included."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM availability_channel_links
                        WHERE user_id = $1 AND channel_type = $2
                          AND CASE WHEN $3 THEN typed_at ELSE verified_at END IS NOT NULL)
            OR $3 AND EXISTS (SELECT FROM availability_disputed_handles
                               WHERE user_id = $1 AND channel_type = $2)
        """,
        user_id,
        channel_type,
        kind == "typed",
    )


async def insert_address(connection: Any, row: Sequence[Any]) -> None:
    """Add (channel, hash, user, encrypted, key, deliverable, typed, verified, hash and encrypted
    once more where it is the id of a Signal account); instants are when that was.
    """
    await connection.execute(
        """
        INSERT INTO availability_channel_links
               (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                deliverable, typed_at, verified_at, account_hash, account_encrypted,
                created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                coalesce($7::timestamptz, $8), coalesce($8::timestamptz, $7))
        """,
        *row,
    )


async def mark_typed(
    connection: Any, channel_type: str, hashes: Sequence[bytes], at: datetime
) -> None:
    """Somebody typed an address that is theirs."""
    await connection.execute(
        """
        UPDATE availability_channel_links SET typed_at = $3
         WHERE channel_type = $1 AND address_hash = ANY($2::bytea[])
        """,
        channel_type,
        list(hashes),
        at,
    )


async def insert_disputed(connection: Any, row: Sequence[Any]) -> None:
    """Keep (user, channel, hash, encrypted, key, deliverable, typed) of what another one has."""
    await connection.execute(
        """
        INSERT INTO availability_disputed_handles
               (user_id, channel_type, address_hash, address_encrypted, encryption_key_id,
                deliverable, typed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        *row,
    )
