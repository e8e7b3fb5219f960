"""The words of the answers that only the chats give. Pure; the page's words for the same things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from bot.chats.commands import Misunderstood
from muster.availability.messages import (
    NO_SESSION,
    NO_SESSION_THEN,
    STATUS_NAMES,
    day_words,
    named,
)
from muster.availability.rules import STATUSES, Day, Status
from muster.channels.messages import HELP
from muster.channels.service import Away
from muster.evening import Evening

NO_SUCH_DAY = "I do not know that day. Say today, tomorrow, a weekday or a date like 2026-12-24."
NO_SUCH_STATUS = "Say looking, available, maybe or no, for example /today looking."
NO_SUCH_TIME = "I do not know that time. Say it like 21:30, for example /today 21:30."
NO_SUCH_CONDITION = "Say how many have to be in, for example /today if 6."
NO_SUCH_COMMAND = f"I do not know that command. I know these:\n{HELP}"
CHAT_TAKEN = (
    "This chat is linked to another account. Send /stop to unlink it, then /link and your token."
)
TRY_AGAIN = "Something went wrong on our side. Try again in a moment."
_NAMES_MOST = 12
_DAYS_NAMED = 5


def not_understood(what: Misunderstood) -> str:
    """The answer to a message of which `what` is not understood."""
    match what:
        case "day":
            return NO_SUCH_DAY
        case "status":
            return NO_SUCH_STATUS
        case "time":
            return NO_SUCH_TIME
        case "condition":
            return NO_SUCH_CONDITION
        case "command":
            return NO_SUCH_COMMAND
        case "text":
            return HELP


def away_words(away: Away, today: date) -> str:
    """Until when somebody is away, as only they are told."""
    if away.until is None:
        return "You are here: you are asked again."
    words = f"You are away and hear from us again {_on(away.until, today)}."
    if away.answered_days:
        days = [day_words(day, today) for day in away.answered_days[:_DAYS_NAMED]]
        more = len(away.answered_days) - len(days)
        named = ", ".join(days) + (f" and {more} more days" if more > 0 else "")
        words += f" What you said about {named} stands; take it back if you will not play."
    return words


def _on(day: date, today: date) -> str:
    words = day_words(day, today)
    return words if day <= today + timedelta(days=1) else f"on {words}"


def status_words(
    day: Day,
    own: Status | None,
    evening: Evening,
    today: date,
    *,
    linked: bool,
    show: Callable[[str], str] = str,
    beside: str = "",
) -> str:
    """How many are in on a day; for somebody `linked` also who is looking, and their own answer.

    `evening` is that of the day. `show` changes a player's name so that the chat shows it letter by
    letter, without markup; `beside` is what their own answer says beside its status.
    """
    counts = day.counts()
    parts = [
        f"{counts[status]} {STATUS_NAMES[status].lower()}" for status in STATUSES if counts[status]
    ]
    title = day_words(day.date, today).capitalize()
    lines = [f"{title}: {', '.join(parts) if parts else 'nobody has answered yet'}."]
    missing = evening.threshold - counts["LOOKING"]
    if not evening.session:
        lines[0] += f" {NO_SESSION if day.date == today else NO_SESSION_THEN}"
    elif day.date == today:
        lines[0] += " The session is ready." if missing <= 0 else f" {missing} more needed."
    if not linked:
        return lines[0]
    looking = [named(answer, show) for answer in day.answers if answer.status == "LOOKING"]
    if looking:
        shown = ", ".join(looking[:_NAMES_MOST])
        more = len(looking) - _NAMES_MOST
        title = "Queue" if day.date == today else STATUS_NAMES["LOOKING"]
        lines.append(f"{title}: {shown}" + (f" and {more} more" if more > 0 else ""))
    on_condition = [named(answer, show) for answer in day.answers if answer.only_if is not None]
    if on_condition:
        more = len(on_condition) - _NAMES_MOST
        shown = ", ".join(on_condition[:_NAMES_MOST])
        lines.append(f"On a condition: {shown}" + (f" and {more} more" if more > 0 else ""))
    lines.append(f"You: {STATUS_NAMES[own].lower() + beside if own else 'no answer yet'}.")
    return "\n".join(lines)
