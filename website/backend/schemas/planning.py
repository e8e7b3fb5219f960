"""Shapes of the planning room (contract, section 8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from muster.availability.rules import Status
from muster.planning.rules import Side, ThreadState
from website.backend.schemas.common import ErrorAnswer, RequestBody, Shape, text
from website.backend.schemas.promotions import LAST_ID

LONGEST_SUGGESTION_SENT = 200
"""Room for invisible characters and spaces, which are taken out before 2 to 48 are counted."""
MOST_PLAYERS = 500

StoredId = Annotated[int, Field(strict=True, ge=1, le=LAST_ID)]
PlayerIds = Annotated[list[StoredId], Field(max_length=MOST_PLAYERS)]


class PlanningReady(Shape):
    """Whether there is a session on the state's day, and enough are LOOKING."""

    session: bool = Field(description="Whether there is a session on that day at all.")
    ready: bool
    looking_count: int
    threshold: int


class PlanningViewer(Shape):
    authenticated: bool
    linked_discord: bool
    website_user_id: int | None


class ParticipantShape(Shape):
    user_id: int
    display_name: str
    status: Status
    avatar: str | None = Field(default=None, description="Where their picture is on this site.")


class ThreadShape(Shape):
    """The room's Discord thread; the bot makes it from `wanted`, which may take a moment."""

    state: ThreadState
    error: str | None = Field(
        description="Why there is none; for the room's creator, promoters and admins."
    )
    url: str | None = Field(description="Where it is, once it is there and the server is known.")


class SuggestionShape(Shape):
    id: int
    name: str
    suggested_by_user_id: int | None
    suggested_by_name: str
    votes: int
    voted_by_me: bool
    created_at: datetime


class MemberShape(Shape):
    user_id: int
    display_name: str
    status: Status | None = Field(description="Null where they have no answer any more.")
    avatar: str | None = Field(
        default=None, description="Where their picture is on this site, while they have an answer."
    )


class TeamShape(Shape):
    side: Side
    captain_user_id: int | None
    captain_name: str | None
    members: list[MemberShape]


class TeamsShape(Shape):
    """The saved draft; both sides are empty before the first save."""

    A: TeamShape
    B: TeamShape


class RoomShape(Shape):
    id: int
    session_date: date
    created_by_user_id: int | None
    created_by_name: str
    discord_thread_id: str | None
    thread: ThreadShape
    can_edit_teams: bool = Field(description="Whether the viewer may save teams now.")
    ratings: dict[int, float] | None = Field(
        description="By user id, for who may save teams now: what the room's people are rated; "
        "who has no rating is not in it. Null for everybody else."
    )
    draft_version: int = Field(description="Counts saved drafts; what `base_version` names.")
    created_at: datetime
    updated_at: datetime
    suggestions: list[SuggestionShape] = Field(description="In the order they came.")
    my_vote_suggestion_id: int | None
    teams: TeamsShape
    last_ping_at: datetime | None


class PlanningState(Shape):
    """A day's planning room; names and the room itself are for linked viewers."""

    date: date
    session_ready: PlanningReady
    unlocked: bool = Field(description="Enough are LOOKING, or the room is open already.")
    participant_count: int
    participants: list[ParticipantShape] = Field(
        description="Everybody LOOKING, AVAILABLE or MAYBE; empty unless the viewer is linked."
    )
    committed_count: int = Field(description="Of them, who is LOOKING or AVAILABLE.")
    confirmed_count: int = Field(description="Another name of `committed_count`.")
    standby_count: int = Field(description="Of them, who is MAYBE.")
    need_count: int = Field(description="How many confirmed are missing to the threshold.")
    viewer: PlanningViewer
    session: RoomShape | None


class PlanningSaved(Shape):
    """What a change led to."""

    success: Literal[True] = True
    state: PlanningState


class RoomOpened(PlanningSaved):
    created: bool = Field(description="False where the room was open already.")
    thread_created: bool = Field(description="Whether its thread exists by now; it may come later.")


class SuggestionBody(RequestBody):
    """The name has 2 to 48 characters that can be seen; runs of spaces count as one."""

    name: text(1, LONGEST_SUGGESTION_SENT)  # type: ignore[valid-type]  # a constrained str made by a function


class VoteBody(RequestBody):
    suggestion_id: StoredId


class TeamsBody(RequestBody):
    side_a: PlayerIds
    side_b: PlayerIds
    captain_a: StoredId | None = None
    captain_b: StoredId | None = None
    base_version: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] | None = Field(
        default=None,
        description="The `draft_version` this was made from; without it the last save wins.",
    )


class DraftConflict(ErrorAnswer):
    """The teams were not saved; with `draft_changed`, `state` is what is stored now."""

    state: PlanningState | None = None


class KeptDraft(RequestBody):
    side_a: PlayerIds
    side_b: PlayerIds


class BalanceBody(RequestBody):
    user_ids: PlayerIds | None = Field(
        default=None,
        description="Who is to play; LOOKING and AVAILABLE if not given, MAYBE too where those are "
        "fewer than two.",
    )
    keep: KeptDraft | None = Field(
        default=None, description="Repair this draft with the fewest moves instead of a new split."
    )


class BalancedTeams(Shape):
    """A proposal; nothing is stored."""

    side_a: list[int]
    side_b: list[int]
    captain_a: int | None
    captain_b: int | None
    rating_gap: float = Field(
        description="How far apart the sides' sums are, in rating points. Whoever is missing on "
        "the smaller side counts as the weakest player."
    )
    win_probability: float | None = Field(
        description="How likely A wins, 0 to 1; null where fewer than three of four have a rating."
    )
    rated_count: int = Field(description="How many of the players have a rating.")


class PingAnswer(Shape):
    pinged: bool = Field(
        description="False within ten minutes of the last one, where nobody is needed, and where "
        "there is no thread."
    )
    need_count: int = Field(
        description="How many confirmed are missing to two sides of the threshold: as it is said."
    )
