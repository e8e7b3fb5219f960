"""The scheduler: runs what is due, then sleeps until the next due instant or a change notice.

Each duty is a step that takes the present instant and says when it wants to run again; the loop
only repeats steps, so that a test can call one with a literal time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from muster.clock import utc_now
from muster.errors import MusterError

Step = Callable[[datetime], Awaitable[datetime]]
"""Does what is due at an instant (aware, UTC) and returns the instant to be called at next."""

RETRY_AFTER = timedelta(seconds=5)
"""When a step that failed is tried again."""

LONGEST_NAP = timedelta(seconds=30)
"""The machine's clock may be set at any time, so no sleep is longer than this."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass
class Duty:
    """A named step and when it runs next."""

    name: str
    step: Step
    due: datetime


class Scheduler:
    """Repeats the duties' steps for as long as it is run."""

    def __init__(self, duties: Sequence[tuple[str, Step]], now: datetime) -> None:
        self._duties = [Duty(name, step, now) for name, step in duties]
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._woken.set()

    async def run(self) -> None:
        """Tick, sleep until the next duty is due or somebody wakes us, repeat; never returns."""
        while True:
            self._woken.clear()
            next_due = await self.tick(utc_now())
            pause = min(next_due - utc_now(), LONGEST_NAP)
            try:
                await asyncio.wait_for(self._woken.wait(), max(0.0, pause.total_seconds()))
            except TimeoutError:
                continue

    async def tick(self, now: datetime) -> datetime:
        """Run every duty that is due at `now`; returns when the next one is.

        A duty that fails is tried again five seconds later and keeps no other from running. One
        that is due far in the future only because the clock was set back runs at once.
        """
        for duty in self._duties:
            if duty.due <= now or duty.due - now > timedelta(days=2):
                duty.due = await self._run(duty, now)
        return min(duty.due for duty in self._duties)

    @staticmethod
    async def _run(duty: Duty, now: datetime) -> datetime:
        try:
            return await duty.step(now)
        except MusterError as error:
            _log.warning("duty_waits", duty=duty.name, code=error.code)
        except Exception:
            _log.exception("duty_failed", duty=duty.name)
        return now + RETRY_AFTER
