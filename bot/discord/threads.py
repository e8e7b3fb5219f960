"""Discord: the planning room's private thread.

Opening a thread has no nonce, so one that may have been opened already is looked for by its name.
"""

from __future__ import annotations

from typing import Protocol

import structlog

from bot.chats.contract import TransportError
from bot.discord.send import DiscordChannel
from muster.refusals import RefusalCode

_PRIVATE_THREAD = 12
_QUIET_MINUTES_UNTIL_ARCHIVED = 1440

_log = structlog.stdlib.get_logger(__name__)


class Threads(Protocol):
    """Private threads below one channel."""

    async def open_thread(self, name: str, reference: str, *, look_first: bool) -> int:
        """The id of the thread called `name`, opened if there is none.

        Args:
            reference: the end of the name, in no other thread's.
            look_first: it was tried before, so look for it; otherwise there can be none.

        Raises:
            TransportError: `permanent` where somebody has to act first.
        """
        ...

    async def add_member(self, thread_id: int, discord_user_id: int) -> None:
        """Add somebody; adding them again changes nothing.

        Raises:
            TransportError: `permanent` where they cannot be added.
        """
        ...

    async def close(self) -> None:
        """Let go of all connections."""
        ...


class DiscordThreads:
    """Threads below one text channel, as the bot whose token `api` has.

    Args:
        api: its client, limiter and errors; closed with this where it is nobody else's.
        parent_channel_id: None where none is set; then every thread is refused.
        writer: the bot that posts in the threads, where that is another one: it is added to them.
    """

    def __init__(
        self,
        api: DiscordChannel,
        parent_channel_id: int | None,
        *,
        writer: DiscordChannel | None = None,
        owns_api: bool = False,
    ) -> None:
        self._api = api
        self._parent_channel_id = parent_channel_id
        self._writer = writer
        self._owns_api = owns_api

    async def open_thread(self, name: str, reference: str, *, look_first: bool) -> int:
        if self._parent_channel_id is None:
            raise TransportError(RefusalCode.NO_PARENT_CHANNEL, permanent=True)
        thread_id = await self._find(self._parent_channel_id, reference) if look_first else None
        if thread_id is None:
            thread_id = await self._create(self._parent_channel_id, name)
        if self._writer is not None:
            await self._let_in(self._writer, thread_id)
        return thread_id

    async def add_member(self, thread_id: int, discord_user_id: int) -> None:
        async with self._api.calling() as client:
            await client.http.add_user_to_thread(thread_id, discord_user_id)

    async def close(self) -> None:
        if self._owns_api:
            await self._api.close()

    async def _create(self, parent_channel_id: int, name: str) -> int:
        async with self._api.calling() as client:
            created = await client.http.start_thread_without_message(
                parent_channel_id,
                name=name,
                auto_archive_duration=_QUIET_MINUTES_UNTIL_ARCHIVED,
                type=_PRIVATE_THREAD,
                invitable=True,
            )
            return int(created["id"])

    async def _find(self, parent_channel_id: int, reference: str) -> int | None:
        """The id of our thread whose name ends with `reference`, if there is one."""
        async with self._api.calling() as client:
            parent = await client.http.get_channel(parent_channel_id)
            if "guild_id" not in parent:
                raise TransportError(RefusalCode.WRONG_CHANNEL, permanent=True)
            # A thread is archived a day after its last message, so one of tonight's is active.
            active = await client.http.get_active_threads(parent["guild_id"])
            own_id = None if client.user is None else str(client.user.id)
            for thread in active["threads"]:
                ours = thread.get("owner_id") == own_id
                below = thread.get("parent_id") == str(parent_channel_id)
                if ours and below and thread["name"].endswith(reference):
                    return int(thread["id"])
        return None

    async def _let_in(self, writer: DiscordChannel, thread_id: int) -> None:
        try:
            async with writer.calling() as client:
                bot_id = None if client.user is None else client.user.id
            if bot_id is not None:
                await self.add_member(thread_id, bot_id)
        except TransportError as error:
            if not error.permanent and error.code is not RefusalCode.BAD_TOKEN:
                raise
            # The thread is of use without our posts, too.
            _log.warning("thread_without_posts", code=error.code)
