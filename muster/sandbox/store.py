"""SQL of the sandbox's outbox (table sandbox_outbox)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.sandbox.rules import Answer, Sent

_OUTBOX_KEEPS = 2000

_SENT = """
    SELECT o.id, o.user_id, coalesce(p.canonical_name, d.display_name, d.username),
           o.channel_type, o.address, o.text, o.link, o.sent_at, o.answers
      FROM sandbox_outbox o
      LEFT JOIN user_player_links l ON l.user_id = o.user_id
      LEFT JOIN players p ON p.guid = l.player_guid
      LEFT JOIN discord_accounts d ON d.user_id = o.user_id
"""


async def insert_sent(
    connection: Connection,
    user_id: int | None,
    channel_type: ChannelType,
    address: str,
    text: str,
    link: str | None,
    answers: Sequence[Answer],
    now: datetime,
) -> int:
    """Add a message to the sandbox's outbox, which keeps the latest few thousand; its id."""
    sent = await connection.fetchval(
        """
        INSERT INTO sandbox_outbox (user_id, channel_type, address, text, link, sent_at, answers)
        VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)
        RETURNING id
        """,
        user_id,
        channel_type,
        address,
        text,
        link,
        now,
        _json(answers),
    )
    if sent % 100 == 0:
        await connection.execute("DELETE FROM sandbox_outbox WHERE id <= $1", sent - _OUTBOX_KEEPS)
    return sent


async def find_sent(connection: Connection, outbox_id: int) -> Sent | None:
    """One message of the outbox; None where there is none of that id."""
    row = await connection.fetchrow(f"{_SENT} WHERE o.id = $1", outbox_id)
    return None if row is None else _sent(row)


async def list_sent(connection: Connection, limit: int) -> list[Sent]:
    """The latest messages of the sandbox's outbox, newest first."""
    rows = await connection.fetch(f"{_SENT} ORDER BY o.id DESC LIMIT $1", limit)
    return [_sent(row) for row in rows]


async def rewrite_sent(
    connection: Connection, outbox_id: int, text: str, answers: Sequence[Answer]
) -> None:
    await connection.execute(
        "UPDATE sandbox_outbox SET text = $2, answers = $3::jsonb WHERE id = $1",
        outbox_id,
        text,
        _json(answers),
    )


def _json(answers: Sequence[Answer]) -> str:
    return json.dumps([each._asdict() for each in answers])


def _sent(row: Any) -> Sent:
    answers = tuple(Answer(each["label"], each["data"]) for each in json.loads(row[8]))
    return Sent(*row[:8], answers=answers)
