"""`/calendar`, `/api/calendar-feeds`: evenings for people's own calendars."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from limits import RateLimitItemPerMinute

from muster.calendar_feeds import service
from muster.calendar_feeds.service import FeedAddress
from muster.errors import CalendarFeedNotFound
from website.backend.availability_json import ReadyResponse
from website.backend.calendar_feeds import ReadyCalendar
from website.backend.dependencies import (
    ChangingLinkedViewer,
    GuardedRoute,
    LinkedViewer,
    WebsiteNeeded,
    client_address,
)
from website.backend.encodings import accept_encoding, accepted_codings, header_of
from website.backend.languages import VARY, asked_language
from website.backend.revalidated import NOT_MODIFIED
from website.backend.schemas.calendar_feeds import CalendarFeedsShape, OwnFeedShape
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import Success
from website.backend.state import Website

_CHANGES = RateLimitItemPerMinute(10)
_COLD = RateLimitItemPerMinute(120)
_UNKNOWN_COSTS: Final = 4
"""Calendars of one address that memory does not have, far more than a household's or a service's;
those that are nobody's count as so many, which leaves far too few to guess by.
"""
_FILES = RateLimitItemPerMinute(30)

_PRIVATE, _PUBLIC = b"private, no-cache", b"public, max-age=60"

_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/calendar": {"schema": {"type": "string"}}},
        "description": "iCalendar (RFC 5545) in UTF-8.",
    },
    **NOT_MODIFIED,
}

router = APIRouter(prefix="/api/calendar-feeds", tags=["calendar feeds"], route_class=GuardedRoute)
files_router = APIRouter(tags=["calendar feeds"], route_class=GuardedRoute)


@router.get("", summary="The viewer's calendar feeds", responses=error_answers(401, 403))
async def read_calendar_feeds(website: WebsiteNeeded, viewer: LinkedViewer) -> CalendarFeedsShape:
    """Where one's own calendar is, if it was asked for, and the community's."""
    async with website.database.connection() as connection:
        found = await service.find_address(connection, website.session_key, viewer.user_id)
    return _shape(website, found)


@router.post(
    "/own",
    summary="Make or renew the viewer's calendar feed",
    responses=error_answers(401, 403, 429),
)
async def renew_calendar_feed(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer
) -> CalendarFeedsShape:
    """A new address; the one before it leads nowhere from then on."""
    await website.rate_limits.check(_CHANGES, "calendar feed change", str(viewer.user_id))
    async with website.database.transaction() as connection:
        made = await service.renew_address(
            connection, website.session_key, viewer.user_id, website.clock.now()
        )
    website.calendar_feeds.forget(viewer.user_id)
    return _shape(website, made)


@router.delete(
    "/own", summary="Stop the viewer's calendar feed", responses=error_answers(401, 403, 429)
)
async def revoke_calendar_feed(website: WebsiteNeeded, viewer: ChangingLinkedViewer) -> Success:
    """Its address leads nowhere from then on; twice is once."""
    await website.rate_limits.check(_CHANGES, "calendar feed change", str(viewer.user_id))
    async with website.database.connection() as connection:
        await service.revoke_address(connection, viewer.user_id)
    website.calendar_feeds.forget(viewer.user_id)
    return Success()


@files_router.get(
    "/calendar.ics",
    summary="The community's calendar",
    response_class=Response,
    responses={**_CALENDAR, **error_answers(429)},
)
async def read_community_calendar(request: Request, website: WebsiteNeeded) -> Response:
    """Sessions that are ready, from a month ago to 90 days ahead, in the community's language.

    One that was ready and is not any more is cancelled. Nobody is named.
    """
    limits, address = website.rate_limits, client_address(request)
    count = partial(limits.check, _COLD, "calendar feeds", address)
    return _answer(request, await website.calendar_feeds.community(count), _PUBLIC)


@files_router.get(
    "/calendar/{secret}.ics",
    summary="Somebody's own calendar",
    response_class=Response,
    responses={**_CALENDAR, **error_answers(404, 422, 429)},
)
async def read_own_calendar(request: Request, website: WebsiteNeeded, secret: str) -> Response:
    """The evenings for which they said LOOKING or AVAILABLE, by an address that is theirs alone.

    TENTATIVE until the session is ready, CONFIRMED then, CANCELLED where there is none; an answer
    that was taken back is CANCELLED for two days and then gone. What was revoked or renewed is 404,
    as what never was.
    """
    limits, address = website.rate_limits, client_address(request)

    count = partial(limits.check, _COLD, "calendar feeds", address)
    found = await website.calendar_feeds.own(secret, count)
    if found is None:
        await count(cost=_UNKNOWN_COSTS)
        raise CalendarFeedNotFound
    return _answer(request, found, _PRIVATE)


@files_router.get(
    "/calendar/evenings/{day}.ics",
    summary="One evening for a calendar",
    response_class=Response,
    responses={**_CALENDAR, **error_answers(404, 422, 429)},
)
async def read_evening_file(
    request: Request,
    website: WebsiteNeeded,
    day: Annotated[date, Path(description="From a month ago to 90 days ahead.")],
) -> Response:
    """As it is now: TENTATIVE, CONFIRMED where the session is ready, CANCELLED where there is none.

    In the language of the page. Nobody is named.
    """
    await website.rate_limits.check(_FILES, "calendar files", client_address(request))
    language = asked_language(request.scope, website.settings.muster_language)
    found = await website.calendar_feeds.evening(day, language)
    if found is None:
        raise CalendarFeedNotFound
    name = f'inline; filename="{day.isoformat()}.ics"'
    more = [(b"content-disposition", name.encode()), (b"vary", VARY.encode())]
    return _answer(request, found, _PRIVATE, more)


def _shape(website: Website, found: FeedAddress | None) -> CalendarFeedsShape:
    origin = website.settings.frontend_origin
    own = None
    if found is not None:
        own = OwnFeedShape(address=f"{origin}/calendar/{found.secret}.ics", made_at=found.made_at)
    return CalendarFeedsShape(own=own, community=f"{origin}/calendar.ics")


def _answer(
    request: Request,
    calendar: ReadyCalendar,
    caching: bytes,
    more: list[tuple[bytes, bytes]] | None = None,
) -> Response:
    """The calendar, or that the caller has just this one already."""
    headers = [
        (b"etag", b"W/" + calendar.etag),
        (b"cache-control", caching),
        (b"vary", b"Accept-Encoding"),
        *(more or ()),
    ]
    if calendar.etag in header_of(request.scope, b"if-none-match"):
        return ReadyResponse(304, b"", headers)
    body = calendar.body
    if "gzip" in accepted_codings(accept_encoding(request.scope)):
        body = calendar.compressed
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-type", b"text/calendar; charset=utf-8"))
    headers.append((b"content-length", b"%d" % len(body)))
    return ReadyResponse(200, body, headers)
