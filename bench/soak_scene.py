"""What happens in a soak: people who use the page, and what goes wrong."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import httpx2

from tests.support.fakes.chats import FakeChats
from tests.support.running.bot import Person, add_reachable_people

AJAX = {"X-Requested-With": "XMLHttpRequest"}
ZONE = ZoneInfo("Europe/Ljubljana")
STREAMS = 10
LOADS = ("/", "/api/start", "/api/availability", "/api/community", "/api/live-status", "/metrics")
STATUSES = ("LOOKING", "LOOKING", "LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING")

STOPS = (
    time(9, 0),
    time(12, 0),
    time(15, 59, 59),
    time(16, 0, 1),
    time(19, 0),
    time(20, 10),
    time(20, 44, 59),
    time(20, 45, 1),
    time(20, 59, 59),
    time(21, 0, 1),
    time(21, 16),
    time(21, 31),
    time(22, 5),
    time(23, 59, 59),
)
"""When the clock stops on a day, besides four in the morning, when nothing happens: the times at
which something is due, a second to either side.
"""


class Crowd:
    """People in browsers: some answer, some only look, and pages that stay open."""

    def __init__(self, address: str, people: list[Person], chance: random.Random) -> None:
        self._address = address
        self._people = people
        self._chance = chance
        self._browsers: dict[int, httpx2.AsyncClient] = {}
        self._streams: list[asyncio.Task[None]] = []
        self.answers: Counter[int] = Counter()
        """How many requests were answered with which status; 0: with none."""
        self.events = 0

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self._address, headers=AJAX, timeout=20.0, verify=False)

    async def ask(
        self, client: httpx2.AsyncClient, method: str, path: str, body: Any = None
    ) -> httpx2.Response | None:
        """One request; None where no answer came, which a fault may be the cause of."""
        try:
            answer = await client.request(method, path, json=body)
        except httpx2.HTTPError:
            self.answers[0] += 1
            return None
        self.answers[answer.status_code] += 1
        return answer

    async def sign_in(self, number: int) -> httpx2.AsyncClient:
        """The browser of a person, signed in anew."""
        before = self._browsers.pop(number, None)
        if before is not None:
            await self.ask(before, "POST", "/auth/logout")
            await before.aclose()
        client = self._browsers[number] = self._client()
        body = {"discord_user_id": self._people[number].discord}
        await self.ask(client, "POST", "/auth/sandbox/login", body)
        return client

    async def answer(self, day: date, most: int) -> None:
        """So many people sign in anew and say something about a day."""
        for number in self._chance.sample(range(len(self._people)), most):
            client = await self.sign_in(number)
            status = self._chance.choice(STATUSES)
            body = {"date": day.isoformat(), "status": status}
            await self.ask(client, "POST", "/api/availability", body)

    async def write(self, chats: FakeChats) -> None:
        """People look for each other, and write to the bot, commands and what is none."""
        client = await self.sign_in(1)
        await self.ask(client, "GET", "/auth/players/search?q=Zwetschge")
        await self.ask(client, "GET", "/api/availability/notices")
        for person, text in zip(self._people, ("/today", "/status", "Mirabelle?"), strict=False):
            chats.telegram.write(int(person.telegram), text)
            chats.signal.write(person.signal, text)

    async def promote(self) -> None:
        """The first of them, who may, starts a campaign."""
        client = await self.sign_in(0)
        body = {"include_available": True, "include_maybe": True}
        await self.ask(client, "POST", "/api/availability/promotions/campaigns", body)

    async def look(self, times: int) -> None:
        """Pages are loaded, by somebody signed in or by a visitor."""
        async with self._client() as visitor:
            for _ in range(times):
                signed_in = list(self._browsers.values())
                client = self._chance.choice([visitor, *signed_in])
                await self.ask(client, "GET", self._chance.choice(LOADS))

    async def _stay_open(self) -> None:
        """One page that hears of changes, and asks anew where it does not any more."""
        while True:
            with suppress(httpx2.HTTPError):
                async with (
                    self._client() as client,
                    client.stream("GET", "/api/availability/events", timeout=60.0) as answer,
                ):
                    async for line in answer.aiter_lines():
                        self.events += line.startswith("event:")
            await asyncio.sleep(0.5)

    async def open_pages(self, anew: int) -> None:
        """Close so many of the open pages, and open others until there are `STREAMS`."""
        closed, self._streams = self._streams[:anew], self._streams[anew:]
        await _end(closed)
        while len(self._streams) < STREAMS:
            self._streams.append(asyncio.create_task(self._stay_open()))

    async def go_to_bed(self) -> None:
        """Every browser is closed; what stays open are the pages that hear of changes."""
        browsers, self._browsers = list(self._browsers.values()), {}
        for client in browsers:
            await client.aclose()

    async def go_home(self) -> None:
        await _end(self._streams)
        await self.go_to_bed()


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


NAMED = ("Zwetschge", "pflaume", "Mirabelle", "+386401000")
"""What people and their addresses are called, and what they write; no log has any of it."""


async def add_community(connection: Any, chats: FakeChats, number: int) -> list[Person]:
    """People whom all services reach and who agreed to be asked."""
    people = await add_reachable_people(connection, chats, number)
    await connection.execute(
        """
        INSERT INTO subscription_preferences
               (user_id, allow_promotions, preferred_channel, created_at, updated_at)
        SELECT id, true, (ARRAY['discord', 'telegram', 'signal'])[1 + id % 3], now(), now()
          FROM website_users
        """
    )
    await connection.execute(
        "UPDATE players SET name = 'Zwetschge ' || guid, canonical_name = 'Zwetschge ' || guid"
    )
    await connection.execute(
        "UPDATE discord_accounts SET username = 'pflaume' || user_id, display_name = 'Pflaume'"
    )
    return people


def instant(day: date, wall: time) -> datetime:
    """When the community's clock shows `wall` on `day`."""
    return datetime.combine(day, wall, tzinfo=ZONE)


def trouble(chats: FakeChats, number: int) -> str:
    """What goes wrong with the services on a day, by its number; a word for it."""
    kinds: list[tuple[str, Callable[[], None]]] = [
        ("nothing", lambda: None),
        ("500", lambda: _for_all(chats, "answer", status=500, times=5)),
        ("429", lambda: _too_many(chats)),
        ("reset", lambda: _for_all(chats, "reset", times=3)),
        ("answers lost", lambda: _for_all(chats, "reset", does=True, times=2)),
    ]
    word, order = kinds[number % len(kinds)]
    order()
    return word


def _for_all(chats: FakeChats, kind: Any, **details: Any) -> None:
    for service in (chats.discord, chats.telegram, chats.signal):
        service.fail(kind, **details)


def _too_many(chats: FakeChats) -> None:
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
    chats.telegram.fail(status=429, body=body | {"parameters": {"retry_after": 1}}, times=4)
    chats.discord.fail(
        status=429,
        body={"message": "You are being rate limited.", "retry_after": 0.5, "global": False},
        headers={"Retry-After": "1", "Via": "1.1 fake"},
        times=3,
    )
