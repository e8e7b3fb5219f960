"""The scheduler's ticks: what is due or woken runs, and one failure keeps nothing from running."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.cogs.availability_poll_cog import RETRY_AFTER, Duty, Scheduler, Step
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

    assert await Duty("unlucky", unlucky).tick(NOW) == NOW + RETRY_AFTER
    assert await Duty("wrong", wrong).tick(NOW) == NOW + RETRY_AFTER


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=30)])
async def test_a_clock_that_was_set_back_stops_nothing(jump: timedelta) -> None:
    calls: list[datetime] = []
    duty = Duty("count", every(MINUTE, calls))
    await duty.tick(NOW)
    back = NOW - jump
    assert await duty.tick(back) == back + MINUTE
    assert calls == [NOW, back]
