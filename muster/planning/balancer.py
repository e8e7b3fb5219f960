"""Two fair sides: the split of a pool, and the repair of a draft with the fewest moves. Pure.

Ratings are counted to a thousandth of a rating point, exactly, so that equal gaps are equal.
Players without a rating count as the mean of those who have one. Where a side is one short, the
player who is missing counts as the weakest of the pool, a shade less: the smaller side is the
stronger one a head. So the same people get the same teams in every scale of ratings, around zero
and below it, too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import ceil, comb
from statistics import pstdev

from muster.errors import TooFewPlayers

EXACT_UP_TO = 16
"""The best of all splits is found up to so many players (6,435 of them to compare)."""

_MOST_CHOICES = 20_000
_THOUSANDTHS = 1000
_STEP = 4
"""Two different gaps stay in their order when a player more or less, who counts 1, is added."""
_MOST_RATING = 1e12
"""No rating of any game is beyond it, either way; the table would hold 1e308."""

_BETA = 0.4
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
    """Two sides that differ by one player at the most, as even as can be.

    Up to 16 players it is the best of all splits: the smallest difference of the sides' sums, of
    equal ones the first by rating and id. Beyond, it is what `greedy` finds, improved by exchanging
    two players as long as that helps. The order of `user_ids` does not matter.

    Raises:
        TooFewPlayers: there are fewer than two.
    """
    if len(user_ids) < 2:
        raise TooFewPlayers
    rated = Ratings(user_ids, ratings, day)
    players = rated.ordered(user_ids)
    # An odd pool gets a player who is nobody and counts nothing: then both sides are of one size,
    # and moving somebody is exchanging them with nobody.
    points = [rated[user_id] for user_id in players] + [0] * (len(players) % 2)
    chosen = _best(points) if len(players) <= EXACT_UP_TO else _improved(points, greedy(points))
    sides = (
        [player for index, player in enumerate(players) if (index in chosen) is of_a]
        for of_a in (True, False)
    )
    return rated.split(*sides)


def _best(points: Sequence[int]) -> frozenset[int]:
    """The indices of A in the most even split; the first player is always in A."""
    total = sum(points)
    half = len(points) // 2
    first = points[0]
    others = combinations(range(1, len(points)), half - 1)
    gap_and_side = min(
        (abs(total - 2 * (first + sum([points[index] for index in rest]))), rest) for rest in others
    )
    return frozenset({0, *gap_and_side[1]})


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


def _improved(points: Sequence[int], start: frozenset[int], lead: int = 0) -> frozenset[int]:
    """`start` after the exchanges, the best one each time, that make the sides more even.

    `lead` is by how much A is ahead without any of `points`.
    """
    side_a = sorted(start)
    side_b = [index for index in range(len(points)) if index not in start]
    lead += sum(points[index] for index in side_a) - sum(points[index] for index in side_b)
    while lead and side_a and side_b:
        gap, left, right = min(
            (abs(lead - 2 * (points[a] - points[b])), place_a, place_b)
            for place_a, a in enumerate(side_a)
            for place_b, b in enumerate(side_b)
        )
        if gap >= abs(lead):
            break
        lead -= 2 * (points[side_a[left]] - points[side_b[right]])
        side_a[left], side_b[right] = side_b[right], side_a[left]
    return frozenset(side_a)


# --- repairing a draft ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Choice:
    """Players who change sides or join, and by how much that changes A's lead."""

    lead: int
    to_a: tuple[int, ...]
    to_b: tuple[int, ...]


def rebalance(
    side_a: Sequence[int],
    side_b: Sequence[int],
    waiting: Collection[int],
    joining: int,
    ratings: Mapping[int, float | None],
    day: date,
) -> Split:
    """A draft made good with the fewest moves.

    `joining` of those who wait join either side, and as few players as possible change sides so
    that the sides differ by one at the most; of all ways to do that, the one with the smallest gap
    (exactly that, where there are not too many ways). Everybody else stays where they are.

    Args:
        side_a, side_b: who of the draft is still there.
        waiting: whoever else could play; none of them is in the draft.
        joining: how many of `waiting` play; all of them if there are fewer.

    Raises:
        TooFewPlayers: there are fewer than two players in the end.
    """
    joining = min(joining, len(waiting))
    if len(side_a) + len(side_b) + joining < 2:
        raise TooFewPlayers
    rated = Ratings({*side_a, *side_b, *waiting}, ratings, day)
    lead = rated.sum(side_a) - rated.sum(side_b)
    sizes = len(side_a) - len(side_b)
    number = max(0, ceil((abs(sizes) - joining - 1) / 2))
    moves = _moves(rated, side_a if sizes > 0 else side_b, number, from_a=sizes > 0)
    sizes += -2 * number if sizes > 0 else 2 * number
    shares = [to_a for to_a in range(joining + 1) if abs(sizes + 2 * to_a - joining) <= 1]
    waiting = rated.ordered(waiting)
    if comb(len(waiting), joining) * sum(comb(joining, to_a) for to_a in shares) <= _MOST_CHOICES:
        move, join = _most_even(lead, moves, list(_joins(rated, waiting, joining, shares)))
    else:
        move = min(moves, key=lambda each: abs(lead + each.lead))
        join = _join_greedily(rated, waiting[:joining], shares[0], lead + move.lead)
    return rated.split(
        [*(each for each in side_a if each not in move.to_b), *move.to_a, *join.to_a],
        [*(each for each in side_b if each not in move.to_a), *move.to_b, *join.to_b],
    )


def _moves(rated: Ratings, side: Sequence[int], number: int, *, from_a: bool) -> list[_Choice]:
    """Every way for `number` players of `side` to change over to the other side.

    Where there are more than `_MOST_CHOICES` ways, only players next to each other by rating do.
    """
    players = rated.ordered(side)
    chosen: Iterable[tuple[int, ...]]
    if comb(len(players), number) <= _MOST_CHOICES:
        chosen = combinations(players, number)
    else:
        starts = range(len(players) - number + 1)
        chosen = (tuple(players[start : start + number]) for start in starts)
    if from_a:
        return [_Choice(-2 * rated.sum(each), (), each) for each in chosen]
    return [_Choice(2 * rated.sum(each), each, ()) for each in chosen]


def _joins(
    rated: Ratings, waiting: Sequence[int], joining: int, shares: Sequence[int]
) -> Iterator[_Choice]:
    """Every way for `joining` of the `waiting` players to join the two sides.

    Args:
        shares: the numbers of joining players that side A may take; B gets the others.
    """
    for who in combinations(waiting, joining):
        for share in shares:
            for to_a in combinations(who, share):
                to_b = tuple(each for each in who if each not in to_a)
                yield _Choice(rated.sum(to_a) - rated.sum(to_b), to_a, to_b)


def _join_greedily(rated: Ratings, who: Sequence[int], share: int, lead: int) -> _Choice:
    points = [rated[user_id] for user_id in who]
    side_a = _improved(points, greedy(points, share, lead), lead)
    to_a = tuple(each for index, each in enumerate(who) if index in side_a)
    to_b = tuple(each for index, each in enumerate(who) if index not in side_a)
    return _Choice(rated.sum(to_a) - rated.sum(to_b), to_a, to_b)


def _most_even(
    lead: int, moves: Sequence[_Choice], joins: Sequence[_Choice]
) -> tuple[_Choice, _Choice]:
    """The move and the join after which the sides are closest; of equal ones the first."""
    places = sorted(range(len(joins)), key=lambda place: (joins[place].lead, place))
    leads = [joins[place].lead for place in places]

    def best_join(move: _Choice) -> tuple[int, int]:
        """(the gap, which of `joins`)."""
        wanted = -(lead + move.lead)
        above = bisect_left(leads, wanted)
        near = [above] if above < len(leads) else []
        if above:
            near.append(bisect_left(leads, leads[above - 1]))
        return min((abs(leads[place] - wanted), places[place]) for place in near)

    (_, join), move = min((best_join(each), place) for place, each in enumerate(moves))
    return moves[move], joins[join]
