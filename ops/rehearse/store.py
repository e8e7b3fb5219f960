"""What a rehearsal reads of the database that it plays on, and of the one that it copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from muster.availability.rules import Status
from muster.channels.rules import ChannelType
from muster.notifications.rules import MessageKind, Reason, RowState


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is linked to a player."""

    user_id: int
    name: str
    discord_user_id: int | None


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the ledger; `user_id` None: it went to a whole Discord channel."""

    id: int
    user_id: int | None
    event_key: str
    kind: MessageKind
    channel_type: ChannelType
    state: RowState
    reason: Reason | None
    error: str | None
    at: datetime


async def list_members(connection: Any) -> list[Member]:
    """Everybody who is linked, by name."""
    rows = await connection.fetch(
        """
        SELECT k.user_id, p.canonical_name, d.discord_user_id
          FROM user_player_links k
          JOIN players p ON p.guid = k.player_guid
          LEFT JOIN discord_accounts d ON d.user_id = k.user_id AND d.unlinked_at IS NULL
         ORDER BY p.canonical_name, k.user_id
        """
    )
    return [Member(*row) for row in rows]


async def list_answers(connection: Any, day: date) -> dict[int, Status]:
    """What everybody who is linked has said about `day`."""
    rows = await connection.fetch(
        """
        SELECT e.user_id, e.status
          FROM availability_entries e JOIN user_player_links k ON k.user_id = e.user_id
         WHERE e.entry_date = $1
        """,
        day,
    )
    return {row[0]: row[1] for row in rows}


_MESSAGE = """
    SELECT id, user_id, event_key, payload ->> 'kind', channel_type, state, reason, last_error,
           coalesce(sent_at, updated_at)
      FROM notifications_ledger
"""


async def list_messages_named(connection: Any, nonces: Sequence[str]) -> list[Message]:
    """The rows with these references, in the order in which they were sent."""
    rows = await connection.fetch(_MESSAGE + "WHERE nonce = ANY($1) ORDER BY sent_at, id", nonces)
    return [Message(*row) for row in rows]


async def list_messages(connection: Any, since: datetime) -> list[Message]:
    """All rows that changed at or after `since`, in time's order."""
    rows = await connection.fetch(
        _MESSAGE + "WHERE updated_at >= $1 ORDER BY coalesce(sent_at, updated_at), id", since
    )
    return [Message(*row) for row in rows]


async def list_tables(connection: Any) -> list[str]:
    """All tables of the current schema, but for the record of its migrations."""
    rows = await connection.fetch(
        """
        SELECT relname FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
           AND relname <> 'schema_migrations'
         ORDER BY relname
        """
    )
    return [row[0] for row in rows]


async def list_columns(connection: Any, table: str) -> list[str]:
    """The columns of a table that can be written, in their order."""
    rows = await connection.fetch(
        """
        SELECT attname FROM pg_attribute
         WHERE attrelid = ($1)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
         ORDER BY attnum
        """,
        f'"{table}"',
    )
    return [row[0] for row in rows]


async def advance_sequences(connection: Any) -> None:
    """Let every sequence of the current schema go on after what its column holds."""
    sequences = await connection.fetch(
        """
        SELECT s.oid::regclass::text, format('SELECT max(%I) FROM %I', a.attname, t.relname)
          FROM pg_class s
          JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
          JOIN pg_class t ON t.oid = d.refobjid
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
         WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace
        """
    )
    for sequence, highest in sequences:
        if (number := await connection.fetchval(highest)) is not None:
            await connection.execute("SELECT setval($1::regclass, $2)", sequence, number)
