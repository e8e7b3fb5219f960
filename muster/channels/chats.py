"""Whose chat it is, by whichever of its names it writes; stopping it; joining its names.

Part of the room's service, which hands these functions on; its conventions are the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from muster.channels import address_store, chat_store, store
from muster.channels.address_store import Sealed, SealedChat
from muster.channels.chat_store import NamedRow
from muster.channels.messages import CHAT_STOPPED, LINKED_BY_ANOTHER
from muster.channels.rules import (
    Address,
    ChannelType,
    Chat,
    LinkedChannel,
    parse_chat,
    parse_stored,
)
from muster.crypto import ContactCipher, UnreadableContact
from muster.database import Connection
from muster.errors import EncryptionNotConfigured
from muster.identity.languages import ReadersLanguage
from muster.words import known_language

Stopped = Literal["unlinked", "nobody", "not_yet"]
"""What became of a stop: the chat was somebody's; it was nobody's, and is not written to; or whose
it is stands under a key that is not set here, so that it holds only once that is back.
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose chat it is, and in which language they read."""

    user_id: int
    language: ReadersLanguage


async def find_user_by_address(
    connection: Connection,
    cipher: ContactCipher | None,
    channel_type: LinkedChannel,
    address: str,
    account: str | None = None,
) -> int | None:
    """Whose chat this is, for commands: only a verified address speaks for its owner.

    `account` is the id of the Signal account that writes, where it is known.
    """
    reader = await find_reader_by_address(connection, cipher, channel_type, address, account)
    return None if reader is None else reader.user_id


async def find_reader_by_address(
    connection: Connection,
    cipher: ContactCipher | None,
    channel_type: LinkedChannel,
    address: str,
    account: str | None = None,
) -> Reader | None:
    """As `find_user_by_address`, with their language, by the same statement."""
    chat = sealed_chat(cipher, channel_type, address, account)
    found = None if chat is None else await chat_store.find_reader_of_chat(connection, chat)
    if found is None:
        return None
    user_id, chosen, heard = found
    return Reader(user_id, ReadersLanguage(known_language(chosen), known_language(heard)))


async def find_recipient(
    connection: Connection, cipher: ContactCipher | None, channel_type: ChannelType, address: str
) -> int | None:
    """Who is written to at `address`, as a channel is given it; None for a channel or nobody.

    That is ``user:<id>`` or ``channel:<id>`` on Discord, ``user:<our own id>`` on push, a chat id,
    a number. A typed address has
    a recipient, too.
    """
    if channel_type == "discord":
        kind, _, digits = address.partition(":")
        find = store.find_user_by_discord_id if kind == "user" else store.find_user_by_dm_channel
        return await find(connection, int(digits)) if digits.isdecimal() else None
    if channel_type == "push":
        digits = address.removeprefix("user:")
        return int(digits) if digits.isdecimal() else None
    chat = sealed_chat(cipher, channel_type, address, None)
    if chat is None:
        return None
    owner = await address_store.find_owner(connection, channel_type, chat.written_to.hashes)
    return owner[0] if owner else None


async def stop_address(
    connection: Connection,
    cipher: ContactCipher | None,
    channel_type: LinkedChannel,
    address: str,
    now: datetime,
    account: str | None = None,
) -> Stopped:
    """Unlink a chat and never write to it again, whoever typed or linked it.

    Every name that leads to the chat is stopped, those included that it did not write by. Works for
    chats that are linked to nobody, too. Where a Signal chat's number was never seen, the number
    that its owner has typed goes with it: it may lead to the very chat.

    Raises:
        EncryptionNotConfigured: nobody's chat can be found here, and no stop be kept.
    """
    if parse_chat(channel_type, address, account) is None:
        return "nobody"
    chat = sealed_chat(cipher, channel_type, address, account)
    if cipher is None or chat is None:
        raise EncryptionNotConfigured
    rows = await chat_store.lock_rows_of_chat(connection, chat)
    names = [name for name in (chat.address, chat.account) if name is not None]
    if chat.address is None:
        owners = [row.user_id for row in rows if row.verified and row.is_known_by_account_alone]
        await chat_store.delete_typed_without_account(connection, channel_type, owners)
    for row in rows:
        await chat_store.delete_row(connection, row)
        if not row.is_address:
            names.append(row.address)
        if row.account is not None and chat.account is None:
            names.append(row.account)
    for name in names:
        if not await chat_store.is_stopped(connection, channel_type, name.hashes):
            await chat_store.insert_stopped(connection, name, now)
    for user_id in sorted({row.user_id for row in rows}):
        await switch_off_if_nothing_is_left(connection, user_id, channel_type, CHAT_STOPPED, now)
    if any(row.verified for row in rows):
        return "unlinked"
    if await chat_store.has_under_other_keys(connection, channel_type, cipher.key_ids):
        return "not_yet"
    return "unlinked" if rows else "nobody"


async def carry_out_stops(connection: Connection, cipher: ContactCipher, now: datetime) -> int:
    """Unlink the chats that said stop where the key was missing under which they are linked; how
    many there were.

    A stop is kept under the keys of that time. Whoever has those and the missing one finds the chat
    by both; one that was linked anew since then has taken its stop back.
    """
    names: list[tuple[Sealed, str, datetime]] = []
    for row in await chat_store.list_stopped_beside_other_keys(connection, cipher.key_ids):
        with suppress(UnreadableContact):
            text = cipher.decrypt(row.encrypted)
            if name := parse_stored(row.channel_type, text):
                names.append((seal(cipher, name), text, row.stopped_at))
    found = await chat_store.find_linked_before(
        connection, [(sealed, stopped_at) for sealed, _, stopped_at in names]
    )
    for index in found:
        sealed, text, _ = names[index]
        await stop_address(connection, cipher, sealed.channel_type, text, now)
    return len(found)


async def join_names(
    connection: Connection, cipher: ContactCipher, number: str, account: str, now: datetime
) -> None:
    """Note that a Signal number and an account id are one chat, as Signal has just shown.

    Whoever is linked by one of them is known by the other from now on; a linked account whose
    number has changed is written to at the new one, and one whose number has become another
    account's by its id. A number that somebody verified before we saw its account stays theirs:
    only a `/stop` or `/link` from there changes that.
    """
    chat = sealed_chat(cipher, "signal", number, account)
    if chat is None or chat.address is None or chat.account is None:
        return
    rows = await chat_store.lock_rows_of_chat(connection, chat)
    at = next((row for row in rows if row.is_address), None)
    own = next((row for row in rows if row.is_account), None)
    if at is not None and at is own:
        return
    if at is not None and at.verified and at.account is not None and not at.is_account:
        await chat_store.leave_number(connection, at)
        at = None
    if own is not None and own.verified:
        await _move(connection, own, at, chat, now)
    elif at is not None and (at.account is None or not at.verified):
        await chat_store.clear_account(connection, "signal", chat.account_hashes)
        await chat_store.set_names(connection, at, chat)


async def _move(
    connection: Connection, own: NamedRow, at: NamedRow | None, chat: SealedChat, now: datetime
) -> None:
    """Write to a linked account at its number; a person who only typed it loses it and is told."""
    typed_at: datetime | None = None
    if at is not None:
        if at.verified:
            return
        typed_at = await chat_store.delete_row(connection, at)
    await chat_store.set_names(connection, own, chat)
    if at is None:
        return
    if at.user_id != own.user_id:
        await switch_off_if_nothing_is_left(
            connection, at.user_id, "signal", LINKED_BY_ANOTHER, now
        )
    elif typed_at is not None:
        await chat_store.set_typed(connection, chat, typed_at)


async def switch_off_if_nothing_is_left(
    connection: Connection,
    user_id: int,
    channel_type: LinkedChannel,
    reason: str,
    now: datetime,
) -> None:
    """Switch a channel off whose last address is gone; `reason` is the word for it."""
    left = await address_store.list_addresses(connection, user_id)
    if not any(each.channel_type == channel_type for each in left):
        await store.upsert_subscription(
            connection, user_id, channel_type, now, enabled=False, refused_reason=reason
        )


# --- sealing --------------------------------------------------------------------------------------


def seal(cipher: ContactCipher, address: Address) -> Sealed:
    return Sealed(
        address.channel_type,
        cipher.hashes(address.channel_type, address.identity),
        cipher.encrypt(address.text),
        cipher.key_id,
    )


def seal_chat(cipher: ContactCipher, chat: Chat) -> SealedChat:
    return SealedChat(
        chat.writable.channel_type,
        seal(cipher, chat.address) if chat.address else None,
        seal(cipher, chat.account) if chat.account else None,
    )


def sealed_chat(
    cipher: ContactCipher | None, channel_type: LinkedChannel, address: str, account: str | None
) -> SealedChat | None:
    """The chat as it may be stored; None where it is no address, or nothing can be stored here."""
    chat = parse_chat(channel_type, address, account)
    return None if cipher is None or chat is None else seal_chat(cipher, chat)
