"""Who somebody is: the one-press "this is me", and `/link` for other chats."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord import command_words, messages
from bot.discord.buttons import (
    CreatePlayerButton,
    FindMeButton,
    Given,
    LinkButton,
    ThisIsMeButton,
)
from bot.discord.gateway.client import GatewayClient
from bot.discord.interactions import Reply, answer, outcome
from bot.discord.parts import profile_of
from bot.discord.replies import link_yourself, set_answer
from bot.discord.views import page_button
from muster.channels import service as channels
from muster.channels.rules import LinkedChannel
from muster.clock import utc_now
from muster.errors import (
    EncryptionNotConfigured,
    PlayerNotFound,
    PlayerTaken,
    RegistrationClosed,
)
from muster.identity import service as identity
from muster.notifications import service as notifications
from muster.words import Words, lines, sentences

_Interaction = discord.Interaction[GatewayClient]


class LinkingCog(commands.Cog):
    """Linking a player profile, and chats of other services."""

    link = app_commands.Group(name="link", description=command_words.LINK, guild_only=True)

    def __init__(self, client: GatewayClient) -> None:
        self._parts = client.parts
        client.on_press(FindMeButton, self._press_find_me)
        client.on_press(ThisIsMeButton, self._press_this_is_me)
        client.on_press(CreatePlayerButton, self._press_create_player)

    @link.command(name="telegram", description=command_words.LINK_TELEGRAM)
    async def telegram(self, interaction: _Interaction) -> None:
        await answer(interaction, self._make_token(interaction, "telegram"))

    @link.command(name="signal", description=command_words.LINK_SIGNAL)
    async def signal(self, interaction: _Interaction) -> None:
        await answer(interaction, self._make_token(interaction, "signal"))

    async def _make_token(self, interaction: _Interaction, channel_type: LinkedChannel) -> Reply:
        parts, settings, now = self._parts, self._parts.settings, utc_now()
        viewer = await parts.find_viewer(interaction, now)
        async with parts.database.transaction() as connection:
            here = await notifications.channels_to_queue_on(connection, now, parts.channels)
            if channel_type not in here:
                return Reply(messages.no_such_channel(channel_type))
            if parts.cipher is None:
                raise EncryptionNotConfigured
            token, expires_at = await channels.create_link_token(
                connection,
                viewer.user_id,
                channel_type,
                now,
                lifetime=timedelta(minutes=settings.availability_link_token_ttl_minutes),
                min_interval=timedelta(
                    seconds=settings.availability_link_token_min_interval_seconds
                ),
            )
        if channel_type == "signal":
            number = settings.signal_sender_number
            send_to = None if number is None else number.get_secret_value()
            return Reply(messages.link_chat(channel_type, token, expires_at, send_to))
        bot = settings.telegram_bot_username
        text = messages.link_chat(channel_type, token, expires_at, f"@{bot}" if bot else None)
        if bot is None:
            return Reply(text)
        return Reply(text, (LinkButton(messages.OPEN_CHAT, f"https://t.me/{bot}?start={token}"),))

    async def _press_find_me(
        self, interaction: discord.Interaction[Any], button: FindMeButton
    ) -> Reply:
        return await link_yourself(self._parts, interaction, button.then)

    async def _press_this_is_me(
        self, interaction: discord.Interaction[Any], button: ThisIsMeButton
    ) -> Reply:
        parts, now = self._parts, utc_now()
        try:
            async with parts.database.transaction() as connection:
                viewer = await identity.take_in_account(
                    connection, profile_of(interaction.user), now
                )
                if viewer.linked:
                    # An old message's button changes nobody's profile.
                    said = messages.already_linked(viewer.player_name or "")
                else:
                    player = await identity.link_player(connection, viewer, button.guid, now)
                    said = messages.linked(player.canonical_name)
        except (PlayerTaken, PlayerNotFound) as error:
            again = await link_yourself(parts, interaction, button.then)
            return Reply(lines(error.detail, again.text), again.buttons)
        return await self._linked(interaction, said, button.then)

    async def _press_create_player(
        self, interaction: discord.Interaction[Any], button: CreatePlayerButton
    ) -> Reply:
        parts, now = self._parts, utc_now()
        if not parts.settings.player_self_registration:
            raise RegistrationClosed
        async with parts.database.transaction() as connection:
            viewer = await identity.take_in_account(connection, profile_of(interaction.user), now)
            player = await identity.create_player(
                connection, viewer, interaction.user.display_name, now
            )
        return await self._linked(interaction, messages.linked(player.canonical_name), button.then)

    async def _linked(
        self, interaction: discord.Interaction[Any], said: Words, then: Given | None
    ) -> Reply:
        """Say `said`, and store the answer `then` that they were about to give."""
        now = utc_now()
        if then is None or self._parts.is_over(then[0], now):
            return Reply(
                said, page_button(self._parts.settings.frontend_origin, messages.OPEN_PAGE)
            )
        # Also where that does not work: the link stands.
        done = await outcome(interaction, self._give(interaction, then, now))
        return Reply(sentences(said, done.text), done.buttons, done.beside)

    async def _give(
        self, interaction: discord.Interaction[Any], given: Given, now: datetime
    ) -> Reply:
        viewer = await self._parts.find_viewer(interaction, now)
        return await set_answer(self._parts, viewer, *given, now)
