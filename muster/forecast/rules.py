"""The chance that enough come, and what it is made of (filling, section 4). Pure.

Each person comes or does not, with a chance of their own; how many come has the distribution that
is called Poisson-binomial. That evenings are good or bad for everybody at once is one more number,
common to all, over which the chance is averaged. Sources and figures: docs/FORECAST.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import exp
from typing import Final, Literal, NamedTuple

from muster.availability.rules import Answer
from muster.evening import Evening
from muster.forecast.calibration import Calibration
from muster.forecast.habits import LEADS, Habits, State, lead_ends, lead_of
from muster.forecast.states import Away, state_of

EVENINGS_NEEDED: Final = 8
"""Before so many known evenings it is too early to say anything."""

LEAST, MOST = 0.01, 0.99
"""Nothing is certain: what is said stays between these."""

DAYS_MOST: Final = 14

NOTED_HOURS: Final = (12, 18, 20)
"""At which hours of the community's clock it is noted what is said of tonight."""

SPREAD: Final = 0.3
"""How much good and bad evenings differ: the standard deviation of everybody's log odds."""

_NODES: Final = ((-(3**0.5), 1 / 6), (0.0, 2 / 3), (3**0.5, 1 / 6))
"""Three points of the normal distribution and their weights, by Gauss and Hermite."""

_RECKONED_MOST = 64

FEW: Final = 3
"""Of fewer people who say the same, the ground tells what holds of anybody who says so: their own
record is theirs.
"""

_NOBODY: Final = -1
"""No user's id: what is thought of somebody of whom nothing is known."""

_MAYBES: Final[tuple[State, ...]] = ("available", "conditional", "maybe")

WhyNot = Literal["too_early", "no_session", "begun"]


# --- how many come --------------------------------------------------------------------------------


def chance_of_enough(chances: Sequence[float], threshold: int) -> float:
    """The chance that at least `threshold` come of people who come each with their own chance."""
    if threshold <= 0:
        return 1.0
    if len(chances) < threshold:
        return 0.0
    exactly = [1.0] + [0.0] * (threshold - 1)  # that so many came of those looked at
    enough, last = 0.0, threshold - 1
    down = range(last, 0, -1)  # in place: from the most, as each is made of itself and one less
    for comes in chances:
        stays = 1 - comes
        enough += exactly[last] * comes
        for number in down:
            exactly[number] = exactly[number] * stays + exactly[number - 1] * comes
        exactly[0] *= stays
    return enough


def reckon(chances: Sequence[float], threshold: int) -> float:
    """The same where an evening is good or bad for all of them at once.

    The order of `chances`, each above 0 and below 1, makes no difference but for rounding.
    """
    odds = [chance / (1 - chance) for chance in chances]
    reckoned = 0.0
    for point, weight in _NODES:
        better = exp(SPREAD * point)
        shifted = [each * better / (1 + each * better) for each in odds]
        reckoned += weight * chance_of_enough(shifted, threshold)
    return min(1.0, reckoned)


# --- what was learned, and what is said -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed evening teaches.

    Attributes:
        states: what everybody said at each of the checkpoints, by user id.
        came: who came of them; None where nobody could tell who did.
    """

    day: date
    threshold: int
    played: bool
    states: Mapping[int, tuple[State, ...]]
    came: frozenset[int] | None


def _uncalibrated() -> list[Calibration]:
    return [Calibration() for _ in LEADS]


@dataclass(slots=True)
class Learned:
    """What closed evenings taught, and of whom a forecast is made.

    Attributes:
        calibrations: one for each of `LEADS`.
        people: everybody linked, by user id, and whether they are away.
    """

    habits: Habits = field(default_factory=Habits)
    calibrations: list[Calibration] = field(default_factory=_uncalibrated)
    people: Mapping[int, Away | None] = field(default_factory=dict[int, Away | None])
    _reckoned: dict[tuple[int, tuple[float, ...]], float] = field(
        default_factory=dict[tuple[int, tuple[float, ...]], float], compare=False, repr=False
    )

    @property
    def evenings(self) -> int:
        """How many known evenings were learned."""
        return self.habits.evenings

    def reckon(self, chances: Sequence[float], threshold: int) -> float:
        """As `reckon`; days ahead that nobody answered for are the same a week apart."""
        key = (threshold, tuple(chances))
        found = self._reckoned.get(key)
        if found is None:
            if len(self._reckoned) >= _RECKONED_MOST:
                self._reckoned.clear()
            found = self._reckoned[key] = reckon(chances, threshold)
        return found

    def learn(self, closed: Closed) -> None:
        """One closed evening more; an evening must be learned once."""
        weekday = closed.day.weekday()
        for lead, calibration in enumerate(self.calibrations):
            reckoned = self.reckon_at(closed, lead)
            if reckoned is not None:
                self.calibrations[lead] = calibration.learned(reckoned, closed.played)
        if closed.came is None:
            self.habits.evenings += 1
        else:
            self.habits.learn(weekday, closed.states, closed.came)

    def reckon_at(self, closed: Closed, lead: int) -> float | None:
        """The chance that would have been reckoned of a closed evening, before it is learned;
        None where it names nobody.
        """
        if not closed.states:
            return None
        weekday = closed.day.weekday()
        chances = [
            self.habits.comes(user_id, states[lead], weekday, lead)
            for user_id, states in closed.states.items()
        ]
        return reckon(chances, closed.threshold)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a forecast is made of, as numbers of people.

    Attributes:
        committed: who is LOOKING; `late` of them play from later than the start.
        maybe_expected: how many usually come of those who are available, on a condition, or maybe.
        silent_expected: the same of those who said nothing and are not away.

    Of fewer than `FEW` it is what is expected of anybody in their place, whoever they are.
    """

    committed: int
    late: int
    available: int
    conditional: int
    maybe: int
    no: int
    silent: int
    away: int
    maybe_expected: int
    silent_expected: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is said of one evening.

    Attributes:
        chance: from `LEAST` to `MOST`, in whole hundredths; None where nothing is said.
        why_not: why nothing is said.
        expected: how many come, in whole people; of few who say the same as in the ground.
        evenings_known: how many evenings taught it.
    """

    day: date
    starts_at: datetime
    threshold: int
    chance: float | None
    why_not: WhyNot | None
    expected: int | None
    ground: Ground
    evenings_known: int


def forecast(
    learned: Learned,
    evening: Evening,
    answers: Iterable[Answer],
    now: datetime,
    asked: Mapping[int, float] | None = None,
) -> Forecast:
    """The chance that the threshold is reached at the start of `evening`.

    Args:
        answers: everybody's for that day, as they are now.
        now: aware.
        asked: the chance of saying yes of those who are asked now, too.
    """
    said = {answer.user_id: answer for answer in answers}
    lead = lead_of(evening.starts_at - now)
    weekday = evening.day.weekday()
    numbers: dict[State, int] = {}
    expected: dict[State, float] = {}
    chances: list[float] = []
    late = 0
    for user_id in {**learned.people, **said}:
        answer = said.get(user_id)
        away = learned.people.get(user_id)
        gone = away is not None and away.until > evening.day
        state: State
        if answer is None:
            state = "away" if gone else "silent"
        else:
            state = state_of(answer.status, answer.only_if, away=gone)
            late += state == "looking" and answer.arrives_at is not None
        chance = learned.habits.comes(user_id, state, weekday, lead)
        if asked is not None:
            chance = min(0.999, max(chance, asked.get(user_id, 0.0)))
        chances.append(chance)
        numbers[state] = numbers.get(state, 0) + 1
        expected[state] = expected.get(state, 0.0) + chance
    why_not: WhyNot | None = None
    if not evening.session:
        why_not = "no_session"
    elif now >= evening.starts_at:
        why_not = "begun"
    elif learned.evenings < EVENINGS_NEEDED:
        why_not = "too_early"
    chance = None
    if why_not is None:
        chance = said_of(
            learned.calibrations[lead].said(learned.reckon(chances, evening.threshold))
        )

    def usually_come(*states: State) -> float:
        if sum(numbers.get(state, 0) for state in states) >= FEW:
            return sum(expected.get(state, 0.0) for state in states)
        return sum(
            numbers[state] * learned.habits.comes(_NOBODY, state, weekday, lead)
            for state in states
            if state in numbers
        )

    maybes, silent = usually_come(*_MAYBES), usually_come("silent")
    others = sum(usually_come(state) for state in ("looking", "no", "away"))
    return Forecast(
        day=evening.day,
        starts_at=evening.starts_at,
        threshold=evening.threshold,
        chance=chance,
        why_not=why_not,
        expected=None if why_not is not None else round(others + maybes + silent),
        ground=Ground(
            committed=numbers.get("looking", 0),
            late=late,
            available=numbers.get("available", 0),
            conditional=numbers.get("conditional", 0),
            maybe=numbers.get("maybe", 0),
            no=numbers.get("no", 0),
            silent=numbers.get("silent", 0),
            away=numbers.get("away", 0),
            maybe_expected=round(maybes),
            silent_expected=round(silent),
        ),
        evenings_known=learned.evenings,
    )


def chances_of_maybes(
    learned: Learned, evening: Evening, answers: Iterable[Answer], now: datetime
) -> list[float]:
    """How likely each comes who is available, on a condition, or maybe."""
    lead, weekday = lead_of(evening.starts_at - now), evening.day.weekday()
    return [
        learned.habits.comes(
            answer.user_id,
            state_of(answer.status, answer.only_if, away=False),
            weekday,
            lead,
        )
        for answer in answers
        if answer.status in ("AVAILABLE", "MAYBE")
    ]


def changes_at(starts_at: datetime, now: datetime) -> datetime | None:
    """When a forecast changes by itself, since the start comes near; None: no more."""
    if now >= starts_at:
        return None
    return starts_at - (lead_ends(starts_at - now) or timedelta(0))


def said_of(chance: float) -> float:
    """A chance as it is said: in whole hundredths, and never certain."""
    return min(MOST, max(LEAST, round(chance, 2)))


# --- what is noted of what was said ---------------------------------------------------------------


class Note(NamedTuple):
    """What was said of an evening at an hour of its day, and how many were LOOKING then."""

    day: date
    hour: int
    chance: float
    looking: int
    threshold: int
