"""The doctor's look at Discord beyond the token: server, intents, gateway, channels, commands.

Each failure says what to click. Nothing is written to Discord, and no finding repeats a secret.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

import discord
from discord.http import Route

from bot.discord.asking import answered, close_client
from bot.discord.channel_look import (
    invitation,
    plain,
)
from bot.discord.examination import SERVER, channel_findings, server_finding
from bot.discord.gateway.client import GatewayClient
from bot.discord.gateway.command_sync import commands_differ
from bot.discord.gateway.health import DiscordHealth
from bot.discord.needs import bot_needs
from bot.discord.send import use_base_url
from bot.front_door import FrontDoor
from bot.registry import build_channels
from muster.changes import ChangeListener
from muster.database import Database
from muster.evenings.memory import EveningMemory
from muster.evenings.service import evenings_of
from muster.health.gateway import gateway_findings
from muster.health.rules import Finding
from muster.live_status.rules import LiveStatus, gateway_state
from muster.settings import Settings

_APPLICATION = "Discord app"
_INTENTS, _COMMANDS = "Discord intents", "Discord commands"
_FEW_SESSIONS = 0.1
"""The part of a day's gateway sessions below which what is left is worth a warning."""


async def discord_checks(
    settings: Settings, status: LiveStatus | None, now: datetime
) -> list[Finding]:
    """Everything about Discord that a token which is accepted lets us see.

    Args:
        settings: with `discord_bot_token`.
        status: what the running bot last said of itself, as far as is known.
    """
    assert settings.discord_bot_token is not None
    database = Database("", application_name="muster doctor")
    listener = ChangeListener("", application_name="muster doctor")
    evenings = EveningMemory(database, listener, evenings_of(settings))
    parts = FrontDoor(
        settings, database, build_channels(settings, database), DiscordHealth(), evenings
    )
    # Its library warns of what it lacks for voice, and of what is said here in our words.
    logging.getLogger("discord").setLevel(logging.ERROR)
    use_base_url(settings.discord_api_base_url)
    client = parts.make_client()
    heard = gateway_findings(status, now)
    try:
        token = settings.discord_bot_token.get_secret_value()
        trouble = await answered(SERVER, client.login(token))
        if trouble is not None:
            return [trouble, *heard]
        (about, server), intents, commands = await asyncio.gather(
            server_finding(client, settings),
            _intents(client, status, now),
            _commands(client, status, now),
        )
        channels = await channel_findings(client, settings, server)
        if server is None and settings.discord_guild_id is not None:
            commands = Finding.off(_COMMANDS, f"not looked at; see {SERVER}")
        return [*_application(client, settings), about, intents, *heard, *channels, commands]
    finally:
        await close_client(client)
        await parts.close()


# --- application, server, intents, commands -------------------------------------------------------


def _application(client: GatewayClient, settings: Settings) -> list[Finding]:
    """What is amiss with the bot's application; nothing where nothing is."""
    found, client_id = client.application, settings.discord_client_id
    if found is None:
        return []
    lines: list[Finding] = []
    if client_id is not None and found.id != client_id:
        text = (
            f"the bot's token is of {plain(found.name)} ({found.id}), and people sign in with "
            f"another one, DISCORD_CLIENT_ID; unless that is meant, copy both from one"
        )
        lines.append(Finding.warn(_APPLICATION, text))
    # Where Discord does not tell of any, nobody knows.
    elif client_id is not None and settings.oauth_redirect_uri not in (
        found.redirect_uris or [settings.oauth_redirect_uri]
    ):
        text = (
            f"Discord does not send people back to {settings.oauth_redirect_uri}: Developer "
            "Portal → OAuth2 → Redirects → Add Redirect, Save Changes"
        )
        lines.append(Finding.fail(_APPLICATION, text))
    if found.bot_require_code_grant:
        text = "no invitation works: Developer Portal → Bot → Requires OAuth2 Code Grant off"
        lines.append(Finding.warn(_APPLICATION, text))
    return lines


async def _intents(client: GatewayClient, status: LiveStatus | None, now: datetime) -> Finding:
    if gateway_state(status, now) == "missing_intents":
        text = (
            "Discord refuses those of the running bot; this version needs none that has a switch: "
            "restart it, or switch on what it wants: Developer Portal → Bot → Privileged Gateway "
            "Intents"
        )
        return Finding.fail(_INTENTS, text)
    limit = await answered(_INTENTS, _sessions(client))
    if isinstance(limit, Finding):
        return limit
    left = f"{limit['remaining']} of {limit['total']} gateway sessions left"
    if limit["remaining"] < limit["total"] * _FEW_SESSIONS:
        hours = limit["reset_after"] / 3_600_000
        text = f"{left} for {hours:.1f} h; see gateway_ended in the bot's log for what ends them"
        return Finding.warn(_INTENTS, text)
    return Finding.ok(_INTENTS, f"none that the Developer Portal has a switch for; {left} today")


async def _sessions(client: GatewayClient) -> dict[str, int]:
    limit = (await client.http.request(Route("GET", "/gateway/bot")))["session_start_limit"]
    return {name: int(limit[name]) for name in ("remaining", "total", "reset_after")}


async def _commands(client: GatewayClient, status: LiveStatus | None, now: datetime) -> Finding:
    if client.application is not None and client.application.interactions_endpoint_url:
        text = (
            "they go to the Interactions Endpoint URL instead of the bot: Developer Portal → "
            "General Information → Interactions Endpoint URL → empty it"
        )
        return Finding.fail(_COMMANDS, text)
    differ = await answered(_COMMANDS, _differ(client))
    if isinstance(differ, Finding):
        return differ
    if not differ:
        number = len(client.tree.get_commands(guild=client.guild))
        return Finding.ok(_COMMANDS, f"{number} commands, as this version has them")
    if gateway_state(status, now) is None:
        return Finding.off(_COMMANDS, "not as this version has them; the bot stores them at start")
    text = "not as this version has them; the bot stores them when it starts: restart it"
    return Finding.warn(_COMMANDS, text)


async def _differ(client: GatewayClient) -> bool | Finding:
    try:
        return await commands_differ(client)
    except discord.HTTPException as error:
        # Without a code it is something in front of Discord that refuses.
        if not isinstance(error, discord.Forbidden) or not error.code:
            raise
        settings = client.parts.settings
        address = invitation(client.application_id, bot_needs(settings), settings.discord_guild_id)
        return Finding.fail(_COMMANDS, f"the bot may not have commands there; open {address}")
