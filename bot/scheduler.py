"""The scheduler: runs what is due, then sleeps until the next due instant or a change notice.

Each duty is a step that takes the present instant and says when it wants to run again; the loop
only repeats steps, so that a test can call one with a literal time. Duties do not wait for each
other: a long fan-out keeps no reminder from being queued on time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from muster.changes import Change
from muster.clock import monotonic, utc_now
from muster.errors import MusterError
from muster.waking import comes

Step = Callable[[datetime], Awaitable[datetime]]
"""Does what is due at an instant (aware, UTC) and returns the instant to be called at next."""

RETRY_AFTER = timedelta(seconds=5)
"""How long after it failed a step is tried again."""

LONGEST_NAP = timedelta(seconds=30)
"""The machine's clock may be set at any time, so no sleep is longer than this."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass
class Duty:
    """A named step.

    Attributes:
        wakes: kinds of change notices at which it runs at once.
        rest_seconds: the least time between two runs, so that a burst of notices is one run.
        due: when it runs next; at once if None.
        ran_at: when it ran last; a present before that means that the clock was set back.
        forget: called when the duty begins anew, as where this process leads again: another one
            may have led meanwhile, so what the step remembers may not be true any more.
        clock: seconds; tells how long a step took that failed.
    """

    name: str
    step: Step
    wakes: frozenset[str] = frozenset()
    rest_seconds: float = 0.0
    due: datetime | None = None
    ran_at: datetime | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    forget: Callable[[], None] = lambda: None
    clock: Callable[[], float] = monotonic

    def begin(self) -> None:
        """Make the duty due at once, and let it forget what it knows."""
        self.due = None
        self.forget()

    async def tick(self, now: datetime) -> datetime:
        """Run the step if it is due or was woken; returns when it is due next.

        A step that fails is tried again five seconds after it failed.
        """
        woken = self.woken.is_set()
        self.woken.clear()
        set_back = self.ran_at is not None and now < self.ran_at
        if self.due is not None and self.due > now and not (woken or set_back):
            return self.due
        self.ran_at = now
        began = self.clock()
        try:
            self.due = await self.step(now)
            return self.due
        except MusterError as error:
            _log.warning("duty_waits", duty=self.name, code=error.code)
        except Exception:
            _log.exception("duty_failed", duty=self.name)
        self.due = now + timedelta(seconds=self.clock() - began) + RETRY_AFTER
        return self.due


class Scheduler:
    """Repeats every duty for as long as it is run."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._duties = duties

    def on_change(self, change: Change) -> None:
        """Wake the duties that a change notice concerns."""
        for duty in self._duties:
            if change.kind in duty.wakes or (duty.wakes and change.kind == "everything"):
                duty.woken.set()

    async def run(self) -> None:
        """Repeat all duties, each at its own pace; never returns."""
        for duty in self._duties:
            duty.begin()
        await asyncio.gather(*(self._repeat(duty) for duty in self._duties))

    @staticmethod
    async def _repeat(duty: Duty) -> None:
        while True:
            due = await duty.tick(utc_now())
            if duty.rest_seconds:
                await asyncio.sleep(duty.rest_seconds)
            pause = min(due - utc_now(), LONGEST_NAP).total_seconds()
            await comes(duty.woken, pause)
