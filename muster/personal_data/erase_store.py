"""The SQL of erasing a person; what is simple is made from `PLACES`, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from muster.database import Connection
from muster.names import name_key, without_colours
from muster.personal_data.places import PLACES, Key
from muster.personal_data.rules import SOMEBODY, AskedBy, Person, pattern_of


async def lock_person(connection: Connection, person: Person) -> None:
    """Until the transaction ends nobody signs in as this person, and nothing new names them."""
    for discord_user_id in sorted(person.discord_user_ids):  # as signing in does
        await connection.execute("SELECT pg_advisory_xact_lock($1)", discord_user_id)
    await connection.execute("SELECT FROM website_users WHERE id = $1 FOR UPDATE", person.user_id)


async def list_dry_runs(connection: Connection, user_id: int) -> list[int]:
    """The campaigns that ask their promoter alone, this one, and are not over."""
    rows = await connection.fetch(
        """
        SELECT id FROM availability_promotion_campaigns c
         WHERE promoter_user_id = $1 AND dry_run AND status <> 'cancelled'
           AND EXISTS (SELECT FROM availability_promotion_jobs j
                        WHERE j.campaign_id = c.id AND j.status IN ('pending', 'running'))
         ORDER BY id
        """,
        user_id,
    )
    return [row[0] for row in rows]


async def count_answers(connection: Connection, user_id: int, today: date) -> None:
    """Add a linked person's answers for the days before `today` to those days' numbers."""
    await connection.execute(
        """
        INSERT INTO availability_day_counts AS c (entry_date, status, number)
        SELECT e.entry_date, e.status, 1
          FROM availability_entries e JOIN user_player_links USING (user_id)
         WHERE e.user_id = $1 AND e.entry_date < $2
         ORDER BY e.entry_date
        ON CONFLICT (entry_date, status) DO UPDATE SET number = c.number + EXCLUDED.number
        """,
        user_id,
        today,
    )


async def rewrite_teams_told(connection: Connection, person: Person) -> None:
    """None of their names is a part any more of teams that were told to others."""
    told = await connection.fetch(
        """
        SELECT DISTINCT n.name
          FROM notifications_ledger l, unnest(ARRAY['A', 'B']) AS side,
               LATERAL (SELECT l.payload -> side ->> 'captain' UNION ALL
                        SELECT jsonb_array_elements_text(l.payload -> side -> 'players'))
                   AS n (name)
         WHERE l.payload ->> 'kind' = 'planning_teams' AND n.name IS NOT NULL
        """
    )
    keys = set(person.name_keys)
    theirs = [name for (name,) in told if name_key(name) in keys]
    await connection.execute(
        """
        UPDATE notifications_ledger l
           SET payload = l.payload || (
               SELECT jsonb_object_agg(side, jsonb_build_object(
                          'captain', CASE WHEN l.payload -> side ->> 'captain' = ANY($1::text[])
                                          THEN to_jsonb($2::text)
                                          ELSE l.payload -> side -> 'captain' END,
                          'players', (SELECT coalesce(jsonb_agg(CASE WHEN name = ANY($1::text[])
                                                                     THEN $2::text ELSE name END
                                                                ORDER BY place), '[]')
                                        FROM jsonb_array_elements_text(
                                                 l.payload -> side -> 'players')
                                             WITH ORDINALITY AS p (name, place))))
                 FROM unnest(ARRAY['A', 'B']) AS side)
         WHERE l.payload ->> 'kind' = 'planning_teams'
           AND (l.payload #>> '{A,captain}' = ANY($1::text[])
                OR l.payload #>> '{B,captain}' = ANY($1::text[])
                OR l.payload #> '{A,players}' ?| $1::text[]
                OR l.payload #> '{B,players}' ?| $1::text[])
        """,
        theirs,
        SOMEBODY,
    )


async def rewrite_outbox(connection: Connection, person: Person) -> None:
    """What the sandbox showed of them to others."""
    for discord_user_id in person.discord_user_ids:
        await connection.execute(
            "DELETE FROM sandbox_outbox WHERE address LIKE '%' || $1::text", str(discord_user_id)
        )
    for name in person.names:
        await connection.execute(
            """
            UPDATE sandbox_outbox
               SET text = regexp_replace(text, $1, $2, 'gi'),
                   answers = (
                       SELECT coalesce(jsonb_agg(a || jsonb_build_object(
                                  'label', regexp_replace(a ->> 'label', $1, $2, 'gi'))
                                  ORDER BY place), '[]')
                         FROM jsonb_array_elements(answers) WITH ORDINALITY AS x (a, place))
             WHERE text ~* $1
                OR EXISTS (SELECT FROM jsonb_array_elements(answers) AS a WHERE a ->> 'label' ~* $1)
            """,
            pattern_of(name),
            SOMEBODY,
        )


async def rewrite_live_status(connection: Connection, person: Person) -> None:
    """They are not among those who are there, until a bot sees them again."""
    await connection.execute(
        """
        UPDATE live_status
           SET status_data = jsonb_set(status_data, '{members}', (
                   SELECT coalesce(jsonb_agg(m), '[]')
                     FROM jsonb_array_elements(status_data -> 'members') AS m
                    WHERE coalesce(m ->> 'id', '') <> ALL ($1::text[])))
         WHERE status_type = 'voice_channel'
           AND jsonb_typeof(status_data -> 'members') = 'array'
           AND EXISTS (SELECT FROM jsonb_array_elements(status_data -> 'members') AS m
                        WHERE m ->> 'id' = ANY ($1::text[]))
        """,
        [str(discord_user_id) for discord_user_id in person.discord_user_ids],
    )
    there = await connection.fetch(
        """
        SELECT DISTINCT m ->> 'name'
          FROM live_status,
               jsonb_array_elements(CASE WHEN jsonb_typeof(status_data -> 'players') = 'array'
                                         THEN status_data -> 'players' ELSE '[]' END) AS m
         WHERE status_type = 'game_server' AND m ->> 'name' IS NOT NULL
        """
    )
    keys = set(person.name_keys)
    await connection.execute(
        """
        UPDATE live_status
           SET status_data = jsonb_set(status_data, '{players}', (
                   SELECT coalesce(jsonb_agg(m), '[]')
                     FROM jsonb_array_elements(status_data -> 'players') AS m
                    WHERE coalesce(m ->> 'name', '') <> ALL ($1::text[])))
         WHERE status_type = 'game_server'
           AND jsonb_typeof(status_data -> 'players') = 'array'
           AND EXISTS (SELECT FROM jsonb_array_elements(status_data -> 'players') AS m
                        WHERE m ->> 'name' = ANY ($1::text[]))
        """,
        [name for (name,) in there if name_key(without_colours(name)) in keys],
    )


async def delete_stopped_addresses(connection: Connection, user_id: int) -> None:
    """Chats that said stop, where the person had proven that they are theirs; a stranger whose
    address they had typed is still not written to.
    """
    await connection.execute(
        """
        DELETE FROM availability_stopped_addresses x
         USING availability_channel_links k
         WHERE k.user_id = $1 AND k.verified_at IS NOT NULL AND k.channel_type = x.channel_type
           AND x.address_hash IN (k.address_hash, k.account_hash)
        """,
        user_id,
    )


async def rewrite_audit(connection: Connection, person: Person) -> None:
    """The log of links keeps who did what by numbers alone; its rows are never changed, so that
    they are written anew.
    """
    await connection.execute(
        """
        WITH found AS (
            DELETE FROM account_link_audit_log
             WHERE user_id = $1 OR actor_user_id = $1 OR discord_user_id = ANY($2::bigint[])
                OR player_guid = ANY($3::text[]) OR previous_player_guid = ANY($3::text[])
            RETURNING *, user_id = $1 OR coalesce(discord_user_id = ANY($2::bigint[]), false)
                         OR coalesce(player_guid = ANY($3::text[]), false)
                         OR coalesce(previous_player_guid = ANY($3::text[]), false) AS of_them
        )
        INSERT INTO account_link_audit_log
               (id, user_id, actor_user_id, action, discord_user_id, player_guid,
                previous_player_guid, created_at)
               OVERRIDING SYSTEM VALUE
        SELECT id, user_id, actor_user_id, action,
               CASE WHEN NOT of_them THEN discord_user_id END,
               CASE WHEN NOT of_them THEN player_guid END,
               CASE WHEN NOT of_them THEN previous_player_guid END,
               created_at
          FROM found
        """,
        person.user_id,
        list(person.discord_user_ids),
        list(person.own_guids),
    )


async def rewrite_admin_audit(connection: Connection, person: Person) -> None:
    """The audit of admins' acts keeps who did what to whom by numbers alone, as `rewrite_audit`."""
    await connection.execute(
        """
        WITH found AS (
            DELETE FROM admin_audit a
             WHERE user_id = $1 OR actor_user_id = $1 OR player_guid = ANY($3::text[])
                OR actor_discord_user_id = ANY($2::bigint[])
                OR EXISTS (SELECT FROM unnest($2::bigint[]::text[] || $3::text[]) AS theirs
                            WHERE strpos(a.details::text, theirs) > 0)
            RETURNING *, coalesce(actor_user_id = $1, false)
                         OR coalesce(actor_discord_user_id = ANY($2::bigint[]), false) AS by_them,
                      coalesce(user_id = $1, false)
                      OR coalesce(player_guid = ANY($3::text[]), false)
                      OR EXISTS (SELECT FROM unnest($2::bigint[]::text[] || $3::text[]) AS theirs
                                  WHERE strpos(a.details::text, theirs) > 0) AS of_them
        )
        INSERT INTO admin_audit
               (id, done_at, actor_user_id, actor_discord_user_id, act, user_id, player_guid,
                details, undoes)
               OVERRIDING SYSTEM VALUE
        SELECT id, done_at, actor_user_id, CASE WHEN NOT by_them THEN actor_discord_user_id END,
               act, user_id, CASE WHEN NOT of_them THEN player_guid END,
               CASE WHEN of_them THEN '{}' ELSE details END, undoes
          FROM found
        """,
        person.user_id,
        list(person.discord_user_ids),
        list(person.own_guids),
    )


async def delete_players(connection: Connection, person: Person) -> None:
    """Profiles that players made here, with their aliases; by now nobody is linked to them. An
    imported one that was an alt of such a profile stays, by itself; one whose name was chosen gets
    back the name that it came with.
    """
    await connection.execute(
        """
        UPDATE players SET main_guid = NULL
         WHERE main_guid = ANY($1::text[]) AND guid <> ALL($1::text[])
        """,
        list(person.own_guids),
    )
    await connection.execute(
        """
        DELETE FROM players p
         WHERE p.guid = ANY($1::text[]) AND p.origin = 'self_registered'
           AND NOT EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = p.guid)
        """,
        list(person.own_guids),
    )
    await connection.execute(
        """
        WITH given_up AS (
            DELETE FROM player_aliases a USING players p
             WHERE a.guid = ANY($1::text[]) AND p.guid = a.guid AND a.given_up_at IS NOT NULL
               AND NOT EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = a.guid)
            RETURNING a.guid, a.alias, a.canonical_alias, a.given_up_at
        ), first AS (
            SELECT DISTINCT ON (guid) guid, alias, canonical_alias FROM given_up
             ORDER BY guid, given_up_at, alias
        )
        UPDATE players p
           SET name = f.alias, canonical_name = f.canonical_alias, name_chosen_at = NULL
          FROM first f WHERE p.guid = f.guid
        """,
        list(person.guids),
    )


async def erase_simple(connection: Connection, table: str, person: Person) -> None:
    """What `PLACES` says of a table's columns that needs no statement of its own."""
    known: dict[Key, Any] = {
        "user": [person.user_id],
        "discord": list(person.discord_user_ids),
    }
    for name, column in PLACES[table].columns.items():
        if column.by is None or column.by == "player":
            continue
        if column.erased == "emptied":
            await connection.execute(
                f"UPDATE {table} SET {name} = NULL WHERE {name} = ANY($1::bigint[])",
                known[column.by],
            )
        elif column.erased in ("row", "counted"):
            await connection.execute(
                f"DELETE FROM {table} WHERE {name} = ANY($1::bigint[])", known[column.by]
            )


async def list_joined(connection: Connection, user_id: int) -> list[tuple[int, datetime]]:
    """The numbers, and since when, of people who became this one; before the audit forgets them."""
    rows = await connection.fetch(
        """
        WITH RECURSIVE joined (user_id, created_at) AS (
            SELECT $1::bigint, NULL::timestamptz
             UNION
            SELECT (a.details ->> 'gone_user_id')::bigint,
                   (a.details ->> 'gone_created_at')::timestamptz
              FROM joined j JOIN admin_audit a ON a.user_id = j.user_id
             WHERE a.act = 'player.merge' AND a.details ? 'gone_created_at'
        )
        SELECT user_id, created_at FROM joined WHERE created_at IS NOT NULL
        """,
        user_id,
    )
    return [(row[0], row[1]) for row in rows]


async def insert_erased(
    connection: Connection,
    people: Sequence[tuple[int, datetime]],
    asked_by: AskedBy,
    now: datetime,
) -> None:
    """Remember the numbers that somebody had; the notice drops what memories keep."""
    await connection.execute(
        """
        INSERT INTO erased_people (user_id, created_at, erased_at, asked_by)
        SELECT user_id, created_at, $3, $4
          FROM unnest($1::bigint[], $2::timestamptz[]) AS p (user_id, created_at)
        ON CONFLICT DO NOTHING -- a restored backup had them again
        """,
        [user_id for user_id, _ in people],
        [created_at for _, created_at in people],
        now,
        asked_by,
    )
