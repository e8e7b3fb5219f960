"""How fast a service is asked; the time is the test's own."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats.contract import TransportError
from bot.chats.pace import Limiter, Rate


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def limiter(
    time: Time,
    rate: Rate | None = None,
    *,
    burst: int | None = None,
    per_recipient: float = 0.0,
    patience: float = 10.0,
) -> Limiter:
    return Limiter(
        rate,
        burst=burst,
        per_recipient=per_recipient,
        patience=patience,
        clock=time.clock,
        sleep=time.sleep,
    )


async def grants(limited: Limiter, time: Time, count: int) -> list[float]:
    instants: list[float] = []
    for number in range(count):
        await limited.acquire(f"chat {number}")
        instants.append(time.now)
    return instants


async def test_no_window_holds_more_than_the_rate() -> None:
    time = Time()
    instants = await grants(limiter(time, Rate(30, 1.0)), time, 100)
    for start in instants:
        assert sum(1 for instant in instants if start <= instant < start + 1.0) <= 30
    assert instants[-1] - instants[0] == pytest.approx(3.0)


async def test_the_first_are_not_held_up() -> None:
    time = Time()
    assert set(await grants(limiter(time, Rate(30, 1.0)), time, 30)) == {1000.0}


async def test_a_burst_is_spread_over_the_window() -> None:
    time = Time()
    instants = await grants(limiter(time, Rate(30, 1.0), burst=3), time, 60)
    for start in instants:
        assert sum(1 for instant in instants if start <= instant < start + 0.099) <= 3
        assert sum(1 for instant in instants if start <= instant < start + 0.999) <= 30
    assert instants[-1] - instants[0] == pytest.approx(1.9)


async def test_one_chat_hears_once_a_second_while_others_go_on() -> None:
    time = Time()
    limited = limiter(time, Rate(30, 1.0), per_recipient=1.0)
    await limited.acquire("ana")
    await limited.acquire("bor")
    assert time.now == 1000.0
    await limited.acquire("ana")
    assert time.now == 1001.0


async def test_a_place_that_was_reserved_is_used_and_does_not_keep() -> None:
    time = Time()
    limited = limiter(time, Rate(1, 5.0))
    await limited.reserve()
    await limited.acquire("ana")
    assert time.now == 1000.0
    await limited.reserve()
    assert time.now == 1005.0
    time.now += 2.0
    await limited.acquire("bor")
    assert time.now == 1010.0


async def test_whoever_would_wait_too_long_is_told_when_to_come_back() -> None:
    time = Time()
    limited = limiter(time, Rate(1, 8.0), patience=10.0)
    await grants(limited, time, 2)
    limited.hold("ana", 30.0)
    with pytest.raises(TransportError) as caught:
        await limited.acquire("ana")
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_after == pytest.approx(30.0)
    assert not caught.value.everyone
    assert not caught.value.maybe_sent


async def test_who_is_told_to_come_back_takes_no_place() -> None:
    time = Time()
    limited = limiter(time, Rate(1, 6.0), patience=10.0)
    limited.hold("ana", 30.0)
    for _ in range(5):
        with pytest.raises(TransportError):
            await limited.acquire("ana")
    await limited.acquire("bor")
    assert time.now == 1000.0


async def test_a_wait_for_everybody_holds_everybody() -> None:
    time = Time()
    limited = limiter(time, Rate(30, 1.0))
    limited.hold_everyone(4.0)
    await limited.acquire("ana")
    assert time.now == pytest.approx(1004.0)
    limited.hold_everyone(30.0)
    with pytest.raises(TransportError) as caught:
        await limited.acquire("bor")
    assert caught.value.everyone
    assert caught.value.retry_after == pytest.approx(30.0)


async def test_a_wait_that_is_asked_for_meanwhile_counts_too() -> None:
    time = Time()
    limited: Limiter

    async def sleep(seconds: float) -> None:
        if time.now == 1000.0:
            limited.hold_everyone(seconds + 3.0)
        time.now += seconds

    limited = Limiter(Rate(1, 2.0), clock=time.clock, sleep=sleep)
    await limited.acquire()
    await limited.acquire()
    assert time.now >= 1005.0


async def test_we_stop_by_ourselves_when_too_much_was_refused() -> None:
    time = Time()
    limited = Limiter(Rate(50, 1.0), refusals=Rate(100, 600.0), clock=time.clock, sleep=time.sleep)
    for _ in range(99):
        limited.note_refusal()
    await limited.acquire()
    time.now += 60.0
    limited.note_refusal()
    assert limited.refusals() == 100
    with pytest.raises(TransportError) as caught:
        await limited.acquire()
    assert (caught.value.code, caught.value.everyone) == ("refusals_spent", True)
    assert caught.value.retry_after == pytest.approx(540.0)
    time.now += 540.0
    await limited.acquire()
    assert limited.refusals() == 1


async def test_few_at_once_where_the_service_wants_few() -> None:
    limited = Limiter(None, most_at_once=1)
    running = most = 0

    async def work() -> None:
        nonlocal running, most
        async with limited.turn():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(work() for _ in range(10)))
    assert most == 1


async def test_a_turn_that_comes_too_late_is_given_up() -> None:
    limited = Limiter(None, most_at_once=1, patience=0.01)
    async with limited.turn():
        with pytest.raises(TransportError) as caught:
            async with limited.turn():
                pass
    assert caught.value.retry_after == 0.01
    async with limited.turn():
        pass


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.5, 600.0))
def test_all_shares_together_keep_the_rate(limit: int, processes: int, seconds: float) -> None:
    share = Rate(limit, seconds).share(processes)
    assert processes * share.limit / share.seconds <= limit / seconds * (1 + 1e-9)
    assert share.limit >= 1


async def test_finished_chats_are_forgotten() -> None:
    time = Time()
    limited = limiter(time, None, per_recipient=1.0)
    for number in range(10_000):
        await limited.acquire(str(number))
        time.now += 0.01
    assert len(limited._free_at) < 5_000


def test_processes_share_a_rate() -> None:
    assert Rate(30, 1.0).share(2) == Rate(15, 1.0)
    assert Rate(30, 1.0).share(60) == Rate(1, 2.0)


async def test_a_share_that_changes_forgets_nothing_that_was_used() -> None:
    time = Time()
    limited = limiter(time, Rate(30, 1.0))
    await grants(limited, time, 20)
    limited.share_among(2)
    assert await grants(limited, time, 1) == [1001.0]
    limited.share_among(1)
    assert set(await grants(limited, time, 29)) == {1001.0}
    assert await grants(limited, time, 1) == [1002.0]


async def test_a_burst_is_divided_with_its_rate() -> None:
    time = Time()
    limited = limiter(time, Rate(30, 1.0), burst=3)
    limited.share_among(2)
    instants = await grants(limited, time, 31)
    assert instants[1] - instants[0] == pytest.approx(1 / 15)
    assert instants[-1] - instants[0] == pytest.approx(2.0)


async def test_refusals_are_divided_too() -> None:
    limited = Limiter(None, refusals=Rate(100, 600.0))
    limited.share_among(2)
    for _ in range(50):
        limited.note_refusal()
    with pytest.raises(TransportError):
        await limited.acquire()
    limited.share_among(1)
    await limited.acquire()
    assert limited.refusals() == 50


@given(
    st.integers(1, 40),
    st.one_of(st.none(), st.integers(1, 10)),
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 30), st.floats(0.0, 3.0)), max_size=12),
)
def test_no_window_holds_more_than_the_rate_whatever_the_shares_were(
    limit: int, burst: int | None, phases: list[tuple[int, int, float]]
) -> None:
    async def run() -> list[float]:
        time = Time()
        limited = limiter(time, Rate(limit, 1.0), burst=burst, patience=1e9)
        granted: list[float] = []
        for processes, count, rest in phases:
            limited.share_among(processes)
            granted += await grants(limited, time, count)
            time.now += rest
        return granted

    granted = asyncio.run(run())
    for start in granted:
        assert sum(1 for each in granted if start <= each < start + 1.0 - 1e-6) <= limit
