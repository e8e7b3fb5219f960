"""The SQL of an import: what it asks of Muster's own database, and what it writes there.

Every row has a key that slomix's row leads to, so that a second import finds what the first wrote.
Instants are aware, ids are Muster's own unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from muster.identity.rules import ImportedPlayer

_LOCK = 0x736C6F6D
"""Of the two-number kind; one import at a time."""

_AT_ONCE = 1_000

WRITTEN = (
    "players",
    "website_users",
    "discord_accounts",
    "user_player_links",
    "user_permissions",
    "availability_user_settings",
    "availability_subscriptions",
    "availability_channel_links",
    "availability_disputed_handles",
    "subscription_preferences",
    "availability_entries",
    "availability_promotion_campaigns",
    "planning_sessions",
    "notifications_ledger",
    "account_link_audit_log",
)
"""The tables that nobody else writes to meanwhile, in the order in which they are locked."""


class KnownPlayer(NamedTuple):
    """A profile that Muster has, the main one of its person, and who is linked to that."""

    stored: ImportedPlayer
    linked_to: int | None
    main_guid: str


async def fetch_in_steps(
    connection: Any, statement: str, rows: Sequence[Sequence[Any]]
) -> list[Any]:
    """What `statement` returns for all of `rows`, each column of which is an argument of it."""
    found: list[Any] = []
    for start in range(0, len(rows), _AT_ONCE):
        columns = zip(*rows[start : start + _AT_ONCE], strict=True)
        found += await connection.fetch(statement, *map(list, columns))
    return found


# --- before anything is written -------------------------------------------------------------------


async def take_lock(connection: Any) -> bool:
    """Whether this is the only import until the transaction ends."""
    return await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, 0)", _LOCK)


async def lock_tables(connection: Any, seconds: float) -> None:
    """Let whoever writes to people or answers wait until the transaction ends; readers go on.

    Whoever writes already is waited for, at most so many seconds.
    """
    tables = ", ".join(WRITTEN)
    await connection.execute(f"SET LOCAL lock_timeout = {round(seconds * 1000)}")
    await connection.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


async def is_same_schema(target: Any, source: Any, number: int) -> bool:
    """Whether both are one schema of one database; `number` is drawn at random.

    A lock that one of them has cannot be had by the other if they share a database.
    """
    await target.execute("SELECT pg_advisory_lock($1)", number)
    try:
        free = await source.fetchval("SELECT pg_try_advisory_lock($1)", number)
        if free:
            await source.execute("SELECT pg_advisory_unlock($1)", number)
            return False
    finally:
        await target.execute("SELECT pg_advisory_unlock($1)", number)
    schemas = [await each.fetchval("SELECT current_schema()") for each in (target, source)]
    return schemas[0] == schemas[1]


# --- people and players ---------------------------------------------------------------------------


async def list_accounts(connection: Any) -> dict[int, int]:
    """Everybody's user id, by the Discord id of any account of theirs."""
    rows = await connection.fetch(
        """
        SELECT discord_user_id, user_id FROM discord_accounts
         UNION ALL
        SELECT discord_user_id, user_id FROM discord_alt_accounts
        """
    )
    return {row[0]: row[1] for row in rows}


async def list_strangers(connection: Any, discord_user_ids: Sequence[int]) -> list[int]:
    """The users of whose Discord accounts none is among these."""
    rows = await connection.fetch(
        """
        SELECT user_id FROM discord_accounts WHERE discord_user_id <> ALL($1::bigint[])
        EXCEPT
        SELECT user_id FROM discord_alt_accounts WHERE discord_user_id = ANY($1::bigint[])
        """,
        list(discord_user_ids),
    )
    return [row[0] for row in rows]


async def list_erased(connection: Any) -> set[datetime]:
    """Since when those were here who were erased: all that is known of them."""
    return {row[0] for row in await connection.fetch("SELECT created_at FROM erased_people")}


async def list_players(connection: Any) -> dict[str, KnownPlayer]:
    """The profiles that Muster has, by the key of their guid."""
    rows = await connection.fetch(
        """
        SELECT p.guid_key, p.guid, p.name, p.rating, k.user_id,
               coalesce(p.main_guid, p.guid) AS main_guid,
               array(SELECT a.alias FROM player_aliases a WHERE a.guid = p.guid) AS aliases
          FROM players p
          LEFT JOIN user_player_links k ON k.player_guid = coalesce(p.main_guid, p.guid)
         ORDER BY p.guid_twin DESC
        """
    )
    return {
        row["guid_key"]: KnownPlayer(
            ImportedPlayer(row["guid"], row["name"], tuple(row["aliases"]), row["rating"]),
            row["user_id"],
            row["main_guid"],
        )
        for row in rows
    }


async def list_links(connection: Any) -> dict[int, str]:
    """The guid of everybody's player, by user id."""
    rows = await connection.fetch("SELECT user_id, player_guid FROM user_player_links")
    return {row[0]: row[1] for row in rows}


async def new_user_ids(connection: Any, number: int) -> list[int]:
    """So many ids of users to come, in order."""
    rows = await connection.fetch(
        """
        SELECT nextval(pg_get_serial_sequence('website_users', 'id'))
          FROM generate_series(1, $1::integer)
        """,
        number,
    )
    return sorted(row[0] for row in rows)


async def insert_people(
    connection: Any, rows: Sequence[tuple[int, datetime, int, str, str, Any, datetime, Any]]
) -> None:
    """Add (user id, since, Discord id, username, display name, picture, linked, unlinked)."""
    await fetch_in_steps(
        connection,
        """
        INSERT INTO website_users (id, created_at) OVERRIDING SYSTEM VALUE
        SELECT * FROM unnest($1::bigint[], $2::timestamptz[])
        """,
        [row[:2] for row in rows],
    )
    await fetch_in_steps(
        connection,
        """
        INSERT INTO discord_accounts (user_id, discord_user_id, username, display_name, avatar,
                                      linked_at, unlinked_at, updated_at)
        SELECT g.*, coalesce(g.unlinked_at, g.linked_at)
          FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[],
                      $6::timestamptz[], $7::timestamptz[])
               AS g (user_id, discord_user_id, username, display_name, avatar, linked_at,
                     unlinked_at)
        """,
        [(row[0], *row[2:]) for row in rows],
    )


async def insert_links(connection: Any, rows: Sequence[tuple[int, str, datetime]]) -> None:
    """Link (user id, guid, since when)."""
    await fetch_in_steps(
        connection,
        """
        INSERT INTO user_player_links (user_id, player_guid, linked_at)
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[])
        """,
        rows,
    )


async def insert_permissions(
    connection: Any, rows: Sequence[tuple[int, str, datetime, int | None]]
) -> set[int]:
    """Grant (Discord id, tier, since, by whom) where nothing is granted; who got something."""
    found = await fetch_in_steps(
        connection,
        """
        INSERT INTO user_permissions (discord_user_id, tier, granted_at, granted_by)
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::bigint[])
        ON CONFLICT DO NOTHING
        RETURNING discord_user_id
        """,
        rows,
    )
    return {row[0] for row in found}


async def list_tiers(connection: Any) -> dict[int, str]:
    """What is granted, by Discord id."""
    rows = await connection.fetch("SELECT discord_user_id, tier FROM user_permissions")
    return {row[0]: row[1] for row in rows}


async def list_audit_rows(connection: Any) -> set[tuple[int, str, datetime]]:
    """(whose link, what was done, when) of everything in the log of links."""
    rows = await connection.fetch("SELECT user_id, action, created_at FROM account_link_audit_log")
    return {(row[0], row[1], row[2]) for row in rows}


async def insert_audit_rows(connection: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add (user, actor, action, Discord id, guid, guid before, when), in their order."""
    await fetch_in_steps(
        connection,
        """
        INSERT INTO account_link_audit_log
               (user_id, actor_user_id, action, discord_user_id, player_guid,
                previous_player_guid, created_at)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[],
                             $6::text[], $7::timestamptz[])
        """,
        rows,
    )
