"""Whether the bot is on its server, and has there what it needs; each failure says what to click.

Nothing is written to Discord, and no finding repeats a secret.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import discord

from bot.discord.asking import answered, close_client
from bot.discord.channel_look import (
    NO_ACCESS,
    SUBJECT,
    Server,
    find_server,
    invitation,
    look_at,
    plain,
)
from bot.discord.needs import Need, bot_needs, thread_needs, thread_token, unset
from bot.discord.send import use_base_url
from muster.health.rules import Finding
from muster.settings import Settings
from muster.words import words

SERVER = "Discord server"
_UNKNOWN_SERVER = 10004

say = words("discordFindings")


async def look_at_server(settings: Settings) -> list[Finding]:
    """The server, and each channel that a setting names, by a few requests of their own.

    `settings.discord_bot_token` must be set.
    """
    assert settings.discord_bot_token is not None
    use_base_url(settings.discord_api_base_url)
    client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
    try:
        token = settings.discord_bot_token.get_secret_value()
        trouble = await answered(SERVER, client.login(token))
        if trouble is not None:
            return [trouble]
        about, server = await server_finding(client, settings)
        return [about, *await channel_findings(client, settings, server)]
    finally:
        await close_client(client)


async def server_finding(
    client: discord.Client, settings: Settings
) -> tuple[Finding, Server | None]:
    guild_id = settings.discord_guild_id
    if guild_id is None:
        return Finding.warn(SERVER, say("no-server")), None
    found = await answered(SERVER, _find(client, guild_id, bot_needs(settings)))
    if isinstance(found, Finding):
        return found, None
    return Finding.ok(SERVER, say("on-server", name=plain(found.guild.name))), found


async def channel_findings(
    client: discord.Client, settings: Settings, server: Server | None
) -> list[Finding]:
    """Each channel that a setting names, or is missing to name one.

    `server` is the community's, None where the bot is not on it or no setting names it.
    """
    if server is None and settings.discord_guild_id is not None:
        return [Finding.off(SUBJECT, say("nothing-looked-at", subject=SERVER))]
    found = [Finding.off(SUBJECT, each) for each in unset(settings)]
    found += await _channels(client, bot_needs(settings), server)
    return [*found, *await _thread_bot(settings, server)]


async def _find(client: discord.Client, guild_id: int, needs: Iterable[Need]) -> Server | Finding:
    try:
        return await find_server(client, guild_id)
    except discord.HTTPException as error:
        if error.code not in (_UNKNOWN_SERVER, NO_ACCESS):
            raise
        return Finding.fail(
            SERVER,
            say(
                "not-on-server",
                id=str(guild_id),
                invitation=invitation(client.application_id, needs, guild_id),
            ),
        )


async def _channels(
    client: discord.Client, needs: Iterable[Need], server: Server | None
) -> list[Finding]:
    looks = (answered(SUBJECT, look_at(client, need, server)) for need in needs)
    return await asyncio.gather(*looks)


async def _thread_bot(settings: Settings, server: Server | None) -> list[Finding]:
    """The planning room's thread, as far as no other need says it."""
    if not settings.availability_planning_discord_create_thread:
        return []
    if settings.availability_planning_thread_parent_channel_id is None:
        return [Finding.fail(SUBJECT, say("no-thread-channel"))]
    token = thread_token(settings)
    if token is None:
        return []
    client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
    try:
        variable = "AVAILABILITY_PLANNING_DISCORD_BOT_TOKEN"
        trouble = await answered(SUBJECT, client.login(token), variable)
        if trouble is not None:
            return [trouble]
        if server is not None:
            work = _find(client, server.guild.id, thread_needs(settings))
            found = await answered(SUBJECT, work, variable)
            if isinstance(found, Finding):
                told = say("by-variable", variable=variable, what=found.said)
                return [Finding(found.state, SUBJECT, told)]
            server = found
        return await _channels(client, thread_needs(settings), server)
    finally:
        await close_client(client)
