"""Pauses after failures in a row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from muster.backoff import BackOff, Pauses

SECONDS = st.floats(min_value=0.01, max_value=1000)
SPREAD = st.floats(min_value=0, max_value=1)


def test_each_pause_is_twice_as_long_up_to_the_longest() -> None:
    pauses = Pauses(0.5, 30)
    assert [pauses.after(failures) for failures in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


@given(SECONDS, SECONDS, st.integers(min_value=-5, max_value=10**9), SPREAD)
def test_a_pause_lies_a_quarter_around_what_is_meant_however_often_it_failed(
    first: float, more: float, failures: int, spread: float
) -> None:
    pauses = Pauses(first, first + more)
    meant = pauses.after(failures)
    assert first <= meant <= first + more
    assert meant * 0.75 <= pauses.after(failures, spread) <= meant * 1.25
    assert pauses.after(failures + 1) >= meant


@given(st.lists(st.booleans(), max_size=50))
def test_only_failures_in_a_row_count(outcomes: list[bool]) -> None:
    pauses = Pauses(1, 100)
    back_off = BackOff(pauses)
    in_a_row = 0
    for works in outcomes:
        if works:
            back_off.succeeded()
            in_a_row = 0
        else:
            in_a_row += 1
            assert back_off.failed() == pauses.after(in_a_row)
        assert back_off.failures == in_a_row
