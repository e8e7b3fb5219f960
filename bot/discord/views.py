"""The buttons of each message, and what their ids mean. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import discord

from bot.discord import words
from bot.discord.buttons import ActionButton, fits, link, view_of
from muster.availability.rules import STATUSES, Status
from muster.channels.messages import STATUS_NAMES
from muster.settings import is_loopback
from muster.tonight.message.messages import STATUS_SHAPES
from muster.tonight.message.rules import Board

ANSWER, CLEAR, THIS_IS_ME, CREATE_PLAYER, FIND_ME = "answer", "clear", "me", "create", "who"
ASK, CANCEL, SAVE_TEAMS, SWITCH = "ask", "cancel", "teams", "switch"

_DAY, _DAY_LENGTH = "%y%m%d", 6
_BY_LETTER: dict[str, Status] = {status[0]: status for status in STATUSES}


def day_argument(day: date) -> str:
    """Six characters that name a day."""
    return day.strftime(_DAY)


def parse_day_argument(text: str) -> date | None:
    if len(text) != _DAY_LENGTH:
        return None
    try:
        return datetime.strptime(text, _DAY).date()  # noqa: DTZ007 a date has no zone
    except ValueError:
        return None


def answer_argument(day: date, status: Status) -> str:
    """Seven characters that name an answer."""
    return day_argument(day) + status[0]


def parse_answer_argument(text: str) -> tuple[date, Status] | None:
    """The answer that `answer_argument` named; None for anything else."""
    day, status = parse_day_argument(text[:-1]), _BY_LETTER.get(text[-1:])
    return None if day is None or status is None else (day, status)


def tonight_view(board: Board, origin: str) -> discord.ui.View:
    """The tonight message's: four answers, and links where others can follow them."""
    buttons: list[discord.ui.Item[Any]] = [
        ActionButton(
            f"{STATUS_SHAPES[status]} {STATUS_NAMES[status]}",
            ANSWER,
            answer_argument(board.date, status),
            style=discord.ButtonStyle.primary
            if status == "LOOKING"
            else discord.ButtonStyle.secondary,
            row=0,
        )
        for status in STATUSES
    ]
    if can_be_opened(origin):
        buttons.append(link(words.OPEN_PAGE, page(origin), row=1))
        if board.room_open or board.missing == 0:
            buttons.append(link(words.PLANNING_ROOM, page(origin, "planning"), row=1))
    return view_of(*buttons)


def is_of_day(message: discord.Message, day: date) -> bool:
    """Whether a message has the answers' buttons of `day`."""
    wanted = f"muster:{ANSWER}:{day_argument(day)}"
    return any(
        isinstance(button, discord.Button) and (button.custom_id or "").startswith(wanted)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for button in row.children
    )


def answered_view(day: date) -> discord.ui.View:
    """Below the confirmation of an answer."""
    return view_of(ActionButton(words.TAKE_BACK, CLEAR, day_argument(day)))


def link_yourself_view(
    suggested: list[tuple[str, str]], create: str | None, then: str, origin: str
) -> discord.ui.View:
    """One press each: the profiles that somebody may be, (guid, name), the best first.

    Args:
        create: the name of a profile that could be made for them, if any.
        then: the answer that they were about to give (`answer_argument`), or ''.
    """
    buttons: list[discord.ui.Item[Any]] = []
    for number, (guid, name) in enumerate(suggested):
        style = discord.ButtonStyle.secondary if number else discord.ButtonStyle.success
        argument = f"{then or '-'}:{guid}"
        if fits(THIS_IS_ME, argument):
            label = words.this_is_me(name, first=number == 0)
            buttons.append(ActionButton(label, THIS_IS_ME, argument, style=style))
    if create is not None:
        buttons.append(ActionButton(words.create_player(create), CREATE_PLAYER, then or "-"))
    if can_be_opened(origin):
        buttons.append(link(words.SOMEBODY_ELSE, page(origin, "profile")))
    return view_of(*buttons)


def find_me_view(then: str = "") -> discord.ui.View:
    """For whoever is not linked: begins the linking."""
    return view_of(
        ActionButton(words.LINK_ME, FIND_ME, then or "-", style=discord.ButtonStyle.success)
    )


def page_view(origin: str, label: str, path: str = "availability") -> discord.ui.View | None:
    """One link to a page of the website."""
    return view_of(link(label, page(origin, path))) if can_be_opened(origin) else None


def page(origin: str, path: str = "availability") -> str:
    return f"{origin}/#/{path}"


def can_be_opened(origin: str) -> bool:
    """Whether a link there is of use to anybody but this machine; Discord refuses others."""
    return not is_loopback(urlsplit(origin).hostname or "")
