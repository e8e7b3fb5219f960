"""`muster rehearse`: an evening in seconds, on a copy that is thrown away; nothing leaves."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from muster.clock import at_wall_time, local_date, utc_now
from muster.counting import counted
from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import OperatorError
from muster.settings import Settings
from ops.console import say
from ops.rehearse import store
from ops.rehearse.people import HABITS, Habits, people_of
from ops.rehearse.play import Play
from ops.rehearse.stage import copy_community, stage
from ops.rehearse.timeline import lines_of, summary_of

People = Literal["demo", "own"]

_WALL_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is rehearsed; wall times are the community's.

    Attributes:
        day: None for today.
        habits: a file like `people.toml`, from which the reactions are made.
        call: when a promoter calls; None: nobody does.
        promote: when a promoter starts a campaign; None: nobody does.
    """

    people: People
    day: date | None
    first: time
    last: time
    habits: Path
    call: time | None
    promote: time | None


def wanted(
    day: str | None,
    people: str,
    first: str,
    last: str,
    call: str,
    promote: str,
    habits: Path | None,
) -> Wanted:
    """What the command's options mean.

    Raises:
        NothingToRehearse: one of them is no date, no time or no such word.
    """
    if people not in ("demo", "own"):
        raise NothingToRehearse("--people is demo or own")
    found = Wanted(
        people=people,
        day=None if day is None else _date(day),
        first=_time("--from", first),
        last=_time("--to", last),
        habits=HABITS if habits is None else habits,
        call=None if call == "never" else _time("--call", call),
        promote=None if promote == "never" else _time("--promote", promote),
    )
    if found.first >= found.last:
        raise NothingToRehearse("--from must be before --to")
    return found


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NothingToRehearse("--date must be a date, YYYY-MM-DD") from None


def _time(option: str, text: str) -> time:
    if not _WALL_TIME.fullmatch(text):
        raise NothingToRehearse(f"{option} must be a time of day, HH:MM")
    return time.fromisoformat(text)


class NothingToRehearse(OperatorError):
    """The evening that was asked for cannot be played."""

    code = "nothing_to_rehearse"


async def rehearse(settings: Settings, plan: Wanted) -> None:
    """Play the evening and print it.

    Args:
        settings: of the community whose people are rehearsed.

    Raises:
        NothingToRehearse: nobody is linked to a player.
        HabitsUnreadable: the file of habits has a mistake.
        DatabaseUnavailable, MusterError: the community's own database cannot be read.
    """
    habits = Habits.read(plan.habits)
    day = local_date(utc_now(), settings.zone) if plan.day is None else plan.day
    first = at_wall_time(day, plan.first, settings.zone)
    last = at_wall_time(day, plan.last, settings.zone)
    async with _filled(settings, plan.people, first) as (url, own):
        async with Play(url, own, {}) as empty, empty.database.connection() as connection:
            members = await store.list_members(connection)
        if not members:
            raise NothingToRehearse("Nobody is linked to a player yet; try --people demo.")
        named = people_of(habits, [each.name for each in members])
        people = {each.user_id: named[each.name] for each in members}
        names = {each.user_id: each.name for each in members}
        async with Play(url, own, people) as play:
            await play.look_at(day)
            say(_heading(own, play, day, first, last, len(members)))
            if plan.promote is not None:
                promotes_at = at_wall_time(day, plan.promote, own.zone)
                play.at(promotes_at, play.promoting(min(people)))
            if plan.call is not None:
                calls_at = at_wall_time(day, plan.call, own.zone)
                play.at(calls_at, play.calling(min(people)))
            played = await play.play(day, first, last)
            async with play.database.connection() as connection:
                messages = await store.list_messages(connection, first)
            for line in lines_of(played, messages, names, own.zone):
                say(line)
            say("")
            for line in summary_of(played, messages, play.evening.threshold):
                say(line)


def _heading(
    settings: Settings, play: Play, day: date, first: datetime, last: datetime, members: int
) -> str:
    zone = settings.zone
    return (
        f"{day:%a %d %b %Y}, {first.astimezone(zone):%H:%M} to {last.astimezone(zone):%H:%M} "
        f"({zone.key}): {counted(members, 'player')}, {play.evening.threshold} are enough, "
        f"start {play.evening.start:%H:%M}.\n"
        "What they say is made up, and nothing leaves this machine.\n"
    )


@asynccontextmanager
async def _filled(
    settings: Settings, people: People, now: datetime
) -> AsyncGenerator[tuple[str, Settings], None]:
    """A stage with the people on it, and the settings to play with."""
    async with stage(now) as url:
        if people == "demo":
            from ops.demo.data import fill

            key = generate_contact_key()
            settings = settings.model_copy(update={"contact_data_encryption_key": SecretStr(key)})
            await fill(url, settings.zone, ContactCipher([key]), now)
        else:
            from ops.postgres.databases import database_for

            async with database_for(settings, "rehearse") as source_url:
                await copy_community(source_url, url)
        yield url, settings
