"""People, ledger rows and a channel in memory, for the tests of delivery."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.chats.contract import Opening, OutgoingMessage, TransportError
from muster.channels.rules import ChannelType
from muster.notifications.rules import NONCE_REMEMBERED
from muster.refusals import RefusalCode

HANDS_OVER = '{"kind": "promotion_summary"}'
"""The payload of a message that is due to anybody and, refused, goes out on their next channel."""

_PEOPLE = """
    WITH people AS (
        INSERT INTO website_users (created_at) SELECT $2 FROM generate_series(1, $1) RETURNING id
    ), accounts AS (
        INSERT INTO discord_accounts (discord_user_id, user_id, username, linked_at, updated_at)
        SELECT 5000 + id, id, 'account' || id, $2, $2 FROM people
    ), profiles AS (
        INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)
        SELECT 'guid' || id, 'Player' || id, 'Player' || id, 'imported', $2, $2 FROM people
    )
    SELECT id FROM people ORDER BY id
"""


async def add_people(connection: Any, number: int, now: datetime) -> list[int]:
    """Add linked people; their Discord accounts can be written to. Returns their user ids."""
    ids = [row[0] for row in await connection.fetch(_PEOPLE, number, now)]
    await connection.execute(
        "INSERT INTO user_player_links SELECT id, 'guid' || id, $2 FROM unnest($1::bigint[]) AS id",
        ids,
        now,
    )
    return ids


async def add_test_rows(
    connection: Any,
    user_ids: list[int],
    now: datetime,
    useful_until: datetime,
    channel_type: ChannelType = "discord",
    event_key: str = "TEST:2026-11-20:one",
    payload: str = '{"kind": "test"}',
) -> None:
    """One due row each."""
    await connection.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, not_before, useful_until, created_at,
                updated_at)
        SELECT id, $2, $3, $6::jsonb, $4, $5, $4, $4 FROM unnest($1::bigint[]) AS id
        """,
        user_ids,
        event_key,
        channel_type,
        now,
        useful_until,
        payload,
    )


async def states(connection: Any) -> Counter[tuple[str, str]]:
    """How many rows are in which (state, reason or error)."""
    rows = await connection.fetch(
        "SELECT state, coalesce(reason, last_error, '') FROM notifications_ledger"
    )
    return Counter((row[0], row[1]) for row in rows)


@dataclass
class MemoryChannel:
    """Keeps what it is given; `behave` may raise, or wait, before a message is taken."""

    channel_type: ChannelType = "discord"
    idempotent: bool = True
    remembers: timedelta = NONCE_REMEMBERED
    most_in_flight: int = 50
    behave: Callable[[OutgoingMessage], Any] | None = None
    seconds: float = 0.0
    sent: list[OutgoingMessage] = field(default_factory=list)
    by_nonce: dict[str, str] = field(default_factory=dict)
    most_at_once: int = 0
    _open: int = 0

    async def open(self) -> None:
        pass

    async def pace(self) -> None:
        pass

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            if opening is not None:
                await opening()
            if self.seconds:
                await asyncio.sleep(self.seconds)
            if self.behave is not None:
                result = self.behave(message)
                if asyncio.iscoroutine(result):
                    await result
            if self.idempotent and message.nonce in self.by_nonce:
                return self.by_nonce[message.nonce]
            self.sent.append(message)
            self.by_nonce[message.nonce] = f"message {len(self.sent)}"
            return self.by_nonce[message.nonce]
        finally:
            self._open -= 1

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        return self.by_nonce.get(message.nonce)

    async def check(self) -> str:
        return "in memory"

    async def close(self) -> None:
        pass

    def counts(self) -> Counter[str]:
        """How often each address was written to."""
        return Counter(message.address for message in self.sent)


def raising(code: str, **members: Any) -> Callable[[OutgoingMessage], None]:
    """A behaviour that refuses every message."""

    def behave(_message: OutgoingMessage) -> None:
        raise TransportError(RefusalCode(code), **members)

    return behave
