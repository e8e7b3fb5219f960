"""What is known of each push service: when it may be asked again, and whether it knows us.

Devices name their push services themselves, so no service's word counts for another's devices, and
no word about one device for all of a service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.chats.contract import BAD_TOKEN_RETRY_SECONDS
from muster.backoff import BackOff, Pauses
from muster.refusals import RefusalCode

UNNAMED_WAIT_SECONDS = 60.0
"""How long a service rests that asks for patience and names no time."""

LONGEST_WAIT_SECONDS = 6 * 3600.0

STRANGERS = 3
"""After so many people's devices in a row a service that refuses our signature does not know us."""

_RESTS = Pauses(2.0, 60.0)
_MOST_HOSTS = 1_000


@dataclass
class _Host:
    back_off: BackOff = field(default_factory=lambda: BackOff(_RESTS))
    until: float = 0.0
    why: RefusalCode = RefusalCode.SERVICE_ERROR
    refused: set[str] = field(default_factory=set[str])


class Hosts:
    """The push services of this process. `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def resting(self, name: str) -> tuple[RefusalCode, float] | None:
        """Why and for how many more seconds a service is left alone; None where it is not."""
        host = self._hosts.get(name)
        if host is None or host.until <= self._clock():
            return None
        return host.why, host.until - self._clock()

    def accepted(self, name: str) -> None:
        """The service took a message: it works, and knows us."""
        self._hosts.pop(name, None)

    def rest(self, name: str, why: RefusalCode, seconds: float | None = None) -> float:
        """Leave a service alone for `seconds`, or for pauses that grow from 2 to 60 of them.

        Returns for how long.
        """
        host = self._host(name)
        present = host.until - self._clock()
        if seconds is None and present > 0:
            return present  # what was under way when the rest began fails like the first
        wait = host.back_off.failed() if seconds is None else min(seconds, LONGEST_WAIT_SECONDS)
        host.until, host.why = max(host.until, self._clock() + wait), why
        return host.until - self._clock()

    def refused_us(self, name: str, recipient: str) -> float | None:
        """Count that a service refused our signature on a message to a person's device.

        Returns for how long it rests where it does not know us; None where one device may be to
        blame, such as one that subscribed to somebody else's key.
        """
        host = self._host(name)
        if len(host.refused) < STRANGERS:
            host.refused.add(recipient)
        if len(host.refused) < STRANGERS:
            return None
        return self.rest(name, RefusalCode.BAD_TOKEN, BAD_TOKEN_RETRY_SECONDS)

    def _host(self, name: str) -> _Host:
        if name not in self._hosts and len(self._hosts) >= _MOST_HOSTS:
            now = self._clock()
            self._hosts = {each: host for each, host in self._hosts.items() if host.until > now}
            if len(self._hosts) >= _MOST_HOSTS:
                self._hosts.pop(next(iter(self._hosts)))
        return self._hosts.setdefault(name, _Host())
