"""Telling Discord of our slash commands, when it does not know them as they are."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

import aiohttp
import discord
import structlog
from discord.http import Route

from bot.discord.asking import AnotherAnswers
from bot.discord.command_words import commands_payload
from bot.discord.gateway.client import GatewayClient
from bot.discord.gateway.health import DiscordHealth

PLACE = "commands"
"""The place by which `DiscordHealth` names a failure to sync."""

AGAIN_AFTER_SECONDS = 60.0

_NO_ACCESS = (50001, 50013)
# What people can type, and what they read there in each language. Discord adds ids and versions,
# and keeps for us what we leave to it: where a command may be used, and by whom.
_SAID = frozenset(
    {
        *("name", "type", "description", "options", "required", "autocomplete", "choices", "value"),
        *("channel_types", "min_value", "max_value", "min_length", "max_length"),
        *("name_localizations", "description_localizations"),
    }
)
_IN_LANGUAGES = frozenset({"name_localizations", "description_localizations"})

_log = structlog.stdlib.get_logger(__name__)


async def keep_commands_synced(client: GatewayClient, health: DiscordHealth) -> None:
    """Sync once a minute until it worked: whoever lets the bot in later need not restart it."""
    while True:
        if await sync_commands(client, health):
            return
        await asyncio.sleep(AGAIN_AFTER_SECONDS)


async def sync_commands(client: GatewayClient, health: DiscordHealth) -> bool:
    """Store our commands on Discord if they differ from what is there; whether that worked."""
    try:
        if await commands_differ(client):
            stored = await _store(client)
            _log.info("commands_synced", number=len(stored))
        await _remove_twins(client)
    except discord.HTTPException as error:
        refused = error.code in _NO_ACCESS or error.status == 403
        health.report(PLACE, "no_access" if refused else f"http_{error.status}")
    except (aiohttp.ClientError, OSError, TimeoutError):
        health.report(PLACE, "connection_lost")
    except AnotherAnswers:
        health.report(PLACE, "something_else")
    except Exception:
        _log.exception("command_sync_failed")
        health.report(PLACE, "unexpected")
    else:
        health.report(PLACE, None)
        return True
    return False


async def _remove_twins(client: GatewayClient) -> None:
    """Delete our commands for every server where we have the same for the community's.

    They stay when `DISCORD_GUILD_ID` is set later, and people see each command twice then.

    What others registered under this application is left alone.
    """
    application_id = client.application_id
    if client.guild is None or application_id is None:
        return
    ours = {command.name for command in client.tree.get_commands(guild=client.guild)}
    for command in _listed(await client.http.get_global_commands(application_id)):
        if command["name"] in ours:
            await client.http.delete_global_command(application_id, int(command["id"]))
            _log.info("command_twin_removed", command=command["name"])


async def commands_differ(client: GatewayClient) -> bool:
    """Whether Discord has other commands than we do, in the community's server or everywhere."""
    return commands_hash(await _theirs(client)) != commands_hash(await _ours(client))


async def _ours(client: GatewayClient) -> list[dict[str, Any]]:
    community = client.parts.settings.muster_language
    return await commands_payload(client.tree, client.guild, community)


async def _theirs(client: GatewayClient) -> list[dict[str, Any]]:
    """What Discord has, in the community's server or everywhere, with its other languages, for
    which discord.py does not ask.
    """
    place: dict[str, Any] = {"application_id": client.application_id}
    path = "/applications/{application_id}/commands"
    if client.guild is not None:
        place["guild_id"] = client.guild.id
        path = "/applications/{application_id}/guilds/{guild_id}/commands"
    route = Route("GET", path, **place)
    return _listed(await client.http.request(route, params={"with_localizations": "true"}))


async def _store(client: GatewayClient) -> list[Any]:
    ours, application_id, guild = await _ours(client), client.application_id, client.guild
    assert application_id is not None
    if guild is None:
        return _listed(await client.http.bulk_upsert_global_commands(application_id, ours))
    return _listed(await client.http.bulk_upsert_guild_commands(application_id, guild.id, ours))


def _listed(answer: object) -> list[dict[str, Any]]:
    """Commands, as Discord lists them.

    Raises:
        AnotherAnswers: it is no list of commands, each with its name and id.
    """
    told: list[Any] = cast(list[Any], answer) if isinstance(answer, list) else [None]
    if not all(isinstance(each, dict) and {"name", "id"} <= {*each} for each in told):
        raise AnotherAnswers
    return told


def commands_hash(commands: Iterable[Mapping[str, Any]]) -> str:
    """A hash of commands, as Discord's API has them: equal where people can type the same.

    Neither the order of the commands counts, nor what Discord adds or leaves out.
    """
    said = sorted(json.dumps(_said({"type": 1, **each}), sort_keys=True) for each in commands)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _said(part: Any) -> Any:
    """What a command, or a part of one, says; what is left out and what is empty are alike."""
    if isinstance(part, list):
        return [_said(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    return {
        name: value if name in _IN_LANGUAGES else _said(value)
        for name, value in part.items()
        if name in _SAID and value is not False and value not in (None, "", [], {})
    }
