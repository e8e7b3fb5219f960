"""`/call`: asking those who have not answered when the evening is short; for promoters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord import call_messages, command_words, messages
from bot.discord.buttons import CallButton, StopCallButton
from bot.discord.gateway.client import GatewayClient
from bot.discord.interactions import Reply, answer
from bot.duties.calls import ReadTonight
from muster.calls import service
from muster.calls.rules import MOST, MOST_DEFAULT, WAIT_DEFAULT, WAIT_MINUTES
from muster.clock import utc_now

_Interaction = discord.Interaction[GatewayClient]
_Most = app_commands.Range[int, MOST[0], MOST[1]]
_Wait = app_commands.Range[int, WAIT_MINUTES[0], WAIT_MINUTES[1]]


class CallsCog(commands.Cog):
    """Calls, by the same services as the page's."""

    call = app_commands.Group(name="call", description=command_words.CALL, guild_only=True)

    def __init__(self, client: GatewayClient, read_tonight: ReadTonight) -> None:
        self._parts = client.parts
        self._read_tonight = read_tonight
        client.on_press(CallButton, self._press_call)
        client.on_press(StopCallButton, self._press_stop)

    @call.command(name="preview", description=command_words.CALL_PREVIEW)
    async def preview(self, interaction: _Interaction) -> None:
        await answer(interaction, self._preview(interaction))

    @call.command(name="start", description=command_words.CALL_START)
    @app_commands.describe(most=command_words.MOST_OPTION, wait=command_words.WAIT_OPTION)
    async def start(
        self, interaction: _Interaction, most: _Most | None = None, wait: _Wait | None = None
    ) -> None:
        work = self._start(interaction, utc_now(), most or MOST_DEFAULT, wait or WAIT_DEFAULT)
        await answer(interaction, work)

    @call.command(name="stop", description=command_words.CALL_STOP)
    async def stop(self, interaction: _Interaction) -> None:
        await answer(interaction, self._stop(interaction, utc_now()))

    async def _preview(self, interaction: _Interaction) -> Reply:
        now = utc_now()
        await self._parts.find_promoter(interaction, now)
        async with self._parts.database.connection() as connection:
            tonight = await self._read_tonight(connection, now)
            learned = await self._parts.read_learned(connection)
            found = await service.preview(
                connection, tonight, learned, MOST_DEFAULT, timedelta(minutes=WAIT_DEFAULT), now
            )
        text = call_messages.preview(found)
        if found.call is not None and found.call.is_on:
            return Reply(text, (StopCallButton(tonight.day),))
        startable = found.first and now < tonight.starts_at and not tonight.called_off
        return Reply(text, (CallButton(tonight.day),) if startable else ())

    async def _press_call(self, interaction: discord.Interaction[Any], button: CallButton) -> Reply:
        now = utc_now()
        if button.day != self._parts.today(now):
            return Reply(messages.CALL_IS_OVER)
        return await self._start(interaction, now, MOST_DEFAULT, WAIT_DEFAULT)

    async def _start(
        self, interaction: discord.Interaction[Any], now: datetime, most: int, wait: int
    ) -> Reply:
        viewer = await self._parts.find_promoter(interaction, now)
        async with self._parts.database.transaction() as connection:
            tonight = await self._read_tonight(connection, now)
            call = await service.start_call(connection, viewer.user_id, tonight, most, wait, now)
        return Reply(call_messages.started(call), (StopCallButton(tonight.day),))

    async def _press_stop(
        self, interaction: discord.Interaction[Any], button: StopCallButton
    ) -> Reply:
        now = utc_now()
        if button.day != self._parts.today(now):
            return Reply(messages.CALL_IS_OVER)
        return await self._stop(interaction, now)

    async def _stop(self, interaction: discord.Interaction[Any], now: datetime) -> Reply:
        viewer = await self._parts.find_promoter(interaction, now)
        async with self._parts.database.transaction() as connection:
            tonight = await self._read_tonight(connection, now)
            call = await service.stop_call(connection, viewer.user_id, tonight, now)
            outcome = (await service.read_today(connection, tonight.day, names=False)).outcome
        return Reply(call_messages.stopped(call, outcome))
