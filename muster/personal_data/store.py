"""The SQL of who is to be erased, and of who somebody is. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.identity.right_rules import ADMIN_TIERS
from muster.identity.rules import canonical_name
from muster.names import name_key
from muster.personal_data.rules import Admins, AskedBy, Erasure, Leaving, Person

_ERASURE = "user_id, asked_at, erases_at, asked_by"


def _erasure(row: Any) -> Erasure:
    return Erasure(*row)


async def find_erasure(connection: Connection, user_id: int) -> Erasure | None:
    row = await connection.fetchrow(f"SELECT {_ERASURE} FROM erasures WHERE user_id = $1", user_id)
    return None if row is None else _erasure(row)


async def list_leaving(connection: Connection) -> list[Leaving]:
    """Everybody who is to be erased, the soonest first."""
    rows = await connection.fetch(
        """
        SELECT z.user_id, z.asked_at, z.erases_at, z.asked_by,
               coalesce(p.canonical_name, d.display_name, nullif(d.username, ''))
          FROM erasures z
          LEFT JOIN discord_accounts d ON d.user_id = z.user_id
          LEFT JOIN user_player_links k ON k.user_id = z.user_id
          LEFT JOIN players p ON p.guid = k.player_guid
         ORDER BY z.erases_at, z.user_id
        """
    )
    return [Leaving(*row) for row in rows]


async def lock_admins(connection: Connection) -> None:
    """Until the transaction ends nobody else decides whether an admin may go, or changes rights."""
    await connection.execute("LOCK TABLE user_permissions IN SHARE ROW EXCLUSIVE MODE")


async def list_admins(connection: Connection, by_settings: Collection[int]) -> Admins:
    """As `has_admin` of `muster/identity/rights.py` sees them: a row counts once its account was
    seen, and an account beside somebody's first does not.
    """
    row = await connection.fetchrow(
        """
        SELECT array(SELECT discord_user_id
                       FROM user_permissions JOIN discord_accounts USING (discord_user_id)
                      WHERE tier = ANY($1::text[])),
               array(SELECT d.discord_user_id
                       FROM erasures z JOIN discord_people d USING (user_id)),
               array(SELECT named FROM unnest($2::bigint[]) AS named
                      WHERE NOT EXISTS (SELECT FROM discord_alt_accounts a
                                         WHERE a.discord_user_id = named))
        """,
        sorted(ADMIN_TIERS),
        sorted(by_settings),
    )
    assert row is not None
    return Admins(row[2], row[0], row[1])


async def insert_erasure(
    connection: Connection, user_id: int, asked_by: AskedBy, erases_at: datetime, now: datetime
) -> bool:
    """Whether it is new; one that is there already stays as it is."""
    inserted = await connection.fetchval(
        """
        INSERT INTO erasures (user_id, asked_at, erases_at, asked_by) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        user_id,
        now,
        erases_at,
        asked_by,
    )
    return inserted is True


async def hasten_erasure(connection: Connection, user_id: int, now: datetime) -> None:
    """Nothing is to be waited for any more."""
    await connection.execute(
        """
        UPDATE erasures SET erases_at = greatest(asked_at, $2)
         WHERE user_id = $1 AND erases_at > $2
        """,
        user_id,
        now,
    )


async def delete_erasure(connection: Connection, user_id: int) -> bool:
    """Take it back; False where there is nothing to take back (any more)."""
    deleted = await connection.fetchval(
        "DELETE FROM erasures WHERE user_id = $1 AND asked_by <> 'restore' RETURNING true", user_id
    )
    return deleted is True


async def lock_due(
    connection: Connection, now: datetime, apart_from: Collection[int] = ()
) -> Erasure | None:
    """The longest due of the erasures, which nobody takes back until the transaction ends; None
    without one, but for those of the people `apart_from`.

    Whoever is being written to at this moment waits until that is over.
    """
    row = await connection.fetchrow(
        f"""
        SELECT {_ERASURE} FROM erasures z
         WHERE z.erases_at <= $1 AND z.user_id <> ALL($2::bigint[])
           AND NOT EXISTS (SELECT FROM notifications_ledger l
                            WHERE l.user_id = z.user_id AND l.state = 'sending'
                              AND l.lease_until > $1)
         ORDER BY z.erases_at, z.user_id
         LIMIT 1
           FOR UPDATE SKIP LOCKED
        """,
        now,
        list(apart_from),
    )
    return None if row is None else _erasure(row)


async def find_person(connection: Connection, user_id: int) -> Person | None:
    """Somebody by all that they are known by; None where nobody has this number (any more)."""
    row = await connection.fetchrow(
        """
        WITH played AS (
            SELECT p.guid, p.origin
              FROM user_player_links l
              JOIN players p ON l.player_guid IN (p.guid, p.main_guid)
             WHERE l.user_id = $1
        ), own AS (
            SELECT guid FROM played WHERE origin = 'self_registered'
            UNION
            SELECT p.guid
              FROM account_link_audit_log a
              JOIN players p ON p.guid = a.player_guid AND p.origin = 'self_registered'
             WHERE a.user_id = $1 AND a.action IN ('player_linked', 'player_changed')
               AND a.created_at = p.created_at
               AND NOT EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = p.guid)
        ), theirs AS (
            SELECT guid FROM played UNION SELECT guid FROM own
        ), called AS (
            SELECT name, canonical_name, name_key FROM players JOIN theirs USING (guid)
             UNION ALL
            SELECT alias, canonical_alias, name_key FROM player_aliases JOIN theirs USING (guid)
             UNION ALL
            SELECT n.name, n.name, name_key(n.name)
              FROM discord_accounts a, unnest(ARRAY[a.username, a.display_name]) AS n (name)
             WHERE a.user_id = $1
        )
        SELECT u.id, u.created_at,
               array(SELECT discord_user_id FROM discord_accounts WHERE user_id = u.id)
               || array(SELECT discord_user_id FROM discord_alt_accounts WHERE user_id = u.id),
               nullif(d.username, ''), p.canonical_name,
               array(SELECT guid FROM theirs) AS guids,
               array(SELECT guid FROM own) AS own_guids,
               array(SELECT name FROM called WHERE name <> ''
                     UNION SELECT canonical_name FROM called WHERE canonical_name <> '') AS names,
               array(SELECT DISTINCT name_key FROM called WHERE name_key <> '') AS name_keys
          FROM website_users u
          LEFT JOIN discord_accounts d ON d.user_id = u.id
          LEFT JOIN user_player_links k ON k.user_id = u.id
          LEFT JOIN players p ON p.guid = k.player_guid
         WHERE u.id = $1
        """,
        user_id,
    )
    return None if row is None else Person(*row)


async def list_people_called(connection: Connection, text: str) -> list[int]:
    """The website user ids of whoever has this number, Discord account, guid or Discord name, or
    goes by this name, or did; however it is written.
    """
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    rows = await connection.fetch(
        """
        SELECT u.id
          FROM website_users u
          LEFT JOIN discord_accounts d ON d.user_id = u.id
          LEFT JOIN user_player_links k ON k.user_id = u.id
         WHERE u.id = $1 OR d.discord_user_id = $1
            OR ($2 <> '' AND name_key(d.username) = $2)
            OR EXISTS (SELECT FROM discord_alt_accounts a
                        WHERE a.user_id = u.id AND a.discord_user_id = $1)
            OR EXISTS (SELECT FROM players p
                        WHERE k.player_guid IN (p.guid, p.main_guid) AND p.guid_key = $2)
            OR ($3 <> '' AND EXISTS (SELECT FROM person_names n
                                      WHERE n.guid = k.player_guid AND n.name_key = $3))
         ORDER BY u.id
        """,
        number,
        name_key(text),
        name_key(canonical_name(text)),
    )
    return [row[0] for row in rows]
