"""The balancer: who is unrated is spread first, then exact where it says so, else beyond greedy."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muster.errors import TooFewPlayers
from muster.planning.balancer import EXACT_UP_TO, Ratings, Split, balance
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


def gap_of(split: Split, ratings: Mapping[int, float | None]) -> Fraction:
    return gap(counted(ratings, (*split.side_a, *split.side_b)), split.side_a, split.side_b)


def least_gap(ratings: Rated) -> Fraction:
    """By trying every split whose sides differ by one, and by one unrated player, at the most."""
    counts = counted(ratings, ratings)
    halves = {len(ratings) // 2, (len(ratings) + 1) // 2}
    return min(
        gap(counts, side, other)
        for half in halves
        for side in combinations(ratings, half)
        if spread(ratings, side, other := set(ratings) - set(side)) <= 1
    )


def greedy_gap(ratings: Rated) -> Fraction:
    """The unrated first, then best first, each to the weaker side while it has room."""
    counts = counted(ratings, ratings)
    sides: tuple[list[int], list[int]] = [], []
    room = (len(counts) + 1) // 2
    for each in sorted(counts, key=lambda each: (ratings[each] is not None, -counts[each], each)):
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
    assert gap_of(balance(ratings, ratings, DAY), ratings) == least_gap(ratings)


@pytest.mark.parametrize("number", [15, EXACT_UP_TO])
def test_the_largest_exact_pools_get_the_best_split_there_is(number: int) -> None:
    luck = random.Random(number)
    ratings: Rated = {each: luck.randint(800_000, 2_200_000) / 1000 for each in range(number)}
    assert gap_of(balance(ratings, ratings, DAY), ratings) == least_gap(ratings)


@given(pools(2, 40))
@settings(max_examples=60)
def test_no_split_is_worse_than_greedy(ratings: Rated) -> None:
    split = balance(ratings, ratings, DAY)
    assert gap_of(split, ratings) <= greedy_gap(ratings)


@given(pools(17, 40))
@settings(max_examples=40)
def test_no_exchange_of_two_makes_a_large_split_more_even(ratings: Rated) -> None:
    split = balance(ratings, ratings, DAY)
    counts = counted(ratings, ratings)
    lead = sum(counts[each] for each in split.side_a) - sum(counts[each] for each in split.side_b)
    for one, other in product(split.side_a, split.side_b):
        exchanged = {*split.side_a} ^ {one, other}, {*split.side_b} ^ {one, other}
        if spread(ratings, *exchanged) > 1:
            continue
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


@given(pools(2, 40))
def test_who_has_no_rating_is_spread_evenly_over_both_sides(ratings: Rated) -> None:
    split = balance(ratings, ratings, DAY)
    assert spread(ratings, split.side_a, split.side_b) <= 1


def test_eight_newcomers_do_not_play_against_eight_whom_everybody_knows() -> None:
    known: Rated = {each: 1000.0 + 50 * each for each in range(8)}
    ratings: Rated = known | dict.fromkeys(range(8, 16))
    split = balance(ratings, ratings, DAY)
    for side in (split.side_a, split.side_b):
        assert sum(each in known for each in side) == 4
    assert gap(counted(ratings, ratings), split.side_a, split.side_b) == 0
    assert (split.rated_count, split.odds) == (8, None)


def test_the_unrated_count_as_the_mean_of_the_rated() -> None:
    split = balance([1, 2, 3, 4, 5], {1: 30.0, 2: 10.0, 3: 20.0, 4: None, 5: None}, DAY)
    # Above the weakest: 20 + 10 and nobody against 10 + 10 + 0, the unrated being 10 each.
    assert {frozenset(split.side_a) - {4, 5}, frozenset(split.side_b) - {4, 5}} == {
        frozenset({1}),
        frozenset({2, 3}),
    }
    assert (
        spread({4: None, 5: None} | dict.fromkeys((1, 2, 3), 0.0), split.side_a, split.side_b) == 0
    )


@pytest.mark.parametrize(
    ("rated", "unrated", "speaks"), [(2, 0, True), (3, 1, True), (8, 3, False), (0, 2, False)]
)
def test_odds_are_said_where_three_of_four_are_rated(
    rated: int, unrated: int, speaks: bool
) -> None:
    ratings: Rated = {each: 1000.0 + each for each in range(rated)}
    ratings |= dict.fromkeys(range(100, 100 + unrated))
    split = balance(ratings, ratings, DAY)
    assert (split.odds is not None) == speaks
    assert split.odds in (None, split.win_probability)


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


@given(pools(2, 12), zeros, units, st.data())
def test_neither_the_zero_nor_the_unit_of_ratings_changes_the_odds(
    ratings: Rated, zero: int, unit: int, data: st.DataObject
) -> None:
    moved = changed_scale(ratings, zero, unit)
    cut = data.draw(st.integers(0, len(ratings)))
    players = data.draw(st.permutations(sorted(ratings)))
    found = odds(ratings, players[:cut], players[cut:])
    assert odds(moved, players[:cut], players[cut:]) == pytest.approx(found, abs=1e-4)
    if 2 * cut == len(players):
        turned = changed_scale(ratings, 0, -1)
        assert odds(turned, players[cut:], players[:cut]) == pytest.approx(found, abs=1e-4)


@given(pools(2, 20), zeros, units)
@example({1: 1500.0, 2: 1400.0, 3: 1300.0, 4: 1200.0, 5: 900.0}, -3000, 1)
@example({1: 0.5, 2: -0.5, 3: 1.0, 4: -0.8, 5: None}, 1500, 200)
def test_neither_the_zero_nor_the_unit_of_ratings_changes_the_teams(
    ratings: Rated, zero: int, unit: int
) -> None:
    moved = changed_scale(ratings, zero, unit)
    here, elsewhere = balance(ratings, ratings, DAY), balance(moved, moved, DAY)
    assert (elsewhere.side_a, elsewhere.side_b) == (here.side_a, here.side_b)
    assert elsewhere.rating_gap == pytest.approx(unit * here.rating_gap)


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


def test_captains_are_rated_where_anybody_is() -> None:
    split = balance([1, 2, 3, 4], {1: None, 2: 100.0, 3: 1.0, 4: 2.0}, DAY)
    assert {split.captain_a, split.captain_b}.isdisjoint({1})


def test_ratings_beyond_any_game_are_no_trouble() -> None:
    split = balance([1, 2], {1: 1.7e308, 2: -1.7e308}, DAY)
    assert split.win_probability > 0.5
