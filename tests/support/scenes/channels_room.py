"""The channels room on a real database with two people in it, for its tests."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from muster.channels import service
from muster.channels.rules import CHANNEL_TYPES, ChannelType, LinkedChannel
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from tests.support.scenes.community import EVENING, add_person

CHAT, OTHER_CHAT = "123456789", "987654321"
NUMBER = "+38640123467"
MINUTE = timedelta(minutes=1)


@dataclass
class Room:
    """The service with everything it needs, one transaction a call."""

    database: Database
    sql: Any
    cipher: ContactCipher | None
    ana: int
    bor: int

    async def token(
        self, user_id: int, channel_type: LinkedChannel = "telegram", at: timedelta = MINUTE * 0
    ) -> str:
        async with self.database.transaction() as connection:
            token, _ = await service.create_link_token(
                connection,
                user_id,
                channel_type,
                EVENING + at,
                lifetime=30 * MINUTE,
                min_interval=timedelta(seconds=30),
            )
        return token

    async def confirm(
        self,
        token: str,
        address: str = CHAT,
        channel_type: LinkedChannel = "telegram",
        at: timedelta = MINUTE,
    ) -> int:
        async with self.database.transaction() as connection:
            linked = await service.confirm_link(
                connection, self.cipher, channel_type, token, address, EVENING + at
            )
        return linked.user_id

    async def link(self, user_id: int, address: str = CHAT, at: timedelta = MINUTE * 0) -> None:
        channel_type: LinkedChannel = "signal" if address.startswith("+") else "telegram"
        token = await self.token(user_id, channel_type, at)
        await self.confirm(token, address, channel_type, at + MINUTE)

    async def type_handle(self, user_id: int, handle: str | None, name: str = "telegram") -> None:
        changes = {"allow_promotions": True, f"{name}_handle": handle}
        async with self.database.transaction() as connection:
            await service.update_preferences(connection, self.cipher, user_id, changes, EVENING)

    async def stop(self, address: str, channel_type: LinkedChannel = "telegram") -> service.Stopped:
        async with self.database.transaction() as connection:
            return await service.stop_address(
                connection, self.cipher, channel_type, address, EVENING
            )

    async def owner(self, address: str, channel_type: LinkedChannel = "telegram") -> int | None:
        async with self.database.connection() as connection:
            return await service.find_user_by_address(
                connection, self.cipher, channel_type, address
            )

    async def holders(self, channel_type: LinkedChannel) -> list[int]:
        """Who has an address on this channel, typed or verified."""
        rows = await self.sql.fetch(
            "SELECT user_id FROM availability_channel_links WHERE channel_type = $1", channel_type
        )
        return [row[0] for row in rows]

    async def channel(
        self, user_id: int, channel_type: ChannelType = "telegram"
    ) -> service.Subscription:
        async with self.database.connection() as connection:
            found = await service.read_subscriptions(connection, self.cipher, user_id)
        assert [each.channel_type for each in found] == list(CHANNEL_TYPES)
        return next(each for each in found if each.channel_type == channel_type)

    async def switch(self, user_id: int, channel_type: ChannelType, enabled: bool) -> None:
        async with self.database.transaction() as connection:
            await service.update_subscription(
                connection, self.cipher, user_id, channel_type, EVENING, enabled=enabled
            )

    async def handle(self, user_id: int, channel_type: LinkedChannel = "telegram") -> Any:
        async with self.database.connection() as connection:
            zone: Any = type("Zone", (), {"key": "UTC"})()
            found = await service.read_preferences(connection, self.cipher, user_id, zone)
        return found.handles[channel_type]


@pytest.fixture(name="room")
async def room_of_two(database_url: str) -> AsyncGenerator[Room, None]:
    database = Database(database_url, application_name="tests")
    await database.open()
    sql: Any = await asyncpg.connect(database_url)
    ana = await add_person(sql, 201, "ana_n", player="Ana")
    bor = await add_person(sql, 202, "bor", player="Bor")
    yield Room(database, sql, ContactCipher([generate_contact_key()]), ana, bor)
    await sql.close()
    await database.close()
