"""What keeps whole channels from sending, for the bot's heartbeat."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.chats.contract import TransportError
from muster.channels.rules import ChannelType
from muster.refusals import Meaning, RefusalCode

_log = structlog.stdlib.get_logger(__name__)


class ChannelHealth:
    """The channels on which nothing leaves, and a stable word for why, as of the last try.

    `on_change` is called after every change.
    """

    def __init__(self) -> None:
        self.problems: dict[ChannelType, str] = {}
        self.on_change: Callable[[], None] = lambda: None

    def failed(self, channel_type: ChannelType, error: TransportError) -> None:
        """Note an error that stops the whole channel, or one of push's services, until somebody has
        seen to it; being too fast (`rate_limited`) does not.
        """
        concerns_all = error.everyone or error.code.means is Meaning.UNWELCOME
        if not concerns_all or error.code is RefusalCode.RATE_LIMITED:
            return
        if self.problems.get(channel_type) == error.code:
            return
        self.problems[channel_type] = error.code
        _log.error("messages_wait", channel=channel_type, code=error.code)
        self.on_change()

    def works(self, channel_type: ChannelType) -> None:
        """Note that something was sent: the channel has no problem."""
        if self.problems.pop(channel_type, None) is not None:
            _log.info("messages_leave_again", channel=channel_type)
            self.on_change()
