"""Whether something grows: the slope of samples that were taken once a day, and what it may be.

Pure; `bench/soak.py` takes the samples. The slope is Theil and Sen's, the median of the slopes of
all pairs: a day with a fault, on which connections are opened anew, moves it no more than others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

MONTH = 30.0
"""Days that a growth is told for."""

FEWEST = 8
"""Samples below which a slope says nothing."""


@dataclass(frozen=True)
class Sample:
    """What a process had at the end of a day; `day` counts from 0."""

    day: float
    value: float


@dataclass(frozen=True)
class Allowance:
    """How much something may grow in thirty days: `most`, or `share` of its median if that is more.

    `unit` is a word for people, such as "MB"; values are in it.
    """

    most: float
    share: float = 0.0
    unit: str = ""


@dataclass(frozen=True)
class Slope:
    """How something grew in thirty days, and the most that it may.

    Attributes:
        first, last: the medians of the earliest and latest three of the samples that count.
        growth: by the slope, in thirty days.
        judged: whether there were samples enough to say so.
    """

    what: str
    first: float
    last: float
    growth: float
    most: float
    unit: str
    judged: bool

    @property
    def fails(self) -> bool:
        return self.judged and self.growth > self.most


def after_warming_up(samples: Sequence[Sample], days: float) -> list[Sample]:
    """Without the first `days`, in which code is loaded and memories are filled at first."""
    return [sample for sample in samples if sample.day >= days]


def theil_sen(samples: Sequence[Sample]) -> float:
    """The median slope of all pairs, in units a day; 0 where there is no pair of different days."""
    slopes = [
        (later.value - earlier.value) / (later.day - earlier.day)
        for earlier, later in combinations(samples, 2)
        if later.day != earlier.day
    ]
    return median(slopes) if slopes else 0.0


def slope_of(what: str, samples: Iterable[Sample], allowance: Allowance) -> Slope:
    """How the samples grew, against what they may."""
    ordered = sorted(samples, key=lambda sample: sample.day)
    values = [sample.value for sample in ordered]
    middle = median(values) if values else 0.0
    return Slope(
        what=what,
        first=median(values[:3]) if values else 0.0,
        last=median(values[-3:]) if values else 0.0,
        growth=theil_sen(ordered) * MONTH,
        most=max(allowance.most, allowance.share * middle),
        unit=allowance.unit,
        judged=len(ordered) >= FEWEST,
    )
