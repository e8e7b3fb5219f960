"""Whether something grows: what is found, and what is no growth."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.slopes import Allowance, Sample, after_warming_up, slope_of, theil_sen

FILES = Allowance(1.0)
MEMORY = Allowance(8.0, 0.08, "MB")


def samples(values: list[float]) -> list[Sample]:
    return [Sample(day, value) for day, value in enumerate(values)]


def test_what_stays_the_same_does_not_grow() -> None:
    slope = slope_of("files", samples([20.0] * 30), FILES)
    assert (slope.growth, slope.judged, slope.fails) == (0.0, True, False)


def test_one_more_every_other_day_is_found() -> None:
    slope = slope_of("files", samples([20 + day // 2 for day in range(30)]), FILES)
    assert slope.growth == pytest.approx(15, abs=1)
    assert slope.fails
    assert (slope.first, slope.last) == (20, 34)


def test_what_shrinks_does_not_fail() -> None:
    assert not slope_of("files", samples([90 - day for day in range(30)]), FILES).fails


def test_days_with_faults_are_no_growth() -> None:
    values = [20.0] * 30
    for day in (3, 9, 20, 26, 29):
        values[day] = 500.0
    assert slope_of("connections", samples(values), FILES).growth == 0.0


def test_a_leak_is_found_among_noise() -> None:
    chance = random.Random(1)
    noise = [chance.uniform(-2, 2) for _ in range(30)]
    flat = slope_of("memory", samples([100 + each for each in noise]), MEMORY)
    leaks = slope_of(
        "memory", samples([100 + 0.5 * day + each for day, each in enumerate(noise)]), MEMORY
    )
    assert not flat.fails
    assert leaks.fails
    assert leaks.growth == pytest.approx(15, abs=3)


def test_warming_up_does_not_count() -> None:
    values = [60, 70, 80, 90, 95, *[100.0] * 25]
    warm = after_warming_up(samples(values), 6)
    assert len(warm) == 24
    assert slope_of("memory", warm, MEMORY).growth == 0.0


def test_a_share_allows_more_where_there_is_much() -> None:
    assert slope_of("memory", samples([50.0] * 9), MEMORY).most == 8.0
    assert slope_of("memory", samples([200.0] * 9), MEMORY).most == 16.0


@pytest.mark.parametrize(("days", "judged"), [(0, False), (1, False), (7, False), (8, True)])
def test_few_days_say_nothing(days: int, judged: bool) -> None:
    slope = slope_of("files", samples([20.0 + 9 * day for day in range(days)]), FILES)
    assert slope.judged is judged
    assert slope.fails is judged


@given(st.floats(-50, 50), st.floats(0, 1000), st.permutations(range(12)))
def test_a_line_has_its_slope_in_whatever_order_it_is_told(
    slope: float, first: float, days: list[int]
) -> None:
    found = theil_sen([Sample(day, first + slope * day) for day in days])
    assert found == pytest.approx(slope, abs=1e-6)
