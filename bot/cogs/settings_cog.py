"""`/settings`: what somebody is told and where, with the switches that they use most."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chats.commands import Away, parse_away
from bot.chats.messages import NO_SUCH_DAY, away_words
from bot.discord import command_words, messages
from bot.discord.buttons import Button, LanguageButton, LinkButton, SwitchButton
from bot.discord.gateway.client import GatewayClient
from bot.discord.interactions import Reply, answer
from bot.discord.views import can_be_opened, page
from muster.channels import service
from muster.clock import utc_now
from muster.identity.languages import read_language
from muster.identity.rules import Viewer
from muster.words import LANGUAGE_NAMES, Language

_Interaction = discord.Interaction[GatewayClient]


class SettingsCog(commands.Cog):
    """Seeing and switching; the rest is the page's."""

    def __init__(self, client: GatewayClient) -> None:
        self._parts = client.parts
        client.on_press(SwitchButton, self._press_switch)
        client.on_press(LanguageButton, self._press_language)

    @app_commands.command(name="settings", description=command_words.SETTINGS)
    @app_commands.guild_only()
    async def settings(self, interaction: _Interaction) -> None:
        await answer(interaction, self._settings(interaction))

    @app_commands.command(name="away", description=command_words.AWAY)
    @app_commands.describe(until=command_words.UNTIL_OPTION)
    @app_commands.guild_only()
    async def away(self, interaction: _Interaction, until: str | None = None) -> None:
        await answer(interaction, self._away(interaction, until))

    async def _away(self, interaction: discord.Interaction[Any], until: str | None) -> Reply:
        parts, now = self._parts, utc_now()
        today = parts.today(now)
        viewer = await parts.find_viewer(interaction, now)
        if until is None:
            async with parts.database.connection() as connection:
                found = await service.read_away(connection, viewer.user_id, today)
            return Reply(away_words(found, today))
        meant = parse_away(until, today)
        if not isinstance(meant, Away):
            return Reply(NO_SUCH_DAY)
        async with parts.database.transaction() as connection:
            found = await service.set_away(connection, viewer.user_id, meant.until, today, now)
        return Reply(away_words(found, today))

    async def _settings(self, interaction: discord.Interaction[Any]) -> Reply:
        return await self._shown(await self._parts.find_viewer(interaction, utc_now()))

    async def _press_switch(
        self, interaction: discord.Interaction[Any], button: SwitchButton
    ) -> Reply:
        parts, now, on = self._parts, utc_now(), button.on
        viewer = await parts.find_viewer(interaction, now)
        async with parts.database.transaction() as connection:
            match button.what:
                case "discord":
                    await service.update_subscription(
                        connection, parts.cipher, viewer.user_id, "discord", now, enabled=on
                    )
                case "checkin":
                    changes = {"availability_reminders_enabled": on}
                    await service.update_settings(
                        connection, parts.cipher, viewer.user_id, changes, now
                    )
                case "promotions":
                    await service.update_preferences(
                        connection, parts.cipher, viewer.user_id, {"allow_promotions": on}, now
                    )
                case _:
                    return Reply(messages.UNKNOWN_BUTTON)
        return await self._shown(viewer)

    async def _press_language(
        self, interaction: discord.Interaction[Any], button: LanguageButton
    ) -> Reply:
        parts, now = self._parts, utc_now()
        viewer = await parts.find_viewer(interaction, now)
        if not button.known:
            return Reply(messages.UNKNOWN_BUTTON)
        async with parts.database.transaction() as connection:
            await parts.choose_language(connection, interaction, viewer, button.language, now)
        return await self._shown(viewer)

    async def _shown(self, viewer: Viewer) -> Reply:
        parts, zone = self._parts, self._parts.settings.zone
        async with parts.database.connection() as connection:
            found = await service.read_settings(connection, parts.cipher, viewer.user_id, zone)
            asked = await service.read_preferences(connection, parts.cipher, viewer.user_id, zone)
            language = await read_language(connection, viewer.user_id)
        on_discord = next(
            each.enabled for each in found.subscriptions if each.channel_type == "discord"
        )
        buttons: list[Button] = [
            _switch("discord", on=on_discord),
            _switch("checkin", on=found.stored.availability_reminders_enabled),
            _switch("promotions", on=asked.stored.allow_promotions),
        ]
        origin = parts.settings.frontend_origin
        if can_be_opened(origin):
            buttons.append(LinkButton(messages.OPEN_PAGE, page(origin, "notifications")))
        buttons += _languages(language.chosen)
        return Reply(messages.settings(found, asked, language), tuple(buttons))


def _switch(what: str, *, on: bool) -> SwitchButton:
    """The button that turns the switch `what`, which is `on` or off now, the other way."""
    return SwitchButton(messages.switch(what, on=not on), what, on=not on)


def _languages(chosen: Language | None) -> list[Button]:
    """The buttons that choose a language, each called as its readers call it."""
    named = [("", messages.AS_DISCORD_SAYS), *LANGUAGE_NAMES.items()]
    return [
        LanguageButton(
            name,
            tag,
            style=discord.ButtonStyle.primary
            if tag == (chosen or "")
            else discord.ButtonStyle.secondary,
        )
        for tag, name in named
    ]
