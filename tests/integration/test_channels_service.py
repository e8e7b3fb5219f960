"""The channels room on a real database: linking, stopping, refusals, one account an address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from muster.channels import service
from muster.channels.rules import ChannelType, LinkedChannel
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.errors import (
    AddressTaken,
    ChannelNotVerified,
    ChannelSwitchedOff,
    EncryptionNotConfigured,
    InvalidInput,
    LinkTokenInvalid,
    MusterError,
    NotLinked,
    RateLimited,
)
from tests.community import EVENING, add_person

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
            return await service.confirm_link(
                connection, self.cipher, channel_type, token, address, EVENING + at
            )

    async def link(self, user_id: int, address: str = CHAT, at: timedelta = MINUTE * 0) -> None:
        channel_type: LinkedChannel = "signal" if address.startswith("+") else "telegram"
        token = await self.token(user_id, channel_type, at)
        await self.confirm(token, address, channel_type, at + MINUTE)

    async def type_handle(self, user_id: int, handle: str | None, name: str = "telegram") -> None:
        changes = {"allow_promotions": True, f"{name}_handle": handle}
        async with self.database.transaction() as connection:
            await service.update_preferences(connection, self.cipher, user_id, changes, EVENING)

    async def stop(self, address: str, channel_type: LinkedChannel = "telegram") -> bool:
        async with self.database.transaction() as connection:
            return await service.stop_address(
                connection, self.cipher, channel_type, address, EVENING
            )

    async def owner(self, address: str, channel_type: LinkedChannel = "telegram") -> int | None:
        async with self.database.connection() as connection:
            return await service.find_user_by_address(
                connection, self.cipher, channel_type, address
            )

    async def channel(
        self, user_id: int, channel_type: ChannelType = "telegram"
    ) -> service.Subscription:
        async with self.database.connection() as connection:
            found = await service.read_subscriptions(connection, self.cipher, user_id)
        assert [each.channel_type for each in found] == ["discord", "telegram", "signal"]
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


@pytest.fixture
async def room(database_url: str) -> AsyncGenerator[Room, None]:
    database = Database(database_url, application_name="tests")
    await database.open()
    sql: Any = await asyncpg.connect(database_url)
    ana = await add_person(sql, 201, "ana_n", player="Ana")
    bor = await add_person(sql, 202, "bor", player="Bor")
    yield Room(database, sql, ContactCipher([generate_contact_key()]), ana, bor)
    await sql.close()
    await database.close()


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
    with pytest.raises(AddressTaken):
        await room.type_handle(room.bor, "nadia_K")
    await room.type_handle(room.ana, "+386 40 123 467", "signal")
    with pytest.raises(AddressTaken):
        await room.type_handle(room.bor, NUMBER, "signal")
    await room.type_handle(room.ana, "", "signal")
    await room.type_handle(room.bor, NUMBER, "signal")


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
        assert sorted(type(each).__name__ for each in results) == ["AddressTaken", "NoneType"]
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
        await service.record_outbox(
            connection, room.cipher, "signal", NUMBER, "Hello", None, EVENING
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


# --- stopping and refusals ------------------------------------------------------------------------


async def test_stop_unlinks_and_says_why(room: Room) -> None:
    await room.link(room.ana)
    assert await room.stop(CHAT) is True
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
    assert await room.stop(NUMBER, "signal") is True
    assert (await room.handle(room.ana, "signal")).text is None
    await room.type_handle(room.bor, "+386 40 123 467", "signal")
    assert (await room.handle(room.bor, "signal")).deliverable is False
    reach = "SELECT reachable FROM channel_reach WHERE user_id = $1 AND channel_type = 'signal'"
    assert await room.sql.fetchval(reach, room.bor) is False


async def test_a_chat_that_is_linked_to_nobody_can_say_stop_twice(room: Room) -> None:
    assert await room.stop(CHAT) is False
    assert await room.stop(CHAT) is False
    await room.type_handle(room.ana, CHAT)
    assert (await room.handle(room.ana)).deliverable is False
    await room.link(room.ana)
    assert (await room.handle(room.ana)).deliverable is True


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
    with pytest.raises(AddressTaken):
        await room.type_handle(room.bor, CHAT)
    await room.type_handle(room.bor, OTHER_CHAT)
    assert (await room.handle(room.bor)).deliverable is False
    assert await room.stop(CHAT) is True


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


# --- the outbox -----------------------------------------------------------------------------------


async def test_the_outbox_knows_whose_phone_it_was(room: Room) -> None:
    await room.link(room.ana)
    async with room.database.transaction() as connection:
        await service.remember_dm_channel(connection, room.ana, 77, EVENING)

        async def record(channel_type: ChannelType, address: str) -> int:
            return await service.record_outbox(
                connection, room.cipher, channel_type, address, f"to {channel_type}", None, EVENING
            )

        ids = [
            await record("discord", "user:202"),
            await record("discord", "channel:77"),
            await record("discord", "channel:5"),
            await record("telegram", CHAT),
            await record("signal", NUMBER),
        ]
        sent = await service.list_outbox(connection, 10)
    assert [each.id for each in sent] == sorted(ids, reverse=True)
    assert [(each.recipient_name, each.address) for each in reversed(sent)] == [
        ("Bor", "user:202"),
        ("Ana", "channel:77"),
        (None, "channel:5"),
        ("Ana", "12•••89"),
        (None, "+386••••67"),
    ]


async def test_the_outbox_keeps_the_latest(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.channels.store._OUTBOX_KEEPS", 50)
    async with room.database.transaction() as connection:
        for number in range(210):
            await service.record_outbox(
                connection, room.cipher, "discord", "channel:5", str(number), None, EVENING
            )
        sent = await service.list_outbox(connection, 1000)
    assert len(sent) == 60
    assert sent[0].text == "209"
