"""`/api/admin/tokens`: with which other programs read."""

from __future__ import annotations

from fastapi import APIRouter
from limits import RateLimitItemPerMinute

from muster.read_tokens import service
from website.backend.dependencies import Admin, ChangingAdmin, GuardedRoute, WebsiteNeeded
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import Success
from website.backend.schemas.read_tokens import (
    ReadTokenBody,
    ReadTokenCreated,
    ReadTokenId,
    ReadTokenList,
    ReadTokenShape,
)

_CHANGES = RateLimitItemPerMinute(20)

router = APIRouter(prefix="/api/admin/tokens", tags=["admin"], route_class=GuardedRoute)


@router.get("", summary="Read tokens", responses=error_answers(401, 403))
async def read_tokens(website: WebsiteNeeded, viewer: Admin) -> ReadTokenList:
    """Those that hold and those that did; no token itself."""
    now = website.clock.now()
    async with website.database.connection() as connection:
        found = await service.list_tokens(connection, viewer)
    return ReadTokenList(tokens=[ReadTokenShape.of(each, state=each.state(now)) for each in found])


@router.post(
    "",
    summary="Make a read token",
    status_code=201,
    responses=error_answers(401, 403, 409, 422, 429),
)
async def create_token(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: ReadTokenBody
) -> ReadTokenCreated:
    """It is told this once. One that reads as a member needs a player profile."""
    await website.rate_limits.check(_CHANGES, "read token change", str(viewer.user_id))
    async with website.database.transaction() as connection:
        made = await service.create_token(
            connection,
            viewer,
            website.session_key,
            label=body.label,
            scope=body.scope,
            days=body.days,
            now=website.clock.now(),
        )
    return ReadTokenCreated(id=made.id, token=made.token)


@router.delete(
    "/{token_id}",
    summary="Revoke a read token",
    responses=error_answers(401, 403, 404, 422, 429),
)
async def revoke_token(
    website: WebsiteNeeded, viewer: ChangingAdmin, token_id: ReadTokenId
) -> Success:
    """Anybody's; nobody reads with it any more. Twice is once."""
    await website.rate_limits.check(_CHANGES, "read token change", str(viewer.user_id))
    async with website.database.transaction() as connection:
        await service.revoke_token(connection, viewer, token_id, website.clock.now())
    website.read_tokens.forget_all()
    return Success()
