"""Group commit: what arrives together is written together, and nobody pays for somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar

import pytest

from muster import batching
from muster.batching import GroupCommit
from muster.database import DatabaseTooSlow
from muster.errors import DatabaseUnavailable, RateLimited
from tests.support.running.patience import PATIENCE


class Writes:
    """Records pieces; holds each until `open` is set; fails pieces that hold a failing item."""

    def __init__(self, failing: dict[str, Exception] | None = None) -> None:
        self.pieces: list[list[str]] = []
        self.open = asyncio.Event()
        self._failing = failing or {}

    async def __call__(self, items: Sequence[str], _seconds: float = 0.0) -> list[str]:
        self.pieces.append(list(items))
        await self.open.wait()
        for item in items:
            if item in self._failing:
                raise self._failing[item]
        return [item.upper() for item in items]


def _submitted(commits: GroupCommit[str, str], items: str) -> list[asyncio.Task[str]]:
    return [asyncio.create_task(commits.submit(item)) for item in items]


async def _until_waiting() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_lone_item_is_written_at_once_and_alone() -> None:
    writes = Writes()
    writes.open.set()
    assert await GroupCommit(writes, key=str, owner=str).submit("a") == "A"
    assert writes.pieces == [["a"]]


async def test_items_that_come_during_a_write_share_the_next_one() -> None:
    writes = Writes()
    commits = GroupCommit[str, str](writes, key=str, owner=str)
    first = _submitted(commits, "a")
    await _until_waiting()
    rest = _submitted(commits, "bcd")
    await _until_waiting()
    writes.open.set()
    assert await asyncio.gather(*first, *rest) == ["A", "B", "C", "D"]
    assert writes.pieces == [["a"], ["b", "c", "d"]]


async def test_items_of_one_key_never_share_a_write_and_keep_their_order() -> None:
    writes = Writes()
    writes.open.set()
    commits = GroupCommit[str, str](writes, key=str.casefold, owner=str)
    await asyncio.gather(*_submitted(commits, "abAc"))
    assert writes.pieces == [["a", "b"], ["A", "c"]]


async def test_a_write_takes_no_more_than_the_most() -> None:
    writes = Writes()
    writes.open.set()
    await asyncio.gather(*_submitted(GroupCommit(writes, key=str, owner=str, most=2), "abcde"))
    assert writes.pieces == [["a", "b"], ["c", "d"], ["e"]]


async def test_one_bad_item_fails_alone() -> None:
    writes = Writes({"b": ValueError("b")})
    writes.open.set()
    tasks = _submitted(GroupCommit(writes, key=str, owner=str), "abc")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [results[0], type(results[1]), results[2]] == ["A", ValueError, "C"]


async def test_an_absent_database_is_not_asked_again_for_each_item() -> None:
    writes = Writes({"a": DatabaseUnavailable()})
    writes.open.set()
    tasks = _submitted(GroupCommit(writes, key=str, owner=str), "abc")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [DatabaseUnavailable] * 3
    assert writes.pieces == [["a", "b", "c"]]


async def test_a_caller_who_leaves_takes_nobody_along() -> None:
    writes = Writes()
    commits = GroupCommit[str, str](writes, key=str, owner=str)
    tasks = _submitted(commits, "ab")
    await _until_waiting()
    tasks[0].cancel()
    await _until_waiting()
    writes.open.set()
    assert await tasks[1] == "B"
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]


async def test_closing_waits_for_everything_that_was_submitted() -> None:
    writes = Writes()
    commits = GroupCommit[str, str](writes, key=str, owner=str)
    tasks = _submitted(commits, "ab")
    await _until_waiting()
    asyncio.get_running_loop().call_soon(writes.open.set)
    await commits.close()
    assert all(task.done() for task in tasks)
    await GroupCommit[str, str](writes, key=str, owner=str).close()


async def test_an_item_that_is_held_up_fails_alone_after_a_short_second_try() -> None:
    limits: list[tuple[int, float]] = []

    async def write(items: Sequence[str], seconds: float) -> list[str]:
        limits.append((len(items), seconds))
        if "b" in items:
            raise DatabaseTooSlow(retry_after=2)
        return list(items)

    tasks = _submitted(GroupCommit(write, key=str, owner=str), "abc")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [str, DatabaseUnavailable, str]
    assert limits == [(3, batching.PIECE_SECONDS), *[(1, batching.SINGLE_SECONDS)] * 3]


async def test_where_nothing_gets_through_nobody_waits_for_their_turn_to_fail() -> None:
    writes = Writes({item: DatabaseTooSlow(retry_after=2) for item in "abcdef"})
    writes.open.set()
    tasks = _submitted(GroupCommit(writes, key=str, owner=str, most=2), "abcdef")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [DatabaseUnavailable] * 6
    assert writes.pieces == [["a", "b"], ["a"], ["b"]]


async def test_trying_one_by_one_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "RETRY_SECONDS", 0.0)
    writes = Writes({"a": DatabaseTooSlow()})
    writes.open.set()
    tasks = _submitted(GroupCommit(writes, key=str, owner=str), "abc")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [DatabaseUnavailable] * 3
    assert writes.pieces == [["a", "b", "c"]]


async def test_when_the_database_is_gone_everything_that_waits_fails_at_once() -> None:
    writes = Writes({"a": DatabaseUnavailable(retry_after=2)})
    writes.open.set()
    commits = GroupCommit(writes, key=str, owner=str, most=1)
    results = await asyncio.gather(*_submitted(commits, "abc"), return_exceptions=True)
    errors = [result for result in results if isinstance(result, DatabaseUnavailable)]
    assert [error.retry_after for error in errors] == [2, 2, 2]
    assert writes.pieces == [["a"]]
    assert await commits.submit("d") == "D", "who comes later is served again"


async def test_a_database_that_goes_away_between_two_single_tries_fails_the_rest() -> None:
    async def write(items: Sequence[str], _seconds: float) -> list[str]:
        if len(items) > 1:
            raise ValueError("one of them")
        if items == ["b"]:
            raise DatabaseUnavailable
        return list(items)

    tasks = _submitted(GroupCommit(write, key=str, owner=str, most=3), "abcd")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert results[0] == "a"
    assert [type(result) for result in results[1:]] == [DatabaseUnavailable] * 3


async def test_a_queue_that_is_full_takes_nothing_more() -> None:
    writes = Writes()
    commits = GroupCommit[str, str](writes, key=str, owner=str, most_waiting=2)
    tasks = _submitted(commits, "a")
    await _until_waiting()
    tasks += _submitted(commits, "bc")
    await _until_waiting()
    with pytest.raises(DatabaseUnavailable) as refused:
        await commits.submit("d")
    assert (refused.value.retry_after or 0) > 0
    writes.open.set()
    assert await asyncio.gather(*tasks) == ["A", "B", "C"]


async def test_one_owner_does_not_fill_the_queue() -> None:
    writes = Writes()
    commits = GroupCommit[str, str](writes, key=str, owner=str.casefold, most_of_one=2)
    tasks = _submitted(commits, "x")
    await _until_waiting()
    tasks += _submitted(commits, "aA")
    await _until_waiting()
    with pytest.raises(RateLimited) as refused:
        await commits.submit("a")
    assert (refused.value.retry_after or 0) > 0
    tasks += _submitted(commits, "b")
    writes.open.set()
    assert await asyncio.gather(*tasks) == ["X", "A", "A", "B"]
    assert await commits.submit("a") == "A"


async def test_closing_waits_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "CLOSE_SECONDS", 0.05)
    commits = GroupCommit[str, str](Writes(), key=str, owner=str, most=1)
    tasks = _submitted(commits, "ab")
    await _until_waiting()
    await asyncio.wait_for(commits.close(), PATIENCE)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [DatabaseUnavailable] * 2
    with pytest.raises(DatabaseUnavailable):
        await commits.submit("c")


async def test_nobody_is_left_waiting_when_the_write_is_broken_off_or_answers_nonsense() -> None:
    async def broken_off(_items: Sequence[str], _seconds: float) -> list[str]:
        raise asyncio.CancelledError

    async def nonsense(_items: Sequence[str], _seconds: float) -> list[str]:
        return []

    for write, expected in ((broken_off, DatabaseUnavailable), (nonsense, ValueError)):
        tasks = _submitted(GroupCommit(write, key=str, owner=str), "ab")
        results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), PATIENCE)
        assert [type(result) for result in results] == [expected] * 2


async def test_what_is_written_together_belongs_to_no_single_request() -> None:
    request: ContextVar[str] = ContextVar("request", default="none")
    seen: list[str] = []

    async def write(items: Sequence[str], _seconds: float) -> list[str]:
        seen.append(request.get())
        return list(items)

    request.set("the first caller's")
    await GroupCommit(write, key=str, owner=str).submit("a")
    assert seen == ["none"]
