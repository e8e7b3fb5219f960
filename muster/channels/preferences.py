"""What a person allows campaigns and calls, when, and by which addresses that they typed.

Functions that write take a connection inside a transaction; the caller commits. `now` is always an
aware instant, `cipher` None where no `CONTACT_DATA_ENCRYPTION_KEY` is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from muster.channels import address_store, store
from muster.channels.linking import (
    forget_typed_address,
    lock_linked_person,
    opened,
    store_typed_address,
)
from muster.channels.rules import (
    LINKED_CHANNELS,
    LinkedChannel,
    StoredAddress,
    StoredPreferences,
    mask_address,
    parse_address,
)
from muster.crypto import ContactCipher
from muster.database import Connection
from muster.errors import FieldProblem, InvalidInput
from muster.words import words

say = words("input")


@dataclass(frozen=True, slots=True)
class Handle:
    """What a person typed as their address; nothing of it where they did not."""

    text: str | None = None
    masked: str | None = None
    deliverable: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """A person's promotion preferences; `timezone` is what counts, chosen or not."""

    stored: StoredPreferences
    timezone: str
    handles: dict[LinkedChannel, Handle]


async def read_preferences(
    connection: Connection, cipher: ContactCipher | None, user_id: int, zone: ZoneInfo
) -> Preferences:
    """The person's promotion preferences, or the defaults; `zone` is the community's.

    A time zone that was not chosen here is that of the settings.
    """
    stored = await store.find_preferences(connection, user_id)
    settings = await store.find_settings(connection, user_id)
    addresses = await address_store.list_addresses(connection, user_id)
    return Preferences(
        stored,
        stored.timezone or settings.timezone or zone.key,
        {
            channel_type: _handle(channel_type, addresses, cipher)
            for channel_type in LINKED_CHANNELS
        },
    )


async def update_preferences(
    connection: Connection,
    cipher: ContactCipher | None,
    user_id: int,
    changes: Mapping[str, Any],
    now: datetime,
) -> None:
    """Change the preferences that are named; `<channel>_handle` "" or None forgets it.

    Raises:
        NotLinked: the person is not linked to a player (any more).
        InvalidInput: a handle is none, or is given without allowing promotions.
        EncryptionNotConfigured: a handle is given and cannot be stored here.
    """
    await lock_linked_person(connection, user_id)
    own = {field.name for field in fields(StoredPreferences)} & changes.keys()
    stored = await store.find_preferences(connection, user_id)
    changed = replace(stored, **{name: changes[name] for name in own})
    if own:
        await store.upsert_preferences(connection, user_id, changed, now)
    for channel_type in LINKED_CHANNELS:
        name = f"{channel_type}_handle"
        if name not in changes:
            continue
        if not changes[name]:
            await forget_typed_address(connection, user_id, channel_type)
            continue
        if not changed.allow_promotions:
            raise InvalidInput.of(FieldProblem(name, say("needs-allowing")))
        await store_typed_address(connection, cipher, user_id, channel_type, changes[name], now)


def _handle(
    channel_type: LinkedChannel, addresses: list[StoredAddress], cipher: ContactCipher | None
) -> Handle:
    for each in addresses:
        if each.channel_type == channel_type and each.typed:
            text = opened(cipher, each)
            if text is None:
                return Handle(lost=True)
            form = parse_address(channel_type, text)
            # What an older version stored may tell that a stranger's chat said stop.
            told = each.deliverable if each.verified else form is not None and form.deliverable
            return Handle(text, mask_address(channel_type, text), told)
    return Handle()
