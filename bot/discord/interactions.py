"""Answering what people press and type: in time, to them alone, and whatever happens.

Discord waits three seconds for a first word. Ours comes within a fraction of one: the answer itself
where it is ready by then, otherwise a promise that the answer follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog

from bot.discord import words
from bot.discord.views import find_me_view
from muster.errors import MusterError, NotLinked

ANSWER_WITHIN_SECONDS = 0.2
"""After this long somebody who waits gets a sign that we heard them."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person sees.

    Attributes:
        text: cut where it is longer than Discord takes.
        beside: a message of its own, also where it answers a press on a message that only they see:
            what is wrong passes, and the buttons they want to press again stay.
    """

    text: str
    view: discord.ui.View | None = None
    beside: bool = False


Work = Coroutine[Any, Any, Reply]


async def answer(interaction: discord.Interaction[Any], work: Work) -> None:
    """Do `work` and show its reply to whoever asked, and nobody else; never raises.

    A press on a message that only they see changes that message.
    """
    doing = asyncio.ensure_future(outcome(interaction, work))
    await asyncio.wait({doing}, timeout=ANSWER_WITHIN_SECONDS)
    if not doing.done():
        await _tell(interaction, _promise(interaction))
    reply = await doing
    await _tell(interaction, _show(interaction, reply))


async def suggest(
    interaction: discord.Interaction[Any], choices: list[discord.app_commands.Choice[str]]
) -> None:
    """Answer an autocompletion."""
    await _tell(interaction, interaction.response.autocomplete(choices))


async def outcome(interaction: discord.Interaction[Any], work: Work) -> Reply:
    """What `work` says, or the sentence for what went wrong, which is logged if unexpected."""
    try:
        return await work
    except NotLinked as error:
        return Reply(error.detail, find_me_view(), beside=True)
    except MusterError as error:
        return Reply(error.detail, beside=True)
    except Exception:
        _log.exception("interaction_failed", what=_name(interaction))
        return Reply(words.TRY_AGAIN, beside=True)


def _on_own_message(interaction: discord.Interaction[Any]) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


async def _promise(interaction: discord.Interaction[Any]) -> None:
    if _on_own_message(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def _show(interaction: discord.Interaction[Any], reply: Reply) -> None:
    text, mentions = words.cut(reply.text), discord.AllowedMentions.none()
    view = discord.utils.MISSING if reply.view is None else reply.view
    promised = interaction.response.is_done()
    if promised and not (reply.beside and _on_own_message(interaction)):
        await interaction.edit_original_response(
            content=text, view=reply.view, allowed_mentions=mentions
        )
    elif promised:
        await interaction.followup.send(
            text, view=view, ephemeral=True, allowed_mentions=mentions, suppress_embeds=True
        )
    elif _on_own_message(interaction) and not reply.beside:
        await interaction.response.edit_message(
            content=text, view=reply.view, allowed_mentions=mentions
        )
    else:
        await interaction.response.send_message(
            text, view=view, ephemeral=True, allowed_mentions=mentions, suppress_embeds=True
        )


async def _tell(interaction: discord.Interaction[Any], telling: Coroutine[Any, Any, Any]) -> None:
    """Say something to Discord; whoever is gone, banned, or asked too long ago does not hear it."""
    try:
        await telling
    except discord.InteractionResponded:
        pass
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        status = getattr(error, "status", None)
        code = getattr(error, "code", None)
        _log.info(
            "interaction_not_answered",
            what=_name(interaction),
            reason=type(error).__name__,
            status=status,
            code=code if isinstance(code, int) else None,
        )


def _name(interaction: discord.Interaction[Any]) -> str:
    """The command or the button, without anything that somebody typed."""
    if interaction.command is not None:
        return interaction.command.qualified_name
    data: Any = interaction.data or {}
    return ":".join(str(data.get("custom_id", "")).split(":")[:2])
