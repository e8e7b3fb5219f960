"""Answering what people press and type: in time, to them alone, and whatever happens.

Discord waits three seconds for a first word. Ours comes within a fraction of one: the answer itself
where it is ready by then, otherwise a promise that the answer follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog

from bot.discord import messages
from bot.discord.buttons import Buttons, FindMeButton, view_of
from muster.errors import MusterError, NotLinked
from muster.words import Language, Sayable, rendered

ANSWER_WITHIN_SECONDS = 0.2
"""After this long somebody who waits gets a sign that we heard them."""

_ACKNOWLEDGED = 40060
"""Discord's word for an interaction that had its first word already: from us, where a connection
ended before we heard so, or from another bot, as for a moment two may lead."""

_UNHEARD = "unheard"
"""Marks an interaction of which a request of ours may have arrived though its connection ended."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person sees.

    It has no language: `answer` says it in that of whoever asks.

    Attributes:
        text: cut where it is longer than Discord takes.
        beside: show it as a message of its own, also where a press on a message that only they see
            would change that message: so an error leaves the buttons there to be pressed again.
    """

    text: Sayable
    buttons: Buttons = ()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class _Shown:
    """A reply in its reader's language."""

    text: str
    view: discord.ui.View | None
    beside: bool


Work = Coroutine[Any, Any, Reply]


async def answer(interaction: discord.Interaction[Any], work: Work) -> None:
    """Do `work` and show its reply to whoever asked, and nobody else; never raises.

    A press on a message that only they see changes that message.
    """
    doing = asyncio.ensure_future(_shown(interaction, work))
    await asyncio.wait({doing}, timeout=ANSWER_WITHIN_SECONDS)
    if not doing.done():
        await _tell(interaction, lambda: _promise(interaction))
    shown = await doing
    await _tell(interaction, lambda: _show(interaction, shown))


async def suggest(
    interaction: discord.Interaction[Any], choices: list[discord.app_commands.Choice[str]]
) -> None:
    """Answer an autocompletion."""
    await _tell(interaction, lambda: interaction.response.autocomplete(choices))


async def _shown(interaction: discord.Interaction[Any], work: Work) -> _Shown:
    """What comes of `work`, as whoever asks reads it."""
    reply, parts = await outcome(interaction, work), interaction.client.parts
    # What is said beside a message is a refusal or an error, for which nothing is looked up.
    language: Language = (
        parts.language(interaction) if reply.beside else await parts.read_language(interaction)
    )
    text = messages.cut(rendered(reply.text, language))
    return _Shown(text, view_of(reply.buttons, language), reply.beside)


async def outcome(interaction: discord.Interaction[Any], work: Work) -> Reply:
    """What `work` says, or the sentence for what went wrong, which is logged if unexpected."""
    try:
        return await work
    except NotLinked as error:
        return Reply(error.detail, (FindMeButton(),), beside=True)
    except MusterError as error:
        return Reply(error.detail, beside=True)
    except Exception:
        _log.exception("interaction_failed", what=_name(interaction))
        return Reply(messages.TRY_AGAIN, beside=True)


def _on_own_message(interaction: discord.Interaction[Any]) -> bool:
    """Whether the press is on a message that only they see: an ephemeral or a direct one."""
    message = interaction.message
    return message is not None and (message.flags.ephemeral or interaction.guild_id is None)


async def _promise(interaction: discord.Interaction[Any]) -> None:
    if _on_own_message(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def _show(interaction: discord.Interaction[Any], reply: _Shown) -> None:
    if not interaction.response.is_done():
        try:
            await _show_first(interaction, reply)
            return
        except discord.HTTPException as error:
            if error.code != _ACKNOWLEDGED or _UNHEARD not in interaction.extras:
                raise
            # Our own first word arrived; its connection ended before we heard so.
    if reply.beside and _on_own_message(interaction):
        await interaction.followup.send(**_message(reply), ephemeral=True, suppress_embeds=True)
    else:
        await interaction.edit_original_response(
            content=reply.text,
            view=reply.view,
            allowed_mentions=discord.AllowedMentions.none(),
        )


async def _show_first(interaction: discord.Interaction[Any], reply: _Shown) -> None:
    """Show a reply as the first word."""
    if _on_own_message(interaction) and not reply.beside:
        await interaction.response.edit_message(
            content=reply.text,
            view=reply.view,
            allowed_mentions=discord.AllowedMentions.none(),
        )
    else:
        await interaction.response.send_message(
            **_message(reply), ephemeral=True, suppress_embeds=True
        )


def _message(reply: _Shown) -> dict[str, Any]:
    """A reply as a message of its own."""
    return {
        "content": reply.text,
        "view": discord.utils.MISSING if reply.view is None else reply.view,
        "allowed_mentions": discord.AllowedMentions.none(),
    }


async def _tell(
    interaction: discord.Interaction[Any], telling: Callable[[], Coroutine[Any, Any, Any]]
) -> None:
    """Say something to Discord; whoever is gone, banned, or asked too long ago does not hear it.

    A connection that ends under a request, as one does that Discord closes while it rests, is no
    reason to leave somebody without an answer: it is said once more. A first word is taken once by
    Discord, and an answer that is edited twice is the same; what follows as a message of its own is
    at worst seen twice, by whoever asked alone.
    """
    try:
        try:
            await telling()
        except aiohttp.ServerTimeoutError:
            raise
        except (aiohttp.ClientConnectionError, ConnectionError):
            interaction.extras[_UNHEARD] = True
            await telling()
    except discord.InteractionResponded:
        pass
    except discord.HTTPException as error:
        if error.code != _ACKNOWLEDGED or _UNHEARD not in interaction.extras:
            _log_unheard(interaction, error)
    except (aiohttp.ClientError, OSError) as error:
        _log_unheard(interaction, error)


def _log_unheard(interaction: discord.Interaction[Any], error: Exception) -> None:
    refused = isinstance(error, discord.HTTPException)
    _log.info(
        "interaction_not_answered",
        what=_name(interaction),
        reason=type(error).__name__,
        status=error.status if refused else None,
        code=error.code if refused else None,
    )


def _name(interaction: discord.Interaction[Any]) -> str:
    """The command or the button, without anything that somebody typed."""
    if interaction.command is not None:
        return interaction.command.qualified_name
    data: Any = interaction.data or {}
    return ":".join(str(data.get("custom_id", "")).split(":")[:2])
