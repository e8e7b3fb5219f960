"""What the gateway tells of by itself: who is in voice, and which message is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
from discord.ext import commands

from bot.discord.gateway.client import GatewayClient
from bot.duties.voice import Voice


class PresenceCog(commands.Cog):
    """Hands the gateway's events on to `voice` and to the two callbacks.

    Args:
        on_new_session: called when a session begins: Discord tells nothing of what happened before.
        on_deleted: told of the id of a message that is gone.
    """

    def __init__(
        self,
        client: GatewayClient,
        voice: Voice,
        on_new_session: Callable[[], None],
        on_deleted: Callable[[int], None],
    ) -> None:
        self._client = client
        self._voice = voice
        self._on_new_session = on_new_session
        self._on_deleted = on_deleted
        self._server_was_away = False

    # --- voice ----------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self._believe()
        if self._client.session_open:
            self._on_new_session()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        self._believe()

    @commands.Cog.listener()
    async def on_guild_available(self, _guild: discord.Guild) -> None:
        self._believe()

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        self._voice.follow(None)

    @commands.Cog.listener()
    async def on_voice_state_update(self, *_states: Any) -> None:
        self._voice.on_change()

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        if self._client.is_ours(guild):
            self._server_was_away = True
            self._voice.follow(None)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, _channel: discord.abc.GuildChannel) -> None:
        self._voice.on_change()

    async def cog_unload(self) -> None:
        self._voice.follow(None)

    def _believe(self) -> None:
        # What is remembered from before an outage stays wrong until the connection is begun anew.
        known = self._client.session_open and not self._server_was_away
        self._voice.follow(self._client if known else None)

    # --- messages -------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        self._on_deleted(event.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        for message_id in event.message_ids:
            self._on_deleted(message_id)
