"""A run of `make chaos` tells what it found, whatever ends it, and survives a lost connection."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Generator
from typing import Any

import asyncpg
import httpx2
import pytest

from tests.chaos import __main__ as chaos
from tests.chaos import control
from tests.chaos.control import Control, again

ENDS: list[tuple[BaseException | None, int, str]] = [
    (None, 0, "Every round was played."),
    (AssertionError("row 7: heard 2 times"), 1, "a rule was broken: row 7: heard 2 times"),
    (KeyboardInterrupt(), 130, "interrupted"),
    (RuntimeError("the nursery is gone"), 1, "RuntimeError: the nursery is gone"),
    (TimeoutError(), 1, "TimeoutError"),
]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Generator[None, None, None]:
    """`main` without a server; it leaves this process's signals as they were."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    monkeypatch.setattr(chaos, "start_cluster", lambda _folder: None)
    monkeypatch.setattr(chaos, "stop_cluster", lambda _folder: None)
    monkeypatch.setattr(chaos, "_say_nothing_of_kills", lambda: None)
    monkeypatch.setattr(sys, "argv", ["chaos", "--seed", "7"])
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("end", "status", "words"), ENDS)
def test_the_tally_is_told_whatever_ends_the_run(
    alone: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    end: BaseException | None,
    status: int,
    words: str,
) -> None:
    async def play(run: chaos.Run, *_others: Any) -> None:
        run.tally.workers, run.tally.rounds = 2, 1
        run.tally.kills["arrived"] += 2
        run.evening_tally.kills["database"] += 3
        if end is not None:
            raise end

    monkeypatch.setattr(chaos, "play", play)
    assert chaos.main() == status
    told = capsys.readouterr().out
    for part in ("1 rounds, 2 workers", "PostgreSQL", "5 kills, seed 7.", words):
        assert part in told


def test_a_run_has_an_end_in_time() -> None:
    run = chaos.Run(rounds=1, evenings=1, seed=1, minutes=0.0)
    assert not run.goes_on()
    assert run.ended == "0 minutes were over"
    assert chaos.Run(rounds=1, evenings=1, seed=1, minutes=None).goes_on()


@pytest.mark.parametrize(("rounds", "evenings"), [(10, 0), (0, 3), (10, 3), (3, 10), (0, 0)])
def test_evenings_are_spread_among_the_rounds(rounds: int, evenings: int) -> None:
    order = chaos.in_turn(rounds, evenings)
    assert (order.count(False), order.count(True)) == (rounds, evenings)
    half = order[: len(order) // 2].count(True)
    assert abs(half - evenings / 2) <= 1


async def test_the_control_s_connection_comes_back(sql: Any, database_url: str) -> None:
    async with Control.to(database_url) as controlled:
        for _ in range(2):
            pid = await controlled.fetchval("SELECT pg_backend_pid()")
            await sql.execute("SELECT pg_terminate_backend($1, 5000)", pid)
            assert await controlled.fetchval("SELECT pg_backend_pid()") != pid


class Departed:
    """A connection whose server said farewell, and whose end the driver has not seen yet."""

    def __init__(self, farewell: Exception) -> None:
        self.farewell = farewell
        self.terminated = False

    def fetchval(self, *_arguments: Any) -> None:
        raise self.farewell

    def is_closed(self) -> bool:
        return False

    def terminate(self) -> None:
        self.terminated = True


@pytest.mark.parametrize(
    "farewell",
    [
        asyncpg.InternalClientError("cannot switch to state 12; another operation is in progress"),
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    ],
)
async def test_a_connection_whose_end_is_not_seen_yet_is_left(
    monkeypatch: pytest.MonkeyPatch, database_url: str, farewell: Exception
) -> None:
    monkeypatch.setattr(control, "_PAUSE_SECONDS", 0.0)
    async with Control.to(database_url) as controlled:
        controlled._connection = departed = Departed(farewell)
        assert await controlled.fetchval("SELECT 7") == 7
        assert departed.terminated


@pytest.mark.parametrize("lost", [httpx2.ReadError("gone"), ConnectionResetError()])
async def test_what_was_not_answered_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, lost: Exception
) -> None:
    monkeypatch.setattr(control, "_PAUSE_SECONDS", 0.0)
    asked = 0

    async def work() -> int:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise lost
        return asked

    assert await again(work) == 3


async def test_what_is_wrong_is_not_asked_again() -> None:
    asked = 0

    async def work() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        await again(work)
    assert asked == 1
