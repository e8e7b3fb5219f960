"""`/api/availability`: who plays when (contract, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from muster.availability import service
from muster.availability.rules import check_arrival, resolve_range
from muster.identity.rules import Viewer, is_admin
from website.backend.availability_answers import AvailabilityQuery
from website.backend.dependencies import (
    AnyViewer,
    ChangingLinkedViewer,
    GuardedRoute,
    SignedInViewer,
    WebsiteNeeded,
    client_address,
    may_promote,
)
from website.backend.encodings import accept_encoding, accepted_codings
from website.backend.live_feed import PING_SECONDS
from website.backend.read_tokens import brings_token
from website.backend.schemas.availability import (
    Access,
    AnsweredAt,
    AvailabilityAnswer,
    IsoDate,
    OwnEntries,
    StatusBody,
    StatusRemoved,
    StatusSaved,
)
from website.backend.schemas.common import error_answers
from website.backend.state import Website, website_of
from website.backend.turns import Caller

router = APIRouter(prefix="/api/availability", tags=["availability"], route_class=GuardedRoute)

From = Annotated[IsoDate | None, Query(alias="from", description="First day; today if not given.")]
To = Annotated[IsoDate | None, Query(description="Last day; 60 days after `from` if not given.")]


class ReadFromMemoryRoute(GuardedRoute):
    """Answers from memory what was validated before and is still ready; else the usual way.

    Query strings are remembered with what they were validated to, so nothing is parsed by a second
    set of rules.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def from_memory_or_handler(request: Request) -> Response:
            return _from_memory(request) or await handler(request)

        return from_memory_or_handler


def _from_memory(request: Request) -> Response | None:
    scope = request.scope
    website = website_of(request)
    query = website.answers.known_query(scope["query_string"])
    if query is None:
        return None
    viewer = None
    token = website.cookies.session_token(scope)
    if token is not None:
        viewer = website.viewers.remembered(token)
        if viewer is None:
            return None
    if_none_match = None
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            if_none_match = value
        elif name == b"authorization" and brings_token(name, value):
            return None
    gzip = "gzip" in accepted_codings(accept_encoding(scope))
    return website.answers.from_memory(query, viewer, if_none_match, gzip=gzip)


def conditions(request: Request) -> tuple[bytes | None, bool]:
    """(If-None-Match, whether gzip is accepted)."""
    if_none_match = None
    for name, value in request.scope["headers"]:
        if name == b"if-none-match":
            if_none_match = value
    return if_none_match, "gzip" in accepted_codings(accept_encoding(request.scope))


async def read_availability(
    request: Request,
    website: WebsiteNeeded,
    viewer: AnyViewer,
    first: From = None,
    to: To = None,
    include_users: Annotated[bool, Query(description="Names too, for linked viewers.")] = False,
) -> Response:
    """Counts for every day of the range, and names for linked viewers who ask for them."""
    query = AvailabilityQuery(first, to, include_users)
    if_none_match, gzip = conditions(request)
    return await website.answers.read(
        query,
        viewer,
        if_none_match,
        gzip=gzip,
        query_string=request.scope["query_string"],
        caller=Caller(client_address(request), request.is_disconnected),
    )


router.add_api_route(
    "",
    read_availability,
    methods=["GET"],
    summary="Read availability",
    response_model=AvailabilityAnswer,
    responses={304: {"description": "Nothing changed since the ETag."}, **error_answers(422, 429)},
    route_class_override=ReadFromMemoryRoute,
)


@router.post(
    "",
    summary="Say when you play",
    response_model_exclude_none=True,
    responses=error_answers(401, 403, 409, 422, 429),
)
async def write_status(
    request: Request, viewer: ChangingLinkedViewer, body: StatusBody
) -> StatusSaved:
    website = website_of(request)  # a dependency less to be solved at every write
    clock = website.clock
    if body.arrives_at is not None:
        check_arrival(body.arrives_at, (await website.evenings.read()).on(body.date).start)
    await website.writer.set_status(
        viewer.user_id,
        body.date,
        body.status,
        today=clock.today(),
        now=clock.now(),
        answered_at=body.answered_at,
        arrives_at=body.arrives_at,
        only_if=body.only_if,
    )
    return StatusSaved(
        user_id=viewer.user_id,
        date=body.date,
        status=body.status,
        arrives_at=body.arrives_at,
        only_if=body.only_if,
    )


@router.get("/access", summary="What the viewer may do", responses=error_answers())
async def read_access(website: WebsiteNeeded, viewer: AnyViewer) -> Access:
    return access_of(website, viewer)


def access_of(website: Website, viewer: Viewer | None) -> Access:
    """What this viewer may do."""
    settings = website.settings
    linked = viewer is not None and viewer.linked
    return Access(
        authenticated=viewer is not None,
        linked_discord=linked,
        can_submit=linked,
        is_admin=viewer is not None and is_admin(viewer, settings.admin_discord_ids),
        can_promote=viewer is not None and may_promote(website, viewer),
        website_user_id=viewer.user_id if viewer else None,
    )


@router.get(
    "/me",
    summary="The viewer's own answers",
    response_model_exclude_none=True,
    responses=error_answers(401, 422),
)
async def read_own(
    website: WebsiteNeeded, viewer: SignedInViewer, first: From = None, to: To = None
) -> OwnEntries:
    wanted = resolve_range(first, to, website.clock.today())
    async with website.database.connection() as connection:
        entries = await service.read_own_entries(connection, viewer.user_id, wanted)
    return OwnEntries.model_validate(
        {
            "user_id": viewer.user_id,
            "from": wanted.first,
            "to": wanted.last,
            "entries": entries,
        }
    )


@router.get(
    "/events",
    summary="Change notices as Server-Sent Events",
    response_class=EventSourceResponse,
    responses={
        200: {
            "content": {"text/event-stream": {}},
            "description": "Events availability {date}, today {date}; names, viewer, notices, "
            "promotions, calls, planning, evening_rules, evening_records, live_status and "
            "outbox {}.",
        },
        **error_answers(),
    },
)
async def read_events(
    request: Request, website: WebsiteNeeded, viewer: AnyViewer
) -> EventSourceResponse:
    address = client_address(request)
    token = website.cookies.session_token(request.scope)
    website.live_feed.check_room(address)
    return EventSourceResponse(
        website.live_feed.stream(viewer, address, partial(website.viewers.find, token)),
        ping=PING_SECONDS,
        ping_message_factory=lambda: ServerSentEvent(event="ping", data="{}"),
        send_timeout=30,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.delete("/{day}", summary="Take an answer back", responses=error_answers(401, 403, 422, 429))
async def remove_status(
    website: WebsiteNeeded,
    viewer: ChangingLinkedViewer,
    day: IsoDate,
    answered_at: Annotated[
        AnsweredAt,
        Query(description="When it was taken back, where that has waited for a network."),
    ] = None,
) -> StatusRemoved:
    """What was said after `answered_at` stays."""
    clock = website.clock
    removed = await website.writer.clear_status(
        viewer.user_id, day, today=clock.today(), now=clock.now(), answered_at=answered_at
    )
    return StatusRemoved(date=day, removed=removed)
