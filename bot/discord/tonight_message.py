"""Discord: the tonight message, posted with a nonce and edited in place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import discord

from bot.chats.contract import TransportError
from bot.discord.send import DiscordChannel
from bot.discord.views import is_of_day, tonight_view
from muster.refusals import RefusalCode
from muster.tonight.message.messages import board_text, closed_text
from muster.tonight.message.rules import Board, StoredMessage

_CLOCKS_DIFFER = timedelta(minutes=5)
_HISTORY_MOST = 100


class TonightMessages(Protocol):
    """Messages with the answers' buttons; a repeated nonce gives the first message again for a
    while, so that posting may be repeated.
    """

    async def post(self, message: StoredMessage, board: Board) -> int:
        """The id of the day's message, posted with its nonce.

        Raises:
            TransportError: see its attributes.
        """
        ...

    async def find(self, message: StoredMessage, since: datetime) -> int | None:
        """The id of the day's message if it is among the channel's latest, sent after `since`.

        Raises:
            TransportError: the service did not say.
        """
        ...

    async def edit(self, message: StoredMessage, board: Board, *, closed: bool) -> None:
        """Let the message show `board`; `closed` takes its buttons off.

        Raises:
            TransportError: `unknown_message` when it was deleted, `too_many_edits` when the service
                lets it be edited no more for a while.
        """
        ...

    async def remove(self, message: StoredMessage) -> None:
        """Delete the message; one that is gone already is no error.

        Raises:
            TransportError: it may be there still.
        """
        ...


class DiscordTonightMessages:
    """The tonight messages of the bot whose token `api` has.

    Args:
        api: its client, limiter and errors.
        origin: where browsers reach the website.
    """

    def __init__(self, api: DiscordChannel, origin: str) -> None:
        self._api = api
        self._origin = origin

    async def post(self, message: StoredMessage, board: Board) -> int:
        async with self._api.calling() as client:
            sent = await client.get_partial_messageable(message.channel_id).send(
                content=board_text(board),
                view=self._view(board),
                nonce=message.nonce,
                allowed_mentions=discord.AllowedMentions.none(),
                suppress_embeds=True,
                silent=True,  # it comes at midnight
            )
            return sent.id

    def _view(self, board: Board) -> discord.ui.View:
        return tonight_view(board, self._origin)

    async def find(self, message: StoredMessage, since: datetime) -> int | None:
        async with self._api.calling() as client:
            history = client.get_partial_messageable(message.channel_id).history(
                limit=_HISTORY_MOST, after=since - _CLOCKS_DIFFER, oldest_first=False
            )
            async for found in history:
                ours = client.user is not None and found.author.id == client.user.id
                if ours and is_of_day(found, message.message_date):
                    return found.id
        return None

    async def remove(self, message: StoredMessage) -> None:
        if message.message_id is None:
            return
        try:
            async with self._api.calling() as client:
                await client.http.delete_message(message.channel_id, message.message_id)
        except TransportError as error:
            if error.code is not RefusalCode.UNKNOWN_MESSAGE:
                raise

    async def edit(self, message: StoredMessage, board: Board, *, closed: bool) -> None:
        if message.message_id is None:
            raise TransportError(RefusalCode.UNKNOWN_MESSAGE, permanent=True)
        async with self._api.calling() as client:
            partial = client.get_partial_messageable(message.channel_id).get_partial_message(
                message.message_id
            )
            await partial.edit(
                content=closed_text(board) if closed else board_text(board),
                view=None if closed else self._view(board),
                allowed_mentions=discord.AllowedMentions.none(),
            )
