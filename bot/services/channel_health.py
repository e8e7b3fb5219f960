"""What keeps whole channels from sending, or from being heard on, for the bot's heartbeat."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.chats.contract import TransportError
from muster.channels.rules import ChannelType
from muster.refusals import Meaning, RefusalCode

_log = structlog.stdlib.get_logger(__name__)


class ChannelHealth:
    """The channels on which nothing leaves (`problems`), and those on which nobody is heard
    (`unheard`), with a stable word for why, as of the last try.

    `on_change` is called after every change.
    """

    def __init__(self) -> None:
        self.problems: dict[ChannelType, str] = {}
        self.unheard: dict[ChannelType, str] = {}
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

    def heard(self, channel_type: ChannelType, code: RefusalCode | None) -> None:
        """Note that what people write on a channel is heard (None), or not, because of `code`."""
        if self.unheard.get(channel_type) == code:
            return
        if code is None:
            del self.unheard[channel_type]
        else:
            self.unheard[channel_type] = code
            _log.error("nobody_is_heard", channel=channel_type, code=code)
        self.on_change()
