"""The bot on Discord's gateway: which events it hears, which cogs answer, one place for errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.discord import messages
from bot.discord.buttons import ActionButton
from bot.discord.interactions import Reply, Work, answer, suggest
from bot.discord.parts import Parts
from muster.words import Sentence

INTENTS = discord.Intents(guilds=True, voice_states=True, guild_messages=True)
"""The kinds of events that we ask for; none has to be switched on in the developer portal. Messages
are among them to hear when somebody deletes the tonight message; their text is not asked for.
"""

_Button = TypeVar("_Button", bound=ActionButton)

_log = structlog.stdlib.get_logger(__name__)


class GatewayClient(commands.Bot):
    """discord.py's client with our cogs; nobody's message is a command.

    Args:
        make_cogs: makes the cogs, which register their buttons with `on_press`.
        on_refusal: told of every answer that Discord counts as refused.
    """

    def __init__(
        self,
        parts: Parts,
        make_cogs: Callable[[GatewayClient], Sequence[commands.Cog]],
        on_refusal: Callable[[], None],
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            http_trace=_trace(on_refusal),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags(voice=True, joined=False),
        )
        self.parts = parts
        self._make_cogs = make_cogs
        self._presses: dict[type[ActionButton], Callable[[Any, Any], Work]] = {}
        self.first_refusal: BaseException | None = None
        """Why the first connection came to nothing. discord.py would resume a session that it never
        had, and fail on that.
        """
        parsers = self._connection.parsers
        self._connection.parsers = {name: _surviving(name, parsers[name]) for name in parsers}
        self.session_open = False
        """Whether Discord tells us what happens. discord.py says that it is ready two seconds after
        a session began, be the connection lost by then.
        """

    @property
    def guild(self) -> discord.abc.Snowflake | None:
        """The community's server; None where the setting names none."""
        guild_id = self.parts.settings.discord_guild_id
        return None if guild_id is None else discord.Object(guild_id)

    def is_ours(self, guild: discord.abc.Snowflake) -> bool:
        """Whether this is the community's server; where the setting names none, every server is."""
        return self.guild is None or guild.id == self.guild.id

    def on_press(
        self, kind: type[_Button], press: Callable[[discord.Interaction[Any], _Button], Work]
    ) -> None:
        """Let a press on any button of this kind do `press`, those of older messages included."""
        self.add_dynamic_items(kind)
        self._presses[kind] = press

    async def setup_hook(self) -> None:
        for cog in self._make_cogs(self):
            await self.add_cog(cog, guild=self.guild)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        if event_name == "disconnect" and not self._had_websocket:
            self.first_refusal = self.first_refusal or sys.exc_info()[1]
        # discord.py still announces that it is ready after it was closed, to nobody.
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    @property
    def _had_websocket(self) -> bool:
        websocket: object = self.ws  # None until the first connection said hello
        return websocket is not None

    async def on_connect(self) -> None:
        self.session_open = True

    async def on_resumed(self) -> None:
        self.session_open = True

    async def on_disconnect(self) -> None:
        self.session_open = False

    async def on_message(self, _message: discord.Message, /) -> None:
        """Ignore messages, which discord.py would search for commands."""

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        _log.exception("gateway_event_failed", gateway_event=event_method)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer presses on buttons that this version does not have any more."""
        if interaction.type is not discord.InteractionType.component:
            return
        data: Any = interaction.data or {}
        custom_id = str(data.get("custom_id"))
        if not any(kind.match(custom_id) for kind in self._presses):
            await self.press(interaction, None)

    async def press(
        self, interaction: discord.Interaction[Any], button: ActionButton | None
    ) -> None:
        """Answer a press on `button`; None: on one that this version does not have any more."""
        direct = button is None or button.in_direct_messages
        if (refusal := await self.refusal(interaction, direct=direct)) is not None:
            await answer(interaction, _say(refusal))
        elif button is None:
            await answer(interaction, _say(messages.UNKNOWN_BUTTON))
        else:
            await answer(interaction, self._presses[type(button)](interaction, button))

    async def refusal(
        self, interaction: discord.Interaction[Any], *, direct: bool = False
    ) -> Sentence | None:
        """Why nothing is done for whoever asks; None for members of the community's server.

        `direct`: it may be asked for in direct messages, too; who asks is looked up there.
        """
        guild_id = self.parts.settings.discord_guild_id
        if not (direct and interaction.context.dm_channel):
            if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
                return messages.ONLY_ON_SERVER
            if guild_id is not None and interaction.guild_id != guild_id:
                return messages.WRONG_SERVER
        # Completing is asked for at every letter.
        completes = interaction.type is discord.InteractionType.autocomplete
        if not completes and self.parts.is_too_fast(interaction.user.id):
            return messages.TOO_FAST
        return None


class Tree(app_commands.CommandTree[GatewayClient]):
    """The slash commands: who may use them at all, and the one place where their errors end."""

    async def interaction_check(self, interaction: discord.Interaction[GatewayClient], /) -> bool:
        refusal = await interaction.client.refusal(interaction)
        if refusal is None:
            return True
        if interaction.type is discord.InteractionType.autocomplete:
            await suggest(interaction, [])
        else:
            await answer(interaction, _say(refusal))
        return False

    async def on_error(
        self,
        interaction: discord.Interaction[GatewayClient],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Answer a command that Discord knows otherwise than we do, or that failed by our mistake.

        What commands raise themselves does not come here: `answer` handles it.
        """
        known = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)
        if isinstance(error, (*known, app_commands.TransformerError)):
            await answer(interaction, _say(messages.UNKNOWN_COMMAND))
            return
        if isinstance(error, app_commands.CheckFailure):
            return  # `interaction_check` has said why
        _log.error("command_failed", exc_info=error)
        await answer(interaction, _say(messages.TRY_AGAIN))


async def _say(text: Sentence) -> Reply:
    return Reply(text, beside=True)


def _surviving(name: str, parse: Callable[[Any], Any]) -> Callable[[Any], None]:
    """`parse`, which loses an event that discord.py cannot read instead of the whole session.

    A session whose READY cannot be read is of no use, and ends.
    """
    if name == "READY":
        return parse

    def survive(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:
            _log.warning("gateway_event_unreadable", gateway_event=name, error=type(error).__name__)

    return survive


def _trace(on_refusal: Callable[[], None]) -> aiohttp.TraceConfig:
    """Counts what Discord refuses, together with the deliveries' client (delivery rule 10)."""
    config = aiohttp.TraceConfig()

    async def on_end(_session: Any, _context: Any, params: aiohttp.TraceRequestEndParams) -> None:
        if params.response.status in (401, 403, 429):
            on_refusal()

    config.on_request_end.append(on_end)
    return config
