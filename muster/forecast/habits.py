"""What closed evenings taught of who comes (filling, section 4). Pure.

A Beta posterior a person, an answer and a time before the start. Its prior is what that answer
means in this community, whose prior is what it means anywhere; whoever has said nothing has one
for each weekday, too. Sources and figures: docs/FORECAST.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from math import exp, log
from typing import Final, Literal

State = Literal["looking", "available", "conditional", "maybe", "no", "silent", "away"]
"""What somebody says about an evening at one instant; `silent`: nothing, and they are not away."""

STATES: Final[tuple[State, ...]] = (
    "looking",
    "available",
    "conditional",
    "maybe",
    "no",
    "silent",
    "away",
)

LEADS: Final = (24, 9, 5, 3, 2, 1, 0)
"""Hours before the start, by which it is learned what people said; the first is a day ahead."""

ANY_WEEKDAY: Final = -1

_MIDDLES: Final = tuple(
    timedelta(hours=(longer + shorter) / 2) for longer, shorter in pairwise(LEADS)
)

_ANYWHERE: Final[Mapping[State, tuple[float, ...]]] = {
    "looking": (0.70, 0.78, 0.82, 0.85, 0.87, 0.89, 0.91),
    "available": (0.40, 0.42, 0.42, 0.42, 0.38, 0.34, 0.28),
    "conditional": (0.40, 0.42, 0.42, 0.40, 0.36, 0.30, 0.20),
    "maybe": (0.25, 0.28, 0.28, 0.26, 0.22, 0.18, 0.12),
    "no": (0.03, 0.02, 0.02, 0.02, 0.02, 0.01, 0.01),
    "silent": (0.08, 0.08, 0.08, 0.06, 0.05, 0.04, 0.02),
    "away": (0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01),
}
"""Before anything was learned: the part of those who say so that comes, by `LEADS`."""

_ANYWHERE_WEIGHS = 25.0
"""What holds anywhere weighs as much as so many answers of the community."""

_COMMUNITY_WEIGHS: Final[Mapping[State, float]] = {"silent": 10.0}
_COMMUNITY_WEIGHS_ELSE = 8.0
"""What holds in the community weighs as much as so many evenings of the person's own."""

_PERSON_WEIGHS = 8.0
"""What holds of a person on any weekday weighs as much as so many evenings of that weekday."""

_WEEKDAY_WEIGHS = 60.0
"""A community's weekday is believed by so many of its people's evenings."""

KEEPS: Final = 0.97
"""What is kept of what a person did, each time they do the same again: people change."""

LEAST: Final = 0.002
"""Nobody is certain to come, nor certain to stay away."""


def lead_of(left: timedelta) -> int:
    """Which of `LEADS` is the nearest to what is `left` until the start, as its place."""
    for place, middle in enumerate(_MIDDLES):
        if left > middle:
            return place
    return len(LEADS) - 1


def lead_ends(left: timedelta) -> timedelta | None:
    """How much is left until the start when another of `LEADS` becomes the nearest; None: none."""
    return next((middle for middle in _MIDDLES if middle < left), None)


@dataclass(slots=True)
class Tally:
    """How often somebody was in a state, and came, by the place of `LEADS`; faded numbers."""

    seen: list[float] = field(default_factory=lambda: [0.0] * len(LEADS))
    came: list[float] = field(default_factory=lambda: [0.0] * len(LEADS))

    def learn(self, lead: int, came: bool) -> None:
        """One more evening."""
        self.seen[lead] = self.seen[lead] * KEEPS + 1
        self.came[lead] = self.came[lead] * KEEPS + came

    def add(self, other: Tally) -> None:
        """Somebody else's to these."""
        for lead in range(len(LEADS)):
            self.seen[lead] += other.seen[lead]
            self.came[lead] += other.came[lead]


Key = tuple[State, int]
"""A state and a weekday (0 is Monday), or `ANY_WEEKDAY`."""


def keys_of(state: State, weekday: int) -> tuple[Key, ...]:
    """Under which keys an evening is learned."""
    if state == "silent":
        return ((state, ANY_WEEKDAY), (state, weekday))
    return ((state, ANY_WEEKDAY),)


@dataclass(slots=True)
class Habits:
    """What a community's closed evenings taught; people by user id.

    Attributes:
        evenings: how many known evenings were learned.
    """

    people: dict[int, dict[Key, Tally]] = field(default_factory=dict[int, dict[Key, Tally]])
    evenings: int = 0
    _community: dict[Key, Tally] | None = None
    _means: dict[tuple[State, int, int], tuple[float, float]] = field(
        default_factory=dict[tuple[State, int, int], tuple[float, float]]
    )
    _chances: dict[tuple[int, State, int, int], float] = field(
        default_factory=dict[tuple[int, State, int, int], float]
    )

    def learn(
        self, weekday: int, states: Mapping[int, tuple[State, ...]], came: frozenset[int]
    ) -> None:
        """One evening more: each person's state at each of `LEADS`, and who came."""
        for user_id, by_lead in states.items():
            mine = self.people.setdefault(user_id, {})
            for lead, state in enumerate(by_lead):
                for key in keys_of(state, weekday):
                    mine.setdefault(key, Tally()).learn(lead, user_id in came)
        self.evenings += 1
        self._community = None
        self._means.clear()
        self._chances.clear()

    @property
    def community(self) -> Mapping[Key, Tally]:
        """Everybody's tallies as one."""
        if self._community is None:
            self._community = {}
            for tallies in self.people.values():
                for key, tally in tallies.items():
                    self._community.setdefault(key, Tally()).add(tally)
        return self._community

    def comes(self, user_id: int, state: State, weekday: int, lead: int) -> float:
        """How likely somebody who says so comes: above 0 and below 1.

        Whoever says that they are looking is not thought to come less likely than if they had said
        anything else.
        """
        key = (user_id, state, weekday, lead)
        found = self._chances.get(key)
        if found is None:
            found = self._comes(user_id, state, weekday, lead)
            if state == "looking":
                found = max(
                    found, *(self.comes(user_id, s, weekday, lead) for s in STATES if s != state)
                )
            self._chances[key] = found
        return found

    def _comes(self, user_id: int, state: State, weekday: int, lead: int) -> float:
        mean, of_day = self._mean(state, weekday, lead)
        mine = self.people.get(user_id, {})
        weighs = _COMMUNITY_WEIGHS.get(state, _COMMUNITY_WEIGHS_ELSE)
        chance = _drawn_to(mean, weighs, mine.get((state, ANY_WEEKDAY)), lead)
        if state == "silent":
            chance = _shifted(chance, of_day)
            chance = _drawn_to(chance, _PERSON_WEIGHS, mine.get((state, weekday)), lead)
        return min(1 - LEAST, max(LEAST, chance))

    def _mean(self, state: State, weekday: int, lead: int) -> tuple[float, float]:
        """How likely anybody in the community comes who says so; and by how much a weekday shifts
        that of whoever says nothing, in the log of the odds.
        """
        key = (state, weekday, lead)
        found = self._means.get(key)
        if found is None:
            mean, of_day = self._of_community((state, ANY_WEEKDAY), lead), 0.0
            if state == "silent":
                that_day = self.community.get((state, weekday))
                of_day = _logit(_drawn_to(mean, _WEEKDAY_WEIGHS, that_day, lead)) - _logit(mean)
            found = self._means[key] = mean, of_day
        return found

    def _of_community(self, key: Key, lead: int) -> float:
        anywhere = _ANYWHERE[key[0]][lead]
        return _drawn_to(anywhere, _ANYWHERE_WEIGHS, self.community.get(key), lead)


def _drawn_to(mean: float, weighs: float, tally: Tally | None, lead: int) -> float:
    """The mean of a Beta posterior whose prior has `mean` and weighs so many evenings."""
    if tally is None:
        return mean
    return (mean * weighs + tally.came[lead]) / (weighs + tally.seen[lead])


def _logit(chance: float) -> float:
    return log(chance / (1 - chance))


def _shifted(chance: float, shift: float) -> float:
    return 1 / (1 + exp(-_logit(chance) - shift))
