"""Pools of players with and without ratings, and what splits of them are worth, worked out anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

DAY = date(2026, 11, 20)
Rated = dict[int, float | None]

# Ratings with at most three decimals, so that the tests' own sums are exact as well.
_points = st.one_of(st.none(), st.integers(-5_000_000, 5_000_000).map(lambda number: number / 1000))


def pools(least: int, most: int) -> st.SearchStrategy[Rated]:
    return st.dictionaries(st.integers(1, 10_000), _points, min_size=least, max_size=most)


def counted(ratings: Mapping[int, float | None], players: Collection[int]) -> dict[int, Fraction]:
    """What each player counts above the weakest, worked out anew: the unrated count as the mean."""
    known = {
        each: Fraction(round(Fraction(rate) * 1000), 1000)
        for each in players
        if (rate := ratings[each]) is not None
    }
    mean = sum(known.values(), Fraction(0)) / max(1, len(known))
    weakest = min(known.values(), default=mean)
    return {each: known.get(each, mean) - weakest for each in players}


def gap(
    counts: Mapping[int, Fraction], side_a: Collection[int], side_b: Collection[int]
) -> Fraction:
    return abs(
        sum((counts[each] for each in side_a), Fraction(0)) - sum(counts[each] for each in side_b)
    )


def spread(ratings: Mapping[int, float | None], *sides: Collection[int]) -> int:
    """How many more players without a rating one side has."""
    one, other = [sum(ratings[each] is None for each in side) for side in sides]
    return abs(one - other)


def changed_scale(ratings: Rated, zero: int, unit: int) -> Rated:
    """The same people, rated in another scale."""
    return {each: None if rate is None else zero + unit * rate for each, rate in ratings.items()}


zeros, units = st.integers(-3000, 3000), st.integers(1, 1000)
