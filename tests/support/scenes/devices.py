"""Browsers that people let notify them, on a real database and the fake push service."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.chats import pace
from bot.push.gone import GoneDevices
from bot.push.send import PushChannel
from muster.channels import service
from muster.channels.push_rules import PushSubscription
from muster.clock import monotonic
from muster.crypto import ContactCipher
from muster.database import Database
from muster.web_push import SenderKeys
from tests.support.fakes.push import FakeBrowser, FakePushService, b64

SUBJECT = "mailto:admin@example.org"


def sender_keys(push: FakePushService) -> SenderKeys:
    return SenderKeys([push.sender_key], SUBJECT)


def push_channel(
    push: FakePushService, database: Database, now: Any, clock: Any = monotonic
) -> PushChannel:
    """The channel to a fake service, without a pace; it forgets devices in `database`."""
    return PushChannel(
        sender_keys(push),
        limiter=pace.Limiter(None),
        gone=GoneDevices(database, now=now),
        private=True,
        clock=clock,
    )


def subscription_of(browser: FakeBrowser) -> PushSubscription:
    return PushSubscription(browser.endpoint, browser.p256dh, b64(browser.auth))


async def sign_in(sql: Any, user_id: int, session: str, now: datetime) -> bytes:
    """A session of a person's, by a name; returns its hash."""
    session_hash = sha256(session.encode()).digest()
    await sql.execute(
        """
        INSERT INTO website_sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $3, $4) ON CONFLICT DO NOTHING
        """,
        session_hash,
        user_id,
        now,
        now + timedelta(days=30),
    )
    return session_hash


async def let_in(
    sql: Any,
    database: Database,
    cipher: ContactCipher,
    push: FakePushService,
    user_id: int,
    name: str,
    now: datetime,
    *,
    browser: FakeBrowser | None = None,
    session: str | None = None,
) -> FakeBrowser:
    """A person lets a browser in, from a session of its own; returns the browser."""
    keys = sender_keys(push)
    found = browser or push.subscribe(name, keys.first.public)
    session_hash = await sign_in(sql, user_id, session or f"{name} of {user_id}", now)
    async with database.transaction() as connection:
        await service.add_device(
            connection,
            cipher,
            user_id,
            session_hash,
            subscription_of(found),
            keys.first.key_id,
            f"Firefox on {name}",
            now,
            private=True,
        )
    return found
