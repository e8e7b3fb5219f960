"""SQL of the sandbox's outbox (table sandbox_outbox)."""

from __future__ import annotations

from datetime import datetime

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.sandbox.rules import Sent

_OUTBOX_KEEPS = 2000


async def insert_sent(
    connection: Connection,
    user_id: int | None,
    channel_type: ChannelType,
    address: str,
    text: str,
    link: str | None,
    now: datetime,
) -> int:
    """Add a message to the sandbox's outbox, which keeps the latest few thousand; its id."""
    sent = await connection.fetchval(
        """
        INSERT INTO sandbox_outbox (user_id, channel_type, address, text, link, sent_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        RETURNING id
        """,
        user_id,
        channel_type,
        address,
        text,
        link,
        now,
    )
    if sent % 100 == 0:
        await connection.execute("DELETE FROM sandbox_outbox WHERE id <= $1", sent - _OUTBOX_KEEPS)
    return sent


async def list_sent(connection: Connection, limit: int) -> list[Sent]:
    """The latest messages of the sandbox's outbox, newest first."""
    rows = await connection.fetch(
        """
        SELECT o.id, o.user_id, coalesce(p.canonical_name, d.display_name, d.username),
               o.channel_type, o.address, o.text, o.link, o.sent_at
          FROM sandbox_outbox o
          LEFT JOIN user_player_links l ON l.user_id = o.user_id
          LEFT JOIN players p ON p.guid = l.player_guid
          LEFT JOIN discord_accounts d ON d.user_id = o.user_id
         ORDER BY o.id DESC
         LIMIT $1
        """,
        limit,
    )
    return [Sent(*row) for row in rows]
