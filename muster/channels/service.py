"""What a person can do about how they are told: one function each.

Functions that write take a connection inside a transaction; the caller commits. `now` is always an
aware instant, `cipher` None where no `CONTACT_DATA_ENCRYPTION_KEY` is set. An address that no key
opens any more counts as absent, and its owner is told to enter it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from muster.channels import address_store, handle_store, linking, push_store, store
from muster.channels.away import Away, read_away, set_away
from muster.channels.chats import (
    Reader,
    Stopped,
    carry_out_stops,
    find_reader_by_address,
    find_recipient,
    find_user_by_address,
    join_names,
    stop_address,
)
from muster.channels.devices import (
    add_device,
    forget_devices,
    list_devices,
    opened_devices,
    remove_device,
    rotate_devices,
)
from muster.channels.linking import (
    RotationStep,
    confirm_link,
    create_link_token,
    lock_linked_person,
    opened,
)
from muster.channels.messages import stored_refusal
from muster.channels.preferences import (
    Handle,
    Preferences,
    read_preferences,
    update_preferences,
)
from muster.channels.rules import (
    CHANNEL_TYPES,
    LINKED_CHANNELS,
    ChannelType,
    LinkedChannel,
    StoredAddress,
    StoredSettings,
    StoredSubscription,
    mask_address,
)
from muster.crypto import ContactCipher
from muster.database import Connection
from muster.errors import ChannelNotVerified, ChannelSwitchedOff
from muster.settings import Settings
from muster.words import Sentence

__all__ = [
    "CONTACT_TABLES",
    "Away",
    "Handle",
    "PersonSettings",
    "Preferences",
    "Reader",
    "Stopped",
    "Subscription",
    "add_device",
    "carry_out_stops",
    "confirm_link",
    "count_contacts_under_other_keys",
    "count_devices_by_sender",
    "create_link_token",
    "find_reader_by_address",
    "find_recipient",
    "find_user_by_address",
    "forget_channel",
    "forget_devices",
    "join_names",
    "list_devices",
    "opened_devices",
    "read_away",
    "read_preferences",
    "read_settings",
    "read_subscriptions",
    "remember_dm_channel",
    "remove_device",
    "require_channel",
    "rotate_contacts",
    "set_away",
    "set_up_here",
    "stop_address",
    "switch_off",
    "update_preferences",
    "update_settings",
    "update_subscription",
]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One channel of a person as they see it; `channel_address` is masked.

    `refused_reason` is the stored word for why it was switched off, `why_off` the sentence.
    """

    channel_type: ChannelType
    enabled: bool
    channel_address: str | None
    verified: bool
    preferences: dict[str, Any]
    refused_reason: str | None
    address_lost: bool
    """An address is stored that no key opens any more: it has to be linked anew."""

    @property
    def why_off(self) -> Sentence | None:
        """Why the service switched it off; None where it did not."""
        if self.refused_reason is None:
            return None
        return stored_refusal(self.channel_type, self.refused_reason)


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """A person's settings and channels; `timezone` is what counts, chosen or not."""

    stored: StoredSettings
    timezone: str
    subscriptions: list[Subscription]


def set_up_here(settings: Settings) -> tuple[ChannelType, ...]:
    """The channels that a bot with these settings delivers on; in the sandbox all of them."""
    is_set_up: dict[ChannelType, bool] = {
        "discord": settings.discord_bot_token is not None,
        "telegram": settings.telegram_bot_token is not None,
        "signal": None not in (settings.signal_api_base_url, settings.signal_sender_number),
        "push": settings.push_configured,
    }
    return tuple(kind for kind in CHANNEL_TYPES if settings.muster_sandbox or is_set_up[kind])


# --- settings and subscriptions -------------------------------------------------------------------


async def read_subscriptions(
    connection: Connection, cipher: ContactCipher | None, user_id: int
) -> list[Subscription]:
    """All channels of a person, whether they ever chose or not."""
    stored = await store.list_subscriptions(connection, user_id)
    addresses = await address_store.list_addresses(connection, user_id)
    name = await store.find_discord_name(connection, user_id)
    devices = await push_store.list_names(connection, user_id)
    linked = [
        _linked_channel(channel_type, stored[channel_type], addresses, cipher)
        for channel_type in LINKED_CHANNELS
    ]
    return [_discord(stored["discord"], name), *linked, _push(stored["push"], devices)]


async def read_settings(
    connection: Connection, cipher: ContactCipher | None, user_id: int, zone: ZoneInfo
) -> PersonSettings:
    """The person's settings, or the defaults; `zone` is the community's."""
    stored = await store.find_settings(connection, user_id)
    return PersonSettings(
        stored, stored.timezone or zone.key, await read_subscriptions(connection, cipher, user_id)
    )


async def update_settings(
    connection: Connection,
    cipher: ContactCipher | None,
    user_id: int,
    changes: Mapping[str, Any],
    now: datetime,
) -> None:
    """Change the settings that are named, `<channel>_notify` among them; the rest stays.

    Raises:
        NotLinked: the person is not linked to a player (any more).
        ChannelNotVerified: a channel is switched on that is not linked.
    """
    await lock_linked_person(connection, user_id)
    own = {field.name for field in fields(StoredSettings)} & changes.keys()
    if own:
        stored = await store.find_settings(connection, user_id)
        changed = replace(stored, **{name: changes[name] for name in own})
        await store.upsert_settings(connection, user_id, changed, now)
    for subscription in await read_subscriptions(connection, cipher, user_id):
        enabled = changes.get(f"{subscription.channel_type}_notify")
        if enabled is not None:
            await _switch(connection, user_id, subscription, now, enabled=enabled)


async def update_subscription(
    connection: Connection,
    cipher: ContactCipher | None,
    user_id: int,
    channel_type: ChannelType,
    now: datetime,
    *,
    enabled: bool,
    preferences: Mapping[str, Any] | None = None,
) -> None:
    """Switch one channel on or off, also one that a refusal had switched off.

    Raises:
        NotLinked: the person is not linked to a player (any more).
        ChannelNotVerified: it is switched on but not linked.
    """
    await lock_linked_person(connection, user_id)
    subscription = await _find_subscription(connection, cipher, user_id, channel_type)
    await _switch(connection, user_id, subscription, now, enabled=enabled, preferences=preferences)


async def forget_channel(
    connection: Connection, user_id: int, channel_type: LinkedChannel, now: datetime
) -> None:
    """Forget the person's addresses on a channel everywhere, tokens under way included."""
    await store.lock_person(connection, user_id)
    await address_store.delete_addresses(connection, user_id, channel_type)
    await handle_store.delete_disputed(connection, user_id, channel_type)
    stored = (await store.list_subscriptions(connection, user_id))[channel_type]
    if stored.enabled or stored.refused_reason:
        await store.upsert_subscription(connection, user_id, channel_type, now, enabled=False)


async def require_channel(
    connection: Connection, cipher: ContactCipher | None, user_id: int, channel_type: ChannelType
) -> None:
    """Make sure that a channel is the person's and on, before they try it out.

    Raises:
        ChannelNotVerified: it is not linked; a typed address may be a stranger's.
        ChannelSwitchedOff: it is off, by the person or by a refusal.
    """
    subscription = await _find_subscription(connection, cipher, user_id, channel_type)
    if not subscription.verified:
        raise ChannelNotVerified
    if not subscription.enabled:
        raise ChannelSwitchedOff


# --- a change of keys -----------------------------------------------------------------------------

ContactTable = address_store.ContactTable | Literal["push_devices"]
CONTACT_TABLES: tuple[ContactTable, ...] = (*address_store.CONTACT_TABLES, "push_devices")
"""Where contact data is, encrypted."""


async def count_contacts_under_other_keys(connection: Connection, key_ids: Sequence[str]) -> int:
    """How many stored addresses are under none of the keys that `key_ids` name."""
    addresses = await linking.count_contacts_under_other_keys(connection, key_ids)
    return addresses + await push_store.count_under_other_keys(connection, key_ids)


async def count_devices_by_sender(connection: Connection) -> dict[str, int]:
    """How many devices were subscribed to each key of ours (`SenderKey.key_id`)."""
    return await push_store.count_by_sender(connection)


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
    if table == "push_devices":
        return await rotate_devices(connection, cipher, after[1], most)
    return await linking.rotate_contacts(connection, cipher, table, after, most)


# --- what delivery learns -------------------------------------------------------------------------


async def switch_off(
    connection: Connection, user_id: int, channel_type: ChannelType, reason: str, now: datetime
) -> None:
    """Switch a channel off for good after a permanent refusal; `reason` is its stable word."""
    await store.upsert_subscription(
        connection,
        user_id,
        channel_type,
        now,
        enabled=False,
        refused_reason=reason,
    )


async def remember_dm_channel(
    connection: Connection, user_id: int, dm_channel_id: int, now: datetime
) -> None:
    """Keep the Discord channel that direct messages to the person go to."""
    await store.set_dm_channel(connection, user_id, dm_channel_id, now)


# --- helpers --------------------------------------------------------------------------------------


async def _find_subscription(
    connection: Connection, cipher: ContactCipher | None, user_id: int, channel_type: ChannelType
) -> Subscription:
    return next(
        each
        for each in await read_subscriptions(connection, cipher, user_id)
        if each.channel_type == channel_type
    )


async def _switch(
    connection: Connection,
    user_id: int,
    subscription: Subscription,
    now: datetime,
    *,
    enabled: bool,
    preferences: Mapping[str, Any] | None = None,
) -> None:
    if enabled and not subscription.verified:
        raise ChannelNotVerified
    # What says nothing new is not written: a refusal's reason outlives a page that sends all.
    if enabled != subscription.enabled or subscription.address_lost or preferences is not None:
        await store.upsert_subscription(
            connection,
            user_id,
            subscription.channel_type,
            now,
            enabled=enabled,
            refused_reason=None if enabled else subscription.refused_reason,
            preferences=preferences,
        )


def _discord(stored: StoredSubscription, name: str | None) -> Subscription:
    return Subscription(
        channel_type="discord",
        enabled=stored.enabled,
        channel_address=None if name is None else mask_address("discord", name),
        verified=name is not None,
        preferences=stored.preferences,
        refused_reason=stored.refused_reason,
        address_lost=False,
    )


def _push(stored: StoredSubscription, devices: list[str]) -> Subscription:
    return Subscription(
        channel_type="push",
        enabled=stored.enabled and bool(devices),
        channel_address=", ".join(devices) or None,
        verified=bool(devices),
        preferences=stored.preferences,
        refused_reason=stored.refused_reason,
        address_lost=False,
    )


def _linked_channel(
    channel_type: LinkedChannel,
    stored: StoredSubscription,
    addresses: list[StoredAddress],
    cipher: ContactCipher | None,
) -> Subscription:
    own = [each for each in addresses if each.channel_type == channel_type]
    readable = [(each, text) for each in own if (text := opened(cipher, each)) is not None]
    verified = any(each.verified for each, _ in readable)
    return Subscription(
        channel_type=channel_type,
        enabled=stored.enabled and verified,
        channel_address=mask_address(channel_type, readable[0][1]) if readable else None,
        verified=verified,
        preferences=stored.preferences,
        refused_reason=stored.refused_reason,
        address_lost=any(each.verified for each in own) and not verified,
    )
