"""What the sandbox would have sent: put into its outbox, and read there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.channels import service as channels
from muster.channels.rules import ChannelType, mask_address
from muster.crypto import ContactCipher
from muster.database import Connection
from muster.sandbox import store
from muster.sandbox.rules import Answer, Sent


async def record_sent(
    connection: Connection,
    cipher: ContactCipher | None,
    channel_type: ChannelType,
    address: str,
    text: str,
    link: str | None,
    answers: Sequence[Answer],
    now: datetime,
) -> int:
    """Put what would have been sent into the outbox; the message's id there.

    `address` is what a channel is given: ``user:<id>`` or ``channel:<id>`` on Discord, a chat id, a
    number. It is stored masked where it is contact data.
    """
    user_id = await channels.find_recipient(connection, cipher, channel_type, address)
    shown = address if channel_type == "discord" else mask_address(channel_type, address)
    return await store.insert_sent(
        connection, user_id, channel_type, shown, text, link, answers, now
    )


async def find_sent(connection: Connection, outbox_id: int) -> Sent | None:
    """One message of the outbox."""
    return await store.find_sent(connection, outbox_id)


async def rewrite_sent(
    connection: Connection, outbox_id: int, text: str, answers: Sequence[Answer]
) -> None:
    """Let a message say something else from now on, as a bot edits one that was answered."""
    await store.rewrite_sent(connection, outbox_id, text, answers)


async def list_sent(connection: Connection, limit: int) -> list[Sent]:
    """The latest messages of the outbox, newest first."""
    return await store.list_sent(connection, limit)
