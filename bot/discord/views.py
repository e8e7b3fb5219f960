"""The buttons of each message. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

import discord

from bot.discord import messages
from bot.discord.buttons import (
    AnswerButton,
    Button,
    Buttons,
    CreatePlayerButton,
    GiveButton,
    Given,
    LinkButton,
    TakeBackButton,
    ThisIsMeButton,
    UsualButton,
    day_id,
    view_of,
)
from muster.availability.messages import day_title
from muster.availability.rules import STATUSES
from muster.notifications.answers import Offered, usual_choice, usual_words
from muster.settings import is_loopback
from muster.tonight.message.rules import Board
from muster.usual.rules import Usual
from muster.words import Sayable


def tonight_view(board: Board, origin: str) -> discord.ui.View:
    """The tonight message's: four answers, and links where others can follow them."""
    buttons: list[Button] = [AnswerButton(board.date, status) for status in STATUSES]
    if can_be_opened(origin):
        buttons.append(LinkButton(messages.OPEN_PAGE, page(origin), row=1))
        if board.room_open or board.missing == 0:
            buttons.append(LinkButton(messages.PLANNING_ROOM, page(origin, "planning"), row=1))
    view = view_of(tuple(buttons), board.language)
    assert view is not None
    return view


def is_of_day(message: discord.Message, day: date) -> bool:
    """Whether a message has the answers' buttons of `day`."""
    found = (
        AnswerButton.match(button.custom_id or "")
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for button in row.children
        if isinstance(button, discord.Button)
    )
    return any(match is not None and match["day"] == day_id(day) for match in found)


def answered_buttons(day: date, usual: Mapping[date, Usual], today: date) -> Buttons:
    """Below the confirmation of an answer for `day`; `usual` as in `usual_buttons`."""
    return (TakeBackButton(day), *usual_buttons(usual, day, today))


def usual_buttons(usual: Mapping[date, Usual], day: date, today: date) -> Buttons:
    """Below what somebody alone is told of `day`: their usual answers for days without one."""
    return tuple(
        UsualButton(
            usual_words(answer, None if each == day else day_title(each, today)),
            each,
            usual_choice(answer).key,
        )
        for each, answer in usual.items()
    )


def answer_buttons(answers: Sequence[Offered]) -> Buttons:
    """The answers below a message that asks something; none where it asks nothing."""
    primary, others = discord.ButtonStyle.primary, discord.ButtonStyle.secondary
    first = primary if len(answers) > 1 else others
    styles = [others if number else first for number, _ in enumerate(answers)]
    return tuple(
        GiveButton(each.label, each.data, style=style)
        for each, style in zip(answers, styles, strict=True)
    )


def link_yourself_buttons(
    suggested: list[tuple[str, str]], create: str | None, then: Given | None, origin: str
) -> Buttons:
    """One press each: the profiles that somebody may be, (guid, name), the best first.

    Args:
        create: the name of a profile that could be made for them, if any.
        then: the answer that they were about to give, if any.
    """
    buttons: list[Button] = []
    for number, (guid, name) in enumerate(suggested):
        style = discord.ButtonStyle.secondary if number else discord.ButtonStyle.success
        label = messages.this_is_me(name, first=number == 0)
        with suppress(ValueError):  # a guid that is too long for a button
            buttons.append(ThisIsMeButton(label, guid, then, style=style))
    if create is not None:
        buttons.append(CreatePlayerButton(messages.create_player(create), then))
    if can_be_opened(origin):
        buttons.append(LinkButton(messages.SOMEBODY_ELSE, page(origin, "profile")))
    return tuple(buttons)


def page_button(origin: str, label: Sayable, path: str = "availability") -> Buttons:
    """One link to a page of the website."""
    return (LinkButton(label, page(origin, path)),) if can_be_opened(origin) else ()


def page(origin: str, path: str = "availability") -> str:
    return f"{origin}/#/{path}"


def can_be_opened(origin: str) -> bool:
    """Whether a link there is of use to anybody but this machine; Discord refuses others."""
    return not is_loopback(urlsplit(origin).hostname or "")
