"""Which channels this installation has: the one place that knows them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog
from pydantic import SecretStr

from bot.chats import pace
from bot.chats.contract import Channel, TransportError
from bot.chats.names import ChatNames
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.crypto import ContactCipher
from muster.database import Database
from muster.settings import Settings
from muster.web_push import SenderKeys

if TYPE_CHECKING:
    from bot.chats.conversation import Conversation
    from bot.chats.receiving import Hears
    from bot.discord.events import Events
    from bot.discord.send import DiscordChannel
    from bot.discord.threads import Threads
    from bot.push.send import PushChannel
    from bot.signal.send import SignalChannel
    from bot.telegram.send import TelegramChannel

_log = structlog.stdlib.get_logger(__name__)


class Receiver(Protocol):
    """Receives what people write until it is cancelled, whatever the service does."""

    async def run(self) -> None: ...


@dataclass(frozen=True, eq=False)
class Channels(Mapping[ChannelType, Channel]):
    """The channels of this installation: those that can send, by type, and each service by name.

    Attributes:
        by_type: what delivery sends on; in the sandbox each of them writes to the outbox.
        discord, telegram, signal, push: the service itself where it is set up; None in the sandbox.
    """

    by_type: Mapping[ChannelType, Channel]
    discord: DiscordChannel | None = None
    telegram: TelegramChannel | None = None
    signal: SignalChannel | None = None
    push: PushChannel | None = None

    def __getitem__(self, channel_type: ChannelType) -> Channel:
        return self.by_type[channel_type]

    def __iter__(self) -> Iterator[ChannelType]:
        return iter(self.by_type)

    def __len__(self) -> int:
        return len(self.by_type)


def build_channels(
    settings: Settings, database: Database, limiters: pace.Limiters | None = None
) -> Channels:
    """The configured channels, not yet open; in the sandbox all of them write to the outbox.

    The libraries of services that are not configured are not loaded: they are large.

    Args:
        database: where the sandbox's outbox is, and the names that Signal's chats are known by, and
            the devices that push services know no more.
        limiters: gets those of the channels, so that they can be told how many processes send;
            None where this process alone does.
    """
    limiters = limiters or pace.Limiters()
    if settings.muster_sandbox:
        from bot.sandbox import SandboxChannel

        cipher = ContactCipher.from_settings(settings)
        return Channels({kind: SandboxChannel(kind, database, cipher) for kind in CHANNEL_TYPES})
    discord = telegram = signal = push = None
    if settings.discord_bot_token is not None:
        discord = _discord(settings, settings.discord_bot_token, limiters)
    if settings.telegram_bot_token is not None:
        from bot.telegram.send import TelegramChannel

        telegram = TelegramChannel(
            settings.telegram_bot_token.get_secret_value(),
            base_url=settings.telegram_api_base_url,
            limiter=limiters.add(pace.telegram_limiter()),
        )
    if settings.signal_api_base_url is not None and settings.signal_sender_number is not None:
        from bot.signal.send import SignalChannel

        signal = SignalChannel(
            base_url=settings.signal_api_base_url,
            number=settings.signal_sender_number.get_secret_value(),
            limiter=limiters.add(pace.signal_limiter()),
            names=ChatNames(database, ContactCipher.from_settings(settings)),
        )
    if settings.push_configured:
        push = _push(settings, database, limiters)
    built: tuple[Channel | None, ...] = (discord, telegram, signal, push)
    by_type: dict[ChannelType, Channel] = {
        each.channel_type: each for each in built if each is not None
    }
    return Channels(by_type, discord, telegram, signal, push)


def _discord(settings: Settings, token: SecretStr, limiters: pace.Limiters) -> DiscordChannel:
    from bot.discord.send import DiscordChannel

    return DiscordChannel(
        token.get_secret_value(),
        base_url=settings.discord_api_base_url,
        limiter=limiters.add(pace.discord_limiter()),
        opening_limiter=limiters.add(pace.discord_opening_limiter()),
    )


def _push(settings: Settings, database: Database, limiters: pace.Limiters) -> PushChannel:
    from bot.push.gone import GoneDevices
    from bot.push.send import PushChannel

    keys = SenderKeys.from_settings(settings)
    assert keys is not None
    return PushChannel(
        keys,
        limiter=limiters.add(pace.push_limiter()),
        gone=GoneDevices(database),
        private=settings.muster_push_private_endpoints,
    )


def build_receivers(channels: Channels, conversation: Conversation, hears: Hears) -> list[Receiver]:
    """One for each channel that people can write back on; each runs as a task of its own.

    In the sandbox nobody writes back. A service's library is loaded only where it is configured.

    Args:
        hears: is told when nobody is heard on one of them, and when somebody is again.
    """
    receivers: list[Receiver] = []
    if channels.telegram is not None:
        from bot.telegram.receive import TelegramReceiver

        receivers.append(TelegramReceiver(channels.telegram, conversation, hears=hears))
    if channels.signal is not None:
        from bot.signal.receive import SignalReceiver

        receivers.append(SignalReceiver(channels.signal, conversation, hears=hears))
    return receivers


def build_threads(
    settings: Settings,
    channels: Channels,
    limiters: pace.Limiters | None = None,
) -> Threads | None:
    """What opens the planning room's threads, not yet open; None where no Discord bot is set up.

    Args:
        channels: those of `build_channels`; where the threads are the same bot's, they share it.
        limiters: as for `build_channels`.
    """
    if settings.muster_sandbox:
        from bot.sandbox import SandboxThreads

        return SandboxThreads()
    discord = channels.discord
    own_token = settings.availability_planning_discord_bot_token
    parent_channel_id = settings.availability_planning_thread_parent_channel_id
    if own_token is None or own_token == settings.discord_bot_token:
        if discord is None:
            return None
        from bot.discord.threads import DiscordThreads

        return DiscordThreads(discord, parent_channel_id)
    from bot.discord.threads import DiscordThreads

    api = _discord(settings, own_token, limiters or pace.Limiters())
    return DiscordThreads(api, parent_channel_id, writer=discord, owns_api=True)


def build_events(settings: Settings, channels: Channels) -> Events | None:
    """What makes tonight's scheduled event; None where there is to be none, and in the sandbox.

    Args:
        channels: those of `build_channels`, with whose Discord bot it shares everything.
    """
    discord, guild_id = channels.discord, settings.discord_guild_id
    wanted = settings.availability_discord_scheduled_event
    if not wanted or discord is None or guild_id is None:
        return None
    from bot.discord.events import DiscordEvents

    voice_channel_id = min(settings.discord_voice_channel_ids, default=None)
    return DiscordEvents(discord, guild_id, voice_channel_id, settings.frontend_origin)


async def open_channels(channels: Iterable[Channel]) -> None:
    """Open each; one that cannot be opened says so in one line of the log and keeps nobody waiting.

    Sending opens a channel again by itself; a service that does not know us is asked once an hour.
    """
    for channel in channels:
        try:
            await channel.open()
        except TransportError as error:
            _log.error("channel_does_not_work", channel=channel.channel_type, code=error.code)


async def close_channels(channels: Iterable[Channel]) -> None:
    """Close each."""
    for channel in channels:
        await channel.close()
