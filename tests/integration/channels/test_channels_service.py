"""The channels room on a real database: linking, one address one account, storage, the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest

from muster.channels import service
from muster.channels.rules import ChannelType
from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import (
    AddressTaken,
    ChannelNotVerified,
    EncryptionNotConfigured,
    InvalidInput,
    LinkTokenInvalid,
    MusterError,
    NotLinked,
    RateLimited,
)
from muster.sandbox import service as sandbox
from tests.support.scenes.channels_room import CHAT, MINUTE, NUMBER, OTHER_CHAT, Room, room_of_two
from tests.support.scenes.community import EVENING

room = room_of_two


# --- linking --------------------------------------------------------------------------------------


async def test_a_chat_that_confirms_a_token_is_linked_and_on(room: Room) -> None:
    token = await room.token(room.ana)
    assert await room.confirm(token) == room.ana
    channel = await room.channel(room.ana)
    assert (channel.enabled, channel.verified) == (True, True)
    assert channel.channel_address == "12•••89"
    assert await room.owner(CHAT) == room.ana


async def test_only_a_hash_of_a_token_is_stored(room: Room) -> None:
    token = await room.token(room.ana)
    rows = str(await room.sql.fetch("SELECT * FROM availability_link_tokens"))
    assert token not in rows
    assert token.encode().hex() not in rows
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    assert len(token) <= 64


async def test_a_token_works_once_in_time_for_its_channel_until_the_next(room: Room) -> None:
    void = await room.token(room.ana)
    token = await room.token(room.ana, at=MINUTE)
    for wrong in (void, "nonsense", "", "\x00"):
        with pytest.raises(LinkTokenInvalid):
            await room.confirm(wrong)
    with pytest.raises(LinkTokenInvalid):
        await room.confirm(token, NUMBER, "signal")
    with pytest.raises(LinkTokenInvalid):
        await room.confirm(token, at=31 * MINUTE)
    await room.confirm(token, at=30 * MINUTE)
    with pytest.raises(LinkTokenInvalid):
        await room.confirm(token, at=30 * MINUTE)


async def test_of_two_who_confirm_one_token_at_once_one_wins(room: Room) -> None:
    token = await room.token(room.ana)
    results = await asyncio.gather(
        room.confirm(token, CHAT), room.confirm(token, OTHER_CHAT), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["LinkTokenInvalid", "int"]
    assert await room.sql.fetchval("SELECT count(*) FROM availability_channel_links") == 1


async def test_a_token_is_not_used_up_by_what_goes_wrong(room: Room) -> None:
    token = await room.token(room.ana)
    with pytest.raises(InvalidInput):
        await room.confirm(token, "-100200300")
    cipher, room.cipher = room.cipher, None
    with pytest.raises(EncryptionNotConfigured):
        await room.confirm(token)
    room.cipher = cipher
    assert await room.confirm(token) == room.ana


async def test_a_token_of_somebody_who_unlinked_their_player_is_void(room: Room) -> None:
    token = await room.token(room.ana)
    await room.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", room.ana)
    with pytest.raises(LinkTokenInvalid):
        await room.confirm(token)
    with pytest.raises(NotLinked):
        await room.token(room.ana, at=MINUTE)


async def test_tokens_keep_their_distance(room: Room) -> None:
    await room.token(room.ana)
    with pytest.raises(RateLimited) as caught:
        await room.token(room.ana, at=timedelta(seconds=9.5))
    assert caught.value.retry_after == 21
    await room.token(room.ana, "signal", at=timedelta(seconds=9.5))
    await room.token(room.ana, at=timedelta(seconds=30))
    await room.token(room.ana, at=-MINUTE)  # a clock that was set back locks nobody out


async def test_linking_another_chat_replaces_the_one_before(room: Room) -> None:
    await room.link(room.ana)
    await room.link(room.ana, OTHER_CHAT, MINUTE)
    assert (await room.owner(CHAT), await room.owner(OTHER_CHAT)) == (None, room.ana)


async def test_a_chat_that_is_linked_to_somebody_else_stays_theirs(room: Room) -> None:
    await room.link(room.ana)
    with pytest.raises(AddressTaken):
        await room.link(room.bor)
    assert await room.owner(CHAT) == room.ana


# --- typed and verified ---------------------------------------------------------------------------


async def test_a_typed_address_does_not_speak_for_whoever_typed_it(room: Room) -> None:
    await room.type_handle(room.ana, CHAT)
    assert await room.owner(CHAT) is None
    channel = await room.channel(room.ana)
    assert (channel.enabled, channel.verified, channel.channel_address) == (False, False, "12•••89")
    with pytest.raises(ChannelNotVerified):
        await room.switch(room.ana, "telegram", True)


async def test_whoever_proves_that_a_chat_is_theirs_has_it(room: Room) -> None:
    await room.type_handle(room.bor, CHAT)
    await room.link(room.ana)
    assert await room.owner(CHAT) == room.ana
    assert (await room.handle(room.bor)).text is None


async def test_one_account_an_address_in_any_spelling(room: Room) -> None:
    await room.type_handle(room.ana, "@Nadia_k")
    await room.type_handle(room.bor, "nadia_K")
    assert await room.holders("telegram") == [room.ana]
    await room.type_handle(room.ana, "+386 40 123 467", "signal")
    await room.type_handle(room.bor, NUMBER, "signal")
    assert await room.holders("signal") == [room.ana]
    await room.type_handle(room.ana, "", "signal")
    assert await room.holders("signal") == []
    await room.type_handle(room.bor, NUMBER, "signal")
    assert await room.holders("signal") == [room.bor]


async def test_what_is_disputed_is_kept_encrypted_and_changes_keys(room: Room) -> None:
    assert room.cipher is not None
    old, new = generate_contact_key(), generate_contact_key()
    room.cipher = ContactCipher([old])
    await room.type_handle(room.ana, NUMBER, "signal")
    await room.type_handle(room.bor, NUMBER, "signal")
    text = str(await room.sql.fetch("SELECT d::text FROM availability_disputed_handles d"))
    assert NUMBER not in text
    room.cipher = ContactCipher([new, old])
    async with room.database.transaction() as connection:
        assert await service.count_contacts_under_other_keys(connection, [room.cipher.key_id]) == 2
        for table in service.CONTACT_TABLES:
            await service.rotate_contacts(connection, room.cipher, table, ("", b""), 10)
        assert await service.count_contacts_under_other_keys(connection, [room.cipher.key_id]) == 0
    room.cipher = ContactCipher([new])
    for user_id in (room.ana, room.bor):
        assert (await room.handle(user_id, "signal")).text == NUMBER
    await room.link(room.bor, NUMBER)
    assert await room.holders("signal") == [room.bor]


async def test_an_address_that_is_typed_and_verified_is_one_row(room: Room) -> None:
    await room.type_handle(room.ana, CHAT)
    await room.link(room.ana)
    assert await room.sql.fetchval("SELECT count(*) FROM availability_channel_links") == 1
    await room.type_handle(room.ana, None)
    assert (await room.handle(room.ana)).text is None
    assert await room.owner(CHAT) == room.ana


async def test_a_verified_address_stands_beside_another_typed_one(room: Room) -> None:
    await room.link(room.ana)
    await room.type_handle(room.ana, "@nadia")
    handle = await room.handle(room.ana)
    assert (handle.text, handle.masked, handle.deliverable) == ("@nadia", "@na•••", False)
    assert (await room.channel(room.ana)).channel_address == "12•••89"
    await room.type_handle(room.ana, OTHER_CHAT)
    assert (await room.handle(room.ana)).deliverable is True
    assert await room.sql.fetchval("SELECT count(*) FROM availability_channel_links") == 2


async def test_of_two_who_type_one_address_at_once_one_gets_it(room: Room) -> None:
    for round_ in range(5):
        number = f"+3864012340{round_}"
        results = await asyncio.gather(
            room.type_handle(room.ana, number, "signal"),
            room.type_handle(room.bor, number, "signal"),
            return_exceptions=True,
        )
        assert results == [None, None]
        assert len(await room.holders("signal")) == 1
        for user_id in (room.ana, room.bor):
            await room.type_handle(user_id, None, "signal")


async def test_nothing_that_one_person_does_at_once_ends_in_an_error_of_ours(room: Room) -> None:
    token = await room.token(room.ana)
    work: list[Awaitable[Any]] = [
        room.type_handle(room.ana, CHAT),
        room.type_handle(room.ana, OTHER_CHAT),
        room.confirm(token, CHAT),
        room.stop(CHAT),
        room.type_handle(room.ana, None),
    ]
    for result in await asyncio.gather(*work, return_exceptions=True):
        assert not isinstance(result, BaseException) or isinstance(result, MusterError), result


# --- what is stored -------------------------------------------------------------------------------


async def test_no_address_is_stored_in_the_clear(room: Room) -> None:
    await room.type_handle(room.ana, NUMBER, "signal")
    await room.link(room.ana)
    await room.stop(OTHER_CHAT)
    async with room.database.transaction() as connection:
        await sandbox.record_sent(
            connection, room.cipher, "signal", NUMBER, "Hello", None, [], EVENING
        )
    tables = await room.sql.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for table in tables:
        text = str(await room.sql.fetch(f"SELECT t::text FROM {table[0]} t"))
        for address in (CHAT, NUMBER, OTHER_CHAT):
            assert address not in text, table
            assert address.encode().hex() not in text, table


async def test_an_address_whose_key_was_lost_counts_as_absent(room: Room) -> None:
    await room.link(room.ana)
    await room.type_handle(room.ana, NUMBER, "signal")
    for cipher in (ContactCipher([generate_contact_key()]), None):
        room.cipher = cipher
        channel = await room.channel(room.ana)
        assert (channel.enabled, channel.verified, channel.address_lost) == (False, False, True)
        assert channel.channel_address is None
        handle = await room.handle(room.ana, "signal")
        assert (handle.text, handle.masked, handle.lost) == (None, None, True)
        assert await room.owner(CHAT) is None
        with pytest.raises(ChannelNotVerified):
            await room.switch(room.ana, "telegram", True)
    room.cipher = ContactCipher([generate_contact_key()])
    await room.link(room.ana, at=MINUTE)
    await room.type_handle(room.ana, NUMBER, "signal")
    channel = await room.channel(room.ana)
    assert (channel.verified, channel.address_lost) == (True, False)
    assert (await room.handle(room.ana, "signal")).lost is False


# --- the outbox -----------------------------------------------------------------------------------


async def test_the_outbox_knows_whose_phone_it_was(room: Room) -> None:
    await room.link(room.ana)
    async with room.database.transaction() as connection:
        await service.remember_dm_channel(connection, room.ana, 77, EVENING)

        async def record(channel_type: ChannelType, address: str) -> int:
            return await sandbox.record_sent(
                connection,
                room.cipher,
                channel_type,
                address,
                f"to {channel_type}",
                None,
                [],
                EVENING,
            )

        ids = [
            await record("discord", "user:202"),
            await record("discord", "channel:77"),
            await record("discord", "channel:5"),
            await record("telegram", CHAT),
            await record("signal", NUMBER),
        ]
        sent = await sandbox.list_sent(connection, 10)
    assert [each.id for each in sent] == sorted(ids, reverse=True)
    assert [(each.recipient_name, each.address) for each in reversed(sent)] == [
        ("Bor", "user:202"),
        ("Ana", "channel:77"),
        (None, "channel:5"),
        ("Ana", "12•••89"),
        (None, "+386••••67"),
    ]


async def test_the_outbox_keeps_the_latest(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.sandbox.store._OUTBOX_KEEPS", 50)
    async with room.database.transaction() as connection:
        for number in range(210):
            await sandbox.record_sent(
                connection, room.cipher, "discord", "channel:5", str(number), None, [], EVENING
            )
        sent = await sandbox.list_sent(connection, 1000)
    assert len(sent) == 60
    assert sent[0].text == "209"
