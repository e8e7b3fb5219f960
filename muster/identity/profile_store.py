"""The SQL of what admins do with player profiles, one verb function a query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.identity.profile_rules import Account, Alt, Profile, ProfileRow
from muster.names import name_key

_ACCOUNT = """
    d.user_id, d.discord_user_id, d.username, coalesce(d.display_name, d.username) AS display_name,
    d.unlinked_at IS NULL AS active
"""
_OTHERS = """
    ARRAY(SELECT a.discord_user_id FROM discord_alt_accounts a
           WHERE a.user_id = d.user_id ORDER BY a.discord_user_id) AS other_accounts
"""
_PROFILE = f"""
    p.guid, p.name, p.canonical_name, p.rating, p.origin,
    ARRAY(SELECT a.alias FROM player_aliases a WHERE a.guid = p.guid ORDER BY a.name_key, a.alias)
        AS aliases,
    ARRAY(SELECT o.guid FROM players o WHERE o.main_guid = p.guid ORDER BY o.guid) AS alt_guids,
    ARRAY(SELECT o.canonical_name FROM players o WHERE o.main_guid = p.guid ORDER BY o.guid)
        AS alt_names,
    {_ACCOUNT}, {_OTHERS}
"""
_WITH_ACCOUNT = """
    LEFT JOIN user_player_links l ON l.player_guid = p.guid
    LEFT JOIN discord_accounts d ON d.user_id = l.user_id
"""
_ROW = "guid, name, canonical_name, rating, origin, main_guid"


def _profile(row: Any) -> Profile:
    account = None
    if row["user_id"] is not None:
        account = Account(
            row["user_id"],
            row["discord_user_id"],
            row["username"],
            row["display_name"],
            row["active"],
            row["guid"],
            row["canonical_name"],
            tuple(row["other_accounts"]),
        )
    return Profile(
        guid=row["guid"],
        name=row["name"],
        canonical_name=row["canonical_name"],
        rating=row["rating"],
        origin=row["origin"],
        aliases=tuple(row["aliases"]),
        alts=tuple(map(Alt, row["alt_guids"], row["alt_names"])),
        account=account,
    )


def _account(row: Any) -> Account:
    *known, others = row
    return Account(*known, other_accounts=tuple(others))


async def list_profiles(
    connection: Connection, text: str, linked: bool | None, after: str | None, limit: int
) -> list[Profile]:
    """People as players by their names' keys: of whom a name, or the beginning of a guid, holds
    `text`; those after the profile of the guid `after`.
    """
    rows = await connection.fetch(
        f"""
        SELECT {_PROFILE}
          FROM players p {_WITH_ACCOUNT}
         WHERE p.main_guid IS NULL
           AND ($1 = '' OR p.guid IN (
                   SELECT n.guid FROM person_names n WHERE strpos(n.name_key, $1) > 0
                    UNION ALL
                   SELECT coalesce(g.main_guid, g.guid) FROM players g
                    WHERE starts_with(g.guid_key, $1)))
           AND ($2::boolean IS NULL OR (l.user_id IS NOT NULL) = $2)
           AND ($3::text IS NULL
                OR (p.name_key COLLATE "C", p.guid COLLATE "C") > (
                       SELECT o.name_key COLLATE "C", o.guid COLLATE "C"
                         FROM players o WHERE o.guid = $3))
         ORDER BY p.name_key COLLATE "C", p.guid COLLATE "C"
         LIMIT $4
        """,
        name_key(text),
        linked,
        after,
        limit,
    )
    return [_profile(row) for row in rows]


async def find_profile(connection: Connection, guid: str) -> Profile | None:
    """The person with exactly this main guid."""
    row = await connection.fetchrow(
        f"SELECT {_PROFILE} FROM players p {_WITH_ACCOUNT} WHERE p.guid = $1", guid
    )
    return None if row is None else _profile(row)


async def find_guid(connection: Connection, guid: str) -> str | None:
    """How the guid is stored that is this one, or this one in other letter case."""
    return await connection.fetchval(
        """
        SELECT guid FROM players
         WHERE guid_key = $2 ORDER BY guid = $1 DESC, guid_twin LIMIT 1
        """,
        guid,
        name_key(guid),
    )


async def find_names(connection: Connection, guids: Sequence[str]) -> dict[str, str]:
    rows = await connection.fetch(
        "SELECT guid, canonical_name FROM players WHERE guid = ANY($1::text[])", guids
    )
    return {row[0]: row[1] for row in rows}


async def lock_rows(connection: Connection, guids: Sequence[str]) -> dict[str, ProfileRow]:
    """These profiles, which nobody else changes before the transaction ends; in one order."""
    rows = await connection.fetch(
        f"""
        SELECT {_ROW} FROM players WHERE guid = ANY($1::text[])
         ORDER BY guid COLLATE "C" FOR UPDATE
        """,
        guids,
    )
    return {row["guid"]: ProfileRow(*row) for row in rows}


async def find_linked_users(connection: Connection, guids: Sequence[str]) -> dict[str, int]:
    """Who is linked to these profiles."""
    rows = await connection.fetch(
        "SELECT player_guid, user_id FROM user_player_links WHERE player_guid = ANY($1::text[])",
        guids,
    )
    return {row[0]: row[1] for row in rows}


async def is_known_as(connection: Connection, canonical: str, guid: str, *, others: bool) -> bool:
    """Whether the person of `guid`, or with `others` anybody else, goes by this name."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM person_names WHERE name_key = $1 AND (guid <> $2) = $3)
        """,
        name_key(canonical),
        guid,
        others,
    )


async def update_name(
    connection: Connection, guid: str, name: str, canonical: str, now: datetime
) -> None:
    """Let a profile be called otherwise; a twin that gets a name of its own is none any more.

    Whose alt keeps the name from others already is its twin.
    """
    await connection.execute(
        """
        UPDATE players
           SET name = $2, canonical_name = $3, updated_at = $4,
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


async def update_rating(
    connection: Connection, guid: str, rating: float | None, now: datetime
) -> None:
    await connection.execute(
        "UPDATE players SET rating = $2, updated_at = $3 WHERE guid = $1", guid, rating, now
    )


async def insert_alias(
    connection: Connection,
    guid: str,
    alias: str,
    canonical: str,
    *,
    given_up_at: datetime | None = None,
) -> None:
    """Add an alias; with `given_up_at` it is the name before, which goes with a person who chose
    it.
    """
    await connection.execute(
        """
        INSERT INTO player_aliases (guid, alias, canonical_alias, given_up_at)
        SELECT $1, $2, $3, CASE WHEN p.name_chosen_at IS NOT NULL THEN $4::timestamptz END
          FROM players p WHERE p.guid = $1
        ON CONFLICT DO NOTHING
        """,
        guid,
        alias,
        canonical,
        given_up_at,
    )


async def delete_aliases(connection: Connection, guid: str, canonical: str) -> list[str]:
    """Take a name off a profile's aliases, however it is written there; what there was."""
    rows = await connection.fetch(
        "DELETE FROM player_aliases WHERE guid = $1 AND name_key = $2 RETURNING alias",
        guid,
        name_key(canonical),
    )
    return sorted(row[0] for row in rows)


async def find_account(connection: Connection, user_id: int) -> Account | None:
    row = await connection.fetchrow(f"{_ACCOUNTS} WHERE d.user_id = $1", user_id)
    return None if row is None else _account(row)


_ACCOUNTS = f"""
    SELECT {_ACCOUNT}, p.guid, p.canonical_name, {_OTHERS}
      FROM discord_accounts d
      LEFT JOIN user_player_links l ON l.user_id = d.user_id
      LEFT JOIN players p ON p.guid = l.player_guid
"""


async def list_accounts(connection: Connection, text: str, limit: int) -> list[Account]:
    """Those who sign in here, by a part of a name of their Discord account, its number, or their
    number here; whoever has no profile first.
    """
    rows = await connection.fetch(
        f"""
        {_ACCOUNTS}
         WHERE d.unlinked_at IS NULL
           AND ($1 = '' OR strpos(name_key(d.username), $1) > 0
                OR strpos(name_key(coalesce(d.display_name, '')), $1) > 0
                OR d.discord_user_id::text = $1 OR d.user_id::text = $1)
         ORDER BY l.user_id IS NOT NULL, d.linked_at DESC, d.user_id
         LIMIT $2
        """,
        name_key(text),
        limit,
    )
    return [_account(row) for row in rows]


async def find_user_of_account(connection: Connection, discord_user_id: int) -> int | None:
    return await connection.fetchval(
        "SELECT user_id FROM discord_people WHERE discord_user_id = $1", discord_user_id
    )
