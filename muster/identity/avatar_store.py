"""The SQL of people's pictures."""

from __future__ import annotations

from muster.database import Connection


async def find_avatar(connection: Connection, user_id: int) -> tuple[int, str] | None:
    """(Discord account, name of its picture) of somebody who is linked to a player."""
    row = await connection.fetchrow(
        """
        SELECT d.discord_user_id, d.avatar
          FROM discord_accounts d
          JOIN user_player_links l ON l.user_id = d.user_id
         WHERE d.user_id = $1 AND d.unlinked_at IS NULL AND d.avatar IS NOT NULL
        """,
        user_id,
    )
    return None if row is None else (row[0], row[1])
