"""What people write on Telegram and Signal: linked, stored, answered, seen on open pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from bot.channels import rate
from bot.channels.signal import SignalChannel
from bot.channels.telegram import TelegramChannel
from bot.inbound import replies
from bot.inbound.conversation import Conversation
from bot.inbound.signal import SignalReceiver, private_message
from bot.inbound.telegram import TelegramReceiver
from muster.changes import CHANNEL
from muster.channels import messages
from muster.channels import service as channels
from muster.channels.rules import LinkedChannel
from muster.clock import CommunityClock
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.errors import NotLinked
from tests.chat_fakes import FakeChats, fake_chats
from tests.community import EVENING, TODAY, add_answer, add_person, settings_for
from tests.running import becomes, eventually

TOMORROW = TODAY + timedelta(days=1)
CIPHER = ContactCipher([generate_contact_key()])
ANA_PHONE = "+38640123456"


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.telegram.__init__()
    server.signal.__init__()
    server.discord.__init__()
    return server


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    opened = Database(database_url, application_name="tests", max_size=4)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
def conversation(database: Database, database_url: str) -> Conversation:
    zone = settings_for(database_url).zone
    return Conversation(database, CIPHER, CommunityClock(zone), threshold=6)


@pytest.fixture
async def telegram(
    chats: FakeChats, conversation: Conversation
) -> AsyncGenerator[TelegramReceiver, None]:
    channel = TelegramChannel(
        chats.telegram.token, base_url=f"{chats.url}/telegram", limiter=rate.Limiter(None)
    )
    yield TelegramReceiver(channel, conversation, now=lambda: EVENING, poll_seconds=0)
    await channel.close()


@pytest.fixture
async def signal(
    chats: FakeChats, conversation: Conversation
) -> AsyncGenerator[SignalReceiver, None]:
    channel = SignalChannel(
        base_url=f"{chats.url}/signal", number=chats.signal.number, limiter=rate.Limiter(None)
    )
    yield SignalReceiver(channel, conversation, now=lambda: EVENING, poll_seconds=0)
    await channel.close()


async def token_for(database: Database, user_id: int, channel_type: LinkedChannel) -> str:
    async with database.transaction() as connection:
        token, _ = await channels.create_link_token(
            connection,
            user_id,
            channel_type,
            EVENING,
            lifetime=timedelta(minutes=30),
            min_interval=timedelta(0),
        )
    return token


async def link(database: Database, user_id: int, channel_type: LinkedChannel, address: str) -> None:
    token = await token_for(database, user_id, channel_type)
    async with database.transaction() as connection:
        await channels.confirm_link(connection, CIPHER, channel_type, token, address, EVENING)


async def stored(sql: Any, user_id: int) -> dict[date, str]:
    rows = await sql.fetch(
        "SELECT entry_date, status FROM availability_entries WHERE user_id = $1", user_id
    )
    return {row["entry_date"]: row["status"] for row in rows}


async def say(
    conversation: Conversation, text: str, *, chat: str = "501", now: datetime = EVENING
) -> str | None:
    return await conversation.answer("telegram", chat, text, now)


# --- what is done ---------------------------------------------------------------------------------


async def test_a_chat_is_linked_once_with_its_token(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    token = await token_for(database, ana, "telegram")
    assert await say(conversation, f"/start {token}") == messages.LINKED
    assert await say(conversation, "/today looking") == "Looking today."
    refusal = await say(conversation, f"/link {token}")
    assert refusal is not None
    assert "token" in refusal


async def test_an_answer_is_stored_and_open_pages_hear_of_it(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    heard: list[str] = []
    await sql.add_listener(CHANNEL, lambda *news: heard.append(news[-1]))
    assert await say(conversation, "/avail today LOOKING") == "Looking today."
    await eventually(lambda: f"availability {TODAY}" in heard)
    assert await say(conversation, "/tomorrow no") == "Not playing tomorrow."
    assert await stored(sql, ana) == {TODAY: "LOOKING", TOMORROW: "NOT_PLAYING"}
    assert await say(conversation, "/avail remove today") == "Your answer for today is gone."
    assert await say(conversation, "/avail remove today") == "You had no answer for today."
    assert await stored(sql, ana) == {TOMORROW: "NOT_PLAYING"}


async def test_days_that_cannot_be_answered_for(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    assert await say(conversation, "/avail 2026-11-01 looking") == "Past days are read-only."
    assert "90 days" in (await say(conversation, "/avail 2027-11-01 looking") or "")
    assert "do not know that day" in (await say(conversation, "/avail 2026-02-31 no") or "")
    assert await stored(sql, ana) == {}


async def test_today_is_the_communitys(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    past_midnight = EVENING.replace(hour=23, minute=30)  # 00:30 in Ljubljana
    await say(conversation, "/today maybe", now=past_midnight)
    assert await stored(sql, ana) == {TOMORROW: "MAYBE"}


async def test_a_chat_that_is_not_linked_is_told_how(conversation: Conversation) -> None:
    assert await say(conversation, "/today looking") == messages.NOT_LINKED
    assert await say(conversation, "/link") == messages.TOKEN_MISSING


async def test_a_chat_can_be_had_back_from_whoever_named_it_as_theirs(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    bor = await add_person(sql, 12, player="Bor")
    await link(database, bor, "telegram", "501")
    token = await token_for(database, ana, "telegram")
    assert await say(conversation, f"/link {token}") == replies.CHAT_TAKEN
    assert await say(conversation, "/stop") == messages.STOPPED
    assert await say(conversation, f"/link {token}") == messages.LINKED
    await say(conversation, "/today looking")
    assert (await stored(sql, ana), await stored(sql, bor)) == ({TODAY: "LOOKING"}, {})


async def test_stop_unlinks_and_is_remembered_also_of_strangers(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    assert await say(conversation, "STOP") == messages.STOPPED
    assert await say(conversation, "/today looking") == messages.NOT_LINKED
    assert await say(conversation, "/stop", chat="502") == messages.STOPPED
    assert await sql.fetchval("SELECT count(*) FROM availability_stopped_addresses") == 2


async def test_the_status_shows_names_and_the_own_answer_to_whoever_is_linked(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    bor = await add_person(sql, 12, player="Bor")
    await add_answer(sql, bor, TODAY, "LOOKING")
    await link(database, ana, "telegram", "501")
    assert await say(conversation, "/status") == (
        "Today: 1 looking. 5 more needed.\nQueue: Bor\nYou: no answer yet.\n"
        "Tomorrow: nobody has answered yet.\nYou: no answer yet."
    )
    await say(conversation, "/today maybe")
    await say(conversation, "/tomorrow looking")
    assert await say(conversation, "/status") == (
        "Today: 1 looking, 1 maybe. 5 more needed.\nQueue: Bor\nYou: maybe.\n"
        "Tomorrow: 1 looking.\nLooking: Ana\nYou: looking."
    )


async def test_the_status_tells_strangers_how_to_link_and_no_names(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    bor = await add_person(sql, 12, player="Bor")
    await add_answer(sql, bor, TODAY, "LOOKING")
    counts = "Today: 1 looking. 5 more needed.\nTomorrow: nobody has answered yet.\n"
    assert await say(conversation, "/status") == counts + messages.NOT_LINKED
    # A chat whose owner has no player profile any more is nobody's who may see names.
    await link(database, ana, "telegram", "501")
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", ana)
    assert await say(conversation, "/status") == counts + NotLinked.detail
    assert await say(conversation, "/today looking") == NotLinked.detail


async def test_the_status_tells_nobody_who_left_discord_names(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await add_answer(sql, ana, TODAY, "LOOKING")
    await link(database, ana, "telegram", "501")
    await sql.execute("UPDATE discord_accounts SET unlinked_at = $1", EVENING)
    assert "Ana" not in (await say(conversation, "/status") or "Ana")


async def test_the_help_comes_once_a_chat_unless_asked_for(conversation: Conversation) -> None:
    assert await say(conversation, "hello") == messages.HELP
    assert await say(conversation, "hello?") is None
    assert await say(conversation, "hello", chat="502") == messages.HELP
    assert await say(conversation, "/help") == messages.HELP


async def test_a_database_that_is_gone_is_said_and_not_raised(
    database_url: str, database: Database
) -> None:
    gone = Database(database_url, application_name="tests")  # never opened
    zone = settings_for(database_url).zone
    conversation = Conversation(gone, CIPHER, CommunityClock(zone), threshold=6)
    assert "does not answer" in (await say(conversation, "/status") or "")


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
        "123:wrong", base_url=f"{chats.url}/telegram", limiter=rate.Limiter(None)
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
    assert 0 < await asyncio.wait_for(listening, 2) < 2
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
        base_url="http://127.0.0.1:9", number="+38640000000", limiter=rate.Limiter(None)
    )
    receiver = SignalReceiver(channel, conversation, now=lambda: EVENING)
    assert 0 < await receiver.step() < 2 < (await receiver.step()) + 1
    await channel.close()
