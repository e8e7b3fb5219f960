"""`/api/start`: everything that a page needs to show tonight, in one answer.

It decides nothing. Each part is what its own route would answer the same caller, made by the same
function; the days come as the bytes that are ready in memory.
"""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from website.backend.availability_answers import AvailabilityQuery
from website.backend.dependencies import AnyViewer, GuardedRoute, WebsiteNeeded, client_address
from website.backend.languages import language_of
from website.backend.revalidated import NOT_MODIFIED, revalidated
from website.backend.routers.auth import me_shape, move_session
from website.backend.routers.availability import access_of
from website.backend.routers.away import away_of
from website.backend.routers.calls import call_today
from website.backend.routers.community import community_now
from website.backend.routers.live_status import live_status_for
from website.backend.routers.planning import planning_state
from website.backend.routers.promotions import campaign_of
from website.backend.schemas.common import Shape, error_answers
from website.backend.schemas.start import Start
from website.backend.turns import Caller

DAYS_AFTER_TODAY = 6
"""A week, today included: what Tonight and Week show at first."""

router = APIRouter(prefix="/api", tags=["start"], route_class=GuardedRoute)


@router.get(
    "/start",
    summary="Everything a page shows first",
    response_model=Start,
    responses={**NOT_MODIFIED, **error_answers()},
)
async def read_start(request: Request, website: WebsiteNeeded, viewer: AnyViewer) -> Response:
    """The answers of nine routes, each with the rules of its own route."""
    today = website.clock.today()
    last = today + timedelta(days=DAYS_AFTER_TODAY)
    language = language_of(request.scope)
    days = await website.answers.read(
        AvailabilityQuery(today, last, include_users=True),
        viewer,
        None,
        gzip=False,
        # As the page itself asks for these days, which are then in memory for either.
        query_string=f"from={today}&to={last}&include_users=true".encode(),
        caller=Caller(client_address(request), request.is_disconnected),
    )
    parts = {
        "community": _json(await community_now(website)),
        "access": _json(access_of(website, viewer)),
        "me": _json(None if viewer is None else me_shape(viewer)),
        "availability": bytes(days.body),
        "live_status": _json(await live_status_for(website, viewer, language), unset=False),
        "campaign": _json(
            None if viewer is None else await campaign_of(website, viewer, today, language)
        ),
        "call": _json(None if viewer is None else await call_today(website, viewer)),
        "planning": _json(await planning_state(website, viewer, today, language)),
        "away": _json(
            await away_of(website, viewer) if viewer is not None and viewer.linked else None
        ),
    }
    body = b"{%s}" % b",".join(b'"%s":%s' % (name.encode(), part) for name, part in parts.items())
    answer = revalidated(request, body)
    if answer.status_code == 304:
        return answer
    move_session(request, answer, website)
    return answer


def _json(part: Shape | None, *, unset: bool = True) -> bytes:
    if part is None:
        return b"null"
    return part.model_dump_json(exclude_unset=not unset, by_alias=True).encode()
