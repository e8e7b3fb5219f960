"""What people do with calendar feeds, and what calendars are told.

`now` is always an aware instant, `today` the date that the community's zone shows at it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from muster import crypto
from muster.calendar_feeds import store
from muster.calendar_feeds.rules import (
    TAKEN_BACK_FOR,
    FeedEvening,
    OwnFeed,
    days_of_feeds,
    is_secret,
)
from muster.database import Connection
from muster.evening import Evenings

_PURPOSE = b"muster calendar feed"


@dataclass(frozen=True, slots=True, repr=False)
class FeedAddress:
    """Somebody's address: its secret, which only they are told, and when it was made."""

    secret: str
    made_at: datetime


async def find_address(connection: Connection, key: bytes, user_id: int) -> FeedAddress | None:
    """Somebody's address; None where they have none, or it was made with another key."""
    stored = await store.find_feed(connection, user_id)
    if stored is None:
        return None
    secret = _secret_of(stored.salt, key)
    if not hmac.compare_digest(crypto.token_hash(secret, key), stored.secret_hash):
        return None
    return FeedAddress(secret, stored.made_at)


async def renew_address(
    connection: Connection, key: bytes, user_id: int, now: datetime
) -> FeedAddress:
    """A new address for somebody; the one that they had, if any, leads nowhere from now on."""
    salt = secrets.token_bytes(32)
    secret = _secret_of(salt, key)
    await store.upsert_feed(connection, user_id, salt, crypto.token_hash(secret, key), now)
    return FeedAddress(secret, now)


async def revoke_address(connection: Connection, user_id: int) -> None:
    """Let somebody's address lead nowhere; safe to repeat."""
    await store.delete_feed(connection, user_id)


def find_hash(secret: str, key: bytes) -> bytes | None:
    """What is stored of a secret; None for what has not the form of one."""
    return crypto.token_hash(secret, key) if is_secret(secret) else None


async def read_own(
    connection: Connection, secret_hash: bytes, evenings: Evenings, today: date, now: datetime
) -> OwnFeed | None:
    """Whose address it is and what their calendar is told; None: it is nobody's.

    One statement, which also notes what is new of an evening, so that its number grows.
    """
    days = [evenings.on(day) for day in days_of_feeds(today)]
    return await store.read_own(connection, secret_hash, days, now - TAKEN_BACK_FOR, today, now)


async def read_ready(
    connection: Connection, evenings: Evenings, today: date, now: datetime
) -> list[FeedEvening]:
    """The evenings whose sessions are ready, or were when calendars were told; one statement."""
    days = [evenings.on(day) for day in days_of_feeds(today)]
    return await store.read_evenings(connection, days, today, now, ready=True)


async def read_evening(
    connection: Connection, evenings: Evenings, day: date, today: date, now: datetime
) -> FeedEvening | None:
    """One evening, ready or not; None: it is too long ago, or too far ahead."""
    if day not in days_of_feeds(today):
        return None
    (found,) = await store.read_evenings(connection, [evenings.on(day)], today, now, ready=False)
    return found


async def forget_old(connection: Connection, before: date, most: int) -> int:
    """Forget what calendars were told of evenings before `before`; returns of how many, at most
    `most`.
    """
    return await store.delete_evenings(connection, before, most)


def _secret_of(salt: bytes, key: bytes) -> str:
    made = hmac.digest(key, _PURPOSE + salt, hashlib.sha256)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
