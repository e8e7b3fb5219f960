"""The SQL of rights by person, one verb function a query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.identity.right_rules import ADMIN_TIERS, TIERS, NamedAccounts, RightHolder
from muster.names import name_key

_HOLDER = """
    i.discord_user_id, d.user_id, u.tier, u.granted_at, nullif(d.username, '') AS username,
    coalesce(p.canonical_name, d.display_name, nullif(d.username, '')) AS name,
    coalesce(gp.canonical_name, g.display_name, nullif(g.username, '')) AS granted_by
"""
_JOINS = """
    LEFT JOIN user_permissions u ON u.discord_user_id = i.discord_user_id
    LEFT JOIN discord_accounts d ON d.discord_user_id = i.discord_user_id
    LEFT JOIN user_player_links l ON l.user_id = d.user_id
    LEFT JOIN players p ON p.guid = l.player_guid
    LEFT JOIN discord_accounts g ON g.discord_user_id = u.granted_by
    LEFT JOIN user_player_links gl ON gl.user_id = g.user_id
    LEFT JOIN players gp ON gp.guid = gl.player_guid
"""


def _holder(row: Any, named: NamedAccounts) -> RightHolder:
    return RightHolder(
        discord_user_id=row["discord_user_id"],
        user_id=row["user_id"],
        name=row["name"],
        username=row["username"],
        tier=row["tier"],
        named=named.of(row["discord_user_id"]),
        granted_at=row["granted_at"],
        granted_by=row["granted_by"],
    )


async def lock_rights(connection: Connection) -> None:
    """Let nobody else change rights before this transaction ends; reading goes on."""
    await connection.execute("LOCK TABLE user_permissions IN SHARE ROW EXCLUSIVE MODE")


async def find_tier(connection: Connection, discord_user_id: int) -> str | None:
    return await connection.fetchval(
        "SELECT tier FROM user_permissions WHERE discord_user_id = $1", discord_user_id
    )


async def find_user(connection: Connection, discord_user_id: int) -> int | None:
    return await connection.fetchval(
        "SELECT user_id FROM discord_accounts WHERE discord_user_id = $1", discord_user_id
    )


async def upsert_tier(
    connection: Connection, discord_user_id: int, tier: str, granted_by: int | None, now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO user_permissions (discord_user_id, tier, granted_at, granted_by)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT ON CONSTRAINT user_permissions_pkey
        DO UPDATE SET tier = EXCLUDED.tier, granted_at = EXCLUDED.granted_at,
                      granted_by = EXCLUDED.granted_by
        """,
        discord_user_id,
        tier,
        now,
        granted_by,
    )


async def delete_tier(connection: Connection, discord_user_id: int) -> None:
    await connection.execute(
        "DELETE FROM user_permissions WHERE discord_user_id = $1", discord_user_id
    )


async def admin_signed_in(connection: Connection) -> bool:
    """Whether some account with an admin's tier was ever signed in with here, and its person is not
    to be erased.
    """
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM user_permissions JOIN discord_accounts d USING (discord_user_id)
                        WHERE tier = ANY($1::text[])
                          AND NOT EXISTS (SELECT FROM erasures z WHERE z.user_id = d.user_id))
        """,
        sorted(ADMIN_TIERS),
    )


async def list_beside(connection: Connection, discord_user_ids: Sequence[int]) -> list[int]:
    """Those of these accounts whose person is known by another one."""
    rows = await connection.fetch(
        """
        SELECT discord_user_id FROM discord_alt_accounts WHERE discord_user_id = ANY($1::bigint[])
        """,
        discord_user_ids,
    )
    return [row[0] for row in rows]


async def list_holders(
    connection: Connection, named: NamedAccounts, limit: int
) -> list[RightHolder]:
    """Who has a right, by a row or by the settings; the highest first, then by name."""
    rows = await connection.fetch(
        f"""
        SELECT {_HOLDER}
          FROM (SELECT discord_user_id FROM user_permissions
                UNION SELECT unnest($1::bigint[] || $2::bigint[])) AS i
          {_JOINS}
         ORDER BY least(array_position($3::text[], u.tier),
                        CASE WHEN i.discord_user_id = ANY($1) THEN 2
                             WHEN i.discord_user_id = ANY($2) THEN 3 END),
                  name, i.discord_user_id
         LIMIT $4
        """,
        sorted(named.admins),
        sorted(named.promoters),
        TIERS,
        limit,
    )
    return [_holder(row, named) for row in rows]


async def search_people(
    connection: Connection, text: str, account: int | None, named: NamedAccounts, limit: int
) -> list[RightHolder]:
    """Who signed in here and goes by a name that holds `text`, or has the Discord id `account`."""
    rows = await connection.fetch(
        f"""
        SELECT {_HOLDER}
          FROM discord_accounts i
          {_JOINS}
         WHERE i.unlinked_at IS NULL
           AND (i.user_id = (SELECT o.user_id FROM discord_people o WHERE o.discord_user_id = $2)
                OR p.guid IN (SELECT n.guid FROM person_names n WHERE strpos(n.name_key, $1) > 0)
                OR strpos(name_key(i.username), $1) > 0
                OR strpos(name_key(i.display_name), $1) > 0)
         ORDER BY name, i.discord_user_id
         LIMIT $3
        """,
        name_key(text),
        account,
        limit,
    )
    return [_holder(row, named) for row in rows]


async def find_holders(
    connection: Connection, key: str, account: int | None, named: NamedAccounts
) -> Sequence[RightHolder]:
    """Who is called exactly so (by `name_key`), as a player or on Discord, or has this id."""
    rows = await connection.fetch(
        f"""
        SELECT {_HOLDER}
          FROM discord_accounts i
          {_JOINS}
         WHERE i.unlinked_at IS NULL
           AND (i.user_id = (SELECT o.user_id FROM discord_people o WHERE o.discord_user_id = $2)
                OR p.name_key = $1 OR name_key(i.username) = $1)
         ORDER BY i.discord_user_id
         LIMIT 10
        """,
        key,
        account,
    )
    return [_holder(row, named) for row in rows]


async def find_names(connection: Connection, user_ids: Sequence[int]) -> dict[int, str]:
    """What people are called: their player's name, or Discord's; by website user."""
    rows = await connection.fetch(
        """
        SELECT d.user_id, coalesce(p.canonical_name, d.display_name, nullif(d.username, ''))
          FROM discord_accounts d
          LEFT JOIN user_player_links l ON l.user_id = d.user_id
          LEFT JOIN players p ON p.guid = l.player_guid
         WHERE d.user_id = ANY($1::bigint[])
        """,
        user_ids,
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}
