"""`/api/planning/today`: the planning room (contract, section 8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from limits import RateLimitItemPerMinute

from muster.errors import DraftChanged
from muster.identity.rules import Viewer
from muster.planning import service
from muster.planning.rules import Draft, Room, Team
from muster.tonight.thread.messages import why_none
from muster.words import Language
from website.backend.day_cache import ReadyDay
from website.backend.dependencies import (
    AnyViewer,
    AskedLanguage,
    ChangingLinkedViewer,
    Guard,
    GuardedRoute,
    WebsiteNeeded,
    may_promote,
)
from website.backend.schemas.availability import IsoDate
from website.backend.schemas.common import error_answers
from website.backend.schemas.planning import (
    BalanceBody,
    BalancedTeams,
    DraftConflict,
    MemberShape,
    ParticipantShape,
    PingAnswer,
    PlanningSaved,
    PlanningState,
    PlanningViewer,
    RoomOpened,
    RoomShape,
    SuggestionBody,
    SuggestionShape,
    TeamsBody,
    TeamShape,
    TeamsShape,
    ThreadShape,
    VoteBody,
)
from website.backend.state import Website, website_of

_CHANGES = RateLimitItemPerMinute(60)

router = APIRouter(prefix="/api/planning/today", tags=["planning"], route_class=GuardedRoute)


class _TeamEditorGuard(Guard):
    """Lets pass who opened today's room, promoters and admins, before the body is validated.

    Raises:
        NoPlanningRoom: there is no room today.
        NotTeamEditor: the viewer did not open the room, and is no promoter or admin.
    """

    async def __call__(self, request: Request) -> Viewer | None:
        viewer = await super().__call__(request)
        assert viewer is not None
        if "may_edit_teams" not in request.scope["state"]:
            website = website_of(request)
            async with website.database.connection() as connection:
                await service.check_may_edit_teams(
                    connection,
                    website.clock.today(),
                    viewer.user_id,
                    elevated=may_promote(website, viewer),
                )
            request.scope["state"]["may_edit_teams"] = True
        return viewer


_TeamEditor = Annotated[Viewer, Depends(_TeamEditorGuard(linked=True, changes=True))]


@router.get("", summary="A day's planning room", responses=error_answers(422))
async def read_planning(
    website: WebsiteNeeded,
    viewer: AnyViewer,
    language: AskedLanguage,
    day: Annotated[
        IsoDate | None,
        Query(alias="date", description="Today if not given; other days are read-only."),
    ] = None,
) -> PlanningState:
    """Counts for everybody; names and the room for linked viewers."""
    day = website.clock.today() if day is None else day
    return await planning_state(website, viewer, day, language)


@router.post(
    "/create", summary="Open today's planning room", responses=error_answers(401, 403, 409, 429)
)
async def create_room(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, language: AskedLanguage
) -> RoomOpened:
    """Once enough are LOOKING; opening it again returns the first room."""
    await _limit(website, viewer)
    day, settings = website.clock.today(), website.settings
    evening = (await website.evenings.read()).on(day)
    async with website.database.connection() as connection:
        created = await service.open_room(
            connection,
            evening,
            viewer.user_id,
            website.clock.now(),
            wants_thread=settings.availability_planning_discord_create_thread,
        )
    state = await planning_state(website, viewer, day, language)
    has_thread = state.session is not None and state.session.thread.state == "created"
    return RoomOpened(created=created, thread_created=has_thread, state=state)


@router.post("/join", summary="Be in today's pool", responses=error_answers(401, 403, 409, 429))
async def join(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, language: AskedLanguage
) -> PlanningSaved:
    """LOOKING, unless the viewer is LOOKING, AVAILABLE or MAYBE already; there must be a room."""
    await _limit(website, viewer)
    day = website.clock.today()
    await service.join(website.database, website.writer, viewer.user_id, day, website.clock.now())
    return await _saved(website, viewer, day, language)


@router.post(
    "/suggestions",
    summary="Suggest a team name",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def suggest_name(
    website: WebsiteNeeded,
    viewer: ChangingLinkedViewer,
    body: SuggestionBody,
    language: AskedLanguage,
) -> PlanningSaved:
    """10 a person and 50 a room at the most, no two alike in any letter case.

    A person's first suggestion takes their vote along.
    """
    await _limit(website, viewer)
    day, clock = website.clock.today(), website.clock
    async with website.database.transaction() as connection:
        await service.suggest_name(
            connection, day, viewer.user_id, body.name, clock.zone, clock.now()
        )
    return await _saved(website, viewer, day, language)


@router.post(
    "/vote", summary="Vote for a team name", responses=error_answers(401, 403, 404, 422, 429)
)
async def vote(
    website: WebsiteNeeded,
    viewer: ChangingLinkedViewer,
    body: VoteBody,
    language: AskedLanguage,
) -> PlanningSaved:
    """One vote a person, instead of the one before."""
    await _limit(website, viewer)
    day = website.clock.today()
    async with website.database.connection() as connection:
        await service.vote(connection, day, viewer.user_id, body.suggestion_id, website.clock.now())
    return await _saved(website, viewer, day, language)


@router.post(
    "/teams",
    summary="Save the teams",
    responses={
        **error_answers(401, 403, 404, 422, 429),
        409: {"model": DraftConflict, "description": "Somebody saved other teams meanwhile."},
    },
)
async def save_teams(
    website: WebsiteNeeded, viewer: _TeamEditor, body: TeamsBody, language: AskedLanguage
) -> PlanningSaved:
    """Replaces the draft as a whole; for who opened the room, promoters and admins."""
    await _limit(website, viewer)
    day = website.clock.today()
    try:
        async with website.database.transaction() as connection:
            await service.save_teams(
                connection,
                day,
                viewer.user_id,
                Draft(body.side_a, body.side_b, body.captain_a, body.captain_b),
                website.clock.now(),
                elevated=may_promote(website, viewer),
                base_version=body.base_version,
            )
    except DraftChanged:
        state = await planning_state(website, viewer, day, language)
        raise DraftChanged(state.model_dump(mode="json")) from None
    return await _saved(website, viewer, day, language)


@router.post(
    "/balanced-teams",
    summary="Propose fair teams",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def propose_teams(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: BalanceBody | None = None
) -> BalancedTeams:
    """The best split by rating, or a draft repaired with the fewest moves; stores nothing."""
    await _limit(website, viewer)
    wanted = body or BalanceBody()
    keep = None if wanted.keep is None else Draft(wanted.keep.side_a, wanted.keep.side_b)
    async with website.database.connection() as connection:
        split = await service.propose_teams(
            connection, website.clock.today(), wanted.user_ids, keep
        )
    return BalancedTeams.of(split, win_probability=split.odds)


@router.post("/ping", summary='Say "need N more"', responses=error_answers(401, 403, 404, 429))
async def ping(website: WebsiteNeeded, viewer: ChangingLinkedViewer) -> PingAnswer:
    """In the room's thread on Discord, at most once in ten minutes."""
    await _limit(website, viewer)
    clock = website.clock
    evening = (await website.evenings.read()).on(clock.today())
    async with website.database.transaction() as connection:
        done = await service.ping(connection, evening, clock.now())
    return PingAnswer.of(done)


# --- what the routes share ------------------------------------------------------------------------


async def _limit(website: Website, viewer: Viewer) -> None:
    await website.rate_limits.check(_CHANGES, "planning change", str(viewer.user_id))


async def _saved(website: Website, viewer: Viewer, day: date, language: Language) -> PlanningSaved:
    return PlanningSaved(state=await planning_state(website, viewer, day, language))


async def planning_state(
    website: Website, viewer: Viewer | None, day: date, language: Language
) -> PlanningState:
    """A day as planning sees it and this viewer may, in their language.

    The room in one statement; the day's answers in another where they are not in memory."""
    (ready_day,) = await website.days.load((day,))
    evening = (await website.evenings.read()).on(day)
    async with website.database.connection() as connection:
        found = await service.read_planning(
            connection,
            ready_day.day,
            viewer,
            evening,
            website.clock.today(),
            elevated=viewer is not None and may_promote(website, viewer),
        )
    ready = found.session_ready
    return PlanningState.of(
        found,
        participants=[
            ParticipantShape.of(each, avatar=ready_day.avatar_of.get(each.user_id))
            for each in found.participants
        ],
        committed_count=ready.confirmed_count,
        confirmed_count=ready.confirmed_count,
        standby_count=ready.standby_count,
        need_count=ready.need_count,
        viewer=PlanningViewer(
            authenticated=viewer is not None,
            linked_discord=viewer is not None and viewer.linked,
            website_user_id=viewer.user_id if viewer else None,
        ),
        session=None
        if found.room is None
        else _room_shape(website, found.room, ready_day, language),
    )


def _thread_url(website: Website, thread_id: int | None) -> str | None:
    """Discord's address of the thread; it takes the server's id too (`DISCORD_GUILD_ID`)."""
    guild_id = website.settings.discord_guild_id
    if thread_id is None or guild_id is None:
        return None
    return f"https://discord.com/channels/{guild_id}/{thread_id}"


def _room_shape(website: Website, room: Room, day: ReadyDay, language: Language) -> RoomShape:
    thread_id = room.discord_thread_id
    why = None if room.thread_error is None else why_none(room.thread_error)
    return RoomShape.of(
        room,
        discord_thread_id=None if thread_id is None else str(thread_id),
        thread=ThreadShape(
            state=room.thread_state,
            error=None if why is None else why.in_language(language),
            url=_thread_url(website, thread_id),
        ),
        suggestions=[
            SuggestionShape.of(each, voted_by_me=each.id == room.my_vote_suggestion_id)
            for each in room.suggestions
        ],
        teams=TeamsShape(
            A=_team_shape(room.teams["A"], day),
            B=_team_shape(room.teams["B"], day),
        ),
    )


def _team_shape(team: Team, day: ReadyDay) -> TeamShape:
    members = [
        MemberShape.of(
            each,
            status=day.status_of.get(each.user_id),
            avatar=day.avatar_of.get(each.user_id),
        )
        for each in team.members
    ]
    return TeamShape.of(team, members=members)
