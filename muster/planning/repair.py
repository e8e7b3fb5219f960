"""A draft made good with the fewest moves. Pure.

Good means that the sides differ by one player, and by one without a rating, at the most. Of all
ways to get there with the fewest moves, the one after which the sides are closest is taken. Players
without a rating count alike, so which of them moves or joins makes no difference: the first does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import comb

from muster.errors import TooFewPlayers
from muster.planning.balancer import Ratings, Split, greedy, improved

_MOST_CHOICES = 20_000


@dataclass(frozen=True, slots=True)
class _Choice:
    """Players who change sides or join, and by how much that changes A's lead."""

    lead: int
    to_a: tuple[int, ...]
    to_b: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """The players with a rating, or those without one."""

    side_a: Sequence[int]
    side_b: Sequence[int]
    waiting: Sequence[int]

    def share(self, joining: int, ahead: int) -> _Share | None:
        """The fewest moves that leave A `ahead` by so many of this group; None where none can.

        Args:
            joining: how many of those who wait join.
        """
        ahead_now = len(self.side_a) - len(self.side_b)
        too_many = ahead_now - ahead
        if joining > len(self.waiting) or (too_many + joining) % 2:
            return None
        moves = max(0, (abs(too_many) - joining) // 2) * (1 if too_many > 0 else -1)
        if moves > len(self.side_a) or -moves > len(self.side_b):
            return None
        return _Share(moves, joining, (joining - too_many + 2 * moves) // 2)


@dataclass(frozen=True, slots=True)
class _Share:
    """What a group does.

    Attributes:
        moves: how many change over to B; to A where it is negative.
        joining: how many join.
        to_a: how many of those join A.
    """

    moves: int
    joining: int
    to_a: int


_Plan = tuple[_Share, _Share]
"""What those with a rating do, and those without."""


def rebalance(
    side_a: Sequence[int],
    side_b: Sequence[int],
    waiting: Collection[int],
    joining: int,
    ratings: Mapping[int, float | None],
    day: date,
) -> Split:
    """A draft made good with the fewest moves; everybody else stays where they are.

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
    waiting = rated.ordered(waiting)
    known, unknown = (
        _Group(*([each for each in some if rated.is_rated(each) is yes] for some in parts))
        for yes, parts in ((True, (side_a, side_b, waiting)), (False, (side_a, side_b, waiting)))
    )
    plans = _plans(known, unknown, joining)
    if sum(_ways(known, plan[0]) for plan in plans) > _MOST_CHOICES:
        # The best rated of those who wait join, as far as the fewest moves allow.
        best = sum(rated.is_rated(each) for each in waiting[:joining])
        nearest = min(abs(plan[0].joining - best) for plan in plans)
        plans = [plan for plan in plans if abs(plan[0].joining - best) == nearest]
    _, move, join = min(
        (_carried_out(rated, known, unknown, plan, lead) for plan in plans),
        key=lambda found: found[0],
    )
    return rated.split(
        [*(each for each in side_a if each not in move.to_b), *move.to_a, *join.to_a],
        [*(each for each in side_b if each not in move.to_a), *move.to_b, *join.to_b],
    )


def _plans(known: _Group, unknown: _Group, joining: int) -> list[_Plan]:
    """Every way to share the moves and the joining players out that takes the fewest moves."""
    plans: list[_Plan] = []
    for unrated in range(joining + 1):
        for ahead in (-1, 0, 1):
            second = unknown.share(unrated, ahead)
            if second is None:
                continue
            for in_all in (-1, 0, 1):
                first = known.share(joining - unrated, in_all - ahead)
                if first is not None:
                    plans.append((first, second))
    fewest = min(_moves_of(plan) for plan in plans)
    return [plan for plan in plans if _moves_of(plan) == fewest]


def _moves_of(plan: _Plan) -> int:
    return abs(plan[0].moves) + abs(plan[1].moves)


def _ways(group: _Group, share: _Share) -> int:
    """In how many ways the joining players of a group can be chosen and join."""
    return comb(len(group.waiting), share.joining) * comb(share.joining, share.to_a)


def _carried_out(
    rated: Ratings, known: _Group, unknown: _Group, plan: _Plan, lead: int
) -> tuple[int, _Choice, _Choice]:
    """(the gap, who moves, who joins) of the most even way to follow a plan."""
    first, second = plan
    moved = _first_movers(rated, unknown, second.moves)
    joined = _choice(rated, unknown.waiting[: second.joining], second.to_a)
    lead += moved.lead + joined.lead
    moves = _moves(rated, known, first.moves)
    if _ways(known, first) <= _MOST_CHOICES:
        joins = list(_joins(rated, known.waiting, first))
        gap, move, join = _most_even(lead, moves, joins)
    else:
        move = min(moves, key=lambda each: abs(lead + each.lead))
        join = _join_greedily(rated, known.waiting[: first.joining], first.to_a, lead + move.lead)
        gap = abs(lead + move.lead + join.lead)
    return gap, _both(moved, move), _both(join, joined)


def _both(one: _Choice, other: _Choice) -> _Choice:
    return _Choice(one.lead + other.lead, one.to_a + other.to_a, one.to_b + other.to_b)


def _choice(rated: Ratings, who: Sequence[int], to_a: int) -> _Choice:
    """The first of `who` join A, the others B."""
    of_a, of_b = tuple(who[:to_a]), tuple(who[to_a:])
    return _Choice(rated.sum(of_a) - rated.sum(of_b), of_a, of_b)


def _moving(rated: Ratings, who: tuple[int, ...], *, from_a: bool) -> _Choice:
    if from_a:
        return _Choice(-2 * rated.sum(who), (), who)
    return _Choice(2 * rated.sum(who), who, ())


def _first_movers(rated: Ratings, group: _Group, moves: int) -> _Choice:
    """The first players of a side, who count alike, change over to the other one."""
    players = rated.ordered(group.side_a if moves > 0 else group.side_b)
    return _moving(rated, tuple(players[: abs(moves)]), from_a=moves > 0)


def _moves(rated: Ratings, group: _Group, moves: int) -> list[_Choice]:
    """Every way for so many players of a side to change over to the other one.

    Where there are more than `_MOST_CHOICES` ways, only players next to each other by rating do.
    """
    players = rated.ordered(group.side_a if moves > 0 else group.side_b)
    number = abs(moves)
    chosen: Iterable[tuple[int, ...]]
    if comb(len(players), number) <= _MOST_CHOICES:
        chosen = combinations(players, number)
    else:
        starts = range(len(players) - number + 1)
        chosen = (tuple(players[start : start + number]) for start in starts)
    return [_moving(rated, each, from_a=moves > 0) for each in chosen]


def _joins(rated: Ratings, waiting: Sequence[int], share: _Share) -> Iterator[_Choice]:
    """Every way for as many of the `waiting` players as a share says to join the two sides."""
    for who in combinations(waiting, share.joining):
        for to_a in combinations(who, share.to_a):
            to_b = tuple(each for each in who if each not in to_a)
            yield _Choice(rated.sum(to_a) - rated.sum(to_b), to_a, to_b)


def _join_greedily(rated: Ratings, who: Sequence[int], share: int, lead: int) -> _Choice:
    points = [rated[user_id] for user_id in who]
    side_a = improved(points, [False] * len(who), greedy(points, share, lead), lead)
    to_a = tuple(each for index, each in enumerate(who) if index in side_a)
    to_b = tuple(each for index, each in enumerate(who) if index not in side_a)
    return _Choice(rated.sum(to_a) - rated.sum(to_b), to_a, to_b)


def _most_even(
    lead: int, moves: Sequence[_Choice], joins: Sequence[_Choice]
) -> tuple[int, _Choice, _Choice]:
    """The gap, and the move and the join that lead to it; of equal ones the first."""
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

    (gap, join), move = min((best_join(each), place) for place, each in enumerate(moves))
    return gap, moves[move], joins[join]
