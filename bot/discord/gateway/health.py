"""What the bot knows of how it stands with Discord, for its heartbeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog

from muster.live_status.rules import GatewayState

_log = structlog.stdlib.get_logger(__name__)


class DiscordHealth:
    """The gateway's state, and what does not work: a problem is a place and a stable word.

    `on_change` is called after every change.
    """

    def __init__(self, gateway: GatewayState = "off") -> None:
        self.gateway: GatewayState = gateway
        self.problems: dict[str, str] = {}
        self.on_change: Callable[[], None] = lambda: None

    def set_gateway(self, state: GatewayState) -> None:
        if state != self.gateway:
            self.gateway = state
            self.on_change()

    def report(self, place: str, code: str | None) -> None:
        """`place` does not work because of `code`, or works (None); each change is logged once."""
        if self.problems.get(place) == code:
            return
        if code is None:
            del self.problems[place]
            _log.info("discord_works_again", place=place)
        else:
            self.problems[place] = code
            _log.warning("discord_problem", place=place, code=code)
        self.on_change()

    def as_data(self) -> dict[str, Any]:
        """{"gateway": state, "problems": {place: word}}, for the heartbeat in `live_status`."""
        return {"gateway": self.gateway, "problems": dict(sorted(self.problems.items()))}
