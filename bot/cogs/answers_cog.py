"""The answers below our messages, in direct messages and announcements."""

from __future__ import annotations

from typing import Any

import discord
from discord.ext import commands

from bot.discord.buttons import GiveButton
from bot.discord.gateway.client import GatewayClient
from bot.discord.interactions import Reply
from bot.discord.replies import link_yourself
from bot.discord.views import answer_buttons
from muster.clock import utc_now
from muster.errors import NotLinked


class AnswersCog(commands.Cog):
    """Answers to messages: a direct one says from then on what holds, an announcement stays as it
    is and whoever presses is told alone.
    """

    def __init__(self, client: GatewayClient) -> None:
        self._parts = client.parts
        client.on_press(GiveButton, self._press)

    async def _press(self, interaction: discord.Interaction[Any], button: GiveButton) -> Reply:
        parts, now = self._parts, utc_now()
        try:
            viewer = await parts.find_viewer(interaction, now)
            told = await parts.presses.press(
                button.data, viewer.user_id, "discord", now, parts.language(interaction)
            )
        except NotLinked as error:
            if interaction.guild_id is None:
                # Who somebody is, they say on the server, where others know them.
                return Reply(error.detail, beside=True)
            return await link_yourself(parts, interaction, parts.presses.given(button.data, now))
        return Reply(told.whole, answer_buttons(told.answers), beside=not told.replaces)
