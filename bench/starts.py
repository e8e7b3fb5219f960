"""How long our processes take to start, beside the import of the libraries that they stand on.

The reference is a Python that imports FastAPI, asyncpg and discord.py and ends. Ours and the
reference take turns, so that a slow machine slows both.
"""

from __future__ import annotations

import asyncio
import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import asyncpg
import psutil
from rich.console import Console

from bench.data import Community
from bench.report import Finding
from bench.servers import CannotMeasure, free_port
from muster.settings import child_environment
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.running.bot import Person, add_reachable_people, bot_environment, queue

HELP_REACH, WEB_REACH, BOT_REACH, DEMO_REACH = 0.25, 1.5, 1.5, 2.5
BOT_MEGABYTES = 90

_REFERENCE = [sys.executable, "-c", "import fastapi, asyncpg, discord"]
_PATIENCE = 120.0
_LOOK_EVERY = 0.005
_MEGABYTE = 1e6


@dataclass(frozen=True)
class StartPace:
    """How many starts of each kind are timed."""

    starts: int


@dataclass
class Starts:
    """What is started stands in `folder`; the database of `community` is current."""

    folder: Path
    community: Community
    console: Console
    pace: StartPace

    def measure(self) -> list[Finding]:
        """The starts of commands, website, bot and demo, and the memory of a bot.

        Raises:
            CannotMeasure: one of them did not start; the sentence ends with its log.
        """
        self.console.print("Measuring: starts")
        found = [
            self._compared("muster --help", lambda: _seconds_of(_muster("--help")), HELP_REACH),
            self._compared("start of muster web to /readyz", self._web, WEB_REACH),
        ]
        with fake_chats() as chats:
            people = asyncio.run(self._people(chats))
            with self._bot(chats):  # the one that is killed before ours starts
                self._deliver(chats, people, time.perf_counter())
            memory: list[int] = []
            found.append(
                self._compared(
                    "start of muster bot to its first message, after kill -9",
                    lambda: self._first_message(chats, people, memory),
                    BOT_REACH,
                )
            )
        found.append(
            Finding(
                "muster bot with three services, resident",
                max(memory) / _MEGABYTE,
                BOT_MEGABYTES,
                "MB",
                f"the most of {len(memory)}, after its first message",
            )
        )
        demo = self.folder / "demo"
        demo.mkdir()
        self._demo(demo)  # the first one sets it up
        found.append(
            self._compared(
                "second muster demo to its address", lambda: self._demo(demo), DEMO_REACH
            )
        )
        return found

    def _compared(self, what: str, ours: Callable[[], float], most: float) -> Finding:
        """The median of the rounds' ratios, ours to the reference's."""
        times = [(ours(), _seconds_of(_REFERENCE)) for _ in range(self.pace.starts)]
        ours_ms, reference_ms = (1000 * median(each) for each in zip(*times, strict=True))
        return Finding(
            what,
            median(mine / reference for mine, reference in times),
            most,
            "times",
            f"{ours_ms:,.0f} ms beside {reference_ms:,.0f} ms; median of {len(times)}",
        )

    def _web(self) -> float:
        port = free_port()
        environment = child_environment(
            DATABASE_URL=self.community.url, MUSTER_DATA_DIR=str(self.folder)
        )
        with self._started(_muster("web", "--port", str(port), "--no-env-file"), environment) as it:
            return it.seconds_until(lambda: _is_ready(port))

    def _demo(self, folder: Path) -> float:
        port = free_port()
        command = _muster("demo", "--port", str(port))
        with self._started(command, child_environment(), folder) as it:
            seconds = it.seconds_until(lambda: _is_ready(port))
            it.process.send_signal(signal.SIGINT)
            it.process.wait(_PATIENCE)
            return seconds

    @contextmanager
    def _bot(self, chats: FakeChats) -> Generator[_Started, None, None]:
        environment = bot_environment(self.community.url, chats, self.folder)
        with self._started(_muster("bot", "--no-env-file"), environment) as started:
            yield started

    def _first_message(self, chats: FakeChats, people: list[Person], memory: list[int]) -> float:
        with self._bot(chats) as bot:
            seconds = self._deliver(chats, people, bot.began)
            memory.append(psutil.Process(bot.process.pid).memory_info().rss)
        return seconds

    def _deliver(self, chats: FakeChats, people: list[Person], began: float) -> float:
        """Seconds from `began` to the first message that is due since then."""
        before = len(chats.telegram.sendings)
        asyncio.run(self._queue(people, f"TEST:start:{time.perf_counter_ns()}"))
        _wait(lambda: len(chats.telegram.sendings) > before, "no message of muster bot arrived")
        return time.perf_counter() - began

    async def _people(self, chats: FakeChats) -> list[Person]:
        connection = await asyncpg.connect(self.community.url)
        try:
            return await add_reachable_people(connection, chats, 1)
        finally:
            await connection.close()

    async def _queue(self, people: list[Person], event_key: str) -> None:
        connection = await asyncpg.connect(self.community.url)
        try:
            await queue(connection, people, "telegram", event_key=event_key)
        finally:
            await connection.close()

    @contextmanager
    def _started(
        self, command: list[str], environment: dict[str, str], folder: Path | None = None
    ) -> Generator[_Started, None, None]:
        """A process that is killed at the end of the block."""
        log = self.folder / "start.log"
        began = time.perf_counter()
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                cwd=folder or self.folder,
            )
        try:
            yield _Started(process, began, log)
        finally:
            process.kill()
            process.wait()


@dataclass(frozen=True)
class _Started:
    """`began` is of `time.perf_counter`."""

    process: subprocess.Popen[bytes]
    began: float
    log: Path

    def seconds_until(self, happened: Callable[[], bool]) -> float:
        def true_or_over() -> bool:
            if self.process.poll() is not None:
                last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
                raise CannotMeasure(f"it ended instead of starting: {' / '.join(last)}")
            return happened()

        _wait(true_or_over, f"it did not start; see {self.log}")
        return time.perf_counter() - self.began


def _muster(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ops.cli", *arguments]


def _seconds_of(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=child_environment())
    return time.perf_counter() - began


def _is_ready(port: int) -> bool:
    with (
        suppress(OSError, http.client.HTTPException),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection,
    ):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False


def _wait(happened: Callable[[], bool], otherwise: str) -> None:
    until = time.perf_counter() + _PATIENCE
    while not happened():
        if time.perf_counter() > until:
            raise CannotMeasure(otherwise)
        time.sleep(_LOOK_EVERY)
