"""Who is in the voice channels that count, as the gateway tells."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import discord

from bot.duties.live_status import LiveStatusWriter
from bot.scheduler import LONGEST_NAP, Step


class Voice:
    """Who is in voice, by the gateway's present connection; unknown while there is none.

    `on_change` is called whenever the answer may have changed.
    """

    def __init__(self, channel_ids: Collection[int]) -> None:
        self._channel_ids = channel_ids
        self._client: discord.Client | None = None
        self.on_change: Callable[[], None] = lambda: None

    def follow(self, client: discord.Client | None) -> None:
        """Believe `client` from here on; None: the connection is lost, and nothing is known."""
        self._client = client
        self.on_change()

    def members(self) -> list[dict[str, Any]] | None:
        """[{id, name}] of the people in the channels that count, by id; None: nobody can tell.

        Bots do not count. A channel that is gone holds nobody; where all are, nothing is known.
        """
        if self._client is None:
            return None
        channels = [
            channel
            for channel_id in self._channel_ids
            if isinstance(
                channel := self._client.get_channel(channel_id),
                discord.VoiceChannel | discord.StageChannel,
            )
            and not channel.guild.unavailable
        ]
        if not channels:
            return None
        found: dict[int, str] = {}
        for channel in channels:
            for user_id in channel.voice_states:
                member = channel.guild.get_member(user_id)
                if member is None or not member.bot:
                    found[user_id] = "" if member is None else member.display_name
        return [{"id": str(user_id), "name": found[user_id]} for user_id in sorted(found)]


def watch_voice(voice: Voice, writer: LiveStatusWriter) -> Step:
    """Writes who is in voice, woken by every change; while nobody can tell, it is left to age."""

    async def step(now: datetime) -> datetime:
        members = voice.members()
        if members is None:
            return now + LONGEST_NAP
        return await writer.write({"members": members}, now)

    return step
