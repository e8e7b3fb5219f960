"""What setting up asks Discord, by its library and the doctor's own looks. Nothing is written.

It is loaded by the first question that needs it, since the library is large.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord.http import Route

from bot.discord.asking import answered, close_client
from bot.discord.channel_look import find_server, invitation, look_at, plain
from bot.discord.needs import bot_needs
from bot.discord.send import use_base_url
from muster.health.rules import Finding, Verdict
from muster.settings import Settings
from ops.setup.known import Application, Choice, Known, wishes

SIGN_IN = "Discord sign-in"
BOT, SERVER, CHANNEL, PEOPLE = "Discord bot", "Discord server", "Discord channel", "Discord people"
_UNKNOWN_USER = 10013
_BOT_PAGE = "Developer Portal → Bot"


@asynccontextmanager
async def _signed_in(
    settings: Settings, subject: str
) -> AsyncGenerator[discord.Client | Finding, None]:
    """The bot as a client that has no gateway, or why Discord does not let it in."""
    assert settings.discord_bot_token is not None
    use_base_url(settings.discord_api_base_url)
    client = discord.Client(intents=discord.Intents.none(), max_messages=None)
    try:
        trouble = await answered(
            subject, client.login(settings.discord_bot_token.get_secret_value())
        )
        yield trouble if trouble is not None else client
    finally:
        await close_client(client)


async def look_at_bot(settings: Settings, known: Known) -> Finding:
    """Whose token it is, and whether its application is set up so that it can work; what the
    application is gets into `known`.
    """
    async with _signed_in(settings, BOT) as client:
        if isinstance(client, Finding):
            return client
        about = await answered(BOT, client.http.request(Route("GET", "/applications/@me")))
        if isinstance(about, Finding):
            return about
        known.application = _application(client, about)
        trouble = _application_trouble(about)
        if trouble is not None:
            return Finding.fail(BOT, trouble)
        return Finding.ok(BOT, f"signed in as {plain(str(client.user))}")


def _application(client: discord.Client, about: dict[str, Any]) -> Application:
    found = client.application
    assert found is not None
    owner = found.team.owner if found.team is not None else found.owner
    owner_id, owner_name = ("", "") if owner is None else (str(owner.id), plain(owner.name))
    return Application(str(about["id"]), plain(found.name), owner_id, owner_name)


async def look_at_redirects(settings: Settings, known: Known) -> Finding | None:
    """What is wrong with where Discord sends people back to; None where nothing is, or where the
    bot's own check has said what.
    """
    # Of an address that is not known to be right, nobody says that it has to be registered.
    is_ours = known.application is not None and known.application.id == str(
        settings.discord_client_id
    )
    if not is_ours or known.get("FRONTEND_ORIGIN") != settings.frontend_origin:
        return None
    async with _signed_in(settings, SIGN_IN) as client:
        if isinstance(client, Finding):
            return client
        about = await answered(SIGN_IN, client.http.request(Route("GET", "/applications/@me")))
    if isinstance(about, Finding):
        return about
    redirects, wanted = about.get("redirect_uris"), settings.oauth_redirect_uri
    if not isinstance(redirects, list) or wanted in redirects:
        return None
    return Finding.fail(
        SIGN_IN,
        f"Discord does not send people back to {wanted}: Developer Portal → OAuth2 → "
        "Redirects → Add Redirect, paste it, Save Changes",
    )


def _application_trouble(about: dict[str, Any]) -> str | None:
    """What has to be changed in the Developer Portal before the bot can work; None: nothing."""
    if about.get("interactions_endpoint_url"):
        return (
            "commands go to the Interactions Endpoint URL instead of the bot: Developer Portal → "
            "General Information → Interactions Endpoint URL → empty it, Save Changes"
        )
    if about.get("bot_require_code_grant"):
        return f"{_BOT_PAGE} → switch Requires OAuth2 Code Grant off: with it no invitation works"
    return None


def invitation_of(settings: Settings, known: Known) -> str:
    """Where the bot is let onto a server, with what it will need there."""
    application = known.application
    number = settings.discord_client_id if application is None else int(application.id)
    return invitation(number, wishes(settings), None)


async def servers(settings: Settings) -> list[Choice] | Finding:
    """The servers that the bot is on."""

    async def listed(client: discord.Client) -> list[Choice]:
        return [Choice(str(each.id), plain(each.name)) async for each in client.fetch_guilds()]

    async with _signed_in(settings, SERVER) as client:
        return client if isinstance(client, Finding) else await answered(SERVER, listed(client))


async def look_at_server(settings: Settings, known: Known) -> Finding:
    """Whether the bot is on the server of `DISCORD_GUILD_ID`; its name gets into `known`."""
    found = await servers(settings)
    if isinstance(found, Finding):
        return found
    guild_id = str(settings.discord_guild_id)
    name = next((each.label for each in found if each.value == guild_id), None)
    if name is None:
        address = invitation_of(settings, known)
        text = f"the bot is not on server {guild_id}; open {address} and choose that server"
        return Finding.fail(SERVER, text)
    known.server_name = name
    return Finding.ok(SERVER, f"the bot is on {name}")


async def channels(settings: Settings, *, voice: bool) -> list[Choice] | Finding:
    """The server's channels of one kind that the bot can see, in the order that Discord has."""
    kinds = discord.VoiceChannel if voice else discord.TextChannel

    async def listed(client: discord.Client) -> list[Choice]:
        assert settings.discord_guild_id is not None
        server = await find_server(client, settings.discord_guild_id)
        found = [each for each in await server.guild.fetch_channels() if isinstance(each, kinds)]
        found.sort(key=lambda each: (each.position, each.id))
        return [Choice(str(each.id), f"#{plain(each.name)}") for each in found]

    async with _signed_in(settings, CHANNEL) as client:
        return client if isinstance(client, Finding) else await answered(CHANNEL, listed(client))


async def look_at_channels(settings: Settings, variables: Sequence[str]) -> Finding:
    """Whether the bot may do in the channels of these settings what it is to do there: the worst
    that is found.
    """
    needs = [each for each in bot_needs(settings) if each.setting in variables]
    if not needs or settings.discord_guild_id is None:
        return Finding.off(CHANNEL, "not looked at")
    async with _signed_in(settings, CHANNEL) as client:
        if isinstance(client, Finding):
            return client
        server = await answered(CHANNEL, find_server(client, settings.discord_guild_id))
        if isinstance(server, Finding):
            return server
        found = [await answered(CHANNEL, look_at(client, need, server)) for need in needs]
    return _worst(found)


def _worst(found: Iterable[Finding]) -> Finding:
    order = [Verdict.FAIL, Verdict.WARN, Verdict.OFF, Verdict.OK]
    ranked = sorted(found, key=lambda each: order.index(each.state))
    if ranked[0].state is not Verdict.OK:
        return ranked[0]
    return Finding.ok(CHANNEL, "; ".join(dict.fromkeys(each.text for each in ranked)))


async def look_at_people(settings: Settings) -> Finding:
    """Whether Discord knows everybody of `ADMIN_DISCORD_IDS`."""

    async def name_of(client: discord.Client, user_id: int) -> str | Finding:
        try:
            return plain((await client.fetch_user(user_id)).name)
        except discord.HTTPException as error:
            if error.code != _UNKNOWN_USER:
                raise
            text = (
                f"Discord knows nobody with the id {user_id}; right-click yourself → Copy User ID"
            )
            return Finding.fail(PEOPLE, text)

    names: list[str] = []
    async with _signed_in(settings, PEOPLE) as client:
        if isinstance(client, Finding):
            return client
        for user_id in sorted(settings.admin_discord_ids):
            name = await answered(PEOPLE, name_of(client, user_id))
            if isinstance(name, Finding):
                return name
            names.append(name)
    return Finding.ok(PEOPLE, f"{', '.join(names)} on Discord")
