"""Forecasts, made of the days and of what was learned, both as they are in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muster.clock import CommunityClock
from muster.evening import Evening
from muster.evenings.memory import EveningMemory
from muster.forecast.habits import lead_of
from muster.forecast.memory import ForecastMemory
from muster.forecast.rules import Forecast, Learned, forecast
from website.backend.day_cache import HOT_AHEAD, DayCache, ReadyDay


@dataclass(frozen=True, slots=True)
class _Made:
    """A forecast, and what it was made of."""

    day: ReadyDay
    learned: Learned
    evening: Evening
    lead: int
    begun: bool
    forecast: Forecast


class Forecasts:
    """Each day's forecast, made again when something that it is made of changed."""

    def __init__(
        self,
        days: DayCache,
        evenings: EveningMemory,
        memory: ForecastMemory,
        clock: CommunityClock,
    ) -> None:
        self._days = days
        self._evenings = evenings
        self._memory = memory
        self._clock = clock
        self._made: dict[date, _Made] = {}

    async def read(self, days: Sequence[date]) -> list[Forecast]:
        """What is said of `days` now; those that are past or far ahead are left out.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        today = self._clock.today()
        wanted = [day for day in days if today <= day <= today + HOT_AHEAD]
        evenings = await self._evenings.read()
        learned = await self._memory.read()
        ready = await self._days.load(wanted)
        for day in [day for day in self._made if day < today]:
            del self._made[day]
        return [
            self._forecast(each, learned, evenings.on(day))
            for day, each in zip(wanted, ready, strict=True)
        ]

    def _forecast(self, ready: ReadyDay, learned: Learned, evening: Evening) -> Forecast:
        now = self._clock.now()
        lead, begun = lead_of(evening.starts_at - now), now >= evening.starts_at
        made = self._made.get(evening.day)
        if made is None or not (
            made.day is ready
            and made.learned is learned
            and made.evening == evening
            and (made.lead, made.begun) == (lead, begun)
        ):
            said = forecast(learned, evening, ready.day.answers, now)
            made = _Made(ready, learned, evening, lead, begun, said)
            self._made[evening.day] = made
        return made.forecast
