"""Which answers of `GET /api/availability` are in memory, and how the others come there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from muster.availability.rules import (
    DEFAULT_RANGE,
    MAX_RANGE_DAYS,
    WRITABLE_DAYS_AHEAD,
    DateRange,
    resolve_range,
    session_ready,
)
from muster.clock import CommunityClock
from muster.evening import Evening, Evenings
from muster.evenings.memory import EveningMemory
from muster.identity.rules import Viewer
from website.backend.availability_json import ReadyResponse
from website.backend.availability_page import Page
from website.backend.cold_reads import ColdRead, ColdReads
from website.backend.day_cache import DayCache, ReadyDay
from website.backend.turns import Caller

_MOST_PAGES = 512
_MOST_QUERIES = 512
_LONGEST_QUERY = 128

_MONTH = 31
_HOT_LENGTHS = frozenset(
    {*range(1, _MONTH + 1), DEFAULT_RANGE.days + 1, WRITABLE_DAYS_AHEAD + 1, MAX_RANGE_DAYS}
)
"""Days of the hot ranges that begin today: few enough that each is made once for many readers."""


@dataclass(frozen=True, slots=True)
class AvailabilityQuery:
    """A validated query string; dates that were not given are None and follow the calendar."""

    first: date | None
    last: date | None
    include_users: bool


class AvailabilityAnswers:
    """Answers reads of availability: hot ones from memory, the others one at a time."""

    def __init__(
        self, days: DayCache, clock: CommunityClock, evenings: EveningMemory, cold_reads: ColdReads
    ) -> None:
        self._days = days
        self._clock = clock
        self._evenings = evenings
        self._made_for: Evenings | None = None
        self.cold_reads = cold_reads
        self._pages: dict[tuple[object, ...], Page] = {}
        self._queries: dict[bytes, AvailabilityQuery] = {}
        self._queries_of = clock.today()
        self._version = days.version

    def known_query(self, query_string: bytes) -> AvailabilityQuery | None:
        """The validated form of a query string that was a hot read today; None for any other."""
        today = self._clock.today()
        if today != self._queries_of:
            self._queries.clear()
            self._queries_of = today
        return self._queries.get(query_string)

    def from_memory(
        self,
        query: AvailabilityQuery,
        viewer: Viewer | None,
        if_none_match: bytes | None,
        *,
        gzip: bool,
    ) -> ReadyResponse | None:
        """The answer, or None when the database has to be asked."""
        evenings = self._evenings.known
        if evenings is None or not self._days.believed:
            return None
        if self._version != self._days.version or self._made_for is not evenings:
            self._pages.clear()
            self._version, self._made_for = self._days.version, evenings
        today = self._clock.today()
        key = (query, today, viewer is not None, viewer is not None and viewer.linked)
        page = self._pages.pop(key, None)
        if page is None:
            wanted = resolve_range(query.first, query.last, today)
            days = self._days.get((*wanted.days(), today))
            if days is None:
                return None
            page = self._build(days, wanted, query, viewer, evenings.on(today))
            if len(self._pages) >= _MOST_PAGES:
                del self._pages[next(iter(self._pages))]
        self._pages[key] = page  # behind all others: what nobody reads goes first
        return self._answer(page, viewer, if_none_match, gzip=gzip)

    async def read(
        self,
        query: AvailabilityQuery,
        viewer: Viewer | None,
        if_none_match: bytes | None,
        *,
        gzip: bool,
        query_string: bytes,
        caller: Caller,
    ) -> ReadyResponse:
        """The answer, for which the database is asked where memory does not hold it.

        Raises:
            RangeInvalid, RangeTooLong: the range does not fit.
            DatabaseUnavailable: it had to be asked and did not answer.
            RateLimited: the caller reads too much of what is not kept in memory.
        """
        today = self._clock.today()
        wanted = resolve_range(query.first, query.last, today)
        if not self._is_hot(wanted, today, include_users=query.include_users):
            (ready_today,) = await self._days.load((today,))
            ready = session_ready(ready_today.day, (await self._evenings.read()).on(today))
            return await self.cold_reads.answer(
                ColdRead(wanted, ready, viewer, query.include_users),
                if_none_match,
                gzip=gzip,
                caller=caller,
            )
        self._know_query(query_string, query)
        answer = self.from_memory(query, viewer, if_none_match, gzip=gzip)
        if answer is not None:
            return answer
        evening = (await self._evenings.read()).on(today)
        days = await self._days.load((*wanted.days(), today))
        # What was loaded is in memory now, and so is the page that is made of it for all who wait;
        # unless a change overtook it, or nothing is kept.
        answer = self.from_memory(query, viewer, if_none_match, gzip=gzip)
        if answer is not None:
            return answer
        page = self._build(days, wanted, query, viewer, evening)
        return self._answer(page, viewer, if_none_match, gzip=gzip)

    def _is_hot(self, wanted: DateRange, today: date, *, include_users: bool) -> bool:
        """Whether this is what pages read, all day long: the days ahead, a day, a month's counts.

        There are thousands of other ranges, each for one reader; the longer, the more it costs.
        """
        if not (self._days.keeps(wanted.first) and self._days.keeps(wanted.last)):
            return False
        length = len(wanted.days())
        if wanted.first == today:
            return length in _HOT_LENGTHS
        return length == 1 or (length <= _MONTH and not include_users)

    def _know_query(self, query_string: bytes, query: AvailabilityQuery) -> None:
        if len(query_string) > _LONGEST_QUERY:
            return
        if len(self._queries) >= _MOST_QUERIES:
            del self._queries[next(iter(self._queries))]
        self._queries[query_string] = query

    def _build(
        self,
        days: list[ReadyDay],
        wanted: DateRange,
        query: AvailabilityQuery,
        viewer: Viewer | None,
        evening: Evening,
    ) -> Page:
        *shown, today = days
        linked = viewer is not None and viewer.linked
        return Page(
            shown,
            wanted,
            session_ready(today.day, evening),
            signed_in=viewer is not None,
            linked=linked,
            named=linked and query.include_users,
        )

    @staticmethod
    def _answer(
        page: Page, viewer: Viewer | None, if_none_match: bytes | None, *, gzip: bool
    ) -> ReadyResponse:
        if viewer is None:
            return page.shared_answer(if_none_match, gzip=gzip)
        return page.own_answer(viewer.user_id, if_none_match, gzip=gzip)
