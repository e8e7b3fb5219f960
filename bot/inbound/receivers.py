"""Which ways in this installation has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bot.channels.base import Channel
from bot.inbound.conversation import Conversation
from muster.channels.rules import ChannelType
from muster.settings import Settings


class Receiver(Protocol):
    """Receives until it is cancelled, whatever the service does."""

    async def run(self) -> None: ...


def build_receivers(
    settings: Settings, channels: Mapping[ChannelType, Channel], conversation: Conversation
) -> list[Receiver]:
    """One for each channel that people can write back on; each runs as a task of its own.

    In the sandbox nobody writes back. A service's library is loaded only where it is configured.
    """
    if settings.muster_sandbox:
        return []
    receivers: list[Receiver] = []
    telegram: Any = channels.get("telegram")
    if telegram is not None:
        from bot.inbound.telegram import TelegramReceiver

        receivers.append(TelegramReceiver(telegram, conversation))
    signal: Any = channels.get("signal")
    if signal is not None:
        from bot.inbound.signal import SignalReceiver

        receivers.append(SignalReceiver(signal, conversation))
    return receivers
