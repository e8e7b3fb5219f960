"""A bot that hears nobody on a channel says so, and takes it back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.conversation import Conversation
from bot.services.channel_health import ChannelHealth
from bot.signal.receive import SignalReceiver
from bot.signal.send import SignalChannel
from bot.telegram.receive import TelegramReceiver
from bot.telegram.send import TelegramChannel
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.telegram import flood, refusal
from tests.support.running.bot import running_bot
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import EVENING
from tests.support.scenes.linked_chats import conversation_of_the_bot

ANA_PHONE = "+38640123456"
WEBHOOK = refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first",
)
conversation = conversation_of_the_bot


class Ears:
    """Receivers of one process, with what its heartbeat would say, by a clock that is set."""

    def __init__(self, chats: FakeChats, conversation: Conversation) -> None:
        self.chats = chats
        self.conversation = conversation
        self.health = ChannelHealth()
        self.now = EVENING
        self.opened: list[Callable[[], Awaitable[None]]] = []

    def at(self, seconds: float) -> None:
        """Let it be so many seconds after the beginning."""
        self.now = EVENING + timedelta(seconds=seconds)

    def clock(self) -> datetime:
        return self.now

    def telegram(self, token: str | None = None) -> TelegramReceiver:
        channel = TelegramChannel(
            token or self.chats.telegram.token,
            base_url=f"{self.chats.url}/telegram",
            limiter=pace.Limiter(None),
        )
        self.opened.append(channel.close)
        return TelegramReceiver(
            channel, self.conversation, now=self.clock, poll_seconds=0, hears=self.health.heard
        )

    def signal(self, sleeps: Callable[[], bool] = lambda: True) -> SignalReceiver:
        """A receiver for which time passes while `sleeps` says so."""
        channel = SignalChannel(
            base_url=f"{self.chats.url}/signal",
            number=self.chats.signal.number,
            limiter=pace.Limiter(None),
        )

        async def sleep(_seconds: float) -> None:
            if not sleeps():
                await asyncio.Event().wait()

        self.opened.append(channel.close)
        return SignalReceiver(
            channel,
            self.conversation,
            now=self.clock,
            poll_seconds=0,
            sleep=sleep,
            hears=self.health.heard,
        )


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
async def ears(server: FakeChats, conversation: Conversation) -> AsyncGenerator[Ears, None]:
    server.telegram.__init__()
    server.signal.__init__()
    found = Ears(server, conversation)
    yield found
    for close in found.opened:
        await close()


# --- Telegram -------------------------------------------------------------------------------------


async def test_a_webhook_that_is_set_is_told_at_once_until_it_is_gone(ears: Ears) -> None:
    telegram = ears.telegram()
    ears.chats.telegram.fail(method="getUpdates", **WEBHOOK)
    await telegram.step()
    assert ears.health.unheard == {"telegram": "conflict"}
    assert ears.health.problems == {}, "messages leave"
    await telegram.step()
    assert ears.health.unheard == {}


async def test_a_token_that_is_refused_is_told_at_once(ears: Ears) -> None:
    await ears.telegram("123:wrong").step()
    assert ears.health.unheard == {"telegram": "bad_token"}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (502, "<html>Bad Gateway</html>", "unreadable_answer"),
        (200, "<html>Welcome to our network</html>", "unreadable_answer"),
        (500, refusal(500, "Internal Server Error")["body"], "service_error"),
    ],
)
async def test_what_may_pass_is_told_once_it_has_lasted_for_over_a_minute(
    ears: Ears, status: int, body: object, code: str
) -> None:
    telegram = ears.telegram()
    for begins in (0, 1000):
        ears.chats.telegram.fail(method="getUpdates", status=status, body=body, times=3)
        for seconds in (0, 60):
            ears.at(begins + seconds)
            await telegram.step()
            assert ears.health.unheard == {}
        ears.at(begins + 61)
        await telegram.step()
        assert ears.health.unheard == {"telegram": code}
        await telegram.step()
        assert ears.health.unheard == {}


async def test_failures_with_successes_between_them_do_not_last(ears: Ears) -> None:
    telegram = ears.telegram()
    for seconds in range(0, 300, 30):
        ears.at(seconds)
        ears.chats.telegram.fail(method="getUpdates", status=502, body="<html>")
        await telegram.step()
        await telegram.step()
        assert ears.health.unheard == {}


@pytest.mark.parametrize(("wait", "unheard"), [(60, {}), (3600, {"telegram": "rate_limited"})])
async def test_whoever_has_to_wait_for_over_a_minute_hears_nobody_either(
    ears: Ears, wait: int, unheard: dict[str, str]
) -> None:
    ears.chats.telegram.fail(method="getUpdates", **flood(wait))
    await ears.telegram().step()
    assert ears.health.unheard == unheard


async def test_a_process_that_leads_no_more_says_nothing_of_it(ears: Ears) -> None:
    ears.chats.telegram.fail(method="getUpdates", times=None, **WEBHOOK)
    running = asyncio.create_task(ears.telegram().run())
    await eventually(lambda: ears.health.unheard == {"telegram": "conflict"})
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert ears.health.unheard == {}


async def test_a_receiver_that_fails_by_our_own_mistake_over_and_over_is_told(
    ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def mistake(*_: object, **__: object) -> None:
        raise RuntimeError

    telegram = ears.telegram()
    monkeypatch.setattr(telegram.channel, "get_updates", mistake)
    for seconds, unheard in ((0, {}), (60, {}), (61, {"telegram": "unexpected"})):
        ears.at(seconds)
        with pytest.raises(RuntimeError):
            await telegram.run()
        assert ears.health.unheard == unheard


async def test_the_heartbeat_of_a_running_bot_tells_it(
    server: FakeChats, database_url: str, sql: Any, tmp_path: Path
) -> None:
    async def told() -> str | None:
        return await sql.fetchval(
            "SELECT status_data->'unheard'->>'telegram' FROM live_status WHERE status_type = 'bot'"
        )

    server.telegram.__init__()
    server.telegram.fail(method="getUpdates", times=None, **WEBHOOK)
    async with running_bot(database_url, server, tmp_path):
        await becomes(told, "conflict")
        server.telegram.faults.clear()
        server.telegram.write(501, "/help")
        await becomes(told, None)


# --- Signal ---------------------------------------------------------------------------------------


async def test_a_signal_server_that_is_away_is_told_once_it_has_been_for_over_a_minute(
    ears: Ears,
) -> None:
    signal = ears.signal()
    ears.chats.signal.fail("reset", method="about", times=None)
    await signal.step()
    assert ears.health.unheard == {}
    ears.at(61)
    await signal.step()
    assert ears.health.unheard == {"signal": "connection_lost"}
    ears.chats.signal.faults.clear()
    ears.chats.signal.mode = "normal"
    await signal.step()
    assert ears.health.unheard == {}


async def test_what_is_no_signal_server_is_told_at_once(ears: Ears) -> None:
    ears.chats.signal.fail(method="about", status=200, body="<html>Welcome</html>")
    await ears.signal().step()
    assert ears.health.unheard == {"signal": "no_signal_server"}


async def test_a_signal_server_that_drops_each_websocket_hears_nobody(ears: Ears) -> None:
    """None stays for long enough to count, however many there are."""
    signal = ears.signal(sleeps=lambda: False)
    pauses: list[float] = []
    for seconds, unheard in ((0, {}), (60, {}), (61, {"signal": "connection_lost"})):
        ears.at(seconds)
        ears.chats.signal.drop_sockets = True
        pauses.append(await asyncio.wait_for(signal.step(), PATIENCE))
        assert ears.health.unheard == unheard
    assert pauses[0] < 1.5 < pauses[2], "nobody knocks again and again"


@pytest.mark.parametrize("writes", [True, False])
async def test_a_websocket_that_brings_something_or_stays_is_one_that_hears(
    ears: Ears, writes: bool
) -> None:
    ears.chats.signal.fail(method="about", status=200, body="<html>Welcome</html>")
    signal = ears.signal(sleeps=lambda: not writes)
    await signal.step()
    assert ears.health.unheard
    listening = asyncio.create_task(signal.step())
    if writes:
        ears.chats.signal.write(ANA_PHONE, "/help")
    await eventually(lambda: not ears.health.unheard)
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
