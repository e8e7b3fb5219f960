"""Discord as a front door, wired: commands and buttons, the tonight message, who is in voice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from discord.ext import commands

from bot.cogs.answers_cog import AnswersCog
from bot.cogs.availability_cog import AvailabilityCog
from bot.cogs.calls_cog import CallsCog
from bot.cogs.linking_cog import LinkingCog
from bot.cogs.planning_cog import PlanningCog
from bot.cogs.presence_cog import PresenceCog
from bot.cogs.promotions_cog import PromotionsCog
from bot.cogs.settings_cog import SettingsCog
from bot.discord.gateway.client import GatewayClient
from bot.discord.gateway.connection import GatewayConnection
from bot.discord.gateway.health import DiscordHealth
from bot.discord.parts import Parts
from bot.discord.tonight_message import DiscordTonightMessages
from bot.duties.calls import by_rules
from bot.duties.live_status import LiveStatusWriter
from bot.duties.tonight_message import EDIT_REST_SECONDS, TonightKeeper
from bot.duties.voice import Voice, watch_voice
from bot.registry import Channels
from bot.scheduler import Duty
from muster.availability.service import AvailabilityWriter
from muster.clock import CommunityClock
from muster.crypto import ContactCipher
from muster.database import Database
from muster.evenings.memory import EveningMemory
from muster.evenings.service import evenings_of
from muster.forecast.service import ReadLearned, read_learned
from muster.notifications import conditions
from muster.notifications.presses import Presses
from muster.settings import Settings

_VOICE_REST_SECONDS = 0.2


class FrontDoor:
    """What the bot that leads runs for Discord: `duties`, and `run`, the gateway's connection.

    `settings.discord_bot_token` must be set. Nothing is connected before `run`.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        channels: Channels,
        health: DiscordHealth,
        evenings: EveningMemory,
        read_learned: ReadLearned = read_learned,
    ) -> None:
        token, discord = settings.discord_bot_token, channels.discord
        assert token is not None
        assert discord is not None
        # Open pages hear of a change from the database; nothing is cached here.
        self._read_tonight = by_rules(evenings_of(settings))
        self._writer = AvailabilityWriter(
            database,
            settle=conditions.settling(database, evenings_of(settings), list(channels)),
        )
        self.parts = Parts(
            settings=settings,
            database=database,
            cipher=ContactCipher.from_settings(settings),
            clock=CommunityClock(settings.zone),
            writer=self._writer,
            presses=Presses(database, self._writer, evenings_of(settings)),
            evenings=evenings,
            channels=channels,
            read_learned=read_learned,
        )
        self.voice = Voice(settings.discord_voice_channel_ids)
        self._refusal: Callable[[], None] = discord.note_refusal
        writer = LiveStatusWriter(database, "voice_channel")
        watching = Duty(
            "voice",
            watch_voice(self.voice, writer),
            rest_seconds=_VOICE_REST_SECONDS,
            forget=writer.forget,
        )
        self.voice.on_change = watching.woken.set
        self.duties: list[Duty] = [watching]
        self._keeper: TonightKeeper | None = None
        self._keeping: Duty | None = None
        if settings.discord_announce_channel_id is not None:
            self._keeper = TonightKeeper(
                database,
                settings,
                DiscordTonightMessages(discord, settings.frontend_origin),
                settings.discord_announce_channel_id,
                health,
                read_learned,
            )
            self._keeping = Duty(
                "tonight message",
                self._keeper.step,
                wakes=frozenset(
                    {"availability", "names", "planning", "calls", "evening_rules", "forecast"}
                ),
                rest_seconds=EDIT_REST_SECONDS,
                forget=self._keeper.forget,
            )
            self.duties.append(self._keeping)
        self._connection = GatewayConnection(
            token.get_secret_value(), settings.discord_api_base_url, self.make_client, health
        )

    async def run(self) -> None:
        """Stay on the gateway until cancelled."""
        await self._connection.run()

    async def close(self) -> None:
        """Wait until all answers that were begun are stored."""
        await self._writer.close()

    def make_client(self) -> GatewayClient:
        """A client with all cogs, not signed in."""
        return GatewayClient(self.parts, self._cogs, self._refusal)

    def _cogs(self, client: GatewayClient) -> Sequence[commands.Cog]:
        return [
            AvailabilityCog(client),
            AnswersCog(client),
            LinkingCog(client),
            PromotionsCog(client),
            CallsCog(client, self._read_tonight),
            PlanningCog(client),
            SettingsCog(client),
            PresenceCog(client, self.voice, self._on_new_session, self._on_deleted),
        ]

    def _on_new_session(self) -> None:
        """Have the message edited: that shows whether somebody deleted it before this session."""
        if self._keeper is not None and self._keeping is not None:
            self._keeper.forget()
            self._keeping.woken.set()

    def _on_deleted(self, message_id: int) -> None:
        if self._keeper is None or self._keeping is None:
            return
        if self._keeper.note_deleted(message_id):
            self._keeping.woken.set()
