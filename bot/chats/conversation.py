"""Carries out what a chat asks for, through the website's services, and words the answer."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime, timedelta
from typing import NamedTuple

import structlog

from bot.chats import messages
from bot.chats.commands import (
    Away,
    Command,
    Help,
    Link,
    NotUnderstood,
    RemoveStatus,
    SetStatus,
    ShowAway,
    ShowStatus,
    Stop,
    parse_command,
    parse_status,
)
from bot.chats.names import ChatNames
from muster.availability import service as availability
from muster.availability.messages import (
    CAME_TRUE,
    day_words,
    status_removed,
    status_set,
    when_words,
)
from muster.availability.rules import DateRange, OwnEntry, said_arrival
from muster.availability.service import AvailabilityWriter
from muster.channels import messages as channel_messages
from muster.channels import service as channels
from muster.channels.rules import LinkedChannel, parse_address
from muster.clock import CommunityClock
from muster.crypto import ContactCipher
from muster.database import Database
from muster.errors import AddressTaken, MusterError, NotLinked
from muster.evening import Evenings
from muster.evenings.service import read_evenings
from muster.identity import service as identity
from muster.notifications import conditions
from muster.notifications.answers import may_answer
from muster.notifications.messages import NOT_YOURS
from muster.notifications.presses import Presses, Told
from muster.words import Sayable, Words, lines, sentences

_MOST_CHATS = 2_000

_log = structlog.stdlib.get_logger(__name__)


class _Chat(NamedTuple):
    """Who writes, by the names that the service gives."""

    channel_type: LinkedChannel
    address: str
    account: str | None


class Conversation:
    """Answers messages from private chats of every service.

    Args:
        evenings: the community's, as the settings have them; their rules are read when asked for.

    Attributes:
        names: stores which two names belong to one chat.
    """

    def __init__(
        self,
        database: Database,
        cipher: ContactCipher | None,
        clock: CommunityClock,
        evenings: Evenings,
    ) -> None:
        self.names = ChatNames(database, cipher)
        self._database = database
        self._cipher = cipher
        self._clock = clock
        self._evenings = evenings
        # Open pages hear of a change from the database; nothing is cached here.
        self._writer = AvailabilityWriter(database, settle=conditions.settling(database, evenings))
        self._presses = Presses(database, self._writer, evenings)
        # Who had the help already. A restart forgets it, and helps once more.
        self._helped: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def close(self) -> None:
        """Wait until all that was begun is stored."""
        await self._writer.close()

    async def answer(
        self,
        channel_type: LinkedChannel,
        address: str,
        text: str,
        now: datetime,
        account: str | None = None,
    ) -> str | None:
        """Do what the message asks for and say so in a few words; None where silence is better.

        `address` is the chat's, `account` its account id where Signal shows it, `now` aware. Never
        raises for what a person or the database did.
        """
        today = self._clock.today(now)
        command = parse_command(text, today)
        chat = _Chat(channel_type, address, account)
        try:
            if isinstance(command, NotUnderstood) and command.what == "text":
                return await self._reply(text, chat, now) or self._help_once(chat)
            return str(await self._carry_out(command, chat, today, now))
        except AddressTaken:
            return str(messages.CHAT_TAKEN)
        except MusterError as error:
            return str(error)
        except Exception:
            _log.exception("command_failed", channel=channel_type, command=type(command).__name__)
            return str(messages.TRY_AGAIN)

    async def _reply(self, text: str, chat: _Chat, now: datetime) -> str | None:
        """Do what a text says that answers one of our messages, where those have no buttons."""
        status = parse_status(text)
        if chat.channel_type != "signal" or not may_answer(text, status):
            return None
        user_id = await self._user_id(chat)
        if user_id is None:
            return None
        return await self._presses.reply(text, status, user_id, chat.channel_type, now)

    async def press(
        self, channel_type: LinkedChannel, address: str | None, data: str, now: datetime
    ) -> Told:
        """Do what a button below one of our messages says, and say what now holds.

        `address` is the chat of whoever pressed, None where they pressed in one that is not theirs.
        Never raises for what a person or the database did.
        """
        if address is None:
            return Told(NOT_YOURS)
        try:
            user_id = await self._user_id(_Chat(channel_type, address, None))
            if user_id is None:
                return Told(str(channel_messages.NOT_LINKED))
            return await self._presses.press(data, user_id, channel_type, now)
        except MusterError as error:
            return Told(str(error))
        except Exception:
            _log.exception("press_failed", channel=channel_type)
            return Told(str(messages.TRY_AGAIN))

    async def _carry_out(self, command: Command, chat: _Chat, today: date, now: datetime) -> Words:
        match command:
            case Help():
                return channel_messages.HELP
            case NotUnderstood(what=what):
                return messages.not_understood(what)
            case Link(token=token):
                if token is None:
                    return channel_messages.TOKEN_MISSING
                async with self._database.transaction() as connection:
                    await channels.confirm_link(
                        connection,
                        self._cipher,
                        chat.channel_type,
                        token,
                        chat.address,
                        now,
                        chat.account,
                    )
                return channel_messages.LINKED
            case Stop():
                async with self._database.transaction() as connection:
                    found = await channels.stop_address(
                        connection,
                        self._cipher,
                        chat.channel_type,
                        chat.address,
                        now,
                        chat.account,
                    )
                if found:
                    return channel_messages.STOPPED
                known = parse_address(chat.channel_type, chat.address) is not None
                return (
                    channel_messages.NOBODY_STOPPED
                    if known
                    else channel_messages.NOBODY_KNOWN_STOPPED
                )
            case ShowStatus():
                return await self._status(chat, today)
            case SetStatus() | RemoveStatus():
                return await self._change(command, chat, today, now)
            case Away() | ShowAway():
                return await self._away(command, chat, today, now)

    async def _away(
        self, command: Away | ShowAway, chat: _Chat, today: date, now: datetime
    ) -> Words:
        user_id = await self._user_id(chat)
        if user_id is None:
            return channel_messages.NOT_LINKED
        async with self._database.transaction() as connection:
            if isinstance(command, ShowAway):
                found = await channels.read_away(connection, user_id, today)
            else:
                found = await channels.set_away(connection, user_id, command.until, today, now)
        return messages.away_words(found, today)

    async def _change(
        self,
        command: SetStatus | RemoveStatus,
        chat: _Chat,
        today: date,
        now: datetime,
    ) -> Words:
        user_id = await self._user_id(chat)
        if user_id is None:
            return channel_messages.NOT_LINKED
        when = when_words(command.day, today)
        if isinstance(command, SetStatus):
            async with self._database.connection() as connection:
                evening = (await read_evenings(connection, self._evenings)).on(command.day)
            arrives_at = said_arrival(command.arrives_at, command.late_minutes, evening.start)
            await self._writer.set_status(
                user_id,
                command.day,
                command.status,
                today=today,
                now=now,
                arrives_at=arrives_at,
                only_if=command.only_if,
                source=chat.channel_type,
            )
            if command.only_if is not None and await self._is_in(user_id, command.day):
                return sentences(status_set(when, "LOOKING", arrives_at), CAME_TRUE)
            return status_set(when, command.status, arrives_at, command.only_if)
        removed = await self._writer.clear_status(
            user_id, command.day, today=today, now=now, source=chat.channel_type
        )
        return status_removed(day_words(command.day, today), removed=removed)

    async def _is_in(self, user_id: int, day: date) -> bool:
        """Whether somebody is looking by now."""
        async with self._database.connection() as connection:
            own = await availability.read_own_entries(connection, user_id, DateRange(day, day))
        return any(entry.status == "LOOKING" for entry in own)

    async def _status(self, chat: _Chat, today: date) -> Words:
        """Tonight and tomorrow; names and the own answer only for whoever is linked to a player."""
        days = (today, today + timedelta(days=1))
        user_id = await self._user_id(chat)
        async with self._database.connection() as connection:
            linked = user_id is not None and await identity.is_linked(connection, user_id)
            found = await availability.read_days(connection, days)
            evenings = await read_evenings(connection, self._evenings)
            own: dict[date, OwnEntry] = {}
            if linked and user_id is not None:
                entries = await availability.read_own_entries(connection, user_id, DateRange(*days))
                own = {entry.date: entry for entry in entries}
        found_lines: list[Sayable] = [
            messages.status_words(found[day], own.get(day), evenings.on(day), today, linked=linked)
            for day in days
        ]
        if user_id is None:
            found_lines.append(channel_messages.NOT_LINKED)
        elif not linked:
            found_lines.append(NotLinked.detail)
        return lines(*found_lines)

    async def _user_id(self, chat: _Chat) -> int | None:
        async with self._database.connection() as connection:
            return await channels.find_user_by_address(
                connection, self._cipher, chat.channel_type, chat.address, chat.account
            )

    def _help_once(self, chat: _Chat) -> str | None:
        key = (chat.channel_type, chat.account or chat.address)
        if key in self._helped:
            self._helped.move_to_end(key)
            return None
        self._helped[key] = None
        if len(self._helped) > _MOST_CHATS:
            self._helped.popitem(last=False)
        return str(channel_messages.HELP)
