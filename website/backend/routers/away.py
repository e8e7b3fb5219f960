"""`/api/availability/away`: until when a person is away; shown to nobody else."""

from __future__ import annotations

from fastapi import APIRouter

from muster.channels import service
from muster.identity.rules import Viewer
from website.backend.dependencies import (
    ChangingLinkedViewer,
    GuardedRoute,
    LinkedViewer,
    WebsiteNeeded,
)
from website.backend.routers.channels import limit_changes
from website.backend.schemas.channels import AwayBody, AwayShape
from website.backend.schemas.common import error_answers
from website.backend.state import Website

router = APIRouter(prefix="/api/availability", tags=["preferences"], route_class=GuardedRoute)


@router.get("/away", summary="Until when the viewer is away", responses=error_answers(401, 403))
async def read_away(website: WebsiteNeeded, viewer: LinkedViewer) -> AwayShape:
    return await away_of(website, viewer)


async def away_of(website: Website, viewer: Viewer) -> AwayShape:
    """Until when this viewer, who is linked, is away."""
    async with website.database.connection() as connection:
        found = await service.read_away(connection, viewer.user_id, website.clock.today())
    return AwayShape.of(found)


@router.post(
    "/away",
    summary="Be away until a day, or back",
    responses=error_answers(401, 403, 422, 429),
)
async def write_away(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: AwayBody
) -> AwayShape:
    """No check-in, no call and no campaign until then."""
    await limit_changes(website, viewer)
    clock = website.clock
    async with website.database.transaction() as connection:
        found = await service.set_away(
            connection, viewer.user_id, body.until, clock.today(), clock.now()
        )
    return AwayShape.of(found)
