"""What past evenings were like, as everybody reads it: made once, until a record changes.

The range that pages read is kept in memory, and made beside the event loop for all who wait for it.
Every other range is read when it is its turn, and nothing of it is kept.
"""

from __future__ import annotations

import asyncio
from contextvars import Context
from dataclasses import dataclass
from datetime import date

from limits import RateLimitItemPerMinute

from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock, monotonic
from muster.database import Database
from muster.history import service
from muster.history.rules import RANGE_DEFAULT
from muster.history.service import History
from muster.off_loop import off_loop
from website.backend.rate_limits import RateLimits
from website.backend.revalidated import Packed
from website.backend.schemas.history import EveningList, EveningShape, WeekdayShape
from website.backend.turns import Turns

KEPT_SECONDS = 60
"""In how many minutes enough were there, on an evening that is on, is told by no notice."""

RANGES_A_MINUTE = RateLimitItemPerMinute(60)
"""Of one address, other than the one that pages read."""

_KINDS = ("evening_records", "everything")


@dataclass(frozen=True, slots=True)
class _Kept:
    """The answer of a day, and when it was made, in seconds of `monotonic`."""

    last: date
    answer: Packed
    made_at: float


class PastEvenings:
    """Answers reads of ranges of past evenings."""

    def __init__(
        self,
        database: Database,
        listener: ChangeListener,
        clock: CommunityClock,
        rate_limits: RateLimits,
    ) -> None:
        self._database = database
        self._listener = listener
        self._clock = clock
        self._rate_limits = rate_limits
        self._turns = Turns()
        self._kept: _Kept | None = None
        self._making: tuple[date, asyncio.Task[Packed]] | None = None
        self._version = 0
        listener.subscribe(self.on_change)

    def on_change(self, change: Change) -> None:
        """Heed a notice."""
        if change.kind in _KINDS:
            self.forget()

    def forget(self) -> None:
        """Make the answer anew when it is asked for next; call it after a write of this process."""
        self._version += 1
        self._kept = self._making = None

    async def read(self, first: date, last: date, address: str) -> Packed:
        """The answer for `[first, last]`, which `address` asks for.

        Raises:
            RateLimited: the address has had its share of other ranges, or enough of it waits.
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        usual = last == self._clock.today() and last - first == RANGE_DEFAULT
        if usual and self._listener.connected:
            return await self._usual(first, last)
        if not usual:
            await self._rate_limits.check(RANGES_A_MINUTE, "past evenings", address)
        async with self._turns.turn(address):
            return await self._make(first, last)

    async def _usual(self, first: date, last: date) -> Packed:
        kept = self._kept
        if kept and kept.last == last and monotonic() - kept.made_at < KEPT_SECONDS:
            return kept.answer
        if self._making is None or self._making[0] != last:
            # A context of its own: it is shared, so it belongs to no single request.
            task = asyncio.create_task(
                self._make_and_keep(first, last), name="past evenings", context=Context()
            )
            self._making = (last, task)
            task.add_done_callback(self._made)
        return await asyncio.shield(self._making[1])

    async def _make_and_keep(self, first: date, last: date) -> Packed:
        version, began = self._version, monotonic()
        answer = await self._make(first, last)
        # What changed while it was read may not be in it.
        if self._listener.connected and version == self._version:
            self._kept = _Kept(last, answer, began)
        return answer

    def _made(self, task: asyncio.Task[Packed]) -> None:
        if self._making is not None and self._making[1] is task:
            self._making = None
        if not task.cancelled():
            task.exception()  # whoever waits has it

    async def _make(self, first: date, last: date) -> Packed:
        async with self._database.connection() as connection:
            found = await service.read_history(connection, first, last)
        return await off_loop(_packed, first, last, found)


def _packed(first: date, last: date, found: History) -> Packed:
    answer = EveningList(
        **{"from": first},
        to=last,
        evenings=[EveningShape.of_record(record) for record in found.records],
        weekdays=[WeekdayShape.of(each) for each in found.weekdays],
    )
    return Packed(answer.model_dump_json(by_alias=True).encode())
