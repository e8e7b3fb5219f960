"""`/api/invites`, `/i`: links that show somebody the way in."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from limits import RateLimitItemPerMinute

from muster.invites import service
from muster.invites.rules import Invite
from website.backend.dependencies import (
    AnyViewer,
    ChangingElevated,
    Elevated,
    GuardedRoute,
    WebsiteNeeded,
    client_address,
)
from website.backend.routers.auth import BrowserRoute, back_to_the_page
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import Success
from website.backend.schemas.invites import (
    InviteBody,
    InviteCreated,
    InviteId,
    InviteList,
    InviteShape,
)

_CHANGES = RateLimitItemPerMinute(20)
_TRIES = RateLimitItemPerMinute(30)
"""Links that one address opens: a household's, and far too few to guess by."""

_WELCOME = "/#/invite"

router = APIRouter(prefix="/api/invites", tags=["invites"], route_class=GuardedRoute)
browser_router = APIRouter(tags=["invites"], route_class=BrowserRoute)


@router.get("", summary="Invite links", responses=error_answers(401, 403))
async def read_invites(website: WebsiteNeeded, _viewer: Elevated) -> InviteList:
    """Those that hold and those that did, with how many came by each; nobody by name."""
    now = website.clock.now()
    async with website.database.connection() as connection:
        found = await service.list_invites(connection)
    return InviteList(invites=[_shape(invite, now) for invite in found])


@router.post(
    "",
    summary="Make an invite link",
    status_code=201,
    responses=error_answers(401, 403, 409, 422, 429),
)
async def create_invite(
    website: WebsiteNeeded, viewer: ChangingElevated, body: InviteBody
) -> InviteCreated:
    """It gives no right, and its address is told this once."""
    await website.rate_limits.check(_CHANGES, "invite change", str(viewer.user_id))
    now = website.clock.now()
    async with website.database.transaction() as connection:
        made = await service.create_invite(
            connection,
            viewer,
            website.session_key,
            label=body.label,
            days=body.days,
            most_uses=body.most_uses,
            now=now,
        )
    return InviteCreated(
        invite=_shape(made.invite, now),
        address=f"{website.settings.frontend_origin}/i/{made.secret}",
    )


@router.delete(
    "/{invite_id}",
    summary="Revoke an invite link",
    responses=error_answers(401, 403, 404, 422, 429),
)
async def revoke_invite(
    website: WebsiteNeeded, viewer: ChangingElevated, invite_id: InviteId
) -> Success:
    """Nobody comes by it any more; twice is once."""
    await website.rate_limits.check(_CHANGES, "invite change", str(viewer.user_id))
    async with website.database.transaction() as connection:
        await service.revoke_invite(connection, viewer, invite_id, website.clock.now())
    return Success()


@browser_router.get(
    "/i/{secret}",
    summary="Come by an invite link",
    status_code=302,
    response_class=RedirectResponse,
    responses=error_answers(422, 429),
)
async def follow_invite(
    request: Request, website: WebsiteNeeded, viewer: AnyViewer, secret: str
) -> RedirectResponse:
    """To the page that says where one is, which has the secret no more.

    A link that does not hold leads there, too, with a word for why; looking uses none up. Whoever
    is signed in needs no cookie: they count at once, unless they are linked.
    """
    await website.rate_limits.check(_TRIES, "invites", client_address(request))
    now = website.clock.now()
    async with website.database.connection() as connection:
        state = await service.state_of(connection, secret, website.session_key, now)
    if state == "open":
        response = back_to_the_page(website, _WELCOME)
        if viewer is None:
            website.cookies.set_invite(response, secret)
        elif not viewer.linked:
            async with website.database.transaction() as connection:
                await service.arrive(connection, secret, website.session_key, viewer.user_id, now)
        return response
    return back_to_the_page(website, f"{_WELCOME}?invite={state or 'unknown'}")


def _shape(invite: Invite, now: datetime) -> InviteShape:
    return InviteShape.of(invite, state=invite.state(now))
