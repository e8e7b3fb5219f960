"""Which answers a message carries, what each is called, and what it does. Pure.

An answer's key stands in buttons on Discord and Telegram for as long as somebody sees their
message, so it keeps its meaning for ever. What an older or newer version writes there and this one
does not know is read as nothing (`parse_press`, `effect_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple, cast
from zoneinfo import ZoneInfo

from muster.availability.messages import in_passing
from muster.availability.rules import (
    CONFIRMED_STATUSES,
    LATEST_ARRIVAL,
    LEAST_CONDITION,
    MOST_CONDITION,
    STATUSES,
    Status,
    lateness,
)
from muster.notifications.rules import Asked, Claimed
from muster.usual.rules import Usual
from muster.words import Language, Sentence, remembered, words

say = words("replies")

DATA_MOST = 64
"""Bytes that every service's buttons can carry; Telegram's carry the fewest."""

CHANGE: Final = "change"
"""The key of the control that shows a message's answers again."""

USUAL: Final = "usual"
"""The member of a check-in's payload that says what is usual."""

WORKS: Final = "works"
LATER: Final = "later"

ANSWERED_KINDS: Final = (
    "daily_reminder",
    "call",
    "promotion_reminder",
    "promotion_start",
    "promotion_followup",
    "condition",
    "test",
)
"""Kinds of messages to a person that carry answers."""

LATE_MINUTES = 10
LATER_MINUTES = (15, 30, 60)

_DAY_FORMAT = "%y%m%d"
_PRESS = re.compile(
    r"(?P<day>[0-9]{6})\.(?P<key>[a-z][a-z0-9]{0,11})\.(?P<nonce>m[0-9a-f]{1,15}-[0-9a-f]{1,9})"
)
_FROM = re.compile(r"from([01][0-9]|2[0-3])([0-5][0-9])")
_IF = re.compile(r"if([2-9]|[1-9][0-9])")
_USUAL = re.compile(
    r"u(?P<status>[lamn])(?P<at>(?:[01][0-9]|2[0-3])[0-5][0-9])?(?:i(?P<only_if>[2-9]|[1-9][0-9]))?"
)
_BY_LETTER: dict[str, Status] = {status[0].lower(): status for status in STATUSES}

_GIVES: dict[str, Status] = {
    "looking": "LOOKING",
    "in": "LOOKING",
    "coming": "LOOKING",
    "onway": "LOOKING",
    "free": "AVAILABLE",
    "maybe": "MAYBE",
    "no": "NOT_PLAYING",
    "cant": "NOT_PLAYING",
}

_FIVE = timedelta(minutes=5)


class Choice(NamedTuple):
    """One answer to a message: its key, and what it is called; a time of day is called as it is."""

    key: str
    label: Sentence | str

    def said(self, language: Language) -> str:
        """What it is called in a language."""
        return self.label if isinstance(self.label, str) else remembered(self.label, language)


class Offered(NamedTuple):
    """One answer as a service shows it; `data` is what its button says when it is pressed.

    Nothing in it is private: a day, a key, and the ledger's own reference.
    """

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Press:
    """What a button says: an answer's key, to the message `nonce`, which was about `day`."""

    day: date
    key: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Give:
    """Store this answer for the day. `arrives_at` is on the community's wall clock."""

    status: Status
    arrives_at: time | None = None
    only_if: int | None = None


@dataclass(frozen=True, slots=True)
class AskWhen:
    """Ask from when on they are in: these answers, in place of the message's own."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ShowAnswers:
    """Show the message's answers again."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Nothing but say that it was heard."""


Effect = Give | AskWhen | ShowAnswers | Acknowledge


# --- what is offered ------------------------------------------------------------------------------

_LOOKING = Choice("looking", say("looking"))
_IN = Choice("in", say("in"))
_MAYBE = Choice("maybe", say("maybe"))
_NOT_TONIGHT = Choice("no", say("not-tonight"))
_CANT = Choice("cant", say("cannot"))
_COMING = (
    Choice("coming", say("coming")),
    Choice("late10", say("late", minutes=LATE_MINUTES)),
    _CANT,
)

CHANGE_IT: Final = Choice(CHANGE, say("change"))


def choices_of(kind: str, threshold: int) -> tuple[Choice, ...]:
    """The answers that a message of this kind to a person carries; none for most kinds.

    `threshold` is how many make the evening a session.
    """
    match kind:
        case "daily_reminder":
            return (_LOOKING, _MAYBE, _NOT_TONIGHT)
        case "call":
            only_if = Choice(f"if{threshold}", say("only-if", count=threshold))
            conditional = (only_if,) if LEAST_CONDITION <= threshold <= MOST_CONDITION else ()
            return (_IN, Choice(LATER, say("in-later")), *conditional, _NOT_TONIGHT)
        case "promotion_reminder" | "promotion_start":
            return _COMING
        case "promotion_followup":
            return (Choice("onway", say("on-my-way")), _CANT)
        case "condition":
            return (_CANT,)
        case "test":
            return (Choice(WORKS, say("works")),)
        case _:
            return ()


def announced_choices_of(kind: str) -> tuple[Choice, ...]:
    """The answers that an announcement to a whole channel carries: of whoever presses."""
    match kind:
        case "daily_reminder":
            return (_LOOKING, _MAYBE, _NOT_TONIGHT)
        case "session_ready":
            return (_IN, _MAYBE, _NOT_TONIGHT)
        case _:
            return ()


def choices_for(row: Claimed | Asked, threshold: int) -> tuple[Choice, ...]:
    """The answers that a row's message carries.

    `threshold` is the evening's, where the row does not name its own.
    """
    if row.user_id is None:
        return announced_choices_of(row.kind)
    own = row.payload.get("threshold")
    choices = choices_of(row.kind, own if isinstance(own, int) else threshold)
    usual = _usual_in(row.payload) if row.kind == "daily_reminder" else None
    return choices if usual is None else (usual_choice(usual), *choices)


def usual_choice(usual: Usual) -> Choice:
    """A usual answer as one to a message. What its key says is what its label says, for ever."""
    beside = "" if usual.only_if is None else f"i{usual.only_if}"
    at = "" if usual.arrives_at is None else f"{usual.arrives_at:%H%M}"
    return Choice(f"u{usual.status[0].lower()}{at}{beside}", usual_words(usual))


def usual_words(usual: Usual, day: Sentence | date | None = None) -> Sentence:
    """A usual answer as it is offered: "As usual: looking from 21:30"; of another day than the one
    that is spoken of, by its title: "Tomorrow as usual: looking".
    """
    answer = in_passing(usual.status, usual.arrives_at, usual.only_if)
    return (
        say("as-usual", answer=answer) if day is None else say("day-usual", day=day, answer=answer)
    )


def usual_given(usual: Usual, start: time) -> Give:
    """What taking a usual answer does, of an evening that starts at `start`.

    A start that has moved behind its time makes that none: they are there from the start on.
    """
    at = usual.arrives_at
    late = at is not None and lateness(at, start) is not None
    return Give(usual.status, at if late else None, usual.only_if)


def usual_payload(usual: Usual) -> str:
    """A usual answer as a message's row keeps it."""
    return usual_choice(usual).key


def usual_of_key(key: str) -> Usual | None:
    """The usual answer that a key says; None where it says none."""
    found = _USUAL.fullmatch(key)
    if found is None:
        return None
    status, at, only_if = _BY_LETTER[found["status"]], found["at"], found["only_if"]
    if (at and status not in CONFIRMED_STATUSES) or (only_if and status != "AVAILABLE"):
        return None
    return Usual(
        status,
        time(int(at[:2]), int(at[2:])) if at else None,
        int(only_if) if only_if else None,
    )


def _usual_in(payload: dict[str, Any]) -> Usual | None:
    key = cast(object, payload.get(USUAL))
    return usual_of_key(key) if isinstance(key, str) else None


def offered(
    choices: Iterable[Choice], day: date, nonce: str, language: Language
) -> tuple[Offered, ...]:
    """Choices as services show them in a language, for the message `nonce` about `day`."""
    shown = day.strftime(_DAY_FORMAT)
    return tuple(
        Offered(choice.said(language), f"{shown}.{choice.key}.{nonce}") for choice in choices
    )


# --- what is given --------------------------------------------------------------------------------


def parse_press(data: str) -> Press | None:
    """What a button says; None where it is none of `offered`'s."""
    found = _PRESS.fullmatch(data)
    if found is None:
        return None
    try:
        day = datetime.strptime(found["day"], _DAY_FORMAT).date()  # noqa: DTZ007 a date has no zone
    except ValueError:
        return None
    return Press(day, found["key"], found["nonce"])


def ledger_id(nonce: str) -> int:
    """The id of the ledger row that a nonce names; the row's own has to be the same."""
    return int(nonce[1:].partition("-")[0], 16)


def effect_of(key: str, start: datetime, zone: ZoneInfo, now: datetime) -> Effect | None:
    """What the answer `key` does at `now`; None where no version so far had such a key.

    Args:
        start: when the evening starts (aware), in the community's `zone`.
    """
    if (status := _GIVES.get(key)) is not None:
        return Give(status)
    if (found := _FROM.fullmatch(key)) is not None:
        arrives_at, starts_at = time(int(found[1]), int(found[2])), _shown(start, zone)
        return Give("LOOKING", arrives_at=None if arrives_at == starts_at else arrives_at)
    if (found := _IF.fullmatch(key)) is not None:
        return Give("AVAILABLE", only_if=int(found[1]))
    if (usual := usual_of_key(key)) is not None:
        return usual_given(usual, _shown(start, zone))
    match key:
        case "late10":
            return Give("LOOKING", arrives_at=_later_by(LATE_MINUTES, start, zone, now))
        case "later":
            times = later_times(start, zone, now)
            return AskWhen(tuple(map(_from, times))) if times else Give("LOOKING")
        case "change":
            return ShowAnswers()
        case "works":
            return Acknowledge()
        case _:
            return None


def later_times(start: datetime, zone: ZoneInfo, now: datetime) -> tuple[time, ...]:
    """From when somebody may be in who comes later, the soonest first."""
    arrivals = {_arrival(minutes, start, now) for minutes in LATER_MINUTES}
    return tuple(_shown(at, zone) for at in sorted(arrivals) if at - start <= LATEST_ARRIVAL)


def _later_by(minutes: int, start: datetime, zone: ZoneInfo, now: datetime) -> time | None:
    """When somebody comes who is so late; None where that is later than anybody may come."""
    at = _arrival(minutes, start, now)
    return _shown(at, zone) if at - start <= LATEST_ARRIVAL else None


def _arrival(minutes: int, start: datetime, now: datetime) -> datetime:
    """So many minutes after the start; where that is past, after now, to the next five."""
    after = timedelta(minutes=minutes)
    if start + after > now:
        return start + after
    past = timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
    return now + (_FIVE - past) % _FIVE + after


def _shown(instant: datetime, zone: ZoneInfo) -> time:
    return instant.astimezone(zone).time().replace(second=0, microsecond=0)


def _from(arrives_at: time) -> Choice:
    return Choice(f"from{arrives_at:%H%M}", f"{arrives_at:%H:%M}")
