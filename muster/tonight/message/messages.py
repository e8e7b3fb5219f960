"""The words of the tonight message, in the community's language. Pure; times are Discord's, so that
everybody sees their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from muster.availability.messages import NO_SESSION, counted_status, named, what_is_missing
from muster.availability.rules import Answer, Day, Status
from muster.notifications.messages import fitting, in_a_row, plain
from muster.notifications.messages import say as say_message
from muster.tonight.message.rules import Board
from muster.words import Sayable, Text, Words, lines, words

STATUS_SHAPES: dict[Status, str] = {
    "LOOKING": "●",
    "AVAILABLE": "○",
    "MAYBE": "◐",
    "NOT_PLAYING": "\u2013",
}
"""The shapes that the page has, so that nobody needs colours to tell the answers apart."""

_LINE_MOST = 500
"""Three lists of names, and all around them in any language, fit into the 2,000 characters of a
message.
"""

say = words("tonight")

QUEUE_EMPTY = say("nobody-in-queue")


def board_text(board: Board) -> str:
    """The whole message; at most 2,000 characters."""
    start = int(board.starts_at.timestamp())
    queue = _names(board, "LOOKING")
    found: list[Sayable] = [
        say("heading", start=f"<t:{start}:D>"),
        say("start", start=f"<t:{start}:t>", relative=f"<t:{start}:R>")
        if board.session
        else NO_SESSION,
        counts(board.day),
        say("queue-empty") if queue is None else say("queue", names=queue),
    ]
    if (names := _names(board, "AVAILABLE")) is not None:
        found.append(say("available", names=names))
    if (names := _names(board, "MAYBE")) is not None:
        found.append(say("maybe", names=names))
    if board.session:
        found.append(_what_is_missing(board))
        if board.forecast is not None:
            found.append(board.forecast)
    if board.call is not None:
        asked, yes = board.call
        found.append(say("call", asked=asked, yes=yes))
    return lines(*found).in_language(board.language)


def closed_text(board: Board) -> str:
    """What is left of it once its day is over: no names, as nobody is waited for any more."""
    start = int(board.starts_at.timestamp())
    said = lines(say("heading-over", start=f"<t:{start}:D>"), counts(board.day), say("over"))
    return said.in_language(board.language)


def counts(day: Day) -> Text:
    """How many gave each answer: "● 5 looking · ○ 3 available"."""
    parts = [
        lines(STATUS_SHAPES[status], counted_status(status, number), between=" ")
        for status, number in day.counts().items()
        if status == "LOOKING" or number
    ]
    return lines(*parts, between=" · ")


def _what_is_missing(board: Board) -> Words:
    if board.room_open:
        return say("room-open")
    return say("room-can-open") if board.missing == 0 else what_is_missing(board.missing)


def _names(board: Board, status: Status) -> Words | None:
    """Names in one line, as many as fit, with from when they play, and on what condition; None for
    nobody.
    """
    answers: Sequence[Answer] = board.answers(status)
    names = [named(answer, plain) for answer in answers]
    shown = fitting(names, _LINE_MOST, board.language)
    if not names or len(shown) == len(names):
        return in_a_row(names) if names else None
    return say_message("and-more", names=in_a_row(shown), count=len(names) - len(shown))
