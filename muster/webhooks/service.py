"""What admins do with webhooks, how events are told, and how their secrets get another key.

`now` is an aware instant; `cipher` None where no `CONTACT_DATA_ENCRYPTION_KEY` is set. An address
and its secrets are stored under that key, since both open doors at somebody else's.
"""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from muster.audit.service import record_act
from muster.crypto import ContactCipher, UnreadableContact
from muster.database import Connection
from muster.errors import (
    EncryptionNotConfigured,
    TooManyWebhooks,
    WebhookAddressRefused,
    WebhookNotFound,
    WebhookOff,
    WebhookUnreadable,
)
from muster.identity.rules import Viewer
from muster.names import shown
from muster.webhooks import delivery_store, store
from muster.webhooks.addresses import AddressRefused, check_address, shown_address
from muster.webhooks.rules import (
    DELIVERIES_SHOWN,
    OVERLAP,
    SECRET_BYTES,
    TEST_EVENT,
    Delivery,
    Event,
    Webhook,
    WebhookState,
    secret_of,
)
from muster.webhooks.store import Sealed


@dataclass(frozen=True, slots=True, repr=False)
class NewSecret:
    """A webhook whose secret was just made. It is known here and now alone."""

    webhook: Webhook
    secret: str


# --- what admins do -------------------------------------------------------------------------------


async def list_webhooks(connection: Connection) -> list[Webhook]:
    """All of them, in the order in which they were made."""
    return await store.list_webhooks(connection)


async def create_webhook(
    connection: Connection,
    cipher: ContactCipher | None,
    viewer: Viewer,
    *,
    label: str,
    address: str,
    events: Sequence[Event],
    allow_private: bool,
    now: datetime,
) -> NewSecret:
    """Let an address hear events from now on; noted among the acts of admins.

    Call it inside a transaction.

    Raises:
        EncryptionNotConfigured: there is no key to store it under.
        WebhookAddressRefused: it is no address that events are sent to.
        TooManyWebhooks: there are ten.
    """
    if cipher is None:
        raise EncryptionNotConfigured
    checked = _checked(address, allow_private=allow_private)
    place = await store.find_free_place(connection)
    if place is None:
        raise TooManyWebhooks
    secret = secret_of(randomness.token_bytes(SECRET_BYTES))
    webhook_id = await store.insert_webhook(
        connection,
        place,
        shown(label) or shown_address(checked),
        cipher.encrypt(checked),
        shown_address(checked),
        cipher.encrypt(secret),
        cipher.key_id,
        _in_order(events),
        viewer.user_id,
        now,
    )
    await _record(connection, viewer, "webhook.create", webhook_id, now, events=_in_order(events))
    return NewSecret(await _read(connection, webhook_id), secret)


async def change_webhook(
    connection: Connection,
    cipher: ContactCipher | None,
    viewer: Viewer,
    webhook_id: int,
    *,
    label: str,
    address: str | None,
    events: Sequence[Event],
    on: bool,
    allow_private: bool,
    now: datetime,
) -> Webhook:
    """Say anew what it is called, what it hears, whether it is on and, where `address` is given,
    where it is. Noted; call it inside a transaction.

    One that is switched off is not told what it was to be told yet.

    Raises:
        WebhookNotFound: there is none (any more).
        EncryptionNotConfigured, WebhookAddressRefused: as `create_webhook`.
        WebhookUnreadable: no key opens what it is signed with.
    """
    sealed = await store.lock_webhook(connection, webhook_id)
    before = await store.find_webhook(connection, webhook_id)
    if sealed is None or before is None:
        raise WebhookNotFound
    if address is not None:
        if cipher is None:
            raise EncryptionNotConfigured
        checked = _checked(address, allow_private=allow_private)
        # All of it is under one key.
        fresh = _sealed_anew(cipher, sealed)
        if fresh is None:
            raise WebhookUnreadable
        await store.update_sealed(connection, fresh)
        await store.update_address(
            connection, webhook_id, cipher.encrypt(checked), shown_address(checked)
        )
    state: WebhookState = "on" if on else "off" if before.state == "on" else before.state
    await store.update_webhook(
        connection, webhook_id, shown(label) or before.label, _in_order(events), state, now
    )
    if before.state == "on" and not on:
        await delivery_store.drop_open(connection, webhook_id, "switched_off", now)
    await _record(
        connection,
        viewer,
        "webhook.change",
        webhook_id,
        now,
        on=on,
        events=_in_order(events),
        address_changed=address is not None,
    )
    return await _read(connection, webhook_id)


async def renew_secret(
    connection: Connection,
    cipher: ContactCipher | None,
    viewer: Viewer,
    webhook_id: int,
    now: datetime,
) -> NewSecret:
    """Sign with another secret; the one of now signs, too, for a day. Noted.

    Call it inside a transaction.

    Raises:
        WebhookNotFound: there is none (any more).
        EncryptionNotConfigured: there is no key to store it under.
        WebhookUnreadable: no key opens the address.
    """
    if cipher is None:
        raise EncryptionNotConfigured
    sealed = await store.lock_webhook(connection, webhook_id)
    if sealed is None:
        raise WebhookNotFound
    fresh = _sealed_anew(cipher, sealed)
    if fresh is None:
        raise WebhookUnreadable
    await store.update_sealed(connection, fresh)
    secret = secret_of(randomness.token_bytes(SECRET_BYTES))
    await store.update_secret(connection, webhook_id, cipher.encrypt(secret), now + OVERLAP, now)
    await _record(connection, viewer, "webhook.renew", webhook_id, now)
    return NewSecret(await _read(connection, webhook_id), secret)


async def remove_webhook(
    connection: Connection, viewer: Viewer, webhook_id: int, now: datetime
) -> None:
    """Forget an address, its secret and what became of what it was told. Noted.

    Call it inside a transaction.

    Raises:
        WebhookNotFound: there is none (any more).
    """
    if await store.lock_webhook(connection, webhook_id) is None:
        raise WebhookNotFound
    await store.delete_webhook(connection, webhook_id)
    await _record(connection, viewer, "webhook.remove", webhook_id, now)


async def send_test(connection: Connection, viewer: Viewer, webhook_id: int, now: datetime) -> None:
    """Tell one address an event that means nothing. Noted; call it inside a transaction.

    Raises:
        WebhookNotFound: there is none (any more).
        WebhookOff: it is switched off.
    """
    if await store.lock_webhook(connection, webhook_id) is None:
        raise WebhookNotFound
    if (await _read(connection, webhook_id)).state != "on":
        raise WebhookOff
    await delivery_store.insert_event(
        connection, new_message_id(), TEST_EVENT, randomness.token_hex(8), {}, now, webhook_id
    )
    await _record(connection, viewer, "webhook.test", webhook_id, now)


async def list_deliveries(connection: Connection, webhook_id: int) -> list[Delivery]:
    """What became of what an address was told, the latest first.

    Raises:
        WebhookNotFound: there is none (any more).
    """
    await _read(connection, webhook_id)
    return await delivery_store.list_deliveries(connection, webhook_id, DELIVERIES_SHOWN)


# --- what happened --------------------------------------------------------------------------------


def new_message_id() -> str:
    """The id by which receivers know a message that comes again."""
    return f"msg_{randomness.token_hex(16)}"


async def tell(
    connection: Connection, event: Event, key: str, data: Mapping[str, Any], now: datetime
) -> bool:
    """Let every address that hears `event` be told of it, once for each `key`; whether it is new.

    Call it in the transaction in which it happened, so that there is never one without the other.

    Args:
        data: what is told, as JSON has it: numbers and instants, never anybody's name.
    """
    return await delivery_store.insert_event(connection, new_message_id(), event, key, data, now)


async def count_states(connection: Connection) -> tuple[dict[str, int], dict[str, int]]:
    """(addresses by state, deliveries by state), for what watches Muster."""
    return await delivery_store.count_states(connection)


# --- keys -----------------------------------------------------------------------------------------


async def count_under_other_keys(connection: Connection, key_ids: Sequence[str]) -> int:
    """How many addresses are stored under none of these keys (`ContactCipher.key_ids`)."""
    return await store.count_under_other_keys(connection, key_ids)


async def rotate(connection: Connection, cipher: ContactCipher) -> tuple[int, int]:
    """Put every address and its secrets under the first key; call it inside a transaction.

    Returns: (how many were, how many open with none of the keys).
    """
    stale = await store.lock_stale(connection, cipher.key_id)
    rewritten = 0
    for sealed in stale:
        fresh = _sealed_anew(cipher, sealed)
        if fresh is not None:
            await store.update_sealed(connection, fresh)
            rewritten += 1
    return rewritten, len(stale) - rewritten


# --- what these share -----------------------------------------------------------------------------


def _checked(address: str, *, allow_private: bool) -> str:
    try:
        return check_address(address.strip(), allow_private=allow_private)
    except AddressRefused as refused:
        raise WebhookAddressRefused(refused.fault) from None


def _in_order(events: Sequence[Event]) -> list[Event]:
    return sorted(set(events))


def _sealed_anew(cipher: ContactCipher, sealed: Sealed) -> Sealed | None:
    """The same under the first key; None where none opens it."""

    def anew(encrypted: bytes) -> bytes:
        return cipher.encrypt(cipher.decrypt(encrypted))

    try:
        return Sealed(
            sealed.id,
            anew(sealed.address),
            anew(sealed.secret),
            None if sealed.former_secret is None else anew(sealed.former_secret),
            cipher.key_id,
        )
    except UnreadableContact:
        return None


async def _read(connection: Connection, webhook_id: int) -> Webhook:
    found = await store.find_webhook(connection, webhook_id)
    if found is None:
        raise WebhookNotFound
    return found


async def _record(
    connection: Connection,
    viewer: Viewer,
    act: str,
    webhook_id: int,
    now: datetime,
    **details: Any,
) -> None:
    await record_act(
        connection, viewer.actor, act, now, details={"webhook_id": webhook_id, **details}
    )
