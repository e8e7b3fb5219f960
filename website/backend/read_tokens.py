"""Who reads with a token: the tokens that this process knows already, and where they may read.

A token is remembered until a notice says that something about tokens or people changed, or ten
minutes have passed; never while the listening connection is down.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cachetools import TTLCache
from limits import RateLimitItemPerMinute
from starlette.types import Scope as RequestScope

from muster import crypto
from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock
from muster.database import Database
from muster.errors import ReadTokenInvalid, ReadTokenNotEnough
from muster.identity.rules import Viewer
from muster.read_tokens import service
from muster.read_tokens.rules import MARK, Held, Scope, holds, is_token, reader_of, use_is_noted
from website.backend.rate_limits import RateLimits

FOR_EVERY_TOKEN: Final = frozenset(
    {
        "/api/availability",
        "/api/evenings",
        "/api/evenings/{day}",
        "/api/live-status",
        "/api/planning/today",
    }
)
"""What is read with any token: what somebody signed out sees, or a linked member in its place.

What asks nobody who they are (`/api/community`, the forecast) passes over tokens."""

FOR_MEMBERS: Final = frozenset({"/api/avatars/{user_id}", "/api/calls/today", "/api/evening-rules"})
"""What is read with a member's token alone."""

READ_TOKEN_SCHEME: Final = "readToken"  # noqa: S105 - what the API's document calls them

_READS = RateLimitItemPerMinute(120)
"""Reads with one token."""

_LOOK_UPS = RateLimitItemPerMinute(60)
"""Tokens that one address brings and this process does not know: far too few to guess by."""

_MOST_KNOWN = 500
_REMEMBER_SECONDS = 600
_MARK = b"bearer " + MARK.encode()
_MOST_TOKEN = 128


def scope_for(path: str) -> Scope | None:
    """The least scope with which a route (by its pattern) is read; None: with no token."""
    if path in FOR_EVERY_TOKEN:
        return "public"
    return "member" if path in FOR_MEMBERS else None


def brings_token(name: bytes, value: bytes) -> bool:
    """Whether a header is one that brings a token of ours, well-formed or not."""
    return name == b"authorization" and value[: len(_MARK)].lower() == _MARK


def token_of(scope: RequestScope) -> str | None:
    """The token that a request brings; None where it brings none of ours."""
    for name, value in scope["headers"]:
        if brings_token(name, value):
            return value[len(b"bearer ") :][:_MOST_TOKEN].decode("latin-1").strip()
    return None


class ReadTokens:
    """Finds out what the token of a request may read."""

    def __init__(
        self,
        database: Database,
        listener: ChangeListener,
        clock: CommunityClock,
        rate_limits: RateLimits,
        key: bytes,
        admin_discord_ids: frozenset[int],
    ) -> None:
        self._database = database
        self._listener = listener
        self._clock = clock
        self._rate_limits = rate_limits
        self._key = key
        self._admins = admin_discord_ids
        self._known: TTLCache[bytes, Held] = TTLCache(
            _MOST_KNOWN, _REMEMBER_SECONDS, lambda: clock.now().timestamp()
        )
        self._noted: dict[int, datetime] = {}
        self._version = 0
        listener.subscribe(self.on_change)

    async def reader(self, token: str, method: str, path: str, address: str) -> Viewer | None:
        """As whom a token reads the route at `path` (its pattern); None: as somebody signed out.

        Args:
            address: the caller's, for limits alone.

        Raises:
            ReadTokenInvalid: it is not known, or does not hold (any more).
            ReadTokenNotEnough: it may not do that.
            RateLimited: it reads too often, or the caller brings too many that nobody knows.
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        held = await self._find(token, address)
        now = self._clock.now()
        if held is None or not holds(held, self._admins, now):
            raise ReadTokenInvalid
        await self._rate_limits.check(_READS, "read token", str(held.id))
        needed = scope_for(path) if method == "GET" else None
        if needed is None or (needed == "member" and held.scope != "member"):
            raise ReadTokenNotEnough
        await self._note_use(held, now)
        return reader_of(held)

    def forget_all(self) -> None:
        """Ask the database again about every token at its next request."""
        self._version += 1
        self._known.clear()

    def on_change(self, change: Change) -> None:
        if change.kind in ("read_tokens", "viewer", "names", "everything"):
            self.forget_all()

    async def _find(self, token: str, address: str) -> Held | None:
        if not is_token(token):
            await self._rate_limits.check(_LOOK_UPS, "read token look-up", address)
            return None
        token_hash = crypto.token_hash(token, self._key)
        if self._listener.connected and token_hash in self._known:
            return self._known[token_hash]
        await self._rate_limits.check(_LOOK_UPS, "read token look-up", address)
        version = self._version
        async with self._database.connection() as connection:
            held = await service.find_held(connection, token_hash, self._clock.now())
        if held is not None and self._listener.connected and version == self._version:
            self._known[token_hash] = held
        return held

    async def _note_use(self, held: Held, now: datetime) -> None:
        noted = max(
            (each for each in (held.last_used_at, self._noted.get(held.id)) if each is not None),
            default=None,
        )
        if not use_is_noted(noted, now):
            return
        if len(self._noted) >= _MOST_KNOWN:
            self._noted.clear()
        self._noted[held.id] = now
        async with self._database.connection() as connection:
            await service.note_use(connection, held.id, now)
