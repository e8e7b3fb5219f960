"""A Signal chat is one person's by its number and by its account id, whichever it shows."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.conversation import Conversation
from bot.signal.receive import SignalReceiver
from bot.signal.send import SignalChannel
from muster.channels import messages, service
from muster.channels.messages import NOBODY_KNOWN_STOPPED, NOBODY_STOPPED, STOPPED
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.signal import account_of
from tests.support.scenes.community import EVENING, TODAY, add_person
from tests.support.scenes.linked_chats import (
    CIPHER,
    conversation_of_the_bot,
    link,
    stored,
    token_for,
)

A, B = "+38640123456", "+38640987654"
U = account_of(A)
conversation = conversation_of_the_bot


class Chat:
    """Somebody who writes to the community's number, and what became of it."""

    def __init__(self, chats: FakeChats, receiver: SignalReceiver, sql: Any) -> None:
        self.signal = chats.signal
        self.receiver = receiver
        self.sql = sql

    async def say(self, source: str, text: str | None, **more: Any) -> list[str]:
        """The answers to one message from a number or, hidden, from an account id alone."""
        before = len(self.signal.deliveries)
        self.signal.write(source, text, **more)
        await self.receiver.step()
        return [each.text for each in self.signal.deliveries[before:]]

    async def reaches(self, user_id: int) -> str | None:
        """Where a message to the person would go now."""
        encrypted = await self.sql.fetchval(
            "SELECT address_encrypted FROM channel_reach"
            " WHERE user_id = $1 AND channel_type = 'signal' AND reachable",
            user_id,
        )
        return None if encrypted is None else CIPHER.decrypt(encrypted)

    async def names(self) -> list[tuple[str, str | None]]:
        """Every stored address with its account id, open."""
        rows = await self.sql.fetch(
            "SELECT address_encrypted, account_encrypted FROM availability_channel_links"
        )
        return sorted(
            (CIPHER.decrypt(row[0]), None if row[1] is None else CIPHER.decrypt(row[1]))
            for row in rows
        )


@pytest.fixture
async def chat(
    server: FakeChats, conversation: Conversation, sql: Any
) -> AsyncGenerator[Chat, None]:
    server.signal.__init__()
    server.signal.mode = "normal"
    channel = SignalChannel(
        base_url=f"{server.url}/signal", number=server.signal.number, limiter=pace.Limiter(None)
    )
    receiver = SignalReceiver(channel, conversation, now=lambda: EVENING, poll_seconds=0)
    yield Chat(server, receiver, sql)
    await channel.close()


@pytest.fixture
async def ana(sql: Any) -> int:
    return await add_person(sql, 11, player="Ana")


@pytest.fixture
async def bor(sql: Any) -> int:
    return await add_person(sql, 12, player="Bor")


async def type_number(database: Database, user_id: int, number: str) -> None:
    async with database.transaction() as connection:
        changes = {"allow_promotions": True, "signal_handle": number}
        await service.update_preferences(connection, CIPHER, user_id, changes, EVENING)


async def test_linked_by_number_and_then_only_the_account_shows(
    chat: Chat, database: Database, ana: int
) -> None:
    token = await token_for(database, ana, "signal")
    assert await chat.say(A, f"/link {token}") == [str(messages.LINKED)]
    chat.signal.hidden = {A}
    assert await chat.say(A, "/today looking") == ["Looking today."]
    assert await stored(chat.sql, ana) == {TODAY: "LOOKING"}
    assert await chat.reaches(ana) == A
    assert await chat.say(A, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) is None
    assert await chat.say(A, "/today maybe") == [str(messages.NOT_LINKED)]
    # The number that it did not write by is stopped as well, whoever types it next.
    await type_number(database, ana, A)
    assert await chat.reaches(ana) is None


async def test_linked_by_the_account_and_then_the_number_shows(
    chat: Chat, database: Database, ana: int
) -> None:
    chat.signal.hidden = {A}
    token = await token_for(database, ana, "signal")
    assert await chat.say(A, f"/link {token}") == [str(messages.LINKED)]
    assert await chat.reaches(ana) == U
    chat.signal.hidden = set()
    assert await chat.say(A, "/today looking") == ["Looking today."]
    assert await chat.names() == [(A, U)]
    assert await chat.reaches(ana) == A
    assert await chat.say(A, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) is None


async def test_a_changed_number_is_still_the_same_person(
    chat: Chat, database: Database, ana: int
) -> None:
    await link(database, ana, "signal", A)
    await chat.say(A, None, kind="receiptMessage")
    assert await chat.say(B, "/today looking", account=U) == ["Looking today."]
    assert await chat.reaches(ana) == B
    assert await chat.say(B, "/stop", account=U) == [str(STOPPED)]
    assert await chat.names() == []
    assert await chat.sql.fetchval("SELECT count(*) FROM availability_stopped_addresses") == 2


@pytest.mark.parametrize("kind", ["receiptMessage", "typingMessage", "syncMessage", "dataMessage"])
async def test_any_envelope_joins_the_names(
    chat: Chat, database: Database, ana: int, kind: str
) -> None:
    await link(database, ana, "signal", A)
    assert await chat.names() == [(A, None)]
    await chat.say(A, None, kind=kind)
    assert await chat.names() == [(A, U)]
    assert await chat.say(U, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) is None
    # The same with the number typed anew: who links from the chat takes back what it had said.
    await type_number(database, ana, A)
    await chat.say(A, None)
    await chat.say(U, f"/link {await token_for(database, ana, 'signal')}")
    assert (await chat.names(), await chat.reaches(ana)) == ([(A, U)], A)


async def test_an_account_that_nobody_knows_is_not_told_that_it_was_stopped(
    chat: Chat, database: Database, ana: int
) -> None:
    await link(database, ana, "signal", A)
    assert await chat.say(U, "/stop") == [str(NOBODY_KNOWN_STOPPED)]
    assert await chat.reaches(ana) == A
    # As soon as the number shows, the account's stop counts for it.
    await chat.say(A, None)
    assert await chat.reaches(ana) is None
    assert await chat.say(A, "/stop") == [str(STOPPED)]


async def test_a_stranger_s_stop_is_remembered_for_both_names(
    chat: Chat, database: Database, ana: int
) -> None:
    assert await chat.say(A, "/stop") == [str(NOBODY_STOPPED)]
    await type_number(database, ana, A)
    assert await chat.reaches(ana) is None
    await type_number(database, ana, B)
    assert await chat.reaches(ana) == B
    await chat.say(B, None, account=U)
    assert await chat.reaches(ana) is None


async def test_names_that_were_shown_before_anybody_typed_one_are_joined_all_the_same(
    chat: Chat, database: Database, ana: int
) -> None:
    for _ in range(2):
        await chat.say(A, "/help")
        await type_number(database, ana, A)
        await chat.say(A, None, kind="typingMessage")
        assert await chat.names() == [(A, U)]
        await chat.sql.execute("DELETE FROM availability_channel_links")


async def test_a_typed_number_is_stopped_by_its_account(
    chat: Chat, database: Database, ana: int
) -> None:
    await type_number(database, ana, A)
    assert await chat.reaches(ana) == A
    await chat.say(A, "hello")
    assert await chat.say(U, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) is None
    assert await chat.say(U, "/today looking") == [str(messages.NOT_LINKED)]


async def test_a_number_that_became_somebody_else_s_speaks_for_nobody(
    chat: Chat, database: Database, ana: int
) -> None:
    token = await token_for(database, ana, "signal")
    await chat.say(A, f"/link {token}")
    newcomer = account_of("the next owner of A")
    assert await chat.say(A, "/today looking", account=newcomer) == [str(messages.NOT_LINKED)]
    assert await stored(chat.sql, ana) == {}
    assert await chat.say(U, "/today looking") == ["Looking today."]
    # What is for Ana goes to her account, and nobody else's word stops it.
    assert await chat.reaches(ana) == U
    assert await chat.say(A, "/stop", account=newcomer) == [str(NOBODY_STOPPED)]
    assert await chat.reaches(ana) == U
    assert await chat.say(U, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) is None


async def test_two_who_swap_their_numbers_stay_themselves(
    chat: Chat, database: Database, ana: int, bor: int
) -> None:
    v = account_of(B)
    await chat.say(A, f"/link {await token_for(database, ana, 'signal')}")
    await chat.say(B, f"/link {await token_for(database, bor, 'signal')}")
    await chat.say(B, None, account=U, kind="typingMessage")
    assert (await chat.reaches(ana), await chat.reaches(bor)) == (B, v)
    await chat.say(A, None, account=v, kind="receiptMessage")
    assert (await chat.reaches(ana), await chat.reaches(bor)) == (B, A)
    assert await chat.say(B, "/today looking", account=U) == ["Looking today."]
    assert await stored(chat.sql, bor) == {}
    assert await chat.say(B, "/stop", account=U) == [str(STOPPED)]
    assert (await chat.reaches(ana), await chat.reaches(bor)) == (None, A)


@pytest.mark.parametrize("seen_before", [True, False])
async def test_a_hidden_chat_s_stop_holds_for_the_number_that_its_owner_typed(
    chat: Chat, database: Database, ana: int, seen_before: bool
) -> None:
    await type_number(database, ana, A)
    if seen_before:
        await chat.say(A, None)
    token = await token_for(database, ana, "signal")
    assert await chat.say(U, f"/link {token}") == [str(messages.LINKED)]
    assert await chat.say(U, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) is None
    told = "SELECT refused_reason FROM availability_subscriptions WHERE user_id = $1"
    assert await chat.sql.fetchval(told, ana) == messages.CHAT_STOPPED


@pytest.mark.parametrize("shown", [A, U])
async def test_a_chat_whose_number_is_known_leaves_another_typed_one_alone(
    chat: Chat, database: Database, ana: int, shown: str
) -> None:
    await type_number(database, ana, B)
    await chat.say(A, f"/link {await token_for(database, ana, 'signal')}")
    assert await chat.say(shown, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) == B


async def test_linked_again_by_the_account_alone_the_number_stays_known(
    chat: Chat, database: Database, ana: int
) -> None:
    await type_number(database, ana, A)
    await chat.say(A, f"/link {await token_for(database, ana, 'signal')}")
    assert await chat.say(U, f"/link {await token_for(database, ana, 'signal')}") == [
        str(messages.LINKED)
    ]
    assert await chat.names() == [(A, U)]
    assert await chat.say(U, "/stop") == [str(STOPPED)]
    assert await chat.reaches(ana) is None


async def test_the_typed_number_of_a_hidden_chat_becomes_one_with_it(
    chat: Chat, database: Database, ana: int
) -> None:
    await type_number(database, ana, A)
    token = await token_for(database, ana, "signal")
    assert await chat.say(U, f"/link {token}") == [str(messages.LINKED)]
    assert await chat.names() == [(A, None), (U, U)]
    await chat.say(A, None)
    assert await chat.names() == [(A, U)]
    row = await chat.sql.fetchrow("SELECT typed_at, verified_at FROM availability_channel_links")
    assert None not in tuple(row)


async def test_whoever_is_verified_has_the_number_that_somebody_typed(
    chat: Chat, database: Database, ana: int, bor: int
) -> None:
    await type_number(database, bor, A)
    token = await token_for(database, ana, "signal")
    await chat.say(U, f"/link {token}")
    await chat.say(A, None)
    assert (await chat.reaches(ana), await chat.reaches(bor)) == (A, None)
    told = "SELECT refused_reason FROM availability_subscriptions WHERE user_id = $1"
    assert await chat.sql.fetchval(told, bor) == messages.LINKED_BY_ANOTHER
    assert await chat.sql.fetchval(told, ana) is None


async def test_a_number_that_somebody_verified_stays_theirs(
    chat: Chat, database: Database, ana: int, bor: int
) -> None:
    await link(database, bor, "signal", B)
    token = await token_for(database, ana, "signal")
    await chat.say(A, f"/link {token}")
    await chat.say(B, None, account=U)
    assert (await chat.reaches(ana), await chat.reaches(bor)) == (A, B)
    assert await chat.say(B, "/today looking", account=U) == ["Looking today."]
    assert await stored(chat.sql, bor) == {}
    # Whoever writes from both names stops both.
    assert await chat.say(B, "/stop", account=U) == [str(STOPPED)]
    assert (await chat.reaches(ana), await chat.reaches(bor)) == (None, None)


async def test_both_names_are_under_lock_and_move_to_a_new_key(
    chat: Chat, database: Database, ana: int
) -> None:
    old_key, new_key = generate_contact_key(), generate_contact_key()
    token = await token_for(database, ana, "signal")
    async with database.transaction() as connection:
        await service.confirm_link(
            connection, ContactCipher([old_key]), "signal", token, A, EVENING, U
        )
    row = await chat.sql.fetchrow("SELECT * FROM availability_channel_links")
    assert U.encode() not in row["account_encrypted"] + row["account_hash"]
    async with database.transaction() as connection:
        step = await service.rotate_contacts(
            connection,
            ContactCipher([new_key, old_key]),
            "availability_channel_links",
            ("", b""),
            10,
        )
    assert (step.rewritten, step.unreadable) == (1, 0)
    async with database.connection() as connection:
        for name in (A, U):
            found = await service.find_user_by_address(
                connection, ContactCipher([new_key]), "signal", name
            )
            assert found == ana


async def test_names_wait_for_a_database_that_is_away(
    chat: Chat, database: Database, ana: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await link(database, ana, "signal", A)
    names = chat.receiver.conversation.names
    away = Database("postgresql://nobody@127.0.0.1:9/x", application_name="test")
    monkeypatch.setattr(names, "_database", away)
    await names.join(A, U)
    monkeypatch.setattr(names, "_database", database)
    assert await chat.names() == [(A, None)]
    await names.join(A, U)
    assert await chat.names() == [(A, U)]
