"""A draft repaired: even again in size, in who is unrated, and then in strength, with few moves."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.errors import TooFewPlayers
from muster.planning.balancer import Split
from muster.planning.repair import rebalance
from tests.support.scenes.pools import (
    DAY,
    Rated,
    changed_scale,
    counted,
    gap,
    pools,
    spread,
    units,
    zeros,
)


def repair(
    side_a: Sequence[int],
    side_b: Sequence[int],
    waiting: Collection[int] = (),
    joining: int = 0,
    **ratings: Any,
) -> Split:
    rated: Rated = {each: float(each) for each in (*side_a, *side_b, *waiting)}
    return rebalance(side_a, side_b, waiting, joining, ratings.get("ratings", rated), DAY)


def test_a_draft_that_still_fits_is_left_alone() -> None:
    for side_a, side_b in (([9, 1], [8, 2]), ([9, 8, 7], [1, 2]), ([5], [1, 2])):
        split = repair(side_a, side_b, waiting=[30, 31])
        assert (list(split.side_a), list(split.side_b)) == (side_a, side_b)


def test_one_who_is_gone_is_replaced_by_the_one_who_fits_best() -> None:
    # A had 12 and lost it; 11 makes the sides as even as can be, on either side.
    split = repair([4, 3], [9, 8, 2], waiting=[1, 11, 30], joining=1)
    assert split.side_a == (4, 3, 11)
    assert split.side_b == (9, 8, 2)


def test_where_nobody_waits_as_few_as_possible_change_sides() -> None:
    split = repair([10, 9], [8, 7, 6, 5])
    assert split.side_a == (10, 9, 5)
    assert split.side_b == (8, 7, 6)


def test_a_joiner_makes_a_move_unnecessary() -> None:
    split = repair([10, 9], [8, 7, 6, 5], waiting=[1], joining=5)
    assert split.side_a == (10, 9, 1)
    assert split.side_b == (8, 7, 6, 5)


def test_who_has_no_rating_is_spread_too() -> None:
    known: Rated = {each: 1000.0 + 50 * each for each in range(8)}
    ratings: Rated = known | dict.fromkeys(range(8, 16))
    split = repair(list(known), list(range(8, 16)), ratings=ratings)
    for side in (split.side_a, split.side_b):
        assert sum(each in known for each in side) == 4
    # Of a draft that already is even in them, nobody moves.
    again = repair(split.side_a, split.side_b, ratings=ratings)
    assert (again.side_a, again.side_b) == (split.side_a, split.side_b)


@pytest.mark.parametrize("players", [[], [7]])
def test_two_players_are_needed(players: list[int]) -> None:
    with pytest.raises(TooFewPlayers):
        rebalance(players, [], [], 3, {7: 1.0}, DAY)


def brute_force(
    side_a: Sequence[int], side_b: Sequence[int], waiting: Sequence[int], joining: int, rated: Rated
) -> tuple[int, Fraction]:
    """(the fewest moves, the smallest gap with them), by trying everything."""
    counts = counted(rated, [*side_a, *side_b, *waiting])
    found: list[tuple[int, Fraction]] = []
    drafted = [*side_a, *side_b]
    for joined in combinations(waiting, joining):
        players = [*drafted, *joined]
        for sides in product((True, False), repeat=len(players)):
            to_a = [each for each, of_a in zip(players, sides, strict=True) if of_a]
            to_b = [each for each, of_a in zip(players, sides, strict=True) if not of_a]
            if abs(len(to_a) - len(to_b)) <= 1 and spread(rated, to_a, to_b) <= 1:
                moves = len(set(side_a) & set(to_b)) + len(set(side_b) & set(to_a))
                found.append((moves, gap(counts, to_a, to_b)))
    return min(found)


@given(pools(2, 8), st.data())
def test_a_repair_has_the_fewest_moves_and_then_the_smallest_gap(
    ratings: Rated, data: st.DataObject
) -> None:
    players = data.draw(st.permutations(sorted(ratings)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(players)), min_size=2, max_size=2)))
    side_a, side_b, waiting = players[: cuts[0]], players[cuts[0] : cuts[1]], players[cuts[1] :]
    joining = data.draw(st.integers(0, len(waiting)))
    if len(side_a) + len(side_b) + joining < 2:
        with pytest.raises(TooFewPlayers):
            rebalance(side_a, side_b, waiting, joining, ratings, DAY)
        return
    split = rebalance(side_a, side_b, waiting, joining, ratings, DAY)
    moves = len({*side_a} & {*split.side_b}) + len({*side_b} & {*split.side_a})
    counts = counted(ratings, ratings)
    found = gap(counts, split.side_a, split.side_b)
    assert (moves, found) == brute_force(side_a, side_b, waiting, joining, ratings)
    assert len({*split.side_a, *split.side_b}) == len(side_a) + len(side_b) + joining
    assert len(split.side_a) + len(split.side_b) == len(side_a) + len(side_b) + joining


@given(st.integers(0, 25), st.integers(0, 25), st.integers(0, 40), st.randoms())
@settings(max_examples=40)
def test_large_repairs_move_as_few_as_small_ones(
    number_a: int, number_b: int, joining: int, luck: random.Random
) -> None:
    people = list(range(1, 1 + number_a + number_b + joining))
    if len(people) < 2:
        return
    ratings: Rated = {each: luck.randint(500, 2500) for each in people}
    side_a, side_b = people[:number_a], people[number_a : number_a + number_b]
    waiting = people[number_a + number_b :]
    split = rebalance(side_a, side_b, waiting, joining, ratings, DAY)
    assert sorted((*split.side_a, *split.side_b)) == people
    assert abs(len(split.side_a) - len(split.side_b)) <= 1
    moves = len({*side_a} & {*split.side_b}) + len({*side_b} & {*split.side_a})
    assert moves == max(0, -(-(abs(number_a - number_b) - joining - 1) // 2))
    assert [each for each in split.side_a if each in side_a] == [
        each for each in side_a if each in split.side_a
    ]
    assert rebalance(side_a, side_b, waiting[::-1], joining, ratings, DAY) == split


@given(pools(2, 30), zeros, units, st.data())
def test_neither_the_zero_nor_the_unit_of_ratings_changes_a_repair(
    ratings: Rated, zero: int, unit: int, data: st.DataObject
) -> None:
    moved = changed_scale(ratings, zero, unit)
    players = data.draw(st.permutations(sorted(ratings)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(players)), min_size=2, max_size=2)))
    draft = players[: cuts[0]], players[cuts[0] : cuts[1]], players[cuts[1] :], len(players)
    here, elsewhere = (rebalance(*draft, each, DAY) for each in (ratings, moved))
    assert (elsewhere.side_a, elsewhere.side_b) == (here.side_a, here.side_b)


@given(pools(2, 60), st.data())
@settings(max_examples=60)
def test_large_repairs_spread_the_unrated_and_keep_who_does_not_have_to_move(
    ratings: Rated, data: st.DataObject
) -> None:
    players = data.draw(st.permutations(sorted(ratings)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(players)), min_size=2, max_size=2)))
    side_a, side_b, waiting = players[: cuts[0]], players[cuts[0] : cuts[1]], players[cuts[1] :]
    split = rebalance(side_a, side_b, waiting, len(waiting), ratings, DAY)
    assert sorted((*split.side_a, *split.side_b)) == sorted(players)
    assert abs(len(split.side_a) - len(split.side_b)) <= 1
    assert spread(ratings, split.side_a, split.side_b) <= 1
    assert [each for each in split.side_a if each in side_a] == [
        each for each in side_a if each in split.side_a
    ]
