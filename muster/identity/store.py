"""The SQL of accounts, viewers and links, one verb function a query. `now` is always an aware
instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.audit.rules import Actor
from muster.database import Connection
from muster.identity.rules import SESSION_ENDS_AFTER, DiscordProfile, Viewer
from muster.words import known_language

AUDIT_OPERATOR = 0
"""Who acted, in the log of links, where an operator did by a command."""

_VIEWER_COLUMNS = """
    d.user_id, d.discord_user_id, d.username, coalesce(d.display_name, d.username) AS display_name,
    d.avatar, p.guid, p.canonical_name, u.tier, z.erases_at,
    r.chosen AS language
"""
_VIEWER_LINKS = """
    LEFT JOIN user_player_links l ON l.user_id = d.user_id
    LEFT JOIN players p ON p.guid = l.player_guid
    LEFT JOIN user_permissions u ON u.discord_user_id = d.discord_user_id
    LEFT JOIN erasures z ON z.user_id = d.user_id
    LEFT JOIN reader_languages r ON r.user_id = d.user_id
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
        erases_at=row["erases_at"],
        language=known_language(row["language"]),
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
    """The person of a Discord account that is not unlinked, as they are at `now` and no longer.

    Whichever account of theirs it is, they are who they are by their first.
    """
    row = await connection.fetchrow(
        f"""
        SELECT {_VIEWER_COLUMNS}
          FROM discord_people o
          JOIN discord_accounts d ON d.user_id = o.user_id
          {_VIEWER_LINKS}
         WHERE o.discord_user_id = $1
        """,
        discord_user_id,
    )
    return None if row is None else _viewer(row, now)


async def find_viewer_of_user(connection: Connection, user_id: int, now: datetime) -> Viewer | None:
    """Who a website user is, as they are at `now` and no longer; None without a Discord account."""
    row = await connection.fetchrow(
        f"""
        SELECT {_VIEWER_COLUMNS} FROM discord_accounts d {_VIEWER_LINKS}
         WHERE d.user_id = $1 AND d.unlinked_at IS NULL
        """,
        user_id,
    )
    return None if row is None else _viewer(row, now)


async def find_reader_of_account(
    connection: Connection, discord_user_id: int, now: datetime
) -> tuple[Viewer, str | None, str | None] | None:
    """As `find_viewer_of_account`, with the language that they chose, and the one last heard."""
    row = await connection.fetchrow(
        f"""
        SELECT r.chosen, r.heard, {_VIEWER_COLUMNS}
          FROM discord_people o
          JOIN discord_accounts d ON d.user_id = o.user_id
          {_VIEWER_LINKS}
         WHERE o.discord_user_id = $1
        """,
        discord_user_id,
    )
    return None if row is None else (_viewer(row, now), row["chosen"], row["heard"])


async def upsert_discord_account(
    connection: Connection, profile: DiscordProfile, now: datetime
) -> tuple[int, bool]:
    """(website user of this Discord account, whether it was linked by this call).

    Call it inside a transaction: two sign-ins of one account, or a sign-in and an unlinking, wait
    for each other. Another account of somebody's signs them in as who they are, and is their first
    from then on where they have unlinked that.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1)", profile.discord_user_id)
    owner = await connection.fetchrow(
        """
        SELECT a.user_id, d.discord_user_id, d.unlinked_at IS NOT NULL AS was_unlinked
          FROM discord_alt_accounts a JOIN discord_accounts d ON d.user_id = a.user_id
         WHERE a.discord_user_id = $1
           FOR UPDATE OF d
        """,
        profile.discord_user_id,
    )
    if owner is not None:
        if not owner["was_unlinked"]:
            return owner["user_id"], False
        await _exchange_accounts(
            connection, owner["user_id"], owner["discord_user_id"], profile.discord_user_id, now
        )
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


async def _exchange_accounts(
    connection: Connection, user_id: int, first: int, second: int, now: datetime
) -> None:
    """Let `second` be the account that the person is known by, and `first` another one."""
    await connection.execute("DELETE FROM discord_alt_accounts WHERE discord_user_id = $1", second)
    await connection.execute(
        "UPDATE discord_accounts SET discord_user_id = $2 WHERE user_id = $1", user_id, second
    )
    await connection.execute(
        "INSERT INTO discord_alt_accounts (discord_user_id, user_id, attached_at)"
        " VALUES ($1, $2, $3)",
        first,
        user_id,
        now,
    )


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
    actor: Actor | None = None,
) -> None:
    """Note a change of a link; `actor` None: the person did it themselves."""
    actor_user_id = user_id if actor is None else actor.user_id or AUDIT_OPERATOR
    await connection.execute(
        """
        INSERT INTO account_link_audit_log
               (user_id, actor_user_id, action, discord_user_id, player_guid,
                previous_player_guid, created_at)
        VALUES ($1, $7, $2, $3, $4, $5, $6)
        """,
        user_id,
        action,
        discord_user_id,
        player_guid,
        previous_player_guid,
        now,
        actor_user_id,
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


async def find_linked_players(
    connection: Connection, discord_user_ids: Sequence[int]
) -> dict[int, str]:
    rows = await connection.fetch(
        """
        SELECT d.discord_user_id, p.canonical_name
          FROM discord_people d
          JOIN user_player_links l ON l.user_id = d.user_id
          JOIN players p ON p.guid = l.player_guid
         WHERE d.discord_user_id = ANY($1::bigint[])
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
