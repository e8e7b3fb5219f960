"""What people said of an evening, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from muster.availability.rules import Status
from muster.forecast.habits import LEADS, State


class Change(NamedTuple):
    """Somebody's answer as they changed it; `status` None: they took it back."""

    user_id: int
    status: Status | None
    only_if: int | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away for the days before `until`, and said so at `since`."""

    until: date
    since: datetime


def state_of(status: Status | None, only_if: int | None, *, away: bool) -> State:
    """What somebody says; who answered has come back from being away."""
    match status:
        case "LOOKING":
            return "looking"
        case "AVAILABLE":
            return "available" if only_if is None else "conditional"
        case "MAYBE":
            return "maybe"
        case "NOT_PLAYING":
            return "no"
        case None:
            return "away" if away else "silent"


def checkpoints(starts_at: datetime) -> tuple[datetime, ...]:
    """The instants of `LEADS` before a start."""
    return tuple(starts_at - timedelta(hours=hours) for hours in LEADS)


def states_at(
    changes: Iterable[Change],
    people: Mapping[int, Away | None],
    day: date,
    starts_at: datetime,
) -> dict[int, tuple[State, ...]]:
    """What each of `people` said at each of the checkpoints; changes in the order they came."""
    said: dict[int, list[Change]] = {}
    for change in changes:
        said.setdefault(change.user_id, []).append(change)
    instants = checkpoints(starts_at)
    return {
        user_id: tuple(_state_then(said.get(user_id, ()), away, day, at) for at in instants)
        for user_id, away in people.items()
    }


def _state_then(changes: Sequence[Change], away: Away | None, day: date, at: datetime) -> State:
    status, only_if = None, None
    for change in changes:
        if change.changed_at <= at:
            status, only_if = change.status, change.only_if
    gone = away is not None and away.until > day and away.since <= at
    return state_of(status, only_if, away=gone)
