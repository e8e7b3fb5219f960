"""The SQL of several profiles, and several accounts, of one person, one verb function a query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.database import Connection
from muster.identity.profile_rules import Standing


async def count_of_both(connection: Connection, kept: int, gone: int) -> tuple[int, int]:
    """(answers that move, days for which both have one)."""
    row = await connection.fetchrow(
        """
        SELECT count(*), count(k.user_id)
          FROM availability_entries g
          LEFT JOIN availability_entries k ON k.user_id = $1 AND k.entry_date = g.entry_date
         WHERE g.user_id = $2
        """,
        kept,
        gone,
    )
    return (0, 0) if row is None else (row[0], row[1])


async def lock_users(connection: Connection, user_ids: Sequence[int]) -> None:
    """Nobody else changes the links of these people; in one order, before their profiles."""
    await connection.fetch(
        "SELECT 1 FROM website_users WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE",
        user_ids,
    )


async def lock_accounts(connection: Connection, user_ids: Sequence[int]) -> None:
    """Nobody signs in with an account of these people before the transaction ends; in the order of
    erasing, and before the people.
    """
    rows = await connection.fetch(
        """
        SELECT discord_user_id FROM discord_accounts WHERE user_id = ANY($1::bigint[])
         UNION ALL
        SELECT discord_user_id FROM discord_alt_accounts WHERE user_id = ANY($1::bigint[])
         ORDER BY 1
        """,
        user_ids,
    )
    for row in rows:
        await lock_account(connection, row[0])


async def lock_account(connection: Connection, discord_user_id: int) -> None:
    """Nobody signs in with this account before the transaction ends; before people are locked."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", discord_user_id)


async def find_standings(connection: Connection, user_ids: Sequence[int]) -> dict[int, Standing]:
    rows = await connection.fetch(
        """
        SELECT d.user_id, d.discord_user_id, d.unlinked_at IS NULL, u.tier
          FROM discord_accounts d
          LEFT JOIN user_permissions u ON u.discord_user_id = d.discord_user_id
         WHERE d.user_id = ANY($1::bigint[])
        """,
        user_ids,
    )
    return {row[0]: Standing(*row[1:]) for row in rows}


async def is_anybody_erased(connection: Connection, user_ids: Sequence[int]) -> bool:
    """Whether one of these people is to be erased."""
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM erasures WHERE user_id = ANY($1::bigint[]))", user_ids
    )


async def find_created_at(connection: Connection, user_id: int) -> datetime:
    """Since when somebody is here, which with their number is said of nobody else."""
    return await connection.fetchval("SELECT created_at FROM website_users WHERE id = $1", user_id)


async def merge_people(connection: Connection, kept: int, gone: int, now: datetime) -> None:
    """Let everything of `gone` be that of `kept`; `gone` is no more (migration one_person)."""
    # Whoever waits for a message or an answer of theirs is not to be broken off by us.
    await connection.execute("SET LOCAL lock_timeout = '500ms'")
    await connection.execute("SELECT merge_people($1, $2, $3)", kept, gone, now)
    await connection.execute("SET LOCAL lock_timeout = 0")


async def update_main(
    connection: Connection, guids: Sequence[str], main_guid: str | None, now: datetime
) -> None:
    """Let profiles be alts of `main_guid`, or stand by themselves."""
    await connection.execute(
        "UPDATE players SET main_guid = $2, updated_at = $3 WHERE guid = ANY($1::text[])",
        guids,
        main_guid,
        now,
    )


async def list_alts(connection: Connection, guid: str) -> list[str]:
    rows = await connection.fetch(
        'SELECT guid FROM players WHERE main_guid = $1 ORDER BY guid COLLATE "C"', guid
    )
    return [row[0] for row in rows]


async def delete_alt_account(
    connection: Connection, user_id: int, discord_user_id: int
) -> datetime | None:
    """Take another account off a person; since when it was theirs, None where it was not."""
    return await connection.fetchval(
        """
        DELETE FROM discord_alt_accounts WHERE user_id = $1 AND discord_user_id = $2
        RETURNING attached_at
        """,
        user_id,
        discord_user_id,
    )


async def delete_calendar_address(connection: Connection, user_id: int) -> None:
    """Let the address of a person's calendar lead nowhere."""
    await connection.execute("DELETE FROM calendar_feeds WHERE user_id = $1", user_id)


async def insert_alt_account(
    connection: Connection, user_id: int, discord_user_id: int, now: datetime
) -> bool:
    """Let a person sign in by another account; False where it is somebody's already."""
    inserted = await connection.fetchval(
        """
        INSERT INTO discord_alt_accounts (discord_user_id, user_id, attached_at)
        SELECT $2, $1, $3
         WHERE NOT EXISTS (SELECT FROM discord_accounts WHERE discord_user_id = $2)
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        user_id,
        discord_user_id,
        now,
    )
    return inserted is True
