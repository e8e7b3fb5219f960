"""`/plan`: tonight's planning room, by the same services as the page's."""

from __future__ import annotations

from datetime import date
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord import command_words, messages
from bot.discord.buttons import Button, Buttons, LinkButton, SaveTeamsButton
from bot.discord.gateway.client import GatewayClient
from bot.discord.interactions import Reply, answer
from bot.discord.views import can_be_opened, page, page_button
from muster.clock import utc_now
from muster.errors import DraftChanged, NoPlanningRoom
from muster.identity.rules import Viewer
from muster.planning import service
from muster.planning.rules import Draft, Room
from muster.words import lines

_Interaction = discord.Interaction[GatewayClient]


class PlanningCog(commands.Cog):
    """Opening tonight's room, joining it, and showing or saving its teams."""

    plan = app_commands.Group(name="plan", description=command_words.PLAN, guild_only=True)

    def __init__(self, client: GatewayClient) -> None:
        self._parts = client.parts
        client.on_press(SaveTeamsButton, self._press_save)

    @plan.command(name="open", description=command_words.PLAN_OPEN)
    async def open(self, interaction: _Interaction) -> None:
        await answer(interaction, self._open(interaction))

    @plan.command(name="join", description=command_words.PLAN_JOIN)
    async def join(self, interaction: _Interaction) -> None:
        await answer(interaction, self._join(interaction))

    @plan.command(name="teams", description=command_words.PLAN_TEAMS)
    async def teams(self, interaction: _Interaction) -> None:
        await answer(interaction, self._teams(interaction))

    async def _open(self, interaction: _Interaction) -> Reply:
        settings, now = self._parts.settings, utc_now()
        viewer = await self._parts.find_viewer(interaction, now)
        async with self._parts.database.connection() as connection:
            created = await service.open_room(
                connection,
                await self._parts.evening(connection, self._parts.today(now)),
                viewer.user_id,
                now,
                wants_thread=settings.availability_planning_discord_create_thread,
            )
        return Reply(messages.room_opened(created=created), self._link())

    async def _join(self, interaction: _Interaction) -> Reply:
        parts, now = self._parts, utc_now()
        viewer = await parts.find_viewer(interaction, now)
        changed = await service.join(
            parts.database, parts.writer, viewer.user_id, parts.today(now), now, "discord"
        )
        return Reply(messages.joined(changed=changed), self._link())

    async def _teams(self, interaction: _Interaction) -> Reply:
        now = utc_now()
        viewer = await self._parts.find_viewer(interaction, now)
        day = self._parts.today(now)
        room = await self._room(day, viewer)
        text = messages.saved_teams(room) if messages.has_teams(room) else messages.NO_TEAMS
        buttons: list[Button] = []
        if room.can_edit_teams and not messages.has_teams(room):
            buttons.append(SaveTeamsButton(day, room.draft_version))
        origin = self._parts.settings.frontend_origin
        if can_be_opened(origin):
            buttons.append(LinkButton(messages.PLANNING_ROOM, page(origin, "planning")))
        return Reply(text, tuple(buttons))

    async def _press_save(
        self, interaction: discord.Interaction[Any], button: SaveTeamsButton
    ) -> Reply:
        """Save fair teams of today's pool, unless somebody saved some since the button came."""
        parts, day, now = self._parts, button.day, utc_now()
        if day != parts.today(now):
            return Reply(messages.TEAMS_ARE_OVER)
        viewer = await parts.find_viewer(interaction, now)
        elevated = parts.may_promote(viewer)
        try:
            async with parts.database.transaction() as connection:
                await service.check_may_edit_teams(
                    connection, day, viewer.user_id, elevated=elevated
                )
                split = await service.propose_teams(connection, day)
                await service.save_teams(
                    connection,
                    day,
                    viewer.user_id,
                    Draft(split.side_a, split.side_b, split.captain_a, split.captain_b),
                    now,
                    elevated=elevated,
                    base_version=button.draft_version,
                )
        except DraftChanged:
            room = await self._room(day, viewer)
            return Reply(lines(messages.TEAMS_CHANGED, messages.saved_teams(room)), self._link())
        return Reply(messages.saved_teams(await self._room(day, viewer)), self._link())

    async def _room(self, today: date, viewer: Viewer) -> Room:
        async with self._parts.database.connection() as connection:
            room = await service.find_room(
                connection, today, viewer.user_id, today, elevated=self._parts.may_promote(viewer)
            )
        if room is None:
            raise NoPlanningRoom
        return room

    def _link(self) -> Buttons:
        return page_button(self._parts.settings.frontend_origin, messages.PLANNING_ROOM, "planning")
