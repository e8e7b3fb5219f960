"""Log lines that others cause, by the thousand if they like: one a second, which says how many."""

from __future__ import annotations

import asyncio

import structlog

from muster.clock import monotonic

LINE_EVERY = 1.0
"""Seconds between two lines of one kind."""

_log = structlog.stdlib.get_logger(__name__)


class OnceASecond:
    """A warning that hostile callers cause: at most one line a second, which says how often."""

    def __init__(self, event: str) -> None:
        self._event = event
        self._times = 0
        self._said = float("-inf")

    def say(self, **facts: object) -> None:
        self._times += 1
        if monotonic() - self._said >= LINE_EVERY:
            _log.warning(self._event, times=self._times, **facts)
            self._times, self._said = 0, monotonic()


class CountedRequests:
    """Requests that failed for one reason: the first has its line, all others one a second between
    them, which says how many.

    Args:
        event: the line's.
        facts: what all of its lines say.
    """

    def __init__(self, event: str, **facts: object) -> None:
        self._event = event
        self._facts = facts
        self._failed = 0
        self._reason: str | None = None
        self._timer: asyncio.TimerHandle | None = None

    def note(self, reason: str | None) -> None:
        """Count one; `reason` stands in the next line."""
        self._failed += 1
        self._reason = reason
        if self._timer is None:
            self._say()

    def _say(self) -> None:
        self._timer = None
        if self._failed:
            _log.warning(self._event, **self._facts, requests=self._failed, reason=self._reason)
            self._failed = 0
            self._timer = asyncio.get_running_loop().call_later(LINE_EVERY, self._say)
