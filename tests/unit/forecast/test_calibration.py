"""Mending what is said by what came."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.forecast.calibration import Calibration

chances = st.floats(0, 1)


def after(evenings: list[tuple[float, bool]]) -> Calibration:
    calibration = Calibration()
    for reckoned, played in evenings:
        calibration = calibration.learned(reckoned, played)
    return calibration


def test_before_any_evening_what_was_reckoned_is_said() -> None:
    for chance in (0.05, 0.3, 0.5, 0.9):
        assert Calibration().said(chance) == pytest.approx(chance)


def test_what_always_came_oftener_than_said_is_said_oftener() -> None:
    drawn = random.Random(1)
    evenings = [(0.4, drawn.random() < 0.8) for _ in range(100)]
    assert 0.65 < after(evenings).said(0.4) < 0.9


def test_one_evening_moves_it_a_little() -> None:
    assert 0.5 < Calibration().learned(0.5, True).said(0.5) < 0.6


@given(st.lists(st.tuples(chances, st.booleans()), max_size=80), chances, chances)
def test_whatever_came_more_never_says_less_and_nothing_is_certain(
    evenings: list[tuple[float, bool]], one: float, other: float
) -> None:
    calibration = after(evenings)
    less, more = (calibration.said(chance) for chance in sorted((one, other)))
    assert 0 < less <= more < 1
