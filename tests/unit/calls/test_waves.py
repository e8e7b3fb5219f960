"""Whom a call asks at one moment, and when the next moment is (filling, section 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.calls.chances import Chance
from muster.calls.waves import (
    Unanswered,
    aim_at,
    may_yet_say_yes,
    next_wave,
    still_expected,
    wait_before_next,
    wave_by_chance,
)
from muster.forecast.rules import chance_of_enough

START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
WAIT = timedelta(minutes=8)


def known(user_id: int, yes: float) -> Chance:
    return Chance(user_id, yes, known=True)


def unknown(user_id: int, yes: float) -> Chance:
    return Chance(user_id, yes, known=False)


people_strategy = st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), max_size=40).map(
    lambda rows: [Chance(place, yes, known) for place, (yes, known) in enumerate(rows)]
)


def test_the_fewest_likeliest_are_asked_and_the_likeliest_first() -> None:
    people = [known(1, 0.2), known(2, 0.6), known(3, 0.5), known(4, 0.4)]
    assert next_wave(people, 1, 50) == (2, 3)
    assert next_wave(people, 1.2, 50) == (2, 3, 4)


def test_at_least_one_is_asked_while_a_place_is_missing() -> None:
    assert next_wave([known(1, 0.9)], 0.1, 50) == (1,)
    assert next_wave([known(1, 0.9)], 0, 50) == ()
    assert next_wave([], 3, 50) == ()


def test_one_of_each_wave_is_a_newcomer() -> None:
    people = [known(1, 0.9), known(2, 0.9), unknown(3, 0.1), unknown(4, 0.05)]
    assert next_wave(people, 1, 50) == (1, 3)
    assert next_wave(people, 0.05, 50) == (3,)


def test_of_the_equally_likely_the_order_is_always_the_same() -> None:
    people = [known(7, 0.5), known(3, 0.5), known(5, 0.5)]
    assert next_wave(people, 1, 50) == next_wave(people[::-1], 1, 50) == (3, 5)


@given(people_strategy, st.floats(0.01, 12), st.integers(0, 50))
def test_never_more_are_asked_than_needed_to_expect_full(
    people: list[Chance], missing: float, left: int
) -> None:
    by_id = {person.user_id: person for person in people}
    wave = next_wave(people, missing, left)
    assert len(set(wave)) == len(wave) <= left
    assert set(wave) <= set(by_id)
    assert bool(wave) == bool(people and left)
    newcomers = [user_id for user_id in wave if not by_id[user_id].known]
    if wave and any(not person.known for person in people):
        assert newcomers
    # Without the least likely (the newcomer apart) it would not be enough.
    spared = newcomers[0] if newcomers else None
    rest = [user_id for user_id in wave if user_id != spared]
    if rest and len(wave) > 1:
        fewer = sum(by_id[user_id].yes for user_id in wave if user_id != rest[-1])
        assert fewer < missing
    # Enough, unless nobody is left or no more may be asked.
    if wave and len(wave) < min(left, len(people)):
        assert sum(by_id[user_id].yes for user_id in wave) >= missing
    # Nobody who was left out is likelier than somebody who was asked, the newcomer apart.
    left_out = [person.yes for person in people if person.user_id not in wave]
    if rest and left_out:
        assert min(by_id[user_id].yes for user_id in rest) >= max(left_out)


def test_those_who_were_asked_count_less_from_minute_to_minute() -> None:
    asked = [Unanswered(0.4, START), Unanswered(0.2, START - timedelta(minutes=5))]
    assert still_expected(asked, START) == pytest.approx(0.5)
    assert still_expected(asked, START + timedelta(minutes=5)) == pytest.approx(0.25)
    assert still_expected([], START) == 0


def test_a_clock_that_was_set_back_makes_nobody_likelier() -> None:
    asked = [Unanswered(0.4, START)]
    assert still_expected(asked, START - timedelta(hours=1)) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("minutes_before", "wait"), [(60, 8), (40, 8), (30, 6), (10, 2), (1, 2), (-5, 2)]
)
def test_the_next_wave_comes_sooner_as_the_start_comes_near(minutes_before: int, wait: int) -> None:
    now = START - timedelta(minutes=minutes_before)
    assert wait_before_next(WAIT, now, START) == timedelta(minutes=wait)


def test_a_short_wait_stays_what_it_is() -> None:
    minute = timedelta(minutes=1)
    assert wait_before_next(minute, START - timedelta(hours=2), START) == minute


# --- by the chance of being full ------------------------------------------------------------------


def test_as_few_are_asked_as_reach_the_aim() -> None:
    people = [known(1, 0.5), known(2, 0.4), known(3, 0.3)]
    assert wave_by_chance(people, 1, [], 0.3, 50) == (1,)
    assert wave_by_chance(people, 1, [], 0.6, 50) == (1, 2)
    assert wave_by_chance(people, 1, [], 0.99, 50) == (1, 2, 3)
    assert wave_by_chance(people, 1, [], 0.99, 2) == (1, 2)


def test_nobody_is_asked_where_others_are_likely_enough_to_come() -> None:
    people = [known(1, 0.5), unknown(2, 0.1)]
    assert wave_by_chance(people, 1, [0.8], 0.7, 50) == ()
    # Unless a promoter wants it; and one of those is a newcomer.
    assert wave_by_chance(people, 1, [0.8], 0.7, 50, at_once=True) == (2,)
    assert wave_by_chance(people, 0, [], 0.7, 50, at_once=True) == ()


@given(
    people_strategy,
    st.integers(1, 6),
    st.lists(st.floats(0.01, 0.99), max_size=6),
    st.floats(0.05, 0.95),
    st.integers(0, 50),
)
def test_without_the_last_it_would_not_be_enough(
    people: list[Chance], missing: int, others: list[float], aim: float, left: int
) -> None:
    by_id = {person.user_id: person for person in people}
    wave = wave_by_chance(people, missing, others, aim, left)
    assert len(set(wave)) == len(wave) <= left
    if wave and len(wave) < min(left, len(people)):
        chances = [*others, *(by_id[user_id].yes for user_id in wave)]
        assert chance_of_enough(chances, missing) >= aim
    assert bool(wave) == bool(people and left and chance_of_enough(others, missing) < aim)
    newcomers = [user_id for user_id in wave if not by_id[user_id].known]
    rest = [user_id for user_id in wave if user_id not in newcomers[:1]]
    if len(wave) > 1 and rest:
        fewer = [by_id[user_id].yes for user_id in wave if user_id != rest[-1]]
        assert chance_of_enough([*others, *fewer], missing) < aim


def test_the_aim_rises_as_the_start_comes_near() -> None:
    aims = [aim_at(timedelta(minutes=minutes)) for minutes in (300, 120, 80, 45, 15, 8, 0)]
    assert aims == sorted(aims)
    assert aims[0] == aims[1] == pytest.approx(0.1)
    assert aims[3] == pytest.approx(0.4)
    assert aims[-1] == aims[-2] == pytest.approx(0.85)


@given(st.integers(0, 200), st.integers(0, 200))
def test_with_less_time_the_aim_is_never_lower(minutes: int, more: int) -> None:
    left = timedelta(minutes=minutes)
    assert aim_at(left) >= aim_at(left + timedelta(minutes=more))


def test_early_those_who_were_asked_are_waited_for_longer() -> None:
    def expected(minutes_before: int) -> float:
        now = START - timedelta(minutes=minutes_before)
        asked = Unanswered(0.4, now - timedelta(minutes=10))
        return sum(may_yet_say_yes([asked], now, START))

    assert expected(60) == pytest.approx(0.2)
    assert expected(5) == pytest.approx(0.1)
