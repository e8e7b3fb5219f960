"""Whom a call asks at one moment, and when the next moment is (filling, section 3). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from muster.calls.chances import Chance
from muster.forecast.rules import chance_of_enough

SHORTEST_WAIT = timedelta(minutes=2)
"""A wave has at least so long to answer."""

_WAVES_TO_GO = 5
"""Near the start the next wave follows after a fifth of the time that is left."""

_ANSWER_HALF_LIFE = timedelta(minutes=5)
"""Whoever has not answered for so long is half as likely to answer yes as when they were asked."""

_PATIENT_HALF_LIFE = timedelta(minutes=10)
"""The same while there is much time: who answers late still answers in time."""

_AIMS = (
    (timedelta(minutes=120), 0.1),
    (timedelta(minutes=45), 0.4),
    (timedelta(minutes=8), 0.85),
)
"""How likely the asked are to fill the evening, with so much left until the start; in between in
proportion. Early few are asked at a time, since there is time for more waves; late nearly as many
as it takes.
"""

_PATIENT, _IMPATIENT = timedelta(minutes=45), timedelta(minutes=8)
"""With so much left until the start the longer half-life holds, and the shorter one."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Somebody who was asked and has said nothing yet; `yes` is their chance when asked."""

    yes: float
    asked_at: datetime


def still_expected(unanswered: Iterable[Unanswered], now: datetime) -> float:
    """How many of those who were asked may yet be expected to say yes."""
    return sum(each.yes * 0.5 ** (_passed(each, now) / _ANSWER_HALF_LIFE) for each in unanswered)


def _passed(ask: Unanswered, now: datetime) -> timedelta:
    return max(timedelta(0), now - ask.asked_at)  # a clock may have been set back


def may_yet_say_yes(
    unanswered: Iterable[Unanswered], now: datetime, start: datetime
) -> list[float]:
    """The chance that each of those who were asked still says yes; more patiently while there is
    much time until `start`.
    """
    early = min(1.0, max(0.0, (start - now - _IMPATIENT) / (_PATIENT - _IMPATIENT)))
    half_life = _ANSWER_HALF_LIFE + (_PATIENT_HALF_LIFE - _ANSWER_HALF_LIFE) * early
    return [each.yes * 0.5 ** (_passed(each, now) / half_life) for each in unanswered]


def aim_at(left: timedelta) -> float:
    """The chance of being enough for which people are asked, with so much left until the start."""
    for (longer, lower), (shorter, higher) in pairwise(_AIMS):
        if left > shorter:
            part = min(1.0, (left - shorter) / (longer - shorter))
            return higher + (lower - higher) * part
    return _AIMS[-1][1]


def wave_by_chance(
    people: Sequence[Chance],
    missing: int,
    others: Sequence[float],
    aim: float,
    left: int,
    *,
    at_once: bool = False,
) -> tuple[int, ...]:
    """Whom to ask now where it is known what others bring, as user ids, the likeliest first.

    The fewest likeliest people with whom the chance that the missing places fill reaches `aim`, one
    of them somebody of whom calls have taught us little, where there is any. Nobody is asked where
    the others reach it.

    Args:
        missing: places that are missing, whole.
        others: the chance of each who may come without being asked now: who said maybe, and
            who was asked and may yet say yes.
        left: how many people the call may still ask.
        at_once: ask at least one, whatever the others bring: a promoter wants it.
    """
    if missing <= 0 or left <= 0:
        return ()
    chances = list(others)
    if not at_once and chance_of_enough(chances, missing) >= aim:
        return ()
    likeliest = sorted(people, key=lambda person: (-person.yes, person.user_id))
    newcomer = next((person for person in likeliest if not person.known), None)
    chosen: list[Chance] = []
    for person in ([] if newcomer is None else [newcomer]) + likeliest:
        if len(chosen) >= left or (chosen and chance_of_enough(chances, missing) >= aim):
            break
        if person is not newcomer or not chosen:
            chosen.append(person)
            chances.append(person.yes)
    chosen.sort(key=lambda person: (-person.yes, person.user_id))
    return tuple(person.user_id for person in chosen)


def next_wave(people: Sequence[Chance], missing: float, left: int) -> tuple[int, ...]:
    """Whom to ask now, as user ids, the likeliest first.

    The fewest likeliest people whose chances add up to `missing`, at least one; one of them is
    somebody of whom calls have taught us little, where there is any. Of people who are equally
    likely the one with the lower id comes first.

    Args:
        people: everybody who may be asked.
        missing: places that are missing, less what earlier waves may yet bring
            (`still_expected`); nobody is asked where that is none.
        left: how many people the call may still ask.
    """
    if missing <= 0 or left <= 0:
        return ()
    likeliest = sorted(people, key=lambda person: (-person.yes, person.user_id))
    newcomer = next((person for person in likeliest if not person.known), None)
    chosen = [] if newcomer is None else [newcomer]
    expected = sum(person.yes for person in chosen)
    for person in likeliest:
        if len(chosen) >= left or (chosen and expected >= missing):
            break
        if person is not newcomer:
            chosen.append(person)
            expected += person.yes
    chosen.sort(key=lambda person: (-person.yes, person.user_id))
    return tuple(person.user_id for person in chosen)


def wait_before_next(wait: timedelta, now: datetime, start: datetime) -> timedelta:
    """How long to wait for answers before the next wave; less as the start comes near.

    Args:
        wait: the longest wait.
        now, start: aware.
    """
    return min(wait, max(SHORTEST_WAIT, (start - now) / _WAVES_TO_GO))
