"""How messages come in from Telegram and Signal: once each, private ones alone, after failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.conversation import Conversation
from bot.signal.receive import SignalReceiver, private_message
from bot.signal.send import SignalChannel
from bot.telegram.receive import TelegramReceiver
from bot.telegram.send import TelegramChannel
from muster.database import Database
from tests.support.fakes.chats import FakeChats
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import EVENING, TODAY, add_person
from tests.support.scenes.linked_chats import conversation_of_the_bot, link, stored

ANA_PHONE = "+38640123456"
conversation = conversation_of_the_bot


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.telegram.__init__()
    server.signal.__init__()
    server.discord.__init__()
    return server


@pytest.fixture
async def telegram(
    chats: FakeChats, conversation: Conversation
) -> AsyncGenerator[TelegramReceiver, None]:
    channel = TelegramChannel(
        chats.telegram.token, base_url=f"{chats.url}/telegram", limiter=pace.Limiter(None)
    )
    yield TelegramReceiver(channel, conversation, now=lambda: EVENING, poll_seconds=0)
    await channel.close()


@pytest.fixture
async def signal(
    chats: FakeChats, conversation: Conversation
) -> AsyncGenerator[SignalReceiver, None]:
    channel = SignalChannel(
        base_url=f"{chats.url}/signal", number=chats.signal.number, limiter=pace.Limiter(None)
    )
    yield SignalReceiver(channel, conversation, now=lambda: EVENING, poll_seconds=0)
    await channel.close()


# --- Telegram -------------------------------------------------------------------------------------


async def test_telegram_answers_private_chats_and_no_groups(
    chats: FakeChats, telegram: TelegramReceiver
) -> None:
    chats.telegram.write(501, "/help")
    chats.telegram.write(-100777, "/help", chat_type="supergroup")
    chats.telegram.write(502, "hello")
    assert await telegram.step() == 0.0
    assert chats.telegram.counts() == {"501": 1, "502": 1}


async def test_telegram_hands_an_update_over_once(
    chats: FakeChats, telegram: TelegramReceiver
) -> None:
    chats.telegram.write(501, "/help")
    await telegram.step()
    assert chats.telegram.confirmed == 0
    await telegram.step()
    assert chats.telegram.confirmed == 1
    assert chats.telegram.counts() == {"501": 1}


async def test_telegram_stopped_confirms_what_it_handled(
    chats: FakeChats, telegram: TelegramReceiver
) -> None:
    chats.telegram.write(501, "/help")
    running = asyncio.create_task(telegram.run())
    # The answer may be there before we know that it is; only what we know of can be confirmed.
    await eventually(lambda: telegram._offset is not None)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert chats.telegram.counts() == {"501": 1}
    assert chats.telegram.confirmed == 1


async def test_telegram_waits_longer_with_each_failure_and_comes_back(
    chats: FakeChats, telegram: TelegramReceiver
) -> None:
    chats.telegram.fail(method="getUpdates", status=502, body="<html>", times=3)
    pauses = [await telegram.step() for _ in range(3)]
    assert pauses[0] < 1.5 < pauses[2] < 6
    chats.telegram.write(501, "/help")
    assert await telegram.step() == 0.0
    assert chats.telegram.counts() == {"501": 1}


async def test_telegram_with_a_wrong_token_asks_again_in_an_hour(
    chats: FakeChats, conversation: Conversation
) -> None:
    channel = TelegramChannel(
        "123:wrong", base_url=f"{chats.url}/telegram", limiter=pace.Limiter(None)
    )
    receiver = TelegramReceiver(channel, conversation, now=lambda: EVENING, poll_seconds=0)
    assert await receiver.step() >= 3600.0
    await channel.close()


async def test_telegram_survives_a_chat_that_blocks_it(
    chats: FakeChats, telegram: TelegramReceiver
) -> None:
    chats.telegram.blocked = {"501"}
    chats.telegram.write(501, "/help")
    chats.telegram.write(502, "/help")
    assert await telegram.step() == 0.0
    assert chats.telegram.counts() == {"502": 1}


@pytest.mark.parametrize(
    "odd",
    [{"message": {"odd": 1}}, {"message": 5}, {"message": {"message_id": 1, "date": "noon"}}],
)
async def test_telegram_passes_an_unreadable_update_over_and_logs_nothing_of_it(
    chats: FakeChats,
    telegram: TelegramReceiver,
    caplog: pytest.LogCaptureFixture,
    odd: dict[str, Any],
) -> None:
    chats.telegram.write(501, "/help")
    unreadable = chats.telegram.give(odd)
    chats.telegram.write(502, "/help")
    assert await telegram.step() == 0.0
    assert chats.telegram.counts() == {"501": 1, "502": 1}
    # Alone, it comes once and no more.
    alone = chats.telegram.give(odd)
    assert await telegram.step() == 0.0
    assert await telegram.step() == 0.0
    assert chats.telegram.confirmed == 4
    assert alone > unreadable
    assert caplog.text == ""


# --- Signal ---------------------------------------------------------------------------------------


async def test_signal_receives_over_a_websocket_and_reconnects(
    chats: FakeChats, signal: SignalReceiver, sql: Any, database: Database
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "signal", ANA_PHONE)
    listening = asyncio.create_task(signal.step())
    chats.signal.write(ANA_PHONE, "today looking")
    await eventually(lambda: chats.signal.deliveries)
    assert chats.signal.received(ANA_PHONE) == ["Looking today."]
    assert await stored(sql, ana) == {TODAY: "LOOKING"}
    chats.signal.drop_sockets = True
    assert 0 < await asyncio.wait_for(listening, PATIENCE) < 2
    chats.signal.write(ANA_PHONE, "today maybe")
    again = asyncio.create_task(signal.step())
    await becomes(lambda: stored(sql, ana), {TODAY: "MAYBE"})
    assert chats.signal.sockets == 2
    again.cancel()
    with suppress(asyncio.CancelledError):
        await again


async def test_signal_polls_where_there_is_no_websocket(
    chats: FakeChats, signal: SignalReceiver
) -> None:
    chats.signal.mode = "normal"
    chats.signal.write(ANA_PHONE, "/help")
    assert await signal.step() == 1.0
    assert chats.signal.counts() == {ANA_PHONE: 1}


async def test_signal_loses_nothing_when_a_poll_answers_the_websocket(
    chats: FakeChats, signal: SignalReceiver
) -> None:
    chats.signal.mode, chats.signal.about_says = "normal", "json-rpc"
    chats.signal.write(ANA_PHONE, "/help")
    assert await signal.step() == 1.0
    assert chats.signal.counts() == {ANA_PHONE: 1}


async def test_signal_answers_an_envelope_once_and_only_private_words(
    chats: FakeChats, signal: SignalReceiver
) -> None:
    chats.signal.mode = "normal"
    chats.signal.repeat(chats.signal.write(ANA_PHONE, "/help"))
    chats.signal.write("+38640999999", "/help", group=True)
    chats.signal.write("+38640999999", None)
    chats.signal.write("+38640999999", "/help", kind="syncMessage")
    chats.signal.write(chats.signal.number, "/help")
    await signal.step()
    assert chats.signal.counts() == {ANA_PHONE: 1}


@pytest.mark.parametrize(
    "odd", [None, 1, [], {}, {"envelope": 1}, {"envelope": {"dataMessage": 1}}]
)
def test_odd_envelopes_are_nobodys_message(odd: Any) -> None:
    assert private_message(odd, "+1") is None


def test_who_hides_their_number_is_known_by_their_uuid() -> None:
    data = {"message": "/help", "timestamp": 5}
    envelope = {"envelope": {"source": None, "sourceUuid": "a-uuid", "dataMessage": data}}
    found = private_message(envelope, "+1")
    assert found is not None
    assert (found[0].address, found[1]) == ("a-uuid", 5)


async def test_signal_waits_while_its_server_is_away(
    conversation: Conversation,
) -> None:
    channel = SignalChannel(
        base_url="http://127.0.0.1:9", number="+38640000000", limiter=pace.Limiter(None)
    )
    receiver = SignalReceiver(channel, conversation, now=lambda: EVENING)
    assert 0 < await receiver.step() < 2 < (await receiver.step()) + 1
    await channel.close()
