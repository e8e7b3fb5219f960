"""People's pictures, fetched from Discord and kept here for a while, so that no page asks Discord.

What Discord's picture server says is not believed: a picture is one of four kinds, at most 256 kB,
there within five seconds, and not somewhere else. Whatever goes wrong is no picture, and pages show
initials instead.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import structlog
from cachetools import TLRUCache

from muster.avatars import avatar_version
from muster.clock import monotonic
from muster.settings import Settings

if TYPE_CHECKING:
    import httpx2

SECONDS = 5.0
MOST_BYTES = 256 * 1024
KINDS = frozenset({"image/png", "image/webp", "image/jpeg", "image/gif"})
KEPT_SECONDS = 86_400
"""How long a picture is kept, here and by browsers; another picture has another address."""

_MOST_KEPT = 16 * 1024 * 1024
_ENTRY_BYTES = 512
_NONE_KEPT_SECONDS = 3600
_TROUBLE_KEPT_SECONDS = 60
_LONGEST_REST = 900
_AT_ONCE = 4
_PIXELS = 96

# Packed, a small answer could unfold to any size.
_ASKED = {"Accept": "image/*", "Accept-Encoding": "identity"}

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is served; without `body` there is none, for `seconds`."""

    body: bytes
    media_type: str
    seconds: float

    @property
    def etag(self) -> str:
        return f'"{blake2b(self.body, digest_size=9).hexdigest()}"'


def _size(picture: Picture) -> int:
    return len(picture.body) + _ENTRY_BYTES


def _until(_key: object, picture: Picture, now: float) -> float:
    return now + picture.seconds


class Avatars:
    """Pictures in memory, 16 MB at most; each is fetched once for all who wait for it."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.discord_cdn_base_url
        self._kept: TLRUCache[tuple[int, str], Picture] = TLRUCache(
            _MOST_KEPT, _until, monotonic, getsizeof=_size
        )
        self._fetching: dict[tuple[int, str], asyncio.Task[Picture]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._client: httpx2.AsyncClient | None = None
        self._rests_until = 0.0

    async def find(self, discord_user_id: int, avatar: str) -> Picture | None:
        """The picture that Discord calls `avatar`; None where there is none to be had."""
        if avatar_version(avatar) is None:
            return None
        key = (discord_user_id, avatar)
        picture = self._kept.get(key)
        if picture is None:
            task = self._fetching.get(key)
            if task is None:
                task = self._fetching[key] = asyncio.create_task(self._fetch_and_keep(key))
            picture = await asyncio.shield(task)
        return picture if picture.body else None

    async def close(self) -> None:
        for task in list(self._fetching.values()):
            task.cancel()
        if self._client is not None:
            await self._client.aclose()

    async def _fetch_and_keep(self, key: tuple[int, str]) -> Picture:
        # In one step with the end of fetching, so that nobody finds neither.
        try:
            picture = self._kept[key] = await self._fetch(*key)
        finally:
            del self._fetching[key]
        return picture

    async def _fetch(self, discord_user_id: int, avatar: str) -> Picture:
        import httpx2  # a website without sign-in by Discord has no pictures, and starts earlier

        url = f"{self._base}/avatars/{discord_user_id}/{avatar}.webp?size={_PIXELS}"
        try:
            # The wait for a place counts: whoever asks for the page has other things to ask for.
            async with asyncio.timeout(SECONDS), self._places:
                rest = self._rests_until - monotonic()
                return _none(rest) if rest > 0 else await self._ask(url)
        except (httpx2.TransportError, TimeoutError) as error:
            # It is the server that does not answer, not this picture.
            self._rests_until = max(self._rests_until, monotonic() + _TROUBLE_KEPT_SECONDS)
            reason = type(error).__name__
        except (httpx2.HTTPError, ValueError) as error:
            reason = type(error).__name__
        _log.warning("avatar_not_fetched", reason=reason)
        return _none(_TROUBLE_KEPT_SECONDS)

    async def _ask(self, url: str) -> Picture:
        import httpx2

        if self._client is None:
            self._client = httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False)
        async with self._client.stream("GET", url, headers=_ASKED) as answer:
            if answer.status_code == 404:
                return _none(_NONE_KEPT_SECONDS)
            if answer.status_code == 429:
                rest = _seconds(answer.headers.get("retry-after"))
                self._rests_until = monotonic() + rest
                return _none(rest)
            media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            encoded = "content-encoding" in answer.headers
            if answer.status_code != 200 or media_type not in KINDS or encoded:
                _log.warning("avatar_refused", status=answer.status_code)
                return _none(_TROUBLE_KEPT_SECONDS)
            body = b""
            async for piece in answer.aiter_raw():
                body += piece
                if len(body) > MOST_BYTES:
                    _log.warning("avatar_refused", reason="too large")
                    return _none(_NONE_KEPT_SECONDS)
        return Picture(body, media_type, KEPT_SECONDS)


def _none(seconds: float) -> Picture:
    return Picture(b"", "", seconds)


def _seconds(retry_after: str | None) -> float:
    try:
        asked = float(retry_after or "")
    except ValueError:
        return _TROUBLE_KEPT_SECONDS
    return min(max(asked, 1.0), _LONGEST_REST) if asked == asked else _TROUBLE_KEPT_SECONDS
