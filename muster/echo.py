"""Whether a connection has a session of its own: it has when a notice reaches it while it is idle.

Between us and PostgreSQL a pooler may work by transactions: then LISTEN, locks and settings
belong to whichever session it happened to use, notices never arrive, and nothing else tells.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from muster.database import connect
from muster.errors import Unavailable
from muster.waking import comes
from muster.words import words

say = words("errors")

EVERY = 30.0
"""Seconds after which to ask again."""

_PATIENCE = 3.0
_TRIES = 2


class SessionShared(Unavailable):
    """Notices and locks do not work on this way to the database."""

    code = "database_session_shared"
    detail = say("session-shared")


class Echo:
    """Sends notices to one connection from another and tells whether they come back."""

    def __init__(self, url: str, application_name: str) -> None:
        self._url = url
        self._application_name = application_name
        self._channel = f"muster_echo_{secrets.token_hex(8)}"
        self._heard = asyncio.Event()

    async def listen(self, connection: Any) -> None:
        """Listen for notices on `connection`, which stays free for other statements."""
        await connection.add_listener(self._channel, self._on_notice)

    async def comes_back(self, patience: float | None = None) -> bool | None:
        """Whether the connection hears a notice within `patience` seconds (3), at the second try at
        the latest; None where no second connection was to be had.
        """
        for _ in range(_TRIES):
            self._heard.clear()
            try:
                other = await connect(self._url, application_name=self._application_name)
                try:
                    await other.execute(f"NOTIFY {self._channel}", timeout=_PATIENCE)
                    await other.close(timeout=_PATIENCE)
                finally:
                    other.terminate()
            except Exception:
                return None
            if await comes(self._heard, _PATIENCE if patience is None else patience):
                return True
        return False

    def _on_notice(self, _connection: Any, _pid: int, _channel: str, _payload: object) -> None:
        self._heard.set()
