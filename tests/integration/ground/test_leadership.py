"""Several processes on one database: one leads, all know how many they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from bot.chats.contract import TransportError
from bot.chats.pace import ASSUMED_PROCESSES, Limiter, Limiters, Rate
from muster.leadership import Leadership
from tests.support.running.websites import eventually

NAME = "tests leadership"

Join = Callable[[], Awaitable[Leadership]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.leadership._BEAT", 0.02)


@pytest.fixture
async def join(database_url: str) -> AsyncGenerator[Join, None]:
    """One more process that takes part."""
    joined: list[Leadership] = []

    async def join() -> Leadership:
        leadership = Leadership(database_url, application_name=f"{NAME} {len(joined) + 1}")
        joined.append(leadership)
        await leadership.start()
        return leadership

    yield join
    for leadership in joined:
        await leadership.stop()


async def end_connection_of(sql: Any, number: int) -> None:
    await sql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = $1 AND datname = current_database()",
        f"{NAME} {number}",
    )


async def test_one_leads_and_the_next_takes_over_when_it_stops(join: Join) -> None:
    first, second, third = await join(), await join(), await join()
    await eventually(lambda: third.processes == 3)
    assert [each.leads for each in (first, second, third)] == [True, False, False]
    await first.stop()
    assert not first.leads
    await eventually(lambda: second.leads or third.leads)
    assert second.leads is not third.leads


async def test_a_leader_that_lost_its_connection_leads_no_more(join: Join, sql: Any) -> None:
    first, second = await join(), await join()
    await eventually(lambda: first.processes == second.processes == 2)
    led: list[bool] = []
    first.subscribe(lambda _processes: led.append(first.leads))
    await end_connection_of(sql, 1)
    await eventually(lambda: led and not led[0])
    await eventually(lambda: first.leads is not second.leads)
    await eventually(lambda: first.processes == second.processes == 2)


async def test_a_leader_that_gets_no_answer_leads_no_more(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = await join()
    await eventually(lambda: leader.leads)

    async def times_out(*_: Any, **__: Any) -> Any:
        raise TimeoutError

    monkeypatch.setattr("asyncpg.Connection.fetchrow", times_out)
    await eventually(lambda: not leader.leads)
    assert leader.processes is None
    monkeypatch.undo()
    await eventually(lambda: leader.leads)


async def test_a_leader_that_hangs_is_given_up_by_the_server(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.leadership._SILENCE_ENDS_MS", 300)
    monkeypatch.setattr("muster.leadership._BEAT", 60.0)
    leader = await join()
    assert leader.leads
    monkeypatch.setattr("muster.leadership._SILENCE_ENDS_MS", 60_000)
    monkeypatch.setattr("muster.leadership._BEAT", 0.02)
    other = await join()
    assert not other.leads
    await eventually(lambda: other.leads)
    assert not leader.leads


async def test_other_databases_have_leaders_of_their_own(
    join: Join, empty_database_url: str
) -> None:
    first = await join()
    elsewhere = Leadership(empty_database_url, application_name=NAME)
    await elsewhere.start()
    await eventually(lambda: first.leads and elsewhere.leads)
    assert (first.processes, elsewhere.processes) == (1, 1)
    await elsewhere.stop()


async def test_without_a_database_nobody_leads_and_the_start_is_not_held_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("muster.reconnecting.START_PATIENCE", 0.1)
    leadership = Leadership("postgresql://x@127.0.0.1:9/x", application_name=NAME)
    await leadership.start()
    assert (leadership.leads, leadership.processes) == (False, None)
    await leadership.stop()


async def test_what_a_role_of_few_rights_can_see_is_enough(
    database_url: str, join: Join, url_for_role: Callable[..., str]
) -> None:
    owners = await join()
    guest = Leadership(url_for_role(database_url), application_name=NAME)
    await guest.start()
    await eventually(lambda: owners.processes == guest.processes == 2)
    assert not guest.leads
    await guest.stop()


# --- the leader's work ----------------------------------------------------------------------------


class Work:
    """Counts who works."""

    def __init__(self) -> None:
        self.running = self.most = self.begun = 0

    async def run(self) -> None:
        self.begun += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.Event().wait()
        finally:
            self.running -= 1


async def cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_work_runs_in_one_process_and_moves_with_the_lead(join: Join) -> None:
    first, second = await join(), await join()
    work = Work()
    tasks = [asyncio.create_task(each.while_leading(work.run)) for each in (first, second)]
    await eventually(lambda: work.running == 1)
    await first.stop()
    await eventually(lambda: work.begun == 2 and work.running == 1)
    assert second.leads
    assert work.most == 1
    for task in tasks:
        await cancelled(task)
    assert work.running == 0


async def test_work_begins_again_when_the_lead_came_back(join: Join, sql: Any) -> None:
    leader = await join()
    work = Work()
    task = asyncio.create_task(leader.while_leading(work.run))
    await eventually(lambda: work.running == 1)
    await end_connection_of(sql, 1)
    await eventually(lambda: work.begun == 2 and work.running == 1)
    await cancelled(task)


async def test_work_that_fails_is_started_again(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.leadership._WORK_REST", 0.01)
    leader = await join()
    begun: list[None] = []

    async def fails() -> None:
        begun.append(None)
        raise ValueError

    task = asyncio.create_task(leader.while_leading(fails))
    await eventually(lambda: len(begun) >= 3)
    await cancelled(task)


# --- rates ----------------------------------------------------------------------------------------


class Sender:
    """One process's limiter, as far as the rates are concerned; the time is the test's own."""

    def __init__(self, leadership: Leadership, granted: list[float]) -> None:
        self.granted = granted
        self.now = 1000.0
        self.limiters = Limiters(None)
        self.limiters.share_among(leadership.processes)
        leadership.subscribe(self.limiters.share_among)
        self.limiter = self.limiters.add(
            Limiter(Rate(30, 1.0), clock=lambda: self.now, sleep=self._sleep, patience=60.0)
        )

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds

    async def send_until(self, end: float) -> None:
        while self.now < end:
            await self.limiter.acquire()
            self.granted.append(self.now)


def most_in_a_second(granted: list[float]) -> int:
    return max(sum(1 for each in granted if start <= each < start + 1.0) for start in granted)


async def test_processes_divide_a_rate_and_divide_it_anew_when_their_number_changes(
    join: Join,
) -> None:
    granted: list[float] = []
    first = await join()
    alone = Sender(first, granted)
    await eventually(lambda: first.processes == 1)
    await alone.send_until(1003.0)
    assert len(granted) >= 90

    second = await join()
    other = Sender(second, granted)
    other.now = alone.now
    await eventually(lambda: first.processes == second.processes == 2)
    for step in range(1, 41):
        await alone.send_until(1003.0 + step / 10)
        await other.send_until(1003.0 + step / 10)
    assert most_in_a_second(granted) <= 30
    assert len(granted) >= 90 + 4 * 25

    await second.stop()
    await eventually(lambda: first.processes == 1)
    alone.now += 1.0  # a true beat has passed before one fewer counts
    await alone.send_until(1010.0)
    assert most_in_a_second(granted) <= 30


async def test_who_comes_to_others_is_careful_until_they_know(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await join()
    await eventually(lambda: first.processes == 1)
    monkeypatch.setattr("muster.leadership._BEAT", 60.0)
    second = await join()
    assert second.processes is None
    sender = Sender(second, [])
    share = 30 // ASSUMED_PROCESSES
    for _ in range(share):
        await sender.limiter.acquire()
    assert sender.now == 1000.0
    await sender.limiter.acquire()
    assert sender.now == 1001.0


async def test_who_lost_the_others_from_sight_is_careful_again(join: Join, sql: Any) -> None:
    alone = await join()
    await eventually(lambda: alone.processes == 1)
    heard: list[int | None] = []
    alone.subscribe(heard.append)
    await end_connection_of(sql, 1)
    await eventually(lambda: heard == [None, 1])


async def test_a_limiter_told_that_nobody_knows_never_takes_more() -> None:
    now = 1000.0
    limiters = Limiters(20)
    limiter = limiters.add(Limiter(Rate(20, 1.0), patience=0.0, clock=lambda: now))
    limiters.share_among(None)
    await limiter.acquire()
    with pytest.raises(TransportError):
        await limiter.acquire()


# --- what lingers ---------------------------------------------------------------------------------


class Lingering:
    """Work that goes on for a while where nobody leads; counts its beginnings and ends."""

    def __init__(self, leadership: Leadership, seconds: float) -> None:
        self.begun = self.ended = 0
        self.task = asyncio.create_task(
            leadership.while_leading(self._work, linger_seconds=seconds)
        )

    async def _work(self) -> None:
        self.begun += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.ended += 1

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def nobody_answers(*_: Any, **__: Any) -> Any:
    raise TimeoutError


async def test_what_lingers_outlives_a_database_that_is_away_for_a_moment(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = await join()
    work = Lingering(leader, 30)
    await eventually(lambda: work.begun == 1)
    monkeypatch.setattr("asyncpg.Connection.fetchrow", nobody_answers)
    await eventually(lambda: not leader.leads)
    monkeypatch.undo()
    await eventually(lambda: leader.leads)
    assert (work.begun, work.ended) == (1, 0)
    await work.stop()
    assert work.ended == 1


async def test_what_lingers_ends_after_its_time(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = await join()
    work = Lingering(leader, 0.1)
    await eventually(lambda: work.begun == 1)
    monkeypatch.setattr("asyncpg.Connection.fetchrow", nobody_answers)
    await eventually(lambda: work.ended == 1)
    monkeypatch.undo()
    await eventually(lambda: work.begun == 2)
    await work.stop()


async def test_what_lingers_ends_as_soon_as_somebody_else_leads(join: Join, sql: Any) -> None:
    first, second = await join(), await join()
    work = Lingering(first, 30)
    await eventually(lambda: work.begun == 1)
    # Until the other leads, whoever is quicker; then the first sees that it does.
    while not second.leads:
        await end_connection_of(sql, 1)
        await asyncio.sleep(0.03)
    await eventually(lambda: not first.leads and work.ended == work.begun)
    assert second.leads
    await work.stop()
