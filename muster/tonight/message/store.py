"""The SQL of the tonight message, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from muster.database import Connection
from muster.tonight.message.rules import StoredMessage

_COLUMNS = "message_date, discord_channel_id, nonce, doubt_since, discord_message_id"


def _message(row: Any) -> StoredMessage:
    return StoredMessage(*row)


async def find_message(connection: Connection, day: date, channel_id: int) -> StoredMessage | None:
    row = await connection.fetchrow(
        f"""
        SELECT {_COLUMNS} FROM tonight_messages
         WHERE message_date = $1 AND discord_channel_id = $2
        """,
        day,
        channel_id,
    )
    return None if row is None else _message(row)


async def insert_message(
    connection: Connection, day: date, channel_id: int, nonce: str, now: datetime
) -> None:
    """Plan the message of a day; one that is planned already stays as it is."""
    await connection.execute(
        """
        INSERT INTO tonight_messages
               (message_date, discord_channel_id, nonce, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT ON CONSTRAINT tonight_messages_pkey DO NOTHING
        """,
        day,
        channel_id,
        nonce,
        now,
    )


async def set_doubt(
    connection: Connection, message: StoredMessage, doubt_since: datetime | None, now: datetime
) -> bool:
    """Write `doubt_since`; False where nothing is to be posted under this nonce any more."""
    updated = await connection.execute(
        """
        UPDATE tonight_messages SET doubt_since = $4, updated_at = $5
         WHERE message_date = $1 AND discord_channel_id = $2 AND nonce = $3
           AND discord_message_id IS NULL AND closed_at IS NULL
        """,
        message.message_date,
        message.channel_id,
        message.nonce,
        doubt_since,
        now,
    )
    return updated == "UPDATE 1"


async def set_posted(
    connection: Connection, message: StoredMessage, message_id: int, now: datetime
) -> None:
    await connection.execute(
        """
        UPDATE tonight_messages
           SET discord_message_id = $4, posted_at = $5, doubt_since = NULL, updated_at = $5
         WHERE message_date = $1 AND discord_channel_id = $2 AND nonce = $3
           AND discord_message_id IS NULL
        """,
        message.message_date,
        message.channel_id,
        message.nonce,
        message_id,
        now,
    )


async def forget_posted(
    connection: Connection, message: StoredMessage, nonce: str, now: datetime
) -> None:
    """The message is gone from Discord: it is to be posted anew, under another nonce."""
    await connection.execute(
        """
        UPDATE tonight_messages
           SET discord_message_id = NULL, posted_at = NULL, nonce = $4, updated_at = $5
         WHERE message_date = $1 AND discord_channel_id = $2 AND discord_message_id = $3
        """,
        message.message_date,
        message.channel_id,
        message.message_id,
        nonce,
        now,
    )


async def list_open(connection: Connection, today: date, channel_id: int) -> list[StoredMessage]:
    """Messages that still have their buttons: all but that of `today` in a channel."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM tonight_messages
         WHERE (message_date < $1 OR message_date = $1 AND discord_channel_id <> $2)
           AND closed_at IS NULL
         ORDER BY message_date
        """,
        today,
        channel_id,
    )
    return [_message(row) for row in rows]


async def set_closed(connection: Connection, message: StoredMessage, now: datetime) -> None:
    await connection.execute(
        """
        UPDATE tonight_messages SET closed_at = $3, updated_at = $3
         WHERE message_date = $1 AND discord_channel_id = $2
        """,
        message.message_date,
        message.channel_id,
        now,
    )


async def delete_message(connection: Connection, message: StoredMessage) -> None:
    await connection.execute(
        "DELETE FROM tonight_messages WHERE message_date = $1 AND discord_channel_id = $2",
        message.message_date,
        message.channel_id,
    )
