"""`/avail`, `/queue`, `/tomorrow` and the buttons of the tonight message: when somebody plays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chats.commands import conditional, is_day, parse_day, parse_time
from bot.chats.messages import NO_SUCH_DAY, NO_SUCH_TIME, status_words
from bot.discord import command_words, messages
from bot.discord.buttons import AnswerButton, FindMeButton, TakeBackButton, UsualButton
from bot.discord.command_words import told
from bot.discord.gateway.client import GatewayClient
from bot.discord.interactions import Reply, answer
from bot.discord.replies import find_usual, link_yourself, set_answer
from bot.discord.views import usual_buttons
from muster.availability import service as availability
from muster.availability.messages import STATUS_NAMES, day_words, status_removed
from muster.availability.rules import (
    LEAST_CONDITION,
    MOST_CONDITION,
    STATUSES,
    DateRange,
    Day,
    OwnEntry,
    Status,
    said_arrival,
)
from muster.clock import utc_now
from muster.errors import NotLinked
from muster.evening import Evening
from muster.identity.rules import Viewer
from muster.notifications.answers import usual_given, usual_of_key
from muster.notifications.messages import plain
from muster.usual.rules import Usual
from muster.words import ENGLISH, Language, lines, rendered

_DAYS_SUGGESTED = 8
_STATUS_CHOICES = [
    app_commands.Choice(name=told(STATUS_NAMES[status]), value=status) for status in STATUSES
]
_Interaction = discord.Interaction[GatewayClient]


class AvailabilityCog(commands.Cog):
    """Answers by day."""

    avail = app_commands.Group(name="avail", description=command_words.AVAIL, guild_only=True)

    def __init__(self, client: GatewayClient) -> None:
        self._parts = client.parts
        client.on_press(AnswerButton, self._press_answer)
        client.on_press(TakeBackButton, self._press_take_back)
        client.on_press(UsualButton, self._press_usual)

    @avail.command(name="set", description=command_words.AVAIL_SET)
    @app_commands.describe(
        status=command_words.STATUS_OPTION,
        day=command_words.DAY_OPTION,
        from_=command_words.FROM_OPTION,
        only_if=command_words.ONLY_IF_OPTION,
    )
    @app_commands.rename(from_="from")
    @app_commands.choices(status=_STATUS_CHOICES)
    async def set_(
        self,
        interaction: _Interaction,
        status: str,
        day: str | None = None,
        from_: str | None = None,
        only_if: app_commands.Range[int, LEAST_CONDITION, MOST_CONDITION] | None = None,
    ) -> None:
        said = self._set_named(interaction, _status(status), day, from_, only_if)
        await answer(interaction, said)

    @avail.command(name="clear", description=command_words.AVAIL_CLEAR)
    @app_commands.describe(day=command_words.DAY_OPTION)
    async def clear(self, interaction: _Interaction, day: str | None = None) -> None:
        await answer(interaction, self._clear_named(interaction, day))

    @avail.command(name="show", description=command_words.AVAIL_SHOW)
    async def show(self, interaction: _Interaction) -> None:
        await answer(interaction, self._show(interaction))

    @app_commands.command(name="queue", description=command_words.QUEUE)
    @app_commands.guild_only()
    async def queue(self, interaction: _Interaction) -> None:
        await answer(interaction, self._queue(interaction))

    @app_commands.command(name="tomorrow", description=command_words.TOMORROW)
    @app_commands.describe(status=command_words.STATUS_OPTION)
    @app_commands.choices(status=_STATUS_CHOICES)
    @app_commands.guild_only()
    async def tomorrow(self, interaction: _Interaction, status: str | None = None) -> None:
        if status is None:
            await answer(interaction, self._tomorrow(interaction))
        else:
            await answer(interaction, self._set_named(interaction, _status(status), "tomorrow"))

    @set_.autocomplete("day")
    @clear.autocomplete("day")
    async def suggest_days(
        self, interaction: _Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """What was typed if it is a day, and the next days by what people call them, in their
        language or in English.
        """
        language = await self._parts.read_language(interaction)
        today, word = self._parts.today(utc_now()), typed.strip().casefold()
        days = [today + timedelta(days=ahead) for ahead in range(_DAYS_SUGGESTED)]
        offered = [
            day
            for day in days
            if any(word in _called(day, today, each).casefold() for each in (language, ENGLISH))
        ]
        meant = parse_day(word, today) if is_day(word) else None
        if meant is not None:
            offered = [meant, *(day for day in offered if day != meant)]
        return [
            app_commands.Choice(name=_called(day, today, language), value=day.isoformat())
            for day in offered
        ]

    async def _press_answer(
        self, interaction: discord.Interaction[Any], button: AnswerButton
    ) -> Reply:
        """A button of a tonight message, be it today's or an older one."""
        now = utc_now()
        if self._parts.is_over(button.day, now):
            return Reply(messages.DAY_IS_OVER)
        return await self._set(interaction, button.day, button.status, now)

    async def _press_take_back(
        self, interaction: discord.Interaction[Any], button: TakeBackButton
    ) -> Reply:
        now = utc_now()
        if self._parts.is_over(button.day, now):
            return Reply(messages.DAY_IS_OVER)
        return await self._clear(interaction, button.day, now)

    async def _press_usual(
        self, interaction: discord.Interaction[Any], button: UsualButton
    ) -> Reply:
        """Take one's usual answer, which is then one's own."""
        parts, now = self._parts, utc_now()
        if parts.is_over(button.day, now):
            return Reply(messages.DAY_IS_OVER)
        usual = usual_of_key(button.key)
        if usual is None:
            return Reply(messages.UNKNOWN_BUTTON)
        async with parts.database.connection() as connection:
            evening = await parts.evening(connection, button.day)
        given = usual_given(usual, evening.start)
        return await self._set(
            interaction, button.day, given.status, now, given.arrives_at, given.only_if
        )

    async def _set_named(
        self,
        interaction: _Interaction,
        status: Status | None,
        day: str | None,
        from_: str | None = None,
        only_if: int | None = None,
    ) -> Reply:
        now = utc_now()
        named = self._day(day, now)
        if status is None:
            return Reply(messages.NO_SUCH_STATUS)
        if named is None:
            return Reply(NO_SUCH_DAY)
        arrives_at = None if from_ is None else parse_time(from_)
        if from_ is not None and arrives_at is None:
            return Reply(NO_SUCH_TIME)
        async with self._parts.database.connection() as connection:
            evening = await self._parts.evening(connection, named)
        return await self._set(
            interaction,
            named,
            conditional(status, only_if is not None),
            now,
            said_arrival(arrives_at, None, evening.start),
            only_if,
        )

    async def _clear_named(self, interaction: _Interaction, day: str | None) -> Reply:
        now = utc_now()
        named = self._day(day, now)
        return Reply(NO_SUCH_DAY) if named is None else await self._clear(interaction, named, now)

    async def _set(
        self,
        interaction: discord.Interaction[Any],
        day: date,
        status: Status,
        now: datetime,
        arrives_at: time | None = None,
        only_if: int | None = None,
    ) -> Reply:
        parts = self._parts
        try:
            viewer = await parts.find_viewer(interaction, now)
            return await set_answer(parts, viewer, day, status, now, arrives_at, only_if)
        except NotLinked:
            return await link_yourself(parts, interaction, (day, status))

    async def _clear(
        self, interaction: discord.Interaction[Any], day: date, now: datetime
    ) -> Reply:
        today = self._parts.today(now)
        viewer = await self._parts.find_viewer(interaction, now)
        removed = await self._parts.writer.clear_status(
            viewer.user_id, day, today=today, now=now, source="discord"
        )
        async with self._parts.database.connection() as connection:
            usual = await find_usual(self._parts, connection, viewer, (day,), today)
        text = status_removed(day_words(day, today), removed=removed)
        return Reply(text, usual_buttons(usual, day, today))

    async def _show(self, interaction: _Interaction) -> Reply:
        parts, now = self._parts, utc_now()
        today = parts.today(now)
        days = (today, today + timedelta(days=1))
        viewer = await self._viewer_or_none(interaction, now)
        own: dict[date, OwnEntry] = {}
        usual: dict[date, Usual] = {}
        async with parts.database.connection() as connection:
            found = await availability.read_days(connection, days)
            evenings = [await parts.evening(connection, day) for day in days]
            if viewer is not None:
                entries = await availability.read_own_entries(
                    connection, viewer.user_id, DateRange(*days)
                )
                own = {entry.date: entry for entry in entries}
                usual = await find_usual(parts, connection, viewer, days, today)
        said = [
            status_words(
                found[day],
                own.get(day),
                evening,
                today,
                linked=viewer is not None,
                show=plain,
            )
            for day, evening in zip(days, evenings, strict=True)
        ]
        buttons = (FindMeButton(),) if viewer is None else usual_buttons(usual, today, today)
        return Reply(lines(*said, between="\n\n"), buttons)

    async def _queue(self, interaction: _Interaction) -> Reply:
        day, evening, linked = await self._read(interaction, utc_now(), days_ahead=0)
        text = messages.queue(day, evening, names=linked)
        return Reply(text, () if linked else (FindMeButton(),))

    async def _tomorrow(self, interaction: _Interaction) -> Reply:
        now = utc_now()
        day, evening, linked = await self._read(interaction, now, days_ahead=1)
        text = messages.who(day, self._parts.today(now), evening, names=linked)
        return Reply(text, () if linked else (FindMeButton(),))

    async def _read(
        self, interaction: _Interaction, now: datetime, *, days_ahead: int
    ) -> tuple[Day, Evening, bool]:
        """A day's answers, its evening, and whether whoever asks may see names."""
        day = self._parts.today(now) + timedelta(days=days_ahead)
        viewer = await self._viewer_or_none(interaction, now)
        async with self._parts.database.connection() as connection:
            found = (await availability.read_days(connection, (day,)))[day]
            return found, await self._parts.evening(connection, day), viewer is not None

    async def _viewer_or_none(self, interaction: _Interaction, now: datetime) -> Viewer | None:
        try:
            return await self._parts.find_viewer(interaction, now)
        except NotLinked:
            return None

    def _day(self, text: str | None, now: datetime) -> date | None:
        today = self._parts.today(now)
        if text is None:
            return today
        word = text.strip().casefold()
        return parse_day(word, today) if is_day(word) else None


def _called(day: date, today: date, language: Language) -> str:
    return rendered(day_words(day, today), language)


def _status(value: str) -> Status | None:
    return next((status for status in STATUSES if status == value), None)
