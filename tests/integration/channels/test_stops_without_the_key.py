"""A stop that came while the key of its chat was missing holds once that is back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.channels import service
from muster.channels.rules import LinkedChannel
from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import EncryptionNotConfigured
from tests.support.scenes.channels_room import CHAT, MINUTE, NUMBER, OTHER_CHAT, Room, room_of_two
from tests.support.scenes.community import EVENING
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel, add_test_rows, states

room = room_of_two
OLD, NEW = generate_contact_key(), generate_contact_key()


async def carry_out(room: Room) -> int:
    async with room.database.transaction() as connection:
        assert room.cipher is not None
        return await service.carry_out_stops(connection, room.cipher, EVENING + 10 * MINUTE)


async def stop_without_the_key(room: Room, address: str) -> None:
    """The chat is linked under the old key; its stop comes while the new one alone is set."""
    channel_type: LinkedChannel = "signal" if address == NUMBER else "telegram"
    room.cipher = ContactCipher([OLD])
    await room.link(room.ana, address, -5 * MINUTE)
    room.cipher = ContactCipher([NEW])
    assert await room.stop(address, channel_type) == "not_yet"


@pytest.mark.parametrize("address", [CHAT, NUMBER])
@pytest.mark.parametrize("keys", [(NEW, OLD), (OLD, NEW)])
async def test_it_is_carried_out_once_both_keys_are_set(
    room: Room, keys: tuple[str, ...], address: str
) -> None:
    channel_type: LinkedChannel = "signal" if address == NUMBER else "telegram"
    await stop_without_the_key(room, address)
    assert await carry_out(room) == 0, "the new key alone finds nobody"
    room.cipher = ContactCipher(keys)
    assert await carry_out(room) == 1
    assert await carry_out(room) == 0
    channel = await room.channel(room.ana, channel_type)
    assert (channel.enabled, channel.verified) == (False, False)
    assert channel.refused_reason is not None
    await room.type_handle(room.bor, address, channel_type)
    reach = "SELECT reachable FROM channel_reach WHERE user_id = $1 AND channel_type = $2"
    assert await room.sql.fetchval(reach, room.bor, channel_type) is False


async def test_nothing_leaves_for_the_chat_from_then_on(room: Room) -> None:
    await stop_without_the_key(room, CHAT)
    await add_test_rows(
        room.sql, [room.ana], EVENING, EVENING + timedelta(hours=1), channel_type="telegram"
    )
    channel = MemoryChannel("telegram")
    by_type: dict[Any, Any] = {"telegram": channel}
    both = ContactCipher([NEW, OLD])
    notifier = AvailabilityNotifierService(
        room.database, by_type, evenings(), both, "one", now=lambda: EVENING
    )
    await notifier.deliver_due()
    assert channel.sent == []
    assert "sent" not in {state for state, _ in await states(room.sql)}


async def test_whoever_linked_the_chat_anew_has_taken_it_back(room: Room) -> None:
    await stop_without_the_key(room, CHAT)
    room.cipher = ContactCipher([OLD])
    await room.link(room.ana, CHAT, 5 * MINUTE)
    room.cipher = ContactCipher([OLD, NEW])
    assert await carry_out(room) == 0
    assert (await room.channel(room.ana)).verified is True


async def test_others_are_left_alone(room: Room) -> None:
    await stop_without_the_key(room, CHAT)
    room.cipher = ContactCipher([OLD])
    await room.link(room.bor, OTHER_CHAT)
    room.cipher = ContactCipher([NEW, OLD])
    assert await carry_out(room) == 1
    assert (await room.channel(room.bor)).verified is True


async def test_without_any_key_nothing_is_said_to_be_done(room: Room) -> None:
    await room.link(room.ana)
    cipher, room.cipher = room.cipher, None
    with pytest.raises(EncryptionNotConfigured):
        await room.stop(CHAT)
    room.cipher = cipher
    assert (await room.channel(room.ana)).verified is True
