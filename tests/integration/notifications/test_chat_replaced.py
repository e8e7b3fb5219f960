"""Whoever's chat gives way to another one is told of it, anywhere but there."""

from __future__ import annotations

from typing import Any

from muster.channels import service as channels
from muster.channels.rules import CHANNEL_TYPES, LinkedChannel
from muster.notifications import service, store
from muster.notifications.chat_linking import link_chat
from tests.support.scenes.channels_room import (
    CHAT,
    MINUTE,
    NUMBER,
    OTHER_CHAT,
    Room,
    room_of_two,
)
from tests.support.scenes.community import EVENING

__all__ = ["room_of_two"]
ACCOUNT = "0b8f8ba8-6a2c-4b1f-9a3c-2f4c8c0c9f11"


async def relink(
    room: Room, address: str, minute: int, account: str | None = None, user_id: int | None = None
) -> None:
    channel_type: LinkedChannel = "signal" if address.startswith("+") else "telegram"
    person = room.ana if user_id is None else user_id
    token = await room.token(person, channel_type, minute * MINUTE)
    now = EVENING + minute * MINUTE
    async with room.database.transaction() as connection:
        linked = await link_chat(
            connection, room.cipher, channel_type, token, address, now, account
        )
    assert linked == person


async def told(room: Room) -> list[tuple[Any, ...]]:
    rows = await room.sql.fetch(
        "SELECT user_id, channel_type, state, reason, payload ->> 'replaced'"
        "  FROM notifications_ledger WHERE starts_with(event_key, 'CHAT_REPLACED:') ORDER BY id"
    )
    return [tuple(row) for row in rows]


async def test_its_person_is_told_on_discord_even_where_that_is_off(room: Room) -> None:
    await relink(room, CHAT, 1)
    await relink(room, NUMBER, 2)
    await room.switch(room.ana, "discord", enabled=False)
    await relink(room, OTHER_CHAT, 3)
    assert await told(room) == [(room.ana, "discord", "pending", None, "telegram")]
    async with room.database.connection() as connection:
        (notice,) = await service.list_notices(connection, room.ana, 10)
    assert str(notice.title) == "Another chat is linked"


async def test_who_links_the_same_chat_again_is_told_nothing(room: Room) -> None:
    await relink(room, CHAT, 1)
    await relink(room, CHAT, 2)
    await relink(room, NUMBER, 3, ACCOUNT)
    await relink(room, "+38640999888", 4, ACCOUNT)  # the account's new number
    await relink(room, OTHER_CHAT, 5, user_id=room.bor)
    assert await told(room) == []


async def test_where_discord_does_not_lead_another_channel_does_but_never_that_one(
    room: Room,
) -> None:
    await relink(room, CHAT, 1)
    await relink(room, NUMBER, 2)
    async with room.database.transaction() as connection:
        await channels.switch_off(connection, room.ana, "discord", "dms_closed", EVENING)
    await relink(room, OTHER_CHAT, 3)
    assert await told(room) == [(room.ana, "signal", "pending", None, "telegram")]
    # Nor does what Signal refuses end up in the new chat.
    ids = [row[0] for row in await room.sql.fetch("SELECT id FROM notifications_ledger")]
    await room.sql.execute("UPDATE notifications_ledger SET state = 'failed', last_error = 'x'")
    async with room.database.transaction() as connection:
        assert await store.insert_next_channels(connection, ids, CHANNEL_TYPES, EVENING) == 0


async def test_who_can_be_told_nowhere_finds_it_on_the_page(room: Room) -> None:
    await relink(room, CHAT, 1)
    async with room.database.transaction() as connection:
        await channels.switch_off(connection, room.ana, "discord", "dms_closed", EVENING)
    await relink(room, OTHER_CHAT, 2)
    assert await told(room) == [(room.ana, "discord", "skipped", "no_channel", "telegram")]
