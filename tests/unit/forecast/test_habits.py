"""What evenings teach of who comes: priors, shrinkage, and which time before the start counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.forecast.habits import LEADS, STATES, Habits, State, lead_ends, lead_of

FRIDAY, MONDAY = 4, 0
EVENING, NOON = LEADS.index(3), LEADS.index(9)


def all_day(state: State) -> tuple[State, ...]:
    return (state,) * len(LEADS)


def taught(habits: Habits, weekday: int, state: State, came: str, user_id: int = 1) -> Habits:
    """One evening for each letter of `came`: y for somebody who came."""
    for each in came:
        there = frozenset({user_id}) if each == "y" else frozenset[int]()
        habits.learn(weekday, {user_id: all_day(state)}, there)
    return habits


@pytest.mark.parametrize(
    ("hours", "lead"), [(200, 24), (24, 24), (16, 9), (9, 9), (4.1, 5), (3, 3), (1.4, 1), (0, 0)]
)
def test_the_nearest_time_before_the_start_counts(hours: float, lead: int) -> None:
    assert LEADS[lead_of(timedelta(hours=hours))] == lead


def test_another_one_counts_when_half_the_way_is_gone() -> None:
    assert lead_ends(timedelta(hours=3)) == timedelta(hours=2.5)
    assert lead_of(timedelta(hours=2.5)) != lead_of(timedelta(hours=2.5, seconds=1))
    assert lead_ends(timedelta(minutes=10)) is None


def test_before_any_evening_an_answer_says_how_likely_somebody_comes() -> None:
    habits = Habits()
    order: list[State] = ["looking", "available", "maybe", "silent", "no"]
    said = [habits.comes(1, state, FRIDAY, EVENING) for state in order]
    assert said == sorted(said, reverse=True)
    assert habits.comes(1, "looking", FRIDAY, EVENING) > 0.7


def test_who_often_comes_unsaid_is_expected_and_more_so_on_that_weekday() -> None:
    habits = taught(Habits(), FRIDAY, "silent", "yyyyyyyyyy")
    taught(habits, MONDAY, "silent", "nnnnnnnnnn")
    # Somebody else keeps the community's mean where it is.
    for weekday in (FRIDAY, MONDAY):
        for other in range(2, 8):
            taught(habits, weekday, "silent", "nnnnnnnnnn", other)
    friday, monday = (habits.comes(1, "silent", day, EVENING) for day in (FRIDAY, MONDAY))
    assert friday > 0.5 > 0.35 > monday
    assert habits.comes(2, "silent", FRIDAY, EVENING) < 0.1


def test_somebody_new_is_thought_to_be_like_the_others() -> None:
    habits = Habits()
    for user_id in range(20):
        taught(habits, FRIDAY, "maybe", "yyyy", user_id)
    assert habits.comes(99, "maybe", FRIDAY, EVENING) > 0.7
    assert habits.comes(99, "maybe", FRIDAY, EVENING) < habits.comes(3, "maybe", FRIDAY, EVENING)


def test_what_was_said_by_noon_teaches_of_noon_alone() -> None:
    habits = Habits()
    rest: list[State] = ["silent"] * (len(LEADS) - 2)
    states: tuple[State, ...] = ("silent", "maybe", *rest)
    for _ in range(10):
        habits.learn(FRIDAY, {1: states}, frozenset({1}))
    assert habits.comes(1, "maybe", FRIDAY, NOON) > 0.6
    assert habits.comes(2, "maybe", FRIDAY, EVENING) == Habits().comes(2, "maybe", FRIDAY, EVENING)


def test_people_change_and_what_they_did_lately_counts_most() -> None:
    before = taught(taught(Habits(), FRIDAY, "silent", "y" * 40), FRIDAY, "silent", "n" * 40)
    after = taught(taught(Habits(), FRIDAY, "silent", "n" * 40), FRIDAY, "silent", "y" * 40)
    args = (1, "silent", FRIDAY, EVENING)
    assert before.comes(*args) < 0.4 < 0.6 < after.comes(*args)


@given(
    st.lists(st.tuples(st.sampled_from(STATES), st.booleans(), st.integers(0, 6)), max_size=60),
    st.integers(0, 6),
    st.integers(0, len(LEADS) - 1),
)
def test_nobody_is_certain_and_a_yes_is_the_best_there_is(
    evenings: list[tuple[State, bool, int]], weekday: int, lead: int
) -> None:
    habits = Habits()
    for state, came, day in evenings:
        habits.learn(day, {1: all_day(state)}, frozenset({1}) if came else frozenset())
    said = {state: habits.comes(1, state, weekday, lead) for state in STATES}
    assert all(0 < chance < 1 for chance in said.values())
    assert said["looking"] == max(said.values())
