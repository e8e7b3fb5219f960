"""slomix's instants, which say nothing of their zone, as instants that do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ops.slomix.report import Report

_REPEATED = "an hour that the clock repeats; the first time is meant"
_SKIPPED = "an hour that the clock skips; taken by the offset from before"
_FIRST_YEAR = 2000
_BEFORE = "an instant from before there was slomix; now is taken"
_LATER = "an instant that is still to come; now is taken"


class Instants:
    """Reads the wall clock that slomix's server wrote down."""

    def __init__(self, zone: ZoneInfo, now: datetime, report: Report) -> None:
        """Take the server's `zone`, and `now` (aware), after which nothing can have happened."""
        self._zone, self._now, self._report = zone, now, report
        self.later = 0

    def read(self, value: datetime | None, table: str, row: object) -> datetime | None:
        """The instant, in UTC; one that has an offset is taken by that. None stays None."""
        if value is None:
            return None
        if value.year < _FIRST_YEAR:  # PostgreSQL's -infinity, for one
            self._report.change(table, _BEFORE, row)
            return self._now
        if value.year > self._now.year + 1:
            value = self._now + timedelta(days=1)
        if value.tzinfo is None:
            value = self._on_the_wall(value, table, row)
        instant = value.astimezone(UTC)
        if instant > self._now:
            self.later += 1
            self._report.change(table, _LATER, row)
            return self._now
        return instant

    def planned(self, value: datetime | None, otherwise: datetime) -> datetime:
        """An instant that may be still to come, in UTC; `otherwise` where it is none."""
        if value is None or not _FIRST_YEAR <= value.year <= self._now.year + 1:
            return otherwise
        return (value if value.tzinfo else value.replace(tzinfo=self._zone)).astimezone(UTC)

    def first(self, table: str, row: object, *values: datetime | None) -> datetime:
        """The first of `values` that is given; now where none is."""
        for value in values:
            instant = self.read(value, table, row)
            if instant is not None:
                return instant
        return self._now

    def _on_the_wall(self, value: datetime, table: str, row: object) -> datetime:
        shown = value.replace(tzinfo=self._zone, fold=0)
        if shown.utcoffset() != shown.replace(fold=1).utcoffset():
            again = shown.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None)
            self._report.change(table, _REPEATED if again == value else _SKIPPED, row)
        return shown
