"""What the scheduler does for the tonight message: posts one a day, keeps it true, closes old ones.

It belongs to the bot that leads. For the moment in which two do, the nonce in the database makes
both post the same message.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chats.contract import TransportError
from bot.discord.gateway.health import DiscordHealth
from bot.discord.tonight_message import TonightMessages
from muster.clock import local_date, monotonic, next_midnight
from muster.database import Connection, Database
from muster.evening import Evening
from muster.evenings.service import evenings_of, read_evenings
from muster.forecast.rules import changes_at
from muster.forecast.service import ReadLearned, read_learned
from muster.refusals import RefusalCode
from muster.settings import Settings
from muster.tonight.message import service
from muster.tonight.message.rules import Board, StoredMessage, has_to_be_looked_for

PLACE = "tonight"
"""The place by which `DiscordHealth` names a failure of the message."""

EDIT_REST_SECONDS = 1.1
"""Between two edits, as Discord takes five in five seconds; a burst of answers is one edit."""

_DELETED_MOST = 100
_AGAIN_AFTER = timedelta(seconds=5)
_FORBIDDEN_AGAIN_AFTER = timedelta(seconds=60)
_LONGEST_WAIT = timedelta(hours=1)
_PROBLEM_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the message on Discord shows, as far as this process knows."""

    message_id: int
    board: Board


class TonightKeeper:
    """Posts the tonight message and edits it whenever what it shows has changed.

    Args:
        channel_id: the channel for announcements.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        messages: TonightMessages,
        channel_id: int,
        health: DiscordHealth,
        read_learned: ReadLearned = read_learned,
    ) -> None:
        self._database = database
        self._settings = settings
        self._messages = messages
        self._channel_id = channel_id
        self._health = health
        self._read_learned = read_learned
        self._shown: _Shown | None = None
        # One may be deleted before we know that it is ours.
        self._deleted: deque[int] = deque(maxlen=_DELETED_MOST)
        self._waiting = _Wait()
        self._closed_before: date | None = None
        self._waiting_to_close = _Wait()
        self._said_otherwise_at: datetime | None = None
        self._failing_since: datetime | None = None

    def forget(self) -> None:
        """Forget what the message shows, which may have changed: the next step edits it."""
        self._shown = None
        self._closed_before = None

    def note_deleted(self, message_id: int) -> bool:
        """Note that a message was deleted; whether it was the tonight message."""
        self._deleted.append(message_id)
        if self._shown is None or self._shown.message_id != message_id:
            return False
        self._shown = None
        return True

    async def step(self, now: datetime) -> datetime:
        """Let the message show what is true; four statements that read where nothing changed.

        One more where it is not remembered what forecasts are made of.
        """
        began = monotonic()
        today = local_date(now, self._settings.zone)
        due = [next_midnight(now, self._settings.zone)]
        # Woken by an answer while Discord wants us to wait, it waits.
        if (until := self._waiting.until(now)) is not None:
            due.append(until)
        else:
            try:
                due += [now] if await self._keep(today, now) else []
                self._note_success()
            except TransportError as error:
                due.append(self._waiting.begin(error, _later(now, began)))
                self._note_failure(error, now)
        # What is left of earlier days keeps today's waiting in nothing.
        if (until := self._waiting_to_close.until(now)) is not None:
            due.append(until)
        elif self._closed_before != today:
            try:
                await self._close_earlier(today, now)
            except TransportError as error:
                due.append(self._waiting_to_close.begin(error, _later(now, began)))
        if (forecast_changes_at := self._said_otherwise_at) is not None:
            due.append(max(now, forecast_changes_at))
        return min(due)

    async def _keep(self, today: date, now: datetime) -> bool:
        """Post or edit today's; whether it has to be looked at once more."""
        async with self._database.connection() as connection:
            evening = await self._read_evening(connection, today)
            board = await self._read_board(connection, evening, now)
            message = await service.plan_message(connection, today, self._channel_id, now)
        self._said_otherwise_at = (
            None if board.forecast is None else changes_at(evening.starts_at, now)
        )
        if message.message_id is not None:
            shown = _Shown(message.message_id, board)
            if shown == self._shown:
                return False
            # Until the answer is there nobody knows what it shows.
            self._shown = None
            edited = await self._edit(message, board)
            # It may have been deleted between the edit and its answer.
            if edited and message.message_id not in self._deleted:
                self._shown = shown
                return False
            async with self._database.connection() as connection:
                await service.note_deleted(connection, message, now)
                message = await service.plan_message(connection, today, self._channel_id, now)
        if message.message_id is None:
            await self._post(message, board, now)
        return self._shown is None

    async def _edit(self, message: StoredMessage, board: Board) -> bool:
        """Edit the message; False where it is gone, and another one has to be posted in its place.

        Discord lets old messages be edited only so often. One that it lets be edited no more is
        deleted here: a new one, further down, serves better.
        """
        try:
            # The first time after a start this also tells whether it is still there.
            await self._messages.edit(message, board, closed=False)
            return True
        except TransportError as error:
            if error.code is RefusalCode.TOO_MANY_EDITS:
                await self._messages.remove(message)
            elif error.code is not RefusalCode.UNKNOWN_MESSAGE:
                raise
        return False

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
        """Take the buttons off the messages of earlier days, once a day and after every start.

        Today's message in a channel that is the one for announcements no more is deleted.
        """
        async with self._database.connection() as connection:
            others = await service.find_open_messages(connection, today, self._channel_id)
        for message in others:
            moved = message.message_date == today
            try:
                if moved:
                    await self._messages.remove(message)
                elif message.message_id is not None:
                    async with self._database.connection() as connection:
                        evening = await self._read_evening(connection, message.message_date)
                        board = await self._read_board(connection, evening, now)
                    await self._messages.edit(message, board, closed=True)
            except TransportError as error:
                if not error.permanent:
                    raise
            async with self._database.connection() as connection:
                if moved:
                    await service.note_removed(connection, message)
                else:
                    await service.note_closed(connection, message, now)
        self._closed_before = today

    async def _read_evening(self, connection: Connection, day: date) -> Evening:
        return (await read_evenings(connection, evenings_of(self._settings))).on(day)

    async def _read_board(self, connection: Connection, evening: Evening, now: datetime) -> Board:
        learned = await self._read_learned(connection)
        return await service.read_board(connection, evening, learned, now)

    def _note_success(self) -> None:
        self._failing_since = None
        self._health.report(PLACE, None)

    def _note_failure(self, error: TransportError, now: datetime) -> None:
        """A refusal is a problem at once, anything else when it lasts."""
        if self._failing_since is None or now < self._failing_since:
            self._failing_since = now
        lasts = now - self._failing_since >= _PROBLEM_AFTER
        if _needs_a_person(error) or lasts:
            self._health.report(PLACE, error.code)


class _Wait:
    """How long Discord is left alone after it refused something."""

    def __init__(self) -> None:
        self._until: datetime | None = None

    def until(self, now: datetime) -> datetime | None:
        """When Discord may be asked again; None: at once, as also after a clock was set back."""
        if self._until is None or not now < self._until <= now + _LONGEST_WAIT:
            self._until = None
        return self._until

    def begin(self, error: TransportError, now: datetime) -> datetime:
        if _needs_a_person(error):
            wait = _FORBIDDEN_AGAIN_AFTER
        elif error.retry_after:
            wait = min(timedelta(seconds=error.retry_after), _LONGEST_WAIT)
        else:
            wait = _AGAIN_AFTER
        self._until = now + wait
        return self._until


def _later(now: datetime, began: float) -> datetime:
    """The present: `now` plus the time since `began`, which `monotonic` gave at `now`.

    A request may have hung: a pause begins when it is over.
    """
    return now + timedelta(seconds=monotonic() - began)


def _needs_a_person(error: TransportError) -> bool:
    return error.permanent or error.code is RefusalCode.BAD_TOKEN
