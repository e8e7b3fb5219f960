"""The notifier on a ledger with channels in memory, at a time that tests set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.chats.contract import Channel
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.channels.rules import ChannelType
from muster.crypto import UnreadableContact
from muster.database import Database
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel

NOW = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
ZONE = ZoneInfo("Europe/Ljubljana")
EVENINGS = evenings()


class Clock:
    """The time that the notifier sees."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def notifier(
    database: Database, clock: Clock, *channels: MemoryChannel, worker: str = "one"
) -> AvailabilityNotifierService:
    by_type: dict[ChannelType, Any] = {channel.channel_type: channel for channel in channels}
    return AvailabilityNotifierService(database, by_type, EVENINGS, None, worker, now=clock)


async def with_telegram(sql: Any, people: list[int]) -> None:
    """Verified Telegram chats, whose stored addresses `telegram_notifier` can read."""
    await sql.execute(
        """
        INSERT INTO availability_channel_links
               (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                deliverable, verified_at, created_at, updated_at)
        SELECT 'telegram', sha256(id::text::bytea), id, id::text::bytea, 'key', true, $2, $2, $2
          FROM unnest($1::bigint[]) AS id
        """,
        people,
        NOW,
    )
    await sql.execute(
        """
        INSERT INTO availability_subscriptions
               (user_id, channel_type, enabled, created_at, updated_at)
        SELECT id, 'telegram', true, $2, $2 FROM unnest($1::bigint[]) AS id
        """,
        people,
        NOW,
    )


class PlainText:
    """Stands in for the cipher: these tests are not about encryption."""

    key_ids = ("key",)

    def decrypt(self, data: bytes) -> str:
        if data == b"lost":
            raise UnreadableContact
        return data.decode()


def telegram_notifier(
    database: Database, clock: Clock, *channels: Channel
) -> AvailabilityNotifierService:
    by_type: dict[ChannelType, Any] = {channel.channel_type: channel for channel in channels}
    cipher: Any = PlainText()
    return AvailabilityNotifierService(database, by_type, EVENINGS, cipher, "one", now=clock)
