"""Cards: what a link to a day shows wherever it is pasted, as tags of the page and as a picture.

Made of what memory holds of the day, anew when that changed, so that none is older than a change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from html import escape

from cachetools import LRUCache, TTLCache
from limits import RateLimitItemPerMinute

from muster.cards.messages import CardWords, card_words
from muster.cards.rules import COMMUNITY, Card, card_of
from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock, monotonic
from muster.database import Database
from muster.errors import DatabaseUnavailable
from muster.evenings.memory import EveningMemory
from muster.history import service as history
from muster.history.rules import Record
from muster.off_loop import off_loop
from muster.settings import Settings
from muster.words import Language, Sentence
from website.backend import card_picture
from website.backend.appearance import Appearance
from website.backend.day_cache import HOT_BACK, DayCache
from website.backend.rate_limits import RateLimits

KEPT_SECONDS = 60
"""For how long others may show a picture before they ask again."""

DRAWINGS_A_MINUTE = RateLimitItemPerMinute(60)
"""Of one address: as many as days in which something changed, and more than any chat asks for."""

_MOST_KEPT = 64
_LOCALES: dict[Language, str] = {"en": "en_GB", "sl": "sl_SI", "de": "de_DE"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is served; equal ones have the same `etag`."""

    body: bytes
    etag: str


class Cards:
    """A process's cards: days that memory keeps have their own, all others the community's."""

    def __init__(
        self,
        settings: Settings,
        appearance: Appearance,
        days: DayCache,
        evenings: EveningMemory,
        database: Database,
        listener: ChangeListener,
        clock: CommunityClock,
        rate_limits: RateLimits,
    ) -> None:
        self._origin = settings.frontend_origin
        self._language: Language = settings.muster_language
        self._community = appearance.name
        self._look = card_picture.look_of(appearance)
        self._look_digest = _digest(repr(self._look) + self._language)
        self._days = days
        self._evenings = evenings
        self._database = database
        self._listener = listener
        self._clock = clock
        self._rate_limits = rate_limits
        self._records: TTLCache[date, Record | None] = TTLCache(
            HOT_BACK.days + 1, KEPT_SECONDS, monotonic
        )
        self._version = 0
        self._pictures: LRUCache[Card, Picture] = LRUCache(_MOST_KEPT)
        self._drawing: dict[Card, asyncio.Task[Picture]] = {}
        listener.subscribe(self.on_change)

    def on_change(self, change: Change) -> None:
        """Heed a notice."""
        if change.kind in ("evening_records", "everything"):
            self._version += 1
            self._records.clear()

    def keeps(self, day: date) -> bool:
        """Whether the day has a card of its own."""
        return self._days.keeps(day)

    async def find(self, day: date) -> Card:
        """The card of a day as it is now.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        if not self._days.keeps(day):
            return COMMUNITY
        today = self._clock.today()
        evening = (await self._evenings.read()).on(day)
        (ready,) = await self._days.load((day,))
        record = await self._record(day) if day < today else None
        return card_of(evening, ready.counts, today, record)

    async def find_or_community(self, day: date) -> Card:
        """The card of a day, or the community's at once where that would mean to wait.

        The page opens also without the database, and does not wait for what others see of it.
        """
        if not self._listener.connected:
            return COMMUNITY
        try:
            return await self.find(day)
        except DatabaseUnavailable:
            return COMMUNITY

    async def tags(self, card: Card, path: str) -> bytes:
        """The card as tags for the head of the page at `path`, in the community's language."""
        return await off_loop(self._tags, card, path)

    async def picture(self, card: Card, allow: Callable[[], Awaitable[None]]) -> Picture:
        """The card's picture; drawn once for all who wait for it, if `allow` lets it be drawn."""
        found = self._pictures.get(card)
        if found is not None:
            return found
        if card not in self._drawing:
            await allow()
        task = self._drawing.get(card)
        if task is None:
            # A context of its own: it is shared, so it belongs to no single request.
            task = asyncio.create_task(self._draw(card), name="draw card", context=Context())
            self._drawing[card] = task
            task.add_done_callback(lambda _task: self._drawing.pop(card, None))
        return await asyncio.shield(task)

    async def allow_drawing(self, address: str) -> None:
        """Count one drawing for an address.

        Raises:
            RateLimited: it has had its share.
        """
        await self._rate_limits.check(DRAWINGS_A_MINUTE, "card", address)

    async def _draw(self, card: Card) -> Picture:
        body = await off_loop(self._drawn, card)
        picture = Picture(body, f'"{_digest(body)}"')
        self._pictures[card] = picture
        return picture

    async def _record(self, day: date) -> Record | None:
        if self._listener.connected and day in self._records:
            return self._records[day]
        version = self._version
        async with self._database.connection() as connection:
            found = await history.read_history(connection, day, day)
        record = next(iter(found.records), None)
        # What changed while it was read may not be in it.
        if version == self._version:
            self._records[day] = record
        return record

    def _said(self, sentence: Sentence | None) -> str:
        return "" if sentence is None else sentence.in_language(self._language)

    def _words(self, card: Card) -> CardWords:
        return card_words(card, self._community)

    def _drawn(self, card: Card) -> bytes:
        words = self._words(card)
        said = card_picture.PictureWords(
            self._said(words.headline), self._said(words.aside), self._said(words.badge)
        )
        return card_picture.draw(card, said, self._look)

    def _tags(self, card: Card, path: str) -> bytes:
        words = self._words(card)
        title, description = self._said(words.title), self._said(words.description)
        # A picture that changed has another address: whoever pastes the link again sees it at once.
        version = _digest(repr(card) + self._look_digest)
        picture = f"{self._origin}{picture_path(card)}?v={version}"
        tags = [
            ("property", "og:type", "website"),
            ("property", "og:site_name", self._community),
            ("property", "og:title", title),
            ("property", "og:description", description),
            ("property", "og:url", f"{self._origin}{path}"),
            ("property", "og:locale", _LOCALES[self._language]),
            ("property", "og:image", picture),
            ("property", "og:image:type", card_picture.MEDIA_TYPE),
            ("property", "og:image:width", str(card_picture.WIDTH)),
            ("property", "og:image:height", str(card_picture.HEIGHT)),
            ("property", "og:image:alt", title),
            ("name", "twitter:card", "summary_large_image"),
            ("name", "twitter:title", title),
            ("name", "twitter:description", description),
            ("name", "twitter:image", picture),
            ("name", "twitter:image:alt", title),
        ]
        return "".join(
            f'<meta {kind}="{name}" content="{escape(value)}" />\n    '
            for kind, name, value in tags
        ).encode()


def page_path(day: date) -> str:
    """The address of a day, for people."""
    return f"/t/{day.isoformat()}"


def picture_path(card: Card) -> str:
    """The address of a card's picture."""
    return "/t/community.png" if card.day is None else f"{page_path(card.day)}.png"


def _digest(what: bytes | str) -> str:
    text = what.encode() if isinstance(what, str) else what
    return blake2b(text, digest_size=9).hexdigest()
