"""What every command and button needs: the services' parts, and who it is that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import discord
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from bot.chats.contract import Channel
from muster.availability.service import AvailabilityWriter
from muster.channels.rules import ChannelType
from muster.clock import CommunityClock
from muster.crypto import ContactCipher
from muster.database import Database
from muster.errors import NotLinked, NotPromoter
from muster.identity import service as identity
from muster.identity.rules import DiscordProfile, Viewer, can_promote, is_admin
from muster.settings import Settings

_PRESSES = RateLimitItemPerMinute(60)


@dataclass
class Parts:
    """The parts behind the commands; `channels` are those that this installation delivers on."""

    settings: Settings
    database: Database
    cipher: ContactCipher | None
    clock: CommunityClock
    writer: AvailabilityWriter
    channels: Mapping[ChannelType, Channel]
    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )

    def today(self, now: datetime) -> date:
        return self.clock.today(now)

    def is_over(self, day: date, now: datetime) -> bool:
        """Whether a button is of a day that nobody can answer for any more."""
        return day < self.today(now)

    async def is_too_fast(self, discord_user_id: int) -> bool:
        """Count a press or a command; whether it is more than their 60th within a minute."""
        return not await self._limiter.hit(_PRESSES, str(discord_user_id))

    async def find_viewer(self, interaction: discord.Interaction[Any], now: datetime) -> Viewer:
        """Who it is that asks.

        Raises:
            NotLinked: they have no player profile.
        """
        async with self.database.connection() as connection:
            viewer = await identity.find_account(connection, interaction.user.id, now)
        if viewer is None or not viewer.linked:
            raise NotLinked
        return viewer

    async def find_promoter(self, interaction: discord.Interaction[Any], now: datetime) -> Viewer:
        """Who it is that asks, where only promoters may.

        Raises:
            NotLinked: they have no player profile.
            NotPromoter: they are no promoter.
        """
        viewer = await self.find_viewer(interaction, now)
        if not self.may_promote(viewer):
            raise NotPromoter
        return viewer

    def may_promote(self, viewer: Viewer) -> bool:
        settings = self.settings
        return can_promote(viewer, settings.promoter_discord_ids, settings.admin_discord_ids)

    def is_admin(self, viewer: Viewer) -> bool:
        return is_admin(viewer, self.settings.admin_discord_ids)


def profile_of(user: discord.User | discord.Member) -> DiscordProfile:
    """What Discord says of an account, as signing in would have been told."""
    return DiscordProfile(
        discord_user_id=user.id,
        username=user.name,
        display_name=user.global_name or user.name,
        avatar=None if user.avatar is None else user.avatar.key,
    )


def names_of(user: discord.User | discord.Member) -> list[str]:
    """The names that somebody goes by, the one on this server first."""
    return [user.display_name, user.global_name or user.name, user.name]
