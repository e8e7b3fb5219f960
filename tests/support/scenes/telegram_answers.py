"""Ana on Telegram, whom the bot asks and who presses, for the tests of what comes of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.conversation import Conversation
from bot.telegram import receive
from bot.telegram.receive import TelegramReceiver
from bot.telegram.send import TelegramChannel
from muster.clock import CommunityClock
from muster.database import Database
from tests.support.fakes.chats import FakeChats
from tests.support.scenes.asking import ask
from tests.support.scenes.community import EVENING, add_person
from tests.support.scenes.evenings import LJUBLJANA, evenings
from tests.support.scenes.linked_chats import CIPHER, link

ANA, BOR = 501, 502


@pytest.fixture
def new_telegram(server: FakeChats) -> FakeChats:
    server.telegram.__init__()
    return server


@dataclass
class Scene:
    """Ana, whose chat is linked, and a bot that delivers and receives on Telegram."""

    chats: FakeChats
    channel: TelegramChannel
    database: Database
    sql: Any
    ana: int
    now: datetime = EVENING

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Nothing that the bot had in memory is left."""
        conversation = Conversation(self.database, CIPHER, CommunityClock(LJUBLJANA), evenings())
        self.receiver = TelegramReceiver(
            self.channel, conversation, now=lambda: self.now, poll_seconds=0
        )

    async def asks(self, kind: str, **details: Any) -> str:
        return await ask(self.sql, self.channel, str(ANA), self.ana, kind, **details)

    async def presses(self, label: str, chat: int = ANA, **details: Any) -> str | None:
        """Ana presses; the word that she sees at once, None where there is none."""
        query_id = self.chats.telegram.press(chat, label, **details)
        assert await self.receiver.step() == 0.0
        assert query_id in self.chats.telegram.acknowledged, "whoever presses waits for ever"
        return self.chats.telegram.acknowledged[query_id].get("text")

    def reads(self, chat: int = ANA) -> str:
        """The latest message in a chat, without its last lines."""
        return self.chats.telegram.shown(chat)[-1].partition("\n")[0]

    def sees(self, chat: int = ANA) -> list[str]:
        """The buttons below it."""
        return list(self.chats.telegram.buttons(chat))


@pytest.fixture(autouse=True)
def time_for_words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is given time to answer in words; what tests slowness keeps the bot's own."""
    if "slow" not in request.node.name:
        monkeypatch.setattr(receive, "ACKNOWLEDGE_AFTER_SECONDS", 60.0)
        monkeypatch.setattr(receive, "TELL_WITHIN_SECONDS", 60.0)


@pytest.fixture
async def ana_on_telegram(
    chats: FakeChats, database: Database, sql: Any
) -> AsyncGenerator[Scene, None]:
    channel = TelegramChannel(
        chats.telegram.token, base_url=f"{chats.url}/telegram", limiter=pace.Limiter(None)
    )
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", str(ANA))
    yield Scene(chats, channel, database, sql, ana)
    await channel.close()
