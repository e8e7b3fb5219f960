"""The SQL of whose a name is, and of choosing one's own; one verb function a query.

`now` is an aware instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.database import Connection
from muster.identity.naming_rules import OwnNames
from muster.names import name_key

_NAME_LOCK, _ALL_NAMES_LOCK = 0x6E616D65, 0x706C6179
"""Of the two-number kind, which sign-ins do not use."""


async def lock_names(connection: Connection, *canonicals: str) -> None:
    """Nobody else is given one of these names before the transaction ends: imported profiles, and
    aliases, may share one, so that no constraint says who was first.

    Call it once in a transaction and before looking whose they are: after people are locked, before
    profiles are. Several are locked in one order, so that nobody waits in a circle.
    """
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1, 0)", _ALL_NAMES_LOCK)
    await connection.execute(
        """
        SELECT pg_advisory_xact_lock($1, number)
          FROM (SELECT DISTINCT hashtext(key) AS number FROM unnest($2::text[]) AS key
                 ORDER BY number) AS in_order
        """,
        _NAME_LOCK,
        [name_key(canonical) for canonical in canonicals],
    )


async def lock_all_names(connection: Connection) -> None:
    """As `lock_names`, of every name: an import gives more than a database has locks for.

    Imports go one after the other by it: their files come in steps, each of which adds rows.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1, 0)", _ALL_NAMES_LOCK)


async def find_own_names(connection: Connection, guid: str) -> OwnNames | None:
    """A player's name and all names of their person, by their keys; None for no such player."""
    row = await connection.fetchrow(
        """
        SELECT p.name, p.canonical_name,
               ARRAY(SELECT n.name FROM person_names n WHERE n.guid = p.guid
                      ORDER BY n.name_key, n.name)
          FROM players p WHERE p.guid = $1
        """,
        guid,
    )
    return None if row is None else OwnNames(row[0], row[1], tuple(row[2]))


async def list_changes(connection: Connection, user_id: int, since: datetime) -> Sequence[datetime]:
    """When a person chose a name since `since`, the oldest first."""
    rows = await connection.fetch(
        """
        SELECT created_at FROM account_link_audit_log
         WHERE user_id = $1 AND action = 'display_name_set' AND created_at > $2
         ORDER BY id
        """,
        user_id,
        since,
    )
    return [row[0] for row in rows]


async def is_somebody_elses(connection: Connection, canonical: str, guid: str) -> bool:
    """Whether another person goes by this name, or went by it and the one of `guid` never did."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM players
                        WHERE name_key = $1 AND coalesce(main_guid, guid) <> $2)
            OR (EXISTS (SELECT FROM person_names WHERE name_key = $1 AND guid <> $2)
                AND NOT EXISTS (SELECT FROM person_names WHERE name_key = $1 AND guid = $2))
        """,
        name_key(canonical),
        guid,
    )


async def update_name(
    connection: Connection, guid: str, name: str, canonical: str, now: datetime
) -> None:
    """Let a player go by another name; a twin that takes one of its own is none any more.

    Whose alt keeps the name from others already is its twin.
    """
    await connection.execute(
        """
        UPDATE players
           SET name = $2, canonical_name = $3, name_chosen_at = $4, updated_at = $4,
               name_twin = (name_twin AND name_key = $5)
                   OR EXISTS (SELECT FROM players a
                               WHERE a.main_guid = $1 AND a.name_key = $5 AND NOT a.name_twin
                                 AND (a.origin = 'self_registered' OR a.name_chosen_at IS NOT NULL))
         WHERE guid = $1
        """,
        guid,
        name,
        canonical,
        now,
        name_key(canonical),
    )


async def upsert_given_up_name(
    connection: Connection, guid: str, name: str, canonical: str, now: datetime
) -> None:
    """Keep a name that was given up as an alias, also where it has been one before."""
    await connection.execute(
        """
        INSERT INTO player_aliases (guid, alias, canonical_alias, given_up_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT ON CONSTRAINT player_aliases_pkey
        DO UPDATE SET given_up_at = EXCLUDED.given_up_at
        """,
        guid,
        name,
        canonical,
        now,
    )
