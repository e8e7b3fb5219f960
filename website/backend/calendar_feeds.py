"""Calendars as this process knows them: made once, asked for by many programs all day long.

Somebody's calendar is kept until a notice says that something in it changed. A notice about a day's
answers names nobody; whose calendar it changes is found by what memory has of that day, and where
it has nothing the database is asked again. Nothing is believed while the listening connection is
down.
"""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from cachetools import LRUCache, TTLCache

from muster.availability.rules import CONFIRMED_STATUSES, Status
from muster.calendar_feeds import service
from muster.calendar_feeds.document import calendar_text
from muster.calendar_feeds.rules import (
    Calendar,
    EveningState,
    Event,
    OwnFeed,
    changes_by_itself_at,
    community_event,
    days_of_feeds,
    own_event,
)
from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock, start_of_day
from muster.database import Database
from muster.evenings.memory import EveningMemory
from muster.off_loop import off_loop
from muster.settings import Settings
from muster.words import Language, readers_language
from website.backend.day_cache import DayCache

MOST_BYTES: Final = 8 * 1024 * 1024
"""So much of people's calendars is kept; those that nobody asked for longest go first."""

_MOST_UNKNOWN, _UNKNOWN_SECONDS = 5000, 60
_OWN_SIZE = 1024
"""About what a calendar takes in memory beside its bytes."""

_Said = tuple[Status, time | None, int | None]


class ReadyCalendar:
    """A calendar's bytes, plain and compressed, with the tag by which a program knows them."""

    __slots__ = ("body", "compressed", "etag")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.compressed = gzip.compress(body, compresslevel=6, mtime=0)
        self.etag = b'"%s"' % blake2b(body, digest_size=9).hexdigest().encode()


@dataclass(slots=True)
class _Kept:
    """A person's calendar, what it was made of, and the days of which something was heard since."""

    ready: ReadyCalendar
    user_id: int
    until: datetime
    said: dict[date, _Said]
    states: dict[date, EveningState]
    changed: set[date] = field(default_factory=set[date])


class CalendarFeeds:
    """Answers whoever asks for a calendar.

    Args:
        key: the session key, by which secrets are hashed.
        community: the community's name.
    """

    def __init__(
        self,
        database: Database,
        listener: ChangeListener,
        clock: CommunityClock,
        days: DayCache,
        evenings: EveningMemory,
        settings: Settings,
        *,
        key: bytes,
        community: str,
    ) -> None:
        self._database = database
        self._listener = listener
        self._clock = clock
        self._days = days
        self._evenings = evenings
        self._key = key
        self._community = community
        self._origin = settings.frontend_origin
        self._host = urlsplit(settings.frontend_origin).netloc.replace(":", ".")
        self._language: Language = settings.muster_language
        self._own: LRUCache[bytes, _Kept] = LRUCache(MOST_BYTES, _size)
        self._unknown: TTLCache[bytes, None] = TTLCache(
            _MOST_UNKNOWN, _UNKNOWN_SECONDS, lambda: clock.now().timestamp()
        )
        self._shared: tuple[ReadyCalendar, datetime] | None = None
        self._version = 0
        listener.subscribe(self.on_change)

    @property
    def kept_bytes(self) -> int:
        """About how much of people's calendars is kept."""
        return int(self._own.currsize)

    async def own(
        self, secret: str, before_asking: Callable[[], Awaitable[None]]
    ) -> ReadyCalendar | None:
        """The calendar at an address; None: the address is nobody's (any more).

        Args:
            before_asking: called before the database is asked; what it raises ends the reading.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        secret_hash = service.find_hash(secret, self._key)
        if secret_hash is None:
            return None
        now = self._clock.now()
        if self._listener.connected:
            kept = self._own.get(secret_hash)
            if kept is not None and now < kept.until and self._holds(kept):
                return kept.ready
            if secret_hash in self._unknown:
                return None
        await before_asking()
        return await self._ask(secret_hash, now)

    async def community(self, before_asking: Callable[[], Awaitable[None]]) -> ReadyCalendar:
        """The calendar of sessions that are ready, or were when calendars were told.

        Args:
            before_asking: as in `own`.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        now = self._clock.now()
        if self._listener.connected and self._shared is not None and now < self._shared[1]:
            return self._shared[0]
        await before_asking()
        version, today = self._version, self._clock.today(now)
        evenings = await self._evenings.read()
        async with self._database.connection() as connection:
            found = await service.read_ready(connection, evenings, today, now)
        events = [community_event(each, self._host, feed=True) for each in found]
        ready = await self._made(events, self._language, own=False)
        if self._listener.connected and version == self._version:
            self._shared = (ready, self._midnight(today))
        return ready

    async def evening(self, day: date, language: Language) -> ReadyCalendar | None:
        """One evening as a file; None: calendars are not told of it.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        now = self._clock.now()
        evenings = await self._evenings.read()
        async with self._database.connection() as connection:
            found = await service.read_evening(
                connection, evenings, day, self._clock.today(now), now
            )
        if found is None:
            return None
        event = community_event(found, self._host, feed=False)
        return await self._made([event], language, own=False)

    def on_change(self, change: Change) -> None:
        """Drop what a notice says has changed; what cannot be understood drops everything."""
        if change.kind == "availability":
            try:
                day = date.fromisoformat(change.key)
            except ValueError:
                self._forget()
                return
            self._version += 1
            self._shared = None
            for kept in self._own.values():
                kept.changed.add(day)
        elif change.kind == "viewer" and change.key.isascii() and change.key.isdigit():
            self.forget(int(change.key))
        elif change.kind in ("viewer", "names", "evening_rules", "evening_records", "everything"):
            self._forget()

    def forget(self, user_id: int) -> None:
        """Ask the database again for this person's calendar, whatever its address."""
        self._version += 1
        self._unknown.clear()
        for secret_hash in [each for each, kept in self._own.items() if kept.user_id == user_id]:
            del self._own[secret_hash]

    def _forget(self) -> None:
        self._version += 1
        self._own.clear()
        self._unknown.clear()
        self._shared = None

    async def _ask(self, secret_hash: bytes, now: datetime) -> ReadyCalendar | None:
        version, today = self._version, self._clock.today(now)
        evenings = await self._evenings.read()
        async with self._database.connection() as connection:
            feed = await service.read_own(connection, secret_hash, evenings, today, now)
        # What changed while it was read may not be in it.
        believed = self._listener.connected and version == self._version
        if feed is None:
            if believed:
                self._unknown[secret_hash] = None
            return None
        language = readers_language(feed.chosen, feed.heard, community=self._language)
        events = [own_event(each, feed.user_id, self._host) for each in feed.evenings]
        ready = await self._made(events, language, own=True)
        if self._listener.connected and version == self._version:
            self._own[secret_hash] = self._keep(ready, feed, today)
        return ready

    def _keep(self, ready: ReadyCalendar, feed: OwnFeed, today: date) -> _Kept:
        until = self._midnight(today)
        if (itself := changes_by_itself_at(feed.evenings)) is not None:
            until = min(until, itself)
        return _Kept(
            ready,
            feed.user_id,
            until,
            {
                each.evening.day: (each.status, each.arrives_at, each.only_if)
                for each in feed.evenings
                if each.yes and each.status is not None
            },
            {each.evening.day: each.evening.state for each in feed.evenings},
        )

    async def _made(
        self, events: Iterable[Event], language: Language, *, own: bool
    ) -> ReadyCalendar:
        calendar = Calendar(
            self._community,
            self._origin,
            self._clock.zone.key,
            self._host,
            language,
            tuple(events),
            own,
        )
        return await off_loop(_make, calendar)

    def _midnight(self, today: date) -> datetime:
        """When it is another day, and the calendar tells of others."""
        return start_of_day(date.fromordinal(today.toordinal() + 1), self._clock.zone)

    def _holds(self, kept: _Kept) -> bool:
        """Whether nothing of what was heard since changes a calendar, as far as memory tells."""
        if not kept.changed:
            return True
        evenings = self._evenings.known
        if evenings is None:
            return False
        today = self._clock.today()
        for day in kept.changed.intersection(days_of_feeds(today)):
            found = self._days.get((day,))
            if found is None:
                return False
            answer = next((a for a in found[0].day.answers if a.user_id == kept.user_id), None)
            said = (
                (answer.status, answer.arrives_at, answer.only_if)
                if answer is not None and answer.status in CONFIRMED_STATUSES
                else None
            )
            if said != kept.said.get(day):
                return False
            state = kept.states.get(day)
            if state is not None and day >= today:
                evening = evenings.on(day)
                enough = found[0].counts["LOOKING"] >= evening.threshold
                if state != ("off" if not evening.session else "ready" if enough else "open"):
                    return False
        kept.changed.clear()
        return True


def _size(kept: _Kept) -> int:
    return len(kept.ready.body) + len(kept.ready.compressed) + _OWN_SIZE


def _make(calendar: Calendar) -> ReadyCalendar:
    return ReadyCalendar(calendar_text(calendar))
