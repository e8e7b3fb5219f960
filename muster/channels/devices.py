"""Devices that hear by web push: let in, listed, forgotten.

A device belongs to the session that it was let in from and goes with it, by the database: signed
out means no push. Whoever lets a browser in has it; nobody before them hears there any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.channels import push_store, store
from muster.channels.linking import RotationStep, lock_linked_person
from muster.channels.push_rules import (
    NAME_MOST,
    UNKNOWN_BROWSER,
    Device,
    PushDevice,
    PushSubscription,
    SealedDevice,
    endpoint_problem,
    stored_subscription,
)
from muster.channels.push_store import SealedSubscription
from muster.crypto import ContactCipher, UnreadableContact
from muster.database import Connection
from muster.errors import DeviceNotFound, FieldProblem, InvalidInput, TooManyDevices
from muster.web_push import is_browser_key, is_browser_secret
from muster.words import words

say = words("input")


async def list_devices(connection: Connection, user_id: int, session_hash: bytes) -> list[Device]:
    """A person's devices, the first let in first; `session_hash` is that of who is asking."""
    return await push_store.list_devices(connection, user_id, session_hash)


async def add_device(
    connection: Connection,
    cipher: ContactCipher,
    user_id: int,
    session_hash: bytes,
    subscription: PushSubscription,
    sender_key: str,
    name: str | None,
    now: datetime,
    *,
    private: bool,
    renews: bool = False,
) -> None:
    """Let a browser in, in the place of what its session let in before, and switch push on.

    What renews is no word of its person's: nobody is let in by it who was not, and push stays as it
    is, on or off.

    Args:
        sender_key: names the key of ours that it subscribed to.
        name: what its owner knows it by.
        private: whether endpoints on this network are allowed.
        renews: a browser says by itself that it is reached in another way.

    Raises:
        NotLinked: the person is not linked to a player (any more).
        DeviceNotFound: it is to be renewed, and the session has let in none (any more).
        InvalidInput: no browser gives such a subscription, or none that we would send to.
        TooManyDevices: the person has as many as anybody may have.
    """
    check_subscription(subscription, private=private)
    await lock_linked_person(connection, user_id)
    if renews and not await push_store.has_device(connection, user_id, session_hash):
        raise DeviceNotFound
    sealed = seal_subscription(cipher, subscription)
    since = await push_store.delete_of_browser(connection, user_id, session_hash, sealed.hashes)
    shown = (name or UNKNOWN_BROWSER)[:NAME_MOST]
    if not await push_store.insert_device(
        connection, user_id, session_hash, sealed, sender_key, shown, since or now, now
    ):
        raise TooManyDevices
    if not renews:
        await store.upsert_subscription(connection, user_id, "push", now, enabled=True)


def check_subscription(subscription: PushSubscription, *, private: bool) -> None:
    """Refuse what no browser gives, and endpoints that we would not send to.

    Raises:
        InvalidInput: it is such.
    """
    problem = endpoint_problem(subscription.endpoint, private=private)
    if problem is not None:
        raise InvalidInput.of(FieldProblem("endpoint", problem))
    if not is_browser_key(subscription.p256dh):
        raise InvalidInput.of(FieldProblem("p256dh", say("must-be-curve-point")))
    if not is_browser_secret(subscription.auth):
        raise InvalidInput.of(FieldProblem("auth", say("must-be-16-bytes")))


async def remove_device(connection: Connection, user_id: int, device_id: int) -> None:
    """Let a device hear nothing more.

    Raises:
        DeviceNotFound: the person has no such device (any more).
    """
    if not await push_store.delete_device(connection, user_id, device_id):
        raise DeviceNotFound


async def forget_devices(
    connection: Connection, device_ids: Sequence[int], unchanged_since: datetime
) -> int:
    """Forget devices that their push services said are gone, but not those that were let in anew
    after `unchanged_since`, when what was sent to them was read. Returns how many went.
    """
    return await push_store.delete_devices(connection, device_ids, unchanged_since)


def opened_devices(
    cipher: ContactCipher | None, sealed: Sequence[SealedDevice]
) -> tuple[PushDevice, ...]:
    """Devices as they are sent to; those that no key opens any more are left out."""
    if cipher is None:
        return ()
    found: list[PushDevice] = []
    for each in sealed:
        try:
            subscription = stored_subscription(cipher.decrypt(each.encrypted))
        except UnreadableContact:
            continue
        if subscription is not None:
            found.append(PushDevice(each.device_id, each.sender_key, subscription))
    return tuple(found)


def seal_subscription(cipher: ContactCipher, subscription: PushSubscription) -> SealedSubscription:
    """A subscription as it is stored."""
    return SealedSubscription(
        cipher.hashes("push", subscription.endpoint),
        cipher.encrypt(subscription.text),
        cipher.key_id,
    )


# --- a change of keys -----------------------------------------------------------------------------


async def rotate_devices(
    connection: Connection, cipher: ContactCipher, after: bytes, most: int
) -> RotationStep:
    """Bring up to `most` devices whose hashes are behind `after` under the first key.

    As for addresses, each step stands by itself, and what no key opens is left and counted.
    """
    rows = await push_store.lock_stale(connection, cipher.key_id, after, most)
    rewritten: list[tuple[bytes, SealedSubscription]] = []
    for old, encrypted in rows:
        try:
            subscription = stored_subscription(cipher.decrypt(encrypted))
        except UnreadableContact:
            continue
        if subscription is not None:
            rewritten.append((old, seal_subscription(cipher, subscription)))
    await push_store.rewrite(connection, rewritten)
    last = ("push", rows[-1][0]) if rows else None
    return RotationStep(len(rewritten), len(rows) - len(rewritten), last)
