"""Linking a chat, and telling its person where it took another one's place."""

from __future__ import annotations

from datetime import datetime, timedelta

from muster.channels import service as channels
from muster.channels.rules import ChannelType, LinkedChannel
from muster.crypto import ContactCipher
from muster.database import Connection
from muster.notifications import audience_store, service

_USEFUL_FOR = timedelta(days=7)


async def link_chat(
    connection: Connection,
    cipher: ContactCipher | None,
    channel_type: LinkedChannel,
    token: str,
    address: str,
    now: datetime,
    account: str | None = None,
    *,
    from_chat: bool = True,
) -> int:
    """As `confirm_link` of the channels; returns whose chat it is.

    Whoever had another one there is told elsewhere, since it may not have been they who linked it:
    on Discord, by which they sign in, and where that does not lead to them on another channel.
    Call it inside a transaction.

    Raises:
        LinkTokenInvalid, EncryptionNotConfigured, InvalidInput, AddressTaken: as that says.
    """
    linked = await channels.confirm_link(
        connection, cipher, channel_type, token, address, now, account, from_chat=from_chat
    )
    if linked.replaced:
        await _tell_of_replaced(connection, linked.user_id, channel_type, now)
    return linked.user_id


async def _tell_of_replaced(
    connection: Connection, user_id: int, channel_type: LinkedChannel, now: datetime
) -> None:
    event_key = f"CHAT_REPLACED:{user_id}:{int(now.timestamp() * 1000)}"
    payload = {"kind": "chat_replaced", "replaced": channel_type}
    in_use = await service.channels_in_use(connection, now)
    discord: list[ChannelType] = ["discord"] if "discord" in in_use else []
    others: list[ChannelType] = [each for each in in_use if each not in ("discord", channel_type)]
    for channel_types in (discord, others):
        if await audience_store.insert_personal(
            connection,
            event_key,
            [user_id],
            payload,
            channel_types,
            now + _USEFUL_FOR,
            now,
            in_person=True,
        ):
            return
    await service.note_not_asked(connection, event_key, [(user_id, "no_channel")], payload, now)
