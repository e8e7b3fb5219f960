"""What every command and button needs: the services' parts, and who it is that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import discord
from cachetools import TTLCache

from bot.chats.contract import Channel
from muster.availability.service import AvailabilityWriter
from muster.channels.rules import ChannelType
from muster.clock import CommunityClock, monotonic
from muster.crypto import ContactCipher
from muster.database import Connection, Database
from muster.errors import NotLinked, NotPromoter
from muster.evening import Evening
from muster.evenings.memory import EveningMemory
from muster.forecast.service import ReadLearned, read_learned
from muster.identity import service as identity
from muster.identity.rules import DiscordProfile, Viewer, can_promote, is_admin
from muster.notifications.presses import Presses
from muster.settings import Settings

_PRESSES_A_MINUTE = 60
_MOST_PEOPLE = 10_000


@dataclass
class Parts:
    """The parts behind the commands; `channels` are those that this process delivers on."""

    settings: Settings
    database: Database
    cipher: ContactCipher | None
    clock: CommunityClock
    writer: AvailabilityWriter
    presses: Presses
    evenings: EveningMemory
    channels: Mapping[ChannelType, Channel]
    read_learned: ReadLearned = field(default=read_learned)
    _pressed: TTLCache[int, list[float]] = field(
        default_factory=lambda: TTLCache(_MOST_PEOPLE, 60.0, timer=monotonic)
    )

    def today(self, now: datetime) -> date:
        return self.clock.today(now)

    async def evening(self, connection: Connection, day: date) -> Evening:
        """The evening of a day, by the rules as they are now; mostly memory knows them."""
        return (await self.evenings.read(connection)).on(day)

    def is_over(self, day: date, now: datetime) -> bool:
        """Whether a button is of a day that nobody can answer for any more."""
        return day < self.today(now)

    def is_too_fast(self, discord_user_id: int) -> bool:
        """Count a press or a command; whether it is more than their 60th within a minute.

        One that is too many is not counted: whoever waits a moment may press again.
        """
        now = monotonic()
        pressed = [at for at in self._pressed.get(discord_user_id, ()) if at > now - 60.0]
        too_fast = len(pressed) >= _PRESSES_A_MINUTE
        self._pressed[discord_user_id] = pressed if too_fast else [*pressed, now]
        return too_fast

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
