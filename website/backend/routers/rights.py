"""`/api/admin/rights`: who is a promoter or an admin, by person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from limits import RateLimitItemPerMinute

from muster.identity import rights
from muster.identity.right_rules import RightHolder, grantable, may_change
from muster.identity.rules import Viewer
from website.backend.dependencies import Admin, ChangingAdmin, GuardedRoute, WebsiteNeeded
from website.backend.schemas.common import OneLine, Storable, error_answers
from website.backend.schemas.rights import (
    Account,
    PeopleFound,
    RightBody,
    RightChanged,
    RightHolderShape,
    Rights,
)
from website.backend.state import Website

_CHANGES = RateLimitItemPerMinute(30)
_SEARCHES = RateLimitItemPerMinute(60)

router = APIRouter(prefix="/api/admin/rights", tags=["admin"], route_class=GuardedRoute)


@router.get("", summary="Who has which right", responses=error_answers(401, 403))
async def read_rights(website: WebsiteNeeded, viewer: Admin) -> Rights:
    """By person, and by the settings' lists, which nobody changes here."""
    named = rights.named_accounts(website.settings)
    async with website.database.connection() as connection:
        found = await rights.list_rights(connection, named)
    return Rights(
        people=[_shape(each, viewer) for each in found], can_grant=list(grantable(viewer.tier))
    )


@router.get(
    "/search", summary="Search people to give a right", responses=error_answers(401, 403, 422, 429)
)
async def search_people(
    website: WebsiteNeeded,
    viewer: Admin,
    q: Annotated[str, Query(max_length=64), Storable, OneLine],
) -> PeopleFound:
    """Up to 20 who signed in, by a part of a name; a whole Discord id finds any account."""
    await website.rate_limits.check(_SEARCHES, "rights search", str(viewer.user_id))
    async with website.database.connection() as connection:
        found = await rights.search_people(connection, q, rights.named_accounts(website.settings))
    return PeopleFound(people=[_shape(each, viewer) for each in found])


@router.put(
    "/{discord_user_id}",
    summary="Give a right",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def grant_right(
    website: WebsiteNeeded, viewer: ChangingAdmin, discord_user_id: Account, body: RightBody
) -> RightChanged:
    """In place of the one that the account has; it need not have signed in yet."""
    await _limit(website, viewer)
    async with website.database.transaction() as connection:
        await rights.grant(
            connection,
            viewer.actor,
            int(discord_user_id),
            body.tier,
            rights.named_accounts(website.settings),
            website.clock.now(),
        )
    website.viewers.forget_all()
    return RightChanged(discord_user_id=discord_user_id, tier=body.tier)


@router.delete(
    "/{discord_user_id}",
    summary="Take a right away",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def revoke_right(
    website: WebsiteNeeded, viewer: ChangingAdmin, discord_user_id: Account
) -> RightChanged:
    """The last admin stays one."""
    await _limit(website, viewer)
    async with website.database.transaction() as connection:
        await rights.revoke(
            connection,
            viewer.actor,
            int(discord_user_id),
            rights.named_accounts(website.settings),
            website.clock.now(),
        )
    website.viewers.forget_all()
    return RightChanged(discord_user_id=discord_user_id, tier=None)


async def _limit(website: Website, viewer: Viewer) -> None:
    await website.rate_limits.check(_CHANGES, "rights", str(viewer.user_id))


def _shape(holder: RightHolder, viewer: Viewer) -> RightHolderShape:
    return RightHolderShape(
        discord_user_id=str(holder.discord_user_id),
        user_id=holder.user_id,
        name=holder.name,
        username=holder.username,
        tier=holder.tier,
        from_settings=list(holder.named),
        granted_at=holder.granted_at,
        granted_by=holder.granted_by,
        can_change=may_change(viewer.tier, holder.tier),
    )
