"""The SQL of identity, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.identity.rules import DiscordProfile, ImportedPlayer, Player, Viewer, canonical_name


async def find_viewer(
    connection: Connection, token_hash: bytes, now: datetime
) -> tuple[Viewer, datetime] | None:
    """The owner of a session that has not ended, and when it was last used."""
    row = await connection.fetchrow(
        """
        SELECT s.user_id, s.expires_at, s.last_seen_at, d.discord_user_id, d.username,
               coalesce(d.display_name, d.username) AS display_name, d.avatar,
               p.guid, p.name, p.canonical_name, u.tier
          FROM website_sessions s
          JOIN discord_accounts d ON d.user_id = s.user_id AND d.unlinked_at IS NULL
          LEFT JOIN user_player_links l ON l.user_id = s.user_id
          LEFT JOIN players p ON p.guid = l.player_guid
          LEFT JOIN user_permissions u ON u.discord_user_id = d.discord_user_id
         WHERE s.token_hash = $1 AND s.expires_at > $2
        """,
        token_hash,
        now,
    )
    if row is None:
        return None
    viewer = Viewer(
        user_id=row["user_id"],
        discord_user_id=row["discord_user_id"],
        username=row["username"],
        display_name=row["display_name"],
        avatar=row["avatar"],
        player_guid=row["guid"],
        player_name=row["canonical_name"],
        tier=row["tier"],
        expires_at=row["expires_at"],
    )
    return viewer, row["last_seen_at"]


async def insert_session(
    connection: Connection, token_hash: bytes, user_id: int, now: datetime, expires_at: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO website_sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $3, $4)
        """,
        token_hash,
        user_id,
        now,
        expires_at,
    )


async def touch_session(
    connection: Connection, token_hash: bytes, now: datetime, expires_at: datetime
) -> None:
    await connection.execute(
        "UPDATE website_sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1",
        token_hash,
        now,
        expires_at,
    )


async def delete_session(connection: Connection, token_hash: bytes) -> None:
    await connection.execute("DELETE FROM website_sessions WHERE token_hash = $1", token_hash)


async def delete_sessions_of(connection: Connection, user_id: int) -> None:
    await connection.execute("DELETE FROM website_sessions WHERE user_id = $1", user_id)


async def delete_ended_sessions(connection: Connection, now: datetime) -> int:
    """Remove sessions and sign-in states that have ended; how many rows that were."""
    return await connection.fetchval(
        """
        WITH sessions AS (DELETE FROM website_sessions WHERE expires_at <= $1 RETURNING 1),
             states AS (DELETE FROM oauth_states WHERE expires_at <= $1 RETURNING 1)
        SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM states)
        """,
        now,
    )


async def insert_oauth_state(
    connection: Connection,
    state_hash: bytes,
    code_verifier: str,
    redirect_uri: str,
    next_path: str | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    await connection.execute(
        """
        INSERT INTO oauth_states
               (state_hash, code_verifier, redirect_uri, next_path, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        state_hash,
        code_verifier,
        redirect_uri,
        next_path,
        now,
        expires_at,
    )


async def take_oauth_state(
    connection: Connection, state_hash: bytes, now: datetime
) -> tuple[str, str, str | None] | None:
    """(code_verifier, redirect_uri, next_path) of a state that is still good; it is used up."""
    row = await connection.fetchrow(
        """
        DELETE FROM oauth_states WHERE state_hash = $1
        RETURNING code_verifier, redirect_uri, next_path, expires_at
        """,
        state_hash,
    )
    if row is None or row["expires_at"] <= now:
        return None
    return row["code_verifier"], row["redirect_uri"], row["next_path"]


async def upsert_discord_account(
    connection: Connection, profile: DiscordProfile, now: datetime
) -> tuple[int, bool]:
    """(website user of this Discord account, whether it was linked by this call).

    Call it inside a transaction: two sign-ins of one new account wait for each other.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1)", profile.discord_user_id)
    row = await connection.fetchrow(
        """
        UPDATE discord_accounts a
           SET username = $2, display_name = $3, avatar = $4, unlinked_at = NULL, updated_at = $5,
               linked_at = CASE WHEN a.unlinked_at IS NULL THEN a.linked_at ELSE $5 END
          FROM discord_accounts before
         WHERE a.discord_user_id = $1 AND before.discord_user_id = a.discord_user_id
        RETURNING a.user_id, before.unlinked_at IS NOT NULL AS was_unlinked
        """,
        profile.discord_user_id,
        profile.username,
        profile.display_name,
        profile.avatar,
        now,
    )
    if row is not None:
        return row["user_id"], row["was_unlinked"]
    user_id = await connection.fetchval(
        """
        WITH new_user AS (INSERT INTO website_users (created_at) VALUES ($5) RETURNING id)
        INSERT INTO discord_accounts
               (discord_user_id, user_id, username, display_name, avatar, linked_at, updated_at)
        SELECT $1, id, $2, $3, $4, $5, $5 FROM new_user
        RETURNING user_id
        """,
        profile.discord_user_id,
        profile.username,
        profile.display_name,
        profile.avatar,
        now,
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


async def lock_player_link(connection: Connection, user_id: int) -> str | None:
    """The guid that the user is linked to; nobody else changes it before this transaction ends."""
    await connection.execute("SELECT 1 FROM website_users WHERE id = $1 FOR NO KEY UPDATE", user_id)
    return await connection.fetchval(
        "SELECT player_guid FROM user_player_links WHERE user_id = $1", user_id
    )


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
    row = await connection.fetchrow(
        f"SELECT {_PLAYER_COLUMNS} FROM players p WHERE p.guid = $1",  # noqa: S608 our own columns
        guid,
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


async def search_players(connection: Connection, text: str, limit: int) -> list[Player]:
    """Players whose name or an alias holds `text`, without colour codes, in any letter case.

    Names that begin with it come first.
    """
    rows = await connection.fetch(
        f"""
        SELECT {_PLAYER_COLUMNS}
          FROM players p
         WHERE strpos(lower(p.canonical_name), lower($1)) > 0
            OR EXISTS (SELECT FROM player_aliases a
                        WHERE a.guid = p.guid AND strpos(lower(a.canonical_alias), lower($1)) > 0)
         ORDER BY strpos(lower(p.canonical_name), lower($1)) = 1 DESC,
                  lower(p.canonical_name), p.guid
         LIMIT $2
        """,  # noqa: S608 our own columns
        text,
        limit,
    )
    return [_player(row) for row in rows]


async def list_players_with_aliases(connection: Connection) -> list[Player]:
    rows = await connection.fetch(
        f"""
        SELECT {_PLAYER_COLUMNS},
               array(SELECT a.canonical_alias FROM player_aliases a WHERE a.guid = p.guid)
                   AS aliases
          FROM players p
        """  # noqa: S608 our own columns
    )
    return [
        Player(row["guid"], row["name"], row["canonical_name"], row["taken"], tuple(row["aliases"]))
        for row in rows
    ]


async def name_exists(connection: Connection, canonical: str) -> bool:
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM players WHERE lower(canonical_name) = lower($1))", canonical
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


async def find_imported_players(
    connection: Connection, guids: Sequence[str]
) -> dict[str, ImportedPlayer]:
    """The profiles that exist of `guids`, as an import would state them; rows stay locked."""
    rows = await connection.fetch(
        """
        SELECT p.guid, p.name, p.rating,
               array(SELECT a.alias FROM player_aliases a WHERE a.guid = p.guid ORDER BY a.alias)
                   AS aliases
          FROM players p
         WHERE p.guid = ANY($1::text[])
         ORDER BY p.guid
           FOR UPDATE OF p
        """,
        guids,
    )
    return {
        row["guid"]: ImportedPlayer(row["guid"], row["name"], tuple(row["aliases"]), row["rating"])
        for row in rows
    }


async def upsert_imported_players(
    connection: Connection, players: Sequence[ImportedPlayer], now: datetime
) -> None:
    """Add or change profiles by guid; their aliases are replaced by those given."""
    guids = [player.guid for player in players]
    await connection.execute(
        """
        INSERT INTO players (guid, name, canonical_name, rating, origin, created_at, updated_at)
        SELECT guid, name, canonical_name, rating, 'imported', $5, $5
          FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[])
                 AS given (guid, name, canonical_name, rating)
        ON CONFLICT (guid) DO UPDATE
           SET name = EXCLUDED.name, canonical_name = EXCLUDED.canonical_name,
               rating = EXCLUDED.rating, updated_at = EXCLUDED.updated_at
        """,
        guids,
        [player.name for player in players],
        [canonical_name(player.name) for player in players],
        [player.rating for player in players],
        now,
    )
    await connection.execute("DELETE FROM player_aliases WHERE guid = ANY($1::text[])", guids)
    pairs = [(player.guid, alias) for player in players for alias in player.aliases]
    await connection.execute(
        """
        INSERT INTO player_aliases (guid, alias, canonical_alias)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
        """,
        [guid for guid, _ in pairs],
        [alias for _, alias in pairs],
        [canonical_name(alias) for _, alias in pairs],
    )
