"""The front door's rows: what people wait for who press buttons on Discord, or look on.

A real `muster bot` is on the fake Discord's gateway, a real `muster web` has a page open, and
PostgreSQL is real and durable. Discord answers at once, so all that is measured is our own time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median

from rich.console import Console

from bench.checks import log_size, logging_statements, statements_since
from bench.data import Community
from bench.front_door_scene import Scene
from bench.load import Caller
from bench.report import Finding, timed
from bench.servers import CannotMeasure, ServerProcess
from bot.duties.tonight_message import EDIT_REST_SECONDS
from muster.availability.rules import STATUSES, Status
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_parts import GUILD_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID
from tests.support.running.bot import running_bot
from tests.support.running.live_stream import listening
from tests.support.scenes.front_door import ORIGIN

FIRST_WORD_REACH = 300.0
PAGE_REACH = 500.0
SHOWN_REACH = 2_000.0
STATEMENTS_REACH = 3
"""One finds the presser, one stores the answer, one reads the day: each needs the one before."""

_COUNTED = 5
_SETTLED_SECONDS = EDIT_REST_SECONDS + 0.4
_PROMISE = 5


@dataclass(frozen=True)
class FrontDoorPace:
    """How long it takes.

    Attributes:
        presses: one by one, after `warm_ups`.
        bursts: of `burst` answers each, on the website.
        crowds: of `crowd` people each, who press at once.
    """

    presses: int
    bursts: int
    crowds: int
    burst: int = 10
    crowd: int = 30
    warm_ups: int = 5


@dataclass
class FrontDoorBench:
    """What the measurements stand on.

    Attributes:
        community: everybody in it has answered for today.
        web: its website.
        zone: of website and bot, the community's; neither an evening nor midnight is near there.
        folder: for the bot's files.
    """

    community: Community
    web: ServerProcess
    zone: str
    folder: Path
    console: Console
    pace: FrontDoorPace
    _pauses: Iterator[float] = field(init=False)

    def __post_init__(self) -> None:
        # Between a tenth and three tenths of a second, in step with nothing.
        self._pauses = (0.1 + 0.2 * (number * 0.618 % 1) for number in count())

    def measure(self, server_log: Path | None) -> list[Finding]:
        """Every finding; that of statements only where PostgreSQL's own log is given.

        Raises:
            CannotMeasure: the bot did not start, what was waited for never came, or the people are
                too few.
        """
        people, most = self.community.people, max(self.pace.burst, self.pace.crowd)
        if people < 2 * most:  # half of them, at least, can change their mind in the same way
            raise CannotMeasure(f"{people} people are too few for {most} at once")
        with fake_chats() as chats, closing(Caller(self.web)) as caller:
            try:
                return asyncio.run(self._measure(chats, caller, server_log))
            except (AssertionError, TimeoutError) as error:
                raise CannotMeasure(f"the front door is stuck: {error}") from error

    async def _measure(
        self, chats: FakeChats, caller: Caller, server_log: Path | None
    ) -> list[Finding]:
        async with self._opened(chats, caller) as scene:
            self.console.print("Measuring: presses on Discord, one by one")
            findings = await self._presses(scene)
            self.console.print("Measuring: presses in direct messages, one by one")
            findings.append(await self._direct_presses(scene))
            self.console.print("Measuring: answers on the website, until Discord shows them")
            findings.append(await self._answers(scene))
            self.console.print(f"Measuring: {self.pace.crowd} people press at once")
            findings.append(await self._crowds(scene))
            if server_log is not None:
                self.console.print("Counting: statements of a press")
                findings.append(await self._statements(scene, server_log))
        return findings

    @asynccontextmanager
    async def _opened(self, chats: FakeChats, caller: Caller) -> AsyncGenerator[Scene, None]:
        settings = {
            "AVAILABILITY_PROMOTION_TIMEZONE": self.zone,
            "FRONTEND_ORIGIN": ORIGIN,
            "DISCORD_GUILD_ID": str(GUILD_ID),
            "DISCORD_ANNOUNCE_CHANNEL_ID": str(ANNOUNCE_ID),
            # Whoever is on Discord alone asks no other service for news meanwhile.
            "TELEGRAM_BOT_TOKEN": "",
            "SIGNAL_API_BASE_URL": "",
        }
        async with (
            running_bot(self.community.url, chats, self.folder, **settings),
            listening(f"http://127.0.0.1:{self.web.port}") as stream,
        ):
            _, today = await stream.next()
            scene = Scene(self.community, chats, caller, date.fromisoformat(today["date"]))
            async with scene.watching(stream):
                yield scene

    async def _presses(self, scene: Scene) -> list[Finding]:
        """One press after the other, each by somebody else, and each a new answer."""
        words: list[float] = []
        pages: list[float] = []
        people = _in_turn(scene)
        for _ in range(self.pace.warm_ups + self.pace.presses):
            await asyncio.sleep(next(self._pauses))
            user_id, status = next(people)
            (pressed,) = await scene.press([user_id], status)
            await scene.all_heard([pressed])
            words.append((pressed.seconds or 0.0) * 1000)
            pages.append((await scene.told_after(pressed.began) - pressed.began) * 1000)
        del words[: self.pace.warm_ups], pages[: self.pace.warm_ups]
        return [
            timed("a press on Discord, until its first word", words, FIRST_WORD_REACH),
            timed("a press on Discord, until an open page is told", pages, PAGE_REACH),
        ]

    async def _direct_presses(self, scene: Scene) -> Finding:
        """One press after the other, each in a direct message to somebody else."""
        pages: list[float] = []
        people = _in_turn(scene)
        for _ in range(self.pace.warm_ups + self.pace.presses):
            await asyncio.sleep(next(self._pauses))
            user_id, status = next(people)
            pressed = await scene.press_direct(user_id, status)
            await scene.all_heard([pressed])
            pages.append((await scene.told_after(pressed.began) - pressed.began) * 1000)
        del pages[: self.pace.warm_ups]
        return timed("a press in a direct message, until an open page is told", pages, PAGE_REACH)

    async def _answers(self, scene: Scene) -> Finding:
        """People answer on the website, as many within a second or two as make few edits."""
        taken: list[float] = []
        edits = 0
        for _ in range(self.pace.bursts):
            await self._settle(scene)
            people, status, step = _turnabout(scene, self.pace.burst)
            before, edits_before = scene.looking, scene.edits
            sent: list[float] = []
            for user_id in people:
                await asyncio.sleep(next(self._pauses))
                sent.append(await scene.answer(user_id, status))
            await scene.all_shown()
            edits += scene.edits - edits_before
            # Each answer moves the count by one, so the message tells how many of them it shows.
            for place, at in enumerate(sent, 1):
                shown_at = scene.shown_after(at, before, step * place)
                taken.append((shown_at - at) * 1000)
        found = timed("an answer on the website, until Discord shows it", taken, SHOWN_REACH)
        return replace(found, note=f"{found.note}; {edits} edits")

    async def _crowds(self, scene: Scene) -> Finding:
        """Many press at once; the slowest first word of all."""
        words: list[float] = []
        edits: list[int] = []
        promises = 0
        for _ in range(self.pace.crowds):
            await self._settle(scene)
            people, status, _ = _turnabout(scene, self.pace.crowd)
            edits_before = scene.edits
            pressed = await scene.press(people, status)
            await scene.all_heard(pressed)
            await scene.all_shown()
            edits.append(scene.edits - edits_before)
            words += [(each.seconds or 0.0) * 1000 for each in pressed]
            promises += sum(each.callback == _PROMISE for each in pressed)
        note = (
            f"{self.pace.crowds} times; the median press {median(words):.1f} ms; "
            f"{promises} of {len(words)} first words were promises; {max(edits)} edits at the most"
        )
        what = f"{self.pace.crowd} people press at once, until the last first word"
        return Finding(what, max(words), FIRST_WORD_REACH, "ms", note)

    async def _statements(self, scene: Scene, server_log: Path) -> Finding:
        """SQL statements of a press, by PostgreSQL's own log at `server_log`.

        Each repeats an answer: nobody is told of it, so no duty asks anything meanwhile. The median
        of several, since listeners probe their connections every few seconds.
        """
        await self._settle(scene)
        counts: list[int] = []
        async with logging_statements(self.community.url):
            for user_id, status in list(scene.answers.items())[:_COUNTED]:
                await asyncio.sleep(next(self._pauses))
                start = log_size(server_log)
                await scene.all_heard(await scene.press([user_id], status))
                counts.append(statements_since(server_log, start))
        return Finding("SQL statements of a press on Discord", median(counts), STATEMENTS_REACH, "")

    async def _settle(self, scene: Scene) -> None:
        """Wait until nothing is under way, nor about to be."""
        await scene.all_shown()
        await asyncio.sleep(_SETTLED_SECONDS + next(self._pauses))


def _in_turn(scene: Scene) -> Iterator[tuple[int, Status]]:
    """Everybody in turn, without an end, each with an answer that they have not given."""
    while True:
        for user_id in list(scene.answers):
            place = STATUSES.index(scene.answers[user_id])
            yield user_id, STATUSES[(place + 1) % len(STATUSES)]


def _turnabout(scene: Scene, number: int) -> tuple[list[int], Status, int]:
    """So many people who change their mind, what all of them say, and by how much each of them
    moves the count of who is looking.
    """
    looking = scene.who("LOOKING")
    others = scene.answers.keys() - looking
    if len(looking) > len(others):
        return sorted(looking)[:number], "MAYBE", -1
    return sorted(others)[:number], "LOOKING", 1
