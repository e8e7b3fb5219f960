"""Who is asking: the viewers that this process knows already.

A viewer is remembered until a notice says that something about them changed, their session ended,
or ten minutes have passed (so that a session that is used lives on); never while the listening
connection is down. A token without a session is remembered too, so that a page that still has its
cookie does not ask the database at every request; for five seconds alone, since notices tell of
sessions that end and not of those that begin (whose tokens are fresh, and were never asked for).
"""

from __future__ import annotations

from collections.abc import Iterable

from cachetools import TLRUCache, TTLCache

from muster import crypto
from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock
from muster.database import Database
from muster.identity import service
from muster.identity.rules import Viewer

_MOST_VIEWERS = 5000
_REMEMBER_SECONDS = 600
_MOST_UNKNOWN = 5000
_UNKNOWN_SECONDS = 5


def _until(_token_hash: bytes, viewer: Viewer, now: float) -> float:
    return min(viewer.expires_at.timestamp(), now + _REMEMBER_SECONDS)


class Viewers:
    """Finds the viewer of a request."""

    def __init__(
        self, database: Database, listener: ChangeListener, clock: CommunityClock, key: bytes
    ) -> None:
        self._database = database
        self._listener = listener
        self._clock = clock
        self._key = key

        def seconds() -> float:
            return clock.now().timestamp()

        self._known: TLRUCache[bytes, Viewer] = TLRUCache(_MOST_VIEWERS, _until, seconds)
        self._unknown: TTLCache[bytes, None] = TTLCache(_MOST_UNKNOWN, _UNKNOWN_SECONDS, seconds)
        self._version = 0
        listener.subscribe(self.on_change)

    def token_hash(self, token: str) -> bytes:
        """What is stored of a session's token."""
        return crypto.token_hash(token, self._key)

    def remembered(self, token: str) -> Viewer | None:
        """The viewer, if memory knows them and may be believed."""
        if not self._listener.connected:
            return None
        try:
            return self._known[self.token_hash(token)]  # `get` costs twice as much
        except KeyError:
            return None

    async def find(self, token: str | None) -> Viewer | None:
        """The viewer whose session `token` is; None for no, an unknown or an ended session.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        if token is None:
            return None
        viewer = self.remembered(token)
        if viewer is not None:
            return viewer
        token_hash = self.token_hash(token)
        if self._listener.connected and token_hash in self._unknown:
            return None
        version = self._version
        async with self._database.connection() as connection:
            viewer = await service.find_viewer(connection, token_hash, self._clock.now())
        if self._listener.connected and version == self._version:
            if viewer is None:
                self._unknown[token_hash] = None
            else:
                self._known[token_hash] = viewer
        return viewer

    def _changed(self) -> None:
        self._version += 1
        self._unknown.clear()

    def forget(self, user_id: int) -> None:
        """Ask the database again about this person at their next request."""
        self._changed()
        for token_hash in [
            token_hash for token_hash, viewer in self._known.items() if viewer.user_id == user_id
        ]:
            del self._known[token_hash]

    def forget_all(self) -> None:
        """Ask the database again about everybody at their next request."""
        self._changed()
        self._known.clear()

    def forget_sessions(self, tokens: Iterable[str]) -> None:
        """Ask the database again about these sessions at their next request."""
        self._changed()
        for token in tokens:
            self._known.pop(self.token_hash(token), None)

    def on_change(self, change: Change) -> None:
        if change.kind == "viewer" and change.key.isascii() and change.key.isdigit():
            self.forget(int(change.key))
        elif change.kind in ("viewer", "names", "everything"):
            self.forget_all()
