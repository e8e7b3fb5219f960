"""Several bot processes on one database: one of them receives, and who takes over from it."""

from __future__ import annotations

import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from muster.channels.messages import HELP
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.running.bot import BotProcess, running_bots
from tests.support.running.websites import becomes, eventually

ANA, BOR = "+38640123456", "+38640123457"


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as chats:
        yield chats


def leader_of(bots: list[BotProcess]) -> BotProcess | None:
    return next((bot for bot in bots if bot.log("leads")), None)


async def heard_once(chats: FakeChats, telegram: dict[str, int], signal: dict[str, int]) -> None:
    """Wait for the answers, and until Telegram knows that they were given."""
    await eventually(lambda: chats.telegram.counts() == telegram)
    await eventually(lambda: chats.signal.counts() == signal)
    await eventually(lambda: chats.telegram.confirmed == len(telegram))


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_one_bot_answers_the_chats_and_another_goes_on_when_it_ends(
    database_url: str, chats: FakeChats, tmp_path: Path, sql: Any, end: signal.Signals
) -> None:
    async def sign_of_life() -> bool:
        return await sql.fetchval(
            "SELECT EXISTS (SELECT FROM live_status WHERE status_type = 'bot')"
        )

    async with running_bots(2, database_url, chats, tmp_path) as bots:
        await eventually(lambda: leader_of(bots) is not None)
        leader = leader_of(bots)
        assert leader is not None
        (other,) = (bot for bot in bots if bot is not leader)
        chats.telegram.write(501, "/help")
        chats.signal.write(ANA, "/help")
        await heard_once(chats, {"501": 1}, {ANA: 1})
        assert chats.signal.sockets == 1
        assert not other.log("leads")
        assert len(other.log("another_process_leads")) == 1
        await becomes(sign_of_life, expected=True)
        await sql.execute("DELETE FROM live_status")

        leader.process.send_signal(end)
        await eventually(lambda: other.log("leads"))
        # Its first: it gave none while the other led, or it would be silent for a minute now.
        await becomes(sign_of_life, expected=True)
        await eventually(lambda: chats.signal.sockets == 2)
        chats.telegram.write(502, "/help")
        chats.signal.write(BOR, "/help")
        await heard_once(chats, {"501": 1, "502": 1}, {ANA: 1, BOR: 1})
    assert chats.telegram.received("502") == chats.signal.received(BOR) == [str(HELP)]
    for bot in bots:
        assert not bot.log("receiving_failed")
        assert not bot.log("led_work_failed")
