"""Linking: tokens, confirmation, typed addresses, and keys.

Part of the room's service, which hands these functions on; its conventions are the same.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from muster import crypto
from muster.channels import address_store, chat_store, handle_store, store
from muster.channels.address_store import CONTACT_TABLES, ContactTable, RewrittenRow, Sealed
from muster.channels.chats import (
    seal,
    seal_chat,
    switch_off_if_nothing_is_left,
)
from muster.channels.messages import LINKED_BY_ANOTHER
from muster.channels.rules import (
    Address,
    Chat,
    LinkedChannel,
    StoredAddress,
    address_help,
    parse_address,
    parse_chat,
    parse_stored,
)
from muster.crypto import ContactCipher, UnreadableContact
from muster.database import Connection
from muster.errors import (
    AddressTaken,
    EncryptionNotConfigured,
    FieldProblem,
    InvalidInput,
    LinkTokenInvalid,
    NotLinked,
    RateLimited,
)


class LinkedChat(NamedTuple):
    """Whose chat was linked; `replaced`: another one that they had linked gave way to it."""

    user_id: int
    replaced: bool


async def lock_linked_person(connection: Connection, user_id: int) -> None:
    """Nobody else writes for the person before the commit.

    Raises:
        NotLinked: they are not linked to a player (any more).
    """
    if not await store.lock_person(connection, user_id):
        raise NotLinked


async def create_link_token(
    connection: Connection,
    user_id: int,
    channel_type: LinkedChannel,
    now: datetime,
    *,
    lifetime: timedelta,
    min_interval: timedelta,
) -> tuple[str, datetime]:
    """(a fresh token, when it expires); the one before it is void, only a hash is stored.

    Raises:
        NotLinked: the person is not linked to a player (any more).
        RateLimited: the one before it is younger than `min_interval`.
    """
    await lock_linked_person(connection, user_id)
    before = await address_store.find_token_time(connection, user_id, channel_type)
    # A clock that was set back must not lock anybody out.
    if before is not None and before <= now < before + min_interval:
        wait = before + min_interval - now
        raise RateLimited(retry_after=math.ceil(wait.total_seconds()))
    token = crypto.new_token()
    expires_at = now + lifetime
    await address_store.replace_token(
        connection, user_id, channel_type, _token_hash(token), now, expires_at
    )
    return token, expires_at


async def confirm_link(
    connection: Connection,
    cipher: ContactCipher | None,
    channel_type: LinkedChannel,
    token: str,
    address: str,
    now: datetime,
    account: str | None = None,
    *,
    from_chat: bool = True,
) -> LinkedChat:
    """Link the chat at `address` to whoever made `token`, and switch the channel on.

    `account` is the id of the Signal account that writes, where it is known. The token is used up
    only when this succeeds. An address that others had merely typed is taken from them, and their
    page says so. A chat that had said stop is written to again only if the token came from that
    very chat (`from_chat`): nobody else may take its word back.

    Raises:
        LinkTokenInvalid: the token is wrong, used or expired.
        EncryptionNotConfigured: nothing can be stored here.
        InvalidInput: `address` is none of this channel.
        AddressTaken: the chat is linked to somebody else.
    """
    user_id = await address_store.use_token(connection, channel_type, _token_hash(token), now)
    if user_id is None:
        raise LinkTokenInvalid
    if cipher is None:
        raise EncryptionNotConfigured
    parsed = parse_chat(channel_type, address, account)
    if parsed is None:
        raise _bad_address("channel_address", channel_type)
    chat = seal_chat(cipher, parsed)
    rows = await chat_store.lock_rows_of_chat(connection, chat)
    for row in rows:
        if row.user_id == user_id and row.is_account and parsed.address is None:
            # Known to be theirs from before it was hidden: a stop by the account has to find it.
            parsed = Chat(_number(cipher, row.address), parsed.account)
            chat = seal_chat(cipher, parsed)
    names = [*chat.address_hashes, *chat.account_hashes]
    if await chat_store.is_stopped(connection, channel_type, names) and not from_chat:
        raise LinkTokenInvalid
    for row in rows:
        if row.user_id == user_id:
            continue
        if row.verified:
            raise AddressTaken
        await chat_store.delete_row(connection, row)
        await switch_off_if_nothing_is_left(
            connection, row.user_id, channel_type, LINKED_BY_ANOTHER, now
        )
    replaced = await chat_store.has_another_chat(connection, user_id, chat)
    await chat_store.delete_stopped(connection, channel_type, names)
    await chat_store.clear_account(connection, channel_type, chat.account_hashes)
    stored = await address_store.upsert_address(
        connection,
        user_id,
        chat.written_to,
        "verified",
        now,
        deliverable=parsed.writable.deliverable,
    )
    if not stored:  # somebody else noted it in this very moment
        raise AddressTaken
    typed_at = await handle_store.take_disputed(connection, user_id, channel_type, names)
    if typed_at is not None:
        await chat_store.set_typed(connection, chat, typed_at)
    await chat_store.set_account(connection, chat)
    await store.upsert_subscription(connection, user_id, channel_type, now, enabled=True)
    return LinkedChat(user_id, replaced)


async def store_typed_address(
    connection: Connection,
    cipher: ContactCipher | None,
    user_id: int,
    channel_type: LinkedChannel,
    text: str,
    now: datetime,
) -> None:
    """Keep an address that the person typed, in the place of what they had typed before.

    Where it is somebody else's it is disputed: it stays with them, is never written to for this
    person, and nothing that this person sees tells the difference. So it is, too, where its chat
    said stop.

    Raises:
        InvalidInput: it is none of this channel.
        EncryptionNotConfigured: nothing can be stored here.
    """
    parsed = parse_address(channel_type, text)
    if parsed is None:
        raise _bad_address(f"{channel_type}_handle", channel_type)
    if cipher is None:
        raise EncryptionNotConfigured
    sealed = seal(cipher, parsed)
    stopped = await chat_store.is_stopped(connection, channel_type, sealed.hashes)
    await forget_typed_address(connection, user_id, channel_type, keep=sealed.hashes)
    # The primary key decides between two at once; this also looks under older keys' hashes.
    owner = await address_store.find_owner(connection, channel_type, sealed.hashes)
    another_has_it = owner is not None and owner[0] != user_id
    stored = not another_has_it and await address_store.upsert_address(
        connection, user_id, sealed, "typed", now, deliverable=parsed.deliverable and not stopped
    )
    own = stored and owner is not None and owner[1]
    if not stored or (stopped and not own):
        await handle_store.upsert_disputed(
            connection, user_id, sealed, now, deliverable=parsed.deliverable
        )
    await store.forget_refusal(connection, user_id, channel_type, now)


async def forget_typed_address(
    connection: Connection,
    user_id: int,
    channel_type: LinkedChannel,
    *,
    keep: Sequence[bytes] = (),
) -> None:
    """Forget what the person typed, unless it is stored under one of the hashes in `keep`."""
    await address_store.remove_address(connection, user_id, channel_type, "typed", keep=keep)
    await handle_store.delete_disputed(connection, user_id, channel_type)


# --- a change of keys -----------------------------------------------------------------------------


class RotationStep(NamedTuple):
    """What one step did; `last` is where the next one goes on, None when there was nothing left."""

    rewritten: int
    unreadable: int
    last: tuple[str, bytes] | None


async def count_contacts_under_other_keys(connection: Connection, key_ids: Sequence[str]) -> int:
    """How many stored addresses are under none of the keys that `key_ids` name."""
    counts = [
        await address_store.count_under_other_keys(connection, table, key_ids)
        for table in CONTACT_TABLES
    ]
    return sum(counts)


async def rotate_contacts(
    connection: Connection,
    cipher: ContactCipher,
    table: ContactTable,
    after: tuple[str, bytes],
    most: int,
) -> RotationStep:
    """Bring up to `most` addresses of `table` behind `after` under the first key.

    Each step stands by itself: a rotation that was broken off goes on where it was. Addresses that
    no key opens are left as they are and counted.
    """
    rows = await address_store.lock_stale(connection, table, cipher.key_id, after, most)
    rewritten: list[RewrittenRow] = []
    for row in rows:
        try:
            address = parse_stored(row.channel_type, cipher.decrypt(row.encrypted))
            account = (
                None
                if row.account is None
                else parse_stored(row.channel_type, cipher.decrypt(row.account))
            )
        except UnreadableContact:
            continue
        if address is not None:
            rewritten.append(
                RewrittenRow(
                    row.address_hash,
                    seal(cipher, address),
                    None if account is None else seal(cipher, account),
                )
            )
    await address_store.rewrite(connection, table, rewritten)
    last = (rows[-1].channel_type, rows[-1].address_hash) if rows else None
    return RotationStep(len(rewritten), len(rows) - len(rewritten), last)


# --- helpers --------------------------------------------------------------------------------------


def _number(cipher: ContactCipher, sealed: Sealed) -> Address | None:
    """The number that a row is written to; None where that is an account id, or cannot be read."""
    try:
        return parse_address(sealed.channel_type, cipher.decrypt(sealed.encrypted))
    except UnreadableContact:
        return None


def _token_hash(token: str) -> bytes:
    """A token has 256 bits of its own: its hash needs no key, which the bot would not have."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _bad_address(field: str, channel_type: LinkedChannel) -> InvalidInput:
    return InvalidInput.of(FieldProblem(field, address_help(channel_type)))


def opened(cipher: ContactCipher | None, address: StoredAddress) -> str | None:
    """An address as it reads; None where no key opens it (any more)."""
    if cipher is None:
        return None
    try:
        return cipher.decrypt(address.encrypted)
    except UnreadableContact:
        return None
