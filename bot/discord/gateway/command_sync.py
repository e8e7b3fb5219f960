"""Telling Discord of our slash commands, when it does not know them as they are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord
import structlog

from bot.discord.gateway.client import GatewayClient
from bot.discord.gateway.health import DiscordHealth

PLACE = "commands"
"""What a failure to sync is called among the health's problems."""

AGAIN_AFTER_SECONDS = 60.0

_NO_ACCESS = (50001, 50013)
_AS_NOTHING: tuple[Any, ...] = (None, False, [], {}, "")
_DEFAULTS: dict[str, Any] = {"type": 1}
# Discord adds these, or keeps them for us; what a command does is not in them. Where one may be
# used and installed it says of global commands alone, and fills in what we leave to it.
_NOT_COMPARED = frozenset(
    {
        *("dm_permission", "default_member_permissions", "nsfw", "handler"),
        *("contexts", "integration_types"),
    }
)

_log = structlog.stdlib.get_logger(__name__)


async def keep_commands_synced(client: GatewayClient, health: DiscordHealth) -> None:
    """Sync until it worked once: whoever lets the bot in later need not restart it."""
    while True:
        if await sync_commands(client, health):
            return
        await asyncio.sleep(AGAIN_AFTER_SECONDS)


async def sync_commands(client: GatewayClient, health: DiscordHealth) -> bool:
    """Store our commands on Discord if they differ from what is there; whether that worked."""
    try:
        if await commands_differ(client):
            stored = await client.tree.sync(guild=client.guild)
            _log.info("commands_synced", number=len(stored))
        await _remove_twins(client)
    except discord.HTTPException as error:
        refused = error.code in _NO_ACCESS or error.status == 403
        health.report(PLACE, "no_access" if refused else f"http_{error.status}")
    except (aiohttp.ClientError, OSError, TimeoutError):
        health.report(PLACE, "connection_lost")
    except Exception:
        _log.exception("command_sync_failed")
        health.report(PLACE, "unexpected")
    else:
        health.report(PLACE, None)
        return True
    return False


async def _remove_twins(client: GatewayClient) -> None:
    """Commands for every server stay when `DISCORD_GUILD_ID` is set later: people see both then.

    What others registered under this application is left alone.
    """
    application_id = client.application_id
    if client.guild is None or application_id is None:
        return
    ours = {command.name for command in client.tree.get_commands(guild=client.guild)}
    for command in await client.http.get_global_commands(application_id):
        if command["name"] in ours:
            await client.http.delete_global_command(application_id, int(command["id"]))
            _log.info("command_twin_removed", command=command["name"])


async def commands_differ(client: GatewayClient) -> bool:
    """Whether Discord has other commands than we do, in the community's server or everywhere."""
    application_id = client.application_id
    assert application_id is not None
    if client.guild is None:
        theirs: Sequence[Any] = await client.http.get_global_commands(application_id)
    else:
        theirs = await client.http.get_guild_commands(application_id, client.guild.id)
    ours = [
        command.to_dict(client.tree) for command in client.tree.get_commands(guild=client.guild)
    ]
    return differ(ours, theirs)


def differ(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two lists of commands, as Discord's API has them, mean different commands.

    Only what we say counts: Discord answers with more, such as ids and versions.
    """
    known = {_key(command): command for command in theirs}
    if len(known) != len(theirs) or {_key(command) for command in ours} != set(known):
        return True
    return any(not _says(command, known[_key(command)]) for command in ours)


def _key(command: Mapping[str, Any]) -> tuple[str, int]:
    return command["name"], command.get("type", 1)


def _says(ours: Any, theirs: Any) -> bool:
    """Whether `theirs` says all that `ours` says; what is left out and what is empty are alike."""
    if isinstance(ours, Mapping):
        if not isinstance(theirs, Mapping):
            return False
        names = (set(ours) | (set(theirs) & _OF_OPTIONS)) - _NOT_COMPARED
        return all(_says(_value(ours, name), _value(theirs, name)) for name in names)
    if isinstance(ours, list):
        if not isinstance(theirs, list):
            return not ours
        return len(ours) == len(theirs) and all(map(_says, ours, theirs))
    return ours == theirs or (ours in _AS_NOTHING and theirs in _AS_NOTHING)


# What an option may have that changes what people can type: left out by us, it has to be by them.
_OF_OPTIONS = frozenset(
    {
        *("options", "choices", "required", "autocomplete", "channel_types"),
        *("min_value", "max_value", "min_length", "max_length"),
    }
)


def _value(given: Mapping[str, Any], name: str) -> Any:
    return given.get(name, _DEFAULTS.get(name))
