"""The words of an answer: what each status is called, and what is said when one is given. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Final

from muster.availability.rules import Answer, Day, OwnEntry, Status
from muster.evening import Evening
from muster.words import Sayable, Sentence, Words, lines, sentences, words

say = words("answers")

STATUS_NAMES: Final[dict[Status, Sentence]] = {
    "LOOKING": say("name-LOOKING"),
    "AVAILABLE": say("name-AVAILABLE"),
    "MAYBE": say("name-MAYBE"),
    "NOT_PLAYING": say("name-NOT_PLAYING"),
}
"""A status as the page calls it."""

NO_SESSION: Final = say("no-session")
NO_SESSION_THEN: Final = say("no-session-then")
"""What is said of another day than today."""

CAME_TRUE: Final = say("came-true")
"""Said to somebody whose condition holds at once."""

READY: Final = say("ready")
TONIGHT: Final = say("tonight")
"""This evening as day: "for tonight"."""


_COUNTS: Final[dict[Status, str]] = {
    "LOOKING": "count-LOOKING",
    "AVAILABLE": "count-AVAILABLE",
    "MAYBE": "count-MAYBE",
    "NOT_PLAYING": "count-NOT_PLAYING",
}


def counted_status(status: Status, count: int) -> Sentence:
    """How many gave an answer: "5 looking"."""
    return say(_COUNTS[status], count=count)


def named(answer: Answer, show: Callable[[str], str] = str) -> str | Sentence:
    """A name with what its answer says beside the status: "Fenrir (21:30)", "Bramble (if 6)", and
    whether it was given for them: "Juniper (as usual)".

    `show` changes a name so that the service shows it letter by letter.
    """
    beside: list[Sayable] = []
    if answer.only_if is not None:
        beside.append(say("beside-only-if", count=answer.only_if))
    if answer.arrives_at is not None:
        beside.append(f"{answer.arrives_at:%H:%M}")
    if answer.usual:
        beside.append(say("beside-usual"))
    name = show(answer.display_name)
    return say("named", name=name, beside=lines(*beside, between=", ")) if beside else name


def in_passing(status: Status, arrives_at: time | None, only_if: int | None) -> Sentence:
    """An answer inside of a sentence: "looking from 21:30", "available if 6 are in"."""
    late = {"from": _from(arrives_at)}
    return say("in-passing", status=status, needed=only_if or 0, **late)


def own_said(entry: OwnEntry | None) -> Sentence:
    """Somebody's own answer, and whether it was given for them; None: they have none."""
    if entry is None:
        return say("own-none")
    answer = in_passing(entry.status, entry.arrives_at, entry.only_if)
    return say("own-usual", answer=answer) if entry.usual else say("own", answer=answer)


def _from(arrives_at: time | None) -> str:
    return "none" if arrives_at is None else f"{arrives_at:%H:%M}"


def cardinal(number: int) -> Sentence:
    """A number as a sentence says it: "six", "13"."""
    return say("cardinal", number=number)


def ordinal(place: int) -> Sentence:
    """A place in a queue, from 1: "third", "21st"."""
    return say("ordinal", number=place)


def day_words(day: date, today: date) -> Sentence | date:
    """A day as people say it: "today", "tomorrow", "Fri 27 Nov"."""
    if day == today:
        return say("today")
    return say("tomorrow") if day == today + timedelta(days=1) else day


def day_title(day: date, today: date) -> Sentence | date:
    """A day where a line begins with it: "Today", "Fri 27 Nov"."""
    if day == today:
        return say("title-today")
    return say("title-tomorrow") if day == today + timedelta(days=1) else day


def when_words(day: date, today: date, *, tonight: bool = False) -> Sentence:
    """When something is: "today" (or "tonight"), "tomorrow", "Fri 27 Nov"; with the word before it
    that a language needs there.
    """
    if day == today:
        return say("when-tonight") if tonight else say("when-today")
    return say("when-tomorrow") if day == today + timedelta(days=1) else say("when-day", day=day)


def what_holds(
    day: Day, user_id: int, evening: Evening, today: date, *, called: bool = False
) -> Words:
    """What now holds for somebody, in one or two sentences.

    Args:
        evening: that of the day.
        today: the community's calendar date.
        called: they answer a call, which asked for as many as were missing.
    """
    tonight = day.date == today
    named_day = TONIGHT if tonight else day_words(day.date, today)
    when = when_words(day.date, today, tonight=True)
    own = next((answer for answer in day.answers if answer.user_id == user_id), None)
    if own is None:
        return say("has-none", day=named_day)
    looking = [answer.user_id for answer in day.answers if answer.status == "LOOKING"]
    threshold = evening.threshold
    then = what_is_missing(threshold - len(looking))
    if not evening.session:
        then = NO_SESSION if tonight else NO_SESSION_THEN
    late = {"from": _from(own.arrives_at)}
    match own.status:
        case "LOOKING" if not evening.session:
            return sentences(say("is-looking", when=when, **late), then)
        case "LOOKING":
            place = looking.index(user_id) + 1
            if called and place > threshold:
                return say("is-substitute", place=ordinal(place - threshold), **late)
            if place <= threshold:
                of = cardinal(threshold)
                said = say("is-in", place=ordinal(place), threshold=of, **late)
            else:
                said = say("is-in-queue", place=ordinal(place), **late)
            return said if len(looking) < threshold else sentences(said, then)
        case "AVAILABLE" if own.only_if is not None:
            number = cardinal(own.only_if)
            return sentences(say("is-in-if", needed=number, **late), then)
        case "AVAILABLE":
            return sentences(say("is-available", when=when, **late), then)
        case "MAYBE":
            return sentences(say("is-maybe", day=named_day), then)
        case "NOT_PLAYING":
            return say("is-not-playing", when=when)


def what_is_missing(missing: int) -> Sentence:
    """How many more have to be looking for a session, or that it is ready."""
    return READY if missing <= 0 else say("short", missing=missing)


def status_set(
    when: Sentence, status: Status, arrives_at: time | None = None, only_if: int | None = None
) -> Sentence:
    """What is said to somebody who gave an answer; `when` as `when_words` has it."""
    late = {"from": _from(arrives_at)}
    return say("given", status=status, when=when, needed=only_if or 0, **late)


def status_removed(day: Sentence | date, *, removed: bool) -> Sentence:
    """What is said to somebody who took one back; `day` as `day_words` has it.

    `removed`: whether there was one.
    """
    return say("removed", day=day) if removed else say("nothing-to-remove", day=day)
