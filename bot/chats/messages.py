"""The words of the answers that only the chats give. Pure; the page's words for the same things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from bot.chats.commands import Misunderstood
from muster.availability.messages import (
    NO_SESSION,
    NO_SESSION_THEN,
    READY,
    counted_status,
    day_title,
    day_words,
    named,
    own_said,
    when_words,
)
from muster.availability.rules import STATUSES, Answer, Day, OwnEntry
from muster.channels.messages import HELP
from muster.channels.service import Away
from muster.evening import Evening
from muster.words import Sentence, Words, lines, sentences, words

say = words("chats")

NO_SUCH_DAY: Final = say("no-such-day")
NO_SUCH_STATUS: Final = say("no-such-status")
NO_SUCH_TIME: Final = say("no-such-time")
NO_SUCH_CONDITION: Final = say("no-such-condition")
NO_SUCH_COMMAND: Final = lines(say("no-such-command"), HELP)
CHAT_TAKEN: Final = say("chat-taken")
TRY_AGAIN: Final = say("try-again")
_NAMES_MOST = 12
_MORE = {"queue": "queue-more", "looking": "looking-more", "on-condition": "on-condition-more"}
_DAYS_NAMED = 5


def not_understood(what: Misunderstood) -> Words:
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


def away_words(away: Away, today: date) -> Words:
    """Until when somebody is away, as only they are told."""
    if away.until is None:
        return say("here")
    soon = away.until <= today + timedelta(days=1)
    when = when_words(away.until, today)
    said = say("away", when=when) if soon else say("away-day", day=away.until)
    if not away.answered_days:
        return said
    days = lines(*(day_words(day, today) for day in away.answered_days[:_DAYS_NAMED]), between=", ")
    more = len(away.answered_days) - _DAYS_NAMED
    stands = say("still-stands", days=days)
    if more > 0:
        stands = say("still-stands-more", days=days, count=more)
    return sentences(said, stands)


def status_words(
    day: Day,
    own: OwnEntry | None,
    evening: Evening,
    today: date,
    *,
    linked: bool,
    show: Callable[[str], str] = str,
) -> Words:
    """How many are in on a day; for somebody `linked` also who is looking, and their own answer.

    `evening` is that of the day. `show` changes a player's name so that the chat shows it letter by
    letter, without markup.
    """
    counts = day.counts()
    parts = [counted_status(status, counts[status]) for status in STATUSES if counts[status]]
    title = day_title(day.date, today)
    first = (
        say("day-counts", day=title, counts=lines(*parts, between=", "))
        if parts
        else say("day-nobody", day=title)
    )
    missing = evening.threshold - counts["LOOKING"]
    said = [first]
    if not evening.session:
        said.append(NO_SESSION if day.date == today else NO_SESSION_THEN)
    elif day.date == today:
        said.append(READY if missing <= 0 else say("more-needed", missing=missing))
    found: list[Words] = [sentences(*said)]
    if not linked:
        return found[0]
    looking = [answer for answer in day.answers if answer.status == "LOOKING"]
    if looking:
        found.append(_who("queue" if day.date == today else "looking", looking, show))
    on_condition = [answer for answer in day.answers if answer.only_if is not None]
    if on_condition:
        found.append(_who("on-condition", on_condition, show))
    found.append(own_said(own))
    return lines(*found)


def _who(
    what: Literal["queue", "looking", "on-condition"],
    answers: Sequence[Answer],
    show: Callable[[str], str],
) -> Sentence:
    names = lines(*(named(each, show) for each in answers[:_NAMES_MOST]), between=", ")
    more = len(answers) - _NAMES_MOST
    return say(_MORE[what], names=names, count=more) if more > 0 else say(what, names=names)
