"""The SQL of identity, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.identity.rules import SESSION_ENDS_AFTER, DiscordProfile, Player, Viewer
from muster.names import name_key

_VIEWER_COLUMNS = """
    d.user_id, d.discord_user_id, d.username, coalesce(d.display_name, d.username) AS display_name,
    d.avatar, p.guid, p.canonical_name, u.tier
"""
_VIEWER_LINKS = """
    LEFT JOIN user_player_links l ON l.user_id = d.user_id
    LEFT JOIN players p ON p.guid = l.player_guid
    LEFT JOIN user_permissions u ON u.discord_user_id = d.discord_user_id
"""


def _viewer(row: Any, expires_at: datetime) -> Viewer:
    return Viewer(
        user_id=row["user_id"],
        discord_user_id=row["discord_user_id"],
        username=row["username"],
        display_name=row["display_name"],
        avatar=row["avatar"],
        player_guid=row["guid"],
        player_name=row["canonical_name"],
        tier=row["tier"],
        expires_at=expires_at,
    )


async def find_viewer(
    connection: Connection, token_hash: bytes, now: datetime
) -> tuple[Viewer, datetime, datetime] | None:
    """The owner of a session that has not ended, when it was begun and when it was last used."""
    row = await connection.fetchrow(
        f"""
        SELECT s.expires_at, s.created_at, s.last_seen_at, {_VIEWER_COLUMNS}
          FROM website_sessions s
          JOIN discord_accounts d ON d.user_id = s.user_id AND d.unlinked_at IS NULL
          {_VIEWER_LINKS}
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.created_at > $3
        """,
        token_hash,
        now,
        now - SESSION_ENDS_AFTER,
    )
    if row is None:
        return None
    ends = min(row["expires_at"], row["created_at"] + SESSION_ENDS_AFTER)
    return _viewer(row, ends), row["created_at"], row["last_seen_at"]


async def find_viewer_of_account(
    connection: Connection, discord_user_id: int, now: datetime
) -> Viewer | None:
    """The person of a Discord account that is not unlinked, as they are at `now` and no longer."""
    row = await connection.fetchrow(
        f"""
        SELECT {_VIEWER_COLUMNS}
          FROM discord_accounts d
          {_VIEWER_LINKS}
         WHERE d.discord_user_id = $1 AND d.unlinked_at IS NULL
        """,
        discord_user_id,
    )
    return None if row is None else _viewer(row, now)


async def upsert_discord_account(
    connection: Connection, profile: DiscordProfile, now: datetime
) -> tuple[int, bool]:
    """(website user of this Discord account, whether it was linked by this call).

    Call it inside a transaction: two sign-ins of one account, or a sign-in and an unlinking, wait
    for each other.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1)", profile.discord_user_id)
    # Locked first and read under the lock: an UPDATE's own join would still see it as linked after
    # it waited for somebody who unlinked it.
    row = await connection.fetchrow(
        """
        SELECT user_id, unlinked_at IS NOT NULL AS was_unlinked
          FROM discord_accounts WHERE discord_user_id = $1 FOR UPDATE
        """,
        profile.discord_user_id,
    )
    values = (
        profile.discord_user_id,
        profile.username,
        profile.display_name,
        profile.avatar,
        now,
    )
    if row is not None:
        await connection.execute(
            """
            UPDATE discord_accounts
               SET username = $2, display_name = $3, avatar = $4, unlinked_at = NULL,
                   linked_at = CASE WHEN unlinked_at IS NULL THEN linked_at ELSE $5 END,
                   updated_at = $5
             WHERE discord_user_id = $1
            """,
            *values,
        )
        return row["user_id"], row["was_unlinked"]
    user_id = await connection.fetchval(
        """
        WITH new_user AS (INSERT INTO website_users (created_at) VALUES ($5) RETURNING id)
        INSERT INTO discord_accounts
               (discord_user_id, user_id, username, display_name, avatar, linked_at, updated_at)
        SELECT $1, id, $2, $3, $4, $5, $5 FROM new_user
        RETURNING user_id
        """,
        *values,
    )
    return user_id, True


async def unlink_discord_account(connection: Connection, user_id: int, now: datetime) -> int | None:
    """Forget what Discord said of the account; its id stays, so that it finds back to its user."""
    return await connection.fetchval(
        """
        UPDATE discord_accounts
           SET unlinked_at = $2, updated_at = $2, username = '', display_name = NULL, avatar = NULL
         WHERE user_id = $1 AND unlinked_at IS NULL
        RETURNING discord_user_id
        """,
        user_id,
        now,
    )


async def insert_audit_row(
    connection: Connection,
    action: str,
    user_id: int,
    now: datetime,
    *,
    discord_user_id: int | None = None,
    player_guid: str | None = None,
    previous_player_guid: str | None = None,
) -> None:
    await connection.execute(
        """
        INSERT INTO account_link_audit_log
               (user_id, actor_user_id, action, discord_user_id, player_guid,
                previous_player_guid, created_at)
        VALUES ($1, $1, $2, $3, $4, $5, $6)
        """,
        user_id,
        action,
        discord_user_id,
        player_guid,
        previous_player_guid,
        now,
    )


async def lock_player_link(connection: Connection, user_id: int) -> tuple[bool, str | None]:
    """(whether the user's Discord account is linked, the guid of their player if they have one).

    Before this transaction ends nobody else changes the player or unlinks the account, since all
    who do begin here; a sign-in does not, and may link an account again that was not.
    """
    await connection.execute("SELECT 1 FROM website_users WHERE id = $1 FOR NO KEY UPDATE", user_id)
    row = await connection.fetchrow(
        """
        SELECT EXISTS (SELECT FROM discord_accounts WHERE user_id = $1 AND unlinked_at IS NULL),
               (SELECT player_guid FROM user_player_links WHERE user_id = $1)
        """,
        user_id,
    )
    return (False, None) if row is None else (row[0], row[1])


async def upsert_player_link(
    connection: Connection, user_id: int, player_guid: str, now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO user_player_links (user_id, player_guid, linked_at) VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT user_player_links_pkey
        DO UPDATE SET player_guid = EXCLUDED.player_guid, linked_at = EXCLUDED.linked_at
        """,
        user_id,
        player_guid,
        now,
    )


async def delete_player_link(connection: Connection, user_id: int) -> str | None:
    return await connection.fetchval(
        "DELETE FROM user_player_links WHERE user_id = $1 RETURNING player_guid", user_id
    )


_PLAYER_COLUMNS = """
    p.guid, p.name, p.canonical_name,
    EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = p.guid) AS taken
"""


def _player(row: Any) -> Player:
    return Player(row["guid"], row["name"], row["canonical_name"], row["taken"])


async def find_player(connection: Connection, guid: str) -> Player | None:
    """The player of that guid, or else the one whose guid is the same in other letter case."""
    row = await connection.fetchrow(
        f"""
        SELECT {_PLAYER_COLUMNS} FROM players p
         WHERE p.guid_key = $2 ORDER BY p.guid = $1 DESC, p.guid_twin LIMIT 1
        """,
        guid,
        name_key(guid),
    )
    return None if row is None else _player(row)


async def find_linked_players(
    connection: Connection, discord_user_ids: Sequence[int]
) -> dict[int, str]:
    rows = await connection.fetch(
        """
        SELECT d.discord_user_id, p.canonical_name
          FROM discord_accounts d
          JOIN user_player_links l ON l.user_id = d.user_id
          JOIN players p ON p.guid = l.player_guid
         WHERE d.discord_user_id = ANY($1::bigint[]) AND d.unlinked_at IS NULL
        """,
        discord_user_ids,
    )
    return {row[0]: row[1] for row in rows}


async def is_linked(connection: Connection, user_id: int) -> bool:
    return await connection.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM user_player_links JOIN discord_accounts d USING (user_id)
             WHERE user_id = $1 AND d.unlinked_at IS NULL
        )
        """,
        user_id,
    )


async def search_players(connection: Connection, text: str, limit: int) -> list[Player]:
    """Players whose name or an alias holds `text`, without colour codes, by their keys.

    Names that begin with it come first.
    """
    rows = await connection.fetch(
        f"""
        SELECT {_PLAYER_COLUMNS}
          FROM players p
         WHERE strpos(p.name_key, $1) > 0
            OR EXISTS (SELECT FROM player_aliases a
                        WHERE a.guid = p.guid AND strpos(a.name_key, $1) > 0)
         ORDER BY strpos(p.name_key, $1) = 1 DESC, p.name_key, p.guid
         LIMIT $2
        """,
        name_key(text),
        limit,
    )
    return [_player(row) for row in rows]


async def list_players_with_aliases(connection: Connection) -> Iterator[Player]:
    """Every player, each made when it is taken: thousands can be made beside the event loop."""
    row = await connection.fetchrow(
        f"""
        SELECT array_agg(guid), array_agg(name), array_agg(canonical_name), array_agg(taken),
               (SELECT array_agg(a.guid ORDER BY a.guid) FROM player_aliases a),
               (SELECT array_agg(a.canonical_alias ORDER BY a.guid) FROM player_aliases a)
          FROM (SELECT {_PLAYER_COLUMNS} FROM players p) AS everybody
        """
    )
    columns: list[list[Any]] = [column or [] for column in row or ()]
    return _with_aliases(*columns)


def _with_aliases(
    guids: list[str],
    names: list[str],
    canonical_names: list[str],
    taken: list[bool],
    alias_guids: list[str],
    aliases: list[str],
) -> Iterator[Player]:
    aliases_of: defaultdict[str, list[str]] = defaultdict(list)
    for guid, alias in zip(alias_guids, aliases, strict=True):
        aliases_of[guid].append(alias)
    for guid, name, canonical, is_taken in zip(guids, names, canonical_names, taken, strict=True):
        yield Player(guid, name, canonical, is_taken, tuple(aliases_of.get(guid, ())))


async def name_exists(connection: Connection, canonical: str, *, apart_from: str) -> bool:
    """Whether a player, other than the one of the guid `apart_from`, goes by the same name."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM players
                        WHERE name_key = $1 AND guid <> $2)
        """,
        name_key(canonical),
        apart_from,
    )


async def find_own_creation(connection: Connection, user_id: int) -> Player | None:
    """The latest of the profiles that this user created and nobody is linked to.

    A profile is linked by its creator in the instant, and the transaction, of its creation: the
    log's first row about it is theirs.
    """
    row = await connection.fetchrow(
        f"""
        SELECT {_PLAYER_COLUMNS}
          FROM account_link_audit_log a
          JOIN players p ON p.guid = a.player_guid AND p.origin = 'self_registered'
         WHERE a.user_id = $1 AND a.action IN ('player_linked', 'player_changed')
           AND a.created_at = p.created_at
           AND NOT EXISTS (SELECT FROM account_link_audit_log earlier
                            WHERE earlier.player_guid = a.player_guid AND earlier.id < a.id)
           AND NOT EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = p.guid)
         ORDER BY a.id DESC
         LIMIT 1
        """,
        user_id,
    )
    return None if row is None else _player(row)


async def rename_self_registered_player(
    connection: Connection, guid: str, name: str, canonical: str, now: datetime
) -> None:
    await connection.execute(
        """
        UPDATE players
           SET name = $2, canonical_name = $3, updated_at = $4,
               name_twin = name_twin AND canonical_name = $3
         WHERE guid = $1 AND origin = 'self_registered'
        """,
        guid,
        name,
        canonical,
        now,
    )


async def insert_self_registered_player(
    connection: Connection, guid: str, name: str, canonical: str, now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)
        VALUES ($1, $2, $3, 'self_registered', $4, $4)
        """,
        guid,
        name,
        canonical,
        now,
    )


async def list_same_named(connection: Connection) -> list[list[Player]]:
    """Players of one name, or of one guid, that are several by their rows; and nameless ones.

    Two people of one name whom a file holds are none of these, nor are those whose names are the
    same in every letter but its case.
    """
    rows = await connection.fetch(
        """
        SELECT array_agg(guid ORDER BY created_at, guid),
               array_agg(name ORDER BY created_at, guid),
               array_agg(canonical_name ORDER BY created_at, guid)
          FROM players
         GROUP BY name_key
        HAVING bool_or(name_twin) OR name_key = ''
            OR (bool_or(origin = 'self_registered') AND count(DISTINCT lower(canonical_name)) > 1)
         UNION
        SELECT array_agg(guid ORDER BY created_at, guid),
               array_agg(name ORDER BY created_at, guid),
               array_agg(canonical_name ORDER BY created_at, guid)
          FROM players
         GROUP BY guid_key
        HAVING bool_or(guid_twin)
         ORDER BY 1
        """
    )
    return [[Player(*each) for each in zip(*row, strict=True)] for row in rows]
