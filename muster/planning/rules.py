"""Types and pure decisions of the planning room (contract, section 8; the availability document).

All instants are aware, in UTC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from muster.availability.rules import (
    CONFIRMED_STATUSES,
    STATUSES,
    Day,
    SessionReady,
    Status,
    session_ready,
)
from muster.errors import FieldProblem, InvalidInput, NotInPool
from muster.evening import Evening
from muster.names import seen_length, shown
from muster.words import words

say = words("input")
say_of_evenings = words("eveningErrors")

Side = Literal["A", "B"]
ThreadState = Literal["none", "wanted", "creating", "created", "failed"]

SIDES: tuple[Side, ...] = get_args(Side)
POOL_STATUSES: frozenset[Status] = frozenset({"LOOKING", "AVAILABLE", "MAYBE"})
"""Statuses whose people are in a day's pool."""

NAME_MIN, NAME_MAX = 2, 48
MOST_SUGGESTIONS_EACH, MOST_SUGGESTIONS = 10, 50
PING_EVERY = timedelta(minutes=10)
UNLINKED_NAME = "Unlinked player"
"""Stands for somebody of a room who has no player profile any more."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody of the pool."""

    user_id: int
    display_name: str
    status: Status


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A team name that somebody suggested."""

    id: int
    name: str
    suggested_by_user_id: int | None
    suggested_by_name: str
    votes: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody on a side of the saved draft."""

    user_id: int
    display_name: str


@dataclass(frozen=True, slots=True)
class Team:
    """One side of the saved draft, its members in the order in which they were saved."""

    side: Side
    captain_user_id: int | None = None
    members: tuple[TeamMember, ...] = ()

    @property
    def captain_name(self) -> str | None:
        names = (each.display_name for each in self.members if each.user_id == self.captain_user_id)
        return next(names, None)


@dataclass(frozen=True, slots=True)
class Room:
    """A day's planning room as one viewer sees it; its draft is `teams`.

    Attributes:
        thread_error: a word for why there is no thread; for the creator, promoters and admins
            alone.
        draft_version: how many drafts have been saved.
        my_vote_suggestion_id: what the viewer voted for.
        can_edit_teams: whether the viewer may save teams now.
        ratings: what the room's people are rated, by user id, for who may save teams now; None for
            everybody else. Who has no rating is not in it.
    """

    id: int
    session_date: date
    created_by_user_id: int | None
    created_by_name: str
    thread_state: ThreadState
    thread_error: str | None
    discord_thread_id: int | None
    draft_version: int
    last_ping_at: datetime | None
    created_at: datetime
    updated_at: datetime
    suggestions: Sequence[Suggestion]
    my_vote_suggestion_id: int | None
    teams: Mapping[Side, Team]
    can_edit_teams: bool = False
    ratings: Mapping[int, float] | None = None


@dataclass(frozen=True, slots=True)
class Planning:
    """What one viewer may see of a day's planning; names and the room are for linked viewers.

    Attributes:
        unlocked: enough are LOOKING, or the room is open already.
        participant_count: how many are in the pool, whoever asks.
    """

    date: date
    session_ready: SessionReady
    unlocked: bool
    participant_count: int
    participants: Sequence[Participant]
    room: Room | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Who is to play on which side, by user id, and who leads it."""

    side_a: Sequence[int]
    side_b: Sequence[int]
    captain_a: int | None = None
    captain_b: int | None = None


@dataclass(frozen=True, slots=True)
class Ping:
    """Whether "need N more" was said, and how many are needed."""

    pinged: bool
    need_count: int


def pool_of(day: Day) -> list[Participant]:
    """Everybody who may play: LOOKING first, then AVAILABLE, then MAYBE, each first come first."""
    found = [
        Participant(each.user_id, each.display_name, each.status)
        for each in day.answers
        if each.status in POOL_STATUSES
    ]
    return sorted(found, key=lambda each: STATUSES.index(each.status))


def may_edit_teams(creator_user_id: int | None, user_id: int | None, *, elevated: bool) -> bool:
    """Whether somebody may save teams: who opened the room, promoters and admins (`elevated`)."""
    return elevated or (user_id is not None and creator_user_id == user_id)


def as_seen_by(room: Room, user_id: int | None, today: date, *, elevated: bool) -> Room:
    """The room as it is shown to somebody: past rooms are read-only, and `thread_error` is shown
    only to people who can mend it.
    """
    in_charge = may_edit_teams(room.created_by_user_id, user_id, elevated=elevated)
    return replace(
        room,
        thread_error=room.thread_error if in_charge else None,
        can_edit_teams=in_charge and room.session_date == today,
    )


def planning_of(day: Day, room: Room | None, evening: Evening, *, linked: bool) -> Planning:
    """What a viewer may see; `room` is as they see it, `linked` whether they are a player."""
    ready = session_ready(day, evening)
    pool = pool_of(day)
    return Planning(
        date=day.date,
        session_ready=ready,
        unlocked=ready.ready or room is not None,
        participant_count=len(pool),
        participants=pool if linked else (),
        room=room if linked else None,
    )


def people_of(participants: Collection[Participant], room: Room) -> set[int]:
    """The user ids of everybody whom a room names: the pool, and who is in the saved draft."""
    drafted = {member.user_id for team in room.teams.values() for member in team.members}
    return {each.user_id for each in participants} | drafted


def committed(pool: Collection[Participant]) -> list[Participant]:
    """Those of a pool who play unless something comes in between."""
    return [each for each in pool if each.status in CONFIRMED_STATUSES]


def players_to_draft(pool: Collection[Participant]) -> list[int]:
    """Whom a split is made of: who is committed, or everybody where those are fewer than two."""
    sure = committed(pool)
    return [each.user_id for each in (sure if len(sure) >= 2 else pool)]


def need_count(committed_count: int, threshold: int) -> int:
    """How many more are needed for two sides of `threshold` players."""
    return max(0, 2 * threshold - committed_count)


def clean_name(name: str) -> str:
    """A suggested name as it is stored: visible characters, single spaces, one Unicode form.

    Colour codes stay: a team may be called `^1Reds`.

    Raises:
        InvalidInput: fewer than 2 or more than 48 characters are left.
    """
    # Twice: what had an invisible character between may belong together without it.
    cleaned = unicodedata.normalize("NFC", shown(unicodedata.normalize("NFC", name)))
    if seen_length(cleaned) < NAME_MIN or len(cleaned) > NAME_MAX:
        message = say("visible-characters", least=f"{NAME_MIN}", most=f"{NAME_MAX}")
        raise InvalidInput.of(FieldProblem("name", message))
    return cleaned


def check_draft(draft: Draft) -> None:
    """Refuse a draft that no pool could make good.

    Raises:
        InvalidInput: somebody is in it twice, or a captain is not on the side they lead.
    """
    check_nobody_twice([*draft.side_a, *draft.side_b])
    for name, captain, side in (
        ("captain_a", draft.captain_a, draft.side_a),
        ("captain_b", draft.captain_b, draft.side_b),
    ):
        if captain is not None and captain not in side:
            raise InvalidInput.of(FieldProblem(name, say("on-own-side")))


def check_nobody_twice(user_ids: Collection[int]) -> None:
    """Refuse a list that names somebody twice.

    Raises:
        InvalidInput: it does.
    """
    if len(set(user_ids)) < len(user_ids):
        raise InvalidInput(say_of_evenings("nobody-twice"))


def check_in_pool(user_ids: Collection[int], allowed: Collection[int]) -> None:
    """Refuse people who may not be drafted.

    Raises:
        NotInPool: some of `user_ids` are not `allowed`.
    """
    if not set(user_ids) <= set(allowed):
        raise NotInPool
