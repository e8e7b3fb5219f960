"""`/api/availability/usual`: what a person mostly answers on a weekday; shown to nobody else."""

from __future__ import annotations

from fastapi import APIRouter

from muster.errors import FieldProblem, InvalidInput
from muster.identity.rules import Viewer
from muster.usual import service
from muster.words import words
from website.backend.dependencies import (
    ChangingLinkedViewer,
    GuardedRoute,
    LinkedViewer,
    WebsiteNeeded,
)
from website.backend.routers.channels import limit_changes
from website.backend.schemas.common import error_answers
from website.backend.schemas.usual import (
    UsualAnswersShape,
    UsualBody,
    WeekFilled,
    WeekUndoBody,
    WeekUndone,
)
from website.backend.state import Website

say = words("input")

router = APIRouter(
    prefix="/api/availability/usual", tags=["availability"], route_class=GuardedRoute
)


@router.get("", summary="The viewer's usual answers", responses=error_answers(401, 403))
async def read_usual(website: WebsiteNeeded, viewer: LinkedViewer) -> UsualAnswersShape:
    """By weekday, and for the next seven days."""
    return await _usual(website, viewer)


@router.post("", summary="Change usual answers", responses=error_answers(401, 403, 422, 429))
async def save_usual(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: UsualBody
) -> UsualAnswersShape:
    """All of the weekdays that are named, or none; the others stay as they are."""
    choices = {each.weekday: each.choice() for each in body.weekdays}
    if len(choices) < len(body.weekdays):
        raise InvalidInput(errors=[FieldProblem("weekdays", say("weekday-once"))])
    await limit_changes(website, viewer)
    clock = website.clock
    async with website.database.transaction() as connection:
        await service.save_settings(connection, viewer.user_id, choices, clock.today(), clock.now())
    return await _usual(website, viewer)


@router.post(
    "/week",
    summary="Answer the next seven days as usual",
    responses=error_answers(401, 403, 429),
)
async def fill_week(website: WebsiteNeeded, viewer: ChangingLinkedViewer) -> WeekFilled:
    """Those that have a usual answer and no answer; they are the viewer's own from then on."""
    await limit_changes(website, viewer)
    clock = website.clock
    now, evenings = clock.now(), await website.evenings.read()
    async with website.database.connection() as connection:
        gifts = await service.find_week(connection, viewer.user_id, evenings, clock.today(now), now)
    given = await website.writer.fill(gifts, now=now)
    return WeekFilled.of_gifts([gift for gift in gifts if gift.day in given], now)


@router.post(
    "/week/undo",
    summary="Take back what filling the week answered",
    responses=error_answers(401, 403, 422, 429),
)
async def undo_week(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: WeekUndoBody
) -> WeekUndone:
    """What was said of a day since then stays, and so do days that are past."""
    await limit_changes(website, viewer)
    clock = website.clock
    days = [day for day in body.days if day >= clock.today()]
    gone = await website.writer.take_back_unchanged(
        viewer.user_id, days, body.given_at, now=clock.now()
    )
    return WeekUndone(days=gone)


async def _usual(website: Website, viewer: Viewer) -> UsualAnswersShape:
    evenings = await website.evenings.read()
    async with website.database.connection() as connection:
        found = await service.read_usual(
            connection, viewer.user_id, evenings, website.clock.today()
        )
    return UsualAnswersShape.of_service(found)
