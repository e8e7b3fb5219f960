"""How likely somebody who has not answered says yes when called (filling, section 3). Pure.

A Beta posterior a person. Its prior is what calls bring in this community; what somebody says of
their own accord on that weekday moves it a little, what they answered to earlier calls moves it
most. Why these weights: docs/decisions/0014-whom-a-call-asks.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_COMMUNITY_YES, _COMMUNITY_CALLS = 2.5, 10.0
"""Before anybody was called: a yes in four, believed like ten calls."""

_PRIOR_CALLS = 4.0
"""The community's mean weighs as much as four calls of the person's own."""

_EVENING, _OTHER_DAY, _EVENINGS_MOST = 0.25, 0.3, 4.0
"""An evening of this weekday weighs a quarter of a call, one of another weekday a third of that;
all evenings together at most four calls.
"""

_SILENCE = 0.3
"""Whoever does not answer of their own accord may still come when asked: less than a no."""

_KNOWN_AFTER_CALLS = 2


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one silent person, as numbers of evenings, most recent first where capped.

    Attributes:
        same_day_yes: evenings of this weekday on which they said of their own accord that they
            play (`LOOKING` or `AVAILABLE`), or were in voice.
        same_day: evenings of this weekday since they are known, the latest 26 at most.
        other_yes, other: the same of the other weekdays.
        asked_yes: calls that they answered with yes.
        asked: calls that reached them.

    Raises:
        ValueError: more yes than evenings, or numbers below zero.
    """

    user_id: int
    same_day_yes: int = 0
    same_day: int = 0
    other_yes: int = 0
    other: int = 0
    asked_yes: int = 0
    asked: int = 0

    def __post_init__(self) -> None:
        pairs = (
            (self.same_day_yes, self.same_day),
            (self.other_yes, self.other),
            (self.asked_yes, self.asked),
        )
        if not all(0 <= yes <= number for yes, number in pairs):
            raise ValueError("more answers than evenings")


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a person says yes to a call now.

    Attributes:
        yes: above 0 and below 1.
        known: whether calls have taught us something of them; whoever is not known is a newcomer
            to calls.
    """

    user_id: int
    yes: float
    known: bool


def chances(records: Sequence[Record]) -> list[Chance]:
    """Each person's chance, in the order of `records`.

    The community's mean is that of all who are given, so give everybody who could be called.
    """
    asked = sum(record.asked for record in records)
    asked_yes = sum(record.asked_yes for record in records)
    mean = (_COMMUNITY_YES + asked_yes) / (_COMMUNITY_CALLS + asked)
    return [_chance(record, mean) for record in records]


def _chance(record: Record, mean: float) -> Chance:
    evenings = record.same_day + _OTHER_DAY * record.other
    said_yes = record.same_day_yes + _OTHER_DAY * record.other_yes
    # What evenings weigh: the more there are the more, up to a limit.
    scale = min(_EVENING, _EVENINGS_MOST / evenings) if evenings else 0.0
    yes = _PRIOR_CALLS * mean + scale * said_yes + record.asked_yes
    no = (
        _PRIOR_CALLS * (1 - mean)
        + scale * _SILENCE * (evenings - said_yes)
        + (record.asked - record.asked_yes)
    )
    return Chance(record.user_id, yes / (yes + no), record.asked >= _KNOWN_AFTER_CALLS)
