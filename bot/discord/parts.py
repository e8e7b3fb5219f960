"""What every command and button needs: the services' parts, and who it is that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import discord
import structlog
from cachetools import TTLCache

from bot.chats.contract import Channel
from muster.availability.service import AvailabilityWriter
from muster.channels.rules import ChannelType
from muster.clock import CommunityClock, monotonic, utc_now
from muster.crypto import ContactCipher
from muster.database import Connection, Database
from muster.errors import NotLinked, NotPromoter
from muster.evening import Evening
from muster.evenings.memory import EveningMemory
from muster.forecast.service import ReadLearned, read_learned
from muster.identity import languages
from muster.identity import service as identity
from muster.identity.languages import ReadersLanguage
from muster.identity.rules import DiscordProfile, Viewer, can_promote, is_admin
from muster.notifications.presses import Presses
from muster.settings import Settings
from muster.words import Language, known_language, readers_language

_PRESSES_A_MINUTE = 60
_MOST_PEOPLE = 10_000
_LANGUAGES_SECONDS = 600.0
_NOTHING_KNOWN = ReadersLanguage(None, None)

_log = structlog.stdlib.get_logger(__name__)


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
    _languages: TTLCache[int, ReadersLanguage] = field(
        default_factory=lambda: TTLCache(_MOST_PEOPLE, _LANGUAGES_SECONDS, timer=monotonic)
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
        """Who it is that asks. What language they read is noted with it, in memory and, where
        Discord says another one than is stored, in the database.

        Raises:
            NotLinked: they have no player profile.
        """
        async with self.database.connection() as connection:
            viewer, known = await self._find_reader(connection, interaction, now)
            if viewer is None or not viewer.linked:
                raise NotLinked
            says = known_language(interaction.locale.value)
            if says is not None and says != known.heard:
                await languages.hear_language(connection, viewer.user_id, says, now)
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

    # --- which language whoever asks reads ------------------------------------------------------

    async def read_language(self, interaction: discord.Interaction[Any]) -> Language:
        """The language of whoever asks; looked up where memory does not know what they chose.

        Never raises: while the database is away it is what Discord says.
        """
        if interaction.user.id not in self._languages:
            try:
                async with self.database.connection() as connection:
                    await self._find_reader(connection, interaction, utc_now())
            except Exception as error:
                _log.warning("language_unknown", reason=type(error).__name__)
        return self.language(interaction)

    def language(self, interaction: discord.Interaction[Any]) -> Language:
        """The language of whoever asks, by what memory knows: what they chose, what Discord says
        of them, what was heard of them elsewhere, the community's.
        """
        known = self._languages.get(interaction.user.id, _NOTHING_KNOWN)
        community = self.settings.muster_language
        return readers_language(
            known.chosen, interaction.locale.value, known.heard, community=community
        )

    async def choose_language(
        self,
        connection: Connection,
        interaction: discord.Interaction[Any],
        viewer: Viewer,
        language: Language | None,
        now: datetime,
    ) -> None:
        """Let whoever asks read `language` everywhere; None: what Discord and others say."""
        await languages.choose_language(connection, viewer.user_id, language, now)
        known = self._languages.get(interaction.user.id, _NOTHING_KNOWN)
        self._languages[interaction.user.id] = ReadersLanguage(language, known.heard)

    async def _find_reader(
        self, connection: Connection, interaction: discord.Interaction[Any], now: datetime
    ) -> tuple[Viewer | None, ReadersLanguage]:
        viewer, known = await identity.find_reader(connection, interaction.user.id, now)
        self._languages[interaction.user.id] = known
        return viewer, known


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
