"""What the scheduler does for the tonight message: posts one a day, keeps it true, closes old ones.

It belongs to the bot that leads. For the moment in which two do, the nonce in the database makes
both post the same message.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.channels.base import TransportError
from bot.channels.tonight import TonightMessages
from bot.gateway.health import DiscordHealth
from muster.clock import local_date, next_midnight
from muster.database import Connection, Database
from muster.settings import Settings
from muster.tonight import service
from muster.tonight.rules import Board, StoredMessage, has_to_be_looked_for

PLACE = "tonight"
"""What a failure is called among the health's problems."""

EDIT_REST_SECONDS = 1.1
"""Discord takes five edits in five seconds; a burst of answers is one of them."""

_DELETED_MOST = 100
_AGAIN_AFTER = timedelta(seconds=5)
_FORBIDDEN_AGAIN_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the message on Discord shows, as far as this process knows."""

    message_id: int
    board: Board


class TonightKeeper:
    """Keeps the message in the channel for announcements as the answers are.

    Args:
        channel_id: that channel.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        messages: TonightMessages,
        channel_id: int,
        health: DiscordHealth,
    ) -> None:
        self._database = database
        self._settings = settings
        self._messages = messages
        self._channel_id = channel_id
        self._health = health
        self._shown: _Shown | None = None
        # One may be deleted before we know that it is ours.
        self._deleted: deque[int] = deque(maxlen=_DELETED_MOST)
        self._closed_before: date | None = None
        self._not_before: datetime | None = None

    def note_deleted(self, message_id: int) -> bool:
        """Somebody deleted a message; whether it was the one that is kept."""
        self._deleted.append(message_id)
        if self._shown is None or self._shown.message_id != message_id:
            return False
        self._shown = None
        return True

    async def step(self, now: datetime) -> datetime:
        """Let the message show what is true; one statement or two where nothing changed."""
        if self._not_before is not None and now < self._not_before <= now + timedelta(hours=1):
            return self._not_before  # woken by an answer while Discord wants us to wait
        self._not_before = None
        today = local_date(now, self._settings.zone)
        try:
            again = await self._keep(today, now)
            await self._close_earlier(today, now)
        except TransportError as error:
            return self._wait(error, now)
        self._health.report(PLACE, None)
        return now if again else next_midnight(now, self._settings.zone)

    async def _keep(self, today: date, now: datetime) -> bool:
        """Post or edit today's; whether it has to be looked at once more."""
        async with self._database.connection() as connection:
            board = await self._read_board(connection, today)
            message = await service.plan_message(connection, today, self._channel_id, now)
        if message.message_id is not None:
            shown = _Shown(message.message_id, board)
            if shown == self._shown:
                return False
            try:
                # The first time after a start this also tells whether it is still there.
                await self._messages.edit(message, board, closed=False)
                self._shown = shown
                return False
            except TransportError as error:
                if error.code != "unknown_message":
                    raise
            self._shown = None
            async with self._database.connection() as connection:
                await service.note_deleted(connection, message, now)
                message = await service.plan_message(connection, today, self._channel_id, now)
        if message.message_id is None:
            await self._post(message, board, now)
        return self._shown is None

    async def _post(self, message: StoredMessage, board: Board, now: datetime) -> None:
        async with self._database.connection() as connection:
            if not await service.note_posting(connection, message, now):
                return  # somebody else was quicker
        message_id: int | None = None
        try:
            if message.doubt_since is not None and has_to_be_looked_for(message, now):
                message_id = await self._messages.find(message, message.doubt_since)
            if message_id is None:
                message_id = await self._messages.post(message, board)
        except TransportError as error:
            if not error.maybe_sent:
                async with self._database.connection() as connection:
                    await service.note_refused(connection, message, now)
            raise
        async with self._database.connection() as connection:
            await service.note_posted(connection, message, message_id, now)
        if message.doubt_since is None and message_id not in self._deleted:
            # Otherwise it may be an earlier attempt's, which showed what was true then, or gone.
            self._shown = _Shown(message_id, board)

    async def _close_earlier(self, today: date, now: datetime) -> None:
        """Take the buttons off the messages of earlier days, once a day and after every start."""
        if self._closed_before == today:
            return
        async with self._database.connection() as connection:
            earlier = await service.find_open_messages(connection, today)
        for message in earlier:
            async with self._database.connection() as connection:
                board = await self._read_board(connection, message.message_date)
            if message.message_id is not None:
                try:
                    await self._messages.edit(message, board, closed=True)
                except TransportError as error:
                    if not error.permanent:
                        raise
            async with self._database.connection() as connection:
                await service.note_closed(connection, message, now)
        self._closed_before = today

    async def _read_board(self, connection: Connection, day: date) -> Board:
        settings = self._settings
        return await service.read_board(
            connection,
            day,
            settings.availability_promotion_start_time,
            settings.threshold,
            settings.zone,
        )

    def _wait(self, error: TransportError, now: datetime) -> datetime:
        if error.permanent or error.code == "bad_token":
            self._health.report(PLACE, error.code)
            wait = _FORBIDDEN_AGAIN_AFTER
        else:
            wait = timedelta(seconds=error.retry_after) if error.retry_after else _AGAIN_AFTER
        self._not_before = now + wait
        return self._not_before
