"""The channels room on a real database: stopping, refusals, forgetting a channel."""

from __future__ import annotations

import json
from typing import Any

import pytest

from muster.channels import service
from muster.channels.rules import ChannelType, LinkedChannel
from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import ChannelSwitchedOff, LinkTokenInvalid
from muster.personal_data import service as personal_data
from tests.support.scenes.channels_room import CHAT, MINUTE, NUMBER, OTHER_CHAT, Room, room_of_two
from tests.support.scenes.community import EVENING

room = room_of_two


async def test_stop_unlinks_and_says_why(room: Room) -> None:
    await room.link(room.ana)
    assert await room.stop(CHAT) == "unlinked"
    channel = await room.channel(room.ana)
    assert (channel.enabled, channel.verified, channel.channel_address) == (False, False, None)
    assert "stop" in (channel.refused_reason or "")
    assert await room.owner(CHAT) is None
    await room.link(room.ana, at=MINUTE)
    channel = await room.channel(room.ana)
    assert (channel.enabled, channel.refused_reason) == (True, None)


async def test_only_the_chat_itself_takes_its_stop_back(room: Room) -> None:
    await room.stop(CHAT)
    token = await room.token(room.ana, "telegram", MINUTE * 0)
    with pytest.raises(LinkTokenInvalid):
        async with room.database.transaction() as connection:
            await service.confirm_link(
                connection,
                room.cipher,
                "telegram",
                token,
                CHAT,
                EVENING + MINUTE,
                from_chat=False,
            )
    assert await room.owner(CHAT) is None
    # The token was not used up, and works from the chat.
    assert await room.confirm(token) == room.ana


async def test_a_stranger_s_chat_can_stop_what_somebody_typed(room: Room) -> None:
    await room.type_handle(room.ana, NUMBER, "signal")
    assert await room.stop(NUMBER, "signal") == "unlinked"
    assert (await room.handle(room.ana, "signal")).text is None
    await room.type_handle(room.bor, "+386 40 123 467", "signal")
    assert await reachable(room, room.bor, "signal") is False


async def reachable(room: Room, user_id: int, channel_type: ChannelType) -> bool:
    reach = "SELECT reachable FROM channel_reach WHERE user_id = $1 AND channel_type = $2"
    return await room.sql.fetchval(reach, user_id, channel_type)


async def told_as_reachable(room: Room, user_id: int, channel_type: ChannelType) -> bool:
    """What previews of campaigns tell."""
    choice = "SELECT reachable FROM channel_choice WHERE user_id = $1 AND channel_type = $2"
    return await room.sql.fetchval(choice, user_id, channel_type)


async def test_a_chat_that_is_linked_to_nobody_can_say_stop_twice(room: Room) -> None:
    assert await room.stop(CHAT) == "nobody"
    assert await room.stop(CHAT) == "nobody"
    await room.type_handle(room.ana, CHAT)
    assert await reachable(room, room.ana, "telegram") is False
    await room.link(room.ana)
    assert (await room.handle(room.ana)).deliverable is True
    assert await reachable(room, room.ana, "telegram") is True


@pytest.mark.parametrize(("channel_type", "address"), [("telegram", CHAT), ("signal", NUMBER)])
async def test_nobody_learns_by_typing_a_stranger_s_address_that_it_said_stop(
    room: Room, channel_type: LinkedChannel, address: str
) -> None:
    await room.type_handle(room.ana, address, channel_type)
    of_an_unused_one = await shown(room, room.ana, channel_type)
    await room.type_handle(room.ana, None, channel_type)
    await room.stop(address, channel_type)
    await room.type_handle(room.bor, address, channel_type)
    assert await shown(room, room.bor, channel_type) == of_an_unused_one
    assert (await room.handle(room.bor, channel_type)).deliverable is True
    assert await reachable(room, room.bor, channel_type) is False
    async with room.database.connection() as connection:
        pieces = await personal_data.export_data(connection, room.cipher, room.bor, EVENING)
    (exported,) = json.loads(b"".join(pieces))["addresses"]
    assert exported["deliverable"] is True
    await room.type_handle(room.bor, None, channel_type)
    assert (await room.handle(room.bor, channel_type)).text is None


async def shown(room: Room, user_id: int, channel_type: LinkedChannel) -> tuple[Any, ...]:
    return (
        await room.handle(user_id, channel_type),
        await room.channel(user_id, channel_type),
        await told_as_reachable(room, user_id, channel_type),
    )


async def test_what_an_older_version_stored_of_a_typed_address_tells_nothing(room: Room) -> None:
    await room.type_handle(room.ana, NUMBER, "signal")
    await room.sql.execute("UPDATE availability_channel_links SET deliverable = false")
    assert (await room.handle(room.ana, "signal")).deliverable is True
    await room.type_handle(room.ana, "@nadia")
    assert (await room.handle(room.ana)).deliverable is False


async def test_who_links_a_chat_is_told_of_its_stop(room: Room) -> None:
    await room.type_handle(room.ana, CHAT)
    await room.link(room.ana)
    await room.sql.execute(
        "INSERT INTO availability_stopped_addresses"
        " SELECT channel_type, address_hash, now(), address_encrypted, encryption_key_id"
        " FROM availability_channel_links"
    )
    assert (await room.handle(room.ana)).deliverable is False


async def test_stopping_what_was_typed_leaves_the_verified_chat_on(room: Room) -> None:
    await room.link(room.ana)
    await room.type_handle(room.ana, OTHER_CHAT)
    await room.stop(OTHER_CHAT)
    assert (await room.channel(room.ana)).enabled is True


async def test_stop_finds_an_address_under_an_older_key(room: Room) -> None:
    old, new = generate_contact_key(), generate_contact_key()
    room.cipher = ContactCipher([old])
    await room.link(room.ana)
    await room.stop(OTHER_CHAT)
    room.cipher = ContactCipher([new, old])
    await room.type_handle(room.bor, CHAT)
    assert await room.holders("telegram") == [room.ana]
    await room.type_handle(room.bor, OTHER_CHAT)
    assert await reachable(room, room.bor, "telegram") is False
    assert await room.stop(CHAT) == "unlinked"


@pytest.mark.parametrize("channel_type", ["discord", "telegram"])
async def test_a_refusal_switches_off_with_its_reason_and_can_be_undone(
    room: Room, channel_type: ChannelType
) -> None:
    await room.link(room.ana)
    async with room.database.transaction() as connection:
        await service.switch_off(connection, room.ana, channel_type, "dms_closed", EVENING)
    channel = await room.channel(room.ana, channel_type)
    assert channel.enabled is False
    assert channel.refused_reason is not None
    async with room.database.connection() as connection:
        with pytest.raises(ChannelSwitchedOff):
            await service.require_channel(connection, room.cipher, room.ana, channel_type)
    await room.switch(room.ana, channel_type, False)  # nothing new: the reason stays
    assert (await room.channel(room.ana, channel_type)).refused_reason is not None
    await room.switch(room.ana, channel_type, True)
    channel = await room.channel(room.ana, channel_type)
    assert (channel.enabled, channel.refused_reason) == (True, None)


async def test_a_remembered_dm_channel_changes_nothing_else(room: Room) -> None:
    await room.switch(room.bor, "discord", False)
    for user_id, dm_channel in ((room.ana, 71), (room.ana, 72), (room.bor, 73)):
        async with room.database.transaction() as connection:
            await service.remember_dm_channel(connection, user_id, dm_channel, EVENING)
    rows = await room.sql.fetch(
        "SELECT discord_dm_channel_id, enabled FROM availability_subscriptions ORDER BY user_id"
    )
    assert [tuple(row) for row in rows] == [(72, True), (73, False)]


async def test_forgetting_a_channel_leaves_nothing(room: Room) -> None:
    await room.link(room.ana)
    await room.type_handle(room.ana, "@nadia")
    token = await room.token(room.ana, at=5 * MINUTE)
    async with room.database.transaction() as connection:
        await service.forget_channel(connection, room.ana, "telegram", EVENING)
    channel = await room.channel(room.ana)
    assert (channel.enabled, channel.verified, channel.channel_address) == (False, False, None)
    assert (await room.handle(room.ana)).text is None
    with pytest.raises(LinkTokenInvalid):
        await room.confirm(token, at=6 * MINUTE)
    await room.link(room.bor)  # free for others
