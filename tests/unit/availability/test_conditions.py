"""Conditional yeses: whoever can be in together is, and nobody else."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.availability.rules import Condition, come_true

conditions = st.lists(st.integers(2, 12), max_size=7).map(
    lambda asked: [Condition(user_id, only_if) for user_id, only_if in enumerate(asked, 1)]
)
lookings = st.integers(0, 12)


def who(looking: int, given_ones: list[Condition]) -> set[int]:
    return {each.user_id for each in come_true(looking, given_ones)}


@pytest.mark.parametrize(
    ("looking", "asked", "expected"),
    [
        (0, [], set[int]()),
        (5, [6], {1}),
        (4, [6], set[int]()),
        (0, [3, 3, 3], {1, 2, 3}),
        (0, [3, 3], set[int]()),
        (4, [6, 5], {1, 2}),
        (4, [7, 5], {2}),
        (0, [2, 99], set[int]()),
        (1, [2, 3, 5], {1, 2}),
    ],
)
def test_examples(looking: int, asked: list[int], expected: set[int]) -> None:
    assert who(looking, [Condition(n, each) for n, each in enumerate(asked, 1)]) == expected


@given(lookings, conditions)
def test_it_is_the_largest_set_whose_conditions_all_hold(
    looking: int, given_ones: list[Condition]
) -> None:
    consistent = [
        {each.user_id for each in chosen}
        for size in range(len(given_ones) + 1)
        for chosen in combinations(given_ones, size)
        if all(each.only_if <= looking + size for each in chosen)
    ]
    found = who(looking, given_ones)
    assert found in consistent
    assert all(each <= found for each in consistent)


@given(lookings, conditions, st.randoms(use_true_random=False))
def test_in_whatever_order_they_come(
    looking: int, given_ones: list[Condition], random: Random
) -> None:
    shuffled = list(given_ones)
    random.shuffle(shuffled)
    assert who(looking, shuffled) == who(looking, given_ones)
    assert [each for each in shuffled if each in come_true(looking, shuffled)] == come_true(
        looking, shuffled
    )


@given(lookings, conditions, st.integers(2, 12))
def test_who_joins_puts_nobody_out(looking: int, given_ones: list[Condition], another: int) -> None:
    before = who(looking, given_ones)
    assert before <= who(looking + 1, given_ones)
    assert before <= who(looking, [*given_ones, Condition(99, another)])


@given(lookings, conditions)
def test_what_comes_true_leaves_nothing_that_could(
    looking: int, given_ones: list[Condition]
) -> None:
    true = who(looking, given_ones)
    left = [each for each in given_ones if each.user_id not in true]
    assert who(looking + len(true), left) == set()
