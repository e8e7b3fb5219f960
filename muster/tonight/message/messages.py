"""The words of the tonight message. Pure; times are Discord's, so that everybody sees their own."""

from __future__ import annotations

from collections.abc import Sequence

from muster.availability.messages import NO_SESSION, STATUS_NAMES, counted_status, named
from muster.availability.rules import Answer, Day, Status
from muster.notifications.messages import plain
from muster.tonight.message.rules import Board

STATUS_SHAPES: dict[Status, str] = {
    "LOOKING": "●",
    "AVAILABLE": "○",
    "MAYBE": "◐",
    "NOT_PLAYING": "\u2013",
}
"""The shapes that the page has, so that nobody needs colours to tell the answers apart."""

_LINE_MOST = 560
"""Three lists of names, and all around them, fit into the 2,000 characters of a message."""

QUEUE_EMPTY = "Queue is empty"
NOBODY_YET = "Nobody has answered yet."


def board_text(board: Board) -> str:
    """The whole message; at most 2,000 characters."""
    start = int(board.starts_at.timestamp())
    starts = f"Start: <t:{start}:t>, <t:{start}:R>" if board.session else str(NO_SESSION)
    lines = [f"## Tonight, <t:{start}:D>", starts]
    lines.append(counts(board.day))
    lines.append(f"**Queue:** {_names(board.answers('LOOKING')) or QUEUE_EMPTY}")
    for status in ("AVAILABLE", "MAYBE"):
        if names := _names(board.answers(status)):
            lines.append(f"**{STATUS_NAMES[status]}:** {names}")
    if board.session:
        lines.append(_what_is_missing(board))
        if board.forecast is not None:
            lines.append(str(board.forecast))
    if board.call is not None:
        asked, yes = board.call
        lines.append(f"A call is on: {asked} asked, {yes} yes.")
    return "\n".join(lines)


def closed_text(board: Board) -> str:
    """What is left of it once its day is over: no names, as nobody is waited for any more."""
    start = int(board.starts_at.timestamp())
    return f"## The evening of <t:{start}:D>\n{counts(board.day)}\nThis evening is over."


def counts(day: Day) -> str:
    """How many gave each answer: "● 5 looking · ○ 3 available"."""
    parts = [
        f"{STATUS_SHAPES[status]} {counted_status(status, number)}"
        for status, number in day.counts().items()
        if status == "LOOKING" or number
    ]
    return " · ".join(parts)


def _what_is_missing(board: Board) -> str:
    if board.room_open:
        return "The planning room is open."
    if board.missing == 0:
        return "The session is ready: the planning room can be opened."
    return f"{board.missing} short of a session."


def _names(answers: Sequence[Answer]) -> str:
    """Names in one line, as many as fit; with from when they play, and on what condition."""
    shown: list[str] = []
    for number, answer in enumerate(answers):
        name = str(named(answer, plain))
        if len(", ".join([*shown, name])) > _LINE_MOST:
            return f"{', '.join(shown)} and {len(answers) - number} more"
        shown.append(name)
    return ", ".join(shown)
