"""The scheduler's ticks: what is due or woken runs, and one failure keeps nothing from running."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduler import LONGEST_NAP, RETRY_AFTER, Duty, Scheduler, Step
from muster.changes import EVERYTHING, Change
from muster.errors import DatabaseUnavailable

NOW = datetime(2026, 11, 20, 20, 45, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def every(pause: timedelta, calls: list[datetime]) -> Step:
    async def step(now: datetime) -> datetime:
        calls.append(now)
        return now + pause

    return step


async def test_a_duty_runs_at_once_and_then_whenever_it_is_due() -> None:
    calls: list[datetime] = []
    duty = Duty("count", every(MINUTE, calls))
    assert await duty.tick(NOW) == NOW + MINUTE
    assert await duty.tick(NOW + MINUTE - timedelta(milliseconds=1)) == NOW + MINUTE
    assert await duty.tick(NOW + MINUTE) == NOW + 2 * MINUTE
    assert calls == [NOW, NOW + MINUTE]


async def test_what_was_missed_during_downtime_runs_once() -> None:
    calls: list[datetime] = []
    duty = Duty("count", every(MINUTE, calls))
    await duty.tick(NOW)
    later = NOW + timedelta(hours=3)
    assert await duty.tick(later) == later + MINUTE
    assert calls == [NOW, later]


async def test_a_notice_that_concerns_a_duty_wakes_it_and_no_other() -> None:
    calls: list[datetime] = []
    woken = Duty("woken", every(60 * MINUTE, calls), wakes=frozenset({"ledger"}))
    others: list[datetime] = []
    other = Duty("other", every(60 * MINUTE, others))
    scheduler = Scheduler([woken, other])
    await woken.tick(NOW)
    await other.tick(NOW)
    scheduler.on_change(Change("ledger", ""))
    await woken.tick(NOW + MINUTE)
    await other.tick(NOW + MINUTE)
    await woken.tick(NOW + 2 * MINUTE)
    assert calls == [NOW, NOW + MINUTE]
    assert others == [NOW]


async def test_when_anything_may_have_changed_everybody_who_listens_is_woken() -> None:
    calls: list[datetime] = []
    duty = Duty("woken", every(60 * MINUTE, calls), wakes=frozenset({"ledger"}))
    await duty.tick(NOW)
    Scheduler([duty]).on_change(EVERYTHING)
    await duty.tick(NOW + MINUTE)
    assert calls == [NOW, NOW + MINUTE]


async def test_a_duty_that_fails_is_tried_again() -> None:
    async def unlucky(_now: datetime) -> datetime:
        raise DatabaseUnavailable

    async def wrong(_now: datetime) -> datetime:
        raise ValueError("a mistake of ours")

    for step in (unlucky, wrong):
        assert await Duty("duty", step, clock=lambda: 0.0).tick(NOW) == NOW + RETRY_AFTER


async def test_the_pause_after_a_failure_counts_from_when_it_failed() -> None:
    seconds = iter([100.0, 130.0])

    async def hangs(_now: datetime) -> datetime:
        raise DatabaseUnavailable

    duty = Duty("hangs", hangs, clock=lambda: next(seconds))
    assert await duty.tick(NOW) == NOW + timedelta(seconds=30) + RETRY_AFTER


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=30)])
async def test_a_clock_that_was_set_back_stops_nothing(jump: timedelta) -> None:
    calls: list[datetime] = []
    duty = Duty("count", every(MINUTE, calls))
    await duty.tick(NOW)
    back = NOW - jump
    assert await duty.tick(back) == back + MINUTE
    assert calls == [NOW, back]


# --- the machine's clock is set while the bot runs ------------------------------------------------


def at(text: str) -> datetime:
    """An instant on the evening of the tests, in UTC."""
    return datetime.fromisoformat(f"2026-11-20T{text}+00:00")


class Machine:
    """A clock that the tests set, under a loop whose naps are counted and never slept.

    Each nap ends when it is over, or where the script says `(seconds, clock)`: so much later by the
    loop's own time, with the clock showing something else.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, now: datetime, script: list[tuple[float, datetime]]
    ) -> None:
        self.now = now
        self.naps: list[float] = []
        self._script = script
        monkeypatch.setattr("bot.scheduler.utc_now", lambda: self.now)
        monkeypatch.setattr("bot.scheduler.comes", self._nap)

    async def _nap(self, _woken: asyncio.Event, seconds: float) -> bool:
        await asyncio.sleep(0)
        if not self._script:
            raise asyncio.CancelledError
        self.naps.append(seconds)
        _, self.now = self._script.pop(0)
        return False

    async def run(self, duty: Duty) -> None:
        """Run the scheduler until the script is over."""
        with pytest.raises(asyncio.CancelledError):
            await Scheduler([duty]).run()


async def test_no_nap_is_so_long_that_a_clock_that_was_set_goes_unnoticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[datetime] = []
    duty = Duty("evening", every(timedelta(hours=2), calls))
    # Two naps in, somebody sets the clock forward by three hours, later back to the truth.
    script = [
        (30.0, at("18:00:30")),
        (30.0, at("18:01")),
        (30.0, at("21:01:30")),
        (30.0, at("21:02")),
        (30.0, at("18:02:30")),
        (30.0, at("18:03")),
    ]
    machine = Machine(monkeypatch, at("18:00"), script)
    await machine.run(duty)
    assert machine.naps == [LONGEST_NAP.total_seconds()] * 6
    assert calls == [at("18:00"), at("21:01:30"), at("18:02:30")]
    assert duty.due == at("20:02:30")


async def test_the_last_nap_ends_at_the_due_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[datetime] = []
    duty = Duty("soon", every(timedelta(seconds=40), calls))
    script = [(30.0, at("18:00:30")), (10.0, at("18:00:40"))]
    machine = Machine(monkeypatch, at("18:00"), script)
    await machine.run(duty)
    assert machine.naps == [30.0, 10.0]
    assert calls == [at("18:00"), at("18:00:40")]


async def test_what_the_clock_jumped_over_runs_once_and_again_when_the_clock_comes_back() -> None:
    calls: list[datetime] = []
    duty = Duty("hourly", every(timedelta(hours=1), calls))
    instants = ["12:00", "12:30", "17:00", "17:59", "12:31", "12:32", "13:30", "13:31"]
    due = [await duty.tick(at(text)) for text in instants]
    assert calls == [at("12:00"), at("17:00"), at("12:31"), at("13:31")]
    expected = ["13:00", "13:00", "18:00", "18:00", "13:31", "13:31", "13:31", "14:31"]
    assert due == [at(text) for text in expected]


async def test_a_clock_that_is_put_right_by_a_little_costs_one_run_not_many() -> None:
    calls: list[datetime] = []
    duty = Duty("hourly", every(timedelta(hours=1), calls))
    for text in ("12:00:00", "11:59:58", "11:59:59", "12:00:00", "12:00:01"):
        await duty.tick(at(text))
    assert calls == [at("12:00:00"), at("11:59:58")]


async def test_a_duty_that_fails_while_the_clock_is_ahead_is_not_forgotten_when_it_comes_back() -> (
    None
):
    calls: list[datetime] = []

    async def gone(now: datetime) -> datetime:
        calls.append(now)
        raise DatabaseUnavailable

    duty = Duty("gone", gone, clock=lambda: 0.0)
    assert await duty.tick(at("22:00")) == at("22:00:05")
    assert await duty.tick(at("12:00")) == at("12:00:05")
    assert await duty.tick(at("12:00:05")) == at("12:00:10")
    assert calls == [at("22:00"), at("12:00"), at("12:00:05")]


async def test_a_duty_that_begins_anew_is_due_and_remembers_nothing() -> None:
    calls: list[datetime] = []
    forgot: list[None] = []
    duty = Duty("count", every(MINUTE, calls), forget=lambda: forgot.append(None))
    await duty.tick(NOW)
    await duty.tick(NOW + MINUTE / 2)
    assert len(calls) == 1
    duty.begin()
    await duty.tick(NOW + MINUTE / 2)
    assert len(calls) == 2
    assert len(forgot) == 1
