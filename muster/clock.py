"""The one place that reads the machine's clock.

Everything else takes the time as an argument. "Today" is always the calendar date in the
community's time zone (`AVAILABILITY_PROMOTION_TIMEZONE`), never the server's or the database's.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds from an arbitrary start; only differences mean anything."""
    return time.monotonic()


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar date that `zone` shows at `instant` (aware)."""
    return instant.astimezone(zone).date()


def at_wall_time(day: date, wall: wall_time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which `zone`'s clock shows `wall` on `day` (the first, if twice).

    A wall time that a summer-time night skips comes as long after midnight as on other days.
    """
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which `zone` shows `day`.

    A zone whose summer time begins at midnight has no 00:00 on that day: the wall clock then maps
    to the instant of the jump, which is the day's first.
    """
    return datetime.combine(day, wall_time.min, tzinfo=zone).astimezone(UTC)


def next_midnight(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which `zone`'s date changes next; days may have 23 or 25 hours."""
    return start_of_day(local_date(instant, zone) + _ONE_DAY, zone)


class CommunityClock:
    """The community's calendar, cheap enough to be asked at every request.

    The zone's date is worked out once a day: between two midnights only the instants are compared.
    A machine's clock that jumps, either way, is noticed at the next call.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._today = date.min
        self._starts = self._ends = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return utc_now()

    def today(self, now: datetime | None = None) -> date:
        """The community's calendar date at `now` (aware; the present when None)."""
        instant = utc_now() if now is None else now
        if not self._starts <= instant < self._ends:
            self._today = local_date(instant, self.zone)
            self._starts = start_of_day(self._today, self.zone)
            self._ends = start_of_day(self._today + _ONE_DAY, self.zone)
        return self._today

    def seconds_to_midnight(self) -> float:
        """How long until the community's date changes, by this machine's clock."""
        now = utc_now()
        return (next_midnight(now, self.zone) - now).total_seconds()
