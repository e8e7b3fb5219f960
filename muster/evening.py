"""A community's evenings, as its settings have them: when sessions start, and in which zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from muster.clock import at_wall_time
from muster.settings import Settings


@dataclass(frozen=True, slots=True)
class Evening:
    """What all evenings of a community have in common. Wall times are those of `zone`.

    Attributes:
        origin: the page's address, without a slash at its end.
        start: when a session starts.
        reminder: when a campaign reminds.
        threshold: how many have to be LOOKING for a session to be ready.
    """

    origin: str
    zone: ZoneInfo
    start: time
    reminder: time
    threshold: int

    @classmethod
    def from_settings(cls, settings: Settings) -> Evening:
        """The evenings that the settings describe."""
        return cls(
            settings.frontend_origin,
            settings.zone,
            settings.availability_promotion_start_time,
            settings.availability_promotion_reminder_time,
            settings.threshold,
        )

    def starts_at(self, day: date) -> datetime:
        """The instant, in UTC, at which the session of `day` starts."""
        return at_wall_time(day, self.start, self.zone)
