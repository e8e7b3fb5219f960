"""Which channels this installation has: the one place that knows them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from bot.channels import rate
from bot.channels.base import Channel, TransportError
from bot.channels.events import Events
from bot.channels.names import ChatNames
from bot.channels.sandbox import SandboxChannel
from bot.channels.threads import SandboxThreads, Threads
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.crypto import ContactCipher
from muster.database import Database
from muster.settings import Settings

_log = structlog.stdlib.get_logger(__name__)


def build_channels(
    settings: Settings, database: Database, limiters: rate.Limiters | None = None
) -> dict[ChannelType, Channel]:
    """The configured channels, not yet open; in the sandbox all three write to the outbox.

    The libraries of services that are not configured are not loaded: they are large.

    Args:
        database: where the sandbox's outbox is, and the names that Signal's chats are known by.
        limiters: gets those of the channels, so that they can be told how many processes send;
            None where this process alone does.
    """
    limiters = limiters or rate.Limiters()
    if settings.muster_sandbox:
        cipher = ContactCipher.from_settings(settings)
        return {kind: SandboxChannel(kind, database, cipher) for kind in CHANNEL_TYPES}
    channels: dict[ChannelType, Channel] = {}
    if settings.discord_bot_token is not None:
        from bot.channels.discord import DiscordChannel

        channels["discord"] = DiscordChannel(
            settings.discord_bot_token.get_secret_value(),
            base_url=settings.discord_api_base_url,
            limiter=limiters.add(rate.discord_limiter()),
            opening_limiter=limiters.add(rate.discord_opening_limiter()),
        )
    if settings.telegram_bot_token is not None:
        from bot.channels.telegram import TelegramChannel

        channels["telegram"] = TelegramChannel(
            settings.telegram_bot_token.get_secret_value(),
            base_url=settings.telegram_api_base_url,
            limiter=limiters.add(rate.telegram_limiter()),
        )
    if settings.signal_api_base_url is not None and settings.signal_sender_number is not None:
        from bot.channels.signal import SignalChannel

        channels["signal"] = SignalChannel(
            base_url=settings.signal_api_base_url,
            number=settings.signal_sender_number.get_secret_value(),
            limiter=limiters.add(rate.signal_limiter()),
            names=ChatNames(database, ContactCipher.from_settings(settings)),
        )
    return channels


def build_threads(
    settings: Settings,
    channels: Mapping[ChannelType, Channel],
    limiters: rate.Limiters | None = None,
) -> Threads | None:
    """What opens the planning room's threads, not yet open; None where no Discord bot is set up.

    Args:
        channels: those of `build_channels`; where the threads are the same bot's, they share it.
        limiters: as there.
    """
    if settings.muster_sandbox:
        return SandboxThreads()
    discord: Any = channels.get("discord")
    own_token = settings.availability_planning_discord_bot_token
    if own_token is None and discord is None:
        return None
    from bot.channels.discord import DiscordChannel
    from bot.channels.discord_threads import DiscordThreads

    parent_channel_id = settings.availability_planning_thread_parent_channel_id
    if own_token is None or own_token == settings.discord_bot_token:
        return DiscordThreads(discord, parent_channel_id)
    limiters = limiters or rate.Limiters()
    api = DiscordChannel(
        own_token.get_secret_value(),
        base_url=settings.discord_api_base_url,
        limiter=limiters.add(rate.discord_limiter()),
        opening_limiter=limiters.add(rate.discord_opening_limiter()),
    )
    return DiscordThreads(api, parent_channel_id, writer=discord, owns_api=True)


def build_events(settings: Settings, channels: Mapping[ChannelType, Channel]) -> Events | None:
    """What makes tonight's scheduled event; None where there is to be none, and in the sandbox.

    Args:
        channels: those of `build_channels`, with whose Discord bot it shares everything.
    """
    discord: Any = channels.get("discord")
    guild_id = settings.discord_guild_id
    wanted = settings.availability_discord_scheduled_event and not settings.muster_sandbox
    if not wanted or discord is None or guild_id is None:
        return None
    from bot.channels.discord_events import DiscordEvents

    voice_channel_id = min(settings.discord_voice_channel_ids, default=None)
    return DiscordEvents(discord, guild_id, voice_channel_id, settings.frontend_origin)


async def open_channels(channels: Iterable[Channel]) -> None:
    """Open each; one that cannot be opened says so in one line of the log and keeps nobody waiting.

    Sending tries again by itself, where the service does not know us once an hour.
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
