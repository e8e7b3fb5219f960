"""Two fair sides of a pool; `repair.py` makes a draft good with the fewest moves. Pure.

Players without a rating are spread evenly over both sides first, so that what nobody knows weighs
the same on both; they count as the mean of those who have one. Ratings are counted to a thousandth
of a rating point, exactly, so that equal gaps are equal. Where a side is one short, the player who
is missing counts as the weakest of the pool, a shade less: the smaller side is the stronger one a
head. So the same people get the same teams in every scale of ratings, around zero and below it too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from statistics import pstdev

from muster.errors import TooFewPlayers

EXACT_UP_TO = 16
"""The best of all splits is found up to so many players (6,435 of them to compare)."""

_THOUSANDTHS = 1000
_STEP = 4
"""Two different gaps stay in their order when a player more or less, who counts 1, is added."""
_MOST_RATING = 1e12
"""No rating of any game is beyond it, either way; the table would hold 1e308."""

_BETA = 0.4
_RATED_TO_SPEAK = 0.75
"""The share of rated players from which the odds say anything of the teams."""
_SURE, _UNSURE = 1.0, 2.0
"""What chance does in a game, and the doubt about a rated and an unrated player, in spreads of the
pool.
"""


@dataclass(frozen=True, slots=True)
class Split:
    """A proposal for two sides, by user id.

    Attributes:
        rating_gap: how far apart the sums of the sides are, in rating points; somebody missing on
            one of them counts as the weakest player.
        win_probability: how likely A wins, from 0 to 1.
        rated_count: how many of the players have a rating.
    """

    side_a: tuple[int, ...]
    side_b: tuple[int, ...]
    captain_a: int | None
    captain_b: int | None
    rating_gap: float
    win_probability: float
    rated_count: int

    @property
    def odds(self) -> float | None:
        """`win_probability`; None where fewer than three of four players have a rating."""
        players = len(self.side_a) + len(self.side_b)
        return self.win_probability if self.rated_count >= _RATED_TO_SPEAK * players else None


class Ratings:
    """What each of some players counts, and in which order they are looked at.

    The order is by rating and then by id; where nobody is rated, a shuffle that depends on the day
    and the ids alone.
    """

    def __init__(
        self, user_ids: Collection[int], ratings: Mapping[int, float | None], day: date
    ) -> None:
        exact = {
            user_id: round(Fraction(max(-_MOST_RATING, min(_MOST_RATING, rating))) * _THOUSANDTHS)
            for user_id in user_ids
            if (rating := ratings.get(user_id)) is not None
        }
        # Times their number, the mean of the rated is a whole number, too.
        number = len(exact)
        weakest = min(exact.values(), default=0)
        self._above_weakest = {each: number * (points - weakest) for each, points in exact.items()}
        self._mean = sum(points - weakest for points in exact.values())
        self._spread = pstdev(self._above_weakest.values()) if exact else 0.0
        self._unit = _THOUSANDTHS * max(1, number)
        self._day = day

    def __getitem__(self, user_id: int) -> int:
        """A player's points when sides are compared: `_STEP` times `above_weakest`, and 1.

        The 1 never outweighs a difference in ratings. It decides between two splits that are
        equally even: the one where the side that is ahead is also one short comes first.
        """
        return _STEP * self.above_weakest(user_id) + 1

    def above_weakest(self, user_id: int) -> int:
        """How far a player is above the weakest, in 1/`_unit` points; the mean if unrated."""
        return self._above_weakest.get(user_id, self._mean)

    def is_rated(self, user_id: int) -> bool:
        return user_id in self._above_weakest

    def sum(self, user_ids: Collection[int]) -> int:
        return sum(self[user_id] for user_id in user_ids)

    def ordered(self, user_ids: Collection[int]) -> list[int]:
        """Best first."""
        if self._above_weakest:
            return sorted(user_ids, key=lambda user_id: (-self[user_id], user_id))
        return sorted(user_ids, key=self._shuffled)

    def _shuffled(self, user_id: int) -> bytes:
        return sha256(f"{self._day.isoformat()} {user_id}".encode()).digest()

    def split(self, side_a: Sequence[int], side_b: Sequence[int]) -> Split:
        """A proposal with these sides; each is led by its best rated player."""
        everybody = (*side_a, *side_b)
        return Split(
            side_a=tuple(side_a),
            side_b=tuple(side_b),
            captain_a=self._captain(side_a),
            captain_b=self._captain(side_b),
            rating_gap=abs(self._lead(side_a, side_b)) / self._unit,
            win_probability=self._win_probability(side_a, side_b),
            rated_count=sum(self.is_rated(user_id) for user_id in everybody),
        )

    def _lead(self, side_a: Sequence[int], side_b: Sequence[int]) -> int:
        above = [sum(self.above_weakest(each) for each in side) for side in (side_a, side_b)]
        return above[0] - above[1]

    def _spreads_above_weakest(self, user_id: int) -> float:
        return self.above_weakest(user_id) / self._spread if self._spread else 0.0

    def _captain(self, side: Sequence[int]) -> int | None:
        rated = [user_id for user_id in side if self.is_rated(user_id)]
        return next(iter(self.ordered(rated or side)), None)

    def _win_probability(self, side_a: Sequence[int], side_b: Sequence[int]) -> float:
        """How likely A wins by Plackett-Luce, in the pool's own scale.

        Its zero is the weakest player and its unit the ratings' spread (their standard deviation),
        so that neither the scale that a community rates in nor its zero changes the odds.
        """
        if not side_a or not side_b:
            return float(bool(side_a)) if side_a or side_b else 0.5
        # Loaded by whoever balances first, which is once an evening.
        from openskill.models import PlackettLuce

        model = PlackettLuce(mu=0.0, sigma=_UNSURE, beta=_BETA)
        teams = [
            [
                model.rating(
                    mu=self._spreads_above_weakest(user_id),
                    sigma=_SURE if self.is_rated(user_id) else _UNSURE,
                )
                for user_id in side
            ]
            for side in (side_a, side_b)
        ]
        return model.predict_win(teams)[0]


def balance(user_ids: Collection[int], ratings: Mapping[int, float | None], day: date) -> Split:
    """Two sides that differ by one player, and by one without a rating, at the most.

    Of all such splits it is, up to 16 players, the best: the smallest difference of the sides'
    sums, of equal ones the first by rating and id. Beyond, it is what `greedy` finds, improved by
    exchanging two players as long as that helps. The order of `user_ids` does not matter.

    Raises:
        TooFewPlayers: there are fewer than two.
    """
    if len(user_ids) < 2:
        raise TooFewPlayers
    rated = Ratings(user_ids, ratings, day)
    best_first = rated.ordered(user_ids)
    exact = len(best_first) <= EXACT_UP_TO
    # Greedy fills both sides with those without a rating first, in turn, because they count alike.
    players = best_first if exact else sorted(best_first, key=rated.is_rated)
    # An odd pool gets a player who is nobody and counts nothing: then both sides are of one size,
    # and moving somebody is exchanging them with nobody.
    nobody = [0] * (len(players) % 2)
    points = [*(rated[user_id] for user_id in players), *nobody]
    unrated = [*(not rated.is_rated(user_id) for user_id in players), *map(bool, nobody)]
    chosen = _best(points, unrated) if exact else improved(points, unrated, greedy(points))
    side_a = {players[index] for index in chosen if index < len(players)}
    sides = [[each for each in best_first if (each in side_a) is of_a] for of_a in (True, False)]
    return rated.split(*sides)


def _best(points: Sequence[int], unrated: Sequence[bool]) -> frozenset[int]:
    """The indices of A in the most even split; the first player is always in A."""
    total, doubts = sum(points), sum(unrated)
    half = len(points) // 2
    others = combinations(range(1, len(points)), half - 1)
    spread_gap_and_side = min(
        (
            abs(doubts - 2 * (unrated[0] + sum([unrated[index] for index in rest]))),
            abs(total - 2 * (points[0] + sum([points[index] for index in rest]))),
            rest,
        )
        for rest in others
    )
    return frozenset({0, *spread_gap_and_side[2]})


def greedy(points: Sequence[int], room_a: int | None = None, lead: int = 0) -> frozenset[int]:
    """The indices of A where each of `points` in turn joins the weaker side that has room.

    Args:
        points: best first.
        room_a: how many of them A takes; half of them if not given.
        lead: by how much A is ahead before anybody joins.
    """
    room_a = len(points) // 2 if room_a is None else room_a
    room_b = len(points) - room_a
    side_a: set[int] = set()
    for index, counts in enumerate(points):
        if room_a and (lead <= 0 or not room_b):
            side_a.add(index)
            room_a -= 1
            lead += counts
        else:
            room_b -= 1
            lead -= counts
    return frozenset(side_a)


def improved(
    points: Sequence[int], unrated: Sequence[bool], start: frozenset[int], lead: int = 0
) -> frozenset[int]:
    """`start` after the exchanges, the best one each time, that make the sides more even.

    None of them leaves a side more than one ahead in players without a rating. `lead` is by how
    much A is ahead without any of `points`.
    """
    side_a = sorted(start)
    side_b = [index for index in range(len(points)) if index not in start]
    lead += sum(points[index] for index in side_a) - sum(points[index] for index in side_b)
    spread = sum(unrated[index] for index in side_a) - sum(unrated[index] for index in side_b)
    while lead and side_a and side_b:
        gap, left, right = min(
            (abs(lead - 2 * (points[a] - points[b])), place_a, place_b)
            for place_a, a in enumerate(side_a)
            for place_b, b in enumerate(side_b)
            if unrated[a] == unrated[b] or abs(spread - 2 * (unrated[a] - unrated[b])) <= 1
        )
        if gap >= abs(lead):
            break
        a, b = side_a[left], side_b[right]
        lead -= 2 * (points[a] - points[b])
        spread -= 2 * (unrated[a] - unrated[b])
        side_a[left], side_b[right] = b, a
    return frozenset(side_a)
