"""Both sides of the front door: people who press or answer, and what others see of it, and when.

Instants are seconds of the machine's monotonic clock, as the fake Discord notes them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import asyncpg

from bench.data import Community
from bench.load import Caller
from bench.servers import CannotMeasure
from bench.works import status_write
from bot.discord.buttons import AnswerButton
from muster.availability.messages import STATUS_NAMES
from muster.availability.rules import Status
from muster.clock import monotonic, utc_now
from muster.notifications.answers import Choice, offered
from muster.tonight.message.messages import STATUS_SHAPES
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_interactions import Interaction, buttons_of
from tests.support.fakes.discord_parts import BOT_ID, account, new_message
from tests.support.running.live_stream import Stream
from tests.support.running.websites import eventually
from tests.support.scenes.asking import add_sent

_LOOKING = re.compile(rf"{STATUS_SHAPES['LOOKING']} (\d+) looking")
_SAMPLE_SECONDS = 0.002
_DIRECT_LABELS: dict[Status, str] = {
    "LOOKING": "Looking",
    "AVAILABLE": "Available",
    "MAYBE": "Maybe",
    "NOT_PLAYING": "Not tonight",
}
_KEYS: dict[Status, str] = {
    "LOOKING": "looking",
    "AVAILABLE": "free",
    "MAYBE": "maybe",
    "NOT_PLAYING": "no",
}


class Scene:
    """A community that answers for today, with a bot on Discord and an open page.

    Attributes:
        answers: what everybody said for today, by user id; kept as people press and answer.
        shown: when the tonight message began to show how many are looking.
        told: when the page was told that today's answers changed.
    """

    def __init__(self, community: Community, chats: FakeChats, caller: Caller, today: date) -> None:
        self.answers: dict[int, Status] = {}
        self.shown: list[tuple[float, int]] = []
        self.told: list[float] = []
        self._community = community
        self._discord_ids = community.discord_ids
        self._discord = chats.discord
        self._caller = caller
        self._today = today

    @asynccontextmanager
    async def watching(self, stream: Stream) -> AsyncGenerator[None, None]:
        """Note what Discord shows and what `stream` tells; inside, the tonight message is there."""
        await self._learn_answers()
        tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._listen(stream))]
        try:
            await until(lambda: self.shown)
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # --- what people do ---------------------------------------------------------------------------

    async def press(self, people: Sequence[int], status: Status) -> list[Interaction]:
        """All of `people` press that button, one right after the other; nobody waits."""
        return await asyncio.to_thread(self._press, people, status)

    async def press_direct(self, user_id: int, status: Status) -> Interaction:
        """Somebody presses in a direct message that asked them; nobody waits."""
        message = await self._asked(user_id)
        self.answers[user_id] = status
        front, person = self._discord.front, self._discord_ids[user_id]
        return await asyncio.to_thread(front.press, person, message, _DIRECT_LABELS[status])

    async def answer(self, user_id: int, status: Status) -> float:
        """Somebody answers on the website; when they sent it."""
        offset = (self._today - self._community.first).days
        request = status_write(self._community, user_id, offset, status)
        self.answers[user_id] = status
        sent = monotonic()
        await asyncio.to_thread(self._caller.send, request)
        return sent

    # --- what others see --------------------------------------------------------------------------

    @property
    def looking(self) -> int:
        """How many are, whatever the message shows."""
        return len(self.who("LOOKING"))

    @property
    def edits(self) -> int:
        """How often a message was edited so far."""
        return sum(method == "edit" for _, method in self._discord.requests)

    def who(self, status: Status) -> set[int]:
        return {user_id for user_id, said in self.answers.items() if said == status}

    async def all_heard(self, interactions: Sequence[Interaction]) -> None:
        """Wait until each has its answer, which may follow a promise."""
        await until(lambda: all(each.shown is not None for each in interactions))

    async def all_shown(self) -> None:
        """Wait until the tonight message shows how many are looking."""
        await until(lambda: self.shown[-1][1] == self.looking)

    async def told_after(self, instant: float) -> float:
        """When the page was told first after `instant`."""
        await until(lambda: self.told and self.told[-1] > instant)
        return next(each for each in self.told if each > instant)

    def shown_after(self, instant: float, before: int, change: int) -> float:
        """When the message first showed, after `instant`, at least that `change` of those looking.

        Args:
            before: how many were.
            change: how many more are looking, below zero: fewer.
        """
        return next(
            at
            for at, looking in self.shown
            if at >= instant and abs(looking - before) >= abs(change)
        )

    # --- inside -----------------------------------------------------------------------------------

    def _press(self, people: Sequence[int], status: Status) -> list[Interaction]:
        message = self._tonight()
        assert message is not None
        label = f"{STATUS_SHAPES[status]} {STATUS_NAMES[status]}"
        self.answers |= dict.fromkeys(people, status)
        front = self._discord.front
        return [front.press(self._discord_ids[each], message, label) for each in people]

    async def _asked(self, user_id: int) -> dict[str, Any]:
        """A daily check-in that has just reached somebody, below which every answer stands."""
        now = utc_now()
        payload = {"kind": "daily_reminder", "date": self._today.isoformat()}
        connection: Any = await asyncpg.connect(self._community.url)
        try:
            nonce = await add_sent(connection, "discord", user_id, payload, at=now)
        finally:
            await connection.close()
        choices = [Choice(_KEYS[status], label) for status, label in _DIRECT_LABELS.items()]
        buttons = [
            {"type": 2, "style": 2, "label": each.label, "custom_id": f"muster:give:{each.data}"}
            for each in offered(choices, self._today, nonce, "en")
        ]
        channel_id = self._discord.dm_of(self._discord_ids[user_id])
        rows = {"components": [{"type": 1, "components": buttons}]}
        author = account(str(BOT_ID), "muster", bot=True)
        message_id = str(self._discord.snowflake())
        message = new_message(message_id, channel_id, author, "Do you play tonight?", rows)
        self._discord.messages.setdefault(channel_id, []).append(message)
        return message

    def _tonight(self) -> dict[str, Any] | None:
        """The tonight message; others, such as that the session is ready, have other answers."""
        for message in self._discord.front.messages():
            if any(_is_tonights(button) for button in buttons_of(message).values()):
                return message
        return None

    async def _learn_answers(self) -> None:
        connection: Any = await asyncpg.connect(self._community.url)
        try:
            rows = await connection.fetch(
                "SELECT user_id, status FROM availability_entries"
                " WHERE entry_date = $1 ORDER BY user_id",
                self._today,
            )
        finally:
            await connection.close()
        self.answers = {row["user_id"]: row["status"] for row in rows}
        if len(self.answers) != self._community.people:
            raise CannotMeasure("not everybody has answered for today")

    async def _watch(self) -> None:
        while True:
            message = self._tonight()
            found = None if message is None else _LOOKING.search(message["content"])
            if found is not None and (not self.shown or self.shown[-1][1] != int(found[1])):
                self.shown.append((monotonic(), int(found[1])))
            await asyncio.sleep(_SAMPLE_SECONDS)

    async def _listen(self, stream: Stream) -> None:
        changed = ("availability", {"date": self._today.isoformat()})
        while True:
            if await stream.next() == changed:
                self.told.append(monotonic())


def _is_tonights(button: dict[str, Any]) -> bool:
    return AnswerButton.match(button.get("custom_id", "")) is not None


async def until(condition: Callable[[], Any]) -> None:
    await eventually(condition)
