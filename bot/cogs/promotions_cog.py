"""`/promote`: who would be asked, asking them, and stopping it; for promoters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord import command_words, messages
from bot.discord.buttons import AskButton, CancelButton
from bot.discord.gateway.client import GatewayClient
from bot.discord.interactions import Reply, answer
from muster.clock import utc_now
from muster.identity.rules import Viewer
from muster.promotions import service

_Interaction = discord.Interaction[GatewayClient]


class PromotionsCog(commands.Cog):
    """Campaigns, by the same services as the page's."""

    promote = app_commands.Group(name="promote", description=command_words.PROMOTE, guild_only=True)

    def __init__(self, client: GatewayClient) -> None:
        self._parts = client.parts
        client.on_press(AskButton, self._press_ask)
        client.on_press(CancelButton, self._press_cancel)

    @promote.command(name="preview", description=command_words.PROMOTE_PREVIEW)
    @app_commands.describe(
        available=command_words.AVAILABLE_OPTION, maybe=command_words.MAYBE_OPTION
    )
    async def preview(
        self, interaction: _Interaction, available: bool = False, maybe: bool = False
    ) -> None:
        await answer(interaction, self._preview(interaction, available=available, maybe=maybe))

    @promote.command(name="start", description=command_words.PROMOTE_START)
    @app_commands.describe(
        available=command_words.AVAILABLE_OPTION,
        maybe=command_words.MAYBE_OPTION,
        dry_run=command_words.DRY_RUN_OPTION,
    )
    async def start(
        self,
        interaction: _Interaction,
        available: bool = False,
        maybe: bool = False,
        dry_run: bool | None = None,
    ) -> None:
        work = self._start(
            interaction, utc_now(), available=available, maybe=maybe, dry_run=dry_run
        )
        await answer(interaction, work)

    @promote.command(name="cancel", description=command_words.PROMOTE_CANCEL)
    async def cancel(self, interaction: _Interaction) -> None:
        await answer(interaction, self._cancel_todays(interaction))

    async def _preview(self, interaction: _Interaction, *, available: bool, maybe: bool) -> Reply:
        settings, now = self._parts.settings, utc_now()
        viewer = await self._promoter(interaction, now)
        day = self._parts.today(now)
        async with self._parts.database.connection() as connection:
            found = await service.preview(
                connection,
                viewer.user_id,
                await self._parts.evening(connection, day),
                now,
                include_available=available,
                include_maybe=maybe,
            )
        dry_run = service.is_dry_run(None, settings)
        text = messages.preview(
            found.reached,
            len(found.candidates) - len(found.reached),
            found.schedule,
            voice_check=settings.availability_promotion_voice_check_enabled,
            others_ask=found.others_ask,
            dry_run=dry_run,
        )
        if not found.reached:
            return Reply(text)
        label = messages.ask(len(found.reached), dry_run=dry_run)
        button = AskButton(label, day, available=available, maybe=maybe, dry_run=dry_run)
        return Reply(text, (button,))

    async def _press_ask(self, interaction: discord.Interaction[Any], button: AskButton) -> Reply:
        now = utc_now()
        if button.day != self._parts.today(now):
            return Reply(messages.PREVIEW_IS_OVER)
        return await self._start(
            interaction,
            now,
            available=button.available,
            maybe=button.maybe,
            dry_run=button.dry_run,
        )

    async def _start(
        self,
        interaction: discord.Interaction[Any],
        now: datetime,
        *,
        available: bool,
        maybe: bool,
        dry_run: bool | None,
    ) -> Reply:
        settings = self._parts.settings
        viewer = await self._promoter(interaction, now)
        dry_run = service.is_dry_run(dry_run, settings)
        async with self._parts.database.connection() as connection:
            created = await service.create_campaign(
                connection,
                viewer.user_id,
                await self._parts.evening(connection, self._parts.today(now)),
                now,
                include_available=available,
                include_maybe=maybe,
                dry_run=dry_run,
                one_a_day=settings.availability_promotion_global_cooldown,
                max_attempts=settings.availability_promotion_job_max_attempts,
            )
        text = messages.campaign_created(
            created.recipient_count,
            created.channels_summary,
            created.schedule,
            voice_check=settings.availability_promotion_voice_check_enabled,
            dry_run=dry_run,
        )
        return Reply(text, (CancelButton(created.campaign_id),))

    async def _cancel_todays(self, interaction: _Interaction) -> Reply:
        now = utc_now()
        viewer = await self._parts.find_promoter(interaction, now)
        async with self._parts.database.connection() as connection:
            found = await service.read_campaign(connection, self._parts.today(now), viewer.user_id)
        if found is None or found.status == "cancelled":
            return Reply(messages.NO_CAMPAIGN)
        if found.promoter_user_id == viewer.user_id:
            return await self._cancel(viewer, found.id, now)
        if not service.may_cancel(found, viewer.user_id, admin=self._parts.is_admin(viewer)):
            return Reply(messages.NO_CAMPAIGN_OF_YOURS)
        return Reply(messages.others_campaign(found), (CancelButton(found.id),))

    async def _press_cancel(
        self, interaction: discord.Interaction[Any], button: CancelButton
    ) -> Reply:
        now = utc_now()
        viewer = await self._parts.find_promoter(interaction, now)
        return await self._cancel(viewer, button.campaign_id, now)

    async def _cancel(self, viewer: Viewer, campaign_id: int, now: datetime) -> Reply:
        async with self._parts.database.transaction() as connection:
            cancelled = await service.cancel_campaign(
                connection, campaign_id, viewer.user_id, now, admin=self._parts.is_admin(viewer)
            )
        return Reply(messages.campaign_cancelled(cancelled))

    async def _promoter(self, interaction: discord.Interaction[Any], now: datetime) -> Viewer:
        viewer = await self._parts.find_promoter(interaction, now)
        service.check_enabled(self._parts.settings)
        return viewer
