"""`/api/members`: who belongs to the community, and who could be asked at all."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from limits import RateLimitItemPerMinute
from pydantic import StringConstraints

from muster.avatars import avatar_address
from muster.members import service
from muster.members.rules import AT_ONCE
from website.backend.dependencies import Elevated, GuardedRoute, WebsiteNeeded
from website.backend.revalidated import NOT_MODIFIED, revalidated
from website.backend.schemas.common import Storable, error_answers
from website.backend.schemas.members import Member, MemberList, MemberTotals

_READS = RateLimitItemPerMinute(120)
_MOST_PAGES = 1000

router = APIRouter(prefix="/api", tags=["members"], route_class=GuardedRoute)

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=64),
    Storable,
    Query(alias="q", description="A part of a name or an alias; colour codes are passed over."),
]


@router.get(
    "/members",
    summary="Members, and who could be asked tonight",
    response_model=MemberList,
    responses={**NOT_MODIFIED, **error_answers(401, 403, 422, 429)},
)
async def read_members(
    request: Request,
    website: WebsiteNeeded,
    viewer: Elevated,
    name: Name = "",
    missing: Annotated[
        Literal["player", "consent", "channel"] | None,
        Query(description="Those alone of whom this is missing."),
    ] = None,
    page: Annotated[int, Query(ge=1, le=_MOST_PAGES)] = 1,
) -> Response:
    """Everybody who signed in or is linked, by name, fifty a page."""
    await website.rate_limits.check(_READS, "members", str(viewer.user_id))
    now = website.clock.now()
    async with website.database.connection() as connection:
        found = await service.list_members(
            connection, website.clock.today(now), now, name=name, missing=missing, page=page
        )
    answer = MemberList(
        totals=MemberTotals.of(found.totals),
        found=found.found,
        page=page,
        pages=max(1, -(-found.found // AT_ONCE)),
        members=[
            Member.of(
                person,
                # As with other names' pictures: for whoever is linked.
                avatar_url=avatar_address(person.user_id, person.avatar) if viewer.linked else None,
                channels=details.channels,
                allows_promotions=person.linked and person.agreed,
                reminders=details.reminders,
                silent_days=details.silent_days(now, website.settings.zone),
            )
            for person, details in found.people
        ],
    )
    return revalidated(request, answer.model_dump_json().encode())
