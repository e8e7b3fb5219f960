"""When a whole service is left alone for a while: it asked for that, or it does not answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.chats.contract import TransportError
from muster.backoff import BackOff, Pauses
from muster.channels.rules import ChannelType

_RESTS = Pauses(2.0, 30.0)

_log = structlog.stdlib.get_logger(__name__)


class Resting:
    """One service's rest. Where it names no time, rests in a row grow from 2 to 30 seconds."""

    def __init__(self, channel_type: ChannelType, now: Callable[[], datetime]) -> None:
        self._channel_type = channel_type
        self._now = now
        self._began: datetime | None = None
        self._until: datetime | None = None
        self._back_off = BackOff(_RESTS)

    @property
    def until(self) -> datetime | None:
        """When the present rest ends; None when there is none.

        A clock that was set back to before it began ends it too.
        """
        if self._began is None or self._until is None:
            return None
        return self._until if self._began <= self._now() < self._until else None

    def rest(self, error: TransportError) -> timedelta:
        """Begin a rest, or lengthen the present one; how long it lasts from now."""
        now = self._now()
        if error.retry_after:
            wait = timedelta(seconds=error.retry_after)
        elif (present := self.until) is not None:
            return present - now  # what was under way when it began fails like the first
        else:
            wait = timedelta(seconds=self._back_off.failed())
        until = max(now + wait, self.until or now)
        self._began, self._until = now, until
        _log.warning(
            "service_rests", channel=self._channel_type, code=error.code, seconds=wait.seconds
        )
        return until - now

    def succeeded(self) -> None:
        """The service works: the next rest is a short one again."""
        self._back_off.succeeded()
