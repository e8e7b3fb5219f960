"""`/api/calls`: asking those who have not answered, and how it goes (filling, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from limits import RateLimitItemPerMinute

from muster.calls import service
from muster.calls.rules import MOST, MOST_DEFAULT, WAIT_DEFAULT, WAIT_MINUTES, Call, Tonight
from muster.database import Connection
from muster.evenings.service import evenings_of, read_evenings
from muster.identity.rules import Viewer
from muster.notifications.messages import call_words
from muster.notifications.rules import Reason
from website.backend.dependencies import (
    AskedLanguage,
    ChangingPromoter,
    GuardedRoute,
    Promoter,
    SignedInViewer,
    WebsiteNeeded,
    may_promote,
)
from website.backend.schemas.calls import (
    AskedPerson,
    CallBody,
    CallChanged,
    CalledPerson,
    CallPreview,
    CallShape,
    CallToday,
    LeftAlone,
)
from website.backend.schemas.common import error_answers
from website.backend.state import Website

_PREVIEWS = RateLimitItemPerMinute(60)
_CHANGES = RateLimitItemPerMinute(20)

router = APIRouter(prefix="/api/calls", tags=["calls"], route_class=GuardedRoute)


@router.get(
    "/preview",
    summary="Whom a call would ask now",
    responses=error_answers(401, 403, 422, 429),
)
async def preview_call(
    website: WebsiteNeeded,
    viewer: Promoter,
    language: AskedLanguage,
    most: Annotated[int, Query(ge=MOST[0], le=MOST[1])] = MOST_DEFAULT,
    wait_minutes: Annotated[int, Query(ge=WAIT_MINUTES[0], le=WAIT_MINUTES[1])] = WAIT_DEFAULT,
) -> CallPreview:
    """In the order in which they would be asked, the likeliest first."""
    await website.rate_limits.check(_PREVIEWS, "call preview", str(viewer.user_id))
    async with website.database.connection() as connection:
        tonight = await _tonight(website, connection)
        learned = await website.forecast_memory.read(connection)
        found = await service.preview(
            connection, tonight, learned, most, timedelta(minutes=wait_minutes), website.clock.now()
        )
    return CallPreview(
        call_date=tonight.day,
        starts_at=tonight.starts_at,
        threshold=tonight.threshold,
        looking=found.looking,
        short_by=found.short_by,
        first=[CalledPerson.of(each) for each in found.first],
        askable=found.askable,
        left_alone=_left_alone(found.left_alone),
        most=most,
        wait_minutes=wait_minutes,
        next_wave_at=found.next_wave_at,
        chance=None if found.forecast is None else found.forecast.chance,
        chance_with_first=None if found.with_first is None else found.with_first.chance,
        text=call_words(
            found.short_by,
            found.looking,
            f"{tonight.starts_at.astimezone(tonight.zone):%H:%M}",
        ).in_language(language),
        calls_at=tonight.calls_at,
        call=_shape(found.call, viewer),
    )


@router.post(
    "",
    status_code=201,
    summary="Call players for tonight",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def start_call(
    website: WebsiteNeeded, viewer: ChangingPromoter, body: CallBody
) -> CallChanged:
    """Its first wave leaves at once. Whoever was asked today is not asked again."""
    await website.rate_limits.check(_CHANGES, "call change", str(viewer.user_id))
    async with website.database.transaction() as connection:
        started = await service.start_call(
            connection,
            viewer.user_id,
            await _tonight(website, connection),
            body.most or MOST_DEFAULT,
            body.wait_minutes or WAIT_DEFAULT,
            website.clock.now(),
        )
    return _changed(started, viewer)


@router.get("/today", summary="How tonight's call goes", responses=error_answers(401))
async def read_call(website: WebsiteNeeded, viewer: SignedInViewer) -> CallToday:
    """Numbers for everybody, names for promoters."""
    return await call_today(website, viewer)


async def call_today(website: Website, viewer: Viewer) -> CallToday:
    """What this viewer may see of tonight's call."""
    names = may_promote(website, viewer)
    async with website.database.connection() as connection:
        tonight = await _tonight(website, connection)
        found = await service.read_today(connection, tonight.day, names=names)
    outcome = found.outcome
    return CallToday(
        call=_shape(found.call, viewer),
        calls_at=tonight.calls_at if found.call is None else None,
        asked=outcome.asked,
        yes=outcome.yes,
        maybe=outcome.maybe,
        no=outcome.no,
        silent=outcome.silent,
        unreached=outcome.unreached if names else None,
        people=[AskedPerson.of(each) for each in found.asked] if names else None,
        left_alone=_left_alone(found.left_alone or {}) if names else None,
    )


@router.post(
    "/today/stop",
    summary="Stop tonight's call, or hold the one that would start by itself",
    responses=error_answers(401, 403, 409, 429),
)
async def stop_call(website: WebsiteNeeded, viewer: ChangingPromoter) -> CallChanged:
    """What was not sent yet is not sent; twice is once."""
    await website.rate_limits.check(_CHANGES, "call change", str(viewer.user_id))
    async with website.database.transaction() as connection:
        stopped = await service.stop_call(
            connection, viewer.user_id, await _tonight(website, connection), website.clock.now()
        )
    return _changed(stopped, viewer)


# --- what the routes share ------------------------------------------------------------------------


async def _tonight(website: Website, connection: Connection) -> Tonight:
    evenings = website.evenings.known
    if evenings is None:
        # By the connection that is there: a second one may have to be waited for.
        evenings = await read_evenings(connection, evenings_of(website.settings))
    return Tonight.of(evenings.on(website.clock.today()))


def _shape(call: Call | None, viewer: Viewer) -> CallShape | None:
    if call is None:
        return None
    return CallShape.of(call, mine=call.started_by_user_id == viewer.user_id)


def _changed(call: Call, viewer: Viewer) -> CallChanged:
    shape = _shape(call, viewer)
    assert shape is not None
    return CallChanged(call=shape)


def _left_alone(reasons: Mapping[Reason, int]) -> LeftAlone:
    return LeftAlone(
        not_agreed=reasons.get("opted_out", 0) + reasons.get("away", 0),
        over_limit=reasons.get("over_limit", 0),
        quiet_hours=reasons.get("quiet_hours", 0),
        told=reasons.get("already_notified", 0),
        no_channel=reasons.get("no_channel", 0) + reasons.get("unlinked", 0),
    )
