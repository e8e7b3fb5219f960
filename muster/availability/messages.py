"""The words of an answer: what each status is called, and what is said when one is given. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Final

from muster.availability.rules import Answer, Day, OwnEntry, Status
from muster.evening import Evening

STATUS_NAMES: Final[dict[Status, str]] = {
    "LOOKING": "Looking",
    "AVAILABLE": "Available",
    "MAYBE": "Maybe",
    "NOT_PLAYING": "Not playing",
}
"""A status as the page calls it."""

NO_SESSION: Final = "No session tonight."
NO_SESSION_THEN: Final = "There is no session on that day."
"""What is said of another day than today."""

ANSWERED_FOR: Final = " (answered for you, as usual)"

CAME_TRUE: Final = "Enough others are in."
"""Said to somebody whose condition holds at once."""


def named(answer: Answer, show: Callable[[str], str] = str) -> str:
    """A name with what its answer says beside the status: "Fenrir (21:30)", "Bramble (if 6)", and
    whether it was given for them: "Juniper (as usual)".

    `show` changes a name so that the service shows it letter by letter.
    """
    beside = [] if answer.only_if is None else [f"if {answer.only_if}"]
    beside += [] if answer.arrives_at is None else [f"{answer.arrives_at:%H:%M}"]
    beside += ["as usual"] if answer.usual else []
    name = show(answer.display_name)
    return f"{name} ({', '.join(beside)})" if beside else name


def details(arrives_at: time | None, only_if: int | None) -> str:
    """What an answer says beside its status, to be put behind it: " from 21:30", " if 6 are in"."""
    late = "" if arrives_at is None else f" from {arrives_at:%H:%M}"
    return late if only_if is None else f"{late} if {only_if} are in"


def beside_own(entry: OwnEntry) -> str:
    """What somebody's own answer says beside its status, and that it was given for them."""
    return details(entry.arrives_at, entry.only_if) + (ANSWERED_FOR if entry.usual else "")


_CARDINALS: Final = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_ORDINALS: Final = (
    *("", "first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}


def cardinal(number: int) -> str:
    """A number as a sentence says it: "six", "13"."""
    return _CARDINALS[number] if 0 <= number < len(_CARDINALS) else str(number)


def ordinal(place: int) -> str:
    """A place in a queue, from 1: "third", "21st"."""
    if 0 < place < len(_ORDINALS):
        return _ORDINALS[place]
    ending = "th" if place % 100 in (11, 12, 13) else _ENDINGS.get(place % 10, "th")
    return f"{place}{ending}"


def day_words(day: date, today: date) -> str:
    """A day as people say it: "today", "tomorrow", "Fri 27 Nov"."""
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    return f"{day:%a} {day.day} {day:%b}"


def what_holds(
    day: Day, user_id: int, evening: Evening, when: str = "tonight", *, called: bool = False
) -> str:
    """What now holds for somebody, in one or two sentences.

    Args:
        evening: that of the day.
        when: the day as people say it.
        called: they answer a call, which asked for as many as were missing.
    """
    own = next((answer for answer in day.answers if answer.user_id == user_id), None)
    if own is None:
        return f"You have no answer for {when}."
    looking = [answer.user_id for answer in day.answers if answer.status == "LOOKING"]
    threshold = evening.threshold
    missing = threshold - len(looking)
    then = "The session is ready." if missing <= 0 else f"{missing} short of a session."
    if not evening.session:
        then = NO_SESSION if when == "tonight" else NO_SESSION_THEN
    late = "" if own.arrives_at is None else f" from {own.arrives_at:%H:%M}"
    match own.status:
        case "LOOKING" if not evening.session:
            return f"You are looking {when}{late}. {then}"
        case "LOOKING":
            place = looking.index(user_id) + 1
            if called and place > threshold:
                return f"We are full. You are {ordinal(place - threshold)} substitute{late}."
            of = f" of {cardinal(threshold)}" if place <= threshold else " in the queue"
            ready = f" {then}" if missing <= 0 else ""
            return f"You are in{late}, {ordinal(place)}{of}.{ready}"
        case "AVAILABLE" if own.only_if is not None:
            return f"You are in{late} if we are {cardinal(own.only_if)}. {then}"
        case "AVAILABLE":
            return f"You are available {when}{late}. {then}"
        case "MAYBE":
            return f"You said maybe for {when}. {then}"
        case "NOT_PLAYING":
            return f"You are not playing {when}."


def status_set(
    day: str, status: Status, arrives_at: time | None = None, only_if: int | None = None
) -> str:
    """What is said to somebody who gave an answer; `day` as in "today" or "Fri 20 Nov"."""
    return f"{STATUS_NAMES[status]} {day}{details(arrives_at, only_if)}."


def status_removed(day: str, *, removed: bool) -> str:
    """What is said to somebody who took one back; `removed`: whether there was one."""
    return f"Your answer for {day} is gone." if removed else f"You had no answer for {day}."
