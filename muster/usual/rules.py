"""Types and pure decisions of usual answers (filling, section 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple, TypeVar, get_args

from muster.availability.rules import STATUSES, Status, lateness
from muster.errors import InvalidInput
from muster.evening import WEEKDAYS, Evening
from muster.words import words

say = words("eveningErrors")

Mode = Literal["suggest", "off", "answer"]
"""What becomes of a usual answer: it is suggested to its person, or nothing, or given for them."""
MODES: tuple[Mode, ...] = get_args(Mode)

LOOKED_AT = 8
"""How many of a person's own answers for a weekday are looked at, the latest."""

AGREE = 5
"""How many of them have to agree: more than half of the most that are looked at, so that no two
things are usual at once.
"""

LOOKED_BACK = timedelta(days=400)
"""How long ago an answer may be: as long as it is kept who gave it."""

DAYS_AHEAD = 7
"""How many days, from today on, are shown with their usual answers and filled by one press."""

MISSED_WITHIN = timedelta(days=60)
"""Evenings longer ago than that do not speak against answering for somebody."""

STOPPED_USEFUL_FOR = timedelta(days=2)
"""How long it is of use to hear that we no longer answer for somebody."""


_Said = TypeVar("_Said")


class Usual(NamedTuple):
    """A usual answer: all that an answer says. `arrives_at` is on the community's wall clock."""

    status: Status
    arrives_at: time | None = None
    only_if: int | None = None


class Suggestion(NamedTuple):
    """A usual answer as a person's own answers have it: `agreed` of their latest `of` agree."""

    usual: Usual
    agreed: int
    of: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What somebody says of one weekday.

    Attributes:
        status: what they chose; None: what their own answers suggest.
        answers_from: the first day for which it is given for them, where it is.
        stopped_at: when that stopped by itself, as long as they have said nothing since.
    """

    mode: Mode = "suggest"
    status: Status | None = None
    answers_from: date | None = None
    stopped_at: datetime | None = None


AS_EVER = Setting()
"""The setting of a weekday of which somebody said nothing."""


class Choice(NamedTuple):
    """What somebody sets for a weekday: the mode, and a status in place of what is suggested."""

    mode: Mode
    status: Status | None = None


def suggest(answers: Sequence[Usual]) -> Suggestion | None:
    """What somebody usually answers, by their own answers of one weekday, the latest first.

    The status decides. What is said beside it is part of what is usual where enough say the same
    beside the same status; who comes at another time each week is not promised to come at one.
    """
    latest = answers[:LOOKED_AT]
    for status in STATUSES:
        alike = [each for each in latest if each.status == status]
        if len(alike) >= AGREE:
            usual = Usual(
                status,
                _mostly([each.arrives_at for each in alike]),
                _mostly([each.only_if for each in alike]),
            )
            return Suggestion(usual, len(alike), len(latest))
    return None


def _mostly(said: Sequence[_Said]) -> _Said | None:
    """What enough of them say."""
    return next((each for each, number in Counter(said).items() if number >= AGREE), None)


def usual_of(setting: Setting, suggestion: Suggestion | None) -> Usual | None:
    """The usual answer of a weekday; None where there is none, or it is switched off."""
    if setting.mode == "off":
        return None
    if setting.status is not None:
        return Usual(setting.status)
    return None if suggestion is None else suggestion.usual


def on_evening(usual: Usual | None, evening: Evening) -> Usual | None:
    """A usual answer as it can be given for an evening: none where there is no session, and without
    a time at which nobody comes late to it any more.
    """
    if usual is None or not evening.session:
        return None
    arrives_at = usual.arrives_at
    if arrives_at is not None and lateness(arrives_at, evening.start) is None:
        arrives_at = None
    return usual._replace(arrives_at=arrives_at)


def was_missing_twice(came: Sequence[bool]) -> bool:
    """Whether somebody did not come twice in a row, of the evenings that speak of it, the latest
    first: those for which we had said yes for them, and all others to which they came.
    """
    return [*came[:2]] == [False, False]


def check_choices(choices: Mapping[int, Choice]) -> None:
    """Refuse what cannot be set.

    Raises:
        InvalidInput: a weekday is none (0 is Monday, 6 Sunday).
    """
    if any(not 0 <= weekday < WEEKDAYS for weekday in choices):
        raise InvalidInput(say("rule-weekday"))


def days_ahead(today: date) -> list[date]:
    """Today and the days after it that are shown and filled."""
    return [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
