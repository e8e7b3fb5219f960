"""Carries out what a chat asks for, through the website's services, and words the answer."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
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
from muster.errors import AddressTaken, EncryptionNotConfigured, MusterError, NotLinked
from muster.evening import Evenings
from muster.evenings.service import read_evenings
from muster.identity import service as identity
from muster.identity.languages import ReadersLanguage, hear_language
from muster.notifications import conditions
from muster.notifications.chat_linking import link_chat
from muster.notifications.messages import NOT_YOURS
from muster.notifications.presses import Presses, Told
from muster.notifications.written_answers import may_answer
from muster.words import (
    Language,
    Sayable,
    Words,
    known_language,
    lines,
    readers_language,
    sentences,
)

_MOST_CHATS = 2_000

_log = structlog.stdlib.get_logger(__name__)


class _Chat(NamedTuple):
    """Who writes, by the names that the service gives, and the language that it says they read."""

    channel_type: LinkedChannel
    address: str
    account: str | None = None
    tag: str | None = None


class _Writer(NamedTuple):
    """Whom an answer is for: who they are, if their chat is linked, and the language they read."""

    user_id: int | None
    language: Language


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
        tag: str | None = None,
    ) -> str | None:
        """Do what the message asks for and say so in a few words; None where silence is better.

        `address` is the chat's, `account` its account id where Signal shows it, `tag` the language
        that the service says its writer reads, `now` aware. Never raises for what a person or the
        database did.
        """
        command = parse_command(text, self._clock.today(now))
        chat = _Chat(channel_type, address, account, tag)
        writer = self._unknown(chat)
        try:
            try:
                writer = await self._writer_of(chat, now)
            except MusterError:
                # What asks nothing of the database is answered without it.
                if not isinstance(command, Help | NotUnderstood) or _may_reply(chat, text):
                    raise
            said = await self._answer(command, text, chat, writer, now)
        except MusterError as error:
            return self._in_words(error, writer)
        except Exception:
            _log.exception("command_failed", channel=channel_type, command=type(command).__name__)
            said = messages.TRY_AGAIN
        return said if said is None or isinstance(said, str) else said.in_language(writer.language)

    async def _answer(
        self, command: Command, text: str, chat: _Chat, writer: _Writer, now: datetime
    ) -> Words | str | None:
        if isinstance(command, NotUnderstood) and command.what == "text":
            return await self._reply(text, chat, writer, now) or self._help_once(chat)
        return await self._carry_out(command, chat, writer, now)

    def _in_words(self, error: MusterError, writer: _Writer) -> str:
        if isinstance(error, AddressTaken):
            return messages.CHAT_TAKEN.in_language(writer.language)
        return error.detail.in_language(writer.language)

    async def _reply(self, text: str, chat: _Chat, writer: _Writer, now: datetime) -> str | None:
        """Do what a text says that answers one of our messages, where those have no buttons."""
        if writer.user_id is None or not _may_reply(chat, text):
            return None
        return await self._presses.reply(
            text, parse_status(text), writer.user_id, chat.channel_type, writer.language, now
        )

    async def press(
        self,
        channel_type: LinkedChannel,
        address: str | None,
        data: str,
        now: datetime,
        tag: str | None = None,
    ) -> Told:
        """Do what a button below one of our messages says, and say what now holds.

        `address` is the chat of whoever pressed, None where they pressed in one that is not theirs;
        `tag` as in `answer`. Never raises for what a person or the database did.
        """
        chat = _Chat(channel_type, address or "", None, tag)
        writer = self._unknown(chat)
        if address is None:
            return Told(NOT_YOURS.in_language(writer.language))
        try:
            writer = await self._writer_of(chat, now)
            if writer.user_id is None:
                return Told(channel_messages.NOT_LINKED.in_language(writer.language))
            return await self._presses.press(
                data, writer.user_id, channel_type, now, writer.language
            )
        except MusterError as error:
            return Told(self._in_words(error, writer))
        except Exception:
            _log.exception("press_failed", channel=channel_type)
            return Told(messages.TRY_AGAIN.in_language(writer.language))

    async def _carry_out(
        self, command: Command, chat: _Chat, writer: _Writer, now: datetime
    ) -> Words | str:
        today = self._clock.today(now)
        match command:
            case Help():
                return channel_messages.HELP
            case NotUnderstood(what=what):
                return messages.not_understood(what)
            case Link(token=token):
                if token is None:
                    return channel_messages.TOKEN_MISSING
                async with self._database.transaction() as connection:
                    await link_chat(
                        connection,
                        self._cipher,
                        chat.channel_type,
                        token,
                        chat.address,
                        now,
                        chat.account,
                    )
                linked = writer
                with suppress(MusterError):  # it is linked, whatever can be read of them
                    linked = await self._writer_of(chat, now)
                return channel_messages.LINKED.in_language(linked.language)
            case Stop():
                return await self._stop(chat, now)
            case ShowStatus():
                return await self._status(writer.user_id, today)
            case SetStatus() | RemoveStatus():
                return await self._change(command, chat, writer.user_id, today, now)
            case Away() | ShowAway():
                return await self._away(command, writer.user_id, today, now)

    async def _stop(self, chat: _Chat, now: datetime) -> Words:
        """Stop a chat, and say what became of that, no more."""
        try:
            async with self._database.transaction() as connection:
                stopped = await channels.stop_address(
                    connection,
                    self._cipher,
                    chat.channel_type,
                    chat.address,
                    now,
                    chat.account,
                )
        except EncryptionNotConfigured:
            return channel_messages.STOP_NEEDS_KEY
        if stopped == "unlinked":
            return channel_messages.STOPPED
        if stopped == "not_yet":
            return channel_messages.STOP_NOT_YET
        known = parse_address(chat.channel_type, chat.address) is not None
        return channel_messages.NOBODY_STOPPED if known else channel_messages.NOBODY_KNOWN_STOPPED

    async def _away(
        self, command: Away | ShowAway, user_id: int | None, today: date, now: datetime
    ) -> Words:
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
        user_id: int | None,
        today: date,
        now: datetime,
    ) -> Words:
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

    async def _status(self, user_id: int | None, today: date) -> Words:
        """Tonight and tomorrow; names and the own answer only for whoever is linked to a player."""
        days = (today, today + timedelta(days=1))
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

    async def _writer_of(self, chat: _Chat, now: datetime) -> _Writer:
        """Who writes, by one statement; one more where their service says another language."""
        said = known_language(chat.tag)
        async with self._database.connection() as connection:
            reader = await channels.find_reader_by_address(
                connection, self._cipher, chat.channel_type, chat.address, chat.account
            )
            if reader is None:
                return self._unknown(chat)
            known = reader.language
            if said is not None and said != known.heard:
                await hear_language(connection, reader.user_id, said, now)
                known = ReadersLanguage(known.chosen, said)
        return _Writer(reader.user_id, known.or_else(self._evenings.language))

    def _unknown(self, chat: _Chat) -> _Writer:
        """Somebody of whom no more is known than what their service says."""
        return _Writer(None, readers_language(chat.tag, community=self._evenings.language))

    def _help_once(self, chat: _Chat) -> Words | None:
        key = (chat.channel_type, chat.account or chat.address)
        if key in self._helped:
            self._helped.move_to_end(key)
            return None
        self._helped[key] = None
        if len(self._helped) > _MOST_CHATS:
            self._helped.popitem(last=False)
        return channel_messages.HELP


def _may_reply(chat: _Chat, text: str) -> bool:
    """Whether a text could answer one of our messages: where those have buttons, none does."""
    return chat.channel_type == "signal" and may_answer(text, parse_status(text))
