"""`/api/evenings`: what past evenings were like."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from limits import RateLimitItemPerMinute

from muster.history import service
from muster.history.rules import RANGE_DEFAULT, kept_promises
from muster.identity.rules import Viewer
from website.backend.dependencies import (
    AnyViewer,
    Guard,
    GuardedRoute,
    SignedInViewer,
    WebsiteNeeded,
    client_address,
    is_elevated,
)
from website.backend.revalidated import NOT_MODIFIED, revalidated
from website.backend.schemas.availability import IsoDate
from website.backend.schemas.common import Shape, error_answers
from website.backend.schemas.history import (
    CloseBody,
    EveningDetails,
    EveningList,
    EveningPerson,
    EveningShape,
    OtherPerson,
    OwnEvenings,
    OwnEveningShape,
)
from website.backend.state import Website, website_of

_CLOSINGS = RateLimitItemPerMinute(20)
_EVENINGS = RateLimitItemPerMinute(120)
"""Of one person who is signed in: they may be shown who was there, which costs the more the more
people there are.
"""

From = Annotated[
    IsoDate | None, Query(alias="from", description="First day; 26 weeks before `to` if not given.")
]
To = Annotated[IsoDate | None, Query(description="Last day; today if not given.")]

router = APIRouter(prefix="/api/evenings", tags=["history"], route_class=GuardedRoute)


class _CloserGuard(Guard):
    """Lets pass who may save the teams of the path's day, before the body is validated.

    Raises:
        NotTeamEditor: neither a promoter nor an admin, nor did they open that day's room.
    """

    async def __call__(self, request: Request) -> Viewer | None:
        viewer = await super().__call__(request)
        assert viewer is not None
        website = website_of(request)
        try:
            day = date.fromisoformat(request.path_params["day"])
        except ValueError:
            day = date.min
        async with website.database.connection() as connection:
            await service.check_may_close(
                connection, day, viewer.user_id, elevated=is_elevated(website, viewer)
            )
        return viewer


_Closer = Annotated[Viewer, Depends(_CloserGuard(linked=True, changes=True))]


@router.get(
    "",
    summary="Past evenings",
    response_model=EveningList,
    responses={**NOT_MODIFIED, **error_answers(422, 429)},
)
async def read_evenings(
    request: Request,
    website: WebsiteNeeded,
    viewer: AnyViewer,
    first: From = None,
    to: To = None,
) -> Response:
    """The records of a range of at most 366 days, and what a week of them is mostly like.

    Numbers for everybody, names for nobody.
    """
    first, last = _range(website, first, to)
    found = await website.past_evenings.read(first, last, client_address(request))
    return found.answer(request)


@router.get(
    "/me",
    summary="One's own evenings",
    response_model=OwnEvenings,
    responses={**NOT_MODIFIED, **error_answers(401, 422)},
)
async def read_own_evenings(
    request: Request,
    website: WebsiteNeeded,
    viewer: SignedInViewer,
    first: From = None,
    to: To = None,
) -> Response:
    """What the caller said and did on the sessions of a range, shown to nobody else."""
    first, last = _range(website, first, to)
    async with website.database.connection() as connection:
        evenings = await service.read_own(connection, viewer.user_id, first, last)
    came, said_yes = kept_promises(evenings)
    answer = OwnEvenings(
        **{"from": first},
        to=last,
        evenings=[OwnEveningShape.of(each, date=each.evening_date) for each in evenings],
        said_yes=said_yes,
        came=came,
    )
    return _once(request, answer)


@router.get(
    "/{day}",
    summary="One evening",
    response_model=EveningDetails,
    responses={**NOT_MODIFIED, **error_answers(404, 422, 429)},
)
async def read_evening(
    request: Request, website: WebsiteNeeded, viewer: AnyViewer, day: IsoDate
) -> Response:
    """Its record for everybody; who was there for promoters, admins and that evening's captains."""
    if viewer is not None:
        await website.rate_limits.check(_EVENINGS, "evening", str(viewer.user_id))
    evening = (await website.evenings.read()).on(day)
    async with website.database.connection() as connection:
        found = await service.read_evening(
            connection,
            evening,
            None if viewer is None else viewer.user_id,
            website.settings.muster_history_days,
            website.clock.now(),
            elevated=viewer is not None and is_elevated(website, viewer),
        )
    people = found.people
    answer = EveningDetails(
        evening=EveningShape.of_record(found.record),
        people=None if people is None else [EveningPerson.of_person(each) for each in people],
        left_out=found.left_out,
        may_close=found.may_close and viewer is not None and viewer.linked,
        others=[OtherPerson.of(each) for each in found.others],
    )
    return _once(request, answer)


@router.post(
    "/{day}/close",
    summary="Say what an evening was like",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def close_evening(
    website: WebsiteNeeded, viewer: _Closer, day: IsoDate, body: CloseBody
) -> EveningShape:
    """For an evening of which neither voice nor the game server told; the latest word counts.

    For whoever may save that day's teams: who opened its room, promoters and admins.
    """
    await website.rate_limits.check(_CLOSINGS, "closings", str(viewer.user_id))
    evening = (await website.evenings.read()).on(day)
    async with website.database.transaction() as connection:
        record = await service.close_by_hand(
            connection,
            evening,
            viewer.user_id,
            body.played,
            body.present,
            website.settings.muster_history_days,
            website.clock.now(),
        )
    website.past_evenings.forget()
    return EveningShape.of_record(record)


def _once(request: Request, answer: Shape) -> Response:
    return revalidated(request, answer.model_dump_json(by_alias=True).encode())


def _range(website: Website, first: date | None, last: date | None) -> tuple[date, date]:
    last = website.clock.today() if last is None else last
    if first is None:
        first = last - min(RANGE_DEFAULT, last - date.min)
    service.check_range(first, last)
    return first, last
