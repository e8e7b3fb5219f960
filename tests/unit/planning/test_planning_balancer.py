"""The balancer: exact where it says so, never worse than greedy, and repairs with few moves."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muster.errors import TooFewPlayers
from muster.planning.balancer import EXACT_UP_TO, Ratings, Split, balance, rebalance

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


def gap_of(split: Split, ratings: Mapping[int, float | None]) -> Fraction:
    return gap(counted(ratings, (*split.side_a, *split.side_b)), split.side_a, split.side_b)


def least_gap(counts: Mapping[int, Fraction]) -> Fraction:
    """By trying every split whose sides differ by one at the most."""
    players = list(counts)
    halves = {len(players) // 2, (len(players) + 1) // 2}
    return min(
        gap(counts, side, set(players) - set(side))
        for half in halves
        for side in combinations(players, half)
    )


def greedy_gap(counts: Mapping[int, Fraction]) -> Fraction:
    """Best first, each to the weaker side while it has room for half of them."""
    sides: tuple[list[int], list[int]] = [], []
    room = (len(counts) + 1) // 2
    for each in sorted(counts, key=lambda each: (-counts[each], each)):
        sums = [sum(counts[one] for one in side) for side in sides]
        weaker = 0 if sums[0] <= sums[1] else 1
        sides[weaker if len(sides[weaker]) < room else 1 - weaker].append(each)
    return gap(counts, *sides)


# --- a new split ----------------------------------------------------------------------------------


@given(pools(2, 24))
def test_everybody_plays_once_and_captains_lead_their_own_side(ratings: Rated) -> None:
    split = balance(ratings, ratings, DAY)
    assert sorted((*split.side_a, *split.side_b)) == sorted(ratings)
    assert abs(len(split.side_a) - len(split.side_b)) <= 1
    assert split.captain_a in split.side_a
    assert split.captain_b in split.side_b
    assert split.rated_count == sum(rate is not None for rate in ratings.values())
    assert 0 <= split.win_probability <= 1
    assert split.rating_gap == pytest.approx(float(gap_of(split, ratings)))
    counts = counted(ratings, ratings)
    if split.rated_count:
        for captain, side in ((split.captain_a, split.side_a), (split.captain_b, split.side_b)):
            rated = [each for each in side if ratings[each] is not None] or list(side)
            assert captain in rated
            assert counts[captain] == max(counts[each] for each in rated)


@given(pools(2, 9))
def test_small_pools_get_the_best_split_there_is(ratings: Rated) -> None:
    assert gap_of(balance(ratings, ratings, DAY), ratings) == least_gap(counted(ratings, ratings))


@pytest.mark.parametrize("number", [15, EXACT_UP_TO])
def test_the_largest_exact_pools_get_the_best_split_there_is(number: int) -> None:
    luck = random.Random(number)
    ratings: Rated = {each: luck.randint(800_000, 2_200_000) / 1000 for each in range(number)}
    assert gap_of(balance(ratings, ratings, DAY), ratings) == least_gap(counted(ratings, ratings))


@given(pools(2, 40))
@settings(max_examples=60)
def test_no_split_is_worse_than_greedy(ratings: Rated) -> None:
    split = balance(ratings, ratings, DAY)
    assert gap_of(split, ratings) <= greedy_gap(counted(ratings, ratings))


@given(pools(17, 40))
@settings(max_examples=40)
def test_no_exchange_of_two_makes_a_large_split_more_even(ratings: Rated) -> None:
    split = balance(ratings, ratings, DAY)
    counts = counted(ratings, ratings)
    lead = sum(counts[each] for each in split.side_a) - sum(counts[each] for each in split.side_b)
    for one, other in product(split.side_a, split.side_b):
        assert abs(lead - 2 * (counts[one] - counts[other])) >= abs(lead)


@given(pools(2, 24), st.randoms(use_true_random=False))
def test_the_same_pool_gets_the_same_split_in_any_order(
    ratings: Rated, luck: random.Random
) -> None:
    players = list(ratings)
    luck.shuffle(players)
    assert balance(players, ratings, DAY) == balance(sorted(players), ratings, DAY)


def test_of_equal_splits_the_first_by_rating_and_id_is_taken() -> None:
    ratings: Rated = {4: 10.0, 3: 10.0, 2: 10.0, 1: 10.0}
    split = balance(ratings, ratings, DAY)
    assert (split.side_a, split.side_b) == ((1, 2), (3, 4))
    assert (split.captain_a, split.captain_b) == (1, 3)
    assert (split.rating_gap, split.win_probability) == (0, 0.5)


def test_the_unrated_count_as_the_mean_of_the_rated() -> None:
    split = balance([1, 2, 3, 4], {1: 30.0, 2: 10.0, 3: None, 4: None}, DAY)
    assert {frozenset(split.side_a), frozenset(split.side_b)} == {
        frozenset({1, 2}),
        frozenset({3, 4}),
    }
    assert (split.rating_gap, split.rated_count) == (0, 2)


def test_who_is_stronger_is_likelier_to_win() -> None:
    strong = balance([1, 2], {1: 2000.0, 2: 1000.0}, DAY)
    assert strong.captain_a == 1
    assert strong.win_probability > 0.9
    ratings: Rated = {1: 1500.0, 2: 1400.0, 3: 1100.0, 4: 1000.0}
    close, far = [odds(ratings, *sides) for sides in (((1, 4), (2, 3)), ((1, 2), (3, 4)))]
    assert close == pytest.approx(0.5)
    assert close < far
    assert 0.5 < odds(ratings, (1, 3), (2, 4)) < far


def odds(ratings: Rated, side_a: Sequence[int], side_b: Sequence[int]) -> float:
    return Ratings(ratings, ratings, DAY).split(side_a, side_b).win_probability


def test_ratings_around_zero_are_as_good_as_any() -> None:
    ratings: Rated = dict(enumerate((0.5, -0.5, 1, -0.8, 0.2, -0.3)))
    assert balance(ratings, ratings, DAY).win_probability == pytest.approx(0.5, abs=0.1)
    elo: Rated = {each: 1500 + 200 * (rate or 0) for each, rate in ratings.items()}
    below: Rated = {each: rate - 3000 for each, rate in elo.items() if rate}
    for other in (elo, below):
        assert balance(other, other, DAY).side_a == balance(ratings, ratings, DAY).side_a
        assert balance(other, other, DAY).win_probability == pytest.approx(
            balance(ratings, ratings, DAY).win_probability
        )


def rated_elsewhere(ratings: Rated, zero: int, unit: int) -> Rated:
    """The same people, rated in another scale."""
    return {each: None if rate is None else zero + unit * rate for each, rate in ratings.items()}


_zeros, _units = st.integers(-3000, 3000), st.integers(1, 1000)


@given(pools(2, 12), _zeros, _units, st.data())
def test_neither_the_zero_nor_the_unit_of_ratings_changes_the_odds(
    ratings: Rated, zero: int, unit: int, data: st.DataObject
) -> None:
    moved = rated_elsewhere(ratings, zero, unit)
    cut = data.draw(st.integers(0, len(ratings)))
    players = data.draw(st.permutations(sorted(ratings)))
    found = odds(ratings, players[:cut], players[cut:])
    assert odds(moved, players[:cut], players[cut:]) == pytest.approx(found, abs=1e-4)
    if 2 * cut == len(players):
        turned = rated_elsewhere(ratings, 0, -1)
        assert odds(turned, players[cut:], players[:cut]) == pytest.approx(found, abs=1e-4)


@given(pools(2, 20), _zeros, _units)
@example({1: 1500.0, 2: 1400.0, 3: 1300.0, 4: 1200.0, 5: 900.0}, -3000, 1)
@example({1: 0.5, 2: -0.5, 3: 1.0, 4: -0.8, 5: None}, 1500, 200)
def test_neither_the_zero_nor_the_unit_of_ratings_changes_the_teams(
    ratings: Rated, zero: int, unit: int
) -> None:
    moved = rated_elsewhere(ratings, zero, unit)
    here, elsewhere = balance(ratings, ratings, DAY), balance(moved, moved, DAY)
    assert (elsewhere.side_a, elsewhere.side_b) == (here.side_a, here.side_b)
    assert elsewhere.rating_gap == pytest.approx(unit * here.rating_gap)


@given(pools(2, 30), _zeros, _units, st.data())
def test_neither_the_zero_nor_the_unit_of_ratings_changes_a_repair(
    ratings: Rated, zero: int, unit: int, data: st.DataObject
) -> None:
    moved = rated_elsewhere(ratings, zero, unit)
    players = data.draw(st.permutations(sorted(ratings)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(players)), min_size=2, max_size=2)))
    draft = players[: cuts[0]], players[cuts[0] : cuts[1]], players[cuts[1] :], len(players)
    here, elsewhere = (rebalance(*draft, each, DAY) for each in (ratings, moved))
    assert (elsewhere.side_a, elsewhere.side_b) == (here.side_a, here.side_b)


def test_the_smaller_side_is_the_stronger_one_a_head() -> None:
    ratings: Rated = {1: 1500.0, 2: 1400.0, 3: 1300.0, 4: 1200.0, 5: 900.0}
    split = balance(ratings, ratings, DAY)
    # Above the weakest: 600 + 300 and nobody, against 500 + 400 + 0 (or nobody there).
    small, big = sorted((split.side_a, split.side_b), key=len)
    assert {frozenset(small), frozenset({*big} - {5})} == {frozenset({1, 4}), frozenset({2, 3})}
    assert (split.rating_gap, split.win_probability) == (0, pytest.approx(0.5))


@given(pools(3, 17).filter(lambda pool: len(pool) % 2 == 1))
def test_the_weakest_joins_the_side_that_is_behind(ratings: Rated) -> None:
    split = balance(ratings, ratings, DAY)
    counts = counted(ratings, ratings)
    small, big = sorted((split.side_a, split.side_b), key=len)
    if any(counts[each] == 0 for each in big):
        assert sum(counts[each] for each in small) >= sum(counts[each] for each in big)


@given(st.floats(-1e9, 1e9), st.integers(2, 9))
def test_equals_have_equal_odds(rating: float, number: int) -> None:
    equals: Rated = dict.fromkeys(range(number), rating)
    assert balance(equals, equals, DAY).win_probability == pytest.approx(0.5)


def test_doubt_about_the_unrated_makes_the_outcome_less_certain() -> None:
    known = balance([1, 2, 3], {1: 40.0, 2: 10.0, 3: 25.0}, DAY)
    guessed = balance([1, 2, 3], {1: 40.0, 2: 10.0, 3: None}, DAY)
    assert known.side_a == guessed.side_a == (1,)
    assert 0.5 < guessed.win_probability < known.win_probability


@given(st.sets(st.integers(1, 10_000), min_size=2, max_size=20))
def test_without_ratings_the_day_and_the_people_decide(players: set[int]) -> None:
    unrated: Rated = dict.fromkeys(players)
    split = balance(players, unrated, DAY)
    assert (split.rating_gap, split.rated_count) == (0, 0)
    if len(players) % 2 == 0:
        assert split.win_probability == 0.5
    assert balance(sorted(players, reverse=True), unrated, DAY) == split


def test_without_ratings_other_days_have_other_teams() -> None:
    unrated: Rated = dict.fromkeys(range(12))
    days = [DAY.replace(day=number) for number in range(1, 11)]
    splits = [balance(unrated, unrated, day) for day in days]
    assert len({split.side_a for split in splits}) > 5
    assert len({split.captain_a for split in splits}) > 1


@pytest.mark.parametrize("rating", [1e308, -1e308, 5e-324, 0.0, -25.0])
def test_no_rating_is_too_much(rating: float) -> None:
    for ratings in ({1: rating, 2: -rating, 3: 1.0}, {1: rating, 2: rating, 3: None}):
        split = balance(ratings, ratings, DAY)
        assert 0 <= split.win_probability <= 1


@pytest.mark.parametrize("players", [[], [7]])
def test_two_players_are_needed(players: list[int]) -> None:
    with pytest.raises(TooFewPlayers):
        balance(players, {7: 1.0}, DAY)
    with pytest.raises(TooFewPlayers):
        rebalance(players, [], [], 3, {7: 1.0}, DAY)


# --- a draft repaired -----------------------------------------------------------------------------


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
            if abs(len(to_a) - len(to_b)) <= 1:
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


def test_captains_are_rated_where_anybody_is() -> None:
    split = balance([1, 2, 3, 4], {1: None, 2: 100.0, 3: 1.0, 4: 2.0}, DAY)
    assert {split.captain_a, split.captain_b}.isdisjoint({1})


def test_ratings_beyond_any_game_are_no_trouble() -> None:
    split = balance([1, 2], {1: 1.7e308, 2: -1.7e308}, DAY)
    assert split.win_probability > 0.5
