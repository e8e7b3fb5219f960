"""`/api/sandbox/outbox`: what the sandbox would have sent (404 outside the sandbox)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from muster.channels import service
from website.backend.dependencies import GuardedRoute, WebsiteNeeded
from website.backend.routers.sandbox import SandboxGuard
from website.backend.schemas.common import error_answers
from website.backend.schemas.preferences import SentShape

router = APIRouter(
    prefix="/api/sandbox",
    tags=["sandbox"],
    route_class=GuardedRoute,
    dependencies=[Depends(SandboxGuard())],
)


@router.get(
    "/outbox", summary="The latest messages, newest first", responses=error_answers(403, 404, 422)
)
async def read_outbox(
    website: WebsiteNeeded, limit: Annotated[int, Query(ge=1, le=500)] = 200
) -> list[SentShape]:
    async with website.database.connection() as connection:
        sent = await service.list_outbox(connection, limit)
    return [SentShape.model_validate(each) for each in sent]
