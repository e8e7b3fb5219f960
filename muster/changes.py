"""Change notices: what PostgreSQL tells every process about what the others wrote.

Triggers (migration 009) send plain text on the schema's channel (`muster_changes` in `public`):
``availability 2026-11-20``, ``names``, ``viewer 17``, ``live_status voice_channel``, ``ledger``,
``notices``, ``outbox``, ``planning``, ``promotions``, ``calls``, ``evening_rules``,
``evening_records``, ``everything``.
Whatever is kept in memory may be believed only while a `ChangeListener` is connected, which it is
once it has heard a notice of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

import structlog

from muster.clock import monotonic
from muster.echo import EVERY, Echo, SessionShared
from muster.errors import DatabaseUnavailable
from muster.reconnecting import begins, stay_connected
from muster.waking import comes

CHANNEL = "muster_changes"
"""The channel of the schema `public`; other schemas have channels of their own."""

_CHANNEL_HERE = f"""
    SELECT CASE current_schema() WHEN 'public' THEN '{CHANNEL}'
                ELSE '{CHANNEL}_' || md5(current_schema()) END"""

_PROBE_EVERY = 5.0
_PROBE_TIMEOUT = 2.0

_log = structlog.stdlib.get_logger(__name__)


class Change(NamedTuple):
    """One notice: `kind` is its first word, `key` the rest ('' when there is none)."""

    kind: str
    key: str


EVERYTHING = Change("everything", "")
"""Anything may have changed: sent by TRUNCATE, and by us whenever the listener (re)connects."""


def parse_change(payload: str) -> Change:
    """The notice in `payload`; what cannot be understood counts as a change of everything."""
    kind, _, key = payload.partition(" ")
    return Change(kind, key) if kind else EVERYTHING


class SchemaMissing(DatabaseUnavailable):
    """The schema that the address names is not there yet; `muster migrate` makes it."""


class ChangeListener:
    """Keeps one connection that LISTENs, and tells subscribers of each notice.

    `connected` is true only while notices are certain to arrive. A connection that ends is noticed
    at once, one that hangs within seven seconds, one that hears nothing within a minute. On every
    connect, and when a connection is lost, subscribers get `EVERYTHING`.

    Attributes:
        deaf: whether the last connection heard nothing of what it was sent.
    """

    def __init__(self, url: str, *, application_name: str) -> None:
        self._url = url
        self._application_name = application_name
        self._subscribers: list[Callable[[Change], None]] = []
        self._lost = asyncio.Event()
        self._connected_once = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.connected = False
        self.deaf = False

    def subscribe(self, subscriber: Callable[[Change], None]) -> None:
        """Call `subscriber` with every notice; it must be quick; what it raises is logged."""
        self._subscribers.append(subscriber)

    async def start(self) -> None:
        """Begin to listen; waits for the first connection, but not longer than a second."""
        self._task = asyncio.create_task(self._run(), name="change listener")
        await begins(self._connected_once)

    async def stop(self) -> None:
        """Stop listening; what is in memory is not believed from here on."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def publish(self, change: Change) -> None:
        """Tell this process's subscribers, as if the notice had arrived."""
        for subscriber in self._subscribers:
            try:
                subscriber(change)
            except Exception:
                _log.exception("subscriber_failed", kind=change.kind)

    async def _run(self) -> None:
        await stay_connected(
            self._url,
            self._listen_until_lost,
            self._leave,
            application_name=self._application_name,
            unreachable="change_listener_waits",
            failed="change_listener_refused",
        )

    async def _leave(self, _connection: Any) -> None:
        self._set_connected(False)

    async def _listen_until_lost(self, connection: Any) -> None:
        """Listen on `connection` until it is gone.

        Raises:
            SchemaMissing: there is nothing to listen to yet.
            SessionShared: our own notices do not arrive.
            DatabaseUnavailable: whether they do could not be asked.
            Exception: the database refused.
        """
        lost = self._lost
        lost.clear()
        connection.add_termination_listener(self._on_termination)
        echo = Echo(self._url, self._application_name)
        channel = await connection.fetchval(_CHANNEL_HERE)
        if channel is None:
            raise SchemaMissing
        await connection.add_listener(channel, self._on_notice)
        await echo.listen(connection)
        heard = await self._hears(echo)
        if not heard:
            raise DatabaseUnavailable if heard is None else SessionShared
        self._set_connected(True)
        asked = monotonic()
        while not lost.is_set():
            if await comes(lost, _PROBE_EVERY):
                break
            try:
                await connection.fetchval("SELECT 1", timeout=_PROBE_TIMEOUT)
            except Exception:
                break
            if monotonic() >= asked + EVERY:
                asked = monotonic()
                if await self._hears(echo) is False:
                    break

    async def _hears(self, echo: Echo) -> bool | None:
        """Whether our own notices arrive; None where that could not be asked."""
        heard = await echo.comes_back()
        if heard is not None:
            if not heard and not self.deaf:
                _log.error("change_listener_deaf", reason=str(SessionShared.detail))
            self.deaf = not heard
        return heard

    def _set_connected(self, connected: bool) -> None:
        if connected == self.connected:
            return
        self.connected = connected
        if connected:
            self._connected_once.set()
        if not self._stopping:
            _log.info("change_listener_connected" if connected else "change_listener_lost")
        self.publish(EVERYTHING)

    def _on_termination(self, _connection: Any) -> None:
        self._lost.set()

    def _on_notice(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        self.publish(parse_change(str(payload)))
