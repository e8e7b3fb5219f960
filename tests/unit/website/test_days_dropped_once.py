"""Whatever order commits, notices and reads come in: what was written is read, and dropped once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Generator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.availability.rules import Answer, Day
from muster.changes import EVERYTHING, Change
from muster.clock import CommunityClock
from muster.identity.rules import Viewer
from tests.support.scenes.evenings import KnownEvenings, evenings
from website.backend import availability_answers
from website.backend.availability_answers import AvailabilityAnswers, AvailabilityQuery
from website.backend.day_cache import DayCache
from website.backend.turns import Caller

TODAY = date(2026, 11, 20)
EVENING = datetime(2026, 11, 20, 18, tzinfo=UTC)
CLOCK = CommunityClock(ZoneInfo("Europe/Ljubljana"))


@pytest.fixture(autouse=True)
def _evening() -> Generator[None, None, None]:
    with time_machine.travel(EVENING, tick=False):
        yield


class Wire:
    """PostgreSQL as this process sees it: commits, notices in their order, and statements.

    A day's content is how many commits there were.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commits = 0
        self.told = 0
        self.statements = 0
        self.connected = True
        self._subscribers: list[Callable[[Change], None]] = []
        self.days = DayCache(_Database(), self, CLOCK)  # type: ignore[arg-type]  # a part
        self._wrote: Callable[[Collection[date]], None] | None = None
        monkeypatch.setattr("muster.availability.service.read_days", self._read_days)

    def subscribe(self, subscriber: Callable[[Change], None]) -> None:
        self._subscribers.append(subscriber)

    async def _read_days(self, _connection: object, days: Collection[date]) -> dict[date, Day]:
        self.statements += 1
        answers = tuple(Answer(n, f"P{n}", "LOOKING") for n in range(self.commits))
        return {day: Day(day, answers) for day in days}

    async def total(self) -> int:
        (ready,) = await self.days.load([TODAY])
        return len(ready.day.answers)

    # --- what can happen ---

    def begin(self) -> None:
        """A write of this process is sent, once the one before has its answer."""
        if self._wrote is None:
            self._wrote = self.days.writing()

    def commit(self) -> None:
        """Somebody commits: this process where it has a write in flight, or another."""
        self.commits += 1

    def respond(self) -> None:
        """The answer to our write arrives; to one that PostgreSQL refused, without a change."""
        wrote, self._wrote = self._wrote, None
        if wrote is not None:
            wrote({TODAY})

    def notice(self) -> None:
        if self.told < self.commits:
            self.told += 1
            if self.connected:
                self.say(Change("availability", TODAY.isoformat()))

    def say(self, change: Change) -> None:
        for subscriber in self._subscribers:
            subscriber(change)

    def lose(self) -> None:
        """The listening connection is lost with all that was on its way, and comes back."""
        self.told = self.commits
        self.connected = False
        self.say(EVERYTHING)
        self.connected = True
        self.say(EVERYTHING)


class _Database:
    def connection(self) -> Any:
        return _Connection()


class _Connection:
    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        return None


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return Wire(monkeypatch)


async def test_the_echo_of_a_write_leaves_what_was_read_since(wire: Wire) -> None:
    await wire.total()
    wire.begin()
    wire.commit()
    wire.respond()
    assert await wire.total() == 1
    wire.notice()
    assert await wire.total() == 1
    assert wire.statements == 2


async def test_a_notice_that_came_before_the_answer_is_no_echo_to_wait_for(wire: Wire) -> None:
    wire.begin()
    wire.commit()
    wire.notice()
    wire.respond()
    assert await wire.total() == 1
    wire.commit()
    wire.notice()
    assert await wire.total() == 2, "the next notice is somebody else's"


async def test_an_echo_that_was_lost_is_not_waited_for(wire: Wire) -> None:
    wire.begin()
    wire.commit()
    wire.respond()
    wire.lose()
    assert await wire.total() == 1
    wire.commit()
    wire.notice()
    assert await wire.total() == 2
    wire.begin()
    wire.commit()
    wire.lose()
    wire.respond()
    assert await wire.total() == 3
    wire.commit()
    wire.notice()
    assert await wire.total() == 4


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(["begin", "ours", "respond", "theirs", "notice", "read", "lose"])))
def test_no_order_of_events_serves_what_is_stale(steps: list[str]) -> None:
    async def run() -> None:
        with pytest.MonkeyPatch.context() as monkeypatch:
            wire = Wire(monkeypatch)
            begun = committed = False
            answered = 0
            for step in steps:
                match step:
                    case "begin" if not begun:
                        wire.begin()
                        begun = True
                    case "ours" if begun and not committed:
                        wire.commit()
                        committed = True
                    case "respond" if committed:
                        wire.respond()
                        begun = committed = False
                        answered = wire.commits
                    case "theirs":
                        wire.commit()
                    case "notice":
                        wire.notice()
                    case "lose":
                        wire.lose()
                    case "read":
                        assert await wire.total() >= max(answered, wire.told)
                    case _:
                        pass
            while wire.told < wire.commits:
                wire.notice()
            assert await wire.total() == wire.commits

    asyncio.run(run())


async def test_a_page_is_built_once_for_all_who_read_it_after_a_write(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[object] = []
    original = availability_answers.Page

    def build(*args: Any, **named: Any) -> object:
        built.append(original(*args, **named))
        return built[-1]

    monkeypatch.setattr(availability_answers, "Page", build)
    none: Any = SimpleNamespace()
    known: Any = KnownEvenings(evenings())
    answers = AvailabilityAnswers(wire.days, CLOCK, known, none)
    query = AvailabilityQuery(TODAY, TODAY, include_users=True)

    async def read(user_id: int) -> bytes:
        end = EVENING + timedelta(days=1)
        viewer = Viewer(user_id, user_id, "u", "U", None, "g", "g", None, end)
        caller = Caller("", _never)
        answer = await answers.read(
            query, viewer, None, gzip=False, query_string=b"q", caller=caller
        )
        return bytes(answer.body)

    bodies = await asyncio.gather(*[read(user_id) for user_id in range(5)])
    assert (len(built), len(set(bodies))) == (1, 1)
    wire.begin()
    wire.commit()
    wire.respond()
    for _ in range(2):
        assert b'"total":1' in await read(9)
    wire.notice()
    assert b'"total":1' in await read(9)
    assert len(built) == 2


async def _never() -> bool:
    return False
